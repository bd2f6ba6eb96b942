//! Tables of ODF: rows and columns that do not show, and formulas.

use super::super::leak::{Findings, LeakKind};
use crate::office::xml::{Element, Node};

/// Furthest a repeated column or row is counted.
const FAR: usize = 1_100_000;

fn repeated(element: &Element, name: &str) -> usize {
    element.attr(name).and_then(|count| count.parse().ok()).unwrap_or(1).clamp(1, FAR)
}

fn is_collapsed(element: &Element) -> bool {
    matches!(element.attr("table:visibility"), Some("collapse" | "filter"))
}

/// The spans of columns that do not show, from 0; the end is not in it.
fn columns(table: &Element) -> Vec<(usize, usize)> {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    let mut at = 0_usize;
    walk_own(table, &mut |element| {
        if element.is("table-column") {
            let end = at.saturating_add(repeated(element, "table:number-columns-repeated"));
            match spans.last_mut() {
                // Spans side by side are one, so that looking for the next that shows takes one step.
                Some((_, last)) if is_collapsed(element) && *last == at => *last = end,
                _ if is_collapsed(element) => spans.push((at, end)),
                _ => {}
            }
            at = end;
        }
    });
    spans
}

/// The elements of a table without those of tables inside its cells.
fn walk_own(element: &Element, visit: &mut impl FnMut(&Element)) {
    for child in element.elements() {
        visit(child);
        if !matches!(child.local(), "table-cell" | "covered-table-cell" | "shapes") {
            walk_own(child, visit);
        }
    }
}

/// Empties the cells that do not show. Answers whether there were any.
pub(super) fn take_hidden(root: &mut Element, findings: &mut Findings) -> bool {
    let mut changed = false;
    root.walk_mut(&mut |element| {
        if element.is("table") && element.name.starts_with("table:") {
            let title = element.attr("table:name").unwrap_or_default().to_owned();
            let hidden = columns(element);
            changed |= take_rows(element, &title, &hidden, &mut 0, findings);
        }
    });
    changed
}

fn take_rows(
    element: &mut Element,
    title: &str,
    columns: &[(usize, usize)],
    row: &mut usize,
    findings: &mut Findings,
) -> bool {
    let mut changed = false;
    for child in element.elements_mut() {
        if child.is("table-row") {
            let first = *row + 1;
            *row = row.saturating_add(repeated(child, "table:number-rows-repeated"));
            changed |= take_cells(child, title, columns, first, findings);
        } else if matches!(child.local(), "table-rows" | "table-row-group" | "table-header-rows") {
            changed |= take_rows(child, title, columns, row, findings);
        }
    }
    changed
}

fn take_cells(
    row: &mut Element,
    title: &str,
    columns: &[(usize, usize)],
    number: usize,
    findings: &mut Findings,
) -> bool {
    let row_hidden = is_collapsed(row);
    let mut at = 0_usize;
    let mut told: Vec<String> = Vec::new();
    let mut changed = false;
    for cell in row.elements_mut() {
        if !matches!(cell.local(), "table-cell" | "covered-table-cell") {
            continue;
        }
        let count = repeated(cell, "table:number-columns-repeated");
        let hidden = shown_part(cell, at, count, row_hidden, columns).is_none();
        if hidden && (!cell.children.is_empty() || cell.attr("office:value-type").is_some()) {
            let text = cell.text();
            if row_hidden {
                told.push(text);
            } else if !text.trim().is_empty() {
                findings.removed(LeakKind::HiddenColumn, &format!("{title}!{number}:{}", at + 1), &text);
            }
            cell.children.clear();
            cell.attributes.retain(|(name, _)| {
                !(name.starts_with("office:") || name.starts_with("calcext:") || name == "table:formula")
            });
            changed = true;
        }
        at = at.saturating_add(count);
    }
    let told = told.join(" ");
    if !told.trim().is_empty() {
        findings.removed(LeakKind::HiddenRow, &format!("{title}!{number}:{number}"), &told);
    }
    changed
}

/// The first column in which a cell shows; nothing when it does not.
fn shown_part(
    cell: &Element,
    at: usize,
    count: usize,
    row_hidden: bool,
    columns: &[(usize, usize)],
) -> Option<usize> {
    let wide = repeated(cell, "table:number-columns-spanned");
    let high = repeated(cell, "table:number-rows-spanned");
    // A merged cell of a hidden row reaches into rows that show.
    if row_hidden && high == 1 {
        return None;
    }
    let end = at.saturating_add(count.max(wide));
    let next = columns.partition_point(|(_, last)| *last <= at);
    match columns.get(next) {
        Some((first, last)) if *first <= at => Some(*last).filter(|last| *last < end),
        _ => Some(at),
    }
}

/// Turns formulas into the values they gave.
pub(super) fn take_formulas(root: &mut Element, findings: &mut Findings) {
    let (mut taken, mut example) = (0_usize, String::new());
    root.walk_mut(&mut |element| {
        let formula = element.attributes.iter().position(|(name, _)| name == "table:formula");
        if let Some(at) = formula
            && element.attr("office:value-type").is_some()
        {
            let (_, formula) = element.attributes.remove(at);
            taken += 1;
            if example.is_empty() {
                example = formula;
            }
        }
    });
    if taken > 0 {
        findings.removed(LeakKind::Formula, "content.xml", &format!("{taken} × {example}"));
    }
}

/// Writes what shows of a table, each cell by `push`.
pub(super) fn push_visible(table: &Element, push: &mut impl FnMut(&Element, &mut String), out: &mut String) {
    out.push_str(table.attr("table:name").unwrap_or_default());
    out.push('\n');
    let hidden = columns(table);
    push_rows(table, &hidden, push, out);
}

fn push_rows(
    element: &Element,
    hidden: &[(usize, usize)],
    push: &mut impl FnMut(&Element, &mut String),
    out: &mut String,
) {
    for node in &element.children {
        let Node::Element(child) = node else { continue };
        match child.local() {
            "table-row" => {
                let mut at = 0_usize;
                for cell in child.elements() {
                    let count = repeated(cell, "table:number-columns-repeated");
                    if shown_part(cell, at, count, is_collapsed(child), hidden).is_some() {
                        push(cell, out);
                    }
                    at = at.saturating_add(count);
                }
            }
            "table-rows" | "table-row-group" | "table-header-rows" => push_rows(child, hidden, push, out),
            "shapes" => push(child, out),
            _ => {}
        }
    }
}
