//! A head kept outside the ledger, as a file that proves itself (`docs/format.md`, section 10): a C2SP tlog-proof whose entry
//! names the key that signed the head. Whoever writes into such a file what the log did not sign is not believed, and so
//! frightens nobody into declaring a loss.

use crate::domain::custody::Custody;
use crate::domain::events::ledger::naming::Naming;
use crate::domain::ledger::State;
use crate::log::checkpoint::SignedCheckpoint;
use crate::log::proof::TlogProof;
use crate::log::tree::{Tree, TreeHead};

/// A head, and the entry that names its key.
#[derive(Clone, Debug)]
pub struct Kept {
    proof: TlogProof,
    naming: Naming,
}

impl Kept {
    /// What stands in a file, if it is to be believed by a ledger.
    pub fn read(bytes: &[u8], state: &State) -> Option<Kept> {
        Kept::of(TlogProof::parse(bytes).ok()?, state)
    }

    /// A proof, if it is to be believed by a ledger. A head of a key that ended is only where the ledger has it.
    pub fn of(proof: TlogProof, state: &State) -> Option<Kept> {
        let (entry, head) = (proof.extra.as_deref()?, proof.checkpoint.unverified().head);
        let naming = Naming::of(entry, state)?;
        let key = naming.verifier()?;
        let origin = naming.origin.as_str().parse().ok()?;
        let right = naming.seq.checked_sub(1) == Some(proof.index);
        let signed = right && proof.verify(entry, &origin, &[key], &[]).is_ok();
        let has = state.chain.tree().root_at(head.size).is_ok_and(|root| root == head.root);
        (signed && (has || is_in_force(&naming, head.size, &state.custody))).then_some(Kept { proof, naming })
    }

    /// The newest head of a log, with its proof: `entry` is the one that names the key in force.
    pub fn new(checkpoint: SignedCheckpoint, entry: Vec<u8>, tree: &Tree, custody: &Custody) -> Option<Kept> {
        let size = checkpoint.unverified().head.size;
        let identity = custody.identity_at(size)?;
        let naming = Naming { seq: identity.since, origin: identity.origin.clone(), key: identity.key };
        let index = identity.since.checked_sub(1)?;
        let path = tree.inclusion_proof(index, size).ok()?;
        Some(Kept { proof: TlogProof { extra: Some(entry), index, path, checkpoint }, naming })
    }

    /// The head.
    pub fn head(&self) -> TreeHead {
        self.proof.checkpoint.unverified().head
    }

    /// The head as it is signed.
    pub fn checkpoint(&self) -> &SignedCheckpoint {
        &self.proof.checkpoint
    }

    /// The entry that names the key, if it stands after the first `entries` ones: its bytes.
    pub fn naming_beyond(&self, entries: u64) -> Option<&[u8]> {
        self.proof.extra.as_deref().filter(|_| self.naming.seq > entries)
    }
}

/// The signed head in a file, whoever vouches for it.
pub fn claimed(bytes: &[u8]) -> Option<SignedCheckpoint> {
    TlogProof::parse(bytes).ok().map(|proof| proof.checkpoint)
}

/// Whether a key was in force for heads of a size, as far as the ledger knows, and is said to be in nobody else's hands.
fn is_in_force(naming: &Naming, size: u64, custody: &Custody) -> bool {
    custody.identity_at(size).is_some_and(|known| known.since <= naming.seq) && !custody.is_stolen_at(size)
}

impl std::fmt::Display for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.proof.fmt(f)
    }
}
