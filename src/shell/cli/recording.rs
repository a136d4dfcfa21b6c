//! What every command that records goes through. Before the commit everything may fail and everything is undone; after it
//! nothing is: what stands in the log is said to stand there, and what went wrong afterwards is told beside it.

use std::io::IsTerminal;

use serde_json::{Map, Value, json};

use super::answer::{Reply, Trouble, tell};
use super::beside::Beside;
use super::open::{self, Desk, KeyArgs, LogKeyArgs};
use super::policy::ending_lines;
use super::show::entry_text;
use super::{CliError, Globals};
use crate::domain::ledger::{Event, State, meta};
use crate::log::statement::{Signed, Statement};
use crate::reports::law::ending;
use crate::shell::author::{Draft, DraftError, compose};
use crate::shell::form::{Form, FormError};
use crate::shell::journal::{JournalError, Recorded};
use crate::shell::keys::Signer;
use crate::shell::messages as say;
use crate::values::lang::Lang;

/// From how many events on an import shows how far it is.
const SHOWN: usize = 200;

/// A ledger, keys already opened, and what is recorded with them.
pub struct Recording<'a> {
    /// The ledger.
    pub desk: &'a mut Desk,
    /// Keys that may sign; the first that fits does.
    pub signers: &'a [Signer],
    /// The log's key, for the head that follows.
    pub log: &'a LogKeyArgs,
    /// The language of what is said.
    pub lang: Lang,
    /// Whether what was remembered is let go of afterwards.
    pub forgets: bool,
}

/// An error of one event, and which it is; of none, if the ledger as a whole has it.
pub struct EventError {
    /// Which event, from 0.
    pub index: Option<usize>,
    /// What is wrong.
    pub error: CliError,
}

impl From<JournalError> for EventError {
    fn from(error: JournalError) -> EventError {
        let index = if let JournalError::Refused { index, .. } = error { Some(index) } else { None };
        EventError { index, error: error.into() }
    }
}

impl EventError {
    /// Of one event.
    pub fn of(index: usize, error: CliError) -> EventError {
        EventError { index: Some(index), error }
    }
}

/// Records one event whose payload is at hand: the way of `key enrol`, `policy adopt` and the like.
pub fn record_one(globals: &Globals, kind: &str, data: Map<String, Value>, key: &KeyArgs) -> Result<Reply, CliError> {
    let mut data = data;
    globals.tell(globals.tidy(&mut data)?);
    let signer = key.signer(globals.lang)?;
    let mut desk = Desk::open(&globals.ledger()?)?;
    let mut recording =
        Recording { desk: &mut desk, signers: &[signer], log: &key.log, lang: globals.lang, forgets: false };
    recording.event(kind, None, data)
}

impl Recording<'_> {
    /// Records one event about a subject, or a new one.
    pub fn event(&mut self, kind: &str, subject: Option<&str>, data: Map<String, Value>) -> Result<Reply, CliError> {
        let unknown = || CliError::from(DraftError::UnknownType { kind: kind.to_owned(), schema: 0 });
        let kind = kind.parse().map_err(|_| unknown())?;
        let subject = subject.map(str::to_owned);
        let draft = Draft { kind, schema: None, subject, on: None, id: None, expect: None, at: None, by: None, data };
        self.one(&draft, Beside::none())
    }

    /// The same, and lets go of what this computer remembers of the ledger, once it stands: for a restoration.
    pub fn restoration(&mut self, kind: &str, data: Map<String, Value>) -> Result<Reply, CliError> {
        self.forgets = true;
        self.event(kind, None, data)
    }

    /// Records one draft, and what belongs beside it.
    pub fn one(&mut self, draft: &Draft, beside: Beside) -> Result<Reply, CliError> {
        let mut made: Vec<Statement> = Vec::new();
        let done = self.append(std::slice::from_ref(draft), beside, &mut |signed| made = signed.to_vec());
        let done = done.map_err(|failed| failed.error)?;
        let forgotten = if self.forgets { self.desk.forget() } else { Ok(()) };
        let mut trouble = self.desk.finish(self.log, self.lang);
        if let Err(error) = forgotten {
            let (code, message) = (error.code(), say::not_remembered(self.lang, error.message(self.lang)));
            trouble.push(Trouble { code, message, advice: say::not_forgotten_advice(self.lang) });
        }
        let (Some(recorded), Some(statement)) = (done.last(), made.last()) else {
            return Ok(Reply::written().after(trouble));
        };
        let state = self.desk.journal.state();
        // What decides here and ends soon is said where it decides.
        let by_law = ["nomination.submitted", "council.voted", "decision.signed", "decision.numbered"];
        let ends = match by_law.contains(&statement.kind.as_str()) {
            true => ending_lines(&ending(&state.policies, statement.on, self.lang), statement.on, self.lang),
            false => String::new(),
        };
        let mut text: String = made.iter().map(|statement| entry_text(state, statement, self.lang)).collect();
        text.push_str(ends.trim_start());
        text.push_str(&format!("{}\n", recorded_text(recorded, self.lang)));
        Ok(Reply::done(text, recorded_json(statement, recorded)).after(trouble))
    }

    /// Records many drafts as one group, all or none.
    pub fn group(&mut self, drafts: &[Draft], beside: Beside) -> Result<(Vec<Recorded>, Vec<Trouble>), EventError> {
        let shown = std::io::stderr().is_terminal() && drafts.len() > SHOWN;
        let (mut made, lang) = (0, self.lang);
        let done = self.append(drafts, beside, &mut |_| {
            made += 1;
            if shown && made % 100 == 0 {
                tell(&format!("\r{} ", say::importing(lang, made, drafts.len())));
            }
        });
        if shown {
            tell("\n");
        }
        let done = done?;
        Ok((done, self.desk.finish(self.log, self.lang)))
    }

    /// Puts away what belongs beside, signs upon the newest state, appends; signs again if another process was faster.
    /// What was put away is taken back exactly if nothing was recorded.
    fn append(
        &mut self,
        drafts: &[Draft],
        beside: Beside,
        made: &mut dyn FnMut(&[Statement]),
    ) -> Result<Vec<Recorded>, EventError> {
        let put = beside.put().map_err(|error| EventError { index: None, error })?;
        let missing = |index| EventError::of(index, JournalError::NotAccepted.into());
        let done: Result<_, EventError> = self.desk.journal.extend(drafts.len(), &|_| open::now(), |state, index| {
            let draft = drafts.get(index).ok_or_else(|| missing(index))?;
            let signed = choose(state, draft, self.signers).and_then(|signer| sign(state, draft, signer));
            let signed = signed.map_err(|error| EventError::of(index, error))?;
            made(&signed.iter().map(|signed| signed.statement.clone()).collect::<Vec<_>>());
            Ok(signed)
        });
        match &done {
            Err(failed) if !failed.error.is_unclear() => put.undo(),
            _ => put.keep(),
        }
        done
    }
}

/// What is said of an entry that stands.
pub fn recorded_text(recorded: &Recorded, lang: Lang) -> String {
    match recorded.already {
        true => say::recorded_before(lang, recorded.head.seq),
        false => say::recorded(lang, recorded.head.seq, recorded.head.hash),
    }
}

/// The same for programs.
pub fn recorded_json(statement: &Statement, recorded: &Recorded) -> Value {
    json!({
        "seq": recorded.head.seq, "hash": recorded.head.hash, "already": recorded.already,
        "id": statement.id, "type": statement.kind, "subject": statement.subject,
    })
}

/// Makes and signs the statements that a draft stands for.
pub fn sign(state: &State, draft: &Draft, signer: &Signer) -> Result<Vec<Signed>, CliError> {
    let mut new_id = open::new_ids()?;
    let mut signing = open::signing(signer.public(), &mut new_id);
    // A clock that is behind what the ledger has seen is the journal's to refuse, not ours to hide.
    let statements = compose(state, draft, &mut signing)?;
    statements.iter().try_for_each(fits)?;
    Ok(signer.sign_all(statements)?)
}

/// What the ledger would refuse as not fitting its schema is said field by field, in words. Only what its own reader
/// refuses is looked at, so that an import does not read a schema for every event.
pub fn fits(statement: &Statement) -> Result<(), FormError> {
    if Event::read(&statement.kind, statement.schema, &statement.data).is_ok() {
        return Ok(());
    }
    let (kind, version) = (statement.kind.to_string(), statement.schema);
    let form = Form::of(&kind, Some(version));
    if form.is_none_or(|form| form.problems(&statement.data, Lang::Vi).is_empty()) {
        return Ok(());
    }
    Err(FormError::Unfit { kind, version, data: statement.data.clone() })
}

/// The first of several keys that may author a draft, and that holds the role the draft asks for.
pub fn choose<'a>(state: &State, draft: &Draft, signers: &'a [Signer]) -> Result<&'a Signer, CliError> {
    if let [only] = signers {
        return Ok(only);
    }
    let fits = |signer: &&Signer| {
        let holder = state.chain.keyring().check(&signer.public(), &draft.kind);
        holder.is_ok_and(|holder| draft.by.as_ref().is_none_or(|role| holder.now.roles.contains(role)))
    };
    // Nobody may author what does not exist; that it does not is what has to be said.
    if meta(draft.kind.as_str()).is_none() {
        return Err(DraftError::UnknownType { kind: draft.kind.to_string(), schema: 0 }.into());
    }
    let none = || CliError::About("key.none_fits", draft.kind.to_string(), say::no_key_for, say::no_key_advice);
    signers.iter().find(fits).ok_or_else(none)
}
