//! Decisions of earlier years, brought in from papers: never recomputed, never part of the fund, always shown as such,
//! and believed only when a second person has seen the paper.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::registers::nomination::Recipient;
use crate::values::crypto::Hash;
use crate::values::ident::Id;
use crate::values::members::{present, sized, within};
use crate::values::money::Dong;
use crate::values::text::{Name, Prose};
use crate::values::time::Date;

/// One award of a decision of earlier years.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PastAward {
    /// The line on the paper.
    #[serde(deserialize_with = "within::<_, 1, 999>")]
    pub line: u64,
    /// Who received it.
    pub recipient: Recipient,
    /// The form or title as the paper calls it.
    pub form_name: Name,
    /// The merit, in words.
    #[serde(default, deserialize_with = "present")]
    pub merit: Option<Prose>,
    /// In đồng, as the paper says.
    #[serde(default, deserialize_with = "present")]
    pub amount: Option<Dong>,
}

/// Payload of `history.imported` v1; the statement's `on` is the date on the document.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HistoryImported {
    /// Number and symbol.
    pub document: Name,
    /// Who decided.
    pub issuer: Name,
    /// Who signed.
    #[serde(default, deserialize_with = "present")]
    pub signer: Option<Name>,
    /// BLAKE3 of the scan.
    pub scan: Hash,
    /// Where the paper is.
    pub source: Prose,
    /// The awards.
    #[serde(deserialize_with = "sized::<_, _, 1, 200>")]
    pub lines: Vec<PastAward>,
}

/// A decision of earlier years as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct PastDecision {
    /// What was brought in.
    pub imported: HistoryImported,
    /// The date on the document.
    pub on: Date,
    /// Who brought it in.
    pub importer: Id,
    /// The entry.
    pub seq: u64,
    /// The entry of the second person.
    pub confirmed: Option<u64>,
}

/// Every one, by id.
pub type History = BTreeMap<Id, PastDecision>;
