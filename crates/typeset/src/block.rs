//! A letter with its words in place (版面内容): what the PDF, the Word file and the plain text are all made from.

use serde::Serialize;

/// A typeface of the standard, by its role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Face {
    /// 仿宋, the text.
    Fang,
    /// 黑体, headings of the first level.
    Hei,
    /// 楷体, headings of the second level.
    Kai,
}

/// Words in one typeface. A line break in them is one on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) face: Face,
}

/// Words of one paragraph.
pub(crate) type Words = Vec<Run>;

/// How a paragraph stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Align {
    /// From the left edge, not indented.
    Left,
    /// In the middle.
    Centre,
    /// To the right edge.
    Right,
}

/// One part of a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Block {
    /// The title (标题), line by line.
    Title { lines: Vec<String> },
    /// To whom (主送机关), with its colon.
    Addressee { words: Words },
    /// A heading within the text: level 1 is 一、, level 2 （一）.
    Heading { level: u8, words: Words },
    /// A paragraph, its first line indented by two characters.
    Paragraph { words: Words },
    /// A paragraph that is not indented.
    Line { align: Align, words: Words },
    /// The list of attachments (附件说明).
    Attachments { names: Vec<String> },
    /// Who signs and when, with the place of the seal (署名、成文日期).
    Signature { name: String, date: String },
    /// The note under the date (附注), with its brackets.
    Note { words: Words },
    /// What follows starts a new page (另页).
    PageBreak,
    /// An empty line (空行).
    Blank,
    /// A line to write on (横线).
    Rule,
    /// A form's table (表格); widths in characters.
    Table { widths: Vec<u8>, rows: Vec<Vec<Cell>> },
}

/// A cell of a form's table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Cell {
    /// Its paragraphs.
    pub(crate) paragraphs: Vec<Words>,
    /// How many columns it spans.
    pub(crate) columns: u8,
    /// How many lines of the page it is at least high.
    pub(crate) lines: u8,
    /// Whether it names what stands beside it, and so is a header.
    pub(crate) label: bool,
}

/// The words of runs, one after the other.
pub(crate) fn plain(words: &[Run]) -> String {
    words.iter().map(|run| run.text.as_str()).collect()
}

/// A whole letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Composed {
    /// The name of the document, for the file's title.
    pub(crate) title: String,
    /// The organ's name in the red head (发文机关标志); `None` on a form.
    pub(crate) organ: Option<String>,
    /// The document number (发文字号).
    pub(crate) number: Option<String>,
    /// Its parts.
    pub(crate) blocks: Vec<Block>,
}
