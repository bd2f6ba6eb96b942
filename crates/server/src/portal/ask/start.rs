//! Before asking: which agency, and what may already answer (先查一查).

use askama::Template;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use gongkai_agency::ColumnType;
use gongkai_app::search::SearchAsked;
use gongkai_store::intake::Suggested;
use gongkai_store::publication::{ItemRow, Sought};
use serde::Deserialize;

use super::draft::{DRAFT, Draft};
use super::{SCRIPT, ask_frame, asked, help};
use crate::portal::agency::channels;
use crate::portal::common::{day, force_word, site_frame};
use crate::portal::pages::{AskAgency, AskPage, Way};
use crate::portal::search::words;
use crate::portal::texts;
use crate::portal::visitor::{Visit, VisitorForm};
use crate::ui::form_token::FormToken;
use crate::ui::link_list::{LinkList, LinkRow};
use crate::ui::portal_frame::PortalFrame;
use crate::{AppState, Problem, routes};

/// Suggestions at most: more is a search.
const MOST: u16 = 5;
/// Items ranked at most.
const WIDE: u16 = 100;
/// Pairs of characters looked for.
const MOST_PAIRS: usize = 24;
/// Longest text looked for.
const LONGEST: usize = 100;

/// `GET /requests/new`
pub(super) async fn agencies(State(state): State<AppState>, visit: Visit) -> Result<Response, Problem> {
    let rows = state.app.store.agencies().await?;
    let replies = state.app.store.filled_columns(ColumnType::OnRequest.key()).await?;
    let mut agencies = Vec::new();
    for row in rows.into_iter().filter(|row| row.ended_on.is_none()) {
        let ways = channels(&state, &row).await?;
        agencies.push(AskAgency {
            guide: routes::guide(&row.code),
            ask: routes::ask(&row.code),
            correct: routes::file_motion("correction", &row.code),
            propose: routes::file_motion("proposal", &row.code),
            replies: replies
                .get(&row.code)
                .map(|column| routes::with_query(&routes::catalogue(&row.code), &[("column", column)])),
            name: row.name,
            channels: ways,
        });
    }
    let draft: Option<Draft> = state.app.kept_for(&visit.visitor, DRAFT).await?;
    let open = draft.filter(|draft| !draft.submitted && !draft.fields.is_empty());
    let page = AskPage {
        frame: site_frame(&state, visit.view.clone(), "依申请公开", "依申请公开"),
        contents: texts::request_contents(),
        steps: texts::request_steps(),
        draft: open.map(|draft| {
            let step = draft.first_wrong().map_or("check", super::draft::Step::key);
            routes::ask_step(&draft.agency, step)
        }),
        agencies,
    };
    visit.show(StatusCode::OK, &page, false)
}

/// `/requests/new/{agency}`: what may already answer.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/try_first.html")]
pub(super) struct TryFirstPage {
    /// The frame.
    pub frame: PortalFrame,
    /// The agency asked.
    pub agency: String,
    /// What was typed.
    pub query: String,
    /// Where the words are sent.
    pub action: String,
    /// Where the script asks for suggestions.
    pub suggest: String,
    /// What may already answer.
    pub hits: LinkList,
    /// Was anything looked for?
    pub is_asked: bool,
    /// Where one says that it is enough.
    pub enough: String,
    /// The form's token.
    pub token: FormToken,
    /// The first step.
    pub begin: String,
    /// Whom to ask.
    pub help: Vec<Way>,
}

/// What is looked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    q: String,
}

/// `GET /requests/new/{agency}`
pub(super) async fn try_first(
    State(state): State<AppState>,
    visit: Visit,
    Path(code): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let agency = asked(&state, &code).await?;
    let query: String = wanted.q.trim().chars().take(LONGEST).collect();
    let found = similar(&state, &query).await?;
    if !found.is_empty() {
        state.app.store.count_suggestion(&code, state.app.today(), Suggested::Shown).await?;
    }
    let today = state.app.today();
    let rows = found.iter().map(|item| LinkRow {
        details: item.fields.document_number.iter().cloned().collect(),
        state: force_word(item, today).map(str::to_owned),
        ..LinkRow::new(
            routes::ask_read(&code, &item.index_number),
            item.fields.title.clone(),
            published(item),
        )
    });
    let mut frame = ask_frame(&state, &visit, &agency, "先查一查");
    frame.script = Some(SCRIPT);
    let page = TryFirstPage {
        frame,
        agency: agency.name.clone(),
        is_asked: !query.is_empty(),
        query,
        action: routes::ask(&code),
        suggest: routes::ask_suggest(&code),
        hits: LinkList {
            rows: rows.collect(),
            empty: "没有找到相近的信息。可以换个说法再查，或者直接申请。".to_owned(),
        },
        enough: routes::ask_enough(&code),
        token: visit.token(),
        begin: routes::ask_step(&code, "who"),
        help: help(&agency),
    };
    visit.show(StatusCode::OK, &page, true)
}

/// Published items, earlier replies among them, that may answer what was typed.
async fn similar(state: &AppState, query: &str) -> Result<Vec<ItemRow>, Problem> {
    let asked =
        SearchAsked { text: query.to_owned(), page: 1, size: MOST, is_aside: true, ..SearchAsked::default() };
    match state.app.search(&asked).await? {
        Some(found) if !found.hits.is_empty() => Ok(found.hits.into_iter().map(|hit| hit.item).collect()),
        Some(_) | None => similar_title(state, query).await,
    }
}

/// A sentence rarely stands in a text as it is typed: titles with all the words, else with most of their pairs.
async fn similar_title(state: &AppState, query: &str) -> Result<Vec<ItemRow>, Problem> {
    let read = words::of(query);
    if read.ways.is_empty() {
        return Ok(Vec::new());
    }
    let today = state.app.today();
    let sought = Sought { words: read.ways, numbers: read.numbers, today, most: MOST };
    let hits = state.app.store.find_public_items(&sought, 0, MOST).await?;
    if !hits.rows.is_empty() {
        return Ok(hits.rows);
    }
    let pairs = pairs(query);
    if pairs.is_empty() {
        return Ok(Vec::new());
    }
    let sought = Sought { words: vec![pairs.clone()], numbers: Vec::new(), today, most: WIDE };
    let hits = state.app.store.find_public_items(&sought, 0, WIDE).await?;
    Ok(likest(hits.rows, &pairs))
}

/// The pairs of neighbouring characters in `query` that say what it is about, at most as many as are looked for.
fn pairs(query: &str) -> Vec<String> {
    let mut pairs: Vec<String> = Vec::new();
    for word in query.split(|sign: char| !sign.is_alphanumeric()) {
        let signs: Vec<char> = word.to_lowercase().chars().collect();
        for pair in signs.windows(2) {
            let is_empty_word = pair.iter().any(|sign| "的了吗呢我你想要请给和与及或在是".contains(*sign));
            let pair: String = pair.iter().collect();
            let says_nothing =
                ["公开", "信息", "申请", "政府", "文件", "关于", "情况", "年度"].contains(&pair.as_str());
            if !is_empty_word && !says_nothing && !pairs.contains(&pair) && pairs.len() < MOST_PAIRS {
                pairs.push(pair);
            }
        }
    }
    pairs
}

/// The items whose titles hold most of the pairs, and at least two of them.
fn likest(items: Vec<ItemRow>, pairs: &[String]) -> Vec<ItemRow> {
    let held = |item: &ItemRow| {
        let title = item.fields.title.to_lowercase();
        pairs.iter().filter(|pair| title.contains(pair.as_str())).count()
    };
    let least = pairs.len().min(2).max(pairs.len() / 3);
    let mut ranked: Vec<(usize, ItemRow)> =
        items.into_iter().map(|item| (held(&item), item)).filter(|(held, _)| *held >= least).collect();
    ranked.sort_by_key(|(held, _)| std::cmp::Reverse(*held));
    ranked.into_iter().map(|(_, item)| item).take(usize::from(MOST)).collect()
}

fn published(item: &ItemRow) -> String {
    item.published_at.map(|at| day(at).to_string()).unwrap_or_default()
}

/// `GET /requests/new/{agency}/suggest?q=`: the same for the script.
pub(super) async fn suggest(
    State(state): State<AppState>,
    Path(code): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    asked(&state, &code).await?;
    let query: String = wanted.q.trim().chars().take(LONGEST).collect();
    let found = similar(&state, &query).await?;
    if !found.is_empty() {
        state.app.store.count_suggestion(&code, state.app.today(), Suggested::Shown).await?;
    }
    let rows: Vec<serde_json::Value> = found
        .iter()
        .map(|item| {
            serde_json::json!({
                "title": item.fields.title,
                "href": routes::ask_read(&code, &item.index_number),
                "date": published(item),
            })
        })
        .collect();
    let mut response = Json(rows).into_response();
    response
        .headers_mut()
        .insert(axum::http::header::CACHE_CONTROL, axum::http::HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Which item is read.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Read {
    item: String,
}

/// `GET /requests/new/{agency}/read?item=`: counts that a suggestion was opened, and leads there.
pub(super) async fn read(
    State(state): State<AppState>,
    visit: Visit,
    Path(code): Path<String>,
    Query(read): Query<Read>,
) -> Result<Response, Problem> {
    asked(&state, &code).await?;
    let item = state.app.store.item_by_index(&read.item).await?.ok_or(Problem::NotFound)?;
    state.app.store.count_suggestion(&code, state.app.today(), Suggested::Opened).await?;
    Ok(visit.lead(&routes::item(&item.index_number)))
}

/// `POST /requests/new/{agency}/enough`: what was found is enough.
pub(super) async fn enough(
    State(state): State<AppState>,
    Path(code): Path<String>,
    sent: VisitorForm,
) -> Result<Response, Problem> {
    asked(&state, &code).await?;
    if sent.doubt.is_none() {
        state.app.store.count_suggestion(&code, state.app.today(), Suggested::Enough).await?;
    }
    Ok(sent.visit.lead(&routes::agency(&code)))
}
