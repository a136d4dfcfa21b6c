//! What a witness answers.

use sovang::log::checkpoint::{Checkpoint, Origin};
use sovang::log::cosignature::Timestamp;
use sovang::log::note::{Note, SignatureType, VerifierKey, parse_signatures};
use sovang::log::tree::{Tree, TreeHash, TreeHead, leaf_hash};
use sovang::log::witness::{Accepted, AddCheckpoint, KnownLog, MalformedRequest, Refused, decide, response};

use crate::{checkpoint_of, fixture, hex, log_keys, log_signer, name, origin, time, tree_of, witness_signer};

/// A witness with its memory, as a store would keep it.
struct Memory {
    origin: Origin,
    keys: Vec<VerifierKey>,
    last: TreeHead,
}

impl Memory {
    fn new() -> Memory {
        Memory { origin: origin(), keys: log_keys(), last: TreeHead::EMPTY }
    }

    fn ask(&mut self, body: &str) -> Result<Accepted, Refused> {
        let known =
            |asked: &Origin| (*asked == self.origin).then(|| KnownLog { keys: self.keys.clone(), last: self.last });
        let accepted = decide(body.as_bytes(), known)?;
        self.last = accepted.head;
        Ok(accepted)
    }

    fn status(&mut self, body: &str) -> u16 {
        self.ask(body).map_or_else(|refused| refused.status(), |_| 200)
    }
}

#[test]
fn the_published_dialogue() {
    let vector = fixture("witness.json");
    let origin: Origin = vector["origin"].as_str().unwrap().parse().unwrap();
    let public = hex(vector["public_key"].as_str().unwrap()).try_into().unwrap();
    let key = VerifierKey::new(name(origin.as_str()), SignatureType::Ed25519, &public).unwrap();
    let mut witness = Memory { origin, keys: vec![key], last: TreeHead::EMPTY };
    for case in vector["requests"].as_array().unwrap() {
        // Where our base64 is stricter, the status is another one; nothing is cosigned either way.
        let status = case["strict"]["status"].as_u64().or(case["status"].as_u64()).unwrap();
        let body = case["body"].as_str().unwrap();
        let answer = witness.ask(body);
        assert_eq!(
            answer.as_ref().map_or_else(|refused| u64::from(refused.status()), |_| 200),
            status,
            "{}",
            case["name"]
        );
        if let Some(expected) = case["answer"].as_str() {
            let response = answer.unwrap_err().response();
            assert_eq!((response.body.as_str(), response.content_type), (expected, "text/x.tlog.size"));
        } else if status == 200 {
            assert_eq!(AddCheckpoint::parse(body.as_bytes()).unwrap().to_string(), body);
        }
    }
    assert_eq!(witness.last.size, 5);
}

fn request(tree: &Tree, old: u64, new: u64) -> AddCheckpoint {
    let proof = if old == 0 { vec![] } else { tree.consistency_proof(old, new).unwrap() };
    AddCheckpoint { old, proof, checkpoint: checkpoint_of(tree, new, 0) }
}

#[test]
fn a_log_grows() {
    let tree = tree_of(40);
    let mut witness = Memory::new();
    for (old, new) in [(0, 0), (0, 0), (0, 5), (5, 5), (5, 6), (6, 32), (32, 40)] {
        let body = request(&tree, old, new).to_string();
        let accepted = witness.ask(&body).unwrap();
        assert_eq!(accepted.head.size, new);
        let signer = witness_signer(1);
        let cosignature = signer.cosign(accepted.checkpoint.note().text(), time()).unwrap();
        let answer = response(&[cosignature]);
        assert_eq!(answer.status, 200);
        // The log adds the answer to its note, as the specification suggests.
        assert_eq!(parse_signatures(&answer.body).unwrap().len(), 1);
        let note = Note::parse(format!("{}{}", accepted.checkpoint, answer.body).as_bytes()).unwrap();
        assert_eq!(note.verify([signer.verifier()]).unwrap()[0].time, Timestamp::from_seconds(crate::TIME));
    }
}

#[test]
fn every_refusal() {
    let tree = tree_of(20);
    let mut fork = tree_of(6);
    fork.extend((6..20).map(|index| leaf_hash(format!("forged {index}").as_bytes())));
    let mut witness = Memory::new();
    assert_eq!(witness.status(&request(&tree, 0, 7).to_string()), 200);
    let good = request(&tree, 7, 20);
    let text = good.to_string();
    let hash = TreeHash::EMPTY;
    let edit = |edit: &dyn Fn(&mut AddCheckpoint)| {
        let mut request = good.clone();
        edit(&mut request);
        request.to_string()
    };
    let signed = |origin: &str, head: TreeHead| {
        let log = log_signer();
        let checkpoint = Checkpoint { origin: origin.parse().unwrap(), head };
        checkpoint.sign(log.verifier(), |message| log.sign_raw(message)).unwrap()
    };
    let wrong_signature = {
        let mut signature = checkpoint_of(&tree, 20, 0).note().signatures()[0].clone();
        signature.bytes[5] ^= 1;
        format!("old 7\n\n{}\n{signature}\n", checkpoint_of(&tree, 20, 0).note().text())
    };
    for (status, body) in [
        (400, String::new()),
        (400, text.replace("old 7", "old 07")),
        (400, text.replace("old 7", "old -7")),
        (400, text.replace("old 7", "old 18446744073709551616")),
        (400, text.replace("old 7\n", "")),
        (400, text.replace("old 7", "OLD 7")),
        (400, text.replace('\n', "\r\n")),
        (400, text.replacen("\n\n", "\n", 1)),
        (400, edit(&|request| request.proof = vec![hash; 64])),
        (400, text.replace("\n20\n", "\n020\n")),
        (400, format!("old 7\n\n{}extension\n\n— a YWJjZGU=\n", good.checkpoint.note().text())),
        (400, edit(&|request| request.old = 21)),
        (403, wrong_signature),
        (403, format!("old 7\n\n{}\n— a YWJjZGU=\n", good.checkpoint.note().text())),
        (404, edit(&|request| request.checkpoint = signed("sovang.example/other", tree.head()))),
        (409, edit(&|request| request.old = 0)),
        (409, edit(&|request| request.old = 20)),
        (409, request(&tree, 6, 20).to_string()),
        (
            409,
            edit(&|request| {
                (request.old, request.checkpoint) = (0, signed(crate::ORIGIN, TreeHead { size: 0, root: hash }))
            }),
        ),
        (422, edit(&|request| request.proof = vec![])),
        (422, edit(&|request| request.proof = vec![hash; 63])),
        (422, edit(&|request| request.proof.push(hash))),
        (422, edit(&|request| request.proof.swap(0, 1))),
        (422, request(&fork, 7, 20).to_string()),
        (422, request(&fork, 7, 7).to_string()),
    ] {
        assert_eq!(witness.status(&body), status, "{body}");
        assert_eq!(witness.last.size, 7);
    }
    let body = edit(&|request| request.old = 0);
    assert_eq!(witness.ask(&body).unwrap_err().response().body, "7\n");
    assert_eq!(witness.status(&text), 200);
    // From nothing: no proof is due, and the empty tree has one root.
    let mut fresh = Memory::new();
    let mut with_proof = request(&tree, 0, 20);
    with_proof.proof = vec![hash];
    assert_eq!(fresh.status(&with_proof.to_string()), 422);
    let false_empty = AddCheckpoint {
        old: 0,
        proof: vec![],
        checkpoint: signed(crate::ORIGIN, TreeHead { size: 0, root: leaf_hash(b"") }),
    };
    assert_eq!(fresh.status(&false_empty.to_string()), 422);
    assert_eq!(AddCheckpoint::parse(b"\xff"), Err(MalformedRequest::NotUtf8));
}
