//! The walk of an audit: every stored byte in order, layer 1 and then the rules. It does not stop at the
//! first fault. Recording trusts nothing that this walk has not passed.

use std::collections::{BTreeMap, HashSet};

use super::catalogue::KNOWN;
use super::events::Margin;
use super::ledger::{Context, Event, State};
use super::refusal::Refusal;
use crate::log::code;
use crate::log::entry::{self, Entry, Hashes, Place};
use crate::log::fault::Fault;
use crate::log::keyring::KeyChange;
use crate::log::statement::Head;
use crate::log::tree::Tree;
use crate::values::crypto::Hash;
use crate::values::jcs::MAX_INTEGER;
use crate::values::lang::Lang;
use crate::values::time::Instant;

/// One stored line after the checks that need nothing but itself: size, canonical bytes, members,
/// signature, schema. Made in parallel.
pub struct Line {
    hashes: Hashes,
    entry: Option<Entry>,
    meaning: Result<(Event, Margin), Fault>,
    newer: Option<Newer>,
}

/// A line with a fault by itself that is none in a ledger whose catalogue this program does not know.
#[derive(Clone, Copy, Debug)]
struct Newer {
    place: Place,
    /// The catalogue that it declares, if it is a `ledger.opened`.
    declares: Option<u64>,
}

impl Line {
    /// Checks a stored line by itself. `signed_before` is for bytes whose hash already vouches for a
    /// signature that was checked: it skips that one check.
    pub fn check(bytes: &[u8], signed_before: bool) -> Line {
        let hashes = Hashes::of(bytes);
        match Entry::read(bytes) {
            Err(fault) => {
                let newer = entry::newer(bytes).map(|(place, declares)| Newer { place, declares });
                Line { hashes, entry: None, meaning: Err(fault), newer }
            }
            Ok(entry) if !signed_before && !entry.is_signed(bytes) => {
                Line { hashes, entry: Some(entry), meaning: Err(Fault::Signature), newer: None }
            }
            Ok(entry) => {
                let meaning = Event::of(&entry.statement);
                let unknown = matches!(meaning, Err(Fault::UnknownType { .. }));
                let newer = unknown.then(|| Newer { place: entry.place(), declares: entry.declared() });
                Line { hashes, entry: Some(entry), meaning, newer }
            }
        }
    }

    /// BLAKE3 of the bytes.
    pub fn hash(&self) -> Hash {
        self.hashes.entry
    }

    /// The hashes of the entry and of the statement in it.
    pub fn hashes(&self) -> Hashes {
        self.hashes
    }

    /// The entry, if the bytes are one.
    pub fn entry(&self) -> Option<&Entry> {
        self.entry.as_ref()
    }

    /// What is wrong with it by itself, if anything is.
    pub fn fault(&self) -> Option<&Fault> {
        self.meaning.as_ref().err()
    }

    /// What it says, if its payload meets its schema.
    pub fn event(&self) -> Option<&(Event, Margin)> {
        self.meaning.as_ref().ok()
    }
}

/// What is wrong with an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It is not authentic.
    Fault(Fault),
    /// It is authentic but was not admissible.
    Refusal(Refusal),
    /// There is no entry at all.
    Empty,
    /// The store's own record of the entry differs from its bytes.
    Row,
}

/// As many problems are named; the rest is counted. A damaged file has one in every line, and whoever reads the first
/// hundreds knows.
pub const MOST_FINDINGS: usize = 500;

/// A problem and the entry that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The entry, from 1; 0 for the ledger as a whole.
    pub seq: u64,
    /// What is wrong.
    pub problem: Problem,
}

impl Finding {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match &self.problem {
            Problem::Fault(fault) => fault.code(),
            Problem::Refusal(refusal) => refusal.code(),
            Problem::Empty => code::LEDGER_EMPTY,
            Problem::Row => code::STORE_ROW,
        }
    }

    /// Whether it makes the ledger inauthentic, not only unlawful.
    pub fn is_authenticity(&self) -> bool {
        !matches!(self.problem, Problem::Refusal(_))
    }

    /// What is wrong.
    pub fn message(&self, lang: Lang) -> String {
        match &self.problem {
            Problem::Fault(fault) => fault.message(lang),
            Problem::Refusal(refusal) => refusal.message(lang),
            Problem::Empty => lang.pick("sổ không có mục nào", "the ledger has no entry").into(),
            Problem::Row => lang
                .pick(
                    "số thứ tự hoặc mã băm lưu kèm không khớp với nội dung mục",
                    "the position or hash kept beside the entry does not match its bytes",
                )
                .into(),
        }
    }

    /// What it may mean, in plain words.
    pub fn meaning(&self, lang: Lang) -> String {
        match &self.problem {
            Problem::Fault(fault) => fault.meaning(lang).into(),
            Problem::Refusal(_) => lang
                .pick(
                    "Mục thật, đúng người ký, nhưng lẽ ra không được ghi: phần mềm đã bị can thiệp hoặc quy tắc bị bỏ qua.",
                    "The entry is genuine, but should never have been recorded: rules were bypassed.",
                )
                .into(),
            Problem::Empty => lang.pick("Sổ rỗng không chứng minh điều gì.", "An empty ledger proves nothing.").into(),
            Problem::Row => Fault::Prev.meaning(lang).into(),
        }
    }
}

/// The position after one: none is beyond what every JSON reader holds exactly.
fn after(seq: u64) -> u64 {
    seq.saturating_add(1).min(MAX_INTEGER)
}

/// A chain that broke at an entry, until the next one shows which of the two sides was changed.
struct Break {
    before: u64,
    here: u64,
    hash: Hash,
}

/// The walk so far.
pub struct Walk {
    state: State,
    /// The first of them, in the order of entries: refusals before faults of the same entry.
    findings: BTreeMap<(u64, bool), Problem>,
    /// Everything found, so that an entry is named once.
    known: HashSet<(u64, bool)>,
    head: Head,
    next: u64,
    lines: u64,
    signatures: u64,
    tree: Tree,
    recorded: Option<Instant>,
    pending: Option<Break>,
    broken: bool,
    declared: u64,
    unread: Unread,
}

/// What this program can no longer judge, because a newer one wrote what it cannot read.
#[derive(Clone, Copy, Debug, Default)]
struct Unread {
    /// The first line that it cannot read.
    from: Option<u64>,
    /// Keys or roles may have changed.
    authors: bool,
    /// Some statement's subject is not known.
    subjects: bool,
}

/// Up to where a ledger was judged by a program that does not know all that stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// The first entry that this program cannot read.
    pub seq: u64,
    /// The catalogue that the ledger declares there.
    pub catalogue: u64,
}

impl Default for Walk {
    fn default() -> Walk {
        Walk {
            state: State::default(),
            findings: BTreeMap::new(),
            known: HashSet::new(),
            head: Head::EMPTY,
            next: 1,
            lines: 0,
            signatures: 0,
            tree: Tree::new(),
            recorded: None,
            pending: None,
            broken: false,
            declared: 0,
            unread: Unread::default(),
        }
    }
}

/// What a walk found.
pub struct Outcome {
    /// The state up to the first entry that is not authentic.
    pub state: State,
    /// The first [`MOST_FINDINGS`] problems of each sort in the order of entries; at most one of each for an entry.
    pub findings: Vec<Finding>,
    /// How many more there are.
    pub more: u64,
    /// Lines walked.
    pub entries: u64,
    /// Lines that could be read far enough to have a signature checked.
    pub signatures: u64,
    /// Position and hash of the last line.
    pub head: Head,
    /// The Merkle tree over the lines as they are, sound or not.
    pub tree: Tree,
    /// Where newer entries begin, of which only order, hashes and signatures were judged. None if there is a fault.
    pub horizon: Option<Horizon>,
}

impl Outcome {
    /// Layer 1: who said what, when, in which order; all of it.
    pub fn authentic(&self) -> bool {
        self.faultless() && self.horizon.is_none()
    }

    /// Nothing is wrong in layer 1 as far as this program can read.
    pub fn faultless(&self) -> bool {
        self.entries > 0 && !self.findings.iter().any(Finding::is_authenticity)
    }

    /// Every statement was admissible when it was recorded. Never true of a ledger that is not authentic.
    pub fn lawful(&self) -> bool {
        self.authentic() && self.findings.is_empty()
    }

    /// The same without what stands: for whoever compares it. Whose entries they are, their order and the log's keys stay.
    pub fn lean(self) -> Outcome {
        let State { chain, custody, .. } = self.state;
        Outcome { state: State { chain, custody, ..State::default() }, ..self }
    }

    /// The first entry that is not authentic: everything after it can no longer be vouched for.
    pub fn first_fault(&self) -> Option<&Finding> {
        self.findings.iter().filter(|finding| finding.is_authenticity()).min_by_key(|finding| finding.seq)
    }
}

impl Walk {
    /// The state so far.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Whether anything was found so far.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty() && !self.broken
    }

    /// Notes that the store's own columns disagree with the bytes it holds at a position.
    pub fn note_row(&mut self, seq: u64) {
        self.report(seq, Problem::Row);
        self.broken = true;
    }

    /// Where newer entries begin, of which only order, hashes and signatures are judged.
    pub fn horizon(&self) -> Option<Horizon> {
        self.unread.from.map(|seq| Horizon { seq, catalogue: self.declared })
    }

    /// Takes the next stored line.
    pub fn step(&mut self, line: &Line) {
        let here = self.next;
        self.lines += 1;
        self.tree.append(line.hashes.leaf);
        self.signatures += u64::from(line.entry.is_some());
        self.settle(line);
        let unread = self.is_unread(line);
        if unread {
            self.begin_unread(line, here);
        } else if let Err(fault) = &line.meaning {
            self.fault(here, fault.clone());
        }
        let unread_place = line.newer.filter(|_| unread).map(|newer| newer.place);
        if let Some(place) = line.entry.as_ref().map(Entry::place).or(unread_place) {
            let own_fault = line.meaning.is_err() && !unread;
            let seen = line.entry.as_ref().filter(|_| !own_fault).map(|entry| entry.statement.seen);
            let corrects = line.entry.as_ref().is_some_and(|entry| entry.statement.corrects_the_clock());
            if corrects {
                self.recorded = None; // its standing is judged by `chain.clock`
            }
            self.link(place, seen, line.hashes.entry, here);
        } else {
            self.next = after(here);
        }
        self.head = Head { seq: self.next - 1, hash: line.hashes.entry };
        if self.broken {
            return;
        }
        match (&line.entry, &line.meaning) {
            (Some(entry), Ok((event, margin))) if self.unread.from.is_none() => {
                self.admit(entry, line.hashes, event, margin);
            }
            (Some(entry), meaning) => {
                self.admit_beyond(entry, line.hashes, meaning.as_ref().ok().map(|(event, _)| event))
            }
            (None, _) => self
                .state
                .chain
                .push_unread(line.newer.map_or(Instant::from_millis(0), |n| n.place.recorded), line.hashes),
        }
    }

    /// Whether a line is none of this program's catalogues', but may be one of the catalogue that the ledger declares.
    fn is_unread(&self, line: &Line) -> bool {
        let declared = |newer: Newer| if self.lines == 1 { newer.declares.unwrap_or(0) } else { self.declared };
        line.newer.is_some_and(|newer| declared(newer) > KNOWN)
    }

    fn begin_unread(&mut self, line: &Line, here: u64) {
        let kind = line.entry.as_ref().map_or("", |entry| entry.statement.kind.as_str());
        let any = line.entry.is_none();
        if any || kind.starts_with("ledger.") {
            // A newer kind of correction may let time begin anew, and a newer rotation may name another key.
            self.recorded = None;
            self.state.custody.unread_from.get_or_insert(here);
        }
        self.unread.from.get_or_insert(here);
        self.unread.subjects |= any;
        self.unread.authors |= any || ["ledger.", "key.", "policy."].iter().any(|begin| kind.starts_with(begin));
        if self.lines == 1 {
            self.declared = line.newer.and_then(|newer| newer.declares).unwrap_or(0);
        }
    }

    /// Position, chain and recording time. `seen` is what the author had seen, if the entry has no fault by itself.
    fn link(&mut self, entry: Place, seen: Option<Head>, hash: Hash, here: u64) {
        self.next = after(entry.seq);
        if entry.seq != here {
            self.fault(here, Fault::Seq { expected: here, found: entry.seq });
        } else if entry.prev != self.head.hash {
            self.broken = true;
            let before = here - 1;
            if before == 0 {
                self.fault(here, Fault::Prev);
            } else if seen == Some(Head { seq: before, hash: entry.prev }) {
                // The author signed for the hash that this entry names: the one before was changed.
                self.fault(before, Fault::Prev);
            } else {
                self.pending = Some(Break { before, here, hash });
            }
        }
        if let Some(before) = self.recorded.filter(|before| entry.recorded < *before) {
            self.fault(entry.seq, Fault::Recorded { before });
        }
        self.recorded = Some(entry.recorded);
    }

    /// Decides an open break: if the next entry names this one's hash, this one is as it was recorded and the
    /// one before was changed; else this one was.
    fn settle(&mut self, next: &Line) {
        let Some(open) = self.pending.take() else { return };
        let unread = next.newer.filter(|_| self.is_unread(next)).map(|newer| newer.place);
        let place = next.entry.as_ref().map(Entry::place).or(unread);
        let vouched = place.is_some_and(|place| place.prev == open.hash);
        self.fault(if vouched { open.before } else { open.here }, Fault::Prev);
    }

    fn admit(&mut self, entry: &Entry, hashes: Hashes, event: &Event, margin: &Margin) {
        let statement = &entry.statement;
        let holder = match self.state.chain.check(statement, event.key_change()) {
            Ok(holder) => holder,
            Err(fault) => return self.fault(entry.seq, fault),
        };
        if let Event::ClockCorrected(e) = event
            && let Err(fault) = self.state.chain.check_clock(statement, e.wrong.head(), entry.recorded)
        {
            return self.fault(entry.seq, fault);
        }
        if let Err(fault) = self.state.chain.check_list(statement) {
            return self.fault(entry.seq, fault);
        }
        let context = Context { statement, seq: entry.seq, person: holder.now.person, roles: holder.now.roles };
        if let Err(refusal) = self.state.lawful(&context, (event, margin), entry.recorded) {
            self.report(entry.seq, Problem::Refusal(refusal));
        }
        self.state.apply(entry, hashes, event, margin);
        debug_assert!(
            !self.findings.is_empty() || self.state.adds_up(),
            "entry {}: the fund does not add up",
            entry.seq
        );
        self.declared = self.state.custody.catalogue;
    }

    /// Layer 1 beyond the horizon, as far as it can be judged there; `event` is none for an entry of an unknown type.
    fn admit_beyond(&mut self, entry: &Entry, hashes: Hashes, event: Option<&Event>) {
        let (statement, change) = (&entry.statement, event.and_then(Event::key_change));
        let chain = &self.state.chain;
        let mut checked = chain.check_place(statement, !self.unread.subjects);
        if !self.unread.authors {
            checked = checked.and_then(|()| chain.check_author(statement, change).map(drop));
        }
        if let (Some(KeyChange::Clock(wrong)), None) = (change, self.state.custody.unread_from) {
            checked = checked.and_then(|()| chain.check_clock(statement, wrong, entry.recorded));
        }
        if event.is_some() && !self.unread.subjects {
            checked = checked.and_then(|()| chain.check_list(statement));
        }
        if let Err(fault) = checked {
            return self.fault(entry.seq, fault);
        }
        self.state.chain.push(entry, hashes, change);
        // What says under which origin and key heads are signed is heard beyond the horizon as well.
        let custody = &mut self.state.custody;
        match event {
            None => self.state.chain.forget_lists(&statement.subject),
            Some(Event::CatalogueRaised(raised)) => self.declared = raised.catalogue.number,
            Some(Event::LogKeyRotated(rotated)) => rotated.take(custody, statement.ledger, entry.seq),
            Some(Event::LedgerRestored(restored)) => restored.take(custody, entry.seq),
            Some(Event::WitnessesSet(set)) => set.take(custody, entry.seq),
            Some(_) => {}
        }
    }

    fn fault(&mut self, seq: u64, fault: Fault) {
        self.broken = true;
        self.report(seq, Problem::Fault(fault));
    }

    fn report(&mut self, seq: u64, problem: Problem) {
        let place = (seq, !matches!(problem, Problem::Refusal(_)));
        if self.known.insert(place) {
            self.findings.insert(place, problem);
        }
        // Of each sort by itself: many refusals never hide a fault.
        let same_sort = |found: &&(u64, bool)| found.1 == place.1;
        if self.findings.keys().filter(same_sort).count() > MOST_FINDINGS
            && let Some(last) = self.findings.keys().rev().find(same_sort).copied()
        {
            self.findings.remove(&last);
        }
    }

    /// Ends the walk.
    pub fn finish(mut self) -> Outcome {
        if let Some(open) = self.pending.take() {
            self.fault(open.here, Fault::Prev);
        }
        if self.lines == 0 {
            self.report(0, Problem::Empty);
        }
        let horizon = self.horizon();
        let more = self.known.len().saturating_sub(self.findings.len()) as u64;
        let findings: Vec<Finding> =
            self.findings.into_iter().map(|((seq, _), problem)| Finding { seq, problem }).collect();
        let faultless = !findings.iter().any(Finding::is_authenticity);
        let horizon = horizon.filter(|_| faultless);
        Outcome {
            state: self.state,
            findings,
            more,
            entries: self.lines,
            signatures: self.signatures,
            head: self.head,
            tree: self.tree,
            horizon,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_refusals_hide_no_fault() {
        let mut walk = Walk { lines: 2000, ..Walk::default() };
        (1..2000).for_each(|seq| walk.report(seq, Problem::Refusal(Refusal::KeyTwice)));
        walk.fault(2000, Fault::Prev);
        let outcome = walk.finish();
        assert!(!outcome.authentic() && outcome.first_fault().is_some_and(|fault| fault.seq == 2000));
        assert_eq!((outcome.findings.len(), outcome.more), (MOST_FINDINGS + 1, 1999 - MOST_FINDINGS as u64));
    }
}
