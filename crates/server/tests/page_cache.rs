//! What is kept of the portal's pages, for whom, and for how long.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use std::collections::BTreeSet;
use std::io::Read as _;
use std::sync::Arc;

use axum::http::StatusCode;
use gongkai_app::{Actor, App, Clock};
use gongkai_publication::{Withdrawal, WithdrawalKind};
use gongkai_server::portal::examples;
use gongkai_server::{AppState, router};
use gongkai_store::publication::ItemFilter;
use jiff::Timestamp;
use support::{AGENCY, Portal, bureau};

struct At(Timestamp);

impl Clock for At {
    fn now(&self) -> Timestamp {
        self.0
    }
}

const STRANGERS: [(&str, &str); 3] = [
    ("cookie", "gongkai_visitor=1f2e3d4c5b6a79881f2e3d4c5b6a7988; id=0123456789abcdef"),
    ("authorization", "Bearer secret"),
    ("x-forwarded-for", "203.0.113.9"),
];

async fn items(portal: &Portal) -> Vec<(String, String)> {
    let page = portal.app.store.public_items(&ItemFilter::default(), None, 50).await.unwrap();
    let path = |number: &str| gongkai_server::routes::item(number);
    page.rows.into_iter().map(|row| (row.id, path(&row.index_number))).collect()
}

/// Every address of the portal that a page of it links to.
async fn addresses(portal: &Portal) -> BTreeSet<String> {
    let mut waiting = vec!["/".to_owned()];
    let mut seen: BTreeSet<String> = waiting.iter().cloned().collect();
    while let Some(path) = waiting.pop() {
        let answer = portal.get(&path).await;
        for href in answer.text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let href = href.replace("&#38;", "&");
            if href.starts_with('/') && !href.starts_with("/preferences") && seen.insert(href.clone()) {
                waiting.push(href);
            }
        }
    }
    seen
}

#[tokio::test]
async fn no_page_kept_depends_on_who_asks() {
    let portal = bureau().await;
    let paths = addresses(&portal).await;
    assert!(paths.len() > 60, "{}", paths.len());
    let mut kept = 0;
    for path in &paths {
        let plain = portal.get(path).await;
        if !plain.header("cache-control").starts_with("public, no-cache") {
            continue;
        }
        kept += 1;
        assert!(!plain.headers.contains_key("set-cookie"), "{path}");
        let stranger = portal.get_with(path, &STRANGERS).await;
        assert!(plain.bytes == stranger.bytes, "{path}: the page knows who asks");
        let large = portal.get_with(path, &[("cookie", "a=b; gongkai_view=large")]).await;
        if plain.header("content-type").starts_with("text/html") {
            assert!(large.text.contains("class=\"portal large\""), "{path}: another view, another page");
            let again = portal.get_with(path, &STRANGERS).await;
            assert!(plain.bytes == again.bytes, "{path}: a view reached another reader");
        }
    }
    assert!(kept > 40, "{kept}");
    for path in
        [format!("/requests/new/{AGENCY}/step/who"), "/requests/track".to_owned(), "/office".to_owned()]
    {
        let answer = portal.get_with(&path, &STRANGERS).await;
        assert!(!answer.header("cache-control").contains("public"), "{path}");
        assert!(!answer.headers.contains_key("etag"), "{path}");
    }
}

#[tokio::test]
async fn what_another_node_withdrew_is_gone_at_once() {
    let portal = bureau().await;
    let (id, path) = items(&portal).await.swap_remove(3);
    for _ in 0..2 {
        assert_eq!(portal.get(&path).await.status, StatusCode::OK);
    }
    // Another process on the same database, which tells ours nothing.
    let other = App::open(&portal.place(), Arc::new(At(portal.app.now()))).await.unwrap();
    let what =
        Withdrawal {
            kind: WithdrawalKind::InError, notice: "该信息已撤下。".to_owned(), successor: None
        };
    other.withdraw_item(&Actor::System, &id, &what).await.unwrap();
    let gone = portal.get(&path).await;
    assert_eq!(gone.status, StatusCode::GONE);
    let held = portal.get_with(&path, &[("if-none-match", portal.get("/").await.header("etag"))]).await;
    assert_ne!(held.status, StatusCode::OK);
}

#[tokio::test]
async fn every_form_of_a_page_says_the_same() {
    let portal = bureau().await;
    let path = items(&portal).await.swap_remove(0).1;
    let plain = portal.get(&path).await;
    assert!(plain.header("content-encoding").is_empty());
    let brotli = portal.get_with(&path, &[("accept-encoding", "gzip, br")]).await;
    let gzip = portal.get_with(&path, &[("accept-encoding", "gzip")]).await;
    assert_eq!((brotli.header("content-encoding"), gzip.header("content-encoding")), ("br", "gzip"));
    let mut text = Vec::new();
    brotli::BrotliDecompress(&mut brotli.bytes.as_slice(), &mut text).unwrap();
    assert!(text == plain.bytes);
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(gzip.bytes.as_slice()).read_to_end(&mut text).unwrap();
    assert!(text == plain.bytes);
    assert!(brotli.bytes.len() * 2 <= plain.bytes.len() && gzip.bytes.len() * 2 <= plain.bytes.len());
    for answer in [&plain, &brotli, &gzip] {
        assert_eq!(answer.header("etag"), plain.header("etag"));
        assert_eq!(answer.header("content-length"), answer.bytes.len().to_string());
        assert_eq!(answer.header("vary"), "Cookie, Accept-Encoding");
    }
    let held = [("if-none-match", plain.header("etag")), ("accept-encoding", "br")];
    assert_eq!(portal.get_with(&path, &held).await.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn the_bound_holds() {
    let portal = bureau().await;
    let bound = 600 * 1024;
    let state = AppState::new(portal.app.clone(), examples::site()).with_pages_within(bound);
    let pages = state.pages.clone().unwrap();
    let mut small = portal;
    small.router = router(state);
    let paths = items(&small).await;
    for query in 0..40 {
        for (_, path) in &paths {
            let answer = small.get_with(&format!("{path}?x={query}"), &[("accept-encoding", "br")]).await;
            assert_eq!(answer.status, StatusCode::OK);
        }
    }
    let (bytes, count) = pages.weight().await;
    assert!(bytes <= bound, "{bytes}");
    assert!(count > 10 && count < 1_000, "{count}");
    let none = AppState::new(small.app.clone(), examples::site()).with_pages_within(0);
    assert!(none.pages.is_none());
}

#[tokio::test]
async fn a_page_asked_for_by_many_at_once_is_the_same_for_all() {
    let portal = bureau().await;
    let answers = futures_util::future::join_all((0..50).map(|_| portal.get("/agencies"))).await;
    for answer in &answers {
        assert!(answer.status == StatusCode::OK && answer.bytes == answers[0].bytes);
    }
}
