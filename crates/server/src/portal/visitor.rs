//! Visitors without an account: a cookie nobody but their browser holds, forms that prove where they came from, limits.
//!
//! A form that is too old or sent too often is not acted on, but what was typed comes back.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use gongkai_app::intake::{Knock, Visitor};

use crate::form::{Fields, Sent};
use crate::site::{Site, View, client_address};
use crate::ui::form_token::FormToken;
use crate::{AppState, Problem};

/// Name of the cookie.
pub(super) const COOKIE_NAME: &str = "gongkai_visitor";
/// Seven days, as long as a draft is kept.
const COOKIE_SECONDS: u32 = 7 * 24 * 60 * 60;
/// Pages with our own script: nothing inline, nothing from elsewhere.
pub(super) const SCRIPT_POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; \
                             img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Somebody at the portal.
#[derive(Debug, Clone)]
pub(super) struct Visit {
    /// Known by their cookie.
    pub(super) visitor: Visitor,
    /// How they view pages.
    pub(super) view: View,
    /// From where they come, for counting.
    pub(super) address: String,
    pub(super) https: bool,
}

impl Visit {
    /// The token of this visitor's forms.
    pub(super) fn token(&self) -> FormToken {
        FormToken { token: self.visitor.form_token() }
    }

    /// A page for this visitor only: no cache keeps it.
    pub(super) fn show(
        &self,
        status: StatusCode,
        page: &impl askama::Template,
        has_script: bool,
    ) -> Result<Response, Problem> {
        let mut response = (status, Html(page.render()?)).into_response();
        if has_script {
            let policy = HeaderValue::from_static(SCRIPT_POLICY);
            response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
        }
        Ok(self.mark(response))
    }

    /// Leads to another page.
    pub(super) fn lead(&self, to: &str) -> Response {
        self.mark(Redirect::to(to).into_response())
    }

    /// Adds the cookie, and that no cache keeps the answer.
    pub(super) fn mark(&self, mut response: Response) -> Response {
        let secure = if self.https { "; Secure" } else { "" };
        let cookie = format!(
            "{COOKIE_NAME}={}; Path=/; Max-Age={COOKIE_SECONDS}; HttpOnly; SameSite=Lax{secure}",
            self.visitor.cookie()
        );
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }

    fn of_parts(parts: &Parts, site: &Site) -> Result<Visit, Problem> {
        let known = cookie(&parts.headers, COOKIE_NAME).and_then(|value| Visitor::from_cookie(&value));
        let visitor = match known {
            Some(visitor) => visitor,
            None => Visitor::new()?,
        };
        Ok(Visit {
            visitor,
            view: View::of_parts(parts),
            address: client_address(parts, site),
            https: site.https,
        })
    }
}

impl FromRequestParts<AppState> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Visit, Problem> {
        Visit::of_parts(parts, &state.site)
    }
}

/// Why a form is not acted on; what was typed comes back with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Its token is another's: the page was open too long, or another site sent it.
    Stale,
    /// The address has sent too much.
    TooOften,
}

impl Doubt {
    /// What the visitor is told.
    pub(super) const fn message(self) -> &'static str {
        match self {
            Doubt::Stale => "页面打开的时间太长，没有保存这一次的内容。您填的还在下面，请再提交一次。",
            Doubt::TooOften => "提交得太频繁，没有保存这一次的内容。您填的还在下面，请过几分钟再提交。",
        }
    }

    /// The status of the answer.
    pub(super) const fn status(self) -> StatusCode {
        match self {
            Doubt::Stale => StatusCode::FORBIDDEN,
            Doubt::TooOften => StatusCode::TOO_MANY_REQUESTS,
        }
    }
}

/// A form a visitor sent.
#[derive(Debug, Clone)]
pub(super) struct VisitorForm {
    /// Who.
    pub(super) visit: Visit,
    /// What was filled in.
    pub(super) fields: Fields,
    /// Why it must not be acted on.
    pub(super) doubt: Option<Doubt>,
}

impl FromRequest<AppState> for VisitorForm {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<VisitorForm, Problem> {
        let (parts, body) = request.into_parts();
        let visit = Visit::of_parts(&parts, &state.site)?;
        let request = Request::from_parts(parts, body);
        let Sent { fields, genuine } = crate::form::read(request, state, &visit.visitor.form_token()).await?;
        let doubt = if !genuine {
            Some(Doubt::Stale)
        } else if !state.app.may_knock(&state.limits, Knock::Form, &visit.address).await? {
            Some(Doubt::TooOften)
        } else {
            None
        };
        Ok(VisitorForm { visit, fields, doubt })
    }
}

/// The value of a cookie.
fn cookie(headers: &HeaderMap, wanted: &str) -> Option<String> {
    let all = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|header| header.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == wanted).map(|(_, value)| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("a=b; gongkai_visitor=abc; c=d"));
        assert_eq!(cookie(&headers, COOKIE_NAME), Some("abc".to_owned()));
    }
}
