//! Everything that touches the world: files, clocks, randomness, keys, terminals.

pub mod journal;
pub mod store;
