//! Sealed files (密封文件): whatever holds personal data is kept as a blob only a person's key can read.
//!
//! Destroying the key makes every file of the person unreadable, backups of the blobs included. The journal keeps a
//! [`SealedFile`]: codes, sizes and hashes that tell nothing about the person.

use gongkai_request::Sealed;
use gongkai_request::event::SealedFile;
use gongkai_store::BlobId;

use crate::vault::{random, to_hex};
use crate::{App, AppError};

/// A file in plain, as it was handed in.
#[derive(Clone, PartialEq, Eq)]
pub struct PlainFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

// Neither name nor content belongs in a log.
impl std::fmt::Debug for PlainFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PlainFile")
            .field("media_type", &self.media_type)
            .field("size_bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

impl App {
    /// Keeps a file sealed under the key of `person`, bound to `place`; the bytes are on disk when it returns.
    ///
    /// Nothing is recorded yet: the caller puts the [`SealedFile`] into an event.
    pub async fn keep_file(
        &self,
        person: &str,
        place: &str,
        name: &str,
        media_type: &str,
        bytes: Vec<u8>,
    ) -> Result<SealedFile, AppError> {
        let id = to_hex(&random::<16>()?);
        let size_bytes = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let digest = self.vault.keyed_hash("file", &bytes);
        let name = self.vault.seal(person, &name_place(place, &id), name).await?;
        let sealed = self.vault.seal_bytes(person, &content_place(place, &id), bytes).await?;
        let blob = self.blobs.put(sealed).await?;
        Ok(SealedFile {
            id,
            name: Sealed(name),
            media_type: media_type.to_owned(),
            size_bytes,
            blob: blob.as_str().to_owned(),
            digest,
        })
    }

    /// Opens a sealed file. After the person's key was destroyed: [`VaultError::NoKey`](crate::vault::VaultError).
    pub async fn open_file(
        &self,
        file: &SealedFile,
        person: &str,
        place: &str,
    ) -> Result<PlainFile, AppError> {
        let name = self.vault.open(person, &name_place(place, &file.id), file.name.as_str()).await?;
        let blob = BlobId::parse(&file.blob)
            .ok_or_else(|| AppError::Inconsistent(format!("file {} names no blob", file.id)))?;
        let sealed = self.blobs.get(&blob).await?;
        let bytes = self.vault.open_bytes(person, &content_place(place, &file.id), sealed).await?;
        Ok(PlainFile { name, media_type: file.media_type.clone(), bytes })
    }
}

impl App {
    /// The name of a sealed file alone.
    pub(crate) async fn name_of_file(
        &self,
        file: &SealedFile,
        person: &str,
        place: &str,
    ) -> Result<String, AppError> {
        Ok(self.vault.open(person, &name_place(place, &file.id), file.name.as_str()).await?)
    }
}

fn name_place(place: &str, id: &str) -> String {
    format!("{place}/{id}/name")
}

fn content_place(place: &str, id: &str) -> String {
    format!("{place}/{id}/content")
}

/// The media type of a file, told from its first bytes and, among office files, from its name.
///
/// `None` when it is none of the kinds that are taken in: PDF, OFD, Word and Excel, WPS, pictures, plain text, ZIP.
pub fn media_type(name: &str, bytes: &[u8]) -> Option<&'static str> {
    const ZIP: &[u8] = b"PK\x03\x04";
    const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    Some(match ending.as_str() {
        "pdf" if starts(b"%PDF-") => "application/pdf",
        "ofd" if starts(ZIP) => "application/ofd",
        "docx" if starts(ZIP) => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" if starts(ZIP) => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "zip" if starts(ZIP) => "application/zip",
        "doc" if starts(COMPOUND) => "application/msword",
        "xls" if starts(COMPOUND) => "application/vnd.ms-excel",
        "wps" | "et" if starts(COMPOUND) => "application/vnd.ms-works",
        "jpg" | "jpeg" if starts(&[0xFF, 0xD8, 0xFF]) => "image/jpeg",
        "png" if starts(b"\x89PNG\r\n\x1a\n") => "image/png",
        "txt" if !bytes.contains(&0) => "text/plain; charset=utf-8",
        _ => return None,
    })
}

/// The short name of a media type, as lists show it.
pub fn kind_of(media_type: &str) -> &'static str {
    match media_type {
        "application/pdf" => "PDF",
        "application/ofd" => "OFD",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "DOCX",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "XLSX",
        "application/zip" => "ZIP",
        "application/msword" => "DOC",
        "application/vnd.ms-excel" => "XLS",
        "application/vnd.ms-works" => "WPS",
        "image/jpeg" => "JPG",
        "image/png" => "PNG",
        "text/plain; charset=utf-8" => "TXT",
        _ => "文件",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_told_by_what_the_bytes_say_not_by_the_name_alone() {
        assert_eq!(media_type("a.pdf", b"%PDF-1.7"), Some("application/pdf"));
        assert_eq!(media_type("A.PDF", b"%PDF-1.7"), Some("application/pdf"));
        assert_eq!(media_type("a.pdf", b"<script>"), None);
        assert_eq!(media_type("a.exe", b"MZ"), None);
        assert_eq!(media_type("a.html", b"<html>"), None);
        assert_eq!(
            media_type("a.docx", b"PK\x03\x04.."),
            Some("application/vnd.openxmlformats-officedocument.wordprocessingml.document")
        );
        assert_eq!(media_type("a.txt", "内容".as_bytes()), Some("text/plain; charset=utf-8"));
    }

    #[test]
    fn a_file_does_not_print_its_name_or_content() {
        let file = PlainFile {
            name: "某甲.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            bytes: b"secret".to_vec(),
        };
        let printed = format!("{file:?}");
        assert!(!printed.contains("某甲") && printed.contains('6'), "{printed}");
    }
}
