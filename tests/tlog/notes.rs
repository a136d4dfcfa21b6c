//! Notes, keys, checkpoints, cosignatures.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sovang::log::checkpoint::{Checkpoint, MalformedCheckpoint, SignedCheckpoint, UntrustedCheckpoint};
use sovang::log::cosignature::{Timestamp, split};
use sovang::log::note::{
    MalformedNote, Note, SignError, SignatureType, Signer, Untrusted, VerifierKey, parse_signatures,
};
use sovang::log::tree::{Tree, TreeHash, TreeHead, leaf_hash};

use crate::{
    ORIGIN, TIME, checkpoint_of, fixture, log_keys, log_signer, name, origin, time, tree_of, witness_keys,
    witness_signer,
};

fn note(text: &str) -> Result<Note, MalformedNote> {
    Note::parse(text.as_bytes())
}

fn bad(fault: MalformedNote) -> Result<Note, MalformedNote> {
    Err(fault)
}

struct Go {
    text: String,
    peter: String,
    enoch: String,
    keys: Vec<VerifierKey>,
}

fn go() -> (serde_json::Value, Go) {
    let vector = fixture("notes.json");
    let text = |name: &str| vector[name].as_str().unwrap().to_owned();
    let keys = vector["vkeys"].as_array().unwrap().iter().map(|key| key.as_str().unwrap().parse().unwrap()).collect();
    let go = Go { text: text("text"), peter: text("peter"), enoch: text("enoch"), keys };
    (vector, go)
}

#[test]
fn published_keys() {
    let (vector, _) = go();
    for key in [&vector["vkeys"], &vector["good_vkeys"]].iter().flat_map(|keys| keys.as_array().unwrap()) {
        let text = key.as_str().unwrap();
        assert_eq!(text.parse::<VerifierKey>().unwrap().to_string(), text);
    }
    for key in vector["bad_vkeys"].as_array().unwrap() {
        assert!(key.as_str().unwrap().parse::<VerifierKey>().is_err(), "{key}");
    }
    let vkey = vector["vkeys"][0].as_str().unwrap();
    for start in 0..vkey.len() {
        for end in start + 1..=vkey.len() {
            assert!((start, end) == (0, vkey.len()) || vkey[start..end].parse::<VerifierKey>().is_err());
        }
        let mut bytes = vkey.as_bytes().to_vec();
        bytes[start] += 1;
        assert!(String::from_utf8(bytes).unwrap().parse::<VerifierKey>().is_err());
    }
    assert_eq!(vkey.replace("c74f20a3", "C74F20A3").parse::<VerifierKey>(), Err(MalformedNote::KeyIdMismatch));
    let skey = vector["skey"].as_str().unwrap();
    assert_eq!(Signer::parse(skey).unwrap().verifier().to_string(), vkey);
    for start in 0..skey.len() {
        let mut bytes = skey.as_bytes().to_vec();
        bytes[start] += 1;
        assert!(Signer::parse(&String::from_utf8(bytes).unwrap()).is_err());
    }
    // The neutral element: every message has a signature under it.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let refused = VerifierKey::new(name("weak.example"), SignatureType::Ed25519, &neutral);
    assert_eq!(refused, Err(MalformedNote::PublicKey));
}

#[test]
fn published_notes() {
    let (vector, Go { text, peter, enoch, keys }) = go();
    let foo: VerifierKey = vector["foo"]["vkey"].as_str().unwrap().parse().unwrap();
    assert_eq!(note(vector["foo"]["note"].as_str().unwrap()).unwrap().verify([&foo]).unwrap().len(), 1);
    let skey = Signer::parse(vector["skey"].as_str().unwrap()).unwrap();
    assert_eq!(format!("{}\n", skey.sign(&text).unwrap()), peter);
    let both = note(&format!("{text}\n{peter}{enoch}")).unwrap();
    assert_eq!(both.text(), text);
    assert_eq!(both.verify(&keys[..1]).unwrap().len(), 1);
    assert_eq!(both.verify(&keys).unwrap().len(), 2);
    assert_eq!(both.verify([]), Err(Untrusted::NoKnownKey));
    // A key given twice is one key; a signature given twice counts once.
    assert_eq!(note(&format!("{text}\n{peter}{peter}")).unwrap().verify([&keys[0], &keys[0]]).unwrap().len(), 1);
    assert_eq!(note(&format!("{text}\n{}", peter.repeat(101))), bad(MalformedNote::TooManySignatures));
    assert_eq!(note(&format!("{text}\n{}", peter.repeat(100))).unwrap().signatures().len(), 100);
    // The right name with another id, and the right id with another name, are unknown keys.
    let other_id = peter.replace("x08g", "xxxx");
    assert_eq!(note(&format!("{text}\n{other_id}")).unwrap().verify(&keys), Err(Untrusted::NoKnownKey));
    let other_name = peter.replace("PeterNeumann", "CarmenSandiego");
    assert_eq!(note(&format!("{text}\n{other_name}")).unwrap().verify(&keys), Err(Untrusted::NoKnownKey));
    // One wrong signature by a known key spoils all.
    let wrong = format!("{}ABCD{}", &peter[..60], &peter[60..]);
    let spoilt = note(&format!("{text}\n{enoch}{wrong}")).unwrap();
    assert!(matches!(spoilt.verify(&keys), Err(Untrusted::BadSignature { .. })));
    assert_eq!(spoilt.verify(&keys[1..]).unwrap().len(), 1);
}

#[test]
fn malformed_notes() {
    let (_, Go { text, peter, .. }) = go();
    assert_eq!(note(&text), bad(MalformedNote::NoSignatures));
    assert_eq!(note(&format!("{text}\n")), bad(MalformedNote::NoSignatures));
    assert_eq!(note(&format!("{text}\n{}", peter.trim_end())), bad(MalformedNote::NoSignatures));
    assert_eq!(note(&format!("\x01{text}\n{peter}")), bad(MalformedNote::ControlCharacter));
    assert_eq!(note(&format!("{text}\n{peter}").replace('\n', "\r\n")), bad(MalformedNote::ControlCharacter));
    assert_eq!(note(&format!("a\tb\n{text}\n{peter}")), bad(MalformedNote::ControlCharacter));
    assert_eq!(Note::parse(&[b"\xff", text.as_bytes(), b"\n", peter.as_bytes()].concat()), bad(MalformedNote::NotUtf8));
    assert_eq!(Note::parse(&vec![b'a'; 1_000_001]), bad(MalformedNote::TooLarge));
    for line in [
        "— Bad Name x08go/ZJkuBS9UG/SffcvIAQxVBtiFup\n",
        "Unexpected line.\n",
        "— a+b x08go/ZJ\n",
        "— a x08g\n",
        "— a x08goA==\n\n",
        "- a x08go/ZJ\n",
        "— a  x08go/ZJ\n",
        "— a x08go/ZJ \n",
        "— a\u{a0}b x08go/ZJ\n",
        "—  x08go/ZJ\n",
        "— a x08goB==\n",
        "— a x08goA\n",
        "— a x08go_ZJ\n",
    ] {
        assert!(note(&format!("{text}\n{line}")).is_err(), "{line:?}");
        assert!(note(&format!("{text}\n{peter}{line}")).is_err(), "{line:?}");
    }
    // The text ends at the last blank line, and may have others.
    assert_eq!(note(&format!("one\n\n\ntwo\n\n{peter}")).unwrap().text(), "one\n\n\ntwo\n");
    assert!(Note::new("no line feed".to_owned(), parse_signatures(&peter).unwrap()).is_err());
    assert!(Note::new("text\n".to_owned(), vec![]).is_err());
    assert!(parse_signatures("").is_err() && parse_signatures("\n").is_err());
}

#[test]
fn published_cosignatures() {
    let vector = fixture("cosignatures.json");
    for case in vector["notes"].as_array().unwrap() {
        let key: VerifierKey = case["vkey"].as_str().unwrap().parse().unwrap();
        let text = case["note"].as_str().unwrap();
        let checkpoint = SignedCheckpoint::parse(text.as_bytes()).unwrap();
        assert_eq!(checkpoint.to_string(), text);
        let verified = checkpoint.note().verify([&key]).unwrap();
        assert_eq!(verified[0].time.unwrap().seconds(), vector["time"].as_u64().unwrap());
        for (from, to) in [("\n300\n", "\n301\n"), ("AABpVGeA", "AABpVGeB"), ("rome2026", "roma2026")] {
            let tampered = note(&text.replacen(from, to, 1)).unwrap();
            assert!(matches!(tampered.verify([&key]), Err(Untrusted::BadSignature { .. })), "{from}");
        }
    }
    let (vector, _) = go();
    let time = &vector["cosignature_time"];
    let bytes = STANDARD.decode(time["base64"].as_str().unwrap()).unwrap();
    assert_eq!(split(&bytes[4..]).unwrap().0.seconds(), time["time"].as_u64().unwrap());
    assert!(split(&STANDARD.decode(vector["not_a_cosignature"].as_str().unwrap()).unwrap()[4..]).is_none());
    assert!(split(&[0xff; 72]).is_none());
    assert!(Timestamp::from_seconds(1 << 63).is_none());
}

/// Bytes that may never change: log seed 32 × 01, witness seed 32 × 02, leaves a, b, c.
#[test]
fn our_own_vector() {
    let (log, witness) = (log_signer(), witness_signer(1));
    let vkey = |signer: &Signer| signer.verifier().to_string();
    assert_eq!(vkey(&log), "sovang.example/xa+660b4048+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c");
    assert_eq!(vkey(&witness), "thanhtra.example/w1+88db5f2a+BIE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU");
    let mut tree = Tree::new();
    tree.extend([b"a", b"b", b"c"].map(|leaf| leaf_hash(leaf)));
    let expected = "sovang.example/xa
3
NmQuc8JUCrEh46a/lUWwokmCzYMOsT080Z3jzmwCHsE=

— sovang.example/xa ZgtASFJvEWsyCSzYBsiklSLtpUqSfhxueuw7zM9JNvykjW7eh+hnuvlDNC8+MZCT0LXk0F9dhWOewEXW3cxORDDVvwA=
— thanhtra.example/w1 iNtfKgAAAABpVGeAN+F8YtjV0cj47Q//fFIAipsVfgdoKtdbkNxG/1RMhCmUuTomuxRGyTbyRonJcXe8zwLXuoZ9YRyzfJK/21MiCw==
";
    let signed = checkpoint_of(&tree, 3, 1);
    assert_eq!(signed.to_string(), expected);
    let (log, witnesses) = (log_keys(), witness_keys(1));
    let (checkpoint, by) = signed.verify(&origin(), &log, &witnesses).unwrap();
    assert_eq!(checkpoint.head, tree.head());
    assert_eq!(by.iter().filter_map(|by| by.time).map(Timestamp::seconds).collect::<Vec<_>>(), [TIME]);
    let path: Vec<String> = tree.inclusion_proof(1, 3).unwrap().iter().map(TreeHash::to_base64).collect();
    let expected = ["Aippeebat6pa5MPl5F9+l3ESp+Y1k4INvsHsc4ok+Tw=", "WX/LMSgtNGVMIA00GPylcFxkjr8ybsc9jd7xGEH4dtg="];
    assert_eq!(path, expected);
}

#[test]
fn malformed_checkpoints() {
    let root = TreeHash::EMPTY.to_base64();
    let signature = log_signer().sign("whatever\n").unwrap();
    let parse = |text: String| SignedCheckpoint::from_note(Note::new(text, vec![signature.clone()]).unwrap());
    assert!(parse(format!("o\n0\n{root}\n")).is_ok());
    assert!(parse(format!("go.sum database tree\n9223372036854775807\n{root}\n")).is_ok());
    for (text, fault) in [
        (format!("o\n0\n{root}\nextension\n"), MalformedCheckpoint::Extension),
        (format!("o\n0\n{root}\n\n"), MalformedCheckpoint::Extension),
        ("o\n0\n".to_owned(), MalformedCheckpoint::Short),
        (format!("\n0\n{root}\n"), MalformedCheckpoint::Origin),
        (format!("o\n00\n{root}\n"), MalformedCheckpoint::Size),
        (format!("o\n01\n{root}\n"), MalformedCheckpoint::Size),
        (format!("o\n+1\n{root}\n"), MalformedCheckpoint::Size),
        (format!("o\n-1\n{root}\n"), MalformedCheckpoint::Size),
        (format!("o\n\n{root}\n"), MalformedCheckpoint::Size),
        (format!("o\n 1\n{root}\n"), MalformedCheckpoint::Size),
        (format!("o\n٣\n{root}\n"), MalformedCheckpoint::Size),
        (format!("o\n9223372036854775808\n{root}\n"), MalformedCheckpoint::Size),
        (format!("o\n18446744073709551616\n{root}\n"), MalformedCheckpoint::Size),
        (format!("o\n1\n{}\n", &root[..43]), MalformedCheckpoint::Root),
        (format!("o\n1\n{}\n", STANDARD.encode([0; 33])), MalformedCheckpoint::Root),
    ] {
        assert_eq!(parse(text.clone()), Err(fault), "{text:?}");
    }
}

#[test]
fn untrusted_checkpoints() {
    let signed = checkpoint_of(&tree_of(7), 7, 2);
    let (log, witnesses) = (log_keys(), witness_keys(2));
    let other = "sovang.example/huyen".parse().unwrap();
    assert_eq!(signed.verify(&other, &log, &witnesses), Err(UntrustedCheckpoint::OtherOrigin(origin())));
    assert_eq!(signed.verify(&origin(), &[], &witnesses), Err(UntrustedCheckpoint::NoLogKey));
    assert_eq!(signed.verify(&origin(), &[], &[]), Err(UntrustedCheckpoint::Signature(Untrusted::NoKnownKey)));
    let tampered = SignedCheckpoint::parse(signed.to_string().replace("\n7\n", "\n8\n").as_bytes()).unwrap();
    assert!(matches!(tampered.verify(&origin(), &log, &[]), Err(UntrustedCheckpoint::Signature(_))));
    let false_empty = Checkpoint { origin: origin(), head: TreeHead { size: 0, root: leaf_hash(b"") } };
    let false_empty = false_empty.sign(&log[0], |message| log_signer().sign_raw(message)).unwrap();
    assert_eq!(false_empty.verify(&origin(), &log, &[]), Err(UntrustedCheckpoint::EmptyRoot));
    let only_log = signed.keep(|signature| signature.id == log[0].id()).unwrap();
    assert_eq!(only_log, checkpoint_of(&tree_of(7), 7, 0));
    assert!(signed.keep(|_| false).is_err());
}

#[test]
fn keys_sign_only_what_they_are_for() {
    let (log, witness) = (log_signer(), witness_signer(1));
    assert_eq!(witness.sign("text\n"), Err(SignError::WrongType));
    assert_eq!(log.cosign("text\n", time()), Err(SignError::WrongType));
    assert_eq!(witness.cosign("text\n", Timestamp::from_seconds(0).unwrap()), Err(SignError::Time));
    let wrong = log.verifier().sign("text\n", |message| witness.sign_raw(message));
    assert_eq!(wrong, Err(SignError::WrongKey));
    // The type is part of the id: one raw key under two types is two keys.
    let twin = Signer::from_seed(name(ORIGIN), SignatureType::Cosignature, &[1; 32]).unwrap();
    assert_eq!(twin.verifier().public(), log.verifier().public());
    assert_ne!(twin.verifier().id(), log.verifier().id());
}
