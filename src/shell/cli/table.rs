//! Plain tables for terminals: columns as wide as their text, numbers to the right.

use std::fmt::Write;

use crate::values::shown::visible;

/// Lays out rows under a heading such as `Dòng|Tên|Tiền`. Columns named in `right` stand to the right.
pub fn table(heading: &str, right: &[usize], rows: &[Vec<String>]) -> String {
    let one_line = |cell: &String| visible(cell).replace('\n', " ");
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(one_line).collect()).collect();
    let titles: Vec<&str> = heading.split('|').collect();
    // Vietnamese in NFC takes one cell a character.
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain(titles.get(column).map(|title| title.chars().count())).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..titles.len()).map(width).collect();
    let mut out = String::new();
    let mut line = |cells: Vec<&str>| {
        let mut text = String::new();
        for (column, (cell, width)) in cells.into_iter().zip(&widths).enumerate() {
            if column > 0 {
                text.push_str("  ");
            }
            let _ =
                if right.contains(&column) { write!(text, "{cell:>width$}") } else { write!(text, "{cell:<width$}") };
        }
        out.push_str(text.trim_end());
        out.push('\n');
    };
    line(titles.clone());
    for row in &rows {
        line(row.iter().map(String::as_str).collect());
    }
    out
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
