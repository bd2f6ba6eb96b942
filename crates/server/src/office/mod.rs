//! The office (工作台): what staff do. Its pages stand on `ui/office_frame`.
//!
//! Every route passes [`desk::guard`]: signed in, and allowed by the permission table.

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::Response;
use axum::routing::{get, post};

use crate::AppState;

pub mod access;
pub mod account;
mod address;
pub mod benefits;
pub mod collections;
pub mod desk;
pub mod documents;
pub mod enterprises;
mod establishment;
pub mod fault;
pub mod forms;
pub mod inquiries;
pub mod inspection;
pub mod inventories;
pub mod items;
pub mod ledger;
mod letter_settings;
mod motions;
pub mod parts;
mod people;
pub mod permissions;
pub mod plans;
pub mod registers;
pub mod remedies;
pub mod reports;
pub mod requests;
pub mod settings;
pub mod solicitations;
pub mod supervision;
pub mod supply;
pub mod system;
pub mod templates;
pub mod today;
mod tokens;
mod word_list;
mod words;

/// A moment as it is shown: day and minute.
pub(crate) fn minute(at: jiff::Timestamp) -> String {
    words::moment(at)
}

/// The routes of the office.
pub fn router(state: AppState) -> Router<AppState> {
    let guarded = Router::new()
        .route("/office", get(today::first))
        .route("/office/sign-out", post(account::sign_out))
        .route("/office/account", get(account::page))
        .route("/office/account/password", get(account::password_page).post(account::change_password))
        .route("/office/account/tokens/new", get(tokens::new_page).post(tokens::create))
        .route("/office/account/tokens/{id}/revoke", get(tokens::revoke_page).post(tokens::revoke))
        .route("/office/{agency}", get(today::page))
        .merge(items::routes())
        .merge(plans::routes())
        .merge(inventories::routes())
        .merge(solicitations::routes())
        .merge(inquiries::routes())
        .merge(benefits::routes())
        .merge(inspection::routes())
        .merge(collections::routes())
        .merge(enterprises::routes())
        .merge(supply::routes())
        .merge(requests::routes())
        .merge(registers::routes())
        .merge(motions::routes())
        .merge(remedies::routes())
        .merge(ledger::routes())
        .merge(reports::routes())
        .merge(settings::routes())
        .merge(templates::routes())
        .route("/office/{agency}/access", get(access::page))
        .route("/office/{agency}/documents", get(documents::page))
        .route("/office/{agency}/supervision", get(supervision::page))
        .merge(system::routes())
        .route_layer(from_fn_with_state(state, desk::guard));
    let open = Router::new().route("/office/sign-in", get(account::sign_in_page).post(account::sign_in));
    guarded.merge(open).layer(map_response(not_kept))
}

/// Office pages show what is not public: no cache keeps them, and going back after signing out shows nothing.
async fn not_kept(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
