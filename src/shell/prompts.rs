//! A form asked for on a terminal, field by field.

use serde_json::{Map, Value, json};

use super::form::{
    Form, FormError, branches, codes_of, is_object, is_sealed, joined, kind_of, list_of, required, word,
};
use super::messages as say;
use crate::domain::events::{Filled, When, plain};
use crate::domain::lists;
use crate::values::lang::Lang;
use crate::values::text::composed;

impl Form {
    /// Asks for what is missing: required fields first. `ask` shows a prompt and returns what was typed;
    /// an empty line leaves an optional field out.
    pub fn ask_missing(
        &self,
        data: &mut Map<String, Value>,
        lang: Lang,
        ask: &mut dyn FnMut(&str) -> Option<String>,
    ) -> Option<()> {
        let mut prompts = Prompts { form: self, lang, ask };
        prompts.object(self.root(), "", data)
    }
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
        let meta = self.form.meta_of(path);
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
            let meta = self.form.meta_of(&here);
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
        let list = lists::of_codes(&names.iter().map(String::as_str).collect::<Vec<_>>());
        loop {
            let typed = match data.get("kind").and_then(Value::as_str) {
                Some(kind) => kind.to_owned(),
                None => {
                    let words: Vec<&str> = names.iter().map(|name| word(list, name, self.lang)).collect();
                    let typed = (self.ask)(&format!("{} ({}): ", self.form.label(path, self.lang), words.join(" | ")))?;
                    list.and_then(|list| list.meant(&typed)).unwrap_or(typed.trim()).to_owned()
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
        // Of a list of words, the words are what is asked for.
        let node_of_words = node.get("items").map_or(node, |items| self.form.resolve(items));
        let list = list_of(node_of_words);
        let words: Vec<&str> = codes_of(node_of_words).iter().map(|code| word(list, code, self.lang)).collect();
        let hint = if words.is_empty() { String::new() } else { format!(" ({})", words.join(" | ")) };
        let skip = match (must, self.form.meta_of(path).is_optional(path)) {
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
                Err(error) => (self.ask)(&format!("  {}\n  (Enter) ", told(&error, self.lang)))?,
            };
        }
    }

    fn yes(&mut self, what: &str) -> Option<bool> {
        let question = self.lang.pick("thêm? [c/K]", "add? [y/N]");
        let typed = (self.ask)(&format!("{what}: {question} "))?.trim().to_lowercase();
        Some(matches!(typed.as_str(), "c" | "có" | "co" | "y" | "yes"))
    }
}

fn told(error: &FormError, lang: Lang) -> String {
    match error {
        FormError::BadValue { path, text, expected } => say::bad_value(lang, path, text, expected.text(lang)),
        other => other.to_string(),
    }
}
