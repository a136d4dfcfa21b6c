//! What is brought may be of any size: it is followed, compared and taken over in little more memory than what stands in a
//! ledger takes. Measured: the peak of the program's own process.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test that finds nothing may stop

mod desk;
mod office;

use std::path::Path;
use std::process::Command;

use desk::{Desk, text};
use office::{Ids, at, draft, found_as, log_key, sign};
use serde_json::json;
use sovang::domain::walk::{Line, Walk};
use sovang::log::checkpoint::Checkpoint;
use sovang::log::note::{SignatureType, VerifierKey};
use sovang::shell::journal::{Journal, JournalError};
use sovang::shell::store::Store;
use sovang::shell::store::sqlite::SqliteStore;

/// Long entries in the ledger; `SOVANG_MEMORY` names another number.
const PETITIONS: usize = 4_000;

/// What a command may take above what stands, in KiB: the promise; of a small ledger less, since what does not grow with the
/// ledger is all there is.
fn above(petitions: usize) -> u64 {
    if petitions > 10_000 { 128 << 10 } else { 80 << 10 }
}

/// A ledger of so many long entries, of which the first half is kept apart as well; its head is signed.
fn make(desk: &Desk, petitions: usize) {
    let path = desk.folder.file("so.sovang");
    let mut journal = found_as(SqliteStore::create(&path).unwrap(), 1 << 20);
    let mut ids = Ids::new(1);
    let data = json!({
        "channel": "letter", "summary": "Kiến nghị về đường liên thôn. ".repeat(66), "award_related": false, "letters": 1,
        "signatories": 1,
    });
    let petition = draft("petition.received", data);
    let mut extend = |journal: &mut Journal<SqliteStore>| {
        let next = |state: &_, _| Ok::<_, JournalError>(sign(state, &petition, &mut ids, at(2)));
        journal.extend(petitions / 2, &|_| at(2), next).unwrap();
    };
    extend(&mut journal);
    for half in ["nua-1.sovang", "nua-2.sovang", "nua-3.sovang"] {
        journal.store().back_up(&desk.folder.file(half)).unwrap();
    }
    extend(&mut journal);
    let origin = || "sovang.example/thu".parse().unwrap();
    let (secret, head) = (log_key(), journal.state().chain.tree().head());
    let verifier = VerifierKey::new(origin(), SignatureType::Ed25519, &secret.public().0).unwrap();
    let checkpoint = Checkpoint { origin: "sovang.example/thu".parse().unwrap(), head };
    let signed = checkpoint.sign(&verifier, |message| secret.sign(message).0).unwrap();
    journal.store_mut().keep_checkpoint(head.size, &signed.to_string()).unwrap();
}

/// This process's memory now, in KiB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Not a test of its own: the child of the test below that holds what stands in a ledger, and nothing else.
#[test]
fn child() {
    let Ok(path) = std::env::var("SOVANG_MEMORY_LEDGER") else { return };
    let store = SqliteStore::open_read_only(Path::new(&path)).unwrap();
    let (mut walk, before) = (Walk::default(), resident());
    let each = &mut |row: sovang::shell::store::Row| {
        walk.step(&Line::check(&row.bytes, true));
        true
    };
    store.scan(1, each).unwrap();
    println!("\nstands in {} KiB", resident() - before);
    assert!(walk.is_clean());
}

/// The peak of a command's memory, in KiB.
fn peak(desk: &Desk, args: &[&str]) -> u64 {
    const MEASURE: &str = "import resource, subprocess, sys
done = subprocess.run(sys.argv[1:])
print('peak', resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(done.returncode)";
    let program = desk.command(args);
    let mut command = Command::new("python3");
    command.args(["-c", MEASURE]).arg(program.get_program()).args(program.get_args()).current_dir(desk.folder.path());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", text(&output));
    let said = text(&output);
    said.lines().find_map(|line| line.strip_prefix("peak ")).unwrap().parse().unwrap()
}

#[test]
fn what_is_brought_takes_little_memory_above_what_stands() {
    let petitions = std::env::var("SOVANG_MEMORY").map_or(PETITIONS, |petitions| petitions.parse().unwrap());
    let desk = Desk::bare("memory");
    make(&desk, petitions);
    desk.ok(&["-l", "so.sovang", "export", "--out", "so.jsonl"]);
    desk.ok(&["-l", "so.sovang", "publish", "www"]);
    let mut held = Command::new(std::env::current_exe().unwrap());
    held.args(["child", "--exact", "--nocapture"]).env("SOVANG_MEMORY_LEDGER", desk.folder.file("so.sovang"));
    let said = text(&held.output().unwrap());
    let stands = said.lines().find_map(|line| line.strip_prefix("stands in ")).unwrap();
    let stands: u64 = stands.trim_end_matches(" KiB").parse().unwrap();
    println!("what stands takes {stands} KiB");
    let most = stands + above(petitions);
    for args in [
        &["-l", "ban.sovang", "follow", "www"][..],
        &["-l", "nua-1.sovang", "follow", "www"],
        &["-l", "nua-2.sovang", "recover", "from", "so.jsonl"],
        &["-l", "nua-3.sovang", "recover", "from", "so.sovang"],
        &["compare", "so.sovang", "ban.sovang"],
        &["compare", "so.jsonl", "www"],
        &["verify", "so.jsonl"],
        &["verify", "so.sovang", "--against", "so.jsonl"],
    ] {
        let peak = peak(&desk, args);
        println!("{args:?}: {peak} KiB, {} above", peak.saturating_sub(stands));
        assert!(peak <= most, "{args:?}: {peak} KiB, {stands} KiB stand");
    }
}
