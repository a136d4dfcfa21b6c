//! `mediation.concluded`: a mediation ends.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::registers::reception::Mediated;
use crate::values::members::present;
use crate::values::text::Name;

/// Payload of `mediation.concluded` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediationConcluded {
    /// How.
    pub outcome: Mediated,
    /// In which village.
    #[serde(default, deserialize_with = "present")]
    pub village: Option<Name>,
}

impl Kind for MediationConcluded {
    const NAME: &'static str = "mediation.concluded";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Hòa giải ở cơ sở", en: "A mediation ends" },
        subject: "mediation",
        key: Key::New,
        authors: &[Role::Receptionist, Role::Clerk],
        schemas: &[schema!("mediation.concluded", 1)],
        fields: &[("outcome", "Kết quả", "Outcome"), ("village", "Thôn", "Village")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::One,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.reception.mediations.push((self.outcome, context.on(), context.seq));
    }
}
