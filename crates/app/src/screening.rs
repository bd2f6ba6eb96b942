//! Screening files and bodies (发布前筛查): one way for the office and for `gongkai screen`.

use std::sync::LazyLock;

use gongkai_document::{DocumentError, Kind as FileKind};
use gongkai_report::source::{Block, GridCell, Source};
use gongkai_screening::{Content, Kind, Part, Rules, Screener, Screening, Unread};
use jiff::civil::Date;

/// The built-in rules, read once.
pub(crate) static SCREENER: LazyLock<Screener> = LazyLock::new(|| Screener::new(&Rules::built_in()));
/// Version of the rules built in.
pub const RULES_VERSION: &str = Rules::VERSION;
/// How sure a finding must be to stand in the way.
pub(crate) const SURE: f64 = 0.8;

/// Values that tell who somebody is: they are masked, and stand in no reply made public.
pub(crate) const fn is_personal(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::IdNumber
            | Kind::BankCard
            | Kind::Email
            | Kind::Passport
            | Kind::Mobile
            | Kind::Plate
            | Kind::PersonName
    )
}

/// Screens a file by what it holds.
///
/// # Errors
///
/// [`DocumentError`] when the file is of a type that is not read, or has no text.
pub fn screen_bytes(screener: &Screener, bytes: &[u8], today: Date) -> Result<Screening, DocumentError> {
    if !bytes.is_empty()
        && bytes.len() <= gongkai_document::LIMIT_BYTES
        && gongkai_document::kind(bytes) == FileKind::Text
    {
        // Plain text keeps its own characters: spans point into the file.
        let text = gongkai_document::decode(bytes)?;
        return Ok(screener.screen(&text, Some(today)));
    }
    match gongkai_document::read(bytes) {
        Ok(source) => Ok(screen_source(screener, &source, today)),
        // A picture was looked at and nothing of it was read: that is an answer, and it blocks.
        Err(DocumentError::Picture) => {
            Ok(screener.screen_parts(&[], Unread { picture_pages: 1, ..Unread::default() }, Some(today)))
        }
        Err(error) => Err(error),
    }
}

fn screen_source(screener: &Screener, source: &Source, today: Date) -> Screening {
    let tables: Vec<Vec<Vec<String>>> = source.blocks.iter().filter_map(cells).collect();
    let mut tables = tables.iter();
    let mut parts = Vec::new();
    if let Some(title) = &source.title {
        parts.push(Part { place: "标题".to_owned(), content: Content::Paragraph(title) });
    }
    let mut paragraphs = 0;
    for block in &source.blocks {
        match block {
            Block::Paragraph(text) => {
                paragraphs += 1;
                parts
                    .push(Part { place: format!("第 {paragraphs} 段"), content: Content::Paragraph(text) });
            }
            Block::Grid(grid) => {
                let rows = tables.next().map(Vec::as_slice).unwrap_or_default();
                parts.push(Part { place: grid.place.clone(), content: Content::Table(rows) });
            }
        }
    }
    screener.screen_parts(&parts, Unread::default(), Some(today))
}

/// The cells of a grid; what a merged cell repeats is left out, so nothing is found twice.
fn cells(block: &Block) -> Option<Vec<Vec<String>>> {
    let Block::Grid(grid) = block else { return None };
    let own = |row: &Vec<GridCell>| {
        row.iter().map(|cell| if cell.spanned { String::new() } else { cell.text.clone() }).collect()
    };
    Some(grid.rows.iter().map(own).collect())
}
