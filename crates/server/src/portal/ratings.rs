//! `/ratings/{index_number}`: what a reader thinks of an item (满意度), without an account and without a name.

use std::fmt::Write as _;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use gongkai_publication::Satisfaction;
use gongkai_store::publication::{ItemRow, ItemState};

use super::common::{frame, grouped};
use super::visitor::{Visit, VisitorForm};
use crate::ui::breadcrumb::Crumb;
use crate::ui::form_token::FormToken;
use crate::ui::notice::{Notice, Tone};
use crate::ui::portal_frame::PortalFrame;
use crate::{AppState, Problem, routes};

/// The pages of ratings.
pub(super) fn router() -> Router<AppState> {
    Router::new().route("/ratings/{*index_number}", get(page).post(rate))
}

/// What a reader thinks of an item.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/rating.html")]
struct RatingPage {
    frame: PortalFrame,
    /// Title of the item.
    title: String,
    /// Where it is.
    item: String,
    /// What was done, or why it was not.
    notice: Option<Notice>,
    /// What others said.
    summary: String,
    /// Where the answer is sent, and the answers: name and label.
    action: String,
    answers: Vec<(&'static str, &'static str)>,
    token: FormToken,
}

async fn public(state: &AppState, index: &str) -> Result<ItemRow, Problem> {
    let row = state.app.store.item_by_index(index).await?;
    row.filter(|row| row.state == ItemState::Public).ok_or(Problem::NotFound)
}

async fn show(
    state: &AppState,
    visit: &Visit,
    item: &ItemRow,
    (status, notice): (StatusCode, Option<Notice>),
) -> Result<Response, Problem> {
    let title = "评价信息";
    let href = routes::item(&item.index_number);
    let votes = state.app.item_votes(&item.id).await?;
    let all: u64 = votes.iter().map(|(_, count)| count).sum();
    let mut summary = format!("已有 {} 人评价", grouped(all));
    for (satisfaction, count) in votes {
        let _ = write!(summary, "，{} {}", satisfaction.label(), grouped(count));
    }
    summary.push('。');
    let crumbs = vec![Crumb::to(item.fields.title.clone(), href.clone()), Crumb::here(title)];
    let page = RatingPage {
        frame: frame(state, visit.view.clone(), title).crumbs(crumbs),
        title: item.fields.title.clone(),
        item: href,
        notice,
        summary: if all == 0 { "还没有人评价。".to_owned() } else { summary },
        action: routes::rating(&item.index_number),
        answers: Satisfaction::ALL.iter().map(|it| (it.key(), it.label())).collect(),
        token: visit.token(),
    };
    visit.show(status, &page, false)
}

/// `GET /ratings/{index_number}`
async fn page(
    State(state): State<AppState>,
    visit: Visit,
    Path(index): Path<String>,
) -> Result<Response, Problem> {
    let item = public(&state, &index).await?;
    show(&state, &visit, &item, (StatusCode::OK, None)).await
}

/// `POST /ratings/{index_number}`: said again, the last word counts.
async fn rate(
    State(state): State<AppState>,
    Path(index): Path<String>,
    sent: VisitorForm,
) -> Result<Response, Problem> {
    let item = public(&state, &index).await?;
    let VisitorForm { visit, fields, doubt } = sent;
    let answer = match (doubt, Satisfaction::from_key(fields.text("rate"))) {
        (Some(doubt), _) => (doubt.status(), Some(Notice::new(Tone::Warn, doubt.message()))),
        (None, None) => {
            let notice = Notice::new(Tone::Warn, "请选择一项评价。");
            (StatusCode::UNPROCESSABLE_ENTITY, Some(notice))
        }
        (None, Some(satisfaction)) => {
            state.app.rate_item(&visit.visitor, &item.id, satisfaction).await?;
            let text = format!("已记下您的评价：{}。谢谢。", satisfaction.label());
            (StatusCode::OK, Some(Notice::new(Tone::Done, text)))
        }
    };
    show(&state, &visit, &item, answer).await
}
