//! `fund.counted`: the fund is counted.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::registers::fund::Place;
use crate::values::money::Dong;

/// Payload of `fund.counted` v1: what the cash box or treasury statement says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundCounted {
    /// In đồng.
    pub amount: Dong,
    /// Where it was counted.
    pub place: Place,
}

impl Kind for FundCounted {
    const NAME: &'static str = "fund.counted";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Kiểm quỹ", en: "The fund is counted" },
        subject: "fund",
        key: Key::YearOfDay,
        authors: &[Role::Accountant, Role::Cashier],
        schemas: &[schema!("fund.counted", 1)],
        fields: &[("amount", "Số tiền đếm được", "Amount counted"), ("place", "Nơi kiểm", "Where it was counted")],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        state.fund_of(context).map(|_| ())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        let expected = fund.balance();
        fund.counts.push((context.on(), self.place, self.amount, expected, context.seq));
    }
}
