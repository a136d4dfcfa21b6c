//! The registers as the law draws them: every column, running numbers, nobody's identity.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use serde_json::{Value, json};
use sovang::domain::events::TakeBack;
use sovang::domain::ledger;
use sovang::log::statement::Head;
use sovang::reports::half_year::HalfYear;
use sovang::reports::markdown;
use sovang::reports::registers::{RegisterKind, Sum, Table};
use sovang::shell::author::Draft;
use sovang::shell::store::Store;
use sovang::shell::store::sqlite::SqliteStore;
use sovang::values::lang::Lang;
use sovang::values::time::Period;
use support::{Office, id_of, key_of, object, preset};

fn record(office: &mut Office, kind: &str, by: &str, subject: Option<&str>, on: &str, data: Value) {
    let subject = subject.map(|name| if name.len() == 4 { name.to_owned() } else { id_of(name).to_string() });
    let (kind, on) = (kind.parse().unwrap(), Some(on.parse().unwrap()));
    let draft =
        Draft { kind, schema: None, subject, on, id: None, expect: None, at: None, by: None, data: object(data) };
    let at = office.next_at(on);
    let signed = office.compose(&draft, by, at).sign(&key_of(by));
    office.append(signed, None).unwrap_or_else(|refusal| panic!("{}", refusal.code()));
}

/// One decision of two lines, paid in part; one visitor who was guided elsewhere, one letter.
fn office() -> Office {
    let mut office = Office::opened();
    record(&mut office, "policy.adopted", "chu-tich", None, "2024-01-01", preset("vn-2024-r1"));
    record(&mut office, "fund.opened", "ke-toan", Some("2024"), "2024-01-02", json!({ "opening": 0 }));
    let data = json!({ "amount": 5_000_000, "document": "02/QĐ-UBND" });
    record(&mut office, "fund.appropriated", "ke-toan", Some("2024"), "2024-01-03", data);
    let data = json!({ "category": "individual", "amount": 2_000_000 });
    record(&mut office, "fund.allocated", "chu-tich", Some("2024"), "2024-01-03", data);
    let line = |name: &str| {
        json!({ "recipient": { "name": name, "kind": "individual", "unit": "Thôn 1", "id": id_of(name) },
        "form": "commendation_certificate", "reward_type": "sudden", "merit": format!("Việc tốt của {name}") })
    };
    let data = json!({ "title": "về việc tặng Giấy khen", "capacity": "chairman", "procedure": { "kind": "simplified", "ground": "sudden" },
        "lines": [line("Cá nhân 1"), line("Cá nhân 2")] });
    record(&mut office, "decision.signed", "chu-tich", Some("một"), "2024-02-01", data);
    record(
        &mut office,
        "decision.numbered",
        "van-thu",
        Some("một"),
        "2024-02-01",
        json!({ "number": "03", "symbol": "QĐ-UBND" }),
    );
    let sent = json!({ "distribution": "Như Điều 3", "kept_by": "Văn phòng", "copies": 5, "note": "Bản giấy" });
    record(&mut office, "decision.issued", "van-thu", Some("một"), "2024-02-02", sent);
    let data = json!({ "category": "individual", "amount": 270_000, "purpose": { "kind": "award", "decision": id_of("một"), "line": 2 },
        "payee": { "name": "Cá nhân 2" }, "method": "cash", "voucher": "PC 01" });
    record(&mut office, "fund.disbursed", "ke-toan", Some("2024"), "2024-02-10", data);
    for (name, channel) in [("đơn một", "in_person"), ("đơn hai", "letter")] {
        let data = json!({ "channel": channel, "summary": "Đề nghị xem lại", "award_related": true, "letters": 1, "signatories": 3 });
        record(&mut office, "petition.received", "van-thu", Some(name), "2024-03-01", data);
        let data = json!({ "kind": "complaint", "in_jurisdiction": false, "anonymous": false, "resolved_before": "UBND xã C" });
        record(&mut office, "petition.classified", "van-thu", Some(name), "2024-03-01", data);
    }
    let data = json!({ "to": "UBND tỉnh B", "reply": "31/UBND-TCD", "note": "Đã giải thích" });
    record(&mut office, "petition.forwarded", "van-thu", Some("đơn một"), "2024-03-05", data);
    office
}

fn table(office: &Office, kind: RegisterKind, period: &str) -> Table {
    let called = |id| format!("ĐT {id}");
    let table = kind.table(office.state(), Period::read(period).unwrap(), &called);
    for (i, row) in table.rows.iter().enumerate() {
        assert_eq!(row.len(), table.columns.len(), "{}", table.title);
        // The golden book's numbers run through the year.
        let whole = kind != RegisterKind::GoldenBook || period.len() == 4;
        assert!(!whole || row[0] == (i + 1).to_string(), "numbers run");
    }
    table
}

#[test]
fn the_reception_register_has_the_thirteen_columns_of_the_form() {
    let office = office();
    let made = table(&office, RegisterKind::Reception, "2024H1");
    assert_eq!(made.columns.len(), 13);
    assert_eq!(made.rows.len(), 1, "letters are no visits");
    let row = &made.rows[0];
    assert_eq!((row[1].as_str(), row[2].as_str(), row[3].as_str()), ("01/3/2024", "(niêm phong)", "(niêm phong)"));
    assert_eq!((row[5].as_str(), row[6].as_str(), row[7].as_str(), row[8].as_str()), ("KNại", "3", "UBND xã C", ""));
    assert_eq!((row[9].as_str(), row[12].as_str()), ("UBND tỉnh B (31/UBND-TCD)", "Đã giải thích"));
    let letters = table(&office, RegisterKind::Petitions, "2024H1");
    assert_eq!((letters.rows.len(), letters.columns.len()), (2, 15));
    let row = &letters.rows[0];
    assert!(row[2].starts_with("ĐT "), "{row:?}");
    assert_eq!((row[9].as_str(), row[14].as_str()), ("31/UBND-TCD, 05/3/2024", "Đã giải thích"));
    assert!(table(&office, RegisterKind::Petitions, "2024H2").rows.is_empty());
}

#[test]
fn awards_numbers_and_money_stand_in_their_books() {
    let office = office();
    let gold = table(&office, RegisterKind::GoldenBook, "2024");
    assert_eq!(gold.rows.len(), 2);
    assert_eq!((gold.rows[1][0].as_str(), gold.rows[1][1].as_str()), ("2", "2"), "the register's number and the line");
    let cells = |row: &[String], from: usize, to: usize| row[from..to].join("|");
    assert_eq!(cells(&gold.rows[1], 14, 18), "270.000|270.000|PC 01|10/02/2024");
    assert_eq!(cells(&gold.rows[1], 4, 6), "Chủ tịch UBND xã|CHỦ TỊCH");
    assert_eq!(gold.rows[1][10], "khen thưởng đột xuất", "the law's own words");
    let numbers = table(&office, RegisterKind::Numbers, "2024M02");
    assert_eq!(numbers.columns.len(), 11, "ten columns of the form after the running number");
    assert_eq!(numbers.rows[0][1], "03/QĐ-UBND");
    assert_eq!(cells(&numbers.rows[0], 5, 11), "Như Điều 3|Văn phòng|5|02/02/2024||Bản giấy");
    let others = table(&office, RegisterKind::Numbers, "2024M03");
    assert_eq!((others.rows[0][1].as_str(), others.rows[0][5].as_str()), ("31/UBND-TCD", "UBND tỉnh B"));
    assert_eq!((&others.rows[0][4][..9], others.rows[0][10].as_str()), ("Văn thư", "Đã giải thích"));
    let fund = table(&office, RegisterKind::FundBook, "2024");
    assert_eq!(fund.rows.len(), 2);
    assert_eq!((fund.rows[0][2].as_str(), fund.rows[0][5].as_str()), ("02/QĐ-UBND", "5.000.000"));
    assert_eq!((fund.rows[1][2].as_str(), fund.rows[1][8].as_str()), ("PC 01", "4.730.000"));
    let later = table(&office, RegisterKind::FundBook, "2024M02");
    assert_eq!((later.rows.len(), later.rows[0][8].as_str()), (1, "4.730.000"), "what is left counts what was before");
    let said = |table: &Table| -> Vec<String> {
        let sum =
            |sum: &Sum| format!("{}: {}|{}|{}|{}", sum.after, sum.cells[4], sum.cells[5], sum.cells[7], sum.cells[8]);
        table.sums.iter().map(sum).collect()
    };
    assert_eq!(
        said(&later),
        [
            "0: Số dư đầu tháng 2/2024|||5.000.000",
            "1: Cộng phát sinh tháng 2/2024||270.000|",
            "1: Số dư cuối tháng 2/2024|||4.730.000",
            "1: Lũy kế từ đầu năm 2024|5.000.000|270.000|",
        ]
    );
    assert_eq!(said(&fund).iter().map(|sum| &sum[..1]).collect::<String>(), "01111222", "between the rows");
}

/// The golden book's number runs through the year, whatever part of it is looked at; January's payments for the year before
/// are of that year's fund.
#[test]
fn registers_of_parts_of_years_go_on_counting() {
    let mut office = office();
    let line = json!({ "recipient": { "name": "Cá nhân 3", "kind": "individual", "unit": "Thôn 1", "id": id_of("Cá nhân 3") },
        "form": "commendation_certificate", "reward_type": "sudden", "merit": "Việc tốt khác" });
    let data = json!({ "title": "về việc tặng Giấy khen", "capacity": "chairman", "procedure": { "kind": "simplified", "ground": "sudden" }, "lines": [line] });
    record(&mut office, "decision.signed", "chu-tich", Some("hai"), "2024-12-20", data);
    let number = json!({ "number": "04", "symbol": "QĐ-UBND" });
    record(&mut office, "decision.numbered", "van-thu", Some("hai"), "2024-12-20", number);
    record(&mut office, "decision.issued", "van-thu", Some("hai"), "2024-12-20", json!({}));
    let data = json!({ "category": "individual", "amount": 360_000, "purpose": { "kind": "award", "decision": id_of("hai"), "line": 1 },
        "payee": { "name": "Cá nhân 3" }, "method": "cash", "voucher": "PC 02" });
    record(&mut office, "fund.disbursed", "ke-toan", Some("2024"), "2025-01-10", data);
    for period in ["2024Q4", "2025Q1@15", "15/12/2024..14/3/2025"] {
        let gold = table(&office, RegisterKind::GoldenBook, period);
        assert_eq!((gold.rows.len(), gold.rows[0][0].as_str()), (1, "3"), "{period}");
    }
    assert!(table(&office, RegisterKind::GoldenBook, "2025").rows.is_empty());
    let fund = table(&office, RegisterKind::FundBook, "2025Q1@15");
    assert_eq!(fund.rows.len(), 1);
    assert_eq!((fund.rows[0][2].as_str(), fund.rows[0].last().unwrap().as_str()), ("PC 02", "Quỹ năm 2024"));
}

/// A petition that was dealt with too late bears the word.
#[test]
fn what_is_overdue_says_so_in_the_register() {
    let mut office = Office::opened();
    record(&mut office, "policy.adopted", "chu-tich", None, "2024-01-01", preset("vn-2024-r1"));
    for (name, accepted) in [("đơn một", "2024-03-08"), ("đơn hai", "2024-03-20")] {
        let data =
            json!({ "channel": "letter", "summary": "Xem lại", "award_related": true, "letters": 1, "signatories": 1 });
        record(&mut office, "petition.received", "van-thu", Some(name), "2024-03-01", data);
        let data = json!({ "kind": "complaint", "in_jurisdiction": true, "anonymous": false });
        record(&mut office, "petition.classified", "van-thu", Some(name), "2024-03-01", data);
        let data = json!({ "due_on": "2024-04-05", "resolver": id_of("chu-tich"), "document": "01/TB-UBND" });
        record(&mut office, "petition.accepted", "chu-tich", Some(name), accepted, data);
    }
    let overdue = |period: &str| -> Vec<bool> {
        let made = table(&office, RegisterKind::Petitions, period);
        made.rows.iter().map(|row| row.last().unwrap() == "QUÁ HẠN").collect()
    };
    assert_eq!(overdue("2024M03"), [false, true], "accepted after nineteen days where ten are allowed");
    assert_eq!(overdue("2024H1"), [true, true], "open beyond its day when the period ended");
}

/// The newest entry of a type that stands is taken back.
fn take_back(office: &mut Office, kind: &str) -> u64 {
    let state = office.state();
    let stands = |seq: &u64| !state.taken.entries.contains_key(seq);
    let of = state.past.iter().filter(|past| past.entry.statement.kind.as_str() == kind);
    let seq = of.map(|past| past.entry.seq).filter(stands).max().unwrap();
    office.take_back(seq).unwrap().unwrap_or_else(|refusal| panic!("{kind}: {}", refusal.code()));
    office.journal.head().seq
}

/// The views of the file count what stands, as the state does.
fn views_agree(office: &Office) {
    let path = std::env::temp_dir().join(format!("sovang-views-{}.sovang", std::process::id()));
    let _ = std::fs::remove_file(&path);
    let mut store = SqliteStore::create(&path).unwrap();
    store.append(Head::EMPTY, &office.rows(), &[]).unwrap();
    drop(store);
    let file = rusqlite::Connection::open(&path).unwrap();
    let count = |sql: &str| -> usize { file.query_row(sql, [], |row| row.get(0)).unwrap() };
    let (state, fund) = (office.state(), &office.state().funds[&2024]);
    assert_eq!(count("SELECT count(*) FROM petitions"), state.petitions.len());
    assert_eq!(count("SELECT count(*) FROM taken_back"), state.taken.entries.len());
    assert_eq!(count("SELECT count(*) FROM standing"), state.past.len() - state.taken.entries.len());
    let issued = state.decisions.values().filter(|decision| decision.issued.is_some()).count();
    let numbered = state.decisions.values().filter(|decision| decision.numbered.is_some()).count();
    assert_eq!(count("SELECT count(*) FROM decisions WHERE issued_on IS NOT NULL"), issued);
    assert_eq!(count("SELECT count(*) FROM decisions WHERE number IS NOT NULL"), numbered);
    let paid = count("SELECT count(*) FROM fund_movements WHERE type = 'fund.disbursed'");
    assert_eq!(paid, fund.disbursements.len());
    // What never is taken back stands in the file as it does in the events.
    let sql = "SELECT sql FROM sqlite_schema WHERE name = 'taken_back'";
    let view: String = file.query_row(sql, [], |row| row.get(0)).unwrap();
    for meta in ledger::EVENTS.iter() {
        let kind = meta.name.split('.').next().unwrap();
        let said = view.contains(&format!("('{}')", meta.name)) || view.contains(&format!("('{kind}.*')"));
        assert_eq!(said, matches!(meta.take_back, TakeBack::Never(_)), "{}", meta.name);
    }
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn what_was_taken_back_keeps_its_row_and_its_number_and_counts_nowhere() {
    let mut office = office();
    let before = HalfYear::new(office.state(), "2024H1".parse().unwrap(), Lang::Vi);
    for kind in ["petition.forwarded", "petition.classified", "petition.received", "petition.classified"] {
        take_back(&mut office, kind);
    }
    let visit = take_back(&mut office, "petition.received");
    let paid = take_back(&mut office, "fund.disbursed");
    views_agree(&office);
    let issued = take_back(&mut office, "decision.issued");
    let numbered = take_back(&mut office, "decision.numbered");
    let struck = |kind, row: usize, last: u64| {
        let made = table(&office, kind, "2024");
        assert!(made.struck.contains(&(row + 1)), "{}: {:?}", made.title, made.struck);
        assert_eq!(made.rows[row].last().unwrap(), &format!("đã bỏ ghi ở #{last}"), "{}", made.title);
        made
    };
    let visits = struck(RegisterKind::Reception, 0, visit);
    assert_eq!(
        (visits.rows[0][4].as_str(), visits.rows[0][5].as_str()),
        ("Đề nghị xem lại", ""),
        "as it was known last"
    );
    assert_eq!(struck(RegisterKind::Petitions, 0, visit).rows.len(), 2);
    let money = struck(RegisterKind::FundBook, 1, paid);
    assert_eq!((money.rows.len(), money.rows[1][7].as_str(), money.rows[0][8].as_str()), (2, "270.000", "5.000.000"));
    assert_eq!(struck(RegisterKind::GoldenBook, 1, issued).struck, [1, 2]);
    assert_eq!(struck(RegisterKind::Numbers, 0, numbered).rows[0][1], "03/QĐ-UBND");

    views_agree(&office);
    // The number is free again, and both rows stand.
    let again = json!({ "number": "03", "symbol": "QĐ-UBND" });
    record(&mut office, "decision.numbered", "van-thu", Some("một"), "2024-04-01", again);
    let numbers = table(&office, RegisterKind::Numbers, "2024");
    assert_eq!(numbers.rows.iter().filter(|row| row[1] == "03/QĐ-UBND").count(), 2);
    assert_eq!(numbers.struck.iter().filter(|row| numbers.rows[**row - 1][1] == "03/QĐ-UBND").count(), 1);

    let after = HalfYear::new(office.state(), "2024H1".parse().unwrap(), Lang::Vi);
    assert!(after.golden_book.iter().all(|row| row.status == "taken_back") && after.golden_book.len() == 2);
    let entries: Vec<u64> = after.taken_back.iter().map(|one| one.by).collect();
    assert_eq!(entries.len(), 8, "{entries:?}");
    let text = markdown::half_year(&after, Lang::Vi, false);
    assert!(text.contains("## Mục đã bỏ ghi") && text.contains("(gõ nhầm). Ghi nhầm"), "{text}");
    assert!(!markdown::half_year(&before, Lang::Vi, false).contains("bỏ ghi"));
    // As known before, nothing is struck: an old report comes out as it was.
    let then = office.state().as_known(before.head.seq);
    let again = HalfYear::new(&then, "2024H1".parse().unwrap(), Lang::Vi);
    assert_eq!(json!(again), json!(before));
    let other = HalfYear::new(office.state(), "2023".parse().unwrap(), Lang::Vi);
    assert!(other.taken_back.is_empty(), "of another period and about another");
}
