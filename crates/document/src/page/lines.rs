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
    let mut last: Option<Glyph> = None;
    let mut digit_gap: Option<f64> = None;
    for glyph in glyphs.iter().filter(|glyph| !glyph.ch.is_whitespace() && !glyph.ch.is_control()) {
        let gap = area.map_or(f64::MAX, |area: Area| glyph.area.left - area.right);
        let scale = size.max(glyph.size);
        // Between Chinese and Latin writing the gap is only the typesetter's.
        let narrow = |ch: char| ch.is_ascii() || is_digit(ch);
        let latin = text.chars().next_back().is_some_and(narrow) && narrow(glyph.ch);
        let blank = gap > if latin { BLANK } else { APART } * glyph.size
            || last.is_some_and(|last| !is_one_number(&last, glyph))
            // The digits of a number stand evenly.
            || digit_gap.is_some_and(|before| is_digit(glyph.ch) && (gap - before).abs() > 0.12 * glyph.size);
        let in_number = last.is_some_and(|last| is_digit(last.ch)) && is_digit(glyph.ch);
        digit_gap = (in_number && !blank).then_some(gap);
        last = Some(*glyph);
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

fn is_digit(ch: char) -> bool {
    ch.is_ascii_digit() || ('０'..='９').contains(&ch)
}

/// False for two digits that nobody typed as one number: one stands on the other, or higher, or is larger.
fn is_one_number(one: &Glyph, other: &Glyph) -> bool {
    if !is_digit(one.ch) || !is_digit(other.ch) {
        return true;
    }
    let size = one.size.max(other.size);
    // Some files give a digit the width of a Chinese character: that tells nothing of what it covers.
    let widest = if one.ch.is_ascii() { 0.65 } else { 1.1 } * one.size;
    let covered = one.area.width() <= widest && one.area.right - other.area.left > 0.15 * size;
    let upon = other.area.left - one.area.left < 0.2 * size;
    let higher = (one.area.bottom - other.area.bottom).abs() > 0.05 * size;
    let larger = (one.size - other.size).abs() > 0.1 * size || one.ch.is_ascii() != other.ch.is_ascii();
    !(covered || upon || higher || larger)
}

/// Which figures of a row do not stand level with most of them; all when it cannot be said which do.
pub(super) fn off_level(figures: &[Area]) -> Vec<bool> {
    let near = |one: &Area, other: &Area| (one.bottom - other.bottom).abs() <= 0.1 * one.height();
    let company = |one: &Area| figures.iter().filter(|other| near(one, other)).count();
    figures.iter().map(|one| 2 * company(one) <= figures.len()).collect()
}

/// A figure that was drawn where none of its row stands, as what it is: no figure.
pub(super) fn doubtful(text: &str) -> String {
    format!("（与同行数字不在一条线上）{text}")
}

/// A cell's text: its lines one below the other.
pub(super) fn text(glyphs: &[Glyph]) -> String {
    let texts: Vec<String> = lines(glyphs).into_iter().map(|line| line.text).collect();
    texts.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str, left: f64, base: f64, size: f64) -> impl Iterator<Item = Glyph> {
        text.chars().zip(0_u32..).map(move |(ch, at)| {
            let left = left + f64::from(at) * 0.5 * size;
            let area =
                Area { left, top: base - 0.88 * size, right: left + 0.5 * size, bottom: base + 0.12 * size };
            Glyph { ch, area, size }
        })
    }

    #[test]
    fn a_number_drawn_onto_another_makes_no_third() {
        let places =
            [(3.0, 0.0, 10.0), (12.0, 0.0, 10.0), (15.0, 2.0, 10.0), (15.0, 0.0, 6.0), (17.0, 0.0, 10.0)];
        for (left, base, size) in places {
            let glyphs: Vec<Glyph> =
                typed("512", 0.0, 0.0, 10.0).chain(typed("40", left, base, size)).collect();
            assert!(text(&glyphs).contains(' '), "{left} {base} {size}: {}", text(&glyphs));
        }
        let apart = "４０６４".chars().zip([0.0, 10.0, 25.0, 35.0]).map(|(ch, left)| Glyph {
            ch,
            area: Area { left, top: -8.8, right: left + 10.0, bottom: 1.2 },
            size: 10.0,
        });
        assert_eq!(text(&apart.collect::<Vec<_>>()), "４０ ６４");
        let one: Vec<Glyph> = typed("51240", 0.0, 0.0, 10.0).collect();
        assert_eq!(text(&one), "51240");
    }

    #[test]
    fn a_figure_that_stands_higher_than_its_row_is_told() {
        let at = |bottom: f64| Area { left: 0.0, top: bottom - 10.0, right: 10.0, bottom };
        assert_eq!(off_level(&[at(50.0), at(50.4), at(47.0)]), [false, false, true]);
        assert_eq!(off_level(&[at(50.0), at(47.0)]), [true, true]);
        assert_eq!(off_level(&[at(50.0)]), [false]);
    }
}
