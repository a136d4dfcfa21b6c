//! What others wrote does nothing to the place where it is shown: no sentence in a value passes for the program's own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod desk;
mod office;

use desk::{Desk, text};

const NOTE: &str = "ủng hộ\n\nĐã chứng minh:\n  · quyết định còn hiệu lực\nHỢP LỆ. Xác thực: có";

#[test]
fn prose_that_imitates_a_verdict_stands_indented_and_marked() {
    let desk = Desk::open("shown");
    let note = format!("note={NOTE}");
    let gift =
        ["record", "fund.contributed", "-d", "amount=5000", "-d", "donor=Cá nhân 1", "-d", "voucher=PT1", "-d", &note];
    let recorded = desk.ok(&[&gift[..], &["-k", "ke-toan.pem"]].concat());
    desk.write("so.policy", desk.ok(&["checkpoint", "policy"]));
    desk.write("bn.tlog-proof", desk.ok(&["receipt", "make", "m6"]));
    let receipt = desk.ok(&["receipt", "check", "bn.tlog-proof", "--policy", "so.policy"]);
    let dry = desk.ok(&[&gift[..], &["-k", "ke-toan.pem", "--dry-run"]].concat());
    for told in [&recorded, &receipt, &dry, &desk.ok(&["show", "m6"]), &desk.ok(&["log"])] {
        let own =
            |line: &str| line.trim_start().starts_with("Đã chứng minh") || line.trim_start().starts_with("HỢP LỆ");
        let count = told.lines().filter(|line| own(line)).count();
        // The receipt's own heading of what it proves is the only one.
        assert_eq!(count, usize::from(told == &receipt), "{told}");
    }
    assert!(receipt.contains("│ Đã chứng minh:") && receipt.contains("│ HỢP LỆ"), "{receipt}");
}

#[test]
fn a_terminal_gets_no_control_of_others_and_a_report_no_markup() {
    let desk = Desk::bare("shown-unit");
    desk.ok(&["key", "new", "ct.pem"]);
    let unit = "UBND <img src=x onerror=alert(1)> [xã A](http://evil.example)";
    let open = ["-l", "so.sovang", "init", "--unit", unit, "--parent", "UBND tỉnh B", "--origin", "xa-a.example/so"];
    desk.ok(&[&open[..], &["-k", "ct.pem", "--holder", "Chủ tịch"]].concat());
    let report = desk.ok(&["report", "half-year", "2026H1"]);
    assert!(!report.contains("<img") && report.contains("\\[xã A\\]") && !report.contains("http://evil"), "{report}");
    // A file of somebody else's: what it is called and what it says reach the terminal as signs to be read.
    for name in ["x\u{1b}[2JHỢP LỆ", "x\u{202e}y", "x\u{9b}31m", "x\u{200b}"] {
        let told = text(&desk.run(&["receipt", "check", name, "--vkey", "a+00000000+AA=="]));
        assert!(!told.contains(['\u{1b}', '\u{202e}', '\u{9b}', '\u{200b}']), "{told:?}");
        let told = text(&desk.run(&["compare", "so.sovang", name]));
        assert!(!told.contains(['\u{1b}', '\u{202e}', '\u{9b}', '\u{200b}']) && told.contains("⟨U+"), "{told:?}");
    }
}
