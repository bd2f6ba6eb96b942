//! DOCX, XLSX and OFD: what a reader of the page sees, and nothing else.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it fails"
)]

mod paper;

use gongkai_document::DocumentError;
use gongkai_document::office::Limits;
use gongkai_document::office::Package;
use gongkai_document::office::xml::{Element, Node};
use gongkai_report::check::{CheckContext, check};
use gongkai_report::source::{Block, Source};
use gongkai_report::{AnnualReport, CellId, CellState, Form, form};
use paper::{Dice, Piece, office, pieces, report};

fn read(bytes: &[u8]) -> AnnualReport {
    gongkai_report::read::read(&gongkai_document::read(bytes).unwrap()).unwrap()
}

fn blank_form() -> Option<Vec<u8>> {
    let Some(folder) = std::env::var_os("GONGKAI_REAL_DATA") else {
        eprintln!("GONGKAI_REAL_DATA is not set: the blank form is not read");
        return None;
    };
    Some(std::fs::read(std::path::PathBuf::from(folder).join("reports/form-2021-blank.docx")).unwrap())
}

#[test]
fn the_official_form_left_blank_reads_as_blank_and_never_as_nought() {
    let Some(bytes) = blank_form() else { return };
    let report = read(&bytes);
    assert_eq!(report.form, Form::Y2021);
    let other: Vec<_> = report.cells.iter().filter(|(_, cell)| cell.state != CellState::Blank).collect();
    assert!(other.is_empty(), "{other:?}");
    assert_eq!(report.cells.len(), 200);
}

/// Puts 1, 2, 3 … into the empty cells of the tables, from left to right and top to bottom.
fn fill(element: &mut Element, in_table: bool, next: &mut u32) {
    let covered = element.at(&["tcPr", "vMerge"]).is_some_and(|merge| merge.attr("w:val") != Some("restart"));
    if element.is("tc") && in_table && element.text().trim().is_empty() && !covered {
        let run = Element {
            name: "w:r".to_owned(),
            attributes: Vec::new(),
            children: vec![Node::Element(Element {
                name: "w:t".to_owned(),
                attributes: Vec::new(),
                children: vec![Node::Text(next.to_string())],
            })],
        };
        *next += 1;
        element.child_mut("p").unwrap().children.push(Node::Element(run));
        return;
    }
    let in_table = in_table || element.is("tbl");
    element.elements_mut().for_each(|child| fill(child, in_table, next));
}

#[test]
fn the_official_form_filled_in_reads_every_figure_where_it_was_put() {
    let Some(bytes) = blank_form() else { return };
    let mut package = Package::open(&bytes, &Limits::HOUSE).unwrap();
    let mut document = package.xml("word/document.xml").unwrap().unwrap();
    let mut next = 1;
    fill(&mut document, false, &mut next);
    assert_eq!(next, 201, "the form has 200 places");
    package.set("word/document.xml", document.write());
    let report = read(&package.write().unwrap());
    for (number, id) in (1..).zip(form::cells(Form::Y2021)) {
        assert_eq!(report.value(id), Some(number.into()), "{id} {:?}", report.cells[&id]);
    }
}

#[test]
fn a_digit_changed_in_a_word_file_changes_the_verdict() {
    let mut dice = Dice::new(7);
    let printed = report(Form::Y2021, &mut dice);
    let parts = pieces(&printed, Form::Y2021);
    assert!(check(&read(&office::docx(&parts)), None, &CheckContext::default()).ok());
    let all: Vec<CellId> = printed.keys().filter(|id| !matches!(id, CellId::Proactive(_))).copied().collect();
    for id in all.iter().step_by(9) {
        let mut changed = parts.clone();
        for piece in &mut changed {
            let Piece::Table(table) = piece else { continue };
            for cell in table.rows.iter_mut().flatten().filter(|cell| cell.figure == Some(*id)) {
                let last = cell.text.pop().and_then(|ch| ch.to_digit(10)).unwrap_or(0);
                cell.text.push(char::from_digit((last + 1) % 10, 10).unwrap());
            }
        }
        let outcome = check(&read(&office::docx(&changed)), None, &CheckContext::default());
        assert!(!outcome.ok() && outcome.findings.iter().any(|finding| finding.cells.contains(id)), "{id}");
    }
}

fn docx(body: &str) -> Vec<u8> {
    let mut package = Package::open(&office::docx(&[]), &Limits::HOUSE).unwrap();
    package.set(
        "word/document.xml",
        format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>").into_bytes(),
    );
    package.write().unwrap()
}

fn texts(source: &Source) -> Vec<String> {
    source
        .blocks
        .iter()
        .flat_map(|block| match block {
            Block::Paragraph(text) => vec![text.clone()],
            Block::Grid(grid) => grid.rows.iter().flatten().map(|cell| cell.text.clone()).collect(),
        })
        .collect()
}

#[test]
fn deleted_and_hidden_words_of_a_word_file_are_not_read() {
    let body = "<w:p><w:r><w:t>收到</w:t></w:r><w:del><w:r><w:delText>九</w:delText></w:r></w:del>\
        <w:ins><w:r><w:t>12</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>3</w:t></w:r>\
        <w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>1</w:t></w:r><w:r><w:t>件</w:t></w:r></w:p>\
        <w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>7</w:t></w:r></w:p></w:tc></w:tr>\
        <w:tr><w:tc><w:p><w:r><w:t>8</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    assert_eq!(texts(&gongkai_document::read(&docx(body)).unwrap()), ["收到12¹件", "8"]);
}

#[test]
fn a_word_file_of_pictures_has_no_figures() {
    let body = "<w:p><w:r><w:drawing><a:blip/></w:drawing></w:r></w:p>";
    assert_eq!(gongkai_document::read(&docx(body)), Err(DocumentError::PicturesOnly));
    assert_eq!(gongkai_document::read(&docx("<w:p/>")), Err(DocumentError::Empty));
    assert_eq!(
        gongkai_document::read(&docx("<w:p>")),
        Err(DocumentError::Damaged(gongkai_document::Kind::Docx))
    );
}

#[test]
fn a_file_with_a_password_is_told_from_an_old_one() {
    let mut old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    old.resize(2048, 0);
    assert!(matches!(gongkai_document::read(&old), Err(DocumentError::Unsupported(_))));
    old.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(gongkai_document::read(&old), Err(DocumentError::Encrypted));
}

fn xlsx(sheet: &str) -> Vec<u8> {
    let mut package = Package::open(&office::xlsx(&[]), &Limits::HOUSE).unwrap();
    let styles = "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"yyyy&quot;年&quot;\"/></numFmts>\
        <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"10\"/><xf numFmtId=\"170\"/></cellXfs></styleSheet>";
    package.set("xl/styles.xml", styles.into());
    package.set("xl/worksheets/sheet1.xml", format!("<worksheet>{sheet}</worksheet>").into_bytes());
    package.write().unwrap()
}

#[test]
fn what_a_workbook_does_not_show_is_not_read() {
    let sheet = "<cols><col min=\"2\" max=\"2\" hidden=\"1\"/></cols><sheetData>\
        <row r=\"1\"><c r=\"A1\"><v>96171.600000000006</v></c><c r=\"B1\"><v>5</v></c><c r=\"C1\"><v>3</v></c></row>\
        <row r=\"2\" hidden=\"1\"><c r=\"A2\"><v>9</v></c></row>\
        <row r=\"3\"><c r=\"A3\" s=\"1\"><v>0.5</v></c><c r=\"C3\"><f>SUM(A1)</f></c></row>\
        <row r=\"4\"><c r=\"A4\" s=\"2\"><v>45000</v></c><c r=\"C4\"><f>1+1</f><v>2</v></c></row></sheetData>";
    let source = gongkai_document::read(&xlsx(sheet)).unwrap();
    let shown = texts(&source);
    assert_eq!(shown[..2], ["96171.6", "3"]);
    assert!(shown[2].contains("百分数") && shown[3].contains("没有结果"), "{shown:?}");
    assert!(shown[4].contains("日期"));
    assert_eq!(shown[5], "2");
    let Block::Grid(grid) = &source.blocks[0] else { panic!("a grid") };
    assert_eq!(grid.rows[1][1].place.as_deref(), Some("工作表“年报”C3"));
}

#[test]
fn a_row_of_a_workbook_ends_with_its_last_cell() {
    let sheet = "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"/><c r=\"C1\"><v>3</v></c></row>\
        <row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\"/></row></sheetData>";
    let source = gongkai_document::read(&xlsx(sheet)).unwrap();
    let [Block::Grid(grid)] = source.blocks.as_slice() else { panic!("{source:?}") };
    assert_eq!(grid.rows.iter().map(Vec::len).collect::<Vec<_>>(), [3, 2]);
}

#[test]
fn damaged_office_files_give_an_error_or_a_reading_but_never_break() {
    let mut dice = Dice::new(99);
    let printed = report(Form::Y2021, &mut dice);
    let parts = pieces(&printed, Form::Y2021);
    let style = paper::page::Style::by(&mut dice);
    let files =
        [office::docx(&parts), office::xlsx(&parts), office::ofd(&paper::page::pages(&parts, &style))];
    for round in 0..60 {
        let mut damaged = files[round % 3].clone();
        for _ in 0..=round / 6 {
            let at = dice.roll(damaged.len());
            damaged[at] = u8::try_from(dice.roll(256)).unwrap();
        }
        if round % 5 == 0 {
            damaged.truncate(dice.roll(damaged.len()));
        }
        if let Ok(source) = gongkai_document::read(&damaged) {
            let _ = gongkai_report::read::read(&source);
        }
    }
}
