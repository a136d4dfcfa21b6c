//! What a corrected clock leaves behind.

use std::collections::BTreeMap;

use super::{About, Question, Severity, Words};

pub(super) const CORRECTED: Question = Question {
    code: "audit.clock_corrected",
    severity: Severity::Warning,
    source: "docs/format.md",
    label: Words(
        "giờ ghi sổ được đính chính; số khóa đã ký trong khoảng ấy",
        "recording times were corrected; keys that signed meanwhile",
    ),
    next: Words(
        "Hỏi từng người đã ký trong khoảng ấy về ngày giờ; so với giấy tờ, báo cáo có mốc",
        "Ask everybody who signed meanwhile about the time; compare with papers and reports that carry heads",
    ),
    case: "clock",
    ask: |of, found| {
        for (first, last) in of.state.chain.corrections() {
            let within = of.facts.iter().filter(|fact| (*first..=*last).contains(&fact.seq));
            let keys: std::collections::BTreeSet<_> = within.map(|fact| fact.by).collect();
            found.add(About::Many(keys.len()), *first..=last + 1);
        }
    },
};

pub(super) const ON_AFTER: Question = Question {
    code: "audit.on_after_clock",
    severity: Severity::Warning,
    source: "docs/format.md",
    label: Words(
        "ngày hiệu lực ghi khi đồng hồ sai, sau ngày đính chính đồng hồ",
        "took effect, by a clock that was wrong, after the day on which it was corrected",
    ),
    next: Words("Bỏ ghi, rồi ghi lại với ngày đúng", "Take it back and record it anew with its right day"),
    case: "clock",
    ask: |of, found| {
        for (first, last) in of.state.chain.corrections() {
            let Some(right) = of.state.chain.recorded_at(last + 1) else { continue };
            let wrong = |fact: &&super::Fact| {
                (*first..=*last).contains(&fact.seq)
                    && fact.on > right.date()
                    && !of.state.taken.entries.contains_key(&fact.seq)
            };
            for fact in of.facts.iter().filter(wrong) {
                found.add(About::Day(fact.on), [fact.seq, last + 1]);
            }
        }
    },
};

pub(super) const BEFORE_WITNESS: Question = Question {
    code: "audit.before_witness",
    severity: Severity::Warning,
    source: "docs/format.md",
    label: Words(
        "mang giờ ghi sổ từ lâu trước khi nhân chứng còn được đưa mốc chưa có nó; nhân chứng",
        "bears a recording time long before a witness was still shown a head without it; the witness",
    ),
    next: Words(
        "Hỏi người ghi và nhân chứng: giờ bị lùi lại, hay mốc được ký muộn",
        "Ask who recorded it, and the witness: was the clock set back, or the head cosigned late",
    ),
    case: "shown_before",
    ask: |of, found| {
        // An entry that several heads lack is named once, with the witness who was shown one last.
        let mut early = BTreeMap::new();
        for shown in of.shown {
            for seq in of.state.before_witness(shown) {
                let last = early.entry(seq).or_insert(shown);
                *last = if shown.at > last.at { shown } else { *last };
            }
        }
        let mut by = BTreeMap::<_, Vec<u64>>::new();
        for (seq, shown) in early {
            by.entry((shown.at, &shown.by)).or_default().push(seq);
        }
        for ((at, by), entries) in by {
            found.add(About::Named(format!("{by}, {}", at.date().vietnamese())), entries);
        }
    },
};
