//! Correction requests and proposals to publish in the office (更正申请、主动公开建议), Arts. 41 and 44.

mod acts;
mod file;
mod list;
mod page;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path};
use axum::routing::get;
use gongkai_request::motion::{Kind, MotionId};

use self::acts::Deed;
pub(in crate::office) use self::page::MakerPage;
use super::desk::Desk;
use super::fault::Fault;
use crate::AppState;
use crate::form::{Fields, Form};
use crate::problem::Problem;

/// The pages of motions.
pub(super) fn routes() -> Router<AppState> {
    let mut router = Router::new()
        .route("/office/{agency}/motions", get(list::page))
        .route("/office/{agency}/motions/new", get(file::show).post(file::perform))
        .route("/office/{agency}/motions/{number}", get(page::page))
        .route("/office/{agency}/motions/{number}/maker", get(page::maker))
        .route("/office/{agency}/motions/{number}/files/{id}", get(page::read))
        .route("/office/{agency}/requests/{number}/propose", get(file::ask).post(file::propose));
    for deed in Deed::ALL {
        let show = move |desk: Desk, Path((_, number)): Path<(String, String)>| async move {
            acts::show(desk, id_of(&number)?, deed).await
        };
        let perform = move |desk: Desk,
                            Path((_, number)): Path<(String, String)>,
                            Form(given): Form<Fields>| async move {
            acts::perform(desk, id_of(&number)?, deed, given).await
        };
        router = router.route(deed.path(), get(show).post(perform));
    }
    router.layer(DefaultBodyLimit::max(super::requests::files::UPLOAD_LIMIT))
}

fn id_of(text: &str) -> Result<MotionId, Fault> {
    MotionId::parse(text).ok_or(Fault::Problem(Problem::NotFound))
}

/// What its maker is called.
const fn maker(kind: Kind) -> &'static str {
    match kind {
        Kind::Correction => "申请人",
        Kind::Proposal => "建议人",
    }
}
