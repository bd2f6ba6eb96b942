//! Files of an item in the office: the body from a Word file, attachments, taking one away.

use axum::extract::Path;
use axum::http::Method;
use axum::response::Response;
use gongkai_publication::Attachment;

use crate::download::size;
use crate::form::{Checker, Fields, Form};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::{self, Filled, Group, Sheet, info, lines};
use crate::ui::attachment_list::{self, AttachmentList};
use crate::ui::field::{Choice, Field};
use crate::ui::file_input::FileInput;

/// The body, or a file beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Body,
    Attachment,
}

impl Use {
    const ALL: [Use; 2] = [Use::Body, Use::Attachment];

    const fn key(self) -> &'static str {
        match self {
            Use::Body => "body",
            Use::Attachment => "attachment",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Use::Body => "作为正文（DOCX、HTML、Markdown、TXT，替换现有正文）",
            Use::Attachment => "作为附件",
        }
    }

    fn from_key(key: &str) -> Option<Use> {
        Use::ALL.into_iter().find(|one| one.key() == key)
    }
}

async fn form(desk: &Desk, id: &str, given: &Fields, flaws: &Flaws) -> Result<Response, Fault> {
    let filled = Filled::new(given, flaws);
    let file = FileInput {
        name: "file",
        label: "文件".to_owned(),
        hint:
            "DOCX、HTML、Markdown、TXT 可以作为正文；附件可以是 PDF、OFD、DOC(X)、XLS(X)、WPS、JPG、PNG、TXT、ZIP，不超过 20 MB。\
               涉密不上网：涉密文件、标有密级的文件不得上传。"
                .to_owned(),
        error: flaws.errors.of("file").map(str::to_owned),
        accept: ".docx,.html,.htm,.md,.pdf,.ofd,.doc,.xls,.xlsx,.wps,.et,.jpg,.jpeg,.png,.txt,.zip",
        multiple: false,
    };
    let pasted = filled
        .area("pasted", "粘贴的正文", 6)
        .optional()
        .hint("没有文件时，可以粘贴网页的 HTML 源码或者 Markdown 文本，替换现有正文；样式、脚本不会带入。");
    let fields = vec![
        filled.radios("use", "用途", Use::ALL.map(|one| Choice::new(one.key(), one.label())).into()),
        filled
            .area("alternatives", "图片说明", 3)
            .optional()
            .hint("正文里没有替代文字的图片，按顺序一行一张写明图中内容，供看不见图片的人听读。"),
        pasted,
    ];
    let sheet = Sheet {
        title: "上传文件".to_owned(),
        notices: vec![info(
            "批注、修订痕迹、隐藏内容、作者信息、拍摄地点等在公开的文件中去除，并逐项告诉您；保存后已有的审核意见作废。",
        )],
        groups: vec![Group { files: vec![file], ..Group::plain(fields) }],
        submit: "上传".to_owned(),
        action: address::item_act(id, "upload"),
        cancel: address::item(id),
        ..Sheet::default()
    };
    let above = [("主动公开", address::items(desk.code())), ("条目", address::item(id))];
    forms::show(desk, sheet, flaws, &above).await
}

/// `GET /office/{agency}/items/{number}/upload`
///
/// # Errors
///
/// Not found when there is no such item.
pub async fn show(desk: Desk, Path((_, number)): Path<(String, String)>) -> Result<Response, Fault> {
    let id = format!("{}/{number}", desk.code());
    desk.app.item_state(&id).await?;
    let usual = Fields::of([("use".to_owned(), Use::Attachment.key().to_owned())]);
    form(&desk, &id, &usual, &Flaws::default()).await
}

/// `POST /office/{agency}/items/{number}/upload`
///
/// # Errors
///
/// The form comes back when the file is not taken in.
pub async fn upload(
    desk: Desk,
    Path((_, number)): Path<(String, String)>,
    Form(given): Form<Fields>,
) -> Result<Response, Fault> {
    let id = format!("{}/{number}", desk.code());
    match run(&desk, &id, &given).await {
        Ok(notes) => desk.done(format!("已保存。{}", notes.join("")), &address::item(&id)).await,
        Err(fault) => form(&desk, &id, &given, &fault.flaws()?).await,
    }
}

async fn run(desk: &Desk, id: &str, given: &Fields) -> Result<Vec<String>, Fault> {
    let mut check = Checker::new(given);
    let pasted = given.text("pasted");
    if given.files("file").next().is_none() && !pasted.is_empty() {
        let alternatives = lines(given.text("alternatives"));
        let notes = desk.app.paste_item_body(&desk.actor, id, pasted, &alternatives).await?;
        return Ok(to_check(&notes));
    }
    let what = check.choice("use", Use::from_key, "请选择用途");
    let file = given.files("file").next();
    if file.is_none() {
        check.fail("file", "请选择要上传的文件");
    }
    let (what, file) = check.finish(what.zip(file))?;
    let (app, actor) = (&desk.app, &desk.actor);
    Ok(match what {
        Use::Body => {
            let alternatives = lines(given.text("alternatives"));
            let notes = app.set_item_body(actor, id, &file.name, &file.bytes, &alternatives).await?;
            to_check(&notes)
        }
        Use::Attachment => app.attach_to_item(actor, id, &file.name, &file.bytes).await?,
    })
}

fn to_check(notes: &[String]) -> Vec<String> {
    if notes.is_empty() { Vec::new() } else { vec![format!("请核对：{}。", notes.join("；"))] }
}

/// `POST /office/{agency}/items/{number}/detach`
///
/// # Errors
///
/// A problem when nothing is in work.
pub async fn detach(
    desk: Desk,
    Path((_, number)): Path<(String, String)>,
    Form(given): Form<Fields>,
) -> Result<Response, Fault> {
    let id = format!("{}/{number}", desk.code());
    desk.app.detach_from_item(&desk.actor, &id, given.text("name")).await?;
    desk.done("附件已移除。", &address::item(&id)).await
}

/// `GET /office/{agency}/items/{number}/file?place=`: a file of the newest edition, as it would be published.
///
/// # Errors
///
/// Not found when there is no such file.
pub async fn read(
    desk: Desk,
    Path((_, number)): Path<(String, String)>,
    axum::extract::Query(wanted): axum::extract::Query<Wanted>,
) -> Result<Response, Fault> {
    let id = format!("{}/{number}", desk.code());
    let view = desk.app.item_view(&id).await?;
    let fields = view.editions.last().map(|edition| &edition.fields);
    let file = fields.and_then(|fields| fields.attachments.get(wanted.place.checked_sub(1)?));
    let file = file.ok_or(crate::problem::Problem::NotFound)?;
    let bytes = desk.app.content(&file.blob).await?;
    Ok(crate::download::download(&file.name, &file.media_type, bytes))
}

/// Which file.
#[derive(Debug, Clone, Copy, serde::Deserialize)]
pub struct Wanted {
    place: usize,
}

/// The files of the newest edition as the item's page lists them.
pub(super) fn list(id: &str, files: &[Attachment]) -> AttachmentList {
    let files = files.iter().zip(1..).map(|(file, place)| attachment_list::Attachment {
        name: file.name.clone(),
        href: format!("{}?place={place}", address::item_act(id, "file")),
        kind: gongkai_app::files::kind_of(&file.media_type).to_owned(),
        size: size(file.size_bytes),
        sha256: file.blob.clone(),
        verify_href: None,
    });
    AttachmentList { files: files.collect() }
}

/// Forms that take a file away, where one may: name, fields.
pub(super) fn removals(desk: &Desk, files: &[Attachment]) -> Vec<(String, Field)> {
    if !desk.may(&Method::POST, "/office/{agency}/items/{number}/detach") {
        return Vec::new();
    }
    files.iter().map(|file| (file.name.clone(), Field::hidden("name", file.name.clone()))).collect()
}
