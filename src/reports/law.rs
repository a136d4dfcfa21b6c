//! The law as the ledger's policies have it on a day: what is in force, what ends soon, what another policy would change
//! and which open cases that touches.

use serde::Serialize;

use crate::domain::ledger::State;
use crate::domain::nomination::{Form, RecipientKind};
use crate::domain::policy::{Deciding, Limited, Mark, Policies, PolicyAdopted, Reported, Row, Ruled, Span};
use crate::values::ident::Id;
use crate::values::lang::Lang;
use crate::values::time::{Date, Period};

use super::due::{About, Task, due};

/// Days before the end of a row in use on which people are warned.
pub const NOTICE: i64 = 60;

/// A row in force, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ruling {
    /// What it rules.
    pub what: String,
    /// What it says about it.
    pub says: String,
    /// First day.
    pub from: Date,
    /// Last day, if known.
    pub until: Option<Date>,
    /// The article.
    pub source: String,
    /// How far it was checked.
    pub mark: Mark,
    /// Which date decides, in words.
    pub by: Option<String>,
}

impl Ruling {
    /// A row in words.
    pub fn of(row: &dyn Row, lang: Lang) -> Ruling {
        let Span { from, until, source, mark, by } = row.span();
        Ruling {
            what: row.rules(lang),
            says: row.says(lang),
            from,
            until,
            source: source.to_string(),
            mark,
            by: by.map(|by: Deciding| by.label(lang).to_owned()),
        }
    }
}

/// Every row in force on a day; of base salaries, which have no end, the newest.
pub fn in_force(policy: &PolicyAdopted, day: Date, lang: Lang) -> Vec<Ruling> {
    let salary = policy.base_salary(day, day).ok().map(|salary| salary as &dyn Row);
    let rows = policy.single_rows().filter(|row| row.span().covers(day));
    salary.into_iter().chain(rows).map(|row| Ruling::of(row, lang)).collect()
}

/// The rows that the money of an award rests on: what it is worth, the base salary, how it is rounded.
pub fn of_amount(policies: &Policies, form: &Form, kind: RecipientKind, day: Date, lang: Lang) -> Vec<Ruling> {
    let Ok(policy) = policies.on(day) else { return Vec::new() };
    let rate = policy.rates.iter().find(|row| row.form == *form && row.kind == kind && row.span().covers(day));
    let Some(rate) = rate else { return Vec::new() };
    let salary = policy.base_salary(day, day).ok().map(|row| row as &dyn Row);
    let rounding = policy.rounding.iter().find(|row| row.span().covers(day)).map(|row| row as &dyn Row);
    [Some(rate as &dyn Row), salary, rounding].into_iter().flatten().map(|row| Ruling::of(row, lang)).collect()
}

/// The rows in force on a day that end within [`NOTICE`] days and that nothing adopted follows.
pub fn ending(policies: &Policies, day: Date, lang: Lang) -> Vec<Ruling> {
    let Ok(policy) = policies.on(day) else { return Vec::new() };
    let followed = |ruling: &Ruling, until: Date| {
        let next = until.plus_days(1);
        let after = policies.on(next).map(|policy| in_force(policy, next, lang)).unwrap_or_default();
        after.iter().any(|other| other.what == ruling.what)
    };
    let mut rulings = in_force(policy, day, lang);
    rulings
        .retain(|ruling| ruling.until.is_some_and(|until| until.days_since(day) <= NOTICE && !followed(ruling, until)));
    rulings
}

/// A report that is to be sent soon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sending {
    /// Which report, in words.
    pub report: String,
    /// The quarter that it ends with: its half-year, nine months or year end on the same day.
    pub period: Period,
    /// The last day that it counts.
    pub until: Date,
    /// The last day for sending it.
    pub send_by: Date,
    /// By which rule.
    pub source: String,
    /// How far that was checked.
    pub mark: Mark,
}

/// Reports whose last day for sending is at most so many days away.
pub fn sendings(policies: &Policies, today: Date, soon: i64, lang: Lang) -> Vec<Sending> {
    let mut found = Vec::new();
    for report in [Reported::Awards, Reported::Petitions] {
        for (quarter, month) in (1..=4).zip([3, 6, 9, 12]) {
            let Some(Ruled { row, .. }) = policies.cut(report, today) else { continue };
            let last = |day: u64| i8::try_from(day).ok().and_then(|day| Date::new(today.year(), month, day));
            let Some(send_by) = row.send_by.and_then(last) else { continue };
            let Ok(period) = format!("{:04}Q{quarter}", today.year()).parse::<Period>() else { continue };
            let period = period.cut_at(u8::try_from(row.first_day).unwrap_or(1));
            if (0..=soon).contains(&send_by.days_since(today)) {
                let (report, source) = (report.label(lang).to_owned(), row.source.to_string());
                found.push(Sending { report, period, until: period.last_day(), send_by, source, mark: row.mark });
            }
        }
    }
    found
}

/// The year of the fund whose regular spending the ledger does not know, although the policy limits the fund by it: asked
/// for once a year.
pub fn spending_wanted(state: &State, today: Date) -> Option<i16> {
    let fund =
        state.funds.get(&today.year()).filter(|fund| fund.regular_spending.is_none() && fund.closed.is_none())?;
    state.policies.ceiling(Limited::Fund, today).map(|_| fund.year)
}

/// What another policy would make different on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What is ruled.
    pub what: String,
    /// As it is.
    pub before: Option<Ruling>,
    /// As it would be.
    pub after: Option<Ruling>,
}

/// Differences in what is in force on a day, in the order of the tables. A row that says the same by another article,
/// or ends on another day, differs too.
pub fn compare(before: Option<&PolicyAdopted>, after: &PolicyAdopted, day: Date, lang: Lang) -> Vec<Change> {
    let old = before.map(|policy| in_force(policy, day, lang)).unwrap_or_default();
    let new = in_force(after, day, lang);
    let mut changes: Vec<Change> = Vec::new();
    for ruling in &new {
        let was = old.iter().find(|was| was.what == ruling.what);
        let same = |was: &Ruling| {
            (&was.says, was.until, &was.source, was.mark) == (&ruling.says, ruling.until, &ruling.source, ruling.mark)
        };
        if !was.is_some_and(same) {
            changes.push(Change { what: ruling.what.clone(), before: was.cloned(), after: Some(ruling.clone()) });
        }
    }
    let gone = old.iter().filter(|was| !new.iter().any(|ruling| ruling.what == was.what));
    changes.extend(gone.map(|was| Change { what: was.what.clone(), before: Some(was.clone()), after: None }));
    changes
}

/// An open case whose term another policy would move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// What it is about.
    pub about: About,
    /// Which one.
    pub id: Id,
    /// What has to be done.
    pub task: Task,
    /// The last day as it is.
    pub before: Option<Date>,
    /// The last day as it would be.
    pub after: Option<Date>,
}

/// The open cases whose terms would end on another day if a policy were adopted.
pub fn touched(state: &State, policy: &PolicyAdopted, day: Date) -> Vec<Touched> {
    let mut changed = state.clone();
    changed.policies = state.policies.with(policy.clone());
    let after = due(&changed, day, 0);
    let same = |a: &super::due::Term, b: &super::due::Term| (a.id, a.task) == (b.id, b.task);
    let terms = due(state, day, 0).into_iter().filter_map(|term| {
        let other = after.iter().find(|other| same(&term, other)).and_then(|other| other.until);
        (other != term.until).then_some(Touched {
            about: term.about,
            id: term.id,
            task: term.task,
            before: term.until,
            after: other,
        })
    });
    terms.collect()
}
