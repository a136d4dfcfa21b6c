//! Verifying proofs of inclusion and consistency, by RFC 9162 sections 2.1.3.2 and 2.1.4.2.
//!
//! What RFC 9162 leaves to the caller is settled here: an index beyond the size, a tree that shrinks, an earlier size
//! of 0 ([`verify_growth`]), and hashes left over are all refused.

use thiserror::Error;

use super::tree::{TreeHash, TreeHead, node_hash};

/// Why a proof proves nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum ProofFault {
    /// There is no such leaf in a tree of that size.
    #[error("leaf {index} is not in a tree of {size} leaves")]
    NoSuchLeaf {
        /// The leaf claimed.
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
    /// RFC 9162 defines no proof from the empty tree; see [`verify_growth`].
    #[error("no consistency proof starts from the empty tree")]
    FromEmpty,
    /// The empty tree has one root only.
    #[error("the root claimed for the empty tree is not that of the empty tree")]
    EmptyRoot,
    /// A hash is missing.
    #[error("the proof is too short")]
    TooShort,
    /// A hash is left over.
    #[error("the proof is too long")]
    TooLong,
    /// The proof leads to another earlier root.
    #[error("the proof does not lead to the earlier root")]
    OldRoot,
    /// The proof leads to another root.
    #[error("the proof does not lead to the root")]
    Root,
}

/// Checks that the leaf stands at `index` of the tree with that head (RFC 9162 section 2.1.3.2).
pub fn verify_inclusion(leaf: &TreeHash, index: u64, head: &TreeHead, proof: &[TreeHash]) -> Result<(), ProofFault> {
    if root_from_inclusion(leaf, index, head.size, proof)? == head.root { Ok(()) } else { Err(ProofFault::Root) }
}

/// The only root that this leaf, place and path are right for. Until something vouches for that root, it proves nothing.
pub fn root_from_inclusion(leaf: &TreeHash, index: u64, size: u64, proof: &[TreeHash]) -> Result<TreeHash, ProofFault> {
    let mut walk = Walk::new(index, size)?;
    let mut root = *leaf;
    for hash in proof {
        root = if walk.step()? { node_hash(hash, &root) } else { node_hash(&root, hash) };
    }
    walk.end()?;
    Ok(root)
}

/// How many hashes the path from leaf `index` has in a tree of `size` leaves; `None` where there is no such leaf.
pub fn inclusion_proof_len(index: u64, size: u64) -> Option<usize> {
    if index >= size {
        return None;
    }
    // Below the level where the leaf's path and the last leaf's part, every level has a sibling; above it, the
    // path is the tree's right edge and has one only where it turns.
    let inner = u64::BITS - (index ^ (size - 1)).leading_zeros();
    let border = index.checked_shr(inner).unwrap_or(0).count_ones();
    usize::try_from(inner + border).ok()
}

/// Checks that the tree with head `new` begins with the tree with head `old` (RFC 9162 section 2.1.4.2), which must
/// not be empty. Equal sizes need an empty proof and equal roots.
pub fn verify_consistency(old: &TreeHead, new: &TreeHead, proof: &[TreeHash]) -> Result<(), ProofFault> {
    if old.size == 0 {
        return Err(ProofFault::FromEmpty);
    }
    if old.size > new.size {
        return Err(ProofFault::Shrinks { old: old.size, new: new.size });
    }
    if old.size == new.size {
        let equal = if old.root == new.root { Ok(()) } else { Err(ProofFault::Root) };
        return if proof.is_empty() { equal } else { Err(ProofFault::TooLong) };
    }
    let mut walk = Walk::new(old.size - 1, new.size)?;
    walk.skip_right_children();
    // Where the old tree is complete, the verifier's own root of it begins the proof.
    let (start, rest) = match proof.split_first() {
        _ if old.size.is_power_of_two() => (old.root, proof),
        Some((first, rest)) => (*first, rest),
        None => return Err(ProofFault::TooShort),
    };
    let (mut old_root, mut new_root) = (start, start);
    for hash in rest {
        if walk.step()? {
            old_root = node_hash(hash, &old_root);
            new_root = node_hash(hash, &new_root);
        } else {
            new_root = node_hash(&new_root, hash);
        }
    }
    walk.end()?;
    match (old_root == old.root, new_root == new.root) {
        (false, _) => Err(ProofFault::OldRoot),
        (_, false) => Err(ProofFault::Root),
        (true, true) => Ok(()),
    }
}

/// [`verify_consistency`], and for an empty `old` what C2SP tlog-witness asks: every tree extends it, so the proof
/// must be empty. A head of size 0 must have the empty tree's root.
pub fn verify_growth(old: &TreeHead, new: &TreeHead, proof: &[TreeHash]) -> Result<(), ProofFault> {
    if [old, new].iter().any(|head| head.size == 0 && head.root != TreeHash::EMPTY) {
        return Err(ProofFault::EmptyRoot);
    }
    match old.size {
        0 if proof.is_empty() => Ok(()),
        0 => Err(ProofFault::TooLong),
        _ => verify_consistency(old, new, proof),
    }
}

/// The verifiers' walk from a leaf to the root: `fn` and `sn` of RFC 9162.
struct Walk {
    node: u64,
    last: u64,
}

impl Walk {
    fn new(index: u64, size: u64) -> Result<Walk, ProofFault> {
        match size.checked_sub(1) {
            Some(last) if index <= last => Ok(Walk { node: index, last }),
            _ => Err(ProofFault::NoSuchLeaf { index, size }),
        }
    }

    fn up(&mut self) {
        self.node >>= 1;
        self.last >>= 1;
    }

    fn skip_right_children(&mut self) {
        while self.node & 1 == 1 {
            self.up();
        }
    }

    /// Goes up past one sibling; true where that sibling is on the left.
    fn step(&mut self) -> Result<bool, ProofFault> {
        if self.last == 0 {
            return Err(ProofFault::TooLong);
        }
        let left = self.node & 1 == 1 || self.node == self.last;
        if left {
            // A node on the right edge without a sibling is its own parent.
            while self.node & 1 == 0 && self.node != 0 {
                self.up();
            }
        }
        self.up();
        Ok(left)
    }

    fn end(&self) -> Result<(), ProofFault> {
        if self.last == 0 { Ok(()) } else { Err(ProofFault::TooShort) }
    }
}
