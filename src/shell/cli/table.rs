//! Plain tables of commands: columns as wide as their text, numbers to the right, fitted to the terminal.

use crate::office::views::{Holds, Table};
use crate::shell::terminal::{self, Look};
use crate::values::shown::one_line;

/// Lays out rows under a heading such as `Dòng|Tên|Tiền`. Columns named in `right` hold numbers; what has no blank in any
/// row is never broken.
pub fn table(heading: &str, right: &[usize], rows: &[Vec<String>]) -> String {
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| one_line(cell)).collect()).collect();
    let holds: Vec<Holds> = (0..heading.split('|').count())
        .map(|column| match rows.iter().filter_map(|row| row.get(column)).any(|cell| cell.contains(' ')) {
            _ if right.contains(&column) => Holds::Number,
            true => Holds::Prose,
            false => Holds::Whole,
        })
        .collect();
    let mut table = Table::new(heading, &holds);
    table.rows = rows;
    terminal::table(&table, Look::answers())
}

/// Shortens text to `most` characters.
pub fn clip(text: &str, most: usize) -> String {
    let text = text.replace('\n', " ");
    if text.chars().count() <= most {
        return text;
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}
