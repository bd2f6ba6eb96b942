//! Items of government information in the office (主动公开): list, draft, page, acts.

pub mod acts;
pub mod body;
pub mod edit;
pub mod list;
pub mod page;

use axum::Router;
use axum::extract::Path;
use axum::routing::get;

use super::desk::Desk;
use crate::AppState;
use crate::form::{Fields, Form};
use acts::ItemAct;

/// The item pages.
pub(super) fn routes() -> Router<AppState> {
    let mut router = Router::new()
        .route("/office/{agency}/items", get(list::page))
        .route("/office/{agency}/items/new", get(edit::new_page).post(edit::create))
        .route("/office/{agency}/items/{number}", get(page::page))
        .route("/office/{agency}/items/{number}/preview", get(page::preview))
        .route("/office/{agency}/items/{number}/compare", get(page::compare))
        .route("/office/{agency}/items/{number}/edit", get(edit::edit_page).post(edit::save))
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
    router
}
