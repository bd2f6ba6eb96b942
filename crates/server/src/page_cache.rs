//! Pages as they were drawn (页面缓存), by journal position: what was recorded makes every page kept before worthless.
//!
//! Only pages of the record come here, drawn from an address and a way of viewing alone (see `freshness`). However many
//! ask for a page at once, it is drawn once; its compressed forms are made when first asked for.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody as _, to_bytes};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, SET_COOKIE,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::Response;
use gongkai_app::App;
use gongkai_store::site::ContentKey;
use moka::future::Cache;
use tokio::sync::OnceCell;

use crate::Problem;
use crate::freshness::Drawing;
use crate::ui::prose::Html;

/// A page may take this part of what may be kept.
const PART: u64 = 16;
/// What a page costs besides its text: headers and the way to it.
const BESIDES: usize = 1_024;
/// Shorter texts are not worth compressing.
const SHORT: usize = 1_024;
/// Bytes of bodies kept.
const BODIES: u64 = 32 * 1024 * 1024;
/// A body that was purged on another node leaves the memory of this one within this time; it is not shown meanwhile.
const FORGOTTEN: Duration = Duration::from_mins(10);

/// Which compressed forms the reader takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Accepted {
    brotli: bool,
    gzip: bool,
}

impl Accepted {
    pub(crate) fn of(headers: &HeaderMap) -> Accepted {
        let mut accepted = Accepted::default();
        let values = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        for one in values.flat_map(|value| value.split(',')) {
            let (name, rest) = one.split_once(';').unwrap_or((one, ""));
            let weight = rest.trim().strip_prefix("q=").and_then(|weight| weight.trim().parse::<f32>().ok());
            let is_wanted = weight.is_none_or(|weight| weight > 0.0);
            match name.trim() {
                "br" => accepted.brotli = is_wanted,
                "gzip" => accepted.gzip = is_wanted,
                _ => {}
            }
        }
        accepted
    }
}

/// A page as it was drawn.
struct Kept {
    headers: HeaderMap,
    plain: Bytes,
    is_text: bool,
    brotli: OnceCell<Option<Bytes>>,
    gzip: OnceCell<Option<Bytes>>,
}

/// The pages of this node. Cheap to clone.
#[derive(Clone)]
pub struct PageCache {
    pages: Cache<String, Arc<Kept>>,
    /// The newest position a page was asked at.
    newest: Arc<AtomicU64>,
    largest: u64,
}

impl PageCache {
    /// Keeps pages within so many bytes, compressed forms included.
    pub fn within(bytes: u64) -> PageCache {
        let pages = Cache::builder()
            .max_capacity(bytes)
            .weigher(|key: &String, page: &Arc<Kept>| {
                // Compressed forms are kept when together they are no longer than the page.
                u32::try_from(2 * page.plain.len() + key.len() + BESIDES).unwrap_or(u32::MAX)
            })
            .build();
        PageCache { pages, newest: Arc::new(AtomicU64::new(0)), largest: bytes / PART / 2 }
    }

    /// Bytes kept now, and pages.
    pub async fn weight(&self) -> (u64, u64) {
        self.pages.run_pending_tasks().await;
        (self.pages.weighted_size(), self.pages.entry_count())
    }

    /// The page kept under `key`, drawn first when it is not there.
    pub(crate) async fn answer(
        &self,
        position: u64,
        key: String,
        accepted: Accepted,
        mut parts: Parts,
        drawing: &Drawing,
    ) -> Response {
        if self.newest.fetch_max(position, Ordering::AcqRel) < position {
            self.pages.invalidate_all();
        }
        let is_head = parts.method == Method::HEAD;
        if let Some(page) = self.pages.get(&key).await {
            return page.answer(accepted, is_head).await;
        }
        let method = std::mem::replace(&mut parts.method, Method::GET);
        let mut other: Option<Box<Response>> = None;
        let drawn = self.pages.try_get_with(key, async {
            match self.keep(drawing.draw(parts.clone()).await).await {
                Ok(page) => Ok(Arc::new(page)),
                Err(response) => {
                    other = Some(response);
                    Err(NotKept)
                }
            }
        });
        match drawn.await {
            Ok(page) => page.answer(accepted, is_head).await,
            Err(_) => match other {
                Some(response) if !is_head => *response,
                _ => {
                    parts.method = method;
                    drawing.draw(parts).await
                }
            },
        }
    }

    /// The response as a page to keep, unless it is not one or too large.
    async fn keep(&self, response: Response) -> Result<Kept, Box<Response>> {
        let headers = response.headers();
        let is_public = headers.get(CACHE_CONTROL).is_some_and(|value| value == "public, no-cache");
        let length = response.body().size_hint().exact();
        let fits = length.is_some_and(|length| length <= self.largest);
        if response.status() != StatusCode::OK || !is_public || headers.contains_key(SET_COOKIE) || !fits {
            return Err(Box::new(response));
        }
        let (parts, body) = response.into_parts();
        let Ok(plain) = to_bytes(body, usize::MAX).await else {
            let problem = Problem::failed("a page could not be read");
            return Err(Box::new(axum::response::IntoResponse::into_response(problem)));
        };
        let kind = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let is_text = kind.starts_with("text/") || kind.contains("xml") || kind.contains("json");
        let is_text = is_text && plain.len() >= SHORT;
        let (brotli, gzip) = (OnceCell::new(), OnceCell::new());
        Ok(Kept { headers: parts.headers, plain, is_text, brotli, gzip })
    }
}

/// The response is no page to keep.
struct NotKept;

impl Kept {
    async fn answer(&self, accepted: Accepted, is_head: bool) -> Response {
        let (encoding, bytes) = self.form(accepted).await;
        let mut response = Response::new(if is_head { Body::empty() } else { Body::from(bytes.clone()) });
        let mut headers = self.headers.clone();
        if let Some(encoding) = encoding {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
        *response.headers_mut() = headers;
        response
    }

    /// The smallest form the reader takes.
    async fn form(&self, accepted: Accepted) -> (Option<&'static str>, &Bytes) {
        if self.is_text && accepted.brotli {
            let made = self.brotli.get_or_init(|| compressed(self.plain.clone(), brotli)).await;
            if let Some(bytes) = made {
                return (Some("br"), bytes);
            }
        }
        if self.is_text && accepted.gzip {
            let made = self.gzip.get_or_init(|| compressed(self.plain.clone(), gzip)).await;
            if let Some(bytes) = made {
                return (Some("gzip"), bytes);
            }
        }
        (None, &self.plain)
    }
}

/// The page compressed, when that halves it at least.
async fn compressed(plain: Bytes, how: fn(&[u8]) -> std::io::Result<Vec<u8>>) -> Option<Bytes> {
    let length = plain.len();
    let made = tokio::task::spawn_blocking(move || how(&plain)).await.ok()?.ok()?;
    (made.len() <= length / 2).then(|| Bytes::from(made))
}

fn brotli(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut made = Vec::with_capacity(plain.len() / 3);
    let how = brotli::enc::BrotliEncoderParams { quality: 5, ..Default::default() };
    brotli::BrotliCompress(&mut std::io::Cursor::new(plain), &mut made, &how)?;
    Ok(made)
}

fn gzip(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let level = flate2::Compression::default();
    let mut writer = flate2::write::GzEncoder::new(Vec::with_capacity(plain.len() / 3), level);
    writer.write_all(plain)?;
    writer.finish()
}

/// Bodies as pages show them, by the key they are sealed under, which is read anew for every page.
#[derive(Clone)]
pub struct Bodies(Cache<String, Arc<Html>>);

impl Default for Bodies {
    fn default() -> Bodies {
        let weigh = |key: &String, html: &Arc<Html>| {
            u32::try_from(html.as_str().len() + key.len() + BESIDES).unwrap_or(u32::MAX)
        };
        Bodies(Cache::builder().max_capacity(BODIES).weigher(weigh).time_to_live(FORGOTTEN).build())
    }
}

impl Bodies {
    /// The body under this key.
    pub(crate) async fn under(&self, app: &App, key: &ContentKey) -> Result<Arc<Html>, Problem> {
        if let Some(html) = self.0.get(&key.id).await {
            return Ok(html);
        }
        let bytes = app.content_under(key).await?;
        let text = String::from_utf8(bytes).map_err(Problem::failed)?;
        let html = Arc::new(Html::document(&text));
        self.0.insert(key.id.clone(), Arc::clone(&html)).await;
        Ok(html)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_reader_refuses_is_not_sent() {
        let accepted = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(value));
            let Accepted { brotli, gzip } = Accepted::of(&headers);
            (brotli, gzip)
        };
        assert_eq!(accepted("gzip, deflate, br;q=1.0"), (true, true));
        assert_eq!(accepted("br;q=0, gzip;q=0.5"), (false, true));
        assert_eq!(accepted("identity"), (false, false));
    }
}
