//! Claims beyond sums: what a publication says against itself, and which rates would make an amount.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test that finds nothing may stop

mod support;

use serde_json::json;
use sovang::reports::reconcile::{BadClaims, Claims, Reconciliation, Sort, possibilities};
use sovang::values::lang::Lang;
use support::{Office, key_of, object, preset};

fn office() -> Office {
    let mut office = Office::opened();
    let at = office.next_at(Some("2024-01-02".parse().unwrap()));
    let draft = sovang::shell::author::Draft {
        kind: "policy.adopted".parse().unwrap(),
        schema: None,
        subject: None,
        on: None,
        id: None,
        expect: None,
        at: None,
        by: None,
        data: object(preset("vn-2024-r1")),
    };
    let signed = office.compose(&draft, "chu-tich", at).sign(&key_of("chu-tich"));
    office.append(signed, None).unwrap();
    office
}

fn claims(value: serde_json::Value) -> Claims {
    serde_json::from_value(value).unwrap()
}

#[test]
fn a_publication_is_held_against_itself() {
    let here = |mut value: serde_json::Value| {
        value["where"] = json!("II.5");
        value
    };
    let percent = |percent: &str, part: &str, whole: &str| {
        here(json!({ "what": "Tỷ lệ", "percent": percent, "part": part, "whole": whole }))
    };
    let document =
        |number: &str, symbol: &str, date: &str| here(json!({ "number": number, "symbol": symbol, "date": date }));
    let claims = claims(json!({
        "published": "Báo cáo", "claims": [],
        "percentages": [percent("97,41", "10,92", "11,21"), percent("25,4", "187", "734"), percent("100", "8", "8")],
        "same": [
            { "what": "Số hộ", "said": [here(json!({ "value": "1.186" })), here(json!({ "value": "1186" }))] },
            { "what": "Nhân khẩu", "said": [here(json!({ "value": "5.181" })), here(json!({ "value": "5.418" }))] },
        ],
        "documents": [
            document("03", "KH-UBND", "2024-01-15"), document("04", "KH-UBND", "2024-01-10"),
            document("01", "PĐ-UBND", "2024-01-12"), document("02", "KH-UBND", "2025-01-02"),
        ],
        "amounts": [
            here(json!({ "text": "8.400.000đ", "words": "Tám triệu bốn trăm nghìn đồng chẵn." })),
            here(json!({ "text": "8.040.000đ", "words": "tám triệu bốn trăm nghìn đồng" })),
            here(json!({ "text": "1.400.0.00đ" })),
        ],
    }));
    let result = Reconciliation::new(office().state(), &claims, Lang::Vi).unwrap();
    let found: Vec<_> = result.contradictions.iter().map(|found| (found.sort, found.expected.as_deref())).collect();
    let words = "tám triệu không trăm bốn mươi nghìn đồng";
    assert_eq!(
        found,
        [
            (Sort::Percentage, Some("25,5 %")),
            (Sort::Same, None),
            (Sort::Order, None),
            (Sort::Words, Some(words)),
            (Sort::Unreadable, None),
        ]
    );
    assert!(!result.agrees());
    assert_eq!(result.checks, 9);
}

#[test]
fn a_number_that_might_be_two_is_refused() {
    let one = |text: &str| {
        let said = json!({ "what": "X", "said": [{ "value": text, "where": "I" }] });
        let claims = claims(json!({ "published": "Báo cáo", "claims": [], "same": [said] }));
        Reconciliation::new(office().state(), &claims, Lang::Vi).map(|_| ())
    };
    assert!(matches!(one("97.41"), Err(BadClaims::Number { .. })));
    assert!(matches!(one("1,186,000"), Err(BadClaims::Number { .. })));
    assert_eq!((one("97,41"), one("1.186"), one("12 %")), (Ok(()), Ok(()), Ok(())));
}

#[test]
fn possibilities_are_sums_of_lawful_amounts_and_nothing_else() {
    let office = office();
    let half = "2024H1".parse().unwrap();
    let ways = possibilities(office.state(), half, 810_000, 20);
    assert!(!ways.is_empty());
    for way in &ways {
        assert_eq!(way.terms.iter().map(|(n, rate, _)| n * rate).sum::<u64>(), 810_000);
        assert!(way.terms.len() <= 3);
    }
    let exact = |way: &&sovang::reports::reconcile::Possibility| {
        matches!(way.terms.as_slice(), [(1, 270_000, _), (1, 540_000, _)])
    };
    assert_eq!(ways.iter().filter(exact).count(), 1);
    assert!(possibilities(office.state(), half, 100_001, 50).is_empty());
    assert!(
        possibilities(office.state(), half, 2_700_000, 4).iter().all(|w| w.terms.iter().map(|t| t.0).sum::<u64>() <= 4)
    );
}
