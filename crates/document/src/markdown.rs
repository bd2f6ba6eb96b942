//! Markdown: pipe tables, headings, and the marks left by programs that read pictures.

use gongkai_report::read::PICTURE;
use gongkai_report::source::{Block, Grid, GridCell, Source};

use crate::room::Room;
use crate::{DocumentError, html};

/// True when a line of `|---|` stands in the text.
pub(crate) fn has_tables(text: &str) -> bool {
    text.lines().any(|line| line.contains('|') && is_rule(line))
}

pub(crate) fn read(text: &str) -> Result<Source, DocumentError> {
    let mut reader = Reader::default();
    let mut lines = text.lines().peekable();
    if lines.next_if(|line| line.trim() == "---").is_some() {
        for line in lines.by_ref().take_while(|line| line.trim() != "---") {
            if let Some(title) = line.strip_prefix("title:") {
                reader.source.title = Some(title.trim().trim_matches(['"', '\'']).to_owned());
            }
        }
    }
    while let Some(line) = lines.next() {
        let trimmed = line.trim();
        if trimmed.to_ascii_lowercase().contains("<table") {
            reader.flush();
            let mut markup = line.to_owned();
            let mut last = line;
            while !last.to_ascii_lowercase().contains("</table>") {
                let Some(next) = lines.next() else { break };
                markup.push('\n');
                markup.push_str(next);
                last = next;
            }
            reader.embed(&markup)?;
        } else if trimmed.starts_with('|') || trimmed.matches('|').count() > 1 {
            reader.row(trimmed)?;
        } else {
            reader.flush();
            reader.paragraph(trimmed);
        }
    }
    reader.flush();
    Ok(reader.source)
}

#[derive(Default)]
struct Reader {
    source: Source,
    rows: Vec<Vec<GridCell>>,
    grids: usize,
    room: Room,
}

impl Reader {
    fn flush(&mut self) {
        if !self.rows.is_empty() {
            self.grids += 1;
            let rows = std::mem::take(&mut self.rows);
            self.source.blocks.push(Block::Grid(Grid { place: format!("第 {} 个表", self.grids), rows }));
        }
    }

    fn row(&mut self, line: &str) -> Result<(), DocumentError> {
        if is_rule(line) {
            return Ok(());
        }
        let row: Vec<GridCell> =
            split(line).into_iter().map(|cell| GridCell::new(plain(&cell), false)).collect();
        self.room.cell("")?;
        row.iter().try_for_each(|cell| self.room.cell(&cell.text))?;
        self.rows.push(row);
        Ok(())
    }

    fn embed(&mut self, markup: &str) -> Result<(), DocumentError> {
        for block in html::read(markup)?.blocks {
            if let Block::Grid(mut grid) = block {
                grid.rows.iter().flatten().try_for_each(|cell| self.room.cell(&cell.text))?;
                self.grids += 1;
                grid.place = format!("第 {} 个表", self.grids);
                self.source.blocks.push(Block::Grid(grid));
            } else {
                self.source.blocks.push(block);
            }
        }
        Ok(())
    }

    fn paragraph(&mut self, line: &str) {
        let line = line.trim_start_matches(['#', '>']).trim_end_matches('#').trim();
        if line.is_empty() || line.starts_with("```") || line.starts_with("<!--") || is_rule(line) {
            return;
        }
        let line = line.strip_prefix("- ").filter(|rest| !rest.ends_with('-')).unwrap_or(line);
        let line = line.strip_prefix("* ").unwrap_or(line);
        self.source.blocks.push(Block::Paragraph(plain(line)));
    }
}

/// `|---|:--:|`: the line under a table's head, or a line across the page.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.contains("---") && line.chars().all(|ch| matches!(ch, '|' | '-' | ':' | ' ' | '\t'))
}

/// The cells of a row; `\|` does not part them.
fn split(line: &str) -> Vec<String> {
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = match line.strip_suffix('|') {
        Some(inner) if !inner.ends_with('\\') => inner,
        _ => line,
    };
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for ch in line.chars() {
        if ch == '|' && !escaped {
            cells.push(String::new());
        } else if let Some(cell) = cells.last_mut() {
            cell.push(ch);
        }
        escaped = ch == '\\' && !escaped;
    }
    cells
}

/// Text without marks of emphasis, links, pictures and escapes.
fn plain(text: &str) -> String {
    let text = text
        .replace("**", "")
        .replace("__", "")
        .replace('`', "")
        .replace("&nbsp;", " ")
        .replace("<br>", "\n")
        .replace("<br/>", "\n");
    let text = pictures(&text);
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(ch) = chars.next() {
        match (ch, chars.peek()) {
            ('\\', Some(next)) if next.is_ascii_punctuation() => {}
            _ => out.push(ch),
        }
    }
    let out = out.trim();
    let unstarred = out.strip_prefix('*').and_then(|rest| rest.strip_suffix('*'));
    unstarred.unwrap_or(out).trim().to_owned()
}

/// `![…](…)` as a word, so that a table that is a picture is known as one.
fn pictures(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("![") {
        let (before, after) = rest.split_at(at);
        let Some(end) =
            after.find("](").and_then(|open| after.get(open..)?.find(')').map(|close| open + close + 1))
        else {
            break;
        };
        out.push_str(before);
        out.push_str(PICTURE);
        rest = after.get(end..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pipe_table_is_a_grid_without_its_rule() {
        let source = read("# 标题\n| a | b |\n|---|:-:|\n| **1** | \\-2 |\n\n尾").unwrap();
        let Block::Grid(grid) = &source.blocks[1] else { panic!("no grid") };
        let texts: Vec<Vec<&str>> =
            grid.rows.iter().map(|row| row.iter().map(|cell| cell.text.as_str()).collect()).collect();
        assert_eq!(texts, [vec!["a", "b"], vec!["1", "-2"]]);
        assert_eq!(source.blocks[0], Block::Paragraph("标题".to_owned()));
    }

    #[test]
    fn a_picture_is_named() {
        let source = read("## 三、表\n\n![](x.png)\n").unwrap();
        assert_eq!(source.blocks[1], Block::Paragraph(PICTURE.to_owned()));
    }
}
