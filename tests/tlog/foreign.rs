//! Large published test data, read from clones of the projects that made it: see fixtures/tlog/README.md. Ignored
//! unless asked for:
//!
//! ```text
//! TLOG_VECTORS=/directory/with/clones cargo test --test tlog foreign -- --ignored
//! ```

use std::path::{Path, PathBuf};

use serde::Deserialize;
use sovang::log::checkpoint::SignedCheckpoint;
use sovang::log::note::{Note, Signer};
use sovang::log::tile::{TilePath, bundle_bytes, check_tiles, parse_bundle, tile_bytes, tiles_of, verify_bundle};
use sovang::log::tree::{Tree, TreeHash, TreeHead, leaf_hash, verify_consistency, verify_growth, verify_inclusion};

fn clone_of(project: &str) -> PathBuf {
    Path::new(&std::env::var("TLOG_VECTORS").expect("TLOG_VECTORS names a directory with clones")).join(project)
}

fn json_files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(json_files(&entry));
        } else {
            found.push(entry);
        }
    }
    found
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Inclusion {
    leaf_idx: u64,
    tree_size: u64,
    root: String,
    leaf_hash: String,
    proof: Option<Vec<String>>,
    want_err: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Consistency {
    size1: u64,
    size2: u64,
    root1: String,
    root2: String,
    proof: Option<Vec<String>>,
    want_err: bool,
}

fn hashes(proof: &Option<Vec<String>>) -> Option<Vec<TreeHash>> {
    proof.iter().flatten().map(|hash| TreeHash::from_base64(hash)).collect()
}

/// Probes whose hashes are not 32 bytes cannot be expressed and count as refused; one of them wants success, for two
/// equal roots of any length.
#[test]
#[ignore = "needs a clone of transparency-dev/merkle"]
fn probes_of_merkle() {
    let testdata = clone_of("merkle").join("testdata");
    let (mut agreed, mut untyped) = (0, 0);
    for file in json_files(&testdata.join("inclusion")) {
        let probe: Inclusion = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        let typed = (TreeHash::from_base64(&probe.root), TreeHash::from_base64(&probe.leaf_hash), hashes(&probe.proof));
        let accepted = if let (Some(root), Some(leaf), Some(proof)) = typed {
            verify_inclusion(&leaf, probe.leaf_idx, &TreeHead { size: probe.tree_size, root }, &proof).is_ok()
        } else {
            untyped += 1;
            false
        };
        assert_eq!(accepted, !probe.want_err, "{}", file.display());
        agreed += 1;
    }
    for file in json_files(&testdata.join("consistency")) {
        let probe: Consistency = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        let typed = (TreeHash::from_base64(&probe.root1), TreeHash::from_base64(&probe.root2), hashes(&probe.proof));
        let accepted = if let (Some(root1), Some(root2), Some(proof)) = typed {
            let (old, new) = (TreeHead { size: probe.size1, root: root1 }, TreeHead { size: probe.size2, root: root2 });
            verify_consistency(&old, &new, &proof).is_ok()
        } else {
            untyped += 1;
            probe.root1 == probe.root2
                && probe.size1 == probe.size2
                && probe.size1 != 0
                && hashes(&probe.proof).unwrap().is_empty()
        };
        assert_eq!(accepted, !probe.want_err, "{}", file.display());
        agreed += 1;
    }
    println!("{agreed} probes agree, {untyped} of them with hashes of another length");
    assert_eq!(agreed, 196);
}

#[test]
#[ignore = "needs a clone of transparency-dev/tessera"]
fn the_log_of_tessera() {
    let log = clone_of("tessera").join("testdata/log");
    let signer =
        Signer::parse("PRIVATE+KEY+example.com/log/testdata+33d7b496+AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg")
            .unwrap();
    let mut last: Option<TreeHead> = None;
    let mut tree = Tree::new();
    for size in 0..=15_u64 {
        let note = std::fs::read(log.join(format!("checkpoint.{size}"))).unwrap();
        let signed = SignedCheckpoint::parse(&note).unwrap();
        let origin = signer.verifier().name().as_str().parse().unwrap();
        let key = [signer.verifier().clone()];
        let (checkpoint, _) = signed.verify(&origin, &key, &[]).unwrap();
        let again = Note::new(checkpoint.text(), vec![signer.sign(&checkpoint.text()).unwrap()]).unwrap();
        assert_eq!(again.to_string().as_bytes(), note);
        let read = |tile: &TilePath| std::fs::read(log.join(tile.to_string())).ok();
        let leaves = check_tiles(&checkpoint.head, read).unwrap();
        for tile in tiles_of(size).filter_map(|tile| tile.entries()) {
            let bytes = read(&tile).unwrap();
            let entries = parse_bundle(&bytes, tile.width()).unwrap();
            verify_bundle(&entries, &leaves).unwrap();
            assert_eq!(bundle_bytes(&entries).unwrap(), bytes);
            tree.append(leaf_hash(entries.last().unwrap()));
        }
        assert_eq!(tree.head(), checkpoint.head);
        if let Some(last) = last {
            let proof = tree.consistency_proof(last.size, size).unwrap_or_default();
            verify_growth(&last, &checkpoint.head, &proof).unwrap();
        }
        last = Some(checkpoint.head);
    }
}

#[test]
#[ignore = "needs a clone of FiloSottile/sunlight"]
fn the_mirror_of_sunlight() {
    let name = "000de184301123b9278c086a7d9f68c9577e83872224c197058fd90784ea9706";
    let mirror = clone_of("sunlight").join("cmd/skylight/testdata/witness/mirror").join(name);
    let signed = SignedCheckpoint::parse(&std::fs::read(mirror.join("checkpoint")).unwrap()).unwrap();
    let head = signed.unverified().head;
    assert_eq!(head.size, 300);
    let leaves = check_tiles(&head, |tile| std::fs::read(mirror.join(tile.to_string())).ok()).unwrap();
    let mut tree = Tree::new();
    tree.extend(leaves);
    for tile in tiles_of(300) {
        let hashes = tile.hashes(|level, n| tree.node(level, n)).unwrap();
        assert_eq!(tile_bytes(&hashes), std::fs::read(mirror.join(tile.to_string())).unwrap());
    }
}

#[derive(Deserialize)]
struct SigsumCase {
    leaf_hash: String,
    leaf_index: u64,
    tree_size: u64,
    root_hash: String,
    inclusion_path: Vec<String>,
}

#[test]
#[ignore = "needs a clone of mullvad/sigsum-rs"]
fn inclusion_cases_of_sigsum() {
    let testdata = clone_of("sigsum-rs").join("src/merkle/testdata");
    for (file, valid) in [("inclusion-valid.json", true), ("inclusion-invalid.json", false)] {
        let cases: Vec<SigsumCase> = serde_json::from_slice(&std::fs::read(testdata.join(file)).unwrap()).unwrap();
        let hash = |text: &str| TreeHash::from_base64(text).unwrap();
        for case in &cases {
            let path: Vec<TreeHash> = case.inclusion_path.iter().map(|text| hash(text)).collect();
            let head = TreeHead { size: case.tree_size, root: hash(&case.root_hash) };
            let accepted = verify_inclusion(&hash(&case.leaf_hash), case.leaf_index, &head, &path).is_ok();
            assert_eq!(accepted, valid, "{} of {}", case.leaf_index, case.tree_size);
        }
        println!("{} cases of {file}", cases.len());
    }
}
