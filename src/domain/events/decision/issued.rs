//! `decision.issued`: a decision is issued.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::registers::fund::Account;
use crate::values::ident::Id;
use crate::values::members::present;
use crate::values::text::Prose;

/// Payload of `decision.issued` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionIssued {
    /// Nơi nhận.
    #[serde(default, deserialize_with = "present")]
    pub distribution: Option<Prose>,
}

impl Kind for DecisionIssued {
    const NAME: &'static str = "decision.issued";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Phát hành quyết định", en: "A decision is issued" },
        subject: "decision",
        key: Key::Typed,
        authors: &[Role::Clerk],
        schemas: &[schema!("decision.issued", 1)],
        fields: &[("distribution", "Nơi nhận", "Recipients of the document")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
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

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(decision) = context.subject_id().and_then(|id| state.decisions.get_mut(&id)) else { return };
        decision.issued = Some((context.on(), context.seq));
        let Some(fund) = decision.fund_year().and_then(|year| state.funds.get_mut(&year)) else { return };
        for award in decision.awards.values() {
            let category = award.line.recipient.kind.into();
            fund.post(Account::Available(category), Account::Committed(category), award.line.amount);
        }
    }

    fn waiting(state: &State) -> Vec<Id> {
        let numbered = state.decisions.iter().filter(|(_, decision)| decision.numbered.is_some());
        numbered.filter(|(_, decision)| decision.issued.is_none()).map(|(id, _)| *id).collect()
    }
}
