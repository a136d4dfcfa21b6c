//! `petition.accepted`: a petition is accepted.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::registers::petition::PetitionKind;
use crate::values::ident::Id;
use crate::values::members::present;
use crate::values::text::Name;
use crate::values::time::Date;

/// Payload of `petition.accepted` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionAccepted {
    /// The notice or decision of acceptance.
    pub document: Name,
    /// The person who will resolve it.
    pub resolver: Id,
    /// The deadline promised; absent only where the papers do not say.
    #[serde(default, deserialize_with = "present")]
    pub due_on: Option<Date>,
}

impl Kind for PetitionAccepted {
    const NAME: &'static str = "petition.accepted";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Thụ lý", en: "A petition is accepted" },
        subject: "petition",
        key: Key::Typed,
        authors: &[Role::Chairman, Role::Deputy],
        schemas: &[schema!("petition.accepted", 1)],
        fields: &[
            ("document", "Văn bản thụ lý", "Notice of acceptance"),
            ("resolver", "Mã người giải quyết", "Person who resolves it"),
            ("due_on", "Hạn giải quyết", "Deadline"),
        ],
        refers: &[("resolver", Reference::Person)],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let petition = state.petition(context)?;
        let classified = petition.require_classified()?;
        if petition.accepted.is_some() {
            return Err(Refusal::AlreadyAccepted);
        }
        if !classified.in_jurisdiction {
            return Err(Refusal::NotInJurisdiction);
        }
        if classified.kind != PetitionKind::Suggestion && classified.anonymous {
            return Err(Refusal::Anonymous);
        }
        let against_leader = classified.target.is_some_and(|target| state.is_leader(target));
        if classified.kind == PetitionKind::Denunciation && against_leader {
            return Err(Refusal::DenunciationGoesUp);
        }
        if classified.target == Some(self.resolver) && !state.resolves_himself(classified.kind, self.resolver) {
            return Err(Refusal::SelfResolution);
        }
        let Some(due_on) = self.due_on else { return Ok(()) };
        if due_on < context.on() {
            return Err(Refusal::DatesReversed { first: context.on(), last: due_on });
        }
        state.within_term(petition, classified.kind.longest(0), (context.on(), context.on()), due_on)
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(petition) = state.petition_mut(context) else { return };
        petition.accepted = Some((context.on(), context.seq));
        petition.accepted_by = Some(self.document.clone());
        petition.resolver = Some(self.resolver);
        petition.due_on = self.due_on;
    }
}
