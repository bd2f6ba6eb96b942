//! Any bytes as a Word file.
#![no_main]

use gongkai_document::article::{HtmlOptions, html, text};
use gongkai_document::office::Limits;
use gongkai_document::word::read_within;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { total_bytes: 8 * 1024 * 1024, ..Limits::HOUSE };
    if let Ok(article) = read_within(bytes, &limits) {
        let page = html(&article, &HtmlOptions::default());
        assert!(!page.contains("<script"));
        let _ = text(&article);
    }
});
