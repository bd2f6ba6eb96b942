//! Erasing people (删除个人信息): closed cases whose period is over, and the act with its confirmation.

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use gongkai_request::motion::{InquiryId, MotionId};
use gongkai_request::{Case, CaseNumber};
use gongkai_statute::retention;
use serde::Deserialize;

use super::number_of;
use crate::form::{Checker, Fields, Form};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::{self, Filled, Group, Sheet, render, warn};
use crate::office::items::list::ListPage;
use crate::office::words::day_or_empty;
use crate::problem::Problem;
use crate::routes::with_query;
use crate::ui::data_table::{Align, Column, DataTable, Value};
use crate::ui::field::{Choice, Field};

/// Rows on a page.
const ROWS: u32 = 50;
/// Correction requests and proposals, in the address.
const MOTIONS: &str = "motions";
/// Messages of the public, in the address.
const MESSAGES: &str = "messages";
/// The choice that means the requester.
const REQUESTER: &str = "requester";

/// Where the page begins.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wanted {
    /// Day of the result and number of the last row before.
    #[serde(default)]
    after: String,
    /// `motions` for correction requests and proposals, `messages` for messages of the public.
    #[serde(default)]
    of: String,
}

/// `GET /office/{agency}/retention`
///
/// # Errors
///
/// A problem when the cases cannot be read.
pub async fn kept(desk: Desk, Query(wanted): Query<Wanted>) -> Result<Response, Fault> {
    match wanted.of.as_str() {
        MOTIONS => return kept_motions(&desk).await,
        MESSAGES => return kept_messages(&desk).await,
        _ => {}
    }
    let after = wanted.after.split_once('.');
    let after = after.and_then(|(on, number)| Some((on.parse().ok()?, CaseNumber::parse(number)?)));
    let mut rows = desk.app.requests_kept_too_long(&desk.actor, desk.code(), after, ROWS + 1).await?;
    let shown = usize::try_from(ROWS).unwrap_or_default();
    let more = rows.len() > shown;
    rows.truncate(shown);
    let base = address::retention(desk.code());
    let next = rows
        .last()
        .filter(|_| more)
        .map(|row| with_query(&base, &[("after", &format!("{}.{}", row.result_on, row.number))]));
    let years = desk.agency()?.settings.letters.retention_years;
    let rows = rows.into_iter().map(|row| {
        let number = row.number.to_string();
        vec![
            Value::link(&number, address::request_act(desk.code(), &number, "erase")),
            Value::text(row.subject),
            Value::text(row.result_on.to_string()),
            Value::text(retention::kept_until(row.result_on, years).to_string()),
        ]
    });
    let rows = rows.collect();
    render(StatusCode::OK, &kept_page(&desk, rows, "", next).await?)
}

/// Correction requests and proposals whose period is over.
async fn kept_motions(desk: &Desk) -> Result<Response, Fault> {
    let years = desk.agency()?.settings.letters.retention_years;
    let rows = desk.app.motions_kept_too_long(&desk.actor, desk.code(), ROWS).await?;
    let rows = rows.into_iter().map(|(row, over_on)| {
        vec![
            Value::link(row.id.label(), address::motion_erase(desk.code(), &row.id.to_string())),
            Value::text(row.subject),
            Value::text(over_on.to_string()),
            Value::text(retention::kept_until(over_on, years).to_string()),
        ]
    });
    render(StatusCode::OK, &kept_page(desk, rows.collect(), MOTIONS, None).await?)
}

/// Messages of the public whose period is over.
async fn kept_messages(desk: &Desk) -> Result<Response, Fault> {
    let years = desk.agency()?.settings.letters.retention_years;
    let rows = desk.app.inquiries_kept_too_long(&desk.actor, desk.code(), ROWS).await?;
    let rows = rows.into_iter().filter_map(|row| {
        let over_on = row.over_on?;
        Some(vec![
            Value::link(row.id.label(), address::message_erase(desk.code(), &row.id.to_string())),
            Value::text(row.title.unwrap_or_else(|| row.kind.label().to_owned())),
            Value::text(over_on.to_string()),
            Value::text(retention::kept_until(over_on, years).to_string()),
        ])
    });
    render(StatusCode::OK, &kept_page(desk, rows.collect(), MESSAGES, None).await?)
}

async fn kept_page(
    desk: &Desk,
    rows: Vec<Vec<Value>>,
    of: &str,
    next: Option<String>,
) -> Result<ListPage, Fault> {
    let years = desk.agency()?.settings.letters.retention_years;
    let base = address::retention(desk.code());
    let columns = [
        ("编号", Align::Fixed),
        ("内容", Align::Start),
        ("办结日期", Align::Fixed),
        ("保管至", Align::Fixed),
    ];
    Ok(ListPage {
        frame: desk.frame("个人信息保管期限", &[]).await?,
        title: "个人信息保管期限".to_owned(),
        intro: format!(
            "办结满 {years} 年、没有未结复议诉讼的，可以删除提出人的个人信息。删除后姓名、证件、联系方式、\
             原文和材料都不能再读出，登记簿、统计和年报不变。"
        ),
        tabs: vec![
            ("依申请公开".to_owned(), base.clone(), of.is_empty()),
            ("更正与建议".to_owned(), with_query(&base, &[("of", MOTIONS)]), of == MOTIONS),
            ("咨询留言".to_owned(), with_query(&base, &[("of", MESSAGES)]), of == MESSAGES),
        ],
        narrower: Vec::new(),
        begin: None,
        table: DataTable {
            id: "kept",
            caption: "保管期满的申请".to_owned(),
            caption_hidden: true,
            columns: columns.map(|(label, align)| Column::new(label, align)).into(),
            rows,
            empty: "没有保管期满的。期满的列在这里，点开编号可以删除个人信息。".to_owned(),
        },
        find: None,
        next,
    })
}

/// What every erasure asks for: why, and that it is meant.
fn why(filled: &Filled<'_>) -> [Field; 2] {
    [
        filled
            .area("reason", "理由和依据", 2)
            .hint("例如：保管期限届满，按销毁清册第 3 号删除。不写个人信息。"),
        filled.tick("sure", "确认", "我已核对编号，知道删除后不能恢复"),
    ]
}

/// The reason, once it is meant.
fn reason(check: &mut Checker<'_>, given: &Fields) -> String {
    if !given.has("sure") {
        check.fail("sure", "请确认已核对编号，删除后不能恢复");
    }
    check.required("reason", "请写明理由和依据")
}

async fn form(
    desk: &Desk,
    number: CaseNumber,
    case: &Case,
    given: &Fields,
    flaws: &Flaws,
) -> Result<Response, Fault> {
    let filled = Filled::new(given, flaws);
    let erased = |person: &str| case.erased.iter().any(|erased| erased.person == person);
    let mut people = Vec::new();
    if case.registered.as_deref().is_some_and(|form| !erased(&form.person)) {
        people.push(Choice::new(REQUESTER, "申请人"));
    }
    for (letter, person) in case.consulted_persons.iter().filter(|(_, person)| !erased(person)) {
        let sent = case.consultations.iter().find(|it| it.id == *letter).map(|it| it.sent_on);
        let label = format!("被征求意见人（{letter}，{}发函）", day_or_empty(sent));
        let _ = person;
        people.push(Choice::new(letter.as_str(), label));
    }
    let text = number.to_string();
    let subject = case.registered.as_deref().map_or("", |form| form.subject.as_str());
    let mut notices = vec![warn(
        "删除不能撤销：姓名、证件、联系方式、申请原文和材料从此不能读出，备份中的也一样。办理记录和统计保留。",
    )];
    if people.is_empty() {
        notices.push(warn("本件的个人信息已经全部删除。"));
    }
    let same = desk.app.requests_of_same(&desk.actor, desk.code(), number).await?;
    let mut fields = vec![filled.radios("whom", "删除谁的个人信息", people)];
    if !same.is_empty() {
        let all: Vec<String> = same.iter().map(ToString::to_string).collect();
        let label = format!("一并删除该申请人在其他申请中的个人信息：{}", all.join("、"));
        fields.push(filled.tick("everywhere", "同一申请人的其他申请", &label));
    }
    fields.extend(why(&filled));
    let sheet = Sheet {
        title: "删除个人信息".to_owned(),
        intro: format!("{text}　{subject}"),
        notices,
        groups: vec![Group::plain(fields)],
        submit: "删除个人信息".to_owned(),
        next: "删除申请人时，共同申请人、代理人和拆分出的申请一并删除；编号、日期、结果和统计不变。"
            .to_owned(),
        action: address::request_act(desk.code(), &text, "erase"),
        cancel: address::retention(desk.code()),
        grave: true,
        ..Sheet::default()
    };
    forms::show(desk, sheet, flaws, &[("个人信息保管期限", address::retention(desk.code()))]).await
}

/// `GET /office/{agency}/requests/{number}/erase`
///
/// # Errors
///
/// Not found when there is no such request.
pub async fn show(desk: Desk, Path((_, number)): Path<(String, String)>) -> Result<Response, Fault> {
    let number = number_of(&number)?;
    let case = desk.app.erasable(&desk.actor, desk.code(), number).await?;
    form(&desk, number, &case, &Fields::default(), &Flaws::default()).await
}

/// `POST /office/{agency}/requests/{number}/erase`
///
/// # Errors
///
/// The form comes back when the rules keep the person.
pub async fn perform(
    desk: Desk,
    Path((_, number)): Path<(String, String)>,
    Form(given): Form<Fields>,
) -> Result<Response, Fault> {
    let number = number_of(&number)?;
    match run(&desk, number, &given).await {
        Ok(numbers) => {
            let all: Vec<String> = numbers.iter().map(ToString::to_string).collect();
            let text = format!("已删除个人信息：{}。", all.join("、"));
            desk.done(text, &address::retention(desk.code())).await
        }
        Err(fault) => {
            let case = desk.app.erasable(&desk.actor, desk.code(), number).await?;
            form(&desk, number, &case, &given, &fault.flaws()?).await
        }
    }
}

async fn run(desk: &Desk, number: CaseNumber, given: &Fields) -> Result<Vec<CaseNumber>, Fault> {
    let mut check = Checker::new(given);
    let whom = check.required("whom", "请选择删除谁的个人信息");
    let reason = reason(&mut check, given);
    check.finish(Some(()))?;
    if whom == REQUESTER {
        return Ok(desk
            .app
            .erase_requester(&desk.actor, desk.code(), number, &reason, given.has("everywhere"))
            .await?);
    }
    desk.app.erase_consulted(&desk.actor, desk.code(), number, &whom, &reason).await?;
    Ok(vec![number])
}

async fn motion_form(desk: &Desk, id: MotionId, given: &Fields, flaws: &Flaws) -> Result<Response, Fault> {
    let row = desk.app.erasable_motion(&desk.actor, desk.code(), id).await?;
    let intro = format!("{}　{}", id.label(), row.subject);
    let action = address::motion_erase(desk.code(), &id.to_string());
    erase_form(desk, (intro, action, MOTIONS), given, flaws).await
}

/// Asks why one person is erased, and that it is meant.
async fn erase_form(
    desk: &Desk,
    (intro, action, of): (String, String, &str),
    given: &Fields,
    flaws: &Flaws,
) -> Result<Response, Fault> {
    let filled = Filled::new(given, flaws);
    let back = with_query(&address::retention(desk.code()), &[("of", of)]);
    let sheet = Sheet {
        title: "删除个人信息".to_owned(),
        intro,
        notices: vec![warn(
            "删除不能撤销：姓名、证件、联系方式、原文和材料从此不能读出，备份中的也一样。办理记录保留。",
        )],
        groups: vec![Group::plain(why(&filled).into())],
        submit: "删除个人信息".to_owned(),
        action,
        cancel: back.clone(),
        grave: true,
        ..Sheet::default()
    };
    forms::show(desk, sheet, flaws, &[("个人信息保管期限", back)]).await
}

/// `GET /office/{agency}/motions/{number}/erase`
///
/// # Errors
///
/// Not found when there is no such motion.
pub async fn show_motion(desk: Desk, Path((_, number)): Path<(String, String)>) -> Result<Response, Fault> {
    let id = MotionId::parse(&number).ok_or(Problem::NotFound)?;
    motion_form(&desk, id, &Fields::default(), &Flaws::default()).await
}

/// `POST /office/{agency}/motions/{number}/erase`
///
/// # Errors
///
/// The form comes back when the rules keep the person.
pub async fn perform_motion(
    desk: Desk,
    Path((_, number)): Path<(String, String)>,
    Form(given): Form<Fields>,
) -> Result<Response, Fault> {
    let id = MotionId::parse(&number).ok_or(Problem::NotFound)?;
    let run = async {
        let mut check = Checker::new(&given);
        let reason = reason(&mut check, &given);
        check.finish(Some(()))?;
        Ok::<_, Fault>(desk.app.erase_motion(&desk.actor, desk.code(), id, &reason).await?)
    };
    match run.await {
        Ok(()) => {
            let back = with_query(&address::retention(desk.code()), &[("of", MOTIONS)]);
            desk.done(format!("已删除个人信息：{}。", id.label()), &back).await
        }
        Err(fault) => motion_form(&desk, id, &given, &fault.flaws()?).await,
    }
}

async fn message_form(desk: &Desk, id: InquiryId, given: &Fields, flaws: &Flaws) -> Result<Response, Fault> {
    let row = desk.app.erasable_inquiry(&desk.actor, desk.code(), id).await?;
    let about = row.title.unwrap_or_else(|| row.kind.label().to_owned());
    let action = address::message_erase(desk.code(), &id.to_string());
    erase_form(desk, (format!("{}　{about}", id.label()), action, MESSAGES), given, flaws).await
}

/// `GET /office/{agency}/messages/{number}/erase`
///
/// # Errors
///
/// Not found when there is no such message.
pub async fn show_message(desk: Desk, Path((_, number)): Path<(String, String)>) -> Result<Response, Fault> {
    let id = InquiryId::parse(&number).ok_or(Problem::NotFound)?;
    message_form(&desk, id, &Fields::default(), &Flaws::default()).await
}

/// `POST /office/{agency}/messages/{number}/erase`
///
/// # Errors
///
/// The form comes back when the rules keep the person.
pub async fn perform_message(
    desk: Desk,
    Path((_, number)): Path<(String, String)>,
    Form(given): Form<Fields>,
) -> Result<Response, Fault> {
    let id = InquiryId::parse(&number).ok_or(Problem::NotFound)?;
    let run = async {
        let mut check = Checker::new(&given);
        let reason = reason(&mut check, &given);
        check.finish(Some(()))?;
        Ok::<_, Fault>(desk.app.erase_inquiry(&desk.actor, desk.code(), id, &reason).await?)
    };
    match run.await {
        Ok(()) => {
            let back = with_query(&address::retention(desk.code()), &[("of", MESSAGES)]);
            desk.done(format!("已删除个人信息：{}。", id.label()), &back).await
        }
        Err(fault) => message_form(&desk, id, &given, &fault.flaws()?).await,
    }
}
