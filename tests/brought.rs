//! Files and keys that people bring: read once and from regular files only, named for what was done to them on the way,
//! and never more costly than an honest one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod desk;
mod office;

use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use desk::{Desk, text};
use unicode_normalization::UnicodeNormalization;

fn with_stdin(desk: &Desk, args: &[&str], input: &[u8]) -> Output {
    let mut child =
        desk.command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that refuses early closes its end.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn utf16(text: &str, little: bool, mark: bool) -> Vec<u8> {
    let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
    units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

/// What consoles, git, mail and editors make of a file.
fn rewritten(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let crlf = text.replace('\n', "\r\n");
    vec![
        ("crlf", crlf.clone().into_bytes()),
        ("bom", format!("\u{feff}{text}").into_bytes()),
        ("bom-crlf", format!("\u{feff}{crlf}").into_bytes()),
        ("utf16", utf16(text, true, true)),
        ("utf16-crlf", utf16(&crlf, true, true)),
        ("utf16-big", utf16(&crlf, false, true)),
        ("utf16-bare", utf16(&crlf, true, false)),
    ]
}

#[test]
fn what_was_rewritten_on_its_way_is_read_and_named() {
    let desk = Desk::open("brought-rewritten");
    let export = desk.ok(&["export"]);
    let receipt = desk.ok(&["receipt", "make", "m3"]);
    let policy = desk.ok(&["checkpoint", "policy"]);
    let report = desk.ok(&["report", "half-year", "2026H2"]);
    let checkpoint = desk.ok(&["checkpoint", "show"]);
    desk.write("so.policy", &policy);
    desk.write("bn.tlog-proof", &receipt);
    let _ = checkpoint;
    for (how, bytes) in rewritten(&export) {
        let name = format!("{how}.jsonl");
        desk.write(&name, &bytes);
        let output = desk.run(&["verify", &name]);
        let said = text(&output);
        assert!(output.status.success() && said.contains("HỢP LỆ"), "{how}: {said}");
        assert!(said.contains("LƯU Ý") && said.contains("đã bị đổi cách ghi"), "{how}: {said}");
        assert!(desk.run(&["verify", "so.sovang", "--against", &name]).status.success(), "{how}");
        assert!(desk.run(&["compare", "so.sovang", &name]).status.success(), "{how}");
    }
    for (how, bytes) in rewritten(&receipt) {
        desk.write(how, &bytes);
        desk.ok(&["receipt", "check", how, "--policy", "so.policy"]);
        desk.ok(&["verify", "so.sovang", "--against", how]);
    }
    for (how, bytes) in rewritten(&policy) {
        desk.write(how, &bytes);
        desk.ok(&["receipt", "check", "bn.tlog-proof", "--policy", how]);
    }
    for (how, bytes) in rewritten(&report) {
        desk.write(how, &bytes);
        let output = desk.run(&["verify", "so.sovang", "--against", how]);
        assert!(!text(&output).contains("evidence.unknown"), "{how}: {}", text(&output));
    }
    // A console that wrote UTF-16 had read the bytes in its own code page: one thing is said, and no entry accused.
    let garbled: String = export.bytes().map(char::from).collect();
    desk.write("hong.jsonl", utf16(&garbled.replace('\n', "\r\n"), true, true));
    let output = desk.run(&["verify", "hong.jsonl"]);
    let said = text(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("[file.rewritten]") && said.contains("--out") && !said.contains("bị sửa sau"), "{said}");
    // What was altered besides is altered all the same, and one line's own CR is that line's fault.
    let altered = export.replacen("Kế toán", "Kẻ gian", 1).replace('\n', "\r\n");
    desk.write("sua.jsonl", altered);
    assert_eq!(desk.run(&["verify", "sua.jsonl"]).status.code(), Some(1));
    desk.write("mot.jsonl", export.replacen('\n', "\r\n", 1));
    assert_eq!(desk.run(&["verify", "mot.jsonl"]).status.code(), Some(1));
}

#[test]
fn pipes_are_read_once() {
    let desk = Desk::open("brought-pipes");
    let export = desk.ok(&["export"]);
    desk.write("e.jsonl", &export);
    let receipt = desk.ok(&["receipt", "make", "m3"]);
    let policy = desk.ok(&["checkpoint", "policy"]);
    desk.write("so.policy", &policy);
    desk.write("bn", &receipt);
    for path in ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"] {
        for args in
            [&["verify", path][..], &["verify", "so.sovang", "--against", path], &["compare", "so.sovang", path]]
        {
            let output = with_stdin(&desk, args, export.as_bytes());
            assert!(output.status.success(), "{args:?}: {}", text(&output));
        }
        let output = with_stdin(&desk, &["receipt", "check", path, "--policy", "so.policy"], receipt.as_bytes());
        assert!(output.status.success(), "{path}: {}", text(&output));
        let output = with_stdin(&desk, &["receipt", "check", "bn", "--policy", path], policy.as_bytes());
        assert!(output.status.success(), "{path}: {}", text(&output));
        let ledger = std::fs::read(desk.folder.file("so.sovang")).unwrap();
        for args in [&["verify", path][..], &["verify", "so.sovang", "--against", path]] {
            let output = with_stdin(&desk, args, &ledger);
            assert_eq!(output.status.code(), Some(2));
            assert!(text(&output).contains("[file.stream]"), "{args:?}: {}", text(&output));
        }
    }
    let shell = format!("'{}' verify <(cat e.jsonl)", env!("CARGO_BIN_EXE_sovang"));
    let output = Command::new("bash")
        .args(["-c", &shell])
        .current_dir(desk.folder.path())
        .env("SOVANG_STATE", desk.folder.file("state"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output));
}

#[test]
fn a_code_is_read_however_a_scanner_hands_it_over() {
    let desk = Desk::open("brought-scanners");
    desk.write("so.policy", desk.ok(&["checkpoint", "policy"]));
    let last = format!("m{}", desk.json(&["verify", "so.sovang"])["entries"]);
    let code = desk.json(&["receipt", "make", &last, "--qr", "-"])["code"].as_str().unwrap().to_owned();
    assert!(code.starts_with("SV2:"));
    let percent = |all: bool| -> String {
        let plain = |c: char| c.is_ascii_alphanumeric() || (!all && c != ' ') || c == '.' || c == '-';
        code.chars().map(|c| if plain(c) { c.to_string() } else { format!("%{:02X}", u32::from(c)) }).collect()
    };
    let folded: String =
        code.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap().to_owned() + "\r\n").collect();
    for (how, text_of) in [
        ("plain", code.clone()),
        ("lf", format!("{code}\n")),
        ("crlf", format!("{code}\r\n")),
        ("lines", format!("\r\n{code}\r\n\r\n")),
        ("space", format!("{code} ")),
        ("spaces", format!("  {code}\t\n")),
        ("mark", format!("\u{feff}{code}")),
        ("zbar", format!("QR-Code:{code}\n")),
        ("zbar-space", format!("QR-Code: {code}\r\n")),
        ("all encoded", percent(true)),
        ("all encoded, small", percent(true).to_lowercase()),
        ("spaces encoded", percent(false)),
        ("small", code.to_lowercase()),
        ("folded", folded),
    ] {
        desk.write("ma.txt", &text_of);
        let output = desk.run(&["receipt", "check", "ma.txt", "--policy", "so.policy"]);
        assert!(output.status.success(), "{how}: {}\n{text_of:?}", text(&output));
        let output = desk.run(&["receipt", "check", &text_of, "--policy", "so.policy"]);
        assert!(output.status.success(), "{how}, as an argument: {}", text(&output));
    }
    // What was decoded into another letter cannot be undone, and is said; no reading makes a forged one right.
    let (mark, rest) = code.split_at(4);
    for broken in [
        format!("{mark}{}", rest.replacen(|c: char| c.is_ascii_digit(), "ă", 9)),
        format!("QR-Code:{mark}{}", rest.replace(|c: char| c.is_ascii_uppercase(), "ư")),
    ] {
        desk.write("ma.txt", broken);
        let output = desk.run(&["receipt", "check", "ma.txt", "--policy", "so.policy"]);
        assert_eq!(output.status.code(), Some(1));
        assert!(text(&output).contains("ứng dụng quét"), "{}", text(&output));
    }
}

#[test]
fn answers_go_into_new_files_only() {
    let desk = Desk::open("brought-out");
    for (file, args) in [
        ("so.jsonl", &["export"][..]),
        ("so.policy", &["checkpoint", "policy"]),
        ("bn.tlog-proof", &["receipt", "make", "m3"]),
        ("bao-cao.md", &["report", "half-year", "2026H2"]),
        ("trang.html", &["page"]),
        ("quy.txt", &["fund"]),
        ("quy.json", &["fund", "--json"]),
    ] {
        let printed = desk.ok(args);
        let said = desk.ok(&[args, &["--out", file]].concat());
        assert!(said.contains(file), "{said}");
        assert_eq!(std::fs::read_to_string(desk.folder.file(file)).unwrap(), printed, "{args:?}");
        std::fs::write(desk.folder.file(file), "của người khác").unwrap();
        let output = desk.run(&[args, &["--out", file]].concat());
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(std::fs::read_to_string(desk.folder.file(file)).unwrap(), "của người khác", "{args:?}");
    }
    std::os::unix::fs::symlink("chu-tich.pem", desk.folder.file("lien-ket")).unwrap();
    std::os::unix::fs::symlink("khong-co", desk.folder.file("lien-ket-hong")).unwrap();
    let before = std::fs::read(desk.folder.file("chu-tich.pem")).unwrap();
    for link in ["lien-ket", "lien-ket-hong", "state"] {
        assert_eq!(desk.run(&["export", "--out", link]).status.code(), Some(2), "{link}");
    }
    assert_eq!(std::fs::read(desk.folder.file("chu-tich.pem")).unwrap(), before);
    assert!(!desk.folder.file("khong-co").exists());
    // Nothing is recorded for an answer that could not be kept.
    let record =
        ["record", "fund.contributed", "-d", "amount=5", "-d", "donor=X", "-d", "voucher=P", "-k", "ke-toan.pem"];
    desk.refused(&[&record[..], &["--out", "so.jsonl"]].concat(), "file.exists");
}

/// Runs a command that must not wait for anything.
fn at_once(desk: &Desk, args: &[&str]) -> Output {
    let mut child = desk.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let begun = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begun.elapsed() > Duration::from_secs(20) {
            child.kill().unwrap();
            panic!("{args:?} waits");
        }
        std::thread::yield_now();
    }
    child.wait_with_output().unwrap()
}

#[test]
fn only_regular_files_are_read_wherever_a_path_is_taken() {
    let desk = Desk::open("brought-irregular");
    desk.write("so.policy", desk.ok(&["checkpoint", "policy"]));
    desk.write("bn", desk.ok(&["receipt", "make", "m3"]));
    assert!(Command::new("mkfifo").arg(desk.folder.file("ong")).status().unwrap().success());
    std::os::unix::fs::symlink("/dev/zero", desk.folder.file("vo-tan")).unwrap();
    for path in ["ong", "vo-tan", "/dev/zero", "/dev/null"] {
        let document = format!("documents.0.blake3=@{path}");
        let against = ["verify", "so.sovang", "--against", path];
        let cases: [&[&str]; 15] = [
            &["import", path, "-k", "ke-toan.pem"],
            &["import", path, "--type", "fund.contributed", "-k", "ke-toan.pem", "--dry-run"],
            &["record", "fund.contributed", "--file", path, "-k", "ke-toan.pem"],
            &["record", "dossier.filed", "-s", "7f3a", "-d", &document, "-k", "van-thu.pem"],
            &["record", "fund.contributed", "-d", "amount=5", "-k", path],
            &["append", path],
            &["verify", path],
            &against,
            &["compare", "so.sovang", path],
            &["receipt", "check", path, "--policy", "so.policy"],
            &["receipt", "check", "bn", "--policy", path],
            &["policy", "adopt", "--file", path, "-k", "chu-tich.pem"],
            &["reconcile", path],
            &["key", "show", path],
            &["bundle", "check", path],
        ];
        for args in cases {
            let output = at_once(&desk, args);
            assert_eq!(output.status.code(), Some(2), "{args:?}: {}", text(&output));
        }
    }
    for name in ["so.vault", "so.log.head"] {
        let _ = std::fs::remove_file(desk.folder.file(name));
        assert!(Command::new("mkfifo").arg(desk.folder.file(name)).status().unwrap().success());
        at_once(&desk, &["verify", "so.sovang"]);
        at_once(
            &desk,
            &["record", "fund.contributed", "-d", "amount=5", "-d", "donor=X", "-d", "voucher=P", "-k", "ke-toan.pem"],
        );
        std::fs::remove_file(desk.folder.file(name)).unwrap();
    }
}

/// A key file whose key derivation has other parameters, written by openssl.
fn costly(desk: &Desk, name: &str, options: &[&str]) {
    let plain = desk.folder.file("tran.pem");
    let made = Command::new("openssl").args(["genpkey", "-algorithm", "ed25519", "-out"]).arg(&plain).output().unwrap();
    assert!(made.status.success(), "{}", text(&made));
    let sealed = Command::new("openssl")
        .args(["pkcs8", "-topk8", "-passout", "pass:mat-khau-thu", "-in"])
        .arg(&plain)
        .arg("-out")
        .arg(desk.folder.file(name))
        .args(options)
        .output()
        .unwrap();
    assert!(sealed.status.success(), "{}", text(&sealed));
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(desk.folder.file(name), std::fs::Permissions::from_mode(0o600)).unwrap();
}

#[test]
fn a_key_file_costs_no_more_than_an_honest_one() {
    let desk = Desk::open("brought-costly");
    let record = |key: &str| {
        at_once(&desk, &["record", "fund.contributed", "-d", "amount=5", "-d", "donor=X", "-d", "voucher=P", "-k", key])
    };
    // An ordinary one of openssl's is opened: it is only not enrolled.
    costly(&desk, "la.pem", &["-v2", "aes-256-cbc", "-iter", "2048"]);
    assert!(!text(&record("la.pem")).contains("[key."), "{}", text(&record("la.pem")));
    costly(&desk, "scrypt.pem", &["-scrypt", "-scrypt_N", "16384"]);
    assert!(!text(&record("scrypt.pem")).contains("[key."), "{}", text(&record("scrypt.pem")));
    // The parameters are changed in the file: nobody waits to make a costly key.
    let inflate = |from: &str, to: &str, find: &[u8], put: &[u8]| {
        let pem = std::fs::read_to_string(desk.folder.file(from)).unwrap();
        let (head, tail) = ("-----BEGIN ENCRYPTED PRIVATE KEY-----", "-----END ENCRYPTED PRIVATE KEY-----");
        let body: String = pem.replace(head, "").replace(tail, "").split_whitespace().collect();
        use base64::Engine;
        let engine = base64::engine::general_purpose::STANDARD;
        let mut der = engine.decode(body).unwrap();
        let at = der.windows(find.len()).position(|window| window == find).unwrap();
        der[at..at + find.len()].copy_from_slice(put);
        let name = desk.folder.file(to);
        std::fs::write(&name, format!("{head}\n{}\n{tail}\n", engine.encode(der))).unwrap();
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&name, std::fs::Permissions::from_mode(0o600)).unwrap();
    };
    // The parameters stand in the file as DER integers: the rounds; N, r and p.
    costly(&desk, "vong.pem", &["-v2", "aes-256-cbc", "-iter", "10000001"]);
    costly(&desk, "nho.pem", &["-scrypt", "-scrypt_N", "65536", "-scrypt_r", "2", "-scrypt_p", "1"]);
    inflate("nho.pem", "scrypt-r.pem", &[2, 3, 1, 0, 0, 2, 1, 2, 2, 1, 1], &[2, 3, 1, 0, 0, 2, 1, 127, 2, 1, 1]);
    inflate("nho.pem", "scrypt-n.pem", &[2, 3, 1, 0, 0, 2, 1, 2, 2, 1, 1], &[2, 3, 64, 0, 0, 2, 1, 2, 2, 1, 1]);
    inflate("nho.pem", "scrypt-p.pem", &[2, 3, 1, 0, 0, 2, 1, 2, 2, 1, 1], &[2, 3, 1, 0, 0, 2, 1, 2, 2, 1, 127]);
    for key in ["vong.pem", "scrypt-r.pem", "scrypt-n.pem", "scrypt-p.pem"] {
        let begun = Instant::now();
        let output = record(key);
        // The library that reads key files has bounds of its own for some.
        let refused = ["[key.costly]", "[key.not_a_key]"].iter().any(|code| text(&output).contains(code));
        assert!(refused && (key != "vong.pem" || text(&output).contains("[key.costly]")), "{key}: {}", text(&output));
        assert!(begun.elapsed() < Duration::from_secs(10), "{key}");
    }
    // One planted beside the ledger is not taken for the log's, whatever its name and however it sorts.
    let seq = || desk.json(&["verify", "so.sovang"])["signed"].as_u64().unwrap();
    for name in ["aaa", "so.log0", "so.log-a", "log"] {
        std::fs::copy(desk.folder.file("scrypt-r.pem"), desk.folder.file(&format!("{name}.pem"))).unwrap();
        std::fs::copy(desk.folder.file("so.log.pub"), desk.folder.file(&format!("{name}.pub"))).unwrap();
    }
    let before = seq();
    let output = record("ke-toan.pem");
    assert!(output.status.success() && seq() == before + 1, "{}", text(&output));
    // Nor when the log's own is elsewhere: it is named, and the entry stays recorded.
    std::fs::rename(desk.folder.file("so.log.pem"), desk.folder.file("khac")).unwrap();
    let output = record("ke-toan.pem");
    assert!(output.status.success() && text(&output).contains("aaa.pem"), "{}", text(&output));
    assert_eq!(seq(), before + 1);
}

#[test]
fn a_passphrase_opens_its_key_however_a_keyboard_types_it() {
    let desk = Desk::bare("brought-passphrase");
    let phrase = "mật khẩu của tôi";
    let forms = [phrase.nfc().collect::<String>(), phrase.nfd().collect()];
    for (made, name) in forms.iter().zip(["nfc", "nfd"]) {
        let key = format!("{name}.pem");
        assert!(desk.command(&["key", "new", &key]).env("SOVANG_PASSPHRASE", made).status().unwrap().success());
        // openssl opens it with the composed form, whatever was typed.
        let opened = Command::new("openssl")
            .args(["pkey", "-in"])
            .arg(desk.folder.file(&key))
            .args(["-passin", &format!("pass:{}", forms[0]), "-noout"])
            .output()
            .unwrap();
        assert!(opened.status.success(), "{name}: {}", text(&opened));
        for typed in &forms {
            let init = [
                "-l",
                "so.sovang",
                "init",
                "--unit",
                "UBND xã A",
                "--parent",
                "UBND tỉnh B",
                "--origin",
                "xa-a.example/so",
                "-k",
                &key,
            ];
            let output = desk.command(&init).env("SOVANG_PASSPHRASE", typed).output().unwrap();
            assert!(output.status.success(), "{name}: {}", text(&output));
            for file in ["so.sovang", "so.log.pem", "so.log.pub", "so.log.head"] {
                let _ = std::fs::remove_file(desk.folder.file(file));
            }
        }
    }
    // A key of another program, sealed with the letters taken apart, opens as it was typed and composed.
    costly(&desk, "cu.pem", &["-v2", "aes-256-cbc", "-iter", "2048"]);
    let sealed = Command::new("openssl")
        .args(["pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", &format!("pass:{}", forms[1]), "-in"])
        .arg(desk.folder.file("tran.pem"))
        .arg("-out")
        .arg(desk.folder.file("cu.pem"))
        .output()
        .unwrap();
    assert!(sealed.status.success(), "{}", text(&sealed));
    let public = Command::new("openssl")
        .args(["pkey", "-pubout", "-outform", "DER", "-in"])
        .arg(desk.folder.file("tran.pem"))
        .output()
        .unwrap()
        .stdout;
    let hex: String = public[public.len() - 32..].iter().map(|byte| format!("{byte:02x}")).collect();
    desk.write("cu.pub", hex);
    for typed in &forms {
        let init = [
            "-l",
            "so.sovang",
            "init",
            "--unit",
            "UBND xã A",
            "--parent",
            "UBND tỉnh B",
            "--origin",
            "xa-a.example/so",
            "-k",
            "cu.pem",
        ];
        let output = desk.command(&init).env("SOVANG_PASSPHRASE", typed).output().unwrap();
        assert!(output.status.success(), "{}", text(&output));
        for file in ["so.sovang", "so.log.pem", "so.log.pub", "so.log.head"] {
            let _ = std::fs::remove_file(desk.folder.file(file));
        }
    }
}

#[test]
fn a_core_dump_would_hold_nothing() {
    let desk = Desk::open("brought-core");
    let mut child = desk
        .command(&["record", "fund.contributed", "--file", "-", "-k", "ke-toan.pem"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let limits = format!("/proc/{}/limits", child.id());
    let begun = Instant::now();
    let line = loop {
        let limits = std::fs::read_to_string(&limits).unwrap();
        let line = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap().to_owned();
        let words: Vec<&str> = line.split_whitespace().collect();
        if words[5] != "unlimited" || begun.elapsed() > Duration::from_secs(10) {
            break line;
        }
        std::thread::yield_now();
    };
    let words: Vec<&str> = line.split_whitespace().collect();
    assert!(matches!((words[4], words[5]), ("0", "0") | ("1", "1")), "{line}");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_ledger_is_not_begun_with_another_ones_key() {
    let desk = Desk::open("brought-init");
    let init = [
        "-l",
        "so.sovang",
        "init",
        "--unit",
        "UBND xã B",
        "--parent",
        "UBND tỉnh B",
        "--origin",
        "xa-b.example/so",
        "-k",
        "chu-tich.pem",
    ];
    for file in ["so.sovang", "so.sovang-wal", "so.sovang-shm"] {
        let _ = std::fs::remove_file(desk.folder.file(file));
    }
    let listed = || {
        let mut names: Vec<_> =
            std::fs::read_dir(desk.folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let before = listed();
    let said = desk.refused(&init, "init.log_key_used");
    assert!(said.contains("so.log.pem") && said.contains("--log-key"), "{said}");
    assert_eq!(listed(), before);
    // Also where only the head beside it was moved: this computer remembers what that key signed.
    std::fs::rename(desk.folder.file("so.log.head"), desk.folder.file("dau")).unwrap();
    desk.refused(&init, "init.log_key_used");
    // Or where only the head is left.
    std::fs::rename(desk.folder.file("dau"), desk.folder.file("so.log.head")).unwrap();
    std::fs::rename(desk.folder.file("so.log.pem"), desk.folder.file("khoa")).unwrap();
    desk.refused(&init, "init.log_key_used");
    // A refused opening leaves no key behind, so that the next try begins as the first did.
    std::fs::remove_file(desk.folder.file("so.log.head")).unwrap();
    std::fs::remove_file(desk.folder.file("so.log.pub")).unwrap();
    let before = listed();
    let twice = [&init[..], &["--adopt", "khong-co"]].concat();
    assert_eq!(desk.run(&twice).status.code(), Some(2));
    assert_eq!(listed(), before);
    desk.ok(&init);
    assert_eq!(desk.json(&["verify", "so.sovang"])["authentic"], true);
}

#[test]
fn a_key_that_others_may_read_is_refused_with_what_to_do_on_a_drive_without_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::open("brought-exposed");
    for mode in [0o644, 0o755, 0o777, 0o640] {
        std::fs::set_permissions(desk.folder.file("ke-toan.pem"), std::fs::Permissions::from_mode(mode)).unwrap();
        let said = desk.refused(&["record", "fund.contributed", "-d", "amount=5", "-k", "ke-toan.pem"], "key.exposed");
        assert!(said.contains("chmod 600") && said.contains("không giữ quyền tệp"), "{said}");
    }
}
