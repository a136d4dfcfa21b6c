//! `fund.allocated`: money is set aside.

use serde::Deserialize;

use super::positive;
use crate::domain::events::prelude::*;
use crate::domain::registers::fund::{Account, Category};
use crate::values::members::present;
use crate::values::money::Dong;
use crate::values::text::Name;

/// Payload of `fund.allocated` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundAllocated {
    /// For what.
    pub category: Category,
    /// In đồng.
    pub amount: Dong,
    /// The document that says so.
    #[serde(default, deserialize_with = "present")]
    pub document: Option<Name>,
}

impl Kind for FundAllocated {
    const NAME: &'static str = "fund.allocated";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Phân bổ quỹ", en: "Money is set aside" },
        subject: "fund",
        key: Key::YearOfDay,
        authors: &[Role::Chairman, Role::Deputy],
        schemas: &[schema!("fund.allocated", 1)],
        fields: &[
            ("category", "Khoản mục", "Category"),
            ("amount", "Số tiền", "Amount"),
            ("document", "Văn bản phân bổ", "Allocating document"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        positive(self.amount)?;
        state.fund_of(context)?.require(Account::Unallocated, self.amount)
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        fund.post(Account::Unallocated, Account::Available(self.category), self.amount);
        fund.allocations.push((context.on(), self.category, self.amount.signed(), context.seq));
    }
}
