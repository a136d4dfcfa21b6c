//! What was acknowledged survives: children that append are killed at random moments, two at once share a file,
//! the disk fills up, the file is read-only.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod office;

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use office::{Folder, Ids, append, at, found, gift, sign};
use sovang::shell::journal::{self, Journal};
use sovang::shell::store::sqlite::SqliteStore;
use sovang::shell::store::{Store, StoreError};

/// Kills in CI.
const KILLS: u64 = 220;

/// Not a test of its own: the child's half of the tests below, run by them with the two variables set.
#[test]
fn child() {
    let (Ok(path), Ok(stream)) = (std::env::var("SOVANG_CRASH_LEDGER"), std::env::var("SOVANG_CRASH_STREAM")) else {
        return;
    };
    let most: u64 = std::env::var("SOVANG_CRASH_MOST").map_or(u64::MAX, |most| most.parse().unwrap());
    let mut ids = Ids::new(stream.parse().unwrap());
    let mut journal = Journal::open(SqliteStore::open(Path::new(&path)).unwrap(), None).unwrap();
    let mut out = std::io::stdout();
    for n in 0..most {
        let now = at(2);
        // Groups of one to three statements, each signed upon what it follows: a group is acknowledged, and
        // survives, as a whole.
        let mut signed = Vec::new();
        let size = usize::try_from(n % 3).unwrap() + 1;
        let done = journal.extend(size, &|_| now, |state, index| {
            signed.truncate(index);
            let statement = sign(state, &gift(1 + n), &mut ids, now);
            signed.push(statement[0].statement.id);
            Ok::<_, journal::JournalError>(statement)
        });
        let lines: String =
            done.unwrap().iter().zip(&signed).map(|(d, id)| format!("ack {} {id}\n", d.head.seq)).collect();
        out.write_all(lines.as_bytes()).unwrap();
        out.flush().unwrap();
    }
}

fn spawn(ledger: &Path, stream: u64, most: Option<u64>) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["child", "--exact", "--nocapture"]).env("SOVANG_CRASH_LEDGER", ledger);
    command.env("SOVANG_CRASH_STREAM", stream.to_string());
    if let Some(most) = most {
        command.env("SOVANG_CRASH_MOST", most.to_string());
    }
    command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

/// One acknowledged entry: position and id.
type Ack = (u64, String);

fn ack(line: &str) -> Option<Ack> {
    // The harness may print on the same line as the first acknowledgement.
    let words: Vec<&str> = line[line.find("ack ")?..].split(' ').collect();
    Some((words[1].parse().unwrap(), words[2].trim().to_owned()))
}

/// Everything acknowledged stands where it was acknowledged, once, and the ledger verifies.
fn check(ledger: &Path, acks: &[Ack]) {
    let store = SqliteStore::open(ledger).unwrap();
    let mut ids = Vec::new();
    store
        .scan(1, &mut |row| {
            let entry = sovang::log::entry::Entry::read(&row.bytes).unwrap();
            ids.push(entry.statement.id.to_string());
            true
        })
        .unwrap();
    assert_eq!(ids.len(), ids.iter().collect::<HashSet<_>>().len(), "an entry stands twice");
    for (seq, id) in acks {
        assert_eq!(ids.get(*seq as usize - 1), Some(id), "entry {seq} was acknowledged and is not there");
    }
    let outcome = journal::walk(&store, &mut |_| {}).unwrap();
    assert!(outcome.authentic() && outcome.lawful(), "{:?}", outcome.findings);
}

#[test]
fn acknowledged_entries_survive_kills() {
    let folder = Folder::new("kill");
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut kills = 0;
    let mut total = 0;
    for ledger in 0..KILLS / 20 {
        let path = folder.file(&format!("{ledger}.sovang"));
        drop(found(SqliteStore::create(&path).unwrap()));
        let mut acks: Vec<Ack> = Vec::new();
        for round in 0..20 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let after = (random >> 33) % 12;
            let mut child = spawn(&path, ledger * 100 + round + 1, None);
            let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
            let goal = acks.len() + usize::try_from(after).unwrap();
            while acks.len() < goal {
                acks.extend(ack(&lines.next().expect("the child ended by itself").unwrap()));
            }
            // A few thousand turns, so that the kill falls into every part of an append.
            (0..(random >> 40) % 60_000).for_each(|turn| {
                std::hint::black_box(turn);
            });
            child.kill().unwrap();
            // What the pipe still holds was acknowledged before the kill.
            acks.extend(lines.map_while(Result::ok).filter_map(|line| ack(&line)));
            child.wait().unwrap();
            kills += 1;
            check(&path, &acks);
        }
        total += acks.len();
    }
    println!("{kills} kills, {total} acknowledged entries, none lost");
    assert!(kills >= 200);
}

#[test]
fn two_processes_share_a_ledger() {
    let folder = Folder::new("two");
    let path = folder.file("so.sovang");
    drop(found(SqliteStore::create(&path).unwrap()));
    let children: Vec<Child> = (1..=2).map(|stream| spawn(&path, stream, Some(60))).collect();
    let mut acks = Vec::new();
    for mut child in children {
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let own: Vec<Ack> = lines.map_while(Result::ok).filter_map(|line| ack(&line)).collect();
        assert!(child.wait().unwrap().success());
        // Groups of 1, 2 and 3, twenty times each.
        assert_eq!(own.len(), 120);
        acks.extend(own);
    }
    check(&path, &acks);
    assert_eq!(SqliteStore::open(&path).unwrap().head().unwrap().seq, 3 + 240);
}

#[test]
fn a_read_only_ledger_is_read_and_not_written() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("read-only");
    let path = folder.file("so.sovang");
    let mut journal = found(SqliteStore::create(&path).unwrap());
    let head = journal.head();
    // Root ignores permissions, so the connection itself is read-only.
    drop(journal);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o444)).unwrap();
    journal = Journal::open(SqliteStore::open_read_only(&path).unwrap(), None).unwrap();
    let refused = append(&mut journal, &gift(5), &mut Ids::new(7), at(2)).unwrap_err();
    assert!(matches!(refused, journal::JournalError::Store(StoreError::ReadOnly)), "{refused:?}");
    assert_eq!(journal.head(), head, "the state went on without the file");
    check(&path, &[]);
}

/// A file system of 400 kB is mounted in a name space of the test's own; without the right to do so the test
/// says that it could not run.
#[test]
fn a_full_disk_loses_nothing() {
    let folder = Folder::new("full");
    let script = "mount -t tmpfs -o size=400k none \"$1\" && shift && exec \"$@\"";
    let mut command = Command::new("unshare");
    command.args(["-m", "sh", "-c", script, "sh"]).arg(folder.path()).arg(std::env::current_exe().unwrap());
    command.args(["full_child", "--exact", "--nocapture"]).env("SOVANG_FULL_FOLDER", folder.path());
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => return println!("not run: unshare: {error}"),
    };
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    if errors.contains("unshare:") || errors.contains("mount:") {
        return println!("not run: no right to mount a small disk: {errors}");
    }
    assert!(output.status.success() && text.contains("full after"), "{text}\n{errors}");
    print!("{text}");
}

/// The half of the test above that runs on the small disk.
#[test]
fn full_child() {
    let Ok(folder) = std::env::var("SOVANG_FULL_FOLDER") else { return };
    let path = Path::new(&folder).join("so.sovang");
    let mut journal = found(SqliteStore::create(&path).unwrap());
    let mut ids = Ids::new(5);
    let mut acks = Vec::new();
    let error = loop {
        let head = journal.head();
        match append(&mut journal, &gift(1), &mut ids, at(2)) {
            Ok(done) => acks.push((done.head.seq, String::new())),
            Err(error) => {
                assert_eq!(journal.head(), head, "the state went on without the file");
                break error;
            }
        }
        assert!(acks.len() < 100_000, "the disk never filled up");
    };
    assert!(matches!(error, journal::JournalError::Store(StoreError::Full)), "{error:?}");
    drop(journal);
    let store = SqliteStore::open_read_only(&path).unwrap();
    let outcome = journal::walk(&store, &mut |_| {}).unwrap();
    assert!(outcome.lawful(), "{:?}", outcome.findings);
    assert_eq!(outcome.entries, acks.last().unwrap().0);
    println!("full after {} entries", outcome.entries);
}
