//! A ledger with sealed values and the folder beside it, whole and spoilt: what is found by names and hashes alone, without
//! anybody's key. The files' bytes stand for age files.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use sovang::domain::walk::{Line, Outcome, Walk};
use sovang::shell::heads::beside;
use sovang::values::crypto::Hash;

use crate::make::{Lines, chairman, clerk, good, next, rechain, values};
use crate::office::Folder;
use crate::{folder, join};

const BOXES: [&str; 4] = ["tệp của đơn một\n", "tệp của đơn hai\n", "tệp của đơn ba\n", "đơn ba mã hóa lại\n"];

fn sealed(n: usize) -> Hash {
    Hash::of(format!("giá trị {n}").as_bytes())
}

fn boxed(n: usize) -> Hash {
    Hash::of(BOXES[n].as_bytes())
}

/// Three petitions with sealed names; the third is encrypted again, the second erased by two.
fn ledger() -> Vec<Value> {
    let mut entries = values(&good());
    entries.truncate(8); // the clerk is in office
    let erase = format!("vault/{}", sealed(1));
    let book = format!("ledger/{}", entries[0]["statement"]["ledger"].as_str().unwrap());
    for n in 0..3 {
        let data = json!({ "channel": "post", "summary": "Đơn", "award_related": true, "letters": 1, "signatories": 1,
            "identity": { "box": boxed(n), "sealed": sealed(n) } });
        let subject = format!("petition/01907000-0000-7000-8000-{:012x}", 0xf00 + n);
        entries.push(next(&entries, &clerk(), "petition.received", &subject, data));
    }
    let again = json!({ "boxes": [{ "box": boxed(3), "sealed": sealed(2) }] });
    entries.push(next(&entries, &chairman(), "vault.resealed", &book, again));
    entries.push(next(&entries, &clerk(), "vault.erasure_ordered", &erase, json!({ "ground": "Hết hạn lưu trữ" })));
    entries.push(next(&entries, &chairman(), "vault.erasure_confirmed", &erase, json!({})));
    entries
}

/// The same, and a fourth petition with the first one's name.
fn twice() -> Lines {
    let mut entries = ledger();
    let copied = entries[8]["statement"]["data"].clone();
    let subject = "petition/01907000-0000-7000-8000-000000000f09";
    entries.push(next(&entries, &clerk(), "petition.received", subject, copied));
    rechain(&entries)
}

type Files = Vec<(String, &'static str)>;

/// Folders by their name; a bad one begins with the code that is found.
fn folders() -> BTreeMap<&'static str, Files> {
    let whole = |n: usize| format!("{}.age", sealed(n));
    let again = |n: usize, by: &str| format!("{}.{}.age", sealed(n), &by[..12]);
    let (first, newest) = ((whole(0), BOXES[0]), (whole(2), BOXES[3]));
    let with = |more: Files| [vec![first.clone(), newest.clone()], more].concat();
    let in_place_of_first = |text: &'static str| vec![(whole(0), text), newest.clone()];
    let third = |name: String, text| vec![first.clone(), (name, text)];
    BTreeMap::from([
        ("good/whole", with(vec![])),
        ("good/again", vec![first.clone(), (whole(2), BOXES[2]), (again(2, &boxed(3).to_string()), BOXES[3])]),
        ("good/waiting-beside", with(vec![(format!("{}.signed", Hash::of(b"another")), "chưa ghi")])),
        ("bad/vault.exchanged-other-bytes", in_place_of_first("rác")),
        ("bad/vault.exchanged-neighbour", in_place_of_first(BOXES[3])),
        ("bad/vault.exchanged-earlier-box", third(whole(2), BOXES[2])),
        (
            "bad/vault.exchanged-beside-signed",
            [in_place_of_first("rác"), vec![(format!("{}.signed", sealed(0)), BOXES[0])]].concat(),
        ),
        ("bad/vault.missing-gone", vec![newest.clone()]),
        ("bad/vault.missing-only-signed", vec![(format!("{}.signed", sealed(0)), BOXES[0]), newest.clone()]),
        ("bad/vault.missing-other-name", third(again(2, &boxed(2).to_string()), BOXES[3])),
        ("bad/vault.not_erased-whole", with(vec![(whole(1), BOXES[1])])),
        ("bad/vault.not_erased-other-bytes", with(vec![(whole(1), "rác")])),
        ("bad/vault.not_erased-again", with(vec![(again(1, &boxed(1).to_string()), BOXES[1])])),
        ("bad/vault.not_erased-signed", with(vec![(format!("{}.signed", sealed(1)), BOXES[1])])),
    ])
}

fn walked(lines: &Lines) -> Outcome {
    let mut walk = Walk::default();
    lines.iter().for_each(|line| walk.step(&Line::check(line, false)));
    walk.finish()
}

/// What the second verifier finds.
fn second(vault: Option<&Path>, export: &Path) -> Value {
    let mut command = Command::new("python3");
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/second_verifier.py")).arg("--json").arg(export);
    if let Some(vault) = vault {
        command.arg("--vault").arg(vault);
    }
    let output = command.output().unwrap();
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["authentic"], true, "{found}");
    let codes = found["findings"].as_array().unwrap().iter().map(|one| json!([one["seq"], one["code"]]));
    codes.collect()
}

#[test]
fn a_vault_is_judged_by_names_and_hashes() {
    let root = folder().join("vault");
    let (export, copied) = (root.join("ledger.jsonl"), root.join("twice.jsonl"));
    let lines = rechain(&ledger());
    let outcome = walked(&lines);
    assert!(outcome.lawful(), "{:?}", outcome.findings);
    let mut expected = BTreeMap::new();
    let codes = walked(&twice()).findings.iter().map(|one| json!([one.seq, one.code()])).collect::<Vec<_>>();
    assert_eq!(codes, [json!([15, "sealed.twice"])]);
    expected.insert("twice.jsonl", json!(codes));
    for (name, files) in folders() {
        let desk = Folder::new("vault-vector");
        std::fs::create_dir(desk.file("so.vault")).unwrap();
        files.iter().for_each(|(file, text)| std::fs::write(desk.file("so.vault").join(file), text).unwrap());
        let (findings, _) = beside(&desk.file("so.sovang"), &outcome.state, &BTreeMap::new(), None).unwrap();
        let codes: Vec<Value> = findings.iter().map(|one| json!([one.seq, one.code()])).collect();
        let code = name.strip_prefix("bad/").map(|rest| rest.split('-').next().unwrap());
        assert_eq!(
            codes.iter().map(|one| one[1].as_str().unwrap()).collect::<Vec<_>>(),
            Vec::from_iter(code),
            "{name}"
        );
        expected.insert(name, json!(codes));
    }
    if std::env::var_os("SOVANG_BLESS").is_some() {
        let _ = std::fs::remove_dir_all(&root);
        for (name, files) in folders() {
            std::fs::create_dir_all(root.join(name)).unwrap();
            files.iter().for_each(|(file, text)| std::fs::write(root.join(name).join(file), text).unwrap());
        }
        std::fs::write(&export, join(&lines)).unwrap();
        std::fs::write(&copied, join(&twice())).unwrap();
        std::fs::write(root.join("expected.json"), format!("{:#}\n", json!(expected))).unwrap();
    }
    assert!(std::fs::read(&export).unwrap_or_default() == join(&lines), "ledger.jsonl is not as published");
    assert!(std::fs::read(&copied).unwrap_or_default() == join(&twice()), "twice.jsonl is not as published");
    let published = std::fs::read(root.join("expected.json")).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&published).unwrap(), json!(expected));
    for (name, files) in folders() {
        let held = std::fs::read_dir(root.join(name)).unwrap().count();
        let same =
            |(file, text): &(String, &str)| std::fs::read(root.join(name).join(file)).unwrap() == text.as_bytes();
        assert!(held == files.len() && files.iter().all(same), "{name} is not as published");
        assert_eq!(second(Some(&root.join(name)), &export), expected[name], "{name}");
    }
    assert_eq!(second(None, &copied), expected["twice.jsonl"]);
}
