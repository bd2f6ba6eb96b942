//! Table 二: documents in the register, and what the sections return. Not returned is not 0.

use jiff::ToSpan as _;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::facts::{DocumentKind, LedgerFact, LedgerKind, OpeningStock, SectionDuty};
use super::query::{DocumentFigure, RecordQuery};
use super::{Facts, bounds};
use crate::cell::{CellId, ProactiveCell};
use crate::model::{AnnualReport, Cell, CellState};

/// A period for which a section has not returned a figure (未报送).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The section; `None` when no section is charged with the figure at all.
    pub section: Option<String>,
    /// What is missing.
    pub kind: LedgerKind,
    /// The first day missing.
    pub from: Date,
    /// The last day missing.
    pub to: Date,
}

fn blank(note: String) -> Cell {
    Cell { value: None, state: CellState::Blank, place: None, note: Some(note) }
}

pub(super) fn documents(report: &mut AnnualReport, year: i16, facts: &Facts<'_>) {
    for kind in DocumentKind::ALL {
        let ids = match kind {
            DocumentKind::Regulation => [
                ProactiveCell::RegulationsIssued,
                ProactiveCell::RegulationsRepealed,
                ProactiveCell::RegulationsInForce,
            ],
            DocumentKind::Normative => [
                ProactiveCell::NormativeIssued,
                ProactiveCell::NormativeRepealed,
                ProactiveCell::NormativeInForce,
            ],
        };
        for (id, cell) in ids.into_iter().zip(document_cells(kind, year, facts)) {
            report.cells.insert(CellId::Proactive(id), cell);
        }
    }
}

/// 制发, 废止 and 现行有效 of one kind.
fn document_cells(kind: DocumentKind, year: i16, facts: &Facts<'_>) -> [Cell; 3] {
    let (first, last) = bounds(year);
    let Some(opening) = opening(kind, last, facts.openings) else {
        let note = format!("尚未登记{}的期初底数（日期、件数、依据），没有登记不等于 0", kind.label());
        return [blank(note.clone()), blank(note.clone()), blank(note)];
    };
    if opening.as_of >= last && opening.as_of.year() > year {
        let note = format!("期初底数的日期为 {}，晚于本年度，无法统计", opening.as_of);
        return [blank(note.clone()), blank(note.clone()), blank(note)];
    }
    let count = |figure| {
        let query = RecordQuery::Documents { year, kind, figure };
        facts.documents.iter().filter(|fact| query.selects_document(fact)).count()
    };
    let of_kind = || facts.documents.iter().filter(|fact| fact.kind == kind);
    let since = |day: &Date| opening.as_of < *day && *day <= last;
    let made = of_kind().filter(|fact| since(&fact.made_on)).count();
    let gone = of_kind().filter(|fact| fact.repealed_on.is_some_and(|day| since(&day))).count();
    let in_force = Decimal::from(opening.count) + Decimal::from(made) - Decimal::from(gone);

    let mut cells = [
        Cell::given(Decimal::from(count(DocumentFigure::Issued))),
        Cell::given(Decimal::from(count(DocumentFigure::Repealed))),
        Cell::given(in_force),
    ];
    if opening.as_of >= first {
        // Struck within the year: what was made before that day may not be in the register.
        let note = format!("期初底数的日期为 {}，此前制发、废止的文件可能未登记", opening.as_of);
        for cell in cells.iter_mut().take(2) {
            cell.state = CellState::Annotated;
            cell.note = Some(note.clone());
        }
    }
    cells
}

/// The latest stock not after the year's end, else the earliest after it.
fn opening(kind: DocumentKind, last: Date, openings: &[OpeningStock]) -> Option<&OpeningStock> {
    let of_kind = || openings.iter().filter(|opening| opening.kind == kind);
    of_kind()
        .filter(|opening| opening.as_of <= last)
        .max_by_key(|opening| opening.as_of)
        .or_else(|| of_kind().min_by_key(|opening| opening.as_of))
}

pub(super) fn decisions(report: &mut AnnualReport, year: i16, facts: &Facts<'_>) -> Vec<Gap> {
    let (first, last) = bounds(year);
    let mut gaps = Vec::new();
    for kind in LedgerKind::ALL {
        let query = RecordQuery::Ledger { year, kind };
        let counted: Vec<&LedgerFact> =
            facts.ledger.iter().filter(|fact| query.selects_ledger(fact)).collect();
        let sum: i64 = counted.iter().map(|fact| fact.amount).sum();
        let missing = missing(kind, (first, last), facts.duties, &counted);
        let cell = if missing.is_empty() {
            Cell::given(printed(kind, sum))
        } else {
            blank(gap_note(&missing, kind, sum, counted.is_empty()))
        };
        report.cells.insert(CellId::Proactive(kind.cell()), cell);
        gaps.extend(missing);
    }
    gaps
}

/// 1 万元 = 1,000,000 分: exact.
fn printed(kind: LedgerKind, sum: i64) -> Decimal {
    match kind {
        LedgerKind::Fees => Decimal::new(sum, 6).normalize(),
        LedgerKind::Licences | LedgerKind::Penalties | LedgerKind::CoerciveMeasures => Decimal::from(sum),
    }
}

fn missing(
    kind: LedgerKind,
    (first, last): (Date, Date),
    duties: &[SectionDuty],
    counted: &[&LedgerFact],
) -> Vec<Gap> {
    let charged: Vec<(&str, Date, Date)> = duties
        .iter()
        .filter(|duty| duty.kind == kind)
        .map(|duty| (duty.section.as_str(), duty.from.max(first), duty.to.map_or(last, |to| to.min(last))))
        .filter(|(_, from, to)| from <= to)
        .collect();
    if charged.is_empty() && counted.is_empty() {
        return vec![Gap { section: None, kind, from: first, to: last }];
    }
    charged
        .into_iter()
        .flat_map(|(section, from, to)| {
            let mut periods: Vec<(Date, Date)> = counted
                .iter()
                .filter(|fact| fact.section == section)
                .map(|fact| (fact.from, fact.to))
                .collect();
            periods.sort_unstable();
            uncovered(from, to, &periods).into_iter().map(move |(from, to)| Gap {
                section: Some(section.to_owned()),
                kind,
                from,
                to,
            })
        })
        .collect()
}

/// The parts of `from..=to` that no period covers; `periods` are sorted.
fn uncovered(from: Date, to: Date, periods: &[(Date, Date)]) -> Vec<(Date, Date)> {
    let mut gaps = Vec::new();
    let mut next = Some(from);
    for (start, end) in periods {
        let Some(day) = next.filter(|day| *day <= to) else { return gaps };
        if *start > day
            && let Ok(before) = start.checked_sub(1.day())
        {
            gaps.push((day, before.min(to)));
        }
        if *end >= day {
            next = end.checked_add(1.day()).ok();
        }
    }
    if let Some(day) = next.filter(|day| *day <= to) {
        gaps.push((day, to));
    }
    gaps
}

fn gap_note(missing: &[Gap], kind: LedgerKind, sum: i64, nothing: bool) -> String {
    let who: Vec<String> = missing
        .iter()
        .map(|gap| match &gap.section {
            Some(section) => format!("{section}（{} 至 {}）", gap.from, gap.to),
            None => format!("没有指定报送{}数据的科室", kind.label()),
        })
        .collect();
    let so_far = if nothing { String::new() } else { format!("；已报送合计 {}", printed(kind, sum)) };
    format!("未报送：{}{so_far}；没有报送不等于 0", who.join("、"))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_year_of_quarters_with_one_missing_leaves_that_quarter_uncovered() {
        let quarter = |from: (i8, i8), to: (i8, i8)| (date(2024, from.0, from.1), date(2024, to.0, to.1));
        let periods = [quarter((1, 1), (3, 31)), quarter((4, 1), (6, 30)), quarter((10, 1), (12, 31))];
        let gaps = uncovered(date(2024, 1, 1), date(2024, 12, 31), &periods);
        assert_eq!(gaps, [(date(2024, 7, 1), date(2024, 9, 30))]);
        assert_eq!(
            uncovered(date(2024, 1, 1), date(2024, 12, 31), &[]),
            [(date(2024, 1, 1), date(2024, 12, 31))]
        );
    }

    #[test]
    fn overlapping_and_late_periods_cover_what_they_cover() {
        let periods = [
            (date(2024, 1, 1), date(2024, 8, 31)),
            (date(2024, 3, 1), date(2024, 4, 30)),
            (date(2024, 9, 2), date(2025, 1, 31)),
        ];
        assert_eq!(
            uncovered(date(2024, 1, 1), date(2024, 12, 31), &periods),
            [(date(2024, 9, 1), date(2024, 9, 1))]
        );
    }
}
