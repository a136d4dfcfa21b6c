//! The emulation and commendation fund (Luật TĐKT 06/2022 Đ11): every movement has two sides, a floor counts
//! commitments, and the accounts of a year always sum to zero.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::registers::nomination::RecipientKind;
use crate::values::ident::Id;
use crate::values::lang::Label;
use crate::values::listed::{List, listed};
use crate::values::members::{maybe_within, present, within};
use crate::values::money::Dong;
use crate::values::text::Name;
use crate::values::time::Date;

listed! {
    /// What money is set aside for.
    Category {
        /// Awards of collectives.
        Collective "collective" "tập thể" "collectives",
        /// Awards of individuals.
        Individual "individual" "cá nhân" "individuals",
        /// Awards of households.
        Household "household" "hộ gia đình" "households",
        /// Frames and certificates.
        Frames "frames" "khung, giấy khen" "frames and certificates",
        /// Launching, reviewing, publicity, meetings (NĐ 98/2023 Đ52.1a).
        Organising "organising" "tổ chức phong trào" "organising",
    }
}

impl From<RecipientKind> for Category {
    fn from(kind: RecipientKind) -> Category {
        match kind {
            RecipientKind::Collective => Category::Collective,
            RecipientKind::Individual => Category::Individual,
            RecipientKind::Household => Category::Household,
        }
    }
}

/// Where money is. Those outside the fund go below zero as money comes in; those inside never do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Account {
    /// Outside: the year before.
    CarriedIn,
    /// Outside: the budget.
    Budget,
    /// Outside: donors.
    Donors,
    /// Outside: who repays what an earlier year paid.
    Recovered,
    /// Inside: not yet set aside.
    Unallocated,
    /// Inside: set aside and free.
    Available(Category),
    /// Inside: promised by an issued decision.
    Committed(Category),
    /// Paid out.
    Spent(Category),
    /// Handed to the next year.
    CarriedOut,
    /// Handed back to the budget.
    Lapsed,
}

impl Account {
    /// Whether it may go below zero: only where money comes from.
    pub fn is_source(self) -> bool {
        matches!(self, Account::CarriedIn | Account::Budget | Account::Donors | Account::Recovered)
    }
}

/// A disbursement as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Disbursement {
    /// What was paid.
    pub payload: FundDisbursed,
    /// When.
    pub on: Date,
    /// The entry.
    pub seq: u64,
    /// Repayments: when, how much, by which entry.
    pub repaid: Vec<(Date, Dong, u64)>,
}

impl Disbursement {
    /// What was repaid by a day.
    pub fn repaid_by(&self, day: Date) -> Dong {
        self.repaid.iter().filter(|(on, ..)| *on <= day).map(|(_, amount, _)| *amount).sum()
    }

    pub(in crate::domain) fn outstanding(&self) -> Dong {
        let repaid = self.repaid.iter().map(|(_, amount, _)| *amount).sum();
        self.payload.amount.less(repaid)
    }
}

/// Money that came in.
#[derive(Clone, Debug, PartialEq)]
pub struct Income {
    /// From where.
    pub from: Account,
    /// When.
    pub on: Date,
    /// How much.
    pub amount: Dong,
    /// The document or voucher, where there is one.
    pub document: Option<Name>,
    /// The entry.
    pub seq: u64,
}

/// A year of the fund.
#[derive(Clone, Debug, PartialEq)]
pub struct Fund {
    /// The year.
    pub year: i16,
    pub(in crate::domain) accounts: BTreeMap<Account, i64>,
    /// The estimate of the unit's regular spending of the year, in đồng, as last stated.
    pub regular_spending: Option<Dong>,
    /// Money that came in, the opening included.
    pub income: Vec<Income>,
    /// Contributions: when and how much.
    pub contributions: Vec<(Date, Dong)>,
    /// Allocations: when, for what, how much (less what was moved away), by which entry.
    pub allocations: Vec<(Date, Category, i64, u64)>,
    /// Disbursements by event id.
    pub disbursements: BTreeMap<Id, Disbursement>,
    /// Counts of cash and treasury: when, where, counted, what the ledger said, the entry.
    pub counts: Vec<(Date, Place, Dong, Dong, u64)>,
    /// Payment lists approved: for which decision, how much, when, by which entry.
    pub lists: Vec<(Id, Dong, Date, u64)>,
    /// When it was closed, by which entry.
    pub closed: Option<(Date, u64)>,
    /// The spending approved at settlement, when, by which entry.
    pub settled: Option<(Dong, Date, u64)>,
    /// To which year what was handed over, by which entry.
    pub carried: Vec<(Date, i16, Dong, u64)>,
    /// What of it were contributions.
    pub carried_contributions: Dong,
    /// Handed back to the budget: when, how much, by which entry.
    pub lapsed: Vec<(Date, Dong, u64)>,
}

impl Fund {
    /// What an account holds, in đồng; below zero only where money comes from.
    pub fn balance_of(&self, account: Account) -> i64 {
        self.accounts.get(&account).copied().unwrap_or(0)
    }

    /// All accounts that were ever used.
    pub fn accounts(&self) -> impl Iterator<Item = (Account, i64)> + '_ {
        self.accounts.iter().map(|(account, amount)| (*account, *amount))
    }

    /// What is there: unallocated, set aside and promised.
    pub fn balance(&self) -> Dong {
        let inside =
            |account: &Account| matches!(account, Account::Unallocated | Account::Available(_) | Account::Committed(_));
        let amounts =
            self.accounts.iter().filter(|(account, _)| inside(account)).map(|(_, amount)| i128::from(*amount));
        u64::try_from(amounts.sum::<i128>()).ok().and_then(Dong::new).unwrap_or(Dong::ZERO)
    }

    /// The date of the latest movement: a year cannot end before it.
    pub(in crate::domain) fn last_movement(&self) -> Option<Date> {
        let paid = self.disbursements.values();
        let paid = paid.flat_map(|paid| paid.repaid.iter().map(|(on, ..)| *on).chain([paid.on]));
        let received = self.income.iter().map(|income| income.on);
        paid.chain(received).chain(self.allocations.iter().map(|(on, ..)| *on)).max()
    }

    /// What every account holds.
    pub(in crate::domain) fn holdings(&self) -> &BTreeMap<Account, i64> {
        &self.accounts
    }

    /// What was paid out and not repaid within the year.
    pub fn spent(&self) -> Dong {
        Category::ALL.iter().map(|category| self.amount_in(Account::Spent(*category))).sum()
    }

    pub(in crate::domain) fn amount_in(&self, account: Account) -> Dong {
        u64::try_from(self.balance_of(account)).ok().and_then(Dong::new).unwrap_or(Dong::ZERO)
    }

    /// Moves money; what leaves one account enters another, so the sum never changes. Entries that a rule refuses are
    /// folded as well, to be named one by one: a thousand of them can pass what an account holds, which then stays at
    /// its bound. In a lawful ledger no account comes near it.
    pub(in crate::domain) fn post(&mut self, from: Account, to: Account, amount: Dong) {
        let (from, to) = ((from, -amount.signed()), (to, amount.signed()));
        for (account, change) in [from, to] {
            let held = self.accounts.entry(account).or_default();
            *held = held.saturating_add(change);
        }
    }

    pub(in crate::domain) fn receive(&mut self, from: Account, amount: Dong, on: Date, seq: u64) {
        self.post(from, Account::Unallocated, amount);
        self.income.push(Income { from, on, amount, document: None, seq });
    }
}

/// Who is paid.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payee {
    /// The name on the voucher.
    pub name: Name,
    /// The recipient or person, where known.
    #[serde(default, deserialize_with = "present")]
    pub id: Option<Id>,
}

/// Payload of `fund.disbursed` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundDisbursed {
    /// Out of which category.
    pub category: Category,
    /// In đồng.
    pub amount: Dong,
    /// For what.
    pub purpose: Purpose,
    /// To whom.
    pub payee: Payee,
    /// How.
    pub method: Method,
    /// The voucher.
    pub voucher: Name,
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
        /// When they were delivered, which decides what January may still pay for.
        #[serde(default, deserialize_with = "present")]
        done_on: Option<Date>,
    },
    /// Organising.
    Organising {
        /// What for.
        what: Name,
        /// When it was done, which decides what January may still pay for.
        #[serde(default, deserialize_with = "present")]
        done_on: Option<Date>,
    },
}

impl Purpose {
    /// The words of its `kind`.
    pub const KINDS: &'static List = &List {
        name: "Purpose",
        words: &[
            ("award", Label { vi: "tiền thưởng", en: "award money" }),
            ("frames", Label { vi: "khung, giấy khen", en: "frames and certificates" }),
            ("organising", Label { vi: "tổ chức phong trào", en: "organising" }),
        ],
    };
}

listed! {
    /// How money is paid.
    Method {
        /// In cash.
        Cash "cash" "tiền mặt" "cash",
        /// By transfer.
        Transfer "transfer" "chuyển khoản" "transfer",
    }
}

listed! {
    /// Where money is counted.
    Place {
        /// The cash box.
        Cash "cash" "tiền mặt" "cash",
        /// The treasury account.
        Treasury "treasury" "kho bạc" "treasury",
    }
}
