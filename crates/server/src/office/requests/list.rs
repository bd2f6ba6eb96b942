//! The list of requests: by stage, overdue, by channel; most urgent first or newest first.

use std::fmt::Write as _;

use axum::extract::Query;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use gongkai_request::{CaseNumber, Stage};
use gongkai_statute::Calendar;
use gongkai_statute::regulation::art31::Channel;
use gongkai_store::request::{RequestCursor, RequestFilter, RequestOrder, RequestRow};
use jiff::civil::Date;
use serde::Deserialize;

use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::Fault;
use crate::office::forms::render;
use crate::office::items::list::{ListPage, Tab};
use crate::office::words::{day_or_empty, left};
use crate::routes::with_query;
use crate::ui::countdown::Countdown;
use crate::ui::data_table::{Align, Column, DataTable, Value};

/// Rows on a page.
const ROWS: u32 = 50;

/// What is asked of the list.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wanted {
    /// `open` (default), `overdue`, `closed`, `all`, or a stage.
    #[serde(default)]
    show: String,
    /// Channel by which it came.
    #[serde(default)]
    channel: String,
    /// `due` or `newest`.
    #[serde(default)]
    sort: String,
    /// Where the page begins.
    #[serde(default)]
    after: String,
}

impl Wanted {
    fn filter(&self, agency: &str, today: Date) -> RequestFilter {
        let mut filter = RequestFilter {
            agencies: vec![agency.to_owned()],
            channel: Channel::from_key(&self.channel),
            ..RequestFilter::default()
        };
        match self.show.as_str() {
            "all" => {}
            "closed" => filter.open = Some(false),
            "overdue" => {
                filter.open = Some(true);
                filter.due_before = Some(today);
            }
            "" | "open" => filter.open = Some(true),
            stage => filter.stage = Stage::from_key(stage),
        }
        filter
    }

    /// By the last day, unless closed cases are among them: they have none any more.
    fn order(&self) -> RequestOrder {
        let closed = matches!(self.show.as_str(), "all" | "closed");
        if closed || self.sort == "newest" { RequestOrder::Newest } else { RequestOrder::Due }
    }

    fn href(base: &str, show: &str, sort: &str, channel: &str, after: &str) -> String {
        with_query(base, &[("show", show), ("sort", sort), ("channel", channel), ("after", after)])
    }
}

fn cursor_text(cursor: &RequestCursor) -> String {
    format!("{}.{}", day_or_empty(cursor.due), cursor.number)
}

fn cursor_of(text: &str, agency: &str) -> Option<RequestCursor> {
    let (due, number) = text.split_once('.')?;
    let number = CaseNumber::parse(number)?;
    let due = if due.is_empty() { None } else { Some(due.parse().ok()?) };
    Some(RequestCursor { due, agency: agency.to_owned(), number })
}

/// `GET /office/{agency}/requests`
///
/// # Errors
///
/// A problem when the requests cannot be read.
pub async fn page(desk: Desk, Query(wanted): Query<Wanted>) -> Result<Response, Fault> {
    render(StatusCode::OK, &view(&desk, &wanted).await?)
}

async fn view(desk: &Desk, wanted: &Wanted) -> Result<ListPage, Fault> {
    let today = desk.app.today();
    let filter = wanted.filter(desk.code(), today);
    let order = wanted.order();
    let after = cursor_of(&wanted.after, desk.code());
    let rows = desk.app.list_requests(&desk.actor, &filter, order, after.as_ref(), ROWS + 1).await?;
    let shown = usize::try_from(ROWS).unwrap_or_default();
    let base = address::requests(desk.code());
    let more = rows.len() > shown;
    let next = rows.get(shown.saturating_sub(1)).filter(|_| more).map(|row| {
        let after = cursor_text(&row.cursor());
        Wanted::href(&base, &wanted.show, &wanted.sort, &wanted.channel, &after)
    });
    let calendar = desk.app.calendar_of(desk.code()).await?;
    Ok(ListPage {
        frame: desk.frame("依申请公开", &[]).await?,
        title: "依申请公开".to_owned(),
        intro: format!(
            "自收到申请之日起 20 个工作日内答复（条例第33条）；在办件按届满日排列。{}",
            portal_year(desk).await?
        ),
        tabs: tabs(wanted, &base),
        narrower: channels(wanted, &base).into_iter().chain(bulk_tab(desk)).chain(import_tab(desk)).collect(),
        begin: desk
            .may(&Method::POST, "/office/{agency}/requests/new")
            .then(|| ("登记申请".to_owned(), address::new_request(desk.code()))),
        table: table(wanted, &base, rows.iter().take(shown), &calendar, today),
        find: desk
            .may(&Method::GET, "/office/{agency}/requests/search")
            .then(|| (address::search_requests(desk.code()), "申请内容中的词".to_owned())),
        next,
    })
}

/// The way to requests from earlier records.
fn import_tab(desk: &Desk) -> Option<Tab> {
    desk.may(&Method::POST, "/office/{agency}/requests/import")
        .then(|| ("补录…".to_owned(), address::import_requests(desk.code()), false))
}

/// The way to the acts on several requests.
fn bulk_tab(desk: &Desk) -> Option<Tab> {
    desk.may(&Method::GET, "/office/{agency}/requests/bulk")
        .then(|| ("批量办理…".to_owned(), address::bulk(desk.code()), false))
}

/// What the portal did this year before and after requests: suggestions and ratings, in a sentence; empty when nothing.
async fn portal_year(desk: &Desk) -> Result<String, Fault> {
    let today = desk.app.today();
    let from = today.first_of_year();
    let hints = desk.app.store.suggestion_counts(desk.code(), from, today).await?;
    let rated = desk.app.store.rating_counts(desk.code(), from, today).await?;
    let mut text = String::new();
    if hints.shown > 0 {
        text = format!(
            "今年门户“先查一查”提示 {} 次，打开 {} 次，够了 {} 次。",
            hints.shown, hints.opened, hints.enough
        );
    }
    if let Some(tenths) = (rated.scores * 10).checked_div(rated.ratings) {
        let average = format!("{}.{}", tenths / 10, tenths % 10);
        let _ = write!(text, "今年收到评价 {} 份，平均 {average} 分（满分 5 分）。", rated.ratings);
    }
    Ok(text)
}

fn tabs(wanted: &Wanted, base: &str) -> Vec<Tab> {
    let show = if wanted.show.is_empty() { "open" } else { wanted.show.as_str() };
    let stages = Stage::ALL.into_iter().filter(|stage| !matches!(stage, Stage::Unborn | Stage::Closed));
    let all = [("open", "在办"), ("overdue", "已逾期")]
        .into_iter()
        .chain(stages.filter(|stage| *stage != Stage::Running).map(|stage| (stage.key(), stage.label())))
        .chain([("closed", "已办结"), ("all", "全部")]);
    all.map(|(key, name)| {
        (name.to_owned(), Wanted::href(base, key, &wanted.sort, &wanted.channel, ""), key == show)
    })
    .collect()
}

fn channels(wanted: &Wanted, base: &str) -> Vec<Tab> {
    let all = std::iter::once(("", "全部渠道"))
        .chain(Channel::ALL.iter().map(|channel| (channel.key(), channel.label())));
    all.map(|(key, name)| {
        (name.to_owned(), Wanted::href(base, &wanted.show, &wanted.sort, key, ""), wanted.channel == key)
    })
    .collect()
}

/// What is left of the period of one request.
pub(in crate::office) fn countdown(row: &RequestRow, calendar: &Calendar, today: Date) -> Countdown {
    match (row.stage, row.closed, row.due) {
        (_, Some(closed), _) if row.stage == Stage::Closed => {
            Countdown::done(if closed.late { "已办结（逾期）" } else { "已办结" })
        }
        (Stage::Closed, ..) => Countdown::done("已办结"),
        (Stage::AwaitingConfirmation, ..) => Countdown::stopped("待确认"),
        (Stage::WaitingSupplement, ..) => Countdown::stopped("等待补正"),
        (Stage::WaitingFee, ..) => Countdown::stopped("等待缴费"),
        (_, _, Some(due)) => {
            let days = left(calendar, today, due).map(|days| if due < today { days.min(-1) } else { days });
            Countdown::of_workdays(days)
        }
        (_, _, None) => Countdown::of_workdays(None),
    }
}

fn table<'a>(
    wanted: &Wanted,
    base: &str,
    rows: impl Iterator<Item = &'a RequestRow>,
    calendar: &Calendar,
    today: Date,
) -> DataTable {
    let rows = rows.map(|row| {
        let number = row.number.to_string();
        let due = match (row.due, row.provisional) {
            (Some(due), true) => format!("{due}（暂计）"),
            (due, _) => day_or_empty(due),
        };
        vec![
            Value::link(&number, address::request(&row.agency, &number)),
            Value::text(&row.subject),
            Value::Countdown(countdown(row, calendar, today)),
            Value::text(due),
            Value::text(row.stage.label()),
            Value::text(day_or_empty(row.received_on)),
            Value::text(row.channel.label()),
            Value::text(row.requester.label()),
        ]
    });
    let by_due = wanted.order() == RequestOrder::Due;
    let sorted = |key: &str, ascending: &'static str, is: bool, label: &str| Column {
        sort_href: Some(Wanted::href(base, &wanted.show, key, &wanted.channel, "")),
        sorted: is.then_some(ascending),
        ..Column::new(label, Align::Fixed)
    };
    let columns = vec![
        sorted("newest", "descending", !by_due, "编号"),
        Column::new("内容", Align::Start),
        Column::new("期限", Align::Fixed),
        sorted("due", "ascending", by_due, "届满日"),
        Column::new("环节", Align::Fixed),
        Column::new("收到日期", Align::Fixed),
        Column::new("渠道", Align::Start),
        Column::new("申请人类别", Align::Start),
    ];
    DataTable {
        id: "requests",
        caption: "依申请公开".to_owned(),
        caption_hidden: true,
        columns,
        rows: rows.collect(),
        empty: "没有这样的申请。收到的申请登记后列在这里。".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_begins_where_the_last_one_ended() {
        for due in [None, Some(jiff::civil::date(2021, 12, 29))] {
            let number = CaseNumber { year: 2021, sequence: 123 };
            let cursor = RequestCursor { due, agency: "jx".to_owned(), number };
            assert_eq!(cursor_of(&cursor_text(&cursor), "jx"), Some(cursor));
        }
        assert_eq!(cursor_of("x.2021-000123", "jx"), None);
    }
}
