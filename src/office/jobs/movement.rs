//! Movements launched and reviewed, targets registered and reported.

use serde_json::json;

use super::answers::{Answered, answered, choice, date};
use super::fields::{Field, Holds, ask, lines, may, must};
use super::{Entered, Event, JobError, Office, Proposal, Question, Step};
use crate::domain::emulation::MovementKind;
use crate::domain::ledger::meta;
use crate::office::views::Page;
use crate::office::words as say;
use crate::values::money::PercentRounding;

const LAUNCH: &[Field] = &[
    must("name", Holds::Text),
    must("kind", Holds::Word(MovementKind::LIST)),
    must("document", Holds::Text),
    must("from", Holds::Day),
    must("to", Holds::Day),
    may("theme", Holds::Text),
    may("scope", Holds::Text),
];
const REVIEW: &[Field] = &[must("final", Holds::Yes), must("document", Holds::Text), must("result", Holds::Text)];
const REGISTER: &[Field] = &[
    must("name", Holds::Text),
    must("unit", Holds::Text),
    may("plan", Holds::Quantity),
    must("decimals", Holds::Count(4)),
    must("rounding", Holds::Word(PercentRounding::LIST)),
    may("sent_to", Holds::Text),
];
const REPORT: &[Field] = &[
    must("period", Holds::Text),
    must("actual", Holds::Quantity),
    may("same_period", Holds::Quantity),
    may("source", Holds::Text),
];

/// What may be done to things of a register: begin a new one, or go on with one that is open.
struct Register {
    kind: &'static str,
    begin: (&'static str, &'static [Field]),
    go_on: (&'static str, &'static [Field]),
}

const MOVEMENTS: Register =
    Register { kind: "movement", begin: ("movement.launched", LAUNCH), go_on: ("movement.reviewed", REVIEW) };
const TARGETS: Register =
    Register { kind: "target", begin: ("target.registered", REGISTER), go_on: ("target.reported", REPORT) };

/// A movement is launched, or reviewed.
pub fn movement(office: &Office<'_>, entered: &Entered) -> Result<Step, JobError> {
    recorded(office, entered, &MOVEMENTS)
}

/// A target is registered, or its result reported.
pub fn target(office: &Office<'_>, entered: &Entered) -> Result<Step, JobError> {
    recorded(office, entered, &TARGETS)
}

/// Who signs what is done to a movement.
pub fn movement_authored(office: &Office<'_>, entered: &Entered) -> Option<&'static str> {
    authored(office, entered, &MOVEMENTS)
}

/// Who signs what is done to a target.
pub fn target_authored(office: &Office<'_>, entered: &Entered) -> Option<&'static str> {
    authored(office, entered, &TARGETS)
}

fn authored(office: &Office<'_>, entered: &Entered, register: &Register) -> Option<&'static str> {
    let Ok(Answered::Is(about)) = which(office, entered, register) else { return None };
    Some(if about.is_some() { register.go_on.0 } else { register.begin.0 })
}

/// The one that is gone on with; none for a new one.
fn which(
    office: &Office<'_>,
    entered: &Entered,
    register: &Register,
) -> Result<Answered<Option<crate::values::ident::Subject>>, JobError> {
    let (lang, names) = (office.lang, &office.names);
    let ended = |id| names.state().emulation.movements.get(&id).is_some_and(|movement| movement.ended.is_some());
    let open = names.listed(register.kind).filter(|subject| subject.key().parse().map_or(true, |id| !ended(id)));
    let open: Vec<_> = open.cloned().collect();
    if open.is_empty() && !entered.contains_key("which") {
        return Ok(Answered::Is(None));
    }
    let label = meta(register.begin.0).map_or("", |meta| meta.label.of(lang));
    let mut choices = vec![("new".to_owned(), say::a_new_one(lang, label))];
    choices.extend(open.iter().map(|subject| {
        let (name, about) = (names.of(subject, lang), names.about(subject));
        (subject.key().to_owned(), say::go_on_with(lang, name, about))
    }));
    let question = Question::new("which", say::ask_which_of_register(lang)).among(choices).deciding();
    Ok(match choice(office, entered, &[], question)? {
        Answered::Is(code) => Answered::Is(open.into_iter().find(|subject| subject.key() == code)),
        Answered::Ask(step) => Answered::Ask(step),
    })
}

fn recorded(office: &Office<'_>, entered: &Entered, register: &Register) -> Result<Step, JobError> {
    let (lang, names) = (office.lang, &office.names);
    let about = answered!(which(office, entered, register));
    let on = answered!(date(office, entered, &[], "on", say::ask_paper_date(lang)));
    let (kind, fields) = if about.is_some() { register.go_on } else { register.begin };
    let defaults = [("decimals", "2".to_owned()), ("rounding", "1".to_owned())];
    let (mut data, shown) = answered!(ask(office, entered, &[], kind, (fields, &defaults)));
    if kind == "target.registered" {
        data.insert("year".to_owned(), json!(on.year()));
    }
    let label = meta(kind).map_or(kind, |meta| meta.label.of(lang));
    let name = match &about {
        Some(subject) => names.of(subject, lang),
        None => names.next(register.kind, on.year()),
    };
    let mut page = Page::titled(say::petition_step(lang, &name, label, on.vietnamese()));
    if let Some(subject) = &about {
        page.say(names.about(subject));
    }
    lines(&shown).for_each(|line| page.say(line));
    page.brief = format!("{name}, {label}");
    let done = page.brief.clone();
    let events = vec![Event { kind, subject: about.map(|subject| subject.to_string()), on: Some(on), data }];
    Ok(Step::Ready(Box::new(Proposal { page, events, done, ..Proposal::default() })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::jobs::fields::covers;

    #[test]
    fn each_step_asks_for_all_that_its_schema_demands() {
        for register in [&MOVEMENTS, &TARGETS] {
            for (kind, fields) in [register.begin, register.go_on] {
                // The year of a target is that of its day.
                let year = [fields, &[must("year", Holds::Count(9999))]].concat();
                let fields = if kind == "target.registered" { year.as_slice() } else { fields };
                assert_eq!(covers(kind, fields), Ok(()), "{kind}");
            }
        }
    }
}
