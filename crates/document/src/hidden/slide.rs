//! `PowerPoint` files: slides that are skipped, notes, comments, hidden shapes, embedded files.

use std::collections::{HashMap, HashSet};

use super::leak::{Findings, LeakKind};
use super::word::main_part;
use super::{HiddenError, ooxml, parts};
use crate::office::xml::{Element, Node};
use crate::office::{Limits, OfficeError, Package, relations};

pub(super) fn clean(bytes: &[u8], limits: &Limits, findings: &mut Findings) -> Result<Vec<u8>, HiddenError> {
    let mut package = super::open(bytes, limits, findings)?;
    let main = main_part(&package)?;
    ooxml::note_leftovers(&package, findings)?;
    let hidden = hidden_slides(&package, &main, findings)?;
    if !hidden.is_empty() {
        if let Some(mut root) = package.xml(&main)? {
            let numbers: HashSet<String> = root
                .child("sldIdLst")
                .into_iter()
                .flat_map(Element::elements)
                .filter(|slide| slide.attr("r:id").is_some_and(|id| hidden.contains(id)))
                .filter_map(|slide| number(slide).map(ToOwned::to_owned))
                .collect();
            // Sections name slides by number, shows by relation.
            root.prune(&mut |element| {
                !(element.is("sldId") && number(element).is_some_and(|id| numbers.contains(id)))
            });
            package.set(&main, root.write());
        }
        ooxml::take(&mut package, &main, &hidden)?;
    }
    for (name, _) in shown(&package, &main)? {
        let Some(mut slide) = package.xml(&name)? else { continue };
        let objects = replace_objects(&mut slide);
        let shapes = take_hidden_shapes(&name, &mut slide, findings);
        if ooxml::clean_drawings(&name, &mut slide, findings) || objects || shapes {
            package.set(&name, slide.write());
        }
    }
    ooxml::take_relations(&mut package, findings)?;
    ooxml::take_leftovers(&mut package)?;
    ooxml::strip_pictures(&mut package, findings);
    Ok(package.write()?)
}

/// The number of a slide in the list; its attribute has no prefix, its relation has one.
fn number(slide: &Element) -> Option<&str> {
    slide.attributes.iter().find(|(name, _)| name == "id").map(|(_, value)| value.as_str())
}

fn hidden_slides(
    package: &Package,
    main: &str,
    findings: &mut Findings,
) -> Result<HashSet<String>, OfficeError> {
    let mut hidden = HashSet::new();
    let mut seen = HashSet::new();
    let slides: Vec<_> =
        relations(package, main)?.into_iter().filter(|relation| relation.kind == "slide").collect();
    for relation in &slides {
        if !seen.insert(relation.target.clone()) {
            continue;
        }
        if let Some(slide) = package.xml(&relation.target)?
            && matches!(slide.attr("show"), Some("0" | "false"))
        {
            findings.removed(LeakKind::HiddenSlide, &relation.target, &parts::spaced(&slide));
            hidden.insert(relation.id.clone());
        }
    }
    Ok(hidden)
}

/// The slides that show, in their order, with the ids of their relations.
pub(super) fn shown(package: &Package, main: &str) -> Result<Vec<(String, String)>, OfficeError> {
    let Some(root) = package.xml(main)? else { return Ok(Vec::new()) };
    let targets: HashMap<String, String> =
        relations(package, main)?.into_iter().map(|relation| (relation.id, relation.target)).collect();
    let mut seen = HashSet::new();
    let mut names = Vec::new();
    for slide in root.child("sldIdLst").into_iter().flat_map(Element::elements) {
        let Some(id) = slide.attr("r:id") else { continue };
        let Some(name) = targets.get(id) else { continue };
        // The same slide again shows the same again.
        if !seen.insert(name.clone()) {
            continue;
        }
        let shows =
            package.xml(name)?.is_some_and(|slide| !matches!(slide.attr("show"), Some("0" | "false")));
        if shows {
            names.push((name.clone(), id.to_owned()));
        }
    }
    Ok(names)
}

/// Puts the picture of an embedded file in its place.
fn replace_objects(slide: &mut Element) -> bool {
    let mut changed = false;
    slide.walk_mut(&mut |element| {
        for node in &mut element.children {
            let Node::Element(child) = node else { continue };
            let frame = matches!(child.local(), "graphicFrame" | "AlternateContent");
            if frame
                && child.find("oleObj").is_some()
                && let Some(picture) = child.find("pic").cloned()
            {
                *child = picture;
                changed = true;
            }
        }
    });
    changed
}

fn take_hidden_shapes(name: &str, slide: &mut Element, findings: &mut Findings) -> bool {
    slide.prune(&mut |element| {
        // The properties that say hidden stand two levels below the shape.
        let shape = element
            .elements()
            .filter(|properties| properties.local().starts_with("nv"))
            .find_map(|properties| properties.child("cNvPr"));
        let hides = matches!(shape.and_then(|shape| shape.attr("hidden")), Some("1" | "true"));
        if hides {
            findings.removed(LeakKind::HiddenText, name, &parts::spaced(element));
        }
        !hides
    }) > 0
}
