//! A clock that jumped ahead, and what a correction may and may not say.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sovang::values::crypto::Hash;

use crate::make::{Lines, extended, last, named, rechain};

/// The good ledger, then entries recorded (and signed) at these times: a correction of the entry named (0: a gift).
fn ledger(then: &[(&str, usize)]) -> Vec<Value> {
    let gift = json!({ "amount": 9, "donor": "Người ủng hộ 2", "voucher": "PT2" });
    let correction = |seq: usize| json!({ "wrong": { "hash": Hash::ZERO, "seq": seq }, "reason": "Pin đồng hồ hết" });
    let added: Vec<(&str, u32, Value)> = then
        .iter()
        .map(|(_, wrong)| match wrong {
            0 => ("fund.contributed", 1, gift.clone()),
            seq => ("ledger.clock_corrected", 1, correction(*seq)),
        })
        .collect();
    let mut entries = extended(&added);
    for ((time, _), i) in then.iter().zip(last() + 1..) {
        entries[i]["recorded"] = json!(time);
        entries[i]["statement"]["at"] = json!(time);
    }
    entries
}

const AHEAD: &str = "2062-07-02T01:00:00.000Z";
const AHEAD_TOO: &str = "2062-07-02T09:00:00.000Z";
const RIGHT: &str = "2024-07-03T01:00:00.000Z";
const NEXT: &str = "2024-07-04T01:00:00.000Z";

/// Two days after the last entry before, and four.
const LEAPT: &str = "2024-07-04T01:00:00.010Z";
const TWICE: &str = "2024-07-06T01:00:00.010Z";

pub fn good() -> BTreeMap<String, Lines> {
    let (first, second) = (last() + 2, last() + 3);
    BTreeMap::from([
        ("clock-2062".into(), named(ledger(&[(AHEAD, 0), (AHEAD_TOO, 0), (RIGHT, first), (NEXT, 0)]))),
        (
            "clock-twice".into(),
            named(ledger(&[
                (AHEAD, 0),
                (RIGHT, first),
                (NEXT, 0),
                (AHEAD, 0),
                ("2024-07-05T01:00:00.000Z", first + 3),
                ("2024-07-06T01:00:00.000Z", 0),
            ])),
        ),
        ("clock-24-hours".into(), named(ledger(&[(NEXT, 0), (RIGHT, first)]))),
        ("clock-leap-as-long".into(), named(ledger(&[(LEAPT, 0), (TWICE, 0), (RIGHT, first)]))),
        // The first correction was made with a clock ahead too.
        (
            "clock-correction-corrected".into(),
            named(ledger(&[(AHEAD, 0), ("2030-01-01T00:00:00.000Z", first), (RIGHT, second), (NEXT, 0)])),
        ),
    ])
}

pub fn bad() -> BTreeMap<String, Lines> {
    let first = last() + 2;
    let wrong = |then: &[(&str, usize)]| named(ledger(then));
    let mut unseen = ledger(&[(AHEAD, 0), (AHEAD_TOO, 0), (RIGHT, first)]);
    unseen[last() + 3]["statement"]["seen"]["seq"] = json!(first);
    let mut all = BTreeMap::from([
        ("chain.clock-first-entry".to_owned(), wrong(&[(AHEAD, 0), (RIGHT, 1)])),
        ("chain.clock-other-hash".to_owned(), rechain(&ledger(&[(AHEAD, 0), (RIGHT, first)]))),
        ("chain.clock-not-the-first".to_owned(), wrong(&[(AHEAD, 0), (AHEAD_TOO, 0), (RIGHT, first + 1)])),
        ("chain.clock-within-a-day".to_owned(), wrong(&[("2024-07-03T12:00:00.000Z", 0), (RIGHT, first)])),
        (
            "chain.clock-long-after-a-short-leap".to_owned(),
            wrong(&[("2024-07-09T01:00:00.000Z", 0), ("2024-09-09T01:00:00.000Z", 0), (RIGHT, first)]),
        ),
        ("chain.clock-almost-24-hours".to_owned(), wrong(&[("2024-07-04T00:59:59.999Z", 0), (RIGHT, first)])),
        (
            "chain.clock-leap-a-little-short".to_owned(),
            wrong(&[(LEAPT, 0), ("2024-07-06T01:00:00.011Z", 0), (RIGHT, first)]),
        ),
        ("chain.clock-not-all-seen".to_owned(), named(unseen)),
        ("chain.clock-below-the-mark".to_owned(), wrong(&[(AHEAD, 0), ("2024-07-01T01:00:00.000Z", first)])),
        ("chain.clock-nothing-wrong".to_owned(), wrong(&[(RIGHT, 0), (NEXT, first)])),
        ("chain.recorded-after-correction".to_owned(), wrong(&[(AHEAD, 0), (NEXT, first), (RIGHT, 0)])),
    ]);
    // A correction that nobody can check still begins time anew for the lines after it.
    let mut after_a_fault = named(ledger(&[(AHEAD, 0), (RIGHT, first), (NEXT, 0)]));
    after_a_fault[3] = b"{}".to_vec();
    all.insert("entry.shape-before-a-correction".to_owned(), after_a_fault);
    all
}
