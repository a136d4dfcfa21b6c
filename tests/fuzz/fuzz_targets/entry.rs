//! An entry reads back as it was written; a line of anything is judged without panic.
#![no_main]
use libfuzzer_sys::fuzz_target;
use sovang::domain::walk::{Line, Walk};
use sovang::log::entry::Entry;
use sovang::values::jcs;

fuzz_target!(|data: &[u8]| {
    if let Ok(value) = jcs::parse(data) {
        assert_eq!(jcs::to_bytes(&value), data);
    }
    let _ = Entry::read(data);
    let mut walk = Walk::default();
    for line in data.split(|byte| *byte == b'\n') {
        walk.step(&Line::check(line, false));
    }
    let outcome = walk.finish();
    assert!(outcome.authentic() || !outcome.lawful(), "what is not authentic is never lawful");
});
