//! Nominations and the award council's vote (Luật TĐKT 06/2022 Đ84, Đ90; NĐ 98/2023 Đ30).

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::event::{present, sized, within};
use super::ledger::{Context, State};
use super::policy::Dates;
use super::refusal::Refusal;
use crate::values::crypto::Hash;
use crate::values::ident::{BadIdent, Id};
use crate::values::lang::Lang;
use crate::values::text::{Name, Prose};
use crate::values::time::Date;

/// What kind of recipient (Luật TĐKT Đ6, Đ9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecipientKind {
    /// Tập thể.
    Collective,
    /// Cá nhân.
    Individual,
    /// Hộ gia đình.
    Household,
}

impl RecipientKind {
    /// In the order of reports.
    pub const ALL: [RecipientKind; 3] =
        [RecipientKind::Collective, RecipientKind::Individual, RecipientKind::Household];

    /// The name used in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            RecipientKind::Collective => "collective",
            RecipientKind::Individual => "individual",
            RecipientKind::Household => "household",
        }
    }

    /// Its name for people.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            RecipientKind::Collective => lang.pick("tập thể", "collective"),
            RecipientKind::Individual => lang.pick("cá nhân", "individual"),
            RecipientKind::Household => lang.pick("hộ gia đình", "household"),
        }
    }
}

/// Why an award is given (Luật TĐKT Đ8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RewardType {
    /// Công trạng.
    MeritRecord,
    /// Đột xuất.
    Sudden,
    /// Phong trào, chuyên đề.
    Thematic,
    /// Quá trình cống hiến.
    Dedication,
    /// Niên hạn.
    Seniority,
    /// Đối ngoại.
    External,
}

impl RewardType {
    /// The name used in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            RewardType::MeritRecord => "merit_record",
            RewardType::Sudden => "sudden",
            RewardType::Thematic => "thematic",
            RewardType::Dedication => "dedication",
            RewardType::Seniority => "seniority",
            RewardType::External => "external",
        }
    }

    /// Every type, in the order of the law.
    pub const ALL: [RewardType; 6] = [
        RewardType::MeritRecord,
        RewardType::Sudden,
        RewardType::Thematic,
        RewardType::Dedication,
        RewardType::Seniority,
        RewardType::External,
    ];

    /// Its name for people.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            RewardType::MeritRecord => lang.pick("công trạng", "merit record"),
            RewardType::Sudden => lang.pick("đột xuất", "sudden achievement"),
            RewardType::Thematic => lang.pick("phong trào, chuyên đề", "movement"),
            RewardType::Dedication => lang.pick("quá trình cống hiến", "dedication"),
            RewardType::Seniority => lang.pick("niên hạn", "seniority"),
            RewardType::External => lang.pick("đối ngoại", "external relations"),
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
    /// Why.
    pub reward_type: RewardType,
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
    #[serde(deserialize_with = "sized::<_, _, 1, 200>")]
    pub ballots: Vec<Ballot>,
    /// BLAKE3 of the minutes.
    #[serde(default, deserialize_with = "present")]
    pub minutes: Option<Hash>,
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

impl NominationSubmitted {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)?;
        household_in_its_types(&self.recipient, self.reward_type)?;
        if let (Some(from), Some(to)) = (self.merit_from, self.merit_to)
            && to < from
        {
            return Err(Refusal::DatesReversed { first: from, last: to });
        }
        state.policies.form_exists(&self.form, self.recipient.kind, context.on())
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        let nomination = Nomination {
            submitted: self.clone(),
            on: context.on(),
            proposer: context.person,
            approved_by: BTreeMap::new(),
            complete: None,
            decision: None,
            waiting: true,
            entries: vec![context.seq],
        };
        state.nominations.entry(id).or_insert(nomination);
    }
}

/// Households are awarded for sudden achievements and in movements only (Luật TĐKT Đ8).
pub(super) fn household_in_its_types(recipient: &Recipient, reward_type: RewardType) -> Result<(), Refusal> {
    let fits = matches!(reward_type, RewardType::Sudden | RewardType::Thematic);
    if recipient.kind == RecipientKind::Household && !fits {
        return Err(Refusal::HouseholdType { name: recipient.name.clone(), reward_type });
    }
    Ok(())
}

impl CouncilVoted {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)?;
        let voting = self.present + self.written;
        let mut seen = BTreeSet::new();
        for ballot in &self.ballots {
            if !seen.insert(ballot.nomination) {
                return Err(Refusal::BallotTwice { nomination: ballot.nomination });
            }
            let known = state.nominations.get(&ballot.nomination);
            let nomination = known.ok_or(Refusal::NominationUnknown { nomination: ballot.nomination })?;
            if nomination.complete.is_some_and(|(complete, _)| !complete) {
                return Err(Refusal::DossierIncomplete { name: nomination.submitted.recipient.name.clone() });
            }
            let rule = state.policies.votes(&nomination.submitted.form, nomination.dates(context.on()))?.row;
            let article = || rule.source.clone();
            if voting > self.members {
                return Err(Refusal::VotesExceedMembers { votes: voting, members: self.members, article: article() });
            }
            if !rule.quorum.holds(voting, self.members) {
                let (members, share) = (self.members, rule.quorum);
                return Err(Refusal::NoQuorum { voting, members, share, article: article() });
            }
            if ballot.in_favour > voting {
                return Err(Refusal::VotesExceedMembers {
                    votes: ballot.in_favour,
                    members: voting,
                    article: article(),
                });
            }
            if context.on() < nomination.on {
                return Err(Refusal::BeforeEarlierStep { earlier: nomination.on, date: context.on() });
            }
        }
        Ok(())
    }

    /// Whether a nomination got the votes that the law for its form asks for.
    fn approves(&self, state: &State, ballot: &Ballot, on: Date) -> bool {
        let nomination = state.nominations.get(&ballot.nomination);
        let rule = nomination.and_then(|known| state.policies.votes(&known.submitted.form, known.dates(on)).ok());
        rule.is_some_and(|rule| rule.row.approval.holds(ballot.in_favour, self.members))
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(session) = context.subject_id() else { return };
        let approved = self.ballots.iter().filter(|ballot| self.approves(state, ballot, context.on()));
        let approved: BTreeSet<Id> = approved.map(|ballot| ballot.nomination).collect();
        let (on, seq) = (context.on(), context.seq);
        let held = Session { voted: self.clone(), on, seq, approved: approved.clone() };
        state.sessions.entry(session).or_insert(held);
        for ballot in &self.ballots {
            if let Some(nomination) = state.nominations.get_mut(&ballot.nomination) {
                nomination.entries.push(context.seq);
                nomination.waiting = approved.contains(&ballot.nomination);
                if nomination.waiting {
                    nomination.approved_by.insert(session, context.on());
                }
            }
        }
    }
}
