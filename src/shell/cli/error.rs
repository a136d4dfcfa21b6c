//! What can go wrong, said once: a code, what happened, where the rule comes from, what to do next.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::domain::catalogue::KNOWN;
use crate::domain::ledger::EVENTS;
use crate::domain::refusal::Refusal;
use crate::log::code;
use crate::log::fault::Fault;
use crate::office::jobs::{JobError, Question};
use crate::office::names::NameError;
use crate::office::sheets::{Spot, Wrong};
use crate::office::words;
use crate::reports::figures;
use crate::reports::reconcile::BadClaims;
use crate::shell::attachments::AttachmentError;
use crate::shell::author::DraftError;
use crate::shell::checkpoints::CheckpointError;
use crate::shell::fields::Problem;
use crate::shell::files::Unfit;
use crate::shell::form::{Form, FormError};
use crate::shell::journal::JournalError;
use crate::shell::keys::KeyError;
use crate::shell::memory::MemoryError;
use crate::shell::messages as say;
use crate::shell::store::{Place, StoreError};
use crate::shell::typed::{Odd, OddText};
use crate::shell::vault::VaultError;
use crate::values::lang::Lang;
use crate::values::letters::{Broken, How};
use crate::values::near::nearest;
use crate::values::text::BadChar;

/// Why a command could not do what it was asked.
#[derive(Debug)]
pub enum CliError {
    /// The store.
    Store(StoreError),
    /// The ledger or a rule.
    Journal(JournalError),
    /// A key.
    Key(KeyError),
    /// The author's memory.
    Memory(MemoryError),
    /// The log does not sign.
    Checkpoint(Box<CheckpointError>),
    /// A draft.
    Draft(DraftError),
    /// A field.
    Form(FormError),
    /// A job that cannot go on.
    Job(JobError),
    /// What a job still has to know, where nobody is there to ask.
    Missing(Vec<Question>),
    /// Nobody at hand may author that type; the roles that may.
    Role(String, String),
    /// A file of claims.
    Claims(BadClaims),
    /// The vault.
    Vault(Box<VaultError>),
    /// A document beside the ledger.
    Attachment(AttachmentError),
    /// A file.
    Io(PathBuf, std::io::Error),
    /// A file that is not what it should be: path, reason.
    Unreadable(PathBuf, String),
    /// A place of a file, and what is wrong there.
    Line(PathBuf, Box<Spot>, Box<CliError>),
    /// Several places of a file.
    Lines(PathBuf, Vec<(Spot, CliError)>),
    /// Text that cannot be signed as it is, or that looks broken.
    Odd(OddText),
    /// What was typed: what is wrong with it, and how it is used.
    Typed {
        /// What is wrong.
        message: String,
        /// The usage.
        usage: String,
    },
    /// An answer that is neither yes nor no.
    Undecided(Box<super::Reply>),
    /// Anything said by one message and one advice of the catalogue.
    Said(&'static str, fn(Lang) -> String, fn(Lang) -> String),
    /// The same, about something.
    About(&'static str, String, fn(Lang, String) -> String, fn(Lang) -> String),
}

macro_rules! from {
    ($($source:ty => $variant:ident),*) => {
        $(impl From<$source> for CliError { fn from(error: $source) -> CliError { CliError::$variant(error) } })*
    };
}
from!(StoreError => Store, JournalError => Journal, KeyError => Key, MemoryError => Memory, DraftError => Draft,
      FormError => Form, BadClaims => Claims);

impl From<JobError> for CliError {
    fn from(error: JobError) -> CliError {
        match error {
            JobError::Name(error) => error.into(),
            JobError::Refused(refusal) => DraftError::Refused(refusal).into(),
            other => CliError::Job(other),
        }
    }
}

impl From<NameError> for CliError {
    fn from(error: NameError) -> CliError {
        CliError::Draft(error.into())
    }
}

impl From<CheckpointError> for CliError {
    fn from(error: CheckpointError) -> CliError {
        match error {
            CheckpointError::Key(error) => error.into(),
            CheckpointError::Journal(error) => error.into(),
            CheckpointError::Store(error) => error.into(),
            CheckpointError::Memory(error) => error.into(),
            CheckpointError::Io { path, source } => CliError::Io(path, source),
            other => CliError::Checkpoint(Box::new(other)),
        }
    }
}

impl From<OddText> for CliError {
    fn from(odd: OddText) -> CliError {
        CliError::Odd(odd)
    }
}

impl From<VaultError> for CliError {
    fn from(error: VaultError) -> CliError {
        match error {
            VaultError::Key(error) => error.into(),
            VaultError::Io { path, source } => CliError::Io(path, source),
            other => CliError::Vault(Box::new(other)),
        }
    }
}

impl From<AttachmentError> for CliError {
    fn from(error: AttachmentError) -> CliError {
        match error {
            AttachmentError::Io { path, source } => CliError::Io(path, source),
            other => CliError::Attachment(other),
        }
    }
}

impl CliError {
    /// A rule that refuses, wherever it was found.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            CliError::Journal(JournalError::Refused { refusal, .. }) => Some(refusal),
            CliError::Draft(DraftError::Refused(refusal)) => Some(refusal),
            CliError::Line(_, _, inner) => inner.refusal(),
            _ => None,
        }
    }

    /// Whether the file may after all hold what it failed to write: then nothing that belongs to it is taken away.
    pub fn is_unclear(&self) -> bool {
        matches!(self, CliError::Journal(JournalError::Unclear(_)))
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        if let Some(refusal) = self.refusal() {
            return refusal.code();
        }
        match self {
            CliError::Store(error) | CliError::Journal(JournalError::Store(error)) => store_code(error),
            CliError::Journal(JournalError::Unclear(_)) => "store.unclear",
            CliError::Journal(JournalError::Unsound(finding)) => finding.code(),
            CliError::Journal(JournalError::Newer(_)) => "catalogue.newer",
            CliError::Undecided(_) => "undecided",
            CliError::Journal(JournalError::WentBack(_)) => "memory.went_back",
            CliError::Journal(JournalError::NotAccepted) => "head.forked",
            CliError::Journal(JournalError::Refused { refusal, .. }) => refusal.code(),
            CliError::Key(error) => error.code(),
            CliError::Memory(_) => "memory.unusable",
            CliError::Checkpoint(error) => match **error {
                CheckpointError::Shorter { .. } => "head.shorter",
                CheckpointError::Forked { .. } => "head.forked",
                CheckpointError::Unknown(_) => code::HEAD_UNKNOWN,
                _ => "head.key",
            },
            CliError::Draft(DraftError::UnknownType { .. }) => "draft.type",
            CliError::Draft(DraftError::NoSubject { .. }) => "draft.subject",
            CliError::Draft(DraftError::Name(NameError::Nothing { .. })) => "draft.no_match",
            CliError::Draft(DraftError::Name(NameError::Several { .. })) => "draft.ambiguous",
            CliError::Draft(DraftError::Near { .. }) => "draft.near_name",
            CliError::Draft(DraftError::NoLedger) => code::LEDGER_EMPTY,
            CliError::Draft(DraftError::Refused(refusal)) => refusal.code(),
            CliError::Draft(DraftError::Odd(odd)) | CliError::Odd(odd) => odd_code(odd),
            CliError::Form(FormError::Unfit { .. } | FormError::Cell { .. }) => code::PAYLOAD_SCHEMA,
            CliError::Form(FormError::UnknownField { .. }) => "form.field",
            CliError::Form(FormError::BadValue { .. }) => "form.value",
            CliError::Form(FormError::Twice(_) | FormError::Inside(_)) => "form.twice",
            CliError::Job(JobError::Answer { .. }) => "job.answer",
            CliError::Job(JobError::Sheet(_)) => "job.sheet",
            CliError::Job(JobError::Cannot { .. }) => "job.cannot",
            CliError::Job(_) => "job.nothing",
            CliError::Missing(_) => "job.missing",
            CliError::Role(..) => code::AUTHOR_ROLE,
            CliError::Claims(_) => "claims.bad",
            CliError::Vault(error) => error.code(),
            CliError::Attachment(AttachmentError::Missing(_)) => "attachment.missing",
            CliError::Attachment(_) => code::ATTACHMENT_CHANGED,
            CliError::Io(..) => "file.io",
            CliError::Unreadable(..) => "file.unreadable",
            CliError::Line(_, _, inner) => inner.code(),
            CliError::Lines(_, lines) => lines.first().map_or("import.rows", |(_, inner)| inner.code()),
            CliError::Typed { .. } => "usage",
            CliError::Said(code, ..) | CliError::About(code, ..) => code,
        }
    }

    /// What happened.
    pub fn message(&self, lang: Lang) -> String {
        match self {
            CliError::Store(error) | CliError::Journal(JournalError::Store(error)) => store_message(error, lang),
            CliError::Journal(JournalError::Unclear(error)) => say::unclear(lang, store_message(error, lang)),
            CliError::Journal(JournalError::Unsound(finding)) => say::unsound(lang, finding.seq, finding.message(lang)),
            CliError::Journal(JournalError::Newer(horizon)) => say::newer(lang, horizon.seq, horizon.catalogue, KNOWN),
            CliError::Undecided(reply) => reply.text.clone(),
            CliError::Journal(JournalError::WentBack(head)) => say::went_back(lang, head.seq, head.hash.short()),
            CliError::Journal(JournalError::NotAccepted) => say::unproven_key(lang),
            CliError::Journal(JournalError::Refused { refusal, .. }) => refusal.message(lang),
            CliError::Key(error) => error.message(lang),
            CliError::Memory(error) => error.message(lang),
            CliError::Checkpoint(error) => match &**error {
                CheckpointError::Shorter { entries, signed, place } => {
                    say::head_shorter(lang, entries, signed.size, place.display())
                }
                CheckpointError::Forked { signed, place } => say::head_forked(lang, signed.size, place.display()),
                CheckpointError::Unknown(path) => say::head_unknown(lang, path.display()),
                _ => say::head_other_key(lang),
            },
            CliError::Draft(DraftError::Odd(odd)) | CliError::Odd(odd) => odd_message(odd, lang),
            CliError::Draft(error) => draft_message(error, lang),
            CliError::Form(FormError::Unfit { kind, version, data }) => unfit(kind, *version, data, lang),
            CliError::Form(FormError::Cell { kind, data, path }) => {
                let form = Form::draft(kind, None);
                let problems: Vec<Problem> = form.iter().flat_map(|form| form.problems(data, lang)).collect();
                let of = problems.iter().filter(|problem| problem.path() == path);
                of.map(|problem| problem.text(lang)).collect::<Vec<_>>().join("; ")
            }
            CliError::Form(FormError::UnknownField { path, known }) => {
                let near = nearest(path.rsplit('.').next().unwrap_or(path), known.split(", "));
                perhaps(say::unknown_field(lang, path, known), near, lang)
            }
            CliError::Form(FormError::BadValue { path, text, expected }) => {
                say::bad_value(lang, path, text, expected.text(lang))
            }
            CliError::Form(FormError::Twice(path)) => say::form_twice(lang, path),
            CliError::Form(FormError::Inside(path)) => say::form_inside(lang, path),
            CliError::Job(JobError::Answer { key, expected }) => format!("--{key}: {expected}"),
            CliError::Job(JobError::Sheet(cells)) => super::sheets::cells_text(cells, lang),
            CliError::Job(JobError::Cannot { why, listed, .. }) => {
                let listed: String = listed.iter().map(|line| format!("\n  {line}")).collect();
                format!("{why}{listed}")
            }
            CliError::Job(error) => error.to_string(),
            CliError::Missing(questions) => {
                let listed = questions.iter().map(|question| format!("\n  --{}  {}", question.key, question.label));
                words::job_missing(lang, listed.collect::<String>())
            }
            CliError::Role(kind, roles) => words::role_missing(lang, kind, roles),
            CliError::Claims(BadClaims::UnknownFigure { id, figure }) => {
                let names = figures::definitions().flat_map(|known| [known.code.to_owned(), known.label.text(lang)]);
                let names: Vec<String> = names.collect();
                let near = nearest(figure, names.iter().map(String::as_str));
                perhaps(say::no_figure(lang, id, figure), near, lang)
            }
            CliError::Claims(error) => say::bad_claims(lang, error),
            CliError::Vault(error) => error.message(lang),
            CliError::Attachment(AttachmentError::Missing(hash)) => say::attachment_not_there(lang, hash),
            CliError::Attachment(error) => say::attachment_not_whole(lang, error),
            CliError::Io(path, error) => io_message(path, error, lang),
            CliError::Unreadable(path, reason) => say::bad_json(lang, path.display(), reason),
            CliError::Line(path, spot, inner) => {
                say::error_line(lang, path.display(), spot.text(lang), inner.message(lang))
            }
            CliError::Lines(path, lines) => lines_message(path, lines, lang),
            CliError::Typed { message, .. } => message.clone(),
            CliError::Said(_, message, _) => message(lang),
            CliError::About(_, what, message, _) => message(lang, what.clone()),
        }
    }

    /// What to do next.
    pub fn advice(&self, lang: Lang) -> String {
        match self.refusal() {
            // Here the fault is in what was typed, not in what was stored.
            Some(Refusal::NotAuthentic(Fault::Schema { .. })) => return say::bad_json_advice(lang),
            Some(refusal) => return refusal.advice(lang),
            None => {}
        }
        match self {
            CliError::Store(error) | CliError::Journal(JournalError::Store(error)) => store_advice(error, lang),
            CliError::Journal(JournalError::Unclear(_)) => say::unclear_advice(lang),
            CliError::Journal(JournalError::Unsound(_)) => say::unsound_advice(lang),
            CliError::Journal(JournalError::Newer(_)) | CliError::Undecided(_) => say::newer_advice(lang),
            CliError::Journal(JournalError::WentBack(_)) => say::went_back_advice(lang),
            CliError::Journal(JournalError::NotAccepted) => say::head_forked_advice(lang),
            CliError::Journal(JournalError::Refused { refusal, .. }) => refusal.advice(lang),
            CliError::Key(error) => error.advice(lang),
            CliError::Memory(error) => error.advice(lang),
            CliError::Checkpoint(error) => match **error {
                CheckpointError::Shorter { .. } => say::head_shorter_advice(lang),
                CheckpointError::Forked { .. } => say::head_forked_advice(lang),
                CheckpointError::Unknown(_) => say::head_unknown_advice(lang),
                _ => say::no_log_key_advice(lang),
            },
            CliError::Draft(DraftError::UnknownType { .. }) => say::unknown_type_advice(lang),
            CliError::Draft(DraftError::NoLedger) => say::no_ledger_advice(lang),
            CliError::Draft(DraftError::Name(error)) => error.advice(lang),
            CliError::Draft(DraftError::Near { typed, .. }) => say::near_name_advice(lang, typed),
            CliError::Draft(DraftError::Odd(odd)) | CliError::Odd(odd) => odd_advice(odd, lang),
            CliError::Draft(_) => say::needs_subject_advice(lang),
            CliError::Form(FormError::Unfit { kind, .. } | FormError::Cell { kind, .. }) => {
                say::unfit_advice(lang, kind)
            }
            CliError::Form(FormError::Twice(_) | FormError::Inside(_)) => say::form_twice_advice(lang),
            CliError::Form(_) | CliError::Unreadable(..) => say::bad_json_advice(lang),
            CliError::Job(JobError::Cannot { advice, .. }) => advice.clone(),
            CliError::Job(JobError::Sheet(_)) => words::sheet_advice(lang),
            CliError::Job(_) | CliError::Claims(_) => say::usage_advice(lang),
            CliError::Missing(_) => words::job_missing_advice(lang),
            CliError::Role(..) => words::role_missing_advice(lang),
            CliError::Vault(error) => error.advice(lang),
            CliError::Attachment(_) => say::attachment_advice(lang),
            CliError::Io(_, error) => match Unfit::of(error) {
                Some(Unfit::Irregular) => say::irregular_advice(lang),
                Some(Unfit::TooLarge(_)) => say::too_large_advice(lang),
                None => say::io_advice(lang),
            },
            CliError::Line(_, _, inner) => inner.advice(lang),
            CliError::Lines(_, lines) => {
                // Of each sort of fault once.
                let mut all: Vec<String> = Vec::new();
                for advice in lines.iter().take(MOST_LINES).map(|(_, inner)| inner.advice(lang)) {
                    if !all.contains(&advice) {
                        all.push(advice);
                    }
                }
                if all.is_empty() { say::usage_advice(lang) } else { all.join("\n    ") }
            }
            CliError::Typed { usage, .. } => say::typed_advice(lang, usage),
            CliError::Said(_, _, advice) | CliError::About(_, _, _, advice) => advice(lang),
        }
    }

    /// As a person reads it.
    pub fn text(&self, lang: Lang) -> String {
        let refused = self.refusal().is_some()
            || matches!(self.code(), code::PAYLOAD_SCHEMA | "text.character" | "text.broken")
            || matches!(self, CliError::Lines(..));
        let mut out = match refused {
            true => say::refused_heading(lang, self.code()),
            false => say::error_heading(lang, self.code()),
        };
        out.push_str(&format!(" {}\n", self.message(lang)));
        if let Some(refusal) = self.refusal() {
            out.push_str(&format!("  {}\n", say::error_source(lang, refusal.source())));
        }
        out.push_str(&format!("  {}\n", say::error_advice(lang, self.advice(lang))));
        if refused {
            out.push_str(&format!("  {}\n", say::nothing_written(lang)));
        }
        out
    }

    /// What is wrong in a sheet, place by place.
    pub fn cells(&self, lang: Lang) -> Vec<Wrong> {
        let wrong = |spot: &Spot, inner: &CliError| Wrong {
            spot: spot.clone(),
            why: inner.message(lang),
            wanted: inner.advice(lang),
        };
        match self {
            CliError::Job(JobError::Sheet(cells)) => cells.clone(),
            CliError::Line(_, spot, inner) => vec![wrong(spot, inner)],
            CliError::Lines(_, lines) => lines.iter().map(|(spot, inner)| wrong(spot, inner)).collect(),
            _ => Vec::new(),
        }
    }

    /// As a program reads it.
    pub fn json(&self, lang: Lang) -> Value {
        let mut error = json!({
            "code": self.code(),
            "message": self.message(lang),
            "advice": self.advice(lang),
            "source": self.refusal().map(Refusal::source),
        });
        if let (CliError::Missing(questions), Value::Object(members)) = (self, &mut error) {
            let codes = |q: &Question| q.choices.iter().map(|(code, _)| code.clone()).collect::<Vec<_>>();
            let missing = questions.iter().map(|q| json!({ "field": q.key, "choices": codes(q) }));
            members.insert("missing".into(), missing.collect());
        }
        let cells = self.cells(lang);
        if let (false, Value::Object(members)) = (cells.is_empty(), &mut error) {
            members.insert("cells".into(), cells.iter().map(Wrong::json).collect());
        }
        json!({ "error": error })
    }
}

/// How many wrong lines are shown; of the rest only the number.
pub(super) const MOST_LINES: usize = 40;

fn lines_message(path: &std::path::Path, lines: &[(Spot, CliError)], lang: Lang) -> String {
    let rows: BTreeSet<Spot> = lines.iter().map(|(spot, _)| spot.whole_row()).collect();
    let mut out = say::wrong_lines(lang, path.display(), rows.len());
    for (spot, inner) in lines.iter().take(MOST_LINES) {
        out.push_str(&format!(
            "\n  {}",
            say::wrong_line(lang, spot.text(lang), format!("[{}] {}", inner.code(), inner.message(lang)))
        ));
    }
    if lines.len() > MOST_LINES {
        out.push_str(&format!("\n  {}", say::more_lines(lang, lines.len() - MOST_LINES)));
    }
    out
}

fn odd_code(odd: &OddText) -> &'static str {
    match odd.odd {
        Odd::Character(_) => "text.character",
        Odd::Broken(_) => "text.broken",
    }
}

fn odd_message(odd: &OddText, lang: Lang) -> String {
    let code = |c: &char| format!("U+{:04X}", u32::from(*c));
    match &odd.odd {
        Odd::Character(BadChar::Lost) => say::text_lost(lang, &odd.path, &odd.text),
        Odd::Character(BadChar::Control(c)) => say::text_control(lang, &odd.path, code(c)),
        Odd::Character(BadChar::Unknown(c)) => say::text_unknown(lang, &odd.path, code(c)),
        Odd::Broken(Broken { word, how: How::Lost }) => say::text_question_mark(lang, &odd.path, word),
        Odd::Broken(Broken { word, how: How::Font }) => say::text_font(lang, &odd.path, word),
        Odd::Broken(Broken { word, how: How::Mixed }) => say::text_mixed(lang, &odd.path, word),
    }
}

fn odd_advice(odd: &OddText, lang: Lang) -> String {
    match odd.odd {
        Odd::Character(_) => say::text_character_advice(lang),
        Odd::Broken(_) => say::text_broken_advice(lang),
    }
}

fn io_message(path: &std::path::Path, error: &std::io::Error, lang: Lang) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => say::missing_file(lang, path.display()),
        std::io::ErrorKind::AlreadyExists => say::already_exists(lang, path.display()),
        std::io::ErrorKind::IsADirectory => say::is_directory(lang, path.display()),
        _ => match Unfit::of(error) {
            Some(Unfit::Irregular) => say::irregular(lang, path.display()),
            Some(Unfit::TooLarge(most)) => say::too_large(lang, path.display(), most >> 20),
            None => say::io_error(lang, path.display(), error),
        },
    }
}

fn unfit(kind: &str, version: u32, data: &serde_json::Map<String, Value>, lang: Lang) -> String {
    let form = Form::of(kind, Some(version));
    let problems: Vec<Problem> = form.iter().flat_map(|form| form.problems(data, lang)).collect();
    // What follows from the ledger is filled in as soon as the rest is there.
    let filled = |path: &str| form.as_ref().is_some_and(|form| form.meta().fills(path).next().is_some());
    let follows = |problem: &&Problem| matches!(problem, Problem::Missing(field) if filled(&field.path));
    let typed = problems.iter().filter(|problem| !follows(problem)).count();
    let shown = problems.iter().filter(|problem| typed == 0 || !follows(problem));
    let lines: String = shown.map(|problem| format!("\n  · {}", problem.text(lang))).collect();
    format!("{}{lines}", say::unfit(lang, form.as_ref().map_or(kind, |form| form.title(lang))))
}

/// What is wrong, and what may have been meant.
fn perhaps(said: String, near: Vec<&str>, lang: Lang) -> String {
    if near.is_empty() { said } else { format!("{said}. {}", say::perhaps(lang, near.join(", "))) }
}

fn draft_message(error: &DraftError, lang: Lang) -> String {
    match error {
        DraftError::UnknownType { kind, schema: 0 } => {
            let known = EVENTS.iter().flat_map(|meta| [meta.name, meta.label.of(lang)]);
            perhaps(say::unknown_type(lang, kind), nearest(kind, known), lang)
        }
        DraftError::UnknownType { kind, schema } => say::unknown_type(lang, format!("{kind} v{schema}")),
        DraftError::NoSubject { kind } => say::needs_subject(lang, kind),
        DraftError::Name(error) => error.message(lang),
        DraftError::Near { name, known, .. } => say::near_name(lang, name, known),
        DraftError::Odd(odd) => odd_message(odd, lang),
        DraftError::NoLedger => say::ledger_not_opened(lang),
        DraftError::Refused(refusal) => refusal.message(lang),
    }
}

fn store_code(error: &StoreError) -> &'static str {
    match error {
        StoreError::Missing(_) => "store.missing",
        StoreError::Exists(_) => "store.exists",
        StoreError::NotALedger(_) => "store.not_a_ledger",
        StoreError::Newer { .. } => "store.newer",
        StoreError::Moved(_) => "store.moved",
        StoreError::Busy => "store.busy",
        StoreError::Full => "store.full",
        StoreError::ReadOnly => "store.read_only",
        StoreError::Foreign { .. } => code::STORE_SCHEMA,
        StoreError::NotKept => "store.not_kept",
        StoreError::Changed(_) => "store.changed",
        StoreError::Place { .. } => "store.place",
        StoreError::NoSharedMemory(_) => "store.no_shared_memory",
        StoreError::CannotOpen(_) => "store.cannot_open",
        StoreError::Damaged(_) => "store.damaged",
        StoreError::Sqlite(_) => "store.sqlite",
        StoreError::Io { .. } => "store.io",
    }
}

fn store_message(error: &StoreError, lang: Lang) -> String {
    match error {
        StoreError::Missing(path) => say::missing_file(lang, path.display()),
        StoreError::Exists(path) => say::already_exists(lang, path.display()),
        StoreError::NotALedger(path) => say::not_a_ledger(lang, path.display()),
        StoreError::Newer { path, found, known } => say::newer_layout(lang, path.display(), found, known),
        StoreError::Moved(_) => say::moved(lang),
        StoreError::Busy => say::busy(lang),
        StoreError::Full => say::disk_full(lang),
        StoreError::ReadOnly => say::read_only(lang),
        StoreError::Foreign { path, faults } => {
            let listed: Vec<String> = faults.iter().take(5).map(|fault| fault.message(lang)).collect();
            say::foreign(lang, path.display(), listed.join(", "))
        }
        StoreError::NotKept => say::not_kept(lang),
        StoreError::Changed(seq) => say::changed_while_read(lang, seq),
        StoreError::Place { path, place: Place::Network(kind) } => say::place_network(lang, path.display(), kind),
        StoreError::Place { path, place: Place::Synced(folder) } => say::place_synced(lang, path.display(), folder),
        StoreError::NoSharedMemory(mode) => say::no_shared_memory(lang, mode),
        StoreError::CannotOpen(reason) => say::cannot_open(lang, reason),
        StoreError::Damaged(reason) => say::damaged(lang, reason),
        StoreError::Sqlite(reason) => say::sqlite_failed(lang, reason),
        StoreError::Io { path, source } => io_message(path, source, lang),
    }
}

fn store_advice(error: &StoreError, lang: Lang) -> String {
    match error {
        StoreError::Missing(_) => say::no_ledger_advice(lang),
        StoreError::NotALedger(_) => say::not_a_ledger_advice(lang),
        StoreError::Foreign { .. } | StoreError::NotKept => say::foreign_advice(lang),
        StoreError::Changed(_) => say::changed_while_read_advice(lang),
        StoreError::Place { .. } | StoreError::NoSharedMemory(_) => say::place_advice(lang),
        StoreError::CannotOpen(_) | StoreError::Sqlite(_) => say::cannot_open_advice(lang),
        StoreError::Exists(_) => say::already_exists_advice(lang),
        StoreError::Newer { .. } => say::newer_layout_advice(lang),
        StoreError::Moved(_) | StoreError::Busy => say::busy_advice(lang),
        StoreError::Full => say::disk_full_advice(lang),
        StoreError::ReadOnly => say::read_only_advice(lang),
        StoreError::Damaged(_) => say::damaged_advice(lang),
        StoreError::Io { .. } => say::io_advice(lang),
    }
}
