//! The entry that names the key of a head kept outside (`docs/format.md`, section 10): what a file beside the ledger says is
//! believed only so far as entries vouch for it.

use serde_json::{Map, Value};

use super::log_key_rotated::LogKeyRotated;
use super::restored::LedgerRestored;
use crate::domain::custody::Origin;
use crate::domain::events::Margin;
use crate::domain::events::prelude::*;
use crate::log::entry::Entry;
use crate::log::note::{SignatureType, VerifierKey};
use crate::values::crypto::{Hash, PublicKey};

/// Under which origin and key heads are signed from an entry on, whether this ledger has that entry or lost it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    /// The entry.
    pub seq: u64,
    /// The origin.
    pub origin: Origin,
    /// The key.
    pub key: PublicKey,
}

impl Naming {
    /// What an entry names: one of this ledger by its very bytes; one beyond its end if a chairman whom this ledger
    /// knows signed it and, for a change of keys, the key in force here is the one that it replaces.
    pub fn of(bytes: &[u8], state: &State) -> Option<Naming> {
        let entry = Entry::read(bytes).ok().filter(|entry| entry.is_signed(bytes))?;
        let statement = &entry.statement;
        if Some(statement.ledger) != state.chain.ledger() {
            return None;
        }
        if let Some(hash) = state.chain.hash_at(entry.seq) {
            let named = state.custody.identities.iter().find(|identity| identity.since == entry.seq);
            let named = named.filter(|_| hash == Hash::of(bytes))?;
            return Some(Naming { seq: entry.seq, origin: named.origin.clone(), key: named.key });
        }
        let author = state.chain.keyring().holder(&statement.by)?;
        if author.revoked.is_some() || !author.now.roles.contains(&Role::Chairman) || statement.schema != 1 {
            return None;
        }
        let is_margin = |name: &str| ["note", "reconstructed", "instead_of"].contains(&name);
        let (margin, data): (Map<_, _>, Map<_, _>) =
            statement.data.clone().into_iter().partition(|(name, _)| is_margin(name));
        serde_json::from_value::<Margin>(Value::Object(margin)).ok()?;
        let data = Value::Object(data);
        match statement.kind.as_str() {
            LogKeyRotated::NAME => {
                let rotated: LogKeyRotated = serde_json::from_value(data).ok()?;
                let current = state.custody.identity().filter(|identity| identity.key == rotated.old)?;
                let agreed = rotated.is_agreed(statement.ledger, &current.origin);
                let origin = agreed.then(|| rotated.origin(&current.origin).clone())?;
                Some(Naming { seq: entry.seq, origin, key: rotated.log_key })
            }
            LedgerRestored::NAME => {
                let restored: LedgerRestored = serde_json::from_value(data).ok()?;
                let before = state.custody.identity()?.origin.is_practice();
                if restored.origin.is_practice() != before {
                    return None;
                }
                Some(Naming { seq: entry.seq, origin: restored.origin, key: restored.log_key })
            }
            _ => None,
        }
    }

    /// The key as verifiers of notes know it.
    pub fn verifier(&self) -> Option<VerifierKey> {
        VerifierKey::new(self.origin.as_str().parse().ok()?, SignatureType::Ed25519, &self.key.0).ok()
    }
}
