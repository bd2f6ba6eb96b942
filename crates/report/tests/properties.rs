//! What holds for every generated year.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail loudly")]

mod tally_support;

use std::collections::BTreeMap;

use gongkai_report::check::{CheckContext, Rule, Severity, check, compare_with_records};
use gongkai_report::json::{from_json, to_json};
use gongkai_report::tally::RequestFact;
use gongkai_report::{AnnualReport, Cell, CellId, CellState, Column, Equation, Form, Row, form};
use gongkai_statute::RequesterKind;
use proptest::prelude::*;
use rust_decimal::Decimal;
use tally_support::any_bureau;

/// A second count in other words: where does this request stand in that year?
fn naive(facts: &[RequestFact], year: i16) -> BTreeMap<(Row, RequesterKind), u64> {
    let mut counts = BTreeMap::new();
    for fact in facts {
        let entered = match fact.split_off_on {
            Some(split) if split.year() != fact.received_on.year() => split.year(),
            _ => fact.received_on.year(),
        };
        let ended = fact.result.map(|(_, on)| on.year().max(entered));
        let kind = if entered == year { fact.requester } else { fact.carried_as.unwrap_or(fact.requester) };
        let mut add = |row| *counts.entry((row, kind)).or_insert(0) += 1;
        if entered > year || ended.is_some_and(|ended| ended < year) {
            continue;
        }
        add(if entered == year { Row::Received } else { Row::CarriedIn });
        if ended == Some(year) {
            add(Row::ResultsTotal);
            add(Row::Result(fact.result.unwrap().0.row()));
        } else {
            add(Row::CarriedOut);
        }
    }
    counts
}

fn any_cell() -> impl Strategy<Value = Cell> {
    let text = proptest::option::of("[一-三a-z\"\\\\ ]{0,6}");
    (0u8..5, -20i64..2_000_000, 0u32..4, text.clone(), text).prop_map(
        |(state, number, scale, place, note)| {
            let value = Some(Decimal::new(number, scale).normalize());
            match state {
                0 => Cell { value, state: CellState::Given, place: None, note: None },
                1 => Cell { value: None, state: CellState::Blank, place, note },
                2 => {
                    Cell { value: None, state: CellState::Lost, place, note: Some(note.unwrap_or_default()) }
                }
                3 => Cell { value, state: CellState::Inferred, place, note },
                _ => Cell { value, state: CellState::Annotated, place, note },
            }
        },
    )
}

fn any_report() -> impl Strategy<Value = AnnualReport> {
    let form = prop_oneof![Just(Form::Y2021), Just(Form::Y2019), Just(Form::Mixed)];
    (
        form,
        proptest::collection::vec(proptest::option::weighted(0.9, any_cell()), 200),
        proptest::option::of("[一-三]{1,5}"),
        proptest::option::of(2003i16..2040),
        proptest::option::of("[一-三\n\t\"]{0,9}"),
        proptest::collection::vec("[一-三]{0,4}", 0..3),
    )
        .prop_map(|(form, cells, agency, year, text, notes)| {
            let mut report = AnnualReport::new(form);
            report.agency = agency;
            report.year = year;
            report.cells = form::cells(form).zip(cells).filter_map(|(id, cell)| Some((id, cell?))).collect();
            report.sections.overview.clone_from(&text);
            report.sections.title = text.unwrap_or_default();
            report.own_chapters = notes.len() == 1;
            report.notes = notes;
            report.decoded_by.insert(Equation::RowSum(Row::CarriedIn));
            report.decoded_by.insert(Equation::Relation(Column::Total));
            report
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_year_of_requests_gives_a_report_without_errors(bureau in any_bureau()) {
        for year in 2022..=2025 {
            let last = bureau.report(year - 1);
            let report = bureau.report(year);
            let context = CheckContext::default();
            let outcome = check(&report, (year > 2022).then_some(&last), &context);
            if year < 2025 {
                prop_assert_eq!(outcome.errors().collect::<Vec<_>>(), Vec::<&_>::new());
                prop_assert!(outcome.ok(), "{:?}", outcome.findings);
            } else {
                // No section has returned 2025: blank, and said so.
                prop_assert!(outcome.findings.iter().all(|f| f.rule == Rule::K7 && f.severity == Severity::Undecidable));
            }
            prop_assert!(compare_with_records(&report, &bureau.computed(year).report).is_empty());
        }
    }

    #[test]
    fn next_year_begins_where_this_year_ended(bureau in any_bureau()) {
        for column in Column::ALL {
            let out = bureau.report(2023).value(CellId::Request(Row::CarriedOut, column));
            let carried_in = bureau.report(2024).value(CellId::Request(Row::CarriedIn, column));
            prop_assert_eq!(out, carried_in);
        }
    }

    #[test]
    fn the_tally_agrees_with_a_plain_recount(mut bureau in any_bureau()) {
        for fact in bureau.requests.iter_mut().step_by(3) {
            fact.carried_as = Some(RequesterKind::LegalService);
        }
        let report = bureau.report(2023);
        let counts = naive(&bureau.requests, 2023);
        for row in Row::all() {
            for kind in RequesterKind::ALL {
                let value = report.value(CellId::Request(row, Column::Kind(kind))).unwrap();
                prop_assert_eq!(value, Decimal::from(counts.get(&(row, kind)).copied().unwrap_or(0)));
            }
        }
    }

    #[test]
    fn a_report_survives_its_json(report in any_report()) {
        let text = to_json(&report);
        let read = from_json(&text).unwrap();
        prop_assert_eq!(&read, &report);
        prop_assert_eq!(to_json(&read), text);
    }
}
