//! `fund.repaid`: a payment comes back.

use serde::Deserialize;

use super::positive;
use crate::domain::events::prelude::*;
use crate::domain::registers::fund::{Account, Purpose};
use crate::values::ident::Id;
use crate::values::money::Dong;
use crate::values::text::{Name, Prose};

/// Payload of `fund.repaid` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundRepaid {
    /// The id of the `fund.disbursed` event that is repaid.
    pub disbursement: Id,
    /// In đồng.
    pub amount: Dong,
    /// The voucher.
    pub voucher: Name,
    /// Why.
    pub reason: Prose,
}

impl Kind for FundRepaid {
    const NAME: &'static str = "fund.repaid";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Thu hồi tiền đã chi", en: "A payment comes back" },
        subject: "fund",
        key: Key::YearOfDay,
        authors: &[Role::Accountant],
        schemas: &[schema!("fund.repaid", 1)],
        fields: &[
            ("disbursement", "Mã lần chi", "Payment"),
            ("amount", "Số tiền", "Amount"),
            ("voucher", "Chứng từ", "Voucher"),
            ("reason", "Lý do", "Reason"),
        ],
        refers: &[("disbursement", Reference::Payment)],
        filled: &[Filled { path: "amount", when: When::Absent }],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        positive(self.amount)?;
        let fund = state.fund_of(context)?;
        fund.room_for(self.amount)?;
        let paid = state.funds.values().find_map(|fund| fund.disbursements.get(&self.disbursement));
        let paid = paid.ok_or(Refusal::DisbursementUnknown { disbursement: self.disbursement })?;
        if context.on() < paid.on {
            return Err(Refusal::BeforeEarlierStep { earlier: paid.on, date: context.on() });
        }
        if self.amount > paid.outstanding() {
            return Err(Refusal::RepaidTooMuch { outstanding: paid.outstanding(), asked: self.amount });
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Ok(year) = context.year() else { return };
        let payer = state.funds.values_mut().find(|fund| fund.disbursements.contains_key(&self.disbursement));
        let Some(payer) = payer else { return };
        let payer_year = payer.year;
        let Some(paid) = payer.disbursements.get_mut(&self.disbursement) else { return };
        paid.repaid.push((context.on(), self.amount, context.seq));
        let category = paid.payload.category;
        let mut back = Account::Available(category);
        if let Purpose::Award { decision, line } = &paid.payload.purpose
            && let Some(award) = state.decisions.get_mut(decision).and_then(|d| d.awards.get_mut(line))
        {
            award.paid = award.paid.less(self.amount);
            if payer_year != year {
                award.recovered = [award.recovered, self.amount].into_iter().sum();
            }
            if award.annulled.is_none() {
                back = Account::Committed(category);
            }
        }
        if payer_year == year {
            payer.post(Account::Spent(category), back, self.amount);
        } else if let Some(fund) = state.funds.get_mut(&year) {
            fund.receive(Account::Recovered, self.amount, context.on(), context.seq);
        }
    }

    /// What of the payment was not repaid yet.
    fn fill(known: &Known<'_>, data: &mut Map<String, Value>) -> Result<(), Refusal> {
        let paid = data.get("disbursement").and_then(Value::as_str).and_then(|id| id.parse().ok());
        let paid = paid.and_then(|id: Id| known.state.funds.values().find_map(|fund| fund.disbursements.get(&id)));
        if let Some(paid) = paid {
            data.entry("amount").or_insert(json!(paid.outstanding()));
        }
        Ok(())
    }
}
