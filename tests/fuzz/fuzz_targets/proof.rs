//! A proof reads back as it was written, or not at all.
#![no_main]
use libfuzzer_sys::fuzz_target;
use sovang::log::proof::TlogProof;

fuzz_target!(|data: &[u8]| {
    if let Ok(proof) = TlogProof::parse(data) {
        assert_eq!(proof.to_string().as_bytes(), data);
    }
});
