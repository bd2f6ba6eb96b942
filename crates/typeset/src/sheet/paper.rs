//! The sheet on paper.

use gongkai_document::article::{Align, Article, Block, Cell, Inline, Marker, Table};
use image::ImageFormat;
use serde_json::{Value, json};

use super::{Sheet, instead, is_empty, levels, pictures, place};
use crate::error::TypesetError;
use crate::fonts::Fonts;
use crate::pdf;

/// Deepest tables within tables that are set as tables.
const DEEPEST: usize = 3;

/// A picture that can be set: its file's name and its width in pixels.
type Setting = Option<(String, u32)>;

/// Writes the PDF.
pub(super) fn print(sheet: &Sheet<'_>, fonts: &Fonts) -> Result<Vec<u8>, TypesetError> {
    let kinds = pictures(sheet.body);
    let mut files = Vec::new();
    let mut settings: Vec<Setting> = Vec::new();
    for (index, (picture, kind)) in sheet.body.pictures.iter().zip(kinds).enumerate() {
        settings.push(kind.and_then(|(format, width, _)| {
            let name = format!("picture-{index}.{}", ending(format)?);
            files.push((name.clone(), picture.bytes.clone()));
            Some((name, picture.width_px.unwrap_or(width)))
        }));
    }
    let code = sheet.code.as_ref().map(|(svg, words)| {
        files.push(("code.svg".to_owned(), svg.clone().into_bytes()));
        json!({ "file": "code.svg", "words": words })
    });
    let writer = Writer { article: sheet.body, settings: &settings };
    let notes: Vec<Value> = sheet.body.notes.iter().map(|blocks| writer.blocks(blocks, 0)).collect();
    let data = json!({
        "title": sheet.title,
        "facts": sheet.facts,
        "blocks": writer.blocks(&sheet.body.blocks, 0),
        "notes": notes,
        "files": sheet.files,
        "source": sheet.source,
        "code": code,
    });
    Ok(pdf::lay_out("sheet.typ", "sheet.json", &data, files, fonts)?.pdf)
}

const fn ending(format: ImageFormat) -> Option<&'static str> {
    match format {
        ImageFormat::Png => Some("png"),
        ImageFormat::Jpeg => Some("jpg"),
        ImageFormat::Gif => Some("gif"),
        ImageFormat::WebP => Some("webp"),
        _ => None,
    }
}

struct Writer<'a> {
    article: &'a Article,
    settings: &'a [Setting],
}

impl Writer<'_> {
    fn blocks(&self, blocks: &[Block], depth: usize) -> Value {
        let mut levels = levels(blocks).into_iter();
        let mut written = Vec::new();
        for block in blocks {
            match block {
                Block::Heading { content, .. } => {
                    let level = levels.next().unwrap_or(2);
                    // In a cell a heading would stand outside the order of the text's own.
                    let level = if depth > 0 || is_empty(content) { 0 } else { level };
                    written.push(json!({ "kind": "heading", "level": level, "content": self.line(content) }));
                }
                Block::Paragraph { align, content } => written.push(
                    json!({ "kind": "paragraph", "align": side(*align), "content": self.line(content) }),
                ),
                Block::List(items) => {
                    for item in items {
                        let marker = match item.marker {
                            Marker::Bullet => "•".to_owned(),
                            Marker::Number(number) => format!("{number}."),
                        };
                        let level = item.level.min(8);
                        written.push(json!({ "kind": "item", "level": level, "marker": marker,
                                             "content": self.line(&item.content) }));
                    }
                }
                Block::Table(table) => written.push(self.table(table, depth)),
            }
        }
        Value::Array(written)
    }

    fn table(&self, table: &Table, depth: usize) -> Value {
        let (placed, columns, rows) = place(table);
        if depth >= DEEPEST || columns == 0 {
            let inner = |cell: &Cell| self.blocks(&cell.blocks, depth + 1);
            let cells: Vec<Value> = placed.iter().map(|placed| inner(placed.cell)).collect();
            return json!({ "kind": "loose", "cells": cells });
        }
        // A head that reaches into the rows below is none that can be repeated on the next page.
        let reaches = |placed: &super::Placed<'_>| {
            placed.row < table.head_rows && placed.row + placed.cell.rows > table.head_rows
        };
        let head_rows = if placed.iter().any(reaches) { 0 } else { table.head_rows.min(rows) };
        let cells: Vec<Value> = placed
            .iter()
            .map(|placed| {
                let cell = placed.cell;
                json!({
                    "x": placed.column,
                    "y": placed.row,
                    "columns": cell.columns.clamp(1, columns - placed.column),
                    "rows": cell.rows.clamp(1, rows - placed.row),
                    "head": placed.row < head_rows,
                    "blocks": self.blocks(&cell.blocks, depth + 1),
                })
            })
            .collect();
        json!({ "kind": "table", "columns": columns, "head_rows": head_rows, "cells": cells })
    }

    fn line(&self, content: &[Inline]) -> Vec<Value> {
        content.iter().map(|piece| self.piece(piece)).collect()
    }

    fn piece(&self, piece: &Inline) -> Value {
        match piece {
            Inline::Text { text, look, link } => json!({
                "kind": "text", "text": text, "bold": look.bold, "italic": look.italic, "underline": look.underline,
                "raised": look.raised, "lowered": look.lowered,
                "link": link.as_deref().filter(|link| link.starts_with("http")),
            }),
            Inline::Break => json!({ "kind": "break" }),
            Inline::Note(index) => json!({ "kind": "note", "number": index + 1 }),
            Inline::Picture(index) => {
                let picture = self.article.pictures.get(*index);
                match (self.settings.get(*index), picture) {
                    (Some(Some((file, width))), Some(picture)) => json!({
                        "kind": "picture", "file": file, "width": width, "ornament": picture.ornament,
                        "words": picture.alternative.as_deref().filter(|words| !words.is_empty()).unwrap_or("图片"),
                    }),
                    _ => json!({ "kind": "text", "text": instead(picture), "bold": false, "italic": false,
                                 "underline": false, "raised": false, "lowered": false, "link": null }),
                }
            }
        }
    }
}

const fn side(align: Align) -> &'static str {
    match align {
        Align::Start => "start",
        Align::Center => "centre",
        Align::End => "end",
    }
}
