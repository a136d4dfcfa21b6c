//! Canonical JSON read in one pass. What this reader takes is canonical and keeps to the profile; what it does not
//! take may still be, and [`super::parse`] says what is wrong with it if anything is.

use serde::Deserialize;
use serde::de::value::BorrowedStrDeserializer;
use serde_json::{Map, Value};
use unicode_normalization::is_nfc;

use super::{MAX_DEPTH, MAX_INTEGER};
use crate::values::text::is_allowed;

/// A place in text that is being read; every method moves over what it takes, or says `None` and the reading ends.
pub struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    /// Begins, if the bytes are UTF-8.
    pub fn new(bytes: &'a [u8]) -> Option<Scan<'a>> {
        std::str::from_utf8(bytes).ok().map(|text| Scan { text, at: 0 })
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Just this.
    pub fn literal(&mut self, expected: &str) -> Option<()> {
        self.rest().starts_with(expected.as_bytes()).then(|| self.at += expected.len())
    }

    /// Nothing more.
    pub fn end(&self) -> Option<()> {
        self.rest().is_empty().then_some(())
    }

    /// An integer that is not negative.
    pub fn count(&mut self) -> Option<u64> {
        let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        let text = self.text.get(self.at..self.at + digits)?;
        let plain = digits == 1 || !text.starts_with('0');
        self.at += digits;
        text.parse().ok().filter(|number| plain && *number <= MAX_INTEGER)
    }

    /// A string without escapes that is the text of `T`.
    pub fn text<T: Deserialize<'a>>(&mut self) -> Option<T> {
        let raw = self.raw()?;
        let plain = !raw.contains('\\');
        let value = T::deserialize(BorrowedStrDeserializer::<serde_json::Error>::new(raw));
        value.ok().filter(|_| plain)
    }

    /// What stands between two quotation marks: characters of the table in NFC, escapes as they are written.
    fn raw(&mut self) -> Option<&'a str> {
        self.literal("\"")?;
        let bytes = self.rest();
        let (mut length, mut ascii) = (0, true);
        loop {
            match bytes.get(length)? {
                b'"' => break,
                b'\\' => {
                    // The other escapes stand for characters that are in no text.
                    matches!(bytes.get(length + 1)?, b'"' | b'\\' | b'n').then_some(())?;
                    length += 2;
                }
                b' '..=b'~' => length += 1,
                0x80.. => {
                    ascii = false;
                    length += 1;
                }
                _ => return None,
            }
        }
        let raw = self.text.get(self.at..self.at + length)?;
        // An escape never joins with what follows it, so the text as written is composed just as the text itself is;
        // where `\n` is followed by a mark that joins with an n, the other reader decides.
        if !ascii && (!raw.chars().all(is_allowed) || !is_nfc(raw)) {
            return None;
        }
        self.at += length + 1;
        Some(raw)
    }

    /// A member's name, and the colon.
    fn name(&mut self) -> Option<&'a str> {
        let name = self.raw()?;
        super::is_name(name).then_some(())?;
        self.literal(":")?;
        Some(name)
    }

    /// An object; `depth` is its own, from 1.
    pub fn object(&mut self, depth: usize) -> Option<Map<String, Value>> {
        (depth <= MAX_DEPTH).then_some(())?;
        self.literal("{")?;
        let mut members = Map::new();
        let mut last = "";
        if self.literal("}").is_some() {
            return Some(members);
        }
        loop {
            let name = self.name()?;
            // Ascending, so none is there twice.
            (name > last).then_some(())?;
            last = name;
            let value = self.value(depth + 1)?;
            members.insert(name.to_owned(), value);
            match self.peek()? {
                b',' => self.at += 1,
                b'}' => break,
                _ => return None,
            }
        }
        self.at += 1;
        Some(members)
    }

    fn list(&mut self, depth: usize) -> Option<Vec<Value>> {
        (depth <= MAX_DEPTH).then_some(())?;
        self.literal("[")?;
        let mut items = Vec::new();
        if self.literal("]").is_some() {
            return Some(items);
        }
        loop {
            items.push(self.value(depth + 1)?);
            match self.peek()? {
                b',' => self.at += 1,
                b']' => break,
                _ => return None,
            }
        }
        self.at += 1;
        Some(items)
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        match self.peek()? {
            b'"' => {
                let raw = self.raw()?;
                Some(Value::String(if raw.contains('\\') { unescaped(raw) } else { raw.to_owned() }))
            }
            b'{' => self.object(depth).map(Value::Object),
            b'[' => self.list(depth).map(Value::Array),
            b'n' => self.literal("null").map(|()| Value::Null),
            b't' => self.literal("true").map(|()| Value::Bool(true)),
            b'f' => self.literal("false").map(|()| Value::Bool(false)),
            b'-' => {
                self.at += 1;
                let number = i64::try_from(self.count()?).ok()?;
                (number > 0).then(|| Value::from(-number))
            }
            _ => self.count().map(Value::from),
        }
    }
}

/// The text of a string in which `\"`, `\\` and `\n` alone are escaped.
fn unescaped(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw.chars();
    while let Some(c) = rest.next() {
        match (c, c == '\\') {
            (_, true) => text.extend(rest.next().map(|c| if c == 'n' { '\n' } else { c })),
            (other, false) => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::jcs;
    use proptest::prelude::*;
    use serde_json::json;

    fn scanned(bytes: &[u8]) -> Option<Value> {
        let mut scan = Scan::new(bytes)?;
        let value = scan.value(1)?;
        scan.end().map(|()| value)
    }

    #[test]
    fn takes_what_offices_write() {
        for value in [
            json!({"a": "Hoà \"Thị\" \\ x\ny", "a_1": [{}, [], -1, 0, jcs::MAX_INTEGER, true, false, null], "b": {"c": "€😀"}}),
            json!([]),
            json!("𠀀"),
        ] {
            assert_eq!(scanned(&jcs::to_bytes(&value)), Some(value));
        }
    }

    #[test]
    fn depth_is_bounded_as_elsewhere() {
        for depth in [jcs::MAX_DEPTH, jcs::MAX_DEPTH + 1] {
            let lists = ["[".repeat(depth), "]".repeat(depth)].concat();
            assert_eq!(scanned(lists.as_bytes()).is_some(), jcs::parse(lists.as_bytes()).is_ok(), "{depth}");
        }
    }

    const ALPHABET: [&str; 33] = [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"a\":",
        "\"b\":",
        "\"A\":",
        "-",
        "0",
        "1",
        "9007199254740991",
        "9007199254740992",
        "1e3",
        "1.0",
        " ",
        "\n",
        "\\n",
        "\\\"",
        "\\\\",
        "\\t",
        "\\u0065",
        "null",
        "true",
        "e\u{301}",
        "\u{301}",
        "é",
        "\u{200b}",
        "\u{7f}",
        "x",
        "n",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        /// Whatever it takes, the careful reader takes, and reads the same.
        #[test]
        fn never_takes_more_than_the_careful_reader(picks in prop::collection::vec(0..ALPHABET.len(), 0..14)) {
            let inner: String = picks.iter().filter_map(|pick| ALPHABET.get(*pick)).copied().collect();
            for text in [inner.clone(), format!("{{\"a\":{inner}}}"), format!("{{\"a\":\"{inner}\"}}"), format!("[{inner}]")] {
                if let Some(value) = scanned(text.as_bytes()) {
                    prop_assert_eq!(jcs::parse(text.as_bytes()), Ok(value));
                }
            }
        }
    }
}
