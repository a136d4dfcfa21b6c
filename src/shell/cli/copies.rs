//! `export` and `backup`: copies of a ledger.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use serde_json::json;

use super::{CliError, Globals, Reply};
use crate::shell::messages as say;
use crate::shell::store::Store;
use crate::shell::store::sqlite::SqliteStore;

/// Xuất mọi bút toán ra đầu ra chuẩn: JSON Lines, mỗi dòng đúng các byte chính tắc của một bút toán
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang -l so.sovang export > so.jsonl")]
pub struct Export {}

impl Export {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let store = SqliteStore::open_read_only(&globals.ledger()?)?;
        let mut out = BufWriter::new(std::io::stdout().lock());
        let mut failed = None;
        store.scan(1, &mut |row| {
            let written = out.write_all(&row.bytes).and_then(|()| out.write_all(b"\n"));
            failed = written.err();
            failed.is_none()
        })?;
        let ended = failed.map_or_else(|| out.flush(), Err);
        match ended {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(CliError::Io("-".into(), error)),
            _ => Ok(Reply::written()),
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
        let store = SqliteStore::open_read_only(&globals.ledger()?)?;
        store.back_up(&self.target)?;
        let head = SqliteStore::open_read_only(&self.target)?.head()?;
        let text = format!("{}\n", say::backed_up(globals.lang, self.target.display(), head.seq));
        Ok(Reply::yes(text, json!({ "file": self.target.display().to_string(), "head": head })))
    }
}
