//! What a payload keeps beside the log: sealed values and documents. First everything is made ready, asked for and hashed,
//! and nothing is written; then all of it is put away under one lock, before the event that names it is appended; and it
//! comes out again, under the same lock, exactly if that is not recorded.

use std::io::{BufRead, IsTerminal};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::CliError;
use super::answer::tell;
use crate::domain::ledger::State;
use crate::shell::attachments::{Attachments, hash_of};
use crate::shell::durable::{self, Lock};
use crate::shell::messages as say;
use crate::shell::typed::{Odd, OddText};
use crate::shell::vault::{self, Envelope, Vault};
use crate::values::crypto::Hash;
use crate::values::ident::LedgerId;
use crate::values::lang::Lang;
use crate::values::text::tidy;

/// What one command is to put away.
#[derive(Default)]
pub struct Beside {
    ledger: PathBuf,
    id: Option<LedgerId>,
    sealed: Vec<Envelope>,
    documents: Vec<(PathBuf, Hash)>,
}

impl Beside {
    /// Nothing, for events whose payload holds no such thing.
    pub fn none() -> Beside {
        Beside::default()
    }

    /// Nothing yet.
    pub fn new(ledger: &Path, state: &State) -> Beside {
        Beside { ledger: ledger.to_owned(), id: state.chain.ledger(), ..Beside::default() }
    }

    /// Makes ready what a payload brings in the clear (`{"sealed":{"plain":…}}`, `{"attach":"FILE"}`), and leaves
    /// commitments and hashes in its place.
    pub fn settle(&mut self, state: &State, data: &mut Map<String, Value>, lang: Lang) -> Result<(), CliError> {
        let mut root = Value::Object(std::mem::take(data));
        let done = self.walk(state, &mut root, lang);
        if let Value::Object(members) = root {
            *data = members;
        }
        done
    }

    fn walk(&mut self, state: &State, value: &mut Value, lang: Lang) -> Result<(), CliError> {
        if let Some(path) = value.get("attach").and_then(Value::as_str) {
            let path = PathBuf::from(path);
            let hash = hash_of(&path)?;
            self.documents.push((path, hash));
            *value = json!(hash);
            return Ok(());
        }
        if let Some(marker) = value.get("sealed").filter(|marker| marker.is_object()) {
            let plain = match marker.get("plain") {
                Some(plain) => plain.clone(),
                None => json!(read_secret(lang)?),
            };
            *value = json!({ "sealed": self.seal(state, &plain)? });
            return Ok(());
        }
        match value {
            Value::Object(members) => members.values_mut().try_for_each(|value| self.walk(state, value, lang)),
            Value::Array(items) => items.iter_mut().try_for_each(|value| self.walk(state, value, lang)),
            _ => Ok(()),
        }
    }

    fn seal(&mut self, state: &State, plain: &Value) -> Result<Hash, CliError> {
        if state.vault.readers.is_empty() {
            return Err(CliError::Said("vault.no_readers", say::vault_no_readers, say::vault_no_readers_advice));
        }
        let envelope = Envelope::seal(plain, &state.vault.readers)?;
        let sealed = envelope.sealed;
        self.sealed.push(envelope);
        Ok(sealed)
    }

    /// Puts everything away, or nothing. Where there is nothing, no lock is taken.
    pub fn put(self) -> Result<Put, CliError> {
        let mut put = Put { ledger: self.ledger, id: self.id, lock: None, sealed: Vec::new(), documents: Vec::new() };
        if self.sealed.is_empty() && self.documents.is_empty() {
            return Ok(put);
        }
        put.lock = Some(lock(&put.ledger)?);
        match put.all(self.sealed, &self.documents) {
            Ok(()) => Ok(put),
            Err(error) => {
                put.undo();
                Err(error)
            }
        }
    }
}

/// What was put away for one command, and the lock under which it was.
pub struct Put {
    ledger: PathBuf,
    id: Option<LedgerId>,
    lock: Option<Lock>,
    sealed: Vec<Hash>,
    documents: Vec<PathBuf>,
}

impl Put {
    fn all(&mut self, sealed: Vec<Envelope>, documents: &[(PathBuf, Hash)]) -> Result<(), CliError> {
        let attachments = Attachments::of(&self.ledger);
        for (source, hash) in documents {
            if attachments.put_as(source, hash)? {
                self.documents.push(attachments.path(hash));
            }
        }
        if let Some(ledger) = self.id.filter(|_| !sealed.is_empty()) {
            let mut vault = Vault::open(&vault::path_of(&self.ledger), ledger)?;
            for envelope in sealed {
                self.sealed.push(envelope.sealed);
                vault.put(envelope)?;
            }
        }
        Ok(())
    }

    /// It was recorded: it stays.
    pub fn keep(self) {}

    /// It was not recorded: it comes out again. What was there before stays; nobody else can have named it since, for
    /// the lock is still held.
    pub fn undo(self) {
        for path in &self.documents {
            let _ = durable::remove(path);
        }
        if let Some(ledger) = self.id.filter(|_| !self.sealed.is_empty()) {
            let vault = Vault::open(&vault::path_of(&self.ledger), ledger);
            let _ = vault.and_then(|mut vault| vault.remove(&self.sealed));
        }
        drop(self.lock);
    }
}

/// Waits until no other process puts away, restores or erases what stands beside a ledger.
pub fn lock(ledger: &Path) -> Result<Lock, CliError> {
    let path = ledger.with_extension("lock");
    durable::lock(&path).map_err(|error| match error.kind() {
        std::io::ErrorKind::TimedOut => crate::shell::store::StoreError::Busy.into(),
        _ => CliError::Io(path, error),
    })
}

/// A value that must not stand on a command line, where every user of the computer and the shell's history see it.
fn read_secret(lang: Lang) -> Result<String, CliError> {
    if std::io::stdin().is_terminal() {
        tell(&say::vault_type_secret(lang));
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|error| CliError::Io("-".into(), error))?;
    let bad = |odd| OddText { path: "-".to_owned(), text: String::new(), odd: Odd::Character(odd) };
    let (text, _) = tidy(line.trim()).map_err(bad)?;
    let text = text.trim().to_owned();
    if text.is_empty() {
        return Err(CliError::Said("form.ended", say::input_ended, say::usage_advice));
    }
    Ok(text)
}
