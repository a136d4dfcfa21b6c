//! `publish` and `follow`: a ledger as static files, and a copy kept from them.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::{CliError, Globals, Reply, open};
use crate::domain::ledger::State;
use crate::log::checkpoint::SignedCheckpoint;
use crate::log::note::{Signature, VerifierKey};
use crate::log::tile::{TilePath, parse_bundle, tiles_of};
use crate::log::tree::{TreeHead, leaf_hash};
use crate::shell::cosigning;
use crate::shell::durable;
use crate::shell::files;
use crate::shell::heads::judge;
use crate::shell::http;
use crate::shell::journal::{Journal, JournalError};
use crate::shell::messages as say;
use crate::shell::publication::{self, PublishError, Publishing, read_bundle};
use crate::shell::store::Row;
use crate::shell::store::sqlite::SqliteStore;
use crate::values::crypto::Hash;
use crate::values::lang::Lang;

/// Công bố sổ thành các tệp tĩnh (C2SP tlog-tiles); chỉ ghi phần mới
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang publish /srv/www/so-vang")]
pub struct Publish {
    /// Thư mục công bố
    #[arg(value_name = "THƯ MỤC")]
    folder: PathBuf,
}

impl From<PublishError> for CliError {
    fn from(error: PublishError) -> CliError {
        match error {
            PublishError::Io { path, source } => CliError::Io(path, source),
            PublishError::Store(error) => error.into(),
            PublishError::Other(folder) => CliError::About(
                "publish.other",
                folder.display().to_string(),
                say::publish_other,
                say::head_forked_advice,
            ),
            PublishError::NotOurs(path) => CliError::About(
                "publish.not_a_folder",
                path.display().to_string(),
                say::publish_not_a_folder,
                say::publish_not_a_folder_advice,
            ),
            other => CliError::About("tree.node", other.to_string(), say::tree_broken, say::unsound_advice),
        }
    }
}

impl Publish {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let path = globals.ledger()?;
        SqliteStore::open_read_only(&path)?;
        let publishing = Publishing::begin(&self.folder)?;
        let (state, reading) = open::read(&path)?;
        let checkpoint = cosigning::newest(reading.store())?;
        let done = publication::publish(&reading, state.chain.tree(), &checkpoint, &publishing)?;
        let text =
            format!("{}\n", say::published(globals.lang, self.folder.display(), done.before, done.size, done.files));
        Ok(Reply::done(text, json!({ "before": done.before, "size": done.size, "files": done.files })))
    }
}

/// Theo dõi một sổ đã công bố: tải phần mới, kiểm tra từng bút toán, ghi vào bản sao của mình
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang -l ban-sao.sovang follow https://xa-a.example/so-vang\n       \
sovang -l ban-sao.sovang follow /mnt/usb/so-vang")]
pub struct Follow {
    /// Địa chỉ (https://…) hoặc thư mục
    #[arg(value_name = "NƠI CÔNG BỐ")]
    source: String,
    /// Khoá kiểm tra của sổ, nếu đã biết từ trước (lần đầu không nêu thì tin khoá ghi trong sổ)
    #[arg(long = "vkey", value_name = "KHOÁ")]
    vkeys: Vec<VerifierKey>,
}

/// Why a copy was not carried on.
enum Stopped {
    Error(CliError),
    /// What is published is no continuation of this copy, or not what it claims.
    No(&'static str, String),
}

impl<E: Into<CliError>> From<E> for Stopped {
    fn from(error: E) -> Stopped {
        Stopped::Error(error.into())
    }
}

impl Follow {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        let none = || CliError::Said("ledger.none", say::no_ledger, say::follow_advice);
        let path = globals.ledger.clone().ok_or_else(none)?;
        match self.follow(&path, lang) {
            Ok((before, head)) => {
                let text = format!("{}\n", say::followed(lang, path.display(), before, head.size, head.root));
                Ok(Reply::done(text, json!({ "before": before, "size": head.size, "root": head.root.to_base64() })))
            }
            Err(Stopped::Error(error)) => Err(error),
            Err(Stopped::No(code, message)) => {
                let text =
                    format!("{}\n  {message}\n  {}\n", say::not_followed(lang, code), say::not_followed_meaning(lang));
                Ok(Reply::answer(text, json!({ "code": code, "message": message }), false))
            }
        }
    }

    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, CliError> {
        if self.source.starts_with("http://") || self.source.starts_with("https://") {
            return Ok(http::get(&format!("{}/{name}", self.source.trim_end_matches('/')))?);
        }
        let path = Path::new(&self.source).join(name);
        match files::read(&path, files::MEDIUM) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(CliError::Io(path, error)),
        }
    }

    fn follow(&self, path: &Path, lang: Lang) -> Result<(u64, TreeHead), Stopped> {
        let missing = |name: &str| {
            CliError::About(
                "follow.missing",
                format!("{}/{name}", self.source),
                say::follow_missing,
                say::follow_advice,
            )
        };
        let bytes = self.get("checkpoint")?.ok_or_else(|| missing("checkpoint"))?;
        let no = |code, reason: String| Stopped::No(code, reason);
        let checkpoint = SignedCheckpoint::parse(&bytes).map_err(|e| no("checkpoint.malformed", e.to_string()))?;
        if !self.vkeys.is_empty() {
            let origin = checkpoint.unverified().origin.clone();
            let verified = checkpoint.verify(&origin, &self.vkeys, &[]);
            verified.map_err(|fault| no("checkpoint.signature", fault.to_string()))?;
        }
        let head = checkpoint.unverified().head;
        let fresh = !path.exists();
        let store = if fresh { SqliteStore::create(path)? } else { SqliteStore::open(path)? };
        let carried = self.carry_on(Journal::open(store, None)?, &checkpoint, lang, &missing);
        if fresh && carried.is_err() {
            let _ = durable::remove(path);
        }
        carried.map(|before| (before, head))
    }

    fn carry_on(
        &self,
        mut journal: Journal<SqliteStore>,
        checkpoint: &SignedCheckpoint,
        lang: Lang,
        missing: &dyn Fn(&str) -> CliError,
    ) -> Result<u64, Stopped> {
        let head = checkpoint.unverified().head;
        let mut tree = journal.state().chain.tree().clone();
        let before = tree.size();
        let forked = || Stopped::No("checkpoint.root", say::audit_root(lang, head.size.min(before)));
        if head.size <= before {
            // Nothing new; what was published must still be what was followed.
            return if tree.root_at(head.size).is_ok_and(|root| root == head.root) {
                Ok(before)
            } else {
                Err(forked())
            };
        }
        let mut rows = Vec::new();
        let bundles = tiles_of(head.size).filter_map(|tile| tile.entries());
        for bundle in bundles.skip_while(|bundle| (bundle.index() + 1) * 256 <= before) {
            for (entry, seq) in self.bundle(&bundle, missing)?.into_iter().zip(bundle.index() * 256 + 1..) {
                let leaf = leaf_hash(&entry);
                if seq <= before && tree.node(0, seq - 1) != Some(leaf) {
                    return Err(Stopped::No("receipt.entry", say::audit_entry(lang, seq)));
                }
                if seq > before {
                    tree.append(leaf);
                    rows.push(Row { seq, hash: Hash::of(&entry), bytes: entry });
                }
            }
        }
        // First the head: a server that lies is found before anything it says is read.
        if tree.head() != head {
            return Err(forked());
        }
        let check = |state: &State| judge(checkpoint, &state.custody, state.chain.tree());
        let adopted = journal.adopt(&rows, &|state| check(state).is_ok());
        adopted.map_err(|error| match error {
            JournalError::Unsound(finding) => Stopped::No(
                finding.code(),
                say::verify_finding(lang, finding.seq, finding.code(), finding.message(lang)),
            ),
            JournalError::NotAccepted => Stopped::No("checkpoint.signature", say::unproven_key(lang)),
            other => other.into(),
        })?;
        self.keep(&mut journal, checkpoint)?;
        Ok(before)
    }

    fn bundle(&self, bundle: &TilePath, missing: &dyn Fn(&str) -> CliError) -> Result<Vec<Vec<u8>>, Stopped> {
        let failed = std::cell::RefCell::new(None);
        let bytes = read_bundle(bundle, &|name| match self.get(name) {
            Ok(bytes) => bytes,
            Err(error) => {
                failed.replace(Some(error));
                None
            }
        });
        if let Some(error) = failed.into_inner() {
            return Err(error.into());
        }
        let bytes = bytes.ok_or_else(|| missing(&bundle.to_string()))?;
        let entries = parse_bundle(&bytes, bundle.width());
        let entries = entries.map_err(|fault| Stopped::No("tile.malformed", format!("{bundle}: {fault}")))?;
        Ok(entries.into_iter().map(<[u8]>::to_vec).collect())
    }

    /// Keeps the head with what is known to be right on it.
    fn keep(&self, journal: &mut Journal<SqliteStore>, checkpoint: &SignedCheckpoint) -> Result<(), CliError> {
        let size = checkpoint.unverified().head.size;
        let custody = journal.state().custody.clone();
        let keys = custody.log_keys(size);
        let own = |by: &Signature| keys.iter().any(|key| key.id() == by.id && *key.name() == by.name);
        if let Ok(note) = checkpoint.keep(own) {
            journal.store_mut().keep_checkpoint(size, &note.to_string())?;
        }
        let witnesses: Vec<String> =
            checkpoint.note().signatures().iter().filter(|by| !own(by)).map(|by| format!("{by}\n")).collect();
        // Cosignatures by witnesses that the ledger does not name are nobody's here.
        let _ = cosigning::keep(journal.store_mut(), &custody, &witnesses.concat());
        Ok(())
    }
}
