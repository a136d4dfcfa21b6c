//! `fund.opened`: a year of the fund begins.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::events::prelude::*;
use crate::domain::registers::fund::{Account, Fund};
use crate::values::members::present;
use crate::values::money::Dong;

/// Payload of `fund.opened` v1; the year stands in the subject, `fund/2024`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundOpened {
    /// What the year before handed over, in đồng.
    pub opening: Dong,
    /// The estimate of the unit's regular spending of the year, in đồng: the fund's size is limited by it.
    #[serde(default, deserialize_with = "present")]
    pub regular_spending: Option<Dong>,
}

impl Kind for FundOpened {
    const NAME: &'static str = "fund.opened";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Mở quỹ năm", en: "A year of the fund begins" },
        subject: "fund",
        key: Key::YearOfDay,
        authors: &[Role::Accountant],
        schemas: &[schema!("fund.opened", 1)],
        fields: &[
            ("opening", "Số dư năm trước chuyển sang", "Carried over from the year before"),
            ("regular_spending", "Dự toán chi thường xuyên của năm", "Estimate of the year's regular spending"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let year = context.year()?;
        if state.funds.contains_key(&year) {
            return Err(Refusal::FundAlreadyOpened { year });
        }
        let handed =
            |fund: &Fund| fund.carried.iter().filter(|(_, to, ..)| *to == year).map(|(_, _, amount, _)| *amount).sum();
        let carried: Dong = state.funds.values().map(handed).sum();
        if !state.funds.is_empty() && carried != self.opening {
            return Err(Refusal::OpeningDiffers { year, carried, opening: self.opening });
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Ok(year) = context.year() else { return };
        let mut fund = Fund {
            year,
            accounts: BTreeMap::new(),
            income: Vec::new(),
            regular_spending: self.regular_spending,
            contributions: Vec::new(),
            carried_contributions: Dong::ZERO,
            allocations: Vec::new(),
            disbursements: BTreeMap::new(),
            counts: Vec::new(),
            lists: Vec::new(),
            closed: None,
            settled: None,
            carried: Vec::new(),
            lapsed: Vec::new(),
        };
        fund.receive(Account::CarriedIn, self.opening, context.on(), context.seq);
        state.funds.entry(year).or_insert(fund);
    }
}
