//! `decision.annulled`: a decision is annulled.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::lines;
use crate::domain::events::prelude::*;
use crate::domain::registers::decision::{AnnulmentGround, merit_key};
use crate::domain::registers::fund::Account;
use crate::values::text::{Name, Prose};

/// Payload of `decision.annulled` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionAnnulled {
    /// The annulling document.
    pub document: Name,
    /// Why.
    pub ground: AnnulmentGround,
    /// Which lines; all if absent.
    #[serde(default, deserialize_with = "lines")]
    pub lines: Option<BTreeSet<u64>>,
    /// The facts.
    pub reason: Prose,
}

impl Kind for DecisionAnnulled {
    const NAME: &'static str = "decision.annulled";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Hủy bỏ quyết định khen thưởng", en: "A decision is annulled" },
        subject: "decision",
        key: Key::Typed,
        authors: &[Role::Chairman],
        schemas: &[schema!("decision.annulled", 1)],
        fields: &[
            ("document", "Văn bản hủy bỏ", "Annulling document"),
            ("ground", "Căn cứ", "Basis"),
            ("lines", "Những dòng", "Lines"),
            ("reason", "Sự việc", "Facts"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
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

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        let Some(decision) = state.decisions.get_mut(&id) else { return };
        let year = decision.fund_year();
        let chosen = |line: &u64| self.lines.as_ref().is_none_or(|lines| lines.contains(line));
        for (_, award) in decision.awards.iter_mut().filter(|(line, award)| chosen(line) && award.annulled.is_none()) {
            let unpaid = award.unpaid();
            award.annulled = Some((context.on(), context.seq));
            state.merits.remove(&merit_key(&award.line, &state.nominations));
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
