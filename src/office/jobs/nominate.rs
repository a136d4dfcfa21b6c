//! Nominations: one by one, or many from an office's own sheet with its own headings.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::answers::{answered, choice, chosen, date, period, text};
use super::{Entered, Event, JobError, Office, Proposal, Question, Step, object};
use crate::domain::nomination::{Form, RecipientKind, RewardType};
use crate::office::names::{named, recipients};
use crate::office::views::{Holds, Page, Table, counted, law};
use crate::office::words as say;
use crate::values::ident::Id;
use crate::values::lang::Lang;
use crate::values::text::{fold, spelled};
use crate::values::time::{Date, Period};

/// A sheet as it was read: its name, and rows numbered as a spreadsheet numbers them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Rows with their numbers; empty rows may be left out.
    pub rows: Vec<(u32, Vec<String>)>,
}

/// A cell that cannot be taken: where, what stands there, why not, what is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Column and row, such as `E9`.
    pub at: String,
    /// The row.
    pub row: u32,
    /// What stands there.
    pub holds: String,
    /// Why it is not taken.
    pub why: String,
    /// What is wanted.
    pub wanted: String,
}

/// What a column may hold, and the headings that offices write above it, folded.
const FIELDS: [(&str, &[&str]); 7] = [
    (
        "name",
        &[
            "ten ghi tren giay khen",
            "ho ten",
            "ho va ten",
            "ten",
            "ten don vi tap the",
            "ho ten ten tap the",
            "recipient.name",
            "name",
        ],
    ),
    ("kind", &["doi tuong", "recipient.kind", "kind"]),
    (
        "unit",
        &[
            "thon, co quan",
            "thon co quan",
            "thon/co quan",
            "thon/cq",
            "thon",
            "don vi",
            "dia chi",
            "noi o",
            "co quan",
            "recipient.unit",
            "unit",
        ],
    ),
    ("form", &["hinh thuc, danh hieu", "hinh thuc", "hinh thuc khen thuong", "khen gi", "danh hieu", "form"]),
    ("reward_type", &["loai hinh", "loai hinh khen thuong", "reward_type"]),
    ("merit", &["thanh tich", "ly do", "noi dung", "thanh tich, ly do", "tom tat thanh tich", "merit"]),
    (
        "period",
        &["nam xet", "thoi gian xet", "xet cho nam", "nam xet danh hieu", "thoi gian tinh thanh tich", "period"],
    ),
];

/// Headings that say nothing of an award.
const IGNORED: [&str; 4] = ["stt", "tt", "loi", "so thu tu"];

fn kinds(lang: Lang) -> Vec<(String, String)> {
    RecipientKind::ALL.map(|kind| (kind.as_str().to_owned(), kind.label(lang).to_owned())).into()
}

fn types(lang: Lang) -> Vec<(String, String)> {
    RewardType::ALL.map(|kind| (kind.as_str().to_owned(), kind.label(lang).to_owned())).into()
}

/// The forms of the policy in force, each once: code and name.
fn forms(office: &Office<'_>, on: Date) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    if let Ok(policy) = office.names.state().policies.on(on) {
        for rate in &policy.rates {
            if !found.iter().any(|(code, _)| code == rate.form.as_str()) {
                found.push((rate.form.to_string(), rate.name.to_string()));
            }
        }
    }
    found
}

/// Asks for one nomination.
pub fn nominate(office: &Office<'_>, entered: &Entered) -> Result<Step, JobError> {
    let lang = office.lang;
    let on = answered!(date(office, entered, &[], "on", say::ask_nomination_date(lang)));
    let name = answered!(text(entered, &[], Question::new("name", say::ask_name(lang))));
    let kind = answered!(choice(office, entered, &[], Question::new("kind", say::ask_kind(lang)).among(kinds(lang))));
    let unit = answered!(text(entered, &[], Question::new("unit", say::ask_unit(lang))));
    let known = say_who(office, &name, &unit);
    let above: Vec<String> = vec![known];
    let form = Question::new("form", say::ask_form(lang)).among(forms(office, on));
    let form = answered!(choice(office, entered, &above, form));
    // Types of award belong to forms of commendation; a title has none.
    let reward = if is_title(&form) {
        String::new()
    } else {
        let reward = Question::new("reward_type", say::ask_reward_type(lang)).among(types(lang));
        answered!(choice(office, entered, &[], reward))
    };
    // Of several titles for one time the highest brings money (NĐ 152/2025/NĐ-CP Đ49.5): the time is asked, not guessed.
    let counted = match is_title(&form) {
        true => Some(answered!(period(office, entered, &[], title_period(lang, on)))),
        false => None,
    };
    let merit = answered!(text(entered, &[], Question::new("merit", say::ask_merit(lang))));
    let row = Row { name, kind, unit, form, reward, counted, merit };
    let name = office.names.next("nomination", on.year());
    let mut page = Page::titled(format!("{name}  {}, {}", row.name, row.unit));
    let form = label(&forms(office, on), &row.form);
    page.say(match row.reward.is_empty() {
        true => form,
        false => say::nomination_says(lang, form, label(&types(lang), &row.reward)),
    });
    if let Some(counted) = row.counted {
        page.say(say::title_counted(lang, counted.said(lang)));
    }
    page.say(row.merit.clone());
    page.say(worth(office, &row, on));
    page.warnings.extend(unverified(office, std::slice::from_ref(&row), on));
    page.warnings.extend(doubles(office, std::slice::from_ref(&row)));
    page.brief = name.clone();
    let next = Some(say::next_vote(lang));
    Ok(Step::Ready(Box::new(Proposal { page, events: vec![row.event(on)], done: name, next, ..Proposal::default() })))
}

fn label(choices: &[(String, String)], code: &str) -> String {
    choices.iter().find(|(known, _)| known == code).map_or_else(|| code.to_owned(), |(_, label)| label.clone())
}

/// The form or title, and of a title the time that it is considered for.
fn form_of(office: &Office<'_>, row: &Row, on: Date) -> String {
    let form = label(&forms(office, on), &row.form);
    row.counted.map_or_else(|| form.clone(), |counted| format!("{form} ({})", counted.said(office.lang)))
}

/// Whether the ledger knows somebody of that name and place.
fn say_who(office: &Office<'_>, name: &str, unit: &str) -> String {
    let wanted = spelled(&format!("{name}, {unit}"));
    let mut all = recipients(office.names.state());
    match all.find(|(recipient, ..)| spelled(&named(recipient)) == wanted) {
        Some((recipient, kind, of)) => {
            say::person_known(office.lang, named(recipient), office.names.of_id(kind, of, office.lang))
        }
        None => say::person_new(office.lang, name, unit),
    }
}

fn worth(office: &Office<'_>, row: &Row, on: Date) -> String {
    let kind = RecipientKind::ALL.into_iter().find(|kind| kind.as_str() == row.kind);
    let derived = row.form.parse().ok().zip(kind);
    let derived = derived.and_then(|(form, kind)| office.names.state().policies.derive(1, &form, kind, on).ok());
    derived.map_or_else(String::new, |derived| say::worth_today(office.lang, derived.amount))
}

/// That the money which is shown rests on rows that nobody compared.
fn unverified(office: &Office<'_>, rows: &[Row], on: Date) -> Option<String> {
    let read = |row: &Row| {
        let kind = RecipientKind::ALL.into_iter().find(|kind| kind.as_str() == row.kind);
        row.form.parse::<Form>().ok().zip(kind)
    };
    let awards: BTreeSet<(Form, RecipientKind)> = rows.iter().filter_map(read).collect();
    let awards = awards.iter().map(|(form, kind)| (form, *kind));
    law::amounts_unverified(&office.names, awards, on, office.lang)
}

/// For which time a title is considered: mostly the year, and early in a year the one before.
fn title_period(lang: Lang, on: Date) -> Question {
    let year = if on.month() <= 3 { on.year() - 1 } else { on.year() };
    Question::new("period", say::ask_title_period(lang)).or(year.to_string())
}

fn is_title(form: &str) -> bool {
    form.parse::<Form>().is_ok_and(|form| !form.is_certificate())
}

/// One nomination as it was entered.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    name: String,
    kind: String,
    unit: String,
    form: String,
    reward: String,
    /// The time that a title is considered for.
    counted: Option<Period>,
    merit: String,
}

impl Row {
    fn event(&self, on: Date) -> Event {
        let mut recipient: Map<String, Value> = object(json!({ "name": self.name, "kind": self.kind }));
        if !self.unit.is_empty() {
            recipient.insert("unit".into(), json!(self.unit));
        }
        let mut data = object(json!({ "recipient": recipient, "form": self.form, "merit": self.merit }));
        if !self.reward.is_empty() {
            data.insert("reward_type".into(), json!(self.reward));
        }
        if let Some(counted) = self.counted {
            data.insert("merit_from".into(), json!(counted.first_day()));
            data.insert("merit_to".into(), json!(counted.last_day()));
        }
        Event { kind: "nomination.submitted", subject: None, on: Some(on), data }
    }

    fn key(&self) -> (String, String, String, String) {
        (spelled(&self.name), spelled(&self.unit), self.kind.clone(), fold(&self.merit))
    }
}

/// Nominations that stand twice: among these, or in the ledger already.
fn doubles(office: &Office<'_>, rows: &[Row]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for row in rows {
        if !seen.insert(row.key()) {
            found.push(say::twice_in_file(office.lang, &row.name, &row.unit));
        }
    }
    let mut known = Vec::new();
    for (id, nomination) in &office.names.state().nominations {
        let said = &nomination.submitted;
        let unit = said.recipient.unit.as_ref().map_or_else(String::new, |unit| spelled(unit.as_str()));
        let merit = fold(said.merit.as_str());
        let key = (spelled(said.recipient.name.as_str()), unit, said.recipient.kind.as_str().to_owned(), merit);
        if seen.contains(&key) {
            let name = office.names.of_id("nomination", *id, office.lang);
            known.push(say::twice_in_ledger(office.lang, named(&said.recipient), name));
        }
    }
    let more = known.len().saturating_sub(3);
    known.truncate(3);
    found.extend(known);
    if more > 0 {
        found.push(say::twice_more(office.lang, more));
    }
    found
}

/// What each column of a sheet holds.
struct Headings {
    row: u32,
    columns: Vec<Option<&'static str>>,
    ignored: Vec<String>,
}

fn headings(sheet: &Sheet) -> Option<Headings> {
    // Titles may stand above the headings.
    sheet.rows.iter().take(20).find_map(|(row, cells)| {
        let mut ignored = Vec::new();
        let mut taken = BTreeSet::new();
        let field = |cell: &String| {
            let folded = fold(cell);
            let plain = folded.trim_end_matches(['*', ' ', ':']);
            let found = FIELDS.iter().find(|(_, words)| words.contains(&plain)).map(|(field, _)| *field);
            match found.filter(|field| taken.insert(*field)) {
                Some(field) => Some(field),
                None => {
                    if !plain.is_empty() && !IGNORED.contains(&plain) {
                        ignored.push(cell.trim().to_owned());
                    }
                    None
                }
            }
        };
        let columns: Vec<Option<&'static str>> = cells.iter().map(field).collect();
        let known = columns.iter().flatten().count();
        (known >= 2 && columns.contains(&Some("name"))).then_some(Headings { row: *row, columns, ignored })
    })
}

/// `A`, `B` … `AA`.
fn column_name(index: usize) -> String {
    let letter = |n: usize| char::from(b'A' + u8::try_from(n % 26).unwrap_or(0));
    if index < 26 { letter(index).to_string() } else { format!("{}{}", letter(index / 26 - 1), letter(index)) }
}

/// Many nominations from a sheet. What no column says is asked once for all rows; every cell that is wrong is told at once.
pub fn from_sheet(office: &Office<'_>, entered: &Entered, sheet: &Sheet) -> Result<Step, JobError> {
    let lang = office.lang;
    let read = headings(sheet).ok_or_else(|| JobError::Nothing(say::sheet_no_headings(lang, &sheet.name)))?;
    let filled = |cells: &[String]| {
        read.columns.iter().zip(cells).any(|(field, cell)| field.is_some() && !cell.trim().is_empty())
    };
    let rows: Vec<&(u32, Vec<String>)> =
        sheet.rows.iter().filter(|(row, cells)| *row > read.row && filled(cells)).collect();
    let (first, last) = (rows.first().map_or(0, |row| row.0), rows.last().map_or(0, |row| row.0));
    if rows.is_empty() {
        return Err(JobError::Nothing(say::sheet_empty(lang, &sheet.name)));
    }
    let mut above = vec![say::sheet_heading(lang, &sheet.name, read.row, rows.len(), first, last)];
    if !read.ignored.is_empty() {
        above.push(say::sheet_ignored(lang, read.ignored.join(", ")));
    }
    let on = answered!(date(office, entered, &above, "on", say::ask_nomination_date(lang)));
    let forms = forms(office, on);
    let mut common: Map<String, Value> = Map::new();
    for (field, label, choices) in
        [("kind", say::ask_kind(lang), kinds(lang)), ("form", say::ask_form(lang), forms.clone())]
    {
        if !read.columns.contains(&Some(field)) {
            let question = Question::new(field, say::of_all_rows(lang, label)).among(choices);
            common.insert(field.to_owned(), json!(answered!(choice(office, entered, &[], question))));
        }
    }
    // Types of award belong to forms of commendation, the time that is considered to titles: asked where a row has one.
    let form_at = read.columns.iter().position(|field| *field == Some("form"));
    let code = |cells: &[String]| match common.get("form").and_then(Value::as_str) {
        Some(form) => form.to_owned(),
        None => form_at.and_then(|at| meant(cells.get(at)?.trim(), &forms)).unwrap_or_default(),
    };
    let title: Vec<bool> = rows.iter().map(|(_, cells)| is_title(&code(cells))).collect();
    if title.contains(&false) && !read.columns.contains(&Some("reward_type")) {
        let label = say::of_all_rows(lang, say::ask_reward_type(lang));
        let question = Question::new("reward_type", label).among(types(lang));
        common.insert("reward_type".to_owned(), json!(answered!(choice(office, entered, &[], question))));
    }
    if title.contains(&true) && !read.columns.contains(&Some("period")) {
        let question = title_period(lang, on);
        let label = say::of_all_rows(lang, &question.label);
        let counted = answered!(period(office, entered, &[], Question { label, ..question }));
        common.insert("period".into(), json!(counted.to_string()));
    }
    if !read.columns.contains(&Some("merit")) {
        let merit = Question::new("merit", say::of_all_rows(lang, say::ask_merit(lang)));
        common.insert("merit".into(), json!(answered!(text(entered, &[], merit))));
    }
    let (nominated, wrong) = taken(office, &read, &rows, &common, &forms);
    if !wrong.is_empty() {
        return Err(JobError::Sheet(wrong));
    }
    Ok(ready(office, nominated, on))
}

/// Every row as a nomination, and every cell that is wrong.
fn taken(
    office: &Office<'_>,
    read: &Headings,
    rows: &[&(u32, Vec<String>)],
    common: &Map<String, Value>,
    forms: &[(String, String)],
) -> (Vec<Row>, Vec<Cell>) {
    let lang = office.lang;
    let (mut nominated, mut wrong) = (Vec::new(), Vec::new());
    for (row, cells) in rows {
        let mut cell = |field: &str, choices: Option<&[(String, String)]>, must: bool| -> String {
            if let Some(value) = common.get(field).and_then(Value::as_str) {
                return value.to_owned();
            }
            let Some(index) = read.columns.iter().position(|known| *known == Some(field)) else { return String::new() };
            let holds = cells.get(index).map_or("", |cell| cell.trim());
            let mut bad = |why: String, wanted: String| {
                let (at, holds) = (format!("{}{row}", column_name(index)), holds.to_owned());
                wrong.push(Cell { at, row: *row, holds, why, wanted });
                String::new()
            };
            if holds.starts_with('#') {
                return bad(say::cell_error(lang), field_name(field, lang));
            }
            match (holds.is_empty(), choices) {
                (true, _) if must => bad(say::cell_missing(lang, field_name(field, lang)), field_name(field, lang)),
                (true, _) | (false, None) => holds.to_owned(),
                (false, Some(choices)) => match meant(holds, choices) {
                    Some(code) => code,
                    None => {
                        let labels: Vec<&str> = choices.iter().map(|(_, label)| label.as_str()).collect();
                        bad(say::cell_unknown(lang, field_name(field, lang)), labels.join(", "))
                    }
                },
            }
        };
        let (name, unit, merit) = (cell("name", None, true), cell("unit", None, false), cell("merit", None, true));
        let kind = cell("kind", Some(&kinds(lang)), true);
        let form = cell("form", Some(forms), true);
        let title = is_title(&form);
        let reward = if title { String::new() } else { cell("reward_type", Some(&types(lang)), true) };
        let counted = if title { cell("period", None, true) } else { String::new() };
        let counted = match Period::read(&counted) {
            Ok(counted) => Some(counted),
            Err(_) if counted.is_empty() => None,
            Err(_) => {
                let index = read.columns.iter().position(|known| *known == Some("period")).unwrap_or(0);
                let (at, why) = (format!("{}{row}", column_name(index)), say::cell_no_period(lang));
                wrong.push(Cell { at, row: *row, holds: counted, why, wanted: say::expected_period(lang) });
                None
            }
        };
        nominated.push(Row { name, kind, unit, form, reward, counted, merit });
    }
    (nominated, wrong)
}

/// A value of a sheet: a label, its beginning, or a code; never its number in a list.
fn meant(holds: &str, choices: &[(String, String)]) -> Option<String> {
    if holds.parse::<u64>().is_ok() { None } else { chosen(holds, choices) }
}

fn field_name(field: &str, lang: Lang) -> String {
    match field {
        "name" => say::ask_name(lang),
        "kind" => say::ask_kind(lang),
        "unit" => say::ask_unit(lang),
        "form" => say::ask_form(lang),
        "reward_type" => say::ask_reward_type(lang),
        "period" => say::field_title_period(lang),
        _ => say::ask_merit(lang),
    }
}

fn ready(office: &Office<'_>, rows: Vec<Row>, on: Date) -> Step {
    let (lang, names) = (office.lang, &office.names);
    let of = |kind: RecipientKind| rows.iter().filter(|row| row.kind == kind.as_str()).count();
    let counts: Vec<(usize, RecipientKind)> = RecipientKind::ALL.into_iter().map(|kind| (of(kind), kind)).collect();
    let known: BTreeSet<String> = recipients(names.state()).map(|(recipient, ..)| spelled(&named(recipient))).collect();
    let is_known = |row: &&Row| known.contains(&spelled(&format!("{}, {}", row.name, row.unit)));
    let new = rows.len() - rows.iter().filter(is_known).count();
    let listed = names.listed("nomination").filter(|subject| {
        let nomination = subject.key().parse::<Id>().ok().and_then(|id| names.state().nominations.get(&id));
        nomination.is_some_and(|nomination| nomination.on.year() == on.year())
    });
    let begin = listed.count() + 1;
    let range = format!("ĐN-{}/{begin:03}–{:03}", on.year(), begin + rows.len() - 1);
    let mut page = Page::titled(say::sheet_title(lang, rows.len(), &range, counted(&counts, lang), new));
    let mut table = Table::new(
        &say::columns_nominations(lang),
        &[Holds::Whole, Holds::Name, Holds::Prose, Holds::Prose, Holds::Prose, Holds::Prose],
    );
    for (row, n) in rows.iter().zip(begin..) {
        table.rows.push(vec![
            format!("{n:03}"),
            row.name.clone(),
            row.unit.clone(),
            label(&kinds(lang), &row.kind),
            form_of(office, row, on),
            row.merit.clone(),
        ]);
    }
    page.show(table);
    page.warnings = doubles(office, &rows);
    page.warnings.extend(unverified(office, &rows, on));
    page.brief = say::sheet_brief(lang, rows.len(), &range);
    let events = rows.iter().map(|row| row.event(on)).collect();
    Step::Ready(Box::new(Proposal {
        page,
        events,
        done: range,
        next: Some(say::next_vote(lang)),
        ..Proposal::default()
    }))
}
