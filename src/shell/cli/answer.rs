//! What a command answers and how that is said: text or JSON on standard output, trouble on standard error, and one of
//! three exit codes, declared here only.

use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::CliError;
use crate::domain::catalogue::KNOWN;
use crate::domain::walk::Horizon;
use crate::office::views::Page;
use crate::shell::durable::{self, Access};
use crate::shell::messages as say;
use crate::shell::terminal::{self, Look};
use crate::values::lang::Lang;
use crate::values::shown::{json as json_shown, visible};

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
    /// A document for eyes elsewhere, as it is.
    Document,
    /// For programs, byte by byte as it is.
    Bytes,
    /// For programs, as one JSON value.
    Json,
}

/// What stands above an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Banner {
    /// Nothing.
    None,
    /// That the ledger is for practice.
    Practice,
    /// The same; who sits at the terminal has read it already.
    Said,
}

/// How an answer is shown.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    /// In which language.
    pub lang: Lang,
    /// In which form.
    pub form: Form,
    /// With what above it.
    pub banner: Banner,
}

impl Shown {
    /// With nothing above it.
    pub fn as_is(lang: Lang, form: Form) -> Shown {
        Shown { lang, form, banner: Banner::None }
    }

    /// The banner's line where it is still to be said; `seen` by who read it before.
    fn above(self, seen: bool) -> String {
        let wanted = match self.banner {
            Banner::None => false,
            Banner::Practice => true,
            Banner::Said => !seen,
        };
        match self.form {
            Form::Text if wanted => format!("{}\n", say::practice_banner(self.lang)),
            Form::Document if wanted => format!("**{}**\n\n", say::practice_banner(self.lang)),
            _ => String::new(),
        }
    }

    /// What programs read says it as well: an object, or each object of a list.
    fn mark(self, value: &mut Value) {
        match value {
            Value::Object(members) if self.banner != Banner::None => {
                drop(members.insert("practice".into(), json!(true)))
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.mark(item)),
            _ => {}
        }
    }
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

    /// The same of a ledger that was judged up to an entry that this program cannot read: said first, and neither yes nor no.
    pub fn judged_to(mut self, horizon: Option<Horizon>, lang: Lang) -> Result<Reply, CliError> {
        let Some(horizon) = horizon else { return Ok(self) };
        self.text = format!("{}{}", newer(horizon, lang), self.text);
        if let Value::Object(members) = &mut self.json {
            let catalogue = json!({ "ledger": horizon.catalogue, "known": KNOWN });
            members.insert("verdict".into(), json!("authentic_to"));
            members.insert("authentic_to".into(), json!(horizon.seq - 1));
            members.insert("horizon".into(), json!(horizon.seq));
            members.insert("catalogue".into(), catalogue);
        }
        Err(CliError::Undecided(Box::new(self)))
    }

    fn output(&self, shown: Shown, look: Look) -> String {
        if shown.form != Form::Json || self.json.is_null() {
            let page = self
                .page
                .as_ref()
                .map_or_else(String::new, |page| format!("{}\n", terminal::page(page, look, shown.lang).trim_end()));
            let text = match shown.form {
                Form::Bytes | Form::Document => self.text.clone(),
                Form::Text | Form::Json => visible(&self.text).into_owned(),
            };
            let above =
                if page.is_empty() && text.is_empty() { String::new() } else { shown.above(look.width.is_some()) };
            return above + &page + &text;
        }
        let mut value = self.json.clone();
        shown.mark(&mut value);
        if let (Value::Object(members), false) = (&mut value, self.trouble.is_empty()) {
            let told = |t: &Trouble| json!({ "code": t.code, "message": t.message, "advice": t.advice });
            members.insert("trouble".into(), self.trouble.iter().map(told).collect());
        }
        format!("{}\n", json_shown(&value.to_string()))
    }
}

/// How far a ledger was judged, and from where on it is newer.
pub fn newer(horizon: Horizon, lang: Lang) -> String {
    let title = say::verify_to(lang, horizon.seq - 1);
    format!("{title}\n  {}\n", say::verify_horizon(lang, horizon.seq, horizon.catalogue, KNOWN))
}

/// Says what a command answers. A reader that has seen enough (`| head`) is no failure; any other failure to write is,
/// unless something was done: then that is what the exit code says, and standard error says the rest.
pub fn give(result: Result<Reply, CliError>, shown: Shown, out: Option<&Path>) -> Exit {
    let lang = shown.lang;
    let (reply, undecided) = match result {
        Ok(reply) => (reply, false),
        Err(CliError::Undecided(reply)) => (*reply, true),
        Err(error) => {
            if shown.form == Form::Json {
                let mut value = error.json(lang);
                shown.mark(&mut value);
                let _ = print(&format!("{}\n", json_shown(&value.to_string())));
            }
            tell(&format!("{}{}", Shown { form: Form::Text, ..shown }.above(true), visible(&error.text(lang))));
            return Exit::Failed;
        }
    };
    let look = if out.is_some() { Look::default() } else { Look::answers() };
    let text = reply.output(shown, look);
    let printed = match out {
        Some(path) => keep(path, &text, lang),
        None if matches!(shown.form, Form::Text | Form::Document) && terminal::paged(&text) => Ok(()),
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
        Err(error) => give(Err(output_failed(error)), Shown { form: Form::Text, ..shown }, None),
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
