//! Sheets written for people: a template to fill in, and a copy of what was brought with what is wrong beside each row.
//! The same content makes the same bytes.

use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook,
    Worksheet, XlsxError,
};

use crate::office::sheets::{Book, Held, Sheet, Wrong, plain};
use crate::office::words as say;
use crate::values::lang::Lang;
use crate::values::time::Date;

/// How many rows of a template offer choices.
const OFFERED: u32 = 1000;

/// A column of a template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub heading: String,
    /// Whether a row cannot do without it.
    pub must: bool,
    /// What may be written, in words.
    pub told: String,
    /// What may be chosen, where that is a list.
    pub choices: Vec<String>,
    /// An example.
    pub example: String,
}

/// A workbook that does not say when it was made: what is the same stays the same.
fn workbook() -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2026, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_author("").set_creation_datetime(&made));
    Ok(workbook)
}

fn heading() -> Format {
    let format = Format::new().set_bold().set_text_wrap().set_border(FormatBorder::Thin);
    format.set_background_color(Color::RGB(0x00EF_EFEF)).set_align(FormatAlign::VerticalCenter)
}

fn wrapped() -> Format {
    Format::new().set_text_wrap().set_align(FormatAlign::Top)
}

fn narrow(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

/// How wide a column of texts should be, in characters.
fn width(texts: impl Iterator<Item = usize>, least: usize) -> f64 {
    let longest = texts.max().unwrap_or(0).clamp(least, 40);
    f64::from(u32::try_from(longest).unwrap_or(40)) + 2.0
}

/// A sheet to fill in: headings, one example that no import takes for real, choices to pick from; beside it what each column
/// may hold.
pub fn template(title: &str, columns: &[Column], lang: Lang) -> Result<Vec<u8>, String> {
    build(title, columns, lang).map_err(|error| error.to_string())
}

fn build(title: &str, columns: &[Column], lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = workbook()?;
    let (grey, bold) =
        (Format::new().set_italic().set_font_color(Color::Gray), Format::new().set_bold().set_font_size(13));
    let sheet = workbook.add_worksheet();
    sheet.set_name(say::template_sheet(lang))?;
    sheet.write_string_with_format(0, 0, title, &bold)?;
    sheet.write_string_with_format(1, 0, say::template_note(lang), &grey)?;
    let (heads, row) = (heading(), 3);
    sheet.write_string_with_format(row, 0, say::template_counter(lang), &heads)?;
    sheet.write_string_with_format(row + 1, 0, say::template_example(lang), &grey)?;
    let mut lists = 0;
    for (column, at) in columns.iter().zip(1..) {
        let head = if column.must { format!("{} *", column.heading) } else { column.heading.clone() };
        sheet.write_string_with_format(row, at, &head, &heads)?;
        sheet.write_string_with_format(row + 1, at, &column.example, &grey)?;
        sheet.set_column_width(at, width([head.chars().count(), column.example.chars().count()].into_iter(), 12))?;
        if !column.choices.is_empty() {
            // A list with commas in its words stands in cells: in the rule itself a comma parts them.
            let letters = crate::office::sheets::letters(lists);
            let source =
                format!("='{}'!${letters}$2:${letters}${}", say::template_lists(lang), column.choices.len() + 1);
            let offer = DataValidation::new()
                .allow_list_formula(Formula::new(source))
                .set_error_title(say::template_refused(lang))?
                .set_error_message(say::template_pick(lang))?;
            sheet.add_data_validation(row + 2, at, row + 1 + OFFERED, at, &offer)?;
            lists += 1;
        }
    }
    sheet.set_freeze_panes(row + 1, 0)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(row, row)?;
    let guide = workbook.add_worksheet();
    guide.set_name(say::template_guide(lang))?;
    for (title, at) in say::columns_guide(lang).split('|').zip(0..) {
        guide.write_string_with_format(0, at, title, &heads)?;
        guide.set_column_width(at, [30.0, 10.0, 60.0, 40.0].get(usize::from(at)).copied().unwrap_or(20.0))?;
    }
    let top = wrapped();
    for (column, row) in columns.iter().zip(1..) {
        let must = if column.must { say::template_must(lang) } else { String::new() };
        for (text, at) in [&column.heading, &must, &column.told, &column.example].into_iter().zip(0..) {
            guide.write_string_with_format(row, at, text, &top)?;
        }
    }
    let listed: Vec<&Column> = columns.iter().filter(|column| !column.choices.is_empty()).collect();
    if !listed.is_empty() {
        let sheet = workbook.add_worksheet();
        sheet.set_name(say::template_lists(lang))?.set_hidden(true);
        for (column, at) in listed.into_iter().zip(0..) {
            sheet.write_string_with_format(0, at, &column.heading, &heads)?;
            sheet.set_column_width(at, width(column.choices.iter().map(|choice| choice.chars().count()), 12))?;
            for (choice, row) in column.choices.iter().zip(1..) {
                sheet.write_string(row, at, choice)?;
            }
        }
    }
    workbook.save_to_buffer()
}

/// The same as text for a spreadsheet: UTF-8 with its mark, parted by semicolons, lines as Windows ends them.
pub fn template_csv(columns: &[Column], lang: Lang) -> String {
    let quoted = |text: &str| match text.contains([';', '"', '\n']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    };
    let line = |first: String, cell: &dyn Fn(&Column) -> String| {
        let cells = std::iter::once(first).chain(columns.iter().map(cell));
        format!("{}\r\n", cells.map(|text| quoted(&text)).collect::<Vec<_>>().join(";"))
    };
    let head = |column: &Column| if column.must { format!("{} *", column.heading) } else { column.heading.clone() };
    let rows = [
        line(say::template_counter(lang), &head),
        line(say::template_guide(lang), &|column| column.told.clone()),
        line(say::template_example(lang), &|column| column.example.clone()),
    ];
    format!("\u{feff}{}", rows.concat())
}

/// What was brought, sheet by sheet, with a column that says what is wrong with each row.
pub fn with_errors(books: &[Book], wrong: &[Wrong], lang: Lang) -> Result<Vec<u8>, String> {
    copied(books, wrong, lang).map_err(|error| error.to_string())
}

fn copied(books: &[Book], wrong: &[Wrong], lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = workbook()?;
    let sheets = books.iter().flat_map(|book| book.sheets.iter().map(move |sheet| (book, sheet)));
    let mut names: Vec<String> = Vec::new();
    for ((book, sheet), sheet_no) in sheets.zip(0..) {
        let name = name_of(book, sheet, books.len() > 1, &names);
        let target = workbook.add_worksheet();
        target.set_name(&name)?.set_hidden(sheet.hidden);
        names.push(name);
        let own: Vec<&Wrong> = wrong.iter().filter(|wrong| wrong.spot.sheet_no == sheet_no).collect();
        fill(target, sheet)?;
        if !own.is_empty() {
            note(target, sheet, &own, lang)?;
        }
    }
    workbook.save_to_buffer()
}

/// A sheet's name as a workbook takes it: short, without signs, only once.
fn name_of(book: &Book, sheet: &Sheet, several: bool, taken: &[String]) -> String {
    let stem = book.file.rsplit_once('.').map_or(book.file.as_str(), |(stem, _)| stem);
    let whole = match (several, sheet.name.is_empty()) {
        (_, true) => stem.to_owned(),
        (true, false) => format!("{stem} {}", sheet.name),
        (false, false) => sheet.name.clone(),
    };
    let plain: String = whole.chars().map(|c| if "[]:*?/\\'".contains(c) { ' ' } else { c }).take(28).collect();
    let plain = if plain.trim().is_empty() { "1".to_owned() } else { plain.trim().to_owned() };
    let is_taken = |name: &String| taken.iter().any(|other| other.to_lowercase() == name.to_lowercase());
    let numbered = (2..).map(|n| format!("{plain} {n}"));
    std::iter::once(plain.clone()).chain(numbered).find(|name| !is_taken(name)).unwrap_or(plain)
}

fn fill(target: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let day = Format::new().set_num_format("dd/mm/yyyy");
    for (row, cells) in &sheet.rows {
        let row = row.saturating_sub(1);
        for (held, at) in cells.iter().zip(0..) {
            match held {
                Held::Empty => {}
                Held::Number(n) => drop(target.write_number(row, at, *n)?),
                Held::Yes(yes) => drop(target.write_boolean(row, at, *yes)?),
                Held::Day(date) => match serial(*date) {
                    Some(serial) => drop(target.write_datetime_with_format(row, at, &serial, &day)?),
                    None => drop(target.write_string(row, at, date.vietnamese())?),
                },
                // As text, whatever it begins with: a copy computes nothing.
                Held::Text(text) | Held::Error(text) => drop(target.write_string(row, at, text)?),
            }
        }
    }
    for at in 0..sheet.rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0) {
        let texts = sheet.rows.iter().skip(3).filter_map(|(_, cells)| cells.get(at));
        target.set_column_width(narrow(at), width(texts.map(|held| held.to_string().chars().count()), 6))?;
    }
    Ok(())
}

fn serial(date: Date) -> Option<ExcelDateTime> {
    // Days since 30/12/1899, as spreadsheets count.
    let days = Date::new(1899, 12, 30).map(|first| date.days_since(first)).filter(|days| *days > 60)?;
    ExcelDateTime::from_serial_datetime(f64::from(i32::try_from(days).ok()?)).ok()
}

fn note(target: &mut Worksheet, sheet: &Sheet, own: &[&Wrong], lang: Lang) -> Result<(), XlsxError> {
    let red = wrapped().set_font_color(Color::RGB(0x00B0_0020));
    let first = own.iter().map(|wrong| wrong.spot.row).min().unwrap_or(1);
    let word = say::errors_column(lang);
    // Above the first wrong row, where the headings are: the column that a copy of a copy has already.
    let heads = sheet.rows.iter().filter(|(row, _)| *row < first);
    let there = heads.clone().find_map(|(row, cells)| {
        let at = cells.iter().position(|cell| ["loi", "errors"].contains(&plain(&cell.to_string()).as_str()))?;
        Some((*row, at))
    });
    let widest = sheet.rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let head = heads.max_by_key(|(_, cells)| cells.iter().filter(|cell| !cell.is_blank()).count()).map(|(row, _)| *row);
    let (row, at) = there.unwrap_or((own.iter().find_map(|_| head).unwrap_or(1), widest));
    let column = narrow(at);
    target.write_string_with_format(row.saturating_sub(1), column, &word, &heading())?;
    target.set_column_width(column, 60)?;
    for (row, cells) in sheet.rows.iter().filter(|(row, _)| *row > first.saturating_sub(1)) {
        if there.is_some() && cells.get(at).is_some_and(|cell| !cell.is_blank()) {
            target.write_string(row.saturating_sub(1), column, "")?;
        }
    }
    let mut rows: std::collections::BTreeMap<u32, Vec<String>> = std::collections::BTreeMap::new();
    for Wrong { spot, why, wanted } in own {
        let place = spot.column.as_ref().map_or_else(String::new, |(_, heading)| format!("{heading}: "));
        rows.entry(spot.row).or_default().push(say::error_beside(lang, place, why, wanted));
    }
    for (row, said) in rows {
        target.write_string_with_format(row.saturating_sub(1), column, said.join("\n"), &red)?;
    }
    Ok(())
}
