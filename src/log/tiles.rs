//! Tiles of one tree head, read as they are needed. Whoever has a signed head believes nothing that a server says
//! besides it: a tile is used only after it was traced to the head's root. At most one tile a level is kept.

use thiserror::Error;

use super::tile::{BadTile, FULL_WIDTH, TileKind, TilePath, node_from_tiles, parse_tile, tile_bytes};
use super::tree::{Frontier, TreeHash, TreeHead, root_at};

const HEIGHT: u8 = 8;
/// Beyond these a tree would have 2^64 leaves.
const LEVELS: u8 = 8;

/// Why there is no tile.
#[derive(Debug, Error)]
pub enum TileFault<E> {
    /// It is missing, misshapen, or not of this head.
    #[error(transparent)]
    Bad(#[from] BadTile),
    /// It could not be read.
    #[error(transparent)]
    Read(E),
}

/// The tiles of a head.
pub struct Tiles<F> {
    head: TreeHead,
    read: F,
    /// The partial tile at the right edge of each level, if there is one.
    edges: Vec<Option<Vec<TreeHash>>>,
    /// The full tile of each level that was used last.
    near: Vec<Option<(u64, Vec<TreeHash>)>>,
}

impl<E, F: FnMut(&TilePath) -> Result<Option<Vec<u8>>, E>> Tiles<F> {
    /// Reads the right edge of the tree: the root follows from it, so all of it is checked here.
    pub fn open(head: TreeHead, read: F) -> Result<Tiles<F>, TileFault<E>> {
        let mut tiles = Tiles { head, read, edges: Vec::new(), near: Vec::new() };
        for level in 0..LEVELS {
            let width = width(tiles.count(level) % u64::from(FULL_WIDTH));
            let edge = match width {
                0 => None,
                width => Some(tiles.fetch(level, tiles.count(level) / u64::from(FULL_WIDTH), width)?),
            };
            tiles.edges.push(edge);
            tiles.near.push(None);
        }
        let edges = &tiles.edges;
        let at_edge = |tile: &TilePath| match tile.kind() {
            TileKind::Hashes { level } => edges.get(usize::from(level))?.as_deref().map(tile_bytes),
            TileKind::Entries => None,
        };
        let root = root_at(head.size, |level, n| node_from_tiles(level, n, head.size, at_edge));
        match root {
            Ok(root) if root == head.root => Ok(tiles),
            _ => Err(BadTile::Root.into()),
        }
    }

    /// Hashes of a level there are.
    fn count(&self, level: u8) -> u64 {
        self.head.size.checked_shr(u32::from(level) * u32::from(HEIGHT)).unwrap_or(0)
    }

    fn fetch(&mut self, level: u8, index: u64, width: u16) -> Result<Vec<TreeHash>, TileFault<E>> {
        let path = |width| TilePath::new(TileKind::Hashes { level }, index, width).map_err(|_| BadTile::Length);
        let tile = path(width)?;
        if let Some(bytes) = (self.read)(&tile).map_err(TileFault::Read)? {
            return Ok(parse_tile(&bytes, width)?);
        }
        // Where a partial tile is gone, the first hashes of the full one serve.
        let full = tile.is_partial().then(|| path(FULL_WIDTH)).transpose()?;
        let bytes = match &full {
            Some(full) => (self.read)(full).map_err(TileFault::Read)?,
            None => None,
        };
        let mut hashes = parse_tile(&bytes.ok_or(BadTile::Missing(tile))?, FULL_WIDTH)?;
        hashes.truncate(width.into());
        Ok(hashes)
    }

    /// The hashes of a tile, traced to the root.
    pub fn tile(&mut self, level: u8, index: u64) -> Result<&[TreeHash], TileFault<E>> {
        let missing = || BadTile::Root;
        let place = usize::from(level);
        if index >= self.count(level) / u64::from(FULL_WIDTH) {
            return Ok(self.edges.get(place).and_then(|edge| edge.as_deref()).ok_or_else(missing)?);
        }
        let known = self.near.get(place).and_then(|near| near.as_ref()).is_some_and(|(known, _)| *known == index);
        if !known {
            let hashes = self.fetch(level, index, FULL_WIDTH)?;
            let above = self.tile(level + 1, index / u64::from(FULL_WIDTH))?;
            let offset = usize::from(width(index % u64::from(FULL_WIDTH)));
            if above.get(offset) != Some(&root_of(&hashes)) {
                let path = TilePath::new(TileKind::Hashes { level }, index, FULL_WIDTH).map_err(|_| BadTile::Length)?;
                return Err(BadTile::Forged(path).into());
            }
            if let Some(near) = self.near.get_mut(place) {
                *near = Some((index, hashes));
            }
        }
        let near = self.near.get(place).and_then(|near| near.as_ref());
        Ok(near.map(|(_, hashes)| hashes.as_slice()).ok_or_else(missing)?)
    }

    /// The root of a complete subtree of the tree.
    pub fn node(&mut self, level: u8, n: u64) -> Result<TreeHash, TileFault<E>> {
        let inner = level % HEIGHT;
        let first = n << inner;
        let tile = self.tile(level / HEIGHT, first / u64::from(FULL_WIDTH))?;
        let offset = usize::from(width(first % u64::from(FULL_WIDTH)));
        let inside = tile.get(offset..offset + (1usize << inner)).ok_or(BadTile::Root)?;
        Ok(root_of(inside))
    }
}

fn width(n: u64) -> u16 {
    u16::try_from(n).unwrap_or(0)
}

/// The root over a few hashes, taken as leaves.
fn root_of(hashes: &[TreeHash]) -> TreeHash {
    let mut frontier = Frontier::default();
    hashes.iter().for_each(|hash| frontier.append(*hash, |_| ()));
    frontier.head().root
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::tile::tiles_of;
    use crate::log::tree::{Tree, leaf_hash};

    fn tree(size: u64) -> Tree {
        let mut tree = Tree::new();
        (0..size).for_each(|n| tree.append(leaf_hash(&n.to_be_bytes())));
        tree
    }

    #[test]
    fn every_tile_is_traced_to_the_root_and_a_changed_one_is_found() {
        for size in [0, 1, 2, 255, 256, 257, 511, 512, 1000, 65_536, 65_537] {
            let tree = tree(size);
            let whole = |tile: &TilePath| tile.hashes(|level, n| tree.node(level, n)).map(|hashes| tile_bytes(&hashes));
            let read = |tile: &TilePath| Ok::<_, ()>(whole(tile));
            let mut tiles = Tiles::open(tree.head(), read).unwrap();
            for index in 0..size.div_ceil(256) {
                let leaves = tiles.tile(0, index).unwrap();
                assert!((index * 256..).zip(leaves).all(|(n, leaf)| tree.node(0, n) == Some(*leaf)), "{size}, {index}");
            }
            for level in 0..17 {
                if let Some(last) = (size >> level).checked_sub(1) {
                    assert_eq!(Some(tiles.node(level, last).unwrap()), tree.node(level, last), "{size}, {level}");
                }
            }
            for wrong in tiles_of(size).filter(|_| size <= 1000) {
                let read = |tile: &TilePath| {
                    let mut bytes = whole(tile);
                    if *tile == wrong {
                        bytes.iter_mut().for_each(|bytes| bytes[5] ^= 1);
                    }
                    Ok::<_, ()>(bytes)
                };
                let found = Tiles::open(tree.head(), read).and_then(|mut tiles| {
                    (0..size.div_ceil(256)).try_for_each(|index| tiles.tile(0, index).map(|_| ()))
                });
                assert!(matches!(found, Err(TileFault::Bad(BadTile::Root | BadTile::Forged(_)))), "{size}, {wrong}");
            }
        }
    }

    #[test]
    fn a_head_of_many_entries_that_no_tiles_lead_to_costs_a_few_reads() {
        let mut reads = 0;
        let mut read = |tile: &TilePath| {
            reads += 1;
            Ok::<_, ()>(Some(vec![7; usize::from(tile.width()) * 32]))
        };
        let head = TreeHead { size: (1 << 50) + 77, root: TreeHash::from_bytes([1; 32]) };
        assert!(matches!(Tiles::open(head, &mut read), Err(TileFault::Bad(BadTile::Root))));
        assert!(reads <= 8, "{reads}");
    }
}
