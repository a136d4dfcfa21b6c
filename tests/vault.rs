//! What stands beside the log: sealed values that can be read by those named and erased by two people, and documents.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test that finds nothing may stop

mod desk;
mod office;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use desk::{Desk, text};
use serde_json::{Value, json};
use sovang::shell::vault::{Place, commitment, is_opening, plain_text};
use sovang::values::crypto::Hash;

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

/// The one file of the vault.
fn vault_file(desk: &Desk) -> PathBuf {
    let found = files(&desk.folder.file("so.vault"));
    assert_eq!(found.len(), 1, "{found:?}");
    found[0].clone()
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
    let file = desk.folder.file(&format!("so.vault/{sealed}.age"));
    let opening = std::fs::read(&file).unwrap()[200..].to_vec();
    assert_eq!(holders_of(&desk, &opening), [file]);
    desk.ok(&["vault", "backup", "kho.vault"]);
    desk.ok(&["receipt", "make", "m7"]);
    desk.write("so.jsonl", desk.ok(&["export"]));
    desk.write("goi.txt", desk.ok(&["bundle", "make", "goi.html"]));

    let told = desk.ok(&["vault", "erase", &sealed, "--ground", "Hết thời hạn lưu trữ", "-k", "van-thu.pem"]);
    assert!(told.contains("chưa nêu thời hạn lưu hồ sơ giải quyết đơn"), "no shipped policy has a term: {told}");
    assert_eq!(holders_of(&desk, &opening).len(), 2, "one person erases nothing");
    let alone = desk.run(&["vault", "erase", &sealed, "--confirm", "-k", "van-thu.pem"]);
    assert_eq!(alone.status.code(), Some(2), "{}", text(&alone));
    let copy = "USB trong két";
    desk.ok(&["vault", "erase", &sealed, "--confirm", "--copy", copy, "-k", "chu-tich.pem"]);
    assert!(desk.ok(&["export"]).contains(copy), "where copies were cleaned stands in the log");
    desk.ok(&["vault", "clean", "kho.vault"]);
    let left = holders_of(&desk, &opening);
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
    let before = std::fs::read(vault_file(&desk)).unwrap();
    desk.ok(&["vault", "reseal", "--identity", "tiep-dan.age", "-k", "van-thu.pem"]);
    assert!(desk.ok(&["log"]).contains("Mã hóa lại giá trị niêm phong"), "it leaves a trace");
    assert_ne!(std::fs::read(vault_file(&desk)).unwrap(), before);
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
    assert!(files(&desk.folder.file("so.vault")).is_empty());
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
        assert!(told.contains("không mục nào đã kiểm tra ở đây nêu tài liệu này"), "{told}");
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

    // One byte of the encrypted opening; another file with a hash of its own; the file gone; a file that is no folder.
    let file = vault_file(&desk);
    let whole = std::fs::read(&file).unwrap();
    let mut changed = whole.clone();
    changed[300] ^= 1;
    for other in [changed, vec![7; whole.len()], Vec::new()] {
        std::fs::write(&file, &other).unwrap();
        assert_eq!(found(&desk), [(7, "vault.exchanged".to_owned())]);
    }
    std::fs::remove_file(&file).unwrap();
    assert_eq!(found(&desk), [(7, "vault.missing".to_owned())]);
    let vault = desk.folder.file("so.vault");
    std::fs::remove_dir_all(&vault).unwrap();
    std::fs::write(&vault, "{\"vault\":1}\n").unwrap();
    assert_eq!(found(&desk), [(0, "vault.old_kind".to_owned())]);
    let refused = typed(&desk, SECRET, &[&["-l", "so.sovang"], &RECEIVE[..], &["van-thu.pem"]].concat());
    assert!(text(&refused).contains("[vault.old_kind]"), "{}", text(&refused));
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
    assert_eq!(types, ["decision.listed", "decision.signed", "decision.numbered", "decision.issued", "fund.disbursed"]);
    assert!(entries[0]["data"].get("seed").is_none(), "from the seed the salts of the others follow");
    assert_eq!(entries[0]["data"]["lines"].as_array().unwrap().len(), 1);
    assert!(!shown.to_string().contains("Cá nhân 6"), "another recipient of the same decision");
    let nobody = desk.run(&["-l", "ho-son.sovang", "person", "khong ai"]);
    assert!(text(&nobody).contains("[draft.no_match]"), "{}", text(&nobody));
}

/// Two desks record petitions at once: no value is lost, none is left over.
#[test]
fn desks_that_seal_at_once_lose_nothing() {
    let desk = with_readers("vault-desks");
    for _ in 0..3 {
        let both: Vec<_> = (0..4)
            .map(|n| {
                let args = [&RECEIVE[..], &["van-thu.pem"]].concat();
                let mut child = desk.command(&args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
                child.stdin.take().unwrap().write_all(format!("Người {n}\n").as_bytes()).unwrap();
                child
            })
            .collect();
        for child in both {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", text(&output));
        }
    }
    let verified = desk.json(&["verify"]);
    assert_eq!((&verified["entries"], &verified["lawful"]), (&json!(6 + 12), &json!(true)), "{verified}");
    assert_eq!(files(&desk.folder.file("so.vault")).len(), 12);
}

/// A file with its own right hash is not the one that the entry names, and the true one comes back in its place.
#[test]
fn an_opening_is_not_exchanged_and_the_true_one_is_restored() {
    let desk = with_readers("vault-exchanged");
    let sealed = receive(&desk);
    desk.ok(&["vault", "backup", "kho"]);
    let file = vault_file(&desk);
    let length = std::fs::metadata(&file).unwrap().len();
    // Junk of the same length, here and in a second backup.
    let junk = vec![1u8; usize::try_from(length).unwrap()];
    std::fs::write(&file, &junk).unwrap();
    std::fs::create_dir(desk.folder.file("rac")).unwrap();
    desk.write(&format!("rac/{sealed}.age"), &junk);
    let verified = desk.json(&["verify"]);
    assert_eq!(verified["findings"][0]["code"], "vault.exchanged");
    assert!(text(&open(&desk, &sealed)).contains("[vault.exchanged]"));
    assert_eq!(desk.json(&["vault", "restore", "rac"])["restored"], 0, "junk is not taken");
    assert_eq!(desk.json(&["vault", "restore", "kho"])["restored"], 1);
    let opened = desk.json(&["verify", "--identity", "tiep-dan.age"]);
    assert_eq!(opened["lawful"], true, "{opened}");
    assert!(desk.ok(&["verify", "--identity", "tiep-dan.age"]).contains("1 mở được"));
    assert_eq!(String::from_utf8_lossy(&open(&desk, &sealed).stdout).trim(), SECRET);
}

/// Whoever may seal again can seal rubbish. It is found by the first who opens it, with the name of who signed it, and
/// the file before it comes back.
#[test]
fn rubbish_sealed_again_is_named_and_undone() {
    let desk = with_readers("vault-rubbish");
    let sealed = receive(&desk);
    desk.ok(&["vault", "backup", "kho"]);
    // The clerk names a file of his own making as the newest.
    let rubbish = b"not an age file".to_vec();
    let boxed = sovang::values::crypto::Hash::of(&rubbish).to_string();
    desk.write("rac.json", format!("{{\"boxes\":[{{\"box\":\"{boxed}\",\"sealed\":\"{sealed}\"}}]}}"));
    let ledger = desk.json(&["show", "1"])["statement"]["subject"].as_str().unwrap_or_default().to_owned();
    let subject = if ledger.is_empty() { Vec::new() } else { vec!["-s", ledger.as_str()] };
    std::fs::write(vault_file(&desk), rubbish).unwrap();
    desk.ok(&[&["record", "vault.resealed", "--file", "rac.json", "-k", "van-thu.pem"], &subject[..]].concat());
    assert_eq!(desk.json(&["verify"])["lawful"], true, "by its hash it is the right file");
    let opened = desk.json(&["verify", "--identity", "tiep-dan.age"]);
    assert_eq!(opened["findings"][0]["code"], "vault.not_opened");
    assert!(opened["findings"][0]["message"].as_str().unwrap().contains("Văn thư"), "{opened}");
    let brought = desk.json(&["vault", "restore", "kho", "--identity", "tiep-dan.age"]);
    assert_eq!(brought["earlier"], 1, "{brought}");
    desk.ok(&["vault", "reseal", "--identity", "tiep-dan.age", "-k", "van-thu.pem"]);
    assert_eq!(String::from_utf8_lossy(&open(&desk, &sealed).stdout).trim(), SECRET);
    assert_eq!(desk.json(&["verify", "--identity", "tiep-dan.age"])["lawful"], true);
}

/// One damaged file stops neither recording nor the erasure of another value.
#[test]
fn a_damaged_neighbour_stops_nothing() {
    let desk = with_readers("vault-neighbour");
    let first = receive(&desk);
    desk.write(&format!("so.vault/{first}.age"), "x");
    desk.write("so.vault/khong-phai-cua-kho.txt", "y");
    let second = typed(&desk, "Người khác", &[&RECEIVE[..], &["van-thu.pem"]].concat());
    assert!(second.status.success(), "{}", text(&second));
    let all = desk.json(&["vault", "list"]);
    let second = all.as_array().unwrap().iter().find(|value| value["sealed"] != first.as_str()).unwrap();
    let second = second["sealed"].as_str().unwrap();
    desk.ok(&["vault", "erase", second, "--ground", "Hết thời hạn", "-k", "van-thu.pem"]);
    desk.ok(&["vault", "erase", second, "--confirm", "-k", "chu-tich.pem"]);
    assert!(!desk.folder.file(&format!("so.vault/{second}.age")).exists());
    let verified = desk.json(&["verify"]);
    assert_eq!(verified["findings"].as_array().unwrap().len(), 1, "only the damaged one: {verified}");
}

/// Nobody else's bytes are touched: not a snapshot's when a petition is recorded, and when a value is erased it is said
/// that the snapshot has it still.
#[test]
fn a_snapshot_by_hard_links_keeps_its_bytes() {
    let desk = with_readers("vault-links");
    let first = receive(&desk);
    let snapshot = desk.folder.file("chup.age");
    std::fs::hard_link(vault_file(&desk), &snapshot).unwrap();
    let bytes = std::fs::read(&snapshot).unwrap();
    receive(&desk);
    assert_eq!(std::fs::read(&snapshot).unwrap(), bytes);
    desk.ok(&["vault", "erase", &first, "--ground", "Hết thời hạn", "-k", "van-thu.pem"]);
    let told = desk.ok(&["vault", "erase", &first, "--confirm", "-k", "chu-tich.pem"]);
    assert!(told.contains("còn dưới tên khác"), "{told}");
    assert_eq!(std::fs::read(&snapshot).unwrap(), bytes);
}

/// The length of a file says nothing of the length of a name.
#[test]
fn lengths_say_nothing() {
    let desk = with_readers("vault-lengths");
    for name in ["A", "Người Tố Cáo Có Tên Rất Dài Ở Thôn Bảy", &"x".repeat(600)] {
        assert!(typed(&desk, name, &[&RECEIVE[..], &["van-thu.pem"]].concat()).status.success());
    }
    // A stanza of random length greases the header: what follows it is the same for all.
    let payload = |path: &PathBuf| {
        let bytes = std::fs::read(path).unwrap();
        let mac = bytes.windows(5).position(|window| window == b"\n--- ").unwrap();
        bytes.len() - (mac + 1 + bytes[mac + 1..].iter().position(|byte| *byte == b'\n').unwrap() + 1)
    };
    let lengths: Vec<usize> = files(&desk.folder.file("so.vault")).iter().map(payload).collect();
    assert_eq!(lengths, [16 + 1024 + 16; 3]);
    assert_eq!(desk.json(&["verify"])["lawful"], true);
}

/// What interrupted work left is taken away; what was signed and waits is not, unless asked for.
#[test]
fn leftovers_go_and_what_waits_stays() {
    let desk = with_readers("vault-left");
    let sign = [&["presign"], &RECEIVE[1..], &["van-thu.pem"]].concat();
    let signed = typed(&desk, SECRET, &sign);
    assert!(signed.status.success(), "{}", text(&signed));
    desk.write("don.json", &signed.stdout);
    let waiting = vault_file(&desk);
    assert!(waiting.extension().is_some_and(|ext| ext == "signed"));
    // A value whose recording was killed before the commit, and a half-written file.
    let stray = format!("{}.age", sovang::values::crypto::Hash::of(b"stray"));
    desk.write(&format!("so.vault/{stray}"), "left");
    desk.write("so.vault/.sovang-00000000000000aa.tmp", "half");
    assert!(desk.ok(&["vault", "list"]).contains("không thuộc mục nào"));
    let cleaned = desk.json(&["vault", "clean"]);
    assert_eq!((&cleaned["removed"], &cleaned["waiting"]), (&json!(1), &json!(1)), "{cleaned}");
    assert_eq!(files(&desk.folder.file("so.vault")), std::slice::from_ref(&waiting));
    desk.ok(&["append", "don.json"]);
    assert!(vault_file(&desk).extension().is_some_and(|ext| ext == "age"));
    assert_eq!(desk.json(&["verify", "--identity", "tiep-dan.age"])["lawful"], true);
    // The same again is what it was. A value that is not here is not promised.
    desk.ok(&["append", "don.json"]);
    let signed = typed(&desk, "Người khác", &sign);
    desk.write("khac.json", &signed.stdout);
    let there: Vec<PathBuf> = files(&desk.folder.file("so.vault"));
    there
        .iter()
        .filter(|path| path.extension().is_some_and(|ext| ext == "signed"))
        .for_each(|path| std::fs::remove_file(path).unwrap());
    desk.refused(&["append", "khac.json"], "vault.missing");
}

/// A commitment belongs to one place: copied into another petition it is refused, by the program and by verification.
#[test]
fn a_sealed_identity_is_not_copied() {
    let desk = with_readers("vault-copied");
    let sealed = receive(&desk);
    let boxed = desk.json(&["vault", "list"])[0]["box"].as_str().unwrap().to_owned();
    let copied = json!({
        "channel": "letter", "summary": "Đơn khác", "award_related": true, "letters": 1, "signatories": 1,
        "identity": { "box": boxed, "sealed": sealed },
    });
    desk.write("chep.json", copied.to_string());
    desk.refused(&["record", "petition.received", "--file", "chep.json", "-k", "van-thu.pem"], "sealed.twice");
}

fn python() -> Command {
    let mut command = Command::new("python3");
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/second_verifier.py"));
    command
}

/// Openings by their plain texts, good and bad: this program and the second verifier judge them alike. The first is the
/// example of `docs/format.md`.
#[test]
fn openings_are_judged_alike() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/vectors/sealed/openings.json");
    let place = Place {
        at: "identity".into(),
        id: "01a21ff3-0000-7000-8000-000000000001".parse().unwrap(),
        ledger: "019a7c3e-5d0f-7b1c-8e77-3f9b2d5e6a10".parse().unwrap(),
    };
    let salt: Hash = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f".parse().unwrap();
    let name = json!({ "name": "Nguyễn Văn A" });
    let worked = commitment(&salt, &place, &name);
    assert_eq!(worked.to_string(), "6f61f1cc889eacb8833d3cc9355fbaf3b908dcac00d0f7ee8ac89a6a3e56a017");
    if std::env::var_os("SOVANG_BLESS").is_some() {
        let mut cases = serde_json::Map::new();
        let mut add = |name: &str, holds: bool, plain: String, sealed: &Hash| {
            let Place { at, id, ledger } = &place;
            cases.insert(
                name.into(),
                json!({ "holds": holds, "at": at, "id": id, "ledger": ledger, "sealed": sealed, "plain": plain }),
            );
        };
        let plain = |salt, value: &Value, place: &Place| {
            String::from_utf8(plain_text(salt, value.clone(), place).unwrap().to_vec()).unwrap()
        };
        let whole = plain(salt, &name, &place);
        add("good-1024", true, whole.clone(), &worked);
        for (label, length) in [("good-2048", 1000), ("good-65536", 65_000)] {
            let value = json!("ă".repeat(length / 2));
            add(label, true, plain(salt, &value, &place), &commitment(&salt, &place, &value));
        }
        let other_entry = Place { id: "01a21ff3-0000-7000-8000-000000000002".parse().unwrap(), ..place.clone() };
        add("bad-other-entry", false, plain(salt, &name, &other_entry), &commitment(&salt, &other_entry, &name));
        let other_ledger = Place { ledger: "019a7c3e-5d0f-7b1c-8e77-3f9b2d5e6a11".parse().unwrap(), ..place.clone() };
        add("bad-other-ledger", false, plain(salt, &name, &other_ledger), &commitment(&salt, &other_ledger, &name));
        let other_member = Place { at: "lines.0.identity".into(), ..place.clone() };
        add("bad-other-member", false, plain(salt, &name, &other_member), &commitment(&salt, &other_member, &name));
        add("bad-wrong-salt", false, plain(Hash::of(b"salt"), &name, &place), &worked);
        add("bad-other-value", false, plain(salt, &json!({ "name": "Nguyễn Văn B" }), &place), &worked);
        add("bad-unpadded", false, whole.replace("  ", ""), &worked);
        add("bad-pad", false, whole.replace("    \"", "...\u{3b}\""), &worked);
        add("bad-not-canonical", false, whole.replace("\",\"pad\":\" ", "\", \"pad\":\""), &worked);
        std::fs::create_dir_all(Path::new(file).parent().unwrap()).unwrap();
        std::fs::write(file, format!("{:#}\n", Value::Object(cases))).unwrap();
    }
    let cases: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let output = python().args(["--openings", file]).output().unwrap();
    let second: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", text(&output)));
    assert_eq!(cases.as_object().unwrap().len(), 11);
    for (name, case) in cases.as_object().unwrap() {
        let of = |member: &str| case[member].as_str().unwrap();
        let place = Place { at: of("at").into(), id: of("id").parse().unwrap(), ledger: of("ledger").parse().unwrap() };
        let own = is_opening(of("plain").as_bytes(), &of("sealed").parse().unwrap(), &place);
        assert_eq!((json!(own), &second[name]), (case["holds"].clone(), &case["holds"]), "{name}");
    }
}

/// A folder of sealed values, whole and spoilt in every way: this program and the second verifier say the same.
#[test]
fn a_vault_is_judged_alike() {
    let desk = with_readers("vault-alike");
    let (kept, erased) = (receive(&desk), receive(&desk));
    let agree = |expected: &[(u64, &str)]| {
        desk.write("so.jsonl", desk.ok(&["export"]));
        let mut command = python();
        let output =
            command.args(["--json", "--vault", "so.vault", "so.jsonl"]).current_dir(desk.folder.path()).output();
        let output = output.unwrap();
        let second: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", text(&output)));
        for verdict in [&second, &desk.json(&["verify"])] {
            let found = verdict["findings"].as_array().unwrap().clone();
            let found: Vec<(u64, &str)> =
                found.iter().map(|f| (f["seq"].as_u64().unwrap(), f["code"].as_str().unwrap())).collect();
            assert_eq!(found, expected, "{verdict}");
        }
    };
    agree(&[]);
    let file = |sealed: &str| desk.folder.file(&format!("so.vault/{sealed}.age"));
    let bytes = std::fs::read(file(&kept)).unwrap();
    std::fs::copy(file(&erased), file(&kept)).unwrap();
    agree(&[(7, "vault.exchanged")]);
    std::fs::remove_file(file(&kept)).unwrap();
    agree(&[(7, "vault.missing")]);
    std::fs::write(file(&kept), bytes).unwrap();
    let bytes = std::fs::read(file(&erased)).unwrap();
    desk.ok(&["vault", "erase", &erased, "--ground", "Hết thời hạn", "-k", "van-thu.pem"]);
    desk.ok(&["vault", "erase", &erased, "--confirm", "-k", "chu-tich.pem"]);
    agree(&[]);
    std::fs::write(file(&erased), bytes).unwrap();
    agree(&[(10, "vault.not_erased")]);
    desk.ok(&["vault", "clean"]);
    desk.ok(&["vault", "key", "moi.age"]);
    desk.ok(&["vault", "readers", "moi.age=Cán bộ mới", "-k", "chu-tich.pem"]);
    desk.ok(&["vault", "reseal", "--identity", "tiep-dan.age", "-k", "van-thu.pem"]);
    agree(&[]);
}
