//! `fund.reopened`: a closed year is opened again.

use serde::Deserialize;

use super::closed;
use crate::domain::events::prelude::*;
use crate::values::text::{Name, Prose};

/// Payload of `fund.reopened` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundReopened {
    /// The permission.
    pub document: Name,
    /// Why.
    pub reason: Prose,
}

impl Kind for FundReopened {
    const NAME: &'static str = "fund.reopened";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Mở lại năm đã khóa", en: "A closed year is opened again" },
        subject: "fund",
        key: Key::YearOfDay,
        authors: &[Role::Chairman],
        schemas: &[schema!("fund.reopened", 1)],
        fields: &[("document", "Văn bản cho phép", "Document that allows it"), ("reason", "Lý do", "Reason")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Never(never::CLOSE),
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let fund = closed(state, context)?;
        if !fund.carried.is_empty() || !fund.lapsed.is_empty() {
            return Err(Refusal::FundHandedOver { year: fund.year });
        }
        Ok(())
    }

    /// What was set aside and free went back to the unallocated at closing, and stays there: it is allocated anew.
    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        fund.closed = None;
        fund.settled = None;
    }
}
