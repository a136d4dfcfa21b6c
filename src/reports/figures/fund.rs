//! How the fund of the period's year was formed, what is left of it.

use super::{Counted, Definition, Label, Of, Printed, SUM, Value};
use crate::domain::fund::{Account, Fund};
use crate::domain::register::Register;
use crate::values::time::{Date, Period};

/// Without a fund one line says so.
const OF_A_FUND: Definition = Definition { printed: Printed::When(|of| of.fund().is_some()), ..SUM };

pub(super) const FIGURES: &[Definition] = &[
    Definition {
        code: "fund.opening",
        label: Label::Said("Số dư đầu kỳ", "Balance at the beginning"),
        count: |of| {
            let first = of.period.first_day();
            of_fund(of, |fund| balance(of, fund, |on| on < first, true))
        },
        ..OF_A_FUND
    },
    Definition {
        code: "fund.appropriated",
        label: Label::Said("ngân sách cấp", "from the budget"),
        depth: 1,
        count: |of| of_fund(of, |fund| income(of, fund, Account::Budget)),
        ..OF_A_FUND
    },
    Definition {
        code: "fund.contributed",
        label: Label::Said("đóng góp", "contributions"),
        depth: 1,
        count: |of| {
            let mut counted = of_fund(of, |fund| income(of, fund, Account::Donors));
            counted.value = of.in_register(Register::Contributions, counted.value.number().unwrap_or(0));
            counted
        },
        ..OF_A_FUND
    },
    Definition {
        code: "fund.recovered",
        label: Label::Said("thu hồi của năm trước", "recovered from earlier years"),
        depth: 1,
        printed: Printed::IfAny,
        count: |of| of_fund(of, |fund| income(of, fund, Account::Recovered)),
        ..SUM
    },
    Definition {
        code: "fund.balance",
        label: Label::Said("Số dư cuối kỳ", "Balance at the end"),
        unknown: Some(Label::Said("Quỹ TĐKT: trích lập, sử dụng, số dư", "The fund: formation, use, balance")),
        count: |of| {
            let last = of.period.last_day();
            of_fund(of, |fund| balance(of, fund, |on| on <= last, false))
        },
        ..SUM
    },
    Definition {
        code: "fund.carried_forward",
        label: Label::Said("chuyển sang năm sau", "carried forward"),
        depth: 1,
        printed: Printed::IfAny,
        count: |of| {
            of_fund(of, |fund| {
                let here = fund.carried.iter().filter(|carried| of.period.contains(carried.0));
                total(here.map(|carried| (carried.2.signed(), carried.3)))
            })
        },
        ..SUM
    },
    Definition {
        code: "fund.lapsed",
        label: Label::Said("nộp trả ngân sách", "returned to the budget"),
        depth: 1,
        printed: Printed::IfAny,
        count: |of| {
            of_fund(of, |fund| {
                let here = fund.lapsed.iter().filter(|lapsed| of.period.contains(lapsed.0));
                total(here.map(|lapsed| (lapsed.1.signed(), lapsed.2)))
            })
        },
        ..SUM
    },
];

impl<'a> Of<'a> {
    fn fund(&self) -> Option<&'a Fund> {
        self.state.funds.get(&self.period.year())
    }
}

/// What is counted in the fund of the period's year; nothing is known where none was opened.
fn of_fund(of: &Of<'_>, count: impl Fn(&Fund) -> Counted) -> Counted {
    of.fund().map_or(Counted::new(Value::NotReported, Vec::new()), count)
}

fn total(parts: impl Iterator<Item = (i64, u64)>) -> Counted {
    let (mut sum, mut entries) = (0, Vec::new());
    for (amount, seq) in parts {
        sum += amount;
        entries.push(seq);
    }
    Counted::new(Value::Some(sum), entries)
}

fn income(of: &Of<'_>, fund: &Fund, from: Account) -> Counted {
    let inside = fund.income.iter().filter(|income| income.from == from && of.period.contains(income.on));
    total(inside.map(|income| (income.amount.signed(), income.seq)))
}

/// Money that came in less what went out, over the days that `when` chooses. What the year before handed
/// over is there at the beginning whatever its date (`with_carried`).
fn balance(of: &Of<'_>, fund: &Fund, when: impl Fn(Date) -> bool, with_carried: bool) -> Counted {
    let mut parts = Vec::new();
    for income in &fund.income {
        let carried = with_carried
            && income.from == Account::CarriedIn
            && of.period.first_day() <= Period::of_year(fund.year).first_day();
        if when(income.on) || carried {
            parts.push((income.amount.signed(), income.seq));
        }
    }
    for paid in fund.disbursements.values() {
        if when(paid.on) {
            parts.push((-paid.payload.amount.signed(), paid.seq));
        }
        let repaid = paid.repaid.iter().filter(|(on, ..)| when(*on));
        parts.extend(repaid.map(|(_, amount, seq)| (amount.signed(), *seq)));
    }
    parts.extend(fund.carried.iter().filter(|c| when(c.0)).map(|c| (-c.2.signed(), c.3)));
    parts.extend(fund.lapsed.iter().filter(|l| when(l.0)).map(|l| (-l.1.signed(), l.2)));
    total(parts.into_iter())
}
