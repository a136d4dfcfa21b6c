//! Nominations and the award council's vote (Luật TĐKT 06/2022 Đ84, Đ90; NĐ 98/2023 Đ30).

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::domain::policy::Dates;
use crate::values::crypto::Hash;
use crate::values::ident::{BadIdent, Id};
use crate::values::listed::listed;
use crate::values::members::{present, sized, within};
use crate::values::text::{Name, Prose};
use crate::values::time::Date;

listed! {
    /// What kind of recipient (Luật TĐKT Đ6, Đ9).
    RecipientKind {
        /// Tập thể.
        Collective "collective" "tập thể" "collective",
        /// Cá nhân.
        Individual "individual" "cá nhân" "individual",
        /// Hộ gia đình.
        Household "household" "hộ gia đình" "household",
    }
}

listed! {
    /// Why an award is given (Luật TĐKT Đ8).
    RewardType {
        /// Công trạng.
        MeritRecord "merit_record" "công trạng" "merit record",
        /// Đột xuất.
        Sudden "sudden" "đột xuất" "sudden achievement",
        /// Phong trào, chuyên đề.
        Thematic "thematic" "phong trào, chuyên đề" "movement",
        /// Quá trình cống hiến.
        Dedication "dedication" "quá trình cống hiến" "dedication",
        /// Niên hạn.
        Seniority "seniority" "niên hạn" "seniority",
        /// Đối ngoại.
        External "external" "đối ngoại" "external relations",
    }
}

impl RewardType {
    /// In the law's own words, as registers have it.
    pub fn in_full(self) -> &'static str {
        match self {
            RewardType::MeritRecord => "khen thưởng công trạng",
            RewardType::Sudden => "khen thưởng đột xuất",
            RewardType::Thematic => "khen thưởng phong trào thi đua, theo chuyên đề",
            RewardType::Dedication => "khen thưởng quá trình cống hiến",
            RewardType::Seniority => "khen thưởng theo niên hạn",
            RewardType::External => "khen thưởng đối ngoại",
        }
    }
}

/// The code of an award form or title, such as `commendation_certificate`; which exist is policy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Form(String);

impl Form {
    /// Giấy khen.
    pub const CERTIFICATE: &str = "commendation_certificate";

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is one of the forms of commendation of a commune; whatever else a commune decides is a title.
    pub fn is_certificate(&self) -> bool {
        self.0 == Form::CERTIFICATE
    }
}

impl std::fmt::Display for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

impl std::str::FromStr for Form {
    type Err = BadIdent;

    fn from_str(text: &str) -> Result<Form, BadIdent> {
        // The same spelling as the noun of an event type.
        let probe = format!("{text}.x");
        probe.parse::<crate::values::ident::EventType>().map(|_| Form(text.to_owned()))
    }
}

crate::values::ident::text_value!(Form);

/// Who receives an award. Identity is the id; two people may share a name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// The same person, collective or household always bears the same id.
    pub id: Id,
    /// The name as it stands on the certificate.
    pub name: Name,
    /// What kind.
    pub kind: RecipientKind,
    /// Where they belong: a village, an office.
    #[serde(default, deserialize_with = "present")]
    pub unit: Option<Name>,
}

/// A document kept beside the log, named by its content.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// What it is.
    pub name: Name,
    /// BLAKE3 of its bytes.
    pub blake3: Hash,
}

/// Payload of `nomination.submitted` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NominationSubmitted {
    /// Who is proposed.
    pub recipient: Recipient,
    /// For which form or title.
    pub form: Form,
    /// Why; titles (Luật TĐKT Đ19–20) have no type of award.
    #[serde(default, deserialize_with = "present")]
    pub reward_type: Option<RewardType>,
    /// The merit, in words.
    pub merit: Prose,
    /// First day of the period in which it was earned.
    #[serde(default, deserialize_with = "present")]
    pub merit_from: Option<Date>,
    /// Last day of that period.
    #[serde(default, deserialize_with = "present")]
    pub merit_to: Option<Date>,
    /// Whether newer law than that of the day of receipt applies, being better for the person.
    #[serde(default)]
    pub newer_law: bool,
    /// Proposal, achievement report, minutes (Luật TĐKT Đ84).
    #[serde(default, deserialize_with = "sized::<_, _, 0, 50>")]
    pub attachments: Vec<Attachment>,
}

/// A nomination as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Nomination {
    /// What was proposed.
    pub submitted: NominationSubmitted,
    /// When.
    pub on: Date,
    /// The person who proposed it.
    pub proposer: Id,
    /// The council sessions that approved it, and when.
    pub approved_by: BTreeMap<Id, Date>,
    /// Whether its dossier was found complete, and the entry that says so.
    pub complete: Option<(bool, u64)>,
    /// The decision that awards it, if one does.
    pub decision: Option<Id>,
    /// Whether somebody still has to decide about it: not decided, not voted down, not returned as incomplete.
    pub waiting: bool,
    /// The entries of its story.
    pub entries: Vec<u64>,
}

/// How many members voted for a nomination.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ballot {
    /// The nomination.
    pub nomination: Id,
    /// Votes in favour, those in writing included.
    #[serde(deserialize_with = "within::<_, 0, 999>")]
    pub in_favour: u64,
}

/// Payload of `council.voted` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CouncilVoted {
    /// All members of the council: the base of the percentage (NĐ 98/2023 Đ30.7).
    #[serde(deserialize_with = "within::<_, 1, 999>")]
    pub members: u64,
    /// Members present.
    #[serde(deserialize_with = "within::<_, 0, 999>")]
    pub present: u64,
    /// Absent members who voted in writing.
    #[serde(deserialize_with = "within::<_, 0, 999>")]
    pub written: u64,
    /// The result for each nomination.
    #[serde(deserialize_with = "sized::<_, _, 1, 800>")]
    pub ballots: Vec<Ballot>,
    /// BLAKE3 of the minutes.
    #[serde(default, deserialize_with = "present")]
    pub minutes: Option<Hash>,
}

/// A session of the council as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// How it voted.
    pub voted: CouncilVoted,
    /// When.
    pub on: Date,
    /// The entry.
    pub seq: u64,
    /// The nominations that it approved.
    pub approved: BTreeSet<Id>,
}

impl Session {
    /// Whether a ballot approves.
    pub fn approves(&self, ballot: &Ballot) -> bool {
        self.approved.contains(&ballot.nomination)
    }
}

impl Nomination {
    /// The dates that may decide which law applies to a step: it was received on the day it was submitted, unless the
    /// newer law is applied because it is better for the person.
    pub fn dates(&self, step: Date) -> Dates {
        let receipt = if self.submitted.newer_law { step } else { self.on };
        Dates { receipt, start: self.on, step }
    }
}
