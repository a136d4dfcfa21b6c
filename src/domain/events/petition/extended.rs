//! `petition.extended`: a petition's term is extended.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::values::text::{Name, Prose};
use crate::values::time::Date;

/// Payload of `petition.extended` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionExtended {
    /// The document that extends.
    pub document: Name,
    /// The new deadline.
    pub due_on: Date,
    /// Why it is complex.
    pub reason: Prose,
}

impl Kind for PetitionExtended {
    const NAME: &'static str = "petition.extended";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Gia hạn giải quyết", en: "A petition's term is extended" },
        subject: "petition",
        key: Key::Typed,
        authors: &[Role::Chairman, Role::Deputy],
        schemas: &[schema!("petition.extended", 1)],
        fields: &[
            ("document", "Văn bản gia hạn", "Document that extends"),
            ("due_on", "Hạn mới", "New deadline"),
            ("reason", "Lý do", "Reason"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let petition = state.petition(context)?;
        let accepted = petition.require_accepted()?;
        let kind = petition.require_classified()?.kind;
        if let Some(due_on) = petition.due_on.filter(|due_on| self.due_on <= *due_on) {
            return Err(Refusal::NotExtended { due_on });
        }
        let step = kind.longest(petition.extended.len() + 1);
        state.within_term(petition, step, (accepted, context.on()), self.due_on)
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(petition) = state.petition_mut(context) else { return };
        petition.extended.push((context.on(), context.seq));
        petition.due_on = Some(self.due_on);
    }
}
