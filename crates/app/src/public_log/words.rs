//! The words of a file, to be compared with those that were published.

use gongkai_document::DocumentError;
use gongkai_journal::log::bare;
use gongkai_report::source::Block;

/// The bare words of a page, a document or a text in any format that is read; of a PDF page by page.
///
/// # Errors
///
/// [`DocumentError`] when the file is of a type that is not read, or has no text.
pub fn bare_words(bytes: &[u8]) -> Result<Vec<String>, DocumentError> {
    if gongkai_document::kind(bytes) == gongkai_document::Kind::Pdf {
        let pages = gongkai_document::texts(bytes)?;
        return Ok(pages.into_iter().map(|(_, text)| bare(&text)).collect());
    }
    let mut words = String::new();
    for block in &gongkai_document::read(bytes)?.blocks {
        match block {
            Block::Paragraph(text) => words.push_str(text),
            Block::Grid(grid) => {
                let cells = grid.rows.iter().flatten().filter(|cell| !cell.spanned);
                cells.for_each(|cell| words.push_str(&cell.text));
            }
        }
    }
    Ok(vec![bare(&words)])
}
