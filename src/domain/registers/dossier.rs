//! Dossiers: checked before the vote, sent up to the authority above, filed when all is done (Luật TĐKT 06/2022 Đ84).

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::registers::nomination::{Form, Recipient, RewardType};
use crate::values::crypto::Hash;
use crate::values::listed::listed;
use crate::values::members::{present, sized, within};
use crate::values::text::{Name, Prose};
use crate::values::time::Date;

listed! {
    /// What a filed document is.
    DocumentKind {
        /// Tờ trình.
        Proposal "proposal" "tờ trình" "proposal",
        /// Báo cáo thành tích.
        AchievementReport "achievement_report" "báo cáo thành tích" "achievement report",
        /// Biên bản.
        Minutes "minutes" "biên bản" "minutes",
        /// Công nhận sáng kiến.
        Initiative "initiative" "công nhận sáng kiến" "certificate of initiative",
        /// Xác nhận.
        Confirmation "confirmation" "xác nhận" "confirmation",
        /// Quyết định.
        Decision "decision" "quyết định" "decision",
        /// Danh sách chi.
        PaymentList "payment_list" "danh sách chi" "payment list",
        /// Khác.
        Other "other" "tài liệu khác" "other",
    }
}

listed! {
    /// What the authority above said.
    Answer {
        /// Được khen.
        Awarded "awarded" "được khen" "awarded",
        /// Không khen.
        Declined "declined" "không khen" "declined",
        /// Trả lại hồ sơ.
        Returned "returned" "trả lại hồ sơ" "returned",
    }
}

/// One award asked of the authority above.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Raised {
    /// 1, 2, 3 … within the proposal.
    #[serde(deserialize_with = "within::<_, 1, 999>")]
    pub line: u64,
    /// Who.
    pub recipient: Recipient,
    /// Form or title.
    pub form: Form,
    /// Its name.
    pub form_name: Name,
    /// Why; titles have no type of award.
    #[serde(default, deserialize_with = "present")]
    pub reward_type: Option<RewardType>,
    /// The merit, in words.
    pub merit: Prose,
    /// First day of the period in which it was earned.
    #[serde(default, deserialize_with = "present")]
    pub merit_from: Option<Date>,
}

/// Payload of `proposal.submitted` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposalSubmitted {
    /// To whom.
    pub to: Name,
    /// The proposal (tờ trình).
    pub document: Name,
    /// What is asked.
    #[serde(deserialize_with = "sized::<_, _, 1, 200>")]
    pub lines: Vec<Raised>,
}

/// One document of a dossier.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Archived {
    /// What it is.
    pub kind: DocumentKind,
    /// Its name.
    pub name: Name,
    /// BLAKE3 of its scan, if there is one.
    #[serde(default, deserialize_with = "present")]
    blake3: Option<Hash>,
}

/// A proposal to the authority above as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// What was asked.
    pub submitted: ProposalSubmitted,
    /// When.
    pub on: Date,
    /// The entry.
    pub seq: u64,
    /// What was answered to each line, when, by which entry.
    pub answers: BTreeMap<u64, (Answer, Date, u64)>,
}

/// Documents filed for decisions.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Filed {
    /// Documents with the entries that filed them.
    pub documents: Vec<(Archived, u64)>,
    /// Where the last of them lie.
    pub place: Option<Name>,
}
