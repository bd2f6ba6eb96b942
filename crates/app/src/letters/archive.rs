//! The archive package of a closed case (归档): one ZIP with every letter and file, the course, hashes and an index.
//!
//! The same case gives the same bytes: entries are in a fixed order and bear no time. The package is sealed under the
//! requester's key, so erasing the person erases it too.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use gongkai_journal::Recorded;
use gongkai_request::access::Viewed;
use gongkai_request::command::Archive;
use gongkai_request::event::{Event, SealedFile};
use gongkai_request::{Act, Case, CaseNumber, Command, decide};
use gongkai_store::BlobId;
use jiff::ToSpan;
use jiff::civil::Date;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::templates::beside;
use crate::files::PlainFile;
use crate::requests::{PlainForm, READERS, file_place, pure, roles_for, timeline_of};
use crate::vault::{VaultError, to_hex};
use crate::{Actor, App, AppError};

/// An entry of the package.
#[derive(Clone, PartialEq, Eq)]
pub struct ArchiveFile {
    /// Path within the package.
    pub path: String,
    /// What it is, for the index.
    pub what: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl App {
    /// Packs a closed case (归档) and puts the package on record.
    pub async fn archive_request(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
    ) -> Result<(), AppError> {
        self.permit_in_tree(actor, roles_for(Act::Archive), agency).await?;
        let id = number.stream(agency);
        let loaded = self.load_existing::<Case>(&id).await?;
        let calendar = self.calendar_of(agency).await?;
        let context = self.context(actor);
        // An open case is refused before anything is packed.
        gongkai_request::may(&loaded.state, Act::Archive, &pure(&context, &calendar))?;
        let person =
            loaded.state.registered.as_ref().map(|form| form.person.clone()).ok_or(AppError::NotFound)?;
        let (files, lost) = self.everything(agency, number, &loaded.state, &loaded.events).await?;
        let documents = u32::try_from(files.len()).unwrap_or(u32::MAX);
        let head = head(agency, number, &loaded.state, &lost);
        let bytes = beside(move || pack(&head, files)).await?;
        let name = format!("{agency}-{number}.zip");
        let file =
            self.keep_file(&person, &file_place(agency, number), &name, "application/zip", bytes).await?;
        let keep_until = self.keep_until(agency, &loaded.state).await?;
        let command = Command::Archive(Box::new(Archive { person, file, documents, keep_until }));
        self.update::<Case, _, _>(actor, &id, |case| decide(case, &command, &pure(&context, &calendar)))
            .await?;
        Ok(())
    }

    /// A package, opened for those who handle the case.
    pub async fn archived_request(
        &self,
        actor: &Actor,
        agency: &str,
        number: CaseNumber,
        package: &str,
    ) -> Result<PlainFile, AppError> {
        self.permit_in_tree(actor, READERS, agency).await?;
        let case = self.load_existing::<Case>(&number.stream(agency)).await?.state;
        let archive = case.archives.iter().find(|it| it.file.id == package).ok_or(AppError::NotFound)?;
        self.journal_file(actor, agency, number, Viewed::Archive, &archive.file.id).await?;
        match self.open_file(&archive.file, &archive.person, &file_place(agency, number)).await {
            Err(AppError::Vault(VaultError::NoKey)) => Err(AppError::NotFound),
            read => read,
        }
    }

    /// The day until which a closed case must be kept.
    pub async fn keep_until(&self, agency: &str, case: &Case) -> Result<Date, AppError> {
        let row = self.store.agency(agency).await?.ok_or(AppError::NotFound)?;
        let last =
            case.later_replies.last().or(case.result.as_ref()).map_or_else(|| self.today(), |it| it.on);
        Ok(last.saturating_add(i64::from(row.settings.letters.retention_years).years()))
    }

    /// Every document of the case, and those that can no longer be read.
    async fn everything(
        &self,
        agency: &str,
        number: CaseNumber,
        case: &Case,
        events: &[Recorded],
    ) -> Result<(Vec<ArchiveFile>, Vec<String>), AppError> {
        let mut files = Vec::new();
        let mut lost = Vec::new();
        match self.plain_form(agency, number).await {
            Ok(form) => files.push(request_text(number, &form)),
            Err(AppError::Vault(VaultError::NoKey)) => lost.push("申请书".to_owned()),
            Err(error) => return Err(error),
        }
        let place = file_place(agency, number);
        let mut order = 0_u32;
        for letter in &case.letters {
            for edition in &letter.editions {
                order += 1;
                let title = super::label(&edition.code);
                let what = [
                    title.clone(),
                    edition.document.clone().unwrap_or_default(),
                    format!("第{}版", edition.edition),
                    if edition.scanned { "盖章扫描件".to_owned() } else { String::new() },
                ];
                let what = what.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("，");
                for file in &edition.files {
                    match self.readable(file, &edition.person, &place).await? {
                        Some(plain) => files.push(ArchiveFile {
                            path: format!("文书/{order:02}-{}-{title}.{}", edition.code, ending(&plain.name)),
                            what: what.clone(),
                            bytes: plain.bytes,
                        }),
                        None => lost.push(what.clone()),
                    }
                }
            }
        }
        for (index, added) in case.files.iter().enumerate() {
            let what = format!("{}，{}登记", added.purpose.label(), added.on);
            match self.readable(&added.file, &added.person, &place).await? {
                Some(plain) => files.push(ArchiveFile {
                    path: format!("附件/{:02}-{}-{}", index + 1, added.purpose.label(), safe(&plain.name)),
                    what,
                    bytes: plain.bytes,
                }),
                None => lost.push(what),
            }
        }
        files.push(ArchiveFile {
            path: "经过/办理经过.txt".to_owned(),
            what: "办理经过".to_owned(),
            bytes: course(events)?.into_bytes(),
        });
        files.push(ArchiveFile {
            path: "经过/事件.jsonl".to_owned(),
            what: "事件清单（每行一件，个人信息为密文）".to_owned(),
            bytes: lines(events)?,
        });
        Ok((files, lost))
    }

    async fn readable(
        &self,
        file: &SealedFile,
        person: &str,
        place: &str,
    ) -> Result<Option<PlainFile>, AppError> {
        match self.open_file(file, person, place).await {
            Ok(plain) => Ok(Some(plain)),
            Err(AppError::Vault(VaultError::NoKey)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("bin", |(_, ending)| ending)
}

/// A file name without what a path could be made of.
fn safe(name: &str) -> String {
    name.chars()
        .map(|sign| if matches!(sign, '/' | '\\' | ':') || sign.is_control() { '_' } else { sign })
        .collect()
}

fn request_text(number: CaseNumber, form: &PlainForm) -> ArchiveFile {
    let text = format!(
        "申请编号：{number}\n申请人：{}\n身份证明：{}\n联系方式：{}\n\n所需信息的描述：\n{}\n",
        form.name, form.identity, form.contact, form.text
    );
    ArchiveFile { path: "申请书.txt".to_owned(), what: "申请书".to_owned(), bytes: text.into_bytes() }
}

fn course(events: &[Recorded]) -> Result<String, AppError> {
    let mut text = String::from("办理经过\n\n");
    for recorded in events {
        let event = gongkai_journal::decode::<Event>(recorded)?;
        let Some(entry) = timeline_of(recorded, &event) else { continue };
        let on = entry.on.map_or_else(String::new, |on| on.to_string());
        let _ = writeln!(text, "{on}\t{}\t{}\t{}", entry.what, entry.detail, entry.actor);
    }
    Ok(text)
}

fn lines(events: &[Recorded]) -> Result<Vec<u8>, AppError> {
    let mut bytes = Vec::new();
    for event in events {
        let body: serde_json::Value = serde_json::from_str(&event.body)
            .map_err(|error| AppError::Inconsistent(format!("event {}: {error}", event.position)))?;
        let line = serde_json::json!({
            "position": event.position,
            "version": event.version.0,
            "kind": event.kind,
            "recorded_at": gongkai_journal::instant_text(event.recorded_at),
            "actor": event.actor,
            "hash": to_hex(&event.hash),
            "body": body,
        });
        bytes.extend(line.to_string().into_bytes());
        bytes.push(b'\n');
    }
    Ok(bytes)
}

fn head(agency: &str, number: CaseNumber, case: &Case, lost: &[String]) -> String {
    let mut text = format!("归档目录\n\n机关：{agency}\n申请编号：{number}\n");
    if let Some(form) = case.registered.as_deref() {
        let _ = writeln!(text, "事项：{}", form.subject);
    }
    if let Some(result) = &case.result {
        let _ = writeln!(text, "办理结果：{}，{}", result.decision.label(), result.on);
    }
    for what in lost {
        let _ = writeln!(text, "不能读出（有关人员的个人信息已经删除）：{what}");
    }
    text
}

/// The package: documents in order, then their hashes, then the index.
fn pack(head: &str, files: Vec<ArchiveFile>) -> Result<Vec<u8>, AppError> {
    let mut index = format!("{head}\n序号\t文件\t内容\tSHA-256\n");
    let mut sums = String::new();
    for (place, file) in files.iter().enumerate() {
        let hash = BlobId::of(&file.bytes);
        let _ = writeln!(index, "{}\t{}\t{}\t{hash}", place + 1, file.path, file.what);
        let _ = writeln!(sums, "{hash}  {}", file.path);
    }
    let index = ("目录.txt".to_owned(), index.into_bytes());
    let sums = ("SHA256SUMS".to_owned(), sums.into_bytes());
    let broken = |error: zip::result::ZipError| AppError::Inconsistent(format!("archive: {error}"));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let documents = files.into_iter().map(|file| (file.path, file.bytes));
    for (path, bytes) in [index, sums].into_iter().chain(documents) {
        zip.start_file(path, options).map_err(broken)?;
        zip.write_all(&bytes).map_err(|error| AppError::Inconsistent(format!("archive: {error}")))?;
    }
    Ok(zip.finish().map_err(broken)?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_files_give_the_same_package() {
        let files = || {
            vec![ArchiveFile {
                path: "申请书.txt".to_owned(),
                what: "申请书".to_owned(),
                bytes: "内容".as_bytes().to_vec(),
            }]
        };
        assert_eq!(pack("目录", files()).unwrap(), pack("目录", files()).unwrap());
    }

    #[test]
    fn a_file_name_makes_no_path() {
        assert_eq!(safe("../../a\\b.pdf"), ".._.._a_b.pdf");
        assert_eq!(ending("答复书.pdf"), "pdf");
    }
}
