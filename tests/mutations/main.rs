//! Published ledgers and receipts, changed in ways without end, judged by all three verifiers: the program, the second
//! one in Python, the page in a browser. They must say the same of each. `SOVANG_MUTATIONS=N` for N of each sort.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../browser/mod.rs"]
mod browser;
mod change;
#[path = "../office/mod.rs"]
mod office;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use browser::{Browser, page};
use change::Random;
use office::Folder;
use serde_json::{Value, json};
use sovang::domain::walk::{Line, Walk};
use sovang::log::witness_policy::WitnessPolicy;
use sovang::shell::receipt::{Keys, Receipt};

fn wanted() -> usize {
    std::env::var("SOVANG_MUTATIONS").ok().map_or(300, |count| count.parse().unwrap())
}

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/vectors")
}

/// Every file of a folder whose name ends so, by name.
fn files(folder: &str, ending: &str) -> BTreeMap<String, Vec<u8>> {
    let found = std::fs::read_dir(vectors().join(folder)).unwrap().map(|file| file.unwrap().path());
    let found = found.filter(|path| path.to_string_lossy().ends_with(ending));
    found.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap())).collect()
}

fn second(args: &[&str], folder: &Path) -> BTreeMap<String, Value> {
    let verifier = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/second_verifier.py");
    let output = Command::new("python3").arg(verifier).args(args).arg(folder).output();
    let output = output.expect("python3 is needed for the second verifier");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the second verifier could not run: {errors}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Sets of files judged by the page one after the other, as if they were dropped on it.
fn third(browser: &Browser, sets: &[Vec<(String, Vec<u8>)>]) -> Vec<Value> {
    const JUDGE: &str = "const done = arguments[1]; (async () => { const told = []; for (const files of arguments[0]) try { \
        const items = files.map(([name, text]) => ({ name, bytes: Uint8Array.from(atob(text), c => c.charCodeAt(0)) })); \
        const { results } = await judge(items, () => {}); told.push(results[0].json ?? { kind: results[0].text }); \
        } catch (error) { told.push({ kind: String(error) }); } done(told); })()";
    let base64 = |bytes: &[u8]| base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes);
    let mut told = Vec::new();
    for some in sets.chunks(50) {
        let given: Vec<Vec<Value>> =
            some.iter().map(|set| set.iter().map(|(name, bytes)| json!([name, base64(bytes)])).collect()).collect();
        let answer = browser.command("/execute/async", &json!({ "script": JUDGE, "args": [given] }));
        told.extend(answer.as_array().unwrap().iter().cloned());
    }
    assert_eq!(told.len(), sets.len());
    told
}

type Verdict = (bool, Vec<(u64, String)>, Option<u64>);

fn first(lines: &[Vec<u8>]) -> Verdict {
    let mut walk = Walk::default();
    lines.iter().for_each(|line| walk.step(&Line::check(line, false)));
    let outcome = walk.finish();
    let found = outcome.findings.iter().filter(|finding| finding.is_authenticity());
    let mut found: Vec<_> = found.map(|finding| (finding.seq, finding.code().to_owned())).collect();
    found.sort();
    (outcome.authentic(), found, outcome.horizon.map(|horizon| horizon.seq))
}

fn told(result: &Value) -> Option<Verdict> {
    // That a value is sealed twice is a rule, which the second verifier names as well.
    let found = result["findings"].as_array()?.iter().filter(|one| one["code"] != "sealed.twice");
    let mut found: Vec<_> =
        found.map(|one| Some((one["seq"].as_u64()?, one["code"].as_str()?.to_owned()))).collect::<Option<_>>()?;
    found.sort();
    Some((result["authentic"].as_bool()?, found, result["horizon"].as_u64()))
}

fn lines_of(bytes: &[u8]) -> Vec<Vec<u8>> {
    let body = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    if bytes.is_empty() { Vec::new() } else { body.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect() }
}

#[test]
fn ledgers_are_judged_alike() {
    let folders = ["good", "later", "ended/heads", "vault"].map(|folder| files(folder, ".jsonl"));
    let sources: Vec<Vec<u8>> = folders.into_iter().flatten().map(|(_, bytes)| bytes).collect();
    let (folder, mut random) = (Folder::new("mutations"), Random(11));
    let mut exports = BTreeMap::new();
    for number in 0..wanted() {
        let lines = change::ledger(&lines_of(&sources[random.below(sources.len())]), &mut random);
        let bytes: Vec<u8> = lines.iter().flat_map(|line| [line.as_slice(), b"\n"].concat()).collect();
        let name = format!("{number:05}.jsonl");
        std::fs::write(folder.file(&name), &bytes).unwrap();
        exports.insert(name, bytes);
    }
    let theirs = second(&["--batch"], folder.path());
    let browser = Browser::open(&page());
    let sets: Vec<_> = exports.iter().map(|(name, bytes)| vec![(name.clone(), bytes.clone())]).collect();
    let (mut sound, mut codes) = (0, std::collections::BTreeSet::new());
    for ((name, bytes), page) in exports.iter().zip(third(&browser, &sets)) {
        let ours = first(&lines_of(bytes));
        if told(&theirs[name]).as_ref() != Some(&ours) || told(&page).as_ref() != Some(&ours) {
            let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
            std::fs::write(&kept, bytes).unwrap();
            panic!("{}: the program {ours:?}\nthe second {}\nthe page {page}", kept.display(), theirs[name]);
        }
        sound += usize::from(ours.0);
        codes.extend(ours.1.into_iter().map(|(_, code)| code));
    }
    // Changes that leave a ledger as good as it was are among them, and nearly every kind of fault.
    assert!(sound > 0 && codes.len() >= 12, "{sound} sound, {codes:?}");
}

/// What the program says of a receipt's text.
fn receipt(bytes: &[u8], entry: Option<&[u8]>, keys: &Keys) -> Value {
    match std::str::from_utf8(bytes).ok().and_then(Receipt::parse).map(|receipt| receipt.check(entry, keys)) {
        Some(Ok(proven)) => {
            let signed: Vec<String> = proven.signed.iter().map(|(name, _)| name.clone()).collect();
            json!({ "proven": true, "index": proven.entry.seq - 1, "size": proven.head.size, "origin": proven.origin.as_str(), "signed_by": signed })
        }
        _ => json!({ "proven": false }),
    }
}

#[test]
fn receipts_are_judged_alike() {
    receipts("receipts", 13, wanted());
}

#[test]
fn receipts_under_keys_that_ended_are_judged_alike() {
    receipts("ended", 17, wanted() / 3);
}

/// The good receipts of a folder, changed, with its keys.
fn receipts(vectors_of: &str, seed: u64, wanted: usize) {
    let policy = std::fs::read(vectors().join(vectors_of).join("keys.policy")).unwrap();
    let keys = Keys::of_policy(WitnessPolicy::parse(&policy).unwrap());
    let of = |ending: &str| files(&format!("{vectors_of}/good"), ending);
    let sources: Vec<(String, Vec<u8>)> = of(".tlog-proof").into_iter().chain(of(".qr")).collect();
    let entries = of(".entry");
    let (folder, mut random) = (Folder::new(&format!("mutated-{vectors_of}")), Random(seed));
    for part in ["good", "bad"] {
        std::fs::create_dir(folder.file(part)).unwrap();
    }
    std::fs::write(folder.file("keys.policy"), &policy).unwrap();
    let (mut sets, mut ours) = (Vec::new(), Vec::new());
    for number in 0..wanted {
        let (source, bytes) = &sources[random.below(sources.len())];
        let (stem, ending) = source.rsplit_once('.').unwrap();
        let changed = change::text(bytes, &mut random);
        let name = format!("{number:05}");
        std::fs::write(folder.file(&format!("bad/{name}.{ending}")), &changed).unwrap();
        let mut set = vec![(format!("{name}.{ending}"), changed.clone()), ("keys.policy".into(), policy.clone())];
        let entry = entries.get(&format!("{stem}.entry"));
        if let Some(entry) = entry {
            std::fs::write(folder.file(&format!("bad/{name}.entry")), entry).unwrap();
            set.push((format!("{name}.entry"), entry.clone()));
        }
        ours.push((format!("bad/{name}.{ending}"), receipt(&changed, entry.map(Vec::as_slice), &keys), changed));
        sets.push(set);
    }
    let theirs = second(&["--receipts"], folder.path());
    let mut proven = 0;
    for ((name, ours, bytes), page) in ours.iter().zip(third(&Browser::open(&page()), &sets)) {
        let members: &[&str] = match ours["proven"] == true {
            true => &["proven", "index", "size", "origin", "signed_by"],
            false => &["proven"],
        };
        proven += usize::from(ours["proven"] == true);
        // What is no receipt at all the page calls no receipt.
        let page = if page["proven"].is_boolean() { page } else { json!({ "proven": false, "said": page }) };
        for member in members {
            let same = theirs[name][*member] == ours[*member] && page[*member] == ours[*member];
            let text = String::from_utf8_lossy(bytes);
            assert!(same, "{member} of {text}\nthe program {ours}\nthe second {}\nthe page {page}", theirs[name]);
        }
    }
    assert!(proven < ours.len() / 2, "{proven}");
}
