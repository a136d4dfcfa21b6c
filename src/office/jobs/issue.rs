//! A signed decision gets its number and leaves the office.

use serde_json::json;

use super::answers::{answered, choice, date, text};
use super::{Entered, Event, JobError, Office, Proposal, Question, Step, object};
use crate::domain::decision::Decision;
use crate::office::views::Page;
use crate::office::words as say;
use crate::values::ident::Id;
use crate::values::money::Dong;

/// Asks for date and number; `decision.numbered` and `decision.issued`.
pub fn issue(office: &Office<'_>, entered: &Entered) -> Result<Step, JobError> {
    let (lang, names) = (office.lang, &office.names);
    let waits = |decision: &Decision| decision.issued.is_none();
    let id = answered!(which(office, entered, waits, say::issue_nothing(lang)));
    let known = names.state().decisions.get(&id);
    let decision = known.ok_or_else(|| JobError::Nothing(say::issue_nothing(lang)))?;
    let total: Dong = decision.awards.values().map(|award| award.line.amount).sum();
    let lines = decision.awards.len();
    let above = vec![say::issue_heading(lang, &decision.signed.title, decision.signed_on.vietnamese(), lines, total)];
    let on = answered!(date(office, entered, &above, "on", say::ask_paper_date(lang)));
    let (number, symbol) = match &decision.numbered {
        Some(numbered) => (numbered.number.to_string(), numbered.symbol.to_string()),
        None => {
            let latest = latest(office, on.year());
            let hint = latest.map_or_else(String::new, |(number, _)| say::highest_number(lang, number));
            let number = answered!(text(entered, &[], Question::new("number", say::ask_number(lang, hint))));
            let bad = |expected| JobError::Answer { key: "number", expected };
            let number: crate::domain::decision::DocNumber =
                number.parse().map_err(|_| bad(say::expected_number(lang)))?;
            let symbol = latest_symbol(office).unwrap_or_else(|| "QĐ-UBND".to_owned());
            let symbol =
                answered!(text(entered, &[], Question::new("symbol", say::ask_symbol(lang)).or(symbol).safely()));
            let symbol: crate::domain::decision::DocSymbol =
                symbol.parse().map_err(|_| JobError::Answer { key: "symbol", expected: say::expected_symbol(lang) })?;
            (number.to_string(), symbol.to_string())
        }
    };
    let to = answered!(text(entered, &[], Question::new("to", say::ask_recipients(lang)).or("Như Điều 3").safely()));

    let subject = Some(format!("decision/{id}"));
    let mut events = Vec::new();
    if decision.numbered.is_none() {
        let data = object(json!({ "number": number, "symbol": symbol }));
        events.push(Event { kind: "decision.numbered", subject: subject.clone(), on: Some(on), data });
    }
    let data = object(json!({ "distribution": to }));
    events.push(Event { kind: "decision.issued", subject, on: Some(on), data });
    let mut page = Page::titled(say::issue_title(lang, &number, &symbol, on.vietnamese()));
    page.say(say::issue_effect(lang, total, on.year()));
    page.brief = format!("{number}/{symbol}");
    if let Some(earlier) = names.state().decisions.values().filter_map(|d| d.numbered.as_ref()).find(|n| {
        let plain = |text: &str| text.trim_start_matches('0').to_lowercase();
        n.on.year() == on.year() && plain(&n.number.to_string()) == plain(&number) && n.symbol.to_string() != symbol
    }) {
        page.warnings.push(say::number_elsewhere(lang, earlier, earlier.on.vietnamese()));
    }
    let late = on.days_since(decision.signed_on);
    if late > 3 {
        page.warnings.push(say::numbered_late(lang, late));
    }
    let awards = decision.awards.values().map(|award| (&award.line.form, award.line.recipient.kind));
    page.warnings.extend(crate::office::views::law::amounts_unverified(names, awards, on, lang));
    page.warnings.extend(crate::office::views::law::ends_soon(names, lang));
    let (done, next) = (format!("{number}/{symbol}"), Some(say::next_pay(lang)));
    Ok(Step::Ready(Box::new(Proposal { page, events, done, next, ..Proposal::default() })))
}

/// The decision that a job is about: the one that is named, the only one that waits, or one of those that do.
pub fn which(
    office: &Office<'_>,
    entered: &Entered,
    waits: impl Fn(&Decision) -> bool,
    nothing: String,
) -> Result<super::answers::Answered<Id>, JobError> {
    use super::answers::Answered;
    let names = &office.names;
    let of = |subject: &crate::values::ident::Subject| subject.key().parse::<Id>().ok();
    let mut waiting: Vec<(Id, &Decision)> =
        names.state().decisions.iter().filter(|(_, decision)| waits(decision)).map(|(id, d)| (*id, d)).collect();
    waiting.sort_by_key(|(_, decision)| std::cmp::Reverse(decision.signed_seq));
    if let Some(typed) = entered.get("decision") {
        let choices: Vec<Id> = waiting.iter().map(|(id, _)| *id).collect();
        let index = typed.parse::<usize>().ok().filter(|_| !typed.starts_with('0') && waiting.len() > 1);
        if entered.contains_key("decision_listed")
            && let Some(id) = index.and_then(|n| choices.get(n.checked_sub(1)?))
        {
            return Ok(Answered::Is(*id));
        }
        let subject = names.find("decision", typed)?;
        let id = of(&subject).ok_or_else(|| JobError::Nothing(nothing.clone()))?;
        return match waiting.iter().any(|(known, _)| *known == id) {
            true => Ok(Answered::Is(id)),
            false => Err(JobError::Nothing(say::decision_done(office.lang, names.of(&subject, office.lang), nothing))),
        };
    }
    match waiting.as_slice() {
        [] => Err(JobError::Nothing(nothing)),
        [(id, _)] => Ok(Answered::Is(*id)),
        many => {
            let listed = many.iter().map(|(id, decision)| {
                (id.to_string(), format!("{}: {}", names.of_decision(decision, office.lang), decision.signed.title))
            });
            let question = Question::new("which", say::ask_which_decision(office.lang)).among(listed).deciding();
            let chosen = match choice(office, entered, &[], question)? {
                Answered::Is(chosen) => chosen,
                Answered::Ask(step) => return Ok(Answered::Ask(step)),
            };
            chosen.parse().map(Answered::Is).map_err(|_| JobError::Nothing(nothing))
        }
    }
}

/// The highest number of a year, as it stands on its paper.
fn latest(office: &Office<'_>, year: i16) -> Option<(String, u64)> {
    let numbered = office.names.state().decisions.values().filter_map(|decision| decision.numbered.as_ref());
    let of_year = numbered.filter(|numbered| numbered.on.year() == year).map(|numbered| numbered.number.to_string());
    of_year.filter_map(|number| Some((number.clone(), number.parse().ok()?))).max_by_key(|(_, n)| *n)
}

fn latest_symbol(office: &Office<'_>) -> Option<String> {
    let numbered = office.names.state().decisions.values().filter_map(|decision| decision.numbered.as_ref());
    numbered.max_by_key(|numbered| numbered.seq).map(|numbered| numbered.symbol.to_string())
}
