//! The first entry of a ledger.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize};

use super::catalogue::Catalogue;
pub use super::events::Margin;

pub use super::ledger::Event;
use crate::domain::events::prelude::*;
use crate::log::keyring::KeyEnrolled;
use crate::values::crypto::PublicKey;
pub(crate) use crate::values::members::{maybe_within, payloads, present, sized, within};
use crate::values::text::Name;

/// The unit whose ledger it is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Its full name, such as «UBND xã Hồ Sơn».
    pub name: Name,
    /// What stands after the number of its documents, such as `UBND`.
    #[serde(default, deserialize_with = "present")]
    pub code: Option<Name>,
}

/// Payload of `ledger.opened` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerOpened {
    /// Whose ledger it is.
    pub unit: Unit,
    /// The unit above.
    pub parent: Name,
    /// The name under which checkpoints are signed (C2SP tlog-checkpoint).
    pub origin: Origin,
    /// The key that signs checkpoints.
    pub log_key: PublicKey,
    /// Which event types and versions may follow.
    pub catalogue: Catalogue,
    /// The first keys; the signer is one of them, as chairman.
    #[serde(deserialize_with = "sized::<_, _, 1, 50>")]
    pub keys: Vec<KeyEnrolled>,
}

/// A scheme-less URL in ASCII, `[a-z0-9][a-z0-9./-]*`, at most 100 characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Origin(String);

impl Origin {
    /// The origin as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Origin {
    type Err = String;

    fn from_str(text: &str) -> Result<Origin, String> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        let first = text.bytes().next().is_some_and(plain);
        if first && text.len() <= 100 && text.bytes().all(|b| plain(b) || matches!(b, b'.' | b'/' | b'-')) {
            return Ok(Origin(text.to_owned()));
        }
        Err(format!("«{text}»: an origin such as sovang.example/ho-son"))
    }
}

impl<'de> Deserialize<'de> for Origin {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

impl Kind for LedgerOpened {
    const NAME: &'static str = "ledger.opened";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Mở sổ", en: "The ledger begins" },
        subject: "ledger",
        key: Key::Ledger,
        authors: &[Role::Chairman],
        schemas: &[schema!("ledger.opened", 1)],
        fields: &[
            ("unit", "Đơn vị", "Unit"),
            ("unit.name", "Tên đơn vị", "Unit's name"),
            ("unit.code", "Mã đơn vị", "Unit's code"),
            ("parent", "Cấp trên trực tiếp", "Authority above"),
            ("origin", "Tên gốc của sổ", "Origin of the log"),
            ("log_key", "Khóa của sổ", "Log key"),
            ("catalogue", "Danh mục", "Catalogue"),
            ("catalogue.hash", "Mã băm của danh mục", "Hash of the catalogue"),
            ("catalogue.number", "Số danh mục", "Number of the catalogue"),
            ("keys", "Những khóa đầu tiên", "First keys"),
            ("keys.key", "Khóa công khai", "Public key"),
            ("keys.person", "Mã người giữ khóa", "Person"),
            ("keys.holder", "Người giữ khóa", "Holder"),
            ("keys.roles", "Vai trò", "Roles"),
            ("keys.asked", "Vai trò đã xin", "Roles asked for"),
            ("keys.proof", "Chữ ký của khóa được cấp", "Signature of the enrolled key"),
            ("keys.vouch", "Người làm chứng", "Who vouches"),
            ("keys.vouch.by", "Khóa của người làm chứng", "Key of who vouches"),
            ("keys.vouch.signature", "Chữ ký của người làm chứng", "Signature of who vouches"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Never(never::LEDGER),
    };

    fn admit(&self, _: &State, _: &Context<'_>) -> Result<(), Refusal> {
        let keys = &self.keys;
        if let Some(weak) = keys.iter().map(|key| key.key).chain([self.log_key]).find(|key| !key.is_usable()) {
            return Err(Refusal::WeakKey { key: weak });
        }
        let unique: BTreeSet<_> = keys.iter().map(|key| key.key).chain([self.log_key]).collect();
        if unique.len() != keys.len() + 1 {
            return Err(Refusal::KeyTwice);
        }
        // Nobody is in force before the first entry.
        if let Some(vouch) = keys.iter().find_map(|key| key.vouch.as_ref()) {
            return Err(Refusal::KeyVouch { by: vouch.by });
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.custody.begin(context.seq, self.origin.clone(), self.log_key);
        state.custody.catalogue = self.catalogue.number;
        state.opened = Some(self.clone());
    }

    fn key_change(&self) -> Option<KeyChange<'_>> {
        Some(KeyChange::Opened(&self.keys))
    }
}
