//! A ledger opened to be shown: verified once, and whatever is shown of it later comes from the bytes that were verified,
//! whatever the file says when it is read again.

use super::store::sqlite::SqliteStore;
use super::store::{Row, Store, StoreError};
use crate::log::tree::{Tree, leaf_hash};

/// One state of a ledger's file, and the tree of the rows that were verified in it.
pub struct Reading {
    store: SqliteStore,
    tree: Tree,
}

impl Reading {
    /// `tree` is that of the rows as they were verified, in the order of the file.
    pub fn new(store: SqliteStore, tree: Tree) -> Reading {
        Reading { store, tree }
    }

    /// What stands beside the entries.
    pub fn store(&self) -> &SqliteStore {
        &self.store
    }

    /// Hands over every row from a position on, in order; stops when `each` says `false`. Fails with
    /// [`StoreError::Changed`] if a row is another than the one that was verified.
    pub fn scan(&self, from: u64, each: &mut dyn FnMut(Row) -> bool) -> Result<(), StoreError> {
        // Where no position is missing the row is at its own; else its place is counted from the beginning.
        let whole = self.store.head().is_ok_and(|head| head.seq == self.tree.size());
        let first = if whole { from.max(1) } else { 1 };
        let (mut index, mut changed, mut stopped) = (first - 1, None, false);
        self.store.scan(first, &mut |row| {
            let verified = self.tree.node(0, index);
            index += 1;
            if row.seq < from {
                return true;
            }
            if verified != Some(leaf_hash(&row.bytes)) {
                changed = Some(row.seq);
                return false;
            }
            stopped = !each(row);
            !stopped
        })?;
        match changed {
            Some(seq) => Err(StoreError::Changed(seq)),
            None if !stopped && index < self.tree.size() => Err(StoreError::Changed(index + 1)),
            None => Ok(()),
        }
    }

    /// One row, as it was verified.
    pub fn row(&self, seq: u64) -> Result<Option<Row>, StoreError> {
        let mut found = None;
        self.scan(seq, &mut |row| {
            found = (row.seq == seq).then_some(row);
            false
        })?;
        Ok(found)
    }
}
