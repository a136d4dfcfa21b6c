//! What was paid, less what was repaid, by category; what was decided and not yet paid.

use std::collections::{BTreeSet, HashMap};

use super::awards::{Given, known};
use super::{Counted, Definition, Label, Of, Printed, SUM, Value};
use crate::domain::fund::{Category, Purpose};
use crate::values::ident::Id;
use crate::values::lang::Lang;
use crate::values::money::Dong;
use crate::values::time::Date;

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
];

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
    let opened = of.state.funds.values().any(|fund| fund.year <= of.period.year());
    Counted::new(if opened { Value::Some(sum) } else { Value::NotReported }, entries)
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
