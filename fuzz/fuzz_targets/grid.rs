//! Any bytes as paragraphs and grids, as words to be searched, and as a table that is filled in.
#![no_main]

use gongkai_document::table::Table;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = gongkai_document::read(bytes);
    let _ = gongkai_document::texts(bytes);
    if let Ok(table) = Table::open(bytes.to_vec()) {
        // The reader may say again what it cannot read.
        let _ = table.take_while(Result::is_ok).count();
    }
});
