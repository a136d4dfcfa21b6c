//! `fund.closed`: a year of the fund ends.

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::registers::fund::{Account, Category};
use crate::values::members::present;
use crate::values::money::Dong;
use crate::values::text::Prose;

/// Payload of `fund.closed` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundClosed {
    /// What is really there, in đồng.
    pub counted: Dong,
    /// Why that is not the balance of the ledger, if it is not.
    #[serde(default, deserialize_with = "present")]
    pub difference: Option<Prose>,
}

impl Kind for FundClosed {
    const NAME: &'static str = "fund.closed";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Khóa sổ quỹ năm", en: "A year of the fund ends" },
        subject: "fund",
        key: Key::YearOfDay,
        authors: &[Role::Accountant],
        schemas: &[schema!("fund.closed", 1)],
        fields: &[
            ("counted", "Số tiền thật có", "Really there"),
            ("difference", "Giải thích chênh lệch", "Why it differs"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Never(never::REOPEN),
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let fund = state.open_fund(context.year()?)?;
        let open: Dong = Category::ALL.iter().map(|c| fund.amount_in(Account::Committed(*c))).sum();
        if open > Dong::ZERO {
            return Err(Refusal::CommitmentsOpen { year: fund.year, open });
        }
        if let Some(earlier) = fund.last_movement().filter(|last| context.on() < *last) {
            return Err(Refusal::BeforeEarlierStep { earlier, date: context.on() });
        }
        if self.counted != fund.balance() && self.difference.is_none() {
            return Err(Refusal::CountDiffers { balance: fund.balance(), counted: self.counted });
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        fund.closed = Some((context.on(), context.seq));
        for category in Category::ALL {
            let free = fund.amount_in(Account::Available(category));
            fund.post(Account::Available(category), Account::Unallocated, free);
        }
    }
}
