//! Tiles: paths, bytes, and tiles that lie.

use std::collections::HashMap;

use sovang::log::tile::{
    BadTile, TileKind, TilePath, bundle_bytes, check_tiles, new_tiles, node_from_tiles, parse_bundle, parse_tile,
    tile_bytes, tiles_of, verify_bundle,
};
use sovang::log::tree::{Tree, TreeHead, inclusion_proof, leaf_hash, verify_inclusion};

use crate::{entry, tree_of};

#[test]
fn paths() {
    for (path, level, index, width) in [
        ("tile/0/x001/x234/067", 0, 1_234_067, 256),
        ("tile/0/000", 0, 0, 256),
        ("tile/1/000.p/1", 1, 0, 1),
        ("tile/63/999.p/255", 63, 999, 255),
        ("tile/5/x001/000", 5, 1000, 256),
        ("tile/5/x999/999.p/17", 5, 999_999, 17),
        ("tile/0/x009/x223/x372/x036/x854/x775/807", 0, i64::MAX as u64, 256),
    ] {
        let tile = TilePath::new(TileKind::Hashes { level }, index, width).unwrap();
        assert_eq!(tile.to_string(), path);
        assert_eq!(path.parse(), Ok(tile));
        let entries = path.replace(&format!("tile/{level}/"), "tile/entries/");
        let tile = TilePath::new(TileKind::Entries, index, width).unwrap();
        assert_eq!((tile.to_string(), entries.parse()), (entries.clone(), Ok(tile)));
    }
    for path in [
        "",
        "tile",
        "tile/",
        "tile/0",
        "tile/0/",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/001/002",
        "tile/0/x001",
        "tile/0/x001/x002",
        "tile/0/x000/001",
        "tile/0/001.p/0",
        "tile/0/001.p/256",
        "tile/0/001.p/01",
        "tile/0/001.p/",
        "tile/0/001.p",
        "tile/0/001.p/300",
        "tile/0/001.p/99999999999999999999",
        "tile/0/001.p/5/",
        "tile/0/001.p/5.p/5",
        "tile/64/001",
        "tile/-1/001",
        "tile/00/001",
        "tile/+1/001",
        "tile/8/0/001",
        "tile/data/001",
        "tile/Entries/001",
        "/tile/0/001",
        "tile//001",
        "tile/0//001",
        "tile/0/x001//001",
        "tile/0/../001",
        "tile/0/٠٠١",
        "tile/0/001\n",
        "tile/0/xx01/001",
        "tile/0/x009/x223/x372/x036/x854/x775/808",
        "tile/0/x099/x999/x999/x999/x999/x999/x999/999",
        "tile/256/001",
        "tile/0/x0a1/001",
        "tile/0/ẻ",
    ] {
        assert!(path.parse::<TilePath>().is_err(), "{path:?}");
    }
    assert!(TilePath::new(TileKind::Entries, 0, 0).is_err());
    assert!(TilePath::new(TileKind::Entries, 0, 257).is_err());
    assert!(TilePath::new(TileKind::Hashes { level: 64 }, 0, 1).is_err());
}

#[test]
fn the_tiles_of_a_tree() {
    let names = |size| tiles_of(size).map(|tile| tile.to_string()).collect::<Vec<_>>();
    assert_eq!(names(0), [""; 0]);
    assert_eq!(names(1), ["tile/0/000.p/1"]);
    assert_eq!(names(256), ["tile/0/000", "tile/1/000.p/1"]);
    assert_eq!(names(257), ["tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1"]);
    // The specification's own example.
    let large = names(70_000);
    assert_eq!(large.len(), 273 + 1 + 1 + 1 + 1);
    assert_eq!(large[272..], ["tile/0/272", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"]);
    assert!(tiles_of(1 << 62).take(10).all(|tile| !tile.is_partial()));
    for new in [1, 255, 256, 257, 511, 512, 600] {
        for old in 0..=new {
            let added: Vec<_> = new_tiles(old, new).collect();
            let had: Vec<_> = tiles_of(old).collect();
            assert_eq!(added, tiles_of(new).filter(|tile| !had.contains(tile)).collect::<Vec<_>>(), "{old} to {new}");
        }
    }
    assert_eq!(tiles_of(300).next().unwrap().entries().unwrap().to_string(), "tile/entries/000");
    assert_eq!(tiles_of(300).last().unwrap().entries(), None);
}

#[test]
fn bundles() {
    let entries: Vec<Vec<u8>> = vec![vec![], b"a".to_vec(), vec![7; 65_535]];
    let bytes = bundle_bytes(&entries).unwrap();
    assert_eq!(bytes.len(), 3 * 2 + 1 + 65_535);
    let read = parse_bundle(&bytes, 3).unwrap();
    assert_eq!(read, entries);
    assert_eq!(parse_bundle(&bytes, 2), Err(BadTile::Length));
    assert_eq!(parse_bundle(&bytes, 4), Err(BadTile::Length));
    assert_eq!(parse_bundle(&bytes[..bytes.len() - 1], 3), Err(BadTile::Length));
    assert_eq!(parse_bundle(&[0, 1], 1), Err(BadTile::Length));
    assert_eq!(parse_bundle(&[0], 1), Err(BadTile::Length));
    let mut leaves: Vec<_> = entries.iter().map(|entry| leaf_hash(entry)).collect();
    assert_eq!(verify_bundle(&read, &leaves), Ok(()));
    assert_eq!(verify_bundle(&read, &leaves[..2]), Err(BadTile::Length));
    leaves.swap(1, 2);
    assert_eq!(verify_bundle(&read, &leaves), Err(BadTile::Entry(1)));
    assert_eq!(bundle_bytes(&[vec![0; 65_536]]), Err(BadTile::TooLarge));
    assert_eq!(bundle_bytes(&vec![vec![]; 257]), Err(BadTile::TooLarge));
    assert_eq!(parse_tile(&[0; 63], 2), Err(BadTile::Length));
    assert_eq!(parse_tile(&[0; 64], 1), Err(BadTile::Length));
    assert_eq!(parse_tile(&[], 0), Ok(vec![]));
}

type Files = HashMap<TilePath, Vec<u8>>;

fn files_of(tree: &Tree, size: u64) -> Files {
    let bytes = |tile: &TilePath| tile_bytes(&tile.hashes(|level, n| tree.node(level, n)).unwrap());
    tiles_of(size).map(|tile| (tile, bytes(&tile))).collect()
}

/// Ways to lie with the tile at `path`: other bytes of its own length, for the most part another tile's.
fn forgeries(files: &Files, path: &TilePath) -> Vec<Vec<u8>> {
    let genuine = &files[path];
    let mut all = Vec::new();
    for at in [0, genuine.len() - 1] {
        let mut bit = genuine.clone();
        bit[at] ^= 0x40;
        all.push(bit);
    }
    let half = genuine.len() / 64 * 32;
    // The left half twice, halves swapped, and other tiles cut to this one's length.
    all.push([&genuine[..half], &genuine[..half], &genuine[2 * half..]].concat());
    all.push([&genuine[half..2 * half], &genuine[..half], &genuine[2 * half..]].concat());
    all.extend(
        files
            .values()
            .filter(|other| other.len() >= genuine.len())
            .take(4)
            .map(|other| other[..genuine.len()].to_vec()),
    );
    all.push(genuine[..genuine.len() - 32].to_vec());
    all.push([genuine.as_slice(), &genuine[..32]].concat());
    all.push(vec![]);
    all.retain(|forged| forged != genuine);
    all
}

#[test]
fn tiles_that_lie_are_found_out() {
    let tree = tree_of(70_000);
    for size in [1, 255, 256, 257, 511, 767, 768, 769, 1000, 1792, 5000, 65_280, 70_000_u64] {
        let head = TreeHead { size, root: tree.root_at(size).unwrap() };
        let files = files_of(&tree, size);
        let leaves = check_tiles(&head, |tile| files.get(tile).cloned()).unwrap();
        assert_eq!(leaves.len() as u64, size);
        let paths: Vec<TilePath> = tiles_of(size).collect();
        // In large trees only the edges and the levels above: there a check costs a hundred thousand hashes.
        let step = if size > 5000 { 150 } else { 1 };
        let above = paths.iter().filter(|path| path.kind() != TileKind::Hashes { level: 0 });
        for path in paths.iter().step_by(step).chain(above) {
            let limit = if size > 5000 { 3 } else { usize::MAX };
            for forged in forgeries(&files, path).into_iter().take(limit) {
                let read = |tile: &TilePath| if tile == path { Some(forged.clone()) } else { files.get(tile).cloned() };
                assert!(check_tiles(&head, read).is_err(), "{path} of {size}");
            }
            let without = |tile: &TilePath| files.get(tile).filter(|_| tile != path).cloned();
            assert_eq!(check_tiles(&head, without), Err(BadTile::Missing(*path)));
        }
    }
}

/// A proof made from tiles is worth what its verification is: with any tile forged, no other leaf is ever proved.
#[test]
fn proofs_from_forged_tiles_prove_nothing_false() {
    let tree = tree_of(70_000);
    for size in [511, 767, 768, 769, 1000, 1792, 5000, 65_280, 70_000_u64] {
        let head = TreeHead { size, root: tree.root_at(size).unwrap() };
        let files = files_of(&tree, size);
        let genuine = |level, n| node_from_tiles(level, n, size, |tile| files.get(tile).cloned());
        for index in [0, 1, 255, 256, size / 2, size - 257, size - 2, size - 1] {
            let proof = inclusion_proof(index, size, genuine).unwrap();
            assert_eq!(proof, tree.inclusion_proof(index, size).unwrap());
            let holder =
                TilePath::new(TileKind::Hashes { level: 0 }, index / 256, (size - index / 256 * 256).min(256) as u16);
            let edge = tiles_of(size).last().unwrap();
            for path in [holder.unwrap(), edge] {
                for forged in forgeries(&files, &path) {
                    let read =
                        |tile: &TilePath| if *tile == path { Some(forged.clone()) } else { files.get(tile).cloned() };
                    let nodes = |level, n| node_from_tiles(level, n, size, read);
                    let (Some(leaf), Ok(proof)) = (nodes(0, index), inclusion_proof(index, size, nodes)) else {
                        continue;
                    };
                    let proved = verify_inclusion(&leaf, index, &head, &proof).is_ok();
                    assert!(!proved || leaf == leaf_hash(&entry(index)), "{path} of {size}");
                }
            }
        }
    }
}

#[test]
fn nodes_from_tiles_are_the_trees_own() {
    let tree = tree_of(1000);
    let files = files_of(&tree, 1000);
    for level in 0..12 {
        for n in 0..1100 {
            let found = node_from_tiles(level, n, 1000, |tile| files.get(tile).cloned());
            assert_eq!(found, tree.node(level, n), "{level} {n}");
        }
    }
    for (level, n) in [(0, u64::MAX), (7, u64::MAX), (8, u64::MAX), (63, 1), (64, 0), (255, 3)] {
        assert_eq!(node_from_tiles(level, n, u64::MAX, |_| None), None);
    }
}
