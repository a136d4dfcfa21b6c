//! The same answers as other implementations give: `tlog_tiles`, `ct-merkle` and `signed_note`.

use signed_note::{Note as ForeignNote, StandardSigner, StandardVerifier, VerifierList};
use sovang::log::note::Note;
use sovang::log::tree::{TreeHash, leaf_hash, verify_consistency, verify_inclusion};
use tlog_tiles::{Error, Hash, HashReader, prove_record, prove_tree, stored_hashes, tree_hash};

use crate::{TIME, checkpoint_of, entry, log_signer, tree_of};

const SIZE: u64 = 300;

struct Stored(Vec<Hash>);

impl HashReader for Stored {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        Ok(indexes.iter().map(|index| self.0[*index as usize]).collect())
    }
}

fn ours(hashes: Vec<Hash>) -> Vec<TreeHash> {
    hashes.into_iter().map(|hash| TreeHash::from_bytes(hash.0)).collect()
}

#[test]
fn tlog_tiles_makes_the_same_proofs() {
    let tree = tree_of(SIZE);
    let mut stored = Stored(Vec::new());
    for index in 0..SIZE {
        let new = stored_hashes(index, &entry(index), &stored).unwrap();
        stored.0.extend(new);
    }
    for size in 1..=SIZE {
        assert_eq!(tree_hash(size, &stored).unwrap().0, *tree.root_at(size).unwrap().as_bytes());
        for other in 0..size {
            let path = ours(prove_record(size, other, &stored).unwrap());
            assert_eq!(path, tree.inclusion_proof(other, size).unwrap());
            let proof = ours(prove_tree(size, other + 1, &stored).unwrap());
            assert_eq!(proof, tree.consistency_proof(other + 1, size).unwrap());
        }
    }
}

#[test]
fn ct_merkle_makes_the_same_proofs() {
    let tree = tree_of(SIZE);
    let mut foreign = ct_merkle::mem_backed_tree::MemoryBackedTree::<sha2::Sha256, Vec<u8>>::new();
    for size in 1..=SIZE {
        foreign.push(entry(size - 1));
        let head = sovang::log::tree::TreeHead { size, root: tree.root_at(size).unwrap() };
        assert_eq!(foreign.root().as_bytes().as_slice(), head.root.as_bytes());
        for other in 0..size {
            let path = tree.inclusion_proof(other, size).unwrap();
            let theirs = foreign.prove_inclusion(other as usize);
            assert_eq!(theirs.as_bytes(), path.iter().flat_map(TreeHash::as_bytes).copied().collect::<Vec<_>>());
            verify_inclusion(&leaf_hash(&entry(other)), other, &head, &path).unwrap();
            let old = sovang::log::tree::TreeHead { size: other + 1, root: tree.root_at(other + 1).unwrap() };
            let proof = tree.consistency_proof(old.size, size).unwrap();
            let theirs = foreign.prove_consistency((size - old.size) as usize);
            assert_eq!(theirs.as_bytes(), proof.iter().flat_map(TreeHash::as_bytes).copied().collect::<Vec<_>>());
            verify_consistency(&old, &head, &proof).unwrap();
        }
    }
}

#[test]
fn signed_note_reads_and_writes_the_same_notes() {
    let ours = checkpoint_of(&tree_of(20), 20, 0);
    let vkey = log_signer().verifier().to_string();
    let theirs = ForeignNote::from_bytes(ours.to_string().as_bytes()).unwrap();
    let known = VerifierList::new(vec![Box::new(StandardVerifier::new(&vkey).unwrap())]);
    let (verified, unverified) = theirs.verify(&known).unwrap();
    assert_eq!((verified.len(), unverified.len()), (1, 0));

    let private = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    let mut note = ForeignNote::new(format!("at {TIME}\n").as_bytes(), &[]).unwrap();
    note.add_sigs(&[&StandardSigner::new(private).unwrap()]).unwrap();
    let signer = sovang::log::note::Signer::parse(private).unwrap();
    let text = format!("at {TIME}\n");
    let same = Note::new(text.clone(), vec![signer.sign(&text).unwrap()]).unwrap();
    assert_eq!(same.to_string().as_bytes(), note.to_bytes());
}
