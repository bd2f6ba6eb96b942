//! Small files that ask for gigabytes or hours: what they name or copy many times is counted, and refused by name.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where it fails")]

mod office;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use gongkai_document::hidden::HiddenError;
use gongkai_document::office::{Limits, OfficeError, Package};
use gongkai_document::table::Table;
use gongkai_document::{DocumentError, article, hidden, read, word};
use lopdf::{Stream, dictionary};
use office::samples::ofd;
use office::{docx, p, rels};

/// Longest a small file may take, on a busy machine and without optimisation.
const LONGEST: Duration = Duration::from_mins(2);

fn use_it(bytes: &[u8]) {
    let started = Instant::now();
    let _ = read(bytes);
    if let Ok(table) = Table::open(bytes.to_vec()) {
        let _ = table.take_while(Result::is_ok).count();
    }
    let _ = hidden::strip(bytes);
    assert!(started.elapsed() < LONGEST, "{:?} for {} bytes", started.elapsed(), bytes.len());
}

#[test]
fn what_is_copied_or_named_many_times_is_refused() {
    let long = "x".repeat(20_000);
    let rows = "<tr></tr>".repeat(299);
    let spanned = format!("<table><tr><td colspan=300 rowspan=300>{long}</td></tr>{rows}</table>");
    assert_eq!(read(spanned.as_bytes()), Err(DocumentError::TooComplex));
    // Each table is small enough, all of them are not.
    let table = format!("<table><tr><td colspan=300 rowspan=300>1</td></tr>{rows}</table>\n");
    assert_eq!(read(format!("# a\n{}", table.repeat(6)).as_bytes()), Err(DocumentError::TooManyCells));

    let first =
        format!("<w:tr><w:tc><w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr>{}</w:tc></w:tr>", p(&long));
    let below = "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr></w:tc></w:tr>".repeat(5_000);
    assert_eq!(
        read(&docx(&format!("<w:tbl>{first}{below}</w:tbl>"), &[], &[])),
        Err(DocumentError::TooComplex)
    );

    let merged = format!("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{long}</t></is></c></row>");
    let area = "<mergeCell ref=\"A1:GR2000\"/>";
    let last = "<row r=\"2000\"><c r=\"GR2000\"><v>1</v></c></row>";
    assert_eq!(read(&sheet(&[&merged, last].concat(), area, "")), Err(DocumentError::TooComplex));
    let short = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>";
    assert_eq!(
        read(&sheet(&[short, last].concat(), &area.repeat(2_000), "")),
        Err(DocumentError::TooManyCells)
    );
    let shared = format!("<row>{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(200));
    let shared = sheet(&shared.repeat(40), "", &long);
    assert_eq!(read(&shared), Err(DocumentError::TooComplex));
    assert!(matches!(hidden::strip(&shared), Err(HiddenError::Office(OfficeError::TooLargeTogether { .. }))));
    let row =
        sheet(&format!("<row>{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(200)), "", &"x".repeat(30_000));
    assert_eq!(Table::open(row).unwrap().next(), Some(Err(DocumentError::TableTooLarge)));
}

#[test]
fn marks_left_open_are_not_opened_again_in_every_paragraph() {
    let marks: Vec<String> = (0..1_900).map(|mark| format!("<font a={mark}>")).collect();
    let marks = marks.concat();
    assert_eq!(
        read(format!("<html><p>{marks}{}", "<p>x".repeat(1_000)).as_bytes()),
        Err(DocumentError::TooDeep)
    );
    let nested = |open: &str| read(format!("<html>{}", open.repeat(3_000)).as_bytes());
    assert_eq!(
        read(format!("<html><p>{}{}", marks.replace('>', "></u>"), "<p>x".repeat(1_000)).as_bytes()),
        Err(DocumentError::TooDeep)
    );
    // End tags that end nothing.
    assert_eq!(nested("<div></span>"), Err(DocumentError::TooDeep));
    assert_eq!(nested("<div><table></div></table>"), Err(DocumentError::TooDeep));
    assert_eq!(nested("<b><div></b>"), Err(DocumentError::TooDeep));
    // As old pages are written.
    assert!(read("<b>x<p>".repeat(1_500).as_bytes()).is_ok());
    assert!(nested("<table><tr><td><div><font color=red>x</td></tr></table>").is_ok());
    assert!(read(format!("<html><p><font a=1><b>{}", "<p>x".repeat(1_000)).as_bytes()).is_ok());
}

#[test]
fn attributes_are_counted_before_they_are_compared() {
    let names: Vec<String> = (0..40_000).map(|name| format!(" a{name}='>'")).collect();
    let page = |before: &str| format!("<html>{before}<p>x</p><table><tr><td>1</td></tr></table>");
    assert_eq!(read(page(&format!("<p{}>", names.concat())).as_bytes()), Err(DocumentError::TooDeep));
    let bodies: Vec<String> = names.iter().map(|name| format!("<body{name}>")).collect();
    assert_eq!(read(page(&bodies.concat()).as_bytes()), Err(DocumentError::TooDeep));
    let few: Vec<String> = names.iter().map(|name| format!("<p{name} b=\"1\">")).collect();
    assert!(read(page(&few.concat()).as_bytes()).is_ok());
}

/// Ruled lines without walls between them make one cell of many places, each of which repeats its words.
#[test]
fn ruled_pages_keep_no_more_cells_than_other_files() {
    let page = |walls: usize, words: &str| {
        let lines: Vec<String> = (0..240)
            .map(|at| at * 3)
            .map(|at| format!("M 0 {at} L {walls} {at} M {at} 0 L {at} {walls} "))
            .collect();
        let frame = "M 0 0 L 720 0 L 720 720 L 0 720 L 0 0";
        format!(
            "<ofd:Page><ofd:Content><ofd:Layer><ofd:PathObject Boundary=\"0 0 720 720\"><ofd:AbbreviatedData>{}{frame}</ofd:AbbreviatedData></ofd:PathObject>\
             <ofd:TextObject Boundary=\"20 20 700 9\" Size=\"4\"><ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"g 9999 0.3\">{words}</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>",
            lines.concat()
        )
    };
    let file = |page: String, pages: usize| {
        let mut file = Package::open(&ofd(), &Limits::HOUSE).unwrap();
        let list = "<ofd:Page ID=\"1\" BaseLoc=\"Pages/Page_0/Content.xml\"/>".repeat(pages);
        let area = "<ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 800 800</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>";
        let document = format!("<ofd:Document>{area}<ofd:Pages>{list}</ofd:Pages></ofd:Document>");
        file.set("Doc_0/Document.xml", document.into_bytes());
        file.set("Doc_0/Pages/Page_0/Content.xml", page.into_bytes());
        file.write().unwrap()
    };
    assert_eq!(read(&file(page(2, &"字林".repeat(1_000)), 1)), Err(DocumentError::TooComplex));
    assert_eq!(read(&file(page(720, "字"), 8)), Err(DocumentError::TooManyCells));
}

/// A font that is no object of its own is named by every word, and each time it has to be read.
#[test]
fn what_fonts_take_to_read_is_counted() {
    let map = format!("begincmap {} endcmap", "1 beginbfchar <0001> <0041> endbfchar\n".repeat(20_000));
    let shown = "BT /F 9 Tf <0001> Tj ET\n".repeat(2_000);
    let page = |fonts: &str| {
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
            format!("<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << {fonts} >> >> >>"),
            format!("<< /Length {} >>\nstream\n{shown}\nendstream", shown.len()),
            format!("<< /Length {} >>\nstream\n{map}\nendstream", map.len()),
            format!("[{}]", "0 65535 5 ".repeat(20_000)),
        ];
        pdf_of(&objects.map(String::into_bytes))
    };
    let font = "<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /ToUnicode 5 0 R >>";
    use_it(&page(&format!("/F {font}")));
    let wide = "<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /ToUnicode 5 0 R /DescendantFonts [<< /W 6 0 R >>] >>";
    use_it(&page(&format!("/F {wide}")));
}

#[test]
fn a_table_that_never_ends_is_read_once() {
    use_it(format!("# a\n<table>\n{}", "<tr><td>1\n".repeat(150_000)).as_bytes());
}

#[test]
fn rows_are_not_counted_past_the_last_number() {
    for last in [u64::MAX.to_string(), "18446744073709551614".to_owned(), i64::MAX.to_string()] {
        let rows = format!("<row r=\"{last}\" hidden=\"1\"><c s=\"1\"><v>{last}</v></c></row>");
        use_it(&sheet(&[&rows, "<row><c><v>1</v></c></row><row><c><v>1</v></c></row>"].concat(), "", ""));
    }
    let dated = workbook_with(&[
        (
            "xl/workbook.xml",
            "<workbook><workbookPr date1904=\"1\"/><sheets><sheet name=\"a\" r:id=\"r1\"/></sheets></workbook>",
        ),
        ("xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId=\"14\"/></cellXfs></styleSheet>"),
        (
            "xl/sheet1.xml",
            &format!("<worksheet><sheetData><row><c><v>{}</v></c></row></sheetData></worksheet>", i64::MAX),
        ),
    ]);
    use_it(&dated);
}

#[test]
fn pages_that_are_one_page_named_many_times_are_counted() {
    let words = "字".repeat(10_000);
    let text = format!(
        "<ofd:TextObject Boundary=\"0 0 90 90\" Size=\"4\"><ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"g 10000 0.01\">{words}</ofd:TextCode></ofd:TextObject>"
    );
    let mut file = Package::open(&ofd(), &Limits::HOUSE).unwrap();
    let pages = "<ofd:Page ID=\"1\" BaseLoc=\"Pages/Page_0/Content.xml\"/>".repeat(900);
    file.set(
        "Doc_0/Document.xml",
        format!("<ofd:Document><ofd:Pages>{pages}</ofd:Pages></ofd:Document>").into_bytes(),
    );
    file.set(
        "Doc_0/Pages/Page_0/Content.xml",
        format!("<ofd:Page><ofd:Content><ofd:Layer>{text}</ofd:Layer></ofd:Content></ofd:Page>").into_bytes(),
    );
    assert_eq!(read(&file.write().unwrap()), Err(DocumentError::TooComplex));
    // Nothing to draw, but long to read.
    file.set("Doc_0/Pages/Page_0/Content.xml", format!("<a>{}</a>", " ".repeat(900_000)).into_bytes());
    assert_eq!(read(&file.write().unwrap()), Err(DocumentError::TooComplex));
}

/// Words of a Word file that stand in the text as often as it asks for them.
#[test]
fn a_long_number_or_address_is_not_copied_into_every_paragraph() {
    let long = "x".repeat(100_000);
    let numbering = format!(
        "<w:numbering><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:lvlText w:val=\"{long}%1\"/></w:lvl></w:abstractNum>\
         <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>"
    );
    let numbered =
        "<w:p><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>";
    let linked = "<w:p><w:hyperlink r:id=\"rId2\"><w:r><w:t>x</w:t></w:r></w:hyperlink><w:hyperlink r:id=\"rId3\"><w:r><w:t>x</w:t></w:r></w:hyperlink></w:p>";
    let file = docx(
        &[numbered, linked].concat().repeat(200),
        &[
            ("rId1", "numbering", "numbering.xml"),
            ("rId2", "hyperlink", &format!("https://a.example/{long}")),
            ("rId3", "hyperlink", &format!("javascript:{long}")),
        ],
        &[("word/numbering.xml", numbering.as_bytes())],
    );
    let article = word::read(&file).unwrap();
    assert!(article::html(&article, &article::HtmlOptions::default()).len() < 1_000_000);
    let told: usize = article.remarks.iter().map(|remark| remark.text.len()).sum();
    assert!(told < 1_000_000, "{told} bytes of remarks");
}

/// A PDF of ten kilobytes whose objects would take gigabytes.
#[test]
fn objects_packed_into_a_pdf_are_counted_before_they_are_unpacked() {
    let content = [b"9 0 [".as_slice(), &b"0 ".repeat(1_600_000), b"]"].concat();
    let mut stream = Stream::new(dictionary! {}, content);
    stream.compress().unwrap();
    let head = "<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode";
    let head = format!("{head} /Length {} >>\nstream\n", stream.content.len());
    let packed = [head.as_bytes(), &stream.content, b"\nendstream"].concat();
    let out = pdf_of(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R >>".to_vec(),
        packed.clone(),
        packed,
    ]);
    assert!(out.len() < 20_000);
    assert_eq!(read(&out), Err(DocumentError::TooComplex));
    assert!(matches!(hidden::strip(&out), Err(HiddenError::Office(OfficeError::TooManyParts { .. }))));
}

/// A PDF of these objects, numbered from 1, the catalog.
fn pdf_of(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.5\n".to_vec();
    let mut table = String::new();
    for (number, object) in (1..).zip(objects) {
        let _ = writeln!(table, "{:010} 00000 n ", out.len());
        out.extend([format!("{number} 0 obj\n").as_bytes(), object, b"\nendobj\n"].concat());
    }
    let (size, start) = (objects.len() + 1, out.len());
    let tail = format!(
        "xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF"
    );
    out.extend(tail.bytes());
    out
}

/// A workbook of one sheet: its rows, its merged areas, and a text that cells share.
fn sheet(rows: &str, merged: &str, shared: &str) -> Vec<u8> {
    workbook_with(&[
        (
            "xl/sheet1.xml",
            &format!("<worksheet><sheetData>{rows}</sheetData><mergeCells>{merged}</mergeCells></worksheet>"),
        ),
        ("xl/sharedStrings.xml", &format!("<sst><si><t>{shared}</t></si></sst>")),
    ])
}

fn workbook_with(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut package = Package::empty();
    package.set("[Content_Types].xml", b"<Types/>".to_vec());
    package.set("_rels/.rels", rels(&[("a", "officeDocument", "xl/workbook.xml")]).into_bytes());
    package.set(
        "xl/workbook.xml",
        b"<workbook><sheets><sheet name=\"a\" r:id=\"r1\"/></sheets></workbook>".to_vec(),
    );
    let main = rels(&[("r1", "worksheet", "sheet1.xml"), ("r2", "sharedStrings", "sharedStrings.xml")]);
    package.set("xl/_rels/workbook.xml.rels", main.into_bytes());
    for (name, content) in parts {
        package.set(name, content.as_bytes().to_vec());
    }
    package.write().unwrap()
}
