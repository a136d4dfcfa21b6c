//! The transparency log: published vectors, exhaustive proofs, other implementations as oracles, hostile input.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // these are tests

mod foreign;
mod notes;
mod oracles;
mod parsers;
mod proofs;
mod tiles;
mod tree;
mod witness;

use sovang::log::checkpoint::{Checkpoint, Origin, SignedCheckpoint};
use sovang::log::cosignature::Timestamp;
use sovang::log::note::{KeyName, SignatureType, Signer, VerifierKey};
use sovang::log::proof::TlogProof;
use sovang::log::tree::{Tree, TreeHash, leaf_hash};

const ORIGIN: &str = "sovang.example/xa";
const TIME: u64 = 1_767_139_200;

fn fixture(name: &str) -> serde_json::Value {
    let path = format!("{}/fixtures/tlog/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn entry(index: u64) -> Vec<u8> {
    format!("entry {index}").into_bytes()
}

fn tree_of(size: u64) -> Tree {
    let mut tree = Tree::new();
    tree.extend((0..size).map(|index| leaf_hash(&entry(index))));
    tree
}

fn log_signer() -> Signer {
    Signer::from_seed(name(ORIGIN), SignatureType::Ed25519, &[1; 32]).unwrap()
}

fn witness_signer(number: u8) -> Signer {
    let name = name(&format!("thanhtra.example/w{number}"));
    Signer::from_seed(name, SignatureType::Cosignature, &[number + 1; 32]).unwrap()
}

fn name(text: &str) -> KeyName {
    text.parse().unwrap()
}

fn origin() -> Origin {
    ORIGIN.parse().unwrap()
}

fn time() -> Timestamp {
    Timestamp::from_seconds(TIME).unwrap()
}

/// A checkpoint of the first `size` leaves, signed by the log and by as many witnesses.
fn checkpoint_of(tree: &Tree, size: u64, witnesses: u8) -> SignedCheckpoint {
    let log = log_signer();
    let head = sovang::log::tree::TreeHead { size, root: tree.root_at(size).unwrap() };
    let checkpoint = Checkpoint { origin: origin(), head };
    let mut signed = checkpoint.sign(log.verifier(), |message| log.sign_raw(message)).unwrap();
    for number in 1..=witnesses {
        let cosignature = witness_signer(number).cosign(&checkpoint.text(), time()).unwrap();
        signed = signed.with(cosignature).unwrap();
    }
    signed
}

fn proof_of(tree: &Tree, index: u64, size: u64, witnesses: u8) -> TlogProof {
    let path = tree.inclusion_proof(index, size).unwrap();
    TlogProof { extra: None, index, path, checkpoint: checkpoint_of(tree, size, witnesses) }
}

fn log_keys() -> Vec<VerifierKey> {
    vec![log_signer().verifier().clone()]
}

fn witness_keys(count: u8) -> Vec<VerifierKey> {
    (1..=count).map(|number| witness_signer(number).verifier().clone()).collect()
}

fn flipped(hash: &TreeHash, bit: usize) -> TreeHash {
    let mut bytes = *hash.as_bytes();
    bytes[bit / 8 % 32] ^= 1 << (bit % 8);
    TreeHash::from_bytes(bytes)
}
