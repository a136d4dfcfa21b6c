//! The program in a real terminal: one decision for twelve people, from nomination to filed dossier, as three people type it.
//! What it costs is counted: at most 8 commands, 300 keystrokes (passphrases included), 3 unlockings, and no id is shown; then
//! what the other jobs of an office cost.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "desk/mod.rs"]
mod desk;
#[path = "office/mod.rs"]
mod office;

use std::path::Path;
use std::process::Command;

use desk::{Desk, PASSPHRASE, this_year};

/// A ledger that has one decision behind it, a sheet of fourteen nominations, and scans.
fn prepared(desk: &Desk) {
    let year = this_year();
    let on = |day: &str| format!("{day}/{year}");
    let record = |kind: &str, day: &str, data: &[&str], key: &str| {
        let (on, key) = (on(day), format!("{key}.pem"));
        let mut args = vec!["record", kind, "--on", &on, "-k", &key];
        args.extend(data.iter().flat_map(|pair| ["-d", pair]));
        desk.ok(&args);
    };
    // The year is not over on every day on which tests run.
    let first = "01/01";
    record("fund.appropriated", first, &["amount=60.000.000", "document=02/QĐ-UBND"], "ke-toan");
    record("fund.allocated", first, &["category=individual", "amount=30.000.000"], "chu-tich");
    record("fund.allocated", first, &["category=collective", "amount=12.000.000"], "chu-tich");
    let nomination = [
        "recipient.name=Cá nhân 1",
        "recipient.kind=individual",
        "recipient.unit=Thôn 1",
        "form=commendation_certificate",
        "reward_type=thematic",
        "merit=Hiến đất làm nhà văn hóa",
    ];
    record("nomination.submitted", first, &nomination, "van-thu");
    let votes = ["members=9", "present=8", "written=0", "ballots.0.nomination=dn1", "ballots.0.in_favour=8"];
    record("council.voted", first, &votes, "van-thu");
    let signed = [
        "title=Về việc khen thưởng",
        "capacity=chairman",
        "procedure.kind=council",
        "procedure.session=hd1",
        "lines.0.nomination=dn1",
    ];
    record("decision.signed", first, &signed, "chu-tich");
    record("decision.numbered", first, &["number=02", "symbol=QĐ-UBND"], "van-thu");
    record("decision.issued", first, &["distribution=Như Điều 3"], "van-thu");
    let paid = ["purpose.kind=award", "purpose.decision=02:1", "method=cash", "voucher=PC07"];
    record("fund.disbursed", first, &paid, "ke-toan");
    let presented = ["lines=1", "presenter=Chủ tịch UBND"];
    let on = on(first);
    let args = ["record", "award.presented", "-s", "02", "--on", &on, "-k", "van-thu.pem"];
    desk.ok(&[&args[..], &["-d", presented[0], "-d", presented[1]]].concat());
    let args =
        ["record", "dossier.filed", "-s", "02", "--on", &on, "-k", "van-thu.pem", "-d", "documents.0.kind=decision"];
    let place = ["-d", "documents.0.name=Quyết định", "-d", "place=Văn phòng, tủ hồ sơ số 2"];
    desk.ok(&[&args[..], &place[..]].concat());

    let mut sheet = "UBND xã A;;;;;;\r\nDANH SÁCH ĐỀ NGHỊ;;;;;;\r\nSTT;Họ tên;Đối tượng;Thôn, cơ quan;Hình thức;Loại hình;Thành tích\r\n".to_owned();
    for n in 2..=12 {
        sheet += &format!("{n};Cá nhân {n};cá nhân;Thôn {};Giấy khen;phong trào;Hiến đất làm đường\r\n", n / 3 + 1);
    }
    for n in 1..=3 {
        sheet += &format!("{n};Tập thể {n};tập thể;Thôn {n};Giấy khen;phong trào;Hiến đất làm đường\r\n");
    }
    desk.write("hien-dat.csv", sheet);
    for name in ["canhan.xlsx", "tapthe.xlsx"] {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sheets").join(name);
        std::fs::copy(from, desk.folder.file(name)).unwrap();
    }
    let odd = |n: u32| {
        format!(
            "Họ tên;Diện;Thôn;Hình thức;Loại hình;Thành tích\r\nCá nhân {n};cá nhân;Thôn 1;Giấy khen;phong trào;Việc tốt\r\n"
        )
    };
    desk.write("la.csv", odd(30));
    desk.write("la2.csv", odd(31));
    std::fs::create_dir(desk.folder.file("hs03")).unwrap();
    for name in ["bien-ban.pdf", "quyet-dinh.pdf", "to-trinh.pdf"] {
        desk.write(&format!("hs03/{name}"), name);
    }
}

fn python(desk: &Desk) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/terminal.py");
    let mut command = Command::new("python3");
    command.arg(script).arg(env!("CARGO_BIN_EXE_sovang")).arg(desk.folder.path()).arg(PASSPHRASE);
    let output = command.env("SOVANG_LEDGER", "so.sovang").output().unwrap();
    assert!(output.status.success(), "{}", desk::text(&output));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn one_decision_for_twelve_people_from_nomination_to_dossier() {
    let desk = Desk::open("terminal");
    prepared(&desk);
    let counted = python(&desk);
    let verified = desk.json(&["verify", "so.sovang"]);
    assert!(verified["authentic"] == true && verified["lawful"] == true, "{verified}");
    for state in ["state-van-thu", "state-chu-tich", "state-ke-toan"] {
        let _ = std::fs::remove_dir_all(desk.folder.file(state));
    }
    println!("{counted}");
    // Of fourteen nominations two were voted down; twelve lines were signed, paid, presented and filed.
    let lines = desk.json(&["award", "--find", "hien dat lam duong"]);
    let lines = lines.as_array().unwrap();
    assert_eq!(lines.len(), 12);
    // One was annulled afterwards, and its money came back.
    let (annulled, standing): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line["status"] == "annulled");
    assert!(annulled.len() == 1 && annulled[0]["paid"] == 0, "{annulled:?}");
    assert!(standing.iter().all(|line| line["amount"] == line["paid"]), "{standing:?}");
    let audit = desk.json(&["audit"]);
    let unlisted = audit["findings"].as_array().unwrap().iter().filter(|f| f["code"] == "audit.payment_unlisted");
    let unlisted: Vec<String> = unlisted.map(|finding| finding.to_string()).collect();
    assert!(!unlisted.iter().any(|finding| finding.contains("03/QĐ-UBND")), "{unlisted:?}");
}

#[test]
fn without_a_terminal_nothing_is_recorded_unless_agreed_beforehand() {
    let desk = Desk::open("unattended");
    prepared(&desk);
    // The clerk's sheet needs no question; nobody is there to agree.
    desk.refused(&["nhap", "hien-dat.csv"], "job.not_agreed");
    desk.ok(&["nhap", "hien-dat.csv", "--yes"]);
    let missing = desk.refused(&["hop"], "job.missing");
    assert!(missing.contains("--present"), "{missing}");
    let vote = ["hop", "--members", "9", "--present", "8", "--votes", "8"];
    desk.refused(&vote, "job.not_agreed");
    desk.refused(&[&vote[..], &["--except", "99=3"]].concat(), "job.answer");
    desk.refused(&["chi"], "job.nothing");
    // A sheet with mistakes: all cells of all rows at once, and nothing is written.
    let bad = "Họ tên;Đối tượng;Thôn;Hình thức;Loại hình;Lý do\r\n\
               Cá nhân 20;cá nhân;Thôn 1;Bằng khen;phong trào;Việc tốt\r\n\
               ;cá nhân;Thôn 1;Giấy khen;phong trào;\r\n\
               Cá nhân 21;cá nhân, hộ;Thôn 1;Giấy khen;phong trào;#REF!\r\n";
    desk.write("loi.csv", bad);
    let told = desk.refused(&["nhap", "loi.csv", "--yes"], "job.sheet");
    for cell in ["D2", "A3", "F3", "B4", "F4"] {
        assert!(told.contains(cell), "{cell}: {told}");
    }
}

#[test]
fn whoever_may_not_do_a_job_is_told_before_the_first_question() {
    let desk = Desk::open("role");
    let told = desk.refused(&["chi", "-k", "van-thu.pem"], "author.role");
    assert!(told.contains("kế toán"), "{told}");
}

#[test]
fn an_odd_clock_records_nothing_unasked() {
    let desk = Desk::bare("clock");
    desk.ok(&["demo", "demo"]);
    let args = ["-l", "demo/ho-son.sovang", "record", "fund.contributed", "-s", "2024", "--on", "02/07/2024", "-d"];
    let rest = ["amount=5.000", "-d", "donor=X", "-d", "voucher=PT9", "-k", "demo/keys/ke-toan.pem"];
    let run = |year: &str| {
        let mut command = desk.command(&[&args[..], &rest[..]].concat());
        command.env("SOVANG_PASSPHRASE", "so-vang-demo").env("SOVANG_CLOCK_YEAR", year).output().unwrap()
    };
    // The newest entry is of July 2024: a clock so far ahead is believed only if somebody says so.
    let odd = run("2024");
    assert_eq!(odd.status.code(), Some(2));
    assert!(desk::text(&odd).contains("[clock.odd]"), "{}", desk::text(&odd));
    let said = run(&this_year());
    assert!(said.status.success(), "{}", desk::text(&said));
}
