//! A text as it is published: headings, paragraphs, lists, tables, pictures and notes, whatever file it came from.
//!
//! The model holds what a page may show and nothing else, so that [`html`] writes a fixed set of elements from it and
//! nothing of the file's own markup reaches a page.

mod html;
mod text;

pub use html::{HtmlOptions, html};
pub use text::text;

use crate::Kind;

/// A text with its notes and pictures (正文).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Article {
    /// What it says, in reading order.
    pub blocks: Vec<Block>,
    /// Footnotes and endnotes in the order they are referred to (脚注、尾注).
    pub notes: Vec<Vec<Block>>,
    /// Pictures in the order they appear.
    pub pictures: Vec<Picture>,
    /// What was changed or left out on the way, and what an editor should look at.
    pub remarks: Vec<Remark>,
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading; its number, if it has one, stands in its content (标题)
    Heading {
        /// 1 is the highest.
        level: u8,
        /// What it says.
        content: Vec<Inline>,
    },
    /// A paragraph (段落)
    Paragraph {
        /// Where its lines stand.
        align: Align,
        /// What it says.
        content: Vec<Inline>,
    },
    /// Items with bullets or plain numbers; items numbered in another way are paragraphs that begin with their number
    List(Vec<Item>),
    /// A table (表格)
    Table(Table),
}

/// Where lines stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// At the start, or on both sides
    #[default]
    Start,
    /// In the middle
    Center,
    /// At the end, as a signature does
    End,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// How deep it stands, from 0.
    pub level: usize,
    /// What stands before it.
    pub marker: Marker,
    /// What it says.
    pub content: Vec<Inline>,
}

/// What stands before an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marker {
    /// A bullet
    Bullet,
    /// A number as `1.`
    Number(u32),
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Text of one look
    Text {
        /// The text.
        text: String,
        /// Its look.
        look: Look,
        /// The address it leads to: `http`, `https`, `mailto`, or an item of this site.
        link: Option<String>,
    },
    /// A new line
    Break,
    /// The picture of that index
    Picture(usize),
    /// A reference to the note of that index
    Note(usize),
}

/// How text looks, as far as that means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(clippy::struct_excessive_bools, reason = "four independent switches of the format")]
pub struct Look {
    /// Bold
    pub bold: bool,
    /// Italic
    pub italic: bool,
    /// Underlined
    pub underline: bool,
    /// Raised
    pub raised: bool,
    /// Lowered
    pub lowered: bool,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// How many of its first rows are heads.
    pub head_rows: usize,
    /// Its rows.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a table; places it covers further right and below are not in the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Columns it covers.
    pub columns: usize,
    /// Rows it covers.
    pub rows: usize,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A picture, without what its file said about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its name in the file it came from.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its file.
    pub bytes: Vec<u8>,
    /// Width on the page, in CSS pixels.
    pub width_px: Option<u32>,
    /// Height on the page, in CSS pixels.
    pub height_px: Option<u32>,
    /// What it shows, in words (替代文字); nothing when the author gave none.
    pub alternative: Option<String>,
    /// The author marked it as mere ornament.
    pub ornament: bool,
}

impl Picture {
    /// Whether a browser shows it.
    pub fn is_shown(&self) -> bool {
        let gif_or_webp = self.bytes.starts_with(b"GIF8") || self.bytes.get(8..12) == Some(b"WEBP");
        matches!(self.kind, Kind::Jpeg | Kind::Png) || gif_or_webp
    }

    /// Whether somebody has still to say what it shows.
    pub fn lacks_alternative(&self) -> bool {
        !self.ornament && self.alternative.as_deref().is_none_or(|text| text.trim().is_empty())
    }
}

impl Article {
    /// The indices of pictures whose alternative text is still to be written.
    pub fn pictures_without_alternative(&self) -> Vec<usize> {
        let lacking = self.pictures.iter().enumerate().filter(|(_, picture)| picture.lacks_alternative());
        lacking.map(|(index, _)| index).collect()
    }
}

/// What happened to something on the way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What happened.
    pub kind: RemarkKind,
    /// To what.
    pub text: String,
}

/// What happens to things on the way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RemarkKind {
    /// A tracked change was accepted (修订已接受)
    ChangeAccepted,
    /// A comment was left out (批注已去除)
    CommentDropped,
    /// Hidden text was left out (隐藏文字已去除)
    HiddenTextDropped,
    /// A link was left out, its text stays (链接已去除)
    LinkDropped,
    /// A table of contents was left out: the page makes its own (目录已去除)
    ContentsDropped,
    /// A picture of a type that browsers do not show, or one that is not in the file (图片不能显示)
    PictureNotShown,
    /// The first row of a table was taken for its head (表头为推定)
    HeadGuessed,
    /// A formula became plain text (公式转为文字)
    FormulaAsText,
    /// A sign of a symbol font that is not known (符号不能识别)
    UnknownSymbol,
}

impl RemarkKind {
    /// What the editor reads.
    pub const fn label(self) -> &'static str {
        match self {
            RemarkKind::ChangeAccepted => "修订已接受",
            RemarkKind::CommentDropped => "批注已去除",
            RemarkKind::HiddenTextDropped => "隐藏文字已去除",
            RemarkKind::LinkDropped => "链接已去除",
            RemarkKind::ContentsDropped => "目录已去除",
            RemarkKind::PictureNotShown => "图片不能显示",
            RemarkKind::HeadGuessed => "表头为推定",
            RemarkKind::FormulaAsText => "公式转为文字",
            RemarkKind::UnknownSymbol => "符号不能识别",
        }
    }
}

/// Whether a link may stand on a page.
pub fn is_safe_link(address: &str) -> bool {
    let address = address.trim();
    let scheme = address.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    let plain = !address.chars().any(|ch| ch.is_control() || ch.is_whitespace());
    // An item of this site itself.
    let own = address.starts_with("/items/");
    plain && (own || matches!(scheme.as_deref(), Some("http" | "https" | "mailto")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_that_lead_to_pages_and_mail_are_safe() {
        let safe_links = [
            "https://www.example.gov.cn/a?b=1",
            "HTTP://example.org",
            "mailto:a@example.org",
            "/items/330482/2021-00001",
        ];
        for safe in safe_links {
            assert!(is_safe_link(safe), "{safe}");
        }
        let unsafe_links = [
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "file:///D:/a.doc",
            "//host/a",
            "a.html",
            "https://a b",
            "vbscript:x",
            "",
        ];
        for odd in unsafe_links {
            assert!(!is_safe_link(odd), "{odd}");
        }
    }
}
