//! Reading many events from a file: JSON Lines, or a spreadsheet saved as CSV.

use std::path::Path;

use serde_json::Map;

use super::CliError;
use crate::shell::author::{Draft, DraftError};
use crate::shell::form::{Form, FormError, read_date};
use crate::shell::messages as say;
use crate::values::ident::EventType;
use crate::values::text::composed;

/// The largest file that is read, in bytes.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// Reads drafts with the lines they stand on. The file's ending decides: `.csv`, else JSON Lines.
pub fn read(path: &Path, kind: Option<&str>, most: usize) -> Result<Vec<(usize, Draft)>, CliError> {
    let io = |error| CliError::Io(path.to_owned(), error);
    let size = std::fs::metadata(path).map_err(io)?.len();
    if size > MOST_BYTES {
        return Err(CliError::Unreadable(path.to_owned(), format!("{size} > {MOST_BYTES} bytes")));
    }
    let bytes = std::fs::read(path).map_err(io)?;
    let not_utf8 =
        |_| CliError::About("import.not_utf8", path.display().to_string(), say::not_utf8, say::not_utf8_advice);
    let text = String::from_utf8(bytes).map_err(not_utf8)?;
    let text = composed(text.strip_prefix('\u{feff}').unwrap_or(&text));
    let drafts = if path.extension().is_some_and(|ext| ext.eq_ignore_ascii_case("csv")) {
        read_csv(path, &text, kind)?
    } else {
        read_lines(path, &text)?
    };
    if drafts.len() > most {
        return Err(CliError::Unreadable(path.to_owned(), format!("{} > {most}", drafts.len())));
    }
    Ok(drafts)
}

fn read_lines(path: &Path, text: &str) -> Result<Vec<(usize, Draft)>, CliError> {
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(line, text)| match serde_json::from_str(text) {
            Ok(draft) => Ok((line, draft)),
            Err(error) => {
                let inner = CliError::Unreadable(path.to_owned(), error.to_string());
                Err(CliError::Line(path.to_owned(), line, Box::new(inner)))
            }
        })
        .collect()
}

fn read_csv(path: &Path, text: &str, kind: Option<&str>) -> Result<Vec<(usize, Draft)>, CliError> {
    let heading = text.lines().next().unwrap_or_default();
    let count = |separator: char| heading.matches(separator).count();
    let delimiter = [';', '\t', ','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(',');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter as u8).flexible(false).from_reader(text.as_bytes());
    let unreadable = |error: csv::Error| CliError::Unreadable(path.to_owned(), error.to_string());
    let headings = reader.headers().map_err(unreadable)?.clone();
    let mut drafts = Vec::new();
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        let line = record.position().map_or(0, |position| usize::try_from(position.line()).unwrap_or(0));
        let cells =
            headings.iter().map(str::trim).zip(record.iter().map(str::trim)).filter(|(_, cell)| !cell.is_empty());
        let draft =
            read_row(cells.collect(), kind).map_err(|error| CliError::Line(path.to_owned(), line, Box::new(error)))?;
        drafts.push((line, draft));
    }
    Ok(drafts)
}

fn read_row(cells: Vec<(&str, &str)>, kind: Option<&str>) -> Result<Draft, CliError> {
    let cell = |name: &str| cells.iter().find(|(heading, _)| *heading == name).map(|(_, cell)| *cell);
    let bad = |name: &str, text: &str, expected: &str| {
        CliError::from(FormError::BadValue {
            path: name.to_owned(),
            text: text.to_owned(),
            expected: expected.to_owned(),
        })
    };
    let named = cell("type").or(kind).unwrap_or_default();
    let unknown = || CliError::from(DraftError::UnknownType { kind: named.to_owned(), schema: 0 });
    let kind: EventType = named.parse().map_err(|_| unknown())?;
    let form = Form::of(kind.as_str(), None).ok_or_else(unknown)?;
    let on =
        cell("on").map(|text| read_date(text).ok_or_else(|| bad("on", text, "2024-06-28 | 28/6/2024"))).transpose()?;
    let by = cell("by").map(|text| text.parse().map_err(|known: String| bad("by", text, &known))).transpose()?;
    let id = cell("id").map(|text| text.parse().map_err(|_| bad("id", text, "UUIDv7"))).transpose()?;
    let mut data = Map::new();
    for (heading, text) in &cells {
        if !matches!(*heading, "type" | "subject" | "on" | "by" | "id") {
            form.set(&mut data, heading, text)?;
        }
    }
    let subject = cell("subject").map(str::to_owned);
    Ok(Draft { kind, schema: None, subject, on, id, expect: None, at: None, by, data })
}
