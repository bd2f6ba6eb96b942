//! What the reader reads: a document as paragraphs and grids, whatever file it came from.
//!
//! The `document` crate makes these from files; this crate finds the report in them.

use std::fmt;

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
    /// Where the cell stands, when the source knows better than row and column.
    pub place: Option<String>,
}

impl GridCell {
    /// A cell known by its row and column alone.
    pub fn new(text: impl Into<String>, spanned: bool) -> GridCell {
        GridCell { text: text.into(), spanned, place: None }
    }
}

/// A box on a page (页面上的位置): the evidence for a figure, which a page picture can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    /// The page, from 1.
    pub page: u32,
    /// Left edge, in tenths of a point from the left edge of the page; the others alike, from the top.
    pub left: u32,
    /// Top edge.
    pub top: u32,
    /// Right edge.
    pub right: u32,
    /// Bottom edge.
    pub bottom: u32,
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let edges = [self.left, self.top, self.right, self.bottom];
        let [left, top, right, bottom] = edges.map(|edge| format!("{}.{}", edge / 10, edge % 10));
        write!(f, "第 {} 页 [{left}, {top}, {right}, {bottom}]", self.page)
    }
}

impl Spot {
    /// The spot that `place` begins with, as [`fmt::Display`] writes it.
    pub fn parse(place: &str) -> Option<Spot> {
        let (page, rest) = place.strip_prefix("第 ")?.split_once(" 页 [")?;
        let (edges, _) = rest.split_once(']')?;
        let mut edges = edges.split(", ").map(|edge| {
            let (whole, tenth) = edge.split_once('.')?;
            let tenth: u32 = tenth.parse().ok().filter(|tenth| *tenth < 10)?;
            whole.parse::<u32>().ok()?.checked_mul(10)?.checked_add(tenth)
        });
        let mut next = || edges.next().flatten();
        let (left, top, right, bottom) = (next()?, next()?, next()?, next()?);
        Some(Spot { page: page.parse().ok()?, left, top, right, bottom })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spot_is_read_back_from_its_words() {
        let spot = Spot { page: 4, left: 740, top: 2476, right: 5189, bottom: 4150 };
        assert_eq!(spot.to_string(), "第 4 页 [74.0, 247.6, 518.9, 415.0]");
        assert_eq!(Spot::parse(&spot.to_string()), Some(spot));
        assert_eq!(Spot::parse("第 2 个表第 5 行第 3 列"), None);
    }
}
