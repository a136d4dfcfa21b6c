//! What everything about a decision shares.

pub mod annulled;
pub mod corrected;
pub mod issued;
pub mod listed;
pub mod numbered;
pub mod signed;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserializer;

use crate::domain::policy::Derivation;
use crate::domain::refusal::Refusal;
use crate::domain::registers::decision::{Award, Decision, Line, line_numbers, merit_key};
use crate::domain::state::{Context, State};
use crate::values::ident::{Id, Subject};
use crate::values::money::Dong;
use crate::values::time::Date;

pub(in crate::domain) fn lines<'de, D: Deserializer<'de>>(d: D) -> Result<Option<BTreeSet<u64>>, D::Error> {
    line_numbers(d).map(Some)
}

impl Decision {
    pub(in crate::domain) fn award(&self, line: u64) -> Result<&Award, Refusal> {
        self.awards.get(&line).ok_or_else(|| Refusal::LineUnknown { decision: self.name(), line })
    }

    /// The award of a line that can still be paid, presented or corrected.
    pub fn standing(&self, line: u64) -> Result<&Award, Refusal> {
        let award = self.award(line)?;
        if let Some((on, _)) = award.unclaimed {
            return Err(Refusal::LineUnclaimed { decision: self.name(), line, on });
        }
        match award.annulled {
            Some((on, _)) => Err(Refusal::LineAnnulled { decision: self.name(), line, on }),
            None => Ok(award),
        }
    }

    /// A later signing that was taken back still is the newest that others have seen: the decision is signed anew first.
    pub(in crate::domain) fn require_newest(&self, state: &State, subject: &Subject) -> Result<(), Refusal> {
        match state.chain.lists().signed(subject) {
            Some((head, _)) if head.seq != self.signed_seq => {
                Err(Refusal::SigningTakenBack { decision: self.name(), seq: head.seq })
            }
            _ => Ok(()),
        }
    }

    pub(in crate::domain) fn require_issued(&self, on: Date) -> Result<Date, Refusal> {
        let (issued, _) = self.issued.ok_or_else(|| Refusal::NotIssued { decision: self.name() })?;
        if on < issued {
            return Err(Refusal::BeforeEarlierStep { earlier: issued, date: on });
        }
        Ok(issued)
    }
}

impl State {
    /// Releases what a decision that is signed again had claimed.
    pub(in crate::domain) fn forget_claims(&mut self, id: Id) {
        let Some(decision) = self.decisions.get(&id) else { return };
        for award in decision.awards.values() {
            self.merits.remove(&merit_key(&award.line, &self.nominations));
            if let Some(nomination) = award.line.nomination.and_then(|n| self.nominations.get_mut(&n)) {
                nomination.decision = None;
                nomination.waiting = true;
            }
        }
    }

    /// First and last day of the period in which a line's merit was earned, as far as it or its nomination says so.
    pub fn merit_period(&self, line: &Line) -> (Option<Date>, Option<Date>) {
        line.merit_period(&self.nominations)
    }

    /// The year that a line's title is counted to: that of the period considered, not of the day of issue
    /// (NĐ 152/2025/NĐ-CP Đ49.5). `None` for what is no title or brings no money.
    pub fn title_year(&self, line: &Line, dated: Date) -> Option<i16> {
        let title = !line.form.is_certificate() && line.amount > Dong::ZERO;
        title.then(|| self.merit_period(line).1.unwrap_or(dated).year())
    }

    /// The decision a statement is about.
    pub(in crate::domain) fn decision(&self, context: &Context<'_>) -> Result<&Decision, Refusal> {
        let id = context.require_id()?;
        self.decisions.get(&id).ok_or_else(|| Refusal::SubjectUnknown { subject: context.statement.subject.clone() })
    }
}

/// The first line whose amount is derived otherwise than stated, if any is.
pub(in crate::domain) fn derived_otherwise(ours: &[Derivation], stated: &[Derivation]) -> Option<u64> {
    let of_lines = |all: &[Derivation]| all.iter().flat_map(Derivation::each).collect::<BTreeMap<_, _>>();
    let (mine, theirs) = (of_lines(ours), of_lines(stated));
    let differs = |line: &&u64| mine.get(*line) != theirs.get(*line);
    // The same lines for the same reasons, grouped otherwise: the first of all is told.
    let all: BTreeSet<&u64> = mine.keys().chain(theirs.keys()).collect();
    (ours != stated).then(|| all.iter().copied().find(differs).or(all.first().copied()).copied().unwrap_or(1))
}

/// Whether a line's amount is the derived one, or says why not.
pub(in crate::domain) fn amount_follows(line: &Line, derivation: &Derivation, on: Date) -> Result<(), Refusal> {
    if line.amount == derivation.amount || line.variance.is_some() {
        return Ok(());
    }
    Err(Refusal::AmountDiffers {
        line: line.line,
        amount: line.amount,
        derived: derivation.amount,
        coefficient: derivation.coefficient,
        factor: derivation.factor,
        base_salary: derivation.base_salary,
        on,
    })
}
