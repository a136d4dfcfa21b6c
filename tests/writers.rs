//! What is written, by whom, and when: before the commit everything is undone, after it nothing is.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test that finds nothing may stop

mod desk;
mod office;

use desk::{Desk, text};
use office::{Folder, Ids, append, at, found, gift, sign};
use sovang::shell::journal::{Journal, JournalError};
use sovang::shell::store::sqlite::SqliteStore;

const GIFT: &str = "{\"type\":\"fund.contributed\",\"data\":{\"amount\":5,\"donor\":\"A\",\"voucher\":\"B\"}}\n";

/// Whatever refuses the second of three rows, none is written: the form, the draft, a reference, the key, a rule, a file.
#[test]
fn an_import_writes_all_or_nothing_whatever_fails() {
    let desk = Desk::open("import-sources");
    let paid = "\"amount\":5,\"payee\":{\"name\":\"A\"},\"voucher\":\"C\",\"method\":\"cash\"";
    for (row, keys, code) in [
        // Lacks a member, has one too many, is of no type.
        ("{\"type\":\"fund.contributed\",\"data\":{\"amount\":5,\"donor\":\"A\"}}".to_owned(), 1, "payload.schema"),
        (GIFT.trim().replace("\"donor\"", "\"dono\""), 1, "payload.schema"),
        (GIFT.trim().replace("contributed", "given"), 1, "draft.type"),
        // A subject, a recipient and a decision that nobody knows.
        ("{\"type\":\"decision.issued\",\"subject\":\"99\",\"data\":{}}".to_owned(), 1, "draft.no_match"),
        (
            "{\"type\":\"interest.declared\",\"data\":{\"recipient\":\"Không ai\",\"relation\":\"x\"}}".to_owned(),
            1,
            "draft.no_match",
        ),
        (
            format!(
                "{{\"type\":\"fund.disbursed\",\"data\":{{\"purpose\":{{\"kind\":\"award\",\"decision\":\"99\",\"line\":1}},{paid}}}}}"
            ),
            1,
            "draft.no_match",
        ),
        // One key that may not, and two of which none may.
        (
            "{\"type\":\"decision.issued\",\"subject\":\"decision/01990000-0000-7000-8000-00000000aaaa\",\"data\":{}}"
                .to_owned(),
            1,
            "author.role",
        ),
        ("{\"type\":\"ledger.closed\",\"data\":{\"document\":\"A\"}}".to_owned(), 2, "key.none_fits"),
        // A rule.
        (GIFT.trim().replace(":5,", ":0,"), 1, "fund.zero"),
        // A document that is not there, a value nobody may read.
        (GIFT.trim().replace("\"B\"}", "\"B\",\"evidence\":{\"attach\":\"khong-co.pdf\"}}"), 1, "file.io"),
        (GIFT.trim().replace("\"B\"}", "\"B\",\"identity\":{\"sealed\":{\"plain\":\"x\"}}}"), 1, "vault.no_readers"),
    ] {
        desk.write("ba.jsonl", format!("{GIFT}{row}\n{GIFT}"));
        let keys = &["-k", "ke-toan.pem", "-k", "van-thu.pem"][..2 * keys];
        let said = desk.refused(&[&["import", "ba.jsonl"], keys].concat(), code);
        assert!(said.contains("ba.jsonl, dòng 2"), "{said}");
    }
    desk.write("ba.jsonl", GIFT.repeat(3));
    desk.ok(&["import", "ba.jsonl", "-k", "ke-toan.pem"]);
    assert_eq!(desk.json(&["fund"])[0]["balance"], 15);
}

/// Another process appends between the drafting and the commit: everything is made again upon what it left, and what
/// the first attempt said does not count.
#[test]
fn a_lost_race_is_run_again() {
    let folder = Folder::new("race");
    let path = folder.file("so.sovang");
    let mut first = found(SqliteStore::create(&path).unwrap());
    let mut second = Journal::open(SqliteStore::open(&path).unwrap(), None).unwrap();
    let (mut ids, mut others, before) = (Ids::new(1), Ids::new(2), first.head().seq);
    let mut rounds = 0;
    let done = first.extend(2, &|_| at(2), |state, index| {
        if index == 1 && rounds == 0 {
            second.catch_up().unwrap();
            append(&mut second, &gift(1), &mut others, at(2)).unwrap();
        }
        rounds += index;
        Ok::<_, JournalError>(sign(state, &gift(2), &mut ids, at(2)))
    });
    let places: Vec<u64> = done.unwrap().iter().map(|recorded| recorded.head.seq).collect();
    assert_eq!((places, rounds), (vec![before + 2, before + 3], 2));
    // An error of the second round is an error, and nothing of either round stands.
    let mut rounds = 0;
    let failed = first.extend(2, &|_| at(2), |state, index| {
        if index == 1 {
            rounds += 1;
            second.catch_up().unwrap();
            append(&mut second, &gift(1), &mut others, at(2)).unwrap();
        }
        match rounds {
            2 => Err(JournalError::NotAccepted),
            _ => Ok(sign(state, &gift(3), &mut ids, at(2))),
        }
    });
    assert!(matches!(failed, Err(JournalError::NotAccepted)), "{failed:?}");
    second.catch_up().unwrap();
    assert_eq!(second.head().seq, before + 5);
}

/// What the web server's account may plant in the folder of a publication: nothing outside it is touched.
#[test]
fn publishing_follows_no_link() {
    use std::os::unix::fs::symlink;
    let desk = Desk::open("planted");
    let www = desk.folder.file("www");
    std::fs::create_dir(&www).unwrap();
    let (ledger, key) = (std::fs::read(desk.folder.file("so.sovang")).unwrap(), desk.folder.file("chu-tich.pem"));
    let secret = std::fs::read(&key).unwrap();
    for name in ["checkpoint", "checkpoint.next", ".sovang-0000000000000001.tmp"] {
        symlink("../chu-tich.pem", www.join(name)).unwrap();
    }
    // What cannot be read as an earlier publication is not replaced.
    let output = desk.run(&["publish", "www"]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    std::fs::remove_file(www.join("checkpoint")).unwrap();
    symlink("../state", www.join("tile")).unwrap();
    desk.refused(&["publish", "www"], "publish.not_a_folder");
    std::fs::remove_file(www.join("tile")).unwrap();
    std::fs::remove_file(www.join(".sovang.lock")).unwrap();
    symlink("../so.sovang", www.join(".sovang.lock")).unwrap();
    desk.refused(&["publish", "www"], "file.io");
    std::fs::remove_file(www.join(".sovang.lock")).unwrap();
    desk.ok(&["publish", "www"]);
    assert_eq!(std::fs::read(&key).unwrap(), secret);
    assert_eq!(std::fs::read(desk.folder.file("so.sovang")).unwrap(), ledger);
    assert!(desk.ok(&["verify", "--against", "www"]).contains("HỢP LỆ"));
}
