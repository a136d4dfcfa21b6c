//! What the office said to what an audit found.

use serde::Deserialize;

use crate::values::members::present;
use crate::values::text::{Name, Prose};
use crate::values::time::Date;

/// Payload of `audit.explained` v1. Which findings there are is not the ledger's business: code and what it is about are
/// the ones that an audit showed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditExplained {
    /// The audit question's code.
    pub rule: Name,
    /// What the finding is about, as the audit names it for programs.
    pub about: Name,
    /// What the office says to it.
    pub explanation: Prose,
    /// The document that says so.
    #[serde(default, deserialize_with = "present")]
    pub document: Option<Name>,
}

/// An explanation as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// To what, and what.
    pub said: AuditExplained,
    /// When.
    pub on: Date,
    /// The entry.
    pub seq: u64,
}
