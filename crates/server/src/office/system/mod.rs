//! Running the site (系统管理): agencies, accounts, the working-day calendar.

pub mod accounts;
pub mod agencies;
pub mod calendar;
pub mod searches;
pub mod synonyms;

use axum::Router;
use axum::extract::Path;
use axum::routing::get;

use super::desk::Desk;
use crate::AppState;
use crate::form::{Fields, Form};
use accounts::AccountAct;

/// The pages of the operator.
pub(super) fn routes() -> Router<AppState> {
    let mut router = Router::new()
        .route("/office/system/agencies", get(agencies::list))
        .route("/office/system/agencies/new", get(agencies::new_page).post(agencies::create))
        .route("/office/system/accounts", get(accounts::list))
        .route("/office/system/accounts/new", get(accounts::new_page).post(accounts::create))
        .route("/office/system/accounts/{login}", get(accounts::page))
        .route("/office/system/searches", get(searches::page))
        .route("/office/system/synonyms", get(synonyms::page).post(synonyms::set))
        .route("/office/system/calendar", get(calendar::page))
        .route("/office/system/calendar/new", get(calendar::new_page).post(calendar::load));
    for act in AccountAct::ALL {
        let show = move |desk: Desk, Path(login): Path<String>| async move {
            accounts::show(desk, login, act).await
        };
        let perform = move |desk: Desk, Path(login): Path<String>, Form(fields): Form<Fields>| async move {
            accounts::perform(desk, login, act, fields).await
        };
        router = router.route(act.route(), get(show).post(perform));
    }
    router
}
