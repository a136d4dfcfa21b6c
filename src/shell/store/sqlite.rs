//! One SQLite file is one ledger. WAL with `synchronous=FULL`: what was acknowledged is on the disk.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, TransactionBehavior, params};

use super::{Row, Store, StoreError, StoredCheckpoint};
use crate::log::statement::Head;
use crate::log::tree::{Node, TreeHash};
use crate::values::crypto::Hash;

/// «SVng»: how `file` and other tools can tell a ledger from any other SQLite file.
const APPLICATION_ID: i64 = 0x5356_6e67;
/// The layout of the tables. Entries never change; a new layout adds tables or views.
const LAYOUT: i64 = 1;
/// How long to wait for another process, in milliseconds.
const BUSY: Duration = Duration::from_millis(15_000);

const TABLES: &str = include_str!("tables.sql");

/// A ledger file.
pub struct SqliteStore {
    connection: Connection,
    path: PathBuf,
}

impl SqliteStore {
    /// Makes a new ledger file; never touches an existing one.
    pub fn create(path: &Path) -> Result<SqliteStore, StoreError> {
        let made = OpenOptions::new().write(true).create_new(true).open(path);
        made.map_err(|source| match source.kind() {
            std::io::ErrorKind::AlreadyExists => StoreError::Exists(path.to_owned()),
            _ => StoreError::Io { path: path.to_owned(), source },
        })?;
        let store = SqliteStore::set_up(path);
        if store.is_err() {
            // Only what was made just now is taken away again.
            let _ = std::fs::remove_file(path);
        }
        store
    }

    fn set_up(path: &Path) -> Result<SqliteStore, StoreError> {
        let store = SqliteStore::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let pragmas = format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA journal_mode = WAL;");
        store.connection.execute_batch(&pragmas).map_err(explain)?;
        let script = format!("BEGIN IMMEDIATE; {TABLES} PRAGMA user_version = {LAYOUT}; COMMIT;");
        store.connection.execute_batch(&script).map_err(explain)?;
        sync_directory(path)?;
        Ok(store)
    }

    /// Opens an existing ledger for reading and writing. Never creates one: a wrong path founds no ledger.
    pub fn open(path: &Path) -> Result<SqliteStore, StoreError> {
        SqliteStore::check(SqliteStore::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?)
    }

    /// Opens an existing ledger for reading only, also from a read-only medium.
    pub fn open_read_only(path: &Path) -> Result<SqliteStore, StoreError> {
        let plain = SqliteStore::connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY).and_then(SqliteStore::check);
        match plain {
            // A WAL ledger in a folder that cannot be written needs no -shm file if nobody writes to it.
            Err(StoreError::ReadOnly | StoreError::Sqlite(_)) if !wal_is_pending(path) => {
                let uri = format!("file:{}?immutable=1", percent_encode(path));
                let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
                let connection = Connection::open_with_flags(uri, flags).map_err(explain)?;
                SqliteStore::check(SqliteStore { connection, path: path.to_owned() })
            }
            other => other,
        }
    }

    fn connect(path: &Path, access: OpenFlags) -> Result<SqliteStore, StoreError> {
        let meta = std::fs::metadata(path).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => StoreError::Missing(path.to_owned()),
            _ => StoreError::Io { path: path.to_owned(), source },
        })?;
        if !meta.is_file() {
            return Err(StoreError::NotALedger(path.to_owned()));
        }
        let connection =
            Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(explain)?;
        connection.busy_timeout(BUSY).map_err(explain)?;
        let pragmas = "PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;";
        connection.execute_batch(pragmas).map_err(|error| match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => StoreError::NotALedger(path.to_owned()),
            _ => explain(error),
        })?;
        Ok(SqliteStore { connection, path: path.to_owned() })
    }

    fn check(store: SqliteStore) -> Result<SqliteStore, StoreError> {
        let pragma = |name: &str| store.connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let not_a_ledger = || StoreError::NotALedger(store.path.clone());
        let application = pragma("application_id").map_err(|error| match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => not_a_ledger(),
            _ => explain(error),
        })?;
        if application != APPLICATION_ID {
            return Err(not_a_ledger());
        }
        match pragma("user_version").map_err(explain)? {
            LAYOUT => Ok(store),
            found if found > LAYOUT => Err(StoreError::Newer { path: store.path.clone(), found, known: LAYOUT }),
            _ => Err(not_a_ledger()),
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A consistent copy of a ledger in use. Never overwrites.
    pub fn back_up(&self, target: &Path) -> Result<(), StoreError> {
        let made = OpenOptions::new().write(true).create_new(true).open(target);
        made.map_err(|source| match source.kind() {
            std::io::ErrorKind::AlreadyExists => StoreError::Exists(target.to_owned()),
            _ => StoreError::Io { path: target.to_owned(), source },
        })?;
        let copied = self.copy_to(target);
        if copied.is_err() {
            let _ = std::fs::remove_file(target);
        }
        copied
    }

    fn copy_to(&self, target: &Path) -> Result<(), StoreError> {
        let mut copy = Connection::open(target).map_err(explain)?;
        let backup = rusqlite::backup::Backup::new(&self.connection, &mut copy).map_err(explain)?;
        backup.run_to_completion(1024, Duration::ZERO, None).map_err(explain)?;
        drop(backup);
        drop(copy);
        let io = |source| StoreError::Io { path: target.to_owned(), source };
        std::fs::File::open(target).and_then(|file| file.sync_all()).map_err(io)?;
        sync_directory(target)
    }
}

impl Store for SqliteStore {
    fn head(&self) -> Result<Head, StoreError> {
        read_head(&self.connection)
    }

    fn scan(&self, from: u64, each: &mut dyn FnMut(Row) -> bool) -> Result<(), StoreError> {
        let sql = "SELECT seq, hash, entry FROM entries WHERE seq >= ?1 ORDER BY seq";
        let mut query = self.connection.prepare_cached(sql).map_err(explain)?;
        let mut rows = query.query([from]).map_err(explain)?;
        while let Some(row) = rows.next().map_err(explain)? {
            let entry = row.get_ref(2).map_err(explain)?;
            let bytes = match entry {
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.to_vec(),
                _ => Vec::new(),
            };
            // A column of the wrong length becomes a hash that matches nothing, and `verify` says so.
            let hash = row.get_ref(1).ok().and_then(|value| value.as_blob().ok()).and_then(|blob| blob.try_into().ok());
            let seq = row.get(0).map_err(explain)?;
            if !each(Row { seq, hash: hash.map_or(Hash::ZERO, Hash), bytes }) {
                break;
            }
        }
        Ok(())
    }

    fn append(&mut self, expected: Head, rows: &[Row], nodes: &[Node]) -> Result<(), StoreError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(explain)?;
        let head = read_head(&transaction)?;
        if head != expected {
            return Err(StoreError::Moved(head));
        }
        {
            let sql = "INSERT INTO entries (seq, hash, entry) VALUES (?1, ?2, CAST(?3 AS TEXT))";
            let mut insert = transaction.prepare_cached(sql).map_err(explain)?;
            for row in rows {
                insert.execute(params![row.seq, row.hash.0, row.bytes]).map_err(explain)?;
            }
            insert_nodes(&transaction, nodes)?;
        }
        transaction.commit().map_err(explain)
    }
}

impl SqliteStore {
    /// Entries whose type begins so, in order, as the stored JSON says; verify what matters.
    pub fn entries_of(&self, kind: &str) -> Result<Vec<Vec<u8>>, StoreError> {
        let sql = "SELECT entry FROM entries WHERE json_valid(entry) AND entry ->> '$.statement.type' GLOB ?1 || '*' ORDER BY seq";
        let mut query = self.connection.prepare(sql).map_err(explain)?;
        let rows = query.query_map([kind], |row| Ok(row.get_ref(0)?.as_bytes().unwrap_or_default().to_vec()));
        rows.map_err(explain)?.collect::<Result<_, _>>().map_err(explain)
    }

    /// The root of a complete subtree, as stored: verify what is proved with it.
    pub fn node(&self, level: u8, n: u64) -> Result<Option<TreeHash>, StoreError> {
        let sql = "SELECT hash FROM nodes WHERE level = ?1 AND n = ?2";
        let mut query = self.connection.prepare_cached(sql).map_err(explain)?;
        let hash: Option<[u8; 32]> =
            query.query_row(params![level, n], |row| row.get(0)).optional().map_err(explain)?;
        Ok(hash.map(TreeHash::from_bytes))
    }

    /// Hands over every stored node: level, number, hash.
    pub fn scan_nodes(&self, each: &mut dyn FnMut(u64, u64, Option<TreeHash>)) -> Result<(), StoreError> {
        let sql = "SELECT level, n, hash FROM nodes ORDER BY level, n";
        let mut query = self.connection.prepare(sql).map_err(explain)?;
        let mut rows = query.query([]).map_err(explain)?;
        while let Some(row) = rows.next().map_err(explain)? {
            let hash = row.get_ref(2).ok().and_then(|value| value.as_blob().ok()).and_then(|blob| blob.try_into().ok());
            each(row.get(0).map_err(explain)?, row.get(1).map_err(explain)?, hash.map(TreeHash::from_bytes));
        }
        Ok(())
    }

    /// Replaces all nodes by these: for a ledger whose nodes were damaged. They are derived from the entries.
    pub fn rebuild_nodes(&mut self, nodes: &[Node]) -> Result<(), StoreError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(explain)?;
        transaction.execute("DELETE FROM nodes", []).map_err(explain)?;
        insert_nodes(&transaction, nodes)?;
        transaction.commit().map_err(explain)
    }

    /// Checkpoints of at least a size, smallest first, with their cosignatures.
    pub fn checkpoints(&self, from: u64) -> Result<Vec<StoredCheckpoint>, StoreError> {
        let sql = "SELECT c.size, c.note, s.line FROM checkpoints c LEFT JOIN cosignatures s ON s.size = c.size \
                   WHERE c.size >= ?1 ORDER BY c.size, s.line";
        let mut query = self.connection.prepare_cached(sql).map_err(explain)?;
        let mut rows = query.query([from]).map_err(explain)?;
        let mut found: Vec<StoredCheckpoint> = Vec::new();
        while let Some(row) = rows.next().map_err(explain)? {
            let size = row.get(0).map_err(explain)?;
            // Text that is no text any more is shown as such, and verifies as nothing.
            let text = |index| {
                row.get_ref(index).ok().and_then(|v| v.as_bytes().ok()).map(|b| String::from_utf8_lossy(b).into_owned())
            };
            if found.last().is_none_or(|last| last.size != size) {
                found.push(StoredCheckpoint { size, note: text(1).unwrap_or_default(), cosignatures: Vec::new() });
            }
            if let (Some(last), Some(line)) = (found.last_mut(), text(2)) {
                last.cosignatures.push(line);
            }
        }
        Ok(found)
    }

    /// The size of the newest checkpoint.
    pub fn newest_checkpoint(&self) -> Result<Option<u64>, StoreError> {
        let sql = "SELECT max(size) FROM checkpoints";
        self.connection.query_row(sql, [], |row| row.get(0)).map_err(explain)
    }

    /// Cosignatures that belong to no checkpoint: somebody has been at the file.
    pub fn stray_cosignatures(&self) -> Result<Vec<u64>, StoreError> {
        let sql = "SELECT size FROM cosignatures WHERE size NOT IN (SELECT size FROM checkpoints)";
        let mut query = self.connection.prepare(sql).map_err(explain)?;
        let sizes = query.query_map([], |row| row.get(0)).map_err(explain)?;
        sizes.collect::<Result<_, _>>().map_err(explain)
    }

    /// Keeps a checkpoint that the log has signed. One of the same size is replaced: it gained signatures.
    pub fn keep_checkpoint(&mut self, size: u64, note: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO checkpoints (size, note) VALUES (?1, ?2) ON CONFLICT (size) DO UPDATE SET note = ?2";
        self.connection.execute(sql, params![size, note]).map(drop).map_err(explain)
    }

    /// Keeps a witness's line for a stored checkpoint. Keeping it twice changes nothing.
    pub fn keep_cosignature(&mut self, size: u64, line: &str) -> Result<(), StoreError> {
        let sql = "INSERT OR IGNORE INTO cosignatures (size, line) VALUES (?1, ?2)";
        self.connection.execute(sql, params![size, line]).map(drop).map_err(explain)
    }
}

fn insert_nodes(transaction: &rusqlite::Transaction<'_>, nodes: &[Node]) -> Result<(), StoreError> {
    let sql = "INSERT INTO nodes (level, n, hash) VALUES (?1, ?2, ?3)";
    let mut insert = transaction.prepare_cached(sql).map_err(explain)?;
    for node in nodes {
        insert.execute(params![node.level, node.n, node.hash.as_bytes()]).map_err(explain)?;
    }
    Ok(())
}

fn read_head(connection: &Connection) -> Result<Head, StoreError> {
    let sql = "SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1";
    let mut query = connection.prepare_cached(sql).map_err(explain)?;
    let mut rows = query.query([]).map_err(explain)?;
    match rows.next().map_err(explain)? {
        None => Ok(Head::EMPTY),
        Some(row) => {
            let hash: [u8; 32] = row.get(1).map_err(explain)?;
            Ok(Head { seq: row.get(0).map_err(explain)?, hash: Hash(hash) })
        }
    }
}

fn explain(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
        Some(ErrorCode::DiskFull) => StoreError::Full,
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => StoreError::ReadOnly,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Damaged(error.to_string()),
        _ => StoreError::Sqlite(error.to_string()),
    }
}

fn wal_is_pending(path: &Path) -> bool {
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    std::fs::metadata(PathBuf::from(wal)).is_ok_and(|meta| meta.len() > 0)
}

fn percent_encode(path: &Path) -> String {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut out = String::new();
    for byte in absolute.to_string_lossy().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => out.push(byte.into()),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// A new file is durable only when its folder is.
fn sync_directory(path: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        let sync = std::fs::File::open(&folder).and_then(|folder| folder.sync_all());
        sync.map_err(|source| StoreError::Io { path: folder, source })?;
    }
    Ok(())
}
