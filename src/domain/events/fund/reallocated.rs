//! `fund.reallocated`: money is set aside anew.

use serde::Deserialize;

use super::positive;
use crate::domain::events::prelude::*;
use crate::domain::registers::fund::{Account, Category};
use crate::values::money::Dong;
use crate::values::text::Prose;

/// Payload of `fund.reallocated` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundReallocated {
    /// From what.
    pub from: Category,
    /// To what.
    pub to: Category,
    /// In đồng.
    pub amount: Dong,
    /// Why.
    pub reason: Prose,
}

impl Kind for FundReallocated {
    const NAME: &'static str = "fund.reallocated";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Điều chỉnh phân bổ", en: "Money is set aside anew" },
        subject: "fund",
        key: Key::YearOfDay,
        authors: &[Role::Chairman, Role::Deputy],
        schemas: &[schema!("fund.reallocated", 1)],
        fields: &[
            ("from", "Từ khoản mục", "From category"),
            ("to", "Sang khoản mục", "To category"),
            ("amount", "Số tiền", "Amount"),
            ("reason", "Lý do", "Reason"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        positive(self.amount)?;
        if self.from == self.to {
            return Err(Refusal::SameCategory { category: self.from });
        }
        state.fund_of(context)?.require(Account::Available(self.from), self.amount)
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        fund.post(Account::Available(self.from), Account::Available(self.to), self.amount);
        fund.allocations.push((context.on(), self.from, -self.amount.signed(), context.seq));
        fund.allocations.push((context.on(), self.to, self.amount.signed(), context.seq));
    }
}
