//! A laid-out page: characters and ruled lines where they stand, whatever file drew them.

mod assemble;
mod columns;
mod lattice;
mod lines;

use gongkai_report::source::Spot;

pub(crate) use self::assemble::source;

/// A box in points from the top left corner of the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Area {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Area {
    /// The box around points.
    pub(crate) fn around(points: &[(f64, f64)]) -> Area {
        let none = Area { left: f64::MAX, top: f64::MAX, right: f64::MIN, bottom: f64::MIN };
        points.iter().fold(none, |area, &(x, y)| Area {
            left: area.left.min(x),
            top: area.top.min(y),
            right: area.right.max(x),
            bottom: area.bottom.max(y),
        })
    }

    pub(crate) fn width(&self) -> f64 {
        self.right - self.left
    }

    pub(crate) fn height(&self) -> f64 {
        self.bottom - self.top
    }

    fn middle(&self) -> (f64, f64) {
        (f64::midpoint(self.left, self.right), f64::midpoint(self.top, self.bottom))
    }

    fn with(&self, other: &Area) -> Area {
        Area {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    fn spot(&self, page: u32) -> Spot {
        let [left, top, right, bottom] = [self.left, self.top, self.right, self.bottom].map(tenths);
        Spot { page, left, top, right, bottom }
    }
}

/// A length in tenths of a point.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a page's size")]
fn tenths(length: f64) -> u32 {
    (length * 10.0).round().clamp(0.0, 1_000_000.0) as u32
}

/// A character on the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Glyph {
    pub(crate) ch: char,
    pub(crate) area: Area,
    /// Height of the type, in points.
    pub(crate) size: f64,
}

/// A ruled line, upright or level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rule {
    /// True when it runs from left to right.
    pub(crate) level: bool,
    /// Its y when level, else its x.
    pub(crate) at: f64,
    pub(crate) from: f64,
    pub(crate) to: f64,
}

/// A page with what stands on it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Page {
    /// From 1.
    pub(crate) number: u32,
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) glyphs: Vec<Glyph>,
    pub(crate) rules: Vec<Rule>,
    /// A picture covers a good part of the page.
    pub(crate) picture: bool,
}

/// A filled box no thicker than this is a line.
const THIN: f64 = 2.6;
/// Most ruled lines kept of a page.
const RULES: usize = 60_000;

impl Page {
    /// Draws a line through `points`.
    pub(crate) fn stroke(&mut self, points: &[(f64, f64)]) {
        for pair in points.windows(2) {
            if let [one, other] = pair {
                self.rule(*one, *other);
            }
        }
    }

    /// Fills the shape within `points`: a thin one is a line.
    pub(crate) fn fill(&mut self, points: &[(f64, f64)]) {
        let area = Area::around(points);
        if points.len() < 3 || area.width() > THIN && area.height() > THIN {
            return;
        }
        let (x, y) = area.middle();
        if area.width() >= area.height() {
            self.rule((area.left, y), (area.right, y));
        } else {
            self.rule((x, area.top), (x, area.bottom));
        }
    }

    fn rule(&mut self, one: (f64, f64), other: (f64, f64)) {
        let (width, height) = ((one.0 - other.0).abs(), (one.1 - other.1).abs());
        if self.rules.len() >= RULES || width.max(height) < 1.0 {
            return;
        }
        if height <= 0.8 && width > height {
            let at = f64::midpoint(one.1, other.1);
            self.rules.push(Rule { level: true, at, from: one.0.min(other.0), to: one.0.max(other.0) });
        } else if width <= 0.8 {
            let at = f64::midpoint(one.0, other.0);
            self.rules.push(Rule { level: false, at, from: one.1.min(other.1), to: one.1.max(other.1) });
        }
    }

    /// Drops what lies outside the page and what was drawn twice to look bold.
    pub(crate) fn tidy(&mut self) {
        let (width, height) = (self.width, self.height);
        let inside = |x: f64, y: f64| -2.0 <= x && x <= width + 2.0 && -2.0 <= y && y <= height + 2.0;
        self.glyphs.retain(|glyph| {
            let (x, y) = glyph.area.middle();
            x.is_finite() && y.is_finite() && inside(x, y)
        });
        self.rules.retain(|rule| {
            [rule.at, rule.from, rule.to].iter().all(|length| length.is_finite())
                && if rule.level {
                    inside(rule.from, rule.at) || inside(rule.to, rule.at)
                } else {
                    inside(rule.at, rule.from) || inside(rule.at, rule.to)
                }
        });
        let mut kept: Vec<Glyph> = Vec::with_capacity(self.glyphs.len());
        for glyph in &self.glyphs {
            // Bold by drawing twice shifts a character by far less than its neighbour stands away.
            let twice = kept.iter().rev().take(400).any(|other| {
                other.ch == glyph.ch
                    && (other.area.left - glyph.area.left).abs() < glyph.size * 0.12
                    && (other.area.top - glyph.area.top).abs() < glyph.size * 0.12
            });
            if !twice {
                kept.push(*glyph);
            }
        }
        self.glyphs = kept;
    }
}

/// A character that only looks like another as that other: radicals, and forms kept for old encodings.
pub(crate) fn plain(ch: char) -> char {
    use unicode_normalization::UnicodeNormalization;
    const RADICALS: &str =
        "⺁⺃⺇⺋⺌⺍⺏⺐⺗⺝⺟⺠⺩⺭⺮⺳⺼⻁⻃⻅⻆⻇⻉⻋⻏⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻪⻬⻮⻰⻳";
    const PLAIN: &str =
        "厂乙几㔾小⺍尢尣⺗月母民王示⺮网月虎西见角⻇贝车阝长门阝雨青韦页风飞食马骨鬼鱼鸟麦黄黾齐齿龙龟";
    match ch {
        '\u{2e80}'..='\u{2eff}' => {
            let known = RADICALS.chars().position(|known| known == ch);
            known.and_then(|at| PLAIN.chars().nth(at)).unwrap_or(ch)
        }
        '\u{2f00}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}' => std::iter::once(ch).nfkc().next().unwrap_or(ch),
        '\u{a0}' => ' ',
        _ => ch,
    }
}
