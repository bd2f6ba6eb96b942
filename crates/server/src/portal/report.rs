//! `/reports/{agency}/{year}`, its files and the records behind its figures.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use gongkai_app::reports::{CountedRecord, PublishedEdition, ReportFormat};
use gongkai_document::write::{Options, html, xlsx};
use gongkai_report::json::to_json;
use gongkai_report::{AnnualReport, CellId, Column, RemedyColumn, RemedyKind, Row};
use gongkai_statute::ReportRow;
use gongkai_store::agency::AgencyRow;
use gongkai_store::publication::ItemState;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde::Deserialize;

use super::common::{Fixed, agency, column_frame, grouped, item_link, minute, show};
use super::item::download;
use super::pages::{RecordsPage, ReportPage};
use crate::site::View;
use crate::tags::ArticleTags;
use crate::ui::attachment_list::{Attachment, AttachmentList};
use crate::ui::breadcrumb::Crumb;
use crate::ui::chart::{Chart, Plan, Series, Shape};
use crate::ui::data_table::{self, Align, DataTable, Value};
use crate::ui::edition_history::{EditionHistory, EditionRow};
use crate::ui::figure::{Figure, FigureRow};
use crate::ui::link_list::{LinkList, LinkRow};
use crate::ui::notice::{Notice, Tone};
use crate::ui::prose::Html;
use crate::ui::statutory_table::{Marks, tables};
use crate::{AppState, Problem, routes};

/// Years on the trend chart.
const TREND: usize = 6;
/// Published items shown behind a figure; the count is always whole.
const MOST_ITEMS: u16 = 1_000;
/// The figure of items published in the year, which stands in no table.
const ITEMS_IN_YEAR: &str = "items.in_year";

const RECEIVED: CellId = CellId::Request(Row::Received, Column::Total);
const CONCLUDED: CellId = CellId::Request(Row::ResultsTotal, Column::Total);
const GRANTED: CellId = CellId::Request(Row::Result(ReportRow::Granted), Column::Total);
const PARTLY: CellId = CellId::Request(Row::Result(ReportRow::PartlyGranted), Column::Total);

/// A published report with what its page needs.
struct Published {
    agency: AgencyRow,
    year: i16,
    edition: PublishedEdition,
    title: String,
}

async fn load(state: &AppState, code: &str, year: &str) -> Result<Published, Problem> {
    let year: i16 = year.parse().map_err(|_| Problem::NotFound)?;
    let agency = agency(state, code).await?;
    let edition = state.app.published_report(code, year).await?.ok_or(Problem::NotFound)?;
    let title = Some(edition.report.sections.title.trim()).filter(|title| !title.is_empty());
    let title =
        title.map_or_else(|| format!("{}{year}年度政府信息公开工作年度报告", agency.name), str::to_owned);
    Ok(Published { agency, year, edition, title })
}

/// `GET /reports/{agency}/{year}`
pub(super) async fn report(
    State(state): State<AppState>,
    view: View,
    Path((code, year)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let published = load(&state, &code, &year).await?;
    let (edition, year) = (&published.edition, published.year);
    let report = &edition.report;
    let link = |cell: CellId| Some(routes::report_records(&code, year, &cell.to_string()));
    let prose = |text: &Option<String>| Html::paragraphs(text.as_deref().unwrap_or("（本部分没有内容。）"));
    let before = state.app.published_report(&code, year - 1).await?;
    let url = state.site.absolute(&routes::report(&code, year));
    let article = ArticleTags {
        title: published.title.clone(),
        published: published_at(&state, &published).await?,
        source: published.agency.name.clone(),
        keywords: vec!["政府信息公开".to_owned(), "年度报告".to_owned(), year.to_string()],
        description: format!(
            "{}{year}年主动公开政府信息{}条，新收政府信息公开申请{}件。",
            published.agency.name,
            grouped(edition.items_in_year),
            shown(number(report, RECEIVED)),
        ),
        url: url.clone(),
        author: String::new(),
    };
    let here = Crumb::here(format!("{year} 年度报告"));
    let mut frame = column_frame(&state, view, &published.agency, Fixed::Reports, Some(here));
    frame.title.clone_from(&published.title);
    frame.canonical = url;
    let page = ReportPage {
        frame: frame.tags(|tags| tags.article(article)),
        byline: vec![
            published.agency.name.clone(),
            format!("发布日期：{}", edition.published_on),
            format!("第 {} 版", edition.edition),
        ],
        notice: None,
        figures: FigureRow { figures: figures(&published, before.as_ref()) },
        overview: prose(&report.sections.overview),
        tables: tables(report, &link, &Marks::default()).to_vec(),
        trend: trend(&state, &code).await?,
        problems: prose(&report.sections.problems),
        other: prose(&report.sections.other),
        downloads: downloads(&published),
        editions: editions(&state, &code, year).await?,
        basis: format!("数据截至第 {} 条记录，点击数字可查看来源。", grouped(edition.position)),
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
    let records = |cell: &str| Some(routes::report_records(&published.agency.code, published.year, cell));
    let figure = |label: &str, cell: CellId, note: String| {
        let value = number(report, cell);
        Figure {
            label: label.to_owned(),
            value: shown(value),
            unit: "件".to_owned(),
            href: value.and_then(|_| records(&cell.to_string())),
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
            value: grouped(edition.items_in_year),
            unit: "条".to_owned(),
            href: records(ITEMS_IN_YEAR),
            note: edition.items_total.map(|total| format!("累计 {} 条", grouped(total))).unwrap_or_default(),
        },
        figure("新收公开申请", RECEIVED, compared),
        figure("办结公开申请", CONCLUDED, open),
        figure("行政复议", CellId::Remedy(RemedyKind::Review, RemedyColumn::Total), suits),
    ]
}

/// Requests received and concluded in the years whose reports the platform holds.
async fn trend(state: &AppState, code: &str) -> Result<Option<Chart>, Problem> {
    let mut years = Vec::new();
    for row in state.app.store.reports(code).await?.into_iter().filter(|row| row.edition > 0).take(TREND) {
        if let Some(edition) = state.app.published_report(code, row.year).await? {
            years.push((row.year, edition.report));
        }
    }
    years.reverse();
    let (Some((first, begin)), Some((last, end))) = (years.first(), years.last()) else { return Ok(None) };
    if first == last {
        return Ok(None);
    }
    let values = |cell| {
        let value = |value: Decimal| value.to_u32();
        years.iter().map(|(_, report)| report.value(cell).and_then(value)).collect::<Vec<_>>()
    };
    let plan = Plan {
        id: "trend",
        title: "历年申请收到与办结数量".to_owned(),
        summary: format!(
            "新收申请 {first} 年 {} 件，{last} 年 {} 件；办结 {first} 年 {} 件，{last} 年 {} 件。",
            shown(number(begin, RECEIVED)),
            shown(number(end, RECEIVED)),
            shown(number(begin, CONCLUDED)),
            shown(number(end, CONCLUDED)),
        ),
        unit: "件".to_owned(),
        axis: "年度".to_owned(),
        labels: years.iter().map(|(year, _)| year.to_string()).collect(),
        series: vec![
            Series { name: "新收".to_owned(), values: values(RECEIVED) },
            Series { name: "办结".to_owned(), values: values(CONCLUDED) },
        ],
    };
    Ok(Some(Chart::draw(Shape::Bars, plan)))
}

fn downloads(published: &Published) -> AttachmentList {
    let files = ReportFormat::ALL.map(|format| Attachment {
        name: format!("{}.{}", published.title, format.key()),
        href: routes::report_file(&published.agency.code, published.year, format.key()),
        kind: format.key().to_uppercase(),
        size: String::new(),
        sha256: String::new(),
        verify_href: None,
    });
    AttachmentList { files: files.to_vec() }
}

async fn editions(state: &AppState, code: &str, year: i16) -> Result<EditionHistory, Problem> {
    let rows = state.app.published_report_editions(code, year).await?;
    let rows = rows.into_iter().map(|row| EditionRow {
        number: row.edition,
        date: row.published_on.to_string(),
        what: if row.edition == 1 { "首次发布" } else { "更正" }.to_owned(),
        href: None,
        sha256: row.content_hash,
    });
    Ok(EditionHistory { rows: rows.take(1).collect() })
}

/// `GET /reports/{agency}/{year}/{file}`: the report as a file, `download.html` and the like.
pub(super) async fn file(
    State(state): State<AppState>,
    Path((code, year, file)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let format = file.strip_prefix("download.").and_then(ReportFormat::from_key).ok_or(Problem::NotFound)?;
    let published = load(&state, &code, &year).await?;
    let report = &published.edition.report;
    let bytes = match format {
        ReportFormat::Html => html(report, &Options::default()).into_bytes(),
        ReportFormat::Xlsx => xlsx(report).map_err(Problem::failed)?,
        ReportFormat::Json => to_json(report).into_bytes(),
    };
    Ok(download(&format!("{}.{}", published.title, format.key()), format.media_type(), bytes))
}

/// Which figure is asked about.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    cell: String,
}

/// `GET /reports/{agency}/{year}/records?cell=`
pub(super) async fn records(
    State(state): State<AppState>,
    view: View,
    Path((code, year)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let published = load(&state, &code, &year).await?;
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
        back: ("返回年度报告".to_owned(), routes::report(&published.agency.code, year)),
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
