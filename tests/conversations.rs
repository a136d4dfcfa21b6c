//! Jobs that begin or end something, as one conversation on a terminal: nothing is written before the last question, and
//! nothing that was typed is lost.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod desk;
mod office;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use desk::{Desk, PASSPHRASE, text};
use serde_json::{Value, json};

/// A command, its answers, its passphrases.
type Step<'a> = (&'a [&'a str], &'a [&'a str], Value);

/// Types steps, each a command with its answers and its passphrases, and returns exit codes and screens.
fn typed(desk: &Desk, columns: &str, steps: &[Step]) -> Vec<(i64, String)> {
    let steps: Vec<Value> = steps.iter().map(|(args, answers, secret)| json!(["ai", args, answers, secret])).collect();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/terminal.py");
    let mut command = Command::new("python3");
    command.arg(script).arg(env!("CARGO_BIN_EXE_sovang")).arg(desk.folder.path()).arg(PASSPHRASE).arg("--steps");
    command.env("COLUMNS", columns).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(json!(steps).to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", text(&output));
    let screens: Vec<(i64, String)> = serde_json::from_slice(&output.stdout).unwrap();
    for (_, screen) in &screens {
        for line in screen.lines() {
            assert!(line.chars().count() <= columns.parse().unwrap(), "wider than {columns}: {line}");
        }
    }
    screens
}

#[test]
fn a_ledger_begins_in_one_conversation() {
    for columns in ["60", "80", "120"] {
        let desk = Desk::bare(&format!("init-{columns}"));
        let secret = json!(PASSPHRASE);
        // Left in the middle, gone on with, looked at, and left again.
        let steps: [Step; 2] = [
            (&["init"], &["UBND xã A", "^D"], secret.clone()),
            (&["init"], &["c", "UBND tỉnh B", "", "1", "", "", "k", "k"], secret.clone()),
        ];
        let begun = typed(&desk, columns, &steps);
        assert!(begun.iter().all(|(code, _)| *code == 1) && !desk.folder.file("so-vang.sovang").exists(), "{begun:?}");
        assert!(begun[0].1.contains("Ctrl-D") && begun[1].1.contains("xa-a.tinh-b/so-vang"), "{begun:?}");
        assert!(begun[1].1.contains("chưa có khóa dự phòng") && begun[1].1.contains("chưa có lịch"), "{}", begun[1].1);
        let secrets = json!(["ngan", "mat-khau-dai", "mat-khau-khac", PASSPHRASE, PASSPHRASE, PASSPHRASE, PASSPHRASE]);
        // The passphrase too short, then typed differently, then right; that of the spare key at once.
        let answers = ["k", "UBND xã A", "UBND tỉnh B", "", "", "", "1-3", "", "c"];
        let begun = typed(&desk, columns, &[(&["init"], &answers, secrets)]);
        assert_eq!(begun[0].0, 0, "{}", begun[0].1);
        println!("{}", begun[0].1);
        let verified = desk.json(&["verify", "so-vang.sovang"]);
        assert_eq!((&verified["lawful"], &verified["entries"]), (&true.into(), &4.into()), "{verified}");
        let keys = desk.json(&["-l", "so-vang.sovang", "key", "list"]);
        assert_eq!((keys[0]["holder"].as_str(), keys.as_array().unwrap().len()), (Some("Chủ tịch UBND xã A"), 2));
        assert!(desk.folder.file("du-phong.pem").exists());
        // What was typed is kept no longer.
        assert!(std::fs::read_dir(desk.folder.file("state-ai/drafts")).unwrap().next().is_none());
    }
}

#[test]
fn a_clerk_prepares_and_the_chairmans_key_signs() {
    let desk = Desk::bare("init-clerk");
    let (secret, unit) = (json!(PASSPHRASE), ["UBND xã A", "UBND tỉnh B", "", "văn thư", "", "c"]);
    let steps: [Step; 2] =
        [(&["init"], &unit, secret.clone()), (&["init", "--prepared", "mo-so.json"], &["", "", "k", "c"], secret)];
    let begun = typed(&desk, "80", &steps[..1]);
    assert!(begun[0].0 == 0 && !desk.folder.file("so-vang.sovang").exists(), "{begun:?}");
    let prepared: Value = serde_json::from_slice(&std::fs::read(desk.folder.file("mo-so.json")).unwrap()).unwrap();
    let begun = typed(&desk, "80", &steps[1..]);
    assert_eq!(begun[0].0, 0, "{}", begun[0].1);
    let opened = desk.json(&["-l", "so-vang.sovang", "show", "m1"])[0]["entry"]["statement"].clone();
    assert_eq!((&opened["ledger"], &opened["data"]["origin"]), (&prepared["ledger"], &json!("xa-a.tinh-b/so-vang")));
}

/// What is longer than the screen goes through the reader's pager; elsewhere, and where none is wanted, it is printed.
#[test]
fn long_answers_are_paged_on_a_terminal_only() {
    let desk = Desk::bare("paged");
    let shown = |pager: &str| {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/terminal.py");
        let mut command = Command::new("python3");
        command.arg(script).arg(env!("CARGO_BIN_EXE_sovang")).arg(desk.folder.path()).arg(PASSPHRASE).arg("--steps");
        command.env("SOVANG_PAGER", pager).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let steps = json!([["ai", ["audit", "--list"], [], PASSPHRASE]]);
        child.stdin.take().unwrap().write_all(steps.to_string().as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let screens: Vec<(i64, String)> = serde_json::from_slice(&output.stdout).unwrap();
        screens[0].1.clone()
    };
    assert!(shown("head -n 1").lines().count() <= 2, "{}", shown("head -n 1"));
    for none in ["", "khong-co-chuong-trinh-nay"] {
        assert!(shown(none).lines().count() > 100, "{none}");
    }
    let mut piped = desk.command(&["audit", "--list"]);
    let piped = piped.env("SOVANG_PAGER", "head -n 1").output().unwrap();
    assert!(String::from_utf8(piped.stdout).unwrap().lines().count() > 100);
}

#[test]
fn completions_know_types_rules_and_figures() {
    let desk = Desk::bare("completions");
    let script = desk.ok(&["completions", "bash"]);
    for word in ["fund.disbursed", "audit.payment_unlisted", "vn-2026-r3", "giai-trinh"] {
        assert!(script.contains(word), "{word}");
    }
}
