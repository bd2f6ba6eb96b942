//! `ETag` and `Last-Modified` by journal position: a portal page changes only when something was recorded.

use std::sync::LazyLock;
use std::time::UNIX_EPOCH;

use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH, LAST_MODIFIED, VARY};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;

use crate::AppState;
use crate::problem::Problem;
use crate::site::View;

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
    let stamp = match Stamp::now(&state).await {
        Ok(stamp) => stamp,
        Err(problem) => return problem.into_response(),
    };
    let (parts, body) = request.into_parts();
    let view = View::of_parts(&parts);
    let tag = format!(
        "W/\"{}-{}-{}-{}\"",
        stamp.position,
        view.cookie_value(),
        // A page may say how many days are left.
        state.app.today(),
        *PROGRAM
    );
    let held = parts.headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if held.split(',').any(|one| one.trim() == tag) {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        mark(&mut response, &tag, stamp.recorded_at);
        return response;
    }
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if response.status() == StatusCode::OK {
        mark(&mut response, &tag, stamp.recorded_at);
    }
    response
}

fn mark(response: &mut Response, tag: &str, recorded_at: Option<Timestamp>) {
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(ETAG, tag);
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("public, no-cache"));
    headers.insert(VARY, HeaderValue::from_static("Cookie"));
    let date = recorded_at.map(|at| at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string());
    if let Some(date) = date.and_then(|date| HeaderValue::from_str(&date).ok()) {
        headers.insert(LAST_MODIFIED, date);
    }
}

/// Where the journal stands.
struct Stamp {
    position: u64,
    recorded_at: Option<Timestamp>,
}

impl Stamp {
    async fn now(state: &AppState) -> Result<Stamp, Problem> {
        let position = state.app.store.head().await.map_err(Problem::failed)?.position;
        let Some(before) = position.checked_sub(1) else { return Ok(Stamp { position, recorded_at: None }) };
        let last = state.app.store.events_after(before, 1).await.map_err(Problem::failed)?;
        Ok(Stamp { position, recorded_at: last.first().map(|event| event.recorded_at) })
    }
}
