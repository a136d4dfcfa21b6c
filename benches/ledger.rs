//! How fast the ledger is, each figure beside a baseline measured in the same run.
//!
//! `cargo bench` prints a table; with `SOVANG_BENCH_SAVE=FILE` the raw figures are written as JSON.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

#[path = "../tests/office/mod.rs"]
mod office;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant as Stopwatch};

use office::{Folder, Ids, at, found, gift, sign, workload};
use rusqlite::Connection;
use serde_json::{Value, json};
use sovang::log::entry::Entry;
use sovang::log::statement::signing_bytes;
use sovang::reports::half_year::HalfYear;
use sovang::shell::journal::{self, Journal};
use sovang::shell::store::Store;
use sovang::shell::store::sqlite::SqliteStore;
use sovang::values::lang::Lang;

/// Durable appends measured one by one.
const SINGLES: usize = 400;

fn main() {
    if let Ok(path) = std::env::var("SOVANG_BENCH_REPLAY") {
        return replay_alone(&path);
    }
    if let Ok(path) = std::env::var("SOVANG_BENCH_VERIFY") {
        return verify_alone(&path);
    }
    if let Ok(path) = std::env::var("SOVANG_BENCH_MAKE") {
        let mut journal = found(SqliteStore::create(Path::new(&path)).unwrap());
        import(&mut journal, 2_000);
        return;
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!("{cores} cores, {}", cpu());
    let mut all = Vec::new();
    for entries in [10_000, 100_000] {
        all.push(measure(entries, cores));
    }
    if let Ok(path) = std::env::var("SOVANG_BENCH_SAVE") {
        let date = std::env::var("SOVANG_BENCH_DATE").unwrap_or_default();
        let raw = json!({ "date": date, "machine": format!("{cores} cores, {}", cpu()), "runs": all });
        std::fs::write(path, format!("{raw:#}\n")).unwrap();
    }
}

fn measure(entries: usize, cores: usize) -> Value {
    println!("\n{entries} entries");
    let folder = Folder::new(&format!("bench-{entries}"));
    let mut journal = found(SqliteStore::create(&folder.file("so.sovang")).unwrap());

    let (import, bytes) = import(&mut journal, entries);
    let entries = bytes.len(); // a decision is two: its list, its heading
    row("import in one group, signing included", import, entries, None);
    let signing = sign_only(&bytes);
    row("  baseline: signing the same statements", signing, entries, Some(("import", import, signing)));

    let (append, insert) = singles(&mut journal, &folder);
    row("single durable append", append, SINGLES, None);
    row("  baseline: bare SQLite insert of the same bytes", insert, SINGLES, Some(("append", append, insert)));

    let store = SqliteStore::open(&folder.file("so.sovang")).unwrap();
    let one = verify(&folder.file("so.sovang"), 1);
    row("verify, one core", one, entries, None);
    let bare = bare_verifications(&bytes);
    row("  baseline: bare loop of strict verifications", bare, entries, Some(("verify", one, bare)));
    let every = verify(&folder.file("so.sovang"), cores);
    row(&format!("verify, {cores} cores"), every, entries, Some(("speed-up", one, every)));

    let watch = Stopwatch::now();
    let replayed = replayed(&folder.file("so.sovang"));
    black_box(HalfYear::new(replayed.state(), "2024H2".parse().unwrap(), Lang::Vi));
    let replay = watch.elapsed();
    row("replay to report (signatures vouched for by hash)", replay, entries, None);
    let hashing = hash_only(&store);
    row("  baseline: reading and hashing the same rows", hashing, entries, Some(("replay", replay, hashing)));
    let (empty, full) = (peak_of_replay(&small(&folder)), peak_of_replay(&folder.file("so.sovang")));
    let state = full.saturating_sub(empty);
    println!("  memory of a process that replays to a report: {full} kB, of which {empty} kB for an empty ledger");

    let us = |time: Duration, n: usize| time.as_secs_f64() * 1e6 / n as f64;
    json!({
        "entries": entries,
        "import_us": us(import, entries), "sign_us": us(signing, entries),
        "append_us": us(append, SINGLES), "bare_insert_us": us(insert, SINGLES),
        "verify_one_core_us": us(one, entries), "bare_verify_us": us(bare, entries), "verify_all_cores_us": us(every, entries),
        "replay_us": us(replay, entries), "hash_us": us(hashing, entries),
        "replay_peak_kb": full, "state_kb": state,
    })
}

fn row(name: &str, time: Duration, n: usize, ratio: Option<(&str, Duration, Duration)>) {
    let each = time.as_secs_f64() * 1e6 / n as f64;
    let ratio = ratio
        .map_or_else(String::new, |(what, a, b)| format!("   {what} = {:.2} ×", a.as_secs_f64() / b.as_secs_f64()));
    println!("  {name:<52} {each:>9.1} µs/entry{ratio}");
}

fn import(journal: &mut Journal<SqliteStore>, entries: usize) -> (Duration, Vec<Vec<u8>>) {
    let drafts = workload(entries);
    let mut ids = Ids::new(1 << 22);
    let watch = Stopwatch::now();
    journal
        .extend(entries, &|_| at(5), |state, i| {
            Ok::<_, journal::JournalError>(sign(state, &drafts[i], &mut ids, at(5)))
        })
        .unwrap();
    let time = watch.elapsed();
    let mut bytes = Vec::new();
    journal
        .store()
        .scan(1, &mut |row| {
            bytes.push(row.bytes);
            true
        })
        .unwrap();
    (time, bytes)
}

fn sign_only(entries: &[Vec<u8>]) -> Duration {
    let messages = messages(entries);
    let key = office::key();
    let watch = Stopwatch::now();
    for (_, message, _) in &messages {
        black_box(key.sign(message));
    }
    watch.elapsed()
}

type Message = (sovang::values::crypto::PublicKey, Vec<u8>, sovang::values::crypto::Signature);

fn messages(entries: &[Vec<u8>]) -> Vec<Message> {
    let read = |bytes: &Vec<u8>| {
        let entry = Entry::read(bytes).unwrap();
        (entry.statement.by, signing_bytes(&entry.statement.to_bytes()), entry.signature)
    };
    entries.iter().map(read).collect()
}

fn bare_verifications(entries: &[Vec<u8>]) -> Duration {
    let messages = messages(entries);
    let watch = Stopwatch::now();
    assert!(messages.iter().all(|(key, message, signature)| key.verifies_once(message, signature)));
    watch.elapsed()
}

/// Appends one by one, in turn with inserts of the same bytes into a bare table with the same pragmas.
fn singles(journal: &mut Journal<SqliteStore>, folder: &Folder) -> (Duration, Duration) {
    let bare = Connection::open(folder.file("bare.db")).unwrap();
    bare.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE entries (seq INTEGER PRIMARY KEY, entry TEXT) STRICT;")
        .unwrap();
    // As full as ours, so that both write into files of the same size.
    bare.execute_batch("BEGIN").unwrap();
    journal
        .store()
        .scan(1, &mut |row| {
            let text = String::from_utf8(row.bytes).unwrap();
            bare.execute("INSERT INTO entries (seq, entry) VALUES (?1, ?2)", (row.seq, text)).is_ok()
        })
        .unwrap();
    bare.execute_batch("COMMIT").unwrap();
    let filled = usize::try_from(journal.head().seq).unwrap();
    let mut insert = bare.prepare("INSERT INTO entries (seq, entry) VALUES (?1, ?2)").unwrap();
    let mut ids = Ids::new(1 << 23);
    let (mut ours, mut theirs) = (Duration::ZERO, Duration::ZERO);
    for i in 0..SINGLES {
        let signed = sign(journal.state(), &gift(1 + i as u64), &mut ids, at(6)).remove(0);
        let text = serde_json::to_string(&signed).unwrap();
        let mut append = || {
            let watch = Stopwatch::now();
            journal.append(std::slice::from_ref(&signed), at(6)).unwrap();
            ours += watch.elapsed();
        };
        let mut bare = || {
            let watch = Stopwatch::now();
            insert.execute((filled + i + 1, &text)).unwrap();
            theirs += watch.elapsed();
        };
        // In turn, so that neither always finds the disk as the other left it.
        if i % 2 == 0 {
            append();
            bare();
        } else {
            bare();
            append();
        }
    }
    (ours, theirs)
}

/// A process of its own on so many cores: walks over the file and tells how long that took.
fn verify(path: &Path, cores: usize) -> Duration {
    let last = cores - 1;
    let mut command = std::process::Command::new("taskset");
    command.args(["-c", &format!("0-{last}")]).arg(std::env::current_exe().unwrap());
    let output = command.env("SOVANG_BENCH_VERIFY", path).env("RAYON_NUM_THREADS", cores.to_string()).output().unwrap();
    Duration::from_micros(String::from_utf8_lossy(&output.stdout).trim().parse().unwrap())
}

fn verify_alone(path: &str) {
    let store = SqliteStore::open_read_only(Path::new(path)).unwrap();
    let watch = Stopwatch::now();
    assert!(journal::walk(&store, &mut |_| {}).unwrap().lawful());
    println!("{}", watch.elapsed().as_micros());
}

fn hash_only(store: &SqliteStore) -> Duration {
    let watch = Stopwatch::now();
    store
        .scan(1, &mut |row| {
            black_box(sovang::values::crypto::Hash::of(&row.bytes));
            true
        })
        .unwrap();
    watch.elapsed()
}

fn replayed(path: &Path) -> Journal<SqliteStore> {
    let store = SqliteStore::open(path).unwrap();
    let head = store.head().unwrap();
    Journal::open(store, Some(head)).unwrap()
}

/// A process of its own, so that its peak is that of a replay and nothing else.
fn replay_alone(path: &str) {
    let journal = replayed(Path::new(path));
    black_box(HalfYear::new(journal.state(), "2024H2".parse().unwrap(), Lang::Vi));
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    println!("{}", line.split_whitespace().nth(1).unwrap_or("0"));
}

fn peak_of_replay(path: &Path) -> u64 {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    let output = command.env("SOVANG_BENCH_REPLAY", path).output().unwrap();
    String::from_utf8_lossy(&output.stdout).trim().parse().unwrap_or(0)
}

/// A ledger with its first three entries only.
fn small(folder: &Folder) -> PathBuf {
    let path = folder.file("small.sovang");
    drop(found(SqliteStore::create(&path).unwrap()));
    path
}

fn cpu() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("model name")).unwrap_or_default();
    line.split(':').nth(1).unwrap_or("unknown processor").trim().to_owned()
}
