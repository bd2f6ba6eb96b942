//! Requests in the office (依申请公开): list, registration, the case, its acts.

pub mod acts;
pub mod bulk;
pub mod case;
pub mod delivery;
pub mod duties;
pub mod erase;
pub mod files;
pub mod findings;
pub mod import;
pub mod letter_list;
pub mod letters;
pub mod list;
pub(super) mod online;
pub mod parse;
pub mod register;
pub mod search;
pub mod what_if;

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query};
use axum::response::Response;
use axum::routing::{get, post};
use gongkai_request::{Act, CaseNumber};

use super::desk::Desk;
use super::fault::Fault;
use crate::AppState;
use crate::form::{Fields, Form};
use crate::problem::Problem;

/// The request pages.
pub(super) fn routes() -> Router<AppState> {
    let mut router = Router::new()
        .route("/office/{agency}/requests", get(list::page))
        .route("/office/{agency}/requests/new", get(register::page).post(register::create))
        .route("/office/{agency}/requests/search", get(search::page).post(search::find))
        .route("/office/{agency}/requests/import", get(import::page).post(import::check))
        .route("/office/{agency}/requests/import/confirm", post(import::perform))
        .route("/office/{agency}/requests/import/template/{format}", get(import::template))
        .route("/office/{agency}/retention", get(erase::kept))
        .route("/office/{agency}/requests/{number}/erase", get(erase::show).post(erase::perform))
        .route("/office/{agency}/motions/{number}/erase", get(erase::show_motion).post(erase::perform_motion))
        .route(
            "/office/{agency}/messages/{number}/erase",
            get(erase::show_message).post(erase::perform_message),
        )
        .route("/office/{agency}/requests/bulk", get(bulk::page).post(bulk::perform))
        .route("/office/{agency}/requests/{number}", get(case::page))
        .route("/office/{agency}/requests/{number}/what-if", get(what_if::page))
        .route("/office/{agency}/requests/{number}/requester", get(case::requester))
        .route("/office/{agency}/requests/{number}/files/{id}", get(files::read))
        .route("/office/{agency}/requests/{number}/letters/new", get(letters::write).post(letters::issue))
        .route("/office/{agency}/requests/{number}/letters/{letter}/files/{id}", get(letters::file))
        .route(
            "/office/{agency}/requests/{number}/letters/{letter}/send",
            get(delivery::send).post(delivery::sent),
        )
        .route(
            "/office/{agency}/requests/{number}/letters/{letter}/record",
            get(delivery::record).post(delivery::recorded),
        )
        .route(
            "/office/{agency}/requests/{number}/letters/{letter}/scan",
            get(delivery::scan).post(delivery::scanned),
        )
        .route("/office/{agency}/requests/{number}/reply", get(letters::reply).post(letters::save_reply))
        .route("/office/{agency}/requests/{number}/reply/pdf", get(letters::reply_pdf))
        .route("/office/{agency}/requests/{number}/archive", get(delivery::archive).post(delivery::archived))
        .route("/office/{agency}/requests/{number}/archives/{id}", get(delivery::package))
        .route("/office/{agency}/requests/{number}/receipt", post(online::receipt))
        .route("/office/{agency}/requests/{number}/add_file", get(show_add_file).post(add_file));
    for act in Act::ALL.iter().copied().filter(|act| acts::has_form(*act)) {
        let path = format!("/office/{{agency}}/requests/{{number}}/{}", act.key());
        let show = move |desk: Desk,
                         Path((_, number)): Path<(String, String)>,
                         Query(given): Query<BTreeMap<String, String>>| async move {
            acts::show(desk, number_of(&number)?, act, given).await
        };
        let perform = move |desk: Desk,
                            Path((_, number)): Path<(String, String)>,
                            Form(fields): Form<Fields>| async move {
            Box::pin(acts::perform(desk, number_of(&number)?, act, fields)).await
        };
        router = router.route(&path, get(show).post(perform));
    }
    for errand in online::Errand::ALL {
        let show = move |desk: Desk, path: Path<(String, String)>| online::show(desk, path, errand);
        let perform = move |desk: Desk, path: Path<(String, String)>, form: Form<Fields>| {
            online::perform(desk, path, errand, form)
        };
        router = router.route(errand.path(), get(show).post(perform));
    }
    router.layer(DefaultBodyLimit::max(files::UPLOAD_LIMIT))
}

async fn show_add_file(desk: Desk, Path((_, number)): Path<(String, String)>) -> Result<Response, Fault> {
    files::show(desk, number_of(&number)?).await
}

async fn add_file(
    desk: Desk,
    Path((_, number)): Path<(String, String)>,
    Form(fields): Form<Fields>,
) -> Result<Response, Fault> {
    files::add(desk, number_of(&number)?, fields).await
}

/// A number as it stands in an address; anything else is no request.
fn number_of(text: &str) -> Result<CaseNumber, Fault> {
    CaseNumber::parse(text).ok_or(Fault::Problem(Problem::NotFound))
}
