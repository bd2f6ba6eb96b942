//! The sheet as a Word file.

use std::io::Cursor;

use docx_rs::{
    AlignmentType, Docx, Footer, Hyperlink, HyperlinkData, HyperlinkType, LineSpacing, LineSpacingType,
    PageMargin, PageNum, Paragraph, Pic, Run, RunFonts, Shading, SpecialIndentType, Table as WordTable,
    TableCell, TableLayoutType, TableRow, VAlignType, VMergeType, VertAlignType, WidthType,
};
use gongkai_document::article::{Align, Article, Block, Inline, Look, Marker, Table};
use image::ImageFormat;

use super::{Sheet, decoded, instead, is_empty, levels, pictures, place};
use crate::error::TypesetError;

/// Twentieths of a point in a millimetre.
const MILLIMETRE: f64 = 1440.0 / 25.4;
/// Width of the text in twentieths of a point.
const WIDTH: usize = 9071;
/// English metric units in a pixel.
const EMU: u32 = 9525;
/// Widest picture, in pixels.
const WIDEST: u32 = 600;
/// 小四, 二号, 五号, 小五 in half points.
const BODY: usize = 24;
const TITLE: usize = 40;
const SMALL: usize = 21;
const FINE: usize = 19;
/// Deepest tables within tables that are set as tables.
const DEEPEST: usize = 3;

/// Writes the Word file.
pub(super) fn write(sheet: &Sheet<'_>) -> Result<Vec<u8>, TypesetError> {
    let margin = |millimetres: f64| twips(millimetres);
    let number = Paragraph::new().align(AlignmentType::Center).size(FINE).add_page_num(PageNum::new());
    let mut document = Docx::new()
        .page_size(11906, 16838)
        .page_margin(
            PageMargin::new().top(margin(25.0)).bottom(margin(22.0)).left(margin(25.0)).right(margin(25.0)),
        )
        .default_size(BODY)
        .default_fonts(song())
        .created_at("2019-05-15T00:00:00Z")
        .updated_at("2019-05-15T00:00:00Z")
        .footer(Footer::new().add_paragraph(number));
    let title = Run::new().add_text(sheet.title).size(TITLE).bold().fonts(hei());
    document = document.add_paragraph(
        Paragraph::new().align(AlignmentType::Center).outline_lvl(0).line_spacing(after(240)).add_run(title),
    );
    for (name, value) in sheet.facts {
        let line = plain(&format!("{name}：{value}"), SMALL);
        document = document.add_paragraph(Paragraph::new().add_run(line).line_spacing(after(40)));
    }
    let mut writer = Writer { article: sheet.body, formats: pictures(sheet.body), set: 0 };
    for part in writer.blocks(&sheet.body.blocks, 0) {
        document = match part {
            Part::Paragraph(paragraph) => document.add_paragraph(*paragraph),
            Part::Table(table) => document.add_table(*table),
        };
    }
    for (index, note) in sheet.body.notes.iter().enumerate() {
        let mut note = note.clone();
        let number = Inline::Text { text: format!("[{}] ", index + 1), look: Look::default(), link: None };
        match note.first_mut() {
            Some(Block::Paragraph { content, .. }) => content.insert(0, number),
            _ => note.insert(0, Block::Paragraph { align: Align::Start, content: vec![number] }),
        }
        for part in writer.blocks(&note, DEEPEST) {
            if let Part::Paragraph(paragraph) = part {
                document = document.add_paragraph(*paragraph);
            }
        }
    }
    if !sheet.files.is_empty() {
        document = document.add_paragraph(heading(1, vec![Run::new().add_text("附件")]));
        for (index, file) in sheet.files.iter().enumerate() {
            let line = plain(&format!("{}. {file}", index + 1), BODY);
            document = document.add_paragraph(Paragraph::new().add_run(line));
        }
    }
    for (index, line) in sheet.source.iter().enumerate() {
        let before = if index == 0 { 480 } else { 0 };
        let spacing = LineSpacing::new().before(before);
        let line = plain(line, FINE).color("595959");
        document = document.add_paragraph(Paragraph::new().add_run(line).line_spacing(spacing));
    }
    let mut bytes = Cursor::new(Vec::new());
    document.build().pack(&mut bytes).map_err(|error| TypesetError::Docx(error.to_string()))?;
    Ok(bytes.into_inner())
}

enum Part {
    Paragraph(Box<Paragraph>),
    Table(Box<WordTable>),
}

struct Writer<'a> {
    article: &'a Article,
    formats: Vec<Option<(ImageFormat, u32, u32)>>,
    /// Pictures and links set so far; each needs a name of its own.
    set: usize,
}

impl Writer<'_> {
    fn blocks(&mut self, blocks: &[Block], depth: usize) -> Vec<Part> {
        let mut levels = levels(blocks).into_iter();
        let mut parts = Vec::new();
        for block in blocks {
            match block {
                Block::Heading { content, .. } => {
                    let level = levels.next().unwrap_or(2);
                    if is_empty(content) {
                        continue;
                    }
                    let runs = content.iter().map(|piece| self.run(piece)).collect();
                    parts.push(paragraph(heading(level - 1, runs)));
                }
                Block::Paragraph { align, content } => {
                    let line = self.line(content).align(match align {
                        Align::Start => AlignmentType::Both,
                        Align::Center => AlignmentType::Center,
                        Align::End => AlignmentType::Right,
                    });
                    let line = if *align == Align::Start && depth == 0 {
                        line.indent(None, Some(SpecialIndentType::FirstLine(480)), None, None)
                    } else {
                        line
                    };
                    parts.push(paragraph(line));
                }
                Block::List(items) => {
                    for item in items {
                        let marker = match item.marker {
                            Marker::Bullet => "• ".to_owned(),
                            Marker::Number(number) => format!("{number}. "),
                        };
                        let left = 480 * i32::try_from(item.level.min(8) + 1).unwrap_or(1);
                        let start =
                            Paragraph::new().line_spacing(spacing()).add_run(Run::new().add_text(marker));
                        let line = self.add(start, &item.content).indent(
                            Some(left),
                            Some(SpecialIndentType::Hanging(300)),
                            None,
                            None,
                        );
                        parts.push(paragraph(line));
                    }
                }
                Block::Table(table) => parts.extend(self.table(table, depth)),
            }
        }
        parts
    }

    /// Tables too deep to be set as such give their cells one after the other.
    fn table(&mut self, table: &Table, depth: usize) -> Vec<Part> {
        let (placed, columns, rows) = place(table);
        if depth >= DEEPEST || columns == 0 {
            return placed.iter().flat_map(|placed| self.blocks(&placed.cell.blocks, DEEPEST)).collect();
        }
        let width = WIDTH / columns;
        let mut written = Vec::new();
        for row in 0..rows {
            let mut cells = Vec::new();
            let mut column = 0;
            while column < columns {
                let covers = |placed: &&super::Placed<'_>| {
                    (placed.row..placed.row + placed.cell.rows.max(1)).contains(&row)
                        && (placed.column..placed.column + placed.cell.columns.max(1)).contains(&column)
                };
                let Some(here) = placed.iter().find(covers) else {
                    cells.push(bare(width, 1).add_paragraph(Paragraph::new()));
                    column += 1;
                    continue;
                };
                let span = here.cell.columns.clamp(1, columns - here.column);
                let mut cell = bare(width, span);
                let begins = here.row == row;
                if here.cell.rows > 1 {
                    let merge = if begins { VMergeType::Restart } else { VMergeType::Continue };
                    cell = cell.vertical_merge(merge);
                }
                if row < table.head_rows {
                    cell = cell.shading(Shading::new().fill("F2F2F2"));
                }
                let mut ends_with_paragraph = false;
                for part in if begins { self.blocks(&here.cell.blocks, depth + 1) } else { Vec::new() } {
                    ends_with_paragraph = matches!(part, Part::Paragraph(_));
                    cell = match part {
                        Part::Paragraph(paragraph) => cell.add_paragraph(*paragraph),
                        Part::Table(table) => cell.add_table(*table),
                    };
                }
                // A cell ends with a paragraph, or it is no valid cell.
                cells.push(if ends_with_paragraph { cell } else { cell.add_paragraph(Paragraph::new()) });
                column = here.column + span;
            }
            written.push(TableRow::new(cells));
        }
        let table = WordTable::new(written)
            .set_grid(vec![width; columns])
            .layout(TableLayoutType::Fixed)
            .width(WIDTH, WidthType::Dxa);
        // Two tables without a paragraph between them would be one.
        vec![Part::Table(Box::new(table)), paragraph(Paragraph::new())]
    }

    fn line(&mut self, content: &[Inline]) -> Paragraph {
        self.add(Paragraph::new().line_spacing(spacing()), content)
    }

    fn add(&mut self, start: Paragraph, content: &[Inline]) -> Paragraph {
        let mut line = start;
        for piece in content {
            let run = self.run(piece);
            line = match piece {
                Inline::Text { link: Some(to), .. } if to.starts_with("http") => {
                    let run = run.color("0B4F9E").underline("single");
                    self.set += 1;
                    line.add_hyperlink(link(to, self.set).add_run(run))
                }
                _ => line.add_run(run),
            };
        }
        line
    }

    fn run(&mut self, piece: &Inline) -> Run {
        match piece {
            Inline::Break => Run::new().add_break(docx_rs::BreakType::TextWrapping),
            Inline::Note(index) => raised(Run::new().add_text(format!("[{}]", index + 1)), true),
            Inline::Picture(index) => self.picture(*index),
            Inline::Text { text, look, .. } => {
                let mut run = Run::new().add_text(text);
                if look.bold {
                    run = run.bold();
                }
                if look.italic {
                    run = run.italic();
                }
                if look.underline {
                    run = run.underline("single");
                }
                if look.raised || look.lowered {
                    run = raised(run, look.raised);
                }
                run
            }
        }
    }

    fn picture(&mut self, index: usize) -> Run {
        let picture = self.article.pictures.get(index);
        let known = self.formats.get(index).copied().flatten();
        let (Some(picture), Some((format, width, height))) = (picture, known) else {
            return Run::new().add_text(instead(picture));
        };
        // Word files carry pictures as PNG here.
        let bytes = if format == ImageFormat::Png { Some(picture.bytes.clone()) } else { as_png(picture) };
        let Some(bytes) = bytes else { return Run::new().add_text(instead(Some(picture))) };
        self.set += 1;
        let shown = picture.width_px.unwrap_or(width).clamp(1, WIDEST);
        let high = u64::from(shown) * u64::from(height) / u64::from(width.max(1));
        let high = u32::try_from(high).unwrap_or(u32::MAX).clamp(1, 900);
        let pic = Pic::new_with_dimensions(bytes, width, height)
            .id(format!("rIdImage{}", self.set))
            .size(shown * EMU, high * EMU);
        Run::new().add_image(pic)
    }
}

/// A link under a name of its own: the library counts its names over all files, and the same sheet is the same bytes.
fn link(to: &str, number: usize) -> Hyperlink {
    let mut link = Hyperlink::new(to, HyperlinkType::External);
    if let HyperlinkData::External { rid, .. } = &mut link.link {
        *rid = format!("rIdHyperlink{number}");
    }
    link
}

fn as_png(picture: &gongkai_document::article::Picture) -> Option<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    decoded(picture)?.write_to(&mut bytes, ImageFormat::Png).ok()?;
    Some(bytes.into_inner())
}

fn paragraph(paragraph: Paragraph) -> Part {
    Part::Paragraph(Box::new(paragraph))
}

fn bare(width: usize, span: usize) -> TableCell {
    TableCell::new().width(width * span, WidthType::Dxa).grid_span(span).vertical_align(VAlignType::Center)
}

fn heading(level: usize, runs: Vec<Run>) -> Paragraph {
    let size = if level == 1 { 28 } else { BODY };
    let start = Paragraph::new().outline_lvl(level).keep_next(true).line_spacing(spacing().before(200));
    runs.into_iter().fold(start, |line, run| line.add_run(run.size(size).fonts(hei())))
}

fn plain(text: &str, size: usize) -> Run {
    Run::new().add_text(text).size(size)
}

fn raised(mut run: Run, up: bool) -> Run {
    let place = if up { VertAlignType::SuperScript } else { VertAlignType::SubScript };
    run.run_property = run.run_property.vert_align(place);
    run
}

fn spacing() -> LineSpacing {
    LineSpacing::new().line_rule(LineSpacingType::Auto).line(360)
}

fn after(twentieths: u32) -> LineSpacing {
    LineSpacing::new().after(twentieths)
}

fn song() -> RunFonts {
    named("宋体")
}

fn hei() -> RunFonts {
    named("黑体")
}

fn named(name: &str) -> RunFonts {
    RunFonts::new().ascii(name).hi_ansi(name).east_asia(name)
}

#[expect(clippy::cast_possible_truncation, reason = "a page is a few hundred millimetres")]
fn twips(millimetres: f64) -> i32 {
    (millimetres * MILLIMETRE).round() as i32
}
