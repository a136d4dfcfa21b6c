//! What a payload keeps beside the log: sealed values go into the vault and documents into their folder before the event
//! that names them is signed, and come out again if it is not recorded.

use std::io::{BufRead, IsTerminal};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::CliError;
use crate::domain::ledger::State;
use crate::shell::attachments::Attachments;
use crate::shell::messages as say;
use crate::shell::vault::{self, Envelope, Vault};
use crate::values::crypto::{Hash, Hashing};
use crate::values::lang::Lang;
use crate::values::text::composed;

/// What was put away for one command.
pub struct Beside {
    ledger: PathBuf,
    sealed: Vec<Hash>,
    documents: Vec<PathBuf>,
    write: bool,
}

impl Beside {
    /// Nothing yet. Without `write` nothing is put away: commitments and hashes are made all the same.
    pub fn new(ledger: &Path, write: bool) -> Beside {
        Beside { ledger: ledger.to_owned(), sealed: Vec::new(), documents: Vec::new(), write }
    }

    /// Puts away what a payload brings in the clear (`{"sealed":{"plain":…}}`, `{"attach":"FILE"}`), and leaves
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
            *value = json!(self.attach(Path::new(path))?);
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
        if self.write
            && let Some(ledger) = state.chain.ledger()
        {
            Vault::open(&vault::path_of(&self.ledger), ledger)?.put(envelope)?;
            self.sealed.push(sealed);
        }
        Ok(sealed)
    }

    fn attach(&mut self, source: &Path) -> Result<Hash, CliError> {
        let attachments = Attachments::of(&self.ledger);
        if !self.write {
            let bytes = std::fs::read(source).map_err(|error| CliError::Io(source.to_owned(), error))?;
            let mut hashing = Hashing::default();
            hashing.update(&bytes);
            return Ok(hashing.finish());
        }
        let known: Vec<PathBuf> = files(attachments.folder());
        let (hash, _) = attachments.put(source)?;
        let path = attachments.path(&hash);
        if !known.contains(&path) {
            self.documents.push(path);
        }
        Ok(hash)
    }

    /// Takes everything back: the event was not recorded.
    pub fn undo(self, state: &State) {
        for path in &self.documents {
            let _ = std::fs::remove_file(path);
        }
        if let Some(ledger) = state.chain.ledger().filter(|_| !self.sealed.is_empty()) {
            let vault = Vault::open(&vault::path_of(&self.ledger), ledger);
            let _ = vault.and_then(|mut vault| vault.remove(&self.sealed));
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

/// A value that must not stand on a command line, where every user of the computer and the shell's history see it.
fn read_secret(lang: Lang) -> Result<String, CliError> {
    if std::io::stdin().is_terminal() {
        eprint!("{}", say::vault_type_secret(lang));
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|error| CliError::Io("-".into(), error))?;
    let text = composed(line.trim());
    if text.is_empty() {
        return Err(CliError::Said("form.ended", say::input_ended, say::usage_advice));
    }
    Ok(text)
}
