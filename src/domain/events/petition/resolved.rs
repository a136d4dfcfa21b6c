//! `petition.resolved`: a petition is resolved.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::registers::petition::Outcome;
use crate::values::text::Name;

/// Payload of `petition.resolved` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionResolved {
    /// How.
    pub outcome: Outcome,
    /// The decision, conclusion or answer.
    pub document: Name,
}

impl Kind for PetitionResolved {
    const NAME: &'static str = "petition.resolved";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Giải quyết xong", en: "A petition is resolved" },
        subject: "petition",
        key: Key::Typed,
        authors: &[Role::Chairman, Role::Deputy, Role::Receptionist],
        schemas: &[schema!("petition.resolved", 1)],
        fields: &[
            ("outcome", "Kết quả", "Outcome"),
            ("document", "Văn bản giải quyết", "Decision, conclusion or answer"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let petition = state.petition(context)?;
        petition.require_accepted()?;
        petition.require_running()?;
        let classified = petition.require_classified()?;
        if classified.target == Some(context.person) && !state.resolves_himself(classified.kind, context.person) {
            return Err(Refusal::SelfResolution);
        }
        if petition.resolver != Some(context.person) {
            return Err(Refusal::NotResolver);
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(petition) = state.petition_mut(context) else { return };
        petition.resolved = Some((self.outcome, context.on(), context.seq));
    }
}
