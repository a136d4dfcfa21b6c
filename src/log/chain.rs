//! The chain: what binds entries to each other and to those who signed them. The checks here are layer 1
//! of `docs/format.md` and never change; what a payload means is decided elsewhere.

use std::collections::HashMap;

use super::checkpoint::is_practice;
use super::entry::{Entry, Hashes};
use super::fault::Fault;
use super::keyring::{Holder, KeyChange, Keyring};
use super::list::Lists;
use super::statement::{Head, Statement};
use super::tree::Tree;
use crate::values::crypto::{Hash, PublicKey};
use crate::values::ident::{Id, LedgerId, Subject};
use crate::values::time::{Date, Instant};

/// Everything of the past that the next statement is checked against.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Chain {
    ledger: Option<LedgerId>,
    hashes: Vec<Hash>,
    recorded: Vec<Instant>,
    /// Entries whose recording times are corrected: first and last.
    corrected: Vec<(u64, u64)>,
    ids: HashMap<Id, Known>,
    subjects: HashMap<Subject, u64>,
    seen: HashMap<PublicKey, u64>,
    keyring: Keyring,
    lists: Lists,
    tree: Tree,
}

/// An id that the log already has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// The entry that bears it.
    pub seq: u64,
    /// BLAKE3 of its statement's canonical bytes.
    pub statement: Hash,
}

impl Chain {
    /// The newest entry.
    pub fn head(&self) -> Head {
        let hash = self.hashes.last().copied().unwrap_or(Hash::ZERO);
        Head { seq: self.hashes.len() as u64, hash }
    }

    /// The ledger, once it is opened.
    pub fn ledger(&self) -> Option<LedgerId> {
        self.ledger
    }

    /// The hash of an earlier entry.
    pub fn hash_at(&self, seq: u64) -> Option<Hash> {
        let index = usize::try_from(seq.checked_sub(1)?).ok()?;
        self.hashes.get(index).copied()
    }

    /// When an earlier entry was recorded.
    pub fn recorded_at(&self, seq: u64) -> Option<Instant> {
        let index = usize::try_from(seq.checked_sub(1)?).ok()?;
        self.recorded.get(index).copied()
    }

    /// When the newest entry was recorded.
    pub fn last_recorded(&self) -> Option<Instant> {
        self.recorded.last().copied()
    }

    /// Whether the recording time of an entry is not to be relied on.
    pub fn is_corrected(&self, seq: u64) -> bool {
        self.corrected.iter().any(|(first, last)| (*first..=*last).contains(&seq))
    }

    /// The time from which on an entry was recorded: its own, or that of the last before it that is to be relied on.
    /// Entries from `wrong` on count as corrected too.
    pub fn recorded_from(&self, seq: u64, wrong: u64) -> Option<Instant> {
        let right = (1..=seq).rev().find(|seq| *seq < wrong && !self.is_corrected(*seq))?;
        self.recorded_at(right)
    }

    /// The time up to which an entry was recorded: its own, or that of the first after it that is to be relied on.
    pub fn recorded_until(&self, seq: u64) -> Option<Instant> {
        let right = (seq..=self.head().seq).find(|seq| !self.is_corrected(*seq))?;
        self.recorded_at(right)
    }

    /// The times between which an entry was recorded whose own time is not to be relied on.
    pub fn recorded_between(&self, seq: u64) -> Option<[Instant; 2]> {
        let between = || Some([self.recorded_from(seq, u64::MAX)?, self.recorded_until(seq)?]);
        self.is_corrected(seq).then(between).flatten()
    }

    /// The entry that a correction made at a time would name: the first recorded after it.
    pub fn first_after(&self, time: Instant) -> Option<Head> {
        let after = |seq: &u64| !self.is_corrected(*seq) && self.recorded_at(*seq).is_some_and(|at| at > time);
        let seq = (1..=self.head().seq).find(after)?;
        Some(Head { seq, hash: self.hash_at(seq)? })
    }

    /// The first entry recorded on a later day, those corrected already aside.
    pub fn first_after_day(&self, day: Date) -> Option<Head> {
        let after = |seq: &u64| !self.is_corrected(*seq) && self.recorded_at(*seq).is_some_and(|at| at.date() > day);
        let seq = (1..=self.head().seq).find(after)?;
        Some(Head { seq, hash: self.hash_at(seq)? })
    }

    /// The entries whose recording times are corrected, first and last of each correction, which is the entry after.
    pub fn corrections(&self) -> &[(u64, u64)] {
        &self.corrected
    }

    /// Whether any recording time is corrected.
    pub fn has_corrections(&self) -> bool {
        !self.corrected.is_empty()
    }

    /// Whether `ledger.clock_corrected`, recorded at this time, is one.
    pub fn check_clock(&self, statement: &Statement, wrong: Head, recorded: Instant) -> Result<(), Fault> {
        let no = |vi, en| Err(Fault::Clock { why: (vi, en) });
        let last = self.head().seq;
        if statement.seen.seq != last {
            return no("người đính chính chưa thấy hết các mục trước", "the author had not seen every entry before");
        }
        if wrong.seq < 2 || self.hash_at(wrong.seq) != Some(wrong.hash) {
            return no("mục được nêu không có, hoặc là mục mở sổ", "the entry named is none, or the first");
        }
        if self.first_after(recorded) != Some(wrong) {
            return no(
                "mục được nêu không phải mục đầu tiên có giờ sau giờ này",
                "the entry named is not the first recorded after this time",
            );
        }
        let millis = |seq: u64| self.recorded_at(seq).map_or(0, Instant::millis);
        if millis(last) < recorded.millis() + 86_400_000 {
            return no("giờ sai chưa quá 24 giờ: hãy chờ", "less than 24 hours wrong: wait");
        }
        let before = self.recorded_from(wrong.seq - 1, u64::MAX).map_or(0, Instant::millis);
        if millis(wrong.seq) - before < millis(last) - millis(wrong.seq) {
            return no(
                "đồng hồ nhảy ít hơn thời gian đã ghi sổ sau đó",
                "the clock leapt by less than what was recorded since",
            );
        }
        Ok(())
    }

    /// How many events a subject has.
    pub fn count(&self, subject: &Subject) -> u64 {
        self.subjects.get(subject).copied().unwrap_or(0)
    }

    /// Every subject with its number of events.
    pub fn subjects(&self) -> impl Iterator<Item = (&Subject, u64)> {
        self.subjects.iter().map(|(subject, count)| (subject, *count))
    }

    /// Keys and roles at this point of the log.
    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// The lists of decisions at this point of the log.
    pub fn lists(&self) -> &Lists {
        &self.lists
    }

    /// Whether a decision's heading is that of its list.
    pub fn check_list(&self, statement: &Statement) -> Result<(), Fault> {
        self.lists.check(statement)
    }

    /// Of the subject of an entry that cannot be read no list is judged any more.
    pub fn forget_lists(&mut self, subject: &Subject) {
        self.lists.forget(subject);
    }

    /// The Merkle tree over every entry so far.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Whether an id is taken, and by which statement.
    pub fn known(&self, id: &Id) -> Option<Known> {
        self.ids.get(id).copied()
    }

    /// Whether a statement may come next. The author's rights are those before it; for `ledger.opened`
    /// they are those it declares itself.
    pub fn check(&self, statement: &Statement, change: Option<KeyChange<'_>>) -> Result<Holder, Fault> {
        self.check_place(statement, true)?;
        self.check_author(statement, change)
    }

    /// The part of [`Chain::check`] that no payload has a say in. `counted`: whether the subject of every entry so far
    /// is known.
    pub fn check_place(&self, statement: &Statement, counted: bool) -> Result<(), Fault> {
        let opening = statement.kind.as_str() == "ledger.opened";
        let first = self.hashes.is_empty();
        if opening != first || (first && (statement.seen != Head::EMPTY || !says_practice(statement))) {
            return Err(Fault::Genesis);
        }
        if let Some(expected) = self.ledger.filter(|ledger| *ledger != statement.ledger) {
            return Err(Fault::Ledger { expected });
        }
        if let Some(known) = self.ids.get(&statement.id) {
            return Err(Fault::Id { seq: known.seq });
        }
        let found = self.count(&statement.subject);
        if let Some(expected) = statement.expect.filter(|expected| counted && *expected != found) {
            return Err(Fault::Expect { subject: statement.subject.clone(), expected, found });
        }
        let Head { seq, hash } = statement.seen;
        if !first && self.hash_at(seq) != Some(hash) {
            return Err(Fault::Seen { seq, hash });
        }
        if let Some(before) = self.seen.get(&statement.by).copied().filter(|before| seq < *before) {
            return Err(Fault::SeenBack { before });
        }
        Ok(())
    }

    /// Whether the author may author this type here, and whether the keys that it enrols agreed.
    pub fn check_author(&self, statement: &Statement, change: Option<KeyChange<'_>>) -> Result<Holder, Fault> {
        let holder = match change {
            Some(change @ KeyChange::Opened(_)) => {
                let mut declared = Keyring::default();
                declared.apply(1, change);
                declared.check(&statement.by, &statement.kind)?.clone()
            }
            _ => self.keyring.check(&statement.by, &statement.kind)?.clone(),
        };
        self.keyring.check_proofs(statement, change)?;
        Ok(holder)
    }

    /// Takes over a line whose statement is of a newer format: it has a place and a hash, and nothing else is known.
    pub fn push_unread(&mut self, recorded: Instant, hashes: Hashes) {
        self.hashes.push(hashes.entry);
        self.tree.append(hashes.leaf);
        self.recorded.push(recorded);
    }

    /// Takes over an entry that [`Chain::check`] let through.
    pub fn push(&mut self, entry: &Entry, hashes: Hashes, change: Option<KeyChange<'_>>) {
        let statement = &entry.statement;
        self.ledger.get_or_insert(statement.ledger);
        self.hashes.push(hashes.entry);
        self.tree.append(hashes.leaf);
        self.recorded.push(entry.recorded);
        let known = Known { seq: entry.seq, statement: hashes.statement };
        self.ids.insert(statement.id, known);
        *self.subjects.entry(statement.subject.clone()).or_default() += 1;
        self.seen.insert(statement.by, statement.seen.seq);
        self.lists.push(statement, Head { seq: entry.seq, hash: hashes.entry });
        if let Some(KeyChange::Clock(wrong)) = change {
            self.corrected.push((wrong.seq, entry.seq - 1));
        }
        if let Some(change) = change {
            self.keyring.apply(entry.seq, change);
        }
    }
}

/// Whether an opening calls its log as it must: one for practice by an origin for practice, every other by none.
fn says_practice(opening: &Statement) -> bool {
    let origin = opening.data.get("origin").and_then(serde_json::Value::as_str).unwrap_or_default();
    is_practice(origin) == opening.data.contains_key("practice")
}
