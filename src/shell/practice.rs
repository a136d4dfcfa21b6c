//! A ledger made again to practise with: the same events under another id, another origin and throw-away keys. Every
//! statement is signed anew, since a signature is for one ledger only; so nothing of it can pass for the real one.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::join::prove;
use super::keys::{self, KeyError, Signer};
use crate::domain::custody::{Identity, Origin};
use crate::domain::events::ledger::log_key_rotated::{LogKeyRotated, Rotation};
use crate::domain::ledger::State;
use crate::log::checkpoint::{Checkpoint, PRACTICE};
use crate::log::entry::Entry;
use crate::log::keyring::KeyEnrolled;
use crate::log::statement::{Head, Signed, Statement};
use crate::log::tree::{TreeHash, TreeHead};
use crate::values::crypto::{Hash, PublicKey, SecretKey};
use crate::values::ident::{LedgerId, Subject};

/// The longest that an origin may be.
const LONGEST: usize = 100;

/// A copy in the making.
pub struct Copying {
    ledger: LedgerId,
    of: LedgerId,
    /// Throw-away keys by the keys that they stand for.
    keys: HashMap<PublicKey, Signer>,
    /// What stands for what: keys, hashes of entries, the ledger's id.
    texts: HashMap<String, String>,
}

/// A ledger cannot be copied: it has no first entry, or an entry that does not read again once it is changed.
#[derive(Debug, thiserror::Error)]
pub enum CannotCopy {
    /// The entry.
    #[error("entry {0} cannot be made again")]
    Entry(u64),
    /// No key.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl Copying {
    /// A copy of a ledger under another id, with a new key for every key that it knows.
    pub fn of(state: &State, ledger: LedgerId) -> Result<Copying, CannotCopy> {
        let of = state.chain.ledger().ok_or(CannotCopy::Entry(1))?;
        let people = state.chain.keyring().holders().map(|(key, _)| *key);
        let logs = state.custody.identities.iter().map(|identity| identity.key);
        let (mut keys, mut texts) = (HashMap::new(), HashMap::new());
        for key in people.chain(logs) {
            let secret = keys::new_secret()?;
            texts.insert(key.to_string(), secret.public().to_string());
            keys.insert(key, Signer::File(secret));
        }
        texts.insert(of.to_string(), ledger.to_string());
        Ok(Copying { ledger, of, keys, texts })
    }

    /// The key that stands for a real one.
    pub fn secret(&self, real: &PublicKey) -> Option<&SecretKey> {
        match self.keys.get(real) {
            Some(Signer::File(secret)) => Some(secret),
            _ => None,
        }
    }

    /// The next entry's statement, signed anew upon the copy as it stands.
    pub fn next(&mut self, entry: &Entry, copy: &State) -> Result<Signed, CannotCopy> {
        let cannot = || CannotCopy::Entry(entry.seq);
        self.texts.insert(entry.prev.to_string(), copy.chain.head().hash.to_string());
        let old = &entry.statement;
        let signer = self.keys.get(&old.by).ok_or_else(cannot)?;
        let mut statement = Statement {
            ledger: self.ledger,
            by: signer.public(),
            subject: self.subject(&old.subject).ok_or_else(cannot)?,
            seen: Head { seq: old.seen.seq, hash: self.hash(old.seen.hash) },
            data: old.data.clone(),
            ..old.clone()
        };
        statement.data.values_mut().for_each(|value| self.rename(value));
        self.redo(&old.data, &mut statement, copy).ok_or_else(cannot)?;
        Ok(signer.sign(statement)?)
    }

    fn text(&self, text: &str) -> Option<String> {
        self.texts.get(text).cloned()
    }

    fn hash(&self, hash: Hash) -> Hash {
        self.text(&hash.to_string()).and_then(|text| text.parse().ok()).unwrap_or(hash)
    }

    fn subject(&self, subject: &Subject) -> Option<Subject> {
        let text = subject.to_string();
        match text.split_once('/').and_then(|(noun, key)| Some((noun, self.text(key)?))) {
            Some((noun, key)) => format!("{noun}/{key}").parse().ok(),
            None => Some(subject.clone()),
        }
    }

    /// Every key, entry and ledger that a payload names becomes the copy's.
    fn rename(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.text(text).unwrap_or_else(|| std::mem::take(text)),
            Value::Array(items) => items.iter_mut().for_each(|item| self.rename(item)),
            Value::Object(members) => members.values_mut().for_each(|member| self.rename(member)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// What is signed, computed or handed out by others inside a payload is made again, or left out.
    fn redo(&self, old: &Map<String, Value>, made: &mut Statement, copy: &State) -> Option<()> {
        let data = &mut made.data;
        match made.kind.as_str() {
            "ledger.opened" => {
                practised(data.get_mut("origin"));
                data.insert("practice".to_owned(), json!({ "of": self.of }));
                let keys = data.get_mut("keys").and_then(Value::as_array_mut)?;
                for (key, old) in keys.iter_mut().zip(old.get("keys")?.as_array()?) {
                    self.prove_again(old.as_object()?, key.as_object_mut()?)?;
                }
            }
            "key.enrolled" => self.prove_again(old, data)?,
            "ledger.log_key_rotated" => {
                practised(data.get_mut("cause").and_then(|cause| cause.get_mut("origin")));
                let changed: LogKeyRotated = serde_json::from_value(Value::Object(plain(data))).ok()?;
                let before = &copy.custody.identity()?.origin;
                let (how, ledger, origin) = (changed.cause.how(), self.ledger, changed.origin(before));
                let bytes = Rotation { how, ledger, log_key: &changed.log_key, old: &changed.old, origin }.bytes();
                let sign = |name: &str| self.keys.get(&key_in(old, name)?)?.sign_bytes(&bytes).ok();
                data.insert("new_signature".to_owned(), json!(sign("log_key")?));
                if let Some(signature) = data.get_mut("cause").and_then(|cause| cause.get_mut("old_signature")) {
                    *signature = json!(sign("old")?);
                }
            }
            "ledger.restored" => {
                practised(data.get_mut("origin"));
                let lost = data.get_mut("lost").and_then(Value::as_object_mut)?;
                lost.remove("naming");
                let size = lost.get("size").and_then(Value::as_u64)?;
                let root: Hash = lost.get("root").and_then(Value::as_str)?.parse().ok()?;
                let head = TreeHead { size, root: TreeHash::from_bytes(root.0) };
                lost.insert("signed".to_owned(), json!(self.note(copy.custody.identity_at(size)?, head)?));
            }
            // Whoever witnesses a real ledger has nothing to do with this one.
            "ledger.witnesses_set" => drop(data.insert("policy".to_owned(), json!("quorum none\n"))),
            "ledger.clock_corrected" => drop(data.remove("witnessed")),
            "checkpoint.anchored" => {
                let head = data.get_mut("head").and_then(Value::as_object_mut)?;
                let root = copy.chain.tree().root_at(head.get("size").and_then(Value::as_u64)?).ok()?;
                head.insert("root".to_owned(), json!(Hash(*root.as_bytes())));
            }
            _ => {}
        }
        Some(())
    }

    /// The key that stands for the enrolled one agrees, and so does who vouches.
    fn prove_again(&self, old: &Map<String, Value>, data: &mut Map<String, Value>) -> Option<()> {
        let signer = |key: PublicKey| self.keys.get(&key);
        if old.contains_key("proof") {
            let plain = Value::Object(plain(data));
            let proved = prove(signer(key_in(old, "key")?)?, self.ledger, plain).ok()?;
            data.insert("proof".to_owned(), proved.get("proof")?.clone());
        }
        if let Some(vouch) = old.get("vouch").and_then(Value::as_object) {
            let asked: KeyEnrolled = serde_json::from_value(Value::Object(plain(data))).ok()?;
            let signature = signer(key_in(vouch, "by")?)?.sign_bytes(&asked.vouch_bytes(self.ledger)).ok()?;
            data.get_mut("vouch")?.as_object_mut()?.insert("signature".to_owned(), json!(signature));
        }
        Some(())
    }

    /// A head as the copy's log would have signed it.
    fn note(&self, identity: &Identity, head: TreeHead) -> Option<String> {
        let signer = self.keys.values().find(|signer| signer.public() == identity.key)?;
        let mut failed = false;
        let sign = |bytes: &[u8]| {
            let signed = signer.sign_bytes(bytes);
            failed = signed.is_err();
            signed.map_or([0; 64], |signature| signature.0)
        };
        let note = Checkpoint { origin: identity.name()?, head }.sign(&identity.verifier()?, sign).ok()?;
        (!failed).then(|| note.to_string())
    }
}

/// An origin as that of a ledger for practice.
fn practised(origin: Option<&mut Value>) {
    let Some(origin) = origin else { return };
    let named = format!("{PRACTICE}{}", origin.as_str().unwrap_or_default());
    *origin = json!(named.get(..LONGEST).unwrap_or(&named));
}

/// A payload without what every payload may carry.
fn plain(data: &Map<String, Value>) -> Map<String, Value> {
    let mut data = data.clone();
    data.retain(|name, _| !["note", "reconstructed", "instead_of"].contains(&name.as_str()));
    data
}

fn key_in(data: &Map<String, Value>, name: &str) -> Option<PublicKey> {
    data.get(name).and_then(Value::as_str)?.parse().ok()
}

/// Whether a ledger is for practice: nothing in it is real.
pub fn is_practice(state: &State) -> bool {
    state.custody.identities.first().is_some_and(|identity| Origin::is_practice(&identity.origin))
}
