//! The records behind a figure, and the report as files.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use gongkai_app::reports::{CountedRecord, ReportFormat, write};
use gongkai_report::CellId;
use gongkai_report::workshop::Stage;
use serde::Deserialize;

use super::acts::ReportAct;
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::Fault;
use crate::office::forms::render;
use crate::office::words::day_or_empty;
use crate::problem::Problem;
use crate::routes::{item, segment, with_query};
use crate::ui::data_table::{Align, Column, DataTable, Value};
use crate::ui::office_frame::OfficeFrame;
use crate::ui::pager::Pager;

/// Records on a page.
const ROWS: usize = 100;

/// Which figure, which page of its records.
#[derive(Debug, Clone, Deserialize)]
pub struct Wanted {
    cell: String,
    #[serde(default)]
    page: u64,
}

/// The records behind a figure.
#[derive(Debug, Clone, Template)]
#[template(path = "office/records.html")]
pub struct RecordsPage {
    /// The frame.
    pub frame: OfficeFrame,
    /// Which figure.
    pub title: String,
    /// What the records give, and what the report says.
    pub sentence: String,
    /// The records.
    pub table: DataTable,
    /// Which page.
    pub pager: Pager,
    /// Where the figure is corrected by hand.
    pub correct: Option<String>,
    /// Back to the workshop.
    pub back: String,
}

/// `GET /office/{agency}/reports/{year}/records?cell=`
///
/// # Errors
///
/// Not found when there is no such figure.
pub async fn page(
    desk: Desk,
    Path((_, year)): Path<(String, i16)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Fault> {
    render(StatusCode::OK, &view(&desk, year, &wanted).await?)
}

async fn view(desk: &Desk, year: i16, wanted: &Wanted) -> Result<RecordsPage, Fault> {
    let cell = CellId::parse(&wanted.cell).ok_or(Problem::NotFound)?;
    let place = wanted.page.max(1);
    let skip = usize::try_from(place.saturating_sub(1)).unwrap_or_default().saturating_mul(ROWS);
    let counted = desk.app.counted_records(desk.code(), year, cell, skip, ROWS).await?;
    let view = desk.app.report_view(desk.code(), year).await?;
    let shown = |value: Option<rust_decimal::Decimal>| {
        value.map_or_else(|| "空白".to_owned(), |value| value.normalize().to_string())
    };
    let computed = shown(view.computed.report.value(cell));
    let said = shown(view.report.value(cell));
    let sentence = if computed == said {
        format!("按记录统计为 {computed}，共 {} 条记录。", counted.count)
    } else {
        format!("按记录统计为 {computed}，共 {} 条记录；年报中人工更正为 {said}。", counted.count)
    };
    let path = address::report_act(desk.code(), year, "records");
    let total = u64::try_from(counted.count).unwrap_or_default();
    let pager = Pager::new(place, total, u64::try_from(ROWS).unwrap_or(1), |page| {
        with_query(&path, &[("cell", &wanted.cell), ("page", &page.to_string())])
    });
    let correct = address::report_act(desk.code(), year, ReportAct::Correct.key());
    let year_name = format!("{year} 年");
    let above = [
        ("年度报告", address::reports(desk.code())),
        (year_name.as_str(), address::report(desk.code(), year)),
    ];
    Ok(RecordsPage {
        frame: desk.frame("统计的记录", &above).await?,
        title: cell.place_name(),
        sentence,
        table: table(desk, counted.records),
        pager,
        correct: (view.workshop.stage == Stage::Drafting
            && desk.may(&Method::POST, ReportAct::Correct.route()))
        .then(|| with_query(&correct, &[("cell", &wanted.cell)])),
        back: address::report(desk.code(), year),
    })
}

fn table(desk: &Desk, records: Vec<CountedRecord>) -> DataTable {
    let rows = records.into_iter().map(|record| {
        let (area, href) = match record.area {
            "request" => ("依申请公开", Some(address::request(desk.code(), &record.number))),
            "remedy" => ("复议诉讼", Some(address::remedy(desk.code(), &record.number))),
            "ledger" => ("台账", Some(address::ledger(desk.code()))),
            "item" => ("主动公开", Some(item(&record.number))),
            "opening" => ("期初底数", None),
            other => (other, None),
        };
        let number = match href {
            Some(href) => Value::link(&record.number, href),
            None => Value::text(&record.number),
        };
        vec![
            number,
            Value::text(area),
            Value::text(record.what),
            Value::text(day_or_empty(record.on)),
            Value::text(record.amount.to_string()),
        ]
    });
    let columns = [
        ("编号", Align::Fixed),
        ("种类", Align::Fixed),
        ("内容", Align::Start),
        ("计入日期", Align::Fixed),
        ("计数", Align::End),
    ];
    DataTable {
        id: "records",
        caption: "这个数字统计的记录".to_owned(),
        caption_hidden: true,
        columns: columns.map(|(label, align)| Column::new(label, align)).into(),
        rows: rows.collect(),
        empty: "没有记录计入这个数字。".to_owned(),
    }
}

/// `GET /office/{agency}/reports/{year}/download/{format}`: the report as it stands now.
///
/// # Errors
///
/// Not found when there is no such format.
pub async fn download(
    desk: Desk,
    Path((_, year, format)): Path<(String, i16, String)>,
) -> Result<Response, Fault> {
    let format = ReportFormat::from_key(&format).ok_or(Problem::NotFound)?;
    let view = desk.app.report_view(desk.code(), year).await?;
    let file = write(&view.report, format)?;
    let name = format!("attachment; filename*=UTF-8''{}", segment(&file.name));
    let headers = [(CONTENT_TYPE, format.media_type().to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, file.bytes).into_response())
}
