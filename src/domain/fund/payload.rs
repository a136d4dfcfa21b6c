//! What each fund event says.

use serde::Deserialize;

use super::Category;
use crate::domain::event::{maybe_within, payloads, present, within};
use crate::domain::policy::{CarryGround, Money};
use crate::values::ident::Id;
use crate::values::money::Dong;
use crate::values::text::{Name, Prose};

payloads! {
    /// Payload of `fund.opened` v1; the year stands in the subject, `fund/2024`.
    FundOpened {
        /// What the year before handed over, in đồng.
        opening: Dong,
        /// The estimate of the unit's regular spending of the year, in đồng: the fund's size is limited by it.
        #[serde(default, deserialize_with = "present")]
        regular_spending: Option<Dong>,
    }
    /// Payload of `fund.appropriated` v1.
    FundAppropriated {
        /// In đồng.
        amount: Dong,
        /// The document that grants it.
        document: Name,
    }
    /// Payload of `fund.contributed` v1. Award money given back is a contribution, not a repayment.
    FundContributed {
        /// In đồng.
        amount: Dong,
        /// From whom.
        donor: Name,
        /// The voucher.
        voucher: Name,
        /// What for, if the donor says so: only such money goes over to the next year by law.
        #[serde(default, deserialize_with = "present")]
        purpose: Option<Name>,
    }
    /// Payload of `fund.allocated` v1.
    FundAllocated {
        /// For what.
        category: Category,
        /// In đồng.
        amount: Dong,
        /// The document that says so.
        #[serde(default, deserialize_with = "present")]
        document: Option<Name>,
    }
    /// Payload of `fund.reallocated` v1.
    FundReallocated {
        /// From what.
        from: Category,
        /// To what.
        to: Category,
        /// In đồng.
        amount: Dong,
        /// Why.
        reason: Prose,
    }
    /// Who is paid.
    Payee {
        /// The name on the voucher.
        name: Name,
        /// The recipient or person, where known.
        #[serde(default, deserialize_with = "present")]
        id: Option<Id>,
    }
    /// Payload of `fund.disbursed` v1.
    FundDisbursed {
        /// Out of which category.
        category: Category,
        /// In đồng.
        amount: Dong,
        /// For what.
        purpose: Purpose,
        /// To whom.
        payee: Payee,
        /// How.
        method: Method,
        /// The voucher.
        voucher: Name,
    }
    /// Payload of `fund.repaid` v1.
    FundRepaid {
        /// The id of the `fund.disbursed` event that is repaid.
        disbursement: Id,
        /// In đồng.
        amount: Dong,
        /// The voucher.
        voucher: Name,
        /// Why.
        reason: Prose,
    }
    /// Payload of `fund.counted` v1: what the cash box or treasury statement says.
    FundCounted {
        /// In đồng.
        amount: Dong,
        /// Where it was counted.
        place: Place,
    }
    /// Payload of `fund.closed` v1.
    FundClosed {
        /// What is really there, in đồng.
        counted: Dong,
        /// Why that is not the balance of the ledger, if it is not.
        #[serde(default, deserialize_with = "present")]
        difference: Option<Prose>,
    }
    /// Payload of `fund.carried_forward` v1.
    FundCarriedForward {
        /// In đồng.
        amount: Dong,
        /// Where it came from.
        money: Money,
        /// The point of the law by which it goes over, where the rule for such money is that it lapses.
        #[serde(default, deserialize_with = "present")]
        ground: Option<CarryGround>,
        /// To the fund of which year.
        #[serde(deserialize_with = "within::<_, 1900, 9999>")]
        to_year: u64,
        /// The document that allows it.
        #[serde(default, deserialize_with = "present")]
        document: Option<Name>,
    }
    /// Payload of `payment_list.approved` v1.
    PaymentListApproved {
        /// Whose awards.
        decision: Id,
        /// In đồng: what is to be paid.
        total: Dong,
        /// The list.
        document: Name,
    }
    /// Payload of `fund.unclaimed` v1.
    FundUnclaimed {
        /// The decision.
        decision: Id,
        /// The line.
        #[serde(deserialize_with = "within::<_, 1, 999>")]
        line: u64,
        /// Why.
        reason: Prose,
    }
    /// Payload of `fund.settled` v1.
    FundSettled {
        /// The approval.
        document: Name,
        /// In đồng: the spending that was approved.
        total_spent: Dong,
    }
    /// Payload of `fund.reopened` v1.
    FundReopened {
        /// The permission.
        document: Name,
        /// Why.
        reason: Prose,
    }
    /// Payload of `fund.lapsed` v1.
    FundLapsed {
        /// In đồng.
        amount: Dong,
        /// The document that says so.
        document: Name,
    }
}

/// What a disbursement pays for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Purpose {
    /// A line of an issued decision.
    Award {
        /// The decision.
        decision: Id,
        /// The line.
        #[serde(deserialize_with = "within::<_, 1, 999>")]
        line: u64,
    },
    /// Frames and certificates.
    Frames {
        /// What was bought.
        what: Name,
        /// How many, where known.
        #[serde(default, deserialize_with = "maybe_within::<_, 1, 1_000_000>")]
        quantity: Option<u64>,
        /// Đồng each, where known.
        #[serde(default, deserialize_with = "present")]
        unit_price: Option<Dong>,
    },
    /// Organising.
    Organising {
        /// What for.
        what: Name,
    },
}

/// How money is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// In cash.
    Cash,
    /// By transfer.
    Transfer,
}

/// Where money is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The cash box.
    Cash,
    /// The treasury account.
    Treasury,
}
