//! How the ledger itself was kept: late, from papers, with keys that were revoked, without witnesses.

use serde_json::Value;

use super::{About, Found, Of, Question, Severity, Words};
use crate::log::keyring::Ended;

/// Days after which recording late is worth a look, and worth a warning. Our own thresholds.
const LATE_DAYS: i64 = 30;
const VERY_LATE_DAYS: i64 = 90;

pub(super) const LATE: Question = Question {
    code: "audit.recorded_late",
    severity: Severity::Info,
    source: "ngưỡng của phần mềm: 30 ngày",
    label: Words("ghi sổ chậm sau khi xảy ra", "recorded long after it happened"),
    next: Words("Nêu vì sao ghi chậm", "Say why it was recorded late"),
    case: "recorded_late",
    ask: |of, found| recorded_late(of, LATE_DAYS, VERY_LATE_DAYS, found),
};

pub(super) const VERY_LATE: Question = Question {
    code: "audit.recorded_very_late",
    severity: Severity::Warning,
    source: "ngưỡng của phần mềm: 90 ngày",
    label: Words("ghi sổ rất chậm sau khi xảy ra", "recorded very long after it happened"),
    next: Words("Giải trình; kèm chứng từ gốc", "Explain; show the papers"),
    case: "recorded_late",
    ask: |of, found| recorded_late(of, VERY_LATE_DAYS, i64::MAX, found),
};

fn recorded_late(of: &Of<'_>, over: i64, at_most: i64, found: &mut Found) {
    for fact in of.facts.iter().filter(|fact| !of.state.reconstructed.contains(&fact.seq)) {
        let days = fact.recorded.days_since(fact.on);
        if days > over && days <= at_most {
            found.add(About::Days(days), [fact.seq]);
        }
    }
}

pub(super) const RECONSTRUCTED: Question = Question {
    code: "audit.reconstructed",
    severity: Severity::Info,
    source: "docs/format.md",
    label: Words("mục tái dựng từ giấy tờ", "entries reconstructed from papers"),
    next: Words("So với giấy tờ gốc nêu trong mục", "Compare with the papers that the entries name"),
    case: "recorded_late",
    ask: |of, found| {
        if !of.state.reconstructed.is_empty() {
            found.add(About::Many(of.state.reconstructed.len()), of.state.reconstructed.iter().copied());
        }
    },
};

pub(super) const TAKEN_BACK: Question = Question {
    code: "audit.taken_back",
    severity: Severity::Info,
    source: "docs/format.md",
    label: Words("mục đã bỏ ghi", "an entry was taken back"),
    next: Words("Đọc lý do; xem mục ghi thay, nếu có", "Read the reason; see the entry in its place, if there is one"),
    case: "recorded_late",
    ask: |of, found| {
        for (seq, taken) in &of.state.taken.entries {
            found.add(About::Named(taken.reason.to_string()), [*seq, taken.by]);
        }
    },
};

pub(super) const TAKEN_BACK_REPORTED: Question = Question {
    code: "audit.taken_back_reported",
    severity: Severity::Warning,
    source: "docs/format.md",
    label: Words(
        "bỏ ghi sau khi một báo cáo có tính mục ấy đã gửi đi; văn bản",
        "an entry was taken back after a report that counted it was sent; the document",
    ),
    next: Words(
        "Báo lại nơi đã nhận báo cáo, kèm báo cáo lập lại",
        "Tell whoever has the report, with the report made again",
    ),
    case: "recorded_late",
    ask: |of, found| {
        for (seq, taken) in &of.state.taken.entries {
            let mut sent = of.state.custody.anchors.iter();
            if let Some(anchor) = sent.find(|anchor| *seq <= anchor.head.size && anchor.seq < taken.by) {
                found.add(About::Named(anchor.document.to_string()), [*seq, anchor.seq, taken.by]);
            }
        }
    },
};

pub(super) const REVOKED_LATER: Question = Question {
    code: "audit.revoked_later",
    severity: Severity::Info,
    source: "docs/format.md",
    label: Words("mục do khóa về sau bị thu hồi ký", "entries signed by a key that was revoked later"),
    next: Words(
        "Nếu khóa bị lộ: hỏi người giữ từng mục cuối",
        "If the key was stolen: ask its holder about each of the last entries",
    ),
    case: "duties",
    ask: |of, found| {
        for (key, holder) in of.state.chain.keyring().holders() {
            if let Some(revoked) = holder.revoked {
                let signed = of.signed.get(key).into_iter().flatten().copied();
                found.add(About::Named(holder.now.name.to_string()), signed.chain([revoked]));
            }
        }
    },
};

/// Days before a theft was noticed in which a key's entries are asked about. Our own threshold.
const STOLEN_DAYS: i64 = 30;

pub(super) const STOLEN: Question = Question {
    code: "audit.stolen_key",
    severity: Severity::Warning,
    source: "ngưỡng của phần mềm: 30 ngày",
    label: Words(
        "mục do một khóa ký trong 30 ngày trước khi khai bị lấy cắp",
        "entries signed by a key in the 30 days before it was said to be stolen",
    ),
    next: Words(
        "Hỏi người giữ từng mục; không phải người ấy ký thì bỏ ghi",
        "Ask the holder about each entry; take back what they did not sign",
    ),
    case: "stolen",
    ask: |of, found| {
        for (key, holder) in of.state.chain.keyring().holders() {
            let Some(revoked) = holder.revoked else { continue };
            let statement = of.state.past_at(revoked).map(|past| &past.entry.statement);
            let cause = statement.and_then(|statement| statement.data.get("cause")).and_then(Value::as_str);
            if cause != Some(Ended::Stolen.as_str()) {
                continue;
            }
            let noticed = of.fact(revoked).map(|fact| fact.recorded);
            let lately = |seq: &u64| {
                let recorded = of.fact(*seq).map(|fact| fact.recorded);
                noticed.zip(recorded).is_some_and(|(noticed, then)| noticed.days_since(then) <= STOLEN_DAYS)
            };
            let signed = of.signed.get(key).into_iter().flatten().copied().filter(lately);
            found.add(About::Named(holder.now.name.to_string()), signed.chain([revoked]));
        }
    },
};

pub(super) const NO_WITNESS: Question = Question {
    code: "audit.no_witness",
    severity: Severity::Info,
    source: "docs/threat-model.md",
    label: Words("sổ không quy định nhân chứng", "the ledger has no witness policy"),
    next: Words(
        "Mời cấp trên hoặc đơn vị khác làm nhân chứng",
        "Ask the authority above or another unit to be a witness",
    ),
    case: "clean",
    ask: |of, found| {
        if of.state.custody.witnesses.is_empty() {
            found.add(About::Ledger, []);
        }
    },
};
