//! The list of correction requests and proposals.

use axum::extract::Query;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use gongkai_request::motion::{Kind, MotionId, Outcome};
use gongkai_store::request::MotionRow;
use serde::Deserialize;

use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::Fault;
use crate::office::forms::render;
use crate::office::items::list::ListPage;
use crate::office::words::day_or_empty;
use crate::routes::with_query;
use crate::ui::data_table::{Align, Column, DataTable, Value};

/// Rows on a page.
const ROWS: u32 = 50;

/// What is asked of the list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    kind: String,
    show: String,
    after: String,
}

/// `GET /office/{agency}/motions`
pub(super) async fn page(desk: Desk, Query(wanted): Query<Wanted>) -> Result<Response, Fault> {
    let kind = Kind::from_key(&wanted.kind).unwrap_or(Kind::Correction);
    let show = if wanted.show == "all" { "all" } else { "" };
    let after = MotionId::parse(&wanted.after).filter(|id| id.kind == kind);
    let open = show.is_empty();
    let rows = desk.app.list_motions(&desk.actor, desk.code(), kind, open, after, ROWS + 1).await?;
    let shown = usize::try_from(ROWS).unwrap_or_default();
    let base = address::motions(desk.code());
    let href = |kind: Kind, show: &str, after: &str| {
        with_query(&base, &[("kind", kind.key()), ("show", show), ("after", after)])
    };
    let next = rows.get(shown.saturating_sub(1)).filter(|_| rows.len() > shown);
    let page = ListPage {
        frame: desk.frame("更正与建议", &[("依申请公开", address::requests(desk.code()))]).await?,
        title: "更正与建议".to_owned(),
        intro: match kind {
            Kind::Correction => {
                "有证据证明与自身相关的记录不准确的，可以要求更正（条例第41条）。不计入年度报告第三部分。"
            }
            Kind::Proposal => {
                "建议将依申请公开的信息纳入主动公开，经审核认为可以的，应当及时主动公开（条例第44条）。不计入年度报告第三部分。"
            }
        }
        .to_owned(),
        tabs: Kind::ALL
            .iter()
            .map(|one| (one.label().to_owned(), href(*one, show, ""), *one == kind))
            .collect(),
        narrower: [("", "未办结"), ("all", "全部")]
            .map(|(key, name)| (name.to_owned(), href(kind, key, ""), key == show))
            .into(),
        begin: desk
            .may(&Method::POST, "/office/{agency}/motions/new")
            .then(|| (format!("登记{}", kind.label()), address::new_motion(desk.code(), kind.key()))),
        next: next.map(|row| href(kind, show, &row.id.to_string())),
        table: table(&desk, kind, rows.iter().take(shown)),
        find: None,
    };
    render(StatusCode::OK, &page)
}

fn table<'a>(desk: &Desk, kind: Kind, rows: impl Iterator<Item = &'a MotionRow>) -> DataTable {
    let rows = rows.map(|row| {
        vec![
            Value::link(row.id.label(), address::motion(desk.code(), &row.id.to_string())),
            Value::text(&row.subject),
            Value::text(row.channel.map_or("本机关提出", |channel| channel.label())),
            Value::text(row.received_on.to_string()),
            Value::text(day_or_empty(row.due)),
            Value::text(row.stage.label()),
            Value::text(row.outcome.map_or("", Outcome::label)),
        ]
    });
    let columns = [
        ("编号", Align::Fixed),
        ("事项", Align::Start),
        ("渠道", Align::Fixed),
        ("收到日期", Align::Fixed),
        ("办理期限", Align::Fixed),
        ("环节", Align::Fixed),
        ("处理结果", Align::Fixed),
    ];
    DataTable {
        id: "motions",
        caption: kind.label().to_owned(),
        caption_hidden: true,
        columns: columns.map(|(label, align)| Column::new(label, align)).into(),
        rows: rows.collect(),
        empty: format!("没有这样的{}。收到以后登记，列在这里；网上提交的自动列入。", kind.label()),
    }
}
