//! Annual reports on the portal: every edition, reports from before the platform, the trend.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use axum::http::StatusCode;
use gongkai_app::public_log::check;
use gongkai_app::reports::{ReportFormat, write};
use gongkai_app::{Actor, stream_write};
use gongkai_journal::log::{Trust, VerifierKey};
use gongkai_report::json::to_json;
use gongkai_report::workshop::{Opened, Published, Workshop, WorkshopEvent};
use gongkai_report::{AnnualReport, Cell, CellId, Column, Form, Row};
use jiff::civil::date;
use scraper::{Html, Selector};
use support::{AGENCY, Portal, bureau};

fn all(html: &str, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    let words = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let html = Html::parse_document(html);
    html.select(&selector).map(|element| words(element.text().collect::<String>())).collect()
}

fn hrefs(html: &str, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    let html = Html::parse_document(html);
    html.select(&selector).filter_map(|element| element.value().attr("href")).map(str::to_owned).collect()
}

fn report(year: i16, received: u32) -> AnnualReport {
    let mut report = AnnualReport::new(Form::Y2021);
    report.agency = Some("云溪市经济和信息化局".to_owned());
    report.year = Some(year);
    report.cells = CellId::form_2021().map(|id| (id, Cell::given(0))).collect();
    report.cells.insert(CellId::Request(Row::Received, Column::Total), Cell::given(received));
    report.sections.title = format!("云溪市经济和信息化局{year}年政府信息公开工作年度报告");
    report.sections.overview = Some(format!("本年度新收申请{received}件。"));
    report
}

/// The report of 2020 as it was published on an older site.
async fn taken_over(portal: &Portal) -> Vec<u8> {
    let file = write(&report(2020, 3), ReportFormat::Html).unwrap().bytes;
    let source = "云溪市旧网站";
    let on = date(2021, 1, 28);
    portal.app.record_earlier_report(&Actor::System, AGENCY, 2020, file.clone(), source, on).await.unwrap();
    file
}

/// An edition of the report of 2021, as signing and publishing leave it.
async fn publish(portal: &Portal, edition: u32, received: u32) {
    let app = &portal.app;
    let kept = serde_json::json!({
        "report": serde_json::from_str::<serde_json::Value>(&to_json(&report(2021, received))).unwrap(),
        "counters": {"items_in_year": 25, "items_total": 525, "fee_notices": 0, "fee_collected_fen": 0,
                     "mean_days": null},
        "file": null,
    });
    let blob = app.blobs.put(kept.to_string().into_bytes()).await.unwrap();
    let id = format!("{AGENCY}/2021");
    let version = app.load::<Workshop>(&id).await.unwrap().version;
    let on = date(2022, 1, 10).checked_add(jiff::Span::new().days(edition)).unwrap();
    let mut events = Vec::new();
    if edition == 1 {
        let opened = Opened { agency: AGENCY.to_owned(), year: 2021, by: "officer".to_owned(), on };
        events.push(WorkshopEvent::Opened(opened));
    }
    let position = app.store.head().await.unwrap().position;
    let content_hash = blob.to_string();
    events.push(WorkshopEvent::Published(Published {
        edition,
        position,
        content_hash,
        by: "officer".to_owned(),
        on,
    }));
    let write = stream_write::<Workshop>(&id, version, &events).unwrap();
    app.append(&Actor::System, vec![write], vec![]).await.unwrap();
}

#[tokio::test]
async fn every_edition_opens_and_an_older_one_says_that_a_newer_one_stands() {
    let portal = bureau().await;
    publish(&portal, 1, 5).await;
    let path = format!("/reports/{AGENCY}/2021");
    let alone = portal.get(&path).await.text;
    assert!(all(&alone, ".notice").is_empty());
    publish(&portal, 2, 6).await;
    let newest = portal.get(&path).await.text;
    assert!(newest.contains("本年度新收申请6件。") && all(&newest, ".notice").is_empty());
    assert_eq!(all(&newest, ".editions a"), ["第 1 版"]);
    assert_eq!(hrefs(&newest, ".editions a"), [format!("{path}?edition=1")]);
    assert_eq!(hrefs(&newest, "link[rel='canonical']"), [format!("https://www.example.gov.cn{path}")]);

    let first = portal.get(&format!("{path}?edition=1")).await.text;
    assert!(first.contains("本年度新收申请5件。") && !first.contains("本年度新收申请6件。"));
    let notice = all(&first, ".notice").concat();
    assert!(notice.contains("这是第 1 版，已由 2022-01-12 发布的第 2 版更正"), "{notice}");
    assert_eq!(hrefs(&first, ".notice a"), std::slice::from_ref(&path));
    assert_eq!(hrefs(&first, ".editions a"), std::slice::from_ref(&path));
    assert!(all(&first, "title")[0].contains("第 1 版"));
    let second = portal.get(&format!("{path}?edition=2")).await.text;
    assert!(second.contains("本年度新收申请6件。") && all(&second, ".notice").is_empty());
    for unknown in ["0", "3", "x", "-1"] {
        let answer = portal.get(&format!("{path}?edition={unknown}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{unknown}");
    }
}

#[tokio::test]
async fn a_file_and_a_figure_are_those_of_the_edition_on_the_page() {
    let portal = bureau().await;
    publish(&portal, 1, 5).await;
    publish(&portal, 2, 6).await;
    let path = format!("/reports/{AGENCY}/2021");
    let first = portal.get(&format!("{path}?edition=1")).await.text;
    for format in ReportFormat::ALL {
        let href = format!("{path}/download.{}?edition=1", format.key());
        assert!(hrefs(&first, ".attachments a").contains(&href), "{href}");
    }
    for (query, received) in [("?edition=1", 5), ("?edition=2", 6), ("", 6)] {
        let written = write(&report(2021, received), ReportFormat::Json).unwrap();
        let answer = portal.get(&format!("{path}/download.json{query}")).await;
        assert_eq!(answer.text.as_bytes(), written.bytes, "the file is what `report build` writes");
        assert!(answer.header("content-disposition").starts_with("attachment"));
    }
    let figures = hrefs(&first, ".figures a");
    assert!(!figures.is_empty() && figures.iter().all(|href| href.ends_with("&edition=1")), "{figures:?}");
    let records = portal.get(&figures[1]).await.text;
    assert!(all(&records, ".figures").concat().contains('5'));
    assert_eq!(hrefs(&records, "a.button"), [format!("{path}?edition=1")]);
    assert_eq!(portal.get(&format!("{path}/original")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_report_from_before_the_platform_names_its_source_and_promises_no_records() {
    let portal = bureau().await;
    let file = taken_over(&portal).await;
    let path = format!("/reports/{AGENCY}/2020");
    let text = portal.get(&path).await.text;
    assert!(all(&text, ".byline").concat().contains("原载：云溪市旧网站"));
    assert!(text.contains("按原文补录") && text.contains("平台启用以前发布，原载：云溪市旧网站"));
    assert!(hrefs(&text, "main a").iter().all(|href| !href.contains("/records")), "no figure leads nowhere");
    assert_eq!(all(&text, "#problems .prose"), ["（本部分没有内容。）"], "an empty section says so");
    let figures = all(&text, ".figures").concat();
    assert!(figures.contains('—') && figures.contains('3'), "unknown is no nought: {figures}");
    let description = {
        let html = Html::parse_document(&text);
        let meta = Selector::parse("meta[name='Description']").unwrap();
        html.select(&meta).next().unwrap().value().attr("content").unwrap().to_owned()
    };
    assert!(!description.contains("主动公开"), "{description}");
    let original = portal.get(&format!("{path}/original")).await;
    assert_eq!(original.text.as_bytes(), file);
    assert!(original.header("content-disposition").starts_with("attachment"));
    assert_eq!(original.header("content-type"), "application/octet-stream");
    let records = portal.get(&format!("{path}/records?cell=requests.received.total")).await;
    assert_eq!(records.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_trend_stands_with_its_table_once_two_years_are_published() {
    let portal = bureau().await;
    publish(&portal, 1, 5).await;
    let path = format!("/reports/{AGENCY}/2021");
    assert!(all(&portal.get(&path).await.text, ".chart").is_empty(), "one year is no trend");
    taken_over(&portal).await;
    let text = portal.get(&path).await.text;
    assert_eq!(
        all(&text, ".chart svg[role='img']").len(),
        1,
        "items of 2020 are not known: no trend of them"
    );
    assert_eq!(all(&text, ".chart-table tbody td"), ["3", "0", "5", "0"]);
    assert_eq!(
        all(&text, ".chart-summary"),
        ["新收 2020 年 3 件，2021 年 5 件；办结 2020 年 0 件，2021 年 0 件。"]
    );
}

#[tokio::test]
async fn every_link_of_every_report_leads_somewhere() {
    let portal = bureau().await;
    taken_over(&portal).await;
    publish(&portal, 1, 5).await;
    publish(&portal, 2, 6).await;
    let base = format!("/reports/{AGENCY}");
    for page in [format!("{base}/2020"), format!("{base}/2021"), format!("{base}/2021?edition=1")] {
        for href in hrefs(&portal.get(&page).await.text, "main a") {
            if href.starts_with('/') {
                assert_eq!(portal.get(&href).await.status, StatusCode::OK, "{href} on {page}");
            }
        }
    }
}

#[tokio::test]
async fn every_edition_is_proven_by_its_data_and_one_taken_over_by_its_file() {
    let portal = bureau().await;
    let app = &portal.app;
    app.open_log("yunxi.example/log").await.unwrap();
    let file = taken_over(&portal).await;
    publish(&portal, 1, 12).await;
    publish(&portal, 2, 13).await;
    app.catch_up_log().await.unwrap();
    let keys = portal.get("/log/keys").await.text;
    let log: Vec<VerifierKey> = keys.lines().map(|line| VerifierKey::parse(line).unwrap()).collect();
    let trust = Trust { log, ..Trust::default() };
    for (year, edition) in [(2020, 1), (2021, 1), (2021, 2)] {
        let at = format!("/reports/{AGENCY}/{year}");
        let page = portal.get(&format!("{at}?edition={edition}")).await.text;
        assert!(page.contains(&format!("{at}/proof")), "{year} {edition}");
        let page = portal.get(&format!("{at}/proof?edition={edition}")).await;
        assert_eq!(page.status, StatusCode::OK);
        let address = format!("/log/proofs/{edition}/report/{AGENCY}/{year}");
        assert!(page.text.contains(&format!("href=\"{address}\"")), "{}", page.text);
        let checked = check(&portal.get(&address).await.text, &trust).unwrap();
        assert_eq!(checked.report.as_ref().unwrap().year, year);
        let json = portal.get(&format!("{at}/download.json?edition={edition}")).await.bytes;
        assert_eq!(checked.matches(&json), Some("download.json"));
        assert_eq!(checked.matches(&file), (year == 2020).then_some("original"));
        let other =
            portal.get(&format!("/reports/{AGENCY}/2021/download.json?edition={}", 3 - edition)).await;
        assert_eq!(checked.matches(&other.bytes), None, "another edition's data");
    }
    assert_eq!(portal.get(&format!("/reports/{AGENCY}/2021/proof?edition=3")).await.status, 404);
    assert_eq!(portal.get(&format!("/log/proofs/3/report/{AGENCY}/2021")).await.status, 404);
    let to = portal.get(&format!("/log/documents/report/{AGENCY}/2021")).await;
    assert_eq!(to.header("location"), format!("/reports/{AGENCY}/2021"));
}
