//! A ledger published as static files (C2SP tlog-tiles): checkpoint, tiles, entry bundles. Any web server serves the
//! folder. Files are written whole and renamed; the checkpoint comes last, so that a reader never sees a head whose
//! tiles are missing.

use std::path::{Path, PathBuf};

use super::durable::{self, Access, Lock};
use super::files;
use super::reading::Reading;
use super::store::StoreError;
use crate::log::checkpoint::SignedCheckpoint;
use crate::log::tile::{BadTile, TilePath, bundle_bytes, new_tiles, parse_bundle, tile_bytes, tiles_of};
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
        Ok(Publishing { folder: folder.to_owned(), _lock: lock })
    }
}

/// Publishes the part of a ledger that a checkpoint covers, writing only what is new.
pub fn publish(
    reading: &Reading,
    tree: &Tree,
    checkpoint: &SignedCheckpoint,
    publishing: &Publishing,
) -> Result<Published, PublishError> {
    let (head, folder) = (checkpoint.unverified().head, publishing.folder.as_path());
    let before = published(folder, checkpoint, tree)?;
    let mut files = 0;
    let mut bundle: Vec<Vec<u8>> = Vec::new();
    // Partial tiles of earlier checkpoints stay: somebody may be reading them.
    for tile in new_tiles(before.size, head.size) {
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
    durable::sweep(parent);
    durable::replace(&path, bytes, Access::Anyone).map_err(io)?;
    Ok(true)
}

/// Every entry of a published folder, as its bundles have them; `None` if something is missing or misshapen.
pub fn entries_of(folder: &Path) -> Option<Vec<Vec<u8>>> {
    let checkpoint = SignedCheckpoint::parse(&files::read(&folder.join("checkpoint"), files::SMALL).ok()?).ok()?;
    let size = checkpoint.unverified().head.size;
    let mut all = Vec::new();
    for bundle in tiles_of(size).filter_map(|tile| tile.entries()) {
        let bytes = read_bundle(&bundle, &|path| files::read(&folder.join(path), files::LARGE).ok())?;
        all.extend(parse_bundle(&bytes, bundle.width()).ok()?.into_iter().map(<[u8]>::to_vec));
    }
    Some(all)
}

/// Reads a bundle; where a partial one is gone, the first entries of the full one serve.
pub fn read_bundle(bundle: &TilePath, read: &dyn Fn(&str) -> Option<Vec<u8>>) -> Option<Vec<u8>> {
    if let Some(bytes) = read(&bundle.to_string()) {
        return Some(bytes);
    }
    let full = TilePath::new(bundle.kind(), bundle.index(), crate::log::tile::FULL_WIDTH).ok()?;
    let bytes = bundle.is_partial().then(|| read(&full.to_string())).flatten()?;
    let entries = parse_bundle(&bytes, full.width()).ok()?;
    bundle_bytes(entries.get(..bundle.width().into())?).ok()
}
