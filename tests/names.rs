//! The grammar of references: what lists print can be typed back, two that match are refused, nothing is silently another
//! thing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "office/mod.rs"]
mod office;

use office::{Ids, append, at, draft, found};
use serde_json::{Value, json};
use sovang::domain::presets::PRESETS;
use sovang::office::names::{NameError, Names, Thing};
use sovang::shell::author::{Draft, DraftError, Signing, compose};
use sovang::shell::journal::Journal;
use sovang::shell::store::memory::MemoryStore;
use sovang::values::ident::{Id, Subject};
use sovang::values::lang::Lang;
use sovang::values::time::Date;

struct Ledger {
    journal: Journal<MemoryStore>,
    ids: Ids,
    clock: i64,
}

impl Ledger {
    fn new() -> Ledger {
        let mut ledger = Ledger { journal: found(MemoryStore::default()), ids: Ids::new(2 << 20), clock: 2 };
        // The law of the later years that decisions here are of.
        for preset in PRESETS.iter().skip(1) {
            let policy: Value = serde_json::from_str(preset.json).unwrap();
            ledger.record("policy.adopted", "2026-05-01", None, policy);
        }
        ledger
    }

    fn record(&mut self, kind: &str, on: &str, subject: Option<&str>, data: Value) -> Subject {
        let draft = self.draft(kind, on, subject, data);
        // Years later than the ledger's beginning, so that a date of each year may be recorded.
        self.clock += 1;
        let now = at(self.clock + 3 * 366 * 24 * 3600 * 1000);
        append(&mut self.journal, &draft, &mut self.ids, now).unwrap();
        let seq = self.journal.head().seq;
        Names::new(self.journal.state(), day("2025-01-01")).subject_at(seq).unwrap().clone()
    }

    fn draft(&self, kind: &str, on: &str, subject: Option<&str>, data: Value) -> Draft {
        Draft { on: Some(day(on)), subject: subject.map(str::to_owned), ..draft(kind, data) }
    }

    fn nominate(&mut self, name: &str, unit: &str, on: &str) -> Subject {
        self.record("nomination.submitted", on, None, nomination(name, unit))
    }

    /// A decision by the simplified procedure, numbered.
    fn decide(&mut self, number: &str, symbol: &str, on: &str, names: &[&str]) -> Subject {
        let lines: Vec<Value> = names
            .iter()
            .map(|name| {
                json!({ "recipient": { "name": name, "kind": "individual", "unit": "Thôn 1" }, "amount": 0,
                        "form": "commendation_certificate", "reward_type": "sudden", "variance": "thử",
                        "merit": format!("Việc tốt {number} {on}") })
            })
            .collect();
        let procedure = json!({ "kind": "simplified", "ground": "sudden" });
        let data = json!({ "title": format!("Khen {number}"), "capacity": "chairman", "procedure": procedure, "lines": lines });
        let subject = self.record("decision.signed", on, None, data);
        let data = json!({ "number": number, "symbol": symbol });
        self.record("decision.numbered", on, Some(subject.key()), data);
        subject
    }

    fn names(&self, today: &str) -> Names<'_> {
        Names::new(self.journal.state(), day(today))
    }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn nomination(name: &str, unit: &str) -> Value {
    json!({ "recipient": { "name": name, "kind": "individual", "unit": unit }, "form": "commendation_certificate",
            "reward_type": "thematic", "merit": "Việc tốt" })
}

fn typed(error: NameError) -> Vec<String> {
    let (NameError::Nothing { near, .. } | NameError::Several { found: near, .. }) = error;
    near.into_iter().map(|one| one.typed).collect()
}

#[test]
fn running_numbers_follow_the_order_of_recording_and_never_move() {
    let mut ledger = Ledger::new();
    let first = ledger.nominate("Cá nhân 1", "Thôn 1", "2025-03-02");
    let second = ledger.nominate("Cá nhân 2", "Thôn 1", "2025-03-01");
    let of_before = ledger.nominate("Cá nhân 3", "Thôn 1", "2024-12-30");
    let printed = |ledger: &Ledger, subject: &Subject| ledger.names("2025-05-01").of(subject, Lang::Vi);
    assert_eq!(printed(&ledger, &first), "ĐN-2025/001");
    assert_eq!(printed(&ledger, &second), "ĐN-2025/002");
    assert_eq!(printed(&ledger, &of_before), "ĐN-2024/001");
    assert_eq!(ledger.names("2025-05-01").code(&first), "DN-2025/001");
    let names = ledger.names("2025-05-01");
    for text in ["ĐN-2025/001", "dn1", "DN-1", "dn-2025/1", "dn1/25", "dn1/2025", "đn 001", "1", "001", "1/2025"] {
        assert_eq!(names.find("nomination", text), Ok(first.clone()), "{text}");
    }
    for text in ["ĐN-2025/001", "dn1", "dn-2025/1", "dn1/25"] {
        assert_eq!(names.find_any(text), Ok(Thing::Subject(first.clone())), "{text}");
    }
    assert_eq!(names.find("nomination", "dn1/24"), Ok(of_before.clone()));
    // Next year the same text means nothing, and says what it meant; not silently the nomination of the year before.
    let error = ledger.names("2026-01-05").find("nomination", "dn2").unwrap_err();
    assert_eq!(typed(error), ["dn-2025/002"]);
    assert_eq!(names.find_many("nomination", "dn1-2"), Ok(vec![first, second]));
    assert!(names.find_many("nomination", "dn1-3").is_err(), "a range over a gap");
    assert!(names.find("council", "dn1").is_err() && names.find("petition", "1").is_err(), "another kind");
}

#[test]
fn decisions_are_named_as_on_paper_and_a_bare_number_is_nothing_else() {
    let mut ledger = Ledger::new();
    let last_year = ledger.decide("41", "QĐ-UBND", "2024-12-21", &["Cá nhân 1"]);
    let third = ledger.decide("03", "QĐ-UBND", "2025-01-18", &["Cá nhân 1", "Cá nhân 2"]);
    let fifth = ledger.decide("05", "QĐ-UBND", "2025-01-22", &["Cá nhân 1"]);
    let other = ledger.decide("05", "QĐ-CT", "2025-01-25", &["Cá nhân 1"]);
    let names = ledger.names("2025-05-01");
    for text in [
        "03",
        "3",
        "qd3",
        "QĐ 03",
        "03/QĐ-UBND",
        "03/qd-ubnd",
        "03-qd-ubnd",
        "03/2025",
        "03/25",
        "3/QĐ-UBND/2025",
        "03/QĐ-UBND ngày 18/01/2025",
        "03/QĐ-UBND (18/01/2025)",
    ] {
        assert_eq!(names.find_any(text), Ok(Thing::Subject(third.clone())), "{text}");
        assert_eq!(names.find("decision", text), Ok(third.clone()), "{text}");
    }
    assert_eq!(names.of(&third, Lang::Vi), "03/QĐ-UBND ngày 18/01/2025");
    // A number that is none of this year's: last year's and the entry are shown, and nothing is taken for it.
    for seq in 1..=ledger.journal.head().seq {
        let text = seq.to_string();
        let found = names.find_any(&text);
        assert!(!matches!(found, Ok(Thing::Entry(_))), "{text}");
        assert_eq!(names.find_any(&format!("m{seq}")), Ok(Thing::Entry(seq)));
        assert_eq!(names.find_any(&format!("#{seq}")), Ok(Thing::Entry(seq)));
    }
    assert_eq!(typed(names.find_any("41").unwrap_err()), ["41/2024"]);
    assert_eq!(names.find_any("41/2024"), Ok(Thing::Subject(last_year)));
    assert_eq!(typed(names.find_any("7").unwrap_err()), ["m7"]);
    // Two of one number: both are shown, and what is shown tells them apart.
    let error = names.find("decision", "05").unwrap_err();
    assert!(matches!(error, NameError::Several { .. }));
    let message = error.message(Lang::Vi);
    assert!(message.contains("Khen 05") && message.contains("05/QĐ-CT ngày 25/01/2025"), "{message}");
    let mut means: Vec<Subject> = typed(error).iter().map(|text| names.find("decision", text).unwrap()).collect();
    means.sort();
    let mut both = vec![fifth, other];
    both.sort();
    assert_eq!(means, both);
}

#[test]
fn lines_people_and_vouchers_have_names() {
    let mut ledger = Ledger::new();
    let decided = ledger.decide("03", "QĐ-UBND", "2025-01-18", &["Cá nhân 1", "Cá nhân 2"]);
    ledger.nominate("Cá nhân 7", "Thôn 3", "2025-03-01");
    ledger.nominate("Cá nhân 7", "Thôn 4", "2025-03-01");
    let names = ledger.names("2025-05-01");
    let id: Id = decided.key().parse().unwrap();
    let lines =
        |text: &str| names.find_lines(text).map(|(of, lines)| (of == id, lines.into_iter().collect::<Vec<_>>()));
    assert_eq!(lines("03:2"), Ok((true, vec![2])));
    assert_eq!(lines("03/2025:1-2"), Ok((true, vec![1, 2])));
    assert_eq!(lines("03:ca nhan 2"), Ok((true, vec![2])));
    assert_eq!(lines("03/QĐ-UBND dòng 2"), Ok((true, vec![2])));
    assert!(lines("03:3").is_err() && lines("03:1-3").is_err() && lines("03:ca nhan 9").is_err());
    let recipient = |text: &str| names.find_recipient(text);
    assert_eq!(recipient("ca nhan 2"), recipient("03:2"));
    assert_eq!(recipient("Cá nhân 2, Thôn 1"), recipient("03:2"));
    let error = recipient("ca nhan 7").unwrap_err();
    let both: Vec<Id> = typed(error).iter().map(|text| recipient(text).unwrap()).collect();
    assert!(both.len() == 2 && both[0] != both[1]);
    assert_eq!(recipient("ca nhan 7, thon 3"), recipient("dn1"));
}

#[test]
fn folding_finds_and_never_makes_two_people_one() {
    let mut ledger = Ledger::new();
    ledger.nominate("Lê Đức Long", "Thôn 2", "2025-03-01");
    let again = |ledger: &mut Ledger, data: Value| {
        let draft = ledger.draft("nomination.submitted", "2025-03-02", None, data);
        let mut new_id = || ledger.ids.next();
        let now = at(3 * 366 * 24 * 3600 * 1000);
        let mut signing = Signing { key: office::key().public(), now, new_id: &mut new_id };
        let statement = compose(ledger.journal.state(), &draft, &mut signing)?.remove(0);
        Ok(statement.data["recipient"]["id"].clone())
    };
    let known = again(&mut ledger, nomination("lê đức  Long", "thôn 2")).unwrap();
    let near = again(&mut ledger, nomination("Lẻ Dực Lòng", "Thôn 2"));
    assert!(matches!(&near, Err(DraftError::Near { typed, .. }) if typed == "ĐN-2025/001"), "{near:?}");
    let mut other = nomination("Lẻ Dực Lòng", "Thôn 2");
    other["recipient"]["id"] = json!("mới");
    assert_ne!(again(&mut ledger, other).unwrap(), known);
    let mut same = nomination("Lẻ Dực Lòng", "Thôn 2");
    same["recipient"]["id"] = json!("dn1");
    assert_eq!(again(&mut ledger, same).unwrap(), known);
}
