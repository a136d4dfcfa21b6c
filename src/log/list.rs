//! Lists whose heading is signed by their root (`docs/format.md`, section 12): `decision.listed` has the lines,
//! `decision.signed` signs how many they are and their root, `decision.issued` repeats both. One line is proved by its
//! path, so nobody else's name leaves the office.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::fault::Fault;
use super::prefix;
use super::statement::{Head, Statement};
use super::tree::{Tree, TreeHash, leaf_hash};
use crate::values::crypto::{Hash, PublicKey};
use crate::values::ident::Subject;
use crate::values::jcs;
use crate::values::members::within;
use crate::values::strict;

/// The parts of a list.
pub const LISTED: &str = "decision.listed";
/// Its heading, by who decided.
pub const SIGNED: &str = "decision.signed";
/// The heading again, with number and date.
pub const ISSUED: &str = "decision.issued";

/// Members of a card, in canonical order; the last two only where the line has them.
const CARD: [&str; 8] = ["amount", "form", "kind", "line", "merit", "name", "reward_type", "unit"];

/// What a heading signs of its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListRoot {
    /// How many lines it has.
    #[serde(deserialize_with = "within::<_, 1, 999>")]
    pub count: u64,
    /// The root of the tree over them.
    pub root: Hash,
}

/// What is proved of a line: what its certificate shows. No id of a person or a nomination.
pub fn card(line: &Map<String, Value>) -> Value {
    let recipient = line.get("recipient").and_then(Value::as_object);
    let member = |name: &str| match name {
        "kind" | "name" | "unit" => recipient.and_then(|recipient| recipient.get(name)),
        _ => line.get(name),
    };
    CARD.iter().filter_map(|name| Some(((*name).to_owned(), member(name)?.clone()))).collect::<Map<_, _>>().into()
}

/// The salt of a line: nobody who has another line's can guess it.
pub fn salt(seed: &Hash, line: u64) -> Hash {
    Hash::keyed(&seed.0, &[prefix::LINE_SALT, line.to_string().as_bytes()].concat())
}

/// The leaf of a card.
pub fn leaf(card: &Value, salt: &Hash) -> TreeHash {
    let said = jcs::to_bytes(&json!({ "card": card, "salt": salt }));
    leaf_hash(&[prefix::LINE, &said].concat())
}

/// A list as its signer made it, part by part.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    seed: Hash,
    tree: Tree,
    in_order: bool,
}

impl List {
    /// A list without a line yet.
    pub fn new(seed: Hash) -> List {
        List { seed, tree: Tree::new(), in_order: true }
    }

    /// Adds the lines of a part.
    pub fn add<'a>(&mut self, lines: impl IntoIterator<Item = &'a Map<String, Value>>) {
        for line in lines {
            let number = line.get("line").and_then(Value::as_u64).unwrap_or(0);
            self.in_order &= number == self.tree.size() + 1;
            self.tree.append(leaf(&card(line), &salt(&self.seed, number)));
        }
    }

    /// What a heading signs of it; none where its lines are not 1, 2, 3 ….
    pub fn root(&self) -> Option<ListRoot> {
        let head = self.tree.head();
        (self.in_order && head.size > 0).then(|| ListRoot { count: head.size, root: Hash(*head.root.as_bytes()) })
    }

    /// What proves one of its lines.
    pub fn prove(&self, line: &Map<String, Value>) -> Option<LineProof> {
        let number = line.get("line").and_then(Value::as_u64)?;
        let path = self.tree.inclusion_proof(number.checked_sub(1)?, self.tree.size()).ok()?;
        Some(LineProof { card: card(line), salt: salt(&self.seed, number), path })
    }
}

/// The lines of a part of a list, as they stand in its payload.
pub fn lines(data: &Map<String, Value>) -> impl Iterator<Item = &Map<String, Value>> {
    data.get("lines").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

/// The seed with which a part begins a list.
pub fn seed(data: &Map<String, Value>) -> Option<Hash> {
    data.get("seed").and_then(Value::as_str).and_then(|seed| seed.parse().ok())
}

fn heading(statement: &Statement) -> Option<ListRoot> {
    statement.data.get("lines").and_then(|lines| strict::read(lines).ok())
}

/// Every list of a ledger, as far as the next entry is checked against them.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Lists {
    /// The newest of each subject and key.
    open: HashMap<(Subject, PublicKey), List>,
    signed: HashMap<Subject, (Head, ListRoot)>,
    /// Subjects of which some entry could not be read.
    unread: HashSet<Subject>,
}

impl Lists {
    /// Takes over an entry.
    pub(super) fn push(&mut self, statement: &Statement, head: Head) {
        let by = || (statement.subject.clone(), statement.by);
        match statement.kind.as_str() {
            LISTED => {
                if let Some(seed) = seed(&statement.data) {
                    self.open.insert(by(), List::new(seed));
                }
                if let Some(list) = self.open.get_mut(&by()) {
                    list.add(lines(&statement.data));
                }
            }
            SIGNED => {
                if let Some(lines) = heading(statement) {
                    self.signed.insert(statement.subject.clone(), (head, lines));
                }
            }
            _ => {}
        }
    }

    /// Of this subject no list is judged any more: an entry of it could not be read.
    pub(super) fn forget(&mut self, subject: &Subject) {
        self.unread.insert(subject.clone());
    }

    /// The newest heading of a subject, taken back or not.
    pub fn signed(&self, subject: &Subject) -> Option<(Head, ListRoot)> {
        self.signed.get(subject).copied()
    }

    /// The newest list of a subject that a key has made.
    pub fn of(&self, subject: &Subject, by: PublicKey) -> Option<&List> {
        self.open.get(&(subject.clone(), by))
    }

    /// Whether a heading is that of its list.
    pub(super) fn check(&self, statement: &Statement) -> Result<(), Fault> {
        let no = |vi, en| Err(Fault::List { why: (vi, en) });
        if self.unread.contains(&statement.subject) {
            return Ok(());
        }
        match statement.kind.as_str() {
            SIGNED => {
                let root = self.of(&statement.subject, statement.by).and_then(List::root);
                match root.filter(|_| root == heading(statement)) {
                    Some(_) => Ok(()),
                    None => no(
                        "số dòng hoặc mã gốc không phải của danh sách mà người ký đã nêu",
                        "count or root are not those of the list that the signer made",
                    ),
                }
            }
            ISSUED => {
                let named = statement.data.get("signed").and_then(|head| strict::read::<Head>(head).ok());
                let newest = self.signed(&statement.subject);
                match newest.filter(|_| newest == named.zip(heading(statement))) {
                    Some(_) => Ok(()),
                    None => no(
                        "danh sách không phải của mục ký mới nhất của quyết định",
                        "the list is not that of the newest signing of the decision",
                    ),
                }
            }
            _ => Ok(()),
        }
    }
}

/// Why a line is not proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnprovenLine {
    /// The entry has no list whose lines could be proved.
    #[error("the entry has no list")]
    Anchor,
    /// The card has other members, or is not spelled as it must be.
    #[error("the card is malformed")]
    Card,
    /// The list has fewer lines.
    #[error("the list has fewer lines")]
    Beyond,
    /// The path does not lead to the root that was signed.
    #[error("card, salt and path do not lead to the root")]
    Path,
}

/// What proves one line of a list: read, not believed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineProof {
    /// What is proved.
    pub card: Value,
    /// Its hashes, from the leaf's sibling to the root's child.
    #[serde(with = "hashes")]
    pub path: Vec<TreeHash>,
    /// The line's salt.
    pub salt: Hash,
}

mod hashes {
    //! Hashes of a tree as hex, as every hash in an entry.

    use serde::{Deserialize, Deserializer, Serializer};

    use crate::log::tree::TreeHash;
    use crate::values::crypto::Hash;

    pub(super) fn serialize<S: Serializer>(path: &[TreeHash], s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(path.iter().map(|hash| Hash(*hash.as_bytes())))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<TreeHash>, D::Error> {
        let path = Vec::<Hash>::deserialize(d)?;
        Ok(path.into_iter().map(|hash| TreeHash::from_bytes(hash.0)).collect())
    }
}

impl LineProof {
    /// Reads the canonical bytes.
    pub fn read(bytes: &[u8]) -> Option<LineProof> {
        strict::read(&jcs::parse(bytes).ok()?).ok()
    }

    /// Its canonical bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        jcs::to_bytes(&json!(self))
    }

    /// The number of the line.
    pub fn line(&self) -> Option<u64> {
        self.card.get("line").and_then(Value::as_u64)
    }

    /// Whether the line stands in the list that an entry signs. The entry itself is proved by its receipt.
    pub fn verify(&self, anchor: &Statement) -> Result<(), UnprovenLine> {
        let heads = [SIGNED, ISSUED].contains(&anchor.kind.as_str());
        let list = heading(anchor).filter(|_| heads).ok_or(UnprovenLine::Anchor)?;
        if !is_card(&self.card) {
            return Err(UnprovenLine::Card);
        }
        let index = self.line().and_then(|line| line.checked_sub(1)).ok_or(UnprovenLine::Card)?;
        if index >= list.count {
            return Err(UnprovenLine::Beyond);
        }
        let leaf = leaf(&self.card, &self.salt);
        let root = super::tree::root_from_inclusion(&leaf, index, list.count, &self.path);
        match root {
            Ok(root) if Hash(*root.as_bytes()) == list.root => Ok(()),
            _ => Err(UnprovenLine::Path),
        }
    }
}

/// Whether a value has exactly the members of a card, each a text or a whole number.
fn is_card(card: &Value) -> bool {
    let Some(members) = card.as_object() else { return false };
    let known = |name: &&str| members.contains_key(*name);
    let right = |(name, value): (&String, &Value)| match name.as_str() {
        "amount" | "line" => value.is_u64(),
        _ => value.is_string(),
    };
    let all = CARD.iter().take(CARD.len() - 2);
    members.keys().all(|name| CARD.contains(&name.as_str())) && all.clone().all(known) && members.iter().all(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example_is_the_published_one() {
        let seed: Hash =
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f".parse().unwrap_or(Hash::ZERO);
        let people = [(760_000, "Nguyễn Văn A"), (760_000, "Trần Thị B"), (380_000, "Lê C")];
        let all: Vec<Value> = people
            .iter()
            .zip(1..)
            .map(|((amount, name), line)| {
                json!({
                    "line": line, "amount": amount, "form": "commendation_certificate", "merit": "Việc tốt",
                    "reward_type": "thematic", "recipient": { "id": "x", "name": name, "kind": "individual" },
                })
            })
            .collect();
        let mut list = List::new(seed);
        list.add(all.iter().filter_map(Value::as_object));
        let proof = all.first().and_then(Value::as_object).and_then(|line| list.prove(line));
        let proof = proof.as_ref();
        assert_eq!(
            proof.map(|proof| proof.salt.to_string()).as_deref(),
            Some("d68626ec2d6adca7d1b0e7f5e7c5d7526468212d0949edfdbdc12ff150eba670")
        );
        let leaf = proof.map(|proof| Hash(*leaf(&proof.card, &proof.salt).as_bytes()).to_string());
        assert_eq!(leaf.as_deref(), Some("aef6728bb22be9694c78b55d8e701b4883f0c265fd2c8f6d1363fb2985995618"));
        let root = list.root().map(|root| (root.count, root.root.to_string()));
        assert_eq!(root, Some((3, "be024f71adc078b6deeac7dd317ccb00e57b9b8026c98e2bb095abf0287bcdc3".to_owned())));
    }
}
