//! A decision drafted from what a session approved, for the chairman to sign, with its payment list.

use serde_json::{Value, json};

use super::answers::{answered, choice, text, yes};
use super::{Entered, Event, JobError, Office, Proposal, Question, Step, object};
use crate::domain::nomination::{Form, Nomination, RecipientKind};
use crate::log::role::Role;
use crate::office::names::named;
use crate::office::views::{Page, counted, law, words};
use crate::office::words as say;
use crate::reports::half_year::form_name;
use crate::values::ident::{Id, Subject};
use crate::values::lang::Lang;
use crate::values::money::Dong;
use crate::values::time::Period;

/// Asks what is not known of the decision; one or two pages for the signing folder. `entered` brings the new decision's id.
pub fn decide(office: &Office<'_>, entered: &Entered) -> Result<Step, JobError> {
    let (lang, names) = (office.lang, &office.names);
    let sessions = sessions(office);
    let lines = match sessions.as_slice() {
        [] => return Err(JobError::Nothing(say::decide_nothing(lang))),
        [(session, lines)] => (session.clone(), lines.clone()),
        many => {
            let listed = many.iter().map(|(session, lines)| {
                (session.key().to_owned(), say::session_with(lang, names.of(session, lang), lines.len()))
            });
            let question = Question::new("session", say::ask_which_session(lang)).among(listed).deciding();
            let chosen = answered!(choice(office, entered, &[], question));
            let found = many.iter().find(|(session, _)| session.key() == chosen);
            found.cloned().ok_or_else(|| JobError::Nothing(say::decide_nothing(lang)))?
        }
    };
    let (session, mut lines) = lines;
    lines.sort_by_key(|(_, nomination)| nomination.submitted.recipient.kind);
    let counts = kinds(&lines);
    let heading = say::decide_heading(lang, names.of(&session, lang), counted(&counts, lang));
    let chairman = office.holder_of(Role::Chairman).unwrap_or_default();
    let signer = Question::new("signer", say::ask_signer(lang)).or(chairman.clone()).safely();
    let signer = answered!(text(entered, &[heading], signer));
    let person = names
        .find_holder(&signer)
        .map_err(|error| JobError::Answer { key: "signer", expected: error.message(lang) })?;
    let holders = names.state().chain.keyring().holders();
    let chairs =
        holders.filter(|(_, holder)| holder.now.person == person).any(|(_, h)| h.now.roles.contains(&Role::Chairman));
    let title = Question::new("title", say::ask_title(lang)).or(title(office, &lines));
    let title = answered!(text(entered, &[], title));
    let list = answered!(yes(office, entered, &[], "list", say::ask_list(lang), true));

    let id = entered.get("id").cloned().unwrap_or_default();
    let mut amounts = Vec::new();
    let mut data_lines = Vec::new();
    for ((subject, nomination), line) in lines.iter().zip(1u64..) {
        let said = &nomination.submitted;
        let derived = names.state().policies.derive(line, &said.form, said.recipient.kind, names.today());
        let amount = derived.map_err(|refusal| JobError::Refused(Box::new(refusal)))?.amount;
        amounts.push((said.recipient.kind, amount));
        data_lines.push(json!({ "nomination": subject.key() }));
    }
    let total: Dong = amounts.iter().map(|(_, amount)| *amount).sum();
    let capacity = if chairs { "chairman" } else { "for_chairman" };
    let procedure = json!({ "kind": "council", "session": session.key() });
    let data = object(json!({ "title": title, "capacity": capacity, "procedure": procedure, "lines": data_lines }));
    let mut page = Page::titled(say::decide_title(lang));
    page.say(title.clone());
    page.say(say::decide_sum(lang, sums(&amounts, lang), total));
    page.say(words(total));
    page.brief = say::decision_brief(lang, lines.len(), total);
    page.warnings.extend(titles_twice(office, &lines, &amounts));
    let awards = lines.iter().map(|(_, nomination)| (&nomination.submitted.form, nomination.submitted.recipient.kind));
    page.warnings.extend(law::amounts_unverified(names, awards, names.today(), lang));
    page.warnings.extend(law::ends_soon(names, lang));
    let signed = Event { kind: "decision.signed", subject: Some(id.clone()), on: None, data };
    let mut pages = vec![Proposal {
        page,
        events: vec![signed],
        done: title.clone(),
        next: Some(say::next_issue(lang)),
        ..Proposal::default()
    }];
    if list && total > Dong::ZERO {
        let year = names.today().year();
        let mut page = Page::titled(say::list_title(lang, lines.len(), year));
        page.say(title);
        page.say(say::decide_sum(lang, sums(&amounts, lang), total));
        page.say(say::list_effect(lang));
        page.brief = say::list_brief(lang, lines.len(), total);
        let data = object(json!({ "decision": id, "total": total, "document": say::list_document(Lang::Vi) }));
        let approved = Event { kind: "payment_list.approved", subject: Some(year.to_string()), on: None, data };
        pages.push(Proposal {
            page,
            events: vec![approved],
            done: say::list_done(lang),
            next: None,
            ..Proposal::default()
        });
    }
    Ok(Step::ToSign(pages))
}

/// Titles that bring money beside another of the same recipient for the same year: here, or in a decision that stands.
fn titles_twice(office: &Office<'_>, lines: &Lines<'_>, amounts: &[(RecipientKind, Dong)]) -> Vec<String> {
    let (lang, names) = (office.lang, &office.names);
    let (state, today) = (names.state(), names.today());
    let name_of = |form: &Form| form_name(state, form.as_str(), today);
    let mut known: Vec<(Id, i16, String)> = Vec::new();
    for decision in state.decisions.values() {
        let dated = decision.issued_on().unwrap_or(decision.signed_on);
        for award in decision.awards.values().filter(|award| award.annulled.is_none()) {
            let Some(year) = state.title_year(&award.line, dated) else { continue };
            let other = format!("{} ({})", name_of(&award.line.form), names.of_decision(decision, lang));
            known.push((award.line.recipient.id, year, other));
        }
    }
    let mut found = Vec::new();
    for ((_, nomination), (_, amount)) in lines.iter().zip(amounts) {
        let said = &nomination.submitted;
        if said.form.is_certificate() || *amount == Dong::ZERO {
            continue;
        }
        let (who, year) = (said.recipient.id, said.merit_to.unwrap_or(today).year());
        if let Some((.., other)) = known.iter().find(|(id, of, _)| (*id, *of) == (who, year)) {
            let counted = Period::of_year(year).said(lang);
            found.push(say::title_twice(lang, named(&said.recipient), name_of(&said.form), counted, other));
        }
        known.push((who, year, name_of(&said.form)));
    }
    found
}

type Lines<'a> = Vec<(Subject, &'a Nomination)>;

/// Sessions with what they approved and nobody has decided.
fn sessions<'a>(office: &'a Office<'_>) -> Vec<(Subject, Lines<'a>)> {
    let names = &office.names;
    let mut found: Vec<(Subject, Lines<'a>)> = Vec::new();
    for session in names.listed("council") {
        let Ok(id) = session.key().parse::<Id>() else { continue };
        let approved = names.listed("nomination").filter_map(|subject| {
            let nomination = names.state().nominations.get(&subject.key().parse::<Id>().ok()?)?;
            let open = nomination.decision.is_none() && nomination.waiting;
            // Of several sessions that approved it, the last counts.
            let last = nomination.approved_by.iter().max_by_key(|(_, on)| **on).map(|(session, _)| *session);
            (open && last == Some(id)).then(|| (subject.clone(), nomination))
        });
        let approved: Lines<'a> = approved.collect();
        if !approved.is_empty() {
            found.push((session.clone(), approved));
        }
    }
    found.reverse();
    found
}

fn kinds(lines: &Lines<'_>) -> Vec<(usize, RecipientKind)> {
    let of = |kind| lines.iter().filter(|(_, nomination)| nomination.submitted.recipient.kind == kind).count();
    RecipientKind::ALL.into_iter().map(|kind| (of(kind), kind)).collect()
}

/// «Về việc tặng Giấy khen cho 02 tập thể, 10 cá nhân có thành tích …»; a document's title is Vietnamese.
fn title(office: &Office<'_>, lines: &Lines<'_>) -> String {
    let counts: Vec<String> = kinds(lines)
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, kind)| format!("{n:02} {}", kind.label(Lang::Vi)))
        .collect();
    let counts = counts.join(", ");
    let Some((_, first)) = lines.first() else { return counts };
    let first = &first.submitted;
    let one_form = lines.iter().all(|(_, n)| n.submitted.form == first.form);
    let one_merit = lines.iter().all(|(_, n)| n.submitted.merit == first.merit);
    let form = form_name(office.names.state(), first.form.as_str(), office.names.today());
    let form = form.split(" của ").next().unwrap_or_default();
    match (one_form, one_merit) {
        (true, true) => format!("Về việc tặng {form} cho {counts} có thành tích «{}»", first.merit),
        (true, false) => format!("Về việc tặng {form} cho {counts}"),
        (false, _) => format!("Về việc khen thưởng {counts}"),
    }
}

/// «2 tập thể × 1.520.000đ + 10 cá nhân × 760.000đ».
fn sums(amounts: &[(RecipientKind, Dong)], lang: Lang) -> String {
    let mut groups: Vec<(RecipientKind, Dong, usize)> = Vec::new();
    for (kind, amount) in amounts {
        match groups.iter_mut().find(|(k, a, _)| k == kind && a == amount) {
            Some((.., n)) => *n += 1,
            None => groups.push((*kind, *amount, 1)),
        }
    }
    let said = groups.iter().map(|(kind, amount, n)| format!("{n} {} × {amount}", kind.label(lang)));
    said.collect::<Vec<_>>().join(" + ")
}

/// The lines of a list's payload as the ledger would read them.
pub fn read_listed(data: Value) -> Vec<crate::domain::decision::Line> {
    crate::values::strict::read(&data)
        .map_or_else(|_| Vec::new(), |list: crate::domain::decision::DecisionListed| list.lines)
}

/// A heading as the ledger would read it.
pub fn read_signed(data: Value) -> Option<crate::domain::decision::DecisionSigned> {
    crate::values::strict::read(&data).ok()
}
