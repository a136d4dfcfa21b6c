//! Signatures checked with a key's multiples at hand have exactly the answers of the library's `verify_strict`: over
//! published edge cases, every pairing of odd points, and mutations without end (`SOVANG_SIGNATURES=N` for N of them).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT as B, EIGHT_TORSION};
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use serde_json::Value;
use sha2::{Digest, Sha512};
use sovang::values::crypto::{PublicKey, SecretKey, Signature, random_stream};

/// More than the number of signatures after which a key's multiples are made.
const WARM: usize = 32;

/// Both ways; the key has been asked about often enough before.
fn judged(key: &PublicKey, message: &[u8], signature: &Signature) -> bool {
    for _ in 0..WARM {
        key.verifies(b"", &Signature([0; 64]));
    }
    let (kept, once) = (key.verifies(message, signature), key.verifies_once(message, signature));
    assert_eq!(kept, once, "key {key} message {message:02x?} signature {signature}");
    kept
}

fn bytes(case: &Value, member: &str) -> Vec<u8> {
    let text = case[member].as_str().unwrap();
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect()
}

#[test]
fn published_edge_cases() {
    let cases: Value = serde_json::from_str(include_str!("../fixtures/signatures/speccheck.json")).unwrap();
    let accepted: Vec<usize> = (cases["cases"].as_array().unwrap().iter().enumerate())
        .filter(|(_, case)| {
            let key = PublicKey(bytes(case, "pub_key").try_into().unwrap());
            judged(&key, &bytes(case, "message"), &Signature(bytes(case, "signature").try_into().unwrap()))
        })
        .map(|(number, _)| number)
        .collect();
    // The fourth alone: points of mixed order whose parts cancel, which the strict, cofactorless equation accepts.
    assert_eq!(accepted, [3]);
}

/// The points of small order, in every spelling that a reader might reduce to them.
fn odd_spellings() -> Vec<[u8; 32]> {
    let canonical = EIGHT_TORSION.map(|point| point.compress().0);
    let mut all = canonical.to_vec();
    for mut spelling in canonical {
        spelling[31] ^= 0x80;
        all.push(spelling);
    }
    // y + p, where that is below 2^255.
    for (low, sign) in [(0xed, 0), (0xed, 0x80), (0xee, 0), (0xee, 0x80)] {
        let mut spelling = [0xff; 32];
        (spelling[0], spelling[31]) = (low, 0x7f | sign);
        all.push(spelling);
    }
    all
}

fn k(r: &[u8; 32], a: &[u8; 32], message: &[u8]) -> Scalar {
    Scalar::from_bytes_mod_order_wide(
        &Sha512::new().chain_update(r).chain_update(a).chain_update(message).finalize().into(),
    )
}

#[test]
fn every_pairing_of_odd_points() {
    let (a, r) = (Scalar::from(77_777u64), Scalar::from(55_555u64));
    let mixed = |secret: Scalar| EIGHT_TORSION.map(|odd| (secret * B + odd).compress().0);
    let keys = [odd_spellings(), mixed(a).to_vec()].concat();
    let commitments = [odd_spellings(), mixed(r).to_vec()].concat();
    let (mut yes, mut no) = (0, 0);
    for key in &keys {
        for commitment in &commitments {
            for number in 0..4u8 {
                let message = [number; 3];
                let k = k(commitment, key, &message);
                for s in [r + k * a, r, k * a, Scalar::ZERO] {
                    let signature = Signature([*commitment, s.to_bytes()].concat().try_into().unwrap());
                    match judged(&PublicKey(*key), &message, &signature) {
                        true => yes += 1,
                        false => no += 1,
                    }
                }
            }
        }
    }
    assert!(yes > 20 && no > 1_000, "{yes} {no}");
}

#[test]
fn a_scalar_beyond_the_order_is_refused() {
    let key = SecretKey::from_seed(&[9; 32]);
    let mut signature = key.sign(b"x");
    assert!(judged(&key.public(), b"x", &signature));
    // S + l: the same equation, another spelling.
    let order: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut carry = 0;
    for (byte, add) in signature.0[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        (*byte, carry) = (sum as u8, sum >> 8);
    }
    assert!(!judged(&key.public(), b"x", &signature));
}

#[test]
fn mutations_without_end() {
    let count: u64 = std::env::var("SOVANG_SIGNATURES").ok().map_or(4_000, |n| n.parse().unwrap());
    let mut random = random_stream(&[3; 32]);
    let mut next = || {
        let mut bytes = [0; 8];
        random(&mut bytes);
        u64::from_le_bytes(bytes)
    };
    // A few keys with room for their multiples, one of mixed order among them.
    let secrets: Vec<SecretKey> = (0..6).map(|seed| SecretKey::from_seed(&[seed; 32])).collect();
    let (mut yes, mut no) = (0u64, 0u64);
    for _ in 0..count {
        let secret = &secrets[(next() % 6) as usize];
        let mut message = next().to_le_bytes().to_vec();
        let mut signature = secret.sign(&message);
        let mut key = secret.public();
        match next() % 8 {
            0..=3 => {}
            4 => signature.0[(next() % 64) as usize] ^= 1 << (next() % 8),
            5 => message[(next() % 8) as usize] ^= 1 << (next() % 8),
            6 => key = secrets[(next() % 6) as usize].public(),
            _ => {
                let r: EdwardsPoint = CompressedEdwardsY(signature.0[..32].try_into().unwrap()).decompress().unwrap();
                let odd = (r + EIGHT_TORSION[(next() % 8) as usize]).compress();
                signature.0[..32].copy_from_slice(odd.as_bytes());
            }
        }
        let (kept, once) = (key.verifies(&message, &signature), key.verifies_once(&message, &signature));
        assert_eq!(kept, once, "key {key} message {message:02x?} signature {signature}");
        match kept {
            true => yes += 1,
            false => no += 1,
        }
    }
    println!("{count} cases judged alike: {yes} valid, {no} not");
    assert!(yes > count / 3 && no > count / 4, "{yes} {no}");
}
