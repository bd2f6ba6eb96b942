//! Text that may carry markup: the only door through which HTML reaches a page unescaped.

use std::fmt;

/// HTML that may be written as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// What a part's own template has written and escaped.
    pub(crate) fn of_part(html: String) -> Html {
        Html(html)
    }

    /// Plain text as paragraphs: a blank line or a line end starts a new one; everything is escaped.
    pub fn paragraphs(text: &str) -> Html {
        let mut html = String::with_capacity(text.len() + 64);
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            html.push_str("<p>");
            escape_into(line, &mut html);
            html.push_str("</p>\n");
        }
        Html(html)
    }

    /// Markup of a body, written anew with the few elements a document needs; everything else is dropped and its
    /// text kept. Text without markup becomes paragraphs.
    pub fn document(body: &str) -> Html {
        if !body.contains('<') {
            return Html::paragraphs(body);
        }
        let parsed = scraper::Html::parse_fragment(body);
        let mut html = String::with_capacity(body.len());
        write_children(parsed.root_element(), &mut html);
        Html(html)
    }

    /// Is there nothing to show?
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

writes_html!(Html);

/// Elements a document may have; they are written without attributes but those of [`attributes`].
const ELEMENTS: [&str; 27] = [
    "p",
    "h2",
    "h3",
    "h4",
    "ul",
    "ol",
    "li",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "strong",
    "b",
    "em",
    "i",
    "u",
    "s",
    "sub",
    "sup",
    "blockquote",
    "br",
    "hr",
    "a",
];

/// Elements whose text is not for readers.
const SILENT: [&str; 8] = ["script", "style", "template", "noscript", "iframe", "object", "svg", "math"];

fn write_children(element: scraper::ElementRef<'_>, html: &mut String) {
    for child in element.children() {
        if let Some(text) = child.value().as_text() {
            escape_into(text, html);
        } else if let Some(inner) = scraper::ElementRef::wrap(child) {
            write_element(inner, html);
        }
    }
}

fn write_element(element: scraper::ElementRef<'_>, html: &mut String) {
    let name = match element.value().name() {
        // The page has its one first heading already.
        "h1" => "h2",
        name => name,
    };
    if SILENT.contains(&name) {
        return;
    }
    if name == "img" {
        picture(element, html);
        return;
    }
    let leads_nowhere = name == "a" && element.value().attr("href").and_then(address).is_none();
    if !ELEMENTS.contains(&name) || leads_nowhere {
        write_children(element, html);
        return;
    }
    // A wide table is scrolled by itself, by keyboard too.
    let is_table = name == "table";
    if is_table {
        html.push_str("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"表格\">");
    }
    html.push('<');
    html.push_str(name);
    attributes(name, element, html);
    html.push('>');
    if matches!(name, "br" | "hr") {
        return;
    }
    write_children(element, html);
    html.push_str("</");
    html.push_str(name);
    html.push('>');
    if is_table {
        html.push_str("</div>");
    }
}

/// A picture that travels with the text, with what it shows; others are dropped.
fn picture(element: scraper::ElementRef<'_>, html: &mut String) {
    let source = element.value().attr("src").unwrap_or_default();
    let kinds = ["data:image/png;base64,", "data:image/jpeg;base64,"];
    let is_ours = kinds.iter().any(|kind| source.starts_with(kind))
        && source.rsplit(',').next().is_some_and(|bytes| {
            bytes.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
        });
    if !is_ours {
        return;
    }
    html.push_str("<img src=\"");
    html.push_str(source);
    html.push_str("\" alt=\"");
    escape_into(element.value().attr("alt").unwrap_or_default(), html);
    html.push_str("\">");
}

/// Spans of cells, and addresses that are ours or plain web and mail addresses.
fn attributes(name: &str, element: scraper::ElementRef<'_>, html: &mut String) {
    let allowed: &[&str] = match name {
        "td" | "th" => &["colspan", "rowspan"],
        "a" => &["href"],
        _ => &[],
    };
    for attribute in allowed {
        let Some(value) = element.value().attr(attribute) else { continue };
        let fits = match *attribute {
            "href" => address(value).is_some(),
            _ => value.parse::<u16>().is_ok(),
        };
        if fits {
            html.push(' ');
            html.push_str(attribute);
            html.push_str("=\"");
            escape_into(value.trim(), html);
            html.push('"');
        }
    }
}

/// An address of ours, or a plain web or mail address.
fn address(value: &str) -> Option<&str> {
    let value = value.trim();
    let is_ours = value.starts_with('/') && !value.starts_with("//") && !value.starts_with("/\\");
    let is_plain = ["https://", "http://", "mailto:"].iter().any(|scheme| value.starts_with(scheme));
    (is_ours || is_plain).then_some(value)
}

/// Appends `text` with the five characters escaped that mean something in HTML.
fn escape_into(text: &str, html: &mut String) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_becomes_escaped_paragraphs() {
        let html = Html::paragraphs("一、总体情况\n\n <script>alert(1)</script> & \"引号\"\r\n");
        assert_eq!(
            html.as_str(),
            "<p>一、总体情况</p>\n<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;引号&quot;</p>\n"
        );
        assert!(Html::paragraphs(" \n ").is_empty());
    }

    #[test]
    fn a_document_keeps_its_text_and_loses_everything_active() {
        let body = "<h1>标题</h1><p onclick=x style='a'>甲<script>alert(1)</script><b>乙</b> &lt;丙&gt;</p>\
                    <img src=x onerror=y><a href='javascript:z'>丁</a><a href='/items/1'>戊</a>\
                    <table><tr><td colspan=2 class=q>己</td></tr></table><font>庚</font><svg><a href='/x'>辛</a></svg>";
        assert_eq!(
            Html::document(body).as_str(),
            "<h2>标题</h2><p>甲<b>乙</b> &lt;丙&gt;</p>丁<a href=\"/items/1\">戊</a>\
             <div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"表格\"><table><tbody><tr><td colspan=\"2\">己</td></tr></tbody></table></div>庚"
        );
        assert_eq!(Html::document("第一条\n第二条").as_str(), "<p>第一条</p>\n<p>第二条</p>\n");
    }

    #[test]
    fn only_pictures_that_travel_with_the_text_are_shown() {
        let shown = Html::document(
            "<p>图<img src=\"data:image/png;base64,iVBORw0K\" alt=\"改造&quot;前&quot;\"></p>",
        );
        assert!(shown.as_str().contains("alt=\"改造&quot;前&quot;\""), "{shown}");
        for dropped in [
            "<img src=\"https://example.com/a.png\">",
            "<img src=\"data:image/svg+xml;base64,PHN2Zz4=\">",
            "<img src=\"data:image/png;base64,iVBO&quot; onerror=x\">",
            "<img src=\"javascript:x\">",
        ] {
            assert!(!Html::document(&format!("<p>图{dropped}</p>")).as_str().contains("img"), "{dropped}");
        }
    }
}
