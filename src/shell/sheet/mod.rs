//! The one reader of sheets: .xlsx, .ods, CSV, by what stands in the file and not by its name. What a hostile file would
//! unfold into is counted before it is read.

mod bounds;
mod csv;
pub mod meanings;
pub mod write;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Dimensions, ExcelDateTime, Ods, Reader, SheetVisible, Xlsx};

pub use self::csv::Slip;
use super::files::{self, Carried, Text};
use crate::office::sheets::{Book, Held, Sheet};
use crate::values::text::composed;
use crate::values::time::Date;

/// The most cells of a workbook that are read.
const MOST_CELLS: usize = 2_000_000;

/// What a file holds.
#[derive(Debug)]
pub enum Given {
    /// Sheets.
    Book(Book),
    /// A JSON object a line.
    Lines(String),
}

/// Why a file is not read.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// The file.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// Neither a workbook nor text in UTF-8 or UTF-16.
    #[error("not text")]
    NotText,
    /// A workbook of the old kind, locked, or not whole.
    #[error("{0}")]
    Workbook(String),
    /// A workbook that would unfold into more than is read.
    #[error("{0}")]
    TooMuch(String),
    /// Text that is no table.
    #[error("line {0:?}")]
    Slip(Slip),
}

/// Reads what a person names.
pub fn read(path: &Path, multiline: bool) -> Result<Given, SheetError> {
    let bytes = files::given(path, files::LARGE)?;
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(SheetError::Workbook(".xls".to_owned()));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        let sheets = if bounds::check(&bytes)? { read_ods(bytes)? } else { read_xlsx(bytes)? };
        return Ok(Given::Book(Book { file: name, sheets }));
    }
    let text = Text::of(bytes);
    let was_utf16 = text.carried.contains(&Carried::Utf16);
    let text = text.utf8().map_err(|_| SheetError::NotText)?;
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    let ending = path.extension().map(|ext| ext.to_string_lossy().to_lowercase());
    let is_table = match ending.as_deref() {
        Some("csv" | "tsv" | "txt") => true,
        Some("jsonl" | "json" | "ndjson") => false,
        _ => !text.trim_start().starts_with('{'),
    };
    if !is_table {
        return Ok(Given::Lines(text));
    }
    let rows = csv::read(&text, multiline).map_err(SheetError::Slip)?;
    // No table of an office is so wide, and every heading is compared with the others.
    let most = usize::try_from(bounds::MOST_COLUMNS).unwrap_or(usize::MAX);
    if rows.iter().any(|(_, cells)| cells.len() > most) {
        return Err(SheetError::TooMuch(most.to_string()));
    }
    // What was no text at all may look like UTF-16 of one line.
    let filled = rows.iter().filter(|(_, cells)| !cells.iter().all(Held::is_blank));
    if was_utf16 && filled.count() < 2 {
        return Err(SheetError::NotText);
    }
    let sheet = Sheet { name: String::new(), hidden: false, rows };
    Ok(Given::Book(Book { file: name, sheets: vec![sheet] }))
}

fn unfit(error: &impl ToString) -> SheetError {
    SheetError::Workbook(error.to_string())
}

fn read_xlsx(bytes: Vec<u8>) -> Result<Vec<Sheet>, SheetError> {
    let mut workbook: Xlsx<Cursor<Vec<u8>>> = Xlsx::new(Cursor::new(bytes)).map_err(|error| unfit(&error))?;
    let known: Vec<(String, bool)> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == calamine::SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible))
        .collect();
    let (mut sheets, mut count) = (Vec::new(), 0);
    for (name, hidden) in known {
        let mut rows: BTreeMap<u32, BTreeMap<u32, Held>> = BTreeMap::new();
        let mut cells = workbook.worksheet_cells_reader(&name).map_err(|error| unfit(&error))?;
        // Cell by cell: whatever size a sheet declares, what is kept is what stands in it.
        while let Some(cell) = cells.next_cell().map_err(|error| unfit(&error))? {
            let held = held(cell.get_value().clone().into());
            if held != Held::Empty {
                count += 1;
                if count > MOST_CELLS {
                    return Err(SheetError::TooMuch(MOST_CELLS.to_string()));
                }
                let (row, column) = cell.get_position();
                rows.entry(row).or_default().insert(column, held);
            }
        }
        drop(cells);
        let merged = workbook.merge_cells_by_sheet_name(&name).unwrap_or_default();
        merged.iter().for_each(|merged| spread(&mut rows, merged));
        sheets.push(Sheet { name: composed(&name), hidden, rows: dense(rows) });
    }
    Ok(sheets)
}

/// What is merged over several rows holds for each of them; over several columns, for the first.
fn spread(rows: &mut BTreeMap<u32, BTreeMap<u32, Held>>, merged: &Dimensions) {
    let ((top, column), (bottom, _)) = (merged.start, merged.end);
    let Some(held) = rows.get(&top).and_then(|row| row.get(&column)).cloned() else { return };
    if top >= bottom {
        return;
    }
    for (_, row) in rows.range_mut(top + 1..=bottom) {
        row.entry(column).or_insert_with(|| held.clone());
    }
}

fn dense(rows: BTreeMap<u32, BTreeMap<u32, Held>>) -> Vec<(u32, Vec<Held>)> {
    let row = |(row, cells): (u32, BTreeMap<u32, Held>)| {
        let wide = cells.keys().next_back().map_or(0, |last| last + 1);
        // A cell far to the right belongs to no table.
        let wide = wide.min(bounds::MOST_COLUMNS);
        let mut cells = cells;
        (row + 1, (0..wide).map(|column| cells.remove(&column).unwrap_or_default()).collect())
    };
    rows.into_iter().map(row).collect()
}

fn read_ods(bytes: Vec<u8>) -> Result<Vec<Sheet>, SheetError> {
    let mut workbook: Ods<Cursor<Vec<u8>>> = Ods::new(Cursor::new(bytes)).map_err(|error| unfit(&error))?;
    let known: Vec<(String, bool)> =
        workbook.sheets_metadata().iter().map(|s| (s.name.clone(), s.visible != SheetVisible::Visible)).collect();
    let mut sheets = Vec::new();
    for (name, hidden) in known {
        let range = workbook.worksheet_range(&name).map_err(|error| unfit(&error))?;
        let (first_row, first_column) = range.start().unwrap_or_default();
        let mut rows: BTreeMap<u32, BTreeMap<u32, Held>> = BTreeMap::new();
        for (row, column, data) in range.used_cells() {
            let at = |offset: usize, first: u32| u32::try_from(offset).unwrap_or(u32::MAX).saturating_add(first);
            let held = held(data.clone());
            if held != Held::Empty {
                rows.entry(at(row, first_row)).or_default().insert(at(column, first_column), held);
            }
        }
        sheets.push(Sheet { name: composed(&name), hidden, rows: dense(rows) });
    }
    Ok(sheets)
}

fn held(data: Data) -> Held {
    match data {
        Data::Empty => Held::Empty,
        Data::Int(n) => text_of(&n.to_string()),
        Data::Float(n) => Held::Number(n),
        Data::Bool(yes) => Held::Yes(yes),
        Data::Error(error) => Held::Error(error.to_string()),
        Data::DateTime(at) => day(at),
        // `2027-03-02T00:00:00`, as .ods has it.
        Data::DateTimeIso(text) => {
            let date = text.split('T').next().and_then(|date| date.parse().ok());
            date.map_or_else(|| text_of(&text), Held::Day)
        }
        Data::DurationIso(text) | Data::String(text) => text_of(&text),
    }
}

fn text_of(text: &str) -> Held {
    if text.is_empty() { Held::Empty } else { Held::Text(composed(text)) }
}

/// The day of a moment, in either of the systems that spreadsheets count by; a time without a day is text.
fn day(at: ExcelDateTime) -> Held {
    let (year, month, day, hour, minute, ..) = at.to_ymd_hms_milli();
    if at.is_duration() || at.as_f64() < 1.0 {
        return Held::Text(format!("{hour:02}:{minute:02}"));
    }
    let small = |n: u8| i8::try_from(n).unwrap_or(0);
    let date = i16::try_from(year).ok().and_then(|year| Date::new(year, small(month), small(day)));
    date.map_or_else(|| Held::Number(at.as_f64()), Held::Day)
}
