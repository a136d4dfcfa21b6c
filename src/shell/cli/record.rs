//! `record`, `import`, `sign`, `append`: the ways into the ledger.

use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::beside::Beside;
use super::open::{self, Desk, KeyArgs};
use super::show::entry_text;
use super::{CliError, Globals, Reply};
use crate::domain::event::Event;
use crate::domain::ledger::State;
use crate::log::statement::{Signed, Statement};
use crate::shell::author::{Draft, DraftError, compose};
use crate::shell::form::{Form, FormError};
use crate::shell::journal::{JournalError, Recorded};
use crate::shell::keys::Signer;
use crate::shell::messages as say;
use crate::values::ident::EventType;
use crate::values::lang::Lang;
use crate::values::strict;
use crate::values::text::composed;
use crate::values::time::Date;

/// What an event says, from flags, a file, or asked for on a terminal.
#[derive(clap::Args, Debug)]
pub struct DraftArgs {
    /// Loại sự kiện, ví dụ fund.disbursed (xem: sovang schema)
    #[arg(value_name = "LOẠI")]
    kind: String,
    /// Hồ sơ: mã, phần đầu hoặc cuối của mã, hay số quyết định; bỏ trống để lập hồ sơ mới
    #[arg(long, short, value_name = "HỒ SƠ")]
    subject: Option<String>,
    /// Ngày hiệu lực: 2024-06-28 hoặc 28/6/2024 (mặc định: hôm nay)
    #[arg(long, value_name = "NGÀY")]
    on: Option<String>,
    /// Một trường của nội dung: amount=2.160.000, lines.0.recipient.name="Cá nhân 1"
    #[arg(long, short = 'd', value_name = "TRƯỜNG=GIÁ TRỊ")]
    set: Vec<String>,
    /// Nội dung từ tệp JSON hoặc TOML ("-": đầu vào chuẩn, JSON)
    #[arg(long, short, value_name = "TỆP")]
    file: Option<PathBuf>,
    /// Phiên bản lược đồ (mặc định: mới nhất)
    #[arg(long, value_name = "N")]
    schema: Option<u32>,
    /// Số sự kiện của hồ sơ mà người ký đã thấy (mặc định: số hiện có)
    #[arg(long, value_name = "N")]
    expect: Option<u64>,
}

impl DraftArgs {
    fn draft(&self, lang: Lang) -> Result<Draft, CliError> {
        let unknown =
            || CliError::from(DraftError::UnknownType { kind: self.kind.clone(), schema: self.schema.unwrap_or(0) });
        let kind: EventType = self.kind.parse().map_err(|_| unknown())?;
        let form = Form::of(kind.as_str(), self.schema).ok_or_else(unknown)?;
        let mut data = match &self.file {
            Some(path) => read_payload(path)?,
            None => Map::new(),
        };
        for pair in &self.set {
            let bad = || CliError::About("form.set", pair.clone(), say::bad_set, say::usage_advice);
            let (path, text) = pair.split_once('=').ok_or_else(bad)?;
            form.set(&mut data, path, text)?;
        }
        if self.set.is_empty() && self.file.is_none() && std::io::stdin().is_terminal() {
            eprintln!("{}", form.title());
            let mut ask = |prompt: &str| ask(prompt);
            let asked = form.ask_missing(kind.as_str(), &mut data, lang, &mut ask);
            asked.ok_or(CliError::Said("form.ended", say::input_ended, say::usage_advice))?;
        }
        let on = self.on.as_deref().map(read_date).transpose()?;
        let (schema, subject, expect) = (self.schema, self.subject.clone(), self.expect);
        Ok(Draft { kind, schema, subject, on, id: None, expect, at: None, by: None, data })
    }
}

fn read_date(text: &str) -> Result<Date, CliError> {
    let expected = "2024-06-28 | 28/6/2024".to_owned();
    let bad = || FormError::BadValue { path: "--on".into(), text: text.into(), expected };
    crate::shell::form::read_date(text).ok_or_else(|| bad().into())
}

fn ask(prompt: &str) -> Option<String> {
    eprint!("{prompt}");
    std::io::stderr().flush().ok()?;
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line).ok()?;
    (read > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
}

fn read_payload(path: &Path) -> Result<Map<String, Value>, CliError> {
    let text = if path == Path::new("-") {
        std::io::read_to_string(std::io::stdin().lock())
    } else {
        std::fs::read_to_string(path)
    };
    let text = composed(&text.map_err(|error| CliError::Io(path.to_owned(), error))?);
    let unreadable = |reason: String| CliError::Unreadable(path.to_owned(), reason);
    if path.extension().is_some_and(|ext| ext == "toml") {
        return toml::from_str(&text).map_err(|error| unreadable(error.to_string()));
    }
    serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))
}

/// Ghi một sự kiện: điền, kiểm tra, ký, ghi
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Ví dụ:\n  sovang record fund.appropriated --on 15/01/2024 -d amount=20.000.000 -d document=\"02/QĐ-UBND\" -k ke-toan.pem\n  \
sovang record decision.numbered -s 7f3a -d number=03 -d symbol=QĐ-UBND -k van-thu.pem\n  \
sovang record nomination.submitted -k van-thu.pem        (hỏi từng trường)"
)]
pub struct Record {
    #[command(flatten)]
    draft: DraftArgs,
    /// Chỉ kiểm tra và cho xem những gì sẽ ký; không ghi
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    key: KeyArgs,
}

impl Record {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let mut draft = self.draft.draft(globals.lang)?;
        let signer = self.key.signer(globals.lang)?;
        let path = globals.ledger()?;
        let mut desk = Desk::open(&path)?;
        let mut beside = Beside::new(&path, !self.dry_run);
        beside.settle(desk.journal.state(), &mut draft.data, globals.lang)?;
        if self.dry_run {
            return dry_run(&desk, &[draft], &[signer], globals.lang);
        }
        let done = record(&mut desk, &draft, &signer, &self.key.log, globals);
        if done.is_err() {
            beside.undo(desk.journal.state());
        }
        done
    }
}

/// Records one event whose payload is at hand: the way of `key enrol`, `policy adopt` and the like.
pub fn record_one(globals: &Globals, kind: &str, data: Map<String, Value>, key: &KeyArgs) -> Result<Reply, CliError> {
    let signer = key.signer(globals.lang)?;
    let mut desk = Desk::open(&globals.ledger()?)?;
    record_in(&mut desk, kind, data, &signer, &key.log, globals)
}

/// The same in a ledger already opened, by a key already opened.
pub fn record_in(
    desk: &mut Desk,
    kind: &str,
    data: Map<String, Value>,
    signer: &Signer,
    log: &open::LogKeyArgs,
    globals: &Globals,
) -> Result<Reply, CliError> {
    record_on(desk, kind, None, data, signer, log, globals)
}

/// The same about a subject.
pub fn record_on(
    desk: &mut Desk,
    kind: &str,
    subject: Option<&str>,
    data: Map<String, Value>,
    signer: &Signer,
    log: &open::LogKeyArgs,
    globals: &Globals,
) -> Result<Reply, CliError> {
    let unknown = || CliError::from(DraftError::UnknownType { kind: kind.to_owned(), schema: 0 });
    let kind = kind.parse().map_err(|_| unknown())?;
    let subject = subject.map(str::to_owned);
    let draft = Draft { kind, schema: None, subject, on: None, id: None, expect: None, at: None, by: None, data };
    record(desk, &draft, signer, log, globals)
}

/// Signs upon the newest state; if another process appends first, signs again upon what that left.
fn record(
    desk: &mut Desk,
    draft: &Draft,
    signer: &Signer,
    keys: &open::LogKeyArgs,
    globals: &Globals,
) -> Result<Reply, CliError> {
    let mut statement = None;
    let done = desk.journal.extend(1, &|_| open::now(), |state, _| {
        let signed = sign(state, draft, signer)?;
        statement = Some(signed.statement.clone());
        Ok::<_, CliError>(signed)
    })?;
    desk.finish(keys, globals.lang)?;
    let (Some(recorded), Some(statement)) = (done.first(), statement) else {
        return Ok(Reply::written());
    };
    let lang = globals.lang;
    let mut text = statement_text(desk.journal.state(), &statement, lang);
    text.push_str(&format!("{}\n", recorded_text(recorded, lang)));
    Ok(Reply::yes(text, recorded_json(&statement, recorded)))
}

fn recorded_text(recorded: &Recorded, lang: Lang) -> String {
    match recorded.already {
        true => say::recorded_before(lang, recorded.head.seq),
        false => say::recorded(lang, recorded.head.seq, recorded.head.hash),
    }
}

fn recorded_json(statement: &Statement, recorded: &Recorded) -> Value {
    json!({
        "seq": recorded.head.seq, "hash": recorded.head.hash, "already": recorded.already,
        "id": statement.id, "type": statement.kind, "subject": statement.subject,
    })
}

fn sign(state: &State, draft: &Draft, signer: &Signer) -> Result<Signed, CliError> {
    let mut new_id = open::new_ids()?;
    let mut signing = open::signing(signer.public(), &mut new_id);
    // A clock that is behind what the ledger has seen is the journal's to refuse, not ours to hide.
    let statement = compose(state, draft, &mut signing)?;
    fits(&statement)?;
    Ok(signer.sign(statement)?)
}

/// What the ledger would refuse as not fitting its schema is said field by field, in words. Only what its own reader
/// refuses is looked at, so that an import does not read a schema for every event.
fn fits(statement: &Statement) -> Result<(), FormError> {
    if Event::read(&statement.kind, statement.schema, statement.data.clone()).is_ok() {
        return Ok(());
    }
    let (kind, version) = (statement.kind.to_string(), statement.schema);
    let form = Form::of(&kind, Some(version));
    if form.is_none_or(|form| form.problems(&statement.data, Lang::Vi).is_empty()) {
        return Ok(());
    }
    Err(FormError::Unfit { kind, version, data: statement.data.clone() })
}

/// Shows in plain words what is signed.
fn statement_text(state: &State, statement: &Statement, lang: Lang) -> String {
    entry_text(state, statement, lang)
}

/// Would these be admitted? Judged on a copy of the state, nothing written.
fn dry_run(desk: &Desk, drafts: &[Draft], signers: &[Signer], lang: Lang) -> Result<Reply, CliError> {
    let mut trial = Trial::new(desk)?;
    let mut text = String::new();
    let mut statements = Vec::new();
    for (index, draft) in drafts.iter().enumerate() {
        let signer = choose(trial.state(), draft, signers)?;
        let signed = sign(trial.state(), draft, signer)?;
        if drafts.len() == 1 {
            text.push_str(&format!(
                "{}\n{}",
                say::about_to_sign(lang),
                statement_text(trial.state(), &signed.statement, lang)
            ));
        }
        statements.push(json!({ "statement": signed.statement }));
        match trial.place(signed) {
            Ok(()) => {}
            // A question answered «no»: exit code 1, not 2.
            Err(JournalError::Refused { refusal, .. }) => {
                let error = CliError::Journal(JournalError::Refused { index, refusal });
                return Ok(Reply { text: format!("{text}{}", error.text(lang)), json: error.json(lang), yes: false });
            }
            Err(other) => return Err(other.into()),
        }
    }
    text.push_str(&format!("{}\n", say::would_record(lang, drafts.len())));
    Ok(Reply::yes(text, json!({ "admissible": true, "events": statements })))
}

/// A journal in memory that stands where the ledger stands.
struct Trial {
    journal: crate::shell::journal::Journal<crate::shell::store::memory::MemoryStore>,
}

impl Trial {
    fn new(desk: &Desk) -> Result<Trial, CliError> {
        use crate::shell::store::{Store, memory::MemoryStore};
        let mut rows = Vec::new();
        desk.journal.store().scan(1, &mut |row| {
            rows.push(row);
            true
        })?;
        let mut store = MemoryStore::default();
        store.append(crate::log::statement::Head::EMPTY, &rows, &[])?;
        let journal = crate::shell::journal::Journal::open(store, Some(desk.journal.head()))?;
        Ok(Trial { journal })
    }

    fn state(&self) -> &State {
        self.journal.state()
    }

    fn place(&mut self, signed: Signed) -> Result<(), JournalError> {
        self.journal.append(&[signed], open::now()).map(|_| ())
    }
}

/// The first of several keys that may author a draft, and that holds the role the draft asks for.
fn choose<'a>(state: &State, draft: &Draft, signers: &'a [Signer]) -> Result<&'a Signer, CliError> {
    if let [only] = signers {
        return Ok(only);
    }
    let fits = |signer: &&Signer| {
        let holder = state.chain.keyring().check(&signer.public(), &draft.kind);
        holder.is_ok_and(|holder| draft.by.is_none_or(|role| holder.roles.contains(&role)))
    };
    let none = || CliError::About("key.none_fits", draft.kind.to_string(), say::no_key_for, say::no_key_advice);
    signers.iter().find(fits).ok_or_else(none)
}

/// Nhập nhiều sự kiện, ký bằng các khoá đã nêu, ghi tất cả hoặc không gì cả
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Mỗi dòng JSON: {\"type\":…,\"subject\":…,\"on\":…,\"data\":{…}}. Mỗi cột CSV: type, subject, on, by, hoặc một trường như amount, payee.name.\n\
Ví dụ: sovang import chi-thuong.csv --type fund.disbursed -k ke-toan.pem"
)]
pub struct Import {
    /// Tệp .jsonl hoặc .csv
    #[arg(value_name = "TỆP")]
    file: PathBuf,
    /// Loại sự kiện của mọi dòng CSV không có cột type
    #[arg(long = "type", value_name = "LOẠI")]
    kind: Option<String>,
    /// Chỉ kiểm tra; không ghi
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    key: KeyArgs,
}

/// The most events that one import takes.
const MOST: usize = 200_000;

impl Import {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let drafts = super::import::read(&self.file, self.kind.as_deref(), MOST)?;
        if drafts.is_empty() {
            let path = self.file.display().to_string();
            return Err(CliError::About("import.empty", path, say::empty_import, say::bad_json_advice));
        }
        let signers = self.key.signers(lang)?;
        let path = globals.ledger()?;
        let mut desk = Desk::open(&path)?;
        let mut beside = Beside::new(&path, !self.dry_run);
        let mut events: Vec<Draft> = drafts.iter().map(|(_, draft)| draft.clone()).collect();
        let settled = events.iter_mut().enumerate().try_for_each(|(index, draft)| {
            let done = beside.settle(desk.journal.state(), &mut draft.data, lang);
            done.map_err(|error| EventError { index: Some(index), error })
        });
        if self.dry_run {
            settled.map_err(|error| at_line(&self.file, &drafts, error))?;
            return dry_run(&desk, &events, &signers, lang);
        }
        let done = match settled.and_then(|()| import(&mut desk, &events, &signers, lang)) {
            Ok(done) => done,
            Err(error) => {
                beside.undo(desk.journal.state());
                return Err(at_line(&self.file, &drafts, error));
            }
        };
        desk.finish(&self.key.log, lang)?;
        let (first, last) = (done.first().map_or(0, |r| r.head.seq), done.last().map_or(0, |r| r.head.seq));
        let text = format!("{}\n", say::imported(lang, done.len(), first, last));
        Ok(Reply::yes(text, json!({ "events": done.len(), "first": first, "last": last, "head": desk.journal.head() })))
    }
}

/// An error of one event, and which it is; of none, if the ledger as a whole has it.
pub struct EventError {
    index: Option<usize>,
    error: CliError,
}

impl From<JournalError> for EventError {
    fn from(error: JournalError) -> EventError {
        let index = if let JournalError::Refused { index, .. } = error { Some(index) } else { None };
        EventError { index, error: error.into() }
    }
}

/// Signs and appends many drafts as one group.
pub fn import(desk: &mut Desk, drafts: &[Draft], signers: &[Signer], lang: Lang) -> Result<Vec<Recorded>, EventError> {
    let shown = std::io::stderr().is_terminal() && drafts.len() > 200;
    let mut rest = drafts.iter();
    let done = desk.journal.extend(drafts.len(), &|_| open::now(), |state, index| {
        if shown && index % 100 == 0 {
            eprint!("\r{} ", say::importing(lang, index, drafts.len()));
        }
        if index == 0 {
            rest = drafts.iter();
        }
        let failed = |error| EventError { index: Some(index), error };
        let draft = rest.next().ok_or_else(|| failed(JournalError::NotAccepted.into()))?;
        choose(state, draft, signers).and_then(|signer| sign(state, draft, signer)).map_err(failed)
    });
    if shown {
        eprintln!();
    }
    done
}

fn at_line(path: &Path, drafts: &[(usize, Draft)], failed: EventError) -> CliError {
    match failed.index.and_then(|index| drafts.get(index)) {
        Some((line, _)) => CliError::Line(path.to_owned(), *line, Box::new(failed.error)),
        None => failed.error,
    }
}

/// Ký một sự kiện rồi lưu ra tệp, để ghi ở máy khác
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Ví dụ: sovang -l ban-sao.sovang sign decision.signed --file qd.json -k chu-tich.pem > qd.signed.json"
)]
pub struct Sign {
    #[command(flatten)]
    draft: DraftArgs,
    #[command(flatten)]
    key: KeyArgs,
}

impl Sign {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let mut draft = self.draft.draft(globals.lang)?;
        let signer = self.key.signer(globals.lang)?;
        let path = globals.ledger()?;
        let desk = Desk::open(&path)?;
        let mut beside = Beside::new(&path, true);
        beside.settle(desk.journal.state(), &mut draft.data, globals.lang)?;
        let refused = |refusal| JournalError::Refused { index: 0, refusal: Box::new(refusal) };
        let signed = sign(desk.journal.state(), &draft, &signer).and_then(|signed| {
            desk.journal.admit(&signed, open::now()).map_err(refused)?;
            Ok(signed)
        });
        let signed = match signed {
            Ok(signed) => signed,
            Err(error) => {
                beside.undo(desk.journal.state());
                return Err(error);
            }
        };
        eprint!("{}", statement_text(desk.journal.state(), &signed.statement, globals.lang));
        let json = json!(signed);
        Ok(Reply::yes(format!("{json}\n"), json))
    }
}

/// Ghi một hoặc nhiều sự kiện đã ký (mỗi dòng một), tất cả hoặc không gì cả
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang -l so.sovang append qd.signed.json")]
pub struct Append {
    /// Tệp do lệnh sign tạo ra ("-": đầu vào chuẩn)
    #[arg(value_name = "TỆP")]
    file: PathBuf,
    #[command(flatten)]
    log: open::LogKeyArgs,
}

impl Append {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let text = if self.file == Path::new("-") {
            std::io::read_to_string(std::io::stdin().lock())
        } else {
            std::fs::read_to_string(&self.file)
        };
        let text = text.map_err(|error| CliError::Io(self.file.clone(), error))?;
        let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
        let read = |(line, text): (usize, &str)| {
            let value = serde_json::from_str(text).and_then(strict::read::<Signed>);
            let bad = |error: serde_json::Error| CliError::Unreadable(self.file.clone(), error.to_string());
            value.map_err(|error| CliError::Line(self.file.clone(), line, Box::new(bad(error))))
        };
        let statements = lines.map(read).collect::<Result<Vec<_>, _>>()?;
        if statements.is_empty() {
            let path = self.file.display().to_string();
            return Err(CliError::About("import.empty", path, say::empty_import, say::bad_json_advice));
        }
        let mut desk = Desk::open(&globals.ledger()?)?;
        let done = desk.journal.append(&statements, open::now())?;
        desk.finish(&self.log, globals.lang)?;
        let text = done.iter().map(|recorded| format!("{}\n", recorded_text(recorded, globals.lang))).collect();
        let json: Vec<Value> =
            statements.iter().zip(&done).map(|(signed, recorded)| recorded_json(&signed.statement, recorded)).collect();
        Ok(Reply::yes(text, json!(json)))
    }
}
