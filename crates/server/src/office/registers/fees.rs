//! The register of the information-processing fee (信息处理费登记簿).

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use gongkai_app::registers::FEE_HEADS;
use gongkai_app::registers::FileFormat;

use super::requests::RegisterPage;
use super::{Period, format_of, save};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::Fault;
use crate::office::forms::render;
use crate::office::words::day_or_empty;
use crate::routes::with_query;
use crate::ui::data_table::{Align, Column, DataTable, Value};
use crate::ui::field::{Control, Field};

/// `GET /office/{agency}/registers/fees`
///
/// # Errors
///
/// A problem when the notices cannot be read.
pub async fn page(desk: Desk, Query(asked): Query<Period>) -> Result<Response, Fault> {
    let period = asked.days(desk.app.today());
    let fees = desk.app.fee_register(&desk.actor, desk.code(), period).await?;
    let base = address::fee_register(desk.code());
    let (first, last) = (period.0.to_string(), period.1.to_string());
    let span = [("from", first.as_str()), ("to", last.as_str())];
    let files = [FileFormat::Csv, FileFormat::Xlsx]
        .map(|it| (it.key().to_uppercase(), with_query(&format!("{base}/export/{}", it.key()), &span)));
    let rows = fees.iter().map(|fee| {
        let number = fee.number.to_string();
        vec![
            Value::link(&number, address::request(desk.code(), &number)),
            Value::text(&fee.subject),
            Value::text(fee.noticed_on.to_string()),
            Value::text(fee.yuan.to_string()),
            Value::text(day_or_empty(fee.paid_on)),
            Value::text(day_or_empty(fee.refunded_on)),
        ]
    });
    let aligns = [Align::Fixed, Align::Start, Align::Fixed, Align::End, Align::Fixed, Align::Fixed];
    let page = RegisterPage {
        frame: desk.frame("信息处理费登记簿", &[("登记统计", address::registers(desk.code()))]).await?,
        sentence: format!("{first} 至 {last} 通知、缴费或者退费的收费，共 {} 件。", fees.len()),
        fields: vec![
            Field::line("from", "自", &first).control(Control::Line("date")),
            Field::line("to", "至", &last).control(Control::Line("date")),
        ],
        action: base,
        files: files.into(),
        named: Vec::new(),
        asked: Vec::new(),
        token: desk.token.clone(),
        table: DataTable {
            id: "fees",
            caption: "信息处理费".to_owned(),
            caption_hidden: true,
            columns: FEE_HEADS
                .iter()
                .zip(aligns)
                .map(|(head, align)| Column::new(head.label, align))
                .collect(),
            rows: rows.collect(),
            empty: "这个期间没有收费。发出收费通知后列在这里。".to_owned(),
        },
        next: None,
    };
    render(StatusCode::OK, &page)
}

/// `GET /office/{agency}/registers/fees/export/{format}`
///
/// # Errors
///
/// Not found when there is no such format.
pub async fn export(
    desk: Desk,
    Path((_, format)): Path<(String, String)>,
    Query(asked): Query<Period>,
) -> Result<Response, Fault> {
    let period = asked.days(desk.app.today());
    let file = desk.app.fee_file(&desk.actor, desk.code(), period, format_of(&format)?).await?;
    Ok(save(&desk, "信息处理费登记簿", period, file))
}
