//! Any bytes: told what they are, inspected, stripped.
#![no_main]

use gongkai_document::hidden::{inspect, strip_within};
use gongkai_document::office::Limits;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = gongkai_document::kind(bytes);
    let limits = Limits { total_bytes: 8 * 1024 * 1024, ..Limits::HOUSE };
    if let Ok(stripped) = strip_within(bytes, &limits) {
        // What is given out can be looked at again, and nothing was put into it.
        assert!(inspect(&stripped.bytes).is_ok());
    }
});
