//! C2SP tlog-witness (<https://c2sp.org/tlog-witness@v1.0.0>): how a witness decides on `add-checkpoint`, without
//! network, clock or store. A request on paper, scanned, is decided on by the same rules.
//!
//! The caller reads what it last cosigned, calls [`decide`], and *in the same atomic step* stores
//! [`Accepted::head`]; only then may it cosign and answer. Anything less lets two requests roll the witness back.

use std::fmt::{self, Write as _};

use thiserror::Error;

use super::checkpoint::{MalformedCheckpoint, Origin, SignedCheckpoint, UntrustedCheckpoint, decimal};
use super::note::{Signature, SignatureType, VerifierKey};
use super::proof::{MalformedProof, parse_hashes};
use super::tree::{ProofFault, TreeHash, TreeHead, verify_growth};

/// Why bytes are no `add-checkpoint` request.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum MalformedRequest {
    /// Not UTF-8.
    #[error("the request is not UTF-8")]
    NotUtf8,
    /// The first line is not `old` and a size.
    #[error("the old size is malformed")]
    OldSize,
    /// A line of the proof is no hash, there are more than 63, or no blank line follows.
    #[error("the consistency proof is malformed")]
    Proof,
    /// What follows is no checkpoint.
    #[error(transparent)]
    Checkpoint(#[from] MalformedCheckpoint),
}

/// A request to cosign a checkpoint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AddCheckpoint {
    /// The size that the witness is thought to have cosigned last.
    pub old: u64,
    /// The consistency proof from there.
    pub proof: Vec<TreeHash>,
    /// The checkpoint.
    pub checkpoint: SignedCheckpoint,
}

impl AddCheckpoint {
    /// Reads a request's body.
    pub fn parse(body: &[u8]) -> Result<AddCheckpoint, MalformedRequest> {
        let text = std::str::from_utf8(body).map_err(|_| MalformedRequest::NotUtf8)?;
        let (old, rest) = text.split_once('\n').ok_or(MalformedRequest::OldSize)?;
        let old = old.strip_prefix("old ").and_then(decimal).ok_or(MalformedRequest::OldSize)?;
        let (proof, checkpoint) = parse_hashes(rest).map_err(|_: MalformedProof| MalformedRequest::Proof)?;
        Ok(AddCheckpoint { old, proof, checkpoint: SignedCheckpoint::parse(checkpoint.as_bytes())? })
    }
}

impl fmt::Display for AddCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old)?;
        self.proof.iter().try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

/// What a witness knows of one log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KnownLog {
    /// The keys it trusts for that origin.
    pub keys: Vec<VerifierKey>,
    /// The head it cosigned last; [`TreeHead::EMPTY`] if it never did.
    pub last: TreeHead,
}

/// A checkpoint that the witness may cosign, once its head is stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Accepted {
    /// The head to store, and to compare with the next time.
    pub head: TreeHead,
    /// The checkpoint to cosign: the text of its note.
    pub checkpoint: SignedCheckpoint,
}

/// Why the witness does not cosign.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum Refused {
    /// 400: no request.
    #[error(transparent)]
    Malformed(#[from] MalformedRequest),
    /// 400: the old size is larger than the checkpoint's.
    #[error("the old size {old} is larger than the checkpoint's, {size}")]
    OldTooLarge {
        /// The size said to be old.
        old: u64,
        /// The checkpoint's.
        size: u64,
    },
    /// 404: no such log is known here.
    #[error("the log {0} is not known here")]
    UnknownLog(Origin),
    /// 403: the signatures do not hold.
    #[error(transparent)]
    Untrusted(UntrustedCheckpoint),
    /// 409: the old size is not what was cosigned last.
    #[error("the last size cosigned is {last}")]
    Conflict {
        /// The size cosigned last, which is the answer's body.
        last: u64,
    },
    /// 422: the checkpoint does not extend what was cosigned last. Perhaps evidence of a forked log: keep it.
    #[error("the consistency proof does not hold: {0}")]
    Inconsistent(#[from] ProofFault),
}

/// An answer over HTTP.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The `Content-Type`.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
}

impl Refused {
    /// The status code that tlog-witness assigns.
    pub fn status(&self) -> u16 {
        match self {
            Refused::Malformed(_) | Refused::OldTooLarge { .. } => 400,
            Refused::Untrusted(_) => 403,
            Refused::UnknownLog(_) => 404,
            Refused::Conflict { .. } => 409,
            Refused::Inconsistent(_) => 422,
        }
    }

    /// The answer to send.
    pub fn response(&self) -> Response {
        match self {
            Refused::Conflict { last } => {
                Response { status: 409, content_type: "text/x.tlog.size", body: format!("{last}\n") }
            }
            _ => {
                Response { status: self.status(), content_type: "text/plain; charset=utf-8", body: format!("{self}\n") }
            }
        }
    }
}

/// The answer to send after [`Accepted::head`] was stored and the witness's keys have cosigned.
pub fn response(cosignatures: &[Signature]) -> Response {
    let mut body = String::new();
    for cosignature in cosignatures {
        // Writing to a string does not fail.
        let _ = writeln!(body, "{cosignature}");
    }
    Response { status: 200, content_type: "text/plain; charset=utf-8", body }
}

/// Decides on a request's body. `known` tells what the witness knows of a log.
///
/// Consistency is checked against the root that the witness itself stored, never one that the request brings.
pub fn decide(body: &[u8], known: impl FnOnce(&Origin) -> Option<KnownLog>) -> Result<Accepted, Refused> {
    let AddCheckpoint { old, proof, checkpoint } = AddCheckpoint::parse(body)?;
    let origin = checkpoint.unverified().origin.clone();
    let log = known(&origin).ok_or(Refused::UnknownLog(origin))?;
    // A cosignature is no log's signature, whatever keys are configured.
    let keys = log.keys.iter().filter(|key| key.kind() == SignatureType::Ed25519);
    checkpoint.note().verify(keys).map_err(|fault| Refused::Untrusted(fault.into()))?;
    let head = checkpoint.unverified().head;
    if old > head.size {
        return Err(Refused::OldTooLarge { old, size: head.size });
    }
    if old != log.last.size {
        return Err(Refused::Conflict { last: log.last.size });
    }
    verify_growth(&log.last, &head, &proof)?;
    Ok(Accepted { head, checkpoint })
}
