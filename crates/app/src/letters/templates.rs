//! An agency's own wording of its letters (文书模板).

use std::sync::Arc;

use gongkai_agency::Role;
use gongkai_request::templates::{TemplateEvent, TemplateSet, Templates};
use gongkai_store::BlobId;
use gongkai_typeset::{
    FieldInfo, Fonts, Letter, LetterCode, TypesetError, built_in_template, check_template, fields_of,
    sample_fields, typeset,
};

use crate::{Actor, Aggregate, App, AppError};

/// Who keeps the wordings: whoever keeps the agency's settings.
const KEEPERS: &[Role] = &[Role::Officer, Role::Operator];

impl Aggregate for Templates {
    const AREA: &'static str = "template";
    type Event = TemplateEvent;

    fn apply(&mut self, event: &TemplateEvent) {
        Templates::apply(self, event);
    }
}

/// A document in the list of wordings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateRow {
    /// Its code.
    pub code: LetterCode,
    /// Version of the agency's own wording, when one is in use.
    pub version: Option<u32>,
    /// What that version says of itself.
    pub note: String,
}

/// A wording with what may be put into it.
#[derive(Debug, Clone)]
pub struct TemplateView {
    /// Which document.
    pub code: LetterCode,
    /// The text in use.
    pub text: String,
    /// Version of the agency's own wording, when one is in use.
    pub version: Option<u32>,
    /// Earlier versions: number, note, login.
    pub versions: Vec<(u32, String, String)>,
    /// The fields it may use.
    pub fields: &'static [FieldInfo],
}

/// The wording a letter is made with.
#[derive(Debug, Clone)]
pub(crate) struct Wording {
    /// The agency's own; `None` for the built-in one.
    pub(crate) own: Option<String>,
    /// SHA-256 of the text.
    pub(crate) hash: String,
}

impl App {
    /// The fonts of this machine, looked for once.
    pub(crate) fn fonts(&self) -> Arc<Fonts> {
        Arc::clone(self.fonts.get_or_init(|| Arc::new(Fonts::system([]))))
    }

    /// Every document with the wording in use.
    pub async fn letter_templates(&self, agency: &str) -> Result<Vec<TemplateRow>, AppError> {
        let templates = self.load::<Templates>(agency).await?.state;
        let row = |code: LetterCode| {
            let set = templates.in_use.get(code.key());
            TemplateRow {
                code,
                version: set.map(|set| set.version),
                note: set.map(|set| set.note.clone()).unwrap_or_default(),
            }
        };
        Ok(LetterCode::ALL.into_iter().map(row).collect())
    }

    /// A wording with its history.
    pub async fn letter_template(&self, agency: &str, code: LetterCode) -> Result<TemplateView, AppError> {
        let templates = self.load::<Templates>(agency).await?.state;
        let own = match templates.in_use.get(code.key()) {
            Some(set) => Some(self.wording_text(set).await?),
            None => None,
        };
        let versions = templates.versions.get(code.key()).into_iter().flatten();
        Ok(TemplateView {
            code,
            text: own.unwrap_or_else(|| built_in_template(code).to_owned()),
            version: templates.in_use.get(code.key()).map(|set| set.version),
            versions: versions.rev().map(|set| (set.version, set.note.clone(), set.by.clone())).collect(),
            fields: fields_of(code),
        })
    }

    /// Puts a wording in use, after it was read and set once.
    pub async fn set_letter_template(
        &self,
        actor: &Actor,
        agency: &str,
        code: LetterCode,
        text: &str,
        note: &str,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, KEEPERS, agency).await?;
        self.check_letter_template(code, text).await?;
        let blob = self.blobs.put(text.as_bytes().to_vec()).await?;
        let by = self.context(actor).by;
        self.update::<Templates, AppError, _>(actor, agency, |templates| {
            Ok(vec![TemplateEvent::Set(TemplateSet {
                code: code.key().to_owned(),
                version: templates.next_version(code.key()),
                text: blob.as_str().to_owned(),
                note: note.to_owned(),
                by: by.clone(),
            })])
        })
        .await?;
        Ok(())
    }

    /// Goes back to the built-in wording; the agency's versions stay on record.
    pub async fn restore_letter_template(
        &self,
        actor: &Actor,
        agency: &str,
        code: LetterCode,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, KEEPERS, agency).await?;
        let by = self.context(actor).by;
        self.update::<Templates, AppError, _>(actor, agency, |templates| {
            let own = templates.in_use.contains_key(code.key());
            let restored = TemplateEvent::Restored { code: code.key().to_owned(), by: by.clone() };
            Ok(own.then_some(restored).into_iter().collect())
        })
        .await?;
        Ok(())
    }

    /// Whether a wording can be used.
    ///
    /// # Errors
    ///
    /// [`AppError::Fields`] with every fault and its line and character.
    pub async fn check_letter_template(&self, code: LetterCode, text: &str) -> Result<(), AppError> {
        let (app, text) = (self.clone(), text.to_owned());
        let checked = beside(move || Ok(check_template(code, &text, &app.fonts()))).await?;
        checked.map_err(|faults| {
            AppError::Fields(
                faults
                    .into_iter()
                    .map(|fault| crate::FieldError { field: "text", message: format!("{fault}。") })
                    .collect(),
            )
        })
    }

    /// A wording filled with invented values, as PDF.
    pub async fn sample_letter(&self, agency: &str, code: LetterCode) -> Result<Vec<u8>, AppError> {
        let wording = self.wording(agency, code).await?;
        let app = self.clone();
        let made = beside(move || {
            let fields = sample_fields(code);
            let letter = Letter { code, template: wording.own.as_deref(), fields: &fields };
            typeset(&letter, &app.fonts()).map_err(unset)
        });
        Ok(made.await?.pdf)
    }

    /// The wording in use for a document.
    pub(crate) async fn wording(&self, agency: &str, code: LetterCode) -> Result<Wording, AppError> {
        let templates = self.load::<Templates>(agency).await?.state;
        if let Some(set) = templates.in_use.get(code.key()) {
            return Ok(Wording { own: Some(self.wording_text(set).await?), hash: set.text.clone() });
        }
        let hash = BlobId::of(built_in_template(code).as_bytes()).as_str().to_owned();
        Ok(Wording { own: None, hash })
    }

    async fn wording_text(&self, set: &TemplateSet) -> Result<String, AppError> {
        let broken = || AppError::Inconsistent(format!("template {} {} has no text", set.code, set.version));
        let blob = BlobId::parse(&set.text).ok_or_else(broken)?;
        String::from_utf8(self.blobs.get(&blob).await?).map_err(|_| broken())
    }
}

/// Work that blocks, beside the threads that answer requests.
pub(crate) async fn beside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(AppError::Inconsistent(format!("a letter failed to be set: {error}"))))
}

/// Why a letter could not be set, for the officer.
pub(crate) fn unset(error: TypesetError) -> AppError {
    let message = match error {
        TypesetError::Missing(fields) => format!("文书还缺：{}，请补齐后再出具。", fields.join("、")),
        TypesetError::Template(faults) => {
            let first = faults.first().map(ToString::to_string).unwrap_or_default();
            format!("文书模板有误（{first}），请先在机关设置中修改模板或者恢复内置模板。")
        }
        TypesetError::TooLong { limit } => format!("文书超过{limit}字，请精简后再出具。"),
        TypesetError::NoFont => "本机没有安装中文字体，不能生成文书；请系统管理员安装后重试。".to_owned(),
        other => return AppError::Inconsistent(format!("a letter could not be set: {other}")),
    };
    AppError::refused("letter_incomplete", message)
}
