//! Ledgers whose times are wrong, or said to be.

use serde_json::json;
use sovang::domain::state::Shown;
use sovang::reports::audit::Finding;

use crate::{Case, set};

pub fn clock() -> Case {
    let mut case = Case::new();
    let plan = json!({ "title": "Kế hoạch", "document": "01/KH", "year": 2024 });
    let by_that_clock = case.record("plan.adopted", "chu-tich", Some("một"), "2062-02-01", plan.clone());
    let on_its_day = case.recorded("plan.adopted", "chu-tich", Some("hai"), "2024-02-01", "2062-02-02", plan);
    case.0.last = "2024-02-03T01:00:00.000Z".parse().unwrap();
    let right = case.record("ledger.clock_corrected", "chu-tich", None, "2024-02-03", json!({ "reason": "Pin hết" }));
    case.shows("2024-02-04", "audit.clock_corrected", set([by_that_clock, on_its_day, right]));
    case.shows("2024-02-04", "audit.on_after_clock", set([by_that_clock, right]));
    // Nobody was late for 38 years: it was recorded by the time of the correction.
    let late = |one: &Finding| ["audit.recorded_late", "audit.recorded_very_late"].contains(&one.question.code);
    assert!(!case.findings("2024-02-04").iter().any(late), "{:?}", case.findings("2024-02-04"));
    case
}

/// A witness was still shown the ledger's first entry when one had been on it for nine days, by its own time; the next one
/// is within the week that is allowed, and a time that was corrected is not looked at.
pub fn shown_before() -> Case {
    let mut case = Case::new();
    let plan = json!({ "title": "Kế hoạch", "document": "01/KH", "year": 2024 });
    let size = case.0.state().chain.head().seq;
    let early = case.record("plan.adopted", "chu-tich", Some("một"), "2024-02-01", plan.clone());
    case.record("plan.adopted", "chu-tich", Some("hai"), "2024-02-04", plan);
    let shown = |size, at: &str| Shown { size, at: at.parse().unwrap(), by: "thanhtra.example/w1".into() };
    let heads = [
        shown(size, "2024-02-10T03:00:00.000Z"),
        shown(size, "2024-02-09T03:00:00.000Z"),
        shown(early, "2024-02-10T03:00:00.000Z"),
    ];
    let found = case.findings_with("2024-02-11", &heads).into_iter();
    let found =
        found.filter(|finding| finding.question.code == "audit.before_witness").map(|one| one.entries).collect();
    case.1.push(("audit.before_witness", found, set([early])));
    case
}
