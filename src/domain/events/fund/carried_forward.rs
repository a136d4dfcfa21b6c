//! `fund.carried_forward`: what is left goes to the next year.

use serde::Deserialize;

use super::year_end;
use crate::domain::events::prelude::*;
use crate::domain::policy::{CarryGround, Money, YearEndRule};
use crate::domain::registers::fund::Account;
use crate::values::members::{present, within};
use crate::values::money::Dong;
use crate::values::text::Name;

/// Payload of `fund.carried_forward` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundCarriedForward {
    /// In đồng.
    pub amount: Dong,
    /// Where it came from.
    pub money: Money,
    /// The point of the law by which it goes over, where the rule for such money is that it lapses.
    #[serde(default, deserialize_with = "present")]
    pub ground: Option<CarryGround>,
    /// To the fund of which year.
    #[serde(deserialize_with = "within::<_, 1900, 9999>")]
    pub to_year: u64,
    /// The document that allows it.
    #[serde(default, deserialize_with = "present")]
    pub document: Option<Name>,
}

impl Kind for FundCarriedForward {
    const NAME: &'static str = "fund.carried_forward";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Chuyển số dư sang năm sau", en: "What is left goes to the next year" },
        subject: "fund",
        key: Key::YearOfDay,
        authors: &[Role::Accountant],
        schemas: &[schema!("fund.carried_forward", 1)],
        fields: &[
            ("amount", "Số tiền", "Amount"),
            ("money", "Nguồn tiền", "Origin of the money"),
            ("ground", "Điểm cho phép chuyển", "Point that lets it go over"),
            ("to_year", "Sang quỹ năm", "To the fund of the year"),
            ("document", "Văn bản cho phép", "Document that allows it"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let (rule, ground) = (YearEndRule::CarryForward, self.ground);
        let fund = year_end(state, context, self.amount, self.money, rule, ground)?;
        let contributed = state.contributions_of(fund);
        if self.money == Money::Contribution && self.amount > contributed {
            return Err(Refusal::CarriedContributions { amount: self.amount, contributed });
        }
        if self.year() != fund.year + 1 {
            return Err(Refusal::CarriedToWrongYear { year: fund.year, to: self.year() });
        }
        if let Some(next) = state.funds.get(&self.year()) {
            state.open_fund(next.year)?.room_for(self.amount)?;
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        fund.post(Account::Unallocated, Account::CarriedOut, self.amount);
        fund.carried.push((context.on(), self.year(), self.amount, context.seq));
        if self.money == Money::Contribution {
            fund.carried_contributions = [fund.carried_contributions, self.amount].into_iter().sum();
        }
        if let Some(next) = state.funds.get_mut(&self.year()) {
            next.receive(Account::CarriedIn, self.amount, context.on(), context.seq);
        }
    }
}

impl FundCarriedForward {
    fn year(&self) -> i16 {
        // Reading has bounded it.
        debug_assert!(self.to_year <= 9999, "a year has four digits");
        i16::try_from(self.to_year).unwrap_or(i16::MAX)
    }
}
