//! `desk`, `list`, `find`, `draft`: what waits, what there is, where it is, what was left unfinished.

use serde_json::json;

use super::{CliError, Globals, Reply, open, sitting};
use crate::office::names::Names;
use crate::office::views::desk::{self, Beside};
use crate::office::views::lists::{self, Listed};
use crate::office::views::{Holds, Page, Table};
use crate::office::words as say;
use crate::shell::folder::{Folder, Kept};

/// Bàn làm việc: việc đang chờ, thời hạn, tình trạng sổ (cũng là: sovang, không kèm gì)
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang\n       sovang ban-lam-viec")]
pub struct Desk {}

impl Desk {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let path = globals.ledger()?;
        let state = open::read_state(&path)?;
        let names = Names::new(&state, open::now().date());
        let folder = Folder::of(&path);
        let pages = folder.pages().map_err(|error| CliError::Io(folder.path().to_owned(), error))?;
        let pages = pages.into_iter().filter_map(|(_, page)| page.ok()).map(|page| page.title).collect();
        let kept = match state.chain.ledger() {
            Some(ledger) => Kept::all(&sitting::state_folder()?, ledger),
            None => Vec::new(),
        };
        let drafts = kept.into_iter().map(|(name, at, _)| (name, at.vietnamese())).collect();
        let page = desk::page(&names, &Beside { pages, drafts }, globals.lang);
        let rows = page.parts.iter().filter_map(|part| match part {
            crate::office::views::Part::Table(table) => Some(&table.rows),
            crate::office::views::Part::Text(_) => None,
        });
        let waits: Vec<_> = rows.flatten().map(|row| json!({ "count": row.first(), "type": row.last() })).collect();
        Ok(Reply::page(page, json!({ "waits": waits })))
    }
}

/// Danh sách: đề nghị, phiên họp, quyết định, phiếu chi, người
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Ví dụ: sovang danh-sach 'đề nghị'\n       sovang danh-sach people\nCũng có: sovang don, sovang award, sovang log"
)]
pub struct List {
    /// Gì: đề nghị, phiên họp, quyết định, phiếu chi, người
    #[arg(value_name = "GÌ")]
    what: String,
}

impl List {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let words: Vec<(String, String)> =
            Listed::LIST.words.iter().map(|(code, label)| ((*code).to_owned(), label.of(lang).to_owned())).collect();
        let code = Listed::LIST.meant(&self.what).map(str::to_owned);
        let code = code.or_else(|| crate::office::jobs::answers::chosen(&self.what, &words));
        let what = Listed::ALL.into_iter().find(|known| Some(known.as_str()) == code.as_deref());
        let labels: Vec<String> = words.into_iter().map(|(_, label)| label).collect();
        let expected = || crate::office::jobs::JobError::Answer {
            key: "what",
            expected: say::expected_one_of(lang, labels.join(", ")),
        };
        let what = what.ok_or_else(expected)?;
        let state = open::read_state(&globals.ledger()?)?;
        let names = Names::new(&state, open::now().date());
        Ok(listed(lists::list(&names, what, lang), crate::shell::messages::nothing_found(lang)))
    }
}

/// Tìm mọi thứ: số, tên, trích yếu, thành tích, chứng từ, văn bản, mã băm
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang tim 'hien dat'\n       sovang tim PC08")]
pub struct Find {
    /// Chữ, không phân biệt dấu và hoa thường
    #[arg(value_name = "CHỮ")]
    text: String,
}

impl Find {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let state = open::read_state(&globals.ledger()?)?;
        let names = Names::new(&state, open::now().date());
        let table = lists::find(&names, &self.text, globals.lang);
        let mut reply = listed(table, say::found_nothing(globals.lang, &self.text));
        reply.yes = !reply.json.as_array().is_some_and(Vec::is_empty);
        Ok(reply)
    }
}

/// A table, or that there is nothing.
fn listed(table: Table, nothing: String) -> Reply {
    let json = json!(table.rows.iter().map(|row| json!(row)).collect::<Vec<_>>());
    let mut page = Page::default();
    if table.rows.is_empty() {
        page.say(nothing);
    }
    page.show(table);
    Reply::page(page, json)
}

/// Dự thảo: những gì đã gõ dở, và trang chờ ký
#[derive(clap::Subcommand, Debug)]
pub enum DraftCommand {
    /// Liệt kê
    #[command(after_help = "Ví dụ: sovang du-thao list")]
    List,
    /// Xem một dự thảo
    #[command(after_help = "Ví dụ: sovang du-thao show chi")]
    Show {
        /// Tên việc, như danh sách in ra
        #[arg(value_name = "DỰ THẢO")]
        draft: String,
    },
    /// Bỏ một dự thảo hoặc một trang chờ ký
    #[command(after_help = "Ví dụ: sovang du-thao drop chi\n       sovang du-thao drop 001")]
    Drop {
        /// Tên việc hoặc số trang, như danh sách in ra
        #[arg(value_name = "DỰ THẢO")]
        draft: String,
    },
}

impl DraftCommand {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let path = globals.ledger()?;
        let state = open::read_state(&path)?;
        let folder = Folder::of(&path);
        let io = |error| CliError::Io(folder.path().to_owned(), error);
        let ledger = state.chain.ledger().ok_or(crate::shell::author::DraftError::NoLedger)?;
        let home = sitting::state_folder()?;
        let kept = Kept::all(&home, ledger);
        let unknown = |name: &str| {
            CliError::About("draft.unknown", name.to_owned(), say::draft_unknown, say::draft_unknown_advice)
        };
        let answers = |answers: &std::collections::BTreeMap<String, String>| {
            answers.iter().map(|(key, value)| format!("{key}: {value}")).collect::<Vec<_>>().join(" · ")
        };
        match self {
            DraftCommand::List => {
                let mut page = Page::default();
                let mut table = Table::new(&say::columns_drafts(lang), &[Holds::Whole, Holds::Whole, Holds::Prose]);
                for (name, at, said) in &kept {
                    table.rows.push(vec![name.clone(), at.vietnamese(), answers(said)]);
                }
                let mut waiting = Table::new(&say::columns_pages(lang), &[Holds::Whole, Holds::Whole, Holds::Prose]);
                for (file, prepared) in folder.pages().map_err(io)? {
                    let name = file.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
                    let (at, title) = prepared.map_or_else(
                        |why| (String::new(), why),
                        |page| (page.prepared_at.vietnamese(), format!("{}: {}", page.title, page.brief)),
                    );
                    waiting.rows.push(vec![name, at, title]);
                }
                if table.rows.is_empty() && waiting.rows.is_empty() {
                    page.say(say::drafts_none(lang));
                }
                let json = json!({ "drafts": table.rows, "pages": waiting.rows });
                page.show(table);
                page.show(waiting);
                Ok(Reply::page(page, json))
            }
            DraftCommand::Show { draft } => {
                let found = kept.iter().find(|(name, ..)| *name == draft).ok_or_else(|| unknown(&draft))?;
                let mut page = Page::titled(format!("{} · {}", found.0, found.1.vietnamese()));
                found.2.iter().for_each(|(key, value)| page.say(format!("{key}: {value}")));
                Ok(Reply::page(page, json!(found.2)))
            }
            DraftCommand::Drop { draft } => {
                if kept.iter().any(|(name, ..)| *name == draft) {
                    Kept::of(&home, ledger, &draft).drop();
                } else {
                    let pages = folder.pages().map_err(io)?;
                    let is =
                        |file: &std::path::Path| file.file_stem().is_some_and(|stem| stem.to_string_lossy() == draft);
                    let (file, _) = pages.iter().find(|(file, _)| is(file)).ok_or_else(|| unknown(&draft))?;
                    folder.put_aside(file).map_err(io)?;
                }
                Ok(Reply::done(format!("{}\n", say::draft_dropped(lang, &draft)), json!({ "dropped": draft })))
            }
        }
    }
}
