//! Dossiers: checked before the vote, sent up to the authority above, filed when all is done (Luật TĐKT 06/2022 Đ84).

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::decision::lines;
use super::event::{payloads, present, sized, within};
use super::ledger::{Context, State};
use super::nomination::{Form, Recipient, RewardType};
use super::refusal::Refusal;
use crate::values::crypto::Hash;
use crate::values::ident::Id;
use crate::values::lang::Lang;
use crate::values::text::{Name, Prose, fold};
use crate::values::time::Date;

/// What a filed document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// Tờ trình.
    Proposal,
    /// Báo cáo thành tích.
    AchievementReport,
    /// Biên bản.
    Minutes,
    /// Công nhận sáng kiến.
    Initiative,
    /// Xác nhận.
    Confirmation,
    /// Quyết định.
    Decision,
    /// Danh sách chi.
    PaymentList,
    /// Khác.
    Other,
}

impl DocumentKind {
    /// Its name for people.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            DocumentKind::Proposal => lang.pick("tờ trình", "proposal"),
            DocumentKind::AchievementReport => lang.pick("báo cáo thành tích", "achievement report"),
            DocumentKind::Minutes => lang.pick("biên bản", "minutes"),
            DocumentKind::Initiative => lang.pick("công nhận sáng kiến", "certificate of initiative"),
            DocumentKind::Confirmation => lang.pick("xác nhận", "confirmation"),
            DocumentKind::Decision => lang.pick("quyết định", "decision"),
            DocumentKind::PaymentList => lang.pick("danh sách chi", "payment list"),
            DocumentKind::Other => lang.pick("tài liệu khác", "other"),
        }
    }
}

/// What the authority above said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Được khen.
    Awarded,
    /// Không khen.
    Declined,
    /// Trả lại hồ sơ.
    Returned,
}

payloads! {
    /// Payload of `nomination.checked` v1.
    NominationChecked {
        /// Whether the dossier is complete.
        complete: bool,
        /// What is missing, or what was checked.
        #[serde(default, deserialize_with = "present")]
        remark: Option<Prose>,
    }
    /// One award asked of the authority above.
    Raised {
        /// 1, 2, 3 … within the proposal.
        #[serde(deserialize_with = "within::<_, 1, 999>")]
        line: u64,
        /// Who.
        recipient: Recipient,
        /// Form or title.
        form: Form,
        /// Its name.
        form_name: Name,
        /// Why.
        reward_type: RewardType,
        /// The merit, in words.
        merit: Prose,
    }
    /// Payload of `proposal.submitted` v1.
    ProposalSubmitted {
        /// To whom.
        to: Name,
        /// The proposal (tờ trình).
        document: Name,
        /// What is asked.
        #[serde(deserialize_with = "sized::<_, _, 1, 200>")]
        lines: Vec<Raised>,
    }
    /// Payload of `proposal.answered` v1.
    ProposalAnswered {
        /// Which lines.
        #[serde(deserialize_with = "lines")]
        lines: Option<BTreeSet<u64>>,
        /// What was said.
        outcome: Answer,
        /// The answer.
        document: Name,
        /// By whom.
        by: Name,
        /// Why.
        #[serde(default, deserialize_with = "present")]
        reason: Option<Prose>,
    }
    /// One document of a dossier.
    Archived {
        /// What it is.
        kind: DocumentKind,
        /// Its name.
        name: Name,
        /// BLAKE3 of its scan, if there is one.
        #[serde(default, deserialize_with = "present")]
        blake3: Option<Hash>,
    }
    /// Payload of `dossier.filed` v1. Later ones add to earlier ones.
    DossierFiled {
        /// The documents.
        #[serde(deserialize_with = "sized::<_, _, 1, 200>")]
        documents: Vec<Archived>,
        /// Where they are kept.
        place: Name,
        /// Until the end of which day.
        #[serde(default, deserialize_with = "present")]
        keep_until: Option<Date>,
    }
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
}

impl State {
    fn proposal(&self, context: &Context<'_>) -> Result<&Proposal, Refusal> {
        let unknown = || Refusal::SubjectUnknown { subject: context.statement.subject.clone() };
        self.proposals.get(&context.require_id()?).ok_or_else(unknown)
    }

    /// The proposal by which the authority above rewarded a merit already.
    pub(super) fn rewarded_above(&self, recipient: Id, merit: &str) -> Option<(&Proposal, u64)> {
        self.proposals.values().find_map(|proposal| {
            let line = proposal.submitted.lines.iter().find(|line| {
                line.recipient.id == recipient
                    && fold(line.merit.as_str()) == fold(merit)
                    && proposal.answers.get(&line.line).is_some_and(|(answer, ..)| *answer == Answer::Awarded)
            })?;
            Some((proposal, line.line))
        })
    }
}

impl NominationChecked {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let unknown = || Refusal::SubjectUnknown { subject: context.statement.subject.clone() };
        let nomination = state.nominations.get(&context.require_id()?).ok_or_else(unknown)?;
        if context.on() < nomination.on {
            return Err(Refusal::BeforeEarlierStep { earlier: nomination.on, date: context.on() });
        }
        if !self.complete && self.remark.is_none() {
            return Err(Refusal::RemarkMissing);
        }
        Ok(())
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(nomination) = context.subject_id().and_then(|id| state.nominations.get_mut(&id)) else { return };
        nomination.complete = Some((self.complete, context.seq));
        nomination.waiting = self.complete && nomination.decision.is_none();
        nomination.entries.push(context.seq);
    }
}

impl ProposalSubmitted {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)?;
        for (line, expected) in self.lines.iter().zip(1u64..) {
            if line.line != expected {
                return Err(Refusal::LineNumbers { expected, found: line.line });
            }
            state.not_held(line.line, &line.recipient, context.on())?;
        }
        Ok(())
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        let (submitted, on, seq) = (self.clone(), context.on(), context.seq);
        state.proposals.entry(id).or_insert(Proposal { submitted, on, seq, answers: BTreeMap::new() });
    }
}

impl ProposalAnswered {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let proposal = state.proposal(context)?;
        let document = || proposal.submitted.document.to_string();
        if context.on() < proposal.on {
            return Err(Refusal::BeforeEarlierStep { earlier: proposal.on, date: context.on() });
        }
        for line in self.lines.iter().flatten() {
            if !proposal.submitted.lines.iter().any(|raised| raised.line == *line) {
                return Err(Refusal::LineUnknown { decision: document(), line: *line });
            }
            let settled = proposal.answers.get(line).filter(|(answer, ..)| *answer != Answer::Returned);
            if let Some((_, on, _)) = settled {
                return Err(Refusal::AlreadyAnswered { document: document(), line: *line, on: *on });
            }
        }
        Ok(())
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(proposal) = context.subject_id().and_then(|id| state.proposals.get_mut(&id)) else { return };
        for line in self.lines.iter().flatten() {
            proposal.answers.insert(*line, (self.outcome, context.on(), context.seq));
        }
    }
}

impl DossierFiled {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let decision = state.decision(context)?;
        if context.on() < decision.signed_on {
            return Err(Refusal::BeforeEarlierStep { earlier: decision.signed_on, date: context.on() });
        }
        Ok(())
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        let filed = state.dossiers.entry(id).or_default();
        filed.documents.extend(self.documents.iter().map(|document| (document.clone(), context.seq)));
    }
}
