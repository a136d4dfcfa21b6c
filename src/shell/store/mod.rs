//! Where entries are kept. A store sees positions, hashes and bytes, never an event; all a log needs of it is
//! compare-and-swap on the head.

mod beside;
pub mod memory;
mod place;
mod schema;
pub mod sqlite;

pub use place::Place;
pub use schema::{Deviation, SchemaFault, tables_hold};

use std::path::PathBuf;

use crate::log::statement::Head;
use crate::log::tree::Node;
use crate::values::crypto::Hash;

/// One stored entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Position, from 1.
    pub seq: u64,
    /// BLAKE3 of `bytes`, as the store has it. `verify` computes its own.
    pub hash: Hash,
    /// The entry's canonical bytes.
    pub bytes: Vec<u8>,
}

/// A checkpoint as it is stored: the note that the log signed, and cosignature lines that came later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCheckpoint {
    /// The number of entries, as the store has it.
    pub size: u64,
    /// The signed note.
    pub note: String,
    /// Cosignature lines, without their line feeds.
    pub cosignatures: Vec<String>,
}

/// Why a store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file is not there.
    #[error("{0}: no such ledger")]
    Missing(PathBuf),
    /// A file is there already.
    #[error("{0}: already exists")]
    Exists(PathBuf),
    /// A directory, an empty file, or some other file.
    #[error("{0}: not a sovang ledger")]
    NotALedger(PathBuf),
    /// A ledger of a newer layout.
    #[error("{path}: layout {found}, this program knows {known}")]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its layout.
        found: i64,
        /// The newest layout known here.
        known: i64,
    },
    /// Somebody else appended first.
    #[error("the ledger moved on to entry {}", .0.seq)]
    Moved(Head),
    /// Another process kept the file locked.
    #[error("the ledger is in use by another program")]
    Busy,
    /// The disk is full.
    #[error("the disk is full; nothing was written")]
    Full,
    /// The file or disk is read-only.
    #[error("the ledger cannot be written: read-only")]
    ReadOnly,
    /// The file holds something that no ledger holds, or lacks something: whoever made it so may have made it lie.
    #[error("{path}: {} {} is not as in a ledger", .faults.first().map_or("", |f| &f.kind), .faults.first().map_or("", |f| &f.name))]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What is there, or is not.
        faults: Vec<SchemaFault>,
    },
    /// What was just written does not stand in the file; it was taken back.
    #[error("the file did not keep what was written; nothing was recorded")]
    NotKept,
    /// What is read now is not what was verified before.
    #[error("entry {0} is no longer what was verified")]
    Changed(u64),
    /// A place that loses what was written.
    #[error("{path}: nothing may be recorded there ({place:?})")]
    Place {
        /// The file.
        path: PathBuf,
        /// What is wrong with the place.
        place: Place,
    },
    /// The file system gives no memory that several writers share; the mode that SQLite chose instead.
    #[error("no write-ahead logging there: journal mode {0}")]
    NoSharedMemory(String),
    /// SQLite could not open the file or a file beside it.
    #[error("the file cannot be opened: {0}")]
    CannotOpen(String),
    /// SQLite says that the file is damaged.
    #[error("the file is damaged: {0}")]
    Damaged(String),
    /// Anything else SQLite says.
    #[error("SQLite: {0}")]
    Sqlite(String),
    /// Anything else the system says.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

/// A place for entries. Blocking; one user at a time.
pub trait Store {
    /// The newest entry, as the store's own columns have it.
    fn head(&self) -> Result<Head, StoreError>;

    /// Hands over every entry from a position on, in order; stops when `each` says `false`.
    fn scan(&self, from: u64, each: &mut dyn FnMut(Row) -> bool) -> Result<(), StoreError>;

    /// Adds entries after `expected` and the nodes of the tree that they complete, all or none, and returns when they
    /// are durable.
    /// Fails with [`StoreError::Moved`] if the head is another.
    fn append(&mut self, expected: Head, rows: &[Row], nodes: &[Node]) -> Result<(), StoreError>;
}
