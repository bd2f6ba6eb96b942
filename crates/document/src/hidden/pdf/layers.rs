//! Layers (图层): what belongs to one that is switched off does not show and goes.

use std::collections::{BTreeMap, HashSet};

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::super::HiddenError;
use super::super::leak::{Findings, LeakKind};
use super::content::{Operation, each};
use super::{STREAM, dictionary, text};

/// The layers that are switched off when the file is opened.
pub(super) fn hidden(document: &Document, findings: &mut Findings) -> HashSet<ObjectId> {
    let mut hidden = HashSet::new();
    let layers = document.catalog().ok().and_then(|catalog| catalog.get(b"OCProperties").ok()).cloned();
    let Some(layers) = layers.as_ref().and_then(|layers| dictionary(document, layers)) else { return hidden };
    let list = |dictionary: &Dictionary, key: &[u8]| -> Vec<ObjectId> {
        let list = dictionary.get(key).ok().and_then(|list| document.dereference(list).ok());
        match list {
            Some((_, Object::Array(items))) => {
                items.iter().filter_map(|item| item.as_reference().ok()).collect()
            }
            _ => Vec::new(),
        }
    };
    let Some(start) = layers.get(b"D").ok().and_then(|start| dictionary(document, start)) else {
        return hidden;
    };
    if start.get(b"BaseState").and_then(Object::as_name).is_ok_and(|state| state == b"OFF") {
        hidden.extend(list(layers, b"OCGs"));
        for id in list(start, b"ON") {
            hidden.remove(&id);
        }
    }
    hidden.extend(list(start, b"OFF"));
    for id in &hidden {
        let name = document.get_dictionary(*id).ok().and_then(|layer| layer.get(b"Name").ok());
        let name = name.and_then(|name| name.as_str().ok()).map(text).unwrap_or_default();
        findings.removed(LeakKind::HiddenLayer, "", &name);
    }
    hidden
}

/// Whether a layer, or all layers of a group, are off.
pub(super) fn is_hidden(document: &Document, layer: &Object, hidden: &HashSet<ObjectId>) -> bool {
    if layer.as_reference().is_ok_and(|id| hidden.contains(&id)) {
        return true;
    }
    let Some(group) = dictionary(document, layer) else { return false };
    let Ok(members) = group.get(b"OCGs") else { return false };
    if members.as_reference().is_ok_and(|id| hidden.contains(&id)) {
        return true;
    }
    match document.dereference(members) {
        Ok((_, Object::Array(items))) if !items.is_empty() => {
            items.iter().all(|item| item.as_reference().is_ok_and(|id| hidden.contains(&id)))
        }
        _ => false,
    }
}

/// Takes out what hidden layers draw. Answers what each page draws now.
pub(super) fn take(
    document: &mut Document,
    pages: &BTreeMap<u32, ObjectId>,
    hidden: &HashSet<ObjectId>,
    mut contents: Vec<Vec<u8>>,
) -> Result<Vec<Vec<u8>>, HiddenError> {
    if hidden.is_empty() {
        return Ok(contents);
    }
    for (id, content) in pages.values().zip(&mut contents) {
        let names = names_of_page(document, *id, hidden);
        if let Some(kept) = names.filter(content) {
            document.change_page_content(*id, kept.clone()).map_err(|_| HiddenError::Pdf)?;
            *content = kept;
        }
    }
    let forms: Vec<ObjectId> = document
        .objects
        .iter()
        .filter(|(_, object)| {
            let stream = object.as_stream().ok();
            let subtype = stream.and_then(|stream| stream.dict.get(b"Subtype").ok());
            subtype.and_then(|subtype| subtype.as_name().ok()) == Some(b"Form")
        })
        .map(|(id, _)| *id)
        .collect();
    for id in forms {
        let Ok(stream) = document.get_object(id).and_then(Object::as_stream) else { continue };
        let resources = stream.dict.get(b"Resources").ok().and_then(|object| dictionary(document, object));
        let mut names = Names::default();
        if let Some(resources) = resources {
            names.read(document, resources, hidden);
        }
        let content = stream.get_plain_content_with_limit(STREAM).map_err(|_| HiddenError::Pdf)?;
        if let Some(kept) = names.filter(&content)
            && let Ok(stream) = document.get_object_mut(id).and_then(Object::as_stream_mut)
        {
            stream.set_plain_content(kept);
        }
    }
    // The layers themselves, and the pictures on them, are reached no more.
    let gone: Vec<ObjectId> = hidden.iter().copied().collect();
    let drawn: HashSet<ObjectId> = document
        .objects
        .iter()
        .filter(|(_, object)| {
            let layer = object.as_stream().ok().and_then(|stream| stream.dict.get(b"OC").ok());
            layer.is_some_and(|layer| is_hidden(document, layer, hidden))
        })
        .map(|(id, _)| *id)
        .collect();
    for id in gone.into_iter().chain(drawn) {
        document.objects.insert(id, Object::Null);
    }
    Ok(contents)
}

/// The names by which a page calls hidden layers and what lies on them.
#[derive(Debug, Default)]
struct Names {
    layers: HashSet<Vec<u8>>,
    drawings: HashSet<Vec<u8>>,
}

fn names_of_page(document: &Document, page: ObjectId, hidden: &HashSet<ObjectId>) -> Names {
    let mut names = Names::default();
    let Ok((own, others)) = document.get_page_resources(page) else { return names };
    let others = others.iter().filter_map(|id| document.get_dictionary(*id).ok());
    for resources in own.into_iter().chain(others) {
        names.read(document, resources, hidden);
    }
    names
}

impl Names {
    fn read(&mut self, document: &Document, resources: &Dictionary, hidden: &HashSet<ObjectId>) {
        let part = |key: &[u8]| resources.get(key).ok().and_then(|part| dictionary(document, part));
        for (name, layer) in part(b"Properties").into_iter().flatten() {
            if is_hidden(document, layer, hidden) {
                self.layers.insert(name.clone());
            }
        }
        for (name, drawing) in part(b"XObject").into_iter().flatten() {
            let layer = dictionary(document, drawing).and_then(|drawing| drawing.get(b"OC").ok());
            if layer.is_some_and(|layer| is_hidden(document, layer, hidden)) {
                self.drawings.insert(name.clone());
            }
        }
    }

    /// The instructions without what hidden layers draw; nothing when there was none.
    fn filter(&self, content: &[u8]) -> Option<Vec<u8>> {
        if self.layers.is_empty() && self.drawings.is_empty() {
            return None;
        }
        let mut out = Vec::with_capacity(content.len());
        // For each open mark, whether it opened something hidden; and how many did.
        let mut marks: Vec<bool> = Vec::new();
        let mut hiding = 0_usize;
        let mut changed = false;
        each(content, |operation| {
            let kept: Option<&[u8]> = match operation.operator(content) {
                b"BDC" | b"BMC" => {
                    let names = operation.names(content);
                    let hides =
                        matches!(names.as_slice(), [b"OC", layer, ..] if self.layers.contains(*layer));
                    marks.push(hides);
                    hiding += usize::from(hides);
                    (!hides).then(|| operation.whole(content))
                }
                b"EMC" => {
                    let hid = marks.pop().unwrap_or(false);
                    hiding -= usize::from(hid);
                    (!hid).then(|| operation.whole(content))
                }
                b"Do" if operation.names(content).iter().any(|name| self.drawings.contains(*name)) => None,
                _ if hiding > 0 => state_of(&operation, content),
                _ => Some(operation.whole(content)),
            };
            changed |= kept.is_none();
            if let Some(kept) = kept {
                out.extend(kept);
                out.push(b'\n');
            }
        });
        changed.then_some(out)
    }
}

/// What a hidden instruction leaves behind: colours, fonts and places hold for what comes after; ink does not.
fn state_of<'a>(operation: &Operation, content: &'a [u8]) -> Option<&'a [u8]> {
    match operation.operator(content) {
        b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" => Some(b"n"),
        b"'" | b"\"" => Some(b"T*"),
        b"Tj" | b"TJ" | b"Do" | b"sh" | b"BI" => None,
        _ => Some(operation.whole(content)),
    }
}
