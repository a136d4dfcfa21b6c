//! No input makes a reader panic, and what a reader takes is printed again byte for byte.

use proptest::prelude::*;
use sovang::log::checkpoint::SignedCheckpoint;
use sovang::log::compact::{pack, unpack};
use sovang::log::note::{Note, Signer, VerifierKey};
use sovang::log::proof::TlogProof;
use sovang::log::tile::{TilePath, bundle_bytes, parse_bundle};
use sovang::log::tree::leaf_hash;
use sovang::log::witness::AddCheckpoint;
use sovang::log::witness_policy::WitnessPolicy;

use crate::{checkpoint_of, entry, log_keys, log_signer, origin, proof_of, tree_of, witness_keys};

/// Every reader takes these bytes or not, and prints what it took.
fn canonical(bytes: &[u8]) {
    fn same<T: ToString, E>(bytes: &[u8], read: Result<T, E>) {
        if let Ok(read) = read {
            assert_eq!(String::from_utf8_lossy(bytes), read.to_string());
        }
    }
    // We may be stricter than others, never laxer: what we read as a note, `signed_note` reads too.
    if Note::parse(bytes).is_ok() {
        assert!(signed_note::Note::from_bytes(bytes).is_ok());
    }
    same(bytes, Note::parse(bytes));
    same(bytes, SignedCheckpoint::parse(bytes));
    same(bytes, TlogProof::parse(bytes));
    same(bytes, AddCheckpoint::parse(bytes));
    let _ = WitnessPolicy::parse(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        same(bytes, text.parse::<VerifierKey>());
        same(bytes, text.parse::<TilePath>());
        let _ = Signer::parse(text);
    }
    for width in 0..4 {
        if let Ok(entries) = parse_bundle(bytes, width) {
            assert_eq!(bundle_bytes(&entries).unwrap(), bytes);
        }
    }
    let (leaf, log, witnesses) = (leaf_hash(b""), log_keys(), witness_keys(2));
    if let Ok(proof) = unpack(bytes, &leaf, &origin(), &log, &witnesses) {
        assert_eq!(pack(&proof, &leaf, &origin(), &log, &witnesses).unwrap(), bytes);
    }
}

/// One valid input of each kind.
fn seeds() -> Vec<Vec<u8>> {
    let tree = tree_of(11);
    let proof = proof_of(&tree, 4, 11, 2);
    let request = AddCheckpoint {
        old: 5,
        proof: tree.consistency_proof(5, 11).unwrap(),
        checkpoint: checkpoint_of(&tree, 11, 1),
    };
    let compact = pack(&proof, &leaf_hash(&entry(4)), &origin(), &log_keys(), &witness_keys(2)).unwrap();
    let policy = format!("log {}\nwitness w {}\ngroup g 1 w\nquorum g\n", log_keys()[0], witness_keys(1)[0]);
    let extra = TlogProof { extra: Some(vec![1, 2, 3]), ..proof.clone() };
    let texts = [proof.to_string(), extra.to_string(), request.to_string(), policy];
    let more =
        ["tile/0/x001/x234/067.p/17".to_owned(), log_signer().verifier().to_string(), proof.checkpoint.to_string()];
    texts.into_iter().chain(more).map(String::into_bytes).chain([compact, vec![0, 1, b'a', 0, 0]]).collect()
}

#[test]
fn seeds_are_valid() {
    seeds().iter().for_each(|seed| canonical(seed));
    assert!(TlogProof::parse(&seeds()[0]).is_ok() && TlogProof::parse(&seeds()[1]).is_ok());
    assert!(AddCheckpoint::parse(&seeds()[2]).is_ok() && WitnessPolicy::parse(&seeds()[3]).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        canonical(&bytes);
    }

    #[test]
    fn any_path(path in "(tile/)?([0-9]{1,2}|entries)/(x?[0-9]{3}/){0,8}x?[0-9]{2,4}(\\.p/[0-9]{0,4})?") {
        canonical(path.as_bytes());
    }

    #[test]
    fn mangled(
        seed in proptest::sample::select(seeds()),
        at in any::<proptest::sample::Index>(),
        kind in 0..5,
        byte in prop_oneof![any::<u8>(), proptest::sample::select(b"\n\r \t0+-=/x\xe2".to_vec())],
    ) {
        let mut bytes = seed;
        let at = at.index(bytes.len());
        match kind {
            0 => bytes[at] = byte,
            1 => bytes.insert(at, byte),
            2 => drop(bytes.remove(at)),
            3 => bytes.truncate(at),
            _ => bytes.extend_from_within(at..),
        }
        canonical(&bytes);
    }
}
