//! Styles of a Word file: which are headings, which are bold, which number their paragraphs.

use std::collections::{HashMap, HashSet};

use crate::office::xml::Element;
use crate::wordml;

/// Longest chain of styles followed; a chain may be a circle.
const CHAIN: usize = 32;

#[derive(Debug, Default)]
pub(super) struct Styles {
    own: HashMap<String, Style>,
    /// Styles whose text does not show.
    pub(super) hidden: HashSet<String>,
    default_paragraph: Option<String>,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    numbering: Option<(Option<String>, Option<usize>)>,
    align: Option<String>,
    bold: Option<bool>,
    italic: Option<bool>,
    underline: Option<bool>,
}

impl Styles {
    pub(super) fn read(root: Option<&Element>) -> Styles {
        let Some(root) = root else { return Styles::default() };
        let mut styles = Styles { hidden: wordml::hidden_styles(root), ..Styles::default() };
        for element in root.elements().filter(|element| element.is("style")) {
            let Some(id) = element.attr("w:styleId") else { continue };
            let value = |name: &str| element.child(name).and_then(|child| child.attr("w:val"));
            let paragraph = element.child("pPr");
            let said = |name: &str| paragraph.and_then(|paragraph| paragraph.child(name));
            let run = element.child("rPr");
            let switch = |name: &str| run.and_then(|run| wordml::switch(run, name));
            let style = Style {
                name: value("name").unwrap_or_default().to_ascii_lowercase(),
                based_on: value("basedOn").map(ToOwned::to_owned),
                outline: said("outlineLvl")
                    .and_then(|level| level.attr("w:val"))
                    .and_then(|level| level.parse().ok()),
                numbering: said("numPr").map(numbering_of),
                align: said("jc").and_then(|align| align.attr("w:val")).map(ToOwned::to_owned),
                bold: switch("b"),
                italic: switch("i"),
                underline: switch("u"),
            };
            if element.attr("w:type") == Some("paragraph") && element.attr("w:default") == Some("1") {
                styles.default_paragraph = Some(id.to_owned());
            }
            styles.own.insert(id.to_owned(), style);
        }
        styles
    }

    /// What the style or those it is based on say.
    fn said<T>(&self, id: Option<&str>, say: impl Fn(&Style) -> Option<T>) -> Option<T> {
        let mut next = id.or(self.default_paragraph.as_deref());
        for _ in 0..CHAIN {
            let style = self.own.get(next?)?;
            if let Some(said) = say(style) {
                return Some(said);
            }
            next = style.based_on.as_deref();
        }
        None
    }

    /// The level of the heading that paragraphs of this style are; nothing when they are none.
    pub(super) fn heading(&self, id: Option<&str>) -> Option<u8> {
        let level = self.said(id, |style| {
            let named = style.name.strip_prefix("heading ").or_else(|| style.name.strip_prefix("标题 "));
            let number = named.and_then(|number| number.trim().parse::<u8>().ok());
            let title = (style.name == "title" || style.name == "标题").then_some(0);
            number.map(|number| number.saturating_sub(1)).or(title).or(style.outline)
        });
        level.filter(|level| *level < 9)
    }

    /// Whether paragraphs of this style are lines of a table of contents.
    pub(super) fn is_contents(&self, id: Option<&str>) -> bool {
        let name = id.and_then(|id| self.own.get(id)).map(|style| style.name.as_str()).unwrap_or_default();
        name.strip_prefix("toc ").is_some_and(|level| level.parse::<u8>().is_ok())
    }

    pub(super) fn numbering(&self, id: Option<&str>) -> Option<(Option<String>, Option<usize>)> {
        self.said(id, |style| style.numbering.clone())
    }

    pub(super) fn align(&self, id: Option<&str>) -> Option<String> {
        self.said(id, |style| style.align.clone())
    }

    pub(super) fn bold(&self, id: Option<&str>) -> Option<bool> {
        self.said(id, |style| style.bold)
    }

    pub(super) fn italic(&self, id: Option<&str>) -> Option<bool> {
        self.said(id, |style| style.italic)
    }

    pub(super) fn underline(&self, id: Option<&str>) -> Option<bool> {
        self.said(id, |style| style.underline)
    }
}

/// Which numbering, and at which level.
pub(super) fn numbering_of(properties: &Element) -> (Option<String>, Option<usize>) {
    let value = |name: &str| properties.child(name).and_then(|child| child.attr("w:val"));
    (value("numId").map(ToOwned::to_owned), value("ilvl").and_then(|level| level.parse().ok()))
}
