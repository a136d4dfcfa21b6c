//! The receipt vectors of `fixtures/vectors/receipts/`: good ones, and one of each way to be bad. Every verifier agrees
//! on each. `SOVANG_BLESS=1` writes them anew.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../desk/mod.rs"]
mod desk;
mod ended;
mod kept;
mod lines;
mod naming;
mod newer;
#[path = "../office/mod.rs"]
mod office;
mod policies;
mod witnessed;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use ended::{Hand, ORIGIN};
use office::{Ids, append, at, draft, found, gift, log_key};
use serde_json::{Value, json};
use sovang::log::checkpoint::{Checkpoint, SignedCheckpoint};
use sovang::log::compact::to_base45;
use sovang::log::cosignature::{Timestamp, cosign};
use sovang::log::note::SignatureType;
use sovang::log::proof::TlogProof;
use sovang::log::tree::{Tree, TreeHead};
use sovang::log::witness_policy::WitnessPolicy;
use sovang::shell::receipt::{Keys, Receipt};
use sovang::shell::store::Store;
use sovang::shell::store::memory::MemoryStore;
use sovang::values::crypto::SecretKey;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/vectors/receipts")
}

/// A ledger of 21 entries: the bytes and the tree.
fn ledger() -> (Vec<Vec<u8>>, Tree) {
    let mut journal = found(MemoryStore::default());
    let mut ids = Ids::new(7);
    append(
        &mut journal,
        &draft("fund.appropriated", json!({ "amount": 20_000_000, "document": "02/QĐ-UBND" })),
        &mut ids,
        at(2),
    )
    .unwrap();
    for n in 4..21 {
        append(&mut journal, &gift(n * 1_000), &mut ids, at(n as i64)).unwrap();
    }
    let mut entries = Vec::new();
    journal
        .store()
        .scan(1, &mut |row| {
            entries.push(row.bytes);
            true
        })
        .unwrap();
    (entries, journal.state().chain.tree().clone())
}

fn head(tree: &Tree, size: u64, origin: &str, log: &Hand, witnesses: &[&Hand]) -> SignedCheckpoint {
    let checkpoint =
        Checkpoint { origin: origin.parse().unwrap(), head: TreeHead { size, root: tree.root_at(size).unwrap() } };
    let mut signed = checkpoint.sign(&log.key, |message| log.secret.sign(message).0).unwrap();
    let text = checkpoint.text();
    for (n, witness) in (0..).zip(witnesses) {
        let time = Timestamp::from_seconds(1_767_139_200 + n).unwrap();
        signed =
            signed.with(cosign(&witness.key, &text, time, |message| witness.secret.sign(message).0).unwrap()).unwrap();
    }
    signed
}

fn proof(tree: &Tree, seq: u64, checkpoint: SignedCheckpoint) -> TlogProof {
    let index = seq - 1;
    let path = tree.inclusion_proof(index, checkpoint.unverified().head.size).unwrap();
    TlogProof { extra: None, index, path, checkpoint }
}

/// Every vector by its file name.
fn vectors() -> BTreeMap<String, Vec<u8>> {
    let (entries, tree) = ledger();
    let log = Hand::new(ORIGIN, SignatureType::Ed25519, log_key());
    let (one, two, unknown) = (
        Hand::witness("thanhtra.example/w1", 2),
        Hand::witness("mattran.example/w2", 3),
        Hand::witness("la.example/w", 4),
    );
    let stranger = Hand::new(ORIGIN, SignatureType::Ed25519, SecretKey::from_seed(&[5; 32]));
    let policy = format!(
        "log {}\nwitness thanh-tra {}\nwitness mat-tran {}\ngroup can any thanh-tra mat-tran\nquorum can\n",
        log.key, one.key, two.key
    );
    let keys = Keys::of_policy(WitnessPolicy::parse(policy.as_bytes()).unwrap());
    let mut files = BTreeMap::new();
    let mut put = |name: &str, bytes: &[u8]| drop(files.insert(name.to_owned(), bytes.to_vec()));
    put("keys.policy", policy.as_bytes());
    let receipt = |seq: u64, checkpoint: SignedCheckpoint| {
        Receipt::new(proof(&tree, seq, checkpoint), entries[seq as usize - 1].clone())
    };
    for seq in [1, 5, 16, 17, 21] {
        let made = receipt(seq, head(&tree, 21, ORIGIN, &log, &[&one]));
        put(&format!("good/entry-{seq}.tlog-proof"), made.to_file().unwrap().as_bytes());
        put(&format!("good/entry-{seq}.qr"), made.to_code(&keys, false).unwrap().as_bytes());
    }
    put(
        "good/two-witnesses.tlog-proof",
        receipt(5, head(&tree, 21, ORIGIN, &log, &[&one, &two])).to_file().unwrap().as_bytes(),
    );
    put(
        "good/unknown-witness-beside.tlog-proof",
        receipt(5, head(&tree, 21, ORIGIN, &log, &[&unknown, &two])).to_file().unwrap().as_bytes(),
    );
    put("good/head-of-one.tlog-proof", receipt(1, head(&tree, 1, ORIGIN, &log, &[&one])).to_file().unwrap().as_bytes());
    let bare = receipt(5, head(&tree, 16, ORIGIN, &log, &[&two]));
    put("good/bare.qr", bare.to_code(&keys, true).unwrap().as_bytes());
    put("good/bare.entry", &entries[4]);

    let right = receipt(5, head(&tree, 21, ORIGIN, &log, &[&one])).to_file().unwrap();
    let with = |from: &str, to: &str| {
        assert!(right.contains(from), "{from}");
        right.replacen(from, to, 1).into_bytes()
    };
    let lines: Vec<&str> = right.lines().collect();
    let without = |at: usize| {
        lines.iter().enumerate().filter(|(n, _)| *n != at).map(|(_, line)| format!("{line}\n")).collect::<String>()
    };
    put("bad/receipt.malformed-extra.tlog-proof", &with(lines[1], "extra "));
    put("bad/receipt.malformed-header.tlog-proof", &with("@v1", "@v2"));
    put("bad/receipt.malformed-crlf.tlog-proof", right.replace('\n', "\r\n").as_bytes());
    put("bad/receipt.malformed-index.tlog-proof", &with("index 4", "index 04"));
    put("bad/receipt.malformed-size.tlog-proof", &with("\n21\n", "\n+21\n"));
    put("bad/receipt.malformed-no-checkpoint.tlog-proof", lines[..8].join("\n").as_bytes());
    put("bad/receipt.malformed-unterminated.tlog-proof", right.trim_end().as_bytes());
    put("bad/receipt.malformed-extension.tlog-proof", &with("\n\n— ", "\nthêm\n\n— "));
    put("bad/receipt.malformed-empty.tlog-proof", b"");
    let other = receipt(6, head(&tree, 21, ORIGIN, &log, &[&one])).to_file().unwrap();
    put("bad/receipt.entry-another.tlog-proof", &with(lines[1], other.lines().nth(1).unwrap()));
    let mut tampered = entries[4].clone();
    let amount = tampered.windows(14).position(|window| window == b"\"amount\":4000,").unwrap();
    tampered[amount + 9] = b'9';
    put(
        "bad/receipt.entry-changed.tlog-proof",
        Receipt::new(proof(&tree, 5, head(&tree, 21, ORIGIN, &log, &[&one])), tampered).to_file().unwrap().as_bytes(),
    );
    put("bad/receipt.entry-missing.qr", bare.to_code(&keys, true).unwrap().as_bytes());
    put("bad/receipt.entry-none.tlog-proof", without(1).as_bytes());
    put(
        "bad/receipt.entry-not-its-place.qr",
        receipt(5, head(&tree, 16, ORIGIN, &log, &[&two])).to_code(&keys, true).unwrap().as_bytes(),
    );
    put("bad/receipt.entry-not-its-place.entry", &entries[5]);
    put(
        "bad/receipt.key-stranger.tlog-proof",
        receipt(5, head(&tree, 21, ORIGIN, &stranger, &[&one])).to_file().unwrap().as_bytes(),
    );
    let only_witness = head(&tree, 21, ORIGIN, &log, &[&one]).keep(|by| by.id == one.key.id()).unwrap();
    put("bad/receipt.key-witness-only.tlog-proof", receipt(5, only_witness).to_file().unwrap().as_bytes());
    let elsewhere = Hand::new("sovang.example/khac", SignatureType::Ed25519, log_key());
    put(
        "bad/receipt.origin-other.tlog-proof",
        receipt(5, head(&tree, 21, "sovang.example/khac", &elsewhere, &[&one])).to_file().unwrap().as_bytes(),
    );
    for (name, prefix) in [("log", format!("— {ORIGIN} ")), ("witness", "— thanhtra.example/w1 ".to_owned())] {
        let line = lines.iter().find(|line| line.starts_with(&prefix)).unwrap();
        let mut wrong = line.to_string().into_bytes();
        let last = wrong.len() - 8;
        wrong[last] = if wrong[last] == b'A' { b'B' } else { b'A' };
        put(&format!("bad/receipt.signature-{name}.tlog-proof"), &with(line, std::str::from_utf8(&wrong).unwrap()));
    }
    put("bad/receipt.signature-size.tlog-proof", &with("\n21\n", "\n22\n"));
    put("bad/receipt.inclusion-short.tlog-proof", without(4).as_bytes());
    put("bad/receipt.inclusion-long.tlog-proof", with(lines[4], &format!("{}\n{}", lines[4], lines[4])).as_slice());
    put(
        "bad/receipt.inclusion-swapped.tlog-proof",
        with(&format!("{}\n{}", lines[3], lines[4]), &format!("{}\n{}", lines[4], lines[3])).as_slice(),
    );
    put(
        "bad/receipt.quorum-none.tlog-proof",
        receipt(5, head(&tree, 21, ORIGIN, &log, &[])).to_file().unwrap().as_bytes(),
    );
    put(
        "bad/receipt.quorum-unknown.tlog-proof",
        receipt(5, head(&tree, 21, ORIGIN, &log, &[&unknown])).to_file().unwrap().as_bytes(),
    );

    let code = receipt(5, head(&tree, 21, ORIGIN, &log, &[&one])).to_code(&keys, false).unwrap();
    let packed = sovang::log::compact::from_base45(&code[4..]).unwrap();
    let again = |bytes: &[u8]| format!("SV2:{}", to_base45(bytes));
    put("bad/receipt.malformed-version.qr", code.replacen("SV2:", "SV4:", 1).as_bytes());
    put("bad/receipt.malformed-base45.qr", format!("{code}a").as_bytes());
    put("bad/receipt.malformed-bytes-after.qr", again(&[&packed[..], &[0]].concat()).as_bytes());
    put("bad/receipt.malformed-cut.qr", again(&packed[..packed.len() - 9]).as_bytes());
    let mut first = packed.clone();
    first[2] = 2;
    put("bad/receipt.malformed-compact-version.qr", again(&first).as_bytes());
    let mut flipped = packed.clone();
    flipped[60] ^= 1;
    put("bad/receipt.signature-path.qr", again(&flipped).as_bytes());
    // The index in two bytes where one is enough.
    let mut longer = packed.clone();
    longer.splice(8..9, [packed[8] | 0x80, 0]);
    longer[1] += 1;
    put("bad/receipt.malformed-longer-number.qr", again(&longer).as_bytes());
    let mut other_key = packed.clone();
    other_key[4] ^= 1;
    put("bad/receipt.key-unknown.qr", again(&other_key).as_bytes());
    files.extend(lines::vectors(&log, &one, &keys));
    files
}

fn result(files: &BTreeMap<String, Vec<u8>>, keys: &Keys, name: &str) -> Value {
    let stem = name.rsplit_once('.').unwrap().0;
    let entry = files.get(&format!("{stem}.entry"));
    let receipt = std::str::from_utf8(&files[name]).ok().and_then(Receipt::parse);
    match receipt.map(|receipt| receipt.check(entry.map(Vec::as_slice), keys)) {
        Some(Ok(proven)) => {
            let signed: Vec<String> = proven.signed.iter().map(|(name, _)| name.clone()).collect();
            json!({ "proven": true, "index": proven.entry.seq - 1, "size": proven.head.size, "origin": proven.origin.as_str(), "signed_by": signed })
        }
        Some(Err(fault)) => json!({ "proven": false, "code": fault.code() }),
        None => json!({ "proven": false, "code": "receipt.malformed" }),
    }
}

#[test]
fn receipts_are_as_published_and_every_verifier_agrees() {
    let files = vectors();
    let keys = Keys::of_policy(WitnessPolicy::parse(&files["keys.policy"]).unwrap());
    let is_receipt = |name: &&String| name.ends_with(".tlog-proof") || name.ends_with(".qr");
    let results: BTreeMap<&String, Value> =
        files.keys().filter(is_receipt).map(|name| (name, result(&files, &keys, name))).collect();
    for (name, result) in &results {
        assert_eq!(result["proven"], name.starts_with("good/"), "{name}: {result}");
        if let Some(code) = name.strip_prefix("bad/") {
            assert!(code.starts_with(&format!("{}-", result["code"].as_str().unwrap())), "{name}: {result}");
        }
    }
    let expected = format!("{}\n", serde_json::to_string_pretty(&results).unwrap());
    if std::env::var_os("SOVANG_BLESS").is_some() {
        let _ = std::fs::remove_dir_all(root());
        for folder in ["good", "bad"] {
            std::fs::create_dir_all(root().join(folder)).unwrap();
        }
        files.iter().for_each(|(name, bytes)| std::fs::write(root().join(name), bytes).unwrap());
        std::fs::write(root().join("expected.json"), &expected).unwrap();
    }
    for (name, bytes) in &files {
        assert_eq!(&std::fs::read(root().join(name)).unwrap_or_default(), bytes, "{name} is not as published");
    }
    assert_eq!(std::fs::read_to_string(root().join("expected.json")).unwrap_or_default(), expected);

    let verifier = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/second_verifier.py");
    let output = Command::new("python3").arg(verifier).arg("--receipts").arg(root()).output().unwrap();
    let theirs: Value = serde_json::from_slice(&output.stdout).expect("the second verifier answers");
    for (name, ours) in &results {
        for member in ["proven", "code", "index", "size", "origin", "signed_by"]
            .iter()
            .filter(|member| ours.get(**member).is_some())
        {
            assert_eq!(theirs[name.as_str()][*member], ours[*member], "{name}: {}", theirs[name.as_str()]);
        }
    }
    assert_eq!(theirs.as_object().unwrap().len(), results.len());
}

/// A witness of a kind of signature that is not known here: neither malformed nor passed over in silence.
/// What a later version may say is neither a yes nor a forgery.
#[test]
fn a_receipt_of_a_later_version_is_not_judged() {
    let desk = desk::Desk::bare("later-receipt");
    let of = |name: &str| std::fs::read(root().join(name)).unwrap();
    desk.write("bn.qr", of("bad/receipt.malformed-compact-version.qr"));
    desk.write("keys.policy", of("keys.policy"));
    let check = ["receipt", "check", "bn.qr", "--policy", "keys.policy"];
    let output = desk.run(&check);
    let said = desk::text(&output);
    assert!(output.status.code() == Some(2) && said.contains("bản mới hơn"), "{said}");
    assert_eq!(desk.json(&check)["code"], "receipt.malformed");
    let verifier = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/second_verifier.py");
    let mut second = Command::new("python3");
    second.arg(verifier).args(["--receipt", "bn.qr", "--policy", "keys.policy"]).current_dir(desk.folder.path());
    assert_eq!(second.output().unwrap().status.code(), Some(2));
    // A version that never was is no receipt.
    desk.write("bn.qr", of("bad/receipt.malformed-version.qr"));
    assert_eq!(desk.run(&check).status.code(), Some(1));
}

#[test]
fn a_policy_with_a_key_of_an_unknown_kind_says_so() {
    use base64::Engine as _;
    let desk = desk::Desk::open("unknown-kind");
    desk.write("bt1.tlog-proof", desk.ok(&["receipt", "make", "m1"]));
    let later = base64::engine::general_purpose::STANDARD.encode([&[6u8][..], &[7; 1312]].concat());
    let policy = desk.ok(&["checkpoint", "policy"]);
    desk.write("moi.policy", format!("witness w w.example/pq+01020304+{later}\n{policy}"));
    let output = desk.run(&["receipt", "check", "bt1.tlog-proof", "--policy", "moi.policy"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(desk::text(&output).contains("[policy.unsupported]"), "{}", desk::text(&output));
    // In a note such lines are nobody's, however many and long.
    let receipt = std::fs::read_to_string(desk.folder.file("bt1.tlog-proof")).unwrap();
    let line = base64::engine::general_purpose::STANDARD.encode([&[1u8, 2, 3, 4][..], &[9; 5000]].concat());
    let long = (0..16).fold(receipt, |text, n| format!("{text}\u{2014} w{n}.example/pq {line}\n"));
    desk.write("dai.tlog-proof", long);
    desk.write("so.policy", policy);
    assert_eq!(desk.json(&["receipt", "check", "dai.tlog-proof", "--policy", "so.policy"])["proven"], true);
}
