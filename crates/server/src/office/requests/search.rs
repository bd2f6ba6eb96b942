//! Searching what requesters wrote (检索申请内容). What is typed is sent in the form's body, never in an address.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use gongkai_app::requests::{Found, TextQuery};
use gongkai_request::CaseNumber;

use crate::form::{Fields, Form};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::{Filled, render};
use crate::office::words::day_or_empty;
use crate::ui::data_table::{Align, Column, DataTable, Value};
use crate::ui::error_summary::ErrorSummary;
use crate::ui::field::Field;
use crate::ui::form_token::FormToken;
use crate::ui::office_frame::OfficeFrame;

/// Searching requests.
#[derive(Debug, Clone, Template)]
#[template(path = "office/search_requests.html")]
pub struct SearchPage {
    /// The frame.
    pub frame: OfficeFrame,
    /// Everything that is wrong.
    pub summary: ErrorSummary,
    /// What to look for.
    pub fields: Vec<Field>,
    /// Where the form is sent.
    pub action: String,
    /// The form's token.
    pub token: FormToken,
    /// What was found, in a sentence; empty before the first search.
    pub sentence: String,
    /// What was found.
    pub table: Option<DataTable>,
    /// What to look for again, and the case before which to go on.
    pub next: Option<Vec<Field>>,
}

/// `GET /office/{agency}/requests/search`
///
/// # Errors
///
/// A problem when the page cannot be made.
pub async fn page(desk: Desk) -> Result<Response, Fault> {
    answer(&desk, &Fields::default(), &Flaws::default(), None).await
}

/// `POST /office/{agency}/requests/search`
///
/// # Errors
///
/// The form comes back when nothing was asked.
pub async fn find(desk: Desk, Form(given): Form<Fields>) -> Result<Response, Fault> {
    let query = TextQuery { words: given.text("words").to_owned(), person: given.text("person").to_owned() };
    let before = CaseNumber::parse(given.text("before"));
    match desk.app.search_requests(&desk.actor, desk.code(), &query, before).await {
        Ok(found) => answer(&desk, &given, &Flaws::default(), Some(found)).await,
        Err(error) => answer(&desk, &given, &Fault::from(error).flaws()?, None).await,
    }
}

async fn answer(desk: &Desk, given: &Fields, flaws: &Flaws, found: Option<Found>) -> Result<Response, Fault> {
    let filled = Filled::new(given, flaws);
    let next = found.as_ref().and_then(|found| found.next).map(|before| {
        vec![
            Field::hidden("words", given.text("words")),
            Field::hidden("person", given.text("person")),
            Field::hidden("before", before.to_string()),
        ]
    });
    let page = SearchPage {
        frame: desk.frame("检索申请", &[("依申请公开", address::requests(desk.code()))]).await?,
        summary: flaws.errors.summary(),
        fields: vec![
            filled.line("words", "申请内容中的词").optional().hint(
                "在申请事项和申请原文（含补正）中查；几个词用空格分开，须同时出现。补录的申请可以填原编号。",
            ),
            filled.line("person", "申请人姓名、名称或者证件号码").optional().hint("须与登记的完全一致。"),
        ],
        action: address::search_requests(desk.code()),
        token: desk.token.clone(),
        sentence: found.as_ref().map(sentence).unwrap_or_default(),
        table: found.as_ref().map(|found| table(desk, found)),
        next,
    };
    let status = if flaws.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    render(status, &page)
}

fn sentence(found: &Found) -> String {
    let count = found.rows.len();
    match found.next {
        Some(before) => format!("已查到编号 {before} 为止，找到 {count} 件；更早的申请还没有查。"),
        None => format!("已查完全部申请，找到 {count} 件。"),
    }
}

fn table(desk: &Desk, found: &Found) -> DataTable {
    let rows = found.rows.iter().map(|row| {
        let number = row.number.to_string();
        vec![
            Value::link(&number, address::request(desk.code(), &number)),
            Value::text(&row.subject),
            Value::text(row.stage.label()),
            Value::text(day_or_empty(row.received_on)),
            Value::text(row.closed.map_or("", |closed| closed.decision.label())),
        ]
    });
    let columns = [
        ("编号", Align::Fixed),
        ("内容", Align::Start),
        ("环节", Align::Fixed),
        ("收到日期", Align::Fixed),
        ("办理结果", Align::Start),
    ];
    DataTable {
        id: "found",
        caption: "找到的申请".to_owned(),
        caption_hidden: true,
        columns: columns.map(|(label, align)| Column::new(label, align)).into(),
        rows: rows.collect(),
        empty: "没有找到。可以减少词数，或者换一个说法。".to_owned(),
    }
}
