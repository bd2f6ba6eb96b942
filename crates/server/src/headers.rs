//! Headers every answer carries: what a browser may do with our pages.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::middleware::Next;
use axum::response::Response;

use crate::site::Site;

/// Nothing from elsewhere, nothing inline, no scripts at all.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");
const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCES: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Middleware: adds the headers, unless an answer has its own.
pub(crate) async fn secure(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    // What may stand in a frame says so itself; the older header knows no list.
    let policy = response.headers().get(CONTENT_SECURITY_POLICY).and_then(|policy| policy.to_str().ok());
    let is_framed =
        policy.is_some_and(|it| it.contains("frame-ancestors") && !it.contains("frame-ancestors 'none'"));
    let mut add = |name: HeaderName, value: &'static str| {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    };
    add(CONTENT_SECURITY_POLICY, POLICY);
    add(X_CONTENT_TYPE_OPTIONS, "nosniff");
    if !is_framed {
        add(X_FRAME_OPTIONS, "DENY");
    }
    add(REFERRER_POLICY, "same-origin");
    add(PERMISSIONS, "camera=(), geolocation=(), microphone=(), payment=()");
    add(OPENER, "same-origin");
    add(RESOURCES, "same-origin");
    if site.https {
        add(STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}
