//! `handover`: a ledger ends, its successor takes over, and both are verified together.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::checkpoint::members;
use super::job::is;
use super::open::KeyArgs;
use super::recording::record_one;
use super::{CliError, Globals, Reply, open};
use crate::domain::custody::Identity;
use crate::domain::walk::Outcome;
use crate::office::names::Names;
use crate::office::views::desk::Beside;
use crate::office::views::handover as view;
use crate::office::words;
use crate::shell::folder::Folder;
use crate::shell::journal;
use crate::shell::messages as say;
use crate::shell::store::sqlite::SqliteStore;
use crate::shell::terminal::{Asked, Asking, is_attended};
use crate::values::crypto::Hash;
use crate::values::lang::Lang;

/// Bàn giao khi sáp nhập, giải thể đơn vị
#[derive(clap::Subcommand, Debug)]
pub enum HandoverCommand {
    /// Khóa sổ của đơn vị cũ
    #[command(
        after_help = "Ví dụ: sovang -l xa-a.sovang handover close --successor \"UBND xã mới\" --document \"NQ 01/NQ-HĐND\" \
--reason \"Sáp nhập từ 01/7/2025\" -k chu-tich.pem --out bien-ban.txt"
    )]
    Close(Close),
    /// Trong sổ của đơn vị mới: nhận bàn giao sổ cũ
    #[command(
        after_help = "Ví dụ: sovang -l moi.sovang handover take xa-a.sovang --document \"Biên bản bàn giao số 02\" -k chu-tich-moi.pem"
    )]
    Take(Take),
    /// Xác minh sổ mới cùng các sổ cũ
    #[command(after_help = "Ví dụ: sovang -l moi.sovang handover verify xa-a.sovang xa-b.sovang")]
    Verify(Verify),
}

impl HandoverCommand {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        match self {
            HandoverCommand::Close(command) => command.run(globals),
            HandoverCommand::Take(command) => command.run(globals),
            HandoverCommand::Verify(command) => command.run(globals),
        }
    }
}

/// Khóa sổ
#[derive(clap::Args, Debug)]
pub struct Close {
    /// Đơn vị kế thừa
    #[arg(long, value_name = "TÊN")]
    successor: String,
    /// Văn bản
    #[arg(long, value_name = "VĂN BẢN")]
    document: String,
    /// Lý do
    #[arg(long, value_name = "LÝ DO")]
    reason: String,
    /// Đồng ý trước với câu «Khóa sổ?»
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    key: KeyArgs,
}

impl Close {
    /// Shows what is open and what will be lost, asks, closes; the answer is the minutes.
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let path = globals.ledger()?;
        let state = open::read_state(&path)?;
        let pages = Folder::of(&path).pages().unwrap_or_default();
        let titles =
            pages.into_iter().map(|(path, page)| page.map_or_else(|_| path.display().to_string(), |p| p.title));
        let beside = Beside { pages: titles.collect(), drafts: Vec::new() };
        let names = Names::new(&state, open::now().date());
        let act = view::Act { successor: &self.successor, document: &self.document, reason: &self.reason };
        let mut asking = Asking::new(lang);
        if !self.yes {
            asking.show(&view::before(&names, &beside, act, lang), lang);
            if !is_attended() {
                return Err(CliError::Said("job.not_agreed", words::nobody_to_ask, words::nobody_advice));
            }
            loop {
                match asking.line(&format!("{} ", say::handover_confirm(lang)), None) {
                    Asked::Typed(answer) if is(&answer, "c", "y") => break,
                    Asked::Typed(answer) if !is(&answer, "k", "n") => {}
                    _ => {
                        let text = format!("{}\n", words::nothing_recorded(lang));
                        return Ok(Reply::answer(text, json!({ "wrote": null }), false));
                    }
                }
            }
        }
        let data = json!({ "successor": self.successor, "document": self.document, "reason": self.reason });
        let done = record_one(globals, "ledger.closed", members(data), &self.key)?;
        let closed = open::read_state(&path)?;
        let head = closed.chain.head();
        let page = view::minutes(&names, &beside, act, (head.seq, &head.hash.to_string()), lang);
        Ok(Reply { page: Some(page), text: String::new(), ..done })
    }
}

/// Nhận bàn giao
#[derive(clap::Args, Debug)]
pub struct Take {
    /// Sổ cũ, đã khóa
    #[arg(value_name = "SỔ CŨ")]
    old: PathBuf,
    /// Văn bản bàn giao
    #[arg(long, value_name = "VĂN BẢN")]
    document: String,
    #[command(flatten)]
    key: KeyArgs,
}

impl Take {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let state = open::read_state(&self.old)?;
        let name = self.old.display().to_string();
        let open = || CliError::About("handover.open", name.clone(), say::handover_open, say::handover_open_advice);
        let (seq, _) = state.succession.closed.as_ref().ok_or_else(open)?;
        let (Some(ledger), Some(opened), Some(hash)) = (state.chain.ledger(), &state.opened, state.chain.hash_at(*seq))
        else {
            return Err(open());
        };
        let size = state.chain.head().seq;
        let root = state.chain.tree().root_at(size).map_err(|_| open())?;
        let identity = state.custody.identity_at(size).ok_or_else(open)?;
        let data = json!({
            "ledger": ledger, "unit": opened.unit.name, "seq": seq, "hash": hash, "document": self.document,
            "origin": identity.origin, "log_key": identity.key,
            "head": { "size": size, "root": Hash(*root.as_bytes()) },
        });
        record_one(globals, "ledger.predecessor_named", members(data), &self.key)
    }
}

/// Xác minh cùng nhau
#[derive(clap::Args, Debug)]
pub struct Verify {
    /// Các sổ cũ
    #[arg(value_name = "SỔ CŨ", required = true)]
    old: Vec<PathBuf>,
}

impl Verify {
    fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let path = globals.ledger()?;
        let new = walk(&path)?;
        let mut yes = new.lawful();
        let mut text = format!("{}\n", line(&path.display().to_string(), &new, lang));
        let mut olds = Vec::new();
        for path in &self.old {
            let outcome = walk(path)?;
            yes &= outcome.lawful();
            let _ = writeln!(text, "{}", line(&path.display().to_string(), &outcome, lang));
            olds.push((path.display().to_string(), outcome));
        }
        let mut links: Vec<Value> = Vec::new();
        for (seq, named) in &new.state.succession.predecessors {
            let found = olds.iter().find(|(_, old)| old.state.chain.ledger() == Some(named.ledger));
            let said = match found {
                None => Err(say::handover_missing(lang, &named.unit, named.ledger)),
                Some((name, old)) => {
                    let same = old.state.chain.hash_at(named.seq) == Some(named.hash);
                    let closed = old.state.succession.closed.as_ref().is_some_and(|(at, _)| *at == named.seq);
                    let head = named.head.head();
                    let headed = old.tree.root_at(head.size).is_ok_and(|root| root == head.root);
                    let signs = |identity: &Identity| identity.key == named.log_key && identity.origin == named.origin;
                    let signed = old.state.custody.identity_at(head.size).is_some_and(signs);
                    match same && closed && headed && signed {
                        true => Ok(say::handover_binds(lang, name, named.seq, seq)),
                        false => Err(say::handover_differs(lang, name, named.seq)),
                    }
                }
            };
            yes &= said.is_ok();
            links.push(json!({ "entry": seq, "ledger": named.ledger, "unit": named.unit, "holds": said.is_ok() }));
            let _ = writeln!(text, "  {}", said.unwrap_or_else(|wrong| wrong));
        }
        for (name, old) in &olds {
            let named =
                new.state.succession.predecessors.iter().any(|(_, n)| Some(n.ledger) == old.state.chain.ledger());
            if !named {
                yes = false;
                let _ = writeln!(text, "  {}", say::handover_not_named(lang, name));
            }
        }
        Ok(Reply::answer(text, json!({ "holds": yes, "predecessors": links }), yes))
    }
}

fn walk(path: &std::path::Path) -> Result<Outcome, CliError> {
    Ok(journal::walk(&SqliteStore::open_read_only(path)?, &mut |_| {})?)
}

fn line(name: &str, outcome: &Outcome, lang: Lang) -> String {
    let unit = outcome.state.opened.as_ref().map_or_else(String::new, |opened| opened.unit.name.to_string());
    let verdict = if outcome.lawful() { say::verify_yes(lang) } else { say::verify_no(lang) };
    say::handover_ledger(lang, name, unit, outcome.entries, verdict)
}
