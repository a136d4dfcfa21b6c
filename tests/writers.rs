//! What is written, by whom, and when: before the commit everything is undone, after it nothing is.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test that finds nothing may stop

mod desk;
mod office;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

use desk::{Desk, NOMINATE, text};
use office::{Folder, Ids, append, at, found, gift, sign};
use serde_json::json;
use sovang::shell::journal::{Journal, JournalError};
use sovang::shell::store::sqlite::SqliteStore;
use sovang::values::crypto::Hash;

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
            "{\"type\":\"petition.forwarded\",\"subject\":\"petition/01990000-0000-7000-8000-00000000aaaa\",\"data\":{\"to\":\"A\",\"reply\":\"15/UBND\"}}"
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

/// All that is wrong with a file is said in one run, whatever sort it is; a row that rests on a wrong one is not judged, so
/// that nothing is said of it for want of the other.
#[test]
fn an_import_names_every_wrong_row_at_once() {
    let desk = Desk::open("import-all");
    let gift = |amount: &str, more: &str| {
        GIFT.trim().replace(":5,", &format!(":{amount},")).replace("\"B\"", &format!("\"B\"{more}"))
    };
    let petition = |id: &str, kind: &str, data: &str| {
        format!(
            "{{\"type\":\"petition.{kind}\",\"subject\":\"petition/01990000-0000-7000-8000-00000000{id}\",\"data\":{data}}}"
        )
    };
    let received =
        "{\"channel\":\"letter\",\"summary\":\"Đơn\",\"award_related\":true,\"letters\":1,\"signatories\":1}";
    let classified = "{\"kind\":\"complaint\",\"in_jurisdiction\":true,\"anonymous\":false}";
    let rows = [
        gift("5", ""),                                                              // 1 right
        gift("0", ""),                                                              // 2 a rule
        "{\"type\":\"fund.given\",\"data\":{}}".to_owned(),                         // 3 no such type
        petition("aaaa", "received", &received.replace("letter", "thư")),           // 4 the form
        petition("aaaa", "classified", classified),                                 // 5 rests on 4
        petition("bbbb", "received", received),                                     // 6 right
        petition("bbbb", "classified", classified),                                 // 7 right, upon 6
        "{\"type\":\"decision.issued\",\"subject\":\"99\",\"data\":{}}".to_owned(), // 8 a reference
        "khong phai json".to_owned(),                                               // 9 not JSON
        gift("7", ",\"evidence\":{\"attach\":\"khong-co.pdf\"}"),                   // 10 a file
        gift("9", ""),                                                              // 11 right
    ];
    desk.write("nhieu.jsonl", rows.join("\n"));
    let keys = ["-k", "ke-toan.pem", "-k", "van-thu.pem"];
    let wrong = [
        (2, "fund.zero"),
        (3, "draft.type"),
        (4, "payload.schema"),
        (5, "import.not_judged"),
        (8, "draft.no_match"),
        (9, "file.unreadable"),
        (10, "file.io"),
    ];
    let before = entries(&desk);
    for more in [&[][..], &["--dry-run"]] {
        let output = desk.run(&[&["import", "nhieu.jsonl"], &keys[..], more].concat());
        let said = text(&output);
        assert_eq!(output.status.code(), Some(if more.is_empty() { 2 } else { 1 }), "{said}");
        let lines: Vec<&str> = said.lines().filter(|line| line.trim_start().starts_with("dòng ")).collect();
        for (line, code) in wrong {
            let named = |said: &&&str| said.trim_start().starts_with(&format!("dòng {line}:"));
            let found = lines.iter().find(named).unwrap_or_else(|| panic!("row {line} is not named: {said}"));
            assert!(found.contains(&format!("[{code}]")), "{found}");
        }
        assert_eq!(lines.len(), wrong.len(), "{said}");
        assert_eq!(entries(&desk), before);
    }
    // The very same without the wrong rows.
    let right: Vec<String> =
        rows.iter().enumerate().filter(|(at, _)| [0, 5, 6, 10].contains(at)).map(|(_, row)| row.clone()).collect();
    desk.write("nhieu.jsonl", right.join("\n"));
    desk.ok(&[&["import", "nhieu.jsonl"], &keys[..]].concat());
    assert_eq!(entries(&desk), before + 4);
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
    desk.ok(&["publish", "www"]);
    assert!(!www.join(".sovang.lock").exists(), "what others read holds nothing but what is published");
    assert_eq!(std::fs::read(&key).unwrap(), secret);
    assert_eq!(std::fs::read(desk.folder.file("so.sovang")).unwrap(), ledger);
    assert!(desk.ok(&["verify", "--against", "www"]).contains("HỢP LỆ"));
}

const SECRET: &str = "Người Tố Cáo Kín, thôn Bảy";

const RECEIVE: [&str; 16] = [
    "record",
    "petition.received",
    "-d",
    "channel=letter",
    "-d",
    "identity=-",
    "-d",
    "summary=Tố cáo khai man thành tích",
    "-d",
    "award_related=có",
    "-d",
    "letters=1",
    "-d",
    "signatories=1",
    "-k",
    "van-thu.pem",
];

/// Runs a command that reads the secret, its two outputs going to these files or kept.
fn receive_into(desk: &Desk, out: Option<&str>, err: Option<&str>) -> Output {
    let to = |name: Option<&str>| match name {
        Some(name) => Stdio::from(std::fs::File::options().write(true).open(name).unwrap()),
        None => Stdio::piped(),
    };
    let mut child = desk.command(&RECEIVE).stdin(Stdio::piped()).stdout(to(out)).stderr(to(err)).spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{SECRET}\n").as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn with_readers(name: &str) -> Desk {
    let desk = Desk::open(name);
    desk.ok(&["vault", "key", "tiep-dan.age"]);
    desk.ok(&["vault", "readers", "tiep-dan.age.pub=Cán bộ tiếp công dân", "-k", "chu-tich.pem"]);
    desk
}

/// Every file below a folder, by its path in it, but for the database's own.
fn files(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            found.extend(files(&entry.path()).into_iter().map(|below| format!("{name}/{below}")));
        } else if !name.ends_with("-wal") && !name.ends_with("-shm") {
            found.insert(name);
        }
    }
    found
}

fn entries(desk: &Desk) -> u64 {
    desk.json(&["verify"])["entries"].as_u64().unwrap()
}

/// Every step after the commit fails in turn. The entry stands, is said to stand, and keeps what belongs to it; the
/// command succeeds and says afterwards what went wrong. (The table is in `docs/architecture.md`.)
#[test]
fn after_the_commit_nothing_is_undone_and_nothing_is_an_error() {
    let desk = with_readers("after");
    let state = desk.folder.file("state");
    let (lock, signing, key) = (state.join(".lock"), state.join(".signing"), desk.folder.file("so.log.pem"));
    let away = desk.folder.file("khoa-cat-di");
    let mut stood = entries(&desk);
    type Step<'a> = (&'a str, &'a dyn Fn(), &'a dyn Fn());
    let in_the_way = |path: &Path| {
        let _ = std::fs::remove_file(path);
        std::fs::create_dir(path).unwrap();
    };
    let steps: [Step; 3] = [
        ("memory.unusable", &|| in_the_way(&lock), &|| std::fs::remove_dir(&lock).unwrap()),
        ("file.io", &|| in_the_way(&signing), &|| std::fs::remove_dir(&signing).unwrap()),
        ("log_key.none", &|| std::fs::rename(&key, &away).unwrap(), &|| std::fs::rename(&away, &key).unwrap()),
    ];
    for (code, break_it, mend_it) in steps {
        break_it();
        let output = receive_into(&desk, None, None);
        let (said, told) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(0), "{code}: {said}{told}");
        stood += 1;
        assert!(said.contains(&format!("Đã ghi mục {stood}")), "{code}: {said}");
        assert!(told.contains("ĐÃ GHI VÀO SỔ") && told.contains(&format!("[{code}]")), "{code}: {told}");
        mend_it();
        assert_eq!(entries(&desk), stood, "{code}");
        assert_eq!(desk.json(&["verify"])["authentic"], true, "{code}");
    }
    // Programs are told in the same answer.
    in_the_way(&lock);
    let given =
        ["record", "fund.contributed", "-d", "amount=5", "-d", "donor=A", "-d", "voucher=B", "-k", "ke-toan.pem"];
    let answer = desk.json(&given);
    stood += 1;
    assert_eq!((&answer["seq"], &answer["trouble"][0]["code"]), (&stood.into(), &"memory.unusable".into()), "{answer}");
    std::fs::remove_dir(&lock).unwrap();
    // Nobody hears it: standard output, standard error, both.
    for (out, err) in [(Some("/dev/full"), None), (None, Some("/dev/full")), (Some("/dev/full"), Some("/dev/full"))] {
        let output = receive_into(&desk, out, err);
        stood += 1;
        assert_eq!(output.status.code(), Some(0), "{}", text(&output));
        if err.is_none() {
            assert!(text(&output).contains(&format!("Đã ghi mục {stood}")), "{}", text(&output));
        }
    }
    assert_eq!(entries(&desk), stood);
    let sealed = desk.json(&["vault", "list"]);
    assert!(sealed.as_array().unwrap().iter().all(|value| value["in_vault"] == true), "{sealed}");
    assert_eq!(sealed.as_array().unwrap().len(), 6);
}

/// Every step before the commit fails in turn: nothing stands, no file is left, and the exit code says so.
#[test]
fn before_the_commit_everything_is_undone() {
    let desk = with_readers("before");
    desk.write("don.pdf", "đơn");
    let petition = |document: &str, key: &str| {
        format!(
            "{{\"type\":\"petition.received\",\"data\":{{\"channel\":\"letter\",\"summary\":\"Đơn\",\"award_related\":true,\
             \"letters\":1,\"signatories\":1,\"identity\":{{\"sealed\":{{\"plain\":\"{SECRET}\"}}}}}}}}\n\
             {{\"type\":\"dossier.filed\",\"subject\":\"nomination/01990000-0000-7000-8000-00000000aaaa\",\"data\":\
             {{\"documents\":[{{\"name\":\"{key}\",\"blake3\":{{\"attach\":\"{document}\"}}}}]}}}}\n"
        )
    };
    let import = ["import", "hai.jsonl", "-k", "van-thu.pem"];
    let (files_, vault) = (desk.folder.file("so.files"), desk.folder.file("so.vault"));
    // The second event is refused by a rule: what the first sealed and the second attached is gone again.
    desk.write("hai.jsonl", petition("don.pdf", "Đơn"));
    let standing =
        || -> BTreeSet<String> { files(desk.folder.path()).into_iter().filter(|name| name != "so.lock").collect() };
    let before = standing();
    let output = desk.run(&import);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    assert!(text(&output).contains("hai.jsonl, dòng 2"), "{}", text(&output));
    assert_eq!(standing(), before);
    // Nothing can be put away: a file where the folder should be.
    for path in [&files_, &vault] {
        let _ = std::fs::remove_dir_all(path);
        std::fs::write(path, "").unwrap();
        let head = desk.head();
        let output = desk.run(&import);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output));
        assert_eq!(desk.head(), head);
        std::fs::remove_file(path).unwrap();
        let left: Vec<String> = [&files_, &vault].iter().filter(|f| f.is_dir()).flat_map(|f| files(f)).collect();
        assert!(left.is_empty(), "{left:?}");
    }
    // A refused change of the log's key, a refused restoration, a refused opening leave no key.
    let before = standing();
    desk.refused(&["checkpoint", "rotate", "so.log2.pem", "--reason", "Thử", "-k", "van-thu.pem"], "author.role");
    let declare =
        ["recover", "declare", "--origin", "xa-a.example/so-2", "--new-log-key", "so-3.log.pem", "--reason", "Thử"];
    let root = "so.log.head";
    let output = desk.run(&[&declare[..], &["--lost", root, "-k", "van-thu.pem"]].concat());
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    let output = desk.run(&[
        "-l",
        "moi.sovang",
        "init",
        "--unit",
        "A",
        "--parent",
        "B",
        "--origin",
        "b.example/so",
        "-k",
        "chu-tich.pem",
        "--adopt",
        "khong-co",
    ]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    assert_eq!(standing(), before);
}

/// 0 yes or done, 1 no, 2 could not. What cannot be written is not success, unless the doing was what mattered.
#[test]
fn an_answer_that_was_not_written_is_no_success() {
    let desk = Desk::open("exit");
    let full = |args: &[&str]| {
        let out = std::fs::File::options().write(true).open("/dev/full").unwrap();
        desk.command(args).stdout(out).stderr(Stdio::piped()).output().unwrap()
    };
    let asked: [&[&str]; 7] =
        [&["log"], &["log", "--json"], &["export"], &["verify"], &["--help"], &["checkpoint", "policy"], &["page"]];
    for args in asked {
        let output = full(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", text(&output));
        assert!(!output.stderr.is_empty(), "{args:?} says nothing");
    }
    let done: [&[&str]; 3] = [&["key", "new", "moi.pem"], &["publish", "www"], &["bundle", "make", "goi.html"]];
    for args in done {
        let output = full(args);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", text(&output));
        assert!(text(&output).contains("Việc đã làm xong"), "{args:?}: {}", text(&output));
    }
    // A reader that has seen enough is no failure.
    let mut child = desk.command(&["export"]).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    // What was mistyped is said to programs in either language.
    for lang in ["vi", "en"] {
        let output = desk.run(&["--lang", lang, "--json", "foo"]);
        assert_eq!(output.status.code(), Some(2));
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(answer["error"]["message"].as_str().unwrap().contains("foo"), "{answer}");
    }
}

/// What a desk may be doing: arguments, what is typed, whether it records an entry and says so.
fn work(n: u64) -> (Vec<&'static str>, String, bool) {
    let gift = [
        "record",
        "fund.contributed",
        "-d",
        "amount=5",
        "-d",
        "donor=A",
        "-d",
        "voucher=B",
        "--json",
        "-k",
        "ke-toan.pem",
    ];
    let document = "attachments.0.blake3=@don.pdf";
    let nominate =
        [&NOMINATE[..], &["-d", "attachments.0.name=Đơn", "-d", document, "--json", "-k", "van-thu.pem"]].concat();
    match n % 11 {
        0 | 1 => ([&RECEIVE[..], &["--json"]].concat(), format!("Người {n}\n"), true),
        2 => (gift.to_vec(), String::new(), true),
        3 => (nominate.to_vec(), String::new(), true),
        4 => (vec!["import", "hai.jsonl", "-k", "van-thu.pem"], String::new(), false),
        5 => (vec!["publish", "www"], String::new(), false),
        6 => (vec!["vault", "backup", "kho"], String::new(), false),
        7 => (vec!["vault", "clean"], String::new(), false),
        8 => (vec!["vault", "reseal", "--identity", "tiep-dan.age", "-k", "van-thu.pem"], String::new(), false),
        9 => (vec!["attachment", "put", "khac.pdf"], String::new(), false),
        _ => (vec!["verify", "--json"], String::new(), false),
    }
}

/// Eight desks write at once, each something else each time, and some are killed on the way. Whoever was not killed
/// succeeds; what was acknowledged stands, with what belongs to it; nothing half-written stays.
#[test]
fn desks_write_at_once_and_some_are_killed() {
    let desk = with_readers("desks");
    desk.write("don.pdf", "đơn");
    desk.write("khac.pdf", "giấy tờ khác");
    let petition = json!({
        "channel": "letter", "summary": "Đơn", "award_related": true, "letters": 1, "signatories": 1,
        "identity": { "sealed": { "plain": SECRET } },
    });
    desk.write("hai.jsonl", format!("{}\n", json!({ "type": "petition.received", "data": petition })).repeat(2));
    assert!(receive_into(&desk, None, None).status.success());
    let rounds: u64 = std::env::var("SOVANG_DESK_ROUNDS").map_or(2, |rounds| rounds.parse().unwrap());
    let (mut random, mut acknowledged, mut killed) = (0x9e37_79b9_7f4a_7c15_u64, Vec::new(), 0);
    for round in 0..rounds {
        let start = |n: u64| {
            let (args, typed, acks) = work(n);
            let mut child = desk
                .command(&args)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            // Who ends before it reads is no failure here.
            let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
            (args, acks, child)
        };
        let children: Vec<_> = (0..8).map(|n| start(round * 8 + n)).collect();
        for (args, acks, mut child) in children {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let kill = (random >> 33) % 3 == 0;
            if kill {
                (0..(random >> 40) % 4_000_000).for_each(|turn| {
                    std::hint::black_box(turn);
                });
                let _ = child.kill();
                killed += 1;
            }
            let output = child.wait_with_output().unwrap();
            assert!(kill || output.status.success(), "{args:?}: {}", text(&output));
            if acks && let Ok(answer) = serde_json::from_slice::<serde_json::Value>(&output.stdout) {
                acknowledged.push((answer["seq"].as_u64().unwrap(), answer["hash"].as_str().unwrap().to_owned()));
            }
        }
    }
    let verified = desk.json(&["verify", "--identity", "tiep-dan.age"]);
    assert_eq!(verified["lawful"], true, "{verified}");
    let lines: Vec<String> = desk.ok(&["export"]).lines().map(str::to_owned).collect();
    for (seq, hash) in &acknowledged {
        let line = lines.get(usize::try_from(*seq).unwrap() - 1).map(|line| Hash::of(line.as_bytes()).to_string());
        assert_eq!(line.as_ref(), Some(hash), "entry {seq} was acknowledged");
    }
    let documents = desk.json(&["attachment", "list"]);
    assert!(documents.as_array().unwrap().iter().all(|document| document["status"] == "kept"), "{documents}");
    // Whoever comes next in each folder takes away what the killed ones left.
    for last in
        [&["vault", "clean"][..], &["publish", "www"], &["attachment", "put", "khac.pdf"], &["checkpoint", "sign"]]
    {
        desk.ok(last);
    }
    desk.ok(&["verify", "--against", "www"]);
    let left: Vec<String> = files(desk.folder.path()).into_iter().filter(|name| name.ends_with(".tmp")).collect();
    assert!(left.is_empty(), "{left:?}");
    let sealed = desk.json(&["vault", "list"]);
    assert_eq!(
        files(&desk.folder.file("so.vault")).len(),
        sealed.as_array().unwrap().len(),
        "no value that no entry names"
    );
    println!("{rounds} rounds, {killed} killed, {} acknowledged", acknowledged.len());
}
