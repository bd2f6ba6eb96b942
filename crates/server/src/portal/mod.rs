//! The portal: what every citizen may read, without an account and without scripts.

mod agency;
mod api;
mod ask;
mod catalogue;
mod common;
pub mod described;
mod development;
mod embed;
pub mod enterprise;
pub mod establishment;
pub mod examples;
mod home;
pub mod inquiries;
pub mod inventories;
mod item;
mod machine;
mod motions;
pub mod open_data;
mod opinion;
pub mod pages;
pub mod policies;
mod preferences;
mod public_log;
mod ratings;
mod renditions;
mod report;
mod search;
mod shape;
pub mod solicitations;
pub mod texts;
mod track;
mod visitor;
pub mod visitor_page;

use axum::Router;
use axum::routing::{get, post};

use crate::AppState;

pub(crate) use api::{open as open_api, problem_object};

/// Pages that change only when something was recorded.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/", get(home::home))
        .route("/agencies", get(home::agencies))
        .route("/zfxxgk/{agency}", get(agency::without_slash))
        .route("/zfxxgk/{agency}/", get(agency::show_agency))
        .route("/zfxxgk/{agency}/guide", get(agency::guide))
        .route("/zfxxgk/{agency}/rules", get(agency::rules))
        .route("/zfxxgk/{agency}/catalogue", get(catalogue::catalogue))
        .route("/zfxxgk/{agency}/inventories/{number}", get(inventories::page))
        .route("/zfxxgk/{agency}/organisation", get(establishment::page))
        .route("/zfxxgk/{agency}/reports", get(agency::reports))
        .route("/items/{*index_number}", get(item::item))
        .route("/attachments/{edition}/{place}/{*index_number}", get(item::attachment))
        .route("/renditions/{edition}/{form}/{*index_number}", get(renditions::file))
        .route("/reports/{agency}/{year}", get(report::report))
        .route("/reports/{agency}/{year}/records", get(report::records))
        .route("/reports/{agency}/{year}/{file}", get(report::file))
        .merge(solicitations::router())
        .merge(inquiries::router())
        .merge(policies::router())
        .route("/embed/latest", get(embed::latest))
        .route("/search", get(search::search))
        .route("/search.atom", get(search::machine::atom))
        .route("/search.rss", get(search::machine::rss))
        .route("/search.json", get(search::machine::json))
        .route("/data/", get(open_data::page))
        .route("/data/{file}", get(open_data::file))
        .route("/feed.atom", get(machine::atom))
        .route("/feed.rss", get(machine::rss))
        .route("/sitemap.xml", get(machine::sitemap))
        .route("/sitemaps/{file}", get(machine::one_sitemap))
}

/// The open interface, which changes only when something was recorded.
pub(crate) fn api_router() -> Router<AppState> {
    api::router()
}

/// What other systems send to it.
pub(crate) fn push_router() -> Router<AppState> {
    api::push_router()
}

/// Addresses below it that are none.
pub(crate) fn other_api_router() -> Router<AppState> {
    api::others()
}

/// Pages of one visitor: never kept by caches.
pub(crate) fn visitor_router() -> Router<AppState> {
    ask::router()
        .merge(motions::router())
        .merge(track::router())
        .merge(opinion::router())
        .merge(solicitations::visitor_router())
        .merge(inquiries::visitor_router())
        .merge(ratings::router())
        .merge(enterprise::visitor_router())
}

/// Addresses whose answers are not pages of the record.
pub(crate) fn plain_router() -> Router<AppState> {
    Router::new()
        .route("/preferences", get(preferences::preferences))
        .route("/theme/{key}", get(preferences::theme))
        .route("/robots.txt", get(machine::robots))
        .route("/reports/{agency}/{year}/proof", get(report::proof))
        .route("/log", get(public_log::without_slash))
        .route("/log/", get(public_log::page))
        .route("/log/checkpoint", get(public_log::checkpoint))
        .route("/log/keys", get(public_log::keys))
        .route("/log/witness/add-checkpoint", post(public_log::witness))
        .route("/log/tile/{*tile}", get(public_log::tile))
        .route("/log/documents/{*document}", get(public_log::document))
        .route("/log/proofs/{edition}/{*document}", get(public_log::file))
        .route("/proofs/{edition}/{*index_number}", get(public_log::proof))
        .route("/healthz", get(machine::healthz))
        .route("/readyz", get(machine::readyz))
        .route("/dev/gallery", get(development::gallery))
        .route("/dev/pages/{name}", get(development::page))
}
