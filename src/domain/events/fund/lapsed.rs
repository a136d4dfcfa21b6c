//! `fund.lapsed`: what is left goes back to the budget.

use serde::Deserialize;

use super::year_end;
use crate::domain::events::prelude::*;
use crate::domain::policy::{Money, YearEndRule};
use crate::domain::registers::fund::Account;
use crate::values::money::Dong;
use crate::values::text::Name;

/// Payload of `fund.lapsed` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundLapsed {
    /// In đồng.
    pub amount: Dong,
    /// The document that says so.
    pub document: Name,
}

impl Kind for FundLapsed {
    const NAME: &'static str = "fund.lapsed";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Nộp trả ngân sách", en: "What is left goes back to the budget" },
        subject: "fund",
        key: Key::YearOfDay,
        authors: &[Role::Accountant],
        schemas: &[schema!("fund.lapsed", 1)],
        fields: &[("amount", "Số tiền", "Amount"), ("document", "Văn bản", "Document")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        year_end(state, context, self.amount, Money::Appropriation, YearEndRule::Lapse, None).map(|_| ())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        fund.post(Account::Unallocated, Account::Lapsed, self.amount);
        fund.lapsed.push((context.on(), self.amount, context.seq));
    }
}
