//! ODF files: text, tables and slides of `LibreOffice` and others.

mod tables;

use std::collections::{HashMap, HashSet};

use super::leak::{Findings, LeakKind};
use super::{HiddenError, ooxml, parts};
use crate::office::xml::{Element, Node};
use crate::office::{Limits, OfficeError, Package};

const MANIFEST: &str = "META-INF/manifest.xml";
/// Longest chain of styles followed; a chain may be a circle.
const CHAIN: usize = 32;

pub(super) fn clean(bytes: &[u8], limits: &Limits, findings: &mut Findings) -> Result<Vec<u8>, HiddenError> {
    let mut package = super::open(bytes, limits, findings)?;
    refuse_encrypted(&package)?;
    ooxml::note_archive(&package, findings);
    let styles = Styles::read(&package)?;
    let mut objects = HashSet::new();
    for name in ["content.xml", "styles.xml"] {
        let Some(mut root) = package.xml(name)? else { continue };
        clean_content(name, &mut root, &styles, &mut objects, findings);
        package.set(name, root.write());
    }
    clean_settings(&mut package, findings)?;
    let shown = used(&package)?;
    let names: Vec<String> = package.parts().iter().map(|part| part.name.clone()).collect();
    for name in names {
        let Some(kind) = kind_of(&name, &objects, &shown) else { continue };
        let said = package.get(&name).map(|bytes| parts::said(&name, bytes)).unwrap_or_default();
        if name == "meta.xml" {
            tell_properties(&package, findings)?;
        } else {
            findings.removed(kind, &name, said.first().map(String::as_str).unwrap_or_default());
        }
        package.remove(&name);
    }
    if let Some(mut manifest) = package.xml(MANIFEST)? {
        let mut there: HashSet<&str> = HashSet::from(["/"]);
        for part in package.parts() {
            there.insert(&part.name);
            there.extend(part.name.match_indices('/').filter_map(|(at, _)| part.name.get(..=at)));
        }
        manifest.retain(|entry| there.contains(entry.attr("manifest:full-path").unwrap_or_default()));
        package.set(MANIFEST, manifest.write());
    }
    ooxml::strip_pictures(&mut package, findings);
    Ok(package.write()?)
}

fn refuse_encrypted(package: &Package) -> Result<(), OfficeError> {
    let manifest = package.xml(MANIFEST)?;
    match manifest.filter(|manifest| manifest.find("encryption-data").is_some()) {
        Some(_) => Err(OfficeError::Encrypted { name: "content.xml".to_owned() }),
        None => Ok(()),
    }
}

/// Parts that go whole.
fn kind_of(name: &str, objects: &HashSet<String>, shown: &HashSet<String>) -> Option<LeakKind> {
    let within = |folder: &str| name.starts_with(folder);
    Some(match name {
        "meta.xml" => LeakKind::Property,
        "VersionList.xml" => LeakKind::EarlierRevision,
        "manifest.rdf" | "layout-cache" | "current.xml" => LeakKind::Leftover,
        "META-INF/documentsignatures.xml" | "META-INF/macrosignatures.xml" => LeakKind::Signature,
        _ if within("Thumbnails/") => LeakKind::Thumbnail,
        _ if within("Versions/") => LeakKind::EarlierRevision,
        _ if within("Configurations2/") => LeakKind::Settings,
        _ if within("Basic/") || within("Scripts/") || within("Dialogs/") => LeakKind::Script,
        _ if is_within(name, objects) => LeakKind::EmbeddedObject,
        _ if within("Pictures/") && !shown.contains(name) => LeakKind::Leftover,
        _ => return None,
    })
}

/// Whether a part is one of these, or lies in one that is a folder.
fn is_within(name: &str, objects: &HashSet<String>) -> bool {
    let mut folders = name.match_indices('/').filter_map(|(at, _)| name.get(..at));
    objects.contains(name) || folders.any(|folder| objects.contains(folder))
}

/// The names that addresses in the content mean.
fn used(package: &Package) -> Result<HashSet<String>, OfficeError> {
    let mut names = HashSet::new();
    let parts: Vec<&str> = package.parts().iter().map(|part| part.name.as_str()).collect();
    for part in parts {
        if !(part.ends_with("content.xml") || part.ends_with("styles.xml")) {
            continue;
        }
        let Some(root) = package.xml(part)? else { continue };
        root.walk(&mut |element| {
            if let Some(address) = element.attr("xlink:href") {
                names.insert(address.trim_start_matches("./").trim_start_matches("../").to_owned());
            }
        });
    }
    Ok(names)
}

fn tell_properties(package: &Package, findings: &mut Findings) -> Result<(), OfficeError> {
    let Some(root) = package.xml("meta.xml")? else { return Ok(()) };
    for property in root.child("meta").into_iter().flat_map(Element::elements) {
        let text = parts::spaced(property);
        if !text.is_empty() {
            let name = property.attr("meta:name").unwrap_or(property.local());
            findings.removed(LeakKind::Property, "meta.xml", &format!("{name}: {text}"));
        }
    }
    Ok(())
}

fn clean_settings(package: &mut Package, findings: &mut Findings) -> Result<(), OfficeError> {
    const TELLING: [&str; 9] = [
        "PrinterName",
        "PrinterSetup",
        "Rsid",
        "RsidRoot",
        "CurrentDatabaseDataSource",
        "CurrentDatabaseCommand",
        "CurrentDatabaseCommandType",
        "PrinterPaperFromSetup",
        "ColorTableURL",
    ];
    let Some(mut root) = package.xml("settings.xml")? else { return Ok(()) };
    root.prune(&mut |element| {
        let name = element.attr("config:name").unwrap_or_default();
        let views = element.is("config-item-set") && name == "ooo:view-settings";
        let telling = element.is("config-item") && TELLING.contains(&name);
        if telling
            && matches!(name, "PrinterName" | "CurrentDatabaseDataSource")
            && !element.text().is_empty()
        {
            findings.removed(LeakKind::Settings, "settings.xml", &format!("{name}: {}", element.text()));
        }
        !views && !telling
    });
    package.set("settings.xml", root.write());
    Ok(())
}

/// What styles say about showing.
pub(super) struct Styles {
    own: HashMap<String, Style>,
}

#[derive(Default)]
struct Style {
    parent: Option<String>,
    hides_text: Option<bool>,
    hides_table: bool,
    hides_page: bool,
}

impl Styles {
    fn read(package: &Package) -> Result<Styles, OfficeError> {
        let mut own = HashMap::new();
        for name in ["styles.xml", "content.xml"] {
            let Some(root) = package.xml(name)? else { continue };
            root.walk(&mut |element| {
                if !element.is("style") {
                    return;
                }
                let Some(id) = element.attr("style:name") else { return };
                let said = |properties: &str, name: &str| {
                    element.child(properties).and_then(|properties| properties.attr(name))
                };
                let style = Style {
                    parent: element.attr("style:parent-style-name").map(ToOwned::to_owned),
                    hides_text: said("text-properties", "text:display").map(|display| display == "none"),
                    hides_table: said("table-properties", "table:display") == Some("false"),
                    hides_page: said("drawing-page-properties", "presentation:visibility") == Some("hidden"),
                };
                own.insert(format!("{} {id}", element.attr("style:family").unwrap_or_default()), style);
            });
        }
        Ok(Styles { own })
    }

    fn hides_text(&self, family: &str, id: &str) -> bool {
        let mut next = Some(id);
        for _ in 0..CHAIN {
            let Some(style) = next.and_then(|id| self.own.get(&format!("{family} {id}"))) else {
                return false;
            };
            match style.hides_text {
                Some(hides) => return hides,
                None => next = style.parent.as_deref(),
            }
        }
        false
    }

    /// Whether an element does not show.
    pub(super) fn hides(&self, element: &Element) -> bool {
        let style = |name: &str| element.attr(name);
        match element.local() {
            "span" => style("text:style-name").is_some_and(|id| self.hides_text("text", id)),
            "p" | "h" => {
                style("text:style-name").is_some_and(|id| self.hides_text("paragraph", id))
                    || element.elements().any(|child| {
                        child.is("hidden-paragraph") && child.attr("text:is-hidden") == Some("true")
                    })
            }
            "section" => style("text:display") == Some("none"),
            "hidden-text" => true,
            "table" => {
                let own = style("table:style-name").and_then(|id| self.own.get(&format!("table {id}")));
                own.is_some_and(|style| style.hides_table)
            }
            "page" => {
                let own = style("draw:style-name").and_then(|id| self.own.get(&format!("drawing-page {id}")));
                own.is_some_and(|style| style.hides_page)
            }
            _ => false,
        }
    }
}

fn clean_content(
    part: &str,
    root: &mut Element,
    styles: &Styles,
    objects: &mut HashSet<String>,
    findings: &mut Findings,
) {
    let mut tables_changed = false;
    root.prune(&mut |element| {
        let kind = match element.local() {
            "tracked-changes" => {
                tell_changes(part, element, findings);
                return false;
            }
            "change" | "change-start" | "change-end" | "annotation-end" | "soft-page-break" => return false,
            "annotation" => {
                let creator = element.child("creator").map(Element::text).unwrap_or_default();
                let text: Vec<String> =
                    element.elements().filter(|part| part.is("p")).map(Element::text).collect();
                findings.removed(LeakKind::Comment, part, &format!("{creator}: {}", text.join(" ")));
                return false;
            }
            "notes" if element.name.starts_with("presentation:") => LeakKind::SpeakerNote,
            "scripts" | "event-listeners" => LeakKind::Script,
            "named-expressions" => {
                for name in element.elements() {
                    let title = name.attr("table:name").unwrap_or_default();
                    let area =
                        name.attr("table:cell-range-address").or_else(|| name.attr("table:expression"));
                    let text = format!("{title} = {}", area.unwrap_or_default());
                    findings.removed(LeakKind::NamedRange, title, &text);
                }
                tables_changed |= element.elements().next().is_some();
                return false;
            }
            "table-source"
            | "cell-range-source"
            | "dde-links"
            | "dde-link"
            | "dde-connection-decls"
            | "dde-source"
            | "section-source" => {
                let address = element.attr("xlink:href").unwrap_or_default().to_owned();
                findings.removed(LeakKind::ExternalLink, part, &address);
                tables_changed = true;
                return false;
            }
            "data-pilot-tables" => {
                tables_changed = true;
                LeakKind::PivotCache
            }
            "table" if styles.hides(element) => {
                let title = element.attr("table:name").unwrap_or_default().to_owned();
                findings.removed(
                    LeakKind::HiddenSheet,
                    &title,
                    &format!("{title}: {}", parts::spaced(element)),
                );
                tables_changed = true;
                return false;
            }
            "page" if styles.hides(element) => LeakKind::HiddenSlide,
            "hidden-text" => {
                let text = element.attr("text:string-value").unwrap_or_default().to_owned();
                findings.removed(LeakKind::HiddenText, part, &text);
                return false;
            }
            "span" | "p" | "h" | "section" if styles.hides(element) => LeakKind::HiddenText,
            _ => return true,
        };
        let text = parts::spaced(element);
        if !text.is_empty() || kind == LeakKind::Script && element.elements().next().is_some() {
            findings.removed(kind, part, &text);
        }
        // A page of notes without text draws the frame for them.
        kind == LeakKind::SpeakerNote && text.is_empty()
    });
    root.walk(&mut |element| {
        if is_local_link(element) {
            findings.removed(LeakKind::LocalPath, part, element.attr("xlink:href").unwrap_or_default());
        }
    });
    // Fields that read the properties would show nothing once these are gone.
    root.unwrap_elements(&mut |element| is_property_field(element) || is_local_link(element));
    take_objects(part, root, objects, findings);
    tables_changed |= tables::take_hidden(root, findings);
    if tables_changed {
        tables::take_formulas(root, findings);
    }
    ooxml::clean_drawings(part, root, findings);
}

fn is_local_link(element: &Element) -> bool {
    element.is("a") && element.attr("xlink:href").is_some_and(ooxml::is_local)
}

fn is_property_field(element: &Element) -> bool {
    let name = element.name.strip_prefix("text:").unwrap_or_default();
    matches!(
        name,
        "author-name"
            | "author-initials"
            | "initial-creator"
            | "creator"
            | "title"
            | "subject"
            | "keywords"
            | "description"
            | "user-defined"
            | "file-name"
            | "template-name"
            | "editing-cycles"
            | "printed-by"
            | "creation-date"
            | "creation-time"
            | "modification-date"
            | "modification-time"
    )
}

fn tell_changes(part: &str, changes: &Element, findings: &mut Findings) {
    for region in changes.elements() {
        let verb = region.elements().next().map(|change| change.local().to_owned()).unwrap_or_default();
        let creator = region.find("creator").map(Element::text).unwrap_or_default();
        let mut text = String::new();
        region.walk(&mut |element| {
            if matches!(element.local(), "p" | "h" | "table-cell") && element.name.starts_with("text:") {
                text.push_str(&element.text());
                text.push(' ');
            }
        });
        findings.removed(LeakKind::Revision, part, &format!("{verb} {creator} {text}"));
    }
}

/// An embedded file goes when a picture stands beside it to show what it showed.
fn take_objects(part: &str, root: &mut Element, objects: &mut HashSet<String>, findings: &mut Findings) {
    root.walk_mut(&mut |frame| {
        if !frame.is("frame") {
            return;
        }
        let pictured = frame.elements().any(|child| child.is("image") && child.attr("xlink:href").is_some());
        frame.retain(|child| {
            if !matches!(child.local(), "object" | "object-ole" | "plugin" | "applet") {
                return true;
            }
            let address = child.attr("xlink:href").unwrap_or_default();
            let name = address.trim_start_matches("./").to_owned();
            if pictured {
                if address.contains(':') {
                    findings.removed(LeakKind::ExternalLink, part, address);
                } else if !name.is_empty() {
                    objects.insert(name);
                }
            } else {
                findings.left(LeakKind::EmbeddedObject, part, address);
            }
            !pictured
        });
    });
}

/// The text that shows, read without the code above.
pub(super) fn visible(package: &Package) -> Result<String, OfficeError> {
    let styles = Styles::read(package)?;
    let mut out = String::new();
    if let Some(root) = package.xml("content.xml")? {
        push(root.child("body").unwrap_or(&root), &styles, &mut out);
    }
    if let Some(root) = package.xml("styles.xml")? {
        push(root.child("master-styles").unwrap_or(&root), &styles, &mut out);
    }
    Ok(super::visible::squeeze(&out))
}

fn push(element: &Element, styles: &Styles, out: &mut String) {
    if element.is("table") && element.name.starts_with("table:") {
        tables::push_visible(element, &mut |cell, out| push(cell, styles, out), out);
        return;
    }
    for node in &element.children {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Element(child) => {
                let skipped = matches!(
                    child.local(),
                    "tracked-changes"
                        | "annotation"
                        | "notes"
                        | "scripts"
                        | "named-expressions"
                        | "forms"
                        | "data-pilot-tables"
                        | "database-ranges"
                        | "content-validations"
                        | "calculation-settings"
                );
                if skipped && !child.name.starts_with("text:notes") || styles.hides(child) {
                    continue;
                }
                match child.local() {
                    "tab" => out.push('\t'),
                    "s" => out.push(' '),
                    "line-break" => out.push('\n'),
                    _ => push(child, styles, out),
                }
                if matches!(child.local(), "p" | "h") {
                    out.push('\n');
                }
            }
        }
    }
}
