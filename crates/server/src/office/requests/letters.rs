//! Letters of a case (文书): what can be written, how it reads, sending it and what became of it.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use gongkai_app::letters::{LetterPreview, NewLetter, OwnField};
use gongkai_request::command::DraftReply;
use gongkai_request::{CaseNumber, Command};
use gongkai_typeset::LetterCode;
use serde::Deserialize;

use super::number_of;
use crate::download::download;
use crate::form::{Checker, Fields, Form};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::{Filled, info, render, warn};
use crate::problem::Problem;
use crate::ui::error_summary::ErrorSummary;
use crate::ui::field::{Control, Field};
use crate::ui::form_token::FormToken;
use crate::ui::notice::Notice;
use crate::ui::office_frame::OfficeFrame;
use crate::ui::prose::Html;

/// A letter being written: its fields beside how it reads.
#[derive(Debug, Clone, Template)]
#[template(path = "office/letter.html")]
pub struct LetterPage {
    /// The frame.
    pub frame: OfficeFrame,
    /// Name of the document.
    pub title: String,
    /// Which case.
    pub intro: String,
    /// What to know before.
    pub notices: Vec<Notice>,
    /// Everything that is wrong.
    pub summary: ErrorSummary,
    /// The form's token.
    pub token: FormToken,
    /// Where the form is sent.
    pub action: String,
    /// What the officer may write.
    pub fields: Vec<Field>,
    /// The button that makes it.
    pub submit: String,
    /// The button that only shows it, when the other one does more.
    pub look: bool,
    /// How it reads.
    pub text: Html,
    /// The same as PDF.
    pub pdf: Option<String>,
    /// Back to the case.
    pub back: String,
}

/// Which letter is written.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    code: String,
    #[serde(default)]
    about: String,
}

type Place = Path<(String, String)>;

fn above(desk: &Desk) -> [(&'static str, String); 1] {
    [("依申请公开", address::requests(desk.code()))]
}

/// The fields of a letter as the form shows them; what was typed outranks what the case says.
fn own_fields(own: &[OwnField], given: &Fields, flaws: &Flaws) -> Vec<Field> {
    let filled = Filled::new(given, flaws);
    own.iter()
        .map(|field| {
            let rows = if field.several || field.value.chars().count() > 40 { 3 } else { 1 };
            let control = if rows > 1 {
                filled.area(field.name, field.name, rows)
            } else {
                filled.line(field.name, field.name)
            };
            let mut control = control.hint(field.meaning);
            if !given.has(field.name) {
                control.value.clone_from(&field.value);
            }
            if field.required { control } else { control.optional() }
        })
        .collect()
}

fn details(own: &[OwnField], given: &Fields) -> BTreeMap<String, String> {
    own.iter()
        .filter(|field| given.has(field.name) && given.text(field.name) != field.value.trim())
        .map(|field| (field.name.to_owned(), given.text(field.name).to_owned()))
        .collect()
}

fn lacking(preview: &LetterPreview) -> Option<Notice> {
    (!preview.missing.is_empty())
        .then(|| warn(format!("还缺：{}。补齐后才能看到全文。", preview.missing.join("、"))))
}

/// `GET …/letters/new?code=P3`: the letter as it would read.
///
/// # Errors
///
/// Not found when there is no such document.
pub async fn write(
    desk: Desk,
    Path((_, number)): Place,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let pairs = [("code", asked.code.as_str()), ("about", asked.about.as_str())];
    let given = Fields::of(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
    writing(&desk, number_of(&number)?, &given, &Flaws::default()).await
}

async fn writing(desk: &Desk, number: CaseNumber, given: &Fields, flaws: &Flaws) -> Result<Response, Fault> {
    let code = LetterCode::from_key(given.text("code")).ok_or(Problem::NotFound)?;
    let about = Some(given.text("about")).filter(|about| !about.is_empty());
    let detail = desk.app.request_detail(&desk.actor, desk.code(), number).await?;
    let offers = desk.app.letters_offered(&detail.case);
    let offer = offers.iter().find(|it| it.code == code && it.about.as_deref() == about);
    let Some(offer) = offer else { return Err(Problem::NotFound.into()) };
    let on = crate::form::Checker::new(given).optional_date("on", "日期").unwrap_or(desk.app.today());
    let mut letter =
        NewLetter { code, about: about.map(str::to_owned), on, details: BTreeMap::new(), reason: None };
    let plain = desk.app.preview_letter(&desk.actor, desk.code(), number, &letter).await?;
    letter.details = details(&plain.own, given);
    let preview = desk.app.preview_letter(&desk.actor, desk.code(), number, &letter).await?;
    let filled = Filled::new(given, flaws);
    let mut fields = vec![
        Field::hidden("code", code.key()),
        Field::hidden("about", about.unwrap_or_default()),
        filled.date("on", "文书日期"),
    ];
    if let Some(field) = fields.last_mut().filter(|field| field.value.is_empty()) {
        field.value = on.to_string();
    }
    fields.extend(own_fields(&plain.own, given, flaws));
    let mut notices: Vec<Notice> = lacking(&preview).into_iter().collect();
    if offer.is_issued {
        notices.push(info("这份文书已经出具过。重新出具成为新的一版，文号不变，原来的版本保留。"));
        fields.push(filled.area("reason", "重新出具的原因", 2));
    }
    notices.extend(flaws.refusal.clone());
    let text = number.to_string();
    let page = LetterPage {
        frame: desk.frame(code.label(), &above(desk)).await?,
        title: code.label().to_owned(),
        intro: format!("{text}　{}", detail.row.subject),
        notices,
        summary: flaws.errors.summary(),
        token: desk.token.clone(),
        action: address::new_letter(desk.code(), &text),
        fields,
        submit: "出具".to_owned(),
        look: true,
        text: Html::paragraphs(&preview.text),
        pdf: None,
        back: address::request(desk.code(), &text),
    };
    let status = if flaws.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    render(status, &page)
}

/// `POST …/letters/new`: shows it again, or issues it.
///
/// # Errors
///
/// The form comes back when it cannot be issued.
pub async fn issue(
    desk: Desk,
    Path((_, number)): Place,
    Form(given): Form<Fields>,
) -> Result<Response, Fault> {
    let number = number_of(&number)?;
    if given.text("do") == "look" {
        return writing(&desk, number, &given, &Flaws::default()).await;
    }
    match issued(&desk, number, &given).await {
        Ok(code) => {
            let to = address::request(desk.code(), &number.to_string());
            desk.done(format!("已出具：{}。", code.label()), &to).await
        }
        Err(fault) => {
            let flaws = fault.flaws()?;
            if LetterCode::from_key(given.text("code")).is_none() {
                // Nothing was chosen: the case page offers what can be written.
                return Err(Fault::Flaws(Box::new(flaws)));
            }
            writing(&desk, number, &given, &flaws).await
        }
    }
}

async fn issued(desk: &Desk, number: CaseNumber, given: &Fields) -> Result<LetterCode, Fault> {
    let mut check = Checker::new(given);
    let on = check.date("on", "文书日期");
    let code = check.choice("code", LetterCode::from_key, "请选择文书");
    let (on, code) = check.finish(on.zip(code))?;
    let about = Some(given.text("about").to_owned()).filter(|about| !about.is_empty());
    let (app, actor, agency) = (&desk.app, &desk.actor, desk.code());
    let mut letter = NewLetter {
        code,
        about,
        on,
        details: BTreeMap::new(),
        reason: Some(given.text("reason").to_owned()).filter(|reason| !reason.is_empty()),
    };
    let plain = app.preview_letter(actor, agency, number, &letter).await?;
    letter.details = details(&plain.own, given);
    app.issue_letter(actor, agency, number, &letter).await?;
    Ok(code)
}

/// `GET …/reply`: the reply on the desk as it would be signed today, with what its letter asks for.
///
/// # Errors
///
/// Not found when there is no draft.
pub async fn reply(desk: Desk, Path((_, number)): Place) -> Result<Response, Fault> {
    reply_page(&desk, number_of(&number)?, &Fields::default(), &Flaws::default()).await
}

async fn reply_page(
    desk: &Desk,
    number: CaseNumber,
    given: &Fields,
    flaws: &Flaws,
) -> Result<Response, Fault> {
    let detail = desk.app.request_detail(&desk.actor, desk.code(), number).await?;
    let approval = detail.case.draft.as_ref().and_then(|draft| draft.approval.as_ref());
    let on = approval.map_or(desk.app.today(), |approval| approval.on);
    let preview = desk.app.preview_reply(&desk.actor, desk.code(), number, on).await?;
    let text = number.to_string();
    let may_write = approval.is_none() && desk.may(&Method::POST, "/office/{agency}/requests/{number}/reply");
    let mut notices: Vec<Notice> = lacking(&preview).into_iter().collect();
    if approval.is_none() {
        notices.push(info("文号在签发时由系统编排；修改后须重新进行保密审查。"));
    }
    notices.extend(flaws.refusal.clone());
    let pdf = preview.missing.is_empty().then(|| address::reply_pdf(desk.code(), &text));
    let page = LetterPage {
        frame: desk.frame("预览答复书", &above(desk)).await?,
        title: format!("预览：{}", preview.code.label()),
        intro: format!("{text}　{}", detail.row.subject),
        notices,
        summary: flaws.errors.summary(),
        token: desk.token.clone(),
        action: address::reply(desk.code(), &text),
        fields: if may_write { own_fields(&preview.own, given, flaws) } else { Vec::new() },
        submit: "保存书稿".to_owned(),
        look: false,
        text: Html::paragraphs(&preview.text),
        pdf,
        back: address::request(desk.code(), &text),
    };
    let status = if flaws.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    render(status, &page)
}

/// `POST …/reply`: keeps what was written as a new draft.
///
/// # Errors
///
/// The form comes back when the draft is refused.
pub async fn save_reply(
    desk: Desk,
    Path((_, number)): Place,
    Form(given): Form<Fields>,
) -> Result<Response, Fault> {
    let number = number_of(&number)?;
    match redraft(&desk, number, &given).await {
        Ok(()) => desk.done("已保存书稿。", &address::reply(desk.code(), &number.to_string())).await,
        Err(fault) => reply_page(&desk, number, &given, &fault.flaws()?).await,
    }
}

async fn redraft(desk: &Desk, number: CaseNumber, given: &Fields) -> Result<(), Fault> {
    let today = desk.app.today();
    let detail = desk.app.request_detail(&desk.actor, desk.code(), number).await?;
    let draft = detail.case.draft.as_ref().ok_or(Problem::NotFound)?;
    let preview = desk.app.preview_reply(&desk.actor, desk.code(), number, today).await?;
    let mut kept = draft.reply.details.clone();
    kept.extend(details(&preview.own, given));
    let reply = DraftReply {
        reason: draft.reply.reason.clone(),
        parts: draft.reply.parts.clone(),
        earlier: draft.reply.earlier.clone(),
        form: draft.reply.form,
        form_reason: draft.reply.form_reason.clone(),
        body: draft.reply.body.clone(),
        competent: draft.reply.competent.clone(),
        details: kept,
        ..DraftReply::new(today, draft.reply.decision)
    };
    let command = Command::DraftReply(Box::new(reply));
    desk.app.act_on_request(&desk.actor, desk.code(), number, &command).await?;
    Ok(())
}

/// `GET …/reply/pdf`
///
/// # Errors
///
/// Not found when there is no draft.
pub async fn reply_pdf(desk: Desk, Path((_, number)): Place) -> Result<Response, Fault> {
    let number = number_of(&number)?;
    let bytes = desk.app.reply_pdf(&desk.actor, desk.code(), number, desk.app.today()).await?;
    Ok(download(&format!("{number}答复书预览.pdf"), "application/pdf", bytes))
}

/// `GET …/letters/{letter}/files/{id}`: shown on demand only, and the look is logged.
///
/// # Errors
///
/// Not found when there is no such file.
pub async fn file(
    desk: Desk,
    Path((_, number, letter, id)): Path<(String, String, String, String)>,
) -> Result<Response, Fault> {
    let number = number_of(&number)?;
    let file = desk.app.letter_file(&desk.actor, desk.code(), number, &letter, &id).await?;
    tracing::info!(agency = desk.code(), %number, letter, by = desk.login, "letter read");
    Ok(download(&file.name, &file.media_type, file.bytes))
}

/// A hidden field of the hash that the leader saw.
pub(super) fn seen(content: &str) -> Field {
    Field { control: Control::Hidden, ..Field::hidden("content", content) }
}
