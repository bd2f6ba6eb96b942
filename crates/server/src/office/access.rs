//! The access journal (查阅记录): who looked at personal data, when, and at what.

use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use gongkai_request::CaseNumber;
use gongkai_request::motion::{InquiryId, MotionId};
use gongkai_store::access::AccessRow;
use serde::Deserialize;

use super::address;
use super::desk::Desk;
use super::fault::Fault;
use super::forms::render;
use super::items::list::ListPage;
use super::people::People;
use super::words::moment;
use crate::routes::with_query;
use crate::ui::data_table::{Align, Column, DataTable, Value};

/// Rows on a page.
const ROWS: u32 = 100;

/// What is asked of the list.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wanted {
    /// Only what this person looked at.
    #[serde(default)]
    login: String,
    /// Where the page begins.
    before: Option<i64>,
}

/// Of what the table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::office) enum Of {
    /// One case: its number is known.
    OneCase,
    /// The whole agency.
    Agency,
}

/// `GET /office/{agency}/access`
///
/// # Errors
///
/// A problem when the journal cannot be read.
pub async fn page(desk: Desk, Query(wanted): Query<Wanted>) -> Result<Response, Fault> {
    let base = address::access(desk.code());
    let login = Some(wanted.login.as_str()).filter(|login| !login.is_empty());
    let mut rows = desk.app.access_list(&desk.actor, desk.code(), login, wanted.before, ROWS + 1).await?;
    let shown = usize::try_from(ROWS).unwrap_or_default();
    let more = rows.len() > shown;
    rows.truncate(shown);
    let next = rows
        .last()
        .filter(|_| more)
        .map(|row| with_query(&base, &[("login", &wanted.login), ("before", &row.position.to_string())]));
    let mut narrower = Vec::new();
    if let Some(login) = login {
        let name = People::new(&desk.app).name(login).await?;
        narrower.push(("全部人员".to_owned(), base.clone(), false));
        narrower.push((name, with_query(&base, &[("login", login)]), true));
    }
    let page = ListPage {
        frame: desk.frame("查阅记录", &[]).await?,
        title: "查阅记录".to_owned(),
        intro: "谁在什么时候看过申请人的个人信息。每次查看、下载和导出之前先记录，记录不能修改。".to_owned(),
        tabs: Vec::new(),
        narrower,
        begin: None,
        table: table(&desk, &rows, Of::Agency).await?,
        find: None,
        next,
    };
    render(StatusCode::OK, &page)
}

/// What a look was at that is no request.
fn subject_link(desk: &Desk, subject: &str) -> Value {
    if let Some(id) = MotionId::parse(subject) {
        return Value::link(id.label(), address::motion(desk.code(), subject));
    }
    if let Some(id) = InquiryId::parse(subject) {
        return Value::link(id.label(), address::message(desk.code(), subject));
    }
    match subject.strip_prefix("solicitation-") {
        Some(number) => {
            let id = format!("{}/{number}", desk.code());
            Value::link(format!("意见征集第{number}号"), address::solicitation(&id))
        }
        None => Value::text("登记簿"),
    }
}

/// The looks as a table.
pub(in crate::office) async fn table(desk: &Desk, rows: &[AccessRow], of: Of) -> Result<DataTable, Fault> {
    let mut people = People::new(&desk.app);
    let mut cells = Vec::with_capacity(rows.len());
    for row in rows {
        let name = people.name(&row.login).await?;
        let mut line = vec![Value::text(moment(row.at))];
        if of == Of::Agency {
            line.push(Value::link(
                name,
                with_query(&address::access(desk.code()), &[("login", row.login.as_str())]),
            ));
            line.push(match CaseNumber::parse(&row.subject) {
                Some(_) => Value::link(&row.subject, address::request(desk.code(), &row.subject)),
                None => subject_link(desk, &row.subject),
            });
        } else {
            line.push(Value::text(name));
        }
        let what = if row.detail.is_empty() {
            row.what.label().to_owned()
        } else {
            format!("{}（{}）", row.what.label(), row.detail)
        };
        line.push(Value::text(what));
        cells.push(line);
    }
    let mut columns = vec![Column::new("时间", Align::Fixed), Column::new("人员", Align::Fixed)];
    if of == Of::Agency {
        columns.push(Column::new("申请", Align::Fixed));
    }
    columns.push(Column::new("查看的内容", Align::Start));
    Ok(DataTable {
        id: "looks",
        caption: "查阅记录".to_owned(),
        caption_hidden: true,
        columns,
        rows: cells,
        empty: "还没有人查看。有人查看申请人信息后列在这里。".to_owned(),
    })
}
