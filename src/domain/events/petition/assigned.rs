//! `petition.assigned`: somebody is to verify a petition.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::values::text::Name;

/// Payload of `petition.assigned` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionAssigned {
    /// The decision.
    pub document: Name,
    /// Who verifies.
    pub assignee: Name,
}

impl Kind for PetitionAssigned {
    const NAME: &'static str = "petition.assigned";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Giao xác minh", en: "Somebody is to verify a petition" },
        subject: "petition",
        key: Key::Typed,
        authors: &[Role::Chairman, Role::Deputy],
        schemas: &[schema!("petition.assigned", 1)],
        fields: &[("document", "Quyết định", "Decision"), ("assignee", "Người xác minh", "Who verifies")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        state.petition(context)?.require_accepted().map(|_| ())
    }

    fn apply(&self, _: &mut State, _: &Context<'_>) {}
}
