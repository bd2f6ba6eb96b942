//! Items of government information in the office (主动公开): list, draft, page, acts.

pub mod acts;
pub mod body;
pub mod coverage;
pub mod edit;
pub mod files;
pub mod list;
pub mod page;
pub mod screening;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path};
use axum::routing::{get, post};

use super::desk::Desk;
use crate::AppState;
use crate::form::{Fields, Form};
use acts::ItemAct;

/// The item pages.
pub(super) fn routes() -> Router<AppState> {
    let mut router = Router::new()
        .route("/office/{agency}/items", get(list::page))
        .route("/office/{agency}/coverage", get(coverage::page))
        .route("/office/{agency}/items/new", get(edit::new_page).post(edit::create))
        .route("/office/{agency}/items/{number}", get(page::page))
        .route("/office/{agency}/items/{number}/preview", get(page::preview))
        .route("/office/{agency}/items/{number}/compare", get(page::compare))
        .route("/office/{agency}/items/{number}/edit", get(edit::edit_page).post(edit::save))
        .route("/office/{agency}/items/{number}/upload", get(files::show).post(files::upload))
        .route("/office/{agency}/items/{number}/detach", post(files::detach))
        .route("/office/{agency}/items/{number}/file", get(files::read))
        .route("/office/{agency}/items/{number}/screening", get(screening::show).post(screening::answer))
        .route("/office/{agency}/items/{number}/mask", post(screening::mask))
        .route("/office/{agency}/items/{number}/revise", get(edit::revise_page).post(edit::revise));
    for act in ItemAct::ALL {
        let path = format!("/office/{{agency}}/items/{{number}}/{}", act.key());
        let show = move |desk: Desk, Path((_, number)): Path<(String, String)>| async move {
            acts::show(desk, number, act).await
        };
        let perform = move |desk: Desk,
                            Path((_, number)): Path<(String, String)>,
                            Form(fields): Form<Fields>| async move {
            acts::perform(desk, number, act, fields).await
        };
        router = router.route(&path, get(show).post(perform));
    }
    router.layer(DefaultBodyLimit::max(super::requests::files::UPLOAD_LIMIT))
}
