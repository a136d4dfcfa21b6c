//! Everything that touches the world: files, clocks, randomness, keys, terminals.

pub mod author;
pub mod cli;
pub mod form;
pub mod journal;
pub mod keys;
pub mod memory;
pub mod messages;
pub mod store;
