//! `petition.heard`: a petition is talked over.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::registers::petition::PetitionKind;
use crate::values::members::present;
use crate::values::text::Name;
use crate::values::time::Date;

/// Payload of `petition.heard` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionHeard {
    /// The minutes.
    pub document: Name,
    /// When it was announced in writing.
    #[serde(default, deserialize_with = "present")]
    pub notified_on: Option<Date>,
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
        fields: &[("document", "Biên bản", "Minutes"), ("notified_on", "Ngày gửi thông báo", "Announced on")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let petition = state.petition(context)?;
        petition.require_accepted()?;
        match petition.require_classified()?.kind {
            PetitionKind::Denunciation => Err(Refusal::NoDialogue),
            _ if self.notified_on.is_some_and(|on| on > context.on()) => {
                Err(Refusal::DatesReversed { first: self.notified_on.unwrap_or(context.on()), last: context.on() })
            }
            _ => Ok(()),
        }
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(petition) = state.petition_mut(context) else { return };
        petition.heard.push((context.on(), self.notified_on, context.seq));
    }
}
