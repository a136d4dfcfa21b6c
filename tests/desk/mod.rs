//! The program as its users run it, in a folder of its own.
#![allow(dead_code, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // each test binary uses its own part

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use serde_json::Value;
use sovang::log::statement::Head;
use sovang::log::tree::{Frontier, leaf_hash};
use sovang::shell::keys::pem;
use sovang::shell::store::sqlite::SqliteStore;
use sovang::shell::store::{Row, Store};
use sovang::values::crypto::{Hash, SecretKey};

use crate::office::Folder;

/// The day of the computer's clock in Vietnam.
pub fn today() -> sovang::values::time::Date {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    sovang::values::time::Instant::from_millis(i64::try_from(since.as_millis()).unwrap()).date()
}

/// Its year.
pub fn this_year() -> String {
    today().year().to_string()
}

pub const PASSPHRASE: &str = "mat-khau-thu";

/// A gift, recorded.
pub const GIFT: [&str; 10] =
    ["record", "fund.contributed", "-d", "amount=5", "-d", "donor=A", "-d", "voucher=B", "-k", "ke-toan.pem"];

/// A nomination; who signs it stands behind.
pub const NOMINATE: [&str; 12] = [
    "record",
    "nomination.submitted",
    "-d",
    "recipient.name=Cá nhân 1",
    "-d",
    "recipient.kind=individual",
    "-d",
    "form=commendation_certificate",
    "-d",
    "reward_type=thematic",
    "-d",
    "merit=Hiến đất",
];

/// A witness's answer to a request in a file.
pub const COSIGN: [&str; 11] = [
    "witness",
    "cosign",
    "yeu-cau.txt",
    "--name",
    "thanhtra.example/w1",
    "--db",
    "w1.db",
    "--logs",
    "so.policy",
    "-k",
    "thanh-tra.pem",
];

/// A folder with keys and a ledger, and the program run in it.
pub struct Desk {
    pub folder: Folder,
}

impl Desk {
    /// An empty folder.
    pub fn bare(name: &str) -> Desk {
        Desk { folder: Folder::new(name) }
    }

    /// Puts a file in the ledger's place, as somebody does who knows no better.
    pub fn replace_ledger(&self, by: &str) {
        for file in ["so.sovang-wal", "so.sovang-shm"] {
            let _ = std::fs::remove_file(self.folder.file(file));
        }
        std::fs::copy(self.folder.file(by), self.folder.file("so.sovang")).unwrap();
    }

    /// A folder with a ledger, its officers' keys and a fund: a copy of one that is made once.
    pub fn open(name: &str) -> Desk {
        static MADE: LazyLock<Vec<Kept>> = LazyLock::new(|| kept(Desk::found().folder.path(), Path::new("")));
        let desk = Desk::bare(name);
        for (path, bytes, permissions) in MADE.iter() {
            let target = desk.folder.file(path.to_str().unwrap());
            std::fs::create_dir_all(target.parent().unwrap()).unwrap();
            std::fs::write(&target, bytes).unwrap();
            std::fs::set_permissions(&target, permissions.clone()).unwrap();
        }
        desk
    }

    /// The same with a ledger of its own, where a test needs two.
    pub fn open_another(name: &str) -> Desk {
        Desk::found_in(Desk::bare(name))
    }

    fn found() -> Desk {
        Desk::found_in(Desk::bare("desk"))
    }

    fn found_in(desk: Desk) -> Desk {
        desk.ok(&["key", "new", "chu-tich.pem"]);
        let clerk = ["clerk", "secretary", "receptionist", "proposer"];
        desk.init("so.sovang", &[("van-thu", "Văn thư", &clerk), ("ke-toan", "Kế toán", &["accountant"])]);
        desk.ok(&["record", "fund.opened", "-d", "opening=0", "-k", "ke-toan.pem"]);
        desk
    }

    /// A ledger that its clerk prepares and its chairman signs, with whoever joins at once.
    pub fn init(&self, ledger: &str, people: &[(&str, &str, &[&str])]) -> String {
        let unit = ["--unit", "UBND xã A", "--parent", "UBND tỉnh B", "--origin", "xa-a.example/so"];
        let prepare = [&["init"], &unit[..], &["--prepare", "mo-so.json"]].concat();
        let id = self.json(&prepare)["ledger"].as_str().unwrap().to_owned();
        let with = people.iter().map(|(file, holder, roles)| self.join(file, holder, roles, &["--of", &id]));
        let with: Vec<String> = with.collect();
        let with = with.iter().flat_map(|with| ["--with", with]);
        let mut args = vec!["-l", ledger, "init", "--prepared", "mo-so.json", "-k", "chu-tich.pem"];
        args.extend(with);
        args.extend(["--adopt", "vn-2024-r1", "--adopt", "vn-2025-r2", "--adopt", "vn-2026-r3"]);
        let said = self.ok(&args);
        let requests = people.iter().map(|(file, ..)| format!("{file}.join"));
        for file in requests.chain(["mo-so.json".to_owned()]) {
            std::fs::remove_file(self.folder.file(&file)).unwrap();
        }
        said
    }

    /// Somebody asks to join with a key of his own: the request and its code.
    fn join(&self, file: &str, holder: &str, roles: &[&str], of: &[&str]) -> String {
        let key = format!("{file}.pem");
        let roles = roles.iter().flat_map(|role| ["--role", role]);
        let join: Vec<&str> = ["key", "join", &key, "--holder", holder].into_iter().chain(roles).collect();
        let code = self.json(&[&join[..], of].concat())["code"].as_str().unwrap().to_owned();
        format!("{file}.join={code}")
    }

    /// Somebody joins a ledger that is there, and the chairman enrols the key by the code that he hears.
    pub fn enrol(&self, file: &str, holder: &str, roles: &[&str]) {
        let joined = self.join(file, holder, roles, &[]);
        let (request, code) = joined.split_once('=').unwrap();
        self.ok(&["key", "enrol", request, "--code", code, "-k", "chu-tich.pem"]);
    }

    /// A ledger's file that holds these lines, as nobody here recorded them: a vector's.
    pub fn store(&self, ledger: &str, lines: &[u8]) {
        let mut store = SqliteStore::create(&self.folder.file(ledger)).unwrap();
        let lines = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let row = |(seq, line): (u64, &[u8])| Row { seq, hash: Hash::of(line), bytes: line.to_vec() };
        let rows: Vec<Row> = (1..).zip(lines).map(row).collect();
        let (mut tree, mut nodes) = (Frontier::load(0, |_, _| None).unwrap(), Vec::new());
        rows.iter().for_each(|row| tree.append(leaf_hash(&row.bytes), |node| nodes.push(node)));
        store.append(Head::EMPTY, &rows, &nodes).unwrap();
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sovang"));
        command.args(args).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env("SOVANG_STATE", self.folder.file("state")).env("SOVANG_PASSPHRASE", PASSPHRASE);
        // The demonstration is of 2024: the clock is right all the same.
        command.env("SOVANG_CLOCK_YEAR", this_year());
        command.env_remove("SOVANG_LEDGER").env_remove("SOVANG_LANG").env_remove("SOVANG_KEY");
        command
    }

    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    pub fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", text(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    pub fn json(&self, args: &[&str]) -> Value {
        let output = self.run(&[args, &["--json"]].concat());
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{args:?}: {error}: {}", text(&output)))
    }

    /// Runs a command that cannot be done, and checks that nothing was written.
    pub fn refused(&self, args: &[&str], code: &str) -> String {
        let before = self.head();
        let output = self.run(args);
        let text = text(&output);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {text}");
        assert!(text.contains(&format!("[{code}]")), "{args:?}: expected {code}: {text}");
        assert_eq!(self.head(), before, "{args:?} wrote something");
        text
    }

    pub fn head(&self) -> Option<Value> {
        self.folder.file("so.sovang").exists().then(|| self.json(&["verify", "so.sovang"])["head"].clone())
    }

    /// The secret half in a key file.
    pub fn secret(&self, name: &str) -> SecretKey {
        let path = self.folder.file(name);
        pem::open(&path, PASSPHRASE).or_else(|_| pem::open_bare(&path)).unwrap()
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.folder.file(name), content).unwrap();
    }
}

/// A folder as it is, in another place.
pub fn copy(from: &Path, to: &Path) {
    let _ = std::fs::remove_dir_all(to);
    assert!(Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap().success());
}

/// A file as it was made: where, what, for whom.
type Kept = (PathBuf, Vec<u8>, std::fs::Permissions);

/// Everything in a folder.
fn kept(folder: &Path, below: &Path) -> Vec<Kept> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder.join(below)).unwrap() {
        let entry = entry.unwrap();
        let (path, meta) = (below.join(entry.file_name()), entry.metadata().unwrap());
        match meta.is_dir() {
            true => all.extend(kept(folder, &path)),
            false => all.push((path, std::fs::read(entry.path()).unwrap(), meta.permissions())),
        }
    }
    all
}

pub fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Names a witness in the ledger's policy.
pub fn set_witness(desk: &Desk, url: &str) {
    let vkey = desk.ok(&["witness", "key", "--name", "thanhtra.example/w1", "-k", "thanh-tra.pem"]);
    let policy = format!("witness thanh-tra {} {url}\nquorum thanh-tra\n", vkey.trim()).replace("  ", " ");
    let policy = policy.replace(" \n", "\n");
    desk.write("chinh-sach.json", serde_json::json!({ "policy": policy, "days": 31 }).to_string());
    desk.ok(&["record", "ledger.witnesses_set", "--file", "chinh-sach.json", "-k", "chu-tich.pem"]);
}

/// Every file that is published; the publisher's own lock is nobody's to follow.
pub fn files_of(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.ends_with(".sovang.lock") {
            continue;
        }
        if path.is_dir() { found.extend(files_of(&path)) } else { found.push(path) }
    }
    found
}
