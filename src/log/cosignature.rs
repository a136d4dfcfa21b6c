//! C2SP tlog-cosignature (<https://c2sp.org/tlog-cosignature>), the Ed25519 form (type 0x04).
//!
//! It says: as of that time, this was the largest consistent tree that I had seen for this origin. It does not say
//! who "I" is, so one key must serve one witness only.

use std::fmt;

use super::note::{SignError, Signature, SignatureType, VerifierKey};

/// Seconds since 1970-01-01 UTC, at most 2^63 − 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Timestamp(u64);

impl Timestamp {
    /// A time from seconds; `None` beyond 63 bits.
    pub const fn from_seconds(seconds: u64) -> Option<Timestamp> {
        if seconds <= i64::MAX as u64 { Some(Timestamp(seconds)) } else { None }
    }

    /// The seconds.
    pub const fn seconds(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// The bytes a witness signs: a header, the time, and the checkpoint's whole text.
pub fn message(text: &str, time: Timestamp) -> Vec<u8> {
    format!("cosignature/v1\ntime {time}\n{text}").into_bytes()
}

/// Cosigns a checkpoint's text. `sign` makes the raw signature; one that `key` does not verify is refused, and so is
/// the time 0, by which other signature forms mean "no time stated".
pub fn cosign(
    key: &VerifierKey,
    text: &str,
    time: Timestamp,
    sign: impl FnOnce(&[u8]) -> [u8; 64],
) -> Result<Signature, SignError> {
    if key.kind() != SignatureType::Cosignature {
        return Err(SignError::WrongType);
    }
    if time.0 == 0 {
        return Err(SignError::Time);
    }
    key.sign_message(&message(text, time), &time.0.to_be_bytes(), sign)
}

/// Takes a cosignature's bytes (those after the key id) apart: time, and raw signature.
pub fn split(bytes: &[u8]) -> Option<(Timestamp, &[u8; 64])> {
    let (time, raw) = bytes.split_first_chunk::<8>()?;
    Some((Timestamp::from_seconds(u64::from_be_bytes(*time))?, raw.try_into().ok()?))
}

/// The time of the cosignature if it is right.
pub(super) fn verify(key: &VerifierKey, text: &str, bytes: &[u8]) -> Option<Timestamp> {
    let (time, raw) = split(bytes)?;
    key.verify_raw(&message(text, time), raw).then_some(time)
}
