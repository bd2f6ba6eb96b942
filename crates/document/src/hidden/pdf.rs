//! PDF: properties, layers that are off, attachments, scripts, notes, and what the file was before it was last saved.

mod content;
mod layers;
mod objects;

use std::collections::{BTreeMap, HashSet};

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::leak::{Findings, LeakKind};
use super::{HiddenError, picture};
use crate::office::{Limits, OfficeError};
use crate::pdf::load::{self, Unopened};

/// Largest stream when expanded, in bytes.
const STREAM: usize = 64 * 1024 * 1024;

pub(super) fn clean(bytes: &[u8], limits: &Limits, findings: &mut Findings) -> Result<Vec<u8>, HiddenError> {
    if bytes.len() > limits.file_bytes {
        return Err(OfficeError::FileTooLarge { limit: limits.file_bytes }.into());
    }
    let mut document = load(bytes)?;
    let pages = document.get_pages();
    if pages.is_empty() {
        return Err(HiddenError::Pdf);
    }
    let before = contents(&document, &pages)?;
    note_history(bytes, &mut document, findings);
    take_properties(&mut document, findings);
    let hidden = layers::hidden(&document, findings);
    take_catalog(&mut document, findings);
    let kept = layers::take(&mut document, &pages, &hidden, before)?;
    objects::take_annotations(&mut document, &pages, &hidden, findings)?;
    objects::take_keys(&mut document, findings);
    objects::take_signatures(&mut document, findings);
    strip_pictures(&mut document, findings);
    note_faint(&kept, findings);
    document.prune_objects();
    let mut out = Vec::new();
    document.save_to(&mut out).map_err(|_| HiddenError::Pdf)?;
    compare(&out, &kept)?;
    Ok(out)
}

fn load(bytes: &[u8]) -> Result<Document, HiddenError> {
    let document = load::open(bytes).map_err(|error| match error {
        Unopened::TooMuch => OfficeError::TooManyParts { limit: load::WORDS }.into(),
        Unopened::Parser(lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_)) => {
            HiddenError::Encrypted
        }
        Unopened::Parser(_) => HiddenError::Pdf,
    })?;
    if document.is_encrypted() { Err(HiddenError::Encrypted) } else { Ok(document) }
}

/// What each page draws.
fn contents(document: &Document, pages: &BTreeMap<u32, ObjectId>) -> Result<Vec<Vec<u8>>, HiddenError> {
    let mut room = 4 * STREAM;
    let mut contents = Vec::new();
    for id in pages.values() {
        let content =
            document.get_page_content_with_limit(*id, STREAM.min(room)).map_err(|_| HiddenError::Pdf)?;
        room = room.saturating_sub(content.len());
        contents.push(content);
    }
    Ok(contents)
}

/// Reads the result again: it must draw the same pages.
fn compare(bytes: &[u8], kept: &[Vec<u8>]) -> Result<(), HiddenError> {
    let document = load(bytes)?;
    let after = contents(&document, &document.get_pages())?;
    if after.len() != kept.len() {
        return Err(HiddenError::VisibleChanged { place: "pages".to_owned() });
    }
    let trimmed = |content: &[u8]| content.trim_ascii_end().to_vec();
    match after.iter().zip(kept).position(|(one, other)| trimmed(one) != trimmed(other)) {
        Some(index) => Err(HiddenError::VisibleChanged { place: format!("page {}", index + 1) }),
        None => Ok(()),
    }
}

/// Notes earlier versions, objects nothing refers to, and bytes before and after the document.
fn note_history(bytes: &[u8], document: &mut Document, findings: &mut Findings) {
    let earlier = document.revision_count() - 1;
    if earlier > 0 {
        findings.removed(LeakKind::EarlierRevision, "", &format!("{earlier}"));
    }
    let end = bytes.windows(5).rposition(|window| window == b"%%EOF").map_or(bytes.len(), |at| at + 5);
    let after =
        bytes.get(end..).unwrap_or_default().iter().filter(|byte| !byte.is_ascii_whitespace()).count();
    let start = bytes.windows(5).position(|window| window == b"%PDF-").unwrap_or(0);
    if after + start > 16 {
        findings.removed(LeakKind::Leftover, "", &format!("{} bytes", after + start));
    }
    // The tables by which the file itself is read are reached by nobody and are no leftovers.
    let tables: HashSet<ObjectId> = document
        .objects
        .iter()
        .filter(|(_, object)| matches!(object.type_name(), Ok(b"ObjStm" | b"XRef")))
        .map(|(id, _)| *id)
        .collect();
    let left = document.prune_objects().iter().filter(|id| !tables.contains(id)).count();
    if left > 0 && earlier == 0 {
        findings.removed(LeakKind::Leftover, "", &format!("{left} objects"));
    }
}

/// The text of a string: UTF-16 with its mark, or bytes.
fn text(bytes: &[u8]) -> String {
    // Some programs write the other order of bytes, which the format does not know.
    match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, mark)) => {
            let text = bytes.get(mark..).unwrap_or_default();
            encoding.decode_without_bom_handling(text).0.into_owned()
        }
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// The dictionary an object is or refers to.
fn dictionary<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Dictionary> {
    match document.dereference(object).ok()?.1 {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

fn take_properties(document: &mut Document, findings: &mut Findings) {
    let info = document.trailer.remove(b"Info");
    let info = info.as_ref().and_then(|info| dictionary(document, info)).cloned().unwrap_or_default();
    for (key, value) in &info {
        let said = match document.dereference(value) {
            Ok((_, Object::String(bytes, _))) => text(bytes),
            Ok((_, Object::Name(name))) => text(name),
            _ => continue,
        };
        if !said.trim().is_empty() {
            findings.removed(LeakKind::Property, "Info", &format!("{}: {said}", text(key)));
        }
    }
    document.trailer.remove(b"ID");
}

fn take_catalog(document: &mut Document, findings: &mut Findings) {
    let Ok(catalog) = document.catalog().cloned() else { return };
    let metadata = catalog.get(b"Metadata").ok().and_then(|object| document.dereference(object).ok());
    let mut archival = None;
    if let Some((_, Object::Stream(stream))) = metadata {
        let content = stream.get_plain_content_with_limit(STREAM).unwrap_or_default();
        let xmp = String::from_utf8_lossy(&content).into_owned();
        archival = part_of_archive(&xmp);
        let words: String = xmp
            .split('<')
            .filter_map(|tag| tag.split_once('>'))
            .map(|(_, text)| text.trim())
            .collect::<Vec<_>>()
            .join(" ");
        // What only says that the file is fit for archives stays, and is no finding.
        if archival.as_deref().is_none_or(|kept| kept != xmp) {
            findings.removed(LeakKind::Property, "XMP", &words);
        }
    }
    if let Some(names) = catalog.get(b"Names").ok().and_then(|names| dictionary(document, names)) {
        for (key, kind) in
            [(b"JavaScript".as_slice(), LeakKind::Script), (b"EmbeddedFiles", LeakKind::Attachment)]
        {
            let Ok(tree) = names.get(key) else { continue };
            let found = objects::names_in_tree(document, tree);
            for name in &found {
                findings.removed(kind, &text(key), name);
            }
        }
    }
    let opens = catalog.get(b"OpenAction").ok().and_then(|action| dictionary(document, action));
    let runs = opens.and_then(|action| objects::forbidden(document, action));
    // An action of its own is told with the other objects.
    let inline = catalog.get(b"OpenAction").is_ok_and(|action| action.as_reference().is_err());
    if let Some((kind, said)) = runs.as_ref().filter(|_| inline) {
        findings.removed(*kind, "OpenAction", said);
    }
    let names = catalog.get(b"Names").ok().and_then(|names| dictionary(document, names)).cloned();
    let metadata = archival.map(|xmp| {
        let mut stream = Dictionary::new();
        stream.set("Type", Object::Name(b"Metadata".to_vec()));
        stream.set("Subtype", Object::Name(b"XML".to_vec()));
        document.add_object(lopdf::Stream::new(stream, xmp.into_bytes()).with_compression(false))
    });
    let Ok(catalog) = document.catalog_mut() else { return };
    for key in [
        b"Metadata".as_slice(),
        b"PieceInfo",
        b"AA",
        b"AF",
        b"Collection",
        b"SpiderInfo",
        b"Legal",
        b"Perms",
        b"DSS",
        b"OCProperties",
        b"URI",
    ] {
        catalog.remove(key);
    }
    if runs.is_some() {
        catalog.remove(b"OpenAction");
    }
    if let Some(mut names) = names {
        for key in [b"JavaScript".as_slice(), b"EmbeddedFiles", b"AlternatePresentations", b"Renditions"] {
            names.remove(key);
        }
        catalog.set("Names", names);
    }
    if let Some(id) = metadata {
        catalog.set("Metadata", Object::Reference(id));
    }
}

/// XMP that says nothing but which part of PDF/A the file keeps to; nothing when it does not say so.
fn part_of_archive(xmp: &str) -> Option<String> {
    let value = |name: &str| {
        let rest = xmp.split_once(name)?.1;
        let value: String = rest
            .trim_start_matches(['=', '>', '"', '\''])
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        (!value.is_empty() && value.len() < 3).then_some(value)
    };
    let part = value("pdfaid:part")?;
    let conformance = value("pdfaid:conformance")
        .map(|level| format!(" pdfaid:conformance=\"{level}\""))
        .unwrap_or_default();
    Some(format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF \
         xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
         xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" pdfaid:part=\"{part}\"{conformance}/></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>"
    ))
}

/// Strips the photos inside.
fn strip_pictures(document: &mut Document, findings: &mut Findings) {
    for (id, object) in &mut document.objects {
        let Object::Stream(stream) = object else { continue };
        let photo = stream.filters().is_ok_and(|filters| filters == [b"DCTDecode".as_slice()]);
        if !photo {
            continue;
        }
        let place = format!("object {}", id.0);
        let cleaned = findings.inside(&place, |findings| picture::clean(&stream.content, findings));
        match cleaned {
            Some(cleaned) => stream.set_content(cleaned),
            None => findings.left(LeakKind::NotInspected, &place, "DCTDecode"),
        }
    }
}

/// Text drawn without ink lies under scanned pages so that they can be searched; somebody must look.
fn note_faint(contents: &[Vec<u8>], findings: &mut Findings) {
    for (index, content) in contents.iter().enumerate() {
        let mut invisible = false;
        content::each(content, |operation| {
            invisible |= operation.is(content, b"Tr") && operation.operands(content).trim_ascii() == b"3";
        });
        if invisible {
            findings.left(LeakKind::HiddenText, &format!("page {}", index + 1), "3 Tr");
        }
    }
}
