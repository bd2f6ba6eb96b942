//! What a workbook carries besides the cells that show is found, told and taken out; the cells stay.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where it fails")]

mod office;

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use gongkai_document::hidden::{LeakKind, inspect, strip, visible_text};
use gongkai_document::office::{Limits, Package};
use office::{archive, rels, types};

const S: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

fn planted() -> Vec<u8> {
    let workbook = format!(
        "<workbook {S}><fileSharing userName=\"甲某某\"/>\
         <mc:AlternateContent xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"><mc:Choice Requires=\"x15\">\
         <x15ac:absPath xmlns:x15ac=\"urn:x\" url=\"D:\\桌面\\内部\\\"/></mc:Choice></mc:AlternateContent>\
         <bookViews><workbookView activeTab=\"2\" firstSheet=\"1\"/></bookViews>\
         <sheets><sheet name=\"底稿\" sheetId=\"1\" state=\"hidden\" r:id=\"rId1\"/><sheet name=\"极隐\" sheetId=\"2\" state=\"veryHidden\" r:id=\"rId2\"/>\
         <sheet name=\"公示表\" sheetId=\"3\" r:id=\"rId3\"/></sheets>\
         <externalReferences><externalReference r:id=\"rId6\"/></externalReferences>\
         <definedNames><definedName name=\"低保名册\">底稿!$A$1:$B$2</definedName><definedName name=\"_xlnm.Print_Area\" localSheetId=\"2\">公示表!$A$1:$D$4</definedName>\
         <definedName name=\"系数\" hidden=\"1\">0.37</definedName></definedNames>\
         <pivotCaches><pivotCache cacheId=\"1\" r:id=\"rId5\"/></pivotCaches></workbook>"
    );
    // Strings: 0 to 3 show, 4 is on the hidden sheet, 5 in a hidden row, 6 in a hidden column, 7 in no cell.
    let strings = format!(
        "<sst {S}><si><t>姓名</t></si><si><t>金额</t></si><si><r><t>王小</t></r><r><t>明</t></r></si><si><t>合计</t></si>\
         <si><t>李四身份证号</t></si><si><t>已退回的人</t></si><si><t>联系电话13000000000</t></si><si><t>删掉的单元格</t></si></sst>"
    );
    let shown = format!(
        "<worksheet {S}><cols><col min=\"3\" max=\"3\" width=\"9\" hidden=\"1\"/></cols><sheetData>\
         <row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>6</v></c></row>\
         <row r=\"2\"><c r=\"A2\" t=\"s\"><v>2</v></c><c r=\"B2\"><f>[1]底表!A1*系数</f><v>1200</v></c><c r=\"C2\"><v>99</v></c></row>\
         <row r=\"3\" hidden=\"1\"><c r=\"A3\" t=\"s\"><v>5</v></c><c r=\"B3\"><v>800</v></c></row>\
         <row r=\"4\"><c r=\"A4\" t=\"s\"><v>3</v></c><c r=\"B4\"><f>SUM(B2:B3)+底稿!B1</f><v>2000</v></c></row></sheetData>\
         <mergeCells><mergeCell ref=\"C4:D4\"/></mergeCells>\
         <conditionalFormatting sqref=\"A1\"><cfRule type=\"expression\" priority=\"1\"><formula>底稿!A1=1</formula></cfRule></conditionalFormatting>\
         <dataValidations count=\"1\"><dataValidation type=\"list\" sqref=\"A2\"><formula1>低保名册</formula1></dataValidation></dataValidations>\
         <legacyDrawing r:id=\"rId2\"/></worksheet>"
    );
    let hidden = format!(
        "<worksheet {S}><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>4</v></c><c r=\"B1\"><v>7</v></c></row></sheetData></worksheet>"
    );
    let comments = format!(
        "<comments {S}><authors><author>乙某某</author></authors><commentList><comment ref=\"B2\" authorId=\"0\"><text><t>领导说先不公开</t></text></comment></commentList></comments>"
    );
    let cache = format!(
        "<pivotCacheDefinition {S} r:id=\"rId1\" refreshedBy=\"丙某某\"><cacheFields count=\"1\"><cacheField name=\"身份证号\"/></cacheFields></pivotCacheDefinition>"
    );
    let records = format!("<pivotCacheRecords {S}><r><s v=\"330000000000000000\"/></r></pivotCacheRecords>");
    let link = format!(
        "<externalLink {S}><externalBook r:id=\"rId1\"><sheetNames><sheetName val=\"底表\"/></sheetNames></externalBook></externalLink>"
    );
    let connections = format!(
        "<connections {S}><connection id=\"1\" name=\"库\"><dbPr connection=\"Server=10.0.0.8;Uid=sa\"/></connection></connections>"
    );
    let main = rels(&[
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId2", "worksheet", "worksheets/sheet2.xml"),
        ("rId3", "worksheet", "worksheets/sheet3.xml"),
        ("rId4", "sharedStrings", "sharedStrings.xml"),
        ("rId5", "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"),
        ("rId6", "externalLink", "externalLinks/externalLink1.xml"),
        ("rId7", "connections", "connections.xml"),
        ("rId8", "powerPivotData", "model/item.data"),
    ]);
    let types = types(&[
        ("xl/workbook.xml", "spreadsheetml.sheet.main"),
        ("xl/worksheets/sheet1.xml", "spreadsheetml.worksheet"),
        ("xl/worksheets/sheet2.xml", "spreadsheetml.worksheet"),
        ("xl/worksheets/sheet3.xml", "spreadsheetml.worksheet"),
        ("xl/sharedStrings.xml", "spreadsheetml.sharedStrings"),
        ("xl/comments1.xml", "spreadsheetml.comments"),
    ]);
    let root = rels(&[("rId1", "officeDocument", "xl/workbook.xml")]);
    let sheet_rels = rels(&[
        ("rId1", "comments", "../comments1.xml"),
        ("rId2", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
    ]);
    let cache_rels = rels(&[("rId1", "pivotCacheRecords", "pivotCacheRecords1.xml")]);
    let link_rels = rels(&[("rId1", "externalLinkPath", "file:///D:/内部/底表.xlsx")]);
    archive(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", main.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/worksheets/sheet1.xml", hidden.as_bytes()),
        ("xl/worksheets/sheet2.xml", hidden.as_bytes()),
        ("xl/worksheets/sheet3.xml", shown.as_bytes()),
        ("xl/worksheets/_rels/sheet3.xml.rels", sheet_rels.as_bytes()),
        ("xl/comments1.xml", comments.as_bytes()),
        ("xl/drawings/vmlDrawing1.vml", b"<xml>shape of the comment</xml>"),
        ("xl/pivotCache/pivotCacheDefinition1.xml", cache.as_bytes()),
        ("xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels", cache_rels.as_bytes()),
        ("xl/pivotCache/pivotCacheRecords1.xml", records.as_bytes()),
        ("xl/externalLinks/externalLink1.xml", link.as_bytes()),
        ("xl/externalLinks/_rels/externalLink1.xml.rels", link_rels.as_bytes()),
        ("xl/connections.xml", connections.as_bytes()),
        ("xl/model/item.data", b"data model"),
    ])
}

#[test]
fn every_planted_leak_is_told_with_its_place() {
    let leaks = inspect(&planted()).unwrap();
    let told: Vec<String> = leaks
        .iter()
        .map(|leak| format!("{} | {} | {}", leak.kind.label(), leak.place, leak.excerpt))
        .collect();
    insta::assert_snapshot!(told.join("\n"));
    let wanted = [
        LeakKind::HiddenSheet,
        LeakKind::HiddenRow,
        LeakKind::HiddenColumn,
        LeakKind::PivotCache,
        LeakKind::NamedRange,
        LeakKind::ExternalLink,
        LeakKind::DataModel,
        LeakKind::Comment,
        LeakKind::Formula,
    ];
    for kind in wanted {
        assert!(leaks.iter().any(|leak| leak.kind == kind), "{}", kind.label());
    }
}

#[test]
fn nothing_planted_is_in_the_stripped_file() {
    let stripped = strip(&planted()).unwrap();
    assert_eq!(stripped.left, []);
    let package = Package::open(&stripped.bytes, &Limits::HOUSE).unwrap();
    let secrets = [
        "某某",
        "李四",
        "退回",
        "13000000000",
        "删掉",
        "不公开",
        "33000000",
        "底稿",
        "底表",
        "极隐",
        "系数",
        "低保",
        "10.0.0.8",
        "内部",
        "<f>",
    ];
    for part in package.parts() {
        let text = String::from_utf8_lossy(&part.bytes).into_owned();
        for secret in secrets {
            assert!(!text.contains(secret), "{secret} in {}", part.name);
        }
    }
    assert_eq!(
        package.parts().len(),
        6,
        "{:?}",
        package.parts().iter().map(|part| &part.name).collect::<Vec<_>>()
    );
}

#[test]
fn another_reader_sees_the_same_cells() {
    let stripped = strip(&planted()).unwrap();
    assert_eq!(visible_text(&planted()).unwrap(), visible_text(&stripped.bytes).unwrap());
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(stripped.bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["公示表"]);
    let range = book.worksheet_range("公示表").unwrap();
    let cell = |row, column| range.get_value((row, column)).cloned().unwrap_or_default();
    assert_eq!(cell(0, 0), Data::String("姓名".into()));
    assert_eq!(cell(1, 0), Data::String("王小明".into()));
    assert_eq!(cell(1, 1), Data::Float(1200.0));
    assert_eq!(cell(2, 0), Data::Empty);
    assert_eq!(cell(3, 0), Data::String("合计".into()));
    assert_eq!(cell(3, 1), Data::Float(2000.0));
    assert_eq!(cell(0, 2), Data::Empty);
}

#[test]
fn a_plain_workbook_loses_nothing_and_keeps_its_formulas() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "行政许可").unwrap();
    sheet.write(0, 1, 3).unwrap();
    let sum = rust_xlsxwriter::Formula::new("=B1*2").set_result("6");
    sheet.write(1, 1, sum).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let stripped = strip(&bytes).unwrap();
    let kinds: Vec<_> = stripped.removed.iter().map(|leak| leak.kind).collect();
    assert!(kinds.iter().all(|kind| *kind == LeakKind::Property), "{kinds:?}");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(stripped.bytes)).unwrap();
    assert_eq!(book.worksheet_formula("Sheet1").unwrap().get_value((1, 1)).unwrap(), "B1*2");
}

#[test]
fn a_merged_cell_that_begins_in_a_hidden_column_still_shows() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let plain = rust_xlsxwriter::Format::new();
    sheet.merge_range(0, 0, 0, 2, "总标题", &plain).unwrap();
    sheet.write(1, 0, "藏在列里").unwrap();
    sheet.set_column_hidden(0).unwrap();
    let stripped = strip(&book.save_to_buffer().unwrap()).unwrap();
    let text = visible_text(&stripped.bytes).unwrap().unwrap();
    assert!(text.contains("总标题") && !text.contains("藏在列里"), "{text}");
    let package = Package::open(&stripped.bytes, &Limits::HOUSE).unwrap();
    assert!(!String::from_utf8_lossy(package.get("xl/sharedStrings.xml").unwrap()).contains("藏在列里"));
}
