//! A ledger as static files (C2SP tlog-tiles): the small ledger, whose ten entries make partial tiles only. Written as the
//! program publishes it, read by the program and by the second verifier.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use sovang::log::checkpoint::Checkpoint;
use sovang::log::note::{SignatureType, VerifierKey};
use sovang::log::statement::Head;
use sovang::log::tree::{Frontier, Tree, leaf_hash};
use sovang::shell::publication::{Publishing, publish};
use sovang::shell::published::{Publication, walk};
use sovang::shell::reading::Reading;
use sovang::shell::store::sqlite::SqliteStore;
use sovang::shell::store::{Row, Store};
use sovang::values::crypto::Hash;

use crate::folder;
use crate::make::good;
use crate::office::{Folder, log_key};

/// Every file of a publication by its place; the publisher's own lock is none.
fn files(root: &Path, below: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(root.join(below)).into_iter().flatten().flatten() {
        let place = below.join(entry.file_name());
        match entry.path().is_dir() {
            true => found.extend(files(root, &place)),
            false if place.ends_with(".sovang.lock") => {}
            false => drop(found.insert(place, std::fs::read(entry.path()).unwrap())),
        }
    }
    found
}

#[test]
fn a_published_folder_with_partial_tiles_is_read() {
    let (own, lines) = (Folder::new("published-vector"), good());
    let (mut tree, mut nodes, mut frontier) = (Tree::new(), Vec::new(), Frontier::load(0, |_, _| None).unwrap());
    for line in &lines {
        tree.append(leaf_hash(line));
        frontier.append(leaf_hash(line), |node| nodes.push(node));
    }
    let row = |(seq, line): (u64, &Vec<u8>)| Row { seq, hash: Hash::of(line), bytes: line.clone() };
    let rows: Vec<Row> = (1..).zip(&lines).map(row).collect();
    let mut store = SqliteStore::create(&own.file("so.sovang")).unwrap();
    store.append(Head::EMPTY, &rows, &nodes).unwrap();
    let (origin, secret) = ("sovang.example/thu", log_key());
    let key = VerifierKey::new(origin.parse().unwrap(), SignatureType::Ed25519, &secret.public().0).unwrap();
    let checkpoint = Checkpoint { origin: origin.parse().unwrap(), head: tree.head() };
    let checkpoint = checkpoint.sign(&key, |message| secret.sign(message).0).unwrap();
    let publishing = Publishing::begin(&own.file("cong-bo")).unwrap();
    publish(&Reading::new(store, tree.clone()), &tree, &checkpoint, &[], &publishing).unwrap();

    let (made, root) = (files(&own.file("cong-bo"), Path::new("")), folder().join("published/small"));
    assert!(made.keys().any(|place| place.ends_with("tile/entries/000.p/10")), "{:?}", made.keys());
    let expected = json!({ "small": { "authentic": true, "size": lines.len() } });
    if std::env::var_os("SOVANG_BLESS").is_some() {
        let _ = std::fs::remove_dir_all(&root);
        for (place, bytes) in &made {
            std::fs::create_dir_all(root.join(place).parent().unwrap()).unwrap();
            std::fs::write(root.join(place), bytes).unwrap();
        }
        std::fs::write(folder().join("published/expected.json"), format!("{expected:#}\n")).unwrap();
    }
    assert!(files(&root, Path::new("")) == made, "published/small is not as published");
    let (head, outcome) = walk(&Publication::at(root.to_str().unwrap())).unwrap();
    assert!(outcome.authentic() && head.unverified().head == tree.head());

    let second = |folder: &Path| {
        let verifier = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/second_verifier.py");
        Command::new("python3").arg(verifier).args(["--json", "--published"]).arg(folder).output().unwrap()
    };
    let found: Value = serde_json::from_slice(&second(&root).stdout).unwrap();
    let told = json!({ "authentic": found["authentic"], "size": found["checkpoints"][0]["size"] });
    assert_eq!(told, expected["small"], "{found}");
    // A tile that is not that of the entries is not read on.
    let tile = own.file("cong-bo/tile/0/000.p/10");
    let mut bytes = std::fs::read(&tile).unwrap();
    bytes[5] ^= 1;
    std::fs::write(&tile, bytes).unwrap();
    assert_eq!(second(&own.file("cong-bo")).status.code(), Some(2));
    assert!(walk(&Publication::at(own.file("cong-bo").to_str().unwrap())).is_err());
}
