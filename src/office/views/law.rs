//! What a page says of the law behind it: rows that nobody compared with their text, rows that end soon.

use std::collections::BTreeSet;

use crate::domain::nomination::{Form, RecipientKind};
use crate::domain::policy::Row;
use crate::office::names::Names;
use crate::office::words as say;
use crate::reports::law::{Ruling, ending, of_amount};
use crate::values::lang::Lang;
use crate::values::time::Date;

/// Rows of the policy in use that end soon and that nothing follows, a line for each day.
pub fn ends_soon(names: &Names<'_>, lang: Lang) -> Vec<String> {
    let today = names.today();
    let rulings = ending(&names.state().policies, today, lang);
    let days: BTreeSet<Date> = rulings.iter().filter_map(|ruling| ruling.until).collect();
    let of = |day: Date| rulings.iter().filter(|ruling| ruling.until == Some(day)).count();
    days.into_iter().map(|day| say::rows_end(lang, day.vietnamese(), day.days_since(today), of(day))).collect()
}

/// That something is decided by rows which nobody compared with their text; nothing if there is no such row.
pub fn unverified<'a>(rows: impl IntoIterator<Item = &'a dyn Row>, lang: Lang) -> Option<String> {
    named(rows.into_iter().map(|row| Ruling::of(row, lang)), lang)
}

/// The same of the rows that amounts rest on.
pub fn amounts_unverified<'a>(
    names: &Names<'_>,
    awards: impl IntoIterator<Item = (&'a Form, RecipientKind)>,
    on: Date,
    lang: Lang,
) -> Option<String> {
    let policies = &names.state().policies;
    named(awards.into_iter().flat_map(|(form, kind)| of_amount(policies, form, kind, on, lang)), lang)
}

fn named(rulings: impl Iterator<Item = Ruling>, lang: Lang) -> Option<String> {
    let mut said: Vec<String> = Vec::new();
    for ruling in rulings.filter(|ruling| ruling.mark.is_unverified()) {
        let row = format!("{}: {}", ruling.what, ruling.says);
        if !said.contains(&row) {
            said.push(row);
        }
    }
    (!said.is_empty()).then(|| say::rows_unverified(lang, said.join("; ")))
}
