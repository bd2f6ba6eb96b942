//! A sound archive around any parts, so that the fuzzer reaches what reads them: Word, Excel, `PowerPoint`, ODF, OFD, ZIP.
#![no_main]

use gongkai_document::table::Table;
use gongkai_document::{Kind, article, hidden, kind, read, word};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some(file) = gongkai_fuzz::archive(bytes) else { return };
    match kind(&file) {
        Kind::Docx => {
            let _ = read(&file);
            if let Ok(read) = word::read(&file) {
                let page = article::html(&read, &article::HtmlOptions::default());
                assert!(!page.contains("<script"));
                let _ = article::text(&read);
            }
        }
        Kind::Xlsx => {
            let _ = read(&file);
            if let Ok(table) = Table::open(file.clone()) {
                let _ = table.take_while(Result::is_ok).count();
            }
        }
        Kind::Ofd => {
            let _ = read(&file);
        }
        _ => {}
    }
    if let Ok(stripped) = hidden::strip(&file) {
        assert!(hidden::inspect(&stripped.bytes).is_ok());
    }
});
