//! The verification page in a real browser, over every vector: it must find what `expected.json` says. Needs Debian's
//! packages `chromium` and `chromium-driver`; the browser is driven over the plain WebDriver protocol.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The name under which WebDriver refers to an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// One browser window, with the page that the program prints open in it.
struct Browser {
    driver: Child,
    port: u16,
    session: String,
    input: String,
}

impl Browser {
    fn open(page: &Path) -> Self {
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("cannot start chromedriver ({error}): install Debian's packages chromium and chromium-driver")
            });
        let mut browser = Self { driver, port, session: String::new(), input: String::new() };
        browser.until("chromedriver answers", Duration::from_secs(20), |browser| {
            TcpStream::connect(("127.0.0.1", browser.port)).ok().map(drop)
        });
        let options = json!({ "args": ["--headless=new", "--no-sandbox", "--disable-gpu"] });
        let capabilities = json!({ "capabilities": { "alwaysMatch": { "goog:chromeOptions": options } } });
        let session = browser.call("POST", "/session", &capabilities);
        browser.session = format!("/session/{}", session["sessionId"].as_str().unwrap());
        browser.command("/url", &json!({ "url": format!("file://{}", page.display()) }));
        let input = browser.command("/element", &json!({ "using": "css selector", "value": "#files" }));
        browser.input = input[ELEMENT].as_str().unwrap().to_owned();
        browser
    }

    /// Drops the files on the page, all at once, and gives its verdict and what it found.
    fn judge(&self, files: &[PathBuf]) -> (String, Value) {
        self.script("document.getElementById('reset').click()");
        let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        self.command(&format!("/element/{}/value", self.input), &json!({ "text": names.join("\n") }));
        self.until(&names.join(", "), Duration::from_secs(60), |browser| {
            let verdict = browser.script("return document.body.dataset.verdict || null");
            let found = || browser.script("return document.getElementById('result').textContent");
            verdict
                .as_str()
                .map(|verdict| (verdict.to_owned(), serde_json::from_str(found().as_str().unwrap()).unwrap()))
        })
    }

    fn script(&self, script: &str) -> Value {
        self.command("/execute/sync", &json!({ "script": script, "args": [] }))
    }

    fn command(&self, path: &str, body: &Value) -> Value {
        self.call("POST", &format!("{}{path}", self.session), body)
    }

    fn until<T>(&self, what: &str, limit: Duration, mut ask: impl FnMut(&Self) -> Option<T>) -> T {
        let start = Instant::now();
        loop {
            if let Some(answer) = ask(self) {
                return answer;
            }
            assert!(start.elapsed() < limit, "waited in vain: {what}");
            sleep(Duration::from_millis(10));
        }
    }

    /// One HTTP exchange; what WebDriver answers stands in `value`.
    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        let (head, text) = self.exchange(method, path, &body.to_string()).unwrap();
        assert!(head.starts_with("HTTP/1.1 200"), "{method} {path}: {head}\n{text}");
        let mut value: Value = serde_json::from_str(&text).unwrap();
        value["value"].take()
    }

    fn exchange(&self, method: &str, path: &str, body: &str) -> std::io::Result<(String, String)> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n",
            self.port
        );
        stream.write_all(format!("{head}{body}").as_bytes())?;
        // The driver keeps the connection: the answer's length is what its head says.
        let mut answer = BufReader::new(stream);
        let (mut head, mut length) = (String::new(), 0);
        while !head.ends_with("\r\n\r\n") {
            let start = head.len();
            if answer.read_line(&mut head)? == 0 {
                break;
            }
            if let Some((name, value)) = head[start..].split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().unwrap();
            }
        }
        let mut text = vec![0; length];
        answer.read_exact(&mut text)?;
        Ok((head, String::from_utf8_lossy(&text).into_owned()))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            let _ = self.exchange("DELETE", &self.session, ""); // ends the browser itself
        }
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
        let answer = json!({ "authentic": found["authentic"], "findings": findings });
        let right = if wanted["authentic"] == json!(true) { "yes" } else { "no" };
        if verdict != right || answer != *wanted {
            wrong.push(format!("{name}: {verdict} {answer}, expected {wanted}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
