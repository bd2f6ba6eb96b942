//! Duty lists in the shapes that cities publish.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

use std::collections::BTreeSet;

use gongkai_supervision::duty::{
    Collective, DutyRow, FaultKind, NamedUnit, Reading, Unit, Units, read_duties,
};
use jiff::civil::date;
use proptest::prelude::*;

fn strings(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

fn table(rows: &[&[&str]]) -> Vec<Vec<String>> {
    rows.iter().map(|row| strings(row)).collect()
}

fn units() -> Units {
    let names: [&[&str]; 7] = [
        &["市政府办公室", "市府办"],
        &["市发展改革委", "市发改委"],
        &["市经信局"],
        &["市财政局"],
        &["市司法局"],
        &["市大数据局"],
        &["市教育局"],
    ];
    let units: Vec<Unit> = names
        .iter()
        .enumerate()
        .map(|(place, names)| Unit { code: format!("u{place}"), names: strings(names) })
        .collect();
    let collectives = [
        Collective {
            names: strings(&["各县（市、区）政府", "各区县政府"]), members: strings(&["k1", "k2"])
        },
        Collective {
            names: strings(&["市级有关部门（单位）", "市级有关部门"]),
            members: strings(&["u1", "u2", "u3"]),
        },
    ];
    Units::new(&units, &collectives)
}

fn codes(units: &[NamedUnit]) -> String {
    let all: Vec<&str> = units.iter().flat_map(|unit| unit.codes.iter().map(String::as_str)).collect();
    all.join(" ")
}

fn faults(reading: &Reading) -> Vec<(u32, FaultKind, &str)> {
    reading.faults.iter().map(|fault| (fault.place, fault.kind, fault.words.as_str())).collect()
}

/// Number, section, those that lead, those that support.
fn told(row: &DutyRow) -> (Option<u16>, &str, String, String) {
    (row.no, row.section.as_deref().unwrap_or("-"), codes(&row.leads), codes(&row.cooperating))
}

#[test]
fn the_list_of_jiaxing_has_a_head_of_two_rows_and_headings_across_the_table() {
    let chapter = "一、着眼稳定预期，加强政策解读和回应群众关切";
    let section = "（一）深入解读重要政策";
    let reading = read_duties(
        &table(&[
            &["2019年政务公开重点工作责任分解表"; 4],
            &["序号", "政务公开重点工作", "责任单位", "责任单位"],
            &["序号", "政务公开重点工作", "牵头单位", "配合单位"],
            &[chapter; 4],
            &[section; 4],
            &["1", "围绕重大部署加强解读。", "市府办", "市级有关部门（单位），各县（市、区）政府"],
            &["2", "完善解读机制。", "市发改委、市财政局", ""],
            &["", "", "", ""],
            &["序号", "政务公开重点工作", "责任单位", "责任单位"],
            &["序号", "政务公开重点工作", "牵头单位", "配合单位"],
            &["二、着眼优化营商环境", "", "", ""],
            &["3", "公开涉企政策。", "市经信局", "市商务局"],
        ]),
        &units(),
        2019,
    );
    assert_eq!(reading.preamble, ["2019年政务公开重点工作责任分解表"]);
    let rows: Vec<_> = reading.rows.iter().map(told).collect();
    let own = |lead: &str, support: &str| (lead.to_owned(), support.to_owned());
    let (first, second, third) = (own("u0", "u1 u2 u3 k1 k2"), own("u1 u3", ""), own("u2", ""));
    assert_eq!(
        rows,
        [
            (Some(1), section, first.0, first.1),
            (Some(2), section, second.0, second.1),
            (Some(3), "-", third.0, third.1)
        ]
    );
    assert_eq!(reading.rows[0].chapter.as_deref(), Some(chapter));
    assert_eq!(reading.rows[2].chapter.as_deref(), Some("二、着眼优化营商环境"));
    assert_eq!(reading.rows[2].place, 12);
    assert_eq!(faults(&reading), [(12, FaultKind::UnitUnknown, "市商务局")]);
    let unknown = NamedUnit { words: "市商务局".to_owned(), codes: vec![] };
    assert_eq!(reading.rows[2].cooperating, [unknown], "kept as it is written");
}

#[test]
fn the_list_of_shaoxing_divides_those_that_lead_from_those_responsible() {
    let reading = read_duties(
        &table(&[
            &["序号", "重点工作", "牵头单位", "责任单位"],
            &["一", "加强公开", "", ""],
            &["（一）", "决策公开", "", ""],
            &["（１）", "公开重大决策。", "市府办", "市司法局、市财政局"],
        ]),
        &units(),
        2020,
    );
    assert_eq!(told(&reading.rows[0]), (Some(1), "（一）决策公开", "u0".to_owned(), "u4 u3".to_owned()));
    assert_eq!(reading.rows[0].chapter.as_deref(), Some("一、加强公开"));
    assert_eq!(faults(&reading), []);
}

#[test]
fn the_list_of_xiangshan_groups_tasks_and_names_deadlines() {
    let reading = read_duties(
        &table(&[
            &["序号", "工作任务", "具体工作要求", "责任单位", "完成时限"],
            &["1", "政策公开", "公开规划。", "市发改委", "2021年6月底前"],
            &["", "", "公开预算。", "市财政局（牵头）、市经信局", "持续推进"],
            &["2", "平台建设", "整合平台。", "市大数据局牵头；市教育局配合", "12月前"],
            &["2", "平台建设", "上线搜索。", "市大数据局等单位", "第三季度"],
        ]),
        &units(),
        2021,
    );
    let told: Vec<_> = reading
        .rows
        .iter()
        .map(|row| {
            let group = row.group.clone().unwrap();
            (row.no.unwrap(), group, codes(&row.leads), codes(&row.cooperating), row.due_on)
        })
        .collect();
    let row = |no, group: &str, lead: &str, support: &str, due| {
        (no, group.to_owned(), lead.to_owned(), support.to_owned(), due)
    };
    assert_eq!(
        told,
        [
            row(1, "政策公开", "u1", "", Some(date(2021, 6, 30))),
            row(1, "政策公开", "u3", "u2", None),
            row(2, "平台建设", "u5", "u6", None),
            row(2, "平台建设", "u5", "", Some(date(2021, 9, 30))),
        ]
    );
    assert_eq!(reading.rows[1].deadline, "持续推进");
    assert_eq!(
        faults(&reading),
        [(4, FaultKind::DeadlineUnread, "12月前"), (5, FaultKind::UnitsOpen, "市大数据局等单位")]
    );
}

#[test]
fn a_group_ends_with_its_chapter() {
    let reading = read_duties(
        &table(&[
            &["序号", "工作任务", "具体工作要求", "责任单位"],
            &["一、政策公开", "", "", ""],
            &["1", "规划", "公开规划。", "市发改委"],
            &["二、平台建设", "", "", ""],
            &["", "", "整合平台。", "市大数据局"],
            &["2", "搜索", "上线搜索。", "市大数据局"],
            &["", "留言", "答复留言。", "市大数据局"],
            &["5", "调查", "公布结果。", "市大数据局"],
        ]),
        &units(),
        2021,
    );
    assert_eq!((reading.rows[1].no, reading.rows[1].group.as_deref()), (None, None));
    assert_eq!(
        faults(&reading),
        [
            (5, FaultKind::NumberMissing, "整合平台。"),
            (7, FaultKind::NumberMissing, "答复留言。"),
            (8, FaultKind::NumberBroken, "2之后是5"),
        ]
    );
}

#[test]
fn a_plan_names_the_units_after_each_task() {
    let reading = read_duties(
        &table(&[
            &["为落实要点，制定本方案。"],
            &["一、加强公开"],
            &["（一）规划公开"],
            &["１．公开规划。（市发展改革委牵头，各区县政府、市级有关部门按职责分工负责）"],
            &["公开预算。（市财政局负责）公开决算。（市财政局牵头，市水利局配合）"],
        ]),
        &units(),
        2022,
    );
    let rows: Vec<_> = reading.rows.iter().map(told).collect();
    let row = |no, lead: &str, support: &str| (no, "（一）规划公开", lead.to_owned(), support.to_owned());
    assert_eq!(rows, [row(Some(1), "u1", "k1 k2 u1 u2 u3"), row(None, "u3", ""), row(None, "u3", "")]);
    assert_eq!(reading.rows[2].task, "公开决算。（市财政局牵头，市水利局配合）");
    assert_eq!(
        faults(&reading),
        [(1, FaultKind::Unread, "为落实要点，制定本方案"), (5, FaultKind::UnitUnknown, "市水利局")]
    );
}

#[test]
fn what_cannot_be_read_is_told_with_its_place() {
    let reading = read_duties(
        &table(&[
            &["序号", "重点工作", "责任单位"],
            &["1", "甲。", "市财政局"],
            &["3", "乙。", ""],
            &["", "丙。", "市财政局", "多余"],
            &["5", "", "市财政局"],
            &["注：以上任务由市府办督办", "", ""],
        ]),
        &units(),
        2021,
    );
    assert_eq!(reading.rows.len(), 3);
    assert_eq!(
        faults(&reading),
        [
            (3, FaultKind::NumberBroken, "1之后是3"),
            (3, FaultKind::UnitsMissing, "乙。"),
            (4, FaultKind::CellsExtra, "丙。 | 市财政局 | 多余"),
            (4, FaultKind::NumberMissing, "丙。"),
            (5, FaultKind::Unread, "5 | 市财政局"),
            (6, FaultKind::Unread, "注：以上任务由市府办督办"),
        ]
    );
    let nothing = read_duties(&table(&[&["单位", "电话"], &["市财政局", "1"]]), &units(), 2021);
    assert_eq!(nothing.rows, []);
    assert_eq!(nothing.faults[0].kind, FaultKind::NoHead);
}

fn cell() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "",
        "",
        "1",
        "2",
        "3",
        "甲任务",
        "乙任务（市财政局负责）",
        "市财政局",
        "市府办、不明单位",
        "一、章",
        "（一）节",
        "年底前",
        "注：说明",
        "序号",
        "重点工作",
        "（",
        "）、，",
        "一",
        "市教育局（牵头）等",
    ])
    .prop_map(str::to_owned)
}

proptest! {
    #[test]
    fn no_row_disappears(body in prop::collection::vec(prop::collection::vec(cell(), 0..6), 0..14)) {
        let head = strings(&["序号", "重点工作", "责任单位", "完成时限"]);
        let mut rows = vec![head.clone()];
        rows.extend(body);
        let reading = read_duties(&rows, &units(), 2021);
        let told: BTreeSet<u32> = reading.rows.iter().map(|row| row.place)
            .chain(reading.faults.iter().map(|fault| fault.place)).collect();
        for (index, row) in rows.iter().enumerate().skip(1) {
            let texts: BTreeSet<&str> = row.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
            let has_heading = texts.iter().any(|text| ["一、章", "（一）节", "一"].contains(text));
            if !texts.is_empty() && *row != head && !has_heading {
                prop_assert!(told.contains(&u32::try_from(index + 1).unwrap()), "row {}: {row:?}", index + 1);
            }
        }
        for row in &reading.rows {
            prop_assert!(!row.task.is_empty());
            let source = rows[usize::try_from(row.place).unwrap() - 1].join("");
            for unit in row.leads.iter().chain(&row.cooperating) {
                prop_assert!(source.contains(&unit.words), "{} is in the source", unit.words);
            }
        }
    }
}
