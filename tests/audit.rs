//! What the audit finds: each rule is set off by a ledger that has its matter, and by no other part of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "audit/clock.rs"]
mod clock;
#[path = "audit/keys.rs"]
mod keys;
mod support;

use std::collections::BTreeSet;

use clock::{clock, shown_before};
use keys::{confirmed_alone, erased_alone, erased_by_detour, false_key_first, renamed, stolen, waited};
use serde_json::{Value, json};
use sovang::domain::custody::Ending;
use sovang::domain::events::ledger::log_key_rotated::Rotation;
use sovang::domain::presets::CALENDARS;
use sovang::domain::state::Shown;
use sovang::log::note::{SignatureType, VerifierKey};
use sovang::reports::audit::{Finding, Severity, audit, facts};
use sovang::shell::author::Draft;
use sovang::values::crypto::Hash;
use sovang::values::time::Date;
use support::{Office, id_of, key_of, object, preset, prove};

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// A ledger, and what was asked of it: the code, each finding's entries, and those there should be.
struct Case(Office, Vec<Asked>);

/// A code, the entries of each finding of it, and those there should be.
type Asked = (&'static str, Vec<BTreeSet<u64>>, BTreeSet<u64>);

impl Case {
    fn new() -> Case {
        let mut case = Case(Office::opened(), Vec::new());
        case.record("policy.adopted", "chu-tich", None, "2024-01-01", preset("vn-2024-r1"));
        case.record("fund.opened", "ke-toan", Some("2024"), "2024-01-02", json!({ "opening": 50_000_000 }));
        for category in ["individual", "collective"] {
            let data = json!({ "category": category, "amount": 9_000_000 });
            case.record("fund.allocated", "chu-tich", Some("2024"), "2024-01-03", data);
        }
        case
    }

    /// Records an event on a day, signed and recorded that day.
    fn record(&mut self, kind: &str, by: &str, subject: Option<&str>, on: &str, data: Value) -> u64 {
        self.recorded(kind, by, subject, on, on, data)
    }

    fn recorded(&mut self, kind: &str, by: &str, subject: Option<&str>, on: &str, signed: &str, data: Value) -> u64 {
        let whole =
            |name: &str| if name.len() == 4 || name.contains('/') { name.to_owned() } else { id_of(name).to_string() };
        let subject = subject.map(whole);
        let at = self.0.next_at(Some(date(signed)));
        let (kind, on) = (kind.parse().unwrap(), Some(date(on)));
        let draft =
            Draft { kind, schema: None, subject, on, id: None, expect: None, at: None, by: None, data: object(data) };
        let signed = self.0.compose(&draft, by, at).sign(&key_of(by));
        self.0.append(signed, None).unwrap_or_else(|refusal| panic!("{}", refusal.code())).head.seq
    }

    /// A decision for one person, signed, numbered and issued on given days; returns the entries.
    fn decision(&mut self, name: &str, number: &str, days: [&str; 3], line: Value) -> [u64; 3] {
        let mut whole = json!({
            "recipient": { "name": format!("Cá nhân {name}"), "kind": "individual", "unit": "Thôn 1", "id": id_of(&format!("người {name}")) },
            "form": "commendation_certificate", "reward_type": "sudden", "merit": format!("Việc tốt {name}"),
        });
        line.as_object().unwrap().iter().for_each(|(key, value)| whole[key] = value.clone());
        let data = json!({ "title": "Khen thưởng", "capacity": "chairman", "procedure": { "kind": "simplified", "ground": "sudden" }, "lines": [whole] });
        let [signed, numbered, issued] = days;
        [
            self.record("decision.signed", "chu-tich", Some(name), signed, data),
            self.record(
                "decision.numbered",
                "van-thu",
                Some(name),
                numbered,
                json!({ "number": number, "symbol": "QĐ-UBND" }),
            ),
            self.record("decision.issued", "van-thu", Some(name), issued, json!({ "distribution": "Như Điều 3" })),
        ]
    }

    fn pay(&mut self, name: &str, on: &str) -> u64 {
        let data = json!({ "purpose": { "kind": "award", "decision": id_of(name), "line": 1 }, "method": "cash", "voucher": "PC" });
        self.record("fund.disbursed", "ke-toan", Some("2024"), on, data)
    }

    fn findings(&self, today: &str) -> Vec<Finding> {
        self.findings_with(today, &[])
    }

    /// What the audit finds where witnesses were shown these heads.
    fn findings_with(&self, today: &str, shown: &[Shown]) -> Vec<Finding> {
        audit(self.0.state(), &facts(self.0.state()), shown, date(today))
    }

    /// What the audit finds for a code on a day, and what it should.
    fn shows(&mut self, today: &str, code: &'static str, expected: BTreeSet<u64>) {
        let found = self.findings(today).into_iter().filter(|finding| finding.question.code == code);
        let found = found.map(|finding| finding.entries).collect();
        self.1.push((code, found, expected));
    }

    fn check(self, code: &str) {
        let mut asked = 0;
        for (_, found, expected) in self.1.into_iter().filter(|(shown, ..)| *shown == code) {
            assert_eq!(found, [expected], "{code}");
            asked += 1;
        }
        assert!(asked > 0, "{code} is not shown by this case");
    }
}

fn set<const N: usize>(entries: [u64; N]) -> BTreeSet<u64> {
    entries.into()
}

/// A policy whose rows are all in force from a day on.
fn from_on(policy: &mut Value, day: &str) {
    policy["valid_from"] = json!(day);
    for table in policy.as_object_mut().unwrap().values_mut() {
        let Some(rows) = table.as_array_mut() else { continue };
        rows.retain(|row| row["until"].as_str().is_none_or(|until| until >= "2026-07-01"));
        let dated = |row: &&mut Value| row.get("mark").is_some() && row.get("amount").is_none();
        rows.iter_mut().filter(dated).for_each(|row| row["from"] = json!(day));
    }
}

fn clean() -> Case {
    let mut case = Case::new();
    case.decision("một", "1", ["2024-02-01", "2024-02-02", "2024-02-02"], json!({}));
    let list = json!({ "decision": id_of("một"), "total": 270_000, "document": "Danh sách chi thưởng" });
    case.record("payment_list.approved", "chu-tich", Some("2024"), "2024-02-04", list);
    case.pay("một", "2024-02-05");
    let found = case.findings("2024-02-10");
    assert!(found.iter().all(|finding| finding.question.severity == Severity::Info), "{found:?}");
    case.shows("2024-02-10", "audit.no_witness", set([]));
    case
}

fn numbers() -> Case {
    let mut case = Case::new();
    let [_, high, _] = case.decision("hai", "5", ["2024-02-01", "2024-02-01", "2024-02-01"], json!({}));
    let [_, low, _] = case.decision("ba", "2", ["2024-03-01", "2024-03-01", "2024-03-01"], json!({}));
    case.shows("2024-03-02", "audit.number_order", set([high, low]));
    case.shows("2024-03-02", "audit.number_gap", set([high, low]));
    case
}

fn numbered_late() -> Case {
    let mut case = Case::new();
    let [_, numbered, issued] = case.decision("hai", "1", ["2024-02-01", "2024-03-20", "2024-03-20"], json!({}));
    case.shows("2024-03-21", "audit.number_late", set([numbered]));
    case.shows("2024-12-01", "audit.unpaid", set([issued]));
    let paid = case.pay("hai", "2024-11-30");
    case.shows("2024-12-01", "audit.payment_slow", set([issued, paid]));
    case
}

fn varies() -> Case {
    let mut case = Case::new();
    let line = json!({ "amount": 300_000, "variance": "Theo đề nghị của Hội đồng" });
    let entries = case.decision("hai", "1", ["2024-02-01", "2024-02-01", "2024-02-01"], line);
    // Of its list as well, which stands before the heading.
    case.shows("2024-02-02", "audit.amount_variance", &set(entries) | &set([entries[0] - 1]));
    case.pay("hai", "2024-02-02");
    let data = json!({ "ground": "fraud", "document": "09/QĐ-UBND", "reason": "Khai man" });
    let annulled = case.record("decision.annulled", "chu-tich", Some("hai"), "2024-03-01", data);
    case.shows("2024-03-02", "audit.not_recovered", set([annulled]));
    case
}

fn rate_changed() -> Case {
    let mut case = Case::new();
    let [_, numbered, _] = case.decision("hai", "1", ["2024-02-01", "2024-02-01", "2024-02-01"], json!({}));
    let mut policy = preset("vn-2024-r1");
    policy["version"] = json!("xa-2024-r1b");
    policy["known_from"] = json!("2024-02-15");
    for rate in policy["rates"].as_array_mut().unwrap() {
        rate["coefficient"] = json!("0.3");
    }
    case.record("policy.adopted", "chu-tich", None, "2024-03-01", policy);
    case.shows("2024-03-02", "audit.rate_changed", set([numbered]));
    case
}

fn recipients() -> Case {
    let mut case = Case::new();
    let same = |merit: &str| json!({ "recipient": { "name": "Cá nhân A", "kind": "individual", "unit": "Thôn 1", "id": id_of("A") }, "merit": merit });
    let [.., a] = case.decision("hai", "1", ["2024-02-01", "2024-02-01", "2024-02-01"], same("Cứu người đuối nước"));
    let [.., b] = case.decision("ba", "2", ["2024-02-02", "2024-02-02", "2024-02-02"], same("Đuối nước: cứu người."));
    case.shows("2024-02-03", "audit.same_merit", set([a, b]));
    let twice =
        json!({ "recipient": { "name": "CÁ NHÂN A", "kind": "individual", "unit": "thôn 1", "id": id_of("A'") } });
    let [.., c] = case.decision("bốn", "3", ["2024-02-05", "2024-02-05", "2024-02-05"], twice);
    case.shows("2024-02-06", "audit.recipient_twice", set([b, c]));
    case
}

fn duties() -> Case {
    let mut case = Case::new();
    let key = key_of("kiêm nhiệm").public();
    let data = json!({ "key": key, "person": id_of("kiêm nhiệm"), "holder": "Kiêm nhiệm", "roles": ["accountant", "cashier"] });
    let data = prove(&key_of("kiêm nhiệm"), id_of("sổ").into(), data);
    let enrolled = case.record("key.enrolled", "chu-tich", None, "2024-01-05", data);
    case.shows("2024-01-06", "audit.duties", set([enrolled]));
    let data = json!({ "key": key, "cause": "left", "reason": "Thôi việc" });
    let revoked = case.record("key.revoked", "chu-tich", None, "2024-01-07", data);
    case.shows("2024-01-08", "audit.revoked_later", set([revoked]));
    let data = json!({ "place": "cash", "amount": 49_000_000 });
    let counted = case.record("fund.counted", "thu-quy", Some("2024"), "2024-01-09", data);
    case.shows("2024-01-10", "audit.cash_differs", set([counted]));
    case
}

fn custody() -> Case {
    let mut case = Case::new();
    let witnesses = |quorum: &str| {
        let key = |name: &str| {
            VerifierKey::new(name.parse().unwrap(), SignatureType::Cosignature, &key_of(name).public().0).unwrap()
        };
        json!({ "policy": format!("witness a {}\nwitness b {}\ngroup hai all a b\nquorum {quorum}\n", key("a.vn"), key("b.vn")) })
    };
    let both = case.record("ledger.witnesses_set", "chu-tich", None, "2024-01-05", witnesses("hai"));
    let one = case.record("ledger.witnesses_set", "chu-tich", None, "2024-01-06", witnesses("a"));
    case.record("ledger.witnesses_set", "chu-tich", None, "2024-01-07", witnesses("b"));
    case.shows("2024-01-08", "audit.witnesses_weaker", set([both, one]));
    let (state, new) = (case.0.state(), key_of("sổ mới"));
    let current = state.custody.identity().unwrap();
    let (how, ledger, log_key) = (Ending::Stolen, state.chain.ledger().unwrap(), &new.public());
    let bytes = Rotation { how, ledger, log_key, old: &current.key, origin: &current.origin }.bytes();
    let data = json!({ "cause": { "kind": "stolen" }, "log_key": log_key, "old": current.key,
        "new_signature": new.sign(&bytes), "reason": "Mất máy tính" });
    let stolen = case.record("ledger.log_key_rotated", "chu-tich", None, "2024-01-09", data);
    case.shows("2024-01-10", "audit.log_key_ended", set([stolen]));
    case
}

fn recorded_late() -> Case {
    let mut case = Case::new();
    let gift = json!({ "amount": 5, "donor": "A", "voucher": "B" });
    let late = case.recorded("fund.contributed", "ke-toan", Some("2024"), "2024-02-01", "2024-03-20", gift.clone());
    let very = case.recorded("fund.contributed", "ke-toan", Some("2024"), "2024-02-01", "2024-06-20", gift.clone());
    case.shows("2024-06-21", "audit.recorded_late", set([late]));
    case.shows("2024-06-21", "audit.recorded_very_late", set([very]));
    let mut from_paper = gift;
    from_paper["reconstructed"] = json!("Sổ quỹ năm 2024");
    let papers = case.recorded("fund.contributed", "ke-toan", Some("2024"), "2024-02-01", "2024-06-20", from_paper);
    case.shows("2024-06-21", "audit.reconstructed", set([papers]));
    let plan = json!({ "title": "Kế hoạch", "document": "01/KH", "year": 2024 });
    let plan = case.record("plan.adopted", "chu-tich", Some("kế hoạch"), "2024-06-20", plan);
    let root = case.0.state().chain.tree().root_at(plan).unwrap();
    let head = json!({ "size": plan, "root": Hash(*root.as_bytes()) });
    let data = json!({ "head": head, "document": "Báo cáo số 15/BC-UBND", "recipient": "UBND huyện" });
    let sent = case.record("checkpoint.anchored", "van-thu", None, "2024-06-20", data);
    // A plan that was counted in no report.
    let later = json!({ "title": "Kế hoạch 2", "document": "02/KH", "year": 2024 });
    let later = case.record("plan.adopted", "chu-tich", Some("kế hoạch 2"), "2024-06-20", later);
    let data = json!({ "entry": { "seq": plan }, "ground": "slip", "reason": "Gõ nhầm" });
    let taken = case.record("entry.taken_back", "chu-tich", None, "2024-06-20", data);
    case.shows("2024-06-21", "audit.taken_back", set([plan, taken]));
    let data = json!({ "entry": { "seq": later }, "ground": "slip", "reason": "Gõ nhầm" });
    case.record("entry.taken_back", "chu-tich", None, "2024-06-20", data);
    case.shows("2024-06-21", "audit.taken_back_reported", set([plan, sent, taken]));
    case
}

fn petition_terms() -> Case {
    let mut case = Case::new();
    let data =
        json!({ "channel": "letter", "summary": "Khiếu nại", "award_related": true, "letters": 1, "signatories": 1 });
    let received = case.record("petition.received", "van-thu", Some("đơn"), "2024-03-01", data);
    let data = json!({ "kind": "complaint", "in_jurisdiction": true, "anonymous": false });
    case.record("petition.classified", "van-thu", Some("đơn"), "2024-03-01", data);
    case.shows("2024-04-01", "audit.petition_overdue", set([received]));
    let data = json!({ "document": "01/TB-UBND", "resolver": id_of("chu-tich"), "due_on": "2024-03-31" });
    case.record("petition.accepted", "chu-tich", Some("đơn"), "2024-03-05", data);
    let data = json!({ "outcome": "rejected", "document": "02/QĐ-UBND" });
    let resolved = case.record("petition.resolved", "chu-tich", Some("đơn"), "2024-04-10", data);
    case.shows("2024-04-11", "audit.petition_late", set([resolved]));
    case
}

fn years() -> Case {
    let mut case = Case::new();
    let [.., issued] = case.decision("hai", "1", ["2024-02-01", "2024-02-01", "2024-02-01"], json!({}));
    case.shows("2025-02-10", "audit.dossier_missing", set([issued]));
    case.shows("2025-02-10", "audit.year_commitments", set([issued - 4]));
    let paid = case.pay("hai", "2024-02-05");
    case.shows("2025-02-10", "audit.year_open", set([paid]));
    let documents = ["proposal", "achievement_report"].map(|kind| json!({ "kind": kind, "name": kind }));
    case.record(
        "dossier.filed",
        "van-thu",
        Some("hai"),
        "2024-03-01",
        json!({ "documents": documents, "place": "Văn phòng" }),
    );
    assert!(case.findings("2025-02-10").iter().all(|finding| finding.question.code != "audit.dossier_missing"));
    let data = json!({ "counted": 49_730_000 });
    case.record("fund.closed", "ke-toan", Some("2024"), "2024-12-31", data);
    let data = json!({ "document": "45/TB", "total_spent": 300_000 });
    let settled = case.record("fund.settled", "ke-toan", Some("2024"), "2025-03-01", data);
    case.shows("2025-03-02", "audit.settlement_differs", set([settled]));
    case
}

fn titles() -> Case {
    let mut case = Case::new();
    let title = |form: &str| json!({ "recipient": { "name": "Cá nhân A", "kind": "individual", "id": id_of("A") }, "form": form, "merit": form });
    let mut policy = preset("vn-2025-r2");
    policy["known_from"] = json!("2024-01-01");
    from_on(&mut policy, "2024-01-01");
    case.record("policy.adopted", "chu-tich", None, "2024-01-04", policy);
    let [.., a] =
        case.decision("hai", "1", ["2024-02-01", "2024-02-01", "2024-02-01"], title("grassroots_emulation_fighter"));
    let [.., b] = case.decision("ba", "2", ["2024-02-02", "2024-02-02", "2024-02-02"], title("advanced_worker"));
    case.shows("2024-02-03", "audit.two_titles", set([a, b]));
    let data = json!({ "title": "Khen thưởng", "capacity": "for_chairman", "procedure": { "kind": "simplified", "ground": "sudden" },
        "lines": [{ "recipient": { "name": "Cá nhân B", "kind": "individual", "id": id_of("B") }, "form": "commendation_certificate", "reward_type": "sudden", "merit": "Việc" }] });
    let deputy = case.record("decision.signed", "pho-chu-tich", Some("bốn"), "2024-02-02", data);
    case.shows("2024-02-03", "audit.deputy_same_day", set([deputy]));
    case
}

fn petition_about_a_recipient() -> Case {
    let mut case = Case::new();
    let letter =
        json!({ "channel": "letter", "summary": "Đơn", "award_related": true, "letters": 1, "signatories": 1 });
    let received = case.record("petition.received", "van-thu", Some("đơn"), "2024-03-01", letter);
    let data = json!({ "kind": "complaint", "in_jurisdiction": true, "anonymous": false, "concerns": [id_of("A")] });
    case.record("petition.classified", "van-thu", Some("đơn"), "2024-03-01", data);
    let person = json!({ "recipient": { "name": "Cá nhân A", "kind": "individual", "id": id_of("A") } });
    let [.., issued] = case.decision("hai", "1", ["2024-03-02", "2024-03-02", "2024-03-02"], person);
    case.shows("2024-03-03", "audit.awarded_while_petition", set([received, issued]));
    let mut policy = preset("vn-2024-r1");
    policy["version"] = json!("gia-dinh");
    policy["base_salaries"].as_array_mut().unwrap().push(json!({ "amount": 1_900_000, "from": "2024-03-01", "known_from": "2024-03-20", "source": "Giả định", "mark": "own" }));
    case.record("policy.adopted", "chu-tich", None, "2024-03-21", policy);
    let proposed =
        case.record("recomputation.proposed", "ke-toan", Some("hai"), "2024-03-22", json!({ "reason": "Ký muộn" }));
    case.shows("2024-03-23", "audit.recomputation_open", set([proposed]));
    let scan = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";
    let data = json!({ "document": "12/QĐ-UBND", "issuer": "UBND xã", "scan": scan, "source": "Sổ vàng 2011",
        "lines": [{ "recipient": { "name": "Cá nhân C", "kind": "individual" }, "form_name": "Giấy khen" }] });
    let past = case.recorded("history.imported", "van-thu", Some("cũ"), "2011-12-30", "2024-03-24", data);
    case.shows("2024-03-25", "audit.history_unconfirmed", set([past]));
    case.record("policy.adopted", "chu-tich", None, "2025-07-01", preset("vn-2025-r2"));
    let asked = case.record("data_request.received", "van-thu", Some("hỏi"), "2026-03-02", json!({ "kind": "view" }));
    case.shows("2026-03-13", "audit.data_request_overdue", set([asked]));
    case
}

fn deputies() -> Case {
    let mut case = Case::new();
    let [.., issued] = case.decision("hai", "1", ["2024-02-01", "2024-02-01", "2024-02-01"], json!({}));
    let data = json!({ "capacity": "for_chairman", "title": "Khen thưởng", "procedure": { "kind": "simplified", "ground": "sudden" },
        "lines": [{ "recipient": { "name": "Cá nhân B", "kind": "individual", "id": id_of("B") }, "form": "commendation_certificate", "reward_type": "sudden", "merit": "Việc" }] });
    let deputy = case.record("decision.signed", "pho-chu-tich", Some("ba"), "2024-02-02", data.clone());
    case.shows("2024-02-03", "audit.deputy_unassigned", set([deputy]));
    let assigned = json!({ "person": id_of("pho-chu-tich"), "tasks": ["awards"], "document": "02/TB-UBND" });
    case.record("deputy.assigned", "chu-tich", None, "2024-02-03", assigned);
    let mut other = data;
    other["lines"][0]["recipient"]["id"] = json!(id_of("C"));
    case.record("decision.signed", "pho-chu-tich", Some("bốn"), "2024-02-04", other);
    case.shows("2024-02-05", "audit.deputy_unassigned", set([deputy]));
    let related = json!({ "recipient": id_of("người hai"), "relation": "Em ruột" });
    let related = case.record("interest.declared", "chu-tich", None, "2024-02-06", related);
    case.shows("2024-02-07", "audit.interested", set([issued, related]));
    let pay = |name: &str| json!({ "purpose": { "kind": "award", "decision": id_of("hai"), "line": 1 }, "payee": { "name": name }, "method": "cash", "voucher": "PC 1" });
    let paid = case.record("fund.disbursed", "ke-toan", Some("2024"), "2024-02-08", pay("Người khác"));
    case.shows("2024-02-09", "audit.payment_unlisted", set([paid]));
    case.shows("2024-02-09", "audit.payee_differs", set([paid]));
    let frames = json!({ "category": "frames", "amount": 900_000 });
    case.record("fund.allocated", "chu-tich", Some("2024"), "2024-02-10", frames);
    let frames = json!({ "category": "frames", "amount": 600_000, "purpose": { "kind": "frames", "what": "Khung", "quantity": 12 }, "payee": { "name": "Cửa hàng" }, "method": "cash", "voucher": "PC 2" });
    let bought = case.record("fund.disbursed", "ke-toan", Some("2024"), "2024-02-10", frames);
    case.shows("2024-02-11", "audit.frames_exceed", set([bought]));
    let data = json!({ "ground": "fraud", "reason": "Kết luận" });
    let proposed = case.record("revocation.proposed", "van-thu", Some("hai"), "2024-02-12", data);
    case.shows("2024-02-13", "audit.revocation_open", set([proposed]));
    let [.., good] = case.decision("bảy", "2", ["2024-02-13", "2024-02-13", "2024-02-13"], json!({}));
    let list = json!({ "decision": id_of("bảy"), "total": 270_000, "document": "Danh sách" });
    case.record("payment_list.approved", "chu-tich", Some("2024"), "2024-02-14", list);
    let mut data = pay("Cá nhân bảy");
    data["purpose"]["decision"] = json!(id_of("bảy"));
    let listed = case.record("fund.disbursed", "ke-toan", Some("2024"), "2024-02-14", data);
    let quiet = ["audit.payment_unlisted", "audit.payee_differs"];
    let told = case.findings("2024-02-15");
    let about = |finding: &&Finding| finding.entries.contains(&listed) && quiet.contains(&finding.question.code);
    assert_eq!(told.iter().filter(about).count(), 0, "paid by list, to the recipient: {good}");
    let data = json!({ "document": "21/QĐ", "ground": "fraud", "reason": "Kết luận" });
    case.record("decision.annulled", "chu-tich", Some("hai"), "2024-02-16", data);
    assert!(case.findings("2024-02-17").iter().all(|finding| finding.question.code != "audit.revocation_open"));
    case
}

fn waiting() -> Case {
    let mut case = Case::new();
    let calendar = CALENDARS.iter().find(|calendar| calendar.name == "lich-2024").unwrap();
    let calendar = serde_json::from_str(calendar.json).unwrap();
    case.record("calendar.adopted", "chu-tich", Some("2024"), "2024-01-04", calendar);
    let mut policy = preset("vn-2024-r1");
    policy["version"] = json!("theo-tinh");
    policy["deadlines"].as_array_mut().unwrap().push(json!({ "step": "nomination_decide", "days": 20, "unit": "working", "from": "2024-01-01", "source": "Quyết định của tỉnh", "mark": "own" }));
    case.record("policy.adopted", "chu-tich", None, "2024-01-04", policy);
    let data = json!({ "recipient": { "name": "Cá nhân A", "kind": "individual", "id": id_of("A") },
        "form": "commendation_certificate", "reward_type": "thematic", "merit": "Hiến đất" });
    let waits = case.record("nomination.submitted", "truong-thon", Some("đề nghị"), "2024-02-05", data.clone());
    let codes = |today| case.findings(today).iter().map(|finding| finding.question.code).collect::<BTreeSet<_>>();
    // Twenty working days over Tết: 6, 7, then 15 February to 11 March.
    assert!(!codes("2024-03-11").contains("audit.nomination_waits"));
    case.shows("2024-03-12", "audit.nomination_waits", set([waits]));
    let line =
        json!({ "recipient": data["recipient"], "form": data["form"], "reward_type": "sudden", "merit": "Cứu người" });
    let data = json!({ "title": "Khen thưởng", "capacity": "chairman", "procedure": { "kind": "simplified", "ground": "sudden" }, "lines": [line] });
    let signed = case.record("decision.signed", "chu-tich", Some("chín"), "2024-03-15", data);
    let codes = |today| case.findings(today).iter().map(|finding| finding.question.code).collect::<BTreeSet<_>>();
    assert!(!codes("2024-03-18").contains("audit.number_late"), "signed on a Friday: Monday is in time");
    case.shows("2024-03-19", "audit.number_late", set([signed]));
    case
}

/// The budget of a year under a ceiling: too much, too late, and a year that states no estimate.
fn ceilings() -> Case {
    let mut case = Case::new();
    case.record("policy.adopted", "chu-tich", None, "2025-07-01", preset("vn-2025-r2"));
    let grant = |amount: u64| json!({ "amount": amount, "document": "02/QĐ-UBND" });
    case.record(
        "fund.opened",
        "ke-toan",
        Some("2026"),
        "2026-01-05",
        json!({ "opening": 0, "regular_spending": 1_000_000_000 }),
    );
    let first = case.record("fund.appropriated", "ke-toan", Some("2026"), "2026-04-01", grant(15_000_000));
    assert!(!case.findings("2026-04-02").iter().any(|finding| finding.question.code == "audit.above_ceiling"));
    case.shows("2026-04-02", "audit.set_aside_late", set([first]));
    let second = case.record("fund.appropriated", "ke-toan", Some("2026"), "2026-05-01", grant(1));
    case.shows("2026-05-02", "audit.above_ceiling", set([first, second]));
    // The estimate was raised: it is within again.
    let mut raised = grant(0);
    raised["amount"] = json!(100_000);
    raised["regular_spending"] = json!(1_100_000_000);
    case.record("fund.appropriated", "ke-toan", Some("2026"), "2026-06-01", raised);
    assert!(!case.findings("2026-06-02").iter().any(|finding| finding.question.code == "audit.above_ceiling"));
    case.record("fund.opened", "ke-toan", Some("2027"), "2027-01-05", json!({ "opening": 0 }));
    let unknown = case.record("fund.appropriated", "ke-toan", Some("2027"), "2027-01-06", grant(15_000_000));
    case.shows("2027-01-07", "audit.ceiling_unknown", set([unknown]));
    case
}

/// A hold that was recorded after the decision, and a collective that was no more.
fn held() -> Case {
    let mut case = Case::new();
    case.record("policy.adopted", "chu-tich", None, "2025-07-01", preset("vn-2025-r2"));
    case.record("fund.opened", "ke-toan", Some("2025"), "2025-07-01", json!({ "opening": 0 }));
    let recipient = id_of("người một");
    let ended = case.record(
        "recipient.ended",
        "van-thu",
        None,
        "2025-07-03",
        json!({ "recipient": recipient, "document": "Nghị quyết" }),
    );
    let line = json!({ "recipient": { "name": "Cá nhân một", "kind": "individual", "id": recipient },
        "form": "commendation_certificate", "reward_type": "sudden", "merit": "Việc tốt" });
    let data = json!({ "title": "Khen thưởng", "capacity": "chairman", "procedure": { "kind": "simplified", "ground": "sudden" }, "lines": [line] });
    let signed = case.record("decision.signed", "chu-tich", Some("một"), "2025-07-05", data);
    let data = json!({ "recipient": recipient, "ground": "inspection", "document": "Quyết định thanh tra" });
    let placed = case.recorded("hold.placed", "chu-tich", None, "2025-07-04", "2025-07-06", data);
    case.shows("2025-07-07", "audit.awarded_while_held", set([placed, signed]));
    case.shows("2025-07-07", "audit.recipient_ended", set([ended, signed]));
    case
}

/// A dialogue announced four days before, where the law asks for five; one in time says nothing.
fn dialogue() -> Case {
    let mut case = Case::new();
    case.record("policy.adopted", "chu-tich", None, "2026-07-01", preset("vn-2025-r2"));
    let data =
        json!({ "channel": "letter", "summary": "Khiếu nại", "award_related": true, "letters": 1, "signatories": 1 });
    case.record("petition.received", "van-thu", Some("đơn"), "2026-07-02", data);
    let data = json!({ "kind": "complaint", "in_jurisdiction": true, "anonymous": false });
    case.record("petition.classified", "van-thu", Some("đơn"), "2026-07-02", data);
    let data = json!({ "document": "12/TB", "resolver": id_of("chu-tich") });
    case.record("petition.accepted", "chu-tich", Some("đơn"), "2026-07-03", data);
    let heard = |on: &str| json!({ "document": "Biên bản", "notified_on": on });
    case.record("petition.heard", "chu-tich", Some("đơn"), "2026-07-15", heard("2026-07-10"));
    let late = case.record("petition.heard", "chu-tich", Some("đơn"), "2026-07-16", heard("2026-07-12"));
    case.shows("2026-07-17", "audit.dialogue_notice", set([late]));
    case
}

/// The head receives on three days of February, and on four of March; April is not over.
fn receptions() -> Case {
    let mut case = Case::new();
    let mut held = |on: &str| {
        let data = json!({ "receiver": "chairman", "from": on, "to": on, "sessions": 1, "visits": 1 });
        case.record("reception.held", "van-thu", None, on, data)
    };
    let february = set(["2024-02-01", "2024-02-08", "2024-02-15"].map(&mut held));
    for on in ["2024-03-07", "2024-03-14", "2024-03-21", "2024-03-28", "2024-04-04"] {
        held(on);
    }
    case.shows("2024-04-05", "audit.reception_days", february);
    case
}

/// Each question is a case of its own: what another one finds does not hide it.
macro_rules! shown {
    ($($name:ident: $case:ident() => $code:literal;)*) => {
        mod questions {
            $(#[test]
            fn $name() {
                super::$case().check($code);
            })*
        }
    };
}

shown! {
    no_witness: clean() => "audit.no_witness";
    number_order: numbers() => "audit.number_order";
    number_gap: numbers() => "audit.number_gap";
    number_late: numbered_late() => "audit.number_late";
    unpaid: numbered_late() => "audit.unpaid";
    payment_slow: numbered_late() => "audit.payment_slow";
    amount_variance: varies() => "audit.amount_variance";
    not_recovered: varies() => "audit.not_recovered";
    rate_changed: rate_changed() => "audit.rate_changed";
    same_merit: recipients() => "audit.same_merit";
    recipient_twice: recipients() => "audit.recipient_twice";
    duties: duties() => "audit.duties";
    revoked_later: duties() => "audit.revoked_later";
    cash_differs: duties() => "audit.cash_differs";
    clock_corrected: clock() => "audit.clock_corrected";
    on_after_clock: clock() => "audit.on_after_clock";
    before_witness: shown_before() => "audit.before_witness";
    log_key_ended: custody() => "audit.log_key_ended";
    witnesses_weaker: custody() => "audit.witnesses_weaker";
    recorded_late: recorded_late() => "audit.recorded_late";
    recorded_very_late: recorded_late() => "audit.recorded_very_late";
    reconstructed: recorded_late() => "audit.reconstructed";
    taken_back_reported: recorded_late() => "audit.taken_back_reported";
    taken_back: recorded_late() => "audit.taken_back";
    petition_overdue: petition_terms() => "audit.petition_overdue";
    petition_late: petition_terms() => "audit.petition_late";
    dossier_missing: years() => "audit.dossier_missing";
    year_commitments: years() => "audit.year_commitments";
    year_open: years() => "audit.year_open";
    settlement_differs: years() => "audit.settlement_differs";
    two_titles: titles() => "audit.two_titles";
    deputy_same_day: titles() => "audit.deputy_same_day";
    awarded_while_petition: petition_about_a_recipient() => "audit.awarded_while_petition";
    recomputation_open: petition_about_a_recipient() => "audit.recomputation_open";
    history_unconfirmed: petition_about_a_recipient() => "audit.history_unconfirmed";
    data_request_overdue: petition_about_a_recipient() => "audit.data_request_overdue";
    deputy_unassigned: deputies() => "audit.deputy_unassigned";
    interested: deputies() => "audit.interested";
    payment_unlisted: deputies() => "audit.payment_unlisted";
    payee_differs: deputies() => "audit.payee_differs";
    frames_exceed: deputies() => "audit.frames_exceed";
    revocation_open: deputies() => "audit.revocation_open";
    above_ceiling: ceilings() => "audit.above_ceiling";
    ceiling_unknown: ceilings() => "audit.ceiling_unknown";
    set_aside_late: ceilings() => "audit.set_aside_late";
    awarded_while_held: held() => "audit.awarded_while_held";
    recipient_ended: held() => "audit.recipient_ended";
    dialogue_notice: dialogue() => "audit.dialogue_notice";
    reception_days: receptions() => "audit.reception_days";
    second_by_own_key: erased_alone() => "audit.second_by_own_key";
    second_by_detour: erased_by_detour() => "audit.second_by_own_key";
    second_of_history: confirmed_alone() => "audit.second_by_own_key";
    second_by_new_key: false_key_first() => "audit.second_by_new_key";
    second_by_first: waited() => "audit.second_by_first";
    stolen_key: stolen() => "audit.stolen_key";
    person_renamed: renamed() => "audit.person_renamed";
    nomination_waits: waiting() => "audit.nomination_waits";
    number_late_waiting: waiting() => "audit.number_late";
    // The rules of admission refuse a signer who proposed; the audit would still find it in what was brought in:
    // never() => "audit.proposer_decides"
}
