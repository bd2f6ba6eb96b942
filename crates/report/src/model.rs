//! The report as a value.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::cell::{CellId, Column, RemedyKind, Row};

/// Which official form a report follows (格式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// 国办公开办函〔2021〕30号
    Y2021,
    /// 国办公开办函〔2019〕60号 (trial; reports for 2019 and 2020)
    Y2019,
    /// Table 二 of 2021 with the single 其他处理 row of 2019
    Mixed,
}

impl Form {
    /// The form's name in the JSON form.
    pub const fn key(self) -> &'static str {
        match self {
            Form::Y2021 => "2021",
            Form::Y2019 => "2019",
            Form::Mixed => "mixed",
        }
    }
}

/// How a figure came to be what it is. Blank, lost and 0 are three things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum CellState {
    /// Plainly given by the source.
    Given,
    /// The source leaves the place empty (also `/`, `-`, `——`).
    Blank,
    /// The source has no such place, or it could not be read.
    #[default]
    Lost,
    /// Decoded by arithmetic from glued digits: the equations used are no longer evidence.
    Inferred,
    /// Given together with a remark or unit in the cell.
    Annotated,
}

/// One figure and where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// The number; `None` when blank or lost. Counts are whole, but what a source says is kept as it says it.
    pub value: Option<Decimal>,
    /// How it was come by.
    pub state: CellState,
    /// Where it stands in the source, in words a person can follow (e.g. `第 2 个表第 5 行第 3 列`).
    pub place: Option<String>,
    /// The remark beside the number, or why it is not plainly given.
    pub note: Option<String>,
}

impl Cell {
    /// A plainly given number.
    pub fn given(value: impl Into<Decimal>) -> Cell {
        Cell { value: Some(value.into()), state: CellState::Given, place: None, note: None }
    }
}

/// An equation of the form (勾稽关系) that a reader used to decode glued digits.
///
/// Invariant: an equation used as a filter is no longer evidence that the figures are right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Equation {
    /// 总计 of a row of table 三 is the sum of its six kinds (K3).
    RowSum(Row),
    /// （七）总计 of a column of table 三 is the sum of the results (K2).
    ColumnSum(Column),
    /// 第一项加第二项之和，等于第三项加第四项之和 in a column of table 三 (K1).
    Relation(Column),
    /// 总计 of a group of table 四 is the sum of the other four (K4).
    RemedySum(RemedyKind),
}

/// The narrative sections (一、五、六 of the form).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sections {
    /// Title of the report, empty when the source has none.
    pub title: String,
    /// 一、总体情况, with the opening paragraph before it.
    pub overview: Option<String>,
    /// 五、存在的主要问题及改进情况
    pub problems: Option<String>,
    /// 六、其他需要报告的事项
    pub other: Option<String>,
}

/// An annual report (政府信息公开工作年度报告).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnualReport {
    /// The reporting agency, `None` when the source does not name it.
    pub agency: Option<String>,
    /// The report year (1 January to 31 December), `None` when the source does not say it.
    pub year: Option<i16>,
    /// Which form it follows.
    pub form: Form,
    /// Every figure that the form has or the source gives; an absent key is lost.
    pub cells: BTreeMap<CellId, Cell>,
    /// The narrative sections.
    pub sections: Sections,
    /// What the reader wants the user to know: doubts, decoding, oddities.
    pub notes: Vec<String>,
    /// The tables are numbered anew behind narrative chapters of the agency's own plan.
    pub own_chapters: bool,
    /// The equations spent on decoding glued digits; a check by one of them proves nothing.
    pub decoded_by: BTreeSet<Equation>,
}

impl AnnualReport {
    /// An empty report of `form`.
    pub fn new(form: Form) -> AnnualReport {
        AnnualReport {
            agency: None,
            year: None,
            form,
            cells: BTreeMap::new(),
            sections: Sections::default(),
            notes: Vec::new(),
            own_chapters: false,
            decoded_by: BTreeSet::new(),
        }
    }

    /// The number at `id`, `None` when blank or lost.
    pub fn value(&self, id: CellId) -> Option<Decimal> {
        self.cells.get(&id).and_then(|cell| cell.value)
    }

    /// How the figure at `id` was come by.
    pub fn state(&self, id: CellId) -> CellState {
        self.cells.get(&id).map_or(CellState::Lost, |cell| cell.state)
    }
}
