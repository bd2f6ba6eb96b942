//! The rules one by one.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail loudly")]

mod tally_support;

use gongkai_report::check::{CheckContext, Finding, Rule, Severity, check, compare_with_records};
use gongkai_report::compare::{compare, trends};
use gongkai_report::rollup::{Part, RollupError, rollup};
use gongkai_report::{
    AnnualReport, Cell, CellId, CellState, Column, Equation, Form, ProactiveCell, RemedyColumn, RemedyKind,
    Row, form,
};
use gongkai_statute::{ReportRow, RequesterKind};
use rust_decimal::Decimal;
use tally_support::busy;

const PERSON: Column = Column::Kind(RequesterKind::NaturalPerson);

fn zeros(form: Form) -> AnnualReport {
    let mut report = AnnualReport::new(form);
    report.agency = Some("示例县发展局".to_owned());
    report.year = Some(2024);
    report.cells = form::cells(form).map(|id| (id, Cell::given(0))).collect();
    report.sections.overview = Some("总体情况。".to_owned());
    report.sections.problems = Some("问题和改进。".to_owned());
    report.sections.other = Some("无。".to_owned());
    report
}

fn set(report: &mut AnnualReport, id: CellId, value: i64) {
    report.cells.insert(id, Cell::given(value));
}

fn clear(report: &mut AnnualReport, id: CellId, state: CellState) {
    report.cells.insert(id, Cell { state, ..Cell::default() });
}

fn of(report: &AnnualReport, rule: Rule) -> Vec<Finding> {
    let outcome = check(report, None, &CheckContext::default());
    outcome.findings.into_iter().filter(|finding| finding.rule == rule).collect()
}

fn at(row: Row, column: Column) -> CellId {
    CellId::Request(row, column)
}

#[test]
fn reports_of_zeros_pass_in_every_form() {
    for form in [Form::Y2021, Form::Y2019, Form::Mixed] {
        let outcome = check(&zeros(form), None, &CheckContext::default());
        assert!(outcome.findings.is_empty() && outcome.ok(), "{form:?} {:?}", outcome.findings);
        let skipped: Vec<Rule> = outcome.not_checked.iter().map(|rule| rule.rule).collect();
        assert_eq!(skipped, [Rule::K5, Rule::K6, Rule::K9]);
    }
}

#[test]
fn one_changed_figure_names_its_row_and_its_column() {
    let mut report = zeros(Form::Y2021);
    set(&mut report, at(Row::Result(ReportRow::RefusedStateSecret), PERSON), 1);
    let outcome = check(&report, None, &CheckContext::default());
    assert!(!outcome.ok());
    let messages: Vec<&str> = outcome.findings.iter().map(|finding| finding.message.as_str()).collect();
    insta::assert_snapshot!(messages.join("\n"), @r"
    表三“自然人”列：“（七）总计”行应等于各项办理结果之和；各项办理结果合计为 1，（七）总计为 0。
    表三“（三）1.属于国家秘密”行：“总计”列应等于自然人与法人或其他组织各列之和；六类申请人合计为 1，总计列为 0。
    ");
}

#[test]
fn the_older_forms_sum_nineteen_results() {
    let mut report = zeros(Form::Mixed);
    set(&mut report, at(Row::Result(ReportRow::OtherFeeUnpaid), PERSON), 5);
    assert!(of(&report, Rule::K2).is_empty(), "a row that this form lacks is no addend");
    let mut report = zeros(Form::Y2021);
    set(&mut report, at(Row::Result(ReportRow::OtherFeeUnpaid), PERSON), 5);
    assert_eq!(of(&report, Rule::K2).len(), 1);
}

#[test]
fn a_blank_counts_as_zero_in_a_sum_and_is_still_no_zero() {
    let mut report = zeros(Form::Y2021);
    clear(&mut report, at(Row::Received, PERSON), CellState::Blank);
    let outcome = check(&report, None, &CheckContext::default());
    assert_eq!(outcome.findings.len(), 1);
    let finding = &outcome.findings[0];
    assert_eq!((finding.rule, finding.severity), (Rule::K7, Severity::Undecidable));
    assert!(finding.message.contains("按 0 计") && !outcome.ok(), "{}", finding.message);

    set(&mut report, at(Row::Received, Column::Total), 3);
    let sums = of(&report, Rule::K3);
    assert!(sums[0].message.contains("其中 1 格空白"), "{}", sums[0].message);
}

#[test]
fn a_lost_figure_leaves_its_sums_undecidable() {
    let mut report = zeros(Form::Y2021);
    report.cells.remove(&CellId::Remedy(RemedyKind::Review, RemedyColumn::Upheld));
    let outcome = check(&report, None, &CheckContext::default());
    let rules: Vec<(Rule, Severity)> = outcome.findings.iter().map(|f| (f.rule, f.severity)).collect();
    assert_eq!(rules, [(Rule::K4, Severity::Undecidable), (Rule::K7, Severity::Undecidable)]);
    assert!(!outcome.ok());
}

#[test]
fn leaf_totals_left_blank_as_a_habit_are_one_warning() {
    let mut report = zeros(Form::Y2019);
    set(&mut report, at(Row::Result(ReportRow::Granted), PERSON), 4);
    set(&mut report, at(Row::ResultsTotal, PERSON), 4);
    set(&mut report, at(Row::ResultsTotal, Column::Total), 4);
    set(&mut report, at(Row::Received, PERSON), 4);
    set(&mut report, at(Row::Received, Column::Total), 4);
    for row in form::result_rows(Form::Y2019) {
        clear(&mut report, at(row, Column::Total), CellState::Blank);
    }
    let outcome = check(&report, None, &CheckContext::default());
    assert_eq!(outcome.findings.len(), 1, "{:?}", outcome.findings);
    assert_eq!(outcome.findings[0].severity, Severity::Warning);
    assert_eq!(outcome.findings[0].cells.len(), 19);
    assert!(outcome.ok());
}

#[test]
fn an_equation_spent_on_decoding_is_no_evidence() {
    let mut report = zeros(Form::Y2021);
    report.decoded_by.extend([
        Equation::RowSum(Row::Received),
        Equation::Relation(PERSON),
        Equation::RemedySum(RemedyKind::Review),
    ]);
    let outcome = check(&report, None, &CheckContext::default());
    assert!(outcome.ok());
    assert_eq!(outcome.not_checked.iter().filter(|rule| rule.reason.contains("不能再作为证据")).count(), 3);
    let upheld = CellId::Remedy(RemedyKind::Review, RemedyColumn::Upheld);
    assert!(outcome.unreachable.contains(&upheld));
    assert!(outcome.unreachable.contains(&at(Row::Received, PERSON)));
    assert!(!outcome.unreachable.contains(&at(Row::ResultsTotal, PERSON)), "K2 still reaches it");
}

#[test]
fn changes_of_the_2019_form_may_be_negative_and_money_may_have_decimals() {
    let mut report = zeros(Form::Y2019);
    set(&mut report, CellId::Proactive(ProactiveCell::LicencesChange), -18);
    let yuan = CellId::Proactive(ProactiveCell::ProcurementYuan);
    report.cells.insert(yuan, Cell::given(Decimal::new(7_539_443_252, 2)));
    assert!(of(&report, Rule::K7).is_empty());
    set(&mut report, CellId::Proactive(ProactiveCell::Licences), -1);
    report.cells.insert(CellId::Proactive(ProactiveCell::Penalties), Cell::given(Decimal::new(5, 1)));
    let found: Vec<String> = of(&report, Rule::K7).into_iter().map(|finding| finding.message).collect();
    assert_eq!(
        found,
        [
            "表二 第二十条第（五）项 “行政许可” 行 “本年处理决定数量” 列：填写为 -1，不能为负数。",
            "表二 第二十条第（六）项 “行政处罚” 行 “本年处理决定数量” 列：填写为 0.5，应为整数。",
        ]
    );
}

#[test]
fn last_years_report_must_agree_unless_the_difference_is_explained() {
    let mut last = zeros(Form::Y2021);
    last.year = Some(2023);
    for id in [at(Row::CarriedOut, PERSON), at(Row::CarriedOut, Column::Total)] {
        set(&mut last, id, 2);
    }
    set(&mut last, CellId::Proactive(ProactiveCell::NormativeInForce), 10);
    set(&mut last, CellId::Remedy(RemedyKind::Review, RemedyColumn::Pending), 1);
    let report = zeros(Form::Y2021);
    let severities = |context: &CheckContext| -> Vec<(Rule, Severity)> {
        check(&report, Some(&last), context).findings.iter().map(|f| (f.rule, f.severity)).collect()
    };
    let plain = severities(&CheckContext::default());
    assert_eq!(
        plain,
        [
            (Rule::K5, Severity::Error),
            (Rule::K5, Severity::Error),
            (Rule::K6, Severity::Warning),
            (Rule::K9, Severity::Warning)
        ]
    );
    let explained =
        CheckContext { carry_over_explained: Some("机构改革".to_owned()), ..CheckContext::default() };
    assert!(severities(&explained).iter().all(|(_, severity)| *severity == Severity::Warning));

    last.year = Some(2020);
    let outcome = check(&report, Some(&last), &CheckContext::default());
    assert!(outcome.findings.is_empty() && outcome.not_checked.len() == 3, "another year proves nothing");
}

#[test]
fn fees_are_asked_for_only_when_there_was_a_notice() {
    let quiet = zeros(Form::Y2021);
    assert!(of(&quiet, Rule::K10).is_empty());
    let context = CheckContext { fee_notices: Some(2), ..CheckContext::default() };
    let silent = check(&quiet, None, &context);
    assert_eq!(silent.findings[0].rule, Rule::K10);
    assert!(silent.ok(), "a warning");
    let mut told = quiet.clone();
    told.sections.other = Some("全年收取信息处理费400元。".to_owned());
    assert!(check(&told, None, &context).findings.is_empty());
}

#[test]
fn a_county_department_with_regulations_is_asked_and_a_province_is_not() {
    let mut report = zeros(Form::Y2021);
    set(&mut report, CellId::Proactive(ProactiveCell::RegulationsInForce), 3);
    for (agency, findings, skipped) in [
        ("示例县发展局", 1, 3),
        ("示例镇人民政府", 1, 3),
        ("示例省人民政府", 0, 3),
        ("示例市", 0, 4),
        ("国家示例总局", 0, 4),
    ] {
        report.agency = Some(agency.to_owned());
        let outcome = check(&report, None, &CheckContext::default());
        assert_eq!((outcome.findings.len(), outcome.not_checked.len()), (findings, skipped), "{agency}");
    }
}

#[test]
fn an_empty_section_is_an_error_and_a_lost_heading_undecidable() {
    let mut report = zeros(Form::Y2021);
    report.sections.other = Some(" ".to_owned());
    assert_eq!(of(&report, Rule::K12)[0].severity, Severity::Error);
    report.sections.other = None;
    assert_eq!(of(&report, Rule::K12)[0].severity, Severity::Undecidable);
    report.sections.other = Some("无".to_owned());
    report.own_chapters = true;
    let outcome = check(&report, None, &CheckContext::default());
    assert_eq!((outcome.findings[0].severity, outcome.ok()), (Severity::Warning, true));
}

#[test]
fn records_that_are_missing_are_a_warning_not_a_zero() {
    let report = zeros(Form::Y2021);
    let mut computed = zeros(Form::Y2021);
    let licences = CellId::Proactive(ProactiveCell::Licences);
    computed.cells.insert(
        licences,
        Cell { state: CellState::Blank, note: Some("未报送：审批科".to_owned()), ..Cell::default() },
    );
    let found = compare_with_records(&report, &computed);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].severity, Severity::Warning);
    assert!(found[0].message.contains("未报送：审批科"));
}

#[test]
fn the_comparison_across_forms_adds_up_other_results() {
    let mut this = zeros(Form::Y2021);
    for row in [ReportRow::OtherNoSupplement, ReportRow::OtherFeeUnpaid, ReportRow::Other] {
        set(&mut this, at(Row::Result(row), PERSON), 2);
    }
    let mut last = zeros(Form::Y2019);
    last.year = Some(2020);
    set(&mut last, at(Row::Result(ReportRow::Other), PERSON), 4);
    let comparison = compare(&this, &last);
    let other = at(Row::Result(ReportRow::Other), PERSON);
    let figure = comparison.figures.iter().find(|figure| figure.cell == other).unwrap();
    assert_eq!((figure.change(), figure.percent()), (Some(Decimal::from(2)), Some(Decimal::from(50))));
    assert_eq!(comparison.notes.len(), 1);
    let issued = CellId::Proactive(ProactiveCell::NormativeIssued);
    assert!(comparison.figures.iter().all(|figure| figure.cell != issued));
    let trend = &trends(&[&this, &last])[0];
    assert_eq!(trend.points.iter().map(|(year, _)| *year).collect::<Vec<_>>(), [2020, 2024]);
}

#[test]
fn a_rollup_adds_and_says_what_it_could_not_add() {
    let bureau = busy();
    let first = bureau.report(2024);
    let mut second = bureau.report(2024);
    second.agency = Some("另一示例局".to_owned());
    clear(&mut second, CellId::Proactive(ProactiveCell::Licences), CellState::Blank);
    second.cells.remove(&CellId::Proactive(ProactiveCell::Penalties));
    let parts = [Part { name: "甲", report: &first }, Part { name: "乙", report: &second }];
    let sum = rollup(&parts).unwrap();
    assert!(!sum.ok(), "the second has a lost figure");
    let received = at(Row::Received, Column::Total);
    assert_eq!(sum.report.value(received), first.value(received).map(|value| value + value));
    let licences = &sum.report.cells[&CellId::Proactive(ProactiveCell::Licences)];
    assert_eq!(licences.value, first.value(CellId::Proactive(ProactiveCell::Licences)));
    assert_eq!(licences.note.as_deref(), Some("乙 空白，按 0 计"));
    let penalties = &sum.report.cells[&CellId::Proactive(ProactiveCell::Penalties)];
    assert_eq!((penalties.value, penalties.state), (None, CellState::Lost));

    let twice = [parts[0], parts[0]];
    assert!(matches!(rollup(&twice), Err(RollupError::Twice(_))));
    let mut older = zeros(Form::Y2019);
    older.year = Some(2024);
    let mixed = rollup(&[parts[0], Part { name: "丙", report: &older }]).unwrap();
    let other = at(Row::Result(ReportRow::Other), Column::Total);
    let three: Decimal = [ReportRow::OtherNoSupplement, ReportRow::OtherFeeUnpaid, ReportRow::Other]
        .into_iter()
        .filter_map(|row| first.value(at(Row::Result(row), Column::Total)))
        .sum();
    assert_eq!(mixed.report.value(other), Some(three));
    assert_eq!(mixed.report.form, Form::Mixed);
    older.year = Some(2020);
    assert!(matches!(
        rollup(&[parts[0], Part { name: "丙", report: &older }]),
        Err(RollupError::Years(2024, 2020))
    ));
}

#[test]
fn an_ill_formed_json_names_the_field() {
    let text = gongkai_report::json::to_json(&zeros(Form::Y2021));
    let broken = [
        (text.replace("\"granted\": [0,0,0,0,0,0,0]", "\"granted\": [0,0]"), "requests.rows.granted"),
        (text.replace("\"licences\": 0", "\"licences\": \"0\""), "proactive.licences"),
        (text.replace("\"fees_10k_yuan\": \"0\"", "\"fees_10k_yuan\": 0"), "proactive.fees_10k_yuan"),
        (text.replace("\"year\": 2024", "\"jahr\": 2024"), "jahr"),
        (text.replace("\"upheld\": 0,", ""), "remedies.review.upheld"),
        (text.replace("\"format\": \"2021\"", "\"format\": \"1999\""), "format"),
    ];
    for (text, field) in broken {
        let error = gongkai_report::json::from_json(&text).unwrap_err().to_string();
        assert!(error.starts_with(&format!("field {field}:")), "{error}");
    }
}

#[test]
fn an_absurd_number_is_an_error_and_stops_nothing() {
    let mut report = zeros(Form::Y2021);
    for id in form::cells(Form::Y2021) {
        report.cells.insert(id, Cell::given(Decimal::MAX));
    }
    let outcome = check(&report, Some(&report), &CheckContext::default());
    assert_eq!(outcome.findings.iter().filter(|finding| finding.rule == Rule::K7).count(), 200);
    assert!(compare(&report, &report).figures.iter().all(|figure| figure.change() == Some(Decimal::ZERO)));

    let million_million = Decimal::from(1_000_000_000_000_i64);
    let mut report = zeros(Form::Y2021);
    let licences = CellId::Proactive(ProactiveCell::Licences);
    report.cells.insert(licences, Cell::given(million_million - Decimal::ONE));
    assert!(of(&report, Rule::K7).is_empty());
    report.cells.insert(licences, Cell::given(million_million));
    assert_eq!(of(&report, Rule::K7).len(), 1);
}
