//! The emulation and commendation fund (Luật TĐKT 06/2022 Đ11): every movement has two sides, a floor counts
//! commitments, and the accounts of a year always sum to zero.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::registers::nomination::RecipientKind;
use crate::values::ident::Id;
use crate::values::jcs::MAX_INTEGER;
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
        Organising "organising" "tổ chức thực hiện" "organising",
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
    pub(in crate::domain) accounts: BTreeMap<Account, i128>,
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
    /// What an account holds, in đồng; below zero only where money comes from. Of a ledger with entries that a rule
    /// refuses, which are folded too so that each is named, it may be more than a number holds: then the bound of that
    /// number, which nobody is shown, since what does not verify is not reported on.
    pub fn balance_of(&self, account: Account) -> i64 {
        let held = self.held(account);
        i64::try_from(held).unwrap_or(if held < 0 { i64::MIN } else { i64::MAX })
    }

    fn held(&self, account: Account) -> i128 {
        self.accounts.get(&account).copied().unwrap_or(0)
    }

    /// Whether the accounts are what lawful movements make of them: together zero, money only where it came in, no total
    /// beyond an amount.
    pub fn adds_up(&self) -> bool {
        let bound = i128::from(MAX_INTEGER);
        let lawful = |(account, held): (Account, i128)| match account.is_source() {
            true => (-bound..=0).contains(&held),
            false => (0..=bound).contains(&held),
        };
        self.accounts().map(|(_, held)| held).sum::<i128>() == 0 && self.accounts().all(lawful)
    }

    /// All accounts that were ever used.
    pub fn accounts(&self) -> impl Iterator<Item = (Account, i128)> + '_ {
        self.accounts.iter().map(|(account, amount)| (*account, *amount))
    }

    /// What is there: unallocated, set aside and promised.
    pub fn balance(&self) -> Dong {
        let inside =
            |account: &Account| matches!(account, Account::Unallocated | Account::Available(_) | Account::Committed(_));
        Dong::nearest(self.accounts.iter().filter(|(account, _)| inside(account)).map(|(_, held)| *held).sum())
    }

    /// The date of the latest movement: a year cannot end before it.
    pub(in crate::domain) fn last_movement(&self) -> Option<Date> {
        let paid = self.disbursements.values();
        let paid = paid.flat_map(|paid| paid.repaid.iter().map(|(on, ..)| *on).chain([paid.on]));
        let received = self.income.iter().map(|income| income.on);
        paid.chain(received).chain(self.allocations.iter().map(|(on, ..)| *on)).max()
    }

    /// What every account holds.
    pub(in crate::domain) fn holdings(&self) -> &BTreeMap<Account, i128> {
        &self.accounts
    }

    /// What was paid out and not repaid within the year.
    pub fn spent(&self) -> Dong {
        Category::ALL.iter().map(|category| self.amount_in(Account::Spent(*category))).sum()
    }

    pub(in crate::domain) fn amount_in(&self, account: Account) -> Dong {
        Dong::nearest(self.held(account))
    }

    /// Moves money; what leaves one account enters another, so the sum never changes. Exact whatever is posted: a ledger
    /// has fewer than 2^53 entries, and none moves more than 2^53 - 1.
    pub(in crate::domain) fn post(&mut self, from: Account, to: Account, amount: Dong) {
        *self.accounts.entry(from).or_default() -= i128::from(amount.get());
        *self.accounts.entry(to).or_default() += i128::from(amount.get());
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
            ("organising", Label { vi: "tổ chức thực hiện", en: "organising" }),
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
