//! Questions about the past: what changed between two states, and what a figure rests on.

use std::collections::BTreeSet;

use serde::Serialize;

use super::figures::{self, Figure, Of, Value};
use crate::domain::decision::{Decision, Procedure};
use crate::domain::fund::Purpose;
use crate::domain::ledger::State;
use crate::domain::policy::Derivation;
use crate::values::ident::{Id, Subject};
use crate::values::lang::Lang;
use crate::values::time::Period;

/// A figure that is another in a later state.
#[derive(Clone, Debug)]
pub struct Change {
    /// As it was.
    pub before: Figure,
    /// As it is.
    pub after: Figure,
}

/// Every figure of a period that differs between two states of one ledger, in the order of reports.
pub fn changes(before: &State, after: &State, period: Period, lang: Lang) -> Vec<Change> {
    let old = figures::all(&Of::new(before, period), lang);
    let new = figures::all(&Of::new(after, period), lang);
    // What an office registers itself has a figure only where it is registered.
    let gone = old.iter().filter(|figure| !new.iter().any(|other| other.code == figure.code));
    let gone = gone.map(|before| Change { before: before.clone(), after: before.unknown() }).collect::<Vec<_>>();
    let pairs = new.into_iter().map(|after| {
        let before = old.iter().find(|figure| figure.code == after.code);
        Change { before: before.cloned().unwrap_or_else(|| after.unknown()), after }
    });
    pairs.chain(gone).filter(differs).collect()
}

fn differs(change: &Change) -> bool {
    // «Not reported» that becomes «none» is a change too: somebody has said so.
    change.before.value != change.after.value
}

impl Change {
    /// By how much, where both are numbers.
    pub fn difference(&self) -> Option<i64> {
        let number = |value: Value| if value == Value::NotReported { Some(0) } else { value.number() };
        number(self.after.value)?.checked_sub(number(self.before.value)?)
    }
}

/// What a figure rests on.
#[derive(Clone, Debug)]
pub struct Why {
    /// The figure.
    pub figure: Figure,
    /// Entries that count in it.
    pub counted: BTreeSet<u64>,
    /// Entries that those rest on: nominations, votes, signatures, numbers, policies.
    pub behind: BTreeSet<u64>,
    /// How amounts follow from the policy: decision, derivation, the entry that adopted the policy.
    pub derivations: Vec<Derived>,
}

/// One amount's derivation.
#[derive(Clone, Debug, Serialize)]
pub struct Derived {
    /// The decision's name.
    pub decision: String,
    /// Coefficient, factor, base salary, rounding, amount.
    #[serde(flatten)]
    pub derivation: Derivation,
    /// The entry that adopted the policy version.
    pub policy_entry: Option<u64>,
    /// The amount that the signed line states, if it is another.
    pub variance: Option<String>,
}

/// Everything that a figure of a period rests on. `None` for a code that is no figure's.
pub fn why(state: &State, code: &str, period: Period, lang: Lang) -> Option<Why> {
    let figure = figures::one(&Of::new(state, period), code, lang)?;
    let counted: BTreeSet<u64> = figure.entries.iter().copied().collect();
    let subjects: Vec<&Subject> = state
        .stories
        .iter()
        .filter(|(_, story)| story.iter().any(|seq| counted.contains(seq)))
        .map(|(subject, _)| subject)
        .collect();
    let mut decisions: BTreeSet<Id> = subjects.iter().filter_map(|subject| decision_of(subject)).collect();
    decisions.extend(paid_decisions(state, &counted));
    let mut why = Why { figure, counted, behind: BTreeSet::new(), derivations: Vec::new() };
    for id in decisions {
        if let Some(decision) = state.decisions.get(&id) {
            why.decision(state, id, decision);
        }
    }
    for subject in subjects.iter().filter(|subject| subject.kind() == "petition") {
        why.behind.extend(state.stories.get(*subject).into_iter().flatten());
    }
    why.behind.retain(|seq| !why.counted.contains(seq));
    why.derivations.sort_by(|a, b| (&a.decision, &a.derivation.lines).cmp(&(&b.decision, &b.derivation.lines)));
    Some(why)
}

fn decision_of(subject: &Subject) -> Option<Id> {
    (subject.kind() == "decision").then(|| subject.key().parse().ok()).flatten()
}

/// The decisions that counted payments pay for.
fn paid_decisions(state: &State, counted: &BTreeSet<u64>) -> Vec<Id> {
    let payments = state.funds.values().flat_map(|fund| fund.disbursements.values());
    let paid =
        payments.filter(|payment| counted.contains(&payment.seq)).filter_map(|payment| match payment.payload.purpose {
            Purpose::Award { decision, .. } => Some(decision),
            _ => None,
        });
    paid.collect()
}

impl Why {
    fn decision(&mut self, state: &State, id: Id, decision: &Decision) {
        self.story(state, "decision", &id.to_string());
        if let Procedure::Council { session } = &decision.signed.procedure {
            self.story(state, "council", &session.to_string());
        }
        for award in decision.awards.values() {
            if let Some(nomination) = award.line.nomination {
                self.story(state, "nomination", &nomination.to_string());
            }
            let Some(derivation) = &award.derivation else { continue };
            let adopted =
                format!("policy/{}", derivation.policy).parse().ok().and_then(|subject| state.stories.get(&subject));
            let policy_entry = adopted.and_then(|story| story.first().copied());
            self.behind.extend(policy_entry);
            let stated = (award.line.amount != derivation.amount).then(|| award.line.amount.to_string());
            self.derivations.push(Derived {
                decision: decision.name(),
                derivation: derivation.clone(),
                policy_entry,
                variance: stated,
            });
        }
    }

    fn story(&mut self, state: &State, kind: &str, key: &str) {
        let subject = format!("{kind}/{key}").parse().ok();
        let story = subject.and_then(|subject: Subject| state.stories.get(&subject));
        self.behind.extend(story.into_iter().flatten());
    }
}
