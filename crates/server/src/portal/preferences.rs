//! `/preferences`: how pages are viewed, kept in a cookie, without scripts.

use axum::extract::{Path, Query, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, SET_COOKIE};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::site::{VIEW_COOKIE, View};
use crate::{AppState, Problem};

/// What is chosen, and where to go back to.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Chosen {
    large: String,
    contrast: String,
    dark: String,
    en: String,
    back: String,
}

/// `GET /theme/{key}`: the style sheet of the site's main colour.
pub(super) async fn theme(
    State(state): State<AppState>,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    let theme = state.site.theme.filter(|theme| theme.key() == key).ok_or(Problem::NotFound)?;
    let headers =
        [(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, theme.stylesheet()).into_response())
}

/// `GET /preferences?large=1&contrast=0&back=/…`
pub(super) async fn preferences(State(state): State<AppState>, Query(chosen): Query<Chosen>) -> Response {
    let is = |chosen: &str| chosen == "1";
    let view = View {
        large: is(&chosen.large),
        contrast: is(&chosen.contrast),
        dark: is(&chosen.dark),
        english: is(&chosen.en),
        path: String::new(),
    };
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
