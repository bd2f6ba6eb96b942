//! An article as HTML: a fixed set of elements, each with its meaning for those who do not see the page.

use std::fmt::Write as _;

use super::{Align, Article, Block, Cell, Inline, Item, Look, Marker, Picture, Table};

/// How an article is written.
pub struct HtmlOptions<'a> {
    /// The element of the highest heading: 2 where the page has its own title above.
    pub heading_base: u8,
    /// Put before the ids of notes, so that two articles can share a page.
    pub id_prefix: &'a str,
    /// The address of a picture.
    pub picture: &'a dyn Fn(usize, &Picture) -> String,
}

impl Default for HtmlOptions<'_> {
    fn default() -> Self {
        HtmlOptions { heading_base: 2, id_prefix: "", picture: &|index, _| format!("picture-{}", index + 1) }
    }
}

/// Writes the article as HTML without a frame around it.
pub fn html(article: &Article, options: &HtmlOptions<'_>) -> String {
    let mut writer = Writer { article, options, out: String::new(), last_level: 0 };
    writer.blocks(&article.blocks);
    writer.notes();
    writer.out
}

struct Writer<'a> {
    article: &'a Article,
    options: &'a HtmlOptions<'a>,
    out: String,
    /// The level of the last heading written, so that none is skipped.
    last_level: u8,
}

impl Writer<'_> {
    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Heading { level, content } => {
                    let level = (*level).clamp(1, self.last_level + 1);
                    self.last_level = level;
                    let element = (self.options.heading_base + level - 1).min(6);
                    let _ = write!(self.out, "<h{element}>");
                    self.inlines(content, true);
                    let _ = writeln!(self.out, "</h{element}>");
                }
                Block::Paragraph { align, content } => {
                    self.out.push_str(match align {
                        Align::Start => "<p>",
                        Align::Center => "<p class=\"center\">",
                        Align::End => "<p class=\"end\">",
                    });
                    self.inlines(content, false);
                    self.out.push_str("</p>\n");
                }
                Block::List(items) => {
                    let mut rest = items.as_slice();
                    while !rest.is_empty() {
                        rest = self.list(rest);
                    }
                }
                Block::Table(table) => self.table(table),
            }
        }
    }

    /// Writes the items that stand together at the level of the first one; answers the rest.
    fn list<'i>(&mut self, items: &'i [Item]) -> &'i [Item] {
        let Some(first) = items.first() else { return items };
        let ordered = matches!(first.marker, Marker::Number(_));
        let (open, close) = match first.marker {
            Marker::Bullet => ("<ul>\n".to_owned(), "</ul>\n"),
            Marker::Number(1) => ("<ol>\n".to_owned(), "</ol>\n"),
            Marker::Number(start) => (format!("<ol start=\"{start}\">\n"), "</ol>\n"),
        };
        self.out.push_str(&open);
        let mut rest = items;
        let mut next = None;
        while let Some((item, after)) = rest.split_first() {
            let same = item.level == first.level && matches!(item.marker, Marker::Number(_)) == ordered;
            if !same {
                break;
            }
            match item.marker {
                // A number that does not follow from the one before is said.
                Marker::Number(number) if next.is_some_and(|next| next != number) => {
                    let _ = write!(self.out, "<li value=\"{number}\">");
                }
                _ => self.out.push_str("<li>"),
            }
            if let Marker::Number(number) = item.marker {
                next = Some(number.saturating_add(1));
            }
            self.inlines(&item.content, false);
            rest = after;
            while rest.first().is_some_and(|inner| inner.level > first.level) {
                self.out.push('\n');
                rest = self.list(rest);
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str(close);
        rest
    }

    fn table(&mut self, table: &Table) {
        // Wide tables scroll in their own frame, which the keyboard must reach.
        self.out.push_str("<div class=\"table\" tabindex=\"0\">\n<table>\n");
        let (head, body) = table.rows.split_at(table.head_rows.min(table.rows.len()));
        for (rows, element) in [(head, "thead"), (body, "tbody")] {
            if rows.is_empty() {
                continue;
            }
            let _ = writeln!(self.out, "<{element}>");
            for row in rows {
                self.out.push_str("<tr>");
                for cell in row {
                    self.cell(cell, element == "thead");
                }
                self.out.push_str("</tr>\n");
            }
            let _ = writeln!(self.out, "</{element}>");
        }
        self.out.push_str("</table>\n</div>\n");
    }

    fn cell(&mut self, cell: &Cell, head: bool) {
        // A head without words is no head of anything.
        let head = head && !cell.blocks.is_empty();
        self.out.push_str(if head { "<th" } else { "<td" });
        if head {
            self.out.push_str(if cell.columns > 1 { " scope=\"colgroup\"" } else { " scope=\"col\"" });
        }
        if cell.columns > 1 {
            let _ = write!(self.out, " colspan=\"{}\"", cell.columns);
        }
        if cell.rows > 1 {
            let _ = write!(self.out, " rowspan=\"{}\"", cell.rows);
        }
        self.out.push('>');
        match cell.blocks.as_slice() {
            [Block::Paragraph { content, .. }] => self.inlines(content, head),
            blocks => {
                let level = self.last_level;
                self.blocks(blocks);
                self.last_level = level;
            }
        }
        self.out.push_str(if head { "</th>" } else { "</td>" });
    }

    /// Writes a line; where the element itself is strong, bold says nothing more.
    fn inlines(&mut self, content: &[Inline], strong: bool) {
        let mut open: Option<&str> = None;
        for inline in content {
            let link = match inline {
                Inline::Text { link, .. } => link.as_deref(),
                _ => None,
            };
            if open != link {
                if open.is_some() {
                    self.out.push_str("</a>");
                }
                if let Some(address) = link {
                    let _ = write!(self.out, "<a href=\"{}\">", escape(address));
                }
                open = link;
            }
            match inline {
                Inline::Text { text, look, link } => self.text(text, *look, strong, link.is_some()),
                Inline::Break => self.out.push_str("<br>"),
                Inline::Picture(index) => self.picture(*index),
                Inline::Note(index) => {
                    let (number, prefix) = (index + 1, self.options.id_prefix);
                    let _ = write!(
                        self.out,
                        "<sup><a id=\"{prefix}noteref-{number}\" href=\"#{prefix}note-{number}\" role=\"doc-noteref\">[{number}]</a></sup>"
                    );
                }
            }
        }
        if open.is_some() {
            self.out.push_str("</a>");
        }
    }

    fn text(&mut self, text: &str, look: Look, strong: bool, linked: bool) {
        let elements = [
            (look.bold && !strong, "strong"),
            (look.italic, "em"),
            // A link is underlined by itself.
            (look.underline && !linked, "u"),
            (look.raised, "sup"),
            (look.lowered && !look.raised, "sub"),
        ];
        let used: Vec<&str> = elements.iter().filter(|(used, _)| *used).map(|(_, name)| *name).collect();
        for name in &used {
            let _ = write!(self.out, "<{name}>");
        }
        self.out.push_str(&escape(text).replace('\t', "\u{2003}"));
        for name in used.iter().rev() {
            let _ = write!(self.out, "</{name}>");
        }
    }

    fn picture(&mut self, index: usize) {
        let Some(picture) = self.article.pictures.get(index) else { return };
        if !picture.is_shown() {
            // The reader learns that something stands here, and what.
            let words = picture.alternative.as_deref().unwrap_or_default();
            let mark =
                if words.is_empty() { "［图片］".to_owned() } else { format!("［图片：{words}］") };
            self.out.push_str(&escape(&mark));
            return;
        }
        let source = (self.options.picture)(index, picture);
        let alternative =
            if picture.ornament { "" } else { picture.alternative.as_deref().unwrap_or_default() };
        let _ = write!(self.out, "<img src=\"{}\" alt=\"{}\"", escape(&source), escape(alternative));
        if let (Some(width), Some(height)) = (picture.width_px, picture.height_px) {
            let _ = write!(self.out, " width=\"{width}\" height=\"{height}\"");
        }
        self.out.push('>');
    }

    fn notes(&mut self) {
        if self.article.notes.is_empty() {
            return;
        }
        let prefix = self.options.id_prefix;
        self.out.push_str("<section class=\"notes\" role=\"doc-endnotes\" aria-label=\"注释\">\n<ol>\n");
        for (index, note) in self.article.notes.iter().enumerate() {
            let number = index + 1;
            let _ = write!(self.out, "<li id=\"{prefix}note-{number}\">");
            match note.as_slice() {
                [Block::Paragraph { content, .. }] => self.inlines(content, false),
                blocks => self.blocks(blocks),
            }
            let _ = writeln!(
                self.out,
                " <a href=\"#{prefix}noteref-{number}\" role=\"doc-backlink\" aria-label=\"返回正文注{number}处\">↩</a></li>"
            );
        }
        self.out.push_str("</ol>\n</section>\n");
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Characters HTML does not allow.
            ch if ch.is_control() && !matches!(ch, '\t' | '\n') => {}
            ch => out.push(ch),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Vec<Inline> {
        vec![Inline::Text { text: text.into(), look: Look::default(), link: None }]
    }

    fn written(blocks: Vec<Block>) -> String {
        html(&Article { blocks, ..Article::default() }, &HtmlOptions::default())
    }

    #[test]
    fn no_markup_of_the_text_reaches_the_page() {
        let blocks = vec![
            Block::Paragraph { align: Align::Start, content: line("<script>alert('1')</script>&\u{1}") },
            Block::Paragraph {
                align: Align::Start,
                content: vec![Inline::Text {
                    text: "a".into(),
                    look: Look::default(),
                    link: Some("https://a/\"onclick=\"x".into()),
                }],
            },
        ];
        assert_eq!(
            written(blocks),
            "<p>&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;</p>\n<p><a href=\"https://a/&quot;onclick=&quot;x\">a</a></p>\n"
        );
    }

    #[test]
    fn no_level_of_heading_is_skipped() {
        let heading = |level| Block::Heading { level, content: line("t") };
        let text = written(vec![heading(3), heading(1), heading(3), heading(2)]);
        assert_eq!(text, "<h2>t</h2>\n<h2>t</h2>\n<h3>t</h3>\n<h3>t</h3>\n");
    }

    #[test]
    fn lists_nest_by_level_and_keep_their_numbers() {
        let item = |level, marker, text: &str| Item { level, marker, content: line(text) };
        let text = written(vec![Block::List(vec![
            item(0, Marker::Number(3), "a"),
            item(1, Marker::Bullet, "b"),
            item(0, Marker::Number(4), "c"),
            item(0, Marker::Number(7), "d"),
        ])]);
        assert_eq!(
            text,
            "<ol start=\"3\">\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n<li value=\"7\">d</li>\n</ol>\n"
        );
    }
}
