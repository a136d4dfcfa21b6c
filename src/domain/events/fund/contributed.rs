//! `fund.contributed`: a contribution.

use serde::Deserialize;

use super::positive;
use crate::domain::events::prelude::*;
use crate::domain::registers::fund::Account;
use crate::values::members::present;
use crate::values::money::Dong;
use crate::values::text::Name;

/// Payload of `fund.contributed` v1. Award money given back is a contribution, not a repayment.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundContributed {
    /// In đồng.
    pub amount: Dong,
    /// From whom.
    pub donor: Name,
    /// The voucher.
    pub voucher: Name,
    /// What for, if the donor says so: only such money goes over to the next year by law.
    #[serde(default, deserialize_with = "present")]
    pub purpose: Option<Name>,
}

impl Kind for FundContributed {
    const NAME: &'static str = "fund.contributed";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Nhận đóng góp", en: "A contribution" },
        subject: "fund",
        key: Key::YearOfDay,
        authors: &[Role::Accountant],
        schemas: &[schema!("fund.contributed", 1)],
        fields: &[
            ("amount", "Số tiền", "Amount"),
            ("donor", "Người đóng góp", "Donor"),
            ("voucher", "Chứng từ", "Voucher"),
            ("purpose", "Mục đích tài trợ", "Purpose of the donation"),
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
        fund.receive(Account::Donors, self.amount, context.on(), context.seq);
        if let Some(income) = fund.income.last_mut() {
            income.document = Some(self.voucher.clone());
        }
        fund.contributions.push((context.on(), self.amount));
    }
}
