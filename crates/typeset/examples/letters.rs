//! Writes every document with its sample values into a folder: `cargo run -p gongkai-typeset --example letters -- DIR`.

use std::path::PathBuf;
use std::time::Instant;

use gongkai_typeset::{Fonts, Letter, LetterCode, sample_fields, typeset};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("name a folder")?);
    let only: Vec<String> = arguments.collect();
    std::fs::create_dir_all(&folder)?;
    let fonts = Fonts::system([]);
    let codes = LetterCode::ALL.into_iter();
    for code in codes.filter(|code| only.is_empty() || only.iter().any(|key| key == code.key())) {
        let started = Instant::now();
        let fields = sample_fields(code);
        let set = typeset(&Letter { code, template: None, fields: &fields }, &fonts)?;
        let took = started.elapsed();
        std::fs::write(folder.join(format!("{}.pdf", code.key())), &set.pdf)?;
        std::fs::write(folder.join(format!("{}.docx", code.key())), &set.docx)?;
        std::fs::write(folder.join(format!("{}.txt", code.key())), &set.text)?;
        eprintln!("{}: {} pages, {} ms, {:?}", code.key(), set.pages, took.as_millis(), set.warnings);
    }
    Ok(())
}
