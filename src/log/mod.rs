//! The log: its Merkle tree, its checkpoints, and what is proved from them.

pub mod checkpoint;
pub mod compact;
pub mod cosignature;
pub mod note;
pub mod proof;
pub mod tile;
pub mod tree;
pub mod witness;
pub mod witness_policy;
