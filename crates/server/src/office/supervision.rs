//! The supervisor's overview (监督总览): every agency below with what is open, overdue and published.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use gongkai_store::agency::AgencyRow;
use gongkai_store::request::{RequestFilter, RequestOrder};
use jiff::civil::Date;

use super::address;
use super::desk::Desk;
use super::fault::Fault;
use super::forms::render;
use super::reports::list::stage_of;
use super::requests::list::countdown;
use super::words::day_or_empty;
use crate::routes;
use crate::ui::data_table::{Align, Column, DataTable, Value};
use crate::ui::figure::{Figure, FigureRow};
use crate::ui::office_frame::OfficeFrame;

/// The supervisor's overview.
#[derive(Debug, Clone, Template)]
#[template(path = "office/supervision.html")]
pub struct SupervisionPage {
    /// The frame.
    pub frame: OfficeFrame,
    /// The agency at the top.
    pub name: String,
    /// Where each stands in the check of sites.
    pub inspections: String,
    /// Where the annual reports are collected.
    pub collections: String,
    /// Sums over all agencies.
    pub sums: FigureRow,
    /// A row for each agency.
    pub table: DataTable,
    /// Overdue cases, without what they are about.
    pub overdue: DataTable,
}

/// What is counted of one agency.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    open: u64,
    overdue: u64,
    soon: u64,
    published: u64,
    has_report: bool,
}

/// `GET /office/{agency}/supervision`
///
/// # Errors
///
/// A problem when the agencies cannot be read.
pub async fn page(desk: Desk) -> Result<Response, Fault> {
    render(StatusCode::OK, &view(&desk).await?)
}

async fn view(desk: &Desk) -> Result<SupervisionPage, Fault> {
    let today = desk.app.today();
    let codes = desk.app.store.agencies_below(desk.code()).await?;
    let all = desk.app.store.agencies().await?;
    let mut rows = Vec::new();
    let mut sums = Counts::default();
    let mut reports = 0_u64;
    let mut acting = 0_u64;
    let mut late = Vec::new();
    for agency in all.iter().filter(|agency| codes.contains(&agency.code) && agency.ended_on.is_none()) {
        let counts = counts(desk, &agency.code, today).await?;
        let report = desk.app.store.report(&agency.code, today.year() - 1).await?;
        if counts.overdue > 0 {
            late.extend(overdue_of(desk, agency, today).await?);
        }
        acting += 1;
        sums.open += counts.open;
        sums.overdue += counts.overdue;
        sums.soon += counts.soon;
        sums.published += counts.published;
        reports += u64::from(counts.has_report);
        let stage = report.and_then(|row| stage_of(&row.stage)).unwrap_or_default();
        rows.push(row(agency, depth(&all, agency, desk.code()), counts, stage.label(), today));
    }
    Ok(SupervisionPage {
        frame: desk.frame("监督总览", &[]).await?,
        name: desk.agency()?.name.clone(),
        inspections: address::inspections(desk.code()),
        collections: address::collection(desk.code(), today.year() - 1),
        sums: figures(acting, sums, reports, today),
        table: table(rows, today),
        overdue: overdue_table(late),
    })
}

async fn counts(desk: &Desk, code: &str, today: Date) -> Result<Counts, Fault> {
    let filter = |due_before| RequestFilter {
        agencies: vec![code.to_owned()],
        open: Some(true),
        due_before,
        ..RequestFilter::default()
    };
    let store = &desk.app.store;
    let calendar = desk.app.calendar_of(code).await?;
    // What falls due within three working days is about to be breached.
    let soon = calendar.reach(today, 4).at_least();
    let overdue = store.count_requests(&filter(Some(today))).await?;
    Ok(Counts {
        open: store.count_requests(&filter(None)).await?,
        overdue,
        soon: store.count_requests(&filter(Some(soon))).await?.saturating_sub(overdue),
        published: store.published_counts(code, today.year()).await?.0,
        has_report: !store.report_editions(code, today.year() - 1).await?.is_empty(),
    })
}

/// Overdue cases of an agency that are shown; the count says how many there are.
const OVERDUE: u32 = 20;

/// The overdue cases of an agency: number, last day and how late; never whose or about what.
async fn overdue_of(desk: &Desk, agency: &AgencyRow, today: Date) -> Result<Vec<Vec<Value>>, Fault> {
    let filter = RequestFilter {
        agencies: vec![agency.code.clone()],
        open: Some(true),
        due_before: Some(today),
        ..RequestFilter::default()
    };
    let calendar = desk.app.calendar_of(&agency.code).await?;
    let rows = desk.app.store.requests(&filter, RequestOrder::Due, None, OVERDUE).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            vec![
                Value::text(row.number.to_string()),
                Value::text(&agency.short_name),
                Value::text(day_or_empty(row.due)),
                Value::Countdown(countdown(&row, &calendar, today)),
                Value::text(row.stage.label()),
            ]
        })
        .collect())
}

fn overdue_table(rows: Vec<Vec<Value>>) -> DataTable {
    let columns = ["编号", "机关", "届满日", "逾期", "环节"];
    DataTable {
        id: "overdue",
        caption: "已逾期的申请".to_owned(),
        caption_hidden: false,
        columns: columns.map(|label| Column::new(label, Align::Fixed)).into(),
        rows,
        empty: "没有逾期的申请。".to_owned(),
    }
}

/// How many steps below the top.
fn depth(all: &[AgencyRow], agency: &AgencyRow, top: &str) -> usize {
    let mut steps = 0;
    let mut here = agency;
    while here.code != top && steps < 10 {
        match here.parent.as_ref().and_then(|parent| all.iter().find(|row| row.code == *parent)) {
            Some(above) => here = above,
            None => break,
        }
        steps += 1;
    }
    steps
}

fn row(agency: &AgencyRow, depth: usize, counts: Counts, stage: &str, today: Date) -> Vec<Value> {
    let state = match (counts.overdue, counts.soon) {
        (0, 0) => "正常",
        (0, _) => "将到期",
        _ => "已逾期",
    };
    let name = format!("{}{}", "　".repeat(depth), agency.short_name);
    let report = if counts.has_report {
        Value::link("已公布", routes::report(&agency.code, today.year() - 1))
    } else {
        Value::text(stage)
    };
    vec![
        Value::link(name, address::requests(&agency.code)),
        Value::text(state),
        Value::text(counts.open.to_string()),
        Value::text(counts.soon.to_string()),
        Value::text(counts.overdue.to_string()),
        Value::text(counts.published.to_string()),
        report,
    ]
}

fn figures(acting: u64, sums: Counts, reports: u64, today: Date) -> FigureRow {
    let figure = |label: &str, value: String, unit: &str| Figure {
        label: label.to_owned(),
        value,
        unit: unit.to_owned(),
        ..Figure::default()
    };
    let report = format!("{} 年年报已公布", today.year() - 1);
    FigureRow {
        figures: vec![
            figure("机关", acting.to_string(), "个"),
            figure("在办申请", sums.open.to_string(), "件"),
            figure("三个工作日内到期", sums.soon.to_string(), "件"),
            figure("已逾期", sums.overdue.to_string(), "件"),
            figure(&report, format!("{reports} / {acting}"), "个"),
        ],
    }
}

fn table(rows: Vec<Vec<Value>>, today: Date) -> DataTable {
    let report = format!("{} 年年报", today.year() - 1);
    let columns = [
        ("机关", Align::Start),
        ("状态", Align::Fixed),
        ("在办", Align::End),
        ("将到期", Align::End),
        ("已逾期", Align::End),
        ("本年公布（条）", Align::End),
        (report.as_str(), Align::Fixed),
    ];
    DataTable {
        id: "agencies",
        caption: "各机关办理情况".to_owned(),
        caption_hidden: true,
        columns: columns.map(|(label, align)| Column::new(label, align)).into(),
        rows,
        empty: "下面没有机关。".to_owned(),
    }
}
