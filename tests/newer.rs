//! Ledgers of a later catalogue, as the commands that copy and compare meet them: nothing is lost, «authentic to here, newer
//! from there» is said, and the exit code is 2.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test that finds nothing may stop

mod desk;
mod office;

use std::path::Path;

use desk::{Desk, text};
use office::log_key;
use serde_json::{Value, json};
use sovang::log::checkpoint::{Checkpoint, SignedCheckpoint};
use sovang::log::note::{SignatureType, VerifierKey};
use sovang::log::tree::{Tree, TreeHead, leaf_hash};
use sovang::shell::publication::{Publishing, publish};
use sovang::shell::reading::Reading;
use sovang::shell::store::sqlite::SqliteStore;

/// The later ledgers, and the first entry of each that cannot be read.
const LATER: [(&str, u64); 6] = [
    ("catalogue-2", 12),
    ("known-version", 12),
    ("key-type", 12),
    ("clock-v2", 12),
    ("statement-v2", 12),
    ("opened-v2", 1),
];

fn vector(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/vectors");
    std::fs::read(folder.join(name)).unwrap()
}

fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n').collect()
}

/// Publishes the first entries of an export, as its office would, with a program of that time.
fn published(desk: &Desk, export: &[u8], size: usize) {
    let whole = lines(export)[..size].concat();
    let file = format!("{size}.sovang");
    let _ = std::fs::remove_file(desk.folder.file(&file));
    desk.store(&file, &whole);
    let mut tree = Tree::new();
    lines(&whole).iter().for_each(|line| tree.append(leaf_hash(&line[..line.len() - 1])));
    let checkpoint = signed(&tree);
    let reading = Reading::new(SqliteStore::open_read_only(&desk.folder.file(&file)).unwrap(), tree.clone());
    let publishing = Publishing::begin(&desk.folder.file("cong-bo")).unwrap();
    publish(&reading, &tree, &checkpoint, &[], &publishing).unwrap();
}

fn signed(tree: &Tree) -> SignedCheckpoint {
    let (origin, secret) = ("sovang.example/thu", log_key());
    let key = VerifierKey::new(origin.parse().unwrap(), SignatureType::Ed25519, &secret.public().0).unwrap();
    let TreeHead { size, root } = tree.head();
    let checkpoint = Checkpoint { origin: origin.parse().unwrap(), head: TreeHead { size, root } };
    checkpoint.sign(&key, |message| secret.sign(message).0).unwrap()
}

/// Runs a command that comes to an entry which it cannot read; what it prints for programs.
fn undecided(desk: &Desk, horizon: u64, args: &[&str]) -> Value {
    let output = desk.run(args);
    let said = text(&output);
    assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
    assert!(said.contains(&format!("XÁC THỰC ĐẾN MỤC {}\n", horizon - 1)) && said.contains("danh mục 2"), "{said}");
    let value = desk.json(args);
    let told = ["verdict", "authentic_to", "horizon", "catalogue"].map(|member| value[member].clone());
    let catalogue = json!({ "ledger": 2, "known": 1 });
    assert_eq!(told, [json!("authentic_to"), json!(horizon - 1), json!(horizon), catalogue], "{args:?}: {value}");
    value
}

#[test]
fn a_newer_ledger_is_followed_copied_exported_and_compared() {
    for (name, horizon) in LATER {
        let desk = Desk::bare(&format!("newer-{name}"));
        let export = vector(&format!("later/{name}.jsonl"));
        let all = lines(&export).len();
        let exported = |ledger: &str| {
            let output = desk.run(&["-l", ledger, "export"]);
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!((output.status.code(), told.contains("XÁC THỰC ĐẾN MỤC")), (Some(2), true), "{name}: {told}");
            output.stdout
        };
        if horizon > 1 {
            // As long as everything can be read, nothing is said; then the copy goes on.
            published(&desk, &export, 10);
            desk.ok(&["-l", "ban-sao.sovang", "follow", "cong-bo"]);
        }
        published(&desk, &export, all);
        let follow = ["-l", "ban-sao.sovang", "follow", "cong-bo"];
        let first = undecided(&desk, horizon, &follow);
        assert_eq!(first["size"], json!(all), "{name}");
        assert_eq!(exported("ban-sao.sovang"), export, "{name}: nothing is lost");
        assert_eq!(undecided(&desk, horizon, &follow)["before"], json!(all), "{name}: nothing is new");
        undecided(&desk, horizon, &["verify", "ban-sao.sovang"]);

        let backed = desk.run(&["-l", "ban-sao.sovang", "backup", "luu.sovang"]);
        let said = text(&backed);
        assert_eq!((backed.status.code(), said.contains("XÁC THỰC ĐẾN MỤC")), (Some(2), true), "{name}: {said}");
        assert_eq!(exported("luu.sovang"), export, "{name}");
        let written = desk.run(&["-l", "luu.sovang", "export", "--out", "so.jsonl"]);
        assert_eq!(written.status.code(), Some(2));
        assert_eq!(std::fs::read(desk.folder.file("so.jsonl")).unwrap(), export, "{name}");
        for other in ["so.jsonl", "luu.sovang", "cong-bo"] {
            assert_eq!(undecided(&desk, horizon, &["compare", "ban-sao.sovang", other])["relation"], "same", "{name}");
        }
        if horizon > 1 {
            assert_eq!(
                undecided(&desk, horizon, &["compare", "10.sovang", "so.jsonl"])["relation"],
                "extends",
                "{name}"
            );
        }
        for refused in [&["audit"][..], &["report", "half-year", "2024H1"], &["publish", "khac"]] {
            let output = desk.run(&[&["-l", "luu.sovang"], refused].concat());
            let said = text(&output);
            assert_eq!(output.status.code(), Some(2), "{name} {refused:?}: {said}");
            assert!(said.contains(&format!("mục {horizon}")) || said.contains(&format!("{horizon} ")), "{said}");
        }
    }
}

/// What is forged beyond the horizon is no continuation, and the copy stays as it was.
#[test]
fn a_fault_beyond_the_horizon_is_not_followed() {
    for name in ["then-forged", "then-stranger", "then-clock-back", "then-id-again", "then-expect"] {
        let desk = Desk::bare(&format!("newer-{name}"));
        let export = vector(&format!("later/{name}.jsonl"));
        published(&desk, &export, 10);
        desk.ok(&["-l", "ban-sao.sovang", "follow", "cong-bo"]);
        published(&desk, &export, lines(&export).len());
        let output = desk.run(&["-l", "ban-sao.sovang", "follow", "cong-bo"]);
        assert_eq!(output.status.code(), Some(1), "{name}: {}", text(&output));
        let kept = desk.json(&["verify", "ban-sao.sovang"]);
        assert_eq!((&kept["authentic"], &kept["entries"]), (&json!(true), &json!(10)), "{name}");
    }
}

/// Two histories are two, whatever stands beyond what can be read.
#[test]
fn two_histories_stay_two_beyond_the_horizon() {
    let desk = Desk::bare("newer-fork");
    let export = vector("later/catalogue-2.jsonl");
    desk.write("mot.jsonl", &export);
    desk.write("hai.jsonl", vector("later/known-version.jsonl"));
    let output = desk.run(&["compare", "mot.jsonl", "hai.jsonl", "--json"]);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &found["relation"]), (Some(1), &json!("fork")), "{found}");
}
