//! What the reader reads: a document as paragraphs and grids, whatever file it came from.
//!
//! The `document` crate makes these from files; this crate finds the report in them.

/// A document in reading order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Source {
    /// Title from the file's own metadata (`<title>`, front matter), if any.
    pub title: Option<String>,
    /// Paragraphs and grids in reading order.
    pub blocks: Vec<Block>,
}

/// A paragraph or a grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Running text, one paragraph.
    Paragraph(String),
    /// A table.
    Grid(Grid),
}

/// A table with merged cells spread out: every row has a cell at each column it covers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grid {
    /// Where the grid stands, in words (e.g. `第 2 个表`).
    pub place: String,
    /// Rows from top to bottom.
    pub rows: Vec<Vec<GridCell>>,
}

/// A cell of a grid.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GridCell {
    /// The text as it stands, trimmed.
    pub text: String,
    /// True when this place is covered by a merged cell that began further left or above; `text` repeats it.
    pub spanned: bool,
}
