//! Heads kept outside prove themselves: the vectors of `fixtures/vectors/kept/`, and what the program does where somebody
//! wrote into such a file what the log did not sign. `SOVANG_BLESS=1` writes them anew.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sovang::domain::custody::Ending;
use sovang::domain::ledger::State;
use sovang::log::entry::Entry;
use sovang::log::proof::TlogProof;
use sovang::log::tree::Tree;
use sovang::shell::kept::Kept;

use crate::desk::GIFT;
use crate::desk::{Desk, text};
use crate::ended::{Book, Hand, ORIGIN, head, joined, python, self_made, tree_of};
use crate::office::{Ids, at, sign};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/vectors/kept")
}

/// A file with a head of so many entries, and the entry that is said to name its key.
fn file(lines: &[Vec<u8>], naming: u64, size: u64, hand: &Hand) -> TlogProof {
    let tree = tree_of(lines);
    let index = naming - 1;
    let path = tree.inclusion_proof(index, size).unwrap();
    TlogProof {
        extra: Some(lines[index as usize].clone()),
        index,
        path,
        checkpoint: head(size, &tree, ORIGIN, &[hand], &[]),
    }
}

/// A ledger whose first key was replaced at entry 5 and whose second was stolen, which entry 8 says; and heads of it. What
/// the ledger does not have is believed of the key in force only.
fn ended() -> (Vec<(&'static str, TlogProof)>, Book) {
    let (first, second, third) = (Hand::log(ORIGIN, 9), Hand::log(ORIGIN, 10), Hand::log(ORIGIN, 11));
    let until = |more| Book::new().gifts(4, 0).rotate(Ending::Planned, 10, None).gifts(7, more);
    let book = until(0).rotate(Ending::Stolen, 11, None).gifts(9, 0);
    let (lines, other) = (book.lines(), until(500).lines());
    let longer = until(0).rotate(Ending::Stolen, 11, None).gifts(12, 0).lines();
    let heads = vec![
        ("ended-good-of-a-stolen-key", file(&lines, 5, 7, &second)),
        ("ended-good-of-the-first-key", file(&lines, 1, 4, &first)),
        ("ended-good-beyond", file(&longer, 8, 12, &third)),
        ("ended-bad-of-a-stolen-key", file(&other, 5, 7, &second)),
        ("ended-bad-not-in-force", file(&other, 1, 7, &first)),
        ("ended-bad-not-in-force-beyond", file(&longer, 1, 12, &first)),
    ];
    (heads, book)
}

/// The ledger as it was, its files, and the state of what is left of it: the first eight entries.
fn vectors() -> (BTreeMap<String, Vec<u8>>, State) {
    let left = Book::new().gifts(8, 0);
    let state = left.journal.state().clone();
    let (old, new) = (Hand::log(ORIGIN, 9), Hand::log(ORIGIN, 10));
    let book = Book::new().gifts(9, 0).rotate(Ending::Planned, 10, None).gifts(12, 0);
    let lines = book.lines();
    let mut files = BTreeMap::from([("ledger.jsonl".to_owned(), joined(&left.lines()))]);
    let mut put =
        |name: &str, file: TlogProof| drop(files.insert(format!("{name}.tlog-proof"), file.to_string().into_bytes()));
    put("good-same", file(&lines, 1, 8, &old));
    put("good-behind", file(&lines, 1, 5, &old));
    put("good-beyond", file(&lines, 1, 9, &old));
    put("good-beyond-rotated", file(&lines, 10, 12, &new));
    let right = file(&lines, 1, 9, &old);
    let elsewhere = Hand::log(ORIGIN, 77);
    put(
        "bad-unsigned",
        TlogProof { checkpoint: head(9, &tree_of(&lines), ORIGIN, &[&elsewhere], &[]), ..right.clone() },
    );
    put("bad-enormous", TlogProof { checkpoint: head(999_999, &Tree::new(), ORIGIN, &[&old], &[]), ..right.clone() });
    put("bad-path", TlogProof { path: right.path.iter().rev().copied().collect(), ..right.clone() });
    put("bad-no-entry", TlogProof { extra: None, ..right.clone() });
    put("bad-names-nothing", file(&lines, 3, 9, &old));
    // The key of an entry that replaces another one's here, or that a stranger signed.
    let forged: Vec<Vec<u8>> = lines[..8].iter().cloned().chain([self_made(&lines[8])]).collect();
    put("bad-stranger", file(&forged, 9, 9, &elsewhere));
    let (draft, _) = book.rotation(Ending::Lost, Ending::Lost, 77, None);
    let thief = sovang::values::crypto::SecretKey::from_seed(&[66; 32]);
    let mut statement = sign(book.journal.state(), &draft, &mut Ids::new(6), at(12)).remove(0).statement;
    statement.by = thief.public();
    let sealed = Entry::seal(statement.sign(&thief), book.journal.head(), Some(at(12)), at(12)).unwrap();
    let forged = [lines.clone(), vec![sealed.bytes]].concat();
    put("bad-rotation-by-stranger", file(&forged, 13, 13, &elsewhere));
    // A rotation that no verifier would read: its note is longer than any may be.
    let (draft, _) = left.rotation(Ending::Lost, Ending::Lost, 77, None);
    let mut statement = sign(&state, &draft, &mut Ids::new(6), at(12)).remove(0).statement;
    statement.data.insert("note".into(), json!("a".repeat(2_001)));
    let sealed = Entry::seal(statement.sign(&crate::office::key()), left.journal.head(), Some(at(12)), at(12)).unwrap();
    put("bad-rotation-with-a-wrong-note", file(&[left.lines(), vec![sealed.bytes]].concat(), 9, 9, &elsewhere));
    let (heads, book) = ended();
    heads.into_iter().for_each(|(name, file)| put(name, file));
    // Rightly signed, but not from the key in force here: two changes of keys are lost, and what was between them.
    let twice = Book::new().gifts(9, 0).rotate(Ending::Planned, 10, None).rotate(Ending::Planned, 11, None);
    put("bad-rotation-of-another-key", file(&twice.lines(), 11, 11, &Hand::log(ORIGIN, 11)));
    // A chairman's own entry in the place of one that the ledger has, and a head under another name.
    let mut changed = Entry::read(&lines[0]).unwrap();
    changed.recorded = at(-1);
    let opened = sovang::values::jcs::to_bytes(&json!(changed));
    let replaced: Vec<Vec<u8>> = [opened].into_iter().chain(lines[1..].iter().cloned()).collect();
    put("bad-same-place-other-bytes", file(&replaced, 1, 9, &old));
    let elsewhere = head(9, &tree_of(&lines), "khac.example/so", &[&old], &[]);
    put("bad-other-origin", TlogProof { checkpoint: elsewhere, ..right.clone() });
    let other = Book::other().gifts(9, 0);
    put("bad-other-ledger", file(&other.lines(), 1, 9, &old));
    let note = head(9, &tree_of(&lines), ORIGIN, &[&old], &[]);
    files.insert("bad-bare-note.tlog-proof".into(), note.to_string().into_bytes());
    files.insert("ended.jsonl".into(), joined(&book.lines()));
    (files, state)
}

#[test]
fn a_head_kept_outside_is_believed_so_far_as_entries_vouch_for_it() {
    let (files, state) = vectors();
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".tlog-proof")) {
        let state = if name.starts_with("ended-") { ended().1.journal.state().clone() } else { state.clone() };
        let kept = Kept::read(bytes, &state);
        assert_eq!(kept.is_some(), name.contains("good-"), "{name}");
        // What was believed is read back as it was written.
        assert!(kept.is_none_or(|kept| kept.to_string().as_bytes() == &bytes[..]), "{name}");
    }
    // Of a key declared stolen afterwards, only what the ledger has.
    let stolen = Book::new().gifts(8, 0).rotate(Ending::Stolen, 55, None);
    for (name, believed) in
        [("good-same", true), ("good-behind", true), ("good-beyond", false), ("good-beyond-rotated", false)]
    {
        let kept = Kept::read(&files[&format!("{name}.tlog-proof")], stolen.journal.state());
        assert_eq!(kept.is_some(), believed, "{name}");
    }
    if std::env::var_os("SOVANG_BLESS").is_some() {
        let _ = std::fs::remove_dir_all(root());
        std::fs::create_dir_all(root()).unwrap();
        files.iter().for_each(|(name, bytes)| std::fs::write(root().join(name), bytes).unwrap());
    }
    for (name, bytes) in &files {
        assert_eq!(&std::fs::read(root().join(name)).unwrap_or_default(), bytes, "{name} is not as published");
    }
    let told = files.keys().filter(|name| name.ends_with(".tlog-proof"));
    let told: BTreeMap<&String, Value> =
        told.map(|name| (name, json!({ "believed": name.contains("good-") }))).collect();
    let told = format!("{}\n", serde_json::to_string_pretty(&told).unwrap());
    if std::env::var_os("SOVANG_BLESS").is_some() {
        std::fs::write(root().join("expected.json"), &told).unwrap();
    }
    assert_eq!(std::fs::read_to_string(root().join("expected.json")).unwrap_or_default(), told);
    // The files are receipts: a verifier that knows the key reads them as such.
    let key = Hand::log(ORIGIN, 9).key.to_string();
    let file = root().join("good-beyond.tlog-proof");
    let said = python(&["--json", "--receipt", file.to_str().unwrap(), "--key", &key]);
    assert_eq!((&said["proven"], &said["size"]), (&json!(true), &json!(9)), "{said}");
}

/// A text file with a large number in it frightens nobody into signing that so much was lost.
#[test]
fn a_head_that_nobody_signed_is_unknown_and_declares_nothing() {
    let desk = Desk::open("unknown-head");
    let kept = desk.folder.file("so.log.head");
    let right = std::fs::read_to_string(&kept).unwrap();
    let forged = right.replacen("\n5\n", "\n999999\n", 1);
    assert!(right.starts_with("c2sp.org/tlog-proof@v1\nextra ") && forged != right, "{right}");
    for wrong in [forged.as_str(), "xa-a.example/so\n999999\nAAAA\n", ""] {
        std::fs::write(&kept, wrong).unwrap();
        let output = desk.run(&GIFT);
        let said = text(&output);
        assert!(output.status.success(), "what is recorded stays recorded: {said}");
        assert!(said.contains("[head.unknown]") && !said.contains("declare"), "{said}");
        desk.refused(&["checkpoint", "sign"], "head.unknown");
        let told = desk.json(&["recover", "heads"]);
        assert_eq!(told["aside"].as_array().map(Vec::len), Some(1), "{told}");
        desk.ok(&["checkpoint", "sign"]);
    }
    let shown = desk.json(&["checkpoint", "show"]);
    assert_eq!((&shown["size"], desk.json(&["verify", "so.sovang"])["entries"].as_u64()), (&json!(8), Some(8)));
    // A number is no evidence, nor is a head that another key signed.
    let declare = |lost: &str| {
        let head =
            ["recover", "declare", "--origin", "xa-a.example/so-2", "--new-log-key", "so.log2.pem", "--lost", lost];
        text(&desk.run(&[&head[..], &["--reason", "x", "-k", "chu-tich.pem"]].concat()))
    };
    let root = shown["root"].as_str().unwrap();
    assert!(declare(&format!("999999 {root}")).contains("[restored.unsigned]"));
    let thief = Hand::log("xa-a.example/so", 66);
    desk.write("gia.txt", head(999_999, &Tree::new(), "xa-a.example/so", &[&thief], &[]).to_string());
    assert!(declare("gia.txt").contains("[restored.unsigned]"));
}

/// The key is changed, and what was recorded from there on is lost: the head outside brings the entry that names its key.
#[test]
fn a_loss_of_the_rotation_itself_is_declared_with_the_entry_that_names_the_key() {
    let desk = Desk::open("lost-rotation");
    desk.ok(&["backup", "cu.bak"]);
    desk.ok(&["checkpoint", "rotate", "so.log2.pem", "--reason", "Thay máy", "-k", "chu-tich.pem"]);
    desk.ok(&GIFT);
    desk.write("moi.txt", std::fs::read(desk.folder.file("so.log2.head")).unwrap());
    for file in ["so.sovang-wal", "so.sovang-shm"] {
        let _ = std::fs::remove_file(desk.folder.file(file));
    }
    std::fs::copy(desk.folder.file("cu.bak"), desk.folder.file("so.sovang")).unwrap();
    // Found by the file, also as evidence brought by others.
    let inspected = desk.command(&["verify", "so.sovang", "--against", "moi.txt", "--json"]);
    let inspected = { inspected }.env("SOVANG_STATE", desk.folder.file("khac")).output().unwrap();
    assert!(text(&inspected).contains("checkpoint.beyond"), "{}", text(&inspected));
    // On a computer that never saw the newer entries the head beside the new key knows, though this copy does not know it.
    let stopped = desk.command(&GIFT).env("SOVANG_STATE", desk.folder.file("khac")).output().unwrap();
    assert!(text(&stopped).contains("[head.shorter]"), "{}", text(&stopped));
    desk.ok(&[
        "recover",
        "declare",
        "--origin",
        "xa-a.example/so-2",
        "--new-log-key",
        "so.log3.pem",
        "--reason",
        "Hỏng đĩa",
        "-k",
        "chu-tich.pem",
    ]);
    let entry = desk.ok(&["show", "m6", "--json"]);
    assert!(entry.contains("\"naming\"") && entry.contains("ledger.log_key_rotated"), "{entry}");
    assert_eq!(desk.json(&["verify", "so.sovang"])["authentic"], true);
}
