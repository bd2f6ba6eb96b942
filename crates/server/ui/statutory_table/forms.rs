//! From an annual report to the tables of its form.

use std::collections::BTreeMap;

use gongkai_report::form::{
    self, Group, INFORMATION, ORGANISATIONS, RELATION_NOTE, REQUESTERS, RESULTS, SUITS,
};
use gongkai_report::{
    AnnualReport, CellId, CellState, Column, Form, ProactiveCell, RemedyColumn, RemedyKind, Row,
};

use super::{Cell, RowGroup, StatutoryTable};

/// Why a figure is marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Light {
    /// An equation over it does not hold; the sentence says which.
    Broken(String),
    /// It was corrected by hand; the sentence says by whom and why.
    Corrected(String),
    /// It was decoded by arithmetic, not read.
    Inferred(String),
}

impl Light {
    /// The class of its colours.
    pub const fn class(&self) -> &'static str {
        match self {
            Light::Broken(_) => "stop",
            Light::Corrected(_) | Light::Inferred(_) => "warn",
        }
    }

    /// The word beside the number.
    pub const fn word(&self) -> &'static str {
        match self {
            Light::Broken(_) => "不符",
            Light::Corrected(_) => "更正",
            Light::Inferred(_) => "推算",
        }
    }

    /// The whole sentence.
    pub fn message(&self) -> &str {
        match self {
            Light::Broken(message) | Light::Corrected(message) | Light::Inferred(message) => message,
        }
    }
}

/// Figures to mark.
pub type Marks = BTreeMap<CellId, Light>;

/// What the page of a table needs besides the report.
struct Drawing<'a> {
    report: &'a AnnualReport,
    link: &'a dyn Fn(CellId) -> Option<String>,
    marks: &'a Marks,
}

/// The three tables of the report; `link` gives the address of the records a figure counts.
pub fn tables(
    report: &AnnualReport,
    link: &dyn Fn(CellId) -> Option<String>,
    marks: &Marks,
) -> [StatutoryTable; 3] {
    let drawing = Drawing { report, link, marks };
    [drawing.proactive(), drawing.requests(), drawing.remedies()]
}

impl Drawing<'_> {
    fn value(&self, id: CellId) -> Cell {
        let text = match (self.report.value(id), self.report.state(id)) {
            (Some(number), _) => number.normalize().to_string(),
            (None, CellState::Blank) => "空白".to_owned(),
            (None, _) => "—".to_owned(),
        };
        let light = self.marks.get(&id).cloned().or_else(|| match self.report.state(id) {
            CellState::Inferred => Some(Light::Inferred("由勾稽关系推算，原文未能直接读出".to_owned())),
            _ => None,
        });
        let href = self.report.value(id).and_then(|_| (self.link)(id));
        Cell::Value { text, href, place: id.place_name(), colspan: 1, light }
    }

    fn proactive(&self) -> StatutoryTable {
        let blocks = form::blocks(self.report.form);
        let groups = blocks.iter().map(|block| {
            let caption = vec![Cell::head(block.caption, "colgroup").spanning(4, 1)];
            let mut head = vec![Cell::head(INFORMATION, "col")];
            head.extend(spread(block.columns.len()).map(|(index, columns)| {
                let text = block.columns.get(index).copied().unwrap_or_default();
                Cell::head(text, "col").spanning(columns, 1)
            }));
            let mut rows = vec![caption, head];
            rows.extend(block.items.iter().map(|item| {
                let mut row = vec![Cell::head(item.label, "row")];
                row.extend(spread(item.cells.len().max(1)).filter_map(|(index, columns)| {
                    let cell: ProactiveCell = *item.cells.get(index)?;
                    Some(self.value(CellId::Proactive(cell)).spanning(columns, 1))
                }));
                row
            }));
            RowGroup { rows }
        });
        StatutoryTable {
            id: "table-2",
            caption: "二、主动公开政府信息情况".to_owned(),
            note: String::new(),
            head: Vec::new(),
            groups: groups.collect(),
        }
    }

    fn requests(&self) -> StatutoryTable {
        let form = self.report.form;
        let top = vec![
            Cell::head(RELATION_NOTE, "col").spanning(3, 3),
            Cell::head(REQUESTERS, "colgroup").spanning(7, 1),
        ];
        let mut middle = Vec::new();
        let mut bottom = Vec::new();
        for column in Column::ALL {
            match column {
                Column::Total => middle.push(Cell::head(column.label(), "col").spanning(1, 2)),
                Column::Kind(gongkai_statute::RequesterKind::NaturalPerson) => {
                    middle.push(Cell::head(column.label(), "col").spanning(1, 2));
                    middle.push(Cell::head(ORGANISATIONS, "colgroup").spanning(5, 1));
                }
                Column::Kind(_) => bottom.push(Cell::head(column.label(), "col")),
            }
        }
        let rows = form::rows(form).map(|row| self.request_row(row, form));
        StatutoryTable {
            id: "table-3",
            caption: "三、收到和处理政府信息公开申请情况".to_owned(),
            note: "单位：件".to_owned(),
            head: vec![top, middle, bottom],
            groups: vec![RowGroup { rows: rows.collect() }],
        }
    }

    fn request_row(&self, row: Row, form: Form) -> Vec<Cell> {
        let mut cells = Vec::new();
        if form::result_rows(form).next() == Some(row) {
            let rows = form::result_rows(form).count() + 1;
            cells.push(Cell::head(RESULTS, "rowgroup").spanning(1, rows));
        }
        let group = row.group_in(form);
        if let Some(group) = group.filter(|group: &Group| group.rows().next() == Some(row)) {
            cells.push(Cell::head(group.label(), "rowgroup").spanning(1, group.span()));
        }
        let columns = match (row, group) {
            (Row::Received | Row::CarriedIn | Row::CarriedOut, _) => 3,
            (_, None) => 2,
            (_, Some(_)) => 1,
        };
        cells.push(Cell::head(row.label_in(form), "row").spanning(columns, 1));
        cells.extend(Column::ALL.map(|column| self.value(CellId::Request(row, column))));
        cells
    }

    fn remedies(&self) -> StatutoryTable {
        let top = vec![
            Cell::head(RemedyKind::Review.label(), "colgroup").spanning(5, 1),
            Cell::head(SUITS, "colgroup").spanning(10, 1),
        ];
        let mut middle: Vec<Cell> = RemedyColumn::ALL
            .map(|column| Cell::head(column.label(), "col").spanning(1, 2))
            .into_iter()
            .collect();
        let suits = [RemedyKind::SuitDirect, RemedyKind::SuitAfterReview];
        middle.extend(suits.map(|kind| Cell::head(kind.label(), "colgroup").spanning(5, 1)));
        let bottom = suits
            .iter()
            .flat_map(|_| RemedyColumn::ALL.map(|column| Cell::head(column.label(), "col")))
            .collect();
        let row = RemedyKind::ALL
            .into_iter()
            .flat_map(|kind| RemedyColumn::ALL.map(|column| self.value(CellId::Remedy(kind, column))))
            .collect();
        StatutoryTable {
            id: "table-4",
            caption: "四、政府信息公开行政复议、行政诉讼情况".to_owned(),
            note: "单位：件".to_owned(),
            head: vec![top, middle, bottom],
            groups: vec![RowGroup { rows: vec![row] }],
        }
    }
}

/// The three columns right of 信息内容 shared out among `count` cells: the last one takes what is left.
fn spread(count: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..count).map(move |index| (index, if index + 1 == count { 4 - count.min(3) } else { 1 }))
}

/// A report with a figure of every kind: given, blank, lost, inferred; it adds up.
pub(crate) fn example_report() -> AnnualReport {
    let mut report = AnnualReport::new(Form::Y2021);
    report.agency = Some("示例市经济和信息化局".to_owned());
    report.year = Some(2021);
    for id in form::cells(Form::Y2021) {
        report.cells.insert(id, gongkai_report::Cell::given(0));
    }
    let mut set = |id: CellId, number: i64| report.cells.insert(id, gongkai_report::Cell::given(number));
    let proactive = [
        (ProactiveCell::NormativeIssued, 4),
        (ProactiveCell::NormativeRepealed, 2),
        (ProactiveCell::NormativeInForce, 31),
        (ProactiveCell::Licences, 318),
        (ProactiveCell::Penalties, 12),
    ];
    for (cell, number) in proactive {
        set(CellId::Proactive(cell), number);
    }
    let natural = Column::Kind(gongkai_statute::RequesterKind::NaturalPerson);
    let enterprise = Column::Kind(gongkai_statute::RequesterKind::Enterprise);
    let rows: [(Row, i64, i64); 7] = [
        (Row::Received, 101, 25),
        (Row::CarriedIn, 6, 1),
        (Row::Result(gongkai_statute::ReportRow::Granted), 48, 15),
        (Row::Result(gongkai_statute::ReportRow::PartlyGranted), 8, 2),
        (Row::Result(gongkai_statute::ReportRow::UnavailableNotHeld), 38, 7),
        (Row::ResultsTotal, 94, 24),
        (Row::CarriedOut, 13, 2),
    ];
    for (row, persons, enterprises) in rows {
        set(CellId::Request(row, natural), persons);
        set(CellId::Request(row, enterprise), enterprises);
        set(CellId::Request(row, Column::Total), persons + enterprises);
    }
    set(CellId::Remedy(RemedyKind::Review, RemedyColumn::Upheld), 2);
    set(CellId::Remedy(RemedyKind::Review, RemedyColumn::Corrected), 1);
    set(CellId::Remedy(RemedyKind::Review, RemedyColumn::Total), 3);
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Width of every row, counting spans from above, as a browser lays the table out.
    fn widths(table: &StatutoryTable) -> Vec<usize> {
        let all: Vec<&Vec<Cell>> =
            table.head.iter().chain(table.groups.iter().flat_map(|group| &group.rows)).collect();
        let mut pending: Vec<(usize, usize)> = Vec::new();
        all.iter()
            .map(|row| {
                let above: usize = pending.iter().map(|(columns, _)| columns).sum();
                for (_, rows) in &mut pending {
                    *rows -= 1;
                }
                pending.retain(|(_, rows)| *rows > 0);
                let own: usize = row
                    .iter()
                    .map(|cell| match cell {
                        Cell::Head { colspan, rowspan, .. } => {
                            if *rowspan > 1 {
                                pending.push((*colspan, rowspan - 1));
                            }
                            *colspan
                        }
                        Cell::Value { colspan, .. } => *colspan,
                    })
                    .sum();
                above + own
            })
            .collect()
    }

    #[test]
    fn every_row_of_every_form_is_as_wide_as_its_table() {
        for form in [Form::Y2021, Form::Y2019, Form::Mixed] {
            let [two, three, four] = tables(&AnnualReport::new(form), &|_| None, &Marks::default());
            assert!(widths(&two).iter().all(|&width| width == 4), "{form:?} 二: {:?}", widths(&two));
            assert!(widths(&three).iter().all(|&width| width == 10), "{form:?} 三: {:?}", widths(&three));
            assert!(widths(&four).iter().all(|&width| width == 15), "{form:?} 四: {:?}", widths(&four));
        }
    }

    #[test]
    fn the_tables_of_2021_show_all_two_hundred_figures_once() {
        let tables = tables(&example_report(), &|id| Some(id.to_string()), &Marks::default());
        let mut links: Vec<String> = tables
            .iter()
            .flat_map(|table| &table.groups)
            .flat_map(|group| group.rows.iter().flatten())
            .filter_map(|cell| match cell {
                Cell::Value { href, .. } => href.clone(),
                Cell::Head { .. } => None,
            })
            .collect();
        links.sort();
        links.dedup();
        assert_eq!(links.len(), 200);
    }

    #[test]
    fn a_lost_figure_is_a_dash_without_a_link() {
        let tables = tables(&AnnualReport::new(Form::Y2021), &|_| Some("/x".to_owned()), &Marks::default());
        for cell in
            tables.iter().flat_map(|table| &table.groups).flat_map(|group| group.rows.iter().flatten())
        {
            if let Cell::Value { text, href, .. } = cell {
                assert_eq!((text.as_str(), href), ("—", &None));
            }
        }
    }
}
