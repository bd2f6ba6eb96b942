//! Screening of an item (发布前筛查): what was found where, why it may stay, masking by one button.

use askama::Template;
use axum::extract::Path;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use gongkai_app::items::{FoundHere, FoundKind as Kind, UNREAD};
use gongkai_store::publication::ItemState;

use crate::form::{Checker, Fields, Form};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::Fault;
use crate::office::forms::{info, render, warn};
use crate::office::people::People;
use crate::ui::field::Field;
use crate::ui::notice::Notice;
use crate::ui::office_frame::OfficeFrame;

/// One finding.
#[derive(Debug, Clone)]
pub struct Row {
    /// Where.
    pub place: String,
    /// What it is.
    pub kind: &'static str,
    /// What stands there.
    pub text: String,
    /// What to write instead, or why it was found.
    pub note: String,
    /// Must be dealt with before the item goes on.
    pub stops: bool,
    /// By whom and why it may stay.
    pub answered: Option<(String, String)>,
    /// What it is that is said of it: why it may stay, or what looking through it found.
    pub ask: &'static str,
    /// What was said then.
    pub said: &'static str,
    /// Fields of the form that says it.
    pub form: Option<Vec<Field>>,
}

/// The findings of an item.
#[derive(Debug, Clone, Template)]
#[template(path = "office/screening.html")]
pub struct ScreeningPage {
    /// The frame.
    pub frame: OfficeFrame,
    /// Title of the item.
    pub title: String,
    /// What must be known first.
    pub notices: Vec<Notice>,
    /// The findings, those that stop first.
    pub rows: Vec<Row>,
    /// Where a reason is sent.
    pub answer: String,
    /// Where masking is asked for, when there is something to mask.
    pub mask: Option<String>,
    /// Back to the item.
    pub back: String,
}

async fn view(desk: &Desk, id: &str, flaw: Option<String>) -> Result<Response, Fault> {
    let view = desk.app.item_view(id).await?;
    let title = view.editions.last().map(|edition| edition.fields.title.clone()).unwrap_or_default();
    let screening = desk.app.screen_item(id).await?;
    let mut people = People::new(&desk.app);
    let may_answer = (view.task.is_some() || view.item.state == ItemState::Public)
        && desk.may(&Method::POST, "/office/{agency}/items/{number}/screening");
    let mut rows = Vec::new();
    for found in &screening.found {
        let answered = match &found.answered {
            Some((by, reason)) => Some((people.name(by).await?, reason.clone())),
            None => None,
        };
        let form = (may_answer && answered.is_none() && (found.stops || found.told)).then(|| form_of(found));
        rows.push(Row {
            place: format!("{} {}", found.part, found.place).trim().to_owned(),
            kind: found.kind.label(),
            text: if found.count > 1 {
                format!("{} 等 {} 处", found.text, found.count)
            } else {
                found.text.clone()
            },
            note: found.note.clone().unwrap_or_default(),
            stops: found.stops,
            ask: "可以保留的理由",
            said: "可以保留",
            answered,
            form,
        });
    }
    for one in &screening.unread {
        let answered = match &one.answered {
            Some((by, reason)) => Some((people.name(by).await?, reason.clone())),
            None => None,
        };
        rows.push(Row {
            place: String::new(),
            kind: "没有读到的部分",
            text: format!("{}（{}）", one.part, one.why),
            note: "请打开原文件，核对有没有个人信息、密级标志和草稿痕迹。".to_owned(),
            stops: true,
            ask: "人工核对的结果",
            said: "已人工核对",
            form: (may_answer && answered.is_none())
                .then(|| vec![Field::hidden("kind", UNREAD), Field::hidden("text", one.part.clone())]),
            answered,
        });
    }
    rows.sort_by_key(|row| (row.answered.is_some(), !row.stops));
    let open = screening.open();
    let mut notices: Vec<Notice> = flaw.into_iter().map(warn).collect();
    notices.push(if open > 0 {
        warn(format!("有 {open} 处须处理后才能送审：遮盖、改正、人工核对，或者写明可以保留的理由。"))
    } else {
        info(format!("没有须处理的内容。已读 {} 字。", screening.characters))
    });
    notices.extend(
        screening
            .links
            .iter()
            .map(|link| warn(format!("正文中的链接 {link} 指向的信息不存在或者已经撤下，请改正。"))),
    );
    let may_mask = view.task.is_some() && desk.may(&Method::POST, "/office/{agency}/items/{number}/mask");
    let page = ScreeningPage {
        frame: desk
            .frame(
                "发布前筛查",
                &[("主动公开", address::items(desk.code())), (title.as_str(), address::item(id))],
            )
            .await?,
        mask: (may_mask && screening.can_mask()).then(|| address::item_act(id, "mask")),
        answer: address::item_act(id, "screening"),
        back: address::item(id),
        title,
        notices,
        rows,
    };
    render(StatusCode::OK, &page)
}

fn form_of(found: &FoundHere) -> Vec<Field> {
    vec![Field::hidden("kind", found.kind.key()), Field::hidden("text", found.text.clone())]
}

/// `GET /office/{agency}/items/{number}/screening`
///
/// # Errors
///
/// Not found when there is no such item.
pub async fn show(desk: Desk, Path((_, number)): Path<(String, String)>) -> Result<Response, Fault> {
    view(&desk, &format!("{}/{number}", desk.code()), None).await
}

/// `POST /office/{agency}/items/{number}/screening`: why a finding may stay.
///
/// # Errors
///
/// The page comes back when no reason is given.
pub async fn answer(
    desk: Desk,
    Path((_, number)): Path<(String, String)>,
    Form(given): Form<Fields>,
) -> Result<Response, Fault> {
    let id = format!("{}/{number}", desk.code());
    let run = async {
        let mut check = Checker::new(&given);
        if given.text("kind") == UNREAD {
            let reason = check.required("reason", "请写明核对的结果");
            let reason = check.finish(Some(reason))?;
            return Ok(desk.app.answer_item_unread(&desk.actor, &id, given.text("text"), &reason).await?);
        }
        let kind = check.choice("kind", Kind::from_key, "请从筛查结果中选择");
        let reason = check.required("reason", "请写明为什么可以保留");
        let kind = check.finish(kind)?;
        let text = given.text("text");
        Ok::<_, Fault>(desk.app.answer_item_finding(&desk.actor, &id, kind, text, &reason).await?)
    };
    match run.await {
        Ok(()) => desk.done("已记录理由。", &address::item_act(&id, "screening")).await,
        Err(fault) => {
            let flaws = fault.flaws()?;
            let said = ["reason", "kind"].into_iter().find_map(|name| flaws.errors.of(name));
            let said = said.map(str::to_owned).or(flaws.refusal.map(|notice| notice.text));
            view(&desk, &id, said).await
        }
    }
}

/// `POST /office/{agency}/items/{number}/mask`
///
/// # Errors
///
/// A problem when nothing is in work.
pub async fn mask(
    desk: Desk,
    Path((_, number)): Path<(String, String)>,
    Form(_): Form<Fields>,
) -> Result<Response, Fault> {
    let id = format!("{}/{number}", desk.code());
    let places = desk.app.mask_item(&desk.actor, &id).await?;
    let said = if places == 0 {
        "正文中没有可以自动遮盖的内容，附件请在原文件中处理后重新上传。".to_owned()
    } else {
        format!("已遮盖正文中的 {places} 处；附件中的请在原文件中处理后重新上传。")
    };
    desk.done(said, &address::item_act(&id, "screening")).await
}
