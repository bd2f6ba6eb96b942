//! Every change of a single figure, and every swap of two, in a report built from records.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail loudly")]

mod tally_support;

use gongkai_report::check::{CheckContext, Outcome, check, compare_with_records};
use gongkai_report::{AnnualReport, Cell, CellId, CellState, ProactiveCell};
use rust_decimal::Decimal;
use tally_support::busy;

const RULE_MAKER: CheckContext =
    CheckContext { may_make_regulations: Some(true), fee_notices: None, carry_over_explained: None };

fn alone(report: &AnnualReport, last: &AnnualReport) -> Outcome {
    check(report, Some(last), &RULE_MAKER)
}

fn with(report: &AnnualReport, id: CellId, value: Option<Decimal>) -> AnnualReport {
    let mut changed = report.clone();
    let state = if value.is_some() { CellState::Given } else { CellState::Blank };
    changed.cells.insert(id, Cell { value, state, place: None, note: None });
    changed
}

fn mutations(value: Decimal) -> Vec<(&'static str, Option<Decimal>)> {
    vec![
        ("+1", Some(value + Decimal::ONE)),
        ("negated", Some(-value)),
        ("+0.5", Some(value + Decimal::new(5, 1))),
        ("blanked", None),
    ]
}

/// Figures whose value no equation reaches; their type still does, except that money may have decimals.
const FREE: [ProactiveCell; 4] = [
    ProactiveCell::Licences,
    ProactiveCell::Penalties,
    ProactiveCell::CoerciveMeasures,
    ProactiveCell::Fees10kYuan,
];

fn no_rule_reaches(id: CellId, change: &str) -> bool {
    match id {
        CellId::Proactive(cell) if FREE.contains(&cell) => {
            change == "+1" || (change == "+0.5" && cell == ProactiveCell::Fees10kYuan)
        }
        _ => false,
    }
}

#[test]
fn a_report_built_from_records_passes_every_check() {
    let bureau = busy();
    let outcome = alone(&bureau.report(2024), &bureau.report(2023));
    assert!(outcome.findings.is_empty(), "{:?}", outcome.findings);
    let unreachable: Vec<CellId> = FREE.into_iter().map(CellId::Proactive).collect();
    assert_eq!(outcome.unreachable, unreachable);
}

#[test]
fn every_changed_figure_is_found_except_where_no_rule_reaches() {
    let bureau = busy();
    let (report, last) = (bureau.report(2024), bureau.report(2023));
    let computed = bureau.computed(2024).report;
    let listed = alone(&report, &last).unreachable;
    let (mut found, mut no_op, mut beyond) = (0, 0, 0);
    for id in CellId::form_2021() {
        let value = report.value(id).unwrap();
        for (change, new) in mutations(value) {
            if new == Some(value) {
                no_op += 1;
                continue;
            }
            let changed = with(&report, id, new);
            let by_records = compare_with_records(&changed, &computed);
            assert_eq!(by_records.len(), 1, "{id} {change}");
            assert_eq!(by_records[0].cells, [id]);

            let outcome = alone(&changed, &last);
            let hit = outcome.findings.iter().any(|finding| finding.cells.contains(&id));
            if no_rule_reaches(id, change) {
                assert!(!hit && listed.contains(&id), "{id} {change} is beyond the rules and must be listed");
                beyond += 1;
                continue;
            }
            assert!(hit, "{id} {change} was not found");
            if !matches!(id, CellId::Proactive(_)) || change != "+1" {
                assert!(!outcome.ok(), "{id} {change} must fail the check");
            }
            found += 1;
        }
    }
    eprintln!("changes found {found}, no-op {no_op}, beyond the rules {beyond}");
    assert_eq!(found + no_op + beyond, 800);
    assert_eq!(beyond, 5);
}

#[test]
fn every_swap_is_found_except_where_no_rule_reaches() {
    let bureau = busy();
    let (report, last) = (bureau.report(2024), bureau.report(2023));
    let computed = bureau.computed(2024).report;
    let base = alone(&report, &last).findings.len();
    let ids: Vec<CellId> = CellId::form_2021().collect();
    let (mut found, mut no_op, mut beyond) = (0, 0, Vec::new());
    for (index, a) in ids.iter().enumerate() {
        for (later, b) in ids.iter().enumerate().skip(index + 1) {
            // Every pair that could go unseen, and a fifth of those that a row or column sum must catch.
            let in_requests = matches!(a, CellId::Request(..)) || matches!(b, CellId::Request(..));
            if in_requests && !(index + later).is_multiple_of(5) {
                continue;
            }
            let (value_a, value_b) = (report.value(*a), report.value(*b));
            if value_a == value_b {
                no_op += 1;
                continue;
            }
            let changed = with(&with(&report, *a, value_b), *b, value_a);
            assert_eq!(compare_with_records(&changed, &computed).len(), 2, "{a} {b}");
            if alone(&changed, &last).findings.len() > base {
                found += 1;
            } else {
                beyond.push((*a, *b));
            }
        }
    }
    eprintln!("swaps found {found}, no-op {no_op}, beyond the rules {}", beyond.len());
    // Within a group of table 四 the parts may change places; in table 二 the free figures among themselves, and
    // 废止 with 现行有效, which stand alike in their equation.
    for (a, b) in beyond {
        let explained = match (a, b) {
            (CellId::Remedy(kind, _), CellId::Remedy(other, _)) => kind == other,
            (CellId::Proactive(a), CellId::Proactive(b)) => {
                (FREE.contains(&a) && FREE.contains(&b))
                    || a == ProactiveCell::RegulationsRepealed && b == ProactiveCell::RegulationsInForce
                    || a == ProactiveCell::NormativeRepealed && b == ProactiveCell::NormativeInForce
            }
            _ => false,
        };
        assert!(explained, "{a} and {b} changed places unseen");
    }
}

#[test]
fn without_last_year_the_triples_of_table_two_are_listed_as_beyond_the_rules() {
    let report = busy().report(2024);
    let outcome = check(&report, None, &RULE_MAKER);
    assert_eq!(outcome.unreachable.len(), 10);
    assert!(outcome.unreachable.iter().all(|id| matches!(id, CellId::Proactive(_))));
    assert_eq!(outcome.not_checked.len(), 3, "K5, K6 and K9");
}
