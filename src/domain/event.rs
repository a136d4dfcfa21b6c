//! Events: one Rust type per event type and schema version. The JSON Schemas in `schemas/` are the
//! contract; these types are tested to accept exactly what they accept.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::calendar::CalendarAdopted;
use super::catalogue::{Catalogue, CatalogueRaised};
use super::custody::{CheckpointAnchored, LedgerRestored, LogKeyRotated, WitnessesSet};
use super::decision::{
    AwardPresented, AwardRecovered, AwardReissued, DecisionAnnulled, DecisionCorrected, DecisionIssued,
    DecisionNumbered, DecisionSigned, RecomputationProposed, RevocationProposed,
};
use super::dossier::{DossierFiled, NominationChecked, ProposalAnswered, ProposalSubmitted};
use super::duty::{DeputyAssigned, InterestDeclared};
use super::emulation::{
    ModelNoted, MovementLaunched, MovementReviewed, PlanAdopted, PledgeSigned, TargetRegistered, TargetReported,
    TitleRegistered,
};
use super::fund::{
    FundAllocated, FundAppropriated, FundCarriedForward, FundClosed, FundContributed, FundCounted, FundDisbursed,
    FundLapsed, FundOpened, FundReallocated, FundReopened, FundRepaid, FundSettled, FundUnclaimed, PaymentListApproved,
};
use super::handover::{LedgerClosed, PredecessorNamed};
use super::history::{HistoryConfirmed, HistoryImported};
use super::nomination::{CouncilVoted, NominationSubmitted};
use super::petition::{
    PetitionAccepted, PetitionAppealed, PetitionAssigned, PetitionClassified, PetitionClassifiedV1, PetitionDelivered,
    PetitionExecuted, PetitionExtended, PetitionForwarded, PetitionHeard, PetitionPublished, PetitionReceived,
    PetitionReceivedV1, PetitionReceivedV2, PetitionRefused, PetitionResolved, PetitionResumed, PetitionSuspended,
    PetitionTerminated, PetitionWithdrawn, PetitionWithdrawnV1,
};
use super::policy::PolicyAdopted;
use super::reception::{MediationConcluded, ReceptionHeld};
use super::register::{RegisterDeclared, RegisterDeclaredV1};
use super::vault::{
    DataRequestAcknowledged, DataRequestAnswered, DataRequestReceived, ErasureConfirmed, ErasureOrdered, ReadersSet,
    VaultOpened,
};
use crate::log::fault::Fault;
use crate::log::keyring::{KeyChange, KeyEnrolled, KeyRevoked};
use crate::log::statement::Statement;
use crate::values::crypto::PublicKey;
use crate::values::ident::EventType;
use crate::values::strict;
use crate::values::text::{Name, Prose};

/// Reads an optional member that, when present, is never null.
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(d: D) -> Result<Option<T>, D::Error> {
    T::deserialize(d).map(Some)
}

/// A list of `MIN` to `MAX` items.
pub(crate) fn sized<'de, D: Deserializer<'de>, T: Deserialize<'de>, const MIN: usize, const MAX: usize>(
    d: D,
) -> Result<Vec<T>, D::Error> {
    let items = Vec::<T>::deserialize(d)?;
    if (MIN..=MAX).contains(&items.len()) {
        return Ok(items);
    }
    Err(serde::de::Error::custom(format!("{} items, expected {MIN} to {MAX}", items.len())))
}

/// `MIN` to `MAX` items, each once.
pub(crate) fn each_once<'de, D: Deserializer<'de>, T: Deserialize<'de> + Ord, const MIN: usize, const MAX: usize>(
    d: D,
) -> Result<BTreeSet<T>, D::Error> {
    let listed = sized::<D, T, MIN, MAX>(d)?;
    let (length, set) = (listed.len(), listed.into_iter().collect::<BTreeSet<T>>());
    if set.len() == length { Ok(set) } else { Err(serde::de::Error::custom("an item stands twice")) }
}

/// An integer from `MIN` to `MAX`.
pub(crate) fn within<'de, D: Deserializer<'de>, const MIN: u64, const MAX: u64>(d: D) -> Result<u64, D::Error> {
    let n = u64::deserialize(d)?;
    if (MIN..=MAX).contains(&n) {
        return Ok(n);
    }
    Err(serde::de::Error::custom(format!("{n} is not within {MIN} to {MAX}")))
}

/// [`within`], for an optional member.
pub(crate) fn maybe_within<'de, D: Deserializer<'de>, const MIN: u64, const MAX: u64>(
    d: D,
) -> Result<Option<u64>, D::Error> {
    within::<D, MIN, MAX>(d).map(Some)
}

/// The unit whose ledger it is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Its full name, such as «UBND xã Hồ Sơn».
    pub name: Name,
    /// What stands after the number of its documents, such as `UBND`.
    #[serde(default, deserialize_with = "present")]
    pub code: Option<Name>,
}

/// Payload of `ledger.opened` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerOpened {
    /// Whose ledger it is.
    pub unit: Unit,
    /// The unit above.
    pub parent: Name,
    /// The name under which checkpoints are signed (C2SP tlog-checkpoint).
    pub origin: Origin,
    /// The key that signs checkpoints.
    pub log_key: PublicKey,
    /// Which event types and versions may follow.
    pub catalogue: Catalogue,
    /// The first keys; the signer is one of them, as chairman.
    #[serde(deserialize_with = "sized::<_, _, 1, 50>")]
    pub keys: Vec<KeyEnrolled>,
}

/// A scheme-less URL in ASCII, `[a-z0-9][a-z0-9./-]*`, at most 100 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// The origin as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Origin {
    type Err = String;

    fn from_str(text: &str) -> Result<Origin, String> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        let first = text.bytes().next().is_some_and(plain);
        if first && text.len() <= 100 && text.bytes().all(|b| plain(b) || matches!(b, b'.' | b'/' | b'-')) {
            return Ok(Origin(text.to_owned()));
        }
        Err(format!("«{text}»: an origin such as sovang.example/ho-son"))
    }
}

impl<'de> Deserialize<'de> for Origin {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What every payload may carry besides its own members.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Margin {
    /// A remark.
    #[serde(default, deserialize_with = "present")]
    pub note: Option<Prose>,
    /// The document the event was reconstructed from, if it was not recorded when it happened.
    #[serde(default, deserialize_with = "present")]
    pub reconstructed: Option<Prose>,
}

/// Payloads whose members are read as they stand.
macro_rules! payloads {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $ty:ty,)* })*) => {
        $($(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$field_doc])* pub $field: $ty,)* })*
    };
}
pub(crate) use payloads;

macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident, $kind:literal, $subject:literal: $($version:literal => $payload:ty),+;)*) => {
        /// What happened, in the newest version of its schema. Older versions are converted on reading.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Event {
            $($(#[$doc])* $variant(Box<events!(@last $($payload),+)>),)*
        }

        /// Every event type and version: name, schema version, kind of subject, schema text.
        pub const SCHEMAS: &[EventSchema] = &[
            $($(EventSchema {
                kind: $kind,
                version: $version,
                subject: $subject,
                json: include_str!(concat!("../../schemas/", $kind, ".v", $version, ".json")),
            },)+)*
        ];

        fn read(kind: &str, version: u32, data: Value) -> Option<Result<Event, serde_json::Error>> {
            match (kind, version) {
                $($(($kind, $version) => Some(strict::read::<$payload>(data).map(|payload| Event::$variant(Box::new(payload.into())))),)+)*
                _ => None,
            }
        }

        impl Event {
            /// The event type's name.
            pub fn kind(&self) -> &'static str {
                match self { $(Event::$variant(_) => $kind,)* }
            }

            /// The kind of subject it is about.
            pub fn subject_kind(&self) -> &'static str {
                match self { $(Event::$variant(_) => $subject,)* }
            }
        }
    };
    (@last $only:ty) => { $only };
    (@last $first:ty, $($rest:ty),+) => { events!(@last $($rest),+) };
}

/// One schema: the contract of a payload.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EventSchema {
    /// The event type.
    pub kind: &'static str,
    /// The version, from 1.
    pub version: u32,
    /// The kind of subject.
    pub subject: &'static str,
    /// The JSON Schema (draft 2020-12).
    pub json: &'static str,
}

events! {
    /// The ledger begins.
    LedgerOpened, "ledger.opened", "ledger": 1 => LedgerOpened;
    /// The ledger may hold what a newer catalogue defines from here on.
    CatalogueRaised, "ledger.catalogue_raised", "ledger": 1 => CatalogueRaised;
    /// Another key signs the log's heads from here on.
    LogKeyRotated, "ledger.log_key_rotated", "ledger": 1 => LogKeyRotated;
    /// Whose cosignatures the log's heads need from here on.
    WitnessesSet, "ledger.witnesses_set", "ledger": 1 => WitnessesSet;
    /// The ledger goes on from an older copy.
    LedgerRestored, "ledger.restored", "ledger": 1 => LedgerRestored;
    /// The ledger ends; another takes over.
    LedgerClosed, "ledger.closed", "ledger": 1 => LedgerClosed;
    /// The ledger takes over another one.
    PredecessorNamed, "ledger.predecessor_named", "ledger": 1 => PredecessorNamed;
    /// A head of the log was published.
    CheckpointAnchored, "checkpoint.anchored", "checkpoint": 1 => CheckpointAnchored;
    /// A key may sign from here on.
    KeyEnrolled, "key.enrolled", "key": 1 => KeyEnrolled;
    /// A key may sign no more.
    KeyRevoked, "key.revoked", "key": 1 => KeyRevoked;
    /// A policy version is adopted.
    PolicyAdopted, "policy.adopted", "policy": 1 => PolicyAdopted;
    /// Holidays and substitute working days of a year.
    CalendarAdopted, "calendar.adopted", "calendar": 1 => CalendarAdopted;
    /// Someone is proposed for an award.
    NominationSubmitted, "nomination.submitted", "nomination": 1 => NominationSubmitted;
    /// The award council votes.
    CouncilVoted, "council.voted", "council": 1 => CouncilVoted;
    /// The competent person signs a decision.
    DecisionSigned, "decision.signed", "decision": 1 => DecisionSigned;
    /// The decision gets its number and date.
    DecisionNumbered, "decision.numbered", "decision": 1 => DecisionNumbered;
    /// The decision leaves the office; its money is committed.
    DecisionIssued, "decision.issued", "decision": 1 => DecisionIssued;
    /// An issued decision is corrected.
    DecisionCorrected, "decision.corrected", "decision": 1 => DecisionCorrected;
    /// An issued decision is annulled, whole or for some recipients.
    DecisionAnnulled, "decision.annulled", "decision": 1 => DecisionAnnulled;
    /// The award is handed over.
    AwardPresented, "award.presented", "decision": 1 => AwardPresented;
    /// A year of the fund begins.
    FundOpened, "fund.opened", "fund": 1 => FundOpened;
    /// Money from the budget.
    FundAppropriated, "fund.appropriated", "fund": 1 => FundAppropriated;
    /// Money from a donor.
    FundContributed, "fund.contributed", "fund": 1 => FundContributed;
    /// Money is set aside for a category.
    FundAllocated, "fund.allocated", "fund": 1 => FundAllocated;
    /// Money moves between categories.
    FundReallocated, "fund.reallocated", "fund": 1 => FundReallocated;
    /// Money is paid out.
    FundDisbursed, "fund.disbursed", "fund": 1 => FundDisbursed;
    /// Money paid out comes back.
    FundRepaid, "fund.repaid", "fund": 1 => FundRepaid;
    /// Cash or the treasury account is counted.
    FundCounted, "fund.counted", "fund": 1 => FundCounted;
    /// A year of the fund ends.
    FundClosed, "fund.closed", "fund": 1 => FundClosed;
    /// What is left goes to the next year.
    FundCarriedForward, "fund.carried_forward", "fund": 1 => FundCarriedForward;
    /// What is left goes back to the budget.
    FundLapsed, "fund.lapsed", "fund": 1 => FundLapsed;
    /// A letter or visit is received.
    PetitionReceived, "petition.received", "petition": 1 => PetitionReceivedV1, 2 => PetitionReceivedV2, 3 => PetitionReceived;
    /// It is found to be a complaint, a denunciation or a suggestion.
    PetitionClassified, "petition.classified", "petition": 1 => PetitionClassifiedV1, 2 => PetitionClassified;
    /// It is sent on or answered in writing, being another authority's.
    PetitionForwarded, "petition.forwarded", "petition": 1 => PetitionForwarded;
    /// It is taken up for resolution.
    PetitionAccepted, "petition.accepted", "petition": 1 => PetitionAccepted;
    /// Its deadline is extended.
    PetitionExtended, "petition.extended", "petition": 1 => PetitionExtended;
    /// It is resolved.
    PetitionResolved, "petition.resolved", "petition": 1 => PetitionResolved;
    /// It is withdrawn.
    PetitionWithdrawn, "petition.withdrawn", "petition": 1 => PetitionWithdrawnV1, 2 => PetitionWithdrawn;
    /// A movement or campaign begins.
    MovementLaunched, "movement.launched", "movement": 1 => MovementLaunched;
    /// It is reviewed, or ends.
    MovementReviewed, "movement.reviewed", "movement": 1 => MovementReviewed;
    /// The plan of the year.
    PlanAdopted, "plan.adopted", "plan": 1 => PlanAdopted;
    /// A pledge within a cluster of units.
    PledgeSigned, "pledge.signed", "pledge": 1 => PledgeSigned;
    /// A target of the year.
    TargetRegistered, "target.registered", "target": 1 => TargetRegistered;
    /// What was reached of it.
    TargetReported, "target.reported", "target": 1 => TargetReported;
    /// Somebody registers for a title.
    TitleRegistered, "title.registered", "title": 1 => TitleRegistered;
    /// An exemplary model is found, fostered, replicated.
    ModelNoted, "model.noted", "model": 1 => ModelNoted;
    /// A nomination's dossier is complete, or is not.
    NominationChecked, "nomination.checked", "nomination": 1 => NominationChecked;
    /// An award is asked of the authority above.
    ProposalSubmitted, "proposal.submitted", "proposal": 1 => ProposalSubmitted;
    /// The authority above answers.
    ProposalAnswered, "proposal.answered", "proposal": 1 => ProposalAnswered;
    /// Documents of a decision are filed.
    DossierFiled, "dossier.filed", "decision": 1 => DossierFiled;
    /// Somebody proposes to annul a decision.
    RevocationProposed, "revocation.proposed", "decision": 1 => RevocationProposed;
    /// Somebody proposes to recompute a decision's amounts.
    RecomputationProposed, "recomputation.proposed", "decision": 1 => RecomputationProposed;
    /// The certificates of annulled awards come back.
    AwardRecovered, "award.recovered", "decision": 1 => AwardRecovered;
    /// A certificate is issued again.
    AwardReissued, "award.reissued", "decision": 1 => AwardReissued;
    /// The list of payments of a decision is approved.
    PaymentListApproved, "payment_list.approved", "fund": 1 => PaymentListApproved;
    /// Nobody takes the money of a line.
    FundUnclaimed, "fund.unclaimed", "fund": 1 => FundUnclaimed;
    /// The authority above approves a year's account.
    FundSettled, "fund.settled", "fund": 1 => FundSettled;
    /// A closed year is opened again.
    FundReopened, "fund.reopened", "fund": 1 => FundReopened;
    /// It is not accepted.
    PetitionRefused, "petition.refused", "petition": 1 => PetitionRefused;
    /// Somebody is to verify it.
    PetitionAssigned, "petition.assigned", "petition": 1 => PetitionAssigned;
    /// It is talked over.
    PetitionHeard, "petition.heard", "petition": 1 => PetitionHeard;
    /// It is suspended.
    PetitionSuspended, "petition.suspended", "petition": 1 => PetitionSuspended;
    /// It goes on.
    PetitionResumed, "petition.resumed", "petition": 1 => PetitionResumed;
    /// It ends without a result.
    PetitionTerminated, "petition.terminated", "petition": 1 => PetitionTerminated;
    /// The result is sent.
    PetitionDelivered, "petition.delivered", "petition": 1 => PetitionDelivered;
    /// The result is contested.
    PetitionAppealed, "petition.appealed", "petition": 1 => PetitionAppealed;
    /// The result is carried out.
    PetitionExecuted, "petition.executed", "petition": 1 => PetitionExecuted;
    /// The result is made public.
    PetitionPublished, "petition.published", "petition": 1 => PetitionPublished;
    /// Citizens are received.
    ReceptionHeld, "reception.held", "reception": 1 => ReceptionHeld;
    /// A mediation ends.
    MediationConcluded, "mediation.concluded", "mediation": 1 => MediationConcluded;
    /// A decision of earlier years is brought in.
    HistoryImported, "history.imported", "history": 1 => HistoryImported;
    /// A second person saw its paper.
    HistoryConfirmed, "history.confirmed", "history": 1 => HistoryConfirmed;
    /// Who may read sealed values from here on.
    ReadersSet, "ledger.readers_set", "ledger": 1 => ReadersSet;
    /// Somebody reads a sealed value.
    VaultOpened, "vault.opened", "vault": 1 => VaultOpened;
    /// Somebody orders that a sealed value be erased.
    ErasureOrdered, "vault.erasure_ordered", "vault": 1 => ErasureOrdered;
    /// A second person confirms it.
    ErasureConfirmed, "vault.erasure_confirmed", "vault": 1 => ErasureConfirmed;
    /// Somebody asks about his own data.
    DataRequestReceived, "data_request.received", "request": 1 => DataRequestReceived;
    /// The request's arrival is confirmed.
    DataRequestAcknowledged, "data_request.acknowledged", "request": 1 => DataRequestAcknowledged;
    /// The request is answered.
    DataRequestAnswered, "data_request.answered", "request": 1 => DataRequestAnswered;
    /// A register is declared empty or complete for a period.
    RegisterDeclared, "register.declared", "register": 1 => RegisterDeclaredV1, 2 => RegisterDeclared;
    /// What a deputy is in charge of.
    DeputyAssigned, "deputy.assigned", "person": 1 => DeputyAssigned;
    /// An officer is related to a recipient.
    InterestDeclared, "interest.declared", "person": 1 => InterestDeclared;
}

impl Event {
    /// Reads a statement's payload by the schema it names.
    pub fn of(statement: &Statement) -> Result<(Event, Margin), Fault> {
        Event::read(&statement.kind, statement.schema, statement.data.clone())
    }

    /// Reads a payload by type and schema version.
    pub fn read(kind: &EventType, schema: u32, mut data: Map<String, Value>) -> Result<(Event, Margin), Fault> {
        let margin = ["note", "reconstructed"].into_iter().filter_map(|name| data.remove_entry(name)).collect();
        let event = read(kind.as_str(), schema, Value::Object(data));
        let event = event.ok_or_else(|| Fault::UnknownType { kind: kind.clone(), schema })?;
        let shape = |error: serde_json::Error| Fault::Schema { reason: error.to_string() };
        Ok((event.map_err(shape)?, strict::read(Value::Object(margin)).map_err(shape)?))
    }

    /// What the event does to keys and roles, if anything.
    pub fn key_change(&self) -> Option<KeyChange<'_>> {
        match self {
            Event::LedgerOpened(opened) => Some(KeyChange::Opened(&opened.keys)),
            Event::KeyEnrolled(enrolled) => Some(KeyChange::Enrolled(enrolled)),
            Event::KeyRevoked(revoked) => Some(KeyChange::Revoked(revoked.key)),
            Event::PolicyAdopted(policy) => Some(KeyChange::Authors(&policy.authors)),
            _ => None,
        }
    }
}
