//! What becomes of a letter (送达), sealed copies, and the archive of the case.

use axum::extract::Path;
use axum::response::Response;
use gongkai_app::letters::{ScannedCopy, Sending, label};
use gongkai_app::requests::NewFile;
use gongkai_request::code::DeliveryWay;
use gongkai_request::command::LetterNews;
use gongkai_request::event::FilePurpose;
use gongkai_request::{Act, CaseNumber};

use super::files::file_input;
use super::number_of;
use crate::download::download;
use crate::form::{Checker, Fields, Form};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::{self, Filled, Group, Sheet, choices, info, warn};
use crate::problem::Problem;
use crate::ui::field::{Choice, Field};
use crate::ui::notice::{Notice, Tone};

type Place = Path<(String, String)>;
type LetterPlace = Path<(String, String, String)>;

/// The way a letter leaves, as forms ask for it.
pub(in crate::office) fn sending_fields(filled: &Filled<'_>) -> Vec<Field> {
    vec![
        filled.radios("way", "送达方式", choices(DeliveryWay::ALL, DeliveryWay::key, DeliveryWay::label)),
        filled.date("on", "送达日期").hint("签收、交邮或者进入对方电子地址的日期。"),
        filled.line("evidence", "邮件号码或者签收人").optional().hint("邮寄填邮政企业的邮件号码。加密保存。"),
    ]
}

/// What a form says of the way a letter leaves.
pub(in crate::office) fn sending(given: &Fields) -> Result<Sending, Fault> {
    let mut check = Checker::new(given);
    let way = check.choice("way", DeliveryWay::from_key, "请选择送达方式");
    let on = check.date("on", "送达日期");
    let evidence = check.optional("evidence");
    Ok(check.finish(way.zip(on).map(|(way, on)| Sending { way, on, evidence }))?)
}

async fn letter_form(
    desk: &Desk,
    number: CaseNumber,
    letter: &str,
    (title, act): (&str, &str),
    groups: Vec<Group>,
    flaws: &Flaws,
) -> Result<Response, Fault> {
    let detail = desk.app.request_detail(&desk.actor, desk.code(), number).await?;
    let it = detail.case.letter(letter).ok_or(Problem::NotFound)?;
    let text = number.to_string();
    let back = address::request(desk.code(), &text);
    let number_text = it.last().and_then(|last| last.document.clone()).unwrap_or_default();
    let sheet = Sheet {
        title: title.to_owned(),
        intro: format!("{}　{number_text}", label(it.code())),
        groups,
        submit: format!("确认{title}"),
        action: address::letter_act(desk.code(), &text, letter, act),
        cancel: back.clone(),
        ..Sheet::default()
    };
    let above = [("依申请公开", address::requests(desk.code())), (text.as_str(), back)];
    forms::show(desk, sheet, flaws, &above).await
}

fn today_of(desk: &Desk) -> Fields {
    Fields::of([("on".to_owned(), desk.app.today().to_string())])
}

async fn send_form(
    desk: &Desk,
    number: CaseNumber,
    letter: &str,
    given: &Fields,
    flaws: &Flaws,
) -> Result<Response, Fault> {
    let groups = vec![Group::plain(sending_fields(&Filled::new(given, flaws)))];
    letter_form(desk, number, letter, ("发出文书", "send"), groups, flaws).await
}

/// `GET …/letters/{letter}/send`
///
/// # Errors
///
/// Not found when there is no such letter.
pub async fn send(desk: Desk, Path((_, number, letter)): LetterPlace) -> Result<Response, Fault> {
    send_form(&desk, number_of(&number)?, &letter, &today_of(&desk), &Flaws::default()).await
}

/// `POST …/letters/{letter}/send`
///
/// # Errors
///
/// The form comes back when the letter cannot be sent.
pub async fn sent(
    desk: Desk,
    Path((_, number, letter)): LetterPlace,
    Form(given): Form<Fields>,
) -> Result<Response, Fault> {
    let number = number_of(&number)?;
    let run = async {
        let sending = sending(&given)?;
        desk.app.send_letter(&desk.actor, desk.code(), number, &letter, &sending).await?;
        Ok::<_, Fault>(())
    };
    match run.await {
        Ok(()) => done(&desk, number, "已登记：发出文书。").await,
        Err(fault) => send_form(&desk, number, &letter, &given, &fault.flaws()?).await,
    }
}

async fn done(desk: &Desk, number: CaseNumber, words: &str) -> Result<Response, Fault> {
    desk.done(words, &address::request(desk.code(), &number.to_string())).await
}

async fn record_form(
    desk: &Desk,
    number: CaseNumber,
    letter: &str,
    given: &Fields,
    flaws: &Flaws,
) -> Result<Response, Fault> {
    let filled = Filled::new(given, flaws);
    let kinds = vec![
        Choice::new("receipt", "收回送达回证或者邮寄回执"),
        Choice::new("delivered", "已经送达（查询邮件、对方告知）"),
        Choice::new("undelivered", "被退回"),
    ];
    let fields = vec![
        filled.radios("news", "情况", kinds),
        filled.date("on", "日期"),
        filled.line("reason", "退回的原因").optional().hint("被退回时填写，例如 查无此人、拒收。"),
    ];
    let group = Group { files: vec![file_input("file", "回执扫描件", flaws)], ..Group::plain(fields) };
    letter_form(desk, number, letter, ("登记送达情况", "record"), vec![group], flaws).await
}

/// `GET …/letters/{letter}/record`
///
/// # Errors
///
/// Not found when there is no such letter.
pub async fn record(desk: Desk, Path((_, number, letter)): LetterPlace) -> Result<Response, Fault> {
    record_form(&desk, number_of(&number)?, &letter, &today_of(&desk), &Flaws::default()).await
}

/// `POST …/letters/{letter}/record`
///
/// # Errors
///
/// The form comes back when it is refused.
pub async fn recorded(
    desk: Desk,
    Path((_, number, letter)): LetterPlace,
    Form(given): Form<Fields>,
) -> Result<Response, Fault> {
    let number = number_of(&number)?;
    match record_news(&desk, number, &letter, &given).await {
        Ok(()) => done(&desk, number, "已登记送达情况。").await,
        Err(fault) => record_form(&desk, number, &letter, &given, &fault.flaws()?).await,
    }
}

async fn record_news(desk: &Desk, number: CaseNumber, letter: &str, given: &Fields) -> Result<(), Fault> {
    let mut check = Checker::new(given);
    let on = check.date("on", "日期");
    let kind = check.choice("news", |key| Some(key.to_owned()).filter(|it| !it.is_empty()), "请选择情况");
    let (on, kind) = check.finish(on.zip(kind))?;
    let id = letter.to_owned();
    let news = match kind.as_str() {
        "delivered" => LetterNews::Delivered { letter: id, on },
        "undelivered" => LetterNews::Undelivered { letter: id, on, reason: given.text("reason").to_owned() },
        _ => {
            LetterNews::ReceiptReturned { letter: id, on, file: receipt(desk, number, letter, given).await? }
        }
    };
    desk.app.record_letter_news(&desk.actor, desk.code(), number, news).await?;
    Ok(())
}

/// Keeps the scanned receipt; its id.
async fn receipt(
    desk: &Desk,
    number: CaseNumber,
    letter: &str,
    given: &Fields,
) -> Result<Option<String>, Fault> {
    let Some(file) = given.files("file").next() else { return Ok(None) };
    let file = NewFile {
        purpose: FilePurpose::ReturnedReceipt,
        person: None,
        name: file.name.clone(),
        bytes: file.bytes.clone(),
        pages: None,
        about: Some(letter.to_owned()),
    };
    Ok(Some(desk.app.add_file(&desk.actor, desk.code(), number, file).await?))
}

async fn scan_form(
    desk: &Desk,
    number: CaseNumber,
    letter: &str,
    given: &Fields,
    flaws: &Flaws,
) -> Result<Response, Fault> {
    let filled = Filled::new(given, flaws);
    let compared = filled.tick("compared", "核对", "扫描件是图片，已与出具的文书逐字核对一致");
    let group = Group {
        files: vec![file_input("file", "盖章件（PDF 或者 OFD）", flaws)],
        ..Group::plain(vec![compared])
    };
    letter_form(desk, number, letter, ("导入盖章件", "scan"), vec![group], flaws).await
}

/// `GET …/letters/{letter}/scan`
///
/// # Errors
///
/// Not found when there is no such letter.
pub async fn scan(desk: Desk, Path((_, number, letter)): LetterPlace) -> Result<Response, Fault> {
    scan_form(&desk, number_of(&number)?, &letter, &Fields::default(), &Flaws::default()).await
}

/// `POST …/letters/{letter}/scan`
///
/// # Errors
///
/// The form comes back when the copy is not the letter.
pub async fn scanned(
    desk: Desk,
    Path((_, number, letter)): LetterPlace,
    Form(given): Form<Fields>,
) -> Result<Response, Fault> {
    let number = number_of(&number)?;
    let run = async {
        let mut check = Checker::new(&given);
        let file = given.files("file").next();
        if file.is_none() {
            check.fail("file", "请选择盖章件");
        }
        let file = check.finish(file)?;
        let copy = ScannedCopy {
            name: file.name.clone(),
            bytes: file.bytes.clone(),
            compared: given.has("compared"),
        };
        desk.app.import_sealed_copy(&desk.actor, desk.code(), number, &letter, copy).await?;
        Ok::<_, Fault>(())
    };
    match run.await {
        Ok(()) => done(&desk, number, "已导入盖章件，作为发出的版本。").await,
        Err(fault) => scan_form(&desk, number, &letter, &given, &fault.flaws()?).await,
    }
}

async fn archive_form(desk: &Desk, number: CaseNumber, flaws: &Flaws) -> Result<Response, Fault> {
    let detail = desk.app.request_detail(&desk.actor, desk.code(), number).await?;
    let keep = desk.app.keep_until(desk.code(), &detail.case).await?;
    let text = number.to_string();
    let back = address::request(desk.code(), &text);
    let mut notices =
        vec![info(format!("案卷保管至 {keep}。归档包加密保存，可以随时下载；再次归档生成新的一份。"))];
    let here = detail.acts.iter().find(|here| here.act == Act::Archive);
    if let Some(refusal) = here.and_then(|here| here.refusal.as_ref()) {
        notices.push(Notice::new(Tone::Stop, refusal.message.clone()));
    }
    let waiting = detail.standing.tasks.iter().map(|task| task.kind.label()).collect::<Vec<_>>();
    if !waiting.is_empty() {
        notices.push(warn(format!("还有未了事项：{}。可以先归档，以后再次归档。", waiting.join("、"))));
    }
    let sheet = Sheet {
        title: "归档".to_owned(),
        intro: format!(
            "{text}　{}　{} 份文书、{} 份材料",
            detail.row.subject,
            detail.case.letters.len(),
            detail.case.files.len()
        ),
        notices,
        submit: "生成归档包".to_owned(),
        action: address::request_act(desk.code(), &text, Act::Archive.key()),
        cancel: back.clone(),
        ..Sheet::default()
    };
    let above = [("依申请公开", address::requests(desk.code())), (text.as_str(), back)];
    forms::show(desk, sheet, flaws, &above).await
}

/// `GET …/archive`
///
/// # Errors
///
/// Not found when there is no such request.
pub async fn archive(desk: Desk, Path((_, number)): Place) -> Result<Response, Fault> {
    archive_form(&desk, number_of(&number)?, &Flaws::default()).await
}

/// `POST …/archive`
///
/// # Errors
///
/// The form comes back while the case is open.
pub async fn archived(
    desk: Desk,
    Path((_, number)): Place,
    Form(_): Form<Fields>,
) -> Result<Response, Fault> {
    let number = number_of(&number)?;
    match desk.app.archive_request(&desk.actor, desk.code(), number).await {
        Ok(()) => done(&desk, number, "已归档，可以下载归档包。").await,
        Err(error) => archive_form(&desk, number, &Fault::from(error).flaws()?).await,
    }
}

/// `GET …/archives/{id}`
///
/// # Errors
///
/// Not found when there is no such package.
pub async fn package(desk: Desk, Path((_, number, id)): LetterPlace) -> Result<Response, Fault> {
    let number = number_of(&number)?;
    let file = desk.app.archived_request(&desk.actor, desk.code(), number, &id).await?;
    tracing::info!(agency = desk.code(), %number, by = desk.login, "archive read");
    Ok(download(&file.name, &file.media_type, file.bytes))
}
