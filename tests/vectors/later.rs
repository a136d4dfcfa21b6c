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

    // Of whatever type of the ledger's own: time may begin anew there, and where a statement is not read.
    for (name, entry, of_later) in
        [("ledger-type-back", ("ledger.moved", 1, json!({})), false), ("statement-v2-back", gift(), true)]
    {
        let mut entries = raised(&[entry, gift()]);
        if of_later {
            entries[at]["statement"]["v"] = json!(2);
        }
        entries[at..].iter_mut().for_each(|entry| entry["recorded"] = json!("2024-01-02T01:00:00.000Z"));
        add(name, entries);
    }
    add("then-unread-back", {
        let mut entries = raised(&[reported.clone(), gift()]);
        entries[at..].iter_mut().for_each(|entry| entry["recorded"] = json!("2024-01-02T01:00:00.000Z"));
        entries
    });
    // An unread entry counts as one of its subject.
    let mut counted = raised(&[("fund.contributed", 2, json!({ "amount": 9 })), gift()]);
    let subject = counted[at]["statement"]["subject"].clone();
    let before = counted[..=at].iter().filter(|entry| entry["statement"]["subject"] == subject).count();
    counted[at + 1]["statement"]["expect"] = json!(before);
    add("counted", counted);
    add("then-not-nfc", {
        let mut entries = raised(&[gift(), gift()]);
        entries[at]["statement"]["data"]["donor"] = json!("e\u{301}");
        entries
    });
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
    let mut practice = opened.clone();
    practice[0]["statement"]["data"]["origin"] = json!("practice/thu");
    all.insert("then-opened-v2-practice-by-origin-only".to_owned(), rechain(&practice));
    let mut seen = opened.clone();
    seen[0]["statement"]["seen"]["seq"] = json!(1);
    all.insert("then-opened-v2-seen".to_owned(), rechain(&seen));
    // A first line with a fault declares nothing for those after it.
    let mut faulty = values(&crate::make::good());
    faulty[0]["statement"]["data"]["catalogue"]["number"] = json!(2);
    faulty[0]["statement"]["data"]["colour"] = json!("đỏ");
    faulty[last()]["statement"]["type"] = json!("movement.reported");
    all.insert("then-opened-with-a-fault".to_owned(), rechain(&faulty));
    // An unread line that its author signed over the one before tells which of the two was changed.
    let mut told = rechain(&raised(&[reported.clone(), gift()]));
    let text = String::from_utf8(told[at - 1].clone()).unwrap();
    let before = told[at - 1].clone();
    told[at - 1] = text.replacen(".010Z\",\"seq\"", ".011Z\",\"seq\"", 1).into_bytes();
    assert_ne!(told[at - 1], before);
    all.insert("then-changed-before-it".to_owned(), told);
    opened[0]["statement"]["data"]["catalogue"]["number"] = json!(1);
    all.insert("then-opened-v2-of-catalogue-1".to_owned(), rechain(&opened));
    all
}
