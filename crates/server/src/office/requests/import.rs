//! Requests from earlier records (补录): a file is looked through first, and registered only when the officer says so.
//!
//! Between the two the file is kept sealed, under a key that only the page holds.

use std::fmt::Write as _;

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use gongkai_app::intake::Visitor;
use gongkai_app::registers::FileFormat;
use gongkai_app::requests::{ImportCounts, ImportTold, import_template};
use gongkai_app::{AppError, FieldError};
use gongkai_document::table::Table;
use jiff::SignedDuration;

use crate::download::download;
use crate::form::{Fields, Form};
use crate::office::address;
use crate::office::desk::Desk;
use crate::office::fault::{Fault, Flaws};
use crate::office::forms::render;
use crate::problem::Problem;
use crate::ui::data_table::{Align, Column, DataTable, Value};
use crate::ui::error_summary::ErrorSummary;
use crate::ui::field::Field;
use crate::ui::file_input::FileInput;
use crate::ui::form_token::FormToken;
use crate::ui::notice::{Notice, Tone};
use crate::ui::office_frame::OfficeFrame;

/// Rows of one upload; more are for the command line.
const MOST_ROWS: usize = 5_000;
/// Wrong rows shown; the rest is counted.
const SHOWN: usize = 200;
/// How long a file waits for the officer's word.
const KEPT: SignedDuration = SignedDuration::from_hours(1);

/// Bringing requests along.
#[derive(Debug, Clone, Template)]
#[template(path = "office/import.html")]
pub struct ImportPage {
    /// The frame.
    pub frame: OfficeFrame,
    /// Everything that is wrong with the upload.
    pub summary: ErrorSummary,
    /// What became of the file, or would.
    pub outcome: Option<Notice>,
    /// Wrong rows.
    pub bad: Option<DataTable>,
    /// What the confirmation sends; none when there is nothing to register.
    pub confirm: Option<Field>,
    /// Label of the confirmation.
    pub confirm_label: String,
    /// The file.
    pub file: FileInput,
    /// Where the file is sent, and below it the confirmation and the templates.
    pub action: String,
    /// The form's token.
    pub token: FormToken,
}

/// `GET /office/{agency}/requests/import`
///
/// # Errors
///
/// A problem when the page cannot be made.
pub async fn page(desk: Desk) -> Result<Response, Fault> {
    answer(&desk, &Flaws::default(), None, None).await
}

/// `GET /office/{agency}/requests/import/template/{format}`: an empty file to fill in.
///
/// # Errors
///
/// Not found when there is no such format.
pub async fn template(desk: Desk, Path((_, format)): Path<(String, String)>) -> Result<Response, Fault> {
    let format = FileFormat::from_key(&format).ok_or(Fault::Problem(Problem::NotFound))?;
    let file = import_template(format, desk.app.today())?;
    Ok(download(&format!("依申请公开补录表.{}", format.key()), format.media_type(), file.bytes))
}

/// `POST /office/{agency}/requests/import`: looks through a file; nothing is registered yet.
///
/// # Errors
///
/// The form comes back when the file cannot be read.
pub async fn check(desk: Desk, Form(given): Form<Fields>) -> Result<Response, Fault> {
    let done = async {
        let upload = given.files("file").next();
        let upload = upload.ok_or_else(|| AppError::field("file", "请选择文件。"))?;
        let looked = run(&desk, upload.bytes.clone(), true).await?;
        let mut kept = None;
        // A file that bears a secrecy mark is not kept for a moment.
        if looked.counts.good > 0 && looked.counts.secret == 0 {
            let visitor = Visitor::new()?;
            desk.app.keep_bytes(&visitor, &name(&desk), &upload.bytes, KEPT).await?;
            kept = Some(visitor.cookie());
        }
        Ok::<_, Fault>((looked, kept))
    };
    match done.await {
        Ok((looked, kept)) => answer(&desk, &Flaws::default(), Some(&looked), kept).await,
        Err(fault) => answer(&desk, &fault.flaws()?, None, None).await,
    }
}

/// `POST /office/{agency}/requests/import/confirm`: registers what was looked through.
///
/// # Errors
///
/// The form comes back when the file waited too long.
pub async fn perform(desk: Desk, Form(given): Form<Fields>) -> Result<Response, Fault> {
    let done = async {
        let gone = || AppError::field("file", "等候导入的文件已经过期，请重新上传。");
        let visitor = Visitor::from_cookie(given.text("kept")).ok_or_else(gone)?;
        let bytes = desk.app.kept_bytes(&visitor, &name(&desk)).await?.ok_or_else(gone)?;
        let looked = run(&desk, bytes, false).await?;
        desk.app.drop_for(&visitor, &name(&desk)).await?;
        Ok::<_, Fault>(looked)
    };
    match done.await {
        Ok(looked) => answer(&desk, &Flaws::default(), Some(&looked), None).await,
        Err(fault) => answer(&desk, &fault.flaws()?, None, None).await,
    }
}

/// Who may open the kept file: the officer who handed it in, at this agency.
fn name(desk: &Desk) -> String {
    format!("import/{}/{}", desk.code(), desk.actor.journal_name())
}

struct Looked {
    dry_run: bool,
    counts: ImportCounts,
    bad: Vec<Vec<Value>>,
}

async fn run(desk: &Desk, bytes: Vec<u8>, dry_run: bool) -> Result<Looked, Fault> {
    let unread = |error: gongkai_document::DocumentError| AppError::field("file", format!("{error}。"));
    let table = tokio::task::spawn_blocking(move || {
        let rows = Table::open(bytes.clone()).map_err(unread)?.take(MOST_ROWS + 2).count();
        if rows > MOST_ROWS + 1 {
            let message = format!(
                "超过 {MOST_ROWS} 行，请拆成几个文件；行数很多的请系统管理员用命令行 gongkai import requests 导入。"
            );
            return Err(AppError::Fields(vec![FieldError { field: "file", message }]));
        }
        Table::open(bytes).map_err(unread)
    });
    let table = table.await.map_err(|error| Fault::Problem(Problem::failed(error)))??;
    let mut bad = Vec::new();
    let tell = |told| {
        if let ImportTold::Bad { row, cells } = told
            && bad.len() < SHOWN
        {
            for cell in cells {
                let place = cell.place.map(|place| format!("第 {place} 列 ")).unwrap_or_default();
                bad.push(vec![
                    Value::text(row.to_string()),
                    Value::text(format!("{place}{}", cell.head)),
                    Value::text(cell.message),
                ]);
            }
        }
    };
    let counts = desk.app.import_requests(&desk.actor, desk.code(), table, dry_run, tell).await?;
    Ok(Looked { dry_run, counts, bad })
}

async fn answer(
    desk: &Desk,
    flaws: &Flaws,
    looked: Option<&Looked>,
    kept: Option<String>,
) -> Result<Response, Fault> {
    let page = ImportPage {
        frame: desk.frame("补录申请", &[("依申请公开", address::requests(desk.code()))]).await?,
        summary: flaws.errors.summary(),
        outcome: looked.map(outcome).or_else(|| flaws.refusal.clone()),
        bad: looked.filter(|looked| !looked.bad.is_empty()).map(table),
        confirm_label: format!("导入 {} 件", looked.map_or(0, |looked| looked.counts.good)),
        confirm: kept.map(|kept| Field::hidden("kept", kept)),
        file: FileInput {
            name: "file",
            label: "补录表".to_owned(),
            hint: format!(
                "CSV 或者 XLSX，最多 {MOST_ROWS} 行，不超过 20 MB。涉密不上网：带密级标志的内容不得上传。"
            ),
            error: flaws.errors.of("file").map(str::to_owned),
            accept: ".csv,.xlsx",
            multiple: false,
        },
        action: address::import_requests(desk.code()),
        token: desk.token.clone(),
    };
    let status = if flaws.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    render(status, &page)
}

fn outcome(looked: &Looked) -> Notice {
    let ImportCounts { rows, good, known, bad, secret } = looked.counts;
    let mut text = match (looked.dry_run, good) {
        (true, 0) => format!("共 {rows} 行，没有可以登记的。"),
        (true, _) => format!("共 {rows} 行，{good} 件可以登记，还没有登记；请核对后按“导入”。"),
        (false, _) => format!("共 {rows} 行，登记 {good} 件。"),
    };
    if known > 0 {
        let _ = write!(text, "{known} 件以前已经登记，不重复登记。");
    }
    if bad > 0 {
        let _ = write!(text, "{bad} 行有错，不登记；改正后可以用同一个文件再上传。");
    }
    if secret > 0 {
        text.push_str("文件带有密级标志，没有保存；请删去这些行后再上传。");
    }
    let tone = match (looked.dry_run, bad) {
        (_, 1..) => Tone::Warn,
        (false, 0) => Tone::Done,
        (true, 0) => Tone::Info,
    };
    Notice::new(tone, text)
}

fn table(looked: &Looked) -> DataTable {
    let columns = [("行", Align::Fixed), ("列", Align::Start), ("错在哪里，怎么改", Align::Start)];
    let caption =
        if looked.bad.len() < SHOWN { "有错的行" } else { "有错的行（只列前面一部分）" };
    DataTable {
        id: "bad",
        caption: caption.to_owned(),
        caption_hidden: false,
        columns: columns.map(|(label, align)| Column::new(label, align)).into(),
        rows: looked.bad.clone(),
        empty: String::new(),
    }
}
