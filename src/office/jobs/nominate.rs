//! Nominations, one by one. Many at once, from a sheet: `many.rs`.

use std::collections::BTreeSet;

use super::answers::{answered, choice, date, period, text};
use super::many::{Row, doubles, is_title};
use super::{Entered, JobError, Office, Proposal, Question, Step};
use crate::domain::nomination::{Form, RecipientKind, RewardType};
use crate::office::names::{named, recipients};
use crate::office::views::{Page, law};
use crate::office::words as say;
use crate::values::lang::Lang;
use crate::values::text::spelled;
use crate::values::time::Date;

pub(super) fn kinds(lang: Lang) -> Vec<(String, String)> {
    RecipientKind::ALL.map(|kind| (kind.as_str().to_owned(), kind.label(lang).to_owned())).into()
}

pub(super) fn types(lang: Lang) -> Vec<(String, String)> {
    RewardType::ALL.map(|kind| (kind.as_str().to_owned(), kind.label(lang).to_owned())).into()
}

/// The forms of the policy in force, each once: code and name.
pub(super) fn forms(office: &Office<'_>, on: Date) -> Vec<(String, String)> {
    office.names.forms(on)
}

/// Asks for one nomination.
pub fn nominate(office: &Office<'_>, entered: &Entered) -> Result<Step, JobError> {
    let lang = office.lang;
    let on = answered!(date(office, entered, &[], "on", say::ask_nomination_date(lang)));
    let name = answered!(text(entered, &[], Question::new("name", say::ask_name(lang))));
    let kind = answered!(choice(office, entered, &[], Question::new("kind", say::ask_kind(lang)).among(kinds(lang))));
    let unit = answered!(text(entered, &[], Question::new("unit", say::ask_unit(lang))));
    let known = say_who(office, &name, &unit);
    let above: Vec<String> = vec![known];
    let form = Question::new("form", say::ask_form(lang)).among(forms(office, on));
    let form = answered!(choice(office, entered, &above, form));
    // Types of award belong to forms of commendation; a title has none.
    let reward = if is_title(&form) {
        String::new()
    } else {
        let reward = Question::new("reward_type", say::ask_reward_type(lang)).among(types(lang));
        answered!(choice(office, entered, &[], reward))
    };
    // Of several titles for one time the highest brings money (NĐ 152/2025/NĐ-CP Đ49.5): the time is asked, not guessed.
    let counted = match is_title(&form) {
        true => Some(answered!(period(office, entered, &[], title_period(lang, on)))),
        false => None,
    };
    let merit = answered!(text(entered, &[], Question::new("merit", say::ask_merit(lang))));
    let row = Row { name, kind, unit, form, reward, counted, merit, ..Row::default() };
    let name = office.names.next("nomination", on.year());
    let mut page = Page::titled(format!("{name}  {}, {}", row.name, row.unit));
    let form = label(&forms(office, on), &row.form);
    page.say(match row.reward.is_empty() {
        true => form,
        false => say::nomination_says(lang, form, label(&types(lang), &row.reward)),
    });
    if let Some(counted) = row.counted {
        page.say(say::title_counted(lang, counted.said(lang)));
    }
    page.say(row.merit.clone());
    page.say(worth(office, &row, on));
    page.warnings.extend(unverified(office, std::slice::from_ref(&row), on));
    page.warnings.extend(doubles(office, std::slice::from_ref(&row)));
    page.brief = name.clone();
    let next = Some(say::next_vote(lang));
    Ok(Step::Ready(Box::new(Proposal { page, events: vec![row.event(on)], done: name, next, ..Proposal::default() })))
}

pub(super) fn label(choices: &[(String, String)], code: &str) -> String {
    choices.iter().find(|(known, _)| known == code).map_or_else(|| code.to_owned(), |(_, label)| label.clone())
}

/// The form or title, and of a title the time that it is considered for.
pub(super) fn form_of(office: &Office<'_>, row: &Row, on: Date) -> String {
    let form = label(&forms(office, on), &row.form);
    row.counted.map_or_else(|| form.clone(), |counted| format!("{form} ({})", counted.said(office.lang)))
}

/// Whether the ledger knows somebody of that name and place.
fn say_who(office: &Office<'_>, name: &str, unit: &str) -> String {
    let wanted = spelled(&format!("{name}, {unit}"));
    let mut all = recipients(office.names.state());
    match all.find(|(recipient, ..)| spelled(&named(recipient)) == wanted) {
        Some((recipient, kind, of)) => {
            say::person_known(office.lang, named(recipient), office.names.of_id(kind, of, office.lang))
        }
        None => say::person_new(office.lang, name, unit),
    }
}

fn worth(office: &Office<'_>, row: &Row, on: Date) -> String {
    let kind = RecipientKind::ALL.into_iter().find(|kind| kind.as_str() == row.kind);
    let derived = row.form.parse().ok().zip(kind);
    let derived = derived.and_then(|(form, kind)| office.names.state().policies.derive(1, &form, kind, on).ok());
    derived.map_or_else(String::new, |derived| say::worth_today(office.lang, derived.amount))
}

/// That the money which is shown rests on rows that nobody compared.
pub(super) fn unverified(office: &Office<'_>, rows: &[Row], on: Date) -> Option<String> {
    let read = |row: &Row| {
        let kind = RecipientKind::ALL.into_iter().find(|kind| kind.as_str() == row.kind);
        row.form.parse::<Form>().ok().zip(kind)
    };
    let awards: BTreeSet<(Form, RecipientKind)> = rows.iter().filter_map(read).collect();
    let awards = awards.iter().map(|(form, kind)| (form, *kind));
    law::amounts_unverified(&office.names, awards, on, office.lang)
}

/// For which time a title is considered: mostly the year, and early in a year the one before.
pub(super) fn title_period(lang: Lang, on: Date) -> Question {
    let year = if on.month() <= 3 { on.year() - 1 } else { on.year() };
    Question::new("period", say::ask_title_period(lang)).or(year.to_string())
}
