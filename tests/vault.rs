//! What stands beside the log: sealed values that can be read by those named and erased by two people, and documents.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test that finds nothing may stop

mod desk;
mod office;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use desk::{Desk, text};
use serde_json::{Value, json};

const SECRET: &str = "Người Tố Cáo Kín, thôn Bảy";

/// Everything a desk wrote, in every file of its folder and below.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        match entry.path() {
            path if path.is_dir() => found.extend(files(&path)),
            path => found.push(path),
        }
    }
    found
}

fn holders_of(desk: &Desk, needle: &[u8]) -> Vec<PathBuf> {
    let holds = |path: &PathBuf| std::fs::read(path).unwrap().windows(needle.len()).any(|window| window == needle);
    files(desk.folder.path()).into_iter().filter(holds).collect()
}

/// Runs a command and types a line into it.
fn typed(desk: &Desk, line: &str, args: &[&str]) -> Output {
    let mut child =
        desk.command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{line}\n").as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

const RECEIVE: [&str; 15] = [
    "record",
    "petition.received",
    "-d",
    "channel=letter",
    "-d",
    "identity=-",
    "-d",
    "summary=Tố cáo khai man thành tích",
    "-d",
    "award_related=có",
    "-d",
    "letters=1",
    "-d",
    "signatories=1",
    "-k",
];

fn receive(desk: &Desk) -> String {
    let output = typed(desk, SECRET, &[&RECEIVE[..], &["van-thu.pem"]].concat());
    assert!(output.status.success(), "{}", text(&output));
    let all = desk.json(&["vault", "list"]);
    all.as_array().unwrap().last().unwrap()["sealed"].as_str().unwrap().to_owned()
}

fn with_readers(name: &str) -> Desk {
    let desk = Desk::open(name);
    desk.ok(&["vault", "key", "tiep-dan.age"]);
    desk.ok(&["vault", "readers", "tiep-dan.age.pub=Cán bộ tiếp công dân", "-k", "chu-tich.pem"]);
    desk
}

fn open(desk: &Desk, sealed: &str) -> Output {
    desk.run(&["vault", "open", sealed, "--purpose", "Gửi giấy mời", "--identity", "tiep-dan.age", "-k", "van-thu.pem"])
}

#[test]
fn a_sealed_value_is_read_on_record_and_erased_by_two() {
    let desk = with_readers("vault-erase");
    let sealed = receive(&desk);
    assert!(holders_of(&desk, SECRET.as_bytes()).is_empty(), "never in the clear");
    let read = open(&desk, &sealed);
    assert_eq!(String::from_utf8_lossy(&read.stdout).trim(), SECRET, "{}", text(&read));
    assert_eq!(desk.json(&["vault", "list"])[0]["opened_by"], json!([8]));

    // The opening's bytes, as they stand in the vault: after the erasure they are in no file.
    let line = std::fs::read_to_string(desk.folder.file("so.vault")).unwrap().lines().nth(1).unwrap().to_owned();
    let opening = serde_json::from_str::<Value>(&line).unwrap()["age"].as_str().unwrap().to_owned();
    assert_eq!(holders_of(&desk, opening.as_bytes()), [desk.folder.file("so.vault")]);
    desk.ok(&["vault", "backup", "kho.vault"]);
    desk.ok(&["receipt", "make", "m7"]);
    desk.write("so.jsonl", desk.ok(&["export"]));
    desk.write("goi.txt", desk.ok(&["bundle", "make", "goi.html"]));

    desk.ok(&["vault", "erase", &sealed, "--ground", "Hết thời hạn lưu trữ", "-k", "van-thu.pem"]);
    assert_eq!(holders_of(&desk, opening.as_bytes()).len(), 2, "one person erases nothing");
    let alone = desk.run(&["vault", "erase", &sealed, "--confirm", "-k", "van-thu.pem"]);
    assert_eq!(alone.status.code(), Some(2), "{}", text(&alone));
    desk.ok(&["vault", "erase", &sealed, "--confirm", "-k", "chu-tich.pem"]);
    desk.ok(&["vault", "clean", "kho.vault"]);
    let left = holders_of(&desk, opening.as_bytes());
    assert!(left.is_empty() && holders_of(&desk, SECRET.as_bytes()).is_empty(), "{left:?}");

    // The commitment stays, and every proof with it.
    let verified = desk.json(&["verify"]);
    assert_eq!((&verified["authentic"], &verified["lawful"]), (&json!(true), &json!(true)), "{verified}");
    assert!(!holders_of(&desk, sealed.as_bytes()).is_empty());
    let gone = open(&desk, &sealed);
    assert!(text(&gone).contains("[vault.erased]"), "{}", text(&gone));
    assert_eq!(desk.json(&["vault", "restore", "kho.vault"])["restored"], 0);
}

#[test]
fn who_reads_next_is_decided_by_the_ledger() {
    let desk = with_readers("vault-readers");
    let sealed = receive(&desk);
    desk.ok(&["vault", "key", "moi.age"]);
    desk.ok(&["vault", "readers", "moi.age=Cán bộ mới", "-k", "chu-tich.pem"]);
    let by_new = ["vault", "open", &sealed, "--purpose", "Xem", "--identity", "moi.age", "-k", "van-thu.pem"];
    let refused = desk.run(&by_new);
    assert!(text(&refused).contains("[vault.not_opened]"), "{}", text(&refused));
    desk.ok(&["vault", "reseal", "--identity", "tiep-dan.age", "-k", "van-thu.pem"]);
    assert_eq!(desk.ok(&by_new).trim(), SECRET);
    let old = open(&desk, &sealed);
    assert!(text(&old).contains("[vault.not_opened]"), "{}", text(&old));
}

#[test]
fn a_name_never_stands_on_a_command_line_and_nothing_stays_of_a_refused_event() {
    let desk = with_readers("vault-refused");
    let typed_out = desk.run(&["record", "petition.received", "-d", "identity=Nguyễn Văn A", "-k", "van-thu.pem"]);
    assert!(text(&typed_out).contains("[form.value]"), "{}", text(&typed_out));
    // The accountant may not receive letters.
    let output = typed(&desk, SECRET, &[&RECEIVE[..], &["ke-toan.pem"]].concat());
    assert!(text(&output).contains("[author.role]"), "{}", text(&output));
    let vault = std::fs::read_to_string(desk.folder.file("so.vault")).unwrap();
    assert_eq!(vault.lines().count(), 1, "only its heading");
    desk.write("bien-ban.pdf", "biên bản");
    let args =
        ["record", "history.confirmed", "-s", "01990000-0000-7000-8000-00000000aaaa", "-d", "scan=@bien-ban.pdf"];
    let output = desk.run(&[&args[..], &["-k", "van-thu.pem"]].concat());
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    assert!(files(&desk.folder.file("so.files")).is_empty());
}

#[test]
fn a_byte_changed_in_vault_or_document_is_found_at_its_entry() {
    let desk = with_readers("vault-tampered");
    receive(&desk);
    desk.write("to-trinh.pdf", "tờ trình số 1\n".repeat(20_000));
    let line =
        ["-d", "recipient.name=Cá nhân 1", "-d", "recipient.kind=individual", "-d", "form=commendation_certificate"];
    let rest = ["-d", "reward_type=thematic", "-d", "merit=Hiến đất", "-d", "attachments.0.name=Tờ trình"];
    let file = ["-d", "attachments.0.blake3=@to-trinh.pdf", "-k", "van-thu.pem"];
    desk.ok(&[&["record", "nomination.submitted"], &line[..], &rest[..], &file[..]].concat());
    let sound = desk.json(&["verify"]);
    assert_eq!((&sound["lawful"], &sound["documents"], &sound["vault"]), (&json!(true), &json!(1), &json!(true)));
    let list = desk.json(&["attachment", "list"]);
    assert_eq!((&list[0]["status"], &list[0]["name"]), (&json!("kept"), &json!("Tờ trình")));
    let hash = list[0]["blake3"].as_str().unwrap();
    desk.ok(&["attachment", "get", &hash[..8], "ra.pdf"]);
    assert_eq!(
        std::fs::read(desk.folder.file("ra.pdf")).unwrap(),
        std::fs::read(desk.folder.file("to-trinh.pdf")).unwrap()
    );
    // A bundle with it: whole; with other bytes; with a document of its own hash that no entry names.
    for (file, filter) in [("ca-so.html", &[][..]), ("mot.html", &["--find", "hien dat"])] {
        desk.ok(&[&["bundle", "make", file, "--attachments"], filter].concat());
        let told = desk.ok(&["bundle", "check", file]);
        assert!(told.contains("Tờ trình: còn nguyên"), "{told}");
        let page = std::fs::read_to_string(desk.folder.file(file)).unwrap();
        let place = page.find("\"base64\":\"").unwrap() + 10;
        let end = place + page[place..].find('"').unwrap();
        desk.write("doi.html", format!("{}YWJj{}", &page[..place], &page[end..]));
        assert_eq!(desk.json(&["bundle", "check", "doi.html"])["holds"], false);
        let (before, after) = (&page[..place], &page[end..]);
        let own = sovang::values::crypto::Hash::of(b"abc").to_string();
        let stray = format!("{before}YWJj{}", after.replacen(hash, &own, 1));
        assert!(stray.contains(&own), "the hash stands behind its bytes");
        desk.write("la.html", stray);
        let told = text(&desk.run(&["bundle", "check", "la.html"]));
        assert!(told.contains("không bút toán nào đã kiểm tra ở đây nêu tài liệu này"), "{told}");
    }
    let backed = desk.json(&["backup", "ban-sao.sovang"]);
    assert_eq!(backed["documents"], 1);
    assert_eq!(desk.json(&["verify", "ban-sao.sovang"])["documents"], 1);

    let found = |desk: &Desk| -> Vec<(u64, String)> {
        let json = desk.json(&["verify", "so.sovang"]);
        let findings = json["findings"].as_array().unwrap().clone();
        assert_eq!(json["lawful"], findings.is_empty());
        findings.iter().map(|f| (f["seq"].as_u64().unwrap(), f["code"].as_str().unwrap().to_owned())).collect()
    };
    let document = desk.folder.file(&format!("so.files/{hash}"));
    let mut bytes = std::fs::read(&document).unwrap();
    bytes[70_000] ^= 1;
    std::fs::write(&document, &bytes).unwrap();
    assert_eq!(found(&desk), [(list[0]["entry"].as_u64().unwrap(), "attachment.changed".to_owned())]);
    let got = desk.run(&["-l", "so.sovang", "attachment", "get", &hash[..8], "hong.pdf"]);
    assert!(text(&got).contains("[attachment.changed]") && !desk.folder.file("hong.pdf").exists(), "{}", text(&got));
    bytes[70_000] ^= 1;
    std::fs::write(&document, &bytes).unwrap();

    // One digit of the encrypted opening; then the line gone; then the whole file another ledger's.
    let vault = desk.folder.file("so.vault");
    let whole = std::fs::read_to_string(&vault).unwrap();
    let place = whole.find("\"age\":\"").unwrap() + 30;
    let mut changed = whole.clone().into_bytes();
    changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
    std::fs::write(&vault, &changed).unwrap();
    assert_eq!(found(&desk), [(7, "vault.damaged".to_owned())]);
    std::fs::write(&vault, format!("{}\n", whole.lines().next().unwrap())).unwrap();
    assert_eq!(found(&desk), [(7, "vault.missing".to_owned())]);
    std::fs::write(&vault, "nothing\n").unwrap();
    assert_eq!(found(&desk), [(0, "vault.damaged".to_owned())]);
    // A copy for an inspector goes without the vault, and says so.
    std::fs::remove_file(&vault).unwrap();
    assert!(found(&desk).is_empty());
    assert!(desk.ok(&["verify", "so.sovang"]).contains("Kho niêm phong không có ở đây"));
}

#[test]
fn a_person_is_shown_what_is_his_and_nobody_elses() {
    let desk = Desk::bare("vault-person");
    desk.ok(&["demo", "."]);
    let demo = ["-l", "ho-son.sovang", "person", "ca nhan 5"];
    let shown = desk.json(&demo);
    let entries = shown["entries"].as_array().unwrap();
    let types: Vec<&str> = entries.iter().map(|entry| entry["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["decision.signed", "decision.numbered", "decision.issued", "fund.disbursed"]);
    assert_eq!(entries[0]["data"]["lines"].as_array().unwrap().len(), 1);
    assert!(!shown.to_string().contains("Cá nhân 6"), "another recipient of the same decision");
    let nobody = desk.run(&["-l", "ho-son.sovang", "person", "khong ai"]);
    assert!(text(&nobody).contains("[draft.no_match]"), "{}", text(&nobody));
}
