//! The verification page in a real browser: Debian's packages `chromium` and `chromium-driver`, driven over the plain
//! WebDriver protocol.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

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
pub struct Browser {
    driver: Child,
    session: String,
    input: String,
}

impl Browser {
    pub fn open(page: &Path) -> Browser {
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
    pub fn judge(&self, files: &[PathBuf]) -> (String, Value) {
        self.command("/execute/sync", &json!({ "script": "document.getElementById('reset').click()", "args": [] }));
        let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        self.command(&format!("/element/{}/value", self.input), &json!({ "text": names.join("\n") }));
        self.verdict()
    }

    /// The verdict that the page comes to.
    pub fn verdict(&self) -> (String, Value) {
        let found = self.command("/execute/async", &json!({ "script": VERDICT, "args": [] }));
        let result = serde_json::from_str(found[1].as_str().unwrap_or_default());
        (found[0].as_str().unwrap().to_owned(), result.unwrap_or(Value::Null))
    }

    /// One exchange; what WebDriver answers stands in `value`.
    pub fn command(&self, path: &str, body: &Value) -> Value {
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
pub fn page() -> PathBuf {
    let printed = Command::new(env!("CARGO_BIN_EXE_sovang")).arg("page").output().unwrap();
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("kiem-tra.html");
    std::fs::write(&path, printed.stdout).unwrap();
    path
}
