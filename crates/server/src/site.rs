//! The site as its operator set it up, and how a reader views it.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderName;
use axum::http::header::COOKIE;
use axum::http::request::Parts;

use crate::routes;

/// What the operator says about the site. Nothing here is secret.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Site {
    /// Standard name (网站名称).
    pub name: String,
    /// Domain without scheme, e.g. `www.example.gov.cn`.
    pub domain: String,
    /// Address under which the outside reaches the site, without a slash at the end.
    pub base_url: String,
    /// 网站标识码
    pub id_code: String,
    /// ICP filing number.
    pub icp: String,
    /// Filing number of the public security organ.
    pub police: String,
    /// 主办单位
    pub host: String,
    /// How to reach whoever runs the site.
    pub contact: String,
    /// Where errors of the site are reported (网站找错); empty when there is no such place.
    pub report_error_href: String,
    /// What everybody must know when this is a demonstration.
    pub demo: Option<String>,
    /// Development mode: shows the gallery of parts.
    pub development: bool,
    /// Header in which the proxy before us says who asks, e.g. `x-forwarded-for`; empty when there is no proxy.
    pub client_address_header: String,
    /// Is the site reached by HTTPS only? Then cookies and browsers are told so.
    pub https: bool,
}

impl Site {
    /// The absolute address of `path`.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }
}

/// How this reader views pages, and which page it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct View {
    /// Large type (适老化).
    pub large: bool,
    /// High contrast.
    pub contrast: bool,
    /// Path and query of this page, to come back to.
    pub path: String,
}

/// Name of the cookie that keeps the ways of viewing.
pub const VIEW_COOKIE: &str = "gongkai_view";

impl View {
    /// The link that turns large type on or off.
    pub fn toggle_large(&self) -> String {
        routes::preferences(!self.large, self.contrast, &self.path)
    }

    /// The link that turns high contrast on or off.
    pub fn toggle_contrast(&self) -> String {
        routes::preferences(self.large, !self.contrast, &self.path)
    }

    /// The value of the cookie.
    pub fn cookie_value(&self) -> &'static str {
        match (self.large, self.contrast) {
            (false, false) => "standard",
            (true, false) => "large",
            (false, true) => "contrast",
            (true, true) => "large-contrast",
        }
    }

    fn of_cookies(header: &str, path: String) -> View {
        let value = header
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == VIEW_COOKIE)
            .map_or("", |(_, value)| value);
        View {
            large: value.split('-').any(|word| word == "large"),
            contrast: value.split('-').any(|word| word == "contrast"),
            path,
        }
    }
}

impl View {
    /// The view of a request with these headers.
    pub fn of_parts(parts: &Parts) -> View {
        let header = parts.headers.get(COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        View::of_cookies(header, path.to_owned())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for View {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<View, Self::Rejection> {
        Ok(View::of_parts(parts))
    }
}

/// From where a request comes: what the proxy before us says, when the operator named its header, else the connection.
///
/// Of a list the last entry counts: the proxy wrote it, the rest was sent by whoever asked.
pub fn client_address(parts: &Parts, site: &Site) -> String {
    let said = HeaderName::try_from(site.client_address_header.as_str())
        .ok()
        .and_then(|name| parts.headers.get_all(name).iter().next_back())
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.rsplit(',').next())
        .map(|value| value.trim().to_owned())
        .filter(|value| !value.is_empty());
    let peer = || parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_string());
    said.or_else(peer).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(headers: &[(&str, &str)]) -> Parts {
        let mut request = axum::http::Request::get("/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn only_the_proxy_the_operator_named_says_who_asks() {
        let site = |header: &str| Site { client_address_header: header.to_owned(), ..Site::default() };
        let asked = parts(&[("x-forwarded-for", "203.0.113.9, 198.51.100.7")]);
        assert_eq!(client_address(&asked, &site("x-forwarded-for")), "198.51.100.7");
        assert_eq!(client_address(&asked, &site("")), "", "nobody asked for the header");
    }

    #[test]
    fn the_cookie_says_how_pages_are_viewed() {
        let view = |header: &str| View::of_cookies(header, String::new());
        assert_eq!(view("a=b; gongkai_view=large-contrast").cookie_value(), "large-contrast");
        assert_eq!(view("gongkai_view=contrast").cookie_value(), "contrast");
        assert_eq!(view("gongkai_view=<script>").cookie_value(), "standard");
        assert_eq!(view("").cookie_value(), "standard");
    }
}
