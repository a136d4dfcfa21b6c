//! What the movements of the fund share: a year that is open, and money that is there.

pub mod allocated;
pub mod appropriated;
pub mod carried_forward;
pub mod closed;
pub mod contributed;
pub mod counted;
pub mod disbursed;
pub mod lapsed;
pub mod opened;
pub mod reallocated;
pub mod reopened;
pub mod repaid;
pub mod settled;
pub mod unclaimed;

use std::collections::BTreeMap;

use crate::domain::policy::{CarryGround, Money, Ruled, YearEndRule};
use crate::domain::refusal::Refusal;
use crate::domain::registers::fund::{Account, Category, Fund};
use crate::domain::state::{Context, State};
use crate::values::ident::Id;
use crate::values::money::Dong;
use crate::values::time::Date;

impl Fund {
    pub(in crate::domain) fn require(&self, account: Account, asked: Dong) -> Result<(), Refusal> {
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

    /// A sum that keeps every total within what a number can hold.
    pub(in crate::domain) fn room_for(&self, amount: Dong) -> Result<(), Refusal> {
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

    pub(in crate::domain) fn fund_of(&self, context: &Context<'_>) -> Result<&Fund, Refusal> {
        let year = context.year()?;
        let fund = self.open_fund(year)?;
        // Payments of a year may be booked until 31 January of the next.
        // After the last year of the calendar no day comes.
        let last = Date::new(year + 1, 1, 31);
        if context.on().year() < year || last.is_some_and(|last| context.on() > last) {
            return Err(Refusal::OutsideFundYear { year, date: context.on(), article: self.year_end_article(year) });
        }
        Ok(fund)
    }

    /// The article about the end of a budget year, as the policy of that year has it.
    pub fn year_end_article(&self, year: i16) -> String {
        let last = Date::new(year, 12, 31);
        let rule = last.and_then(|last| self.policies.year_end(Money::Appropriation, last));
        rule.map_or_else(|| "Luật Ngân sách nhà nước".to_owned(), |rule| rule.row.cite().to_string())
    }

    pub(in crate::domain) fn fund_mut(&mut self, context: &Context<'_>) -> Option<&mut Fund> {
        self.funds.get_mut(&context.year().ok()?)
    }
}

pub(in crate::domain) fn positive(amount: Dong) -> Result<(), Refusal> {
    if amount == Dong::ZERO { Err(Refusal::NoMoney) } else { Ok(()) }
}

/// A decision that is issued and paid by the fund of the statement's year.
pub(in crate::domain) fn issued<'a>(
    state: &'a State,
    context: &Context<'_>,
    decision: Id,
) -> Result<&'a crate::domain::decision::Decision, Refusal> {
    let year = context.year()?;
    state.open_fund(year)?;
    let known = state.decisions.get(&decision).ok_or(Refusal::DecisionUnknown { decision })?;
    let (issued, _) = known.issued.ok_or_else(|| Refusal::NotIssued { decision: known.name() })?;
    if context.on() < issued {
        return Err(Refusal::BeforeEarlierStep { earlier: issued, date: context.on() });
    }
    match known.fund_year().filter(|expected| *expected != year) {
        Some(expected) => Err(Refusal::WrongFundYear { decision: known.name(), expected, year }),
        None => Ok(known),
    }
}

pub(in crate::domain) fn closed<'a>(state: &'a State, context: &Context<'_>) -> Result<&'a Fund, Refusal> {
    let year = context.year()?;
    let fund = state.funds.get(&year).ok_or(Refusal::FundNotOpened { year })?;
    if fund.closed.is_none() {
        return Err(Refusal::FundNotClosed { year });
    }
    Ok(fund)
}

/// A closed year and the balance it still holds.
pub(in crate::domain) fn year_end<'a>(
    state: &'a State,
    context: &Context<'_>,
    amount: Dong,
    money: Money,
    asked: YearEndRule,
    ground: Option<CarryGround>,
) -> Result<&'a Fund, Refusal> {
    positive(amount)?;
    let fund = closed(state, context)?;
    let last = Date::new(fund.year, 12, 31);
    debug_assert!(last.is_some(), "a fund's year is one of the calendar");
    if let Some(Ruled { row, .. }) = last.and_then(|last| state.policies.year_end(money, last)) {
        let excepted = asked == YearEndRule::CarryForward && ground.is_some_and(|ground| row.grounds.contains(&ground));
        if row.rule != asked && row.rule != YearEndRule::Either && !excepted {
            return Err(Refusal::YearEndRule { money, allowed: row.rule, article: row.cite() });
        }
    }
    fund.require(Account::Unallocated, amount)?;
    Ok(fund)
}

impl State {
    /// Contributions that a year's fund had and has not handed on: its own, and those that the year before handed over.
    pub fn contributions_of(&self, fund: &Fund) -> Dong {
        let own: Dong = fund.contributions.iter().map(|(_, amount)| *amount).sum();
        let before = self.funds.get(&(fund.year - 1)).map_or(Dong::ZERO, |before| before.carried_contributions);
        [own, before].into_iter().sum::<Dong>().less(fund.carried_contributions)
    }
}
