//! Documents: paragraphs and tables, each with its place.

use jiff::civil::Date;

use crate::finding::{Coverage, Finding, Mark, Screening, Span};
use crate::screener::{Screener, coverage};

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content<'a> {
    /// A paragraph.
    Paragraph(&'a str),
    /// Rows of cells.
    Table(&'a [Vec<String>]),
}

/// A part of a document (段落或表格).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<'a> {
    /// Where, in words (`第 3 段`, `第 1 个表`).
    pub place: String,
    /// What stands there.
    pub content: Content<'a>,
}

/// What of a document could not be read (未能读取的部分).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unread {
    /// Characters drawn but not read.
    pub characters: usize,
    /// Pages that are pictures only.
    pub picture_pages: usize,
    /// True when a part is encrypted.
    pub encrypted: bool,
}

impl Screener {
    /// Screens the parts of a document; spans count within the paragraph or cell named by the place.
    pub fn screen_parts(&self, parts: &[Part<'_>], unread: Unread, today: Option<Date>) -> Screening {
        let mut findings = Vec::new();
        let mut read = Coverage {
            unreadable: unread.characters,
            picture_pages: unread.picture_pages,
            encrypted: unread.encrypted,
            ..Coverage::default()
        };
        for part in parts {
            let text = match part.content {
                Content::Paragraph(text) => {
                    findings.extend(
                        self.findings(text, today).into_iter().map(|found| placed(found, &part.place)),
                    );
                    add(&mut read, coverage(text));
                    continue;
                }
                Content::Table(rows) => joined(rows),
            };
            let found = self.findings(&text, today);
            findings.extend(in_cells(&text, found, &part.place));
            for line in text.lines().flat_map(|line| line.split('\t')) {
                add(&mut read, coverage(line));
            }
        }
        self.conclude(findings, read)
    }
}

fn add(sum: &mut Coverage, part: Coverage) {
    sum.characters += part.characters;
    sum.unreadable += part.unreadable;
}

fn placed(mut finding: Finding, place: &str) -> Finding {
    place.clone_into(&mut finding.place);
    for mark in &mut finding.marks {
        place.clone_into(&mut mark.place);
    }
    finding
}

/// Rows as lines, cells parted by tabs; breaks and bars inside a cell become spaces, so characters keep their count.
fn joined(rows: &[Vec<String>]) -> String {
    let mut text = String::new();
    for row in rows {
        for (column, cell) in row.iter().enumerate() {
            if column > 0 {
                text.push('\t');
            }
            text.extend(
                cell.chars()
                    .map(|ch| if matches!(ch, '\n' | '\r' | '\t' | '|' | '｜' | '│') { ' ' } else { ch }),
            );
        }
        // A table of one column is a table too.
        if row.len() < 2 {
            text.push('\t');
        }
        text.push('\n');
    }
    text
}

/// Spans of the joined table as spans within their cells.
fn in_cells(text: &str, findings: Vec<Finding>, place: &str) -> Vec<Finding> {
    let mut starts = vec![(0_usize, 1_usize, 1_usize)];
    let (mut row, mut column) = (1, 1);
    for (at, ch) in text.chars().enumerate() {
        match ch {
            '\t' => column += 1,
            '\n' => (row, column) = (row + 1, 1),
            _ => continue,
        }
        starts.push((at + 1, row, column));
    }
    let cell = |mark: Mark| {
        let after = starts.partition_point(|(start, _, _)| *start <= mark.span.start);
        let (start, row, column) =
            after.checked_sub(1).and_then(|at| starts.get(at)).copied().unwrap_or((0, 1, 1));
        let span = Span { start: mark.span.start - start, end: mark.span.end - start };
        Mark { span, text: mark.text, place: format!("{place}第 {row} 行第 {column} 列") }
    };
    findings
        .into_iter()
        .map(|mut finding| {
            finding.marks = finding.marks.into_iter().map(cell).collect();
            let first = finding.marks.first().map(|mark| mark.place.clone()).unwrap_or_default();
            finding.place = if finding.marks.len() > 1 {
                let column = first.rsplit('第').next().unwrap_or_default();
                format!("{place}第{column}")
            } else {
                first
            };
            finding
        })
        .collect()
}
