//! Policies that read and policies that do not, for `fixtures/vectors/ended/`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest as _, Sha256};
use sovang::log::note::{SignatureType, VerifierKey};
use sovang::log::tree::TreeHash;
use sovang::values::crypto::SecretKey;

use crate::ended::Hand;

/// A policy, and the keys in it.
pub struct Named<'a> {
    pub policy: &'a str,
    pub old: &'a VerifierKey,
    pub new: &'a VerifierKey,
    pub stolen: &'a VerifierKey,
    pub witness: &'a VerifierKey,
}

/// Policies by their names.
type Policies = Vec<(&'static str, String)>;

/// The id of a key of whatever kind, in base64.
fn id_of(name: &str, key: &str) -> String {
    let bytes = [name.as_bytes(), b"\n", &BASE64.decode(key).unwrap()].concat();
    Sha256::digest(bytes)[..4].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Any number of witnesses.
fn many(n: u16) -> VerifierKey {
    let [high, low] = n.to_be_bytes();
    let mut seed = [77; 32];
    (seed[0], seed[1]) = (high, low);
    Hand::new(&format!("w{n}.example/w"), SignatureType::Cosignature, SecretKey::from_seed(&seed)).key
}

impl Named<'_> {
    /// Good and bad ones.
    pub fn policies(&self, root: TreeHash) -> (Policies, Policies) {
        let Named { policy, old, new, stolen, witness: one } = self;
        let policy = policy.to_string();
        // Lines of #sovang, and where they have no place.
        let without = |line: &str| -> String {
            policy.lines().filter(|other| !other.starts_with(line)).map(|l| format!("{l}\n")).collect()
        };
        let good = vec![
            ("whole", policy.clone()),
            ("no-heads", without("#sovang head")),
            ("other-comments", format!("{policy}#sovang-khac gì cũng được\n# sovang stolen\n")),
            ("not-ended", without("#sovang")),
            ("no-last-line-feed", without("# ").trim_end().to_owned()),
        ];
        let later = BASE64.encode([&[6u8][..], &[7; 1312]].concat());
        // y is three more than the prime: a second spelling of the point whose y is 3.
        let spelt_again = BASE64.encode([&[1u8, 0xf0][..], &[0xff; 30], &[0x7f]].concat());
        let bad = vec![
            ("sovang-line", format!("{policy}#sovang\n")),
            ("unknown-word", format!("{policy}#sovang mất {old}\n")),
            ("until-of-none", without("log")),
            ("until-before-its-log", format!("log {new}\n#sovang until {} 5\nlog {old}\nquorum none\n", old.id())),
            ("until-twice", format!("{policy}#sovang until {} 6\n", old.id())),
            ("until-no-size", format!("log {old}\nquorum none\n#sovang until {} 05\n", old.id())),
            ("stolen-is-a-log", format!("{policy}#sovang stolen {new}\n")),
            ("log-is-stolen", format!("{policy}log {stolen}\n")),
            ("stolen-is-a-witness", format!("{policy}#sovang stolen {one}\n")),
            ("head-no-root", format!("{policy}#sovang head 9\n")),
            ("head-three", format!("{policy}#sovang head 9 {root} {root}\n")),
            ("one-witness-twice", policy.replace("quorum none", "group a 1 w1\ngroup b 1 w1\ngroup c 2 a b\nquorum c")),
            ("reserved-name", policy.replace("quorum none", "group none 1 w1\nquorum none")),
            ("threshold", policy.replace("quorum none", "group a 2 w1\nquorum a")),
            ("unknown-member", policy.replace("quorum none", "group a 1 w2\nquorum a")),
            ("two-quorums", policy.replace("quorum none", "quorum none\nquorum w1")),
            ("no-quorum", policy.replace("quorum none\n", "")),
            ("no-such-keyword", format!("{policy}witnesses\n")),
            ("control-character-in-comment", format!("{policy}# a\u{1}\n")),
            (
                "unsupported-type",
                format!("{policy}witness w2 w.example/pq+{}+{later}\n", id_of("w.example/pq", &later)),
            ),
            ("weak-key", format!("{policy}log x.example/y+{}+{spelt_again}\n", id_of("x.example/y", &spelt_again))),
            ("too-many-groups", (0..256).fold(policy, |text, n| format!("{text}witness x{n} {}\n", many(n)))),
        ];
        (good, bad)
    }
}
