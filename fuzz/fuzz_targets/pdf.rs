//! A sound PDF around any objects: read, and stripped of what it hides.
#![no_main]

use gongkai_document::{hidden, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let file = gongkai_fuzz::pdf(bytes);
    let _ = read(&file);
    if let Ok(stripped) = hidden::strip(&file) {
        assert!(hidden::inspect(&stripped.bytes).is_ok());
    }
});
