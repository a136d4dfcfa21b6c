//! What an adversary tried by hand against the program as it is built, and would try again with other cases of the same kind.
//! What has a test of its own elsewhere is not here: `docs/threat-model.md` names it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test that finds nothing may stop

mod desk;
mod office;

use std::collections::BTreeMap;
use std::path::Path;

use desk::{COSIGN, Desk, GIFT, set_witness, text};
use serde_json::Value;
use sovang::values::crypto::Hash;

/// The next of a fixed row of numbers.
fn next(random: &mut u64) -> usize {
    *random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*random >> 33).unwrap()
}

/// Entries forged without keys and with each officer's own: the program names the very entries and codes that are published,
/// and gives out nothing of such a file.
#[test]
fn the_program_finds_in_every_forged_export_what_is_published() {
    let desk = Desk::bare("forged");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/vectors");
    let expected: BTreeMap<String, Value> =
        serde_json::from_slice(&std::fs::read(folder.join("expected.json")).unwrap()).unwrap();
    let mut tried = 0;
    for (name, expected) in expected.iter().filter(|(name, _)| name.ends_with(".jsonl")) {
        let path = folder.join(name);
        let output = desk.run(&["verify", path.to_str().unwrap(), "--json"]);
        let told: Value =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{name}: {}", text(&output)));
        let found: Vec<(u64, String)> = told["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["seq"].as_u64().unwrap(), one["code"].as_str().unwrap().to_owned()))
            .collect();
        assert_eq!(told["authentic"], expected["authentic"], "{name}: {told}");
        for one in expected["findings"].as_array().unwrap() {
            let wanted = (one[0].as_u64().unwrap(), one[1].as_str().unwrap().to_owned());
            assert!(found.contains(&wanted), "{name}: {wanted:?} in {found:?}");
        }
        let code = output.status.code();
        assert!(if told["authentic"] == true { code != Some(101) } else { code != Some(0) }, "{name}: {code:?}");
        tried += 1;
    }
    assert!(tried > 100, "{tried}");
}

/// Bytes of the database file changed anywhere: no crash; and whenever the program says that it holds, every entry is as it was.
#[test]
fn a_ledgers_file_with_changed_bytes_is_found_out_or_holds_the_same() {
    let desk = Desk::open("flips");
    for _ in 0..3 {
        desk.ok(&GIFT);
    }
    desk.ok(&["backup", "lanh.sovang"]);
    let (right, export) =
        (std::fs::read(desk.folder.file("lanh.sovang")).unwrap(), desk.ok(&["-l", "so.sovang", "export"]));
    let (mut random, mut held, mut found) = (7, 0, 0);
    for n in 0..60 {
        let mut wrong = right.clone();
        match n % 6 {
            // The head of the file, the pages of tables, a tail cut off.
            0 => wrong[next(&mut random) % 100] ^= 1 << (next(&mut random) % 8),
            5 => wrong.truncate(next(&mut random) % right.len()),
            _ => {
                for _ in 0..=n % 3 {
                    let at = next(&mut random) % wrong.len();
                    wrong[at] = wrong[at].wrapping_add(u8::try_from(1 + next(&mut random) % 255).unwrap());
                }
            }
        }
        desk.write("doi.sovang", &wrong);
        let state = format!("khong-nho-{n}");
        let run = |args: &[&str]| desk.command(args).env("SOVANG_STATE", desk.folder.file(&state)).output().unwrap();
        let verified = run(&["verify", "doi.sovang"]);
        let code = verified.status.code().unwrap_or_else(|| panic!("change {n} ended it: {}", text(&verified)));
        assert!(code <= 2, "change {n}: {}", text(&verified));
        for args in [&["-l", "doi.sovang", "export"][..], &["-l", "doi.sovang", "quy"]] {
            let output = run(args);
            let code = output.status.code().unwrap_or_else(|| panic!("change {n} ended {args:?}"));
            assert!(code <= 2, "change {n}: {}", text(&output));
            if args[2] == "export" && verified.status.success() {
                assert_eq!(String::from_utf8_lossy(&output.stdout), export, "change {n}");
            }
        }
        if verified.status.success() {
            held += 1
        } else {
            found += 1
        }
        for file in ["doi.sovang-wal", "doi.sovang-shm", "doi.sovang-journal"] {
            let _ = std::fs::remove_file(desk.folder.file(file));
        }
    }
    assert!(found > 10, "{found} found, {held} held");
}

/// Statements signed elsewhere: signed and then revoked, told twice, changed, with more members than were signed.
#[test]
fn what_was_signed_elsewhere_is_recorded_once_and_as_it_was_or_not_at_all() {
    let desk = Desk::open("append");
    desk.enrol("tam-thoi", "Người tạm thời", &["receptionist"]);
    let come = ["presign", "petition.received", "-d", "channel=letter", "-d", "summary=Đơn", "-d", "award_related=có"];
    let rest = ["-d", "letters=1", "-d", "signatories=1", "-k"];
    let signed = desk.ok(&[&come[..], &rest[..], &["van-thu.pem"]].concat());
    let revoked = desk.ok(&[&come[..], &rest[..], &["tam-thoi.pem"]].concat());
    desk.ok(&["key", "leave", "Người tạm thời", "--reason", "Thôi việc", "-k", "chu-tich.pem"]);
    desk.write("truoc.json", &revoked);
    desk.refused(&["append", "truoc.json"], "author.revoked");
    for (name, text) in [
        ("them", signed.trim_end().replacen('{', "{\"them\":1,", 1)),
        ("hai-lan", format!("{}{}", signed.trim_end(), signed)),
        ("cat", signed[..signed.len() / 2].to_owned()),
        ("so-khac", signed.replace("\"ledger\":\"0", "\"ledger\":\"1")),
        ("doi", signed.replace("\"letters\":1", "\"letters\":2")),
        ("hai-truong", signed.replace("\"letters\":1", "\"letters\":1,\"letters\":1")),
        ("rong", String::new()),
    ] {
        let file = format!("{name}.json");
        desk.write(&file, &text);
        let before = desk.head();
        let output = desk.run(&["append", &file]);
        assert_eq!(output.status.code(), Some(2), "{name}: {}", desk::text(&output));
        assert_eq!(desk.head(), before, "{name}");
    }
    desk.write("dung.json", &signed);
    assert_eq!(desk.json(&["append", "dung.json"])[0]["already"], false);
    assert_eq!(desk.json(&["append", "dung.json"])[0]["already"], true);
    assert_eq!(desk.json(&["verify"])["lawful"], true);
}

/// What is one officer's is no other's, whichever way he comes; and nothing is left of the attempt.
#[test]
fn nobody_does_what_is_anothers() {
    let desk = Desk::open("not-mine");
    desk.ok(&["vault", "key", "tiep-dan.age"]);
    desk.ok(&["vault", "readers", "tiep-dan.age.pub=A", "-k", "chu-tich.pem"]);
    let sealed = "{\"type\":\"petition.received\",\"data\":{\"channel\":\"letter\",\"summary\":\"Đơn\",\"award_related\":true,\
                  \"letters\":1,\"signatories\":1,\"identity\":{\"sealed\":{\"plain\":\"x\"}}}}\n";
    desk.write("don.jsonl", sealed);
    desk.ok(&["import", "don.jsonl", "-k", "van-thu.pem"]);
    let value = desk.json(&["vault", "list"])[0]["sealed"].as_str().unwrap().to_owned();
    desk.ok(&["vault", "erase", &value, "--ground", "Hết hạn", "-k", "van-thu.pem"]);
    // The same person under a second key is the same person.
    desk.enrol("van-thu-2", "Văn thư", &["receptionist"]);
    let confirm = |key: &str| desk.run(&["vault", "erase", &value, "--confirm", "-k", key]);
    for key in ["van-thu.pem", "van-thu-2.pem"] {
        let before = desk.head();
        let output = confirm(key);
        assert_eq!(output.status.code(), Some(2), "{key}: {}", text(&output));
        assert_eq!(desk.head(), before, "{key}");
    }
    let files = || {
        let names = std::fs::read_dir(desk.folder.path()).unwrap().flatten();
        names.map(|entry| entry.file_name()).collect::<std::collections::BTreeSet<_>>()
    };
    let before = files();
    for key in ["van-thu.pem", "ke-toan.pem", "van-thu-2.pem"] {
        for args in [
            &["checkpoint", "rotate", "so.log2.pem", "--reason", "x"][..],
            &["checkpoint", "rotate", "so.log2.pem", "--stolen", "--reason", "x"],
            &["vault", "readers", "tiep-dan.age.pub=B"],
            &["handover", "close", "--document", "x"],
            &["policy", "adopt", "vn-2026-r3"],
            &["key", "leave", "Kế toán", "--reason", "x"],
            &["key", "revoke", "ke-toan.pub", "--cause", "lost", "--reason", "x"],
            &["key", "roles", "Kế toán", "--role", "clerk"],
            &["key", "spare", "du-phong.pem"],
        ] {
            let head = desk.head();
            let output = desk.run(&[args, &["-k", key]].concat());
            assert_eq!(output.status.code(), Some(2), "{args:?} {key}: {}", text(&output));
            assert_eq!(desk.head(), head, "{args:?} {key}");
            assert_eq!(files(), before, "{args:?} {key} left something");
        }
    }
    // An officer's key becomes no log key: whoever holds it would sign heads as well.
    for name in ["pem", "pub"] {
        std::fs::copy(desk.folder.file(&format!("ke-toan.{name}")), desk.folder.file(&format!("so.log2.{name}")))
            .unwrap();
    }
    let head = desk.head();
    let output = desk.run(&["checkpoint", "rotate", "so.log2.pem", "--reason", "x", "-k", "chu-tich.pem"]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    assert_eq!(desk.head(), head);
    assert_eq!(desk.json(&["verify"])["lawful"], true);
}

/// A witness's answer that was changed, made up, repeated or swelled: nothing wrong is kept, and the true one still is.
#[test]
fn a_changed_answer_of_a_witness_is_not_kept() {
    let desk = Desk::open("answers");
    desk.ok(&["key", "new", "thanh-tra.pem"]);
    set_witness(&desk, "");
    desk.write("so.policy", desk.ok(&["checkpoint", "policy"]));
    desk.write("yeu-cau.txt", desk.ok(&["checkpoint", "request", "thanh-tra"]));
    let right = desk.ok(&COSIGN);
    let (name, signature) = right.trim_end().rsplit_once(' ').unwrap();
    let middle = signature.len() / 2;
    let swapped = |at: usize| {
        let mut bytes = signature.as_bytes().to_vec();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        format!("{name} {}\n", String::from_utf8(bytes).unwrap())
    };
    for (what, answer) in [
        ("the signature", swapped(middle)),
        ("the key's id", swapped(1)),
        ("the time", swapped(8)),
        ("the name", right.replace("thanhtra.example/w1", "khac.example/w1")),
        ("a stranger's", right.replace("thanhtra.example/w1 ", "khac.example/w1 A")),
        ("a megabyte", format!("{name} {}\n", "A".repeat(1 << 20))),
        ("nothing", String::new()),
        ("blank lines", "\n\n\n".to_owned()),
        ("no line feed and no end", right.trim_end()[..40].to_owned()),
    ] {
        desk.write("tra-loi.txt", &answer);
        let output = desk.run(&["checkpoint", "add", "tra-loi.txt"]);
        assert!(matches!(output.status.code(), Some(1 | 2)), "{what}: {}", text(&output));
        let verified = desk.json(&["verify"]);
        assert_eq!((&verified["lawful"], &verified["witnessed"]), (&true.into(), &Value::Null), "{what}");
    }
    // Once is as good as a thousand times.
    desk.write("tra-loi.txt", right.repeat(1000));
    desk.run(&["checkpoint", "add", "tra-loi.txt"]);
    desk.write("tra-loi.txt", &right);
    desk.ok(&["checkpoint", "add", "tra-loi.txt"]);
    let verified = desk.json(&["verify"]);
    assert!(verified["lawful"] == true && verified["witnessed"].is_u64(), "{verified}");
}

/// Tables and lines of monstrous shape are refused with their place, and nothing is written.
#[test]
fn monstrous_tables_and_lines_are_refused() {
    let desk = Desk::open("monstrous");
    let before = desk.head();
    let equal = format!("{}\n{}\n", vec!["amount"; 200_000].join(","), vec!["5"; 200_000].join(","));
    let other: Vec<String> = (0..200_000).map(|n| format!("c{n}")).collect();
    let gift = "{\"type\":\"fund.contributed\",\"data\":{\"amount\":5,\"donor\":\"A\",\"voucher\":\"B\"}}";
    for (name, content) in [
        ("cot-bang.csv", equal.into_bytes()),
        ("cot-khac.csv", format!("{}\n1\n", other.join(",")).into_bytes()),
        ("khong.csv", b"amount,donor,voucher\n5,A\0B,C\n".to_vec()),
        ("nhay.csv", format!("amount,donor,voucher\n5,{},C\n", "\"".repeat(99_999)).into_bytes()),
        ("sau.jsonl", format!("{}\n", "[".repeat(100_000)).into_bytes()),
        (
            "sau-2.jsonl",
            gift.replace("\"A\"", &format!("{}1{}", "{\"a\":".repeat(5_000), "}".repeat(5_000))).into_bytes(),
        ),
        ("lon.jsonl", gift.replace(":5", ":1e400").into_bytes()),
        ("am.jsonl", gift.replace(":5", ":-5").into_bytes()),
        ("le.jsonl", gift.replace(":5", ":5.5").into_bytes()),
        ("dai.jsonl", gift.replace("\"A\"", &format!("\"{}\"", "x".repeat(1_000_000))).into_bytes()),
        ("nua.jsonl", gift.as_bytes()[..60].to_vec()),
        ("la.jsonl", b"\xff\xff\xff\n".to_vec()),
    ] {
        desk.write(name, content);
        let output = desk.run(&["import", name, "--type", "fund.contributed", "-k", "ke-toan.pem"]);
        let told = text(&output);
        assert_eq!(output.status.code(), Some(2), "{name}: {told:.500}");
        assert!(told.contains('[') && told.len() < 20_000, "{name}: {} bytes: {told:.500}", told.len());
        assert_eq!(desk.head(), before, "{name}");
    }
}

/// The same ledger gives the same bytes wherever it is read.
#[test]
fn what_comes_of_a_ledger_depends_on_no_clock_zone_or_language_of_the_computer() {
    let desk = Desk::open("zones");
    for _ in 0..3 {
        desk.ok(&GIFT);
    }
    let year = desk::this_year();
    let half = format!("{year}H2");
    let whole = |zone: &str, lang: &str| {
        let mut all = Vec::new();
        for args in [
            &["export"][..],
            &["log"],
            &["quy", "--json"],
            &["report", "half-year", &half],
            &["report", "annual", &year],
            &["receipt", "make", "m6"],
            &["audit", "--sarif"],
        ] {
            let output = desk.command(args).env("TZ", zone).env("LC_ALL", lang).env("LANG", lang).output().unwrap();
            assert!(matches!(output.status.code(), Some(0 | 1)), "{args:?}: {}", text(&output));
            all.extend(output.stdout);
        }
        Hash::of(&all)
    };
    let here = whole("Asia/Ho_Chi_Minh", "vi_VN.UTF-8");
    for (zone, lang) in
        [("Pacific/Kiritimati", "tr_TR.UTF-8"), ("Pacific/Niue", "C"), ("Asia/Kathmandu", "ar_EG.UTF-8"), ("x", "")]
    {
        assert_eq!(whole(zone, lang), here, "{zone} {lang}");
    }
}
