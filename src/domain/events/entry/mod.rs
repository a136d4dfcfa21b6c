//! What taking back and its proposal share: the entry is named rightly, seen, and of a type that can be taken back.

pub mod take_back_proposed;
pub mod taken_back;

use serde_json::{Map, Value, json};

use super::draft::Known;
use crate::domain::refusal::Refusal;
use crate::domain::registers::taking_back::{Named, TakeBack};
use crate::domain::state::{Context, State};

/// The kind of subject of events about an entry: that of the entry.
pub const OF_ENTRY: &str = "entry";

/// The class of the entry that is named, if it can be taken back at all.
fn judge(entry: &Named, state: &State, context: &Context<'_>) -> Result<TakeBack, Refusal> {
    let seq = entry.seq;
    if seq >= context.seq || state.chain.hash_at(seq) != Some(entry.hash) {
        return Err(Refusal::TakenBackUnknown { seq });
    }
    if seq > context.statement.seen.seq {
        return Err(Refusal::TakenBackUnseen { seq });
    }
    let past = state.past_at(seq).ok_or(Refusal::TakenBackUnknown { seq })?;
    let statement = &past.entry.statement;
    if let TakeBack::Never(instead) = past.take_back {
        return Err(Refusal::TakenBackNever { seq, kind: statement.kind.clone(), instead });
    }
    if let Some(taken) = state.taken.entries.get(&seq) {
        return Err(Refusal::TakenBackTwice { seq, by: taken.by });
    }
    if context.statement.subject != statement.subject {
        return Err(Refusal::SubjectKey { subject: context.statement.subject.clone() });
    }
    Ok(past.take_back)
}

/// The hash of the entry whose position was given.
fn fill_hash(known: &Known<'_>, data: &mut Map<String, Value>) {
    if let Some(Value::Object(entry)) = data.get_mut("entry")
        && let Some(hash) = entry.get("seq").and_then(Value::as_u64).and_then(|seq| known.state.chain.hash_at(seq))
    {
        entry.entry("hash").or_insert(json!(hash));
    }
}
