//! Catalogues: which event types and versions a ledger may hold. A ledger declares its catalogue, so that a program can
//! tell what is newer than itself from what nobody ever defined (`docs/format.md`, Catalogues).

use serde::{Deserialize, Serialize};

use super::events::Schema;
use super::ledger::EVENTS;
use crate::values::crypto::Hash;
use crate::values::members::within;

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
    let all = EVENTS.iter().flat_map(|meta| meta.schemas.iter().map(move |schema| (meta.name, schema)));
    let line = |(name, s): (&str, &Schema)| format!("{name} v{} {}\n", s.version, Hash::of(s.json.as_bytes()));
    let mut lines: Vec<String> = all.map(line).collect();
    lines.sort();
    lines.concat()
}
