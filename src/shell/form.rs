//! Forms made from the schemas: typed text becomes a payload, and a terminal can ask field by field.

use serde_json::{Map, Value, json};

use super::messages as say;
use crate::domain::events::{Filled, Meta, When, plain};
use crate::domain::ledger::meta;
use crate::values::amount::whole;
use crate::values::jcs::MAX_INTEGER;
use crate::values::lang::Lang;
use crate::values::money::Dong;
use crate::values::text::{composed, fold, tidy};
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
    /// The text is not what the field holds.
    #[error("{path}: «{text}»: {expected}")]
    BadValue {
        /// The field.
        path: String,
        /// What was typed.
        text: String,
        /// What it should be.
        expected: String,
    },
    /// A field is given twice.
    #[error("{0} is given twice")]
    Twice(String),
    /// A field is given as a value and as a group.
    #[error("{0} is both a value and a group")]
    Inside(String),
}

/// The form of an event type.
pub struct Form {
    meta: &'static Meta,
    schema: Value,
}

impl Form {
    /// The form of a type and version.
    pub fn of(kind: &str, version: Option<u32>) -> Option<Form> {
        let meta = meta(kind)?;
        let schema = serde_json::from_str(meta.schema(version)?.json).ok()?;
        Some(Form { meta, schema })
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
    fn properties<'a>(&'a self, node: &'a Value) -> Vec<(&'a str, &'a Value)> {
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

    fn at(&self, path: &str) -> Option<&Value> {
        path.split('.')
            .filter(|name| !name.is_empty())
            .try_fold(&self.schema, |node, name| self.field(node, path, name).ok())
    }

    /// Whether a field holds one of the words that the schema lists.
    pub fn is_enumerated(&self, path: &str) -> bool {
        self.at(path).is_some_and(|node| node.get("enum").is_some() || node.get("const").is_some())
    }

    /// Where a field stands among the others of its place: required ones first, in the schema's order.
    pub fn rank(&self, path: &str, name: &str) -> usize {
        let required = self.at(path).and_then(|node| node.get("required")).and_then(Value::as_array);
        let position = required.and_then(|names| names.iter().position(|known| known.as_str() == Some(name)));
        position.unwrap_or(usize::MAX)
    }

    /// The name of a field for people; its path if it has none.
    pub fn label(&self, path: &str, lang: Lang) -> String {
        self.meta.label_of(path).map_or_else(|| path.to_owned(), |label| label.of(lang).to_owned())
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
            expected: "indices 0, 1, 2 … without gaps".into(),
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
    fn read(&self, node: &Value, path: &str, text: &str) -> Result<Value, FormError> {
        // What nobody sees parts no word from its listed one and no date from its digits. Texts are told of it later.
        let text = match node.get("type").and_then(Value::as_str) {
            Some("string") if node.get("enum").is_none() && node.get("format").is_none() => composed(text.trim()),
            _ => tidy(text).map_or_else(|_| composed(text), |(text, _)| text).trim().to_owned(),
        };
        let bad = |expected: &str| FormError::BadValue {
            path: path.to_owned(),
            text: text.clone(),
            expected: expected.to_owned(),
        };
        if is_sealed(node) && !text.starts_with('{') {
            // A person's name on a command line would stand in the shell's history.
            return match text.as_str() {
                "-" => Ok(json!({ "sealed": {} })),
                _ => Err(bad("- (gõ hoặc đưa qua đầu vào chuẩn, không viết trên dòng lệnh)")),
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
        if let Some(options) = node.get("enum").and_then(Value::as_array)
            && kind == "string"
        {
            let codes: Vec<&str> = options.iter().filter_map(Value::as_str).collect();
            let meant = |code: &&&str| **code == text || fold(say::word(Lang::Vi, code)) == fold(&text);
            let found = codes.iter().find(meant).map(|code| Value::from(*code));
            return found.ok_or_else(|| bad(&codes.join(" | ")));
        }
        match kind {
            "integer" if is_money(node) => {
                text.parse::<Dong>().map(|n| n.get().into()).map_err(|_| bad("số tiền như 2.160.000 hoặc 2,16 triệu"))
            }
            "integer" => whole(&text).map(Value::from).ok_or_else(|| bad("số nguyên, ví dụ 12")),
            "boolean" => match text.to_lowercase().as_str() {
                "true" | "có" | "co" | "c" | "yes" | "y" => Ok(Value::Bool(true)),
                "false" | "không" | "khong" | "k" | "no" | "n" => Ok(Value::Bool(false)),
                _ => Err(bad("có | không")),
            },
            "string" if node.get("format").and_then(Value::as_str) == Some("date") => read_date(&text)
                .map(|date| date.to_string().into())
                .ok_or_else(|| bad("ngày như 2024-06-28 hoặc 28/6/2024")),
            "string" if is_quantity(node) => quantity(&text).map(Value::from).ok_or_else(|| {
                bad("số, không chấm phẩy hàng nghìn; phần lẻ như 20.5 hoặc 20,5 (đúng ba số lẻ: thêm số 0)")
            }),
            "string" => Ok(text.into()),
            "array" if !text.starts_with('[') => {
                let item = node.get("items").map_or(&Value::Null, |items| self.resolve(items));
                let items = text.split(',').map(|part| self.read(item, path, part)).collect::<Result<Vec<_>, _>>()?;
                Ok(Value::Array(items))
            }
            _ => serde_json::from_str(&text).map_err(|_| bad("JSON")),
        }
    }

    /// Asks for what is missing: required fields first. `ask` shows a prompt and returns what was typed;
    /// an empty line leaves an optional field out.
    pub fn ask_missing(
        &self,
        data: &mut Map<String, Value>,
        lang: Lang,
        ask: &mut dyn FnMut(&str) -> Option<String>,
    ) -> Option<()> {
        let mut prompts = Prompts { form: self, lang, ask };
        prompts.object(&self.schema, "", data)
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

/// Reads a date as computers or as offices write it.
pub fn read_date(text: &str) -> Option<Date> {
    let (text, _) = tidy(text).ok()?;
    let text = text.trim();
    if let Ok(date) = text.parse() {
        return Some(date);
    }
    let mut parts = text.split('/').map(|part| part.parse::<i16>().ok());
    let (day, month, year) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() || year < 1000 {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
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

struct Prompts<'a> {
    form: &'a Form,
    lang: Lang,
    ask: &'a mut dyn FnMut(&str) -> Option<String>,
}

impl Prompts<'_> {
    fn object(&mut self, node: &Value, path: &str, data: &mut Map<String, Value>) -> Option<()> {
        let node = self.form.resolve(node);
        let mut properties = self.form.properties(node);
        let required = required(node);
        let meta = self.form.meta;
        // What says most of the rest comes first.
        let first = |name: &str| {
            let beside = |filled: &Filled| {
                plain(&joined(path, name)).rsplit_once('.').map(|(place, _)| place.to_owned())
                    == filled.path.rsplit_once('.').map(|(place, _)| place.to_owned())
            };
            meta.filled.iter().any(|filled| matches!(filled.when, When::With(other) if other == name) && beside(filled))
        };
        let position = |name: &str| required.iter().position(|known| *known == name).unwrap_or(usize::MAX);
        let rank = |name: &str| if first(name) { 0 } else { position(name).saturating_add(1) };
        properties.sort_by_key(|(name, _)| rank(name));
        let branches: Vec<&Value> = branches(node).map(|branch| self.form.resolve(branch)).collect();
        if !branches.is_empty() {
            let chosen = self.branch(&branches, path, data)?;
            return self.object(chosen, path, data);
        }
        for (name, raw) in properties {
            let here = joined(path, name);
            let told = |when: When| matches!(when, When::With(other) if data.contains_key(other));
            let given = data.contains_key(name) || meta.fills(&here).any(told);
            if given || raw.get("const").is_some() || meta.is_automatic(&here) {
                continue;
            }
            let must = required.contains(&name) && !meta.is_optional(&here);
            if let Some(value) = self.field(raw, &here, must)? {
                data.insert(name.to_owned(), value);
            }
        }
        Some(())
    }

    /// Asks which alternative applies.
    fn branch<'a>(&mut self, branches: &[&'a Value], path: &str, data: &mut Map<String, Value>) -> Option<&'a Value> {
        let names: Vec<String> = branches.iter().filter_map(|branch| kind_of(branch)).map(str::to_owned).collect();
        loop {
            let typed = match data.get("kind").and_then(Value::as_str) {
                Some(kind) => kind.to_owned(),
                None => {
                    let words: Vec<&str> = names.iter().map(|name| say::word(self.lang, name)).collect();
                    let typed = (self.ask)(&format!("{} ({}): ", self.form.label(path, self.lang), words.join(" | ")))?;
                    let meant = |name: &&String| fold(say::word(self.lang, name)) == fold(&typed);
                    names.iter().find(meant).cloned().unwrap_or_else(|| typed.trim().to_owned())
                }
            };
            if let Some(index) = names.iter().position(|name| *name == typed) {
                data.insert("kind".into(), typed.into());
                return branches.get(index).copied();
            }
            data.remove("kind");
        }
    }

    fn field(&mut self, raw: &Value, path: &str, must: bool) -> Option<Option<Value>> {
        let node = self.form.resolve(raw);
        let label = self.form.label(path, self.lang);
        if is_sealed(node) {
            let typed = (self.ask)(&format!("{label}{}: ", self.lang.pick(" [Enter: bỏ qua]", " [Enter: leave out]")))?;
            let text = composed(typed.trim());
            return Some((!text.is_empty()).then(|| json!({ "sealed": { "plain": text } })));
        }
        if is_object(node) {
            if !must && !self.yes(&label)? {
                return Some(None);
            }
            let mut inner = Map::new();
            self.object(node, path, &mut inner)?;
            return Some(Some(Value::Object(inner)));
        }
        let item = node.get("items").map(|items| self.form.resolve(items));
        if let Some(item) = item.filter(|item| is_object(item)) {
            let mut items = Vec::new();
            while (must && items.is_empty()) || self.yes(&format!("{label} ({})", items.len()))? {
                let mut inner = Map::new();
                self.object(item, &format!("{path}.{}", items.len()), &mut inner)?;
                items.push(Value::Object(inner));
            }
            return Some((!items.is_empty()).then_some(Value::Array(items)));
        }
        self.plain(node, path, &label, must)
    }

    fn plain(&mut self, node: &Value, path: &str, label: &str, must: bool) -> Option<Option<Value>> {
        let options: Vec<&str> =
            node.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        let words: Vec<&str> = options.iter().map(|option| say::word(self.lang, option)).collect();
        let hint = if options.is_empty() { String::new() } else { format!(" ({})", words.join(" | ")) };
        let skip = match (must, self.form.meta.is_optional(path)) {
            (true, _) => "",
            (false, true) => self.lang.pick(" [Enter: tự điền]", " [Enter: filled in]"),
            (false, false) => self.lang.pick(" [Enter: bỏ qua]", " [Enter: leave out]"),
        };
        loop {
            let typed = (self.ask)(&format!("{label}{hint}{skip}: "))?;
            if typed.trim().is_empty() {
                if must {
                    continue;
                }
                return Some(None);
            }
            match self.form.read(node, path, &typed) {
                Ok(value) => return Some(Some(value)),
                Err(error) => (self.ask)(&format!("  {error}\n  (Enter) "))?,
            };
        }
    }

    fn yes(&mut self, what: &str) -> Option<bool> {
        let question = self.lang.pick("thêm? [c/K]", "add? [y/N]");
        let typed = (self.ask)(&format!("{what}: {question} "))?.trim().to_lowercase();
        Some(matches!(typed.as_str(), "c" | "có" | "co" | "y" | "yes"))
    }
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
        assert_eq!(read_date("28/6/2024"), "2024-06-28".parse().ok());
        assert_eq!(read_date("2024-06-28"), "2024-06-28".parse().ok());
        for bad in ["31/6/2024", "28/6", "28/6/24", "28-6-2024", "28/6/2024/1"] {
            assert_eq!(read_date(bad), None, "{bad}");
        }
    }
}
