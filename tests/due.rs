//! Terms: calendar days, working days with weekends, holidays and days worked instead, by the law of the day they began.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use serde_json::{Value, json};
use sovang::domain::deadline::DayKind;
use sovang::reports::due::{Standing, Term, due};
use sovang::shell::author::Draft;
use sovang::values::time::Date;
use support::{Office, id_of, key_of, object, preset};

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn record(office: &mut Office, kind: &str, by: &str, subject: Option<&str>, on: &str, data: Value) {
    let subject = subject.map(|name| if name.len() == 4 { name.to_owned() } else { id_of(name).to_string() });
    let kind = kind.parse().unwrap();
    let on = Some(date(on));
    let draft =
        Draft { kind, schema: None, subject, on, id: None, expect: None, at: None, by: None, data: object(data) };
    let at = office.next_at(on);
    let signed = office.compose(&draft, by, at).sign(&key_of(by));
    office.append(signed, None).unwrap();
}

/// An office under a policy.
fn office(policy: &str, on: &str) -> Office {
    let mut office = Office::opened();
    record(&mut office, "policy.adopted", "chu-tich", None, on, preset(policy));
    office
}

/// A made-up October: Monday and Tuesday off, a Saturday worked.
fn holidays() -> Value {
    let day = |date: &str| json!({ "date": date, "name": "nghỉ lễ" });
    let worked = json!([{ "date": "2026-10-10", "name": "làm bù" }]);
    json!({ "holidays": [day("2026-10-05"), day("2026-10-06")], "worked": worked, "source": "thử", "confidence": "OWN" })
}

/// A complaint received and sorted on a day.
fn complaint(office: &mut Office, on: &str) {
    let data = json!({ "channel": "letter", "summary": "Khiếu nại quyết định khen thưởng", "award_related": true, "letters": 1, "signatories": 1 });
    record(office, "petition.received", "van-thu", Some("đơn một"), on, data);
    let data = json!({ "kind": "complaint", "in_jurisdiction": true, "anonymous": false });
    record(office, "petition.classified", "van-thu", Some("đơn một"), on, data);
}

fn only(office: &Office, today: &str) -> Term {
    let terms = due(office.state(), date(today), 5);
    assert_eq!(terms.len(), 1, "{terms:?}");
    terms[0].clone()
}

#[test]
fn a_term_in_calendar_days_ends_by_the_law_of_the_day_it_began() {
    let mut office = office("vn-2024-r1", "2024-01-01");
    complaint(&mut office, "2024-03-01");
    let term = only(&office, "2024-03-05");
    assert_eq!((term.until, term.standing), (Some(date("2024-03-11")), Standing::Due(6)));
    assert_eq!(only(&office, "2024-03-06").standing, Standing::Soon(5));
    assert_eq!(only(&office, "2024-03-11").standing, Standing::Soon(0));
    assert_eq!(only(&office, "2024-03-12").standing, Standing::Overdue(1));
    let data = json!({ "due_on": "2024-04-05", "resolver": id_of("chu-tich"), "document": "01/TB-UBND" });
    record(&mut office, "petition.accepted", "chu-tich", Some("đơn một"), "2024-03-08", data);
    let term = only(&office, "2024-03-12");
    assert_eq!((term.until, term.promised), (Some(date("2024-04-05")), true));
    record(
        &mut office,
        "petition.withdrawn",
        "van-thu",
        Some("đơn một"),
        "2024-03-12",
        json!({ "document": "Đơn rút", "continues": false }),
    );
    assert!(due(office.state(), date("2024-03-12"), 5).is_empty());
}

#[test]
fn working_days_need_the_calendar_of_the_year() {
    let mut office = office("vn-2026-r3", "2026-05-01");
    complaint(&mut office, "2026-10-02"); // a Friday
    let term = only(&office, "2026-10-05");
    assert_eq!((term.until, term.standing), (None, Standing::Unknown));
    record(&mut office, "calendar.adopted", "chu-tich", Some("2026"), "2026-10-02", holidays());
    // Seven working days: 7, 8, 9, then Saturday the 10th worked instead, 12, 13, 14.
    assert_eq!(only(&office, "2026-10-05").until, Some(date("2026-10-14")));
    let calendars = &office.state().calendars;
    assert_eq!(calendars.last_day(date("2026-12-31"), 1, DayKind::Working), None, "nobody adopted 2027");
    assert_eq!(calendars.last_day(date("2026-12-31"), 1, DayKind::Calendar), Some(date("2027-01-01")));
    let worked = |day: &str| calendars.is_worked(date(day));
    assert_eq!(
        [worked("2026-10-05"), worked("2026-10-10"), worked("2026-10-11"), worked("2026-10-12"), worked("2025-10-10")],
        [Some(false), Some(true), Some(false), Some(true), None]
    );
}
