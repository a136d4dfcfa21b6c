//! `export` and `backup`: copies of a ledger.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use serde_json::json;

use super::answer::{newer, tell};
use super::attachment::hashes;
use super::{CliError, Globals, Reply, open};
use crate::shell::attachments::Attachments;
use crate::shell::durable::{Access, Fresh, folder_of};
use crate::shell::messages as say;
use crate::shell::store::Store;
use crate::shell::store::sqlite::SqliteStore;
use crate::shell::vault;

/// Xuất mọi bút toán ra đầu ra chuẩn: JSON Lines, mỗi dòng đúng các byte chính tắc của một bút toán
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

/// Sao lưu nhất quán một sổ đang dùng sang tệp mới
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang -l so.sovang backup /media/usb/so-2024-07-01.sovang")]
pub struct Backup {
    /// Tệp mới (không ghi đè)
    #[arg(value_name = "TỆP")]
    target: PathBuf,
}

impl Backup {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let path = globals.ledger()?;
        let (outcome, reading) = open::look(&path, globals.lang)?;
        reading.store().back_up(&self.target)?;
        let head = SqliteStore::open_read_only(&self.target)?.head()?;
        let mut text = format!("{}\n", say::backed_up(globals.lang, self.target.display(), head.seq));
        let (from, to) = (Attachments::of(&path), Attachments::of(&self.target));
        let documents = from.copy_to(&to, &hashes(&reading)?)?;
        if documents > 0 {
            text.push_str(&format!("{}\n", say::backed_up_documents(globals.lang, documents, to.folder().display())));
        }
        if vault::path_of(&path).exists() {
            text.push_str(&format!("{}\n", say::backed_up_no_vault(globals.lang)));
        }
        let file = self.target.display().to_string();
        let json = json!({ "file": file, "head": head, "documents": documents });
        Reply::done(text, json).judged_to(outcome.horizon, globals.lang)
    }
}
