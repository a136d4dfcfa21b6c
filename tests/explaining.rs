//! What an audit finds is grouped and named, says the next command, and keeps what the office said to it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod desk;
mod office;

use desk::{Desk, text};
use serde_json::Value;

/// A count of the cash that differs from the ledger.
fn counted(desk: &Desk) {
    let gift = ["record", "fund.contributed", "-d", "amount=50.000", "-d", "donor=Tổ chức 1", "-d", "voucher=PT1"];
    desk.ok(&[&gift[..], &["-k", "ke-toan.pem"]].concat());
    desk.ok(&["record", "fund.counted", "-d", "amount=49.000", "-d", "place=cash", "-k", "ke-toan.pem"]);
}

fn differs(desk: &Desk) -> Value {
    let audit = desk.json(&["audit"]);
    let found = audit["findings"].as_array().unwrap().iter().find(|finding| finding["code"] == "audit.cash_differs");
    found.unwrap().clone()
}

#[test]
fn an_explanation_stands_beside_the_finding_from_then_on() {
    let desk = Desk::open("explaining");
    counted(&desk);
    let before = desk.run(&["audit"]);
    let shown = text(&before);
    assert_eq!(before.status.code(), Some(1));
    assert!(shown.contains("PHẢI GIẢI TRÌNH") && shown.contains("Kiểm kê khác sổ (1)"), "{shown}");
    assert!(shown.contains("sovang giai-trinh") && !shown.contains("-7"), "the next command, and no id: {shown}");

    let said =
        ["giai-trinh", "kiem ke", "--explanation", "Thiếu 1.000đ tiền lẻ, đã nộp bù", "--document", "Biên bản 3"];
    desk.refused(&[&said[..], &["-k", "ke-toan.pem"]].concat(), "job.not_agreed");
    desk.ok(&[&said[..], &["--yes", "-k", "ke-toan.pem"]].concat());
    let finding = differs(&desk);
    assert_eq!(finding["explanations"][0]["explanation"], "Thiếu 1.000đ tiền lẻ, đã nộp bù", "{finding}");
    let after = desk.run(&["audit"]);
    let shown = text(&after);
    assert_eq!(after.status.code(), Some(0), "everything that is to be explained is: {shown}");
    assert!(shown.contains("Thiếu 1.000đ tiền lẻ") && shown.contains("Biên bản 3"), "{shown}");
    let sarif = desk.ok(&["audit", "--sarif"]);
    assert!(sarif.contains("suppressions") && sarif.contains("đã nộp bù"), "{sarif}");
    // The next finding of the same kind is another one.
    desk.ok(&[
        "record",
        "fund.counted",
        "-d",
        "amount=48.000",
        "-d",
        "place=cash",
        "--on",
        "2026-01-02",
        "-k",
        "ke-toan.pem",
    ]);
    assert_eq!(desk.run(&["audit"]).status.code(), Some(1));
    assert_eq!(desk.json(&["verify"])["lawful"], true);
}

/// S20: forty nominations in one line, by their names.
#[test]
fn many_of_a_kind_are_one_line() {
    let desk = Desk::open("explaining-many");
    let mut sheet = "Họ tên;Đối tượng;Thôn;Hình thức;Loại hình;Lý do\r\n".to_owned();
    for n in 1..=40 {
        sheet += &format!("Cá nhân {n};cá nhân;Thôn {n};Giấy khen;phong trào;Việc tốt {n}\r\n");
    }
    desk.write("dn.csv", sheet);
    desk.ok(&["nhap", "dn.csv", "--on", "01/01", "--yes", "-k", "van-thu.pem"]);
    let shown = text(&desk.run(&["audit"]));
    assert!(
        shown.contains("40 việc: ĐN-") && shown.contains("001–040") && shown.contains("sovang giai-trinh m"),
        "{shown}"
    );
}

/// S20: frames and what stands in them are bought apart, one of each for every certificate.
#[test]
fn frames_and_certificates_are_counted_apart() {
    let desk = Desk::open("explaining-frames");
    counted(&desk);
    desk.ok(&["record", "fund.allocated", "-d", "category=frames", "-d", "amount=50.000", "-k", "chu-tich.pem"]);
    let buy = |what: &str, n: &str, voucher: &str| {
        let (what, n, voucher) =
            (format!("purpose.what={what}"), format!("purpose.quantity={n}"), format!("voucher={voucher}"));
        let args =
            ["record", "fund.disbursed", "-d", "purpose.kind=frames", "-d", &what, "-d", &n, "-d", "amount=1.000"];
        let rest = ["-d", "category=frames", "-d", "payee.name=Cửa hàng 1", "-d", "method=cash", "-d", &voucher];
        desk.ok(&[&args[..], &rest[..], &["-k", "ke-toan.pem"]].concat());
    };
    buy("Khung giấy khen", "1", "PC1");
    let frames = || {
        let audit = desk.json(&["audit", "--rule", "audit.frames_exceed"]);
        audit["findings"].as_array().unwrap().len()
    };
    // None was issued: each kind by itself is one too many; together they are not counted twice.
    assert_eq!(frames(), 1);
    buy("In giấy khen", "1", "PC2");
    assert_eq!(frames(), 2);
}
