//! Test vectors of layer 1: good ledgers, and for every fault code ledgers that must fail with it. The files in
//! `fixtures/vectors` are compared byte for byte; `SOVANG_BLESS=1` writes them anew. The second verifier must find
//! the same faults in the same entries, in these and in hundreds of random changes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod office;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use ed25519_dalek::{Signer, SigningKey};
use office::{Folder, Ids, append, at, draft, found, gift};
use serde_json::{Value, json};
use sovang::domain::walk::{Line, Walk};
use sovang::log::statement::signing_bytes;
use sovang::shell::journal;
use sovang::shell::store::memory::MemoryStore;
use sovang::shell::store::sqlite::SqliteStore;
use sovang::shell::store::{Row, Store};
use sovang::values::crypto::Hash;

type Lines = Vec<Vec<u8>>;

/// The clerk of the vectors, enrolled and later revoked.
fn clerk() -> SigningKey {
    SigningKey::from_bytes(&[2; 32])
}

fn chairman() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

fn stranger() -> SigningKey {
    SigningKey::from_bytes(&[3; 32])
}

fn public(key: &SigningKey) -> String {
    key.verifying_key().to_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A small ledger: opened, policy, fund, a clerk, a petition in both schema versions, gifts, the clerk revoked.
fn good() -> Lines {
    let mut journal = found(MemoryStore::default());
    let mut ids = Ids::new(77);
    let person = ids.next();
    let drafts = [
        draft(
            "key.enrolled",
            json!({ "key": public(&clerk()), "person": person, "holder": "Văn thư", "roles": ["clerk"] }),
        ),
        draft(
            "petition.received",
            json!({
                "channel": "letter", "summary": "Đơn hỏi về đường làng\ndòng hai", "award_related": false, "letters": 3, "signatories": 12,
            }),
        ),
        sovang::shell::author::Draft {
            schema: Some(1),
            ..draft(
                "petition.received",
                json!({ "channel": "post", "summary": "Đơn theo lược đồ 1", "award_related": true }),
            )
        },
        gift(500_000),
        draft("fund.allocated", json!({ "category": "frames", "amount": 100_000 })),
        draft("key.revoked", json!({ "key": public(&clerk()), "reason": "Chuyển công tác" })),
        gift(7),
    ];
    for draft in &drafts {
        append(&mut journal, draft, &mut ids, at(10)).unwrap();
    }
    let mut lines = Vec::new();
    journal
        .store()
        .scan(1, &mut |row| {
            lines.push(row.bytes);
            true
        })
        .unwrap();
    lines
}

fn values(lines: &Lines) -> Vec<Value> {
    lines.iter().map(|line| serde_json::from_slice(line).unwrap()).collect()
}

/// Numbers, chains and signs entries anew, so that what was changed in them is all that is wrong.
fn rechain(entries: &[Value]) -> Lines {
    let keys: BTreeMap<String, SigningKey> =
        [chairman(), clerk(), stranger()].into_iter().map(|key| (public(&key), key)).collect();
    let mut lines: Lines = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let mut entry = entry.clone();
        entry["seq"] = json!(index + 1);
        entry["prev"] = json!(lines.last().map_or(Hash::ZERO, |line| Hash::of(line)));
        let seen = entry["statement"]["seen"]["seq"].as_u64().unwrap() as usize;
        if (1..=lines.len()).contains(&seen) {
            entry["statement"]["seen"]["hash"] = json!(Hash::of(&lines[seen - 1]));
        }
        if let Some(key) = keys.get(entry["statement"]["by"].as_str().unwrap_or_default()) {
            let message = signing_bytes(entry["statement"].to_string().as_bytes());
            let signature = key.sign(&message).to_bytes();
            entry["signature"] = json!(signature.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
        }
        lines.push(entry.to_string().into_bytes());
    }
    lines
}

/// The good ledger with one statement changed by its author, everything after it signed upon the change.
fn restated(index: usize, change: impl Fn(&mut Value)) -> Lines {
    let mut entries = values(&good());
    change(&mut entries[index]["statement"]);
    rechain(&entries)
}

/// The good ledger with the text of one line changed afterwards.
fn replaced(index: usize, from: &str, to: &str) -> Lines {
    let mut lines = good();
    let text = String::from_utf8(lines[index].clone()).unwrap();
    assert!(text.contains(from), "{text} has no {from}");
    lines[index] = text.replacen(from, to, 1).into_bytes();
    lines
}

/// The last line's statement given other bytes, everything else as it was.
fn last() -> usize {
    good().len() - 1
}

fn bad() -> BTreeMap<String, Lines> {
    let mut all: BTreeMap<String, Lines> = BTreeMap::new();
    let mut add = |name: &str, lines: Lines| assert!(all.insert(name.to_owned(), lines).is_none(), "{name} twice");
    let n = last();
    add("ledger.empty", Vec::new());
    add("entry.too_large-note", restated(n, |s| s["data"]["note"] = json!("a".repeat(65_000))));
    for (name, from, to) in [
        ("blank", "\"seq\":", "\"seq\": "),
        ("doubled-member", "\"schema\":1", "\"schema\":1,\"schema\":1"),
        (
            "member-order",
            "\"data\":{\"amount\":7,\"donor\":\"Người ủng hộ 1\"",
            "\"data\":{\"donor\":\"Người ủng hộ 1\",\"amount\":7",
        ),
        ("exponent", "\"amount\":7", "\"amount\":7e0"),
        ("fraction", "\"amount\":7", "\"amount\":7.0"),
        ("minus-zero", "\"amount\":7", "\"amount\":-0"),
        ("huge-integer", "\"amount\":7", "\"amount\":9007199254740993"),
        ("beyond-64-bits", "\"amount\":7", "\"amount\":18446744073709551616"),
        ("escape", "\"donor\":\"N", "\"donor\":\"\\u004e"),
        ("lone-surrogate", "\"donor\":\"N", "\"donor\":\"\\ud800"),
        ("nfd", "\"donor\":\"Người", "\"donor\":\"Ngu\u{31b}\u{300}\u{69}"),
        ("control-character", "\"donor\":\"N", "\"donor\":\"\u{7f}N"),
        ("tab", "\"donor\":\"N", "\"donor\":\"\\tN"),
        ("upper-case-name", "\"donor\"", "\"Donor\""),
        ("nothing-but-a-brace", "{\"prev\"", "{{\"prev\""),
        ("not-a-number", "\"amount\":7", "\"amount\":NaN"),
    ] {
        add(&format!("entry.bytes-{name}"), replaced(n, from, to));
    }
    let mut deep = good();
    deep[n] = [vec![b'['; 200], vec![b']'; 200]].concat();
    add("entry.bytes-deep", deep);
    let mut latin = good();
    latin[n][20] = 0xff;
    add("entry.bytes-not-utf8", latin);
    let mut cut = good();
    let half = cut[n].len() / 2;
    cut[n].truncate(half);
    add("entry.bytes-cut-line", cut);

    for (name, from, to) in [
        ("extra-member", "{\"prev\"", "{\"extra\":1,\"prev\""),
        ("upper-case-hex", "\"signature\":\"", "\"signature\":\"A"),
        ("version-2", "\"v\":1}", "\"v\":2}"),
        ("impossible-date", "\"on\":\"2024-07-01\"", "\"on\":\"2024-02-30\""),
        ("two-decimals", ".010Z\",\"seq\":10", ".01Z\",\"seq\":10"),
        ("seq-as-text", "\"seq\":10", "\"seq\":\"10\""),
        ("seen-as-list", "\"seen\":{\"hash\":", "\"seen\":[{\"hash\":"),
        ("negative-schema", "\"schema\":1", "\"schema\":-1"),
        ("bad-type", "\"type\":\"fund.contributed\"", "\"type\":\"fund\""),
        ("bad-subject", "\"subject\":\"fund/2024\"", "\"subject\":\"fund/2024/1\""),
    ] {
        let mut lines = replaced(n, from, to);
        if name == "seen-as-list" {
            lines[n] =
                String::from_utf8(lines[n].clone()).unwrap().replacen("\"seq\":9}", "\"seq\":9}]", 1).into_bytes();
        }
        add(&format!("entry.shape-{name}"), lines);
    }
    let mut listed = good();
    listed[n] = b"[]".to_vec();
    add("entry.shape-a-list", listed);

    add("entry.signature-amount", replaced(6, "\"amount\":500000", "\"amount\":900000"));
    add("entry.signature-other-key", restated(n, |s| s["by"] = json!("11".repeat(32))));
    add("entry.signature-small-order-key", small_order(n));
    add("entry.signature-unreduced-s", unreduced(n));
    add("payload.type-unknown", restated(n, |s| s["type"] = json!("fund.doubled")));
    add("payload.type-version", restated(n, |s| s["schema"] = json!(9)));
    add("payload.schema-unknown-member", restated(n, |s| s["data"]["colour"] = json!("đỏ")));
    add("payload.schema-negative", restated(n, |s| s["data"]["amount"] = json!(-7)));
    add("payload.schema-null-note", restated(n, |s| s["data"]["note"] = Value::Null));

    let without =
        |gone: usize| good().into_iter().enumerate().filter(|(i, _)| *i != gone).map(|(_, l)| l).collect::<Lines>();
    add("chain.seq-deleted", without(5));
    add("chain.seq-first-removed", without(0));
    let mut swapped = good();
    swapped.swap(4, 5);
    add("chain.seq-swapped", swapped);
    let mut repeated = good();
    repeated.insert(5, repeated[4].clone());
    add("chain.seq-repeated", repeated);
    add("chain.seq-changed", replaced(n, "\"seq\":10,\"signature\"", "\"seq\":12,\"signature\""));
    add("chain.prev-recorded-changed", replaced(6, ".010Z\",\"seq\":7", ".011Z\",\"seq\":7"));
    add("chain.prev-changed", replaced(n, "{\"prev\":\"", "{\"prev\":\"00").into_iter().map(shorten_prev).collect());
    add("chain.prev-first", replaced(0, "{\"prev\":\"0", "{\"prev\":\"1"));
    add("chain.recorded-back", {
        let mut entries = values(&good());
        entries[n]["recorded"] = json!("2024-07-02T00:59:00.000Z");
        rechain(&entries)
    });

    add("chain.genesis-second-opening", {
        let mut entries = values(&good());
        let mut second = entries[0].clone();
        second["statement"]["id"] = json!("01907000-0000-7000-8000-00000000abcd");
        second["statement"]["expect"] = Value::Null;
        second["statement"]["seen"] = json!({ "seq": n + 1, "hash": Hash::ZERO });
        second["recorded"] = entries[n]["recorded"].clone();
        entries.push(second);
        rechain(&entries)
    });
    add("chain.genesis-seen", restated(0, |s| s["seen"]["seq"] = json!(1)));
    add("statement.ledger-other", restated(n, |s| s["ledger"] = json!("01907000-0000-7000-8000-00000000ffff")));
    add("statement.id-again", {
        let id = values(&good())[n - 1]["statement"]["id"].clone();
        restated(n, |s| s["id"] = id.clone())
    });
    add("statement.expect-stale", restated(n, |s| s["expect"] = json!(1)));
    add("statement.seen-unknown", restated(n, |s| s["seen"] = json!({ "seq": 99, "hash": Hash::of(b"x") })));
    add("statement.seen-nothing", restated(n, |s| s["seen"] = json!({ "seq": 0, "hash": Hash::ZERO })));
    add("statement.seen_back-lower", restated(n, |s| s["seen"]["seq"] = json!(2)));
    add("author.unknown-self-made", restated(n, |s| s["by"] = json!(public(&stranger()))));
    add("author.revoked-later", restated(n, |s| s["by"] = json!(public(&clerk()))));
    add(
        "author.role-clerk-enrols",
        restated(5, |s| {
            s["by"] = json!(public(&clerk()));
            s["type"] = json!("fund.contributed");
            s["schema"] = json!(1);
            s["subject"] = json!("fund/2024");
            s["expect"] = Value::Null;
            s["data"] = json!({ "amount": 5, "donor": "A", "voucher": "B" });
        }),
    );
    all
}

/// Drops two digits of `prev` again, so that it has its length and another value.
fn shorten_prev(line: Vec<u8>) -> Vec<u8> {
    let text = String::from_utf8(line).unwrap();
    let end = text.find("\",\"recorded\"").unwrap();
    if end == "{\"prev\":\"".len() + 66 {
        format!("{}{}", &text[..end - 2], &text[end..]).into_bytes()
    } else {
        text.into_bytes()
    }
}

/// A key that is the neutral point: a lenient verifier accepts R = neutral, S = 0 over any message.
fn small_order(index: usize) -> Lines {
    let mut entries = values(&restated(index, |s| s["by"] = json!(format!("01{}", "00".repeat(31)))));
    entries[index]["signature"] = json!(format!("01{}", "00".repeat(63)));
    entries.iter().map(|entry| entry.to_string().into_bytes()).collect()
}

/// S + L in place of S: the same equation, another spelling.
fn unreduced(index: usize) -> Lines {
    const L: &str = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";
    let mut entries = values(&good());
    let text = entries[index]["signature"].as_str().unwrap().to_owned();
    let byte = |text: &str, i: usize| u16::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap();
    let (mut carry, mut sum) = (0, String::new());
    for i in 0..32 {
        carry += byte(&text[64..], i) + byte(L, i);
        sum.push_str(&format!("{:02x}", carry & 0xff));
        carry >>= 8;
    }
    entries[index]["signature"] = json!(format!("{}{sum}", &text[..64]));
    entries.iter().map(|entry| entry.to_string().into_bytes()).collect()
}

/// What the first verifier finds: whether authentic, and each fault's entry and code.
fn walk(lines: &[Vec<u8>]) -> (bool, Vec<(u64, String)>) {
    let mut walk = Walk::default();
    lines.iter().for_each(|line| walk.step(&Line::check(line, false)));
    let outcome = walk.finish();
    let found = outcome.findings.iter().filter(|finding| finding.is_authenticity());
    (outcome.authentic(), found.map(|finding| (finding.seq, finding.code().to_owned())).collect())
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
        let (authentic, found) = walk(lines);
        expected.insert(name.clone(), json!({ "authentic": authentic, "findings": found }));
        files.insert(name, join(lines));
        found
    };
    assert_eq!(add("good/small.jsonl".into(), &good()), []);
    for (name, lines) in bad() {
        let found = add(format!("bad/{name}.jsonl"), &lines);
        let intended = name.split('-').next().unwrap();
        assert!(found.iter().any(|(_, code)| code == intended), "{name}: {found:?}");
        codes.extend(found.into_iter().map(|(_, code)| code));
    }
    // Every code of `Fault::code` and the empty ledger.
    let source = include_str!("../src/log/fault.rs");
    let known = source
        .lines()
        .filter_map(|line| line.trim().strip_prefix("Fault::")?.split_once("=> \"")?.1.strip_suffix("\","));
    let missing: Vec<&str> = known.filter(|code| code.contains('.') && !codes.contains(*code)).collect();
    assert!(missing.is_empty() && codes.len() > 18, "no vector for {missing:?}");
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

type Results = BTreeMap<String, (bool, BTreeSet<(u64, String)>)>;

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
        (result["authentic"].as_bool().unwrap(), found)
    };
    all.into_iter().map(|(name, result)| (name, read(result))).collect()
}

fn compare(folder: &Path, exports: &BTreeMap<String, Lines>) {
    let theirs = second(folder);
    assert_eq!(theirs.len(), exports.len());
    for (name, lines) in exports {
        let (authentic, found) = walk(lines);
        let ours = (authentic, found.into_iter().collect());
        assert_eq!(theirs[name], ours, "the two verifiers differ on {name} (theirs, ours)");
    }
}

#[test]
fn both_verifiers_agree_on_every_vector() {
    let mut exports: BTreeMap<String, Lines> =
        bad().into_iter().map(|(name, lines)| (format!("{name}.jsonl"), lines)).collect();
    compare(&folder().join("bad"), &exports);
    exports = BTreeMap::from([("small.jsonl".to_owned(), good())]);
    compare(&folder().join("good"), &exports);
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
    // The one thing that layer 1 alone cannot see (docs/format.md, section 5) …
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
