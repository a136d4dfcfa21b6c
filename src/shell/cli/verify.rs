//! `verify`: everything, in order, with two verdicts.

use std::fmt::Write;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Instant as Stopwatch;

use serde_json::{Value, json};

use super::{CliError, Globals, Reply};
use crate::domain::walk::{Line, Outcome, Walk};
use crate::log::statement::Head;
use crate::shell::journal;
use crate::shell::memory::Memory;
use crate::shell::messages as say;
use crate::shell::store::sqlite::SqliteStore;
use crate::values::lang::Lang;

/// Xác minh toàn bộ sổ (tệp .sovang, hoặc bản xuất .jsonl)
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang verify so.sovang\n       sovang verify so.jsonl --json")]
pub struct Verify {
    /// Sổ hoặc bản xuất (mặc định: --ledger)
    #[arg(value_name = "TỆP")]
    file: Option<PathBuf>,
}

impl Verify {
    /// Verifies one file.
    pub(super) fn of(file: PathBuf) -> Verify {
        Verify { file: Some(file) }
    }

    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let path = match self.file {
            Some(path) => path,
            None => globals.ledger()?,
        };
        let watch = Stopwatch::now();
        let mut progress = progress(globals.lang);
        let outcome = if is_export(&path)? {
            walk_export(&path, &mut progress)?
        } else {
            journal::walk(&SqliteStore::open_read_only(&path)?, &mut progress)?
        };
        let ms = watch.elapsed().as_millis();
        let memory = recall(&outcome)?;
        Ok(reply(&outcome, memory, ms, globals.lang))
    }
}

/// What this computer had verified before, and whether the ledger still has it.
fn recall(outcome: &Outcome) -> Result<Option<(Head, bool)>, CliError> {
    let Some(ledger) = outcome.state.chain.ledger() else { return Ok(None) };
    let memory = Memory::open_default()?;
    let Some(head) = memory.recall(ledger)? else { return Ok(None) };
    // Beyond a fault nothing is folded, and the fault says enough; only a shorter ledger is news then.
    let same = match outcome.authentic() {
        true => outcome.state.chain.hash_at(head.seq) == Some(head.hash),
        false => outcome.entries >= head.seq,
    };
    Ok(Some((head, same)))
}

fn progress(lang: Lang) -> impl FnMut(u64) {
    let shown = std::io::stderr().is_terminal();
    move |done| {
        if shown && done > 4096 {
            eprint!("\r{}", say::verifying(lang, done));
        }
    }
}

/// Whether a file is an export rather than a ledger: it begins with a brace, or has the name of one.
fn is_export(path: &Path) -> Result<bool, CliError> {
    use std::io::Read;
    if path.is_dir() {
        return Ok(false);
    }
    let mut first = [0u8; 16];
    let io = |error| CliError::Io(path.to_owned(), error);
    let n = std::fs::File::open(path).and_then(|mut file| file.read(&mut first)).map_err(io)?;
    let named = path.extension().is_some_and(|ext| ext == "jsonl");
    Ok(named || (n > 0 && first.first() == Some(&b'{')))
}

/// Walks over an export. Lines end with a line feed; a last line without one counts as a line.
pub fn walk_export(path: &Path, progress: &mut dyn FnMut(u64)) -> Result<Outcome, CliError> {
    let bytes = std::fs::read(path).map_err(|error| CliError::Io(path.to_owned(), error))?;
    Ok(walk_lines(&bytes, progress))
}

/// Walks over the lines of an export in memory.
pub fn walk_lines(bytes: &[u8], progress: &mut dyn FnMut(u64)) -> Outcome {
    use rayon::prelude::*;
    let body = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let lines: Vec<&[u8]> = if bytes.is_empty() { Vec::new() } else { body.split(|byte| *byte == b'\n').collect() };
    let mut walk = Walk::default();
    let mut done = 0;
    for chunk in lines.chunks(2048) {
        let checked: Vec<Line> = chunk.par_iter().map(|line| Line::check(line, false)).collect();
        checked.iter().for_each(|line| walk.step(line));
        done += chunk.len() as u64;
        progress(done);
    }
    walk.finish()
}

fn reply(outcome: &Outcome, memory: Option<(Head, bool)>, ms: u128, lang: Lang) -> Reply {
    let went_back = memory.is_some_and(|(_, same)| !same);
    let authentic = outcome.authentic() && !went_back;
    let lawful = outcome.lawful() && !went_back;
    let mut findings: Vec<Value> = outcome
        .findings
        .iter()
        .map(|f| json!({ "seq": f.seq, "code": f.code(), "message": f.message(lang), "meaning": f.meaning(lang) }))
        .collect();
    if let Some((head, false)) = memory {
        let message = say::went_back(lang, head.seq, head.hash.short());
        let meaning = say::went_back_advice(lang);
        findings.push(json!({ "seq": head.seq, "code": "memory.went_back", "message": message, "meaning": meaning }));
    }
    let json = json!({
        "schema": "sovang/verify/v1",
        "authentic": authentic,
        "lawful": lawful,
        "entries": outcome.entries,
        "signatures": outcome.signatures,
        "head": outcome.head,
        "milliseconds": u64::try_from(ms).unwrap_or(u64::MAX),
        "findings": findings,
    });
    Reply { text: text(outcome, memory, ms, lang), json, yes: authentic && lawful }
}

fn text(outcome: &Outcome, memory: Option<(Head, bool)>, ms: u128, lang: Lang) -> String {
    let mut out = String::new();
    let _ = write_text(&mut out, outcome, memory, ms, lang);
    out
}

fn write_text(
    out: &mut String,
    outcome: &Outcome,
    memory: Option<(Head, bool)>,
    ms: u128,
    lang: Lang,
) -> std::fmt::Result {
    let went_back = memory.filter(|(_, same)| !same);
    let yes = outcome.lawful() && went_back.is_none();
    writeln!(out, "{}", if yes { say::verify_yes(lang) } else { say::verify_no(lang) })?;
    match outcome.first_fault() {
        None => writeln!(out, "  {}", say::verify_authentic(lang, outcome.entries))?,
        Some(_) => writeln!(out, "  {}", say::verify_not_authentic(lang))?,
    }
    match outcome.first_fault() {
        _ if outcome.lawful() => writeln!(out, "  {}", say::verify_lawful(lang))?,
        Some(fault) if fault.seq > 1 && outcome.findings.iter().all(|f| f.is_authenticity()) => {
            writeln!(out, "  {}", say::verify_lawful_unknown(lang, fault.seq))?;
        }
        _ => writeln!(out, "  {}", say::verify_not_lawful(lang))?,
    }
    if let Some((head, _)) = went_back {
        writeln!(out, "\n  {}", say::went_back(lang, head.seq, head.hash.short()))?;
        writeln!(out, "    {}", say::went_back_advice(lang))?;
    }
    for finding in outcome.findings.iter().take(20) {
        writeln!(out, "\n  {}", say::verify_finding(lang, finding.seq, finding.code(), finding.message(lang)))?;
        writeln!(out, "    {}", finding.meaning(lang))?;
    }
    if outcome.findings.len() > 20 {
        writeln!(out, "\n  … +{}", outcome.findings.len() - 20)?;
    }
    if let Some(fault) = outcome.first_fault().filter(|fault| fault.seq < outcome.entries) {
        writeln!(out, "\n  {}", say::verify_after(lang, fault.seq + 1, outcome.entries))?;
    }
    writeln!(out, "\n  {}", say::verify_head(lang, outcome.head.seq, outcome.head.hash))?;
    writeln!(out, "  {}", say::verify_work(lang, outcome.entries, outcome.signatures, ms))?;
    if let Some((head, true)) = memory.filter(|_| outcome.authentic()) {
        writeln!(out, "  {}", say::verify_memory_agrees(lang, head.seq))?;
    }
    writeln!(out, "  {}", say::verify_not_checked(lang))
}
