//! What stands of sealed values: the log holds salted commitments only (`docs/format.md`, Sealed values); who may read the
//! openings, who did, and what was erased. Requests of the people the data are about, too. No rule reads what is sealed.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::domain::deadline::Step;
use crate::log::statement::Statement;
use crate::values::crypto::{Hash, PublicKey};
use crate::values::ident::Id;
use crate::values::listed::listed;
use crate::values::members::{payloads, present};
use crate::values::text::Name;
use crate::values::time::Date;

/// A value that is kept elsewhere and may be erased, as it stands in an entry (`docs/format.md`, Sealed values).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// BLAKE3 of the encrypted file that opens it.
    #[serde(rename = "box")]
    pub boxed: Hash,
    /// BLAKE3, keyed with a random salt, over the value and its place.
    pub sealed: Hash,
}

/// What an entry seals, and at which path of its payload: every object of exactly `box` and `sealed`. The types `vault.*`
/// seal nothing: they speak of what was sealed before.
pub fn sealed_in(statement: &Statement) -> Vec<(String, Sealed)> {
    let mut found = Vec::new();
    if !statement.kind.as_str().starts_with("vault.") {
        members(&mut Vec::new(), &statement.data, &mut found);
    }
    found
}

fn members(at: &mut Vec<String>, data: &Map<String, Value>, found: &mut Vec<(String, Sealed)>) {
    let hash = |name: &str| data.get(name).and_then(Value::as_str).and_then(|text| text.parse().ok());
    if let (2, Some(boxed), Some(sealed)) = (data.len(), hash("box"), hash("sealed")) {
        return found.push((at.join("."), Sealed { boxed, sealed }));
    }
    data.iter().for_each(|(name, value)| below(at, name.clone(), value, found));
}

fn below(at: &mut Vec<String>, name: String, value: &Value, found: &mut Vec<(String, Sealed)>) {
    at.push(name);
    match value {
        Value::Object(data) => members(at, data, found),
        Value::Array(items) => {
            items.iter().zip(0..).for_each(|(item, n): (_, u32)| below(at, n.to_string(), item, found))
        }
        _ => {}
    }
    at.pop();
}

/// An age recipient (`age1…`, X25519): 62 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgeRecipient(String);

impl AgeRecipient {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for AgeRecipient {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let bech32 = |b: u8| b"023456789acdefghjklmnpqrstuvwxyz".contains(&b);
        let rest = text.strip_prefix("age1").filter(|rest| rest.len() == 58 && rest.bytes().all(bech32));
        match rest {
            Some(_) => Ok(AgeRecipient(text)),
            None => Err(serde::de::Error::custom("expected an age recipient, age1…")),
        }
    }
}

listed! {
    /// What somebody asks about his own data (Luật 91/2025/QH15 Đ4).
    DataRequest {
        /// To see them.
        View "view" "xem" "view",
        /// To have them corrected.
        Correct "correct" "chỉnh sửa" "correct",
        /// To be given them.
        Provide "provide" "cung cấp" "provide",
        /// To have their use restricted.
        Restrict "restrict" "hạn chế xử lý" "restrict",
        /// To object to their use.
        Object "object" "phản đối" "object",
        /// To withdraw consent.
        Withdraw "withdraw" "rút lại đồng ý" "withdraw consent",
        /// To have them deleted.
        Delete "delete" "xóa" "delete",
    }
}

impl DataRequest {
    /// The step whose term the policy names.
    pub fn step(self) -> Step {
        match self {
            DataRequest::View | DataRequest::Correct | DataRequest::Provide => Step::DataView,
            DataRequest::Restrict | DataRequest::Object | DataRequest::Withdraw => Step::DataRestrict,
            DataRequest::Delete => Step::DataDelete,
        }
    }
}

listed! {
    /// What came of it.
    DataOutcome {
        /// Done.
        Done "done" "đã làm" "done",
        /// Done in part.
        Partly "partly" "làm một phần" "done in part",
        /// Refused.
        Refused "refused" "từ chối" "refused",
    }
}

payloads! {
    /// Somebody who may read sealed values.
    Reader {
        /// Who.
        name: Name,
        /// The public key that values are encrypted to.
        recipient: AgeRecipient,
    }
    /// Payload of `data_request.received` v1.
    DataRequestReceived {
        /// What is asked.
        kind: DataRequest,
        /// The recipient of awards who asks.
        #[serde(default, deserialize_with = "present")]
        recipient: Option<Id>,
        /// Who asks.
        #[serde(default, deserialize_with = "present")]
        identity: Option<Sealed>,
        /// The letter.
        #[serde(default, deserialize_with = "present")]
        document: Option<Name>,
    }
}

/// An encrypted file of a value, as an entry names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Boxed {
    /// BLAKE3 of its bytes.
    pub hash: Hash,
    /// The entry.
    pub seq: u64,
    /// Who signed that.
    pub by: PublicKey,
}

/// A sealed value as the log knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct SealedValue {
    /// The entry that holds the commitment.
    pub seq: u64,
    /// The path in its payload.
    pub at: String,
    /// Its statement's id.
    pub id: Id,
    /// The file that opens it.
    pub newest: Boxed,
    /// Files that opened it before it was encrypted again, oldest first.
    pub earlier: Vec<Boxed>,
    /// Who ordered that it be erased, by which entry.
    pub ordered: Option<(Id, u64)>,
    /// The entry that confirmed it.
    pub erased: Option<u64>,
    /// Entries that say it was read.
    pub openings: Vec<u64>,
}

impl SealedValue {
    /// As the newest entry about it names it.
    pub fn known(&self, sealed: Hash) -> Sealed {
        Sealed { boxed: self.newest.hash, sealed }
    }
}

/// A request about personal data as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// What was asked.
    pub received: DataRequestReceived,
    /// When.
    pub on: Date,
    /// The entry.
    pub seq: u64,
    /// When its arrival was confirmed.
    pub acknowledged: Option<Date>,
    /// When it was answered, by which entry.
    pub answered: Option<(DataOutcome, Date, u64)>,
}

/// Everything about sealed values.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Vault {
    /// Who may read, from the newest entry that says so.
    pub readers: Vec<Reader>,
    /// Sealed values by commitment.
    pub values: BTreeMap<Hash, SealedValue>,
    /// Requests by id.
    pub requests: BTreeMap<Id, Request>,
}
