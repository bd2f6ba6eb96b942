//! What counts where.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail loudly")]

mod tally_support;

use std::time::Instant;

use gongkai_report::tally::{
    DocumentKind, Facts, FeeFact, ItemFact, ItemsOpening, LedgerFact, LedgerKind, LegalDocumentFact,
    OpeningStock, RecordQuery, RemedyFact, RemedyOutcome, RequestFact, SectionDuty, tally,
};
use gongkai_report::{CellId, CellState, Column, ProactiveCell, RemedyColumn, RemedyKind, Row};
use gongkai_statute::{Decision, ReportRow, RequesterKind};
use jiff::civil::date;
use rust_decimal::Decimal;
use tally_support::{busy, day, request};

const PERSON: Column = Column::Kind(RequesterKind::NaturalPerson);
const FIRM: Column = Column::Kind(RequesterKind::Enterprise);

fn count(requests: &[RequestFact], year: i16, row: Row, column: Column) -> Decimal {
    let computed = tally("示例局", year, &Facts { requests, ..Facts::default() });
    computed.report.value(CellId::Request(row, column)).unwrap()
}

#[test]
fn a_supplemented_request_counts_in_the_year_it_was_received() {
    let case = request("1", date(2021, 12, 20), Some((Decision::Granted, date(2022, 1, 20))));
    let cases = [case];
    assert_eq!(count(&cases, 2021, Row::Received, PERSON), Decimal::ONE);
    assert_eq!(count(&cases, 2021, Row::CarriedOut, PERSON), Decimal::ONE);
    assert_eq!(count(&cases, 2022, Row::Received, PERSON), Decimal::ZERO);
    assert_eq!(count(&cases, 2022, Row::CarriedIn, PERSON), Decimal::ONE);
    assert_eq!(count(&cases, 2022, Row::Result(ReportRow::Granted), PERSON), Decimal::ONE);
    assert_eq!(count(&cases, 2023, Row::CarriedIn, Column::Total), Decimal::ZERO);
}

#[test]
fn a_result_of_the_last_day_belongs_to_the_year_that_ends() {
    let cases = [
        request("1", date(2024, 12, 1), Some((Decision::Granted, date(2024, 12, 31)))),
        request("2", date(2024, 12, 1), Some((Decision::Granted, date(2025, 1, 1)))),
    ];
    assert_eq!(count(&cases, 2024, Row::ResultsTotal, Column::Total), Decimal::ONE);
    assert_eq!(count(&cases, 2024, Row::CarriedOut, Column::Total), Decimal::ONE);
    assert_eq!(count(&cases, 2025, Row::CarriedIn, Column::Total), Decimal::ONE);
}

#[test]
fn a_part_split_off_after_the_year_end_is_new_in_the_new_year() {
    let mut part = request("1-2", date(2021, 12, 20), Some((Decision::Granted, date(2022, 1, 20))));
    part.split_off_on = Some(date(2022, 1, 10));
    let mut same_year = request("2-2", date(2021, 11, 1), None);
    same_year.split_off_on = Some(date(2021, 11, 5));
    let cases = [part, same_year];
    assert_eq!(count(&cases, 2021, Row::Received, PERSON), Decimal::ONE);
    assert_eq!(count(&cases, 2022, Row::Received, PERSON), Decimal::ONE);
    assert_eq!(count(&cases, 2022, Row::CarriedIn, PERSON), Decimal::ONE);
}

#[test]
fn a_carried_case_keeps_the_column_of_the_published_row_four() {
    let mut case = request("1", date(2021, 12, 20), Some((Decision::Granted, date(2022, 1, 20))));
    case.requester = RequesterKind::Enterprise;
    case.carried_as = Some(RequesterKind::NaturalPerson);
    let cases = [case];
    assert_eq!(count(&cases, 2022, Row::CarriedIn, PERSON), Decimal::ONE);
    assert_eq!(count(&cases, 2022, Row::Result(ReportRow::Granted), PERSON), Decimal::ONE);
    assert_eq!(count(&cases, 2022, Row::ResultsTotal, FIRM), Decimal::ZERO);
}

#[test]
fn every_decision_counts_in_the_row_of_the_statute() {
    for decision in Decision::ALL {
        let cases = [request("1", date(2024, 2, 1), Some((decision, date(2024, 2, 20))))];
        assert_eq!(count(&cases, 2024, Row::Result(decision.row()), PERSON), Decimal::ONE, "{decision:?}");
        assert_eq!(count(&cases, 2024, Row::ResultsTotal, Column::Total), Decimal::ONE);
    }
}

#[test]
fn remedies_are_concluded_in_the_year_or_pending_at_its_end() {
    let remedy = |filed_on, concluded| RemedyFact {
        number: "复1".to_owned(),
        kind: RemedyKind::Review,
        filed_on,
        concluded,
    };
    let remedies = [
        remedy(date(2022, 6, 1), Some((RemedyOutcome::Upheld, date(2023, 2, 1)))),
        remedy(date(2023, 6, 1), None),
        remedy(date(2023, 6, 1), Some((RemedyOutcome::Corrected, date(2024, 2, 1)))),
        remedy(date(2024, 6, 1), None),
    ];
    let report = tally("示例局", 2023, &Facts { remedies: &remedies, ..Facts::default() }).report;
    let at = |column| report.value(CellId::Remedy(RemedyKind::Review, column)).unwrap();
    assert_eq!(at(RemedyColumn::Upheld), Decimal::ONE);
    assert_eq!(at(RemedyColumn::Corrected), Decimal::ZERO);
    assert_eq!(at(RemedyColumn::Pending), Decimal::from(2));
    assert_eq!(at(RemedyColumn::Total), Decimal::from(3));
}

#[test]
fn a_figure_no_section_returned_is_blank_and_names_the_section() {
    let duty = |section: &str| SectionDuty {
        section: section.to_owned(),
        kind: LedgerKind::Penalties,
        from: date(2023, 1, 1),
        to: None,
    };
    let entry = |section: &str, from, to| LedgerFact {
        id: "1".to_owned(),
        section: section.to_owned(),
        kind: LedgerKind::Penalties,
        from,
        to,
        amount: 7,
        source: "执法台账".to_owned(),
    };
    let duties = [duty("执法科"), duty("监督科")];
    let ledger = [
        entry("执法科", date(2024, 1, 1), date(2024, 12, 31)),
        entry("监督科", date(2024, 1, 1), date(2024, 6, 30)),
    ];
    let facts = Facts { duties: &duties, ledger: &ledger, ..Facts::default() };
    let computed = tally("示例局", 2024, &facts);
    let penalties = &computed.report.cells[&CellId::Proactive(ProactiveCell::Penalties)];
    assert_eq!((penalties.value, penalties.state), (None, CellState::Blank));
    let note = penalties.note.as_deref().unwrap();
    assert!(note.contains("监督科（2024-07-01 至 2024-12-31）") && note.contains("已报送合计 14"), "{note}");
    assert!(!note.contains("执法科"), "{note}");
    assert_eq!(computed.gaps.iter().filter(|gap| gap.section.is_none()).count(), 3);

    let whole = [ledger[0].clone(), entry("监督科", date(2024, 1, 1), date(2024, 12, 31))];
    let facts = Facts { duties: &duties, ledger: &whole, ..Facts::default() };
    let report = tally("示例局", 2024, &facts).report;
    assert_eq!(report.value(CellId::Proactive(ProactiveCell::Penalties)), Some(Decimal::from(14)));
}

#[test]
fn fees_are_printed_in_ten_thousand_yuan_without_rounding() {
    let ledger = [LedgerFact {
        id: "1".to_owned(),
        section: "财务科".to_owned(),
        kind: LedgerKind::Fees,
        from: date(2024, 1, 1),
        to: date(2024, 12, 31),
        amount: 24_252_311_082,
        source: "非税系统".to_owned(),
    }];
    let report = tally("示例局", 2024, &Facts { ledger: &ledger, ..Facts::default() }).report;
    let fees = report.value(CellId::Proactive(ProactiveCell::Fees10kYuan)).unwrap();
    assert_eq!(fees.to_string(), "24252.311082");
}

#[test]
fn documents_in_force_start_from_the_opening_stock() {
    let openings = [OpeningStock {
        kind: DocumentKind::Normative,
        as_of: date(2022, 12, 31),
        count: 65,
        evidence: "目录".into(),
    }];
    let document = |made_on, repealed_on| LegalDocumentFact {
        number: "示例发〔2023〕1号".to_owned(),
        kind: DocumentKind::Normative,
        made_on,
        repealed_on,
    };
    let documents = [
        document(date(2020, 1, 1), Some(date(2023, 5, 1))),
        document(date(2023, 3, 1), None),
        document(date(2023, 4, 1), Some(date(2024, 4, 1))),
    ];
    let facts = Facts { openings: &openings, documents: &documents, ..Facts::default() };
    let value = |year, cell| tally("示例局", year, &facts).report.value(CellId::Proactive(cell));
    assert_eq!(value(2023, ProactiveCell::NormativeIssued), Some(Decimal::from(2)));
    assert_eq!(value(2023, ProactiveCell::NormativeRepealed), Some(Decimal::from(1)));
    assert_eq!(value(2023, ProactiveCell::NormativeInForce), Some(Decimal::from(66)));
    assert_eq!(value(2024, ProactiveCell::NormativeInForce), Some(Decimal::from(65)));
    assert_eq!(value(2021, ProactiveCell::NormativeInForce), None, "the stock is of a later day");
    assert_eq!(value(2023, ProactiveCell::RegulationsInForce), None, "no stock, no figure");
}

#[test]
fn items_count_once_by_first_publication_and_errors_never() {
    let item =
        |first_published_on, in_error| ItemFact { number: "1".to_owned(), first_published_on, in_error };
    let mut items: Vec<ItemFact> = (0..178).map(|number| item(day(2021, number), false)).collect();
    items.push(item(date(2021, 5, 1), true));
    let opening =
        ItemsOpening { as_of: date(2020, 12, 31), count: 5572, evidence: "旧站统计".to_owned() };
    let facts = Facts { items: &items, items_opening: Some(&opening), ..Facts::default() };
    let counters = tally("示例局", 2021, &facts).counters;
    assert_eq!((counters.items_in_year, counters.items_total), (178, Some(5750)));
    assert_eq!(tally("示例局", 2019, &facts).counters.items_total, None);
}

#[test]
fn fee_notices_and_payments_count_in_their_own_year() {
    let fees = [
        FeeFact {
            request: "1".into(),
            noticed_on: date(2024, 12, 20),
            amount_fen: 40_000,
            paid: Some((date(2025, 1, 5), 40_000)),
        },
        FeeFact { request: "2".into(), noticed_on: date(2024, 3, 1), amount_fen: 10_000, paid: None },
    ];
    let counters = |year| tally("示例局", year, &Facts { fees: &fees, ..Facts::default() }).counters;
    let this = counters(2024);
    assert_eq!((this.fee_notices, this.fee_noticed_fen, this.fee_collected_fen), (2, 50_000, 0));
    assert_eq!(counters(2025).fee_collected_fen, 40_000);
}

#[test]
fn every_figure_opens_into_as_many_records_as_it_counts() {
    let bureau = busy();
    let computed = bureau.computed(2024);
    for (id, query) in &computed.sources {
        let value = computed.report.value(*id).unwrap();
        let selected = match query {
            RecordQuery::Requests { .. } => {
                bureau.requests.iter().filter(|fact| query.selects_request(fact)).count()
            }
            RecordQuery::Remedies { .. } => {
                bureau.remedies.iter().filter(|fact| query.selects_remedy(fact)).count()
            }
            RecordQuery::Documents { .. } => {
                let registered = bureau.documents.iter().filter(|fact| query.selects_document(fact)).count();
                let stock = if *id == CellId::Proactive(ProactiveCell::NormativeInForce) { 40 } else { 0 };
                registered + stock
            }
            RecordQuery::Ledger { .. } => {
                assert_eq!(bureau.ledger.iter().filter(|fact| query.selects_ledger(fact)).count(), 1);
                continue;
            }
            RecordQuery::None => panic!("{id} has no records"),
        };
        assert_eq!(value, Decimal::from(selected), "{id}");
    }
    assert_eq!(computed.sources.len(), 200);
}

#[test]
#[allow(clippy::disallowed_methods, reason = "the budget is measured")]
fn a_hundred_thousand_requests_are_counted_in_well_under_a_second() {
    let requests: Vec<RequestFact> = (0..100_000)
        .map(|number| {
            let received_on = day(2023, number % 700);
            let result =
                (number % 7 > 0).then(|| (Decision::ALL[usize::try_from(number % 23).unwrap()], received_on));
            RequestFact {
                requester: RequesterKind::ALL[usize::try_from(number % 6).unwrap()],
                ..request("n", received_on, result)
            }
        })
        .collect();
    let began = Instant::now();
    let first = tally("示例局", 2024, &Facts { requests: &requests, ..Facts::default() });
    let took = began.elapsed();
    eprintln!("100,000 requests counted in {took:?}");
    assert!(took.as_millis() < 1000, "{took:?}");
    let again = tally("示例局", 2024, &Facts { requests: &requests, ..Facts::default() });
    assert_eq!(gongkai_report::json::to_json(&first.report), gongkai_report::json::to_json(&again.report));
}
