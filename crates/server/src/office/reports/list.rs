//! The years for which there is a report, or one is due.

use axum::http::StatusCode;
use axum::response::Response;
use gongkai_report::workshop::Stage;

use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::Fault;
use crate::office::forms::render;
use crate::office::items::list::ListPage;
use crate::office::words::day_or_empty;
use crate::ui::data_table::{Align, Column, DataTable, Value};

/// `GET /office/{agency}/reports`
///
/// # Errors
///
/// A problem when the reports cannot be read.
pub async fn page(desk: Desk) -> Result<Response, Fault> {
    render(StatusCode::OK, &view(&desk).await?)
}

async fn view(desk: &Desk) -> Result<ListPage, Fault> {
    let rows = desk.app.store.reports(desk.code()).await?;
    let last_year = desk.app.today().year() - 1;
    let mut years: Vec<i16> = rows.iter().map(|row| row.year).collect();
    if !years.contains(&last_year) {
        years.insert(0, last_year);
    }
    let lines = years.into_iter().map(|year| {
        let row = rows.iter().find(|row| row.year == year);
        let stage = row.and_then(|row| stage_of(&row.stage)).unwrap_or_default();
        vec![
            Value::link(format!("{year} 年"), address::report(desk.code(), year)),
            Value::text(stage.label()),
            Value::text(row.map(|row| day_or_empty(row.signed_on)).unwrap_or_default()),
            Value::text(row.map(|row| day_or_empty(row.published_on)).unwrap_or_default()),
            Value::text(
                row.filter(|row| row.edition > 0).map(|row| row.edition.to_string()).unwrap_or_default(),
            ),
            Value::text(row.map(|row| day_or_empty(row.submitted_on)).unwrap_or_default()),
        ]
    });
    let columns = [
        ("年度", Align::Fixed),
        ("状态", Align::Fixed),
        ("签发日期", Align::Fixed),
        ("公布日期", Align::Fixed),
        ("版次", Align::End),
        ("报送主管部门", Align::Fixed),
    ];
    Ok(ListPage {
        frame: desk.frame("年度报告", &[]).await?,
        title: "年度报告".to_owned(),
        intro: "行政机关每年 1 月 31 日前向主管部门提交上一年度报告并公布；主管部门 3 月 31 日前公布本级汇总报告（条例第49条）。".to_owned(),
        tabs: Vec::new(),
        narrower: Vec::new(),
        begin: None,
        table: DataTable {
            id: "reports",
            caption: "年度报告".to_owned(),
            caption_hidden: true,
            columns: columns.map(|(label, align)| Column::new(label, align)).into(),
            rows: lines.collect(),
            empty: String::new(),
        },
        find: None,
        next: None,
    })
}

/// The stage with this key.
pub(in crate::office) fn stage_of(key: &str) -> Option<Stage> {
    let all = [Stage::Unopened, Stage::Drafting, Stage::Submitted, Stage::SignedOff, Stage::Published];
    all.into_iter().find(|stage| stage.key() == key)
}
