//! Real published reports, kept outside the repository: `GONGKAI_REAL_DATA` names their folder.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it fails"
)]

use std::path::PathBuf;
use std::time::Instant;

use gongkai_report::read::{ReadError, read};
use gongkai_report::{AnnualReport, CellId, CellState, Equation, Form};
use rust_decimal::Decimal;

fn file(name: &str) -> Option<Vec<u8>> {
    let Some(folder) = std::env::var_os("GONGKAI_REAL_DATA") else {
        eprintln!("GONGKAI_REAL_DATA is not set: {name} is not read");
        return None;
    };
    let path = PathBuf::from(folder).join("reports").join(name);
    Some(std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

fn report(bytes: &[u8]) -> AnnualReport {
    read(&gongkai_document::read(bytes).unwrap()).unwrap()
}

fn value(report: &AnnualReport, path: &str) -> Option<Decimal> {
    report.value(CellId::parse(path).unwrap())
}

#[track_caller]
fn row(report: &AnnualReport, key: &str, expected: [i64; 7]) {
    let columns =
        ["natural_person", "enterprise", "research", "social_welfare", "legal_service", "other", "total"];
    let found = columns.map(|column| value(report, &format!("requests.{key}.{column}")));
    assert_eq!(found, expected.map(|number| Some(Decimal::from(number))), "{key}");
}

#[track_caller]
fn remedies(report: &AnnualReport, expected: [i64; 15]) {
    let found: Vec<Option<Decimal>> = CellId::form_2021().skip(185).map(|id| report.value(id)).collect();
    assert_eq!(found, expected.map(|number| Some(Decimal::from(number))));
}

#[track_caller]
fn proactive(report: &AnnualReport, expected: [&str; 10]) {
    let found: Vec<Option<Decimal>> = CellId::form_2021().take(10).map(|id| report.value(id)).collect();
    assert_eq!(found, expected.map(|number| number.parse().ok()));
}

fn states(report: &AnnualReport, state: CellState) -> usize {
    report.cells.values().filter(|cell| cell.state == state).count()
}

#[test]
fn the_seed_reads_as_two_hundred_given_zeros() {
    let Some(bytes) = file("pinghu-economy-bureau-2021.txt") else { return };
    let report = report(&bytes);
    assert_eq!(report.cells.len(), 200);
    for id in CellId::form_2021() {
        let cell = &report.cells[&id];
        assert_eq!((cell.value, cell.state), (Some(Decimal::ZERO), CellState::Given), "{id}");
        assert!(cell.place.is_some(), "{id}");
    }
    assert_eq!(report.form, Form::Y2021);
    assert_eq!(report.year, Some(2021));
    assert_eq!(report.agency.as_deref(), Some("平湖市经信局"));
    assert_eq!(report.sections.title, "平湖市经信局 2021 年度政府信息公开工作 年度报告");
    assert_eq!(report.sections.other.as_deref(), Some("无。"));
    let overview = report.sections.overview.unwrap();
    assert!(overview.starts_with("根据《中华人民共和国政府信息公开条例》"), "{overview}");
    assert!(overview.ends_with("及时改进不足。"), "{overview}");
    let problems = report.sections.problems.unwrap();
    assert!(
        problems.starts_with("(一) 存在的主要问题。") && problems.ends_with("实现政策向企业精准推送。"),
        "{problems}"
    );
    assert!(report.decoded_by.is_empty());
    assert_eq!(report.notes, Vec::<String>::new());
}

#[test]
fn the_seed_reads_the_same_in_gb18030_and_utf_16() {
    let Some(bytes) = file("pinghu-economy-bureau-2021.txt") else { return };
    let text = String::from_utf8(bytes.clone()).unwrap();
    let (gb, _, lossy) = encoding_rs::GB18030.encode(&text);
    assert!(!lossy);
    assert_eq!(report(&gb), report(&bytes));
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(report(&wide), report(&bytes));
}

#[test]
fn the_city_page_with_merged_cells_reads_exactly() {
    let Some(bytes) = file("city-2025.html") else { return };
    let report = report(&bytes);
    assert_eq!(states(&report, CellState::Given), 200);
    proactive(&report, ["3", "5", "74", "564", "984", "4185", "11398889", "6937489", "166105", "316441"]);
    for (key, figures) in [
        ("received", [13612, 252, 0, 45, 128, 32, 14069]),
        ("carried_in", [535, 6, 0, 1, 18, 0, 560]),
        ("granted", [5345, 129, 0, 41, 19, 14, 5548]),
        ("partly_granted", [2120, 39, 0, 1, 6, 2, 2168]),
        ("refused_state_secret", [13, 0, 0, 0, 0, 0, 13]),
        ("refused_prohibited_by_law", [30, 0, 0, 0, 0, 0, 30]),
        ("refused_security_stability", [11, 0, 0, 0, 0, 0, 11]),
        ("refused_third_party", [49, 2, 0, 0, 0, 0, 51]),
        ("refused_internal_affairs", [103, 1, 0, 0, 0, 0, 104]),
        ("refused_process", [84, 1, 0, 0, 0, 0, 85]),
        ("refused_enforcement_file", [282, 4, 0, 0, 0, 0, 286]),
        ("refused_inquiry_item", [147, 0, 0, 0, 1, 2, 150]),
        ("unavailable_not_held", [3075, 50, 0, 0, 89, 8, 3222]),
        ("unavailable_needs_creation", [177, 3, 0, 0, 0, 0, 180]),
        ("unavailable_unclear", [19, 0, 0, 0, 0, 0, 19]),
        ("unprocessed_petition", [199, 1, 0, 0, 3, 0, 203]),
        ("unprocessed_repeat", [147, 1, 0, 0, 0, 0, 148]),
        ("unprocessed_publication", [0, 0, 0, 0, 0, 0, 0]),
        ("unprocessed_excessive", [100, 1, 0, 0, 0, 0, 101]),
        ("unprocessed_reconfirm", [5, 0, 0, 0, 0, 0, 5]),
        ("other_no_supplement", [315, 3, 0, 0, 0, 0, 318]),
        ("other_fee_unpaid", [202, 0, 0, 1, 0, 0, 203]),
        ("other", [941, 17, 0, 1, 3, 3, 965]),
        ("results_total", [13364, 252, 0, 44, 121, 29, 13810]),
        ("carried_out", [783, 6, 0, 2, 25, 3, 819]),
    ] {
        row(&report, key, figures);
    }
    remedies(&report, [376, 97, 196, 121, 790, 16, 1, 12, 27, 56, 74, 1, 30, 51, 156]);
    assert_eq!((report.agency.as_deref(), report.year), (Some("测试市"), Some(2025)));
    let overview = report.sections.overview.unwrap();
    assert!(overview.starts_with("根据《中华人民共和国政府信息公开条例》规定编制本报告。"), "{overview}");
    assert_eq!(
        report.sections.other.as_deref(),
        Some("依据《政府信息公开信息处理费管理办法》规定，2025年全市实际收取信息处理费共计400元。")
    );
    assert_eq!(report.notes, Vec::<String>::new());
}

#[test]
fn the_county_markdown_with_a_table_a_row_reads_exactly() {
    let Some(bytes) = file("shuyang-county-2025.md") else { return };
    let report = report(&bytes);
    assert_eq!(states(&report, CellState::Given), 200, "{:?}", report.notes);
    proactive(&report, ["0", "0", "0", "6", "1", "32", "517645", "693957", "2154", "4068.208"]);
    for (key, figures) in [
        ("received", [705, 3, 0, 0, 5, 0, 713]),
        ("carried_in", [36, 0, 0, 0, 0, 0, 36]),
        ("granted", [290, 1, 0, 0, 3, 0, 294]),
        ("partly_granted", [99, 0, 0, 0, 2, 0, 101]),
        ("refused_state_secret", [0; 7]),
        ("refused_prohibited_by_law", [0; 7]),
        ("refused_security_stability", [2, 0, 0, 0, 0, 0, 2]),
        ("refused_third_party", [2, 0, 0, 0, 0, 0, 2]),
        ("refused_internal_affairs", [13, 0, 0, 0, 0, 0, 13]),
        ("refused_process", [2, 0, 0, 0, 0, 0, 2]),
        ("refused_enforcement_file", [4, 0, 0, 0, 0, 0, 4]),
        ("refused_inquiry_item", [9, 0, 0, 0, 0, 0, 9]),
        ("unavailable_not_held", [111, 0, 0, 0, 0, 0, 111]),
        ("unavailable_needs_creation", [2, 0, 0, 0, 0, 0, 2]),
        ("unavailable_unclear", [0; 7]),
        ("unprocessed_petition", [12, 0, 0, 0, 0, 0, 12]),
        ("unprocessed_repeat", [6, 1, 0, 0, 0, 0, 7]),
        ("unprocessed_publication", [0; 7]),
        ("unprocessed_excessive", [0; 7]),
        ("unprocessed_reconfirm", [0; 7]),
        ("other_no_supplement", [9, 0, 0, 0, 0, 0, 9]),
        ("other_fee_unpaid", [7, 0, 0, 0, 0, 0, 7]),
        ("other", [142, 1, 0, 0, 0, 0, 143]),
        ("results_total", [710, 3, 0, 0, 5, 0, 718]),
        ("carried_out", [31, 0, 0, 0, 0, 0, 31]),
    ] {
        row(&report, key, figures);
    }
    remedies(&report, [27, 10, 9, 15, 61, 3, 0, 0, 0, 3, 8, 0, 1, 1, 10]);
    assert_eq!((report.agency.as_deref(), report.year), (Some("沐阳县人民政府"), Some(2025)));
    let other = report.sections.other.unwrap();
    assert!(other.starts_with("我县认真落实") && other.ends_with("收取380元。"), "{other}");
    assert!(report.sections.problems.unwrap().ends_with("群众参与感和满意度。"));
}

#[test]
fn glued_digits_of_2021_are_decoded_where_one_reading_is_left() {
    let Some(bytes) = file("pingtan-2021.txt") else { return };
    let report = report(&bytes);
    let show = || format!("{:#?}", report.notes);
    for (key, figures) in [
        ("received", [64, 0, 0, 2, 0, 4, 70]),
        ("carried_in", [0; 7]),
        ("granted", [27, 0, 0, 2, 0, 1, 30]),
        ("partly_granted", [5, 0, 0, 0, 0, 0, 5]),
        ("refused_internal_affairs", [1, 0, 0, 0, 0, 0, 1]),
        ("refused_enforcement_file", [6, 0, 0, 0, 0, 0, 6]),
        ("refused_inquiry_item", [1, 0, 0, 0, 0, 0, 1]),
        ("unavailable_not_held", [22, 0, 0, 0, 0, 3, 25]),
        ("other", [1, 0, 0, 0, 0, 0, 1]),
        ("results_total", [63, 0, 0, 2, 0, 4, 69]),
        ("carried_out", [1, 0, 0, 0, 0, 0, 1]),
    ] {
        row(&report, key, figures);
    }
    remedies(&report, [1, 0, 2, 0, 3, 12, 0, 0, 0, 12, 0, 0, 0, 0, 0]);
    // 693665 is three figures of which nothing in the report says where they part.
    proactive(&report, ["0", "0", "0", "?", "?", "?", "2293", "1282", "42", "24252.311082"]);
    assert_eq!(states(&report, CellState::Lost), 3, "{}", show());
    assert_eq!(states(&report, CellState::Inferred), 3 + 175 + 15, "{}", show());
    assert_eq!(states(&report, CellState::Given), 4);
    assert!(report.decoded_by.iter().any(|equation| matches!(equation, Equation::RowSum(_))));
    assert!(report.decoded_by.iter().any(|equation| matches!(equation, Equation::RemedySum(_))));
    assert!(report.notes.iter().any(|note| note.contains("不能再作为")), "{}", show());
    assert_eq!(report.agency.as_deref(), Some("平潭综合实验区"));
    assert_eq!(report.year, Some(2021));
    assert_eq!(report.sections.other.as_deref(), Some("2021年，无收取信息处理费情况。"));
    let overview = report.sections.overview.unwrap();
    assert!(overview.starts_with("根据《中华人民共和国政府信息公开条例》（以下简称"), "{overview}");
    assert!(overview.ends_with("我区政务公开质效。"), "{overview}");
    assert!(report.sections.problems.unwrap().starts_with("（一）存在的主要问题"));
}

#[test]
fn glued_digits_of_2022_are_decoded_and_the_prose_parts_the_triple() {
    let Some(bytes) = file("pingtan-2022.txt") else { return };
    let report = report(&bytes);
    let show = || format!("{:#?}", report.notes);
    for (key, figures) in [
        ("received", [71, 3, 0, 0, 0, 0, 74]),
        ("carried_in", [1, 0, 0, 0, 0, 0, 1]),
        ("granted", [21, 0, 0, 0, 0, 0, 21]),
        ("partly_granted", [8, 1, 0, 0, 0, 0, 9]),
        ("refused_process", [2, 0, 0, 0, 0, 0, 2]),
        ("unavailable_not_held", [37, 0, 0, 0, 0, 0, 37]),
        ("other_no_supplement", [2, 0, 0, 0, 0, 0, 2]),
        ("other", [0, 2, 0, 0, 0, 0, 2]),
        ("results_total", [72, 3, 0, 0, 0, 0, 75]),
        ("carried_out", [0; 7]),
    ] {
        row(&report, key, figures);
    }
    remedies(&report, [0, 1, 1, 0, 2, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
    proactive(&report, ["0", "0", "0", "88", "55", "698", "10690", "2113", "0", "9116.36"]);
    assert_eq!(states(&report, CellState::Lost), 0, "{}", show());
    assert_eq!(
        report.state(CellId::parse("proactive.normative_documents.issued").unwrap()),
        CellState::Inferred
    );
    assert_eq!(report.year, Some(2022));
    assert_eq!(report.sections.other.as_deref(), Some("2022年，无收取信息处理费情况。"));
    let overview = report.sections.overview.unwrap();
    assert!(overview.starts_with("本报告根据《中华人民共和国政府信息公开条例》"), "{overview}");
}

#[test]
fn a_real_report_cut_short_is_refused_or_loses_figures_but_never_invents_them() {
    for name in
        ["pinghu-economy-bureau-2021.txt", "city-2025.html", "shuyang-county-2025.md", "pingtan-2021.txt"]
    {
        let Some(bytes) = file(name) else { return };
        let whole = report(&bytes);
        for part in 1..40 {
            let cut = &bytes[..bytes.len() * part / 40];
            let Ok(source) = gongkai_document::read(cut) else { continue };
            let partial = match read(&source) {
                Ok(partial) => partial,
                Err(ReadError::MissingTables { .. } | ReadError::NoReport) => continue,
                Err(other) => panic!("{name}: {other}"),
            };
            for (id, cell) in &partial.cells {
                assert!(
                    cell.value.is_none() || cell.value == whole.value(*id),
                    "{name} {part}/40 {id}: {cell:?}"
                );
            }
        }
    }
}

#[test]
fn a_report_reads_within_a_fraction_of_a_second() {
    for name in
        ["pinghu-economy-bureau-2021.txt", "city-2025.html", "shuyang-county-2025.md", "pingtan-2021.txt"]
    {
        let Some(bytes) = file(name) else { return };
        let _warm = report(&bytes);
        let start = Instant::now();
        let _read = report(&bytes);
        let took = start.elapsed();
        eprintln!("{name}: {took:?}");
        assert!(took.as_millis() < 2_000, "{name}: {took:?}");
    }
}
