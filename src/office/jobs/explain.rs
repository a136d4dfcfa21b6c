//! The office explains what an audit found; later audits show both.

use serde_json::json;

use super::answers::{Answered, answered, chosen, date, text};
use super::{Entered, Event, JobError, Office, Proposal, Question, Step, object};
use crate::office::names::Thing;
use crate::office::views::{Page, audit as view};
use crate::office::words as say;
use crate::reports::audit::{Finding, audit, facts};
use crate::values::ident::Subject;
use crate::values::text::fold;

/// Asks which finding, what is said to it, by which document; `audit.explained`.
pub fn explain(office: &Office<'_>, entered: &Entered) -> Result<Step, JobError> {
    let lang = office.lang;
    let state = office.names.state();
    let found = audit(state, &facts(state), &[], office.names.today());
    let finding = match finding(office, entered, &found)? {
        Answered::Is(finding) => finding,
        Answered::Ask(step) => return Ok(*step),
    };
    let what = said_of(office, finding);
    let on = answered!(date(office, entered, std::slice::from_ref(&what), "on", say::ask_explained_on(lang)));
    let explanation = answered!(text(entered, &[], Question::new("explanation", say::ask_explanation(lang))));
    let none = say::no_document(lang);
    let question = Question::new("document", say::ask_document_too(lang)).or(none.clone()).safely();
    let document = Some(answered!(text(entered, &[], question))).filter(|document| *document != none);
    let mut data = object(json!({
        "rule": finding.question.code, "about": finding.key(), "explanation": explanation,
    }));
    if let Some(document) = document {
        data.insert("document".to_owned(), json!(document));
    }
    let event = Event { kind: "audit.explained", subject: None, on: Some(on), data };
    let page = page_of(office, &what, &event);
    let done = say::explained_done(lang);
    Ok(Step::Ready(Box::new(Proposal { page, events: vec![event], done, ..Proposal::default() })))
}

fn said_of(office: &Office<'_>, finding: &Finding) -> String {
    format!("{}: {}", finding.question.label.text(office.lang), view::about(&office.names, finding, office.lang))
}

fn page_of(office: &Office<'_>, what: &str, event: &Event) -> Page {
    let lang = office.lang;
    let mut page = Page::titled(say::explain_title(lang, what));
    let said = |name: &str| event.data.get(name).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    page.say(said("explanation"));
    page.say(said("document"));
    page.say(say::explain_stays(lang));
    page.brief = what.to_owned();
    page
}

/// Which finding: by its place in the list, its rule, or words that it says.
fn finding<'a>(
    office: &Office<'_>,
    entered: &Entered,
    found: &'a [Finding],
) -> Result<Answered<&'a Finding>, JobError> {
    let lang = office.lang;
    // What is still open comes first.
    let mut sorted: Vec<&Finding> = found.iter().collect();
    sorted.sort_by_key(|finding| !view::is_open(&office.names, finding));
    if sorted.is_empty() {
        return Err(JobError::Nothing(say::audit_nothing(lang)));
    }
    let choices: Vec<(String, String)> = sorted
        .iter()
        .map(|finding| (format!("{} {}", finding.question.code, finding.key()), said_of(office, finding)))
        .collect();
    let question = Question::new("what", say::ask_which_finding(lang)).among(choices.clone());
    let typed = match entered.get("what").map(|typed| typed.trim()) {
        None if sorted.len() == 1 => return Ok(Answered::Is(sorted.remove(0))),
        None => return Ok(Answered::Ask(Box::new(Step::Ask(Vec::new(), question)))),
        Some(typed) => typed,
    };
    if let Some(at) = chosen(typed, &choices).and_then(|code| choices.iter().position(|(known, _)| *known == code)) {
        return sorted.get(at).map(|finding| Answered::Is(*finding)).ok_or_else(|| wrong(office, &choices));
    }
    // A name as people type it: the thing that it means; else words that the finding says.
    let seqs = office.names.find_any(typed).map(|thing| entries_of(office, &thing)).unwrap_or_default();
    let wanted = fold(typed);
    let fits = |finding: &Finding, said: &str| match seqs.is_empty() {
        true => !wanted.is_empty() && fold(said).contains(&wanted),
        false => seqs.iter().any(|seq| finding.entries.contains(seq)),
    };
    let mut fitting =
        sorted.iter().zip(&choices).filter(|(finding, (_, said))| fits(finding, said)).map(|(finding, _)| *finding);
    match (fitting.next(), fitting.next()) {
        (Some(one), None) => Ok(Answered::Is(one)),
        _ => Err(wrong(office, &choices)),
    }
}

/// The entries of what a name means.
fn entries_of(office: &Office<'_>, thing: &Thing) -> Vec<u64> {
    let story = |subject: &Subject| office.names.state().stories.get(subject).cloned().unwrap_or_default();
    match thing {
        Thing::Entry(seq) => vec![*seq],
        Thing::Subject(subject) => story(subject),
        Thing::Lines(id, _) => format!("decision/{id}").parse().map(|subject| story(&subject)).unwrap_or_default(),
        Thing::Voucher(seqs) => seqs.clone(),
        Thing::Recipient(_) => Vec::new(),
    }
}

fn wrong(office: &Office<'_>, choices: &[(String, String)]) -> JobError {
    let first: Vec<&str> = choices.iter().take(5).map(|(_, said)| said.as_str()).collect();
    JobError::Answer { key: "what", expected: say::expected_one_of(office.lang, first.join("; ")) }
}
