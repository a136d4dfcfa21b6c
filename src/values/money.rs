//! Money is a whole number of đồng; ratios are decimal text. There is no floating point anywhere.

use std::fmt;
use std::iter::Sum;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ident::text_value;
use super::jcs::MAX_INTEGER;
use super::lang::Lang;
use super::listed::listed;

/// An amount in đồng, 0 ≤ n ≤ 2^53 - 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dong(u64);

impl Dong {
    /// No money.
    pub const ZERO: Dong = Dong(0);

    /// An amount, if it is within the range that every JSON reader holds exactly.
    pub fn new(n: u64) -> Option<Dong> {
        (n <= MAX_INTEGER).then_some(Dong(n))
    }

    /// The number of đồng.
    pub fn get(self) -> u64 {
        self.0
    }

    /// The number of đồng, signed, for differences.
    pub fn signed(self) -> i64 {
        self.0.cast_signed()
    }

    /// The sum, if it is still an amount.
    pub fn plus(self, other: Dong) -> Option<Dong> {
        self.0.checked_add(other.0).and_then(Dong::new)
    }

    /// The difference; zero if `other` is larger.
    pub fn less(self, other: Dong) -> Dong {
        Dong(self.0.saturating_sub(other.0))
    }
}

impl Dong {
    /// The amount next to a number: none for what is below zero, the largest for what is above it. Rules keep every total
    /// of a lawful ledger within amounts; what is folded of an unlawful one is compared, not shown.
    pub fn nearest(n: i128) -> Dong {
        Dong(u64::try_from(n.clamp(0, i128::from(MAX_INTEGER))).unwrap_or(MAX_INTEGER))
    }
}

impl Sum for Dong {
    /// Adds up exactly; the largest amount if the total is more ([`Dong::nearest`]).
    fn sum<I: Iterator<Item = Dong>>(amounts: I) -> Dong {
        Dong::nearest(amounts.map(|amount| i128::from(amount.0)).sum())
    }
}

/// Writes an integer the Vietnamese way: dots between thousands.
pub fn grouped(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    if n < 0 { format!("-{out}") } else { out }
}

impl fmt::Display for Dong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}đ", grouped(self.signed())))
    }
}

impl Serialize for Dong {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_u64(self.0)
    }
}

impl<'de> Deserialize<'de> for Dong {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Dong::new(u64::deserialize(d)?).ok_or_else(|| D::Error::custom("more than 2^53 - 1 đồng"))
    }
}

/// Text that is not an amount or ratio.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("«{text}»: {expected}")]
pub struct BadNumber {
    text: String,
    expected: &'static str,
}

impl BadNumber {
    pub(super) fn new(text: &str, expected: &'static str) -> BadNumber {
        BadNumber { text: text.to_owned(), expected }
    }
}

/// A ratio or coefficient kept as decimal text (`0.15`): at most six digits before the point, four after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ratio {
    scaled: u64,
}

impl Ratio {
    /// As people write it: Vietnamese has a comma.
    pub fn said(self, lang: Lang) -> String {
        let text = self.to_string();
        if lang == Lang::Vi { text.replace('.', ",") } else { text }
    }

    const SCALE: u128 = 10_000;

    /// One.
    pub const ONE: Ratio = Ratio { scaled: 10_000 };

    /// `amount × self × other`, exact, then rounded up to a multiple of `unit` đồng (0 or 1: whole đồng).
    /// `None` if it is too large for an amount.
    pub fn times_up(self, other: Ratio, amount: Dong, unit: u64) -> Option<Dong> {
        let scale = Self::SCALE * Self::SCALE;
        let product = u128::from(self.scaled) * u128::from(other.scaled) * u128::from(amount.get());
        let step = u128::from(unit.max(1));
        let rounded = product.div_ceil(scale * step).checked_mul(step)?;
        u64::try_from(rounded).ok().and_then(Dong::new)
    }

    /// Whether a part is more than this many percent of a whole.
    pub fn is_exceeded(self, part: Dong, whole: Dong) -> bool {
        u128::from(part.get()) * 100 * Self::SCALE > u128::from(whole.get()) * u128::from(self.scaled)
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.scaled / 10_000, self.scaled % 10_000);
        if part == 0 {
            return write!(f, "{whole}");
        }
        write!(f, "{whole}.{}", format!("{part:04}").trim_end_matches('0'))
    }
}

impl FromStr for Ratio {
    type Err = BadNumber;

    fn from_str(text: &str) -> Result<Self, BadNumber> {
        let bad = || BadNumber { text: text.to_owned(), expected: "a decimal such as 0.15" };
        let (whole, part) = decimal_parts(text, 6).ok_or_else(bad)?;
        let whole: u64 = whole.parse().map_err(|_| bad())?;
        Ok(Ratio { scaled: whole * 10_000 + part })
    }
}
text_value!(Ratio);

/// A measured or planned quantity kept as decimal text (`22`, `37.9`): at most fifteen digits before the point, four
/// after. Its unit stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity {
    scaled: u64,
}

listed! {
    /// How a percentage is rounded.
    PercentRounding {
        /// From one half on upwards.
        HalfUp "half_up" "từ nửa trở lên thì làm tròn lên" "one half upwards",
        /// What does not fit is cut off.
        Down "down" "cắt bỏ phần lẻ" "cut off",
    }
}

/// A percentage with a declared number of decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percent {
    scaled: i64,
    decimals: u32,
}

impl Quantity {
    /// In ten-thousandths of its unit.
    pub fn scaled(self) -> i64 {
        i64::try_from(self.scaled).unwrap_or(i64::MAX)
    }

    /// So many percent of `base`, exact, then rounded. `None` if `base` is zero or the result too large.
    pub fn percent_of(self, base: Quantity, decimals: u32, rounding: PercentRounding) -> Option<Percent> {
        let numerator = u128::from(self.scaled) * 100 * 10u128.checked_pow(decimals)?;
        let base = u128::from(base.scaled);
        let scaled = match rounding {
            PercentRounding::HalfUp => (numerator * 2 + base).checked_div(base * 2)?,
            PercentRounding::Down => numerator.checked_div(base)?,
        };
        Some(Percent { scaled: i64::try_from(scaled).ok()?, decimals })
    }
}

impl Percent {
    /// The number as an integer of its last decimal: 85,38 % with two decimals is 8538.
    pub fn scaled(self) -> i64 {
        self.scaled
    }

    /// How many decimals.
    pub fn decimals(self) -> u32 {
        self.decimals
    }
}

/// Writes an integer of some last decimal as Vietnamese offices do: `8538` with two decimals is `85,38`.
pub fn decimal(scaled: i64, decimals: u32) -> String {
    let unit = 10u64.saturating_pow(decimals);
    let (sign, size) = (if scaled < 0 { "-" } else { "" }, scaled.unsigned_abs());
    let whole = grouped(i64::try_from(size / unit).unwrap_or(i64::MAX));
    if decimals == 0 {
        return format!("{sign}{whole}");
    }
    format!("{sign}{whole},{:0width$}", size % unit, width = decimals as usize)
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.scaled / 10_000, self.scaled % 10_000);
        if part == 0 {
            return write!(f, "{whole}");
        }
        write!(f, "{whole}.{}", format!("{part:04}").trim_end_matches('0'))
    }
}

impl FromStr for Quantity {
    type Err = BadNumber;

    fn from_str(text: &str) -> Result<Self, BadNumber> {
        let bad = || BadNumber { text: text.to_owned(), expected: "a decimal such as 37.9" };
        let (whole, part) = decimal_parts(text, 15).ok_or_else(bad)?;
        let whole: u64 = whole.parse().map_err(|_| bad())?;
        Ok(Quantity { scaled: whole.checked_mul(10_000).and_then(|n| n.checked_add(part)).ok_or_else(bad)? })
    }
}
text_value!(Quantity);

impl Quantity {
    /// Reads a number as reports print it: `11,21`, `1.186`, `97,41%`. A point that does not group in threes is refused:
    /// `97.41` might be either. Gives the number of decimals too.
    pub fn printed(text: &str) -> Result<(Quantity, u32), BadNumber> {
        let bad = || BadNumber { text: text.to_owned(), expected: "a number such as 1.186 or 97,41" };
        let plain = text.trim().trim_end_matches('%').trim_end();
        let (whole, part) = plain.split_once(',').map_or((plain, ""), |(whole, part)| (whole, part));
        let whole = super::amount::whole(whole).ok_or_else(bad)?;
        let number = if part.is_empty() { whole.to_string() } else { format!("{whole}.{part}") };
        let decimals = u32::try_from(part.len()).map_err(|_| bad())?;
        Ok((number.parse().map_err(|_| bad())?, decimals))
    }
}

/// The digits before the point, at most `most` and without a needless zero, and those after it in ten-thousandths.
fn decimal_parts(text: &str, most: usize) -> Option<(&str, u64)> {
    let (whole, part) = text.split_once('.').map_or((text, None), |(w, p)| (w, Some(p)));
    let digits = |t: &str, most: usize| (1..=most).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole, most) || (whole.len() > 1 && whole.starts_with('0')) || !part.is_none_or(|p| digits(p, 4)) {
        return None;
    }
    Some((whole, format!("{:0<4}", part.unwrap_or_default()).parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_in_groups() {
        assert_eq!(Dong(8_400_000).to_string(), "8.400.000đ");
        assert_eq!(grouped(-3_480_000), "-3.480.000");
    }

    #[test]
    fn rates_round_up_to_ten_thousand() {
        // domain: coefficient x base salary, rounded up (NĐ 152/2025 Đ49.2).
        let rate = |text: &str| text.parse::<Ratio>().unwrap();
        let base = Dong(2_340_000);
        assert_eq!(rate("0.15").times_up(Ratio::ONE, base, 10_000), Some(Dong(360_000)));
        assert_eq!(rate("0.15").times_up(rate("2"), base, 10_000), Some(Dong(710_000)));
        assert_eq!(rate("0.15").times_up(rate("1.5"), Dong(1_800_000), 10_000), Some(Dong(410_000)));
        assert_eq!(rate("0.15").times_up(Ratio::ONE, Dong(1_800_000), 10_000), Some(Dong(270_000)));
        assert_eq!(rate("999999").times_up(rate("999999"), Dong(MAX_INTEGER), 1), None);
    }

    #[test]
    fn a_ratio_keeps_its_text() {
        for text in ["0.15", "2", "1.5", "0", "30.5"] {
            assert_eq!(text.parse::<Ratio>().map(|r| r.to_string()).as_deref(), Ok(text));
        }
        for bad in ["", ".5", "1.", "01", "1,5", "-1", "1.23456", "1e3"] {
            assert!(bad.parse::<Ratio>().is_err(), "{bad}");
        }
    }
}
