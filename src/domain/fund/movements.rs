//! When each movement of the fund is admitted, and what it does.

use std::collections::BTreeMap;

use super::{
    Account, Category, Disbursement, Fund, FundAllocated, FundAppropriated, FundContributed, FundCounted,
    FundDisbursed, FundOpened, FundReallocated, FundRepaid, Purpose,
};
use crate::domain::ledger::{Context, State};
use crate::domain::policy::Limited;
use crate::domain::refusal::Refusal;
use crate::values::ident::Id;
use crate::values::money::Dong;

pub(super) fn positive(amount: Dong) -> Result<(), Refusal> {
    if amount == Dong::ZERO { Err(Refusal::NoMoney) } else { Ok(()) }
}

impl FundOpened {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let year = context.year()?;
        if state.funds.contains_key(&year) {
            return Err(Refusal::FundAlreadyOpened { year });
        }
        let handed =
            |fund: &Fund| fund.carried.iter().filter(|(_, to, ..)| *to == year).map(|(_, _, amount, _)| *amount).sum();
        let carried: Dong = state.funds.values().map(handed).sum();
        if !state.funds.is_empty() && carried != self.opening {
            return Err(Refusal::OpeningDiffers { year, carried, opening: self.opening });
        }
        Ok(())
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Ok(year) = context.year() else { return };
        let mut fund = Fund {
            year,
            accounts: BTreeMap::new(),
            income: Vec::new(),
            contributions: Vec::new(),
            carried_contributions: Dong::ZERO,
            allocations: Vec::new(),
            disbursements: BTreeMap::new(),
            counts: Vec::new(),
            lists: Vec::new(),
            closed: None,
            settled: None,
            carried: Vec::new(),
            lapsed: Vec::new(),
        };
        fund.receive(Account::CarriedIn, self.opening, context.on(), context.seq);
        state.funds.entry(year).or_insert(fund);
    }
}

impl FundAppropriated {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        positive(self.amount)?;
        state.fund_of(context)?.room_for(self.amount)
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        fund.receive(Account::Budget, self.amount, context.on(), context.seq);
    }
}

impl FundContributed {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        positive(self.amount)?;
        state.fund_of(context)?.room_for(self.amount)
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        fund.receive(Account::Donors, self.amount, context.on(), context.seq);
        fund.contributions.push((context.on(), self.amount));
    }
}

impl FundAllocated {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        positive(self.amount)?;
        state.fund_of(context)?.require(Account::Unallocated, self.amount)
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        fund.post(Account::Unallocated, Account::Available(self.category), self.amount);
        fund.allocations.push((context.on(), self.category, self.amount.signed(), context.seq));
    }
}

impl FundReallocated {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        positive(self.amount)?;
        if self.from == self.to {
            return Err(Refusal::SameCategory { category: self.from });
        }
        state.fund_of(context)?.require(Account::Available(self.from), self.amount)
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        fund.post(Account::Available(self.from), Account::Available(self.to), self.amount);
        fund.allocations.push((context.on(), self.from, -self.amount.signed(), context.seq));
        fund.allocations.push((context.on(), self.to, self.amount.signed(), context.seq));
    }
}

impl FundDisbursed {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        positive(self.amount)?;
        let fund = state.fund_of(context)?;
        if self.payee.id == Some(context.person) {
            return Err(Refusal::SelfPayment);
        }
        match &self.purpose {
            Purpose::Award { decision, line } => self.admit_award(state, context, *decision, *line),
            Purpose::Frames { quantity, unit_price, .. } => {
                self.expect_category(Category::Frames)?;
                let sum = |(quantity, price): (u64, Dong)| price.get().checked_mul(quantity);
                if let Some(product) = quantity.zip(*unit_price).map(sum)
                    && product != Some(self.amount.get())
                {
                    return Err(Refusal::ObjectSum { amount: self.amount });
                }
                fund.require(Account::Available(Category::Frames), self.amount)
            }
            Purpose::Organising { .. } => {
                self.expect_category(Category::Organising)?;
                fund.require(Account::Available(Category::Organising), self.amount)?;
                self.within_ceiling(state, fund, context)
            }
        }
    }

    fn expect_category(&self, expected: Category) -> Result<(), Refusal> {
        if self.category == expected {
            return Ok(());
        }
        Err(Refusal::WrongCategory { category: self.category, expected })
    }

    fn admit_award(&self, state: &State, context: &Context<'_>, decision: Id, line: u64) -> Result<(), Refusal> {
        let known = state.decisions.get(&decision).ok_or(Refusal::DecisionUnknown { decision })?;
        let (issued, _) = known.issued.ok_or_else(|| Refusal::NotIssued { decision: known.name() })?;
        if context.on() < issued {
            return Err(Refusal::PaidBeforeIssue { decision: known.name(), issued, date: context.on() });
        }
        let award = known.standing(line)?;
        self.expect_category(award.line.recipient.kind.into())?;
        let year = context.year()?;
        if let Some(expected) = known.fund_year().filter(|expected| *expected != year) {
            return Err(Refusal::WrongFundYear { decision: known.name(), expected, year });
        }
        let id = award.line.recipient.id;
        if id == context.person {
            return Err(Refusal::SelfPayment);
        }
        if award.unpaid() == Dong::ZERO {
            return Err(Refusal::PaidTwice { line, paid: award.paid });
        }
        if self.amount > award.unpaid() {
            return Err(Refusal::AboveLine { line, unpaid: award.unpaid(), asked: self.amount });
        }
        state.open_fund(year)?.require(Account::Committed(self.category), self.amount)
    }

    /// Organising may cost at most a share of what the year received.
    fn within_ceiling(&self, state: &State, fund: &Fund, context: &Context<'_>) -> Result<(), Refusal> {
        let Some(ceiling) = state.policies.ceiling(Limited::Organising, context.on()) else { return Ok(()) };
        let (percent, article) = (ceiling.row.percent, ceiling.row.source.clone());
        let received: Dong = fund.income.iter().map(|income| income.amount).sum();
        let spent = fund.amount_in(Account::Spent(Category::Organising));
        let total = spent.plus(self.amount).ok_or(Refusal::TooLarge { what: self.amount })?;
        if percent.is_exceeded(total, received) {
            return Err(Refusal::OrganisingCeiling { percent, received, total, article });
        }
        Ok(())
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        if let Purpose::Award { decision, line } = &self.purpose
            && let Some(award) = state.decisions.get_mut(decision).and_then(|d| d.awards.get_mut(line))
        {
            award.paid = award.paid.plus(self.amount).unwrap_or(award.paid);
        }
        let Some(fund) = state.fund_mut(context) else { return };
        let from = match self.purpose {
            Purpose::Award { .. } => Account::Committed(self.category),
            _ => Account::Available(self.category),
        };
        fund.post(from, Account::Spent(self.category), self.amount);
        let (on, seq) = (context.on(), context.seq);
        let disbursement = Disbursement { payload: self.clone(), on, seq, repaid: Vec::new() };
        fund.disbursements.insert(context.statement.id, disbursement);
    }
}

impl FundRepaid {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
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

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
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
                award.recovered = award.recovered.plus(self.amount).unwrap_or(award.recovered);
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
}

impl FundCounted {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        state.fund_of(context).map(|_| ())
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        let expected = fund.balance();
        fund.counts.push((context.on(), self.place, self.amount, expected, context.seq));
    }
}
