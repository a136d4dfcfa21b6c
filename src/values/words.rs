//! Numbers in Vietnamese words, as money is written on vouchers.

const DIGITS: [&str; 10] = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
const SCALES: [&str; 6] = ["", "nghìn", "triệu", "tỷ", "nghìn tỷ", "triệu tỷ"];

/// A number in words: `8400000` is «tám triệu bốn trăm nghìn».
pub fn in_words(n: u64) -> String {
    if n == 0 {
        return DIGITS[0].to_owned();
    }
    let mut groups = Vec::new();
    let mut rest = n;
    while rest > 0 {
        groups.push(rest % 1000);
        rest /= 1000;
    }
    let mut words: Vec<&str> = Vec::new();
    for (scale, group) in groups.iter().enumerate().rev().filter(|(_, group)| **group > 0) {
        words.extend(below_thousand(*group, !words.is_empty()));
        words.extend(SCALES.get(scale).filter(|scale| !scale.is_empty()));
    }
    words.join(" ")
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
        (1.., 5) => words.push("lăm"),
        (_, units) => words.push(digit(units)),
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_as_people_say_them() {
        for (n, words) in [
            (0, "không"),
            (10, "mười"),
            (15, "mười lăm"),
            (21, "hai mươi mốt"),
            (101, "một trăm linh một"),
            (1_005, "một nghìn không trăm linh năm"),
            (270_000, "hai trăm bảy mươi nghìn"),
            (405_000, "bốn trăm linh năm nghìn"),
            (8_040_000, "tám triệu không trăm bốn mươi nghìn"),
            (8_400_000, "tám triệu bốn trăm nghìn"),
            (1_000_000_055, "một tỷ không trăm năm mươi lăm"),
        ] {
            assert_eq!(in_words(n), words, "{n}");
        }
    }
}
