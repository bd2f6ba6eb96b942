//! Which records a figure counts.

use jiff::civil::Date;

use super::bounds;
use super::facts::{
    DocumentKind, LedgerFact, LedgerKind, LegalDocumentFact, RemedyFact, RemedyOutcome, RequestFact,
};
use crate::cell::{CellId, Column, ProactiveCell, RemedyColumn, RemedyKind, Row};

/// Which of the three figures of a document kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentFigure {
    /// 本年制发件数
    Issued,
    /// 本年废止件数
    Repealed,
    /// 现行有效件数
    InForce,
}

/// The records behind a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordQuery {
    /// Requests counted in a cell of table 三.
    Requests {
        /// The report year.
        year: i16,
        /// The row.
        row: Row,
        /// The column.
        column: Column,
    },
    /// Reviews or suits counted in a cell of table 四.
    Remedies {
        /// The report year.
        year: i16,
        /// The group.
        kind: RemedyKind,
        /// The column.
        column: RemedyColumn,
    },
    /// Documents in the register; 现行有效 also counts the opening stock.
    Documents {
        /// The report year.
        year: i16,
        /// 规章 or 行政规范性文件.
        kind: DocumentKind,
        /// Which figure.
        figure: DocumentFigure,
    },
    /// Returns and imports of the sections.
    Ledger {
        /// The report year.
        year: i16,
        /// What they count.
        kind: LedgerKind,
    },
    /// A figure of the 2019 form: not counted from records.
    None,
}

impl RecordQuery {
    /// The query behind the figure at `id` in the report of `year`.
    pub const fn of(year: i16, id: CellId) -> RecordQuery {
        match id {
            CellId::Request(row, column) => RecordQuery::Requests { year, row, column },
            CellId::Remedy(kind, column) => RecordQuery::Remedies { year, kind, column },
            CellId::Proactive(cell) => proactive(year, cell),
        }
    }

    /// Whether the figure counts this request.
    pub fn selects_request(&self, fact: &RequestFact) -> bool {
        let RecordQuery::Requests { year, row, column } = *self else { return false };
        if let Column::Kind(kind) = column
            && fact.kind_in(year) != kind
        {
            return false;
        }
        let (first, last) = bounds(year);
        let entered = fact.entered_on();
        let done = fact.done_on();
        let open_on = |day: Date| entered <= day && done.is_none_or(|done| done > day);
        let done_in_year = entered <= last && done.is_some_and(|done| first <= done && done <= last);
        match row {
            Row::Received => first <= entered && entered <= last,
            Row::CarriedIn => entered < first && done.is_none_or(|done| first <= done),
            Row::Result(row) => {
                done_in_year && fact.result.is_some_and(|(decision, _)| decision.row() == row)
            }
            Row::ResultsTotal => done_in_year,
            Row::CarriedOut => open_on(last),
        }
    }

    /// Whether the figure counts this review or suit.
    pub fn selects_remedy(&self, fact: &RemedyFact) -> bool {
        let RecordQuery::Remedies { year, kind, column } = *self else { return false };
        if fact.kind != kind {
            return false;
        }
        let (first, last) = bounds(year);
        let outcome =
            fact.concluded.filter(|(_, on)| first <= *on && *on <= last).map(|(outcome, _)| outcome);
        let pending = fact.filed_on <= last && fact.concluded.is_none_or(|(_, on)| on > last);
        match column {
            RemedyColumn::Upheld => outcome == Some(RemedyOutcome::Upheld),
            RemedyColumn::Corrected => outcome == Some(RemedyOutcome::Corrected),
            RemedyColumn::Other => outcome == Some(RemedyOutcome::Other),
            RemedyColumn::Pending => pending,
            RemedyColumn::Total => outcome.is_some() || pending,
        }
    }

    /// Whether the figure counts this document.
    pub fn selects_document(&self, fact: &LegalDocumentFact) -> bool {
        let RecordQuery::Documents { year, kind, figure } = *self else { return false };
        let (first, last) = bounds(year);
        let in_year = |day: Date| first <= day && day <= last;
        fact.kind == kind
            && match figure {
                DocumentFigure::Issued => in_year(fact.made_on),
                DocumentFigure::Repealed => fact.repealed_on.is_some_and(in_year),
                DocumentFigure::InForce => {
                    fact.made_on <= last && fact.repealed_on.is_none_or(|day| day > last)
                }
            }
    }

    /// Whether the figure counts this return.
    pub fn selects_ledger(&self, fact: &LedgerFact) -> bool {
        let RecordQuery::Ledger { year, kind } = *self else { return false };
        let (first, last) = bounds(year);
        fact.kind == kind && first <= fact.from && fact.to <= last
    }
}

const fn proactive(year: i16, cell: ProactiveCell) -> RecordQuery {
    use DocumentFigure as F;
    use DocumentKind as D;
    let (kind, figure) = match cell {
        ProactiveCell::RegulationsIssued => (D::Regulation, F::Issued),
        ProactiveCell::RegulationsRepealed => (D::Regulation, F::Repealed),
        ProactiveCell::RegulationsInForce => (D::Regulation, F::InForce),
        ProactiveCell::NormativeIssued => (D::Normative, F::Issued),
        ProactiveCell::NormativeRepealed => (D::Normative, F::Repealed),
        ProactiveCell::NormativeInForce => (D::Normative, F::InForce),
        ProactiveCell::Licences => return RecordQuery::Ledger { year, kind: LedgerKind::Licences },
        ProactiveCell::Penalties => return RecordQuery::Ledger { year, kind: LedgerKind::Penalties },
        ProactiveCell::CoerciveMeasures => {
            return RecordQuery::Ledger { year, kind: LedgerKind::CoerciveMeasures };
        }
        ProactiveCell::Fees10kYuan => return RecordQuery::Ledger { year, kind: LedgerKind::Fees },
        _ => return RecordQuery::None,
    };
    RecordQuery::Documents { year, kind, figure }
}
