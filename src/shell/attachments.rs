//! Documents beside the ledger (`so.files/` for `so.sovang`): one file each, named by BLAKE3 of its bytes, which is what
//! the log holds of it. Read piece by piece, and checked whenever read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::durable::{self, Access, Fresh};
use super::files;
use crate::values::crypto::{Hash, Hashing};

/// Members of payloads that hold the hash of a document.
const MEMBERS: [&str; 4] = ["blake3", "scan", "minutes", "evidence"];
const PIECE: usize = 64 * 1024;

/// The documents of a ledger.
pub struct Attachments {
    folder: PathBuf,
}

/// What is wrong with a stored document.
#[derive(Debug, thiserror::Error)]
pub enum AttachmentError {
    /// It cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is not there.
    #[error("{0}")]
    Missing(Hash),
    /// Its bytes are others than were put away.
    #[error("{0}")]
    Changed(Hash),
}

impl Attachments {
    /// The documents of a ledger.
    pub fn of(ledger: &Path) -> Attachments {
        Attachments { folder: ledger.with_extension("files") }
    }

    /// The folder they are in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where a document is, or would be.
    pub fn path(&self, hash: &Hash) -> PathBuf {
        self.folder.join(hash.to_string())
    }

    /// Puts away a document whose hash is known already; it must still have it. True if it was not there before.
    pub fn put_as(&self, source: &Path, expected: &Hash) -> Result<bool, AttachmentError> {
        let there = self.check(expected).is_ok();
        if !there {
            let (hash, _) = self.put(source)?;
            if hash != *expected {
                let _ = durable::remove(&self.path(&hash));
                return Err(AttachmentError::Changed(*expected));
            }
        }
        Ok(!there)
    }

    /// Puts a document away: copied piece by piece, on the disk before its hash is given out.
    pub fn put(&self, source: &Path) -> Result<(Hash, u64), AttachmentError> {
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| AttachmentError::Io { path, source }
        };
        let mut input = files::open(source).map_err(io(source))?;
        durable::make_folder(&self.folder).map_err(io(&self.folder))?;
        durable::sweep(&self.folder);
        let mut out = Fresh::begin(&self.folder, Access::Anyone).map_err(io(&self.folder))?;
        let (hash, length) = copy(&mut input, Some(&mut out)).map_err(io(source))?;
        out.replace(&self.path(&hash)).map_err(io(&self.folder))?;
        Ok((hash, length))
    }

    /// Whether a stored document is what was put away; its length in bytes.
    pub fn check(&self, hash: &Hash) -> Result<u64, AttachmentError> {
        let mut input = self.open(hash)?;
        let path = self.path(hash);
        let (found, length) = copy(&mut input, None).map_err(|source| AttachmentError::Io { path, source })?;
        if found == *hash { Ok(length) } else { Err(AttachmentError::Changed(*hash)) }
    }

    /// Copies a document out. Nothing is left behind if it is not what was put away.
    pub fn get(&self, hash: &Hash, target: &Path) -> Result<u64, AttachmentError> {
        let io = |source| AttachmentError::Io { path: target.to_owned(), source };
        let mut input = self.open(hash)?;
        let mut out = Fresh::begin(durable::folder_of(target), Access::Anyone).map_err(io)?;
        let (found, length) = copy(&mut input, Some(&mut out)).map_err(io)?;
        if found != *hash {
            return Err(AttachmentError::Changed(*hash));
        }
        out.place(target).map_err(io)?;
        Ok(length)
    }

    fn open(&self, hash: &Hash) -> Result<File, AttachmentError> {
        let path = self.path(hash);
        files::open(&path).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => AttachmentError::Missing(*hash),
            _ => AttachmentError::Io { path, source },
        })
    }

    /// Copies every stored document of a list to another ledger's folder, each checked.
    pub fn copy_to(&self, other: &Attachments, hashes: &BTreeSet<Hash>) -> Result<u64, AttachmentError> {
        let mut copied = 0;
        for hash in hashes.iter().filter(|hash| self.path(hash).exists()) {
            self.check(hash)?;
            other.put(&self.path(hash))?;
            copied += 1;
        }
        Ok(copied)
    }
}

/// The hash of a document that is not put away.
pub fn hash_of(source: &Path) -> Result<Hash, AttachmentError> {
    let io = |error| AttachmentError::Io { path: source.to_owned(), source: error };
    let mut input = files::open(source).map_err(io)?;
    copy(&mut input, None).map(|(hash, _)| hash).map_err(io)
}

/// Reads to the end; the hash and length of what was read.
fn copy(input: &mut File, mut out: Option<&mut Fresh>) -> std::io::Result<(Hash, u64)> {
    let (mut hashing, mut length, mut piece) = (Hashing::default(), 0, vec![0u8; PIECE]);
    loop {
        let n = input.read(&mut piece)?;
        let Some(read) = piece.get(..n).filter(|read| !read.is_empty()) else { break };
        hashing.update(read);
        length += n as u64;
        if let Some(out) = out.as_deref_mut() {
            out.write_all(read)?;
        }
    }
    Ok((hashing.finish(), length))
}

/// Documents that a payload names, with the name that stands beside the hash.
pub fn named_in(data: &Value, found: &mut BTreeMap<Hash, String>) {
    match data {
        Value::Object(members) => {
            for (name, value) in members {
                match value.as_str().and_then(|text| text.parse().ok()) {
                    Some(hash) if MEMBERS.contains(&name.as_str()) => {
                        let beside = members.get("name").or(members.get("document")).and_then(Value::as_str);
                        found.entry(hash).or_insert_with(|| beside.unwrap_or(name).to_owned());
                    }
                    _ => named_in(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| named_in(item, found)),
        _ => {}
    }
}
