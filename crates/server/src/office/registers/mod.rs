//! Registers and statistics (登记簿、统计): the way to all of them, and the period they are asked for.

pub mod fees;
pub mod figures;
pub mod requests;

use askama::Template;
use axum::Router;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use gongkai_app::registers::{FileFormat, RegisterFile};
use jiff::civil::{Date, date};
use serde::Deserialize;

use super::address;
use super::desk::Desk;
use super::fault::Fault;
use super::forms::render;
use crate::AppState;
use crate::download::download;
use crate::problem::Problem;
use crate::ui::office_frame::OfficeFrame;

/// The register pages.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/office/{agency}/registers", get(page))
        .route("/office/{agency}/registers/requests", get(requests::page))
        .route("/office/{agency}/registers/requests/export/{format}", get(requests::export))
        .route("/office/{agency}/registers/requests/named/{format}", post(requests::named))
        .route("/office/{agency}/registers/statistics", get(figures::page))
        .route("/office/{agency}/registers/statistics/export/{format}", get(figures::export))
        .route("/office/{agency}/registers/fees", get(fees::page))
        .route("/office/{agency}/registers/fees/export/{format}", get(fees::export))
}

/// One way on.
#[derive(Debug, Clone)]
pub struct Way {
    /// What it is called.
    pub label: String,
    /// What it is for.
    pub text: String,
    /// Where it is.
    pub href: String,
}

/// The way to all registers.
#[derive(Debug, Clone, Template)]
#[template(path = "office/registers.html")]
pub struct RegistersPage {
    /// The frame.
    pub frame: OfficeFrame,
    /// The ways.
    pub ways: Vec<Way>,
}

/// `GET /office/{agency}/registers`
///
/// # Errors
///
/// A problem when the page cannot be made.
pub async fn page(desk: Desk) -> Result<Response, Fault> {
    let code = desk.code();
    let all = [
        (
            "申请登记簿",
            "任意期间收到、办结和结转的申请；可导出 CSV、XLSX。",
            address::register(code),
            "registers/requests",
        ),
        (
            "申请统计",
            "任意期间的收到和处理情况、渠道、科室、月份、办理天数和收费。",
            address::statistics(code),
            "registers/statistics",
        ),
        ("信息处理费登记簿", "收费通知、缴费和退费。", address::fee_register(code), "registers/fees"),
        ("文号登记簿", "按年连续编排的文号。", address::documents(code), "documents"),
        ("检索申请", "按申请内容、申请人检索。", address::search_requests(code), "requests/search"),
        ("个人信息保管期限", "保管期满的申请，删除个人信息。", address::retention(code), "retention"),
        ("查阅记录", "谁在什么时候看过申请人的个人信息。", address::access(code), "access"),
    ];
    let ways = all
        .into_iter()
        .filter(|(.., route)| desk.may(&Method::GET, &format!("/office/{{agency}}/{route}")))
        .map(|(label, text, href, _)| Way { label: label.to_owned(), text: text.to_owned(), href })
        .collect();
    render(StatusCode::OK, &RegistersPage { frame: desk.frame("登记统计", &[]).await?, ways })
}

/// The period of a register as asked; this year when nothing is.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Period {
    /// First day.
    #[serde(default)]
    from: String,
    /// Last day.
    #[serde(default)]
    to: String,
}

impl Period {
    /// First and last day, in order.
    fn days(&self, today: Date) -> (Date, Date) {
        let first = self.from.parse().unwrap_or(date(today.year(), 1, 1));
        let last = self.to.parse().unwrap_or(date(first.year().max(today.year()), 12, 31));
        if last < first { (last, first) } else { (first, last) }
    }
}

/// A format in an address; anything else is not there.
fn format_of(text: &str) -> Result<FileFormat, Fault> {
    FileFormat::from_key(text).ok_or(Fault::Problem(Problem::NotFound))
}

/// A file to save, named after agency and period.
fn save(desk: &Desk, what: &str, (first, last): (Date, Date), file: RegisterFile) -> Response {
    let name = format!("{what}_{}_{first}_{last}.{}", desk.code(), file.format.key());
    download(&name, file.format.media_type(), file.bytes)
}
