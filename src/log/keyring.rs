//! Keys and roles live in the log itself: the first entry names the first keys, later entries enrol and
//! revoke, and a policy says which roles may author which event types. Position in the log decides, never
//! a date.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Deserialize;

use super::fault::Fault;
use super::statement::Head;
use crate::values::crypto::PublicKey;
use crate::values::ident::{EventType, Id};
use crate::values::listed::listed;
use crate::values::text::{Name, Prose};

listed! {
    /// What a key may be used for. Which role may author what is policy ([`AuthorRule`]).
    Role {
        /// Chủ tịch UBND: decides, and answers for the decision (Luật TĐKT 06/2022 Đ13).
        Chairman "chairman" "Chủ tịch" "chairman",
        /// Phó Chủ tịch: signs KT. CHỦ TỊCH.
        Deputy "deputy" "Phó Chủ tịch" "deputy",
        /// Thư ký Hội đồng TĐKT.
        Secretary "secretary" "thư ký Hội đồng" "council secretary",
        /// Văn thư: numbers and issues documents (NĐ 30/2020/NĐ-CP Đ15, Đ32).
        Clerk "clerk" "văn thư" "clerk",
        /// Kế toán.
        Accountant "accountant" "kế toán" "accountant",
        /// Thủ quỹ.
        Cashier "cashier" "thủ quỹ" "cashier",
        /// Cán bộ tiếp công dân.
        Receptionist "receptionist" "tiếp công dân" "receptionist",
        /// Who proposes an award: a unit head, a village head.
        Proposer "proposer" "người đề nghị" "proposer",
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Role, String> {
        let known = || Role::ALL.map(Role::as_str).join(", ");
        let code = Role::LIST.meant(text);
        let found = Role::ALL.into_iter().find(|role| Some(role.as_str()) == code);
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
}

fn unique_roles<'de, D: serde::Deserializer<'de>>(d: D) -> Result<BTreeSet<Role>, D::Error> {
    let listed = Vec::<Role>::deserialize(d)?;
    let roles: BTreeSet<Role> = listed.iter().copied().collect();
    if roles.is_empty() || roles.len() != listed.len() {
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
    /// Why: lost, stolen, left office, replaced.
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

/// An enrolled key.
#[derive(Clone, Debug, PartialEq)]
pub struct Holder {
    /// The person.
    pub person: Id,
    /// How the holder is called.
    pub name: Name,
    /// The roles it carries now, or carried when it was revoked.
    pub roles: BTreeSet<Role>,
    /// The entry that enrolled it last.
    pub since: u64,
    /// Entries that enrolled it before, with the same or other roles, oldest first.
    pub earlier: Vec<u64>,
    /// The entry that revoked it.
    pub revoked: Option<u64>,
}

impl Holder {
    /// Every entry that enrolled the key, oldest first.
    pub fn enrolments(&self) -> impl Iterator<Item = u64> {
        self.earlier.iter().copied().chain([self.since])
    }
}

/// All keys ever enrolled, and the table of authors in force.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Keyring {
    holders: BTreeMap<PublicKey, Holder>,
    authors: BTreeMap<EventType, BTreeSet<Role>>,
}

impl Keyring {
    /// Whether an event type's author is fixed by the format and open to no policy: otherwise a policy
    /// could lock everybody out.
    pub fn is_fixed(kind: &str) -> bool {
        kind.starts_with("ledger.") || kind.starts_with("key.") || kind == "policy.adopted"
    }

    /// Roles that may author a type: the chairman for the fixed types, else what the newest policy says.
    pub fn allowed(&self, kind: &EventType) -> BTreeSet<Role> {
        if Self::is_fixed(kind.as_str()) {
            return BTreeSet::from([Role::Chairman]);
        }
        self.authors.get(kind).cloned().unwrap_or_default()
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
    pub fn active(&self, role: Role) -> usize {
        self.holders.values().filter(|holder| holder.revoked.is_none() && holder.roles.contains(&role)).count()
    }

    /// Whether a key may author a type here.
    pub fn check(&self, key: &PublicKey, kind: &EventType) -> Result<&Holder, Fault> {
        let holder = self.holders.get(key).ok_or(Fault::UnknownAuthor { key: *key })?;
        if let Some(seq) = holder.revoked {
            return Err(Fault::RevokedAuthor { seq });
        }
        let allowed = self.allowed(kind);
        if holder.roles.is_disjoint(&allowed) {
            let allowed = allowed.iter().map(Role::to_string).collect();
            return Err(Fault::Role { kind: kind.clone(), allowed });
        }
        Ok(holder)
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
                self.authors = rules.iter().map(|rule| (rule.kind.clone(), rule.roles.clone())).collect();
            }
        }
    }

    fn enrol(&mut self, seq: u64, new: &KeyEnrolled) {
        let before = self.holders.get(&new.key);
        if before.is_none_or(|holder| holder.revoked.is_none()) {
            let earlier = before.map_or_else(Vec::new, |holder| holder.enrolments().collect());
            let (person, name, roles) = (new.person, new.holder.clone(), new.roles.clone());
            self.holders.insert(new.key, Holder { person, name, roles, since: seq, earlier, revoked: None });
        }
    }
}
