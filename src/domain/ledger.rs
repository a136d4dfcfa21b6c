//! The ledger as a fold: everything that was recorded, as it stands. [`State::admit`] and [`State::apply`] are
//! the only ways in; recording, verifying and replaying all go through them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::calendar::Calendars;
use super::custody::Custody;
use super::decision::Decision;
use super::dossier::{Filed, Proposal};
use super::duty::Duties;
use super::emulation::Emulation;
use super::event::{Event, LedgerOpened, Margin};
use super::fund::Fund;
use super::handover::Succession;
use super::history::History;
use super::nomination::{Nomination, Session};
use super::petition::Petition;
use super::policy::Policies;
use super::reception::Reception;
use super::refusal::Refusal;
use super::register::Register;
use super::vault::Vault;
use crate::log::chain::Chain;
use crate::log::entry::{Entry, Hashes};
use crate::log::keyring::{Keyring, Role};
use crate::log::statement::Statement;
use crate::values::crypto::PublicKey;
use crate::values::ident::{Id, Subject};
use crate::values::time::{Date, Instant, Period};

/// How far an author's clock may be ahead of the log's, in milliseconds.
const CLOCK_SKEW: i64 = 5 * 60 * 1000;

/// Everything that was recorded, as it stands.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct State {
    /// Layer 1: positions, hashes, ids, keys.
    pub chain: Chain,
    /// Whose ledger it is.
    pub opened: Option<LedgerOpened>,
    /// Origin, log keys, witnesses, publications, restorations.
    pub custody: Custody,
    /// Working days, where a year's calendar was adopted.
    pub calendars: Calendars,
    /// What came before it and what comes after.
    pub succession: Succession,
    /// What deputies are in charge of, and interests declared.
    pub duties: Duties,
    /// Policy versions.
    pub policies: Policies,
    /// Nominations by id.
    pub nominations: BTreeMap<Id, Nomination>,
    /// Plans, movements, pledges, targets, titles, models.
    pub emulation: Emulation,
    /// Proposals to the authority above, by id.
    pub proposals: BTreeMap<Id, Proposal>,
    /// What was filed, by decision.
    pub dossiers: BTreeMap<Id, Filed>,
    /// Decisions of earlier years, brought in from papers.
    pub history: History,
    /// Decisions by id.
    pub decisions: BTreeMap<Id, Decision>,
    /// Years of the fund.
    pub funds: BTreeMap<i16, Fund>,
    /// Petitions by id.
    pub petitions: BTreeMap<Id, Petition>,
    /// Citizen reception and mediation.
    pub reception: Reception,
    /// Sealed values, and requests about personal data.
    pub vault: Vault,
    /// Registers declared for a period: `true` for «none».
    pub declared: BTreeMap<(Register, Period), bool>,
    /// The newest entry that declares each.
    pub declared_by: BTreeMap<(Register, Period), u64>,
    /// Entries reconstructed from papers.
    pub reconstructed: BTreeSet<u64>,
    /// The entries of each subject.
    pub stories: HashMap<Subject, Vec<u64>>,
    /// What is known of every entry whatever it says, in order.
    pub facts: Vec<Fact>,
    /// Sessions of the award council, by id.
    pub sessions: BTreeMap<Id, Session>,
    pub(super) numbers: HashMap<(String, i16, String), Id>,
    pub(super) merits: HashMap<(Id, String), (Id, u64)>,
    authors_at: HashMap<PublicKey, Instant>,
}

/// What is known of an entry whatever it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Its type.
    pub kind: &'static str,
    /// When it took effect.
    pub on: Date,
    /// Who signed it.
    pub by: PublicKey,
}

/// What a rule may know of the statement it judges.
pub struct Context<'a> {
    /// The statement.
    pub statement: &'a Statement,
    /// The position it has or would have.
    pub seq: u64,
    /// The author.
    pub person: Id,
    /// The author's roles at this point of the log.
    pub roles: BTreeSet<Role>,
}

impl Context<'_> {
    /// When it took effect.
    pub fn on(&self) -> Date {
        self.statement.on
    }

    /// The id in the subject, such as `decision/0190…`.
    pub fn subject_id(&self) -> Option<Id> {
        self.statement.subject.key().parse().ok()
    }

    pub(super) fn require_id(&self) -> Result<Id, Refusal> {
        self.subject_id().ok_or_else(|| Refusal::SubjectKey { subject: self.statement.subject.clone() })
    }

    /// The year in the subject, such as `fund/2024`.
    pub(super) fn year(&self) -> Result<i16, Refusal> {
        let key = self.statement.subject.key();
        let year = (key.len() == 4).then(|| key.parse::<i16>().ok()).flatten().filter(|year| *year >= 1900);
        year.ok_or_else(|| Refusal::SubjectKey { subject: self.statement.subject.clone() })
    }

    pub(super) fn first_of_subject(&self, state: &State) -> Result<(), Refusal> {
        self.require_id()?;
        match state.chain.count(&self.statement.subject) {
            0 => Ok(()),
            _ => Err(Refusal::SubjectExists { subject: self.statement.subject.clone() }),
        }
    }
}

impl State {
    /// Whether a statement may be recorded next: layer 1 first, then the rules of its type. `recorded` is the
    /// time the entry would bear. Changes nothing.
    pub fn admit(&self, statement: &Statement, event: &Event, recorded: Instant) -> Result<(), Refusal> {
        let holder = self.chain.check(statement, event.key_change()).map_err(Refusal::NotAuthentic)?;
        let seq = self.chain.head().seq + 1;
        let context = Context { statement, seq, person: holder.person, roles: holder.roles };
        self.lawful(&context, event, recorded)
    }

    /// The second half of [`State::admit`]: the rules, for a statement that is authentic.
    pub fn lawful(&self, context: &Context<'_>, event: &Event, recorded: Instant) -> Result<(), Refusal> {
        let subject = &context.statement.subject;
        if subject.kind() != event.subject_kind() {
            let (subject, expected) = (subject.clone(), event.subject_kind());
            return Err(Refusal::SubjectKind { subject, expected });
        }
        if let Some(named) = self.named_subject(event)
            && subject.key() != named
        {
            return Err(Refusal::SubjectKey { subject: subject.clone() });
        }
        self.clocks(context, recorded)?;
        self.require_open_ledger(context)?;
        match event {
            Event::LedgerOpened(opened) => admit_opening(opened, context),
            Event::CatalogueRaised(e) => e.admit(self),
            Event::LogKeyRotated(e) => e.admit(self, context),
            Event::WitnessesSet(e) => e.admit(),
            Event::LedgerRestored(e) => e.admit(self, context),
            Event::LedgerClosed(_) => Ok(()),
            Event::PredecessorNamed(e) => e.admit(self, context),
            Event::CheckpointAnchored(e) => e.admit(self),
            Event::KeyEnrolled(enrolled) => self.admit_key(enrolled),
            Event::KeyRevoked(revoked) => self.admit_revocation(&revoked.key),
            Event::PolicyAdopted(e) => e.admit(self, context),
            Event::CalendarAdopted(e) => e.admit(context),
            Event::NominationSubmitted(e) => e.admit(self, context),
            Event::CouncilVoted(e) => e.admit(self, context),
            Event::DecisionSigned(e) => e.admit(self, context),
            Event::DecisionNumbered(e) => e.admit(self, context),
            Event::DecisionIssued(e) => e.admit(self, context),
            Event::DecisionCorrected(e) => e.admit(self, context),
            Event::DecisionAnnulled(e) => e.admit(self, context),
            Event::AwardPresented(e) => e.admit(self, context),
            Event::FundOpened(e) => e.admit(self, context),
            Event::FundAppropriated(e) => e.admit(self, context),
            Event::FundContributed(e) => e.admit(self, context),
            Event::FundAllocated(e) => e.admit(self, context),
            Event::FundReallocated(e) => e.admit(self, context),
            Event::FundDisbursed(e) => e.admit(self, context),
            Event::FundRepaid(e) => e.admit(self, context),
            Event::FundCounted(e) => e.admit(self, context),
            Event::FundClosed(e) => e.admit(self, context),
            Event::FundCarriedForward(e) => e.admit(self, context),
            Event::FundLapsed(e) => e.admit(self, context),
            Event::PetitionReceived(e) => e.admit(self, context),
            Event::PetitionClassified(e) => e.admit(self, context),
            Event::PetitionForwarded(e) => e.admit(self, context),
            Event::PetitionAccepted(e) => e.admit(self, context),
            Event::PetitionExtended(e) => e.admit(self, context),
            Event::PetitionResolved(e) => e.admit(self, context),
            Event::PetitionWithdrawn(e) => e.admit(self, context),
            Event::MovementLaunched(e) => e.admit(self, context),
            Event::MovementReviewed(e) => e.admit(self, context),
            Event::PlanAdopted(e) => e.admit(self, context),
            Event::PledgeSigned(e) => e.admit(self, context),
            Event::TargetRegistered(e) => e.admit(self, context),
            Event::TargetReported(e) => e.admit(self, context),
            Event::TitleRegistered(e) => e.admit(self, context),
            Event::ModelNoted(e) => e.admit(self, context),
            Event::NominationChecked(e) => e.admit(self, context),
            Event::ProposalSubmitted(e) => e.admit(self, context),
            Event::ProposalAnswered(e) => e.admit(self, context),
            Event::DossierFiled(e) => e.admit(self, context),
            Event::RevocationProposed(e) => e.admit(self, context),
            Event::RecomputationProposed(e) => e.admit(self, context),
            Event::AwardRecovered(e) => e.admit(self, context),
            Event::AwardReissued(e) => e.admit(self, context),
            Event::PaymentListApproved(e) => e.admit(self, context),
            Event::FundUnclaimed(e) => e.admit(self, context),
            Event::FundSettled(e) => e.admit(self, context),
            Event::FundReopened(e) => e.admit(self, context),
            Event::PetitionRefused(e) => e.admit(self, context),
            Event::PetitionAssigned(e) => e.admit(self, context),
            Event::PetitionHeard(e) => e.admit(self, context),
            Event::PetitionSuspended(e) => e.admit(self, context),
            Event::PetitionResumed(e) => e.admit(self, context),
            Event::PetitionTerminated(e) => e.admit(self, context),
            Event::PetitionDelivered(e) => e.admit(self, context),
            Event::PetitionAppealed(e) => e.admit(self, context),
            Event::PetitionExecuted(e) => e.admit(self, context),
            Event::PetitionPublished(e) => e.admit(self, context),
            Event::ReceptionHeld(e) => e.admit(self, context),
            Event::MediationConcluded(e) => e.admit(self, context),
            Event::HistoryImported(e) => e.admit(self, context),
            Event::HistoryConfirmed(e) => e.admit(self, context),
            Event::VaultOpened(e) => e.admit(self, context),
            Event::ErasureOrdered(e) => e.admit(self, context),
            Event::ErasureConfirmed(e) => e.admit(self, context),
            Event::DataRequestReceived(e) => e.admit(self, context),
            Event::DataRequestAcknowledged(e) => e.admit(self, context),
            Event::DataRequestAnswered(e) => e.admit(self, context),
            Event::ReadersSet(_) => Ok(()),
            Event::RegisterDeclared(e) => e.admit(self, context),
            Event::DeputyAssigned(e) => e.admit(self),
            Event::InterestDeclared(e) => e.admit(self, context),
        }
    }

    /// Takes over an entry. Total: whatever the entry says, nothing is undone and nothing panics, so that a
    /// part of the log (what was in force on a day) can be folded too.
    pub fn apply(&mut self, entry: &Entry, hashes: Hashes, event: &Event, margin: &Margin) {
        let statement = &entry.statement;
        let mut own = Keyring::default();
        let keyring = match event.key_change() {
            Some(change) if self.opened.is_none() => {
                own.apply(entry.seq, change);
                &own
            }
            _ => self.chain.keyring(),
        };
        let holder = keyring.holder(&statement.by);
        let person = holder.map_or(statement.id, |holder| holder.person);
        let roles = holder.map(|holder| holder.roles.clone()).unwrap_or_default();
        let context = Context { statement, seq: entry.seq, person, roles };
        self.fold(&context, event);
        self.authors_at.insert(statement.by, statement.at);
        if margin.reconstructed.is_some() {
            self.reconstructed.insert(entry.seq);
        }
        self.stories.entry(statement.subject.clone()).or_default().push(entry.seq);
        self.facts.push(Fact { kind: event.kind(), on: statement.on, by: statement.by });
        self.chain.push(entry, hashes, event.key_change());
    }

    fn fold(&mut self, context: &Context<'_>, event: &Event) {
        match event {
            Event::LedgerOpened(opened) => {
                self.custody.begin(context.seq, opened.origin.clone(), opened.log_key);
                self.custody.catalogue = opened.catalogue.number;
                self.opened = Some(opened.as_ref().clone());
            }
            Event::CatalogueRaised(e) => e.apply(self),
            Event::LogKeyRotated(e) => e.apply(self, context),
            Event::WitnessesSet(e) => e.apply(self, context),
            Event::LedgerRestored(e) => e.apply(self, context),
            Event::LedgerClosed(e) => e.apply(self, context),
            Event::PredecessorNamed(e) => e.apply(self, context),
            Event::CheckpointAnchored(e) => e.apply(self, context),
            Event::KeyEnrolled(_) | Event::KeyRevoked(_) => {}
            Event::PolicyAdopted(e) => e.apply(self),
            Event::CalendarAdopted(e) => e.apply(self, context),
            Event::NominationSubmitted(e) => e.apply(self, context),
            Event::CouncilVoted(e) => e.apply(self, context),
            Event::DecisionSigned(e) => e.apply(self, context),
            Event::DecisionNumbered(e) => e.apply(self, context),
            Event::DecisionIssued(e) => e.apply(self, context),
            Event::DecisionCorrected(e) => e.apply(self, context),
            Event::DecisionAnnulled(e) => e.apply(self, context),
            Event::AwardPresented(e) => e.apply(self, context),
            Event::FundOpened(e) => e.apply(self, context),
            Event::FundAppropriated(e) => e.apply(self, context),
            Event::FundContributed(e) => e.apply(self, context),
            Event::FundAllocated(e) => e.apply(self, context),
            Event::FundReallocated(e) => e.apply(self, context),
            Event::FundDisbursed(e) => e.apply(self, context),
            Event::FundRepaid(e) => e.apply(self, context),
            Event::FundCounted(e) => e.apply(self, context),
            Event::FundClosed(e) => e.apply(self, context),
            Event::FundCarriedForward(e) => e.apply(self, context),
            Event::FundLapsed(e) => e.apply(self, context),
            Event::PetitionReceived(e) => e.apply(self, context),
            Event::PetitionClassified(e) => e.apply(self, context),
            Event::PetitionForwarded(e) => e.apply(self, context),
            Event::PetitionAccepted(e) => e.apply(self, context),
            Event::PetitionExtended(e) => e.apply(self, context),
            Event::PetitionResolved(e) => e.apply(self, context),
            Event::PetitionWithdrawn(e) => e.apply(self, context),
            Event::MovementLaunched(e) => e.apply(self, context),
            Event::MovementReviewed(e) => e.apply(self, context),
            Event::PlanAdopted(e) => e.apply(self, context),
            Event::PledgeSigned(e) => e.apply(self, context),
            Event::TargetRegistered(e) => e.apply(self, context),
            Event::TargetReported(e) => e.apply(self, context),
            Event::TitleRegistered(e) => e.apply(self, context),
            Event::ModelNoted(e) => e.apply(self, context),
            Event::NominationChecked(e) => e.apply(self, context),
            Event::ProposalSubmitted(e) => e.apply(self, context),
            Event::ProposalAnswered(e) => e.apply(self, context),
            Event::DossierFiled(e) => e.apply(self, context),
            Event::RecomputationProposed(e) => e.apply(self, context),
            Event::AwardRecovered(e) => e.apply(self, context),
            Event::PaymentListApproved(e) => e.apply(self, context),
            Event::FundUnclaimed(e) => e.apply(self, context),
            Event::FundSettled(e) => e.apply(self, context),
            Event::FundReopened(e) => e.apply(self, context),
            Event::PetitionRefused(e) => e.apply(self, context),
            Event::PetitionSuspended(e) => e.apply(self, context),
            Event::PetitionResumed(e) => e.apply(self, context),
            Event::PetitionTerminated(e) => e.apply(self, context),
            Event::PetitionDelivered(e) => e.apply(self, context),
            Event::PetitionAppealed(e) => e.apply(self, context),
            Event::PetitionExecuted(e) => e.apply(self, context),
            Event::PetitionPublished(e) => e.apply(self, context),
            Event::ReceptionHeld(e) => e.apply(self, context),
            Event::MediationConcluded(e) => e.apply(self, context),
            Event::HistoryImported(e) => e.apply(self, context),
            Event::HistoryConfirmed(e) => e.apply(self, context),
            Event::VaultOpened(e) => e.apply(self, context),
            Event::ErasureOrdered(e) => e.apply(self, context),
            Event::ErasureConfirmed(e) => e.apply(self, context),
            Event::DataRequestReceived(e) => e.apply(self, context),
            Event::DataRequestAcknowledged(e) => e.apply(self, context),
            Event::DataRequestAnswered(e) => e.apply(self, context),
            Event::ReadersSet(e) => e.apply(self),
            Event::RevocationProposed(e) => e.apply(self, context),
            Event::AwardReissued(_) | Event::PetitionAssigned(_) | Event::PetitionHeard(_) => {}
            Event::RegisterDeclared(e) => e.apply(self, context),
            Event::DeputyAssigned(e) => e.apply(self, context),
            Event::InterestDeclared(e) => e.apply(self, context),
        }
    }

    /// No clock may run back: not the author's own, not against what the author had seen, not past the log's.
    fn clocks(&self, context: &Context<'_>, recorded: Instant) -> Result<(), Refusal> {
        let statement = context.statement;
        let at = statement.at;
        if let Some(before) = self.authors_at.get(&statement.by).copied().filter(|before| at < *before) {
            return Err(Refusal::ClockBack { at, before });
        }
        let seen = self.chain.recorded_at(statement.seen.seq);
        if let Some(before) = seen.filter(|before| at.millis() + CLOCK_SKEW < before.millis()) {
            return Err(Refusal::ClockBack { at, before });
        }
        if at.millis() > recorded.millis() + CLOCK_SKEW {
            return Err(Refusal::ClockAhead { at, recorded });
        }
        if statement.on > at.date() {
            return Err(Refusal::InFuture { on: statement.on, today: at.date() });
        }
        Ok(())
    }

    /// The subject's key where the payload names it: a key or policy has one story, not several.
    fn named_subject(&self, event: &Event) -> Option<String> {
        match event {
            Event::CatalogueRaised(_)
            | Event::LogKeyRotated(_)
            | Event::WitnessesSet(_)
            | Event::LedgerRestored(_)
            | Event::LedgerClosed(_)
            | Event::ReadersSet(_)
            | Event::PredecessorNamed(_) => self.chain.ledger().map(|ledger| ledger.to_string()),
            Event::CheckpointAnchored(anchored) => Some(anchored.head.size.to_string()),
            Event::KeyEnrolled(enrolled) => Some(enrolled.key.to_string()),
            Event::KeyRevoked(revoked) => Some(revoked.key.to_string()),
            Event::DeputyAssigned(assigned) => Some(assigned.person.to_string()),
            Event::PolicyAdopted(policy) => Some(policy.version.to_string()),
            _ => None,
        }
    }

    fn admit_key(&self, enrolled: &crate::log::keyring::KeyEnrolled) -> Result<(), Refusal> {
        if !enrolled.key.is_usable() {
            return Err(Refusal::WeakKey { key: enrolled.key });
        }
        if self.custody.is_log_key(&enrolled.key) {
            return Err(Refusal::KeyTwice);
        }
        let Some(holder) = self.chain.keyring().holder(&enrolled.key) else { return Ok(()) };
        if holder.revoked.is_some() {
            return Err(Refusal::KeyWasRevoked { key: enrolled.key });
        }
        if holder.person != enrolled.person {
            return Err(Refusal::KeyOfAnother { holder: holder.name.clone() });
        }
        let loses_chair = holder.roles.contains(&Role::Chairman) && !enrolled.roles.contains(&Role::Chairman);
        if loses_chair && self.chain.keyring().active(Role::Chairman) == 1 {
            return Err(Refusal::LastChairman);
        }
        Ok(())
    }

    fn admit_revocation(&self, key: &PublicKey) -> Result<(), Refusal> {
        let holder = self.chain.keyring().holder(key).ok_or(Refusal::KeyUnknown { key: *key })?;
        if holder.revoked.is_some() {
            return Err(Refusal::KeyWasRevoked { key: *key });
        }
        if holder.roles.contains(&Role::Chairman) && self.chain.keyring().active(Role::Chairman) == 1 {
            return Err(Refusal::LastChairman);
        }
        Ok(())
    }
}

fn admit_opening(opened: &LedgerOpened, context: &Context<'_>) -> Result<(), Refusal> {
    let keys = &opened.keys;
    if let Some(weak) = keys.iter().map(|key| key.key).chain([opened.log_key]).find(|key| !key.is_usable()) {
        return Err(Refusal::WeakKey { key: weak });
    }
    let unique: BTreeSet<_> = keys.iter().map(|key| key.key).chain([opened.log_key]).collect();
    if unique.len() != keys.len() + 1 {
        return Err(Refusal::KeyTwice);
    }
    if context.statement.subject.key() != context.statement.ledger.to_string() {
        return Err(Refusal::SubjectKey { subject: context.statement.subject.clone() });
    }
    Ok(())
}
