//! Which sheets of a file are read, and what their columns mean: by their headings, by what was said on the command line or
//! once before, and where nothing says it, by asking.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::CliError;
use super::error::MOST_LINES;
use super::sitting;
use crate::office::jobs::Question;
use crate::office::jobs::answers::chosen;
use crate::office::sheets::{Book, Held, Means, Sheet, Spot, Table, Wrong, find, first, plain};
use crate::office::views::{Holds, Table as Shown};
use crate::office::words;
use crate::shell::messages as say;
use crate::shell::sheet::{self, Given, SheetError, Slip, meanings::Meanings};
use crate::shell::terminal::{self, Asked, Asking};
use crate::values::lang::Lang;
use crate::values::text::fold;

/// What is known of sheets of one kind.
pub struct Known<'a> {
    /// The event type that their rows are.
    pub kind: &'a str,
    /// What a heading means by itself.
    pub means: &'a dyn Fn(&str) -> Means,
    /// The fields that a column may be said to be: key and name.
    pub fields: Vec<(String, String)>,
    /// Whether several columns may mean a field.
    pub several: &'a dyn Fn(&str) -> bool,
    /// The field without which a table is none; where there is no such field, headings that nobody understands are those of
    /// the first row that holds anything.
    pub needs: Option<&'a str>,
}

/// How sheets are to be looked for.
#[derive(Default)]
pub struct Looking {
    /// The only sheet that is read, hidden or not.
    pub sheet: Option<String>,
    /// What columns mean, as the command line says: heading and field, or nothing for a column that is not imported.
    pub map: Vec<(String, String)>,
}

/// The tables of a file, each with the position of its sheet.
pub struct Tables {
    /// The tables.
    pub tables: Vec<(usize, Table)>,
    /// What has to be said of the sheets that were not read.
    pub told: Vec<String>,
}

impl Looking {
    /// From options: `--sheet NAME`, `--map "HEADING=FIELD"`.
    pub fn of(sheet: Option<String>, map: &[String]) -> Result<Looking, CliError> {
        let split = |pair: &String| {
            let bad = || CliError::About("form.set", pair.clone(), say::bad_map, say::usage_advice);
            let (heading, field) = pair.rsplit_once('=').ok_or_else(bad)?;
            Ok((plain(heading), field.trim().to_owned()))
        };
        Ok(Looking { sheet, map: map.iter().map(split).collect::<Result<_, CliError>>()? })
    }

    fn said(&self, heading: &str, known: &Known<'_>) -> Option<Means> {
        let wanted = plain(heading);
        let (_, field) = self.map.iter().find(|(of, _)| *of == wanted)?;
        if field.is_empty() || field == "-" {
            return Some(Means::Left);
        }
        let named = known.fields.iter().find(|(key, label)| key == field || fold(label) == fold(field));
        Some(Means::Field(named.map_or_else(|| field.clone(), |(key, _)| key.clone())))
    }
}

/// Reads a file that a person names.
pub fn given(path: &Path, multiline: bool) -> Result<Given, CliError> {
    let name = || path.display().to_string();
    sheet::read(path, multiline).map_err(|error| match error {
        SheetError::Io(error) => CliError::Io(path.to_owned(), error),
        SheetError::NotText => CliError::About("import.not_utf8", name(), say::not_utf8, say::not_utf8_advice),
        SheetError::Workbook(_) => {
            CliError::About("import.workbook", name(), say::import_workbook, say::import_workbook_advice)
        }
        SheetError::TooMuch(most) => {
            let what = format!("{}\n{most}", name());
            CliError::About("import.too_much", what, too_much, say::import_too_much_advice)
        }
        SheetError::Slip(slip) => slipped(slip),
    })
}

fn too_much(lang: Lang, what: String) -> String {
    let (path, most) = what.split_once('\n').unwrap_or((&what, ""));
    say::import_too_much(lang, path, most)
}

fn slipped(slip: Slip) -> CliError {
    let about = |code, line: usize, message: fn(Lang, String) -> String, advice| {
        CliError::About(code, line.to_string(), message, advice)
    };
    match slip {
        Slip::Open(line) => about("import.quote", line, say::import_quote_open, say::import_quote_open_advice),
        Slip::After(line) => about("import.quote", line, say::import_quote_after, say::import_quote_open_advice),
        Slip::LineFeed(line) => about("import.line_feed", line, say::import_line_feed, say::import_line_feed_advice),
    }
}

/// The tables of a file. Every visible sheet with headings that are understood is one, unless a single one is named.
pub fn understand(book: &Book, known: &Known<'_>, looking: &Looking, lang: Lang) -> Result<Tables, CliError> {
    let (mut tables, mut hidden, mut other) = (Vec::new(), Vec::new(), Vec::new());
    if let Some(wanted) = &looking.sheet
        && !book.sheets.iter().any(|sheet| fold(&sheet.name) == fold(wanted))
    {
        return Err(CliError::About("import.sheet", wanted.clone(), say::import_no_sheet, say::import_no_sheet_advice));
    }
    let sheets = book.sheets.iter().enumerate().filter(|(_, sheet)| !sheet.is_blank());
    for (at, sheet) in sheets {
        match &looking.sheet {
            Some(wanted) if fold(&sheet.name) != fold(wanted) => continue,
            None if sheet.hidden => {
                hidden.push(sheet.name.as_str());
                continue;
            }
            _ => {}
        }
        // Where each row says its type, every word may be a heading.
        let found = if known.kind.is_empty() { None } else { understood(sheet, known, looking)? };
        match found.filter(|table| has(table, known.needs)) {
            Some(table) => tables.push((at, table)),
            None => other.push((at, sheet)),
        }
    }
    if let (true, None, Some((at, sheet))) = (tables.is_empty(), known.needs, other.first().copied()) {
        let means = |heading: &str| looking.said(heading, known).unwrap_or_else(|| (known.means)(heading));
        tables.extend(first(sheet, &means).map(|table| (at, table)));
        other.remove(0);
    }
    for (_, table) in &mut tables {
        ask_columns(&book.file, table, known, lang)?;
        twice(table, known)?;
    }
    let mut told = Vec::new();
    // What a template has beside its table is known to be none.
    let ours = |name: &&str| {
        [Lang::Vi, Lang::En]
            .iter()
            .any(|lang| [words::template_guide(*lang), words::template_lists(*lang)].contains(&(*name).to_owned()))
    };
    hidden.retain(|name| !ours(name));
    other.retain(|(_, sheet)| !ours(&sheet.name.as_str()));
    if !hidden.is_empty() {
        told.push(words::sheets_hidden(lang, hidden.join(", ")));
    }
    if !other.is_empty() && !tables.is_empty() {
        let names: Vec<&str> = other.iter().map(|(_, sheet)| sheet.name.as_str()).collect();
        told.push(words::sheets_other(lang, names.join(", ")));
    }
    Ok(Tables { tables, told })
}

/// Whether a table has a field, or a column of which nobody knows yet what it is.
fn has(table: &Table, field: Option<&str>) -> bool {
    field.is_none_or(|field| table.columns(field).next().is_some() || table.means.contains(&Means::Unknown))
}

fn understood(sheet: &Sheet, known: &Known<'_>, looking: &Looking) -> Result<Option<Table>, CliError> {
    let by_itself = |heading: &str| looking.said(heading, known).unwrap_or_else(|| (known.means)(heading));
    let found = find(sheet, &by_itself);
    // Headings that mean nothing by themselves may have been explained once.
    let rows = sheet.rows.iter().take(if found.is_some() { 0 } else { 30 });
    let heads = found.iter().map(|table| table.heads.clone());
    let sets = heads.chain(rows.map(|(_, cells)| cells.iter().map(Held::to_string).collect()));
    for heads in sets {
        let said = Meanings::of(&sitting::state_folder()?, known.kind, &heads).read();
        if said.is_empty() {
            continue;
        }
        let explained = |heading: &str| match (by_itself(heading), said.get(&plain(heading))) {
            (Means::Unknown, Some(field)) if field.is_empty() => Means::Left,
            (Means::Unknown, Some(field)) => Means::Field(field.clone()),
            (means, _) => means,
        };
        if let Some(table) = find(sheet, &explained) {
            return Ok(Some(table));
        }
    }
    Ok(found)
}

/// Asks what a column is that nobody knows, and keeps the answer. Without anybody to ask it stays unknown.
fn ask_columns(file: &str, table: &mut Table, known: &Known<'_>, lang: Lang) -> Result<(), CliError> {
    let unknown: Vec<(usize, String, String)> = table
        .heads
        .iter()
        .enumerate()
        .filter(|(at, head)| !head.is_empty() && table.means.get(*at) == Some(&Means::Unknown))
        .filter_map(|(at, head)| {
            let filled = table.rows.iter().filter_map(|(_, cells)| cells.get(at)).find(|cell| !cell.is_blank())?;
            Some((at, head.split_whitespace().collect::<Vec<_>>().join(" "), shortened(&filled.to_string())))
        })
        .collect();
    if unknown.is_empty() || !terminal::is_attended() {
        return Ok(());
    }
    let meanings = Meanings::of(&sitting::state_folder()?, known.kind, &table.heads);
    let mut said: BTreeMap<String, String> = meanings.read();
    let mut asking = Asking::new(lang);
    asking.tell(&if table.sheet.is_empty() { file.to_owned() } else { words::sheet_of_file(lang, file, &table.sheet) });
    for (at, head, sample) in unknown {
        let free =
            |(key, _): &&(String, String)| (known.several)(key) || !table.means.contains(&Means::Field(key.clone()));
        let mut choices: Vec<(String, String)> = known.fields.iter().filter(free).cloned().collect();
        choices.push((String::new(), words::column_left(lang)));
        let question = Question::new("column", words::ask_column(lang, head, sample)).among(choices);
        let field = loop {
            match asking.ask(&question, None) {
                Asked::Left => return Err(CliError::Said("form.ended", say::input_ended, say::usage_advice)),
                Asked::Typed(answer) if answer.is_empty() => {}
                Asked::Typed(answer) => {
                    if let Some(field) = chosen(&answer, &question.choices) {
                        break field;
                    }
                }
            }
        };
        said.insert(table.heads.get(at).map(|head| plain(head)).unwrap_or_default(), field.clone());
        if let Some(means) = table.means.get_mut(at) {
            *means = if field.is_empty() { Means::Left } else { Means::Field(field) };
        }
    }
    // That it cannot be kept takes nothing away: it is asked again.
    if meanings.keep(&said).is_ok() {
        asking.tell(&words::columns_kept(lang));
    }
    Ok(())
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(30) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Two columns that say the same thing: nobody knows which counts.
fn twice(table: &Table, known: &Known<'_>) -> Result<(), CliError> {
    let all: Vec<(&String, &Means)> = table.heads.iter().zip(&table.means).collect();
    for (at, (head, means)) in all.iter().enumerate() {
        let Means::Field(field) = means else { continue };
        let same = |(other, (name, of)): (usize, &(&String, &Means))| {
            other != at && (of == means || (!name.is_empty() && plain(name) == plain(head)))
        };
        if !(known.several)(field) && all.iter().enumerate().any(same) {
            let name = (*head).clone();
            return Err(CliError::About("import.column", name, say::import_column_twice, say::import_column_advice));
        }
    }
    Ok(())
}

/// Every cell of a sheet that cannot be taken, sheet by sheet.
pub fn cells_text(cells: &[Wrong], lang: Lang) -> String {
    let rows: BTreeSet<Spot> = cells.iter().map(|cell| cell.spot.whole_row()).collect();
    let mut out = words::cells_wrong(lang, cells.len(), rows.len());
    let shown = cells.get(..MOST_LINES).unwrap_or(cells);
    for group in shown.chunk_by(|one, other| one.spot.sheet_no == other.spot.sheet_no) {
        let holds = [Holds::Name, Holds::Prose, Holds::Prose, Holds::Prose, Holds::Prose];
        let mut table = Shown::new(&words::columns_cells(lang), &holds);
        for Wrong { spot, why, wanted } in group {
            let at = spot.cell().unwrap_or_else(|| words::at_row(lang, spot.row));
            let heading = spot.column.as_ref().map_or_else(String::new, |(_, heading)| heading.clone());
            table.rows.push(vec![at, heading, spot.holds.clone(), why.clone(), wanted.clone()]);
        }
        let place: Vec<&str> = group
            .first()
            .map(|cell| [cell.spot.file.as_str(), &cell.spot.sheet])
            .into_iter()
            .flatten()
            .filter(|name| !name.is_empty())
            .collect();
        if !place.is_empty() {
            out.push_str(&format!("\n\n{}", place.join(", ")));
        }
        out.push_str(&format!("\n\n{}", terminal::table(&table, terminal::Look::talk()).trim_end()));
    }
    if cells.len() > shown.len() {
        out.push_str(&format!("\n{}", words::cells_more(lang, cells.len() - shown.len())));
    }
    out
}
