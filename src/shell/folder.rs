//! What is written down before it is signed: answers kept when somebody leaves, and the signing folder: pages as files that
//! anyone prepares without a key and the signer goes through. A page is judged anew when it is signed; nothing here is part
//! of the ledger.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::durable::{self, Access};
use crate::values::ident::LedgerId;
use crate::values::strict;
use crate::values::time::{Date, Instant};

/// A page that waits for its signer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// What kind of file this is.
    pub sovang: String,
    /// The ledger it is for.
    pub ledger: LedgerId,
    /// Its title.
    pub title: String,
    /// Its title and total in a few words.
    pub brief: String,
    /// Who prepared it: a name as it was given, proven by nothing.
    pub prepared_by: String,
    /// When.
    pub prepared_at: Instant,
    /// What is signed.
    pub events: Vec<Event>,
}

/// What a page has somebody sign.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// When it takes effect; the day of signing if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
    /// The payload.
    pub data: Map<String, Value>,
}

/// What the file of a page says it is.
pub const KIND: &str = "page/v1";

/// The signing folder beside a ledger.
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// `so.sovang` has its pages in `so.trinh-ky`.
    pub fn of(ledger: &Path) -> Folder {
        Folder { path: ledger.with_extension("trinh-ky") }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Puts a page in, behind the others.
    pub fn put(&self, page: &Page) -> std::io::Result<PathBuf> {
        durable::make_folder(&self.path)?;
        let text = serde_json::to_vec_pretty(page)?;
        let last = self.files()?.into_iter().filter_map(|(n, _)| n.checked_add(1)).max().unwrap_or(1);
        for n in last..last.saturating_add(1000) {
            let path = self.path.join(format!("{n:03}.json"));
            match durable::write_new(&path, &text, Access::Anyone) {
                Ok(()) => return Ok(path),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(std::io::ErrorKind::AlreadyExists.into())
    }

    fn files(&self) -> std::io::Result<Vec<(u32, PathBuf)>> {
        let entries = match std::fs::read_dir(&self.path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut found = Vec::new();
        for entry in entries {
            let path = entry?.path();
            let number = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse().ok());
            if let Some(number) = number.filter(|_| path.extension().is_some_and(|ext| ext == "json")) {
                found.push((number, path));
            }
        }
        found.sort();
        Ok(found)
    }

    /// The pages in their order; what cannot be read is returned as why.
    pub fn pages(&self) -> std::io::Result<Vec<(PathBuf, Result<Page, String>)>> {
        let mut pages = Vec::new();
        for (_, path) in self.files()? {
            let value = serde_json::from_slice::<Value>(&std::fs::read(&path)?);
            let page = value.and_then(|value| strict::read::<Page>(&value)).map_err(|error| error.to_string());
            let page = page.and_then(|page| if page.sovang == KIND { Ok(page) } else { Err(page.sovang) });
            pages.push((path, page));
        }
        Ok(pages)
    }

    /// Takes a page out, since it was signed.
    pub fn take(&self, path: &Path) -> std::io::Result<()> {
        durable::remove(path)
    }

    /// Puts a page aside, since it goes back to who prepared it.
    pub fn put_aside(&self, path: &Path) -> std::io::Result<()> {
        durable::rename(path, &path.with_extension("tra-lai.json"))
    }
}

/// Answers of a job that somebody left, kept in the author's own folder.
pub struct Kept {
    path: PathBuf,
}

impl Kept {
    /// Of a job in a ledger.
    pub fn of(state: &Path, ledger: LedgerId, job: &str) -> Kept {
        Kept { path: state.join("drafts").join(format!("{ledger}-{job}.json")) }
    }

    /// Everything that is kept of a ledger, the newest first: which job, when, what was answered.
    pub fn all(state: &Path, ledger: LedgerId) -> Vec<(String, Instant, BTreeMap<String, String>)> {
        let entries = std::fs::read_dir(state.join("drafts")).into_iter().flatten().flatten();
        let of = |name: String| Some(name.strip_prefix(&format!("{ledger}-"))?.strip_suffix(".json")?.to_owned());
        let jobs = entries.filter_map(|entry| of(entry.file_name().to_string_lossy().into_owned()));
        let read = |job: String| Kept::of(state, ledger, &job).read().map(|(answers, at)| (job, at, answers));
        let mut kept: Vec<_> = jobs.filter_map(read).collect();
        kept.sort_by_key(|(_, at, _)| std::cmp::Reverse(*at));
        kept
    }

    /// What was answered, and when it was kept.
    pub fn read(&self) -> Option<(BTreeMap<String, String>, Instant)> {
        let text = std::fs::read(&self.path).ok()?;
        let modified = std::fs::metadata(&self.path).and_then(|meta| meta.modified()).ok()?;
        let millis = modified.duration_since(std::time::UNIX_EPOCH).ok()?.as_millis();
        Some((serde_json::from_slice(&text).ok()?, Instant::from_millis(i64::try_from(millis).ok()?)))
    }

    /// Keeps answers; only their owner may read them.
    pub fn keep(&self, answers: &BTreeMap<String, String>) -> std::io::Result<()> {
        durable::make_folder(self.path.parent().unwrap_or(Path::new(".")))?;
        durable::replace(&self.path, &serde_json::to_vec(answers)?, Access::Owner)
    }

    /// Forgets them.
    pub fn drop(&self) {
        let _ = durable::remove(&self.path);
    }
}
