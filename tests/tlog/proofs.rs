//! tlog-proof, the compact receipt, base45, and witness policies.

use proptest::prelude::*;
use sovang::log::checkpoint::{Checkpoint, MalformedCheckpoint, UntrustedCheckpoint};
use sovang::log::compact::{MalformedReceipt, NotCompact, from_base45, pack, to_base45, unpack};
use sovang::log::note::{MalformedNote, SignatureType, Signer, Untrusted, VerifierKey};
use sovang::log::proof::{MalformedProof, TlogProof, UnprovenEntry};
use sovang::log::tile::{bundle_bytes, tile_bytes, tiles_of};
use sovang::log::tree::{ProofFault, Tree, TreeHash, TreeHead, inclusion_proof_len, leaf_hash, root_from_inclusion};
use sovang::log::witness_policy::{PolicyFault, WitnessPolicy};

use crate::{
    entry, fixture, flipped, log_keys, log_signer, origin, proof_of, time, to_hex, tree_of, witness_keys,
    witness_signer,
};

#[test]
fn a_proof_verifies_offline_and_nothing_else_does() {
    let tree = tree_of(20);
    let proof = proof_of(&tree, 13, 20, 2);
    let (log, witnesses) = (log_keys(), witness_keys(2));
    let proven = proof.verify(&entry(13), &origin(), &log, &witnesses).unwrap();
    assert_eq!(proven.checkpoint.head, tree.head());
    assert_eq!(proven.signed.len(), 3);
    assert_eq!(TlogProof::parse(proof.to_string().as_bytes()).unwrap(), proof);
    assert!(proof.verify(&entry(12), &origin(), &log, &witnesses).is_err());
    assert!(TlogProof { index: 12, ..proof.clone() }.verify(&entry(13), &origin(), &log, &witnesses).is_err());
    assert!(proof.verify(&entry(13), &origin(), &witness_keys(3), &witnesses).is_err());
    let mut wrong = proof.clone();
    wrong.path[1] = flipped(&wrong.path[1], 77);
    assert!(wrong.verify(&entry(13), &origin(), &log, &witnesses).is_err());
    // Extra data is carried and proves nothing.
    let extra = TlogProof { extra: Some(b"salts".to_vec()), ..proof.clone() };
    assert_eq!(TlogProof::parse(extra.to_string().as_bytes()).unwrap(), extra);
    assert!(extra.verify(&entry(13), &origin(), &log, &witnesses).is_ok());
    // Every changed byte of the file is refused, or makes a signature one of nobody known.
    let text = proof.to_string().into_bytes();
    for at in 0..text.len() {
        let mut changed = text.clone();
        changed[at] ^= 1;
        let Ok(changed) = TlogProof::parse(&changed) else { continue };
        if let Ok(proven) = changed.verify(&entry(13), &origin(), &log, &witnesses) {
            assert!(proven.signed.len() < 3, "byte {at}");
        }
    }
}

#[test]
fn malformed_proofs() {
    let valid = proof_of(&tree_of(3), 1, 3, 1).to_string();
    let checkpoint = &valid[valid.find("\n\n").unwrap() + 2..];
    let parse = |head: &str| TlogProof::parse(format!("{head}\n{checkpoint}").as_bytes());
    let header = "c2sp.org/tlog-proof@v1\n";
    let hash = TreeHash::EMPTY.to_base64();
    assert!(parse(&format!("{header}index 0\n{hash}\n")).is_ok());
    assert!(parse(&format!("{header}extra YQ==\nindex 0\n")).is_ok());
    for (head, fault) in [
        ("wrong-header\nindex 0\n".to_owned(), MalformedProof::Header),
        ("c2sp.org/tlog-proof@v2\nindex 0\n".to_owned(), MalformedProof::Header),
        ("index 0\n".to_owned(), MalformedProof::Header),
        (format!("{header}extra !!notbase64!!\nindex 0\n"), MalformedProof::Extra),
        (format!("{header}extra YR==\nindex 0\n"), MalformedProof::Extra),
        (format!("{header}\n"), MalformedProof::Index),
        (format!("{header}extra YQ==\nextra YQ==\nindex 0\n"), MalformedProof::Index),
        (format!("{header}index notanumber\n"), MalformedProof::Index),
        (format!("{header}index -5\n"), MalformedProof::Index),
        (format!("{header}index +5\n"), MalformedProof::Index),
        (format!("{header}index 05\n"), MalformedProof::Index),
        (format!("{header}index 9223372036854775808\n"), MalformedProof::Index),
        (format!("{header}index 5 \n"), MalformedProof::Index),
        (format!("{header}index 5\r\n"), MalformedProof::Index),
        (format!("{header}index 0\n!!notbase64!!\n"), MalformedProof::Hash),
        (format!("{header}index 0\n{hash}{hash}\n"), MalformedProof::Hash),
        (format!("{header}index 0\n{}\n", "a".repeat(65 * 1024)), MalformedProof::Hash),
        (format!("{header}index 0\n{}", format!("{hash}\n").repeat(64)), MalformedProof::TooLong),
    ] {
        assert_eq!(parse(&head), Err(fault), "{head:.80?}");
    }
    let none = TlogProof::parse(format!("{header}index 0\n{hash}\n").as_bytes());
    assert_eq!(none, Err(MalformedProof::NoCheckpoint));
    let not_one = TlogProof::parse(format!("{header}index 0\n\ncheckpoint\n").as_bytes());
    assert_eq!(not_one, Err(MalformedProof::Checkpoint(MalformedCheckpoint::Note(MalformedNote::NoSignatures))));
}

#[test]
fn the_compact_form_loses_nothing() {
    let tree = tree_of(300);
    let (log, witnesses) = (log_keys(), witness_keys(3));
    for (index, size, count) in [(0, 1, 0), (0, 2, 1), (1, 2, 3), (6, 7, 1), (0, 300, 2), (255, 256, 1), (299, 300, 3)]
    {
        let proof = proof_of(&tree, index, size, count);
        let leaf = leaf_hash(&entry(index));
        let bytes = pack(&proof, &leaf, &origin(), &log, &witnesses).unwrap();
        let again = unpack(&bytes, &leaf, &origin(), &log, &witnesses).unwrap();
        assert_eq!(again.to_string(), proof.to_string());
        assert_eq!(from_base45(&to_base45(&bytes)).unwrap(), bytes);
        // Another leaf gives another root, under which the signature is wrong.
        let other = unpack(&bytes, &leaf_hash(b"other"), &origin(), &log, &witnesses).unwrap();
        assert!(other.verify(b"other", &origin(), &log, &witnesses).is_err());
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let proven = unpack(&changed, &leaf, &origin(), &log, &witnesses)
                .is_ok_and(|proof| proof.verify_leaf(&leaf, &origin(), &log, &witnesses).is_ok());
            assert!(!proven, "byte {at}");
            assert!(unpack(&bytes[..at], &leaf, &origin(), &log, &witnesses).is_err());
        }
        let long = [&bytes[..], &[0]].concat();
        assert_eq!(unpack(&long, &leaf, &origin(), &log, &witnesses), Err(MalformedReceipt::TooLong));
    }
}

#[test]
fn what_the_compact_form_has_no_room_for() {
    let tree = tree_of(9);
    let (log, witnesses) = (log_keys(), witness_keys(2));
    let proof = proof_of(&tree, 4, 9, 2);
    let leaf = leaf_hash(&entry(4));
    let try_pack = |proof: &TlogProof| pack(proof, &leaf, &origin(), &log, &witnesses);
    let extra = TlogProof { extra: Some(vec![]), ..proof.clone() };
    assert_eq!(try_pack(&extra), Err(NotCompact::Extra));
    assert_eq!(try_pack(&TlogProof { index: 5, ..proof.clone() }), Err(NotCompact::Path));
    assert_eq!(pack(&proof, &leaf_hash(b""), &origin(), &log, &witnesses), Err(NotCompact::Path));
    assert_eq!(pack(&proof, &leaf, &origin(), &witnesses, &log), Err(NotCompact::Signatures));
    assert_eq!(pack(&proof, &leaf, &origin(), &log, &witnesses[..1]), Err(NotCompact::Signatures));
    assert_eq!(pack(&proof, &leaf, &"other".parse().unwrap(), &log, &witnesses), Err(NotCompact::OtherOrigin));
    // Witnesses the reader does not know can be left out first.
    let kept = proof.checkpoint.keep(|by| by.id != witnesses[1].id()).unwrap();
    assert!(pack(&TlogProof { checkpoint: kept, ..proof.clone() }, &leaf, &origin(), &log, &witnesses[..1]).is_ok());
    let unknown = unpack(&try_pack(&proof).unwrap(), &leaf, &origin(), &log, &witnesses[..1]);
    assert_eq!(unknown, Err(MalformedReceipt::Key(witnesses[1].id())));
}

#[test]
fn integers_of_a_receipt_have_one_form() {
    let (log, leaf) = (log_keys(), leaf_hash(&entry(0)));
    let bytes = pack(&proof_of(&tree_of(1), 0, 1, 0), &leaf, &origin(), &log, &[]).unwrap();
    assert_eq!(bytes[6..8], [0, 1]);
    let with = |integers: &[u8]| {
        let changed = [&bytes[..6], integers, &bytes[8..]].concat();
        unpack(&changed, &leaf, &origin(), &log, &[])
    };
    assert!(with(&[0, 1]).is_ok());
    assert_eq!(with(&[0x80, 0, 1]), Err(MalformedReceipt::Integer));
    assert_eq!(with(&[0, 0x81, 0]), Err(MalformedReceipt::Integer));
    assert_eq!(with(&[0xff; 20]), Err(MalformedReceipt::Integer));
    assert_eq!(with(&[1, 1]), Err(MalformedReceipt::Index(ProofFault::NoSuchLeaf { index: 1, size: 1 })));
    assert_eq!(with(&[0, 0]), Err(MalformedReceipt::Index(ProofFault::NoSuchLeaf { index: 0, size: 0 })));
    let mut version = bytes.clone();
    version[0] = 2;
    assert_eq!(unpack(&version, &leaf, &origin(), &log, &[]), Err(MalformedReceipt::Version));
}

/// What fits on paper: the log's signature and one witness's, at most 476, 796 and 1,116 bytes.
#[test]
fn a_receipt_fits_its_budget() {
    let (log, witnesses) = (log_keys(), witness_keys(2));
    for (size, depth, budgets) in [
        (1_000_u64, 10, [400, 476, 552]),
        (10_000, 14, [528, 604, 680]),
        (1_000_000, 20, [720, 796, 872]),
        (1_000_000_000, 30, [1040, 1116, 1192]),
    ] {
        for (count, budget) in budgets.into_iter().enumerate() {
            let index = size / 2 - 1;
            let leaf = leaf_hash(&entry(index));
            let path = vec![leaf_hash(b"sibling"); inclusion_proof_len(index, size).unwrap()];
            assert_eq!(path.len(), depth);
            let root = root_from_inclusion(&leaf, index, size, &path).unwrap();
            let checkpoint = Checkpoint { origin: origin(), head: TreeHead { size, root } };
            let signer = log_signer();
            let mut signed = checkpoint.sign(&log[0], |message| signer.sign_raw(message)).unwrap();
            for number in 1..=count as u8 {
                signed = signed.with(witness_signer(number).cosign(&checkpoint.text(), time()).unwrap()).unwrap();
            }
            let proof = TlogProof { extra: None, index, path, checkpoint: signed };
            let bytes = pack(&proof, &leaf, &origin(), &log, &witnesses).unwrap();
            assert!(bytes.len() <= budget, "{} bytes for {size} leaves and {count} witnesses", bytes.len());
        }
    }
}

#[test]
fn base45_as_in_rfc_9285() {
    for (bytes, text) in
        [("AB", "BB8"), ("Hello!!", "%69 VD92EX0"), ("base-45", "UJCLQE7W581"), ("ietf!", "QED8WEX0"), ("", "")]
    {
        assert_eq!(to_base45(bytes.as_bytes()), text);
        assert_eq!(from_base45(text).unwrap(), bytes.as_bytes());
    }
    for wrong in ["GGW", ":::", "::", "A", "BB8A", "bb8", "BB8\n", "ẺẺẺ", "V5"] {
        assert_eq!(from_base45(wrong), None, "{wrong}");
    }
}

proptest! {
    #[test]
    fn base45_round_trips(bytes in proptest::collection::vec(any::<u8>(), 0..300), text in "[0-9A-Z $%*+./:-]{0,60}") {
        prop_assert_eq!(from_base45(&to_base45(&bytes)), Some(bytes));
        if let Some(bytes) = from_base45(&text) {
            prop_assert_eq!(to_base45(&bytes), text);
        }
    }
}

fn policy(text: &str) -> Result<WitnessPolicy, (usize, PolicyFault)> {
    WitnessPolicy::parse(text.as_bytes()).map_err(|fault| (fault.line, fault.fault))
}

/// The example of the specification, with keys.
#[test]
fn a_policy_decides() {
    let keys = witness_keys(6);
    let log = &log_keys()[0];
    let mut text = format!("# xã\n\n log {log} https://sovang.example/xa \n");
    for (name, key) in ["X1", "X2", "X3", "Y1", "Y2", "Y3"].iter().zip(&keys) {
        text += &format!("witness\t{name}  {key}\n");
    }
    text += "group X 2 X1 X2 X3\ngroup Y any Y1 Y2 Y3\ngroup both all X Y\n";
    let two_levels = policy(&format!("{text}quorum both\n")).unwrap();
    assert_eq!((two_levels.logs()[0].key.clone(), two_levels.witnesses().count()), (log.clone(), 6));
    let none = policy(&format!("{text}quorum none\n")).unwrap();
    let one = policy(&format!("{text}quorum Y2\n")).unwrap();
    for cosigned in 0_u8..64 {
        let by =
            |key: &VerifierKey| keys.iter().position(|known| known == key).is_some_and(|at| cosigned >> at & 1 == 1);
        let expected = (cosigned & 0b111).count_ones() >= 2 && cosigned & 0b111_000 != 0;
        assert_eq!(two_levels.is_satisfied(by), expected, "{cosigned:b}");
        assert!(none.is_satisfied(by));
        assert_eq!(one.is_satisfied(by), cosigned & 0b10_000 != 0);
    }
}

#[test]
fn a_policy_judges_a_proof() {
    let (log, keys) = (&log_keys()[0], witness_keys(3));
    let named = format!("log {log}\nwitness a {}\nwitness b {}\nwitness c {}\n", keys[0], keys[1], keys[2]);
    let policy = policy(&format!("{named}group two 2 a b c\nquorum two\n")).unwrap();
    assert!(policy.log_keys(&"sovang.example/other".parse().unwrap()).is_empty());
    let (log, witnesses) = (policy.log_keys(&origin()), policy.witness_keys());
    for count in 0..=3 {
        let proof = proof_of(&tree_of(9), 8, 9, count);
        let proven = proof.verify(&entry(8), &origin(), &log, &witnesses).unwrap();
        assert_eq!(policy.is_satisfied_by(&proven.signed), count >= 2);
    }
    // One witness twice is one witness.
    let proof = proof_of(&tree_of(9), 8, 9, 1);
    let again = proof.checkpoint.note().signatures()[1].clone();
    let doubled = TlogProof { checkpoint: proof.checkpoint.with(again).unwrap(), ..proof_of(&tree_of(9), 8, 9, 1) };
    let proven = doubled.verify(&entry(8), &origin(), &log, &witnesses).unwrap();
    assert_eq!((proven.signed.len(), policy.is_satisfied_by(&proven.signed)), (2, false));
}

#[test]
fn malformed_policies() {
    let key = &witness_keys(2);
    let (w1, w2) = (format!("witness w1 {}\n", key[0]), format!("witness w2 {}\n", key[1]));
    let log = format!("log {}\n", log_keys()[0]);
    assert!(policy("quorum none\n").is_ok());
    // In a file the last line feed may be missing, in what a ledger adopts nothing may.
    assert_eq!(policy("quorum none"), policy("quorum none\n"));
    assert_eq!(WitnessPolicy::adopted(b"quorum none").unwrap_err().fault, PolicyFault::Unterminated);
    assert!(policy(&format!("{w1}quorum w1\n{log}")).is_ok());
    for (text, line, fault) in [
        (String::new(), 1, PolicyFault::NoQuorum),
        (w1.clone(), 2, PolicyFault::NoQuorum),
        ("quorum none\r\n".to_owned(), 1, PolicyFault::ControlCharacter),
        ("quorum none\nquorum none\n".to_owned(), 2, PolicyFault::SecondQuorum),
        ("quorum unknown\n".to_owned(), 1, PolicyFault::UnknownName),
        (format!("quorum w1\n{w1}"), 1, PolicyFault::UnknownName),
        ("quorum\n".to_owned(), 1, PolicyFault::Words),
        ("Quorum none\n".to_owned(), 1, PolicyFault::Keyword),
        (format!("{w1}{w1}"), 2, PolicyFault::DuplicateKey),
        (format!("{log}{log}"), 2, PolicyFault::DuplicateKey),
        (format!("{w1}{}", w2.replace("w2 ", "w1 ")), 2, PolicyFault::DuplicateName),
        (w1.replace("w1 ", "none "), 1, PolicyFault::ReservedName),
        (format!("{w1}group none 1 w1\n"), 2, PolicyFault::ReservedName),
        // One witness in two groups would be counted twice.
        (format!("{w1}group a 1 w1\ngroup b 1 w1\ngroup c 2 a b\nquorum c\n"), 3, PolicyFault::RepeatedMember),
        (format!("{w1}group a 1 w1\ngroup b 2 a w1\nquorum b\n"), 3, PolicyFault::RepeatedMember),
        (format!("{w1}group g 1 none\n"), 2, PolicyFault::UnknownName),
        (format!("{w1}group g 1 g\n"), 2, PolicyFault::UnknownName),
        (format!("{w1}group g 1\n"), 2, PolicyFault::Words),
        (format!("{w1}group g -1 w1\n"), 2, PolicyFault::Threshold),
        (format!("{w1}group g 0 w1\n"), 2, PolicyFault::Threshold),
        (format!("{w1}group g 2 w1\n"), 2, PolicyFault::Threshold),
        (format!("{w1}group g 01 w1\n"), 2, PolicyFault::Threshold),
        (format!("{w1}group g any w1 w1\n"), 2, PolicyFault::RepeatedMember),
        (format!("witness w {}\n", log_keys()[0]), 1, PolicyFault::KeyType),
        (format!("log {}\n", key[0]), 1, PolicyFault::KeyType),
        ("log x\n".to_owned(), 1, PolicyFault::Key(MalformedNote::VerifierKey)),
        (format!("{} url more\n", w1.trim_end()), 1, PolicyFault::Words),
    ] {
        assert_eq!(policy(&text), Err((line, fault)), "{text:?}");
    }
    // Names are octets: two spellings of one letter are two names, and bytes that are no text name too.
    let spelled = format!("{}{}quorum ủ\n", w1.replace("w1 ", "ủ "), w2.replace("w2 ", "u\u{309} "));
    assert!(policy(&spelled).is_ok());
    let raw = [b"witness \xff ", key[0].to_string().as_bytes(), b"\nquorum \xff\n"].concat();
    assert!(WitnessPolicy::parse(&raw).is_ok());
}

/// fixtures/tlog/abc.json, for whoever writes another reader: every format we write, byte for byte, for ever.
#[test]
fn our_own_vector_in_every_format() {
    let vector = fixture("abc.json");
    let text = |name: &str| vector[name].as_str().unwrap();
    let entries: Vec<String> = serde_json::from_value(vector["entries"].clone()).unwrap();
    let mut tree = Tree::new();
    tree.extend(entries.iter().map(|entry| leaf_hash(entry.as_bytes())));
    let (log, witnesses) = (log_keys(), witness_keys(1));
    assert_eq!((log[0].to_string(), witnesses[0].to_string()), (text("log").to_owned(), text("witness").to_owned()));
    let proof = proof_of(&tree, 1, 3, 1);
    assert_eq!(proof.checkpoint.to_string(), text("checkpoint"));
    assert_eq!(proof.to_string(), text("tlog_proof"));
    let leaf = leaf_hash(entries[1].as_bytes());
    let bytes = pack(&proof, &leaf, &origin(), &log, &witnesses).unwrap();
    assert_eq!((to_hex(&bytes).as_str(), to_base45(&bytes).as_str()), (text("compact"), text("base45")));
    let scanned = unpack(&from_base45(text("base45")).unwrap(), &leaf, &origin(), &log, &witnesses).unwrap();
    assert!(scanned.verify(entries[1].as_bytes(), &origin(), &log, &witnesses).is_ok());
    let tile = tiles_of(3).next().unwrap();
    let hashes = tile.hashes(|level, n| tree.node(level, n)).unwrap();
    assert_eq!(to_hex(&tile_bytes(&hashes)), vector["tiles"][tile.to_string()].as_str().unwrap());
    let bundle = tile.entries().unwrap().to_string();
    assert_eq!(to_hex(&bundle_bytes(&entries).unwrap()), vector["tiles"][bundle].as_str().unwrap());
}

/// Key ids are four bytes and no proof: these two seeds give one id under one name.
#[test]
fn two_keys_with_one_id_are_told_apart_or_refused() {
    let signer = |number: u32| {
        let mut seed = [0; 32];
        seed[..4].copy_from_slice(&number.to_be_bytes());
        Signer::from_seed(crate::name("w"), SignatureType::Cosignature, &seed).unwrap()
    };
    let (one, two) = (signer(88_939), signer(106_782));
    assert_eq!(one.verifier().id(), two.verifier().id());
    let (log, both) = (log_keys(), [one.verifier().clone(), two.verifier().clone()]);
    let mut proof = proof_of(&tree_of(4), 2, 4, 0);
    let by_one = one.cosign(proof.checkpoint.note().text(), time()).unwrap();
    proof.checkpoint = proof.checkpoint.with(by_one).unwrap();
    let verify = |witnesses| proof.verify(&entry(2), &origin(), &log, witnesses).map(|proven| proven.signed.len());
    assert_eq!(verify(&both[..1]), Ok(2));
    let refused = |fault| Err(UnprovenEntry::Checkpoint(UntrustedCheckpoint::Signature(fault)));
    let (name, id) = (both[0].name().clone(), both[0].id());
    assert_eq!(verify(&both[1..]), refused(Untrusted::BadSignature { name: name.clone(), id }));
    assert_eq!(verify(&both), refused(Untrusted::AmbiguousKey { name, id }));
    let leaf = leaf_hash(&entry(2));
    assert_eq!(pack(&proof, &leaf, &origin(), &log, &both), Err(NotCompact::Signatures));
    let bytes = pack(&proof, &leaf, &origin(), &log, &both[..1]).unwrap();
    assert_eq!(unpack(&bytes, &leaf, &origin(), &log, &both), Err(MalformedReceipt::Key(id)));
}

#[test]
fn any_and_all_are_names_as_the_specification_has_it() {
    let key = |seed: u8| {
        let public = sovang::values::crypto::SecretKey::from_seed(&[seed; 32]).public();
        let name = format!("w{seed}.example/w").parse().unwrap();
        sovang::log::note::VerifierKey::new(name, sovang::log::note::SignatureType::Cosignature, &public.0).unwrap()
    };
    let text = format!("witness any {}\nwitness all {}\ngroup both all any all\nquorum both\n", key(1), key(2));
    let policy = WitnessPolicy::parse(text.as_bytes()).unwrap();
    assert!(policy.is_satisfied(|_| true) && !policy.is_satisfied(|by| *by == key(1)));
}
