//! A checkpoint, a witness's request and a policy read back or not at all, and a witness decides without panic.
#![no_main]
use libfuzzer_sys::fuzz_target;
use sovang::log::checkpoint::SignedCheckpoint;
use sovang::log::tree::TreeHead;
use sovang::log::witness::{AddCheckpoint, KnownLog, decide};
use sovang::log::witness_policy::WitnessPolicy;

fuzz_target!(|data: &[u8]| {
    if let Ok(checkpoint) = SignedCheckpoint::parse(data) {
        assert_eq!(checkpoint.to_string().as_bytes(), data);
    }
    if let Ok(request) = AddCheckpoint::parse(data) {
        assert_eq!(request.to_string().as_bytes(), data);
    }
    let known = |_: &_| Some(KnownLog { keys: Vec::new(), last: TreeHead::EMPTY });
    assert!(decide(data, known).is_err(), "nothing is accepted without a key");
    let _ = WitnessPolicy::parse(data);
});
