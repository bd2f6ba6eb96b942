//! A report written in every layout met in real ones reads back as what was written, or says what it lost.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it fails"
)]

mod layouts;

use std::fmt::Write as _;

use gongkai_report::read::{ReadError, read};
use gongkai_report::{AnnualReport, CellId, CellState, Form};
use layouts::*;
use proptest::prelude::*;
use rust_decimal::Decimal;

fn report(text: &str) -> Result<AnnualReport, ReadError> {
    read(&gongkai_document::read(text.as_bytes()).unwrap())
}

/// Every figure is given and right, and the words are where they belong.
fn reads_exactly(figures: &Figures, text: &str) -> Result<(), TestCaseError> {
    let report = report(text).map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert_eq!(report.form, Form::Y2021);
    for (id, printed) in figures {
        let cell = &report.cells[id];
        let value: Decimal = printed.parse().unwrap();
        prop_assert_eq!((cell.value, cell.state), (Some(value), CellState::Given), "{}: {:?}", id, cell);
    }
    reads_words(&report)
}

fn reads_words(report: &AnnualReport) -> Result<(), TestCaseError> {
    prop_assert_eq!((report.agency.as_deref(), report.year), (Some("云溪市示范局"), Some(2023)));
    prop_assert_eq!(report.sections.overview.clone(), Some(format!("{OPENING}\n{OVERVIEW}")));
    prop_assert_eq!(report.sections.problems.as_deref(), Some(PROBLEMS));
    prop_assert_eq!(report.sections.other.as_deref(), Some(OTHER));
    Ok(())
}

/// No figure is wrong: what is not right is lost. Gives the number of figures read.
fn never_wrong(figures: &Figures, report: &AnnualReport) -> Result<usize, TestCaseError> {
    let mut right = 0;
    for (id, printed) in figures {
        let cell = &report.cells[id];
        let value: Decimal = printed.parse().unwrap();
        prop_assert!(cell.value.is_none_or(|read| read == value), "{}: {:?}, printed {}", id, cell, printed);
        prop_assert!(
            cell.value.is_some() || cell.state == CellState::Lost && cell.note.is_some(),
            "{}: {:?}",
            id,
            cell
        );
        right += usize::from(cell.value.is_some());
    }
    Ok(right)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn torn_tabs_read_exactly(figures in consistent()) {
        reads_exactly(&figures, &tabs_torn(&figures))?;
    }

    #[test]
    fn pages_with_merged_cells_read_exactly(figures in consistent()) {
        reads_exactly(&figures, &html(&figures, bare))?;
        reads_exactly(&figures, &html(&figures, cms))?;
        reads_exactly(&figures, &html(&figures, word))?;
    }

    #[test]
    fn a_page_inside_a_script_reads_exactly(figures in consistent()) {
        reads_exactly(&figures, &script(&figures))?;
    }

    #[test]
    fn markdown_with_a_table_a_row_reads_exactly(figures in consistent()) {
        reads_exactly(&figures, &markdown(&figures))?;
    }

    #[test]
    fn a_cell_a_line_reads_exactly(figures in consistent()) {
        reads_exactly(&figures, &lines(&figures))?;
    }

    #[test]
    fn glued_digits_are_decoded_or_lost_but_never_wrong(figures in consistent()) {
        let report = report(&glued(&figures)).unwrap();
        never_wrong(&figures, &report)?;
        reads_words(&report)?;
        prop_assert!(report.cells.values().filter(|cell| cell.state == CellState::Given).count() <= 4);
    }

    #[test]
    fn a_lost_line_loses_figures_but_makes_none_wrong(figures in consistent(), at in 0.0..1.0_f64, which in 0..5_usize) {
        let text = match which {
            0 => tabs_torn(&figures),
            1 => markdown(&figures),
            2 => lines(&figures),
            3 => html(&figures, bare).replace("</tr>", "</tr>\n"),
            _ => html(&figures, bare).replace("</td>", "</td>\n"),
        };
        let all: Vec<&str> = text.lines().collect();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a list")]
        let gone = (at * all.len() as f64) as usize;
        let rest: Vec<&str> = all.iter().enumerate().filter(|(index, _)| *index != gone).map(|(_, line)| *line).collect();
        if let Ok(report) = report(&rest.join("\n")) {
            never_wrong(&figures, &report).map_err(|error| TestCaseError::fail(format!("without “{}”: {error}", all[gone])))?;
        }
    }

    #[test]
    fn damaged_bytes_never_break_the_reader(
        figures in consistent(),
        which in 0..6_usize,
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..40),
        end in any::<prop::sample::Index>(),
    ) {
        let text = match which {
            0 => tabs_torn(&figures),
            1 => html(&figures, cms),
            2 => script(&figures),
            3 => glued(&figures),
            4 => markdown(&figures),
            _ => lines(&figures),
        };
        let mut bytes = text.into_bytes();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(bytes.len() / 2 + end.index(bytes.len() / 2 + 1));
        if let Ok(source) = gongkai_document::read(&bytes) {
            let _ = read(&source);
        }
    }
}

/// A report of zeros, to change in one place.
fn zeros() -> Figures {
    CellId::form_2021().map(|id| (id, "0".to_owned())).collect()
}

fn set(figures: &mut Figures, path: &str, text: &str) {
    figures.insert(CellId::parse(path).unwrap(), text.to_owned());
}

#[test]
fn blank_lost_and_nought_stay_three_things() {
    let mut figures = zeros();
    set(&mut figures, "requests.granted.research", "");
    set(&mut figures, "requests.granted.enterprise", "/");
    set(&mut figures, "requests.granted.other", "&nbsp;");
    set(&mut figures, "requests.partly_granted.other", "无");
    set(&mut figures, "proactive.normative_documents.issued", "22（其中修订16件）");
    let report = report(&html(&figures, bare)).unwrap();
    let state = |path: &str| report.state(CellId::parse(path).unwrap());
    assert_eq!(state("requests.granted.research"), CellState::Blank);
    assert_eq!(state("requests.granted.enterprise"), CellState::Blank);
    assert_eq!(state("requests.granted.other"), CellState::Blank);
    assert_eq!(state("requests.partly_granted.other"), CellState::Lost);
    assert_eq!(state("requests.granted.total"), CellState::Given);
    assert_eq!(state("proactive.normative_documents.issued"), CellState::Annotated);
    assert_eq!(
        report.value(CellId::parse("proactive.normative_documents.issued").unwrap()),
        Some(Decimal::from(22))
    );
}

#[test]
fn a_row_with_a_cell_too_few_or_too_many_is_lost_whole() {
    for value in ["0</td><td>0", "0</td></tr><tr><td>"] {
        let mut figures = zeros();
        set(&mut figures, "requests.granted.research", value);
        let report = report(&html(&figures, bare)).unwrap();
        let granted: Vec<CellState> = CellId::form_2021()
            .filter(|id| id.to_string().starts_with("requests.granted."))
            .map(|id| report.state(id))
            .collect();
        assert_eq!(granted, [CellState::Lost; 7], "{value}");
    }
}

#[test]
fn a_label_that_is_not_known_loses_its_row() {
    let page = html(&zeros(), bare).replace("5.属于三类内部事务信息", "5.某种别的情形");
    let report = report(&page).unwrap();
    assert_eq!(
        report.state(CellId::parse("requests.refused_internal_affairs.total").unwrap()),
        CellState::Lost
    );
    assert_eq!(report.state(CellId::parse("requests.refused_third_party.total").unwrap()), CellState::Given);
    assert!(report.notes.iter().any(|note| note.contains("7 格没有读到")), "{:?}", report.notes);
}

#[test]
fn a_missing_table_is_refused_by_name_and_never_read_as_zeros() {
    let page = html(&zeros(), bare);
    let tables: Vec<&str> = page.split("<table>").collect();
    // Table 三 replaced by a picture.
    let picture =
        page.replace(&format!("<table>{}", tables[3].split("</table>").next().unwrap()), "<img src=x.png>");
    let error = report(&picture).unwrap_err().to_string();
    assert!(error.contains("表三") && error.contains("图片") && !error.contains("表四"), "{error}");
    let empty = format!(
        "{TITLE}\n{OPENING}\n一、总体情况\n{OVERVIEW}\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n四、政府信息公开行政复议、行政诉讼情况\n五、存在的主要问题及改进情况\n{PROBLEMS}\n六、其他需要报告的事项\n无。\n"
    );
    let error = report(&empty).unwrap_err().to_string();
    assert!(["表二", "表三", "表四"].iter().all(|table| error.contains(table)), "{error}");
    assert_eq!(report("今天天气很好。\n"), Err(ReadError::NoReport));
    let old = format!("{TITLE}\n指标名称\t计量单位\t本年度\t历年累计\n主动公开政府信息数\t条\t12\t120\n");
    assert_eq!(report(&old), Err(ReadError::OldForm));
}

#[test]
fn a_place_printed_twice_with_two_figures_is_lost() {
    let page = html(&zeros(), bare);
    let row = "<tr><td colspan=3 valign=\"middle-ish\">四、结转下年度继续办理</td>";
    let twice = page.replace(
        row,
        &format!("<tr><td colspan=3>四、结转下年度继续办理</td>{}</tr>{row}", "<td>1</td>".repeat(7)),
    );
    assert_ne!(twice, page);
    let report = report(&twice).unwrap();
    let cell = &report.cells[&CellId::parse("requests.carried_out.total").unwrap()];
    assert_eq!((cell.value, cell.state), (None, CellState::Lost));
}

#[test]
fn a_run_with_too_many_readings_is_lost_within_bounds() {
    let mut figures = zeros();
    for id in CellId::form_2021() {
        if matches!(id, CellId::Request(..) | CellId::Remedy(..)) {
            figures.insert(id, "1111".to_owned());
        }
    }
    let report = report(&glued(&figures)).unwrap();
    let lost = report.cells.values().filter(|cell| cell.state == CellState::Lost).count();
    assert!(lost >= 175, "{lost}");
}

#[test]
fn columns_in_another_order_follow_their_heads() {
    let text = tabs_torn(&zeros());
    let swapped = text.replace("商业企业\t科研机构", "科研机构\t商业企业");
    let report = report(&swapped).unwrap();
    assert!(
        report
            .cells
            .iter()
            .filter(|(id, _)| matches!(id, CellId::Request(..)))
            .all(|(_, cell)| cell.value.is_none())
    );
    assert!(report.notes.iter().any(|note| note.contains("次序")), "{:?}", report.notes);
}

/// Spaces put at random into the runs of a glued report.
fn with_spaces(text: &str, places: &[prop::sample::Index]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for place in places {
        let between: Vec<usize> = (1..chars.len())
            .filter(|&at| chars[at - 1].is_ascii_digit() && chars[at].is_ascii_digit())
            .filter(|&at| chars[..at].iter().rev().take(60).any(|ch| *ch == '（' || *ch == '一') || at > 400)
            .collect();
        chars.insert(between[place.index(between.len())], ' ');
    }
    chars.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn spaces_at_random_in_glued_digits_make_no_figure_of_a_sum_wrong(
        figures in consistent(),
        places in proptest::collection::vec(any::<prop::sample::Index>(), 0..60),
    ) {
        let whole = glued(&figures);
        let start = whole.find("三、收到").unwrap();
        let text = format!("{}{}", &whole[..start], with_spaces(&whole[start..], &places));
        if let Ok(report) = report(&text) {
            never_wrong(&figures, &report)?;
        }
    }

    #[test]
    fn a_wrong_digit_in_a_glued_report_is_found_by_the_check_or_lost(
        figures in consistent(),
        at in any::<prop::sample::Index>(),
        digit in 0..10_u8,
    ) {
        let text = glued(&figures);
        let start = text.find("一、本年新收政府信息公开申请数量").unwrap();
        let end = text.find("五、存在的主要问题").unwrap();
        let mut bytes = text.into_bytes();
        // Not the ordinals of labels: a digit behind a digit, or before one.
        let digits: Vec<usize> = (start..end)
            .filter(|&at| bytes[at].is_ascii_digit() && bytes[at + 1] != b'.')
            .collect();
        bytes[digits[at.index(digits.len())]] = b'0' + digit;
        if let Ok(report) = report(&String::from_utf8(bytes).unwrap()) {
            let wrong = figures.iter().find(|(id, printed)| report.value(**id).is_some_and(|read| read != printed.parse().unwrap()));
            if let Some((id, _)) = wrong {
                let outcome = gongkai_report::check::check(&report, None, &gongkai_report::check::CheckContext::default());
                prop_assert!(!outcome.ok(), "{}: {:?}", id, report.cells[id]);
            }
        }
    }
}

#[test]
fn figures_set_apart_by_spaces_are_given() {
    let mut text = String::new();
    for part in tabs_torn(&zeros()).split('\t') {
        text.push_str(part);
        text.push(' ');
    }
    let report = report(&text).unwrap();
    let lost: Vec<String> = report
        .cells
        .iter()
        .filter(|(_, cell)| cell.state != CellState::Given)
        .map(|(id, _)| id.to_string())
        .collect();
    assert_eq!(lost, Vec::<String>::new());
}

#[test]
fn the_mixed_form_has_one_row_of_other_results() {
    let rows = "<tr><td colspan=2>（六）其他处理</td><td>1</td><td>0</td><td>0</td><td>0</td><td>0</td><td>0</td><td>1</td></tr>";
    let page = html(&zeros(), bare);
    let start = page.find("<tr><td rowspan=3 valign=\"middle-ish\">（六）其他处理").unwrap();
    let end = page[start..].find("（七）总计").unwrap() + start;
    let end = page[..end].rfind("<tr>").unwrap();
    let page = format!("{}{rows}{}", &page[..start], &page[end..]);
    let report = report(&page).unwrap();
    assert_eq!(report.form, Form::Mixed);
    assert_eq!(report.value(CellId::parse("requests.other.natural_person").unwrap()), Some(Decimal::ONE));
    assert!(!report.cells.contains_key(&CellId::parse("requests.other_no_supplement.total").unwrap()));
    assert_eq!(report.cells.len(), 186);
    assert!(report.cells.values().all(|cell| cell.state == CellState::Given));
}

#[test]
fn the_trial_form_of_2019_reads_with_its_changes_and_units() {
    let page = html(&zeros(), bare);
    let first = page.find("<tr class=\"firstRow\">").unwrap();
    let last = page[first..].find("</table>").unwrap() + first;
    let mut table = String::new();
    let mut next = 0;
    for block in &gongkai_report::form::PROACTIVE_2019 {
        let _ = write!(table, "<tr><td colspan=4>{}</td></tr><tr><td>信息内容</td>", block.caption);
        table.extend(block.columns.iter().map(|head| format!("<td>{head}</td>")));
        table.push_str("</tr>");
        for item in block.items {
            let _ = write!(table, "<tr><td>{}</td>", item.label);
            for cell in item.cells {
                next += 1;
                let text = match cell.key() {
                    "procurement_yuan" => "75394432.52元".to_owned(),
                    key if key.ends_with("_change") => format!("-{next}"),
                    _ => next.to_string(),
                };
                let _ = write!(table, "<td>{text}</td>");
            }
            table.push_str("</tr>");
        }
    }
    let rows = format!("<tr><td colspan=2>（六）其他处理</td>{}</tr>", "<td>0</td>".repeat(7));
    let page = format!("{}{table}{}", &page[..first], &page[last..]);
    let start = page.find("<tr><td rowspan=3 valign=\"middle-ish\">（六）其他处理").unwrap();
    let end = page[start..].find("（七）总计").unwrap() + start;
    let end = page[..end].rfind("<tr>").unwrap();
    let report = report(&format!("{}{rows}{}", &page[..start], &page[end..])).unwrap();
    assert_eq!(report.form, Form::Y2019);
    assert_eq!(report.cells.len(), 198);
    let value = |path: &str| report.value(CellId::parse(path).unwrap()).map(|value| value.to_string());
    assert_eq!(value("proactive.regulations.newly_made").as_deref(), Some("1"));
    assert_eq!(value("proactive.licences_change").as_deref(), Some("-8"));
    assert_eq!(value("proactive.licences").as_deref(), Some("9"));
    assert_eq!(value("proactive.procurement_yuan").as_deref(), Some("75394432.52"));
    assert_eq!(report.cells.values().filter(|cell| cell.state == CellState::Annotated).count(), 1);
    assert_eq!(report.cells.values().filter(|cell| cell.state == CellState::Lost).count(), 0);
}

#[test]
fn tables_numbered_anew_behind_own_chapters_are_found_by_content() {
    let text = tabs_torn(&zeros())
        .replace("一、总体情况\n", "一、概述\n")
        .replace("二、主动公开政府信息情况", "二、主动公开\n公开若干。\n三、依申请公开\n办理若干。\n四、平台\n平稳。\n五、存在问题及改进措施\n不足。\n六、附则\n无。\n一、主动公开政府信息情况")
        .replace("三、收到和处理", "二、收到和处理")
        .replace("四、政府信息公开行政复议", "三、政府信息公开行政复议")
        .replace("五、存在的主要问题及改进情况\n\n一是解读形式单一。二是培训不够。\n\n六、其他", "五、其他");
    let report = report(&text).unwrap();
    assert!(report.own_chapters);
    assert!(report.cells.values().all(|cell| cell.state == CellState::Given));
    assert_eq!(report.sections.other.as_deref(), Some("无。"));
    assert_eq!(report.sections.problems.as_deref().map(|text| text.starts_with("不足。")), Some(true));
}

#[test]
fn two_reports_side_by_side_give_no_figure_of_the_wrong_one() {
    let page = html(&zeros(), bare);
    let ones = html(&CellId::form_2021().map(|id| (id, "1".to_owned())).collect(), bare);
    let row = |page: &str| {
        let start = page.find("四、结转下年度继续办理</td>").unwrap();
        let end = page[start..].find("</tr>").unwrap() + start;
        page[start..end].to_owned()
    };
    let both = page.replace(&row(&page), &format!("{}<td>{}", row(&page), row(&ones)));
    let report = report(&both).unwrap();
    let cell = &report.cells[&CellId::parse("requests.carried_out.total").unwrap()];
    assert_eq!((cell.value, cell.state), (None, CellState::Lost));
    assert!(report.notes.iter().any(|note| note.contains("相间")), "{:?}", report.notes);
}

#[test]
fn a_head_lost_over_a_glued_triple_does_not_make_it_a_pair() {
    let mut figures = zeros();
    for (part, value) in [("issued", "88"), ("repealed", "55"), ("in_force", "698")] {
        set(&mut figures, &format!("proactive.normative_documents.{part}"), value);
    }
    let text = glued(&figures)
        .replace("本年制发件数", "本年制发件")
        .replace("收到申请若干件", "制发规范性文件88件，现行有效规范性文件698件");
    let report = report(&text).unwrap();
    let value = |path: &str| report.value(CellId::parse(path).unwrap());
    assert_eq!(value("proactive.normative_documents.issued"), Some(Decimal::from(88)));
    assert_eq!(value("proactive.normative_documents.repealed"), Some(Decimal::from(55)));
}

#[test]
fn a_group_head_torn_out_of_table_four_moves_no_figure() {
    let mut figures = zeros();
    set(&mut figures, "remedies.review.upheld", "3");
    set(&mut figures, "remedies.review.total", "3");
    let page = html(&figures, bare).replace("<td colspan=5 valign=\"middle-ish\">未经", "<d colspan=5>未经");
    let report = report(&page).unwrap();
    let cell = &report.cells[&CellId::parse("remedies.suit_direct.upheld").unwrap()];
    assert!(cell.value.is_none_or(|value| value.is_zero()), "{cell:?}");
    let cell = &report.cells[&CellId::parse("remedies.review.upheld").unwrap()];
    assert!(cell.value.is_none_or(|value| value == Decimal::from(3)), "{cell:?}");
}

/// A report of noughts in which nothing of one row was read, and all of the other.
fn loses_and_reads(report: &AnnualReport, lost: &[&str], read: &str) {
    for path in lost {
        let cell = &report.cells[&CellId::parse(path).unwrap()];
        assert_eq!((cell.value, cell.state), (None, CellState::Lost), "{path}");
    }
    assert_eq!(report.state(CellId::parse(read).unwrap()), CellState::Given, "{read}");
}

#[test]
fn a_number_above_the_label_of_a_row_makes_the_one_behind_it_doubtful() {
    let text = lines(&zeros());
    let above = text.replace("本年处理决定数量\n行政处罚\n0", "本年处理决定数量\n7\n行政处罚\n0");
    loses_and_reads(&report(&above).unwrap(), &["proactive.penalties"], "proactive.licences");
    let mark = above.replace("\n7\n行政处罚", "\n/\n行政处罚");
    loses_and_reads(&report(&mark).unwrap(), &["proactive.penalties"], "proactive.licences");
    let behind = text.replace("行政处罚\n0\n行政强制\n0", "行政处罚\n0\n7\n行政强制\n0");
    loses_and_reads(
        &report(&behind).unwrap(),
        &["proactive.penalties", "proactive.coercive_measures"],
        "proactive.licences",
    );
    // Only the sum of a row of table three tells that none of its figures is above its label.
    let (row, next) = ("重复申请\n0\n0\n0\n0\n0\n0\n0\n", "3.要求提供公开出版物\n0\n");
    for (figure, is_read) in [("0", true), ("4", false)] {
        let found = text.replace(
            &format!("{row}{next}"),
            &format!("{row}5\n{}", next.replace("\n0", &format!("\n{figure}"))),
        );
        assert_ne!(found, text);
        let found = report(&found).unwrap();
        loses_and_reads(
            &found,
            &["requests.unprocessed_repeat.total"],
            "requests.unprocessed_petition.total",
        );
        let next = found.state(CellId::parse("requests.unprocessed_publication.total").unwrap());
        assert_eq!(next == CellState::Given, is_read);
    }
}

#[test]
fn figures_parted_by_blanks_or_words_are_not_digits_run_together() {
    let whole = "行政規範性檔案\n0\n0\n0";
    let row = ["issued", "repealed", "in_force"].map(|part| format!("proactive.normative_documents.{part}"));
    for short in ["712（其中修订19件）\n10\n135", "0\n10", "32 8960\n250"] {
        let text = lines(&zeros()).replace(whole, &format!("行政規範性檔案\n{short}"));
        let report = report(&text).unwrap();
        loses_and_reads(&report, &row.each_ref().map(String::as_str), "proactive.regulations.issued");
    }
}

#[test]
fn two_labels_in_one_cell_give_neither_the_figures_of_the_other() {
    let cell = |label: &str| format!("<td valign=\"middle-ish\">{label}</td>");
    let page = html(&zeros(), bare)
        .replace(&cell("行政处罚"), "<td rowspan=2>行政处罚<br>行政强制</td>")
        .replace(&cell("行政强制"), "");
    let report = report(&page).unwrap();
    loses_and_reads(&report, &["proactive.penalties", "proactive.coercive_measures"], "proactive.licences");
    assert!(report.notes.iter().any(|note| note.contains("有两行的标签")), "{:?}", report.notes);
}
