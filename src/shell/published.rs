//! A published ledger as others read it, from a folder or over HTTP. Nothing that is served is believed or kept before it
//! was traced to the checkpoint, and no more than a bundle of it is held at a time.

use std::cell::Cell;
use std::path::PathBuf;

use super::files;
use super::http::{self, HttpError};
use super::journal;
use crate::domain::walk::Outcome;
use crate::log::checkpoint::{MalformedCheckpoint, SignedCheckpoint};
use crate::log::note::MAX_NOTE_BYTES;
use crate::log::tile::{BadTile, FULL_WIDTH, TileKind, TilePath, parse_bundle, verify_bundle};
use crate::log::tiles::{TileFault, Tiles};
use crate::log::tree::{TreeHash, TreeHead};

/// The largest tile, and the largest bundle: 256 of the largest entries.
const MOST_TILE: u64 = 256 * 32;
const MOST_BUNDLE: u64 = 256 * 65_537;
/// What is read of one publication in one run.
pub const MOST_A_RUN: u64 = 1 << 30;

/// Why a publication was not read.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// A file is missing.
    #[error("{0} is missing")]
    Missing(String),
    /// A file cannot be read, or is no regular file.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The server does not answer as it should.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The checkpoint is none.
    #[error(transparent)]
    Checkpoint(#[from] MalformedCheckpoint),
    /// A tile or bundle is missing, or not what the checkpoint says.
    #[error(transparent)]
    Tile(#[from] BadTile),
    /// An entry of a bundle is not what the checkpoint says.
    #[error("entry {0} does not lead to the checkpoint")]
    Entry(u64),
    /// [`MOST_A_RUN`] was read.
    #[error("enough for one run")]
    Enough,
}

impl From<TileFault<Unread>> for Unread {
    fn from(fault: TileFault<Unread>) -> Unread {
        match fault {
            TileFault::Bad(bad) => bad.into(),
            TileFault::Read(error) => error,
        }
    }
}

/// Where a ledger is published.
pub struct Publication {
    place: Place,
    fetched: Cell<u64>,
}

enum Place {
    Web(String),
    Folder(PathBuf),
}

type Reader<'a> = Box<dyn FnMut(&TilePath) -> Result<Option<Vec<u8>>, Unread> + 'a>;

impl Publication {
    /// At an address (`http://…`, `https://…`) or in a folder.
    pub fn at(what: &str) -> Publication {
        let place = match what.starts_with("http://") || what.starts_with("https://") {
            true => Place::Web(what.trim_end_matches('/').to_owned()),
            false => Place::Folder(what.into()),
        };
        Publication { place, fetched: Cell::new(0) }
    }

    fn get(&self, name: &str, most: u64) -> Result<Option<Vec<u8>>, Unread> {
        if self.fetched.get() > MOST_A_RUN {
            return Err(Unread::Enough);
        }
        let bytes = match &self.place {
            Place::Web(address) => http::get(&format!("{address}/{name}"), most)?,
            Place::Folder(folder) => {
                let path = folder.join(name);
                match files::read(&path, most) {
                    Ok(bytes) => Some(bytes),
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
                    Err(source) => return Err(Unread::Io { path, source }),
                }
            }
        };
        self.fetched.set(self.fetched.get() + bytes.as_ref().map_or(0, |bytes| bytes.len() as u64));
        Ok(bytes)
    }

    /// The checkpoint, not believed yet.
    pub fn checkpoint(&self) -> Result<SignedCheckpoint, Unread> {
        let bytes =
            self.get("checkpoint", MAX_NOTE_BYTES as u64)?.ok_or_else(|| Unread::Missing("checkpoint".into()))?;
        Ok(SignedCheckpoint::parse(&bytes)?)
    }

    /// Everything under a head, as far as it leads there.
    pub fn under(&self, head: TreeHead) -> Result<Under<'_>, Unread> {
        let read: Reader<'_> = Box::new(|tile| self.get(&tile.to_string(), MOST_TILE));
        Ok(Under { publication: self, head, tiles: Tiles::open(head, read)? })
    }
}

/// What is published under one head.
pub struct Under<'a> {
    publication: &'a Publication,
    head: TreeHead,
    tiles: Tiles<Reader<'a>>,
}

impl Under<'_> {
    /// How many bundles there are.
    pub fn bundles(&self) -> u64 {
        self.head.size.div_ceil(u64::from(FULL_WIDTH))
    }

    /// The root of a complete subtree.
    pub fn node(&mut self, level: u8, n: u64) -> Result<TreeHash, Unread> {
        Ok(self.tiles.node(level, n)?)
    }

    /// The entries of a bundle; each leads to the head.
    pub fn bundle(&mut self, index: u64) -> Result<Vec<Vec<u8>>, Unread> {
        let leaves = self.tiles.tile(0, index)?;
        let path = |width| TilePath::new(TileKind::Entries, index, width).map_err(|_| BadTile::Length);
        let bundle = path(u16::try_from(leaves.len()).unwrap_or(FULL_WIDTH))?;
        let mut bytes = self.publication.get(&bundle.to_string(), MOST_BUNDLE)?;
        let mut width = bundle.width();
        if bytes.is_none() && bundle.is_partial() {
            // Where a partial one is gone, the first entries of the full one serve.
            width = FULL_WIDTH;
            bytes = self.publication.get(&path(width)?.to_string(), MOST_BUNDLE)?;
        }
        let bytes = bytes.ok_or(BadTile::Missing(bundle))?;
        let mut entries = parse_bundle(&bytes, width)?;
        entries.truncate(leaves.len());
        verify_bundle(&entries, leaves).map_err(|fault| match fault {
            BadTile::Entry(at) => Unread::Entry(index * u64::from(FULL_WIDTH) + at as u64 + 1),
            other => other.into(),
        })?;
        Ok(entries.into_iter().map(<[u8]>::to_vec).collect())
    }
}

/// Walks over everything that is published in a folder, bundle by bundle. Tiles and entries lead to the checkpoint's
/// root; whose signature it bears is for the caller to ask, with the keys that the entries name.
pub fn walk(publication: &Publication) -> Result<(SignedCheckpoint, Outcome), Unread> {
    let checkpoint = publication.checkpoint()?;
    let mut under = publication.under(checkpoint.unverified().head)?;
    let mut indices = 0..under.bundles();
    let outcome = journal::walk_groups(|| indices.next().map(|index| under.bundle(index)).transpose())?;
    Ok((checkpoint, outcome))
}
