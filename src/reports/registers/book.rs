//! The book of the fund, as form S07-X draws it: movements, and the sums of each month between them.

use std::collections::BTreeSet;

use super::{Sum, Table, Unnumbered, day};
use crate::domain::registers::fund::{Account, Fund, Purpose};
use crate::domain::state::State;
use crate::values::money::grouped;
use crate::values::time::{Date, Period};

/// One movement of the fund: when, voucher, what, in or out, the entry.
type Movement = (Date, String, String, i64, u64);

fn movements(fund: &Fund) -> Vec<Movement> {
    let mut all: Vec<Movement> = Vec::new();
    for income in fund.income.iter().filter(|income| income.amount.signed() > 0) {
        let what = match income.from {
            Account::CarriedIn => "Năm trước chuyển sang",
            Account::Budget => "Ngân sách cấp",
            Account::Donors => "Đóng góp, tài trợ",
            _ => "Thu hồi của năm trước",
        };
        let voucher = income.document.as_ref().map(ToString::to_string).unwrap_or_default();
        all.push((income.on, voucher, what.to_owned(), income.amount.signed(), income.seq));
    }
    for paid in fund.disbursements.values() {
        let what = match &paid.payload.purpose {
            Purpose::Award { line, .. } => format!("Tiền thưởng, dòng {line}: {}", paid.payload.payee.name),
            Purpose::Frames { what, .. } | Purpose::Organising { what, .. } => what.to_string(),
        };
        all.push((paid.on, paid.payload.voucher.to_string(), what, -paid.payload.amount.signed(), paid.seq));
        let same_year = |seq: &u64| !fund.income.iter().any(|income| income.seq == *seq);
        let repaid = paid.repaid.iter().filter(|(.., seq)| same_year(seq));
        all.extend(repaid.map(|(on, amount, seq)| (*on, String::new(), "Hoàn trả".to_owned(), amount.signed(), *seq)));
    }
    let out = |on: Date, what: &str, amount: i64, seq: u64| (on, String::new(), what.to_owned(), -amount, seq);
    all.extend(fund.carried.iter().map(|(on, _, amount, seq)| out(*on, "Chuyển sang năm sau", amount.signed(), *seq)));
    all.extend(fund.lapsed.iter().map(|(on, amount, seq)| out(*on, "Nộp trả ngân sách", amount.signed(), *seq)));
    all.sort_by_key(|(on, .., seq)| (*on, *seq));
    all
}

/// Where the book of a fund says what is left, from 0.
pub(super) const LEFT: usize = 8;

/// The books of the funds that moved in the period, with what is left of each after each movement.
pub(super) fn fund_book(state: &State, period: Period) -> Unnumbered {
    let columns = vec![
        "STT",
        "Ngày tháng ghi sổ",
        "Chứng từ: số hiệu",
        "Chứng từ: ngày tháng",
        "Diễn giải",
        "Tổng số thu",
        "Số chi đã sử dụng: nội dung",
        "Số chi đã sử dụng: số tiền",
        "Số còn lại",
        "Mục, tiểu mục",
        "Ghi chú",
    ];
    let form = "S07-X, TT 70/2019/TT-BTC (chưa đối chiếu; kế toán quyết định có dùng mẫu này, và ghi mục, tiểu mục)";
    let mut table = Unnumbered::new("Sổ theo dõi Quỹ thi đua, khen thưởng", period, form, columns);
    for fund in state.funds.values() {
        let mut left = 0;
        for (on, voucher, what, amount, seq) in movements(fund) {
            left += amount;
            if !period.contains(on) {
                continue;
            }
            let (income, paid) = (amount > 0, amount < 0);
            let cell = |shown: bool, text: String| if shown { text } else { String::new() };
            let note = if on.year() == fund.year { String::new() } else { format!("Quỹ năm {}", fund.year) };
            table.push(
                (on, seq),
                vec![
                    day(on),
                    voucher,
                    day(on),
                    cell(income, what.clone()),
                    cell(income, grouped(amount)),
                    cell(paid, what),
                    cell(paid, grouped(-amount)),
                    grouped(left),
                    String::new(),
                    note,
                ],
                vec![seq],
            );
        }
    }
    table
}

/// Of each month that the period has rows of: what the year's fund held at its beginning, what came and went, what was left,
/// and what came and went since the year began. January's payments for the year before are of that year's fund, and say so.
pub(super) fn sums(state: &State, period: Period, table: &Table) -> Vec<Sum> {
    let mut found = Vec::new();
    let months: BTreeSet<(i16, i8)> = state
        .funds
        .values()
        .flat_map(movements)
        .filter(|(on, ..)| period.contains(*on))
        .map(|(on, ..)| (on.year(), on.month()))
        .collect();
    let of_row = |row: &[u64]| row.first().and_then(|seq| state.past_at(*seq)).map(|past| past.entry.statement.on);
    for (year, month) in months {
        let Some(fund) = state.funds.get(&year) else { continue };
        let all = movements(fund);
        let when = |on: Date| (on.year(), on.month());
        let sum = |keep: &dyn Fn(Date) -> bool, sign: i64| -> i64 {
            all.iter().filter(|(on, ..)| keep(*on)).map(|(.., amount, _)| (amount * sign).max(0)).sum()
        };
        let before = |on: Date| when(on) < (year, month);
        let within = |on: Date| when(on) == (year, month);
        let until = |on: Date| when(on) <= (year, month) && on.year() == year;
        let rows =
            |keep: &dyn Fn(Date) -> bool| table.entries.iter().filter(|row| of_row(row).is_some_and(keep)).count();
        let mut say = |after: usize, what: String, income: i64, paid: i64, left: Option<i64>| {
            let amount = |n: i64| if n == 0 { String::new() } else { grouped(n) };
            let mut cells = vec![String::new(); table.columns.len()];
            let filled =
                [(4, what), (5, amount(income)), (7, amount(paid)), (LEFT, left.map(grouped).unwrap_or_default())];
            for (at, text) in filled {
                if let Some(cell) = cells.get_mut(at) {
                    *cell = text;
                }
            }
            found.push(Sum { after, cells });
        };
        let (first, last) = (rows(&before), rows(&|on| when(on) <= (year, month)));
        let held = sum(&before, 1) - sum(&before, -1);
        let (income, paid) = (sum(&within, 1), sum(&within, -1));
        let name = format!("tháng {month}/{year}");
        say(first, format!("Số dư đầu {name}"), 0, 0, Some(held));
        say(last, format!("Cộng phát sinh {name}"), income, paid, None);
        say(last, format!("Số dư cuối {name}"), 0, 0, Some(held + income - paid));
        say(last, format!("Lũy kế từ đầu năm {year}"), sum(&until, 1), sum(&until, -1), None);
    }
    found
}
