//! `/requests/new` and `/requests/track`: how to ask and how to learn where a request stands.

use axum::extract::State;
use axum::response::Response;

use super::agency::channels;
use super::common::{show, site_frame};
use super::pages::{AskAgency, AskPage, TrackPage, Way};
use super::texts;
use crate::site::View;
use crate::{AppState, Problem, routes};

/// `GET /requests/new`
pub(super) async fn new(State(state): State<AppState>, view: View) -> Result<Response, Problem> {
    let mut agencies = Vec::new();
    for row in state.app.store.agencies().await?.into_iter().filter(|row| row.ended_on.is_none()) {
        let ways = channels(&state, &row).await?;
        agencies.push(AskAgency { guide: routes::guide(&row.code), name: row.name, channels: ways });
    }
    let page = AskPage {
        frame: site_frame(&state, view, "依申请公开", "依申请公开"),
        contents: texts::request_contents(),
        steps: texts::request_steps(),
        agencies,
    };
    show(&page)
}

/// `GET /requests/track`
pub(super) async fn track(State(state): State<AppState>, view: View) -> Result<Response, Problem> {
    let agencies = state.app.store.agencies().await?.into_iter().filter(|row| row.ended_on.is_none());
    let agencies = agencies.map(|row| {
        let ways = [("工作机构", row.unit_name), ("联系电话", row.phone), ("办公时间", row.office_hours)];
        let ways = ways.into_iter().filter(|(_, how)| !how.trim().is_empty());
        AskAgency {
            guide: routes::guide(&row.code),
            name: row.name,
            channels: ways.map(|(name, how)| Way { name: name.to_owned(), how }).collect(),
        }
    });
    let page = TrackPage {
        agencies: agencies.collect(),
        frame: site_frame(&state, view, "办理查询", "依申请公开"),
        steps: texts::tracking(),
    };
    show(&page)
}
