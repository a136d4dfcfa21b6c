//! The database file is a stranger's until its schema is known: a trigger can swallow what is appended, a view can show
//! what nobody signed. So the whole of `sqlite_schema` must be what `tables.sql` makes, and nothing else.

use std::sync::OnceLock;

use rusqlite::Connection;

use crate::shell::messages as say;
use crate::values::lang::Lang;

/// What this version makes.
pub(super) const TABLES: &str = include_str!("tables.sql");

/// The tables that the program reads; views and triggers are for people and their hands.
const READ: [&str; 4] = ["entries", "nodes", "checkpoints", "cosignatures"];

/// Faults that are listed; a file may hold any number.
const MOST: usize = 8;

/// How something in the file differs from what this version makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deviation {
    /// It is in no ledger.
    Extra,
    /// It belongs there and is not there.
    Missing,
    /// It is defined otherwise.
    Changed,
}

/// Something in the file that this version does not make so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaFault {
    /// What it is: `table`, `index`, `view`, `trigger`, or `row` for a row outside every ledger.
    pub kind: String,
    /// Its name, without characters that a terminal would act upon.
    pub name: String,
    /// How it differs.
    pub deviation: Deviation,
}

impl SchemaFault {
    /// What is wrong.
    pub fn message(&self, lang: Lang) -> String {
        let kind = match (self.kind.as_str(), lang) {
            ("table", Lang::Vi) => "bảng",
            ("index", Lang::Vi) => "chỉ mục",
            ("view", Lang::Vi) => "khung nhìn",
            ("row", Lang::Vi) => "dòng lạ trong bảng",
            (other, _) => other,
        };
        match self.deviation {
            Deviation::Extra => say::schema_extra(lang, kind, &self.name),
            Deviation::Missing => say::schema_missing(lang, kind, &self.name),
            Deviation::Changed => say::schema_changed(lang, kind, &self.name),
        }
    }
}

/// One row of `sqlite_schema`, apart from where its pages begin.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Object {
    kind: String,
    name: String,
    table: String,
    sql: Option<String>,
}

/// How the file differs from a ledger of this version: empty for a ledger. Read inside the transaction whose rows are
/// to be trusted.
pub(super) fn examine(connection: &Connection) -> rusqlite::Result<Vec<SchemaFault>> {
    static EXPECTED: OnceLock<Vec<Object>> = OnceLock::new();
    let expected = match EXPECTED.get() {
        Some(expected) => expected,
        None => {
            let model = Connection::open_in_memory()?;
            model.execute_batch(TABLES)?;
            let made = objects(&model, usize::MAX)?;
            EXPECTED.get_or_init(|| made)
        }
    };
    // A stranger's list may be as long as his file: what matters is found in the first rows too many.
    let found = objects(connection, 4 * expected.len() + MOST)?;
    let mut faults = differences(expected, &found);
    // Rows before the first are read by the views, and by nothing that verifies.
    for (table, key) in [("entries", "seq"), ("checkpoints", "size")] {
        let before = format!("SELECT 1 FROM {table} WHERE {key} < 1");
        if tables_hold(&faults) && connection.prepare(&before)?.exists([])? {
            faults.push(fault("row", table, Deviation::Extra));
        }
    }
    Ok(faults)
}

/// Whether a name is that of a table whose rows are what is stored in it: no view, no virtual table, no computed column.
pub(super) fn is_plain_table(connection: &Connection, name: &str) -> rusqlite::Result<bool> {
    let sql = "SELECT type = 'table' AND sql LIKE 'CREATE TABLE%' FROM sqlite_schema WHERE name = ?1";
    let kinds: Vec<bool> = connection.prepare(sql)?.query_map([name], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let sql = "SELECT 1 FROM pragma_table_xinfo(?1) WHERE hidden <> 0";
    Ok(kinds == [true] && !connection.prepare(sql)?.exists([name])?)
}

/// What is wrong with a file that has no such table.
pub(super) fn no_table(name: &str) -> SchemaFault {
    fault("table", name, Deviation::Missing)
}

/// Whether the tables that the program reads are as this version makes them, whatever else is in the file: what they
/// hold can then be looked at, though nothing may rest on it.
pub fn tables_hold(faults: &[SchemaFault]) -> bool {
    faults.iter().all(|fault| fault.kind != "table" || !READ.contains(&fault.name.as_str()))
}

fn objects(connection: &Connection, most: usize) -> rusqlite::Result<Vec<Object>> {
    let mut query = connection.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema LIMIT ?1")?;
    let text = |row: &rusqlite::Row<'_>, at| -> rusqlite::Result<String> {
        // What is no text is no name that this version gives.
        Ok(row.get_ref(at)?.as_str().map_or_else(|_| "?".to_owned(), str::to_owned))
    };
    let rows = query.query_map([i64::try_from(most).unwrap_or(i64::MAX)], |row| {
        let sql = match row.get_ref(3)? {
            rusqlite::types::ValueRef::Null => None,
            _ => Some(text(row, 3)?),
        };
        Ok(Object { kind: text(row, 0)?, name: text(row, 1)?, table: text(row, 2)?, sql })
    })?;
    rows.collect()
}

fn differences(expected: &[Object], found: &[Object]) -> Vec<SchemaFault> {
    let mut missing: Vec<&Object> = expected.iter().collect();
    let mut faults = Vec::new();
    for object in found {
        match missing.iter().position(|known| *known == object) {
            Some(at) => {
                missing.swap_remove(at);
            }
            None => {
                let known = expected.iter().any(|known| known.name == object.name && known.kind == object.kind);
                let deviation = if known { Deviation::Changed } else { Deviation::Extra };
                faults.push(fault(&object.kind, &object.name, deviation));
            }
        }
    }
    for object in missing {
        let changed = faults.iter().any(|fault| fault.name == printable(&object.name) && fault.kind == object.kind);
        if !changed {
            faults.push(fault(&object.kind, &object.name, Deviation::Missing));
        }
    }
    // What the program reads first: the list that people see is short.
    faults
        .sort_by_key(|fault| (fault.kind != "table" || !READ.contains(&fault.name.as_str()), fault.kind != "trigger"));
    faults
}

fn fault(kind: &str, name: &str, deviation: Deviation) -> SchemaFault {
    SchemaFault { kind: printable(kind), name: printable(name), deviation }
}

fn printable(text: &str) -> String {
    text.chars().take(60).flat_map(char::escape_debug).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn examined(change: &str) -> Vec<SchemaFault> {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(TABLES).unwrap();
        connection.execute_batch(change).unwrap();
        examine(&connection).unwrap()
    }

    #[test]
    fn only_what_this_version_makes_is_a_ledger() {
        assert_eq!(examined(""), []);
        assert_eq!(examined("VACUUM; REINDEX;"), []);
        let rewritten = |table: &str, from: &str, to: &str| {
            format!(
                "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, '{from}', '{to}') WHERE name = '{table}';"
            )
        };
        let (extra, changed, missing) = (Deviation::Extra, Deviation::Changed, Deviation::Missing);
        for (change, kind, name, deviation, readable) in [
            (
                "CREATE TRIGGER z BEFORE INSERT ON entries BEGIN SELECT RAISE(IGNORE); END".to_owned(),
                "trigger",
                "z",
                extra,
                true,
            ),
            (
                "CREATE TRIGGER z AFTER INSERT ON nodes BEGIN DELETE FROM checkpoints; END".into(),
                "trigger",
                "z",
                extra,
                true,
            ),
            ("CREATE TRIGGER z INSTEAD OF INSERT ON events BEGIN SELECT 1; END".into(), "trigger", "z", extra, true),
            ("CREATE VIEW thu AS SELECT * FROM entries".into(), "view", "thu", extra, true),
            ("CREATE TABLE them (x)".into(), "table", "them", extra, true),
            ("CREATE INDEX nhanh ON entries (length(entry))".into(), "index", "nhanh", extra, true),
            ("CREATE VIRTUAL TABLE tim USING fts5(x)".into(), "table", "tim", extra, true),
            ("ANALYZE".into(), "table", "sqlite_stat1", extra, true),
            ("DROP TRIGGER entries_are_never_changed".into(), "trigger", "entries_are_never_changed", missing, true),
            ("DROP VIEW petitions".into(), "view", "petitions", missing, true),
            ("DROP VIEW petitions; CREATE VIEW petitions AS SELECT 1 AS x".into(), "view", "petitions", changed, true),
            (
                "ALTER TABLE entries RENAME TO real; CREATE VIEW entries AS SELECT * FROM real".into(),
                "table",
                "entries",
                missing,
                false,
            ),
            ("ALTER TABLE entries ADD COLUMN them TEXT".into(), "table", "entries", changed, false),
            ("ALTER TABLE entries ADD COLUMN dai TEXT AS (entry || entry)".into(), "table", "entries", changed, false),
            ("ALTER TABLE checkpoints ADD COLUMN them TEXT".into(), "table", "checkpoints", changed, false),
            (
                "DROP TABLE nodes; CREATE TABLE nodes (level INTEGER, n INTEGER, hash BLOB, PRIMARY KEY (level, n))"
                    .into(),
                "table",
                "nodes",
                changed,
                false,
            ),
            (rewritten("entries", "seq > 0", "seq > -9"), "table", "entries", changed, false),
            (rewritten("cosignatures", ", WITHOUT ROWID", ""), "table", "cosignatures", changed, false),
            (rewritten("entries", "STRICT", ""), "table", "entries", changed, false),
            (
                "PRAGMA ignore_check_constraints = ON; INSERT INTO entries VALUES (-1, zeroblob(32), 'x')".into(),
                "row",
                "entries",
                extra,
                true,
            ),
        ] {
            let found = examined(&change);
            let wanted = SchemaFault { kind: kind.into(), name: name.into(), deviation };
            assert!(found.contains(&wanted), "{change}: {found:?}");
            assert_eq!(tables_hold(&found), readable, "{change}: {found:?}");
        }
    }

    #[test]
    fn a_name_cannot_act_on_a_terminal() {
        let found = examined("CREATE TABLE \"\u{1b}[2Jx\" (x)");
        assert!(found.iter().all(|fault| !fault.name.contains('\u{1b}')), "{found:?}");
    }
}
