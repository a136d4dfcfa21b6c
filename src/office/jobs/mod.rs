//! Jobs: what an office does, as pure functions. A job gets what the ledger says and what a person has entered so far, and
//! answers with the next question, or with what would be recorded, shown as a page. Everything that ledger, role, policy or
//! date determine is filled in; only the rest is asked.

pub mod answers;
pub mod begin;
pub mod decide;
pub mod explain;
pub mod fields;
pub mod fix;
pub mod fund;
pub mod issue;
pub mod later;
pub mod many;
pub mod movement;
pub mod nominate;
pub mod pay;
pub mod petition;
pub mod undo;
pub mod vote;
pub mod year;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::names::{NameError, Names};
use super::sheets::{Spot, Wrong};
use super::views::Page;
use crate::domain::refusal::Refusal;
use crate::log::role::Role;
use crate::values::ident::Id;
use crate::values::lang::Lang;
use crate::values::listed::List;
use crate::values::time::Date;

/// What a job works upon.
pub struct Office<'a> {
    /// Names upon the state, on the day of the act.
    pub names: Names<'a>,
    /// Who acts, if it is known.
    pub me: Option<Id>,
    /// The reader's language.
    pub lang: Lang,
}

/// What a person has entered, by the questions' keys.
pub type Entered = BTreeMap<String, String>;

/// Questions whose answers are sealed: typed unseen, never on a command line, never kept.
pub const SECRET: &[&str] = &["identity"];

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its key, which is also the name of its option.
    pub key: &'static str,
    /// What is asked.
    pub label: String,
    /// What may be answered, where that is a list: code and label.
    pub choices: Vec<(String, String)>,
    /// What Enter stands for.
    pub default: Option<String>,
    /// Whether the default also holds where nobody is there to ask.
    pub unattended: bool,
    /// Whether what else is asked depends on it.
    pub decides: bool,
    /// Whether it is typed unseen and never kept.
    pub secret: bool,
}

/// An event about to be recorded: its type, subject, date and payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The type.
    pub kind: &'static str,
    /// The subject, where it is not a new one.
    pub subject: Option<String>,
    /// When it takes effect; the day of signing if absent.
    pub on: Option<Date>,
    /// The payload.
    pub data: Map<String, Value>,
}

/// What a job comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// What a person sees before agreeing.
    pub page: Page,
    /// What is recorded, all or nothing; several pages only in the signing folder.
    pub events: Vec<Event>,
    /// Where in a sheet each of the events stands; nothing if they come from none.
    pub rows: Vec<Spot>,
    /// What it is called when it is done: «PC08», «HĐ-2027/02».
    pub done: String,
    /// What comes next, and whose it is.
    pub next: Option<String>,
    /// What somebody else is to sign once this is recorded.
    pub to_sign: Vec<Proposal>,
}

/// Where a job stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Something is to be asked. What was found out so far stands above the question.
    Ask(Vec<String>, Question),
    /// Everything is known.
    Ready(Box<Proposal>),
    /// Everything is known: pages for somebody else to sign.
    ToSign(Vec<Proposal>),
}

/// Why a job cannot go on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// An answer does not fit: which question, and what was expected.
    #[error("{key}: {expected}")]
    Answer {
        /// The question.
        key: &'static str,
        /// What was expected.
        expected: String,
    },
    /// A reference means nothing or several things.
    #[error(transparent)]
    Name(#[from] NameError),
    /// There is nothing to do.
    #[error("{0}")]
    Nothing(String),
    /// Cells of a sheet, all that are wrong.
    #[error("{} cells", .0.len())]
    Sheet(Vec<Wrong>),
    /// It cannot be done as things stand: why, what stands in the way, what can be done instead.
    #[error("{why}")]
    Cannot {
        /// Why.
        why: String,
        /// What stands in the way.
        listed: Vec<String>,
        /// What can be done.
        advice: String,
    },
    /// A rule says no before anything is asked.
    #[error("{}", .0.code())]
    Refused(Box<Refusal>),
}

impl Office<'_> {
    /// The role of a key's holder, for the first holder of a role by name.
    pub fn holder_of(&self, role: Role) -> Option<String> {
        let holders = self.names.state().chain.keyring().holders().map(|(_, holder)| holder);
        let mut fitting = holders.filter(|holder| holder.revoked.is_none() && holder.now.roles.contains(&role));
        fitting.next().map(|holder| holder.now.name.to_string())
    }
}

impl Question {
    /// A question in words, without a default.
    pub fn new(key: &'static str, label: impl Into<String>) -> Question {
        Question {
            key,
            label: label.into(),
            choices: Vec::new(),
            default: None,
            unattended: false,
            decides: false,
            secret: false,
        }
    }

    /// With what Enter stands for.
    pub fn or(mut self, default: impl Into<String>) -> Question {
        self.default = Some(default.into());
        self
    }

    /// The default also holds where nobody is there to ask.
    pub fn safely(mut self) -> Question {
        self.unattended = true;
        self
    }

    /// With the words of a list to choose from.
    pub fn words(self, list: &List, lang: Lang) -> Question {
        self.among(list.words.iter().map(|(code, label)| ((*code).to_owned(), label.of(lang).to_owned())))
    }

    /// What else is asked depends on it.
    pub fn deciding(mut self) -> Question {
        self.decides = true;
        self
    }

    /// With a list to choose from: code and label.
    pub fn among(mut self, choices: impl IntoIterator<Item = (String, String)>) -> Question {
        self.choices = choices.into_iter().collect();
        self
    }
}

/// A payload.
fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
