//! What a finding is about, as data; worded last, in the reader's language.

use std::collections::BTreeSet;

use crate::domain::decision::{Award, Decision};
use crate::domain::dossier::DocumentKind;
use crate::reports::due::{About as Owed, Task};
use crate::values::ident::Id;
use crate::values::lang::Lang;
use crate::values::money::{Dong, Ratio};
use crate::values::time::Date;

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// The ledger as a whole.
    Ledger,
    /// A decision, by the name it bears.
    Decision {
        /// Which.
        id: Id,
        /// Number and symbol, or what stands for them.
        name: String,
    },
    /// One line of a decision.
    Line {
        /// Which decision.
        id: Id,
        /// Its name.
        name: String,
        /// The line.
        line: u64,
    },
    /// A number of a series.
    Number {
        /// The number.
        number: u64,
        /// The series.
        symbol: String,
        /// Its year.
        year: i16,
    },
    /// What lies between two numbers of a series.
    Gap {
        /// The last before.
        low: u64,
        /// The first after.
        high: u64,
        /// The series.
        symbol: String,
        /// Its year.
        year: i16,
    },
    /// Documents that a dossier lacks.
    Missing {
        /// Whose.
        id: Id,
        /// Its name.
        name: String,
        /// Which documents: of each several, one.
        documents: Vec<BTreeSet<DocumentKind>>,
    },
    /// A term that is over while the step was not taken.
    Overdue {
        /// Of what.
        of: Owed,
        /// Which.
        id: Id,
        /// By how many days.
        late: i64,
    },
    /// A step that was taken after its term.
    Late {
        /// Of what.
        of: Owed,
        /// Which.
        id: Id,
        /// What was done.
        task: Task,
        /// By how many days.
        late: i64,
    },
    /// A year of the fund.
    Year(i16),
    /// Two sums of a year that should be one, in đồng.
    Sums {
        /// The year.
        year: i16,
        /// The approved sum.
        approved: Dong,
        /// What the ledger has.
        found: Dong,
    },
    /// A count of the money, in đồng.
    Count {
        /// The year.
        year: i16,
        /// The day.
        on: Date,
        /// What was counted.
        counted: i64,
        /// What the ledger has.
        said: i64,
    },
    /// What the budget set aside, against its limit.
    Ceiling {
        /// The year.
        year: i16,
        /// What was set aside, in đồng.
        set_aside: Dong,
        /// The limit in percent of the year's regular spending.
        percent: Ratio,
        /// The estimate of that spending, in đồng.
        spending: Dong,
    },
    /// Frames bought, certificates issued.
    Frames {
        /// The year.
        year: i16,
        /// How many were bought.
        bought: u64,
        /// How many were needed.
        issued: u64,
    },
    /// Two people, one of whom should be the other.
    People(String, String),
    /// A person's or thing's name, or a text, as the entries have it.
    Named(String),
    /// Forms of one year.
    Forms {
        /// The year.
        year: i16,
        /// Which.
        forms: Vec<String>,
    },
    /// A day.
    Day(Date),
    /// A delay in days.
    Days(i64),
    /// How many.
    Many(usize),
}

impl About {
    /// A decision.
    pub(super) fn decision(id: Id, decision: &Decision) -> About {
        About::Decision { id, name: decision.name() }
    }

    /// A line of a decision.
    pub(super) fn line(id: Id, decision: &Decision, award: &Award) -> About {
        About::Line { id, name: decision.name(), line: award.line.line }
    }

    /// What stays the same about it from one audit to the next: no day, no count.
    pub fn key(&self) -> String {
        match self {
            About::Ledger | About::Days(_) | About::Many(_) => "ledger".to_owned(),
            About::Decision { id, .. } | About::Missing { id, .. } => format!("decision/{id}"),
            About::Line { id, line, .. } => format!("decision/{id}:{line}"),
            About::Overdue { of, id, .. } => format!("{}/{id}", of.subject()),
            About::Late { of, id, task, .. } => format!("{}/{id} {}", of.subject(), task.label(Lang::En)),
            About::Year(year)
            | About::Sums { year, .. }
            | About::Count { year, .. }
            | About::Ceiling { year, .. }
            | About::Frames { year, .. }
            | About::Forms { year, .. } => format!("fund/{year}"),
            About::Number { .. } | About::Gap { .. } | About::People(..) | About::Named(_) | About::Day(_) => {
                self.text(Lang::En)
            }
        }
    }

    /// In words.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            About::Ledger => String::new(),
            About::Decision { name, .. } => name.clone(),
            About::Line { name, line, .. } => format!("{name}, {line}"),
            About::Number { number, symbol, year } => format!("{number}/{symbol}/{year}"),
            About::Gap { low, high, symbol, year } => format!("{low}–{high}/{symbol}/{year}"),
            About::Missing { name, documents, .. } => {
                let one_of = |kinds: &BTreeSet<DocumentKind>| {
                    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.label(lang)).collect();
                    kinds.join(lang.pick(" hoặc ", " or "))
                };
                let mut documents: Vec<String> = documents.iter().map(one_of).collect();
                documents.sort();
                format!("{name} ({})", documents.join(", "))
            }
            About::Overdue { of, id, late } => format!("{}/{id} (+{late})", kind_of(*of)),
            About::Late { of, id, task, late } => format!("{}/{id}, {} (+{late})", kind_of(*of), task.label(lang)),
            About::Year(year) => format!("fund/{year}"),
            About::Sums { year, approved, found } => format!("fund/{year}: {approved} ≠ {found}"),
            About::Count { year, on, counted, said } => format!("fund/{year}, {on}: {counted} ≠ {said}"),
            About::Ceiling { year, set_aside, percent, spending } => {
                format!("fund/{year}: {set_aside} > {} % × {spending}", percent.said(lang))
            }
            About::Frames { year, bought, issued } => format!("fund/{year}: {bought} > {issued}"),
            About::People(one, other) => format!("{one} ≠ {other}"),
            About::Named(name) => name.clone(),
            About::Forms { year, forms } => format!("{year}: {}", forms.join(", ")),
            About::Day(on) => {
                if lang == Lang::Vi {
                    on.vietnamese()
                } else {
                    on.to_string()
                }
            }
            About::Days(days) => format!("+{days}"),
            About::Many(n) => n.to_string(),
        }
    }
}

fn kind_of(about: Owed) -> &'static str {
    match about {
        Owed::Petition => "petition",
        Owed::Nomination => "nomination",
        Owed::Decision => "decision",
        Owed::Request => "request",
    }
}
