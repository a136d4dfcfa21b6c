//! Whether a policy can be adopted: one thing is in force on a day, without overlap and without gap, and the date that
//! decides is one the program can follow.

use std::collections::BTreeMap;

use super::{Deciding, Needed, PolicyAdopted, Rate, Row};
use crate::domain::refusal::Refusal;
use crate::log::keyring::{AuthorRule, Keyring};
use crate::values::lang::Lang;

impl PolicyAdopted {
    /// Every row of every table, in the order of the tables.
    pub fn rows(&self) -> impl Iterator<Item = &dyn Row> {
        all(&self.base_salaries).chain(self.single_rows())
    }

    /// The rows of the tables in which one is in force on a day: all but base salaries, which are known from a day, too.
    pub fn single_rows(&self) -> impl Iterator<Item = &dyn Row> {
        let money = all(&self.rates).chain(all(&self.rounding));
        let money = money.chain(all(&self.ceilings)).chain(all(&self.year_end));
        let work = all(&self.votes).chain(all(&self.dossier)).chain(all(&self.holds)).chain(all(&self.grounds));
        let times = all(&self.deadlines).chain(all(&self.cuts)).chain(all(&self.reception_days));
        money.chain(work).chain(times).chain(all(&self.retention))
    }

    pub(in crate::domain) fn is_whole(&self) -> Result<(), Refusal> {
        if let Some(fixed) = self.authors.iter().find(|rule| Keyring::is_fixed(rule.kind.as_str())) {
            return Err(Refusal::PolicyFixedAuthor { kind: fixed.kind.clone() });
        }
        let twice = |(i, rule): (usize, &AuthorRule)| self.authors.iter().take(i).any(|other| other.kind == rule.kind);
        if let Some((_, rule)) = self.authors.iter().enumerate().find(|item| twice((item.0, item.1))) {
            return Err(Refusal::PolicyAuthorTwice { kind: rule.kind.clone() });
        }
        one_of_each(&self.rates, &[Deciding::Issue], |rate: &Rate| {
            format!("{} ({})", rate.form, rate.kind.label(Lang::Vi))
        })?;
        one_at_a_time(&self.rounding, &[Deciding::Issue])?;
        one_at_a_time(&self.ceilings, &[])?;
        one_at_a_time(&self.votes, &[Deciding::Step, Deciding::Receipt])?;
        one_at_a_time(&self.deadlines, &[Deciding::Start, Deciding::Receipt, Deciding::Step])?;
        one_at_a_time(&self.year_end, &[])?;
        one_at_a_time(&self.holds, &[])?;
        one_at_a_time(&self.grounds, &[])?;
        one_at_a_time(&self.dossier, &[Deciding::Issue, Deciding::Receipt])?;
        one_at_a_time(&self.cuts, &[])?;
        one_at_a_time(&self.reception_days, &[])?;
        one_at_a_time(&self.retention, &[])?;
        // Salaries are bitemporal: a row may replace another from the same day on, and none needs an end.
        spans(&self.base_salaries)?;
        let date = self.valid_from;
        if !self.votes.iter().any(|row| row.form.is_none() && row.span().covers(date)) {
            return Err(Refusal::NoRow { what: Needed::Votes, date });
        }
        if !self.rounding.iter().any(|row| row.span().covers(date)) {
            return Err(Refusal::NoRow { what: Needed::Rounding, date });
        }
        Ok(())
    }
}

fn all<R: Row>(rows: &[R]) -> impl Iterator<Item = &dyn Row> {
    rows.iter().map(|row| row as &dyn Row)
}

/// No row ends before it begins.
fn spans<R: Row>(rows: &[R]) -> Result<(), Refusal> {
    let wrong = rows.iter().find_map(|row| row.span().until.filter(|until| *until < row.span().from).zip(Some(row)));
    match wrong {
        Some((last, row)) => Err(Refusal::DatesReversed { first: row.span().from, last }),
        None => Ok(()),
    }
}

/// Of one thing one row is in force on a day, from the first row's first day to the last one's end.
fn one_at_a_time<R: Row>(rows: &[R], followed: &[Deciding]) -> Result<(), Refusal> {
    one_of_each(rows, followed, |row| row.rules(Lang::Vi))
}

/// [`one_at_a_time`], where the thing a row rules is told by `thing`.
fn one_of_each<R: Row>(rows: &[R], followed: &[Deciding], thing: impl Fn(&R) -> String) -> Result<(), Refusal> {
    spans(rows)?;
    let mut things: BTreeMap<String, Vec<&R>> = BTreeMap::new();
    for row in rows {
        things.entry(thing(row)).or_default().push(row);
    }
    for (what, mut rows) in things {
        rows.sort_by_key(|row| row.span().from);
        if rows.iter().any(|row| row.span().by.is_some_and(|by| !followed.contains(&by)))
            || rows.windows(2).any(|pair| matches!(pair, [a, b] if a.span().by != b.span().by))
        {
            return Err(Refusal::PolicyDeciding { what });
        }
        for pair in rows.windows(2) {
            let [before, after] = pair else { continue };
            let from = after.span().from;
            match before.span().until {
                Some(until) if until.plus_days(1) == from => {}
                Some(until) if until < from => return Err(Refusal::PolicyGap { what, from: until.plus_days(1) }),
                _ => return Err(Refusal::PolicyTwoInForce { what, on: from }),
            }
        }
    }
    Ok(())
}
