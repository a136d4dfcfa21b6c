//! For every fault code the ledgers that must fail with it: `CODE-what`.

use std::collections::BTreeMap;

use ed25519_dalek::SigningKey;
use serde_json::{Value, json};
use sovang::values::crypto::Hash;

use crate::make::{Lines, clerk, good, last, ninth_role, proof, public, rechain, replaced, restated, stranger, values};

pub fn bad() -> BTreeMap<String, Lines> {
    let mut all: BTreeMap<String, Lines> = BTreeMap::new();
    all.extend(crate::clock::bad());
    all.extend(crate::lists::bad());
    let mut add = |name: &str, lines: Lines| assert!(all.insert(name.to_owned(), lines).is_none(), "{name} twice");
    let n = last();
    add("ledger.empty", Vec::new());
    add("entry.too_large-note", restated(n, |s| s["data"]["note"] = json!("a".repeat(65_000))));
    for (name, from, to) in [
        ("blank", "\"seq\":", "\"seq\": "),
        ("doubled-member", "\"schema\":1", "\"schema\":1,\"schema\":1"),
        (
            "member-order",
            "\"data\":{\"amount\":7,\"donor\":\"Người ủng hộ 1\"",
            "\"data\":{\"donor\":\"Người ủng hộ 1\",\"amount\":7",
        ),
        ("exponent", "\"amount\":7", "\"amount\":7e0"),
        ("fraction", "\"amount\":7", "\"amount\":7.0"),
        ("minus-zero", "\"amount\":7", "\"amount\":-0"),
        ("huge-integer", "\"amount\":7", "\"amount\":9007199254740993"),
        ("beyond-64-bits", "\"amount\":7", "\"amount\":18446744073709551616"),
        ("escape", "\"donor\":\"N", "\"donor\":\"\\u004e"),
        ("lone-surrogate", "\"donor\":\"N", "\"donor\":\"\\ud800"),
        ("nfd", "\"donor\":\"Người", "\"donor\":\"Ngu\u{31b}\u{300}\u{69}"),
        ("control-character", "\"donor\":\"N", "\"donor\":\"\u{7f}N"),
        ("zero-width", "\"donor\":\"N", "\"donor\":\"N\u{200b}"),
        ("braille-blank", "\"donor\":\"N", "\"donor\":\"\u{2800}N"),
        ("annotation", "\"donor\":\"N", "\"donor\":\"\u{fff9}N"),
        ("soft-hyphen", "\"donor\":\"N", "\"donor\":\"N\u{ad}"),
        ("bidi", "\"donor\":\"N", "\"donor\":\"\u{202e}N"),
        ("nbsp", "Người ủng", "Người\u{a0}ủng"),
        ("private-use", "\"donor\":\"N", "\"donor\":\"\u{e000}N"),
        ("unassigned", "\"donor\":\"N", "\"donor\":\"\u{378}N"),
        ("unicode-16", "\"donor\":\"N", "\"donor\":\"a\u{897}\u{316}N"),
        ("hangul-filler", "\"donor\":\"N", "\"donor\":\"\u{3164}N"),
        ("line-separator", "\"donor\":\"N", "\"donor\":\"\u{2028}N"),
        ("tab", "\"donor\":\"N", "\"donor\":\"\\tN"),
        ("upper-case-name", "\"donor\"", "\"Donor\""),
        ("nothing-but-a-brace", "{\"prev\"", "{{\"prev\""),
        ("not-a-number", "\"amount\":7", "\"amount\":NaN"),
    ] {
        add(&format!("entry.bytes-{name}"), replaced(n, from, to));
    }
    let mut deep = good();
    deep[n] = [vec![b'['; 200], vec![b']'; 200]].concat();
    add("entry.bytes-deep", deep);
    for (name, deep) in [("deep-33", 33), ("deep-127", 127), ("deep-128", 128)] {
        let mut lines = good();
        lines[n] = [vec![b'['; deep], vec![b']'; deep]].concat();
        add(&format!("entry.bytes-{name}"), lines);
    }
    let mut deepest = good();
    deepest[n] = [vec![b'['; 32], vec![b']'; 32]].concat();
    add("entry.shape-deep-32", deepest);
    let mut latin = good();
    latin[n][20] = 0xff;
    add("entry.bytes-not-utf8", latin);
    let mut cut = good();
    let half = cut[n].len() / 2;
    cut[n].truncate(half);
    add("entry.bytes-cut-line", cut);

    for (name, from, to) in [
        ("extra-member", "{\"prev\"", "{\"extra\":1,\"prev\""),
        ("upper-case-hex", "\"signature\":\"", "\"signature\":\"A"),
        ("version-2", "\"v\":1}", "\"v\":2}"),
        ("impossible-date", "\"on\":\"2024-07-01\"", "\"on\":\"2024-02-30\""),
        ("two-decimals", ".010Z\",\"seq\":10", ".01Z\",\"seq\":10"),
        ("seq-as-text", "\"seq\":10", "\"seq\":\"10\""),
        ("seen-as-list", "\"seen\":{\"hash\":", "\"seen\":[{\"hash\":"),
        ("negative-schema", "\"schema\":1", "\"schema\":-1"),
        ("schema-zero", "\"schema\":1", "\"schema\":0"),
        ("signed-before-2020", "\"at\":\"2024-", "\"at\":\"2019-"),
        ("recorded-after-2199", "\"recorded\":\"2024-", "\"recorded\":\"2200-"),
        ("recorded-in-9999", "\"recorded\":\"2024-", "\"recorded\":\"9999-"),
        ("date-before-1900", "\"on\":\"2024-07-01\"", "\"on\":\"1899-12-31\""),
        ("date-after-2199", "\"on\":\"2024-07-01\"", "\"on\":\"2200-01-01\""),
        ("bad-type", "\"type\":\"fund.contributed\"", "\"type\":\"fund\""),
        ("bad-subject", "\"subject\":\"fund/2024\"", "\"subject\":\"fund/2024/1\""),
    ] {
        let mut lines = replaced(n, from, to);
        if name == "seen-as-list" {
            lines[n] =
                String::from_utf8(lines[n].clone()).unwrap().replacen("\"seq\":9}", "\"seq\":9}]", 1).into_bytes();
        }
        add(&format!("entry.shape-{name}"), lines);
    }
    let mut listed = good();
    listed[n] = b"[]".to_vec();
    add("entry.shape-a-list", listed);

    add("entry.signature-amount", replaced(6, "\"amount\":500000", "\"amount\":900000"));
    add("entry.signature-other-key", restated(n, |s| s["by"] = json!("11".repeat(32))));
    add("entry.signature-small-order-key", small_order(n));
    add("entry.signature-unreduced-s", unreduced(n));
    add("payload.type-unknown", restated(n, |s| s["type"] = json!("fund.doubled")));
    add("payload.type-version", restated(n, |s| s["schema"] = json!(9)));
    add("payload.schema-unknown-member", restated(n, |s| s["data"]["colour"] = json!("đỏ")));
    add("payload.schema-negative", restated(n, |s| s["data"]["amount"] = json!(-7)));
    add("payload.schema-name-two-lines", restated(n, |s| s["data"]["donor"] = json!("a\n\nĐÃ CHỨNG MINH")));
    add("payload.schema-name-edge-space", restated(n, |s| s["data"]["donor"] = json!("Người ủng hộ 1 ")));
    add("payload.schema-name-two-spaces", restated(n, |s| s["data"]["donor"] = json!("Người  ủng hộ 1")));
    add("payload.schema-null-note", restated(n, |s| s["data"]["note"] = Value::Null));

    add("chain.genesis-practice-by-origin-only", restated(0, |s| s["data"]["origin"] = json!("practice/thu")));
    let of = json!({ "of": "019a7c3e-5d0f-7b1c-8e77-3f9b2d5e6a10" });
    add("chain.genesis-practice-by-payload-only", restated(0, |s| s["data"]["practice"] = of.clone()));

    let without =
        |gone: usize| good().into_iter().enumerate().filter(|(i, _)| *i != gone).map(|(_, l)| l).collect::<Lines>();
    add("chain.seq-deleted", without(5));
    add("chain.seq-first-removed", without(0));
    let mut swapped = good();
    swapped.swap(4, 5);
    add("chain.seq-swapped", swapped);
    let mut repeated = good();
    repeated.insert(5, repeated[4].clone());
    add("chain.seq-repeated", repeated);
    add("chain.seq-changed", replaced(n, "\"seq\":10,\"signature\"", "\"seq\":12,\"signature\""));
    add("chain.prev-recorded-changed", replaced(6, ".010Z\",\"seq\":7", ".011Z\",\"seq\":7"));
    add("chain.prev-changed", replaced(n, "{\"prev\":\"", "{\"prev\":\"00").into_iter().map(shorten_prev).collect());
    add("chain.prev-first", replaced(0, "{\"prev\":\"0", "{\"prev\":\"1"));
    add("chain.seq-zero", replaced(n, "\"seq\":10,\"signature\"", "\"seq\":0,\"signature\""));
    add("entry.bytes-empty-line", {
        let mut lines = good();
        lines.insert(5, Vec::new());
        lines
    });
    breaks(&mut add);
    add("chain.recorded-back", {
        let mut entries = values(&good());
        entries[n]["recorded"] = json!("2024-07-02T00:59:00.000Z");
        rechain(&entries)
    });

    add("chain.genesis-second-opening", {
        let mut entries = values(&good());
        let mut second = entries[0].clone();
        second["statement"]["id"] = json!("01907000-0000-7000-8000-00000000abcd");
        second["statement"]["expect"] = Value::Null;
        second["statement"]["seen"] = json!({ "seq": n + 1, "hash": Hash::ZERO });
        second["recorded"] = entries[n]["recorded"].clone();
        entries.push(second);
        rechain(&entries)
    });
    add("chain.genesis-seen", restated(0, |s| s["seen"]["seq"] = json!(1)));
    add("statement.ledger-other", restated(n, |s| s["ledger"] = json!("01907000-0000-7000-8000-00000000ffff")));
    add("statement.id-again", {
        let id = values(&good())[n - 1]["statement"]["id"].clone();
        restated(n, |s| s["id"] = id.clone())
    });
    add("statement.expect-stale", restated(n, |s| s["expect"] = json!(1)));
    add("statement.seen-unknown", restated(n, |s| s["seen"] = json!({ "seq": 99, "hash": Hash::of(b"x") })));
    add("statement.seen-nothing", restated(n, |s| s["seen"] = json!({ "seq": 0, "hash": Hash::ZERO })));
    add("statement.seen_back-lower", restated(n, |s| s["seen"]["seq"] = json!(2)));
    add("author.unknown-self-made", restated(n, |s| s["by"] = json!(public(&stranger()))));
    add("author.revoked-later", restated(n, |s| s["by"] = json!(public(&clerk()))));
    add(
        "author.role-clerk-enrols",
        restated(5, |s| {
            s["by"] = json!(public(&clerk()));
            s["type"] = json!("fund.contributed");
            s["schema"] = json!(1);
            s["subject"] = json!("fund/2024");
            s["expect"] = Value::Null;
            s["data"] = json!({ "amount": 5, "donor": "A", "voucher": "B" });
        }),
    );
    unproven(&mut add);
    all
}

/// Lines changed behind their authors' backs where the one after decides, or its own fault, or nothing.
fn breaks(add: &mut impl FnMut(&str, Lines)) {
    // From the eighth on later, so that the seventh may be a little later too.
    let later = |change: &dyn Fn(&mut Vec<Value>)| {
        let mut entries = values(&good());
        entries[7..].iter_mut().for_each(|entry| entry["recorded"] = json!("2024-07-02T01:00:00.020Z"));
        change(&mut entries);
        rechain(&entries)
    };
    let changed = |mut lines: Lines, index: usize, from: &str, to: &str| {
        let text = String::from_utf8(lines[index].clone()).unwrap();
        assert!(text.contains(from), "{text} has no {from}");
        lines[index] = text.replacen(from, to, 1).into_bytes();
        lines
    };
    let seventh = |lines| changed(lines, 6, ".010Z\",\"seq\":7", ".011Z\",\"seq\":7");
    // The author of the eighth had not seen the seventh: the ninth tells that the eighth is as it was.
    let unseen = |entries: &mut Vec<Value>| entries[7]["statement"]["seen"]["seq"] = json!(6);
    add("chain.prev-next-tells", seventh(later(&unseen)));
    let alone = |entries: &mut Vec<Value>| entries.truncate(8);
    add("chain.prev-last-tells", seventh(later(&alone)));
    let faulty = |entries: &mut Vec<Value>| {
        entries.truncate(8);
        entries[7]["statement"]["data"]["colour"] = json!("đỏ");
    };
    add("payload.schema-tells-nothing", seventh(later(&faulty)));
    // What is found first of an entry stays: it went back before its neighbour told that it was changed.
    let back = changed(later(&|_| ()), 6, ".010Z\",\"seq\":7", ".001Z\",\"seq\":7");
    add("chain.recorded-first", back);
    add("chain.recorded-after-a-fault", {
        let mut entries = values(&good());
        entries[7]["recorded"] = json!("2024-07-02T01:00:00.020Z");
        entries[7]["statement"]["data"]["colour"] = json!("đỏ");
        rechain(&entries)
    });
}

/// Keys that are enrolled without their agreement to just this; the clerk's is entry 4.
fn unproven(add: &mut impl FnMut(&str, Lines)) {
    let by = |key: &SigningKey, s: &Value, data: &Value| {
        json!(proof(key, s["ledger"].as_str().unwrap().parse().unwrap(), data))
    };
    add("key.proof-missing", restated(3, |s| drop(s["data"].as_object_mut().unwrap().remove("proof"))));
    add("key.proof-asked-without", {
        restated(3, |s| {
            let data = s["data"].as_object_mut().unwrap();
            data.remove("proof");
            data.remove("asked");
        })
    });
    add("key.proof-other-ledger", {
        let other = "01907000-0000-7000-8000-00000000ffff".parse().unwrap();
        restated(3, |s| s["data"]["proof"] = json!(proof(&clerk(), other, &s["data"])))
    });
    add("author.role-archivist", {
        let mut entries = ninth_role();
        entries[1] = values(&good())[1].clone();
        rechain(&entries)
    });
    for (name, role) in [("blank", "thu thu"), ("long", "abcdefghijklmnopqrstuvwxyz_abcd"), ("upper-case", "Archivist")]
    {
        add(&format!("payload.schema-role-{name}"), {
            let mut entries = ninth_role();
            entries.truncate(4);
            entries[3]["statement"]["data"]["roles"] = json!([role]);
            rechain(&entries)
        });
    }
    add("key.proof-other-roles", {
        restated(3, |s| {
            s["data"]["asked"] = json!(["clerk", "accountant"]);
            s["data"]["roles"] = json!(["accountant"]);
        })
    });
    add("key.proof-other-name", restated(3, |s| s["data"]["holder"] = json!("Kế toán")));
    add("key.proof-beyond-asked", restated(3, |s| s["data"]["roles"] = json!(["clerk", "accountant"])));
    add("key.proof-other-key", restated(3, |s| s["data"]["proof"] = by(&stranger(), s, &s["data"])));
    add("key.proof-vouch", {
        restated(3, |s| {
            let signature = s["data"]["proof"].clone();
            s["data"]["vouch"] = json!({ "by": public(&stranger()), "signature": signature });
        })
    });
    for (name, roles, holder) in
        [("wider-without", json!(["clerk", "secretary"]), "Văn thư"), ("renamed-without", json!(["clerk"]), "Kế toán")]
    {
        let again = |s: &mut Value| {
            s["type"] = json!("key.enrolled");
            s["schema"] = json!(1);
            s["subject"] = json!(format!("key/{}", public(&clerk())));
            s["expect"] = Value::Null;
            let person = values(&good())[3]["statement"]["data"]["person"].clone();
            s["data"] = json!({ "key": public(&clerk()), "person": person, "holder": holder, "roles": roles });
        };
        add(&format!("key.proof-{name}"), restated(5, again));
    }
    // Its first mention is no enrolment before the second.
    add("key.proof-opening-twice", {
        restated(0, |s| {
            let mut second = s["data"]["keys"][0].clone();
            second["key"] = json!(public(&clerk()));
            let mut proven = second.clone();
            proven["proof"] = by(&clerk(), s, &second);
            s["data"]["keys"].as_array_mut().unwrap().extend([proven, second]);
        })
    });
    add("key.proof-opening", {
        restated(0, |s| {
            let mut second = s["data"]["keys"][0].clone();
            second["key"] = json!(public(&clerk()));
            s["data"]["keys"].as_array_mut().unwrap().push(second);
        })
    });
}

/// Drops two digits of `prev` again, so that it has its length and another value.
fn shorten_prev(line: Vec<u8>) -> Vec<u8> {
    let text = String::from_utf8(line).unwrap();
    let end = text.find("\",\"recorded\"").unwrap();
    if end == "{\"prev\":\"".len() + 66 {
        format!("{}{}", &text[..end - 2], &text[end..]).into_bytes()
    } else {
        text.into_bytes()
    }
}

/// A key that is the neutral point: a lenient verifier accepts R = neutral, S = 0 over any message.
fn small_order(index: usize) -> Lines {
    let mut entries = values(&restated(index, |s| s["by"] = json!(format!("01{}", "00".repeat(31)))));
    entries[index]["signature"] = json!(format!("01{}", "00".repeat(63)));
    entries.iter().map(|entry| entry.to_string().into_bytes()).collect()
}

/// S + L in place of S: the same equation, another spelling.
fn unreduced(index: usize) -> Lines {
    const L: &str = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";
    let mut entries = values(&good());
    let text = entries[index]["signature"].as_str().unwrap().to_owned();
    let byte = |text: &str, i: usize| u16::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap();
    let (mut carry, mut sum) = (0, String::new());
    for i in 0..32 {
        carry += byte(&text[64..], i) + byte(L, i);
        sum.push_str(&format!("{:02x}", carry & 0xff));
        carry >>= 8;
    }
    entries[index]["signature"] = json!(format!("{}{sum}", &text[..64]));
    entries.iter().map(|entry| entry.to_string().into_bytes()).collect()
}
