//! The log as others hold it: under which origin and key its heads are signed, who witnesses them, where they were
//! published, and what a restoration lost. `docs/format.md`, section 9.

use serde::{Deserialize, Deserializer, Serialize};

use crate::log::checkpoint::{Origin as LogName, SignedCheckpoint, is_practice};
use crate::log::note::{SignatureType, VerifierKey};
use crate::log::tree::{TreeHash, TreeHead};
use crate::log::witness_policy::WitnessPolicy;
use crate::values::crypto::{Hash, PublicKey};
use crate::values::members::within;
use crate::values::text::{Name, Prose};
use crate::values::time::Date;

/// A scheme-less URL in ASCII, `[a-z0-9][a-z0-9./-]*`, at most 100 characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Origin(String);

impl Origin {
    /// The origin as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is that of a ledger for practice.
    pub fn is_practice(&self) -> bool {
        is_practice(&self.0)
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

/// Under which name and key the log signs, from one entry on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The entry that says so: heads of this size and larger are signed so.
    pub since: u64,
    /// The first line of its checkpoints.
    pub origin: Origin,
    /// The key.
    pub key: PublicKey,
    /// How another key took its place, if one did.
    pub ended: Option<Ended>,
}

/// The end of a log key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The entry that says so: the key was good for heads below this size.
    pub seq: u64,
    /// How.
    pub how: Ending,
}

/// How a log key ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Replaced while it was at hand.
    Planned,
    /// Gone, and in nobody's hands.
    Lost,
    /// In somebody else's hands, since when nobody knows: what only it signed shows nothing.
    Stolen,
}

impl Ending {
    /// The word in entries and in what both keys sign.
    pub fn name(self) -> &'static str {
        match self {
            Ending::Planned => "planned",
            Ending::Lost => "lost",
            Ending::Stolen => "stolen",
        }
    }
}

/// A witness policy, from one entry on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witnesses {
    /// The entry that adopts it.
    pub since: u64,
    /// The policy.
    pub policy: WitnessPolicy,
    /// Its text, as adopted.
    pub text: String,
    /// How long an entry may go without enough cosignatures, in days.
    pub days: Option<u64>,
}

/// Where a head was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The entry that records it.
    pub seq: u64,
    /// What was published.
    pub head: TreeHead,
    /// The document.
    pub document: Name,
    /// Who has it.
    pub recipient: Name,
}

/// A restoration from an older copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restoration {
    /// The entry that declares it; those before it were kept.
    pub seq: u64,
    /// When it took effect.
    pub on: Date,
    /// The newest head that is known to have been signed before.
    pub lost: TreeHead,
    /// The origin so far.
    pub before: Option<Origin>,
    /// What happened.
    pub reason: Prose,
}

impl Restoration {
    /// Whether it declares the loss of the entry at a position of the history before it.
    pub fn covers(&self, seq: u64) -> bool {
        self.seq <= seq && seq <= self.lost.size
    }
}

/// Everything of that kind, as it stands.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Custody {
    /// Newest last.
    pub identities: Vec<Identity>,
    /// Newest last.
    pub witnesses: Vec<Witnesses>,
    /// In the order of recording.
    pub anchors: Vec<Anchor>,
    /// What was lost and declared so, in the order of recording.
    pub restorations: Vec<Restoration>,
    /// The number of the catalogue that the ledger declares.
    pub catalogue: u64,
    /// From this size on this program does not know under which origin and key heads are signed: an entry there may
    /// say so in a way that it cannot read.
    pub unread_from: Option<u64>,
}

impl Custody {
    /// Origin and key for heads of a size.
    pub fn identity_at(&self, size: u64) -> Option<&Identity> {
        self.identities.iter().rev().find(|identity| identity.since <= size)
    }

    /// Whether the key for heads of a size was stolen later.
    pub fn is_stolen_at(&self, size: u64) -> bool {
        let ended = self.identity_at(size).and_then(|identity| identity.ended);
        ended.is_some_and(|ended| ended.how == Ending::Stolen)
    }

    /// Origin and key now.
    pub fn identity(&self) -> Option<&Identity> {
        self.identities.last()
    }

    /// The verifier's keys for heads of a size: the one in force, and earlier ones of the same origin, which may have
    /// signed along if their end was planned.
    pub fn log_keys(&self, size: u64) -> Vec<VerifierKey> {
        let Some(current) = self.identity_at(size) else { return Vec::new() };
        let beside = |other: &Identity| other.ended.is_some_and(|ended| ended.how == Ending::Planned);
        let same = |other: &&Identity| {
            other.origin == current.origin && (other == &current || other.since < current.since && beside(other))
        };
        self.identities.iter().rev().filter(same).filter_map(Identity::verifier).collect()
    }

    /// How the key ended that signed a checkpoint rightly; of several, the stolen one's.
    pub fn ended_signer(&self, checkpoint: &SignedCheckpoint) -> Option<Ended> {
        let signed = |identity: &&Identity| {
            let key = identity.verifier();
            key.is_some_and(|key| checkpoint.note().verify([&key]).is_ok())
        };
        let ended = self.identities.iter().filter(signed).filter_map(|identity| identity.ended);
        ended.max_by_key(|ended| (ended.how == Ending::Stolen, ended.seq))
    }

    /// Every witness that any policy of this ledger ever named.
    pub fn witness_keys(&self) -> Vec<VerifierKey> {
        let mut keys: Vec<VerifierKey> = Vec::new();
        for key in self.witnesses.iter().rev().flat_map(|witnesses| witnesses.policy.witness_keys()) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }

    /// Whether the log has, or ever had, an origin.
    pub fn was_called(&self, origin: &Origin) -> bool {
        self.identities.iter().any(|identity| identity.origin == *origin)
    }

    /// Whether a key signs, or ever signed, this log's heads.
    pub fn is_log_key(&self, key: &PublicKey) -> bool {
        self.identities.iter().any(|identity| identity.key == *key)
    }

    pub(in crate::domain) fn begin(&mut self, since: u64, origin: Origin, key: PublicKey) {
        self.identities.push(Identity { since, origin, key, ended: None });
    }

    /// The key in force ends, and another takes its place.
    pub(in crate::domain) fn rotate(&mut self, seq: u64, how: Ending, origin: Origin, key: PublicKey) {
        if let Some(before) = self.identities.last_mut() {
            before.ended = Some(Ended { seq, how });
        }
        self.begin(seq, origin, key);
    }
}

impl Identity {
    /// The key as verifiers of notes know it. `None` only for a key that no rule would have admitted.
    pub fn verifier(&self) -> Option<VerifierKey> {
        let name = self.origin.as_str().parse().ok()?;
        VerifierKey::new(name, SignatureType::Ed25519, &self.key.0).ok()
    }

    /// The origin as checkpoints know it.
    pub fn name(&self) -> Option<LogName> {
        self.origin.as_str().parse().ok()
    }
}

/// A head as events state it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedHead {
    /// The number of entries.
    #[serde(deserialize_with = "within::<_, 1, MOST>")]
    pub size: u64,
    /// The root, in hex as all binary values of an entry.
    pub root: Hash,
}

/// The largest position.
pub(in crate::domain) const MOST: u64 = 9_007_199_254_740_991;

impl StatedHead {
    /// As the log knows heads.
    pub fn head(&self) -> TreeHead {
        TreeHead { size: self.size, root: TreeHash::from_bytes(self.root.0) }
    }
}
