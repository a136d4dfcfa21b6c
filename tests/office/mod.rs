//! A small office for tests: keys, a ledger, a fund, events without end.
#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing)] // each test binary uses its own part

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use sovang::domain::ledger::State;
use sovang::domain::presets::PRESETS;
use sovang::log::role::Role;
use sovang::log::statement::Signed;
use sovang::shell::author::{Draft, Signing, compose, compose_opening};
use sovang::shell::journal::{Journal, JournalError, Recorded};
use sovang::shell::store::Store;
use sovang::values::crypto::{Hash, SecretKey};
use sovang::values::ident::{Id, LedgerId};
use sovang::values::time::Instant;

/// 2024-07-02T01:00:00Z.
pub const BEGUN: i64 = 1_719_882_000_000;

/// Makes ids that differ between processes and calls.
pub struct Ids(u64);

impl Ids {
    pub fn new(stream: u64) -> Ids {
        Ids(stream << 32)
    }

    pub fn next(&mut self) -> Id {
        self.0 += 1;
        let mut random = [0u8; 10];
        random[2..].copy_from_slice(&self.0.to_be_bytes());
        Id::new(BEGUN as u64, random)
    }
}

/// One key for everybody: the rules of separation are tested elsewhere.
pub fn key() -> SecretKey {
    SecretKey::from_seed(&[1; 32])
}

pub fn log_key() -> SecretKey {
    SecretKey::from_seed(&[9; 32])
}

pub fn at(millis: i64) -> Instant {
    Instant::from_millis(BEGUN + millis)
}

pub fn draft(kind: &str, data: Value) -> Draft {
    let object = |value: Value| -> Map<String, Value> { value.as_object().unwrap().clone() };
    Draft {
        kind: kind.parse().unwrap(),
        schema: None,
        subject: None,
        on: "2024-07-01".parse().ok(),
        id: None,
        expect: None,
        at: None,
        by: None,
        data: object(data),
    }
}

/// Signs a draft upon a state at a given moment.
pub fn sign(state: &State, draft: &Draft, ids: &mut Ids, now: Instant) -> Vec<Signed> {
    let mut new_id = || ids.next();
    let mut signing = Signing { key: key().public(), now, new_id: &mut new_id };
    compose(state, draft, &mut signing).unwrap().into_iter().map(|statement| statement.sign(&key())).collect()
}

/// Opens a ledger in a store, adopts the first policy and opens the fund of 2024.
pub fn found<S: Store>(store: S) -> Journal<S> {
    found_as(store, 1 << 20)
}

/// The same under ids of another stream.
pub fn found_as<S: Store>(store: S, stream: u64) -> Journal<S> {
    let mut journal = Journal::open(store, None).unwrap();
    let mut ids = Ids::new(stream);
    let roles: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
    let data = json!({
        "unit": { "name": "UBND xã Thử" }, "parent": "UBND tỉnh Thử", "origin": "sovang.example/thu",
        "log_key": log_key().public(),
        // Not the program's own hash, which changes with every schema until the release.
        "catalogue": { "hash": Hash::of("danh mục 1".as_bytes()), "number": 1 },
        "keys": [{ "key": key().public(), "person": ids.next(), "holder": "Người thử", "roles": roles }],
    });
    let ledger = LedgerId::from(ids.next());
    let mut new_id = || ids.next();
    let mut signing = Signing { key: key().public(), now: at(0), new_id: &mut new_id };
    let date = "2024-07-01".parse().unwrap();
    let opening = compose_opening(ledger, date, data.as_object().unwrap().clone(), &mut signing).unwrap();
    journal.append(&[opening.sign(&key())], at(0)).unwrap();
    let policy: Value = serde_json::from_str(PRESETS[0].json).unwrap();
    for draft in [draft("policy.adopted", policy), draft("fund.opened", json!({ "opening": 0 }))] {
        append(&mut journal, &draft, &mut ids, at(1)).unwrap();
    }
    journal
}

pub fn append<S: Store>(
    journal: &mut Journal<S>,
    draft: &Draft,
    ids: &mut Ids,
    now: Instant,
) -> Result<Recorded, JournalError> {
    let signed = sign(journal.state(), draft, ids, now);
    journal.append(&signed, now).map(|done| done.last().unwrap().clone())
}

/// An event that can be recorded any number of times.
pub fn gift(amount: u64) -> Draft {
    draft("fund.contributed", json!({ "amount": amount, "donor": "Người ủng hộ 1", "voucher": "PT1" }))
}

/// Changes a ledger's file past its seat-belts, which are in their place again afterwards: as somebody does who wants
/// nobody to see it.
pub fn past_the_belts(connection: &rusqlite::Connection, change: impl FnOnce(&rusqlite::Connection)) {
    let mut query = connection.prepare("SELECT sql FROM sqlite_schema WHERE type = 'trigger'").unwrap();
    let belts: Vec<String> = query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    connection
        .execute_batch("DROP TRIGGER entries_are_never_changed; DROP TRIGGER entries_are_never_deleted;")
        .unwrap();
    change(connection);
    connection.execute_batch(&format!("{};", belts.join(";"))).unwrap();
}

/// A folder of a test's own, removed when dropped.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("sovang-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The year of a busy office, over and over: petitions, decisions, payments.
pub fn workload(n: usize) -> Vec<Draft> {
    let mut drafts = vec![
        draft("fund.appropriated", json!({ "amount": 900_000_000_000u64, "document": "QĐ 1" })),
        draft("fund.allocated", json!({ "amount": 400_000_000_000u64, "category": "individual" })),
        draft("fund.allocated", json!({ "amount": 400_000_000_000u64, "category": "collective" })),
    ];
    let mut ids = Ids::new(1 << 21);
    let mut number = 0;
    while drafts.len() < n {
        number += 1;
        drafts.extend(case(number, &mut ids));
    }
    drafts.truncate(n);
    drafts
}

fn case(number: usize, ids: &mut Ids) -> Vec<Draft> {
    let (decision, petition) = (ids.next(), ids.next());
    let about = |kind: &str, subject: String, data: Value| Draft { subject: Some(subject), ..draft(kind, data) };
    let line = |line: usize, kind: &str, amount: u64, ids: &mut Ids| {
        json!({
            "line": line, "form": "commendation_certificate", "reward_type": "thematic", "amount": amount,
            "recipient": { "id": ids.next(), "name": format!("Đối tượng {number}.{line}"), "kind": kind, "unit": "Thôn 1" },
            "merit": "Có thành tích trong phong trào thi đua xây dựng nông thôn mới",
        })
    };
    let lines =
        [line(1, "individual", 360_000, ids), line(2, "individual", 360_000, ids), line(3, "collective", 710_000, ids)];
    let pay = |line: usize, category: &str, amount: u64| {
        draft(
            "fund.disbursed",
            json!({
                "category": category, "amount": amount, "method": "cash", "voucher": format!("PC{number}-{line}"),
                "purpose": { "kind": "award", "decision": decision, "line": line }, "payee": { "name": format!("Đối tượng {number}.{line}") },
            }),
        )
    };
    let key = |noun: &str, id| format!("{noun}/{id}");
    vec![
        about(
            "petition.received",
            key("petition", petition),
            json!({
                "channel": "letter", "summary": "Kiến nghị về đường liên thôn", "award_related": false, "letters": 1, "signatories": 1,
            }),
        ),
        about(
            "petition.classified",
            key("petition", petition),
            json!({ "kind": "suggestion", "in_jurisdiction": false, "anonymous": false }),
        ),
        about(
            "decision.signed",
            key("decision", decision),
            json!({
                "title": "Về việc khen thưởng", "capacity": "chairman", "procedure": { "kind": "simplified", "ground": "found_by_head" },
                "lines": lines,
            }),
        ),
        about(
            "decision.numbered",
            key("decision", decision),
            json!({ "number": format!("{number}"), "symbol": "QĐ-UBND" }),
        ),
        about("decision.issued", key("decision", decision), json!({})),
        pay(1, "individual", 360_000),
        pay(2, "individual", 360_000),
        pay(3, "collective", 710_000),
        about("petition.forwarded", key("petition", petition), json!({ "to": "Phòng Kinh tế", "reply": "15/UBND" })),
    ]
}
