//! Word files: tracked changes, comments, hidden text, fields that name files, and what settings remember.

use std::collections::HashSet;

use super::leak::{Findings, LeakKind};
use super::{HiddenError, ooxml};
use crate::office::xml::{Element, Node};
use crate::office::{Limits, OfficeError, Package, relations};
use crate::wordml::{self, Change, ChangeKind};

pub(super) fn clean(bytes: &[u8], limits: &Limits, findings: &mut Findings) -> Result<Vec<u8>, HiddenError> {
    let mut package = super::open(bytes, limits, findings)?;
    ooxml::note_leftovers(&package, findings)?;
    let main = main_part(&package)?;
    let styles = part_of(&package, &main, "styles")?;
    let hidden = match styles.as_deref().map(|name| package.xml(name)).transpose()?.flatten() {
        Some(styles) => wordml::hidden_styles(&styles),
        None => HashSet::new(),
    };
    for name in stories(&package, &main)? {
        let Some(mut story) = package.xml(&name)? else { continue };
        if clean_story(&name, &mut story, &hidden, findings) {
            package.set(&name, story.write());
        }
    }
    if let Some(name) = part_of(&package, &main, "settings")? {
        clean_settings(&mut package, &name, findings)?;
    }
    ooxml::take_relations(&mut package, findings)?;
    ooxml::take_leftovers(&mut package)?;
    ooxml::strip_pictures(&mut package, findings);
    Ok(package.write()?)
}

/// The part that holds the text.
pub(crate) fn main_part(package: &Package) -> Result<String, OfficeError> {
    let found = relations(package, "")?.into_iter().find(|relation| relation.kind == "officeDocument");
    let name = found.map_or_else(|| "word/document.xml".to_owned(), |relation| relation.target);
    if package.has(&name) { Ok(name) } else { Err(OfficeError::Missing { name }) }
}

/// The part that `main` relates to by `kind`.
pub(crate) fn part_of(package: &Package, main: &str, kind: &str) -> Result<Option<String>, OfficeError> {
    let found =
        relations(package, main)?.into_iter().find(|relation| relation.kind == kind && !relation.external);
    Ok(found.map(|relation| relation.target))
}

/// The parts that hold text which shows: the body, headers, footers and notes.
pub(super) fn stories(package: &Package, main: &str) -> Result<Vec<String>, OfficeError> {
    let mut names = vec![main.to_owned()];
    for relation in relations(package, main)? {
        if matches!(relation.kind.as_str(), "header" | "footer" | "footnotes" | "endnotes")
            && !relation.external
            && package.has(&relation.target)
        {
            names.push(relation.target);
        }
    }
    names.dedup();
    Ok(names)
}

fn clean_story(name: &str, story: &mut Element, hidden: &HashSet<String>, findings: &mut Findings) -> bool {
    let changes = wordml::accept(story);
    for change in &changes {
        findings.removed(LeakKind::Revision, name, &told(change));
    }
    let references = wordml::take_comment_marks(story);
    let texts = wordml::take_hidden(story, hidden);
    for text in &texts {
        findings.removed(LeakKind::HiddenText, name, text);
    }
    let fields = take_fields(story);
    for code in &fields {
        findings.removed(LeakKind::ExternalLink, name, code);
    }
    // These point at parts that go, and at people who may edit.
    let bound = story.prune(&mut |element| {
        !matches!(element.local(), "dataBinding" | "permStart" | "permEnd" | "placeholder")
    });
    // A whole document of another format, put in when the file is opened.
    story.walk(&mut |element| {
        if element.is("altChunk") {
            findings.left(LeakKind::NotInspected, name, "altChunk");
        }
    });
    note_faint(name, story, findings);
    let drawings = ooxml::clean_drawings(name, story, findings);
    let quiet = changes.is_empty() && references == 0 && texts.is_empty() && fields.is_empty() && bound == 0;
    !quiet || drawings
}

fn told(change: &Change) -> String {
    let verb = match change.kind {
        ChangeKind::Inserted => "insert",
        ChangeKind::Deleted => "delete",
        ChangeKind::Moved => "move",
        ChangeKind::Formatted => "format",
    };
    format!("{verb} {} {}", change.author, change.text)
}

/// White or tiny text may hide something or stand on a dark ground: somebody must look.
fn note_faint(name: &str, story: &Element, findings: &mut Findings) {
    story.walk(&mut |element| {
        if !element.is("r") {
            return;
        }
        let Some(properties) = element.child("rPr") else { return };
        let value = |name: &str| properties.child(name).and_then(|property| property.attr("w:val"));
        let white = value("color").is_some_and(|color| color.eq_ignore_ascii_case("ffffff"));
        let tiny = value("sz").and_then(|size| size.parse::<f64>().ok()).is_some_and(|size| size <= 4.0);
        let text = element.text();
        if (white || tiny) && !text.trim().is_empty() {
            findings.left(LeakKind::HiddenText, name, &text);
        }
    });
}

/// Fields whose code names files, people, templates or databases. What they show stays.
const TELLING: [&str; 27] = [
    "LINK",
    "INCLUDETEXT",
    "INCLUDEPICTURE",
    "DDE",
    "DDEAUTO",
    "DATABASE",
    "MERGEFIELD",
    "FILENAME",
    "AUTHOR",
    "LASTSAVEDBY",
    "USERNAME",
    "USERINITIALS",
    "USERADDRESS",
    "TEMPLATE",
    "INFO",
    "DOCPROPERTY",
    "DOCVARIABLE",
    "ASK",
    "FILLIN",
    "COMMENTS",
    "IMPORT",
    "RD",
    "MACROBUTTON",
    "PRIVATE",
    "TITLE",
    "SUBJECT",
    "KEYWORDS",
];

fn is_telling(code: &str) -> bool {
    let word = code.split_whitespace().next().unwrap_or_default();
    TELLING.iter().any(|name| word.eq_ignore_ascii_case(name))
}

/// Turns telling fields into the text they show. Answers their codes.
fn take_fields(story: &mut Element) -> Vec<String> {
    let mut codes = Vec::new();
    story.walk(&mut |element| {
        if element.is("fldSimple") && element.attr("w:instr").is_some_and(is_telling) {
            codes.extend(element.attr("w:instr").map(ToOwned::to_owned));
        }
    });
    story.unwrap_elements(&mut |element| {
        element.is("fldSimple") && element.attr("w:instr").is_some_and(is_telling)
    });
    // The marks of a field stand in different runs: they are numbered in reading order, then taken out by number.
    let mut open: Vec<(Vec<usize>, String, bool)> = Vec::new();
    let mut gone = HashSet::new();
    let mut number = 0;
    story.walk(&mut |element| {
        let mark = element.is("fldChar").then(|| element.attr("w:fldCharType").unwrap_or_default());
        match mark {
            Some("begin") => open.push((vec![number], String::new(), true)),
            Some("separate") => {
                if let Some((marks, _, in_code)) = open.last_mut() {
                    marks.push(number);
                    *in_code = false;
                }
            }
            Some("end") => {
                if let Some((mut marks, code, _)) = open.pop() {
                    marks.push(number);
                    if is_telling(&code) {
                        gone.extend(marks);
                        codes.push(code);
                    }
                }
            }
            Some(_) => {}
            None if element.is("instrText") => {
                if let Some((marks, code, true)) = open.last_mut() {
                    marks.push(number);
                    code.push_str(&element.text());
                }
            }
            None => return,
        }
        number += 1;
    });
    if !gone.is_empty() {
        let mut number = 0;
        take_numbered(story, &gone, &mut number);
    }
    codes
}

fn take_numbered(element: &mut Element, gone: &HashSet<usize>, number: &mut usize) {
    for node in std::mem::take(&mut element.children) {
        match node {
            Node::Element(child) if child.is("fldChar") || child.is("instrText") => {
                if !gone.contains(number) {
                    element.children.push(Node::Element(child));
                }
                *number += 1;
            }
            Node::Element(mut child) => {
                take_numbered(&mut child, gone, number);
                element.children.push(Node::Element(child));
            }
            text @ Node::Text(_) => element.children.push(text),
        }
    }
}

fn clean_settings(package: &mut Package, name: &str, findings: &mut Findings) -> Result<(), OfficeError> {
    let Some(mut settings) = package.xml(name)? else { return Ok(()) };
    settings.retain(|element| {
        match element.local() {
            "docVars" => {
                for variable in element.elements() {
                    let value = variable.attr("w:val").unwrap_or_default();
                    findings.removed(
                        LeakKind::Property,
                        name,
                        &format!("{}: {value}", variable.attr("w:name").unwrap_or_default()),
                    );
                }
            }
            "mailMerge" => {
                let query = element.child("query").and_then(|query| query.attr("w:val")).unwrap_or_default();
                findings.removed(LeakKind::ExternalLink, name, query);
            }
            "saveThroughXslt" => {
                findings.removed(
                    LeakKind::ExternalLink,
                    name,
                    element.attr("w:solutionID").unwrap_or_default(),
                );
            }
            // These tell which drafts belong together, and keep recording what is changed next.
            "rsids" | "trackRevisions" | "docId" => {}
            _ => return true,
        }
        false
    });
    package.set(name, settings.write());
    Ok(())
}
