//! What a payload keeps beside the log: sealed values and documents. First everything is made ready, asked for and hashed,
//! and nothing is written; then all of it is put away under one lock, before the event that names it is appended; and it
//! comes out again, under the same lock, exactly if that is not recorded.

use std::io::{BufRead, IsTerminal};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::answer::tell;
use super::{CliError, open};
use crate::domain::ledger::State;
use crate::domain::vault::{Sealed, sealed_in};
use crate::log::statement::Signed;
use crate::shell::attachments::{Attachments, hash_of};
use crate::shell::author::Draft;
use crate::shell::durable::{self, Lock};
use crate::shell::messages as say;
use crate::shell::typed::{Odd, OddText};
use crate::shell::vault::{self, Envelope, Place, Vault, VaultError};
use crate::values::crypto::Hash;
use crate::values::ident::Id;
use crate::values::lang::Lang;
use crate::values::text::tidy;

/// What one command is to put away.
#[derive(Default)]
pub struct Beside {
    ledger: PathBuf,
    sealed: Vec<Envelope>,
    /// Values that a statement signed before names.
    signed: Vec<Sealed>,
    documents: Vec<(PathBuf, Hash)>,
}

impl Beside {
    /// Nothing, for events whose payload holds no such thing.
    pub fn none() -> Beside {
        Beside::default()
    }

    /// Nothing yet.
    pub fn new(ledger: &Path) -> Beside {
        Beside { ledger: ledger.to_owned(), ..Beside::default() }
    }

    /// What statements name that were signed before: their values wait in the vault, or were put there.
    pub fn of_signed(ledger: &Path, statements: &[Signed], state: &State) -> Beside {
        let new = statements.iter().filter(|signed| state.chain.known(&signed.statement.id).is_none());
        let signed = new.flat_map(|signed| sealed_in(&signed.statement)).map(|(_, sealed)| sealed).collect();
        Beside { signed, ..Beside::new(ledger) }
    }

    /// Makes ready what a payload brings in the clear (`{"sealed":{"plain":…}}`, `{"attach":"FILE"}`), and leaves
    /// commitments and hashes in its place. A draft that seals something gets its id here: the commitment names it.
    pub fn settle(&mut self, state: &State, draft: &mut Draft, lang: Lang) -> Result<(), CliError> {
        let id = match draft.id {
            Some(id) => id,
            None => *draft.id.insert(open::new_id()?),
        };
        let mut root = Value::Object(std::mem::take(&mut draft.data));
        let done = Settling { beside: self, state, id, lang }.walk(&mut Vec::new(), &mut root);
        if let Value::Object(members) = root {
            draft.data = members;
        }
        done
    }

    /// Puts everything away, or nothing. Where there is nothing, no lock is taken.
    pub fn put(self) -> Result<Put, CliError> {
        self.put_by(Vault::put)
    }

    /// The same for a statement that is signed now and appended later: its values wait.
    pub fn put_signed(self) -> Result<Put, CliError> {
        self.put_by(Vault::put_signed)
    }

    fn put_by(self, place: impl Fn(&Vault, &Envelope) -> Result<PathBuf, VaultError>) -> Result<Put, CliError> {
        let mut put = Put::default();
        if self.sealed.is_empty() && self.signed.is_empty() && self.documents.is_empty() {
            return Ok(put);
        }
        put.lock = Some(lock(&self.ledger)?);
        match self.put_into(&mut put, place) {
            Ok(()) => Ok(put),
            Err(error) => {
                put.undo();
                Err(error)
            }
        }
    }

    fn put_into(
        &self,
        put: &mut Put,
        place: impl Fn(&Vault, &Envelope) -> Result<PathBuf, VaultError>,
    ) -> Result<(), CliError> {
        let attachments = Attachments::of(&self.ledger);
        for (source, hash) in &self.documents {
            if attachments.put_as(source, hash)? {
                put.made.push(attachments.path(hash));
            }
        }
        let vault = Vault::open(&vault::path_of(&self.ledger))?;
        durable::sweep(vault.folder());
        for envelope in &self.sealed {
            put.made.push(place(&vault, envelope)?);
        }
        for known in &self.signed {
            if vault.find(&known.sealed, &known.boxed)?.is_some() {
                continue;
            }
            let (waiting, envelope) = vault.signed(known)?.ok_or(VaultError::Missing(known.sealed))?;
            put.made.push(vault.put(&envelope)?);
            put.waited.push(waiting);
        }
        Ok(())
    }
}

/// Going through a payload.
struct Settling<'a> {
    beside: &'a mut Beside,
    state: &'a State,
    id: Id,
    lang: Lang,
}

impl Settling<'_> {
    fn walk(&mut self, at: &mut Vec<String>, value: &mut Value) -> Result<(), CliError> {
        if let Some(path) = value.get("attach").and_then(Value::as_str) {
            let path = PathBuf::from(path);
            let hash = hash_of(&path)?;
            self.beside.documents.push((path, hash));
            *value = json!(hash);
            return Ok(());
        }
        if let Some(marker) = value.get("sealed").filter(|marker| marker.is_object()) {
            let plain = match marker.get("plain") {
                Some(plain) => plain.clone(),
                None => json!(read_secret(self.lang)?),
            };
            *value = json!(self.seal(at.join("."), &plain)?);
            return Ok(());
        }
        if let Ok(known) = serde_json::from_value::<Sealed>(value.clone()) {
            // Sealed before: its file must be here.
            self.beside.signed.push(known);
            return Ok(());
        }
        let mut below = |name: String, value: &mut Value| {
            at.push(name);
            let done = self.walk(at, value);
            at.pop();
            done
        };
        match value {
            Value::Object(members) => members.iter_mut().try_for_each(|(name, value)| below(name.clone(), value)),
            Value::Array(items) => {
                items.iter_mut().enumerate().try_for_each(|(place, value)| below(place.to_string(), value))
            }
            _ => Ok(()),
        }
    }

    fn seal(&mut self, at: String, plain: &Value) -> Result<Sealed, CliError> {
        let readers = &self.state.vault.readers;
        if readers.is_empty() {
            return Err(CliError::Said("vault.no_readers", say::vault_no_readers, say::vault_no_readers_advice));
        }
        let ledger = self.state.chain.ledger().ok_or(crate::shell::author::DraftError::NoLedger)?;
        let envelope = Envelope::seal(plain, &Place { at, id: self.id, ledger }, readers)?;
        let known = envelope.known();
        self.beside.sealed.push(envelope);
        Ok(known)
    }
}

/// What was put away for one command, and the lock under which it was.
#[derive(Default)]
pub struct Put {
    lock: Option<Lock>,
    made: Vec<PathBuf>,
    waited: Vec<PathBuf>,
}

impl Put {
    /// It was recorded: it stays. What waited for that waits no more.
    pub fn keep(self) {
        for path in &self.waited {
            let _ = vault::erase(path);
        }
    }

    /// It was not recorded: it comes out again. What was there before stays; nobody else can have named it since, for
    /// the lock is still held.
    pub fn undo(self) {
        for path in &self.made {
            let _ = durable::remove(path);
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
