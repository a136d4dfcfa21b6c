//! Every writing command beside every other: two desks do two things to one ledger at the same moment, and one of them may be
//! killed at one of its system calls. Whoever was not killed succeeds; what was acknowledged stands; what comes next is done as
//! if nothing had happened. A seeded choice of pairs; `SOVANG_DESKS=all` tries every one.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test that finds nothing may stop

mod desk;
mod office;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use desk::{COSIGN, Desk, NOMINATE, PASSPHRASE, copy, set_witness, text};
use serde_json::{Value, json};
use sovang::values::crypto::Hash;

/// What a desk may be doing: the command, in which `{n}` is the desk's number, `{word}` what was made ready for it, and `~` a
/// blank; and what is typed.
const WORKS: [(&str, &str); 47] = [
    ("record fund.contributed -d amount=5 -d donor=A -d voucher=B{n} -k ke-toan.pem --json", ""),
    (
        "record petition.received -d channel=letter -d identity=- -d summary=Đơn -d award_related=có -d letters=1 \
         -d signatories=1 -k van-thu.pem --json",
        "Người {n}\n",
    ),
    (
        "record nomination.submitted -d recipient.name=Cá~nhân~{n} -d recipient.kind=individual -d merit=Hiến~đất \
         -d form=commendation_certificate -d reward_type=thematic -d attachments.0.name=Đơn \
         -d attachments.0.blake3=@don-{n}.pdf -k van-thu.pem --json",
        "",
    ),
    ("record ledger.witnesses_set --file chinh-sach.json -k chu-tich.pem --json", ""),
    ("import nhieu.jsonl -k van-thu.pem", ""),
    ("presign fund.contributed -d amount=5 -d donor=A -d voucher=B{n} --out ky-{n}.json -k ke-toan.pem", ""),
    ("append da-ky-{n}.json", ""),
    ("thu --source dong~gop --donor A --on 01/01 --amount 5~triệu --voucher PT{n} -k ke-toan.pem --yes", ""),
    ("thu --source dong~gop --donor A --on 01/01 --amount 5~triệu --voucher PT{n} --prepare --yes", ""),
    ("nhap bang-{n}.csv --yes -k van-thu.pem", ""),
    ("bo-ghi m{undo} --ground ghi~trung --reason Thử -k ke-toan.pem --yes", ""),
    ("du-thao drop 00{page}", ""),
    ("attachment put khac-{n}.pdf", ""),
    ("attachment get {document} ra-{n}.pdf", ""),
    ("publish www", ""),
    ("-l ban.sovang follow www", ""),
    ("backup ban-{n}.sovang", ""),
    ("vault backup kho", ""),
    ("vault restore kho-cu", ""),
    ("vault clean", ""),
    ("vault reseal --identity tiep-dan.age -k van-thu.pem", ""),
    ("vault open {opened} --purpose Thử --identity tiep-dan.age -k van-thu.pem", ""),
    ("vault erase {kept} --ground Hết~hạn -k van-thu.pem", ""),
    ("vault erase {ordered} --confirm -k chu-tich.pem", ""),
    ("vault key doc-{n}.age", ""),
    ("vault readers tiep-dan.age.pub=Tiếp~dân -k chu-tich.pem", ""),
    ("key new moi-{n}.pem", ""),
    ("key join xin-{n}.pem --holder Người~{n} --role clerk", ""),
    ("key enrol cho-{n}.join --code {code} -k chu-tich.pem", ""),
    ("key vouch chung-{n}.join -k ke-toan.pem", ""),
    ("key leave Người~thêm~{n} --reason Thôi -k chu-tich.pem", ""),
    ("key spare du-phong-{n}.pem -k chu-tich.pem", ""),
    ("key passphrase doi-{n}.pem --passphrase-fd 0", "mat-khau-thu\nmat khau moi 2026\n"),
    ("checkpoint sign", ""),
    ("checkpoint anchor --document A --recipient B -k van-thu.pem", ""),
    ("checkpoint request thanhtra.example/w1 --out xin-ky-{n}.txt", ""),
    ("checkpoint add tra-loi.txt", ""),
    ("witness cosign yeu-cau-{n}.txt --name thanhtra.example/w1 --db nc-{n}.db --logs so.policy -k thanh-tra.pem", ""),
    ("bundle make goi-{n}.html", ""),
    ("receipt make m{undo} --out bn-{n}.tlog-proof --qr bn-{n}.png", ""),
    ("report half-year 2026H1 --out bc-{n}.md", ""),
    ("export --out xuat-{n}.jsonl", ""),
    ("-l khac-{n}.sovang init --prepared mo-so-{n}.json -k chu-tich.pem", ""),
    ("recover nodes", ""),
    ("recover heads", ""),
    ("recover from day-du.jsonl", ""),
    ("recover file cuu.db cuu-{n}.sovang", ""),
];

/// The office with everything at hand that four desks need, and the words of each.
struct Ready {
    desk: Desk,
    words: BTreeMap<&'static str, Vec<String>>,
}

impl Ready {
    fn make() -> Ready {
        let desk = Desk::open("desks-ready");
        let petition = json!({
            "channel": "letter", "summary": "Đơn", "award_related": true, "letters": 1, "signatories": 1,
            "identity": { "sealed": { "plain": "Người viết đơn" } },
        });
        let petition = format!("{}\n", json!({ "type": "petition.received", "data": petition }));
        let gift = json!({ "type": "fund.contributed", "data": { "amount": 5, "donor": "A", "voucher": "B" } });
        desk.ok(&["vault", "key", "tiep-dan.age"]);
        desk.ok(&["vault", "readers", "tiep-dan.age.pub=Tiếp dân", "-k", "chu-tich.pem"]);
        desk.write("nhieu.jsonl", petition.repeat(12));
        desk.ok(&["import", "nhieu.jsonl", "-k", "van-thu.pem"]);
        desk.write("nhieu.jsonl", format!("{gift}\n").repeat(4));
        desk.ok(&["import", "nhieu.jsonl", "-k", "ke-toan.pem"]);
        let last = desk.head().unwrap()["seq"].as_u64().unwrap();
        desk.write("nhieu.jsonl", petition.repeat(2));
        let sealed = desk.json(&["vault", "list"]);
        let sealed: Vec<String> =
            sealed.as_array().unwrap().iter().map(|one| one["sealed"].as_str().unwrap().to_owned()).collect();
        for value in &sealed[..4] {
            desk.ok(&["vault", "erase", value, "--ground", "Hết hạn", "-k", "van-thu.pem"]);
        }
        desk.ok(&["key", "new", "thanh-tra.pem"]);
        set_witness(&desk, "");
        let policy = desk.ok(&["checkpoint", "policy"]);
        desk.write("khong-doi.policy", policy.replace("quorum thanh-tra", "quorum none"));
        desk.write("so.policy", policy);
        desk.ok(&["checkpoint", "request", "thanhtra.example/w1", "--out", "yeu-cau.txt"]);
        desk.write("tra-loi.txt", desk.ok(&COSIGN));
        let mut codes = Vec::new();
        for n in 0..4 {
            for name in ["don", "khac"] {
                desk.write(&format!("{name}-{n}.pdf"), format!("{name} {n}").repeat(3000));
            }
            desk.write(
                &format!("bang-{n}.csv"),
                format!("Họ tên;Đối tượng;Thôn;Hình thức;Loại hình;Thành tích\r\nCá nhân 9{n};cá nhân;Thôn 1;Giấy khen;phong trào;Hiến đất\r\n"),
            );
            let (signed, waits) = (format!("da-ky-{n}.json"), format!("cho-{n}.pem"));
            // By somebody who signs nothing else meanwhile, about something new.
            let author = format!("them-{n}");
            desk.enrol(&author, &format!("Người thêm {n}"), &["receptionist"]);
            let come = ["-d", "channel=letter", "-d", "summary=Đơn", "-d", "award_related=có", "-d", "letters=1"];
            let key = format!("{author}.pem");
            let rest = ["-d", "signatories=1", "-k", &key, "--out", &signed];
            desk.ok(&[&["presign", "petition.received"], &come[..], &rest[..]].concat());
            let joined = desk.json(&["key", "join", &waits, "--holder", &format!("Người chờ {n}"), "--role", "clerk"]);
            codes.push(joined["code"].as_str().unwrap().to_owned());
            let twice = |from: &str, to: &str| {
                std::fs::copy(desk.folder.file(from), desk.folder.file(to)).unwrap();
            };
            twice(&format!("cho-{n}.join"), &format!("chung-{n}.join"));
            twice("ke-toan.pem", &format!("doi-{n}.pem"));
            twice("ke-toan.pub", &format!("doi-{n}.pub"));
            twice("yeu-cau.txt", &format!("yeu-cau-{n}.txt"));
            let unit = ["--unit", "UBND xã C", "--parent", "UBND tỉnh B", "--origin", "xa-c.example/so"];
            desk.ok(&[&["init"], &unit[..], &["--prepare", &format!("mo-so-{n}.json")]].concat());
            let amount = format!("{} triệu", n + 1);
            let page = ["thu", "--source", "dong gop", "--donor", "A", "--on", "01/01", "--amount", &amount];
            desk.ok(&[&page[..], &["--voucher", "PT", "--prepare", "--yes"]].concat());
        }
        let kept = ["-d", "attachments.0.name=Đơn", "-d", "attachments.0.blake3=@don-0.pdf", "-k", "van-thu.pem"];
        desk.ok(&[&NOMINATE[..], &kept[..]].concat());
        desk.ok(&["vault", "backup", "kho-cu"]);
        desk.ok(&["publish", "www"]);
        desk.ok(&["export", "--out", "day-du.jsonl"]);
        desk.ok(&["-l", "ban.sovang", "follow", "www"]);
        std::fs::copy(desk.folder.file("ban.sovang"), desk.folder.file("cuu.db")).unwrap();
        let document = Hash::of(std::fs::read(desk.folder.file("don-0.pdf")).unwrap().as_slice()).to_string();
        let of = |values: &[String]| values.to_vec();
        let numbers = |from: u64| (from..from + 4).map(|n| n.to_string()).collect::<Vec<_>>();
        let words = BTreeMap::from([
            ("n", numbers(0)),
            ("undo", numbers(last - 3)),
            ("page", numbers(1)),
            ("document", vec![document; 4]),
            ("ordered", of(&sealed[..4])),
            ("kept", of(&sealed[4..8])),
            ("opened", of(&sealed[8..12])),
            ("code", codes),
        ]);
        Ready { desk, words }
    }

    /// A work as one desk does it.
    fn told(&self, text: &str, desk: usize) -> String {
        self.words.iter().fold(text.to_owned(), |text, (word, of)| text.replace(&format!("{{{word}}}"), &of[desk]))
    }
}

/// The calls at which a desk is killed: those that change something.
const CALLS: &str =
    "pwrite64,write,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,unlinkat,ftruncate,mkdir";

/// Starts a work in a folder; killed at the nth of its calls, if it comes to so many.
fn start(ready: &Ready, folder: &Path, work: usize, desk: usize, killed_at: Option<u64>) -> Child {
    let (args, typed) = WORKS[work];
    let args: Vec<String> = args.split(' ').map(|arg| ready.told(&arg.replace('~', " "), desk)).collect();
    let mut command = match killed_at {
        None => Command::new(env!("CARGO_BIN_EXE_sovang")),
        Some(at) => {
            let mut command = Command::new("strace");
            let inject = format!("inject={CALLS}:signal=KILL:when={at}");
            command.args(["-f", "-o", "/dev/null", "-e", &format!("trace={CALLS}"), "-e", &inject]);
            command.arg(env!("CARGO_BIN_EXE_sovang"));
            command
        }
    };
    command.args(args.iter().filter(|arg| !arg.is_empty())).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.env("SOVANG_STATE", folder.join("state")).env("SOVANG_LEDGER", "so.sovang");
    command.env("SOVANG_PASSPHRASE", PASSPHRASE).env("SOVANG_CLOCK_YEAR", desk::this_year());
    command.env_remove("SOVANG_LANG").env_remove("SOVANG_KEY");
    let mut child = command.spawn().unwrap();
    // Who ends before it reads is no failure here.
    let _ = child.stdin.take().unwrap().write_all(ready.told(typed, desk).as_bytes());
    child
}

/// What two works came to, and what must be so afterwards.
fn pair(ready: &Ready, folder: &Path, works: [usize; 2], killed_at: [Option<u64>; 2]) -> Result<usize, String> {
    copy(ready.desk.folder.path(), folder);
    let (mut acknowledged, mut killed) = (Vec::new(), 0);
    for round in 0..2 {
        // Two desks at once; after them two others do the same, undisturbed.
        let children: Vec<(usize, Option<u64>, Child)> = (0..2)
            .map(|at| {
                let kill = killed_at[at].filter(|_| round == 0);
                (works[at], kill, start(ready, folder, works[at], 2 * round + at, kill))
            })
            .collect();
        for (work, kill, child) in children {
            let output: Output = child.wait_with_output().unwrap();
            let dead = kill.is_some() && output.status.code().is_none();
            killed += usize::from(dead);
            if !dead && !output.status.success() {
                return Err(format!("{} in round {round}: {}", WORKS[work].0, text(&output)));
            }
            if let Ok(answer) = serde_json::from_slice::<Value>(&output.stdout)
                && let (Some(seq), Some(hash)) = (answer["seq"].as_u64(), answer["hash"].as_str())
            {
                acknowledged.push((seq, hash.to_owned()));
            }
        }
    }
    let tried = |args: &[&str]| {
        let mut command = ready.desk.command(args);
        // A copy is looked at by somebody who has seen none.
        let own = args[0] != "verify" || args[1].starts_with("--");
        let state = folder.join(if own { "state" } else { "khong-nho" });
        command.current_dir(folder).env("SOVANG_STATE", state).env("SOVANG_LEDGER", "so.sovang");
        let output = command.output().unwrap();
        output.status.success().then(|| String::from_utf8(output.stdout.clone()).unwrap()).ok_or_else(|| text(&output))
    };
    // What an interrupted erasure left is taken away; so is what an interrupted writer left in each of its folders.
    for last in
        [&["vault", "clean"][..], &["publish", "www"], &["attachment", "put", "khac-0.pdf"], &["checkpoint", "sign"]]
    {
        tried(last).map_err(|said| format!("{last:?}: {said}"))?;
    }
    let verified: Value = serde_json::from_str(&tried(&["verify", "--json", "--identity", "tiep-dan.age"])?).unwrap();
    if verified["lawful"] != true || verified["findings"] != json!([]) {
        return Err(format!("{verified}"));
    }
    let export = tried(&["export"])?;
    let lines: Vec<&str> = export.lines().collect();
    for (seq, hash) in acknowledged {
        let stands = lines.get(usize::try_from(seq).unwrap() - 1).map(|line| Hash::of(line.as_bytes()).to_string());
        if stands.as_ref() != Some(&hash) {
            return Err(format!("entry {seq} was acknowledged and does not stand"));
        }
    }
    // What has a name is whole.
    let before: BTreeSet<PathBuf> = files(ready.desk.folder.path()).into_iter().collect();
    let new = |path: &PathBuf| !before.contains(&ready.desk.folder.path().join(path.strip_prefix(folder).unwrap()));
    for path in files(folder).into_iter().filter(new) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let given = path.to_str().unwrap();
        let checked = match name.rsplit_once('.') {
            Some((_, "sovang")) => tried(&["verify", given]),
            Some((_, "pem")) => tried(&["key", "show", given]),
            Some((_, "html")) => tried(&["bundle", "check", given, "--policy", "khong-doi.policy"]),
            Some((_, "jsonl")) if name.starts_with("xuat") => tried(&["verify", given]),
            _ if name.starts_with(".sovang-") => {
                let beside = path.parent().unwrap().strip_prefix(folder).unwrap();
                let theirs = ["so.vault", "so.files", "www"].iter().any(|of| beside.starts_with(of));
                if theirs { Err(format!("{} is left", path.display())) } else { Ok(String::new()) }
            }
            _ => Ok(String::new()),
        };
        checked.map_err(|said| format!("{name}: {said}"))?;
    }
    Ok(killed)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn whatever_two_desks_do_at_once_nothing_is_lost_and_nothing_blocks() {
    let ready = Ready::make();
    let works = WORKS.len();
    let every: Vec<[usize; 2]> = (0..works).flat_map(|a| (a..works).map(move |b| [a, b])).collect();
    let mut random = std::env::var("SOVANG_DESKS_SEED").map_or(0x9e37_79b9_7f4a_7c15_u64, |seed| seed.parse().unwrap());
    let mut next = |below: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(random >> 33).unwrap() % below
    };
    let pairs: Vec<[usize; 2]> = match std::env::var("SOVANG_DESKS") {
        Ok(all) if all == "all" => every,
        _ => {
            // Each work once, with some other.
            let mut order: Vec<usize> = (0..works).collect();
            (1..works).for_each(|at| order.swap(at, next(at + 1)));
            order.chunks(2).map(|two| [two[0], two[two.len() - 1]]).collect()
        }
    };
    let (mut killed, mut wrong) = (0, Vec::new());
    let folder = ready.desk.folder.path().with_extension("pair");
    for works in &pairs {
        let kill = |next: &mut dyn FnMut(usize) -> usize| u64::try_from(1 + next(30)).unwrap();
        let at = match next(3) {
            0 => [None, None],
            1 => [Some(kill(&mut next)), None],
            _ => [None, Some(kill(&mut next))],
        };
        match pair(&ready, &folder, *works, at) {
            Ok(dead) => killed += dead,
            Err(said) => wrong.push(format!("{} | {} {at:?}: {said}", WORKS[works[0]].0, WORKS[works[1]].0)),
        }
    }
    let _ = std::fs::remove_dir_all(&folder);
    println!("{} pairs, {killed} killed, {} wrong", pairs.len(), wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(killed > pairs.len() / 8, "{killed} of {} killed", pairs.len());
}
