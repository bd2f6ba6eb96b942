//! Excel files: hidden sheets, rows and columns, names, caches, links, and the strings they leave behind.

mod cells;

use std::collections::{BTreeSet, HashMap, HashSet};

use super::leak::{Findings, LeakKind};
use super::word::main_part;
use super::{HiddenError, ooxml, parts};
use crate::office::xml::{Element, Node};
use crate::office::{Limits, OfficeError, Package, relations};

pub(super) use cells::{Shape, cell_place, merged_into_view, rows, text};

/// Most strings told of a hidden sheet.
const SAMPLE: usize = 12;
/// Most hidden sheets looked for in every name; with more, every name goes.
const SHEETS: usize = 200;

pub(super) fn clean(bytes: &[u8], limits: &Limits, findings: &mut Findings) -> Result<Vec<u8>, HiddenError> {
    let mut package = super::open(bytes, limits, findings)?;
    let main = main_part(&package)?;
    ooxml::note_leftovers(&package, findings)?;
    let strings = Strings::read(&package, &main)?;
    let mut workbook = package.xml(&main)?.ok_or_else(|| OfficeError::Missing { name: main.clone() })?;
    let hidden = take_sheets(&package, &main, &mut workbook, &strings, findings)?;
    let names = take_names(&mut workbook, &hidden, findings);
    clean_workbook(&main, &mut workbook, findings);
    package.set(&main, workbook.write());
    let gone: HashSet<String> = hidden.iter().map(|sheet| sheet.relation.clone()).collect();
    ooxml::take(&mut package, &main, &gone)?;

    let sheets = sheet_parts(&package, &main)?;
    let mut used = BTreeSet::new();
    let mut emptied = false;
    for (title, name) in &sheets {
        let Some(mut sheet) = package.xml(name)? else { continue };
        emptied |= cells::take_hidden(title, &mut sheet, &strings, findings);
        package.set(name, sheet.write());
    }
    let linked = package.parts().iter().any(|part| {
        ["xl/externalLinks/", "xl/model/", "xl/pivotCache/", "xl/connections"]
            .iter()
            .any(|folder| part.name.starts_with(folder))
    });
    let cut = emptied || linked || !hidden.is_empty() || !names.is_empty();
    for (title, name) in &sheets {
        let Some(mut sheet) = package.xml(name)? else { continue };
        let mut changed = false;
        if cut {
            changed |= cells::take_formulas(title, &mut sheet, findings);
            changed |= cells::take_rules(&mut sheet, &names);
        }
        if emptied {
            drop_tables(&mut package, name, &mut sheet)?;
            changed = true;
        }
        cells::note_used(&sheet, &mut used);
        if changed {
            package.set(name, sheet.write());
        }
        drop_comment_drawing(&mut package, name, findings)?;
    }
    strings.keep(&mut package, &used, findings);
    clean_charts(&mut package, findings)?;
    ooxml::take_relations(&mut package, findings)?;
    ooxml::take_leftovers(&mut package)?;
    ooxml::strip_pictures(&mut package, findings);
    Ok(package.write()?)
}

/// A sheet taken out.
struct HiddenSheet {
    relation: String,
    title: String,
}

/// The sheets that show, with their parts, in the order of the workbook.
pub(super) fn sheet_parts(package: &Package, main: &str) -> Result<Vec<(String, String)>, OfficeError> {
    let Some(workbook) = package.xml(main)? else { return Ok(Vec::new()) };
    let targets: HashMap<String, String> =
        relations(package, main)?.into_iter().map(|relation| (relation.id, relation.target)).collect();
    let sheets = workbook.child("sheets").into_iter().flat_map(Element::elements);
    let mut seen = HashSet::new();
    Ok(sheets
        .filter(|sheet| !is_hidden(sheet))
        .filter_map(|sheet| {
            let target = targets.get(sheet.attr("r:id")?)?;
            Some((sheet.attr("name").unwrap_or_default().to_owned(), target.clone()))
        })
        .filter(|(_, target)| seen.insert(target.clone()) && package.has(target))
        .collect())
}

fn is_hidden(sheet: &Element) -> bool {
    matches!(sheet.attr("state"), Some("hidden" | "veryHidden"))
}

fn take_sheets(
    package: &Package,
    main: &str,
    workbook: &mut Element,
    strings: &Strings,
    findings: &mut Findings,
) -> Result<Vec<HiddenSheet>, OfficeError> {
    let targets: HashMap<String, String> =
        relations(package, main)?.into_iter().map(|relation| (relation.id, relation.target)).collect();
    let Some(sheets) = workbook.child_mut("sheets") else { return Ok(Vec::new()) };
    // A workbook must show something.
    if sheets.elements().all(is_hidden) {
        return Ok(Vec::new());
    }
    let mut hidden = Vec::new();
    let mut told = HashSet::new();
    // Where each sheet that stays was among all, because names and views refer to sheets by their place.
    let mut kept = Vec::new();
    for (index, sheet) in sheets.elements().enumerate() {
        if !is_hidden(sheet) {
            kept.push(index);
            continue;
        }
        let title = sheet.attr("name").unwrap_or_default().to_owned();
        let relation = sheet.attr("r:id").unwrap_or_default().to_owned();
        // A workbook built to take long names one part many times.
        let target = targets.get(&relation).filter(|target| told.insert((*target).clone()));
        let part = target.map(|name| package.xml(name)).transpose()?.flatten();
        let texts = part.map(|part| cells::sample(&part, strings, SAMPLE)).unwrap_or_default();
        findings.removed(LeakKind::HiddenSheet, &title, &format!("{title}: {}", texts.join(" ")));
        hidden.push(HiddenSheet { relation, title });
    }
    sheets.retain(|sheet| !is_hidden(sheet));
    if hidden.is_empty() {
        return Ok(hidden);
    }
    let place = |old: &str| {
        let old = old.parse::<usize>().ok()?;
        kept.binary_search(&old).ok().map(|index| index.to_string())
    };
    if let Some(names) = workbook.child_mut("definedNames") {
        names.retain(|name| name.attr("localSheetId").is_none_or(|old| place(old).is_some()));
        for name in names.elements_mut() {
            if let Some(new) = name.attr("localSheetId").and_then(place) {
                name.set("localSheetId", &new);
            }
        }
    }
    for view in workbook.child_mut("bookViews").into_iter().flat_map(Element::elements_mut) {
        let active = view.attr("activeTab").and_then(place);
        view.unset("firstSheet");
        view.set("activeTab", active.as_deref().unwrap_or("0"));
    }
    Ok(hidden)
}

/// Takes names out, but for areas to print. Answers them.
fn take_names(workbook: &mut Element, hidden: &[HiddenSheet], findings: &mut Findings) -> Vec<String> {
    let mut taken = Vec::new();
    let Some(names) = workbook.child_mut("definedNames") else { return taken };
    names.retain(|name| {
        let title = name.attr("name").unwrap_or_default();
        let formula = name.text();
        let to_hidden = hidden.len() > SHEETS || hidden.iter().any(|sheet| formula.contains(&sheet.title));
        let prints = matches!(title, "_xlnm.Print_Area" | "_xlnm.Print_Titles")
            && !to_hidden
            && !formula.contains('[');
        // What a filter covers is said by the sheet itself.
        if !prints && title != "_xlnm._FilterDatabase" {
            findings.removed(LeakKind::NamedRange, title, &format!("{title} = {formula}"));
            taken.push(title.to_owned());
        }
        prints
    });
    if names.elements().next().is_none() {
        workbook.retain(|element| !element.is("definedNames"));
    }
    taken
}

fn clean_workbook(main: &str, workbook: &mut Element, findings: &mut Findings) {
    workbook.walk(&mut |element| {
        if element.is("absPath") {
            findings.removed(LeakKind::LocalPath, main, element.attr("url").unwrap_or_default());
        }
        if element.is("fileSharing") {
            findings.removed(LeakKind::Property, main, element.attr("userName").unwrap_or_default());
        }
    });
    workbook.retain(|element| match element.local() {
        "AlternateContent" => element.find("absPath").is_none(),
        "fileSharing" | "customWorkbookViews" | "webPublishing" | "webPublishObjects" | "fileRecoveryPr" => {
            false
        }
        _ => true,
    });
    // Numbers of saves and machines tell which drafts belong together.
    workbook.retain(|element| !matches!(element.local(), "revisionPtr"));
}

/// Tables whose heads stand in hidden columns would name what was taken out.
fn drop_tables(package: &mut Package, name: &str, sheet: &mut Element) -> Result<(), OfficeError> {
    let tables: HashSet<String> = relations(package, name)?
        .into_iter()
        .filter(|relation| relation.kind == "table")
        .map(|relation| relation.id)
        .collect();
    sheet.retain(|element| !element.is("tableParts"));
    package.set(name, sheet.write());
    ooxml::take(package, name, &tables)
}

/// The drawing that frames comments goes with them; one that also frames controls stays.
fn drop_comment_drawing(
    package: &mut Package,
    name: &str,
    findings: &mut Findings,
) -> Result<(), OfficeError> {
    let all = relations(package, name)?;
    let commented =
        all.iter().any(|relation| matches!(relation.kind.as_str(), "comments" | "threadedComment"));
    if !commented {
        return Ok(());
    }
    let Some(sheet) = package.xml(name)? else { return Ok(()) };
    let Some(id) = sheet.child("legacyDrawing").and_then(|drawing| drawing.attr("r:id")) else {
        return Ok(());
    };
    if sheet.find("control").is_some() {
        findings.left(LeakKind::Comment, name, "vmlDrawing");
        return Ok(());
    }
    ooxml::take(package, name, &HashSet::from([id.to_owned()]))
}

/// Charts keep the numbers they show, and forget where they came from.
fn clean_charts(package: &mut Package, findings: &mut Findings) -> Result<(), OfficeError> {
    let names: Vec<String> = package.parts().iter().map(|part| part.name.clone()).collect();
    for name in names {
        if !name.starts_with("xl/drawings/drawing") {
            continue;
        }
        let Some(mut root) = package.xml(&name)? else { continue };
        let before = root.elements().count();
        root.retain(|anchor| {
            let hidden = anchor.find("cNvPr").and_then(|shape| shape.attr("hidden"));
            let hides = matches!(hidden, Some("1" | "true"));
            if hides {
                findings.removed(LeakKind::HiddenText, &name, &parts::spaced(anchor));
            }
            !hides
        });
        let changed = ooxml::clean_drawings(&name, &mut root, findings);
        if changed || before != root.elements().count() {
            package.set(&name, root.write());
        }
    }
    Ok(())
}

/// The strings that cells share.
#[derive(Default)]
pub(super) struct Strings {
    part: String,
    root: Element,
    texts: Vec<String>,
}

impl Strings {
    pub(super) fn read(package: &Package, main: &str) -> Result<Strings, OfficeError> {
        let Some(part) = super::word::part_of(package, main, "sharedStrings")? else {
            return Ok(Strings::default());
        };
        let Some(root) = package.xml(&part)? else { return Ok(Strings::default()) };
        let texts = root.elements().map(text_of).collect();
        Ok(Strings { part, root, texts })
    }

    pub(super) fn text(&self, index: usize) -> &str {
        self.texts.get(index).map(String::as_str).unwrap_or_default()
    }

    /// Blanks the strings that no cell uses any more; the others keep their places.
    fn keep(mut self, package: &mut Package, used: &BTreeSet<usize>, findings: &mut Findings) {
        let mut told = 0_usize;
        for (index, string) in self.root.elements_mut().enumerate() {
            let text = self.texts.get(index).map(String::as_str).unwrap_or_default();
            if used.contains(&index) || text.is_empty() {
                continue;
            }
            told += 1;
            findings.removed(LeakKind::Leftover, &self.part, text);
            string.children = vec![Node::Element(Element::new("t"))];
            if let Some((prefix, _)) = string.name.split_once(':') {
                string.children = vec![Node::Element(Element::new(&format!("{prefix}:t")))];
            }
        }
        if told > 0 {
            package.set(&self.part, self.root.write());
        }
    }
}

/// The text of a string without its reading aid.
pub(super) fn text_of(string: &Element) -> String {
    let mut text = String::new();
    for child in string.elements() {
        match child.local() {
            "t" => text.push_str(&child.text()),
            "r" => text.extend(child.elements().filter(|part| part.is("t")).map(Element::text)),
            _ => {}
        }
    }
    text
}
