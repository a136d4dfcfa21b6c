//! Everything that touches the world: files, clocks, randomness, keys, terminals.

pub mod attachments;
pub mod author;
pub mod bundle;
pub mod checkpoints;
pub mod cli;
pub mod cosigning;
pub mod durable;
pub mod evidence;
pub mod fields;
pub mod files;
pub mod form;
pub mod heads;
pub mod http;
pub mod journal;
pub mod keys;
pub mod memory;
pub mod messages;
pub mod page;
pub mod publication;
pub mod qr;
pub mod reading;
pub mod receipt;
pub mod store;
pub mod typed;
pub mod vault;
pub mod witness;
