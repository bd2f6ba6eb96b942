//! Notes, attachments, actions and signatures of a PDF.

use std::collections::{BTreeMap, HashSet};

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::super::HiddenError;
use super::super::leak::{Findings, LeakKind};
use super::super::ooxml::is_local;
use super::layers::is_hidden;
use super::{dictionary, text};

/// Deepest tree of names followed.
const DEPTH: usize = 32;
/// Most names told.
const MOST: usize = 500;
/// Most annotations of all pages together.
const ANNOTATIONS: usize = 500_000;

/// The names in a tree of names.
pub(super) fn names_in_tree(document: &Document, root: &Object) -> Vec<String> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let mut open: Vec<(Object, usize)> = vec![(root.clone(), 0)];
    while let Some((object, depth)) = open.pop() {
        if found.len() >= MOST || depth > DEPTH {
            break;
        }
        if object.as_reference().is_ok_and(|id| !seen.insert(id)) {
            continue;
        }
        let Some(node) = dictionary(document, &object) else { continue };
        let list = |key: &[u8]| match node.get(key).ok().and_then(|list| document.dereference(list).ok()) {
            Some((_, Object::Array(items))) => items.clone(),
            _ => Vec::new(),
        };
        open.extend(list(b"Kids").into_iter().map(|kid| (kid, depth + 1)));
        for item in list(b"Names") {
            if let Object::String(bytes, _) = &item {
                found.push(text(bytes));
            }
        }
    }
    found.truncate(MOST);
    found
}

fn name_of<'a>(dictionary: &'a Dictionary, key: &[u8]) -> &'a [u8] {
    dictionary.get(key).and_then(Object::as_name).unwrap_or_default()
}

fn string_of(document: &Document, dictionary: &Dictionary, key: &[u8]) -> String {
    let value = dictionary.get(key).ok().and_then(|value| document.dereference(value).ok());
    match value {
        Some((_, Object::String(bytes, _))) => text(bytes),
        Some((_, Object::Stream(stream))) => {
            text(&stream.get_plain_content_with_limit(1 << 20).unwrap_or_default())
        }
        _ => String::new(),
    }
}

/// An action that runs a program, opens a file or sends something: what it is and what it says.
pub(super) fn forbidden(document: &Document, action: &Dictionary) -> Option<(LeakKind, String)> {
    let file = || {
        let target = action.get(b"F").ok();
        let named = target.and_then(|target| dictionary(document, target));
        match named {
            Some(named) => string_of(document, named, b"F"),
            None => string_of(document, action, b"F"),
        }
    };
    match name_of(action, b"S") {
        b"JavaScript" | b"Rendition" | b"RichMediaExecute" => {
            Some((LeakKind::Script, string_of(document, action, b"JS")))
        }
        b"Launch" | b"SubmitForm" | b"ImportData" | b"GoToR" | b"GoToE" => {
            Some((LeakKind::ExternalLink, file()))
        }
        b"URI" => {
            let address = string_of(document, action, b"URI");
            is_local(&address).then_some((LeakKind::LocalPath, address))
        }
        _ => None,
    }
}

/// Takes out notes, attachments and what is marked not to show.
pub(super) fn take_annotations(
    document: &mut Document,
    pages: &BTreeMap<u32, ObjectId>,
    hidden: &HashSet<ObjectId>,
    findings: &mut Findings,
) -> Result<(), HiddenError> {
    let mut room = ANNOTATIONS;
    for (number, page) in pages {
        let place = format!("page {number}");
        let list = document.get_dictionary(*page).ok().and_then(|page| page.get(b"Annots").ok()).cloned();
        let Some(list) = list else { continue };
        let Ok((_, Object::Array(items))) = document.dereference(&list) else { continue };
        // Pages may share one list.
        room = room.checked_sub(items.len()).ok_or(HiddenError::Pdf)?;
        let items = items.clone();
        let mut kept = Vec::new();
        for item in items {
            let Some(annotation) = dictionary(document, &item).cloned() else { continue };
            let Some(cleaned) = keep(document, &annotation, hidden, &place, findings) else { continue };
            match item.as_reference() {
                Ok(id) => {
                    if cleaned != annotation {
                        document.objects.insert(id, Object::Dictionary(cleaned));
                    }
                    kept.push(Object::Reference(id));
                }
                Err(_) => kept.push(Object::Dictionary(cleaned)),
            }
        }
        if let Ok(page) = document.get_dictionary_mut(*page) {
            if kept.is_empty() {
                page.remove(b"Annots");
            } else {
                page.set("Annots", Object::Array(kept));
            }
        }
    }
    Ok(())
}

/// The annotation as it may stay; nothing when it goes.
fn keep(
    document: &Document,
    annotation: &Dictionary,
    hidden: &HashSet<ObjectId>,
    place: &str,
    findings: &mut Findings,
) -> Option<Dictionary> {
    let said = string_of(document, annotation, b"Contents");
    let by = string_of(document, annotation, b"T");
    let told = format!("{by}: {said}");
    let kind = name_of(annotation, b"Subtype");
    match kind {
        b"Text" | b"Popup" | b"Caret" => {
            if kind != b"Popup" {
                findings.removed(LeakKind::Comment, place, &told);
            }
            return None;
        }
        b"FileAttachment" | b"Sound" | b"Movie" | b"Screen" | b"3D" | b"RichMedia" => {
            let file = annotation.get(b"FS").ok().and_then(|file| dictionary(document, file));
            let name = file.map(|file| {
                let wide = string_of(document, file, b"UF");
                if wide.is_empty() { string_of(document, file, b"F") } else { wide }
            });
            findings.removed(LeakKind::Attachment, place, &name.unwrap_or(told));
            return None;
        }
        _ => {}
    }
    let flags = annotation.get(b"F").and_then(Object::as_i64).unwrap_or(0);
    let layer = annotation.get(b"OC").is_ok_and(|layer| is_hidden(document, layer, hidden));
    if flags & 0b10_0010 != 0 || layer {
        findings.removed(LeakKind::HiddenText, place, &told);
        return None;
    }
    let mut cleaned = annotation.clone();
    // A field's name is no author, and what a text box says is drawn from it where it has no drawing of its own.
    if kind != b"Widget" {
        let text_box = kind == b"FreeText";
        if !by.is_empty() || !said.is_empty() && !text_box && kind != b"Link" {
            findings.removed(LeakKind::Comment, place, &told);
        }
        for key in [b"T".as_slice(), b"RC", b"Popup", b"Subj", b"NM", b"M", b"CreationDate", b"IRT", b"RT"] {
            cleaned.remove(key);
        }
        if !text_box && kind != b"Link" {
            cleaned.remove(b"Contents");
        }
    }
    Some(cleaned)
}

/// Takes out, wherever they stand, actions that do more than lead about, and data about data.
pub(super) fn take_keys(document: &mut Document, findings: &mut Findings) {
    let mut bad: HashSet<ObjectId> = HashSet::new();
    for (id, object) in &document.objects {
        if let Object::Dictionary(action) = object
            && let Some((kind, said)) = forbidden(document, action)
        {
            findings.removed(kind, &format!("object {}", id.0), &said);
            bad.insert(*id);
        }
    }
    let metadata = document.catalog().ok().and_then(|catalog| catalog.get(b"Metadata").ok()).cloned();
    let root = document.trailer.get(b"Root").and_then(Object::as_reference).ok();
    let mut inline: Vec<(LeakKind, u32, String)> = Vec::new();
    let ids: Vec<ObjectId> = document.objects.keys().copied().collect();
    for id in ids {
        let Some(mut object) = document.objects.remove(&id) else { continue };
        clean_object(document, &mut object, &bad, &mut |kind, said| inline.push((kind, id.0, said)));
        document.objects.insert(id, object);
    }
    for (kind, id, said) in inline {
        findings.removed(kind, &format!("object {id}"), &said);
    }
    if let (Some(metadata), Some(root)) = (metadata, root)
        && let Ok(catalog) = document.get_dictionary_mut(root)
    {
        catalog.set("Metadata", metadata);
    }
    for id in bad {
        document.objects.insert(id, Object::Null);
    }
}

fn clean_object(
    document: &Document,
    object: &mut Object,
    bad: &HashSet<ObjectId>,
    tell: &mut impl FnMut(LeakKind, String),
) {
    match object {
        Object::Array(items) => {
            for item in items {
                clean_object(document, item, bad, tell);
            }
        }
        Object::Dictionary(dictionary) => clean_dictionary(document, dictionary, bad, tell),
        Object::Stream(stream) => clean_dictionary(document, &mut stream.dict, bad, tell),
        _ => {}
    }
}

fn clean_dictionary(
    document: &Document,
    dictionary: &mut Dictionary,
    bad: &HashSet<ObjectId>,
    tell: &mut impl FnMut(LeakKind, String),
) {
    let mut gone: Vec<Vec<u8>> = Vec::new();
    for (key, value) in dictionary.iter() {
        let action = match key.as_slice() {
            // Additional actions are of no use without programs.
            b"Metadata" | b"PieceInfo" | b"LastModified" | b"AF" | b"XFA" | b"AA" => true,
            b"Thumb" => {
                tell(LeakKind::Thumbnail, String::new());
                true
            }
            b"A" | b"Next" | b"OpenAction" => match value {
                Object::Reference(id) => bad.contains(id),
                Object::Dictionary(inner) => match forbidden(document, inner) {
                    Some((kind, said)) => {
                        tell(kind, said);
                        true
                    }
                    None => false,
                },
                _ => false,
            },
            _ => false,
        };
        if action {
            gone.push(key.clone());
        }
    }
    for key in gone {
        dictionary.remove(&key);
    }
    for (_, value) in dictionary.iter_mut() {
        clean_object(document, value, bad, tell);
    }
}

/// Signatures end with any change; their drawn seals stay.
pub(super) fn take_signatures(document: &mut Document, findings: &mut Findings) {
    let mut signed: Vec<(ObjectId, String)> = Vec::new();
    for (id, object) in &document.objects {
        let Object::Dictionary(field) = object else { continue };
        if name_of(field, b"FT") != b"Sig" {
            continue;
        }
        if let Some(value) = field.get(b"V").ok().and_then(|value| dictionary(document, value)) {
            signed.push((*id, string_of(document, value, b"Name")));
        }
    }
    for (id, by) in signed {
        findings.removed(LeakKind::Signature, &format!("object {}", id.0), &by);
        if let Ok(field) = document.get_dictionary_mut(id) {
            field.remove(b"V");
        }
    }
    let form = document.catalog().ok().and_then(|catalog| catalog.get(b"AcroForm").ok()).cloned();
    match form {
        Some(Object::Reference(id)) => {
            if let Ok(form) = document.get_dictionary_mut(id) {
                form.remove(b"SigFlags");
            }
        }
        Some(Object::Dictionary(mut form)) => {
            form.remove(b"SigFlags");
            if let Ok(catalog) = document.catalog_mut() {
                catalog.set("AcroForm", form);
            }
        }
        _ => {}
    }
}
