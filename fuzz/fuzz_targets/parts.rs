//! A sound archive around any XML, so that the fuzzer reaches what reads parts: the first byte says which part it is.
#![no_main]

use gongkai_document::office::Package;
use gongkai_document::{article, hidden, word};
use libfuzzer_sys::fuzz_target;

const WORD: &str = "<Relationships><Relationship Id=\"a\" Type=\"t/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
const BOOK: &str = "<Relationships><Relationship Id=\"a\" Type=\"t/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
const WORD_PARTS: &str = "<Relationships><Relationship Id=\"s\" Type=\"t/styles\" Target=\"styles.xml\"/>\
    <Relationship Id=\"n\" Type=\"t/numbering\" Target=\"numbering.xml\"/></Relationships>";
const BOOK_PARTS: &str = "<Relationships><Relationship Id=\"r1\" Type=\"t/worksheet\" Target=\"sheet1.xml\"/>\
    <Relationship Id=\"r2\" Type=\"t/sharedStrings\" Target=\"strings.xml\"/></Relationships>";
const TEXT: &str = "<w:document><w:body><w:p><w:pPr><w:pStyle w:val=\"1\"/><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr>\
    <w:r><w:t>x</w:t></w:r></w:p></w:body></w:document>";
const SHEETS: &str = "<workbook><sheets><sheet name=\"a\" r:id=\"r1\"/></sheets></workbook>";

fuzz_target!(|bytes: &[u8]| {
    let Some((which, content)) = bytes.split_first() else { return };
    let name = match which % 6 {
        0 => "word/document.xml",
        1 => "word/styles.xml",
        2 => "word/numbering.xml",
        3 => "xl/workbook.xml",
        4 => "xl/sheet1.xml",
        _ => "xl/strings.xml",
    };
    let is_word = name.starts_with("word/");
    let mut package = Package::empty();
    package.set("[Content_Types].xml", b"<Types/>".to_vec());
    package.set("_rels/.rels", if is_word { WORD } else { BOOK }.into());
    if is_word {
        package.set("word/document.xml", TEXT.into());
        package.set("word/_rels/document.xml.rels", WORD_PARTS.into());
    } else {
        package.set("xl/workbook.xml", SHEETS.into());
        package.set("xl/_rels/workbook.xml.rels", BOOK_PARTS.into());
    }
    package.set(name, content.to_vec());
    let Ok(file) = package.write() else { return };
    if let Ok(read) = word::read(&file) {
        let _ = article::html(&read, &article::HtmlOptions::default());
    }
    if let Ok(stripped) = hidden::strip(&file) {
        assert!(hidden::inspect(&stripped.bytes).is_ok());
    }
});
