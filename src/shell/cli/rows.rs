//! Reading many events from a file: JSON Lines, or a table in whatever program wrote it. Every wrong cell of every row is
//! named, not the first.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::sheets::{self, Known, Looking};
use super::{CliError, Globals};
use crate::office::sheets::{Held, Means, Spot, Table, plain};
use crate::office::words;
use crate::shell::author::{Draft, DraftError};
use crate::shell::form::{Expected, Form, FormError, date_at};
use crate::shell::messages as say;
use crate::shell::sheet::Given;
use crate::values::ident::EventType;
use crate::values::lang::Lang;
use crate::values::near::nearest;
use crate::values::strict;
use crate::values::time::Date;

/// How rows are to be read.
pub struct Reading<'a> {
    /// The event type of rows that name none.
    pub kind: Option<&'a str>,
    /// The most events.
    pub most: usize,
    /// Which sheet, and what columns mean.
    pub looking: Looking,
    /// What every row says, where no column does: field and text.
    pub common: Vec<(String, String)>,
    /// The date of rows that have none.
    pub on: Option<Date>,
}

/// A row that cannot be read: where, the subject if it is known, what is wrong.
pub type Unread = (Spot, Option<String>, CliError);

/// What a file holds.
#[derive(Default)]
pub struct Rows {
    /// Drafts with the places where they stand.
    pub drafts: Vec<(Spot, Draft)>,
    /// Rows that say nothing.
    pub skipped: usize,
    /// What cannot be read.
    pub wrong: Vec<Unread>,
    /// The tables that were read, each with the position of its sheet; none of JSON Lines.
    pub tables: Vec<(usize, Table)>,
    /// What has to be said before.
    pub told: Vec<String>,
}

/// Columns that are not part of a payload.
const OUTSIDE: [(&str, &[&str]); 5] = [
    ("type", &["loai su kien"]),
    ("subject", &["ho so", "subject"]),
    ("on", &["ngay", "ngay hieu luc", "ngay co hieu luc", "date", "date in effect"]),
    ("by", &["vai tro ky"]),
    ("id", &[]),
];

/// Headings that say nothing of an event.
const COUNTERS: [&str; 6] = ["stt", "tt", "so tt", "so thu tu", "loi", "errors"];

/// Whether a table says of each row what type it is.
pub fn names_types(given: &Given) -> bool {
    let heads = |book: &crate::office::sheets::Book| {
        let is_filled = |row: &&(u32, Vec<Held>)| !row.1.iter().all(Held::is_blank);
        let rows = book.sheets.iter().filter_map(|sheet| sheet.rows.iter().find(is_filled));
        rows.flat_map(|(_, cells)| cells).any(|cell| plain(&cell.to_string()) == "type")
    };
    match given {
        Given::Lines(_) => true,
        Given::Book(book) => heads(book),
    }
}

/// Reads drafts.
pub fn read(path: &Path, given: &Given, how: &Reading<'_>, globals: &Globals) -> Result<Rows, CliError> {
    let mut rows = match given {
        Given::Lines(text) => lines(path, text),
        Given::Book(book) => {
            let form = how.kind.and_then(|kind| Form::draft(kind, None));
            let fields = form.as_ref().map(|form| headings(form, globals.lang)).unwrap_or_default();
            let both = form.as_ref().map(known_headings).unwrap_or_default();
            let means = |heading: &str| meaning(heading, form.as_ref(), &both);
            let kind = how.kind.unwrap_or_default();
            let known = Known { kind, means: &means, fields, several: &|_| false, needs: None };
            let found = sheets::understand(book, &known, &how.looking, globals.lang)?;
            unknown(&found.tables, &known, globals.lang)?;
            let mut rows = Rows { told: found.told, ..Rows::default() };
            for (at, table) in &found.tables {
                read_table(*at, table, how, &mut rows)?;
            }
            Rows { tables: found.tables, ..rows }
        }
    };
    let mut changes = Vec::new();
    let drafts = std::mem::take(&mut rows.drafts);
    for (spot, mut draft) in drafts {
        match globals.tidy(&mut draft.data) {
            Ok(told) => {
                rows.drafts.push((spot, draft));
                changes.extend(told);
            }
            Err(error) => rows.wrong.push((spot, None, error)),
        }
    }
    if rows.drafts.len() > how.most {
        return Err(CliError::Unreadable(path.to_owned(), format!("{} > {}", rows.drafts.len(), how.most)));
    }
    globals.tell(changes);
    Ok(rows)
}

/// Columns that hold something and of which nobody knows what it is.
fn unknown(tables: &[(usize, Table)], known: &Known<'_>, lang: Lang) -> Result<(), CliError> {
    let mut names: Vec<String> = Vec::new();
    for (_, table) in tables {
        let left = table.left();
        let heads = table
            .heads
            .iter()
            .zip(&table.means)
            .filter(|(head, means)| **means == Means::Unknown && left.contains(&head.as_str()));
        names.extend(heads.map(|(head, _)| {
            let of = known.fields.iter().flat_map(|(path, label)| [path.as_str(), label]);
            let near = nearest(head, of);
            let near =
                if near.is_empty() { String::new() } else { format!(" ({})", say::perhaps(lang, near.join(", "))) };
            format!("«{head}»{near}")
        }));
    }
    match names.is_empty() {
        true => Ok(()),
        false => {
            Err(CliError::About("form.field", names.join("; "), say::import_column_unknown, say::import_map_advice))
        }
    }
}

fn lines(path: &Path, text: &str) -> Rows {
    let mut rows = Rows { skipped: text.lines().filter(|line| line.trim().is_empty()).count(), ..Rows::default() };
    for (line, text) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let read = strict::json(text).and_then(serde_json::from_value);
        match read {
            Ok(draft) => rows.drafts.push((Spot::line(line), draft)),
            Err(error) => {
                let error = CliError::Unreadable(path.to_owned(), error.to_string());
                rows.wrong.push((Spot::line(line), None, error));
            }
        }
    }
    rows
}

/// The fields that a column may hold, each with the heading that a template gives it: its name, with that of its group
/// where two have the same.
pub fn headings(form: &Form, lang: Lang) -> Vec<(String, String)> {
    let fields: Vec<(String, String)> = form.columns(lang).into_iter().map(|field| (field.path, field.label)).collect();
    let alone =
        |all: &[(String, String)], name: &str| all.iter().filter(|(_, other)| plain(other) == plain(name)).count() == 1;
    let grouped = |(path, label): &(String, String)| {
        let group = path.rsplit_once('.').map(|(group, _)| form.label(group, lang));
        let group = group.filter(|_| !alone(&fields, label));
        (path.clone(), group.map_or_else(|| label.clone(), |group| format!("{group}: {label}")))
    };
    let named: Vec<(String, String)> = fields.iter().map(grouped).collect();
    let own = |(path, name): &(String, String)| {
        let is_outside = OUTSIDE.iter().any(|(_, words)| words.contains(&plain(name).as_str()));
        (path.clone(), if alone(&named, name) && !is_outside { name.clone() } else { path.clone() })
    };
    named.iter().map(own).collect()
}

/// Headings that are understood, as they are compared, in both languages.
fn known_headings(form: &Form) -> Vec<(String, String)> {
    let of = |lang| headings(form, lang).into_iter().map(|(path, heading)| (plain(&heading), path));
    of(Lang::Vi).chain(of(Lang::En)).collect()
}

/// What a heading of a sheet of a type means.
#[cfg(test)]
pub fn means(form: &Form, heading: &str) -> Means {
    meaning(heading, Some(form), &known_headings(form))
}

fn meaning(heading: &str, form: Option<&Form>, known: &[(String, String)]) -> Means {
    let field = |name: &str| Means::Field(name.to_owned());
    if COUNTERS.contains(&plain(heading).as_str()) {
        return Means::Left;
    }
    if form.is_none_or(|form| form.knows(heading)) || OUTSIDE.iter().any(|(name, _)| *name == heading) {
        return field(heading);
    }
    let plain = plain(heading);
    if let Some((_, path)) = known.iter().find(|(of, _)| *of == plain) {
        return field(path);
    }
    if let Some((name, _)) = OUTSIDE.iter().find(|(_, words)| words.contains(&plain.as_str())) {
        return field(name);
    }
    Means::Unknown
}

/// A cell that says something: its field, its column, what it holds.
type Filled<'a> = (&'a str, usize, &'a Held);

fn read_table(sheet_no: usize, table: &Table, how: &Reading<'_>, rows: &mut Rows) -> Result<(), CliError> {
    rows.skipped += table.blank;
    for (row, cells) in &table.rows {
        let spot = Spot { sheet_no, row: *row, sheet: table.sheet.clone(), ..Spot::default() };
        let at = |column: usize| Spot {
            column: Some((column, table.heads.get(column).cloned().unwrap_or_default())),
            holds: cells.get(column).map_or_else(String::new, Held::to_string),
            ..spot.clone()
        };
        let before = rows.wrong.len();
        let mut filled: Vec<Filled<'_>> = Vec::new();
        let wide = cells.iter().rposition(|cell| !cell.is_blank()).map_or(0, |last| last + 1);
        if wide > table.heads.len() {
            rows.wrong.push((spot.clone(), None, too_wide(wide, table.heads.len())));
        }
        for ((column, cell), means) in
            cells.iter().enumerate().zip(&table.means).filter(|((_, cell), _)| !cell.is_blank())
        {
            let error = match means {
                Means::Left if table.heads.get(column).is_some_and(String::is_empty) => {
                    let n = (column + 1).to_string();
                    CliError::About("import.column", n, say::import_column_unnamed, say::import_column_advice)
                }
                Means::Left | Means::Unknown => continue,
                Means::Field(_) if cell.broken() => CliError::About(
                    "import.cell",
                    cell.to_string(),
                    say::import_cell_error,
                    say::import_cell_error_advice,
                ),
                Means::Field(field) => {
                    filled.push((field, column, cell));
                    continue;
                }
            };
            rows.wrong.push((at(column), None, error));
        }
        let read = read_row(&filled, how)?;
        let whole = rows.wrong.len() == before && read.wrong.is_empty();
        let subject = read.draft.as_ref().and_then(|draft| draft.subject.clone());
        rows.wrong.extend(
            read.wrong
                .into_iter()
                .map(|(column, error)| (column.map_or_else(|| spot.clone(), at), subject.clone(), error)),
        );
        if let Some(draft) = read.draft.filter(|_| whole) {
            rows.drafts.push((spot, draft));
        }
    }
    Ok(())
}

fn too_wide(wide: usize, expected: usize) -> CliError {
    let message = |lang, counts: String| {
        let (found, expected) = counts.split_once('/').unwrap_or_default();
        say::import_cells(lang, found, expected)
    };
    CliError::About("import.cells", format!("{wide}/{expected}"), message, say::import_column_advice)
}

/// A row: the draft as far as it could be read, and what could not, with its column.
struct RowRead {
    draft: Option<Draft>,
    wrong: Vec<(Option<usize>, CliError)>,
}

fn read_row(cells: &[Filled<'_>], how: &Reading<'_>) -> Result<RowRead, CliError> {
    let cell =
        |name: &str| cells.iter().find(|(field, ..)| *field == name).map(|(_, at, cell)| (*at, cell.to_string()));
    let mut wrong: Vec<(Option<usize>, CliError)> = Vec::new();
    let named = cell("type").map(|(_, text)| text).or(how.kind.map(str::to_owned)).unwrap_or_default();
    let unknown = || CliError::from(DraftError::UnknownType { kind: named.clone(), schema: 0 });
    let name = crate::domain::ledger::called(&named).map_or(named.as_str(), |meta| meta.name);
    let found = name.parse::<EventType>().ok().and_then(|kind| Some((Form::draft(kind.as_str(), None)?, kind)));
    let Some((form, kind)) = found else {
        return Ok(RowRead { draft: None, wrong: vec![(cell("type").map(|(at, _)| at), unknown())] });
    };
    let mut outside = |name: &str, read: &mut dyn FnMut(&str) -> Result<(), FormError>| {
        if let Some((at, text)) = cell(name)
            && let Err(error) = read(&text)
        {
            wrong.push((Some(at), error.into()));
        }
    };
    let bad = |name: &str, text: &str, expected: String| FormError::BadValue {
        path: name.to_owned(),
        text: text.to_owned(),
        expected: Expected::OneOf(expected),
    };
    let (mut on, mut by, mut id) = (how.on, None, None);
    outside("on", &mut |text| date_at("on", text).map(|date| on = Some(date)));
    outside("by", &mut |text| text.parse().map(|role| by = Some(role)).map_err(|known: String| bad("by", text, known)));
    outside("id", &mut |text| {
        text.parse().map(|read| id = Some(read)).map_err(|_| bad("id", text, "UUIDv7".to_owned()))
    });
    let mut data = Map::new();
    let is_field = |name: &str| !OUTSIDE.iter().any(|(outside, _)| *outside == name);
    let said = cells.iter().filter(|(field, ..)| is_field(field));
    let said: Vec<(&str, Option<usize>, String)> =
        said.map(|(field, at, cell)| (*field, Some(*at), cell.to_string())).collect();
    let common = how.common.iter().filter(|(field, _)| !said.iter().any(|(known, ..)| known == field));
    let common: Vec<(&str, Option<usize>, String)> =
        common.map(|(field, text)| (field.as_str(), None, text.clone())).collect();
    for (path, at, text) in said.iter().chain(&common) {
        // A name to be sealed may stand in a file of the office's own; on a command line it may not.
        let sealed = form.seals(path) && !text.starts_with('{') && text != "-";
        let text = if sealed { json!({ "sealed": { "plain": text } }).to_string() } else { text.clone() };
        let under = |(other, ..): &(&str, Option<usize>, String)| other.starts_with(&format!("{path}."));
        let set = if said.iter().any(under) {
            Err(FormError::Inside((*path).to_owned()))
        } else {
            form.set(&mut data, path, &text)
        };
        if let Err(error) = set {
            wrong.push((*at, error.into()));
        }
    }
    // What is missing besides is said at once; of what could not be read it is not said that it is missing.
    if !wrong.is_empty() {
        let told: Vec<&str> = said.iter().map(|(path, ..)| *path).collect();
        let lacking = |path: &String| !told.iter().any(|known| known == path || path.starts_with(&format!("{known}.")));
        let lacks = form.missing(&data).into_iter().filter(lacking);
        let cell = |path: String| FormError::Cell { kind: kind.to_string(), data: data.clone(), path };
        wrong.extend(lacks.map(|path| (None, cell(path).into())));
    }
    let subject = cell("subject").map(|(_, text)| text);
    let draft = Draft { kind, schema: None, subject, on, id, expect: None, at: None, by, data };
    Ok(RowRead { draft: Some(draft), wrong })
}

/// What is wrong with a row as a whole, cell by cell: a payload that does not fit is told of each column.
pub fn by_cell(told: Vec<(Spot, CliError)>, tables: &[(usize, Table)]) -> Vec<(Spot, CliError)> {
    let of = |(spot, error): (Spot, CliError)| -> Vec<(Spot, CliError)> {
        let table = tables.iter().find(|(at, _)| *at == spot.sheet_no).map(|(_, table)| table);
        let at = |table: &Table, path: &str| {
            let column = table.columns(path).next();
            let heading = |at| (at, table.heads.get(at).cloned().unwrap_or_default());
            let row = table.rows.iter().find(|(row, _)| *row == spot.row);
            let holds = column.and_then(|at| row?.1.get(at)).map_or_else(String::new, Held::to_string);
            Spot { column: column.map(heading), holds, ..spot.clone() }
        };
        if let (Some(table), CliError::Odd(odd)) = (table, &error) {
            return vec![(at(table, &odd.path), error)];
        }
        let (Some(table), CliError::Form(FormError::Unfit { kind, data, .. })) = (table, &error) else {
            return vec![(spot, error)];
        };
        let Some(form) = Form::of(kind, None) else { return vec![(spot, error)] };
        let paths: Vec<String> = form.unfit(data);
        let cell = |path: String| {
            let place = at(table, &path);
            (place, FormError::Cell { kind: kind.clone(), data: data.clone(), path }.into())
        };
        if paths.is_empty() { vec![(spot, error)] } else { paths.into_iter().map(cell).collect() }
    };
    told.into_iter().flat_map(of).collect()
}

/// Rows of a file that say the very same thing.
pub fn doubles(drafts: &[(Spot, Draft)], lang: Lang) -> Vec<String> {
    let mut seen: std::collections::BTreeMap<String, &Spot> = std::collections::BTreeMap::new();
    let mut found = Vec::new();
    for (spot, draft) in drafts {
        let key = json!([draft.kind, draft.subject, draft.on, Value::Object(draft.data.clone())]).to_string();
        match seen.get(&key) {
            Some(first) => found.push(words::row_twice(lang, spot.text(lang), first.text(lang))),
            None => drop(seen.insert(key, spot)),
        }
    }
    found
}

/// Whether something recorded says everything that was said now: what was filled in beside makes no difference.
pub fn says(recorded: &Value, said: &Value) -> bool {
    match (recorded, said) {
        (Value::Object(recorded), Value::Object(said)) => {
            !said.is_empty()
                && said.iter().all(|(name, value)| recorded.get(name).is_some_and(|known| says(known, value)))
        }
        (recorded, said) => recorded == said,
    }
}
