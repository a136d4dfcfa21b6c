//! What others wrote does nothing to the place where it is shown: no sentence in a value passes for the program's own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod desk;
mod office;

use desk::{Desk, text};

const NOTE: &str = "ủng hộ\n\nĐã chứng minh:\n  · quyết định còn hiệu lực\nHỢP LỆ. Xác thực: có";

#[test]
fn prose_that_imitates_a_verdict_stands_indented_and_marked() {
    let desk = Desk::open("shown");
    let note = format!("note={NOTE}");
    let gift =
        ["record", "fund.contributed", "-d", "amount=5000", "-d", "donor=Cá nhân 1", "-d", "voucher=PT1", "-d", &note];
    let recorded = desk.ok(&[&gift[..], &["-k", "ke-toan.pem"]].concat());
    desk.write("so.policy", desk.ok(&["checkpoint", "policy"]));
    desk.write("bn.tlog-proof", desk.ok(&["receipt", "make", "m6"]));
    let receipt = desk.ok(&["receipt", "check", "bn.tlog-proof", "--policy", "so.policy"]);
    let dry = desk.ok(&[&gift[..], &["-k", "ke-toan.pem", "--dry-run"]].concat());
    for told in [&recorded, &receipt, &dry, &desk.ok(&["show", "m6"]), &desk.ok(&["log"])] {
        let own =
            |line: &str| line.trim_start().starts_with("Đã chứng minh") || line.trim_start().starts_with("HỢP LỆ");
        let count = told.lines().filter(|line| own(line)).count();
        // The receipt's own heading of what it proves is the only one.
        assert_eq!(count, usize::from(told == &receipt), "{told}");
    }
    assert!(receipt.contains("│ Đã chứng minh:") && receipt.contains("│ HỢP LỆ"), "{receipt}");
}

#[test]
fn a_terminal_gets_no_control_of_others_and_a_report_no_markup() {
    let desk = Desk::bare("shown-unit");
    desk.ok(&["key", "new", "ct.pem"]);
    let unit = "UBND <img src=x onerror=alert(1)> [xã A](http://evil.example)";
    let open = ["-l", "so.sovang", "init", "--unit", unit, "--parent", "UBND tỉnh B", "--origin", "xa-a.example/so"];
    desk.ok(&[&open[..], &["-k", "ct.pem", "--holder", "Chủ tịch"]].concat());
    let report = desk.ok(&["report", "half-year", "2026H1"]);
    assert!(!report.contains("<img") && report.contains("\\[xã A\\]") && !report.contains("http://evil"), "{report}");
    // A file of somebody else's: what it is called and what it says reach the terminal as signs to be read.
    for name in ["x\u{1b}[2JHỢP LỆ", "x\u{202e}y", "x\u{9b}31m", "x\u{200b}"] {
        let told = text(&desk.run(&["receipt", "check", name, "--vkey", "a+00000000+AA=="]));
        assert!(!told.contains(['\u{1b}', '\u{202e}', '\u{9b}', '\u{200b}']), "{told:?}");
        let told = text(&desk.run(&["compare", "so.sovang", name]));
        assert!(!told.contains(['\u{1b}', '\u{202e}', '\u{9b}', '\u{200b}']) && told.contains("⟨U+"), "{told:?}");
    }
}

/// What a terminal acts on, or what changes how its neighbours are seen.
const UNSEEN: [char; 6] = ['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}', '\u{200b}', '\u{2066}'];

/// A stranger's file, under a stranger's name, brought to every command that reads one: none of it reaches the terminal as it
/// is, neither as text nor as JSON, whatever of it is repeated.
#[test]
fn a_strangers_file_does_nothing_to_the_terminal_of_any_command_that_reads_it() {
    let desk = Desk::open("shown-strangers");
    desk.ok(&["vault", "key", "tiep-dan.age"]);
    desk.ok(&["key", "new", "thanh-tra.pem"]);
    desk.write("so.policy", desk.ok(&["checkpoint", "policy"]));
    desk.write("bn.tlog-proof", desk.ok(&["receipt", "make", "m5"]));
    let evil = "\u{1b}]0;x\u{7}\u{9b}31m\u{202e}\u{200b}\u{2066}HỢP LỆ";
    let (origin, key) = ("[a](http://evil.example)\u{9b}31m/so", "AAAA");
    let json = serde_json::json!({ "type": evil, "subject": evil, "data": { evil: evil }, "claims": [{ "metric": evil, "value": evil }], evil: evil });
    // The same in the forms that the commands know.
    let contents = [
        evil.to_owned(),
        json.to_string(),
        format!("{{\"prev\":\"{evil}\"}}\n{{\"prev\":1,\"{evil}\":2}}\n"),
        format!("{evil},{evil}\n{evil},{evil}\n"),
        format!("{origin}\n5\n{}\n\n— {origin} {key}\n", "A".repeat(44)),
        format!("log {evil}+00000000+{key}\nwitness {evil} {evil}\nquorum {evil}\n"),
        format!("old 0\n\n{origin}\n5\n{}\n\n— {evil} {key}\n", "A".repeat(44)),
        format!("c2sp.org/tlog-proof@v1\nextra {evil}\nindex 1\n\n{origin}\n5\nAAAA\n\n— {evil} {key}\n"),
        format!(
            "<script>const BUNDLE = /*BUNDLE*/{}</script>",
            serde_json::json!({ "items": [{ "name": evil, "text": evil }], "note": { "vi": evil, "en": evil } })
        ),
    ];
    let commands = [
        "verify {}",
        "compare so.sovang {}",
        "verify so.sovang --against {}",
        "receipt check {} --policy so.policy",
        "receipt check bn.tlog-proof --policy {}",
        "bundle check {} --policy so.policy",
        "checkpoint add {}",
        "recover from {}",
        "recover file {} moi.sovang",
        "-l {} log",
        "-l {} recover nodes",
        "import {} -k ke-toan.pem",
        "import {} --type fund.contributed -k ke-toan.pem",
        "nhap {} -k van-thu.pem --yes",
        "append {}",
        "record fund.contributed --file {} -k ke-toan.pem",
        "record fund.contributed -d amount=5 -d donor={} -d voucher=B -d {}=1 -k ke-toan.pem",
        "policy adopt --file {} -k chu-tich.pem",
        "policy diff {}",
        "reconcile {}",
        "handover verify {}",
        "handover take {} --document A -k chu-tich.pem",
        "-l ban.sovang follow {}",
        "key show {}",
        "key enrol {} --code 1 -k chu-tich.pem",
        "key vouch {} -k chu-tich.pem",
        "key roles {} --role clerk -k chu-tich.pem",
        "key passphrase {}",
        "vault restore {}",
        "vault readers {}=A -k chu-tich.pem",
        "vault open {} --purpose A --identity {} -k van-thu.pem",
        "attachment put {}",
        "attachment get {} {}.pdf",
        "witness cosign {} --name w.example/w --db w.db --logs so.policy -k thanh-tra.pem",
        "witness cosign so.policy --name w.example/w --db w.db --logs {} -k thanh-tra.pem",
        "witness show --db {}",
        "show {}",
        "tim {}",
        "person {}",
        "why {}",
        "report half-year {}",
        "explain {}",
        "schema {}",
        "du-thao drop {}",
        "don {}",
        "bo-ghi {} -k ke-toan.pem",
        "publish {}",
        "{}",
    ];
    let name = format!("la{evil}.x");
    for (n, content) in contents.iter().enumerate() {
        desk.write(&name, content);
        // As people see it, as programs do, in the other language: the next content in the next way.
        for (at, command) in commands.iter().enumerate() {
            let more = [&[][..], &["--json"], &["--lang", "en"]][(n + at) % 3];
            let args: Vec<String> = command.split(' ').map(|arg| arg.replace("{}", &name)).collect();
            let args: Vec<&str> = args.iter().map(String::as_str).chain(more.iter().copied()).collect();
            let output = desk.run(&args);
            let told = text(&output);
            assert!(!told.contains(UNSEEN), "{command} {more:?}: {told:?}");
            assert_ne!(output.status.code(), Some(101), "{command}: {told}");
        }
        let _ = std::fs::remove_file(desk.folder.file("moi.sovang"));
    }
}

/// What may stand in a ledger, and yet would be a formula, a link, markup or a verdict elsewhere: it is none anywhere.
#[test]
fn what_a_ledger_may_hold_is_no_formula_link_or_verdict_anywhere() {
    let desk = Desk::open("shown-values");
    let name = "=HYPERLINK(\"http://evil.example\") <img src=x onerror=a> [bấm](http://evil.example)";
    let prose = "ủng hộ\nHỢP LỆ GIẢ\n| a | b |\n# HỢP LỆ GIẢ";
    let year = desk::this_year();
    let set = |pairs: &[(&str, &str)]| -> Vec<String> {
        pairs.iter().flat_map(|(field, value)| ["-d".to_owned(), format!("{field}={value}")]).collect()
    };
    let record = |kind: &str, key: &str, pairs: &[(&str, &str)]| {
        let set = set(pairs);
        let all: Vec<&str> = ["record", kind, "-k", key].into_iter().chain(set.iter().map(String::as_str)).collect();
        desk.ok(&all);
    };
    record(
        "fund.contributed",
        "ke-toan.pem",
        &[("amount", "5000000"), ("donor", name), ("voucher", name), ("note", prose)],
    );
    record(
        "fund.contributed",
        "ke-toan.pem",
        &[("amount", "5000000"), ("donor", name), ("voucher", name), ("note", prose)],
    );
    record("fund.allocated", "chu-tich.pem", &[("category", "individual"), ("amount", "3000000")]);
    record(
        "petition.received",
        "van-thu.pem",
        &[("channel", "letter"), ("summary", prose), ("award_related", "có"), ("letters", "1"), ("signatories", "1")],
    );
    record(
        "nomination.submitted",
        "van-thu.pem",
        &[
            ("recipient.name", name),
            ("recipient.kind", "individual"),
            ("recipient.unit", name),
            ("form", "commendation_certificate"),
            ("reward_type", "thematic"),
            ("merit", prose),
        ],
    );
    desk.ok(&["hop", "--members", "9", "--present", "8", "--votes", "8", "--yes", "-k", "van-thu.pem"]);
    desk.ok(&["quyet-dinh", "--title", name, "--yes"]);
    desk.ok(&["ky", "--yes", "-k", "chu-tich.pem"]);
    desk.ok(&["phat-hanh", "--number", "03", "--yes", "-k", "van-thu.pem"]);
    desk.ok(&["chi", "--method", "cash", "--voucher", name, "--yes", "-k", "ke-toan.pem"]);
    desk.write("so.policy", desk.ok(&["checkpoint", "policy"]));
    desk.ok(&["bundle", "make", "goi.html"]);
    let last = desk.head().unwrap()["seq"].as_u64().unwrap();
    let mut commands: Vec<Vec<String>> = (1..=last).map(|seq| vec!["show".into(), format!("m{seq}")]).collect();
    for line in [
        "log",
        "desk",
        "list đề~nghị",
        "list quyết~định",
        "list phiếu~chi",
        "list people",
        "tim evil",
        "award",
        "quy",
        "don",
        "due",
        "audit",
        "audit --sarif",
        "show 03",
        "person dn1",
        "replay --at 9",
        "recompute",
        "bundle check goi.html --policy so.policy",
        "key list",
        "policy list",
        "draft list",
        "receipt make 03:1",
    ] {
        commands.push(line.split(' ').map(|word| word.replace('~', " ")).collect());
    }
    for line in [["report", "half-year"], ["report", "annual"], ["why", "spent.total"], ["diff", "5"]] {
        let mut args: Vec<String> = line.iter().map(|word| (*word).to_owned()).collect();
        match line[0] {
            "report" => args.push(if line[1] == "annual" { year.clone() } else { format!("{year}H2") }),
            "why" => args.extend(["--period".into(), year.clone()]),
            _ => args.extend([last.to_string(), "--period".into(), year.clone()]),
        }
        commands.push(args);
    }
    let mut shown = 0;
    for args in &commands {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let output = desk.run(&args);
        let told = text(&output);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{args:?}: {told}");
        shown += usize::from(told.contains("evil") || told.contains("GIẢ"));
        for line in told.lines() {
            let bare = line.trim_start_matches([' ', '#', '|', '·', '-']);
            assert!(!bare.starts_with("HỢP LỆ GIẢ"), "{args:?}: {told}");
        }
        if args[0] == "report" {
            let link = told.replace("\\]", "").contains("](");
            assert!(!told.contains("<img") && !told.contains("http://evil") && !link, "{args:?}: {told}");
        }
        if args.contains(&"--sarif") {
            assert!(!told.contains("[bấm](") || told.contains("\\\\[bấm"), "{told}");
        }
    }
    assert!(shown > 15, "{shown} commands show it");
    let page = std::fs::read_to_string(desk.folder.file("goi.html")).unwrap();
    assert!(!page.contains("<img src=x"), "no markup of others stands in the page");
    // The bundle's script ends where the program's own page ends it.
    assert_eq!(page.matches("</script>").count(), desk.ok(&["page"]).matches("</script>").count());
}
