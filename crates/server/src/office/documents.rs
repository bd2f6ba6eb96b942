//! The register of document numbers (文号登记簿): every number of a year in order, void ones too.

use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use gongkai_request::motion::Matter;
use gongkai_request::numbering::Series;
use serde::Deserialize;

use super::address;
use super::desk::Desk;
use super::fault::Fault;
use super::forms::render;
use super::items::list::ListPage;
use super::words::day_or_empty;
use crate::routes::with_query;
use crate::ui::data_table::{Align, Column, DataTable, Value};

/// Which register is looked at.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    series: String,
    year: Option<i16>,
}

/// `GET /office/{agency}/documents`
///
/// # Errors
///
/// A problem when the register cannot be read.
pub async fn page(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let series = Series::from_key(&asked.series).unwrap_or(Series::Reply);
    let present = desk.app.today().year();
    let mut years = desk.app.store.document_years(desk.code()).await?;
    if !years.contains(&present) {
        years.insert(0, present);
    }
    let year = asked.year.unwrap_or(present);
    let to = |series: Series, year: i16| {
        let year = year.to_string();
        with_query(&address::documents(desk.code()), &[("series", series.key()), ("year", &year)])
    };
    let tabs = Series::ALL.iter().map(|it| (it.label().to_owned(), to(*it, year), *it == series));
    let narrower = years.iter().map(|it| (format!("{it} 年"), to(series, *it), *it == year));
    let page = ListPage {
        frame: desk.frame("文号登记簿", &[("依申请公开", address::requests(desk.code()))]).await?,
        title: "文号登记簿".to_owned(),
        intro: "文号由系统在签发、出具时按年连续编排，不跳号、不重号；没有用出的作废，仍列在这里。"
            .to_owned(),
        tabs: tabs.collect(),
        begin: None,
        narrower: narrower.collect(),
        table: table(&desk, series, year).await?,
        find: None,
        next: None,
    };
    render(StatusCode::OK, &page)
}

async fn table(desk: &Desk, series: Series, year: i16) -> Result<DataTable, Fault> {
    let rows = desk.app.store.document_numbers(desk.code(), series, year).await?;
    let rows = rows.into_iter().map(|row| {
        let href = match row.request {
            Matter::Request(number) => address::request(desk.code(), &number.to_string()),
            Matter::Motion(id) => address::motion(desk.code(), &id.to_string()),
            Matter::Inquiry(id) => address::message(desk.code(), &id.to_string()),
        };
        let state = match (&row.voided, row.sent_on) {
            (Some((on, reason)), _) => format!("{on} 作废：{reason}"),
            (None, Some(_)) => "已发出".to_owned(),
            (None, None) => "未发出".to_owned(),
        };
        let letter = row.letter.as_deref().map(gongkai_app::letters::label).unwrap_or_default();
        vec![
            Value::text(row.text),
            Value::text(letter),
            Value::link(row.request.label(), href),
            Value::text(row.taken_on.to_string()),
            Value::text(day_or_empty(row.sent_on)),
            Value::text(state),
        ]
    });
    Ok(DataTable {
        id: "documents",
        caption: format!("{year} 年{}文号", series.label()),
        caption_hidden: true,
        columns: [
            ("文号", Align::Fixed),
            ("文书", Align::Start),
            ("申请", Align::Fixed),
            ("取号日期", Align::Fixed),
            ("发出日期", Align::Fixed),
            ("状态", Align::Start),
        ]
        .map(|(label, align)| Column::new(label, align))
        .into(),
        rows: rows.collect(),
        empty: "这一年还没有文号。签发答复书、出具程序性文书时由系统编号，列在这里。".to_owned(),
    })
}
