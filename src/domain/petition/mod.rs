//! Petitions: complaints, denunciations and suggestions, from receipt to resolution (Luật Khiếu nại
//! 02/2011/QH13, Luật Tố cáo 25/2018/QH14). Who wrote them stands here as a sealed commitment only.

use std::collections::BTreeSet;

use serde::Deserialize;

mod course;

pub use course::*;

use super::deadline::Step;
use super::event::{each_once, payloads, present, within};
use super::ledger::{Context, State};
use super::policy::{Dates, Ruled};
use super::refusal::Refusal;
use crate::log::keyring::Role;
use crate::values::crypto::Hash;
use crate::values::ident::Id;
use crate::values::lang::Lang;
use crate::values::text::{Name, Prose};
use crate::values::time::Date;

/// How it arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A letter handed in.
    Letter,
    /// Said in person and written down.
    InPerson,
    /// By post.
    Post,
    /// Through a portal.
    Online,
    /// Sent on by another authority.
    Forwarded,
}

/// A commitment to a value that is kept elsewhere and may be erased (`docs/format.md`, Sealed values).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// BLAKE3, keyed with a random salt, over the value's canonical JSON.
    pub sealed: Hash,
}

/// Payload of `petition.received` v1: one letter, one signatory. Kept readable for ever.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionReceivedV1 {
    channel: Channel,
    #[serde(default, deserialize_with = "present")]
    identity: Option<Sealed>,
    summary: Prose,
    award_related: bool,
}

/// Payload of `petition.received` v2: the same matter may arrive as several letters, signed by several people. Kept
/// readable for ever.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionReceivedV2 {
    channel: Channel,
    #[serde(default, deserialize_with = "present")]
    identity: Option<Sealed>,
    summary: Prose,
    award_related: bool,
    #[serde(deserialize_with = "within::<_, 1, 9999>")]
    letters: u64,
    #[serde(deserialize_with = "within::<_, 0, 99999>")]
    signatories: u64,
}

/// Payload of `petition.received` v3: a matter may also be part of a letter that another petition counts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionReceived {
    /// How it arrived.
    pub channel: Channel,
    /// Who wrote it.
    #[serde(default, deserialize_with = "present")]
    pub identity: Option<Sealed>,
    /// What it is about, without any clue to who wrote it (Luật Tố cáo Đ8.3).
    pub summary: Prose,
    /// Whether it is about emulation and commendation.
    pub award_related: bool,
    /// How many letters (đơn); 0 for what was split off another petition.
    #[serde(deserialize_with = "within::<_, 0, 9999>")]
    pub letters: u64,
    /// How many people signed.
    #[serde(deserialize_with = "within::<_, 0, 99999>")]
    pub signatories: u64,
    /// The petition whose letter it is part of.
    #[serde(default, deserialize_with = "present")]
    pub part_of: Option<Id>,
}

impl From<PetitionReceivedV1> for PetitionReceived {
    fn from(v1: PetitionReceivedV1) -> PetitionReceived {
        let PetitionReceivedV1 { channel, identity, summary, award_related } = v1;
        PetitionReceived { channel, identity, summary, award_related, letters: 1, signatories: 1, part_of: None }
    }
}

impl From<PetitionReceivedV2> for PetitionReceived {
    fn from(v2: PetitionReceivedV2) -> PetitionReceived {
        let PetitionReceivedV2 { channel, identity, summary, award_related, letters, signatories } = v2;
        PetitionReceived { channel, identity, summary, award_related, letters, signatories, part_of: None }
    }
}

/// What it turns out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PetitionKind {
    /// Khiếu nại.
    Complaint,
    /// Tố cáo.
    Denunciation,
    /// Kiến nghị, phản ánh.
    Suggestion,
    /// Not known: for what was reconstructed from papers that do not say.
    Unspecified,
}

impl PetitionKind {
    /// Its name for people.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            PetitionKind::Complaint => lang.pick("khiếu nại", "complaint"),
            PetitionKind::Denunciation => lang.pick("tố cáo", "denunciation"),
            PetitionKind::Suggestion => lang.pick("kiến nghị, phản ánh", "suggestion"),
            PetitionKind::Unspecified => lang.pick("không rõ loại", "unspecified"),
        }
    }

    /// The longest term that the law gives for resolving it, after so many extensions.
    pub fn longest(self, extensions: usize) -> Option<Step> {
        Some(match (self, extensions) {
            (PetitionKind::Complaint, 0) => Step::ComplaintResolve,
            (PetitionKind::Complaint, _) => Step::ComplaintResolveComplex,
            (PetitionKind::Denunciation, 0) => Step::DenunciationResolve,
            (PetitionKind::Denunciation, 1) => Step::DenunciationResolveExtended,
            (PetitionKind::Denunciation, _) => Step::DenunciationResolveTwice,
            (PetitionKind::Suggestion, 0) => Step::SuggestionResolve,
            (PetitionKind::Suggestion, _) => Step::SuggestionResolveExtended,
            (PetitionKind::Unspecified, _) => return None,
        })
    }
}

/// How it was resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Right.
    Upheld,
    /// Right in part.
    PartlyUpheld,
    /// Wrong.
    Rejected,
    /// Answered: a suggestion.
    Answered,
    /// Not known: for what was reconstructed from papers that do not say.
    Unspecified,
}

/// Payload of `petition.classified` v1: it did not say whom it concerns. Kept readable for ever.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionClassifiedV1 {
    kind: PetitionKind,
    in_jurisdiction: bool,
    anonymous: bool,
    #[serde(default, deserialize_with = "present")]
    target: Option<Id>,
    #[serde(default, deserialize_with = "present")]
    decision: Option<Id>,
}

impl From<PetitionClassifiedV1> for PetitionClassified {
    fn from(v1: PetitionClassifiedV1) -> PetitionClassified {
        let PetitionClassifiedV1 { kind, in_jurisdiction, anonymous, target, decision } = v1;
        PetitionClassified { kind, in_jurisdiction, anonymous, target, decision, concerns: BTreeSet::new() }
    }
}

/// Payload of `petition.withdrawn` v1: a withdrawal always ended it. Kept readable for ever.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PetitionWithdrawnV1 {
    document: Name,
}

impl From<PetitionWithdrawnV1> for PetitionWithdrawn {
    fn from(v1: PetitionWithdrawnV1) -> PetitionWithdrawn {
        PetitionWithdrawn { document: v1.document, continues: false, reason: None }
    }
}

payloads! {
    /// Payload of `petition.classified` v2.
    PetitionClassified {
        /// What it is.
        kind: PetitionKind,
        /// Whether this unit is competent.
        in_jurisdiction: bool,
        /// Whether nobody signed it.
        anonymous: bool,
        /// The person it is directed against, if that person holds a key here.
        #[serde(default, deserialize_with = "present")]
        target: Option<Id>,
        /// The decision it is about.
        #[serde(default, deserialize_with = "present")]
        decision: Option<Id>,
        /// Recipients it speaks of: while it is open they may not be awarded, where the policy says so.
        #[serde(default, deserialize_with = "each_once::<_, _, 1, 200>")]
        concerns: BTreeSet<Id>,
    }
    /// Payload of `petition.forwarded` v1.
    PetitionForwarded {
        /// To whom it was sent, or the competent authority named in the reply.
        to: Name,
        /// The written reply.
        reply: Name,
    }
    /// Payload of `petition.accepted` v1.
    PetitionAccepted {
        /// The notice or decision of acceptance.
        document: Name,
        /// The person who will resolve it.
        resolver: Id,
        /// The deadline promised; absent only where the papers do not say.
        #[serde(default, deserialize_with = "present")]
        due_on: Option<Date>,
    }
    /// Payload of `petition.extended` v1.
    PetitionExtended {
        /// The document that extends.
        document: Name,
        /// The new deadline.
        due_on: Date,
        /// Why it is complex.
        reason: Prose,
    }
    /// Payload of `petition.resolved` v1.
    PetitionResolved {
        /// How.
        outcome: Outcome,
        /// The decision, conclusion or answer.
        document: Name,
    }
    /// Payload of `petition.withdrawn` v2.
    PetitionWithdrawn {
        /// The letter of withdrawal.
        document: Name,
        /// Whether it is resolved all the same (Luật Tố cáo Đ33.3).
        continues: bool,
        /// Why.
        #[serde(default, deserialize_with = "present")]
        reason: Option<Prose>,
    }
}

/// A dated step and the entry that records it.
pub type StepTaken = (Date, u64);

/// A petition as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Petition {
    /// When it was received.
    pub received_on: Date,
    /// The entry of its receipt.
    pub seq: u64,
    /// What it is about.
    pub summary: Prose,
    /// Whether it is about emulation and commendation.
    pub award_related: bool,
    /// How many letters.
    pub letters: u64,
    /// How many people signed.
    pub signatories: u64,
    /// What it turned out to be, when, by which entry.
    pub classified: Option<(PetitionClassified, Date, u64)>,
    /// Sent on or answered.
    pub forwarded: Option<StepTaken>,
    /// Accepted.
    pub accepted: Option<StepTaken>,
    /// Who resolves it.
    pub resolver: Option<Id>,
    /// The deadline as it stands.
    pub due_on: Option<Date>,
    /// Extensions.
    pub extended: Vec<StepTaken>,
    /// How it was resolved, when, by which entry.
    pub resolved: Option<(Outcome, Date, u64)>,
    /// Withdrawn, and that ended it.
    pub withdrawn: Option<StepTaken>,
    /// Not accepted.
    pub refused: Option<StepTaken>,
    /// Ended without a result.
    pub terminated: Option<StepTaken>,
    /// Suspended since.
    pub suspended: Option<StepTaken>,
    /// Suspensions that are over: since when, until which day.
    pub suspensions: Vec<(Date, Date)>,
    /// What followed the result.
    pub aftermath: Vec<(Aftermath, Date, u64)>,
}

impl Petition {
    /// When it ended, whichever way.
    pub fn closed_on(&self) -> Option<Date> {
        let steps = [self.forwarded, self.withdrawn, self.refused, self.terminated];
        let resolved = self.resolved.map(|(_, on, seq)| (on, seq));
        steps.into_iter().chain([resolved]).flatten().map(|(on, _)| on).min()
    }

    /// A word for where it stands.
    pub fn status(&self, lang: Lang) -> &'static str {
        if self.withdrawn.is_some() {
            lang.pick("đã rút", "withdrawn")
        } else if self.refused.is_some() {
            lang.pick("không thụ lý", "not accepted")
        } else if self.terminated.is_some() {
            lang.pick("đình chỉ", "terminated")
        } else if self.suspended.is_some() {
            lang.pick("tạm đình chỉ", "suspended")
        } else if self.resolved.is_some() {
            lang.pick("đã giải quyết", "resolved")
        } else if self.forwarded.is_some() {
            lang.pick("đã chuyển/trả lời", "forwarded")
        } else if self.accepted.is_some() {
            lang.pick("đang giải quyết", "being resolved")
        } else if self.classified.is_some() {
            lang.pick("đã phân loại", "classified")
        } else {
            lang.pick("mới tiếp nhận", "received")
        }
    }

    /// How many days of suspension there were by a day: they are not counted in the term.
    pub fn days_suspended(&self, today: Date) -> u32 {
        let running = self.suspended.map(|(since, _)| (since, today));
        let days = self.suspensions.iter().copied().chain(running).map(|(since, until)| until.days_since(since).max(0));
        u32::try_from(days.sum::<i64>()).unwrap_or(u32::MAX)
    }

    fn latest(&self) -> Date {
        let (accepted, suspended) = (self.accepted.map(|s| s.0), self.suspended.map(|s| s.0));
        let steps = [self.classified.as_ref().map(|c| c.1), accepted, self.extended.last().map(|s| s.0), suspended];
        steps.into_iter().flatten().max().unwrap_or(self.received_on)
    }

    fn require_open(&self, context: &Context<'_>) -> Result<(), Refusal> {
        if let Some(on) = self.closed_on() {
            return Err(Refusal::PetitionClosed { on });
        }
        if context.on() < self.latest() {
            return Err(Refusal::BeforeEarlierStep { earlier: self.latest(), date: context.on() });
        }
        Ok(())
    }

    fn require_classified(&self) -> Result<&PetitionClassified, Refusal> {
        self.classified.as_ref().map(|(classified, ..)| classified).ok_or(Refusal::NotClassified)
    }

    fn require_accepted(&self) -> Result<Date, Refusal> {
        self.accepted.map(|(on, _)| on).ok_or(Refusal::NotAccepted)
    }
}

impl State {
    fn petition(&self, context: &Context<'_>) -> Result<&Petition, Refusal> {
        let id = context.require_id()?;
        let unknown = || Refusal::SubjectUnknown { subject: context.statement.subject.clone() };
        let petition = self.petitions.get(&id).ok_or_else(unknown)?;
        petition.require_open(context)?;
        Ok(petition)
    }

    fn petition_mut(&mut self, context: &Context<'_>) -> Option<&mut Petition> {
        self.petitions.get_mut(&context.subject_id()?)
    }

    /// A deadline may be promised only within the law that applies to the term, the days of suspensions not counted.
    /// Terms in working days are checked where the year's calendar was adopted.
    fn within_term(
        &self,
        petition: &Petition,
        step: Option<Step>,
        (from, today): (Date, Date),
        due_on: Date,
    ) -> Result<(), Refusal> {
        self.policies.on(from)?;
        let dates = Dates { receipt: petition.received_on, start: from, step: today };
        let Some(Ruled { version, row }) = step.and_then(|step| self.policies.term(step, dates)) else {
            return Ok(());
        };
        let days = row.days(version.remote);
        let end = self.calendars.end(from, days, row.unit, row.rolls);
        let last = end.map(|end| end.latest().plus_days(petition.days_suspended(today)));
        if let Some(last) = last.filter(|last| due_on > *last) {
            return Err(Refusal::DeadlineTooLate { due_on, last, days, article: row.source.clone() });
        }
        Ok(())
    }

    fn is_leader(&self, person: Id) -> bool {
        self.holds(person, Role::Chairman) || self.holds(person, Role::Deputy)
    }

    fn holds(&self, person: Id, role: Role) -> bool {
        let mut holders = self.chain.keyring().holders();
        holders.any(|(_, h)| h.person == person && h.revoked.is_none() && h.roles.contains(&role))
    }

    /// A complaint about what the head decided or did himself goes to the head first (Luật Khiếu nại Đ17).
    fn resolves_himself(&self, kind: PetitionKind, person: Id) -> bool {
        kind == PetitionKind::Complaint && self.holds(person, Role::Chairman)
    }
}

impl PetitionReceived {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        context.first_of_subject(state)?;
        let whole = self.part_of.map(|whole| state.petitions.get(&whole).ok_or(Refusal::PetitionUnknown { whole }));
        match (whole.transpose()?, self.letters) {
            (None, 0) => Err(Refusal::LettersMissing),
            (Some(_), letters) if letters > 0 => Err(Refusal::LettersTwice { letters }),
            (Some(whole), _) if context.on() < whole.received_on => {
                Err(Refusal::BeforeEarlierStep { earlier: whole.received_on, date: context.on() })
            }
            _ => Ok(()),
        }
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(id) = context.subject_id() else { return };
        let petition = Petition {
            received_on: context.on(),
            seq: context.seq,
            summary: self.summary.clone(),
            award_related: self.award_related,
            letters: self.letters,
            signatories: self.signatories,
            classified: None,
            forwarded: None,
            accepted: None,
            resolver: None,
            due_on: None,
            extended: Vec::new(),
            resolved: None,
            withdrawn: None,
            refused: None,
            terminated: None,
            suspended: None,
            suspensions: Vec::new(),
            aftermath: Vec::new(),
        };
        state.seal(self.identity, context.seq);
        state.petitions.entry(id).or_insert(petition);
    }
}

impl PetitionClassified {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        if state.petition(context)?.accepted.is_some() {
            return Err(Refusal::AlreadyAccepted);
        }
        match self.decision.filter(|decision| !state.decisions.contains_key(decision)) {
            Some(decision) => Err(Refusal::DecisionUnknown { decision }),
            None => Ok(()),
        }
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(petition) = state.petition_mut(context) else { return };
        petition.classified = Some((self.clone(), context.on(), context.seq));
    }
}

impl PetitionForwarded {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let petition = state.petition(context)?;
        petition.require_classified()?;
        if petition.accepted.is_some() {
            return Err(Refusal::AlreadyAccepted);
        }
        Ok(())
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(petition) = state.petition_mut(context) else { return };
        petition.forwarded = Some((context.on(), context.seq));
    }
}

impl PetitionAccepted {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let petition = state.petition(context)?;
        let classified = petition.require_classified()?;
        if petition.accepted.is_some() {
            return Err(Refusal::AlreadyAccepted);
        }
        if !classified.in_jurisdiction {
            return Err(Refusal::NotInJurisdiction);
        }
        if classified.kind != PetitionKind::Suggestion && classified.anonymous {
            return Err(Refusal::Anonymous);
        }
        let against_leader = classified.target.is_some_and(|target| state.is_leader(target));
        if classified.kind == PetitionKind::Denunciation && against_leader {
            return Err(Refusal::DenunciationGoesUp);
        }
        if classified.target == Some(self.resolver) && !state.resolves_himself(classified.kind, self.resolver) {
            return Err(Refusal::SelfResolution);
        }
        let Some(due_on) = self.due_on else { return Ok(()) };
        if due_on < context.on() {
            return Err(Refusal::DatesReversed { first: context.on(), last: due_on });
        }
        state.within_term(petition, classified.kind.longest(0), (context.on(), context.on()), due_on)
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(petition) = state.petition_mut(context) else { return };
        petition.accepted = Some((context.on(), context.seq));
        petition.resolver = Some(self.resolver);
        petition.due_on = self.due_on;
    }
}

impl PetitionExtended {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let petition = state.petition(context)?;
        let accepted = petition.require_accepted()?;
        let kind = petition.require_classified()?.kind;
        if let Some(due_on) = petition.due_on.filter(|due_on| self.due_on <= *due_on) {
            return Err(Refusal::NotExtended { due_on });
        }
        let step = kind.longest(petition.extended.len() + 1);
        state.within_term(petition, step, (accepted, context.on()), self.due_on)
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(petition) = state.petition_mut(context) else { return };
        petition.extended.push((context.on(), context.seq));
        petition.due_on = Some(self.due_on);
    }
}

impl PetitionResolved {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let petition = state.petition(context)?;
        petition.require_accepted()?;
        petition.require_running()?;
        let classified = petition.require_classified()?;
        if classified.target == Some(context.person) && !state.resolves_himself(classified.kind, context.person) {
            return Err(Refusal::SelfResolution);
        }
        if petition.resolver != Some(context.person) {
            return Err(Refusal::NotResolver);
        }
        Ok(())
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(petition) = state.petition_mut(context) else { return };
        petition.resolved = Some((self.outcome, context.on(), context.seq));
    }
}

impl PetitionWithdrawn {
    pub(super) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let petition = state.petition(context)?;
        let denunciation = petition.classified.as_ref().is_some_and(|(c, ..)| c.kind == PetitionKind::Denunciation);
        if self.continues && !denunciation {
            return Err(Refusal::OnlyDenunciation);
        }
        if self.continues && self.reason.is_none() {
            return Err(Refusal::ReasonMissing);
        }
        Ok(())
    }

    pub(super) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(petition) = state.petition_mut(context) else { return };
        if !self.continues {
            petition.withdrawn = Some((context.on(), context.seq));
        }
    }
}
