//! The verification page in a real browser, over every vector: it must find what the other two verifiers find. Needs
//! Debian's packages `chromium` and `chromium-driver`; the browser is driven over the plain WebDriver protocol.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

/// The name under which WebDriver refers to an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// Answers when the page has come to a verdict; WebDriver's own time limit ends a page that never does.
const VERDICT: &str = "const done = arguments[0]; (function look() { const verdict = document.body.dataset.verdict; \
    if (verdict) done([verdict, document.getElementById('result').textContent]); else setTimeout(look, 5); })()";

/// One browser window, with the page that the program prints open in it.
struct Browser {
    driver: Child,
    session: String,
    input: String,
}

impl Browser {
    fn open(page: &Path) -> Browser {
        let driver = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut driver = driver.unwrap_or_else(|error| {
            panic!("cannot start chromedriver ({error}): install Debian's packages chromium and chromium-driver")
        });
        let said = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = said.map_while(Result::ok).find_map(|line| {
            let port = line.split_once("started successfully on port ")?.1;
            Some(port.trim_end_matches('.').to_owned())
        });
        let mut browser = Browser {
            driver,
            session: format!("http://127.0.0.1:{}", port.expect("chromedriver starts")),
            input: String::new(),
        };
        let options = json!({ "args": ["--headless=new", "--no-sandbox", "--disable-gpu"] });
        let always = json!({ "goog:chromeOptions": options, "timeouts": { "script": 120_000 } });
        let session = browser.command("/session", &json!({ "capabilities": { "alwaysMatch": always } }));
        browser.session = format!("{}/session/{}", browser.session, session["sessionId"].as_str().unwrap());
        browser.command("/url", &json!({ "url": format!("file://{}", page.display()) }));
        let input = browser.command("/element", &json!({ "using": "css selector", "value": "#files" }));
        browser.input = input[ELEMENT].as_str().unwrap().to_owned();
        browser
    }

    /// Drops the files on the page, all at once, and gives its verdict and what it found.
    fn judge(&self, files: &[PathBuf]) -> (String, Value) {
        self.command("/execute/sync", &json!({ "script": "document.getElementById('reset').click()", "args": [] }));
        let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        self.command(&format!("/element/{}/value", self.input), &json!({ "text": names.join("\n") }));
        self.verdict()
    }

    /// The verdict that the page comes to.
    fn verdict(&self) -> (String, Value) {
        let found = self.command("/execute/async", &json!({ "script": VERDICT, "args": [] }));
        let result = serde_json::from_str(found[1].as_str().unwrap_or_default());
        (found[0].as_str().unwrap().to_owned(), result.unwrap_or(Value::Null))
    }

    /// One exchange; what WebDriver answers stands in `value`.
    fn command(&self, path: &str, body: &Value) -> Value {
        let url = format!("{}{path}", self.session);
        let config = ureq::Agent::config_builder().http_status_as_error(false).build();
        let agent: ureq::Agent = config.into();
        let answer = agent.post(&url).content_type("application/json").send(body.to_string());
        let text = answer.unwrap().body_mut().read_to_string().unwrap();
        let mut value: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{url}: {error}: {text}"));
        let value = value["value"].take();
        assert!(value.get("error").is_none(), "{url}: {value}");
        value
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = ureq::delete(&self.session).call(); // ends the browser itself
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// The page as the program prints it, in a file of its own.
fn page() -> PathBuf {
    let printed = Command::new(env!("CARGO_BIN_EXE_sovang")).arg("page").output().unwrap();
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("kiem-tra.html");
    std::fs::write(&path, printed.stdout).unwrap();
    path
}

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
        if verdict != right || answer != *wanted {
            wrong.push(format!("{name}: {verdict} {answer}, expected {wanted}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
        let (_, found) = browser.judge(&files);
        let proven = found["proven"].as_bool().unwrap_or(false);
        let same =
            ["index", "size", "origin", "signed_by"].iter().all(|member| !proven || found[*member] == wanted[*member]);
        if wanted["proven"] != json!(proven) || !same {
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
                (true, _) | (_, Some("remark")) => "yes",
                _ => "no",
            };
            let same = ["code", "weight"].iter().all(|member| said[*member] == wanted[*member]);
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
        ("yes", &json!(70), &Value::Null)
    );
    let part = Browser::open(&folder.join("quyet-dinh.html")).verdict();
    assert_eq!(part.1["bundle"], json!({ "flaws": [], "holds": true }));
    let results = part.1["results"].as_array().unwrap();
    assert_eq!((part.0.as_str(), results.len()), ("yes", 3), "signed, numbered, issued");
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
