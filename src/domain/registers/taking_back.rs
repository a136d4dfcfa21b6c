//! What was taken back, by what; and what somebody proposed to take back. The entry stays; the state is the fold without it.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::values::crypto::{Hash, PublicKey};
use crate::values::ident::Id;
use crate::values::lang::{Label, Lang};
use crate::values::listed::listed;
use crate::values::members::within;
use crate::values::text::Prose;
use crate::values::time::Date;

/// Whether an event can be taken back, and by how many people (`docs/format.md`, Taking back).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakeBack {
    /// It cannot: what there is instead.
    Never(Label),
    /// By one person who could author it.
    One,
    /// By two people.
    Two,
}

impl TakeBack {
    /// In words.
    pub fn label(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            TakeBack::Never(_) => ("không bỏ ghi được", "never"),
            TakeBack::One => ("một người", "one person"),
            TakeBack::Two => ("hai người", "two people"),
        };
        lang.pick(vi, en)
    }
}

const MOST: u64 = 9_007_199_254_740_991;

/// An entry as others name it: its position and its hash, so that no other can be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// BLAKE3 of its bytes.
    pub hash: Hash,
    /// Its position.
    #[serde(deserialize_with = "within::<_, 1, MOST>")]
    pub seq: u64,
}

listed! {
    /// Why something is taken back.
    Ground {
        /// Typed wrongly.
        Slip "slip" "gõ nhầm" "typed wrongly",
        /// Recorded twice.
        Duplicate "duplicate" "ghi trùng" "recorded twice",
        /// Recorded about something else.
        WrongSubject "wrong_subject" "ghi nhầm hồ sơ" "wrong subject",
        /// It did not happen.
        NotHappened "not_happened" "việc không xảy ra" "did not happen",
        /// Another reason.
        Other "other" "khác" "other",
    }
}

/// A taking back.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// The entry that says so.
    pub by: u64,
    /// The entry that proposed it, where two people were needed.
    pub proposed: Option<u64>,
    /// When it took effect.
    pub on: Date,
    /// Why.
    pub ground: Ground,
    /// The facts.
    pub reason: Prose,
}

/// A proposal to take something back.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposed {
    /// The entry that proposes.
    pub seq: u64,
    /// The entry that it names.
    pub entry: Named,
    /// Who proposes.
    pub person: Id,
    /// By which key.
    pub key: PublicKey,
}

/// Everything taken back, and proposed to be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TakenBack {
    /// By the position of the entry that no longer stands.
    pub entries: BTreeMap<u64, Taken>,
    /// In the order of recording.
    pub proposals: Vec<Proposed>,
    /// Entries recorded anew, each with the one it replaces.
    pub instead: BTreeMap<u64, u64>,
}
