//! The rooms import only what lies before them, and each foreign crate of weight is known to one file.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::{Path, PathBuf};

use sovang::log::code::CODES;

const ROOMS: [&str; 6] = ["values", "log", "domain", "reports", "office", "shell"];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
    found
}

/// The source files with their text, by their paths below `src`, without their unit tests.
fn files() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
        (path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned(), code)
    };
    sources(&root).into_iter().map(read).collect()
}

#[test]
fn rooms_import_only_what_lies_before_them() {
    for (path, code) in files() {
        let Some(room) = ROOMS.iter().position(|room| path.starts_with(&format!("{room}/"))) else { continue };
        for later in &ROOMS[room + 1..] {
            assert!(!code.contains(&format!("crate::{later}")), "{path} reaches into {later}");
        }
        if room < 5 {
            for world in
                ["std::fs", "std::io", "std::env", "SystemTime", "getrandom", "rusqlite", "println!", "eprintln!"]
            {
                assert!(!code.contains(world), "{path} touches the world: {world}");
            }
        }
    }
}

/// The floors of `domain`, each standing on those before it. What is not named here is still one file a subject.
const FLOORS: [&str; 5] = ["registers", "refusal", "state", "events", "ledger"];

#[test]
fn floors_of_the_domain_stand_on_those_below() {
    for (path, code) in files() {
        let Some(inside) = path.strip_prefix("domain/") else { continue };
        let on = |floor: &&str| inside.starts_with(&format!("{floor}/")) || inside == format!("{floor}.rs");
        let Some(floor) = FLOORS.iter().position(on) else { continue };
        // What a register refuses is a rule, and stands with the events.
        let above = if floor == 0 { &FLOORS[1..] } else { &FLOORS[floor + 1..] };
        for above in above {
            for named in [format!("domain::{above}"), format!("super::{above}"), format!("{{{above}::")] {
                assert!(!code.contains(&named), "{path} reaches up to {above}");
            }
        }
    }
}

#[test]
fn an_event_stands_in_the_file_of_its_name() {
    for (path, code) in files() {
        for (_, rest) in
            code.match_indices("const NAME: &'static str = \"").map(|(at, found)| code.split_at(at + found.len()))
        {
            let name = rest.split('"').next().unwrap();
            let own = format!("domain/events/{}.rs", name.replace('.', "/"));
            assert_eq!(path, own, "{name} stands elsewhere");
        }
    }
}

/// The codes of the format and what signed bytes begin with are declared in one file each.
#[test]
fn codes_and_prefixes_stand_in_one_place() {
    for (path, code) in files() {
        for (name, _) in CODES.iter().filter(|_| path != "log/code.rs") {
            assert!(!code.contains(&format!("\"{name}\"")), "{path} spells out {name}: log/code.rs has it");
        }
        let begins = path != "log/prefix.rs" && code.contains("b\"sovang/") && path != "shell/join.rs";
        assert!(!begins, "{path} spells out what is signed: log/prefix.rs has it");
    }
}

#[test]
fn foreign_crates_are_known_to_few() {
    for (name, allowed) in [
        ("rusqlite", &["shell/store/", "shell/witness.rs"][..]),
        ("blake3::", &["values/crypto.rs"]),
        ("curve25519_dalek", &["values/crypto/multiples.rs"]),
        ("ed25519_dalek", &["values/crypto.rs", "values/crypto/multiples.rs", "shell/keys/pem.rs", "log/note_key.rs"]),
        ("unicode_normalization", &["values/jcs.rs", "values/jcs/scan.rs", "values/text.rs"]),
        (" age::", &["shell/vault.rs"]),
        ("clap", &["shell/cli/"]),
    ] {
        for (path, code) in files() {
            let known = allowed.iter().any(|allowed| path.starts_with(allowed));
            assert!(known || !code.contains(name), "{path} knows {name}");
        }
    }
}

#[test]
fn files_are_written_in_one_place() {
    let ways = ["File::create", "fs::write", "OpenOptions", "fs::rename", "fs::copy", "hard_link"];
    // SQLite makes its own files, the store only reserves their names; `files.rs` opens for reading only.
    let allowed = ["shell/durable.rs", "shell/store/", "shell/files.rs"];
    for (path, code) in files().iter().filter(|(path, _)| !allowed.iter().any(|room| path.starts_with(room))) {
        for way in ways {
            assert!(!code.contains(way), "{path} writes by {way}, not through shell/durable.rs");
        }
    }
}

#[test]
fn no_secret_lives_in_arguments() {
    for (path, code) in files() {
        // What clap reads may be printed and stays for the whole run; a secret is held by who uses it, and wiped.
        for (at, _) in ["derive(clap::Args", "derive(clap::Subcommand", "derive(clap::Parser"]
            .iter()
            .flat_map(|derive| code.match_indices(derive))
        {
            let declared = code[at..].split("\n}\n").next().unwrap();
            for secret in ["Zeroizing", "SecretKey", "Signer", "RefCell", "SecretString"] {
                assert!(!declared.contains(secret), "{path}: {secret} in\n{declared}");
            }
        }
    }
}

#[test]
fn no_file_is_too_long_to_read() {
    for (path, code) in files() {
        let lines = code.lines().count();
        assert!(lines <= 600, "{path}: {lines} lines");
    }
}
