//! What a page draws: characters and ruled lines, by the operators of its content.

use std::collections::HashMap;
use std::rc::Rc;

use lopdf::{Dictionary, Document, Object};

use super::font::Font;
use super::lexer::{Lexer, Token};
use super::{LIMIT_STREAM, deref, number};
use crate::page::{self, Area, Glyph, Page};

/// Operators read of one document.
const LIMIT_OPERATORS: usize = 2_000_000;
/// Characters kept of one document.
const LIMIT_GLYPHS: usize = 1_500_000;
/// Forms within forms.
const DEPTH: usize = 10;

/// Fonts already read, and what may still be spent.
pub(super) struct Budget {
    /// By the place of their dictionary: not every font is an object of its own.
    fonts: HashMap<*const Dictionary, Rc<Font>>,
    pub(super) operators: usize,
    pub(super) glyphs: usize,
    pub(super) bytes: usize,
}

impl Budget {
    pub(super) fn new() -> Budget {
        Budget {
            fonts: HashMap::new(),
            operators: LIMIT_OPERATORS,
            glyphs: LIMIT_GLYPHS,
            bytes: 4 * LIMIT_STREAM,
        }
    }

    pub(super) fn spent(&self) -> bool {
        self.operators == 0 || self.glyphs == 0 || self.bytes == 0
    }
}

/// `[a b c d e f]` of a transformation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix(pub(super) [f64; 6]);

impl Matrix {
    pub(super) const PLAIN: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// First this, then `after`.
    fn then(&self, after: &Matrix) -> Matrix {
        let [across_x, across_y, up_x, up_y, at_x, at_y] = self.0;
        // Directions turn; the origin turns and moves.
        let [_, _, _, _, move_x, move_y] = after.0;
        let (across, up, at) =
            (after.apply(across_x, across_y), after.apply(up_x, up_y), after.apply(at_x, at_y));
        Matrix([across.0 - move_x, across.1 - move_y, up.0 - move_x, up.1 - move_y, at.0, at.1])
    }

    fn apply(&self, x: f64, y: f64) -> (f64, f64) {
        let [across_x, across_y, up_x, up_y, at_x, at_y] = self.0;
        (across_x * x + up_x * y + at_x, across_y * x + up_y * y + at_y)
    }
}

#[derive(Clone)]
struct State {
    ctm: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    spacing: f64,
    blank_spacing: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
    mode: i64,
    line_width: f64,
}

/// One page being drawn.
pub(super) struct Canvas<'a> {
    document: &'a Document,
    budget: &'a mut Budget,
    pub(super) page: Page,
    state: State,
    stack: Vec<State>,
    text: Matrix,
    line: Matrix,
    path: Vec<Vec<(f64, f64)>>,
    /// Area that pictures cover.
    pictures: f64,
    /// Characters drawn so that nobody sees them.
    pub(super) unseen: usize,
}

impl<'a> Canvas<'a> {
    pub(super) fn new(
        document: &'a Document,
        budget: &'a mut Budget,
        base: Matrix,
        page: Page,
    ) -> Canvas<'a> {
        let state = State {
            ctm: base,
            font: None,
            size: 0.0,
            spacing: 0.0,
            blank_spacing: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
            line_width: 1.0,
        };
        Canvas {
            document,
            budget,
            page,
            state,
            stack: Vec::new(),
            text: Matrix::PLAIN,
            line: Matrix::PLAIN,
            path: Vec::new(),
            pictures: 0.0,
            unseen: 0,
        }
    }

    /// The page with all that was drawn.
    pub(super) fn finish(mut self) -> (Page, usize) {
        self.page.picture = self.pictures > self.page.width * self.page.height * 0.08;
        self.page.tidy();
        (self.page, self.unseen)
    }

    pub(super) fn run(&mut self, content: &[u8], resources: &[&Dictionary], depth: usize) {
        let mut lexer = Lexer::new(content);
        let mut operands: Vec<Token> = Vec::new();
        let floor = self.stack.len();
        while let Some(token) = lexer.next() {
            let Token::Word(word) = token else {
                if operands.len() < 20_000 {
                    operands.push(token);
                }
                continue;
            };
            if self.budget.spent() {
                return;
            }
            self.budget.operators -= 1;
            match word.as_slice() {
                b"BI" => lexer.skip_picture(),
                b"Do" => self.place(&operands, resources, depth),
                b"Tf" => self.font(&operands, resources),
                b"q" => {
                    if self.stack.len() < 512 {
                        self.stack.push(self.state.clone());
                    }
                }
                b"Q" => {
                    if self.stack.len() > floor
                        && let Some(state) = self.stack.pop()
                    {
                        self.state = state;
                    }
                }
                operator => self.operator(operator, &operands),
            }
            operands.clear();
        }
        self.stack.truncate(floor);
    }

    fn operator(&mut self, operator: &[u8], operands: &[Token]) {
        let at = |index: usize| match operands.get(index) {
            Some(Token::Number(number)) => *number,
            _ => 0.0,
        };
        match operator {
            b"cm" => self.state.ctm = matrix(operands).then(&self.state.ctm),
            b"w" => self.state.line_width = at(0),
            b"BT" => {
                self.text = Matrix::PLAIN;
                self.line = Matrix::PLAIN;
            }
            b"Tc" => self.state.spacing = at(0),
            b"Tw" => self.state.blank_spacing = at(0),
            b"Tz" => self.state.stretch = at(0) / 100.0,
            b"TL" => self.state.leading = at(0),
            b"Ts" => self.state.rise = at(0),
            b"Tr" => self.state.mode = if (at(0) - 3.0).abs() < 0.5 { 3 } else { 0 },
            b"Td" => self.next_line(at(0), at(1)),
            b"TD" => {
                self.state.leading = -at(1);
                self.next_line(at(0), at(1));
            }
            b"Tm" => {
                self.line = matrix(operands);
                self.text = self.line;
            }
            b"T*" => self.next_line(0.0, -self.state.leading),
            b"Tj" | b"TJ" => self.show(operands),
            b"'" => {
                self.next_line(0.0, -self.state.leading);
                self.show(operands);
            }
            b"\"" => {
                self.state.blank_spacing = at(0);
                self.state.spacing = at(1);
                self.next_line(0.0, -self.state.leading);
                self.show(operands.get(2..).unwrap_or_default());
            }
            b"m" => self.path.push(vec![self.state.ctm.apply(at(0), at(1))]),
            b"l" => self.line_to(at(0), at(1)),
            b"c" => self.line_to(at(4), at(5)),
            b"v" | b"y" => self.line_to(at(2), at(3)),
            b"h" => self.close(),
            b"re" => self.boxed(at(0), at(1), at(2), at(3)),
            b"S" => self.stroke(),
            b"s" => {
                self.close();
                self.stroke();
            }
            b"f" | b"F" | b"f*" => self.fill(false),
            b"B" | b"B*" => self.fill(true),
            b"b" | b"b*" => {
                self.close();
                self.fill(true);
            }
            b"n" => self.path.clear(),
            _ => {}
        }
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line = Matrix([1.0, 0.0, 0.0, 1.0, x, y]).then(&self.line);
        self.text = self.line;
    }

    fn font(&mut self, operands: &[Token], resources: &[&Dictionary]) {
        let [Token::Name(name), Token::Number(size), ..] = operands else { return };
        self.state.size = *size;
        let Some(found) = resource(self.document, resources, b"Font", name) else { return };
        let dictionary = deref(self.document, found).and_then(|font| font.as_dict().ok());
        self.state.font = dictionary.map(|dictionary| {
            if let Some(known) = self.budget.fonts.get(&std::ptr::from_ref(dictionary)) {
                return Rc::clone(known);
            }
            let font = Rc::new(Font::read(self.document, dictionary, &mut self.budget.bytes));
            self.budget.fonts.insert(std::ptr::from_ref(dictionary), Rc::clone(&font));
            font
        });
    }

    fn show(&mut self, operands: &[Token]) {
        let Some(font) = self.state.font.clone() else { return };
        for operand in operands {
            match operand {
                Token::Text(bytes) => self.string(&font, bytes),
                Token::Number(back) => {
                    let shift = -back / 1000.0 * self.state.size;
                    self.advance(&font, if font.upright { shift } else { shift * self.state.stretch });
                }
                _ => {}
            }
        }
    }

    fn advance(&mut self, font: &Font, by: f64) {
        let (x, y) = if font.upright { (0.0, by) } else { (by, 0.0) };
        self.text = Matrix([1.0, 0.0, 0.0, 1.0, x, y]).then(&self.text);
    }

    fn string(&mut self, font: &Font, bytes: &[u8]) {
        for code in font.codes(bytes) {
            if self.budget.glyphs == 0 {
                return;
            }
            let State { size, spacing, blank_spacing, stretch, rise, .. } = self.state;
            let extra = spacing + if code.blank { blank_spacing } else { 0.0 };
            let to_page = self.text.then(&self.state.ctm);
            let (left, bottom, right, top) = if font.upright {
                (-0.5 * size, -0.88 * size - 0.12 * size, 0.5 * size, 0.0)
            } else {
                (0.0, rise - 0.12 * size, code.width * size * stretch, rise + 0.88 * size)
            };
            let corners = [(left, bottom), (right, bottom), (left, top), (right, top)]
                .map(|(x, y)| to_page.apply(x, y));
            let area = Area::around(&corners);
            let (origin, tip) = (to_page.apply(0.0, 0.0), to_page.apply(0.0, size));
            let height = (tip.0 - origin.0).hypot(tip.1 - origin.1);
            self.glyphs(&code.text, area, height);
            self.advance(
                font,
                if font.upright { -size + extra } else { (code.width * size + extra) * stretch },
            );
        }
    }

    fn glyphs(&mut self, text: &str, area: Area, size: f64) {
        let count = text.chars().filter(|ch| !ch.is_whitespace()).count();
        if count == 0 {
            return;
        }
        if self.state.mode == 3 {
            self.unseen += count;
            return;
        }
        let share = area.width() / text.chars().map(|_| 1.0).sum::<f64>();
        let mut left = area.left;
        for ch in text.chars() {
            let part = Area { left, right: left + share, ..area };
            left += share;
            if !ch.is_whitespace() && !ch.is_control() {
                self.budget.glyphs = self.budget.glyphs.saturating_sub(1);
                self.page.glyphs.push(Glyph { ch: page::plain(ch), area: part, size });
            }
        }
    }

    fn line_to(&mut self, x: f64, y: f64) {
        let point = self.state.ctm.apply(x, y);
        if let Some(part) = self.path.last_mut() {
            part.push(point);
        }
    }

    fn close(&mut self) {
        if let Some(part) = self.path.last_mut()
            && let Some(&first) = part.first()
        {
            part.push(first);
        }
    }

    fn boxed(&mut self, x: f64, y: f64, width: f64, height: f64) {
        let corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)];
        self.path.push(corners.map(|(x, y)| self.state.ctm.apply(x, y)).to_vec());
    }

    fn stroke(&mut self) {
        for part in std::mem::take(&mut self.path) {
            self.page.stroke(&part);
        }
    }

    fn fill(&mut self, stroked: bool) {
        for part in &self.path {
            self.page.fill(part);
        }
        if stroked {
            self.stroke();
        }
        self.path.clear();
    }

    fn place(&mut self, operands: &[Token], resources: &[&Dictionary], depth: usize) {
        let Some(Token::Name(name)) = operands.first() else { return };
        let Some(object) = resource(self.document, resources, b"XObject", name) else { return };
        let Some(Object::Stream(form)) = deref(self.document, object) else { return };
        match form.dict.get(b"Subtype").and_then(Object::as_name) {
            Ok(b"Image") => {
                let corners =
                    [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)].map(|(x, y)| self.state.ctm.apply(x, y));
                let area = Area::around(&corners);
                self.pictures += area.width() * area.height();
            }
            Ok(b"Form") if depth < DEPTH => {
                let Ok(content) = form.get_plain_content_with_limit(LIMIT_STREAM) else { return };
                self.budget.bytes = self.budget.bytes.saturating_sub(content.len());
                let saved = self.state.clone();
                let own = form
                    .dict
                    .get_deref(b"Matrix", self.document)
                    .ok()
                    .and_then(|matrix| matrix.as_array().ok());
                if let Some(own) = own {
                    let numbers: Vec<Token> = own
                        .iter()
                        .filter_map(|object| deref(self.document, object).and_then(number))
                        .map(Token::Number)
                        .collect();
                    self.state.ctm = matrix(&numbers).then(&self.state.ctm);
                }
                let inner = form
                    .dict
                    .get_deref(b"Resources", self.document)
                    .ok()
                    .and_then(|found| found.as_dict().ok());
                let mut chain: Vec<&Dictionary> = inner.into_iter().collect();
                chain.extend_from_slice(resources);
                self.run(&content, &chain, depth + 1);
                self.state = saved;
            }
            _ => {}
        }
    }
}

fn matrix(operands: &[Token]) -> Matrix {
    let mut out = Matrix::PLAIN;
    if operands.len() < 6 {
        return out;
    }
    for (slot, operand) in out.0.iter_mut().zip(operands) {
        if let Token::Number(number) = operand {
            *slot = *number;
        }
    }
    out
}

fn resource<'a>(
    document: &'a Document,
    resources: &[&'a Dictionary],
    kind: &[u8],
    name: &[u8],
) -> Option<&'a Object> {
    resources
        .iter()
        .find_map(|resources| resources.get_deref(kind, document).ok()?.as_dict().ok()?.get(name).ok())
}
