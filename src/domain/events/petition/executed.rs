//! `petition.executed`: a petition's result is carried out.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::registers::petition::Aftermath;
use crate::values::text::Name;

/// Payload of `petition.executed` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionExecuted {
    /// The minutes.
    pub document: Name,
}

impl Kind for PetitionExecuted {
    const NAME: &'static str = "petition.executed";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Thi hành kết quả giải quyết", en: "A petition's result is carried out" },
        subject: "petition",
        key: Key::Typed,
        authors: &[Role::Chairman, Role::Deputy, Role::Clerk],
        schemas: &[schema!("petition.executed", 1)],
        fields: &[("document", "Văn bản", "Document")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        state.ended(context).map(|_| ())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.follow(context, Aftermath::Executed);
    }
}
