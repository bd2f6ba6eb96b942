//! HTML: paragraphs, and tables with merged cells spread out.

pub(crate) mod bounds;

use gongkai_report::read::PICTURE;
use gongkai_report::source::{Block, Grid, GridCell, Source};
use scraper::{ElementRef, Html, Node, Selector};

use crate::DocumentError;
use crate::room::Room;

/// Deepest nesting followed; what lies deeper is taken as text.
const DEPTH: usize = 120;
/// Widest and longest span believed.
const SPAN: usize = 300;

pub(crate) fn read(text: &str) -> Result<Source, DocumentError> {
    let source = parse(text)?;
    if source.blocks.iter().any(|block| matches!(block, Block::Grid(_))) {
        return Ok(source);
    }
    // The page may carry its content as a string for a script, or be such a string itself.
    let inner = in_strings(text);
    if inner.is_empty() {
        return Ok(source);
    }
    let inner = parse(&inner)?;
    let better = inner.blocks.iter().any(|block| matches!(block, Block::Grid(_)));
    Ok(if better { Source { title: inner.title.or(source.title), ..inner } } else { source })
}

fn parse(text: &str) -> Result<Source, DocumentError> {
    if bounds::too_deep(text) || bounds::too_many_attributes(text) {
        return Err(DocumentError::TooDeep);
    }
    let document = Html::parse_document(text);
    let mut reader = Reader::default();
    if let Ok(selector) = Selector::parse("title") {
        reader.source.title = document
            .select(&selector)
            .next()
            .map(|title| title.text().collect::<String>().trim().to_owned())
            .filter(|title| !title.is_empty());
    }
    reader.walk(document.root_element(), 0)?;
    reader.flush();
    Ok(reader.source)
}

#[derive(Default)]
struct Reader {
    source: Source,
    line: String,
    grids: usize,
    room: Room,
}

impl Reader {
    fn flush(&mut self) {
        let text = self.line.trim().to_owned();
        self.line.clear();
        if !text.is_empty() {
            self.source.blocks.push(Block::Paragraph(text));
        }
    }

    fn walk(&mut self, element: ElementRef<'_>, depth: usize) -> Result<(), DocumentError> {
        if depth > DEPTH {
            let text: String = element.text().collect();
            push_text(&mut self.line, &text);
            return Ok(());
        }
        for child in element.children() {
            if let Node::Text(text) = child.value() {
                push_text(&mut self.line, text);
            }
            let Some(child) = ElementRef::wrap(child) else { continue };
            let name = child.value().name();
            if is_hidden(child) {
                continue;
            }
            match name {
                "table" if !holds_table(child) => {
                    self.flush();
                    self.table(child)?;
                }
                "br" | "hr" => self.flush(),
                "img" => {
                    self.flush();
                    self.source.blocks.push(Block::Paragraph(PICTURE.to_owned()));
                }
                "sup" | "sub" => push_text(&mut self.line, &raised(child)),
                _ if is_inline(name) => self.walk(child, depth + 1)?,
                _ => {
                    self.flush();
                    self.walk(child, depth + 1)?;
                    self.flush();
                }
            }
        }
        Ok(())
    }

    fn table(&mut self, table: ElementRef<'_>) -> Result<(), DocumentError> {
        let mut rows: Vec<Vec<GridCell>> = Vec::new();
        // Cells that hang down from above: column, rows left, text.
        let mut hanging: Vec<Option<(usize, String)>> = Vec::new();
        for row in descendants(table, "tr") {
            if is_hidden(row) {
                continue;
            }
            let mut out: Vec<GridCell> = Vec::new();
            let cells = row
                .child_elements()
                .filter(|cell| matches!(cell.value().name(), "td" | "th") && !is_hidden(*cell));
            for cell in cells {
                take_hanging(&mut hanging, &mut out, &mut self.room)?;
                let span = |name: &str| {
                    cell.value()
                        .attr(name)
                        .and_then(|value| value.trim().parse::<usize>().ok())
                        .unwrap_or(1)
                        .clamp(1, SPAN)
                };
                let mut text = String::new();
                cell_text(cell, &mut text, 0);
                let text = tidy(&text);
                for covered in 0..span("colspan") {
                    let column = out.len();
                    if hanging.len() <= column {
                        hanging.resize(column + 1, None);
                    }
                    if let Some(slot) = hanging.get_mut(column) {
                        *slot = (span("rowspan") > 1).then(|| (span("rowspan") - 1, text.clone()));
                    }
                    self.room.cell(&text)?;
                    out.push(GridCell::new(text.clone(), covered > 0));
                }
            }
            take_hanging(&mut hanging, &mut out, &mut self.room)?;
            self.room.cell("")?;
            rows.push(out);
        }
        self.grids += 1;
        self.source.blocks.push(Block::Grid(Grid { place: format!("第 {} 个表", self.grids), rows }));
        Ok(())
    }
}

/// Puts the cells that hang down at the place reached.
fn take_hanging(
    hanging: &mut [Option<(usize, String)>],
    out: &mut Vec<GridCell>,
    room: &mut Room,
) -> Result<(), DocumentError> {
    while let Some(slot) = hanging.get_mut(out.len())
        && let Some((left, text)) = slot.take()
    {
        room.cell(&text)?;
        out.push(GridCell::new(text.clone(), true));
        if left > 1 {
            *slot = Some((left - 1, text));
        }
    }
    Ok(())
}

fn descendants<'a>(element: ElementRef<'a>, name: &'a str) -> impl Iterator<Item = ElementRef<'a>> {
    element.descendants().filter_map(ElementRef::wrap).filter(move |child| child.value().name() == name)
}

/// A table around tables is page layout.
fn holds_table(table: ElementRef<'_>) -> bool {
    descendants(table, "table").nth(1).is_some()
}

/// The words of a cell; paragraphs and line breaks stay apart, pieces of one paragraph do not.
fn cell_text(element: ElementRef<'_>, out: &mut String, depth: usize) {
    if depth > DEPTH {
        return;
    }
    for child in element.children() {
        if let Node::Text(text) = child.value() {
            push_text(out, text);
        }
        let Some(child) = ElementRef::wrap(child) else { continue };
        let name = child.value().name();
        if is_hidden(child) {
            continue;
        }
        match name {
            "br" => out.push('\n'),
            "img" => out.push_str(PICTURE),
            "sup" | "sub" => out.push_str(&raised(child)),
            _ if is_inline(name) => cell_text(child, out, depth + 1),
            _ => {
                out.push('\n');
                cell_text(child, out, depth + 1);
                out.push('\n');
            }
        }
    }
}

/// A raised digit is a remark: as a plain one it would lengthen the figure before it.
fn raised(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect();
    text.chars().map(crate::raise).collect()
}

fn push_text(out: &mut String, text: &str) {
    for ch in text.chars() {
        if matches!(ch, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
            if !out.is_empty() && !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
        } else {
            out.push(ch);
        }
    }
}

fn tidy(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

pub(crate) fn is_hidden(element: ElementRef<'_>) -> bool {
    let name = element.value().name();
    if matches!(
        name,
        "script"
            | "style"
            | "template"
            | "noscript"
            | "head"
            | "del"
            | "s"
            | "strike"
            | "select"
            | "textarea"
    ) {
        return true;
    }
    let style = element.value().attr("style").unwrap_or("");
    let style: String =
        style.chars().filter(|ch| !ch.is_whitespace()).collect::<String>().to_ascii_lowercase();
    element.value().attr("hidden").is_some()
        || style.contains("display:none")
        || style.contains("text-decoration:line-through")
}

pub(crate) fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "span"
            | "a"
            | "b"
            | "i"
            | "u"
            | "em"
            | "strong"
            | "font"
            | "small"
            | "big"
            | "label"
            | "code"
            | "tt"
            | "mark"
            | "ins"
            | "abbr"
            | "cite"
            | "q"
            | "bdo"
            | "bdi"
            | "kbd"
            | "var"
            | "time"
            | "wbr"
            | "nobr"
    ) || name.contains(':')
}

/// The HTML that stands in string literals of `text`, or `text` itself with its escapes undone.
fn in_strings(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(['"', '\'', '`']) {
        let (_, from_quote) = rest.split_at(start);
        let Some(quote) = from_quote.chars().next() else { break };
        let body = from_quote.get(1..).unwrap_or("");
        let mut escaped = false;
        let close = body.char_indices().find(|&(_, ch)| {
            let ends = ch == quote && !escaped;
            escaped = ch == '\\' && !escaped;
            ends
        });
        let Some((length, _)) = close else { break };
        let literal = body.get(..length).unwrap_or("");
        // Quotes in running text and in attributes pair up by chance; only markup is wanted.
        let wanted =
            ["<t", "</", "<\\/", "<p", "\\u003c", "\\u003C"].iter().any(|sign| literal.contains(sign));
        if wanted {
            out.push_str(&unescape(literal));
        }
        rest = body.get(length + 1..).unwrap_or("");
    }
    if out.to_ascii_lowercase().contains("<td") { out } else { unescape(text) }
}

/// Undoes the escapes of a JavaScript or JSON string.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(ch) = chars.next() {
        if ch != '\\' {
            out.push(ch);
            continue;
        }
        match chars.next() {
            Some('n' | 'r' | 't') => out.push(' '),
            Some('u') => out.extend(code_point(&mut chars, 4)),
            Some('x') => out.extend(code_point(&mut chars, 2)),
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}

fn code_point(chars: &mut std::str::Chars<'_>, digits: usize) -> Option<char> {
    let code: String = chars.by_ref().take(digits).collect();
    u32::from_str_radix(&code, 16).ok().and_then(char::from_u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(html: &str) -> Vec<Vec<(String, bool)>> {
        let source = read(html).unwrap();
        let grid = source.blocks.into_iter().find_map(|block| match block {
            Block::Grid(grid) => Some(grid),
            Block::Paragraph(_) => None,
        });
        grid.unwrap()
            .rows
            .into_iter()
            .map(|row| row.into_iter().map(|cell| (cell.text, cell.spanned)).collect())
            .collect()
    }

    fn cell(text: &str, spanned: bool) -> (String, bool) {
        (text.to_owned(), spanned)
    }

    #[test]
    fn merged_cells_are_spread_out() {
        let rows =
            grid("<table><tr><td rowspan=2 colspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table>");
        assert_eq!(
            rows,
            [
                vec![cell("a", false), cell("a", true), cell("b", false)],
                vec![cell("a", true), cell("a", true), cell("c", false)],
            ]
        );
    }

    #[test]
    fn two_paragraphs_in_a_cell_do_not_make_one_number() {
        assert_eq!(grid("<table><tr><td><p>1</p><p>2</p></td></tr></table>"), [vec![cell("1\n2", false)]]);
        assert_eq!(
            grid("<table><tr><td><span>1</span><span>2</span></td></tr></table>"),
            [vec![cell("12", false)]]
        );
        assert_eq!(grid("<table><tr><td>12<sup>1</sup></td></tr></table>"), [vec![cell("12¹", false)]]);
        assert_eq!(grid("<table><tr><td><del>9</del>8</td></tr></table>"), [vec![cell("8", false)]]);
    }

    #[test]
    fn a_table_in_a_script_string_is_found() {
        let rows = grid(
            r#"<html><body><script>var c = "<table class=\"x\"><tr><td>规章<\/td><td>&nbsp;<\/td><\/tr><\/table>";</script></body></html>"#,
        );
        assert_eq!(rows, [vec![cell("规章", false), cell("", false)]]);
    }

    #[test]
    fn layout_tables_are_walked_through() {
        let rows = grid("<table><tr><td>左</td><td><table><tr><td>1</td></tr></table></td></tr></table>");
        assert_eq!(rows, [vec![cell("1", false)]]);
    }

    #[test]
    fn deep_nesting_and_wild_spans_stay_within_bounds() {
        let deep = format!("{}x{}", "<div>".repeat(20_000), "</div>".repeat(20_000));
        assert_eq!(read(&deep), Err(DocumentError::TooDeep));
        let nested = format!("{}x{}", "<div>".repeat(500), "</div>".repeat(500));
        assert_eq!(read(&nested).unwrap().blocks, [Block::Paragraph("x".to_owned())]);
        let wild = "<table>".to_owned() + &"<tr><td colspan=99999 rowspan=99999>1</td></tr>".repeat(3000);
        assert_eq!(read(&wild), Err(DocumentError::TooManyCells));
    }
}
