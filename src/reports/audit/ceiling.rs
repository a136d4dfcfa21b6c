//! The fund's size against the year's regular spending.

use std::collections::BTreeSet;

use super::{About, Question, Severity, Words};
use crate::domain::fund::{Account, Fund};
use crate::domain::policy::Limited;
use crate::values::money::Dong;

/// Months within which what is to be set aside «from the beginning of the year» should be there. Our own threshold.
const BEGINNING: i8 = 3;

pub(super) const ABOVE: Question = Question {
    code: "audit.above_ceiling",
    severity: Severity::Warning,
    source: "NĐ 152/2025/NĐ-CP Đ46.3b",
    label: Words(
        "ngân sách trích Quỹ vượt mức so với dự toán chi thường xuyên",
        "more was set aside for the fund than its share of regular spending",
    ),
    next: Words(
        "Xem lại văn bản giao kinh phí và dự toán; phần vượt xử lý theo ý kiến cơ quan tài chính",
        "See the granting documents and the estimate; ask the finance office about what is above",
    ),
    case: "ceilings",
    ask: |of, found| {
        for (year, fund) in &of.state.funds {
            let Some(spending) = fund.regular_spending else { continue };
            let (mut sum, mut entries) = (Dong::ZERO, BTreeSet::new());
            for income in budget(fund) {
                sum = sum.plus(income.amount).unwrap_or(sum);
                entries.insert(income.seq);
                // The ceiling of the day on which it was passed.
                let Some(ceiling) = of.state.policies.ceiling(Limited::Fund, income.on) else { continue };
                let percent = ceiling.row.percent;
                if percent.is_exceeded(sum, spending) {
                    found.add(About::Ceiling { year: *year, set_aside: sum, percent, spending }, entries);
                    break;
                }
            }
        }
    },
};

pub(super) const UNKNOWN: Question = Question {
    code: "audit.ceiling_unknown",
    severity: Severity::Info,
    source: "NĐ 152/2025/NĐ-CP Đ46.3b",
    label: Words(
        "chưa ghi dự toán chi thường xuyên của năm: không so được mức trích Quỹ",
        "the year's regular spending is not stated, so the fund's size cannot be compared with its limit",
    ),
    next: Words(
        "Ghi regular_spending khi mở quỹ năm, hoặc ở lần ngân sách cấp tiếp theo",
        "State regular_spending when a year is opened, or with the next appropriation",
    ),
    case: "ceilings",
    ask: |of, found| {
        for (year, fund) in &of.state.funds {
            let limited = budget(fund).filter(|income| of.state.policies.ceiling(Limited::Fund, income.on).is_some());
            let entries: BTreeSet<u64> = limited.map(|income| income.seq).collect();
            if fund.regular_spending.is_none() && !entries.is_empty() {
                found.add(About::Year(*year), entries);
            }
        }
    },
};

pub(super) const LATE: Question = Question {
    code: "audit.set_aside_late",
    severity: Severity::Info,
    source: "NĐ 152/2025/NĐ-CP Đ46.3b: trích từ đầu năm; ngưỡng của phần mềm: hết tháng 3",
    label: Words(
        "ngân sách trích Quỹ lần đầu sau quý I",
        "the first money from the budget came after the first quarter",
    ),
    next: Words("Giải trình vì sao trích muộn", "Explain why it was set aside late"),
    case: "ceilings",
    ask: |of, found| {
        for (year, fund) in &of.state.funds {
            let Some(first) = budget(fund).min_by_key(|income| income.on) else { continue };
            let limited = of.state.policies.ceiling(Limited::Fund, first.on).is_some();
            if limited && (first.on.year(), first.on.month()) > (*year, BEGINNING) {
                found.add(About::Year(*year), [first.seq]);
            }
        }
    },
};

fn budget(fund: &Fund) -> impl Iterator<Item = &crate::domain::fund::Income> {
    fund.income.iter().filter(|income| income.from == Account::Budget)
}
