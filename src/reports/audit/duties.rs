//! Who holds which duties, who signs for whom, who is related to whom.

use std::collections::{BTreeMap, BTreeSet};

use super::{About, Question, Severity, Words};
use crate::domain::decision::Capacity;
use crate::domain::duty::Task;
use crate::domain::policy::Per;
use crate::domain::reception::Receiver;
use crate::log::role::Role;
use crate::values::ident::Id;
use crate::values::time::Date;

pub(super) const DUTIES: Question = Question {
    code: "audit.duties",
    severity: Severity::Warning,
    source: "Luật Kế toán 88/2015/QH13 (chưa đối chiếu)",
    label: Words(
        "một người vừa giữ tiền, vừa ghi sổ hoặc quyết định chi",
        "one person keeps the money and keeps the books or decides",
    ),
    next: Words(
        "Tách nhiệm vụ: giao một trong hai cho người khác",
        "Part the duties: give one of them to somebody else",
    ),
    case: "duties",
    ask: |of, found| {
        let mut people: BTreeMap<Id, (String, BTreeSet<Role>, BTreeSet<u64>)> = BTreeMap::new();
        for (_, holder) in of.state.chain.keyring().holders().filter(|(_, holder)| holder.revoked.is_none()) {
            let person = people.entry(holder.now.person).or_default();
            person.0 = holder.now.name.to_string();
            person.1.extend(holder.now.roles.iter().cloned());
            person.2.insert(holder.now.seq);
        }
        for (_, (name, roles, since)) in people {
            let keeps = roles.contains(&Role::Cashier);
            let other = [Role::Accountant, Role::Chairman, Role::Deputy].iter().any(|role| roles.contains(role));
            let books = roles.contains(&Role::Accountant) && roles.contains(&Role::Chairman);
            if (keeps && other) || books {
                found.add(About::Named(name), since);
            }
        }
    },
};

pub(super) const DEPUTY_SAME_DAY: Question = Question {
    code: "audit.deputy_same_day",
    severity: Severity::Info,
    source: "NĐ 30/2020/NĐ-CP Đ13",
    label: Words(
        "Phó Chủ tịch ký KT. vào ngày Chủ tịch cũng ký",
        "a deputy signed for the chairman on a day on which the chairman signed too",
    ),
    next: Words("Xem lịch công tác và phân công của ngày ấy", "See the day's assignment"),
    case: "titles",
    ask: |of, found| {
        let decisions = || of.state.decisions.values();
        let by_chairman: BTreeSet<Date> =
            decisions().filter(|d| d.signed.capacity == Capacity::Chairman).map(|d| d.signed_on).collect();
        let for_chairman = decisions().filter(|d| d.signed.capacity == Capacity::ForChairman);
        for decision in for_chairman.filter(|decision| by_chairman.contains(&decision.signed_on)) {
            found.add(About::Day(decision.signed_on), [decision.signed_seq]);
        }
    },
};

pub(super) const DEPUTY_UNASSIGNED: Question = Question {
    code: "audit.deputy_unassigned",
    severity: Severity::Warning,
    source: "NĐ 30/2020/NĐ-CP Đ13.1",
    label: Words(
        "Phó Chủ tịch ký KT. ngoài lĩnh vực được phân công, theo những phân công đã ghi sổ",
        "a deputy signed outside what the ledger says was assigned",
    ),
    next: Words(
        "Ghi văn bản phân công nếu có; nếu không, giải trình",
        "Record the assignment if there is one; else explain",
    ),
    case: "deputies",
    ask: |of, found| {
        for (id, decision) in &of.state.decisions {
            let for_chairman = decision.signed.capacity == Capacity::ForChairman;
            if for_chairman && !of.state.duties.in_charge(decision.signer, Task::Awards, decision.signed_on) {
                found.add(About::decision(*id, decision), [decision.signed_seq]);
            }
        }
    },
};

/// Days on which the head received citizens himself, month by month, against what the policy asks. Only where receptions
/// are recorded day by day: a sum over a longer span does not tell its days.
pub(super) const RECEPTION: Question = Question {
    code: "audit.reception_days",
    severity: Severity::Info,
    source: "Luật Tiếp công dân 42/2013/QH13 Đ15.2d, theo chính sách hiệu lực trong tháng",
    label: Words(
        "Chủ tịch tiếp công dân trong tháng ít hơn số ngày phải tiếp",
        "the head received citizens on fewer days of the month than he must",
    ),
    next: Words("Ghi ngày tiếp còn sót, hoặc giải trình", "Record what was left out, or explain"),
    case: "receptions",
    ask: |of, found| {
        let mut months: BTreeMap<(i16, i8), (BTreeSet<Date>, Vec<u64>)> = BTreeMap::new();
        for (held, seq) in &of.state.reception.held {
            if held.receiver == Receiver::Chairman && held.from == held.to {
                let month = months.entry((held.to.year(), held.to.month())).or_default();
                month.0.insert(held.to);
                month.1.push(*seq);
            }
        }
        for ((year, month), (days, entries)) in months {
            let Some(first) = Date::new(year, month, 1) else { continue };
            let over = (of.today.year(), of.today.month()) > (year, month);
            let Some(rule) = of.state.policies.reception_days(first).filter(|_| over) else { continue };
            // A month holds four whole weeks.
            let needed = rule.row.at_least * if rule.row.per == Per::Week { 4 } else { 1 };
            if (days.len() as u64) < needed {
                found.add(About::Named(format!("{month:02}/{year}: {} < {needed}", days.len())), entries);
            }
        }
    },
};

/// Signers who turn out to be related to whom they awarded.
pub(super) const INTERESTED: Question = Question {
    code: "audit.interested",
    severity: Severity::Warning,
    source: "Luật Phòng, chống tham nhũng 36/2018/QH14 Đ23 (chưa đối chiếu với luật sửa đổi năm 2025)",
    label: Words(
        "người ký về sau khai có quan hệ với người được khen",
        "the signer declared later to be related to the recipient",
    ),
    next: Words("Giao người khác xem lại quyết định", "Have somebody else look at the decision again"),
    case: "deputies",
    ask: |of, found| {
        for (id, decision, award) in of.awards() {
            let declared = of.state.duties.interests.get(&(decision.signer, award.line.recipient.id));
            if let Some(seq) = declared {
                let issued = decision.issued.map(|(_, seq)| seq);
                found.add(About::line(id, decision, award), issued.into_iter().chain([*seq]));
            }
        }
    },
};
