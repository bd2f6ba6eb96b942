//! Files of a case (案卷材料): the form that adds one, the list, the download.

use axum::extract::Path;
use axum::http::Method;
use axum::response::Response;
use gongkai_app::files::kind_of;
use gongkai_app::requests::{NewFile, RequestDetail};
use gongkai_request::event::{FilePurpose, PageRange};
use gongkai_request::{Act, CaseNumber};

use super::number_of;
use crate::download::{download, size};
use crate::form::{Checker, Fields};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::{self, Filled, Group, Sheet, choices};
use crate::ui::data_table::{Align, Column, DataTable, Value};
use crate::ui::file_input::FileInput;

/// What an office form takes in at most: the largest file, and the fields beside it.
pub(in crate::office) const UPLOAD_LIMIT: usize = gongkai_app::requests::LARGEST_FILE_BYTES + 256 * 1024;

const ACCEPT: &str = ".pdf,.ofd,.doc,.docx,.xls,.xlsx,.wps,.et,.jpg,.jpeg,.png,.txt,.zip";

/// A file control with the warning that belongs to every one of them.
pub(in crate::office) fn file_input(name: &'static str, label: &str, flaws: &Flaws) -> FileInput {
    FileInput {
        name,
        label: label.to_owned(),
        hint: "支持 PDF、OFD、DOC(X)、XLS(X)、WPS、JPG、PNG、TXT、ZIP，不超过 20 MB，加密保存。\
               涉密不上网：涉密文件、标有密级的文件不得上传。"
            .to_owned(),
        error: flaws.errors.of(name).map(str::to_owned),
        accept: ACCEPT,
        multiple: false,
    }
}

async fn form(desk: &Desk, detail: &RequestDetail, given: &Fields, flaws: &Flaws) -> Result<Response, Fault> {
    let number = detail.row.number.to_string();
    let filled = Filled::new(given, flaws);
    let fields = vec![
        filled.select("purpose", "材料种类", choices(FilePurpose::ALL, FilePurpose::key, FilePurpose::label)),
        filled.line("pages", "有关的页码").optional().hint("只涉及其中几页的填写，例如 3 或者 3-5。"),
    ];
    let files = vec![file_input("file", "文件", flaws)];
    let back = address::request(desk.code(), &number);
    let sheet = Sheet {
        title: Act::AddFile.label().to_owned(),
        intro: format!("{number}　{}", detail.row.subject),
        groups: vec![Group { files, ..Group::plain(fields) }],
        submit: "上传并登记".to_owned(),
        action: address::request_act(desk.code(), &number, Act::AddFile.key()),
        cancel: back.clone(),
        ..Sheet::default()
    };
    let above = [("依申请公开", address::requests(desk.code())), (number.as_str(), back)];
    forms::show(desk, sheet, flaws, &above).await
}

/// `GET /office/{agency}/requests/{number}/add_file`
///
/// # Errors
///
/// Not found when there is no such request.
pub async fn show(desk: Desk, number: CaseNumber) -> Result<Response, Fault> {
    let detail = desk.app.request_detail(&desk.actor, desk.code(), number).await?;
    form(&desk, &detail, &Fields::default(), &Flaws::default()).await
}

/// `POST /office/{agency}/requests/{number}/add_file`
///
/// # Errors
///
/// The form comes back when the file is not taken in.
pub async fn add(desk: Desk, number: CaseNumber, given: Fields) -> Result<Response, Fault> {
    let detail = desk.app.request_detail(&desk.actor, desk.code(), number).await?;
    match run(&desk, number, &given).await {
        Ok(()) => {
            let to = address::request(desk.code(), &number.to_string());
            desk.done("已登记：添加材料。", &to).await
        }
        Err(fault) => form(&desk, &detail, &given, &fault.flaws()?).await,
    }
}

async fn run(desk: &Desk, number: CaseNumber, given: &Fields) -> Result<(), Fault> {
    let mut check = Checker::new(given);
    let purpose = check.choice("purpose", FilePurpose::from_key, "请选择材料种类");
    let pages = pages(given.text("pages"));
    if pages.is_none() && !given.text("pages").is_empty() {
        check.fail("pages", "请按“3”或者“3-5”的格式填写页码");
    }
    let file = given.files("file").next();
    if file.is_none() {
        check.fail("file", "请选择要上传的文件");
    }
    let (purpose, file) = check.finish(purpose.zip(file))?;
    let file = NewFile {
        purpose,
        person: None,
        name: file.name.clone(),
        bytes: file.bytes.clone(),
        pages,
        about: None,
    };
    desk.app.add_file(&desk.actor, desk.code(), number, file).await?;
    Ok(())
}

/// `3` or `3-5`.
fn pages(text: &str) -> Option<PageRange> {
    let (first, last) = text.split_once(['-', '—', '－']).unwrap_or((text, text));
    Some(PageRange { first: first.trim().parse().ok()?, last: last.trim().parse().ok()? })
}

/// `GET /office/{agency}/requests/{number}/files/{id}`: shown on demand only, and the look is logged.
///
/// # Errors
///
/// Not found when there is no such file, or the person's key is gone.
pub async fn read(
    desk: Desk,
    Path((_, number, id)): Path<(String, String, String)>,
) -> Result<Response, Fault> {
    let number = number_of(&number)?;
    let (added, file) = desk.app.request_file(&desk.actor, desk.code(), number, &id).await?;
    tracing::info!(agency = desk.code(), %number, file = added.file.id, by = desk.login, "file read");
    Ok(download(&file.name, &file.media_type, file.bytes))
}

/// The files of a case. Their names are sealed and come with the download.
pub(super) fn list(desk: &Desk, detail: &RequestDetail) -> DataTable {
    let number = detail.row.number.to_string();
    let may_read = desk.may(&Method::GET, "/office/{agency}/requests/{number}/files/{id}");
    let rows = detail.case.files.iter().map(|added| {
        let kind = format!("{}（{}）", kind_of(&added.file.media_type), size(added.file.size_bytes));
        let href = address::request_file(desk.code(), &number, &added.file.id);
        let pages = added.pages.map(|pages| match (pages.first, pages.last) {
            (first, last) if first == last => format!("第 {first} 页"),
            (first, last) => format!("第 {first}—{last} 页"),
        });
        vec![
            Value::text(added.purpose.label()),
            Value::text(added.on.to_string()),
            Value::text(pages.unwrap_or_default()),
            if may_read { Value::link(kind, href) } else { Value::text(kind) },
        ]
    });
    DataTable {
        id: "files",
        caption: "附件".to_owned(),
        caption_hidden: true,
        columns: [
            ("种类", Align::Start),
            ("日期", Align::Fixed),
            ("页码", Align::Fixed),
            ("下载", Align::Fixed),
        ]
        .map(|(label, align)| Column::new(label, align))
        .into(),
        rows: rows.collect(),
        empty: "没有材料。身份证明、补正材料、意见和回执上传后列在这里。".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_read_as_people_write_them() {
        assert_eq!(pages("3"), Some(PageRange { first: 3, last: 3 }));
        assert_eq!(pages("3 - 5"), Some(PageRange { first: 3, last: 5 }));
        assert_eq!(pages("三"), None);
    }
}
