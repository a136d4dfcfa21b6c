//! Citizen reception and mediation, in the counters that half-year reports ask for (Luật Tiếp công dân 42/2013/QH13).

use serde::Deserialize;

use super::event::{payloads, present, within};
use super::ledger::{Context, State};
use super::refusal::Refusal;
use crate::values::text::Name;
use crate::values::time::Date;

/// Who receives citizens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Receiver {
    /// The chairman of the People's Committee.
    Chairman,
    /// The officer in charge.
    Officer,
    /// The secretary of the Party committee, counted apart.
    PartySecretary,
}

/// How a mediation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mediated {
    /// Hoà giải thành.
    Successful,
    /// Không thành.
    Unsuccessful,
}

payloads! {
    /// Payload of `reception.held` v1.
    ReceptionHeld {
        /// Who received.
        receiver: Receiver,
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
        /// Buổi.
        #[serde(deserialize_with = "within::<_, 0, 9999>")]
        sessions: u64,
        /// Lượt.
        #[serde(deserialize_with = "within::<_, 0, 9999>")]
        visits: u64,
    }
    /// Payload of `mediation.concluded` v1.
    MediationConcluded {
        /// How.
        outcome: Mediated,
        /// In which village.
        #[serde(default, deserialize_with = "present")]
        village: Option<Name>,
    }
}

/// Everything about reception.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Reception {
    /// Sessions held, with their entries; a span counts on its last day.
    pub held: Vec<(ReceptionHeld, u64)>,
    /// Mediations: how, when, by which entry.
    pub mediations: Vec<(Mediated, Date, u64)>,
}

impl ReceptionHeld {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)?;
        if self.to < self.from {
            return Err(Refusal::DatesReversed { first: self.from, last: self.to });
        }
        if self.to > context.on() {
            return Err(Refusal::InFuture { on: self.to, today: context.on() });
        }
        Ok(())
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.reception.held.push((self.clone(), context.seq));
    }
}

impl MediationConcluded {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.reception.mediations.push((self.outcome, context.on(), context.seq));
    }
}
