//! `petition.refused`: a petition is not accepted.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::values::text::{Name, Prose};

/// Payload of `petition.refused` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionRefused {
    /// The notice.
    pub document: Name,
    /// The article and the reason.
    pub ground: Prose,
}

impl Kind for PetitionRefused {
    const NAME: &'static str = "petition.refused";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Không thụ lý đơn", en: "A petition is not accepted" },
        subject: "petition",
        key: Key::Typed,
        authors: &[Role::Chairman, Role::Deputy],
        schemas: &[schema!("petition.refused", 1)],
        fields: &[("document", "Thông báo", "Notice"), ("ground", "Căn cứ", "Basis")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let petition = state.petition(context)?;
        if !petition.require_classified()?.in_jurisdiction {
            return Err(Refusal::NotInJurisdiction);
        }
        if petition.accepted.is_some() {
            return Err(Refusal::AlreadyAccepted);
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(petition) = state.petition_mut(context) else { return };
        petition.refused = Some((context.on(), context.seq));
    }
}
