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
}
