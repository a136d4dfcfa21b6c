//! What a scanner hands over: base45, compact receipts, compressed entries. Nothing without a key is proved.
#![no_main]
use libfuzzer_sys::fuzz_target;
use sovang::log::compact::{from_base45, head, place, to_base45};
use sovang::log::tree::leaf_hash;
use sovang::shell::receipt::{Keys, Receipt};

fuzz_target!(|data: &[u8]| {
    let _ = (place(data), head(data, &leaf_hash(data)));
    assert_eq!(from_base45(&to_base45(data)).as_deref(), Some(data));
    for text in [format!("SV1:{}", to_base45(data)), format!("SV2:{}", to_base45(data)), String::from_utf8_lossy(data).into_owned()] {
        if let Some(receipt) = Receipt::parse(&text) {
            assert!(receipt.check(None, &Keys::default()).is_err());
            let _ = (receipt.index(), receipt.head());
        }
    }
});
