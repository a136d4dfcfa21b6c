//! The author's side of a record: fills in what follows from the ledger, so that a person types only what a
//! person knows. Everything filled in is signed by the author and judged like the rest.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::domain::decision::{DecisionNumbered, RecomputationProposed};
use crate::domain::event::{EventSchema, SCHEMAS};
use crate::domain::ledger::State;
use crate::domain::nomination::RecipientKind;
use crate::domain::refusal::Refusal;
use crate::log::statement::{Statement, Version};
use crate::values::crypto::PublicKey;
use crate::values::ident::{EventType, Id, LedgerId, Subject};
use crate::values::text::fold;
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
    pub by: Option<crate::log::keyring::Role>,
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
    /// Nothing matches.
    #[error("nothing matches {text}")]
    NoMatch {
        /// What was asked for.
        text: String,
    },
    /// Several things match.
    #[error("{text} matches several: {found}")]
    Ambiguous {
        /// What was asked for.
        text: String,
        /// What matches.
        found: String,
    },
    /// The ledger is not opened yet.
    #[error("the ledger is empty")]
    NoLedger,
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

/// The schema of a type: a version, or the newest.
pub fn schema_of(kind: &str, version: Option<u32>) -> Option<&'static EventSchema> {
    let of_kind = SCHEMAS.iter().filter(|schema| schema.kind == kind);
    match version {
        Some(version) => of_kind.into_iter().find(|schema| schema.version == version),
        None => of_kind.max_by_key(|schema| schema.version),
    }
}

/// Makes the statement that a draft stands for, upon a state.
pub fn compose(state: &State, draft: &Draft, signing: &mut Signing<'_>) -> Result<Statement, DraftError> {
    let unknown = || DraftError::UnknownType { kind: draft.kind.to_string(), schema: draft.schema.unwrap_or(0) };
    let schema = schema_of(draft.kind.as_str(), draft.schema).ok_or_else(unknown)?;
    let at = draft.at.unwrap_or(signing.now);
    let on = draft.on.unwrap_or_else(|| at.date());
    let mut data = draft.data.clone();
    let ledger = state.chain.ledger().ok_or(DraftError::NoLedger)?;
    let subject = match &draft.subject {
        Some(text) => find_subject(state, schema.subject, text)?,
        None => default_subject(state, schema, ledger, on, &data, signing)?,
    };
    fill(state, schema.kind, &subject, on, &mut data, signing)?;
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
    data: Map<String, Value>,
    signing: &mut Signing<'_>,
) -> Result<Statement, DraftError> {
    let name = "ledger.opened";
    let unknown = || DraftError::UnknownType { kind: name.to_owned(), schema: 0 };
    let schema = schema_of(name, None).ok_or_else(unknown)?.version;
    let kind = name.parse().map_err(|_| unknown())?;
    let subject = format!("ledger/{ledger}");
    let subject = subject.parse().map_err(|_| DraftError::NoSubject { kind: name.to_owned() })?;
    let (id, state) = ((signing.new_id)(), State::default());
    Ok(statement(ledger, kind, schema, subject, Some(0), on, signing.now, id, &state, signing.key, data))
}

/// Types that begin a subject of their own.
fn begins(kind: &str) -> bool {
    matches!(
        kind,
        "nomination.submitted"
            | "council.voted"
            | "decision.signed"
            | "petition.received"
            | "movement.launched"
            | "plan.adopted"
            | "pledge.signed"
            | "target.registered"
            | "title.registered"
            | "model.noted"
            | "proposal.submitted"
            | "reception.held"
            | "mediation.concluded"
            | "history.imported"
            | "data_request.received"
    )
}

fn default_subject(
    state: &State,
    schema: &EventSchema,
    ledger: LedgerId,
    on: Date,
    data: &Map<String, Value>,
    signing: &mut Signing<'_>,
) -> Result<Subject, DraftError> {
    let text =
        |name: &str| data.get(name).and_then(Value::as_str).unwrap_or_default().to_lowercase().replace(['.', '_'], "-");
    let key = match schema.subject {
        _ if begins(schema.kind) => (signing.new_id)().to_string(),
        "fund" => on.year().to_string(),
        "calendar" => {
            let first = data.get("holidays").and_then(|days| days.get(0)).and_then(|day| day.get("date"));
            let year = first.and_then(Value::as_str).and_then(|date| date.get(..4));
            year.map_or_else(|| on.year().to_string(), str::to_owned)
        }
        "ledger" => ledger.to_string(),
        "checkpoint" => {
            let size = data.get("head").and_then(|head| head.get("size")).and_then(Value::as_u64);
            size.map(|size| size.to_string()).unwrap_or_default()
        }
        "key" => text("key"),
        "policy" => text("version"),
        "person" => match data.get("person").and_then(Value::as_str) {
            Some(person) => find_person(state, person)?.to_string(),
            None => {
                let author = state.chain.keyring().holder(&signing.key);
                author.map(|holder| holder.person.to_string()).unwrap_or_default()
            }
        },
        "register" => format!("{}-{}", text("period"), text("register")),
        _ => return Err(DraftError::NoSubject { kind: schema.kind.to_owned() }),
    };
    let subject = format!("{}/{key}", schema.subject);
    subject.parse().map_err(|_| DraftError::NoSubject { kind: schema.kind.to_owned() })
}

/// A subject as people write it: in full, the beginning of its key, its last digits, or the number of a decision.
/// A full subject need not exist yet.
pub fn find_subject(state: &State, kind: &str, text: &str) -> Result<Subject, DraftError> {
    let (wanted, key) =
        text.split_once('/').filter(|(word, _)| *word == kind).map_or((text, text), |(_, key)| (text, key));
    let full: Option<Subject> = format!("{kind}/{key}").parse().ok();
    let exact = full.clone().filter(|subject| state.chain.count(subject) > 0);
    let is_new = full
        .clone()
        .filter(|subject| matches!(kind, "fund" | "calendar" | "vault") || subject.key().parse::<Id>().is_ok());
    if let Some(subject) = exact.or(is_new) {
        return Ok(subject);
    }
    let mut found: Vec<Subject> = state
        .chain
        .subjects()
        .map(|(subject, _)| subject)
        .filter(|subject| {
            let short = key.len() >= 4 && (subject.key().starts_with(key) || subject.key().ends_with(key));
            subject.kind() == kind && (short || is_numbered(state, subject, wanted))
        })
        .cloned()
        .collect();
    found.sort();
    match found.as_slice() {
        [] => Err(DraftError::NoMatch { text: text.to_owned() }),
        [one] => Ok(one.clone()),
        many => Err(DraftError::Ambiguous {
            text: text.to_owned(),
            found: many.iter().take(5).map(Subject::to_string).collect::<Vec<_>>().join(", "),
        }),
    }
}

/// Whether a decision is called so: `03`, `03/QĐ-UBND` or `03/QĐ-UBND/2024`.
fn is_numbered(state: &State, subject: &Subject, text: &str) -> bool {
    let decision = subject.key().parse().ok().and_then(|id: Id| state.decisions.get(&id));
    let Some(numbered) = decision.and_then(|decision| decision.numbered.as_ref()) else { return false };
    let (number, symbol, year) = (&numbered.number, &numbered.symbol, numbered.on.year());
    let names = [
        format!("{number}"),
        format!("{number}/{symbol}"),
        format!("{number}/{symbol}/{year}"),
        format!("{number}/{year}"),
    ];
    names.iter().any(|name| fold(name) == fold(text))
}

fn fill(
    state: &State,
    kind: &str,
    subject: &Subject,
    on: Date,
    data: &mut Map<String, Value>,
    signing: &mut Signing<'_>,
) -> Result<(), DraftError> {
    match kind {
        "nomination.submitted" => {
            if let Some(Value::Object(recipient)) = data.get_mut("recipient") {
                identify(state, recipient, signing)?;
            }
        }
        "decision.signed" => {
            if let Some(Value::Array(lines)) = data.get_mut("lines") {
                for (line, number) in lines.iter_mut().zip(1u64..) {
                    if let Value::Object(line) = line {
                        fill_line(state, on, number, line, signing)?;
                    }
                }
            }
            if let Some(Value::Object(procedure)) = data.get_mut("procedure") {
                refer(state, "council", procedure, "session")?;
            }
        }
        "council.voted" => {
            for ballot in data.get_mut("ballots").and_then(Value::as_array_mut).into_iter().flatten() {
                if let Value::Object(ballot) = ballot {
                    refer(state, "nomination", ballot, "nomination")?;
                }
            }
        }
        "payment_list.approved" | "fund.unclaimed" => refer(state, "decision", data, "decision")?,
        "petition.received" => refer(state, "petition", data, "part_of")?,
        "petition.classified" => {
            refer(state, "decision", data, "decision")?;
            name_person(state, data, "target")?;
            for who in data.get_mut("concerns").and_then(Value::as_array_mut).into_iter().flatten() {
                if let Some(text) = who.as_str() {
                    *who = json!(find_recipient(state, text)?);
                }
            }
        }
        "petition.accepted" => name_person(state, data, "resolver")?,
        "deputy.assigned" => name_person(state, data, "person")?,
        "interest.declared" => {
            if let Some(text) = data.get("recipient").and_then(Value::as_str) {
                let recipient = find_recipient(state, text)?;
                data.insert("recipient".into(), json!(recipient));
            }
        }
        "title.registered" | "model.noted" => {
            if let Some(Value::Object(recipient)) = data.get_mut("recipient") {
                identify(state, recipient, signing)?;
            }
        }
        "proposal.submitted" | "history.imported" => {
            let lines = data.get_mut("lines").and_then(Value::as_array_mut).into_iter().flatten();
            for (line, number) in lines.zip(1u64..) {
                let Value::Object(line) = line else { continue };
                line.entry("line").or_insert(json!(number));
                if let Some(Value::Object(recipient)) = line.get_mut("recipient") {
                    identify(state, recipient, signing)?;
                }
            }
        }
        "recomputation.proposed" if !data.contains_key("derivations") => {
            let decision = subject.key().parse().ok().and_then(|id: Id| state.decisions.get(&id));
            if let Some(decision) = decision {
                data.insert("derivations".into(), json!(RecomputationProposed::derive(state, on, decision)));
            }
        }
        "fund.disbursed" => fill_payment(state, data)?,
        "decision.numbered" if !data.contains_key("derivations") => {
            let decision = subject.key().parse().ok().and_then(|id: Id| state.decisions.get(&id));
            if let Some(decision) = decision {
                let derived = DecisionNumbered::derive(state, decision, on);
                let derived = derived.map_err(|refusal| DraftError::Refused(Box::new(refusal)))?;
                data.insert("derivations".into(), json!(derived));
            }
        }
        _ => {}
    }
    Ok(())
}

/// Puts the full id in place of what people write: the end of an id, the number of a decision.
fn refer(state: &State, kind: &str, object: &mut Map<String, Value>, name: &str) -> Result<(), DraftError> {
    if let Some(text) = object.get(name).and_then(Value::as_str) {
        let subject = find_subject(state, kind, text)?;
        object.insert(name.to_owned(), json!(subject.key()));
    }
    Ok(())
}

/// One id among those that people mean by a text: the id itself, or a name.
fn only(text: &str, known: BTreeMap<Id, String>) -> Result<Id, DraftError> {
    let mut ids = known.iter();
    match (text.parse::<Id>(), ids.next(), ids.next()) {
        (Ok(id), ..) => Ok(id),
        (_, Some((id, _)), None) => Ok(*id),
        (_, None, _) => Err(DraftError::NoMatch { text: text.to_owned() }),
        _ => {
            let found = known.iter().map(|(id, place)| format!("{id} ({place})")).collect::<Vec<_>>().join(", ");
            Err(DraftError::Ambiguous { text: text.to_owned(), found })
        }
    }
}

/// A person who holds a key, by id or by the holder's name.
pub fn find_person(state: &State, text: &str) -> Result<Id, DraftError> {
    let holders = state.chain.keyring().holders().map(|(_, holder)| holder);
    let named = holders.filter(|holder| fold(holder.name.as_str()) == fold(text));
    only(text, named.map(|holder| (holder.person, holder.name.to_string())).collect())
}

/// A recipient, by id or by name.
pub fn find_recipient(state: &State, text: &str) -> Result<Id, DraftError> {
    let named = recipients(state).filter(|(recipient, _)| fold(recipient.name.as_str()) == fold(text));
    only(text, named.map(|(recipient, place)| (recipient.id, place)).collect())
}

fn name_person(state: &State, object: &mut Map<String, Value>, name: &str) -> Result<(), DraftError> {
    if let Some(text) = object.get(name).and_then(Value::as_str) {
        let person = find_person(state, text)?;
        object.insert(name.to_owned(), json!(person));
    }
    Ok(())
}

/// A payment of an award: category, amount and payee follow from the line of the decision.
fn fill_payment(state: &State, data: &mut Map<String, Value>) -> Result<(), DraftError> {
    let Some(Value::Object(purpose)) = data.get_mut("purpose") else { return Ok(()) };
    refer(state, "decision", purpose, "decision")?;
    let decision = purpose.get("decision").and_then(Value::as_str).and_then(|id| id.parse().ok());
    let decision = decision.and_then(|id: Id| state.decisions.get(&id));
    let line = purpose.get("line").and_then(Value::as_u64);
    if let Some(award) = decision.zip(line).and_then(|(decision, line)| decision.awards.get(&line)) {
        let recipient = &award.line.recipient;
        data.entry("category").or_insert(json!(recipient.kind.as_str()));
        data.entry("amount").or_insert(json!(award.unpaid()));
        data.entry("payee").or_insert(json!({ "name": recipient.name, "id": recipient.id }));
    }
    Ok(())
}

/// A line of a decision: its number, what its nomination says, its amount by the policy of the day.
fn fill_line(
    state: &State,
    on: Date,
    number: u64,
    line: &mut Map<String, Value>,
    signing: &mut Signing<'_>,
) -> Result<(), DraftError> {
    line.entry("line").or_insert(json!(number));
    refer(state, "nomination", line, "nomination")?;
    let nomination = line.get("nomination").and_then(Value::as_str).and_then(|id| id.parse().ok());
    if let Some(nomination) = nomination {
        let nomination: Id = nomination;
        if let Some(known) = state.nominations.get(&nomination) {
            let said = &known.submitted;
            line.entry("form").or_insert(json!(said.form));
            line.entry("merit").or_insert(json!(said.merit));
            line.entry("reward_type").or_insert(json!(said.reward_type.as_str()));
            let mut recipient = json!({
                "id": said.recipient.id, "name": said.recipient.name, "kind": said.recipient.kind.as_str(),
            });
            if let (Some(unit), Some(object)) = (&said.recipient.unit, recipient.as_object_mut()) {
                object.insert("unit".into(), json!(unit));
            }
            line.entry("recipient").or_insert(recipient);
        }
    }
    if let Some(Value::Object(recipient)) = line.get_mut("recipient") {
        identify(state, recipient, signing)?;
    }
    if !line.contains_key("amount") {
        let form = line.get("form").and_then(Value::as_str).and_then(|form| form.parse().ok());
        let kind = line.get("recipient").and_then(|r| r.get("kind")).and_then(Value::as_str);
        let kind = RecipientKind::ALL.into_iter().find(|k| Some(k.as_str()) == kind);
        if let (Some(form), Some(kind)) = (form, kind) {
            let derived = state.policies.derive(number, &form, kind, on);
            let derived = derived.map_err(|refusal| DraftError::Refused(Box::new(refusal)))?;
            line.insert("amount".into(), json!(derived.amount));
        }
    }
    Ok(())
}

/// Gives a recipient its id: the one the ledger knows under the same name, kind and unit, or a new one.
fn identify(state: &State, recipient: &mut Map<String, Value>, signing: &mut Signing<'_>) -> Result<(), DraftError> {
    if recipient.contains_key("id") {
        return Ok(());
    }
    let said = |name: &str| fold(recipient.get(name).and_then(Value::as_str).unwrap_or_default());
    let wanted = (said("name"), said("kind"), said("unit"));
    let known: BTreeMap<Id, String> = recipients(state)
        .filter(|(r, _)| {
            let unit = r.unit.as_ref().map_or_else(String::new, |unit| fold(unit.as_str()));
            (fold(r.name.as_str()), r.kind.as_str().to_owned(), unit) == wanted
        })
        .map(|(r, place)| (r.id, place))
        .collect();
    let id = match known.len() {
        0 => (signing.new_id)(),
        1 => known.into_keys().next().unwrap_or_else(|| (signing.new_id)()),
        _ => {
            let text = recipient.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
            let found = known.iter().map(|(id, place)| format!("{id} ({place})")).collect::<Vec<_>>().join(", ");
            return Err(DraftError::Ambiguous { text, found });
        }
    };
    recipient.insert("id".into(), json!(id));
    Ok(())
}

/// Every recipient the ledger knows, and where.
pub fn recipients(state: &State) -> impl Iterator<Item = (&crate::domain::nomination::Recipient, String)> {
    let nominated = state.nominations.iter().map(|(id, n)| (&n.submitted.recipient, format!("nomination/{id}")));
    let raised = state.proposals.values().flat_map(|proposal| {
        let document = proposal.submitted.document.to_string();
        proposal.submitted.lines.iter().map(move |line| (&line.recipient, document.clone()))
    });
    let past = state.history.values().flat_map(|past| {
        let document = past.imported.document.to_string();
        past.imported.lines.iter().map(move |line| (&line.recipient, document.clone()))
    });
    let titles = state.emulation.titles.iter().map(|(title, ..)| (&title.recipient, title.form_name.to_string()));
    let models = state.emulation.models.iter().map(|(model, ..)| (&model.recipient, model.field.to_string()));
    let awarded = state
        .decisions
        .values()
        .flat_map(|decision| decision.awards.values().map(move |award| (&award.line.recipient, decision.name())));
    nominated.chain(awarded).chain(raised).chain(past).chain(titles).chain(models)
}
