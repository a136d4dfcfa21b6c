//! Whether Vietnamese text looks as if its letters had been broken on the way: by an old font (TCVN3, VNI) taken for
//! Unicode, by UTF-8 read in another code page, or by a program that wrote `?` for what it did not know. A suspicion and
//! no proof: foreign names may look so, and whoever typed one may say that it is right.

/// A word that looks broken, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The word.
    pub word: String,
    /// What most likely happened to it.
    pub how: How,
}

/// What happens to letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// `?` stands where a letter was.
    Lost,
    /// Letters of an old font or of another code page.
    Font,
    /// Letters of two scripts in one word.
    Mixed,
}

/// The first word that looks broken. Names of people, units and places have no question marks at all.
pub fn broken(text: &str, is_name: bool) -> Option<Broken> {
    text.split_whitespace().find_map(|word| {
        let how = lost(word, is_name).or_else(|| font(word)).or_else(|| mixed(word))?;
        Some(Broken { word: word.to_owned(), how })
    })
}

fn lost(word: &str, is_name: bool) -> Option<How> {
    if word.contains("://") || word.starts_with("www.") {
        return None;
    }
    let letters: Vec<char> = word.chars().collect();
    let inside = letters.windows(2).any(|pair| matches!(pair, ['?', next] if next.is_alphabetic()));
    let in_name = is_name && word.contains('?');
    (inside || in_name).then_some(How::Lost)
}

/// Latin-1 letters that Vietnamese does not have, and what code pages put between 0x80 and 0x9F.
const FOREIGN: &str = "ÄÅÆÇËÎÏÑÖØÛÜÞßäåæçëîïñöøûüþÿŠšŽžŒœŸƒ";
/// Signs that old fonts have in place of letters.
const SIGNS: &str = "¡¢£¤¥¦§¨©ª«¬®¯°±´µ¶·¸¹º»¼½¾¿×÷‚„…†‡ˆ‰‹›˜•€∞≠≤≥∂∑∏π∫Ω√≈∆◊";

fn font(word: &str) -> Option<How> {
    let letters: Vec<char> = word.chars().collect();
    let at = |index: usize| letters.get(index).copied();
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let suspicious = |(index, c): (usize, char)| {
        let before = index.checked_sub(1).and_then(at);
        let (inside, after) = (is_letter(before), is_letter(at(index + 1)));
        let small = before.is_some_and(char::is_lowercase);
        match c {
            _ if FOREIGN.contains(c) => true,
            // A capital after a small letter: «TrÇn», «NguyÔn», «lÃ ».
            'À'..='Þ' if c != '×' && small => true,
            // Signs that often end a word, and those that often begin one.
            '…' | '•' | '®' | '¹' | '°' | '›' | '»' | '·' | '€' if inside && !after => false,
            '×' | '÷' | '±' | '≤' | '≥' | '≠' => small && after,
            '§' | '®' | '¡' | '¢' | '£' | '¥' | '¦' | '¨' | 'ª' | '¬' | '¶' | '¸' if after => true,
            '»' | '›' if after => true,
            _ if SIGNS.contains(c) => inside,
            // Quotation marks that were a part of a letter: «TÃ”I», «Ä‘».
            '“' | '”' | '‘' if inside && after => true,
            '\u{2500}'..='\u{259f}' => inside || after,
            _ => before.is_some_and(|before| is_vni(before, c)),
        }
    };
    letters.iter().copied().enumerate().any(suspicious).then_some(How::Font)
}

/// Two letters that no Vietnamese syllable has side by side, but that the VNI fonts use for one: «aâ», «eã», «uù».
fn is_vni(first: char, second: char) -> bool {
    let first = first.to_lowercase().next().unwrap_or(first);
    match second.to_lowercase().next().unwrap_or(second) {
        'â' | 'ê' => matches!(first, 'a' | 'e' | 'o'),
        'ù' => matches!(first, 'a' | 'e' | 'o' | 'u' | 'y'),
        'à' | 'á' | 'ã' => matches!(first, 'a' | 'e'),
        'é' | 'è' | 'ú' => matches!(first, 'a'),
        _ => false,
    }
}

/// A word of Latin letters with Cyrillic, Greek or Chinese ones in it.
fn mixed(word: &str) -> Option<How> {
    let script = |c: char| match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Some(0),
        '\u{370}'..='\u{3ff}' => Some(1),
        '\u{400}'..='\u{52f}' => Some(2),
        '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{3040}'..='\u{30ff}' => Some(3),
        _ => None,
    };
    // Hyphens and the like part words: «α-Tocopherol».
    word.split(|c: char| !c.is_alphabetic()).find_map(|part| {
        let mut scripts = part.chars().filter_map(script);
        let first = scripts.next()?;
        scripts.any(|other| other != first).then_some(How::Mixed)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 12] = [
        "Nguyễn Văn Đức",
        "Trần Thị Hoa",
        "Lê Thị Hồng Nhung",
        "Phạm Thị Thủy",
        "Hoàng Văn Hùng",
        "Đỗ Thị Bưởi",
        "Vũ Đình Lợi",
        "Bùi Quốc Tuấn",
        "Đặng Thị Huệ",
        "Phan Đăng Khôi",
        "Hội Liên hiệp Phụ nữ xã Hồ Sơn",
        "Cứu người bị lũ cuốn trôi",
    ];

    /// The letters of TCVN 5712:1993 (VN3), as the Latin-1 characters that show when the font is missing.
    fn tcvn3(text: &str) -> String {
        const FROM: &str = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂĐÊÔƠƯ";
        const TO: &str = "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u{ad}õö÷øùúûüýþ¡¢§£¤¥¦";
        let known = |c: char| FROM.chars().zip(TO.chars()).find(|(from, _)| *from == c).map(|(_, to)| to);
        text.chars().map(|c| known(c).unwrap_or(c)).collect()
    }

    /// VNI writes a letter and a mark beside it.
    fn vni(text: &str) -> String {
        use unicode_normalization::UnicodeNormalization;
        let mut out = String::new();
        for c in text.nfd() {
            let marked = match c {
                'đ' => "ñ",
                'Đ' => "Ñ",
                '\u{301}' => "ù",
                '\u{300}' => "ø",
                '\u{309}' => "û",
                '\u{303}' => "õ",
                '\u{323}' => "ï",
                '\u{302}' => "â",
                '\u{306}' => "ê",
                '\u{31b}' => "ö",
                _ => "",
            };
            if marked.is_empty() { out.push(c) } else { out.push_str(marked) }
        }
        // Two marks are one sign in the font.
        for (pair, one) in
            [("âù", "á"), ("âø", "à"), ("âû", "å"), ("âõ", "ã"), ("ïâ", "ä"), ("âï", "ä"), ("êù", "é"), ("êø", "è")]
        {
            out = out.replace(pair, one);
        }
        out
    }

    /// UTF-8 read in a code page, given by its characters 0x80 to 0xFF.
    fn misread(text: &str, page: &dyn Fn(u8) -> char) -> String {
        text.bytes().map(|b| if b < 0x80 { char::from(b) } else { page(b) }).collect()
    }

    fn windows_1252(byte: u8) -> char {
        const LOW: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
        LOW.chars().nth(usize::from(byte).wrapping_sub(0x80)).unwrap_or(char::from(byte))
    }

    fn dos_437(byte: u8) -> char {
        const ALL: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
        ALL.chars().nth(usize::from(byte).wrapping_sub(0x80)).unwrap_or('?')
    }

    fn windows_1251(byte: u8) -> char {
        const LOW: &str = "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\u{98}™љ›њќћџ\u{a0}ЎўЈ¤Ґ¦§Ё©Є«¬\u{ad}®Ї°±Ііґµ¶·ё№є»јЅѕї";
        let index = usize::from(byte).wrapping_sub(0x80);
        LOW.chars().nth(index).or(char::from_u32(u32::from(byte) + 0x350)).unwrap_or('?')
    }

    fn is_refused(text: &str) -> bool {
        super::super::text::tidy(text).is_err() || broken(text, true).is_some()
    }

    #[test]
    fn every_name_is_found_whatever_broke_it() {
        for name in NAMES {
            let question_marks: String = name.chars().map(|c| if u32::from(c) > 0xff { '?' } else { c }).collect();
            let only_ascii: String = name.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect();
            for (how, text) in [
                ("question marks", question_marks),
                ("ASCII only", only_ascii),
                ("TCVN3", tcvn3(name)),
                ("VNI", vni(name)),
                ("Latin-1", misread(name, &char::from)),
                ("Windows-1252", misread(name, &windows_1252)),
                ("Windows-1251", misread(name, &windows_1251)),
                ("DOS", misread(name, &dos_437)),
            ] {
                assert!(text == name || is_refused(&text), "{how}: {text}");
            }
            assert_eq!(broken(name, true), None, "{name}");
            assert_eq!(broken(&name.to_uppercase(), true), None, "{name}");
        }
    }

    #[test]
    fn what_offices_write_is_not_suspected() {
        for text in [
            "Y Bhiăp Êban",
            "H'Hen Niê",
            "K'Brơi",
            "Quyết định số 03/QĐ-UBND ngày 12/10/2026 (kèm danh sách)",
            "«Người tốt, việc tốt», “xã nông thôn mới”; đạt 97,41 %",
            "Diện tích 120m², 30°C, 5µg, 3×4, 10±2",
            "HỢP TÁC XÃ “TÂM ĐỨC”… và «TỔ QUỐC»",
            "Vì sao? Chưa rõ.",
            "https://xa-a.example/tim?q=a",
            "Mẫu Windows® và chú thích¹",
            "giùm, quý, hoạ, hòa, ngoã, khuỷu, xoáy, quới, toàn, xoèn",
            "THỊ TRẤN VĨNH TƯỜNG — KHU PHỐ 3",
            "• một\n• hai",
            "ủng hộ 5€, 3$",
            "Ban CHQS xã; TDTT; UBMTTQ",
        ] {
            assert_eq!(broken(text, false), None, "{text}");
        }
    }

    #[test]
    fn the_examples_of_the_project_are_not_suspected() {
        for text in [
            include_str!("../../fixtures/ho-son-2024-h1/events.jsonl"),
            include_str!("../../fixtures/scenarios/mau.toml"),
            include_str!("../../fixtures/scenarios/don-thu.toml"),
            include_str!("../../README.md"),
        ] {
            for line in text.lines() {
                let found = broken(line, false);
                assert!(found.is_none() || line.contains("=?") || line.contains('?'), "{found:?} in {line}");
            }
        }
    }

    #[test]
    fn a_foreign_name_may_be_right_but_is_asked_about() {
        for name in ["Müller", "François", "Nuñez", "Жuкoв", "Lê Тhị"] {
            assert!(broken(name, true).is_some(), "{name}");
        }
        assert_eq!(broken("Что делать", false), None);
    }
}
