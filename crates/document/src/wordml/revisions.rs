//! Tracked changes (修订) resolved to the text as accepted.

use crate::office::xml::{Element, Node};

/// What a tracked change did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChangeKind {
    /// Text, a row or a paragraph mark came in
    Inserted,
    /// Text, a row or a paragraph mark went out
    Deleted,
    /// Text went to another place
    Moved,
    /// The look changed
    Formatted,
}

/// One tracked change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) kind: ChangeKind,
    pub(crate) author: String,
    pub(crate) text: String,
}

/// Accepts every tracked change of a story. Answers what they were.
pub(crate) fn accept(story: &mut Element) -> Vec<Change> {
    let mut changes = Vec::new();
    note(story, &mut changes);
    if changes.is_empty() {
        return changes;
    }
    drop_rows(story);
    join_paragraphs(story);
    story.prune(&mut |element| !is_gone(element.local()));
    story.unwrap_elements(&mut |element| {
        matches!(element.local(), "ins" | "moveTo") && !element.children.is_empty()
    });
    // What is left of these are marks in properties.
    story.prune(&mut |element| !matches!(element.local(), "ins" | "moveTo" | "cellIns" | "cellMerge"));
    changes
}

/// Elements that go, with what they hold, when changes are accepted.
fn is_gone(name: &str) -> bool {
    matches!(
        name,
        "del"
            | "moveFrom"
            | "cellDel"
            | "moveFromRangeStart"
            | "moveFromRangeEnd"
            | "moveToRangeStart"
            | "moveToRangeEnd"
            | "customXmlInsRangeStart"
            | "customXmlInsRangeEnd"
            | "customXmlDelRangeStart"
            | "customXmlDelRangeEnd"
            | "customXmlMoveFromRangeStart"
            | "customXmlMoveFromRangeEnd"
            | "customXmlMoveToRangeStart"
            | "customXmlMoveToRangeEnd"
            | "numberingChange"
    ) || is_format(name)
}

/// `rPrChange`, `pPrChange`, `sectPrChange` and the like.
fn is_format(name: &str) -> bool {
    name.ends_with("PrChange") || matches!(name, "tblGridChange" | "tblPrExChange")
}

fn note(element: &Element, changes: &mut Vec<Change>) {
    let name = element.local();
    let kind = match name {
        "ins" | "cellIns" => Some(ChangeKind::Inserted),
        "del" | "cellDel" => Some(ChangeKind::Deleted),
        "moveFrom" | "moveTo" => Some(ChangeKind::Moved),
        name if is_format(name) => Some(ChangeKind::Formatted),
        _ => None,
    };
    if let Some(kind) = kind {
        let text = if kind == ChangeKind::Formatted { String::new() } else { element.text() };
        changes.push(Change { kind, author: element.attr("w:author").unwrap_or_default().to_owned(), text });
    }
    for child in element.elements() {
        note(child, changes);
    }
}

/// Takes out rows and cells that were deleted.
fn drop_rows(element: &mut Element) {
    element.retain(|child| {
        let row = child.is("tr") && child.at(&["trPr", "del"]).is_some();
        let cell = child.is("tc") && child.at(&["tcPr", "cellDel"]).is_some();
        !row && !cell
    });
    // A table all of whose rows went is gone.
    element.retain(|child| !child.is("tbl") || child.find("tr").is_some());
    for child in element.elements_mut() {
        drop_rows(child);
    }
}

/// Joins a paragraph whose mark was deleted with the one after it.
fn join_paragraphs(element: &mut Element) {
    let mark_gone = |node: &Node| {
        let Node::Element(element) = node else { return false };
        let mark = element.at(&["pPr", "rPr"]);
        element.is("p")
            && mark.is_some_and(|mark| mark.child("del").is_some() || mark.child("moveFrom").is_some())
    };
    if element.children.iter().any(mark_gone) {
        let mut carried: Vec<Node> = Vec::new();
        let mut out: Vec<Node> = Vec::new();
        let mut last: Option<Carried> = None;
        for mut node in std::mem::take(&mut element.children) {
            let gone = mark_gone(&node);
            match &mut node {
                Node::Element(paragraph) if paragraph.is("p") => {
                    if gone {
                        last.get_or_insert_with(|| Carried { properties: paragraph.child("pPr").cloned() });
                        carried.extend(paragraph.children.drain(..).filter(|node| !is_properties(node)));
                        continue;
                    }
                    let at = usize::from(paragraph.children.first().is_some_and(is_properties));
                    paragraph.children.splice(at..at, carried.drain(..));
                    last = None;
                }
                // A table or the end of the cell: what was carried stands alone.
                Node::Element(_) => flush(&mut carried, &mut last, &mut out),
                Node::Text(_) => {}
            }
            out.push(node);
        }
        flush(&mut carried, &mut last, &mut out);
        element.children = out;
        // A cell without a paragraph is no cell.
        if element.is("tc") && !element.elements().any(|child| child.is("p")) {
            element.children.push(Node::Element(Element::new("w:p")));
        }
    }
    for child in element.elements_mut() {
        join_paragraphs(child);
    }
}

fn is_properties(node: &Node) -> bool {
    matches!(node, Node::Element(element) if element.is("pPr"))
}

/// The first of the paragraphs that are carried on to the next.
struct Carried {
    properties: Option<Element>,
}

fn flush(carried: &mut Vec<Node>, last: &mut Option<Carried>, out: &mut Vec<Node>) {
    let properties = last.take().and_then(|first| first.properties);
    let deleted = |node: &Node| match node {
        Node::Element(element) => is_gone(element.local()),
        Node::Text(text) => text.trim().is_empty(),
    };
    if carried.iter().all(deleted) {
        carried.clear();
        return;
    }
    let mut paragraph = Element::new("w:p");
    paragraph.children.extend(properties.map(Node::Element));
    paragraph.children.append(carried);
    out.push(Node::Element(paragraph));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::xml::parse;

    fn accepted(text: &str) -> (String, Vec<Change>) {
        let mut element = parse(text.as_bytes()).unwrap();
        let changes = accept(&mut element);
        let lines: Vec<String> = element
            .elements()
            .map(|paragraph| format!("{}:{}", paragraph.local(), paragraph.text()))
            .collect();
        (lines.join("|"), changes)
    }

    #[test]
    fn insertions_stay_and_deletions_go() {
        let (text, changes) = accepted(
            "<body><p><r><t>甲</t></r><ins author=\"张\"><r><t>乙</t></r><del author=\"李\"><r><delText>丙</delText></r></del></ins>\
             <del author=\"李\"><r><delText>丁</delText></r></del></p></body>",
        );
        assert_eq!(text, "p:甲乙");
        let kinds: Vec<_> = changes.iter().map(|change| change.kind).collect();
        assert_eq!(kinds, [ChangeKind::Inserted, ChangeKind::Deleted, ChangeKind::Deleted]);
        assert_eq!(changes[2].text, "丁");
    }

    #[test]
    fn a_deleted_paragraph_mark_joins_the_paragraph_with_the_next() {
        let (text, _) = accepted(
            "<body><p><pPr><rPr><del/></rPr></pPr><r><t>上</t></r></p><p><pPr/><r><t>下</t></r></p><tbl><tr><tc/></tr></tbl></body>",
        );
        assert_eq!(text, "p:上下|tbl:");
    }

    #[test]
    fn a_deleted_last_paragraph_before_a_table_leaves_nothing() {
        let (text, _) = accepted(
            "<body><p><pPr><rPr><del/></rPr></pPr><del><r><delText>全删</delText></r></del></p><tbl><tr><trPr><del/></trPr><tc/></tr>\
             <tr><tc><p><r><t>留</t></r></p></tc></tr></tbl></body>",
        );
        assert_eq!(text, "tbl:留");
    }

    #[test]
    fn a_move_shows_where_it_went() {
        let (text, changes) = accepted(
            "<body><p><moveFromRangeStart/><moveFrom><r><t>搬</t></r></moveFrom><moveFromRangeEnd/><r><t>。</t></r></p>\
             <p><moveTo><r><rPr><rPrChange><rPr/></rPrChange></rPr><t>搬</t></r></moveTo></p></body>",
        );
        assert_eq!(text, "p:。|p:搬");
        assert_eq!(changes.len(), 3);
    }
}
