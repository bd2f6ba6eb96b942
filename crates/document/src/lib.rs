//! Documents in and out: text, Markdown, HTML and workbooks.
//!
//! [`read`] turns the bytes of a file into paragraphs and grids. The type is told by the content: names lie.

pub mod article;
mod docx;
mod encoding;
pub mod hidden;
mod html;
mod markdown;
mod ofd;
pub mod office;
mod page;
mod pdf;
mod room;
mod sniff;
pub mod table;
mod text;
mod texts;
pub mod web;
pub mod word;
mod wordml;
pub mod write;
mod xlsx;

pub use encoding::decode;
use gongkai_report::source::Source;
pub use pdf::pdf_text;
pub use texts::texts;

use crate::office::{Limits, OfficeError, Package};

/// Largest file read, in bytes.
pub const LIMIT_BYTES: usize = 32 * 1024 * 1024;
/// Most cells kept of one document.
const LIMIT_CELLS: usize = 400_000;

/// What a file is, by its content (文件类型).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// HTML, also inside a JavaScript string
    Html,
    /// Markdown
    Markdown,
    /// Plain text, with or without tabs
    Text,
    /// JSON
    Json,
    /// PDF
    Pdf,
    /// Word or WPS text (docx)
    Docx,
    /// Excel or WPS table (xlsx)
    Xlsx,
    /// `PowerPoint` or WPS slides (pptx)
    Pptx,
    /// `OpenDocument` text (odt)
    Odt,
    /// `OpenDocument` table (ods)
    Ods,
    /// `OpenDocument` slides (odp)
    Odp,
    /// OFD (版式文档)
    Ofd,
    /// Word, Excel or WPS before 2007
    Ole,
    /// RTF
    Rtf,
    /// A JPEG picture
    Jpeg,
    /// A PNG picture
    Png,
    /// A picture of another type
    Picture,
    /// An archive
    Archive,
    /// None of these
    Unknown,
}

impl Kind {
    /// The type's name as the reader knows it.
    pub const fn label(self) -> &'static str {
        match self {
            Kind::Html => "HTML",
            Kind::Markdown => "Markdown",
            Kind::Text => "文本",
            Kind::Json => "JSON",
            Kind::Pdf => "PDF",
            Kind::Docx => "DOCX",
            Kind::Xlsx => "XLSX",
            Kind::Pptx => "PPTX",
            Kind::Odt => "ODT",
            Kind::Ods => "ODS",
            Kind::Odp => "ODP",
            Kind::Ofd => "OFD",
            Kind::Ole => "旧版 Word/Excel/WPS",
            Kind::Rtf => "RTF",
            Kind::Jpeg => "JPEG 图片",
            Kind::Png => "PNG 图片",
            Kind::Picture => "图片",
            Kind::Archive => "压缩包",
            Kind::Unknown => "未知类型",
        }
    }
}

/// Why a file was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// Nothing in it.
    #[error("文件是空的")]
    Empty,
    /// More than is read.
    #[error("文件太大：最多读取 {} MB", LIMIT_BYTES / 1024 / 1024)]
    TooLarge,
    /// More cells than are kept.
    #[error("表格太大：最多读取 {LIMIT_CELLS} 格")]
    TooManyCells,
    /// A table to be taken in that is larger than is read.
    #[error("表格太大：文件和工作簿展开后都不能超过 {} MB；请另存为 CSV，或者拆成几个文件", table::LIMIT_BYTES / 1024 / 1024)]
    TableTooLarge,
    /// Elements nested deeper than is followed.
    #[error("网页的标签套叠太深，不能读取")]
    TooDeep,
    /// A type that is known but not read.
    #[error("{} 读取尚未支持；请另存为文本、Markdown 或 HTML 后再读", .0.label())]
    Unsupported(Kind),
    /// A file that needs a password.
    #[error("文件设了密码，打不开；请取消密码后再读")]
    Encrypted,
    /// A file that is not whole.
    #[error("{} 文件已损坏或不完整，不能读取", .0.label())]
    Damaged(Kind),
    /// More pages than are read.
    #[error("页数太多，不能读取")]
    TooManyPages,
    /// Drawings that take more work than any report needs.
    #[error("文件内容太多，不能读取")]
    TooComplex,
    /// Scanned pages.
    #[error("这份文件只有图片（扫描件），没有文字，图片中的数字不能读取")]
    PicturesOnly,
    /// Characters whose meaning the file does not tell.
    #[error("文件中的字体没有说明各是什么字，文字不能读取")]
    NoText,
    /// A picture has no figures to read.
    #[error("这是图片，图片中的文字和数字不能读取")]
    Picture,
    /// No text of any encoding.
    #[error("文件类型不认识，也不是文本")]
    NotText,
}

/// What `bytes` are.
pub fn kind(bytes: &[u8]) -> Kind {
    if let Some(kind) = sniff::binary(bytes) {
        return kind;
    }
    match decode(bytes) {
        Ok(text) => kind_of_text(&text),
        Err(_) => Kind::Unknown,
    }
}

/// Reads a file into paragraphs and grids.
///
/// JSON is read for HTML inside its strings; whoever expects a report in our own JSON asks [`kind`] first.
///
/// # Errors
///
/// [`DocumentError`] when the file is empty, too large, no text, or of a type that is not read.
pub fn read(bytes: &[u8]) -> Result<Source, DocumentError> {
    if bytes.is_empty() {
        return Err(DocumentError::Empty);
    }
    if bytes.len() > LIMIT_BYTES {
        return Err(DocumentError::TooLarge);
    }
    match sniff::binary(bytes) {
        Some(Kind::Picture | Kind::Jpeg | Kind::Png) => return Err(DocumentError::Picture),
        Some(Kind::Pdf) => return pdf::read(bytes),
        Some(Kind::Docx) => return docx::read(bytes),
        Some(Kind::Xlsx) => return xlsx::read(bytes),
        Some(Kind::Ofd) => return ofd::read(bytes),
        Some(Kind::Ole) if is_locked(bytes) => return Err(DocumentError::Encrypted),
        Some(kind) => return Err(DocumentError::Unsupported(kind)),
        None => {}
    }
    let content = decode(bytes)?;
    if content.trim().is_empty() {
        return Err(DocumentError::Empty);
    }
    match kind_of_text(&content) {
        Kind::Html | Kind::Json => html::read(&content),
        Kind::Markdown => markdown::read(&content),
        _ => text::read(&content),
    }
}

/// A digit as a raised one.
fn raise(ch: char) -> char {
    match ch {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' => '⁰',
        '4'..='9' => char::from_u32(u32::from(ch) - u32::from('4') + 0x2074).unwrap_or(ch),
        _ => ch,
    }
}

/// Office puts a file with a password into the container of the older formats.
fn is_locked(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(name.len()).any(|window| window == name)
}

/// Opens a file made of parts.
fn open(bytes: &[u8], kind: Kind) -> Result<Package, DocumentError> {
    Package::open(bytes, &Limits::HOUSE).map_err(|error| in_words(&error, kind))
}

/// What the reader is told when a file made of parts is not read.
fn in_words(error: &OfficeError, kind: Kind) -> DocumentError {
    match error {
        OfficeError::Encrypted { .. } => DocumentError::Encrypted,
        OfficeError::NotAnArchive
        | OfficeError::Damaged { .. }
        | OfficeError::Missing { .. }
        | OfficeError::Xml { .. } => DocumentError::Damaged(kind),
        _ => DocumentError::TooComplex,
    }
}

fn kind_of_text(text: &str) -> Kind {
    let start = text.trim_start();
    let json = start.starts_with(['{', '[']) && serde_json::from_str::<serde_json::Value>(start).is_ok();
    if json {
        return Kind::Json;
    }
    let lower = text.to_ascii_lowercase();
    let page =
        ["<!doctype html", "<html", "<body", "<head", "</td>", "</p>", "</div>", "<\\/td>", "<\\/table>"];
    let tables = markdown::has_tables(text)
        || text.lines().any(|line| line.starts_with("# ") || line.starts_with("## "));
    let whole_page = page.iter().take(4).any(|tag| lower.contains(tag));
    // Programs that read pictures write Markdown with HTML tables in it.
    if tables && !whole_page && !lower.contains("</div>") {
        return Kind::Markdown;
    }
    if page.iter().any(|tag| lower.contains(tag)) || lower.contains("\\u003ctable") {
        return Kind::Html;
    }
    Kind::Text
}
