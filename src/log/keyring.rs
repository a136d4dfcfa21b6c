//! Keys and roles live in the log itself: the first entry names the first keys, later entries enrol and
//! revoke, and a policy says which roles may author which event types. Position in the log decides, never
//! a date.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::fault::Fault;
use super::prefix;
use super::role::Role;
use super::statement::{Head, Statement};
use crate::values::crypto::{PublicKey, Signature};
use crate::values::ident::{EventType, Id, LedgerId};
use crate::values::jcs;
use crate::values::listed::listed;
use crate::values::members::present;
use crate::values::text::{Name, Prose};

listed! {
    /// Why a person's key ends.
    Ended {
        /// Its holder has no duty here any more.
        Left "left" "thôi giữ nhiệm vụ" "left office",
        /// Another key comes in its place.
        Replaced "replaced" "thay bằng khóa khác" "replaced by another key",
        /// Nobody has it.
        Lost "lost" "mất khóa" "the key is lost",
        /// Somebody else may have it.
        Stolen "stolen" "khóa bị lấy cắp, bị lộ" "the key was stolen",
    }
}

impl std::str::FromStr for Ended {
    type Err = String;

    fn from_str(text: &str) -> Result<Ended, String> {
        let known = || Ended::ALL.map(Ended::as_str).join(", ");
        let code = Ended::LIST.meant(text);
        let found = Ended::ALL.into_iter().find(|cause| Some(cause.as_str()) == code);
        found.ok_or_else(|| format!("«{text}»: {}", known()))
    }
}

/// A key, who holds it, and the roles it carries. Payload of `key.enrolled` v1 and part of `ledger.opened` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyEnrolled {
    /// The public key.
    pub key: PublicKey,
    /// The person: one person may hold several keys, and is one person in every rule about self-approval.
    pub person: Id,
    /// How the holder is called in the office.
    pub holder: Name,
    /// At least one role, each once.
    #[serde(deserialize_with = "unique_roles")]
    pub roles: BTreeSet<Role>,
    /// The roles that the holder asked for, where the chairman gives fewer.
    #[serde(default, deserialize_with = "some_roles")]
    pub asked: Option<BTreeSet<Role>>,
    /// The key's own signature over [`KeyEnrolled::proof_bytes`]: whoever holds it agreed.
    #[serde(default, deserialize_with = "present")]
    pub proof: Option<Signature>,
    /// An officer who saw it made.
    #[serde(default, deserialize_with = "present")]
    pub vouch: Option<Vouch>,
}

/// An officer's word that a key is the holder's own.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vouch {
    /// The officer's key.
    pub by: PublicKey,
    /// Its signature over [`KeyEnrolled::vouch_bytes`].
    pub signature: Signature,
}

impl KeyEnrolled {
    /// What the key itself signs: domain string, zero byte, canonical bytes of who asks for which roles in which ledger.
    pub fn proof_bytes(&self, ledger: LedgerId) -> Vec<u8> {
        self.asked_bytes(prefix::KEY, ledger)
    }

    /// What an officer signs who saw the key made: the same under a domain string of its own.
    pub fn vouch_bytes(&self, ledger: LedgerId) -> Vec<u8> {
        self.asked_bytes(prefix::KEY_VOUCH, ledger)
    }

    fn asked_bytes(&self, prefix: &[u8], ledger: LedgerId) -> Vec<u8> {
        let mut roles: Vec<&str> = self.signed_roles().iter().map(|role| role.as_str()).collect();
        roles.sort_unstable();
        let asked = serde_json::json!({
            "holder": self.holder, "key": self.key, "ledger": ledger, "person": self.person, "roles": roles,
        });
        [prefix, &jcs::to_bytes(&asked)].concat()
    }

    fn signed_roles(&self) -> &BTreeSet<Role> {
        self.asked.as_ref().unwrap_or(&self.roles)
    }

    /// Whether whoever holds the key agreed to what it is enrolled as.
    pub fn check_proof(&self, ledger: LedgerId, may_lack: bool) -> Result<(), Fault> {
        let no = |vi, en| Err(Fault::Proof { why: (vi, en) });
        if !self.roles.is_subset(self.signed_roles()) {
            return no("cấp vai trò mà người giữ khóa không xin", "a role is given that the holder did not ask for");
        }
        match &self.proof {
            None if self.asked.is_some() || !may_lack => {
                return no(
                    "thiếu chữ ký của chính khóa được cấp",
                    "the signature of the enrolled key itself is missing",
                );
            }
            Some(proof) if !self.key.verifies(&self.proof_bytes(ledger), proof) => {
                return no(
                    "chữ ký của khóa được cấp không phải cho sổ, người, tên, vai trò này",
                    "the enrolled key's signature is not for this ledger, person, name and roles",
                );
            }
            _ => {}
        }
        match &self.vouch {
            Some(vouch) if !vouch.by.verifies(&self.vouch_bytes(ledger), &vouch.signature) => {
                no("chữ ký của người làm chứng không đúng", "the signature of whoever vouches is not right")
            }
            _ => Ok(()),
        }
    }
}

fn some_roles<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Option<BTreeSet<Role>>, D::Error> {
    unique_roles(d).map(Some)
}

fn unique_roles<'de, D: serde::Deserializer<'de>>(d: D) -> Result<BTreeSet<Role>, D::Error> {
    let listed = Vec::<Role>::deserialize(d)?;
    let count = listed.len();
    let roles: BTreeSet<Role> = listed.into_iter().collect();
    if roles.is_empty() || roles.len() != count {
        return Err(serde::de::Error::custom("roles: at least one, each once"));
    }
    Ok(roles)
}

/// Payload of `key.revoked` v1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRevoked {
    /// The key that may sign no more.
    pub key: PublicKey,
    /// Why it ends. Whatever it is, only the position decides.
    pub cause: Ended,
    /// The facts.
    pub reason: Prose,
}

/// One line of a policy's table of authors.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorRule {
    /// The event type.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// Roles that may author it.
    #[serde(deserialize_with = "unique_roles")]
    pub roles: BTreeSet<Role>,
}

/// What an event does to layer 1: to the keyring, or to the recording times.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum KeyChange<'a> {
    /// `ledger.opened` names the first keys.
    Opened(&'a [KeyEnrolled]),
    /// `key.enrolled` adds a key, or gives an active one other roles.
    Enrolled(&'a KeyEnrolled),
    /// `key.revoked` ends a key, for ever.
    Revoked(PublicKey),
    /// `policy.adopted` replaces the table of authors.
    Authors(&'a [AuthorRule]),
    /// `ledger.clock_corrected` discredits recording times from this entry on.
    Clock(Head),
}

/// What a key was enrolled as, until the next enrolment of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Enrolment {
    /// The entry.
    pub seq: u64,
    /// The person.
    pub person: Id,
    /// How the holder is called.
    pub name: Name,
    /// The roles it carries.
    pub roles: BTreeSet<Role>,
    /// The key of an officer who vouched for it.
    pub vouched: Option<PublicKey>,
}

/// An enrolled key.
#[derive(Clone, Debug, PartialEq)]
pub struct Holder {
    /// What it is enrolled as now, or was when it was revoked.
    pub now: Enrolment,
    /// What it was enrolled as before, oldest first.
    pub earlier: Vec<Enrolment>,
    /// The entry that revoked it.
    pub revoked: Option<u64>,
}

impl Holder {
    /// Everything it was enrolled as, oldest first.
    pub fn enrolments(&self) -> impl DoubleEndedIterator<Item = &Enrolment> {
        self.earlier.iter().chain([&self.now])
    }

    /// What the key was enrolled as when it signed an entry: by the newest enrolment before; for the first entry, its own.
    pub fn at(&self, seq: u64) -> Option<&Enrolment> {
        self.enrolments().rev().find(|enrolment| enrolment.seq < seq.max(2))
    }
}

/// Which roles may author which types.
type Authors = BTreeMap<EventType, BTreeSet<Role>>;

/// All keys ever enrolled, and the tables of authors.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Keyring {
    holders: BTreeMap<PublicKey, Holder>,
    /// Each from the entry after its own on, oldest first.
    authors: Vec<(u64, Authors)>,
}

impl Keyring {
    /// Whether an event type's author is fixed by the format and open to no policy: otherwise a policy
    /// could lock everybody out.
    pub fn is_fixed(kind: &str) -> bool {
        kind.starts_with("ledger.") || kind.starts_with("key.") || kind == "policy.adopted"
    }

    /// Roles that may author a type: the chairman for the fixed types, else what the newest policy says.
    pub fn allowed(&self, kind: &EventType) -> BTreeSet<Role> {
        self.allowed_at(kind, u64::MAX)
    }

    /// The same for an entry at a position.
    pub fn allowed_at(&self, kind: &EventType, seq: u64) -> BTreeSet<Role> {
        if Self::is_fixed(kind.as_str()) {
            return BTreeSet::from([Role::Chairman]);
        }
        let newest = self.authors.iter().rev().find(|(since, _)| *since < seq);
        newest.and_then(|(_, authors)| authors.get(kind)).cloned().unwrap_or_default()
    }

    /// The holder of a key, revoked or not.
    pub fn holder(&self, key: &PublicKey) -> Option<&Holder> {
        self.holders.get(key)
    }

    /// All keys ever enrolled.
    pub fn holders(&self) -> impl Iterator<Item = (&PublicKey, &Holder)> {
        self.holders.iter()
    }

    /// Keys that are not revoked and carry the role.
    pub fn active(&self, role: &Role) -> usize {
        self.holders.values().filter(|holder| holder.revoked.is_none() && holder.now.roles.contains(role)).count()
    }

    /// Whether a key may author a type here.
    pub fn check(&self, key: &PublicKey, kind: &EventType) -> Result<&Holder, Fault> {
        let holder = self.holders.get(key).ok_or(Fault::UnknownAuthor { key: *key })?;
        if let Some(seq) = holder.revoked {
            return Err(Fault::RevokedAuthor { seq });
        }
        let allowed = self.allowed(kind);
        if holder.now.roles.is_disjoint(&allowed) {
            let allowed = allowed.iter().map(Role::to_string).collect();
            return Err(Fault::Role { kind: kind.clone(), allowed });
        }
        Ok(holder)
    }

    /// Whether the keys that a statement enrols agreed to it. The first entry's author signs it anyway; and nobody need be
    /// asked to keep a name and lose a role.
    pub fn check_proofs(&self, statement: &Statement, change: Option<KeyChange<'_>>) -> Result<(), Fault> {
        match change {
            Some(KeyChange::Opened(keys)) => {
                keys.iter().try_for_each(|new| new.check_proof(statement.ledger, new.key == statement.by))
            }
            Some(KeyChange::Enrolled(new)) => new.check_proof(statement.ledger, self.is_kept(new)),
            _ => Ok(()),
        }
    }

    /// Whether an enrolment changes nothing but that roles are lost.
    fn is_kept(&self, new: &KeyEnrolled) -> bool {
        let before = self.holders.get(&new.key).filter(|holder| holder.revoked.is_none()).map(|holder| &holder.now);
        before.is_some_and(|now| now.person == new.person && now.name == new.holder && new.roles.is_subset(&now.roles))
    }

    /// Takes over what entry `seq` changed. A revoked key stays revoked whatever follows.
    pub fn apply(&mut self, seq: u64, change: KeyChange<'_>) {
        match change {
            KeyChange::Opened(keys) => keys.iter().for_each(|key| self.enrol(seq, key)),
            KeyChange::Enrolled(key) => self.enrol(seq, key),
            KeyChange::Revoked(key) => {
                if let Some(holder) = self.holders.get_mut(&key) {
                    holder.revoked.get_or_insert(seq);
                }
            }
            KeyChange::Clock(_) => {}
            KeyChange::Authors(rules) => {
                let authors = rules.iter().map(|rule| (rule.kind.clone(), rule.roles.clone())).collect();
                self.authors.push((seq, authors));
            }
        }
    }

    fn enrol(&mut self, seq: u64, new: &KeyEnrolled) {
        let (person, name, roles) = (new.person, new.holder.clone(), new.roles.clone());
        let now = Enrolment { seq, person, name, roles, vouched: new.vouch.as_ref().map(|vouch| vouch.by) };
        match self.holders.get_mut(&new.key) {
            None => {
                self.holders.insert(new.key, Holder { now, earlier: Vec::new(), revoked: None });
            }
            Some(holder) if holder.revoked.is_none() => {
                holder.earlier.push(std::mem::replace(&mut holder.now, now));
            }
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::crypto::SecretKey;

    /// The example of `docs/format.md`, section 3: test key 1 of RFC 8032.
    #[test]
    fn the_worked_proof_of_possession() {
        let seed =
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60".parse::<crate::values::crypto::Hash>();
        let key = SecretKey::from_seed(&seed.unwrap().0);
        let asked = serde_json::json!({
            "holder": "Văn thư", "key": key.public(), "person": "01a21ff3-0000-7000-8000-00000000000a", "roles": ["clerk"],
        });
        let asked: KeyEnrolled = serde_json::from_value(asked).unwrap();
        let ledger = "019a7c3e-5d0f-7b1c-8e77-3f9b2d5e6a10".parse().unwrap();
        let proof = key.sign(&asked.proof_bytes(ledger)).to_string();
        assert_eq!(
            proof,
            "45b1124179f94c1a40e236661e35eab6540c214b7ba1073dd0332f569503473ce62ae355cf8ee55cf8fb0400eaac237a691e0aab46736f21eda539f41b51740d"
        );
    }
}
