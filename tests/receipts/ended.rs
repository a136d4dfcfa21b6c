//! Log keys that ended, planned, lost and stolen: what their signatures still show, on heads and on receipts. The vectors
//! of `fixtures/vectors/ended/`; every verifier agrees on each. `SOVANG_BLESS=1` writes them anew.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::desk::{Desk, GIFT, text};
use crate::naming::{self, with_signature_of};
use crate::newer::newer;
use crate::office::{Ids, append, at, draft, found, gift, log_key, sign};
use crate::policies::Named;
use crate::witnessed;
use serde_json::{Value, json};
use sovang::domain::custody::{Ending, Origin};
use sovang::domain::events::ledger::log_key_rotated::Rotation;
use sovang::log::checkpoint::{Checkpoint, SignedCheckpoint};
use sovang::log::cosignature::{Timestamp, cosign};
use sovang::log::entry::Entry;
use sovang::log::note::{SignatureType, VerifierKey};
use sovang::log::proof::TlogProof;
use sovang::log::tree::{Tree, TreeHead, leaf_hash};
use sovang::log::witness_policy::WitnessPolicy;
use sovang::shell::heads::{Finding, Problem, before_witness, judge};
use sovang::shell::journal::{Journal, walk_lines};
use sovang::shell::receipt::{Keys, Receipt};
use sovang::shell::store::Store;
use sovang::shell::store::memory::MemoryStore;
use sovang::values::crypto::SecretKey;

pub const ORIGIN: &str = "sovang.example/thu";
const RENAMED: &str = "sovang.example/thu-2";
/// The entry that ends the first key.
const ROTATED: u64 = 10;
const ENTRIES: u64 = 14;

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/vectors/ended")
}

/// A log's or a witness's key.
pub struct Hand {
    pub secret: SecretKey,
    pub key: VerifierKey,
}

impl Hand {
    pub fn new(name: &str, kind: SignatureType, secret: SecretKey) -> Hand {
        let key = VerifierKey::new(name.parse().unwrap(), kind, &secret.public().0).unwrap();
        Hand { secret, key }
    }

    pub fn witness(name: &str, seed: u8) -> Hand {
        Hand::new(name, SignatureType::Cosignature, SecretKey::from_seed(&[seed; 32]))
    }

    pub fn log(origin: &str, seed: u8) -> Hand {
        Hand::new(origin, SignatureType::Ed25519, SecretKey::from_seed(&[seed; 32]))
    }
}

/// A ledger whose log's key changes.
pub struct Book {
    pub journal: Journal<MemoryStore>,
    pub ids: Ids,
    key: SecretKey,
}

impl Book {
    pub fn new() -> Book {
        Book { journal: found(MemoryStore::default()), ids: Ids::new(9), key: log_key() }
    }

    /// A ledger with another id.
    pub fn other() -> Book {
        let mut book = Book::new();
        book.journal = crate::office::found_as(MemoryStore::default(), 3);
        book
    }

    /// Gifts until there are so many entries; `more` makes another history.
    pub fn gifts(mut self, until: u64, more: u64) -> Book {
        while self.journal.head().seq < until {
            let seq = self.journal.head().seq;
            append(&mut self.journal, &gift(seq * 1_000 + more), &mut self.ids, at(seq as i64)).unwrap();
        }
        self
    }

    /// The change of keys; the new key signs `signed` as the cause.
    pub fn rotation(
        &self,
        how: Ending,
        signed: Ending,
        seed: u8,
        origin: Option<&str>,
    ) -> (sovang::shell::author::Draft, SecretKey) {
        let new = SecretKey::from_seed(&[seed; 32]);
        let state = self.journal.state();
        let before = &state.custody.identity().unwrap().origin;
        let after = origin.map_or(before.clone(), |origin| origin.parse::<Origin>().unwrap());
        let (old, log_key, ledger) = (self.key.public(), new.public(), state.chain.ledger().unwrap());
        let bytes = Rotation { how: signed, ledger, log_key: &log_key, old: &old, origin: &after }.bytes();
        let mut cause = json!({ "kind": how.name() });
        if how == Ending::Planned {
            cause["old_signature"] = json!(self.key.sign(&bytes));
        }
        if let Some(origin) = origin {
            cause["origin"] = json!(origin);
        }
        let data = json!({ "cause": cause, "log_key": log_key, "old": old, "new_signature": new.sign(&bytes), "reason": "Thay khóa" });
        (draft("ledger.log_key_rotated", data), new)
    }

    pub fn rotate(mut self, how: Ending, seed: u8, origin: Option<&str>) -> Book {
        let (draft, new) = self.rotation(how, how, seed, origin);
        let now = at(self.journal.head().seq as i64);
        append(&mut self.journal, &draft, &mut self.ids, now).unwrap();
        self.key = new;
        self
    }

    pub fn lines(&self) -> Vec<Vec<u8>> {
        let mut entries = Vec::new();
        self.journal
            .store()
            .scan(1, &mut |row| {
                entries.push(row.bytes);
                true
            })
            .unwrap();
        entries
    }
}

pub fn joined(lines: &[Vec<u8>]) -> Vec<u8> {
    [lines.join(&b'\n'), b"\n".to_vec()].concat()
}

pub fn tree_of(lines: &[Vec<u8>]) -> Tree {
    let mut tree = Tree::new();
    lines.iter().for_each(|line| tree.append(leaf_hash(line)));
    tree
}

/// A head as these hands sign it, with right signatures or, for `wrong`, another one's.
pub fn head(size: u64, tree: &Tree, origin: &str, logs: &[&Hand], witnesses: &[&Hand]) -> SignedCheckpoint {
    // Beyond the tree, whatever a thief likes.
    let root = tree.root_at(size).unwrap_or_else(|_| leaf_hash(&size.to_be_bytes()));
    let checkpoint = Checkpoint { origin: origin.parse().unwrap(), head: TreeHead { size, root } };
    let (first, more) = logs.split_first().unwrap();
    let text = checkpoint.text();
    let mut signed = checkpoint.sign(&first.key, |message| first.secret.sign(message).0).unwrap();
    for hand in more {
        signed = signed.with(hand.key.sign(&text, |message| hand.secret.sign(message).0).unwrap()).unwrap();
    }
    for (n, witness) in (0..).zip(witnesses) {
        let time = Timestamp::from_seconds(1_767_139_200 + n).unwrap();
        let line = cosign(&witness.key, &text, time, |message| witness.secret.sign(message).0).unwrap();
        signed = signed.with(line).unwrap();
    }
    signed
}

/// The last entry, made by somebody who is in no ledger.
pub fn self_made(line: &[u8]) -> Vec<u8> {
    let entry = Entry::read(line).unwrap();
    let thief = SecretKey::from_seed(&[66; 32]);
    let mut statement = entry.statement;
    statement.by = thief.public();
    statement.data.insert("amount".into(), json!(999_000_000));
    let signed = statement.sign(&thief);
    let before = sovang::log::statement::Head { seq: entry.seq - 1, hash: entry.prev };
    Entry::seal(signed, before, None, entry.recorded).unwrap().bytes
}

struct Vectors {
    files: BTreeMap<String, Vec<u8>>,
    /// Ledger and head, and whether it is to hold or with which code.
    heads: Vec<(String, String)>,
}

fn vectors() -> Vectors {
    let mut files = BTreeMap::new();
    let mut put = |name: &str, bytes: &[u8]| drop(files.insert(name.to_owned(), bytes.to_vec()));
    let made = |how, origin| Book::new().gifts(ROTATED - 1, 0).rotate(how, 10, origin).gifts(ENTRIES, 0);
    let ledgers = [
        ("planned", made(Ending::Planned, None)),
        ("lost", made(Ending::Lost, None)),
        ("stolen", made(Ending::Stolen, None)),
        ("renamed", made(Ending::Stolen, Some(RENAMED))),
        // The office rewrites entries of its past, and then declares a theft.
        ("rewritten", Book::new().gifts(6, 0).gifts(9, 500).rotate(Ending::Stolen, 10, None).gifts(ENTRIES, 500)),
    ];
    let (old, new, renamed) = (Hand::log(ORIGIN, 9), Hand::log(ORIGIN, 10), Hand::log(RENAMED, 10));
    let one = Hand::witness("thanhtra.example/w1", 2);
    let forged = Book::new().gifts(ENTRIES, 700).journal.state().chain.tree().clone();
    let honest = ledgers[2].1.journal.state().chain.tree().clone();
    let mut heads = Vec::new();
    for (name, book) in &ledgers {
        put(&format!("heads/{name}.jsonl"), &joined(&book.lines()));
        let tree = book.journal.state().chain.tree();
        let (origin, in_force) = if *name == "renamed" { (RENAMED, &renamed) } else { (ORIGIN, &new) };
        let beside = match *name {
            "renamed" => head(12, tree, origin, &[in_force], &[]),
            _ => head(12, tree, origin, &[&new, &old], &[]),
        };
        let other = head(12, &forged, ORIGIN, &[&old], &[]);
        for (case, note) in [
            ("old-below", head(9, tree, ORIGIN, &[&old], &[])),
            ("old-other-root", head(9, &forged, ORIGIN, &[&old], &[])),
            ("old-other-root-cosigned", head(9, &forged, ORIGIN, &[&old], &[&one])),
            ("old-beyond", head(500, tree, ORIGIN, &[&old], &[])),
            ("old-after", head(12, tree, ORIGIN, &[&old], &[])),
            ("old-after-other-root", head(12, &forged, ORIGIN, &[&old], &[])),
            ("new-after", head(12, tree, origin, &[in_force], &[])),
            ("new-other-root", head(12, &forged, origin, &[in_force], &[])),
            ("new-beyond", head(500, tree, origin, &[in_force], &[])),
            ("new-too-early", head(5, tree, origin, &[in_force], &[])),
            ("new-under-the-old-name", head(12, tree, ORIGIN, &[&new], &[])),
            ("both-after", beside),
            ("new-after-wrong-old", with_signature_of(&head(12, tree, origin, &[in_force], &[]), &other)),
            ("given-out-before", head(9, &honest, ORIGIN, &[&old], &[&one])),
        ] {
            put(&format!("heads/{name}/{case}.txt"), note.to_string().as_bytes());
            heads.push((name.to_string(), case.to_owned()));
        }
    }
    // A rotation that the keys signed for another cause names nothing: the first key stays in force.
    let book = Book::new().gifts(ROTATED - 1, 0);
    let (draft, _) = book.rotation(Ending::Stolen, Ending::Planned, 10, None);
    let signed = sign(book.journal.state(), &draft, &mut Ids::new(5), at(9)).remove(0);
    let sealed = Entry::seal(signed, book.journal.head(), Some(at(9)), at(9)).unwrap();
    let lines = [book.lines(), vec![sealed.bytes]].concat();
    put("heads/relabelled.jsonl", &joined(&lines));
    // The log signs no head of size 0: no entry up to there names an origin.
    for (case, hand, size) in [("old-after", &old, ROTATED), ("new-after", &new, ROTATED), ("old-empty", &old, 0)] {
        let note = head(size, &tree_of(&lines), ORIGIN, &[hand], &[]);
        put(&format!("heads/relabelled/{case}.txt"), note.to_string().as_bytes());
        heads.push(("relabelled".into(), case.into()));
    }

    // Receipts, under three keys: replaced at 5, stolen at 10, in force.
    let book = Book::new().gifts(4, 0).rotate(Ending::Planned, 11, None).gifts(9, 0);
    let book = book.rotate(Ending::Stolen, 10, None).gifts(ENTRIES, 0);
    let (lines, tree) = (book.lines(), book.journal.state().chain.tree().clone());
    let stolen = Hand::log(ORIGIN, 11);
    let policy = format!(
        "log {}\nlog {}\nwitness w1 {}\nquorum none\n#sovang until {} 5\n#sovang stolen {}\n#sovang head 9 {}\n# khác\n",
        new.key,
        old.key,
        one.key,
        old.key.id(),
        stolen.key,
        tree.root_at(9).unwrap()
    );
    put("keys.policy", policy.as_bytes());
    let keys = Keys::of_policy(WitnessPolicy::parse(policy.as_bytes()).unwrap());
    let receipt = |seq: u64, lines: &[Vec<u8>], checkpoint: SignedCheckpoint| {
        let (index, size) = (seq - 1, checkpoint.unverified().head.size);
        let path = tree_of(lines).inclusion_proof(index, size).unwrap();
        Receipt::new(TlogProof { extra: None, index, path, checkpoint }, lines[index as usize].clone())
    };
    for (case, seq, by) in [
        ("until-below", 3, head(4, &tree, ORIGIN, &[&old], &[])),
        ("stolen-listed-head", 3, head(9, &tree, ORIGIN, &[&stolen], &[&one])),
        ("in-force", 3, head(14, &tree, ORIGIN, &[&new], &[&one])),
    ] {
        let made = receipt(seq, &lines, by);
        put(&format!("good/{case}.tlog-proof"), made.to_file().unwrap().as_bytes());
        put(&format!("good/{case}.qr"), made.to_code(&all(&keys), false).unwrap().as_bytes());
    }
    let both = receipt(7, &lines, head(9, &tree, ORIGIN, &[&stolen, &old], &[]));
    put("good/stolen-listed-beside-old.tlog-proof", both.to_file().unwrap().as_bytes());
    let beside = with_signature_of(&head(14, &tree, ORIGIN, &[&new], &[]), &head(9, &tree, ORIGIN, &[&stolen], &[]));
    put("good/wrong-stolen-beside.tlog-proof", receipt(3, &lines, beside).to_file().unwrap().as_bytes());
    let small: Vec<Vec<u8>> = lines[..6].iter().cloned().chain([self_made(&lines[6])]).collect();
    let nine: Vec<Vec<u8>> = lines[..8].iter().cloned().chain([self_made(&lines[8])]).collect();
    let long: Vec<Vec<u8>> = lines[..9].iter().cloned().chain([self_made(&lines[9])]).collect();
    for (case, seq, lines, by) in [
        ("small-forged-tree", 7, &small, head(7, &tree_of(&small), ORIGIN, &[&stolen], &[])),
        ("extended-and-cosigned", 10, &long, head(10, &tree_of(&long), ORIGIN, &[&stolen], &[&one])),
        ("listed-size-other-root", 9, &nine, head(9, &tree_of(&nine), ORIGIN, &[&stolen], &[&one])),
        ("beyond", 3, &lines, head(14, &tree, ORIGIN, &[&stolen], &[&one])),
        ("until", 3, &lines, head(5, &tree, ORIGIN, &[&old], &[&one])),
        ("not-listed", 3, &lines, head(8, &tree, ORIGIN, &[&stolen, &old], &[])),
    ] {
        let made = receipt(seq, lines, by);
        put(&format!("bad/receipt.key_ended-{case}.tlog-proof"), made.to_file().unwrap().as_bytes());
        put(&format!("bad/receipt.key_ended-{case}.qr"), made.to_code(&all(&keys), false).unwrap().as_bytes());
    }
    let stranger = Hand::log(ORIGIN, 5);
    let made = receipt(3, &lines, head(9, &tree, ORIGIN, &[&stranger], &[]));
    put("bad/receipt.key-listed-but-strangers.tlog-proof", made.to_file().unwrap().as_bytes());

    let keys = Named { policy: &policy, old: &old.key, new: &new.key, stolen: &stolen.key, witness: &one.key };
    let (good, bad) = keys.policies(tree.root_at(9).unwrap());
    good.iter().for_each(|(name, text)| put(&format!("policy-good/{name}.policy"), text.as_bytes()));
    bad.iter().for_each(|(name, text)| put(&format!("policy-bad/{name}.policy"), text.as_bytes()));
    for (ledger, case, note) in witnessed::heads(&one, &old) {
        put("heads/witnessed.jsonl", &ledger);
        put(&format!("heads/witnessed/{case}.txt"), note.to_string().as_bytes());
        heads.push(("witnessed".into(), case.into()));
    }
    // Keys that change where not everything can be read; what names a key, and what names none.
    for (name, (lines, notes)) in naming::ledgers().into_iter().chain([("newer", newer())]) {
        put(&format!("heads/{name}.jsonl"), &joined(&lines));
        for (case, note) in notes {
            put(&format!("heads/{name}/{case}.txt"), note.to_string().as_bytes());
            heads.push((name.into(), case.into()));
        }
    }
    Vectors { files, heads }
}

/// The keys with which an office packs: stolen ones are as good as others for that.
fn all(keys: &Keys) -> Keys {
    let log = keys.log.iter().chain(keys.ended.stolen()).cloned().collect();
    Keys { log, ..keys.clone() }
}

/// What the program says of a head.
fn judged(export: &[u8], note: &[u8]) -> Value {
    let outcome = walk_lines(export, &mut |_| {});
    assert!(outcome.faultless());
    let checkpoint = SignedCheckpoint::parse(note).unwrap();
    let found = judge(&checkpoint, &outcome.state.custody, &outcome.tree);
    let before = found.is_ok().then(|| before_witness(&checkpoint, &outcome.state)).flatten();
    let before = before.map_or(Vec::new(), |problem| match problem {
        Problem::BeforeWitness { entries, .. } => entries,
        other => panic!("{other:?}"),
    });
    let finding = found.err().map(|problem| Finding { seq: 0, problem, source: Some("moc".into()) });
    let (code, weight) = (finding.as_ref().map(Finding::code), finding.and_then(|found| found.weight().name()));
    json!({ "code": code, "weight": weight, "before_witness": before })
}

fn expected() -> BTreeMap<String, Value> {
    let Vectors { files, heads } = vectors();
    let mut expected = BTreeMap::new();
    for (ledger, case) in heads {
        let name = format!("heads/{ledger}/{case}.txt");
        let said = judged(&files[&format!("heads/{ledger}.jsonl")], &files[&name]);
        expected.insert(name, said);
    }
    let keys = Keys::of_policy(WitnessPolicy::parse(&files["keys.policy"]).unwrap());
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".qr") || name.ends_with(".tlog-proof")) {
        let receipt = Receipt::parse(std::str::from_utf8(bytes).unwrap()).unwrap();
        let found = receipt.check(None, &keys);
        expected
            .insert(name.clone(), json!({ "proven": found.is_ok(), "code": found.err().map(|fault| fault.code()) }));
    }
    for (name, bytes) in files.iter().filter(|(name, _)| name.starts_with("policy-")) {
        expected.insert(name.clone(), json!({ "reads": WitnessPolicy::parse(bytes).is_ok() }));
    }
    expected
}

#[test]
fn a_key_that_ended_shows_what_it_may_and_every_verifier_agrees() {
    let Vectors { files, .. } = vectors();
    let expected = expected();
    let of = |ledger: &str, case: &str| {
        let said = &expected[&format!("heads/{ledger}/{case}.txt")];
        (said["code"].as_str().unwrap_or("holds").to_owned(), said["weight"].as_str().unwrap_or("").to_owned())
    };
    let said = |code: &str, weight: &str| (code.to_owned(), weight.to_owned());
    for (case, planned, lost, stolen, renamed) in [
        ("old-below", ["holds", ""], ["holds", ""], ["holds", ""], ["holds", ""]),
        ("old-other-root", ["root", ""], ["root", ""], ["key_ended", "undecided"], ["key_ended", "undecided"]),
        ("old-other-root-cosigned", ["root", ""], ["root", ""], ["key_ended", "undecided"], ["key_ended", "undecided"]),
        (
            "old-beyond",
            ["key_ended", "remark"],
            ["key_ended", "remark"],
            ["key_ended", "undecided"],
            ["key_ended", "undecided"],
        ),
        (
            "old-after",
            ["key_ended", "remark"],
            ["key_ended", "remark"],
            ["key_ended", "remark"],
            ["key_ended", "remark"],
        ),
        (
            "old-after-other-root",
            ["key_ended", "remark"],
            ["key_ended", "remark"],
            ["key_ended", "undecided"],
            ["key_ended", "undecided"],
        ),
        ("new-after", ["holds", ""], ["holds", ""], ["holds", ""], ["holds", ""]),
        ("new-other-root", ["root", ""], ["root", ""], ["root", ""], ["root", ""]),
        ("new-beyond", ["beyond", ""], ["beyond", ""], ["beyond", ""], ["beyond", ""]),
        ("new-too-early", ["signature", ""], ["signature", ""], ["signature", ""], ["origin", ""]),
        ("new-under-the-old-name", ["holds", ""], ["holds", ""], ["holds", ""], ["origin", ""]),
        ("both-after", ["holds", ""], ["holds", ""], ["holds", ""], ["holds", ""]),
        ("new-after-wrong-old", ["signature", ""], ["holds", ""], ["holds", ""], ["holds", ""]),
    ] {
        for (ledger, [code, weight]) in [("planned", planned), ("lost", lost), ("stolen", stolen), ("renamed", renamed)]
        {
            let code = if code == "holds" { code.to_owned() } else { format!("checkpoint.{code}") };
            assert_eq!(of(ledger, case), said(&code, weight), "{ledger}: {case}");
        }
    }
    // A head that was given out before contradicts the rewritten ledger for ever, whatever it declares.
    assert_eq!(of("rewritten", "given-out-before"), said("checkpoint.key_ended", "undecided"));
    assert_eq!(of("stolen", "given-out-before"), said("holds", ""));
    // A witness's time says that entries which a head lacks were not there yet, so long before.
    let cases = [("late", true), ("in-the-week", false), ("whole", false), ("a-week", false), ("a-second-more", true)];
    for (case, before) in cases.map(|(case, late)| (case, if late { json!([6, 7]) } else { json!([]) })) {
        let said = &expected[&format!("heads/witnessed/{case}.txt")];
        assert_eq!((&said["code"], &said["before_witness"]), (&Value::Null, &before), "{case}");
    }
    naming::check(&expected);
    // A change of keys is heard beyond what can be read.
    assert_eq!(of("newer", "old-below"), said("holds", ""));
    assert_eq!(of("newer", "new-after"), said("holds", ""));
    assert_eq!(of("newer", "old-after"), said("checkpoint.key_ended", "remark"));
    // A rotation under another cause than was signed names nothing.
    assert_eq!(of("relabelled", "old-after"), said("holds", ""));
    assert_eq!(of("relabelled", "new-after"), said("checkpoint.signature", ""));
    for (name, said) in &expected {
        if let Some(code) = name.strip_prefix("bad/") {
            assert!(code.starts_with(&format!("{}-", said["code"].as_str().unwrap())), "{name}: {said}");
        }
        assert!(!name.starts_with("good/") || said["proven"] == true, "{name}: {said}");
        assert!(!name.starts_with("policy-") || said["reads"] == name.starts_with("policy-good/"), "{name}");
    }
    let text = format!("{}\n", serde_json::to_string_pretty(&expected).unwrap());
    if std::env::var_os("SOVANG_BLESS").is_some() {
        let _ = std::fs::remove_dir_all(root());
        for (name, bytes) in &files {
            std::fs::create_dir_all(root().join(name).parent().unwrap()).unwrap();
            std::fs::write(root().join(name), bytes).unwrap();
        }
        std::fs::write(root().join("expected.json"), &text).unwrap();
    }
    for (name, bytes) in &files {
        assert_eq!(&std::fs::read(root().join(name)).unwrap_or_default(), bytes, "{name} is not as published");
    }
    assert_eq!(std::fs::read_to_string(root().join("expected.json")).unwrap_or_default(), text);
    second_verifier(&expected);
}

pub fn python(args: &[&str]) -> Value {
    let verifier = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/second_verifier.py");
    let output = Command::new("python3").arg(verifier).args(args).current_dir(root()).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

fn second_verifier(expected: &BTreeMap<String, Value>) {
    let receipts = python(&["--receipts", "."]);
    let policies = python(&["--policies", "."]);
    for (name, said) in expected {
        if let Some((ledger, _)) = name.strip_prefix("heads/").and_then(|rest| rest.split_once('/')) {
            let found = python(&["--json", "--checkpoint", name, &format!("heads/{ledger}.jsonl")]);
            let of = |code: &Value, weight: Value, before: Value| json!({ "code": code, "weight": weight, "before_witness": before });
            let held = &found["checkpoints"][0];
            let theirs = match (found["findings"].get(0), &held["remark"]) {
                (Some(finding), _) => of(&finding["code"], finding["weight"].clone(), json!([])),
                (None, Value::Null) => of(&Value::Null, Value::Null, held["before_witness"].clone()),
                (None, code) => of(code, json!("remark"), held["before_witness"].clone()),
            };
            assert_eq!(theirs, *said, "{name}: {found}");
        } else if name.starts_with("policy-") {
            assert_eq!(policies[name.as_str()], said["reads"], "{name}");
        } else {
            for member in ["proven", "code"] {
                assert_eq!(receipts[name.as_str()][member], said[member], "{name}: {}", receipts[name.as_str()]);
            }
        }
    }
}

#[test]
fn the_log_key_changes_hands_and_old_receipts_stay_good() {
    let desk = Desk::open("rotation");
    desk.write("cu.policy", desk.ok(&["checkpoint", "policy"]));
    desk.write("bt5.tlog-proof", desk.ok(&["receipt", "make", "m5"]));
    desk.refused(&["checkpoint", "rotate", "so.log2.pem", "--reason", "Thay máy", "-k", "van-thu.pem"], "author.role");
    desk.ok(&["checkpoint", "rotate", "so.log2.pem", "--reason", "Thay máy", "-k", "chu-tich.pem"]);
    let shown = desk.json(&["checkpoint", "show"]);
    let note = shown["checkpoint"].as_str().unwrap();
    assert_eq!(note.matches("\n— xa-a.example/so ").count(), 2, "both keys sign while both are here: {note}");
    desk.write("moi.policy", desk.ok(&["checkpoint", "policy"]));
    assert!(std::fs::read_to_string(desk.folder.file("moi.policy")).unwrap().contains("#sovang until "));
    desk.write("bt6.tlog-proof", desk.ok(&["receipt", "make", "m6"]));
    for (receipt, policy, proven) in [
        ("bt5.tlog-proof", "cu.policy", true),
        ("bt5.tlog-proof", "moi.policy", true),
        ("bt6.tlog-proof", "cu.policy", true),
        ("bt6.tlog-proof", "moi.policy", true),
    ] {
        assert_eq!(
            desk.json(&["receipt", "check", receipt, "--policy", policy])["proven"],
            proven,
            "{receipt} {policy}"
        );
    }
    // After the overlap the old key signs nothing any more.
    for file in ["so.log.pem", "so.log.pub"] {
        std::fs::remove_file(desk.folder.file(file)).unwrap();
    }
    desk.ok(&GIFT);
    let shown = desk.json(&["checkpoint", "show"]);
    assert_eq!(shown["checkpoint"].as_str().unwrap().matches("\n— ").count(), 1);
    desk.write("bt7.tlog-proof", desk.ok(&["receipt", "make", "m7"]));
    assert_eq!(desk.json(&["receipt", "check", "bt7.tlog-proof", "--policy", "cu.policy"])["proven"], false);
    assert_eq!(desk.json(&["receipt", "check", "bt7.tlog-proof", "--policy", "moi.policy"])["proven"], true);
    assert_eq!(desk.json(&["verify", "so.sovang"])["authentic"], true);
}

/// A computer is stolen, and with it the log's key: what the thief signs proves nothing and accuses nobody.
#[test]
fn a_stolen_log_key_proves_nothing_and_accuses_nobody() {
    let desk = Desk::open("stolen");
    desk.ok(&GIFT);
    let (before, listed) = (desk.ok(&["receipt", "make", "m4"]), desk.json(&["checkpoint", "show"])["size"].clone());
    desk.write("bt4.tlog-proof", before);
    let thief = Hand::new("xa-a.example/so", SignatureType::Ed25519, desk.secret("so.log.pem"));
    desk.refused(
        &["checkpoint", "rotate", "m.pem", "--lost", "--stolen", "--reason", "x", "-k", "chu-tich.pem"],
        "usage",
    );
    // The key is not at hand any more.
    for file in ["so.log.pem", "so.log.pub"] {
        std::fs::remove_file(desk.folder.file(file)).unwrap();
    }
    let told =
        desk.ok(&["checkpoint", "rotate", "so.log2.pem", "--stolen", "--reason", "Mất máy", "-k", "chu-tich.pem"]);
    assert!(told.contains("checkpoint policy --out so.policy") && told.contains("nhân chứng"), "{told}");
    desk.ok(&GIFT);
    let policy = desk.ok(&["checkpoint", "policy"]);
    desk.write("so.policy", &policy);
    let line = format!("#sovang stolen {}", thief.key);
    assert!(policy.contains(&line) && !policy.contains(&format!("log {}", thief.key)), "{policy}");
    assert!(policy.contains(&format!("#sovang head {listed} ")), "{policy}");
    // What was handed out before stays provable; what is made now is under the new key.
    desk.write("lai.tlog-proof", desk.ok(&["receipt", "make", "m4"]));
    for receipt in ["bt4.tlog-proof", "lai.tlog-proof"] {
        assert_eq!(desk.json(&["receipt", "check", receipt, "--policy", "so.policy"])["proven"], true, "{receipt}");
    }
    // The thief's small tree, with an entry of his own.
    desk.write("so.jsonl", desk.ok(&["export"]));
    let export = std::fs::read(desk.folder.file("so.jsonl")).unwrap();
    let mut lines: Vec<Vec<u8>> = export.split(|byte| *byte == b'\n').take(5).map(<[u8]>::to_vec).collect();
    lines[4] = self_made(&lines[4]);
    let tree = tree_of(&lines);
    let forged = head(5, &tree, "xa-a.example/so", &[&thief], &[]);
    let path = tree.inclusion_proof(4, 5).unwrap();
    let proof = TlogProof { extra: None, index: 4, path, checkpoint: forged.clone() };
    desk.write("gia.tlog-proof", Receipt::new(proof, lines[4].clone()).to_file().unwrap());
    let checked = desk.json(&["receipt", "check", "gia.tlog-proof", "--policy", "so.policy"]);
    assert_eq!((&checked["proven"], &checked["code"]), (&json!(false), &json!("receipt.key_ended")));
    // Heads by his key leave it open, and say who else signed; the ledger is not accused.
    desk.write("gia.txt", forged.to_string());
    desk.write("qua.txt", head(500, &tree, "xa-a.example/so", &[&thief], &[]).to_string());
    for brought in ["gia.txt", "qua.txt"] {
        let output = desk.run(&["verify", "so.sovang", "--against", brought]);
        let said = text(&output);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("[checkpoint.key_ended]") && !said.contains("KHÔNG HỢP LỆ"), "{said}");
        let output = desk.run(&["compare", "so.sovang", brought]);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output));
        assert!(text(&output).contains("[checkpoint.key_ended]"), "{}", text(&output));
    }
    let verified = desk.json(&["verify", "so.sovang", "--against", "qua.txt"]);
    assert_eq!((&verified["authentic"], &verified["verdict"]), (&json!(true), &json!("undecided")), "{verified}");
    assert_eq!(desk.json(&["verify", "so.sovang"])["verdict"], "authentic");
    assert!(desk.json(&["audit"]).to_string().contains("audit.log_key_ended"));
}

/// An office cannot disown what it signed by declaring a theft afterwards.
#[test]
fn a_rewritten_past_is_not_disowned_by_declaring_a_theft() {
    let desk = Desk::open("disowned");
    desk.ok(&["backup", "cu.bak"]);
    desk.ok(&GIFT);
    desk.write("bao-cao.md", desk.ok(&["report", "half-year", "2026H1"]));
    // The past is written anew from an older copy, on a computer that forgets what it knew.
    for file in ["so.sovang-wal", "so.sovang-shm", "so.log.head"] {
        let _ = std::fs::remove_file(desk.folder.file(file));
    }
    std::fs::remove_dir_all(desk.folder.file("state")).unwrap();
    std::fs::copy(desk.folder.file("cu.bak"), desk.folder.file("so.sovang")).unwrap();
    let other = GIFT.map(|word| if word == "amount=5" { "amount=9" } else { word });
    desk.ok(&other);
    desk.ok(&["checkpoint", "rotate", "so.log2.pem", "--stolen", "--reason", "Mất máy", "-k", "chu-tich.pem"]);
    let output = desk.run(&["verify", "so.sovang", "--against", "bao-cao.md"]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    assert!(text(&output).contains("hoặc sổ đã bị viết lại"), "{}", text(&output));
}
