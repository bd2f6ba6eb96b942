//! What is written is read back, figure by figure and sentence by sentence.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail loudly")]

use gongkai_document::write::{Options, html};
use gongkai_report::check::{CheckContext, Rule, check};
use gongkai_report::json::{from_json, to_json};
use gongkai_report::read::read;
use gongkai_report::{AnnualReport, Cell, CellId, CellState, Form, ProactiveCell, form};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn read_back(report: &AnnualReport, options: Options) -> AnnualReport {
    read(&gongkai_document::read(html(report, &options).as_bytes()).unwrap()).unwrap()
}

fn with_texts(form: Form) -> AnnualReport {
    let mut report = AnnualReport::new(form);
    report.agency = Some("示例市数据局".to_owned());
    report.year = Some(if form == Form::Y2019 { 2020 } else { 2024 });
    report.sections.title = format!("示例市数据局{}年政府信息公开工作年度报告", report.year.unwrap());
    report.sections.overview = Some(
        "本报告依据《中华人民共和国政府信息公开条例》编制。\n（一）主动公开情况。全年公布政府信息178条，累计达到5750条。\n\
         （二）依申请公开情况。收到“三公”经费等申请<若干>件 & 其他。"
            .to_owned(),
    );
    report.sections.problems = Some(
        "（一）存在的主要问题。一是栏目更新不够均衡；二是解读形式单一。\n（二）改进情况。逐栏明确责任。"
            .to_owned(),
    );
    report.sections.other = Some("无。".to_owned());
    report
}

fn any_report() -> impl Strategy<Value = AnnualReport> {
    let form = prop_oneof![Just(Form::Y2021), Just(Form::Y2019), Just(Form::Mixed)];
    let cell = prop_oneof![4 => (0i64..12_000_000).prop_map(Some), 1 => Just(Some(0)), 1 => Just(None)];
    (form, proptest::collection::vec(cell, 200)).prop_map(|(form, values)| {
        let mut report = with_texts(form);
        for (id, value) in form::cells(form).zip(values) {
            let is_money = matches!(id, CellId::Proactive(ProactiveCell::Fees10kYuan));
            let value =
                value.map(|value| if is_money { Decimal::new(value, 4).normalize() } else { value.into() });
            let state = if value.is_some() { CellState::Given } else { CellState::Blank };
            report.cells.insert(id, Cell { value, state, place: None, note: None });
        }
        report
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_written_page_reads_back_exactly(report in any_report()) {
        for standalone in [true, false] {
            let found = read_back(&report, Options { standalone });
            prop_assert_eq!(found.form, report.form);
            for id in form::cells(report.form) {
                prop_assert_eq!(found.value(id), report.value(id), "{}", id);
                prop_assert_eq!(found.state(id), report.state(id), "{}", id);
            }
            prop_assert_eq!(&found.sections, &report.sections);
            prop_assert_eq!(found.year, report.year);
            prop_assert_eq!(&found.agency, &report.agency);
        }
    }
}

fn real(name: &str) -> Option<AnnualReport> {
    let Some(folder) = std::env::var_os("GONGKAI_REAL_DATA") else {
        eprintln!("GONGKAI_REAL_DATA is not set: {name} is not read");
        return None;
    };
    let path = std::path::PathBuf::from(folder).join("reports").join(name);
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some(read(&gongkai_document::read(&bytes).unwrap()).unwrap())
}

#[test]
fn real_reports_that_are_right_raise_nothing() {
    for name in ["pinghu-economy-bureau-2021.txt", "city-2025.html", "shuyang-county-2025.md"] {
        let Some(report) = real(name) else { return };
        let outcome = check(&report, None, &CheckContext::default());
        assert!(outcome.ok() && outcome.findings.is_empty(), "{name}: {:?}", outcome.findings);
    }
}

#[test]
fn no_true_sentence_of_a_real_report_is_doubted() {
    for name in ["pingtan-2021.txt", "pingtan-2022.txt"] {
        let Some(report) = real(name) else { return };
        let outcome = check(&report, None, &CheckContext::default());
        let quoted: Vec<_> = outcome.findings.iter().filter(|finding| finding.rule == Rule::K8).collect();
        assert!(quoted.is_empty(), "{name}: {quoted:?}");
        assert!(outcome.errors().next().is_none(), "{name}: {:?}", outcome.findings);
        assert!(outcome.not_checked.iter().any(|rule| rule.reason.contains("不能再作为证据")), "{name}");
    }
}

#[test]
fn every_changed_figure_of_the_seed_in_tables_three_and_four_fails_the_check() {
    let Some(seed) = real("pinghu-economy-bureau-2021.txt") else { return };
    for id in CellId::form_2021().filter(|id| !matches!(id, CellId::Proactive(_))) {
        for value in [Some(Decimal::ONE), Some(Decimal::NEGATIVE_ONE), Some(Decimal::new(5, 1)), None] {
            let mut changed = seed.clone();
            let state = if value.is_some() { CellState::Given } else { CellState::Blank };
            changed.cells.insert(id, Cell { value, state, place: None, note: None });
            let outcome = check(&changed, None, &CheckContext::default());
            assert!(!outcome.ok(), "{id} {value:?}");
            assert!(outcome.findings.iter().any(|finding| finding.cells.contains(&id)), "{id} {value:?}");
        }
    }
}

#[test]
fn a_real_report_survives_its_json_and_its_page() {
    for name in ["pinghu-economy-bureau-2021.txt", "city-2025.html", "shuyang-county-2025.md"] {
        let Some(report) = real(name) else { return };
        let kept = from_json(&to_json(&report)).unwrap();
        let page = read_back(&report, Options::default());
        for id in form::cells(report.form) {
            assert_eq!(kept.value(id), report.value(id), "{name} {id}");
            assert_eq!(page.value(id), report.value(id), "{name} {id}");
        }
        assert_eq!(kept.sections, report.sections, "{name}");
    }
}
