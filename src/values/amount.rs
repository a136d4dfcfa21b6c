//! Amounts of money as people write them: in figures, with the words of units, or wholly in words. What may be two
//! amounts is refused, never guessed.

use std::str::FromStr;

use super::money::{BadNumber, Dong};
use super::text::fold;
use super::words::from_words;

impl FromStr for Dong {
    type Err = BadNumber;

    /// Reads `2160000`, `2.160.000đ`, `2 160 000`, `2,16 triệu`, `1.500 triệu`, `2 triệu 160 nghìn`, `500k`,
    /// `2tr5`, `2 triệu rưỡi`, `hai triệu một trăm sáu mươi nghìn đồng`. Dots group in threes, with or without a unit
    /// behind; a comma is a decimal sign, but three digits behind it may be meant as thousands, so they are refused.
    fn from_str(text: &str) -> Result<Self, BadNumber> {
        read(text).ok_or_else(|| BadNumber::new(text, "số tiền như 2160000, 2.160.000 hoặc 2,16 triệu"))
    }
}

/// A whole number without a unit: `1186`, `1.186`, `1 186`.
pub fn whole(text: &str) -> Option<u64> {
    let text = plain(text)?;
    let (number, rest) = Number::take(&text)?;
    (rest.is_empty() && number.decimals == 0).then(|| u64::try_from(number.mantissa).ok()).flatten()
}

fn read(text: &str) -> Option<Dong> {
    let plain = plain(text)?;
    let text = without_currency(&plain);
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return from_words(text).and_then(Dong::new);
    }
    let (mut total, mut above, mut rest) = (0u128, None::<u128>, text);
    while !rest.is_empty() {
        let (number, behind) = Number::take(rest)?;
        let (unit, behind) = unit(behind)?;
        if number.pointed && unit == 1 {
            return None;
        }
        let value = number.times(unit)?;
        // «2 triệu 1600 nghìn» and «1,5 tỷ 200 triệu» are slips.
        if above.is_some_and(|above| value >= above || unit >= above || number.decimals > 0) {
            return None;
        }
        // «2 triệu 5» may be two and a half; «2 triệu 160.000» is not.
        if unit == 1 && above.is_some_and(|above| value < 1000 && value * 10 < above) {
            return None;
        }
        total += value;
        let (more, behind) = tail(behind, unit, number.decimals)?;
        total += more;
        (rest, above) = (behind.trim_start(), Some(unit));
        if !rest.is_empty() && (number.decimals > 0 || more > 0 || unit == 1) {
            return None;
        }
    }
    u64::try_from(total).ok().and_then(Dong::new)
}

/// Lower case without diacritics. Digits that are no digits of a number (`²`, `½`) are not read.
fn plain(text: &str) -> Option<String> {
    let wide = |c: char| ('\u{ff10}'..='\u{ff19}').contains(&c);
    let strange = text.chars().any(|c| c.is_numeric() && !c.is_ascii_digit() && !wide(c));
    (!strange).then(|| fold(text))
}

fn without_currency(text: &str) -> &str {
    const NAMES: [&str; 5] = ["vnd", "dong", "₫", "d", "vn₫"];
    let sentence = text.strip_suffix('.').filter(|text| text.ends_with(char::is_alphabetic));
    let text = sentence.unwrap_or(text);
    let text = text.strip_suffix(" chan").unwrap_or(text);
    let text = ["vnd", "₫"].iter().find_map(|name| text.strip_prefix(name)).unwrap_or(text).trim_start();
    NAMES.iter().find_map(|name| text.strip_suffix(name)).unwrap_or(text).trim_end()
}

/// A number in figures: `mantissa` / 10^`decimals`.
struct Number {
    mantissa: u128,
    decimals: u32,
    /// Whether a point stands before the decimals: as on a calculator, and never before đồng.
    pointed: bool,
}

impl Number {
    /// The number that a text begins with, and what follows it.
    fn take(text: &str) -> Option<(Number, &str)> {
        let bytes = text.as_bytes();
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let mut end = 0;
        while let Some(byte) = bytes.get(end) {
            // A space groups only what is a group of three: «2 160 000», not «2 triệu».
            let group = (1..=3).all(|n| digit(end + n)) && !digit(end + 4);
            match byte {
                b'0'..=b'9' => {}
                b'.' | b',' if digit(end + 1) => {}
                b' ' if end > 0 && group => {}
                _ => break,
            }
            end += 1;
        }
        let (number, rest) = text.split_at_checked(end)?;
        Some((Number::read(number)?, rest))
    }

    fn read(text: &str) -> Option<Number> {
        let marks: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
        let (whole, part, grouping) = match marks.as_slice() {
            [] => (text, "", None),
            [.., last] => {
                let (before, after) = text.rsplit_once(*last)?;
                let others: Vec<char> = marks.iter().rev().skip(1).copied().collect();
                match (*last, others.as_slice()) {
                    // One mark, not before three digits, is a decimal one; a point before three groups.
                    ('.' | ',', []) if after.len() != 3 => (before, after, None),
                    (mark @ ('.' | ' '), others) if others.iter().all(|other| *other == mark) => (text, "", Some(mark)),
                    (',', [first @ ('.' | ' '), rest @ ..])
                        if after.len() != 3 && rest.iter().all(|other| other == first) =>
                    {
                        (before, after, Some(*first))
                    }
                    _ => return None,
                }
            }
        };
        let digits = match grouping {
            None => whole.to_owned(),
            Some(mark) => {
                let mut groups = whole.split(mark);
                let first = groups.next()?;
                let well = (1..=3).contains(&first.len()) && !first.starts_with('0') && groups.all(|g| g.len() == 3);
                well.then(|| whole.replace(mark, ""))?
            }
        };
        let fits = !digits.is_empty() && digits.len() <= 18 && part.len() <= 12;
        let mantissa = fits.then(|| format!("{digits}{part}").parse().ok()).flatten()?;
        let pointed = !part.is_empty() && grouping.is_none() && marks.contains(&'.');
        Some(Number { mantissa, decimals: u32::try_from(part.len()).ok()?, pointed })
    }

    /// So many of a unit, if it comes to whole đồng.
    fn times(&self, unit: u128) -> Option<u128> {
        let (product, scale) = (self.mantissa.checked_mul(unit)?, 10u128.checked_pow(self.decimals)?);
        (product % scale == 0).then(|| product / scale)
    }
}

/// The unit that a text begins with (1 if it begins with none), and what follows it.
fn unit(text: &str) -> Option<(u128, &str)> {
    let (mut size, mut rest) = (1u128, text);
    let mut last = 0u128;
    loop {
        let word_at = rest.trim_start();
        let length = word_at.find(|c: char| !c.is_alphabetic()).unwrap_or(word_at.len());
        let (word, behind) = word_at.split_at_checked(length)?;
        let factor = match word {
            "" | "ruoi" => return Some((size, rest)),
            "tram" => 100,
            "chuc" => 10,
            "nghin" | "ngan" | "k" => 1_000,
            "trieu" | "tr" => 1_000_000,
            "ty" | "ti" => 1_000_000_000,
            _ => return None,
        };
        // «trăm nghìn», «nghìn tỷ», but not «tỷ nghìn» nor «trăm» alone.
        if last >= factor || size >= 1_000_000_000 {
            return None;
        }
        size = size.checked_mul(factor)?;
        (last, rest) = (factor, behind);
        let more = rest.trim_start().chars().next().is_some_and(char::is_alphabetic);
        if factor < 1000 && !more {
            return None;
        }
    }
}

/// What may stand behind a unit for a part of it: `rưỡi`, or figures without a unit of their own («2tr5», «1tr250»).
fn tail(text: &str, unit: u128, decimals: u32) -> Option<(u128, &str)> {
    if let Some(rest) = text.trim_start().strip_prefix("ruoi") {
        return (unit >= 1000 && decimals == 0 && rest.is_empty()).then_some((unit / 2, rest));
    }
    if !text.starts_with(|c: char| c.is_ascii_digit()) || unit < 1000 {
        return Some((0, text));
    }
    let part: u128 = text.parse().ok()?;
    match text.len() {
        1 if decimals == 0 => Some((unit / 10 * part, "")),
        3 if decimals == 0 => Some((unit / 1000 * part, "")),
        // «2tr50»: two hundred and fifty thousand or fifty?
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, n) in [
            ("2160000", 2_160_000),
            ("2.160.000đ", 2_160_000),
            ("2.160.000 đồng", 2_160_000),
            ("2.160.000 VNĐ", 2_160_000),
            ("2.160.000 VND", 2_160_000),
            ("VND 2.160.000", 2_160_000),
            ("2 160 000", 2_160_000),
            ("2\u{a0}160\u{a0}000 đ", 2_160_000),
            ("1.000.000,00 đồng", 1_000_000),
            ("8.400.000 ₫", 8_400_000),
            ("1.500", 1_500),
            ("1.500 đồng", 1_500),
            ("2,16 triệu", 2_160_000),
            ("2.16 triệu", 2_160_000),
            ("2,5 tỷ", 2_500_000_000),
            ("1.500 triệu", 1_500_000_000),
            ("1.500 triệu đồng", 1_500_000_000),
            ("1.500 tr", 1_500_000_000),
            ("1.500tr", 1_500_000_000),
            ("1.500 nghìn", 1_500_000),
            ("12.500 ngàn đồng", 12_500_000),
            ("1.500k", 1_500_000),
            ("1.500 tỷ", 1_500_000_000_000),
            ("1500 triệu", 1_500_000_000),
            ("1.500,5 triệu", 1_500_500_000),
            ("500k", 500_000),
            ("500K", 500_000),
            ("5 trăm nghìn", 500_000),
            ("2 triệu 160 nghìn", 2_160_000),
            ("2 triệu 160 nghìn đồng", 2_160_000),
            ("1 tỷ 200 triệu", 1_200_000_000),
            ("2 triệu 160.000đ", 2_160_000),
            ("2 nghìn tỷ", 2_000_000_000_000),
            ("2 triệu rưỡi", 2_500_000),
            ("2tr5", 2_500_000),
            ("1tr250", 1_250_000),
            ("Tám triệu bốn trăm nghìn đồng chẵn.", 8_400_000),
            ("năm trăm nghìn", 500_000),
            ("2 triệu 160 nghìn", 2_160_000),
            ("５００", 500),
            ("007", 7),
        ] {
            assert_eq!(text.parse::<Dong>().map(Dong::get), Ok(n), "{text}");
            let decomposed: String = unicode_normalization::UnicodeNormalization::nfd(text).collect();
            assert_eq!(decomposed.parse::<Dong>().map(Dong::get), Ok(n), "{text}, decomposed");
        }
    }

    #[test]
    fn what_may_be_two_amounts_is_not_read() {
        for bad in [
            "",
            "đ",
            "đồng",
            "-5",
            "−5",
            "1e3",
            "12.34",
            "5.00",
            "12.0 đồng",
            "2,5",
            "9007199254740992",
            "0,0000001 triệu",
            "1.400.0.00đ",
            "1.000.00",
            "1,000",
            "760,000",
            "1,500 triệu",
            "1,500 tỷ",
            "1,500k",
            "0.500 triệu",
            "1234.500 triệu",
            "1.50.000",
            "8,400,000",
            "1,234,567.00",
            "1.234,567",
            "1,234.567",
            "1.000,000.000",
            "10²",
            "1½ triệu",
            "2tr50",
            "2 triệu 5",
            "2 triệu 500",
            "1 tỷ 2",
            "1 nghìn 5",
            "2 triệu 1600 nghìn",
            "2 nghìn 1 triệu",
            "1,5 tỷ 200 triệu",
            "1 triệu 1 triệu",
            "5 trăm",
            "triệu",
            "5 tỷ triệu",
            "500 000 0",
            "5 x",
            "5 đô",
            "hai ba",
            "một triệu năm",
            "0x10",
            "1_000",
            "2 triệu rưỡi 5",
            "1.500 1.500",
            "5%",
            "1/2 triệu",
            "..",
            "1.",
            ".5 triệu",
            "5, triệu",
        ] {
            assert!(bad.parse::<Dong>().is_err(), "{bad}: {:?}", bad.parse::<Dong>());
        }
    }

    #[test]
    fn three_digits_after_a_mark_never_make_a_thousandth_of_what_is_meant() {
        // Every mark before every unit: thousands if a point, refused if a comma.
        for (unit, size) in [
            ("nghìn", 1_000),
            ("ngàn", 1_000),
            ("k", 1_000),
            ("triệu", 1_000_000),
            ("tr", 1_000_000),
            ("tỷ", 1_000_000_000),
            ("tỉ", 1_000_000_000),
            ("đồng", 1),
            ("đ", 1),
            ("VNĐ", 1),
            ("", 1),
            ("trăm nghìn", 100_000),
        ] {
            for n in [1, 9, 15, 120, 999] {
                for rest in [0, 5, 50, 500, 999] {
                    for (gap, case) in [("", false), (" ", false), (" ", true)] {
                        let unit = if case { unit.to_uppercase() } else { unit.to_owned() };
                        let dotted = format!("{n}.{rest:03}{gap}{unit}");
                        assert_eq!(dotted.parse::<Dong>().map(Dong::get), Ok((n * 1000 + rest) * size), "{dotted}");
                        let comma = format!("{n},{rest:03}{gap}{unit}");
                        assert!(comma.parse::<Dong>().is_err(), "{comma}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        for n in (0..300).chain((1..1_000u64).map(|n| n.wrapping_mul(2_862_933_555_777_941_757) >> 12)) {
            let Some(amount) = Dong::new(n) else { continue };
            assert_eq!(amount.to_string().parse(), Ok(amount));
            assert_eq!(format!("{} đồng", super::super::words::in_words(n)).parse(), Ok(amount));
        }
    }

    #[test]
    fn whole_numbers_have_no_units() {
        assert_eq!(whole("1.186"), Some(1_186));
        assert_eq!(whole(" 12 "), Some(12));
        for bad in ["1,5", "5 triệu", "5đ", "năm", "", "1.5", "1,186"] {
            assert_eq!(whole(bad), None, "{bad}");
        }
    }
}
