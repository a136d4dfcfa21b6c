//! Workbooks as offices have them: .xlsx, .ods. Only this file knows how they are stored.

use std::path::Path;

use calamine::{Data, Reader, open_workbook_auto};

use crate::office::jobs::nominate::Sheet;
use crate::values::text::composed;
use crate::values::time::Date;

/// The most rows that are read.
const MOST_ROWS: usize = 20_000;

/// Reads the first sheet that holds anything.
pub fn read(path: &Path) -> Result<Sheet, String> {
    let mut workbook = open_workbook_auto(path).map_err(|error| error.to_string())?;
    for name in workbook.sheet_names() {
        let range = workbook.worksheet_range(&name).map_err(|error| error.to_string())?;
        let Some((first_row, first_column)) = range.start() else { continue };
        if range.height() > MOST_ROWS {
            return Err(format!("{} > {MOST_ROWS}", range.height()));
        }
        let before = usize::try_from(first_column).unwrap_or(0);
        let rows = range.rows().zip(first_row + 1..).map(|(cells, row)| {
            let cells = std::iter::repeat_n(String::new(), before).chain(cells.iter().map(cell));
            (row, cells.collect())
        });
        return Ok(Sheet { name, rows: rows.collect() });
    }
    Ok(Sheet::default())
}

fn cell(data: &Data) -> String {
    match data {
        Data::Empty => String::new(),
        // A whole number is kept as one: spreadsheets store `8` as `8.0`.
        Data::Float(n) if n.fract() == 0.0 && n.abs() < 1e15 => format!("{n:.0}"),
        Data::Float(n) => n.to_string(),
        Data::Error(error) => format!("#{error}"),
        // Days since 30/12/1899, as spreadsheets count.
        Data::DateTime(date) => {
            let days = format!("{:.0}", date.as_f64().floor()).parse().ok();
            let date = Date::new(1899, 12, 30).zip(days).map(|(first, days)| first.plus_days(days));
            date.map_or_else(String::new, |date| date.vietnamese())
        }
        other => composed(other.to_string().trim()),
    }
}
