//! Forms made from the schemas: typed text becomes a payload, and a terminal can ask field by field.

use serde_json::{Map, Value, json};

use super::messages as say;
use crate::domain::events::decision::listed::lines_of;
use crate::domain::events::{Meta, When};
use crate::domain::ledger::meta;
use crate::domain::lists;
use crate::log::role::{self, Role};
use crate::values::amount::whole;
use crate::values::jcs::MAX_INTEGER;
use crate::values::lang::{Label, Lang};
use crate::values::listed::List;
use crate::values::money::Dong;
use crate::values::text::{composed, tidy};
use crate::values::time::Date;

/// Why typed text does not fit the form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// The form has no such field.
    #[error("{path}: unknown field; there are {known}")]
    UnknownField {
        /// What was asked for.
        path: String,
        /// The fields of that place.
        known: String,
    },
    /// A payload lacks something, or has what the form does not know.
    #[error("{kind} v{version}")]
    Unfit {
        /// The event type.
        kind: String,
        /// The schema's version.
        version: u32,
        /// The payload.
        data: Map<String, Value>,
    },
    /// One field of a payload, which lacks it or has something else in it.
    #[error("{kind}: {path}")]
    Cell {
        /// The event type.
        kind: String,
        /// The payload.
        data: Map<String, Value>,
        /// The field.
        path: String,
    },
    /// The text is not what the field holds.
    #[error("{path}: «{text}»: {expected:?}")]
    BadValue {
        /// The field.
        path: String,
        /// What was typed.
        text: String,
        /// What it should be.
        expected: Expected,
    },
    /// A field is given twice.
    #[error("{0} is given twice")]
    Twice(String),
    /// A field is given as a value and as a group.
    #[error("{0} is both a value and a group")]
    Inside(String),
}

/// What typed text should have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// One of these.
    OneOf(String),
    /// `-`: what is sealed is given on standard input.
    Sealed,
    /// An amount of money.
    Money,
    /// A whole number.
    Whole,
    /// Yes or no.
    YesOrNo,
    /// A date.
    Date,
    /// A decimal number.
    Quantity,
    /// A list whose items may have commas themselves, so that a comma does not part them.
    List,
    /// JSON.
    Json,
    /// Rows numbered without gaps.
    Rows,
}

impl Expected {
    /// In words.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Expected::OneOf(these) => these.clone(),
            Expected::Sealed => say::expected_sealed(lang),
            Expected::Money => say::expected_money(lang),
            Expected::Whole => say::expected_whole(lang),
            Expected::YesOrNo => say::holds_boolean(lang),
            Expected::Date => say::expected_date(lang),
            Expected::Quantity => say::expected_quantity(lang),
            Expected::List => say::expected_list(lang),
            Expected::Json => "JSON".to_owned(),
            Expected::Rows => say::expected_rows(lang),
        }
    }
}

/// The form of an event type.
pub struct Form {
    meta: &'static Meta,
    /// The type as which its `lines` are recorded, in the form of a draft.
    list: Option<&'static Meta>,
    schema: Value,
}

impl Form {
    /// The form of a type and version.
    pub fn of(kind: &str, version: Option<u32>) -> Option<Form> {
        let meta = meta(kind)?;
        let schema = serde_json::from_str(meta.schema(version)?.json).ok()?;
        Some(Form { meta, list: None, schema })
    }

    /// The form of what people write of a type: its lines, where entries of another type have them.
    pub fn draft(kind: &str, version: Option<u32>) -> Option<Form> {
        let mut form = Form::of(kind, version)?;
        form.list = lines_of(kind);
        if let Some(list) = form.list {
            let mut other: Value = serde_json::from_str(list.newest().json).ok()?;
            let lines = other.get_mut("properties")?.get_mut("lines")?.take();
            form.schema.get_mut("properties")?.as_object_mut()?.insert("lines".into(), lines);
            let defs = std::mem::take(other.get_mut("$defs")?.as_object_mut()?);
            form.schema.get_mut("$defs")?.as_object_mut()?.extend(defs);
        }
        Some(form)
    }

    /// What is known of the type that has a field.
    pub(super) fn meta_of(&self, path: &str) -> &'static Meta {
        match self.list {
            Some(list) if path.split('.').next() == Some("lines") => list,
            _ => self.meta,
        }
    }

    /// In which cases a field is filled in.
    pub fn fills(&self, path: &str) -> impl Iterator<Item = When> {
        self.meta_of(path).fills(path)
    }

    /// The event's name for people.
    pub fn title(&self, lang: Lang) -> &'static str {
        self.meta.label.of(lang)
    }

    /// What is known of the event type.
    pub fn meta(&self) -> &'static Meta {
        self.meta
    }

    pub(super) fn root(&self) -> &Value {
        &self.schema
    }

    pub(super) fn resolve<'a>(&'a self, node: &'a Value) -> &'a Value {
        let name = node.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix("#/$defs/"));
        name.and_then(|name| self.schema.get("$defs")?.get(name)).unwrap_or(node)
    }

    /// The properties of an object, those of its alternatives included.
    pub(super) fn properties<'a>(&'a self, node: &'a Value) -> Vec<(&'a str, &'a Value)> {
        let node = self.resolve(node);
        let mut all: Vec<(&str, &Value)> = members(node).collect();
        for branch in branches(node) {
            for (name, value) in self.properties(branch) {
                if !all.iter().any(|(known, _)| *known == name) {
                    all.push((name, value));
                }
            }
        }
        all
    }

    fn field<'a>(&'a self, node: &'a Value, path: &str, name: &str) -> Result<&'a Value, FormError> {
        let node = self.resolve(node);
        if let Some(items) = node.get("items")
            && name.parse::<usize>().is_ok()
        {
            return Ok(self.resolve(items));
        }
        let properties = self.properties(node);
        let found = properties.iter().find(|(known, _)| *known == name).map(|(_, value)| self.resolve(value));
        found.ok_or_else(|| FormError::UnknownField {
            path: path.to_owned(),
            known: properties.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", "),
        })
    }

    pub(super) fn at(&self, path: &str) -> Option<&Value> {
        path.split('.')
            .filter(|name| !name.is_empty())
            .try_fold(&self.schema, |node, name| self.field(node, path, name).ok())
    }

    /// The list that a field's words are of; none if it holds anything else.
    pub fn list_at(&self, path: &str) -> Option<&'static List> {
        let group = path.rsplit_once('.').map_or("", |(group, _)| group);
        let of_group = || branches_list(self.at(group)?, |branch| self.resolve(branch));
        match self.at(path)? {
            node if node.get("const").is_some() => of_group(),
            node => list_of(node),
        }
    }

    /// Where a field stands among the others of its place: required ones first, in the schema's order.
    pub fn rank(&self, path: &str, name: &str) -> usize {
        let required = self.at(path).and_then(|node| node.get("required")).and_then(Value::as_array);
        let position = required.and_then(|names| names.iter().position(|known| known.as_str() == Some(name)));
        position.unwrap_or(usize::MAX)
    }

    /// The name of a field for people.
    pub(super) fn label_of(&self, path: &str) -> Option<Label> {
        self.meta_of(path).label_of(path)
    }

    /// The name of a field for people; its path if it has none.
    pub fn label(&self, path: &str, lang: Lang) -> String {
        self.label_of(path).map_or_else(|| path.to_owned(), |label| label.of(lang).to_owned())
    }

    /// Puts typed text into a payload: `amount=2.160.000`, `lines.0.recipient.name=Cá nhân 1`.
    pub fn set(&self, data: &mut Map<String, Value>, path: &str, text: &str) -> Result<(), FormError> {
        let names: Vec<&str> = path.split('.').collect();
        let mut node = &self.schema;
        for name in &names {
            node = self.field(node, path, name)?;
        }
        let value = self.read(node, path, text)?;
        if holds_value_above(data, &names) {
            return Err(FormError::Inside(path.to_owned()));
        }
        let mut root = Value::Object(std::mem::take(data));
        let placed = place(&mut root, &names, value);
        if let Value::Object(object) = root {
            *data = object;
        }
        placed.ok_or_else(|| FormError::BadValue {
            path: path.to_owned(),
            text: text.to_owned(),
            expected: Expected::Rows,
        })
    }

    /// Puts several typed texts into a payload; of the same field only one.
    pub fn set_all<'a>(
        &self,
        data: &mut Map<String, Value>,
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<(), FormError> {
        let mut seen: Vec<&str> = Vec::new();
        for (path, text) in pairs {
            if seen.contains(&path) {
                return Err(FormError::Twice(path.to_owned()));
            }
            let under = |a: &str, b: &str| a.strip_prefix(b).is_some_and(|rest| rest.starts_with('.'));
            if seen.iter().any(|other| under(path, other) || under(other, path)) {
                return Err(FormError::Inside(path.to_owned()));
            }
            seen.push(path);
            self.set(data, path, text)?;
        }
        Ok(())
    }

    /// Typed text as the value that a field holds.
    pub(super) fn read(&self, node: &Value, path: &str, text: &str) -> Result<Value, FormError> {
        // What nobody sees parts no word from its listed one and no date from its digits. Texts are told of it later.
        let text = match node.get("type").and_then(Value::as_str) {
            Some("string") if codes_of(node).is_empty() && node.get("format").is_none() => composed(text.trim()),
            _ => tidy(text).map_or_else(|_| composed(text), |(text, _)| text).trim().to_owned(),
        };
        let bad = |expected| FormError::BadValue { path: path.to_owned(), text: text.clone(), expected };
        if is_sealed(node) && !text.starts_with('{') {
            // A person's name on a command line would stand in the shell's history.
            return match text.as_str() {
                "-" => Ok(json!({ "sealed": {} })),
                _ => Err(bad(Expected::Sealed)),
            };
        }
        if let Some(path) = text.strip_prefix('@')
            && is_hash(node)
        {
            return Ok(json!({ "attach": path }));
        }
        // Which of several alternatives a `kind` names is the schema's to judge, not the form's.
        let kind = if node.get("const").is_some() {
            "string"
        } else {
            node.get("type").and_then(Value::as_str).unwrap_or("object")
        };
        let codes = codes_of(node);
        if !codes.is_empty() && kind == "string" {
            let meant = list_of(node).and_then(|list| list.meant(&text)).filter(|code| codes.contains(code));
            return meant.map(Value::from).ok_or_else(|| bad(Expected::OneOf(codes.join(" | "))));
        }
        match kind {
            "integer" if is_money(node) => {
                text.parse::<Dong>().map(|n| n.get().into()).map_err(|_| bad(Expected::Money))
            }
            "integer" => whole(&text).map(Value::from).ok_or_else(|| bad(Expected::Whole)),
            "boolean" => match text.to_lowercase().as_str() {
                "true" | "có" | "co" | "c" | "yes" | "y" => Ok(Value::Bool(true)),
                "false" | "không" | "khong" | "k" | "no" | "n" => Ok(Value::Bool(false)),
                _ => Err(bad(Expected::YesOrNo)),
            },
            "string" if node.get("format").and_then(Value::as_str) == Some("date") => {
                read_date(&text).map(|date| date.to_string().into()).ok_or_else(|| bad(Expected::Date))
            }
            "string" if is_quantity(node) => quantity(&text).map(Value::from).ok_or_else(|| bad(Expected::Quantity)),
            "string" => Ok(text.into()),
            "array" if !text.starts_with('[') => {
                let item = node.get("items").map_or(&Value::Null, |items| self.resolve(items));
                let parts = parts_of(item, &text).ok_or_else(|| bad(Expected::List))?;
                let items = parts.iter().map(|part| self.read(item, path, part)).collect::<Result<Vec<_>, _>>()?;
                Ok(Value::Array(items))
            }
            _ => serde_json::from_str(&text).map_err(|_| bad(Expected::Json)),
        }
    }
}

/// The members that an object may have, in the schema's order.
pub(super) fn members(node: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let all = node.get("properties").and_then(Value::as_object).into_iter().flatten();
    all.map(|(name, value)| (name.as_str(), value))
}

/// The members that an object must have.
pub(super) fn required(node: &Value) -> Vec<&str> {
    node.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The alternatives of an object that is one of several.
pub(super) fn branches(node: &Value) -> impl Iterator<Item = &Value> {
    node.get("oneOf").and_then(Value::as_array).into_iter().flatten()
}

/// The `kind` that tells an alternative from the others.
pub(super) fn kind_of(branch: &Value) -> Option<&str> {
    branch.get("properties")?.get("kind")?.get("const")?.as_str()
}

/// The codes that a node lists; of roles those that mean something here, so that a form offers no other.
pub(super) fn codes_of(node: &Value) -> Vec<&str> {
    let longest = node.get("maxLength").and_then(Value::as_u64).and_then(|most| usize::try_from(most).ok());
    if node.get("pattern").and_then(Value::as_str) == Some(role::PATTERN) && longest == Some(role::MOST) {
        return Role::LIST.words.iter().map(|(code, _)| *code).collect();
    }
    node.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The list whose codes a node lists.
pub(super) fn list_of(node: &Value) -> Option<&'static List> {
    lists::of_codes(&codes_of(node))
}

/// The list of the kinds that tell alternatives from each other.
fn branches_list<'a>(node: &'a Value, resolve: impl Fn(&'a Value) -> &'a Value) -> Option<&'static List> {
    lists::of_codes(&branches(node).filter_map(|branch| kind_of(resolve(branch))).collect::<Vec<_>>())
}

/// A code in words.
pub(super) fn word<'a>(list: Option<&'static List>, code: &'a str, lang: Lang) -> &'a str {
    list.map_or(code, |list| list.word(code, lang))
}

/// The items of a list as people type it: parted by semicolons; by commas too, unless an item may have one itself.
/// Listed words may («thi đua, khen thưởng; đơn thư»): as many parts as make a word are one. Of other text nobody knows:
/// `None`.
fn parts_of(item: &Value, text: &str) -> Option<Vec<String>> {
    let trimmed = |parts: std::str::Split<'_, char>| parts.map(|part| part.trim().to_owned()).collect::<Vec<_>>();
    if text.contains(';') {
        let mut parts = trimmed(text.split(';'));
        // One item with a comma in it is typed with a semicolon behind it.
        if parts.last().is_some_and(String::is_empty) {
            parts.pop();
        }
        return Some(parts);
    }
    let parts = trimmed(text.split(','));
    if let Some(list) = list_of(item) {
        return Some(words_in(list, &parts).unwrap_or(parts));
    }
    let plain = item.get("type").and_then(Value::as_str) == Some("string") && !is_id(item) && !is_hash(item);
    (parts.len() == 1 || !plain).then_some(parts)
}

/// The words that consecutive parts make, the longest first; `None` if they do not make words.
fn words_in(list: &List, parts: &[String]) -> Option<Vec<String>> {
    if parts.is_empty() {
        return Some(Vec::new());
    }
    (1..=parts.len()).rev().find_map(|n| {
        let (first, rest) = parts.split_at_checked(n)?;
        let code = list.meant(&first.join(", "))?;
        Some(std::iter::once(code.to_owned()).chain(words_in(list, rest)?).collect())
    })
}

pub(super) fn is_object(node: &Value) -> bool {
    node.get("properties").is_some() || node.get("oneOf").is_some()
}

/// The path of a member.
pub(super) fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// Whether a field holds a commitment to a value that is kept elsewhere.
pub(super) fn is_sealed(node: &Value) -> bool {
    let names = node.get("properties").and_then(Value::as_object);
    names.is_some_and(|names| names.len() == 2 && names.contains_key("box") && names.contains_key("sealed"))
}

/// Whether a field holds a hash, which a document given as `@FILE` stands for.
pub(super) fn is_hash(node: &Value) -> bool {
    node.get("pattern").and_then(Value::as_str) == Some("^[0-9a-f]{64}$")
}

/// Whether a field holds an id, which names of the ledger stand for.
pub(super) fn is_id(node: &Value) -> bool {
    node.get("pattern").and_then(Value::as_str).is_some_and(|pattern| pattern.starts_with("^[0-9a-f]{8}-"))
}

/// Whether a field holds an amount of money (or as large a number): counts are bounded closer.
fn is_money(node: &Value) -> bool {
    node.get("maximum").and_then(Value::as_u64) == Some(MAX_INTEGER)
}

/// Whether a field holds a decimal number.
pub(super) fn is_quantity(node: &Value) -> bool {
    node.get("pattern").and_then(Value::as_str).is_some_and(|pattern| pattern.starts_with("^(0|[1-9][0-9]{0,"))
}

/// A decimal number as computers or as offices write it. Three digits after the sign may be thousands, so they are not
/// guessed at.
fn quantity(text: &str) -> Option<String> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (whole, part) = text.split_once([',', '.']).map_or((text, None), |(whole, part)| (whole, Some(part)));
    let fits = digits(whole) && part.is_none_or(|part| digits(part) && part.len() != 3);
    fits.then(|| part.map_or_else(|| whole.to_owned(), |part| format!("{whole}.{part}")))
}

/// Reads a date that was given as `path`.
pub fn date_at(path: &str, text: &str) -> Result<Date, FormError> {
    let bad = || FormError::BadValue { path: path.to_owned(), text: text.to_owned(), expected: Expected::Date };
    read_date(text).ok_or_else(bad)
}

/// Reads a date as computers or as offices write it.
pub fn read_date(text: &str) -> Option<Date> {
    Date::read(&tidy(text).ok()?.0)
}

/// Whether a plain value stands where a path goes on: it would be thrown away.
fn holds_value_above(data: &Map<String, Value>, names: &[&str]) -> bool {
    let (Some((first, rest)), false) = (names.split_first(), names.len() <= 1) else { return false };
    let mut node = data.get(*first);
    for name in rest {
        let Some(value) = node else { return false };
        node = match value {
            Value::Object(members) => members.get(*name),
            Value::Array(items) => name.parse::<usize>().ok().and_then(|index| items.get(index)),
            Value::Null => return false,
            Value::String(_) | Value::Number(_) | Value::Bool(_) => return true,
        };
    }
    false
}

fn place(target: &mut Value, names: &[&str], value: Value) -> Option<()> {
    let Some((first, rest)) = names.split_first() else {
        *target = value;
        return Some(());
    };
    if let Ok(index) = first.parse::<usize>() {
        if !target.is_array() {
            *target = Value::Array(Vec::new());
        }
        let items = target.as_array_mut()?;
        if index == items.len() {
            items.push(Value::Null);
        }
        return place(items.get_mut(index)?, rest, value);
    }
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    place(target.as_object_mut()?.entry(*first).or_insert(Value::Null), rest, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_as_offices_write_them_or_not_at_all() {
        for (typed, read) in
            [("20,5", "20.5"), ("20.5", "20.5"), ("1,2340", "1.2340"), ("187", "187"), ("0,25", "0.25")]
        {
            assert_eq!(quantity(typed).as_deref(), Some(read), "{typed}");
        }
        for bad in ["1,234", "1.234", "1.234,5", "20,", ",5", "hai", "", "-1", "2 000"] {
            assert_eq!(quantity(bad), None, "{bad}");
        }
    }

    #[test]
    fn dates_as_offices_write_them() {
        for good in ["28/6/2024", "28-6-2024", "28.6.2024", "2024-06-28"] {
            assert_eq!(read_date(good), "2024-06-28".parse().ok(), "{good}");
        }
        for bad in ["31/6/2024", "28/6", "28/6/24", "28-6-24", "2024-6-28", "28/6/2024/1"] {
            assert_eq!(read_date(bad), None, "{bad}");
        }
    }
}
