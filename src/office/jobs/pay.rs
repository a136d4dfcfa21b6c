//! The awards of a decision paid: one voucher with the list that recipients sign.

use std::collections::BTreeSet;

use serde_json::json;

use super::answers::{answered, choice, date, text};
use super::issue::which;
use super::{Entered, Event, JobError, Office, Proposal, Question, Step, object};
use crate::domain::decision::{Award, Decision};
use crate::domain::fund::Method;
use crate::office::views::{Holds, Page, Table, entries, runs, words};
use crate::office::words as say;
use crate::values::money::Dong;
use crate::values::text::fold;
use crate::values::time::Date;

/// Asks for date, method, voucher and who is missing; one `fund.disbursed` a line.
pub fn pay(office: &Office<'_>, entered: &Entered) -> Result<Step, JobError> {
    let (lang, names) = (office.lang, &office.names);
    let waits = |decision: &Decision| {
        decision.issued.is_some() && decision.awards.values().any(|award| award.unpaid() > Dong::ZERO)
    };
    let id = answered!(which(office, entered, waits, say::pay_nothing(lang)));
    let known = names.state().decisions.get(&id);
    let decision = known.ok_or_else(|| JobError::Nothing(say::pay_nothing(lang)))?;
    let unpaid: Vec<&Award> = decision.awards.values().filter(|award| award.unpaid() > Dong::ZERO).collect();
    let year = decision.fund_year().unwrap_or_else(|| names.today().year());
    let fund = names.state().funds.get(&year);
    let list = fund.and_then(|fund| fund.lists.iter().find(|(decision, ..)| *decision == id));
    let approved = match list {
        Some((_, _, on, seq)) => say::list_approved(lang, on.vietnamese(), seq),
        None => say::list_missing(lang),
    };
    let name = names.of_decision(decision, lang);
    let above = vec![say::pay_heading(lang, &name, unpaid.len(), approved)];
    let on = answered!(date(office, entered, &above, "on", say::ask_pay_date(lang)));
    let methods = Method::ALL.map(|method| (method.as_str().to_owned(), method.label(lang).to_owned()));
    let method = Question::new("method", say::ask_method(lang)).among(methods);
    let method = answered!(choice(office, entered, &[], method.or("1")));
    let voucher = Question::new("voucher", say::ask_voucher(lang)).or(next_voucher(office, year));
    let voucher = answered!(text(entered, &[], voucher));
    let all = say::all_there(lang);
    let missing =
        answered!(text(entered, &[], Question::new("missing", say::ask_unpaid(lang)).or(all.clone()).safely()));
    let missing = lines_left_out(office, decision, "missing", &missing, &all)?;

    let paid: Vec<&Award> = unpaid.into_iter().filter(|award| !missing.contains(&award.line.line)).collect();
    if paid.is_empty() {
        return Err(JobError::Nothing(say::pay_nothing(lang)));
    }
    let event = |award: &&Award| {
        let purpose = json!({ "kind": "award", "decision": id, "line": award.line.line });
        let data = object(json!({ "purpose": purpose, "method": method, "voucher": voucher }));
        Event { kind: "fund.disbursed", subject: Some(year.to_string()), on: Some(on), data }
    };
    let events: Vec<Event> = paid.iter().map(event).collect();
    let total: Dong = paid.iter().map(|award| award.unpaid()).sum();
    let method = Method::LIST.word(&method, lang).to_owned();
    let mut page = Page::titled(say::pay_title(lang, &voucher, on.vietnamese(), method, &name, paid.len()));
    page.show(table(&paid, total, lang));
    page.say(words(total));
    if let Some(fund) = fund {
        page.say(say::balance_change(lang, year, fund.balance(), fund.balance().less(total)));
    }
    if list.is_none() {
        page.warnings.push(say::list_missing_warning(lang));
    }
    page.warnings.extend(voucher_used(office, year, &voucher));
    page.warnings.extend(far(office, on));
    page.brief = say::pay_brief(lang, &voucher, paid.len(), total);
    let (done, next) = (voucher, Some(say::next_present(lang)));
    Ok(Step::Ready(Box::new(Proposal { page, events, done, next, ..Proposal::default() })))
}

/// Lines that somebody leaves out, by number or name.
pub fn lines_left_out(
    office: &Office<'_>,
    decision: &Decision,
    key: &'static str,
    typed: &str,
    nobody: &str,
) -> Result<BTreeSet<u64>, JobError> {
    if typed == nobody {
        return Ok(BTreeSet::new());
    }
    let lines = office.names.lines_of(decision, typed);
    lines.map_err(|error| JobError::Answer { key, expected: error.message(office.lang) })
}

/// A date far from today is worth a second look.
pub fn far(office: &Office<'_>, on: Date) -> Option<String> {
    let days = office.names.today().days_since(on);
    (days > 15).then(|| say::date_far(office.lang, on.vietnamese(), days))
}

fn table(paid: &[&Award], total: Dong, lang: crate::values::lang::Lang) -> Table {
    let mut groups: Vec<(Dong, Vec<&Award>)> = Vec::new();
    for award in paid {
        match groups.last_mut() {
            Some((amount, group)) if *amount == award.unpaid() => group.push(award),
            _ => groups.push((award.unpaid(), vec![award])),
        }
    }
    let mut table = Table::new(&say::columns_pay(lang), &[Holds::Whole, Holds::Name, Holds::Number, Holds::Number]);
    for (amount, group) in groups {
        let lines = runs(group.iter().map(|award| award.line.line));
        let people: Vec<&str> = group.iter().map(|award| award.line.recipient.name.as_str()).collect();
        let sum: Dong = group.iter().map(|award| award.unpaid()).sum();
        table.rows.push(vec![lines, people.join(", "), format!("{} × {amount}", group.len()), sum.to_string()]);
    }
    table.total = Some(vec![String::new(), say::total(lang), String::new(), total.to_string()]);
    table
}

/// The number after the highest that the year has, in the same spelling; `PC01` in a year that has none.
pub fn next_voucher(office: &Office<'_>, year: i16) -> String {
    let fund = office.names.state().funds.get(&year);
    let mut paid: Vec<_> = fund.into_iter().flat_map(|fund| fund.disbursements.values()).collect();
    paid.sort_unstable_by_key(|paid| paid.seq);
    let split = |text: &str| -> Option<(String, u64, usize)> {
        let letters = text.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = text.strip_prefix(letters)?;
        Some((letters.to_owned(), digits.parse().ok()?, digits.len()))
    };
    let last = paid.last().and_then(|paid| split(paid.payload.voucher.as_str()));
    let Some((letters, ..)) = last else { return "PC01".to_owned() };
    let numbers = paid.iter().filter_map(|paid| split(paid.payload.voucher.as_str()));
    let highest = numbers.filter(|(own, ..)| *own == letters).max_by_key(|(_, n, _)| *n);
    highest.map_or_else(|| "PC01".to_owned(), |(letters, n, width)| format!("{letters}{:0width$}", n + 1))
}

/// Whether a voucher has that number already: what it was, and the next that is free.
pub fn voucher_used(office: &Office<'_>, year: i16, voucher: &str) -> Option<String> {
    let fund = office.names.state().funds.get(&year)?;
    let same = |text: &str| fold(text) == fold(voucher);
    let used: Vec<_> = fund.disbursements.values().filter(|paid| same(paid.payload.voucher.as_str())).collect();
    let first = used.iter().min_by_key(|paid| paid.seq)?;
    let total: Dong = used.iter().map(|paid| paid.payload.amount).sum();
    let mut seqs: Vec<u64> = used.iter().map(|paid| paid.seq).collect();
    seqs.sort_unstable();
    let (on, seqs) = (first.on.vietnamese(), entries(seqs));
    Some(say::voucher_used(office.lang, voucher, on, total, seqs, next_voucher(office, year)))
}
