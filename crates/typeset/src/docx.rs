//! The letter as a Word file (DOCX), in the same measures as far as Word follows.
//!
//! Word counts lines from their upper to their lower edge, so 22 lines of 225 mm are 28.95 pt each; the fonts are named
//! as the standard and agencies' machines name them, whatever this machine has.

mod table;

use std::io::Cursor;

use docx_rs::{
    AlignmentType, BorderType, BreakType, DocGrid, DocGridType, Docx, Footer, LineSpacing, LineSpacingType,
    PageMargin, PageNum, Paragraph, ParagraphBorder, ParagraphBorderPosition, ParagraphBorders, Run,
    RunFonts, SpecialIndentType,
};

use crate::block::{Align, Block, Composed, Face, Run as Words};
use crate::error::TypesetError;

/// Twentieths of a point in a millimetre.
const TWIPS_PER_MM: f64 = 1440.0 / 25.4;
/// Lines of the page, 225 mm / 22, in twentieths of a point.
const LINE: i32 = 579;
/// Width of a character of the grid, 156 mm / 28, in twentieths of a point.
const CHARACTER: f64 = 156.0 / 28.0 * TWIPS_PER_MM;
/// What squeezes 28 characters of 16 pt into the line, in twentieths of a point each. A character grid would do the
/// same in Word, but other programs read its width differently.
const SQUEEZE: i32 = -5;
/// 3号, 2号, 4号 and the organ's name, in half points.
const BODY: usize = 32;
const TITLE: usize = 44;
const SMALL: usize = 28;
const ORGAN: usize = 60;
const RED: &str = "D7000F";

const FANG: &str = "仿宋_GB2312";
const HEI: &str = "黑体";
const KAI: &str = "楷体_GB2312";
const SONG: &str = "宋体";
const XIAO_BIAO_SONG: &str = "方正小标宋简体";

/// Writes the Word file. Same letter, same bytes.
pub(crate) fn write(letter: &Composed) -> Result<Vec<u8>, TypesetError> {
    let mut document = page(letter);
    document = match &letter.organ {
        Some(organ) => head(document, organ, letter.number.as_deref()),
        None => document,
    };
    let mut new_page = false;
    for (index, block) in letter.blocks.iter().enumerate() {
        if *block == Block::PageBreak {
            new_page = true;
            continue;
        }
        let stays = keeps_next(&letter.blocks, index);
        if let Block::Table { widths, rows } = block {
            document = document.add_table(table::table(widths, rows));
            continue;
        }
        for paragraph in paragraphs(block) {
            let paragraph = paragraph.keep_next(stays).page_break_before(std::mem::take(&mut new_page));
            document = document.add_paragraph(paragraph);
        }
    }
    let mut bytes = Cursor::new(Vec::new());
    document.build().pack(&mut bytes).map_err(|error| TypesetError::Docx(error.to_string()))?;
    Ok(bytes.into_inner())
}

/// Millimetres in twentieths of a point.
#[expect(clippy::cast_possible_truncation, reason = "a page is a few hundred millimetres")]
fn mm(millimetres: f64) -> i32 {
    (millimetres * TWIPS_PER_MM).round() as i32
}

/// Characters of the grid in twentieths of a point.
#[expect(clippy::cast_possible_truncation, reason = "a line is 28 characters")]
fn characters(count: f64) -> i32 {
    (count * CHARACTER).round() as i32
}

fn page(letter: &Composed) -> Docx {
    let margins = PageMargin::new()
        .top(mm(37.0))
        .left(mm(28.0))
        .right(mm(26.0))
        .bottom(mm(35.0))
        .header(mm(15.0))
        .footer(mm(20.0));
    let mut document = Docx::new()
        .page_size(11906, 16838)
        .page_margin(margins)
        .default_size(BODY)
        .default_fonts(fonts(FANG))
        .default_spacing(SQUEEZE)
        .default_line_spacing(spacing())
        .created_at("2019-05-15T00:00:00Z")
        .updated_at("2019-05-15T00:00:00Z")
        .footer(page_number(AlignmentType::Right))
        .even_footer(page_number(AlignmentType::Left));
    let first =
        if letter.organ.is_some() { last_line() } else { Footer::new().add_paragraph(Paragraph::new()) };
    document = document.first_footer(first);
    document.document.section_property = document.document.section_property.clone().doc_grid(
        DocGrid::with_empty()
            .grid_type(DocGridType::Lines)
            .line_pitch(usize::try_from(LINE).unwrap_or_default()),
    );
    document
}

/// The page number (页码): a dash on either side, a character in from the edge, odd pages right, even pages left.
fn page_number(side: AlignmentType) -> Footer {
    let dash = |text: &str| Run::new().add_text(text).size(SMALL).fonts(fonts(SONG));
    let paragraph = Paragraph::new()
        .align(side)
        .indent(Some(characters(1.0)), None, Some(characters(1.0)), None)
        .line_spacing(
            LineSpacing::new().line_rule(LineSpacingType::Exact).line(280).before(0).after(mm_after()),
        )
        .size(SMALL)
        .fonts(fonts(SONG))
        .add_run(dash("— "))
        .add_page_num(PageNum::new())
        .add_run(dash(" —"));
    Footer::new().add_paragraph(paragraph)
}

/// What lifts the page number to 7 mm under the text area.
fn mm_after() -> u32 {
    u32::try_from(mm(3.0)).unwrap_or_default()
}

/// The red double line at the foot of the first page (上细下粗).
fn last_line() -> Footer {
    let mut line = red_line(ParagraphBorderPosition::Bottom, BorderType::ThinThickSmallGap)
        .line_spacing(LineSpacing::new().line_rule(LineSpacingType::Exact).line(20).before(0).after(0));
    line = line.size(2);
    Footer::new().add_paragraph(line)
}

/// A paragraph 170 mm wide with a red double line at its edge.
fn red_line(position: ParagraphBorderPosition, kind: BorderType) -> Paragraph {
    let border = ParagraphBorder::new(position).val(kind).size(24).space(1).color(RED);
    let mut paragraph = Paragraph::new().indent(Some(mm(-8.0)), None, Some(mm(-6.0)), None);
    paragraph.property = paragraph.property.set_borders(ParagraphBorders::with_empty().set(border));
    paragraph
}

/// The red head (版头): the organ's name, the double line (上粗下细), the number.
fn head(document: Docx, organ: &str, number: Option<&str>) -> Docx {
    let name = red_line(ParagraphBorderPosition::Bottom, BorderType::ThickThinSmallGap)
        .align(AlignmentType::Center)
        .snap_to_grid(false)
        .line_spacing(LineSpacing::new().line_rule(LineSpacingType::Exact).line(720).before(0).after(0))
        .add_run(
            Run::new().add_text(organ).size(organ_size(organ)).color(RED).bold().fonts(fonts(XIAO_BIAO_SONG)),
        );
    let number = Paragraph::new()
        .align(AlignmentType::Right)
        .line_spacing(spacing().before(200))
        .add_run(run(number.unwrap_or_default(), Face::Fang));
    // Two empty lines above the title.
    document.add_paragraph(name).add_paragraph(number).add_paragraph(empty()).add_paragraph(empty())
}

/// A name that is too long for the line is set smaller.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "half points of a line of 156 mm"
)]
fn organ_size(organ: &str) -> usize {
    let line = 2.0 * f64::from(characters(28.0)) / 20.0;
    ((line / width(organ).max(1.0)) as usize).min(ORGAN)
}

fn fonts(name: &str) -> RunFonts {
    RunFonts::new().ascii(name).hi_ansi(name).east_asia(name).cs(name)
}

fn spacing() -> LineSpacing {
    LineSpacing::new().line_rule(LineSpacingType::Exact).line(LINE).before(0).after(0)
}

fn empty() -> Paragraph {
    Paragraph::new().line_spacing(spacing()).size(BODY)
}

fn face_name(face: Face) -> &'static str {
    match face {
        Face::Fang => FANG,
        Face::Hei => HEI,
        Face::Kai => KAI,
    }
}

/// Words in a face; ends of line stay.
fn run(text: &str, face: Face) -> Run {
    sized_run(text, face_name(face), BODY)
}

fn sized_run(text: &str, font: &str, size: usize) -> Run {
    let mut run = Run::new().size(size).fonts(fonts(font));
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            run = run.add_break(BreakType::TextWrapping);
        }
        if !line.is_empty() {
            run = run.add_text(line);
        }
    }
    run
}

fn paragraph(words: &[Words]) -> Paragraph {
    words.iter().fold(Paragraph::new().line_spacing(spacing()).widow_control(false), |paragraph, part| {
        paragraph.add_run(run(&part.text, part.face))
    })
}

fn indented(words: &[Words]) -> Paragraph {
    paragraph(words).align(AlignmentType::Both).indent(
        None,
        Some(SpecialIndentType::FirstLine(characters(2.0))),
        None,
        None,
    )
}

fn paragraphs(block: &Block) -> Vec<Paragraph> {
    match block {
        Block::Title { lines } => {
            let title = Run::new().size(TITLE).bold().fonts(fonts(XIAO_BIAO_SONG));
            let title = lines.iter().enumerate().fold(title, |title, (index, line)| {
                let title = if index > 0 { title.add_break(BreakType::TextWrapping) } else { title };
                title.add_text(line)
            });
            let paragraph = Paragraph::new()
                .align(AlignmentType::Center)
                .line_spacing(spacing())
                .outline_lvl(0)
                .snap_to_grid(false)
                .add_run(title);
            vec![paragraph, empty()]
        }
        Block::Addressee { words } => vec![paragraph(words)],
        Block::Heading { level, words } => vec![indented(words).outline_lvl(usize::from(*level))],
        Block::Paragraph { words } | Block::Note { words } => vec![indented(words)],
        Block::Line { align, words } => vec![paragraph(words).align(match align {
            Align::Left => AlignmentType::Left,
            Align::Centre => AlignmentType::Center,
            Align::Right => AlignmentType::Right,
        })],
        Block::Attachments { names } => attachments(names),
        Block::Signature { name, date } => signature(name, date),
        Block::Blank => vec![empty()],
        Block::Rule => {
            let mut line = empty();
            // Word draws one border round neighbours that have the same, so the line between them is named too.
            let border = |position| ParagraphBorder::new(position).size(4).color("000000");
            let borders = ParagraphBorders::with_empty()
                .set(border(ParagraphBorderPosition::Bottom))
                .set(border(ParagraphBorderPosition::Between));
            line.property = line.property.set_borders(borders);
            vec![line]
        }
        Block::PageBreak | Block::Table { .. } => Vec::new(),
    }
}

/// The list of attachments, a line below the text; what runs on stands under the name.
fn attachments(names: &[String]) -> Vec<Paragraph> {
    let several = names.len() > 1;
    let mut list = vec![empty()];
    for (index, name) in names.iter().enumerate() {
        let number = if several { format!("{}.", index + 1) } else { String::new() };
        let hanging = 3.0 + if several { width(&number) } else { 0.0 };
        let (left, hang, head) = if index == 0 {
            (2.0 + hanging, hanging, "附件：")
        } else {
            (2.0 + hanging, width(&number), "")
        };
        let words = [Words { text: format!("{head}{number}{name}"), face: Face::Fang }];
        list.push(paragraph(&words).indent(
            Some(characters(left)),
            Some(SpecialIndentType::Hanging(characters(hang))),
            None,
            None,
        ));
    }
    list
}

/// The date four characters from the right, the name centred over it, under two lines for the seal.
fn signature(name: &str, date: &str) -> Vec<Paragraph> {
    let date_right = 4.0;
    let name_right = (date_right + width(date) / 2.0 - width(name) / 2.0).max(0.0);
    let right =
        |text: &str, from_right: f64| {
            paragraph(&[Words { text: text.to_owned(), face: Face::Fang }])
                .align(AlignmentType::Right)
                .indent(None, None, Some(characters(from_right)), None)
        };
    vec![empty(), empty(), right(name, name_right), right(date, date_right)]
}

/// The width of words in characters of the grid: Latin ones are half as wide.
fn width(text: &str) -> f64 {
    text.chars().map(|character| if character.is_ascii() { 0.5 } else { 1.0 }).sum()
}

/// The last of the text, the attachments, the signature and the note stay together.
fn keeps_next(blocks: &[Block], index: usize) -> bool {
    let is_signature = |at: usize| matches!(blocks.get(at), Some(Block::Signature { .. }));
    let next = blocks.get(index + 1);
    is_signature(index + 1)
        || (matches!(next, Some(Block::Attachments { .. })) && is_signature(index + 2))
        || (is_signature(index) && matches!(next, Some(Block::Note { .. })))
        || matches!(blocks.get(index), Some(Block::Heading { .. } | Block::Title { .. }))
}

/// The words of a cell's paragraph, for the table.
fn cell_paragraph(words: &[Words], label: bool) -> Paragraph {
    let spacing = LineSpacing::new().line_rule(LineSpacingType::Exact).line(420).before(0).after(0);
    let align = if label { AlignmentType::Center } else { AlignmentType::Left };
    words
        .iter()
        .fold(Paragraph::new().align(align).line_spacing(spacing).snap_to_grid(false), |paragraph, part| {
            paragraph.add_run(sized_run(&part.text, face_name(part.face), SMALL))
        })
}
