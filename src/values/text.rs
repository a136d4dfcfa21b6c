//! Text that people typed: of one fixed table of characters, bounded, never blank, and foldable for search.

use std::fmt;
use std::sync::LazyLock;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use unicode_normalization::UnicodeNormalization;

/// The code points of every text in a ledger, from and to, ascending (`docs/format.md`, Conventions): what Unicode 13.0
/// assigns, without anything invisible. No library's newer table decides, so every verifier says the same for ever.
static RANGES: LazyLock<Vec<(u32, u32)>> = LazyLock::new(|| {
    let read = |text: &str| u32::from_str_radix(text, 16).ok();
    let range = |line: &str| {
        let (from, to) = line.split_once('-').unwrap_or((line, line));
        Some((read(from)?, read(to)?))
    };
    TABLE.lines().filter_map(range).collect()
});

/// The table as it is published: a range a line, in hex.
pub const TABLE: &str = include_str!("../../fixtures/text.ranges");

/// Whether a character may stand in a ledger's text.
pub fn is_allowed(c: char) -> bool {
    if c.is_ascii() {
        return c == '\n' || (' '..='~').contains(&c);
    }
    let code = u32::from(c);
    let after = RANGES.partition_point(|(from, _)| *from <= code);
    after.checked_sub(1).and_then(|i| RANGES.get(i)).is_some_and(|(_, to)| code <= *to)
}

/// Text of 1 to `MAX` characters with at least one that is neither space nor line feed; with `ONE_LINE`, of words with
/// single spaces between them and nothing around them, so that no two look alike.
/// NFC and [`is_allowed`] are checked for a whole entry at once ([`super::jcs`]).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Text<const MAX: usize, const ONE_LINE: bool = false>(String);

/// A name or short label, up to 200 characters.
pub type Name = Text<200, true>;
/// A sentence or paragraph, up to 2,000 characters.
pub type Prose = Text<2000>;

impl<const MAX: usize, const ONE_LINE: bool> Text<MAX, ONE_LINE> {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize, const ONE_LINE: bool> fmt::Display for Text<MAX, ONE_LINE> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl<'de, const MAX: usize, const ONE_LINE: bool> Deserialize<'de> for Text<MAX, ONE_LINE> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        if text.chars().count() > MAX {
            return Err(D::Error::custom(format!("longer than {MAX} characters")));
        }
        if text.chars().all(|c| c == ' ' || c == '\n') {
            return Err(D::Error::custom("blank text"));
        }
        if ONE_LINE && (text.contains('\n') || text.split(' ').any(str::is_empty)) {
            return Err(D::Error::custom("a name is one line of words with single spaces between them"));
        }
        Ok(Text(text))
    }
}

/// Text in the one composed form that the log stores (Unicode NFC).
pub fn composed(text: &str) -> String {
    text.nfc().collect()
}

/// The same letters taken apart (Unicode NFD), as some keyboards type them.
pub fn decomposed(text: &str) -> String {
    text.nfd().collect()
}

/// Characters that nobody sees (Unicode's Default_Ignorable_Code_Point and format characters), which come with what is
/// pasted from messengers, word processors and web pages.
pub fn is_hidden(c: char) -> bool {
    matches!(
        u32::from(c),
        0xAD | 0x34F | 0x600..=0x605 | 0x61C | 0x6DD | 0x70F | 0x890..=0x891 | 0x8E2 | 0x115F..=0x1160
            | 0x17B4..=0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0x3164
            | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB | 0x110BD | 0x110CD | 0x13430..=0x1343F
            | 0x16FE4 | 0x1BCA0..=0x1BCA3 | 0x1D159 | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF
    )
}

/// What was done to text that people typed or pasted, so that the log can hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// A character that nobody sees was left out.
    Dropped(char),
    /// A blank of another kind became a space.
    Space(char),
    /// A letter that only looks like the Vietnamese one became that one: `Ð`, `Ɖ` to `Đ`.
    Letter(char, char),
}

/// A character that no text may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadChar {
    /// The mark that a program puts where it could not read a letter.
    Lost,
    /// A control character.
    Control(char),
    /// A character that the table does not have: somebody's own (private use), or newer than Unicode 13.0.
    Unknown(char),
}

/// Text as it may be signed, and what had to be changed for it: NFC, no characters that nobody sees, one kind of space,
/// one kind of line end.
pub fn tidy(typed: &str) -> Result<(String, Vec<Change>), BadChar> {
    let (mut text, mut changes) = (String::with_capacity(typed.len()), Vec::new());
    let mut rest = typed.chars().peekable();
    while let Some(c) = rest.next() {
        let (kept, change) = match c {
            '\n' => (Some('\n'), None),
            '\r' => ((rest.peek() != Some(&'\n')).then_some('\n'), None),
            '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}' => (Some('\n'), None),
            '\t' => (Some(' '), None),
            '\u{d0}' | '\u{189}' => (Some('Đ'), Some(Change::Letter(c, 'Đ'))),
            '\u{f0}' | '\u{256}' => (Some('đ'), Some(Change::Letter(c, 'đ'))),
            '\u{fffd}' => return Err(BadChar::Lost),
            // Where a picture stood in what was pasted.
            '\u{fffc}' => (None, Some(Change::Dropped(c))),
            _ if is_hidden(c) => (None, Some(Change::Dropped(c))),
            '\u{2800}' => (Some(' '), Some(Change::Space(c))),
            _ if c.is_control() => return Err(BadChar::Control(c)),
            _ if c != ' ' && c.is_whitespace() => (Some(' '), Some(Change::Space(c))),
            _ if !is_allowed(c) => return Err(BadChar::Unknown(c)),
            _ => (Some(c), None),
        };
        text.extend(kept);
        changes.extend(change.filter(|change| !changes.contains(change)));
    }
    Ok((composed(&text), changes))
}

/// What search and comparison see: no diacritics, `đ` as `d`, lower case, single spaces, nothing that nobody sees. Tone
/// placement (`hoà`, `hòa`) and NFC or NFD make no difference; the stored text is never changed.
pub fn fold(text: &str) -> String {
    let plain: String = text
        .nfkd()
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c) && !is_hidden(*c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'đ' | 'ð' | 'ɖ' => 'd',
            other => other,
        })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An authority's name without its abbreviation, as documents that go out have it: «Ủy ban nhân dân xã Hồ Sơn».
pub fn in_full(name: &str) -> String {
    let words = [("UBND", "Ủy ban nhân dân"), ("HĐND", "Hội đồng nhân dân"), ("UBMTTQ", "Ủy ban Mặt trận Tổ quốc")];
    let word = |word: &str| {
        words.iter().find(|(short, _)| *short == word).map_or_else(|| word.to_owned(), |(_, long)| (*long).to_owned())
    };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// What makes two spellings one name: NFC or NFD, case, spaces and where the tone stands (`hoà`, `hòa`) make no difference,
/// tones and other marks do. For identity, where [`fold`] is for search.
pub fn spelled(text: &str) -> String {
    // Acute, grave, hook, tilde and dot below are tones: of each word they are written after its letters.
    let tone = |c: &char| matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}');
    let lower: String = text.nfd().flat_map(char::to_lowercase).collect();
    let word = |word: &str| -> String {
        let tones: String = word.chars().filter(tone).collect();
        let letters: String = word.chars().filter(|c| !tone(c)).collect();
        letters.nfc().chain(tones.chars()).collect()
    };
    lower.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::jcs;

    /// Whether an office could write it: as a name, and as text of an entry.
    fn is_name(text: &str) -> bool {
        let value = serde_json::json!(text);
        jcs::check(&value).is_ok() && serde_json::from_value::<Name>(value).is_ok()
    }

    #[test]
    fn the_table_is_what_unicode_13_assigns_without_anything_invisible() {
        let length = RANGES.iter().map(|(from, to)| to - from + 1).sum::<u32>();
        assert_eq!((RANGES.len(), length), (685, 143_412));
        assert_eq!(TABLE.lines().count(), RANGES.len(), "every line reads");
        assert!(RANGES.iter().all(|(from, to)| from <= to) && RANGES.windows(2).all(|two| two[0].1 + 1 < two[1].0));
        assert!((0..128).filter_map(char::from_u32).all(|c| is_allowed(c) == (c == '\n' || !c.is_control())));
        for invisible in "\u{ad}\u{a0}\u{34f}\u{200b}\u{200d}\u{202e}\u{2028}\u{2060}\u{2800}\u{3000}\u{3164}\u{fe0f}\u{feff}\u{fff9}\u{16fe4}\u{1d159}\u{e0061}\u{f0000}".chars() {
            assert!(!is_allowed(invisible), "{invisible:?}");
        }
        // U+0897 came with Unicode 16: whether text with it is NFC depends on the reader's tables.
        assert!(!is_allowed('\u{897}') && !is_allowed('\u{378}'));
    }

    #[test]
    fn every_vietnamese_syllable_is_text() {
        const ONSETS: &str = " b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x";
        const NUCLEI: &str = "a ă â e ê i o ô ơ u ư y ia iê ua uô ưa ươ ya yê oa oă oe uâ uê uơ uy uya uyê oo";
        const CODAS: &str = " c ch i m n ng nh o p t u y";
        const TONES: [&str; 6] = ["", "\u{300}", "\u{301}", "\u{303}", "\u{309}", "\u{323}"];
        for onset in ONSETS.split(' ') {
            for nucleus in NUCLEI.split(' ') {
                for coda in CODAS.split(' ') {
                    // The tone on any letter of the nucleus: old and new placement, and whatever a keyboard makes.
                    for (place, letter) in nucleus.char_indices() {
                        for tone in TONES {
                            let (before, after) = nucleus.split_at(place + letter.len_utf8());
                            let syllable = composed(&format!("{onset}{before}{tone}{after}{coda}"));
                            assert!(is_name(&syllable) && is_name(&syllable.to_uppercase()), "{syllable}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn the_peoples_names_and_old_scripts_are_text() {
        const PEOPLES: &str = "Kinh, Tày, Thái, Hoa, Khmer, Mường, Nùng, Mông, Dao, Gia Rai, Ngái, Ê Đê, Ba Na, Xơ Đăng, \
            Sán Chay, Cơ Ho, Chăm, Sán Dìu, Hrê, Mnông, Ra Glai, Xtiêng, Bru-Vân Kiều, Thổ, Giáy, Cơ Tu, Gié-Triêng, Mạ, \
            Khơ Mú, Co, Tà Ôi, Chơ Ro, Kháng, Xinh Mun, Hà Nhì, Chu Ru, Lào, La Chí, La Ha, Phù Lá, La Hủ, Lự, Lô Lô, Chứt, \
            Mảng, Pà Thẻn, Cơ Lao, Cống, Bố Y, Si La, Pu Péo, Brâu, Ơ Đu, Rơ Măm";
        let peoples: Vec<&str> = PEOPLES.split(", ").collect();
        assert_eq!(peoples.len(), 54);
        for name in peoples.into_iter().chain(["H’Mông", "Y' Bluh Niê", "Kpă Klơng", "Čư̆ Pơ̆ng", "Ƀuôn Hŏ"])
        {
            assert!(is_name(&composed(name)), "{name}");
        }
        // Nôm of CJK extension B; Khmer, Cham, Tai Viet, Han.
        for name in ["𡨸喃", "𡦂", "𠀧𠄼𠮩", "ខ្មែរ", "ꨌꩌ", "ꪼꪕ", "阮文安", "𨔈𢭸"]
        {
            assert!(is_name(name), "{name}");
        }
        assert!(('\u{20000}'..='\u{2a6d6}').all(is_allowed), "the whole of extension B");
    }

    #[test]
    fn a_name_is_one_line_of_words() {
        assert!(is_name("UBND xã Hồ Sơn") && serde_json::from_str::<Prose>(r#""hai\ndòng  ""#).is_ok());
        for bad in [" a", "a ", "a  b", "a\nb", "a\n", "\n", "a\u{a0}b", "a\u{200b}"] {
            assert!(!is_name(bad), "{bad:?}");
        }
    }

    #[test]
    fn folding_makes_spellings_meet() {
        for text in ["Đặng Thị Hoà", "đặng thị hòa", "ĐẶNG  THỊ\u{a0}HÒA", "Dang Thi Hoa", "Đặng Thị Hòa"]
        {
            assert_eq!(fold(text), "dang thi hoa", "{text}");
        }
    }

    #[test]
    fn spellings_of_one_name_are_one_and_others_are_not() {
        for text in ["Đặng Thị Hoà", "đặng thị hòa", "ĐẶNG  THỊ\u{a0}HÒA", "Đặng Thị Hoà"] {
            assert_eq!(spelled(text), spelled("Đặng Thị Hòa"), "{text}");
        }
        for (one, other) in [("Tú", "Tư"), ("Tư", "Tụ"), ("Hà", "Hạ"), ("Hoa", "Hoà"), ("Lẻ Dực Lòng", "Lê Đức Long")]
        {
            assert_ne!(spelled(one), spelled(other), "{one}, {other}");
            assert_eq!(fold(one), fold(other));
        }
    }

    #[test]
    fn what_nobody_sees_is_neither_typed_nor_compared() {
        for hidden in [
            '\u{200b}',
            '\u{ad}',
            '\u{200d}',
            '\u{feff}',
            '\u{202e}',
            '\u{2060}',
            '\u{34f}',
            '\u{180e}',
            '\u{3164}',
            '\u{115f}',
            '\u{fe0f}',
            '\u{e0041}',
            '\u{2066}',
            '\u{61c}',
            '\u{fffc}',
            '\u{1d173}',
            '\u{ffa0}',
        ] {
            let name = format!("Lê{hidden} Thị Hoa{hidden}");
            assert_eq!(tidy(&name), Ok(("Lê Thị Hoa".to_owned(), vec![Change::Dropped(hidden)])), "{hidden:?}");
            assert!(hidden == '\u{fffc}' || fold(&name) == "le thi hoa", "{hidden:?}");
        }
        for space in ['\u{a0}', '\u{202f}', '\u{3000}', '\u{2003}', '\u{2800}', '\u{1680}', '\u{205f}'] {
            let read = tidy(&format!("Lê{space}Hoa"));
            assert_eq!(read, Ok(("Lê Hoa".to_owned(), vec![Change::Space(space)])), "{space:?}");
        }
        assert_eq!(
            tidy("một\r\nhai\rba\u{2028}bốn\tnăm").map(|(text, _)| text).as_deref(),
            Ok("một\nhai\nba\nbốn năm")
        );
        for (typed, text) in [("QÐ-UBND", "QĐ-UBND"), ("Ɖào", "Đào"), ("ðường", "đường"), ("Hoa\u{300}", "Hoà")]
        {
            assert_eq!(tidy(typed).map(|(text, _)| text).as_deref(), Ok(text), "{typed}");
        }
        // An e, something hidden, and a mark of its own: one letter once the hidden is gone.
        assert_eq!(tidy("e\u{200b}\u{301}").map(|(text, _)| text).as_deref(), Ok("é"));
        for bad in [
            '\u{fffd}',
            '\u{85}',
            '\u{9f}',
            '\0',
            '\u{1b}',
            '\u{7f}',
            '\u{e000}',
            '\u{fdd0}',
            '\u{10ffff}',
            '\u{897}',
            '\u{1fae9}',
        ] {
            assert!(tidy(&format!("Lê {bad}")).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn tidy_text_stays_as_it_is() {
        // Every character that is assigned in the planes where there are any.
        for code in (0..0x2_0000).chain(0xe_0000..0xe_1100).filter_map(char::from_u32) {
            if let Ok((text, _)) = tidy(&format!("a{code}b")) {
                assert_eq!(tidy(&text), Ok((text.clone(), Vec::new())), "{:x}", u32::from(code));
                assert!(text.chars().all(is_allowed), "{:x}", u32::from(code));
            }
        }
    }

    #[test]
    fn blank_and_long_text_is_refused() {
        let read = |text: &str| serde_json::from_value::<Text<5>>(serde_json::json!(text));
        assert!(read("năm 5").is_ok());
        assert!(read("").is_err() && read(" \n").is_err() && read("sáu ký").is_err());
    }
}
