//! `publish` and `follow`: a ledger as static files, and a copy kept from them.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::{CliError, Globals, Reply, open};
use crate::domain::custody::{Custody, Identity};
use crate::domain::ledger::State;
use crate::domain::walk::Horizon;
use crate::log::checkpoint::SignedCheckpoint;
use crate::log::code;
use crate::log::note::{Signature, VerifierKey};
use crate::log::tile::BadTile;
use crate::log::tree::{Tree, TreeHead, leaf_hash};
use crate::shell::cosigning;
use crate::shell::following::Following;
use crate::shell::heads::judge;
use crate::shell::journal::{self, A_PIECE, JournalError};
use crate::shell::messages as say;
use crate::shell::publication::{self, PublishError, Publishing};
use crate::shell::published::{Publication, Unread};
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
            other => CliError::About(code::TREE_NODE, other.to_string(), say::tree_broken, say::unsound_advice),
        }
    }
}

impl Publish {
    pub(super) fn run(self, globals: &Globals) -> Result<Reply, CliError> {
        let path = globals.ledger()?;
        let (state, reading) = open::read(&path)?;
        open::is_real(&state)?;
        let publishing = Publishing::begin(&self.folder)?;
        let checkpoint = cosigning::newest(reading.store())?;
        let stored = reading.store().checkpoints(0)?;
        let left: Vec<u64> =
            stored.iter().filter(|stored| !stored.cosignatures.is_empty()).map(|stored| stored.size).collect();
        let done = publication::publish(&reading, state.chain.tree(), &checkpoint, &left, &publishing)?;
        let text =
            format!("{}\n", say::published(globals.lang, self.folder.display(), done.before, done.size, done.files));
        Ok(Reply::done(text, json!({ "before": done.before, "size": done.size, "files": done.files })))
    }
}

/// Theo dõi một sổ đã công bố: tải phần mới, kiểm tra từng mục, ghi vào bản sao của mình
#[derive(clap::Args, Debug)]
#[command(after_help = "Ví dụ: sovang -l ban-sao.sovang follow https://xa-a.example/so-vang\n       \
sovang -l ban-sao.sovang follow /mnt/usb/so-vang")]
pub struct Follow {
    /// Địa chỉ (https://…) hoặc thư mục
    #[arg(value_name = "NƠI CÔNG BỐ")]
    source: String,
    /// Khóa kiểm tra của sổ, nếu đã biết từ trước (lần đầu không nêu thì tin khóa ghi trong sổ)
    #[arg(long = "vkey", value_name = "KHÓA")]
    vkeys: Vec<VerifierKey>,
}

/// The complete subtrees that make a tree of a size, largest first: level and number.
fn complete_subtrees(size: u64) -> impl Iterator<Item = (u8, u64)> {
    (0..63u8).rev().filter(move |level| size >> level & 1 == 1).map(move |level| (level, (size >> level) - 1))
}

/// Whether a key that the entries so far name signed a head of their log.
fn is_signed(checkpoint: &SignedCheckpoint, custody: &Custody) -> bool {
    let origin = checkpoint.unverified().origin.clone();
    let named = custody.identity().filter(|identity| identity.origin.as_str() == origin.as_str());
    let key: Vec<VerifierKey> = named.and_then(Identity::verifier).into_iter().collect();
    checkpoint.verify(&origin, &key, &[]).is_ok()
}

/// Why a copy was not carried on.
enum Stopped {
    Error(CliError),
    /// What is published is no continuation of this copy, or not what it claims.
    No(&'static str, String),
}

/// How far a copy was carried on.
struct Carried {
    /// Its entries before.
    before: u64,
    /// What it holds now.
    head: TreeHead,
    /// From where on it could not be read.
    horizon: Option<Horizon>,
}

/// What is asked of a copy that was not carried on: nothing of what stands in it, since it is folded once more.
struct Followed {
    store: SqliteStore,
    custody: Custody,
    tree: Tree,
}

impl Followed {
    fn of(copy: Following) -> Followed {
        let (store, state) = copy.into_parts();
        Followed { store, tree: state.chain.tree().clone(), custody: state.custody }
    }
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
            Ok(Carried { before, head, horizon }) => {
                let text = format!("{}\n", say::followed(lang, path.display(), before, head.size, head.root));
                let json = json!({ "before": before, "size": head.size, "root": head.root.to_base64() });
                Reply::done(text, json).judged_to(horizon, lang)
            }
            Err(Stopped::Error(error)) => Err(error),
            Err(Stopped::No(code, message)) => {
                let mut text = format!("{}\n  {message}\n", say::not_followed(lang, code));
                if code != "ledger.restored" {
                    text.push_str(&format!("  {}\n", say::not_followed_meaning(lang)));
                }
                Ok(Reply::answer(text, json!({ "code": code, "message": message }), false))
            }
        }
    }

    fn follow(&self, path: &Path, lang: Lang) -> Result<Carried, Stopped> {
        let publication = Publication::at(&self.source);
        let told = |unread| self.unread(unread, lang);
        let checkpoint = publication.checkpoint().map_err(told)?;
        let fresh = !path.exists();
        let origin = checkpoint.unverified().origin.clone();
        if let (false, Err(fault)) = (self.vkeys.is_empty(), checkpoint.verify(&origin, &self.vkeys, &[])) {
            let declared = match fresh {
                true => None,
                false => {
                    let known = Following::open(SqliteStore::open_read_only(path)?)?;
                    self.restored(Followed::of(known), &publication, &checkpoint, lang)?
                }
            };
            return Err(match declared {
                Some(declared) => Stopped::No("ledger.restored", declared),
                None => Stopped::No(code::CHECKPOINT_SIGNATURE, fault.to_string()),
            });
        }
        let head = checkpoint.unverified().head;
        let store = if fresh { SqliteStore::create(path)? } else { SqliteStore::open(path)? };
        let mut copy = Following::open(store)?;
        let carried = self.carry_on(&mut copy, &publication, &checkpoint, lang);
        let (kept, horizon) = (copy.state().chain.tree().size(), copy.horizon());
        let followed = Followed::of(copy);
        let carried = carried.map_err(|stopped| match stopped {
            // What does not continue this copy may be what a restoration declares.
            Stopped::No(code, reason) => match self.restored(followed, &publication, &checkpoint, lang) {
                Ok(Some(declared)) => Stopped::No("ledger.restored", declared),
                Ok(None) => Stopped::No(code, reason),
                Err(error) => Stopped::Error(error),
            },
            other => other,
        });
        if fresh && kept == 0 {
            SqliteStore::abandon(path);
        }
        carried.map(|before| Carried { before, head, horizon })
    }

    /// What could not be read, as it is told: either the publication contradicts itself, or nothing can be said.
    fn unread(&self, unread: Unread, lang: Lang) -> Stopped {
        let about = |code, what: String, said: fn(Lang, String) -> String| {
            Stopped::Error(CliError::About(code, what, said, say::follow_advice))
        };
        match unread {
            Unread::Missing(name) => about("follow.missing", format!("{}/{name}", self.source), say::follow_missing),
            Unread::Tile(BadTile::Missing(tile)) => {
                about("follow.missing", format!("{}/{tile}", self.source), say::follow_missing)
            }
            Unread::Enough => about("follow.enough", self.source.clone(), say::follow_enough),
            Unread::Io { path, source } => Stopped::Error(CliError::Io(path, source)),
            Unread::Http(error) => Stopped::Error(error.into()),
            Unread::Checkpoint(fault) => Stopped::No(code::CHECKPOINT_MALFORMED, fault.to_string()),
            Unread::Tile(fault) => Stopped::No("tile.mismatch", say::tile_mismatch(lang, fault)),
            Unread::Entry(seq) => Stopped::No("tile.mismatch", say::tile_entry(lang, seq)),
        }
    }

    fn carry_on(
        &self,
        copy: &mut Following,
        publication: &Publication,
        checkpoint: &SignedCheckpoint,
        lang: Lang,
    ) -> Result<u64, Stopped> {
        let head = checkpoint.unverified().head;
        let told = |unread| self.unread(unread, lang);
        let before = copy.state().chain.tree().size();
        let forked = || Stopped::No(code::CHECKPOINT_ROOT, say::audit_root(lang, head.size.min(before)));
        if head.size <= before {
            // Nothing new; what was published must still be what was followed.
            let same = copy.state().chain.tree().root_at(head.size).is_ok_and(|root| root == head.root);
            return if same { Ok(before) } else { Err(forked()) };
        }
        let mut under = publication.under(head).map_err(told)?;
        // The copy must be the beginning of what is published, before anything is added to it.
        for (level, n) in complete_subtrees(before) {
            let ours = copy.state().chain.tree().node(level, n);
            if Some(under.node(level, n).map_err(told)?) != ours {
                return Err(forked());
            }
        }
        let (mut rows, mut bytes) = (Vec::new(), 0);
        for index in before / 256..under.bundles() {
            for (entry, seq) in under.bundle(index).map_err(told)?.into_iter().zip(index * 256 + 1..) {
                if seq > before {
                    bytes += entry.len();
                    rows.push(Row { seq, hash: Hash::of(&entry), bytes: entry });
                }
            }
            let last = index + 1 == under.bundles();
            if last || bytes >= A_PIECE {
                self.adopt(copy, &rows, checkpoint, last, lang)?;
                (rows, bytes) = (Vec::new(), 0);
            }
        }
        self.keep(copy, checkpoint)?;
        Ok(before)
    }

    /// What is published instead of a continuation, if it is a restoration that the ledger declared: the first entry that
    /// is another than in this copy says so, signed as the entries before it allow, and its key signed what is published.
    fn restored(
        &self,
        followed: Followed,
        publication: &Publication,
        checkpoint: &SignedCheckpoint,
        lang: Lang,
    ) -> Result<Option<String>, CliError> {
        let (Followed { store, custody, tree }, theirs) = (followed, checkpoint.unverified());
        if custody.identity().is_some_and(|identity| identity.origin.as_str() == theirs.origin.as_str()) {
            return Ok(None);
        }
        let Ok(mut under) = publication.under(theirs.head) else { return Ok(None) };
        let mut first = None;
        for index in 0..under.bundles().min(tree.size() / 256 + 1) {
            let Ok(entries) = under.bundle(index) else { return Ok(None) };
            let mut numbered = (index * 256 + 1..).zip(entries);
            first = numbered.find(|(seq, entry)| tree.node(0, seq - 1) != Some(leaf_hash(entry)));
            if first.is_some() {
                break;
            }
        }
        let Some((seq, entry)) = first else { return Ok(None) };
        let then = journal::walk_on(&store, seq - 1, &[&entry])?;
        let declared = then.state.custody.restorations.last().filter(|last| last.seq == seq && then.lawful());
        let Some(declared) = declared.filter(|_| is_signed(checkpoint, &then.state.custody)) else { return Ok(None) };
        let (on, kept, lost) = (declared.on.vietnamese(), seq - 1, declared.lost.size);
        let told = say::recover_restoration(lang, seq, on, kept, lost, &declared.reason);
        let more = match tree.size() > kept {
            true => say::follow_restored_fuller(lang, kept + 1, tree.size()),
            false => String::new(),
        };
        Ok(Some(format!("{told}\n  {more}\n  {}", say::follow_restored_on(lang, &self.source))))
    }

    /// Takes over a piece whose entries lead to the head. The head must be signed by a key that is known by then.
    fn adopt(
        &self,
        copy: &mut Following,
        rows: &[Row],
        checkpoint: &SignedCheckpoint,
        last: bool,
        lang: Lang,
    ) -> Result<(), Stopped> {
        let accept = |state: &State| match last {
            true => judge(checkpoint, &state.custody, state.chain.tree()).is_ok(),
            false => {
                !self.vkeys.is_empty() || is_signed(checkpoint, &state.custody) || state.custody.unread_from.is_some()
            }
        };
        copy.adopt(rows, &accept).map_err(|error| match error {
            JournalError::Unsound(finding) => Stopped::No(
                finding.code(),
                say::verify_finding(lang, finding.seq, finding.code(), finding.message(lang)),
            ),
            JournalError::NotAccepted if last => Stopped::No(code::CHECKPOINT_SIGNATURE, say::unproven_key(lang)),
            JournalError::NotAccepted => Stopped::No(code::CHECKPOINT_SIGNATURE, say::follow_key_ahead(lang)),
            other => other.into(),
        })
    }

    /// Keeps the head with what is known to be right on it.
    fn keep(&self, copy: &mut Following, checkpoint: &SignedCheckpoint) -> Result<(), CliError> {
        let size = checkpoint.unverified().head.size;
        let custody = copy.state().custody.clone();
        let keys = custody.log_keys(size);
        let own = |by: &Signature| keys.iter().any(|key| key.id() == by.id && *key.name() == by.name);
        if let Ok(note) = checkpoint.keep(own) {
            copy.store_mut().keep_checkpoint(size, &note.to_string())?;
        }
        let witnesses: Vec<String> =
            checkpoint.note().signatures().iter().filter(|by| !own(by)).map(|by| format!("{by}\n")).collect();
        // Cosignatures by witnesses that the ledger does not name are nobody's here.
        let _ = cosigning::keep(copy.store_mut(), &custody, &witnesses.concat());
        Ok(())
    }
}
