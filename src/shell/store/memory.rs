//! A store in memory: for dry runs and tests.

use super::{Row, Store, StoreError};
use crate::log::statement::Head;
use crate::log::tree::Node;

/// Entries in a vector.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    rows: Vec<Row>,
}

impl Store for MemoryStore {
    fn head(&self) -> Result<Head, StoreError> {
        Ok(self.rows.last().map_or(Head::EMPTY, |row| Head { seq: row.seq, hash: row.hash }))
    }

    fn scan(&self, from: u64, each: &mut dyn FnMut(Row) -> bool) -> Result<(), StoreError> {
        self.rows.iter().filter(|row| row.seq >= from).cloned().all(each);
        Ok(())
    }

    fn append(&mut self, expected: Head, rows: &[Row], _: &[Node]) -> Result<(), StoreError> {
        let head = self.head()?;
        if head != expected {
            return Err(StoreError::Moved(head));
        }
        self.rows.extend_from_slice(rows);
        Ok(())
    }
}
