//! What was taken back, as reports and registers go on showing it: nothing that once had a number vanishes from a list.

use serde::Serialize;

use crate::domain::ledger::{State, meta};
use crate::values::lang::Lang;
use crate::values::time::{Date, Period};

/// An entry that was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Struck {
    /// The entry.
    pub entry: u64,
    /// What it recorded.
    pub what: String,
    /// When that had taken effect.
    pub on: Date,
    /// The entry that takes it back.
    pub by: u64,
    /// When.
    pub taken_back_on: Date,
    /// Why, in a word.
    pub ground: &'static str,
    /// The facts.
    pub reason: String,
}

/// What was taken back in a period, or had taken effect in it.
pub fn taken_back(state: &State, period: Period, lang: Lang) -> Vec<Struck> {
    let struck = |(entry, taken): (&u64, &crate::domain::registers::taking_back::Taken)| {
        let statement = &state.past_at(*entry)?.entry.statement;
        let concerns = period.contains(statement.on) || period.contains(taken.on);
        let kind = statement.kind.as_str();
        concerns.then(|| Struck {
            entry: *entry,
            what: meta(kind).map_or(kind, |meta| meta.label.of(lang)).to_owned(),
            on: statement.on,
            by: taken.by,
            taken_back_on: taken.on,
            ground: taken.ground.label(lang),
            reason: taken.reason.to_string(),
        })
    };
    state.taken.entries.iter().filter_map(struck).collect()
}

/// Rows as they stood until the entry that makes each was taken back, and by which entry it was. `of` says of which types
/// such entries are, `made_by` which entry makes a row.
pub fn stood<R>(
    state: &State,
    of: impl Fn(&str) -> bool,
    rows: impl Fn(&State) -> Vec<R>,
    made_by: impl Fn(&R) -> u64,
) -> Vec<(R, u64)> {
    let mut all = Vec::new();
    for (seq, taken) in &state.taken.entries {
        if state.past_at(*seq).is_some_and(|past| of(past.entry.statement.kind.as_str())) {
            let then = rows(&state.as_known(taken.by - 1)).into_iter().filter(|row| made_by(row) == *seq);
            all.extend(then.map(|row| (row, taken.by)));
        }
    }
    all
}
