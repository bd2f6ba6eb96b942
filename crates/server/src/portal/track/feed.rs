//! `/requests/feed/…`: the progress of one request as an Atom feed, without a word about anybody.

use std::fmt::Write as _;

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};

use crate::portal::machine::{escaped, line};
use crate::{AppState, Problem, routes};

/// `GET /requests/feed/{agency}/{number}/{key}`
pub(super) async fn feed(
    State(state): State<AppState>,
    Path((agency, number, key)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let feed = state.app.case_feed(&agency, &number, &key).await?;
    let site = &state.site;
    let own = site.absolute(&routes::request_feed(&agency, &number, &key));
    let track = site.absolute(&routes::track_request());
    let updated = feed.entries.iter().map(|entry| entry.at).max().unwrap_or(state.app.now());
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    xml.push_str("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n");
    line(&mut xml, "id", &own);
    line(&mut xml, "title", &format!("申请 {number}：{}", feed.stage));
    line(&mut xml, "updated", &updated.to_string());
    let _ = writeln!(xml, "<author><name>{}</name></author>", escaped(&feed.agency));
    let _ = writeln!(xml, "<link rel=\"self\" href=\"{}\"/>", escaped(&own));
    let _ = writeln!(xml, "<link href=\"{}\"/>", escaped(&track));
    for entry in &feed.entries {
        xml.push_str("<entry>\n");
        line(&mut xml, "id", &format!("{own}#{}", entry.version));
        line(&mut xml, "title", entry.what);
        line(&mut xml, "updated", &entry.at.to_string());
        let _ = writeln!(xml, "<link href=\"{}\"/>", escaped(&track));
        xml.push_str("</entry>\n");
    }
    xml.push_str("</feed>\n");
    let headers =
        [(CONTENT_TYPE, "application/atom+xml; charset=utf-8"), (CACHE_CONTROL, "private, no-cache")];
    Ok((headers, xml).into_response())
}
