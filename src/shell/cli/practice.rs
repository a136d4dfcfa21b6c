//! `practice`: a copy of a ledger to try things on, which nothing takes for the real one.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::answer::Trouble;
use super::log_key::NewLogKey;
use super::open::{self, Desk};
use super::{CliError, Globals, Reply, ho_son};
use crate::domain::ledger::State;
use crate::log::entry::Entry;
use crate::log::statement::Signed;
use crate::shell::durable;
use crate::shell::journal::Journal;
use crate::shell::keys::{self, Signer, pem};
use crate::shell::messages as say;
use crate::shell::practice::{CannotCopy, Copying, is_practice};
use crate::shell::store::Store;
use crate::shell::store::memory::MemoryStore;
use crate::values::crypto::SecretKey;
use crate::values::ident::LedgerId;
use crate::values::lang::Lang;
use crate::values::text::fold;

/// Practice keys protect nothing; the passphrase is shown so that one can go on.
const PASSPHRASE: &str = "tap-ghi-so";

/// Lập sổ tập: bản sao có mã sổ, tên gốc và khóa riêng, để thử mọi việc mà không động đến sổ thật
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ:\n  sovang practice && cd tap-ghi && sovang chi\n  \
sovang practice --demo /tmp/tap        (không cần sổ: tập trên sổ minh họa Hồ Sơn)")]
pub struct Practice {
    /// Thư mục (tạo mới) chứa sổ tập và các khóa tập; tập xong thì xóa cả thư mục
    #[arg(value_name = "THƯ MỤC", default_value = "tap-ghi")]
    folder: PathBuf,
    /// Tập trên sổ minh họa Hồ Sơn, không phải trên sổ này
    #[arg(long)]
    demo: bool,
}

impl From<CannotCopy> for CliError {
    fn from(error: CannotCopy) -> CliError {
        match error {
            CannotCopy::Key(error) => error.into(),
            CannotCopy::Entry(seq) => {
                CliError::About("practice.entry", seq.to_string(), say::practice_entry, say::practice_entry_advice)
            }
        }
    }
}

/// What is copied.
struct Original {
    state: State,
    entries: Vec<Entry>,
}

impl Original {
    fn of<S: Store>(store: &S, state: State) -> Result<Original, CliError> {
        let mut entries = Vec::new();
        let mut broken = None;
        store.scan(1, &mut |row| {
            match Entry::read(&row.bytes) {
                Ok(entry) => entries.push(entry),
                Err(_) => broken = Some(row.seq),
            }
            broken.is_none()
        })?;
        match broken {
            Some(seq) => Err(CannotCopy::Entry(seq).into()),
            None => Ok(Original { state, entries }),
        }
    }

    fn demonstration() -> Result<Original, CliError> {
        let people = ho_son::people(|_| Ok(Signer::File(keys::new_secret()?)))?;
        let mut journal = Journal::open(MemoryStore::default(), None)?;
        ho_son::record(&mut journal, &people, keys::new_secret()?.public())?;
        let (store, state) = journal.into_parts();
        Original::of(&store, state)
    }
}

impl Practice {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let lang = globals.lang;
        super::is_free(&self.folder)?;
        let original = if self.demo {
            Original::demonstration()?
        } else {
            let (state, reading) = open::read(&globals.ledger()?)?;
            Original::of(reading.store(), state)?
        };
        if is_practice(&original.state) {
            return Err(CliError::Said("practice.again", say::practice_again, say::practice_again_advice));
        }
        let made = std::fs::create_dir_all(&self.folder).map_err(|error| CliError::Io(self.folder.clone(), error));
        let made = made.and_then(|()| self.make(&original, lang));
        if made.is_err() {
            // Only what was begun here stands in it.
            let _ = std::fs::remove_dir_all(&self.folder);
        }
        let (path, keys, desk, trouble) = made?;
        let head = desk.journal.head();
        let mut text = format!("{}\n", say::practice_made(lang, path.display(), head.seq));
        text.push_str(&format!("{}\n", say::practice_keys(lang, PASSPHRASE)));
        for (file, holder) in &keys {
            text.push_str(&format!("  {}  {holder}\n", file.display()));
        }
        text.push_str(&format!("{}\n", say::practice_next(lang, self.folder.display())));
        let named: Vec<Value> =
            keys.iter().map(|(file, holder)| json!({ "file": file.display().to_string(), "holder": holder })).collect();
        let json = json!({
            "file": path.display().to_string(), "head": head, "of": original.state.chain.ledger(), "keys": named,
            "passphrase": PASSPHRASE,
        });
        Ok(Reply::done(text, json).after(trouble))
    }

    /// The copy's file, and the keys of everybody who may sign in it.
    fn make(&self, original: &Original, lang: Lang) -> Result<Made, CliError> {
        let path = self.folder.join("tap.sovang");
        let mut copying = Copying::of(&original.state, LedgerId::from(open::new_id()?))?;
        let times: HashMap<_, _> = original.entries.iter().map(|entry| (entry.statement.id, entry.recorded)).collect();
        let mut desk = Desk::begin(&path)?;
        let at = |signed: &Signed| times.get(&signed.statement.id).copied().unwrap_or_else(open::now);
        desk.journal.extend(original.entries.len(), &at, |state, index| {
            let entry = original.entries.get(index).ok_or(CannotCopy::Entry(index as u64 + 1))?;
            Ok::<_, CliError>(vec![copying.next(entry, state)?])
        })?;
        let keys = self.keep_keys(original, &copying, &path, lang)?;
        let trouble = desk.finish(&open::LogKeyArgs::default(), lang);
        Ok((path, keys, desk, trouble))
    }

    fn keep_keys(
        &self,
        original: &Original,
        copying: &Copying,
        path: &Path,
        lang: Lang,
    ) -> Result<Vec<(PathBuf, String)>, CliError> {
        let mut kept: Vec<(PathBuf, String)> = Vec::new();
        for (real, holder) in original.state.chain.keyring().holders().filter(|(_, holder)| holder.revoked.is_none()) {
            let Some(secret) = copying.secret(real) else { continue };
            let roles: Vec<&str> = holder.now.roles.iter().map(|role| role.label(lang)).collect();
            let name = fold(roles.first().copied().unwrap_or("khoa")).replace(' ', "-");
            let names = std::iter::once(name.clone()).chain((2u32..).map(|n| format!("{name}-{n}")));
            let mut files = names.map(|name| self.folder.join(format!("{name}.pem")));
            let Some(file) = files.find(|file| pem::check_free(file).is_ok()) else { continue };
            pem::create(&file, secret, PASSPHRASE)?;
            kept.push((file, format!("{}: {}", holder.now.name, roles.join(", "))));
        }
        if let Some(secret) = original.state.custody.identity().and_then(|identity| copying.secret(&identity.key)) {
            NewLogKey::New(SecretKey::from_signing_key(secret.signing_key().clone()))
                .keep(&path.with_extension("log.pem"))?;
        }
        durable::sync_folder(&self.folder).map_err(|error| CliError::Io(self.folder.clone(), error))?;
        Ok(kept)
    }
}

type Made = (PathBuf, Vec<(PathBuf, String)>, Desk, Vec<Trouble>);
