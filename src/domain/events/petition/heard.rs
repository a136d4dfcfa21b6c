//! `petition.heard`: a petition is talked over.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::registers::petition::PetitionKind;
use crate::values::text::Name;

/// Payload of `petition.heard` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionHeard {
    /// The minutes.
    pub document: Name,
}

impl Kind for PetitionHeard {
    const NAME: &'static str = "petition.heard";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Đối thoại", en: "A petition is talked over" },
        subject: "petition",
        key: Key::Typed,
        authors: &[Role::Chairman, Role::Deputy, Role::Receptionist],
        schemas: &[schema!("petition.heard", 1)],
        fields: &[("document", "Biên bản", "Minutes")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let petition = state.petition(context)?;
        petition.require_accepted()?;
        match petition.require_classified()?.kind {
            PetitionKind::Denunciation => Err(Refusal::NoDialogue),
            _ => Ok(()),
        }
    }

    fn apply(&self, _: &mut State, _: &Context<'_>) {}
}
