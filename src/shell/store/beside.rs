//! What stands beside the entries in a ledger's file: nodes of the tree, heads that the log signed, lines of witnesses.
//! All of it follows from the entries or is checked against them; nothing here is believed.

use rusqlite::{Connection, OptionalExtension, params};

use super::sqlite::{SqliteStore, explain, kept};
use super::{StoreError, StoredCheckpoint};
use crate::log::tree::{Node, TreeHash};

/// Notes and lines that are longer are not read: a head with all its witnesses has some kilobytes.
const LONGEST: usize = 256 * 1024;

impl SqliteStore {
    /// Entries whose type begins so, in order, as the stored JSON says; verify what matters.
    pub fn entries_of(&self, kind: &str) -> Result<Vec<Vec<u8>>, StoreError> {
        let sql = "SELECT entry FROM entries WHERE octet_length(entry) <= ?2 AND json_valid(entry) \
                   AND entry ->> '$.statement.type' GLOB ?1 || '*' ORDER BY seq";
        self.reading(|connection| {
            let mut query = connection.prepare(sql).map_err(explain)?;
            let rows = query.query_map(params![kind, crate::log::entry::MAX_BYTES], |row| {
                Ok(row.get_ref(0)?.as_bytes().unwrap_or_default().to_vec())
            });
            rows.map_err(explain)?.collect::<Result<_, _>>().map_err(explain)
        })
    }

    /// The root of a complete subtree, as stored: verify what is proved with it.
    pub fn node(&self, level: u8, n: u64) -> Result<Option<TreeHash>, StoreError> {
        self.reading(|connection| node(connection, level, n))
    }

    /// Hands over every stored node: level, number, hash. What cannot be a place in a tree comes last, as the largest.
    pub fn scan_nodes(&self, each: &mut dyn FnMut(u64, u64, Option<TreeHash>)) -> Result<(), StoreError> {
        let sql = "SELECT level, n, hash FROM nodes ORDER BY level < 0, n < 0, level, n";
        self.reading(|connection| {
            let mut query = connection.prepare(sql).map_err(explain)?;
            let mut rows = query.query([]).map_err(explain)?;
            while let Some(row) = rows.next().map_err(explain)? {
                let hash = row.get_ref(2).ok().and_then(|value| value.as_blob().ok().map(<[u8; 32]>::try_from));
                let place = |at| row.get::<_, u64>(at).unwrap_or(u64::MAX);
                each(place(0), place(1), hash.and_then(Result::ok).map(TreeHash::from_bytes));
            }
            Ok(())
        })
    }

    /// Replaces all nodes by these: for a ledger whose nodes were damaged. They are derived from the entries.
    pub fn rebuild_nodes(&mut self, nodes: &[Node]) -> Result<(), StoreError> {
        self.writing(|connection| {
            connection.execute("DELETE FROM nodes", []).map_err(explain)?;
            insert_nodes(connection, nodes)?;
            let count: usize =
                connection.query_row("SELECT count(*) FROM nodes", [], |row| row.get(0)).map_err(explain)?;
            kept(count == nodes.len())
        })
    }

    /// Checkpoints of at least a size, smallest first, with their cosignatures.
    pub fn checkpoints(&self, from: u64) -> Result<Vec<StoredCheckpoint>, StoreError> {
        let sql = "SELECT c.size, CASE WHEN octet_length(c.note) <= ?2 THEN c.note END, \
                   CASE WHEN octet_length(s.line) <= ?2 THEN s.line END, s.line IS NOT NULL \
                   FROM checkpoints c LEFT JOIN cosignatures s ON s.size = c.size \
                   WHERE c.size >= ?1 ORDER BY c.size, s.line";
        self.reading(|connection| {
            let mut query = connection.prepare_cached(sql).map_err(explain)?;
            let mut rows = query.query(params![from, LONGEST]).map_err(explain)?;
            let mut found: Vec<StoredCheckpoint> = Vec::new();
            while let Some(row) = rows.next().map_err(explain)? {
                let size = row.get(0).map_err(explain)?;
                // Text that is no text any more is shown as such, and verifies as nothing.
                let text = |index| {
                    let bytes = row.get_ref(index).ok().and_then(|value| value.as_bytes().ok());
                    bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
                };
                if found.last().is_none_or(|last| last.size != size) {
                    found.push(StoredCheckpoint { size, note: text(1), cosignatures: Vec::new() });
                }
                if let (Some(last), true) = (found.last_mut(), row.get(3).map_err(explain)?) {
                    last.cosignatures.push(text(2));
                }
            }
            Ok(found)
        })
    }

    /// The size of the newest checkpoint.
    pub fn newest_checkpoint(&self) -> Result<Option<u64>, StoreError> {
        let sql = "SELECT max(size) FROM checkpoints";
        self.reading(|connection| connection.query_row(sql, [], |row| row.get(0)).map_err(explain))
    }

    /// Cosignatures that belong to no checkpoint: somebody has been at the file.
    pub fn stray_cosignatures(&self) -> Result<Vec<u64>, StoreError> {
        let sql = "SELECT DISTINCT size FROM cosignatures WHERE size NOT IN (SELECT size FROM checkpoints)";
        self.reading(|connection| {
            let mut query = connection.prepare(sql).map_err(explain)?;
            let sizes = query.query_map([], |row| Ok(row.get::<_, u64>(0).unwrap_or_default())).map_err(explain)?;
            sizes.collect::<Result<_, _>>().map_err(explain)
        })
    }

    /// Keeps a checkpoint that the log has signed. One of the same size is replaced: it gained signatures.
    pub fn keep_checkpoint(&mut self, size: u64, note: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO checkpoints (size, note) VALUES (?1, ?2) ON CONFLICT (size) DO UPDATE SET note = ?2";
        self.writing(|connection| {
            connection.execute(sql, params![size, note]).map_err(explain)?;
            let there = "SELECT 1 FROM checkpoints WHERE size = ?1 AND note = ?2";
            kept(connection.prepare_cached(there).and_then(|mut q| q.exists(params![size, note])).map_err(explain)?)
        })
    }

    /// Keeps a witness's line for a stored checkpoint. Keeping it twice changes nothing.
    pub fn keep_cosignature(&mut self, size: u64, line: &str) -> Result<(), StoreError> {
        let sql = "INSERT OR IGNORE INTO cosignatures (size, line) VALUES (?1, ?2)";
        self.writing(|connection| {
            connection.execute(sql, params![size, line]).map_err(explain)?;
            let there = "SELECT 1 FROM cosignatures WHERE size = ?1 AND line = ?2";
            kept(connection.prepare_cached(there).and_then(|mut q| q.exists(params![size, line])).map_err(explain)?)
        })
    }

    /// Drops every head and line that `holds` does not vouch for, and lines of no head: they are no entries, and the log
    /// can sign its head again. Returns how many heads and how many lines went.
    pub fn drop_heads(&mut self, holds: &dyn Fn(u64, Option<&str>) -> bool) -> Result<(usize, usize), StoreError> {
        let stored = self.checkpoints(0)?;
        let (mut heads, mut lines) = (0, 0);
        self.writing(|connection| {
            let run = |sql: &str, values: &[&dyn rusqlite::ToSql]| connection.execute(sql, values).map_err(explain);
            lines += run("DELETE FROM cosignatures WHERE size NOT IN (SELECT size FROM checkpoints)", &[])?;
            for checkpoint in &stored {
                let size = checkpoint.size;
                if !holds(size, None) {
                    lines += run("DELETE FROM cosignatures WHERE size = ?1", &[&size])?;
                    heads += run("DELETE FROM checkpoints WHERE size = ?1", &[&size])?;
                    continue;
                }
                for line in checkpoint.cosignatures.iter().filter(|line| !holds(size, Some(line))) {
                    lines += match line.is_empty() {
                        true => run(
                            "DELETE FROM cosignatures WHERE size = ?1 AND octet_length(line) > ?2",
                            &[&size, &LONGEST],
                        )?,
                        false => run("DELETE FROM cosignatures WHERE size = ?1 AND line = ?2", &[&size, line])?,
                    };
                }
            }
            Ok((heads, lines))
        })
    }
}

pub(super) fn insert_nodes(connection: &Connection, nodes: &[Node]) -> Result<(), StoreError> {
    let sql = "INSERT INTO nodes (level, n, hash) VALUES (?1, ?2, ?3)";
    let mut insert = connection.prepare_cached(sql).map_err(explain)?;
    for one in nodes {
        insert.execute(params![one.level, one.n, one.hash.as_bytes()]).map_err(explain)?;
        kept(node(connection, one.level, one.n)? == Some(one.hash))?;
    }
    Ok(())
}

fn node(connection: &Connection, level: u8, n: u64) -> Result<Option<TreeHash>, StoreError> {
    let sql = "SELECT hash FROM nodes WHERE level = ?1 AND n = ?2";
    let mut query = connection.prepare_cached(sql).map_err(explain)?;
    let hash: Option<[u8; 32]> = query.query_row(params![level, n], |row| row.get(0)).optional().map_err(explain)?;
    Ok(hash.map(TreeHash::from_bytes))
}
