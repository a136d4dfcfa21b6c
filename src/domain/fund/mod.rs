//! The emulation and commendation fund (Luật TĐKT 06/2022 Đ11): every movement has two sides, a floor counts
//! commitments, and the accounts of a year always sum to zero.

mod closing;
mod movements;
mod payload;

pub use payload::*;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::ledger::{Context, State};
use super::nomination::RecipientKind;
use super::policy::Money;
use super::refusal::Refusal;
use crate::values::ident::Id;
use crate::values::lang::Lang;
use crate::values::money::Dong;
use crate::values::time::Date;

/// What money is set aside for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Awards of collectives.
    Collective,
    /// Awards of individuals.
    Individual,
    /// Awards of households.
    Household,
    /// Frames and certificates.
    Frames,
    /// Launching, reviewing, publicity, meetings (NĐ 98/2023 Đ52.1a).
    Organising,
}

impl Category {
    /// In the order of reports.
    pub const ALL: [Category; 5] =
        [Category::Collective, Category::Individual, Category::Household, Category::Frames, Category::Organising];

    /// The name used in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Category::Collective => "collective",
            Category::Individual => "individual",
            Category::Household => "household",
            Category::Frames => "frames",
            Category::Organising => "organising",
        }
    }

    /// Its name for people.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Category::Collective => lang.pick("tập thể", "collectives"),
            Category::Individual => lang.pick("cá nhân", "individuals"),
            Category::Household => lang.pick("hộ gia đình", "households"),
            Category::Frames => lang.pick("khung, giấy khen", "frames and certificates"),
            Category::Organising => lang.pick("tổ chức phong trào", "organising"),
        }
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

    fn outstanding(&self) -> Dong {
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
    /// The entry.
    pub seq: u64,
}

/// A year of the fund.
#[derive(Clone, Debug, PartialEq)]
pub struct Fund {
    /// The year.
    pub year: i16,
    accounts: BTreeMap<Account, i64>,
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
        let sum: i64 = self.accounts.iter().filter(|(account, _)| inside(account)).map(|(_, amount)| amount).sum();
        u64::try_from(sum).ok().and_then(Dong::new).unwrap_or(Dong::ZERO)
    }

    /// The date of the latest movement: a year cannot end before it.
    fn last_movement(&self) -> Option<Date> {
        let paid = self.disbursements.values();
        let paid = paid.flat_map(|paid| paid.repaid.iter().map(|(on, ..)| *on).chain([paid.on]));
        let received = self.income.iter().map(|income| income.on);
        paid.chain(received).chain(self.allocations.iter().map(|(on, ..)| *on)).max()
    }

    /// What was paid out and not repaid within the year.
    pub fn spent(&self) -> Dong {
        Category::ALL.iter().map(|category| self.amount_in(Account::Spent(*category))).sum()
    }

    fn amount_in(&self, account: Account) -> Dong {
        u64::try_from(self.balance_of(account)).ok().and_then(Dong::new).unwrap_or(Dong::ZERO)
    }

    /// Moves money; what leaves one account enters another, so the sum never changes.
    pub(in crate::domain) fn post(&mut self, from: Account, to: Account, amount: Dong) {
        *self.accounts.entry(from).or_default() -= amount.signed();
        *self.accounts.entry(to).or_default() += amount.signed();
    }

    fn require(&self, account: Account, asked: Dong) -> Result<(), Refusal> {
        let available = self.amount_in(account);
        if asked <= available {
            return Ok(());
        }
        Err(match account {
            Account::Available(category) => Refusal::Overspent { category, available, asked },
            _ => Refusal::FundShort { available, asked },
        })
    }

    /// Whether the free money of each category covers what a decision promises.
    pub(in crate::domain) fn can_commit(&self, needed: impl Iterator<Item = (Category, Dong)>) -> Result<(), Refusal> {
        let mut totals: BTreeMap<Category, Dong> = BTreeMap::new();
        for (category, amount) in needed {
            let total = totals.entry(category).or_default();
            *total = total.plus(amount).ok_or(Refusal::TooLarge { what: amount })?;
        }
        totals.into_iter().try_for_each(|(category, asked)| self.require(Account::Available(category), asked))
    }

    fn receive(&mut self, from: Account, amount: Dong, on: Date, seq: u64) {
        self.post(from, Account::Unallocated, amount);
        self.income.push(Income { from, on, amount, seq });
    }

    /// A sum that keeps every total within what a number can hold.
    fn room_for(&self, amount: Dong) -> Result<(), Refusal> {
        let received: Dong = self.income.iter().map(|income| income.amount).sum();
        received.plus(amount).map(|_| ()).ok_or(Refusal::TooLarge { what: amount })
    }
}

impl State {
    /// A fund year that is open for movements.
    pub(in crate::domain) fn open_fund(&self, year: i16) -> Result<&Fund, Refusal> {
        let fund = self.funds.get(&year).ok_or(Refusal::FundNotOpened { year })?;
        match fund.closed {
            Some((on, _)) => Err(Refusal::FundClosed { year, on }),
            None => Ok(fund),
        }
    }

    fn fund_of(&self, context: &Context<'_>) -> Result<&Fund, Refusal> {
        let year = context.year()?;
        let fund = self.open_fund(year)?;
        // Payments of a year may be booked until 31 January of the next.
        let last = Date::new(year + 1, 1, 31).unwrap_or(context.on());
        if context.on().year() < year || context.on() > last {
            return Err(Refusal::OutsideFundYear { year, date: context.on(), article: self.year_end_article(year) });
        }
        Ok(fund)
    }

    /// The article about the end of a budget year, as the policy of that year has it.
    pub fn year_end_article(&self, year: i16) -> String {
        let last = Date::new(year, 12, 31);
        let rule = last.and_then(|last| self.policies.year_end(Money::Appropriation, last));
        rule.map_or_else(|| "Luật Ngân sách nhà nước".to_owned(), |rule| rule.row.source.to_string())
    }

    fn fund_mut(&mut self, context: &Context<'_>) -> Option<&mut Fund> {
        self.funds.get_mut(&context.year().ok()?)
    }
}
