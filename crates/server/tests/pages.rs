//! What the example pages say, as somebody hears them who does not see them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::fmt::Write as _;
use std::sync::Arc;

use gongkai_server::portal::examples;
use gongkai_server::site::View;
use scraper::{ElementRef, Html, Selector};

/// The page below `main` as an outline: headings, links, terms and cells, one a line.
fn outline(html: &str) -> String {
    let document = Html::parse_document(html);
    let main = Selector::parse("main").unwrap();
    let mut text = String::new();
    walk(document.select(&main).next().unwrap(), &mut text);
    text
}

fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn walk(element: ElementRef<'_>, text: &mut String) {
    for child in element.children() {
        if let Some(inner) = ElementRef::wrap(child) {
            say(inner, text);
        } else if let Some(plain) = child.value().as_text() {
            let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
            if !plain.is_empty() {
                let _ = writeln!(text, "{plain}");
            }
        }
    }
}

fn say(element: ElementRef<'_>, text: &mut String) {
    let attribute = |name| element.value().attr(name);
    if attribute("aria-hidden") == Some("true") {
        return;
    }
    match element.value().name() {
        "svg" => {
            let _ = writeln!(text, "[图 {}]", attribute("aria-labelledby").unwrap_or_default());
        }
        name @ ("h1" | "h2" | "h3") => {
            let _ = writeln!(text, "\n{name} {}", words(element));
        }
        "a" => {
            let current = attribute("aria-current").map(|_| "（当前）").unwrap_or_default();
            let name = attribute("aria-label").map_or_else(|| words(element), str::to_owned);
            let _ = writeln!(text, "→ {name}{current} {}", attribute("href").unwrap_or_default());
        }
        name @ ("nav" | "section" | "form") if attribute("aria-label").is_some() => {
            let _ = writeln!(text, "<{name} {}>", attribute("aria-label").unwrap_or_default());
            walk(element, text);
        }
        "input" => {
            let _ = writeln!(text, "[{}]", attribute("id").unwrap_or_default());
        }
        "tr" => {
            let cell = Selector::parse("th, td").unwrap();
            let cells: Vec<String> = element.select(&cell).map(words).collect();
            let _ = writeln!(text, "| {} |", cells.join(" | "));
        }
        _ => walk(element, text),
    }
}

#[test]
fn the_example_pages_read_well_aloud() {
    let site = Arc::new(examples::site());
    let view = View { path: "/".to_owned(), ..View::default() };
    for (name, html) in examples::pages(&site, &view).unwrap() {
        insta::assert_snapshot!(name, outline(&html));
    }
}
