//! What a ledger says of its place between others: who came before it, who comes after. Numbers stay apart, each in its own
//! ledger; entry and head bind the one to the other.

use serde::Deserialize;

use crate::domain::custody::{Origin, StatedHead};
use crate::values::crypto::{Hash, PublicKey};
use crate::values::ident::LedgerId;
use crate::values::members::{payloads, within};
use crate::values::text::Name;

const MOST: u64 = 9_007_199_254_740_991;

payloads! {
    /// Payload of `ledger.predecessor_named` v1: this ledger takes over another one's rights and duties. With its origin,
    /// log key and head the receipts of the other stay provable by this one's policy.
    PredecessorNamed {
        /// The other ledger.
        ledger: LedgerId,
        /// Whose it was.
        unit: Name,
        /// The entry of it that is taken over: the one that closed it, or one from before its keys were stolen.
        #[serde(deserialize_with = "within::<_, 1, MOST>")]
        seq: u64,
        /// The hash of that entry.
        hash: Hash,
        /// Under which name its heads were signed there.
        origin: Origin,
        /// By which key.
        log_key: PublicKey,
        /// Its head: of that entry, or a later one.
        head: StatedHead,
        /// The document that says so.
        document: Name,
    }
}

/// What a ledger says of its place between others.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Succession {
    /// The entry that closed it, and the successor's name.
    pub closed: Option<(u64, Name)>,
    /// The ledgers it takes over, and the entries that say so.
    pub predecessors: Vec<(u64, PredecessorNamed)>,
}
