//! One SQLite file is one ledger. WAL with `synchronous=FULL`: what was acknowledged is on the disk.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior, params};

use super::beside::insert_nodes;
use super::place;
use super::schema::{self, SchemaFault};
use super::{Row, Store, StoreError, StoredCheckpoint};
use crate::log::entry::MAX_BYTES;
use crate::log::statement::Head;
use crate::log::tree::Node;
use crate::shell::durable::{self, Access, Fresh};
use crate::values::crypto::Hash;

/// «SVng»: how `file` and other tools can tell a ledger from any other SQLite file.
const APPLICATION_ID: i64 = 0x5356_6e67;
/// The layout of the tables. Entries never change; a new layout adds tables or views.
const LAYOUT: i64 = 1;
/// How long to wait for another process, in milliseconds.
const BUSY: Duration = Duration::from_millis(15_000);

/// No value of a ledger is longer; SQLite refuses to make or read one.
const LARGEST: i32 = 4 << 20;

/// A ledger file.
pub struct SqliteStore {
    connection: Connection,
    path: PathBuf,
    /// Where the file was copied to be read, if it could not be read in its place.
    _copy: Option<tempfile::TempDir>,
}

impl SqliteStore {
    /// Whether a ledger stands there that has no entry: the work that began it was interrupted.
    pub fn is_begun(path: &Path) -> bool {
        SqliteStore::open_read_only(path).and_then(|store| store.head()).is_ok_and(|head| head == Head::EMPTY)
    }

    /// Makes a new ledger file, or goes on with one that has no entry.
    pub fn begin(path: &Path) -> Result<SqliteStore, StoreError> {
        if SqliteStore::is_begun(path) { SqliteStore::open(path) } else { SqliteStore::create(path) }
    }

    /// Takes a ledger file away again, if nothing was ever recorded in it.
    pub fn abandon(path: &Path) {
        if SqliteStore::is_begun(path) {
            [path.to_owned(), beside(path, "-wal"), beside(path, "-shm")].iter().for_each(|file| {
                let _ = durable::remove(file);
            });
        }
    }

    /// Makes a new ledger file; never touches an existing one.
    pub fn create(path: &Path) -> Result<SqliteStore, StoreError> {
        refuse_place(path)?;
        make(path, &|_| Ok(()))?;
        SqliteStore::open(path)
    }

    /// Opens an existing ledger for reading and writing. Never creates one: a wrong path founds no ledger.
    pub fn open(path: &Path) -> Result<SqliteStore, StoreError> {
        let store = SqliteStore::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        store.reading(|_| Ok(()))?;
        refuse_place(path)?;
        write_ahead(&store.connection)?;
        Ok(store)
    }

    /// Opens an existing ledger for reading only, also from a read-only medium. What is read from it until it is dropped
    /// is one state of the file, whoever writes meanwhile.
    pub fn open_read_only(path: &Path) -> Result<SqliteStore, StoreError> {
        let (store, faults) = SqliteStore::open_to_examine(path)?;
        match faults.is_empty() {
            true => Ok(store),
            false => Err(StoreError::Foreign { path: path.to_owned(), faults }),
        }
    }

    /// Opens what may be a ledger, to find out what is wrong with it: also says how it differs from what this version
    /// makes. Nothing may rest on what is read from a file with such a fault.
    pub fn open_to_examine(path: &Path) -> Result<(SqliteStore, Vec<SchemaFault>), StoreError> {
        let begin = |store: SqliteStore| {
            store.connection.execute_batch("BEGIN").map_err(explain)?;
            let faults = store.examine()?;
            Ok((store, faults))
        };
        SqliteStore::in_any_way(path, begin)
    }

    /// Opens a file for reading in whatever way its folder allows.
    fn in_any_way<T>(path: &Path, begin: impl Fn(SqliteStore) -> Result<T, StoreError>) -> Result<T, StoreError> {
        match SqliteStore::connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY).and_then(&begin) {
            // SQLite keeps a -shm file beside a ledger that is in use. In a folder that cannot be written a file that
            // nobody writes to is read without one, and one with a -wal beside it from a copy of both.
            Err(StoreError::ReadOnly | StoreError::CannotOpen(_)) => match wal_is_pending(path) {
                true => begin(SqliteStore::connect_copy(path)?),
                false => begin(SqliteStore::connect_immutable(path)?),
            },
            other => other,
        }
    }

    /// The rows and heads of a file that was saved from a damaged ledger, whatever else is in it: nothing of it is
    /// believed, and no more is taken than a file of its length can hold.
    pub fn rescue(path: &Path) -> Result<(Vec<Row>, Vec<StoredCheckpoint>), StoreError> {
        let foreign = |faults| StoreError::Foreign { path: path.to_owned(), faults };
        let store = SqliteStore::in_any_way(path, |store| {
            store.connection.execute_batch("BEGIN").map_err(explain)?;
            match schema::is_plain_table(&store.connection, "entries").map_err(explain)? {
                true => Ok(store),
                false => Err(foreign(vec![schema::no_table("entries")])),
            }
        })?;
        let length = |path: &Path| std::fs::metadata(path).map_or(0, |meta| meta.len());
        let most = length(path) + length(&beside(path, "-wal"));
        let (mut rows, mut bytes) = (Vec::new(), 0);
        scan(&store.connection, 1, &mut |row| {
            bytes += row.bytes.len() as u64;
            rows.push(row);
            bytes <= most
        })?;
        if bytes > most {
            return Err(foreign(vec![schema::no_table("entries")]));
        }
        let plain = |table| schema::is_plain_table(&store.connection, table).map_err(explain);
        let heads = plain("checkpoints")? && plain("cosignatures")?;
        Ok((rows, if heads { store.checkpoints(0)? } else { Vec::new() }))
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
        let store = SqliteStore { connection, path: path.to_owned(), _copy: None };
        harden(&store.connection).map_err(|error| store.not_a_database(error))?;
        Ok(store)
    }

    fn connect_immutable(path: &Path) -> Result<SqliteStore, StoreError> {
        let uri = format!("file:{}?immutable=1", percent_encode(path));
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(uri, flags).map_err(explain)?;
        harden(&connection).map_err(explain)?;
        Ok(SqliteStore { connection, path: path.to_owned(), _copy: None })
    }

    /// A copy of the file and of the -wal beside it, in a folder of this process's own.
    fn connect_copy(path: &Path) -> Result<SqliteStore, StoreError> {
        let io = |source| StoreError::Io { path: path.to_owned(), source };
        let (wal, stamp) = (beside(path, "-wal"), |path: &Path| {
            let meta = std::fs::metadata(path)?;
            Ok((meta.len(), meta.modified()?))
        });
        for _ in 0..10 {
            let folder = tempfile::tempdir().map_err(io)?;
            let copy = folder.path().join("so.sovang");
            let before = (stamp(path).map_err(io)?, stamp(&wal).map_err(io)?);
            std::fs::copy(path, &copy).map_err(io)?;
            std::fs::copy(&wal, beside(&copy, "-wal")).map_err(io)?;
            // Two files copied while somebody writes may not belong together.
            if before == (stamp(path).map_err(io)?, stamp(&wal).map_err(io)?) {
                let store = SqliteStore::connect(&copy, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
                return Ok(SqliteStore { path: path.to_owned(), _copy: Some(folder), ..store });
            }
        }
        Err(StoreError::Busy)
    }

    /// The marks of a ledger in the file's head, then its schema.
    fn examine(&self) -> Result<Vec<SchemaFault>, StoreError> {
        let pragma = |name: &str| self.connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        if pragma("application_id").map_err(|error| self.not_a_database(error))? != APPLICATION_ID {
            return Err(StoreError::NotALedger(self.path.clone()));
        }
        match pragma("user_version").map_err(explain)? {
            LAYOUT => schema::examine(&self.connection).map_err(explain),
            found if found > LAYOUT => Err(StoreError::Newer { path: self.path.clone(), found, known: LAYOUT }),
            _ => Err(StoreError::NotALedger(self.path.clone())),
        }
    }

    fn not_a_database(&self, error: rusqlite::Error) -> StoreError {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => StoreError::NotALedger(self.path.clone()),
            _ => explain(error),
        }
    }

    /// Reads from one state of the file, whose schema was found right in that same state.
    pub(super) fn reading<T>(&self, read: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        if !self.connection.is_autocommit() {
            return read(&self.connection);
        }
        let transaction = self.connection.unchecked_transaction().map_err(explain)?;
        self.require(self.examine()?)?;
        let done = read(&self.connection)?;
        transaction.finish().map_err(explain)?;
        Ok(done)
    }

    /// Writes all or nothing into a file whose schema is right at that moment.
    pub(super) fn writing<T>(
        &mut self,
        write: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if !self.connection.is_autocommit() {
            // One state is being read from here, and nothing else.
            return Err(StoreError::ReadOnly);
        }
        let begun = rusqlite::Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate);
        let transaction = begun.map_err(explain)?;
        self.require(self.examine()?)?;
        let done = write(&transaction)?;
        transaction.commit().map_err(explain)?;
        Ok(done)
    }

    fn require(&self, faults: Vec<SchemaFault>) -> Result<(), StoreError> {
        match faults.is_empty() {
            true => Ok(()),
            false => Err(StoreError::Foreign { path: self.path.clone(), faults }),
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What SQLite finds wrong with the file's own structure: pages, indexes, values that no column may hold. At most a
    /// hundred lines.
    pub fn integrity(&self) -> Result<Vec<String>, StoreError> {
        self.reading(|connection| {
            let mut query = connection.prepare("PRAGMA integrity_check(100)").map_err(explain)?;
            let lines = query.query_map([], |row| row.get::<_, String>(0)).map_err(explain)?;
            let lines: Vec<String> = lines.collect::<Result<_, _>>().map_err(explain)?;
            let told = lines.into_iter().filter(|line| line != "ok");
            Ok(told.map(|line| line.chars().take(200).flat_map(char::escape_debug).collect()).collect())
        })
    }

    /// A copy of all rows in a file of its own, with a schema of its own. Never overwrites.
    pub fn back_up(&self, target: &Path) -> Result<(), StoreError> {
        self.reading(|from| {
            make(target, &|to| {
                for (read, write) in [
                    ("SELECT seq, hash, entry FROM entries", "INSERT INTO entries VALUES (?1, ?2, ?3)"),
                    ("SELECT level, n, hash FROM nodes", "INSERT INTO nodes VALUES (?1, ?2, ?3)"),
                    (
                        "SELECT size, note, NULL FROM checkpoints",
                        "INSERT INTO checkpoints SELECT ?1, ?2 WHERE ?3 IS NULL",
                    ),
                    (
                        "SELECT size, line, NULL FROM cosignatures WHERE size IN (SELECT size FROM checkpoints)",
                        "INSERT INTO cosignatures SELECT ?1, ?2 WHERE ?3 IS NULL",
                    ),
                ] {
                    let (mut read, mut write) = (from.prepare(read)?, to.prepare(write)?);
                    let mut rows = read.query([])?;
                    while let Some(row) = rows.next()? {
                        let value = |at| row.get_ref(at).map(ToSqlOutput::Borrowed);
                        write.execute(params![value(0)?, value(1)?, value(2)?])?;
                    }
                }
                Ok(())
            })
        })
    }
}

impl Store for SqliteStore {
    fn head(&self) -> Result<Head, StoreError> {
        self.reading(read_head)
    }

    fn scan(&self, from: u64, each: &mut dyn FnMut(Row) -> bool) -> Result<(), StoreError> {
        self.reading(|connection| scan(connection, from, each))
    }

    fn append(&mut self, expected: Head, rows: &[Row], nodes: &[Node]) -> Result<(), StoreError> {
        self.writing(|connection| {
            let head = read_head(connection)?;
            if head != expected {
                return Err(StoreError::Moved(head));
            }
            let sql = "INSERT INTO entries (seq, hash, entry) VALUES (?1, ?2, CAST(?3 AS TEXT))";
            let mut insert = connection.prepare_cached(sql).map_err(explain)?;
            for row in rows {
                kept(insert.execute(params![row.seq, row.hash.0, row.bytes]).map_err(explain)? == 1)?;
            }
            insert_nodes(connection, nodes)?;
            // What is acknowledged is what the file holds, not what it was asked to hold.
            let (mut wanted, mut same) = (rows.iter(), true);
            scan(connection, expected.seq + 1, &mut |row| {
                same &= wanted.next() == Some(&row);
                same
            })?;
            kept(same && wanted.next().is_none())
        })
    }
}

/// Hands over rows in order. What is larger than an entry may be is not read: in its place stand as many blanks as show
/// that it is too large.
fn scan(connection: &Connection, from: u64, each: &mut dyn FnMut(Row) -> bool) -> Result<(), StoreError> {
    let sql = "SELECT seq, hash, CASE WHEN octet_length(entry) <= ?2 THEN entry END, octet_length(entry) \
               FROM entries NOT INDEXED WHERE seq >= ?1 ORDER BY seq";
    let mut query = connection.prepare_cached(sql).map_err(explain)?;
    let mut rows = query.query(params![from, MAX_BYTES]).map_err(explain)?;
    while let Some(row) = rows.next().map_err(explain)? {
        // A column of the wrong type or length becomes a hash that matches nothing, and `verify` says so.
        let hash = row.get_ref(1).ok().and_then(|value| value.as_blob().ok()).and_then(|blob| blob.try_into().ok());
        let (bytes, hash) = match row.get_ref(2).map_err(explain)? {
            ValueRef::Text(bytes) => (bytes.to_vec(), hash),
            ValueRef::Blob(bytes) => (bytes.to_vec(), None),
            _ if row.get_ref(3).map_err(explain)? == ValueRef::Null => (Vec::new(), None),
            _ => (vec![b' '; MAX_BYTES + 1], None),
        };
        if !each(Row { seq: row.get(0).map_err(explain)?, hash: hash.map_or(Hash::ZERO, Hash), bytes }) {
            break;
        }
    }
    Ok(())
}

/// Fails where a row did not come to stand in the file.
pub(super) fn kept(yes: bool) -> Result<(), StoreError> {
    if yes { Ok(()) } else { Err(StoreError::NotKept) }
}

/// Makes a new ledger file with what `fill` puts into it: all of it or no ledger.
fn make(path: &Path, fill: &dyn Fn(&Connection) -> rusqlite::Result<()>) -> Result<(), StoreError> {
    let io = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::AlreadyExists => StoreError::Exists(path.to_owned()),
        _ => StoreError::Io { path: path.to_owned(), source },
    };
    if path.symlink_metadata().is_ok() {
        return Err(StoreError::Exists(path.to_owned()));
    }
    durable::sweep(durable::folder_of(path));
    let fresh = Fresh::begin(durable::folder_of(path), Access::Anyone).map_err(io)?;
    let filled = || {
        let store = SqliteStore::connect(fresh.path(), OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let transaction = store.connection.unchecked_transaction().map_err(explain)?;
        transaction.execute_batch(schema::TABLES).map_err(explain)?;
        fill(&transaction).map_err(explain)?;
        let marks = format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {LAYOUT};");
        transaction.execute_batch(&marks).map_err(explain)?;
        transaction.commit().map_err(explain)?;
        write_ahead(&store.connection)?;
        store.connection.close().map_err(|(_, error)| explain(error))
    };
    // Until it has its name, the file is no ledger to anybody.
    filled()?;
    fresh.place(path).map_err(io)
}

/// How every connection treats a file whose maker is unknown.
fn harden(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY)?;
    // The program reads tables only: a view in the place of one is refused, not read.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LARGEST)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON; PRAGMA cache_size = -16000;")
}

/// Puts the file into write-ahead logging and reads back whether it is: where writers cannot share memory SQLite stays
/// with another mode and says so in its answer only.
fn write_ahead(connection: &Connection) -> Result<(), StoreError> {
    let mode: String =
        connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0)).map_err(explain)?;
    if mode == "wal" { Ok(()) } else { Err(StoreError::NoSharedMemory(mode)) }
}

fn refuse_place(path: &Path) -> Result<(), StoreError> {
    match place::refused(path) {
        Some(place) => Err(StoreError::Place { path: path.to_owned(), place }),
        None => Ok(()),
    }
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

pub(super) fn explain(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
        Some(ErrorCode::DiskFull) => StoreError::Full,
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => StoreError::ReadOnly,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Damaged(error.to_string()),
        Some(ErrorCode::CannotOpen) => StoreError::CannotOpen(error.to_string()),
        _ => StoreError::Sqlite(error.to_string()),
    }
}

fn wal_is_pending(path: &Path) -> bool {
    std::fs::metadata(beside(path, "-wal")).is_ok_and(|meta| meta.len() > 0)
}

/// A file that SQLite keeps beside another.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
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
