//! An article as plain text, for search, screening and comparison.

use std::fmt::Write as _;

use super::{Article, Block, Inline, Marker};

/// The text of an article: a line for each paragraph and each row, cells apart by tabs, notes at the end.
pub fn text(article: &Article) -> String {
    let mut out = String::new();
    push_blocks(article, &article.blocks, &mut out);
    for (index, note) in article.notes.iter().enumerate() {
        let _ = write!(out, "[{}] ", index + 1);
        push_blocks(article, note, &mut out);
    }
    out
}

fn push_blocks(article: &Article, blocks: &[Block], out: &mut String) {
    for block in blocks {
        match block {
            Block::Heading { content, .. } | Block::Paragraph { content, .. } => {
                push_line(article, content, out);
                out.push('\n');
            }
            Block::List(items) => {
                for item in items {
                    match item.marker {
                        Marker::Bullet => out.push_str("• "),
                        Marker::Number(number) => {
                            let _ = write!(out, "{number}. ");
                        }
                    }
                    push_line(article, &item.content, out);
                    out.push('\n');
                }
            }
            Block::Table(table) => {
                for row in &table.rows {
                    for (index, cell) in row.iter().enumerate() {
                        if index > 0 {
                            out.push('\t');
                        }
                        let mut inner = String::new();
                        push_blocks(article, &cell.blocks, &mut inner);
                        out.push_str(&inner.trim_end().replace(['\n', '\t'], " "));
                    }
                    out.push('\n');
                }
            }
        }
    }
}

fn push_line(article: &Article, content: &[Inline], out: &mut String) {
    for inline in content {
        match inline {
            Inline::Text { text, .. } => out.push_str(text),
            Inline::Break => out.push('\n'),
            Inline::Note(index) => {
                let _ = write!(out, "[{}]", index + 1);
            }
            Inline::Picture(index) => {
                let picture = article.pictures.get(*index);
                if let Some(words) = picture.and_then(|picture| picture.alternative.as_deref()) {
                    let _ = write!(out, "[{words}]");
                }
            }
        }
    }
}
