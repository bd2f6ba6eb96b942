//! Pages for programs: feed, site map, robots, health.

use std::fmt::Write as _;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use gongkai_store::publication::{ItemFilter, ItemRow, Order};
use serde::Deserialize;

use super::common::agency;
use crate::{AppState, Problem, routes};

/// Entries of the feed.
const NEWEST: u16 = 50;
/// Addresses of a site map: its format allows 50,000 in one file.
const MOST: usize = 50_000;
/// Items in one, read at once.
const IN_ONE: u16 = 10_000;

/// What a feed is of: the site, an agency, one of its columns.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Of {
    agency: String,
    column: String,
}

/// In which format a feed is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// RFC 4287
    Atom,
    /// RSS 2.0, for readers that know no other
    Rss,
}

/// A feed.
pub(super) struct Feed<'a> {
    /// What it is of.
    pub(super) title: &'a str,
    /// Its name, which never changes.
    pub(super) id: &'a str,
    /// The page it is of.
    pub(super) page: &'a str,
    /// Its own address.
    pub(super) own: &'a str,
}

/// `GET /feed.atom?agency=&column=`
pub(super) async fn atom(State(state): State<AppState>, Query(of): Query<Of>) -> Result<Response, Problem> {
    feed(&state, &of, Format::Atom).await
}

/// `GET /feed.rss?agency=&column=`
pub(super) async fn rss(State(state): State<AppState>, Query(of): Query<Of>) -> Result<Response, Problem> {
    feed(&state, &of, Format::Rss).await
}

async fn feed(state: &AppState, of: &Of, format: Format) -> Result<Response, Problem> {
    let site = &state.site;
    let (title, page, filter) = if of.agency.is_empty() {
        (site.name.clone(), "/".to_owned(), ItemFilter::default())
    } else {
        let agency = agency(state, &of.agency).await?;
        let filter = ItemFilter { agency: Some(agency.code.clone()), ..ItemFilter::default() };
        if of.column.is_empty() {
            (agency.name, routes::agency(&agency.code), filter)
        } else {
            let columns = state.app.store.columns(&agency.code).await?;
            let column = columns.into_iter().find(|row| row.slug == of.column).ok_or(Problem::NotFound)?;
            let list = routes::with_query(&routes::catalogue(&agency.code), &[("column", &column.slug)]);
            let filter = ItemFilter { column: Some(column.slug), ..filter };
            (format!("{} {}", agency.name, column.name), list, filter)
        }
    };
    let newest = state.app.store.public_items(&filter, None, NEWEST).await?;
    let own = match format {
        Format::Atom => routes::feed_of(&of.agency, &of.column),
        Format::Rss => routes::rss_of(&of.agency, &of.column),
    };
    let (page, own) = (site.absolute(&page), site.absolute(&own));
    let feed = Feed { title: &title, id: &page, page: &page, own: &own };
    Ok(written(state, &feed, format, &newest.rows))
}

/// Items as a feed.
pub(super) fn written(state: &AppState, feed: &Feed<'_>, format: Format, items: &[ItemRow]) -> Response {
    match format {
        Format::Atom => as_atom(state, feed, items),
        Format::Rss => as_rss(state, feed, items),
    }
}

fn as_rss(state: &AppState, feed: &Feed<'_>, items: &[ItemRow]) -> Response {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    xml.push_str("<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel>\n");
    line(&mut xml, "title", feed.title);
    line(&mut xml, "link", feed.page);
    line(&mut xml, "description", &format!("{}的最新政府信息", feed.title));
    line(&mut xml, "language", "zh-cn");
    let _ = writeln!(
        xml,
        "<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"{}\"/>",
        escaped(feed.own)
    );
    for item in items {
        let url = state.site.absolute(&routes::item(&item.index_number));
        xml.push_str("<item>\n");
        line(&mut xml, "title", &item.fields.title);
        line(&mut xml, "link", &url);
        line(&mut xml, "guid", &url);
        line(&mut xml, "dc:creator", &item.fields.issuer);
        if let Some(at) = item.published_at {
            line(&mut xml, "pubDate", &at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string());
        }
        if !item.fields.summary.is_empty() {
            line(&mut xml, "description", &item.fields.summary);
        }
        xml.push_str("</item>\n");
    }
    xml.push_str("</channel>\n</rss>\n");
    ([(CONTENT_TYPE, "application/rss+xml; charset=utf-8")], xml).into_response()
}

fn as_atom(state: &AppState, feed: &Feed<'_>, items: &[ItemRow]) -> Response {
    let Feed { title, id, page, own } = *feed;
    let updated = items.iter().filter_map(|item| item.published_at).max().unwrap_or(state.app.now());
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    xml.push_str("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n");
    line(&mut xml, "id", id);
    line(&mut xml, "title", title);
    line(&mut xml, "updated", &updated.to_string());
    let _ = writeln!(xml, "<link rel=\"self\" href=\"{}\"/>", escaped(own));
    let _ = writeln!(xml, "<link href=\"{}\"/>", escaped(page));
    for item in items {
        entry(&mut xml, item, &state.site.absolute(&routes::item(&item.index_number)));
    }
    xml.push_str("</feed>\n");
    ([(CONTENT_TYPE, "application/atom+xml; charset=utf-8")], xml).into_response()
}

fn entry(xml: &mut String, item: &ItemRow, url: &str) {
    xml.push_str("<entry>\n");
    line(xml, "id", url);
    line(xml, "title", &item.fields.title);
    line(xml, "updated", &item.published_at.map(|at| at.to_string()).unwrap_or_default());
    let _ = writeln!(xml, "<author><name>{}</name></author>", escaped(&item.fields.issuer));
    let _ = writeln!(xml, "<link href=\"{}\"/>", escaped(url));
    if !item.fields.summary.is_empty() {
        line(xml, "summary", &item.fields.summary);
    }
    xml.push_str("</entry>\n");
}

pub(super) fn line(xml: &mut String, element: &str, text: &str) {
    let _ = writeln!(xml, "<{element}>{}</{element}>", escaped(text));
}

/// Text in XML: the five characters that mean something, and none of the control characters XML forbids.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\n' | '\t' => escaped.push(' '),
            control if control.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// `GET /sitemap.xml`: an index of the site maps, because one holds no more than its format allows.
pub(super) async fn sitemap(State(state): State<AppState>) -> Result<Response, Problem> {
    let all = ItemFilter::default();
    let items = state.app.store.count_public_items(std::slice::from_ref(&all)).await?;
    let files = items.first().copied().unwrap_or_default().div_ceil(u64::from(IN_ONE));
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    xml.push_str("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    let names = std::iter::once("pages".to_owned()).chain((1..=files).map(|number| number.to_string()));
    for name in names {
        let address = state.site.absolute(&format!("/sitemaps/{name}.xml"));
        let _ = writeln!(xml, "<sitemap><loc>{}</loc></sitemap>", escaped(&address));
    }
    xml.push_str("</sitemapindex>\n");
    Ok(([(CONTENT_TYPE, XML)], xml).into_response())
}

const XML: &str = "application/xml; charset=utf-8";

/// `GET /sitemaps/{file}`: `pages.xml` with everything but items, `1.xml` with the first items published, and so on.
pub(super) async fn one_sitemap(
    State(state): State<AppState>,
    Path(file): Path<String>,
) -> Result<Response, Problem> {
    let name = file.strip_suffix(".xml").ok_or(Problem::NotFound)?;
    let addresses = if name == "pages" {
        pages(&state).await?
    } else {
        let number: u64 = name.parse().ok().filter(|number| *number > 0).ok_or(Problem::NotFound)?;
        let (filter, order) = (ItemFilter::default(), Order::OldestFirst);
        let page = state.app.store.public_items_page(&filter, order, number, IN_ONE).await?;
        if page.page != number || page.rows.is_empty() {
            return Err(Problem::NotFound);
        }
        page.rows.iter().map(|item| routes::item(&item.index_number)).collect()
    };
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    xml.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for address in addresses.iter().take(MOST) {
        let _ = writeln!(xml, "<url><loc>{}</loc></url>", escaped(&state.site.absolute(address)));
    }
    xml.push_str("</urlset>\n");
    Ok(([(CONTENT_TYPE, XML)], xml).into_response())
}

/// Everything but items.
async fn pages(state: &AppState) -> Result<Vec<String>, Problem> {
    let mut addresses = vec![routes::home(), routes::agencies(), routes::new_request()];
    addresses.extend([routes::solicitations(), routes::messages(), routes::open_data()]);
    addresses.push(routes::public_log());
    for agency in state.app.store.agencies().await? {
        let code = &agency.code;
        addresses.extend([routes::agency(code), routes::guide(code), routes::rules(code)]);
        addresses.extend([routes::catalogue(code), routes::reports(code)]);
        let reports = state.app.store.reports(code).await?.into_iter().filter(|row| row.edition > 0);
        addresses.extend(reports.map(|row| routes::report(code, row.year)));
        let lists = state.app.store.inventories(code).await?.into_iter().filter(|row| row.ended.is_none());
        addresses.extend(lists.map(|row| routes::inventory(code, row.number)));
    }
    Ok(addresses)
}

/// `GET /robots.txt`
pub(super) async fn robots(State(state): State<AppState>) -> String {
    format!(
        "User-agent: *\nDisallow: /office\nDisallow: /preferences\nDisallow: /search\nSitemap: {}\n",
        state.site.absolute("/sitemap.xml")
    )
}

/// `GET /healthz`: the process runs.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers.
pub(super) async fn readyz(State(state): State<AppState>) -> (StatusCode, &'static str) {
    if state.app.store.is_ready().await {
        (StatusCode::OK, "ready\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "database does not answer\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_a_title_says_breaks_the_feed() {
        assert_eq!(escaped("<a> & \"b\"\u{0}\u{8}\n'c'"), "&lt;a&gt; &amp; &quot;b&quot; &apos;c&apos;");
    }
}
