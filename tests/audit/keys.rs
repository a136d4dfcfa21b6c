//! Ledgers in which keys were given, stolen, renamed, and in which one person may have been both of two.

use serde_json::{Value, json};
use sovang::values::crypto::Hash;

use crate::support::{id_of, key_of, prove};
use crate::{Case, set};

fn enrol(case: &mut Case, name: &str, by: &str, on: &str, roles: Value) -> u64 {
    let data = json!({ "key": key_of(name).public(), "person": id_of(name), "holder": name, "roles": roles });
    let data = prove(&key_of(name), id_of("sổ").into(), data);
    case.record("key.enrolled", by, None, on, data)
}

/// A name is sealed, and erased by two keys.
fn erase(case: &mut Case, [first, second]: [&str; 2], on: &str) -> [u64; 2] {
    let sealed = Hash::of(b"ai");
    let data = json!({ "channel": "letter", "summary": "Tố cáo", "award_related": true, "letters": 1, "signatories": 1,
        "identity": { "sealed": sealed, "box": Hash::of("hộp".as_bytes()) } });
    case.record("petition.received", "van-thu", Some("đơn"), "2024-02-01", data);
    let subject = format!("vault/{sealed}");
    let ordered = json!({ "ground": "Theo yêu cầu" });
    let first = case.record("vault.erasure_ordered", first, Some(&subject), on, ordered);
    [first, case.record("vault.erasure_confirmed", second, Some(&subject), on, json!({}))]
}

fn second_signatures(case: &Case, on: &str) -> Vec<&'static str> {
    let codes = case.findings(on).into_iter().map(|finding| finding.question.code);
    codes.filter(|code| code.starts_with("audit.second_")).collect()
}

/// The chairman gives himself a second key and does alone what needs two people.
pub fn erased_alone() -> Case {
    let mut case = Case::new();
    let given = enrol(&mut case, "giả", "chu-tich", "2024-02-01", json!(["clerk", "deputy"]));
    let [ordered, confirmed] = erase(&mut case, ["chu-tich", "giả"], "2024-02-02");
    // Whatever roles the key is given later, what it did stays found.
    enrol(&mut case, "giả", "chu-tich", "2024-02-03", json!(["clerk"]));
    case.shows("2024-02-04", "audit.second_by_own_key", set([given, ordered, confirmed]));
    case
}

/// By way of another key of his own, and after waiting.
pub fn erased_by_detour() -> Case {
    let mut case = Case::new();
    let chair = enrol(&mut case, "giả", "chu-tich", "2024-02-01", json!(["chairman"]));
    let given = enrol(&mut case, "giả hai", "giả", "2024-02-01", json!(["deputy"]));
    let [ordered, confirmed] = erase(&mut case, ["chu-tich", "giả hai"], "2024-06-01");
    assert_eq!(second_signatures(&case, "2024-06-02"), ["audit.second_by_own_key"]);
    case.shows("2024-06-02", "audit.second_by_own_key", set([chair, given, ordered, confirmed]));
    case
}

/// The false key first, and his own second; with the clerk's key of long standing there is nothing to say.
pub fn false_key_first() -> Case {
    let mut clean = Case::new();
    erase(&mut clean, ["van-thu", "chu-tich"], "2024-02-02");
    assert_eq!(second_signatures(&clean, "2024-02-03"), [""; 0]);
    let mut case = Case::new();
    let given = enrol(&mut case, "giả", "chu-tich", "2024-02-01", json!(["clerk"]));
    let [ordered, confirmed] = erase(&mut case, ["giả", "chu-tich"], "2024-02-02");
    assert_eq!(second_signatures(&case, "2024-02-03"), ["audit.second_by_new_key"]);
    case.shows("2024-02-03", "audit.second_by_new_key", set([given, ordered, confirmed]));
    case
}

/// A deputy made after the thing was there: for thirty days no second person, and found for ever.
pub fn waited() -> Case {
    let mut case = Case::new();
    let data = json!({ "amount": 500_000, "donor": "Người ủng hộ", "voucher": "PT 1" });
    let gift = case.record("fund.contributed", "ke-toan", Some("2024"), "2024-02-01", data);
    let given = enrol(&mut case, "giả", "chu-tich", "2024-02-01", json!(["accountant"]));
    let entry = json!({ "seq": gift });
    let data = json!({ "entry": entry, "reason": "Ghi nhầm" });
    let first = case.record("entry.take_back_proposed", "chu-tich", None, "2024-03-03", data);
    let data = json!({ "entry": entry, "ground": "slip", "reason": "Ghi nhầm" });
    let second = case.record("entry.taken_back", "giả", None, "2024-03-03", data);
    case.shows("2024-06-02", "audit.second_by_first", set([given, first, second]));
    case.shows("2024-06-02", "audit.second_by_own_key", set([given, first, second]));
    case
}

pub fn stolen() -> Case {
    let mut case = Case::new();
    let gift = |case: &mut Case, on: &str| {
        let data = json!({ "amount": 500_000, "donor": "Người ủng hộ", "voucher": on });
        case.record("fund.contributed", "ke-toan", Some("2024"), on, data)
    };
    gift(&mut case, "2024-02-01");
    let lately = gift(&mut case, "2024-03-01");
    let data = json!({ "key": key_of("ke-toan").public(), "cause": "stolen", "reason": "Mất máy" });
    let revoked = case.record("key.revoked", "chu-tich", None, "2024-03-15", data);
    case.shows("2024-03-16", "audit.stolen_key", set([lately, revoked]));
    case
}

pub fn renamed() -> Case {
    let mut case = Case::new();
    let data = json!({ "key": key_of("ke-toan").public(), "person": id_of("ke-toan"), "holder": "Trần Văn B", "roles": ["accountant"] });
    let data = prove(&key_of("ke-toan"), id_of("sổ").into(), data);
    let again = case.record("key.enrolled", "chu-tich", None, "2024-02-01", data);
    case.shows("2024-02-02", "audit.person_renamed", set([1, again]));
    case
}

/// A paper of earlier years, brought in by one who may enrol and confirmed with a key so enrolled.
pub fn confirmed_alone() -> Case {
    let mut case = Case::new();
    enrol(&mut case, "kiêm", "chu-tich", "2024-02-01", json!(["chairman", "clerk"]));
    let given = enrol(&mut case, "giả", "kiêm", "2024-02-01", json!(["secretary"]));
    let scan = Hash::of(b"scan");
    let data = json!({ "document": "12/QĐ-UBND", "issuer": "UBND xã", "scan": scan, "source": "Sổ vàng 2011",
        "lines": [{ "recipient": { "name": "Cá nhân C", "kind": "individual" }, "form_name": "Giấy khen" }] });
    let past = case.recorded("history.imported", "kiêm", Some("cũ"), "2011-12-30", "2024-02-24", data);
    let seen = case.record("history.confirmed", "giả", Some("cũ"), "2024-02-25", json!({ "scan": scan }));
    case.shows("2024-02-26", "audit.second_by_own_key", set([given, past, seen]));
    case
}
