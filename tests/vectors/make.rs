//! The good ledgers, and what changes them by their authors' own hands or behind their backs.

use std::collections::BTreeMap;

use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use sovang::log::keyring::KeyEnrolled;
use sovang::log::statement::signing_bytes;
use sovang::shell::store::Store;
use sovang::shell::store::memory::MemoryStore;
use sovang::values::crypto::{Hash, SecretKey, Signature};
use sovang::values::ident::LedgerId;

use crate::office::{Ids, append, at, draft, found, gift};

pub type Lines = Vec<Vec<u8>>;

/// The clerk of the vectors, enrolled and later revoked.
pub fn clerk() -> SigningKey {
    SigningKey::from_bytes(&[2; 32])
}

pub fn chairman() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

pub fn stranger() -> SigningKey {
    SigningKey::from_bytes(&[3; 32])
}

pub fn public(key: &SigningKey) -> String {
    key.verifying_key().to_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An enrolment that the key signs; it asked to be secretary as well.
pub fn enrolment(key: &SigningKey, ledger: LedgerId, person: &str, holder: &str, roles: &[&str]) -> Value {
    let asked: Vec<&str> = roles.iter().copied().chain(["secretary"]).collect();
    let mut data = json!({ "key": public(key), "person": person, "holder": holder, "roles": roles, "asked": asked });
    data["proof"] = json!(proof(key, ledger, &data));
    data
}

/// What a key signs of an enrolment, whatever signature stands in it.
pub fn proof(key: &SigningKey, ledger: LedgerId, data: &Value) -> Signature {
    let mut plain = data.as_object().unwrap().clone();
    plain.retain(|name, _| name != "proof" && name != "vouch");
    let asked: KeyEnrolled = serde_json::from_value(Value::Object(plain)).unwrap();
    SecretKey::from_signing_key(key.clone()).sign(&asked.proof_bytes(ledger))
}

/// A small ledger: opened, policy, fund, a clerk, two petitions, gifts, the clerk revoked.
pub fn good() -> Lines {
    let mut journal = found(MemoryStore::default());
    let mut ids = Ids::new(77);
    let person = ids.next();
    let ledger = journal.state().chain.ledger().unwrap();
    let drafts = [
        draft("key.enrolled", enrolment(&clerk(), ledger, &person.to_string(), "Văn thư", &["clerk"])),
        draft(
            "petition.received",
            json!({
                "channel": "letter", "summary": "Đơn hỏi về đường làng\ndòng hai", "award_related": false, "letters": 3, "signatories": 12,
            }),
        ),
        draft(
            "petition.received",
            json!({
                "channel": "post", "summary": "Đơn xin khen", "award_related": true, "letters": 1, "signatories": 1,
            }),
        ),
        gift(500_000),
        draft("fund.allocated", json!({ "category": "frames", "amount": 100_000 })),
        draft("key.revoked", json!({ "key": public(&clerk()), "cause": "left", "reason": "Chuyển công tác" })),
        gift(7),
    ];
    for draft in &drafts {
        append(&mut journal, draft, &mut ids, at(10)).unwrap();
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

pub fn values(lines: &Lines) -> Vec<Value> {
    lines.iter().map(|line| serde_json::from_slice(line).unwrap()).collect()
}

/// Numbers, chains and signs entries anew, so that what was changed in them is all that is wrong.
pub fn rechain(entries: &[Value]) -> Lines {
    let keys: BTreeMap<String, SigningKey> =
        [chairman(), clerk(), stranger()].into_iter().map(|key| (public(&key), key)).collect();
    let mut lines: Lines = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let mut entry = entry.clone();
        entry["seq"] = json!(index + 1);
        entry["prev"] = json!(lines.last().map_or(Hash::ZERO, |line| Hash::of(line)));
        let seen = entry["statement"]["seen"]["seq"].as_u64().unwrap() as usize;
        if (1..=lines.len()).contains(&seen) {
            entry["statement"]["seen"]["hash"] = json!(Hash::of(&lines[seen - 1]));
        }
        if let Some(key) = keys.get(entry["statement"]["by"].as_str().unwrap_or_default()) {
            let message = signing_bytes(entry["statement"].to_string().as_bytes());
            let signature = key.sign(&message).to_bytes();
            entry["signature"] = json!(signature.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
        }
        lines.push(entry.to_string().into_bytes());
    }
    lines
}

/// The good ledger with one statement changed by its author, everything after it signed upon the change.
pub fn restated(index: usize, change: impl Fn(&mut Value)) -> Lines {
    let mut entries = values(&good());
    change(&mut entries[index]["statement"]);
    rechain(&entries)
}

/// The good ledger with the text of one line changed afterwards.
pub fn replaced(index: usize, from: &str, to: &str) -> Lines {
    let mut lines = good();
    let text = String::from_utf8(lines[index].clone()).unwrap();
    assert!(text.contains(from), "{text} has no {from}");
    lines[index] = text.replacen(from, to, 1).into_bytes();
    lines
}

/// The last line's statement given other bytes, everything else as it was.
pub fn last() -> usize {
    good().len() - 1
}

/// Every good ledger by its name.
pub fn goods() -> BTreeMap<String, Lines> {
    let mut all = BTreeMap::from([("small".to_owned(), good()), ("text-khmer-cham-han".to_owned(), scripts())]);
    all.extend(crate::clock::good());
    all.insert("renamed".to_owned(), renamed());
    let practice = restated(0, |s| {
        s["data"]["origin"] = json!("practice/sovang.example/thu");
        s["data"]["practice"] = json!({ "of": "019a7c3e-5d0f-7b1c-8e77-3f9b2d5e6a10" });
    });
    all.insert("practice".to_owned(), practice);
    all.insert("role-archivist".to_owned(), rechain(&ninth_role()));
    all.insert("taken-back".to_owned(), taken_back());
    all.insert("vouched-by-a-stranger".to_owned(), vouched());
    let many = "\u{323}".repeat(40);
    all.insert("text-many-marks".to_owned(), restated(last(), |s| s["data"]["donor"] = json!(format!("x{many}"))));
    all.extend(crate::lists::good());
    all
}

/// Whoever vouches need not be enrolled.
fn vouched() -> Lines {
    restated(3, |s| {
        let asked: KeyEnrolled = serde_json::from_value(s["data"].clone()).unwrap();
        let ledger: LedgerId = s["ledger"].as_str().unwrap().parse().unwrap();
        let signature = SecretKey::from_signing_key(stranger()).sign(&asked.vouch_bytes(ledger));
        s["data"]["vouch"] = json!({ "by": public(&stranger()), "signature": signature });
    })
}

/// The clerk signs under three names: as enrolled, renamed with a new proof, and with one role less, which needs none. The
/// chairman renames himself by an entry that he signs under the old name.
fn renamed() -> Lines {
    let mut entries = values(&good());
    entries.truncate(4);
    let ledger: LedgerId = entries[0]["statement"]["ledger"].as_str().unwrap().parse().unwrap();
    let person = entries[3]["statement"]["data"]["person"].as_str().unwrap().to_owned();
    let kept = |holder: &str, roles: &[&str]| json!({ "key": public(&clerk()), "person": person, "holder": holder, "roles": roles });
    let mut wider = kept("Trần Thị B (văn thư)", &["clerk", "accountant"]);
    wider["proof"] = json!(proof(&clerk(), ledger, &wider));
    let mut head = entries[0]["statement"]["data"]["keys"][0].clone();
    head["holder"] = json!("Nguyễn Văn A (Chủ tịch)");
    head["proof"] = json!(proof(&chairman(), ledger, &head));
    let received =
        json!({ "channel": "post", "summary": "Đơn hỏi", "award_related": true, "letters": 1, "signatories": 1 });
    let steps = [
        (clerk(), "petition.received", received.clone()),
        (chairman(), "key.enrolled", wider),
        (clerk(), "petition.received", received.clone()),
        (chairman(), "key.enrolled", kept("Trần Thị B (văn thư)", &["clerk"])),
        (clerk(), "petition.received", received),
        (chairman(), "key.enrolled", head),
        (chairman(), "fund.contributed", json!({ "amount": 5, "donor": "A", "voucher": "PT1" })),
    ];
    for (by, kind, data) in steps {
        let subject = match kind {
            "key.enrolled" => format!("key/{}", data["key"].as_str().unwrap()),
            "petition.received" => format!("petition/01907000-0000-7000-8000-{:012x}", entries.len() + 0xdef),
            _ => "fund/2024".to_owned(),
        };
        entries.push(next(&entries, &by, kind, &subject, data));
    }
    rechain(&entries)
}

/// A policy lets a role of which no verifier knows a meaning take gifts; it is given to a key, which takes one.
pub fn ninth_role() -> Vec<Value> {
    let mut entries = values(&good());
    entries.truncate(3);
    let ledger: LedgerId = entries[0]["statement"]["ledger"].as_str().unwrap().parse().unwrap();
    for rule in entries[1]["statement"]["data"]["authors"].as_array_mut().unwrap() {
        if rule["type"] == "fund.contributed" {
            rule["roles"] = json!(["accountant", "archivist"]);
        }
    }
    let person = "01907000-0000-7000-8000-00000000f0f0";
    let enrolled = enrolment(&clerk(), ledger, person, "Cán bộ lưu trữ", &["archivist"]);
    let subject = format!("key/{}", public(&clerk()));
    entries.push(next(&entries, &chairman(), "key.enrolled", &subject, enrolled));
    let gift = json!({ "amount": 5, "donor": "Người ủng hộ 1", "voucher": "PT1" });
    entries.push(next(&entries, &clerk(), "fund.contributed", "fund/2024", gift));
    entries
}

/// Entries that name others by position, given the hashes that those have.
pub fn named(mut entries: Vec<Value>) -> Lines {
    for i in 0..entries.len() {
        let lines = rechain(&entries);
        for member in ["wrong", "entry", "instead_of"] {
            let Some(named) = entries[i].pointer_mut(&format!("/statement/data/{member}")) else { continue };
            if let Some(line) = named["seq"].as_u64().and_then(|seq| lines.get(seq as usize - 1)) {
                named["hash"] = json!(Hash::of(line));
            }
        }
    }
    rechain(&entries)
}

/// A plan is taken back by one, a gift by two, and each is recorded anew in the place of the one before.
fn taken_back() -> Lines {
    let mut entries = values(&good());
    entries.truncate(8); // the clerk is in office
    let none = Hash::ZERO; // given by `named`
    let plan = json!({ "title": "Kế hoạch", "document": "01/KH", "year": 2024 });
    let gift = json!({ "amount": 9, "donor": "Người ủng hộ 2", "voucher": "PT2" });
    let with = |data: &Value, member: &str, value: Value| {
        let mut data = data.clone();
        data[member] = value;
        data
    };
    let instead = |data: &Value, seq: u64| with(data, "instead_of", json!({ "hash": none, "seq": seq }));
    let mistake = |seq: u64| json!({ "entry": { "hash": none, "seq": seq }, "reason": "Gõ nhầm" });
    let alone = with(&mistake(9), "ground", json!("slip"));
    let together = with(&with(&mistake(12), "ground", json!("duplicate")), "proposed", json!(13));
    let (first, second) = ("plan/01907000-0000-7000-8000-00000000f001", "plan/01907000-0000-7000-8000-00000000f002");
    let steps = [
        (chairman(), "plan.adopted", first, plan.clone()),
        (chairman(), "entry.taken_back", first, alone),
        (chairman(), "plan.adopted", second, instead(&plan, 9)),
        (chairman(), "fund.contributed", "fund/2024", gift.clone()),
        (clerk(), "entry.take_back_proposed", "fund/2024", mistake(12)),
        (chairman(), "entry.taken_back", "fund/2024", together),
        (chairman(), "fund.contributed", "fund/2024", instead(&gift, 12)),
    ];
    for (by, kind, subject, data) in steps {
        entries.push(next(&entries, &by, kind, subject, data));
    }
    named(entries)
}

/// A statement after others, not yet chained and signed.
pub fn next(entries: &[Value], by: &SigningKey, kind: &str, subject: &str, data: Value) -> Value {
    let mut entry = values(&good())[last()].clone();
    let at = entries.len();
    entry["recorded"] = entries[at - 1]["recorded"].clone();
    let statement = &mut entry["statement"];
    statement["id"] = json!(format!("01907000-0000-7000-8000-{:012x}", at + 0xabc));
    statement["by"] = json!(public(by));
    statement["type"] = json!(kind);
    statement["subject"] = json!(subject);
    statement["expect"] = Value::Null;
    statement["seen"]["seq"] = json!(at);
    statement["data"] = data;
    entry
}

/// Names in scripts that are written in Vietnam, and a decision of 1944 in Nôm.
fn scripts() -> Lines {
    let mut entries = values(&good());
    for (index, donor) in [(6, "ខ្មែរក្រោម ថាច់ សុខា"), (last(), "ꨌꩌ · 𡨸喃𡦂𠮷 · ꪼꪕ")]
    {
        entries[index]["statement"]["data"]["donor"] = json!(donor);
    }
    rechain(&entries)
}

/// The good ledger with these statements (type, schema, payload) added by the chairman, not yet chained and signed.
pub fn extended(added: &[(&str, u32, Value)]) -> Vec<Value> {
    let mut entries = values(&good());
    for (kind, schema, data) in added {
        let mut entry = entries[last()].clone();
        let statement = &mut entry["statement"];
        statement["id"] = json!(format!("01907000-0000-7000-8000-{:012x}", entries.len() + 0xabc));
        statement["type"] = json!(kind);
        statement["schema"] = json!(schema);
        statement["expect"] = Value::Null;
        statement["seen"]["seq"] = json!(entries.len());
        statement["data"] = data.clone();
        if kind.starts_with("ledger.") {
            statement["subject"] = json!(format!("ledger/{}", statement["ledger"].as_str().unwrap()));
        }
        entries.push(entry);
    }
    entries
}
