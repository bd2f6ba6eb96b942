//! Word and WPS text: paragraphs, and tables with merged cells spread out.
//!
//! What a reader of the printed page does not see is left out: deleted text, hidden text, field codes.

use gongkai_report::read::PICTURE;
use gongkai_report::source::{Block, Grid, GridCell, Source};

use crate::office::xml::{Element, Node};
use crate::room::Room;
use crate::{DocumentError, Kind};

/// Widest span believed.
const SPAN: usize = 300;

pub(crate) fn read(bytes: &[u8]) -> Result<Source, DocumentError> {
    let package = crate::open(bytes, Kind::Docx)?;
    let part = |name: &str| package.xml(name).map_err(|error| crate::in_words(&error, Kind::Docx));
    let Some(document) = part("word/document.xml")? else { return Err(DocumentError::Damaged(Kind::Docx)) };
    let title =
        part("docProps/core.xml").ok().flatten().and_then(|core| core.child("title").map(Element::text));
    let mut reader = Reader::default();
    reader.source.title = title.map(|title| title.trim().to_owned()).filter(|title| !title.is_empty());
    if let Some(body) = document.child("body") {
        reader.blocks(body)?;
    }
    match reader.source.blocks.as_slice() {
        [] => Err(DocumentError::Empty),
        blocks if blocks.iter().all(|block| matches!(block, Block::Paragraph(text) if text == PICTURE)) => {
            Err(DocumentError::PicturesOnly)
        }
        _ => Ok(reader.source),
    }
}

#[derive(Default)]
struct Reader {
    source: Source,
    grids: usize,
    room: Room,
}

impl Reader {
    fn blocks(&mut self, parent: &Element) -> Result<(), DocumentError> {
        for element in parent.elements() {
            match element.local() {
                "p" => self.paragraph(element),
                "tbl" if holds_table(element) => self.layout(element)?,
                "tbl" => self.table(element)?,
                "del" | "moveFrom" | "sectPr" => {}
                _ => self.blocks(element)?,
            }
        }
        Ok(())
    }

    fn paragraph(&mut self, paragraph: &Element) {
        let mut text = String::new();
        words(paragraph, &mut text);
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            self.source.blocks.push(Block::Paragraph(line.to_owned()));
        }
    }

    /// A table around tables is page layout.
    fn layout(&mut self, table: &Element) -> Result<(), DocumentError> {
        for row in below(table, "tr") {
            for cell in below(row, "tc") {
                self.blocks(cell)?;
            }
        }
        Ok(())
    }

    fn table(&mut self, table: &Element) -> Result<(), DocumentError> {
        let mut rows: Vec<Vec<GridCell>> = Vec::new();
        for row in below(table, "tr") {
            let properties = row.child("trPr");
            let says = |name: &str| properties.is_some_and(|properties| properties.child(name).is_some());
            if says("del") || says("hidden") {
                continue;
            }
            let skipped =
                properties.and_then(|properties| count(properties.child("gridBefore"))).unwrap_or(0);
            self.room.cell("")?;
            let mut out: Vec<GridCell> = vec![GridCell::default(); skipped];
            (0..skipped).try_for_each(|_| self.room.cell(""))?;
            for cell in below(row, "tc") {
                let properties = cell.child("tcPr");
                let property = |name: &str| properties.and_then(|properties| properties.child(name));
                let merge = |name: &str| property(name).map(|merge| merge.attr("w:val") == Some("restart"));
                let above = rows.last().and_then(|row: &Vec<GridCell>| row.get(out.len()));
                let (text, spanned) = match (merge("vMerge"), merge("hMerge")) {
                    // The words of a continued cell are not shown.
                    (Some(false), _) => (above.map_or(String::new(), |above| above.text.clone()), true),
                    (_, Some(false)) => (out.last().map_or(String::new(), |left| left.text.clone()), true),
                    _ => (cell_text(cell), false),
                };
                for covered in 0..count(property("gridSpan")).unwrap_or(1).max(1) {
                    self.room.cell(&text)?;
                    out.push(GridCell::new(text.clone(), spanned || covered > 0));
                }
            }
            rows.push(out);
        }
        self.grids += 1;
        self.source.blocks.push(Block::Grid(Grid { place: format!("第 {} 个表", self.grids), rows }));
        Ok(())
    }
}

fn count(element: Option<&Element>) -> Option<usize> {
    element?.attr("w:val")?.trim().parse::<usize>().ok().map(|count| count.min(SPAN))
}

/// The rows of a table or cells of a row, also within controls and insertions; not those of tables within.
fn below<'a>(parent: &'a Element, name: &str) -> Vec<&'a Element> {
    let mut out = Vec::new();
    for element in parent.elements() {
        if element.is(name) {
            out.push(element);
        } else if !matches!(element.local(), "tbl" | "del" | "moveFrom" | "p") {
            out.extend(below(element, name));
        }
    }
    out
}

fn holds_table(table: &Element) -> bool {
    below(table, "tr").iter().any(|row| below(row, "tc").iter().any(|cell| cell.find("tbl").is_some()))
}

/// The words of a cell; its paragraphs stay apart.
fn cell_text(cell: &Element) -> String {
    let mut text = String::new();
    for paragraph in below(cell, "p") {
        words(paragraph, &mut text);
        text.push('\n');
    }
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The words that a reader sees.
fn words(element: &Element, out: &mut String) {
    for child in element.elements() {
        match child.local() {
            "r" => run(child, out),
            "del" | "moveFrom" | "pPr" | "rPr" | "sdtPr" | "Fallback" => {}
            _ => words(child, out),
        }
    }
}

fn run(run: &Element, out: &mut String) {
    let property = |name: &str| run.at(&["rPr", name]);
    let is_on = |found: &Element| !matches!(found.attr("w:val"), Some("0" | "false" | "off"));
    if property("vanish").is_some_and(is_on) {
        return;
    }
    let raised = property("vertAlign").is_some_and(|align| align.attr("w:val") != Some("baseline"));
    for child in run.elements() {
        match child.local() {
            "t" => {
                let text = child.children.iter().filter_map(|node| match node {
                    Node::Text(text) => Some(text.as_str()),
                    Node::Element(_) => None,
                });
                for text in text {
                    // A raised digit is a remark: as a plain one it would lengthen the figure before it.
                    out.extend(text.chars().map(|ch| if raised { crate::raise(ch) } else { ch }));
                }
            }
            "tab" => out.push('\t'),
            "br" | "cr" => out.push('\n'),
            "noBreakHyphen" => out.push('-'),
            "AlternateContent" | "Choice" => words(child, out),
            "drawing" | "pict" | "object" => {
                if child.find("txbxContent").is_some() {
                    words(child, out);
                } else {
                    out.push_str(PICTURE);
                }
            }
            _ => {}
        }
    }
}
