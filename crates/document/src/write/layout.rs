//! The official tables as places: which label or figure stands where and how far it spans.
//!
//! One home for the merged cells of the form, whatever file they are written to.

use gongkai_report::form::{self, Group};
use gongkai_report::{CellId, Column, Form, RemedyColumn, RemedyKind, Row};

/// What a head cell heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// A column.
    Column,
    /// Several columns.
    Columns,
    /// A row.
    Row,
    /// Several rows.
    Rows,
    /// Nothing: a note.
    Note,
}

/// What stands in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// A printed label.
    Head(&'static str, Scope),
    /// A figure.
    Figure(CellId),
}

/// A place of a table, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// Its first row.
    pub row: usize,
    /// Its first column.
    pub column: usize,
    /// How many rows it spans.
    pub height: usize,
    /// How many columns it spans.
    pub width: usize,
    /// What stands there.
    pub content: Content,
}

/// A table of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The chapter heading above it.
    pub heading: &'static str,
    /// A caption for people who cannot see it.
    pub caption: &'static str,
    /// How many rows are head rows.
    pub head_rows: usize,
    /// How many columns.
    pub columns: usize,
    /// The rows at which a group of rows begins.
    pub groups: Vec<usize>,
    /// Every place, row by row.
    pub spots: Vec<Spot>,
}

impl Layout {
    /// How many rows.
    pub fn rows(&self) -> usize {
        self.spots.iter().map(|spot| spot.row + spot.height).max().unwrap_or(0)
    }

    fn put(&mut self, row: usize, column: usize, (height, width): (usize, usize), content: Content) {
        self.spots.push(Spot { row, column, height, width, content });
    }
}

/// The three tables of `form`.
pub fn tables(form: Form) -> [Layout; 3] {
    [proactive(form), requests(form), remedies()]
}

fn empty(heading: &'static str, caption: &'static str, head_rows: usize, columns: usize) -> Layout {
    Layout { heading, caption, head_rows, columns, groups: Vec::new(), spots: Vec::new() }
}

fn proactive(form: Form) -> Layout {
    let [_, heading, ..] = form::CHAPTERS;
    let mut table = empty(heading, "主动公开政府信息情况表", 0, 4);
    let mut row = 0;
    for block in form::blocks(form) {
        table.groups.push(row);
        table.put(row, 0, (1, 4), Content::Head(block.caption, Scope::Columns));
        table.put(row + 1, 0, (1, 1), Content::Head(form::INFORMATION, Scope::Column));
        row += 1;
        // The last column takes what the block leaves of the four.
        let width = |index: usize| if index + 1 == block.columns.len() { 3 - index } else { 1 };
        for (index, head) in block.columns.iter().enumerate() {
            table.put(row, 1 + index, (1, width(index)), Content::Head(head, Scope::Column));
        }
        for item in block.items {
            row += 1;
            table.put(row, 0, (1, 1), Content::Head(item.label, Scope::Row));
            for (index, cell) in item.cells.iter().enumerate() {
                table.put(row, 1 + index, (1, width(index)), Content::Figure(CellId::Proactive(*cell)));
            }
        }
        row += 1;
    }
    table
}

fn requests(form: Form) -> Layout {
    let [_, _, heading, ..] = form::CHAPTERS;
    let mut table = empty(heading, "收到和处理政府信息公开申请情况表", 3, 10);
    table.put(0, 0, (3, 3), Content::Head(form::RELATION_NOTE, Scope::Note));
    table.put(0, 3, (1, 7), Content::Head(form::REQUESTERS, Scope::Columns));
    for (index, column) in Column::ALL.into_iter().enumerate() {
        let head = Content::Head(column.label(), Scope::Column);
        match index {
            0 | 6 => table.put(1, 3 + index, (2, 1), head),
            1 => table.put(1, 4, (1, 5), Content::Head(form::ORGANISATIONS, Scope::Columns)),
            _ => {}
        }
    }
    for (index, column) in Column::ALL.into_iter().enumerate().skip(1).take(5) {
        table.put(2, 3 + index, (1, 1), Content::Head(column.label(), Scope::Column));
    }
    let mut seen: Option<Group> = None;
    for (index, row) in form::rows(form).enumerate() {
        let at = 3 + index;
        request_labels(&mut table, at, row, form, seen);
        seen = row.group_in(form);
        for (index, column) in Column::ALL.into_iter().enumerate() {
            table.put(at, 3 + index, (1, 1), Content::Figure(CellId::Request(row, column)));
        }
    }
    table
}

fn request_labels(table: &mut Layout, at: usize, row: Row, form: Form, seen: Option<Group>) {
    let label = Content::Head(row.label_in(form), Scope::Row);
    match row {
        Row::Received | Row::CarriedOut => {
            table.groups.push(at);
            table.put(at, 0, (1, 3), label);
        }
        Row::CarriedIn => table.put(at, 0, (1, 3), label),
        Row::ResultsTotal => table.put(at, 1, (1, 2), label),
        Row::Result(_) => {
            if form::result_rows(form).next() == Some(row) {
                let height = form::result_rows(form).count() + 1;
                table.groups.push(at);
                table.put(at, 0, (height, 1), Content::Head(form::RESULTS, Scope::Rows));
            }
            match row.group_in(form) {
                None => table.put(at, 1, (1, 2), label),
                Some(group) => {
                    if seen != Some(group) {
                        table.put(at, 1, (group.span(), 1), Content::Head(group.label(), Scope::Row));
                    }
                    table.put(at, 2, (1, 1), label);
                }
            }
        }
    }
}

fn remedies() -> Layout {
    let [_, _, _, heading, ..] = form::CHAPTERS;
    let mut table = empty(heading, "政府信息公开行政复议、行政诉讼情况表", 3, 15);
    table.groups.push(3);
    table.put(0, 0, (1, 5), Content::Head(RemedyKind::Review.label(), Scope::Columns));
    table.put(0, 5, (1, 10), Content::Head(form::SUITS, Scope::Columns));
    for (index, column) in RemedyColumn::ALL.into_iter().enumerate() {
        table.put(1, index, (2, 1), Content::Head(column.label(), Scope::Column));
    }
    table.put(1, 5, (1, 5), Content::Head(RemedyKind::SuitDirect.label(), Scope::Columns));
    table.put(1, 10, (1, 5), Content::Head(RemedyKind::SuitAfterReview.label(), Scope::Columns));
    for start in [5, 10] {
        for (index, column) in RemedyColumn::ALL.into_iter().enumerate() {
            table.put(2, start + index, (1, 1), Content::Head(column.label(), Scope::Column));
        }
    }
    for (group, kind) in RemedyKind::ALL.into_iter().enumerate() {
        for (index, column) in RemedyColumn::ALL.into_iter().enumerate() {
            table.put(3, group * 5 + index, (1, 1), Content::Figure(CellId::Remedy(kind, column)));
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_place_of_every_table_is_covered_once() {
        for form in [Form::Y2021, Form::Y2019, Form::Mixed] {
            for table in tables(form) {
                let mut covered = BTreeSet::new();
                for spot in &table.spots {
                    for row in spot.row..spot.row + spot.height {
                        for column in spot.column..spot.column + spot.width {
                            assert!(covered.insert((row, column)), "{} {row} {column} twice", table.caption);
                        }
                    }
                }
                assert_eq!(covered.len(), table.rows() * table.columns, "{} {form:?}", table.caption);
            }
        }
    }

    #[test]
    fn every_figure_of_the_form_has_its_place() {
        for form in [Form::Y2021, Form::Y2019, Form::Mixed] {
            let figures: Vec<CellId> = tables(form)
                .iter()
                .flat_map(|table| table.spots.clone())
                .filter_map(|spot| match spot.content {
                    Content::Figure(id) => Some(id),
                    Content::Head(..) => None,
                })
                .collect();
            assert_eq!(figures.len(), form::cells(form).count());
            assert_eq!(
                figures.iter().collect::<BTreeSet<_>>(),
                form::cells(form).collect::<Vec<_>>().iter().collect()
            );
        }
    }
}
