//! `calendar.adopted`: the working days of a year.

use std::collections::BTreeSet;

pub use crate::domain::calendar::CalendarAdopted;
use crate::domain::events::prelude::*;
use crate::values::time::Date;

impl Kind for CalendarAdopted {
    const NAME: &'static str = "calendar.adopted";
    const META: &'static Meta = &Meta {
        name: Self::NAME,
        label: Label { vi: "Lịch làm việc của năm", en: "The working days of a year" },
        subject: "calendar",
        key: Key::YearOf("holidays.0.date"),
        authors: &[Role::Chairman, Role::Clerk, Role::Secretary],
        schemas: &[schema!("calendar.adopted", 1)],
        fields: &[
            ("holidays", "Ngày nghỉ", "Days off"),
            ("holidays.date", "Ngày", "Day"),
            ("holidays.name", "Tên", "Name"),
            ("worked", "Ngày làm bù", "Weekend days worked"),
            ("worked.date", "Ngày", "Day"),
            ("worked.name", "Tên", "Name"),
            ("source", "Căn cứ", "Basis"),
            ("mark", "Mức kiểm chứng", "How far it was checked"),
        ],
        refers: &[],
        filled: &[],
        take_back: TakeBack::Never(never::ADOPT),
    };

    fn admit(&self, _: &State, context: &Context<'_>) -> Result<(), Refusal> {
        let year = context.year()?;
        let days = || self.holidays.iter().chain(&self.worked).map(|day| day.date);
        if let Some(date) = days().find(|date| date.year() != year) {
            return Err(Refusal::CalendarOtherYear { date, year });
        }
        let unique: BTreeSet<Date> = days().collect();
        if unique.len() != self.holidays.len() + self.worked.len() {
            return Err(Refusal::CalendarTwice);
        }
        match self.worked.iter().find(|day| !day.date.is_weekend()) {
            Some(day) => Err(Refusal::CalendarNotWeekend { date: day.date }),
            None => Ok(()),
        }
    }

    fn apply(&self, state: &mut State, context: &Context<'_>) {
        let Ok(year) = context.year() else { return };
        state.calendars.adopt(year, self);
    }
}
