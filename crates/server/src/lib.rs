//! HTTP: portal, office, API.
//!
//! A handler extracts, parses into a command, calls one use case, answers. A page is one struct of decided, formatted
//! values and one template; its parts live in `ui/`.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::{Router, response::Response};
use gongkai_app::App;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;

pub mod assets;
mod download;
pub mod form;
mod freshness;
mod headers;
pub mod office;
mod page_cache;
pub mod portal;
pub mod problem;
mod qr;
pub mod routes;
pub mod session;
pub mod site;
pub mod tags;
#[path = "../ui/mod.rs"]
pub mod ui;

pub use page_cache::{Bodies, PageCache};
pub use problem::Problem;
pub use site::Site;

/// The largest body of a form without files.
const FORM_LIMIT: usize = 256 * 1024;
/// Bytes of pages kept, unless the operator says otherwise.
const PAGES: u64 = 64 * 1024 * 1024;

/// What every handler may use. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The use cases.
    pub app: App,
    /// The site as its operator set it up.
    pub site: Arc<Site>,
    /// How much one address may send at the portal.
    pub limits: gongkai_app::intake::Limits,
    /// Pages as they were drawn; `None` when none are kept.
    pub pages: Option<PageCache>,
    /// Bodies as pages show them.
    pub bodies: Bodies,
}

impl AppState {
    /// The state of a server for `site` on `app`.
    pub fn new(app: App, site: Site) -> AppState {
        AppState {
            app,
            site: Arc::new(site),
            limits: gongkai_app::intake::Limits::default(),
            pages: Some(PageCache::within(PAGES)),
            bodies: Bodies::default(),
        }
    }

    /// The same state with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: gongkai_app::intake::Limits) -> AppState {
        self.limits = limits;
        self
    }

    /// The same state, keeping pages within so many bytes; 0 keeps none.
    #[must_use]
    pub fn with_pages_within(mut self, bytes: u64) -> AppState {
        self.pages = (bytes > 0).then(|| PageCache::within(bytes));
        self
    }
}

/// All addresses of the platform.
pub fn router(state: AppState) -> Router {
    let sessions = session::layer(state.app.store.clone(), &state.site);
    let site = Arc::clone(&state.site);
    let fresh = || from_fn_with_state(state.clone(), freshness::by_position);
    let portal = portal::router().layer(fresh());
    let api = portal::api_router().layer(fresh()).merge(portal::push_router());
    let api = portal::open_api(api.merge(portal::other_api_router()));
    let office = office::router(state.clone()).layer(sessions);
    Router::new()
        .merge(portal)
        .merge(api)
        .merge(portal::plain_router())
        .merge(portal::visitor_router())
        .merge(office)
        .route("/assets/{name}", get(assets::serve))
        .fallback(async || Problem::NotFound)
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(Arc::clone(&site), problem::pages))
        .layer(from_fn_with_state(site, headers::secure))
        .with_state(state)
}

/// Serves the platform on `listener` until the process is told to stop; requests under way are finished.
pub async fn serve(listener: TcpListener, state: AppState) -> std::io::Result<()> {
    let service = router(state).into_make_service_with_connect_info::<std::net::SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(told_to_stop()).await
}

async fn told_to_stop() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! { () = interrupted => {}, () = terminated => {} }
}

/// A panic is our failure: the reader gets the page with an incident number, the log gets the words.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands the panic over")]
fn panicked(panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    use axum::response::IntoResponse as _;
    let words = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("unknown panic");
    Problem::failed(format!("panic: {words}")).into_response()
}
