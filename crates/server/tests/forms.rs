//! Forms, sessions and failures over HTTP.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod support;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE};
use axum::http::{Request, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use gongkai_server::form::{Fields, Form, Token};
use gongkai_server::portal::examples;
use gongkai_server::{Problem, session};
use support::{Answer, Portal, answer, empty};

/// A page with a form on it, and what takes the form in.
fn router(portal: &Portal) -> Router {
    let site = Arc::new(examples::site());
    Router::new()
        .route("/form", get(async |Token(token): Token| token.token))
        .route(
            "/form",
            post(async |Form(fields): Form<Fields>| {
                format!("{}|{}", fields.text("a"), fields.all("b").len())
            }),
        )
        .route(
            "/file",
            post(async |Form(fields): Form<Fields>| {
                fields
                    .files("f")
                    .next()
                    .map(|file| format!("{}:{}", file.name, file.bytes.len()))
                    .unwrap_or_default()
            }),
        )
        .route("/failure", get(async || Problem::failed("the cause, which readers do not see")))
        .layer(session::layer(portal.app.store.clone(), &site))
        .layer(from_fn_with_state(site, gongkai_server::problem::pages))
}

/// The token, and the cookie that goes with it.
async fn open(router: &Router) -> (String, String) {
    let page = answer(router, Request::get("/form").body(Body::empty()).unwrap()).await;
    let cookie = page.header("set-cookie").split(';').next().unwrap().to_owned();
    assert!(
        page.header("set-cookie").contains("HttpOnly") && page.header("set-cookie").contains("SameSite=Lax")
    );
    (page.text, cookie)
}

async fn send(router: &Router, cookie: &str, kind: &str, path: &str, body: impl Into<Body>) -> Answer {
    let request =
        Request::post(path).header(CONTENT_TYPE, kind).header(COOKIE, cookie).body(body.into()).unwrap();
    answer(router, request).await
}

const ENCODED: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn a_form_is_taken_only_with_the_token_of_its_session() {
    let portal = empty().await;
    let router = router(&portal);
    let (token, cookie) = open(&router).await;
    let (other_token, _) = open(&router).await;
    let good =
        send(&router, &cookie, ENCODED, "/form", format!("a=%20x%20&b=1&b=2&form_token={token}")).await;
    assert_eq!((good.status, good.text.as_str()), (StatusCode::OK, "x|2"));
    for body in ["a=x".to_owned(), "a=x&form_token=".to_owned(), format!("a=x&form_token={other_token}")] {
        let bad = send(&router, &cookie, ENCODED, "/form", body.clone()).await;
        assert_eq!(bad.status, StatusCode::FORBIDDEN, "{body}");
        assert!(bad.text.contains("页面已过期"), "{body}");
    }
    let stranger = send(&router, "", ENCODED, "/form", format!("a=x&form_token={token}")).await;
    assert_eq!(stranger.status, StatusCode::FORBIDDEN, "the token without its session");
}

#[tokio::test]
async fn a_file_is_not_taken_in_before_the_token_is_right() {
    let portal = empty().await;
    let router = router(&portal);
    let (token, cookie) = open(&router).await;
    let part = |name: &str, value: &str| {
        format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let file = "--X\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n\r\nabc\r\n";
    let kind = "multipart/form-data; boundary=X";
    let good =
        send(&router, &cookie, kind, "/file", format!("{}{file}--X--\r\n", part("form_token", &token))).await;
    assert_eq!((good.status, good.text.as_str()), (StatusCode::OK, "a.txt:3"));
    for body in [format!("{file}{}--X--\r\n", part("form_token", &token)), format!("{file}--X--\r\n")] {
        assert_eq!(send(&router, &cookie, kind, "/file", body).await.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn a_failure_shows_a_number_and_never_its_cause() {
    let portal = empty().await;
    let router = router(&portal);
    let request = || Request::get("/failure").body(Body::empty()).unwrap();
    let (first, second) = (answer(&router, request()).await, answer(&router, request()).await);
    assert_eq!(first.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(
        first.text.contains("系统出错") && first.text.contains("编号") && !first.text.contains("the cause")
    );
    assert_ne!(first.text, second.text, "every incident has its own number");
}
