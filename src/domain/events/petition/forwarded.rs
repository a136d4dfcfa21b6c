//! `petition.forwarded`: a petition is sent on or answered.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::values::text::Name;

/// Payload of `petition.forwarded` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionForwarded {
    /// To whom it was sent, or the competent authority named in the reply.
    pub to: Name,
    /// The written reply.
    pub reply: Name,
}

impl Kind for PetitionForwarded {
    const NAME: &'static str = "petition.forwarded";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Chuyển đơn, trả lời", en: "A petition is sent on or answered" },
        subject: "petition",
        key: Key::Typed,
        authors: &[Role::Receptionist, Role::Clerk],
        schemas: &[schema!("petition.forwarded", 1)],
        fields: &[("to", "Cơ quan có thẩm quyền", "Competent authority"), ("reply", "Văn bản trả lời", "Answer")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let petition = state.petition(context)?;
        petition.require_classified()?;
        if petition.accepted.is_some() {
            return Err(Refusal::AlreadyAccepted);
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(petition) = state.petition_mut(context) else { return };
        petition.forwarded = Some((context.on(), context.seq));
        petition.forwarded_to = Some((self.to.clone(), self.reply.clone()));
    }
}
