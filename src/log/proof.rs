//! C2SP tlog-proof (<https://c2sp.org/tlog-proof>): an entry's place in the tree, its path, and the checkpoint it
//! leads to, in one text that verifies offline.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;

use super::checkpoint::{Checkpoint, MalformedCheckpoint, Origin, SignedCheckpoint, UntrustedCheckpoint, decimal};
use super::note::{MAX_NOTE_BYTES, Verified, VerifierKey};
use super::tree::{ProofFault, TreeHash, leaf_hash, verify_inclusion};

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// The most hashes a path or a consistency proof has in a tree of fewer than 2^63 leaves.
pub const MAX_PATH: usize = 63;

/// The most bytes a proof may have.
pub const MAX_PROOF_BYTES: usize = 2 * MAX_NOTE_BYTES;

/// Why bytes are no tlog-proof.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum MalformedProof {
    /// Larger than a note may be.
    #[error("the proof is too large")]
    TooLarge,
    /// Not UTF-8.
    #[error("the proof is not UTF-8")]
    NotUtf8,
    /// The first line is not that of tlog-proof, version 1.
    #[error("the proof does not begin with {HEADER}")]
    Header,
    /// The extra data is not base64.
    #[error("the proof's extra data is malformed")]
    Extra,
    /// The index line is missing, or no decimal number below 2^63.
    #[error("the proof's index is malformed")]
    Index,
    /// A hash is not 32 bytes in base64.
    #[error("a hash of the proof is malformed")]
    Hash,
    /// More hashes than [`MAX_PATH`].
    #[error("the proof has too many hashes")]
    TooLong,
    /// No blank line and checkpoint follow.
    #[error("the proof has no checkpoint")]
    NoCheckpoint,
    /// What follows is no checkpoint.
    #[error(transparent)]
    Checkpoint(#[from] MalformedCheckpoint),
}

/// Why a proof proves nothing.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum UnprovenEntry {
    /// The checkpoint is not to be believed.
    #[error(transparent)]
    Checkpoint(#[from] UntrustedCheckpoint),
    /// The entry is not in the checkpoint's tree at that place.
    #[error(transparent)]
    Inclusion(#[from] ProofFault),
}

/// A proof that an entry is in a log, read but not believed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TlogProof {
    /// Data of the application. Nothing signs it.
    pub extra: Option<Vec<u8>>,
    /// The entry's index, from 0.
    pub index: u64,
    /// Its path, from the leaf's sibling to the root's child.
    pub path: Vec<TreeHash>,
    /// The checkpoint with all its signatures.
    pub checkpoint: SignedCheckpoint,
}

/// What a verified proof says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proven<'a> {
    /// The checkpoint whose tree has the entry.
    pub checkpoint: &'a Checkpoint,
    /// The keys of log and witnesses whose signatures on it hold. Whether they are enough is for a policy to
    /// say: see [`super::witness_policy::WitnessPolicy::is_satisfied_by`].
    pub signed: Vec<Verified<'a>>,
}

impl TlogProof {
    /// Reads a proof.
    pub fn parse(bytes: &[u8]) -> Result<TlogProof, MalformedProof> {
        if bytes.len() > MAX_PROOF_BYTES {
            return Err(MalformedProof::TooLarge);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| MalformedProof::NotUtf8)?;
        let rest = text.strip_prefix(HEADER).and_then(|rest| rest.strip_prefix('\n')).ok_or(MalformedProof::Header)?;
        let (extra, rest) = match rest.strip_prefix("extra ") {
            None => (None, rest),
            Some(rest) => {
                let (line, rest) = rest.split_once('\n').ok_or(MalformedProof::Extra)?;
                let extra = STANDARD.decode(line).ok().filter(|extra| !extra.is_empty());
                (Some(extra.ok_or(MalformedProof::Extra)?), rest)
            }
        };
        let (line, rest) = rest.split_once('\n').ok_or(MalformedProof::Index)?;
        let index = line.strip_prefix("index ").and_then(decimal).ok_or(MalformedProof::Index)?;
        let (path, checkpoint) = parse_hashes(rest)?;
        Ok(TlogProof { extra, index, path, checkpoint: SignedCheckpoint::parse(checkpoint.as_bytes())? })
    }

    /// Checks that `entry` (a leaf's bytes, unhashed) is where the proof says, in a tree that the log's key signed.
    /// `extra` is not part of what is proved.
    pub fn verify<'a>(
        &'a self,
        entry: &[u8],
        origin: &Origin,
        log: &'a [VerifierKey],
        witnesses: &'a [VerifierKey],
    ) -> Result<Proven<'a>, UnprovenEntry> {
        self.verify_leaf(&leaf_hash(entry), origin, log, witnesses)
    }

    /// [`TlogProof::verify`] for whoever has the leaf's hash but not the entry.
    pub fn verify_leaf<'a>(
        &'a self,
        leaf: &TreeHash,
        origin: &Origin,
        log: &'a [VerifierKey],
        witnesses: &'a [VerifierKey],
    ) -> Result<Proven<'a>, UnprovenEntry> {
        let (checkpoint, signed) = self.checkpoint.verify(origin, log, witnesses)?;
        verify_inclusion(leaf, self.index, &checkpoint.head, &self.path)?;
        Ok(Proven { checkpoint, signed })
    }
}

/// Reads lines of hashes up to a blank line; returns what follows it.
pub(super) fn parse_hashes(mut rest: &str) -> Result<(Vec<TreeHash>, &str), MalformedProof> {
    let mut hashes = Vec::new();
    loop {
        let (line, after) = rest.split_once('\n').ok_or(MalformedProof::NoCheckpoint)?;
        rest = after;
        if line.is_empty() {
            return Ok((hashes, rest));
        }
        if hashes.len() == MAX_PATH {
            return Err(MalformedProof::TooLong);
        }
        hashes.push(TreeHash::from_base64(line).ok_or(MalformedProof::Hash)?);
    }
}

impl fmt::Display for TlogProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.path.iter().try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.checkpoint)
    }
}
