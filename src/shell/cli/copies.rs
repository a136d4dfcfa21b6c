//! `export` and `backup`: copies of a ledger.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::answer::{newer, tell};
use super::attachment::hashes;
use super::{CliError, Globals, Reply, is_free, open};
use crate::shell::attachments::Attachments;
use crate::shell::backup;
use crate::shell::durable::{Access, Fresh, folder_of};
use crate::shell::journal;
use crate::shell::memory::{Memory, Place};
use crate::shell::messages as say;
use crate::shell::reading::Reading;
use crate::shell::store::Store;
use crate::shell::store::sqlite::SqliteStore;
use crate::shell::terminal;
use crate::shell::vault::{self, Vault};

/// Xuất mọi mục ra đầu ra chuẩn: JSON Lines, mỗi dòng đúng các byte chính tắc của một mục
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang -l so.sovang export --out so.jsonl")]
pub struct Export {}

impl Export {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let (outcome, reading) = open::look(&globals.ledger()?, globals.lang)?;
        let io = |error| CliError::Io(globals.out.clone().unwrap_or_else(|| "-".into()), error);
        let begin = |path: &PathBuf| Fresh::begin(folder_of(path), Access::Anyone);
        let mut file = globals.out.as_ref().map(begin).transpose().map_err(io)?;
        let sink: Box<dyn Write + '_> = match &mut file {
            Some(file) => Box::new(file),
            None => Box::new(std::io::stdout().lock()),
        };
        let mut out = BufWriter::new(sink);
        let mut failed = None;
        reading.scan(1, &mut |row| {
            let written = out.write_all(&row.bytes).and_then(|()| out.write_all(b"\n"));
            failed = written.err();
            failed.is_none()
        })?;
        let ended = failed.map_or_else(|| out.flush(), Err);
        drop(out);
        let ended = ended.and_then(|()| match file.zip(globals.out.as_ref()) {
            Some((file, path)) => file.place(path),
            None => Ok(()),
        });
        match ended {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(io(error)),
            // Standard output has the entries and nothing else.
            _ => match outcome.horizon {
                Some(horizon) => {
                    tell(&newer(horizon, globals.lang));
                    Err(CliError::Undecided(Box::new(Reply::written())))
                }
                None => Ok(Reply::written()),
            },
        }
    }
}

/// Sao lưu sổ đang dùng: sổ, giá trị niêm phong, tài liệu, tập trình ký, khóa và mốc của sổ
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang -l so.sovang backup /media/usb/so-2024-07-01.sovang\n       \
sovang backup --check /media/usb/so-2024-07-01.sovang")]
pub struct Backup {
    /// Tệp mới (không ghi đè)
    #[arg(value_name = "TỆP", required_unless_present = "check")]
    target: Option<PathBuf>,
    /// Thử một bản sao lưu: chép sang bên, xác minh, nêu những gì còn thiếu
    #[arg(long, value_name = "BẢN SAO", conflicts_with = "target")]
    check: Option<PathBuf>,
}

impl Backup {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        match (&self.check, &self.target) {
            (Some(copy), _) => check(copy, globals),
            (None, Some(target)) => make(target, globals),
            (None, None) => Err(CliError::Said("usage", say::usage_advice, say::usage_advice)),
        }
    }
}

fn make(target: &Path, globals: &Globals) -> Result<Reply, CliError> {
    let lang = globals.lang;
    let path = globals.ledger()?;
    let (outcome, reading) = open::look(&path, lang)?;
    is_free(target)?;
    let mut beside = String::new();
    let mut line = |said: String| beside.push_str(&format!("  {said}\n"));
    let (from, to) = (Attachments::of(&path), Attachments::of(target));
    let documents = from.copy_to(&to, &hashes(&reading)?)?;
    if documents > 0 {
        line(say::backed_up_documents(lang, documents, to.folder().display()));
    }
    let (mut sealed, mut lacking) = (0, 0);
    if vault::path_of(&path).exists() {
        let _lock = super::beside::lock(&path)?;
        let copies = (Vault::open(&vault::path_of(&path))?, Vault::open(&vault::path_of(target))?);
        (sealed, lacking) = backup::vault(&outcome.state, &copies.0, &copies.1)?;
        line(say::backed_up_vault(lang, sealed, copies.1.folder().display()));
    }
    if lacking > 0 {
        line(say::vault_backup_lacks(lang, lacking));
    }
    let (logs, pages) = backup::beside(&path, target).map_err(|error| CliError::Io(target.to_owned(), error))?;
    let has_key = logs.iter().any(|file| file.extension().is_some_and(|ext| ext == "pem"));
    line(if has_key { say::backed_up_log(lang, logs.len()) } else { say::backed_up_no_log(lang) });
    if pages > 0 {
        line(say::backed_up_pages(lang, pages));
    }
    line(say::backed_up_not(lang));
    // The ledger last: once it has its name, the copy is whole, and until then the same may be done again.
    reading.store().back_up(target)?;
    let head = SqliteStore::open_read_only(target)?.head()?;
    let mut text = format!("{}\n{beside}", say::backed_up(lang, target.display(), head.seq));
    text.push_str(&format!("{}\n", say::backed_up_try(lang, target.display())));
    if let (Some(ledger), Ok(memory)) = (outcome.state.chain.ledger(), Memory::open_default()) {
        memory.note_backup(ledger, Place { path: open::full(target), seq: head.seq, at: open::now() });
    }
    let json = json!({
        "file": target.display().to_string(), "head": head, "documents": documents, "sealed": sealed,
        "sealed_missing": lacking, "log_files": logs.len(), "pages": pages,
    });
    Reply::done(terminal::fitted(&text), json).judged_to(outcome.horizon, lang)
}

/// A backup is what can be restored: copied aside as it would be put back, verified there, and what is missing is named.
fn check(copy: &Path, globals: &Globals) -> Result<Reply, CliError> {
    let lang = globals.lang;
    let io = |error| CliError::Io(copy.to_owned(), error);
    let aside = tempfile::tempdir().map_err(io)?;
    let restored = aside.path().join("so.sovang");
    SqliteStore::open_read_only(copy)?.back_up(&restored)?;
    let store = SqliteStore::open_read_only(&restored)?;
    let outcome = journal::walk(&store, &mut |_| {})?;
    let reading = Reading::new(store, outcome.tree.clone());
    globals.look_at(copy);
    let (files, mut missing) = (Attachments::of(copy), Vec::new());
    let named = hashes(&reading)?;
    let gone = named.iter().filter(|hash| files.check(hash).is_err()).count();
    if gone > 0 {
        missing.push(say::check_documents(lang, gone, named.len()));
    }
    let standing = outcome.state.vault.values.iter().filter(|(_, value)| value.erased.is_none());
    let values: Vec<_> = standing.map(|(sealed, value)| (*sealed, value.newest.hash)).collect();
    let boxes = Vault::open(&vault::path_of(copy)).ok();
    let held = |sealed, hash| boxes.as_ref().is_some_and(|vault| vault.check(sealed, hash).is_ok());
    let gone = values.iter().filter(|(sealed, hash)| !held(sealed, hash)).count();
    if gone > 0 {
        missing.push(say::check_vault(lang, gone, values.len()));
    }
    let key = outcome.state.custody.identity().map(|identity| identity.key);
    if key.is_none_or(|key| open::log_key_file(copy, &key).is_none()) {
        missing.push(say::check_log_key(lang));
    }
    if !backup::log_files(copy).iter().any(|file| file.extension().is_some_and(|ext| ext == "head")) {
        missing.push(say::check_head(lang));
    }
    let known = outcome.state.chain.ledger().and_then(|ledger| {
        let memory = Memory::open_default().ok()?;
        memory.recall(ledger).ok().flatten().map(|known| known.head.seq)
    });
    let behind = known.map_or(0, |known| known.saturating_sub(outcome.entries));
    if behind > 0 {
        missing.push(say::check_behind(lang, behind));
    }
    let sound = outcome.lawful();
    let last = outcome.state.facts.last().map_or_else(String::new, |fact| fact.at.vietnamese());
    let mut text = match sound {
        true => format!("{}\n", say::check_yes(lang, copy.display(), outcome.entries, last)),
        false => format!("{}\n", say::check_no(lang, copy.display())),
    };
    for finding in outcome.findings.iter().take(5) {
        text.push_str(&format!("  #{} [{}] {}\n", finding.seq, finding.code(), finding.message(lang)));
    }
    if missing.is_empty() {
        text.push_str(&format!("  {}\n", say::check_complete(lang)));
    }
    missing.iter().for_each(|one| text.push_str(&format!("  {one}\n")));
    text.push_str(&format!("  {}\n", say::check_not(lang)));
    let json = json!({ "sound": sound, "entries": outcome.entries, "missing": missing, "behind": behind });
    Ok(Reply::answer(terminal::fitted(&text), json, sound && missing.is_empty()))
}
