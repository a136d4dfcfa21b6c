//! Runs a job: asks what it asks, shows what it comes to, and records it once somebody has agreed. Nothing that was typed is
//! lost, whatever goes wrong.

use std::path::Path;

use serde_json::{Value, json};

use super::answer::Trouble;
use super::beside::Beside;
use super::open::{self, Desk, KeyArgs};
use super::recording::{Recording, fits};
use super::sitting::{self, Author};
use super::{CliError, Globals, Reply};
use crate::domain::ledger::{Event as Read, State};
use crate::log::entry::Entry;
use crate::log::statement::{Signed, Statement};
use crate::office::jobs::{Entered, Event, JobError, Office, Proposal, Question, SECRET, Step};
use crate::office::names::Names;
use crate::office::sheets::Spot;
use crate::office::views::entries;
use crate::office::words as say;
use crate::shell::author::{Draft, compose};
use crate::shell::folder::{self, Folder, Kept};
use crate::shell::journal::{JournalError, Recorded};
use crate::shell::messages;
use crate::shell::terminal::{self, Asked, Asking};
use crate::values::crypto::Signature;
use crate::values::lang::Lang;
use crate::values::text::fold;

/// What every job takes beside its own answers.
#[derive(clap::Args, Debug, Default)]
pub struct JobArgs {
    /// Ngày có hiệu lực: 18/01/2027, 18/1, hôm qua (không nêu: hỏi, mặc định hôm nay)
    #[arg(long, visible_alias = "ngay", value_name = "NGÀY")]
    pub on: Option<String>,
    /// Một câu trả lời, như document=05/TB-UBND (nêu nhiều lần): cho điều không có tùy chọn riêng
    #[arg(long, short = 'd', value_name = "ĐIỀU=TRẢ LỜI")]
    pub set: Vec<String>,
    /// Đồng ý trước với câu «Ghi vào sổ?»
    #[arg(long)]
    pub yes: bool,
    /// Không ghi: đặt vào tập trình ký cho người có vai trò ấy
    #[arg(long, visible_alias = "trinh-ky")]
    pub prepare: bool,
    #[command(flatten)]
    pub key: KeyArgs,
}

/// Who signs what a job comes to.
pub enum Authored<'a> {
    /// Nobody yet: it is put into the signing folder.
    Prepared,
    /// Whoever may author this type of event.
    By(&'static str),
    /// It turns out by what is entered.
    Follows(&'a dyn Fn(&Office<'_>, &Entered) -> Option<&'static str>),
}

/// A job as a command runs it.
pub struct Running<'a> {
    /// Its name, for what is kept and for «go on with».
    pub name: &'static str,
    /// Who signs.
    pub authored: Authored<'a>,
    /// What it does.
    pub run: &'a dyn Fn(&Office<'_>, &Entered) -> Result<Step, JobError>,
    /// What was given as options.
    pub given: Entered,
    /// Whether it ends with what it would record: nothing is asked for agreement, nothing recorded.
    pub shown: bool,
}

/// Runs a job to its end.
pub fn run(job: &Running<'_>, args: &JobArgs, globals: &Globals) -> Result<Reply, CliError> {
    let lang = globals.lang;
    let path = globals.ledger()?;
    let mut desk = Desk::open(&path)?;
    let mut asking = Asking::new(lang);
    let ledger = desk.journal.state().chain.ledger().ok_or(crate::shell::author::DraftError::NoLedger)?;
    let kept = Kept::of(&sitting::state_folder()?, ledger, job.name);
    let mut entered = job.given.clone();
    if let Some(on) = &args.on {
        entered.insert("on".to_owned(), on.clone());
    }
    for pair in &args.set {
        let bad = || CliError::About("form.set", pair.clone(), messages::bad_set, messages::usage_advice);
        let (key, value) = pair.split_once('=').ok_or_else(bad)?;
        if SECRET.contains(&key.trim()) {
            let what = key.trim().to_owned();
            return Err(CliError::About("job.secret", what, say::secret_typed, say::secret_typed_advice));
        }
        entered.insert(key.trim().to_owned(), value.to_owned());
    }
    let prepares = args.prepare || matches!(job.authored, Authored::Prepared);
    let (desk_now, author) = (&desk, None);
    let mut talk = Talk {
        job,
        desk: desk_now,
        author,
        prepares,
        asking: &mut asking,
        kept: &kept,
        lang,
        args,
        secret: Entered::new(),
    };
    talk.find_author(&entered)?;
    talk.go_on_with_kept(&mut entered);
    match talk.settle(&mut entered)? {
        Settled::Record(proposal, author) => {
            let recorded = record(&mut desk, &author, &proposal.events, &path, args, lang, &mut asking);
            let recorded = recorded.inspect_err(|_| keep(&kept, &entered, job.name, lang))?;
            kept.drop();
            let mut reply = told(&proposal, recorded, lang);
            if !proposal.to_sign.is_empty() {
                let placed = put(&path, ledger, &proposal.to_sign, lang)?;
                reply.text.push_str(&placed.text);
            }
            Ok(reply)
        }
        Settled::Folder(pages) => {
            let placed = put(&path, ledger, &pages, lang)?;
            kept.drop();
            Ok(placed)
        }
        Settled::Shown(events) => {
            let json: Vec<Value> = events.iter().map(|statement| json!({ "statement": statement })).collect();
            let text = format!("{}\n", messages::would_record(lang, events.len()));
            Ok(Reply::yes(text, json!({ "admissible": true, "events": json })))
        }
        Settled::Left => {
            Ok(Reply::answer(format!("{}\n", say::nothing_recorded(lang)), json!({ "wrote": null }), false))
        }
    }
}

fn keep(kept: &Kept, entered: &Entered, name: &str, lang: Lang) {
    if kept.keep(entered).is_ok() {
        eprintln!("{}", say::draft_kept(lang, name));
    }
}

/// What a conversation comes to.
enum Settled {
    Shown(Vec<Statement>),
    Record(Box<Proposal>, Author),
    Folder(Vec<Proposal>),
    Left,
}

struct Talk<'a> {
    job: &'a Running<'a>,
    desk: &'a Desk,
    author: Option<Author>,
    prepares: bool,
    asking: &'a mut Asking,
    kept: &'a Kept,
    lang: Lang,
    args: &'a JobArgs,
    /// What was typed unseen: never kept.
    secret: Entered,
}

impl Talk<'_> {
    fn office(&self) -> Office<'_> {
        let me = self.author.as_ref().map(|author| author.person);
        Office { names: Names::new(self.desk.journal.state(), open::now().date()), me, lang: self.lang }
    }

    /// Finds who signs as soon as it is known whose it is; what is somebody else's can be prepared for him.
    fn find_author(&mut self, entered: &Entered) -> Result<(), CliError> {
        if self.prepares || self.author.is_some() {
            return Ok(());
        }
        let kind = match self.job.authored {
            Authored::Prepared => None,
            Authored::By(kind) => Some(kind),
            Authored::Follows(of) => of(&self.office(), entered),
        };
        let Some(kind) = kind else { return Ok(()) };
        match sitting::author(self.desk, kind, &self.args.key.signing, self.asking, self.lang) {
            Ok(author) => self.author = Some(author),
            Err(CliError::Role(kind, roles)) if terminal::is_attended() => {
                let label = super::lists::event_title(&kind, self.lang);
                let prompt = say::prepare_for(self.lang, label, &roles);
                match self.asking.line(&format!("{prompt} "), None) {
                    Asked::Typed(answer) if answer.is_empty() || is(&answer, "c", "y") => self.prepares = true,
                    _ => return Err(CliError::Role(kind, roles)),
                }
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// What was typed before, if somebody left in the middle.
    fn go_on_with_kept(&mut self, entered: &mut Entered) {
        let Some((answers, at)) = self.kept.read().filter(|_| terminal::is_attended()) else { return };
        let at = moment(at);
        match self.asking.line(&format!("{} ", say::draft_found(self.lang, at)), None) {
            Asked::Typed(answer) if !is(&answer, "k", "n") => {
                for (key, value) in answers {
                    entered.entry(key).or_insert(value);
                }
            }
            _ => self.kept.drop(),
        }
    }

    fn settle(&mut self, entered: &mut Entered) -> Result<Settled, CliError> {
        loop {
            let mut asked: Vec<Question> = Vec::new();
            let step = self.ask(entered, &mut asked)?;
            let Some(step) = step else {
                self.keep(entered);
                return Ok(Settled::Left);
            };
            let pages: Vec<Proposal> = match step {
                Step::Ready(proposal) => vec![*proposal],
                Step::ToSign(pages) => pages,
                Step::Ask(..) => return Ok(Settled::Left),
            };
            let mut statements = Vec::new();
            if let Some(author) = &self.author {
                let judged = self.judged(&pages, author);
                // What stands in a file is not typed again.
                let typed = pages.iter().all(|page| page.rows.is_empty());
                statements = judged.inspect_err(|_| {
                    if typed {
                        self.keep(entered)
                    }
                })?;
            }
            for page in &pages {
                self.asking.show(&page.page, self.lang);
            }
            if self.job.shown {
                return Ok(Settled::Shown(statements));
            }
            if !self.args.yes && !terminal::is_attended() {
                self.keep(entered);
                return Err(CliError::Said("job.not_agreed", say::nobody_to_ask, say::nobody_advice));
            }
            let prompt = if self.prepares { say::confirm_folder(self.lang) } else { say::confirm(self.lang) };
            match if self.args.yes { Agreed::Yes } else { confirm(self.asking, &prompt) } {
                Agreed::Yes => {
                    return Ok(match (self.author.take(), pages.first()) {
                        (Some(author), Some(page)) => Settled::Record(Box::new(page.clone()), author),
                        (None, Some(_)) => Settled::Folder(pages),
                        (_, None) => Settled::Left,
                    });
                }
                Agreed::No => {
                    self.keep(entered);
                    return Ok(Settled::Left);
                }
                Agreed::Edit => {
                    edit(self.asking, entered, &asked, self.lang);
                    if matches!(self.job.authored, Authored::Follows(_)) {
                        self.author = None;
                    }
                }
            }
        }
    }

    /// Judges what pages come to; of rows of a sheet every one that is refused.
    fn judged(&self, pages: &[Proposal], author: &Author) -> Result<Vec<Statement>, CliError> {
        let mut state = self.desk.journal.state().clone();
        let events: Vec<&Event> = pages.iter().flat_map(|page| &page.events).collect();
        let spots: Vec<&Spot> = pages.iter().flat_map(|page| &page.rows).collect();
        if spots.len() != events.len() {
            return rehearse(state, &events, author);
        }
        let (mut statements, mut wrong) = (Vec::new(), Vec::new());
        for ((event, spot), index) in events.iter().zip(spots).zip(0..) {
            match rehearse_one(&mut state, event, index, author) {
                Ok(made) => statements.extend(made),
                Err(error) => wrong.push((spot.clone(), error)),
            }
        }
        let file = || wrong.first().map_or_else(String::new, |(spot, _)| spot.file.clone());
        if wrong.is_empty() { Ok(statements) } else { Err(CliError::Lines(file().into(), wrong)) }
    }

    fn keep(&self, entered: &Entered) {
        keep(self.kept, entered, self.job.name, self.lang);
    }

    /// Asks until everything is known; nothing if somebody leaves.
    fn ask(&mut self, entered: &mut Entered, asked: &mut Vec<Question>) -> Result<Option<Step>, CliError> {
        let mut missing: Vec<Question> = Vec::new();
        let mut before: Option<String> = None;
        loop {
            self.find_author(entered)?;
            // What is wrong with an answer is told, and it is asked again with the answer to change.
            let mut said = entered.clone();
            said.extend(self.secret.clone());
            let step = match (self.job.run)(&self.office(), &said) {
                Ok(step) => step,
                Err(JobError::Answer { key, expected })
                    if terminal::is_attended() && !missing.iter().any(|q| q.key == key) =>
                {
                    self.asking.tell(&format!("  {expected}"));
                    before = entered.remove(key);
                    continue;
                }
                Err(_) if !missing.is_empty() => return Err(CliError::Missing(missing)),
                Err(error) => return Err(error.into()),
            };
            let Step::Ask(above, question) = step else {
                return if missing.is_empty() { Ok(Some(step)) } else { Err(CliError::Missing(missing)) };
            };
            if !terminal::is_attended() {
                let default = question.default.is_some();
                if !question.unattended || !default {
                    missing.push(question.clone());
                }
                if !default && question.decides {
                    return Err(CliError::Missing(missing));
                }
                // Something that may stand there, so that all that is missing is told at once; nothing comes of it.
                let first = question.choices.first().map_or("1", |(code, _)| code.as_str());
                let stand_in = if default { String::new() } else { first.to_owned() };
                entered.insert(question.key.to_owned(), stand_in);
                continue;
            }
            for line in above.iter().filter(|line| !line.is_empty()) {
                self.asking.tell(line);
            }
            // A page in the signing folder is a file that anybody may read: nothing sealed goes there.
            if question.secret && self.prepares {
                entered.insert(question.key.to_owned(), String::new());
                continue;
            }
            if question.secret {
                let shown = question.default.clone().unwrap_or_default();
                let typed = crate::shell::keys::passphrase::Source::new(None)
                    .ask_terminal(&format!("{} [{shown}]", question.label))?;
                self.secret.insert(question.key.to_owned(), typed.trim().to_owned());
                continue;
            }
            match self.asking.ask(&question, before.take().as_deref().filter(|text| !text.is_empty())) {
                Asked::Typed(answer) => {
                    if question.key == "scans" && !answer.is_empty() {
                        entered.insert("files".to_owned(), files(Path::new(&answer)));
                    }
                    self.echo(&question, &answer);
                    entered.insert(question.key.to_owned(), answer);
                    if !asked.iter().any(|known| known.key == question.key) {
                        asked.push(question);
                    }
                }
                Asked::Left => return Ok(None),
            }
        }
    }

    /// Says which of a list was meant, unless it was typed whole.
    fn echo(&self, question: &Question, answer: &str) {
        let chosen = crate::office::jobs::answers::chosen(answer, &question.choices);
        let label = question.choices.iter().find(|(code, _)| Some(code) == chosen.as_ref()).map(|(_, label)| label);
        if let Some(label) = label.filter(|label| fold(label) != fold(answer)) {
            self.asking.tell(&format!("  {}", say::chosen(self.lang, label)));
        }
    }
}

/// Asks whether what was shown is to be done. Enter alone asks again: whoever rushes through defaults stops here.
pub fn confirm(asking: &mut Asking, prompt: &str) -> Agreed {
    loop {
        match asking.line(&format!("{prompt} "), None) {
            Asked::Typed(answer) if is(&answer, "c", "y") => return Agreed::Yes,
            Asked::Typed(answer) if is(&answer, "k", "n") => return Agreed::No,
            Asked::Typed(answer) if is(&answer, "s", "e") => return Agreed::Edit,
            Asked::Typed(_) => {}
            Asked::Left => return Agreed::No,
        }
    }
}

/// Which answer to change; the question comes again with it in the line.
pub fn edit(asking: &mut Asking, entered: &mut Entered, asked: &[Question], lang: Lang) {
    let choices = asked.iter().map(|question| (question.key.to_owned(), question.label.clone()));
    let question = Question::new("edit", say::edit_which(lang)).among(choices);
    let Asked::Typed(answer) = asking.ask(&question, None) else { return };
    let chosen = crate::office::jobs::answers::chosen(&answer, &question.choices);
    let Some(question) = chosen.and_then(|key| asked.iter().find(|question| question.key == key)) else { return };
    let before = entered.get(question.key).cloned().filter(|text| !text.is_empty());
    if let Asked::Typed(answer) = asking.ask(question, before.as_deref()) {
        entered.insert(question.key.to_owned(), answer);
    }
}

/// What somebody answers to what he was shown.
pub enum Agreed {
    /// Do it.
    Yes,
    /// Leave it.
    No,
    /// Change an answer first.
    Edit,
}

/// Whether an answer is a letter, in either language.
pub fn is(answer: &str, vi: &str, en: &str) -> bool {
    let first: String = answer.trim().chars().take(1).flat_map(char::to_lowercase).collect();
    first == vi || first == en
}

/// The files of a folder, or the file itself, one a line.
pub fn files(path: &Path) -> String {
    if path.is_file() {
        return path.display().to_string();
    }
    let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
    let mut found: Vec<String> = entries
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .map(|path| path.display().to_string())
        .collect();
    found.sort();
    found.join("\n")
}

/// A moment as people read it: Vietnamese time.
pub fn moment(at: crate::values::time::Instant) -> String {
    at.vietnamese()
}

fn draft(event: &Event) -> Result<Draft, CliError> {
    let unknown = || crate::shell::author::DraftError::UnknownType { kind: event.kind.to_owned(), schema: 0 };
    Ok(Draft {
        kind: event.kind.parse().map_err(|_| unknown())?,
        schema: None,
        subject: event.subject.clone(),
        on: event.on,
        id: None,
        expect: None,
        at: None,
        by: None,
        data: event.data.clone(),
    })
}

/// What an author would sign upon a state.
fn statements_of(state: &State, event: &Event, author: &Author) -> Result<Vec<Statement>, CliError> {
    let mut new_id = open::new_ids()?;
    let mut signing = open::signing(author.public, &mut new_id);
    Ok(compose(state, &draft(event)?, &mut signing)?)
}

/// Judges events upon a copy of the state before anybody is asked to agree. Nothing is signed; what a document's hash will be
/// is not known yet and not judged.
pub fn rehearse(mut state: State, events: &[&Event], author: &Author) -> Result<Vec<Statement>, CliError> {
    let mut statements = Vec::new();
    for (event, index) in events.iter().zip(0..) {
        statements.extend(rehearse_one(&mut state, event, index, author)?);
    }
    Ok(statements)
}

fn rehearse_one(state: &mut State, event: &Event, index: usize, author: &Author) -> Result<Vec<Statement>, CliError> {
    let mut event = event.clone();
    stand_in(&mut event.data);
    let statements = statements_of(state, &event, author)?;
    for statement in &statements {
        fits(statement)?;
        let now = open::now();
        let refused = |refusal| JournalError::Refused { index, refusal: Box::new(refusal) };
        let fault = |fault| refused(crate::domain::refusal::Refusal::NotAuthentic(fault));
        let (read, margin) = Read::of(statement).map_err(fault)?;
        state.admit(statement, (&read, &margin), now).map_err(refused)?;
        let signed = Signed { statement: statement.clone(), signature: Signature([0; 64]) };
        let sealed = Entry::seal(signed, state.chain.head(), state.chain.last_recorded(), now).map_err(fault)?;
        state.apply(&sealed.entry, sealed.hashes, &read, &margin);
    }
    Ok(statements)
}

/// A hash in place of documents that are put away later.
fn stand_in(data: &mut serde_json::Map<String, Value>) {
    for value in data.values_mut() {
        stand_in_value(value);
    }
}

fn stand_in_value(value: &mut Value) {
    if value.get("sealed").is_some_and(|sealed| sealed.get("plain").is_some()) {
        *value = json!({ "box": crate::values::crypto::Hash::ZERO, "sealed": crate::values::crypto::Hash::ZERO });
        return;
    }
    if value.get("attach").is_some() {
        *value = json!(crate::values::crypto::Hash::ZERO);
        return;
    }
    match value {
        Value::Object(members) => stand_in(members),
        Value::Array(items) => items.iter_mut().for_each(stand_in_value),
        _ => {}
    }
}

/// Opens the key, puts documents away, signs and appends, all or nothing.
pub fn record(
    desk: &mut Desk,
    author: &Author,
    events: &[Event],
    path: &Path,
    args: &JobArgs,
    lang: Lang,
    asking: &mut Asking,
) -> Result<Done, CliError> {
    let signer = sitting::unlock(author, &args.key.signing, asking, lang)?;
    let mut drafts = events.iter().map(draft).collect::<Result<Vec<Draft>, _>>()?;
    let mut beside = Beside::new(path);
    for draft in &mut drafts {
        beside.settle(desk.journal.state(), draft, lang)?;
    }
    let mut recording = Recording { desk, signers: &[signer], log: &args.key.log, lang, forgets: false };
    recording.group(&drafts, beside).map_err(|failed| failed.error)
}

/// What was recorded, and what went wrong afterwards.
pub type Done = (Vec<Recorded>, Vec<Trouble>);

/// What was done, when, and what comes next.
pub fn told(proposal: &Proposal, (recorded, trouble): Done, lang: Lang) -> Reply {
    let seqs: Vec<u64> = recorded.iter().map(|done| done.head.seq).collect();
    let mut text = format!("{}\n", say::done(lang, entries(seqs.iter().copied()), &proposal.done, moment(open::now())));
    if let Some(next) = &proposal.next {
        text.push_str(&format!("{}\n", say::next_is(lang, next)));
    }
    let kind = proposal.events.first().map(|event| event.kind);
    let wrote = json!({ "first": seqs.first(), "last": seqs.last(), "type": kind });
    Reply::done(terminal::fitted(&text), json!({ "wrote": wrote })).after(trouble)
}

/// Puts pages into the signing folder.
fn put(ledger: &Path, id: crate::values::ident::LedgerId, pages: &[Proposal], lang: Lang) -> Result<Reply, CliError> {
    let folder = Folder::of(ledger);
    let by = std::env::var("USER").or_else(|_| std::env::var("USERNAME")).unwrap_or_default();
    for page in pages {
        let event = |event: &Event| folder::Event {
            kind: event.kind.to_owned(),
            subject: event.subject.clone(),
            on: event.on,
            data: event.data.clone(),
        };
        let page = folder::Page {
            sovang: folder::KIND.to_owned(),
            ledger: id,
            title: page.page.title.clone(),
            brief: page.page.brief.clone(),
            prepared_by: by.clone(),
            prepared_at: open::now(),
            events: page.events.iter().map(event).collect(),
        };
        folder.put(&page).map_err(|error| CliError::Io(folder.path().to_owned(), error))?;
    }
    let text = format!("{}\n", say::in_folder(lang, pages.len(), folder.path().display()));
    Ok(Reply::done(terminal::fitted(&text), json!({ "wrote": null, "pages": pages.len() })))
}

/// Answers given as options.
pub fn given(pairs: impl IntoIterator<Item = (&'static str, Option<String>)>) -> Entered {
    pairs.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}
