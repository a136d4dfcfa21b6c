//! What the steps of a petition share: that it is open, in order and within its term.

pub mod accepted;
pub mod appealed;
pub mod assigned;
pub mod classified;
pub mod delivered;
pub mod executed;
pub mod extended;
pub mod forwarded;
pub mod heard;
pub mod published;
pub mod received;
pub mod refused;
pub mod resolved;
pub mod resumed;
pub mod suspended;
pub mod terminated;
pub mod withdrawn;

use crate::domain::deadline::Step;
use crate::domain::policy::{Dates, HoldGround, Ruled};
use crate::domain::refusal::Refusal;
use crate::domain::registers::nomination::Recipient;
use crate::domain::registers::petition::{Act, Aftermath, CaseGround, Petition, PetitionClassified, PetitionKind};
use crate::domain::state::{Context, State};
use crate::log::role::Role;
use crate::values::ident::Id;
use crate::values::time::Date;

impl Petition {
    pub(in crate::domain) fn require_open(&self, context: &Context<'_>) -> Result<(), Refusal> {
        if let Some(on) = self.closed_on() {
            return Err(Refusal::PetitionClosed { on });
        }
        if context.on() < self.latest() {
            return Err(Refusal::BeforeEarlierStep { earlier: self.latest(), date: context.on() });
        }
        Ok(())
    }

    pub(in crate::domain) fn require_classified(&self) -> Result<&PetitionClassified, Refusal> {
        self.classified.as_ref().map(|(classified, ..)| classified).ok_or(Refusal::NotClassified)
    }

    pub(in crate::domain) fn require_accepted(&self) -> Result<Date, Refusal> {
        self.accepted.map(|(on, _)| on).ok_or(Refusal::NotAccepted)
    }
}

impl State {
    pub(in crate::domain) fn petition(&self, context: &Context<'_>) -> Result<&Petition, Refusal> {
        let id = context.require_id()?;
        let unknown = || Refusal::SubjectUnknown { subject: context.statement.subject.clone() };
        let petition = self.petitions.get(&id).ok_or_else(unknown)?;
        petition.require_open(context)?;
        Ok(petition)
    }

    pub(in crate::domain) fn petition_mut(&mut self, context: &Context<'_>) -> Option<&mut Petition> {
        self.petitions.get_mut(&context.subject_id()?)
    }

    /// A deadline may be promised only within the law that applies to the term, the days of suspensions not counted.
    /// Terms in working days are checked where the year's calendar was adopted.
    pub(in crate::domain) fn within_term(
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
            return Err(Refusal::DeadlineTooLate { due_on, last, days, article: row.cite() });
        }
        Ok(())
    }

    pub(in crate::domain) fn is_leader(&self, person: Id) -> bool {
        self.holds(person, Role::Chairman) || self.holds(person, Role::Deputy)
    }

    pub(in crate::domain) fn holds(&self, person: Id, role: Role) -> bool {
        let mut holders = self.chain.keyring().holders();
        holders.any(|(_, h)| h.now.person == person && h.revoked.is_none() && h.now.roles.contains(&role))
    }

    /// A complaint about what the head decided or did himself goes to the head first (Luật Khiếu nại Đ17).
    pub(in crate::domain) fn resolves_himself(&self, kind: PetitionKind, person: Id) -> bool {
        kind == PetitionKind::Complaint && self.holds(person, Role::Chairman)
    }
}

impl Petition {
    pub(in crate::domain) fn require_running(&self) -> Result<(), Refusal> {
        self.suspended.map_or(Ok(()), |(on, _)| Err(Refusal::PetitionSuspended { on }))
    }

    pub(in crate::domain) fn require_resolved(&self, context: &Context<'_>) -> Result<(), Refusal> {
        let (_, on, _) = self.resolved.ok_or(Refusal::NotResolved)?;
        if context.on() < on {
            return Err(Refusal::BeforeEarlierStep { earlier: on, date: context.on() });
        }
        Ok(())
    }
}

impl State {
    /// While a petition about somebody is open, that person is not awarded, where the policy of the day says
    /// so. It ends by itself with the petition. What else holds awards is recorded, and released in writing; after
    /// discipline only merit after its term counts.
    pub(in crate::domain) fn not_held(
        &self,
        line: u64,
        recipient: &Recipient,
        merit_from: Option<Date>,
        on: Date,
    ) -> Result<(), Refusal> {
        let name = || recipient.name.clone();
        for held in self.holds.placed.values().filter(|held| held.placed.recipient == recipient.id) {
            let ground = held.placed.ground;
            let Some(Ruled { row, .. }) = self.policies.hold(ground, on) else { continue };
            let article = row.cite();
            if held.runs(on) {
                return Err(Refusal::HeldByGround { line, name: name(), ground, since: held.on, article });
            }
            if let Some(after) = held.merit_after().filter(|after| merit_from.is_none_or(|from| from <= *after)) {
                return Err(Refusal::MeritBeforeDiscipline { line, name: name(), after, article });
            }
        }
        let Some(Ruled { row: hold, .. }) = self.policies.hold(HoldGround::Petition, on) else { return Ok(()) };
        match self.petitions.values().find(|petition| petition.holds(recipient)) {
            Some(petition) => Err(Refusal::HeldByPetition {
                line,
                name: recipient.name.clone(),
                received: petition.received_on,
                article: hold.cite(),
            }),
            None => Ok(()),
        }
    }

    pub(in crate::domain) fn ended(&self, context: &Context<'_>) -> Result<&Petition, Refusal> {
        let id = context.require_id()?;
        let unknown = || Refusal::SubjectUnknown { subject: context.statement.subject.clone() };
        let petition = self.petitions.get(&id).ok_or_else(unknown)?;
        petition.require_resolved(context)?;
        Ok(petition)
    }

    /// A petition with a result, or a complaint whose term is over without one (Luật Khiếu nại Đ33.1).
    pub(in crate::domain) fn contestable(&self, context: &Context<'_>) -> Result<&Petition, Refusal> {
        let overdue = || {
            let petition = self.petitions.get(&context.subject_id()?)?;
            let complaint = petition.require_classified().ok()?.kind == PetitionKind::Complaint;
            let over = self.overdue_on(petition)?;
            (complaint && petition.closed_on().is_none() && context.on() > over).then_some(petition)
        };
        self.ended(context).or_else(|refusal| overdue().ok_or(refusal))
    }

    /// The last day for resolving an accepted petition, as promised or by law.
    pub fn overdue_on(&self, petition: &Petition) -> Option<Date> {
        let (accepted, _) = petition.accepted?;
        let step = petition.require_classified().ok()?.kind.longest(petition.extended.len())?;
        let dates = Dates { receipt: petition.received_on, start: accepted, step: accepted };
        let by_law = || {
            let Ruled { version, row } = self.policies.term(step, dates)?;
            let end = self.calendars.end(accepted, row.days(version.remote), row.unit, row.rolls)?;
            Some(end.latest().plus_days(petition.days_suspended(accepted)))
        };
        petition.due_on.or_else(by_law)
    }

    /// Whether the policy of the day lists a ground for what is done to a case; where it lists none of that kind, any may
    /// be named.
    pub(in crate::domain) fn ground_ruled(
        &self,
        act: Act,
        petition: &Petition,
        ground: CaseGround,
        date: Date,
    ) -> Result<(), Refusal> {
        let kind = petition.classified.as_ref().map_or(PetitionKind::Unspecified, |(c, ..)| c.kind);
        let rows = self.policies.grounds(act, kind, date);
        if rows.is_empty() || rows.iter().any(|row| row.ground == ground) {
            return Ok(());
        }
        Err(Refusal::GroundNotRuled { act, kind, ground, date })
    }

    pub(in crate::domain) fn follow(&mut self, context: &Context<'_>, what: Aftermath) {
        let Some(petition) = self.petition_mut(context) else { return };
        petition.aftermath.push((what, context.on(), context.seq));
    }
}
