//! What a command answers and how that is said: text or JSON on standard output, trouble on standard error, and one of
//! three exit codes, declared here only.

use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::CliError;
use crate::office::views::Page;
use crate::shell::durable::{self, Access};
use crate::shell::messages as say;
use crate::shell::terminal::{self, Look};
use crate::values::lang::Lang;
use crate::values::shown::visible;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Yes; or it was recorded, made, done.
    Yes = 0,
    /// No: not valid, differences found, something overdue.
    No = 1,
    /// It could not be done, and nothing was changed; or neither yes nor no can be said; or the answer could not be
    /// written.
    Failed = 2,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// For eyes: nothing is hidden from them.
    Text,
    /// For programs, byte by byte as it is.
    Bytes,
    /// For programs, as one JSON value.
    Json,
}

/// What went wrong after something was recorded. It stays recorded.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// The stable code.
    pub code: &'static str,
    /// What happened.
    pub message: String,
    /// What to do. Never: record again.
    pub advice: String,
}

/// What a command answers.
#[derive(Clone, Debug)]
pub struct Reply {
    /// What people look at, above the text.
    pub page: Option<Page>,
    /// For people.
    pub text: String,
    /// For programs.
    pub json: Value,
    /// Whether the answer is yes.
    pub yes: bool,
    /// Whether something stands now that did not stand before, whether or not the answer can be written.
    pub done: bool,
    /// What went wrong after that.
    pub trouble: Vec<Trouble>,
}

impl Reply {
    /// An answer to a question.
    pub fn answer(text: String, json: Value, yes: bool) -> Reply {
        Reply { page: None, text, json, yes, done: false, trouble: Vec::new() }
    }

    /// Yes.
    pub fn yes(text: String, json: Value) -> Reply {
        Reply::answer(text, json, true)
    }

    /// A page to look at.
    pub fn page(page: Page, json: Value) -> Reply {
        Reply { page: Some(page), ..Reply::yes(String::new(), json) }
    }

    /// It was done: recorded, or a file was made.
    pub fn done(text: String, json: Value) -> Reply {
        Reply { done: true, ..Reply::yes(text, json) }
    }

    /// For commands that have written their answer themselves.
    pub fn written() -> Reply {
        Reply::yes(String::new(), Value::Null)
    }

    /// The same, with what went wrong afterwards.
    pub fn after(mut self, trouble: Vec<Trouble>) -> Reply {
        self.trouble.extend(trouble);
        self
    }

    fn output(&self, form: Form, look: Look, lang: Lang) -> String {
        if form != Form::Json || self.json.is_null() {
            let page = self
                .page
                .as_ref()
                .map_or_else(String::new, |page| format!("{}\n", terminal::page(page, look, lang).trim_end()));
            let text = if form == Form::Bytes { self.text.clone() } else { visible(&self.text).into_owned() };
            return page + &text;
        }
        let mut value = self.json.clone();
        if let (Value::Object(members), false) = (&mut value, self.trouble.is_empty()) {
            let told = |t: &Trouble| json!({ "code": t.code, "message": t.message, "advice": t.advice });
            members.insert("trouble".into(), self.trouble.iter().map(told).collect());
        }
        format!("{value}\n")
    }
}

/// Says what a command answers. A reader that has seen enough (`| head`) is no failure; any other failure to write is,
/// unless something was done: then that is what the exit code says, and standard error says the rest.
pub fn give(result: Result<Reply, CliError>, lang: Lang, form: Form, out: Option<&Path>) -> Exit {
    let (reply, undecided) = match result {
        Ok(reply) => (reply, false),
        Err(CliError::Undecided(reply)) => (*reply, true),
        Err(error) => {
            if form == Form::Json {
                let _ = print(&format!("{}\n", error.json(lang)));
            }
            tell(&visible(&error.text(lang)));
            return Exit::Failed;
        }
    };
    let look = if out.is_some() { Look::default() } else { Look::answers() };
    let text = reply.output(form, look, lang);
    let printed = match out {
        Some(path) => keep(path, &text, lang),
        None => print(&text),
    };
    for trouble in &reply.trouble {
        tell(&visible(&say::after_commit(lang, trouble.code, &trouble.message, &trouble.advice)));
    }
    match printed {
        Ok(()) if undecided => Exit::Failed,
        Ok(()) if reply.yes => Exit::Yes,
        Ok(()) => Exit::No,
        Err(error) if reply.done => {
            tell(&format!("{text}{}\n", say::done_not_printed(lang, error)));
            Exit::Yes
        }
        Err(error) => give(Err(output_failed(error)), lang, Form::Text, None),
    }
}

fn output_failed(error: std::io::Error) -> CliError {
    CliError::About("output.failed", error.to_string(), say::output_failed, say::output_failed_advice)
}

/// Puts an answer into a new file and says so. A command that wrote the file itself has nothing left to say.
fn keep(path: &Path, text: &str, lang: Lang) -> std::io::Result<()> {
    if !text.is_empty() {
        durable::write_new(path, text.as_bytes(), Access::Anyone)?;
    }
    print(&format!("{}\n", say::out_written(lang, path.display())))
}

/// Writes to standard output.
pub fn print(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Writes to standard error as it is. Nothing depends on whether anybody reads it.
pub fn tell(text: &str) {
    let mut out = std::io::stderr().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
