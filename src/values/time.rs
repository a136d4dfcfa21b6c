//! The two kinds of time, kept apart: an instant by some clock, and a calendar date in Vietnam.

use std::fmt;
use std::str::FromStr;

use super::ident::text_value;
use jiff::civil;
use jiff::{Timestamp, ToSpan};

/// Vietnam has kept UTC+7 without daylight saving since 1975.
const VIETNAM_MILLIS: i64 = 7 * 3_600_000;

/// Text that is not a date or instant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("«{text}»: expected {expected}")]
pub struct BadTime {
    text: String,
    expected: &'static str,
}

/// An instant in milliseconds since 1970, written as RFC 3339 UTC with three decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// The instant so many milliseconds after 1970-01-01T00:00:00Z; kept within the years 2020 to 2199, beyond which
    /// no ledger's clock runs.
    pub fn from_millis(millis: i64) -> Instant {
        Instant(millis.clamp(1_577_836_800_000, 7_258_118_399_999))
    }

    /// Milliseconds since 1970.
    pub fn millis(self) -> i64 {
        self.0
    }

    /// The calendar date in Vietnam at this instant.
    pub fn date(self) -> Date {
        let days = (self.0 + VIETNAM_MILLIS).div_euclid(86_400_000);
        Date(civil::date(1970, 1, 1).saturating_add(days.days()))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_millisecond(self.0) {
            Ok(instant) => write!(f, "{instant:.3}"),
            Err(_) => Err(fmt::Error),
        }
    }
}

impl FromStr for Instant {
    type Err = BadTime;

    fn from_str(text: &str) -> Result<Self, BadTime> {
        let bad = || BadTime { text: text.to_owned(), expected: "an instant such as 2024-07-01T02:03:04.000Z" };
        let instant: Timestamp = text.parse().map_err(|_| bad())?;
        let instant = Instant::from_millis(instant.as_millisecond());
        if instant.to_string() == text { Ok(instant) } else { Err(bad()) }
    }
}
text_value!(Instant);

/// A calendar date in Asia/Ho_Chi_Minh, written `YYYY-MM-DD`. What is read lies in the years 1900 to 2199.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

impl Date {
    /// A date, if the calendar has it.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Date> {
        if year < 0 {
            return None;
        }
        civil::Date::new(year, month, day).ok().map(Date)
    }

    /// The calendar year.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// Whether it is a Saturday or a Sunday.
    pub fn is_weekend(self) -> bool {
        matches!(self.0.weekday(), civil::Weekday::Saturday | civil::Weekday::Sunday)
    }

    /// Calendar days from an earlier day; negative if it is later.
    pub fn days_since(self, earlier: Date) -> i64 {
        self.0.duration_since(earlier.0).as_hours() / 24
    }

    /// The date so many calendar days later.
    pub fn plus_days(self, days: u32) -> Date {
        Date(self.0.saturating_add(i64::from(days).days()))
    }

    /// The way offices write it: `01/7/2024` keeps two digits for the day, and for months 1 and 2 only
    /// (NĐ 30/2020/NĐ-CP, Phụ lục I).
    pub fn vietnamese(self) -> String {
        let (day, month, year) = (self.0.day(), self.month(), self.year());
        if month <= 2 { format!("{day:02}/{month:02}/{year}") } else { format!("{day:02}/{month}/{year}") }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl FromStr for Date {
    type Err = BadTime;

    fn from_str(text: &str) -> Result<Self, BadTime> {
        let bad = || BadTime { text: text.to_owned(), expected: "a date such as 2024-07-01" };
        let date = Date(text.parse().map_err(|_| bad())?);
        let within = (1900..=2199).contains(&date.year());
        if within && date.to_string() == text { Ok(date) } else { Err(bad()) }
    }
}
text_value!(Date);

/// A reporting period: a year, or one of its halves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    year: i16,
    half: Option<Half>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Half {
    First,
    Second,
}

impl Period {
    /// The whole of a year.
    pub fn of_year(year: i16) -> Period {
        Period { year, half: None }
    }

    /// The calendar year it lies in.
    pub fn year(self) -> i16 {
        self.year
    }

    /// Whether a date falls within it, first and last day included.
    pub fn contains(self, date: Date) -> bool {
        let half = if date.month() <= 6 { Half::First } else { Half::Second };
        date.year() == self.year && self.half.is_none_or(|h| h == half)
    }

    /// Whether a date lies before its first day.
    pub fn begins_after(self, date: Date) -> bool {
        date.year() < self.year || (date.year() == self.year && self.half == Some(Half::Second) && date.month() <= 6)
    }

    /// The last day.
    pub fn last_day(self) -> Date {
        let (month, day) = if self.half == Some(Half::First) { (6, 30) } else { (12, 31) };
        Date(civil::date(self.year, month, day))
    }

    /// The first day.
    pub fn first_day(self) -> Date {
        Date(civil::date(self.year, if self.half == Some(Half::Second) { 7 } else { 1 }, 1))
    }

    /// The wording of offices: `6 tháng đầu năm 2024`.
    pub fn vietnamese(self) -> String {
        match self.half {
            None => format!("năm {}", self.year),
            Some(Half::First) => format!("6 tháng đầu năm {}", self.year),
            Some(Half::Second) => format!("6 tháng cuối năm {}", self.year),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let half = match self.half {
            None => "",
            Some(Half::First) => "H1",
            Some(Half::Second) => "H2",
        };
        write!(f, "{:04}{half}", self.year)
    }
}

impl FromStr for Period {
    type Err = BadTime;

    fn from_str(text: &str) -> Result<Self, BadTime> {
        let bad = || BadTime { text: text.to_owned(), expected: "a period such as 2024H1, 2024H2 or 2024" };
        let (year, half) = match text.get(..4).zip(text.get(4..)) {
            Some((year, "")) => (year, None),
            Some((year, "H1")) => (year, Some(Half::First)),
            Some((year, "H2")) => (year, Some(Half::Second)),
            _ => return Err(bad()),
        };
        if !year.bytes().all(|b| b.is_ascii_digit()) {
            return Err(bad());
        }
        Ok(Period { year: year.parse().map_err(|_| bad())?, half })
    }
}
text_value!(Period);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_have_exactly_three_decimals() {
        for text in ["2024-07-01T02:03:04.000Z", "2020-01-01T00:00:00.000Z", "2199-12-31T23:59:59.999Z"] {
            assert_eq!(text.parse::<Instant>().map(|i| i.to_string()).as_deref(), Ok(text));
        }
        for bad in [
            "2024-07-01T02:03:04Z",
            "2024-07-01T02:03:04.0000Z",
            "2024-07-01T02:03:04.000+00:00",
            "2024-07-01t02:03:04.000z",
            "2024-07-01 02:03:04.000Z",
            "2024-06-30T23:59:60.000Z",
            "-002024-07-01T02:03:04.000Z",
            "2019-12-31T23:59:59.999Z",
            "2200-01-01T00:00:00.000Z",
        ] {
            assert!(bad.parse::<Instant>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_vietnamese_day_begins_at_seventeen_utc() {
        let at = |text: &str| text.parse::<Instant>().unwrap().date().to_string();
        assert_eq!(at("2024-06-30T16:59:59.999Z"), "2024-06-30");
        assert_eq!(at("2024-06-30T17:00:00.000Z"), "2024-07-01");
    }

    #[test]
    fn dates_and_periods() {
        assert!("2024-02-30".parse::<Date>().is_err());
        assert!("2024-2-03".parse::<Date>().is_err());
        assert!("1900-01-01".parse::<Date>().is_ok() && "2199-12-31".parse::<Date>().is_ok());
        assert!("1899-12-31".parse::<Date>().is_err() && "2200-01-01".parse::<Date>().is_err());
        let date: Date = "2024-07-01".parse().unwrap();
        assert_eq!(date.vietnamese(), "01/7/2024");
        assert_eq!("2024-01-15".parse::<Date>().unwrap().vietnamese(), "15/01/2024");
        let half: Period = "2024H1".parse().unwrap();
        assert!(!half.contains(date));
        assert!("2024H2".parse::<Period>().unwrap().contains(date));
        assert!("2024H2".parse::<Period>().unwrap().begins_after("2024-06-30".parse().unwrap()));
        assert!("2024H3".parse::<Period>().is_err());
        assert!("năm 2024".parse::<Period>().is_err());
    }
}
