//! Paragraphs and runs.

use std::collections::HashMap;

use super::numbering::{Count, Label, Numbering};
use super::styles::{Styles, numbering_of};
use super::{Notes, Targets, pictures, symbols, table};
use crate::article::{Align, Article, Block, Inline, Item, Look, Marker, Remark, RemarkKind, is_safe_link};
use crate::office::Package;
use crate::office::xml::Element;
use crate::wordml;

/// Deepest nesting of tables and frames read.
const DEPTH: usize = 12;
/// Longest address of a link: each piece of a linked text has its own.
const LINK_BYTES: usize = 2_048;
/// Most characters told of what was left out: one part may be named many times.
const REMARK_CHARS: usize = 1_000;
/// Deepest level of a list.
const DEEPEST: usize = 8;

pub(super) struct Reader<'a> {
    pub(super) package: &'a Package,
    styles: &'a Styles,
    numbering: &'a Numbering,
    notes: &'a Notes,
    count: Count,
    pub(super) article: Article,
    /// Notes already referred to, by kind and id.
    referred: HashMap<(&'static str, String), usize>,
    /// Notes referred to, in order, to be read when the text is.
    waiting: Vec<(&'static str, String)>,
    contents: usize,
    /// What pictures cost so far: one that is used again costs its bytes again.
    pub(super) picture_bytes: usize,
}

/// The line that is being read.
struct Line<'a> {
    targets: &'a Targets,
    style: Option<&'a str>,
    /// Bold says nothing in a heading.
    heading: bool,
    content: Vec<Inline>,
    /// Text frames anchored in the paragraph: their text comes after it.
    frames: Vec<&'a Element>,
    /// The address a link leads to.
    link: Option<String>,
    /// Fields that are open: their code, and whether their result is being read.
    fields: Vec<(String, bool)>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        package: &'a Package,
        styles: &'a Styles,
        numbering: &'a Numbering,
        notes: &'a Notes,
    ) -> Self {
        Reader {
            package,
            styles,
            numbering,
            notes,
            count: Count::default(),
            article: Article::default(),
            referred: HashMap::new(),
            waiting: Vec::new(),
            contents: 0,
            picture_bytes: 0,
        }
    }

    /// The whole text with its notes.
    pub(super) fn article(&mut self, body: &'a Element, targets: &'a Targets) -> Article {
        let blocks = self.blocks(body, targets, 0);
        let mut next = 0;
        // A note may refer to another one, so the list grows while it is read.
        while let Some(key) = self.waiting.get(next).cloned() {
            next += 1;
            let note = self.notes.own.get(&key).zip(self.notes.targets.get(key.0));
            let read = note.map(|(note, targets)| self.blocks(note, targets, 0)).unwrap_or_default();
            self.article.notes.push(read);
        }
        if self.contents > 0 {
            self.remark(RemarkKind::ContentsDropped, &self.contents.to_string());
        }
        let mut article = std::mem::take(&mut self.article);
        article.blocks = blocks;
        article
    }

    pub(super) fn remark(&mut self, kind: RemarkKind, text: &str) {
        self.article.remarks.push(Remark { kind, text: text.trim().chars().take(REMARK_CHARS).collect() });
    }

    /// What the children of a body, a cell or a frame say.
    pub(super) fn blocks(&mut self, parent: &'a Element, targets: &'a Targets, depth: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        if depth > DEPTH {
            return blocks;
        }
        for child in parent.elements() {
            match child.local() {
                "p" => self.paragraph(child, targets, depth, &mut blocks),
                "tbl" => blocks.extend(table::read(self, child, targets, depth)),
                // Formulas on a line of their own.
                "oMathPara" | "oMath" => {
                    let content = vec![self.formula(child)];
                    blocks.push(Block::Paragraph { align: Align::Center, content });
                }
                _ => {}
            }
        }
        blocks
    }

    fn paragraph(
        &mut self,
        element: &'a Element,
        targets: &'a Targets,
        depth: usize,
        blocks: &mut Vec<Block>,
    ) {
        let properties = element.child("pPr");
        let value =
            |name: &str| properties.and_then(|own| own.child(name)).and_then(|child| child.attr("w:val"));
        let style = value("pStyle");
        if self.styles.is_contents(style) {
            self.contents += 1;
            return;
        }
        let own = value("outlineLvl").and_then(|level| level.parse::<u8>().ok());
        let heading = match own {
            Some(level) => Some(level).filter(|level| *level < 9),
            None => self.styles.heading(style),
        };
        let mut line = Line {
            targets,
            style,
            heading: heading.is_some(),
            content: Vec::new(),
            frames: Vec::new(),
            link: None,
            fields: Vec::new(),
        };
        self.inlines(element, &mut line);
        let Line { mut content, frames, .. } = line;
        tidy(&mut content);
        let label = if content.is_empty() { None } else { self.label(properties, style) };
        if !content.is_empty() {
            let align =
                match value("jc").map(ToOwned::to_owned).or_else(|| self.styles.align(style)).as_deref() {
                    Some("center") => Align::Center,
                    Some("right" | "end") => Align::End,
                    _ => Align::Start,
                };
            let outside_table = depth == 0;
            match (heading, label) {
                (Some(level), label) if outside_table => {
                    prepend(&mut content, label.as_ref().and_then(Label::said));
                    blocks.push(Block::Heading { level: level + 1, content });
                }
                (_, Some((level, Label::Bullet))) => push_item(blocks, level, Marker::Bullet, content),
                (_, Some((level, Label::Plain(number)))) => {
                    push_item(blocks, level, Marker::Number(number), content);
                }
                (_, label) => {
                    prepend(&mut content, label.as_ref().and_then(Label::said));
                    blocks.push(Block::Paragraph { align, content });
                }
            }
        }
        for frame in frames {
            let inner = self.blocks(frame, targets, depth + 1);
            blocks.extend(inner);
        }
    }

    /// The number or bullet before a paragraph, and how deep it stands.
    fn label(&mut self, properties: Option<&Element>, style: Option<&str>) -> Option<(usize, Label)> {
        let own = properties.and_then(|own| own.child("numPr")).map(numbering_of);
        let styled = self.styles.numbering(style);
        let (mut id, mut level) = own.unwrap_or_default();
        if let Some((styled_id, styled_level)) = styled {
            id = id.or(styled_id);
            level = level.or(styled_level);
        }
        let level = level.unwrap_or(0).min(DEEPEST);
        let id = id.filter(|id| id != "0")?;
        Some((level, self.numbering.next(&id, level, &mut self.count)?))
    }

    fn inlines(&mut self, parent: &'a Element, line: &mut Line<'a>) {
        for child in parent.elements() {
            match child.local() {
                "r" => self.run(child, line),
                "hyperlink" => {
                    let outer = line.link.take();
                    let id = child.attributes.iter().find(|(name, _)| name.ends_with(":id"));
                    let target = id.and_then(|(_, id)| line.targets.get(id));
                    line.link = target.and_then(|relation| self.safe(&relation.target));
                    self.inlines(child, line);
                    line.link = outer;
                }
                "fldSimple" => {
                    let code = child.attr("w:instr").unwrap_or_default();
                    let outer = line.link.clone();
                    if let Some(address) = address_of(code) {
                        line.link = self.safe(&address);
                    }
                    self.inlines(child, line);
                    line.link = outer;
                }
                "oMath" | "oMathPara" => {
                    let formula = self.formula(child);
                    line.content.push(formula);
                }
                "pPr" | "tbl" => {}
                _ => self.inlines(child, line),
            }
        }
    }

    fn safe(&mut self, address: &str) -> Option<String> {
        if is_safe_link(address) && address.len() <= LINK_BYTES {
            return Some(address.trim().to_owned());
        }
        self.remark(RemarkKind::LinkDropped, address);
        None
    }

    fn formula(&mut self, element: &Element) -> Inline {
        let text = element.text();
        self.remark(RemarkKind::FormulaAsText, &text);
        Inline::Text { text, look: Look::default(), link: None }
    }

    fn run(&mut self, run: &'a Element, line: &mut Line<'a>) {
        let look = self.look(run, line);
        for child in run.elements() {
            match child.local() {
                "fldChar" => self.field(child, line),
                "instrText" => {
                    if let Some((code, false)) = line.fields.last_mut() {
                        code.push_str(&child.text());
                    }
                }
                _ if line.fields.iter().any(|(_, result)| !result) => {}
                "t" => push(line, &child.text(), look),
                "tab" | "ptab" => push(line, "\t", look),
                "noBreakHyphen" => push(line, "\u{2011}", look),
                "br" if matches!(child.attr("w:type"), Some("page" | "column")) => {}
                "br" | "cr" => line.content.push(Inline::Break),
                "sym" => {
                    let (font, code) =
                        (child.attr("w:font").unwrap_or_default(), child.attr("w:char").unwrap_or_default());
                    match symbols::sign(font, code) {
                        Some(sign) => push(line, sign.encode_utf8(&mut [0; 4]), look),
                        None => self.remark(RemarkKind::UnknownSymbol, &format!("{font} {code}")),
                    }
                }
                "footnoteReference" => self.refer("footnotes", child, line),
                "endnoteReference" => self.refer("endnotes", child, line),
                "drawing" | "pict" | "object" => self.drawing(child, line),
                "ruby" => {
                    for base in child.elements().filter(|part| part.is("rubyBase")) {
                        self.inlines(base, line);
                    }
                }
                _ => {}
            }
        }
    }

    fn look(&self, run: &Element, line: &Line<'_>) -> Look {
        let properties = run.child("rPr");
        let own = |name: &str| properties.and_then(|own| wordml::switch(own, name));
        let style = properties.and_then(|own| own.child("rStyle")).and_then(|style| style.attr("w:val"));
        let said = |name: &str, of_style: &dyn Fn(Option<&str>) -> Option<bool>| {
            let styled = || style.and_then(|style| of_style(Some(style)));
            own(name).or_else(styled).or_else(|| of_style(line.style)).unwrap_or(false)
        };
        let raised = properties.and_then(|own| own.child("vertAlign")).and_then(|align| align.attr("w:val"));
        Look {
            bold: !line.heading && said("b", &|id| self.styles.bold(id)),
            italic: said("i", &|id| self.styles.italic(id)),
            underline: !line.heading && said("u", &|id| self.styles.underline(id)),
            raised: raised == Some("superscript"),
            lowered: raised == Some("subscript"),
        }
    }

    fn field(&mut self, mark: &Element, line: &mut Line<'_>) {
        match mark.attr("w:fldCharType") {
            Some("begin") => line.fields.push((String::new(), false)),
            Some("separate") => {
                let code = line.fields.last_mut().map(|(code, result)| {
                    *result = true;
                    code.clone()
                });
                if let Some(address) = code.as_deref().and_then(address_of) {
                    line.link = self.safe(&address);
                }
            }
            Some("end") => {
                let closed = line.fields.pop();
                if closed.is_some_and(|(code, _)| address_of(&code).is_some()) {
                    line.link = None;
                }
            }
            _ => {}
        }
    }

    fn refer(&mut self, kind: &'static str, reference: &Element, line: &mut Line<'_>) {
        let key = (kind, reference.attr("w:id").unwrap_or_default().to_owned());
        if !self.notes.own.contains_key(&key) {
            return;
        }
        let index = *self.referred.entry(key.clone()).or_insert_with(|| {
            self.waiting.push(key);
            self.waiting.len() - 1
        });
        line.content.push(Inline::Note(index));
    }

    fn drawing(&mut self, drawing: &'a Element, line: &mut Line<'a>) {
        for picture in pictures::read(self, drawing, line.targets) {
            self.article.pictures.push(picture);
            line.content.push(Inline::Picture(self.article.pictures.len() - 1));
        }
        collect_frames(drawing, &mut line.frames);
    }
}

impl Label {
    /// The number as it stands in the text; bullets are not said.
    fn said((_, label): &(usize, Label)) -> Option<String> {
        match label {
            Label::Bullet => None,
            Label::Plain(number) => Some(format!("{number}.")),
            Label::Written(text) => Some(text.clone()),
        }
    }
}

/// The address in the code of a link.
fn address_of(code: &str) -> Option<String> {
    let rest = code.trim_start();
    let word = rest.get(..9).filter(|word| word.eq_ignore_ascii_case("HYPERLINK"))?;
    let address = rest.strip_prefix(word)?.trim_start().strip_prefix('"')?;
    address.split('"').next().map(ToOwned::to_owned)
}

fn collect_frames<'a>(element: &'a Element, frames: &mut Vec<&'a Element>) {
    for child in element.elements() {
        if child.is("txbxContent") {
            frames.push(child);
        } else {
            collect_frames(child, frames);
        }
    }
}

fn push(line: &mut Line<'_>, text: &str, look: Look) {
    if let Some(Inline::Text { text: last, look: same, link }) = line.content.last_mut()
        && *same == look
        && *link == line.link
    {
        last.push_str(text);
        return;
    }
    line.content.push(Inline::Text { text: text.to_owned(), look, link: line.link.clone() });
}

fn prepend(content: &mut Vec<Inline>, label: Option<String>) {
    let Some(mut label) = label else { return };
    // Chinese numbers bring their own mark; others stand apart.
    if label.ends_with(|ch: char| ch.is_alphanumeric() && ch.is_ascii()) || label.ends_with(['.', ')']) {
        label.push(' ');
    } else if label.starts_with('第') {
        label.push('\u{3000}');
    }
    match content.first_mut() {
        Some(Inline::Text { text, look, link: None }) if *look == Look::default() => {
            text.insert_str(0, &label);
        }
        _ => content.insert(0, Inline::Text { text: label, look: Look::default(), link: None }),
    }
}

fn push_item(blocks: &mut Vec<Block>, level: usize, marker: Marker, content: Vec<Inline>) {
    let item = Item { level, marker, content };
    match blocks.last_mut() {
        Some(Block::List(items)) => items.push(item),
        _ => blocks.push(Block::List(vec![item])),
    }
}

/// Takes blanks and breaks off the ends; a line of blanks is no line, unless they are underlined to be filled in.
fn tidy(content: &mut Vec<Inline>) {
    let is_blank = |inline: &Inline| match inline {
        Inline::Break => true,
        Inline::Text { text, look, .. } => !look.underline && text.trim().is_empty(),
        _ => false,
    };
    while content.last().is_some_and(is_blank) {
        content.pop();
    }
    let start = content.iter().position(|inline| !is_blank(inline)).unwrap_or(0);
    content.drain(..start);
    if let Some(Inline::Text { text, look, .. }) = content.first_mut()
        && !look.underline
    {
        *text = text.trim_start().to_owned();
    }
    if let Some(Inline::Text { text, look, .. }) = content.last_mut()
        && !look.underline
    {
        text.truncate(text.trim_end().len());
    }
    // Blanks between words look the same in any type.
    for inline in content.iter_mut() {
        if let Inline::Text { text, look, .. } = inline
            && text.trim().is_empty()
        {
            *look = Look { underline: look.underline, ..Look::default() };
        }
    }
}
