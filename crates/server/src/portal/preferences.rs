//! `/preferences`: how pages are viewed, kept in a cookie, without scripts.

use axum::extract::{Query, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::AppState;
use crate::site::{VIEW_COOKIE, View};

/// What is chosen, and where to go back to.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Chosen {
    large: String,
    contrast: String,
    back: String,
}

/// `GET /preferences?large=1&contrast=0&back=/…`
pub(super) async fn preferences(State(state): State<AppState>, Query(chosen): Query<Chosen>) -> Response {
    let view = View { large: chosen.large == "1", contrast: chosen.contrast == "1", path: String::new() };
    let secure = if state.site.https { "; Secure" } else { "" };
    let value = view.cookie_value();
    let cookie = format!("{VIEW_COOKIE}={value}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax{secure}");
    let mut response = Redirect::to(way_back(&chosen.back)).into_response();
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Only ever a page of this site: an address of elsewhere would make us a signpost for swindlers.
fn way_back(back: &str) -> &str {
    let is_ours = back.starts_with('/')
        && !back.starts_with("//")
        && !back.contains('\\')
        && !back.chars().any(char::is_control)
        && !back.starts_with("/preferences");
    if is_ours { back } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_never_leaves_the_site() {
        assert_eq!(way_back("/items/1/2?edition=1"), "/items/1/2?edition=1");
        for elsewhere in
            ["", "//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nb", "/preferences?x"]
        {
            assert_eq!(way_back(elsewhere), "/", "{elsewhere}");
        }
    }
}
