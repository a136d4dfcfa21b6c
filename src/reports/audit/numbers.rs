//! Order, gaps and delay of decision numbers, by symbol and year.

use std::collections::BTreeMap;

use super::{About, Of, Question, Severity, Words};
use crate::domain::calendar::End;
use crate::domain::deadline::{DayKind, Step};
use crate::domain::policy::Dates;
use crate::reports::due::{About as Owed, Standing, due};
use crate::values::time::Date;

pub(super) const ORDER: Question = Question {
    code: "audit.number_order",
    severity: Severity::Warning,
    source: "NĐ 30/2020/NĐ-CP Đ15.1",
    label: Words("số quyết định không theo thứ tự thời gian", "a decision's number is out of the order of dates"),
    next: Words(
        "So với sổ đăng ký văn bản đi; giải trình hoặc đính chính số, ngày",
        "Compare with the register of outgoing documents; explain, or correct number or date",
    ),
    case: "numbers",
    ask: |of, found| {
        neighbours(of, |[(_, earlier, a), (high, later, b)], symbol, year| {
            if later < earlier {
                found.add(About::Number { number: high, symbol, year }, [a, b]);
            }
        });
    },
};

pub(super) const GAP: Question = Question {
    code: "audit.number_gap",
    severity: Severity::Info,
    source: "NĐ 30/2020/NĐ-CP Đ15.1; số ở giữa có thể thuộc quyết định khác loại",
    label: Words(
        "dãy số quyết định khen thưởng có khoảng trống",
        "there are gaps in the series of award decisions' numbers",
    ),
    next: Words(
        "So với sổ đăng ký văn bản đi: số ở giữa thuộc văn bản nào",
        "See in the register of outgoing documents what the numbers between belong to",
    ),
    case: "numbers",
    ask: |of, found| {
        neighbours(of, |[(low, _, a), (high, _, b)], symbol, year| {
            if high - low > 1 {
                found.add(About::Gap { low, high, symbol, year }, [a, b]);
            }
        });
    },
};

pub(super) const LATE: Question = Question {
    code: "audit.number_late",
    severity: Severity::Warning,
    source: "NĐ 30/2020/NĐ-CP Đ15.2",
    label: Words(
        "cấp số sau ngày làm việc tiếp theo của ngày ký, hoặc chưa cấp số",
        "numbered later than the working day after the signature, or not at all",
    ),
    next: Words("Cấp số ngay nếu chưa có; giải trình việc chậm", "Number it if it has none; explain the delay"),
    case: "numbered_late",
    ask: |of, found| {
        for (id, decision) in &of.state.decisions {
            if let Some(numbered) = &decision.numbered
                && is_late(of, decision.signed_on, numbered.on)
            {
                found.add(About::decision(*id, decision), [numbered.seq]);
            }
        }
        for term in due(of.state, of.today, 0) {
            if let (Owed::Decision, Standing::Overdue(days)) = (term.about, term.standing) {
                found.add(About::Overdue { of: Owed::Decision, id: term.id, late: days }, [term.seq]);
            }
        }
    },
};

/// Number, date on the document, entry.
type Numbered = (u64, Date, u64);

/// Each two numbers of a series that follow each other.
fn neighbours(of: &Of<'_>, mut see: impl FnMut([Numbered; 2], String, i16)) {
    let mut series: BTreeMap<(String, i16), Vec<Numbered>> = BTreeMap::new();
    for numbered in of.state.decisions.values().filter_map(|decision| decision.numbered.as_ref()) {
        if let Ok(number) = numbered.number.to_string().parse() {
            let key = (numbered.symbol.to_string(), numbered.on.year());
            series.entry(key).or_default().push((number, numbered.on, numbered.seq));
        }
    }
    for ((symbol, year), mut numbers) in series {
        numbers.sort_unstable();
        for pair in numbers.windows(2) {
            if let [one, next] = pair {
                see([*one, *next], symbol.clone(), year);
            }
        }
    }
}

/// Later than the policy of the day allows, or than the next working day if it is silent; where no calendar was
/// adopted, later than any week-end and holiday explains.
fn is_late(of: &Of<'_>, signed: Date, numbered: Date) -> bool {
    let dates = Dates { receipt: signed, start: signed, step: numbered };
    let term = of.state.policies.term(Step::DecisionNumber, dates).map(|ruled| ruled.row);
    let (days, unit, rolls) = term.map_or((1, DayKind::Working, false), |row| (row.days, row.unit, row.rolls));
    let end = of.state.calendars.end(signed, days, unit, rolls);
    numbered > end.map_or_else(|| signed.plus_days(10), End::latest)
}
