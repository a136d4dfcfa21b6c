//! Keeping a vault: cleaning it, backing it up, bringing values back, encrypting them to new readers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::super::answer::Trouble;
use super::super::beside::{Beside, lock};
use super::super::open::{Desk, KeyArgs, read_state};
use super::super::recording::Recording;
use super::super::{CliError, Globals, Reply};
use super::{identity as opened, object, open_identity, place_of};
use crate::domain::ledger::State;
use crate::domain::vault::Sealed;
use crate::log::code;
use crate::shell::author::Draft;
use crate::shell::durable;
use crate::shell::messages as say;
use crate::shell::vault::{self, Envelope, Erased, Kind, Stored, Vault, VaultError};
use crate::values::crypto::Hash;
use crate::values::lang::Lang;

/// Boxes that one `vault.resealed` names.
const MOST_BOXES: usize = 300;

/// Takes every file of a value out of a vault. True if its bytes are still somewhere under another name.
pub fn take_out(vault: &Vault, sealed: &Hash) -> Result<bool, CliError> {
    durable::sweep(vault.folder());
    let mut linked = false;
    for file in vault.files_of(sealed)? {
        linked |= vault::erase(&file.path)? == Erased::Linked;
    }
    Ok(linked)
}

pub(super) fn clean(globals: &Globals, folder: Option<PathBuf>, signed: bool) -> Result<Reply, CliError> {
    let lang = globals.lang;
    let path = globals.ledger()?;
    let _lock = lock(&path)?;
    // Read under the lock: what is being recorded now stands in the log when it is looked at.
    let state = read_state(&path)?;
    let own = folder.is_none();
    let vault = Vault::open(&folder.unwrap_or_else(|| vault::path_of(&path)))?;
    durable::sweep(vault.folder());
    let (mut gone, mut linked, mut waiting) = (0u64, 0u64, 0u64);
    for file in vault.files()? {
        let drop = match state.vault.values.get(&file.sealed) {
            Some(value) if value.erased.is_some() => true,
            Some(value) => settle(&vault, &file, &value.known(file.sealed))?,
            // A backup may be of a fuller ledger than this one.
            None if file.kind == Kind::Signed => {
                waiting += u64::from(!signed);
                signed
            }
            None => own,
        };
        if drop {
            linked += u64::from(vault::erase(&file.path)? == Erased::Linked);
            gone += 1;
        }
    }
    let name = vault.folder().display().to_string();
    let mut text = match gone {
        0 => format!("{}\n", say::vault_clean(lang, &name)),
        n => format!("{}\n", say::vault_cleaned(lang, &name, n)),
    };
    for (n, said) in [(linked, say::vault_linked(lang)), (waiting, say::vault_waiting(lang, waiting))] {
        if n > 0 {
            text.push_str(&format!("{said}\n"));
        }
    }
    let json = json!({ "folder": name, "changed": gone > 0, "removed": gone, "linked": linked, "waiting": waiting });
    Ok(Reply::done(text, json))
}

/// What interrupted work left of a value that stands in the log: its newest box gets its name. True if the file is none
/// of it any more.
fn settle(vault: &Vault, file: &Stored, known: &Sealed) -> Result<bool, CliError> {
    let newest = vault::read(&file.path)?.is_some_and(|bytes| Hash::of(&bytes) == known.boxed);
    let own = vault::read(&vault.path(&known.sealed))?.is_some_and(|bytes| Hash::of(&bytes) == known.boxed);
    match (file.kind, newest) {
        // What has the value's own name is told by verification, and not taken away.
        (Kind::Whole, _) => Ok(false),
        (_, true) if !own => {
            vault.promote(&file.path, &known.sealed)?;
            Ok(false)
        }
        // An earlier box goes only where the newest is there.
        _ => Ok(own),
    }
}

pub(super) fn backup(globals: &Globals, target: &Path) -> Result<Reply, CliError> {
    let lang = globals.lang;
    let path = globals.ledger()?;
    let _lock = lock(&path)?;
    let state = read_state(&path)?;
    let (from, to) = (Vault::open(&vault::path_of(&path))?, Vault::open(target)?);
    let (copied, lacking) = crate::shell::backup::vault(&state, &from, &to)?;
    let mut text = format!("{}\n", say::vault_backed_up(lang, target.display(), copied));
    if lacking > 0 {
        text.push_str(&format!("{}\n", say::vault_backup_lacks(lang, lacking)));
    }
    let json = json!({ "folder": target.display().to_string(), "copied": copied, "missing": lacking });
    Ok(Reply { yes: lacking == 0, ..Reply::done(text, json) })
}

/// Takes a file exactly if it is the newest box of a value that is missing here or exchanged; with an identity also an
/// earlier box, where the newest does not open: so that nobody erases alone, by sealing rubbish again.
pub(super) fn restore(globals: &Globals, source: &Path, identity: Option<&Path>) -> Result<Reply, CliError> {
    let lang = globals.lang;
    let path = globals.ledger()?;
    let opens = identity.map(|file| opened(file, lang)).transpose()?;
    let _lock = lock(&path)?;
    let state = read_state(&path)?;
    let (from, to) = (Vault::open(source)?, Vault::open(&vault::path_of(&path))?);
    let mut brought: BTreeMap<Hash, Vec<u8>> = BTreeMap::new();
    for file in from.files()? {
        brought.extend(vault::read(&file.path)?.map(|bytes| (Hash::of(&bytes), bytes)));
    }
    let (mut restored, mut earlier) = (0u64, 0u64);
    for (sealed, value) in state.vault.values.iter().filter(|(_, value)| value.erased.is_none()) {
        let there = to.find(sealed, &value.newest.hash)?.is_some();
        if let Some(bytes) = brought.get(&value.newest.hash).filter(|_| !there) {
            to.restore(sealed, bytes)?;
            restored += 1;
        }
        let Some(identity) = &opens else { continue };
        let place = place_of(&state, value)?;
        if to.unseal(&value.known(*sealed), &place, identity).is_ok() {
            continue;
        }
        let old = value.earlier.iter().rev().find_map(|boxed| brought.get(&boxed.hash).map(|bytes| (boxed, bytes)));
        if let Some((boxed, bytes)) = old.filter(|(_, bytes)| vault::opens(sealed, &place, bytes, identity)) {
            to.put_earlier(&Sealed { boxed: boxed.hash, sealed: *sealed }, bytes)?;
            earlier += 1;
        }
    }
    let mut text = format!("{}\n", say::vault_restored(lang, restored));
    if earlier > 0 {
        text.push_str(&format!("{}\n", say::vault_restored_earlier(lang, earlier)));
    }
    Ok(Reply::done(text, json!({ "restored": restored, "earlier": earlier })))
}

pub(super) fn reseal(globals: &Globals, identity: &Path, key: &KeyArgs) -> Result<Reply, CliError> {
    let lang = globals.lang;
    let identity = open_identity(identity, &key.signing, lang)?;
    let signer = key.signer(lang)?;
    let path = globals.ledger()?;
    let _lock = lock(&path)?;
    let mut desk = Desk::open(&path)?;
    let vault = Vault::open(&vault::path_of(&path))?;
    let (mut made, mut left) = (Vec::new(), Vec::new());
    {
        let state = desk.journal.state();
        for (sealed, value) in state.vault.values.iter().filter(|(_, value)| value.erased.is_none()) {
            let place = place_of(state, value)?;
            let boxes = std::iter::once(&value.newest).chain(value.earlier.iter().rev());
            let mut again = Err(VaultError::Missing(*sealed));
            for boxed in boxes.map(|boxed| Sealed { boxed: boxed.hash, sealed: *sealed }) {
                let Some((_, bytes)) = vault.find(sealed, &boxed.boxed)? else { continue };
                again = Envelope::again(&boxed, &place, &bytes, &identity, &state.vault.readers);
                if again.is_ok() {
                    break;
                }
            }
            match again {
                Ok(envelope) => made.push(envelope),
                Err(VaultError::Missing(_) | VaultError::NotOpened(_)) => left.push(value.seq),
                Err(error) => return Err(error.into()),
            }
        }
    }
    if made.is_empty() {
        let (none, all) = (left.is_empty(), left.len());
        return match none {
            true => Ok(Reply::yes(format!("{}\n", say::vault_resealed(lang, 0)), json!({ "resealed": 0 }))),
            false => Err(CliError::About(
                code::VAULT_NOT_OPENED,
                all.to_string(),
                say::vault_none_opened,
                say::vault_identity_advice,
            )),
        };
    }
    let drafts = resealed(&made, desk.journal.state())?;
    let mut put = Vec::new();
    let ready = made.iter().try_for_each(|envelope| vault.put_again(envelope).map(|path| put.push(path)));
    let undo = |put: &[PathBuf]| put.iter().for_each(|path| drop(durable::remove(path)));
    if let Err(error) = ready {
        undo(&put);
        return Err(error.into());
    }
    let mut recording = Recording { desk: &mut desk, signers: &[signer], log: &key.log, lang, forgets: false };
    let (_, mut trouble) = match recording.group(&drafts, Beside::none()) {
        Ok(done) => done,
        Err(failed) => {
            if !failed.error.is_unclear() {
                undo(&put);
            }
            return Err(failed.error);
        }
    };
    trouble.extend(made.iter().zip(&put).filter_map(|(envelope, path)| take_over(&vault, envelope, path, lang)));
    let mut text = format!("{}\n", say::vault_resealed(lang, made.len()));
    if !left.is_empty() {
        let entries = left.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
        text.push_str(&format!("{}\n", say::vault_not_resealed(lang, entries)));
    }
    let json = json!({ "resealed": made.len(), "not_opened": left });
    Ok(Reply { yes: left.is_empty(), ..Reply::done(text, json) }.after(trouble))
}

/// After the commit: earlier boxes go, the new one takes the value's name.
fn take_over(vault: &Vault, envelope: &Envelope, path: &Path, lang: Lang) -> Option<Trouble> {
    let gone = vault.files_of(&envelope.sealed).and_then(|files| {
        files.iter().filter(|file| file.path != path).try_for_each(|file| vault::erase(&file.path).map(drop))?;
        vault.promote(path, &envelope.sealed)
    });
    let error = CliError::from(gone.err()?);
    let message = say::vault_not_gone(lang, error.message(lang));
    Some(Trouble { code: error.code(), message, advice: say::vault_not_gone_advice(lang) })
}

fn resealed(made: &[Envelope], state: &State) -> Result<Vec<Draft>, CliError> {
    let unknown = || crate::shell::author::DraftError::UnknownType { kind: "vault.resealed".into(), schema: 0 };
    let kind: crate::values::ident::EventType = "vault.resealed".parse().map_err(|_| unknown())?;
    let subject = state.chain.ledger().map(|ledger| format!("ledger/{ledger}"));
    let drafts = made.chunks(MOST_BOXES).map(|some| {
        let boxes: Vec<Value> = some.iter().map(|e| json!({ "box": e.boxed, "sealed": e.sealed })).collect();
        let (kind, subject, data) = (kind.clone(), subject.clone(), object(json!({ "boxes": boxes })));
        Draft { kind, schema: None, subject, on: None, id: None, expect: None, at: None, by: None, data }
    });
    Ok(drafts.collect())
}
