//! The log format (`docs/format.md`), all without knowing what an award is. Layer 1: statements, entries, the
//! chain and the keys; this is the part an inspector's engineer should read first. Layer 2: the Merkle tree over the
//! same bytes, notes, checkpoints, proofs and tiles.

pub mod chain;
pub mod checkpoint;
pub mod code;
pub mod compact;
pub mod cosignature;
pub mod entry;
pub mod fault;
pub mod keyring;
pub mod list;
pub mod note;
mod note_key;
pub mod prefix;
pub mod proof;
pub mod role;
pub mod statement;
pub mod tile;
pub mod tiles;
pub mod tree;
mod tree_proof;
pub mod witness;
pub mod witness_policy;
