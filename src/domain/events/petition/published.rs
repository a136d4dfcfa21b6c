//! `petition.published`: a petition's result is made public.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::registers::petition::Aftermath;
use crate::values::text::Name;

/// Payload of `petition.published` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionPublished {
    /// Where.
    pub place: Name,
}

impl Kind for PetitionPublished {
    const NAME: &'static str = "petition.published";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Công khai kết quả giải quyết", en: "A petition's result is made public" },
        subject: "petition",
        key: Key::Typed,
        authors: &[Role::Clerk, Role::Receptionist],
        schemas: &[schema!("petition.published", 1)],
        fields: &[("place", "Nơi công khai", "Where it is published")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        state.ended(context).map(|_| ())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.follow(context, Aftermath::Published);
    }
}
