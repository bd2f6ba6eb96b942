//! `ETag` and `Last-Modified` by journal position: a portal page changes only when something was recorded.
//!
//! A page is drawn from its address and the way of viewing alone: whatever else a request says of who asks is taken away
//! before, so no page of the record can depend on it, and every page may be kept.

use std::net::SocketAddr;
use std::sync::LazyLock;
use std::time::UNIX_EPOCH;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{CACHE_CONTROL, COOKIE, ETAG, IF_NONE_MATCH, LAST_MODIFIED, VARY};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;

use crate::AppState;
use crate::page_cache::Accepted;
use crate::problem::Problem;
use crate::site::{VIEW_COOKIE, View};

/// Which program draws the pages: another version may draw the same records differently.
static PROGRAM: LazyLock<String> = LazyLock::new(|| {
    let program = std::env::current_exe().and_then(std::fs::metadata).ok();
    let changed = program.as_ref().and_then(|program| program.modified().ok());
    let changed = changed.and_then(|changed| changed.duration_since(UNIX_EPOCH).ok());
    let seconds = changed.map_or(0, |changed| changed.as_secs());
    format!("{:x}.{seconds:x}", program.map_or(0, |program| program.len()))
});

/// Middleware: answers 304 when the reader's copy is of the present position, else marks the page.
pub(crate) async fn by_position(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return next.run(request).await;
    }
    let end = match state.app.store.end().await {
        Ok(end) => end,
        Err(error) => return Problem::from(error).into_response(),
    };
    let (mut parts, _) = request.into_parts();
    let view = View::of_parts(&parts);
    let path = parts.uri.path();
    let is_search = path.starts_with("/search") || path == "/api/v1/search";
    // The index follows the journal a moment later.
    let index = if is_search { format!("-{}", state.app.search.stamp()) } else { String::new() };
    // A page may say how many days are left.
    let drawn = format!("{}-{}-{}{index}", end.position, view.cookie_value(), state.app.today());
    let tag = format!("W/\"{drawn}-{}\"", *PROGRAM);
    let held = parts.headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if held.split(',').any(|one| one.trim() == tag) {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        mark(&mut response, &tag, end.recorded_at);
        return response;
    }
    let accepted = Accepted::of(&parts.headers);
    make_anonymous(&mut parts, &view);
    let drawing = Drawing { next, tag, recorded_at: end.recorded_at };
    // Searches are as many as there are words, and those in vain are counted.
    let Some(pages) = state.pages.as_ref().filter(|_| !is_search) else {
        return drawing.draw(parts).await;
    };
    let key = format!("{drawn} {}", view.path);
    pages.answer(end.position, key, accepted, parts, &drawing).await
}

/// How a page is drawn and marked.
pub(crate) struct Drawing {
    next: Next,
    tag: String,
    recorded_at: Option<Timestamp>,
}

impl Drawing {
    pub(crate) async fn draw(&self, parts: Parts) -> Response {
        let mut response = self.next.clone().run(Request::from_parts(parts, Body::empty())).await;
        if response.status() == StatusCode::OK {
            mark(&mut response, &self.tag, self.recorded_at);
        }
        response
    }
}

/// Takes away what a request says of who asks, all but the way of viewing.
fn make_anonymous(parts: &mut Parts, view: &View) {
    parts.headers.clear();
    let cookie = format!("{VIEW_COOKIE}={}", view.cookie_value());
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        parts.headers.insert(COOKIE, cookie);
    }
    parts.extensions.remove::<ConnectInfo<SocketAddr>>();
}

fn mark(response: &mut Response, tag: &str, recorded_at: Option<Timestamp>) {
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(ETAG, tag);
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("public, no-cache"));
    headers.insert(VARY, HeaderValue::from_static("Cookie, Accept-Encoding"));
    let date = recorded_at.map(|at| at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string());
    if let Some(date) = date.and_then(|date| HeaderValue::from_str(&date).ok()) {
        headers.insert(LAST_MODIFIED, date);
    }
}
