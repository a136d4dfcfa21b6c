//! Numbers in Vietnamese words, as money is written on vouchers, and read back.

use super::text::fold;

const DIGITS: [&str; 10] = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];

/// A number in words: `8400000` is «tám triệu bốn trăm nghìn».
pub fn in_words(n: u64) -> String {
    if n == 0 {
        return DIGITS[0].to_owned();
    }
    let mut words = Vec::new();
    spell(n, &mut words);
    words.join(" ")
}

/// Above tỷ the number of tỷ is said as a number of its own: `10^12` is «một nghìn tỷ».
fn spell(n: u64, words: &mut Vec<&'static str>) {
    const BILLION: u64 = 1_000_000_000;
    if n >= BILLION {
        spell(n / BILLION, words);
        words.push("tỷ");
    }
    let below = n % BILLION;
    for (group, scale) in [(below / 1_000_000, "triệu"), (below / 1000 % 1000, "nghìn"), (below % 1000, "")] {
        if group > 0 {
            words.extend(below_thousand(group, !words.is_empty()));
            words.extend((!scale.is_empty()).then_some(scale));
        }
    }
}

/// A group of three digits; inside a number its hundreds are always said.
fn below_thousand(n: u64, inside: bool) -> Vec<&'static str> {
    let digit = |n: u64| usize::try_from(n).ok().and_then(|n| DIGITS.get(n)).copied().unwrap_or_default();
    let (hundreds, tens, units) = (n / 100, n / 10 % 10, n % 10);
    let mut words = Vec::new();
    if hundreds > 0 || inside {
        words.extend([digit(hundreds), "trăm"]);
    }
    match tens {
        0 if units > 0 && !words.is_empty() => words.push("linh"),
        0 => {}
        1 => words.push("mười"),
        _ => words.extend([digit(tens), "mươi"]),
    }
    match (tens, units) {
        (_, 0) => {}
        (2.., 1) => words.push("mốt"),
        (2.., 4) => words.push("tư"),
        (1.., 5) => words.push("lăm"),
        (_, units) => words.push(digit(units)),
    }
    words
}

/// Reads a number in words, with or without diacritics, and as people vary them (`linh`, `lẻ`; `tư`, `bốn`; `nghìn`,
/// `ngàn`; `tỷ`, `tỉ`). What may be two numbers is not read: «một triệu năm», «một trăm năm».
pub fn from_words(text: &str) -> Option<u64> {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let (billions, rest) = match words.iter().rposition(|word| matches!(*word, "ty" | "ti")) {
        Some(at) => (Some(below_billion(words.get(..at)?, false)?), words.get(at + 1..)?),
        None => (None, words.as_slice()),
    };
    let below = match (billions, rest) {
        (Some(_), []) => 0,
        (higher, rest) => below_billion(rest, higher.is_some())?,
    };
    billions.unwrap_or(0).checked_mul(1_000_000_000)?.checked_add(below)
}

/// Millions, thousands, units, in this order, each at most once. `inside`: something was said before.
fn below_billion(words: &[&str], inside: bool) -> Option<u64> {
    let (mut total, mut rest, mut inside) = (0u64, words, inside);
    for (scale, names) in [(1_000_000, &["trieu"][..]), (1000, &["nghin", "ngan"])] {
        if let Some(at) = rest.iter().position(|word| names.contains(word)) {
            total += group(rest.get(..at)?, false)?.checked_mul(scale)?;
            (rest, inside) = (rest.get(at + 1..)?, true);
        }
    }
    match rest {
        [] => (!words.is_empty()).then_some(total),
        rest => Some(total + group(rest, inside)?),
    }
}

/// Up to 999. With `whole` its hundreds must be said.
fn group(words: &[&str], whole: bool) -> Option<u64> {
    let digit = |word: &str| match word {
        "tu" => Some(4),
        "lam" | "nham" => Some(5),
        _ => (0u64..)
            .zip(["khong", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin"])
            .find(|(_, name)| *name == word)
            .map(|(n, _)| n),
    };
    let (hundreds, rest) = match words {
        [n, "tram", rest @ ..] => (Some(digit(n)?), rest),
        _ => (None, words),
    };
    let below = match (hundreds, rest) {
        (Some(_), []) => 0,
        (Some(_), ["linh" | "le", units]) => digit(units)?,
        (_, ["muoi"]) => 10,
        (_, ["muoi", units]) => 10 + digit(units)?,
        (_, [tens, "muoi"]) => digit(tens)? * 10,
        (_, [tens, "muoi", units]) => digit(tens)? * 10 + digit(units)?,
        (None, [units]) => digit(units)?,
        _ => return None,
    };
    (hundreds.is_some() || !whole).then(|| hundreds.unwrap_or(0) * 100 + below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_as_people_say_them() {
        for (n, words) in [
            (0, "không"),
            (5, "năm"),
            (10, "mười"),
            (11, "mười một"),
            (14, "mười bốn"),
            (15, "mười lăm"),
            (20, "hai mươi"),
            (21, "hai mươi mốt"),
            (24, "hai mươi tư"),
            (55, "năm mươi lăm"),
            (101, "một trăm linh một"),
            (104, "một trăm linh bốn"),
            (105, "một trăm linh năm"),
            (110, "một trăm mười"),
            (115, "một trăm mười lăm"),
            (999, "chín trăm chín mươi chín"),
            (1_000, "một nghìn"),
            (1_001, "một nghìn không trăm linh một"),
            (1_005, "một nghìn không trăm linh năm"),
            (1_010, "một nghìn không trăm mười"),
            (1_015, "một nghìn không trăm mười lăm"),
            (21_000, "hai mươi mốt nghìn"),
            (101_000, "một trăm linh một nghìn"),
            (105_500, "một trăm linh năm nghìn năm trăm"),
            (270_000, "hai trăm bảy mươi nghìn"),
            (405_000, "bốn trăm linh năm nghìn"),
            (1_000_005, "một triệu không trăm linh năm"),
            (1_005_000, "một triệu không trăm linh năm nghìn"),
            (2_340_000, "hai triệu ba trăm bốn mươi nghìn"),
            (8_040_000, "tám triệu không trăm bốn mươi nghìn"),
            (8_400_000, "tám triệu bốn trăm nghìn"),
            (15_000_021, "mười lăm triệu không trăm hai mươi mốt"),
            (101_010_101, "một trăm linh một triệu không trăm mười nghìn một trăm linh một"),
            (1_000_000_001, "một tỷ không trăm linh một"),
            (1_000_000_055, "một tỷ không trăm năm mươi lăm"),
            (1_005_000_000, "một tỷ không trăm linh năm triệu"),
            (10_000_000_005, "mười tỷ không trăm linh năm"),
            (10_010_000_000, "mười tỷ không trăm mười triệu"),
            (1_000_000_000_000, "một nghìn tỷ"),
            (1_234_000_000_000, "một nghìn hai trăm ba mươi tư tỷ"),
            (1_000_000_000_000_000, "một triệu tỷ"),
            (1_234_567_891, "một tỷ hai trăm ba mươi tư triệu năm trăm sáu mươi bảy nghìn tám trăm chín mươi mốt"),
        ] {
            assert_eq!(in_words(n), words, "{n}");
            assert_eq!(from_words(words), Some(n), "{words}");
            assert_eq!(from_words(&fold(words)), Some(n), "{words}");
        }
    }

    #[test]
    fn what_is_said_is_read_back() {
        // Every number below two thousand, every power of ten up to 10^15 with its neighbours, and a walk through the rest.
        let powers = (0..=15).map(|power| 10u64.pow(power));
        let around = powers.flat_map(|n| (n.saturating_sub(20)..=n + 20).chain([n * 5, n * 9 + n / 2]));
        let walk = (1..5_000u64).map(|n| n.wrapping_mul(6_364_136_223_846_793_005).rotate_left(17) % 10u64.pow(15));
        for n in (0..2_000).chain(around).chain(walk) {
            assert_eq!(from_words(&in_words(n)), Some(n), "{n}: {}", in_words(n));
        }
    }

    #[test]
    fn spellings_vary_and_what_is_unclear_is_not_read() {
        for (words, n) in [
            ("Hai mươi bốn ngàn", 24_000),
            ("một trăm lẻ năm", 105),
            ("ba mươi nhăm tỉ", 35_000_000_000),
            ("một triệu năm nghìn", 1_005_000),
            ("HAI TRIỆU MỘT TRĂM SÁU MƯƠI NGHÌN", 2_160_000),
        ] {
            assert_eq!(from_words(words), Some(n), "{words}");
        }
        for unclear in [
            "",
            "một triệu năm",
            "một trăm năm",
            "hai ba",
            "mươi tỷ tỷ",
            "nghìn",
            "năm triệu triệu",
            "một nghìn hai triệu",
            "xyz",
        ] {
            assert_eq!(from_words(unclear), None, "{unclear}");
        }
    }
}
