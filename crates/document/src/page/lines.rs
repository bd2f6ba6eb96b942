//! Characters into lines of text.

use super::{Area, Glyph};

/// A line of text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) area: Area,
    /// Height of the type.
    pub(super) size: f64,
    /// Runs of characters between wide gaps.
    pub(super) words: Vec<Word>,
}

/// Characters that stand together.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) area: Area,
}

/// Gap, in heights of the type, that a blank stands for.
const BLANK: f64 = 0.24;
/// Gap that parts words of a table without ruled lines.
const APART: f64 = 0.9;

/// The lines that `glyphs` make, from top to bottom.
pub(super) fn lines(glyphs: &[Glyph]) -> Vec<Line> {
    let mut rows: Vec<Vec<Glyph>> = Vec::new();
    let mut sorted: Vec<Glyph> = glyphs.to_vec();
    sorted.sort_by(|one, other| one.area.middle().1.total_cmp(&other.area.middle().1));
    for glyph in sorted {
        let fits = |row: &Vec<Glyph>| {
            row.last().is_some_and(|last| {
                let (_, y) = last.area.middle();
                (glyph.area.middle().1 - y).abs() < last.size.min(glyph.size).max(4.0) * 0.45
            })
        };
        match rows.iter_mut().rev().take(3).find(|row| fits(row)) {
            Some(row) => row.push(glyph),
            None => rows.push(vec![glyph]),
        }
    }
    rows.into_iter().filter_map(line).collect()
}

fn line(mut glyphs: Vec<Glyph>) -> Option<Line> {
    glyphs.sort_by(|one, other| one.area.left.total_cmp(&other.area.left));
    let mut text = String::new();
    let mut words: Vec<Word> = Vec::new();
    let mut area: Option<Area> = None;
    let mut size: f64 = 0.0;
    for glyph in glyphs.iter().filter(|glyph| !glyph.ch.is_whitespace() && !glyph.ch.is_control()) {
        let gap = area.map_or(f64::MAX, |area: Area| glyph.area.left - area.right);
        let scale = size.max(glyph.size);
        // Between Chinese and Latin writing the gap is only the typesetter's.
        let latin = text.chars().next_back().is_some_and(|ch| ch.is_ascii()) && glyph.ch.is_ascii();
        let blank = gap > if latin { BLANK } else { APART } * glyph.size;
        if area.is_some() && blank {
            text.push(' ');
        }
        match words.last_mut() {
            Some(word) if gap <= APART * scale => {
                if blank {
                    word.text.push(' ');
                }
                word.text.push(glyph.ch);
                word.area = word.area.with(&glyph.area);
            }
            _ => words.push(Word { text: glyph.ch.to_string(), area: glyph.area }),
        }
        text.push(glyph.ch);
        area = Some(area.map_or(glyph.area, |area| area.with(&glyph.area)));
        size = scale;
    }
    Some(Line { text, area: area?, size, words })
}

/// A cell's text: its lines one below the other.
pub(super) fn text(glyphs: &[Glyph]) -> String {
    let texts: Vec<String> = lines(glyphs).into_iter().map(|line| line.text).collect();
    texts.join("\n")
}
