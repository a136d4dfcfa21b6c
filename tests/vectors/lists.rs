//! Lists of decisions: their parts, their root in the heading, the heading again when it is issued.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sovang::shell::store::Store;
use sovang::shell::store::memory::MemoryStore;

use crate::make::{Lines, clerk, enrolment, public, rechain, values};
use crate::office::{Ids, append, at, draft, found};

/// Where the list begins in the ledgers below.
const LISTED: usize = 6;

fn line(number: usize) -> Value {
    json!({
        "recipient": { "name": format!("Người thử {number}"), "kind": "individual", "unit": format!("Thôn {}", number % 7 + 1) },
        "form": "commendation_certificate", "reward_type": "thematic",
        "merit": "Có thành tích xuất sắc trong phong trào xây dựng nông thôn mới",
    })
}

/// A ledger in which decisions with so many lines are signed one after the other, the last one issued.
fn decided(counts: &[usize]) -> Lines {
    let mut journal = found(MemoryStore::default());
    let mut ids = Ids::new(55);
    let ledger = journal.state().chain.ledger().unwrap();
    let deputy = enrolment(&clerk(), ledger, &ids.next().to_string(), "Phó Chủ tịch", &["deputy"]);
    let id = ids.next().to_string();
    let before = [
        draft("key.enrolled", deputy),
        draft("fund.appropriated", json!({ "amount": 500_000_000, "document": "02/QĐ-UBND" })),
        draft("fund.allocated", json!({ "category": "individual", "amount": 400_000_000 })),
    ];
    let signed = counts.iter().map(|count| {
        let procedure = json!({ "kind": "simplified", "ground": "found_by_head" });
        let lines: Vec<Value> = (1..=*count).map(line).collect();
        draft(
            "decision.signed",
            json!({ "title": "Về việc khen thưởng", "capacity": "chairman", "procedure": procedure, "lines": lines }),
        )
    });
    let after = [
        draft("decision.numbered", json!({ "number": "03", "symbol": "QĐ-UBND" })),
        draft("decision.issued", json!({ "distribution": "Như Điều 3" })),
    ];
    for mut draft in before.into_iter().chain(signed).chain(after) {
        if draft.kind.as_str().starts_with("decision.") {
            draft.subject = Some(id.clone());
        }
        append(&mut journal, &draft, &mut ids, at(10)).unwrap();
    }
    let mut lines = Vec::new();
    journal
        .store()
        .scan(1, &mut |row| {
            lines.push(row.bytes);
            true
        })
        .unwrap();
    lines
}

pub fn good() -> BTreeMap<String, Lines> {
    let named = |name: &str, lines| (name.to_owned(), lines);
    let all = [
        named("list-1", decided(&[1])),
        named("list-12", decided(&[12])),
        named("list-200", decided(&[200])),
        named("list-resigned", decided(&[3, 2])),
    ];
    assert_eq!(values(&all[2].1)[LISTED + 1]["statement"]["type"], "decision.listed");
    BTreeMap::from(all)
}

/// One statement changed by its author, everything after it signed upon the change.
fn restated(lines: &Lines, index: usize, change: impl Fn(&mut Value)) -> Lines {
    let mut entries = values(lines);
    change(&mut entries[index]["statement"]);
    rechain(&entries)
}

pub fn bad() -> BTreeMap<String, Lines> {
    let twelve = decided(&[12]);
    let (signed, issued) = (LISTED + 1, LISTED + 3);
    let zeros = "0".repeat(64);
    let mut all = BTreeMap::new();
    let mut add = |name: &str, lines: Lines| drop(all.insert(format!("statement.list-{name}"), lines));
    add("root", restated(&twelve, signed, |s| s["data"]["lines"]["root"] = json!(zeros)));
    add("count", restated(&twelve, signed, |s| s["data"]["lines"]["count"] = json!(11)));
    add("amount", restated(&twelve, LISTED, |s| s["data"]["lines"][3]["amount"] = json!(900_000)));
    add("order", restated(&twelve, LISTED, |s| s["data"]["lines"][3]["line"] = json!(5)));
    add("no-seed", restated(&twelve, LISTED, |s| drop(s["data"].as_object_mut().unwrap().remove("seed"))));
    add("other-signer", restated(&twelve, LISTED, |s| s["by"] = json!(public(&clerk()))));
    add("part-missing", {
        let mut entries = values(&decided(&[200]));
        entries.remove(LISTED + 1);
        entries[LISTED + 1]["statement"]["expect"] = Value::Null;
        rechain(&entries)
    });
    add("parts-swapped", {
        let mut entries = values(&decided(&[200]));
        let (one, two) =
            (entries[LISTED]["statement"]["data"].clone(), entries[LISTED + 1]["statement"]["data"].clone());
        entries[LISTED]["statement"]["data"]["lines"] = two["lines"].clone();
        entries[LISTED + 1]["statement"]["data"]["lines"] = one["lines"].clone();
        rechain(&entries)
    });
    add("issued-differs", restated(&twelve, issued, |s| s["data"]["lines"]["count"] = json!(11)));
    add("issued-other-entry", restated(&twelve, issued, |s| s["data"]["signed"]["seq"] = json!(LISTED)));
    add("issued-other-hash", restated(&twelve, issued, |s| s["data"]["signed"]["hash"] = json!(zeros)));
    // After a second signing, the first one is issued.
    add("issued-not-the-newest", {
        let mut entries = values(&decided(&[3, 2]));
        let first = &entries[LISTED + 1];
        let hash = sovang::values::crypto::Hash::of(first.to_string().as_bytes());
        let (seq, lines) = (first["seq"].clone(), first["statement"]["data"]["lines"].clone());
        let last = entries.len() - 1;
        entries[last]["statement"]["data"]["signed"] = json!({ "hash": hash, "seq": seq });
        entries[last]["statement"]["data"]["lines"] = lines;
        rechain(&entries)
    });
    all
}
