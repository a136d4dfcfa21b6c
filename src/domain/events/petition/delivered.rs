//! `petition.delivered`: a petition's result is sent.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::registers::petition::Aftermath;
use crate::values::text::Prose;

/// Payload of `petition.delivered` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionDelivered {
    /// To whom.
    pub to: Prose,
    /// Whether it is not the result but a decision that suspends, resumes or ends the case.
    #[serde(default)]
    pub procedural: bool,
}

impl Kind for PetitionDelivered {
    const NAME: &'static str = "petition.delivered";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Gửi kết quả giải quyết", en: "A petition's result is sent" },
        subject: "petition",
        key: Key::Typed,
        authors: &[Role::Receptionist, Role::Clerk],
        schemas: &[schema!("petition.delivered", 1)],
        fields: &[
            ("to", "Gửi cho", "Sent to"),
            (
                "procedural",
                "Là quyết định tạm đình chỉ, đình chỉ, tiếp tục",
                "A decision that suspends, resumes or ends it",
            ),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        if !self.procedural {
            return state.ended(context).map(|_| ());
        }
        let unknown = || Refusal::SubjectUnknown { subject: context.statement.subject.clone() };
        let petition = state.petitions.get(&context.require_id()?).ok_or_else(unknown)?;
        let unsent = petition.orders.iter().filter(|(_, sent)| sent.is_none()).map(|((on, _), _)| *on).max();
        match unsent {
            None => Err(Refusal::NothingToSend),
            Some(earlier) if context.on() < earlier => Err(Refusal::BeforeEarlierStep { earlier, date: context.on() }),
            Some(_) => Ok(()),
        }
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        if !self.procedural {
            return state.follow(context, Aftermath::Delivered);
        }
        let Some(petition) = state.petition_mut(context) else { return };
        for (_, sent) in petition.orders.iter_mut().filter(|(_, sent)| sent.is_none()) {
            *sent = Some((context.on(), context.seq));
        }
    }
}
