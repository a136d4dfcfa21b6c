//! An entry loses its effect, by one person or by two: what rests on it is named, and what then stands is shown.

use serde_json::{Value, json};

use super::answers::{Answered, answered, choice, text};
use super::{Entered, Event, JobError, Office, Proposal, Question, Step, object};
use crate::domain::ledger::{State, meta};
use crate::domain::refusal::Refusal;
use crate::domain::registers::taking_back::{Ground, Proposed, TakeBack};
use crate::office::names::Names;
use crate::office::views::{Page, entries, entry};
use crate::office::words as say;
use crate::values::ident::Id;
use crate::values::lang::Lang;

/// Asks what and why; `entry.taken_back`, or its proposal and a page for the second person.
pub fn undo(office: &Office<'_>, entered: &Entered) -> Result<Step, JobError> {
    let (lang, names) = (office.lang, &office.names);
    let seqs = answered!(chosen(office, entered));
    let state = names.state();
    let two = seqs.iter().any(|seq| state.past_at(*seq).is_some_and(|past| past.take_back == TakeBack::Two));
    let called = entries(seqs.iter().copied());
    if let [seq] = seqs.as_slice() {
        rests(names, *seq, lang)?;
    }
    let proposed: Vec<&Proposed> = seqs.iter().filter_map(|seq| proposal_of(state, *seq)).collect();
    let by_others = proposed.len() == seqs.len() && proposed.iter().all(|p| office.me.is_none_or(|me| p.person != me));
    if let (true, Some(own), false) = (two, proposed.iter().find(|p| Some(p.person) == office.me), by_others) {
        let (why, advice) = (say::undo_waits(lang, &called, own.seq), say::undo_waits_advice(lang));
        return Err(JobError::Cannot { why, listed: Vec::new(), advice });
    }
    let mut above: Vec<String> = seqs.iter().take(3).map(|seq| entry::listed(names, *seq, lang)).collect();
    above.push(say::undo_free(lang, &called));
    let ground = Question::new("ground", say::ask_ground(lang)).words(Ground::LIST, lang);
    let ground = answered!(choice(office, entered, &above, ground));
    let mut reason = Question::new("reason", say::ask_undo_reason(lang));
    if let Some(said) = proposed.first().and_then(|proposed| reason_of(state, proposed.seq)) {
        reason = reason.or(said);
    }
    let reason = answered!(text(entered, &[], reason));

    let taken = |seq: &u64| {
        let data = object(json!({ "entry": { "seq": seq }, "ground": ground, "reason": reason }));
        Event { kind: "entry.taken_back", subject: None, on: None, data }
    };
    // The later before the earlier.
    let mut backwards = seqs.clone();
    backwards.sort_unstable_by_key(|seq| std::cmp::Reverse(*seq));
    let taking: Vec<Event> = backwards.iter().map(taken).collect();
    let page = page(names, &seqs, (&ground, &reason), lang);
    if !two || by_others {
        let (done, next) = (say::undo_done(lang, &called), Some(say::next_record_again(lang)));
        return Ok(Step::Ready(Box::new(Proposal { page, events: taking, done, next, ..Proposal::default() })));
    }
    let mut proposal = page.clone();
    proposal.title = say::undo_propose_title(lang, &called);
    proposal.say(say::undo_second(lang));
    let propose = |seq: &u64| {
        let data = object(json!({ "entry": { "seq": seq }, "reason": reason }));
        Event { kind: "entry.take_back_proposed", subject: None, on: None, data }
    };
    let second = Proposal { page, events: taking, done: say::undo_done(lang, &called), ..Proposal::default() };
    Ok(Step::Ready(Box::new(Proposal {
        page: proposal,
        events: backwards.iter().map(propose).collect(),
        done: say::undo_proposed(lang, &called),
        next: Some(say::next_second(lang)),
        to_sign: vec![second],
        ..Proposal::default()
    })))
}

/// Who signs: whoever might author the entry, where one person is enough.
pub fn authored(office: &Office<'_>, entered: &Entered) -> Option<&'static str> {
    let Ok(Answered::Is(seqs)) = chosen(office, entered) else { return None };
    let past = seqs.first().and_then(|seq| office.names.state().past_at(*seq))?;
    let kind = meta(past.entry.statement.kind.as_str())?.name;
    Some(if past.take_back == TakeBack::Two { "entry.taken_back" } else { kind })
}

/// What the signer of a taking back sees, made from what he would sign.
pub fn page(names: &Names<'_>, seqs: &[u64], (ground, reason): (&str, &str), lang: Lang) -> Page {
    let state = names.state();
    let called = entries(seqs.iter().copied());
    let mut page = Page::titled(say::undo_title(lang, &called));
    for seq in seqs {
        page.say(entry::line(names, *seq, lang));
        if let Some(proposed) = proposal_of(state, *seq) {
            page.say(say::undo_proposed_by(lang, holder(state, proposed.person), proposed.seq));
        }
    }
    page.say(say::undo_reason(lang, Ground::LIST.word(ground, lang), reason));
    let after = state.without(seqs);
    for (year, fund) in &state.funds {
        let left = after.funds.get(year).map(|fund| fund.balance()).unwrap_or_default();
        if left != fund.balance() {
            page.say(say::balance_of_year(lang, year, fund.balance(), left));
        }
    }
    page.say(say::undo_stays(lang));
    page.brief = say::undo_done(lang, called);
    page
}

fn holder(state: &State, person: Id) -> String {
    let mut holders = state.chain.keyring().holders().map(|(_, holder)| holder);
    holders.find(|holder| holder.now.person == person).map_or_else(String::new, |holder| holder.now.name.to_string())
}

fn proposal_of(state: &State, seq: u64) -> Option<&Proposed> {
    state.taken.proposals.iter().rev().find(|proposed| proposed.entry.seq == seq)
}

fn reason_of(state: &State, seq: u64) -> Option<String> {
    let data = &state.past_at(seq)?.entry.statement.data;
    data.get("reason").and_then(Value::as_str).map(str::to_owned)
}

/// The entries that are meant, of those that can be taken back.
fn chosen(office: &Office<'_>, entered: &Entered) -> Result<Answered<Vec<u64>>, JobError> {
    let (lang, names) = (office.lang, &office.names);
    let what = match text(entered, &[], Question::new("what", say::ask_undo(lang)))? {
        Answered::Is(what) => what,
        Answered::Ask(step) => return Ok(Answered::Ask(step)),
    };
    let thing = names.find_any(&what)?;
    let state = names.state();
    let all = names.entries(&thing);
    let possible = |seq: &u64| {
        let never = state.past_at(*seq).is_none_or(|past| matches!(past.take_back, TakeBack::Never(_)));
        !never && !state.taken.entries.contains_key(seq)
    };
    let open: Vec<u64> = all.iter().copied().filter(possible).collect();
    match (open.as_slice(), all.as_slice()) {
        ([], [only]) => Err(refusal(state, *only)),
        ([], _) => Err(JobError::Nothing(say::undo_nothing(lang, names.title(&thing, lang)))),
        ([one], _) => Ok(Answered::Is(vec![*one])),
        (many, _) => {
            let mut listed: Vec<(String, String)> =
                many.iter().rev().map(|seq| (seq.to_string(), entry::listed(names, *seq, lang))).collect();
            listed.push(("all".to_owned(), say::undo_all(lang, many.len())));
            let question = Question::new("entry", say::ask_undo_which(lang)).among(listed).deciding();
            Ok(match choice(office, entered, &[], question)? {
                Answered::Is(code) => Answered::Is(code.parse().map_or_else(|_| many.to_vec(), |seq| vec![seq])),
                Answered::Ask(step) => Answered::Ask(step),
            })
        }
    }
}

/// Why an entry cannot be taken back at all.
fn refusal(state: &State, seq: u64) -> JobError {
    let refusal = match (state.taken.entries.get(&seq), state.past_at(seq)) {
        (Some(taken), _) => Refusal::TakenBackTwice { seq, by: taken.by },
        (None, Some(past)) => match past.take_back {
            TakeBack::Never(instead) => {
                Refusal::TakenBackNever { seq, kind: past.entry.statement.kind.clone(), instead }
            }
            TakeBack::One | TakeBack::Two => Refusal::TakenBackUnknown { seq },
        },
        (None, None) => Refusal::TakenBackUnknown { seq },
    };
    JobError::Refused(Box::new(refusal))
}

/// Nothing may rest on it; what does is named, the newest first.
fn rests(names: &Names<'_>, seq: u64, lang: Lang) -> Result<(), JobError> {
    let mut resting: Vec<u64> = names.state().resting_on(seq).into_iter().map(|(on, _)| on).collect();
    resting.reverse();
    let Some(newest) = resting.first() else { return Ok(()) };
    Err(JobError::Cannot {
        why: say::undo_rests(lang, entry::listed(names, seq, lang)),
        listed: resting.iter().map(|on| entry::listed(names, *on, lang)).collect(),
        advice: say::undo_rests_advice(lang, format!("m{newest}")),
    })
}
