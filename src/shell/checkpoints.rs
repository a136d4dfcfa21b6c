//! Heads that the log signs. Before it signs one, the log requires that the ledger still extends the newest head it
//! ever signed; that head is kept outside the ledger as well, so that an old copy put back stops instead of forking.

use std::path::{Path, PathBuf};

use super::durable::{self, Access};
use super::files;
use super::journal::{Journal, JournalError};
use super::keys::{KeyError, Signer};
use super::memory::{Memory, MemoryError};
use super::store::sqlite::SqliteStore;
use super::store::{StoreError, StoredCheckpoint};
use crate::domain::custody::{Custody, Identity};
use crate::log::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::log::note::{Signature, SignatureType};
use crate::log::tree::{Tree, TreeHead};
use crate::values::crypto::Hash;
use crate::values::ident::LedgerId;

/// Why the log does not sign.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// The ledger has fewer entries than a head that was signed.
    #[error("{entries} entries, but a head of {} was signed", .signed.size)]
    Shorter {
        /// Entries in this ledger.
        entries: u64,
        /// The head that was signed.
        signed: TreeHead,
        /// Where that is written.
        place: PathBuf,
    },
    /// A head of that size was signed with another root.
    #[error("a head of {} entries was signed with another root", .signed.size)]
    Forked {
        /// The head that was signed.
        signed: TreeHead,
        /// Where that is written.
        place: PathBuf,
    },
    /// The file with the newest head is damaged, or of another log.
    #[error("{0}: not a head of this log")]
    Damaged(PathBuf),
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The key does not sign.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The key that was opened is not the one that the ledger names.
    #[error("not the key of this log")]
    OtherKey,
    /// The ledger names no log key that can sign notes.
    #[error("the ledger names no usable log key")]
    NoIdentity,
    /// The ledger.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The folder for the newest head.
    #[error(transparent)]
    Memory(#[from] MemoryError),
}

/// Where the newest head that the log signed is kept besides the ledger: in this computer's memory, and beside the key.
pub struct Guard {
    files: Vec<PathBuf>,
    folder: PathBuf,
}

impl Guard {
    /// The guard of a log. `key` is its key's file, if it has one.
    pub fn of(memory: &Memory, ledger: LedgerId, identity: &Identity, key: Option<&Path>) -> Guard {
        let origin = Hash::of(identity.origin.as_str().as_bytes()).short();
        let mut files = vec![memory.folder().join(format!("{ledger}.{origin}.head"))];
        files.extend(key.map(|key| key.with_extension("head")));
        Guard { files, folder: memory.folder().to_owned() }
    }

    fn read(&self, custody: &Custody, entries: u64) -> Result<Vec<(PathBuf, TreeHead)>, CheckpointError> {
        let mut heads = Vec::new();
        for path in &self.files {
            let bytes = match files::read(path, files::SMALL) {
                Ok(bytes) => bytes,
                Err(source) if source.kind() == std::io::ErrorKind::NotFound => continue,
                Err(source) => return Err(CheckpointError::Io { path: path.clone(), source }),
            };
            let head = verified(&bytes, custody).or_else(|| beyond(&bytes, entries));
            let head = head.ok_or_else(|| CheckpointError::Damaged(path.clone()))?;
            heads.push((path.clone(), head));
        }
        Ok(heads)
    }

    /// Requires that a tree extends every head kept here, and those in the ledger itself.
    pub fn check(&self, custody: &Custody, tree: &Tree, store: &SqliteStore) -> Result<(), CheckpointError> {
        let mut heads = self.read(custody, tree.size())?;
        if let Some(size) = store.newest_checkpoint()? {
            let stored = store.checkpoints(size)?;
            let newest = stored.iter().find_map(|stored| verified(stored.note.as_bytes(), custody));
            heads.extend(newest.map(|head| (store.path().to_owned(), head)));
        }
        for (place, signed) in heads {
            match tree.root_at(signed.size) {
                Ok(root) if root == signed.root => {}
                Ok(_) => return Err(CheckpointError::Forked { signed, place }),
                Err(_) => return Err(CheckpointError::Shorter { entries: tree.size(), signed, place }),
            }
        }
        Ok(())
    }

    /// The newest head kept here.
    pub fn newest(&self, custody: &Custody, entries: u64) -> Result<Option<TreeHead>, CheckpointError> {
        Ok(self.read(custody, entries)?.into_iter().map(|(_, head)| head).max_by_key(|head| head.size))
    }

    fn keep(&self, checkpoint: &SignedCheckpoint, custody: &Custody) -> Result<(), CheckpointError> {
        let size = checkpoint.unverified().head.size;
        let kept = self.read(custody, size)?;
        for path in &self.files {
            if kept.iter().any(|(other, head)| other == path && head.size >= size) {
                continue;
            }
            let io = |source| CheckpointError::Io { path: path.clone(), source };
            durable::replace(path, checkpoint.to_string().as_bytes(), Access::Anyone).map_err(io)?;
        }
        Ok(())
    }

    /// One process at a time signs for a log.
    fn lock(&self) -> Result<durable::Lock, CheckpointError> {
        let locked = durable::make_folder(&self.folder).and_then(|()| durable::lock(&self.folder.join(".signing")));
        locked.map_err(|source| CheckpointError::Io { path: self.folder.clone(), source })
    }
}

/// The head of a note that a key of this log signed, at a size for which the ledger named that key. A head larger than
/// the ledger is judged by the newest key.
fn verified(note: &[u8], custody: &Custody) -> Option<TreeHead> {
    let checkpoint = SignedCheckpoint::parse(note).ok()?;
    let size = checkpoint.unverified().head.size;
    let origin = custody.identity_at(size)?.name()?;
    let keys = custody.log_keys(size);
    checkpoint.verify(&origin, &keys, &[]).ok().map(|(checkpoint, _)| checkpoint.head)
}

/// The head that a note claims, if it is larger than the ledger: its key may have been named in what is lost.
fn beyond(note: &[u8], entries: u64) -> Option<TreeHead> {
    let claimed = SignedCheckpoint::parse(note).ok()?.unverified().head;
    (claimed.size > entries).then_some(claimed)
}

/// A stored checkpoint with every signature there is, as one note.
pub fn whole(stored: &StoredCheckpoint) -> Option<SignedCheckpoint> {
    let mut checkpoint = SignedCheckpoint::parse(stored.note.as_bytes()).ok()?;
    for line in &stored.cosignatures {
        let signature: Signature = line.parse().ok()?;
        checkpoint = checkpoint.with(signature).ok()?;
    }
    Some(checkpoint)
}

/// Signs the ledger's head, unless it is signed already. The first of `keys` is the log's key now; others sign along if
/// they were the log's before.
pub fn sign_head(
    journal: &mut Journal<SqliteStore>,
    guard: &Guard,
    keys: &[Signer],
) -> Result<SignedCheckpoint, CheckpointError> {
    let _signing = guard.lock()?;
    guard.files.iter().for_each(|path| durable::sweep(durable::folder_of(path)));
    journal.catch_up()?;
    let state = journal.state();
    let (custody, tree) = (&state.custody, state.chain.tree());
    guard.check(custody, tree, journal.store())?;
    let head = tree.head();
    let stored = journal.store().checkpoints(head.size)?;
    if let Some(known) = stored.first().filter(|stored| verified(stored.note.as_bytes(), custody) == Some(head)) {
        return SignedCheckpoint::parse(known.note.as_bytes()).map_err(|_| CheckpointError::NoIdentity);
    }
    let origin = custody.identity().and_then(Identity::name).ok_or(CheckpointError::NoIdentity)?;
    let text = Checkpoint { origin, head }.text();
    let mut signatures = Vec::new();
    for known in custody.log_keys(head.size) {
        debug_assert_eq!(known.kind(), SignatureType::Ed25519);
        let Some(signer) = keys.iter().find(|signer| signer.public().0 == *known.public()) else { continue };
        let raw = signer.sign_bytes(text.as_bytes())?;
        signatures.push(known.sign(&text, |_| raw.0).map_err(|_| CheckpointError::OtherKey)?);
    }
    let current = custody.identity().and_then(Identity::verifier).ok_or(CheckpointError::NoIdentity)?;
    if !signatures.iter().any(|signature| signature.id == current.id()) {
        return Err(CheckpointError::OtherKey);
    }
    let note = crate::log::note::Note::new(text, signatures).map_err(|_| CheckpointError::NoIdentity)?;
    let signed = SignedCheckpoint::from_note(note).map_err(|_| CheckpointError::NoIdentity)?;
    // Outside first: a crash between the two leaves a head that the ledger still extends.
    guard.keep(&signed, custody)?;
    journal.store_mut().keep_checkpoint(head.size, &signed.to_string())?;
    Ok(signed)
}
