//! `fund.unclaimed`: award money nobody takes.

use serde::Deserialize;

use super::issued;
use crate::domain::events::prelude::*;
use crate::domain::registers::fund::Account;
use crate::values::ident::Id;
use crate::values::members::within;
use crate::values::money::Dong;
use crate::values::text::Prose;

/// Payload of `fund.unclaimed` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundUnclaimed {
    /// The decision.
    pub decision: Id,
    /// The line.
    #[serde(deserialize_with = "within::<_, 1, 999>")]
    pub line: u64,
    /// Why.
    pub reason: Prose,
}

impl Kind for FundUnclaimed {
    const NAME: &'static str = "fund.unclaimed";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Tiền thưởng không có người nhận", en: "Award money nobody takes" },
        subject: "fund",
        key: Key::YearOfDay,
        authors: &[Role::Accountant],
        schemas: &[schema!("fund.unclaimed", 1)],
        fields: &[("decision", "Mã quyết định", "Decision"), ("line", "Dòng", "Line"), ("reason", "Lý do", "Reason")],
        refers: &[("decision", Reference::Subject("decision"))],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let decision = issued(state, context, self.decision)?;
        let award = decision.standing(self.line)?;
        if award.unpaid() == Dong::ZERO {
            return Err(Refusal::PaidTwice { line: self.line, paid: award.paid });
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let award = state.decisions.get_mut(&self.decision).and_then(|decision| decision.awards.get_mut(&self.line));
        let Some(award) = award else { return };
        let (category, unpaid) = (award.line.recipient.kind.into(), award.unpaid());
        award.unclaimed = Some((context.on(), context.seq));
        let Some(fund) = state.fund_mut(context) else { return };
        fund.post(Account::Committed(category), Account::Available(category), unpaid);
    }
}
