//! `petition.resumed`: a petition goes on.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::values::text::Name;
use crate::values::time::Date;

/// Payload of `petition.resumed` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionResumed {
    /// The decision.
    pub document: Name,
    /// The new deadline.
    pub due_on: Date,
}

impl Kind for PetitionResumed {
    const NAME: &'static str = "petition.resumed";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Tiếp tục giải quyết", en: "A petition goes on" },
        subject: "petition",
        key: Key::Typed,
        authors: &[Role::Chairman, Role::Deputy],
        schemas: &[schema!("petition.resumed", 1)],
        fields: &[("document", "Văn bản", "Document"), ("due_on", "Hạn mới", "New deadline")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let petition = state.petition(context)?;
        if petition.suspended.is_none() {
            return Err(Refusal::NotSuspended);
        }
        if self.due_on < context.on() {
            return Err(Refusal::DatesReversed { first: context.on(), last: self.due_on });
        }
        // The rest of the term runs on; only the days of the suspension are not counted (Luật Tố cáo Đ34.2;
        // NĐ 124/2020/NĐ-CP Đ28b.2).
        let step = petition.require_classified()?.kind.longest(petition.extended.len());
        let accepted = petition.require_accepted()?;
        state.within_term(petition, step, (accepted, context.on()), self.due_on)
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(petition) = state.petition_mut(context) else { return };
        if let Some((since, _)) = petition.suspended.take() {
            petition.suspensions.push((since, context.on()));
        }
        petition.orders.push(((context.on(), context.seq), None));
        petition.due_on = Some(self.due_on);
    }
}
