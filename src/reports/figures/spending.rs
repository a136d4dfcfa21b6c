//! What was paid, less what was repaid, by category; what was decided and not yet paid.

use std::collections::{BTreeSet, HashMap};

use super::awards::{Given, known};
use super::{COUNT, Counted, Definition, Label, Of, Printed, SUM, Value};
use crate::domain::fund::{Category, Purpose};
use crate::values::ident::Id;
use crate::values::lang::Lang;
use crate::values::money::Dong;
use crate::values::time::{Date, Period};

const PART: Definition = Definition { depth: 1, ..SUM };

pub(super) const FIGURES: &[Definition] = &[
    Definition {
        code: "spent.total",
        label: Label::Said("Tổng số tiền đã chi", "Total spent"),
        count: |of| spent(of, None),
        ..SUM
    },
    Definition {
        code: "spent.collective",
        label: Label::Made(|lang| spent_on(Category::Collective, lang)),
        count: |of| spent(of, Some(Category::Collective)),
        ..PART
    },
    Definition {
        code: "spent.individual",
        label: Label::Made(|lang| spent_on(Category::Individual, lang)),
        count: |of| spent(of, Some(Category::Individual)),
        ..PART
    },
    Definition {
        code: "spent.household",
        label: Label::Made(|lang| spent_on(Category::Household, lang)),
        count: |of| spent(of, Some(Category::Household)),
        ..PART
    },
    Definition {
        code: "spent.frames",
        label: Label::Made(|lang| spent_on(Category::Frames, lang)),
        count: |of| spent(of, Some(Category::Frames)),
        ..PART
    },
    Definition {
        code: "spent.organising",
        label: Label::Made(|lang| spent_on(Category::Organising, lang)),
        count: |of| spent(of, Some(Category::Organising)),
        ..PART
    },
    Definition {
        code: "spent.waiting",
        label: Label::Said("Đã quyết định, chưa chi đến cuối kỳ", "Decided and not yet paid at the end"),
        printed: Printed::IfAny,
        count: waiting,
        ..SUM
    },
    // Bought, it is spending of the year; what is used later is watched and reported apart (NĐ 73/2026/NĐ-CP Đ30.3đ).
    Definition {
        code: "frames.bought",
        label: Label::Said("Khung, phôi giấy khen mua trong năm", "Frames and blanks bought in the year"),
        count: |of| frames(of, |day| of.period.contains(day), |_| false),
        ..STOCK
    },
    Definition {
        code: "frames.used",
        label: Label::Said("đã dùng: giấy khen, danh hiệu đã trao", "used: certificates and titles presented"),
        count: |of| presented(of, |day| of.period.contains(day)),
        ..STOCK
    },
    Definition {
        code: "frames.left",
        label: Label::Said("còn lại cuối năm, theo sổ", "left at the end of the year, by the ledger"),
        count: |of| frames(of, |day| day <= of.period.last_day(), |day| day <= of.period.last_day()),
        ..STOCK
    },
];

/// In the annual report, where any was ever bought.
const STOCK: Definition = Definition {
    printed: Printed::When(|of| {
        of.period == Period::of_year(of.period.year()) && !frames(of, |_| true, |_| false).entries.is_empty()
    }),
    ..COUNT
};

/// Frames bought on the days that `bought` chooses, less what was presented on those that `used` does.
fn frames(of: &Of<'_>, bought: impl Fn(Date) -> bool, used: impl Fn(Date) -> bool) -> Counted {
    let (mut left, mut entries) = (0i64, Vec::new());
    for paid in of.state.funds.values().flat_map(|fund| fund.disbursements.values()) {
        if let Purpose::Frames { quantity: Some(quantity), .. } = &paid.payload.purpose
            && bought(paid.on)
        {
            left = left.saturating_add(i64::try_from(*quantity).unwrap_or(i64::MAX));
            entries.push(paid.seq);
        }
    }
    let used = presented(of, used);
    left = left.saturating_sub(used.value.number().unwrap_or(0));
    entries.extend(used.entries);
    Counted::new(kept(of, left), entries)
}

fn presented(of: &Of<'_>, when: impl Fn(Date) -> bool) -> Counted {
    let awards = of.state.decisions.values().flat_map(|decision| decision.awards.values());
    let here = awards.filter_map(|award| award.presented).filter(|(on, _)| when(*on));
    let entries: Vec<u64> = here.map(|(_, seq)| seq).collect();
    Counted::new(kept(of, entries.len() as i64), entries)
}

fn spent_on(category: Category, lang: Lang) -> String {
    format!("{}{}", lang.pick("chi ", ""), category.label(lang))
}

fn spent(of: &Of<'_>, category: Option<Category>) -> Counted {
    let (mut sum, mut entries) = (0, Vec::new());
    let income: BTreeSet<u64> = of.state.funds.values().flat_map(|fund| &fund.income).map(|i| i.seq).collect();
    let payments = of.state.funds.values().flat_map(|fund| fund.disbursements.values());
    for paid in payments.filter(|paid| category.is_none_or(|category| paid.payload.category == category)) {
        if of.period.contains(paid.on) {
            sum += paid.payload.amount.signed();
            entries.push(paid.seq);
        }
        // What a later year recovers is income of that year, not less spending.
        let here = |(on, _, seq): &&(Date, Dong, u64)| of.period.contains(*on) && !income.contains(seq);
        for (_, amount, seq) in paid.repaid.iter().filter(here) {
            sum -= amount.signed();
            entries.push(*seq);
        }
    }
    Counted::new(kept(of, sum), entries)
}

/// Nothing is known where no fund was opened.
fn kept(of: &Of<'_>, sum: i64) -> Value {
    let opened = of.state.funds.values().any(|fund| fund.year <= of.period.year());
    if opened { Value::Some(sum) } else { Value::NotReported }
}

fn waiting(of: &Of<'_>) -> Counted {
    let paid = of.paid();
    let unpaid = |given: &Given<'_>| {
        let paid = paid.get(&(given.decision, given.award.line.line)).copied().unwrap_or(0);
        given.award.line.amount.signed() - paid
    };
    let waiting: Vec<(i64, u64)> =
        of.given().iter().map(|given| (unpaid(given), given.seq)).filter(|(unpaid, _)| *unpaid > 0).collect();
    let sum = waiting.iter().map(|(unpaid, _)| unpaid).sum();
    Counted::new(known(of).part(sum), waiting.into_iter().map(|(_, seq)| seq).collect())
}

impl Of<'_> {
    /// What was paid for each line of each decision by the end of the period, less what was repaid.
    fn paid(&self) -> &HashMap<(Id, u64), i64> {
        self.paid.get_or_init(|| {
            let day = self.period.last_day();
            let mut paid_for = HashMap::new();
            let payments = self.state.funds.values().flat_map(|fund| fund.disbursements.values());
            for paid in payments.filter(|paid| paid.on <= day) {
                if let Purpose::Award { decision, line } = &paid.payload.purpose {
                    let net = paid.payload.amount.signed() - paid.repaid_by(day).signed();
                    *paid_for.entry((*decision, *line)).or_default() += net;
                }
            }
            paid_for
        })
    }
}
