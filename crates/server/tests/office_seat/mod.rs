//! Staff of the test bureau, signed in over HTTP.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "each test file uses its part"
)]

use axum::body::Body;
use axum::http::Request;
use axum::http::header::{CONTENT_TYPE, COOKIE};
use gongkai_agency::{AccountOpened, Role, Section};
use gongkai_app::{Actor, App};
use gongkai_server::routes::segment;

use super::support::{AGENCY, Answer, Portal, answer, bureau};

pub(crate) const PASSWORD: &str = "今天也要按时公开信息呀";

/// The bureau with a member of staff for every role; the login is the role's key.
pub(crate) async fn staffed() -> Portal {
    let portal = bureau().await;
    let app = &portal.app;
    let office = Section { slug: "bgs".to_owned(), name: "办公室".to_owned() };
    app.add_section(&Actor::System, AGENCY, office).await.unwrap();
    for role in Role::ALL {
        open(app, role.key(), &[*role]).await;
    }
    portal
}

pub(crate) async fn open(app: &App, login: &str, roles: &[Role]) {
    let facts = AccountOpened {
        login: login.to_owned(),
        name: format!("测试{login}"),
        agency: AGENCY.to_owned(),
        section: None,
    };
    app.open_account(&Actor::System, facts).await.unwrap();
    for role in roles {
        app.grant_role(&Actor::System, login, *role, AGENCY).await.unwrap();
    }
    app.reset_password(&Actor::System, login, PASSWORD).await.unwrap();
}

/// A signed-in member of staff.
pub(crate) struct Seat<'a> {
    portal: &'a Portal,
    pub(crate) cookie: String,
    pub(crate) token: String,
}

/// The token on a page.
pub(crate) fn token_on(html: &str) -> String {
    let start = html.find(r#"name="form_token" value=""#).expect("a form with a token") + 25;
    html[start..].split('"').next().unwrap().to_owned()
}

fn cookie_of(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
}

pub(crate) fn encoded(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", segment(value))).collect();
    pairs.join("&")
}

pub(crate) async fn send(portal: &Portal, cookie: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    let request = Request::post(path)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(COOKIE, cookie)
        .body(Body::from(encoded(fields)))
        .unwrap();
    answer(&portal.router, request).await
}

/// Tries to sign in; the answer to the form.
pub(crate) async fn try_to_sign_in(portal: &Portal, login: &str, password: &str, back: &str) -> Answer {
    let path = format!("/office/sign-in?back={}", segment(back));
    let page = portal.get(&path).await;
    let (cookie, token) = (cookie_of(&page), token_on(&page.text));
    send(portal, &cookie, &path, &[("form_token", &token), ("login", login), ("password", password)]).await
}

pub(crate) async fn sign_in<'a>(portal: &'a Portal, login: &str) -> Seat<'a> {
    let signed_in = try_to_sign_in(portal, login, PASSWORD, "").await;
    assert_eq!(signed_in.status, 303, "{login}: {}", signed_in.text);
    let cookie = cookie_of(&signed_in);
    let page = portal.get_with("/office/account/password", &[("cookie", &cookie)]).await;
    Seat { portal, cookie, token: token_on(&page.text) }
}

impl Seat<'_> {
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.portal.get_with(path, &[("cookie", &self.cookie)]).await
    }

    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("form_token", self.token.as_str())];
        all.extend(fields);
        send(self.portal, &self.cookie, path, &all).await
    }

    /// Hands in one file under `field`, as a browser sends it.
    pub(crate) async fn hand_in(&self, path: &str, field: &str, name: &str, bytes: &[u8]) -> Answer {
        self.upload(path, &[], (field, name, bytes)).await
    }

    /// Sends a form with one file, as a browser does: the file's field, name and bytes.
    pub(crate) async fn upload(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        (field, name, bytes): (&str, &str, &[u8]),
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in [("form_token", self.token.as_str())].iter().chain(fields) {
            let part = format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(part.into_bytes());
        }
        let head =
            format!("--B\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n");
        body.extend(head.into_bytes());
        body.extend(bytes);
        body.extend(b"\r\n--B--\r\n");
        let request = Request::post(path)
            .header(CONTENT_TYPE, "multipart/form-data; boundary=B")
            .header(COOKIE, &self.cookie)
            .body(Body::from(body))
            .unwrap();
        answer(&self.portal.router, request).await
    }

    /// Does an act that must succeed; where it leads.
    pub(crate) async fn act(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let done = self.post(path, fields).await;
        assert_eq!(done.status, 303, "{path}: {}", main_of(&done.text));
        done.header("location").to_owned()
    }

    /// Reads a page that must be there.
    pub(crate) async fn read(&self, path: &str) -> String {
        let page = self.get(path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text);
        page.text
    }
}

/// The main part of a page, to show when a test fails.
pub(crate) fn main_of(html: &str) -> &str {
    html.split("<main").nth(1).unwrap_or(html)
}
