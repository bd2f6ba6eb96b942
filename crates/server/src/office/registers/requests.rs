//! The register of requests (申请登记簿), for any period and filter.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use gongkai_app::registers::{FileFormat, Records, Show};
use gongkai_request::CaseNumber;
use gongkai_request::statistics::group_label;
use gongkai_statute::regulation::art31::Channel;
use gongkai_statute::{ReportRow, RequesterKind};
use gongkai_store::request::{NO_SECTION, RequestCursor, RequestRow};
use jiff::civil::Date;
use serde::Deserialize;

use super::{Period, format_of, save};
use crate::form::{Fields, Form};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::Fault;
use crate::office::forms::{choices, render};
use crate::office::words::day_or_empty;
use crate::routes::with_query;
use crate::ui::data_table::{Align, Column, DataTable, Value};
use crate::ui::field::{Choice, Control, Field};
use crate::ui::form_token::FormToken;
use crate::ui::office_frame::OfficeFrame;

/// Rows on a page.
const ROWS: u32 = 100;

/// What is asked of the register.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    /// Which of the period.
    #[serde(default)]
    show: String,
    #[serde(default)]
    row: String,
    #[serde(default)]
    requester: String,
    #[serde(default)]
    channel: String,
    #[serde(default)]
    section: String,
    /// `late` or `in_time`.
    #[serde(default)]
    time: String,
    /// Group of handling days.
    days: Option<usize>,
    /// Where the page begins.
    #[serde(default)]
    after: String,
    /// How many rows come before it, of a group of handling days.
    #[serde(default)]
    skip: usize,
}

impl Wanted {
    fn of(fields: &Fields) -> Wanted {
        let text = |name: &str| fields.text(name).to_owned();
        Wanted {
            from: text("from"),
            to: text("to"),
            show: text("show"),
            row: text("row"),
            requester: text("requester"),
            channel: text("channel"),
            section: text("section"),
            time: text("time"),
            ..Wanted::default()
        }
    }

    fn period(&self, today: Date) -> (Date, Date) {
        Period { from: self.from.clone(), to: self.to.clone() }.days(today)
    }

    fn records(&self) -> Records {
        Records {
            show: Show::from_key(&self.show).unwrap_or_default(),
            row: ReportRow::from_key(&self.row),
            requester: RequesterKind::from_key(&self.requester),
            channel: Channel::from_key(&self.channel),
            section: Some(self.section.clone()).filter(|section| !section.is_empty()),
            late: match self.time.as_str() {
                "late" => Some(true),
                "in_time" => Some(false),
                _ => None,
            },
        }
    }
}

/// Where the records of a period are listed.
pub(super) fn href(base: &str, (first, last): (Date, Date), records: &Records) -> String {
    let (first, last) = (first.to_string(), last.to_string());
    with_query(
        base,
        &[
            ("from", first.as_str()),
            ("to", last.as_str()),
            ("show", records.show.key()),
            ("row", records.row.map_or("", ReportRow::key)),
            ("requester", records.requester.map_or("", RequesterKind::key)),
            ("channel", records.channel.map_or("", Channel::key)),
            ("section", records.section.as_deref().unwrap_or_default()),
            ("time", records.late.map_or("", |late| if late { "late" } else { "in_time" })),
        ],
    )
}

/// The register.
#[derive(Debug, Clone, Template)]
#[template(path = "office/register.html")]
pub struct RegisterPage {
    /// The frame.
    pub frame: OfficeFrame,
    /// What is listed, in a sentence.
    pub sentence: String,
    /// What may be asked.
    pub fields: Vec<Field>,
    /// Where it is asked.
    pub action: String,
    /// The register as files.
    pub files: Vec<(String, String)>,
    /// The register with names as files: label and address.
    pub named: Vec<(String, String)>,
    /// What was asked, to be sent with it.
    pub asked: Vec<Field>,
    /// The form's token.
    pub token: FormToken,
    /// The rows.
    pub table: DataTable,
    /// Where the next rows are.
    pub next: Option<String>,
}

/// `GET /office/{agency}/registers/requests`
///
/// # Errors
///
/// A problem when the register cannot be read.
pub async fn page(desk: Desk, Query(wanted): Query<Wanted>) -> Result<Response, Fault> {
    render(StatusCode::OK, &view(&desk, &wanted).await?)
}

async fn view(desk: &Desk, wanted: &Wanted) -> Result<RegisterPage, Fault> {
    let period = wanted.period(desk.app.today());
    let records = wanted.records();
    let base = address::register(desk.code());
    let here = href(&base, period, &records);
    let (rows, count, next) = match wanted.days {
        Some(group) => by_days(desk, wanted, period, group, &here).await?,
        None => by_filter(desk, wanted, period, &records, &here).await?,
    };
    let sections = desk.app.section_names(desk.code()).await?;
    let (first, last) = period;
    let show = Show::ALL.into_iter().find(|(show, ..)| *show == records.show).map_or("", |(.., label)| label);
    let sentence = match wanted.days {
        Some(group) => {
            format!("{first} 至 {last} 答复、用 {}工作日的申请，共 {count} 件。", group_label(group))
        }
        None => format!("{first} 至 {last}，{show}，共 {count} 件。"),
    };
    let file = |format: FileFormat| {
        let to = format!("{base}/export/{}", format.key());
        (format.key().to_uppercase(), href(&to, period, &records))
    };
    let with_names = desk.may(&Method::POST, "/office/{agency}/registers/requests/named/{format}");
    let formats = [FileFormat::Csv, FileFormat::Xlsx];
    Ok(RegisterPage {
        frame: desk.frame("申请登记簿", &[("登记统计", address::registers(desk.code()))]).await?,
        sentence,
        fields: fields(wanted, period, &sections),
        action: base.clone(),
        files: if wanted.days.is_none() { formats.map(file).into() } else { Vec::new() },
        named: if with_names && wanted.days.is_none() {
            formats.map(|it| (it.key().to_uppercase(), format!("{base}/named/{}", it.key()))).into()
        } else {
            Vec::new()
        },
        asked: asked(period, &records),
        token: desk.token.clone(),
        table: table(desk, &rows, &sections),
        next,
    })
}

type Listed = (Vec<RequestRow>, u64, Option<String>);

async fn by_filter(
    desk: &Desk,
    wanted: &Wanted,
    period: (Date, Date),
    records: &Records,
    here: &str,
) -> Result<Listed, Fault> {
    let filter = records.filter(desk.code(), period);
    let after = wanted.after.split_once('.').and_then(|(day, number)| {
        Some(RequestCursor {
            due: day.parse().ok(),
            agency: desk.code().to_owned(),
            number: CaseNumber::parse(number)?,
        })
    });
    let count = desk.app.store.count_requests(&filter).await?;
    let mut rows = desk.app.register_page(&desk.actor, &filter, after.as_ref(), ROWS + 1).await?;
    let shown = usize::try_from(ROWS).unwrap_or_default();
    let more = rows.len() > shown;
    rows.truncate(shown);
    let next = rows
        .last()
        .filter(|_| more)
        .map(|row| format!("{here}&after={}.{}", day_or_empty(row.counted_on), row.number));
    Ok((rows, count, next))
}

async fn by_days(
    desk: &Desk,
    wanted: &Wanted,
    period: (Date, Date),
    group: usize,
    here: &str,
) -> Result<Listed, Fault> {
    let shown = usize::try_from(ROWS).unwrap_or_default();
    let page = (wanted.skip, shown);
    let (rows, count) = desk.app.requests_by_days(&desk.actor, desk.code(), period, group, page).await?;
    let skip = wanted.skip.saturating_add(shown);
    let next = (skip < count).then(|| format!("{here}&days={group}&skip={skip}"));
    Ok((rows, u64::try_from(count).unwrap_or_default(), next))
}

fn asked((first, last): (Date, Date), records: &Records) -> Vec<Field> {
    vec![
        Field::hidden("from", first.to_string()),
        Field::hidden("to", last.to_string()),
        Field::hidden("show", records.show.key()),
        Field::hidden("row", records.row.map_or("", ReportRow::key)),
        Field::hidden("requester", records.requester.map_or("", RequesterKind::key)),
        Field::hidden("channel", records.channel.map_or("", Channel::key)),
        Field::hidden("section", records.section.clone().unwrap_or_default()),
        Field::hidden("time", records.late.map_or("", |late| if late { "late" } else { "in_time" })),
    ]
}

fn fields(wanted: &Wanted, (first, last): (Date, Date), sections: &[(String, String)]) -> Vec<Field> {
    let any = |label: &str, rest: Vec<Choice>| {
        let mut all = vec![Choice::new("", label)];
        all.extend(rest);
        Control::Select(all)
    };
    let shows = Show::ALL.into_iter().map(|(_, key, label)| Choice::new(key, label)).collect();
    let show = if wanted.show.is_empty() { "received" } else { &wanted.show };
    let names = sections.iter().map(|(slug, name)| Choice::new(slug.as_str(), name.as_str()));
    let names = names.chain([Choice::new(NO_SECTION, "未分办")]).collect();
    let times = vec![Choice::new("in_time", "按期"), Choice::new("late", "逾期")];
    vec![
        Field::line("from", "自", first.to_string()).control(Control::Line("date")),
        Field::line("to", "至", last.to_string()).control(Control::Line("date")),
        Field::line("show", "范围", show).control(Control::Select(shows)),
        Field::line("row", "办理结果", &wanted.row).control(any(
            "全部结果",
            choices(&ReportRow::ALL, ReportRow::key, |row| gongkai_report::Row::Result(row).label()),
        )),
        Field::line("requester", "申请人类别", &wanted.requester)
            .control(any("全部类别", choices(&RequesterKind::ALL, RequesterKind::key, RequesterKind::label))),
        Field::line("channel", "渠道", &wanted.channel)
            .control(any("全部渠道", choices(&Channel::ALL, Channel::key, Channel::label))),
        Field::line("section", "承办科室", &wanted.section).control(any("全部科室", names)),
        Field::line("time", "是否按期", &wanted.time).control(any("不限", times)),
    ]
}

fn table(desk: &Desk, rows: &[RequestRow], sections: &[(String, String)]) -> DataTable {
    let rows = rows.iter().map(|row| {
        let number = row.number.to_string();
        let section = row.section.as_ref().map(|slug| {
            sections.iter().find(|(known, _)| known == slug).map_or(slug.clone(), |(_, name)| name.clone())
        });
        let in_time = row.closed.map_or("", |closed| if closed.late { "逾期" } else { "按期" });
        vec![
            Value::link(&number, address::request(desk.code(), &number)),
            Value::text(day_or_empty(row.received_on)),
            Value::text(row.channel.label()),
            Value::text(row.requester.label()),
            Value::text(&row.subject),
            Value::text(section.unwrap_or_default()),
            Value::text(day_or_empty(row.due)),
            Value::text(row.closed.map_or("", |closed| closed.decision.label())),
            Value::text(row.document.clone().unwrap_or_default()),
            Value::text(day_or_empty(row.closed.map(|closed| closed.on))),
            Value::text(in_time),
        ]
    });
    let columns = [
        ("登记编号", Align::Fixed),
        ("收到日期", Align::Fixed),
        ("渠道", Align::Start),
        ("申请人类别", Align::Start),
        ("申请事项", Align::Start),
        ("承办科室", Align::Start),
        ("届满日", Align::Fixed),
        ("办理结果", Align::Start),
        ("文号", Align::Start),
        ("办结日期", Align::Fixed),
        ("是否按期", Align::Fixed),
    ];
    DataTable {
        id: "register",
        caption: "申请登记簿".to_owned(),
        caption_hidden: true,
        columns: columns.map(|(label, align)| Column::new(label, align)).into(),
        rows: rows.collect(),
        empty: "这个期间没有这样的申请。登记并确认收到的申请列在这里。".to_owned(),
    }
}

/// `GET /office/{agency}/registers/requests/export/{format}`: without personal data.
///
/// # Errors
///
/// Refused when a workbook cannot hold it.
pub async fn export(
    desk: Desk,
    Path((_, format)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Fault> {
    file(&desk, &format, &wanted, false).await
}

/// `POST /office/{agency}/registers/requests/named/{format}`: with the requesters' names, journaled.
///
/// # Errors
///
/// Refused when a workbook cannot hold it.
pub async fn named(
    desk: Desk,
    Path((_, format)): Path<(String, String)>,
    Form(given): Form<Fields>,
) -> Result<Response, Fault> {
    file(&desk, &format, &Wanted::of(&given), true).await
}

async fn file(desk: &Desk, format: &str, wanted: &Wanted, named: bool) -> Result<Response, Fault> {
    let format = format_of(format)?;
    let period = wanted.period(desk.app.today());
    let filter = wanted.records().filter(desk.code(), period);
    let file = desk.app.register_file(&desk.actor, &filter, format, named).await?;
    Ok(save(desk, if named { "申请登记簿_含姓名" } else { "申请登记簿" }, period, file))
}
