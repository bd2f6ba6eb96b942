//! The letter as a Word file (DOCX).

use std::io::Cursor;

use docx_rs::{Docx, Paragraph, Run};

use crate::block::Composed;
use crate::error::TypesetError;

/// Writes the Word file: the words, a paragraph each. The layout follows.
pub(crate) fn write(letter: &Composed) -> Result<Vec<u8>, TypesetError> {
    let text = crate::text::write(letter);
    let document = text.lines().fold(Docx::new(), |document, line| {
        document.add_paragraph(Paragraph::new().add_run(Run::new().add_text(line)))
    });
    let mut bytes = Cursor::new(Vec::new());
    document.build().pack(&mut bytes).map_err(|error| TypesetError::Docx(error.to_string()))?;
    Ok(bytes.into_inner())
}
