//! Test vectors of layer 1: good ledgers, and for every fault code ledgers that must fail with it. The files in
//! `fixtures/vectors` are compared byte for byte; `SOVANG_BLESS=1` writes them anew. The second verifier must find
//! the same faults in the same entries, in these and in hundreds of random changes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod bad;
mod clock;
mod later;
mod lists;
mod make;
#[path = "../office/mod.rs"]
mod office;
mod published;
mod vault;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use bad::bad;
use later::later;
use make::{Lines, good, goods};
use office::Folder;
use serde_json::{Value, json};
use sovang::domain::walk::{Line, Walk};
use sovang::log::code::{CODES, Of};
use sovang::shell::journal;
use sovang::shell::store::sqlite::SqliteStore;
use sovang::shell::store::{Row, Store};
use sovang::values::crypto::Hash;

/// What the first verifier finds: whether authentic, each fault's entry and code, and the first entry it cannot read.
fn walk(lines: &[Vec<u8>]) -> (bool, Vec<(u64, String)>, Option<u64>) {
    let mut walk = Walk::default();
    lines.iter().for_each(|line| walk.step(&Line::check(line, false)));
    let outcome = walk.finish();
    let found = outcome.findings.iter().filter(|finding| finding.is_authenticity());
    let found = found.map(|finding| (finding.seq, finding.code().to_owned())).collect();
    (outcome.authentic(), found, outcome.horizon.map(|horizon| horizon.seq))
}

/// Who signed each entry, by the name in force there.
fn signers(lines: &[Vec<u8>]) -> Vec<String> {
    let mut walk = Walk::default();
    lines.iter().for_each(|line| walk.step(&Line::check(line, false)));
    let state = walk.finish().state;
    let named = state.facts.iter().zip(1..).map(|(fact, seq)| state.chain.keyring().holder(&fact.by)?.at(seq));
    named.map(|was| was.map_or_else(String::new, |was| was.name.to_string())).collect()
}

fn join(lines: &[Vec<u8>]) -> Vec<u8> {
    lines.iter().flat_map(|line| [line.as_slice(), b"\n"].concat()).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/vectors")
}

#[test]
fn vectors_are_as_published() {
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut expected: BTreeMap<String, Value> = BTreeMap::new();
    let mut codes = BTreeSet::new();
    let mut add = |name: String, lines: &Lines| {
        let (authentic, found, horizon) = walk(lines);
        let mut told = json!({ "authentic": authentic, "findings": found });
        if let Some(horizon) = horizon {
            told["horizon"] = json!(horizon);
        }
        if authentic {
            told["signers"] = json!(signers(lines));
        }
        expected.insert(name.clone(), told);
        files.insert(name, join(lines));
        found
    };
    for (name, lines) in goods() {
        assert_eq!(add(format!("good/{name}.jsonl"), &lines), []);
    }
    for (name, lines) in later() {
        let found = add(format!("later/{name}.jsonl"), &lines);
        assert_eq!(found.is_empty(), !name.starts_with("then-") && name != "before-the-raise", "{name}: {found:?}");
    }
    for (name, lines) in bad() {
        let found = add(format!("bad/{name}.jsonl"), &lines);
        let intended = name.split('-').next().unwrap();
        assert!(found.iter().any(|(_, code)| code == intended), "{name}: {found:?}");
        codes.extend(found.into_iter().map(|(_, code)| code));
    }
    let of_entries = CODES.iter().filter(|(_, of)| *of == Of::Entry).map(|(code, _)| *code);
    let missing: Vec<&str> = of_entries.filter(|code| !codes.contains(*code)).collect();
    assert!(missing.is_empty(), "no vector for {missing:?}");
    let table = format!("{:#}\n", json!(expected)).into_bytes();
    files.insert("expected.json".into(), table);
    for (name, content) in files {
        let path = folder().join(&name);
        if std::env::var_os("SOVANG_BLESS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &content).unwrap();
        }
        assert!(
            std::fs::read(&path).unwrap_or_default() == content,
            "{name} is not as published (SOVANG_BLESS=1 writes it)"
        );
    }
}

type Results = BTreeMap<String, (bool, BTreeSet<(u64, String)>, Option<u64>)>;

/// What the second verifier finds in every export of a folder.
fn second(folder: &Path) -> Results {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new("python3").arg(root.join("tests/second_verifier.py")).arg("--batch").arg(folder).output();
    let output = output.expect("python3 is needed for the second verifier");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the second verifier could not run: {errors}");
    let all: BTreeMap<String, Value> = serde_json::from_slice(&output.stdout).unwrap();
    let read = |result: Value| {
        let found = result["findings"].as_array().unwrap().iter();
        let found = found.map(|f| (f["seq"].as_u64().unwrap(), f["code"].as_str().unwrap().to_owned())).collect();
        (result["authentic"].as_bool().unwrap(), found, result["horizon"].as_u64())
    };
    all.into_iter().map(|(name, result)| (name, read(result))).collect()
}

fn compare(folder: &Path, exports: &BTreeMap<String, Lines>) {
    let theirs = second(folder);
    assert_eq!(theirs.len(), exports.len());
    for (name, lines) in exports {
        let (authentic, found, horizon) = walk(lines);
        let ours = (authentic, found.into_iter().collect(), horizon);
        assert_eq!(theirs[name], ours, "the two verifiers differ on {name} (theirs, ours)");
    }
}

#[test]
fn both_verifiers_name_the_signers_as_they_were_called_then() {
    let (theirs, ours) = (second_signers(&folder().join("good")), goods());
    for (name, lines) in &ours {
        assert_eq!(theirs[&format!("{name}.jsonl")], signers(lines), "{name}");
    }
    let names = signers(&ours["renamed"]);
    let mut clerk = names.clone();
    clerk.retain(|name| name.contains("ăn thư"));
    assert_eq!(clerk, ["Văn thư", "Trần Thị B (văn thư)", "Trần Thị B (văn thư)"]);
    assert_eq!(&names[names.len() - 2..], ["Người thử", "Nguyễn Văn A (Chủ tịch)"]);
}

fn second_signers(folder: &Path) -> BTreeMap<String, Vec<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new("python3").arg(root.join("tests/second_verifier.py")).arg("--batch").arg(folder).output();
    let all: BTreeMap<String, Value> = serde_json::from_slice(&output.unwrap().stdout).unwrap();
    let read = |(name, result): (String, Value)| (name, serde_json::from_value(result["signers"].clone()).unwrap());
    all.into_iter().map(read).collect()
}

#[test]
fn both_verifiers_agree_on_every_vector() {
    let mut exports: BTreeMap<String, Lines> =
        bad().into_iter().map(|(name, lines)| (format!("{name}.jsonl"), lines)).collect();
    compare(&folder().join("bad"), &exports);
    exports = goods().into_iter().map(|(name, lines)| (format!("{name}.jsonl"), lines)).collect();
    compare(&folder().join("good"), &exports);
    exports = later().into_iter().map(|(name, lines)| (format!("{name}.jsonl"), lines)).collect();
    compare(&folder().join("later"), &exports);
}

/// What the second verifier says of one export, with schemas of catalogue 2 too.
fn second_of_catalogue_2(lines: &Lines) -> Value {
    let own = Folder::new("catalogue-2");
    let schema = r#"{"type":"object","properties":{"units":{"type":"integer","minimum":1}},"required":["units"],"additionalProperties":false}"#;
    std::fs::create_dir(own.file("later")).unwrap();
    std::fs::write(own.file("later/movement.reported.v1.json"), schema).unwrap();
    std::fs::write(own.file("so.jsonl"), join(lines)).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new("python3");
    command.arg(root.join("tests/second_verifier.py")).arg("--json").arg("--schemas").arg(root.join("schemas"));
    let output = command.arg("--schemas").arg(own.file("later")).arg(own.file("so.jsonl")).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn a_newer_verifier_reads_on_and_finds_the_same_fault_before_the_raise() {
    let all = later();
    let whole = second_of_catalogue_2(&all["catalogue-2"]);
    assert_eq!((&whole["authentic"], &whole["horizon"]), (&json!(true), &Value::Null), "{whole}");
    let early = second_of_catalogue_2(&all["before-the-raise"]);
    let (_, ours, _) = walk(&all["before-the-raise"]);
    let theirs: Vec<_> =
        early["findings"].as_array().unwrap().iter().map(|f| (f["seq"].clone(), f["code"].clone())).collect();
    assert_eq!(theirs.first(), Some(&(json!(ours[0].0), json!(ours[0].1))));
}

#[test]
fn the_program_says_how_far_it_can_read() {
    let own = Folder::new("horizon");
    let verify = |name: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sovang"));
        command.env("SOVANG_STATE", own.path()).arg("verify").arg(folder().join(format!("later/{name}.jsonl")));
        command
    };
    let shown = verify("catalogue-2").output().unwrap();
    let text = String::from_utf8(shown.stdout).unwrap();
    assert_eq!(shown.status.code(), Some(2), "{text}");
    assert!(
        text.starts_with("XÁC THỰC ĐẾN MỤC 11\n  Từ mục 12 sổ dùng danh mục 2, chương trình này biết đến danh mục 1:"),
        "{text}"
    );
    let told: Value = serde_json::from_slice(&verify("catalogue-2").arg("--json").output().unwrap().stdout).unwrap();
    let wanted = json!({ "verdict": "authentic_to", "authentic": false, "authentic_to": 11, "horizon": 12, "catalogue": { "ledger": 2, "known": 1 } });
    wanted.as_object().unwrap().iter().for_each(|(name, value)| assert_eq!(told[name], *value, "{name}"));
    assert_eq!(verify("then-forged").output().unwrap().status.code(), Some(1));
}

/// An entry with more and more wrong with it: what is said is what the page of the format puts first.
#[test]
fn of_several_faults_in_standing_the_first_is_named_by_both() {
    let own = Folder::new("order");
    type Change = fn(&mut Value);
    let changes: [(&str, Change); 5] = [
        ("author.unknown", |statement| statement["by"] = json!(make::public(&make::stranger()))),
        ("statement.seen", |statement| statement["seen"] = json!({ "seq": 0, "hash": "0".repeat(64) })),
        ("statement.expect", |statement| statement["expect"] = json!(99)),
        ("statement.id", |statement| statement["id"] = make::values(&good())[1]["statement"]["id"].clone()),
        ("statement.ledger", |statement| statement["ledger"] = json!("019070f4-a680-7000-8010-0000000000ff")),
    ];
    let mut exports = BTreeMap::new();
    for (count, (code, _)) in (1..).zip(&changes) {
        let lines =
            make::restated(make::last(), |statement| changes[..count].iter().for_each(|(_, make)| make(statement)));
        assert_eq!(walk(&lines).1, [(make::last() as u64 + 1, code.to_string())]);
        std::fs::write(own.file(&format!("{count}.jsonl")), join(&lines)).unwrap();
        exports.insert(format!("{count}.jsonl"), lines);
    }
    compare(own.path(), &exports);
}

/// A small generator: the same changes in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

#[test]
fn both_verifiers_agree_on_random_changes() {
    let folder = Folder::new("agreement");
    let mut random = Random(7);
    let mut exports = BTreeMap::new();
    for number in 0..600 {
        let mut lines = good();
        let i = random.below(lines.len());
        match number % 10 {
            0 => drop(lines.remove(i)),
            1 => lines.insert(i, lines[random.below(lines.len())].clone()),
            2 => {
                let j = random.below(lines.len());
                lines.swap(i, j);
            }
            3 => {
                let keep = random.below(lines[i].len());
                lines[i].truncate(keep);
            }
            _ => {
                let place = random.below(lines[i].len());
                let new = [b'0', b'a', b'"', b'}', b' ', b'1', 0xc3, b'-'][random.below(8)];
                lines[i][place] = if lines[i][place] == new { b'2' } else { new };
            }
        }
        let name = format!("{number:03}.jsonl");
        std::fs::write(folder.file(&name), join(&lines)).unwrap();
        exports.insert(name, lines);
    }
    compare(folder.path(), &exports);
}

/// Whether a byte of the last entry lies within the value of `recorded`, which nothing signed follows yet.
fn is_last_recorded(lines: &Lines, index: usize, place: usize) -> bool {
    let mark = b"\"recorded\":\"";
    let start = lines[index].windows(mark.len()).position(|window| window == mark).unwrap() + mark.len();
    index == lines.len() - 1 && (start..start + 24).contains(&place)
}

#[test]
fn every_changed_byte_is_found_in_its_entry() {
    let lines = good();
    let checked: Vec<Line> = lines.iter().map(|line| Line::check(line, false)).collect();
    let mut unseen = Vec::new();
    for index in 0..lines.len() {
        for place in 0..lines[index].len() {
            let mut changed = lines.clone();
            // A digit becomes another digit, so that the change survives parsing wherever it can.
            changed[index][place] = match lines[index][place] {
                b'9' => b'8',
                digit @ b'0'..=b'8' => digit + 1,
                other => other ^ 1,
            };
            let mut walk = Walk::default();
            let line = Line::check(&changed[index], false);
            (0..lines.len()).for_each(|i| walk.step(if i == index { &line } else { &checked[i] }));
            let found = walk.finish().findings;
            match found.first() {
                Some(first) => {
                    assert_eq!(first.seq, index as u64 + 1, "byte {place} of entry {}: {found:?}", index + 1)
                }
                None => unseen.push((index, place, changed[index].clone())),
            }
        }
    }
    // The one thing that layer 1 alone cannot see (docs/format.md, section 15) …
    assert!(!unseen.is_empty());
    for (index, place, bytes) in unseen {
        assert!(
            is_last_recorded(&lines, index, place),
            "byte {place} of entry {} was changed and nobody saw",
            index + 1
        );
        // … the stored ledger shows by the hash kept beside the entry.
        let folder = Folder::new(&format!("row-{place}"));
        let path = folder.file("so.sovang");
        let mut store = SqliteStore::create(&path).unwrap();
        let row = |(i, line): (usize, &Vec<u8>)| Row { seq: i as u64 + 1, hash: Hash::of(line), bytes: line.clone() };
        let mut rows: Vec<Row> = lines.iter().enumerate().map(row).collect();
        rows[index].bytes = bytes;
        store.append(sovang::log::statement::Head::EMPTY, &rows, &[]).unwrap();
        let outcome = journal::walk(&store, &mut |_| {}).unwrap();
        assert!(!outcome.authentic());
        assert_eq!((outcome.findings[0].seq, outcome.findings[0].code()), (index as u64 + 1, "store.row"));
    }
}
