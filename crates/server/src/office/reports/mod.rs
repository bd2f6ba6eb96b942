//! The annual report in the office (年度报告): list of years, workshop, records, acts, files.

pub mod acts;
pub mod list;
pub mod records;
pub mod text;
pub mod workshop;

use axum::Router;
use axum::extract::{Path, Query};
use axum::routing::get;

use super::desk::Desk;
use crate::AppState;
use crate::form::{Fields, Form};
use acts::{Place, ReportAct};

/// The report pages.
pub(super) fn routes() -> Router<AppState> {
    let mut router = Router::new()
        .route("/office/{agency}/reports", get(list::page))
        .route("/office/{agency}/reports/{year}", get(workshop::page))
        .route("/office/{agency}/reports/{year}/records", get(records::page))
        .route("/office/{agency}/reports/{year}/download/{format}", get(records::download))
        .route("/office/{agency}/reports/{year}/text/{section}", get(text::page).post(text::save));
    for act in ReportAct::ALL {
        let path = format!("/office/{{agency}}/reports/{{year}}/{}", act.key());
        let show = move |desk: Desk, Path((_, year)): Path<(String, i16)>, Query(place): Query<Place>| async move {
            acts::show(desk, year, act, place).await
        };
        let perform = move |desk: Desk, Path((_, year)): Path<(String, i16)>, Form(fields): Form<Fields>| async move {
            acts::perform(desk, year, act, fields).await
        };
        router = router.route(&path, get(show).post(perform));
    }
    router
}
