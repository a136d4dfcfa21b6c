//! The author's side of a record: fills in what follows from the ledger, so that a person types only what a
//! person knows. Everything filled in is signed by the author and judged like the rest.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::typed::{OddText, tidy_all};
use crate::domain::events::decision::listed::lines_of;
use crate::domain::events::draft::{Known, at_each};
use crate::domain::events::{DraftKey, Key, Meta, Reference, member};
use crate::domain::ledger::{self, State};
use crate::domain::nomination::{Form, Recipient};
use crate::domain::refusal::Refusal;
use crate::log::list::{self, List};
use crate::log::statement::{Statement, Version};
use crate::office::jobs::answers;
use crate::office::names::{Candidate, NameError, Names, named, recipients};
use crate::values::crypto::{Hash, PublicKey};
use crate::values::ident::{EventType, Id, LedgerId, Subject};
use crate::values::lang::Lang;
use crate::values::text::{fold, spelled};
use crate::values::time::{Date, Instant};

/// An event before it is signed: what a flag, a file or a question gives.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The event type.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// The schema version; the newest if absent.
    #[serde(default)]
    pub schema: Option<u32>,
    /// The subject, or the beginning of its key, or a decision's number; a new one if absent.
    #[serde(default)]
    pub subject: Option<String>,
    /// When it took effect; the day of signing if absent.
    #[serde(default)]
    pub on: Option<Date>,
    /// The event's id; a new one if absent.
    #[serde(default)]
    pub id: Option<Id>,
    /// How many events of the subject the author has seen; the present number if absent.
    #[serde(default)]
    pub expect: Option<u64>,
    /// When it was signed, for deterministic fixtures; the clock's time if absent.
    #[serde(default)]
    pub at: Option<Instant>,
    /// The role whose key signs, where several keys are at hand.
    #[serde(default)]
    pub by: Option<crate::log::role::Role>,
    /// The payload.
    #[serde(default)]
    pub data: Map<String, Value>,
}

/// Why a draft cannot become a statement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// No such event type or version.
    #[error("unknown event type {kind} version {schema}")]
    UnknownType {
        /// The type.
        kind: String,
        /// The version; 0 for the newest.
        schema: u32,
    },
    /// The subject must be named.
    #[error("{kind} needs a subject")]
    NoSubject {
        /// The event type.
        kind: String,
    },
    /// A reference means nothing, or several things.
    #[error(transparent)]
    Name(#[from] NameError),
    /// A name that is almost one the ledger knows: somebody must say whether it is the same person.
    #[error("{name} is almost {known}")]
    Near {
        /// What was typed.
        name: String,
        /// Who is known.
        known: String,
        /// What can be typed for that person.
        typed: String,
    },
    /// The ledger is not opened yet.
    #[error("the ledger is empty")]
    NoLedger,
    /// A text cannot be signed as it is.
    #[error(transparent)]
    Odd(OddText),
    /// A value that follows from a rule cannot be derived.
    #[error("{}", .0.code())]
    Refused(Box<Refusal>),
}

/// What signing needs besides the draft.
pub struct Signing<'a> {
    /// The author's key.
    pub key: PublicKey,
    /// The author's clock.
    pub now: Instant,
    /// Makes ids.
    pub new_id: &'a mut dyn FnMut() -> Id,
}

/// How many bytes of lines an entry of a list has at most; the rest of an entry has its room beside them.
const LIST_BYTES: usize = 60_000;
/// How many lines it has at most.
const LIST_LINES: usize = 150;

/// Makes the statements that a draft stands for, upon a state: one; of a decision with its lines the list before it, in as
/// many parts as it needs, and the heading that signs its root. They are recorded together or not at all.
pub fn compose(state: &State, draft: &Draft, signing: &mut Signing<'_>) -> Result<Vec<Statement>, DraftError> {
    let list = lines_of(draft.kind.as_str()).filter(|_| draft.data.get("lines").is_some_and(Value::is_array));
    let Some(list) = list else { return Ok(vec![compose_one(state, draft, signing)?]) };
    let kind: EventType =
        list.name.parse().map_err(|_| DraftError::UnknownType { kind: list.name.into(), schema: 0 })?;
    let mut heading = draft.clone();
    let members = ["lines", "reconstructed"].into_iter();
    let data = members.filter_map(|name| Some((name.to_owned(), heading.data.get(name)?.clone()))).collect();
    heading.data.remove("lines");
    let whole = compose_one(state, &Draft { kind, schema: None, id: None, data, ..draft.clone() }, signing)?;
    let lines: Vec<Map<String, Value>> = list::lines(&whole.data).cloned().collect();
    let seed = fresh_seed(signing);
    let mut made = List::new(seed);
    made.add(&lines);
    let Some(root) = made.root() else {
        let number = |line: &Map<String, Value>| line.get("line").and_then(Value::as_u64).unwrap_or(0);
        let wrong = lines.iter().zip(1..).find(|(line, expected)| number(line) != *expected);
        let (line, expected) = wrong.map_or((0, 1), |(line, expected)| (number(line), expected));
        return Err(DraftError::Refused(Box::new(Refusal::LineNumbers { expected, found: line })));
    };
    let mut statements = Vec::new();
    for (part, number) in parts(lines).into_iter().zip(0..) {
        let mut statement = whole.clone();
        statement.id = (signing.new_id)();
        statement.expect = whole.expect.map(|expect| expect + number);
        statement.data.insert("lines".into(), json!(part));
        if number == 0 {
            statement.data.insert("seed".into(), json!(seed));
        }
        statements.push(statement);
    }
    heading.data.insert("lines".into(), json!(root));
    heading.subject = Some(whole.subject.to_string());
    heading.expect = whole.expect.map(|expect| expect + statements.len() as u64);
    statements.push(compose_one(state, &heading, signing)?);
    Ok(statements)
}

/// Lines in as few parts as entries have room for.
fn parts(lines: Vec<Map<String, Value>>) -> Vec<Vec<Map<String, Value>>> {
    let mut parts: Vec<Vec<Map<String, Value>>> = Vec::new();
    let mut room = 0;
    for line in lines {
        let bytes = json!(line).to_string().len();
        match parts.last_mut().filter(|part| part.len() < LIST_LINES && bytes <= room) {
            Some(part) => part.push(line),
            None => {
                parts.push(vec![line]);
                room = LIST_BYTES;
            }
        }
        room = room.saturating_sub(bytes);
    }
    parts
}

/// A secret that nobody guesses: four ids have 296 random bits.
fn fresh_seed(signing: &mut Signing<'_>) -> Hash {
    let ids: Vec<String> = (0..4).map(|_| (signing.new_id)().to_string()).collect();
    Hash::of(ids.concat().as_bytes())
}

fn compose_one(state: &State, draft: &Draft, signing: &mut Signing<'_>) -> Result<Statement, DraftError> {
    let unknown = || DraftError::UnknownType { kind: draft.kind.to_string(), schema: draft.schema.unwrap_or(0) };
    let meta = ledger::meta(draft.kind.as_str()).ok_or_else(unknown)?;
    let schema = meta.schema(draft.schema).ok_or_else(unknown)?;
    let at = draft.at.unwrap_or(signing.now);
    let on = draft.on.unwrap_or_else(|| at.date());
    let mut data = draft.data.clone();
    tidy_all(&mut data).map_err(DraftError::Odd)?;
    let ledger = state.chain.ledger().ok_or(DraftError::NoLedger)?;
    let names = Names::new(state, on);
    refer(&names, meta, &mut data)?;
    name_forms(&names, meta, on, &mut data);
    let subject = match &draft.subject {
        // It is about the entry's own subject, whatever is typed.
        _ if matches!(meta.key, Key::OfEntry(_)) => default_subject(&names, meta, on, &data, signing)?,
        Some(text) => names.find(meta.subject, text)?,
        None => default_subject(&names, meta, on, &data, signing)?,
    };
    let filled = ledger::fill(meta.name, &Known { state, subject: &subject, on }, &mut data);
    filled.map_err(|refusal| DraftError::Refused(Box::new(refusal)))?;
    identify_all(&names, meta, &mut data, signing)?;
    let expect = draft.expect.unwrap_or_else(|| state.chain.count(&subject));
    let id = draft.id.unwrap_or_else(|| (signing.new_id)());
    Ok(statement(
        ledger,
        draft.kind.clone(),
        schema.version,
        subject,
        Some(expect),
        on,
        at,
        id,
        state,
        signing.key,
        data,
    ))
}

#[allow(clippy::too_many_arguments)] // the members of a statement, in its own order
fn statement(
    ledger: LedgerId,
    kind: EventType,
    schema: u32,
    subject: Subject,
    expect: Option<u64>,
    on: Date,
    at: Instant,
    id: Id,
    state: &State,
    by: PublicKey,
    data: Map<String, Value>,
) -> Statement {
    let seen = state.chain.head();
    Statement { v: Version, ledger, id, kind, schema, subject, expect, on, at, by, seen, data }
}

/// The first statement of a ledger.
pub fn compose_opening(
    ledger: LedgerId,
    on: Date,
    mut data: Map<String, Value>,
    signing: &mut Signing<'_>,
) -> Result<Statement, DraftError> {
    tidy_all(&mut data).map_err(DraftError::Odd)?;
    let name = "ledger.opened";
    let unknown = || DraftError::UnknownType { kind: name.to_owned(), schema: 0 };
    let schema = ledger::meta(name).ok_or_else(unknown)?.newest().version;
    let kind = name.parse().map_err(|_| unknown())?;
    let subject = format!("ledger/{ledger}");
    let subject = subject.parse().map_err(|_| DraftError::NoSubject { kind: name.to_owned() })?;
    let (id, state) = ((signing.new_id)(), State::default());
    Ok(statement(ledger, kind, schema, subject, Some(0), on, signing.now, id, &state, signing.key, data))
}

fn default_subject(
    names: &Names<'_>,
    meta: &Meta,
    on: Date,
    data: &Map<String, Value>,
    signing: &mut Signing<'_>,
) -> Result<Subject, DraftError> {
    let none = || DraftError::NoSubject { kind: meta.name.to_owned() };
    let key = match meta.key {
        Key::New => (signing.new_id)().to_string(),
        Key::OfEntry(path) => {
            let seq = member(data, path).and_then(Value::as_u64);
            let past = seq.and_then(|seq| names.state().past_at(seq)).ok_or_else(none)?;
            return Ok(past.entry.statement.subject.clone());
        }
        Key::Typed => return only(names, meta.name),
        key => {
            let state = names.state();
            let ledger = state.chain.ledger().ok_or(DraftError::NoLedger)?;
            let author = state.chain.keyring().holder(&signing.key).map(|holder| holder.now.person);
            key.follow(&DraftKey { ledger, on, author, data }).ok_or_else(none)?
        }
    };
    format!("{}/{key}", meta.subject).parse().map_err(|_| none())
}

/// The one thing that waits for a step.
fn only(names: &Names<'_>, kind: &str) -> Result<Subject, DraftError> {
    let none = || DraftError::NoSubject { kind: kind.to_owned() };
    let meta = ledger::meta(kind).ok_or_else(none)?;
    let waiting = ledger::waiting(kind, names.state());
    let subject = |id: &Id| format!("{}/{id}", meta.subject).parse().ok();
    match waiting.as_slice() {
        [] => Err(none()),
        [one] => subject(one).ok_or_else(none),
        many => {
            let found = many.iter().filter_map(subject).map(|subject: Subject| names.candidate(&subject)).collect();
            Err(NameError::Several { text: kind.to_owned(), found }.into())
        }
    }
}

/// Puts ids in place of what people write: `dn16`, the number of a decision, a name.
fn refer(names: &Names<'_>, meta: &Meta, data: &mut Map<String, Value>) -> Result<(), DraftError> {
    for (path, what) in meta.refers.iter().filter(|(_, what)| *what != Reference::Whom) {
        at_each::<DraftError>(data, path, &mut |object, name| {
            match object.get(name) {
                Some(Value::String(text)) if *what == Reference::Line && text.contains(':') => {
                    let (decision, lines) = names.find_lines(text)?;
                    let mut lines = lines.into_iter();
                    if let (Some(line), None, false) = (lines.next(), lines.next(), object.contains_key("line")) {
                        object.insert(name.to_owned(), json!(decision));
                        object.insert("line".into(), json!(line));
                    }
                }
                Some(Value::String(text)) => {
                    let id = meant(names, *what, text)?;
                    object.insert(name.to_owned(), json!(id));
                }
                Some(Value::Array(texts)) => {
                    let id = |value: &Value| {
                        value.as_str().map_or(Ok(value.clone()), |t| meant(names, *what, t).map(Value::from))
                    };
                    let ids = texts.iter().map(id).collect::<Result<Vec<Value>, DraftError>>()?;
                    object.insert(name.to_owned(), Value::Array(ids));
                }
                _ => {}
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Puts codes in place of the names that the policy in force gives to forms and titles. What it does not know stays for the
/// rules to refuse.
fn name_forms(names: &Names<'_>, meta: &Meta, on: Date, data: &mut Map<String, Value>) {
    let is_form = |path: &&str| path.rsplit('.').next() == Some("form") && meta.name != "policy.adopted";
    for path in meta.fields.iter().map(|(path, ..)| *path).filter(is_form) {
        let named = at_each::<std::convert::Infallible>(data, path, &mut |object, name| {
            let text = object.get(name).and_then(Value::as_str).unwrap_or_default();
            if let Some(code) = answers::meant(text, &names.forms(on)).filter(|_| text.parse::<Form>().is_err()) {
                object.insert(name.to_owned(), json!(code));
            }
            Ok(())
        });
        let Ok(()) = named;
    }
}

fn meant(names: &Names<'_>, what: Reference, text: &str) -> Result<String, DraftError> {
    Ok(match what {
        Reference::Subject(kind) => names.find(kind, text)?.key().to_owned(),
        Reference::Line => names.find("decision", text)?.key().to_owned(),
        Reference::Payment => names.find_payment(text)?.to_string(),
        Reference::Person => names.find_holder(text)?.to_string(),
        Reference::Recipient => names.find_recipient(text)?.to_string(),
        Reference::Whom => text.to_owned(),
    })
}

fn identify_all(
    names: &Names<'_>,
    meta: &Meta,
    data: &mut Map<String, Value>,
    signing: &mut Signing<'_>,
) -> Result<(), DraftError> {
    for (path, _) in meta.refers.iter().filter(|(_, what)| *what == Reference::Whom) {
        at_each(data, path, &mut |object, name| match object.get_mut(name) {
            Some(Value::Object(recipient)) => identify(names, recipient, signing),
            _ => Ok(()),
        })?;
    }
    Ok(())
}

/// Gives a recipient its id: the one the ledger knows under the very same name, kind and place, or a new one. What people
/// write in its place: `dn7`, `03:7` for somebody known, `mới` for somebody else of almost the same name.
fn identify(
    names: &Names<'_>,
    recipient: &mut Map<String, Value>,
    signing: &mut Signing<'_>,
) -> Result<(), DraftError> {
    let mut new = false;
    if let Some(text) = recipient.get("id").and_then(Value::as_str) {
        new = matches!(fold(text).as_str(), "moi" | "new");
        if !new {
            let id = names.find_recipient(text)?;
            recipient.insert("id".into(), json!(id));
            return Ok(());
        }
    }
    let said = |name: &str| recipient.get(name).and_then(Value::as_str).unwrap_or_default();
    let (name, kind, unit) = (said("name"), said("kind"), said("unit"));
    let place = |known: &Recipient| known.unit.as_ref().map_or_else(String::new, |unit| unit.to_string());
    let (mut exact, mut near) = (BTreeMap::new(), None);
    for (known, subject, of) in recipients(names.state()).filter(|_| !new) {
        let (own, place) = (known.name.as_str(), place(known));
        if known.kind.as_str() != kind || fold(own) != fold(name) || fold(&place) != fold(unit) {
            continue;
        }
        if spelled(own) == spelled(name) && spelled(&place) == spelled(unit) {
            exact.insert(known.id, names.of_id(subject, of, Lang::Vi));
        } else {
            near = Some((named(known), names.of_id(subject, of, Lang::Vi)));
        }
    }
    let id = match (exact.len(), near) {
        (0, Some((known, typed))) => {
            let name = if unit.is_empty() { name.to_owned() } else { format!("{name}, {unit}") };
            return Err(DraftError::Near { name, known, typed });
        }
        (0, None) => (signing.new_id)(),
        (1, _) => exact.into_keys().next().unwrap_or_else(|| (signing.new_id)()),
        _ => {
            let candidate = |(id, place): (&Id, &String)| Candidate {
                typed: id.to_string(),
                name: name.to_owned(),
                about: place.clone(),
            };
            let (text, found) = (name.to_owned(), exact.iter().map(candidate).collect());
            return Err(NameError::Several { text, found }.into());
        }
    };
    recipient.insert("id".into(), json!(id));
    Ok(())
}
