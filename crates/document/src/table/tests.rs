use encoding_rs::GB18030;
use jiff::civil::date;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::*;

fn rows(bytes: Vec<u8>) -> Vec<Row> {
    Table::open(bytes).unwrap().map(Result::unwrap).collect()
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

#[test]
fn csv_is_read_in_every_encoding_with_the_lines_of_the_editor() {
    let csv = "姓名,内容\n\n甲,\"第一行\n第二行\"\n乙, 空格 \n";
    let (gb, _, _) = GB18030.encode(csv);
    let wide: Vec<u8> = csv.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [
        csv.as_bytes().to_vec(),
        format!("\u{feff}{csv}").into_bytes(),
        csv.replace('\n', "\r\n").into_bytes(),
        gb.into_owned(),
        [b"\xff\xfe".as_slice(), &wide].concat(),
    ] {
        let rows = rows(bytes);
        let numbers: Vec<u64> = rows.iter().map(|row| row.number).collect();
        assert_eq!(numbers, [1, 3, 5]);
        assert_eq!(rows[1].cells, [text("甲"), text("第一行\n第二行")]);
        assert_eq!(rows[2].cells, [text("乙"), text("空格")]);
    }
}

#[test]
fn other_delimiters_are_told_by_the_head() {
    for csv in ["姓名\t内容\n甲\t丙，丁;戊", "姓名;内容\n甲;丙，丁"] {
        assert_eq!(rows(csv.into()).last().unwrap().cells.len(), 2, "{csv}");
    }
}

#[test]
fn a_formula_and_a_broken_character_are_told_apart_from_words() {
    let rows = rows("甲,=A1+1,'=不是公式,\u{fffd}坏字".into());
    let garbled = Cell::Garbled("\u{fffd}坏字".to_owned());
    assert_eq!(rows[0].cells, [text("甲"), Cell::Formula, text("=不是公式"), garbled]);
}

#[test]
fn what_is_no_table_is_refused() {
    let error = |bytes: &[u8]| Table::open(bytes.to_vec()).unwrap_err();
    assert_eq!(error(b""), DocumentError::Empty);
    assert_eq!(error(b" \n "), DocumentError::Empty);
    assert_eq!(error(b"%PDF-1.7"), DocumentError::Unsupported(Kind::Pdf));
    assert_eq!(error(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), DocumentError::Unsupported(Kind::Ole));
    assert_eq!(error(&vec![b' '; LIMIT_BYTES + 1]), DocumentError::TableTooLarge);
}

#[test]
fn a_workbook_gives_texts_days_formulas_and_hidden_rows() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for (column, head) in (0..).zip(["姓名", "日期", "编号", "公式"]) {
        sheet.write_string(0, column, head).unwrap();
    }
    sheet.write_string(2, 0, "甲 & <乙>").unwrap();
    sheet.write_datetime_with_format(2, 1, ExcelDateTime::from_ymd(2020, 12, 31).unwrap(), &day).unwrap();
    sheet.write_number(2, 2, 20_200_012.0).unwrap();
    sheet.write_formula(2, 3, Formula::new("=1+1").set_result("2")).unwrap();
    sheet.write_string(3, 0, "丙").unwrap();
    sheet.set_row_hidden(3).unwrap();
    book.add_worksheet().write_string(0, 0, "说明").unwrap();
    let rows = rows(book.save_to_buffer().unwrap());
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 3, 4]);
    let day = Cell::Day(date(2020, 12, 31));
    assert_eq!(rows[1].cells, [text("甲 & <乙>"), day, text("20200012"), Cell::Formula]);
    assert_eq!((rows[1].is_hidden, rows[2].is_hidden), (false, true));
}
