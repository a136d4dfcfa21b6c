//! A ledger published as static files (C2SP tlog-tiles): checkpoint, tiles, entry bundles. Any web server serves the
//! folder. Files are written whole and renamed; the checkpoint comes last, so that a reader never sees a head whose
//! tiles are missing.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::durable::{self, Access, Lock};
use super::files;
use super::reading::Reading;
use super::store::StoreError;
use crate::log::checkpoint::SignedCheckpoint;
use crate::log::tile::{BadTile, FULL_WIDTH, TileKind, TilePath, bundle_bytes, tile_bytes, tiles_of};
use crate::log::tree::{ProveError, Tree, TreeHead};

/// Why a ledger was not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// What is published there is of another log, or no prefix of this one.
    #[error("{0}: another log, or another history, is published there")]
    Other(PathBuf),
    /// Something in the folder is a link, or no folder, where a folder of the publication should be.
    #[error("{0}: not a folder of the publication")]
    NotOurs(PathBuf),
    /// The ledger.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The ledger's tree.
    #[error(transparent)]
    Tree(#[from] ProveError),
    /// An entry too large for a bundle.
    #[error(transparent)]
    Tile(#[from] BadTile),
}

/// What was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// The size before.
    pub before: u64,
    /// The size now.
    pub size: u64,
    /// Files written.
    pub files: u64,
}

/// A folder that nobody else publishes into for now.
pub struct Publishing {
    folder: PathBuf,
    _lock: Lock,
}

impl Publishing {
    /// Waits for one's turn. Taken before the ledger is read: else a head read earlier could find a newer one published
    /// and take it for another history.
    pub fn begin(folder: &Path) -> Result<Publishing, PublishError> {
        let locked = durable::make_folder(folder).and_then(|()| durable::lock_folder(folder));
        let lock = locked.map_err(|source| PublishError::Io { path: folder.to_owned(), source })?;
        durable::sweep_below(folder);
        Ok(Publishing { folder: folder.to_owned(), _lock: lock })
    }
}

/// Publishes the part of a ledger that a checkpoint covers. What is there already is compared with what should be, and
/// mended; only what differs is written. `left` are sizes of earlier heads that left the house: others may ask for theirs.
pub fn publish(
    reading: &Reading,
    tree: &Tree,
    checkpoint: &SignedCheckpoint,
    left: &[u64],
    publishing: &Publishing,
) -> Result<Published, PublishError> {
    let (head, folder) = (checkpoint.unverified().head, publishing.folder.as_path());
    let before = published(folder, checkpoint, tree)?;
    let mut files = 0;
    let mut bundle: Vec<Vec<u8>> = Vec::new();
    let sizes: BTreeSet<u64> = left.iter().copied().chain([before.size]).filter(|size| *size < head.size).collect();
    let edges: BTreeSet<TilePath> = sizes.into_iter().flat_map(|size| edges_of(size, head.size)).collect();
    for tile in tiles_of(head.size).chain(edges) {
        let hashes = tile.hashes(|level, n| tree.node(level, n));
        let hashes = hashes.ok_or(ProveError::MissingNode { level: 0, n: tile.index() })?;
        files += u64::from(write(folder, &tile.to_string(), &tile_bytes(&hashes))?);
        if let Some(entries) = tile.entries() {
            bundle.clear();
            let first = entries.index() * 256 + 1;
            let last = first + u64::from(entries.width()) - 1;
            reading.scan(first, &mut |row| {
                bundle.push(row.bytes);
                row.seq < last
            })?;
            files += u64::from(write(folder, &entries.to_string(), &bundle_bytes(&bundle)?)?);
        }
    }
    files += u64::from(write(folder, "checkpoint", checkpoint.to_string().as_bytes())?);
    Ok(Published { before: before.size, size: head.size, files })
}

/// The partial tiles of an earlier size that no full tile of the newer one takes the place of.
fn edges_of(size: u64, newer: u64) -> impl Iterator<Item = TilePath> {
    let full = u64::from(FULL_WIDTH);
    (0..8u8).filter_map(move |level| {
        let shift = u32::from(level) * 8;
        let (index, width) = ((size >> shift) / full, (size >> shift) % full);
        let filled = (newer >> shift) / full > index;
        let width = u16::try_from(width).ok().filter(|width| *width > 0 && !filled)?;
        TilePath::new(TileKind::Hashes { level }, index, width).ok()
    })
}

/// What is published in a folder: nothing, or an earlier head of the same tree.
fn published(folder: &Path, checkpoint: &SignedCheckpoint, tree: &Tree) -> Result<TreeHead, PublishError> {
    let path = folder.join("checkpoint");
    let bytes = match files::read(&path, files::MEDIUM) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(TreeHead::EMPTY),
        Err(source) => return Err(PublishError::Io { path, source }),
    };
    let other = || PublishError::Other(folder.to_owned());
    let there = SignedCheckpoint::parse(&bytes).map_err(|_| other())?;
    let there = there.unverified();
    let same = there.origin == checkpoint.unverified().origin
        && there.head.size <= checkpoint.unverified().head.size
        && tree.root_at(there.head.size).is_ok_and(|root| root == there.head.root);
    if same { Ok(there.head) } else { Err(other()) }
}

/// Writes one file whole, unless it is there with those bytes. What another account planted in the folder is not followed.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<bool, PublishError> {
    let path = folder.join(name);
    let io = |source| PublishError::Io { path: path.clone(), source };
    let there = std::fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_file() && meta.len() == bytes.len() as u64);
    if there && files::read(&path, files::LARGE).is_ok_and(|there| there == bytes) {
        return Ok(false);
    }
    let parent = path.parent().unwrap_or(folder);
    let below = parent.strip_prefix(folder).unwrap_or(Path::new(""));
    let mut at = folder.to_owned();
    for part in below {
        at.push(part);
        if std::fs::symlink_metadata(&at).is_ok_and(|meta| !meta.is_dir()) {
            return Err(PublishError::NotOurs(at));
        }
    }
    durable::make_folder(parent).map_err(io)?;
    durable::replace(&path, bytes, Access::Anyone).map_err(io)?;
    Ok(true)
}
