//! Ruled lines into tables: where lines cross there are cells, where a wall is missing cells are merged.

use super::{Area, Glyph, Rule};

/// Lines closer than this are one line.
const SAME: f64 = 2.2;
/// A line this far short of another still meets it.
const REACH: f64 = 3.0;
/// Most lines of a page that are made into tables.
const MOST: usize = 4_000;

/// A table of the page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lattice {
    pub(super) area: Area,
    /// The x of each upright, and the y of each level line.
    pub(super) xs: Vec<f64>,
    pub(super) ys: Vec<f64>,
    /// For each place, row by row, the place of the cell that covers it.
    owner: Vec<usize>,
    /// For each row, whether it has a wall at the right side of the table.
    closed: Vec<bool>,
}

/// A cell of a lattice.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    pub(super) glyphs: Vec<Glyph>,
    pub(super) area: Area,
}

impl Lattice {
    pub(super) fn columns(&self) -> usize {
        self.xs.len().saturating_sub(1)
    }

    pub(super) fn rows(&self) -> usize {
        self.ys.len().saturating_sub(1)
    }

    /// The place of the cell that covers a place.
    pub(super) fn owner(&self, row: usize, column: usize) -> usize {
        self.owner.get(row * self.columns() + column).copied().unwrap_or(0)
    }

    /// The columns that `row` has. Where it lacks the wall that other rows have at the right side of the table, the place
    /// before it is no empty cell, but none; `filled` says of a cell whether anything stands in it.
    pub(super) fn columns_of(&self, row: usize, filled: impl Fn(usize) -> bool) -> usize {
        let columns = self.columns();
        let open = self.closed.contains(&true) && self.closed.get(row) == Some(&false);
        let last = self.owner(row, columns.saturating_sub(1));
        if !open || filled(last) {
            return columns;
        }
        (0..columns).rev().find(|column| self.owner(row, *column) != last).map_or(0, |column| column + 1)
    }

    /// The cells by the place of their first corner, with the characters that stand in them.
    pub(super) fn cells(&self, glyphs: &[Glyph]) -> Vec<Cell> {
        let empty = |place: usize| {
            let (row, column) = (place / self.columns().max(1), place % self.columns().max(1));
            Cell { glyphs: Vec::new(), area: self.place_area(row, column) }
        };
        let mut cells: Vec<Cell> = (0..self.owner.len()).map(empty).collect();
        for (place, &owner) in self.owner.iter().enumerate() {
            let area = cells.get(place).map(|cell| cell.area);
            if let (Some(area), Some(cell)) = (area, cells.get_mut(owner)) {
                cell.area = cell.area.with(&area);
            }
        }
        for glyph in glyphs {
            let (x, y) = glyph.area.middle();
            let (Some(column), Some(row)) = (band(&self.xs, x), band(&self.ys, y)) else { continue };
            if let Some(cell) = cells.get_mut(self.owner(row, column)) {
                cell.glyphs.push(*glyph);
            }
        }
        cells
    }

    fn place_area(&self, row: usize, column: usize) -> Area {
        let of = |list: &[f64], at: usize| list.get(at).copied().unwrap_or(0.0);
        Area {
            left: of(&self.xs, column),
            top: of(&self.ys, row),
            right: of(&self.xs, column + 1),
            bottom: of(&self.ys, row + 1),
        }
    }

    /// True when the glyph stands in the table.
    pub(super) fn holds(&self, glyph: &Glyph) -> bool {
        let (x, y) = glyph.area.middle();
        self.area.left <= x && x <= self.area.right && self.area.top <= y && y <= self.area.bottom
    }
}

fn band(edges: &[f64], at: f64) -> Option<usize> {
    let above = edges.iter().filter(|edge| **edge <= at).count();
    (above > 0 && above < edges.len()).then(|| above - 1)
}

/// The tables that the lines of a page make, from top to bottom.
pub(super) fn lattices(rules: &[Rule]) -> Vec<Lattice> {
    let rules = merged(rules);
    let mut seen = vec![false; rules.len()];
    let mut out = Vec::new();
    for start in 0..rules.len() {
        if seen.get(start).copied().unwrap_or(true) {
            continue;
        }
        let mut group = vec![start];
        let mut next = 0;
        if let Some(flag) = seen.get_mut(start) {
            *flag = true;
        }
        while let Some(rule) = group.get(next).and_then(|&at| rules.get(at)).copied() {
            next += 1;
            for (other, flag) in seen.iter_mut().enumerate() {
                if !*flag && rules.get(other).is_some_and(|other| cross(&rule, other)) {
                    *flag = true;
                    group.push(other);
                }
            }
        }
        let group: Vec<Rule> = group.iter().filter_map(|&at| rules.get(at)).copied().collect();
        out.extend(lattice(&group));
    }
    // A table drawn around tables is a frame.
    let framed: Vec<bool> = out
        .iter()
        .map(|one| {
            one.rows() * one.columns() == 1
                && out
                    .iter()
                    .any(|other| other.rows() * other.columns() > 1 && inside(&other.area, &one.area))
        })
        .collect();
    let mut framed = framed.into_iter();
    out.retain(|_| !framed.next().unwrap_or(false));
    out.sort_by(|one: &Lattice, other| one.area.top.total_cmp(&other.area.top));
    out
}

fn inside(inner: &Area, outer: &Area) -> bool {
    outer.left - REACH <= inner.left
        && inner.right <= outer.right + REACH
        && outer.top - REACH <= inner.top
        && inner.bottom <= outer.bottom + REACH
}

/// Pieces of one line joined.
fn merged(rules: &[Rule]) -> Vec<Rule> {
    let mut sorted: Vec<Rule> = rules.iter().take(MOST * 4).copied().collect();
    sorted.sort_by(|one, other| {
        one.level.cmp(&other.level).then(one.at.total_cmp(&other.at)).then(one.from.total_cmp(&other.from))
    });
    let mut out: Vec<Rule> = Vec::new();
    for rule in sorted {
        let open =
            out.iter_mut().rev().take_while(|known| known.level == rule.level).take(64).find(|known| {
                (known.at - rule.at).abs() <= SAME
                    && rule.from <= known.to + SAME
                    && known.from <= rule.to + SAME
            });
        match open {
            Some(known) => {
                known.from = known.from.min(rule.from);
                known.to = known.to.max(rule.to);
            }
            None => out.push(rule),
        }
    }
    out.retain(|rule| rule.to - rule.from > 4.0);
    out.truncate(MOST);
    out
}

fn cross(one: &Rule, other: &Rule) -> bool {
    one.level != other.level
        && one.from - REACH <= other.at
        && other.at <= one.to + REACH
        && other.from - REACH <= one.at
        && one.at <= other.to + REACH
}

fn clustered(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let mut out: Vec<f64> = Vec::new();
    for value in values {
        if out.last().is_none_or(|last| value - last > SAME) {
            out.push(value);
        }
    }
    out
}

fn lattice(rules: &[Rule]) -> Option<Lattice> {
    let level = || rules.iter().filter(|rule| rule.level);
    let upright = || rules.iter().filter(|rule| !rule.level);
    if level().count() < 2 || upright().count() == 0 {
        return None;
    }
    let mut xs = clustered(upright().map(|rule| rule.at));
    let mut ys = clustered(level().map(|rule| rule.at));
    // Tables without side walls are open to the ends of their level lines.
    let (from, to) = (
        level().map(|rule| rule.from).fold(f64::MAX, f64::min),
        level().map(|rule| rule.to).fold(f64::MIN, f64::max),
    );
    let open = |edge: f64, known: Option<&f64>| known.is_none_or(|known| (known - edge).abs() > 8.0);
    let (open_left, open_right) = (open(from, xs.first()), open(to, xs.last()));
    if open_left {
        xs.insert(0, from);
    }
    if open_right {
        xs.push(to);
    }
    let (head, foot) = (
        upright().map(|rule| rule.from).fold(f64::MAX, f64::min),
        upright().map(|rule| rule.to).fold(f64::MIN, f64::max),
    );
    if open(head, ys.first()) {
        ys.insert(0, head);
    }
    if open(foot, ys.last()) {
        ys.push(foot);
    }
    let (columns, rows) = (xs.len().saturating_sub(1), ys.len().saturating_sub(1));
    if columns == 0 || rows == 0 || columns * rows > 60_000 {
        return None;
    }
    // The lines that stand at each edge, so that a wall is looked for among few.
    let at_edges = |level: bool, edges: &[f64]| -> Vec<Vec<Rule>> {
        let stands = |rule: &&Rule, at: f64| rule.level == level && (rule.at - at).abs() <= SAME;
        edges.iter().map(|at| rules.iter().filter(|rule| stands(rule, *at)).copied().collect()).collect()
    };
    let (uprights, levels) = (at_edges(false, &xs), at_edges(true, &ys));
    let wall = |edges: &[Vec<Rule>], edge: usize, middle: f64| {
        edges
            .get(edge)
            .into_iter()
            .flatten()
            .any(|rule| rule.from - SAME <= middle && middle <= rule.to + SAME)
    };
    let mut parent: Vec<usize> = (0..columns * rows).collect();
    for row in 0..rows {
        for column in 0..columns {
            let (Some(&left), Some(&right)) = (xs.get(column), xs.get(column + 1)) else { continue };
            let (Some(&top), Some(&bottom)) = (ys.get(row), ys.get(row + 1)) else { continue };
            let place = row * columns + column;
            if column + 1 < columns && !wall(&uprights, column + 1, f64::midpoint(top, bottom)) {
                unite(&mut parent, place, place + 1);
            }
            if row + 1 < rows && !wall(&levels, row + 1, f64::midpoint(left, right)) {
                unite(&mut parent, place, place + columns);
            }
        }
    }
    let owner: Vec<usize> = (0..columns * rows).map(|place| root(&mut parent, place)).collect();
    let closed =
        ys.windows(2).map(|edges| wall(&uprights, columns, edges.iter().sum::<f64>() / 2.0)).collect();
    let area = Area {
        left: xs.first().copied()?,
        top: ys.first().copied()?,
        right: xs.last().copied()?,
        bottom: ys.last().copied()?,
    };
    Some(Lattice { area, xs, ys, owner, closed })
}

fn root(parent: &mut [usize], place: usize) -> usize {
    let mut at = place;
    while let Some(&up) = parent.get(at)
        && up != at
    {
        at = up;
    }
    if let Some(slot) = parent.get_mut(place) {
        *slot = at;
    }
    at
}

fn unite(parent: &mut [usize], one: usize, other: usize) {
    let (one, other) = (root(parent, one), root(parent, other));
    let (first, second) = (one.min(other), one.max(other));
    if let Some(slot) = parent.get_mut(second) {
        *slot = first;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(at: f64, from: f64, to: f64) -> Rule {
        Rule { level: true, at, from, to }
    }

    fn upright(at: f64, from: f64, to: f64) -> Rule {
        Rule { level: false, at, from, to }
    }

    #[test]
    fn a_missing_wall_merges_two_cells() {
        let rules = [
            level(0.0, 0.0, 100.0),
            level(20.0, 0.0, 100.0),
            level(40.0, 0.0, 100.0),
            upright(0.0, 0.0, 40.0),
            upright(50.0, 20.0, 40.0),
            upright(100.0, 0.0, 40.0),
        ];
        let [table] = &lattices(&rules)[..] else { panic!("one table") };
        assert_eq!((table.rows(), table.columns()), (2, 2));
        assert_eq!(table.owner(0, 1), table.owner(0, 0));
        assert_ne!(table.owner(1, 1), table.owner(1, 0));
    }

    #[test]
    fn a_table_without_side_walls_is_open_to_the_ends_of_its_lines() {
        let rules = [
            level(0.0, 0.0, 100.0),
            level(20.0, 0.0, 60.0),
            level(20.0, 60.0, 100.0),
            level(40.0, 0.0, 100.0),
            upright(50.0, 0.0, 40.0),
        ];
        let [table] = &lattices(&rules)[..] else { panic!("one table") };
        assert_eq!((table.rows(), table.columns()), (2, 2));
    }

    #[test]
    fn a_row_without_the_wall_that_others_have_at_the_right_ends_early() {
        let rules = [
            level(0.0, 0.0, 100.0),
            level(20.0, 0.0, 100.0),
            level(40.0, 0.0, 50.0),
            upright(0.0, 0.0, 40.0),
            upright(50.0, 0.0, 40.0),
            upright(100.0, 0.0, 20.0),
        ];
        let [table] = &lattices(&rules)[..] else { panic!("one table") };
        assert_eq!((table.columns_of(0, |_| false), table.columns_of(1, |_| false)), (2, 1));
        assert_eq!(table.columns_of(1, |_| true), 2);
    }

    #[test]
    fn lines_that_never_meet_are_no_table() {
        assert!(lattices(&[level(0.0, 0.0, 100.0), level(20.0, 0.0, 100.0)]).is_empty());
    }
}
