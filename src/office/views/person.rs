//! A person, collective or household: awards, nominations, and every entry that speaks of it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::lists::{award_stands, decision_typed, nomination_stands};
use super::{Holds, Page, Table};
use crate::domain::fund::Purpose;
use crate::domain::ledger::{State, meta};
use crate::log::entry::Entry;
use crate::office::names::{Names, named, recipients};
use crate::office::words as say;
use crate::reports::half_year::form_name;
use crate::values::ident::{Id, Subject};
use crate::values::lang::Lang;

/// Members that speak of several people.
const OF_OTHERS: [&str; 2] = ["lines", "ballots"];

/// As a page; absent where the ledger knows nobody by that id.
pub fn page(names: &Names<'_>, id: Id, lang: Lang) -> Option<Page> {
    use Holds::{Number, Prose, Whole};
    let state = names.state();
    let (recipient, ..) = recipients(state).find(|(recipient, ..)| recipient.id == id)?;
    let mut page = Page::titled(format!("{} ({})", named(recipient), recipient.kind.label(lang)));
    let mut awards = Table::new(&say::columns_person_awards(lang), &[Whole, Whole, Number, Prose, Number, Prose]);
    for decision in state.decisions.values() {
        let dated = decision.numbered.as_ref().map_or(decision.signed_on, |numbered| numbered.on);
        for award in decision.awards.values().filter(|award| award.line.recipient.id == id) {
            awards.rows.push(vec![
                decision_typed(names, decision),
                dated.vietnamese(),
                award.line.line.to_string(),
                form_name(state, award.line.form.as_str(), dated),
                award.line.amount.to_string(),
                award_stands(decision, award, lang),
            ]);
        }
    }
    page.show(awards);
    let mut nominated = Table::new(&say::columns_person_nominations(lang), &[Whole, Whole, Prose, Prose]);
    for subject in names.listed("nomination") {
        let known = subject.key().parse().ok().and_then(|id: Id| state.nominations.get(&id));
        let Some(known) = known.filter(|known| known.submitted.recipient.id == id) else { continue };
        nominated.rows.push(vec![
            names.of(subject, lang),
            known.on.vietnamese(),
            form_name(state, known.submitted.form.as_str(), known.on),
            nomination_stands(names, known, lang),
        ]);
    }
    page.show(nominated);
    let mut story = Table::new(&say::columns_person(lang), &[Whole, Whole, Prose, Prose]);
    for entry in entries(state, id) {
        let statement = &entry.statement;
        let kind = statement.kind.as_str();
        if state.taken.entries.contains_key(&entry.seq) {
            story.struck.insert(story.rows.len());
        }
        let label = meta(kind).map_or(kind, |meta| meta.label.of(lang));
        story.rows.push(vec![
            format!("#{}", entry.seq),
            statement.on.vietnamese(),
            match state.taken.entries.get(&entry.seq) {
                Some(taken) => format!("{label} ({})", say::struck(lang, taken.by)),
                None => label.to_owned(),
            },
            names.of(&statement.subject, lang),
        ]);
    }
    page.show(story);
    if !state.vault.values.is_empty() {
        page.say(say::person_sealed(lang));
    }
    Some(page)
}

/// The ids by which payloads speak of a person: its own and those of its nominations.
pub fn own_ids(state: &State, id: Id) -> BTreeSet<String> {
    let nominated = state.nominations.iter().filter(|(_, known)| known.submitted.recipient.id == id);
    nominated.map(|(nomination, _)| nomination.to_string()).chain([id.to_string()]).collect()
}

/// Every entry that speaks of a person. What happened to a decision that names the person speaks of the person too.
pub fn entries(state: &State, id: Id) -> impl Iterator<Item = &Entry> {
    let own_ids = own_ids(state, id);
    let mut stories: BTreeSet<u64> = BTreeSet::new();
    for (decision, known) in &state.decisions {
        let own = known.awards.values().filter(|award| award.line.recipient.id == id);
        let own: BTreeSet<u64> = own.map(|award| award.line.line).collect();
        if own.is_empty() {
            continue;
        }
        let subject = format!("decision/{decision}").parse::<Subject>().ok();
        stories.extend(subject.and_then(|subject| state.stories.get(&subject)).into_iter().flatten());
        for payment in state.funds.values().flat_map(|fund| fund.disbursements.values()) {
            let paid = match &payment.payload.purpose {
                Purpose::Award { decision: paid, line } => paid == decision && own.contains(line),
                _ => false,
            };
            stories.extend(paid.then_some(payment.seq));
            stories.extend(payment.repaid.iter().filter(|_| paid).map(|(.., seq)| *seq));
        }
    }
    let speaks = move |entry: &&Entry| {
        stories.contains(&entry.seq) || entry.statement.data.values().any(|value| holds(value, &own_ids))
    };
    state.past.iter().map(|past| &past.entry).filter(speaks)
}

/// Whether a payload holds one of these ids anywhere.
fn holds(value: &Value, ids: &BTreeSet<String>) -> bool {
    match value {
        Value::String(text) => ids.contains(text),
        Value::Array(items) => items.iter().any(|item| holds(item, ids)),
        Value::Object(members) => members.values().any(|member| holds(member, ids)),
        _ => false,
    }
}

/// A payload without the lines and ballots of other people, nor the seed from which their salts follow: what is handed to
/// one person must not show the others.
pub fn own_part(value: Value, ids: &BTreeSet<String>) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(name, _)| name != "seed")
            .map(|(name, value)| match value {
                Value::Array(items) if OF_OTHERS.contains(&name.as_str()) && items.iter().all(Value::is_object) => {
                    (name, items.into_iter().filter(|item| holds(item, ids)).collect())
                }
                other => (name, other),
            })
            .collect(),
        other => other,
    }
}
