//! What happens to an issued decision: corrected, annulled, presented.

use std::collections::BTreeSet;

use super::making::{amount_follows, merit_key};
use super::{AwardPresented, Change, CorrectionKind, Decision, DecisionAnnulled, DecisionCorrected, Line};
use crate::domain::fund::Account;
use crate::domain::ledger::{Context, State};
use crate::domain::refusal::Refusal;
use crate::log::keyring::Role;

impl DecisionCorrected {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let decision = state.decision(context)?;
        decision.require_issued(context.on())?;
        let may_decide = context.roles.contains(&Role::Chairman) || context.roles.contains(&Role::Deputy);
        let touches_money = self.changes.iter().any(|change| change.amount.is_some() || change.variance.is_some());
        if (self.kind == CorrectionKind::Content || touches_money) && !may_decide {
            return Err(Refusal::CorrectionAuthority);
        }
        let mut seen = BTreeSet::new();
        for change in &self.changes {
            let award = decision.standing(change.line)?;
            if !seen.insert(change.line) {
                return Err(Refusal::ChangedTwice { line: change.line });
            }
            let line = change.applied_to(&award.line);
            if line == award.line {
                return Err(Refusal::NothingChanges { line: change.line });
            }
            if line.amount < award.settled() {
                return Err(Refusal::BelowPaid { line: line.line, amount: line.amount, paid: award.settled() });
            }
            let recomputed = award.recomputed.as_ref().is_some_and(|(new, _)| new.amount == line.amount);
            if let (Some(derivation), Some(numbered), false) = (&award.derivation, &decision.numbered, recomputed) {
                amount_follows(&line, derivation, numbered.on)?;
            }
        }
        self.merits_stay_apart(state, context, decision)?;
        let increase = |change: &Change| {
            let old = decision.awards.get(&change.line)?;
            Some((old.line.recipient.kind.into(), change.amount?.less(old.line.amount)))
        };
        let year = decision.fund_year().unwrap_or_else(|| context.on().year());
        if self.changes.iter().any(|change| change.amount.is_some()) {
            state.open_fund(year)?.can_commit(self.changes.iter().filter_map(increase))?;
        }
        Ok(())
    }

    /// A merit in new words is nobody else's, and no other line's: one merit is not rewarded twice (Luật TĐKT Đ5.2).
    fn merits_stay_apart(&self, state: &State, context: &Context<'_>, decision: &Decision) -> Result<(), Refusal> {
        let id = context.require_id()?;
        let change_of = |line: u64| self.changes.iter().find(|change| change.line == line);
        let mut seen = BTreeSet::new();
        for (number, award) in decision.awards.iter().filter(|(_, award)| award.annulled.is_none()) {
            let line = change_of(*number).map_or_else(|| award.line.clone(), |change| change.applied_to(&award.line));
            let key = merit_key(&line);
            let name = line.recipient.name.clone();
            if let Some((other, line)) = state.merits.get(&key).filter(|(other, _)| *other != id) {
                let decision = state.decisions.get(other).map_or_else(String::new, Decision::name);
                return Err(Refusal::SameMerit { name, decision, line: *line });
            }
            if !seen.insert(key) {
                return Err(Refusal::SameMeritInDecision { name, line: *number });
            }
        }
        Ok(())
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        let Some(decision) = state.decisions.get_mut(&id) else { return };
        let year = decision.fund_year();
        for award in self.changes.iter().filter_map(|change| decision.awards.get(&change.line)) {
            state.merits.remove(&merit_key(&award.line));
        }
        for change in &self.changes {
            let Some(award) = decision.awards.get_mut(&change.line) else { continue };
            let new = change.applied_to(&award.line);
            let old = std::mem::replace(&mut award.line, new);
            award.corrections.push(context.seq);
            if let Some((new, _)) = award.recomputed.take_if(|(new, _)| new.amount == award.line.amount) {
                award.derivation = Some(new);
            }
            state.merits.insert(merit_key(&award.line), (id, change.line));
            let Some(fund) = year.and_then(|year| state.funds.get_mut(&year)) else { continue };
            let category = old.recipient.kind.into();
            let (available, committed) = (Account::Available(category), Account::Committed(category));
            fund.post(available, committed, award.line.amount.less(old.amount));
            fund.post(committed, available, old.amount.less(award.line.amount));
        }
    }
}

impl Change {
    fn applied_to(&self, line: &Line) -> Line {
        let mut line = line.clone();
        if let Some(name) = &self.name {
            line.recipient.name = name.clone();
        }
        if let Some(unit) = &self.unit {
            line.recipient.unit = Some(unit.clone());
        }
        if let Some(merit) = &self.merit {
            line.merit = merit.clone();
        }
        if let Some(amount) = self.amount {
            line.amount = amount;
        }
        if let Some(variance) = &self.variance {
            line.variance = Some(variance.clone());
        }
        line
    }
}

impl DecisionAnnulled {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let decision = state.decision(context)?;
        decision.require_issued(context.on())?;
        match &self.lines {
            Some(lines) => lines.iter().try_for_each(|line| decision.standing(*line).map(|_| ())),
            None if decision.awards.values().all(|award| award.annulled.is_some()) => {
                Err(Refusal::AlreadyAnnulled { decision: decision.name() })
            }
            None => Ok(()),
        }
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        let Some(decision) = state.decisions.get_mut(&id) else { return };
        let year = decision.fund_year();
        let chosen = |line: &u64| self.lines.as_ref().is_none_or(|lines| lines.contains(line));
        for (_, award) in decision.awards.iter_mut().filter(|(line, award)| chosen(line) && award.annulled.is_none()) {
            let unpaid = award.unpaid();
            award.annulled = Some((context.on(), context.seq));
            state.merits.remove(&merit_key(&award.line));
            if let Some(nomination) = award.line.nomination.and_then(|n| state.nominations.get_mut(&n)) {
                nomination.decision = None;
            }
            if let Some(fund) = year.and_then(|year| state.funds.get_mut(&year)) {
                let category = award.line.recipient.kind.into();
                fund.post(Account::Committed(category), Account::Available(category), unpaid);
            }
        }
    }
}

impl AwardPresented {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let decision = state.decision(context)?;
        decision.require_issued(context.on())?;
        for line in self.lines.iter().flatten() {
            if let Some((on, _)) = decision.standing(*line)?.presented {
                return Err(Refusal::AlreadyPresented { line: *line, on });
            }
        }
        Ok(())
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(decision) = context.subject_id().and_then(|id| state.decisions.get_mut(&id)) else { return };
        for line in self.lines.iter().flatten() {
            if let Some(award) = decision.awards.get_mut(line) {
                award.presented = Some((context.on(), context.seq));
            }
        }
    }
}
