//! `/embed/latest`: the newest of an agency or column as a small page that other sites put into a frame of theirs.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::Response;
use gongkai_store::publication::ItemFilter;
use serde::Deserialize;

use super::common::{agency, item_link, show};
use crate::site::{Theme, View};
use crate::ui::link_list::LinkList;
use crate::{AppState, Problem, routes};

/// Rows when nothing is said.
const ROWS: u16 = 8;
/// Rows at most.
const MOST: u16 = 50;

/// What the frame shows.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    agency: String,
    column: String,
    limit: String,
}

/// A page without a frame of its own.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/embed.html")]
struct EmbedPage {
    /// Ways of viewing, as classes.
    classes: String,
    theme: Option<Theme>,
    title: String,
    /// The whole list.
    more: String,
    list: LinkList,
}

/// `GET /embed/latest?agency=&column=&limit=`
pub(super) async fn latest(
    State(state): State<AppState>,
    view: View,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let limit = if wanted.limit.is_empty() { Ok(ROWS) } else { wanted.limit.parse() };
    let limit = limit.map_err(|_| Problem::NotFound)?.clamp(1, MOST);
    let (title, more) = match (given(&wanted.agency), given(&wanted.column)) {
        (None, None) => (state.site.name.clone(), routes::home()),
        (None, Some(_)) => return Err(Problem::NotFound),
        (Some(code), column) => {
            let row = agency(&state, &code).await?;
            match column {
                None => (row.name, routes::catalogue(&code)),
                Some(slug) => {
                    let columns = state.app.store.columns(&code).await?;
                    let column = columns.into_iter().find(|column| column.slug == slug);
                    let column = column.ok_or(Problem::NotFound)?;
                    let more = routes::with_query(&routes::catalogue(&code), &[("column", &slug)]);
                    (format!("{} {}", row.short_name, column.name), more)
                }
            }
        }
    };
    let filter =
        ItemFilter { agency: given(&wanted.agency), column: given(&wanted.column), ..ItemFilter::default() };
    let newest = state.app.store.public_items(&filter, None, limit).await?;
    let today = state.app.today();
    let page = EmbedPage {
        classes: view.classes(),
        theme: state.site.theme,
        title,
        more: state.site.absolute(&more),
        list: LinkList {
            rows: newest.rows.iter().map(|item| item_link(item, today)).collect(),
            empty: "这里将列出最新公开的信息。目前还没有。".to_owned(),
        },
    };
    let mut response = show(&page)?;
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; \
         frame-ancestors {}",
        if state.site.embedders.is_empty() { "'none'" } else { &state.site.embedders }
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}
