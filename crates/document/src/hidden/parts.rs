//! What a hidden part says, so that whoever reads the report recognises it.

use crate::office::xml::{self, Element};

/// Most texts told of one part.
const MOST: usize = 200;

/// The texts of a part: one for each comment, property, record or link; none when it is no XML.
pub(crate) fn said(name: &str, bytes: &[u8]) -> Vec<String> {
    let Ok(root) = xml::parse(bytes) else { return Vec::new() };
    let mut texts: Vec<String> = match root.local() {
        "comments" | "cmLst" => comments(&root),
        "coreProperties" | "Properties" => properties(&root),
        "people" | "personList" | "cmAuthorLst" | "authorLst" => root
            .elements()
            .filter_map(|person| attribute(person, &["displayName", "name", "w15:author"]))
            .collect(),
        "pivotCacheDefinition" => pivot(&root),
        "connections" => root
            .elements()
            .map(|connection| {
                let command = connection.find("dbPr").and_then(|command| command.attr("connection"));
                let name = connection.attr("name").unwrap_or_default();
                format!("{name} {}", command.unwrap_or_default())
            })
            .collect(),
        _ => Vec::new(),
    };
    if texts.is_empty() {
        let text = spaced(&root);
        texts.extend((!text.trim().is_empty()).then_some(text));
    }
    if texts.is_empty() && name.to_ascii_lowercase().ends_with("xml") {
        texts.push(root.local().to_owned());
    }
    texts.truncate(MOST);
    texts
}

fn attribute(element: &Element, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| element.attr(name)).map(ToOwned::to_owned)
}

/// The text below, with spaces between elements.
pub(super) fn spaced(root: &Element) -> String {
    let mut text = String::new();
    root.walk(&mut |element| {
        let own: String = element
            .children
            .iter()
            .filter_map(|node| match node {
                xml::Node::Text(text) => Some(text.as_str()),
                xml::Node::Element(_) => None,
            })
            .collect();
        if !own.trim().is_empty() && text.len() < 10_000 {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(own.trim());
        }
    });
    text
}

fn comments(root: &Element) -> Vec<String> {
    let authors: Vec<String> = root
        .child("authors")
        .map(|authors| authors.elements().map(Element::text).collect())
        .unwrap_or_default();
    let mut texts = Vec::new();
    root.walk(&mut |element| {
        if !matches!(element.local(), "comment" | "cm") {
            return;
        }
        let listed = element.attr("authorId").and_then(|id| authors.get(id.parse::<usize>().ok()?));
        let author = listed.map(String::as_str).or_else(|| element.attr("w:author")).unwrap_or_default();
        let cell = element.attr("ref").unwrap_or_default();
        texts.push(format!("{cell} {author}: {}", element.text()).trim_start().to_owned());
    });
    texts
}

fn properties(root: &Element) -> Vec<String> {
    root.elements()
        .filter_map(|property| {
            let name = property.attr("name").unwrap_or(property.local());
            let text = spaced(property);
            (!text.is_empty()).then(|| format!("{name}: {text}"))
        })
        .collect()
}

fn pivot(root: &Element) -> Vec<String> {
    let fields: Vec<&str> = root
        .child("cacheFields")
        .into_iter()
        .flat_map(Element::elements)
        .filter_map(|field| field.attr("name"))
        .collect();
    let by = root.attr("refreshedBy").unwrap_or_default();
    vec![format!("{by} {}", fields.join("、"))]
}
