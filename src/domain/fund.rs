//! The emulation and commendation fund (Luật TĐKT 06/2022 Đ11): every movement has two sides, a floor counts
//! commitments, and the accounts of a year always sum to zero.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::event::{maybe_within, present, within};
use super::ledger::{Context, State};
use super::nomination::RecipientKind;
use super::policy::YearEndRule;
use super::refusal::Refusal;
use crate::values::ident::Id;
use crate::values::lang::Lang;
use crate::values::money::Dong;
use crate::values::text::{Name, Prose};
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

macro_rules! payloads {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $ty:ty,)* })*) => {
        $($(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$field_doc])* pub $field: $ty,)* })*
    };
}

payloads! {
    /// Payload of `fund.opened` v1; the year stands in the subject, `fund/2024`.
    FundOpened {
        /// What the year before handed over, in đồng.
        opening: Dong,
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
        /// To the fund of which year.
        #[serde(deserialize_with = "within::<_, 1900, 9999>")]
        to_year: u64,
        /// The document that allows it.
        #[serde(default, deserialize_with = "present")]
        document: Option<Name>,
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

/// A disbursement as it stands.
#[derive(Clone, Debug)]
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
#[derive(Clone, Debug)]
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
#[derive(Clone, Debug)]
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
    /// When it was closed, by which entry.
    pub closed: Option<(Date, u64)>,
    /// To which year what was handed over, by which entry.
    pub carried: Vec<(Date, i16, Dong, u64)>,
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

    fn amount_in(&self, account: Account) -> Dong {
        u64::try_from(self.balance_of(account)).ok().and_then(Dong::new).unwrap_or(Dong::ZERO)
    }

    /// Moves money; what leaves one account enters another, so the sum never changes.
    pub(super) fn post(&mut self, from: Account, to: Account, amount: Dong) {
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
    pub(super) fn can_commit(&self, needed: impl Iterator<Item = (Category, Dong)>) -> Result<(), Refusal> {
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
    pub(super) fn open_fund(&self, year: i16) -> Result<&Fund, Refusal> {
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
            return Err(Refusal::OutsideFundYear { year, date: context.on() });
        }
        Ok(fund)
    }

    fn fund_mut(&mut self, context: &Context<'_>) -> Option<&mut Fund> {
        self.funds.get_mut(&context.year().ok()?)
    }
}

fn positive(amount: Dong) -> Result<(), Refusal> {
    if amount == Dong::ZERO { Err(Refusal::NoMoney) } else { Ok(()) }
}

impl FundOpened {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
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

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Ok(year) = context.year() else { return };
        let mut fund = Fund {
            year,
            accounts: BTreeMap::new(),
            income: Vec::new(),
            contributions: Vec::new(),
            allocations: Vec::new(),
            disbursements: BTreeMap::new(),
            counts: Vec::new(),
            closed: None,
            carried: Vec::new(),
            lapsed: Vec::new(),
        };
        fund.receive(Account::CarriedIn, self.opening, context.on(), context.seq);
        state.funds.entry(year).or_insert(fund);
    }
}

impl FundAppropriated {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        positive(self.amount)?;
        state.fund_of(context)?.room_for(self.amount)
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        fund.receive(Account::Budget, self.amount, context.on(), context.seq);
    }
}

impl FundContributed {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        positive(self.amount)?;
        state.fund_of(context)?.room_for(self.amount)
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        fund.receive(Account::Donors, self.amount, context.on(), context.seq);
        fund.contributions.push((context.on(), self.amount));
    }
}

impl FundAllocated {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        positive(self.amount)?;
        state.fund_of(context)?.require(Account::Unallocated, self.amount)
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        fund.post(Account::Unallocated, Account::Available(self.category), self.amount);
        fund.allocations.push((context.on(), self.category, self.amount.signed(), context.seq));
    }
}

impl FundReallocated {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        positive(self.amount)?;
        if self.from == self.to {
            return Err(Refusal::SameCategory { category: self.from });
        }
        state.fund_of(context)?.require(Account::Available(self.from), self.amount)
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        fund.post(Account::Available(self.from), Account::Available(self.to), self.amount);
        fund.allocations.push((context.on(), self.from, -self.amount.signed(), context.seq));
        fund.allocations.push((context.on(), self.to, self.amount.signed(), context.seq));
    }
}

impl FundDisbursed {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
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

    /// Organising may cost at most a share of what the year received (NĐ 98/2023 Đ52.1a).
    fn within_ceiling(&self, state: &State, fund: &Fund, context: &Context<'_>) -> Result<(), Refusal> {
        let percent = state.policies.on(context.on())?.ceilings.organising_percent;
        let received: Dong = fund.income.iter().map(|income| income.amount).sum();
        let spent = fund.amount_in(Account::Spent(Category::Organising));
        let total = spent.plus(self.amount).ok_or(Refusal::TooLarge { what: self.amount })?;
        if u128::from(total.get()) * 100 > u128::from(received.get()) * u128::from(percent) {
            return Err(Refusal::OrganisingCeiling { percent, received, total });
        }
        Ok(())
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
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
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
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

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
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
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        state.fund_of(context).map(|_| ())
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        let expected = fund.balance();
        fund.counts.push((context.on(), self.place, self.amount, expected, context.seq));
    }
}

impl FundClosed {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let fund = state.open_fund(context.year()?)?;
        let open: Dong = Category::ALL.iter().map(|c| fund.amount_in(Account::Committed(*c))).sum();
        if open > Dong::ZERO {
            return Err(Refusal::CommitmentsOpen { year: fund.year, open });
        }
        if self.counted != fund.balance() && self.difference.is_none() {
            return Err(Refusal::CountDiffers { balance: fund.balance(), counted: self.counted });
        }
        Ok(())
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        fund.closed = Some((context.on(), context.seq));
        for category in Category::ALL {
            let free = fund.amount_in(Account::Available(category));
            fund.post(Account::Available(category), Account::Unallocated, free);
        }
    }
}

/// A closed year and the balance it still holds.
fn year_end<'a>(state: &'a State, context: &Context<'_>, amount: Dong, rule: YearEndRule) -> Result<&'a Fund, Refusal> {
    positive(amount)?;
    let year = context.year()?;
    let fund = state.funds.get(&year).ok_or(Refusal::FundNotOpened { year })?;
    if fund.closed.is_none() {
        return Err(Refusal::FundNotClosed { year });
    }
    let allowed = state.policies.on(context.on())?.year_end.rule;
    if allowed != rule && allowed != YearEndRule::Either {
        return Err(Refusal::YearEndRule { allowed });
    }
    fund.require(Account::Unallocated, amount)?;
    Ok(fund)
}

impl FundCarriedForward {
    fn year(&self) -> i16 {
        i16::try_from(self.to_year).unwrap_or(i16::MAX)
    }

    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let fund = year_end(state, context, self.amount, YearEndRule::CarryForward)?;
        if self.year() != fund.year + 1 {
            return Err(Refusal::CarriedToWrongYear { year: fund.year, to: self.year() });
        }
        if let Some(next) = state.funds.get(&self.year()) {
            state.open_fund(next.year)?.room_for(self.amount)?;
        }
        Ok(())
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        fund.post(Account::Unallocated, Account::CarriedOut, self.amount);
        fund.carried.push((context.on(), self.year(), self.amount, context.seq));
        if let Some(next) = state.funds.get_mut(&self.year()) {
            next.receive(Account::CarriedIn, self.amount, context.on(), context.seq);
        }
    }
}

impl FundLapsed {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        year_end(state, context, self.amount, YearEndRule::Lapse).map(|_| ())
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(fund) = state.fund_mut(context) else { return };
        fund.post(Account::Unallocated, Account::Lapsed, self.amount);
        fund.lapsed.push((context.on(), self.amount, context.seq));
    }
}
