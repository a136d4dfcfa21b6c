//! The honest ways on, and nothing but those: what a restoration declares and no more, heads that hold, files that were
//! saved, reports that the ledger makes again, places where a ledger can only be read.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod desk;
mod office;

use std::path::Path;
use std::process::Output;

use desk::{Desk, text};
use office::past_the_belts;
use rusqlite::Connection;

fn gift(desk: &Desk, n: usize) {
    let (amount, voucher) = (format!("amount={}", 1_000 * n), format!("voucher=PT{n}"));
    let what = ["-d", &amount, "-d", "donor=Người ủng hộ 1", "-d", &voucher, "-k", "ke-toan.pem"];
    desk.ok(&[&["-l", "so.sovang", "record", "fund.contributed"][..], &what].concat());
}

fn sql(path: &Path, statements: &str) {
    let connection = Connection::open(path).unwrap();
    past_the_belts(&connection, |connection| connection.execute_batch(statements).unwrap());
}

fn cut(desk: &Desk, last: u64) {
    let cut = format!(
        "DELETE FROM entries WHERE seq > {last}; DELETE FROM checkpoints WHERE size > {last};
         DELETE FROM nodes WHERE ((n + 1) << level) > {last};"
    );
    sql(&desk.folder.file("so.sovang"), &cut);
}

/// Another officer's computer.
fn colleague(desk: &Desk, args: &[&str]) -> Output {
    let args = [&["-l", "so.sovang"][..], args].concat();
    desk.command(&args).env("SOVANG_STATE", desk.folder.file("other-state")).output().unwrap()
}

/// He signs, so that his computer remembers.
fn colleague_signs(desk: &Desk, n: usize) {
    let voucher = format!("voucher=PTB{n}");
    let what = ["record", "fund.contributed", "-d", "amount=7", "-d", "donor=B", "-d", &voucher, "-k", "ke-toan.pem"];
    let done = colleague(desk, &[&what[..], &["--no-checkpoint"]].concat());
    assert!(done.status.success(), "{}", text(&done));
}

fn newest(desk: &Desk) -> u64 {
    desk.json(&["verify", "so.sovang"])["entries"].as_u64().unwrap()
}

#[test]
fn a_restoration_is_accepted_by_its_name_and_no_other_loss_with_it() {
    let desk = Desk::open("recovery-accept");
    gift(&desk, 1);
    colleague_signs(&desk, 1);
    desk.ok(&["-l", "so.sovang", "checkpoint", "sign"]);
    let lost = newest(&desk);
    let kept = lost - 2;
    cut(&desk, kept);
    let declare =
        ["-l", "so.sovang", "recover", "declare", "--origin", "xa-a.example/so-2", "--new-log-key", "so-2.log.pem"];
    desk.ok(&[&declare[..], &["--reason", "Ổ đĩa hỏng", "-k", "chu-tich.pem"]].concat());
    let declared = kept + 1;

    // The colleague is told what he would accept, and accepts it by its number only.
    let told = colleague(&desk, &["recover", "accept"]);
    assert_eq!(told.status.code(), Some(2), "{}", text(&told));
    assert!(text(&told).contains("[recover.name_it]") && text(&told).contains("Ổ đĩa hỏng"), "{}", text(&told));
    let other = colleague(&desk, &["recover", "accept", &(declared - 1).to_string()]);
    assert_eq!(other.status.code(), Some(2), "{}", text(&other));
    let accepted = colleague(&desk, &["recover", "accept", &declared.to_string()]);
    assert!(accepted.status.success(), "{}", text(&accepted));

    // The ledger goes on, he signs, and then its end is cut: no restoration covers that.
    for n in 2..5 {
        gift(&desk, n);
    }
    colleague_signs(&desk, 2);
    cut(&desk, declared + 2);
    for args in [&["recover", "accept"][..], &["recover", "accept", &declared.to_string()]] {
        let refused = colleague(&desk, args);
        assert_eq!(refused.status.code(), Some(2), "{}", text(&refused));
        assert!(text(&refused).contains("[recover.not_declared]"), "{}", text(&refused));
    }
    assert!(
        text(&colleague(&desk, &["verify"])).contains("memory.went_back")
            || !colleague(&desk, &["verify"]).status.success()
    );
}

#[test]
fn a_follower_recognises_a_restoration_that_was_declared() {
    let desk = Desk::open("recovery-followed");
    gift(&desk, 1);
    gift(&desk, 2);
    desk.ok(&["-l", "so.sovang", "publish", "www"]);
    let policy = desk.ok(&["-l", "so.sovang", "checkpoint", "policy"]);
    let vkey = policy.lines().find_map(|line| line.strip_prefix("log ")).unwrap().to_owned();
    let follow = |copy: &str, from: &str, more: &[&str]| {
        desk.command(&[&["-l", copy, "follow", from][..], more].concat())
            .env("SOVANG_STATE", desk.folder.file("s2"))
            .output()
            .unwrap()
    };
    assert!(follow("guong.ban", "www", &[]).status.success());
    let before = std::fs::read(desk.folder.file("guong.ban")).unwrap();
    let (lost, kept) = (newest(&desk), newest(&desk) - 1);
    cut(&desk, kept);
    let declare =
        ["-l", "so.sovang", "recover", "declare", "--origin", "xa-a.example/so-2", "--new-log-key", "so-2.log.pem"];
    desk.ok(&[&declare[..], &["--reason", "Ổ đĩa hỏng", "-k", "chu-tich.pem"]].concat());
    desk.ok(&["-l", "so.sovang", "publish", "www2"]);
    for (grown, more) in [(false, &[][..]), (true, &[]), (true, &["--vkey", &vkey])] {
        if grown {
            gift(&desk, 3);
            desk.ok(&["-l", "so.sovang", "publish", "www2"]);
        }
        let told = follow("guong.ban", "www2", more);
        let said = text(&told);
        assert_eq!(told.status.code(), Some(1), "{said}");
        for part in ["ledger.restored", "Ổ đĩa hỏng", &format!("{lost}–{lost}"), "recover from"] {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
    assert_eq!(std::fs::read(desk.folder.file("guong.ban")).unwrap(), before);
    // The way to go on, and the way back for the commune.
    assert!(follow("guong-2.ban", "www2", &[]).status.success());
    // What nobody declared is a fork, whatever name it bears.
    let stranger = Desk::open_another("recovery-followed-stranger");
    stranger.ok(&["-l", "so.sovang", "publish", "www"]);
    let other = follow("guong.ban", stranger.folder.file("www").to_str().unwrap(), &[]);
    assert!(text(&other).contains("[checkpoint.root]"), "{}", text(&other));
}

#[test]
fn a_loss_beyond_what_was_declared_is_not_accepted() {
    let desk = Desk::open("recovery-beyond");
    gift(&desk, 1);
    desk.ok(&["-l", "so.sovang", "checkpoint", "show", "--json"]);
    let signed = newest(&desk);
    std::fs::copy(desk.folder.file("so.log.head"), desk.folder.file("moc.txt")).unwrap();
    colleague_signs(&desk, 1);
    let known = newest(&desk);
    assert!(known > signed);
    cut(&desk, signed - 1);
    // This computer knows of the signed head only; what the colleague recorded after it nobody declares.
    let declare =
        ["-l", "so.sovang", "recover", "declare", "--origin", "xa-a.example/so-2", "--new-log-key", "so-2.log.pem"];
    desk.ok(&[&declare[..], &["--lost", "moc.txt", "--reason", "Ổ đĩa hỏng", "-k", "chu-tich.pem"]].concat());
    let refused = colleague(&desk, &["recover", "accept", &signed.to_string()]);
    assert!(text(&refused).contains("[recover.not_declared]"), "{}", text(&refused));
}

#[test]
fn heads_of_a_fuller_copy_are_judged_one_by_one_and_bad_ones_can_be_dropped() {
    let desk = Desk::open("recovery-heads");
    for n in 1..4 {
        gift(&desk, n);
    }
    let evil = [
        "UPDATE checkpoints SET note = (SELECT note FROM checkpoints WHERE size = 7) WHERE size = 6",
        "INSERT INTO cosignatures VALUES (7, '— nobody.example/w AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=')",
        "UPDATE checkpoints SET note = note || '— nobody.example/w AAAAAAAA' || char(10) WHERE size = 7",
        "INSERT INTO checkpoints SELECT 500, replace(note, char(10) || '7' || char(10), char(10) || '500' || char(10)) FROM checkpoints WHERE size = 7",
        "UPDATE checkpoints SET note = 'x' WHERE size = 5",
    ];
    for (n, change) in evil.iter().enumerate() {
        let copy = format!("evil{n}.db");
        desk.ok(&["-l", "so.sovang", "backup", &copy]);
        sql(&desk.folder.file(&copy), change);
        assert_eq!(desk.run(&["verify", &copy]).status.code(), Some(1), "{change}");
        desk.ok(&["-l", "so.sovang", "recover", "from", &copy]);
        assert!(desk.run(&["verify", "so.sovang"]).status.success(), "{change}: {}", desk.ok(&["verify", "so.sovang"]));
        // The damaged copy itself is mended by dropping what does not hold.
        desk.ok(&["-l", &copy, "recover", "heads"]);
        let mended = desk.run(&["verify", &copy]);
        assert!(mended.status.success(), "{change}: {}", text(&mended));
    }
}

#[test]
fn a_rescued_file_becomes_a_ledger_again() {
    let desk = Desk::open("recovery-rescued");
    for n in 1..4 {
        gift(&desk, n);
    }
    let export = desk.ok(&["-l", "so.sovang", "export"]);
    let dump = |target: &str, more: &str| {
        // As `sqlite3 .dump` does: the tables and their rows, and none of the file's marks.
        let to = Connection::open(desk.folder.file(target)).unwrap();
        let attach = format!("ATTACH '{}' AS so;", desk.folder.file("so.sovang").display());
        let copy = "CREATE TABLE entries (seq INTEGER PRIMARY KEY CHECK (seq > 0), hash BLOB NOT NULL, entry TEXT NOT NULL);
                    CREATE TABLE checkpoints AS SELECT * FROM so.checkpoints; CREATE TABLE cosignatures AS SELECT * FROM so.cosignatures;
                    CREATE TABLE lost_and_found (x); INSERT INTO entries SELECT * FROM so.entries;";
        to.execute_batch(&format!("{attach} {copy} {more}")).unwrap();
    };
    dump("cuu.db", "");
    let refused = desk.run(&["verify", "cuu.db"]);
    assert!(text(&refused).contains("recover file"), "{}", text(&refused));
    desk.ok(&["recover", "file", "cuu.db", "moi.sovang"]);
    assert_eq!(desk.ok(&["-l", "moi.sovang", "export"]), export);
    let verified = desk.json(&["verify", "moi.sovang"]);
    assert_eq!((&verified["lawful"], &verified["signed"]), (&true.into(), &verified["entries"]), "{verified}");
    // Never over a file, and nothing is left of what failed.
    assert_eq!(desk.run(&["recover", "file", "cuu.db", "moi.sovang"]).status.code(), Some(2));
    dump("sai.db", "UPDATE entries SET entry = replace(entry, ':2000', ':9000');");
    let refused = desk.run(&["recover", "file", "sai.db", "moi2.sovang"]);
    assert!(text(&refused).contains("mục 7"), "{}", text(&refused));
    assert!(!desk.folder.file("moi2.sovang").exists());
    desk.ok(&["recover", "file", "sai.db", "moi2.sovang", "--to", "6"]);
    assert_eq!(desk.json(&["verify", "moi2.sovang"])["entries"], 6);
    // A file with a trigger of somebody's is taken over without it; a view in the entries' place is not.
    sql(&desk.folder.file("so.sovang"), "CREATE TRIGGER z AFTER INSERT ON entries BEGIN SELECT 1; END");
    desk.ok(&["recover", "file", "so.sovang", "sach.db"]);
    assert!(desk.run(&["verify", "sach.db"]).status.success());
    let endless = Connection::open(desk.folder.file("vo-tan.db")).unwrap();
    endless
        .execute_batch("CREATE VIEW entries(seq, hash, entry) AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n, zeroblob(32), 'x' FROM c;")
        .unwrap();
    assert!(text(&desk.run(&["recover", "file", "vo-tan.db", "x.sovang"])).contains("[store.schema]"));
}

#[test]
fn a_report_whose_figures_were_changed_is_not_praised() {
    let desk = Desk::open("recovery-report");
    gift(&desk, 1);
    for (make, name) in [
        (&["report", "half-year", "2026H2"][..], "r1.md"),
        (&["report", "half-year", "2026", "--explain"], "r2.md"),
        (&["report", "annual", "2026"], "r3.md"),
        (&["--lang", "en", "report", "annual", "2026", "--explain"], "r4.md"),
        (&["report", "half-year", "2026H2", "--json"], "r5.json"),
        (&["report", "annual", "2026", "--json"], "r6.json"),
    ] {
        let report = desk.ok(&[&["-l", "so.sovang"][..], make].concat());
        desk.write(name, &report);
        desk.write("doi.txt", report.replace(".000đ", ".001đ").replace("000,", "001,").replace("000}", "001}"));
        desk.write("crlf.txt", report.replace('\n', "\r\n"));
        assert!(std::fs::read(desk.folder.file("doi.txt")).unwrap() != report.as_bytes(), "{name}: nothing to change");
        // True at once, true when the ledger has grown, and false as soon as a figure is another.
        for grown in [false, true] {
            if grown {
                gift(&desk, 2);
            }
            for whole in [name, "crlf.txt"] {
                let same = desk.run(&["verify", "so.sovang", "--against", whole]);
                assert!(same.status.success() && text(&same).contains("Khớp với 1"), "{name}: {}", text(&same));
                assert!(desk.run(&["compare", "so.sovang", whole]).status.success(), "{name}");
            }
            let differs = desk.run(&["verify", "so.sovang", "--against", "doi.txt"]);
            assert_eq!(differs.status.code(), Some(1), "{name}: {}", text(&differs));
            assert!(
                text(&differs).contains("report.figures") && !text(&differs).contains("Khớp với 1"),
                "{}",
                text(&differs)
            );
            assert!(text(&differs).starts_with("KHÔNG KHỚP"), "the ledger itself is not accused: {}", text(&differs));
            let compared = desk.run(&["compare", "so.sovang", "doi.txt"]);
            assert_eq!(compared.status.code(), Some(1), "{name}: {}", text(&compared));
            desk.ok(&["-l", "so.sovang", "export"]);
            desk.write("so.jsonl", desk.ok(&["-l", "so.sovang", "export"]));
            assert_eq!(desk.run(&["verify", "so.jsonl", "--against", "doi.txt"]).status.code(), Some(1), "{name}");
        }
    }
    // A letter that carries a head is no report: only the head is compared, and that is said.
    let note = std::fs::read_to_string(desk.folder.file("so.log.head")).unwrap();
    desk.write("thu.txt", format!("Kính gửi Thanh tra,\nQuỹ còn 91.000đ.\n\n{note}"));
    let letter = text(&desk.run(&["verify", "so.sovang", "--against", "thu.txt"]));
    assert!(letter.contains("chỉ so mốc"), "{letter}");
}

#[test]
fn a_reading_key_that_others_may_read_is_refused_and_copies_follow_no_link() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let desk = Desk::open("recovery-vault");
    desk.ok(&["vault", "key", "tiep-dan.age"]);
    desk.ok(&["-l", "so.sovang", "vault", "readers", "tiep-dan.age.pub=Cán bộ tiếp dân", "-k", "chu-tich.pem"]);
    let mut command = desk.command(&[
        "-l",
        "so.sovang",
        "record",
        "petition.received",
        "-d",
        "channel=letter",
        "-d",
        "identity=-",
        "-d",
        "summary=đơn",
        "-d",
        "award_related=có",
        "-d",
        "letters=1",
        "-d",
        "signatories=1",
        "-k",
        "van-thu.pem",
    ]);
    let mut child = command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::null()).spawn().unwrap();
    std::io::Write::write_all(child.stdin.as_mut().unwrap(), "Người gửi 1\n".as_bytes()).unwrap();
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
    let key = desk.folder.file("tiep-dan.age");
    let open = [
        "-l",
        "so.sovang",
        "vault",
        "open",
        &newest(&desk).to_string(),
        "--purpose",
        "Gửi giấy mời",
        "--identity",
        "tiep-dan.age",
        "-k",
        "van-thu.pem",
    ]
    .map(str::to_owned);
    let open: Vec<&str> = open.iter().map(String::as_str).collect();
    for mode in [0o644, 0o640, 0o604, 0o660] {
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(mode)).unwrap();
        desk.refused(&open, "key.exposed");
    }
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert!(desk.ok(&open).contains("Người gửi 1"));
    for (link, args) in [("k2", &["vault", "key", "k2"][..]), ("k3.pub", &["vault", "key", "k3"])] {
        symlink(desk.folder.file("cho-khac"), desk.folder.file(link)).unwrap();
        assert_eq!(desk.run(args).status.code(), Some(2), "{args:?}");
        assert!(!desk.folder.file("cho-khac").exists(), "{args:?} followed a link");
    }
}

#[test]
fn a_ledger_in_a_synchronised_folder_is_read_and_not_written() {
    let desk = Desk::open("recovery-synced");
    gift(&desk, 1);
    let folder = desk.folder.file("OneDrive - UBND xã A");
    std::fs::create_dir(&folder).unwrap();
    desk.ok(&["-l", "so.sovang", "backup", "OneDrive - UBND xã A/so.sovang"]);
    let there = "OneDrive - UBND xã A/so.sovang";
    assert!(desk.run(&["verify", there]).status.success());
    desk.ok(&["-l", there, "fund"]);
    desk.ok(&["-l", there, "show", "m4"]);
    let said = desk.refused(
        &[
            "-l",
            there,
            "record",
            "fund.contributed",
            "-d",
            "amount=5",
            "-d",
            "donor=A",
            "-d",
            "voucher=B",
            "-k",
            "ke-toan.pem",
        ],
        "store.place",
    );
    assert!(said.contains("OneDrive") && said.contains("sovang backup"), "{said}");
    // A mark of such a program in any folder above says the same as its name.
    std::fs::create_dir_all(desk.folder.file("chung/so")).unwrap();
    desk.write("chung/.stfolder", "");
    desk.ok(&["-l", "so.sovang", "backup", "chung/so/so.sovang"]);
    assert!(desk.run(&["verify", "chung/so/so.sovang"]).status.success());
    desk.refused(&["-l", "chung/so/so.sovang", "checkpoint", "sign"], "store.place");
}

/// As another user, whom the system keeps from writing; without the right to become one the test says so.
#[test]
fn a_healthy_ledger_on_a_stick_that_cannot_be_written_is_read_with_its_journal() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::open("recovery-stick");
    gift(&desk, 1);
    let stick = desk.folder.file("stick");
    std::fs::create_dir(&stick).unwrap();
    // Copied while another program has the ledger open: the newest entry is in the -wal only.
    let reader = Connection::open(desk.folder.file("so.sovang")).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM entries;").unwrap();
    gift(&desk, 2);
    let entries = newest(&desk);
    for name in ["so.sovang", "so.sovang-wal"] {
        std::fs::copy(desk.folder.file(name), stick.join(name)).unwrap();
    }
    assert!(std::fs::metadata(stick.join("so.sovang-wal")).unwrap().len() > 0);
    drop(reader);
    for name in ["so.sovang", "so.sovang-wal"] {
        std::fs::set_permissions(stick.join(name), std::fs::Permissions::from_mode(0o444)).unwrap();
    }
    std::fs::set_permissions(&stick, std::fs::Permissions::from_mode(0o555)).unwrap();
    std::fs::set_permissions(desk.folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let program = desk.folder.file("sovang");
    std::fs::copy(env!("CARGO_BIN_EXE_sovang"), &program).unwrap();
    let as_nobody = |args: &[&str]| {
        let mut command = std::process::Command::new("setpriv");
        command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups"]).arg(&program).args(args);
        command.current_dir("/").env("SOVANG_STATE", "/nonexistent").env("SOVANG_LEDGER", stick.join("so.sovang"));
        command.output()
    };
    let file = stick.join("so.sovang");
    let verified = match as_nobody(&["verify", file.to_str().unwrap(), "--json"]) {
        Ok(output) if !text(&output).contains("setpriv:") => output,
        other => return println!("not run: no right to become another user: {other:?}"),
    };
    let said: serde_json::Value =
        serde_json::from_slice(&verified.stdout).unwrap_or_else(|_| panic!("{}", text(&verified)));
    assert_eq!((said["entries"].as_u64(), &said["lawful"]), (Some(entries), &true.into()), "{said}");
    let log = as_nobody(&["log"]).unwrap();
    assert!(log.status.success() && text(&log).contains(&entries.to_string()), "{}", text(&log));
    std::fs::set_permissions(&stick, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// What is signed later must find the key, so a name under which nothing looks for it is refused before anything is recorded.
#[test]
fn a_new_key_of_the_log_bears_a_name_under_which_it_is_found() {
    let desk = Desk::open("recovery-key-name");
    let folder = desk.folder.path().to_owned();
    std::fs::create_dir(folder.join("khoa")).unwrap();
    let rotate = |key: &str| desk.run(&["checkpoint", "rotate", key, "--reason", "Thay máy", "-k", "chu-tich.pem"]);
    let declare = |key: &str, more: &[&str]| {
        let what = ["recover", "declare", "--origin", "xa-a.example/so-2", "--new-log-key", key, "--lost", "moc.txt"];
        desk.run(&[&what[..], &["--reason", "Ổ đĩa hỏng", "-k", "chu-tich.pem"], more].concat())
    };
    let before = newest(&desk);
    desk.write("moc.txt", desk.ok(&["checkpoint", "show"]));
    for name in ["so-2.pem", "khoa/so.log2.pem", "so.log", "khoa/so-2.pem"] {
        for refused in [rotate(name), declare(name, &[])] {
            assert_eq!(refused.status.code(), Some(2), "{name}: {}", text(&refused));
            assert!(text(&refused).contains("[log_key.name]"), "{name}: {}", text(&refused));
            assert!(text(&refused).contains("so.log2.pem"), "{name}: {}", text(&refused));
        }
        assert!(!folder.join(name).exists() && !folder.join(name).with_extension("pub").exists(), "{name} was made");
    }
    assert_eq!(newest(&desk), before);

    // Under a name of its kind the head is signed by the new key at once, and later.
    let signed = |output: &Output, size: u64| {
        assert!(output.status.success(), "{}", text(output));
        assert!(!text(output).contains("log_key") && !text(output).contains("head."), "{}", text(output));
        let shown = desk.json(&["checkpoint", "show"]);
        assert_eq!(shown["size"], size, "{shown}");
    };
    signed(&rotate("so.log2.pem"), before + 1);
    gift(&desk, 1);
    signed(&desk.run(&["checkpoint", "sign"]), before + 2);
    // With the key before still named, the one in force signs.
    let named = desk.command(&["checkpoint", "sign", "--log-key", "so.log.pem"]).output().unwrap();
    assert!(named.status.success(), "{}", text(&named));
    // A key kept elsewhere has to be named, this time and later.
    desk.write("moc.txt", desk.ok(&["checkpoint", "show"]));
    cut(&desk, before + 1);
    signed(&declare("khoa/so-3.pem", &["--log-key", "khoa/so-3.pem"]), before + 2);
}
