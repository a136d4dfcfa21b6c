//! `import`: many at once. Nominations from an office's own sheets are a job, with its questions and its page; rows of any
//! other type, or whose type is named, are recorded as they stand.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::answer::tell;
use super::beside::Beside;
use super::job::{Authored, JobArgs, Running, given as answers, is, run};
use super::open::Desk;
use super::recording::{EventError, Recording};
use super::rows::{self, Reading, Rows};
use super::sheets::{self, Known, Looking};
use super::trial;
use super::{CliError, Globals, Reply};
use crate::domain::ledger::{State, called};
use crate::office::jobs::many::{self, Source};
use crate::office::jobs::{Entered, Office};
use crate::office::sheets::{Book, Sheet, Spot, Wrong};
use crate::office::words;
use crate::shell::author::Draft;
use crate::shell::durable::{self, Access};
use crate::shell::form::date_at;
use crate::shell::messages as say;
use crate::shell::sheet::{Given, write};
use crate::shell::terminal::{self, Asked, Asking};
use crate::values::lang::Lang;

/// Nhập nhiều dòng cùng lúc từ .xlsx, .ods, .csv, .jsonl: tất cả hoặc không gì cả
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Bảng đề nghị khen thưởng của cơ quan: tiêu đề cột để nguyên (Họ và tên, Thôn, Hình thức, Thành tích …); cột thiếu thì hỏi một lần cho mọi dòng, cột lạ thì hỏi là gì rồi nhớ. Việc khác: nêu --type, tiêu đề là tên trường như sovang schema LOẠI in ra. Dòng trống, tổng cộng, chữ ký dưới bảng không phải dữ liệu.\n\
Mỗi dòng JSON: {\"type\":…,\"subject\":…,\"on\":…,\"data\":{…}}.\n\
Ví dụ: sovang nhap khen-2026.xlsx\n       sovang nhap CANHAN.xlsx TAPTHE.xlsx --dry-run --errors loi.xlsx\n       sovang import chi-thuong.csv --type fund.disbursed -k ke-toan.pem"
)]
pub struct Import {
    /// Tệp .xlsx, .ods, .csv hoặc .jsonl; đề nghị khen thưởng thì nhiều tệp cũng được
    #[arg(value_name = "TỆP", required_unless_present = "template")]
    files: Vec<PathBuf>,
    /// Viết tệp mẫu để điền cho loại ấy (de-nghi, fund.contributed …) ra TỆP .xlsx hoặc .csv; không nêu TỆP thì ra cả hai
    #[arg(long, value_name = "LOẠI", conflicts_with_all = ["kind", "map", "errors", "dry_run"])]
    template: Option<String>,
    /// Loại sự kiện của mọi dòng, nếu không phải đề nghị khen thưởng và không có cột type
    #[arg(long = "type", value_name = "LOẠI")]
    kind: Option<String>,
    /// Chỉ đọc trang này (mặc định: mọi trang không ẩn có tiêu đề hiểu được)
    #[arg(long, value_name = "TRANG")]
    sheet: Option<String>,
    /// Một cột là gì: "Diện=kind"; "Diện=" là không nhập (nêu nhiều lần)
    #[arg(long, value_name = "TIÊU ĐỀ=TRƯỜNG")]
    map: Vec<String>,
    /// Viết bản kèm cột «Lỗi» ra tệp mới này, nếu có lỗi
    #[arg(long, value_name = "TỆP.xlsx")]
    errors: Option<PathBuf>,
    /// Chỉ kiểm tra và cho xem sẽ ghi gì; không ghi
    #[arg(long)]
    dry_run: bool,
    /// Cho phép một ô CSV có nhiều dòng
    #[arg(long)]
    multiline: bool,
    /// Đề nghị: đối tượng của mọi dòng, nếu bảng không có cột ấy
    #[arg(long = "kind", value_name = "ĐỐI TƯỢNG")]
    of_kind: Option<String>,
    /// Đề nghị: hình thức của mọi dòng
    #[arg(long, value_name = "HÌNH THỨC")]
    form: Option<String>,
    /// Đề nghị: loại hình của mọi dòng
    #[arg(long, value_name = "LOẠI HÌNH")]
    reward_type: Option<String>,
    /// Đề nghị: danh hiệu của mọi dòng xét cho năm nào, hoặc từ ngày đến ngày
    #[arg(long, value_name = "THỜI GIAN")]
    period: Option<String>,
    /// Đề nghị: thành tích của mọi dòng
    #[arg(long, value_name = "CHỮ")]
    merit: Option<String>,
    #[command(flatten)]
    args: JobArgs,
}

/// The most events that one import takes.
const MOST: usize = 200_000;
/// The most rows of which it is asked whether the ledger has them already.
const MOST_COMPARED: usize = 5_000;
/// The most doubles that are told one by one.
const MOST_TOLD: usize = 20;

impl Import {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        if let Some(kind) = &self.template {
            return super::template::make(kind, self.files.first().map(PathBuf::as_path), globals);
        }
        let looking = Looking::of(self.sheet.clone(), &self.map)?;
        let read = |path: &PathBuf| Ok((path.clone(), sheets::given(path, self.multiline)?));
        let given = self.files.iter().map(read).collect::<Result<Vec<_>, CliError>>()?;
        let books: Vec<Book> = given
            .iter()
            .filter_map(|(_, given)| if let Given::Book(book) = given { Some(book.clone()) } else { None })
            .collect();
        let done = match (given.as_slice(), &self.kind) {
            (files, None) if !files.iter().any(|(_, given)| rows::names_types(given)) => {
                self.nominate(&given, looking, globals)
            }
            ([(path, given)], _) => self.record(path, given, looking, globals),
            _ => Err(CliError::Said("import.one_file", say::import_one_file, say::usage_advice)),
        };
        let error = match done {
            Err(error) => error,
            Ok(reply) => return Ok(reply),
        };
        let lang = globals.lang;
        let cells = error.cells(lang);
        if let (Some(path), false) = (&self.errors, cells.is_empty() || books.is_empty()) {
            copy(path, &books, &cells, lang)?;
            terminal::tell(&words::errors_written(lang, path.display()));
        }
        // A question answered «no»: exit code 1, not 2.
        match self.dry_run && (!cells.is_empty() || error.refusal().is_some()) {
            true => Ok(Reply::answer(error.text(lang), error.json(lang), false)),
            false => Err(error),
        }
    }

    /// Nominations from the sheets of one or several files.
    fn nominate(&self, given: &[(PathBuf, Given)], looking: Looking, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let known = Known {
            kind: "nomination.submitted",
            means: &many::means,
            fields: many::fields(lang),
            several: &many::may_be_several,
            needs: Some("name"),
        };
        // Whether there is a ledger is known before anything is asked.
        globals.ledger()?;
        let (mut sources, mut before) = (Vec::new(), 0);
        for (path, given) in given {
            let Given::Book(book) = given else { continue };
            if book.sheets.iter().all(Sheet::is_blank) {
                let path = path.display().to_string();
                return Err(CliError::About("import.empty", path, say::empty_import, say::import_headings_advice));
            }
            let found = sheets::understand(book, &known, &looking, lang)?;
            found.told.iter().for_each(|line| terminal::tell(line));
            if found.tables.is_empty() {
                let name = path.display().to_string();
                let message = words::sheet_no_headings;
                return Err(CliError::About("import.headings", name, message, say::import_headings_advice));
            }
            let file = if self.files.len() > 1 { book.file.clone() } else { String::new() };
            for (at, table) in found.tables {
                let source = Source { book: book.clone(), sheet_no: before + at, file: file.clone(), table };
                many::heading(&source, lang).iter().for_each(|line| terminal::tell(line));
                sources.push(source);
            }
            before += book.sheets.len();
        }
        let given = answers([
            ("kind", self.of_kind.clone()),
            ("form", self.form.clone()),
            ("reward_type", self.reward_type.clone()),
            ("period", self.period.clone()),
            ("merit", self.merit.clone()),
        ]);
        let from = |office: &Office<'_>, entered: &Entered| many::from_sheets(office, entered, &sources);
        let authored = Authored::By("nomination.submitted");
        run(&Running { name: "nhap", authored, run: &from, given, shown: self.dry_run }, &self.args, globals)
    }

    /// Rows of any type.
    fn record(&self, file: &Path, given: &Given, looking: Looking, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let kind = self.kind.as_deref().map(|kind| called(kind).map_or(kind, |meta| meta.name));
        let split = |pair: &String| {
            let bad = || CliError::About("form.set", pair.clone(), say::bad_set, say::usage_advice);
            let (path, text) = pair.split_once('=').ok_or_else(bad)?;
            Ok((path.trim().to_owned(), text.to_owned()))
        };
        let common = self.args.set.iter().map(split).collect::<Result<Vec<_>, CliError>>()?;
        let on = self.args.on.as_deref().map(|text| date_at("--on", text)).transpose()?;
        let how = Reading { kind, most: MOST, looking, common, on };
        let Rows { mut drafts, skipped, mut wrong, tables, told } = rows::read(file, given, &how, globals)?;
        if drafts.is_empty() && wrong.is_empty() {
            let path = file.display().to_string();
            return Err(CliError::About("import.empty", path, say::empty_import, say::bad_json_advice));
        }
        let signers = self.args.key.signers(lang)?;
        let path = globals.ledger()?;
        let mut desk = Desk::open(&path)?;
        let mut beside = Beside::new(&path);
        drafts.retain_mut(|(spot, draft)| match beside.settle(desk.journal.state(), draft, lang) {
            Ok(()) => true,
            Err(error) => {
                wrong.push((spot.clone(), draft.subject.clone(), error));
                false
            }
        });
        let passed = tables.iter().filter_map(|(_, table)| table.told(lang));
        told.into_iter().chain(passed).for_each(|line| terminal::tell(&line));
        let mut twice = rows::doubles(&drafts, lang);
        twice.extend(recorded(desk.journal.state(), &drafts, lang));
        warn(&twice, lang);
        let events: Vec<Draft> = drafts.iter().map(|(_, draft)| draft.clone()).collect();
        // Whatever is wrong, all of it is named at once.
        let judged = |desk: &Desk, wrong| {
            let told = rows::by_cell(trial::judge(desk, &drafts, wrong, &signers)?, &tables);
            Ok::<_, CliError>(all_wrong(file, told))
        };
        if self.dry_run {
            let read = drafts.len()
                + wrong.iter().map(|(spot, ..)| spot.whole_row()).collect::<std::collections::BTreeSet<_>>().len();
            tell(&format!("{}\n", say::imported_rows(lang, read, skipped, drafts.len())));
            return match judged(&desk, wrong)? {
                Some(error) => Err(error),
                None => trial::dry_run(&desk, &events, &signers, lang),
            };
        }
        if !wrong.is_empty()
            && let Some(error) = judged(&desk, std::mem::take(&mut wrong))?
        {
            return Err(error);
        }
        // Who sits at it sees first what is wrong and what is there twice; a script has said everything by what it calls.
        if terminal::is_attended() && !self.args.yes {
            if let Some(error) = judged(&desk, Vec::new())? {
                return Err(error);
            }
            if !agreed(&say::imported_rows(lang, drafts.len(), skipped, drafts.len()), lang) {
                let text = format!("{}\n", words::nothing_recorded(lang));
                return Ok(Reply::answer(text, json!({ "wrote": null }), false));
            }
        }
        let mut recording =
            Recording { desk: &mut desk, signers: &signers, log: &self.args.key.log, lang, forgets: false };
        let (done, trouble) = match recording.group(&events, beside) {
            Ok(done) => done,
            Err(failed) if failed.index.is_none() || failed.error.is_unclear() => return Err(failed.error),
            // If it can be recorded by now, it was another process that stood in the way: the first answer counts.
            Err(failed) => {
                return Err(judged(&desk, Vec::new())?.unwrap_or_else(|| at_line(file, &drafts, failed)));
            }
        };
        let (first, last) = (done.first().map_or(0, |r| r.head.seq), done.last().map_or(0, |r| r.head.seq));
        let rows = say::imported_rows(lang, drafts.len(), skipped, done.len());
        let text = format!("{rows}\n{}\n", say::imported(lang, done.len(), first, last));
        let (rows, head) = (drafts.len(), desk.journal.head());
        let json = json!({
            "rows": rows, "skipped": skipped, "events": done.len(), "first": first, "last": last, "head": head,
            "doubles": twice.len(),
        });
        Ok(Reply::done(text, json).after(trouble))
    }
}

/// What is wrong in a file, as one error.
fn all_wrong(file: &Path, mut told: Vec<(Spot, CliError)>) -> Option<CliError> {
    match told.len() {
        0 => None,
        1 => told.pop().map(|(spot, error)| CliError::Line(file.to_owned(), Box::new(spot), Box::new(error))),
        _ => Some(CliError::Lines(file.to_owned(), told)),
    }
}

fn at_line(path: &Path, drafts: &[(Spot, Draft)], failed: EventError) -> CliError {
    match failed.index.and_then(|index| drafts.get(index)) {
        Some((spot, _)) => CliError::Line(path.to_owned(), Box::new(spot.clone()), Box::new(failed.error)),
        None => failed.error,
    }
}

/// Rows that say nothing which an entry of the ledger does not say.
fn recorded(state: &State, drafts: &[(Spot, Draft)], lang: Lang) -> Vec<String> {
    if drafts.len() > MOST_COMPARED {
        return Vec::new();
    }
    let entries: Vec<_> = state.past.iter().filter(|past| !state.taken.entries.contains_key(&past.entry.seq)).collect();
    let same = |(spot, draft): &(Spot, Draft)| {
        let says = |data: &serde_json::Map<String, serde_json::Value>| {
            rows::says(&serde_json::Value::Object(data.clone()), &serde_json::Value::Object(draft.data.clone()))
        };
        let found =
            entries.iter().find(|past| past.entry.statement.kind == draft.kind && says(&past.entry.statement.data))?;
        Some(words::row_in_ledger(lang, spot.text(lang), found.entry.seq))
    };
    drafts.iter().filter_map(same).collect()
}

fn warn(twice: &[String], lang: Lang) {
    for (line, n) in twice.iter().take(MOST_TOLD).zip(1..) {
        terminal::tell(&format!("{} {line}", words::warning(lang, n)));
    }
    if twice.len() > MOST_TOLD {
        terminal::tell(&words::twice_more(lang, twice.len() - MOST_TOLD));
    }
}

fn agreed(what: &str, lang: Lang) -> bool {
    let mut asking = Asking::new(lang);
    asking.tell(what);
    loop {
        match asking.line(&format!("{} ", words::confirm_record(lang)), None) {
            Asked::Typed(answer) if is(&answer, "c", "y") => return true,
            Asked::Typed(answer) if is(&answer, "k", "n") => return false,
            Asked::Typed(_) => {}
            Asked::Left => return false,
        }
    }
}

/// Writes a copy of the sheets with what is wrong beside each row.
fn copy(path: &Path, books: &[Book], cells: &[Wrong], lang: Lang) -> Result<(), CliError> {
    let bytes = write::with_errors(books, cells, lang).map_err(|error| CliError::Unreadable(path.to_owned(), error))?;
    durable::write_new(path, &bytes, Access::Anyone).map_err(|error| CliError::Io(path.to_owned(), error))
}
