//! The database file is a stranger's: whoever can write it can put things into it that no ledger holds. Each is named,
//! and nothing is acknowledged, shown, exported or published from such a file.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod desk;
mod office;

use std::path::Path;
use std::time::{Duration, Instant};

use desk::{Desk, text};

use rusqlite::Connection;

/// A ledger with a few gifts and signed heads.
fn ledger(name: &str, gifts: usize) -> Desk {
    let desk = Desk::open(name);
    for n in 1..=gifts {
        gift(&desk, n);
    }
    desk
}

fn gift(desk: &Desk, n: usize) -> String {
    let (amount, voucher) = (format!("amount={}", 1_000 * n), format!("voucher=PT{n}"));
    desk.ok(&[
        "record",
        "fund.contributed",
        "-d",
        &amount,
        "-d",
        "donor=Người ủng hộ 1",
        "-d",
        &voucher,
        "-k",
        "ke-toan.pem",
    ])
}

fn change(path: &Path, sql: &str) {
    Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

fn count(path: &Path, table: &str) -> i64 {
    let connection = Connection::open(path).unwrap();
    connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

/// What a stranger may put into the file, and how it is named.
const STRANGE: [(&str, &str); 14] = [
    (
        "CREATE TRIGGER z BEFORE INSERT ON entries WHEN new.entry LIKE '%fund.contributed%' BEGIN SELECT RAISE(IGNORE); END",
        "«z»",
    ),
    ("CREATE TRIGGER z AFTER INSERT ON entries BEGIN DELETE FROM checkpoints; END", "«z»"),
    ("CREATE TRIGGER z AFTER INSERT ON nodes BEGIN UPDATE nodes SET hash = zeroblob(32); END", "«z»"),
    ("CREATE TRIGGER z BEFORE INSERT ON checkpoints BEGIN SELECT RAISE(IGNORE); END", "«z»"),
    ("CREATE VIEW thu AS SELECT 1", "«thu»"),
    ("CREATE TABLE them (x)", "«them»"),
    ("CREATE INDEX nhanh ON entries (entry)", "«nhanh»"),
    ("CREATE VIRTUAL TABLE tim USING fts5(x)", "«tim»"),
    (
        "DROP VIEW fund_movements; CREATE VIEW fund_movements AS SELECT 99760000 AS amount, 'Người khác' AS payee",
        "«fund_movements»",
    ),
    ("DROP TRIGGER entries_are_never_deleted", "«entries_are_never_deleted»"),
    ("ALTER TABLE entries ADD COLUMN them TEXT AS (entry || entry)", "«entries»"),
    (
        "ALTER TABLE checkpoints RENAME TO c; CREATE TABLE checkpoints AS SELECT * FROM c; DROP TABLE c",
        "«checkpoints»",
    ),
    (
        "PRAGMA ignore_check_constraints = ON; INSERT INTO entries SELECT -1, zeroblob(32), entry FROM entries WHERE seq = 3",
        "«entries»",
    ),
    (
        "DROP TRIGGER entries_are_never_changed; DROP TRIGGER entries_are_never_deleted; DROP VIEW events; DROP VIEW decisions;
         DROP VIEW recipients; DROP VIEW fund_movements; DROP VIEW petitions;
         DROP VIEW standing; DROP VIEW taken_back; ALTER TABLE entries RENAME TO real;
         CREATE VIEW entries AS SELECT seq, hash, CASE WHEN abs(random()) % 2 THEN entry ELSE replace(entry, '1000', '9000') END AS entry FROM real",
        "«entries»",
    ),
];

#[test]
fn what_no_ledger_holds_is_named_and_nothing_comes_out_of_the_file() {
    let desk = ledger("stranger", 3);
    desk.ok(&["backup", "whole.db"]);
    let so = desk.folder.file("so.sovang");
    for (sql, name) in STRANGE {
        desk.replace_ledger("whole.db");
        change(&so, sql);
        for args in [
            &["record", "fund.contributed", "-d", "amount=5", "-d", "donor=A", "-d", "voucher=B", "-k", "ke-toan.pem"]
                [..],
            &["show", "m5"],
            &["log"],
            &["fund"],
            &["export"],
            &["report", "half-year", "2026H2"],
            &["receipt", "make", "m5"],
            &["bundle", "make", "goi.html"],
            &["publish", "www"],
            &["backup", "ban-sao.sovang"],
            &["checkpoint", "sign"],
            &["checkpoint", "show"],
            &["replay", "--at", "4"],
            &["recover", "nodes"],
        ] {
            let output = desk.run(args);
            let said = text(&output);
            assert_eq!(output.status.code(), Some(2), "{sql}\n{args:?}: {said}");
            assert!(said.contains("[store.schema]") && said.contains(name), "{sql}\n{args:?}: {said}");
            assert!(output.stdout.is_empty(), "{sql}\n{args:?} showed something: {said}");
        }
        for made in ["goi.html", "www", "ban-sao.sovang"] {
            assert!(!desk.folder.file(made).exists(), "{sql}: {made}");
        }
        let verified = desk.run(&["verify"]);
        assert!(!verified.status.success() && text(&verified).contains("store.schema"), "{sql}: {}", text(&verified));
    }
    desk.replace_ledger("whole.db");
    assert!(desk.run(&["verify"]).status.success());
}

#[test]
fn a_trigger_made_while_a_clerk_has_the_ledger_open_swallows_nothing() {
    use sovang::shell::journal::{Journal, JournalError};
    use sovang::shell::store::StoreError;
    use sovang::shell::store::sqlite::SqliteStore;
    let folder = office::Folder::new("stranger-meanwhile");
    let path = folder.file("so.sovang");
    let mut journal: Journal<_> = office::found(SqliteStore::create(&path).unwrap());
    change(&path, "CREATE TRIGGER z BEFORE INSERT ON entries BEGIN SELECT RAISE(IGNORE); END");
    let refused = office::append(&mut journal, &office::gift(5), &mut office::Ids::new(7), office::at(2)).unwrap_err();
    assert!(matches!(refused, JournalError::Store(StoreError::Foreign { .. })), "{refused:?}");
    assert_eq!(count(&path, "entries"), 3);
}

#[test]
fn a_file_that_never_ends_is_refused_at_once() {
    let desk = ledger("stranger-endless", 0);
    desk.ok(&["backup", "whole.db"]);
    let so = desk.folder.file("so.sovang");
    let endless =
        "DROP VIEW events; DROP VIEW decisions; DROP VIEW recipients; DROP VIEW fund_movements; DROP VIEW petitions;
        DROP TABLE entries; CREATE VIEW entries(seq, hash, entry) AS
        WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n, zeroblob(32), 'x' FROM c;";
    // A row of many megabytes in a table that is otherwise right: its size is asked before its bytes are taken.
    let heavy = "INSERT INTO entries SELECT max(seq) + 1, randomblob(32), hex(zeroblob(60000000)) FROM entries";
    for (sql, code) in [(endless, "store.schema"), (heavy, "entry.too_large")] {
        desk.replace_ledger("whole.db");
        change(&so, sql);
        for args in [&["verify"][..], &["log"], &["fund"], &["show", "m3"], &["report", "half-year", "2026H2"]] {
            let begun = Instant::now();
            let mut command = desk.command(args);
            let output = command.output().unwrap();
            assert!(begun.elapsed() < Duration::from_secs(10), "{args:?} took {:?}", begun.elapsed());
            if args[0] == "verify" {
                assert!(text(&output).contains(code), "{}", text(&output));
            }
        }
    }
}

#[test]
fn verify_is_linear_in_its_findings() {
    let walk = |lines: usize| {
        let text = "x\n".repeat(lines);
        let begun = Instant::now();
        let outcome = sovang::shell::journal::walk_lines(text.as_bytes(), &mut |_| {});
        assert_eq!((outcome.findings.len() as u64 + outcome.more, outcome.entries), (lines as u64, lines as u64));
        assert_eq!((outcome.findings[0].seq, outcome.findings[499].seq), (1, 500));
        assert!(!outcome.authentic() && !outcome.lawful());
        begun.elapsed()
    };
    walk(1_000);
    let (one, four) = (walk(20_000), walk(160_000));
    // Eight times the lines: the time of the walk before grew sixty-fold.
    assert!(four < one * 30 + Duration::from_secs(1), "{one:?} for 20,000 lines, {four:?} for 160,000");
}

#[test]
fn a_backup_has_a_schema_of_its_own_and_every_row() {
    let desk = ledger("stranger-backup", 2);
    desk.ok(&["backup", "sao.sovang"]);
    let (so, sao) = (desk.folder.file("so.sovang"), desk.folder.file("sao.sovang"));
    for table in ["entries", "nodes", "checkpoints"] {
        assert_eq!(count(&so, table), count(&sao, table), "{table}");
    }
    assert_eq!(desk.ok(&["-l", "so.sovang", "export"]), desk.ok(&["-l", "sao.sovang", "export"]));
    assert!(desk.run(&["verify", "sao.sovang"]).status.success());
    // What lies in unused pages of the file is not carried along.
    let connection = Connection::open(&so).unwrap();
    connection
        .execute_batch("CREATE TABLE bi_mat (x); INSERT INTO bi_mat VALUES ('chuỗi lạ 7f3a'); DROP TABLE bi_mat;")
        .unwrap();
    drop(connection);
    desk.ok(&["-l", "so.sovang", "backup", "sao2.sovang"]);
    let bytes = std::fs::read(desk.folder.file("sao2.sovang")).unwrap();
    assert!(!bytes.windows(4).any(|window| window == b"7f3a"));
}

#[test]
fn what_the_file_system_gives_a_value_no_column_may_hold_is_found() {
    let desk = ledger("stranger-values", 2);
    desk.ok(&["backup", "whole.db"]);
    let so = desk.folder.file("so.sovang");
    for sql in [
        "PRAGMA ignore_check_constraints = ON; INSERT INTO nodes VALUES (-1, 0, zeroblob(32))",
        "PRAGMA ignore_check_constraints = ON; INSERT INTO nodes VALUES (0, -7, zeroblob(32))",
        "INSERT INTO nodes VALUES (0, 9999, zeroblob(32))",
        "PRAGMA ignore_check_constraints = ON; INSERT INTO checkpoints VALUES (-3, 'x')",
        "INSERT INTO checkpoints VALUES (9999, hex(zeroblob(2000000)))",
        "PRAGMA foreign_keys = OFF; INSERT INTO cosignatures VALUES (-3, 'x')",
        "PRAGMA foreign_keys = OFF; INSERT INTO cosignatures VALUES (3, 'x')",
    ] {
        desk.replace_ledger("whole.db");
        change(&so, sql);
        let output = desk.run(&["verify"]);
        assert_eq!(output.status.code(), Some(1), "{sql}: {}", text(&output));
    }
}

#[test]
fn an_entry_that_is_changed_behind_its_belts_is_still_located() {
    let desk = ledger("stranger-located", 3);
    let connection = Connection::open(desk.folder.file("so.sovang")).unwrap();
    // The belts taken off and left off: the file is named, and the entry as well.
    let off = "DROP TRIGGER entries_are_never_changed; UPDATE entries SET entry = replace(entry, ':1000', ':9000') WHERE seq = 6;";
    connection.execute_batch(off).unwrap();
    drop(connection);
    let verified = desk.json(&["verify"]);
    let codes: Vec<(u64, &str)> = verified["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| (finding["seq"].as_u64().unwrap(), finding["code"].as_str().unwrap()))
        .collect();
    assert!(
        codes.contains(&(6, "entry.signature")) && codes.iter().any(|(_, code)| *code == "store.schema"),
        "{codes:?}"
    );
}
