//! `attachment`: documents beside the log, named by their content.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::json;

use super::beside::lock;
use super::table::table;
use super::{CliError, Globals, Reply, open};
use crate::log::entry::Entry;
use crate::shell::attachments::{AttachmentError, Attachments, named_in};
use crate::shell::messages as say;
use crate::shell::reading::Reading;
use crate::values::crypto::Hash;

/// Tài liệu đính kèm
#[derive(clap::Subcommand, Debug)]
pub enum AttachmentCommand {
    /// Cất tài liệu cạnh sổ và in mã băm (khi ghi sự kiện, dùng thẳng: -d minutes=@bien-ban.pdf)
    #[command(after_help = "Ví dụ: sovang attachment put to-trinh.pdf bien-ban.pdf")]
    Put {
        /// Các tệp
        #[arg(value_name = "TỆP", required = true)]
        files: Vec<PathBuf>,
    },
    /// Liệt kê tài liệu sổ nhắc đến: có cất cạnh sổ không, còn nguyên không
    #[command(after_help = "Ví dụ: sovang attachment list")]
    List,
    /// Lấy một tài liệu ra, kiểm tra còn nguyên
    #[command(after_help = "Ví dụ: sovang attachment get 3fa1 to-trinh.pdf")]
    Get {
        /// Mã băm, hoặc phần đầu
        #[arg(value_name = "MÃ BĂM")]
        hash: String,
        /// Tệp mới (không ghi đè)
        #[arg(value_name = "TỆP")]
        target: PathBuf,
    },
}

impl AttachmentCommand {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let path = globals.ledger()?;
        let attachments = Attachments::of(&path);
        let lang = globals.lang;
        match self {
            AttachmentCommand::Put { files } => {
                open::read_state(&path)?;
                let _lock = lock(&path)?;
                let (mut text, mut all) = (String::new(), Vec::new());
                for file in files {
                    let (hash, bytes) = attachments.put(&file)?;
                    text.push_str(&format!("{hash}  {}\n", file.display()));
                    all.push(json!({ "file": file.display().to_string(), "blake3": hash, "bytes": bytes }));
                }
                Ok(Reply::done(text, json!(all)))
            }
            AttachmentCommand::List => {
                let (_, reading) = open::read(&path)?;
                let (mut rows, mut all, mut sound) = (Vec::new(), Vec::new(), true);
                for (hash, (name, seq)) in referenced(&reading)? {
                    let (status, code) = match attachments.check(&hash) {
                        Ok(bytes) => (say::attachment_kept(lang, bytes), "kept"),
                        Err(AttachmentError::Missing(_)) => (say::attachment_missing(lang), "missing"),
                        Err(_) => (say::attachment_changed(lang), "changed"),
                    };
                    sound &= code != "changed";
                    rows.push(vec![hash.short(), seq.to_string(), name.clone(), status]);
                    all.push(json!({ "blake3": hash, "entry": seq, "name": name, "status": code }));
                }
                let text = table(&say::columns_attachment(lang), &[1], &rows);
                Ok(Reply::answer(text, json!(all), sound))
            }
            AttachmentCommand::Get { hash, target } => {
                let known = referenced(&open::look(&path, lang)?.1)?;
                let unknown = || {
                    CliError::About(
                        "attachment.unknown",
                        hash.clone(),
                        say::attachment_unknown,
                        say::attachment_unknown_advice,
                    )
                };
                let mut found = known.keys().filter(|known| hash.len() >= 4 && known.to_string().starts_with(&hash));
                let chosen = found.next().filter(|_| found.next().is_none()).ok_or_else(unknown)?;
                let bytes = attachments.get(chosen, &target)?;
                let text = say::attachment_got(lang, target.display(), bytes);
                Ok(Reply::done(format!("{text}\n"), json!({ "blake3": chosen, "bytes": bytes })))
            }
        }
    }
}

/// Documents that entries name: name and first entry of each.
pub fn referenced(reading: &Reading) -> Result<BTreeMap<Hash, (String, u64)>, CliError> {
    let mut all = BTreeMap::new();
    reading.scan(1, &mut |row| {
        if let Ok(entry) = Entry::read(&row.bytes) {
            let mut found = BTreeMap::new();
            named_in(&serde_json::Value::Object(entry.statement.data), &mut found);
            for (hash, name) in found {
                all.entry(hash).or_insert((name, row.seq));
            }
        }
        true
    })?;
    Ok(all)
}

/// The hashes of the same.
pub fn hashes(reading: &Reading) -> Result<BTreeSet<Hash>, CliError> {
    Ok(referenced(reading)?.into_keys().collect())
}
