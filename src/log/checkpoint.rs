//! C2SP tlog-checkpoint (<https://c2sp.org/tlog-checkpoint@v1.0.0>): a tree head as the text of a signed note.
//!
//! Extension lines are refused: the specification advises against them, no monitor can audit them, and public
//! witnesses answer them with an error. A checkpoint is read through its note only, which has no control characters.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::note::{MalformedNote, Note, Signature, SignatureType, Untrusted, Verified, VerifierKey};
use super::tree::{TreeHash, TreeHead};

/// Why bytes are no checkpoint.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum MalformedCheckpoint {
    /// Not even a note.
    #[error(transparent)]
    Note(#[from] MalformedNote),
    /// An origin is one line that is not empty, without control characters.
    #[error("the checkpoint's origin is malformed")]
    Origin,
    /// Not a decimal number without leading zeros below 2^63.
    #[error("the checkpoint's size is malformed")]
    Size,
    /// Not 32 bytes in base64.
    #[error("the checkpoint's root is malformed")]
    Root,
    /// A fourth line.
    #[error("the checkpoint has extension lines")]
    Extension,
    /// Fewer than three lines.
    #[error("the checkpoint has fewer than three lines")]
    Short,
}

/// Why a checkpoint is not to be believed.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum UntrustedCheckpoint {
    /// Another log's.
    #[error("the checkpoint is of {0}")]
    OtherOrigin(Origin),
    /// The signatures do not hold.
    #[error(transparent)]
    Signature(#[from] Untrusted),
    /// Witnesses vouch for it but the log does not.
    #[error("no signature is by a known key of the log")]
    NoLogKey,
    /// Size 0 with a root that is not the empty tree's.
    #[error("the root claimed for the empty tree is not that of the empty tree")]
    EmptyRoot,
}

/// The name of a log: the first line of its checkpoints.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Origin(String);

/// What the origins of ledgers for practice begin with, and no others (`docs/format.md`, section 9).
pub const PRACTICE: &str = "practice/";

/// Whether an origin says that its ledger is for practice.
pub fn is_practice(origin: &str) -> bool {
    origin.starts_with(PRACTICE)
}

impl Origin {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Origin {
    type Err = MalformedCheckpoint;

    fn from_str(text: &str) -> Result<Origin, MalformedCheckpoint> {
        if text.is_empty() || text.chars().any(|c| c < ' ') {
            return Err(MalformedCheckpoint::Origin);
        }
        Ok(Origin(text.to_owned()))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A decimal number without sign or leading zeros, below 2^63: what every implementation reads alike.
pub(super) fn decimal(text: &str) -> Option<u64> {
    let canonical = text == "0" || !text.starts_with('0');
    if !canonical || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|number| i64::try_from(*number).is_ok())
}

/// Which log, and its tree as of one moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checkpoint {
    /// The log.
    pub origin: Origin,
    /// Its tree.
    pub head: TreeHead,
}

impl Checkpoint {
    /// The text of the note: three lines.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.head.size, self.head.root)
    }

    /// Signs it with the log's key; `sign` makes the raw signature.
    pub fn sign(
        &self,
        key: &VerifierKey,
        sign: impl FnOnce(&[u8]) -> [u8; 64],
    ) -> Result<SignedCheckpoint, SignCheckpoint> {
        let text = self.text();
        let signature = key.sign(&text, sign)?;
        Ok(SignedCheckpoint::from_note(Note::new(text, vec![signature])?)?)
    }

    fn parse(text: &str) -> Result<Checkpoint, MalformedCheckpoint> {
        let mut lines = text.strip_suffix('\n').ok_or(MalformedCheckpoint::Short)?.split('\n');
        let mut next = || lines.next().ok_or(MalformedCheckpoint::Short);
        let (origin, size, root) = (next()?, next()?, next()?);
        if lines.next().is_some() {
            return Err(MalformedCheckpoint::Extension);
        }
        let size = decimal(size).ok_or(MalformedCheckpoint::Size)?;
        let root = TreeHash::from_base64(root).ok_or(MalformedCheckpoint::Root)?;
        Ok(Checkpoint { origin: origin.parse()?, head: TreeHead { size, root } })
    }
}

/// Why a checkpoint was not signed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum SignCheckpoint {
    /// The key did not sign.
    #[error(transparent)]
    Sign(#[from] super::note::SignError),
    /// The signed text would not be read back.
    #[error(transparent)]
    Malformed(#[from] MalformedCheckpoint),
}

impl From<MalformedNote> for SignCheckpoint {
    fn from(fault: MalformedNote) -> Self {
        SignCheckpoint::Malformed(fault.into())
    }
}

/// A checkpoint with its signatures, read but not believed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignedCheckpoint {
    note: Note,
    checkpoint: Checkpoint,
}

impl SignedCheckpoint {
    /// Reads a checkpoint from its note.
    pub fn parse(bytes: &[u8]) -> Result<SignedCheckpoint, MalformedCheckpoint> {
        SignedCheckpoint::from_note(Note::parse(bytes)?)
    }

    /// Reads a checkpoint from a note already read.
    pub fn from_note(note: Note) -> Result<SignedCheckpoint, MalformedCheckpoint> {
        let checkpoint = Checkpoint::parse(note.text())?;
        Ok(SignedCheckpoint { note, checkpoint })
    }

    /// The note it is.
    pub fn note(&self) -> &Note {
        &self.note
    }

    /// What is claimed, before anything was verified.
    pub fn unverified(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The same checkpoint with one more signature.
    pub fn with(self, signature: Signature) -> Result<SignedCheckpoint, MalformedNote> {
        Ok(SignedCheckpoint { note: self.note.with(signature)?, checkpoint: self.checkpoint })
    }

    /// The same checkpoint with only the signatures that `keep` keeps; at least one must be left.
    pub fn keep(&self, keep: impl Fn(&Signature) -> bool) -> Result<SignedCheckpoint, MalformedNote> {
        let kept = self.note.signatures().iter().filter(|signature| keep(signature)).cloned().collect();
        Ok(SignedCheckpoint {
            note: Note::new(self.note.text().to_owned(), kept)?,
            checkpoint: self.checkpoint.clone(),
        })
    }

    /// Checks it for one log: the origin, a signature by one of the log's keys, and every signature by a known key
    /// of log or witness. Returns the checkpoint and whose signatures hold.
    pub fn verify<'k>(
        &self,
        origin: &Origin,
        log: &'k [VerifierKey],
        witnesses: &'k [VerifierKey],
    ) -> Result<(&Checkpoint, Vec<Verified<'k>>), UntrustedCheckpoint> {
        if self.checkpoint.origin != *origin {
            return Err(UntrustedCheckpoint::OtherOrigin(self.checkpoint.origin.clone()));
        }
        let verified = self.note.verify(log.iter().chain(witnesses))?;
        // A cosignature says what was seen, not what was issued: it is no log's signature whatever list its key is in.
        let by_log = |by: &Verified<'_>| by.key.kind() == SignatureType::Ed25519 && log.contains(by.key);
        if !verified.iter().any(by_log) {
            return Err(UntrustedCheckpoint::NoLogKey);
        }
        let head = &self.checkpoint.head;
        if head.size == 0 && head.root != TreeHash::EMPTY {
            return Err(UntrustedCheckpoint::EmptyRoot);
        }
        Ok((&self.checkpoint, verified))
    }
}

impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(f)
    }
}
