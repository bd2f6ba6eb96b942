//! OFD (版式文档, GB/T 33190): text objects and drawn lines, laid out as a PDF's.

use gongkai_report::source::Source;

use crate::office::resolve;
use crate::office::xml::Element;
use crate::page::{self, Area, Glyph, Page};
use crate::room::Parts;
use crate::{DocumentError, Kind};

/// Points in a millimetre.
const MILLIMETRE: f64 = 72.0 / 25.4;
/// Most pages read.
const LIMIT_PAGES: usize = 1_000;
/// Most characters kept.
const LIMIT_GLYPHS: usize = 1_500_000;

pub(crate) fn read(bytes: &[u8]) -> Result<Source, DocumentError> {
    let mut parts = Parts::open(bytes, Kind::Ofd)?;
    let damaged = || DocumentError::Damaged(Kind::Ofd);
    if parts.package().has("Encryptions.xml") {
        return Err(DocumentError::Encrypted);
    }
    let entry = parts.xml("OFD.xml")?.ok_or_else(damaged)?;
    let mut pages = Vec::new();
    // What is drawn twice or beside the page is no part of it, but takes as long.
    let mut drawn = 0_usize;
    for body in entry.elements().filter(|element| element.is("DocBody")) {
        let root = body.child("DocRoot").map(Element::text).ok_or_else(damaged)?;
        let root = resolve("OFD.xml", root.trim());
        let document = parts.xml(&root)?.ok_or_else(damaged)?;
        let physical = document.at(&["CommonData", "PageArea", "PhysicalBox"]).map(Element::text);
        for entry in document.child("Pages").into_iter().flat_map(Element::elements) {
            if pages.len() >= LIMIT_PAGES {
                return Err(DocumentError::TooManyPages);
            }
            let Some(location) = entry.attr("BaseLoc") else { continue };
            let name = resolve(&root, location.trim());
            let content = parts.xml(&name)?.ok_or_else(damaged)?;
            let number = u32::try_from(pages.len() + 1).unwrap_or(u32::MAX);
            let own = content.at(&["Area", "PhysicalBox"]).map(Element::text);
            let size = numbers(own.or_else(|| physical.clone()).as_deref().unwrap_or("0 0 210 297"));
            let (width, height) = match size.as_slice() {
                &[_, _, width, height] if width > 1.0 && height > 1.0 => {
                    (width * MILLIMETRE, height * MILLIMETRE)
                }
                _ => (595.0, 842.0),
            };
            let mut page = Page { number, width, height, ..Page::default() };
            let mut pictures = 0.0;
            for template in content.elements().filter(|element| element.is("Template")) {
                if let Some(template) = template_page(&mut parts, &document, &root, template)? {
                    draw(&template, &mut page, &mut pictures);
                }
            }
            draw(&content, &mut page, &mut pictures);
            drawn += page.glyphs.len() + page.rules.len();
            if drawn > LIMIT_GLYPHS {
                return Err(DocumentError::TooComplex);
            }
            page.picture = pictures > width * height * 0.08;
            page.tidy();
            pages.push(page);
        }
    }
    let glyphs: usize = pages.iter().map(|page| page.glyphs.len()).sum();
    if glyphs == 0 {
        let pictures = pages.iter().any(|page| page.picture);
        return Err(if pictures { DocumentError::PicturesOnly } else { DocumentError::Empty });
    }
    page::source(&pages)
}

fn template_page(
    parts: &mut Parts,
    document: &Element,
    root: &str,
    reference: &Element,
) -> Result<Option<Element>, DocumentError> {
    let common = document.child("CommonData").into_iter().flat_map(Element::elements);
    let found = common
        .filter(|element| element.is("TemplatePage"))
        .find(|page| page.attr("ID").is_some() && page.attr("ID") == reference.attr("TemplateID"));
    let Some(location) = found.and_then(|page| page.attr("BaseLoc")) else { return Ok(None) };
    parts.xml(&resolve(root, location.trim()))
}

fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace().filter_map(|number| number.parse::<f64>().ok()).collect()
}

/// Where an object stands: its own system of places on the page.
struct Frame {
    left: f64,
    top: f64,
    matrix: [f64; 6],
}

impl Frame {
    fn of(object: &Element) -> Frame {
        let boundary = numbers(object.attr("Boundary").unwrap_or(""));
        let of = |at: usize| boundary.get(at).copied().unwrap_or(0.0);
        let matrix = object.attr("CTM").map(numbers).and_then(|numbers| <[f64; 6]>::try_from(numbers).ok());
        Frame { left: of(0), top: of(1), matrix: matrix.unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]) }
    }

    fn apply(&self, x: f64, y: f64) -> (f64, f64) {
        let [across_x, across_y, down_x, down_y, at_x, at_y] = self.matrix;
        (
            (self.left + across_x * x + down_x * y + at_x) * MILLIMETRE,
            (self.top + across_y * x + down_y * y + at_y) * MILLIMETRE,
        )
    }
}

fn draw(element: &Element, page: &mut Page, pictures: &mut f64) {
    for object in element.elements() {
        if object.attr("Visible") == Some("false") {
            continue;
        }
        match object.local() {
            "TextObject" => text(object, page),
            "PathObject" => path(object, page),
            "ImageObject" => {
                let boundary = numbers(object.attr("Boundary").unwrap_or(""));
                if let &[_, _, width, height] = boundary.as_slice() {
                    *pictures += width * height * MILLIMETRE * MILLIMETRE;
                }
            }
            "Content" | "Layer" | "PageBlock" => draw(object, page, pictures),
            _ => {}
        }
    }
}

/// `5 5 g 3 6`: steps from one character to the next, `g` repeating one.
fn steps(text: Option<&str>) -> Vec<f64> {
    let mut out = Vec::new();
    let mut words = text.unwrap_or("").split_whitespace();
    while let Some(word) = words.next() {
        if word == "g" {
            let times = words.next().and_then(|times| times.parse::<usize>().ok()).unwrap_or(0).min(10_000);
            let step = words.next().and_then(|step| step.parse::<f64>().ok()).unwrap_or(0.0);
            out.extend(std::iter::repeat_n(step, times));
        } else {
            out.extend(word.parse::<f64>());
        }
    }
    out
}

fn text(object: &Element, page: &mut Page) {
    let frame = Frame::of(object);
    let size = object.attr("Size").and_then(|size| size.parse::<f64>().ok()).unwrap_or(0.0);
    let stretch = object.attr("HScale").and_then(|scale| scale.parse::<f64>().ok()).unwrap_or(1.0);
    let (mut x, mut y) = (0.0, 0.0);
    for code in object.elements().filter(|element| element.is("TextCode")) {
        let place = |name: &str| code.attr(name).and_then(|place| place.parse::<f64>().ok());
        x = place("X").unwrap_or(x);
        y = place("Y").unwrap_or(y);
        let (across, down) = (steps(code.attr("DeltaX")), steps(code.attr("DeltaY")));
        let (mut left, mut base) = (x, y);
        for (index, ch) in code.text().chars().enumerate() {
            let width = if ch.is_ascii() { 0.5 } else { 1.0 } * size * stretch;
            let corners = [(left, base - 0.88 * size), (left + width, base + 0.12 * size)];
            let area = Area::around(&corners.map(|(x, y)| frame.apply(x, y)));
            let (origin, tip) = (frame.apply(0.0, 0.0), frame.apply(0.0, size));
            if !ch.is_whitespace() && !ch.is_control() && page.glyphs.len() < LIMIT_GLYPHS {
                let height = (tip.0 - origin.0).hypot(tip.1 - origin.1);
                page.glyphs.push(Glyph { ch: page::plain(ch), area, size: height });
            }
            let step = |steps: &[f64]| steps.get(index).copied();
            left += step(&across).unwrap_or(if down.is_empty() { width } else { 0.0 });
            base += step(&down).unwrap_or(0.0);
        }
    }
}

fn path(object: &Element, page: &mut Page) {
    let frame = Frame::of(object);
    let data = object.child("AbbreviatedData").map(Element::text).unwrap_or_default();
    let mut parts: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut operands: Vec<f64> = Vec::new();
    let mut operator = "";
    let finish = |operator: &str, operands: &mut Vec<f64>, parts: &mut Vec<Vec<(f64, f64)>>| {
        let end = match operands.as_slice() {
            [.., x, y] => Some(frame.apply(*x, *y)),
            _ => None,
        };
        match (operator, end) {
            ("M" | "S", Some(end)) => parts.push(vec![end]),
            ("L" | "Q" | "B" | "A", Some(end)) => {
                if let Some(part) = parts.last_mut() {
                    part.push(end);
                }
            }
            ("C", _) => {
                if let Some(part) = parts.last_mut()
                    && let Some(&first) = part.first()
                {
                    part.push(first);
                }
            }
            _ => {}
        }
        operands.clear();
    };
    for word in data.split_whitespace() {
        if let Ok(number) = word.parse::<f64>() {
            operands.push(number);
        } else {
            finish(operator, &mut operands, &mut parts);
            operator = word;
        }
    }
    finish(operator, &mut operands, &mut parts);
    for part in parts {
        if object.attr("Stroke") != Some("false") {
            page.stroke(&part);
        }
        if object.attr("Fill") == Some("true") {
            page.fill(&part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_repeat() {
        assert_eq!(steps(Some("5 g 3 6.5 4")), [5.0, 6.5, 6.5, 6.5, 4.0]);
        assert!(steps(Some("g")).is_empty());
    }
}
