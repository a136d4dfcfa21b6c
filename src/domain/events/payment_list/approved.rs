//! `payment_list.approved`: a list of payments is approved.

use serde::Deserialize;

use crate::domain::events::fund::issued;
use crate::domain::events::prelude::*;
use crate::values::ident::Id;
use crate::values::money::Dong;
use crate::values::text::Name;

/// Payload of `payment_list.approved` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentListApproved {
    /// Whose awards.
    pub decision: Id,
    /// In đồng: what is to be paid.
    pub total: Dong,
    /// The list.
    pub document: Name,
}

/// A decision that is signed, and paid by the fund of the statement's year once it is issued: its payment list may be
/// approved with it, takes effect with its issue, and falls away if it is signed anew.
fn signed<'a>(
    state: &'a State,
    context: &Context<'_>,
    decision: Id,
) -> Result<&'a crate::domain::registers::decision::Decision, Refusal> {
    let known = state.decisions.get(&decision).ok_or(Refusal::DecisionUnknown { decision })?;
    if known.numbered.is_some() {
        return issued(state, context, decision);
    }
    state.open_fund(context.year()?)?;
    if context.on() < known.signed_on {
        return Err(Refusal::BeforeEarlierStep { earlier: known.signed_on, date: context.on() });
    }
    Ok(known)
}

impl Kind for PaymentListApproved {
    const NAME: &'static str = "payment_list.approved";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Duyệt danh sách chi thưởng", en: "A list of payments is approved" },
        subject: "fund",
        key: Key::YearOfDay,
        authors: &[Role::Chairman, Role::Deputy],
        schemas: &[schema!("payment_list.approved", 1)],
        fields: &[
            ("decision", "Mã quyết định", "Decision"),
            ("total", "Tổng số tiền", "Total"),
            ("document", "Danh sách", "List"),
        ],
        refers: &[("decision", Reference::Subject("decision"))],
        filled: &[],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let decision = signed(state, context, self.decision)?;
        let unpaid: Dong = decision.awards.values().map(crate::domain::decision::Award::unpaid).sum();
        if unpaid != self.total || unpaid == Dong::ZERO {
            return Err(Refusal::ListTotal { decision: decision.name(), unpaid, total: self.total });
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        fund.lists.push((self.decision, self.total, context.on(), context.seq));
    }
}
