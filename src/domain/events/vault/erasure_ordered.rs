//! `vault.erasure_ordered`: a first person orders that a sealed value be erased.

use serde::Deserialize;

use super::commitment;
use crate::domain::events::prelude::*;
use crate::domain::policy::FileClass;
use crate::values::members::payloads;
use crate::values::text::Prose;
use crate::values::time::Date;

payloads! {
    /// Payload of `vault.erasure_ordered` v1.
    ErasureOrdered {
        /// By what right.
        ground: Prose,
    }
}

impl Kind for ErasureOrdered {
    const NAME: &'static str = "vault.erasure_ordered";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Đề nghị xóa giá trị niêm phong", en: "To erase a sealed value is ordered" },
        subject: "vault",
        key: Key::Typed,
        authors: &[Role::Receptionist, Role::Clerk, Role::Secretary, Role::Chairman],
        schemas: &[schema!("vault.erasure_ordered", 1)],
        fields: &[("ground", "Căn cứ", "Basis")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Never(never::VAULT),
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        // What belongs to a petition's file is kept as long as the policy says, from the end of the year in which it
        // was settled.
        let seq = state.sealed(context)?.seq;
        let Some(petition) = state.petitions.values().find(|petition| petition.seq == seq) else { return Ok(()) };
        let Some(ruled) = state.policies.retention(FileClass::Petitions, context.on()) else { return Ok(()) };
        let article = ruled.row.cite();
        let (Some(closed), Some(years)) = (petition.closed_on(), ruled.row.years) else {
            return Err(Refusal::Retained { until: "–".to_owned(), article });
        };
        let last = i16::try_from(years).ok().and_then(|years| Date::new(closed.year().saturating_add(years), 12, 31));
        match last.filter(|last| context.on() <= *last) {
            Some(last) => Err(Refusal::Retained { until: last.vietnamese(), article }),
            None => Ok(()),
        }
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let value = commitment(context).and_then(|hash| state.vault.values.get_mut(&hash));
        let Some(value) = value else { return };
        value.ordered = Some((context.person, context.seq));
    }
}
