//! Asking witnesses for cosignatures: the request that one witness needs, and what is kept of its answer. The same over
//! HTTP, in files and in QR codes.

use super::checkpoints::whole;
use super::store::sqlite::SqliteStore;
use super::store::{StoreError, StoredCheckpoint};
use crate::domain::custody::Custody;
use crate::log::checkpoint::SignedCheckpoint;
use crate::log::note::{Signature, VerifierKey, parse_signatures};
use crate::log::tree::{ProveError, Tree};
use crate::log::witness::AddCheckpoint;

/// Why there is no request, or an answer was not kept.
#[derive(Debug, thiserror::Error)]
pub enum CosignError {
    /// The log has not signed anything yet.
    #[error("no signed head")]
    NoHead,
    /// The witness has cosigned more than this ledger has.
    #[error("the witness cosigned {witness} entries, the newest head here has {size}")]
    Ahead {
        /// What the witness says it cosigned last.
        witness: u64,
        /// The newest head here.
        size: u64,
    },
    /// The answer holds no right cosignature by a witness of this ledger.
    #[error("no right cosignature by a witness of this ledger")]
    NoCosignature,
    /// The ledger's tree.
    #[error(transparent)]
    Tree(#[from] ProveError),
    /// The file.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The newest head that the log signed, with all it has gathered.
pub fn newest(store: &SqliteStore) -> Result<SignedCheckpoint, CosignError> {
    let size = store.newest_checkpoint()?.ok_or(CosignError::NoHead)?;
    store.checkpoints(size)?.first().and_then(whole).ok_or(CosignError::NoHead)
}

/// The size that a witness cosigned last, as far as the ledger knows; 0 if never.
pub fn last_cosigned(store: &SqliteStore, witness: &VerifierKey) -> Result<u64, CosignError> {
    let by_witness = |stored: &StoredCheckpoint| {
        let Some(checkpoint) = whole(stored) else { return false };
        checkpoint.note().verify([witness]).is_ok()
    };
    Ok(store.checkpoints(0)?.iter().rev().find(|stored| by_witness(stored)).map_or(0, |stored| stored.size))
}

/// The request for a witness that cosigned `old` entries last. Carries the log's own signatures only.
pub fn request(store: &SqliteStore, custody: &Custody, tree: &Tree, old: u64) -> Result<AddCheckpoint, CosignError> {
    let newest = newest(store)?;
    let size = newest.unverified().head.size;
    if old > size {
        return Err(CosignError::Ahead { witness: old, size });
    }
    let keys = custody.log_keys(size);
    let own = |by: &Signature| keys.iter().any(|key| key.id() == by.id && *key.name() == by.name);
    let checkpoint = newest.keep(own).map_err(|_| CosignError::NoHead)?;
    let proof = if old == 0 { Vec::new() } else { tree.consistency_proof(old, size)? };
    Ok(AddCheckpoint { old, proof, checkpoint })
}

/// Keeps the right cosignatures of an answer: those by witnesses that the ledger's policies name, on the newest head or
/// an earlier one. Returns their names and the size.
pub fn keep(store: &mut SqliteStore, custody: &Custody, answer: &str) -> Result<Vec<(String, u64)>, CosignError> {
    let lines = parse_signatures(answer).map_err(|_| CosignError::NoCosignature)?;
    let known = custody.witness_keys();
    let mut kept = Vec::new();
    let stored = store.checkpoints(0)?;
    for line in lines {
        let Some(key) = known.iter().find(|key| key.id() == line.id && *key.name() == line.name) else { continue };
        // An answer does not say which head it is of: the newest that it fits.
        let fits = |stored: &&StoredCheckpoint| {
            let checkpoint = SignedCheckpoint::parse(stored.note.as_bytes()).ok();
            let signed = checkpoint.and_then(|checkpoint| checkpoint.with(line.clone()).ok());
            signed.is_some_and(|signed| signed.note().verify([key]).is_ok())
        };
        if let Some(stored) = stored.iter().rev().find(fits) {
            store.keep_cosignature(stored.size, &line.to_string())?;
            kept.push((key.name().to_string(), stored.size));
        }
    }
    if kept.is_empty() { Err(CosignError::NoCosignature) } else { Ok(kept) }
}
