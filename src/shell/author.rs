//! The author's side of a record: fills in what follows from the ledger, so that a person types only what a
//! person knows. Everything filled in is signed by the author and judged like the rest.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::typed::{OddText, tidy_all};
use crate::domain::decision::{Decision, DecisionNumbered, RecomputationProposed};
use crate::domain::event::{EventSchema, SCHEMAS};
use crate::domain::ledger::State;
use crate::domain::nomination::{Recipient, RecipientKind};
use crate::domain::refusal::Refusal;
use crate::log::statement::{Statement, Version};
use crate::office::names::{Candidate, NameError, Names, named, recipients};
use crate::values::crypto::PublicKey;
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
    tidy_all(&mut data).map_err(DraftError::Odd)?;
    let ledger = state.chain.ledger().ok_or(DraftError::NoLedger)?;
    let subject = match &draft.subject {
        Some(text) => Names::new(state, on).find(schema.subject, text)?,
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
    mut data: Map<String, Value>,
    signing: &mut Signing<'_>,
) -> Result<Statement, DraftError> {
    tidy_all(&mut data).map_err(DraftError::Odd)?;
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
            Some(person) => Names::new(state, on).find_holder(person)?.to_string(),
            None => {
                let author = state.chain.keyring().holder(&signing.key);
                author.map(|holder| holder.person.to_string()).unwrap_or_default()
            }
        },
        "decision" => return only_decision(state, schema.kind, on),
        "register" => format!("{}-{}", text("period"), text("register")),
        _ => return Err(DraftError::NoSubject { kind: schema.kind.to_owned() }),
    };
    let subject = format!("{}/{key}", schema.subject);
    subject.parse().map_err(|_| DraftError::NoSubject { kind: schema.kind.to_owned() })
}

/// The decision that a step of the office is about where only one awaits it.
fn only_decision(state: &State, kind: &str, on: Date) -> Result<Subject, DraftError> {
    let awaits = |decision: &&Decision| match kind {
        "decision.numbered" => decision.numbered.is_none(),
        "decision.issued" => decision.numbered.is_some() && decision.issued.is_none(),
        _ => false,
    };
    let waiting: Vec<Id> = state.decisions.iter().filter(|(_, decision)| awaits(decision)).map(|(id, _)| *id).collect();
    let subject = |id: &Id| format!("decision/{id}").parse().ok();
    match waiting.as_slice() {
        [] => Err(DraftError::NoSubject { kind: kind.to_owned() }),
        [one] => subject(one).ok_or_else(|| DraftError::NoSubject { kind: kind.to_owned() }),
        many => {
            let names = Names::new(state, on);
            let found = many.iter().filter_map(subject).map(|subject: Subject| names.candidate(&subject)).collect();
            Err(NameError::Several { text: kind.to_owned(), found }.into())
        }
    }
}

fn fill(
    state: &State,
    kind: &str,
    subject: &Subject,
    on: Date,
    data: &mut Map<String, Value>,
    signing: &mut Signing<'_>,
) -> Result<(), DraftError> {
    let names = &Names::new(state, on);
    match kind {
        "nomination.submitted" => {
            if let Some(Value::Object(recipient)) = data.get_mut("recipient") {
                identify(names, recipient, signing)?;
            }
        }
        "decision.signed" => {
            if let Some(Value::Array(lines)) = data.get_mut("lines") {
                for (line, number) in lines.iter_mut().zip(1u64..) {
                    if let Value::Object(line) = line {
                        fill_line(names, number, line, signing)?;
                    }
                }
            }
            if let Some(Value::Object(procedure)) = data.get_mut("procedure") {
                refer(names, "council", procedure, "session")?;
            }
        }
        "council.voted" => {
            for ballot in data.get_mut("ballots").and_then(Value::as_array_mut).into_iter().flatten() {
                if let Value::Object(ballot) = ballot {
                    refer(names, "nomination", ballot, "nomination")?;
                }
            }
        }
        "payment_list.approved" | "fund.unclaimed" => refer(names, "decision", data, "decision")?,
        "petition.received" => refer(names, "petition", data, "part_of")?,
        "petition.classified" => {
            refer(names, "decision", data, "decision")?;
            name_person(names, data, "target")?;
            for who in data.get_mut("concerns").and_then(Value::as_array_mut).into_iter().flatten() {
                if let Some(text) = who.as_str() {
                    *who = json!(names.find_recipient(text)?);
                }
            }
        }
        "petition.accepted" => name_person(names, data, "resolver")?,
        "deputy.assigned" => name_person(names, data, "person")?,
        "interest.declared" => {
            if let Some(text) = data.get("recipient").and_then(Value::as_str) {
                let recipient = names.find_recipient(text)?;
                data.insert("recipient".into(), json!(recipient));
            }
        }
        "title.registered" | "model.noted" => {
            if let Some(Value::Object(recipient)) = data.get_mut("recipient") {
                identify(names, recipient, signing)?;
            }
        }
        "proposal.submitted" | "history.imported" => {
            let lines = data.get_mut("lines").and_then(Value::as_array_mut).into_iter().flatten();
            for (line, number) in lines.zip(1u64..) {
                let Value::Object(line) = line else { continue };
                line.entry("line").or_insert(json!(number));
                if let Some(Value::Object(recipient)) = line.get_mut("recipient") {
                    identify(names, recipient, signing)?;
                }
            }
        }
        "recomputation.proposed" if !data.contains_key("derivations") => {
            let decision = subject.key().parse().ok().and_then(|id: Id| state.decisions.get(&id));
            if let Some(decision) = decision {
                data.insert("derivations".into(), json!(RecomputationProposed::derive(state, on, decision)));
            }
        }
        "fund.disbursed" => fill_payment(names, data)?,
        "fund.repaid" => fill_repayment(names, data)?,
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

/// Puts the full id in place of what people write: `dn16`, the number of a decision.
fn refer(names: &Names<'_>, kind: &str, object: &mut Map<String, Value>, name: &str) -> Result<(), DraftError> {
    if let Some(text) = object.get(name).and_then(Value::as_str) {
        let subject = names.find(kind, text)?;
        object.insert(name.to_owned(), json!(subject.key()));
    }
    Ok(())
}

fn name_person(names: &Names<'_>, object: &mut Map<String, Value>, name: &str) -> Result<(), DraftError> {
    if let Some(text) = object.get(name).and_then(Value::as_str) {
        let person = names.find_holder(text)?;
        object.insert(name.to_owned(), json!(person));
    }
    Ok(())
}

/// A payment of an award: category, amount and payee follow from the line of the decision. `decision=03:7` names both.
fn fill_payment(names: &Names<'_>, data: &mut Map<String, Value>) -> Result<(), DraftError> {
    let Some(Value::Object(purpose)) = data.get_mut("purpose") else { return Ok(()) };
    let typed = purpose.get("decision").and_then(Value::as_str).filter(|text| text.contains(':')).map(str::to_owned);
    if let Some((text, false)) = typed.map(|text| (text, purpose.contains_key("line"))) {
        let (decision, lines) = names.find_lines(&text)?;
        let mut lines = lines.into_iter();
        if let (Some(line), None) = (lines.next(), lines.next()) {
            purpose.insert("decision".into(), json!(decision));
            purpose.insert("line".into(), json!(line));
        }
    }
    refer(names, "decision", purpose, "decision")?;
    let decision = purpose.get("decision").and_then(Value::as_str).and_then(|id| id.parse().ok());
    let decision = decision.and_then(|id: Id| names.state().decisions.get(&id));
    let line = purpose.get("line").and_then(Value::as_u64);
    if let Some(award) = decision.zip(line).and_then(|(decision, line)| decision.awards.get(&line)) {
        let recipient = &award.line.recipient;
        data.entry("category").or_insert(json!(recipient.kind.as_str()));
        data.entry("amount").or_insert(json!(award.unpaid()));
        data.entry("payee").or_insert(json!({ "name": recipient.name, "id": recipient.id }));
    }
    Ok(())
}

/// A repayment: which payment, by its entry, voucher or line, and what of it was not repaid yet.
fn fill_repayment(names: &Names<'_>, data: &mut Map<String, Value>) -> Result<(), DraftError> {
    let Some(text) = data.get("disbursement").and_then(Value::as_str) else { return Ok(()) };
    let id = names.find_payment(text)?;
    data.insert("disbursement".into(), json!(id));
    if let Some(paid) = names.state().funds.values().find_map(|fund| fund.disbursements.get(&id)) {
        let repaid = paid.repaid.iter().map(|(_, amount, _)| *amount).sum();
        data.entry("amount").or_insert(json!(paid.payload.amount.less(repaid)));
    }
    Ok(())
}

/// A line of a decision: its number, what its nomination says, its amount by the policy of the day.
fn fill_line(
    names: &Names<'_>,
    number: u64,
    line: &mut Map<String, Value>,
    signing: &mut Signing<'_>,
) -> Result<(), DraftError> {
    let (state, on) = (names.state(), names.today());
    line.entry("line").or_insert(json!(number));
    refer(names, "nomination", line, "nomination")?;
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
        identify(names, recipient, signing)?;
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
