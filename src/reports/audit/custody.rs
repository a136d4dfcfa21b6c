//! How the log itself was kept: keys that ended otherwise than as planned, witnesses who are asked for less.

use super::{About, Question, Severity, Words};
use crate::domain::custody::Ending;

pub(super) const KEY_ENDED: Question = Question {
    code: "audit.log_key_ended",
    severity: Severity::Warning,
    source: "docs/format.md",
    label: Words("khóa của sổ được khai là mất hoặc bị lấy cắp", "the log's key is said to be lost or stolen"),
    next: Words(
        "Đòi báo cáo, biên nhận, bản sao có ngày trước mục ấy và so với sổ; hỏi nhân chứng",
        "Ask for reports, receipts, copies from before that entry and compare; ask the witnesses",
    ),
    case: "custody",
    ask: |of, found| {
        let ended = of.state.custody.identities.iter().filter_map(|identity| identity.ended);
        for ended in ended.filter(|ended| ended.how != Ending::Planned) {
            found.add(About::Ledger, [ended.seq]);
        }
    },
};

pub(super) const WITNESSES_WEAKER: Question = Question {
    code: "audit.witnesses_weaker",
    severity: Severity::Warning,
    source: "docs/threat-model.md",
    label: Words(
        "quy định nhân chứng mới đòi ít nhân chứng hơn trước: số ít nhất",
        "a new witness policy asks for fewer witnesses than the one before: at least",
    ),
    next: Words("Hỏi vì sao; giữ quy định cũ để tự kiểm tra", "Ask why; keep the earlier policy and check by it"),
    case: "custody",
    ask: |of, found| {
        for (before, after) in of.state.custody.witnesses.iter().zip(of.state.custody.witnesses.iter().skip(1)) {
            if after.policy.least() < before.policy.least() {
                found.add(
                    About::Named(format!("{} < {}", after.policy.least(), before.policy.least())),
                    [before.since, after.since],
                );
            }
        }
    },
};
