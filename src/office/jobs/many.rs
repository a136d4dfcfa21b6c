//! Many nominations from offices' own sheets, with their own headings.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::answers::{answered, choice, date, meant, period, text};
use super::nominate::{form_of, forms, kinds, label, title_period, types, unverified};
use super::{Entered, Event, JobError, Office, Proposal, Question, Step, object};
use crate::domain::nomination::{Form, RecipientKind};
use crate::office::names::{named, recipients};
use crate::office::sheets::{Book, Held, Means, Spot, Table, Wrong, plain};
use crate::office::views::{Holds, Page, Table as Shown, counted};
use crate::office::words as say;
use crate::values::ident::Id;
use crate::values::lang::Lang;
use crate::values::text::{fold, spelled};
use crate::values::time::{Date, Period};

/// A table of a file, understood.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// The file.
    pub book: Book,
    /// Which table of all that are read together it is.
    pub sheet_no: usize,
    /// The file's name, if several are read together.
    pub file: String,
    /// The table.
    pub table: Table,
}

/// What a column of a sheet of nominations may hold, and the headings that offices write above it, as [`plain`] has them; of
/// several columns that mean the same, the earlier heading here goes first.
const FIELDS: [(&str, &[&str]); 10] = [
    (
        "name",
        &[
            "ten ghi tren giay khen",
            "ho ten",
            "ho va ten",
            "ten",
            "ten don vi/tap the",
            "ten don vi tap the",
            "ten tap the",
            "ten tap the, ca nhan",
            "ten ca nhan, tap the",
            "ho ten ten tap the",
            "ho ten/ten tap the",
            "recipient.name",
            "name",
        ],
    ),
    ("kind", &["doi tuong", "doi tuong khen thuong", "recipient.kind", "kind"]),
    ("class", &["ma phan loai tap the"]),
    (
        "unit",
        &[
            "thon, co quan",
            "thuoc don vi",
            "thon co quan",
            "thon/co quan",
            "thon/cq",
            "thon",
            "ten don vi/tap the cong tac",
            "don vi",
            "don vi cong tac",
            "dia chi/noi o",
            "dia chi",
            "noi o",
            "co quan",
            "ten phong ban/khoi, to cong tac",
            "recipient.unit",
            "unit",
        ],
    ),
    (
        "form",
        &[
            "hinh thuc, danh hieu",
            "hinh thuc",
            "hinh thuc khen thuong",
            "khen gi",
            "ma hinh thuc khen thuong",
            "danh hieu",
            "danh hieu thi dua",
            "ma danh hieu thi dua",
            "form",
        ],
    ),
    ("reward_type", &["loai hinh", "loai hinh khen thuong", "reward_type"]),
    ("merit", &["thanh tich", "ly do", "noi dung", "thanh tich, ly do", "tom tat thanh tich", "merit"]),
    (
        "period",
        &["nam xet", "thoi gian xet", "xet cho nam", "nam xet danh hieu", "thoi gian tinh thanh tich", "period"],
    ),
    ("note", &["ghi chu", "note"]),
    ("id", &["ma nguoi nhan", "recipient.id"]),
];

/// Headings that say nothing of an award, or nothing that is recorded of it.
const LEFT: [&str; 13] = [
    "stt",
    "tt",
    "so tt",
    "so thu tu",
    "loi",
    "gioi tinh",
    "ngay sinh",
    "nam sinh",
    "chuc vu",
    "ma phan loai can bo",
    "phan loai can bo",
    "so tien",
    "ky nhan",
];

/// Headings by which a sheet is one of people, though no column says so.
const OF_PEOPLE: [&str; 3] = ["gioi tinh", "ngay sinh", "nam sinh"];
/// And of collectives.
const OF_COLLECTIVES: [&str; 4] = ["ten don vi/tap the", "ten don vi tap the", "ten tap the", "ma phan loai tap the"];

/// What a heading of a sheet of nominations means.
pub fn means(heading: &str) -> Means {
    let plain = plain(heading);
    match FIELDS.iter().find(|(_, words)| words.contains(&plain.as_str())) {
        Some((field, _)) => Means::Field((*field).to_owned()),
        None if LEFT.contains(&plain.as_str()) => Means::Left,
        None => Means::Unknown,
    }
}

/// The fields that a column may be said to be, with their names.
pub fn fields(lang: Lang) -> Vec<(String, String)> {
    let named = ["name", "kind", "unit", "form", "reward_type", "merit", "period", "note"];
    named.map(|field| (field.to_owned(), field_name(field, lang))).into()
}

/// The lists that cells of nominations are chosen from, by field: the labels.
pub fn choices(office: &Office<'_>) -> Vec<(&'static str, Vec<String>)> {
    let labels = |all: Vec<(String, String)>| all.into_iter().map(|(_, label)| label).collect();
    let lang = office.lang;
    vec![
        ("kind", labels(kinds(lang))),
        ("form", labels(forms(office, office.names.today()))),
        ("reward_type", labels(types(lang))),
    ]
}

/// What may be written in a column, in words.
pub fn told(field: &str, lang: Lang) -> String {
    match field {
        "name" => say::told_name(lang),
        "unit" => say::told_unit(lang),
        "form" => say::told_form(lang),
        "merit" => say::told_merit(lang),
        "period" => say::told_period(lang),
        _ => say::told_note(lang),
    }
}

/// An example of a column that is not chosen from a list.
pub fn example(field: &str, lang: Lang) -> String {
    match field {
        "name" => say::example_name(lang),
        "unit" => say::example_unit(lang),
        "form" => say::example_form(lang),
        "merit" => say::example_merit(lang),
        _ => String::new(),
    }
}

/// Whether several columns may mean a field: the first that holds something counts.
pub fn may_be_several(field: &str) -> bool {
    matches!(field, "unit" | "form")
}

/// What a title is given by has no type of award.
pub(super) fn is_title(form: &str) -> bool {
    form.parse::<Form>().is_ok_and(|form| !form.is_certificate())
}

/// One nomination as it was entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) unit: String,
    pub(super) form: String,
    pub(super) reward: String,
    /// The time that a title is considered for.
    pub(super) counted: Option<Period>,
    pub(super) merit: String,
    pub(super) note: String,
    /// Whom the ledger knows, or that it is somebody new: only where that was written.
    pub(super) id: String,
    /// Where it stands, in a sheet.
    pub(super) spot: Option<Spot>,
}

impl Row {
    pub(super) fn event(&self, on: Date) -> Event {
        let mut recipient: Map<String, Value> = object(json!({ "name": self.name, "kind": self.kind }));
        let mut data = object(json!({ "form": self.form, "merit": self.merit }));
        let add = |into: &mut Map<String, Value>, name: &str, text: &str| {
            if !text.is_empty() {
                into.insert(name.into(), json!(text));
            }
        };
        add(&mut recipient, "unit", &self.unit);
        add(&mut recipient, "id", &self.id);
        add(&mut data, "reward_type", &self.reward);
        add(&mut data, "note", &self.note);
        if let Some(counted) = self.counted {
            data.insert("merit_from".into(), json!(counted.first_day()));
            data.insert("merit_to".into(), json!(counted.last_day()));
        }
        data.insert("recipient".into(), recipient.into());
        Event { kind: "nomination.submitted", subject: None, on: Some(on), data }
    }

    fn key(&self) -> (String, String, String, String) {
        (spelled(&self.name), spelled(&self.unit), self.kind.clone(), fold(&self.merit))
    }

    fn place(&self, lang: Lang) -> String {
        self.spot.as_ref().map_or_else(String::new, |spot| spot.text(lang))
    }
}

/// Nominations that stand twice: among these, or in the ledger already.
pub(super) fn doubles(office: &Office<'_>, rows: &[Row]) -> Vec<String> {
    let lang = office.lang;
    let mut seen = BTreeMap::new();
    let mut found = Vec::new();
    for row in rows {
        match seen.get(&row.key()) {
            Some(first) => found.push(say::twice_in_file(lang, &row.name, &row.unit, row.place(lang), first)),
            None => drop(seen.insert(row.key(), row.place(lang))),
        }
    }
    for (id, nomination) in &office.names.state().nominations {
        let said = &nomination.submitted;
        let unit = said.recipient.unit.as_ref().map_or_else(String::new, |unit| spelled(unit.as_str()));
        let merit = fold(said.merit.as_str());
        let key = (spelled(said.recipient.name.as_str()), unit, said.recipient.kind.as_str().to_owned(), merit);
        if let Some(place) = seen.get(&key) {
            let name = office.names.of_id("nomination", *id, lang);
            let who =
                if place.is_empty() { named(&said.recipient) } else { format!("{place}: {}", named(&said.recipient)) };
            found.push(say::twice_in_ledger(lang, who, name));
        }
    }
    let more = found.len().saturating_sub(MOST_TOLD);
    found.truncate(MOST_TOLD);
    if more > 0 {
        found.push(say::twice_more(lang, more));
    }
    found
}

/// How many doubles are told one by one.
const MOST_TOLD: usize = 10;

/// Many nominations from sheets. What no column says is asked once for all rows; every cell that is wrong is told at once.
pub fn from_sheets(office: &Office<'_>, entered: &Entered, sources: &[Source]) -> Result<Step, JobError> {
    let lang = office.lang;
    if sources.iter().all(|source| source.table.rows.is_empty()) {
        return Err(JobError::Nothing(say::sheet_empty(lang, names(sources))));
    }
    let on = answered!(date(office, entered, &[], "on", say::ask_nomination_date(lang)));
    let forms = forms(office, on);
    let mut common: Map<String, Value> = Map::new();
    let lacks = |field: &str| {
        let lacking = |source: &&Source| source.table.columns(field).next().is_none() && !source.table.rows.is_empty();
        sources.iter().filter(lacking).any(|source| field != "kind" || implied(&source.table).is_none())
    };
    for (field, label, choices) in
        [("kind", say::ask_kind(lang), kinds(lang)), ("form", say::ask_form(lang), forms.clone())]
    {
        if lacks(field) {
            let question = Question::new(field, say::of_all_rows(lang, label)).among(choices);
            common.insert(field.to_owned(), json!(answered!(choice(office, entered, &[], question))));
        }
    }
    // Types of award belong to forms of commendation, the time that is considered to titles: asked where a row has one.
    let (titles, certificates) = titles(office, sources, &common, &forms);
    if certificates && lacks("reward_type") {
        let label = say::of_all_rows(lang, say::ask_reward_type(lang));
        let question = Question::new("reward_type", label).among(types(lang));
        common.insert("reward_type".into(), json!(answered!(choice(office, entered, &[], question))));
    }
    if titles && lacks("period") {
        let question = title_period(lang, on);
        let label = say::of_all_rows(lang, &question.label);
        let counted = answered!(period(office, entered, &[], Question { label, ..question }));
        common.insert("period".into(), json!(counted.to_string()));
    }
    if lacks("merit") {
        let merit = Question::new("merit", say::of_all_rows(lang, say::ask_merit(lang)));
        common.insert("merit".into(), json!(answered!(text(entered, &[], merit))));
    }
    let (mut nominated, mut wrong) = (Vec::new(), Vec::new());
    for source in sources {
        for (row, cells) in &source.table.rows {
            let mut reader = Reader { office, source, row: *row, cells, common: &common, wrong: &mut wrong };
            nominated.push(reader.read(&forms, on));
        }
    }
    if !wrong.is_empty() {
        wrong.sort_by(|one, other| one.spot.cmp(&other.spot));
        return Err(JobError::Sheet(wrong));
    }
    Ok(ready(office, &nominated, on))
}

/// Whether titles are among the rows, and whether others are.
fn titles(
    office: &Office<'_>,
    sources: &[Source],
    common: &Map<String, Value>,
    forms: &[(String, String)],
) -> (bool, bool) {
    let mut found = (false, false);
    for source in sources {
        for (row, cells) in &source.table.rows {
            let reader = Reader { office, source, row: *row, cells, common, wrong: &mut Vec::new() };
            match reader.form(forms).is_some_and(|form| is_title(&form)) {
                true => found.0 = true,
                false => found.1 = true,
            }
        }
    }
    found
}

fn names(sources: &[Source]) -> String {
    let name = |source: &Source| {
        if source.table.sheet.is_empty() { source.book.file.clone() } else { source.table.sheet.clone() }
    };
    sources.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// What was understood of a table, line by line.
pub fn heading(source: &Source, lang: Lang) -> Vec<String> {
    let table = &source.table;
    let (first, last) = (table.rows.first().map_or(0, |row| row.0), table.rows.last().map_or(0, |row| row.0));
    let place = match table.sheet.is_empty() {
        true => source.book.file.clone(),
        false => say::sheet_of_file(lang, &source.book.file, &table.sheet),
    };
    let mut said = vec![say::sheet_heading(lang, place, table.row, table.rows.len(), first, last)];
    // Only what does not say so itself.
    let understood = table.heads.iter().zip(&table.means).filter_map(|(head, means)| {
        let Means::Field(field) = means else { return None };
        let name = field_name(field, lang);
        (plain(head) != plain(&name)).then(|| format!("{} → {name}", one_line(head)))
    });
    let understood: Vec<String> = understood.collect();
    if !understood.is_empty() {
        said.push(say::sheet_understood(lang, understood.join(" · ")));
    }
    let left: Vec<String> = table.left().into_iter().map(one_line).collect();
    if !left.is_empty() {
        said.push(say::sheet_ignored(lang, left.join(", ")));
    }
    said.extend(table.told(lang));
    said
}

fn one_line(heading: &str) -> String {
    heading.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The kind of everybody in a table that has no column for it, by its other headings.
fn implied(table: &Table) -> Option<RecipientKind> {
    let has = |words: &[&str]| table.heads.iter().any(|head| words.contains(&plain(head).as_str()));
    if has(&OF_COLLECTIVES) {
        return Some(RecipientKind::Collective);
    }
    has(&OF_PEOPLE).then_some(RecipientKind::Individual)
}

/// Reads one row.
struct Reader<'a> {
    office: &'a Office<'a>,
    source: &'a Source,
    row: u32,
    cells: &'a [Held],
    common: &'a Map<String, Value>,
    wrong: &'a mut Vec<Wrong>,
}

impl Reader<'_> {
    fn read(&mut self, forms: &[(String, String)], on: Date) -> Row {
        let lang = self.office.lang;
        let before = self.wrong.len();
        let (name, unit) = (self.text("name", true), self.text("unit", false));
        let (merit, note, id) = (self.text("merit", true), self.text("note", false), self.text("id", false));
        let kind = self.kind();
        let form = self.word("form", forms);
        let title = is_title(&form);
        let reward = if title { String::new() } else { self.word("reward_type", &types(lang)) };
        let counted = if title { self.period() } else { None };
        let spot = Some(self.spot(None));
        // What the policy has no such award for is said of the cell that names it.
        if self.wrong.len() == before {
            let known = RecipientKind::ALL.into_iter().find(|known| known.as_str() == kind).zip(form.parse().ok());
            let state = self.office.names.state();
            let refused = known.map(|(kind, form)| state.policies.form_exists(&form, kind, on));
            if let Some(Err(refusal)) = refused {
                let at = self.filled("form").next();
                self.bad(at, refusal.message(lang), refusal.advice(lang));
            }
        }
        Row { name, kind, unit, form, reward, counted, merit, note, id, spot }
    }

    fn spot(&self, column: Option<usize>) -> Spot {
        let head = |at: usize| self.source.table.heads.get(at).map_or_else(String::new, |head| one_line(head));
        Spot {
            sheet_no: self.source.sheet_no,
            row: self.row,
            column: column.map(|at| (at, head(at))),
            file: self.source.file.clone(),
            sheet: self.source.table.sheet.clone(),
            holds: column.and_then(|at| self.cells.get(at)).map_or_else(String::new, Held::to_string),
        }
    }

    fn bad(&mut self, column: Option<usize>, why: String, wanted: String) -> String {
        let spot = self.spot(column);
        self.wrong.push(Wrong { spot, why, wanted });
        String::new()
    }

    /// The columns of a field that hold something in this row, those of the earlier headings first.
    fn filled(&self, field: &str) -> impl Iterator<Item = usize> + use<> {
        let words = FIELDS.iter().find(|(known, _)| *known == field).map_or(&[][..], |(_, words)| words);
        let rank = |at: &usize| {
            let head = self.source.table.heads.get(*at).map(|head| plain(head)).unwrap_or_default();
            words.iter().position(|word| *word == head).unwrap_or(usize::MAX)
        };
        let mut columns: Vec<usize> = self.source.table.columns(field).collect();
        columns.sort_by_key(rank);
        columns.retain(|at| self.cells.get(*at).is_some_and(|cell| !cell.is_blank()));
        columns.into_iter()
    }

    fn text(&mut self, field: &str, must: bool) -> String {
        let lang = self.office.lang;
        if let Some(at) = self.filled(field).next() {
            let cell = self.cells.get(at).cloned().unwrap_or_default();
            return match cell.broken() {
                true => self.bad(Some(at), say::cell_error(lang), field_name(field, lang)),
                false => cell.to_string(),
            };
        }
        let column = self.source.table.columns(field).next();
        // What was said of all rows is not said of an empty cell.
        if let (None, Some(common)) = (column, self.common.get(field).and_then(Value::as_str)) {
            return common.to_owned();
        }
        match (must, column) {
            (true, at) => self.bad(at, say::cell_missing(lang, field_name(field, lang)), told(field, lang)),
            (false, _) => String::new(),
        }
    }

    /// A word of a list: by its label, the beginning of one, its code, or a code of the file's own list.
    fn word(&mut self, field: &str, choices: &[(String, String)]) -> String {
        let lang = self.office.lang;
        let mut filled = self.filled(field);
        let (at, other) = (filled.next(), filled.next());
        let wanted = || choices.iter().map(|(_, label)| label.as_str()).collect::<Vec<_>>().join("; ");
        let Some(at) = at else { return self.text(field, true) };
        if let Some(other) = other {
            return self.bad(Some(other), say::cell_second(lang, field_name(field, lang)), say::cell_two_rows(lang));
        }
        let cell = self.cells.get(at).cloned().unwrap_or_default();
        if cell.broken() {
            return self.bad(Some(at), say::cell_error(lang), wanted());
        }
        let holds = cell.to_string();
        let words = self.source.book.beside(&holds, &self.source.table.sheet);
        let said = words.as_deref().unwrap_or(&holds);
        match meant(said, choices) {
            Some(code) => code,
            None => {
                let why = match &words {
                    Some(words) => say::cell_code_unknown(lang, words, field_name(field, lang)),
                    None => say::cell_unknown(lang, field_name(field, lang)),
                };
                self.bad(Some(at), why, wanted())
            }
        }
    }

    /// The time that a title is considered for.
    fn period(&mut self) -> Option<Period> {
        let lang = self.office.lang;
        let said = self.text("period", true);
        match Period::read(&said) {
            Ok(period) => Some(period),
            Err(_) if said.is_empty() => None,
            Err(_) => {
                let at = self.source.table.columns("period").next();
                self.bad(at, say::cell_no_period(lang), say::expected_period(lang));
                None
            }
        }
    }

    /// The form of a row, if it can be read.
    fn form(&self, forms: &[(String, String)]) -> Option<String> {
        if let (Some(common), None) = (self.common.get("form"), self.source.table.columns("form").next()) {
            return common.as_str().map(str::to_owned);
        }
        let holds = self.cells.get(self.filled("form").next()?)?.to_string();
        let words = self.source.book.beside(&holds, &self.source.table.sheet);
        meant(words.as_deref().unwrap_or(&holds), forms)
    }

    fn kind(&mut self) -> String {
        let implied = implied(&self.source.table);
        if let (Some(kind), None) = (implied, self.source.table.columns("kind").next()) {
            let class = self.filled("class").next().and_then(|at| self.cells.get(at)).map(Held::to_string);
            let class = class.map(|code| self.source.book.beside(&code, &self.source.table.sheet).unwrap_or(code));
            let is_household = class.is_some_and(|class| fold(&class).starts_with("ho gia dinh"));
            return if is_household { RecipientKind::Household } else { kind }.as_str().to_owned();
        }
        self.word("kind", &kinds(self.office.lang))
    }
}

fn field_name(field: &str, lang: Lang) -> String {
    match field {
        "name" => say::ask_name(lang),
        "kind" => say::ask_kind(lang),
        "class" => say::field_class(lang),
        "unit" => say::ask_unit(lang),
        "form" => say::ask_form(lang),
        "reward_type" => say::ask_reward_type(lang),
        "note" => say::field_note(lang),
        "period" => say::field_title_period(lang),
        "id" => say::field_known_id(lang),
        _ => say::ask_merit(lang),
    }
}

fn ready(office: &Office<'_>, rows: &[Row], on: Date) -> Step {
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
    let range = match rows.len() {
        1 => format!("ĐN-{}/{begin:03}", on.year()),
        many => format!("ĐN-{}/{begin:03}–{:03}", on.year(), begin + many - 1),
    };
    let mut page = Page::titled(say::sheet_title(lang, rows.len(), &range, counted(&counts, lang), new));
    let mut table = Shown::new(
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
    page.warnings = doubles(office, rows);
    page.warnings.extend(unverified(office, rows, on));
    page.brief = say::sheet_brief(lang, rows.len(), &range);
    Step::Ready(Box::new(Proposal {
        page,
        events: rows.iter().map(|row| row.event(on)).collect(),
        rows: rows.iter().filter_map(|row| row.spot.clone()).collect(),
        done: range,
        next: Some(say::next_vote(lang)),
        ..Proposal::default()
    }))
}
