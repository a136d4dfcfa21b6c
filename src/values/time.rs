//! The two kinds of time, kept apart: an instant by some clock, and a calendar date in Vietnam.

use std::fmt;
use std::str::FromStr;

use super::ident::text_value;
use super::lang::Lang;
use super::text::fold;
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

impl Instant {
    /// For people; in English with the zone and to the millisecond.
    pub fn said(self, lang: Lang) -> String {
        if lang == Lang::Vi { self.vietnamese() } else { self.to_string() }
    }

    /// As people read it: `18/01/2027 08:15`, Vietnamese time.
    pub fn vietnamese(self) -> String {
        // Seven hours ahead of UTC, all year.
        let minutes = self.0.div_euclid(60_000) + 7 * 60;
        let (hour, minute) = (minutes.rem_euclid(24 * 60) / 60, minutes.rem_euclid(60));
        format!("{} {hour:02}:{minute:02}", self.date().vietnamese())
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

    /// Reads a date as computers or as offices write it: `2027-01-18`, `18/01/2027`, `18-1-2027`, `18.1.2027`.
    pub fn read(text: &str) -> Option<Date> {
        let text = text.trim();
        if let Ok(date) = text.parse() {
            return Some(date);
        }
        let parts: Vec<&str> = text.split(['/', '-', '.']).map(str::trim).collect();
        let [day, month, year] = parts.as_slice() else { return None };
        let small = |text: &str| text.parse::<i8>().ok();
        let year = year.parse::<i16>().ok().filter(|n| year.len() == 4 && (1900..=2199).contains(n))?;
        Date::new(year, small(month)?, small(day)?)
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

/// A reporting period: a year, its halves, quarters, months, its first nine months, or a range of days. Named periods
/// are cut at calendar months, or at another day that stands in their text: `2026Q1@15` runs from 15 December to 14 March.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    year: i16,
    part: Part,
    /// The day of the month on which it begins.
    cut: u8,
}

/// Which part of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Part {
    Year,
    Half(i8),
    Quarter(i8),
    Month(i8),
    Nine,
    /// From a day to a day.
    Days(Date, Date),
}

/// The last day of the month on which a named period may begin, so that every month has it.
const LAST_CUT: u8 = 28;

impl Period {
    /// The whole of a calendar year.
    pub fn of_year(year: i16) -> Period {
        Period { year, part: Part::Year, cut: 1 }
    }

    /// From one day to another, both included. `None` if the last is before the first.
    pub fn of_days(first: Date, last: Date) -> Option<Period> {
        (first <= last).then_some(Period { year: last.year(), part: Part::Days(first, last), cut: 1 })
    }

    /// From one day to another, by the name of the calendar year where it is one.
    pub fn of_days_named(first: Date, last: Date) -> Option<Period> {
        let year = Period::of_year(last.year());
        if (year.first_day(), year.last_day()) == (first, last) { Some(year) } else { Period::of_days(first, last) }
    }

    /// The same period cut at another day of the month; a range of days stays.
    pub fn cut_at(self, day: u8) -> Period {
        match self.part {
            Part::Days(..) => self,
            _ => Period { cut: day.clamp(1, LAST_CUT), ..self },
        }
    }

    /// Whether it is a named period of the calendar, cut at the first of a month.
    pub fn is_cut_by_calendar(self) -> bool {
        self.cut <= 1 && !matches!(self.part, Part::Days(..))
    }

    /// The same part of the year before; of a range of days, the same days a year before.
    pub fn year_before(self) -> Period {
        let earlier = |date: Date| Date(date.0.saturating_sub(1.year()));
        let part = match self.part {
            Part::Days(first, last) => Part::Days(earlier(first), earlier(last)),
            part => part,
        };
        Period { year: self.year.saturating_sub(1), part, cut: self.cut }
    }

    /// The year it is counted to; of a range, that of its last day.
    pub fn year(self) -> i16 {
        self.year
    }

    /// Whether a date falls within it, first and last day included.
    pub fn contains(self, date: Date) -> bool {
        self.first_day() <= date && date <= self.last_day()
    }

    /// Whether a date lies before its first day.
    pub fn begins_after(self, date: Date) -> bool {
        date < self.first_day()
    }

    /// Its months, the first and the last.
    fn months(self) -> (i8, i8) {
        match self.part {
            Part::Year | Part::Days(..) => (1, 12),
            Part::Half(n) => (6 * n - 5, 6 * n),
            Part::Quarter(n) => (3 * n - 2, 3 * n),
            Part::Month(n) => (n, n),
            Part::Nine => (1, 9),
        }
    }

    /// The day on which a month of a year begins by the cut: of a cut after the first, in the month before.
    fn begin(self, year: i16, month: i8) -> civil::Date {
        let first = civil::date(year, month, 1);
        match self.cut {
            0 | 1 => first,
            day => first.saturating_sub(1.month()).saturating_add(i64::from(day - 1).days()),
        }
    }

    /// The last day.
    pub fn last_day(self) -> Date {
        if let Part::Days(_, last) = self.part {
            return last;
        }
        let next = match self.months().1 {
            12 => self.begin(self.year.saturating_add(1).min(9999), 1),
            month => self.begin(self.year, month + 1),
        };
        Date(next.saturating_sub(1.day()))
    }

    /// The first day.
    pub fn first_day(self) -> Date {
        match self.part {
            Part::Days(first, _) => first,
            _ => Date(self.begin(self.year, self.months().0)),
        }
    }

    /// The wording of offices: `6 tháng đầu năm 2024`, and the days where they are not those of the calendar.
    pub fn vietnamese(self) -> String {
        let year = self.year;
        let days = format!("từ {} đến {}", self.first_day().vietnamese(), self.last_day().vietnamese());
        let name = match self.part {
            Part::Year => format!("năm {year}"),
            Part::Half(1) => format!("6 tháng đầu năm {year}"),
            Part::Half(_) => format!("6 tháng cuối năm {year}"),
            Part::Quarter(n) => {
                let roman = ["I", "II", "III", "IV"].get(usize::try_from(n - 1).unwrap_or(0)).copied();
                format!("quý {} năm {year}", roman.unwrap_or("I"))
            }
            Part::Month(n) => format!("tháng {n} năm {year}"),
            Part::Nine => format!("9 tháng đầu năm {year}"),
            Part::Days(..) => return days,
        };
        if self.cut <= 1 { name } else { format!("{name} ({days})") }
    }

    /// Its name for people.
    pub fn said(self, lang: Lang) -> String {
        if lang == Lang::Vi { self.vietnamese() } else { self.to_string() }
    }

    /// Reads a named period or a range of days, `2026-01-15..2026-02-14`, or either in the words of offices.
    pub fn read(text: &str) -> Result<Period, BadTime> {
        let bad = || BadTime { text: text.to_owned(), expected: EXPECTED };
        let days = |first: &str, last: &str| Period::of_days(Date::read(first)?, Date::read(last)?);
        let folded = fold(text);
        if let Some((first, last)) = text.split_once("..") {
            return days(first, last).ok_or_else(bad);
        }
        if let Some((first, last)) = folded.strip_prefix("tu ").and_then(|rest| rest.split_once(" den ")) {
            return days(first.trim_start_matches("ngay "), last.trim_start_matches("ngay ")).ok_or_else(bad);
        }
        text.parse().or_else(|_| Period::in_words(&folded).ok_or_else(bad))
    }

    /// A named period in folded words: «quý III năm 2026», «quý 3/2026», «6 tháng đầu năm 2026», and with its days where
    /// they are not those of the calendar.
    fn in_words(folded: &str) -> Option<Period> {
        let (name, days) = folded.split_once(" (").map_or((folded, false), |(name, _)| (name, true));
        let (name, year) = name.split_at_checked(name.len().checked_sub(4)?)?;
        let year: i16 = year.parse().ok().filter(|year| (1900..=2199).contains(year))?;
        let name = name.trim_end_matches([' ', '/']);
        let name = name.strip_suffix("nam").unwrap_or(name).trim_end();
        let numbered = |noun: &str, most: i8| {
            let n = name.strip_prefix(noun)?.trim_start();
            let roman = ["i", "ii", "iii", "iv"].iter().position(|roman| *roman == n).filter(|_| most == 4);
            let n = roman.and_then(|at| i8::try_from(at + 1).ok()).or_else(|| n.parse().ok())?;
            (1..=most).contains(&n).then_some(n)
        };
        let part = match name {
            "" => Part::Year,
            "6 thang dau" => Part::Half(1),
            "6 thang cuoi" => Part::Half(2),
            "9 thang" | "9 thang dau" => Part::Nine,
            _ => numbered("quy ", 4).map(Part::Quarter).or_else(|| numbered("thang ", 12).map(Part::Month))?,
        };
        let period = Period { year, part, cut: 1 };
        match days {
            true => (2..=LAST_CUT).map(|cut| period.cut_at(cut)).find(|cut| fold(&cut.vietnamese()) == folded),
            false => Some(period),
        }
    }
}

const EXPECTED: &str = "a period: 2024, 2024H1, 2024Q3, 2024N9 (9 tháng), 2024M05, 2024Q3@15 (từ ngày 15), quý III năm 2024, or 15/01/2024..14/02/2024";

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Part::Days(first, last) = self.part {
            return write!(f, "{first}..{last}");
        }
        write!(f, "{:04}", self.year)?;
        match self.part {
            Part::Year | Part::Days(..) => {}
            Part::Half(n) => write!(f, "H{n}")?,
            Part::Quarter(n) => write!(f, "Q{n}")?,
            Part::Month(n) => write!(f, "M{n:02}")?,
            Part::Nine => f.write_str("N9")?,
        }
        if self.cut > 1 { write!(f, "@{}", self.cut) } else { Ok(()) }
    }
}

impl FromStr for Period {
    type Err = BadTime;

    /// Reads a named period: what events may speak of.
    fn from_str(text: &str) -> Result<Self, BadTime> {
        let bad = || BadTime { text: text.to_owned(), expected: EXPECTED };
        let (name, cut) = match text.split_once('@') {
            Some((name, cut)) => (name, cut.parse().map_err(|_| bad())?),
            None => (text, 1),
        };
        let (year, part) = name.get(..4).zip(name.get(4..)).ok_or_else(bad)?;
        let number = |digits: &str| digits.parse::<i8>().map_err(|_| bad());
        let part = match part.split_at_checked(1) {
            None => Part::Year,
            Some(("H", n)) => Part::Half(number(n)?),
            Some(("Q", n)) => Part::Quarter(number(n)?),
            Some(("M", n)) => Part::Month(number(n)?),
            Some(("N", "9")) => Part::Nine,
            Some(_) => return Err(bad()),
        };
        let known = match part {
            Part::Half(n) => (1..=2).contains(&n),
            Part::Quarter(n) => (1..=4).contains(&n),
            Part::Month(n) => (1..=12).contains(&n),
            _ => true,
        };
        let period = Period { year: year.parse().map_err(|_| bad())?, part, cut };
        // One spelling: no sign, no missing zero, no cut at the first.
        let dated = (1900..=2199).contains(&period.year) && (1..=LAST_CUT).contains(&cut);
        if known && dated && period.to_string() == text { Ok(period) } else { Err(bad()) }
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
        let days = |text: &str| {
            let period = Period::read(text).unwrap();
            assert_eq!(period.to_string(), text);
            (period.first_day().to_string(), period.last_day().to_string())
        };
        for (text, first, last) in [
            ("2024", "2024-01-01", "2024-12-31"),
            ("2024H1", "2024-01-01", "2024-06-30"),
            ("2024Q4", "2024-10-01", "2024-12-31"),
            ("2024M02", "2024-02-01", "2024-02-29"),
            ("2024N9", "2024-01-01", "2024-09-30"),
            ("2026@15", "2025-12-15", "2026-12-14"),
            ("2026H1@15", "2025-12-15", "2026-06-14"),
            ("2026H2@15", "2026-06-15", "2026-12-14"),
            ("2026Q1@15", "2025-12-15", "2026-03-14"),
            ("2026Q4@15", "2026-09-15", "2026-12-14"),
            ("2026N9@15", "2025-12-15", "2026-09-14"),
            ("2026M03@15", "2026-02-15", "2026-03-14"),
            ("2026M03@28", "2026-02-28", "2026-03-27"),
            ("2026-01-15..2026-02-14", "2026-01-15", "2026-02-14"),
        ] {
            assert_eq!(days(text), (first.to_owned(), last.to_owned()), "{text}");
        }
        for (words, code) in [
            ("năm 2026", "2026"),
            ("6 tháng đầu năm 2026", "2026H1"),
            ("6 tháng cuối 2026", "2026H2"),
            ("9 tháng đầu năm 2026", "2026N9"),
            ("Quý III năm 2026", "2026Q3"),
            ("quý 3/2026", "2026Q3"),
            ("tháng 5 năm 2026", "2026M05"),
            ("tháng 12/2026", "2026M12"),
            ("từ 15/12/2025 đến 14/3/2026", "2025-12-15..2026-03-14"),
            ("từ ngày 15/12/2025 đến ngày 14/3/2026", "2025-12-15..2026-03-14"),
            ("15/12/2025..14/3/2026", "2025-12-15..2026-03-14"),
        ] {
            assert_eq!(Period::read(words).map(|period| period.to_string()).as_deref(), Ok(code), "{words}");
        }
        // What is printed can be typed.
        for code in ["2026", "2026H1", "2026H2", "2026Q1", "2026Q4", "2026N9", "2026M03"] {
            for cut in [1, 15, 28] {
                let period = code.parse::<Period>().unwrap().cut_at(cut);
                assert_eq!(Period::read(&period.vietnamese()), Ok(period));
            }
        }
        for bad in [
            "quý V năm 2026",
            "tháng 13 năm 2026",
            "tháng iv năm 2026",
            "quý I năm 26",
            "quý I năm 2026 (từ 16/12/2025 đến 14/3/2026)",
            "từ 14/3/2026 đến 15/12/2025",
            "2024Q5",
            "2024M13",
            "2024M1",
            "2024N8",
            "2024Q1@1",
            "2024Q1@29",
            "2024Q1@015",
            "2024q1",
            "+024",
            "1899",
            "2024-02-01..2024-01-31",
        ] {
            assert!(Period::read(bad).is_err(), "{bad}");
        }
        let quarter: Period = "2026Q1@15".parse().unwrap();
        assert_eq!(quarter.vietnamese(), "quý I năm 2026 (từ 15/12/2025 đến 14/3/2026)");
        assert_eq!(quarter.year_before().to_string(), "2025Q1@15");
        assert_eq!("2026Q1".parse::<Period>().unwrap().cut_at(15), quarter);
        assert!("năm 2024".parse::<Period>().is_err());
    }
}
