//! Whether what reads a ledger grows with it and no faster: instructions, counted by callgrind, at 2,000 and at 20,000
//! entries. More than 11 times as many is a failure; time is not asked.
//!
//! `cargo bench --bench linear`; `SOVANG_LINEAR=small` takes a tenth of both, for a look.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

#[path = "../tests/office/mod.rs"]
mod office;

use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};

use office::{Folder, Ids, at, draft, found, sign, workload};
use serde_json::json;
use sovang::domain::ledger::State;
use sovang::log::entry::Entry;
use sovang::office::names::Names;
use sovang::reports::audit::{Fact, Found, Of, QUESTIONS};
use sovang::reports::due::{due, judged};
use sovang::reports::figures;
use sovang::reports::half_year::HalfYear;
use sovang::reports::registers::RegisterKind;
use sovang::shell::author::Draft;
use sovang::shell::journal::{Journal, JournalError};
use sovang::shell::store::Store;
use sovang::shell::store::sqlite::SqliteStore;
use sovang::values::lang::Lang;

/// Ten times the entries may take so many times the instructions.
const LIMIT: f64 = 11.0;

/// Commands that read, run as an office runs them; the first has to check every signature.
const COMMANDS: [&[&str]; 9] = [
    &["verify"],
    &["log"],
    &["award"],
    &["fund"],
    &["petition"],
    &["due", "--on", "2024-12-31"],
    &["show", "#20"],
    &["report", "annual", "2024"],
    &["audit"],
];

fn main() {
    if let Ok(path) = std::env::var("SOVANG_LINEAR_ASK") {
        return ask_all(Path::new(&path));
    }
    if Command::new("valgrind").arg("--version").stdout(Stdio::null()).status().is_err() {
        println!("valgrind is needed to count instructions");
        std::process::exit(1);
    }
    let small = std::env::var("SOVANG_LINEAR").is_ok_and(|size| size == "small");
    let sizes = if small { [200, 2_000] } else { [2_000, 20_000] };
    // At a tenth of the sizes the depth of a map still weighs: ten times the entries are eleven to twelve times the work.
    let limit = if small { 13.0 } else { LIMIT };
    let counted = sizes.map(counts);
    let mut failed = 0;
    println!("{:<34} {:>16} {:>16} {:>8}", "instructions", sizes[0], sizes[1], "times");
    for (few, many) in counted[0].iter().zip(&counted[1]) {
        assert_eq!(few.0, many.0);
        let times = many.1 as f64 / few.1.max(1) as f64;
        // What is over in a few thousand instructions is noise.
        let over = times > limit && many.1 > 1_000_000;
        failed += u32::from(over);
        println!(
            "{:<34} {:>16} {:>16} {times:>8.1}{}",
            few.0,
            few.1,
            many.1,
            if over { "  MORE THAN LINEAR" } else { "" }
        );
    }
    if failed > 0 {
        println!("{failed} grow faster than the ledger");
        std::process::exit(1);
    }
}

/// What each thing takes, by name, in a ledger of so many entries.
fn counts(entries: usize) -> Vec<(String, u64)> {
    let folder = Folder::new(&format!("linear-{entries}"));
    let (path, out) = (folder.file("so.sovang"), folder.file("callgrind.out"));
    let mut journal = found(SqliteStore::create(&path).unwrap());
    let (drafts, mut ids) = (drafts(entries), Ids::new(1 << 22));
    let make = |state: &State, i: usize, ids: &mut Ids| sign(state, &drafts[i], ids, at(5));
    journal.extend(drafts.len(), &|_| at(5), |state, i| Ok::<_, JournalError>(make(state, i, &mut ids))).unwrap();
    drop(journal);
    let callgrind = || {
        let mut command = Command::new("valgrind");
        command.args(["-q", "--tool=callgrind"]).arg(format!("--callgrind-out-file={}", out.display()));
        command.env("SOVANG_STATE", folder.file("state")).stderr(Stdio::null());
        command
    };
    // One process for all reports and questions: each is counted from entering `asked` to leaving it.
    let mut command = callgrind();
    command.args(["--zero-before=linear::asked", "--dump-after=linear::asked"]).arg(std::env::current_exe().unwrap());
    let said = command.env("SOVANG_LINEAR_ASK", &path).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stdout));
    let names = String::from_utf8_lossy(&said.stdout).into_owned();
    let part = |i: usize| total(&folder.file(&format!("callgrind.out.{}", i + 1)));
    let mut all: Vec<(String, u64)> = names.lines().enumerate().map(|(i, name)| (name.to_owned(), part(i))).collect();
    for command in COMMANDS {
        let program = env!("CARGO_BIN_EXE_sovang");
        let done = callgrind().arg(program).arg("-l").arg(&path).args(command).stdout(Stdio::null()).status().unwrap();
        assert!(done.code().is_some_and(|code| code < 2), "{command:?}: {done}");
        all.push((format!("sovang {}", command.join(" ")), total(&out)));
    }
    all
}

/// The instructions that a profile counts.
fn total(profile: &Path) -> u64 {
    let text = std::fs::read_to_string(profile).unwrap_or_else(|error| panic!("{}: {error}", profile.display()));
    let line = text.lines().find_map(|line| line.strip_prefix("totals: ")).unwrap();
    line.trim().parse().unwrap()
}

/// A busy office, and what its usual work leaves out: complaints that run, reception, counts.
fn drafts(entries: usize) -> Vec<Draft> {
    let (mut drafts, mut ids) = (Vec::new(), Ids::new(1 << 23));
    for (i, usual) in workload(entries).into_iter().enumerate() {
        drafts.push(usual);
        if i < 3 || i % 9 != 2 {
            continue;
        }
        let petition = ids.next();
        let about = |kind: &str, data| Draft { subject: Some(format!("petition/{petition}")), ..draft(kind, data) };
        let letter = json!({ "channel": "in_person", "summary": "Khiếu nại", "award_related": true, "letters": 1, "signatories": 2 });
        drafts.push(about("petition.received", letter));
        let kind = json!({ "kind": "complaint", "in_jurisdiction": true, "anonymous": false });
        drafts.push(about("petition.classified", kind));
        drafts.push(about("petition.accepted", json!({ "document": "12/TB", "resolver": ids.next() })));
        let held =
            json!({ "receiver": "chairman", "from": "2024-07-01", "to": "2024-07-01", "sessions": 1, "visits": 1 });
        drafts.push(draft("reception.held", held));
        drafts.push(draft("fund.counted", json!({ "amount": 1, "place": "cash" })));
    }
    drafts.truncate(entries);
    drafts
}

/// Runs one thing. Its instructions are counted by this function's name, so it is never part of another.
#[inline(never)]
fn asked(run: &dyn Fn() -> usize) {
    black_box(run());
}

/// Everything in one process, named in order.
fn ask_all(path: &Path) {
    let store = SqliteStore::open(path).unwrap();
    let head = store.head().unwrap();
    let journal = Journal::open(store, Some(head)).unwrap();
    let mut facts = Vec::new();
    journal
        .store()
        .scan(1, &mut |row| {
            let entry = Entry::read(&row.bytes).unwrap();
            let (on, by) = (entry.statement.on, entry.statement.by);
            facts.push(Fact { seq: entry.seq, on, recorded: entry.recorded.date(), by });
            true
        })
        .unwrap();
    let (state, today, year) = (journal.state(), "2025-03-01".parse().unwrap(), "2024".parse().unwrap());
    let ask = |name: &str, run: &dyn Fn() -> usize| {
        println!("{name}");
        asked(run);
    };
    ask("names", &|| {
        let names = Names::new(state, today);
        names.listed("decision").map(|subject| names.of(subject, Lang::Vi).len()).sum()
    });
    ask("due", &|| due(state, today, 5).len());
    ask("judged", &|| judged(state).len());
    ask("report", &|| HalfYear::new(state, year, Lang::Vi).golden_book.len());
    ask("figures of a month", &|| figures::all(&figures::Of::new(state, "2024M07".parse().unwrap()), Lang::Vi).len());
    for (name, register) in RegisterKind::ALL {
        ask(&format!("register {name}"), &|| register.table(state, year, &|id| id.to_string()).rows.len());
    }
    ask("audit, its indexes", &|| {
        black_box(Of::new(state, &facts, &[], today));
        0
    });
    let of = Of::new(state, &facts, &[], today);
    for question in QUESTIONS {
        ask(question.code, &|| {
            let mut found = Found::default();
            (question.ask)(&of, &mut found);
            black_box(found);
            0
        });
    }
}
