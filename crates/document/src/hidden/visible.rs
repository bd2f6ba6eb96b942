//! The text a file shows, read without the code that strips, so that the two can be compared.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::sheet::{Shape, Strings, merged_into_view, sheet_parts};
use super::{HiddenError, odf, sheet, slide, word};
use crate::Kind;
use crate::office::xml::{Element, Node};
use crate::office::{Limits, OfficeError, Package};
use crate::wordml;

/// Most bytes of text told of a workbook: cells may share one long text.
const SHEET_TEXT: usize = 128 * 1024 * 1024;

/// The text a file shows, a line for each paragraph or cell; nothing of types that are compared by other means.
///
/// # Errors
///
/// [`HiddenError`] when the file is not opened.
pub fn visible_text(bytes: &[u8]) -> Result<Option<String>, HiddenError> {
    let limits = Limits::HOUSE;
    Ok(match crate::kind(bytes) {
        Kind::Docx => Some(word_text(&Package::open(bytes, &limits)?)?),
        Kind::Xlsx => Some(sheet_text(&Package::open(bytes, &limits)?)?),
        Kind::Pptx => Some(slide_text(&Package::open(bytes, &limits)?)?),
        Kind::Odt | Kind::Ods | Kind::Odp => Some(odf::visible(&Package::open(bytes, &limits)?)?),
        _ => None,
    })
}

fn word_text(package: &Package) -> Result<String, HiddenError> {
    let main = word::main_part(package)?;
    let styles = word::part_of(package, &main, "styles")?;
    let hidden = match styles.as_deref().map(|name| package.xml(name)).transpose()?.flatten() {
        Some(styles) => wordml::hidden_styles(&styles),
        None => HashSet::new(),
    };
    let mut out = String::new();
    for name in word::stories(package, &main)? {
        if let Some(story) = package.xml(&name)? {
            push_word(&story, None, &hidden, &mut out);
            out.push('\n');
        }
    }
    Ok(squeeze(&out))
}

fn push_word(element: &Element, style: Option<&str>, hidden: &HashSet<String>, out: &mut String) {
    for child in element.elements() {
        match child.local() {
            "del" | "moveFrom" | "instrText" | "delText" | "delInstrText" | "rPr" | "pPr" => {}
            "tr" if child.at(&["trPr", "del"]).is_some()
                || child.child("trPr").and_then(|row| wordml::switch(row, "hidden")) == Some(true) => {}
            "tc" if child.at(&["tcPr", "cellDel"]).is_some() => {}
            "r" if wordml::is_hidden(child, style, hidden) => {}
            "t" => out.push_str(&child.text()),
            "tab" => out.push('\t'),
            "br" | "cr" => out.push('\n'),
            "p" => {
                let style = child.at(&["pPr", "pStyle"]).and_then(|style| style.attr("w:val"));
                push_word(child, style, hidden, out);
                let mark = child.at(&["pPr", "rPr"]);
                let joined =
                    mark.is_some_and(|mark| mark.child("del").is_some() || mark.child("moveFrom").is_some());
                if !joined {
                    out.push('\n');
                }
            }
            _ => push_word(child, style, hidden, out),
        }
    }
}

/// Lines without the empty ones.
pub(super) fn squeeze(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        out.push_str(line);
        out.push('\n');
    }
    out
}

fn sheet_text(package: &Package) -> Result<String, HiddenError> {
    let main = word::main_part(package)?;
    let strings = Strings::read(package, &main)?;
    let mut out = String::new();
    for (title, name) in sheet_parts(package, &main)? {
        let Some(root) = package.xml(&name)? else { continue };
        out.push_str(&title);
        out.push('\n');
        let shape = Shape::of(&root);
        for (number, row) in sheet::rows(&root) {
            let mut last = 0;
            for cell in row.elements() {
                let place = sheet::cell_place(cell, number, &mut last);
                let shows = !shape.hides_row(number) && !shape.hides_column(place.0);
                let text = sheet::text(cell, &strings);
                if out.len().saturating_add(text.len()) > SHEET_TEXT {
                    return Err(OfficeError::TooLargeTogether { limit: SHEET_TEXT }.into());
                }
                if !text.is_empty() && (shows || merged_into_view(&shape, place)) {
                    let _ = writeln!(out, "{}:{} {text}", place.0, place.1);
                }
            }
        }
    }
    Ok(out)
}

fn slide_text(package: &Package) -> Result<String, HiddenError> {
    let main = word::main_part(package)?;
    let mut out = String::new();
    for (name, _) in slide::shown(package, &main)? {
        if let Some(root) = package.xml(&name)? {
            push_slide(&root, &mut out);
            out.push('\n');
        }
    }
    Ok(squeeze(&out))
}

fn push_slide(element: &Element, out: &mut String) {
    for child in element.elements() {
        let named = child.elements().find(|part| part.local().starts_with("nv"));
        let shape = named.and_then(|part| part.child("cNvPr"));
        if shape
            .and_then(|shape| shape.attr("hidden"))
            .is_some_and(|hidden| hidden != "0" && hidden != "false")
        {
            continue;
        }
        match child.local() {
            "t" => out.extend(child.children.iter().map(|node| match node {
                Node::Text(text) => text.as_str(),
                Node::Element(_) => "",
            })),
            "br" => out.push('\n'),
            "p" => {
                push_slide(child, out);
                out.push('\n');
            }
            _ => push_slide(child, out),
        }
    }
}
