//! What a person leaves out of a draft: filled in from the ledger, signed by the author and judged like the rest.

use serde_json::{Map, Value, json};

use crate::domain::state::State;
use crate::values::ident::Subject;
use crate::values::time::Date;

/// What a draft is filled in from, once what people write in place of ids is resolved.
pub struct Known<'a> {
    /// The ledger.
    pub state: &'a State,
    /// The draft's subject.
    pub subject: &'a Subject,
    /// When it takes effect.
    pub on: Date,
}

/// What visits an object and the name of one of its members.
pub type Visit<'a, E> = dyn FnMut(&mut Map<String, Value>, &str) -> Result<(), E> + 'a;

/// Visits every object that has a member at a path, in every row of the lists on the way.
pub fn at_each<E>(data: &mut Map<String, Value>, path: &str, visit: &mut Visit<'_, E>) -> Result<(), E> {
    let Some((name, rest)) = path.split_once('.') else {
        return if data.contains_key(path) { visit(data, path) } else { Ok(()) };
    };
    let rows = match data.get_mut(name) {
        Some(Value::Array(rows)) => rows.as_mut_slice(),
        Some(one) => std::slice::from_mut(one),
        None => return Ok(()),
    };
    for row in rows {
        if let Value::Object(inner) = row {
            at_each(inner, rest, visit)?;
        }
    }
    Ok(())
}

/// Numbers the rows of a list, 1, 2, 3 …, where they have no number.
pub(in crate::domain) fn number_lines(data: &mut Map<String, Value>) {
    let lines = data.get_mut("lines").and_then(Value::as_array_mut).into_iter().flatten();
    for (line, number) in lines.zip(1u64..) {
        if let Value::Object(line) = line {
            line.entry("line").or_insert(json!(number));
        }
    }
}
