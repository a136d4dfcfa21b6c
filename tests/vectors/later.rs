//! Ledgers of a later catalogue: this version's verifiers judge them up to the first entry that they cannot read. What
//! they must still find beyond it: `then-…`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::make::{Lines, extended, last, public, rechain, stranger, values};

/// A raise to catalogue 2, then these statements (type, schema, payload), all by the chairman.
fn raised(then: &[(&str, u32, Value)]) -> Vec<Value> {
    let raise = json!({ "catalogue": { "hash": "22".repeat(32), "number": 2 } });
    let mut all = vec![("ledger.catalogue_raised", 1, raise)];
    all.extend(then.iter().cloned());
    allowed(extended(&all))
}

/// The policy says who may author the unknown type, as one of that time would.
fn allowed(mut entries: Vec<Value>) -> Vec<Value> {
    let authors = entries[1]["statement"]["data"]["authors"].as_array_mut().unwrap();
    authors.push(json!({ "type": "movement.reported", "roles": ["chairman"] }));
    entries
}

/// What every ledger goes on with after an entry that cannot be read.
fn gift() -> (&'static str, u32, Value) {
    ("fund.contributed", 1, json!({ "amount": 9, "donor": "Người ủng hộ 2", "voucher": "PT2" }))
}

pub fn later() -> BTreeMap<String, Lines> {
    let mut all = BTreeMap::new();
    let mut add = |name: &str, entries: Vec<Value>| assert!(all.insert(name.to_owned(), rechain(&entries)).is_none());
    let reported = ("movement.reported", 1, json!({ "units": 12 }));
    let at = last() + 2; // the entry after the raise
    add("catalogue-2", raised(&[reported.clone(), gift()]));
    add("known-version", raised(&[("fund.contributed", 2, json!({ "amount": 9 })), gift()]));
    // Roles may have changed: who signs afterwards is not judged.
    let mut keys = raised(&[("key.suspended", 1, json!({ "key": public(&stranger()) })), gift()]);
    keys[at + 1]["statement"]["by"] = json!(public(&stranger()));
    add("key-type", keys);
    // Time may begin anew.
    let mut clock = raised(&[("ledger.clock_corrected", 2, json!({ "wrong": 3 })), gift()]);
    for entry in &mut clock[at..] {
        entry["recorded"] = json!("2024-01-02T01:00:00.000Z");
    }
    add("clock-v2", clock.clone());
    // Of a newer statement only bytes and chain are judged, and its subject is not known.
    let mut newer = raised(&[gift(), gift()]);
    newer[at]["statement"]["v"] = json!(2);
    newer[at]["statement"]["signatures"] = json!(["one", "two"]);
    newer[at + 1]["statement"]["expect"] = json!(17);
    add("statement-v2", newer.clone());
    let mut wider = raised(&[gift(), gift()]);
    wider[at]["statement"]["data"]["donor"] = json!("\u{897}");
    add("wider-text", wider.clone());

    add("then-other-fault-in-text", {
        let mut entries = wider;
        entries[at]["statement"]["data"]["donor"] = json!("\u{897}\u{7f}");
        entries
    });
    add("then-clock-back", {
        let mut entries = raised(&[reported.clone(), gift()]);
        entries[at + 1]["recorded"] = json!("2024-01-02T01:00:00.000Z");
        entries
    });
    add("then-id-again", {
        let mut entries = raised(&[reported.clone(), gift()]);
        entries[at + 1]["statement"]["id"] = entries[2]["statement"]["id"].clone();
        entries
    });
    add("then-stranger", {
        let mut entries = raised(&[reported.clone(), gift()]);
        entries[at + 1]["statement"]["by"] = json!(public(&stranger()));
        entries
    });
    add("then-expect", {
        let mut entries = raised(&[reported.clone(), gift()]);
        entries[at + 1]["statement"]["expect"] = json!(17);
        entries
    });
    add("before-the-raise", {
        let mut entries = allowed(extended(std::slice::from_ref(&reported)));
        entries.extend(raised(&[gift()]).into_iter().skip(at - 1));
        entries
    });
    let mut forged = rechain(&raised(&[reported.clone(), gift()]));
    forged[at + 1] = String::from_utf8(forged[at + 1].clone()).unwrap().replace("\"amount\":9", "\"amount\":8").into();
    all.insert("then-forged".to_owned(), forged);
    let mut cut = rechain(&newer);
    cut.remove(at);
    all.insert("then-missing".to_owned(), cut);

    // Opened by a program of the future: nothing but the chain is judged.
    let mut opened = values(&crate::make::good());
    opened[0]["statement"]["schema"] = json!(2);
    opened[0]["statement"]["data"] = json!({ "catalogue": { "hash": "22".repeat(32), "number": 2 }, "seal": "đỏ" });
    all.insert("opened-v2".to_owned(), rechain(&opened));
    opened[0]["statement"]["data"]["catalogue"]["number"] = json!(1);
    all.insert("then-opened-v2-of-catalogue-1".to_owned(), rechain(&opened));
    all
}
