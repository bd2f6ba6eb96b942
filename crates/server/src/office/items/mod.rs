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
use axum::extract::{DefaultBodyLimit, FromRequestParts as _, Path, RawPathParams, Request};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};

use super::desk::Desk;
use super::fault::Fault;
use crate::AppState;
use crate::form::{Fields, Form};
use crate::problem::Problem;
use acts::ItemAct;

/// Lets pass who may see the item of the address: where that is limited, only those named.
async fn seen_by(request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let params = RawPathParams::from_request_parts(&mut parts, &()).await;
    let number = params.ok().and_then(|params| {
        params.iter().find(|(name, _)| *name == "number").map(|(_, number)| number.to_owned())
    });
    if let (Some(number), Some(desk)) = (number, parts.extensions.get::<Desk>()) {
        let id = format!("{}/{number}", desk.code());
        match desk.app.may_see_item(&desk.actor, &id).await {
            Ok(true) => {}
            Ok(false) => return Problem::Forbidden.into_response(),
            Err(error) => return Fault::from(error).into_response(),
        }
    }
    next.run(Request::from_parts(parts, body)).await
}

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
    router.route_layer(from_fn(seen_by)).layer(DefaultBodyLimit::max(super::requests::files::UPLOAD_LIMIT))
}
