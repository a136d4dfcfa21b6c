//! Reading many events from a file: JSON Lines, or a spreadsheet saved as CSV. Every wrong row is named, not the first.

use std::collections::HashSet;
use std::path::Path;

use serde_json::Map;

use super::{CliError, Globals};
use crate::shell::author::{Draft, DraftError};
use crate::shell::files::{self, Carried, Text};
use crate::shell::form::{Expected, Form, FormError, date_at};
use crate::shell::messages as say;
use crate::values::ident::EventType;
use crate::values::strict;

/// How a file is to be read.
pub struct Reading<'a> {
    /// The event type of rows that name none.
    pub kind: Option<&'a str>,
    /// The most events.
    pub most: usize,
    /// Whether cells may have several lines.
    pub multiline: bool,
}

/// What a file holds.
pub struct Rows {
    /// Drafts with the lines they stand on.
    pub drafts: Vec<(usize, Draft)>,
    /// Rows that say nothing.
    pub skipped: usize,
    /// Rows that cannot be read: the line, the subject if it is known, what is wrong.
    pub wrong: Vec<(usize, Option<String>, CliError)>,
}

/// Rows as they were read: each with its line, and a draft or what is wrong.
type Found = Vec<(usize, Result<Draft, CliError>)>;

/// Reads drafts. The file's ending decides: `.csv`, `.tsv` or `.txt` is a table; without a known one, what begins with a
/// brace is JSON Lines.
pub fn read(path: &Path, how: &Reading<'_>, globals: &Globals) -> Result<Rows, CliError> {
    let bytes = files::given(path, files::LARGE).map_err(|error| CliError::Io(path.to_owned(), error))?;
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        let name = path.display().to_string();
        return Err(CliError::About("import.workbook", name, say::import_workbook, say::import_workbook_advice));
    }
    let not_utf8 =
        || CliError::About("import.not_utf8", path.display().to_string(), say::not_utf8, say::not_utf8_advice);
    let text = Text::of(bytes);
    let was_utf16 = text.carried.contains(&Carried::Utf16);
    let text = text.utf8().map_err(|_| not_utf8())?;
    let ending = path.extension().map(|ext| ext.to_string_lossy().to_lowercase());
    let is_table = match ending.as_deref() {
        Some("csv" | "tsv" | "txt") => true,
        Some("jsonl" | "json" | "ndjson") => false,
        _ => !text.trim_start().starts_with('{'),
    };
    let (found, skipped) = if is_table { read_csv(&text, how)? } else { read_lines(path, &text) };
    let mut changes = Vec::new();
    let (mut drafts, mut wrong) = (Vec::new(), Vec::new());
    for (line, read) in found {
        let tidied = read.and_then(|mut draft| globals.tidy(&mut draft.data).map(|told| (draft, told)));
        match tidied {
            Ok((draft, told)) => {
                drafts.push((line, draft));
                changes.extend(told);
            }
            Err(error) => wrong.push((line, None, error)),
        }
    }
    if drafts.len() > how.most {
        return Err(CliError::Unreadable(path.to_owned(), format!("{} > {}", drafts.len(), how.most)));
    }
    if drafts.is_empty() && wrong.is_empty() && was_utf16 {
        return Err(not_utf8());
    }
    globals.tell(changes);
    Ok(Rows { drafts, skipped, wrong })
}

fn read_lines(path: &Path, text: &str) -> (Found, usize) {
    let lines: Vec<(usize, &str)> = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()).collect();
    let read = |text: &str| {
        let value = strict::json(text).and_then(serde_json::from_value);
        value.map_err(|error| CliError::Unreadable(path.to_owned(), error.to_string()))
    };
    let skipped = text.lines().count() - lines.len();
    (lines.into_iter().map(|(line, text)| (line, read(text))).collect(), skipped)
}

fn read_csv(text: &str, how: &Reading<'_>) -> Result<(Found, usize), CliError> {
    let (text, above, named) = without_separator_line(text);
    let heading = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |separator: char| heading.matches(separator).count();
    let guessed = [';', '\t', ','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(',');
    let rows = table_of(text, named.unwrap_or(guessed), how.multiline).map_err(|slip| slip.told(above))?;
    let (mut headings, mut found, mut skipped) = (None, Vec::new(), 0);
    for (line, row) in &rows {
        let cells: Vec<&str> = row.iter().map(|cell| cell.trim_matches(is_blank)).collect();
        if cells.iter().all(|cell| cell.is_empty()) {
            skipped += 1;
            continue;
        }
        let Some(names) = &headings else {
            headings = Some(read_headings(&cells)?);
            continue;
        };
        found.push((above + line, pair(names, &cells).and_then(|cells| read_row(&cells, how.kind))));
    }
    Ok((found, skipped))
}

/// The rows of a table, with the lines on which they begin.
pub fn rows_of(text: &str) -> Result<Vec<(usize, Vec<String>)>, CliError> {
    let (text, above, named) = without_separator_line(text);
    let heading = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let guessed = [';', '\t', ','].into_iter().max_by_key(|separator| heading.matches(*separator).count());
    let rows = table_of(text, named.or(guessed).unwrap_or(','), true).map_err(|slip| slip.told(above))?;
    Ok(rows.into_iter().map(|(line, row)| (above + line, row)).collect())
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// Excel's first line `sep=;`, which names the separator: without it, how many lines were taken, and the separator.
fn without_separator_line(text: &str) -> (&str, usize, Option<char>) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let plain = first.trim().trim_matches('"');
    let named = plain.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).and_then(|_| plain.get(4..));
    // A tab is a separator that trimming takes.
    let named = named.map(|sign| if sign.is_empty() { "\t" } else { sign });
    match named.map(|sign| sign.chars().collect::<Vec<_>>()).as_deref() {
        Some([sign @ (';' | ',' | '\t' | '|')]) => (rest, 1, Some(*sign)),
        _ => (text, 0, None),
    }
}

/// Why a text is no table, and on which of its lines.
enum Slip {
    /// A quote is opened there and never closed.
    Open(usize),
    /// Something stands behind a closing quote.
    After(usize),
    /// A cell goes on over the end of its line.
    LineFeed(usize),
}

impl Slip {
    fn told(self, above: usize) -> CliError {
        let about = |code, line: usize, message: fn(_, String) -> String, advice| {
            CliError::About(code, (above + line).to_string(), message, advice)
        };
        match self {
            Slip::Open(line) => about("import.quote", line, say::import_quote_open, say::import_quote_open_advice),
            Slip::After(line) => about("import.quote", line, say::import_quote_after, say::import_quote_open_advice),
            Slip::LineFeed(line) => {
                about("import.line_feed", line, say::import_line_feed, say::import_line_feed_advice)
            }
        }
    }
}

/// Where in a cell a character stands.
#[derive(Clone, Copy)]
enum Place {
    Start,
    Plain,
    /// In quotes that were opened on a line.
    Quoted(usize),
    Closed,
}

/// The cells of RFC 4180, stricter than libraries read them: those take a quote that is never closed for the rest of the
/// file, and what stands behind a closing one for a part of the cell. Each row comes with its line.
fn table_of(text: &str, delimiter: char, multiline: bool) -> Result<Vec<(usize, Vec<String>)>, Slip> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut place, mut line, mut begun) = (Place::Start, 1, 1);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let ends_line = c == '\n' || (c == '\r' && rest.peek() != Some(&'\n'));
        match (place, c) {
            (Place::Quoted(_), '"') => place = Place::Closed,
            (Place::Quoted(opened), _) if ends_line && !multiline => {
                // An odd number of quotes leaves one open: the likelier slip, and the worse one.
                let odd = text.matches('"').count() % 2 == 1;
                return Err(if odd { Slip::Open(opened) } else { Slip::LineFeed(opened) });
            }
            (Place::Quoted(_), _) => cell.push(c),
            (Place::Start, '"') => place = Place::Quoted(line),
            (Place::Closed, '"') => {
                cell.push('"');
                place = Place::Quoted(line);
            }
            _ if c == delimiter || ends_line => {
                row.push(std::mem::take(&mut cell));
                place = Place::Start;
                if ends_line {
                    rows.push((begun, std::mem::take(&mut row)));
                    begun = line + 1;
                }
            }
            (_, '\r') | (Place::Closed, ' ') => {}
            (Place::Closed, _) => return Err(Slip::After(line)),
            (Place::Start | Place::Plain, _) => {
                cell.push(c);
                place = Place::Plain;
            }
        }
        line += usize::from(ends_line);
    }
    if let Place::Quoted(opened) = place {
        return Err(Slip::Open(opened));
    }
    if !cell.is_empty() || !row.is_empty() || matches!(place, Place::Closed) {
        row.push(cell);
        rows.push((begun, row));
    }
    Ok(rows)
}

fn read_headings(cells: &[&str]) -> Result<Vec<String>, CliError> {
    let (mut names, mut known): (Vec<String>, HashSet<String>) = (Vec::new(), HashSet::new());
    for cell in cells {
        let name = cell.to_string();
        if !name.is_empty() && !known.insert(name.to_ascii_lowercase()) {
            return Err(CliError::About("import.column", name, say::import_column_twice, say::import_column_advice));
        }
        names.push(name);
    }
    Ok(names)
}

/// The cells of a row that say something, by their headings.
fn pair<'a>(names: &'a [String], cells: &[&'a str]) -> Result<Vec<(&'a str, &'a str)>, CliError> {
    let wide = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
    if wide > names.len() {
        let message = |lang, counts: String| {
            let (found, expected) = counts.split_once('/').unwrap_or_default();
            say::import_cells(lang, found, expected)
        };
        let counts = format!("{wide}/{}", names.len());
        return Err(CliError::About("import.cells", counts, message, say::import_column_advice));
    }
    let unnamed = names.iter().zip(cells).position(|(name, cell)| name.is_empty() && !cell.is_empty());
    if let Some(at) = unnamed {
        let n = (at + 1).to_string();
        return Err(CliError::About("import.column", n, say::import_column_unnamed, say::import_column_advice));
    }
    let said = names.iter().map(String::as_str).zip(cells.iter().copied()).filter(|(_, cell)| !cell.is_empty());
    Ok(said.collect())
}

fn read_row(cells: &[(&str, &str)], kind: Option<&str>) -> Result<Draft, CliError> {
    let cell = |name: &str| cells.iter().find(|(heading, _)| *heading == name).map(|(_, cell)| *cell);
    let bad = |name: &str, text: &str, expected: String| {
        let expected = Expected::OneOf(expected);
        CliError::from(FormError::BadValue { path: name.to_owned(), text: text.to_owned(), expected })
    };
    let named = cell("type").or(kind).unwrap_or_default();
    let unknown = || CliError::from(DraftError::UnknownType { kind: named.to_owned(), schema: 0 });
    let kind: EventType = named.parse().map_err(|_| unknown())?;
    let form = Form::draft(kind.as_str(), None).ok_or_else(unknown)?;
    let on = cell("on").map(|text| date_at("on", text)).transpose()?;
    let by = cell("by").map(|text| text.parse().map_err(|known: String| bad("by", text, known))).transpose()?;
    let id = cell("id").map(|text| text.parse().map_err(|_| bad("id", text, "UUIDv7".to_owned()))).transpose()?;
    let mut data = Map::new();
    let fields = cells.iter().filter(|(heading, _)| !matches!(*heading, "type" | "subject" | "on" | "by" | "id"));
    form.set_all(&mut data, fields.copied())?;
    let subject = cell("subject").map(str::to_owned);
    Ok(Draft { kind, schema: None, subject, on, id, expect: None, at: None, by, data })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn quoted(cell: &str) -> String {
        format!("\"{}\"", cell.replace('"', "\"\""))
    }

    proptest! {
        #[test]
        fn a_written_table_is_read_back(rows in prop::collection::vec(prop::collection::vec("[a-c;, \"]{0,6}", 1..4), 0..6),
                                        crlf in any::<bool>(), last in any::<bool>()) {
            let end = if crlf { "\r\n" } else { "\n" };
            let lines: Vec<String> =
                rows.iter().map(|row| row.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(";")).collect();
            let mut text = lines.join(end);
            if last && !rows.is_empty() {
                text.push_str(end);
            }
            let read = table_of(&text, ';', false).ok().unwrap();
            prop_assert_eq!(read, (1..).zip(rows).collect::<Vec<_>>());
        }

        #[test]
        fn a_quote_taken_away_is_never_passed_over(rows in prop::collection::vec(prop::collection::vec("[a-c]{1,6}", 1..4), 1..6),
                                                   at in any::<prop::sample::Index>()) {
            let lines: Vec<String> =
                rows.iter().map(|row| row.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(";")).collect();
            let mut text = lines.join("\n");
            let quotes: Vec<usize> = text.match_indices('"').map(|(at, _)| at).collect();
            text.remove(quotes[at.index(quotes.len())]);
            // A lost opening quote leaves one in a plain cell: seen when the next one closes nothing.
            let read = table_of(&text, ';', false);
            let same = read.as_ref().is_ok_and(|read| read.iter().map(|(_, row)| row.len()).eq(rows.iter().map(Vec::len)));
            prop_assert!(read.is_err() || same, "{text}");
        }
    }
}
