//! An entry: what the log stores (`docs/format.md`, section 2).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fault::Fault;
use super::statement::{Head, Signed, Statement, signing_bytes};
use super::tree::{TreeHash, leaf_hash};
use crate::values::crypto::{Hash, Signature};
use crate::values::jcs;
use crate::values::jcs::scan::Scan;
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

/// What of a line stands in this version whatever a newer one puts into the statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Position in the log.
    pub seq: u64,
    /// Hash of the entry before.
    pub prev: Hash,
    /// When it was recorded.
    pub recorded: Instant,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Outer {
    seq: u64,
    prev: Hash,
    recorded: Instant,
    statement: serde_json::Map<String, Value>,
    #[serde(rename = "signature")]
    _signature: Signature,
}

/// The place of a line whose statement this program cannot read because it is newer: of format version 2 or later, or
/// with characters of a newer table. With the catalogue that it declares, if it is a `ledger.opened`.
pub fn newer(bytes: &[u8]) -> Option<(Place, Option<u64>)> {
    if bytes.len() > MAX_BYTES {
        return None;
    }
    let value = jcs::parse_newer(bytes)?;
    let beyond_table = match jcs::check(&value) {
        Ok(()) => false,
        Err(jcs::NotCanonical::Character { .. }) => true,
        Err(_) => return None,
    };
    let Outer { seq, prev, recorded, statement, .. } = strict::read(&value).ok()?;
    let later = statement.get("v").and_then(Value::as_u64).is_some_and(|v| v >= 2);
    (beyond_table || later).then(|| (Place { seq, prev, recorded }, declared(&statement)))
}

/// The number in `data.catalogue`, the one member that `ledger.opened` keeps in every version.
fn declared(statement: &serde_json::Map<String, Value>) -> Option<u64> {
    let opening = statement.get("type").and_then(Value::as_str) == Some("ledger.opened");
    let number = statement.get("data")?.get("catalogue")?.get("number")?.as_u64();
    number.filter(|number| opening && *number >= 1)
}

/// The hashes of an entry and of the statement in it, both over the very bytes that are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hashes {
    /// BLAKE3 of the entry's bytes: what `prev` and `seen` name.
    pub entry: Hash,
    /// BLAKE3 of the statement's bytes: what makes two appends the same.
    pub statement: Hash,
    /// The entry as a leaf of the tree.
    pub leaf: TreeHash,
}

impl Hashes {
    /// Hashes the bytes of an entry.
    pub fn of(bytes: &[u8]) -> Hashes {
        let statement = Hash::of(statement_bytes(bytes).unwrap_or_default());
        Hashes { entry: Hash::of(bytes), statement, leaf: leaf_hash(bytes) }
    }
}

/// The statement's bytes within an entry's: in canonical order `statement` is the last member, so they run from
/// its own first brace to before the entry's last.
fn statement_bytes(entry: &[u8]) -> Option<&[u8]> {
    let mark = br#","statement":"#;
    let start = entry.windows(mark.len()).position(|window| window == mark)? + mark.len();
    entry.get(start..entry.len().checked_sub(1)?)
}

/// An entry with the bytes and hashes it is stored under.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// The entry as read.
    pub entry: Entry,
    /// The hashes of `bytes`.
    pub hashes: Hashes,
    /// The canonical bytes.
    pub bytes: Vec<u8>,
}

impl Entry {
    /// Reads stored bytes: size, canonical spelling, members. Says nothing of the signature or the chain.
    pub fn read(bytes: &[u8]) -> Result<Entry, Fault> {
        if bytes.len() > MAX_BYTES {
            return Err(Fault::TooLarge { bytes: bytes.len() });
        }
        // What the quick reader takes is right; the careful one says what is wrong.
        Entry::read_at_once(bytes).map_or_else(|| Entry::read_carefully(bytes), Ok)
    }

    fn read_carefully(bytes: &[u8]) -> Result<Entry, Fault> {
        let value = jcs::parse(bytes).map_err(Fault::Bytes)?;
        strict::read(&value).map_err(|error| Fault::Shape { reason: error.to_string() })
    }

    /// Members in canonical order and nothing else, in one pass.
    fn read_at_once(bytes: &[u8]) -> Option<Entry> {
        let mut scan = Scan::new(bytes)?;
        scan.literal(r#"{"prev":"#)?;
        let prev = scan.text()?;
        scan.literal(r#","recorded":"#)?;
        let recorded = scan.text()?;
        scan.literal(r#","seq":"#)?;
        let seq = scan.count()?;
        scan.literal(r#","signature":"#)?;
        let signature = scan.text()?;
        scan.literal(r#","statement":"#)?;
        let statement = Statement::scan(&mut scan)?;
        scan.literal("}")?;
        scan.end().map(|()| Entry { seq, prev, recorded, statement, signature })
    }

    /// Its place.
    pub fn place(&self) -> Place {
        Place { seq: self.seq, prev: self.prev, recorded: self.recorded }
    }

    /// The catalogue that it declares, if it is a `ledger.opened` of whatever version.
    pub fn declared(&self) -> Option<u64> {
        let statement = serde_json::json!({ "type": self.statement.kind.as_str(), "data": self.statement.data });
        statement.as_object().and_then(declared)
    }

    /// Whether the author's signature is valid, over the very bytes that were stored.
    pub fn is_signed(&self, bytes: &[u8]) -> bool {
        statement_bytes(bytes)
            .is_some_and(|statement| self.statement.by.verifies(&signing_bytes(statement), &self.signature))
    }

    /// Puts a signed statement at the end of a log. `clock` is the log's own.
    pub fn seal(signed: Signed, head: Head, last_recorded: Option<Instant>, clock: Instant) -> Result<Sealed, Fault> {
        // The one entry that may go back.
        let corrects = signed.statement.corrects_the_clock();
        let entry = Entry {
            seq: head.seq + 1,
            prev: head.hash,
            recorded: last_recorded.filter(|_| !corrects).map_or(clock, |last| last.max(clock)),
            statement: signed.statement,
            signature: signed.signature,
        };
        let value = serde_json::to_value(&entry).map_err(|error| Fault::Shape { reason: error.to_string() })?;
        jcs::check(&value).map_err(Fault::Bytes)?;
        let bytes = jcs::to_bytes(&value);
        if bytes.len() > MAX_BYTES {
            return Err(Fault::TooLarge { bytes: bytes.len() });
        }
        Ok(Sealed { entry, hashes: Hashes::of(&bytes), bytes })
    }
}

impl Sealed {
    /// Where the log stands after this entry.
    pub fn head(&self) -> Head {
        Head { seq: self.entry.seq, hash: self.hashes.entry }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_list_is_no_object_at_any_depth() {
        let zeros = "0".repeat(64);
        let good = json!({
            "seq": 1, "prev": zeros, "recorded": "2024-07-01T02:03:04.000Z", "signature": "0".repeat(128),
            "statement": {
                "v": 1, "ledger": "019064a0-0000-7000-8000-000000000001", "id": "019064a0-0000-7000-8000-000000000002",
                "type": "fund.opened", "schema": 1, "subject": "fund/2024", "expect": null, "on": "2024-07-01",
                "at": "2024-07-01T02:03:04.000Z", "by": zeros, "seen": {"seq": 0, "hash": zeros},
                "data": {"anything": [{"at": ["all"]}]}
            }
        });
        let read = |value: &Value| Entry::read(&jcs::to_bytes(value));
        assert!(read(&good).is_ok());
        let mut seen = good.clone();
        seen["statement"]["seen"] = json!([0, zeros]);
        assert!(read(&seen).is_err());
        let list = |value: &Value, names: &str| names.split(' ').map(|name| value[name].clone()).collect::<Value>();
        let mut statement = good.clone();
        statement["statement"] = list(&good["statement"], "v ledger id type schema subject expect on at by seen data");
        assert!(read(&statement).is_err());
        assert!(read(&list(&good, "seq prev recorded statement signature")).is_err());
    }

    #[test]
    fn the_quick_reader_takes_nothing_that_the_careful_one_refuses() {
        let good = include_str!("../../fixtures/vectors/good/small.jsonl");
        let mut changed = 0;
        for line in good.lines() {
            let quick = Entry::read_at_once(line.as_bytes());
            assert_eq!(quick, Entry::read_carefully(line.as_bytes()).ok());
            assert!(quick.is_some(), "{line}");
            for at in (0..line.len()).step_by(7) {
                for byte in [b'"', b'7', b'}', 0xc3] {
                    let mut other = line.as_bytes().to_vec();
                    other[at] = byte;
                    if let Some(entry) = Entry::read_at_once(&other) {
                        changed += 1;
                        assert_eq!(Some(entry), Entry::read_carefully(&other).ok());
                    }
                }
            }
        }
        assert!(changed > 100, "{changed}");
    }
}
