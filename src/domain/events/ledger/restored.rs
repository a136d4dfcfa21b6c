//! `ledger.restored`: the ledger goes on from an older copy; entries that a signed head covered are lost. It quotes that
//! head, so that what was lost stands in the ledger as evidence and nobody declares the loss of what never was.

use serde::Deserialize;

use super::log_key_rotated::check_new_key;
use super::naming::Naming;
use crate::domain::custody::{Custody, Identity, Origin, Restoration};
use crate::domain::events::prelude::*;
use crate::log::checkpoint::SignedCheckpoint;
use crate::log::tree::{TreeHash, TreeHead};
use crate::values::crypto::{Hash, PublicKey};
use crate::values::members::{present, within};
use crate::values::text::{Prose, Text};

/// The newest head that is known to have been signed before.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LostHead {
    /// The entry that names the key, if it is among what was lost: its bytes.
    #[serde(default, deserialize_with = "present")]
    pub naming: Option<Text<8000>>,
    /// The root.
    pub root: Hash,
    /// The head as the log signed it, with as many cosignatures as fit.
    pub signed: Text<4000>,
    /// The number of entries.
    #[serde(deserialize_with = "within::<_, 1, 9_007_199_254_740_991>")]
    pub size: u64,
}

impl LostHead {
    /// As a head.
    pub fn head(&self) -> TreeHead {
        TreeHead { size: self.size, root: TreeHash::from_bytes(self.root.0) }
    }

    /// Whether the log signed it: with the key in force here at its size, or the one that `naming` names.
    fn is_signed(&self, state: &State) -> bool {
        let Ok(signed) = SignedCheckpoint::parse(self.signed.as_str().as_bytes()) else { return false };
        let known = state.custody.identity_at(self.size).filter(|_| !state.custody.is_stolen_at(self.size));
        let named = self.naming.as_ref().and_then(|entry| Naming::of(entry.as_str().as_bytes(), state));
        let known = known.and_then(Identity::verifier).into_iter();
        let mut keys = known.chain(named.as_ref().and_then(Naming::verifier));
        keys.any(|key| {
            let origin = key.name().as_str().parse();
            let verified = origin.is_ok_and(|origin| signed.verify(&origin, &[key], &[]).is_ok());
            verified && signed.unverified().head == self.head()
        })
    }
}

/// Payload of `ledger.restored` v1. The log goes on under another name, so that nobody takes the one for the other.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerRestored {
    /// The number of entries left: those before this one.
    #[serde(deserialize_with = "within::<_, 1, 9_007_199_254_740_991>")]
    pub kept: u64,
    /// What was signed and is lost.
    pub lost: LostHead,
    /// The new origin.
    pub origin: Origin,
    /// The new log key.
    pub log_key: PublicKey,
    /// What happened.
    pub reason: Prose,
}

impl LedgerRestored {
    /// A ledger for practice stays one, every other none; else no origin and key are named.
    fn stays_what_it_is(&self, custody: &Custody) -> bool {
        let before = custody.identity().map(|identity| identity.origin.is_practice());
        before == Some(self.origin.is_practice())
    }

    /// From this entry on another key signs, under another origin.
    pub(in crate::domain) fn take(&self, custody: &mut Custody, since: u64) {
        if self.stays_what_it_is(custody) {
            custody.begin(since, self.origin.clone(), self.log_key);
        }
    }
}

impl Kind for LedgerRestored {
    const NAME: &'static str = "ledger.restored";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Khôi phục từ bản cũ", en: "Restored from an older copy" },
        subject: "ledger",
        key: Key::Ledger,
        authors: &[Role::Chairman],
        schemas: &[schema!("ledger.restored", 1)],
        fields: &[
            ("kept", "Số mục còn lại", "Entries left"),
            ("lost", "Mốc đã mất", "Head that was lost"),
            ("lost.naming", "Mục nêu khóa đã ký", "Entry that names the key"),
            ("lost.root", "Gốc cây", "Root"),
            ("lost.signed", "Mốc như sổ đã ký", "The head as the log signed it"),
            ("lost.size", "Số mục", "Number of entries"),
            ("origin", "Tên gốc mới của sổ", "New origin of the log"),
            ("log_key", "Khóa mới của sổ", "New log key"),
            ("reason", "Lý do", "Reason"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Never(never::LEDGER),
    };

    fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        if self.kept + 1 != context.seq {
            return Err(Refusal::RestoredElsewhere { kept: self.kept, entries: context.seq - 1 });
        }
        let lost = self.lost.head();
        if state.chain.tree().root_at(lost.size).is_ok_and(|root| root == lost.root) {
            return Err(Refusal::NothingLost { size: lost.size });
        }
        if !self.lost.is_signed(state) {
            return Err(Refusal::LostUnsigned { size: lost.size });
        }
        if state.custody.was_called(&self.origin) {
            return Err(Refusal::OriginUsed { origin: self.origin.as_str().to_owned() });
        }
        if !self.stays_what_it_is(&state.custody) {
            return Err(Refusal::OriginPractice { origin: self.origin.as_str().to_owned() });
        }
        check_new_key(state, &self.log_key)
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.custody.restorations.push(Restoration {
            seq: context.seq,
            on: context.statement.on,
            lost: self.lost.head(),
            before: state.custody.identity().map(|identity| identity.origin.clone()),
            reason: self.reason.clone(),
        });
        self.take(&mut state.custody, context.seq);
    }
}
