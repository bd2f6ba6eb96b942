//! PDF: the text layer with its places, and ruled lines.
//!
//! Reading is bounded: streams, operators and characters have limits, and a damaged file gives an error or what can be
//! read of it. Text that nobody sees (under a scan) is not read, and a page that is only a picture gives no figures.

mod cmap;
mod draw;
mod font;
mod lexer;
pub(crate) mod load;

use lopdf::{Dictionary, Document, Object, ObjectId};

use self::draw::{Budget, Canvas, Matrix};
use self::load::Unopened;
use crate::page::{self, Page};
use crate::{DocumentError, Kind};
use gongkai_report::source::Source;

/// Largest stream after decompression.
const LIMIT_STREAM: usize = 24 * 1024 * 1024;
/// Most pages read.
const LIMIT_PAGES: usize = 1_000;

pub(crate) fn read(bytes: &[u8]) -> Result<Source, DocumentError> {
    page::source(&pages(bytes)?)
}

/// The words of a PDF in the order they are drawn, to compare a copy with its original; layout is not kept.
///
/// `None` when nothing can be read: a picture, a damaged file, letters without their meaning.
pub fn pdf_text(bytes: &[u8]) -> Option<String> {
    let pages = pages(bytes).ok()?;
    Some(pages.iter().flat_map(|page| &page.glyphs).map(|glyph| glyph.ch).collect())
}

/// The words of a PDF page by page, in the order they are drawn.
pub(crate) fn page_texts(bytes: &[u8]) -> Result<Vec<(u32, String)>, DocumentError> {
    let pages = pages(bytes)?;
    Ok((1..)
        .zip(pages)
        .map(|(number, page)| (number, page.glyphs.iter().map(|glyph| glyph.ch).collect()))
        .collect())
}

fn pages(bytes: &[u8]) -> Result<Vec<Page>, DocumentError> {
    let document = load(bytes)?;
    let ids: Vec<ObjectId> = document.page_iter().take(LIMIT_PAGES + 1).collect();
    if ids.is_empty() {
        return Err(DocumentError::Damaged(Kind::Pdf));
    }
    if ids.len() > LIMIT_PAGES {
        return Err(DocumentError::TooManyPages);
    }
    let mut budget = Budget::new();
    let mut pages = Vec::new();
    let mut unseen = 0;
    for (number, id) in (1..).zip(ids) {
        let (page, hidden) = draw(&document, id, number, &mut budget);
        unseen += hidden;
        pages.push(page);
        if budget.spent() {
            return Err(DocumentError::TooComplex);
        }
    }
    let glyphs: usize = pages.iter().map(|page| page.glyphs.len()).sum();
    let unknown: usize =
        pages.iter().flat_map(|page| &page.glyphs).filter(|glyph| glyph.ch == '\u{fffd}').count();
    if glyphs == 0 {
        let pictures = unseen > 0 || pages.iter().any(|page| page.picture);
        return Err(if pictures { DocumentError::PicturesOnly } else { DocumentError::Empty });
    }
    if unknown * 2 > glyphs {
        return Err(DocumentError::NoText);
    }
    Ok(pages)
}

fn load(bytes: &[u8]) -> Result<Document, DocumentError> {
    // The parser is not ours: whatever a damaged file does to it must end here.
    let loaded = std::panic::catch_unwind(|| load::open(bytes));
    match loaded {
        Ok(Ok(document)) if document.is_encrypted() => Err(DocumentError::Encrypted),
        Ok(Ok(document)) => Ok(document),
        Ok(Err(Unopened::TooMuch)) => Err(DocumentError::TooComplex),
        Ok(Err(Unopened::Parser(
            lopdf::Error::Decryption(_)
            | lopdf::Error::InvalidPassword
            | lopdf::Error::UnsupportedSecurityHandler(_),
        ))) => Err(DocumentError::Encrypted),
        Ok(Err(Unopened::Parser(_))) | Err(_) => Err(DocumentError::Damaged(Kind::Pdf)),
    }
}

fn draw(document: &Document, id: ObjectId, number: u32, budget: &mut Budget) -> (Page, usize) {
    let crop = inherited(document, id, b"CropBox").or_else(|| inherited(document, id, b"MediaBox"));
    let edges: Vec<f64> = crop
        .and_then(|edges| edges.as_array().ok())
        .map(|edges| edges.iter().filter_map(|edge| deref(document, edge).and_then(self::number)).collect())
        .unwrap_or_default();
    let [left, bottom, right, top] = match edges.as_slice() {
        &[one, two, three, four] if (one - three).abs() > 1.0 && (two - four).abs() > 1.0 => {
            [one.min(three), two.min(four), one.max(three), two.max(four)]
        }
        _ => [0.0, 0.0, 595.0, 842.0],
    };
    let turn =
        inherited(document, id, b"Rotate").and_then(|turn| turn.as_i64().ok()).unwrap_or(0).rem_euclid(360);
    let (width, height) = (right - left, top - bottom);
    let (base, width, height) = match turn {
        90 => (Matrix([0.0, 1.0, 1.0, 0.0, -bottom, -left]), height, width),
        180 => (Matrix([-1.0, 0.0, 0.0, 1.0, right, -bottom]), width, height),
        270 => (Matrix([0.0, -1.0, -1.0, 0.0, top, right]), height, width),
        _ => (Matrix([1.0, 0.0, 0.0, -1.0, -left, top]), width, height),
    };
    let page = Page { number, width, height, ..Page::default() };
    let resources: Vec<&Dictionary> =
        inherited(document, id, b"Resources").and_then(|found| found.as_dict().ok()).into_iter().collect();
    let mut content = Vec::new();
    for part in document.get_page_contents(id) {
        let Ok(Object::Stream(part)) = document.get_object(part) else { continue };
        let Ok(bytes) = part.get_plain_content_with_limit(LIMIT_STREAM) else { continue };
        budget.bytes = budget.bytes.saturating_sub(bytes.len());
        content.extend_from_slice(&bytes);
        content.push(b'\n');
        if budget.spent() {
            break;
        }
    }
    let mut canvas = Canvas::new(document, budget, base, page);
    canvas.run(&content, &resources, 0);
    canvas.finish()
}

/// An entry of the page or of the nodes above it.
fn inherited<'a>(document: &'a Document, id: ObjectId, key: &[u8]) -> Option<&'a Object> {
    let mut node = document.get_dictionary(id).ok()?;
    for _ in 0..64 {
        if let Ok(found) = node.get_deref(key, document) {
            return Some(found);
        }
        node = node.get_deref(b"Parent", document).ok()?.as_dict().ok()?;
    }
    None
}

fn deref<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Object> {
    document.dereference(object).ok().map(|(_, object)| object)
}

fn number(object: &Object) -> Option<f64> {
    object.as_float().ok().map(f64::from).filter(|number| number.is_finite())
}

/// The bytes of a stream, decompressed, as far as there is room.
fn stream(document: &Document, object: Option<&Object>, room: &mut usize) -> Option<Vec<u8>> {
    match deref(document, object?)? {
        Object::Stream(stream) => {
            let bytes = stream.get_plain_content_with_limit(LIMIT_STREAM.min(*room)).ok()?;
            *room = room.saturating_sub(bytes.len());
            Some(bytes)
        }
        _ => None,
    }
}
