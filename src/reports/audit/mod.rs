//! What an inspector asks of a ledger that is authentic and lawful: findings, each with its severity, its source and the
//! entries that prove it. A question is one [`Question`] in its subject's file. Questions only point; what they mean is for a
//! person to say.

mod about;
mod ceiling;
mod clock;
mod custody;
mod duties;
mod money;
mod numbers;
mod papers;
mod people;
mod records;
mod second;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

pub use about::About;

use crate::domain::decision::{Award, Decision};
use crate::domain::fund::{Disbursement, Purpose};
use crate::domain::ledger::State;
use crate::domain::petition::Petition;
use crate::domain::state::{Past, Shown};
use crate::values::crypto::PublicKey;
use crate::values::ident::Id;
use crate::values::lang::Lang;
use crate::values::time::Date;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// To be explained.
    Warning,
}

impl Severity {
    /// The word for programs; SARIF's levels.
    pub fn level(self) -> &'static str {
        match self {
            Severity::Info => "note",
            Severity::Warning => "warning",
        }
    }
}

/// The same in Vietnamese and in English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words(pub &'static str, pub &'static str);

impl Words {
    /// In a language.
    pub fn text(self, lang: Lang) -> &'static str {
        lang.pick(self.0, self.1)
    }
}

/// A question that is always asked.
pub struct Question {
    /// The stable code.
    pub code: &'static str,
    /// How grave.
    pub severity: Severity,
    /// The article, with its confidence mark, or «own».
    pub source: &'static str,
    /// What it looks for.
    pub label: Words,
    /// What a person does about it.
    pub next: Words,
    /// The case in `tests/audit.rs` that sets it off.
    pub case: &'static str,
    /// Asks.
    pub ask: fn(&Of<'_>, &mut Found),
}

/// Every question, in the order of the list.
pub const QUESTIONS: &[&Question] = &[
    &numbers::ORDER,
    &numbers::LATE,
    &numbers::GAP,
    &money::VARIANCE,
    &money::RATE_CHANGED,
    &money::SLOW,
    &money::UNPAID,
    &money::NOT_RECOVERED,
    &people::SAME_MERIT,
    &people::TWO_IDS,
    &people::SELF_PROPOSED,
    &duties::DUTIES,
    &papers::PETITION_OVERDUE,
    &papers::NOMINATION_WAITS,
    &papers::PETITION_LATE,
    &money::CASH,
    &records::LATE,
    &records::VERY_LATE,
    &records::TAKEN_BACK,
    &records::TAKEN_BACK_REPORTED,
    &records::RECONSTRUCTED,
    &records::REVOKED_LATER,
    &records::STOLEN,
    &clock::CORRECTED,
    &clock::ON_AFTER,
    &clock::BEFORE_WITNESS,
    &custody::KEY_ENDED,
    &custody::WITNESSES_WEAKER,
    &second::OWN_KEY,
    &second::NEW_KEY,
    &second::BY_FIRST,
    &people::RENAMED,
    &papers::DOSSIER,
    &papers::PETITION_OPEN,
    &people::HELD,
    &people::ENDED,
    &money::YEAR_COMMITMENTS,
    &money::YEAR_OPEN,
    &money::SETTLED_OTHERWISE,
    &people::TWO_TITLES,
    &duties::DEPUTY_SAME_DAY,
    &duties::DEPUTY_UNASSIGNED,
    &duties::RECEPTION,
    &duties::INTERESTED,
    &money::FRAMES,
    &ceiling::ABOVE,
    &ceiling::UNKNOWN,
    &ceiling::LATE,
    &money::UNLISTED,
    &money::PAYEE,
    &papers::DIALOGUE,
    &papers::REVOCATION,
    &papers::RECOMPUTE,
    &papers::HISTORY,
    &papers::DATA_REQUEST,
    &records::NO_WITNESS,
];

/// One finding.
#[derive(Clone)]
pub struct Finding {
    /// The question.
    pub question: &'static Question,
    /// What it is about.
    pub about: About,
    /// The entries that prove it.
    pub entries: BTreeSet<u64>,
}

impl std::fmt::Debug for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?} {:?}", self.question.code, self.about, self.entries)
    }
}

/// So long may the name be by which an explanation says what it is about.
const LONGEST_KEY: usize = 200;

impl Finding {
    /// What it is about for programs, the same in every later audit: an explanation names it so.
    pub fn key(&self) -> String {
        let first = self.entries.first().map_or_else(String::new, |seq| format!(" #{seq}"));
        let about = self.about.key().split_whitespace().collect::<Vec<_>>().join(" ");
        let about: String = about.chars().take(LONGEST_KEY - first.len()).collect();
        format!("{}{first}", about.trim_end()).trim().to_owned()
    }

    /// What it says to people.
    pub fn message(&self, lang: Lang) -> String {
        let (what, about) = (self.question.label.text(lang), self.about.text(lang));
        if about.is_empty() { what.to_owned() } else { format!("{what}: {about}") }
    }
}

/// What a question finds.
#[derive(Default)]
pub struct Found(Vec<(About, BTreeSet<u64>)>);

impl Found {
    fn add(&mut self, about: About, entries: impl IntoIterator<Item = u64>) {
        self.0.push((about, entries.into_iter().collect()));
    }
}

/// What the audit needs of each entry beside the state.
#[derive(Clone, Copy, Debug)]
pub struct Fact {
    /// Its position.
    pub seq: u64,
    /// When it took effect.
    pub on: Date,
    /// When it was recorded: of a corrected time, the day by which it was.
    pub recorded: Date,
    /// The author's key.
    pub by: PublicKey,
}

/// What the audit needs of each entry.
pub fn facts(state: &State) -> Vec<Fact> {
    let fact = |past: &Arc<Past>| {
        let (entry, statement) = (&past.entry, &past.entry.statement);
        let recorded = state.chain.recorded_until(entry.seq).unwrap_or(entry.recorded).date();
        Fact { seq: entry.seq, on: statement.on, recorded, by: statement.by }
    };
    state.past.iter().map(fact).collect()
}

/// What is asked: a ledger, its entries, a day, and indexes made once, so that no question goes through everything for each
/// thing it finds.
pub struct Of<'a> {
    state: &'a State,
    facts: &'a [Fact],
    shown: &'a [Shown],
    today: Date,
    payments: HashMap<(Id, u64), Vec<&'a Disbursement>>,
    /// Within each year's fund, the entry that approved a decision's first list.
    lists: HashMap<(i16, Id), u64>,
    concerned: HashMap<Id, Vec<&'a Petition>>,
    signed: HashMap<PublicKey, Vec<u64>>,
    /// Awards issued in a year.
    issued: HashMap<i16, u64>,
}

impl<'a> Of<'a> {
    /// A ledger as of a day; `shown`: heads that its witnesses were shown.
    pub fn new(state: &'a State, facts: &'a [Fact], shown: &'a [Shown], today: Date) -> Of<'a> {
        let (mut payments, mut lists) = (HashMap::<_, Vec<_>>::new(), HashMap::new());
        for (year, fund) in &state.funds {
            for payment in fund.disbursements.values() {
                if let Purpose::Award { decision, line } = payment.payload.purpose {
                    payments.entry((decision, line)).or_default().push(payment);
                }
            }
            for (decision, _, _, seq) in &fund.lists {
                let first = lists.entry((*year, *decision)).or_insert(*seq);
                *first = (*first).min(*seq);
            }
        }
        let mut concerned: HashMap<Id, Vec<&Petition>> = HashMap::new();
        for petition in state.petitions.values() {
            for id in petition.classified.iter().flat_map(|(classified, ..)| &classified.concerns) {
                concerned.entry(*id).or_default().push(petition);
            }
        }
        let mut signed: HashMap<PublicKey, Vec<u64>> = HashMap::new();
        facts.iter().for_each(|fact| signed.entry(fact.by).or_default().push(fact.seq));
        let mut issued = HashMap::new();
        for decision in state.decisions.values() {
            if let Some(on) = decision.issued_on() {
                *issued.entry(on.year()).or_default() += decision.awards.len() as u64;
            }
        }
        Of { state, facts, shown, today, payments, lists, concerned, signed, issued }
    }

    fn awards(&self) -> impl Iterator<Item = (Id, &'a Decision, &'a Award)> + use<'a> {
        let decisions = self.state.decisions.iter();
        decisions.flat_map(|(id, decision)| decision.awards.values().map(move |award| (*id, decision, award)))
    }

    fn story(&self, kind: &str, id: impl std::fmt::Display) -> &'a [u64] {
        let subject = format!("{kind}/{id}").parse().ok();
        subject.and_then(|subject| self.state.stories.get(&subject)).map_or(&[], Vec::as_slice)
    }
}

/// Every finding, the gravest first, as of a day; `shown`: heads that the ledger's witnesses were shown.
pub fn audit(state: &State, facts: &[Fact], shown: &[Shown], today: Date) -> Vec<Finding> {
    let of = Of::new(state, facts, shown, today);
    let mut all = Vec::new();
    for question in QUESTIONS {
        let mut found = Found::default();
        (question.ask)(&of, &mut found);
        all.extend(found.0.into_iter().map(|(about, entries)| Finding { question, about, entries }));
    }
    all.sort_by(|a, b| b.question.severity.cmp(&a.question.severity).then(a.entries.cmp(&b.entries)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_has_a_code_a_next_step_and_a_case() {
        let codes: BTreeSet<&str> = QUESTIONS.iter().map(|question| question.code).collect();
        assert_eq!(codes.len(), QUESTIONS.len());
        let cases = include_str!("../../../tests/audit.rs");
        for question in QUESTIONS {
            assert!(question.code.starts_with("audit.") && !question.source.is_empty());
            for words in [question.label, question.next] {
                assert!(!words.0.is_empty() && !words.1.is_empty(), "{}", question.code);
            }
            let asserted = format!("{}() => \"{}\"", question.case, question.code);
            assert!(cases.contains(&asserted), "tests/audit.rs: {asserted}");
        }
    }
}
