//! Text that people typed or pasted into a payload, made fit to be signed; and what in it looks broken.

use serde_json::{Map, Value};

use super::form::joined;
use crate::values::letters::{Broken, broken};
use crate::values::text::{BadChar, Change, composed, tidy};

/// Text that is not signed as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: «{text}»")]
pub struct OddText {
    /// The field.
    pub path: String,
    /// What it holds.
    pub text: String,
    /// What is wrong with it.
    pub odd: Odd,
}

/// What is wrong with text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Odd {
    /// It has a character that no text may have.
    Character(BadChar),
    /// A word looks broken. Whoever typed it may say that it is right.
    Broken(Broken),
}

/// Fields that hold names of people, units and places: no question mark is a part of one.
const NAMES: [&str; 8] = ["name", "holder", "unit", "donor", "payee", "parent", "chair", "leader"];

/// Fields that hold a policy file or a signed note: the last line feed belongs to it.
const NOTES: [&str; 4] = ["policy", "witnessed", "signed", "naming"];

/// Texts up to this length that have one line are names and the like: their spaces are single.
const SHORT: usize = 200;

/// Makes every text of a payload fit to be signed, without blanks around it; says what was changed.
pub fn tidy_all(data: &mut Map<String, Value>) -> Result<Vec<Change>, OddText> {
    let mut changes = Vec::new();
    each(data, "", &mut |path, text| {
        let bad = |odd| OddText { path: path.to_owned(), text: text.clone(), odd: Odd::Character(odd) };
        let (tidied, found) = tidy(text).map_err(bad)?;
        changes.extend(found);
        let whole = NOTES.contains(&path.rsplit('.').next().unwrap_or(path));
        *text = match tidied.trim() {
            _ if whole => tidied,
            plain if plain.contains('\n') || plain.chars().count() > SHORT => plain.to_owned(),
            plain => plain.split_whitespace().collect::<Vec<_>>().join(" "),
        };
        Ok(())
    })?;
    Ok(changes)
}

/// Whether a text of a payload looks broken.
pub fn suspect(data: &Map<String, Value>) -> Result<(), OddText> {
    // The walk is one for both; a suspicion changes nothing.
    each(&mut data.clone(), "", &mut |path, text| {
        let is_name = path.rsplit('.').next().is_some_and(|tail| NAMES.contains(&tail));
        broken(&composed(text), is_name)
            .map_or(Ok(()), |found| Err(OddText { path: path.to_owned(), text: text.clone(), odd: Odd::Broken(found) }))
    })
}

fn each(
    data: &mut Map<String, Value>,
    path: &str,
    visit: &mut dyn FnMut(&str, &mut String) -> Result<(), OddText>,
) -> Result<(), OddText> {
    data.iter_mut().try_for_each(|(name, value)| each_in(value, &joined(path, name), visit))
}

fn each_in(
    value: &mut Value,
    path: &str,
    visit: &mut dyn FnMut(&str, &mut String) -> Result<(), OddText>,
) -> Result<(), OddText> {
    match value {
        Value::String(text) => visit(path, text),
        // A path names a file and is not signed.
        Value::Object(members) if members.contains_key("attach") => Ok(()),
        Value::Object(members) => each(members, path, visit),
        Value::Array(items) => items
            .iter_mut()
            .enumerate()
            .try_for_each(|(index, item)| each_in(item, &joined(path, &index.to_string()), visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}
