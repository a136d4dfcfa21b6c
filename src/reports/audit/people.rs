//! Recipients: the same merit, the same person, titles of one year, who proposed.

use std::collections::{BTreeMap, BTreeSet};

use super::{About, Question, Severity, Words};
use crate::values::ident::Id;
use crate::values::text::fold;

pub(super) const SAME_MERIT: Question = Question {
    code: "audit.same_merit",
    severity: Severity::Warning,
    source: "Luật TĐKT 06/2022/QH15 Đ5.2",
    label: Words("cùng đối tượng, cùng thành tích, nhiều lần khen", "the same recipient and merit in several awards"),
    next: Words(
        "Xem các hồ sơ: một thành tích chỉ khen một lần ở một cấp",
        "See the dossiers: one merit is rewarded once at one level",
    ),
    case: "recipients",
    ask: |of, found| {
        // A title is given year after year, in the same words.
        let mut merits: BTreeMap<(Id, String, Option<i16>), BTreeSet<u64>> = BTreeMap::new();
        for (_, decision, award) in of.awards().filter(|(.., award)| award.annulled.is_none()) {
            let counted = of.state.merit_period(&award.line).1.filter(|_| !award.line.form.is_certificate());
            let key = (award.line.recipient.id, words(award.line.merit.as_str()), counted.map(|day| day.year()));
            merits.entry(key).or_default().insert(entry_of(decision));
        }
        for ((_, merit, _), entries) in merits.into_iter().filter(|(_, entries)| entries.len() > 1) {
            found.add(About::Named(merit), entries);
        }
    },
};

pub(super) const TWO_IDS: Question = Question {
    code: "audit.recipient_twice",
    severity: Severity::Info,
    source: "ngưỡng của phần mềm",
    label: Words("cùng tên, loại và đơn vị dưới nhiều mã", "the same name, kind and unit under several ids"),
    next: Words(
        "Xem có phải một người: khen tiếp thì dùng một mã",
        "See whether they are one: use one id from here on",
    ),
    case: "recipients",
    ask: |of, found| {
        let mut ids: BTreeMap<(String, &str, String), BTreeMap<Id, u64>> = BTreeMap::new();
        for (_, decision, award) in of.awards() {
            let recipient = &award.line.recipient;
            let unit = recipient.unit.as_ref().map_or_else(String::new, |unit| fold(unit.as_str()));
            let same = (fold(recipient.name.as_str()), recipient.kind.as_str(), unit);
            ids.entry(same).or_default().insert(recipient.id, entry_of(decision));
        }
        for ((name, ..), known) in ids.into_iter().filter(|(_, known)| known.len() > 1) {
            found.add(About::Named(name), known.into_values());
        }
    },
};

pub(super) const RENAMED: Question = Question {
    code: "audit.person_renamed",
    severity: Severity::Info,
    source: "docs/format.md",
    label: Words("một người giữ khóa dưới nhiều tên", "one person holds keys under several names"),
    next: Words(
        "Hỏi Chủ tịch vì sao đổi tên; chữ ký cũ giữ tên lúc ký",
        "Ask the chairman why the name changed; old signatures keep the name they were made under",
    ),
    case: "renamed",
    ask: |of, found| {
        let mut names: BTreeMap<Id, BTreeMap<&str, u64>> = BTreeMap::new();
        for (_, holder) in of.state.chain.keyring().holders() {
            for was in holder.enrolments() {
                let first = names.entry(was.person).or_default().entry(was.name.as_str()).or_insert(was.seq);
                *first = (*first).min(was.seq);
            }
        }
        for known in names.into_values().filter(|known| known.len() > 1) {
            let mut in_order: Vec<(u64, &str)> = known.into_iter().map(|(name, seq)| (seq, name)).collect();
            in_order.sort_unstable();
            let all: Vec<&str> = in_order.iter().map(|(_, name)| *name).collect();
            found.add(About::Named(all.join(" → ")), in_order.iter().map(|(seq, _)| *seq));
        }
    },
};

pub(super) const SELF_PROPOSED: Question = Question {
    code: "audit.proposer_decides",
    severity: Severity::Warning,
    source: "Luật TĐKT 06/2022/QH15 Đ15",
    label: Words("người ký quyết định chính là người đề nghị", "whoever signed the decision had proposed it"),
    next: Words("Giải trình; giao người khác xem xét lại", "Explain; have somebody else look at it again"),
    case: "never",
    ask: |of, found| {
        for (id, decision, award) in of.awards() {
            let proposer = award.line.nomination.and_then(|id| of.state.nominations.get(&id)).map(|n| n.proposer);
            if proposer == Some(decision.signer) {
                found.add(About::decision(id, decision), [entry_of(decision)]);
            }
        }
    },
};

/// Several titles of one year bring the money of the highest only, if they are for the same period.
pub(super) const TWO_TITLES: Question = Question {
    code: "audit.two_titles",
    severity: Severity::Warning,
    source: "NĐ 152/2025/NĐ-CP Đ49.5: cùng thời gian thì chỉ hưởng mức cao nhất",
    label: Words(
        "một người nhận tiền của nhiều danh hiệu trong một năm",
        "money for several titles to one recipient in one year",
    ),
    next: Words(
        "Nếu cùng thời gian: giữ mức cao nhất, thu hồi phần còn lại",
        "If for the same time: the highest stays, the rest comes back",
    ),
    case: "titles",
    ask: |of, found| {
        let mut titles: BTreeMap<(Id, i16), BTreeSet<(String, u64)>> = BTreeMap::new();
        for (_, decision, award) in of.awards().filter(|(.., award)| award.annulled.is_none()) {
            let (Some(on), Some((_, seq))) = (decision.issued_on(), decision.issued) else { continue };
            if let Some(year) = of.state.title_year(&award.line, on) {
                let of_year = titles.entry((award.line.recipient.id, year)).or_default();
                of_year.insert((award.line.form.to_string(), seq));
            }
        }
        for ((_, year), titles) in titles.into_iter().filter(|(_, titles)| titles.len() > 1) {
            let (forms, entries): (Vec<String>, Vec<u64>) = titles.into_iter().unzip();
            found.add(About::Forms { year, forms }, entries);
        }
    },
};

/// What was brought in from papers, or recorded before the hold was, passes the rule that refuses.
pub(super) const HELD: Question = Question {
    code: "audit.awarded_while_held",
    severity: Severity::Warning,
    source: "NĐ 152/2025/NĐ-CP Đ4.4",
    label: Words(
        "khen thưởng trong thời gian tạm dừng đối với người được khen",
        "awarded while awards of the recipient were held",
    ),
    next: Words(
        "Xem văn bản kết luận; hủy bỏ khen thưởng nếu có căn cứ",
        "See what it came to; annul the award if there is a basis",
    ),
    case: "held",
    ask: |of, found| {
        for (id, decision, award) in of.awards() {
            let mut held = of.state.holds.placed.values();
            let on = decision.signed_on;
            if let Some(held) = held.find(|held| held.placed.recipient == award.line.recipient.id && held.runs(on)) {
                found.add(About::line(id, decision, award), [held.seq, decision.signed_seq]);
            }
        }
    },
};

pub(super) const ENDED: Question = Question {
    code: "audit.recipient_ended",
    severity: Severity::Info,
    source: "TT 15/2025/TT-BNV (chưa đọc)",
    label: Words("khen tập thể đã giải thể, sáp nhập", "awarded to a recipient that was dissolved or merged"),
    next: Words("Xem lại: khen đơn vị kế thừa, hoặc nêu căn cứ", "Look again: award the successor, or state the basis"),
    case: "held",
    ask: |of, found| {
        for (id, decision, award) in of.awards() {
            let ended = of.state.holds.ended.get(&award.line.recipient.id);
            if let Some((.., seq)) = ended.filter(|(_, on, _)| *on <= decision.signed_on) {
                found.add(About::line(id, decision, award), [*seq, decision.signed_seq]);
            }
        }
    },
};

/// The entry that issued a decision, or signed it.
fn entry_of(decision: &crate::domain::decision::Decision) -> u64 {
    decision.issued.map_or(decision.signed_seq, |(_, seq)| seq)
}

/// The words of a text, each once, in no order: the same merit told another way round. (The rule of admission compares
/// the text itself.)
fn words(text: &str) -> String {
    let folded = fold(text);
    let words: BTreeSet<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.into_iter().collect::<Vec<_>>().join(" ")
}
