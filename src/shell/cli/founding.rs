//! `init` on a terminal: one conversation, from the unit's name to the first signature. Nothing is written before the last
//! question, and nothing that was typed is lost.

use super::job::{Agreed, confirm, edit, moment};
use super::{CliError, open, sitting};
use crate::domain::ledger::State;
use crate::office::jobs::begin::{Founding, Places, begin};
use crate::office::jobs::{Entered, JobError, Office, Question, Step};
use crate::office::names::Names;
use crate::office::words as say;
use crate::shell::folder::Kept;
use crate::shell::keys::passphrase::Source;
use crate::shell::keys::{KeyError, pem};
use crate::shell::terminal::{Asked, Asking};
use crate::values::ident::LedgerId;
use crate::values::lang::Lang;
use zeroize::Zeroizing;

/// A conversation about a ledger that is not there yet.
pub struct Conversation {
    asking: Asking,
    kept: Kept,
    lang: Lang,
}

/// Under which id answers are kept before there is a ledger.
const NONE_YET: &str = "00000000-0000-0000-0000-000000000000";

impl Conversation {
    /// Begins one.
    pub fn new(lang: Lang) -> Result<Conversation, CliError> {
        let none = || {
            CliError::Said("ledger.none", crate::shell::messages::no_ledger, crate::shell::messages::no_ledger_advice)
        };
        let id: LedgerId = NONE_YET.parse().map_err(|_| none())?;
        Ok(Conversation { asking: Asking::new(lang), kept: Kept::of(&sitting::state_folder()?, id, "init"), lang })
    }

    /// Asks until everything is known and somebody agrees; none if he leaves, and then it is kept.
    pub fn hold(&mut self, given: Entered, places: Places<'_>) -> Result<Option<Founding>, CliError> {
        let state = State::default();
        let office = Office { names: Names::new(&state, open::now().date()), me: None, lang: self.lang };
        let mut entered = self.go_on(given);
        let mut asked: Vec<Question> = Vec::new();
        let mut before = None;
        loop {
            let mut found = Founding::default();
            match begin(&office, &entered, places, &mut found) {
                Err(JobError::Answer { key, expected }) => {
                    self.asking.tell(&format!("  {expected}"));
                    before = entered.remove(key).filter(|text| !text.is_empty());
                }
                Err(error) => return Err(error.into()),
                Ok(Step::Ask(above, question)) => {
                    above.iter().for_each(|line| self.asking.tell(line));
                    let Asked::Typed(answer) = self.asking.ask(&question, before.take().as_deref()) else {
                        return Ok(self.leave(&entered));
                    };
                    entered.insert(question.key.to_owned(), answer);
                    asked.retain(|known| known.key != question.key);
                    asked.push(question);
                }
                Ok(Step::Ready(proposal)) => {
                    self.asking.tell("");
                    self.asking.show(&proposal.page, self.lang);
                    let prompt = match found.prepare {
                        Some(_) => say::confirm_prepare(self.lang),
                        None => say::confirm(self.lang),
                    };
                    match confirm(&mut self.asking, &prompt) {
                        Agreed::Yes => {
                            // Until the last step is done it is still only typed.
                            let _ = self.kept.keep(&entered);
                            return Ok(Some(found));
                        }
                        Agreed::No => return Ok(self.leave(&entered)),
                        Agreed::Edit => edit(&mut self.asking, &mut entered, &asked, self.lang),
                    }
                }
                Ok(Step::ToSign(_)) => return Ok(None),
            }
        }
    }

    /// What was typed before, if somebody left in the middle.
    fn go_on(&mut self, given: Entered) -> Entered {
        let Some((answers, at)) = self.kept.read() else { return given };
        let mut entered = given;
        match self.asking.line(&format!("{} ", say::draft_found(self.lang, moment(at))), None) {
            Asked::Typed(answer) if !super::job::is(&answer, "k", "n") => {
                for (key, value) in answers {
                    entered.entry(key).or_insert(value);
                }
            }
            _ => self.kept.drop(),
        }
        entered
    }

    fn leave(&self, entered: &Entered) -> Option<Founding> {
        if self.kept.keep(entered).is_ok() {
            self.asking.tell(&say::draft_kept(self.lang, "init"));
        }
        None
    }

    /// It is done: nothing is kept any more.
    pub fn end(&self) {
        self.kept.drop();
    }

    /// A passphrase for a new key, asked again where it is too short or typed differently the second time.
    pub fn new_passphrase(&self, source: &mut Source, prompt: &str) -> Result<Zeroizing<String>, CliError> {
        for left in (0..3).rev() {
            match source.ask_new(prompt) {
                Err(error @ (KeyError::Weak | KeyError::Mismatch)) if left > 0 => {
                    self.asking.tell(&format!("  {}. {}", error.message(self.lang), error.advice(self.lang)));
                }
                other => return Ok(other?),
            }
        }
        Err(KeyError::Weak.into())
    }

    /// The key of a file, by its passphrase, three tries.
    pub fn open(
        &self,
        source: &mut Source,
        file: &std::path::Path,
        name: &str,
    ) -> Result<crate::values::crypto::SecretKey, CliError> {
        let mut prompt = say::passphrase_of(self.lang, name);
        for left in (0..3).rev() {
            match pem::open(file, &source.ask(&prompt)?) {
                Err(KeyError::WrongPassphrase(_)) if left > 0 => prompt = say::passphrase_wrong(self.lang, left),
                other => return Ok(other?),
            }
        }
        Err(KeyError::WrongPassphrase(file.to_owned()).into())
    }
}
