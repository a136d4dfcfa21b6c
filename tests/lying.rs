//! A store that lies: every kind of stored byte is changed in turn, and the audit names the place.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod office;

use std::path::{Path, PathBuf};

use office::{Folder, Ids, append, at, draft, found, gift, log_key, past_the_belts};
use rusqlite::Connection;
use serde_json::json;
use sovang::log::note::{SignatureType, VerifierKey};
use sovang::shell::checkpoints::{Guard, sign_head};
use sovang::shell::cosigning;
use sovang::shell::heads::audit;
use sovang::shell::journal::walk;
use sovang::shell::keys::Signer;
use sovang::shell::memory::Memory;
use sovang::shell::store::sqlite::SqliteStore;
use sovang::shell::witness::Witness;
use sovang::values::crypto::SecretKey;

/// What an audit says: entry and code of each finding, layer 1 and layer 2.
fn findings(path: &Path) -> Vec<(u64, String)> {
    let store = SqliteStore::open_read_only(path).unwrap();
    let outcome = walk(&store, &mut |_| {}).unwrap();
    let heads = audit(&store, &outcome.state.custody, &outcome.tree).unwrap();
    let first = outcome.findings.iter().map(|finding| (finding.seq, finding.code().to_owned()));
    first.chain(heads.findings.iter().map(|finding| (finding.seq, finding.code().to_owned()))).collect()
}

/// A ledger of 43 entries with three heads, two of them cosigned.
fn ledger(folder: &Folder) -> PathBuf {
    let path = folder.file("so.sovang");
    let mut journal = found(SqliteStore::create(&path).unwrap());
    let mut ids = Ids::new(7);
    let witness = SecretKey::from_seed(&[7; 32]);
    let name = "thanhtra.example/w1".parse().unwrap();
    let vkey = VerifierKey::new(name, SignatureType::Cosignature, &witness.public().0).unwrap();
    let policy = json!({ "policy": format!("witness w {vkey}\nquorum w\n") });
    append(&mut journal, &draft("ledger.witnesses_set", policy), &mut ids, at(2)).unwrap();
    let memory = Memory::in_folder(&folder.file("state"));
    let log = [Signer::File(log_key())];
    for (round, size) in [12, 30, 43].into_iter().enumerate() {
        while journal.head().seq < size {
            let seq = journal.head().seq as i64;
            append(&mut journal, &gift(seq as u64), &mut ids, at(seq)).unwrap();
        }
        let state = journal.state().clone();
        let guard =
            Guard::of(&memory, state.chain.ledger().unwrap(), state.custody.identity().unwrap(), None, Vec::new());
        sign_head(&mut journal, &guard, &log).unwrap();
        if round < 2 {
            let old = cosigning::last_cosigned(journal.store(), &vkey).unwrap();
            let request = cosigning::request(journal.store(), &state.custody, state.chain.tree(), old).unwrap();
            let keys = state.custody.log_keys(size);
            let db = folder.file("w.db");
            let mut at_work =
                Witness::open(&db, vkey.clone(), Signer::File(SecretKey::from_seed(&[7; 32])), keys).unwrap();
            let answer = at_work.add_checkpoint(request.to_string().as_bytes(), 1_800_000_000 + size).unwrap();
            assert_eq!(answer.status, 200, "{}", answer.body);
            cosigning::keep(journal.store_mut(), &state.custody, &answer.body).unwrap();
        }
    }
    drop(journal);
    path
}

/// Runs one change, looks, and takes it back.
fn lie(path: &Path, change: impl FnOnce(&Connection)) -> Vec<(u64, String)> {
    let saved = std::fs::read(path).unwrap();
    {
        let connection = Connection::open(path).unwrap();
        connection
            .execute_batch(
                "PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF; PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF;",
            )
            .unwrap();
        past_the_belts(&connection, change);
    }
    let found = findings(path);
    std::fs::write(path, saved).unwrap();
    found
}

#[test]
fn every_stored_byte_that_lies_is_named() {
    let folder = Folder::new("lying");
    let path = ledger(&folder);
    Connection::open(&path).unwrap().execute_batch("PRAGMA journal_mode = DELETE;").unwrap();
    assert_eq!(findings(&path), []);
    let run = |sql: &str| lie(&path, |connection| connection.execute_batch(sql).unwrap());
    let one = |found: Vec<(u64, String)>, seq: u64, codes: &[&str], what: &str| {
        let right = found.iter().any(|(at, code)| *at == seq && codes.contains(&code.as_str()));
        assert!(right, "{what}: expected {codes:?} at {seq}, found {found:?}");
    };

    // Nodes: any byte of any hash, a missing one, one too many, one at another place.
    let connection = Connection::open(&path).unwrap();
    let rows = |sql: &str| -> Vec<(u64, u64)> {
        let mut query = connection.prepare(sql).unwrap();
        query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
    };
    let nodes = rows("SELECT level, n FROM nodes");
    assert!(nodes.len() > 80);
    for (index, (level, n)) in nodes.iter().enumerate() {
        let (first, place, byte) = ((n << level) + 1, format!("WHERE level = {level} AND n = {n}"), index % 32);
        let found = lie(&path, |connection| {
            let hash = format!("SELECT hash FROM nodes {place}");
            let mut hash: [u8; 32] = connection.query_row(&hash, [], |row| row.get(0)).unwrap();
            hash[byte] ^= 1 << (index % 8);
            connection.execute(&format!("UPDATE nodes SET hash = ?1 {place}"), [hash]).unwrap();
        });
        one(found, first, &["tree.node"], &format!("byte {byte} of a node {place}"));
        if index % 7 == 0 {
            one(run(&format!("DELETE FROM nodes {place}")), first, &["tree.node"], "a node deleted");
            one(run(&format!("UPDATE nodes SET hash = X'00' {place}")), first, &["tree.node"], "a short hash");
            let swapped =
                format!("UPDATE nodes SET hash = (SELECT hash FROM nodes WHERE level = 0 AND n = 41) {place}");
            one(run(&swapped), first, &["tree.node"], "a node in another's place");
        }
    }
    one(run("INSERT INTO nodes VALUES (0, 43, zeroblob(32))"), 44, &["tree.node"], "a node too many");
    one(run("INSERT INTO nodes VALUES (6, 0, zeroblob(32))"), 1, &["tree.node"], "a level too many");
    one(run("UPDATE nodes SET n = 500 WHERE level = 2 AND n = 3"), 13, &["tree.node"], "a node moved");

    // Checkpoints: any byte of the note, its size, the note of another size, and heads that never were.
    let notes: Vec<(u64, String)> = {
        let mut query = connection.prepare("SELECT size, note FROM checkpoints").unwrap();
        query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
    };
    let any = [
        "checkpoint.malformed",
        "checkpoint.origin",
        "checkpoint.signature",
        "checkpoint.root",
        "checkpoint.cosignature",
    ];
    for (size, note) in &notes {
        for index in 0..note.len() {
            let mut wrong = note.clone().into_bytes();
            wrong[index] ^= 1;
            let found = lie(&path, |connection| {
                let sql = "UPDATE checkpoints SET note = CAST(?1 AS TEXT) WHERE size = ?2";
                connection.execute(sql, rusqlite::params![wrong, size]).unwrap();
            });
            one(found, *size, &any, &format!("byte {index} of the note of {size}"));
        }
    }
    one(run("UPDATE checkpoints SET size = 31 WHERE size = 30"), 31, &any, "a head under another size");
    one(
        run("UPDATE checkpoints SET note = (SELECT note FROM checkpoints WHERE size = 12) WHERE size = 30"),
        30,
        &any,
        "another's note",
    );
    one(
        run(
            "INSERT INTO checkpoints SELECT 44, replace(note, char(10) || '43' || char(10), char(10) || '44' || char(10)) FROM checkpoints WHERE size = 43",
        ),
        44,
        &["checkpoint.beyond", "checkpoint.signature"],
        "a head beyond the end",
    );

    // Cosignatures: any byte of a line, one on another head.
    let lines: Vec<(u64, String)> = {
        let mut query = connection.prepare("SELECT size, line FROM cosignatures").unwrap();
        query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
    };
    assert_eq!(lines.len(), 2);
    for (size, line) in &lines {
        for index in 0..line.len() {
            let mut wrong = line.clone().into_bytes();
            wrong[index] ^= 1;
            let found = lie(&path, |connection| {
                let sql = "UPDATE cosignatures SET line = CAST(?1 AS TEXT) WHERE size = ?2";
                connection.execute(sql, rusqlite::params![wrong, size]).unwrap();
            });
            one(found, *size, &any, &format!("byte {index} of the cosignature of {size}"));
        }
    }
    one(run("UPDATE cosignatures SET size = 43 WHERE size = 30"), 43, &any, "a cosignature on another head");
    one(run("UPDATE cosignatures SET size = 41 WHERE size = 30"), 41, &any, "a cosignature of no head");

    // Entries: the byte classes of layer 1 have their vectors; here the columns beside them.
    let here = ["store.row", "chain.seq", "chain.prev"];
    one(run("UPDATE entries SET hash = zeroblob(32) WHERE seq = 20"), 20, &here, "a stored hash");
    one(run("UPDATE entries SET seq = 99 WHERE seq = 43"), 99, &here, "a position");
    one(run("DELETE FROM entries WHERE seq = 20"), 20, &here, "an entry deleted");
    one(run("DELETE FROM entries WHERE seq = 43"), 43, &["checkpoint.beyond"], "the tail cut");
    assert_eq!(findings(&path), [], "every lie was taken back");
}

/// Another process appended a row that cannot be taken over: it is called what verification calls it, never a forgery
/// because it could not be read.
#[test]
fn a_foreign_row_is_called_what_it_is_when_it_is_taken_over() {
    use sovang::log::entry::Entry;
    use sovang::shell::journal::{Journal, JournalError};
    use sovang::shell::store::memory::MemoryStore;
    use sovang::shell::store::{Row, Store};
    use sovang::values::crypto::Hash;

    let mut journal = found(MemoryStore::default());
    let mut ids = Ids::new(3);
    append(&mut journal, &gift(5), &mut ids, at(2)).unwrap();
    let (state, head) = (journal.state(), journal.head());
    let seal = |change: &dyn Fn(&mut sovang::log::statement::Statement)| {
        let mut statement = office::sign(state, &gift(7), &mut Ids::new(4), at(3)).remove(0).statement;
        change(&mut statement);
        let signed = statement.sign(&office::key());
        let clock = signed.statement.at;
        Entry::seal(signed, head, state.chain.last_recorded(), clock).unwrap().bytes
    };
    let good = seal(&|_| ());
    let text = String::from_utf8(good.clone()).unwrap();
    let cases: [(&str, Vec<u8>); 9] = [
        ("payload.type", seal(&|s| s.kind = "movement.cancelled".parse().unwrap())),
        ("payload.type", seal(&|s| s.schema = 99)),
        ("payload.schema", seal(&|s| drop(s.data.remove("donor")))),
        ("entry.bytes", text.replacen(':', ": ", 1).into_bytes()),
        ("entry.bytes", good[..good.len() - 1].to_vec()),
        ("entry.shape", text.replacen("\"prev\"", "\"prew\"", 1).into_bytes()),
        ("entry.signature", text.replace("\"amount\":7", "\"amount\":8").into_bytes()),
        ("statement.ledger", seal(&|s| s.ledger = office::Ids::new(77).next().into())),
        ("fund.not_opened", seal(&|s| (s.subject, s.expect) = ("fund/2030".parse().unwrap(), Some(0)))),
    ];
    for (code, bytes) in cases {
        let mut other = Journal::open(journal.store().clone(), None).unwrap();
        let row = Row { seq: head.seq + 1, hash: Hash::of(&bytes), bytes };
        other.store_mut().append(head, &[row], &[]).unwrap();
        let said = match other.catch_up() {
            Err(JournalError::Unsound(finding)) => (finding.seq, finding.code().to_owned()),
            done => panic!("{code}: {done:?}"),
        };
        assert_eq!(said, (head.seq + 1, code.to_owned()));
        let walked = walk(other.store(), &mut |_| {}).unwrap();
        let first = walked.findings.first().map(|finding| (finding.seq, finding.code().to_owned()));
        assert_eq!(first.as_ref(), Some(&said), "verification says another thing");
    }
}
