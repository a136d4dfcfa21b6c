//! The table of events, and the two functions of the ledger as a fold: [`State::admit`] and [`State::apply`] are the only
//! ways in; recording, verifying and replaying all go through them. Nothing else names every event.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::events::draft::Known;
use super::events::entry::OF_ENTRY;
use super::events::{DraftKey, Kind, Margin, Meta};
use super::fund::Fund;
use super::refusal::Refusal;
use super::registers::taking_back::Named;
pub use super::state::{Context, Fact, Past, State};
use crate::log::entry::{Entry, Hashes};
use crate::log::fault::Fault;
use crate::log::keyring::{KeyChange, Keyring};
use crate::log::statement::Statement;
use crate::values::crypto::PublicKey;
use crate::values::ident::{EventType, Id};
use crate::values::strict::{self, Members};
use crate::values::text::fold;
use crate::values::time::Instant;

/// How far an author's clock may be ahead of the log's, in milliseconds.
const CLOCK_SKEW: i64 = 5 * 60 * 1000;

macro_rules! events {
    ($($variant:ident => $payload:path,)*) => {
        /// What happened, in the newest version of its schema. Older versions are converted on reading.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Event {
            $(#[doc = concat!("See [`", stringify!($payload), "`].")] $variant(Box<$payload>),)*
        }

        /// Every event type, in the order of lists.
        pub const EVENTS: &[&Meta] = &[$(<$payload as Kind>::META,)*];

        fn read(kind: &str, version: u32, data: Members<'_>) -> Option<Result<Event, serde_json::Error>> {
            match kind {
                $(<$payload as Kind>::NAME => {
                    let read = <$payload as Kind>::read(version, data)?;
                    Some(read.map(|payload| Event::$variant(Box::new(payload))))
                })*
                _ => None,
            }
        }

        /// Adds to a draft of a type what follows from the ledger.
        pub fn fill(kind: &str, known: &Known<'_>, data: &mut Map<String, Value>) -> Result<(), Refusal> {
            match kind {
                $(<$payload as Kind>::NAME => <$payload as Kind>::fill(known, data),)*
                _ => Ok(()),
            }
        }

        /// What waits for a step, where the step is about one thing and nobody says which.
        pub fn waiting(kind: &str, state: &State) -> Vec<Id> {
            match kind {
                $(<$payload as Kind>::NAME => <$payload as Kind>::waiting(state),)*
                _ => Vec::new(),
            }
        }

        impl Event {
            /// What is known of its type.
            pub fn meta(&self) -> &'static Meta {
                match self { $(Event::$variant(_) => <$payload as Kind>::META,)* }
            }

            /// What the event does to keys and roles, if anything.
            pub fn key_change(&self) -> Option<KeyChange<'_>> {
                match self { $(Event::$variant(payload) => payload.key_change(),)* }
            }

            fn admit(&self, state: &State, context: &Context<'_>) -> Result<(), Refusal> {
                match self { $(Event::$variant(payload) => payload.admit(state, context),)* }
            }

            fn apply(&self, state: &mut State, context: &Context<'_>) {
                match self { $(Event::$variant(payload) => payload.apply(state, context),)* }
            }
        }
    };
}

events! {
    LedgerOpened => super::registers::opening::LedgerOpened,
    CatalogueRaised => super::events::ledger::catalogue_raised::CatalogueRaised,
    ClockCorrected => super::events::ledger::clock_corrected::ClockCorrected,
    LogKeyRotated => super::events::ledger::log_key_rotated::LogKeyRotated,
    WitnessesSet => super::events::ledger::witnesses_set::WitnessesSet,
    LedgerRestored => super::events::ledger::restored::LedgerRestored,
    LedgerClosed => super::events::ledger::closed::LedgerClosed,
    PredecessorNamed => super::registers::succession::PredecessorNamed,
    ReadersSet => super::events::ledger::readers_set::ReadersSet,
    CheckpointAnchored => super::events::checkpoint::anchored::CheckpointAnchored,
    TakeBackProposed => super::events::entry::take_back_proposed::TakeBackProposed,
    EntryTakenBack => super::events::entry::taken_back::EntryTakenBack,
    KeyEnrolled => crate::log::keyring::KeyEnrolled,
    KeyRevoked => crate::log::keyring::KeyRevoked,
    PolicyAdopted => super::events::policy::adopted::PolicyAdopted,
    CalendarAdopted => super::events::calendar::adopted::CalendarAdopted,
    NominationSubmitted => super::events::nomination::submitted::NominationSubmitted,
    NominationChecked => super::events::nomination::checked::NominationChecked,
    CouncilVoted => super::events::council::voted::CouncilVoted,
    DecisionListed => super::events::decision::listed::DecisionListed,
    DecisionSigned => super::events::decision::signed::DecisionSigned,
    DecisionNumbered => super::events::decision::numbered::DecisionNumbered,
    DecisionIssued => super::events::decision::issued::DecisionIssued,
    DecisionCorrected => super::events::decision::corrected::DecisionCorrected,
    DecisionAnnulled => super::events::decision::annulled::DecisionAnnulled,
    RevocationProposed => super::events::revocation::proposed::RevocationProposed,
    RecomputationProposed => super::events::recomputation::proposed::RecomputationProposed,
    DossierFiled => super::events::dossier::filed::DossierFiled,
    AwardPresented => super::events::award::presented::AwardPresented,
    AwardRecovered => super::events::award::recovered::AwardRecovered,
    AwardReissued => super::events::award::reissued::AwardReissued,
    ProposalSubmitted => super::events::proposal::submitted::ProposalSubmitted,
    ProposalAnswered => super::events::proposal::answered::ProposalAnswered,
    FundOpened => super::events::fund::opened::FundOpened,
    FundAppropriated => super::events::fund::appropriated::FundAppropriated,
    FundContributed => super::events::fund::contributed::FundContributed,
    FundAllocated => super::events::fund::allocated::FundAllocated,
    FundReallocated => super::events::fund::reallocated::FundReallocated,
    PaymentListApproved => super::events::payment_list::approved::PaymentListApproved,
    FundDisbursed => super::events::fund::disbursed::FundDisbursed,
    FundRepaid => super::events::fund::repaid::FundRepaid,
    FundUnclaimed => super::events::fund::unclaimed::FundUnclaimed,
    FundCounted => super::events::fund::counted::FundCounted,
    FundClosed => super::events::fund::closed::FundClosed,
    FundReopened => super::events::fund::reopened::FundReopened,
    FundCarriedForward => super::events::fund::carried_forward::FundCarriedForward,
    FundLapsed => super::events::fund::lapsed::FundLapsed,
    FundSettled => super::events::fund::settled::FundSettled,
    PetitionReceived => super::events::petition::received::PetitionReceived,
    PetitionClassified => super::events::petition::classified::PetitionClassified,
    PetitionForwarded => super::events::petition::forwarded::PetitionForwarded,
    PetitionAccepted => super::events::petition::accepted::PetitionAccepted,
    PetitionRefused => super::events::petition::refused::PetitionRefused,
    PetitionAssigned => super::events::petition::assigned::PetitionAssigned,
    PetitionHeard => super::events::petition::heard::PetitionHeard,
    PetitionExtended => super::events::petition::extended::PetitionExtended,
    PetitionSuspended => super::events::petition::suspended::PetitionSuspended,
    PetitionResumed => super::events::petition::resumed::PetitionResumed,
    PetitionTerminated => super::events::petition::terminated::PetitionTerminated,
    PetitionResolved => super::events::petition::resolved::PetitionResolved,
    PetitionWithdrawn => super::events::petition::withdrawn::PetitionWithdrawn,
    PetitionDelivered => super::events::petition::delivered::PetitionDelivered,
    PetitionAppealed => super::events::petition::appealed::PetitionAppealed,
    PetitionExecuted => super::events::petition::executed::PetitionExecuted,
    PetitionPublished => super::events::petition::published::PetitionPublished,
    ReceptionHeld => super::events::reception::held::ReceptionHeld,
    MediationConcluded => super::events::mediation::concluded::MediationConcluded,
    MovementLaunched => super::events::movement::launched::MovementLaunched,
    MovementReviewed => super::events::movement::reviewed::MovementReviewed,
    PlanAdopted => super::events::plan::adopted::PlanAdopted,
    PledgeSigned => super::events::pledge::signed::PledgeSigned,
    TargetRegistered => super::events::target::registered::TargetRegistered,
    TargetReported => super::events::target::reported::TargetReported,
    TitleRegistered => super::events::title::registered::TitleRegistered,
    ModelNoted => super::events::model::noted::ModelNoted,
    HistoryImported => super::events::history::imported::HistoryImported,
    HistoryConfirmed => super::events::history::confirmed::HistoryConfirmed,
    VaultOpened => super::events::vault::opened::VaultOpened,
    ErasureOrdered => super::events::vault::erasure_ordered::ErasureOrdered,
    ErasureConfirmed => super::events::vault::erasure_confirmed::ErasureConfirmed,
    VaultResealed => super::events::vault::resealed::VaultResealed,
    DataRequestReceived => super::registers::vault::DataRequestReceived,
    DataRequestAcknowledged => super::events::data_request::acknowledged::DataRequestAcknowledged,
    DataRequestAnswered => super::events::data_request::answered::DataRequestAnswered,
    RegisterDeclared => super::events::register::declared::RegisterDeclared,
    DeputyAssigned => super::events::deputy::assigned::DeputyAssigned,
    InterestDeclared => super::events::interest::declared::InterestDeclared,
    AuditExplained => super::events::audit::explained::AuditExplained,
    HoldPlaced => super::events::hold::placed::HoldPlaced,
    HoldReleased => super::events::hold::released::HoldReleased,
    RecipientEnded => super::events::recipient::ended::RecipientEnded,
}

/// What is known of an event type.
pub fn meta(kind: &str) -> Option<&'static Meta> {
    EVENTS.iter().copied().find(|meta| meta.name == kind)
}

/// The type that is called so: by its name, or by its name for people in either language.
pub fn called(text: &str) -> Option<&'static Meta> {
    let wanted = fold(text);
    let said = |meta: &&&'static Meta| fold(meta.label.vi) == wanted || fold(meta.label.en) == wanted;
    meta(text).or_else(|| EVENTS.iter().find(said).copied())
}

impl Event {
    /// The event type's name.
    pub fn kind(&self) -> &'static str {
        self.meta().name
    }

    /// Reads a statement's payload by the schema it names.
    pub fn of(statement: &Statement) -> Result<(Event, Margin), Fault> {
        Event::read(&statement.kind, statement.schema, &statement.data)
    }

    /// Reads a payload by type and schema version.
    pub fn read(kind: &EventType, schema: u32, data: &Map<String, Value>) -> Result<(Event, Margin), Fault> {
        const MARGIN: &[&str] = &["note", "reconstructed", "instead_of"];
        let event = read(kind.as_str(), schema, Members::without(data, MARGIN));
        let event = event.ok_or_else(|| Fault::UnknownType { kind: kind.clone(), schema })?;
        let margin = MARGIN.iter().filter_map(|name| Some(((*name).to_owned(), data.get(*name)?.clone()))).collect();
        let shape = |error: serde_json::Error| Fault::Schema { reason: error.to_string() };
        Ok((event.map_err(shape)?, strict::read(&Value::Object(margin)).map_err(shape)?))
    }
}

impl State {
    /// Whether a statement may be recorded next: layer 1 first, then the rules of its type. `recorded` is the
    /// time the entry would bear. Changes nothing.
    pub fn admit(
        &self,
        statement: &Statement,
        (event, margin): (&Event, &Margin),
        recorded: Instant,
    ) -> Result<(), Refusal> {
        let holder = self.chain.check(statement, event.key_change()).map_err(Refusal::NotAuthentic)?;
        if let Event::ClockCorrected(e) = event {
            self.chain.check_clock(statement, e.wrong.head(), recorded).map_err(Refusal::NotAuthentic)?;
        }
        self.chain.check_list(statement).map_err(Refusal::NotAuthentic)?;
        let seq = self.chain.head().seq + 1;
        let context = Context { statement, seq, person: holder.now.person, roles: holder.now.roles };
        self.lawful(&context, (event, margin), recorded)
    }

    /// The second half of [`State::admit`]: the rules, for a statement that is authentic.
    pub fn lawful(
        &self,
        context: &Context<'_>,
        (event, margin): (&Event, &Margin),
        recorded: Instant,
    ) -> Result<(), Refusal> {
        let subject = &context.statement.subject;
        if subject.kind() != event.meta().subject && event.meta().subject != OF_ENTRY {
            let (subject, expected) = (subject.clone(), event.meta().subject);
            return Err(Refusal::SubjectKind { subject, expected });
        }
        if event.meta().key.is_demanded() {
            let statement = context.statement;
            let ledger = self.chain.ledger().unwrap_or(statement.ledger);
            let from = DraftKey { ledger, on: statement.on, author: None, data: &statement.data };
            if event.meta().key.follow(&from).is_none_or(|key| key != subject.key()) {
                return Err(Refusal::SubjectKey { subject: subject.clone() });
            }
        }
        self.clocks(context, event, recorded)?;
        self.require_open_ledger(context)?;
        self.sealed_once(context)?;
        if let Event::ClockCorrected(e) = event {
            e.require_witnesses(self, context, recorded)?;
        }
        if let Some(replaced) = &margin.instead_of {
            self.may_replace(replaced, &context.statement.kind)?;
        }
        event.admit(self, context)?;
        match event {
            Event::EntryTakenBack(taken) => self.nothing_rests_on(taken.entry.seq),
            _ => Ok(()),
        }
    }

    /// What is recorded anew replaces an entry of its own type that was taken back.
    fn may_replace(&self, replaced: &Named, kind: &EventType) -> Result<(), Refusal> {
        let seq = replaced.seq;
        if !self.taken.entries.contains_key(&seq) || self.chain.hash_at(seq) != Some(replaced.hash) {
            return Err(Refusal::InsteadOfStanding { seq });
        }
        match self.past_at(seq).map(|past| &past.entry.statement.kind) {
            Some(other) if other != kind => Err(Refusal::InsteadOfOther { seq, kind: other.clone() }),
            _ => Ok(()),
        }
    }

    fn nothing_rests_on(&self, seq: u64) -> Result<(), Refusal> {
        match self.resting_on(seq).into_iter().next() {
            Some((on, code)) => Err(Refusal::TakenBackRests { seq, on, code }),
            None => Ok(()),
        }
    }

    /// The later entries that would not be admitted without this one, and the rules that would refuse them. A closed year
    /// rests on all that moved its money, also where a difference was explained; once it is reopened it is not judged again.
    pub fn resting_on(&self, seq: u64) -> Vec<(u64, &'static str)> {
        let mut resting = Vec::new();
        let place = usize::try_from(seq).unwrap_or(usize::MAX);
        let (before, later) = self.past.split_at_checked(place).unwrap_or((&self.past, &[]));
        if later.is_empty() {
            return resting;
        }
        let left_out = |past: &Past| self.taken.entries.contains_key(&past.entry.seq);
        let (mut with, mut without) = (State::default(), State::default());
        for past in before {
            if past.entry.seq == seq {
                without = with.clone();
                without.again(past, true);
            }
            with.again(past, left_out(past));
        }
        for past in later {
            let entry = &past.entry;
            if let Ok((event, _)) = Event::of(&entry.statement)
                && !left_out(past)
                && self.is_judged_again(&event, entry.seq)
            {
                let context = without.context(&entry.statement, entry.seq, &event);
                let judged = event.admit(&without, &context);
                if let Some(refusal) = judged.err().filter(|_| event.admit(&with, &context).is_ok()) {
                    resting.push((entry.seq, refusal.code()));
                } else if let (Event::FundClosed(_), Ok(year)) = (&event, context.year())
                    && with.funds.get(&year).map(Fund::holdings) != without.funds.get(&year).map(Fund::holdings)
                {
                    resting.push((entry.seq, "fund.closed"));
                }
            }
            with.again(past, left_out(past));
            without.again(past, left_out(past));
        }
        resting
    }

    /// What would stand without some entries.
    pub fn without(&self, seqs: &[u64]) -> State {
        let mut anew = State::default();
        let left_out = |seq: u64| seqs.contains(&seq) || self.taken.entries.contains_key(&seq);
        self.past.iter().for_each(|past| anew.again(past, left_out(past.entry.seq)));
        anew
    }

    /// What stood after an entry, as it was known then.
    pub fn as_known(&self, seq: u64) -> State {
        let mut then = State::default();
        let left_out = |past: &Past| self.taken.entries.get(&past.entry.seq).is_some_and(|taken| taken.by <= seq);
        let until = self.past.iter().take_while(|past| past.entry.seq <= seq);
        until.for_each(|past| then.again(past, left_out(past)));
        then
    }

    fn is_judged_again(&self, event: &Event, seq: u64) -> bool {
        match event {
            Event::TakeBackProposed(_) | Event::EntryTakenBack(_) => false,
            Event::FundClosed(_) => self.funds.values().any(|fund| fund.closed.is_some_and(|(_, by)| by == seq)),
            _ => true,
        }
    }

    /// Who signs a statement here, with which roles.
    fn context<'a>(&self, statement: &'a Statement, seq: u64, event: &Event) -> Context<'a> {
        let mut own = Keyring::default();
        let keyring = match event.key_change() {
            Some(change) if self.opened.is_none() => {
                own.apply(seq, change);
                &own
            }
            _ => self.chain.keyring(),
        };
        let holder = keyring.holder(&statement.by);
        let person = holder.map_or(statement.id, |holder| holder.now.person);
        let roles = holder.map(|holder| holder.now.roles.clone()).unwrap_or_default();
        Context { statement, seq, person, roles }
    }

    /// Takes over an entry that was taken over before, or only its trace.
    fn again(&mut self, past: &Arc<Past>, left_out: bool) {
        if let Ok((event, margin)) = Event::of(&past.entry.statement) {
            self.take(Arc::clone(past), &event, &margin, left_out);
        }
    }

    /// Takes over an entry. Total: whatever the entry says, nothing is undone and nothing panics, so that a
    /// part of the log (what was in force on a day) can be folded too.
    pub fn apply(&mut self, entry: &Entry, hashes: Hashes, event: &Event, margin: &Margin) {
        let before = self.taken.entries.len();
        let past = Past { entry: entry.clone(), hashes, take_back: event.meta().take_back };
        self.take(Arc::new(past), event, margin, false);
        if self.taken.entries.len() > before {
            // There is no undo code: the state is folded anew without what was taken back.
            let mut anew = State::default();
            self.past.iter().for_each(|past| anew.again(past, self.taken.entries.contains_key(&past.entry.seq)));
            *self = anew;
        }
    }

    /// Takes over an entry; where it is left out, only its trace: layer 1, clocks, commitments.
    fn take(&mut self, past: Arc<Past>, event: &Event, margin: &Margin, left_out: bool) {
        let Past { entry, hashes, .. } = past.as_ref();
        let statement = &entry.statement;
        let context = self.context(statement, entry.seq, event);
        if !left_out {
            event.apply(self, &context);
        }
        self.note_sealed(&context);
        self.authors_at.insert(statement.by, statement.at);
        if margin.reconstructed.is_some() {
            self.reconstructed.insert(entry.seq);
        }
        if let Some(replaced) = &margin.instead_of {
            self.taken.instead.insert(entry.seq, replaced.seq);
        }
        self.stories.entry(statement.subject.clone()).or_default().push(entry.seq);
        self.facts.push(Fact { kind: event.kind(), on: statement.on, by: statement.by, at: statement.at });
        self.chain.push(entry, *hashes, event.key_change());
        self.past.push(past);
    }

    /// The newest time at which a key signed, corrected entries and those from `wrong` on aside.
    fn signed_at(&self, key: &PublicKey, wrong: u64) -> Option<Instant> {
        if wrong == u64::MAX && !self.chain.has_corrections() {
            return self.authors_at.get(key).copied();
        }
        let right = |(i, fact): &(usize, &Fact)| {
            let seq = *i as u64 + 1;
            fact.by == *key && seq < wrong && !self.chain.is_corrected(seq)
        };
        self.facts.iter().enumerate().rev().find(right).map(|(_, fact)| fact.at)
    }

    /// No clock may run back: not the author's own, not against what the author had seen, not past the log's.
    fn clocks(&self, context: &Context<'_>, event: &Event, recorded: Instant) -> Result<(), Refusal> {
        let statement = context.statement;
        let at = statement.at;
        // A correction is judged as if what it corrects were so already.
        let wrong = if let Event::ClockCorrected(e) = event { e.wrong.seq } else { u64::MAX };
        if let Some(before) = self.signed_at(&statement.by, wrong).filter(|before| at < *before) {
            return Err(Refusal::ClockBack { at, before });
        }
        let seen = self.chain.recorded_from(statement.seen.seq, wrong);
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
}
