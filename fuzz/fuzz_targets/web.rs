//! Any text as a page of the web and as Markdown: what is written from it holds the elements of an article and no others.
#![no_main]

use gongkai_document::article::{HtmlOptions, html, text};
use gongkai_document::web;
use libfuzzer_sys::fuzz_target;

const ELEMENTS: [&str; 27] = [
    "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "div", "table", "thead", "tbody", "tr", "th", "td",
    "a", "br", "img", "strong", "em", "u", "sup", "sub", "section", "b", "i",
];
const ATTRIBUTES: [&str; 15] = [
    "class",
    "href",
    "colspan",
    "rowspan",
    "scope",
    "tabindex",
    "start",
    "value",
    "id",
    "role",
    "src",
    "alt",
    "width",
    "height",
    "aria-label",
];

fuzz_target!(|page: &str| {
    for article in [web::read(page), web::markdown(page)].into_iter().flatten() {
        let written = html(&article, &HtmlOptions::default());
        for tag in written.split('<').skip(1) {
            let tag = tag.split('>').next().unwrap_or_default().trim_start_matches('/');
            // Values stand in quotes, and no quote stands in a value.
            let bare: Vec<&str> = tag.split('"').step_by(2).collect();
            let mut words = bare.iter().flat_map(|part| part.split_whitespace());
            let name = words.next().unwrap_or_default();
            assert!(ELEMENTS.contains(&name), "element {name}");
            for word in words {
                let name = word.trim_end_matches('=');
                assert!(ATTRIBUTES.contains(&name), "attribute {name}");
            }
        }
        assert!(!written.contains("href=\"javascript"));
        let _ = text(&article);
    }
});
