//! How an agency keeps what it owes to publish (公开覆盖): its columns by their rhythm, the statutory categories, the
//! guide, the catalogue and the annual report.

use axum::http::StatusCode;
use axum::response::Response;
use gongkai_publication::{CategoryState, ColumnState};
use jiff::civil::Date;

use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::Fault;
use crate::office::forms::render;
use crate::office::inventories;
use crate::office::parts::{Part, PartsPage};
use crate::office::words::{day_or_empty, left};
use crate::routes::{self, with_query};
use crate::ui::countdown::Countdown;
use crate::ui::data_table::{Align, DataTable, Value};

/// `GET /office/{agency}/coverage`
///
/// # Errors
///
/// A problem when the records cannot be read.
pub async fn page(desk: Desk) -> Result<Response, Fault> {
    let (columns, late) = columns(&desk).await?;
    let (categories, empty, stale) = categories(&desk).await?;
    let (inventories, begin) = inventories::part(&desk).await?;
    let told = [(late, "个栏目超过更新要求"), (empty, "项法定公开事项没有信息"), (stale, "项久未更新")];
    let told: Vec<String> =
        told.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    let part = |title, table| Part { title, acts: Vec::new(), table: Some(table), facts: None };
    let page = PartsPage {
        frame: desk.frame("公开覆盖", &[]).await?,
        title: "公开覆盖".to_owned(),
        intro: if told.is_empty() {
            "各栏目按节奏更新，各项法定公开事项都有信息。".to_owned()
        } else {
            format!("{}。", told.join("，"))
        },
        parts: vec![
            part("栏目更新", columns),
            part("法定公开事项（条例第20、21条）", categories),
            Part { acts: begin, ..part("公开目录清单", inventories) },
            Part {
                acts: vec![("查阅场所和送交".to_owned(), address::supply(desk.code()))],
                ..part("指南、目录、年报（条例第12、50、53条）", basics(&desk).await?)
            },
        ],
    };
    render(StatusCode::OK, &page)
}

/// The columns, those that are due or empty first; how many are late.
async fn columns(desk: &Desk) -> Result<(DataTable, usize), Fault> {
    let mut covers = desk.app.column_coverage(desk.code()).await?;
    covers.sort_by_key(|cover| order(cover.state));
    let late = covers.iter().filter(|cover| matches!(cover.state, ColumnState::Overdue(_))).count();
    let calendar = desk.app.calendar_of(desk.code()).await?;
    let today = desk.app.today();
    let rows = covers.iter().map(|cover| {
        let (due, state) = match cover.state {
            ColumnState::Empty => (None, Countdown::stopped("没有信息")),
            ColumnState::Unscheduled => (None, Countdown::done("按需更新")),
            ColumnState::Due(due) | ColumnState::Overdue(due) => {
                (Some(due), Countdown::of_workdays(left(&calendar, today, due)))
            }
        };
        let every = cover.column.due_every_days.map_or(String::new(), |days| format!("每 {days} 天"));
        let portal = with_query(&routes::catalogue(desk.code()), &[("column", &cover.column.slug)]);
        vec![
            Value::link(&cover.column.name, portal),
            Value::Countdown(state),
            Value::text(day_or_empty(due)),
            Value::text(day_or_empty(cover.last_published_on)),
            Value::text(cover.items.to_string()),
            Value::text(cover.column.rhythm.label()),
            Value::text(every),
        ]
    });
    let heads = [
        ("栏目", Align::Start),
        ("状态", Align::Fixed),
        ("下次更新", Align::Fixed),
        ("最近公开", Align::Fixed),
        ("条数", Align::End),
        ("公开节奏", Align::Fixed),
        ("更新要求", Align::Fixed),
    ];
    Ok((
        DataTable::plain(
            "columns",
            "栏目更新情况",
            &heads,
            rows.collect(),
            "还没有栏目，请在机关设置中登记。",
        ),
        late,
    ))
}

fn order(state: ColumnState) -> (u8, Date) {
    match state {
        ColumnState::Overdue(due) => (0, due),
        ColumnState::Due(due) => (1, due),
        ColumnState::Empty => (2, Date::MIN),
        ColumnState::Unscheduled => (3, Date::MIN),
    }
}

/// The categories the agency owes; how many are empty, how many stale.
async fn categories(desk: &Desk) -> Result<(DataTable, usize, usize), Fault> {
    let covers = desk.app.category_coverage(desk.code()).await?;
    let count = |wanted| covers.iter().filter(|(_, state)| *state == wanted).count();
    let (empty, stale) = (count(CategoryState::Empty), count(CategoryState::Stale));
    let rows = covers.iter().map(|(stock, state)| {
        let state = match state {
            CategoryState::Empty => Countdown::stopped("没有信息"),
            CategoryState::Stale => Countdown::stopped("久未更新"),
            CategoryState::Kept => Countdown::done("正常"),
        };
        let code = stock.category.code();
        let portal = with_query(&routes::catalogue(desk.code()), &[("category", code)]);
        vec![
            Value::link(format!("{code} {}", stock.category.label()), portal),
            Value::Countdown(state),
            Value::text(day_or_empty(stock.last_published_on)),
            Value::text(stock.items.to_string()),
        ]
    });
    let heads = [
        ("法定公开事项", Align::Start),
        ("状态", Align::Fixed),
        ("最近公开", Align::Fixed),
        ("条数", Align::End),
    ];
    Ok((DataTable::plain("categories", "法定公开事项覆盖情况", &heads, rows.collect(), ""), empty, stale))
}

/// Guide, catalogue and report: when each was last brought up to date.
async fn basics(desk: &Desk) -> Result<DataTable, Fault> {
    let basics = desk.app.basics(desk.code()).await?;
    let agency = desk.agency()?;
    let row = |name: &str, href: String, on: Option<Date>, is_stale: bool| {
        let state = match (on, is_stale) {
            (None, _) => Countdown::stopped("没有信息"),
            (Some(_), true) => Countdown::stopped("久未更新"),
            (Some(_), false) => Countdown::done("正常"),
        };
        vec![Value::link(name, href), Value::Countdown(state), Value::text(day_or_empty(on))]
    };
    let code = desk.code();
    let stale = basics.catalogue.is_some_and(|on| desk.app.is_stale(agency, on));
    let rows = vec![
        row("政府信息公开指南", routes::guide(code), Some(basics.guide), desk.app.is_guide_stale(agency)),
        row("政府信息公开目录", routes::catalogue(code), basics.catalogue, stale),
        row("政府信息公开工作年度报告", address::reports(code), basics.report, basics.report_is_late),
    ];
    let heads = [("名称", Align::Start), ("状态", Align::Fixed), ("更新日期", Align::Fixed)];
    Ok(DataTable::plain("basics", "指南、目录、年报", &heads, rows, ""))
}
