//! Letters as their reader may see them (申请人可见的文书): only those addressed to the requester, only once sent.

use gongkai_request::code::DeliveryWay;
use gongkai_request::event::{Addressee, FilePurpose, SealedFile};
use gongkai_request::{Case, CaseNumber};
use jiff::civil::Date;

use crate::files::{PlainFile, kind_of};
use crate::requests::file_place;
use crate::vault::VaultError;
use crate::{App, AppError};

/// A file the requester may download.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicFile {
    /// Its id in addresses.
    pub id: String,
    /// Its kind, e.g. `PDF`.
    pub kind: &'static str,
    /// Size in bytes.
    pub size_bytes: u64,
}

/// A letter that was sent to the requester.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicLetter {
    /// Name within the case.
    pub letter: String,
    /// Name of the document.
    pub title: String,
    /// Its number.
    pub document: Option<String>,
    /// Date of the letter.
    pub on: Date,
    /// Day it was sent.
    pub sent_on: Date,
    /// How.
    pub way: DeliveryWay,
    /// Does it tell the decision?
    pub is_reply: bool,
    /// The edition that was sent.
    pub edition: u32,
    /// The letter itself.
    pub files: Vec<PublicFile>,
    /// The information given with it.
    pub enclosed: Vec<PublicFile>,
}

impl App {
    /// The letters of a case that its requester may see. The caller has checked the query code.
    pub async fn public_letters(
        &self,
        agency: &str,
        number: CaseNumber,
    ) -> Result<Vec<PublicLetter>, AppError> {
        let case = self.load_existing::<Case>(&number.stream(agency)).await?.state;
        Ok(shown(&case).map(|(letter, _)| letter).collect())
    }

    /// A file of one of them; [`AppError::NotFound`] for anything else, and once the person was erased.
    pub async fn public_letter_file(
        &self,
        agency: &str,
        number: CaseNumber,
        letter: &str,
        file: &str,
    ) -> Result<PlainFile, AppError> {
        let case = self.load_existing::<Case>(&number.stream(agency)).await?.state;
        let (_, files) = shown(&case).find(|(shown, _)| shown.letter == letter).ok_or(AppError::NotFound)?;
        let (sealed, person) = files.into_iter().find(|(it, _)| it.id == file).ok_or(AppError::NotFound)?;
        match self.open_file(&sealed, &person, &file_place(agency, number)).await {
            Err(AppError::Vault(VaultError::NoKey)) => Err(AppError::NotFound),
            read => read,
        }
    }
}

type Files = Vec<(SealedFile, String)>;

fn shown(case: &Case) -> impl Iterator<Item = (PublicLetter, Files)> {
    let last_reply = case.letters.iter().rfind(|it| it.is_reply() && it.sent.is_some()).map(|it| &it.id);
    case.letters.iter().filter_map(move |letter| {
        let (edition, sent) = (letter.sent_edition()?, letter.sent.as_ref()?);
        if edition.to != Addressee::Requester {
            return None;
        }
        // What was asked for goes with the reply.
        let goes_with = |purpose| purpose == FilePurpose::Reply && Some(&letter.id) == last_reply;
        let enclosed: Vec<_> = case.files.iter().filter(|added| goes_with(added.purpose)).collect();
        let mut files: Files =
            edition.files.iter().map(|file| (file.clone(), edition.person.clone())).collect();
        files.extend(enclosed.iter().map(|added| (added.file.clone(), added.person.clone())));
        let public = PublicLetter {
            letter: letter.id.clone(),
            title: super::label(&edition.code),
            document: edition.document.clone(),
            on: edition.on,
            sent_on: sent.on,
            way: sent.way,
            is_reply: letter.is_reply(),
            edition: edition.edition,
            files: edition.files.iter().map(public_file).collect(),
            enclosed: enclosed.iter().map(|added| public_file(&added.file)).collect(),
        };
        Some((public, files))
    })
}

fn public_file(file: &SealedFile) -> PublicFile {
    PublicFile { id: file.id.clone(), kind: kind_of(&file.media_type), size_bytes: file.size_bytes }
}
