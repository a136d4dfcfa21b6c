//! A statement: what a person signs (`docs/format.md`, section 2).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::prefix;
use crate::values::crypto::{Hash, PublicKey, SecretKey, Signature};
use crate::values::ident::{EventType, Id, LedgerId, Subject};
use crate::values::jcs;
use crate::values::jcs::scan::Scan;
use crate::values::time::{Date, Instant};

/// The newest entry that an author had verified when signing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Its position; 0 for "nothing yet".
    pub seq: u64,
    /// Its hash; zeros for "nothing yet".
    pub hash: Hash,
}

impl Head {
    /// The head of an empty ledger.
    pub const EMPTY: Head = Head { seq: 0, hash: Hash::ZERO };
}

/// The format version, always 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version;

impl Serialize for Version {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_u8(1)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        match u64::deserialize(d)? {
            1 => Ok(Version),
            other => Err(serde::de::Error::custom(format!("format version {other}, only 1 is known"))),
        }
    }
}

/// A JSON object with exactly these members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Format version.
    pub v: Version,
    /// The ledger it belongs to: it cannot be replayed in another.
    pub ledger: LedgerId,
    /// The event's id, chosen by the author.
    pub id: Id,
    /// The event type.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// Version of the type's payload schema, from 1.
    #[serde(deserialize_with = "from_one")]
    pub schema: u32,
    /// The aggregate it is about.
    pub subject: Subject,
    /// How many events of the subject the author had seen; `None` makes no claim.
    #[serde(deserialize_with = "Option::deserialize")]
    pub expect: Option<u64>,
    /// When it took effect in the world.
    pub on: Date,
    /// When the author signed, by the author's clock.
    pub at: Instant,
    /// The author's key.
    pub by: PublicKey,
    /// The newest entry the author had verified.
    pub seen: Head,
    /// The payload.
    pub data: serde_json::Map<String, Value>,
}

fn from_one<'de, D: serde::Deserializer<'de>>(d: D) -> Result<u32, D::Error> {
    match u32::deserialize(d)? {
        0 => Err(serde::de::Error::custom("schema versions begin with 1")),
        version => Ok(version),
    }
}

impl Statement {
    /// Whether it may be recorded at an earlier time than the entry before.
    pub fn corrects_the_clock(&self) -> bool {
        self.kind.as_str() == "ledger.clock_corrected"
    }

    /// Reads a statement that stands as the second object of an entry, in canonical order; `None` for whatever is not
    /// one at first sight.
    pub(super) fn scan(scan: &mut Scan<'_>) -> Option<Statement> {
        scan.literal(r#"{"at":"#)?;
        let at = scan.text()?;
        scan.literal(r#","by":"#)?;
        let by = scan.text()?;
        scan.literal(r#","data":"#)?;
        let data = scan.object(3)?;
        scan.literal(r#","expect":"#)?;
        let expect = if scan.literal("null").is_some() { None } else { Some(scan.count()?) };
        scan.literal(r#","id":"#)?;
        let id = scan.text()?;
        scan.literal(r#","ledger":"#)?;
        let ledger = scan.text()?;
        scan.literal(r#","on":"#)?;
        let on = scan.text()?;
        scan.literal(r#","schema":"#)?;
        let schema = scan.count().and_then(|schema| u32::try_from(schema).ok()).filter(|schema| *schema >= 1)?;
        scan.literal(r#","seen":{"hash":"#)?;
        let hash = scan.text()?;
        scan.literal(r#","seq":"#)?;
        let seen = Head { seq: scan.count()?, hash };
        scan.literal(r#"},"subject":"#)?;
        let subject = scan.text()?;
        scan.literal(r#","type":"#)?;
        let kind = scan.text()?;
        scan.literal(r#","v":1}"#)?;
        Some(Statement { v: Version, ledger, id, kind, schema, subject, expect, on, at, by, seen, data })
    }

    /// The canonical bytes: what is signed, so nothing here can fail and leave something else.
    pub fn to_bytes(&self) -> Vec<u8> {
        jcs::to_bytes(&self.to_value())
    }

    /// The statement as JSON, member by member.
    pub fn to_value(&self) -> Value {
        let text = |value: &dyn std::fmt::Display| Value::String(value.to_string());
        let seen = [("hash", text(&self.seen.hash)), ("seq", self.seen.seq.into())];
        let members = [
            ("v", 1.into()),
            ("ledger", text(&self.ledger)),
            ("id", text(&self.id)),
            ("type", text(&self.kind)),
            ("schema", self.schema.into()),
            ("subject", text(&self.subject)),
            ("expect", self.expect.map_or(Value::Null, Value::from)),
            ("on", text(&self.on)),
            ("at", text(&self.at)),
            ("by", text(&self.by)),
            ("seen", object(seen)),
            ("data", Value::Object(self.data.clone())),
        ];
        object(members)
    }

    /// Signs the statement.
    pub fn sign(self, key: &SecretKey) -> Signed {
        let signature = key.sign(&signing_bytes(&self.to_bytes()));
        Signed { statement: self, signature }
    }
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// The bytes that are signed: the domain, a zero byte, the statement's canonical bytes.
pub fn signing_bytes(statement: &[u8]) -> Vec<u8> {
    [prefix::STATEMENT, statement].concat()
}

/// A statement with its author's signature: what `sovang sign` hands over to `sovang append`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// What was signed.
    pub statement: Statement,
    /// Ed25519 over [`signing_bytes`].
    pub signature: Signature,
}

impl Signed {
    /// Whether the signature is the author's.
    pub fn is_authentic(&self) -> bool {
        self.statement.by.verifies(&signing_bytes(&self.statement.to_bytes()), &self.signature)
    }
}
