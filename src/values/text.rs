//! Text that people typed: bounded, never blank, and foldable for search.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Text of 1 to `MAX` characters with at least one that is neither space nor line feed.
/// NFC and the absence of control characters are checked for a whole entry at once ([`super::jcs`]).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Text<const MAX: usize>(String);

/// A name or short label, up to 200 characters.
pub type Name = Text<200>;
/// A sentence or paragraph, up to 2,000 characters.
pub type Prose = Text<2000>;

impl<const MAX: usize> Text<MAX> {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Text<MAX> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        if text.chars().count() > MAX {
            return Err(D::Error::custom(format!("longer than {MAX} characters")));
        }
        if text.chars().all(|c| c == ' ' || c == '\n') {
            return Err(D::Error::custom("blank text"));
        }
        Ok(Text(text))
    }
}

/// Text in the one composed form that the log stores (Unicode NFC).
pub fn composed(text: &str) -> String {
    text.nfc().collect()
}

/// What search and comparison see: no diacritics, `đ` as `d`, lower case, single spaces. Tone placement
/// (`hoà`, `hòa`) and NFC or NFD make no difference; the stored text is never changed.
pub fn fold(text: &str) -> String {
    let plain: String = text
        .nfkd()
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'đ' | 'ð' => 'd',
            other => other,
        })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_makes_spellings_meet() {
        for text in ["Đặng Thị Hoà", "đặng thị hòa", "ĐẶNG  THỊ\u{a0}HÒA", "Dang Thi Hoa", "Đặng Thị Hòa"]
        {
            assert_eq!(fold(text), "dang thi hoa", "{text}");
        }
    }

    #[test]
    fn blank_and_long_text_is_refused() {
        let read = |text: &str| serde_json::from_value::<Text<5>>(serde_json::json!(text));
        assert!(read("năm 5").is_ok());
        assert!(read("").is_err() && read(" \n").is_err() && read("sáu ký").is_err());
    }
}
