//! Everything that stands, together, and what a rule may know of the statement that it judges.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::calendar::Calendars;
use super::custody::Custody;
use super::decision::{Decision, Line, MeritKey};
use super::dossier::{Filed, Proposal};
use super::duty::Duties;
use super::emulation::Emulation;
use super::fund::Fund;
use super::history::History;
use super::hold::Holds;
use super::nomination::{Nomination, Session};
use super::petition::Petition;
use super::policy::Policies;
use super::reception::Reception;
use super::refusal::Refusal;
use super::register::Register;
use super::registers::explanation::Explained;
use super::registers::opening::LedgerOpened;
use super::registers::succession::Succession;
use super::registers::taking_back::{TakeBack, TakenBack};
use super::vault::Vault;
use crate::log::chain::Chain;
use crate::log::entry::{Entry, Hashes};
use crate::log::role::Role;
use crate::log::statement::Statement;
use crate::values::crypto::PublicKey;
use crate::values::ident::{Id, Subject};
use crate::values::time::{Date, Instant, Period};

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
    /// What holds awards beside petitions, and recipients that are no more.
    pub holds: Holds,
    /// Petitions by id.
    pub petitions: BTreeMap<Id, Petition>,
    /// Citizen reception and mediation.
    pub reception: Reception,
    /// What the office said to what audits found, in the order of recording.
    pub explained: Vec<Explained>,
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
    /// Every entry so far: what is folded again without one that is taken back.
    pub past: Vec<Arc<Past>>,
    /// What was taken back, and what was proposed to be.
    pub taken: TakenBack,
    /// Lines of decisions, as their signers last listed them: by decision and key.
    pub(super) listed: BTreeMap<(Id, PublicKey), Vec<Line>>,
    pub(super) numbers: HashMap<(String, i16, String), Id>,
    pub(super) merits: HashMap<MeritKey, (Id, u64)>,
    pub(super) authors_at: HashMap<PublicKey, Instant>,
}

/// A head that a witness was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The entries that it covers.
    pub size: u64,
    /// When the witness cosigned it, by its own clock.
    pub at: Instant,
    /// The witness's key name.
    pub by: String,
}

/// An entry that was applied.
#[derive(Debug, PartialEq)]
pub struct Past {
    /// The entry.
    pub entry: Entry,
    /// Its hashes.
    pub hashes: Hashes,
    /// Whether it can be taken back.
    pub take_back: TakeBack,
}

impl State {
    /// An entry that was applied.
    pub fn past_at(&self, seq: u64) -> Option<&Past> {
        let place = usize::try_from(seq.checked_sub(1)?).ok()?;
        self.past.get(place).map(Arc::as_ref)
    }

    /// Whether what follows from lawful entries holds: every year of the fund adds up. Asked in debug builds after each
    /// entry that was admitted.
    pub fn adds_up(&self) -> bool {
        self.funds.values().all(Fund::adds_up)
    }

    /// The entries beyond a head that bear a time long before the one at which a witness was still shown that head without
    /// them: longer before than the witness policy's days (7 where it says nothing). Corrected times aside. A sign that
    /// they were dated back, and no proof: a head may be cosigned late.
    pub fn before_witness(&self, shown: &Shown) -> Vec<u64> {
        if self.custody.unread_from.is_some() {
            return Vec::new();
        }
        let days = self.custody.witnesses.last().and_then(|witnesses| witnesses.days).unwrap_or(7);
        let latest = shown.at.millis().saturating_sub_unsigned(days * 86_400_000);
        let early = |seq: &u64| self.chain.recorded_at(*seq).is_some_and(|recorded| recorded.millis() < latest);
        let beyond = shown.size + 1..=self.chain.head().seq;
        beyond.filter(early).filter(|seq| !self.chain.is_corrected(*seq)).collect()
    }

    /// What stands, without the trace of how it came to stand: entries, positions, clocks, commitments.
    pub fn standing(&self) -> State {
        State {
            chain: Chain::default(),
            reconstructed: BTreeSet::new(),
            stories: HashMap::new(),
            facts: Vec::new(),
            past: Vec::new(),
            taken: TakenBack::default(),
            authors_at: HashMap::new(),
            listed: BTreeMap::new(),
            vault: Vault { values: BTreeMap::new(), ..self.vault.clone() },
            ..self.clone()
        }
    }
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
    /// When, by the author's clock.
    pub at: Instant,
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
