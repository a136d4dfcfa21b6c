//! Identifiers: UUIDs in their one spelling, and the names of event types and subjects.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

/// Text that is not the identifier it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {0}")]
pub struct BadIdent(&'static str);

impl BadIdent {
    /// For the name of a policy version.
    pub(crate) fn policy_version() -> BadIdent {
        BadIdent("a policy version such as vn-2024-r1")
    }

    /// For a share of votes.
    pub(crate) fn share() -> BadIdent {
        BadIdent("a share such as >=2/3 or >1/2")
    }

    /// For the number of a document.
    pub(crate) fn doc_number() -> BadIdent {
        BadIdent("a document number such as 03 or 12a")
    }

    /// For the symbol of a document.
    pub(crate) fn doc_symbol() -> BadIdent {
        BadIdent("a document symbol such as QĐ-UBND")
    }
}

macro_rules! text_value {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(d)?;
                text.parse().map_err(<D::Error as serde::de::Error>::custom)
            }
        }
    };
}
pub(crate) use text_value;

fn parse_uuid(text: &str) -> Option<Uuid> {
    let uuid = Uuid::try_parse(text).ok()?;
    (uuid.hyphenated().to_string() == text).then_some(uuid)
}

/// The id of an event, a person or a recipient: a UUIDv7 (RFC 9562 section 5.7), lower-case and hyphenated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Uuid);

impl Id {
    /// Builds an id from an instant (milliseconds since 1970) and ten random bytes.
    pub fn new(millis: u64, random: [u8; 10]) -> Id {
        Id(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl FromStr for Id {
    type Err = BadIdent;

    fn from_str(text: &str) -> Result<Self, BadIdent> {
        parse_uuid(text)
            .filter(|uuid| uuid.get_version_num() == 7 && uuid.get_variant() == uuid::Variant::RFC4122)
            .map(Id)
            .ok_or(BadIdent("a UUIDv7 in lower case"))
    }
}
text_value!(Id);

/// The id of a ledger: any UUID, lower-case and hyphenated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LedgerId(Uuid);

impl From<Id> for LedgerId {
    fn from(id: Id) -> LedgerId {
        LedgerId(id.0)
    }
}

impl fmt::Display for LedgerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl FromStr for LedgerId {
    type Err = BadIdent;

    fn from_str(text: &str) -> Result<Self, BadIdent> {
        parse_uuid(text).map(LedgerId).ok_or(BadIdent("a UUID in lower case"))
    }
}
text_value!(LedgerId);

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.split('_').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase()))
}

/// The name of an event type, such as `decision.signed`: two lower-case words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventType(String);

impl EventType {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for EventType {
    type Err = BadIdent;

    fn from_str(text: &str) -> Result<Self, BadIdent> {
        match text.split_once('.') {
            Some((noun, verb)) if text.len() <= 60 && is_word(noun) && is_word(verb) => Ok(EventType(text.to_owned())),
            _ => Err(BadIdent("an event type such as decision.signed")),
        }
    }
}
text_value!(EventType);

/// What an event is about, such as `decision/0190…` or `fund/2024`: a lower-case word, a slash, a key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject(String);

impl Subject {
    /// The subject as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The word before the slash: which kind of thing it is.
    pub fn kind(&self) -> &str {
        self.0.split_once('/').map_or("", |(kind, _)| kind)
    }

    /// What follows the slash: which one it is.
    pub fn key(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, key)| key)
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Subject {
    type Err = BadIdent;

    fn from_str(text: &str) -> Result<Self, BadIdent> {
        let key_ok = |key: &str| {
            (1..=64).contains(&key.len())
                && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        match text.split_once('/') {
            Some((kind, key)) if kind.len() <= 30 && is_word(kind) && key_ok(key) => Ok(Subject(text.to_owned())),
            _ => Err(BadIdent("a subject such as fund/2024")),
        }
    }
}
text_value!(Subject);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_has_one_spelling() {
        let id = "019064a0-0000-7000-8000-000000000001";
        assert_eq!(id.parse::<Id>().map(|id| id.to_string()).as_deref(), Ok(id));
        assert!(id.to_uppercase().replace('0', "A").parse::<Id>().is_err());
        assert!(id.replace('-', "").parse::<Id>().is_err());
        assert!("019064a0-0000-4000-8000-000000000001".parse::<Id>().is_err());
        assert!("019064a0-0000-4000-8000-000000000001".parse::<LedgerId>().is_ok());
    }

    #[test]
    fn types_and_subjects_are_plain_words() {
        assert!("fund.carried_forward".parse::<EventType>().is_ok());
        for bad in ["fund", "fund.", ".a", "Fund.a", "a.b.c", "a._b", "a.b1", "quỹ.mở"] {
            assert!(bad.parse::<EventType>().is_err(), "{bad}");
        }
        assert!("fund/2024".parse::<Subject>().is_ok());
        for bad in ["fund", "fund/", "/1", "fund/A", "fund/a/b", "fund/a b"] {
            assert!(bad.parse::<Subject>().is_err(), "{bad}");
        }
    }
}
