//! What needs two people, where it may have been one with two keys.

use std::collections::{BTreeMap, BTreeSet};

use super::{About, Fact, Of, Question, Severity, Words};
use crate::domain::events::TakeBack;
use crate::domain::events::second_person::{Begun, Settled, settled};
use crate::log::keyring::Holder;
use crate::values::crypto::PublicKey;
use crate::values::ident::Id;

/// Days after its enrolment for which a key is new. Our own threshold.
const NEW_DAYS: i64 = 30;

/// What was done by two people.
struct Pair {
    /// What it is about.
    about: About,
    /// The entry that it is about.
    thing: u64,
    /// The first person's entry.
    first: u64,
    /// The second's.
    second: u64,
}

const NEXT: Words = Words(
    "Hỏi từng người đứng tên hai khóa xem chính họ đã ký hay không, và ai giữ khóa",
    "Ask each of the two whether they signed themselves, and who keeps the key",
);

pub(super) const OWN_KEY: Question = Question {
    code: "audit.second_by_own_key",
    severity: Severity::Warning,
    source: "docs/threat-model.md",
    label: Words(
        "việc phải có hai người mà khóa ký sau do chính người ký trước cấp",
        "of what needs two people: the second key was enrolled by the first signer",
    ),
    next: NEXT,
    case: "erased_alone",
    ask: |of, found| {
        for Pair { about, first, second, .. } in pairs(of) {
            let (Some(person), Some(key)) = (of.holder(first).map(|holder| holder.now.person), of.signer(second))
            else {
                continue;
            };
            let mut led = Led::new();
            of.enrolled_by(&key, (second, &BTreeSet::new()), &mut led);
            if let Some(entries) = led.remove(&person).filter(|entries| !entries.is_empty()) {
                found.add(about, entries.into_iter().chain([first, second]));
            }
        }
    },
};

pub(super) const NEW_KEY: Question = Question {
    code: "audit.second_by_new_key",
    severity: Severity::Info,
    source: "ngưỡng của phần mềm: 30 ngày",
    label: Words(
        "việc phải có hai người mà một trong hai khóa mới cấp",
        "of what needs two people: one of the two keys had just been enrolled",
    ),
    next: NEXT,
    case: "false_key_first",
    ask: |of, found| {
        for Pair { about, first, second, .. } in pairs(of) {
            let new: Vec<u64> = [first, second].into_iter().filter_map(|seq| of.new_key(seq)).collect();
            if !new.is_empty() {
                found.add(about, new.into_iter().chain([first, second]));
            }
        }
    },
};

pub(super) const BY_FIRST: Question = Question {
    code: "audit.second_by_first",
    severity: Severity::Warning,
    source: "docs/format.md",
    label: Words(
        "khóa ký việc cần hai người mà chỉ do người kia đưa vào sổ, sau khi việc đã có",
        "a key in acts of two people that only the other person had brought in, after the thing was there",
    ),
    next: NEXT,
    case: "waited",
    ask: |of, found| {
        let mut keys: BTreeMap<PublicKey, BTreeSet<u64>> = BTreeMap::new();
        for Pair { thing, first, second, .. } in pairs(of) {
            let Some(grades) = of.grades(thing, first, second) else { continue };
            for (signed, grade) in [first, second].into_iter().zip(grades) {
                if let Some(key) = of.signer(signed).filter(|_| grade < Settled::Yes) {
                    let enrolled = of.holder(signed).and_then(|holder| holder.at(signed)).map(|was| was.seq);
                    keys.entry(key).or_default().extend(enrolled.into_iter().chain([first, second]));
                }
            }
        }
        for (key, entries) in keys {
            let holder = of.state.chain.keyring().holder(&key);
            let name = holder.map_or_else(|| key.short(), |holder| holder.now.name.to_string());
            found.add(About::Named(name), entries);
        }
    },
};

/// What was done by two people.
fn pairs(of: &Of<'_>) -> Vec<Pair> {
    let erased = of.state.vault.values.iter().filter_map(|(sealed, value)| {
        let (first, second) = (value.ordered?.1, value.erased?);
        Some(Pair { about: About::Named(format!("vault/{sealed}")), thing: value.seq, first, second })
    });
    let confirmed = of.state.history.values().filter_map(|past| {
        let about = About::Named(past.imported.document.to_string());
        Some(Pair { about, thing: past.seq, first: past.seq, second: past.confirmed? })
    });
    let two = |seq: u64| of.state.past_at(seq).is_some_and(|past| past.take_back == TakeBack::Two);
    let taken = of.state.taken.entries.iter().filter(move |(seq, _)| two(**seq)).filter_map(|(seq, taken)| {
        Some(Pair { about: About::Named(format!("#{seq}")), thing: *seq, first: taken.proposed?, second: taken.by })
    });
    erased.chain(confirmed).chain(taken).collect()
}

/// People who enrolled a key, or led to it, with the entries that show it.
type Led = BTreeMap<Id, BTreeSet<u64>>;

impl<'a> Of<'a> {
    pub(super) fn fact(&self, seq: u64) -> Option<&'a Fact> {
        self.facts.binary_search_by_key(&seq, |fact| fact.seq).ok().and_then(|at| self.facts.get(at))
    }

    fn signer(&self, seq: u64) -> Option<PublicKey> {
        self.fact(seq).map(|fact| fact.by)
    }

    /// Whoever holds the key of an entry.
    fn holder(&self, seq: u64) -> Option<&'a Holder> {
        self.state.chain.keyring().holder(&self.signer(seq)?)
    }

    /// How far the keys of two entries were settled towards each other, by what is known of times now.
    fn grades(&self, about: u64, first: u64, second: u64) -> Option<[Settled; 2]> {
        let person = |seq| self.holder(seq).and_then(|holder| holder.at(seq)).map(|was| was.person);
        let begun = Begun { person: person(first)?, seq: first, about };
        let kind = &self.state.past_at(second)?.entry.statement.kind;
        let at = self.state.chain.recorded_from(second, u64::MAX)?;
        Some(settled(self.state, begun, (self.signer(second)?, person(second)?, kind), second, at))
    }

    /// Whoever enrolled a key before an entry, and whoever enrolled the key that did, with the entries that lead there.
    fn enrolled_by(&self, key: &PublicKey, (before, path): (u64, &BTreeSet<u64>), led: &mut Led) {
        let Some(holder) = self.state.chain.keyring().holder(key) else { return };
        for seq in holder.enrolments().map(|enrolment| enrolment.seq).filter(|seq| *seq < before) {
            let Some((by, enroller)) = self.signer(seq).and_then(|by| Some((by, self.holder(seq)?))) else { continue };
            let known = led.entry(enroller.now.person).or_default();
            // Seen before: so was whatever leads to it.
            if enroller.now.person != holder.now.person && !known.contains(&seq) {
                let path: BTreeSet<u64> = path.iter().copied().chain([seq]).collect();
                known.extend(&path);
                self.enrolled_by(&by, (seq, &path), led);
            }
        }
    }

    /// The entry that first enrolled the key of a signature, if that was shortly before; the first keys are as old as
    /// the ledger.
    fn new_key(&self, signed: u64) -> Option<u64> {
        let recorded = |seq| self.fact(seq).map(|fact| fact.recorded);
        let enrolled = self.holder(signed)?.enrolments().next()?.seq;
        let days = recorded(signed)?.days_since(recorded(enrolled)?);
        (enrolled > 1 && days <= NEW_DAYS).then_some(enrolled)
    }
}
