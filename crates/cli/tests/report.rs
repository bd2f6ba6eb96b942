//! `gongkai report` as a person uses it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

use std::path::PathBuf;
use std::process::{Command, Output};

use gongkai_document::write::{Options, html};
use gongkai_report::json::to_json;
use gongkai_report::{AnnualReport, Cell, CellId, Form};

fn gongkai(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gongkai")).args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn sample(agency: &str) -> AnnualReport {
    let mut report = AnnualReport::new(Form::Y2021);
    report.agency = Some(agency.to_owned());
    report.year = Some(2024);
    report.sections.title = format!("{agency}2024年政府信息公开工作年度报告");
    report.cells = CellId::form_2021().map(|id| (id, Cell::given(0))).collect();
    report.sections.overview = Some("统计期限为2024年1月1日至12月31日。".to_owned());
    report.sections.problems = Some("解读形式单一，将予改进。".to_owned());
    report.sections.other = Some("无。".to_owned());
    report
}

struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Files {
        Files(tempfile::tempdir().unwrap())
    }

    fn keep(&self, name: &str, text: &str) -> String {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

#[test]
fn a_report_is_read_checked_and_found_right() {
    let files = Files::new();
    let page = files.keep("年报.html", &html(&sample("示例县发展局"), &Options::default()));
    let checked = gongkai(&["report", "check", &page]);
    assert_eq!(checked.status.code(), Some(0), "{}", out(&checked));
    let read = gongkai(&["report", "read", &page, "--json"]);
    let json = files.keep("年报.json", &out(&read));
    let again = gongkai(&["report", "read", &json, "--json"]);
    assert_eq!(out(&again), out(&read));
    let value: serde_json::Value = serde_json::from_str(&out(&read)).unwrap();
    assert_eq!(value["requests"]["rows"]["carried_out"], serde_json::json!([0, 0, 0, 0, 0, 0, 0]));
    assert_eq!(value["proactive"]["fees_10k_yuan"], "0");
}

#[test]
fn a_wrong_figure_exits_1_and_names_its_row_and_column() {
    let files = Files::new();
    let mut report = sample("示例县发展局");
    report.cells.insert(CellId::parse("requests.granted.enterprise").unwrap(), Cell::given(1));
    let page = files.keep("年报.html", &html(&report, &Options::default()));
    let checked = gongkai(&["report", "check", &page]);
    assert_eq!(checked.status.code(), Some(1));
    assert!(
        out(&checked).contains("（一）予以公开") && out(&checked).contains("商业企业"),
        "{}",
        out(&checked)
    );
    let checked = gongkai(&["report", "check", &page, "--json"]);
    let value: serde_json::Value = serde_json::from_str(&out(&checked)).unwrap();
    assert_eq!(value["ok"], false);
    assert_eq!(value["findings"][0]["rule"], "K2");
    assert_eq!(value["findings"][0]["expected"], 1);
}

#[test]
fn what_cannot_be_read_exits_2_in_one_line() {
    let files = Files::new();
    let bad = files.keep("无表.txt", "示例县发展局2024年政府信息公开工作年度报告\n一、总体情况\n很好。\n");
    for arguments in [
        vec!["report", "check", bad.as_str()],
        vec!["report", "read", bad.as_str()],
        vec!["report", "read", "/nowhere/年报.txt"],
        vec!["report", "rollup", bad.as_str()],
    ] {
        let output = gongkai(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let talk = String::from_utf8(output.stderr).unwrap();
        assert_eq!(talk.trim_end().lines().count(), 1, "{talk}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_rollup_sums_and_says_which_part_is_wrong() {
    let files = Files::new();
    let first = files.keep("甲.json", &to_json(&sample("甲局")));
    let mut wrong = sample("乙局");
    wrong.cells.insert(CellId::parse("requests.received.total").unwrap(), Cell::given(2));
    let second = files.keep("乙.json", &to_json(&wrong));
    let sum = gongkai(&["report", "rollup", &first, &second, "--json"]);
    assert_eq!(sum.status.code(), Some(1));
    let value: serde_json::Value = serde_json::from_str(&out(&sum)).unwrap();
    assert_eq!(value["requests"]["rows"]["received"][6], 2);
    assert_eq!(
        (value["checks"][0]["ok"].as_bool(), value["checks"][1]["ok"].as_bool()),
        (Some(true), Some(false))
    );
}

#[test]
fn the_seed_passes_and_a_copy_with_one_changed_figure_does_not() {
    let Some(folder) = std::env::var_os("GONGKAI_REAL_DATA") else {
        eprintln!("GONGKAI_REAL_DATA is not set: the seed is not read");
        return;
    };
    let seed = PathBuf::from(folder).join("reports/pinghu-economy-bureau-2021.txt");
    let text = std::fs::read_to_string(&seed).unwrap();
    let files = Files::new();
    assert_eq!(gongkai(&["report", "check", seed.to_str().unwrap()]).status.code(), Some(0));
    for (from, to, row, column) in [
        ("6. 属于四类过程性信息\t0\t0", "6. 属于四类过程性信息\t0\t3", "6.属于四类过程性信息", "商业企业"),
        (
            "四、结转下年度继续办理\t\t\t0",
            "四、结转下年度继续办理\t\t\t-1",
            "四、结转下年度继续办理",
            "自然人",
        ),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from}");
        let file = files.keep("副本.txt", &changed);
        let checked = gongkai(&["report", "check", &file]);
        assert_eq!(checked.status.code(), Some(1), "{}", out(&checked));
        assert!(out(&checked).contains(row) && out(&checked).contains(column), "{}", out(&checked));
    }
}
