//! `record`, `presign`, `append`: the ways into the ledger, event by event. Many at once: `import.rs`.

use std::io::{BufRead, IsTerminal};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::answer::tell;
use super::beside::Beside;
use super::job::is;
use super::open::{self, Desk, KeyArgs};
use super::recording::{Recording, recorded_json, recorded_text, sign};
use super::show::entry_text;
use super::trial::{self, Trial};
use super::{CliError, Globals, Reply};
use crate::log::statement::Signed;
use crate::office::sheets::Spot;
use crate::office::words;
use crate::shell::author::{Draft, DraftError};
use crate::shell::files::{self, Text};
use crate::shell::form::{Form, date_at};
use crate::shell::journal::JournalError;
use crate::shell::keys::Signer;
use crate::shell::messages as say;
use crate::shell::terminal::{self, Asked, Asking};
use crate::values::ident::EventType;
use crate::values::lang::Lang;
use crate::values::strict;

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
    fn draft(&self, globals: &Globals) -> Result<Draft, CliError> {
        let lang = globals.lang;
        let unknown =
            || CliError::from(DraftError::UnknownType { kind: self.kind.clone(), schema: self.schema.unwrap_or(0) });
        let kind = crate::domain::ledger::called(&self.kind).map_or(self.kind.as_str(), |meta| meta.name);
        let kind: EventType = kind.parse().map_err(|_| unknown())?;
        let form = Form::draft(kind.as_str(), self.schema).ok_or_else(unknown)?;
        let mut data = match &self.file {
            Some(path) => read_payload(path)?,
            None => Map::new(),
        };
        let split = |pair: &'_ String| {
            let bad = || CliError::About("form.set", pair.clone(), say::bad_set, say::usage_advice);
            let (path, text) = pair.split_once('=').ok_or_else(bad)?;
            Ok((path.trim().to_owned(), text.to_owned()))
        };
        let pairs = self.set.iter().map(split).collect::<Result<Vec<_>, CliError>>()?;
        form.set_all(&mut data, pairs.iter().map(|(path, text)| (path.as_str(), text.as_str())))?;
        if self.set.is_empty() && self.file.is_none() && std::io::stdin().is_terminal() {
            tell(&format!("{}\n", form.title(lang)));
            let mut ask = |prompt: &str| ask(prompt);
            let asked = form.ask_missing(&mut data, lang, &mut ask);
            asked.ok_or(CliError::Said("form.ended", say::input_ended, say::usage_advice))?;
        }
        globals.tell(globals.tidy(&mut data)?);
        let on = self.on.as_deref().map(|text| date_at("--on", text)).transpose()?;
        let (schema, subject, expect) = (self.schema, self.subject.clone(), self.expect);
        Ok(Draft { kind, schema, subject, on, id: None, expect, at: None, by: None, data })
    }
}

fn ask(prompt: &str) -> Option<String> {
    tell(prompt);
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line).ok()?;
    (read > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
}

fn read_payload(path: &Path) -> Result<Map<String, Value>, CliError> {
    let bytes = files::given(path, files::MEDIUM).map_err(|error| CliError::Io(path.to_owned(), error))?;
    let not_utf8 =
        |_| CliError::About("import.not_utf8", path.display().to_string(), say::not_utf8, say::not_utf8_json_advice);
    let text = Text::of(bytes).utf8().map_err(not_utf8)?;
    let unreadable = |reason: String| CliError::Unreadable(path.to_owned(), reason);
    if path.extension().is_some_and(|ext| ext.eq_ignore_ascii_case("toml")) {
        return toml::from_str(&text).map_err(|error| unreadable(error.to_string()));
    }
    let read = strict::json(&text).and_then(serde_json::from_value);
    read.map_err(|error| unreadable(error.to_string()))
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
    /// Đồng ý trước với câu «Ghi vào sổ?», chỉ hỏi khi có người ngồi trước máy
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    key: KeyArgs,
}

impl Record {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let mut draft = self.draft.draft(globals)?;
        let signer = self.key.signer(globals.lang)?;
        let path = globals.ledger()?;
        let mut desk = Desk::open(&path)?;
        let mut beside = Beside::new(&path);
        beside.settle(desk.journal.state(), &mut draft, globals.lang)?;
        if self.dry_run {
            return trial::dry_run(&desk, &[draft], &[signer], globals.lang);
        }
        if !self.yes && terminal::is_attended() && !agreed(&desk, &draft, &signer, globals.lang)? {
            let text = format!("{}\n", words::nothing_recorded(globals.lang));
            return Ok(Reply::answer(text, json!({ "wrote": null }), false));
        }
        let mut recording =
            Recording { desk: &mut desk, signers: &[signer], log: &self.key.log, lang: globals.lang, forgets: false };
        recording.one(&draft, beside)
    }
}

/// Shows what would be signed, and asks. A script has typed every field of it: there the command is the agreement.
fn agreed(desk: &Desk, draft: &Draft, signer: &Signer, lang: Lang) -> Result<bool, CliError> {
    let mut trial = Trial::new(desk)?;
    let signed = sign(trial.state(), draft, signer)?;
    let text: String = signed.iter().map(|signed| entry_text(trial.state(), &signed.statement, lang)).collect();
    trial.place(signed)?;
    let mut asking = Asking::new(lang);
    asking.tell(&format!("{}\n{text}", say::about_to_sign(lang)));
    loop {
        match asking.line(&format!("{} ", words::confirm_record(lang)), None) {
            Asked::Typed(answer) if is(&answer, "c", "y") => return Ok(true),
            Asked::Typed(answer) if is(&answer, "k", "n") => return Ok(false),
            Asked::Typed(_) => {}
            Asked::Left => return Ok(false),
        }
    }
}

/// Ký một sự kiện rồi lưu ra tệp, để ghi ở máy khác
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Ví dụ: sovang -l ban-sao.sovang presign decision.signed --file qd.json -k chu-tich.pem --out qd.signed.json"
)]
pub struct Sign {
    #[command(flatten)]
    draft: DraftArgs,
    #[command(flatten)]
    key: KeyArgs,
}

impl Sign {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let mut draft = self.draft.draft(globals)?;
        let signer = self.key.signer(globals.lang)?;
        let path = globals.ledger()?;
        let desk = Desk::open(&path)?;
        let mut beside = Beside::new(&path);
        beside.settle(desk.journal.state(), &mut draft, globals.lang)?;
        let signed = sign(desk.journal.state(), &draft, &signer)?;
        Trial::new(&desk)?.place(signed.clone())?;
        // Nothing is refused any more: what the statement names is put away, to be there when it is appended.
        beside.put_signed()?.keep();
        signed.iter().for_each(|signed| tell(&entry_text(desk.journal.state(), &signed.statement, globals.lang)));
        let text = signed.iter().map(|signed| format!("{}\n", json!(signed))).collect();
        Ok(Reply::yes(text, if let [one] = signed.as_slice() { json!(one) } else { json!(signed) }))
    }
}

/// Ghi một hoặc nhiều sự kiện đã ký (mỗi dòng một), tất cả hoặc không gì cả
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang -l so.sovang append qd.signed.json")]
pub struct Append {
    /// Tệp do lệnh presign tạo ra ("-": đầu vào chuẩn)
    #[arg(value_name = "TỆP")]
    file: PathBuf,
    #[command(flatten)]
    log: open::LogKeyArgs,
}

impl Append {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let bytes = files::given(&self.file, files::LARGE).map_err(|error| CliError::Io(self.file.clone(), error))?;
        let not_utf8 = |_| {
            let name = self.file.display().to_string();
            CliError::About("import.not_utf8", name, say::not_utf8, say::not_utf8_json_advice)
        };
        let text = Text::of(bytes).utf8().map_err(not_utf8)?;
        let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
        let read = |(line, text): (usize, &str)| {
            let value = strict::json(text).and_then(|value| strict::read::<Signed>(&value));
            let bad = |error: serde_json::Error| CliError::Unreadable(self.file.clone(), error.to_string());
            value.map_err(|error| CliError::Line(self.file.clone(), Box::new(Spot::line(line)), Box::new(bad(error))))
        };
        let statements = lines.map(read).collect::<Result<Vec<_>, _>>()?;
        if statements.is_empty() {
            let path = self.file.display().to_string();
            return Err(CliError::About("import.empty", path, say::empty_import, say::bad_json_advice));
        }
        let path = globals.ledger()?;
        let mut desk = Desk::open(&path)?;
        let put = Beside::of_signed(&path, &statements, desk.journal.state()).put()?;
        let done = match desk.journal.append(&statements, open::now()) {
            Err(error) if !matches!(error, JournalError::Unclear(_)) => {
                put.undo();
                return Err(error.into());
            }
            done => done?,
        };
        put.keep();
        let trouble = desk.finish(&self.log, globals.lang);
        let text = done.iter().map(|recorded| format!("{}\n", recorded_text(recorded, globals.lang))).collect();
        let json: Vec<Value> =
            statements.iter().zip(&done).map(|(signed, recorded)| recorded_json(&signed.statement, recorded)).collect();
        Ok(Reply::done(text, json!(json)).after(trouble))
    }
}
