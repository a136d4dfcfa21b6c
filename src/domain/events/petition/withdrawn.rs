//! `petition.withdrawn`: a petition is withdrawn.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::registers::petition::PetitionKind;
use crate::values::members::present;
use crate::values::text::{Name, Prose};

/// Payload of `petition.withdrawn` v2.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionWithdrawn {
    /// The letter of withdrawal.
    pub document: Name,
    /// Whether it is resolved all the same (Luật Tố cáo Đ33.3).
    pub continues: bool,
    /// Why.
    #[serde(default, deserialize_with = "present")]
    pub reason: Option<Prose>,
}

impl Kind for PetitionWithdrawn {
    const NAME: &'static str = "petition.withdrawn";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Rút đơn", en: "A petition is withdrawn" },
        subject: "petition",
        key: Key::Typed,
        authors: &[Role::Receptionist, Role::Clerk],
        schemas: &[schema!("petition.withdrawn", 1), schema!("petition.withdrawn", 2)],
        fields: &[
            ("document", "Đơn xin rút", "Letter of withdrawal"),
            ("continues", "Vẫn giải quyết tiếp", "Resolved all the same"),
            ("reason", "Lý do", "Reason"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn read(version: u32, data: Members<'_>) -> Option<Result<Self, serde_json::Error>> {
        match version {
            1 => Some(data.read::<PetitionWithdrawnV1>().map(Into::into)),
            2 => Some(data.read()),
            _ => None,
        }
    }

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let petition = state.petition(context)?;
        let denunciation = petition.classified.as_ref().is_some_and(|(c, ..)| c.kind == PetitionKind::Denunciation);
        if self.continues && !denunciation {
            return Err(Refusal::OnlyDenunciation);
        }
        if self.continues && self.reason.is_none() {
            return Err(Refusal::ReasonMissing);
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(petition) = state.petition_mut(context) else { return };
        if !self.continues {
            petition.withdrawn = Some((context.on(), context.seq));
        }
    }
}

/// Payload of `petition.withdrawn` v1: a withdrawal always ended it. Kept readable for ever.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionWithdrawnV1 {
    document: Name,
}

impl From<PetitionWithdrawnV1> for PetitionWithdrawn {
    fn from(v1: PetitionWithdrawnV1) -> PetitionWithdrawn {
        PetitionWithdrawn { document: v1.document, continues: false, reason: None }
    }
}
