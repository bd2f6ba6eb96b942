//! The words of a file, to be searched: page by page where it has pages.

use gongkai_report::source::Block;

use crate::{DocumentError, Kind, LIMIT_BYTES, kind, pdf, read};

/// The texts of a file with the page each stands on; a line for each paragraph or row of a table.
///
/// # Errors
///
/// [`DocumentError`] when the file is of a type that is not read, or has no text.
pub fn texts(bytes: &[u8]) -> Result<Vec<(Option<u32>, String)>, DocumentError> {
    if bytes.len() > LIMIT_BYTES {
        return Err(DocumentError::TooLarge);
    }
    if kind(bytes) == Kind::Pdf {
        return Ok(pdf::page_texts(bytes)?.into_iter().map(|(page, text)| (Some(page), text)).collect());
    }
    let source = read(bytes)?;
    let mut lines = Vec::new();
    for block in &source.blocks {
        match block {
            Block::Paragraph(text) => lines.push(text.clone()),
            Block::Grid(grid) => lines.extend(grid.rows.iter().map(|row| {
                let cells = row.iter().filter(|cell| !cell.spanned).map(|cell| cell.text.as_str());
                cells.collect::<Vec<_>>().join("；")
            })),
        }
    }
    Ok(vec![(None, lines.join("\n"))])
}
