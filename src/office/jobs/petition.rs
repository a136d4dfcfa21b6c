//! A petition from receipt to delivery: what was done, what comes next and by when, and what else may be done.

use serde_json::json;

use super::answers::{Answered, answered, choice, date, text};
use super::fields::{Field, Filled, Holds, ask, lines, may, must};
use super::{Entered, Event, JobError, Office, Proposal, Question, Step};
use crate::domain::ledger::meta;
use crate::domain::petition::{Aftermath, CaseGround, Channel, Instance, Outcome, Petition, PetitionKind};
use crate::domain::policy::{Dates, Ruled, sourced};
use crate::log::role::Role;
use crate::office::views::{Page, petition};
use crate::office::words as say;
use crate::values::ident::Id;
use crate::values::time::Date;

/// A step that may follow, in the order of a petition's life.
struct Follows {
    kind: &'static str,
    fields: &'static [Field],
    fits: fn(&Petition) -> bool,
}

fn open(petition: &Petition) -> bool {
    petition.closed_on().is_none()
}

fn competent(petition: &Petition) -> bool {
    petition.classified.as_ref().is_some_and(|(classified, ..)| classified.in_jurisdiction)
}

fn running(petition: &Petition) -> bool {
    open(petition) && petition.accepted.is_some() && petition.suspended.is_none()
}

fn ended(petition: &Petition) -> bool {
    petition.resolved.is_some()
}

fn done(petition: &Petition, what: Aftermath) -> bool {
    petition.aftermath.iter().any(|(known, ..)| *known == what)
}

const CLASSIFY: &[Field] = &[
    must("kind", Holds::Word(PetitionKind::LIST)),
    must("in_jurisdiction", Holds::Yes),
    must("anonymous", Holds::Yes),
    may("decision", Holds::Subject("decision")),
];
const PAPER: &[Field] = &[must("document", Holds::Text)];
const REASONED: &[Field] =
    &[must("document", Holds::Text), must("ground", Holds::Word(CaseGround::LIST)), must("reason", Holds::Text)];

/// Every step. The first that fits is what comes next; the ledger's rules judge it when it is taken.
const STEPS: [Follows; 17] = [
    Follows { kind: "petition.classified", fields: CLASSIFY, fits: |p| open(p) && p.classified.is_none() },
    Follows {
        kind: "petition.accepted",
        fields: &[must("document", Holds::Text), must("resolver", Holds::Holder), must("due_on", Holds::Day)],
        fits: |p| open(p) && competent(p) && p.accepted.is_none(),
    },
    Follows {
        kind: "petition.forwarded",
        fields: &[must("to", Holds::Text), must("reply", Holds::Text)],
        fits: |p| open(p) && p.classified.is_some() && !competent(p),
    },
    Follows {
        kind: "petition.refused",
        fields: &[must("document", Holds::Text), must("ground", Holds::Text)],
        fits: |p| open(p) && competent(p) && p.accepted.is_none(),
    },
    Follows {
        kind: "petition.resumed",
        fields: &[must("document", Holds::Text), must("due_on", Holds::Day)],
        fits: |p| open(p) && p.suspended.is_some(),
    },
    Follows {
        kind: "petition.resolved",
        fields: &[must("outcome", Holds::Word(Outcome::LIST)), must("document", Holds::Text)],
        fits: running,
    },
    Follows {
        kind: "petition.assigned",
        fields: &[must("document", Holds::Text), must("assignee", Holds::Text)],
        fits: running,
    },
    Follows { kind: "petition.heard", fields: PAPER, fits: running },
    Follows {
        kind: "petition.extended",
        fields: &[must("document", Holds::Text), must("due_on", Holds::Day), must("reason", Holds::Text)],
        fits: running,
    },
    Follows { kind: "petition.suspended", fields: REASONED, fits: running },
    Follows { kind: "petition.terminated", fields: REASONED, fits: running },
    Follows {
        kind: "petition.withdrawn",
        fields: &[must("document", Holds::Text), must("continues", Holds::Yes), may("reason", Holds::Text)],
        fits: |p| open(p) && p.classified.is_some(),
    },
    Follows {
        kind: "petition.classified",
        fields: CLASSIFY,
        fits: |p| open(p) && p.classified.is_some() && p.accepted.is_none(),
    },
    Follows {
        kind: "petition.delivered",
        fields: &[must("to", Holds::Text)],
        fits: |p| (ended(p) && !done(p, Aftermath::Delivered)) || p.orders.iter().any(|(_, sent)| sent.is_none()),
    },
    Follows {
        kind: "petition.published",
        fields: &[must("place", Holds::Text)],
        fits: |p| ended(p) && !done(p, Aftermath::Published),
    },
    Follows { kind: "petition.executed", fields: PAPER, fits: |p| ended(p) && !done(p, Aftermath::Executed) },
    Follows {
        kind: "petition.appealed",
        fields: &[must("instance", Holds::Word(Instance::LIST)), must("to", Holds::Text)],
        fits: |p| ended(p) && done(p, Aftermath::Delivered),
    },
];

const RECEIVE: &[Field] = &[
    must("channel", Holds::Word(Channel::LIST)),
    may("identity", Holds::Sealed),
    must("summary", Holds::Text),
    must("award_related", Holds::Yes),
    must("letters", Holds::Count(100_000)),
    must("signatories", Holds::Count(1_000_000)),
];

/// A petition is received: `petition.received`.
pub fn receive(office: &Office<'_>, entered: &Entered) -> Result<Step, JobError> {
    let (lang, names) = (office.lang, &office.names);
    let on = answered!(date(office, entered, &[], "on", say::ask_receipt_date(lang)));
    let one = || "1".to_owned();
    let defaults = [("letters", one()), ("signatories", one())];
    let (data, shown) = answered!(ask(office, entered, &[], "petition.received", (RECEIVE, &defaults)));
    let name = names.next("petition", on.year());
    let mut page = Page::titled(say::petition_received(lang, &name, on.vietnamese()));
    lines(&shown).for_each(|line| page.say(line));
    page.brief = name.clone();
    let events = vec![Event { kind: "petition.received", subject: None, on: Some(on), data }];
    let next = Some(say::next_petition(lang, &name));
    Ok(Step::Ready(Box::new(Proposal { page, events, done: name, next, ..Proposal::default() })))
}

/// What comes next for a petition.
pub fn next(office: &Office<'_>, entered: &Entered) -> Result<Step, JobError> {
    let (lang, names) = (office.lang, &office.names);
    let (id, found) = answered!(which(office, entered));
    let name = names.of_id("petition", id, lang);
    let step = answered!(step(office, entered, (id, found)));
    let kind = step.kind;
    let on = answered!(date(office, entered, &[], "on", say::ask_step_date(lang)));
    let (mut data, shown) = answered!(fill(office, entered, found, on, step));
    if kind == "petition.delivered" && !ended(found) {
        data.insert("procedural".to_owned(), json!(true));
    }
    let label = meta(kind).map_or(kind, |meta| meta.label.of(lang));
    let mut page = Page::titled(say::petition_step(lang, &name, label, on.vietnamese()));
    page.say(found.summary.to_string());
    lines(&shown).for_each(|line| page.say(line));
    page.brief = format!("{name}, {label}");
    let done = page.brief.clone();
    let events = vec![Event { kind, subject: Some(format!("petition/{id}")), on: Some(on), data }];
    let next = Some(say::next_petition(lang, &name));
    Ok(Step::Ready(Box::new(Proposal { page, events, done, next, ..Proposal::default() })))
}

/// Who takes the step that was chosen.
pub fn authored(office: &Office<'_>, entered: &Entered) -> Option<&'static str> {
    let Ok(Answered::Is(found)) = which(office, entered) else { return None };
    let Ok(Answered::Is(step)) = step(office, entered, found) else { return None };
    Some(step.kind)
}

fn which<'a>(office: &Office<'a>, entered: &Entered) -> Result<Answered<(Id, &'a Petition)>, JobError> {
    let (lang, names) = (office.lang, &office.names);
    let typed = match text(entered, &[], Question::new("petition", say::ask_petition(lang)))? {
        Answered::Is(typed) => typed,
        Answered::Ask(step) => return Ok(Answered::Ask(step)),
    };
    let subject = names.find("petition", &typed)?;
    let id: Option<Id> = subject.key().parse().ok();
    let found = id.and_then(|id| Some((id, names.state().petitions.get(&id)?)));
    found.map(Answered::Is).ok_or_else(|| JobError::Nothing(say::petition_unknown(lang, &typed)))
}

/// Which of the steps that fit; what comes next stands first, with its last day.
fn step(
    office: &Office<'_>,
    entered: &Entered,
    (id, found): (Id, &Petition),
) -> Result<Answered<&'static Follows>, JobError> {
    let (lang, names) = (office.lang, &office.names);
    let fitting: Vec<&'static Follows> = STEPS.iter().filter(|step| (step.fits)(found)).collect();
    let page = petition::page(names, id, found, lang);
    if fitting.is_empty() {
        return Err(JobError::Nothing(say::petition_over(lang, names.of_id("petition", id, lang))));
    }
    let mut above = vec![page.title.clone()];
    above.extend(page.parts.iter().filter_map(|part| match part {
        crate::office::views::Part::Text(line) => Some(format!("  {line}")),
        crate::office::views::Part::Table(_) => None,
    }));
    let label = |step: &Follows| meta(step.kind).map_or(step.kind, |meta| meta.label.of(lang)).to_owned();
    let choices = fitting.iter().map(|step| (step.kind.to_owned(), label(step)));
    let question = Question::new("step", say::ask_step(lang)).among(choices).or("1").deciding();
    Ok(match choice(office, entered, &above, question)? {
        Answered::Is(kind) => match fitting.iter().find(|step| step.kind == kind) {
            Some(step) => Answered::Is(*step),
            None => return Err(JobError::Nothing(say::petition_unknown(lang, kind))),
        },
        Answered::Ask(step) => Answered::Ask(step),
    })
}

/// Its fields; who resolves it and the last day that the law gives stand ready.
fn fill(
    office: &Office<'_>,
    entered: &Entered,
    found: &Petition,
    on: Date,
    step: &Follows,
) -> Result<Answered<Filled>, JobError> {
    let mut defaults: Vec<(&str, String)> = Vec::new();
    defaults.extend(office.holder_of(Role::Chairman).map(|chairman| ("resolver", chairman)));
    let mut above = Vec::new();
    if let Some((day, law)) = last_day(office, found, on, step.kind) {
        above.push(say::law_gives(office.lang, day.vietnamese(), law));
        defaults.push(("due_on", day.vietnamese()));
    }
    let wanted = step.fields.iter().any(|field| field.name == "due_on");
    ask(office, entered, if wanted { &above } else { &[] }, step.kind, (step.fields, &defaults))
}

/// The last day that the law gives for resolving, counted from acceptance, and by which article.
fn last_day(office: &Office<'_>, found: &Petition, on: Date, kind: &str) -> Option<(Date, String)> {
    let state = office.names.state();
    let (classified, ..) = found.classified.as_ref()?;
    let accepted = found.accepted.map_or(on, |(on, _)| on);
    let extensions = found.extended.len() + usize::from(kind == "petition.extended");
    let step = classified.kind.longest(extensions)?;
    let dates = Dates { receipt: found.received_on, start: accepted, step: on };
    let Ruled { version, row } = state.policies.term(step, dates)?;
    let end = state.calendars.end(accepted, row.days(version.remote), row.unit, row.rolls)?;
    Some((end.day.plus_days(found.days_suspended(on)), sourced(row.source.as_str(), row.mark, office.lang)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::jobs::fields::covers;

    #[test]
    fn each_step_asks_for_all_that_its_schema_demands() {
        for step in &STEPS {
            assert_eq!(covers(step.kind, step.fields), Ok(()), "{}", step.kind);
        }
        assert_eq!(covers("petition.received", RECEIVE), Ok(()));
    }
}
