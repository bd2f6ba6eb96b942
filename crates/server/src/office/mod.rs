//! The office (工作台): what staff do. Its pages stand on `ui/office_frame`.

pub mod permissions;

use axum::Router;

use crate::AppState;

/// Addresses of the office.
pub fn router() -> Router<AppState> {
    Router::new()
}
