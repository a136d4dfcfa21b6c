//! The Merkle tree and its proofs.

use sha2::{Digest as _, Sha256};
use sovang::log::tree::{
    Frontier, Node, ProofFault, ProveError, Tree, TreeHash, TreeHead, inclusion_proof_len, leaf_hash, node_hash,
    root_at, root_from_inclusion, verify_consistency, verify_growth, verify_inclusion,
};

use crate::{entry, fixture, flipped, hex, to_hex, tree_of};

/// Sizes around powers of two, at which every mutation is tried; all sizes up to 64 are as well.
const EDGES: [u64; 10] = [65, 100, 127, 128, 129, 200, 255, 256, 257, 300];

fn mutations(proof: &[TreeHash], other: &TreeHash) -> Vec<Vec<TreeHash>> {
    let mut all = Vec::new();
    for at in 0..proof.len() {
        let mut bit = proof.to_vec();
        bit[at] = flipped(&bit[at], at * 37 + proof.len());
        let mut dropped = proof.to_vec();
        dropped.remove(at);
        let mut doubled = proof.to_vec();
        doubled.insert(at, proof[at]);
        all.extend([bit, dropped, doubled]);
        for with in at + 1..proof.len() {
            let mut swapped = proof.to_vec();
            swapped.swap(at, with);
            all.push(swapped);
        }
    }
    all.push([proof, &[*other]].concat());
    all.push([&[*other], proof].concat());
    all
}

#[test]
fn published_hashes_of_the_eight_leaf_tree() {
    let vector = fixture("tree.json");
    let strings = |value: &serde_json::Value| -> Vec<String> { serde_json::from_value(value.clone()).unwrap() };
    let mut tree = Tree::new();
    for (size, root) in strings(&vector["roots"]).iter().enumerate() {
        assert_eq!(to_hex(tree.head().root.as_bytes()), *root, "root of {size}");
        if let Some(leaf) = strings(&vector["leaves"]).get(size) {
            tree.append(leaf_hash(&hex(leaf)));
        }
    }
    for (level, nodes) in vector["nodes"].as_array().unwrap().iter().enumerate() {
        for (n, node) in strings(nodes).iter().enumerate() {
            assert_eq!(to_hex(tree.node(level as u8, n as u64).unwrap().as_bytes()), *node);
        }
    }
    assert_eq!(to_hex(leaf_hash(b"L123456").as_bytes())[..8], *"395aa064");
}

/// The rolling hashes of draft-ietf-plants-merkle-tree-certs, "Subtree Test Vectors", as transparency-dev/merkle
/// computes them over every valid subtree of 130 leaves: thousands of roots and paths in two digests.
#[test]
fn rolling_hashes_over_all_subtrees() {
    let (mut roots, mut paths) = (Sha256::new(), Sha256::new());
    for end in 1..=130_u64 {
        for start in (0..end).filter(|start| start % (end - start).next_power_of_two() == 0) {
            let mut tree = Tree::new();
            tree.extend((start..end).map(|leaf| leaf_hash(&[leaf as u8])));
            roots.update(format!("[{start}, {end}) {}\n", to_hex(tree.head().root.as_bytes())));
            for index in start..end {
                paths.update(format!("{index} [{start}, {end})"));
                for hash in tree.inclusion_proof(index - start, end - start).unwrap() {
                    paths.update(format!(" {}", to_hex(hash.as_bytes())));
                }
                paths.update("\n");
            }
        }
    }
    assert_eq!(to_hex(&roots.finalize()), "94a95384a8c69acea9b50d035a58285b3a777cb7a724005faa5e1f1e1190007f");
    assert_eq!(to_hex(&paths.finalize()), "ac2a8f989e44d99e399db448050ff5f19757df53cfb716aa81015d3955d8163f");
}

#[test]
fn every_inclusion_proof_up_to_300() {
    let tree = tree_of(300);
    for size in 1..=300 {
        let head = TreeHead { size, root: tree.root_at(size).unwrap() };
        let mutate = size <= 64 || EDGES.contains(&size);
        for index in 0..size {
            let leaf = tree.node(0, index).unwrap();
            let proof = tree.inclusion_proof(index, size).unwrap();
            assert_eq!(inclusion_proof_len(index, size), Some(proof.len()));
            assert_eq!(verify_inclusion(&leaf, index, &head, &proof), Ok(()));
            if mutate {
                for wrong in mutations(&proof, &leaf) {
                    assert!(verify_inclusion(&leaf, index, &head, &wrong).is_err(), "{index} of {size}");
                }
                let longer = [&proof[..], &[leaf]].concat();
                assert_eq!(verify_inclusion(&leaf, index, &head, &longer), Err(ProofFault::TooLong));
                assert_eq!(root_from_inclusion(&leaf, index, size, &longer), Err(ProofFault::TooLong));
                if let Some((_, shorter)) = proof.split_last() {
                    assert_eq!(verify_inclusion(&leaf, index, &head, shorter), Err(ProofFault::TooShort));
                }
                assert!(verify_inclusion(&flipped(&leaf, 3), index, &head, &proof).is_err());
                assert!(verify_inclusion(&leaf, index + 1, &head, &proof).is_err());
                assert!(verify_inclusion(&leaf, index ^ 1, &head, &proof).is_err());
            }
        }
        assert_eq!(inclusion_proof_len(size, size), None);
    }
}

#[test]
fn every_consistency_proof_up_to_300() {
    let tree = tree_of(300);
    let heads: Vec<TreeHead> = (0..=300).map(|size| TreeHead { size, root: tree.root_at(size).unwrap() }).collect();
    for new in &heads[1..] {
        let mutate = new.size <= 64 || EDGES.contains(&new.size);
        for old in &heads[1..=new.size as usize] {
            let proof = tree.consistency_proof(old.size, new.size).unwrap();
            assert_eq!(verify_consistency(old, new, &proof), Ok(()), "{} to {}", old.size, new.size);
            assert_eq!(verify_growth(old, new, &proof), Ok(()));
            if mutate {
                for wrong in mutations(&proof, &new.root) {
                    assert!(verify_consistency(old, new, &wrong).is_err(), "{} to {}", old.size, new.size);
                }
                let longer = [&proof[..], &[new.root]].concat();
                assert_eq!(verify_consistency(old, new, &longer), Err(ProofFault::TooLong));
                let other = TreeHead { root: flipped(&old.root, 9), ..*old };
                assert!(verify_consistency(&other, new, &proof).is_err());
                let other = TreeHead { root: flipped(&new.root, 9), ..*new };
                assert!(verify_consistency(old, &other, &proof).is_err());
            }
        }
    }
}

#[test]
fn the_traps_of_the_verifiers() {
    let tree = tree_of(5);
    let head = |size| TreeHead { size, root: tree.root_at(size).unwrap() };
    let (empty, three, five) = (TreeHead::EMPTY, head(3), head(5));
    assert_eq!(verify_consistency(&empty, &five, &[]), Err(ProofFault::FromEmpty));
    assert_eq!(verify_consistency(&empty, &empty, &[]), Err(ProofFault::FromEmpty));
    assert_eq!(verify_growth(&empty, &five, &[]), Ok(()));
    assert_eq!(verify_growth(&empty, &empty, &[]), Ok(()));
    assert_eq!(verify_growth(&empty, &five, &[five.root]), Err(ProofFault::TooLong));
    let false_empty = TreeHead { size: 0, root: five.root };
    assert_eq!(verify_growth(&false_empty, &five, &[]), Err(ProofFault::EmptyRoot));
    assert_eq!(verify_growth(&empty, &false_empty, &[]), Err(ProofFault::EmptyRoot));
    assert_eq!(verify_consistency(&five, &three, &[]), Err(ProofFault::Shrinks { old: 5, new: 3 }));
    assert_eq!(verify_consistency(&five, &five, &[]), Ok(()));
    assert_eq!(verify_consistency(&five, &five, &[five.root]), Err(ProofFault::TooLong));
    assert_eq!(verify_consistency(&five, &TreeHead { size: 5, ..three }, &[]), Err(ProofFault::Root));
    assert_eq!(verify_consistency(&three, &five, &[]), Err(ProofFault::TooShort));
    let leaf = tree.node(0, 0).unwrap();
    assert_eq!(verify_inclusion(&leaf, 0, &empty, &[]), Err(ProofFault::NoSuchLeaf { index: 0, size: 0 }));
    assert_eq!(verify_inclusion(&leaf, 5, &five, &[]), Err(ProofFault::NoSuchLeaf { index: 5, size: 5 }));
    assert_eq!(tree.inclusion_proof(5, 5), Err(ProveError::NoSuchLeaf { index: 5, size: 5 }));
    assert_eq!(tree.consistency_proof(0, 5), Err(ProveError::FromEmpty));
    assert_eq!(tree.consistency_proof(5, 4), Err(ProveError::Shrinks { old: 5, new: 4 }));
    assert_eq!(tree.inclusion_proof(0, 6), Err(ProveError::MissingNode { level: 1, n: 2 }));
    assert_eq!(tree.consistency_proof(5, 5), Ok(vec![]));
    assert_eq!(Tree::new().head(), TreeHead::EMPTY);
    assert_eq!(root_at(0, |_, _| None), Ok(TreeHash::EMPTY));
    // No size or index makes anything overflow.
    for size in [u64::MAX, 1 << 63, (1 << 63) + 1, i64::MAX as u64] {
        for index in [0, 1, size / 2, size - 1] {
            let len = inclusion_proof_len(index, size).unwrap();
            let path = vec![leaf; len];
            assert!(len <= 64 && root_from_inclusion(&leaf, index, size, &path).is_ok());
            assert_eq!(root_from_inclusion(&leaf, index, size, &path[1..]), Err(ProofFault::TooShort));
            let nodes = |_: u8, _: u64| Some(leaf);
            assert_eq!(sovang::log::tree::inclusion_proof(index, size, nodes).unwrap().len(), len);
            let old = TreeHead { size: index.max(1), root: leaf };
            let proof = sovang::log::tree::consistency_proof(old.size, size, nodes).unwrap();
            assert_ne!(verify_consistency(&old, &TreeHead { size, root: leaf }, &proof), Err(ProofFault::TooLong));
        }
    }
}

#[test]
fn a_frontier_hands_out_each_complete_subtree_once_and_loads_from_them() {
    let tree = tree_of(300);
    let mut frontier = Frontier::default();
    let mut rows = std::collections::HashMap::new();
    for size in 1..=300_u64 {
        frontier.append(leaf_hash(&entry(size - 1)), |Node { level, n, hash }| {
            assert_eq!(rows.insert((level, n), hash), None);
        });
        assert_eq!(frontier.size(), size);
        assert_eq!(frontier.head(), TreeHead { size, root: tree.root_at(size).unwrap() });
        assert_eq!(rows.len() as u64, 2 * size - u64::from(size.count_ones()));
        let rows = |level, n| rows.get(&(level, n)).copied();
        assert_eq!(Frontier::load(size, rows).unwrap(), frontier);
        assert_eq!(sovang::log::tree::inclusion_proof(size / 2, size, rows), tree.inclusion_proof(size / 2, size));
    }
    assert!(rows.iter().all(|((level, n), hash)| tree.node(*level, *n) == Some(*hash)));
    assert!(Frontier::load(301, |level, n| tree.node(level, n)).is_err());
}

#[test]
fn hashes_as_text_are_canonical() {
    let hash = node_hash(&leaf_hash(b"a"), &leaf_hash(b"b"));
    assert_eq!(TreeHash::from_base64(&hash.to_base64()), Some(hash));
    let text = hash.to_base64();
    let stray_bits = format!("{}{}=", &text[..42], if text.as_bytes()[42] == b'B' { 'C' } else { 'B' });
    for wrong in
        [&text[..43], &text[1..], &format!("{text}="), &format!("{text}\n"), &format!(" {text}"), &stray_bits, ""]
    {
        assert_eq!(TreeHash::from_base64(wrong), None, "{wrong:?}");
    }
}
