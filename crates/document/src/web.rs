//! Pages of the web and Markdown as articles: what they say, in the few elements an article has; nothing of their own
//! markup, styles or scripts comes along.

use base64::Engine as _;
use scraper::{ElementRef, Html, Node};

use crate::article::{
    Align, Article, Block, Cell, Inline, Item, Look, Marker, Picture, Remark, RemarkKind, Table, is_safe_link,
};
use crate::html::bounds::{too_deep, too_many_attributes};
use crate::html::{is_hidden, is_inline};
use crate::{DocumentError, Kind, LIMIT_CELLS};

/// Deepest nesting followed; what lies deeper is taken as text.
const DEPTH: usize = 120;
/// Widest and longest span believed.
const SPAN: usize = 300;

/// Reads a page, or a piece of one as it is copied from a browser.
///
/// # Errors
///
/// [`DocumentError`] when it is nested too deep or its tables are too large.
pub fn read(page: &str) -> Result<Article, DocumentError> {
    if too_deep(page) || too_many_attributes(page) {
        return Err(DocumentError::TooDeep);
    }
    let document = Html::parse_document(page);
    let mut reader = Reader { article: Article::default(), cells: 0 };
    let mut flow = Flow::default();
    reader.children(document.root_element(), &mut flow, &Place::default())?;
    reader.article.blocks = flow.finish();
    reader.article.remarks.dedup();
    Ok(reader.article)
}

/// Reads Markdown with tables; a single line break stays one, as people write it.
///
/// # Errors
///
/// As [`read`].
pub fn markdown(text: &str) -> Result<Article, DocumentError> {
    use pulldown_cmark::{Event, Options, Parser, html};
    let events = Parser::new_ext(text, Options::ENABLE_TABLES).map(|event| match event {
        Event::SoftBreak => Event::HardBreak,
        other => other,
    });
    let mut page = String::with_capacity(text.len() * 2);
    html::push_html(&mut page, events);
    read(&page)
}

/// Does a text that somebody pasted hold elements of a page?
pub fn looks_like_page(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["</p>", "</div>", "</td>", "</span>", "</li>", "<br", "</h1>", "</h2>", "</h3>", "</a>", "</table>"]
        .iter()
        .any(|tag| lower.contains(tag))
}

/// Where the reader stands.
#[derive(Clone, Default)]
struct Place {
    look: Look,
    link: Option<String>,
    align: Align,
    depth: usize,
    /// Line breaks mean what they show (`pre`).
    kept: bool,
}

/// Blocks that are being put together.
#[derive(Default)]
struct Flow {
    blocks: Vec<Block>,
    line: Vec<Inline>,
    align: Align,
}

impl Flow {
    fn text(&mut self, text: &str, place: &Place) {
        let mut words = String::with_capacity(text.len());
        let spaced = match self.line.last() {
            None | Some(Inline::Break) => true,
            Some(Inline::Text { text, .. }) => text.ends_with(' '),
            Some(Inline::Picture(_) | Inline::Note(_)) => false,
        };
        for (index, part) in text.split('\n').enumerate() {
            if index > 0 && place.kept {
                self.put(std::mem::take(&mut words), place);
                self.line.push(Inline::Break);
            }
            for ch in part.chars().chain((index == 0 || !place.kept).then_some('\n')) {
                if matches!(ch, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                    let is_spaced = if words.is_empty() { spaced } else { words.ends_with(' ') };
                    if !is_spaced {
                        words.push(' ');
                    }
                } else {
                    words.push(ch);
                }
            }
        }
        if !text.ends_with([' ', '\t', '\n', '\r', '\u{c}']) {
            words.truncate(words.trim_end_matches(' ').len());
        }
        self.put(words, place);
    }

    fn put(&mut self, text: String, place: &Place) {
        if text.is_empty() {
            return;
        }
        if self.line.is_empty() {
            self.align = place.align;
        }
        self.line.push(Inline::Text { text, look: place.look, link: place.link.clone() });
    }

    /// What stands on the line, without space and breaks at its ends.
    fn take_line(&mut self) -> Vec<Inline> {
        let mut line = std::mem::take(&mut self.line);
        let is_blank = |inline: &Inline| match inline {
            Inline::Break => true,
            Inline::Text { text, .. } => text.chars().all(|ch| ch.is_whitespace() || ch == '\u{3000}'),
            Inline::Picture(_) | Inline::Note(_) => false,
        };
        while line.last().is_some_and(is_blank) {
            line.pop();
        }
        let first = line.iter().position(|inline| !is_blank(inline)).unwrap_or(line.len());
        line.drain(..first);
        if let Some(Inline::Text { text, .. }) = line.first_mut() {
            *text = text.trim_start_matches([' ', '\u{3000}', '\u{a0}']).to_owned();
        }
        if let Some(Inline::Text { text, .. }) = line.last_mut() {
            *text = text.trim_end().to_owned();
        }
        line
    }

    fn flush(&mut self) {
        let content = self.take_line();
        if !content.is_empty() {
            self.blocks.push(Block::Paragraph { align: self.align, content });
        }
        self.align = Align::Start;
    }

    fn finish(mut self) -> Vec<Block> {
        self.flush();
        self.blocks
    }
}

struct Reader {
    article: Article,
    cells: usize,
}

impl Reader {
    fn remark(&mut self, kind: RemarkKind, text: impl Into<String>) {
        self.article.remarks.push(Remark { kind, text: text.into() });
    }

    fn children(
        &mut self,
        element: ElementRef<'_>,
        flow: &mut Flow,
        place: &Place,
    ) -> Result<(), DocumentError> {
        if place.depth > DEPTH {
            flow.text(&element.text().collect::<String>(), place);
            return Ok(());
        }
        for child in element.children() {
            if let Node::Text(text) = child.value() {
                flow.text(text, place);
            }
            if let Some(child) = ElementRef::wrap(child) {
                self.element(child, flow, place)?;
            }
        }
        Ok(())
    }

    fn element(
        &mut self,
        element: ElementRef<'_>,
        flow: &mut Flow,
        place: &Place,
    ) -> Result<(), DocumentError> {
        let name = element.value().name();
        if is_hidden(element) {
            let words: String = element.text().collect();
            if !matches!(name, "script" | "style" | "template" | "noscript" | "head")
                && !words.trim().is_empty()
            {
                self.remark(RemarkKind::HiddenTextDropped, words.trim());
            }
            return Ok(());
        }
        let mut inner = Place { depth: place.depth + 1, ..place.clone() };
        match name {
            "br" => flow.line.push(Inline::Break),
            "hr" => flow.flush(),
            "img" => self.picture(element, flow),
            "b" | "strong" => {
                inner.look.bold = true;
                self.children(element, flow, &inner)?;
            }
            "i" | "em" | "cite" => {
                inner.look.italic = true;
                self.children(element, flow, &inner)?;
            }
            "u" | "ins" => {
                inner.look.underline = true;
                self.children(element, flow, &inner)?;
            }
            "sup" => {
                inner.look.raised = true;
                self.children(element, flow, &inner)?;
            }
            "sub" => {
                inner.look.lowered = true;
                self.children(element, flow, &inner)?;
            }
            "a" => {
                inner.link = self.link(element);
                self.children(element, flow, &inner)?;
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                flow.flush();
                let mut own = Flow::default();
                self.children(element, &mut own, &inner)?;
                let level = name.as_bytes().get(1).map_or(1, |digit| digit - b'0');
                for block in own.finish() {
                    flow.blocks.push(match block {
                        Block::Paragraph { content, .. } => Block::Heading { level, content },
                        other => other,
                    });
                }
            }
            "ul" | "ol" => {
                flow.flush();
                let mut items = Vec::new();
                self.list(element, 0, &inner, &mut items)?;
                if !items.is_empty() {
                    flow.blocks.push(Block::List(items));
                }
            }
            "table" if is_data(element) => {
                flow.flush();
                let table = self.table(element, &inner)?;
                if !table.rows.is_empty() {
                    flow.blocks.push(Block::Table(table));
                }
            }
            "pre" => {
                flow.flush();
                inner.kept = true;
                self.children(element, flow, &inner)?;
                flow.flush();
            }
            _ if is_inline(name) => self.children(element, flow, &inner)?,
            _ => {
                flow.flush();
                inner.align = align(element).unwrap_or(place.align);
                self.children(element, flow, &inner)?;
                flow.flush();
            }
        }
        Ok(())
    }

    fn link(&mut self, element: ElementRef<'_>) -> Option<String> {
        let address = element.value().attr("href")?.trim();
        if is_safe_link(address) {
            return Some(address.to_owned());
        }
        let words: String = element.text().collect();
        if !words.trim().is_empty() && !address.starts_with('#') {
            self.remark(RemarkKind::LinkDropped, words.trim());
        }
        None
    }

    /// The items of a list, those of lists within it one step deeper.
    fn list(
        &mut self,
        list: ElementRef<'_>,
        level: usize,
        place: &Place,
        items: &mut Vec<Item>,
    ) -> Result<(), DocumentError> {
        let ordered = list.value().name() == "ol";
        let start = list.value().attr("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1_u32);
        let mut number = start;
        for child in list.child_elements().filter(|child| !is_hidden(*child)) {
            if matches!(child.value().name(), "ul" | "ol") {
                self.list(child, level + 1, place, items)?;
                continue;
            }
            if level > DEPTH || place.depth > DEPTH {
                continue;
            }
            let marker = if ordered { Marker::Number(number) } else { Marker::Bullet };
            let at = items.len();
            items.push(Item { level, marker, content: Vec::new() });
            let mut own = Flow::default();
            let inner = Place { depth: place.depth + 1, ..place.clone() };
            for part in child.children() {
                if let Node::Text(text) = part.value() {
                    own.text(text, &inner);
                }
                let Some(part) = ElementRef::wrap(part) else { continue };
                if matches!(part.value().name(), "ul" | "ol") {
                    self.list(part, level + 1, &inner, items)?;
                } else {
                    self.element(part, &mut own, &inner)?;
                }
            }
            let content = joined(own.finish());
            if let Some(item) = items.get_mut(at) {
                item.content = content;
            }
            number = number.saturating_add(1);
        }
        Ok(())
    }

    fn table(&mut self, table: ElementRef<'_>, place: &Place) -> Result<Table, DocumentError> {
        let mut rows = Vec::new();
        let mut head_rows = 0;
        for row in table.descendants().filter_map(ElementRef::wrap) {
            if row.value().name() != "tr" || is_hidden(row) {
                continue;
            }
            let mut cells = Vec::new();
            let mut is_head = true;
            for cell in row.child_elements() {
                let name = cell.value().name();
                if !matches!(name, "td" | "th") || is_hidden(cell) {
                    continue;
                }
                is_head &= name == "th";
                self.cells += 1;
                if self.cells > LIMIT_CELLS {
                    return Err(DocumentError::TooManyCells);
                }
                let span = |name: &str| {
                    let value = cell.value().attr(name).and_then(|value| value.trim().parse::<usize>().ok());
                    value.unwrap_or(1).clamp(1, SPAN)
                };
                let mut own = Flow::default();
                self.children(cell, &mut own, &Place { align: Align::Start, ..place.clone() })?;
                cells.push(Cell { columns: span("colspan"), rows: span("rowspan"), blocks: own.finish() });
            }
            if cells.is_empty() {
                continue;
            }
            if is_head && head_rows == rows.len() {
                head_rows += 1;
            }
            rows.push(cells);
        }
        // A table whose heads are not marked as such has them in its first row.
        if head_rows == 0 && rows.len() > 1 {
            head_rows = 1;
            self.remark(RemarkKind::HeadGuessed, "表格第一行");
        }
        Ok(Table { head_rows: if head_rows == rows.len() { 0 } else { head_rows }, rows })
    }

    /// A picture that the page holds itself; those that stand elsewhere are not fetched.
    fn picture(&mut self, element: ElementRef<'_>, flow: &mut Flow) {
        let words = element.value().attr("alt").map(str::trim).filter(|words| !words.is_empty());
        let source = element.value().attr("src").unwrap_or_default();
        match held_picture(source) {
            Some((kind, bytes)) => {
                flow.line.push(Inline::Picture(self.article.pictures.len()));
                let size =
                    |name: &str| element.value().attr(name).and_then(|value| value.trim().parse().ok());
                self.article.pictures.push(Picture {
                    name: String::new(),
                    kind,
                    bytes,
                    width_px: size("width"),
                    height_px: size("height"),
                    alternative: words.map(str::to_owned),
                    ornament: element.value().attr("alt").is_some_and(|alt| alt.trim().is_empty()),
                });
            }
            None => self.remark(RemarkKind::PictureNotShown, words.unwrap_or("网页中的图片")),
        }
    }
}

/// A JPEG or PNG in a `data:` address.
fn held_picture(source: &str) -> Option<(Kind, Vec<u8>)> {
    let (head, data) = source.trim().strip_prefix("data:")?.split_once(',')?;
    let data: String = data.chars().filter(|ch| !ch.is_ascii_whitespace()).collect();
    let bytes =
        base64::engine::general_purpose::STANDARD.decode(data).ok().filter(|_| head.ends_with(";base64"))?;
    let kind = crate::kind(&bytes);
    matches!(kind, Kind::Jpeg | Kind::Png).then_some((kind, bytes))
}

/// The lines of several blocks as one, with breaks between; tables in items are not kept as tables.
fn joined(blocks: Vec<Block>) -> Vec<Inline> {
    let mut out = Vec::new();
    for block in blocks {
        let lines: Vec<Vec<Inline>> = match block {
            Block::Paragraph { content, .. } | Block::Heading { content, .. } => vec![content],
            Block::List(items) => items.into_iter().map(|item| item.content).collect(),
            Block::Table(table) => {
                let cells = table.rows.into_iter().flatten();
                cells.map(|cell| joined(cell.blocks)).collect()
            }
        };
        for line in lines {
            if !out.is_empty() {
                out.push(Inline::Break);
            }
            out.extend(line);
        }
    }
    out
}

/// A table around tables, or with one cell a row, is the layout of a page.
fn is_data(table: ElementRef<'_>) -> bool {
    let mut rows = 0_usize;
    let mut widest = 0_usize;
    for element in table.descendants().filter_map(ElementRef::wrap).skip(1) {
        match element.value().name() {
            "table" => return false,
            "tr" => {
                rows += 1;
                let cells =
                    element.child_elements().filter(|cell| matches!(cell.value().name(), "td" | "th"));
                widest = widest.max(cells.count());
            }
            _ => {}
        }
    }
    rows > 0 && widest > 1
}

fn align(element: ElementRef<'_>) -> Option<Align> {
    let style = element.value().attr("style").unwrap_or_default().to_ascii_lowercase();
    let style: String = style.chars().filter(|ch| !ch.is_whitespace()).collect();
    let said = element.value().attr("align").unwrap_or_default().to_ascii_lowercase();
    let said = style.split("text-align:").nth(1).and_then(|rest| rest.split(';').next()).unwrap_or(&said);
    match said {
        "center" => Some(Align::Center),
        "right" | "end" => Some(Align::End),
        "left" | "start" | "justify" => Some(Align::Start),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{HtmlOptions, html};

    fn shown(page: &str) -> String {
        html(&read(page).unwrap(), &HtmlOptions::default()).replace('\n', "")
    }

    #[test]
    fn what_a_page_says_stays_and_what_it_does_goes() {
        let page = "<html><head><title>x</title><style>p{}</style></head><body onload=\"f()\">\
            <div class=\"a\"><h2 style=\"color:red\">一、总则</h2><p style=\"text-indent:2em\">　　为了<b>规范</b>管理，\n\
            详见<a href=\"https://www.example.gov.cn/a\" onclick=\"x()\">办法</a>和<a href=\"javascript:alert(1)\">附件</a>。</p>\
            <p align=\"right\">某局</p><script>alert(1)</script><p style=\"display: none\">内部</p></div></body></html>";
        assert_eq!(
            shown(page),
            "<h2>一、总则</h2><p>为了<strong>规范</strong>管理， 详见<a href=\"https://www.example.gov.cn/a\">办法</a>和附件。</p>\
             <p class=\"end\">某局</p>"
        );
        let kinds: Vec<RemarkKind> = read(page).unwrap().remarks.iter().map(|remark| remark.kind).collect();
        assert_eq!(kinds, [RemarkKind::LinkDropped, RemarkKind::HiddenTextDropped]);
    }

    #[test]
    fn tables_keep_their_merged_cells_and_layout_is_none() {
        let page = "<table><tr><td><table><tr><th>项目</th><th>金额</th></tr><tr><td rowspan=\"2\">甲</td><td>1</td></tr>\
            <tr><td>2</td></tr></table></td></tr></table>";
        let out = shown(page);
        assert!(
            out.contains("<th scope=\"col\">项目</th>") && out.contains("<td rowspan=\"2\">甲</td>"),
            "{out}"
        );
        assert_eq!(out.matches("<table>").count(), 1);
    }

    #[test]
    fn lists_and_markdown_become_the_same_elements() {
        let text = "## 二、要求\n\n1. 甲\n   - 子项\n2. 乙\n\n| 项 | 数 |\n|---|---|\n| 一 | 2 |\n\n第一行\n第二行 <script>alert(1)</script>";
        let out = html(&markdown(text).unwrap(), &HtmlOptions::default()).replace('\n', "");
        assert!(
            out.starts_with("<h2>二、要求</h2><ol><li>甲<ul><li>子项</li></ul></li><li>乙</li></ol>"),
            "{out}"
        );
        assert!(out.contains("<th scope=\"col\">项</th>") && out.contains("第一行<br>第二行"), "{out}");
        assert!(!out.contains("script"), "{out}");
    }

    #[test]
    fn a_picture_of_the_page_itself_comes_along_and_no_other_is_fetched() {
        let png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
        let article = read(&format!(
            "<p><img alt=\"图\" src=\"data:image/png;base64,{png}\"><img src=\"https://a/b.png\"></p>"
        ))
        .unwrap();
        assert_eq!(article.pictures.len(), 1);
        assert_eq!(article.pictures[0].alternative.as_deref(), Some("图"));
        assert_eq!(article.remarks[0].kind, RemarkKind::PictureNotShown);
    }

    #[test]
    fn deep_and_broken_pages_give_an_answer() {
        assert!(read(&"<div>".repeat(5_000)).is_err());
        let deep = format!("{}x{}", "<b><p>".repeat(400), "</p></b>".repeat(400));
        assert!(shown(&deep).contains('x'));
        assert_eq!(shown("<table><tr><td>甲"), "<p>甲</p>");
        assert_eq!(shown(""), "");
    }
}
