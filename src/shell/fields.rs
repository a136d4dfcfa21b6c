//! What the schema of an event asks for, told to people: every field of a form, and what of it a payload lacks. The judge
//! of a payload is the ledger (`domain/event.rs`); this only says beforehand, and in words, what it will find.

use serde_json::{Map, Value};

use super::form::{
    Form, branches, codes_of, is_hash, is_id, is_object, is_quantity, is_sealed, joined, kind_of, list_of, members,
    required, word,
};
use super::messages as say;
use crate::domain::lists;
use crate::values::lang::Lang;
use crate::values::listed::List;
use crate::values::time::Date;

/// One field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its path, as `-d` takes it.
    pub path: String,
    /// Its name for people, and in which case it is asked for.
    pub label: String,
    /// Whether its object cannot do without it.
    pub must: bool,
    /// What it holds.
    pub holds: String,
    /// What else the schema says of it.
    pub explained: String,
    /// An example.
    pub example: Option<String>,
    /// What stands for its value in the example of a whole command; absent for a group.
    pub sample: Option<String>,
    /// In which alternative it is asked for; absent outside of any.
    pub only_for: Option<String>,
}

/// What is wrong with a payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A field is missing.
    Missing(Field),
    /// The form has no such field.
    Unknown(String),
    /// A field holds something else than it should.
    Wrong(Field),
}

impl Problem {
    /// The field.
    pub fn path(&self) -> &str {
        match self {
            Problem::Missing(field) | Problem::Wrong(field) => &field.path,
            Problem::Unknown(path) => path,
        }
    }

    /// In words.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Problem::Missing(field) => say::field_missing(lang, &field.path, &field.label, field.told(lang)),
            Problem::Unknown(path) => say::field_unknown(lang, path),
            Problem::Wrong(field) => say::field_wrong(lang, &field.path, &field.label, field.told(lang)),
        }
    }
}

impl Field {
    /// What it holds, with an example.
    pub fn told(&self, lang: Lang) -> String {
        match &self.example {
            Some(example) => {
                format!("{}; {}", self.holds, say::field_example(lang, example))
            }
            None => self.holds.clone(),
        }
    }
}

impl Form {
    /// Every field, in the order in which they are asked for.
    pub fn fields(&self, lang: Lang) -> Vec<Field> {
        let mut found = Vec::new();
        self.list(self.root(), "", None, lang, &mut found);
        found
    }

    /// The fields that one cell can hold: no groups, nothing of lists of rows.
    pub fn columns(&self, lang: Lang) -> Vec<Field> {
        let holds_one = |field: &Field| {
            let Some(node) = self.at(&field.path) else { return false };
            let rows = node.get("items").is_some_and(|items| is_object(self.resolve(items)));
            !field.path.contains(".0") && !rows && (!is_object(node) || is_sealed(node))
        };
        self.fields(lang).into_iter().filter(holds_one).collect()
    }

    /// Whether it has a field.
    pub fn knows(&self, path: &str) -> bool {
        !path.is_empty() && self.at(path).is_some()
    }

    /// Whether what a field holds is put away sealed.
    pub fn seals(&self, path: &str) -> bool {
        self.at(path).is_some_and(is_sealed)
    }

    /// What a payload lacks and nothing fills in.
    pub fn missing(&self, data: &Map<String, Value>) -> Vec<String> {
        let problems = self.problems(data, Lang::Vi).into_iter();
        let missing =
            problems.filter_map(|problem| if let Problem::Missing(field) = problem { Some(field.path) } else { None });
        missing.filter(|path| self.fills(path).next().is_none()).collect()
    }

    /// Every field of a payload that is missing, unknown or of another sort; what is filled in only if it is all there is.
    pub fn unfit(&self, data: &Map<String, Value>) -> Vec<String> {
        let problems = self.problems(data, Lang::Vi);
        let filled =
            |problem: &Problem| matches!(problem, Problem::Missing(field) if self.fills(&field.path).next().is_some());
        let all = problems.iter().all(filled);
        problems.iter().filter(|problem| all || !filled(problem)).map(|problem| problem.path().to_owned()).collect()
    }

    fn list(&self, node: &Value, path: &str, when: Option<&str>, lang: Lang, found: &mut Vec<Field>) {
        let node = self.resolve(node);
        let branches: Vec<&Value> = branches(node).map(|branch| self.resolve(branch)).collect();
        if !branches.is_empty() {
            let kinds: Vec<&str> = branches.iter().filter_map(|branch| kind_of(branch)).collect();
            let list = lists::of_codes(&kinds);
            let holds = kinds.iter().map(|kind| worded(list, kind, lang)).collect::<Vec<_>>().join(" | ");
            let label = say::field_kind(lang);
            let (sample, explained) = (kinds.first().map(|kind| (*kind).to_owned()), String::new());
            let (path_of_kind, only_for, example) = (joined(path, "kind"), None, None);
            found.push(Field { path: path_of_kind, label, must: true, holds, explained, example, sample, only_for });
            for branch in branches {
                self.list(branch, path, kind_of(branch), lang, found);
            }
            return;
        }
        let required = required(node);
        let mut properties: Vec<(&str, &Value)> = members(node).collect();
        properties.sort_by_key(|(name, _)| required.iter().position(|known| known == name).unwrap_or(usize::MAX));
        for (name, raw) in properties {
            if raw.get("const").is_some() {
                continue;
            }
            let here = joined(path, name);
            let field = self.describe(raw, &here, required.contains(&name), when, lang);
            let inner = self.resolve(raw);
            let item = inner.get("items").map(|items| self.resolve(items)).filter(|item| is_object(item));
            match item {
                Some(item) => {
                    found.push(field);
                    self.list(item, &format!("{here}.0"), when, lang, found);
                }
                None if is_object(inner) && !is_sealed(inner) => {
                    found.push(field);
                    self.list(inner, &here, when, lang, found);
                }
                None => found.push(field),
            }
        }
    }

    fn describe(&self, raw: &Value, path: &str, must: bool, when: Option<&str>, lang: Lang) -> Field {
        let node = self.resolve(raw);
        let text = |name: &str| {
            let found = raw.get(name).or_else(|| node.get(name)).and_then(Value::as_str);
            found.unwrap_or_default().to_owned()
        };
        let known = self.label_of(path);
        let title = known.map_or_else(|| say::field_row(lang), |label| label.of(lang).to_owned());
        let label = when.map_or(title.clone(), |kind| format!("{title} ({})", say::field_when(lang, kind)));
        let listed = codes_of(node);
        // Listed words are explained where they are listed.
        let explained = if !listed.is_empty() { String::new() } else { text("description") };
        let examples = raw.get("examples").or_else(|| node.get("examples")).and_then(Value::as_array);
        let plain = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(_) | Value::Null | Value::Array(_) | Value::Object(_) => None,
        };
        let first = |all: &Vec<Value>| all.first().and_then(plain);
        // Any id would be of another ledger.
        let example = examples.and_then(first).filter(|_| !is_id(node));
        let kind = node.get("type").and_then(Value::as_str);
        let stand_in = || match kind {
            Some("string") if is_id(node) => Some(say::an_id(lang)),
            Some("string") => Some("…".to_owned()),
            Some("boolean") => Some(lang.pick("có", "true").to_owned()),
            _ => None,
        };
        let sample = example.clone().or_else(|| listed.first().map(|code| (*code).to_owned())).or_else(stand_in);
        let (path, only_for, holds) = (path.to_owned(), when.map(str::to_owned), self.holds(node, lang));
        Field { path, label, must, holds, explained, example, sample, only_for }
    }

    /// What a value of a node is, in words.
    fn holds(&self, node: &Value, lang: Lang) -> String {
        let codes = codes_of(node);
        if !codes.is_empty() {
            let list = list_of(node);
            return codes.iter().map(|code| worded(list, code, lang)).collect::<Vec<_>>().join(" | ");
        }
        if is_sealed(node) {
            return say::holds_sealed(lang);
        }
        if let Some(items) = node.get("items").map(|items| self.resolve(items)) {
            return if is_object(items) {
                say::holds_rows(lang)
            } else {
                say::holds_list(lang, self.holds(items, lang))
            };
        }
        if is_object(node) {
            return say::holds_group(lang);
        }
        match node.get("type").and_then(Value::as_str) {
            Some("integer") => say::holds_integer(lang),
            Some("boolean") => say::holds_boolean(lang),
            Some("string") if node.get("format").is_some() => say::holds_date(lang),
            Some("string") if is_hash(node) => say::holds_hash(lang),
            Some("string") if is_quantity(node) => say::holds_quantity(lang),
            Some("string") if is_period(node) => say::holds_period(lang),
            Some("string") if is_id(node) => say::holds_id(lang),
            _ => say::holds_text(lang),
        }
    }

    /// What is missing, unknown or of another sort in a payload; patterns are left to the ledger.
    pub fn problems(&self, data: &Map<String, Value>, lang: Lang) -> Vec<Problem> {
        let mut found = Vec::new();
        self.object(self.root(), "", data, lang, &mut found);
        found
    }

    fn object(&self, node: &Value, path: &str, data: &Map<String, Value>, lang: Lang, found: &mut Vec<Problem>) {
        let mut node = self.resolve(node);
        if branches(node).next().is_some() {
            let kind = data.get("kind").and_then(Value::as_str);
            let chosen = branches(node).map(|branch| self.resolve(branch)).find(|branch| kind_of(branch) == kind);
            let Some(chosen) = chosen else {
                let mut fields = Vec::new();
                self.list(node, path, None, lang, &mut fields);
                found.extend(fields.into_iter().next().map(match data.contains_key("kind") {
                    true => Problem::Wrong,
                    false => Problem::Missing,
                }));
                return;
            };
            node = chosen;
        }
        let find = |name: &str| members(node).find(|(known, _)| *known == name).map(|(_, raw)| raw);
        for name in required(node) {
            let Some(raw) = find(name).filter(|_| !data.contains_key(name)) else { continue };
            let (inner, here) = (self.resolve(raw), joined(path, name));
            let item = inner.get("items").map(|items| self.resolve(items)).filter(|item| is_object(item));
            // Of a group that is missing, its fields are named: they are what has to be typed.
            match item {
                Some(item) => self.object(item, &format!("{here}.0"), &Map::new(), lang, found),
                None if is_object(inner) && !is_sealed(inner) => self.object(inner, &here, &Map::new(), lang, found),
                None => found.push(Problem::Missing(self.describe(raw, &here, true, None, lang))),
            }
        }
        for (name, value) in data {
            let here = joined(path, name);
            match find(name) {
                Some(raw) => self.value(raw, &here, value, lang, found),
                None => found.push(Problem::Unknown(here)),
            }
        }
    }

    fn value(&self, raw: &Value, path: &str, value: &Value, lang: Lang, found: &mut Vec<Problem>) {
        let node = self.resolve(raw);
        let fits = match value {
            Value::Object(data) if is_object(node) => return self.object(node, path, data, lang, found),
            Value::Array(items) => match node.get("items") {
                Some(item) => {
                    for (index, value) in items.iter().enumerate() {
                        self.value(item, &format!("{path}.{index}"), value, lang, found);
                    }
                    let few = bound(node, "minItems").is_some_and(|least| (items.len() as i128) < least);
                    let many = bound(node, "maxItems").is_some_and(|most| (items.len() as i128) > most);
                    !few && !many
                }
                None => false,
            },
            Value::Bool(_) => node.get("type").and_then(Value::as_str) == Some("boolean"),
            Value::Number(number) => {
                let n = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
                let inside = |n: i128| {
                    bound(node, "minimum").is_none_or(|least| n >= least)
                        && bound(node, "maximum").is_none_or(|most| n <= most)
                };
                node.get("type").and_then(Value::as_str) == Some("integer") && n.is_some_and(inside)
            }
            Value::String(text) => is_text(node, text),
            Value::Object(_) | Value::Null => false,
        };
        if !fits {
            found.push(Problem::Wrong(self.describe(raw, path, true, None, lang)));
        }
    }
}

fn is_text(node: &Value, text: &str) -> bool {
    let length = text.chars().count() as i128;
    let listed = node.get("enum").and_then(Value::as_array);
    let said = node.get("const").and_then(Value::as_str);
    (node.get("type").and_then(Value::as_str) == Some("string") || said.is_some())
        && listed.is_none_or(|options| options.iter().any(|option| option.as_str() == Some(text)))
        && said.is_none_or(|only| only == text)
        && bound(node, "minLength").is_none_or(|least| length >= least)
        && bound(node, "maxLength").is_none_or(|most| length <= most)
        && (node.get("format").is_none() || text.parse::<Date>().is_ok())
}

fn bound(node: &Value, name: &str) -> Option<i128> {
    node.get(name).and_then(Value::as_i64).map(i128::from)
}

/// The pattern by which schemas tell a period.
const PERIOD: &str = "^(19|20|21)[0-9]{2}(H[12]|Q[1-4]|N9|M(0[1-9]|1[0-2]))?(@([2-9]|1[0-9]|2[0-8]))?$";

fn is_period(node: &Value) -> bool {
    node.get("pattern").and_then(Value::as_str) == Some(PERIOD)
}

/// A listed word with what it means.
fn worded(list: Option<&'static List>, code: &str, lang: Lang) -> String {
    let word = word(list, code, lang);
    if word == code { code.to_owned() } else { format!("{code} ({word})") }
}
