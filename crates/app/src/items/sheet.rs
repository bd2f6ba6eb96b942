//! What an item says as a file to keep (下载件).

use gongkai_document::web;
use gongkai_typeset::{Sheet, TypesetError, sheet_docx, sheet_pdf};
use tokio::sync::Semaphore;

use crate::letters::beside;
use crate::{App, AppError};

/// Setting a text takes a core for a moment; more at once only wait for each other.
static DESKS: Semaphore = Semaphore::const_new(2);
/// Texts that wait for their turn; beyond that readers are asked to come again.
static QUEUE: Semaphore = Semaphore::const_new(32);

/// As what it is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetForm {
    /// PDF/A
    Pdf,
    /// A Word file
    Docx,
}

/// What stands on it besides the text.
#[derive(Debug, Clone, Default)]
pub struct SheetFacts {
    /// Its title.
    pub title: String,
    /// Facts, each with its name.
    pub facts: Vec<(String, String)>,
    /// Its files, a line each.
    pub files: Vec<String>,
    /// Where it came from, a line each.
    pub source: Vec<String>,
    /// An address as an SVG picture, and what it is.
    pub code: Option<(String, String)>,
}

impl App {
    /// The text `body`, as an item's page shows it, as a file. Same text and facts, same bytes.
    pub async fn item_sheet(
        &self,
        facts: SheetFacts,
        body: String,
        form: SheetForm,
    ) -> Result<Vec<u8>, AppError> {
        let busy = || AppError::Busy("setting of texts".to_owned());
        let _place = QUEUE.try_acquire().map_err(|_| busy())?;
        let _desk = DESKS.acquire().await.map_err(|_| busy())?;
        let app = self.clone();
        beside(move || {
            let body = web::read(&body)
                .map_err(|error| AppError::Inconsistent(format!("a public text: {error}")))?;
            let sheet = Sheet {
                title: &facts.title,
                facts: &facts.facts,
                body: &body,
                files: &facts.files,
                source: &facts.source,
                code: facts.code,
            };
            let set = match form {
                SheetForm::Pdf => sheet_pdf(&sheet, &app.fonts()),
                SheetForm::Docx => sheet_docx(&sheet),
            };
            set.map_err(|error| match error {
                TypesetError::NoFont => AppError::refused(
                    "sheet.no_font",
                    "本平台没有安装中文字体，暂时不能生成 PDF，请下载 Word 文件或者打印网页。",
                ),
                error => AppError::Inconsistent(format!("a public text was not set: {error}")),
            })
        })
        .await
    }
}
