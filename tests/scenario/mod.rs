//! Scenarios: how they are written, and how somebody signs what they say.
#![allow(dead_code)] // each test takes what it needs

pub mod table;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value, json};
use sovang::domain::custody::Ending;
use sovang::domain::events::ledger::log_key_rotated::Rotation;
use sovang::domain::ledger;
use sovang::domain::refusal::Refusal;
use sovang::log::checkpoint::Checkpoint;
use sovang::log::cosignature::{Timestamp, cosign};
use sovang::log::keyring::KeyEnrolled;
use sovang::log::note::{SignatureType, VerifierKey};
use sovang::log::statement::{Head, Signed};
use sovang::log::tree::{TreeHash, TreeHead};
use sovang::reports::reconcile::Claims;
use sovang::shell::author::Draft;
use sovang::values::crypto::{Hash, Signature};
use sovang::values::lang::Lang;
use sovang::values::time::Instant;

use crate::support::{self, Office, id_of, key_of, object, preset};

/// What a scenario ends with that is not refused.
pub const ADMITTED: &str = "ghi được";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioFile {
    #[serde(default)]
    pub scenario: Vec<Scenario>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    pub name: String,
    #[serde(default)]
    #[allow(dead_code)] // for the reader
    pub law: Option<String>,
    pub given: String,
    #[serde(default)]
    pub when: Vec<Step>,
    pub then: String,
    #[serde(default)]
    pub message: Option<String>,
    /// What the ground printed with a refusal begins with: that of the day.
    #[serde(default)]
    pub ground: Option<String>,
    #[serde(default)]
    pub figures: BTreeMap<String, BTreeMap<String, Value>>,
    #[serde(default)]
    pub accounts: BTreeMap<String, BTreeMap<String, i64>>,
    /// What the audit of the ledger finds afterwards, on the day of the last entry.
    #[serde(default)]
    pub audit: Vec<String>,
    /// What it does not find.
    #[serde(default)]
    pub not_in_audit: Vec<String>,
    /// The one term that runs, or the one of a name, as it stands on a day.
    #[serde(default)]
    pub due: Vec<DueThen>,
    /// A day on which no term runs.
    #[serde(default)]
    pub nothing_due: Option<String>,
    /// Which recipient a typed name means.
    #[serde(default)]
    pub finds: BTreeMap<String, String>,
    /// What a publication says.
    #[serde(default)]
    pub claims: Option<Claims>,
    /// The sorts of contradiction found in it, in order.
    #[serde(default)]
    pub contradictions: Vec<String>,
    /// What its totals differ from the sums of their parts by, in order.
    #[serde(default)]
    pub unexplained: Vec<i64>,
}

/// A term that runs.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DueThen {
    pub on: String,
    /// What has to be done; absent if only one term runs.
    #[serde(default)]
    pub what: Option<String>,
    /// Its last day; absent if it cannot be told.
    #[serde(default)]
    pub until: Option<String>,
    /// Days over, if it is over.
    #[serde(default)]
    pub overdue: Option<i64>,
}

/// What somebody signs. What is absent comes from `mau.toml`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    #[serde(rename = "type")]
    pub kind: String,
    /// Whose key; the usual person's if absent.
    #[serde(default)]
    pub by: Option<String>,
    #[serde(default)]
    pub on: Option<String>,
    #[serde(default)]
    pub at: Option<String>,
    /// The log's clock; that of the author if absent.
    #[serde(default)]
    pub recorded: Option<String>,
    /// The subject: an alias, a year, a number, or in full.
    #[serde(default)]
    pub about: Option<String>,
    /// An alias for the event's own id.
    #[serde(default, rename = "as")]
    pub id: Option<String>,
    #[serde(default)]
    pub preset: Option<String>,
    #[serde(default)]
    pub data: Map<String, Value>,
    /// Members of the sample to leave out.
    #[serde(default)]
    pub without: Vec<String>,
    /// How many times; each with ids of its own.
    #[serde(default)]
    pub tamper: Option<Tamper>,
}

/// What a stranger to the software may have changed before signing, or after.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tamper {
    pub ledger: Option<String>,
    pub expect: Option<u64>,
    pub seen: Option<u64>,
    pub seen_hash: Option<String>,
    pub schema: Option<u32>,
    pub kind: Option<String>,
    pub signature: bool,
    /// Text that is repeated until the entry is too large.
    pub stuffing: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Samples {
    /// Who usually authors a type.
    pub by: BTreeMap<String, String>,
    /// Recipients by alias.
    pub recipient: BTreeMap<String, Map<String, Value>>,
    /// Payloads by type.
    pub data: BTreeMap<String, Map<String, Value>>,
    /// A decision's line.
    pub line: Map<String, Value>,
    pub situation: BTreeMap<String, Situation>,
    /// A policy for later days, adopted together with the first one.
    #[serde(skip)]
    pub later: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Situation {
    #[allow(dead_code)] // for the reader
    pub about: String,
    #[serde(default)]
    pub after: Option<String>,
    #[serde(default)]
    pub steps: Vec<Step>,
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

pub fn read<T: serde::de::DeserializeOwned>(path: &Path) -> T {
    let text = std::fs::read_to_string(path).unwrap();
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub fn scenarios() -> Vec<(String, Scenario)> {
    let folder = root().join("fixtures/scenarios");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut all = Vec::new();
    for path in files.iter().filter(|path| path.extension().is_some_and(|ext| ext == "toml")) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name != "mau.toml" && name != "truong-hop.toml" {
            all.extend(read::<ScenarioFile>(path).scenario.into_iter().map(|scenario| (name.clone(), scenario)));
        }
    }
    all
}

/// Puts ids for `$names` and keys for `@names`.
pub fn resolve(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(name) = text.strip_prefix('$') {
                *text = id_of(name).to_string();
            } else if let Some(name) = text.strip_prefix('@') {
                *text = key_of(name).public().to_string();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(resolve),
        Value::Object(members) => members.values_mut().for_each(resolve),
        _ => {}
    }
}

/// Puts what only the ledger at hand knows: `%root N` for its root at N entries, `%agree KEY OLD NEW CAUSE [ORIGIN]` for a
/// log key's signature on a change of keys, `%origin` for the log's name, `%signed KEY SIZE ROOT` for a head as a key signs it,
/// `%policy WITNESS` for a policy that asks for one witness, `%cosigned WITNESS TIME` for the newest head as he cosigns it then.
pub fn resolve_in(value: &mut Value, office: &Office) {
    match value {
        Value::String(text) => {
            let words: Vec<&str> = text.split(' ').collect();
            match words.as_slice() {
                ["%root", size] => {
                    let root = office.state().chain.tree().root_at(size.parse().unwrap()).unwrap();
                    *text = Hash(*root.as_bytes()).to_string();
                }
                ["%seq", back] => {
                    *value = json!(office.journal.head().seq - back.parse::<u64>().unwrap());
                }
                ["%hash", back] => {
                    let seq = office.journal.head().seq - back.parse::<u64>().unwrap();
                    *text = office.state().chain.hash_at(seq).unwrap().to_string();
                }
                ["%origin"] => *text = office.state().custody.identity().unwrap().origin.as_str().to_owned(),
                ["%signed", key, size, root] => {
                    let origin = office.state().custody.identity().unwrap().origin.as_str().to_owned();
                    let root = TreeHash::from_bytes(root.parse::<Hash>().unwrap().0);
                    let head = TreeHead { size: size.parse().unwrap(), root };
                    let checkpoint = Checkpoint { origin: origin.parse().unwrap(), head };
                    let (name, secret) = (origin.parse().unwrap(), key_of(key));
                    let by = VerifierKey::new(name, SignatureType::Ed25519, &secret.public().0).unwrap();
                    *text = checkpoint.sign(&by, |message| secret.sign(message).0).unwrap().to_string();
                }
                ["%policy", witness] => {
                    let vkey = cosigner(witness);
                    *text = format!("witness {witness} {vkey}\nquorum {witness}\n");
                }
                ["%cosigned", witness, time] => {
                    let head = office.state().chain.tree().head();
                    let origin = &office.state().custody.identity().unwrap().origin;
                    let checkpoint = Checkpoint { origin: origin.as_str().parse().unwrap(), head };
                    let (log, secret) = (office.state().custody.identity().unwrap().verifier().unwrap(), key_of("so"));
                    let signed = checkpoint.sign(&log, |message| secret.sign(message).0).unwrap();
                    let seconds = u64::try_from(time.parse::<Instant>().unwrap().millis() / 1000).unwrap();
                    let (time, sign) = (Timestamp::from_seconds(seconds).unwrap(), key_of(witness));
                    let line = cosign(&cosigner(witness), &checkpoint.text(), time, |message| sign.sign(message).0);
                    *text = signed.with(line.unwrap()).unwrap().to_string();
                }
                ["%agree", key, old, new, how, origin @ ..] => {
                    let endings = [Ending::Planned, Ending::Lost, Ending::Stolen];
                    let how = endings.into_iter().find(|ending| ending.name() == *how).unwrap();
                    let ours = &office.state().custody.identity().unwrap().origin;
                    let origin = origin.first().map_or(ours.clone(), |origin| origin.parse().unwrap());
                    let (old, log_key) = (&key_of(old).public(), &key_of(new).public());
                    let change = Rotation { how, ledger: id_of("sổ").into(), log_key, old, origin: &origin };
                    *text = key_of(key).sign(&change.bytes()).to_string();
                }
                _ => {}
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| resolve_in(item, office)),
        Value::Object(members) => members.values_mut().for_each(|member| resolve_in(member, office)),
        _ => {}
    }
}

fn cosigner(witness: &str) -> VerifierKey {
    let name = format!("{witness}.example/w1").parse().unwrap();
    VerifierKey::new(name, SignatureType::Cosignature, &key_of(witness).public().0).unwrap()
}

/// Lays what is said over the sample.
pub fn overlay(sample: &mut Map<String, Value>, said: &Map<String, Value>) {
    for (name, value) in said {
        match (sample.get_mut(name), value) {
            (Some(Value::Object(below)), Value::Object(above)) if !above.contains_key("kind") => overlay(below, above),
            _ => {
                sample.insert(name.clone(), value.clone());
            }
        }
    }
}

impl Samples {
    pub fn load() -> Samples {
        read(&root().join("fixtures/scenarios/mau.toml"))
    }

    pub fn data(&self, step: &Step) -> Map<String, Value> {
        let mut data = match &step.preset {
            Some(name) => object(preset(name)),
            None => self.data.get(&step.kind).cloned().unwrap_or_default(),
        };
        step.without.iter().for_each(|name| drop(data.remove(name)));
        overlay(&mut data, &step.data);
        if !["interest.declared", "hold.placed", "recipient.ended"].contains(&step.kind.as_str()) {
            self.recipient(data.get_mut("recipient"));
        }
        if step.kind == "decision.signed" {
            for line in data.get_mut("lines").and_then(Value::as_array_mut).into_iter().flatten() {
                let said = std::mem::take(line.as_object_mut().unwrap());
                // A nomination says the rest by itself.
                let mut whole = if said.contains_key("nomination") { Map::new() } else { self.line.clone() };
                overlay(&mut whole, &said);
                // A title has no type of award.
                whole.retain(|_, value| value != "%none");
                self.recipient(whole.get_mut("recipient"));
                *line = Value::Object(whole);
            }
        }
        let mut data = Value::Object(data);
        resolve(&mut data);
        object(data)
    }

    /// A recipient by alias.
    pub fn recipient(&self, value: Option<&mut Value>) {
        let Some(value) = value else { return };
        let Some(alias) = value.as_str().and_then(|text| text.strip_prefix('$')) else { return };
        let mut known = self.recipient.get(alias).cloned().unwrap_or_else(|| panic!("no recipient {alias}"));
        known.insert("id".into(), json!(format!("${alias}")));
        *value = Value::Object(known);
    }

    /// Makes the statement of a step.
    pub fn sign(&self, office: &mut Office, step: &Step) -> (Signed, Option<Instant>) {
        let by = step.by.as_deref().or(self.by.get(&step.kind).map(String::as_str));
        let by = by.unwrap_or_else(|| panic!("{}: by whom?", step.kind));
        let on = step.on.as_ref().map(|on| on.parse().unwrap());
        let at = step.at.as_ref().map_or_else(|| office.next_at(on), |at| at.parse().unwrap());
        let mut data = Value::Object(self.data(step));
        resolve_in(&mut data, office);
        let key = step.data.get("key").and_then(Value::as_str).unwrap_or("@moi");
        agree(&mut data, key.trim_start_matches('@'), office);
        let data = object(data);
        let mut statement = if step.kind == "ledger.opened" && office.state().opened.is_none() {
            let mut whole = support::opening();
            overlay(&mut whole, &data);
            office.opening(whole)
        } else {
            let schema = ledger::meta(&step.kind).unwrap_or_else(|| panic!("{}: unknown type", step.kind));
            let about = step.about.as_ref().map(|about| match about.strip_prefix('$') {
                Some(name) => id_of(name).to_string(),
                None => about.clone(),
            });
            let full = about.clone().filter(|about| about.contains('/'));
            let stand_in = if schema.subject == "fund" { "2024".to_owned() } else { id_of("thay thế").to_string() };
            let draft = Draft {
                kind: step.kind.parse().unwrap(),
                schema: None,
                subject: if full.is_some() { Some(stand_in) } else { about },
                on,
                id: step.id.as_ref().map(|name| id_of(name.trim_start_matches('$'))),
                expect: None,
                at: None,
                by: None,
                data,
            };
            let mut statement = office.compose(&draft, by, at);
            if let Some(full) = full {
                statement.subject = full.parse().unwrap();
                statement.expect = Some(office.state().chain.count(&statement.subject));
            }
            statement
        };
        let tamper = step.tamper.clone().unwrap_or_default();
        if let Some(name) = &tamper.ledger {
            statement.ledger = id_of(name).into();
        }
        statement.expect = tamper.expect.or(statement.expect);
        if let Some(seq) = tamper.seen {
            statement.seen = Head { seq, hash: office.state().chain.hash_at(seq).unwrap_or(Hash::ZERO) };
        }
        if let Some(text) = &tamper.seen_hash {
            statement.seen.hash = Hash::of(text.as_bytes());
        }
        statement.schema = tamper.schema.unwrap_or(statement.schema);
        if let Some(kind) = &tamper.kind {
            statement.kind = kind.parse().unwrap();
        }
        if let Some(text) = &tamper.stuffing {
            statement.data.insert("note".into(), json!(text.repeat(70_000)));
        }
        let mut signed = statement.sign(&key_of(by));
        if tamper.signature {
            signed.signature = Signature([7; 64]);
        }
        (signed, step.recorded.as_ref().map(|at| at.parse().unwrap()))
    }

    /// The ledger of a situation.
    pub fn situation(&self, name: &str) -> Office {
        match name {
            "chua-mo" => return Office::unopened(),
            "moi-mo" => return Office::opened(),
            _ => {}
        }
        let situation = self.situation.get(name).unwrap_or_else(|| panic!("no situation {name}"));
        let mut office = self.situation(situation.after.as_deref().unwrap_or("moi-mo"));
        for step in &situation.steps {
            let (signed, recorded) = self.sign(&mut office, step);
            let done = office.append(signed, recorded);
            done.unwrap_or_else(|refusal| panic!("{name}, {}: {}", step.kind, said(&refusal)));
            if let Some(later) = self.later.as_ref().filter(|_| step.kind == "policy.adopted" && name == "van-phong") {
                office.adopt(later.clone(), step.on.as_deref().unwrap());
            }
        }
        office
    }
}

/// Has an enrolment signed by the key of a name, or by another (`ký:TÊN`), and by whoever vouches.
fn agree(data: &mut Value, key: &str, office: &Office) {
    let signer = |said: &Value| said.as_str()?.strip_prefix("ký").map(|rest| rest.trim_start_matches(':').to_owned());
    let (Some(by), Some(ledger)) = (data.get("proof").and_then(signer), office.state().chain.ledger()) else { return };
    let mut plain = object(data.clone());
    plain.retain(|name, _| name != "proof" && name != "vouch");
    let asked: KeyEnrolled = serde_json::from_value(Value::Object(plain)).unwrap();
    let by = if by.is_empty() { key } else { &by };
    data["proof"] = json!(key_of(by).sign(&asked.proof_bytes(ledger)));
    if let Some(by) = data.get("vouch").and_then(signer) {
        let signature = key_of(&by).sign(&asked.vouch_bytes(ledger));
        data["vouch"] = json!({ "by": key_of(&by).public(), "signature": signature });
    }
}

pub fn said(refusal: &Refusal) -> String {
    format!("{} — {}", refusal.code(), refusal.message(Lang::Vi))
}
