//! Act × stage, and what the workshop never lets pass.

use std::collections::BTreeMap;

use jiff::civil::date;
use rust_decimal::Decimal;

use super::*;
use crate::cell::{CellId, Column, ProactiveCell, Row};
use crate::check::{CheckContext, check};
use crate::model::Form;

const CELL: CellId = CellId::Proactive(ProactiveCell::Licences);

fn fine_report() -> AnnualReport {
    let mut report = AnnualReport::new(Form::Y2021);
    report.year = Some(2024);
    report.agency = Some("示例市数据局".to_owned());
    report.cells = CellId::form_2021().map(|id| (id, Cell::given(0))).collect();
    report.sections.overview = Some("总体情况。".to_owned());
    report.sections.problems = Some("问题。".to_owned());
    report.sections.other = Some("无。".to_owned());
    report
}

fn act<'a>(by: &'a str, outcome: &'a Outcome) -> Act<'a> {
    Act { by, on: date(2025, 1, 20), is_leader: by == "局长", outcome }
}

fn edit(section: Section) -> Command {
    Command::EditText { section, text: "内容。".to_owned(), figures: BTreeMap::new() }
}

fn text(text: &str) -> String {
    text.to_owned()
}

/// The acts that bring a report as far as it goes, in order.
fn path() -> Vec<(&'static str, Command)> {
    let mut path = vec![("专员", Command::Open { agency: text("330482001"), year: 2024 })];
    path.extend(Section::ALL.map(|section| ("专员", edit(section))));
    path.push(("专员", Command::Submit));
    path.push(("局长", Command::SignOff { position: 77, content_hash: text("ab") }));
    path.push(("专员", Command::Publish { content_hash: text("ab") }));
    path
}

fn at(stage: Stage) -> Workshop {
    let outcome = Outcome::default();
    let mut state = Workshop::default();
    let mut path = path().into_iter();
    // A drafting report already has its texts.
    while state.stage != stage || (stage == Stage::Drafting && state.texts.len() < 3) {
        let (by, command) = path.next().unwrap();
        for event in decide(&state, command, &act(by, &outcome)).unwrap() {
            state.apply(&event);
        }
    }
    state
}

#[test]
fn each_act_is_possible_only_in_its_stages() {
    use Stage::{Drafting, Published, SignedOff, Submitted, Unopened};
    let table: Vec<(&str, Command, &[Stage])> = vec![
        ("专员", Command::Open { agency: text("a"), year: 2024 }, &[Unopened]),
        ("专员", edit(Section::Other), &[Drafting]),
        (
            "专员",
            Command::CorrectFigure {
                cell: CELL, computed: None, value: Decimal::ONE, reason: text("补录")
            },
            &[Drafting],
        ),
        ("专员", Command::ExplainCarryOver { reason: text("机构改革") }, &[Drafting]),
        ("专员", Command::Submit, &[Drafting]),
        ("局长", Command::Return { reason: text("请补充") }, &[Submitted, SignedOff]),
        ("局长", Command::SignOff { position: 1, content_hash: text("ab") }, &[Submitted]),
        ("专员", Command::Publish { content_hash: text("ab") }, &[SignedOff]),
        (
            "专员",
            Command::SubmitToAuthority {
                authority: text("市政府办公室"),
                on: date(2025, 1, 19),
                receipt: text("签收单"),
            },
            &[SignedOff, Published],
        ),
        ("专员", Command::Reopen { reason: text("数据更正") }, &[Published]),
    ];
    let outcome = Outcome::default();
    for stage in [Unopened, Drafting, Submitted, SignedOff, Published] {
        let state = at(stage);
        for (by, command, stages) in &table {
            let decided = decide(&state, command.clone(), &act(by, &outcome));
            assert_eq!(decided.is_ok(), stages.contains(&stage), "{command:?} while {stage:?}");
            if let Err(refusal) = decided {
                assert!(refusal.message.ends_with('。'), "{}", refusal.message);
            }
        }
    }
}

#[test]
fn an_error_can_neither_be_acknowledged_nor_signed_over() {
    let mut report = fine_report();
    report.cells.insert(CellId::Request(Row::Received, Column::Total), Cell::given(1));
    let outcome = check(&report, None, &CheckContext::default());
    let state = at(Stage::Drafting);
    assert_eq!(
        decide(&state, Command::Submit, &act("专员", &outcome)).unwrap_err().rule,
        "findings_are_answered"
    );
    let fingerprint = outcome.findings[0].fingerprint();
    let pass_over = Command::Acknowledge { fingerprint, reason: text("没关系") };
    let refusal = decide(&state, pass_over, &act("专员", &outcome)).unwrap_err();
    assert_eq!(refusal.rule, "errors_are_not_passed_over");

    let submitted = at(Stage::Submitted);
    let sign = Command::SignOff { position: 1, content_hash: text("ab") };
    assert_eq!(decide(&submitted, sign, &act("局长", &outcome)).unwrap_err().rule, "findings_are_answered");
}

#[test]
fn a_warning_is_answered_for_once_and_again_when_its_figures_change() {
    let mut report = fine_report();
    let made = CellId::Proactive(ProactiveCell::RegulationsInForce);
    report.cells.insert(made, Cell::given(1));
    let outcome = check(&report, None, &CheckContext::default());
    assert!(outcome.ok() && outcome.findings.len() == 1, "{:?}", outcome.findings);

    let mut state = at(Stage::Drafting);
    assert!(decide(&state, Command::Submit, &act("专员", &outcome)).is_err());
    let fingerprint = outcome.findings[0].fingerprint();
    let answer = Command::Acknowledge { fingerprint, reason: text("承接上级规章") };
    for event in decide(&state, answer, &act("专员", &outcome)).unwrap() {
        state.apply(&event);
    }
    assert!(decide(&state, Command::Submit, &act("专员", &outcome)).is_ok());

    report.cells.insert(made, Cell::given(2));
    let changed = check(&report, None, &CheckContext::default());
    assert!(decide(&state, Command::Submit, &act("专员", &changed)).is_err());
}

#[test]
fn the_head_signs_and_not_what_he_handed_in_himself() {
    let outcome = Outcome::default();
    let sign = || Command::SignOff { position: 1, content_hash: text("ab") };
    let submitted = at(Stage::Submitted);
    assert_eq!(decide(&submitted, sign(), &act("专员", &outcome)).unwrap_err().rule, "head_signs");
    let mut own = at(Stage::Drafting);
    for event in decide(&own, Command::Submit, &act("局长", &outcome)).unwrap() {
        own.apply(&event);
    }
    assert_eq!(decide(&own, sign(), &act("局长", &outcome)).unwrap_err().rule, "not_ones_own_draft");
}

#[test]
fn only_what_was_signed_is_published_and_a_correction_is_a_second_edition() {
    let outcome = Outcome::default();
    let signed = at(Stage::SignedOff);
    let other = Command::Publish { content_hash: text("cd") };
    assert_eq!(decide(&signed, other, &act("专员", &outcome)).unwrap_err().rule, "publish_what_was_signed");

    let mut state = at(Stage::Published);
    assert_eq!((state.editions[0].edition, state.editions[0].position), (1, 77));
    let again = [
        ("专员", Command::Reopen { reason: text("漏计一件") }),
        ("专员", Command::Submit),
        ("局长", Command::SignOff { position: 90, content_hash: text("ef") }),
        ("专员", Command::Publish { content_hash: text("ef") }),
    ];
    for (by, command) in again {
        for event in decide(&state, command, &act(by, &outcome)).unwrap() {
            state.apply(&event);
        }
    }
    assert_eq!((state.editions[1].edition, state.editions[1].position), (2, 90));
}

#[test]
fn a_correction_stands_beside_the_computed_figure_and_can_be_taken_back() {
    let outcome = Outcome::default();
    let mut state = at(Stage::Drafting);
    let computed = fine_report();
    let correct = Command::CorrectFigure {
        cell: CELL,
        computed: computed.value(CELL),
        value: Decimal::from(3),
        reason: text("系统外三件"),
    };
    for event in decide(&state, correct, &act("专员", &outcome)).unwrap() {
        state.apply(&event);
    }
    let cell = state.corrected(&computed).cells[&CELL].clone();
    assert_eq!((cell.value, cell.state), (Some(Decimal::from(3)), CellState::Annotated));
    assert!(cell.note.unwrap().contains("统计为 0；理由：系统外三件"));
    assert!(state.stale_corrections(&computed).is_empty());
    let mut moved = computed.clone();
    moved.cells.insert(CELL, Cell::given(1));
    assert_eq!(state.stale_corrections(&moved).len(), 1);

    let same = Command::CorrectFigure {
        cell: CELL,
        computed: Some(Decimal::ONE),
        value: Decimal::ONE,
        reason: text("x"),
    };
    assert_eq!(decide(&state, same, &act("专员", &outcome)).unwrap_err().rule, "correction_changes");
    let back = Command::WithdrawCorrection { cell: CELL, reason: text("已补录") };
    for event in decide(&state, back, &act("专员", &outcome)).unwrap() {
        state.apply(&event);
    }
    assert_eq!(state.corrected(&computed), computed);
}

#[test]
fn a_report_of_a_running_year_is_refused() {
    let outcome = Outcome::default();
    let open = Command::Open { agency: text("a"), year: 2025 };
    let refusal = decide(&Workshop::default(), open, &act("专员", &outcome)).unwrap_err();
    assert_eq!(refusal.rule, "year_is_over");
}

#[test]
fn events_are_written_with_plain_codes_and_read_back() {
    let event = WorkshopEvent::FigureCorrected(Corrected {
        cell: CELL,
        computed: None,
        value: Decimal::new(35, 1),
        reason: text("补录"),
        by: text("专员"),
        on: date(2025, 1, 20),
    });
    let written = serde_json::to_value(&event).unwrap();
    assert_eq!(written["kind"], "report.figure_corrected.v1");
    assert_eq!(written["body"]["cell"], "proactive.licences");
    assert_eq!(written["body"]["value"], "3.5");
    assert_eq!(serde_json::from_value::<WorkshopEvent>(written).unwrap(), event);
}

#[test]
fn an_earlier_report_is_taken_over_once_and_only_where_nothing_was_begun() {
    let earlier = |year| RecordEarlier {
        year,
        content_hash: text("ab"),
        file_hash: text("cd"),
        source: text("旧站"),
        published_on: date(year + 1, 1, 10),
    };
    let record = |state: &Workshop, year| record_earlier(state, earlier(year), "专员", date(2025, 1, 20));
    let mut state = Workshop::default();
    for event in record(&state, 2023).unwrap() {
        let written = serde_json::to_string(&event).unwrap();
        assert!(written.contains("report.recorded.v1"));
        assert_eq!(serde_json::from_str::<WorkshopEvent>(&written).unwrap(), event);
        state.apply(&event);
    }
    assert_eq!((state.stage, state.editions.len(), state.editions[0].position), (Stage::Published, 1, 0));
    assert_eq!(record(&state, 2023).unwrap_err().rule, "recorded_once");
    assert_eq!(record(&Workshop::default(), 2025).unwrap_err().rule, "year_is_over");
    assert_eq!(record(&at(Stage::Drafting), 2024).unwrap_err().rule, "stage");
    let outcome = Outcome::default();
    let reopen = decide(&state, Command::Reopen { reason: text("更正") }, &act("专员", &outcome));
    assert_eq!(reopen.unwrap_err().rule, "made_elsewhere");
}
