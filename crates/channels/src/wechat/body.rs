//! The body of an item as WeChat takes it: few elements, styles inline, pictures and links in their place.
//!
//! What a page has and an article cannot have is left out; where a reader would miss it, a [`Remark`] says so.

use std::fmt::Write as _;

use scraper::node::Element;
use scraper::{ElementRef, Html, Node};

use super::style;

/// Elements nested deeper than any body needs are not looked into.
const DEPTH: usize = 100;

/// What an article cannot have and a reader may miss (不能带到公众号的内容).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remark {
    /// Something embedded was left out; its element.
    LeftOut(String),
    /// A link became words, with its address behind them.
    LinkAsWords(String),
    /// A table within a table became lines.
    TableInTable,
}

impl Remark {
    /// What happened, for the officer.
    pub fn words(&self) -> String {
        match self {
            Remark::LeftOut(element) => format!("正文中的“{element}”内容公众号不支持，没有带过去。"),
            Remark::LinkAsWords(address) => {
                format!("公众号正文不能带外部链接，链接改为文字，地址写在后面：{address}")
            }
            Remark::TableInTable => "表格中的表格改成了文字，其中的图片没有带过去。".to_owned(),
        }
    }
}

/// A body, with the places of its pictures.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Body {
    pieces: Vec<Piece>,
    /// The addresses of the pictures as the body has them, each once.
    pub(super) pictures: Vec<String>,
    pub(super) remarks: Vec<Remark>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Picture(usize),
}

impl Body {
    /// The body with the addresses its pictures have at WeChat; `None` when one is wanting.
    pub(super) fn with(&self, address: impl Fn(&str) -> Option<String>) -> Option<String> {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Picture(index) => out.push_str(&escaped(&address(self.pictures.get(*index)?)?)),
            }
        }
        Some(out)
    }

    /// True when a reader would see nothing.
    pub(super) fn is_empty(&self) -> bool {
        let shows =
            |text: &str| Html::parse_fragment(text).root_element().text().any(|text| !text.trim().is_empty());
        self.pictures.is_empty()
            && !self.pieces.iter().any(|piece| matches!(piece, Piece::Text(text) if shows(text)))
    }
}

/// Converts a body; `site` stands before addresses of our own.
pub(super) fn convert(html: &str, site: &str) -> Body {
    let page = Html::parse_fragment(html);
    let mut writer = Writer { body: Body::default(), text: String::new(), site, in_table: false };
    writer.children(page.root_element(), 0);
    writer.flush();
    writer.body
}

struct Writer<'a> {
    body: Body,
    /// What is written and in no piece yet.
    text: String,
    site: &'a str,
    in_table: bool,
}

/// What becomes of an element.
enum Fate {
    /// It stays under this name.
    Stays(&'static str),
    /// What is in it stays.
    Opens,
    /// It goes, and nobody misses it.
    Goes,
    /// It goes, and the officer is told.
    Missed,
}

fn fate(name: &str) -> Fate {
    const STAYING: &[&str] = &[
        "p",
        "br",
        "hr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "ul",
        "ol",
        "li",
        "strong",
        "b",
        "em",
        "i",
        "u",
        "s",
        "sup",
        "sub",
        "span",
        "pre",
        "code",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "section",
    ];
    if let Some(name) = STAYING.iter().find(|known| **known == name) {
        return Fate::Stays(name);
    }
    match name {
        "div" | "article" | "main" | "header" | "footer" | "figure" | "figcaption" | "center" | "caption" => {
            Fate::Stays("section")
        }
        "script" | "style" | "template" | "noscript" | "head" | "title" | "meta" | "link" => Fate::Goes,
        "iframe" | "video" | "audio" | "object" | "embed" | "svg" | "canvas" | "math" | "form" | "input"
        | "button" | "select" | "textarea" => Fate::Missed,
        _ => Fate::Opens,
    }
}

impl Writer<'_> {
    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.body.pieces.push(Piece::Text(std::mem::take(&mut self.text)));
        }
    }

    fn remark(&mut self, remark: Remark) {
        if !self.body.remarks.contains(&remark) {
            self.body.remarks.push(remark);
        }
    }

    fn children(&mut self, parent: ElementRef<'_>, depth: usize) {
        for child in parent.children() {
            match child.value() {
                Node::Text(text) => self.text.push_str(&escaped(text)),
                Node::Element(_) => {
                    if let Some(element) = ElementRef::wrap(child) {
                        self.element(element, depth + 1);
                    }
                }
                _ => {}
            }
        }
    }

    fn element(&mut self, element: ElementRef<'_>, depth: usize) {
        let name = element.value().name();
        if depth > DEPTH {
            self.remark(Remark::LeftOut(name.to_owned()));
            return;
        }
        match name {
            "img" => self.picture(element.value()),
            "a" => self.link(element, depth),
            "table" => self.table(element, depth),
            // Outside of a table, rows and cells are only what is in them.
            "tr" | "th" | "td" | "thead" | "tbody" if !self.in_table => self.children(element, depth),
            _ => match fate(name) {
                Fate::Stays(name) => self.stays(name, element, depth),
                Fate::Opens => self.children(element, depth),
                Fate::Goes => {}
                Fate::Missed => self.remark(Remark::LeftOut(name.to_owned())),
            },
        }
    }

    fn stays(&mut self, name: &str, element: ElementRef<'_>, depth: usize) {
        self.open(name, element.value());
        if matches!(name, "br" | "hr") {
            return;
        }
        self.children(element, depth);
        let _ = write!(self.text, "</{name}>");
    }

    /// The start of an element with the few attributes that mean something, and its style.
    fn open(&mut self, name: &str, element: &Element) {
        let _ = write!(self.text, "<{name}");
        for attribute in ["colspan", "rowspan", "start", "value"] {
            if let Some(number) = element.attr(attribute).and_then(|number| number.trim().parse::<u16>().ok())
            {
                let _ = write!(self.text, " {attribute}=\"{number}\"");
            }
        }
        let mut styles = String::from(match name {
            "p" => "margin:0 0 16px;line-height:1.75;",
            "table" => "border-collapse:collapse;width:100%;",
            "th" | "td" => "border:1px solid rgb(204,204,204);padding:4px 8px;",
            _ => "",
        });
        let classes = element.attr("class").unwrap_or_default();
        for class in classes.split_whitespace() {
            styles.push_str(match class {
                "center" => "text-align:center;",
                "end" => "text-align:right;",
                _ => "",
            });
        }
        styles.push_str(&style::kept(element.attr("style").unwrap_or_default()));
        if !styles.is_empty() {
            let _ = write!(self.text, " style=\"{styles}\"");
        }
        self.text.push('>');
    }

    fn picture(&mut self, element: &Element) {
        let Some(address) = element.attr("src").map(str::trim).filter(|address| !address.is_empty()) else {
            return;
        };
        let known = self.body.pictures.iter().position(|known| known == address);
        let index = known.unwrap_or_else(|| {
            self.body.pictures.push(address.to_owned());
            self.body.pictures.len() - 1
        });
        self.text.push_str("<img src=\"");
        self.flush();
        self.body.pieces.push(Piece::Picture(index));
        let words = escaped(element.attr("alt").unwrap_or_default());
        let _ = write!(self.text, "\" alt=\"{words}\" style=\"max-width:100%;\">");
    }

    /// Only links within WeChat lead anywhere; of others the address is put behind the words.
    fn link(&mut self, element: ElementRef<'_>, depth: usize) {
        let address = element.value().attr("href").unwrap_or_default().trim();
        if address.starts_with("https://mp.weixin.qq.com/") {
            let _ = write!(self.text, "<a href=\"{}\">", escaped(address));
            self.children(element, depth);
            self.text.push_str("</a>");
            return;
        }
        self.children(element, depth);
        let whole = match address {
            _ if address.starts_with("https://") || address.starts_with("http://") => address.to_owned(),
            _ if address.starts_with('/') => format!("{}{address}", self.site.trim_end_matches('/')),
            _ => return,
        };
        let words: String = element.text().collect();
        if words.trim() != whole {
            let _ = write!(self.text, "（{}）", escaped(&whole));
        }
        self.remark(Remark::LinkAsWords(whole));
    }

    fn table(&mut self, element: ElementRef<'_>, depth: usize) {
        if self.in_table {
            self.remark(Remark::TableInTable);
            let words: Vec<String> = element
                .descendants()
                .filter_map(ElementRef::wrap)
                .filter(|row| row.value().name() == "tr")
                .map(|row| {
                    row.text().map(str::trim).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
                })
                .collect();
            self.text.push_str(&escaped(&words.join("；")));
            return;
        }
        self.in_table = true;
        self.open("table", element.value());
        self.children(element, depth);
        self.text.push_str("</table>");
        self.in_table = false;
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            ch if ch.is_control() && !matches!(ch, '\t' | '\n') => {}
            ch => out.push(ch),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(html: &str) -> String {
        convert(html, "https://www.example.gov.cn").with(|address| Some(format!("wx:{address}"))).unwrap()
    }

    #[test]
    fn classes_ids_and_scripts_go_and_alignment_stays() {
        let html = "<script>x()</script><h2 id=\"a\" class=\"b\" onclick=\"x\">一</h2>\
            <p class=\"end\" style=\"color:#ff0000;position:fixed\">二<span data-x=\"y\">&lt;三</span></p>";
        assert_eq!(
            written(html),
            "<h2>一</h2><p style=\"margin:0 0 16px;line-height:1.75;text-align:right;color:rgb(255,0,0);\">\
             二<span>&lt;三</span></p>"
        );
    }

    #[test]
    fn links_outside_become_words_and_notes_lose_their_jump() {
        let html = "见<a href=\"/items/1\">通知</a>、<a href=\"https://a.cn/?x=1&amp;y\">https://a.cn/?x=1&amp;y</a>\
            <sup><a href=\"#note-1\">[1]</a></sup><a href=\"https://mp.weixin.qq.com/s/x\">文</a>\
            <a href=\"javascript:x()\">点</a>";
        assert_eq!(
            written(html),
            "见通知（https://www.example.gov.cn/items/1）、https://a.cn/?x=1&amp;y<sup>[1]</sup>\
             <a href=\"https://mp.weixin.qq.com/s/x\">文</a>点"
        );
        assert_eq!(convert(html, "https://www.example.gov.cn").remarks.len(), 2);
    }

    #[test]
    fn a_table_keeps_its_cells_and_one_within_becomes_words() {
        let html = "<div class=\"table\" tabindex=\"0\"><table class=\"t\"><thead><tr><th scope=\"col\" colspan=\"2\">头</th></tr></thead>\
            <tbody><tr><td>一<table><tr><td>甲</td><td>乙</td></tr></table></td></tr></tbody></table></div>";
        let cell = "style=\"border:1px solid rgb(204,204,204);padding:4px 8px;\"";
        assert_eq!(
            written(html),
            format!(
                "<section><table style=\"border-collapse:collapse;width:100%;\"><thead><tr><th colspan=\"2\" {cell}>头</th></tr></thead>\
                 <tbody><tr><td {cell}>一甲 乙</td></tr></tbody></table></section>"
            )
        );
        assert_eq!(convert(html, "").remarks, [Remark::TableInTable]);
    }

    #[test]
    fn a_picture_stands_where_it_stood_and_what_is_embedded_is_told() {
        let body = convert(
            "<p>一<img src=\"/p/1\" alt=\"图\" class=\"x\" onerror=\"y\"></p><iframe src=\"z\"></iframe>",
            "",
        );
        assert_eq!(body.pictures, ["/p/1"]);
        assert_eq!(body.remarks, [Remark::LeftOut("iframe".to_owned())]);
        let text = body.with(|_| Some("http://mmbiz.qpic.cn/a?b=1&c".to_owned())).unwrap();
        assert!(
            text.contains(
                "<img src=\"http://mmbiz.qpic.cn/a?b=1&amp;c\" alt=\"图\" style=\"max-width:100%;\">"
            ),
            "{text}"
        );
        assert_eq!(body.with(|_| None), None);
        assert!(convert("<p> &nbsp;<br></p><script>x</script>", "").is_empty());
    }
}
