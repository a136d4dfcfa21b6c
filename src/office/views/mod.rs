//! What people look at: pages of plain lines and tables, made from a state, shown by a terminal, a page or a document. All
//! words are in the reader's language, all money in full; how wide it may be is for whoever shows it.

pub mod audit;
pub mod decision;
pub mod desk;
pub mod entry;
pub mod fund;
pub mod handover;
pub mod law;
pub mod lists;
pub mod person;
pub mod petition;
pub mod thing;

use std::collections::BTreeSet;

use crate::values::lang::Lang;
use crate::values::money::{Dong, grouped};
use crate::values::words::in_words;

/// Something to look at, top down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// What it is.
    pub title: String,
    /// What it consists of.
    pub parts: Vec<Part>,
    /// What looks like a mistake.
    pub warnings: Vec<String>,
    /// Its title and total in a few words, for the question under it.
    pub brief: String,
}

/// A piece of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A paragraph.
    Text(String),
    /// A table.
    Table(Table),
}

/// Rows under headings. No row is cut: what does not fit wraps, but amounts, dates and references never break.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, as many cells each.
    pub rows: Vec<Vec<String>>,
    /// A last row of sums.
    pub total: Option<Vec<String>>,
    /// Rows that were taken back; their words say so as well.
    pub struck: BTreeSet<usize>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// What stands in it.
    pub holds: Holds,
}

/// What a column holds decides how it is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A number or an amount: to the right, never broken.
    Number,
    /// A date, a reference: never broken.
    Whole,
    /// The name of a row: wraps last, never cut.
    Name,
    /// Text that wraps first.
    Prose,
}

impl Page {
    /// A page with a title.
    pub fn titled(title: impl Into<String>) -> Page {
        Page { title: title.into(), ..Page::default() }
    }

    /// Adds a paragraph, unless it is empty.
    pub fn say(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.parts.push(Part::Text(text));
        }
    }

    /// Adds another page below, its title as a paragraph.
    pub fn follow(&mut self, other: Page) {
        self.say(other.title);
        self.parts.extend(other.parts);
        self.warnings.extend(other.warnings);
    }

    /// Adds a table, unless it has no row.
    pub fn show(&mut self, table: Table) {
        if !table.rows.is_empty() {
            self.parts.push(Part::Table(table));
        }
    }

    /// Adds a table without the columns in which nothing stands, unless it has no row.
    pub fn show_filled(&mut self, mut table: Table) {
        let stands = |index: usize| table.rows.iter().any(|row| row.get(index).is_some_and(|cell| !cell.is_empty()));
        let filled: Vec<bool> = (0..table.columns.len()).map(stands).collect();
        let keep = |cells: &mut Vec<String>| {
            let mut stays = filled.iter();
            cells.retain(|_| stays.next().copied().unwrap_or(true));
        };
        table.rows.iter_mut().chain(table.total.iter_mut()).for_each(keep);
        let mut stays = filled.iter();
        table.columns.retain(|_| stays.next().copied().unwrap_or(true));
        self.show(table);
    }
}

impl Table {
    /// A table without rows: headings parted by `|`, and what the columns hold.
    pub fn new(headings: &str, holds: &[Holds]) -> Table {
        let columns =
            headings.split('|').zip(holds).map(|(title, holds)| Column { title: title.to_owned(), holds: *holds });
        Table { columns: columns.collect(), ..Table::default() }
    }
}

/// An amount in words, as it stands on vouchers: «Mười triệu sáu trăm bốn mươi nghìn đồng».
pub fn words(amount: Dong) -> String {
    let words = format!("{} đồng", in_words(amount.get()));
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// An amount that may be below zero.
pub fn money(amount: i64) -> String {
    format!("{}đ", grouped(amount))
}

/// Numbers with runs drawn together: `1–3, 7`.
pub fn runs(numbers: impl IntoIterator<Item = u64>) -> String {
    let mut out: Vec<(u64, u64)> = Vec::new();
    for n in numbers {
        match out.last_mut() {
            Some((_, last)) if *last + 1 == n => *last = n,
            _ => out.push((n, n)),
        }
    }
    let run = |(first, last): &(u64, u64)| if first == last { first.to_string() } else { format!("{first}–{last}") };
    out.iter().map(run).collect::<Vec<_>>().join(", ")
}

/// `#41`, or `#41–#52`.
pub fn entries(seqs: impl IntoIterator<Item = u64>) -> String {
    let text = runs(seqs);
    text.split(", ").map(|run| format!("#{}", run.replace('–', "–#"))).collect::<Vec<_>>().join(", ")
}

/// «2 tập thể, 10 cá nhân».
pub fn counted(counts: &[(usize, crate::domain::nomination::RecipientKind)], lang: Lang) -> String {
    let said = counts.iter().filter(|(n, _)| *n > 0).map(|(n, kind)| format!("{n} {}", kind.label(lang)));
    said.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_drawn_together() {
        assert_eq!(runs([1, 2, 3, 7, 9, 10]), "1–3, 7, 9–10");
        assert_eq!(entries([83, 84, 85]), "#83–#85");
        assert_eq!(entries([5]), "#5");
    }

    #[test]
    fn amounts_are_said_in_words() {
        let amount = Dong::new(10_640_000).unwrap_or_default();
        assert_eq!(words(amount), "Mười triệu sáu trăm bốn mươi nghìn đồng");
    }
}
