//! What the columns of an office's own sheets mean: asked once, kept in the author's own folder, one file for each set of
//! headings, so that the same sheet is understood the next time.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::office::sheets::plain;
use crate::shell::durable::{self, Access};
use crate::values::crypto::Hash;

/// What was said of one set of headings: each with its field, or with nothing where it is passed over.
pub struct Meanings {
    path: PathBuf,
}

impl Meanings {
    /// Of a sheet with these headings, read as events of a type.
    pub fn of(state: &Path, kind: &str, heads: &[String]) -> Meanings {
        let set = heads.iter().map(|head| plain(head)).collect::<Vec<_>>().join("\n");
        let hash = Hash::of(format!("{kind}\n{set}").as_bytes()).to_string();
        let short = hash.get(..16).unwrap_or(&hash);
        Meanings { path: state.join("sheets").join(format!("{kind}-{short}.json")) }
    }

    /// What was said, by heading.
    pub fn read(&self) -> BTreeMap<String, String> {
        let read = std::fs::read(&self.path).ok();
        read.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Keeps it.
    pub fn keep(&self, said: &BTreeMap<String, String>) -> std::io::Result<()> {
        durable::make_folder(self.path.parent().unwrap_or(Path::new(".")))?;
        durable::replace(&self.path, &serde_json::to_vec_pretty(said)?, Access::Owner)
    }
}
