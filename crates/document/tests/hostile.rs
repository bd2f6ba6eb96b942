//! Files that were damaged or built to do damage: every answer is a result or an error, and comes in time.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where it fails")]

mod office;

use std::time::{Duration, Instant};

use gongkai_document::office::{Limits, Package};
use gongkai_document::table::Table;
use gongkai_document::{article, hidden, kind, read, texts, word};
use office::docx;
use office::samples::{self, workbook};

/// Longest a small file may take, on a busy machine and without optimisation; what is built to take long takes hours.
const LONGEST: Duration = Duration::from_mins(2);

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides.max(1)
    }
}

fn use_it(bytes: &[u8]) {
    let started = Instant::now();
    let _ = kind(bytes);
    let _ = read(bytes);
    let _ = texts(bytes);
    if let Ok(table) = Table::open(bytes.to_vec()) {
        // The reader may say again what it cannot read.
        let _ = table.take_while(Result::is_ok).count();
    }
    if let Ok(read) = word::read(bytes) {
        let _ = article::html(&read, &article::HtmlOptions::default());
        let _ = article::text(&read);
    }
    if let Ok(stripped) = hidden::strip(bytes) {
        // What was given out is itself a file that can be looked at.
        assert!(hidden::inspect(&stripped.bytes).is_ok());
    }
    assert!(started.elapsed() < LONGEST, "{:?} for {} bytes", started.elapsed(), bytes.len());
}

fn mutated(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..=dice.roll(6) {
        if out.is_empty() {
            break;
        }
        let at = dice.roll(out.len());
        match dice.roll(6) {
            0 => out.truncate(at),
            1 => out[at] ^= 1 << dice.roll(8),
            2 => out[at] = u8::try_from(dice.roll(256)).unwrap(),
            3 => {
                let end = (at + dice.roll(40)).min(out.len());
                out.drain(at..end);
            }
            4 => {
                let end = (at + dice.roll(40)).min(out.len());
                let copy = out[at..end].to_vec();
                out.splice(at..at, copy);
            }
            _ => {
                let words: [&[u8]; 8] =
                    [b"99999999999", b"-1", b"<a>", b"</w:p>", b"\xff\xff\xff\xff", b"\0", b"&#x0;", b"0"];
                out.splice(at..at, words[dice.roll(words.len())].to_vec());
            }
        }
    }
    out
}

#[test]
fn damaged_files_give_an_answer() {
    let mut dice = Dice(20_261_125);
    for (_, sample) in samples::all() {
        use_it(&sample);
        for _ in 0..120 {
            use_it(&mutated(&sample, &mut dice));
        }
    }
}

#[test]
fn files_cut_off_anywhere_give_an_answer() {
    for (_, sample) in samples::all() {
        for step in 0..40 {
            use_it(&sample[..sample.len() * step / 40]);
        }
    }
}

#[test]
fn sound_archives_of_damaged_parts_give_an_answer() {
    let mut dice = Dice(7);
    for (_, sample) in samples::all() {
        let Ok(package) = Package::open(&sample, &Limits::HOUSE) else { continue };
        for _ in 0..150 {
            let mut damaged = package.clone();
            let part = &package.parts()[dice.roll(package.parts().len())];
            damaged.set(&part.name, mutated(&part.bytes, &mut dice));
            use_it(&damaged.write().unwrap());
        }
    }
}

#[test]
fn files_built_to_take_long_do_not() {
    let mut spans = String::new();
    for _ in 0..2_000 {
        spans.push_str(
            "<w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"1000\"/><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>",
        );
    }
    use_it(&docx(&format!("<w:tbl>{spans}</w:tbl>"), &[], &[]));
    let fields = "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>".repeat(5_000);
    use_it(&docx(&format!("<w:p>{fields}</w:p>"), &[], &[]));
    let nested = format!("{}{}", "<w:tbl><w:tr><w:tc>".repeat(60), "</w:tc></w:tr></w:tbl>".repeat(60));
    use_it(&docx(&nested, &[], &[]));
    let marks = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>".repeat(5_000);
    use_it(&docx(&marks, &[], &[]));
    let levels: Vec<String> = (0..5_000)
        .map(|level| format!("<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>"))
        .collect();
    let numbering = "<w:numbering><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"8\"><w:numFmt w:val=\"bullet\"/></w:lvl><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"bullet\"/></w:lvl></w:abstractNum>\
        <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>";
    use_it(&docx(
        &levels.concat(),
        &[("rId1", "numbering", "numbering.xml")],
        &[("word/numbering.xml", numbering.as_bytes())],
    ));
}

#[test]
fn a_sheet_of_many_hidden_columns_and_merged_areas_takes_no_time() {
    let mut hostile = Package::open(&workbook(), &Limits::HOUSE).unwrap();
    let columns = "<col min=\"1\" max=\"16384\" hidden=\"1\"/>".repeat(5_000);
    let rows: Vec<String> =
        (1..=5_000).map(|row| format!("<row r=\"{row}\"><c r=\"XFD{row}\"><v>1</v></c></row>")).collect();
    let merges: Vec<String> =
        (1..=5_000).map(|row| format!("<mergeCell ref=\"A{row}:XFD{row}\"/>")).collect();
    let sheet = format!(
        "<worksheet><cols>{columns}</cols><sheetData>{}</sheetData><mergeCells>{}</mergeCells></worksheet>",
        rows.concat(),
        merges.concat()
    );
    hostile.set("xl/worksheets/sheet1.xml", sheet.into_bytes());
    use_it(&hostile.write().unwrap());
}

#[test]
fn a_part_named_many_times_is_told_once() {
    let mut hostile = Package::open(&workbook(), &Limits::HOUSE).unwrap();
    let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let many: Vec<String> = (0..5_000)
        .map(|id| {
            format!("<Relationship Id=\"c{id}\" Type=\"{relation}/comments\" Target=\"../comments1.xml\"/>")
        })
        .collect();
    let comment = "<comment ref=\"A1\" authorId=\"0\"><text><t>x</t></text></comment>".repeat(5_000);
    let rels = "xl/worksheets/_rels/sheet1.xml.rels";
    hostile.set(rels, format!("<Relationships>{}</Relationships>", many.concat()).into_bytes());
    hostile.set(
        "xl/comments1.xml",
        format!("<comments><authors/><commentList>{comment}</commentList></comments>").into_bytes(),
    );
    use_it(&hostile.write().unwrap());
    hostile.set(rels, format!("<Relationships>{}</Relationships>", many.concat().repeat(5)).into_bytes());
    assert!(hidden::strip(&hostile.write().unwrap()).is_err());
}
