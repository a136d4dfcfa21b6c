//! `verify`: everything, in order, with two verdicts; then what stands beside the entries, and what was brought.

use std::fmt::Write;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Instant as Stopwatch;

use serde_json::{Value, json};

use super::{CliError, Globals, Reply, open};
use crate::domain::catalogue::{self, KNOWN};
use crate::domain::walk::{MOST_FINDINGS, Outcome};
use crate::log::statement::Head;
use crate::shell::evidence::{self, Evidence, NoEvidence, SQLITE, short_root};
use crate::shell::files::{self, Carried, Text};
use crate::shell::heads::{self, Heads, Problem, Weight, moment};
use crate::shell::journal;
use crate::shell::memory::Memory;
use crate::shell::messages as say;
use crate::shell::published::{self, Publication, Unread};
use crate::shell::reading::Reading;
use crate::shell::report::MadeAgain;
use crate::shell::store::sqlite::SqliteStore;
use crate::shell::store::{Store, StoreError, tables_hold};
use crate::values::lang::Lang;

/// Xác minh toàn bộ sổ (tệp .sovang, hoặc bản xuất .jsonl)
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang verify so.sovang\n       sovang verify so.jsonl --json\n       \
sovang verify so.sovang --against bao-cao-2024h1.md --against '56 dohyv xfvra qgsn…' --against bien-nhan.tlog-proof")]
pub struct Verify {
    /// Sổ hoặc bản xuất (mặc định: --ledger)
    #[arg(value_name = "TỆP")]
    file: Option<PathBuf>,
    /// So với vật đem theo: sổ, bản xuất, thư mục công bố, mốc, biên nhận, báo cáo, hoặc mốc gõ từ giấy (nêu nhiều lần)
    #[arg(long, value_name = "TỆP|MỐC", num_args = 1..)]
    against: Vec<String>,
    /// Mở thử mọi giá trị niêm phong bằng khóa đọc này (không hiện giá trị nào)
    #[arg(long, value_name = "TỆP")]
    identity: Option<PathBuf>,
}

impl Verify {
    /// Verifies one file.
    pub(super) fn of(file: PathBuf) -> Verify {
        Verify { file: Some(file), against: Vec::new(), identity: None }
    }

    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let path = match self.file {
            Some(path) => path,
            None => globals.ledger()?,
        };
        globals.look_at(&path);
        let identity = self.identity.as_deref().map(|file| super::vault::identity(file, globals.lang)).transpose()?;
        let watch = Stopwatch::now();
        let size = SqliteStore::open_read_only(&path).ok().and_then(|store| store.head().ok()).map(|head| head.seq);
        let mut progress = progress(globals.lang, size);
        let brought = self.against.iter().map(|what| bring(what).map(Evidence::lean)).collect::<Result<Vec<_>, _>>()?;
        let mut stood = heads::Beside::default();
        let mut carried = Vec::new();
        let (outcome, mut found) = if path.is_dir() {
            let (checkpoint, outcome) = published::walk(&Publication::at(&path.display().to_string()))
                .map_err(|unread| no_evidence(&path.display().to_string(), unread.into()))?;
            let mut found = Heads::default();
            if let Err(problem) = heads::judge(&checkpoint, &outcome.state.custody, &outcome.tree) {
                found.findings.push(heads::Finding { seq: checkpoint.unverified().head.size, problem, source: None });
            }
            (outcome, found)
        } else if evidence::is_plain_export(&path).is_ok_and(|it_is| it_is) {
            let io = |error| CliError::Io(path.clone(), error);
            (journal::walk_export(&path, &mut progress).map_err(io)?, Heads::default())
        } else if let Some(export) = export(&path)? {
            let outcome = journal::walk_lines(&export.bytes, &mut progress);
            carried = export.carried;
            // A console that writes UTF-16 reads in a code page of its own first: nothing can be said of any entry.
            if !outcome.authentic() && carried.contains(&Carried::Utf16) {
                return Err(rewritten(Text::undone(&carried)));
            }
            (outcome, Heads::default())
        } else {
            let (store, faults) = SqliteStore::open_to_examine(&path)?;
            if !tables_hold(&faults) {
                return Err(StoreError::Foreign { path, faults }.into());
            }
            let outcome = journal::walk(&store, &mut progress)?;
            let mut found = heads::audit(&store, &outcome.state.custody, &outcome.tree)?;
            found.findings.extend(heads::file(&store, faults)?);
            if outcome.faultless() {
                let reading = Reading::new(store, outcome.tree.clone());
                let named = super::attachment::referenced(&reading)?;
                let look = |state| heads::beside(&path, state, &named, identity.as_ref());
                let (mut findings, mut looked) = look(&outcome.state)?;
                let of_vault = |finding: &heads::Finding| matches!(finding.problem, heads::Problem::Vault(_));
                if findings.iter().any(of_vault) && path.with_extension("lock").exists() {
                    // A desk that erases or encrypts again may be ahead of what was read: looked at again when it is done.
                    let _turn = super::beside::lock(&path);
                    (findings, looked) = look(&open::read_state(&path)?)?;
                }
                found.findings.extend(findings);
                stood = looked;
            }
            (outcome, found)
        };
        let mut head_only = Vec::new();
        for (what, evidence) in self.against.iter().zip(&brought) {
            let mut problems = evidence.against(&outcome.state, &outcome.tree);
            if let (true, Evidence::Report { checkpoint, text }) = (problems.is_empty(), evidence) {
                match evidence::made_again(&path, &outcome, checkpoint, text) {
                    Some(MadeAgain::Same) => {}
                    Some(MadeAgain::Differs(place)) => problems.push((evidence.size(), Problem::Figures(place))),
                    Some(MadeAgain::NotAReport) | None => head_only.push(what.clone()),
                }
            }
            if problems.is_empty() && outcome.authentic() {
                problems.extend(evidence.before_witness(&outcome.state));
            }
            let found_in = |(seq, problem)| heads::Finding { seq, problem, source: Some(what.clone()) };
            found.findings.extend(problems.into_iter().map(found_in));
        }
        let ms = watch.elapsed().as_millis();
        let memory = recall(&outcome)?;
        let agreed = brought.len() as u64;
        let lang = globals.lang;
        if !carried.is_empty() {
            let how = Text::undone(&carried);
            super::answer::tell(&format!("{}\n", say::carried(lang, path.display(), how)));
        }
        let all = std::mem::take(&mut found.findings);
        let (remarks, findings) = all.into_iter().partition(|finding| finding.weight() == Weight::Remark);
        found.findings = findings;
        let report =
            Report { outcome, heads: found, remarks, stood, memory, ms, brought: agreed, head_only, carried, lang };
        match report.undecided() {
            true => Err(CliError::Undecided(Box::new(report.reply()))),
            false => Ok(report.reply()),
        }
    }
}

/// Whether a finding leaves it open what is wrong.
fn is_open(finding: &heads::Finding) -> bool {
    finding.weight() == Weight::Undecided
}

pub fn bring(what: &str) -> Result<Evidence, CliError> {
    evidence::read(what).map_err(|error| no_evidence(what, error))
}

/// What was brought and is no evidence, as it is told.
pub fn no_evidence(what: &str, error: NoEvidence) -> CliError {
    match error {
        NoEvidence::Publication(Unread::Io { path, source }) => CliError::Io(path, source),
        NoEvidence::Publication(unread) => CliError::About(
            "publication.unread",
            format!("{what}: {unread}"),
            say::publication_unread,
            say::publication_advice,
        ),
        NoEvidence::Head(finding) => {
            let reason = format!("{what}: {}", finding.message(Lang::Vi));
            CliError::About("publication.unread", reason, say::publication_unread, say::publication_advice)
        }
        NoEvidence::Store(error) => error.into(),
        NoEvidence::Io(error) => CliError::Io(what.into(), error),
        NoEvidence::Stream => {
            CliError::About("file.stream", what.to_owned(), say::stream_ledger, say::stream_ledger_advice)
        }
        NoEvidence::Carried(how) => rewritten(how),
        NoEvidence::Unknown => {
            CliError::About("evidence.unknown", what.to_owned(), say::no_evidence, say::no_evidence_advice)
        }
    }
}

/// What this computer had verified before, and whether the ledger still has it.
fn recall(outcome: &Outcome) -> Result<Option<(Head, bool)>, CliError> {
    let Some(ledger) = outcome.state.chain.ledger() else { return Ok(None) };
    let memory = Memory::open_default()?;
    let Some(head) = memory.recall(ledger)?.map(|known| known.head) else { return Ok(None) };
    // Beyond a fault nothing is folded, and the fault says enough; only a shorter ledger is news then.
    let same = match outcome.faultless() {
        true => outcome.state.chain.hash_at(head.seq) == Some(head.hash),
        false => outcome.entries >= head.seq,
    };
    Ok(Some((head, same)))
}

/// Says how far a check is once it has taken half a second, and how long it still takes where it is known how much there is.
fn progress(lang: Lang, all: Option<u64>) -> impl FnMut(u64) {
    let shown = std::io::stderr().is_terminal();
    let began = Stopwatch::now();
    let mut told = 0;
    move |done| {
        let millis = began.elapsed().as_millis();
        if !shown || millis < 500 || millis / 250 == told {
            return;
        }
        told = millis / 250;
        let left = all.filter(|all| done > 0 && done <= *all);
        let line = match left {
            Some(all) => {
                let seconds = millis * u128::from(all - done) / u128::from(done) / 1000;
                say::verifying_left(lang, done, all, seconds)
            }
            None => say::verifying(lang, done),
        };
        super::answer::tell(&format!("\r{line}\x1b[K"));
        if left == Some(done) {
            super::answer::tell("\r\x1b[K");
        }
    }
}

/// An export that lost its bytes on the way.
fn rewritten(how: String) -> CliError {
    CliError::About("file.rewritten", how, say::rewritten, say::rewritten_advice)
}

/// The lines of a file that is an export rather than a ledger: it begins with a brace, has the name of one, or comes
/// through a pipe. It is read once.
fn export(path: &Path) -> Result<Option<Text>, CliError> {
    let io = |error| CliError::Io(path.to_owned(), error);
    if path.is_dir() {
        return Ok(None);
    }
    if !files::is_stream(path) {
        let mut start = Vec::new();
        let mut file = files::open(path).map_err(io)?;
        std::io::Read::read_to_end(&mut std::io::Read::take(&mut file, 16), &mut start).map_err(io)?;
        let named = path.extension().is_some_and(|ext| ext.eq_ignore_ascii_case("jsonl"));
        let begun: [&[u8]; 5] = [b"{", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0{"];
        if !named && !begun.iter().any(|mark| start.starts_with(mark)) {
            return Ok(None);
        }
    }
    let bytes = files::given(path, files::LARGE).map_err(io)?;
    if bytes.starts_with(SQLITE) && files::is_stream(path) {
        let what = path.display().to_string();
        return Err(CliError::About("file.stream", what, say::stream_ledger, say::stream_ledger_advice));
    }
    Ok(Some(Text::of(bytes)))
}

/// Everything that was found.
struct Report {
    outcome: Outcome,
    heads: Heads,
    /// What was brought and shows nothing, for the ledger or against it.
    remarks: Vec<heads::Finding>,
    stood: heads::Beside,
    memory: Option<(Head, bool)>,
    ms: u128,
    brought: u64,
    /// Texts of which only the head could be compared.
    head_only: Vec<String>,
    carried: Vec<Carried>,
    lang: Lang,
}

impl Report {
    fn went_back(&self) -> Option<Head> {
        self.memory.filter(|(_, same)| !same).map(|(head, _)| head)
    }

    fn authentic(&self) -> bool {
        self.outcome.authentic()
            && self.went_back().is_none()
            && self.heads.findings.iter().all(|finding| finding.of_what_was_brought() || is_open(finding))
    }

    /// Nothing is wrong as far as this program can read.
    fn nothing_wrong(&self) -> bool {
        self.outcome.findings.is_empty() && self.went_back().is_none() && self.heads.findings.iter().all(is_open)
    }

    /// Nothing is wrong, and either this program cannot read all or what was brought does not decide it.
    fn undecided(&self) -> bool {
        self.nothing_wrong() && (self.outcome.horizon.is_some() || !self.heads.findings.is_empty())
    }

    fn lawful(&self) -> bool {
        self.outcome.lawful() && self.authentic()
    }

    /// Whether what was brought is what the ledger makes.
    fn agrees(&self) -> bool {
        self.heads.findings.is_empty()
    }

    fn verdict(&self) -> &'static str {
        match self.outcome.horizon {
            _ if self.authentic() && self.undecided() => "undecided",
            _ if self.authentic() => "authentic",
            Some(_) if self.nothing_wrong() => "authentic_to",
            _ => "not_authentic",
        }
    }

    fn reply(&self) -> Reply {
        let lang = self.lang;
        let outcome = &self.outcome;
        let one = |seq: u64, code: &str, message: String, meaning: String| json!({ "seq": seq, "code": code, "message": message, "meaning": meaning });
        let mut findings: Vec<Value> = outcome
            .findings
            .iter()
            .map(|f| one(f.seq, f.code(), f.message(lang), f.meaning(lang).to_string()))
            .collect();
        if let Some(head) = self.went_back() {
            let message = say::went_back(lang, head.seq, head.hash.short());
            findings.push(one(head.seq, "memory.went_back", message, say::went_back_advice(lang)));
        }
        let beside = self.heads.findings.iter().take(MOST_FINDINGS);
        let weighed = |f: &heads::Finding| {
            let mut told = one(f.seq, f.code(), f.message(lang), f.meaning(lang));
            if let (Some(weight), Some(members)) = (f.weight().name(), told.as_object_mut()) {
                members.insert("weight".into(), weight.into());
            }
            told
        };
        findings.extend(beside.map(weighed));
        let more = outcome.more + self.heads.findings.len().saturating_sub(MOST_FINDINGS) as u64;
        let witnesses: Vec<Value> = self
            .heads
            .witnesses
            .iter()
            .map(|w| json!({ "name": w.name, "size": w.newest.map(|(size, _)| size), "time": w.newest.map(|(_, time)| time) }))
            .collect();
        let json = json!({
            "schema": "sovang/verify/v1",
            "authentic": self.authentic(),
            "lawful": self.lawful(),
            "verdict": self.verdict(),
            "authentic_to": outcome.horizon.map(|horizon| horizon.seq - 1),
            "horizon": outcome.horizon.map(|horizon| horizon.seq),
            "catalogue": { "ledger": outcome.horizon.map_or(outcome.state.custody.catalogue, |h| h.catalogue), "known": KNOWN },
            "entries": outcome.entries,
            "signatures": outcome.signatures,
            "head": outcome.head,
            "root": outcome.tree.head().root.to_base64(),
            "checkpoints": self.heads.checkpoints,
            "signed": self.heads.newest.map(|head| head.size),
            "witnessed": self.heads.witnessed,
            "witnesses": witnesses,
            "documents": self.stood.documents,
            "documents_absent": self.stood.absent,
            "vault": self.stood.vault,
            "late_days": self.late().map(|(age, _)| age),
            "carried": self.carried.iter().map(|how| how.name()).collect::<Vec<_>>(),
            "milliseconds": u64::try_from(self.ms).unwrap_or(u64::MAX),
            "findings": findings,
            "remarks": self.remarks.iter().map(weighed).collect::<Vec<_>>(),
            "head_only": self.head_only,
            "more_findings": more,
        });
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = self.write(&mut text);
        Reply::answer(text, json, self.lawful() && self.agrees())
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        let (outcome, lang) = (&self.outcome, self.lang);
        let title = match outcome.horizon {
            Some(horizon) if self.undecided() => say::verify_to(lang, horizon.seq - 1),
            None if self.undecided() => say::verify_undecided(lang),
            _ if self.lawful() && self.agrees() => say::verify_yes(lang),
            _ if self.lawful() => say::verify_not_matched(lang),
            _ => say::verify_no(lang),
        };
        writeln!(out, "{title}")?;
        if let Some(horizon) = outcome.horizon {
            writeln!(out, "  {}", say::verify_horizon(lang, horizon.seq, horizon.catalogue, KNOWN))?;
        }
        match outcome.first_fault() {
            None if outcome.horizon.is_some() => {}
            None => writeln!(out, "  {}", say::verify_authentic(lang, outcome.entries))?,
            Some(_) => writeln!(out, "  {}", say::verify_not_authentic(lang))?,
        }
        match outcome.first_fault() {
            None if outcome.horizon.is_some() && outcome.findings.is_empty() => {}
            _ if outcome.lawful() => writeln!(out, "  {}", say::verify_lawful(lang))?,
            Some(fault) if fault.seq > 1 && outcome.findings.iter().all(|f| f.is_authenticity()) => {
                writeln!(out, "  {}", say::verify_lawful_unknown(lang, fault.seq))?;
            }
            _ => writeln!(out, "  {}", say::verify_not_lawful(lang))?,
        }
        if self.heads.findings.iter().any(|finding| !finding.of_what_was_brought() && !is_open(finding)) {
            writeln!(out, "  {}", say::verify_heads_differ(lang))?;
        }
        if let Some(head) = self.went_back() {
            writeln!(out, "\n  {}", say::went_back(lang, head.seq, head.hash.short()))?;
            writeln!(out, "    {}", say::went_back_advice(lang))?;
        }
        for finding in outcome.findings.iter().take(20) {
            writeln!(out, "\n  {}", say::verify_finding(lang, finding.seq, finding.code(), finding.message(lang)))?;
            writeln!(out, "    {}", finding.meaning(lang))?;
        }
        let untold = outcome.findings.len().saturating_sub(20) as u64 + outcome.more;
        if untold > 0 {
            writeln!(out, "\n  {}", say::verify_more(lang, untold))?;
        }
        if let Some(fault) = outcome.first_fault().filter(|fault| fault.seq < outcome.entries) {
            writeln!(out, "\n  {}", say::verify_after(lang, fault.seq + 1, outcome.entries))?;
        }
        // Where entries were changed, nodes and heads over them differ too: one line says so, `--json` lists them.
        let own = |problem: &Problem| matches!(problem, Problem::Schema(_) | Problem::Integrity(_));
        let told = |finding: &&heads::Finding| outcome.faultless() || finding.source.is_some() || own(&finding.problem);
        let silent = self.heads.findings.len() - self.heads.findings.iter().filter(told).count();
        if silent > 0 {
            writeln!(out, "\n  {}", say::verify_heads_follow(lang, silent))?;
        }
        for finding in self.heads.findings.iter().filter(told).take(20).chain(self.remarks.iter().take(20)) {
            writeln!(out, "\n  {}", say::verify_finding(lang, finding.seq, finding.code(), finding.message(lang)))?;
            writeln!(out, "    {}", finding.meaning(lang))?;
        }
        writeln!(out, "\n  {}", say::verify_head(lang, outcome.head.seq, outcome.head.hash))?;
        writeln!(out, "  {}", say::verify_root(lang, outcome.tree.head().root, short_root(&outcome.tree.head().root)))?;
        writeln!(out, "  {}", say::verify_work(lang, outcome.entries, outcome.signatures, self.ms))?;
        self.write_heads(out)?;
        let current = catalogue::current();
        let declared = outcome.state.opened.as_ref().map(|opened| opened.catalogue);
        if declared.is_some_and(|declared| declared.number == current.number && declared != current) {
            writeln!(out, "  {}", say::verify_catalogue(lang, current.number))?;
        }
        if let Some((head, true)) = self.memory.filter(|_| outcome.authentic()) {
            writeln!(out, "  {}", say::verify_memory_agrees(lang, head.seq))?;
        }
        let stood = self.stood;
        if stood.documents + stood.absent > 0 {
            writeln!(out, "  {}", say::verify_documents(lang, stood.documents, stood.absent))?;
        }
        if stood.vault {
            match stood.opened {
                None => writeln!(out, "  {}", say::verify_vault(lang, stood.sealed))?,
                Some(opened) => writeln!(out, "  {}", say::verify_vault_opened(lang, stood.sealed, opened))?,
            }
            if stood.unpadded > 0 {
                writeln!(out, "  {}", say::verify_vault_unpadded(lang, stood.unpadded))?;
            }
            if stood.left > 0 {
                writeln!(out, "  {}", say::verify_vault_left(lang, stood.left))?;
            }
        } else if !outcome.state.vault.values.is_empty() {
            writeln!(out, "  {}", say::verify_no_vault(lang))?;
        }
        let unchecked =
            if self.brought > 0 { say::verify_not_checked_else(lang) } else { say::verify_not_checked(lang) };
        writeln!(out, "  {unchecked}")
    }

    /// How many days the oldest entry without enough cosignatures has waited, if that is more than the policy's term.
    fn late(&self) -> Option<(i64, u64)> {
        let state = &self.outcome.state;
        let days = state.custody.witnesses.last()?.days?;
        let since = state.chain.recorded_until(self.heads.witnessed.unwrap_or(0) + 1)?;
        let age = (open::now().millis() - since.millis()) / 86_400_000;
        (age > i64::try_from(days).ok()?).then_some((age, days))
    }

    /// How far the log has signed, and what witnesses have.
    fn write_heads(&self, out: &mut String) -> std::fmt::Result {
        let (heads, lang, entries) = (&self.heads, self.lang, self.outcome.entries);
        if let Some(newest) = heads.newest {
            writeln!(out, "  {}", say::verify_signed(lang, heads.checkpoints, newest.size))?;
        }
        if !self.outcome.state.custody.witnesses.is_empty() {
            for witness in &heads.witnesses {
                let line = match witness.newest {
                    Some((size, time)) => say::verify_witness(lang, &witness.name, size, moment(time)),
                    None => say::verify_witness_missing(lang, &witness.name),
                };
                writeln!(out, "  {line}")?;
            }
            let witnessed = heads.witnessed.unwrap_or(0);
            if witnessed < entries {
                writeln!(out, "  {}", say::verify_unwitnessed(lang, witnessed + 1, entries))?;
                if let Some((age, days)) = self.late() {
                    writeln!(out, "  {}", say::verify_witness_late(lang, age, days))?;
                }
            }
        }
        let told = |of: &heads::Finding| of.source.is_some();
        if self.brought > 0 && !heads.findings.iter().chain(&self.remarks).any(told) {
            writeln!(out, "  {}", say::verify_against_agrees(lang, self.brought))?;
        }
        for what in &self.head_only {
            writeln!(out, "  {}", say::verify_head_only(lang, what))?;
        }
        Ok(())
    }
}
