//! What is public as a file to keep (公开信息的下载件): title, facts, text, files, and where it came from, on plain pages.

mod paper;
mod word;

use gongkai_document::article::{Article, Block, Cell, Inline, Picture, Table};
use image::{ImageFormat, ImageReader, Limits};

use crate::error::TypesetError;
use crate::fonts::Fonts;

/// Longest side of a picture that is set, in pixels.
const SIDE: u32 = 12_000;
/// Most memory one picture may take, in bytes.
const MEMORY: u64 = 256 << 20;

/// A public text with what belongs to it.
#[derive(Debug, Clone)]
pub struct Sheet<'a> {
    /// Its title.
    pub title: &'a str,
    /// Facts about it, each with its name (元数据).
    pub facts: &'a [(String, String)],
    /// What it says.
    pub body: &'a Article,
    /// Its files, a line each (附件).
    pub files: &'a [String],
    /// Where it came from, a line each.
    pub source: &'a [String],
    /// An address as a code: an SVG picture, and what it is. On paper only.
    pub code: Option<(String, String)>,
}

/// The sheet as PDF/A-2a and PDF/UA-1. Blocks. Same sheet and fonts, same bytes.
///
/// # Errors
///
/// [`TypesetError::NoFont`] on a machine without Chinese fonts, [`TypesetError::Layout`] when it cannot be laid out.
pub fn sheet_pdf(sheet: &Sheet<'_>, fonts: &Fonts) -> Result<Vec<u8>, TypesetError> {
    paper::print(sheet, fonts)
}

/// The sheet as a Word file. Blocks. Same sheet, same bytes.
///
/// # Errors
///
/// [`TypesetError::Docx`] when it cannot be written.
pub fn sheet_docx(sheet: &Sheet<'_>) -> Result<Vec<u8>, TypesetError> {
    word::write(sheet)
}

/// A cell of a table with its place.
struct Placed<'a> {
    row: usize,
    column: usize,
    cell: &'a Cell,
}

/// The cells of a table in their places, and how many columns and rows there are. A span ends at the table's end.
fn place(table: &Table) -> (Vec<Placed<'_>>, usize, usize) {
    let mut taken: Vec<Vec<bool>> = vec![Vec::new(); table.rows.len()];
    let mut placed = Vec::new();
    for (row, cells) in table.rows.iter().enumerate() {
        let mut column = 0;
        for cell in cells {
            while taken.get(row).and_then(|row| row.get(column)).copied().unwrap_or(false) {
                column += 1;
            }
            for line in taken.iter_mut().skip(row).take(cell.rows.max(1)) {
                let end = column + cell.columns.max(1);
                if line.len() < end {
                    line.resize(end, false);
                }
                line.get_mut(column..end).into_iter().flatten().for_each(|place| *place = true);
            }
            placed.push(Placed { row, column, cell });
            column += cell.columns.max(1);
        }
    }
    let columns = taken.iter().map(Vec::len).max().unwrap_or(0);
    (placed, columns, table.rows.len())
}

/// Every picture's number with its file as PNG, JPEG, GIF or WebP that can be decoded, and its size in pixels.
fn pictures(article: &Article) -> Vec<Option<(ImageFormat, u32, u32)>> {
    article.pictures.iter().map(readable).collect()
}

/// What a picture is, if it can be decoded within bounds.
fn readable(picture: &Picture) -> Option<(ImageFormat, u32, u32)> {
    let image = decoded(picture)?;
    let format = image::guess_format(&picture.bytes).ok()?;
    Some((format, image.width(), image.height()))
}

fn decoded(picture: &Picture) -> Option<image::DynamicImage> {
    let mut reader = ImageReader::new(std::io::Cursor::new(&picture.bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(SIDE), Some(SIDE));
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    reader.decode().ok()
}

/// What stands for a picture that is not shown.
fn instead(picture: Option<&Picture>) -> String {
    let words = picture.and_then(|picture| picture.alternative.as_deref()).map(str::trim).unwrap_or_default();
    if words.is_empty() { "［图片］".to_owned() } else { format!("［图片：{words}］") }
}

/// Heading levels without gaps, the title being the first: 1, 3, 2 becomes 2, 3, 3.
fn levels(blocks: &[Block]) -> Vec<usize> {
    let mut open: Vec<u8> = Vec::new();
    let mut levels = Vec::new();
    for block in blocks {
        if let Block::Heading { level, .. } = block {
            while open.last().is_some_and(|last| last >= level) {
                open.pop();
            }
            open.push(*level);
            levels.push(open.len() + 1);
        }
    }
    levels
}

/// Is there anything to see?
fn is_empty(content: &[Inline]) -> bool {
    content.iter().all(|piece| matches!(piece, Inline::Text { text, .. } if text.trim().is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_have_no_gaps_in_their_levels() {
        let heading = |level| Block::Heading { level, content: Vec::new() };
        let of = |given: &[u8]| levels(&given.iter().map(|level| heading(*level)).collect::<Vec<_>>());
        assert_eq!(of(&[1, 3, 2]), [2, 3, 3]);
        assert_eq!(of(&[3, 3, 2, 3, 6]), [2, 2, 2, 3, 4]);
        assert_eq!(of(&[2, 1]), [2, 2]);
    }

    #[test]
    fn cells_stand_beside_those_that_reach_down() {
        let cell = |columns, rows| Cell { columns, rows, blocks: Vec::new() };
        let table =
            Table { head_rows: 0, rows: vec![vec![cell(1, 2), cell(2, 1)], vec![cell(1, 9), cell(1, 1)]] };
        let (placed, columns, rows) = place(&table);
        let places: Vec<_> = placed.iter().map(|cell| (cell.row, cell.column)).collect();
        assert_eq!((places, columns, rows), (vec![(0, 0), (0, 1), (1, 1), (1, 2)], 3, 2));
    }

    #[test]
    fn a_picture_that_is_none_is_told_in_words() {
        let picture = Picture {
            name: "x.png".to_owned(),
            kind: gongkai_document::Kind::Png,
            bytes: b"no picture".to_vec(),
            width_px: None,
            height_px: None,
            alternative: Some("示意图".to_owned()),
            ornament: false,
        };
        assert!(readable(&picture).is_none());
        assert_eq!(instead(Some(&picture)), "［图片：示意图］");
    }
}
