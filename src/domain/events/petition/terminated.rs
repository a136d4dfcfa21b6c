//! `petition.terminated`: a petition ends without a result.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::registers::petition::{Act, CaseGround};
use crate::values::text::{Name, Prose};

/// Payload of `petition.terminated` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionTerminated {
    /// The decision.
    pub document: Name,
    /// The ground that the law lists.
    pub ground: CaseGround,
    /// Why, in words.
    pub reason: Prose,
}

impl Kind for PetitionTerminated {
    const NAME: &'static str = "petition.terminated";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Đình chỉ giải quyết", en: "A petition ends without a result" },
        subject: "petition",
        key: Key::Typed,
        authors: &[Role::Chairman, Role::Deputy],
        schemas: &[schema!("petition.terminated", 1)],
        fields: &[("document", "Văn bản", "Document"), ("ground", "Căn cứ", "Ground"), ("reason", "Lý do", "Reason")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let petition = state.petition(context)?;
        petition.require_accepted()?;
        state.ground_ruled(Act::Terminate, petition, self.ground, context.on())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(petition) = state.petition_mut(context) else { return };
        petition.terminated = Some((context.on(), context.seq));
        petition.orders.push(((context.on(), context.seq), None));
    }
}
