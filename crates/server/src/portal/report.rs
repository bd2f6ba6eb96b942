//! `/reports/{agency}/{year}`, its files and the records behind its figures.

mod trend;

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use gongkai_app::reports::{CountedRecord, PublishedEdition, ReportFormat, write};
use gongkai_document::Kind;
use gongkai_report::{AnnualReport, CellId, Column, RemedyColumn, RemedyKind, Row};
use gongkai_statute::ReportRow;
use gongkai_store::BlobId;
use gongkai_store::agency::AgencyRow;
use gongkai_store::publication::ItemState;
use gongkai_store::report::ReportEditionRow;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde::Deserialize;

use super::common::{Fixed, agency, column_frame, grouped, item_link, minute, show};
use super::pages::{RecordsPage, ReportPage};
use super::public_log;
use crate::download::download;
use crate::site::View;
use crate::tags::ArticleTags;
use crate::ui::attachment_list::{Attachment, AttachmentList};
use crate::ui::breadcrumb::Crumb;
use crate::ui::data_table::{self, Align, DataTable, Value};
use crate::ui::edition_history::{EditionHistory, EditionRow};
use crate::ui::figure::{Figure, FigureRow};
use crate::ui::link_list::{LinkList, LinkRow};
use crate::ui::notice::{Notice, Tone};
use crate::ui::prose::Html;
use crate::ui::statutory_table::{Marks, tables};
use crate::{AppState, Problem, routes};

/// The name under which the file of a report taken over is downloaded.
const ORIGINAL: &str = "original";
/// Published items shown behind a figure; the count is always whole.
const MOST_ITEMS: u16 = 1_000;
/// The figure of items published in the year, which stands in no table.
const ITEMS_IN_YEAR: &str = "items.in_year";

const RECEIVED: CellId = CellId::Request(Row::Received, Column::Total);
const CONCLUDED: CellId = CellId::Request(Row::ResultsTotal, Column::Total);
const GRANTED: CellId = CellId::Request(Row::Result(ReportRow::Granted), Column::Total);
const PARTLY: CellId = CellId::Request(Row::Result(ReportRow::PartlyGranted), Column::Total);

/// Which edition is asked for; the newest by default.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    edition: String,
}

/// A published report with what its page needs.
struct Published {
    agency: AgencyRow,
    year: i16,
    edition: PublishedEdition,
    /// All its editions, newest first.
    editions: Vec<ReportEditionRow>,
    title: String,
}

async fn load(state: &AppState, code: &str, year: &str, which: &Which) -> Result<Published, Problem> {
    let year: i16 = year.parse().map_err(|_| Problem::NotFound)?;
    let agency = agency(state, code).await?;
    let editions = state.app.published_report_editions(code, year).await?;
    let number = match which.edition.as_str() {
        "" => editions.first().map(|row| row.edition),
        number => number.parse().ok(),
    };
    let number = number.ok_or(Problem::NotFound)?;
    let edition = state.app.published_report_edition(code, year, number).await?.ok_or(Problem::NotFound)?;
    let title = Some(edition.report.sections.title.trim()).filter(|title| !title.is_empty());
    let title =
        title.map_or_else(|| format!("{}{year}年度政府信息公开工作年度报告", agency.name), str::to_owned);
    Ok(Published { agency, year, edition, editions, title })
}

impl Published {
    /// The edition that stands, when this one does not.
    fn newer(&self) -> Option<&ReportEditionRow> {
        self.editions.first().filter(|newest| newest.edition != self.edition.edition)
    }

    /// `address` of this report, kept to this edition when a newer one stands.
    fn of_this_edition(&self, address: &str) -> String {
        self.newer().map_or_else(|| address.to_owned(), |_| of_edition(address, self.edition.edition))
    }

    fn href(&self) -> String {
        self.of_this_edition(&routes::report(&self.agency.code, self.year))
    }

    /// The records behind a figure; a report taken over has none here.
    fn records(&self, cell: &str) -> Option<String> {
        let address = routes::report_records(&self.agency.code, self.year, cell);
        self.edition.source.is_none().then(|| self.of_this_edition(&address))
    }

    /// 本年公布条数
    fn items_in_year(&self) -> Option<u64> {
        self.edition.counters.as_ref().map(|counters| counters.items_in_year)
    }

    fn notice(&self) -> Option<Notice> {
        let newest = self.newer()?;
        let text = format!(
            "这是第 {} 版，已由 {} 发布的第 {} 版更正，本版保留供查阅。",
            self.edition.edition, newest.published_on, newest.edition
        );
        let there = routes::report(&self.agency.code, self.year);
        let link = Some((format!("查看第 {} 版", newest.edition), there));
        Some(Notice { link, ..Notice::new(Tone::Warn, text) })
    }

    fn byline(&self) -> Vec<String> {
        let mut byline = vec![
            self.agency.name.clone(),
            format!("发布日期：{}", self.edition.published_on),
            format!("第 {} 版", self.edition.edition),
        ];
        byline.extend(self.edition.source.as_ref().map(|source| format!("原载：{source}")));
        byline
    }

    /// What the figures rest on.
    fn basis(&self) -> String {
        match self.edition.source {
            None => format!("数据截至第 {} 条记录，点击数字可查看来源。", grouped(self.edition.position)),
            Some(_) => "本报告在本平台启用以前发布，由本机关按原文补录；平台没有该年度的逐条记录，数字不能逐条查看。原文没有写明的数字显示为“—”。".to_owned(),
        }
    }

    fn description(&self) -> String {
        let items = self.items_in_year().map(|items| format!("主动公开政府信息{}条，", grouped(items)));
        let received = shown(number(&self.edition.report, RECEIVED));
        let items = items.unwrap_or_default();
        format!("{}{}年{items}新收政府信息公开申请{received}件。", self.agency.name, self.year)
    }
}

/// `address` for one edition.
fn of_edition(address: &str, edition: u32) -> String {
    let mark = if address.contains('?') { '&' } else { '?' };
    format!("{address}{mark}edition={edition}")
}

/// `GET /reports/{agency}/{year}?edition=`
pub(super) async fn report(
    State(state): State<AppState>,
    view: View,
    Path((code, year)): Path<(String, String)>,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let published = load(&state, &code, &year, &which).await?;
    let (edition, year) = (&published.edition, published.year);
    let report = &edition.report;
    let link = |cell: CellId| published.records(&cell.to_string());
    let prose = |text: &Option<String>| {
        let written = text.as_deref().filter(|text| !text.trim().is_empty());
        Html::paragraphs(written.unwrap_or("（本部分没有内容。）"))
    };
    let before = state.app.published_report(&code, year - 1).await?;
    let url = state.site.absolute(&published.href());
    let article = ArticleTags {
        title: published.title.clone(),
        published: published_at(&state, &published).await?,
        source: published.agency.name.clone(),
        keywords: vec!["政府信息公开".to_owned(), "年度报告".to_owned(), year.to_string()],
        description: published.description(),
        url: url.clone(),
        author: String::new(),
    };
    let here = Crumb::here(format!("{year} 年度报告"));
    let mut frame = column_frame(&state, view, &published.agency, Fixed::Reports, Some(here));
    frame.title.clone_from(&published.title);
    if published.newer().is_some() {
        frame.title = format!("{}（第 {} 版）", published.title, edition.edition);
    }
    frame.canonical = url;
    let page = ReportPage {
        frame: frame.tags(|tags| tags.article(article)),
        byline: published.byline(),
        notice: published.notice(),
        figures: FigureRow { figures: figures(&published, before.as_ref()) },
        overview: prose(&report.sections.overview),
        tables: tables(report, &link, &Marks::default()).to_vec(),
        trends: trend::charts(&state, &code).await?,
        problems: prose(&report.sections.problems),
        other: prose(&report.sections.other),
        downloads: downloads(&published),
        editions: editions(&published),
        basis: published.basis(),
        title: published.title,
    };
    show(&page)
}

/// When the edition was published, to the minute as page tags want it; the day alone when the record is far away.
async fn published_at(state: &AppState, published: &Published) -> Result<String, Problem> {
    const NEARBY: u32 = 500;
    let stream = format!("report/{}/{}", published.agency.code, published.year);
    let after = state.app.store.events_after(published.edition.position, NEARBY).await?;
    let event = after
        .iter()
        .find(|event| event.kind.starts_with("report.published.") && event.stream.to_string() == stream);
    Ok(event.map_or_else(|| published.edition.published_on.to_string(), |event| minute(event.recorded_at)))
}

fn number(report: &AnnualReport, cell: CellId) -> Option<i64> {
    report.value(cell).and_then(|value| value.to_i64())
}

fn shown(value: Option<i64>) -> String {
    value.map_or_else(|| "—".to_owned(), |value| grouped(value.unsigned_abs()))
}

/// The year in four figures.
fn figures(published: &Published, before: Option<&PublishedEdition>) -> Vec<Figure> {
    let (report, edition) = (&published.edition.report, &published.edition);
    let figure = |label: &str, cell: CellId, note: String| {
        let value = number(report, cell);
        Figure {
            label: label.to_owned(),
            value: shown(value),
            unit: "件".to_owned(),
            href: value.and_then(|_| published.records(&cell.to_string())),
            note,
        }
    };
    let last_year = before.and_then(|before| number(&before.report, RECEIVED));
    let compared = match (number(report, RECEIVED), last_year) {
        (Some(now), Some(then)) if then < now => format!("比上年增加 {} 件", now - then),
        (Some(now), Some(then)) if now < then => format!("比上年减少 {} 件", then - now),
        (Some(_), Some(_)) => "与上年相同".to_owned(),
        _ => "没有上年数据可比".to_owned(),
    };
    let open = number(report, GRANTED).zip(number(report, PARTLY)).map(|(whole, part)| whole + part);
    let open =
        open.map(|open| format!("其中予以公开、部分公开 {} 件", shown(Some(open)))).unwrap_or_default();
    let suits = [RemedyKind::SuitDirect, RemedyKind::SuitAfterReview]
        .map(|kind| number(report, CellId::Remedy(kind, RemedyColumn::Total)));
    let suits = match suits {
        [Some(direct), Some(after)] => format!("行政诉讼 {} 件", direct + after),
        _ => String::new(),
    };
    vec![
        Figure {
            label: "主动公开政府信息".to_owned(),
            value: published.items_in_year().map_or_else(|| "—".to_owned(), grouped),
            unit: "条".to_owned(),
            href: published.records(ITEMS_IN_YEAR),
            note: edition.items_total.map(|total| format!("累计 {} 条", grouped(total))).unwrap_or_default(),
        },
        figure("新收公开申请", RECEIVED, compared),
        figure("办结公开申请", CONCLUDED, open),
        figure("行政复议", CellId::Remedy(RemedyKind::Review, RemedyColumn::Total), suits),
    ]
}

fn downloads(published: &Published) -> AttachmentList {
    let file = |name: String, href: &str, kind: String, sha256: String| Attachment {
        name,
        href: published.of_this_edition(href),
        kind,
        size: String::new(),
        sha256,
        verify_href: None,
    };
    let (code, year) = (&published.agency.code, published.year);
    let mut files = ReportFormat::ALL
        .map(|format| {
            let name = format!("{}.{}", published.title, format.key());
            let href = routes::report_file(code, year, format.key());
            let mut file = file(name, &href, format.key().to_uppercase(), String::new());
            // The form that no release changes is the one in the public log.
            let proof = published.of_this_edition(&routes::report_proof(code, year));
            file.verify_href = (format == ReportFormat::Json).then_some(proof);
            file
        })
        .to_vec();
    if let Some(hash) = &published.edition.file {
        let href = format!("{}/{ORIGINAL}", routes::report(code, year));
        files.push(file("补录时所用的原文件".to_owned(), &href, "原件".to_owned(), hash.clone()));
    }
    AttachmentList { files }
}

fn editions(published: &Published) -> EditionHistory {
    let address = routes::report(&published.agency.code, published.year);
    let newest = published.editions.first().map(|row| row.edition);
    let row = |row: &ReportEditionRow| EditionRow {
        number: row.edition,
        date: row.published_on.to_string(),
        what: match (&row.source, row.edition) {
            (Some(source), _) => format!("平台启用以前发布，原载：{source}"),
            (None, 1) => "首次发布".to_owned(),
            (None, _) => "更正".to_owned(),
        },
        href: (row.edition != published.edition.edition).then(|| {
            if Some(row.edition) == newest { address.clone() } else { of_edition(&address, row.edition) }
        }),
        sha256: row.content_hash.clone(),
    };
    EditionHistory { rows: published.editions.iter().map(row).collect() }
}

/// `GET /reports/{agency}/{year}/{file}?edition=`: the report as a file, `download.html` and the like, or the file from
/// which it was taken over.
pub(super) async fn file(
    State(state): State<AppState>,
    Path((code, year, file)): Path<(String, String, String)>,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let published = load(&state, &code, &year, &which).await?;
    if file == ORIGINAL {
        return original(&state, &published).await;
    }
    let format = file.strip_prefix("download.").and_then(ReportFormat::from_key).ok_or(Problem::NotFound)?;
    let written = write(&published.edition.report, format)?;
    let name = format!("{}.{}", published.title, format.key());
    Ok(download(&name, format.media_type(), written.bytes))
}

/// `GET /reports/{agency}/{year}/proof`: the proof of the edition.
pub(super) async fn proof(
    State(state): State<AppState>,
    view: View,
    Path((code, year)): Path<(String, String)>,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let published = load(&state, &code, &year, &which).await?;
    let edition = published.edition.edition;
    let subject = (published.title, of_edition(&routes::report(&code, published.year), edition));
    let document = format!("report/{code}/{}", published.year);
    public_log::report_proof(&state, view, subject, &document, edition).await
}

/// The bytes that were read when the report was taken over.
async fn original(state: &AppState, published: &Published) -> Result<Response, Problem> {
    let blob = published.edition.file.as_deref().and_then(BlobId::parse).ok_or(Problem::NotFound)?;
    let bytes = state.app.blobs.get(&blob).await?;
    let ending = match gongkai_document::kind(&bytes) {
        Kind::Json => "json",
        Kind::Html => "html",
        _ => "txt",
    };
    let name = format!("{}（原文件）.{ending}", published.title);
    Ok(download(&name, "application/octet-stream", bytes))
}

/// Which figure is asked about.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    cell: String,
    edition: String,
}

/// `GET /reports/{agency}/{year}/records?cell=&edition=`
pub(super) async fn records(
    State(state): State<AppState>,
    view: View,
    Path((code, year)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let published = load(&state, &code, &year, &Which { edition: asked.edition }).await?;
    if published.edition.source.is_some() {
        // Nothing here counts what was published before the platform.
        return Err(Problem::NotFound);
    }
    let page = if asked.cell == ITEMS_IN_YEAR {
        items_in_year(&state, view, &published).await?
    } else {
        let cell = CellId::parse(&asked.cell).ok_or(Problem::NotFound)?;
        behind(&state, view, &published, cell).await?
    };
    show(&page)
}

fn empty_page(state: &AppState, view: View, published: &Published, place: String) -> RecordsPage {
    let year = published.year;
    let mut frame =
        column_frame(state, view, &published.agency, Fixed::Reports, Some(Crumb::here("数据来源")));
    frame.title = format!("{place} - {year} 年度报告数据来源");
    RecordsPage {
        frame,
        place,
        figures: FigureRow::default(),
        how: String::new(),
        notice: None,
        items: LinkList { rows: Vec::new(), empty: "这个数字没有对应的记录。".to_owned() },
        counts: None,
        pager: None,
        back: ("返回年度报告".to_owned(), published.href()),
    }
}

fn lone_figure(label: &str, value: String, unit: &str) -> FigureRow {
    let figure = Figure { label: label.to_owned(), value, unit: unit.to_owned(), ..Figure::default() };
    FigureRow { figures: vec![figure] }
}

async fn items_in_year(state: &AppState, view: View, published: &Published) -> Result<RecordsPage, Problem> {
    let items =
        state.app.store.counted_items(&published.agency.code, published.year, None, MOST_ITEMS).await?;
    let today = state.app.today();
    let (shown, gone): (Vec<_>, Vec<_>) = items.rows.iter().partition(|item| item.state == ItemState::Public);
    let mut notices = Vec::new();
    if !gone.is_empty() {
        notices.push(format!("另有 {} 条已撤下，计入公开条数，不再显示标题。", gone.len()));
    }
    if items.next.is_some() {
        notices.push(format!("只列出最近的 {MOST_ITEMS} 条。"));
    }
    let value = grouped(published.edition.items_in_year);
    let page = empty_page(state, view, published, format!("{}年主动公开政府信息", published.year));
    Ok(RecordsPage {
        figures: lone_figure("年度报告所载", value, "条"),
        how: "按首次公开日期统计；更正、换渠道发布不重复计数。".to_owned(),
        notice: (!notices.is_empty()).then(|| Notice::new(Tone::Info, notices.concat())),
        items: LinkList {
            rows: shown.into_iter().map(|item| item_link(item, today)).collect(),
            ..page.items
        },
        ..page
    })
}

async fn behind(
    state: &AppState,
    view: View,
    published: &Published,
    cell: CellId,
) -> Result<RecordsPage, Problem> {
    let counted =
        state.app.counted_records(&published.agency.code, published.year, cell, 0, usize::MAX).await?;
    let value = published.edition.report.value(cell);
    let unit = if matches!(cell, CellId::Proactive(_)) { "" } else { "件" };
    let page = empty_page(state, view, published, cell.place_name());
    let is_private = matches!(cell, CellId::Request(..) | CellId::Remedy(..));
    let basis = match cell {
        CellId::Request(row, _) => row.legal_basis().map(|basis| format!("依据：{basis}。")),
        CellId::Proactive(_) | CellId::Remedy(..) => None,
    };
    let mut notices = Vec::new();
    if is_private {
        notices.push("为保护个人信息和当事人权益，申请、复议、诉讼只列件数，不列内容。".to_owned());
    }
    let sum: i64 = counted.records.iter().map(|record| record.amount).sum();
    if value.is_some_and(|value| value != Decimal::from(sum) && !is_money(cell)) {
        notices.push(format!(
            "报告发布以后记录有变化：现有记录 {} 件，报告所载数字不改，差异将在更正版中说明。",
            grouped(sum.unsigned_abs())
        ));
    }
    let value = value.map_or_else(|| "—".to_owned(), |value| value.normalize().to_string());
    let counts = is_private && !counted.records.is_empty();
    Ok(RecordsPage {
        figures: lone_figure("年度报告所载", value, unit),
        how: basis.unwrap_or_default(),
        notice: (!notices.is_empty()).then(|| Notice::new(Tone::Info, notices.concat())),
        counts: counts.then(|| by_month(&counted.records)),
        items: LinkList {
            rows: if is_private { Vec::new() } else { counted.records.iter().map(record_link).collect() },
            ..page.items
        },
        ..page
    })
}

/// Sums of money are kept in fen and printed in 万元: the two are not compared here.
fn is_money(cell: CellId) -> bool {
    matches!(cell, CellId::Proactive(gongkai_report::ProactiveCell::Fees10kYuan))
}

fn record_link(record: &CountedRecord) -> LinkRow {
    let date = record.on.map(|on| on.to_string()).unwrap_or_default();
    let href = if record.area == "item" { routes::item(&record.number) } else { String::new() };
    LinkRow::new(href, record.what.clone(), date)
}

/// Counts by the month in which the records count.
fn by_month(records: &[CountedRecord]) -> DataTable {
    let mut months: BTreeMap<String, u64> = BTreeMap::new();
    for record in records {
        let month = record.on.map_or_else(|| "日期未记".to_owned(), |on| on.strftime("%Y-%m").to_string());
        *months.entry(month).or_default() += 1;
    }
    let rows = months.into_iter().map(|(month, count)| vec![Value::text(month), Value::text(grouped(count))]);
    DataTable {
        id: "counts",
        caption: "按月份".to_owned(),
        caption_hidden: false,
        columns: vec![
            data_table::Column::new("月份", Align::Start),
            data_table::Column::new("件数", Align::End),
        ],
        rows: rows.collect(),
        empty: String::new(),
    }
}
