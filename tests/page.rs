//! The verification page in a real browser, over every vector: it must find what the other two verifiers find. Needs
//! Debian's packages `chromium` and `chromium-driver`; the browser is driven over the plain WebDriver protocol.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod browser;

use std::path::Path;
use std::process::Command;

use browser::{Browser, page};
use serde_json::{Value, json};

#[test]
fn the_page_finds_in_every_vector_what_is_expected() {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/vectors");
    let expected: Value = serde_json::from_slice(&std::fs::read(vectors.join("expected.json")).unwrap()).unwrap();
    let expected = expected.as_object().unwrap();
    assert!(expected.len() > 50, "the vectors are there");
    let browser = Browser::open(&page());
    let mut wrong = Vec::new();
    for (name, wanted) in expected {
        let (verdict, found) = browser.judge(&[vectors.join(name)]);
        let findings: Vec<Value> =
            found["findings"].as_array().into_iter().flatten().map(|one| json!([one["seq"], one["code"]])).collect();
        let mut answer = json!({ "authentic": found["authentic"], "findings": findings });
        if !found["horizon"].is_null() {
            answer["horizon"] = found["horizon"].clone();
        }
        let right = match wanted.get("horizon") {
            Some(_) => "open",
            None if wanted["authentic"] == json!(true) => "yes",
            None => "no",
        };
        // Names are the program's and the second verifier's: `tests/vectors`.
        let mut wanted = wanted.clone();
        wanted.as_object_mut().map(|members| members.remove("signers"));
        if verdict != right || answer != wanted {
            wrong.push(format!("{name}: {verdict} {answer}, expected {wanted}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where the whole ledger is at hand, what was taken back says so.
#[test]
fn the_page_marks_what_was_taken_back() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/vectors/good/taken-back.jsonl");
    let (verdict, found) = Browser::open(&page()).judge(std::slice::from_ref(&file));
    assert_eq!((verdict.as_str(), &found["taken_back"]), ("yes", &json!([[9, 10], [12, 14]])), "{found}");
    let outcome = sovang::shell::journal::walk_lines(&std::fs::read(file).unwrap(), &mut |_| {});
    assert!(outcome.lawful(), "{:?}", outcome.findings);
    let taken: Vec<[u64; 2]> = outcome.state.taken.entries.iter().map(|(seq, taken)| [*seq, taken.by]).collect();
    assert_eq!(json!(taken), found["taken_back"]);
}

/// The folder with the sealed values, dropped together with the export.
#[test]
fn the_page_agrees_on_every_vault() {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/vectors/vault");
    let expected: Value = serde_json::from_slice(&std::fs::read(vectors.join("expected.json")).unwrap()).unwrap();
    let browser = Browser::open(&page());
    for (name, wanted) in expected.as_object().unwrap() {
        let files: Vec<_> = match name.strip_suffix(".jsonl") {
            Some(_) => vec![vectors.join(name)],
            None => {
                let beside = std::fs::read_dir(vectors.join(name)).unwrap().map(|file| file.unwrap().path());
                beside.chain([vectors.join("ledger.jsonl")]).collect()
            }
        };
        let (verdict, found) = browser.judge(&files);
        let beside: Vec<Value> =
            found["beside"].as_array().unwrap().iter().map(|one| json!([one["seq"], one["code"]])).collect();
        assert_eq!((&found["authentic"], &json!(beside)), (&json!(true), wanted), "{name}");
        assert_eq!(verdict, if beside.is_empty() { "yes" } else { "no" }, "{name}");
    }
}

#[test]
fn the_page_agrees_on_every_receipt() {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/vectors/receipts");
    let expected: Value = serde_json::from_slice(&std::fs::read(vectors.join("expected.json")).unwrap()).unwrap();
    let browser = Browser::open(&page());
    let mut wrong = Vec::new();
    for (name, wanted) in expected.as_object().unwrap() {
        let mut files = vec![vectors.join(name), vectors.join("keys.policy")];
        let entry = vectors.join(name).with_extension("entry");
        files.extend(entry.exists().then_some(entry));
        let (verdict, found) = browser.judge(&files);
        if name.ends_with("malformed-compact-version.qr") {
            assert_eq!(verdict, "open", "of a later version: {found}");
        }
        let proven = found["proven"].as_bool().unwrap_or(false);
        let same =
            ["index", "size", "origin", "signed_by"].iter().all(|member| !proven || found[*member] == wanted[*member]);
        // What does not even begin like a receipt is no receipt to the page.
        let no_receipt = found["kind"] == "error" && wanted["code"] == "receipt.malformed";
        if wanted["proven"] != json!(proven) || !(wanted["code"] == found["code"] || no_receipt) || !same {
            wrong.push(format!("{name}: {found}, expected {wanted}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_page_agrees_on_log_keys_that_ended() {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/vectors/ended");
    let expected: Value = serde_json::from_slice(&std::fs::read(vectors.join("expected.json")).unwrap()).unwrap();
    let browser = Browser::open(&page());
    let mut wrong = Vec::new();
    for (name, wanted) in expected.as_object().unwrap() {
        let (right, found) = if let Some(rest) = name.strip_prefix("heads/") {
            let ledger = vectors.join("heads").join(rest.split('/').next().unwrap()).with_extension("jsonl");
            let (verdict, found) = browser.judge(&[ledger, vectors.join(name)]);
            let said = &found["checkpoints"][0];
            let as_weighed = match (wanted["code"].is_null(), wanted["weight"].as_str()) {
                (_, Some("undecided")) => "open",
                // Not everything in it can be read.
                _ if rest.starts_with("newer/") => "open",
                (true, _) if rest.starts_with("unread/") => "open",
                (true, _) | (_, Some("remark")) => "yes",
                _ => "no",
            };
            let same = ["code", "weight", "before_witness"].iter().all(|member| said[*member] == wanted[*member]);
            (same && verdict == as_weighed, found)
        } else if name.starts_with("policy-") {
            let receipt = vectors.join("good/in-force.qr");
            let (_, found) = browser.judge(&[vectors.join(name), receipt]);
            (wanted["reads"] == json!(found["proven"] == true), found)
        } else {
            let (_, found) = browser.judge(&[vectors.join(name), vectors.join("keys.policy")]);
            (["proven", "code"].iter().all(|member| found[*member] == wanted[*member]), found)
        };
        if !right {
            wrong.push(format!("{name}: {found}, expected {wanted}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_page_judges_every_bundle_as_the_program_does() {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/vectors/bundles");
    let expected: Value = serde_json::from_slice(&std::fs::read(vectors.join("expected.json")).unwrap()).unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("goi-mau");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let browser = Browser::open(&page());
    let mut wrong = Vec::new();
    for (name, wanted) in expected.as_object().unwrap() {
        let data = std::fs::read_to_string(vectors.join(name)).unwrap();
        let file = folder.join(name.replace('/', "-")).with_extension("html");
        std::fs::write(&file, sovang::shell::page::with_data(data.trim_end())).unwrap();
        browser.command("/url", &json!({ "url": format!("file://{}", file.display()) }));
        let (verdict, found) = browser.verdict();
        let right = if wanted["holds"] == json!(true) { "yes" } else { "no" };
        if verdict != right || found["bundle"] != *wanted {
            wrong.push(format!("{name}: {verdict} {}, expected {wanted}", found["bundle"]));
        }
        let program =
            Command::new(env!("CARGO_BIN_EXE_sovang")).args(["bundle", "check", "--json"]).arg(&file).output();
        let program: Value = serde_json::from_slice(&program.unwrap().stdout).unwrap();
        if program["holds"] != wanted["holds"] {
            wrong.push(format!("{name}: the program says {program}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_bundle_verifies_itself_when_it_is_opened() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("goi");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let now = sovang::values::time::Instant::from_millis(i64::try_from(since.as_millis()).unwrap());
    let run = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_sovang"))
            .args(args)
            .current_dir(&folder)
            .env("SOVANG_STATE", folder.join("s"))
            .env("SOVANG_PASSPHRASE", "so-vang-demo")
            // The demonstration is years old; its clerk says that the clock is right.
            .env("SOVANG_CLOCK_YEAR", now.date().year().to_string())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    run(&["demo", "."]);
    run(&["-l", "ho-son.sovang", "bundle", "make", "ca-so.html"]);
    run(&["-l", "ho-son.sovang", "bundle", "make", "quyet-dinh.html", "--subject", "TD3/QĐ-UBND/2024"]);
    let whole = Browser::open(&folder.join("ca-so.html")).verdict();
    assert_eq!(
        (whole.0.as_str(), &whole.1["entries"], &whole.1["checkpoints"][0]["code"]),
        ("yes", &json!(73), &Value::Null)
    );
    let part = Browser::open(&folder.join("quyet-dinh.html")).verdict();
    assert_eq!(part.1["bundle"], json!({ "flaws": [], "holds": true }));
    let results = part.1["results"].as_array().unwrap();
    assert_eq!((part.0.as_str(), results.len()), ("yes", 4), "listed, signed, numbered, issued");
    assert!(results.iter().all(|result| result["proven"] == true), "{results:?}");
    let altered = std::fs::read_to_string(folder.join("ca-so.html")).unwrap().replacen(
        "\\\"amount\\\":270000",
        "\\\"amount\\\":970000",
        1,
    );
    std::fs::write(folder.join("sua.html"), altered).unwrap();
    assert_eq!(Browser::open(&folder.join("sua.html")).verdict().0, "no");

    // A document that an entry names, and the same with one byte changed.
    std::fs::write(folder.join("ban-quet.pdf"), "Quyết định năm 2011").unwrap();
    let lines = r#"lines=[{"recipient":{"name":"Cá nhân 9","kind":"individual"},"form_name":"Giấy khen"}]"#;
    let import = ["-l", "ho-son.sovang", "record", "history.imported", "--on", "30/12/2011", "-k", "keys/van-thu.pem"];
    let data = ["-d", "document=12/QĐ-UBND", "-d", "issuer=UBND xã Hồ Sơn", "-d", "source=Sổ vàng 2011", "-d", lines];
    run(&[&import[..], &data[..], &["-d", "scan=@ban-quet.pdf"]].concat());
    run(&["-l", "ho-son.sovang", "bundle", "make", "kem.html", "--find", "12/QĐ-UBND", "--attachments"]);
    let carried = Browser::open(&folder.join("kem.html")).verdict();
    assert_eq!((carried.0.as_str(), &carried.1["documents"][0]["holds"]), ("yes", &json!(true)));
    let text = std::fs::read_to_string(folder.join("kem.html")).unwrap();
    let altered = text.replacen("\"base64\":\"UX", "\"base64\":\"RX", 1);
    assert!(altered != text);
    std::fs::write(folder.join("kem-sua.html"), altered).unwrap();
    let carried = Browser::open(&folder.join("kem-sua.html")).verdict();
    assert_eq!((carried.0.as_str(), &carried.1["documents"][0]["holds"]), ("no", &json!(false)));
}
