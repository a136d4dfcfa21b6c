//! Heads that the log signs. Before it signs one, the log requires that the ledger still extends the newest head it
//! ever signed; that head is kept outside the ledger as well, so that an old copy put back stops instead of forking.

use std::path::{Path, PathBuf};

use super::durable::{self, Access};
use super::files;
use super::journal::{Journal, JournalError};
use super::kept::Kept;
use super::keys::{KeyError, Signer};
use super::memory::{Memory, MemoryError};
use super::store::sqlite::SqliteStore;
use super::store::{Store, StoreError, StoredCheckpoint};
use crate::domain::custody::{Custody, Identity};
use crate::domain::ledger::State;
use crate::log::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::log::note::{Signature, SignatureType};
use crate::log::tree::TreeHead;
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
    /// A file that should have the newest head has none that this log vouches for. Nothing follows from it but that
    /// somebody must look before another head is signed.
    #[error("{0}: no head that this log vouches for")]
    Unknown(PathBuf),
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
    /// Heads beside other keys of this log, such as one that this copy does not know yet: only what is to be believed
    /// of them counts.
    others: Vec<PathBuf>,
    folder: PathBuf,
}

impl Guard {
    /// The guard of a log. `key` is its key's file, if it has one.
    pub fn of(
        memory: &Memory,
        ledger: LedgerId,
        identity: &Identity,
        key: Option<&Path>,
        mut others: Vec<PathBuf>,
    ) -> Guard {
        let origin = Hash::of(identity.origin.as_str().as_bytes()).short();
        let mut files = vec![memory.folder().join(format!("{ledger}.{origin}.head"))];
        files.extend(key.map(|key| key.with_extension("head")));
        others.retain(|other| !files.contains(other));
        Guard { files, others, folder: memory.folder().to_owned() }
    }

    /// What each file has: a head to be believed, or none.
    fn read(&self, state: &State) -> Result<Vec<(PathBuf, Option<Kept>)>, CheckpointError> {
        let mut found = Vec::new();
        for path in &self.files {
            match files::read(path, files::SMALL) {
                Ok(bytes) => found.push((path.clone(), Kept::read(&bytes, state))),
                Err(source) if source.kind() == std::io::ErrorKind::NotFound => {}
                Err(source) => return Err(CheckpointError::Io { path: path.clone(), source }),
            }
        }
        Ok(found)
    }

    /// Requires that a ledger extends every head that is to be believed here, and those in the ledger itself.
    pub fn check(&self, state: &State, store: &SqliteStore) -> Result<(), CheckpointError> {
        let (custody, tree) = (&state.custody, state.chain.tree());
        let mut heads: Vec<_> = self.believed(state)?.into_iter().map(|(path, kept)| (path, kept.head())).collect();
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
    pub fn newest(&self, state: &State) -> Result<Option<Kept>, CheckpointError> {
        let kept = self.believed(state)?.into_iter().map(|(_, kept)| kept);
        Ok(kept.max_by_key(|kept| kept.head().size))
    }

    /// Every head here that is to be believed.
    fn believed(&self, state: &State) -> Result<Vec<(PathBuf, Kept)>, CheckpointError> {
        let read = |path: &PathBuf| Some((path.clone(), Kept::read(&files::read(path, files::SMALL).ok()?, state)?));
        let own = self.read(state)?.into_iter().filter_map(|(path, kept)| Some((path, kept?)));
        Ok(own.chain(self.others.iter().filter_map(read)).collect())
    }

    /// Puts the files aside that have no head to be believed; returns where they are now.
    pub fn set_aside(&self, state: &State) -> Result<Vec<PathBuf>, CheckpointError> {
        let mut aside = Vec::new();
        for (path, _) in self.read(state)?.into_iter().filter(|(_, kept)| kept.is_none()) {
            let names = (1u32..).map(|n| path.with_extension(format!("head.{n}")));
            let free = names.take(1000).find(|name| name.symlink_metadata().is_err());
            let target = free.ok_or_else(|| CheckpointError::Unknown(path.clone()))?;
            durable::rename(&path, &target).map_err(|source| CheckpointError::Io { path, source })?;
            aside.push(target);
        }
        Ok(aside)
    }

    fn keep(&self, newest: &Kept, state: &State) -> Result<(), CheckpointError> {
        let kept = self.read(state)?;
        for path in &self.files {
            let has = |kept: &Option<Kept>| kept.as_ref().is_some_and(|kept| kept.head().size >= newest.head().size);
            if kept.iter().any(|(other, kept)| other == path && has(kept)) {
                continue;
            }
            let io = |source| CheckpointError::Io { path: path.clone(), source };
            durable::replace(path, newest.to_string().as_bytes(), Access::Anyone).map_err(io)?;
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
    guard.check(state, journal.store())?;
    if let Some((path, _)) = guard.read(state)?.into_iter().find(|(_, kept)| kept.is_none()) {
        return Err(CheckpointError::Unknown(path));
    }
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
    let mut naming = None;
    let since = custody.identity_at(head.size).map_or(1, |identity| identity.since);
    journal.store().scan(since, &mut |row| {
        naming = Some(row.bytes);
        false
    })?;
    let kept = naming.and_then(|entry| Kept::new(signed.clone(), entry, tree, custody));
    // Outside first: a crash between the two leaves a head that the ledger still extends.
    guard.keep(&kept.ok_or(CheckpointError::NoIdentity)?, state)?;
    journal.store_mut().keep_checkpoint(head.size, &signed.to_string())?;
    Ok(signed)
}
