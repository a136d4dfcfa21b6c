//! A note reads back as it was written, or not at all.
#![no_main]
use libfuzzer_sys::fuzz_target;
use sovang::log::note::Note;

fuzz_target!(|data: &[u8]| {
    if let Ok(note) = Note::parse(data) {
        assert_eq!(note.to_string().as_bytes(), data);
    }
});
