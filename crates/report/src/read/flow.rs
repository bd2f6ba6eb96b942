//! The running text of a source as one string, with the places where grids stand.

use super::fold::{Sig, fold, folded};
use super::marks::{Mark, find};
use super::value::is_dash;
use crate::source::{Block, Grid, Source};

/// Running text, its labels, and the grids between.
pub(super) struct Flow<'a> {
    /// The paragraphs, one a line.
    pub(super) text: String,
    /// Labels of the form in the text.
    pub(super) marks: Vec<Mark>,
    /// Grids with the byte before which they stand.
    pub(super) grids: Vec<(usize, &'a Grid)>,
    pub(super) sigs: Vec<Sig>,
}

impl<'a> Flow<'a> {
    pub(super) fn new(source: &'a Source) -> Flow<'a> {
        let mut text = String::new();
        let mut grids = Vec::new();
        for block in &source.blocks {
            match block {
                Block::Grid(grid) => grids.push((text.len(), grid)),
                Block::Paragraph(paragraph) => {
                    for line in paragraph.lines().filter(|line| !is_page_number(line)) {
                        text.push_str(line.trim());
                        text.push('\n');
                    }
                }
            }
        }
        let sigs = fold(&text);
        let marks = find(&text, &sigs);
        Flow { text, marks, grids, sigs }
    }

    /// The text between two bytes.
    pub(super) fn slice(&self, start: usize, end: usize) -> &str {
        self.text.get(start..end).unwrap_or("")
    }

    /// `第 3 段`: the line a byte stands in.
    pub(super) fn place(&self, at: usize) -> String {
        let line = self.slice(0, at).matches('\n').count() + 1;
        format!("第 {line} 段")
    }
}

/// `- 4 -`, `—4—`, `第 4 页 共 9 页`: a number no table owns.
fn is_page_number(line: &str) -> bool {
    let line = line.trim();
    let inner = line.trim_matches(|ch: char| is_dash(ch) || ch.is_whitespace());
    let dashed = line.chars().next().is_some_and(is_dash) && line.chars().next_back().is_some_and(is_dash);
    if dashed && !inner.is_empty() && inner.chars().all(|ch| ch.is_ascii_digit()) {
        return true;
    }
    let words = folded(line);
    words.starts_with('第')
        && words.contains('页')
        && words.chars().all(|ch| ch.is_ascii_digit() || "第页共/".contains(ch))
}
