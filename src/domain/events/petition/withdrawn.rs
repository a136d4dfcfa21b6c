//! `petition.withdrawn`: a petition is withdrawn.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::registers::petition::{Act, CaseGround, PetitionKind};
use crate::values::members::{maybe_within, present};
use crate::values::text::{Name, Prose};

/// Payload of `petition.withdrawn` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionWithdrawn {
    /// The letter of withdrawal.
    pub document: Name,
    /// Whether it is resolved all the same (Luật Tố cáo Đ33.3; Luật Khiếu nại Đ10).
    pub continues: bool,
    /// Why it goes on: a ground that the law lists.
    #[serde(default, deserialize_with = "present")]
    pub ground: Option<CaseGround>,
    /// Why, in words.
    #[serde(default, deserialize_with = "present")]
    pub reason: Option<Prose>,
    /// How many of those who signed withdraw; all if absent. For the others it goes on (NĐ 124/2020/NĐ-CP Đ7a).
    #[serde(default, deserialize_with = "maybe_within::<_, 1, 99_999>")]
    pub withdrawers: Option<u64>,
}

impl Kind for PetitionWithdrawn {
    const NAME: &'static str = "petition.withdrawn";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Rút đơn", en: "A petition is withdrawn" },
        subject: "petition",
        key: Key::Typed,
        authors: &[Role::Receptionist, Role::Clerk],
        schemas: &[schema!("petition.withdrawn", 1)],
        fields: &[
            ("document", "Đơn xin rút", "Letter of withdrawal"),
            ("continues", "Vẫn giải quyết tiếp", "Resolved all the same"),
            ("ground", "Căn cứ giải quyết tiếp", "Ground for going on"),
            ("reason", "Lý do", "Reason"),
            ("withdrawers", "Số người rút", "How many withdraw"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let petition = state.petition(context)?;
        if let Some(withdrawers) = self.withdrawers.filter(|some| *some > petition.signatories) {
            return Err(Refusal::TooManyWithdraw { withdrawers, signatories: petition.signatories });
        }
        if !self.continues {
            return Ok(());
        }
        let kind = petition.classified.as_ref().map_or(PetitionKind::Unspecified, |(c, ..)| c.kind);
        if state.policies.grounds(Act::Continue, kind, context.on()).is_empty() {
            return Err(Refusal::NotContinued { kind, date: context.on() });
        }
        match (self.ground, &self.reason) {
            (Some(ground), Some(_)) => state.ground_ruled(Act::Continue, petition, ground, context.on()),
            _ => Err(Refusal::ReasonMissing),
        }
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(petition) = state.petition_mut(context) else { return };
        let left = self.withdrawers.map_or(0, |some| petition.signatories.saturating_sub(some));
        if left > 0 {
            petition.signatories = left;
        } else if !self.continues {
            petition.withdrawn = Some((context.on(), context.seq));
        }
    }
}
