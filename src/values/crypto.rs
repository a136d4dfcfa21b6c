//! Hashes, keys and signatures as types, and the one place that decides what a valid signature is.

mod multiples;

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Text that is not the lower-case hex a value needs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected} lower-case hex digits")]
pub struct NotHex {
    expected: usize,
}

macro_rules! hex_value {
    ($(#[$doc:meta])* $name:ident, $bytes:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $bytes]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{self}")
            }
        }

        impl FromStr for $name {
            type Err = NotHex;

            fn from_str(text: &str) -> Result<Self, NotHex> {
                let mut bytes = [0u8; $bytes];
                let digits = text.as_bytes();
                if digits.len() != 2 * $bytes {
                    return Err(NotHex { expected: 2 * $bytes });
                }
                let digit = |d: u8| match d {
                    b'0'..=b'9' => Some(d - b'0'),
                    b'a'..=b'f' => Some(d - b'a' + 10),
                    _ => None,
                };
                for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
                    match pair {
                        [high, low] => match (digit(*high), digit(*low)) {
                            (Some(high), Some(low)) => *byte = high << 4 | low,
                            _ => return Err(NotHex { expected: 2 * $bytes }),
                        },
                        _ => return Err(NotHex { expected: 2 * $bytes }),
                    }
                }
                Ok($name(bytes))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
                text.parse().map_err(D::Error::custom)
            }
        }
    };
}

hex_value!(
    /// A BLAKE3 hash, 32 bytes: of an entry, a statement, a schema or an attachment.
    Hash,
    32
);
hex_value!(
    /// An Ed25519 public key, 32 bytes (RFC 8032 section 5.1.5).
    PublicKey,
    32
);
hex_value!(
    /// An Ed25519 signature, 64 bytes (RFC 8032 section 5.1.6).
    Signature,
    64
);

/// A BLAKE3 hash of bytes that come piece by piece.
#[derive(Default)]
pub struct Hashing(blake3::Hasher);

impl Hashing {
    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of everything taken.
    pub fn finish(&self) -> Hash {
        Hash(*self.0.finalize().as_bytes())
    }
}

impl Hash {
    /// What stands for "nothing before": the `prev` of the first entry.
    pub const ZERO: Hash = Hash([0; 32]);

    /// BLAKE3 of some bytes.
    pub fn of(bytes: &[u8]) -> Hash {
        Hash(*blake3::hash(bytes).as_bytes())
    }

    /// BLAKE3 in keyed mode: a commitment, if the key is random and secret.
    pub fn keyed(key: &[u8; 32], bytes: &[u8]) -> Hash {
        Hash(*blake3::keyed_hash(key, bytes).as_bytes())
    }

    /// The first 12 digits: enough for people to compare by eye, never for machines.
    pub fn short(&self) -> String {
        self.to_string().chars().take(12).collect()
    }
}

impl PublicKey {
    /// The first 12 digits, for people.
    pub fn short(&self) -> String {
        self.to_string().chars().take(12).collect()
    }

    /// Whether this is the one encoding of its point: y below 2^255 - 19 (RFC 8032 section 5.1.3).
    /// The library reduces y instead of refusing it, which would give one key several names.
    fn is_canonical(&self) -> bool {
        let [first, middle @ .., last] = &self.0;
        !(last & 0x7f == 0x7f && middle.iter().all(|byte| *byte == 0xff) && *first >= 0xed)
    }

    /// Whether `signature` over `message` is valid in the strict sense of `docs/format.md`: canonical
    /// key, neither key nor R of small order, S reduced, the cofactorless equation.
    pub fn verifies(&self, message: &[u8], signature: &Signature) -> bool {
        self.is_canonical()
            && multiples::verifies(&self.0, message, &signature.0)
                .unwrap_or_else(|| self.verifies_once(message, signature))
    }

    /// The same by the library alone, with nothing remembered of the key: what [`PublicKey::verifies`] is compared with.
    pub fn verifies_once(&self, message: &[u8], signature: &Signature) -> bool {
        self.is_canonical()
            && VerifyingKey::from_bytes(&self.0).is_ok_and(|key| {
                let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
                key.verify_strict(message, &signature).is_ok()
            })
    }

    /// Whether a strict signature under this key can exist at all. Keys that fail are never enrolled.
    pub fn is_usable(&self) -> bool {
        self.is_canonical() && VerifyingKey::from_bytes(&self.0).is_ok_and(|key| !key.is_weak())
    }
}

/// A private key held in memory; wiped when dropped.
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// The key of a 32-byte seed (RFC 8032 section 5.1.5).
    pub fn from_seed(seed: &[u8; 32]) -> SecretKey {
        SecretKey(SigningKey::from_bytes(seed))
    }

    /// Wraps a key that a library has read.
    pub fn from_signing_key(key: SigningKey) -> SecretKey {
        SecretKey(key)
    }

    /// The library's view of the key, for encoding it.
    pub fn signing_key(&self) -> &SigningKey {
        &self.0
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// Signs a message (RFC 8032, pure Ed25519).
    pub fn sign(&self, message: &[u8]) -> Signature {
        Signature(self.0.sign(message).to_bytes())
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey of {}", self.public())
    }
}

/// An endless stream of random bytes from a seed of the system's: BLAKE3 in its extendable mode.
pub fn random_stream(seed: &[u8; 32]) -> impl FnMut(&mut [u8]) + use<> {
    let mut stream = blake3::Hasher::new_keyed(seed).finalize_xof();
    move |bytes| stream.fill(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_is_lower_case_and_of_one_length() {
        let zeros = "0".repeat(64);
        assert_eq!(zeros.parse(), Ok(Hash::ZERO));
        assert!(zeros.to_uppercase().replace('0', "A").parse::<Hash>().is_err());
        assert!("00".parse::<Hash>().is_err());
        assert!("é".repeat(32).parse::<Hash>().is_err());
    }

    #[test]
    fn small_order_and_non_canonical_keys_are_unusable() {
        let mut identity = [0u8; 32];
        identity[0] = 1;
        assert!(!PublicKey(identity).is_usable());
        // y = p + 3 names the same point as y = 3.
        let mut long = [0xff; 32];
        (long[0], long[31]) = (0xf0, 0x7f);
        assert!(!PublicKey(long).is_usable());
        assert!(SecretKey::from_seed(&[7; 32]).public().is_usable());
    }

    #[test]
    fn a_signature_binds_key_and_message() {
        let key = SecretKey::from_seed(&[1; 32]);
        let signature = key.sign(b"so vang");
        assert!(key.public().verifies(b"so vang", &signature));
        assert!(!key.public().verifies(b"so vanh", &signature));
        assert!(!SecretKey::from_seed(&[2; 32]).public().verifies(b"so vang", &signature));
    }
}
