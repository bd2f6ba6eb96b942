//! Any text as a page of the web and as Markdown: what is written from it holds nothing that acts.
#![no_main]

use gongkai_document::article::{HtmlOptions, html, text};
use gongkai_document::web;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|page: &str| {
    for article in [web::read(page), web::markdown(page)].into_iter().flatten() {
        let written = html(&article, &HtmlOptions::default());
        for acts in ["<script", "<style", "<iframe", " onclick", "href=\"javascript"] {
            assert!(!written.contains(acts), "{acts}");
        }
        let _ = text(&article);
    }
});
