//! The compact receipt: a [`TlogProof`] small enough for a printed QR code, and base45 (RFC 9285) to print it in.
//!
//! ```text
//! version 1 · witness count 1 · log key id 4 · index varint · size varint · path 32 × d · log signature 64
//! then for each witness: key id 4 · time 8 (big-endian seconds) · signature 64
//! ```
//!
//! d follows from index and size. The root is left out: the verifier computes it from entry and path, writes the
//! checkpoint's three lines, and the log's signature over them proves it. Key names are left out too: whoever
//! verifies knows the origin and the keys. Integers are unsigned LEB128, shortest form only.

use thiserror::Error;

use super::checkpoint::{Checkpoint, MalformedCheckpoint, Origin, SignedCheckpoint};
use super::note::{KeyId, Note, Signature, SignatureType, VerifierKey};
use super::proof::TlogProof;
use super::tree::{ProofFault, TreeHash, TreeHead, inclusion_proof_len, root_from_inclusion};

/// The version of the form that is read here.
pub const VERSION: u8 = 1;
/// A witness's key id is followed by 8 bytes of time and 64 of signature.
const COSIGNATURE_BYTES: usize = 72;

/// Why a proof has no compact form.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum NotCompact {
    /// It is of another log.
    #[error("the proof is of another log")]
    OtherOrigin,
    /// It carries extra data, for which there is no room.
    #[error("the proof has extra data")]
    Extra,
    /// Its path does not lead from the leaf to the checkpoint's root, so that could not be computed again.
    #[error("the proof's path does not lead to its root")]
    Path,
    /// Its signatures are not one by the log, first, and then cosignatures by known witnesses.
    #[error("the proof's signatures are not the log's and then known witnesses'")]
    Signatures,
    /// It has more cosignatures than one byte counts.
    #[error("the proof has too many cosignatures")]
    TooMany,
}

/// Why bytes are no compact receipt, or not one for these keys.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum MalformedReceipt {
    /// Of a later version, or no receipt.
    #[error("the receipt's version is not known")]
    Version,
    /// It ends too early.
    #[error("the receipt is too short")]
    TooShort,
    /// Bytes are left over.
    #[error("the receipt is too long")]
    TooLong,
    /// An integer is not in its shortest form or not below 2^63.
    #[error("an integer of the receipt is malformed")]
    Integer,
    /// Index and size do not fit each other.
    #[error(transparent)]
    Index(#[from] ProofFault),
    /// No known key has that id, or more than one.
    #[error("the key {0} of the receipt is not known, or not without doubt")]
    Key(KeyId),
    /// The checkpoint that follows from it is none.
    #[error(transparent)]
    Checkpoint(#[from] MalformedCheckpoint),
}

/// Writes the compact form of a proof, from which [`unpack`] makes the same proof again, byte for byte. What would
/// be lost is refused; drop unknown signatures with [`SignedCheckpoint::keep`] first.
pub fn pack(
    proof: &TlogProof,
    leaf: &TreeHash,
    origin: &Origin,
    log: &[VerifierKey],
    witnesses: &[VerifierKey],
) -> Result<Vec<u8>, NotCompact> {
    let Checkpoint { origin: claimed, head } = proof.checkpoint.unverified();
    if claimed != origin {
        return Err(NotCompact::OtherOrigin);
    }
    if proof.extra.is_some() {
        return Err(NotCompact::Extra);
    }
    let root = root_from_inclusion(leaf, proof.index, head.size, &proof.path).map_err(|_| NotCompact::Path)?;
    if root != head.root {
        return Err(NotCompact::Path);
    }
    let (by_log, by_witnesses) = proof.checkpoint.note().signatures().split_first().ok_or(NotCompact::Signatures)?;
    if !is_by(by_log, log, SignatureType::Ed25519, 64) {
        return Err(NotCompact::Signatures);
    }
    let known = |by: &Signature| is_by(by, witnesses, SignatureType::Cosignature, COSIGNATURE_BYTES);
    if !by_witnesses.iter().all(known) {
        return Err(NotCompact::Signatures);
    }
    let count = u8::try_from(by_witnesses.len()).map_err(|_| NotCompact::TooMany)?;

    let mut bytes = vec![VERSION, count];
    bytes.extend(by_log.id.to_bytes());
    put_varint(&mut bytes, proof.index);
    put_varint(&mut bytes, head.size);
    proof.path.iter().for_each(|hash| bytes.extend(hash.as_bytes()));
    bytes.extend(&by_log.bytes);
    for cosignature in by_witnesses {
        bytes.extend(cosignature.id.to_bytes());
        bytes.extend(&cosignature.bytes);
    }
    Ok(bytes)
}

/// Whether one known key, and no other with its id, can have made that signature.
fn is_by(signature: &Signature, keys: &[VerifierKey], kind: SignatureType, len: usize) -> bool {
    let key = key_of(signature.id, keys, kind);
    key.is_ok_and(|key| *key.name() == signature.name) && signature.bytes.len() == len
}

fn key_of(id: KeyId, keys: &[VerifierKey], kind: SignatureType) -> Result<&VerifierKey, MalformedReceipt> {
    let mut named = keys.iter().filter(|key| key.id() == id && key.kind() == kind);
    let key = named.next().ok_or(MalformedReceipt::Key(id))?;
    if named.any(|other| other != key) { Err(MalformedReceipt::Key(id)) } else { Ok(key) }
}

/// Reads a compact receipt for the leaf it is about. The proof that comes back is read, not believed: any leaf gives
/// one, and only [`TlogProof::verify_leaf`] tells whether the log signed for this leaf.
pub fn unpack(
    bytes: &[u8],
    leaf: &TreeHash,
    origin: &Origin,
    log: &[VerifierKey],
    witnesses: &[VerifierKey],
) -> Result<TlogProof, MalformedReceipt> {
    let mut rest = bytes;
    let [version, count] = take(&mut rest)?;
    if version != VERSION {
        return Err(MalformedReceipt::Version);
    }
    let log_key = key_of(KeyId::from_bytes(take(&mut rest)?), log, SignatureType::Ed25519)?;
    let (index, size) = (take_varint(&mut rest)?, take_varint(&mut rest)?);
    let path = take_path(&mut rest, index, size)?;
    let by =
        |key: &VerifierKey, bytes: &[u8]| Signature { name: key.name().clone(), id: key.id(), bytes: bytes.into() };
    let mut signatures = vec![by(log_key, &take::<64>(&mut rest)?)];
    for _ in 0..count {
        let key = key_of(KeyId::from_bytes(take(&mut rest)?), witnesses, SignatureType::Cosignature)?;
        signatures.push(by(key, &take::<COSIGNATURE_BYTES>(&mut rest)?));
    }
    if !rest.is_empty() {
        return Err(MalformedReceipt::TooLong);
    }
    let root = root_from_inclusion(leaf, index, size, &path)?;
    let text = Checkpoint { origin: origin.clone(), head: TreeHead { size, root } }.text();
    let note = Note::new(text, signatures).map_err(MalformedCheckpoint::from)?;
    Ok(TlogProof { extra: None, index, path, checkpoint: SignedCheckpoint::from_note(note)? })
}

/// Index and size of a compact receipt; not verified.
pub fn place(bytes: &[u8]) -> Option<(u64, u64)> {
    let mut rest = bytes.get(2 + 4..)?;
    Some((take_varint(&mut rest).ok()?, take_varint(&mut rest).ok()?))
}

/// The id of the log key that a compact receipt names; not verified.
pub fn log_key(bytes: &[u8]) -> Option<KeyId> {
    bytes.get(2..)?.first_chunk().copied().map(KeyId::from_bytes)
}

/// The head that a compact receipt leads to from a leaf; not verified.
pub fn head(bytes: &[u8], leaf: &TreeHash) -> Result<TreeHead, MalformedReceipt> {
    let mut rest = bytes.get(2 + 4..).ok_or(MalformedReceipt::TooShort)?;
    let (index, size) = (take_varint(&mut rest)?, take_varint(&mut rest)?);
    let path = take_path(&mut rest, index, size)?;
    Ok(TreeHead { size, root: root_from_inclusion(leaf, index, size, &path)? })
}

fn take_path(rest: &mut &[u8], index: u64, size: u64) -> Result<Vec<TreeHash>, MalformedReceipt> {
    let depth = inclusion_proof_len(index, size).ok_or(ProofFault::NoSuchLeaf { index, size })?;
    (0..depth).map(|_| take(rest).map(TreeHash::from_bytes)).collect()
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], MalformedReceipt> {
    let (taken, after) = rest.split_first_chunk().ok_or(MalformedReceipt::TooShort)?;
    *rest = after;
    Ok(*taken)
}

/// Writes an unsigned LEB128 number in its shortest form.
pub fn put_varint(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Reads an unsigned LEB128 number below 2^63 in its shortest form.
pub fn take_varint(rest: &mut &[u8]) -> Result<u64, MalformedReceipt> {
    let mut number = 0;
    // Nine groups of seven bits: 63, as in every other form of a size.
    for shift in (0..63).step_by(7) {
        let [byte] = take(rest)?;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            // A last group of zero could have been left out.
            return if byte == 0 && shift != 0 { Err(MalformedReceipt::Integer) } else { Ok(number) };
        }
    }
    Err(MalformedReceipt::Integer)
}

const BASE45: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// Base45 (RFC 9285): bytes in the alphabet of a QR code's alphanumeric mode, three characters for two bytes.
pub fn to_base45(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(2) * 3);
    for pair in bytes.chunks(2) {
        let mut value = pair.iter().fold(0_usize, |value, byte| value << 8 | usize::from(*byte));
        for _ in 0..=pair.len() {
            text.extend(BASE45.get(value % 45).map(|digit| char::from(*digit)));
            value /= 45;
        }
    }
    text
}

/// Reads base45; `None` for another character, a single character left over, or a group above what its bytes hold.
pub fn from_base45(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 3 * 2 + 1);
    for group in text.as_bytes().chunks(3) {
        let mut value = 0;
        for character in group.iter().rev() {
            value = value * 45 + BASE45.iter().position(|digit| digit == character)?;
        }
        match group.len() {
            3 => bytes.extend(u16::try_from(value).ok()?.to_be_bytes()),
            2 => bytes.push(u8::try_from(value).ok()?),
            _ => return None,
        }
    }
    Some(bytes)
}
