//! How a decision comes about: signed, numbered, issued.

use std::collections::BTreeSet;

use super::{Award, Capacity, Decision, DecisionIssued, DecisionNumbered, DecisionSigned, Line, Numbered, Procedure};
use crate::domain::fund::Account;
use crate::domain::ledger::{Context, State};
use crate::domain::nomination::household_in_its_types;
use crate::domain::policy::Derivation;
use crate::domain::refusal::Refusal;
use crate::log::keyring::Role;
use crate::values::ident::Id;
use crate::values::money::Dong;
use crate::values::text::fold;
use crate::values::time::Date;

/// What makes two merits the same: recipient and folded words.
pub(super) fn merit_key(line: &Line) -> (Id, String) {
    (line.recipient.id, fold(line.merit.as_str()))
}

impl DecisionSigned {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let id = context.require_id()?;
        if let Some(numbered) = state.decisions.get(&id).and_then(|decision| decision.numbered.as_ref()) {
            return Err(Refusal::AlreadyNumbered { decision: numbered.to_string() });
        }
        let role = match self.capacity {
            Capacity::Chairman => Role::Chairman,
            Capacity::ForChairman => Role::Deputy,
        };
        if !context.roles.contains(&role) {
            return Err(Refusal::Capacity { capacity: self.capacity });
        }
        let (mut merits, mut nominations) = (BTreeSet::new(), BTreeSet::new());
        for (line, expected) in self.lines.iter().zip(1u64..) {
            if line.line != expected {
                return Err(Refusal::LineNumbers { expected, found: line.line });
            }
            if !merits.insert(merit_key(line)) {
                return Err(Refusal::SameMeritInDecision { name: line.recipient.name.clone(), line: line.line });
            }
            self.admit_line(id, line, state, context)?;
            if line.nomination.is_some_and(|nomination| !nominations.insert(nomination)) {
                return Err(Refusal::NominationUsed { line: line.line, decision: self.title.to_string() });
            }
        }
        Ok(())
    }

    fn admit_line(&self, id: Id, line: &Line, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        household_in_its_types(&line.recipient, line.reward_type)?;
        if line.recipient.id == context.person {
            return Err(Refusal::SelfAward { line: line.line });
        }
        if let Some(seq) = state.duties.interests.get(&(context.person, line.recipient.id)) {
            return Err(Refusal::Interested { line: line.line, seq: *seq });
        }
        if let Some((other, number)) = state.merits.get(&merit_key(line)).filter(|(other, _)| *other != id) {
            let decision = state.decisions.get(other).map_or_else(String::new, Decision::name);
            return Err(Refusal::SameMerit { name: line.recipient.name.clone(), decision, line: *number });
        }
        if let Some((above, number)) = state.rewarded_above(line.recipient.id, line.merit.as_str()) {
            let decision = format!("{} → {}", above.submitted.document, above.submitted.to);
            return Err(Refusal::SameMerit { name: line.recipient.name.clone(), decision, line: number });
        }
        if !matches!(self.procedure, Procedure::Historical { .. }) {
            state.not_held(line.line, &line.recipient, context.on())?;
        }
        let Some(nomination) = line.nomination else {
            return match &self.procedure {
                Procedure::Council { .. } => Err(Refusal::NominationMissing { line: line.line }),
                Procedure::Simplified { .. } | Procedure::Historical { .. } => Ok(()),
            };
        };
        let known = state.nominations.get(&nomination).ok_or(Refusal::NominationUnknown { nomination })?;
        if known.proposer == context.person {
            return Err(Refusal::SelfApproval { line: line.line });
        }
        let same = known.submitted.recipient.id == line.recipient.id
            && known.submitted.recipient.kind == line.recipient.kind
            && known.submitted.form == line.form;
        if !same {
            return Err(Refusal::NominationDiffers { line: line.line });
        }
        if let Some(other) = known.decision.filter(|other| *other != id) {
            let decision = state.decisions.get(&other).map_or_else(String::new, Decision::name);
            return Err(Refusal::NominationUsed { line: line.line, decision });
        }
        let approved = match &self.procedure {
            Procedure::Council { session } => {
                let approved = known.approved_by.get(session).copied();
                let Some(approved) = approved else {
                    let rule = state.policies.votes(&line.form, known.dates(context.on()))?;
                    return Err(Refusal::NotApproved { line: line.line, article: rule.row.source.clone() });
                };
                approved
            }
            Procedure::Simplified { .. } | Procedure::Historical { .. } => known.on,
        };
        if context.on() < approved {
            return Err(Refusal::BeforeEarlierStep { earlier: approved, date: context.on() });
        }
        Ok(())
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        state.forget_claims(id);
        for line in &self.lines {
            state.merits.insert(merit_key(line), (id, line.line));
            if let Some(nomination) = line.nomination.and_then(|n| state.nominations.get_mut(&n)) {
                nomination.decision = Some(id);
                nomination.waiting = false;
            }
        }
        let award = |line: &Line| Award {
            line: line.clone(),
            derivation: None,
            paid: Dong::ZERO,
            recovered: Dong::ZERO,
            annulled: None,
            presented: None,
            corrections: Vec::new(),
            recomputed: None,
            object_recovered: None,
            unclaimed: None,
        };
        let decision = Decision {
            signed: self.clone(),
            signed_on: context.on(),
            signed_seq: context.seq,
            signer: context.person,
            numbered: None,
            issued: None,
            revocations: Vec::new(),
            awards: self.lines.iter().map(|line| (line.line, award(line))).collect(),
        };
        state.decisions.insert(id, decision);
    }
}

impl State {
    /// Releases what a decision that is signed again had claimed.
    fn forget_claims(&mut self, id: Id) {
        let Some(decision) = self.decisions.get(&id) else { return };
        for award in decision.awards.values() {
            self.merits.remove(&merit_key(&award.line));
            if let Some(nomination) = award.line.nomination.and_then(|n| self.nominations.get_mut(&n)) {
                nomination.decision = None;
                nomination.waiting = true;
            }
        }
    }

    /// The decision a statement is about.
    pub(in crate::domain) fn decision(&self, context: &Context<'_>) -> Result<&Decision, Refusal> {
        let id = context.require_id()?;
        self.decisions.get(&id).ok_or_else(|| Refusal::SubjectUnknown { subject: context.statement.subject.clone() })
    }
}

/// Whether a line's amount is the derived one, or says why not.
pub(super) fn amount_follows(line: &Line, derivation: &Derivation, on: Date) -> Result<(), Refusal> {
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

impl DecisionNumbered {
    /// What every line of a decision is worth if it is issued on a day.
    pub fn derive(state: &State, decision: &Decision, on: Date) -> Result<Vec<Derivation>, Refusal> {
        let lines = decision.awards.values().map(|award| &award.line);
        lines.map(|line| state.policies.derive(line.line, &line.form, line.recipient.kind, on)).collect()
    }

    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let decision = state.decision(context)?;
        if let Some(numbered) = &decision.numbered {
            return Err(Refusal::AlreadyNumbered { decision: numbered.to_string() });
        }
        if context.on() < decision.signed_on {
            return Err(Refusal::BeforeEarlierStep { earlier: decision.signed_on, date: context.on() });
        }
        if let Some(other) = state.numbers.get(&self.key(context.on())) {
            let title = state.decisions.get(other).map_or_else(String::new, |d| d.signed.title.to_string());
            let number = format!("{}/{}", self.number, self.symbol);
            return Err(Refusal::NumberUsed { number, year: context.on().year(), title });
        }
        let derived = Self::derive(state, decision, context.on())?;
        if derived != self.derivations {
            let wrong = derived.iter().zip(&self.derivations).find(|(ours, stated)| ours != stated);
            let line = wrong.map_or(derived.len().min(self.derivations.len()) as u64 + 1, |(ours, _)| ours.line);
            return Err(Refusal::DerivationDiffers { line, on: context.on() });
        }
        let mut awards = decision.awards.values().zip(&derived);
        awards.try_for_each(|(award, derivation)| amount_follows(&award.line, derivation, context.on()))
    }

    fn key(&self, on: Date) -> (String, i16, String) {
        let number = self.number.0.trim_start_matches('0').to_lowercase();
        (fold(&self.symbol.0), on.year(), number)
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        state.numbers.insert(self.key(context.on()), id);
        let Some(decision) = state.decisions.get_mut(&id) else { return };
        let (number, symbol) = (self.number.clone(), self.symbol.clone());
        decision.numbered = Some(Numbered { number, symbol, on: context.on(), seq: context.seq });
        for derivation in &self.derivations {
            if let Some(award) = decision.awards.get_mut(&derivation.line) {
                award.derivation = Some(derivation.clone());
            }
        }
    }
}

impl DecisionIssued {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let decision = state.decision(context)?;
        if decision.issued.is_some() {
            return Err(Refusal::AlreadyIssued { decision: decision.name() });
        }
        let numbered = decision.numbered.as_ref().ok_or_else(|| Refusal::NotNumbered { decision: decision.name() })?;
        if context.on() < numbered.on {
            return Err(Refusal::BeforeEarlierStep { earlier: numbered.on, date: context.on() });
        }
        let needed = decision.awards.values().map(|award| (award.line.recipient.kind.into(), award.line.amount));
        state.open_fund(numbered.on.year())?.can_commit(needed)
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(decision) = context.subject_id().and_then(|id| state.decisions.get_mut(&id)) else { return };
        decision.issued = Some((context.on(), context.seq));
        let Some(fund) = decision.fund_year().and_then(|year| state.funds.get_mut(&year)) else { return };
        for award in decision.awards.values() {
            let category = award.line.recipient.kind.into();
            fund.post(Account::Available(category), Account::Committed(category), award.line.amount);
        }
    }
}
