//! Word's XML, shared by reading and stripping: tracked changes, comments, hidden text.

mod revisions;

pub(crate) use revisions::{Change, ChangeKind, accept};

use std::collections::{HashMap, HashSet};

use crate::office::xml::Element;

/// Longest chain of styles followed; a chain may be a circle.
const CHAIN: usize = 32;

/// Whether a switch such as bold stands in these properties: on, off, or not said.
pub(crate) fn switch(properties: &Element, name: &str) -> Option<bool> {
    let element = properties.child(name)?;
    Some(!matches!(element.attr("w:val"), Some("0" | "false" | "off" | "none")))
}

/// The ids of the styles whose text does not show.
pub(crate) fn hidden_styles(styles: &Element) -> HashSet<String> {
    let mut own: HashMap<&str, (Option<bool>, Option<&str>)> = HashMap::new();
    for style in styles.elements().filter(|element| element.is("style")) {
        let Some(id) = style.attr("w:styleId") else { continue };
        let hidden = style.child("rPr").and_then(|properties| switch(properties, "vanish"));
        let based_on = style.child("basedOn").and_then(|based_on| based_on.attr("w:val"));
        own.insert(id, (hidden, based_on));
    }
    let is_hidden = |id: &str| {
        let mut next = Some(id);
        for _ in 0..CHAIN {
            match next.and_then(|id| own.get(id)) {
                Some((Some(hidden), _)) => return *hidden,
                Some((None, based_on)) => next = *based_on,
                None => return false,
            }
        }
        false
    };
    own.keys().filter(|id| is_hidden(id)).map(|id| (*id).to_owned()).collect()
}

/// Whether the text of a run does not show.
pub(crate) fn is_hidden(run: &Element, paragraph_style: Option<&str>, hidden: &HashSet<String>) -> bool {
    let properties = run.child("rPr");
    if let Some(said) = properties.and_then(|properties| switch(properties, "vanish")) {
        return said;
    }
    let own =
        properties.and_then(|properties| properties.child("rStyle")).and_then(|style| style.attr("w:val"));
    own.or(paragraph_style).is_some_and(|style| hidden.contains(style))
}

/// Takes the text that does not show out of a story. Answers the texts.
///
/// The marks of fields stay, for a field whose beginning is hidden must still end.
pub(crate) fn take_hidden(story: &mut Element, hidden: &HashSet<String>) -> Vec<String> {
    let mut texts = Vec::new();
    take_hidden_below(story, None, hidden, &mut texts);
    texts
}

fn take_hidden_below(
    element: &mut Element,
    paragraph_style: Option<&str>,
    hidden: &HashSet<String>,
    texts: &mut Vec<String>,
) {
    let style = if element.is("p") {
        element.at(&["pPr", "pStyle"]).and_then(|style| style.attr("w:val")).map(ToOwned::to_owned)
    } else {
        paragraph_style.map(ToOwned::to_owned)
    };
    if element.is("tbl") {
        element.retain(|row| {
            let hides = row.is("tr")
                && row.child("trPr").and_then(|properties| switch(properties, "hidden")) == Some(true);
            if hides {
                texts.push(row.text());
            }
            !hides
        });
    }
    for child in element.elements_mut() {
        if child.is("r") && is_hidden(child, style.as_deref(), hidden) {
            let text = child.text();
            child.retain(|content| matches!(content.local(), "rPr" | "fldChar"));
            if !text.is_empty() {
                texts.push(text);
            }
        } else {
            take_hidden_below(child, style.as_deref(), hidden, texts);
        }
    }
}

/// Takes the marks of comments out of a story. Answers how many comments it refers to.
pub(crate) fn take_comment_marks(story: &mut Element) -> usize {
    let mut references = 0;
    story.prune(&mut |element| {
        let mark = matches!(element.local(), "commentRangeStart" | "commentRangeEnd" | "annotationRef");
        let reference = element.is("commentReference");
        references += usize::from(reference);
        !mark && !reference
    });
    references
}
