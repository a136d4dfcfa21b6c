//! Few keys sign many entries. Where a key has many, its point's multiples are kept, and checking a signature needs
//! 64 additions instead of 253 doublings and some hundred additions. The answers are exactly those of the library's
//! `verify_strict`: `tests/signatures.rs` compares them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, OnceLock, RwLock};

use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::Identity;
use ed25519_dalek::VerifyingKey;
use sha2::{Digest, Sha512};

/// A key's multiples are made after so many signatures: making them costs as much as checking about twenty.
const AFTER: u32 = 24;
/// For so many keys at most, of 640 kB each; further keys are checked without.
const MOST: usize = 48;
/// Keys that are counted.
const COUNTED: usize = 4096;

/// Digits of a scalar to the base 256, from -127 to 128.
const DIGITS: usize = 32;
/// Multiples kept a digit: its sign is taken out.
const HALF: usize = 128;

/// 1 to 128 times 256^i times a point, for each digit i.
struct Multiples(Vec<EdwardsPoint>);

impl Multiples {
    fn of(point: EdwardsPoint) -> Multiples {
        let mut all = Vec::with_capacity(DIGITS * HALF);
        let mut unit = point;
        for _ in 0..DIGITS {
            let mut multiple = unit;
            for _ in 1..HALF {
                all.push(multiple);
                multiple += unit;
            }
            all.push(multiple);
            unit = multiple + multiple;
        }
        Multiples(all)
    }

    /// `sum` and `scalar` times the point. In variable time: nothing here is secret.
    fn add_to(&self, mut sum: EdwardsPoint, scalar: &Scalar) -> Option<EdwardsPoint> {
        let mut carry = 0;
        for (row, byte) in self.0.chunks_exact(HALF).zip(scalar.as_bytes()) {
            let digit = usize::from(*byte) + carry;
            carry = usize::from(digit > HALF);
            match digit {
                0 | 256 => {}
                1..=HALF => sum += row.get(digit - 1)?,
                _ => sum -= row.get(255 - digit)?,
            }
        }
        // A scalar is below 2^253.
        (carry == 0).then_some(sum)
    }
}

static OF_THE_BASE: LazyLock<Multiples> = LazyLock::new(|| Multiples::of(ED25519_BASEPOINT_POINT));

/// A key, how often it was asked about, and what came of it.
struct Known {
    asked: AtomicU32,
    made: OnceLock<Made>,
}

enum Made {
    /// A key under which nothing is valid.
    Unusable,
    /// The multiples of its negated point.
    Multiples(Multiples),
    /// Others have taken all the room.
    Nothing,
}

static KEYS: LazyLock<RwLock<HashMap<[u8; 32], Arc<Known>>>> = LazyLock::new(RwLock::default);
static TAKEN: AtomicUsize = AtomicUsize::new(0);

/// The key among those that are counted, if there is room.
fn known(key: &[u8; 32]) -> Option<Arc<Known>> {
    if let Some(known) = KEYS.read().ok()?.get(key) {
        return Some(Arc::clone(known));
    }
    let mut keys = KEYS.write().ok()?;
    if keys.len() >= COUNTED && !keys.contains_key(key) {
        return None;
    }
    let new = || Arc::new(Known { asked: AtomicU32::new(0), made: OnceLock::new() });
    Some(Arc::clone(keys.entry(*key).or_insert_with(new)))
}

fn make(key: &[u8; 32]) -> Made {
    let point = || {
        VerifyingKey::from_bytes(key).ok().filter(|key| !key.is_weak())?;
        CompressedEdwardsY(*key).decompress()
    };
    match point() {
        None => Made::Unusable,
        Some(_) if TAKEN.fetch_add(1, Ordering::Relaxed) >= MOST => Made::Nothing,
        Some(point) => Made::Multiples(Multiples::of(-point)),
    }
}

/// Whether a signature is valid in the strict sense, if the key has signed enough to have its multiples kept; else it
/// is for the library to say.
pub(super) fn verifies(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> Option<bool> {
    let known = known(key)?;
    if known.asked.load(Ordering::Relaxed) < AFTER {
        known.asked.fetch_add(1, Ordering::Relaxed);
        return None;
    }
    match known.made.get_or_init(|| make(key)) {
        Made::Unusable => Some(false),
        Made::Multiples(negated) => equation(negated, key, message, signature),
        Made::Nothing => None,
    }
}

/// S·B − k·A is R to the byte, so R is canonical; nor is it of small order.
fn equation(negated: &Multiples, key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> Option<bool> {
    let (r, s) = signature.split_first_chunk::<32>()?;
    let Some(s) = Option::<Scalar>::from(Scalar::from_canonical_bytes(s.try_into().ok()?)) else {
        return Some(false);
    };
    let hash = Sha512::new().chain_update(r).chain_update(key).chain_update(message).finalize();
    let k = Scalar::from_bytes_mod_order_wide(&hash.into());
    let sum = OF_THE_BASE.add_to(EdwardsPoint::identity(), &s)?;
    let sum = negated.add_to(sum, &k)?;
    Some(sum.compress().as_bytes() == r && !sum.is_small_order())
}
