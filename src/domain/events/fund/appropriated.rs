//! `fund.appropriated`: money from the budget.

use serde::Deserialize;

use super::positive;
use crate::domain::events::prelude::*;
use crate::domain::registers::fund::Account;
use crate::values::members::present;
use crate::values::money::Dong;
use crate::values::text::Name;

/// Payload of `fund.appropriated` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundAppropriated {
    /// In đồng.
    pub amount: Dong,
    /// The document that grants it.
    pub document: Name,
    /// The estimate of the unit's regular spending as it then stands, in đồng, where the document states or changes it.
    #[serde(default, deserialize_with = "present")]
    pub regular_spending: Option<Dong>,
}

impl Kind for FundAppropriated {
    const NAME: &'static str = "fund.appropriated";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Ngân sách cấp", en: "Money from the budget" },
        subject: "fund",
        key: Key::YearOfDay,
        authors: &[Role::Accountant],
        schemas: &[schema!("fund.appropriated", 1)],
        fields: &[
            ("amount", "Số tiền", "Amount"),
            ("document", "Văn bản giao kinh phí", "Granting document"),
            ("regular_spending", "Dự toán chi thường xuyên của năm", "Estimate of the year's regular spending"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        positive(self.amount)?;
        state.fund_of(context)?.room_for(self.amount)
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        fund.receive(Account::Budget, self.amount, context.on(), context.seq);
        if let Some(income) = fund.income.last_mut() {
            income.document = Some(self.document.clone());
        }
        fund.regular_spending = self.regular_spending.or(fund.regular_spending);
    }
}
