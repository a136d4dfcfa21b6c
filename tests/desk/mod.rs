//! The program as its users run it, in a folder of its own.
#![allow(dead_code, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // each test binary uses its own part

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::office::Folder;

/// The year of the computer's clock in Vietnam.
pub fn this_year() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let now = sovang::values::time::Instant::from_millis(i64::try_from(since.as_millis()).unwrap());
    now.date().year().to_string()
}

pub const PASSPHRASE: &str = "mat-khau-thu";

/// A folder with keys and a ledger, and the program run in it.
pub struct Desk {
    pub folder: Folder,
}

impl Desk {
    /// An empty folder.
    pub fn bare(name: &str) -> Desk {
        Desk { folder: Folder::new(name) }
    }

    /// A folder with a ledger, its officers' keys and a fund.
    pub fn open(name: &str) -> Desk {
        let desk = Desk::bare(name);
        for key in ["chu-tich", "van-thu", "ke-toan"] {
            desk.ok(&["key", "new", &format!("{key}.pem")]);
        }
        desk.ok(&[
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
            "chu-tich.pem",
            "--enrol",
            "clerk,secretary,receptionist,proposer=van-thu.pub:Văn thư",
            "--enrol",
            "accountant=ke-toan.pub:Kế toán",
            "--adopt",
            "vn-2024-r1",
            "--adopt",
            "vn-2025-r2",
            "--adopt",
            "vn-2026-r3",
        ]);
        desk.ok(&["record", "fund.opened", "-d", "opening=0", "-k", "ke-toan.pem"]);
        desk
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

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.folder.file(name), content).unwrap();
    }
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
