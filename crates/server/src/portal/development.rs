//! `/dev/gallery` and the example pages, in development mode only.

use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};

use super::common::{frame, show};
use super::examples;
use crate::site::View;
use crate::ui::gallery::GalleryPage;
use crate::{AppState, Problem};

/// `GET /dev/gallery`
pub(super) async fn gallery(State(state): State<AppState>, view: View) -> Result<Response, Problem> {
    if !state.site.development {
        return Err(Problem::NotFound);
    }
    show(&GalleryPage::new(frame(&state, view, "部件")))
}

/// `GET /dev/pages/{name}`
pub(super) async fn page(
    State(state): State<AppState>,
    view: View,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    if !state.site.development {
        return Err(Problem::NotFound);
    }
    let pages = examples::pages(&state.site, &view)?;
    let page = pages.into_iter().find(|(key, _)| *key == name).ok_or(Problem::NotFound)?;
    Ok(Html(page.1).into_response())
}
