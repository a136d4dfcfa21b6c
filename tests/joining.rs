//! How keys come into a ledger: by a request that the key signs and a code that people say to each other; and under which
//! name a signature is shown.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod desk;
mod office;

use desk::{Desk, PASSPHRASE, text};
use serde_json::{Value, json};
use sovang::domain::presets::PRESETS;

fn signer(desk: &Desk, what: &str) -> Value {
    desk.json(&["show", what])[0]["signer"].clone()
}

#[test]
fn a_colleague_joins_by_a_request_and_a_code() {
    let desk = Desk::open("join");
    let joined =
        desk.json(&["key", "join", "pho.pem", "--holder", "Phó  Chủ tịch", "--role", "deputy", "--role", "clerk"]);
    let code = joined["code"].as_str().unwrap();
    assert!(code.len() == 8 && code.bytes().all(|b| b.is_ascii_digit()), "{code}");
    fn enrol<'a>(args: &[&'a str]) -> Vec<&'a str> {
        [&["key", "enrol", "pho.join", "-k", "chu-tich.pem"], args].concat()
    }
    // Without the code, and with another, nothing is written.
    desk.refused(&enrol(&[]), "join.code_missing");
    let wrong = if code == "00000000" { "11111111" } else { "00000000" };
    let said = desk.refused(&enrol(&["--code", wrong]), "join.code_differs");
    assert!(said.contains("KHÔNG KHỚP"), "{said}");
    desk.refused(&enrol(&["--code", code, "--role", "accountant"]), "join.wider");
    // A file that was changed on its way, or put in its place, is none.
    let request = std::fs::read_to_string(desk.folder.file("pho.join")).unwrap();
    desk.write("doi.join", request.replace("deputy", "chairman"));
    desk.refused(&["key", "enrol", "doi.join", "--code", code, "-k", "chu-tich.pem"], "join.request");
    desk.refused(&["key", "enrol", "van-thu.pub", "--code", code, "-k", "chu-tich.pem"], "join.request");
    // As it is said on a telephone; and fewer roles than were asked for.
    let spoken = format!("{} {}", &code[..4], &code[4..]);
    let said = desk.ok(&enrol(&["--code", &spoken, "--role", "deputy"]));
    assert!(said.contains("Phó Chủ tịch"), "{said}");
    let entry = &desk.json(&["show", "m6"])[0]["entry"]["statement"]["data"];
    assert_eq!((&entry["roles"], &entry["asked"]), (&json!(["deputy"]), &json!(["deputy", "clerk"])));
    assert_eq!(desk.json(&["verify"])["lawful"], true);
}

#[test]
fn who_joins_again_keeps_his_id_and_a_request_is_for_one_ledger() {
    let desk = Desk::open("join-again");
    let person = |name: &str| {
        let keys = desk.json(&["key", "list"]);
        let held: Vec<Value> = keys.as_array().unwrap().iter().filter(|key| key["holder"] == name).cloned().collect();
        held.iter().map(|key| key["person"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let before = person("Kế toán");
    desk.enrol("ke-toan-2", "Kế toán", &["accountant"]);
    let after = person("Kế toán");
    assert!(after.len() == 2 && after.iter().all(|id| *id == before[0]), "{before:?} {after:?}");
    // Under another name, if he says who he was.
    let join = ["key", "join", "ke-toan-3.pem", "--holder", "Trần Thị B", "--was", "kế toán", "--role", "accountant"];
    assert_eq!(desk.json(&join)["person"], json!(before[0]));
    let other = "019a7c3e-5d0f-7b1c-8e77-3f9b2d5e6a10";
    let elsewhere = Desk::bare("join-elsewhere");
    let joined = elsewhere.json(&["key", "join", "la.pem", "--holder", "Người lạ", "--role", "clerk", "--of", other]);
    let request = std::fs::read(elsewhere.folder.file("la.join")).unwrap();
    desk.write("la.join", request);
    let code = joined["code"].as_str().unwrap();
    desk.refused(&["key", "enrol", "la.join", "--code", code, "-k", "chu-tich.pem"], "join.other_ledger");
}

#[test]
fn roles_are_taken_without_the_holder_and_given_only_with_him() {
    let desk = Desk::open("join-roles");
    let said = desk.refused(&["key", "roles", "Kế toán", "--role", "cashier", "-k", "chu-tich.pem"], "key.wider");
    assert!(said.contains("thủ quỹ"), "{said}");
    desk.ok(&["key", "roles", "văn thư", "--role", "clerk", "-k", "chu-tich.pem"]);
    assert_eq!(desk.json(&["show", "m6"])[0]["entry"]["statement"]["data"]["roles"], json!(["clerk"]));
    let data = desk.json(&["show", "m6"])[0]["entry"]["statement"]["data"].clone();
    // By the general way as well: an enrolment without the key's own signature is a fault.
    let fields = ["key", "person"].map(|name| format!("{name}={}", data[name].as_str().unwrap()));
    let more = ["-d", &fields[0], "-d", &fields[1], "-d", "holder=Văn thư", "-d", "roles=clerk,secretary"];
    let said = desk.refused(&[&["record", "key.enrolled", "-k", "chu-tich.pem"], &more[..]].concat(), "key.proof");
    assert!(said.contains("sovang key join"), "{said}");
    assert_eq!(desk.json(&["verify"])["lawful"], true);
}

/// Whatever roles a ledger has are shown; of those that a person types only the eight are taken, since another may be a slip.
#[test]
fn a_role_that_the_program_does_not_know_is_shown_and_not_taken_from_a_keyboard() {
    let desk = Desk::bare("join-archivist");
    desk.store("so.sovang", include_bytes!("../fixtures/vectors/good/role-archivist.jsonl"));
    let keys = desk.json(&["key", "list", "-l", "so.sovang"]);
    assert!(keys.as_array().unwrap().iter().any(|key| key["roles"] == json!(["archivist"])), "{keys}");
    assert!(desk.ok(&["key", "list", "-l", "so.sovang"]).contains("archivist"));
    assert!(desk.ok(&["show", "m4", "-l", "so.sovang"]).contains("archivist"));
    assert_eq!(desk.json(&["verify", "-l", "so.sovang"])["authentic"], true);
    for (typed, meant) in [("archivist", "accountant"), ("acountant", "→ accountant?"), ("thu qui", "→ cashier?")] {
        let join = ["key", "join", "la.pem", "--holder", "Người lạ", "--role", typed, "-l", "so.sovang"];
        let output = desk.run(&join);
        assert!(output.status.code() == Some(2) && text(&output).contains(meant), "{}", text(&output));
    }
    // A form reads the names of the eight.
    let roles = "roles=văn thư; Thủ quỹ; archivist";
    let fields = ["-d", roles, "-d", "holder=A", "-k", "la.pem"];
    let said = desk.run(&[&["record", "key.enrolled", "-l", "so.sovang"], &fields[..]].concat());
    assert!(text(&said).contains("archivist") && text(&said).contains("receptionist"), "{}", text(&said));
}

#[test]
fn the_age_of_a_second_persons_key_is_said_with_the_law_as_the_programs_own_rule() {
    for preset in PRESETS {
        let policy: Value = serde_json::from_str(preset.json).unwrap();
        assert_eq!(policy["second_person_days"], 30, "{}", preset.name);
    }
    let desk = Desk::open("join-days");
    let rows = desk.json(&["policy", "show"])["rows"].clone();
    let row = rows.as_array().unwrap().iter().find(|row| row["says"] == "ít nhất 30 ngày").unwrap();
    assert!(row["mark"] == "own" && row["source"].as_str().unwrap().contains("phần mềm"), "{row}");
    assert!(desk.ok(&["policy", "show"]).contains("ít nhất 30 ngày"));
}

/// A18: a name given later does not rename who signed.
#[test]
fn a_signature_is_shown_under_the_name_in_force_there() {
    let desk = Desk::open("join-names");
    let join = ["key", "join", "ke-toan.pem", "--holder", "Trần Văn B (kế toán)", "--role", "accountant"];
    let code = desk.json(&join)["code"].as_str().unwrap().to_owned();
    desk.ok(&["key", "enrol", "ke-toan.join", "--code", &code, "-k", "chu-tich.pem"]);
    desk.ok(&["record", "fund.contributed", "-d", "amount=5", "-d", "donor=A", "-d", "voucher=B", "-k", "ke-toan.pem"]);
    let before = signer(&desk, "m5");
    assert_eq!((&before["holder"], &before["holder_now"]), (&json!("Kế toán"), &json!("Trần Văn B (kế toán)")));
    assert_eq!((&before["enrolled"], &signer(&desk, "m7")["enrolled"]), (&json!(1), &json!(6)));
    assert_eq!(signer(&desk, "m7")["holder"], "Trần Văn B (kế toán)");
    let shown = desk.ok(&["show", "m5"]);
    assert!(shown.contains("Người ký: Kế toán (nay: Trần Văn B (kế toán)), "), "{shown}");
    let log = desk.ok(&["log"]);
    assert!(log.contains("Kế toán (nay: Trần Văn B"), "{log}");
    let found = text(&desk.run(&["audit"]));
    assert!(found.contains("Kế toán → Trần Văn B (kế toán)"), "{found}");
}

#[test]
fn a_passphrase_is_changed_and_the_key_stays() {
    let desk = Desk::open("join-passphrase");
    let given = |args: &[&str], lines: &str| {
        desk.write("mat-khau", lines);
        let shell = "exec 3<mat-khau; exec \"$@\" --passphrase-fd 3";
        let mut command = desk.command(args);
        let program = command.get_program().to_owned();
        let mut through = std::process::Command::new("sh");
        through.args(["-c", shell, "sh"]).arg(program).args(args).current_dir(desk.folder.path());
        for (name, value) in command.env("SOVANG_LANG", "vi").get_envs() {
            if let Some(value) = value {
                through.env(name, value);
            }
        }
        through.output().unwrap()
    };
    let before = std::fs::read_to_string(desk.folder.file("ke-toan.pub")).unwrap();
    let change = ["key", "passphrase", "ke-toan.pem"];
    assert!(text(&given(&change, "sai\nmat-khau-moi\n")).contains("[key.passphrase]"));
    assert!(text(&given(&change, &format!("{PASSPHRASE}\nngan\n"))).contains("[key.passphrase_short]"));
    let record =
        ["record", "fund.contributed", "-d", "amount=5", "-d", "donor=A", "-d", "voucher=B", "-k", "ke-toan.pem"];
    assert!(given(&record, &format!("{PASSPHRASE}\n")).status.success(), "nothing was changed so far");
    let done = given(&change, &format!("{PASSPHRASE}\nmat-khau-moi\n"));
    assert!(done.status.success(), "{}", text(&done));
    assert!(text(&given(&record, &format!("{PASSPHRASE}\n"))).contains("[key.passphrase]"));
    assert!(given(&record, "mat-khau-moi\n").status.success());
    assert_eq!(std::fs::read_to_string(desk.folder.file("ke-toan.pub")).unwrap(), before);
}

#[test]
fn a_ledger_begins_with_a_spare_chairmans_key() {
    let desk = Desk::bare("join-spare");
    desk.ok(&["key", "new", "chu-tich.pem"]);
    let unit = ["--unit", "UBND xã A", "--parent", "UBND tỉnh B", "--origin", "xa-a.example/so", "-k", "chu-tich.pem"];
    let said = desk.ok(&[&["-l", "so.sovang", "init", "--spare", "du-phong.pem"], &unit[..]].concat());
    assert!(said.contains("két"), "{said}");
    let keys = desk.json(&["key", "list"]);
    assert!(keys[0]["person"] == keys[1]["person"] && keys[0]["roles"] == keys[1]["roles"], "{keys}");
    // Lost: the spare one goes on alone.
    let lost = std::fs::read_to_string(desk.folder.file("chu-tich.pub")).unwrap();
    desk.ok(&["key", "revoke", lost.trim(), "--cause", "lost", "--reason", "Mất khóa", "-k", "du-phong.pem"]);
    desk.ok(&["policy", "adopt", "vn-2026-r3", "-k", "du-phong.pem"]);
    assert_eq!(desk.json(&["verify"])["lawful"], true);
}

#[test]
fn the_list_of_due_things_reminds_until_there_is_a_spare_key() {
    let desk = Desk::open("join-due");
    assert!(text(&desk.run(&["due"])).contains("sovang key spare"));
    assert_eq!(desk.json(&["due"])["spare_key_wanted"], true);
    let said = desk.ok(&["key", "spare", "du-phong.pem", "-k", "chu-tich.pem"]);
    assert!(said.contains("két"), "{said}");
    assert_eq!(desk.json(&["due"])["spare_key_wanted"], false);
    // Nobody else makes one, and no key is left behind by whoever tries.
    desk.refused(&["key", "spare", "khac.pem", "-k", "ke-toan.pem"], "author.role");
    assert!(!desk.folder.file("khac.pem").exists());
    assert_eq!(desk.json(&["verify"])["lawful"], true);
}

#[test]
fn who_leaves_loses_every_key_and_the_last_chairman_none() {
    let desk = Desk::open("join-leave");
    desk.enrol("ke-toan-2", "Kế toán", &["accountant"]);
    let said = desk.ok(&["key", "leave", "kế toán", "--reason", "Chuyển công tác", "-k", "chu-tich.pem"]);
    assert!(said.contains("2 khóa"), "{said}");
    let gift = ["record", "fund.contributed", "-d", "amount=5", "-d", "donor=A", "-d", "voucher=B", "-k"];
    for key in ["ke-toan.pem", "ke-toan-2.pem"] {
        desk.refused(&[&gift[..], &[key]].concat(), "author.revoked");
    }
    let leave = |who: &str, key: &str| desk.run(&["key", "leave", who, "--reason", "Nghỉ hưu", "-k", key]);
    assert!(text(&leave("Chủ tịch UBND", "chu-tich.pem")).contains("[key.last_chairman]"));
    // A new chairman comes: enrolled by the old one, who is then let go by the new.
    desk.enrol("chu-tich-moi", "Chủ tịch mới", &["chairman"]);
    assert!(leave("Chủ tịch UBND", "chu-tich-moi.pem").status.success());
    assert_eq!(desk.json(&["verify"])["lawful"], true);
}
