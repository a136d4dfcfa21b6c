//! Terms: calendar days, working days with weekends, holidays and days worked instead, by the law of the day they began.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use serde_json::{Value, json};
use sovang::domain::deadline::{DayKind, Step};
use sovang::domain::policy::{Dates, Mark, Reported};
use sovang::domain::presets::{CALENDARS, PRESETS};
use sovang::reports::audit::audit;
use sovang::reports::due::{Standing, Term, citizen_terms, due, judged};
use sovang::reports::figures::{self, Of};
use sovang::reports::law::{ending, sendings};
use sovang::shell::author::Draft;
use sovang::values::lang::Lang;
use sovang::values::time::{Date, Period};
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
    json!({ "holidays": [day("2026-10-05"), day("2026-10-06")], "worked": worked, "source": "thử", "mark": "own" })
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

/// Every shipped policy and calendar, adopted on the day it was known or as soon as the ledger begins.
fn under_everything(remote: bool) -> Office {
    let mut office = Office::opened();
    for shipped in PRESETS {
        let mut policy = preset(shipped.name);
        policy["known_from"] = json!("2024-01-01");
        if remote {
            policy["remote"] = json!(true);
        }
        record(&mut office, "policy.adopted", "chu-tich", None, "2024-01-01", policy);
    }
    for shipped in CALENDARS {
        let year = shipped.name.trim_start_matches("lich-");
        record(&mut office, "calendar.adopted", "chu-tich", Some(year), "2024-01-01", preset(shipped.name));
    }
    office
}

/// Working days and terms told by a few lines of another language are those of the program, on every day of four years.
#[test]
fn a_second_implementation_tells_the_same_terms_on_every_day() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for remote in [false, true] {
        let office = under_everything(remote);
        let (policies, calendars) = (&office.state().policies, &office.state().calendars);
        let mut python = std::process::Command::new("python3");
        python.arg(root.join("tests/second_calendar.py")).arg(root.join("src/domain/presets"));
        python.args(remote.then_some("remote"));
        let output = python.output().expect("python3 is needed for the second calendar");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let (mut lines, mut days) = (0, std::collections::BTreeSet::new());
        for line in String::from_utf8(output.stdout).unwrap().lines() {
            let words: Vec<&str> = line.split(' ').collect();
            let [day, step, last, next] = words[..] else { panic!("{line}") };
            let (from, step): (Date, Step) = (date(day), serde_json::from_value(json!(step)).unwrap());
            let ruled = policies.term(step, Dates::all(from)).unwrap_or_else(|| panic!("{line}: no term"));
            let (row, version) = (ruled.row, ruled.version);
            let end = calendars.end(from, row.days(version.remote), row.unit, row.rolls);
            let said = |day: Option<Date>| day.map_or_else(|| "-".to_owned(), |day| day.to_string());
            let ours = (said(end.map(|end| end.day)), said(end.and_then(|end| end.or_next)));
            assert_eq!(ours, (last.to_owned(), next.to_owned()), "{line}");
            lines += 1;
            days.insert(from);
        }
        assert_eq!(days.len(), 4 * 365 + 1);
        assert!(lines > 19 * days.len(), "{lines}");
    }
}

/// A complaint received on a day is to be accepted by another: the law of the day of receipt, over holidays.
#[test]
fn complaints_are_accepted_in_time_by_the_law_of_the_day_they_came_in() {
    for (received, last) in [
        ("2026-06-29", "2026-07-09"),
        ("2026-06-30", "2026-07-10"), // ten days
        ("2026-07-01", "2026-07-10"), // seven working days
        ("2026-07-02", "2026-07-13"),
        ("2026-09-29", "2026-10-08"),
        ("2026-09-30", "2026-10-09"),
        ("2026-10-01", "2026-10-12"),
        ("2026-11-18", "2026-11-30"), // 24 November is a day off
        ("2026-12-28", "2027-01-07"), // into the next year
        ("2027-01-29", "2027-02-16"), // over Tết
        ("2027-02-01", "2027-02-17"),
        ("2027-02-03", "2027-02-19"),
        ("2027-02-10", "2027-02-19"),
    ] {
        let mut office = under_everything(false);
        complaint(&mut office, received);
        let term = only(&office, received);
        assert_eq!(term.until, Some(date(last)), "received on {received}");
        let late = |today: Date| {
            due(office.state(), today, 0).iter().any(|term| matches!(term.standing, Standing::Overdue(_)))
        };
        assert!(!late(date(last)) && late(date(last).plus_days(1)), "{received}");
    }
}

#[test]
fn a_term_of_the_citizen_that_ends_on_a_day_off_ends_on_the_next_working_day() {
    let office = under_everything(false);
    let (policies, calendars) = (&office.state().policies, &office.state().calendars);
    let end = |step: Step, from: &str| {
        let ruled = policies.term(step, Dates::all(date(from))).unwrap();
        calendars.end(date(from), ruled.row.days(false), ruled.row.unit, ruled.row.rolls).unwrap()
    };
    // 2 September 2026 is a holiday, and 1 November a Sunday.
    for (from, day, next) in [("2026-08-03", "2026-09-02", "2026-09-03"), ("2026-10-02", "2026-11-01", "2026-11-02")] {
        let appeal = end(Step::ComplaintAppeal, from);
        assert_eq!((appeal.day, appeal.or_next), (date(day), Some(date(next))));
        // The office's own terms stand as counted.
        let resolve = end(Step::ComplaintResolve, from);
        assert_eq!((resolve.day, resolve.or_next), (date(day), None));
    }
}

/// A complaint of 2026: received, accepted, resolved and sent on given days, with a day promised or not.
fn course(days: [&str; 4], promised: Option<&str>) -> Office {
    let mut office = under_everything(false);
    let [received, accepted, resolved, sent] = days;
    complaint(&mut office, received);
    let mut data = json!({ "resolver": id_of("chu-tich"), "document": "12/TB" });
    if let Some(day) = promised {
        data["due_on"] = json!(day);
    }
    record(&mut office, "petition.accepted", "chu-tich", Some("đơn một"), accepted, data);
    let data = json!({ "outcome": "rejected", "document": "41/QĐ-UBND" });
    record(&mut office, "petition.resolved", "chu-tich", Some("đơn một"), resolved, data);
    record(&mut office, "petition.delivered", "van-thu", Some("đơn một"), sent, json!({ "to": "Người khiếu nại" }));
    office
}

/// A step that was taken too late stays late after it was taken, whether or not a day was promised.
#[test]
fn what_was_done_late_is_late_for_ever_by_the_law_of_its_day() {
    let late = |office: &Office| -> Vec<(&'static str, i64)> {
        let terms = judged(office.state());
        terms.iter().filter_map(|term| Some((term.task.label(Lang::Vi), term.late()?))).collect()
    };
    let resolve = "giải quyết khiếu nại";
    for promised in [None, Some("2026-10-03")] {
        // 78 days where thirty are allowed.
        let office = course(["2026-09-01", "2026-09-03", "2026-11-20", "2026-11-20"], promised);
        assert_eq!(late(&office), [(resolve, 48)], "{promised:?}");
        let found = audit(office.state(), &[], &[], date("2026-11-25"));
        let found: Vec<&str> =
            found.iter().map(|found| found.question.code).filter(|c| c.starts_with("audit.petition")).collect();
        assert_eq!(found, ["audit.petition_late"]);
    }
    // The day before the end, the end, the day after.
    for (resolved, days) in [("2026-10-02", None), ("2026-10-03", None), ("2026-10-04", Some(1))] {
        let office = course(["2026-09-01", "2026-09-03", resolved, resolved], None);
        let expected: Vec<(&str, i64)> = days.map(|days| (resolve, days)).into_iter().collect();
        assert_eq!(late(&office), expected, "{resolved}");
    }
    // Accepted after 49 days where seven working days are allowed, and sent a week after the result.
    let office = course(["2026-09-01", "2026-10-20", "2026-10-25", "2026-11-04"], None);
    assert_eq!(late(&office), [("thụ lý khiếu nại", 39), ("gửi quyết định giải quyết khiếu nại", 7)]);
    let period = "2026H2".parse().unwrap();
    let figure = |office: &Office, code: &str| {
        let all = figures::all(&Of::new(office.state(), period), Lang::Vi);
        all.iter().find(|figure| figure.code == code).and_then(|figure| figure.value.number())
    };
    assert_eq!(figure(&office, "petitions.resolved_late"), Some(0));
    let office = course(["2026-09-01", "2026-09-03", "2026-11-20", "2026-11-20"], None);
    assert_eq!(figure(&office, "petitions.resolved_late"), Some(1));
}

/// What the law gave on one day and gives on the next, of the rows that no refusal shows.
#[test]
fn reports_are_cut_by_the_rule_of_their_last_day_and_sent_in_time() {
    let office = under_everything(false);
    let policies = &office.state().policies;
    let cut = |day: &str| policies.cut(Reported::Petitions, date(day)).unwrap().row.first_day;
    let days = ["2024-06-30", "2025-06-30", "2025-07-01", "2025-09-29", "2025-09-30", "2025-10-01", "2026-10-01"];
    assert_eq!(days.map(cut), [1, 1, 1, 1, 15, 15, 15]);
    let soon = |day: &str| {
        let all = sendings(policies, date(day), 20, Lang::Vi);
        let said = all.into_iter().map(|found| (found.period.to_string(), found.until, found.send_by));
        said.collect::<Vec<_>>()
    };
    let fourth = || vec![("2026Q4@15".to_owned(), date("2026-12-14"), date("2026-12-17"))];
    assert_eq!(soon("2026-11-26"), []);
    assert_eq!([soon("2026-11-27"), soon("2026-12-17")], [fourth(), fourth()]);
    assert_eq!(soon("2026-12-18"), []);
    // The inspection sector's year, quarters, half-year and nine months.
    for (period, first, last) in [
        ("2026", "2025-12-15", "2026-12-14"),
        ("2026Q1", "2025-12-15", "2026-03-14"),
        ("2026Q2", "2026-03-15", "2026-06-14"),
        ("2026H1", "2025-12-15", "2026-06-14"),
        ("2026N9", "2025-12-15", "2026-09-14"),
    ] {
        let period: Period = period.parse::<Period>().unwrap().cut_at(15);
        assert_eq!((period.first_day(), period.last_day()), (date(first), date(last)), "{period}");
    }
}

/// Sixty days before a row in use ends it is said, and not where something adopted follows.
#[test]
fn rows_that_end_are_said_sixty_days_before() {
    let office = under_everything(false);
    let policies = &office.state().policies;
    let said = |day: &str| {
        let mut what: Vec<String> = ending(policies, date(day), Lang::Vi).into_iter().map(|row| row.what).collect();
        what.sort();
        what
    };
    for day in ["2025-05-01", "2025-06-30", "2026-06-30", "2026-09-30", "2026-12-29", "2027-03-01"] {
        assert_eq!(said(day), Vec::<String>::new(), "{day}");
    }
    for day in ["2026-12-30", "2027-02-28"] {
        let said = said(day);
        let has = |what: &str| said.iter().any(|row| row.contains(what));
        assert!(has("Giấy khen") && has("làm tròn") && has("trích lập Quỹ") && has("chưa khen khi"), "{said:?}");
        assert!(!has("thụ lý"), "terms do not end with the decree: {said:?}");
    }
    // Of a policy that nothing follows, everything that it ends with.
    let alone = self::office("vn-2024-r1", "2024-01-01");
    let left = ending(&alone.state().policies, date("2025-06-01"), Lang::Vi);
    assert!(left.iter().any(|row| row.what == "giải quyết khiếu nại"), "{left:?}");
}

/// An award decision issued on a day, and a complaint against it that names it.
fn complained(issued: &str, received: &str) -> Office {
    let mut office = under_everything(false);
    let year = &issued[..4];
    record(&mut office, "fund.opened", "ke-toan", Some(year), issued, json!({ "opening": 0 }));
    let grant = json!({ "amount": 5_000_000, "document": "02/QĐ" });
    record(&mut office, "fund.appropriated", "ke-toan", Some(year), issued, grant);
    let allocated = json!({ "category": "individual", "amount": 5_000_000 });
    record(&mut office, "fund.allocated", "chu-tich", Some(year), issued, allocated);
    let line = json!({ "recipient": { "name": "Cá nhân 1", "kind": "individual", "id": id_of("người một") },
        "form": "commendation_certificate", "reward_type": "sudden", "merit": "Việc tốt" });
    let data = json!({ "title": "Khen thưởng", "capacity": "chairman", "procedure": { "kind": "simplified", "ground": "sudden" }, "lines": [line] });
    record(&mut office, "decision.signed", "chu-tich", Some("quyết định"), issued, data);
    let number = json!({ "number": "03", "symbol": "QĐ-UBND" });
    record(&mut office, "decision.numbered", "van-thu", Some("quyết định"), issued, number);
    record(&mut office, "decision.issued", "van-thu", Some("quyết định"), issued, json!({}));
    let data = json!({ "channel": "letter", "summary": "Khiếu nại quyết định", "award_related": true, "letters": 1, "signatories": 1 });
    record(&mut office, "petition.received", "van-thu", Some("đơn một"), received, data);
    let data =
        json!({ "kind": "complaint", "in_jurisdiction": true, "anonymous": false, "decision": id_of("quyết định") });
    record(&mut office, "petition.classified", "van-thu", Some("đơn một"), received, data);
    office
}

/// Until when a citizen may complain of the decision that his complaint names, and until when he may contest its result.
#[test]
fn a_citizens_own_terms_are_told_with_their_article_and_how_far_it_was_checked() {
    let terms = |office: &Office| {
        let petition = office.state().petitions.values().next().unwrap();
        let all = citizen_terms(office.state(), petition);
        all.into_iter().map(|term| (term.step, term.end.day, term.end.or_next, term.mark)).collect::<Vec<_>>()
    };
    for (issued, day, next, mark) in [
        ("2026-06-01", "2026-08-30", Some("2026-09-03"), Mark::Read), // a Sunday, then days off
        ("2026-06-30", "2026-09-28", None, Mark::Read),
        ("2026-07-01", "2026-09-29", None, Mark::Unverified),
        ("2026-07-02", "2026-09-30", None, Mark::Unverified),
        ("2026-11-09", "2027-02-07", Some("2027-02-11"), Mark::Unverified), // within Tết
    ] {
        let office = complained(issued, "2026-11-20");
        assert_eq!(terms(&office), [(Step::ComplaintFile, date(day), next.map(date), mark)], "{issued}");
    }
    // Once it is accepted only the result is his to contest: from its sending, from the day it was given, or from the end
    // of the office's term.
    let mut office = complained("2026-11-09", "2026-11-20");
    let data = json!({ "resolver": id_of("chu-tich"), "document": "12/TB", "due_on": "2026-12-23" });
    record(&mut office, "petition.accepted", "chu-tich", Some("đơn một"), "2026-11-23", data);
    let appeal =
        |from: &str, next: Option<&str>| [(Step::ComplaintAppeal, date(from), next.map(date), Mark::Unverified)];
    assert_eq!(terms(&office), appeal("2027-01-22", None));
    let data = json!({ "outcome": "rejected", "document": "41/QĐ-UBND" });
    record(&mut office, "petition.resolved", "chu-tich", Some("đơn một"), "2026-12-10", data);
    assert_eq!(terms(&office), appeal("2027-01-09", Some("2027-01-11")));
    record(
        &mut office,
        "petition.delivered",
        "van-thu",
        Some("đơn một"),
        "2026-12-14",
        json!({ "to": "Người khiếu nại" }),
    );
    assert_eq!(terms(&office), appeal("2027-01-13", None));
}
