//! C2SP signed-note v1 (<https://c2sp.org/signed-note@v1.0.0>): a text, and lines of signatures under it.
//!
//! A note is read, then verified against keys one knows; until then nothing in it is to be believed.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;

use super::cosignature::Timestamp;
pub use super::note_key::{KeyId, KeyName, SignError, SignatureType, Signer, VerifierKey};

/// The most signatures a note may carry. The specification asks for at least 16.
pub const MAX_SIGNATURES: usize = 100;
/// The most bytes a note may have: a hundred post-quantum signatures and a text fit.
pub const MAX_NOTE_BYTES: usize = 1_000_000;

const PREFIX: &str = "— ";

/// Why bytes are no note, or no key.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum MalformedNote {
    /// Larger than [`MAX_NOTE_BYTES`].
    #[error("the note is too large")]
    TooLarge,
    /// More signatures than [`MAX_SIGNATURES`].
    #[error("the note has too many signatures")]
    TooManySignatures,
    /// Not UTF-8.
    #[error("the note is not UTF-8")]
    NotUtf8,
    /// A control character other than the line feed.
    #[error("the note has a control character")]
    ControlCharacter,
    /// The text does not end in a line feed, or no blank line and signature follow it.
    #[error("the note has no text and signatures parted by a blank line")]
    NoSignatures,
    /// A line under the text is no signature line.
    #[error("a signature line is malformed")]
    SignatureLine,
    /// Empty, or with white space, a plus sign or a control character.
    #[error("the key name is malformed")]
    KeyName,
    /// Not `name+id+key`.
    #[error("the verifier key is malformed")]
    VerifierKey,
    /// Not a type that is spoken here.
    #[error("the key's signature type is not supported")]
    UnsupportedType,
    /// The key's id is not the hash of its name, type and bytes.
    #[error("the key id does not match the key")]
    KeyIdMismatch,
    /// Not a point of the curve, or one that many signatures fit.
    #[error("the public key is not valid")]
    PublicKey,
}

/// One signature line of a note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signature {
    /// The name of the key that is said to have made it.
    pub name: KeyName,
    /// The id of that key.
    pub id: KeyId,
    /// What stands after the id: at least one byte.
    pub bytes: Vec<u8>,
}

impl FromStr for Signature {
    type Err = MalformedNote;

    /// Reads one line, without its line feed.
    fn from_str(line: &str) -> Result<Signature, MalformedNote> {
        let bad = MalformedNote::SignatureLine;
        let (name, encoded) = line.strip_prefix(PREFIX).and_then(|rest| rest.split_once(' ')).ok_or(bad)?;
        let decoded = STANDARD.decode(encoded).map_err(|_| bad)?;
        let (id, bytes) = decoded.split_first_chunk::<4>().ok_or(bad)?;
        if bytes.is_empty() {
            return Err(bad);
        }
        Ok(Signature { name: name.parse().map_err(|_| bad)?, id: KeyId::from_bytes(*id), bytes: bytes.to_vec() })
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{} {}", self.name, STANDARD.encode([self.id.to_bytes().as_slice(), &self.bytes].concat()))
    }
}

/// Reads signature lines alone, each ending in a line feed: what a witness answers. At least one.
pub fn parse_signatures(lines: &str) -> Result<Vec<Signature>, MalformedNote> {
    let lines = lines.strip_suffix('\n').ok_or(MalformedNote::NoSignatures)?;
    if lines.split('\n').count() > MAX_SIGNATURES {
        return Err(MalformedNote::TooManySignatures);
    }
    lines.split('\n').map(str::parse).collect()
}

/// A text and its signatures, read but not believed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

/// A signature that was checked and is right.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Verified<'k> {
    /// The key, one of those the verifier knew.
    pub key: &'k VerifierKey,
    /// When, if it is a cosignature.
    pub time: Option<Timestamp>,
}

/// Why a note is not to be believed.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum Untrusted {
    /// A signature bears a known key's name and id and is wrong: the note was tampered with.
    #[error("the signature by {name}+{id} is wrong")]
    BadSignature {
        /// The key's name.
        name: KeyName,
        /// The key's id.
        id: KeyId,
    },
    /// Two different known keys bear that name and id.
    #[error("two known keys are called {name}+{id}")]
    AmbiguousKey {
        /// Their name.
        name: KeyName,
        /// Their id.
        id: KeyId,
    },
    /// No signature is by a known key.
    #[error("no signature is by a known key")]
    NoKnownKey,
}

impl Note {
    /// A note of a text, which must be one, and signatures; at least one.
    pub fn new(text: String, signatures: Vec<Signature>) -> Result<Note, MalformedNote> {
        // Going through the reader keeps one set of rules.
        let note = Note { text, signatures };
        if Note::parse(note.to_string().as_bytes())? == note { Ok(note) } else { Err(MalformedNote::NoSignatures) }
    }

    /// Reads a note. The text ends at the *last* blank line.
    pub fn parse(bytes: &[u8]) -> Result<Note, MalformedNote> {
        if bytes.len() > MAX_NOTE_BYTES {
            return Err(MalformedNote::TooLarge);
        }
        let note = std::str::from_utf8(bytes).map_err(|_| MalformedNote::NotUtf8)?;
        if note.bytes().any(|byte| byte < b' ' && byte != b'\n') {
            return Err(MalformedNote::ControlCharacter);
        }
        let (text, lines) = note.rsplit_once("\n\n").ok_or(MalformedNote::NoSignatures)?;
        Ok(Note { text: format!("{text}\n"), signatures: parse_signatures(lines)? })
    }

    /// The text, with its last line feed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All signatures, known or not, as they stand.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// The same note with one more signature.
    pub fn with(mut self, signature: Signature) -> Result<Note, MalformedNote> {
        if self.signatures.len() >= MAX_SIGNATURES {
            return Err(MalformedNote::TooManySignatures);
        }
        self.signatures.push(signature);
        Ok(self)
    }

    /// Checks every signature that bears the name and id of one of `keys`, and ignores all others. One wrong
    /// signature refuses the note; so does the absence of any right one. Each key is named once.
    pub fn verify<'k>(&self, keys: impl IntoIterator<Item = &'k VerifierKey>) -> Result<Vec<Verified<'k>>, Untrusted> {
        let keys: Vec<&VerifierKey> = keys.into_iter().collect();
        let mut verified: Vec<Verified<'k>> = Vec::new();
        for Signature { name, id, bytes } in &self.signatures {
            let mut named = keys.iter().copied().filter(|key| key.name() == name && key.id() == *id);
            let Some(key) = named.next() else { continue };
            if named.any(|other| other != key) {
                return Err(Untrusted::AmbiguousKey { name: name.clone(), id: *id });
            }
            let bad = Untrusted::BadSignature { name: name.clone(), id: *id };
            let time = key.verify(&self.text, bytes).map_err(|()| bad)?;
            if !verified.iter().any(|earlier| earlier.key == key) {
                verified.push(Verified { key, time });
            }
        }
        if verified.is_empty() { Err(Untrusted::NoKnownKey) } else { Ok(verified) }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}
