//! The author's memory: for each ledger the newest entry that was verified on this computer. Who signs over a
//! ledger that went back would vouch for a past that was taken away.

use std::path::{Path, PathBuf};

use super::durable::{self, Access};
use serde::{Deserialize, Serialize};

use super::files;
use crate::log::statement::Head;
use crate::values::ident::LedgerId;
use crate::values::lang::Lang;
use crate::values::strict;
use crate::values::time::Instant;

/// So many checked heads of a ledger are kept: copies of different age are looked at in turn.
const MOST_CHECKED: usize = 16;
/// So many files are known in which a ledger was seen, and so many backups.
const MOST_PLACES: usize = 16;

/// Why the memory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MemoryError {
    /// No place to keep it.
    #[error("no folder for the author's memory")]
    NoFolder,
    /// A file of it cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file of it is damaged.
    #[error("{0}: damaged")]
    Damaged(PathBuf),
    /// Another entry was verified at the same position before.
    #[error("{path}: entry {} was verified with another hash", .head.seq)]
    Forked {
        /// The file.
        path: PathBuf,
        /// What was verified before.
        head: Head,
    },
}

impl MemoryError {
    /// What happened.
    pub fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (MemoryError::NoFolder, Lang::Vi) => "không có thư mục để nhớ những gì đã xác minh".into(),
            (MemoryError::Damaged(path), Lang::Vi) => format!("tệp ghi nhớ {} bị hỏng", path.display()),
            (MemoryError::Forked { head, .. }, Lang::Vi) => {
                format!(
                    "máy này đã xác minh mục {} với mã băm khác ({}…): sổ có hai bản khác nhau",
                    head.seq,
                    head.hash.short()
                )
            }
            _ => self.to_string(),
        }
    }

    /// What to do next.
    pub fn advice(&self, lang: Lang) -> String {
        let (vi, en) = match self {
            MemoryError::NoFolder => ("Đặt SOVANG_STATE hoặc HOME", "Set SOVANG_STATE or HOME"),
            MemoryError::Damaged(_) => (
                "Xác minh sổ với bản sao lưu hoặc bản đã gửi đi, rồi xóa tệp ghi nhớ này",
                "Verify the ledger against a backup or a copy sent out, then remove this file",
            ),
            MemoryError::Forked { .. } => {
                ("Không ký tiếp; so sánh hai bản của sổ", "Do not sign; compare the two copies of the ledger")
            }
            MemoryError::Io { .. } => ("Kiểm tra quyền của thư mục", "Check the folder's permissions"),
        };
        lang.pick(vi, en).into()
    }
}

/// What was verified on this computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remembered {
    /// The newest entry.
    pub head: Head,
    /// The newest restoration that it stands upon, if the ledger was ever restored.
    pub restored: Option<Head>,
}

/// Where a copy of a ledger was seen on this computer, and how far it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The file.
    pub path: String,
    /// Its newest entry.
    pub seq: u64,
    /// When it was seen with it.
    pub at: Instant,
}

/// A folder of one small file a ledger.
pub struct Memory {
    folder: PathBuf,
}

impl Memory {
    /// `SOVANG_STATE`, else `$XDG_STATE_HOME/sovang/heads`, else `~/.local/state/sovang/heads`
    /// (`%LOCALAPPDATA%\sovang\heads` on Windows).
    pub fn open_default() -> Result<Memory, MemoryError> {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        if let Some(folder) = set("SOVANG_STATE") {
            return Ok(Memory { folder });
        }
        let base = set("XDG_STATE_HOME").or_else(|| set("HOME").map(|home| home.join(".local/state")));
        let base = base.or_else(|| set("LOCALAPPDATA")).ok_or(MemoryError::NoFolder)?;
        Ok(Memory { folder: base.join("sovang").join("heads") })
    }

    /// A memory in a folder of its own.
    pub fn in_folder(folder: &Path) -> Memory {
        Memory { folder: folder.to_owned() }
    }

    /// The folder it is kept in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn file(&self, ledger: LedgerId) -> PathBuf {
        self.folder.join(format!("{ledger}.json"))
    }

    /// The newest entry verified here, if any.
    pub fn recall(&self, ledger: LedgerId) -> Result<Option<Remembered>, MemoryError> {
        let path = self.file(ledger);
        let text = match files::read(&path, files::SMALL) {
            Ok(text) => text,
            Err(source) if source.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(MemoryError::Io { path, source }),
        };
        let known = serde_json::from_slice(&text).and_then(|value| strict::read::<Remembered>(&value));
        known.map(Some).map_err(|_| MemoryError::Damaged(path))
    }

    fn checked_file(&self, ledger: LedgerId) -> PathBuf {
        self.folder.join(format!("{ledger}.checked.json"))
    }

    /// Heads up to which this computer has checked every signature, of whatever copies of the ledger were looked at, the
    /// newest last. They accuse nobody: a copy that holds one of them need not be checked so far again, and one that
    /// holds none is checked whole. What cannot be read is nothing.
    pub fn checked(&self, ledger: LedgerId) -> Vec<Head> {
        let read = files::read(&self.checked_file(ledger), files::SMALL);
        read.ok()
            .and_then(|text| serde_json::from_slice(&text).and_then(|value| strict::read(&value)).ok())
            .unwrap_or_default()
    }

    /// Notes that every signature up to a head was checked. Only a help: that it could not be written is no error.
    pub fn note_checked(&self, ledger: LedgerId, head: Head) {
        let path = self.checked_file(ledger);
        let mut heads = self.checked(ledger);
        if head.seq == 0 || heads.contains(&head) {
            return;
        }
        let Ok(_lock) = self.lock(&path) else { return };
        heads.push(head);
        let kept = heads.split_off(heads.len().saturating_sub(MOST_CHECKED));
        if let Ok(text) = serde_json::to_vec(&kept) {
            let _ = durable::replace(&path, &text, Access::Owner);
        }
    }

    /// In which files a ledger was seen here, the newest last. A help for whoever looks for a fuller copy; it accuses nobody.
    pub fn places(&self, ledger: LedgerId) -> Vec<Place> {
        self.listed(&format!("{ledger}.places.json"))
    }

    /// Notes where a ledger was seen. That it could not be written is no error.
    pub fn note_place(&self, ledger: LedgerId, place: Place) {
        self.list(&format!("{ledger}.places.json"), place);
    }

    /// The backups of a ledger that were made here, the newest last.
    pub fn backups(&self, ledger: LedgerId) -> Vec<Place> {
        self.listed(&format!("{ledger}.backups.json"))
    }

    /// Notes a backup. That it could not be written is no error.
    pub fn note_backup(&self, ledger: LedgerId, place: Place) {
        self.list(&format!("{ledger}.backups.json"), place);
    }

    fn listed(&self, name: &str) -> Vec<Place> {
        let read = files::read(&self.folder.join(name), files::SMALL).ok();
        let value = read.and_then(|text| serde_json::from_slice(&text).ok());
        value.and_then(|value| strict::read(&value).ok()).unwrap_or_default()
    }

    fn list(&self, name: &str, place: Place) {
        let path = self.folder.join(name);
        let mut places = self.listed(name);
        if places.last().is_some_and(|last| last.path == place.path && last.seq == place.seq) {
            return;
        }
        let Ok(_lock) = self.lock(&path) else { return };
        places.retain(|known| known.path != place.path);
        places.push(place);
        let kept = places.split_off(places.len().saturating_sub(MOST_PLACES));
        if let Ok(text) = serde_json::to_vec(&kept) {
            let _ = durable::replace(&path, &text, Access::Owner);
        }
    }

    /// Lets go of what was verified. The old memory stays beside it under another name.
    pub fn forget(&self, ledger: LedgerId) -> Result<(), MemoryError> {
        let path = self.file(ledger);
        let _lock = self.lock(&path)?;
        match durable::rename(&path, &path.with_extension("lost.json")) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(MemoryError::Io { path, source }),
            _ => Ok(()),
        }
    }

    /// One writer at a time: two processes must not overtake each other between reading and writing.
    fn lock(&self, path: &Path) -> Result<durable::Lock, MemoryError> {
        let locked = durable::make_folder(&self.folder).and_then(|()| durable::lock(&self.folder.join(".lock")));
        locked.map_err(|source| MemoryError::Io { path: path.to_owned(), source })
    }

    /// Remembers an entry as verified. Never goes back: an older one changes nothing.
    pub fn remember(&self, ledger: LedgerId, verified: Remembered) -> Result<(), MemoryError> {
        let head = verified.head;
        let path = self.file(ledger);
        let io = |source| MemoryError::Io { path: path.clone(), source };
        let _lock = self.lock(&path)?;
        durable::sweep(&self.folder);
        match self.recall(ledger)?.map(|known| known.head) {
            Some(known) if known.seq == head.seq && known.hash != head.hash => {
                return Err(MemoryError::Forked { path, head: known });
            }
            Some(known) if known.seq >= head.seq => return Ok(()),
            _ => {}
        }
        let text = serde_json::to_vec(&verified).map_err(|error| io(error.into()))?;
        durable::replace(&path, &text, Access::Anyone).map_err(io)
    }
}
