//! The log: its Merkle tree, its checkpoints, and what is proved from them.

pub mod checkpoint;
pub mod compact;
pub mod cosignature;
pub mod note;
mod note_key;
pub mod proof;
pub mod tile;
pub mod tree;
mod tree_proof;
pub mod witness;
pub mod witness_policy;
