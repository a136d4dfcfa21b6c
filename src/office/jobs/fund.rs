//! Money of the fund beside awards: what comes in, what it is set aside for, frames and organising.

use serde_json::json;

use super::answers::{answered, choice, date, money, text};
use super::fields::{Field, Holds, ask, lines, may, must};
use super::pay::{far, next_voucher, voucher_used};
use super::{Entered, Event, JobError, Office, Proposal, Question, Step, object};
use crate::domain::decision::Award;
use crate::domain::fund::{Account, Category, Method, Purpose};
use crate::office::views::{Holds as Cell, Page, Table, words};
use crate::office::words as say;
use crate::values::money::Dong;
use crate::values::text::fold;

/// Asks for the source, the amount, the paper; `fund.appropriated` or `fund.contributed`.
pub fn income(office: &Office<'_>, entered: &Entered) -> Result<Step, JobError> {
    let (lang, names) = (office.lang, &office.names);
    let on = answered!(date(office, entered, &[], "on", say::ask_income_date(lang)));
    let sources = [("budget", say::source_budget(lang)), ("gift", say::source_gift(lang))];
    let source = Question::new("source", say::ask_source(lang))
        .among(sources.map(|(code, label)| (code.to_owned(), label)))
        .deciding();
    let gift = answered!(choice(office, entered, &[], source)) == "gift";
    const BUDGET: &[Field] = &[must("amount", Holds::Money), must("document", Holds::Text)];
    const GIFT: &[Field] = &[
        must("amount", Holds::Money),
        must("donor", Holds::Text),
        must("voucher", Holds::Text),
        may("purpose", Holds::Text),
    ];
    let (kind, fields) = if gift { ("fund.contributed", GIFT) } else { ("fund.appropriated", BUDGET) };
    let (data, shown) = answered!(ask(office, entered, &[], kind, (fields, &[])));
    let amount: Dong = data.get("amount").and_then(|n| n.as_u64()).and_then(Dong::new).unwrap_or_default();
    let paper = |name: &str| data.get(name).and_then(|text| text.as_str()).unwrap_or_default().to_owned();
    let paper = if gift { paper("voucher") } else { paper("document") };

    let year = on.year();
    let mut page = Page::titled(say::income_title(lang, &paper, on.vietnamese(), amount));
    lines(&shown).for_each(|line| page.say(line));
    page.say(words(amount));
    if let Some(fund) = names.state().funds.get(&year) {
        let after = fund.balance().plus(amount).unwrap_or(fund.balance());
        page.say(say::balance_of_year(lang, year, fund.balance(), after));
        let from = if gift { Account::Donors } else { Account::Budget };
        let same = fund.income.iter().find(|known| {
            let paper_of = known.document.as_ref().map(ToString::to_string).unwrap_or_default();
            known.from == from && known.amount == amount && known.on == on && fold(&paper_of) == fold(&paper)
        });
        page.warnings.extend(same.map(|known| say::income_twice(lang, known.seq)));
    }
    let earlier = names.state().funds.values().flat_map(|fund| &fund.income);
    let from = if gift { Account::Donors } else { Account::Budget };
    let largest = earlier.filter(|known| known.from == from).max_by_key(|known| known.amount);
    page.warnings.extend(largest.and_then(|known| times(office, amount, known.amount, known.seq)));
    page.warnings.extend(far(office, on));
    page.brief = format!("{paper}, {amount}");
    let done = page.brief.clone();
    let events = vec![Event { kind, subject: Some(year.to_string()), on: Some(on), data }];
    let next = Some(say::next_allocate(lang));
    Ok(Step::Ready(Box::new(Proposal { page, events, done, next, ..Proposal::default() })))
}

/// Ten or a hundred times the largest of its kind is how a zero too many looks.
fn times(office: &Office<'_>, amount: Dong, largest: Dong, seq: u64) -> Option<String> {
    let ratio = amount.get().checked_div(largest.get())?;
    (ratio >= 10).then(|| say::much_more(office.lang, ratio, largest, seq))
}

/// Asks how much for each category; one `fund.allocated` each.
pub fn allocate(office: &Office<'_>, entered: &Entered) -> Result<Step, JobError> {
    let (lang, names) = (office.lang, &office.names);
    let on = answered!(date(office, entered, &[], "on", say::ask_allocation_date(lang)));
    let year = on.year();
    let Some(fund) = names.state().funds.get(&year) else {
        let (why, advice) = (say::fund_not_open(lang, year), say::fund_not_open_advice(lang));
        return Err(JobError::Cannot { why, listed: Vec::new(), advice });
    };
    let free = fund.balance_of(Account::Unallocated);
    let mut above = vec![say::unallocated(lang, year, crate::office::views::money(free))];
    let (mut events, mut total) = (Vec::new(), Dong::ZERO);
    let mut table = Table::new(&say::columns_allocate(lang), &[Cell::Name, Cell::Number, Cell::Number, Cell::Number]);
    for category in Category::ALL {
        let label = category.label(lang).to_owned();
        let question = Question::new(category.as_str(), label.clone()).or("0").safely();
        let amount = answered!(money(office, entered, &above, question));
        above.clear();
        if amount == Dong::ZERO {
            continue;
        }
        total = total.plus(amount).ok_or_else(|| JobError::Nothing(say::expected_money(lang)))?;
        let before = fund.balance_of(Account::Available(category));
        let after = crate::office::views::money(before.saturating_add(amount.signed()));
        table.rows.push(vec![label, crate::office::views::money(before), amount.to_string(), after]);
        let data = object(json!({ "category": category.as_str(), "amount": amount }));
        events.push(Event { kind: "fund.allocated", subject: Some(year.to_string()), on: Some(on), data });
    }
    let document = answered!(text(
        entered,
        &[],
        Question::new("document", say::ask_allocation_document(lang)).or(say::unsaid(lang)).safely()
    ));
    if document != say::unsaid(lang) {
        for event in &mut events {
            event.data.insert("document".to_owned(), json!(document));
        }
    }
    if events.is_empty() {
        return Err(JobError::Nothing(say::nothing_allocated(lang)));
    }
    let mut page = Page::titled(say::allocate_title(lang, year, total));
    page.show(table);
    let left = free.saturating_sub(total.signed());
    page.say(say::left_unallocated(lang, crate::office::views::money(left)));
    page.brief = say::allocate_title(lang, year, total);
    let done = page.brief.clone();
    Ok(Step::Ready(Box::new(Proposal { page, events, done, ..Proposal::default() })))
}

/// Frames and certificates bought: `fund.disbursed`.
pub fn frames(office: &Office<'_>, entered: &Entered) -> Result<Step, JobError> {
    let (lang, names) = (office.lang, &office.names);
    let on = answered!(date(office, entered, &[], "on", say::ask_pay_date(lang)));
    let year = on.year();
    let paid = || names.state().funds.values().flat_map(|fund| fund.disbursements.values());
    let bought = |purpose: &Purpose| match purpose {
        Purpose::Frames { what, quantity, .. } => Some((what.to_string(), quantity.unwrap_or(0))),
        Purpose::Award { .. } | Purpose::Organising { .. } => None,
    };
    let last = paid().filter_map(|paid| Some((paid.seq, bought(&paid.payload.purpose)?.0))).max();
    let mut what = Question::new("item", say::ask_bought(lang));
    if let Some((_, last)) = last {
        what = what.or(last);
    }
    let what = answered!(text(entered, &[], what));
    let had: u64 = paid().filter_map(|paid| bought(&paid.payload.purpose)).map(|(_, n)| n).sum();
    let awards = names.state().decisions.values().filter(|decision| decision.issued.is_some());
    let needed = awards.flat_map(|d| d.awards.values()).filter(|award: &&Award| award.annulled.is_none()).count();
    let open = u64::try_from(needed).unwrap_or(u64::MAX).saturating_sub(had);
    let quantity = Question::new("quantity", say::ask_quantity(lang, open));
    let quantity = answered!(super::answers::count(office, entered, &[], quantity, 1_000_000));
    let price = answered!(money(office, entered, &[], Question::new("price", say::ask_unit_price(lang))));
    let sum = price.get().checked_mul(quantity).and_then(Dong::new);
    let amount = sum.ok_or_else(|| JobError::Answer { key: "price", expected: say::expected_money(lang) })?;
    let echo = say::echo(lang, amount, words(amount).to_lowercase());
    let purpose = json!({ "kind": "frames", "what": what, "quantity": quantity, "unit_price": price });
    let bill = Bill { category: Category::Frames, amount, purpose, on, year, above: vec![echo] };
    let title = say::frames_title(lang, quantity, price, amount, what);
    let mut step = billed(office, entered, bill, title)?;
    if let Step::Ready(proposal) = &mut step
        && quantity > open
    {
        proposal.page.warnings.push(say::frames_many(lang, quantity, open));
    }
    Ok(step)
}

/// Launching, reviewing, meetings: `fund.disbursed`.
pub fn organising(office: &Office<'_>, entered: &Entered) -> Result<Step, JobError> {
    let lang = office.lang;
    let on = answered!(date(office, entered, &[], "on", say::ask_pay_date(lang)));
    let what = answered!(text(entered, &[], Question::new("item", say::ask_organised(lang))));
    let amount = answered!(money(office, entered, &[], Question::new("amount", say::ask_repay_amount(lang))));
    let echo = say::echo(lang, amount, words(amount).to_lowercase());
    let purpose = json!({ "kind": "organising", "what": what });
    let bill = Bill { category: Category::Organising, amount, purpose, on, year: on.year(), above: vec![echo] };
    billed(office, entered, bill, say::organising_title(lang, amount, what))
}

/// A bill to be paid.
struct Bill {
    category: Category,
    amount: Dong,
    purpose: serde_json::Value,
    on: crate::values::time::Date,
    year: i16,
    above: Vec<String>,
}

fn billed(office: &Office<'_>, entered: &Entered, bill: Bill, title: String) -> Result<Step, JobError> {
    let (lang, names) = (office.lang, &office.names);
    let method = Question::new("method", say::ask_method(lang)).words(Method::LIST, lang).or("1");
    let method = answered!(choice(office, entered, &bill.above, method));
    let voucher = Question::new("voucher", say::ask_one_voucher(lang)).or(next_voucher(office, bill.year));
    let voucher = answered!(text(entered, &[], voucher));
    let payee = answered!(text(entered, &[], Question::new("payee", say::ask_payee(lang))));
    let on = bill.on;
    let mut page =
        Page::titled(format!("{voucher}, {}, {}: {title}", on.vietnamese(), Method::LIST.word(&method, lang)));
    page.say(say::paid_to(lang, &payee));
    page.say(words(bill.amount));
    if let Some(fund) = names.state().funds.get(&bill.year) {
        let before = fund.balance_of(Account::Available(bill.category));
        let after = crate::office::views::money(before.saturating_sub(bill.amount.signed()));
        let category = bill.category.label(lang);
        page.say(say::category_change(lang, category, bill.year, crate::office::views::money(before), after));
        let same = fund.disbursements.values().find(|paid| {
            paid.payload.amount == bill.amount
                && paid.on == on
                && fold(paid.payload.payee.name.as_str()) == fold(&payee)
        });
        page.warnings.extend(same.map(|paid| say::paid_twice(lang, &paid.payload.voucher, paid.seq)));
        let like = fund.disbursements.values().filter(|paid| paid.payload.category == bill.category);
        let largest = like.max_by_key(|paid| paid.payload.amount);
        page.warnings.extend(largest.and_then(|paid| times(office, bill.amount, paid.payload.amount, paid.seq)));
    }
    page.warnings.extend(voucher_used(office, bill.year, &voucher));
    page.warnings.extend(far(office, on));
    page.brief = format!("{voucher}, {}", bill.amount);
    let done = page.brief.clone();
    let data = object(json!({
        "category": bill.category.as_str(), "amount": bill.amount, "purpose": bill.purpose,
        "payee": { "name": payee }, "method": method, "voucher": voucher,
    }));
    let events = vec![Event { kind: "fund.disbursed", subject: Some(bill.year.to_string()), on: Some(on), data }];
    Ok(Step::Ready(Box::new(Proposal { page, events, done, ..Proposal::default() })))
}
