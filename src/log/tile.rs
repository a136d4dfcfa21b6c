//! C2SP tlog-tiles (<https://c2sp.org/tlog-tiles>): the tree and its entries as static files.
//!
//! A tile's hashes prove nothing until they are recomputed up to a signed root: see [`check_tiles`], and verify
//! every proof made from [`node_from_tiles`]. A tile that stands in another's place has been enough to fool readers
//! that checked less.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::checkpoint::decimal;
use super::tree::{Frontier, TreeHash, TreeHead, leaf_hash};

/// Hashes in a full tile: a subtree of height 8.
pub const FULL_WIDTH: u16 = 256;
const HEIGHT: u8 = 8;
/// Tiles of level 8 would cover 2^64 leaves and more.
const LEVELS: u8 = 8;

/// Which hashes or entries a file holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TileKind {
    /// Roots of subtrees of 256^level leaves.
    Hashes {
        /// 0 to 63.
        level: u8,
    },
    /// The entries under the tile of level 0 with the same number.
    Entries,
}

/// The name of one file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TilePath {
    kind: TileKind,
    index: u64,
    width: u16,
}

/// A path that names no tile.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
#[error("no tile has that path")]
pub struct BadTilePath;

impl TilePath {
    /// The `index`-th tile of its kind with `width` hashes or entries: 1 to 256. Levels go up to 63.
    pub fn new(kind: TileKind, index: u64, width: u16) -> Result<TilePath, BadTilePath> {
        let level_fits = !matches!(kind, TileKind::Hashes { level: 64.. });
        if level_fits && (1..=FULL_WIDTH).contains(&width) && i64::try_from(index).is_ok() {
            Ok(TilePath { kind, index, width })
        } else {
            Err(BadTilePath)
        }
    }

    /// What it holds.
    pub fn kind(&self) -> TileKind {
        self.kind
    }

    /// Its number among those of its kind, from 0.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// How many hashes or entries it holds.
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Whether it will still be replaced by a fuller one.
    pub fn is_partial(&self) -> bool {
        self.width < FULL_WIDTH
    }
}

impl FromStr for TilePath {
    type Err = BadTilePath;

    /// Reads `tile/<level or "entries">/<number>[.p/<width>]`, without the log's prefix; canonical form only.
    fn from_str(path: &str) -> Result<TilePath, BadTilePath> {
        let (kind, rest) = path.strip_prefix("tile/").and_then(|rest| rest.split_once('/')).ok_or(BadTilePath)?;
        let kind = match kind {
            "entries" => TileKind::Entries,
            digits => {
                let level = decimal(digits).and_then(|level| u8::try_from(level).ok()).ok_or(BadTilePath)?;
                TileKind::Hashes { level }
            }
        };
        let (number, width) = match rest.split_once(".p/") {
            None => (rest, FULL_WIDTH),
            Some((number, width)) => {
                let width = decimal(width).and_then(|width| u16::try_from(width).ok()).ok_or(BadTilePath)?;
                (number, width)
            }
        };
        let mut index: u64 = 0;
        for group in number.split('/') {
            let digits = group.strip_prefix('x').unwrap_or(group);
            if digits.len() != 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(BadTilePath);
            }
            let value: u64 = digits.parse().map_err(|_| BadTilePath)?;
            index = index.checked_mul(1000).and_then(|index| index.checked_add(value)).ok_or(BadTilePath)?;
        }
        let tile = TilePath::new(kind, index, width)?;
        // Printing again catches a missing or stray `x`, leading zero groups, and `.p/256`.
        if tile.to_string() == path { Ok(tile) } else { Err(BadTilePath) }
    }
}

impl fmt::Display for TilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TileKind::Hashes { level } => write!(f, "tile/{level}/")?,
            TileKind::Entries => f.write_str("tile/entries/")?,
        }
        let mut divisor = 1_000_u64;
        while self.index / divisor >= 1000 {
            divisor *= 1000;
        }
        while divisor > 1 {
            if self.index >= divisor {
                write!(f, "x{:03}/", self.index / divisor % 1000)?;
            }
            divisor /= 1000;
        }
        write!(f, "{:03}", self.index % 1000)?;
        if self.is_partial() { write!(f, ".p/{}", self.width) } else { Ok(()) }
    }
}

/// All tiles of hashes of a tree of that size, partial ones at the right edge among them, level by level. Each tile
/// of level 0 has a bundle of entries beside it: see [`TilePath::entries`].
pub fn tiles_of(size: u64) -> impl Iterator<Item = TilePath> {
    new_tiles(0, size)
}

/// The tiles of a tree of size `new` that one of size `old` does not have: new ones, and partial ones grown wider.
pub fn new_tiles(old: u64, new: u64) -> impl Iterator<Item = TilePath> {
    (0..LEVELS).flat_map(move |level| {
        let shift = u32::from(level) * u32::from(HEIGHT);
        let (old, new) = (old >> shift, new >> shift);
        // The tile that was partial before begins the list, unless it did not grow.
        let first = if old < new { old >> HEIGHT } else { u64::MAX };
        (first..new.div_ceil(u64::from(FULL_WIDTH))).map(move |index| {
            let width = (new - (index << HEIGHT)).min(u64::from(FULL_WIDTH));
            TilePath { kind: TileKind::Hashes { level }, index, width: width as u16 }
        })
    })
}

impl TilePath {
    /// The bundle of entries beside a tile of level 0; `None` for any other.
    pub fn entries(&self) -> Option<TilePath> {
        let beside = TilePath { kind: TileKind::Entries, ..*self };
        matches!(self.kind, TileKind::Hashes { level: 0 }).then_some(beside)
    }

    /// The hashes of this tile, from a source of complete subtrees; `None` for a bundle or where one is missing.
    pub fn hashes(&self, nodes: impl Fn(u8, u64) -> Option<TreeHash>) -> Option<Vec<TreeHash>> {
        let TileKind::Hashes { level } = self.kind else {
            return None;
        };
        let level = level.checked_mul(HEIGHT)?;
        let first = self.index.checked_mul(u64::from(FULL_WIDTH))?;
        (first..first.checked_add(u64::from(self.width))?).map(|n| nodes(level, n)).collect()
    }
}

/// Why a file is not what its path says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum BadTile {
    /// Not as many whole hashes or entries as the path says.
    #[error("the tile's length is wrong")]
    Length,
    /// An entry does not hash to its leaf.
    #[error("entry {0} of the bundle does not hash to its leaf")]
    Entry(usize),
    /// An entry larger than 65,535 bytes, or more than 256 of them.
    #[error("an entry or the bundle is too large")]
    TooLarge,
    /// The file is missing.
    #[error("{0} is missing")]
    Missing(TilePath),
    /// The file holds other hashes than those that follow from the leaves.
    #[error("{0} does not follow from the leaves")]
    Forged(TilePath),
    /// The leaves do not have the root.
    #[error("the leaves do not have that root")]
    Root,
}

/// The bytes of a tile: its hashes, one after another.
pub fn tile_bytes(hashes: &[TreeHash]) -> Vec<u8> {
    hashes.iter().flat_map(TreeHash::as_bytes).copied().collect()
}

/// Reads a tile of `width` hashes.
pub fn parse_tile(bytes: &[u8], width: u16) -> Result<Vec<TreeHash>, BadTile> {
    match bytes.as_chunks() {
        (hashes, []) if hashes.len() == usize::from(width) => {
            Ok(hashes.iter().copied().map(TreeHash::from_bytes).collect())
        }
        _ => Err(BadTile::Length),
    }
}

/// The bytes of a bundle: each entry after its length in two bytes, big-endian.
pub fn bundle_bytes<E: AsRef<[u8]>>(entries: &[E]) -> Result<Vec<u8>, BadTile> {
    if entries.len() > usize::from(FULL_WIDTH) {
        return Err(BadTile::TooLarge);
    }
    let mut bytes = Vec::new();
    for entry in entries {
        let entry = entry.as_ref();
        bytes.extend(u16::try_from(entry.len()).map_err(|_| BadTile::TooLarge)?.to_be_bytes());
        bytes.extend(entry);
    }
    Ok(bytes)
}

/// Reads a bundle of `width` entries.
pub fn parse_bundle(mut bytes: &[u8], width: u16) -> Result<Vec<&[u8]>, BadTile> {
    let mut entries = Vec::with_capacity(usize::from(width));
    for _ in 0..width {
        let (len, rest) = bytes.split_first_chunk().ok_or(BadTile::Length)?;
        let (entry, rest) = rest.split_at_checked(u16::from_be_bytes(*len).into()).ok_or(BadTile::Length)?;
        entries.push(entry);
        bytes = rest;
    }
    if bytes.is_empty() { Ok(entries) } else { Err(BadTile::Length) }
}

/// Checks that each entry of a bundle hashes to its leaf in the tile of level 0 beside it.
pub fn verify_bundle(entries: &[&[u8]], leaves: &[TreeHash]) -> Result<(), BadTile> {
    if entries.len() != leaves.len() {
        return Err(BadTile::Length);
    }
    match entries.iter().zip(leaves).position(|(entry, leaf)| leaf_hash(entry) != *leaf) {
        Some(wrong) => Err(BadTile::Entry(wrong)),
        None => Ok(()),
    }
}

/// Reads every tile of a tree, and checks that the leaves have its root and that every other hash follows from the
/// leaves. Returns the leaves' hashes.
pub fn check_tiles(head: &TreeHead, read: impl Fn(&TilePath) -> Option<Vec<u8>>) -> Result<Vec<TreeHash>, BadTile> {
    let read = |tile: &TilePath| parse_tile(&read(tile).ok_or(BadTile::Missing(*tile))?, tile.width());
    let is_leaves = |tile: &TilePath| tile.kind() == TileKind::Hashes { level: 0 };
    let mut leaves = Vec::new();
    for tile in tiles_of(head.size).take_while(is_leaves) {
        leaves.extend(read(&tile)?);
    }
    let mut frontier = Frontier::default();
    let mut above: Vec<Vec<TreeHash>> = Vec::new();
    for leaf in &leaves {
        frontier.append(*leaf, |node| {
            if node.level > 0 && node.level.is_multiple_of(HEIGHT) {
                let level = usize::from(node.level / HEIGHT) - 1;
                above.resize(above.len().max(level + 1), Vec::new());
                above.iter_mut().skip(level).take(1).for_each(|hashes| hashes.push(node.hash));
            }
        });
    }
    if frontier.head() != *head {
        return Err(BadTile::Root);
    }
    let computed = |level: u8, n: u64| {
        above.get(usize::from(level / HEIGHT).checked_sub(1)?)?.get(usize::try_from(n).ok()?).copied()
    };
    for tile in tiles_of(head.size).skip_while(is_leaves) {
        if tile.hashes(computed) != Some(read(&tile)?) {
            return Err(BadTile::Forged(tile));
        }
    }
    Ok(leaves)
}

/// A complete subtree's root out of the tiles of a tree of `size` leaves: a source for provers, of unverified hashes.
/// `None` where the tree lacks the subtree, or its tile is missing or of the wrong length.
pub fn node_from_tiles(level: u8, n: u64, size: u64, read: impl Fn(&TilePath) -> Option<Vec<u8>>) -> Option<TreeHash> {
    let (tile_level, inner) = (level / HEIGHT, level % HEIGHT);
    let first = n.checked_shl(inner.into()).filter(|first| first >> inner == n)?;
    let index = first >> HEIGHT;
    let available = size.checked_shr(u32::from(tile_level) * u32::from(HEIGHT))?.checked_sub(index << HEIGHT)?;
    let width = u16::try_from(available.min(FULL_WIDTH.into())).ok()?;
    let tile = TilePath::new(TileKind::Hashes { level: tile_level }, index, width).ok()?;
    let hashes = parse_tile(&read(&tile)?, width).ok()?;
    let offset = usize::try_from(first & u64::from(FULL_WIDTH - 1)).ok()?;
    let mut frontier = Frontier::default();
    // A tile's hashes are the leaves of a small tree, so a node inside it is that tree's root over a few of them.
    let inside = hashes.get(offset..offset + (1 << inner))?;
    inside.iter().for_each(|hash| frontier.append(*hash, |_| ()));
    Some(frontier.head().root)
}
