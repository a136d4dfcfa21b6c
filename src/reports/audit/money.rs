//! Rates, payments, years of the fund, cash.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{About, Found, Of, Question, Severity, Words};
use crate::domain::decision::Award;
use crate::domain::fund::{Account, Category, Fund, Purpose};
use crate::values::ident::Id;
use crate::values::money::Dong;
use crate::values::text::fold;
use crate::values::time::Date;

/// Days between issue and payment after which it is worth a look. Our own threshold.
const SLOW_PAYMENT: i64 = 90;

pub(super) const VARIANCE: Question = Question {
    code: "audit.amount_variance",
    severity: Severity::Warning,
    source: "Chính sách đã ban hành",
    label: Words("tiền thưởng khác mức theo chính sách", "an award differs from the rate"),
    next: Words(
        "Kèm lý do và văn bản cho phép mức khác, hoặc đính chính",
        "Show the reason and the document that allows it, or correct it",
    ),
    case: "varies",
    ask: |of, found| {
        for (id, decision, award) in of.awards().filter(|(.., award)| award.varies()) {
            found.add(About::line(id, decision, award), of.story("decision", id).iter().copied());
        }
    },
};

pub(super) const RATE_CHANGED: Question = Question {
    code: "audit.rate_changed",
    severity: Severity::Warning,
    source: "NĐ 152/2025/NĐ-CP Đ49.1",
    label: Words(
        "chính sách ban hành sau cho mức khác với mức đã tính",
        "a policy adopted later gives another amount than was derived",
    ),
    next: Words(
        "Xem sovang recompute; đề nghị tính lại nếu cần",
        "See sovang recompute; propose a recomputation if due",
    ),
    case: "rate_changed",
    ask: |of, found| {
        for (id, decision, award) in of.awards() {
            let (Some(derivation), Some(numbered)) = (&award.derivation, &decision.numbered) else { continue };
            let (form, kind) = (&award.line.form, award.line.recipient.kind);
            let again = of.state.policies.derive_known(award.line.line, form, kind, numbered.on, of.today);
            if again.is_ok_and(|again| again.amount != derivation.amount) {
                found.add(About::line(id, decision, award), [numbered.seq]);
            }
        }
    },
};

pub(super) const SLOW: Question = Question {
    code: "audit.payment_slow",
    severity: Severity::Info,
    source: "ngưỡng của phần mềm: 90 ngày",
    label: Words("chi thưởng chậm sau khi phát hành quyết định", "paid long after the decision was issued"),
    next: Words("Giải trình vì sao chi chậm", "Explain the delay"),
    case: "numbered_late",
    ask: |of, found| {
        for (id, decision, award) in of.awards() {
            let Some((issued, seq)) = decision.issued else { continue };
            let payments = of.payments.get(&(id, award.line.line)).into_iter().flatten();
            let slow = payments.filter(|payment| payment.on.days_since(issued) > SLOW_PAYMENT);
            let slow: Vec<u64> = slow.map(|payment| payment.seq).collect();
            if !slow.is_empty() {
                found.add(About::line(id, decision, award), slow.into_iter().chain([seq]));
            }
        }
    },
};

pub(super) const UNPAID: Question = Question {
    code: "audit.unpaid",
    severity: Severity::Warning,
    source: "Luật TĐKT 06/2022/QH15 Đ11; ngưỡng của phần mềm: 90 ngày",
    label: Words("quyết định đã phát hành lâu mà chưa chi đủ", "issued long ago and not fully paid"),
    next: Words("Chi số còn thiếu, hoặc nêu vì sao chưa chi", "Pay what is missing, or say why it is not paid"),
    case: "numbered_late",
    ask: |of, found| {
        for (id, decision, award) in of.awards().filter(|(.., award)| award.annulled.is_none()) {
            let Some((issued, seq)) = decision.issued else { continue };
            if award.unpaid() > Dong::ZERO && of.today.days_since(issued) > SLOW_PAYMENT {
                found.add(About::line(id, decision, award), [seq]);
            }
        }
    },
};

pub(super) const NOT_RECOVERED: Question = Question {
    code: "audit.not_recovered",
    severity: Severity::Warning,
    source: "Luật TĐKT 06/2022/QH15 Đ93.2",
    label: Words("khen thưởng đã hủy mà tiền chưa thu hồi", "annulled, and the money did not come back"),
    next: Words("Thu hồi tiền và hiện vật đã nhận", "Recover money and objects"),
    case: "varies",
    ask: |of, found| {
        for (id, decision, award) in of.awards().filter(|(.., award)| award.settled() > Dong::ZERO) {
            if let (Some((_, annulled)), Some(_)) = (award.annulled, decision.issued) {
                found.add(About::line(id, decision, award), [annulled]);
            }
        }
    },
};

pub(super) const UNLISTED: Question = Question {
    code: "audit.payment_unlisted",
    severity: Severity::Warning,
    source: "Luật Kế toán 88/2015/QH13 (chưa đối chiếu)",
    label: Words(
        "chi thưởng khi danh sách chi của quyết định chưa được duyệt",
        "paid before the list of payments of the decision was approved",
    ),
    next: Words(
        "Trình duyệt danh sách chi; giải trình khoản đã chi trước",
        "Have the list approved; explain what was paid before",
    ),
    case: "deputies",
    ask: |of, found| {
        for (year, fund) in &of.state.funds {
            let mut unlisted: HashMap<Id, Vec<u64>> = HashMap::new();
            for payment in fund.disbursements.values() {
                let Purpose::Award { decision, .. } = payment.payload.purpose else { continue };
                let listed = of.lists.get(&(*year, decision)).is_some_and(|list| *list < payment.seq);
                // Papers of earlier years seldom say whether there was a list.
                if !listed && !of.state.reconstructed.contains(&payment.seq) {
                    unlisted.entry(decision).or_default().push(payment.seq);
                }
            }
            for (id, entries) in unlisted {
                let decision = of.state.decisions.get(&id);
                found.add(decision.map_or(About::Ledger, |decision| About::decision(id, decision)), entries);
            }
        }
    },
};

pub(super) const PAYEE: Question = Question {
    code: "audit.payee_differs",
    severity: Severity::Info,
    source: "Luật Kế toán 88/2015/QH13 (chưa đối chiếu)",
    label: Words("người nhận tiền khác người được khen", "the money went to another than the recipient"),
    next: Words("Kèm giấy ủy quyền hoặc giấy giới thiệu nhận thay", "Keep the authority by which another received it"),
    case: "deputies",
    ask: |of, found| {
        for payment in of.state.funds.values().flat_map(|fund| fund.disbursements.values()) {
            let Some(award) = awarded(of, &payment.payload.purpose) else { continue };
            let (payee, recipient) = (&payment.payload.payee, &award.line.recipient);
            let other = match payee.id {
                Some(id) => id != recipient.id,
                None => fold(payee.name.as_str()) != fold(recipient.name.as_str()),
            };
            if other {
                found.add(About::People(payee.name.to_string(), recipient.name.to_string()), [payment.seq]);
            }
        }
    },
};

fn awarded<'a>(of: &Of<'a>, purpose: &Purpose) -> Option<&'a Award> {
    match purpose {
        Purpose::Award { decision, line } => of.state.decisions.get(decision)?.awards.get(line),
        _ => None,
    }
}

pub(super) const FRAMES: Question = Question {
    code: "audit.frames_exceed",
    severity: Severity::Info,
    source: "ngưỡng của phần mềm",
    label: Words(
        "khung, phôi mua trong năm nhiều hơn số giấy khen đã ban hành",
        "more frames were bought in a year than certificates issued",
    ),
    next: Words("Kiểm kê khung, phôi còn lại", "Count the frames that are left"),
    case: "deputies",
    ask: |of, found| {
        for (year, fund) in &of.state.funds {
            // Frames and what stands in them are bought apart, one of each for every certificate: each kind is counted alone.
            let mut kinds: BTreeMap<String, (u64, BTreeSet<u64>)> = BTreeMap::new();
            for payment in fund.disbursements.values() {
                if let Purpose::Frames { what, quantity, .. } = &payment.payload.purpose {
                    let (bought, entries) = kinds.entry(fold(what.as_str())).or_default();
                    *bought = bought.saturating_add(quantity.unwrap_or(0));
                    entries.insert(payment.seq);
                }
            }
            let issued = of.issued.get(year).copied().unwrap_or(0);
            for (bought, entries) in kinds.into_values().filter(|(bought, _)| *bought > issued) {
                found.add(About::Frames { year: *year, bought, issued }, entries);
            }
        }
    },
};

pub(super) const CASH: Question = Question {
    code: "audit.cash_differs",
    severity: Severity::Warning,
    source: "Luật Kế toán 88/2015/QH13 (chưa đối chiếu)",
    label: Words("kiểm kê khác sổ", "counted cash differs from the ledger"),
    next: Words(
        "Đối chiếu chứng từ của kỳ; lập biên bản chênh lệch",
        "Go through the vouchers; put the difference on record",
    ),
    case: "duties",
    ask: |of, found| {
        for (year, fund) in &of.state.funds {
            // Cash box and treasury counted on one day make one count.
            let mut days: BTreeMap<Date, (i64, i64, Vec<u64>)> = BTreeMap::new();
            for (on, _, counted, said, seq) in &fund.counts {
                let day = days.entry(*on).or_default();
                day.0 = day.0.saturating_add(counted.signed());
                day.1 = said.signed();
                day.2.push(*seq);
            }
            for (on, (counted, said, entries)) in days.into_iter().filter(|(_, (counted, said, _))| counted != said) {
                found.add(About::Count { year: *year, on, counted, said }, entries);
            }
        }
    },
};

pub(super) const YEAR_COMMITMENTS: Question = Question {
    code: "audit.year_commitments",
    severity: Severity::Warning,
    source: "Luật NSNN 89/2025/QH15 Đ66.2; đến năm 2025: Luật NSNN 83/2015/QH13 Đ64",
    label: Words(
        "qua thời gian chỉnh lý quyết toán mà cam kết của năm chưa chi",
        "commitments of a year not paid by the end of its settlement period",
    ),
    next: Words(
        "Chi hoặc xử lý cam kết còn lại, rồi khóa sổ năm",
        "Pay or settle what is promised, then close the year",
    ),
    case: "years",
    ask: |of, found| open_years(of, true, found),
};

pub(super) const YEAR_OPEN: Question = Question {
    code: "audit.year_open",
    severity: Severity::Info,
    source: "Luật NSNN 89/2025/QH15 Đ66.2; đến năm 2025: Luật NSNN 83/2015/QH13 Đ64",
    label: Words(
        "năm của Quỹ chưa khóa sổ sau 31/01 năm sau",
        "a year of the fund is not closed by 31 January of the next",
    ),
    next: Words("Kiểm kê và khóa sổ năm", "Count and close the year"),
    case: "years",
    ask: |of, found| open_years(of, false, found),
};

fn open_years(of: &Of<'_>, promised: bool, found: &mut Found) {
    for (year, fund) in &of.state.funds {
        let settled_by = Date::new(year.saturating_add(1), 1, 31);
        let over = settled_by.is_some_and(|last| of.today > last);
        if over && fund.closed.is_none() && (promises(fund) > 0) == promised {
            found.add(About::Year(*year), of.story("fund", year).last().copied());
        }
    }
}

fn promises(fund: &Fund) -> i64 {
    Category::ALL.iter().map(|category| fund.balance_of(Account::Committed(*category))).sum()
}

pub(super) const SETTLED_OTHERWISE: Question = Question {
    code: "audit.settlement_differs",
    severity: Severity::Warning,
    source: "Luật TĐKT 06/2022/QH15 Đ11",
    label: Words(
        "quyết toán được phê duyệt khác số đã chi trong sổ",
        "the approved account differs from what the ledger says was spent",
    ),
    next: Words(
        "Đối chiếu quyết toán với sổ; giải trình chênh lệch",
        "Compare the account with the ledger; explain the difference",
    ),
    case: "years",
    ask: |of, found| {
        for (year, fund) in &of.state.funds {
            if let Some((approved, _, seq)) = fund.settled.filter(|(approved, ..)| *approved != fund.spent()) {
                found.add(About::Sums { year: *year, approved, found: fund.spent() }, [seq]);
            }
        }
    },
};
