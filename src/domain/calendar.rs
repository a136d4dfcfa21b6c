//! Working days: weekends are known, public holidays and substitute days are policy data, adopted for each year by event.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::deadline::DayKind;
use super::policy::Mark;
use crate::values::members::{payloads, sized};
use crate::values::text::{Name, Prose};
use crate::values::time::Date;

payloads! {
    /// A day that is not what its weekday says.
    SpecialDay {
        /// The day.
        date: Date,
        /// Why.
        name: Name,
    }

}

/// Payload of `calendar.adopted` v1; the year stands in the subject, `calendar/2026`. Replaces an earlier one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarAdopted {
    /// Days off that are no weekend: public holidays, and working days given for them.
    #[serde(deserialize_with = "sized::<_, _, 0, 60>")]
    pub holidays: Vec<SpecialDay>,
    /// Weekend days worked instead of others.
    #[serde(deserialize_with = "sized::<_, _, 0, 60>")]
    pub worked: Vec<SpecialDay>,
    /// The decision that says so.
    pub source: Prose,
    /// How far it was checked.
    pub mark: Mark,
}

/// The calendars adopted so far.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Calendars {
    years: BTreeMap<i16, Year>,
}

#[derive(Clone, Debug, PartialEq, Default)]
struct Year {
    holidays: BTreeSet<Date>,
    worked: BTreeSet<Date>,
}

impl Calendars {
    /// The years that have one.
    pub fn years(&self) -> impl Iterator<Item = i16> + '_ {
        self.years.keys().copied()
    }

    /// Whether a day is worked; `None` for a year without a calendar.
    pub fn is_worked(&self, day: Date) -> Option<bool> {
        let year = self.years.get(&day.year())?;
        Some(year.worked.contains(&day) || (!day.is_weekend() && !year.holidays.contains(&day)))
    }

    /// The last day of a term that begins the day after `from`. `None` if it cannot be told: working days of a year
    /// whose calendar nobody adopted.
    pub fn last_day(&self, from: Date, days: u64, unit: DayKind) -> Option<Date> {
        let days = u32::try_from(days).ok()?;
        match unit {
            DayKind::Calendar => Some(from.plus_days(days)),
            DayKind::Working => {
                let (mut day, mut left) = (from, days);
                while left > 0 {
                    day = day.plus_days(1);
                    left -= u32::from(self.is_worked(day)?);
                }
                Some(day)
            }
        }
    }
}

/// The end of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// The last day as counted.
    pub day: Date,
    /// The next working day, where the term rolls and the last day is a day off.
    pub or_next: Option<Date>,
}

impl End {
    /// The last day on which it is not late.
    pub fn latest(self) -> Date {
        self.or_next.unwrap_or(self.day)
    }
}

impl Calendars {
    /// The end of a term, and where it rolls the working day after it.
    pub fn end(&self, from: Date, days: u64, unit: DayKind, rolls: bool) -> Option<End> {
        let day = self.last_day(from, days, unit)?;
        let off = rolls && self.is_worked(day) == Some(false);
        Some(End { day, or_next: if off { self.last_day(day, 1, DayKind::Working) } else { None } })
    }
}

impl Calendars {
    /// Takes over a year's calendar, in place of an earlier one.
    pub(super) fn adopt(&mut self, year: i16, adopted: &CalendarAdopted) {
        let dates = |days: &[SpecialDay]| days.iter().map(|day| day.date).collect();
        self.years.insert(year, Year { holidays: dates(&adopted.holidays), worked: dates(&adopted.worked) });
    }
}
