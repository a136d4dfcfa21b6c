//! Everything that touches the world: files, clocks, randomness, keys, terminals.

pub mod author;
pub mod form;
pub mod journal;
pub mod store;
