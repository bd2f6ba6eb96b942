//! Issuing (出具文书): facts, wording and number become sealed files and one event.

use std::collections::BTreeMap;

use gongkai_request::access::Viewed;
use gongkai_request::command::IssueLetter;
use gongkai_request::event::{Addressee, SealedFile};
use gongkai_request::letters::Letter;
use gongkai_request::numbering::Series;
use gongkai_request::{Act, Case, CaseNumber, Command, decide};
use gongkai_store::AppendError;
use gongkai_typeset::{LetterCode, Typeset};
use jiff::civil::Date;

use super::bind::{Writing, addressee, bind};
use super::facts::Facts;
use super::numbering::{ATTEMPTS, Numbered, TURN};
use super::preview::{offers, text_of};
use super::words::day;
use crate::files::{PlainFile, media_type};
use crate::requests::{READERS, file_place, pure, roles_for};
use crate::{Actor, App, AppError, stream_write};

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// A letter to be issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLetter {
    /// Which document.
    pub code: LetterCode,
    /// The consultation or letter it belongs to.
    pub about: Option<String>,
    /// Date of the letter.
    pub on: Date,
    /// Values the officer wrote.
    pub details: BTreeMap<String, String>,
    /// Why there is another edition.
    pub reason: Option<String>,
}

/// A sealed copy brought back (盖章扫描件).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScannedCopy {
    /// File name.
    pub name: String,
    /// PDF or OFD.
    pub bytes: Vec<u8>,
    /// The officer compared it with the approved text, for a scan that holds no text.
    pub compared: bool,
}

impl App {
    /// Issues a letter (出具文书); its name within the case.
    pub async fn issue_letter(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        new: &NewLetter,
    ) -> Result<String, AppError> {
        self.permit_in_tree(actor, roles_for(Act::IssueLetter), agency).await?;
        self.issue(actor, agency, number, new).await
    }

    /// Issues without asking who: the signature of a reply issues it too.
    pub(crate) async fn issue(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        new: &NewLetter,
    ) -> Result<String, AppError> {
        let wording = self.wording(agency, new.code).await?;
        let context = self.context(actor);
        let id = number.stream(agency);
        let _turn = TURN.lock().await;
        for _ in 0..ATTEMPTS {
            let facts = self.facts(agency, number).await?;
            if !offers(&facts.case).iter().any(|it| it.code == new.code && it.about == new.about) {
                return Err(AppError::refused(
                    "letter_unknown",
                    "案件的办理情况还不能出具这种文书，请先登记相应的办理事项。",
                ));
            }
            let plan = Plan::of(&facts.case, new);
            let (document, taken) = match plan.numbered(agency, number, new) {
                None => (None, None),
                Some(what) => {
                    let (document, taken) = self.reserve(what, plan.document.clone()).await?;
                    (Some(document), taken)
                }
            };
            let writing = Writing {
                code: new.code,
                about: new.about.clone(),
                on: plan.on.unwrap_or(new.on),
                details: plan.details.clone().unwrap_or_else(|| new.details.clone()),
            };
            let fields = bind(&facts, &writing)?;
            let content = self.content_hash(&text_of(new.code, &wording, &fields)?);
            let made = self.set(new.code, wording.clone(), fields.maybe("文号", document.clone())).await?;
            let person = reader(&facts, new.about.as_deref(), addressee(new.code))?;
            let files = self.keep_made(&person, agency, number, &plan.name(new, &writing), &made).await?;
            let command = Command::IssueLetter(Box::new(IssueLetter {
                letter: plan.letter.clone(),
                code: new.code.key().to_owned(),
                is_answer: plan.is_answer,
                to: addressee(new.code),
                about: new.about.clone(),
                document,
                reason: new.reason.clone(),
                on: writing.on,
                person,
                files,
                content,
                template: wording.hash.clone(),
                scanned: false,
                warnings: made.warnings.iter().map(ToString::to_string).collect(),
            }));
            let events = decide(&facts.case, &command, &pure(&context, &facts.calendar))?;
            let mut writes = vec![stream_write::<Case>(&id, facts.version, &events)?];
            writes.extend(taken);
            match self.append(actor, writes, Vec::new()).await {
                Err(AppError::Append(AppendError::Conflict { .. })) => {}
                done => return done.map(|_| plan.letter),
            }
        }
        Err(AppError::Busy(format!("request/{id}")))
    }

    async fn keep_made(
        &self,
        person: &str,
        agency: &str,
        number: CaseNumber,
        name: &str,
        made: &Typeset,
    ) -> Result<Vec<SealedFile>, AppError> {
        let place = file_place(agency, number);
        let mut files = Vec::with_capacity(3);
        for (ending, kind, bytes) in [
            ("pdf", "application/pdf", made.pdf.clone()),
            ("docx", DOCX, made.docx.clone()),
            ("txt", "text/plain; charset=utf-8", made.text.clone().into_bytes()),
        ] {
            files.push(self.keep_file(person, &place, &format!("{name}.{ending}"), kind, bytes).await?);
        }
        Ok(files)
    }

    /// Takes a printed, sealed and scanned copy back as the edition that is sent (ruling: sealed copies come back).
    ///
    /// Where the copy holds text, it must be the approved one; a picture is compared by the officer.
    pub async fn import_sealed_copy(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        letter: &str,
        copy: ScannedCopy,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, roles_for(Act::IssueLetter), agency).await?;
        let id = number.stream(agency);
        let case = self.load_existing::<Case>(&id).await?.state;
        let last = case.letter(letter).and_then(Letter::last).cloned().ok_or(AppError::NotFound)?;
        let kind = media_type(&copy.name, &copy.bytes)
            .filter(|kind| matches!(*kind, "application/pdf" | "application/ofd"))
            .ok_or_else(|| AppError::field("file", "盖章件应为 PDF 或者 OFD 文件，请重新扫描或者导出。"))?;
        self.fit_case_file(&format!("letter/{agency}"), "file", &copy.name, &copy.bytes).await?;
        let issued = self.pdf_of_edition(agency, number, &case, letter).await?;
        let bytes = copy.bytes.clone();
        let texts = super::templates::beside(move || {
            let read = |bytes: &[u8]| gongkai_document::pdf_text(bytes).map(|text| bare(&text));
            Ok((read(&bytes).filter(|text| !text.is_empty()), issued.as_deref().and_then(read)))
        });
        match texts.await? {
            (Some(found), Some(issued)) if found != issued => {
                return Err(AppError::refused(
                    "letter_differs",
                    "盖章件的文字与出具的文书不一致，不能作为发出的版本；请核对是否拿错文件，需要改动的重新出具。",
                ));
            }
            (None, _) if !copy.compared => {
                return Err(AppError::field(
                    "compared",
                    "盖章件是图片，系统读不出文字；请与出具的文书逐字核对后勾选确认。",
                ));
            }
            _ => {}
        }
        let file =
            self.keep_file(&last.person, &file_place(agency, number), &copy.name, kind, copy.bytes).await?;
        let command = Command::IssueLetter(Box::new(IssueLetter {
            letter: letter.to_owned(),
            code: last.code.clone(),
            is_answer: case.answer().is_some_and(|answer| answer.id == letter),
            to: last.to,
            about: last.about.clone(),
            document: last.document.clone(),
            reason: Some("盖章扫描件".to_owned()),
            on: last.on,
            person: last.person.clone(),
            files: vec![file],
            content: last.content.clone(),
            template: last.template.clone(),
            scanned: true,
            warnings: Vec::new(),
        }));
        let calendar = self.calendar_of(agency).await?;
        let context = self.context(actor);
        self.update::<Case, _, _>(actor, &id, |case| decide(case, &command, &pure(&context, &calendar)))
            .await?;
        Ok(())
    }

    /// The PDF of the last edition that was made, not scanned.
    async fn pdf_of_edition(
        &self,
        agency: &str,
        number: CaseNumber,
        case: &Case,
        letter: &str,
    ) -> Result<Option<Vec<u8>>, AppError> {
        let made = case.letter(letter).and_then(|it| it.editions.iter().rfind(|edition| !edition.scanned));
        let Some(edition) = made else { return Ok(None) };
        let Some(file) = edition.files.iter().find(|file| file.media_type == "application/pdf") else {
            return Ok(None);
        };
        let plain = self.open_file(file, &edition.person, &file_place(agency, number)).await?;
        Ok(Some(plain.bytes))
    }

    /// A file of a letter, for those who handle the case.
    pub async fn letter_file(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        letter: &str,
        file: &str,
    ) -> Result<PlainFile, AppError> {
        self.permit_in_tree(actor, READERS, agency).await?;
        let case = self.load_existing::<Case>(&number.stream(agency)).await?.state;
        let letter = case.letter(letter).ok_or(AppError::NotFound)?;
        let found = letter.editions.iter().find_map(|edition| {
            edition.files.iter().find(|it| it.id == file).map(|it| (it, &edition.person))
        });
        let (file, person) = found.ok_or(AppError::NotFound)?;
        self.journal_file(actor, agency, number, Viewed::Letter, &file.id).await?;
        match self.open_file(file, person, &file_place(agency, number)).await {
            Err(AppError::Vault(crate::vault::VaultError::NoKey)) => Err(AppError::NotFound),
            read => read,
        }
    }
}

/// What is fixed before a letter is made.
struct Plan {
    letter: String,
    is_answer: bool,
    /// The number it has already.
    document: Option<String>,
    /// A signed reply bears the day and the words it was signed with.
    on: Option<Date>,
    details: Option<BTreeMap<String, String>>,
    edition: usize,
}

impl Plan {
    fn of(case: &Case, new: &NewLetter) -> Plan {
        let draft = case
            .draft
            .as_ref()
            .filter(|draft| draft.approval.is_some() && new.code == LetterCode::of(draft.reply.decision));
        let approval = draft.and_then(|draft| draft.approval.as_ref());
        let earlier = case.letters.iter().rfind(|letter| {
            let Some(last) = letter.last() else { return false };
            let same = last.code == new.code.key() && last.about == new.about;
            same && approval.is_none_or(|approval| approval.document == last.document)
        });
        let signed = approval.and_then(|approval| approval.document.clone());
        Plan {
            letter: earlier
                .map_or_else(|| format!("w{}", case.letters.len() + 1), |letter| letter.id.clone()),
            is_answer: approval.is_some(),
            document: signed.or_else(|| earlier.and_then(Letter::last).and_then(|it| it.document.clone())),
            on: approval.map(|approval| approval.on),
            details: draft.map(|draft| draft.reply.details.clone()),
            edition: earlier.map_or(1, |letter| letter.editions.len() + 1),
        }
    }

    fn numbered<'a>(&self, agency: &'a str, number: CaseNumber, new: &NewLetter) -> Option<Numbered<'a>> {
        let series = if new.code.decision().is_some() { Series::Reply } else { Series::Notice };
        let on = self.on.unwrap_or(new.on);
        new.code.bears_number().then_some(Numbered { agency, number: number.into(), series, on })
    }

    fn name(&self, new: &NewLetter, writing: &Writing) -> String {
        let edition = if self.edition > 1 { format!("（第{}版）", self.edition) } else { String::new() };
        format!("{}{edition} {}", new.code.label(), day(writing.on))
    }
}

/// Whose key seals the letter: whoever reads it.
fn reader(facts: &Facts, about: Option<&str>, to: Addressee) -> Result<String, AppError> {
    let asked = facts.case.consultations.iter().find(|letter| Some(letter.id.as_str()) == about);
    let asked = asked.and_then(|letter| letter.person.clone());
    match to {
        Addressee::ThirdParty | Addressee::OtherUnit if asked.is_some() => asked.ok_or(AppError::NotFound),
        _ => {
            let form = facts.case.registered.as_deref().ok_or(AppError::NotFound)?;
            Ok(form.person.clone())
        }
    }
}

/// The words alone: a copy keeps them all in their order, whatever was stamped over them.
fn bare(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace()).collect()
}
