//! What a corrected clock leaves behind.

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
