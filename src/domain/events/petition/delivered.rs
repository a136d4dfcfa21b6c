//! `petition.delivered`: a petition's result is sent.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::registers::petition::Aftermath;
use crate::values::text::Prose;

/// Payload of `petition.delivered` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionDelivered {
    /// To whom.
    pub to: Prose,
}

impl Kind for PetitionDelivered {
    const NAME: &'static str = "petition.delivered";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Gửi kết quả giải quyết", en: "A petition's result is sent" },
        subject: "petition",
        key: Key::Typed,
        authors: &[Role::Receptionist, Role::Clerk],
        schemas: &[schema!("petition.delivered", 1)],
        fields: &[("to", "Gửi cho", "Sent to")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        state.ended(context).map(|_| ())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.follow(context, Aftermath::Delivered);
    }
}
