//! `fund.disbursed`: a payment.

use super::positive;
use crate::domain::events::prelude::*;
use crate::domain::policy::{Limited, Money};
pub use crate::domain::registers::fund::FundDisbursed;
use crate::domain::registers::fund::{Account, Category, Disbursement, Fund, Purpose};
use crate::values::ident::Id;
use crate::values::money::Dong;
use crate::values::time::Date;

impl Kind for FundDisbursed {
    const NAME: &'static str = "fund.disbursed";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Chi quỹ", en: "A payment" },
        subject: "fund",
        key: Key::YearOfDay,
        authors: &[Role::Accountant],
        schemas: &[schema!("fund.disbursed", 1)],
        fields: &[
            ("category", "Khoản mục", "Category"),
            ("amount", "Số tiền", "Amount"),
            ("purpose", "Chi cho", "Paid for"),
            ("purpose.kind", "Loại", "Kind"),
            ("purpose.decision", "Mã quyết định", "Decision"),
            ("purpose.line", "Số sổ vàng", "Line"),
            ("purpose.what", "Mua gì, làm gì", "What for"),
            ("purpose.quantity", "Số lượng", "Quantity"),
            ("purpose.unit_price", "Đơn giá", "Unit price"),
            ("purpose.done_on", "Giao hàng, làm xong ngày", "Delivered or done on"),
            ("payee", "Người nhận tiền", "Payee"),
            ("payee.name", "Tên trên chứng từ", "Name on the voucher"),
            ("payee.id", "Mã người nhận", "Recipient's id"),
            ("method", "Hình thức chi", "Way of payment"),
            ("voucher", "Chứng từ", "Voucher"),
        ],
        refers: &[("purpose.decision", Reference::Line)],
        filled: &[
            Filled { path: "category", when: When::Absent },
            Filled { path: "amount", when: When::Absent },
            Filled { path: "payee", when: When::Absent },
        ],
        take_back: TakeBack::Two,
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        positive(self.amount)?;
        let fund = state.fund_of(context)?;
        if self.payee.id == Some(context.person) {
            return Err(Refusal::SelfPayment);
        }
        self.done_in_its_year(state, fund.year, context)?;
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

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        if let Purpose::Award { decision, line } = &self.purpose
            && let Some(award) = state.decisions.get_mut(decision).and_then(|d| d.awards.get_mut(line))
        {
            award.paid = [award.paid, self.amount].into_iter().sum();
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

    /// Category, amount and payee of an award follow from the line of the decision; the category of anything else from its
    /// purpose, the amount from number and price. Whom the money went to is then for a person to say.
    fn fill(known: &Known<'_>, data: &mut Map<String, Value>) -> Result<(), Refusal> {
        let purpose = data.get("purpose");
        let said = |name: &str| purpose.and_then(|purpose| purpose.get(name));
        let decision = said("decision").and_then(Value::as_str).and_then(|id| id.parse().ok());
        let decision = decision.and_then(|id: Id| known.state.decisions.get(&id));
        let line = said("line").and_then(Value::as_u64);
        let other = said("kind").and_then(Value::as_str).filter(|kind| *kind != "award").map(str::to_owned);
        let number = |name: &str| said(name).and_then(Value::as_u64);
        let bought = number("quantity").zip(number("unit_price")).and_then(|(n, price)| price.checked_mul(n));
        if let Some(award) = decision.zip(line).and_then(|(decision, line)| decision.awards.get(&line)) {
            let recipient = &award.line.recipient;
            data.entry("category").or_insert(json!(recipient.kind.as_str()));
            data.entry("amount").or_insert(json!(award.unpaid()));
            data.entry("payee").or_insert(json!({ "name": recipient.name, "id": recipient.id }));
        }
        if let Some(kind) = other {
            data.entry("category").or_insert(json!(kind));
            if let Some(amount) = bought {
                data.entry("amount").or_insert(json!(amount));
            }
        }
        Ok(())
    }
}

impl FundDisbursed {
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

    /// After 31 December a year pays only what was done by then, where the policy says so. A decision is of the year of
    /// its date anyhow.
    fn done_in_its_year(&self, state: &State, year: i16, context: &Context<'_>) -> Result<(), Refusal> {
        let (Purpose::Frames { done_on, .. } | Purpose::Organising { done_on, .. }) = &self.purpose else {
            return Ok(());
        };
        if let Some(done) = done_on.filter(|done| *done > context.on()) {
            return Err(Refusal::InFuture { on: done, today: context.on() });
        }
        let last = Date::new(year, 12, 31).unwrap_or(context.on());
        let rule = state.policies.year_end(Money::Appropriation, last).filter(|rule| rule.row.only_done);
        match rule {
            Some(rule) if context.on() > last && done_on.is_none_or(|done| done > last) => {
                Err(Refusal::NotDoneInYear { year, article: rule.row.cite() })
            }
            _ => Ok(()),
        }
    }

    /// Organising may cost at most a share of what the year received.
    fn within_ceiling(&self, state: &State, fund: &Fund, context: &Context<'_>) -> Result<(), Refusal> {
        let Some(ceiling) = state.policies.ceiling(Limited::Organising, context.on()) else { return Ok(()) };
        let (percent, article) = (ceiling.row.percent, ceiling.row.cite());
        let received: Dong = fund.income.iter().map(|income| income.amount).sum();
        let spent = fund.amount_in(Account::Spent(Category::Organising));
        let total = spent.plus(self.amount).ok_or(Refusal::TooLarge { what: self.amount })?;
        if percent.is_exceeded(total, received) {
            return Err(Refusal::OrganisingCeiling { percent, received, total, article });
        }
        Ok(())
    }
}
