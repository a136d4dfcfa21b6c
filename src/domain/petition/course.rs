//! The course of a petition beside the main line: not accepted, handed to somebody to verify, talked over, suspended,
//! ended without a result; and what follows a result (Luật Khiếu nại Đ11, Đ11a, Đ30–33; Luật Tố cáo Đ29, Đ34, Đ37, Đ40).

use serde::Deserialize;

use super::{Petition, PetitionKind};
use crate::domain::event::payloads;
use crate::domain::ledger::{Context, State};
use crate::domain::nomination::Recipient;
use crate::domain::policy::{HoldGround, Ruled};
use crate::domain::refusal::Refusal;
use crate::values::lang::Lang;
use crate::values::text::{Name, Prose};
use crate::values::time::Date;

/// To whom somebody goes who does not agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Instance {
    /// The authority above.
    Second,
    /// The administrative court.
    Court,
}

/// What followed a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aftermath {
    /// It was sent.
    Delivered,
    /// It was contested.
    Appealed(Instance),
    /// It was carried out.
    Executed,
    /// It was made public.
    Published,
}

impl Aftermath {
    /// Its name for people.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Aftermath::Delivered => lang.pick("đã gửi", "delivered"),
            Aftermath::Appealed(Instance::Second) => lang.pick("đi tiếp lên cấp trên", "second instance"),
            Aftermath::Appealed(Instance::Court) => lang.pick("ra toà", "at court"),
            Aftermath::Executed => lang.pick("đã thi hành", "carried out"),
            Aftermath::Published => lang.pick("đã công khai", "published"),
        }
    }
}

payloads! {
    /// Payload of `petition.refused` v1.
    PetitionRefused {
        /// The notice.
        document: Name,
        /// The article and the reason.
        ground: Prose,
    }
    /// Payload of `petition.assigned` v1.
    PetitionAssigned {
        /// The decision.
        document: Name,
        /// Who verifies.
        assignee: Name,
    }
    /// Payload of `petition.heard` v1.
    PetitionHeard {
        /// The minutes.
        document: Name,
    }
    /// Payload of `petition.suspended` v1.
    PetitionSuspended {
        /// The decision.
        document: Name,
        /// Why.
        reason: Prose,
    }
    /// Payload of `petition.resumed` v1.
    PetitionResumed {
        /// The decision.
        document: Name,
        /// The new deadline.
        due_on: Date,
    }
    /// Payload of `petition.terminated` v1.
    PetitionTerminated {
        /// The decision.
        document: Name,
        /// Why.
        reason: Prose,
    }
    /// Payload of `petition.delivered` v1.
    PetitionDelivered {
        /// To whom.
        to: Prose,
    }
    /// Payload of `petition.appealed` v1.
    PetitionAppealed {
        /// To the authority above, or to court.
        instance: Instance,
        /// Which one.
        to: Name,
    }
    /// Payload of `petition.executed` v1.
    PetitionExecuted {
        /// The minutes.
        document: Name,
    }
    /// Payload of `petition.published` v1.
    PetitionPublished {
        /// Where.
        place: Name,
    }
}

impl Petition {
    pub(super) fn require_running(&self) -> Result<(), Refusal> {
        self.suspended.map_or(Ok(()), |(on, _)| Err(Refusal::PetitionSuspended { on }))
    }

    /// Whether it is open and speaks of a recipient.
    pub fn holds(&self, recipient: &Recipient) -> bool {
        let concerns = self.classified.as_ref().is_some_and(|(c, ..)| c.concerns.contains(&recipient.id));
        concerns && self.closed_on().is_none()
    }

    fn require_resolved(&self, context: &Context<'_>) -> Result<(), Refusal> {
        let (_, on, _) = self.resolved.ok_or(Refusal::NotResolved)?;
        if context.on() < on {
            return Err(Refusal::BeforeEarlierStep { earlier: on, date: context.on() });
        }
        Ok(())
    }
}

impl State {
    /// While a petition about somebody is open, that person is not awarded, where the policy of the day says
    /// so. It ends by itself with the petition.
    pub(in crate::domain) fn not_held(&self, line: u64, recipient: &Recipient, on: Date) -> Result<(), Refusal> {
        let Some(Ruled { row: hold, .. }) = self.policies.hold(HoldGround::Petition, on) else { return Ok(()) };
        match self.petitions.values().find(|petition| petition.holds(recipient)) {
            Some(petition) => Err(Refusal::HeldByPetition {
                line,
                name: recipient.name.clone(),
                received: petition.received_on,
                article: hold.source.clone(),
            }),
            None => Ok(()),
        }
    }

    fn ended(&self, context: &Context<'_>) -> Result<&Petition, Refusal> {
        let id = context.require_id()?;
        let unknown = || Refusal::SubjectUnknown { subject: context.statement.subject.clone() };
        let petition = self.petitions.get(&id).ok_or_else(unknown)?;
        petition.require_resolved(context)?;
        Ok(petition)
    }

    fn follow(&mut self, context: &Context<'_>, what: Aftermath) {
        let Some(petition) = self.petition_mut(context) else { return };
        petition.aftermath.push((what, context.on(), context.seq));
    }
}

impl PetitionRefused {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let petition = state.petition(context)?;
        if !petition.require_classified()?.in_jurisdiction {
            return Err(Refusal::NotInJurisdiction);
        }
        if petition.accepted.is_some() {
            return Err(Refusal::AlreadyAccepted);
        }
        Ok(())
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(petition) = state.petition_mut(context) else { return };
        petition.refused = Some((context.on(), context.seq));
    }
}

impl PetitionAssigned {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        state.petition(context)?.require_accepted().map(|_| ())
    }
}

impl PetitionHeard {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let petition = state.petition(context)?;
        petition.require_accepted()?;
        match petition.require_classified()?.kind {
            PetitionKind::Denunciation => Err(Refusal::NoDialogue),
            _ => Ok(()),
        }
    }
}

impl PetitionSuspended {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let petition = state.petition(context)?;
        petition.require_accepted()?;
        petition.require_running()
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(petition) = state.petition_mut(context) else { return };
        petition.suspended = Some((context.on(), context.seq));
    }
}

impl PetitionResumed {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let petition = state.petition(context)?;
        if petition.suspended.is_none() {
            return Err(Refusal::NotSuspended);
        }
        if self.due_on < context.on() {
            return Err(Refusal::DatesReversed { first: context.on(), last: self.due_on });
        }
        // The rest of the term runs on; only the days of the suspension are not counted (Luật Tố cáo Đ34.2;
        // NĐ 124/2020/NĐ-CP Đ28b.2).
        let step = petition.require_classified()?.kind.longest(petition.extended.len());
        let accepted = petition.require_accepted()?;
        state.within_term(petition, step, (accepted, context.on()), self.due_on)
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(petition) = state.petition_mut(context) else { return };
        if let Some((since, _)) = petition.suspended.take() {
            petition.suspensions.push((since, context.on()));
        }
        petition.due_on = Some(self.due_on);
    }
}

impl PetitionTerminated {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        state.petition(context)?.require_accepted().map(|_| ())
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Some(petition) = state.petition_mut(context) else { return };
        petition.terminated = Some((context.on(), context.seq));
    }
}

impl PetitionDelivered {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        state.ended(context).map(|_| ())
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.follow(context, Aftermath::Delivered);
    }
}

impl PetitionAppealed {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let petition = state.ended(context)?;
        let kind = petition.require_classified()?.kind;
        // A denunciation may be taken up again (Luật Tố cáo Đ37); only who complains of his own right may go to court.
        if self.instance == Instance::Court && kind != PetitionKind::Complaint {
            return Err(Refusal::CourtForComplaints);
        }
        Ok(())
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.follow(context, Aftermath::Appealed(self.instance));
    }
}

impl PetitionExecuted {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        state.ended(context).map(|_| ())
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.follow(context, Aftermath::Executed);
    }
}

impl PetitionPublished {
    pub(in crate::domain) fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
        state.ended(context).map(|_| ())
    }

    pub(in crate::domain) fn apply(&self, state: &mut State, context: &Context<'_>) {
        state.follow(context, Aftermath::Published);
    }
}
