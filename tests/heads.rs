//! Layer 2 as its users meet it: heads, receipts, comparison, recovery.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod desk;
mod office;
use office::past_the_belts;

use std::io::{BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use desk::{COSIGN, Desk, GIFT, files_of, set_witness, text};
use serde_json::Value;

/// Runs SQL on a file, past every seat-belt.
fn sql(path: &Path, statements: &str) {
    let connection = rusqlite::Connection::open(path).unwrap();
    past_the_belts(&connection, |connection| connection.execute_batch(statements).unwrap());
}

/// The same folder for somebody else: another computer's memory.
fn elsewhere(desk: &Desk, args: &[&str]) -> std::process::Output {
    desk.command(args).env("SOVANG_STATE", desk.folder.file("other-state")).output().unwrap()
}

fn entries(desk: &Desk) -> u64 {
    desk.json(&["verify", "so.sovang"])["entries"].as_u64().unwrap()
}

fn code(output: &std::process::Output) -> i32 {
    output.status.code().unwrap()
}

#[test]
fn every_group_ends_in_a_signed_head_and_every_entry_has_a_receipt() {
    let desk = Desk::open("receipts");
    desk.ok(&GIFT);
    let verified = desk.json(&["verify", "so.sovang"]);
    assert_eq!(verified["signed"], verified["entries"]);
    assert_eq!(verified["checkpoints"], 3, "one head a group: {verified}");
    desk.write("so.policy", desk.ok(&["checkpoint", "policy"]));
    for seq in 1..=entries(&desk) {
        let file = format!("bt{seq}.tlog-proof");
        desk.write(&file, desk.ok(&["receipt", "make", &format!("m{seq}")]));
        let checked = desk.json(&["receipt", "check", &file, "--policy", "so.policy"]);
        assert_eq!(checked["proven"], true, "{checked}");
        assert_eq!(checked["index"], seq - 1);
        // The code for paper says the same, with the entry in it where there is room.
        let made = desk.json(&["receipt", "make", &format!("m{seq}")]);
        let checked = desk.json(&["receipt", "check", made["code"].as_str().unwrap(), "--policy", "so.policy"]);
        assert_eq!(checked["proven"], true, "{checked}");
        let bare = desk.json(&["receipt", "make", &format!("m{seq}"), "--bare"]);
        let line = desk.ok(&["export"]).lines().nth(seq as usize - 1).unwrap().to_owned();
        desk.write("bt.json", format!("{line}\n"));
        let code = bare["code"].as_str().unwrap();
        let checked = desk.json(&["receipt", "check", code, "--entry", "bt.json", "--policy", "so.policy"]);
        assert_eq!(checked["proven"], true, "{checked}");
        let checked = desk.json(&["receipt", "check", code, "--policy", "so.policy"]);
        assert_eq!(checked["code"], "receipt.entry");
    }
    let readable = desk.ok(&["receipt", "check", "bt6.tlog-proof", "--policy", "so.policy"]);
    for said in ["ĐÚNG", "Số tiền: 5đ", "mục 6 của sổ xa-a.example/so", "Không chứng minh:"] {
        assert!(readable.contains(said), "{said}: {readable}");
    }
    // Without a key of the ledger nothing is proved, and that is said.
    desk.refused(&["receipt", "check", "bt6.tlog-proof"], "receipt.no_keys");
    desk.refused(&["receipt", "make", "m99"], "show.none");
}

#[test]
fn an_altered_receipt_proves_nothing() {
    let desk = Desk::open("altered");
    desk.ok(&GIFT);
    desk.write("so.policy", desk.ok(&["checkpoint", "policy"]));
    let receipt = desk.ok(&["receipt", "make", "m6"]);
    let other = Desk::open_another("altered-other");
    desk.write("khac.policy", other.ok(&["checkpoint", "policy"]));
    let check = |text: String, keys: &str| {
        desk.write("thu.tlog-proof", text);
        desk.json(&["receipt", "check", "thu.tlog-proof", "--policy", keys])
    };
    assert_eq!(check(receipt.clone(), "so.policy")["proven"], true);
    assert_eq!(check(receipt.clone(), "khac.policy")["proven"], false, "another ledger's keys");
    assert_eq!(check(receipt.replace("index 5", "index 4"), "so.policy")["code"], "receipt.entry");
    assert_eq!(check(receipt.replace("xa-a.example", "xa-b.example"), "so.policy")["code"], "receipt.origin");
    assert_eq!(check(receipt.replacen("\n6\n", "\n7\n", 1), "so.policy")["proven"], false);
    assert_eq!(check("không phải biên nhận".into(), "so.policy")["code"], "receipt.malformed");
    let mut lines: Vec<&str> = receipt.lines().collect();
    lines.remove(3);
    let shortened: String = lines.iter().map(|line| format!("{line}\n")).collect();
    assert_eq!(check(shortened, "so.policy")["code"], "receipt.inclusion");
}

#[test]
fn a_qr_code_is_read_as_a_phone_reads_it() {
    let desk = Desk::open("qr");
    desk.write("so.policy", desk.ok(&["checkpoint", "policy"]));
    for (seq, extra) in [("m5", &[][..]), ("m5", &["--bare"]), ("m2", &["--bare"])] {
        let picture = desk.folder.file("bn.png");
        let _ = std::fs::remove_file(&picture);
        desk.ok(&[&["receipt", "make", seq, "--qr", "bn.png"], extra].concat());
        let made = desk.json(&[&["receipt", "make", seq], extra].concat());
        assert_eq!(read_qr(&picture), made["code"].as_str().unwrap());
    }
    desk.ok(&["checkpoint", "show", "--qr", "moc.png"]);
    let shown = desk.json(&["checkpoint", "show"]);
    assert_eq!(read_qr(&desk.folder.file("moc.png")), shown["checkpoint"].as_str().unwrap());
    let drawn = desk.ok(&["checkpoint", "show", "--qr", "-"]);
    assert!(drawn.contains('▀') && drawn.contains('▄'));
    desk.ok(&["checkpoint", "show", "--qr", "moc.svg"]);
    assert!(std::fs::read_to_string(desk.folder.file("moc.svg")).unwrap().starts_with("<svg"));
    desk.refused(&["checkpoint", "show", "--qr", "moc.gif"], "qr.kind");
    desk.refused(&["checkpoint", "show", "--qr", "moc.png"], "file.io");
    // What does not fit is said; the bare code does.
    let mut seed = 1u64;
    let mut noise = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-"[(seed >> 58) as usize])
    };
    let mut field = |name: &str| format!("{name}={}", (0..2000).map(|_| noise()).collect::<String>());
    desk.ok(&[&GIFT[..], &["-d", &field("note"), "-d", &field("reconstructed")]].concat());
    let text = text(&desk.run(&["receipt", "make", "m6", "--qr", "to.png"]));
    assert!(text.contains("[receipt.too_large]") && text.contains("--bare"), "{text}");
}

/// Decodes a one-bit PNG and the QR code in it.
fn read_qr(path: &Path) -> String {
    let decoder = png::Decoder::new(BufReader::new(std::fs::File::open(path).unwrap()));
    let mut reader = decoder.read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    let (width, height) = (info.width as usize, info.height as usize);
    let dark = |x: usize, y: usize| bytes[y * info.line_size + x / 8] >> (7 - x % 8) & 1 == 0;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| if dark(x, y) { 0 } else { 255 });
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1, "{}", path.display());
    grids[0].decode().unwrap().1
}

#[test]
fn an_old_copy_put_back_stops_and_a_fuller_copy_helps() {
    let desk = Desk::open("restored");
    desk.ok(&["backup", "cu.bak"]);
    desk.ok(&GIFT);
    desk.ok(&["backup", "moi.bak"]);
    let receipt = desk.ok(&["receipt", "make", "m6"]);
    desk.write("bt6.tlog-proof", &receipt);
    desk.replace_ledger("cu.bak");
    // Not even on a computer that never saw the newer entries: the head beside the key knows.
    let output = elsewhere(&desk, &GIFT);
    assert_eq!(code(&output), 2);
    assert!(text(&output).contains("[head.shorter]") && text(&output).contains("recover"), "{}", text(&output));
    assert_eq!(code(&elsewhere(&desk, &["checkpoint", "sign"])), 2);
    // An inspector without any of this sees it by what was brought.
    for brought in ["bt6.tlog-proof", "moi.bak"] {
        let output = desk.command(&["verify", "so.sovang", "--against", brought, "--json"]);
        let output = { output }.env("SOVANG_STATE", desk.folder.file("inspector")).output().unwrap();
        let verified: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(verified["authentic"], false);
        assert_eq!(verified["findings"][0]["code"], "checkpoint.beyond", "{brought}: {verified}");
    }
    let recovered = desk.json(&["recover", "from", "moi.bak"]);
    assert_eq!(recovered["entries"], 1);
    desk.ok(&GIFT);
    assert_eq!(desk.json(&["verify", "so.sovang", "--against", "bt6.tlog-proof"])["authentic"], true);
    assert_eq!(desk.json(&["verify", "so.sovang"])["checkpoints"], 4);
}

#[test]
fn a_restoration_is_declared_and_nothing_forks_silently() {
    let desk = Desk::open("declared");
    desk.write("so.policy", desk.ok(&["checkpoint", "policy"]));
    desk.write("bt3.tlog-proof", desk.ok(&["receipt", "make", "m3"]));
    desk.ok(&["backup", "cu.bak"]);
    desk.ok(&GIFT);
    desk.ok(&["backup", "mat.bak"]);
    desk.write("bt6.tlog-proof", desk.ok(&["receipt", "make", "m6"]));
    // A colleague's computer has verified what is about to be lost.
    assert_eq!(code(&elsewhere(&desk, &GIFT)), 0);
    desk.write("mat.head", desk.ok(&["checkpoint", "show", "--json"]));
    desk.replace_ledger("cu.bak");
    let declare = |origin: &str| {
        desk.run(&[
            "recover",
            "declare",
            "--origin",
            origin,
            "--new-log-key",
            "so-2.log.pem",
            "--reason",
            "Ổ đĩa hỏng",
            "-k",
            "chu-tich.pem",
        ])
    };
    assert!(text(&declare("xa-a.example/so")).contains("[restored.origin]"));
    let declared = declare("xa-a.example/so-2");
    assert_eq!(code(&declared), 0, "{}", text(&declared));
    desk.ok(&GIFT);
    let verified = desk.json(&["verify", "so.sovang"]);
    assert_eq!((&verified["authentic"], &verified["signed"]), (&Value::Bool(true), &verified["entries"]), "{verified}");
    let shown = desk.json(&["checkpoint", "show"]);
    assert_eq!(shown["origin"], "xa-a.example/so-2");
    // Receipts of what was kept are good for ever, those of what was lost say so against this ledger.
    assert_eq!(desk.json(&["receipt", "check", "bt3.tlog-proof", "--policy", "so.policy"])["proven"], true);
    assert_eq!(desk.json(&["receipt", "check", "bt6.tlog-proof", "--policy", "so.policy"])["proven"], true);
    let against = desk.json(&["verify", "so.sovang", "--against", "bt3.tlog-proof", "bt6.tlog-proof"]);
    assert_eq!(against["findings"].as_array().unwrap().len(), 1, "{against}");
    assert_eq!(against["findings"][0]["code"], "receipt.entry");
    assert_eq!(desk.json(&["compare", "so.sovang", "mat.bak"])["relation"], "fork");
    // The colleague is stopped until he accepts what was declared.
    let stopped = elsewhere(&desk, &GIFT);
    assert!(text(&stopped).contains("[memory.went_back]"), "{}", text(&stopped));
    assert_eq!(code(&elsewhere(&desk, &["recover", "accept", "6"])), 0);
    assert_eq!(code(&elsewhere(&desk, &GIFT)), 0);
    desk.refused(&["recover", "from", "mat.bak"], "recover.other");
}

#[test]
fn two_histories_are_told_apart() {
    let desk = Desk::open("forks");
    desk.ok(&["backup", "b.ban"]);
    desk.ok(&GIFT);
    let other = [
        "-l",
        "b.ban",
        "record",
        "fund.contributed",
        "-d",
        "amount=7",
        "-d",
        "donor=B",
        "-d",
        "voucher=B",
        "-k",
        "ke-toan.pem",
        "--no-checkpoint",
    ];
    // A holder of every key who also clears every memory can write another history …
    std::fs::create_dir(desk.folder.file("away")).unwrap();
    for file in ["so.log.pem", "so.log.pub", "so.log.head"] {
        std::fs::rename(desk.folder.file(file), desk.folder.file("away").join(file)).unwrap();
    }
    let output = elsewhere(&desk, &other);
    assert_eq!(code(&output), 0, "{}", text(&output));
    for file in ["so.log.pem", "so.log.pub", "so.log.head"] {
        std::fs::rename(desk.folder.file("away").join(file), desk.folder.file(file)).unwrap();
    }
    // … and it is told apart by any two things of the two.
    let fork = desk.json(&["compare", "so.sovang", "b.ban"]);
    assert_eq!((&fork["relation"], &fork["first_difference"]), (&"fork".into(), &6.into()), "{fork}");
    assert_eq!(code(&desk.run(&["compare", "so.sovang", "b.ban"])), 1);
    desk.write("a.head", desk.json(&["checkpoint", "show", "-l", "so.sovang"])["checkpoint"].as_str().unwrap());
    let fork = desk.json(&["compare", "b.ban", "a.head"]);
    assert_eq!(fork["relation"], "fork", "{fork}");
    desk.write("a.jsonl", desk.ok(&["-l", "so.sovang", "export"]));
    assert_eq!(desk.json(&["compare", "a.jsonl", "so.sovang"])["relation"], "same");
    desk.ok(&[
        "-l",
        "so.sovang",
        "record",
        "fund.contributed",
        "-d",
        "amount=9",
        "-d",
        "donor=C",
        "-d",
        "voucher=C",
        "-k",
        "ke-toan.pem",
    ]);
    let extends = desk.json(&["compare", "a.head", "so.sovang"]);
    assert_eq!(extends["relation"], "extends");
    assert!(!extends["consistency_proof"].as_array().unwrap().is_empty());
    assert_eq!(desk.json(&["compare", "a.jsonl", "b.ban"])["first_difference"], 6);
    let stranger = Desk::open_another("forks-stranger");
    std::fs::copy(stranger.folder.file("so.sovang"), desk.folder.file("la.ban")).unwrap();
    assert_eq!(desk.json(&["compare", "so.sovang", "la.ban"])["relation"], "unrelated");
    desk.refused(&["compare", "a.head", "7:abcdefghijklmnopqrst"], "compare.undecided");
    desk.refused(&["compare", "a.head", "khong-co"], "evidence.unknown");
}

#[test]
fn a_cut_tail_is_found_by_any_later_head() {
    let desk = Desk::open("cut");
    desk.ok(&GIFT);
    let shown = desk.json(&["checkpoint", "show"]);
    let (root, short) = (shown["root"].as_str().unwrap().to_owned(), shown["short"].as_str().unwrap().to_owned());
    desk.write("moc.txt", shown["checkpoint"].as_str().unwrap());
    desk.write("bn.tlog-proof", desk.ok(&["receipt", "make", "m6"]));
    let report = desk.ok(&["report", "half-year", "2026H1", "--qr", "moc.png"]);
    assert_eq!(read_qr(&desk.folder.file("moc.png")), shown["checkpoint"].as_str().unwrap());
    assert!(report.contains("](moc.png)"), "{report}");
    assert!(report.contains(&short), "a report carries its head: {report}");
    desk.write("bao-cao.md", report);
    sql(
        &desk.folder.file("so.sovang"),
        "DELETE FROM entries WHERE seq > 5; DELETE FROM nodes WHERE (level = 0 AND n > 4) OR (level = 1 AND n > 1) OR level > 2; DELETE FROM checkpoints WHERE size > 5;",
    );
    let inspector = |against: &[&str]| {
        let args = [&["verify", "so.sovang", "--json"], against].concat();
        let output = desk.command(&args).env("SOVANG_STATE", desk.folder.file("inspector")).output().unwrap();
        serde_json::from_slice::<Value>(&output.stdout).unwrap_or_else(|_| panic!("{}", text(&output)))
    };
    // By itself the file is sound: that is what a cut tail looks like, and the threat model says so.
    assert_eq!(inspector(&[])["authentic"], true, "{}", inspector(&[]));
    let typed = [format!("6 {root}"), format!("xa-a.example/so 6 {short}"), format!("6:{short}")];
    for brought in ["moc.txt", "bn.tlog-proof", "bao-cao.md", &typed[0], &typed[1], &typed[2]] {
        let verified = inspector(&["--against", brought]);
        assert_eq!(verified["findings"][0]["code"], "checkpoint.beyond", "{brought}: {verified}");
    }
    assert_eq!(inspector(&["--against", "6:aaaaaaaaaaaaaaaaaaaa"])["findings"][0]["code"], "checkpoint.beyond");
    assert_eq!(inspector(&["--against", "5:aaaaaaaaaaaaaaaaaaaa"])["findings"][0]["code"], "checkpoint.root");
    // The author's own computer remembers.
    assert_eq!(desk.json(&["verify", "so.sovang"])["findings"][0]["code"], "memory.went_back");
}

#[test]
fn a_head_on_paper_is_recorded_and_held_against_the_ledger() {
    let desk = Desk::open("paper");
    let anchored = desk.ok(&[
        "checkpoint",
        "anchor",
        "--document",
        "Báo cáo số 15/BC-UBND",
        "--recipient",
        "UBND huyện",
        "-k",
        "van-thu.pem",
    ]);
    assert!(anchored.contains("Báo cáo số 15/BC-UBND"), "{anchored}");
    let shown = desk.ok(&["show", "checkpoint/5"]);
    assert!(shown.contains("UBND huyện"), "{shown}");
    desk.refused(
        &["checkpoint", "anchor", "--document", "B", "--recipient", "C", "--size", "50", "-k", "van-thu.pem"],
        "tree.node",
    );
}

#[test]
fn the_second_verifier_agrees_on_roots_receipts_and_heads() {
    let desk = Desk::open("second");
    desk.ok(&["key", "new", "thanh-tra.pem"]);
    set_witness(&desk, "");
    desk.ok(&["checkpoint", "rotate", "so.log2.pem", "--reason", "Thay máy", "-k", "chu-tich.pem"]);
    desk.write("so.policy", desk.ok(&["checkpoint", "policy"]));
    desk.write("yeu-cau.txt", desk.ok(&["checkpoint", "request", "thanh-tra"]));
    desk.write("tra-loi.txt", desk.ok(&COSIGN));
    desk.ok(&["checkpoint", "add", "tra-loi.txt"]);
    desk.write("so.jsonl", desk.ok(&["export"]));
    let shown = desk.json(&["checkpoint", "show"]);
    desk.write("moc.txt", shown["checkpoint"].as_str().unwrap());
    let root = python(&desk, &["--root", "so.jsonl"]);
    assert_eq!(root.0.trim(), format!("{} {}", shown["size"], shown["root"].as_str().unwrap()));
    let heads = python(&desk, &["--checkpoint", "moc.txt", "so.jsonl", "--json"]);
    assert_eq!(heads.1, 0, "{}", heads.0);
    let wrong = shown["checkpoint"].as_str().unwrap().replacen("\n7\n", "\n6\n", 1);
    desk.write("sai.txt", wrong);
    assert_eq!(python(&desk, &["--checkpoint", "sai.txt", "so.jsonl"]).1, 1);

    // Receipts, good and with every line damaged in some way: both verifiers say the same.
    let policy = std::fs::read_to_string(desk.folder.file("so.policy")).unwrap();
    assert!(policy.contains("quorum thanh-tra"), "{policy}");
    std::fs::create_dir_all(desk.folder.file("bn/good")).unwrap();
    std::fs::create_dir_all(desk.folder.file("bn/bad")).unwrap();
    desk.write("bn/keys.policy", policy);
    let mut ours = std::collections::BTreeMap::new();
    let mut signatures_begin = std::collections::BTreeMap::new();
    for seq in 1..=7 {
        let made = desk.json(&["receipt", "make", &format!("m{seq}")]);
        let receipt = made["receipt"].as_str().unwrap();
        desk.write(&format!("bn/good/{seq}.tlog-proof"), receipt);
        signatures_begin.insert(seq.to_string(), receipt.find("\n— ").unwrap());
        if let Some(code) = made["code"].as_str() {
            desk.write(&format!("bn/good/{seq}.qr"), code);
        }
        for at in (0..receipt.len()).step_by(61) {
            let mut wrong = receipt.as_bytes().to_vec();
            wrong[at] ^= 1 << (at % 7);
            desk.write(&format!("bn/bad/{seq}-{at}.tlog-proof"), wrong);
        }
    }
    for path in files_of(&desk.folder.file("bn")).iter().filter(|path| !path.ends_with("keys.policy")) {
        let name = path.strip_prefix(desk.folder.file("bn")).unwrap().to_str().unwrap().to_owned();
        let checked = desk.json(&["receipt", "check", path.to_str().unwrap(), "--policy", "so.policy"]);
        ours.insert(name, checked["proven"].as_bool().unwrap());
    }
    let theirs: Value = serde_json::from_str(&python(&desk, &["--receipts", "bn"]).0).unwrap();
    for (name, proven) in &ours {
        assert_eq!(theirs[name]["proven"], *proven, "{name}: {}", theirs[name]);
        // A line of signatures that fits no key is nobody's, and the new log key's own is enough.
        let at = name.split(['-', '.']).nth(1).and_then(|at| at.parse().ok());
        let among_signatures =
            at.is_some_and(|at: usize| at > signatures_begin[name.split(['/', '-']).nth(1).unwrap()]);
        assert!(!proven || name.starts_with("good/") || among_signatures, "{name} still proves");
    }
    assert!(ours.len() > 100 && ours.iter().filter(|(_, proven)| **proven).count() >= 7, "{ours:?}");
}

fn python(desk: &Desk, args: &[&str]) -> (String, i32) {
    let root = env!("CARGO_MANIFEST_DIR");
    let mut command = Command::new("python3");
    command.arg(format!("{root}/tests/second_verifier.py")).args(["--schemas", &format!("{root}/schemas")]);
    let mut child = command.args(args).current_dir(desk.folder.path()).stdout(Stdio::piped()).spawn().unwrap();
    let mut out = String::new();
    child.stdout.as_mut().unwrap().read_to_string(&mut out).unwrap();
    (out, child.wait().unwrap().code().unwrap())
}

#[test]
fn a_bundle_carries_its_proofs_and_says_what_it_leaves_out() {
    let desk = Desk::open("bundle");
    desk.ok(&GIFT);
    desk.write("so.policy", desk.ok(&["checkpoint", "policy"]));
    let whole = desk.json(&["bundle", "make", "ca-so.html"]);
    assert_eq!((&whole["entries"], &whole["left_out"]), (&6.into(), &0.into()));
    let part = desk.json(&["bundle", "make", "quy.html", "--subject", "fund/2026", "--signer", "ke toan"]);
    assert_eq!((&part["entries"], &part["left_out"]), (&2.into(), &4.into()), "{part}");
    let text = desk.ok(&["bundle", "make", "a.html", "--find", "donor"]);
    assert!(text.contains("1 trong 6 mục") && text.contains("5 mục còn lại không có ở đây"), "{text}");
    desk.refused(&["bundle", "make", "b.html", "--find", "zzz khong co"], "bundle.empty");
    desk.refused(&["bundle", "make", "a.html"], "file.io");
    let other = Desk::open_another("bundle-other");
    desk.write("khac.policy", other.ok(&["checkpoint", "policy"]));
    for file in ["ca-so.html", "quy.html", "a.html"] {
        assert_eq!(desk.json(&["bundle", "check", file, "--policy", "so.policy"])["holds"], true, "{file}");
        assert!(desk.ok(&["bundle", "check", file]).contains("Khóa đi kèm gói"), "{file}");
        assert_eq!(desk.json(&["bundle", "check", file, "--policy", "khac.policy"])["holds"], false, "{file}");
        // Any change of what it carries is found.
        let page = std::fs::read_to_string(desk.folder.file(file)).unwrap();
        let carried = page.find("const BUNDLE = ").unwrap();
        let mut changed = 0;
        for needle in ["\\\"amount\\\":5,", "\\nxa-a.example/so\\n6\\n", "index 5"] {
            if let Some(at) = page[carried..].find(needle) {
                let wrong = needle.replace('5', "7").replace("\\n6", "\\n5");
                let altered = format!("{}{}{}", &page[..carried + at], wrong, &page[carried + at + needle.len()..]);
                desk.write("sua.html", altered);
                assert_eq!(
                    desk.json(&["bundle", "check", "sua.html", "--policy", "so.policy"])["holds"],
                    false,
                    "{file}: {needle}"
                );
                changed += 1;
            }
        }
        assert!(changed > 0, "{file}");
    }
}

/// The wrong commune's stick is another ledger, and nobody's forgery, whatever of it is brought.
#[test]
fn another_ledger_is_called_another_ledger() {
    let (ours, theirs) = (Desk::open("ours"), Desk::bare("theirs"));
    theirs.ok(&["key", "new", "chu-tich.pem"]);
    let init =
        ["-l", "so.sovang", "init", "--unit", "UBND xã B", "--parent", "UBND tỉnh B", "--origin", "xa-b.example/so"];
    theirs.ok(&[&init[..], &["-k", "chu-tich.pem"]].concat());
    let at = |name: &str| theirs.folder.file(name).to_str().unwrap().to_owned();
    theirs.write("xuat.jsonl", theirs.ok(&["export"]));
    theirs.write("bn.tlog-proof", theirs.ok(&["receipt", "make", "m1"]));
    theirs.write("moc.txt", theirs.ok(&["checkpoint", "show"]));
    theirs.ok(&["publish", "www"]);
    for brought in ["so.sovang", "xuat.jsonl", "www", "bn.tlog-proof", "moc.txt"] {
        let said = text(&ours.run(&["verify", "so.sovang", "--against", &at(brought)]));
        assert!(said.contains("[checkpoint.origin]"), "{brought}: {said}");
        for accusation in ["Có hai lịch sử", "[receipt.entry]", "[checkpoint.root]", "bị cắt"] {
            assert!(!said.contains(accusation), "{brought}: {said}");
        }
    }
}
