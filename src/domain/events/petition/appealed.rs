//! `petition.appealed`: a petition's result is contested.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::registers::petition::{Aftermath, Instance, PetitionKind};
use crate::values::text::Name;

/// Payload of `petition.appealed` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionAppealed {
    /// To the authority above, or to court.
    pub instance: Instance,
    /// Which one.
    pub to: Name,
}

impl Kind for PetitionAppealed {
    const NAME: &'static str = "petition.appealed";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Khiếu nại, tố cáo tiếp", en: "A petition's result is contested" },
        subject: "petition",
        key: Key::Typed,
        authors: &[Role::Receptionist, Role::Clerk],
        schemas: &[schema!("petition.appealed", 1)],
        fields: &[("instance", "Đến", "Goes to"), ("to", "Cơ quan", "Authority")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let petition = state.contestable(context)?;
        let kind = petition.require_classified()?.kind;
        // A denunciation may be taken up again (Luật Tố cáo Đ37); only who complains of his own right may go to court.
        if self.instance == Instance::Court && kind != PetitionKind::Complaint {
            return Err(Refusal::CourtForComplaints);
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.follow(context, Aftermath::Appealed(self.instance));
    }
}
