//! The command line as its users meet it: what is said, what is written, and the exit code.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod desk;
mod office;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use desk::{Desk, PASSPHRASE, text};
use serde_json::{Value, json};

/// The commands that a help text lists under its headings: two blanks, then the name.
fn commands(help: &str) -> Vec<&str> {
    let listed = help.lines().take_while(|line| !line.starts_with("Tùy chọn:") && !line.starts_with("Tham số:"));
    let names = listed.filter_map(|line| line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')));
    // «de-nghi (nominate)»: the stable name stands beside the Vietnamese one.
    let stable = |line: &'_ str| -> (usize, usize) {
        let first = line.split_whitespace().next().unwrap_or_default().len();
        match line.get(first..).and_then(|rest| rest.strip_prefix(" (")).and_then(|rest| rest.find(')')) {
            Some(end) => (first + 2, first + 2 + end),
            None => (0, first),
        }
    };
    let names = names.map(|line| {
        let (from, to) = stable(line);
        &line[from..to]
    });
    names.filter(|name| !name.is_empty() && *name != "help").collect()
}

#[test]
fn every_command_shows_an_example_and_help_is_vietnamese_throughout() {
    let desk = Desk::bare("help");
    let all = desk.ok(&["--help"]);
    let english = ["Usage", "OPTIONS", "COMMAND", "Print", "Options", "Commands", "Arguments", "default:", "possible"];
    let check = |help: &str| {
        for word in english {
            assert!(!help.contains(word), "{word}\n{help}");
        }
    };
    check(&all);
    for command in commands(&all) {
        let help = desk.ok(&[command, "--help"]);
        check(&help);
        let inner: Vec<String> = commands(&help).iter().map(|name| desk.ok(&[command, name, "--help"])).collect();
        for help in if inner.is_empty() { vec![help] } else { inner } {
            check(&help);
            assert!(help.contains("Ví dụ:"), "{command}: no example\n{help}");
        }
    }
}

#[test]
fn what_was_mistyped_is_said_in_vietnamese() {
    let desk = Desk::bare("mistyped");
    let cases: &[(&[&str], &str)] = &[
        (&["foo"], "không có lệnh «foo»"),
        (&["recrod"], "Có phải: "),
        (&["record"], "thiếu <LOẠI>"),
        (&["record", "fund.opened", "--bar"], "không có tham số --bar"),
        (&["audit", "--since", "hôm qua"], "«hôm qua» không dùng được cho --since <N|NGÀY>"),
        (&["log", "--limit", "x"], "phải là số nguyên"),
        (&["report", "half-year", "2024H9"], "«2024H9» không dùng được"),
        (&["completions", "tcsh"], "bash"),
        (&["audit", "--since"], "--since <N|NGÀY> cần một giá trị"),
    ];
    for (args, expected) in cases {
        let output = desk.run(args);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(said.starts_with("LỖI [usage]") && said.contains(expected), "{args:?}\n{said}");
        assert!(said.contains("Cách xử lý: sovang") && !said.contains("OPTIONS"), "{args:?}\n{said}");
    }
    let json = desk.run(&["--json", "foo"]);
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["error"]["code"], "usage");
}

#[test]
fn errors_say_what_to_do_in_both_languages() {
    let desk = Desk::open("errors");
    let cases: &[(&[&str], &str)] = &[
        (&["record", "fund.opend", "-k", "ke-toan.pem", "-d", "a=1"], "draft.type"),
        (&["record", "fund.contributed", "-k", "ke-toan.pem", "-d", "amuont=1"], "form.field"),
        (&["record", "fund.contributed", "-k", "ke-toan.pem", "-d", "amount=1.400.0.00đ"], "form.value"),
        (&["record", "fund.contributed", "-k", "ke-toan.pem", "-d", "amount=8,400,000"], "form.value"),
        (&["record", "fund.contributed", "-k", "ke-toan.pem", "-d", "amount=5"], "payload.schema"),
        (&["record", "fund.contributed", "-d", "amount=5"], "key.none"),
        (&["record", "fund.contributed", "-k", "khong-co.pem", "-d", "amount=5"], "key.io"),
        (&["record", "fund.contributed", "-k", "chu-tich.pub", "-d", "amount=5"], "key.exposed"),
        (&["record", "fund.allocated", "-k", "ke-toan.pem", "-d", "amount=5", "-d", "category=frames"], "author.role"),
        (&["record", "fund.allocated", "-k", "chu-tich.pem", "-d", "amount=5", "-d", "category=frames"], "fund.short"),
        (&["record", "fund.opened", "--on", "31/02/2026", "-k", "ke-toan.pem", "-d", "opening=0"], "form.value"),
        (&["record", "award.presented", "-k", "van-thu.pem", "-d", "presenter=x"], "draft.subject"),
        (&["record", "award.presented", "-s", "77", "-k", "van-thu.pem", "-d", "presenter=x"], "draft.no_match"),
        (&["key", "new", "chu-tich.pem"], "key.exists"),
        (&["backup", "so.sovang"], "file.exists"),
        (&["show", "khong-co"], "draft.no_match"),
        (&["policy", "adopt", "khong-co", "-k", "chu-tich.pem"], "policy.preset"),
        (&["policy", "adopt", "vn-2024-r1", "-k", "chu-tich.pem"], "policy.version_used"),
        (&["explain", "khong.co"], "rule.unknown"),
        (&["-l", "chu-tich.pub", "log"], "store.not_a_ledger"),
        (&["-l", "state", "log"], "store.not_a_ledger"),
        (&["-l", "khong-co.sovang", "log"], "store.missing"),
        (
            &["-l", "so.sovang", "init", "--unit", "A", "--parent", "B", "--origin", "a", "-k", "chu-tich.pem"],
            "store.exists",
        ),
        (&["import", "khong-co.jsonl", "-k", "ke-toan.pem"], "file.io"),
        (&["reconcile", "chu-tich.pub"], "file.unreadable"),
        (&["append", "chu-tich.pub"], "file.unreadable"),
    ];
    for (args, code) in cases {
        let vietnamese = desk.refused(args, code);
        assert!(vietnamese.contains("Cách xử lý: "), "{vietnamese}");
        let english = desk.refused(&[&["--lang", "en"], *args].concat(), code);
        assert!(english.contains("What to do: "), "{english}");
        let json = desk.json(args);
        assert_eq!(json["error"]["code"], *code);
    }
    assert_eq!(desk.run(&["verify", "khong-co.sovang"]).status.code(), Some(2));
    desk.write("rong.sovang", "");
    assert!(desk.refused(&["-l", "rong.sovang", "verify"], "store.not_a_ledger").contains("rong.sovang"));
    assert_eq!(desk.run(&["-l", "so.sovang", "replay"]).status.code(), Some(2));
}

#[test]
fn a_passphrase_is_never_an_argument_and_never_printed() {
    let desk = Desk::open("passphrase");
    let mut command = desk.command(&["record", "fund.contributed", "-k", "ke-toan.pem", "-d", "amount=5"]);
    let wrong = command.env("SOVANG_PASSPHRASE", "sai-mat-khau").output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong).contains("[key.passphrase]") && !text(&wrong).contains("sai-mat-khau"), "{}", text(&wrong));
    let mut command = desk.command(&["key", "new", "ngan.pem"]);
    assert!(text(&command.env("SOVANG_PASSPHRASE", "ngan").output().unwrap()).contains("[key.passphrase_short]"));
    let mut command = desk.command(&["key", "new", "khong.pem"]);
    assert!(text(&command.env_remove("SOVANG_PASSPHRASE").output().unwrap()).contains("[key.no_passphrase]"));
    // From a descriptor: one line a key.
    let script = format!(
        "exec 3<<< '{PASSPHRASE}'; '{}' -l so.sovang record fund.contributed -d amount=7 -d donor=A -d voucher=B -k ke-toan.pem --passphrase-fd 3",
        env!("CARGO_BIN_EXE_sovang")
    );
    let mut command = Command::new("bash");
    command.args(["-c", &script]).current_dir(desk.folder.path()).env("SOVANG_STATE", desk.folder.file("state"));
    let output = command.env_remove("SOVANG_PASSPHRASE").output().unwrap();
    assert!(output.status.success(), "{}", text(&output));
}

#[test]
fn keys_are_files_that_openssl_reads_and_only_the_owner() {
    let desk = Desk::bare("openssl");
    desk.ok(&["key", "new", "a.pem"]);
    let public = desk.ok(&["key", "show", "a.pem"]);
    let mode = std::fs::metadata(desk.folder.file("a.pem")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let openssl = |args: &[&str]| {
        let output = Command::new("openssl").args(args).current_dir(desk.folder.path()).output().unwrap();
        assert!(output.status.success(), "{}", text(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    let shown = openssl(&["pkey", "-in", "a.pem", "-passin", &format!("pass:{PASSPHRASE}"), "-noout", "-text_pub"]);
    let digits: String = shown.lines().skip(2).flat_map(str::chars).filter(char::is_ascii_hexdigit).collect();
    assert_eq!(digits, public.trim());
    // A key that openssl made signs here.
    openssl(&[
        "genpkey",
        "-algorithm",
        "ed25519",
        "-aes-256-cbc",
        "-pass",
        &format!("pass:{PASSPHRASE}"),
        "-out",
        "b.pem",
    ]);
    std::fs::set_permissions(desk.folder.file("b.pem"), std::fs::Permissions::from_mode(0o600)).unwrap();
    let init = ["-l", "so.sovang", "init", "--unit", "A", "--parent", "B", "--origin", "a.example/so", "-k", "b.pem"];
    desk.ok(&init);
    assert_eq!(desk.json(&["verify"])["lawful"], true);
    openssl(&["genpkey", "-algorithm", "ed25519", "-out", "bare.pem"]);
    std::fs::set_permissions(desk.folder.file("bare.pem"), std::fs::Permissions::from_mode(0o600)).unwrap();
    let refused = |key: &str, code: &str| {
        desk.refused(&["record", "fund.opened", "-d", "opening=0", "-k", key], code);
    };
    refused("bare.pem", "key.not_encrypted");
    desk.write("rac.pem", "không phải khóa");
    std::fs::set_permissions(desk.folder.file("rac.pem"), std::fs::Permissions::from_mode(0o600)).unwrap();
    refused("rac.pem", "key.not_a_key");
    refused("state", "key.not_a_key");
}

#[test]
fn a_key_held_by_an_agent_signs() {
    let desk = Desk::open("agent");
    let run = |program: &str, args: &[&str], socket: &Path| {
        let output =
            Command::new(program).args(args).current_dir(desk.folder.path()).env("SSH_AUTH_SOCK", socket).output();
        let output = output.unwrap();
        assert!(output.status.success(), "{}", text(&output));
    };
    let socket = desk.folder.file("agent.sock");
    let mut agent = Command::new("ssh-agent").arg("-D").arg("-a").arg(&socket).stdout(Stdio::null()).spawn().unwrap();
    while !socket.exists() {
        assert!(agent.try_wait().unwrap().is_none(), "ssh-agent ended");
        std::thread::yield_now();
    }
    run("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", "id"], &socket);
    run("ssh-keygen", &["-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", "rsa"], &socket);
    run("ssh-add", &["-q", "id", "rsa"], &socket);
    let agent_json = desk.command(&["key", "agent", "--json"]).env("SSH_AUTH_SOCK", &socket).output().unwrap();
    let held: Value = serde_json::from_slice(&agent_json.stdout).unwrap();
    assert_eq!(held.as_array().unwrap().len(), 1, "the RSA key is passed over: {held}");
    let public = held[0]["public"].as_str().unwrap();
    let join = ["key", "join", "id.pem", "--agent", "--holder", "Kế toán 2", "--role", "accountant", "--json"];
    let joined = desk.command(&join).env("SSH_AUTH_SOCK", &socket).output().unwrap();
    let joined: Value = serde_json::from_slice(&joined.stdout).unwrap();
    assert_eq!(joined["public"], public);
    desk.ok(&["key", "enrol", "id.join", "--code", joined["code"].as_str().unwrap(), "-k", "chu-tich.pem"]);
    let record = ["record", "fund.contributed", "-d", "amount=9", "-d", "donor=A", "-d", "voucher=B", "--agent"];
    let signed = desk.command(&record).env("SSH_AUTH_SOCK", &socket).output().unwrap();
    assert!(signed.status.success(), "{}", text(&signed));
    assert_eq!(desk.json(&["verify"])["lawful"], true);
    agent.kill().unwrap();
    agent.wait().unwrap();
    let gone = desk.command(&record).env("SSH_AUTH_SOCK", &socket).output().unwrap();
    assert!(text(&gone).contains("[agent.unusable]"), "{}", text(&gone));
}

#[test]
fn an_import_is_all_or_nothing() {
    let desk = Desk::open("import");
    desk.write("tot.csv", "\u{feff}type;amount;donor;voucher;on\nfund.contributed;1.000.000;Bà Hoà\u{300};PT1;01/7/2026\nfund.contributed;2.000.000đ;Ông Đức;PT2;2026-07-02\n");
    desk.ok(&["import", "tot.csv", "-k", "ke-toan.pem"]);
    assert_eq!(desk.json(&["fund"])[0]["balance"], 3_000_000);
    let line = |amount: &str| {
        format!(
            "{{\"type\":\"fund.contributed\",\"data\":{{\"amount\":{amount},\"donor\":\"A\",\"voucher\":\"B\"}}}}\n"
        )
    };
    desk.write("xau.jsonl", line("5") + &line("0") + &line("7"));
    assert!(desk.refused(&["import", "xau.jsonl", "-k", "ke-toan.pem"], "fund.zero").contains("xau.jsonl, dòng 2"));
    desk.write("cut.jsonl", line("5") + "{\"type\":\"fund.contr");
    desk.refused(&["import", "cut.jsonl", "-k", "ke-toan.pem"], "file.unreadable");
    desk.write("rong.jsonl", "\n");
    desk.refused(&["import", "rong.jsonl", "-k", "ke-toan.pem"], "import.empty");
    desk.write("utf16.csv", [0xff, 0xfe, b't', 0, b'y', 0]);
    desk.refused(&["import", "utf16.csv", "-k", "ke-toan.pem"], "import.not_utf8");
    desk.write("cot.csv", "type,amonut\nfund.contributed,5\n");
    desk.refused(&["import", "cot.csv", "-k", "ke-toan.pem"], "form.field");
    desk.refused(&["import", "state", "-k", "ke-toan.pem"], "file.io");
    desk.write("nhieu.jsonl", line("5").repeat(500));
    desk.ok(&["import", "nhieu.jsonl", "-k", "van-thu.pem", "-k", "ke-toan.pem"]);
    assert_eq!(desk.json(&["import", "nhieu.jsonl", "--dry-run", "-k", "ke-toan.pem"])["admissible"], true);
    assert_eq!(desk.json(&["verify"])["entries"], 5 + 2 + 500);
    // What was typed in NFD is stored in NFC.
    assert!(desk.ok(&["log", "--find", "ba hoa", "--json"]).contains("Bà Hoà"));
}

#[test]
fn sign_and_append_are_the_halves_of_record() {
    let desk = Desk::open("halves");
    let gift = ["-d", "amount=5", "-d", "donor=A", "-d", "voucher=B", "-k", "ke-toan.pem"];
    let before = desk.head();
    let signed = desk.ok(&[&["presign", "fund.contributed"], gift.as_slice()].concat());
    assert_eq!(desk.head(), before);
    desk.write("a.json", &signed);
    desk.ok(&["append", "a.json"]);
    let again = desk.json(&["append", "a.json"]);
    assert_eq!(again[0]["already"], true, "the same statement is the same append");
    let other = signed.replace("\"amount\":5", "\"amount\":6");
    desk.write("b.json", other);
    desk.refused(&["append", "b.json"], "entry.signature");
    // Stale: somebody else recorded in between.
    let stale = desk.ok(&[&["presign", "fund.contributed"], gift.as_slice()].concat());
    desk.ok(&[&["record", "fund.contributed"], gift.as_slice()].concat());
    desk.write("c.json", stale);
    let refused = desk.run(&["append", "c.json"]);
    assert!(text(&refused).contains("[statement.expect]"), "{}", text(&refused));
    // A dry run answers a question: no is 1.
    let no = desk.run(&[
        "record",
        "fund.contributed",
        "-d",
        "amount=0",
        "-d",
        "donor=A",
        "-d",
        "voucher=B",
        "-k",
        "ke-toan.pem",
        "--dry-run",
    ]);
    assert_eq!(no.status.code(), Some(1), "{}", text(&no));
}

#[test]
fn an_older_copy_put_back_is_not_signed_over() {
    let desk = Desk::open("older");
    let gift =
        ["record", "fund.contributed", "-d", "amount=5", "-d", "donor=A", "-d", "voucher=B", "-k", "ke-toan.pem"];
    desk.ok(&["backup", "cu.sovang.bak"]);
    desk.ok(&gift);
    for file in ["so.sovang-wal", "so.sovang-shm"] {
        let _ = std::fs::remove_file(desk.folder.file(file));
    }
    std::fs::copy(desk.folder.file("cu.sovang.bak"), desk.folder.file("so.sovang")).unwrap();
    let output = desk.run(&gift);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output).contains("[memory.went_back]"), "{}", text(&output));
    let verified = desk.json(&["verify"]);
    assert_eq!(verified["authentic"], false);
    assert_eq!(verified["findings"][0]["code"], "memory.went_back");
}

#[test]
fn what_was_looked_at_before_is_looked_at_again_when_it_changed() {
    let desk = Desk::open("looked-at");
    let checked = desk.folder.file("state");
    // Each look leaves a head for the next; none of them is another reader's evidence of a fork.
    desk.ok(&["log"]);
    let notes = || {
        let files = std::fs::read_dir(&checked).unwrap().map(|file| file.unwrap().path());
        files.filter(|file| file.to_string_lossy().ends_with(".checked.json")).collect::<Vec<_>>()
    };
    assert_eq!(notes().len(), 1);
    let connection = rusqlite::Connection::open(desk.folder.file("so.sovang")).unwrap();
    office::past_the_belts(&connection, |connection| {
        // A signature of somebody else's under an unchanged statement, and its hash made to fit.
        let entry: String =
            connection.query_row("SELECT entry FROM entries WHERE seq = 2", [], |row| row.get(0)).unwrap();
        let at = entry.find("\"signature\":\"").unwrap() + 13;
        let other = format!("{}{}{}", &entry[..at], "0".repeat(128), &entry[at + 128..]);
        let hash = blake3::hash(other.as_bytes());
        connection
            .execute("UPDATE entries SET entry = ?1, hash = ?2 WHERE seq = 2", (&other, &hash.as_bytes()[..]))
            .unwrap();
    });
    drop(connection);
    assert!(text(&desk.run(&["log"])).contains("mục 2"), "{}", text(&desk.run(&["log"])));
    assert_eq!(desk.run(&["fund"]).status.code(), Some(2));
    // A note that somebody else wrote vouches for nothing but the bytes it names.
    let head = format!("[{{\"seq\":5,\"hash\":\"{}\"}}]", "1".repeat(64));
    std::fs::write(&notes()[0], head).unwrap();
    assert_eq!(desk.run(&["fund"]).status.code(), Some(2));
    std::fs::write(&notes()[0], "[").unwrap();
    assert_eq!(desk.run(&["fund"]).status.code(), Some(2));
}

#[test]
fn a_tampered_file_is_located_and_built_on_by_nobody() {
    let desk = Desk::open("tamper");
    desk.ok(&[
        "record",
        "fund.contributed",
        "-d",
        "amount=500",
        "-d",
        "donor=A",
        "-d",
        "voucher=B",
        "-k",
        "ke-toan.pem",
    ]);
    desk.ok(&[
        "record",
        "fund.contributed",
        "-d",
        "amount=600",
        "-d",
        "donor=A",
        "-d",
        "voucher=B",
        "-k",
        "ke-toan.pem",
    ]);
    let connection = rusqlite::Connection::open(desk.folder.file("so.sovang")).unwrap();
    assert!(connection.execute("UPDATE entries SET entry = '' WHERE seq = 6", []).is_err(), "the seat-belt holds");
    office::past_the_belts(&connection, |connection| {
        let change = "UPDATE entries SET entry = replace(entry, ':500', ':900') WHERE seq = 6;";
        connection.execute_batch(change).unwrap();
    });
    drop(connection);
    let verified = desk.json(&["verify"]);
    assert_eq!((&verified["authentic"], &verified["lawful"]), (&false.into(), &false.into()));
    assert_eq!(verified["findings"][0]["seq"], 6);
    assert_eq!(verified["findings"][0]["code"], "entry.signature");
    assert_eq!(desk.run(&["verify"]).status.code(), Some(1));
    assert!(desk.ok_text(&["verify"]).contains("Từ mục 7 đến 7"));
    for args in [
        &["record", "fund.contributed", "-d", "amount=5", "-d", "donor=A", "-d", "voucher=B", "-k", "ke-toan.pem"][..],
        &["report", "half-year", "2026H2"],
        &["fund"],
    ] {
        let output = desk.run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", text(&output));
        // The entry that was changed is named; nothing went back.
        let said = text(&output);
        assert!(said.contains("mục 6") && !said.contains("memory.went_back"), "{args:?}: {said}");
    }
    // The export says the same, and so does a cut line.
    let export = desk.ok(&["export"]);
    desk.write("so.jsonl", &export);
    assert_eq!(desk.json(&["verify", "so.jsonl"])["findings"][0]["seq"], 6);
    desk.write("cut.jsonl", &export[..export.len() - 20]);
    assert_eq!(desk.json(&["verify", "cut.jsonl"])["authentic"], false);
    desk.write("rong.jsonl", "");
    assert_eq!(desk.json(&["verify", "rong.jsonl"])["findings"][0]["code"], "ledger.empty");
}

impl Desk {
    fn ok_text(&self, args: &[&str]) -> String {
        text(&self.run(args))
    }
}

#[test]
fn reports_reach_back_to_any_entry() {
    let desk = Desk::bare("reports");
    desk.ok(&["demo", "d"]);
    let report =
        |args: &[&str]| desk.json(&[&["-l", "d/ho-son.sovang", "report", "half-year", "2024H1"], args].concat());
    let figure = |report: &Value, code: &str| {
        let sections = report["sections"].as_array().unwrap();
        let figures = sections.iter().flat_map(|s| s["figures"].as_array().unwrap());
        figures.filter(|f| f["code"] == code).map(|f| (f["state"].clone(), f["value"].clone())).next().unwrap()
    };
    let whole = report(&[]);
    assert_eq!(figure(&whole, "spent.total").1, 4_920_000);
    assert_eq!(figure(&whole, "petitions.award_related").0, "none");
    assert_eq!(figure(&whole, "fund.contributed").0, "not_reported");
    let early = report(&["--at", "19"]);
    assert_eq!(figure(&early, "awards.certificates").1, 12);
    assert_eq!(figure(&early, "spent.total").1, 0);
    assert_eq!(figure(&early, "petitions.award_related").0, "not_reported");
    let reconciled = desk.run(&[
        "-l",
        "d/ho-son.sovang",
        "reconcile",
        concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/ho-son-2024-h1/claims.json"),
    ]);
    assert_eq!(reconciled.status.code(), Some(1));
    let said = text(&reconciled);
    assert!(said.contains("Giấy khen: 8\n") && said.contains("Tổng số tiền đã chi: 3.480.000đ\n"), "{said}");
    let english = desk.ok(&["--lang", "en", "-l", "d/ho-son.sovang", "report", "half-year", "2024H1"]);
    assert!(english.contains("- Certificates: **12** *"), "{english}");
    assert_eq!(desk.run(&["demo", "d"]).status.code(), Some(2), "a demonstration overwrites nothing");
    for shell in ["bash", "zsh", "fish"] {
        assert!(desk.ok(&["completions", shell]).contains("sovang"));
    }
}

/// Entries 11 and 12 were recorded by a clock in 2062, and entry 13 says so.
#[test]
fn a_time_that_was_corrected_is_shown_as_an_interval_and_known_by_its_end() {
    let desk = Desk::bare("interval");
    let vector = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/vectors/good/clock-2062.jsonl");
    desk.store("so.sovang", &std::fs::read(vector).unwrap());
    let log = desk.json(&["log"]);
    let between = json!(["2024-07-02T01:00:00.010Z", "2024-07-03T01:00:00.000Z"]);
    for (index, entry) in log.as_array().unwrap().iter().enumerate() {
        let wrong = [10, 11].contains(&index);
        assert_eq!(entry["recorded_between"], if wrong { between.clone() } else { Value::Null }, "{index}");
    }
    let told = desk.ok(&["log"]);
    assert_eq!(told.matches("(giờ không tin được)").count(), 2, "{told}");
    assert!(!told.contains("2062"), "{told}");
    for (day, entries) in [("2024-07-02", 10), ("2024-07-03", 13)] {
        assert_eq!(desk.json(&["replay", "--as-of", day, "--by", "known"])["entries"], entries, "{day}");
    }
}

#[test]
fn two_commands_at_once_lose_nothing() {
    let desk = Desk::open("at-once");
    let gift =
        ["record", "fund.contributed", "-d", "amount=5", "-d", "donor=A", "-d", "voucher=B", "-k", "ke-toan.pem"];
    let children: Vec<_> =
        (0..6).map(|_| desk.command(&gift).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()).collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", text(&output));
    }
    let verified = desk.json(&["verify"]);
    assert_eq!((&verified["lawful"], &verified["entries"]), (&true.into(), &11.into()));
}

#[test]
fn the_past_is_asked_what_changed_and_why() {
    let desk = Desk::bare("past");
    desk.ok(&["demo", "."]);
    let ledger = ["-l", "ho-son.sovang"];
    let ask = |args: &[&str]| desk.json(&[&ledger[..], args].concat());
    let diff = ask(&["diff", "14", "23", "--period", "2024H1"]);
    let spent = diff["changes"].as_array().unwrap().iter().find(|change| change["code"] == "spent.total").unwrap();
    assert_eq!(
        (&spent["before"], &spent["after"], &spent["difference"]),
        (&0.into(), &2_160_000.into(), &2_160_000.into())
    );
    assert_eq!(ask(&["diff", "20", "20"])["changes"].as_array().unwrap().len(), 0);
    // All of the demonstration was recorded on one day: nothing was known the day before.
    let days = ask(&["diff", "2024-07-01", "2024-07-02", "--period", "2024H1"]);
    assert_eq!((&days["before"], &days["after"]), (&0.into(), &73.into()));
    let steps = ask(&["replay", "--steps", "--since", "19", "--report", "2024H1"]);
    assert_eq!(steps[0]["seq"], 19);
    assert!(steps[0]["changes"].as_array().unwrap().iter().any(|change| change["code"] == "awards.decisions"));
    // What is nothing has a reason too, and what became something has changed from nothing.
    let nothing = ask(&["why", "awards.titles", "--period", "2024H1"]);
    assert_eq!(
        (&nothing["figure"]["value"], &nothing["figure"]["state"]),
        (&serde_json::json!(0), &serde_json::json!("reported")),
        "{nothing}"
    );
    let nothing = ask(&["why", "fund.lapsed", "--period", "2019"]);
    assert_eq!(nothing["figure"]["state"], "not_reported", "{nothing}");
    let early = ask(&["diff", "3", "12", "--period", "2024H1"]);
    let codes: Vec<&str> = early["changes"].as_array().unwrap().iter().map(|c| c["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"spent.waiting") && codes.contains(&"awards.by_type.merit_record"), "{codes:?}");
    let why = ask(&["why", "spent.collective", "--period", "2024H1"]);
    assert_eq!(why["counted"], serde_json::json!([20, 21, 22, 23]));
    assert_eq!(why["behind"], serde_json::json!([2, 8, 9, 10, 11]), "policy, list, signature, number, issue: {why}");
    assert_eq!(why["derivations"][0]["amount"], 540_000);
    assert_eq!(why["derivations"][0]["policy_entry"], 2);
    for (args, code) in [(["diff", "1", "99"], "diff.moment"), (["why", "khong.co", "--json"], "figure.unknown")] {
        let output = desk.run(&[&ledger[..], &args].concat());
        assert!(text(&output).contains(code), "{}", text(&output));
    }
}

#[test]
fn a_unit_is_merged_and_both_ledgers_verify_together() {
    let old = Desk::open("merge-old");
    let new = Desk::open_another("merge-new");
    let path = old.folder.file("so.sovang");
    let path = path.to_str().unwrap();
    let take = ["handover", "take", path, "--document", "Biên bản 02", "-k", "chu-tich.pem"];
    new.refused(&take, "handover.open");
    let close = [
        "handover",
        "close",
        "--yes",
        "--successor",
        "UBND xã mới",
        "--document",
        "NQ 01",
        "--reason",
        "Sáp nhập",
        "-k",
    ];
    old.ok(&[&close[..], &["chu-tich.pem"]].concat());
    old.refused(
        &["record", "fund.contributed", "-d", "amount=5", "-d", "donor=A", "-d", "voucher=B", "-k", "ke-toan.pem"],
        "ledger.closed",
    );
    assert_eq!(new.json(&["handover", "verify", path])["holds"], false, "not taken over yet");
    new.ok(&take);
    let together = new.json(&["handover", "verify", path]);
    assert_eq!((&together["holds"], &together["predecessors"][0]["unit"]), (&true.into(), &"UBND xã A".into()));
    let both = new.json(&["log", "--find", "bien ban", "--also", path]);
    assert_eq!(
        (both[0]["found"].as_array().unwrap().len(), both[1]["unit"].as_str()),
        (1, Some("UBND xã A")),
        "{both}"
    );
    assert!(new.ok(&["award", "--also", path]).contains(path));
    // Another ledger in the old one's place is told.
    let stranger = Desk::open_another("merge-stranger");
    let other = stranger.folder.file("so.sovang");
    assert_eq!(new.json(&["handover", "verify", other.to_str().unwrap()])["holds"], false);
}
