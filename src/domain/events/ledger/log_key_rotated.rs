//! `ledger.log_key_rotated`: from here on another key signs the heads. How the key before it ended decides what its
//! signatures still show (`docs/format.md`, section 9): a thief must not accuse an honest ledger, and an office must not
//! disown by declaring a theft what it had signed.

use serde::Deserialize;

use crate::domain::custody::{Custody, Ending, Origin};
use crate::domain::events::prelude::*;
use crate::log::prefix;
use crate::values::crypto::{PublicKey, Signature};
use crate::values::ident::LedgerId;
use crate::values::jcs;
use crate::values::listed::List;
use crate::values::members::present;
use crate::values::text::Prose;

/// How the key so far ended. A lost key cannot sign, and a stolen one's signature is worth nothing.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Cause {
    /// It is at hand, and agrees.
    Planned {
        /// Its signature over [`rotation_bytes`].
        old_signature: Signature,
        /// The origin from here on, where the one so far can be used no more.
        #[serde(default, deserialize_with = "present")]
        origin: Option<Origin>,
    },
    /// It is gone.
    Lost {},
    /// Somebody else has it.
    Stolen {
        /// The origin from here on, where witnesses cosigned a head that is not this ledger's.
        #[serde(default, deserialize_with = "present")]
        origin: Option<Origin>,
    },
}

impl Cause {
    /// The words of its `kind`.
    pub const KINDS: &'static List = &List {
        name: "Cause",
        words: &[
            ("planned", Label { vi: "theo dự định", en: "planned" }),
            ("lost", Label { vi: "bị mất", en: "lost" }),
            ("stolen", Label { vi: "bị lấy cắp", en: "stolen" }),
        ],
    };

    /// How the old key ended.
    pub fn how(&self) -> Ending {
        match self {
            Cause::Planned { .. } => Ending::Planned,
            Cause::Lost {} => Ending::Lost,
            Cause::Stolen { .. } => Ending::Stolen,
        }
    }

    fn origin(&self) -> Option<&Origin> {
        match self {
            Cause::Planned { origin, .. } | Cause::Stolen { origin } => origin.as_ref(),
            Cause::Lost {} => None,
        }
    }
}

/// Payload of `ledger.log_key_rotated` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogKeyRotated {
    /// How the key so far ended.
    pub cause: Cause,
    /// The new key.
    pub log_key: PublicKey,
    /// Its signature over [`rotation_bytes`].
    pub new_signature: Signature,
    /// The key so far.
    pub old: PublicKey,
    /// What happened.
    pub reason: Prose,
}

/// A change of keys as it is signed.
#[derive(Clone, Copy, Debug)]
pub struct Rotation<'a> {
    /// How the old key ended.
    pub how: Ending,
    /// Of which ledger.
    pub ledger: LedgerId,
    /// The new key.
    pub log_key: &'a PublicKey,
    /// The old key.
    pub old: &'a PublicKey,
    /// The origin from here on.
    pub origin: &'a Origin,
}

impl Rotation<'_> {
    /// What is signed: domain string, zero byte, canonical bytes of all that changes.
    pub fn bytes(&self) -> Vec<u8> {
        let agreed = serde_json::json!({
            "cause": self.how.name(), "ledger": self.ledger, "log_key": self.log_key, "old": self.old,
            "origin": self.origin.as_str(),
        });
        [prefix::LOG_KEY, &jcs::to_bytes(&agreed)].concat()
    }
}

impl LogKeyRotated {
    /// The origin from here on, where `before` was the one so far.
    pub fn origin<'a>(&'a self, before: &'a Origin) -> &'a Origin {
        self.cause.origin().unwrap_or(before)
    }

    /// From this entry on the new key signs. A change that was not signed as it must be changes nothing, also where an
    /// unlawful ledger is looked at.
    pub(in crate::domain) fn take(&self, custody: &mut Custody, ledger: LedgerId, seq: u64) {
        let current = custody.identity().filter(|identity| identity.key == self.old);
        let agreed = current.filter(|identity| self.is_agreed(ledger, &identity.origin));
        if let Some(origin) = agreed.map(|identity| self.origin(&identity.origin).clone()) {
            custody.rotate(seq, self.cause.how(), origin, self.log_key);
        }
    }

    /// Whether the new key signed the change, and the old one too where it could. A ledger for practice stays one, every
    /// other none.
    pub fn is_agreed(&self, ledger: LedgerId, before: &Origin) -> bool {
        let origin = self.origin(before);
        if origin.is_practice() != before.is_practice() {
            return false;
        }
        let (how, log_key, old) = (self.cause.how(), &self.log_key, &self.old);
        let bytes = Rotation { how, ledger, log_key, old, origin }.bytes();
        let by_old = match &self.cause {
            Cause::Planned { old_signature, .. } => self.old.verifies(&bytes, old_signature),
            Cause::Lost {} | Cause::Stolen { .. } => true,
        };
        by_old && self.log_key.verifies(&bytes, &self.new_signature)
    }
}

/// A key that may become the log's: strong, and nobody's so far.
pub(super) fn check_new_key(state: &State, key: &PublicKey) -> Result<(), Refusal> {
    if !key.is_usable() {
        return Err(Refusal::WeakKey { key: *key });
    }
    match state.custody.is_log_key(key) || state.chain.keyring().holder(key).is_some() {
        true => Err(Refusal::KeyTwice),
        false => Ok(()),
    }
}

impl Kind for LogKeyRotated {
    const NAME: &'static str = "ledger.log_key_rotated";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Thay khóa của sổ", en: "Another log key" },
        subject: "ledger",
        key: Key::Ledger,
        authors: &[Role::Chairman],
        schemas: &[schema!("ledger.log_key_rotated", 1)],
        fields: &[
            ("cause", "Vì sao thay", "How the key so far ended"),
            ("cause.kind", "Loại", "Kind"),
            ("cause.old_signature", "Chữ ký của khóa cũ", "Signature of the old key"),
            ("cause.origin", "Tên gốc mới của sổ", "New origin of the log"),
            ("log_key", "Khóa mới của sổ", "New log key"),
            ("new_signature", "Chữ ký của khóa mới", "Signature of the new key"),
            ("old", "Khóa đang dùng", "Log key so far"),
            ("reason", "Lý do", "Reason"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Never(never::LEDGER),
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let current = state.custody.identity().filter(|identity| identity.key == self.old);
        let Some(current) = current else { return Err(Refusal::LogKeyNotCurrent { key: self.old }) };
        check_new_key(state, &self.log_key)?;
        if let Some(origin) = self.cause.origin().filter(|origin| state.custody.was_called(origin)) {
            return Err(Refusal::OriginUsed { origin: origin.as_str().to_owned() });
        }
        if self.origin(&current.origin).is_practice() != current.origin.is_practice() {
            return Err(Refusal::OriginPractice { origin: self.origin(&current.origin).as_str().to_owned() });
        }
        match self.is_agreed(context.statement.ledger, &current.origin) {
            true => Ok(()),
            false => Err(Refusal::LogKeyNotAgreed),
        }
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        self.take(&mut state.custody, context.statement.ledger, context.seq);
    }
}
