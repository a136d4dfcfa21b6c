//! A ledger to practise with: everything works in it, everything that comes out of it says so, and nothing takes it for the
//! real one.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod desk;
mod office;

use std::path::Path;
use std::process::Command;

use desk::{Desk, set_witness, text};
use serde_json::Value;

const BANNER: &str = "SỔ TẬP";

/// A command on the practice ledger.
fn tried(desk: &Desk, args: &[&str]) -> std::process::Output {
    let mut command = desk.command(&[&["-l", "tap-ghi/tap.sovang"], args].concat());
    command.env("SOVANG_PASSPHRASE", "tap-ghi-so").output().unwrap()
}

fn ok(desk: &Desk, args: &[&str]) -> String {
    let output = tried(desk, args);
    assert!(output.status.success(), "{args:?}: {}", text(&output));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_copy_to_practise_with_is_lawful_and_says_so_everywhere() {
    let desk = Desk::open("practice");
    desk.ok(&["key", "new", "thanh-tra.pem"]);
    set_witness(&desk, "http://127.0.0.1:9");
    desk.enrol("ke-toan-2", "Kế toán", &["accountant", "cashier"]);
    desk.ok(&["checkpoint", "rotate", "so.log2.pem", "--reason", "Đổi máy", "-k", "chu-tich.pem"]);
    let real = desk.json(&["verify", "so.sovang"]);
    let made = desk.ok(&["practice"]);
    assert!(
        made.contains("tap-ghi/tap.sovang") && made.contains("chu-tich.pem") && made.contains("ke-toan-2.pem"),
        "{made}"
    );
    let verified: Value = serde_json::from_slice(&tried(&desk, &["verify", "--json"]).stdout).unwrap();
    assert_eq!((&verified["lawful"], &verified["practice"]), (&true.into(), &true.into()), "{verified}");
    assert_eq!(verified["head"]["seq"], real["head"]["seq"]);
    // The same events by the same names, none of the same bytes.
    let lines = |text: String| text.lines().count();
    assert_eq!(lines(ok(&desk, &["log"])), lines(desk.ok(&["log"])) + 1);

    // Recording, looking, reports, receipts, bundles, errors: each says it; the real one never does.
    let gift = ["record", "fund.contributed", "-d", "amount=5", "-d", "donor=A", "-d", "voucher=B"];
    let said = ok(&desk, &[&gift[..], &["-k", "tap-ghi/ke-toan.pem"]].concat());
    assert!(said.starts_with('▒') && said.contains(BANNER), "{said}");
    for args in [&["fund"][..], &["show", "m5"], &["due"], &["audit"], &["key", "list"], &["report", "annual", "2026"]]
    {
        let said = text(&tried(&desk, args));
        assert!(said.lines().next().unwrap().contains(BANNER), "{args:?}: {said}");
        assert!(!text(&desk.run(args)).contains(BANNER), "{args:?}");
        let json: Value = serde_json::from_slice(&tried(&desk, &[args, &["--json"]].concat()).stdout).unwrap();
        let first = if json.is_array() { &json[0] } else { &json };
        assert_eq!(first["practice"], true, "{args:?}: {json}");
    }
    assert!(text(&tried(&desk, &["show", "m999"])).contains(BANNER));
    ok(&desk, &["checkpoint", "policy", "--out", "tap.policy"]);
    ok(&desk, &["receipt", "make", "m5", "--out", "m5.tlog-proof"]);
    let checked = desk.ok(&["receipt", "check", "m5.tlog-proof", "--policy", "tap.policy"]);
    assert!(checked.contains(BANNER), "{checked}");
    ok(&desk, &["bundle", "make", "goi.html"]);
    assert!(desk.ok(&["bundle", "check", "goi.html"]).contains(BANNER));
    // The second verifier, which shares no code, says it as well.
    let proof = [desk.folder.file("m5.tlog-proof"), desk.folder.file("tap.policy")];
    let second = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/second_verifier.py");
    let said =
        Command::new("python3").arg(second).arg("--receipt").arg(&proof[0]).arg("--policy").arg(&proof[1]).output();
    assert!(text(&said.unwrap()).contains(BANNER));
}

#[test]
fn a_practice_ledger_is_not_published_nor_witnessed_nor_taken_for_the_real_one() {
    let desk = Desk::open("practice-apart");
    desk.ok(&["key", "new", "thanh-tra.pem"]);
    set_witness(&desk, "http://127.0.0.1:9");
    desk.ok(&["practice"]);
    for args in [&["publish", "www"][..], &["checkpoint", "request", "thanh-tra"], &["practice", "tap-2"]] {
        let said = text(&tried(&desk, args));
        assert!(said.contains("[practice."), "{args:?}: {said}");
    }
    assert!(!desk.folder.file("www").exists());
    // A witness refuses to watch one.
    let policy = ok(&desk, &["checkpoint", "policy"]);
    assert!(policy.contains("practice/"), "{policy}");
    desk.write("cac-so.policy", policy.lines().filter(|line| line.starts_with("log ")).collect::<Vec<_>>().join("\n"));
    let cosign = ["witness", "cosign", "x", "--name", "thanhtra.example/w1", "--db", "w.db", "--logs", "cac-so.policy"];
    desk.write("x", "old 0\n\n");
    let said = text(&desk.run(&[&cosign[..], &["-k", "thanh-tra.pem"]].concat()));
    assert!(said.contains("[practice.log]"), "{said}");
    // What was tried leaves no trace in the real one, nor in what this computer remembers of it.
    let gift = ["record", "fund.contributed", "-d", "amount=5", "-d", "donor=A", "-d", "voucher=B"];
    ok(&desk, &[&gift[..], &["-k", "tap-ghi/ke-toan.pem"]].concat());
    desk.ok(&[&gift[..], &["-k", "ke-toan.pem"]].concat());
    let verified = desk.json(&["verify", "so.sovang"]);
    assert_eq!((&verified["lawful"], &verified["practice"]), (&true.into(), &Value::Null));
    // A real key signs nothing in it, a practice key nothing in the real one.
    assert!(text(&tried(&desk, &[&gift[..], &["-k", "ke-toan.pem"]].concat())).contains("[key.passphrase]"));
    let mut crossed = desk.command(&[&gift[..], &["-k", "tap-ghi/ke-toan.pem"]].concat());
    assert!(text(&crossed.env("SOVANG_PASSPHRASE", "tap-ghi-so").output().unwrap()).contains("[author.unknown]"));
    let compared = text(&desk.run(&["compare", "so.sovang", "tap-ghi/tap.sovang"]));
    assert!(compared.contains("KHÁC SỔ"), "{compared}");
}

#[test]
fn without_a_ledger_one_practises_on_the_demonstration() {
    let desk = Desk::bare("practice-demo");
    let made = desk.ok(&["practice", "--demo", "tap-ghi"]);
    assert!(made.contains("tap-ghi/tap.sovang"), "{made}");
    let verified: Value = serde_json::from_slice(&tried(&desk, &["verify", "--json"]).stdout).unwrap();
    assert_eq!((&verified["lawful"], &verified["practice"]), (&true.into(), &true.into()), "{verified}");
    assert!(text(&desk.run(&["practice", "--demo", "tap-ghi"])).contains("[file.exists]"));
}
