//! How a ledger began: what its first entry said.

use serde::Deserialize;

use super::custody::Origin;
use crate::domain::catalogue::Catalogue;
use crate::log::keyring::KeyEnrolled;
use crate::values::crypto::PublicKey;
use crate::values::ident::LedgerId;
use crate::values::members::{present, sized};
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
    /// There exactly if it is for practice: nothing in it is real.
    #[serde(default, deserialize_with = "present")]
    pub practice: Option<Practice>,
}

/// What a ledger for practice was made of.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Practice {
    /// The ledger of which it is a copy.
    pub of: LedgerId,
}
