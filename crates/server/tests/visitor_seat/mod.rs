//! A visitor of the portal, with the cookie their browser keeps.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "each test file uses its part"
)]

use axum::body::Body;
use axum::http::Request;
use axum::http::header::{CONTENT_TYPE, COOKIE};

use super::office_seat::{encoded, main_of, token_on};
use super::support::{Answer, Portal, answer};

const NEW: &str = "/requests/new/yunxi-jxj";

pub(crate) const WHO: &[(&str, &str)] = &[
    ("requester", "natural_person"),
    ("name", "申请人甲某"),
    ("identity", "33049919900101001X"),
    ("phone", "0000-0000003"),
    ("email", "jia@example.com"),
    ("address", ""),
];
pub(crate) const WHAT: &[(&str, &str)] =
    &[("title", "道路养护合同"), ("document_number", ""), ("features", "2021年度")];
pub(crate) const HOW: &[(&str, &str)] = &[("form", "electronic"), ("route", "online")];

#[derive(Clone)]
pub(crate) struct Visitor<'a> {
    portal: &'a Portal,
    pub(crate) cookie: String,
    pub(crate) token: String,
    address: String,
}

impl<'a> Visitor<'a> {
    pub(crate) fn new(portal: &'a Portal) -> Visitor<'a> {
        Visitor { portal, cookie: String::new(), token: String::new(), address: String::new() }
    }

    pub(crate) fn with_cookie(portal: &'a Portal, cookie: &str) -> Visitor<'a> {
        Visitor { cookie: cookie.to_owned(), ..Visitor::new(portal) }
    }

    pub(crate) fn from(mut self, address: &str) -> Visitor<'a> {
        address.clone_into(&mut self.address);
        self
    }

    pub(crate) fn sender(&self) -> Visitor<'a> {
        self.clone()
    }

    async fn send(&mut self, mut request: Request<Body>) -> Answer {
        let headers = request.headers_mut();
        if !self.cookie.is_empty() {
            headers.insert(COOKIE, self.cookie.parse().unwrap());
        }
        if !self.address.is_empty() {
            headers.insert("x-real-ip", self.address.parse().unwrap());
        }
        let answer = answer(&self.portal.router, request).await;
        let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        if cookie.starts_with("gongkai_visitor=") {
            self.cookie = cookie;
        }
        if answer.text.contains(r#"name="form_token""#) {
            self.token = token_on(&answer.text);
        }
        answer
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn read(&mut self, path: &str) -> String {
        let page = self.get(path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text);
        page.text
    }

    /// Sends a form with the token of the last page; opens one first when there was none.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        if self.token.is_empty() {
            self.get("/requests/track").await;
        }
        self.post_with_token(path, fields).await
    }

    pub(crate) async fn post_with_token(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token.clone();
        let mut all = vec![("form_token", token.as_str())];
        all.extend(fields);
        let body = Body::from(encoded(&all));
        let request =
            Request::post(path).header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body).unwrap();
        self.send(request).await
    }

    pub(crate) async fn post_files(&mut self, path: &str, files: &[(&str, &str, &[u8])]) -> Answer {
        self.post_form(path, &[], files).await
    }

    pub(crate) async fn post_form(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        if self.token.is_empty() {
            self.get("/requests/track").await;
        }
        let token = self.token.clone();
        let mut all = vec![("form_token", token.as_str())];
        all.extend(fields);
        let request = Request::post(path)
            .header(CONTENT_TYPE, "multipart/form-data; boundary=XXX")
            .body(Body::from(multipart(&all, files)))
            .unwrap();
        self.send(request).await
    }

    /// Does what must succeed; where it leads.
    pub(crate) async fn act(&mut self, path: &str, fields: &[(&str, &str)]) -> String {
        let done = self.post(path, fields).await;
        assert_eq!(done.status, 303, "{path}: {}", main_of(&done.text));
        done.header("location").to_owned()
    }

    /// Fills in the steps before the files.
    pub(crate) async fn fill_in(&mut self) {
        self.act(&format!("{NEW}/step/who"), WHO).await;
        self.act(&format!("{NEW}/step/what"), WHAT).await;
        self.act(&format!("{NEW}/step/how"), HOW).await;
    }

    /// Asks; number and query code.
    pub(crate) async fn ask(&mut self) -> (String, String) {
        self.fill_in().await;
        self.act(&format!("{NEW}/step/files"), &[]).await;
        self.act(&format!("{NEW}/step/check"), &[]).await;
        receipt_of(&self.read("/requests/receipt").await)
    }
}

/// Number and query code on a receipt.
pub(crate) fn receipt_of(html: &str) -> (String, String) {
    let mut codes =
        html.split(r#"<dd class="receipt-code">"#).skip(1).map(|rest| rest.split('<').next().unwrap());
    (codes.next().expect("a number").to_owned(), codes.next().expect("a code").to_owned())
}

fn multipart(fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(
            format!("--XXX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                .into_bytes(),
        );
    }
    for (name, file, bytes) in files {
        let head = format!(
            "--XXX\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        );
        body.extend(head.into_bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--XXX--\r\n");
    body
}

/// Sends a form with files, with somebody's cookie.
pub(crate) async fn send_form(
    portal: &Portal,
    cookie: &str,
    path: &str,
    fields: &[(&str, &str)],
    files: &[(&str, &str, &[u8])],
) -> Answer {
    let request = Request::post(path)
        .header(CONTENT_TYPE, "multipart/form-data; boundary=XXX")
        .header(COOKIE, cookie)
        .body(Body::from(multipart(fields, files)))
        .unwrap();
    answer(&portal.router, request).await
}

/// The key of a form, by which what is sent twice is taken once.
pub(crate) fn key_on(html: &str) -> String {
    html.split(r#"name="key" value=""#).nth(1).unwrap().split('"').next().unwrap().to_owned()
}
