//! Reads a duty list from the rows of a table or the paragraphs of a plan (责任清单导入).
//!
//! The caller takes the rows out of the file. Nothing is dropped silently: what could not be read is told with its
//! place, and a row that was read with doubts is kept and told as well.

use gongkai_statute::codes;
use serde::{Deserialize, Serialize};

use super::deadline::{DeadlineKind, read_deadline};
use super::heads::{Head, Role};
use super::in_text;
use super::text::{is_chapter, is_section, plain};
use super::units::{Named, NamedUnit, Units};

/// One task of a list (责任清单的一行).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyRow {
    /// 序号, as printed; running through all chapters.
    pub no: Option<u16>,
    /// 一、……
    pub chapter: Option<String>,
    /// （一）……
    pub section: Option<String>,
    /// What several rows belong to, where the table says so.
    pub group: Option<String>,
    /// The task, as written.
    pub task: String,
    /// 牵头单位
    pub leads: Vec<NamedUnit>,
    /// 配合单位
    pub cooperating: Vec<NamedUnit>,
    /// 完成时限, as written.
    pub deadline: String,
    /// The last day, where the text names one.
    pub due_on: Option<jiff::civil::Date>,
    /// The row or paragraph of the source, from 1.
    pub place: u32,
}

codes! {
    /// What is wrong with a row of the source (导入问题).
    FaultKind {
        NoHead = "no_head", "没有表头";
        Unread = "unread", "无法识别的行";
        NumberMissing = "number_missing", "缺少序号";
        NumberBroken = "number_broken", "序号不连续";
        CellsExtra = "cells_extra", "单元格多于表头";
        UnitsMissing = "units_missing", "没有责任单位";
        UnitUnknown = "unit_unknown", "单位不在名录中";
        UnitsOpen = "units_open", "单位没有列全";
        DeadlineUnread = "deadline_unread", "时限无法识别";
    }
}

/// Something that could not be read, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// The row or paragraph of the source, from 1.
    pub place: u32,
    /// What.
    pub kind: FaultKind,
    /// The words at fault, for whoever puts it right.
    pub words: String,
}

/// What was read of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// What stands above the table.
    pub preamble: Vec<String>,
    /// The tasks, in order.
    pub rows: Vec<DutyRow>,
    /// What could not be read, or only with doubts.
    pub faults: Vec<RowFault>,
}

/// Reads the rows of a duty list of `year`.
///
/// A table needs a head that names the task; merged cells may repeat their text or leave it out. Rows of one cell each
/// without a head are read as paragraphs whose tasks name their units in the text.
pub fn read_duties(rows: &[Vec<String>], units: &Units, year: i16) -> Reading {
    let mut reader = Reader { units, year, reading: Reading::default(), chapter: None, section: None };
    let head = Head::find(rows);
    let is_prose = head.is_none() && rows.iter().all(|row| texts(row).len() <= 1);
    match head {
        Some(head) => reader.table(rows, &head),
        None if is_prose => reader.paragraphs(rows),
        None => reader.fault(0, FaultKind::NoHead, "表头应有“重点工作”“责任单位”等栏目"),
    }
    reader.reading
}

/// The different texts of a row, without blanks.
fn texts(row: &[String]) -> Vec<&str> {
    let mut texts: Vec<&str> = Vec::new();
    for cell in row.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()) {
        if !texts.contains(&cell) {
            texts.push(cell);
        }
    }
    texts
}

struct Reader<'a> {
    units: &'a Units,
    year: i16,
    reading: Reading,
    chapter: Option<String>,
    section: Option<String>,
}

impl Reader<'_> {
    /// Tells what is wrong with the row at `index`, from 0.
    fn fault(&mut self, index: usize, kind: FaultKind, words: impl Into<String>) {
        self.reading.faults.push(RowFault { place: place(index), kind, words: words.into() });
    }

    /// Takes a heading; `false` when it is none.
    fn heading(&mut self, text: &str) -> bool {
        if is_chapter(text) {
            self.chapter = Some(text.to_owned());
            self.section = None;
            return true;
        }
        if is_section(text) {
            self.section = Some(text.to_owned());
            return true;
        }
        false
    }

    fn table(&mut self, rows: &[Vec<String>], head: &Head) {
        let above = rows.iter().take(head.first).flat_map(|row| texts(row));
        self.reading.preamble = above.map(str::to_owned).collect();
        let body = head.first + head.height;
        for (index, row) in rows.iter().enumerate().skip(body) {
            let is_head = rows.iter().skip(head.first).take(head.height).any(|line| line == row);
            let texts = texts(row);
            let is_spanning = texts.len() == 1 && !head.columns(Role::Task).any(|task| is_alone(row, task));
            match texts.as_slice() {
                [] => {}
                // The head comes again on every page.
                _ if is_head => {}
                [text] if self.heading(text) => {}
                [text] if is_spanning => self.fault(index, FaultKind::Unread, *text),
                _ => self.row(index, row, head),
            }
        }
    }

    fn row(&mut self, index: usize, row: &[String], head: &Head) {
        let cells = Cells { row, head };
        let mut duty = DutyRow {
            chapter: self.chapter.clone(),
            section: self.section.clone(),
            task: cells.text(Role::Task),
            place: place(index),
            ..DutyRow::default()
        };
        if cells.is_heading() && self.heading(&cells.heading()) {
            return;
        }
        if duty.task.is_empty() {
            return self.fault(index, FaultKind::Unread, texts(row).join(" | "));
        }
        if row.iter().skip(head.roles.len()).any(|cell| !cell.trim().is_empty()) {
            self.fault(index, FaultKind::CellsExtra, texts(row).join(" | "));
        }
        self.number(index, &cells, &mut duty);
        self.cell_units(index, &cells, &mut duty);
        let deadline = read_deadline(&cells.text(Role::Deadline), self.year);
        if deadline.kind == DeadlineKind::Unread {
            self.fault(index, FaultKind::DeadlineUnread, deadline.text.clone());
        }
        (duty.deadline, duty.due_on) = (deadline.text, deadline.due_on);
        self.reading.rows.push(duty);
    }

    /// The number and the group; in a table with groups both hold for the rows below that leave them out.
    fn number(&mut self, index: usize, cells: &Cells<'_>, duty: &mut DutyRow) {
        let last = self.reading.rows.last();
        let before = last.and_then(|row| row.no);
        // A group ends with its chapter and section.
        let above = last.filter(|row| (&row.chapter, &row.section) == (&duty.chapter, &duty.section));
        let above = above.and_then(|row| row.group.clone());
        let has_groups = cells.head.columns(Role::Group).next().is_some();
        let group = cells.text(Role::Group);
        let text = plain(&cells.text(Role::Number));
        duty.no = text.trim_matches(['.', '、', '．', '（', '）']).parse().ok();
        duty.group = Some(group.clone()).filter(|group| !group.is_empty());
        if has_groups && group.is_empty() {
            duty.group.clone_from(&above);
        }
        if text.is_empty() && duty.group.is_some() && duty.group == above {
            duty.no = before;
        }
        if cells.head.columns(Role::Number).next().is_none() {
            return;
        }
        match duty.no {
            None => self.fault(index, FaultKind::NumberMissing, duty.task.clone()),
            Some(no) if has_groups && Some(no) == before => {}
            Some(no) => self.in_order(index, no),
        }
    }

    /// Numbers run on from the last one; rows without one may have had those between.
    fn in_order(&mut self, index: usize, no: u16) {
        let without = self.reading.rows.iter().rev().take_while(|row| row.no.is_none()).count();
        let before = self.reading.rows.iter().rev().find_map(|row| row.no).unwrap_or(0);
        let step = usize::from(no).checked_sub(usize::from(before));
        if !step.is_some_and(|step| (1..=without + 1).contains(&step)) {
            self.fault(index, FaultKind::NumberBroken, format!("{before}之后是{no}"));
        }
    }

    fn cell_units(&mut self, index: usize, cells: &Cells<'_>, duty: &mut DutyRow) {
        let leads = self.named(index, &cells.text(Role::Lead));
        let supports = self.named(index, &cells.text(Role::Cooperating));
        let responsible = cells.text(Role::Responsible);
        if let Some(note) = in_text::read_note(&responsible) {
            self.take_note(index, &note, duty);
        }
        let responsible =
            if duty.leads.is_empty() { self.named(index, &responsible) } else { Named::default() };
        let has_leads =
            responsible.units.iter().any(|(_, leads)| *leads == Some(true)) || !leads.units.is_empty();
        for (unit, marked) in leads.units {
            place_unit(duty, unit, marked.unwrap_or(true));
        }
        for (unit, marked) in responsible.units {
            place_unit(duty, unit, marked.unwrap_or(!has_leads));
        }
        for (unit, marked) in supports.units {
            place_unit(duty, unit, marked.unwrap_or(false));
        }
        if duty.leads.is_empty() && duty.cooperating.is_empty() {
            self.note_units(index, duty);
        }
        if duty.leads.is_empty() {
            self.fault(index, FaultKind::UnitsMissing, duty.task.clone());
        }
    }

    /// The units a task names in its own text.
    fn note_units(&mut self, index: usize, duty: &mut DutyRow) {
        let task = duty.task.clone();
        for (_, note) in in_text::cut(&task).0 {
            self.take_note(index, &note, duty);
        }
    }

    fn take_note(&mut self, index: usize, note: &in_text::Note, duty: &mut DutyRow) {
        for (unit, _) in self.named(index, &note.lead).units {
            place_unit(duty, unit, true);
        }
        for (unit, _) in self.named(index, &note.cooperating).units {
            place_unit(duty, unit, false);
        }
    }

    /// Reads names and tells those that are not known.
    fn named(&mut self, index: usize, text: &str) -> Named {
        let named = self.units.read(text);
        for (unit, _) in named.units.iter().filter(|(unit, _)| unit.codes.is_empty()) {
            self.fault(index, FaultKind::UnitUnknown, unit.words.clone());
        }
        if named.is_open {
            self.fault(index, FaultKind::UnitsOpen, text.trim());
        }
        named
    }

    fn paragraphs(&mut self, rows: &[Vec<String>]) {
        for (index, row) in rows.iter().enumerate() {
            for text in texts(row) {
                self.paragraph(index, text);
            }
        }
    }

    /// A heading, or tasks with a note of their units each.
    fn paragraph(&mut self, index: usize, text: &str) {
        let (tasks, rest) = in_text::cut(text);
        if tasks.is_empty() && self.heading(text) {
            return;
        }
        if !rest.is_empty() {
            self.fault(index, FaultKind::Unread, rest);
        }
        for (task, note) in tasks {
            let mut duty = DutyRow {
                no: leading_number(task),
                chapter: self.chapter.clone(),
                section: self.section.clone(),
                task: task.to_owned(),
                place: place(index),
                ..DutyRow::default()
            };
            self.take_note(index, &note, &mut duty);
            if duty.leads.is_empty() {
                self.fault(index, FaultKind::UnitsMissing, task);
            }
            self.reading.rows.push(duty);
        }
    }
}

/// The cells of a row by what they hold.
struct Cells<'a> {
    row: &'a [String],
    head: &'a Head,
}

impl Cells<'_> {
    /// What the columns of a role hold; blank where the row is short.
    fn text(&self, role: Role) -> String {
        let cells: Vec<String> =
            self.head.columns(role).filter_map(|place| self.row.get(place).cloned()).collect();
        texts(&cells).join("\n")
    }

    /// A heading may have its count in the column of numbers: nobody is responsible for it.
    fn is_heading(&self) -> bool {
        let others = [Role::Lead, Role::Cooperating, Role::Responsible, Role::Deadline];
        others.into_iter().all(|role| self.text(role).is_empty())
    }

    fn heading(&self) -> String {
        let (count, title) = (self.text(Role::Number), self.text(Role::Task));
        let mark = if is_section(&count) || count.ends_with('、') { "" } else { "、" };
        format!("{count}{mark}{title}")
    }
}

fn place(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1)
}

/// Whether the cell of this column is the only one that is not blank.
fn is_alone(row: &[String], column: usize) -> bool {
    let mut filled = row.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty());
    filled.all(|(place, _)| place == column)
}

fn place_unit(duty: &mut DutyRow, unit: NamedUnit, leads: bool) {
    if !duty.leads.contains(&unit) && !duty.cooperating.contains(&unit) {
        if leads { &mut duty.leads } else { &mut duty.cooperating }.push(unit);
    }
}

/// `12.` or `12、` before a task.
fn leading_number(task: &str) -> Option<u16> {
    let task = plain(task);
    let digits = task.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = task.split_at_checked(digits)?;
    rest.starts_with(['.', '．', '、']).then(|| number.parse().ok())?
}
