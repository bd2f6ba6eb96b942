//! Benefits of policies in the office (惠企政策拆解): taken from a public text sentence by sentence, reckoned, approved,
//! pushed, paid.

mod acts;
mod bench;
mod claims;
mod edit;
mod page;
mod reach;

pub use bench::BenchPage;

use axum::Router;
use axum::extract::Query;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::get;
use gongkai_enterprise::benefit::{Stage, Terms};
use gongkai_store::benefit::BenefitRow;
use serde::Deserialize;

use super::address;
use super::desk::Desk;
use super::fault::Fault;
use super::forms::render;
use super::items::list::ListPage;
use crate::AppState;
use crate::problem::Problem;
use crate::routes::with_query;
use crate::ui::data_table::{Align, DataTable, Value};

/// Benefits on a page.
const ROWS: u32 = 50;
/// What the list is called.
pub(super) const TITLE: &str = "惠企政策";

/// The pages of benefits.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/office/{agency}/benefits", get(list))
        .route("/office/{agency}/benefits/source", get(bench::page).post(bench::open))
        .route("/office/{agency}/benefits/new", get(edit::new_page).post(edit::create))
        .route("/office/{agency}/benefits/claims", get(claims::list))
        .route("/office/{agency}/benefits/{number}", get(page::page))
        .route("/office/{agency}/benefits/{number}/edit", get(edit::page).post(edit::save))
        .route("/office/{agency}/benefits/{number}/reach", get(reach::page))
        .route("/office/{agency}/benefits/{number}/missed", get(reach::missed))
        .merge(acts::routes())
        .merge(claims::routes())
}

/// What is asked of the list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    show: String,
    after: String,
}

/// `GET /office/{agency}/benefits`
async fn list(desk: Desk, Query(wanted): Query<Wanted>) -> Result<Response, Fault> {
    let base = address::benefits(desk.code());
    let stage = Stage::from_key(&wanted.show);
    let mut rows = desk.app.store.benefits(desk.code(), stage, wanted.after.parse().ok(), ROWS + 1).await?;
    let shown = usize::try_from(ROWS).unwrap_or_default();
    let more = rows.len() > shown;
    rows.truncate(shown);
    let show = stage.map_or("", Stage::key);
    let next = rows
        .last()
        .filter(|_| more)
        .map(|row| with_query(&base, &[("show", show), ("after", &row.number.to_string())]));
    let tab = |key: &str, name: &str| (name.to_owned(), with_query(&base, &[("show", key)]), key == show);
    let mut tabs = vec![tab("", "全部")];
    tabs.extend(Stage::ALL.iter().map(|stage| tab(stage.key(), stage.label())));
    let page = ListPage {
        frame: desk.frame(TITLE, &[]).await?,
        title: TITLE.to_owned(),
        intro: "把公开的政策文件拆解成一个个事项，条件逐项对应原文；审核发布后推送给符合条件的企业。"
            .to_owned(),
        tabs,
        narrower: if desk.may(&Method::GET, "/office/{agency}/benefits/claims") {
            vec![("待办申报".to_owned(), address::benefit_claims(desk.code()), false)]
        } else {
            Vec::new()
        },
        begin: desk
            .may(&Method::POST, "/office/{agency}/benefits/new")
            .then(|| ("拆解政策文件".to_owned(), address::benefit_source(desk.code(), ""))),
        table: table(&rows, "还没有拆解的事项。从一份已经公开的政策文件开始。"),
        find: None,
        next,
    };
    render(StatusCode::OK, &page)
}

/// Benefits as rows.
fn table(rows: &[BenefitRow], empty: &str) -> DataTable {
    let cells = rows.iter().map(|row| {
        let terms = row.draft.as_ref().map(|(_, terms)| terms);
        let terms = terms.or(row.published.as_ref().map(|public| &public.terms));
        vec![
            Value::link(&row.name, address::benefit(&row.id)),
            Value::text(terms.map(Terms::amount_sentence).unwrap_or_default()),
            Value::text(terms.map(Terms::window).unwrap_or_default()),
            Value::text(stage_of(row)),
            Value::text(row.pushed_on.map(|on| on.to_string()).unwrap_or_default()),
        ]
    });
    let heads = [
        ("事项", Align::Start),
        ("兑现金额", Align::Start),
        ("受理时间", Align::Fixed),
        ("状态", Align::Fixed),
        ("最近推送", Align::Fixed),
    ];
    DataTable::plain("benefits", TITLE, &heads, cells.collect(), empty)
}

/// Where a benefit stands, in words.
fn stage_of(row: &BenefitRow) -> String {
    match (row.stage, &row.returned, row.is_public) {
        (Stage::Drafted | Stage::Published, Some(_), _) => "退回修改".to_owned(),
        (Stage::HandedIn, _, true) => "已发布，修改待审核".to_owned(),
        (Stage::Published, None, _) if row.draft.is_some() => "已发布，修改中".to_owned(),
        (stage, _, _) => stage.label().to_owned(),
    }
}

/// The benefit of a number.
async fn load(desk: &Desk, number: &str) -> Result<BenefitRow, Fault> {
    let row = desk.app.store.benefit(&format!("{}/{number}", desk.code())).await?;
    row.ok_or(Fault::Problem(Problem::NotFound))
}
