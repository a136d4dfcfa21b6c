//! A session of the award council: all nominations that wait, all votes alike but for exceptions.

use std::collections::BTreeMap;

use serde_json::json;

use super::answers::{answered, count, date, exceptions, text};
use super::{Entered, Event, JobError, Office, Proposal, Question, Step, object};
use crate::domain::nomination::Nomination;
use crate::domain::policy::Row;
use crate::office::names::named;
use crate::office::views::{Holds, Page, Table, law};
use crate::office::words as say;
use crate::values::ident::{Id, Subject};
use crate::values::time::Date;

/// Asks who was there and how they voted; one `council.voted`.
pub fn vote(office: &Office<'_>, entered: &Entered) -> Result<Step, JobError> {
    let lang = office.lang;
    let names = &office.names;
    let pending = pending(office);
    if pending.is_empty() {
        return Err(JobError::Nothing(say::vote_nothing(lang)));
    }
    let subjects = pending.iter().map(|(subject, ..)| subject.clone());
    let session = names.next("council", names.today().year());
    let above = vec![say::vote_heading(lang, &session, pending.len(), names.runs(subjects, lang))];
    let on = answered!(date(office, entered, &above, "on", say::ask_session_date(lang)));
    let last = names.state().sessions.values().max_by_key(|session| session.seq);
    let mut members = Question::new("members", say::ask_members(lang));
    if let Some(last) = last {
        members = members.or(last.voted.members.to_string());
    }
    let members = answered!(count(office, entered, &[], members, 999));
    let present = answered!(count(office, entered, &[], Question::new("present", say::ask_present(lang)), members));
    let written = Question::new("written", say::ask_written(lang)).or("0").safely();
    let written = answered!(count(office, entered, &[], written, members.saturating_sub(present)));
    let voting = present + written;
    let favour = answered!(count(office, entered, &[], Question::new("votes", say::ask_votes(lang)), voting));
    let none = say::no_exception(lang);
    let except = Question::new("except", say::ask_vote_exceptions(lang)).or(none.clone()).safely();
    let except = answered!(text(entered, &[], except));
    let except = if except == none { String::new() } else { except };
    let votes = votes(office, &pending, favour, voting, &except)?;
    let later = say::later(lang);
    let minutes =
        answered!(text(entered, &[], Question::new("minutes", say::ask_minutes(lang)).or(later.clone()).safely()));

    let ballots: Vec<_> = pending
        .iter()
        .filter_map(|(subject, id, _)| Some((subject, votes.get(id).copied().flatten()?)))
        .map(|(subject, in_favour)| json!({ "nomination": subject.key(), "in_favour": in_favour }))
        .collect();
    let mut data = object(json!({ "members": members, "present": present, "written": written, "ballots": ballots }));
    if minutes != later {
        data.insert("minutes".into(), json!({ "attach": minutes }));
    }
    let mut page = Page::titled(say::vote_title(lang, &session, on.vietnamese(), voting, members));
    let (mut passed, mut failed) =
        (Vec::new(), Table::new(&say::columns_vote(lang), &[Holds::Whole, Holds::Name, Holds::Prose, Holds::Number]));
    let (mut left, mut most) = (Vec::new(), 0);
    for (subject, id, nomination) in &pending {
        let recipient = &nomination.submitted.recipient;
        match votes.get(id).copied().flatten() {
            Some(votes) if needed(office, nomination, on, members)? <= votes => passed.push(subject.clone()),
            Some(votes) => {
                most = most.max(needed(office, nomination, on, members)?);
                let unit = recipient.unit.as_ref().map_or_else(String::new, ToString::to_string);
                failed.rows.push(vec![names.of(subject, lang), recipient.name.to_string(), unit, votes.to_string()]);
            }
            None => left.push(subject.clone()),
        }
    }
    page.say(say::vote_passed(lang, passed.len(), names.runs(passed, lang)));
    if !failed.rows.is_empty() {
        page.say(say::vote_failed(lang, failed.rows.len(), most, members));
        page.show(failed);
    }
    if !left.is_empty() {
        page.say(say::vote_left(lang, names.runs(left, lang)));
    }
    let policies = &names.state().policies;
    let of = |(_, id, nomination): &(Subject, Id, &Nomination)| {
        votes.get(id).copied().flatten()?;
        policies.votes(&nomination.submitted.form, nomination.dates(on)).ok().map(|ruled| ruled.row as &dyn Row)
    };
    page.warnings.extend(law::unverified(pending.iter().filter_map(of), lang));
    page.brief = say::vote_brief(lang, ballots_count(&votes));
    let event = Event { kind: "council.voted", subject: None, on: Some(on), data };
    let next = Some(say::next_decide(lang));
    Ok(Step::Ready(Box::new(Proposal { page, events: vec![event], done: session, next, ..Proposal::default() })))
}

/// How many votes the law asks for, for a nomination's form.
fn needed(office: &Office<'_>, nomination: &Nomination, on: Date, members: u64) -> Result<u64, JobError> {
    let votes = office.names.state().policies.votes(&nomination.submitted.form, nomination.dates(on));
    let rule = votes.map_err(|refusal| JobError::Refused(Box::new(refusal)))?.row;
    Ok((0..=members).find(|n| rule.approval.holds(*n, members)).unwrap_or(members))
}

fn ballots_count(votes: &BTreeMap<Id, Option<u64>>) -> usize {
    votes.values().flatten().count()
}

/// Nominations that no session has voted on and nothing keeps from it.
fn pending<'a>(office: &'a Office<'_>) -> Vec<(Subject, Id, &'a Nomination)> {
    let waiting = |nomination: &&Nomination| {
        let complete = nomination.complete.is_none_or(|(complete, _)| complete);
        nomination.waiting && complete && nomination.approved_by.is_empty() && nomination.decision.is_none()
    };
    let listed = office.names.listed("nomination").filter_map(|subject| {
        let id: Id = subject.key().parse().ok()?;
        let nomination = office.names.state().nominations.get(&id).filter(waiting)?;
        Some((subject.clone(), id, nomination))
    });
    listed.collect()
}

/// The votes of each nomination, or none where it was not put to the vote.
fn votes(
    office: &Office<'_>,
    pending: &[(Subject, Id, &Nomination)],
    favour: u64,
    voting: u64,
    except: &str,
) -> Result<BTreeMap<Id, Option<u64>>, JobError> {
    let wrong = |expected: String| JobError::Answer { key: "except", expected };
    let mut votes: BTreeMap<Id, Option<u64>> = pending.iter().map(|(_, id, _)| (*id, Some(favour))).collect();
    let read = exceptions(except).ok_or_else(|| wrong(say::expected_exceptions(office.lang)))?;
    for (of, value) in read {
        let subject = office.names.find("nomination", of).map_err(|error| wrong(error.message(office.lang)))?;
        let id: Option<Id> = subject.key().parse().ok();
        if value.is_some_and(|value| value > voting) {
            return Err(wrong(say::expected_count(office.lang, voting)));
        }
        let Some(vote) = id.and_then(|id| votes.get_mut(&id)) else {
            let known = id.and_then(|id| office.names.state().nominations.get(&id));
            let name = known.map_or_else(String::new, |known| named(&known.submitted.recipient));
            return Err(wrong(say::not_waiting(office.lang, office.names.of(&subject, office.lang), name)));
        };
        *vote = value;
    }
    Ok(votes)
}
