//! The letter as plain text (纯文本), for search, mail and comparison.

use crate::block::{Align, Block, Composed, plain};

/// What indents a paragraph.
const INDENT: &str = "　　";

/// The letter's words, a line a paragraph.
pub(crate) fn write(letter: &Composed) -> String {
    let mut lines: Vec<String> = letter.organ.iter().chain(&letter.number).cloned().collect();
    for block in &letter.blocks {
        match block {
            Block::Title { lines: title } => lines.push(title.join("\n")),
            Block::Addressee { words }
            | Block::Line { align: Align::Left | Align::Centre | Align::Right, words } => {
                lines.push(plain(words));
            }
            Block::Heading { words, .. } | Block::Paragraph { words } | Block::Note { words } => {
                lines.push(format!("{INDENT}{}", plain(words)));
            }
            Block::Attachments { names } => lines.extend(attachments(names)),
            Block::Signature { name, date } => lines.extend([name.clone(), date.clone()]),
            Block::PageBreak | Block::Blank | Block::Rule => lines.push(String::new()),
            Block::Table { rows, .. } => lines.extend(rows.iter().map(|row| {
                let cells = row.iter().map(|cell| {
                    cell.paragraphs.iter().map(|words| plain(words)).collect::<Vec<_>>().join("\n")
                });
                cells.collect::<Vec<_>>().join("\t")
            })),
        }
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

/// The lines of the list of attachments: a number each when there are several.
pub(crate) fn attachments(names: &[String]) -> Vec<String> {
    match names {
        [only] => vec![format!("{INDENT}附件：{only}")],
        several => several
            .iter()
            .enumerate()
            .map(|(index, name)| {
                let head = if index == 0 { "附件：" } else { "　　　" };
                format!("{INDENT}{head}{}.{name}", index + 1)
            })
            .collect(),
    }
}
