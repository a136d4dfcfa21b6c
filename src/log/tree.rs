//! The Merkle tree of RFC 6962 section 2.1 and RFC 9162 section 2.1, over SHA-256.
//!
//! Provers read *complete* subtrees only, from any source of the form `Fn(level, n) -> Option<TreeHash>`, where
//! `(level, n)` stands for the leaves `n * 2^level .. (n + 1) * 2^level`. A [`Tree`] in memory, rows of a database
//! and tiles all serve. What a prover returns is only as good as its source: verify it.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use thiserror::Error;

pub use super::tree_proof::{
    ProofFault, inclusion_proof_len, root_from_inclusion, verify_consistency, verify_growth, verify_inclusion,
};

/// A SHA-256 hash of the tree: of a leaf, of an inner node, or of the root.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TreeHash([u8; 32]);

impl TreeHash {
    /// The root of the empty tree, SHA-256 of nothing (RFC 6962 section 2.1).
    pub const EMPTY: TreeHash = TreeHash([
        0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae,
        0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
    ]);

    /// Takes 32 bytes as a hash.
    pub const fn from_bytes(bytes: [u8; 32]) -> TreeHash {
        TreeHash(bytes)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads standard base64 with padding (RFC 4648 section 4), canonical only: `None` for anything else.
    pub fn from_base64(text: &str) -> Option<TreeHash> {
        let bytes = STANDARD.decode(text).ok()?;
        Some(TreeHash(bytes.try_into().ok()?))
    }

    /// Standard base64 with padding.
    pub fn to_base64(&self) -> String {
        STANDARD.encode(self.0)
    }
}

impl fmt::Display for TreeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_base64())
    }
}

impl fmt::Debug for TreeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TreeHash({self})")
    }
}

/// A tree as of one moment: how many leaves, and the root over them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TreeHead {
    /// The number of leaves.
    pub size: u64,
    /// The Merkle tree hash of those leaves.
    pub root: TreeHash,
}

impl TreeHead {
    /// The tree before anything was logged.
    pub const EMPTY: TreeHead = TreeHead { size: 0, root: TreeHash::EMPTY };
}

/// The hash of one leaf: SHA-256 of a zero byte and the entry (RFC 6962 section 2.1).
pub fn leaf_hash(entry: &[u8]) -> TreeHash {
    TreeHash(Sha256::new().chain_update([0x00]).chain_update(entry).finalize().into())
}

/// The hash of an inner node: SHA-256 of a one byte and both children (RFC 6962 section 2.1).
pub fn node_hash(left: &TreeHash, right: &TreeHash) -> TreeHash {
    TreeHash(Sha256::new().chain_update([0x01]).chain_update(left.0).chain_update(right.0).finalize().into())
}

/// A complete subtree: 2^`level` leaves from leaf `n` * 2^`level` on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Node {
    /// 0 for leaves, one more for each doubling.
    pub level: u8,
    /// Which of the subtrees of that level, from the left, from 0.
    pub n: u64,
    /// Its root.
    pub hash: TreeHash,
}

/// The right edge of a tree: enough to append and to know the root, in memory that grows with the logarithm.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Frontier {
    size: u64,
    /// Roots of the complete subtrees the size is made of, largest first: one for each bit set in `size`.
    peaks: Vec<TreeHash>,
}

impl Frontier {
    /// Rebuilds the edge of a tree of `size` leaves from its complete subtrees.
    pub fn load(size: u64, nodes: impl Fn(u8, u64) -> Option<TreeHash>) -> Result<Frontier, ProveError> {
        Ok(Frontier { size, peaks: peaks(0, size, &nodes)? })
    }

    /// The number of leaves so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The tree as it stands.
    pub fn head(&self) -> TreeHead {
        TreeHead { size: self.size, root: fold(&self.peaks) }
    }

    /// Appends one leaf, and hands each complete subtree that it closes, the leaf first, to `store`.
    pub fn append(&mut self, leaf: TreeHash, mut store: impl FnMut(Node)) {
        let mut node = Node { level: 0, n: self.size, hash: leaf };
        store(node);
        // Each trailing one bit of the size is a finished subtree waiting for its right sibling.
        while node.n & 1 == 1 {
            let Some(left) = self.peaks.pop() else { break };
            node = Node { level: node.level + 1, n: node.n >> 1, hash: node_hash(&left, &node.hash) };
            store(node);
        }
        self.peaks.push(node.hash);
        self.size += 1;
    }
}

/// A whole tree in memory: the hashes of every complete subtree, level by level.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Tree {
    frontier: Frontier,
    levels: Vec<Vec<TreeHash>>,
}

impl Tree {
    /// A tree without leaves.
    pub fn new() -> Tree {
        Tree::default()
    }

    /// Appends one leaf by its hash (see [`leaf_hash`]).
    pub fn append(&mut self, leaf: TreeHash) {
        let levels = &mut self.levels;
        self.frontier.append(leaf, |node| {
            if levels.len() <= usize::from(node.level) {
                levels.push(Vec::new());
            }
            if let Some(level) = levels.get_mut(usize::from(node.level)) {
                level.push(node.hash);
            }
        });
    }

    /// The number of leaves.
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// The tree as it stands.
    pub fn head(&self) -> TreeHead {
        self.frontier.head()
    }

    /// The root of a complete subtree, where the tree has it.
    pub fn node(&self, level: u8, n: u64) -> Option<TreeHash> {
        self.levels.get(usize::from(level))?.get(usize::try_from(n).ok()?).copied()
    }

    /// The root as of an earlier size.
    pub fn root_at(&self, size: u64) -> Result<TreeHash, ProveError> {
        root_at(size, |level, n| self.node(level, n))
    }

    /// See [`inclusion_proof`].
    pub fn inclusion_proof(&self, index: u64, size: u64) -> Result<Vec<TreeHash>, ProveError> {
        inclusion_proof(index, size, |level, n| self.node(level, n))
    }

    /// See [`consistency_proof`].
    pub fn consistency_proof(&self, old: u64, new: u64) -> Result<Vec<TreeHash>, ProveError> {
        consistency_proof(old, new, |level, n| self.node(level, n))
    }
}

impl Extend<TreeHash> for Tree {
    fn extend<I: IntoIterator<Item = TreeHash>>(&mut self, leaves: I) {
        leaves.into_iter().for_each(|leaf| self.append(leaf));
    }
}

/// Why a proof could not be made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum ProveError {
    /// There is no such leaf in a tree of that size.
    #[error("leaf {index} is not in a tree of {size} leaves")]
    NoSuchLeaf {
        /// The leaf asked for.
        index: u64,
        /// The size of the tree.
        size: u64,
    },
    /// A tree does not shrink.
    #[error("a tree of {new} leaves does not extend one of {old}")]
    Shrinks {
        /// The earlier size.
        old: u64,
        /// The later size.
        new: u64,
    },
    /// Every tree extends the empty one: there is nothing to prove, and RFC 9162 defines no such proof.
    #[error("no consistency proof starts from the empty tree")]
    FromEmpty,
    /// The source lacks a complete subtree that the tree has.
    #[error("the hash of subtree {n} of level {level} is missing")]
    MissingNode {
        /// Its level.
        level: u8,
        /// Its number within the level.
        n: u64,
    },
}

/// The root of the first `size` leaves.
pub fn root_at(size: u64, nodes: impl Fn(u8, u64) -> Option<TreeHash>) -> Result<TreeHash, ProveError> {
    Ok(fold(&peaks(0, size, &nodes)?))
}

/// The path from leaf `index` to the root of the first `size` leaves, the leaf's sibling first
/// (RFC 6962 section 2.1.1, RFC 9162 section 2.1.3.1).
pub fn inclusion_proof(
    index: u64,
    size: u64,
    nodes: impl Fn(u8, u64) -> Option<TreeHash>,
) -> Result<Vec<TreeHash>, ProveError> {
    if index >= size {
        return Err(ProveError::NoSuchLeaf { index, size });
    }
    let (mut low, mut high) = (0, size);
    let mut path = Vec::new();
    while high - low > 1 {
        let middle = low + split(high - low);
        if index < middle {
            path.push(fold(&peaks(middle, high, &nodes)?));
            high = middle;
        } else {
            path.push(fold(&peaks(low, middle, &nodes)?));
            low = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The proof that the first `new` leaves begin with the first `old` ones (RFC 6962 section 2.1.2, RFC 9162
/// section 2.1.4.1). Empty for equal sizes; never for `old` = 0, which is no business of a proof.
pub fn consistency_proof(
    old: u64,
    new: u64,
    nodes: impl Fn(u8, u64) -> Option<TreeHash>,
) -> Result<Vec<TreeHash>, ProveError> {
    if old == 0 {
        return Err(ProveError::FromEmpty);
    }
    if old > new {
        return Err(ProveError::Shrinks { old, new });
    }
    let (mut low, mut high) = (0, new);
    let mut proof = Vec::new();
    while high != old {
        let middle = low + split(high - low);
        if old <= middle {
            proof.push(fold(&peaks(middle, high, &nodes)?));
            high = middle;
        } else {
            proof.push(fold(&peaks(low, middle, &nodes)?));
            low = middle;
        }
    }
    // While the old tree is the whole left edge, its root is what the verifier already holds.
    if low != 0 {
        proof.push(fold(&peaks(low, high, &nodes)?));
    }
    proof.reverse();
    Ok(proof)
}

/// The largest power of two strictly less than `len`, which is at least 2.
fn split(len: u64) -> u64 {
    1 << (len - 1).ilog2()
}

/// The complete subtrees that make up leaves `low..high`, largest first. `low` is where a subtree of that
/// length may start, so each part is aligned.
fn peaks(mut low: u64, high: u64, nodes: &impl Fn(u8, u64) -> Option<TreeHash>) -> Result<Vec<TreeHash>, ProveError> {
    let mut found = Vec::new();
    while low < high {
        let bits = (high - low).ilog2();
        let (level, n) = (bits as u8, low >> bits);
        found.push(nodes(level, n).ok_or(ProveError::MissingNode { level, n })?);
        low += 1 << bits;
    }
    Ok(found)
}

/// Joins subtrees, largest first, from the right.
fn fold(peaks: &[TreeHash]) -> TreeHash {
    peaks.iter().rev().copied().reduce(|right, left| node_hash(&left, &right)).unwrap_or(TreeHash::EMPTY)
}
