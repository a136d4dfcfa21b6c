//! What holds awards of somebody beside an open petition (NĐ 152/2025/NĐ-CP Đ4.4), and recipients that are no more.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::policy::HoldGround;
use crate::values::ident::Id;
use crate::values::members::present;
use crate::values::text::Name;
use crate::values::time::Date;

/// Payload of `hold.placed` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoldPlaced {
    /// Who is not awarded meanwhile.
    pub recipient: Id,
    /// Why.
    pub ground: HoldGround,
    /// The document that says so.
    pub document: Name,
}

/// Payload of `hold.released` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoldReleased {
    /// The document by which it is concluded.
    pub document: Name,
    /// Where it ended in discipline, the last day of its term: only merit after it counts.
    #[serde(default, deserialize_with = "present")]
    pub merit_after: Option<Date>,
}

/// A hold as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// Who, why, by what.
    pub placed: HoldPlaced,
    /// Since when.
    pub on: Date,
    /// The entry.
    pub seq: u64,
    /// How it ended, when, by which entry.
    pub released: Option<(HoldReleased, Date, u64)>,
}

impl Held {
    /// Whether it runs on a day.
    pub fn runs(&self, day: Date) -> bool {
        self.on <= day && self.released.as_ref().is_none_or(|(_, on, _)| *on > day)
    }

    /// Until which day merit does not count, where it ended in discipline.
    pub fn merit_after(&self) -> Option<Date> {
        self.released.as_ref().and_then(|(released, ..)| released.merit_after)
    }
}

/// Payload of `recipient.ended` v1: a collective that was dissolved or merged, a household or person that is no more.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecipientEnded {
    /// Who.
    pub recipient: Id,
    /// The document that says so.
    pub document: Name,
    /// Who took over, if anybody.
    #[serde(default, deserialize_with = "present")]
    pub successor: Option<Name>,
}

/// Holds by id, and recipients that ended: when, by what, by which entry.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Holds {
    /// Holds.
    pub placed: BTreeMap<Id, Held>,
    /// Recipients that are no more.
    pub ended: BTreeMap<Id, (RecipientEnded, Date, u64)>,
}
