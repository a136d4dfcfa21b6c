//! The log format (`docs/format.md`): statements, entries, the chain and the keys, all without knowing
//! what an award is. This is the part an inspector's engineer should read first.

pub mod chain;
pub mod entry;
pub mod fault;
pub mod keyring;
pub mod statement;
