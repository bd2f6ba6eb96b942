//! Files of a case (案卷材料): adding them and reading them again.

use gongkai_request::access::Viewed;
use gongkai_request::command::AddFile;
use gongkai_request::event::{FileAdded, FilePurpose, PageRange};
use gongkai_request::{Act, Case, CaseNumber, Command, decide};

use super::{READERS, place, pure, roles_for};
use crate::files::{PlainFile, media_type};
use crate::{Actor, App, AppError};

/// The largest file that is taken in.
pub const LARGEST_FILE_BYTES: usize = 20 * 1024 * 1024;

/// A file for a case, in plain (待添加的材料).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// What it is for.
    pub purpose: FilePurpose,
    /// Whose key seals it; the requester's when `None`.
    pub person: Option<String>,
    /// Name, as the person called it.
    pub name: String,
    /// Bytes.
    pub bytes: Vec<u8>,
    /// Which pages matter.
    pub pages: Option<PageRange>,
    /// What it belongs to: the name of a consultation, the id of a letter.
    pub about: Option<String>,
}

/// Where the files of a case stand, which they are bound to.
pub fn file_place(agency: &str, number: CaseNumber) -> String {
    place(agency, number, "file")
}

impl App {
    /// Adds a file to a case (添加材料), as a member of staff; its id.
    pub async fn add_file(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        file: NewFile,
    ) -> Result<String, AppError> {
        self.permit_in_tree(actor, roles_for(Act::AddFile), agency).await?;
        self.put_on_file(actor, agency, number, file).await
    }

    /// Adds a file for somebody whose right the caller has checked: the holder of a query code, a consulted third
    /// party.
    pub(crate) async fn put_on_file(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        file: NewFile,
    ) -> Result<String, AppError> {
        if file.bytes.len() > LARGEST_FILE_BYTES {
            return Err(AppError::field("file", "文件超过 20 MB，请拆分或者压缩后上传。"));
        }
        let media_type = media_type(&file.name, &file.bytes).ok_or_else(|| {
            AppError::field(
                "file",
                "不能接收这种文件，或者文件已损坏；请上传 PDF、OFD、DOC(X)、XLS(X)、WPS、JPG、PNG、TXT 或者 ZIP。",
            )
        })?;
        self.fit_case_file(&format!("request/{agency}"), "file", &file.name, &file.bytes).await?;
        let id = number.stream(agency);
        let case = self.load_existing::<Case>(&id).await?.state;
        let requester = case.registered.map(|form| form.person).ok_or(AppError::NotFound)?;
        let person = file.person.unwrap_or(requester);
        let at = file_place(agency, number);
        let sealed = self.keep_file(&person, &at, &file.name, media_type, file.bytes).await?;
        let file_id = sealed.id.clone();
        let command = Command::AddFile(Box::new(AddFile {
            purpose: file.purpose,
            person,
            file: sealed,
            pages: file.pages,
            about: file.about,
        }));
        let calendar = self.calendar_of(agency).await?;
        let context = self.context(actor);
        self.update::<Case, _, _>(actor, &id, |case| decide(case, &command, &pure(&context, &calendar)))
            .await?;
        Ok(file_id)
    }

    /// A file of a case, opened for those who handle it. Gone with the person's key: [`AppError::NotFound`].
    pub async fn request_file(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        file: &str,
    ) -> Result<(FileAdded, PlainFile), AppError> {
        self.permit_in_tree(actor, READERS, agency).await?;
        let case = self.load_existing::<Case>(&number.stream(agency)).await?.state;
        let added = case.file(file).cloned().ok_or(AppError::NotFound)?;
        self.journal_file(actor, agency, number, Viewed::File, &added.file.id).await?;
        match self.open_file(&added.file, &added.person, &file_place(agency, number)).await {
            Ok(plain) => Ok((added, plain)),
            Err(AppError::Vault(crate::vault::VaultError::NoKey)) => Err(AppError::NotFound),
            Err(error) => Err(error),
        }
    }
}
