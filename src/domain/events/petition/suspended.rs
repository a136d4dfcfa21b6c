//! `petition.suspended`: a petition is suspended.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::registers::petition::{Act, CaseGround};
use crate::values::text::{Name, Prose};

/// Payload of `petition.suspended` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionSuspended {
    /// The decision.
    pub document: Name,
    /// The ground that the law lists.
    pub ground: CaseGround,
    /// Why, in words.
    pub reason: Prose,
}

impl Kind for PetitionSuspended {
    const NAME: &'static str = "petition.suspended";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Tạm đình chỉ giải quyết", en: "A petition is suspended" },
        subject: "petition",
        key: Key::Typed,
        authors: &[Role::Chairman, Role::Deputy],
        schemas: &[schema!("petition.suspended", 1)],
        fields: &[("document", "Văn bản", "Document"), ("ground", "Căn cứ", "Ground"), ("reason", "Lý do", "Reason")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let petition = state.petition(context)?;
        petition.require_accepted()?;
        petition.require_running()?;
        state.ground_ruled(Act::Suspend, petition, self.ground, context.on())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(petition) = state.petition_mut(context) else { return };
        petition.suspended = Some((context.on(), context.seq));
        petition.orders.push(((context.on(), context.seq), None));
    }
}
