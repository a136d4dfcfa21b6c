//! The keys of C2SP signed-note v1 (<https://c2sp.org/signed-note@v1.0.0>): names, ids, types, and their text forms.
//!
//! The only file of the log that knows the signature library. Verification is strict (`verify_strict`): keys of
//! small order and non-canonical encodings are refused.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature as Ed25519, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::cosignature::{self, Timestamp};
use super::note::{MalformedNote, Signature};
use crate::values::crypto::PublicKey;

/// The name of a key: not empty, without white space, plus sign or control characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct KeyName(String);

impl KeyName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyName {
    type Err = MalformedNote;

    fn from_str(text: &str) -> Result<KeyName, MalformedNote> {
        let bad = text.is_empty() || text.chars().any(|c| c.is_whitespace() || c == '+' || c < ' ');
        if bad { Err(MalformedNote::KeyName) } else { Ok(KeyName(text.to_owned())) }
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The four bytes that, with the name, say which key made a signature. A hint, no proof.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 4]);

impl KeyId {
    /// Takes four bytes as an id.
    pub const fn from_bytes(bytes: [u8; 4]) -> KeyId {
        KeyId(bytes)
    }

    /// The four bytes.
    pub const fn to_bytes(self) -> [u8; 4] {
        self.0
    }

    /// SHA-256 of name, line feed, type and public key, cut to four bytes.
    pub fn of(name: &KeyName, kind: SignatureType, public: &[u8; 32]) -> KeyId {
        let hash: [u8; 32] = Sha256::new()
            .chain_update(&name.0)
            .chain_update([b'\n', kind.byte()])
            .chain_update(public)
            .finalize()
            .into();
        let [a, b, c, d, ..] = hash;
        KeyId([a, b, c, d])
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

/// The signature types spoken here. 0x06 (ML-DSA-44) is kept for later: such lines are ignored as unknown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SignatureType {
    /// 0x01: Ed25519 over the note's text. A log's.
    Ed25519,
    /// 0x04: Ed25519 over a time and the note's text (C2SP tlog-cosignature). A witness's.
    Cosignature,
}

impl SignatureType {
    /// The byte assigned in signed-note.
    pub const fn byte(self) -> u8 {
        match self {
            SignatureType::Ed25519 => 0x01,
            SignatureType::Cosignature => 0x04,
        }
    }

    fn from_byte(byte: u8) -> Result<SignatureType, MalformedNote> {
        match byte {
            0x01 => Ok(SignatureType::Ed25519),
            0x04 => Ok(SignatureType::Cosignature),
            _ => Err(MalformedNote::UnsupportedType),
        }
    }
}

/// A public key with its name and type; as text a "vkey".
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifierKey {
    name: KeyName,
    kind: SignatureType,
    id: KeyId,
    key: VerifyingKey,
}

impl VerifierKey {
    /// A key from its parts. Keys of small order, which fit signatures nobody made, are refused.
    pub fn new(name: KeyName, kind: SignatureType, public: &[u8; 32]) -> Result<VerifierKey, MalformedNote> {
        let key = VerifyingKey::from_bytes(public).map_err(|_| MalformedNote::PublicKey)?;
        if !PublicKey(*public).is_usable() {
            return Err(MalformedNote::PublicKey);
        }
        let id = KeyId::of(&name, kind, public);
        Ok(VerifierKey { name, kind, id, key })
    }

    /// The name.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// The id that stands in signatures.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// What its signatures mean.
    pub fn kind(&self) -> SignatureType {
        self.kind
    }

    /// The raw public key.
    pub fn public(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// Whether that is this key's raw signature over that message, strictly.
    pub fn verify_raw(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.key.verify_strict(message, &Ed25519::from_bytes(signature)).is_ok()
    }

    /// Signs a note's text as a log does. `sign` makes the raw signature; one this key does not verify is refused.
    pub fn sign(&self, text: &str, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> Result<Signature, SignError> {
        if self.kind != SignatureType::Ed25519 {
            return Err(SignError::WrongType);
        }
        self.sign_message(text.as_bytes(), &[], sign)
    }

    /// Signs `message` and puts `before` between key id and signature.
    pub(super) fn sign_message(
        &self,
        message: &[u8],
        before: &[u8],
        sign: impl FnOnce(&[u8]) -> [u8; 64],
    ) -> Result<Signature, SignError> {
        let raw = sign(message);
        if !self.verify_raw(message, &raw) {
            return Err(SignError::WrongKey);
        }
        Ok(Signature { name: self.name.clone(), id: self.id, bytes: [before, &raw].concat() })
    }

    /// The time of a cosignature (`None` for a log's signature) if the signature is right, else `Err`.
    pub(super) fn verify(&self, text: &str, signature: &[u8]) -> Result<Option<Timestamp>, ()> {
        match self.kind {
            SignatureType::Ed25519 => {
                let raw: &[u8; 64] = signature.try_into().map_err(drop)?;
                if self.verify_raw(text.as_bytes(), raw) { Ok(None) } else { Err(()) }
            }
            SignatureType::Cosignature => cosignature::verify(self, text, signature).map(Some).ok_or(()),
        }
    }
}

impl FromStr for VerifierKey {
    type Err = MalformedNote;

    fn from_str(text: &str) -> Result<VerifierKey, MalformedNote> {
        let (name, kind, public) = parse_key(text)?;
        let key = VerifierKey::new(name, kind, &public)?;
        // One spelling for one key: refuses upper-case hex and any other difference, a wrong id first of all.
        if key.to_string() == text { Ok(key) } else { Err(MalformedNote::KeyIdMismatch) }
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&[self.kind.byte()], self.public().as_slice()].concat();
        write!(f, "{}+{}+{}", self.name, self.id, STANDARD.encode(bytes))
    }
}

/// Name, type and key bytes of `name+id+base64(type ‖ bytes)`; the id is the caller's to check.
fn parse_key(text: &str) -> Result<(KeyName, SignatureType, [u8; 32]), MalformedNote> {
    let (name, rest) = text.split_once('+').ok_or(MalformedNote::VerifierKey)?;
    let (_, key) = rest.split_once('+').ok_or(MalformedNote::VerifierKey)?;
    let bytes = STANDARD.decode(key).map_err(|_| MalformedNote::VerifierKey)?;
    let (kind, bytes) = bytes.split_first().ok_or(MalformedNote::VerifierKey)?;
    let kind = SignatureType::from_byte(*kind)?;
    let bytes = bytes.try_into().map_err(|_| MalformedNote::VerifierKey)?;
    Ok((name.parse()?, kind, bytes))
}

/// Why a signature was not made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum SignError {
    /// A log's key cosigns nothing, a witness's key signs no checkpoint of its own.
    #[error("the key is of another signature type")]
    WrongType,
    /// What came back is not a signature by this key.
    #[error("the signature was made with another key")]
    WrongKey,
    /// A cosignature's time must fit 63 bits.
    #[error("the time is out of range")]
    Time,
}

/// A private key held in memory, with the name and type it signs under.
pub struct Signer {
    key: SigningKey,
    verifier: VerifierKey,
}

impl Signer {
    /// A signer from an Ed25519 seed (RFC 8032).
    pub fn from_seed(name: KeyName, kind: SignatureType, seed: &[u8; 32]) -> Result<Signer, MalformedNote> {
        let key = SigningKey::from_bytes(seed);
        let verifier = VerifierKey::new(name, kind, key.verifying_key().as_bytes())?;
        Ok(Signer { key, verifier })
    }

    /// Reads the text form that Go's note tools write: `PRIVATE+KEY+name+id+base64(type ‖ seed)`.
    pub fn parse(text: &str) -> Result<Signer, MalformedNote> {
        let text = text.strip_prefix("PRIVATE+KEY+").ok_or(MalformedNote::VerifierKey)?;
        let (name, kind, seed) = parse_key(text)?;
        let signer = Signer::from_seed(name, kind, &seed)?;
        let expected = format!("{}+{}+", signer.verifier.name, signer.verifier.id);
        if text.starts_with(&expected) { Ok(signer) } else { Err(MalformedNote::KeyIdMismatch) }
    }

    /// The public half.
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// The raw signature over a message; what [`VerifierKey::sign`] and [`cosignature::cosign`] take as `sign`.
    pub fn sign_raw(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }

    /// Signs a note's text as a log does.
    pub fn sign(&self, text: &str) -> Result<Signature, SignError> {
        self.verifier.sign(text, |message| self.sign_raw(message))
    }

    /// Cosigns a checkpoint's text as a witness does.
    pub fn cosign(&self, text: &str, time: Timestamp) -> Result<Signature, SignError> {
        cosignature::cosign(&self.verifier, text, time, |message| self.sign_raw(message))
    }
}
