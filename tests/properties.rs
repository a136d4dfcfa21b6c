//! Random histories of the whole main line, valid and invalid steps mixed, several authors: what must hold of each.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test that finds nothing may stop

#[path = "properties/attempts.rs"]
mod attempts;
mod support;

use attempts::{Attempt, CATEGORIES, STEPS, attempts};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError};
use serde_json::{Value, json};
use sovang::domain::walk::{Line, Walk};
use sovang::log::statement::Signed;
use sovang::shell::author::{Draft, Signing, compose};
use sovang::shell::journal::Journal;
use sovang::shell::store::Store;
use sovang::shell::store::memory::MemoryStore;
use sovang::values::lang::Lang;
use sovang::values::time::Date;
use support::{Office, alone, id_of, key_of, later, morning, object, preset, wrong_accounts};

/// A fund that is ready, so that most histories get to awards and payments.
fn base() -> Office {
    let mut office = Office::opened();
    let mut record = |kind: &str, by: &str, data: Value| {
        let draft: Draft = serde_json::from_value(json!({ "type": kind, "data": data })).unwrap();
        let at = office.next_at(None);
        let signed = office.compose(&draft, by, at).sign(&key_of(by));
        office.append(signed, None).unwrap();
    };
    record("policy.adopted", "chu-tich", preset("vn-2024-r1"));
    record("fund.opened", "ke-toan", json!({ "opening": 0 }));
    record("fund.appropriated", "ke-toan", json!({ "amount": 20_000_000, "document": "02/QĐ-UBND" }));
    for category in CATEGORIES {
        record("fund.allocated", "chu-tich", json!({ "category": category, "amount": 2_000_000 }));
    }
    office
}

fn fail(what: String) -> TestCaseError {
    TestCaseError::fail(what)
}

/// Lives through a history and checks every step of it.
fn live(attempts: &[Attempt], tally: &mut Tally) -> Result<Office, TestCaseError> {
    let mut office = base().fork();
    let mut now = morning("2024-05-20".parse().unwrap());
    let mut before = office.picture();
    for (index, attempt) in attempts.iter().enumerate() {
        now = later(now, i64::from(attempt.days) * 86_400 + 60);
        if attempt.is_idle(&office, now.date()) {
            continue;
        }
        let Some(mut made) = attempt.sign(&office, index, now) else { continue };
        let Some(signed) = made.pop() else { continue };
        let entries = made.len() + 1;
        office.before = made;
        let (head, rows) = (office.journal.head(), office.rows().len());
        match office.append(signed.clone(), None) {
            Ok(recorded) => {
                tally.count(attempt.kind(), "ghi được");
                let wrong = wrong_accounts(office.state());
                prop_assert!(wrong.is_empty(), "{index} {}: {wrong:?}", attempt.kind());
                prop_assert_eq!(office.rows().len(), rows + entries);
                before = office.picture();
                if attempt.again {
                    twice(&mut office, &signed, &recorded)?;
                }
            }
            Err(refusal) => {
                tally.count(attempt.kind(), refusal.code());
                prop_assert_eq!(office.journal.head(), head);
                prop_assert_eq!(office.rows().len(), rows);
                prop_assert!(*office.state() == before, "{} left a trace", refusal.code());
                prop_assert!(!refusal.message(Lang::Vi).contains('{'), "{}", refusal.message(Lang::Vi));
            }
        }
    }
    Ok(office)
}

/// The same statement once more adds nothing; the same id over other bytes is refused.
fn twice(
    office: &mut Office,
    signed: &Signed,
    recorded: &sovang::shell::journal::Recorded,
) -> Result<(), TestCaseError> {
    let (before, rows) = (office.picture(), office.rows().len());
    let again = office.append(signed.clone(), None).map_err(|refusal| fail(refusal.code().to_owned()))?;
    prop_assert!(again.already && !recorded.already);
    prop_assert_eq!(again.head, recorded.head);
    let mut other = signed.statement.clone();
    other.data.insert("note".into(), json!("Nội dung khác"));
    let name = support::PEOPLE.iter().map(|(name, ..)| *name).find(|name| key_of(name).public() == other.by).unwrap();
    let refused = office.append(other.sign(&key_of(name)), None);
    prop_assert_eq!(refused.map(|_| ()).map_err(|refusal| refusal.code()), Err("statement.id"));
    prop_assert_eq!(office.rows().len(), rows);
    prop_assert!(*office.state() == before);
    Ok(())
}

/// The log read again from its bytes, whole and every prefix of it.
fn read_again(office: &Office) -> Result<(), TestCaseError> {
    let outcome = office.walk();
    prop_assert!(outcome.authentic() && outcome.lawful(), "{:?}", outcome.findings);
    prop_assert_eq!(outcome.head, office.journal.head());
    prop_assert!(outcome.state == *office.state(), "the walk ends elsewhere");
    let mut walk = Walk::default();
    for row in office.rows() {
        walk.step(&Line::check(&row.bytes, false));
        prop_assert!(walk.is_clean(), "prefix of {} entries", row.seq);
        let wrong = wrong_accounts(walk.state());
        prop_assert!(wrong.is_empty(), "prefix of {} entries: {wrong:?}", row.seq);
    }
    // One prefix in its own store, opened as a ledger.
    let rows = office.rows();
    let half = &rows[..rows.len() / 2];
    let mut store = MemoryStore::default();
    store.append(sovang::log::statement::Head::EMPTY, half, &[]).unwrap();
    prop_assert!(Journal::open(store, None).is_ok());
    Ok(())
}

/// What is taken back in the middle of a history: refused if something rests on it, else the state is the fold of all
/// entries without it.
fn take_back(office: &mut Office, attempts: &[Attempt], tally: &mut Tally) -> Result<(), TestCaseError> {
    for attempt in attempts.iter().take(6) {
        let seq = 1 + (u64::from(attempt.a) * 256 + u64::from(attempt.b)) % office.journal.head().seq;
        let before = office.picture();
        match office.take_back(seq) {
            None => {}
            Some(Err(refusal)) => {
                tally.count("entry.taken_back", refusal.code());
                let known = ["taken_back.rests", "taken_back.twice"].contains(&refusal.code());
                prop_assert!(known, "{seq}: {}", refusal.code());
                prop_assert!(office.state().standing() == before.standing());
            }
            Some(Ok(())) => {
                tally.count("entry.taken_back", "ghi được");
                prop_assert!(alone(office.state()).standing() == office.state().standing(), "{seq}: another state");
                let wrong = wrong_accounts(office.state());
                prop_assert!(wrong.is_empty(), "{seq}: {wrong:?}");
            }
        }
    }
    Ok(())
}

/// How often each step was recorded or refused.
#[derive(Default)]
struct Tally(std::collections::BTreeMap<String, std::collections::BTreeMap<String, u32>>);

impl Tally {
    fn count(&mut self, kind: &str, code: &str) {
        *self.0.entry(kind.to_owned()).or_default().entry(code.to_owned()).or_default() += 1;
    }
}

#[test]
fn random_histories_keep_every_promise() {
    let mut runner = proptest::test_runner::TestRunner::new_with_rng(
        Config { cases: cases(), failure_persistence: None, ..Config::default() },
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let tally = std::cell::RefCell::new(Tally::default());
    let result = runner.run(&attempts(), |attempts| {
        let mut office = live(&attempts, &mut tally.borrow_mut())?;
        take_back(&mut office, &attempts, &mut tally.borrow_mut())?;
        read_again(&office)
    });
    let tally = tally.into_inner().0;
    if std::env::var_os("SOVANG_TALLY").is_some() {
        eprintln!("{tally:#?}");
    }
    if let Err(error) = result {
        panic!("{error}");
    }
    // A generator that never gets anywhere proves nothing.
    let missing: Vec<&str> = STEPS
        .iter()
        .map(|(kind, _)| *kind)
        .filter(|kind| tally.get(*kind).is_none_or(|codes| !codes.contains_key("ghi được")))
        .collect();
    assert!(missing.is_empty(), "never recorded: {missing:?}");
    let taken = &tally["entry.taken_back"];
    assert!(taken.contains_key("ghi được") && taken.contains_key("taken_back.rests"), "{taken:?}");
}

/// How many histories; more on request.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(48)
}
