//! What people type, paste and bring: nothing is guessed, nothing is swallowed, every wrong row is named, and what was
//! only rewritten on its way is not called forged.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod desk;
mod office;

use std::io::Write;
use std::process::{Output, Stdio};

use desk::{Desk, text};

const CONTRIBUTED: [&str; 4] = ["--type", "fund.contributed", "-k", "ke-toan.pem"];

/// Imports a file of contributions.
fn import(desk: &Desk, name: &str, content: impl AsRef<[u8]>, more: &[&str]) -> Output {
    desk.write(name, content);
    desk.run(&[&["import", name], &CONTRIBUTED[..], more].concat())
}

/// Checks that a file is refused with a code, and that nothing of it was written.
fn refused(desk: &Desk, name: &str, content: impl AsRef<[u8]>, code: &str) -> String {
    desk.write(name, content);
    desk.refused(&[&["import", name], &CONTRIBUTED[..]].concat(), code)
}

fn entries(desk: &Desk) -> u64 {
    desk.json(&["verify", "so.sovang"])["entries"].as_u64().unwrap()
}

fn with_stdin(desk: &Desk, args: &[&str], input: &[u8]) -> Output {
    let mut child =
        desk.command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn a_table_that_is_not_whole_writes_nothing() {
    let desk = Desk::open("input-table");
    let rows = |n: usize| (1..=n).map(|i| format!("{i}.000,Người {i},PT{i}\n")).collect::<String>();
    let head = "amount,donor,voucher\n";
    // A quote that is never closed swallows all rows below it, wherever it stands.
    for at in 1..=5 {
        let table: String =
            (1..=5).map(|i| format!("{i}.000,{}Người {i},PT{i}\n", if i == at { "\"" } else { "" })).collect();
        let said = refused(&desk, "mo.csv", format!("{head}{table}"), "import.quote");
        assert!(said.contains(&format!("mở ở dòng {} ", at + 1)), "{said}");
        let last: String =
            (1..=5).map(|i| format!("{i}.000,Người {i},{}PT{i}\n", if i == at { "\"" } else { "" })).collect();
        refused(&desk, "mo.csv", format!("{head}{last}"), "import.quote");
    }
    for (content, code) in [
        (format!("{head}1.000,\"Một\nhai\",PT1\n"), "import.line_feed"),
        (format!("{head}1.000,\"Một\"hai,PT1\n"), "import.quote"),
        ("amount,amount,donor,voucher\n5.000,9.000,X,PT1\n".into(), "import.column"),
        ("amount, Amount ,donor,voucher\n5.000,9.000,X,PT1\n".into(), "import.column"),
        ("amount,,donor,voucher\n5.000,9.000,X,PT1\n".into(), "import.column"),
        (format!("{head}1.000,X,PT1,thừa\n"), "import.cells"),
    ] {
        let content: String = content;
        refused(&desk, "sai.csv", content, code);
    }
    refused(&desk, "sai.csv", b"PK\x03\x04....", "import.workbook");
    refused(&desk, "sai.xls", b"\xd0\xcf\x11\xe0....", "import.workbook");
    refused(&desk, "sai.csv", b"amount,donor,voucher\n1.000,Ng\xd0,PT1\n", "import.not_utf8");
    let before = entries(&desk);
    let done = import(&desk, "dung.csv", format!("{head}{}", rows(3)), &[]);
    assert!(done.status.success(), "{}", text(&done));
    assert!(text(&done).contains("Đã đọc 3 dòng dữ liệu, bỏ qua 0 dòng trống: 3 sự kiện."), "{}", text(&done));
    let done = import(&desk, "nhieu.csv", format!("{head}1.000,\"Một\nhai\",PT9\n"), &["--multiline"]);
    assert!(text(&done).contains("[payload.schema]"), "a name has one line: {}", text(&done));
    let table = "amount,donor,voucher,note\n1.000,X,PT9,\"một\nhai\"\n";
    assert!(import(&desk, "nhieu.csv", table, &["--multiline"]).status.success());
    assert_eq!(entries(&desk), before + 4);
}

#[test]
fn what_spreadsheets_add_is_skipped() {
    let desk = Desk::open("input-spreadsheet");
    let plain = "amount;donor;voucher\n1.000;Người 1;PT1\n2.000;Người 2;PT2\n";
    let utf16: Vec<u8> = format!("\u{feff}{}", plain.replace(';', "\t").replace('\n', "\r\n"))
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let before = entries(&desk);
    let cases: Vec<(&str, Vec<u8>, usize)> = vec![
        ("sep.csv", format!("sep=;\n{plain}").into(), 0),
        ("sep2.csv", format!("\u{feff}sep=;\r\n{}", plain.replace('\n', "\r\n")).into(), 0),
        ("sep3.csv", format!("\"sep=,\"\n{}", plain.replace(';', ",")).into(), 0),
        ("trong.csv", format!("{plain};;\n;;\n ; ;\u{a0}\n").into(), 3),
        ("trong2.csv", format!(";;\n{plain}\n\n;;\n").into(), 4),
        ("du.csv", plain.replace("PT1\n", "PT1;;;\n").into(), 0),
        ("utf16.csv", utf16, 0),
        ("cr.csv", plain.replace('\n', "\r").into(), 0),
        ("tep.txt", plain.into(), 0),
    ];
    for (name, content, skipped) in &cases {
        let done = import(&desk, name, content, &[]);
        let said = text(&done);
        assert!(done.status.success(), "{name}: {said}");
        assert!(
            said.contains(&format!("Đã đọc 2 dòng dữ liệu, bỏ qua {skipped} dòng trống: 2 sự kiện")),
            "{name}: {said}"
        );
    }
    assert_eq!(entries(&desk), before + 2 * cases.len() as u64);
    // The line named is the file's, whatever was skipped above it.
    let said = refused(&desk, "dong.csv", "sep=;\n\namount;donor;voucher\n;;\nx;Y;PT\n", "form.value");
    assert!(said.contains("dòng 5"), "{said}");
}

#[test]
fn a_member_or_field_given_twice_is_refused() {
    let desk = Desk::open("input-twice");
    let line = |data: &str| format!("{{\"type\":\"fund.contributed\",\"data\":{data}}}\n");
    for data in [
        r#"{"amount":5000,"amount":9000,"donor":"X","voucher":"P"}"#,
        r#"{"amount":5000,"donor":"X","voucher":"P","donor":"X"}"#,
        r#"{"amount":5000,"donor":"X","voucher":"P","note":{"a":1,"a":1}}"#,
    ] {
        refused(&desk, "hai.jsonl", line(data), "file.unreadable");
        desk.write("hai.json", data);
        desk.refused(&["record", "fund.contributed", "--file", "hai.json", "-k", "ke-toan.pem"], "file.unreadable");
    }
    refused(
        &desk,
        "hai.jsonl",
        "{\"type\":\"fund.contributed\",\"type\":\"fund.opened\",\"data\":{}}\n",
        "file.unreadable",
    );
    desk.write("hai.toml", "amount = 5000\namount = 9000\ndonor = \"X\"\nvoucher = \"P\"\n");
    desk.refused(&["record", "fund.contributed", "--file", "hai.toml", "-k", "ke-toan.pem"], "file.unreadable");
    let record = ["record", "fund.contributed", "-k", "ke-toan.pem", "-d", "donor=X", "-d", "voucher=P"];
    for twice in [&["-d", "amount=5", "-d", "amount=9"][..], &["-d", "amount=5", "-d", "amount =5"]] {
        desk.refused(&[&record[..], twice].concat(), "form.twice");
    }
}

#[test]
fn every_wrong_row_is_named() {
    let desk = Desk::open("input-rows");
    let table = "amount,donor,voucher\n1.000,Một,PT1\nx,Hai,PT2\n3.000,Ngư?i,PT3\n4.000,Bốn,PT4\n5.00,Năm,PT5\n";
    let said = refused(&desk, "sai.csv", table, "form.value");
    assert!(said.contains("3 dòng chưa nhập được") && said.contains("Không có gì được ghi"), "{said}");
    for line in ["dòng 3, ô A3 «amount»: ", "dòng 4, ô B4 «donor»: ", "dòng 6, ô A6 «amount»: "] {
        assert!(said.contains(line), "{line}: {said}");
    }
    assert!(!said.contains("dòng 2") && !said.contains("dòng 5"), "{said}");
}

#[test]
fn broken_letters_are_not_signed_unless_they_are_right() {
    let desk = Desk::open("input-letters");
    let record = |donor: &str, more: &[&str]| {
        let donor = format!("donor={donor}");
        let args =
            ["record", "fund.contributed", "-k", "ke-toan.pem", "-d", "amount=5", "-d", "voucher=P", "-d", &donor];
        desk.run(&[&args[..], more].concat())
    };
    for (broken, code) in [
        ("Nguy\u{fffd}n V\u{fffd}n ��c", "text.character"),
        ("Nguy\u{85}n", "text.character"),
        ("Nguy\u{e123}n", "text.character"),
        ("Nguy?n V?n ??c", "text.broken"),
        ("Nguyen Van ?", "text.broken"),
        ("NguyÔn V¨n §øc", "text.broken"),
        ("Nguyeãn Vaên Ñöùc", "text.broken"),
        ("Nguyá»…n VÄƒn Ä‘á»©c", "text.broken"),
        ("Lê Тhị Hoa", "text.broken"),
    ] {
        let before = entries(&desk);
        let output = record(broken, &[]);
        assert_eq!(output.status.code(), Some(2), "{broken}");
        assert!(text(&output).contains(&format!("[{code}]")), "{broken}: {}", text(&output));
        let rows = format!("amount,donor,voucher\n5,{broken},P\n");
        refused(&desk, "hong.csv", rows, code);
        let lines =
            serde_json::json!({"type": "fund.contributed", "data": {"amount": 5, "donor": broken, "voucher": "P"}});
        refused(&desk, "hong.jsonl", format!("{lines}\n"), code);
        assert_eq!(entries(&desk), before);
        if code == "text.character" {
            assert!(!record(broken, &["--as-typed"]).status.success(), "{broken}");
        }
    }
    assert_eq!(record("Jürgen Müller", &[]).status.code(), Some(2));
    let done = record("Jürgen Müller", &["--as-typed"]);
    assert!(done.status.success() && text(&done).contains("Jürgen Müller"), "{}", text(&done));
    let output = desk.run(&["key", "join", "moi.pem", "--holder", "V¨n thª", "--role", "clerk"]);
    assert!(text(&output).contains("[text.broken]"), "{}", text(&output));
}

#[test]
fn what_nobody_sees_makes_no_other_person() {
    let desk = Desk::open("input-hidden");
    let nominate = |name: &str| {
        let name = format!("recipient.name={name}");
        let args = [
            "record",
            "nomination.submitted",
            "-k",
            "van-thu.pem",
            "-d",
            "recipient.kind=individual",
            "-d",
            "recipient.unit=Thôn 1",
            "-d",
            "form=commendation_certificate",
            "-d",
            "reward_type=thematic",
            "-d",
            "merit=Hiến đất",
            "-d",
            &name,
        ];
        let output = desk.run(&args);
        assert!(output.status.success(), "{}", text(&output));
        let export = desk.ok(&["export"]);
        let last: serde_json::Value = serde_json::from_str(export.lines().last().unwrap()).unwrap();
        let recipient = &last["statement"]["data"]["recipient"];
        (recipient["id"].as_str().unwrap().to_owned(), recipient["name"].as_str().unwrap().to_owned(), text(&output))
    };
    let (id, name, _) = nominate("Lê Thị Hoa");
    for hidden in
        ['\u{200b}', '\u{ad}', '\u{202e}', '\u{2060}', '\u{feff}', '\u{200d}', '\u{3164}', '\u{e0041}', '\u{fe0f}']
    {
        let (other, stored, said) = nominate(&format!("{hidden}Lê Thị{hidden} Hoa{hidden}"));
        assert_eq!((&other, &stored), (&id, &name), "{hidden:?}");
        assert!(said.contains(&format!("U+{:04X}", u32::from(hidden))), "{hidden:?}: {said}");
    }
    let (other, stored, _) = nominate("  Lê\u{a0}Thị  Hoa ");
    assert_eq!((other, stored), (id, name));
    let only = [
        "record",
        "fund.contributed",
        "-k",
        "ke-toan.pem",
        "-d",
        "amount=5",
        "-d",
        "voucher=P",
        "-d",
        "donor=\u{200b}",
    ];
    assert_eq!(desk.run(&only).status.code(), Some(2));
    let symbol = desk.run(&[
        "record",
        "fund.appropriated",
        "--dry-run",
        "-k",
        "ke-toan.pem",
        "-d",
        "amount=5",
        "-d",
        "document=02/QÐ-UBND",
    ]);
    assert!(symbol.status.success() && text(&symbol).contains("02/QĐ-UBND"), "{}", text(&symbol));
}

#[test]
fn amounts_are_what_was_meant_in_records_and_tables() {
    let desk = Desk::open("input-amounts");
    for (typed, shown) in [("1.500 triệu", "1.500.000.000đ"), ("1.500", "1.500đ"), ("2 triệu 160 nghìn", "2.160.000đ")]
    {
        let amount = format!("amount={typed}");
        let record =
            ["record", "fund.contributed", "--dry-run", "-k", "ke-toan.pem", "-d", "donor=X", "-d", "voucher=P"];
        let said = desk.ok(&[&record[..], &["-d", &amount]].concat());
        assert!(said.contains(&format!("Số tiền: {shown}")), "{typed}: {said}");
        let row = format!("amount,donor,voucher\n\"{typed}\",X,P\n");
        let said = import(&desk, "tien.csv", row, &["--dry-run"]);
        assert!(text(&said).contains(&format!("Số tiền: {shown}")), "{typed}: {}", text(&said));
    }
    for typed in ["1,500 triệu", "1,500", "1.5000", "2tr50"] {
        let amount = format!("amount={typed}");
        desk.refused(&["record", "fund.contributed", "-k", "ke-toan.pem", "-d", &amount], "form.value");
    }
}

#[test]
fn a_dash_is_standard_input() {
    let desk = Desk::open("input-dash");
    let before = entries(&desk);
    let table = b"amount,donor,voucher\n1.000,X,PT1\n";
    let done = with_stdin(&desk, &["import", "-", "--type", "fund.contributed", "-k", "ke-toan.pem"], table);
    assert!(done.status.success(), "{}", text(&done));
    let line = br#"{"type":"fund.contributed","data":{"amount":5,"donor":"X","voucher":"P"}}"#;
    let done = with_stdin(&desk, &["import", "-", "-k", "ke-toan.pem"], line);
    assert!(done.status.success(), "{}", text(&done));
    let payload = br#"{"amount":5,"donor":"X","voucher":"P"}"#;
    let done = with_stdin(&desk, &["record", "fund.contributed", "--file", "-", "-k", "ke-toan.pem"], payload);
    assert!(done.status.success(), "{}", text(&done));
    assert_eq!(entries(&desk), before + 3);
}
