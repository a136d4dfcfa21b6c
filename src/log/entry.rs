//! An entry: what the log stores (`docs/format.md`, Entries).

use serde::{Deserialize, Serialize};

use super::fault::Fault;
use super::statement::{Head, Signed, Statement, signing_bytes};
use crate::values::crypto::{Hash, Signature};
use crate::values::jcs;
use crate::values::strict;
use crate::values::time::Instant;

/// The largest entry, in bytes. What is larger is an attachment, referred to by its hash.
pub const MAX_BYTES: usize = 65_535;

/// A JSON object with exactly these members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Position in the log: 1, 2, 3 …
    pub seq: u64,
    /// Hash of the entry before; zeros for the first.
    pub prev: Hash,
    /// The later of the log's clock and the entry before's `recorded`.
    pub recorded: Instant,
    /// What a person signed.
    pub statement: Statement,
    /// That person's signature.
    pub signature: Signature,
}

/// An entry with the bytes and hash it is stored under.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// The entry as read.
    pub entry: Entry,
    /// BLAKE3 of `bytes`.
    pub hash: Hash,
    /// The canonical bytes.
    pub bytes: Vec<u8>,
}

impl Entry {
    /// Reads stored bytes: size, canonical spelling, members. Says nothing of the signature or the chain.
    pub fn read(bytes: &[u8]) -> Result<Entry, Fault> {
        if bytes.len() > MAX_BYTES {
            return Err(Fault::TooLarge { bytes: bytes.len() });
        }
        let value = jcs::parse(bytes).map_err(Fault::Bytes)?;
        strict::read(value).map_err(|error| Fault::Shape { reason: error.to_string() })
    }

    /// Whether the author's signature is valid, over the very bytes that were stored. In canonical order
    /// `statement` is the last member, so its bytes run from its own first brace to the entry's last.
    pub fn is_signed(&self, bytes: &[u8]) -> bool {
        let mark = br#","statement":"#;
        let Some(start) = bytes.windows(mark.len()).position(|window| window == mark) else { return false };
        match bytes.get(start + mark.len()..bytes.len().saturating_sub(1)) {
            Some(statement) => self.statement.by.verifies(&signing_bytes(statement), &self.signature),
            None => false,
        }
    }

    /// Puts a signed statement at the end of a log. `clock` is the log's own.
    pub fn seal(signed: Signed, head: Head, last_recorded: Option<Instant>, clock: Instant) -> Result<Sealed, Fault> {
        let entry = Entry {
            seq: head.seq + 1,
            prev: head.hash,
            recorded: last_recorded.map_or(clock, |last| last.max(clock)),
            statement: signed.statement,
            signature: signed.signature,
        };
        let value = serde_json::to_value(&entry).map_err(|error| Fault::Shape { reason: error.to_string() })?;
        jcs::check(&value).map_err(Fault::Bytes)?;
        let bytes = jcs::to_bytes(&value);
        if bytes.len() > MAX_BYTES {
            return Err(Fault::TooLarge { bytes: bytes.len() });
        }
        Ok(Sealed { entry, hash: Hash::of(&bytes), bytes })
    }
}

impl Sealed {
    /// Where the log stands after this entry.
    pub fn head(&self) -> Head {
        Head { seq: self.entry.seq, hash: self.hash }
    }
}
