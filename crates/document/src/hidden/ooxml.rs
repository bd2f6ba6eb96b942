//! What Word, Excel and `PowerPoint` files have in common: relations that lead to hidden parts, and parts left over.

use std::collections::{BTreeSet, HashSet};

use super::leak::{Findings, LeakKind};
use super::{parts, picture};
use crate::office::xml::Element;
use crate::office::{OfficeError, Package, Relation, owner_of, relations, relations_name};

/// The list of types of an Office file.
const TYPES: &str = "[Content_Types].xml";

/// What kind of leak a relation leads to; nothing when it leads to something that shows.
fn kind_of(relation: &Relation) -> Option<LeakKind> {
    Some(match relation.kind.as_str() {
        "core-properties" | "extended-properties" | "custom-properties" => LeakKind::Property,
        "thumbnail" => LeakKind::Thumbnail,
        "customXml" | "customData" | "tags" | "customXmlProps" | "glossaryDocument" | "variables" => {
            LeakKind::Leftover
        }
        "comments" | "commentsExtended" | "commentsIds" | "commentsExtensible" | "people" | "person"
        | "threadedComment" | "commentAuthors" | "authors" => LeakKind::Comment,
        "attachedTemplate"
        | "mailMergeSource"
        | "mailMergeHeaderSource"
        | "externalLink"
        | "externalLinkPath"
        | "subDocument"
        | "transform"
        | "recipientData"
        | "oleObjectLink" => LeakKind::ExternalLink,
        "printerSettings"
        | "attachedToolbars"
        | "keyMapCustomizations"
        | "ui"
        | "extensibility"
        | "customProperty"
        | "webextension"
        | "webextensiontaskpanes"
        | "taskpanes" => LeakKind::Settings,
        "vbaProject"
        | "wordVbaData"
        | "vbaProjectSignature"
        | "control"
        | "activeXControlBinary"
        | "ctrlProp"
        | "xlMacrosheet"
        | "xlIntlMacrosheet"
        | "dialogsheet" => LeakKind::Script,
        "oleObject" | "package" => LeakKind::EmbeddedObject,
        "pivotCacheDefinition"
        | "pivotTable"
        | "pivotCacheRecords"
        | "slicer"
        | "slicerCache"
        | "timeline"
        | "timelineCache" => LeakKind::PivotCache,
        "connections" | "queryTable" | "powerPivotData" | "model" | "xmlMaps" | "volatileDependencies" => {
            LeakKind::DataModel
        }
        "calcChain" => LeakKind::Formula,
        "revisionHeaders" | "usernames" | "revisionLog" | "revisionInfo" | "changesInfo" | "changesInfos" => {
            LeakKind::Revision
        }
        "notesSlide" | "notesMaster" => LeakKind::SpeakerNote,
        "origin" | "signature" | "xmlsignature" => LeakKind::Signature,
        "hyperlink" if relation.external && is_local(&relation.target) => LeakKind::LocalPath,
        "image" | "video" | "audio" | "media" | "chart" | "frame" | "aFChunk" if relation.external => {
            LeakKind::ExternalLink
        }
        _ => return None,
    })
}

/// Whether an address means a folder of somebody's machine or network.
pub(super) fn is_local(address: &str) -> bool {
    let lower = address.trim().to_ascii_lowercase().replace('\\', "/");
    let drive =
        lower.as_bytes().get(1) == Some(&b':') && lower.starts_with(|ch: char| ch.is_ascii_alphabetic());
    lower.starts_with("file:") || lower.starts_with("//") || drive
}

/// Takes out the relations that lead to hidden parts, and every element that refers to one of them.
pub(super) fn take_relations(package: &mut Package, findings: &mut Findings) -> Result<(), OfficeError> {
    let owners: Vec<String> = package.parts().iter().filter_map(|part| owner_of(&part.name)).collect();
    // Many relations may lead to one part, which is told once.
    let mut told = HashSet::new();
    for owner in owners {
        let all = relations(package, &owner)?;
        let mut gone = HashSet::new();
        for relation in &all {
            let Some(kind) = kind_of(relation) else { continue };
            gone.insert(relation.id.clone());
            if relation.external || told.insert(relation.target.to_ascii_lowercase()) {
                note(package, &owner, relation, kind, findings);
            }
        }
        take(package, &owner, &gone)?;
    }
    Ok(())
}

fn note(package: &Package, owner: &str, relation: &Relation, kind: LeakKind, findings: &mut Findings) {
    if relation.external {
        let place = if owner.is_empty() { "_rels/.rels" } else { owner };
        findings.removed(kind, place, &relation.target);
        return;
    }
    let Some(bytes) = package.get(&relation.target) else { return };
    // Parts that only repeat or arrange what another part says are taken out without a word.
    let silent = matches!(
        relation.kind.as_str(),
        "commentsIds" | "commentsExtensible" | "customXmlProps" | "pivotTable" | "calcChain" | "notesMaster"
    );
    if silent {
        return;
    }
    let said = parts::said(&relation.target, bytes);
    if said.is_empty() {
        findings.removed(kind, &relation.target, "");
    }
    for text in said {
        findings.removed(kind, &relation.target, &text);
    }
}

/// Takes relations of a part out by their ids, and every element of the part that refers to one of them.
pub(super) fn take(package: &mut Package, owner: &str, gone: &HashSet<String>) -> Result<(), OfficeError> {
    if gone.is_empty() {
        return Ok(());
    }
    let name = relations_name(owner);
    if let Some(mut root) = package.xml(&name)? {
        root.retain(|element| !element.attr("Id").is_some_and(|id| gone.contains(id)));
        if root.elements().next().is_none() && !owner.is_empty() {
            package.remove(&name);
        } else {
            package.set(&name, root.write());
        }
    }
    if owner.is_empty() || !package.has(owner) {
        return Ok(());
    }
    if let Some(mut root) = package.xml(owner)? {
        take_references(&mut root, gone);
        package.set(owner, root.write());
    }
    Ok(())
}

fn take_references(root: &mut Element, gone: &HashSet<String>) {
    let prefixes = relation_prefixes(root);
    let refers = |element: &Element| {
        element.attributes.iter().any(|(name, value)| {
            let prefix = name.rsplit_once(':').map(|(prefix, _)| prefix);
            prefix.is_some_and(|prefix| prefixes.contains(prefix)) && gone.contains(value)
        })
    };
    // A picture or a link shows without its address.
    root.walk_mut(&mut |element| {
        if matches!(element.local(), "blip" | "imagedata") && refers(element) {
            element.attributes.retain(|(name, value)| !(name.contains(':') && gone.contains(value)));
        }
    });
    root.unwrap_elements(&mut |element| {
        element.is("hyperlink") && !element.children.is_empty() && refers(element)
    });
    take_below(root, &refers);
}

/// Takes elements out, and their containers when nothing is left in them.
fn take_below(element: &mut Element, gone: &impl Fn(&Element) -> bool) {
    element.retain(|child| !gone(child));
    for child in element.elements_mut() {
        take_below(child, gone);
    }
    element.retain(|child| !(child.children.is_empty() && is_container(child.local())));
}

/// Elements that may not stand without content.
fn is_container(name: &str) -> bool {
    matches!(
        name,
        "pivotCaches"
            | "externalReferences"
            | "oleObjects"
            | "controls"
            | "hyperlinks"
            | "tableParts"
            | "definedNames"
            | "slicerCaches"
            | "slicerList"
            | "timelineCacheRefs"
            | "timelineRefs"
            | "customProperties"
            | "notesMasterIdLst"
            | "custDataLst"
            | "mailMerge"
            | "dataValidations"
            | "conditionalFormatting"
            | "ext"
            | "extLst"
    )
}

fn relation_prefixes(root: &Element) -> HashSet<String> {
    let mut prefixes = HashSet::from(["r".to_owned()]);
    root.walk(&mut |element| {
        for (name, value) in &element.attributes {
            let relations = value.ends_with("officeDocument/relationships")
                || value.ends_with("officeDocument/2006/relationships")
                || value == "urn:schemas-microsoft-com:office:office";
            if let Some(prefix) = name.strip_prefix("xmlns:").filter(|_| relations) {
                prefixes.insert(prefix.to_owned());
            }
        }
    });
    prefixes
}

/// The parts that something refers to.
fn reached(package: &Package) -> Result<HashSet<String>, OfficeError> {
    let mut reached = HashSet::from([TYPES.to_ascii_lowercase(), relations_name("").to_ascii_lowercase()]);
    let mut open = vec![String::new()];
    while let Some(owner) = open.pop() {
        for relation in relations(package, &owner)? {
            if !relation.external && reached.insert(relation.target.to_ascii_lowercase()) {
                reached.insert(relations_name(&relation.target).to_ascii_lowercase());
                open.push(relation.target);
            }
        }
    }
    Ok(reached)
}

/// Notes parts that nothing refers to, before anything is taken out.
pub(super) fn note_leftovers(package: &Package, findings: &mut Findings) -> Result<(), OfficeError> {
    let reached = reached(package)?;
    for part in package.parts() {
        let name = part.name.to_ascii_lowercase();
        if !reached.contains(&name) && owner_of(&name).is_none() {
            let said = parts::said(&part.name, &part.bytes);
            let text = said.first().map(String::as_str).unwrap_or_default();
            findings.removed(LeakKind::Leftover, &part.name, text);
        }
    }
    note_archive(package, findings);
    Ok(())
}

/// Notes what an archive carries beside its parts.
pub(super) fn note_archive(package: &Package, findings: &mut Findings) {
    for comment in &package.comments {
        findings.removed(LeakKind::Comment, "", comment);
    }
    if package.loose_bytes > 0 {
        let size = format!("{} bytes", package.loose_bytes);
        findings.removed(LeakKind::Leftover, "", &size);
    }
}

/// Takes out the parts that nothing refers to, and their types.
pub(super) fn take_leftovers(package: &mut Package) -> Result<(), OfficeError> {
    let reached = reached(package)?;
    package.retain(|name| reached.contains(&name.to_ascii_lowercase()));
    package.comments.clear();
    if let Some(mut types) = package.xml(TYPES)? {
        let names: BTreeSet<String> =
            package.parts().iter().map(|part| format!("/{}", part.name).to_ascii_lowercase()).collect();
        types.retain(|element| {
            !element.is("Override")
                || element.attr("PartName").is_some_and(|name| names.contains(&name.to_ascii_lowercase()))
        });
        for element in types.elements_mut() {
            // Without its programs the file is of the plain type.
            if let Some(kind) = element.attr("ContentType").and_then(plain_type) {
                element.set("ContentType", kind);
            }
        }
        package.set(TYPES, types.write());
    }
    Ok(())
}

fn plain_type(with_macros: &str) -> Option<&'static str> {
    Some(match with_macros {
        "application/vnd.ms-word.document.macroEnabled.main+xml" => {
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        }
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml" => {
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        }
        "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml" => {
            "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
        }
        _ => return None,
    })
}

/// Strips the pictures of the file.
pub(super) fn strip_pictures(package: &mut Package, findings: &mut Findings) {
    let names: Vec<String> = package.parts().iter().map(|part| part.name.clone()).collect();
    for name in names {
        let lower = name.to_ascii_lowercase();
        if !lower.contains("media/") && !lower.starts_with("pictures/") {
            continue;
        }
        let Some(bytes) = package.get(&name) else { continue };
        let is_known = matches!(crate::kind(bytes), crate::Kind::Jpeg | crate::Kind::Png);
        let cleaned =
            is_known.then(|| findings.inside(&name, |findings| picture::clean(bytes, findings))).flatten();
        match cleaned {
            Some(cleaned) => package.set(&name, cleaned),
            None => findings.left(LeakKind::NotInspected, &name, ""),
        }
    }
}

/// Notes what is cut from view and blanks paths in the names of pictures and shapes. Answers whether anything changed.
pub(super) fn clean_drawings(part: &str, root: &mut Element, findings: &mut Findings) -> bool {
    let mut changed = false;
    root.walk_mut(&mut |element| {
        if element.is("srcRect") && element.attributes.iter().any(|(_, value)| value != "0") {
            let cut: Vec<String> =
                element.attributes.iter().map(|(name, value)| format!("{name}={value}")).collect();
            findings.left(LeakKind::CroppedPicture, part, &cut.join(" "));
        }
        if matches!(element.local(), "docPr" | "cNvPr") || element.is("imagedata") {
            for (name, value) in &mut element.attributes {
                let described = matches!(name.as_str(), "name" | "descr" | "title" | "o:title");
                if described && is_local(value) {
                    findings.removed(LeakKind::LocalPath, part, value);
                    value.clear();
                    changed = true;
                }
            }
        }
    });
    changed
}
