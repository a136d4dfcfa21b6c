//! `fund.settled`: a year's account is approved.

use serde::Deserialize;

use super::closed;
use crate::domain::events::prelude::*;
use crate::values::money::Dong;
use crate::values::text::Name;

/// Payload of `fund.settled` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundSettled {
    /// The approval.
    pub document: Name,
    /// In đồng: the spending that was approved.
    pub total_spent: Dong,
}

impl Kind for FundSettled {
    const NAME: &'static str = "fund.settled";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Phê duyệt quyết toán Quỹ", en: "A year's account is approved" },
        subject: "fund",
        key: Key::YearOfDay,
        authors: &[Role::Accountant],
        schemas: &[schema!("fund.settled", 1)],
        fields: &[
            ("document", "Văn bản phê duyệt", "Document of approval"),
            ("total_spent", "Tổng chi được duyệt", "Spending approved"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let fund = closed(state, context)?;
        if let Some((_, _, seq)) = fund.settled {
            return Err(Refusal::SettledBefore { year: fund.year, seq });
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        fund.settled = Some((self.total_spent, context.on(), context.seq));
    }
}
