//! The body of an item between the text field of a form and the HTML that is kept.

use crate::ui::prose::Html;

/// Plain text as it was typed, one paragraph a line, as clean HTML.
pub fn to_html(text: &str) -> String {
    Html::paragraphs(text).to_string()
}

/// The text of kept HTML, one paragraph a line.
pub fn to_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (before, tail) = rest.split_at(start);
        text.push_str(before);
        let end = tail.find('>').map_or(tail.len(), |end| end + 1);
        let (tag, after) = tail.split_at(end);
        if ends_line(tag) {
            text.push('\n');
        }
        rest = after;
    }
    text.push_str(rest);
    let lines: Vec<String> =
        text.lines().map(|line| unescape(line.trim())).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// Does it hold more than plain paragraphs, so that the text field would lose something?
pub fn is_rich(html: &str) -> bool {
    html.split('<').skip(1).any(|tag| !tag.starts_with("p>") && !tag.starts_with("/p>"))
}

fn ends_line(tag: &str) -> bool {
    let name: String =
        tag.trim_start_matches(['<', '/']).chars().take_while(char::is_ascii_alphanumeric).collect();
    let blocks = ["p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "blockquote"];
    blocks.contains(&name.to_ascii_lowercase().as_str())
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_comes_back_as_it_was() {
        let typed = "第一条 为了规范“A & B”<试行>工作。\n第二条 自公布之日起施行。";
        assert_eq!(to_text(&to_html(typed)), typed);
        assert!(!is_rich(&to_html(typed)));
    }

    #[test]
    fn tables_and_lists_are_read_as_lines_and_called_rich() {
        let html = "<h2>标题</h2><table><tr><td>甲</td></tr><tr><td>乙</td></tr></table>末段<br>完";
        assert_eq!(to_text(html), "标题\n甲\n乙\n末段\n完");
        assert!(is_rich(html));
    }
}
