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
    /// Sites that may put `/embed/…` into a frame, as `frame-ancestors` takes them; empty when none may.
    pub embedders: String,
    /// What everybody must know when this is a demonstration.
    pub demo: Option<String>,
    /// Development mode: shows the gallery of parts.
    pub development: bool,
    /// Header in which the proxy before us says who asks, e.g. `x-forwarded-for`; empty when there is no proxy.
    pub client_address_header: String,
    /// Its main colour, when it is not the one built in (主题色).
    pub theme: Option<Theme>,
    /// Is the site reached by HTTPS only? Then cookies and browsers are told so.
    pub https: bool,
}

impl Site {
    /// The absolute address of `path`.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }
}

/// The main colour of a site (主题色), dark enough for white letters to be read on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme([u8; 3]);

impl Theme {
    /// Reads `#0b4a8f`; nothing when it is no colour, or white letters on it would be hard to read (less than 4.5 to 1).
    pub fn parse(text: &str) -> Option<Theme> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let part = |place: usize| u8::from_str_radix(digits.get(place..place + 2)?, 16).ok();
        let theme = Theme([part(0)?, part(2)?, part(4)?]);
        (theme.contrast_with_white() >= 4.5).then_some(theme)
    }

    /// The ratio of WCAG 2.
    fn contrast_with_white(self) -> f64 {
        let linear = |part: u8| {
            let share = f64::from(part) / 255.0;
            if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    }

    /// Its name in addresses.
    pub fn key(self) -> String {
        crate::form::hexadecimal(&self.0)
    }

    /// The address of its style sheet.
    pub fn href(self) -> String {
        format!("/theme/{}", self.key())
    }

    /// Its style sheet: the colour, a darker one and a very light one.
    pub fn stylesheet(self) -> String {
        let hex = |parts: [u8; 3]| crate::form::hexadecimal(&parts);
        let darker = self.0.map(|part| part / 5 * 4);
        let light = self.0.map(|part| 255 - (255 - part) / 14);
        format!(
            ":root:not(.contrast):not(.dark) {{ --blue-700: #{}; --blue-800: #{}; --blue-050: #{}; }}\n",
            hex(self.0),
            hex(darker),
            hex(light)
        )
    }
}

/// How this reader views pages, and which page it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "four independent switches of the reader")]
pub struct View {
    /// Large type (适老化).
    pub large: bool,
    /// High contrast.
    pub contrast: bool,
    /// Light letters on dark ground.
    pub dark: bool,
    /// Labels of the frame in English.
    pub english: bool,
    /// Path and query of this page, to come back to.
    pub path: String,
}

/// Name of the cookie that keeps the ways of viewing.
pub const VIEW_COOKIE: &str = "gongkai_view";

impl View {
    /// The link that turns large type on or off.
    pub fn toggle_large(&self) -> String {
        routes::preferences(&View { large: !self.large, ..self.clone() })
    }

    /// The link that turns high contrast on or off.
    pub fn toggle_contrast(&self) -> String {
        routes::preferences(&View { contrast: !self.contrast, dark: false, ..self.clone() })
    }

    /// The link that turns dark ground on or off.
    pub fn toggle_dark(&self) -> String {
        routes::preferences(&View { dark: !self.dark, contrast: false, ..self.clone() })
    }

    /// The link that turns English labels on or off.
    pub fn toggle_english(&self) -> String {
        routes::preferences(&View { english: !self.english, ..self.clone() })
    }

    /// The value of the cookie.
    pub fn cookie_value(&self) -> &'static str {
        // High contrast is the stronger need.
        let dark = self.dark && !self.contrast;
        match (self.large, self.contrast, dark, self.english) {
            (false, false, false, false) => "standard",
            (true, false, false, false) => "large",
            (false, true, _, false) => "contrast",
            (true, true, _, false) => "large-contrast",
            (false, false, true, false) => "dark",
            (true, false, true, false) => "large-dark",
            (false, false, false, true) => "en",
            (true, false, false, true) => "large-en",
            (false, true, _, true) => "contrast-en",
            (true, true, _, true) => "large-contrast-en",
            (false, false, true, true) => "dark-en",
            (true, false, true, true) => "large-dark-en",
        }
    }

    /// The classes of the page's root.
    pub fn classes(&self) -> String {
        let ways =
            [(self.large, " large"), (self.contrast, " contrast"), (self.dark && !self.contrast, " dark")];
        ways.into_iter().filter(|(is, _)| *is).map(|(_, class)| class).collect()
    }

    fn of_cookies(header: &str, path: String) -> View {
        let value = header
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == VIEW_COOKIE)
            .map_or("", |(_, value)| value);
        let says = |wanted: &str| value.split('-').any(|word| word == wanted);
        View {
            large: says("large"),
            contrast: says("contrast"),
            dark: says("dark"),
            english: says("en"),
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
    fn a_theme_is_a_colour_white_letters_can_be_read_on() {
        let theme = Theme::parse("#8c1d18").unwrap();
        assert_eq!(theme.href(), "/theme/8c1d18");
        assert!(
            theme.stylesheet().contains("--blue-700: #8c1d18; --blue-800: #701410; --blue-050: #f7efef;")
        );
        for wrong in ["", "red", "8c1d18", "#8c1d1", "#ffcc00", "#8c1d1g", "#中文"] {
            assert_eq!(Theme::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_cookie_says_how_pages_are_viewed() {
        let view = |header: &str| View::of_cookies(header, String::new());
        assert_eq!(view("a=b; gongkai_view=large-contrast").cookie_value(), "large-contrast");
        assert_eq!(view("gongkai_view=contrast").cookie_value(), "contrast");
        assert_eq!(view("gongkai_view=large-dark-en").cookie_value(), "large-dark-en");
        assert_eq!(view("gongkai_view=contrast-dark").classes(), " contrast");
        assert_eq!(view("gongkai_view=<script>").cookie_value(), "standard");
        assert_eq!(view("").cookie_value(), "standard");
    }
}
