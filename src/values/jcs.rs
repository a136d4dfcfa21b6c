//! Canonical JSON: RFC 8785 (JCS) narrowed to integers, ASCII member names and NFC text, so that the two
//! places where implementations of JCS differ cannot occur. See `docs/format.md`, Conventions.

pub mod scan;

use serde_json::Value;
use unicode_normalization::is_nfc;

use super::text::is_allowed;

/// The largest number a JSON reader anywhere holds exactly: 2^53 - 1 (RFC 7493 section 2.2).
pub const MAX_INTEGER: u64 = (1 << 53) - 1;

/// How many objects and lists may be inside each other: every JSON reader and every browser's stack has as many.
pub const MAX_DEPTH: usize = 32;

/// Why some bytes are not canonical JSON.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotCanonical {
    /// Not JSON at all, or nested too deeply.
    #[error("byte {offset}: not JSON: {reason}")]
    Syntax {
        /// Bytes from the start.
        offset: usize,
        /// What the parser says.
        reason: String,
    },
    /// JSON, but not in its canonical spelling: blanks, member order, a doubled member, an escape.
    #[error("byte {offset}: not the canonical spelling (RFC 8785)")]
    Spelling {
        /// The first byte that differs from the canonical spelling.
        offset: usize,
    },
    /// A number with a fraction or exponent, or beyond 2^53 - 1.
    #[error("{path}: {number} is not an integer within ±(2^53 - 1)")]
    Number {
        /// Where, as member names joined by dots.
        path: String,
        /// The number as read.
        number: String,
    },
    /// A member name that is not `[a-z][a-z0-9_]*`.
    #[error("{path}: member names are [a-z][a-z0-9_]*")]
    Name {
        /// Where.
        path: String,
    },
    /// Text that is not in Unicode normalisation form C.
    #[error("{path}: text is not in Unicode NFC")]
    NotNfc {
        /// Where.
        path: String,
    },
    /// A character that no text of a ledger has: invisible, a control character, unassigned in Unicode 13.0.
    #[error("{path}: character U+{code:04X} stands in no text of a ledger")]
    Character {
        /// Where.
        path: String,
        /// The character's code point.
        code: u32,
    },
    /// Objects and lists more than [`MAX_DEPTH`] inside each other.
    #[error("more than {MAX_DEPTH} objects and lists inside each other")]
    Depth,
}

/// Reads canonical bytes; anything that would be written differently is refused.
pub fn parse(bytes: &[u8]) -> Result<Value, NotCanonical> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| NotCanonical::Syntax {
        offset: offset_of(bytes, error.line(), error.column()),
        reason: reason_of(&error),
    })?;
    let value = parse_any_text(value, bytes)?;
    check(&value)?;
    Ok(value)
}

/// Reads bytes that are canonical whatever the characters of their text: those of a newer table may be in it, but no
/// other of ASCII.
pub fn parse_newer(bytes: &[u8]) -> Option<Value> {
    let value = parse_any_text(serde_json::from_slice(bytes).ok()?, bytes).ok()?;
    let ascii = |text: &str| match text.chars().find(|c| c.is_ascii() && !is_allowed(*c)) {
        Some(other) => Err(TextFault::Character(other.into())),
        None => Ok(()),
    };
    walk(&value, &mut Vec::new(), 1, &ascii).ok().map(|()| value)
}

fn parse_any_text(value: Value, bytes: &[u8]) -> Result<Value, NotCanonical> {
    walk(&value, &mut Vec::new(), 1, &|_| Ok(()))?;
    let canonical = to_bytes(&value);
    if canonical == bytes {
        return Ok(value);
    }
    let same = canonical.iter().zip(bytes).take_while(|(a, b)| a == b).count();
    Err(NotCanonical::Spelling { offset: same })
}

/// The canonical bytes of a value that [`check`] accepts. The JSON library keeps members sorted by name
/// and escapes as RFC 8785 section 3.2.2.2 says, so within our profile its output is JCS (tested against
/// an independent implementation).
pub fn to_bytes(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

/// Whether a value keeps to the profile: integers, plain member names, NFC, characters of the table, not too deep.
pub fn check(value: &Value) -> Result<(), NotCanonical> {
    walk(value, &mut Vec::new(), 1, &check_characters)?;
    walk(value, &mut Vec::new(), 1, &check_composed)
}

fn walk<'a>(
    value: &'a Value,
    path: &mut Vec<&'a str>,
    depth: usize,
    text: &dyn Fn(&str) -> Result<(), TextFault>,
) -> Result<(), NotCanonical> {
    if depth > MAX_DEPTH && (value.is_array() || value.is_object()) {
        return Err(NotCanonical::Depth);
    }
    match value {
        Value::Null | Value::Bool(_) => Ok(()),
        Value::Number(number) => {
            let small = number.as_i64().is_some_and(|n| n.unsigned_abs() <= MAX_INTEGER);
            if small { Ok(()) } else { Err(NotCanonical::Number { path: join(path), number: number.to_string() }) }
        }
        Value::String(string) => text(string).map_err(|fault| fault.at(join(path))),
        Value::Array(items) => items.iter().try_for_each(|item| walk(item, path, depth + 1, text)),
        Value::Object(members) => members.iter().try_for_each(|(name, member)| {
            path.push(name);
            if !is_name(name) {
                return Err(NotCanonical::Name { path: join(path) });
            }
            walk(member, path, depth + 1, text)?;
            path.pop();
            Ok(())
        }),
    }
}

enum TextFault {
    NotNfc,
    Character(u32),
}

impl TextFault {
    fn at(self, path: String) -> NotCanonical {
        match self {
            TextFault::NotNfc => NotCanonical::NotNfc { path },
            TextFault::Character(code) => NotCanonical::Character { path, code },
        }
    }
}

fn check_characters(text: &str) -> Result<(), TextFault> {
    match text.chars().find(|c| !is_allowed(*c)) {
        Some(other) => Err(TextFault::Character(other.into())),
        None => Ok(()),
    }
}

fn check_composed(text: &str) -> Result<(), TextFault> {
    if text.is_ascii() || is_nfc(text) { Ok(()) } else { Err(TextFault::NotNfc) }
}

fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_lowercase())
        && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn join(path: &[&str]) -> String {
    if path.is_empty() { "(root)".to_owned() } else { path.join(".") }
}

/// The parser's own words, without the position that we give as an offset.
fn reason_of(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split_once(" at line ").map_or(text.clone(), |(reason, _)| reason.to_owned())
}

fn offset_of(bytes: &[u8], line: usize, column: usize) -> usize {
    let before: usize = bytes.split(|b| *b == b'\n').take(line.saturating_sub(1)).map(|l| l.len() + 1).sum();
    before + column.saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tricks_are_refused_with_a_place() {
        let cases: [(&str, NotCanonical); 6] = [
            (r#"{"a":1,"a":1}"#, NotCanonical::Spelling { offset: 6 }),
            (r#"{"b":1,"a":1}"#, NotCanonical::Spelling { offset: 2 }),
            (r#"{"a": 1}"#, NotCanonical::Spelling { offset: 5 }),
            (r#"{"a":1e3}"#, NotCanonical::Number { path: "a".into(), number: "1000.0".into() }),
            (r#"{"A":1}"#, NotCanonical::Name { path: "A".into() }),
            ("{\"a\":\"o\\u0065\"}", NotCanonical::Spelling { offset: 7 }),
        ];
        for (text, fault) in cases {
            assert_eq!(parse(text.as_bytes()), Err(fault), "{text}");
        }
        for bad in [
            r#"{"a":1.0}"#,
            r#"{"a":-0}"#,
            r#"{"a":9007199254740992}"#,
            r#"{"a":18446744073709551616}"#,
            r#"{"a":"\ud800"}"#,
            r#"{"a":"\t"}"#,
            "{\"a\":\"e\u{301}\"}",
            "{\"a\":\"\u{80}\"}",
            "{\"a\":\"\u{200b}\"}",
            "{} ",
            "",
        ] {
            assert!(parse(bad.as_bytes()).is_err(), "{bad}");
        }
        assert!(parse(&[b'['; 100_000]).is_err());
        assert!(parse(b"{\"a\":\"\xff\"}").is_err());
    }

    #[test]
    fn the_spelling_is_rfc_8785() {
        let value = serde_json::json!({
            "b": [1, -5, MAX_INTEGER, true, null],
            "a": "Đào \"Thị\" \\ Hoà\n\u{7f}/€😀",
            "a_1": {}, "a1": []
        });
        let text = to_bytes(&value);
        assert_eq!(text, serde_json_canonicalizer::to_vec(&value).unwrap());
    }
}
