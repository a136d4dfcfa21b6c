//! Catalogues: which event types and versions a ledger may hold. A ledger declares its catalogue, so that a program can
//! tell what is newer than itself from what nobody ever defined (`docs/format.md`, Catalogues).

use serde::{Deserialize, Serialize};

use super::event::{SCHEMAS, within};
use super::ledger::State;
use super::refusal::Refusal;
use crate::values::crypto::Hash;

/// The newest catalogue that this program knows. It knows all before it too.
pub const KNOWN: u64 = 1;

/// A catalogue as a ledger declares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// BLAKE3 of [`lines`]: by it the right schemas are recognised after many years.
    pub hash: Hash,
    /// Its number, from 1.
    #[serde(deserialize_with = "within::<_, 1, 9_007_199_254_740_991>")]
    pub number: u64,
}

/// The catalogue of this program.
pub fn current() -> Catalogue {
    Catalogue { hash: Hash::of(lines().as_bytes()), number: KNOWN }
}

/// Every schema, sorted: `TYPE vN` and the BLAKE3 of its file.
pub fn lines() -> String {
    let line = |s: &super::event::EventSchema| format!("{} v{} {}\n", s.kind, s.version, Hash::of(s.json.as_bytes()));
    let mut lines: Vec<String> = SCHEMAS.iter().map(line).collect();
    lines.sort();
    lines.concat()
}

/// Payload of `ledger.catalogue_raised` v1: from here on the ledger may hold what a newer catalogue defines.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueRaised {
    /// The new catalogue.
    pub catalogue: Catalogue,
}

impl CatalogueRaised {
    pub(super) fn admit(&self, state: &State) -> Result<(), Refusal> {
        let next = state.custody.catalogue + 1;
        if self.catalogue.number == next { Ok(()) } else { Err(Refusal::CatalogueNumber { next }) }
    }

    pub(super) fn apply(&self, state: &mut State) {
        state.custody.catalogue = self.catalogue.number;
    }
}
