//! Sheets as offices keep them: what cells hold, which row has the headings, what each column means, which rows are no data.
//! Nothing here knows how a workbook is stored, or what its rows are for.

mod table;

use std::fmt;

use serde_json::{Value, json};

pub use self::table::{Means, Passed, Table, find, first, plain};
use crate::office::words as say;
use crate::values::lang::Lang;
use crate::values::time::Date;

/// What a cell holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Held {
    /// Nothing.
    #[default]
    Empty,
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// A day, as spreadsheets store them.
    Day(Date),
    /// Yes or no.
    Yes(bool),
    /// What the spreadsheet says instead of a value: `#REF!`.
    Error(String),
}

impl Held {
    /// Whether nothing stands there, or only blanks.
    pub fn is_blank(&self) -> bool {
        match self {
            Held::Empty => true,
            Held::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// Why a cell is no value, whatever is wanted there: the spreadsheet's error, a formula that was never worked out.
    pub fn broken(&self) -> bool {
        match self {
            Held::Error(_) => true,
            Held::Text(text) => {
                let text = text.trim();
                text.starts_with('=') || (text.starts_with('#') && ERRORS.contains(&text.to_uppercase().as_str()))
            }
            _ => false,
        }
    }
}

/// What spreadsheets say instead of a value.
const ERRORS: [&str; 9] =
    ["#N/A", "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#GETTING_DATA", "#SPILL!"];

impl fmt::Display for Held {
    /// As a person would type it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Held::Empty => Ok(()),
            Held::Text(text) | Held::Error(text) => f.write_str(text.trim()),
            Held::Day(date) => f.write_str(&date.vietnamese()),
            Held::Yes(yes) => f.write_str(if *yes { "có" } else { "không" }),
            Held::Number(n) => f.write_str(&number(*n)),
        }
    }
}

/// A number with the digits that a spreadsheet shows: fifteen. What stands behind the sign is never taken for thousands,
/// so three digits get a fourth.
fn number(n: f64) -> String {
    if n.fract() == 0.0 && n.abs() < 1e15 {
        return format!("{n:.0}");
    }
    let shown: f64 = format!("{n:.14e}").parse().unwrap_or(n);
    let text = shown.to_string();
    match text.split_once('.') {
        Some((_, part)) if part.len() == 3 => format!("{text}0"),
        _ => text,
    }
}

/// One sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Its name; none in a file that has only one and no name for it.
    pub name: String,
    /// Whether the spreadsheet hides it.
    pub hidden: bool,
    /// Rows with their numbers, as a spreadsheet counts; empty rows may be left out.
    pub rows: Vec<(u32, Vec<Held>)>,
}

impl Sheet {
    /// Whether nothing stands in it.
    pub fn is_blank(&self) -> bool {
        self.rows.iter().all(|(_, cells)| cells.iter().all(Held::is_blank))
    }
}

/// A file of sheets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Book {
    /// The file's name.
    pub file: String,
    /// Its sheets, in their order.
    pub sheets: Vec<Sheet>,
}

impl Book {
    /// What a code of a list in this file means: the words beside it on another sheet. The templates in use keep their lists so.
    pub fn beside(&self, code: &str, but: &str) -> Option<String> {
        if code.len() < 3 || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        let others = self.sheets.iter().filter(|sheet| sheet.name != but);
        others.flat_map(|sheet| &sheet.rows).find_map(|(_, cells)| {
            let at = cells.iter().position(|cell| cell.to_string() == code)?;
            let words = cells.get(at + 1).filter(|held| matches!(held, Held::Text(_)) && !held.is_blank())?;
            Some(words.to_string())
        })
    }
}

/// Where in a file something stands. Compares in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// Which of the files and sheets that were read together.
    pub sheet_no: usize,
    /// The row, or the line of a file without columns, from 1.
    pub row: u32,
    /// The column, from 0, and what its heading says.
    pub column: Option<(usize, String)>,
    /// The file, if several are read together.
    pub file: String,
    /// The sheet, if it has a name.
    pub sheet: String,
    /// What stands there.
    pub holds: String,
}

impl Spot {
    /// A line of a file.
    pub fn line(line: usize) -> Spot {
        Spot { row: u32::try_from(line).unwrap_or(u32::MAX), ..Spot::default() }
    }

    /// The row alone.
    pub fn whole_row(&self) -> Spot {
        Spot { column: None, holds: String::new(), ..self.clone() }
    }

    /// `E9`, or nothing.
    pub fn cell(&self) -> Option<String> {
        self.column.as_ref().map(|(column, _)| format!("{}{}", letters(*column), self.row))
    }

    /// In words, without the file.
    pub fn text(&self, lang: Lang) -> String {
        let row = match (&self.column, self.cell()) {
            (Some((_, heading)), Some(cell)) if !heading.is_empty() => say::at_cell(lang, self.row, cell, heading),
            (_, Some(cell)) => say::at_unnamed_cell(lang, self.row, cell),
            _ => say::at_row(lang, self.row),
        };
        let row = if self.sheet.is_empty() { row } else { say::at_sheet(lang, &self.sheet, row) };
        if self.file.is_empty() { row } else { format!("{}, {row}", self.file) }
    }
}

/// A cell that cannot be taken: where, why not, what is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Where, and what stands there.
    pub spot: Spot,
    /// Why it is not taken.
    pub why: String,
    /// What is wanted.
    pub wanted: String,
}

impl Wrong {
    /// For programs.
    pub fn json(&self) -> Value {
        let Wrong { spot, why, wanted } = self;
        let (column, heading) = match &spot.column {
            Some((at, heading)) => (Some(letters(*at)), Some(heading)),
            None => (None, None),
        };
        json!({
            "file": spot.file, "sheet": spot.sheet, "row": spot.row, "column": column, "heading": heading,
            "holds": spot.holds, "why": why, "wanted": wanted,
        })
    }
}

/// `A`, `B` … `AA`.
pub fn letters(index: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(index % 26).unwrap_or(0));
    match index / 26 {
        0 => letter.to_string(),
        more => format!("{}{letter}", letters(more - 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_spreadsheets_name_them() {
        for (index, name) in
            [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
        {
            assert_eq!(letters(index), name);
        }
    }

    #[test]
    fn numbers_are_what_a_spreadsheet_shows() {
        for (n, text) in [
            (2_160_000.0, "2160000"),
            (20.5, "20.5"),
            (0.1 + 0.2, "0.3"),
            (1.234, "1.2340"),
            (-4.0, "-4"),
            (46346.0, "46346"),
        ] {
            assert_eq!(Held::Number(n).to_string(), text);
        }
    }
}
