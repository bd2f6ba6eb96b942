//! The list of items: what is in work and on whose desk, what is public, everything.

use askama::Template;
use axum::extract::Query;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use gongkai_app::items::{FoundKind, ItemDuty, ItemTask};
use gongkai_publication::Validity;
use gongkai_statute::Calendar;
use gongkai_store::publication::{Cursor, DutyKind, ItemRow, ItemState};
use serde::Deserialize;

use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::Fault;
use crate::office::forms::render;
use crate::office::people::People;
use crate::office::words::{day, day_or_empty, left, moment};
use crate::routes::with_query;
use crate::ui::countdown::Countdown;
use crate::ui::data_table::{Align, DataTable, Value};
use crate::ui::office_frame::OfficeFrame;

/// Rows on a page.
const ROWS: u16 = 50;
/// Rows of the list of what is past its day.
const MOST: u32 = 200;

/// A way of looking at a list: name, address, is it this one.
pub type Tab = (String, String, bool);

/// The list of items.
#[derive(Debug, Clone, Template)]
#[template(path = "office/list.html")]
pub struct ListPage {
    /// The frame.
    pub frame: OfficeFrame,
    /// Heading.
    pub title: String,
    /// What is listed, in a sentence.
    pub intro: String,
    /// Ways of looking at it.
    pub tabs: Vec<Tab>,
    /// A narrower choice within it.
    pub narrower: Vec<Tab>,
    /// What can be begun here: label and address.
    pub begin: Option<(String, String)>,
    /// The rows.
    pub table: DataTable,
    /// Where words are looked for, and what is looked through.
    pub find: Option<(String, String)>,
    /// Where the next rows are.
    pub next: Option<String>,
}

/// What is asked of the list.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wanted {
    /// `work` (default), `public`, `held`, `past`, a kind of duty, `withdrawn`, `pulled`, `all`.
    #[serde(default)]
    show: String,
    /// Stage of the edition in work.
    #[serde(default)]
    desk: String,
    /// Where the page begins.
    #[serde(default)]
    after: String,
}

/// Desks an edition in work can lie on, with their words.
const DESKS: [(&str, &str); 5] = [
    ("drafting", "撰稿人"),
    ("reviewing", "审核人"),
    ("secrecy", "保密审查员"),
    ("referred", "报请确定"),
    ("cleared", "待发布"),
];

/// Lists of what is owed for items, the most pressing first.
const OWED: [(&str, &str); 6] = [
    ("take_back", "处罚决定待撤回"),
    ("interpret", "待解读"),
    ("disclose", "待转主动公开"),
    ("reassess", "待评估"),
    ("past", "过期待清理"),
    ("screened", "复查待核对"),
];

/// The desk of a stage in words.
pub(in crate::office) fn desk_name(stage: &str, level: u8, levels: u8) -> String {
    let name = DESKS.iter().find(|(key, _)| *key == stage).map_or(stage, |(_, name)| *name);
    if stage == "reviewing" {
        format!("{name}（第 {level} 级，共 {levels} 级）")
    } else {
        name.to_owned()
    }
}

/// `GET /office/{agency}/items`
///
/// # Errors
///
/// A problem when the items cannot be read.
pub async fn page(desk: Desk, Query(wanted): Query<Wanted>) -> Result<Response, Fault> {
    render(StatusCode::OK, &view(&desk, &wanted).await?)
}

async fn view(desk: &Desk, wanted: &Wanted) -> Result<ListPage, Fault> {
    let (table, next) = match wanted.show.as_str() {
        "" | "work" => (in_work(desk, wanted).await?, None),
        "past" => (past_their_day(desk).await?, None),
        "held" => (held(desk).await?, None),
        "screened" => (screened(desk).await?, None),
        key if DutyKind::from_key(key).is_some() => (owed(desk, key).await?, None),
        _ => everything(desk, wanted).await?,
    };
    let base = address::items(desk.code());
    let show = if wanted.show.is_empty() { "work" } else { wanted.show.as_str() };
    let is_owed = OWED.iter().any(|(key, _)| *key == show);
    let tabs = [
        ("work", "在办"),
        ("public", "已公开"),
        ("held", "不公开"),
        ("take_back", "待处理"),
        ("withdrawn", "已撤下"),
        ("pulled", "紧急撤稿"),
        ("all", "全部"),
    ];
    let narrower = if show == "work" {
        let all = std::iter::once(("", "全部环节")).chain(DESKS);
        all.map(|(key, name)| (name.to_owned(), with_query(&base, &[("desk", key)]), wanted.desk == key))
            .collect()
    } else if is_owed {
        let lists = OWED.into_iter();
        lists.map(|(key, name)| (name.to_owned(), with_query(&base, &[("show", key)]), show == key)).collect()
    } else {
        Vec::new()
    };
    Ok(ListPage {
        frame: desk.frame("主动公开", &[]).await?,
        title: "主动公开".to_owned(),
        intro: "信息自形成或者变更之日起 20 个工作日内公开（条例第26条）。".to_owned(),
        tabs: tabs
            .map(|(key, name)| {
                let current = key == show || (key == "take_back" && is_owed);
                (name.to_owned(), with_query(&base, &[("show", key)]), current)
            })
            .into(),
        narrower,
        begin: desk
            .may(&Method::POST, "/office/{agency}/items/new")
            .then(|| ("起草信息".to_owned(), address::new_item(desk.code()))),
        table,
        find: None,
        next,
    })
}

async fn in_work(desk: &Desk, wanted: &Wanted) -> Result<DataTable, Fault> {
    let mut people = People::new(&desk.app);
    let mut rows = Vec::new();
    let calendar = desk.app.calendar_of(desk.code()).await?;
    let times = desk.app.item_times(desk.code()).await?;
    for one in desk.app.item_tasks(&desk.actor, desk.code()).await? {
        if !wanted.desk.is_empty() && one.task.stage != wanted.desk {
            continue;
        }
        let author = people.name(&one.task.drafted_by).await?;
        let (last_day, countdown) = due_of(&one, desk.app.today(), &calendar);
        rows.push(vec![
            Value::link(&one.task.title, address::item(&one.task.item)),
            Value::text(match times.iter().find(|time| !time.is_end && time.item == one.task.item) {
                Some(time) => format!("定时发布 {}", moment(time.at)),
                None => desk_name(&one.task.stage, one.task.level, one.task.levels),
            }),
            Value::text(day(one.task.since)),
            Value::text(author),
            Value::text(last_day),
            Value::Countdown(countdown),
        ]);
    }
    let columns = [
        ("标题", Align::Start),
        ("在谁手上", Align::Fixed),
        ("自", Align::Fixed),
        ("撰稿人", Align::Fixed),
        ("公开期限", Align::Fixed),
        ("期限", Align::Fixed),
    ];
    Ok(table(columns, rows, "没有在办的稿件。起草的信息在公开之前列在这里，写明在谁手上。"))
}

/// The last day of an edition in work, and what is left of it.
pub(in crate::office) fn due_of(
    one: &ItemTask,
    today: jiff::civil::Date,
    calendar: &gongkai_statute::Calendar,
) -> (String, Countdown) {
    match &one.due {
        Ok(due) => (due.day.to_string(), Countdown::of_workdays(left(calendar, today, due.day))),
        Err(_) => (String::new(), Countdown::of_workdays(None)),
    }
}

/// What is owed of one kind: the items, since when, by when, and what to do.
async fn owed(desk: &Desk, key: &str) -> Result<DataTable, Fault> {
    let kind = DutyKind::from_key(key).unwrap_or(DutyKind::Reassess);
    let (since, act, label, empty) = match kind {
        DutyKind::TakeBack => (
            "变更、撤销日期",
            "withdraw",
            "撤下",
            "没有需要撤回的处罚决定。公开的处罚决定被变更、撤销、确认违法或者无效的，在条目页登记后列在这里，3 个工作日内撤回并说明理由。",
        ),
        DutyKind::Interpret => (
            "公开日期",
            "interpretation",
            "解读方案",
            "没有待解读的文件。规章、规范性文件和定为需要解读的文件公开后，还没有解读材料的列在这里。",
        ),
        DutyKind::Disclose => (
            "评估日期",
            "revise",
            "起草新版本",
            "没有待转为主动公开的信息。评估结论为转为主动公开、还没有发布的列在这里。",
        ),
        DutyKind::Reassess => {
            ("应评估日期", "reassess", "评估", "没有需要评估的信息。定为不公开的信息到期列在这里。")
        }
    };
    let calendar = desk.app.calendar_of(desk.code()).await?;
    let today = desk.app.today();
    let soon = calendar.reach(today, u32::from(desk.agency()?.settings.ahead())).at_least();
    let duties = desk.app.item_duties(&desk.actor, desk.code(), kind, MOST).await?;
    let due = duties.iter().filter(|duty| kind != DutyKind::Reassess || duty.row.since <= soon);
    let rows = due.map(|duty| duty_row(desk, duty, &calendar, act, label));
    let columns = [
        ("标题", Align::Start),
        ("索引号", Align::Fixed),
        (since, Align::Fixed),
        ("期限", Align::Fixed),
        ("办理", Align::Fixed),
    ];
    Ok(table(columns, rows.collect(), empty))
}

/// An act on an item, for those who may.
fn act_link(desk: &Desk, label: &str, item: &str, act: &str) -> Value {
    if desk.may(&Method::GET, &format!("/office/{{agency}}/items/{{number}}/{act}")) {
        Value::link(label, address::item_act(item, act))
    } else {
        Value::text("")
    }
}

fn duty_row(desk: &Desk, duty: &ItemDuty, calendar: &Calendar, act: &str, label: &str) -> Vec<Value> {
    let countdown = match duty.due {
        Some(due) => Countdown::of_workdays(left(calendar, desk.app.today(), due)),
        None => Countdown::stopped("尽快办理"),
    };
    vec![
        Value::link(&duty.row.title, address::item(&duty.row.item)),
        Value::text(&duty.row.index_number),
        Value::text(duty.row.since.to_string()),
        Value::Countdown(countdown),
        act_link(desk, label, &duty.row.item, act),
    ]
}

/// Public items in which screening again found something to look at.
async fn screened(desk: &Desk) -> Result<DataTable, Fault> {
    let rows = desk.app.store.screened_items(desk.code(), MOST).await?;
    let rows = rows.into_iter().map(|(title, row)| {
        let mut found: Vec<String> = row
            .kinds
            .iter()
            .filter_map(|(key, count)| Some(format!("{} {count}", FoundKind::from_key(key)?.label())))
            .collect();
        if row.unread > 0 {
            found.push(format!("没有读到的部分 {}", row.unread));
        }
        if row.links > 0 {
            found.push(format!("失效链接 {}", row.links));
        }
        vec![
            Value::link(title, address::item(&row.item)),
            Value::text(found.join("、")),
            Value::text(day(row.at)),
            act_link(desk, "核对", &row.item, "screening"),
        ]
    });
    let columns =
        [("标题", Align::Start), ("发现", Align::Start), ("复查日期", Align::Fixed), ("办理", Align::Fixed)];
    let empty = "没有需要核对的信息。词表或者内置规则更新后，已经公开的信息自动复查；发现个人信息、密级标志、失效链接等的列在这里。";
    Ok(table(columns, rows.collect(), empty))
}

/// Everything that was decided not to be public, by the day of its next assessment.
async fn held(desk: &Desk) -> Result<DataTable, Fault> {
    let mut rows = Vec::new();
    for (kind, next) in [(DutyKind::Disclose, "转为主动公开"), (DutyKind::Reassess, "")] {
        for duty in desk.app.item_duties(&desk.actor, desk.code(), kind, MOST).await? {
            let next = if next.is_empty() { duty.row.since.to_string() } else { next.to_owned() };
            rows.push(vec![
                Value::link(&duty.row.title, address::item(&duty.row.item)),
                Value::text(&duty.row.index_number),
                Value::text(next),
            ]);
        }
    }
    let columns = [("标题", Align::Start), ("索引号", Align::Fixed), ("下次评估", Align::Fixed)];
    let empty = "没有定为不公开的信息。依申请公开、不予公开的信息审核完成后定下来，列在这里，按期评估（条例第18条）。";
    Ok(table(columns, rows, empty))
}

/// Public items whose own last day is past: repealed, prolonged by a new edition, or withdrawn.
async fn past_their_day(desk: &Desk) -> Result<DataTable, Fault> {
    let rows = desk.app.items_past_their_day(desk.code(), MOST).await?;
    let rows = rows.iter().map(|row| {
        vec![
            Value::link(&row.fields.title, address::item(&row.id)),
            Value::text(&row.index_number),
            Value::text(row.fields.document_number.clone().unwrap_or_default()),
            Value::text(day_or_empty(row.fields.expires_on)),
            act_link(desk, "登记效力变更", &row.id, "validity"),
        ]
    });
    let columns = [
        ("标题", Align::Start),
        ("索引号", Align::Fixed),
        ("文号", Align::Fixed),
        ("有效期至", Align::Fixed),
        ("清理", Align::Fixed),
    ];
    let empty = "没有过了有效期的信息。文件写明的失效日期过后，列在这里：失效、废止的登记效力变更，继续有效的起草新版本。";
    Ok(table(columns, rows.collect(), empty))
}

/// Items whatever their state, or in one, newest first.
async fn everything(desk: &Desk, wanted: &Wanted) -> Result<(DataTable, Option<String>), Fault> {
    let state = match wanted.show.as_str() {
        "public" => Some(ItemState::Public),
        "withdrawn" => Some(ItemState::Withdrawn),
        "pulled" => Some(ItemState::Pulled),
        _ => None,
    };
    let after = Cursor::from_text(&wanted.after);
    let listed = desk.app.store.office_items(desk.code(), state, after.as_ref(), ROWS).await?;
    let today = desk.app.today();
    let hidden = desk.app.hidden_items(&desk.actor, desk.code()).await?;
    let seen = listed.rows.iter().filter(|row| !hidden.contains(&row.id));
    let rows = seen.map(|row| item_row(row, row.validity_on(today))).collect();
    let next = listed.next.map(|cursor| {
        let base = address::items(desk.code());
        with_query(&base, &[("show", &wanted.show), ("after", &cursor.to_text())])
    });
    Ok((table(COLUMNS, rows, "没有这样的信息。起草的信息保存后列在这里。"), next))
}

const COLUMNS: [(&str, Align); 5] = [
    ("标题", Align::Start),
    ("索引号", Align::Fixed),
    ("文号", Align::Fixed),
    ("状态", Align::Fixed),
    ("公开日期", Align::Fixed),
];

fn item_row(row: &ItemRow, validity: Validity) -> Vec<Value> {
    let state = match (row.state, validity) {
        (ItemState::Public, Validity::InForce) => "已公开",
        (ItemState::Public, other) => other.label(),
        (ItemState::Draft, _) if row.held_at.is_some() => "不公开",
        (state, _) => state_name(state),
    };
    vec![
        Value::link(&row.fields.title, address::item(&row.id)),
        Value::text(&row.index_number),
        Value::text(row.fields.document_number.clone().unwrap_or_default()),
        Value::text(state),
        Value::text(day_or_empty(row.published_on)),
    ]
}

/// What the public sees of it, in a word.
pub(in crate::office) const fn state_name(state: ItemState) -> &'static str {
    match state {
        ItemState::Draft => "未公开",
        ItemState::Public => "已公开",
        ItemState::Withdrawn => "已撤下",
        ItemState::Pulled => "紧急撤稿",
        ItemState::Abandoned => "已放弃",
    }
}

fn table<const N: usize>(columns: [(&str, Align); N], rows: Vec<Vec<Value>>, empty: &str) -> DataTable {
    DataTable::plain("items", "主动公开的信息", &columns, rows, empty)
}
