//! System calls that fail: `strace` makes each of a command's writes, flushes, renames and removals fail in turn. Whatever
//! fails, the answer is true: success exactly if the entry stands, and what belongs to it stands or falls with it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test that finds nothing may stop

mod desk;
mod office;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use desk::{Desk, PASSPHRASE, copy, text, this_year};
use office::{Ids, append, at, found, gift, sign};
use sovang::log::statement::Head;
use sovang::log::tree::Node;
use sovang::shell::journal::{Journal, JournalError};
use sovang::shell::store::memory::MemoryStore;
use sovang::shell::store::{Row, Store, StoreError};

/// A store whose next append ends as the test says.
struct Failing {
    inner: MemoryStore,
    kept: bool,
    readable: bool,
    armed: bool,
    broken: bool,
}

impl Store for Failing {
    fn head(&self) -> Result<Head, StoreError> {
        self.inner.head()
    }

    fn scan(&self, from: u64, each: &mut dyn FnMut(Row) -> bool) -> Result<(), StoreError> {
        if self.broken { Err(StoreError::Sqlite("disk I/O error".into())) } else { self.inner.scan(from, each) }
    }

    fn append(&mut self, expected: Head, rows: &[Row], nodes: &[Node]) -> Result<(), StoreError> {
        if !self.armed {
            return self.inner.append(expected, rows, nodes);
        }
        if self.kept {
            self.inner.append(expected, rows, nodes)?;
        }
        (self.armed, self.broken) = (false, !self.readable);
        Err(StoreError::Sqlite("disk I/O error".into()))
    }
}

/// What the file holds decides, not what the system said last; where it cannot be read, nobody claims to know.
#[test]
fn a_commit_that_fails_is_what_the_file_holds() {
    for (kept, readable) in [(false, true), (true, true), (false, false), (true, false)] {
        let inner = found(MemoryStore::default()).into_parts().0;
        let store = Failing { inner, kept, readable, armed: false, broken: false };
        let mut journal = Journal::open(store, None).unwrap();
        let (mut ids, before) = (Ids::new(1), journal.head());
        journal.store_mut().armed = true;
        let signed = sign(journal.state(), &gift(5), &mut ids, at(2));
        let done = journal.append(&signed, at(2));
        match (kept, readable) {
            (true, true) => assert_eq!(done.unwrap()[0].head.seq, before.seq + 1),
            (false, true) => {
                assert!(matches!(done, Err(JournalError::Store(StoreError::Sqlite(_)))), "{done:?}");
                // The state is that of the file: the next entry is recorded as if nothing had been tried.
                assert_eq!(journal.head(), before);
                append(&mut journal, &gift(7), &mut ids, at(3)).unwrap();
            }
            (_, false) => assert!(matches!(done, Err(JournalError::Unclear(_))), "{done:?}"),
        }
        journal.store_mut().broken = false;
        let read = Journal::open(journal.into_parts().0, None).unwrap();
        assert_eq!(read.head().seq, before.seq + u64::from(kept || readable));
    }
}

/// A command in a folder, with calls of a kind failing from the nth on, or at the nth alone.
fn traced(folder: &Path, args: &[&str], typed: &str, (calls, error, when): (&str, &str, &str)) -> Output {
    let mut command = Command::new("strace");
    let (trace, inject) = (format!("trace={calls}"), format!("inject={calls}:error={error}:when={when}"));
    command.args(["-f", "-o", "/dev/null", "-e", &trace, "-e", &inject]).arg(env!("CARGO_BIN_EXE_sovang"));
    command.args(args).current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.env("SOVANG_STATE", folder.join("state")).env("SOVANG_PASSPHRASE", PASSPHRASE);
    command.env("SOVANG_CLOCK_YEAR", this_year()).env_remove("SOVANG_LEDGER").env_remove("SOVANG_LANG");
    let mut child = command.spawn().unwrap_or_else(|error| panic!("strace: {error}"));
    let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
    child.wait_with_output().unwrap()
}

/// The files beside the ledger that belong to entries.
fn beside(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for name in ["so.vault", "so.files"] {
        for entry in std::fs::read_dir(folder.join(name)).into_iter().flatten().flatten() {
            let file = entry.file_name().to_string_lossy().into_owned();
            // What was interrupted is known by its name and taken away by the next writer.
            if !file.starts_with(".sovang-") {
                found.insert(format!("{name}/{file}"));
            }
        }
    }
    found
}

/// The kinds of calls that fail, and with what.
const KINDS: [(&str, &str); 5] = [
    ("fsync,fdatasync", "EIO"),
    ("pwrite64", "ENOSPC"),
    ("write", "EIO"),
    ("rename,renameat,renameat2,link,linkat", "EIO"),
    ("unlink,unlinkat", "EIO"),
];

const RECEIVE: [&str; 16] = [
    "record",
    "petition.received",
    "-d",
    "channel=letter",
    "-d",
    "identity=-",
    "-d",
    "summary=Đơn",
    "-d",
    "award_related=có",
    "-d",
    "letters=1",
    "-d",
    "signatories=1",
    "-k",
    "van-thu.pem",
];

/// A ledger with a sealed value, its erasure ordered, a decision and readers.
fn office() -> (Desk, String) {
    let desk = Desk::open("failing");
    desk.ok(&["vault", "key", "tiep-dan.age"]);
    desk.ok(&["vault", "readers", "tiep-dan.age.pub=Cán bộ tiếp công dân", "-k", "chu-tich.pem"]);
    let received = traced(desk.folder.path(), &RECEIVE, "Người Tố Cáo Kín\n", ("fsync", "EIO", "999"));
    assert!(received.status.success(), "{}", text(&received));
    let sealed = desk.json(&["vault", "list"])[0]["sealed"].as_str().unwrap().to_owned();
    desk.write(
        "hai.jsonl",
        "{\"type\":\"fund.contributed\",\"data\":{\"amount\":5,\"donor\":\"A\",\"voucher\":\"B\"}}\n".repeat(2),
    );
    (desk, sealed)
}

#[test]
fn whatever_call_fails_the_answer_is_true() {
    let (desk, sealed) = office();
    let erasure = ["vault", "erase", &sealed, "--ground", "Hết thời hạn lưu trữ", "-k", "van-thu.pem"];
    desk.ok(&erasure);
    let work = desk.folder.path().with_extension("tried");
    let (stood, files) = (desk.json(&["verify"])["entries"].as_u64().unwrap(), beside(desk.folder.path()));
    let confirm = ["vault", "erase", sealed.as_str(), "--confirm", "-k", "chu-tich.pem"];
    let reseal = ["vault", "reseal", "--identity", "tiep-dan.age", "-k", "van-thu.pem"];
    let commands: [(&[&str], &str, u64); 5] = [
        (&RECEIVE, "Người khác\n", 1),
        (&["import", "hai.jsonl", "-k", "ke-toan.pem"], "", 2),
        (&confirm, "", 1),
        (&reseal, "", 1),
        (&["checkpoint", "rotate", "so.log2.pem", "--reason", "Thay máy", "-k", "chu-tich.pem"], "", 1),
    ];
    let (mut stopped, mut told) = (0, 0);
    for (command, typed, adds) in commands {
        for (calls, error) in KINDS {
            for when in ["1", "2", "3+"] {
                copy(desk.folder.path(), &work);
                let output = traced(&work, command, typed, (calls, error, when));
                let at = format!("{} with {calls} {when}: {}", command[..2].join(" "), text(&output));
                let tried = |args: &[&str]| desk.command(args).current_dir(&work).output().unwrap();
                let checked = |said: &str| {
                    let verified = tried(&["verify", "--json"]);
                    assert!(verified.status.success(), "{}{said} after {at}", text(&verified));
                    let found: serde_json::Value = serde_json::from_slice(&verified.stdout).unwrap();
                    found["entries"].as_u64().unwrap()
                };
                // Where nothing could be said at all, whoever asks is told by `verify`.
                let cleaned = text(&output).contains("vault clean") || text(&output).is_empty();
                if cleaned {
                    tried(&["vault", "clean"]);
                }
                let now = checked("");
                if now == stood {
                    assert_ne!(output.status.code(), Some(0), "nothing stands after {at}");
                    // A file that cannot be taken away is the one thing that may stay.
                    if !calls.starts_with("unlink") {
                        assert_eq!(beside(&work), files, "something is left of {at}");
                        assert!(!work.join("so.log2.pem").exists(), "a key is left of {at}");
                    }
                    stopped += 1;
                    continue;
                }
                assert_eq!(now, stood + adds, "a part stands after {at}");
                assert_eq!(output.status.code(), Some(0), "it stands, and yet {at}");
                told += usize::from(text(&output).contains("ĐÃ GHI VÀO SỔ"));
                if command == confirm.as_slice() {
                    let left: Vec<String> = beside(&work).into_iter().filter(|file| file.contains(&sealed)).collect();
                    assert!(left.is_empty(), "{left:?} after {at}");
                }
            }
        }
    }
    let _ = std::fs::remove_dir_all(&work);
    assert!(stopped > 10 && told > 3, "{stopped} stopped, {told} told");
}
