//! What needs two people, where it may have been one with two keys.

use std::collections::{BTreeMap, BTreeSet};

use super::{About, Fact, Of, Question, Severity, Words};
use crate::log::keyring::Holder;
use crate::values::crypto::PublicKey;
use crate::values::ident::Id;

/// Days after its enrolment for which a key is new. Our own threshold.
const NEW_DAYS: i64 = 30;

const NEXT: Words = Words(
    "Hỏi từng người đứng tên hai khoá xem chính họ đã ký hay không, và ai giữ khoá",
    "Ask each of the two whether they signed themselves, and who keeps the key",
);

pub(super) const OWN_KEY: Question = Question {
    code: "audit.second_by_own_key",
    severity: Severity::Warning,
    source: "docs/threat-model.md",
    label: Words(
        "việc phải có hai người mà khoá ký sau do chính người ký trước cấp",
        "of what needs two people: the second key was enrolled by the first signer",
    ),
    next: NEXT,
    case: "erased_alone",
    ask: |of, found| {
        for (about, first, second) in pairs(of) {
            let (Some(person), Some(key)) = (of.holder(first).map(|holder| holder.person), of.signer(second)) else {
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
        "việc phải có hai người mà một trong hai khoá mới cấp",
        "of what needs two people: one of the two keys had just been enrolled",
    ),
    next: NEXT,
    case: "false_key_first",
    ask: |of, found| {
        for (about, first, second) in pairs(of) {
            let new: Vec<u64> = [first, second].into_iter().filter_map(|seq| of.new_key(seq)).collect();
            if !new.is_empty() {
                found.add(about, new.into_iter().chain([first, second]));
            }
        }
    },
};

/// What was done by two people, with the entries of the first and of the second.
fn pairs(of: &Of<'_>) -> Vec<(About, u64, u64)> {
    let erased = of.state.vault.values.iter().filter_map(|(sealed, value)| {
        let (_, _, ordered) = value.ordered.as_ref()?;
        Some((About::Named(format!("vault/{sealed}")), *ordered, value.erased?))
    });
    let history = of.state.history.values();
    let confirmed =
        history.filter_map(|past| Some((About::Named(past.imported.document.to_string()), past.seq, past.confirmed?)));
    erased.chain(confirmed).collect()
}

/// People who enrolled a key, or led to it, with the entries that show it.
type Led = BTreeMap<Id, BTreeSet<u64>>;

impl<'a> Of<'a> {
    fn fact(&self, seq: u64) -> Option<&'a Fact> {
        self.facts.binary_search_by_key(&seq, |fact| fact.seq).ok().and_then(|at| self.facts.get(at))
    }

    fn signer(&self, seq: u64) -> Option<PublicKey> {
        self.fact(seq).map(|fact| fact.by)
    }

    /// Whoever holds the key of an entry.
    fn holder(&self, seq: u64) -> Option<&'a Holder> {
        self.state.chain.keyring().holder(&self.signer(seq)?)
    }

    /// Whoever enrolled a key before an entry, and whoever enrolled the key that did, with the entries that lead there.
    fn enrolled_by(&self, key: &PublicKey, (before, path): (u64, &BTreeSet<u64>), led: &mut Led) {
        let Some(holder) = self.state.chain.keyring().holder(key) else { return };
        for seq in holder.enrolments().filter(|seq| *seq < before) {
            let Some((by, enroller)) = self.signer(seq).and_then(|by| Some((by, self.holder(seq)?))) else { continue };
            let known = led.entry(enroller.person).or_default();
            // Seen before: so was whatever leads to it.
            if enroller.person != holder.person && !known.contains(&seq) {
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
        let enrolled = self.holder(signed)?.enrolments().next()?;
        let days = recorded(signed)?.days_since(recorded(enrolled)?);
        (enrolled > 1 && days <= NEW_DAYS).then_some(enrolled)
    }
}
