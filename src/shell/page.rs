//! The verification page: one HTML file with every schema in it, and, in a bundle, the data that it verifies.

use serde_json::{Map, Value, json};

use super::receipt::DICTIONARY;
use crate::domain::ledger::EVENTS;
use crate::values::crypto::Hash;
use crate::values::text::TABLE;

const PAGE: &str = include_str!("verify.html");
/// Where the page takes the schemas.
const SCHEMAS_PLACE: &str = "/*SCHEMAS*/null";
/// Where it takes the table of characters.
const RANGES_PLACE: &str = "/*RANGES*/null";
/// Where it takes the dictionary of receipts.
const DICTIONARY_PLACE: &str = "/*DICTIONARY*/null";
/// Where it takes what a bundle carries.
const BUNDLE_MARK: &str = "const BUNDLE = /*BUNDLE*/";
const NOTHING: &str = "null";

/// The pages that earlier releases wrote, without data: version, BLAKE3. A bundle outlives the program that made it.
const RELEASED: &[(&str, &str)] = &[];

/// The page with every schema, the table of characters and the dictionary in it. No `<` stands in it that could end the script.
pub fn filled() -> String {
    let read = |json: &str| serde_json::from_str::<Value>(json).unwrap_or(Value::Null);
    let all = EVENTS.iter().flat_map(|meta| meta.schemas.iter().map(move |schema| (meta, schema)));
    let schemas: Map<String, Value> =
        all.map(|(meta, schema)| (format!("{}.v{}", meta.name, schema.version), read(schema.json))).collect();
    let page = PAGE.replacen(SCHEMAS_PLACE, &escaped(&Value::Object(schemas).to_string()), 1);
    let page = page.replacen(RANGES_PLACE, &json!(TABLE).to_string(), 1);
    page.replacen(DICTIONARY_PLACE, &escaped(&json!(DICTIONARY).to_string()), 1)
}

/// The page with data in it. `json` is the data's JSON text.
pub fn with_data(json: &str) -> String {
    filled().replacen(&format!("{BUNDLE_MARK}{NOTHING}"), &format!("{BUNDLE_MARK}{}", escaped(json)), 1)
}

/// JSON inside a script: no `<` may stand there that could end or change it.
pub fn escaped(json: &str) -> String {
    json.replace('<', "\\u003c")
}

/// Which program wrote a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// This version.
    Ours,
    /// An earlier release.
    Earlier(&'static str),
    /// None that is known: whatever it shows is not to be believed.
    Unknown,
}

/// A page taken apart: the text of its data, and who wrote what stands around it. `None` if it carries no data.
pub fn take_apart(page: &str) -> Option<(&str, Frame)> {
    let (before, rest) = page.split_once(BUNDLE_MARK)?;
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
    values.next()?.ok()?;
    let (data, after) = rest.split_at_checked(values.byte_offset())?;
    let frame = format!("{before}{BUNDLE_MARK}{NOTHING}{after}");
    Some((data, if frame == filled() { Frame::Ours } else { earlier(&frame, RELEASED) }))
}

fn earlier(frame: &str, released: &[(&'static str, &str)]) -> Frame {
    let hash = Hash::of(frame.as_bytes()).to_string();
    let known = released.iter().find(|(_, known)| *known == hash);
    known.map_or(Frame::Unknown, |(version, _)| Frame::Earlier(version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_known_by_every_byte_around_its_data() {
        let page = with_data(r#"{"items":["<b>"]}"#);
        assert_eq!(take_apart(&page), Some((r#"{"items":["\u003cb>"]}"#, Frame::Ours)));
        let altered = page.replacen("<body>", "<body><h1>ĐÃ XÁC MINH</h1>", 1);
        assert_eq!(take_apart(&altered).unwrap().1, Frame::Unknown);
        let script = page.replacen(r#"3cb>"]}"#, r#"3cb>"]},EVIL=alert(1)"#, 1);
        assert_eq!(take_apart(&script).unwrap().1, Frame::Unknown);
        let hidden = page.replacen("<body>", &format!("<body><!-- {BUNDLE_MARK}null -->"), 1);
        assert_eq!(take_apart(&hidden).unwrap().1, Frame::Unknown);
        assert_eq!(take_apart("<html>"), None);
    }

    #[test]
    fn the_page_of_an_earlier_release_stays_known() {
        let hash = Hash::of(b"frame").to_string();
        assert_eq!(earlier("frame", &[("0.1.0", &hash)]), Frame::Earlier("0.1.0"));
        assert_eq!(earlier("frame.", &[("0.1.0", &hash)]), Frame::Unknown);
    }
}
