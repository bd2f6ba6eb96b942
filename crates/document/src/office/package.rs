//! An archive of parts: opened within limits, changed in memory, written again.

use std::collections::HashSet;
use std::io::{Cursor, Read, Write};

use encoding_rs::GB18030;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::xml::{self, Element};
use super::{Limits, OfficeError};

/// Parts under this size are not measured for how strongly they are packed: blank pages pack well.
const UNMEASURED_BYTES: usize = 1024 * 1024;
/// Directory entries looked for before the archive is read at all; an inner archive stored unpacked adds its own.
const DIRECTORY_ENTRIES: usize = 65_535;

/// One file of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its path, with `/` between folders.
    pub name: String,
    /// Its content, expanded.
    pub bytes: Vec<u8>,
}

/// An archive of parts, expanded within limits (由部件组成的文件).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    parts: Vec<Part>,
    /// The archive's own comment and those of its parts.
    pub comments: Vec<String>,
    /// Bytes before, between or after the parts, or beside their data, that no reader shows.
    pub loose_bytes: usize,
}

impl Package {
    /// Expands an archive.
    ///
    /// # Errors
    ///
    /// [`OfficeError`] when it is no archive, is damaged or encrypted, or goes beyond `limits`.
    pub fn open(bytes: &[u8], limits: &Limits) -> Result<Package, OfficeError> {
        if bytes.len() > limits.file_bytes {
            return Err(OfficeError::FileTooLarge { limit: limits.file_bytes });
        }
        // The directory is read as a whole, so its length is bounded first.
        let entries = bytes.windows(4).filter(|window| window == b"PK\x01\x02").take(DIRECTORY_ENTRIES + 1);
        if entries.count() > DIRECTORY_ENTRIES {
            return Err(OfficeError::TooManyParts { limit: limits.entries });
        }
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| OfficeError::NotAnArchive)?;
        if archive.len() > limits.entries {
            return Err(OfficeError::TooManyParts { limit: limits.entries });
        }
        let mut package = Package { parts: Vec::new(), comments: Vec::new(), loose_bytes: 0 };
        let comment = archive.comment();
        if !comment.is_empty() {
            package.comments.push(text_of(comment));
        }
        let (mut total, mut accounted) = (0_usize, comment.len() + 22);
        let mut seen = HashSet::new();
        for index in 0..archive.len() {
            let file = archive
                .by_index_raw(index)
                .map_err(|_| OfficeError::Damaged { name: format!("#{}", index + 1) })?;
            let name = name_of(file.name_raw())?;
            if file.encrypted() {
                return Err(OfficeError::Encrypted { name });
            }
            if file.is_symlink() {
                return Err(OfficeError::UnsafeName { name });
            }
            if !file.comment_raw().is_empty() {
                package.comments.push(text_of(file.comment_raw()));
            }
            let packed = usize::try_from(file.compressed_size()).unwrap_or(usize::MAX);
            accounted = accounted.saturating_add(packed).saturating_add(76 + 2 * file.name_raw().len());
            if file.is_dir() {
                continue;
            }
            // Part names differ by more than case, or readers disagree on which one is meant.
            if !seen.insert(name.to_lowercase()) {
                return Err(OfficeError::TwiceNamed { name });
            }
            drop(file);
            let file = archive.by_index(index).map_err(|_| damaged(&name))?;
            let room = limits.entry_bytes.min(limits.total_bytes.saturating_sub(total));
            let declared = usize::try_from(file.size()).unwrap_or(usize::MAX);
            if declared > limits.entry_bytes {
                return Err(OfficeError::PartTooLarge { name, limit: limits.entry_bytes });
            }
            let most = packed.saturating_mul(limits.ratio).max(UNMEASURED_BYTES);
            // One byte more than allowed is read, to know that there was more.
            let stop = room.min(most).saturating_add(1);
            let mut content = Vec::with_capacity(declared.min(stop).min(4 * UNMEASURED_BYTES));
            file.take(u64::try_from(stop).unwrap_or(u64::MAX))
                .read_to_end(&mut content)
                .map_err(|_| damaged(&name))?;
            if content.len() > most {
                return Err(OfficeError::PackedTooStrongly { name, limit: limits.ratio });
            }
            if content.len() > limits.entry_bytes {
                return Err(OfficeError::PartTooLarge { name, limit: limits.entry_bytes });
            }
            if content.len() > room {
                return Err(OfficeError::TooLargeTogether { limit: limits.total_bytes });
            }
            total += content.len();
            package.parts.push(Part { name, bytes: content });
        }
        // Data descriptors and extra fields take some bytes of every part; more than that is somebody's.
        let overhead = archive.len() * 160;
        package.loose_bytes = bytes.len().saturating_sub(accounted).saturating_sub(overhead);
        Ok(package)
    }

    /// A package of no parts.
    pub fn empty() -> Package {
        Package { parts: Vec::new(), comments: Vec::new(), loose_bytes: 0 }
    }

    /// The parts in their order.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The content of a part; the case of its name does not matter.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.find(name).map(|part| part.bytes.as_slice())
    }

    /// Whether there is a part of that name.
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    fn find(&self, name: &str) -> Option<&Part> {
        let exact = self.parts.iter().find(|part| part.name == name);
        exact.or_else(|| self.parts.iter().find(|part| part.name.eq_ignore_ascii_case(name)))
    }

    /// A part read as XML; nothing when there is no such part.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Xml`] when it is not well-formed or beyond the limits of XML.
    pub fn xml(&self, name: &str) -> Result<Option<Element>, OfficeError> {
        let Some(bytes) = self.get(name) else { return Ok(None) };
        match xml::parse(bytes) {
            Ok(root) => Ok(Some(root)),
            Err(source) => Err(OfficeError::Xml { name: name.to_owned(), source }),
        }
    }

    /// Puts a part, in place of the one of that name.
    pub fn set(&mut self, name: &str, bytes: Vec<u8>) {
        match self.parts.iter_mut().find(|part| part.name.eq_ignore_ascii_case(name)) {
            Some(part) => part.bytes = bytes,
            None => self.parts.push(Part { name: name.to_owned(), bytes }),
        }
    }

    /// Takes a part out.
    pub fn remove(&mut self, name: &str) -> Option<Part> {
        let index = self.parts.iter().position(|part| part.name.eq_ignore_ascii_case(name))?;
        Some(self.parts.remove(index))
    }

    /// Keeps the parts whose name passes.
    pub fn retain(&mut self, mut keep: impl FnMut(&str) -> bool) {
        self.parts.retain(|part| keep(&part.name));
    }

    /// The archive again: the parts in their order, no comments, no times, nothing between the parts. The same parts
    /// always give the same bytes. A part named `mimetype` is stored first and unpacked, as ODF asks.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Damaged`] when a part cannot be written.
    pub fn write(&self) -> Result<Vec<u8>, OfficeError> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let packed = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        let (first, others): (Vec<&Part>, Vec<&Part>) =
            self.parts.iter().partition(|part| part.name == "mimetype");
        for part in first.into_iter().chain(others) {
            let options = if part.name == "mimetype" || is_packed(&part.bytes) {
                packed.compression_method(CompressionMethod::Stored)
            } else {
                packed
            };
            let started = writer.start_file(part.name.as_str(), options).is_ok();
            if !started || writer.write_all(&part.bytes).is_err() {
                return Err(damaged(&part.name));
            }
        }
        let cursor = writer.finish().map_err(|_| OfficeError::NotAnArchive)?;
        Ok(cursor.into_inner())
    }
}

fn damaged(name: &str) -> OfficeError {
    OfficeError::Damaged { name: name.to_owned() }
}

/// Pictures and archives do not get smaller.
fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xd8\xff") || bytes.starts_with(b"\x89PNG") || bytes.starts_with(b"PK\x03\x04")
}

fn text_of(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        // Archives packed on Chinese Windows carry their names in its encoding, without saying so.
        Err(_) => GB18030.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// The name with `/` between folders; refused when it leads outside.
fn name_of(raw: &[u8]) -> Result<String, OfficeError> {
    let name = text_of(raw).replace('\\', "/");
    let drive = name.as_bytes().get(1) == Some(&b':');
    let folders = name.trim_end_matches('/').split('/');
    let bad = name.is_empty()
        || name.len() > 1024
        || name.starts_with('/')
        || drive
        || name.contains('\0')
        || folders.into_iter().any(|folder| matches!(folder, ".." | "." | ""));
    if bad { Err(OfficeError::UnsafeName { name }) } else { Ok(name) }
}
