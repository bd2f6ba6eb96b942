//! Word files (DOCX) as articles.
//!
//! [`read`] resolves what a reader of the printed page would see: tracked changes as accepted, numbers as counted,
//! merged cells as spans. Comments, hidden text, page breaks, headers and footers stay out; what is left out or changed
//! is said in [`Article::remarks`].

mod body;
mod numbering;
mod pictures;
mod styles;
mod symbols;
mod table;

use std::collections::HashMap;

use crate::article::{Article, Remark, RemarkKind};
use crate::hidden::{main_part, part_of, said};
use crate::office::xml::{Element, Node};
use crate::office::{Limits, OfficeError, Package, Relation, relations};
use crate::wordml;

use body::Reader;
use numbering::Numbering;
use styles::Styles;

/// Most remarks of one kind.
const MOST: usize = 500;

/// Reads a Word file.
///
/// # Errors
///
/// [`OfficeError`] when it is not opened within the limits of the house or holds no text part.
pub fn read(bytes: &[u8]) -> Result<Article, OfficeError> {
    read_within(bytes, &Limits::HOUSE)
}

/// Reads a Word file within other limits.
///
/// # Errors
///
/// As [`read`].
pub fn read_within(bytes: &[u8], limits: &Limits) -> Result<Article, OfficeError> {
    let package = Package::open(bytes, limits)?;
    let main = main_part(&package)?;
    let mut document = package.xml(&main)?.ok_or_else(|| OfficeError::Missing { name: main.clone() })?;
    let styles = Styles::read(part(&package, &main, "styles")?.as_ref());
    let numbering = Numbering::read(part(&package, &main, "numbering")?.as_ref());
    let mut remarks = Vec::new();
    prepare(&mut document, &styles, &mut remarks);
    let mut notes = Notes::default();
    for kind in ["footnotes", "endnotes"] {
        let Some(name) = part_of(&package, &main, kind)? else { continue };
        let Some(mut root) = package.xml(&name)? else { continue };
        prepare(&mut root, &styles, &mut remarks);
        notes.targets.insert(kind, targets(&package, &name)?);
        for note in root.elements() {
            // Separators are notes of a type.
            if note.attr("w:type").is_none_or(|kind| kind == "normal")
                && let Some(id) = note.attr("w:id")
            {
                notes.own.insert((kind, id.to_owned()), note.clone());
            }
        }
    }
    if let Some(name) = part_of(&package, &main, "comments")? {
        let texts = package.get(&name).map(|bytes| said(&name, bytes)).unwrap_or_default();
        remarks.extend(texts.into_iter().map(|text| Remark { kind: RemarkKind::CommentDropped, text }));
    }
    let targets = targets(&package, &main)?;
    let mut reader = Reader::new(&package, &styles, &numbering, &notes);
    let body = document.child("body").ok_or(OfficeError::Missing { name: main })?;
    let mut article = reader.article(body, &targets);
    remarks.append(&mut article.remarks);
    let mut counts: HashMap<RemarkKind, usize> = HashMap::new();
    remarks.retain(|remark| {
        let count = counts.entry(remark.kind).or_default();
        *count += 1;
        *count <= MOST
    });
    article.remarks = remarks;
    Ok(article)
}

/// The relations of a part by their id.
type Targets = HashMap<String, Relation>;

/// Footnotes and endnotes by their kind and id, and the relations of their parts.
#[derive(Default)]
struct Notes {
    own: HashMap<(&'static str, String), Element>,
    targets: HashMap<&'static str, Targets>,
}

fn targets(package: &Package, part: &str) -> Result<Targets, OfficeError> {
    let all = relations(package, part)?;
    Ok(all.into_iter().map(|relation| (relation.id.clone(), relation)).collect())
}

fn part(package: &Package, main: &str, kind: &str) -> Result<Option<Element>, OfficeError> {
    match part_of(package, main, kind)? {
        Some(name) => package.xml(&name),
        None => Ok(None),
    }
}

/// Resolves changes, hidden text and frames, so that what is left is what shows.
fn prepare(story: &mut Element, styles: &Styles, remarks: &mut Vec<Remark>) {
    for change in wordml::accept(story) {
        let text = format!("{} {}", change.author, change.text).trim().to_owned();
        remarks.push(Remark { kind: RemarkKind::ChangeAccepted, text });
    }
    wordml::take_comment_marks(story);
    for text in wordml::take_hidden(story, &styles.hidden) {
        remarks.push(Remark { kind: RemarkKind::HiddenTextDropped, text });
    }
    // The same drawing stands twice, for new programs and for old ones.
    story.walk_mut(&mut |element| {
        if element.is("AlternateContent") {
            let choice = element.child("Choice").or_else(|| element.child("Fallback")).cloned();
            element.children = choice.into_iter().map(Node::Element).collect();
        }
    });
    story.prune(&mut |element| {
        !matches!(
            element.local(),
            "sdtPr" | "sdtEndPr" | "smartTagPr" | "customXmlPr" | "proofErr" | "rt" | "rubyPr"
        )
    });
    story.unwrap_elements(&mut |element| {
        matches!(
            element.local(),
            "sdt"
                | "sdtContent"
                | "smartTag"
                | "customXml"
                | "AlternateContent"
                | "Choice"
                | "Fallback"
                | "dir"
                | "bdo"
        )
    });
}
