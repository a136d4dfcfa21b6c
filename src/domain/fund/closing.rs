//! Lists of payments, money nobody takes, and the end of a year: closed, carried forward or handed back, settled by the
//! authority above, opened again (Luật TĐKT 06/2022 Đ11).

use super::movements::positive;
use super::{
    Account, Category, Fund, FundCarriedForward, FundClosed, FundLapsed, FundReopened, FundSettled, FundUnclaimed,
    PaymentListApproved,
};
use crate::domain::ledger::{Context, State};
use crate::domain::policy::{CarryGround, Money, Ruled, YearEndRule};
use crate::domain::refusal::Refusal;
use crate::values::ident::Id;
use crate::values::money::Dong;
use crate::values::time::Date;

/// A decision that is issued and paid by the fund of the statement's year.
fn issued<'a>(
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

impl PaymentListApproved {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let decision = issued(state, context, self.decision)?;
        let unpaid: Dong = decision.awards.values().map(crate::domain::decision::Award::unpaid).sum();
        if unpaid != self.total || unpaid == Dong::ZERO {
            return Err(Refusal::ListTotal { decision: decision.name(), unpaid, total: self.total });
        }
        Ok(())
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        fund.lists.push((self.decision, self.total, context.on(), context.seq));
    }
}

impl FundUnclaimed {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let decision = issued(state, context, self.decision)?;
        let award = decision.standing(self.line)?;
        if award.unpaid() == Dong::ZERO {
            return Err(Refusal::PaidTwice { line: self.line, paid: award.paid });
        }
        Ok(())
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let award = state.decisions.get_mut(&self.decision).and_then(|decision| decision.awards.get_mut(&self.line));
        let Some(award) = award else { return };
        let (category, unpaid) = (award.line.recipient.kind.into(), award.unpaid());
        award.unclaimed = Some((context.on(), context.seq));
        let Some(fund) = state.fund_mut(context) else { return };
        fund.post(Account::Committed(category), Account::Available(category), unpaid);
    }
}

impl FundSettled {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let fund = closed(state, context)?;
        if let Some((_, _, seq)) = fund.settled {
            return Err(Refusal::SettledBefore { year: fund.year, seq });
        }
        Ok(())
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        fund.settled = Some((self.total_spent, context.on(), context.seq));
    }
}

impl FundReopened {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let fund = closed(state, context)?;
        if !fund.carried.is_empty() || !fund.lapsed.is_empty() {
            return Err(Refusal::FundHandedOver { year: fund.year });
        }
        Ok(())
    }

    /// What was set aside and free went back to the unallocated at closing, and stays there: it is allocated anew.
    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        fund.closed = None;
        fund.settled = None;
    }
}

fn closed<'a>(state: &'a State, context: &Context<'_>) -> Result<&'a Fund, Refusal> {
    let year = context.year()?;
    let fund = state.funds.get(&year).ok_or(Refusal::FundNotOpened { year })?;
    if fund.closed.is_none() {
        return Err(Refusal::FundNotClosed { year });
    }
    Ok(fund)
}

impl FundClosed {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let fund = state.open_fund(context.year()?)?;
        let open: Dong = Category::ALL.iter().map(|c| fund.amount_in(Account::Committed(*c))).sum();
        if open > Dong::ZERO {
            return Err(Refusal::CommitmentsOpen { year: fund.year, open });
        }
        if let Some(earlier) = fund.last_movement().filter(|last| context.on() < *last) {
            return Err(Refusal::BeforeEarlierStep { earlier, date: context.on() });
        }
        if self.counted != fund.balance() && self.difference.is_none() {
            return Err(Refusal::CountDiffers { balance: fund.balance(), counted: self.counted });
        }
        Ok(())
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        fund.closed = Some((context.on(), context.seq));
        for category in Category::ALL {
            let free = fund.amount_in(Account::Available(category));
            fund.post(Account::Available(category), Account::Unallocated, free);
        }
    }
}

/// A closed year and the balance it still holds.
fn year_end<'a>(
    state: &'a State,
    context: &Context<'_>,
    amount: Dong,
    money: Money,
    asked: YearEndRule,
    ground: Option<CarryGround>,
) -> Result<&'a Fund, Refusal> {
    positive(amount)?;
    let fund = closed(state, context)?;
    let last = Date::new(fund.year, 12, 31).unwrap_or(context.on());
    if let Some(Ruled { row, .. }) = state.policies.year_end(money, last) {
        let excepted = asked == YearEndRule::CarryForward && ground.is_some_and(|ground| row.grounds.contains(&ground));
        if row.rule != asked && row.rule != YearEndRule::Either && !excepted {
            return Err(Refusal::YearEndRule { money, allowed: row.rule, article: row.source.clone() });
        }
    }
    fund.require(Account::Unallocated, amount)?;
    Ok(fund)
}

impl State {
    /// Contributions that a year's fund had and has not handed on: its own, and those that the year before handed over.
    fn contributions_of(&self, fund: &Fund) -> Dong {
        let own: Dong = fund.contributions.iter().map(|(_, amount)| *amount).sum();
        let before = self.funds.get(&(fund.year - 1)).map_or(Dong::ZERO, |before| before.carried_contributions);
        own.plus(before).unwrap_or(own).less(fund.carried_contributions)
    }
}

impl FundCarriedForward {
    fn year(&self) -> i16 {
        i16::try_from(self.to_year).unwrap_or(i16::MAX)
    }

    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let (rule, ground) = (YearEndRule::CarryForward, self.ground);
        let fund = year_end(state, context, self.amount, self.money, rule, ground)?;
        let contributed = state.contributions_of(fund);
        if self.money == Money::Contribution && self.amount > contributed {
            return Err(Refusal::CarriedContributions { amount: self.amount, contributed });
        }
        if self.year() != fund.year + 1 {
            return Err(Refusal::CarriedToWrongYear { year: fund.year, to: self.year() });
        }
        if let Some(next) = state.funds.get(&self.year()) {
            state.open_fund(next.year)?.room_for(self.amount)?;
        }
        Ok(())
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        fund.post(Account::Unallocated, Account::CarriedOut, self.amount);
        fund.carried.push((context.on(), self.year(), self.amount, context.seq));
        if self.money == Money::Contribution {
            fund.carried_contributions =
                fund.carried_contributions.plus(self.amount).unwrap_or(fund.carried_contributions);
        }
        if let Some(next) = state.funds.get_mut(&self.year()) {
            next.receive(Account::CarriedIn, self.amount, context.on(), context.seq);
        }
    }
}

impl FundLapsed {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        year_end(state, context, self.amount, Money::Appropriation, YearEndRule::Lapse, None).map(|_| ())
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        fund.post(Account::Unallocated, Account::Lapsed, self.amount);
        fund.lapsed.push((context.on(), self.amount, context.seq));
    }
}
