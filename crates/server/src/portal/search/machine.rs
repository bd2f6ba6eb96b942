//! What was found, for programs: a feed of the newest, and a page as JSON.

use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use gongkai_app::search::{Order, SearchAsked};
use gongkai_store::publication::ItemRow;
use serde_json::{Value, json};

pub(in crate::portal) use super::asked::Asked;
use crate::portal::machine::{Feed, Format, written};
use crate::portal::open_data::object;
use crate::portal::shape::{self, Field, Kind, field};
use crate::{AppState, Problem};

/// Entries of a feed.
const NEWEST: u16 = 50;

/// `GET /search.atom`: the newest of what is found, as a feed. Narrowed as the page is.
pub(in crate::portal) async fn atom(
    State(state): State<AppState>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    feed(&state, &asked, Format::Atom).await
}

/// `GET /search.rss`: the same as RSS.
pub(in crate::portal) async fn rss(
    State(state): State<AppState>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    feed(&state, &asked, Format::Rss).await
}

async fn feed(state: &AppState, asked: &Asked, format: Format) -> Result<Response, Problem> {
    if asked.words().is_empty() {
        return Err(Problem::NotFound);
    }
    let newest = SearchAsked { order: Order::Newest, page: 1, size: NEWEST, ..asked.for_search() };
    let found = state.app.search(&newest).await?.ok_or(Problem::Busy)?;
    let site = &state.site;
    let own = if format == Format::Atom { asked.feed() } else { asked.rss() };
    let (page, own) = (site.absolute(&asked.with(&[])), site.absolute(&own));
    let items: Vec<ItemRow> = found.hits.into_iter().map(|hit| hit.item).collect();
    let title = format!("{}：{}", site.name, asked.words());
    let feed = Feed { title: &title, id: &own, page: &page, own: &own };
    Ok(written(state, &feed, format, &items))
}

/// `GET /search.json`: a page of what is found; an item has the fields of the open data.
pub(in crate::portal) async fn json(
    State(state): State<AppState>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    if asked.words().is_empty() {
        return Err(Problem::NotFound);
    }
    let values = found(&state, &asked).await?;
    Ok(Json(Value::Object(shape::object(&FOUND, values))).into_response())
}

/// What a search answers.
pub(in crate::portal) const FOUND: [Field; 7] = [
    field("query", "要找的", Kind::Text, ""),
    field("total", "找到几条", Kind::Count, "所有页合计"),
    field("past", "其中已失效、废止的", Kind::Count, "列出或者没有列出的"),
    field("page", "第几页", Kind::Count, ""),
    field("relaxed", "只符合多数词", Kind::Flag, ""),
    field("suggestions", "您是不是要找", Kind::Texts, ""),
    field("items", "信息", Kind::Many("Item"), ""),
];

/// The values of [`FOUND`].
pub(in crate::portal) async fn found(state: &AppState, asked: &Asked) -> Result<Vec<Value>, Problem> {
    let found = state.app.search(&asked.for_search()).await?.ok_or(Problem::Busy)?;
    let today = state.app.today();
    let items: Vec<_> = found.hits.iter().map(|hit| object(&hit.item, &state.site, today)).collect();
    Ok(vec![
        json!(asked.words()),
        json!(found.total),
        json!(found.past),
        json!(asked.page()),
        json!(found.relaxed),
        json!(found.suggestions),
        json!(items),
    ])
}
