//! Sound files around any content, so that a fuzzer reaches what reads the content: a changed byte of a packed archive or
//! of a PDF's table of objects mostly ends at the door.

use gongkai_document::office::Package;

/// The types of archives with the names of their parts.
pub const ARCHIVES: [(&str, &[&str]); 8] = [
    (
        "docx",
        &[
            "word/document.xml",
            "word/_rels/document.xml.rels",
            "word/styles.xml",
            "word/numbering.xml",
            "word/comments.xml",
            "word/footnotes.xml",
            "word/header1.xml",
            "word/settings.xml",
            "word/media/a.png",
            "docProps/core.xml",
            "docProps/app.xml",
            "docProps/custom.xml",
            "_rels/.rels",
            "[Content_Types].xml",
        ],
    ),
    (
        "xlsx",
        &[
            "xl/workbook.xml",
            "xl/_rels/workbook.xml.rels",
            "xl/worksheets/sheet1.xml",
            "xl/worksheets/sheet2.xml",
            "xl/worksheets/_rels/sheet1.xml.rels",
            "xl/sharedStrings.xml",
            "xl/styles.xml",
            "xl/comments1.xml",
            "xl/drawings/drawing1.xml",
            "xl/charts/chart1.xml",
            "docProps/core.xml",
            "docProps/app.xml",
            "_rels/.rels",
            "[Content_Types].xml",
        ],
    ),
    (
        "pptx",
        &[
            "ppt/presentation.xml",
            "ppt/_rels/presentation.xml.rels",
            "ppt/slides/slide1.xml",
            "ppt/slides/slide2.xml",
            "ppt/slides/_rels/slide1.xml.rels",
            "ppt/notesSlides/notesSlide1.xml",
            "ppt/comments/comment1.xml",
            "ppt/commentAuthors.xml",
            "ppt/media/image1.png",
            "_rels/.rels",
            "[Content_Types].xml",
        ],
    ),
    ("odt", ODF),
    ("ods", ODF),
    ("odp", ODF),
    (
        "ofd",
        &[
            "OFD.xml",
            "Doc_0/Document.xml",
            "Doc_0/Pages/Page_0/Content.xml",
            "Doc_0/Pages/Page_1/Content.xml",
            "Doc_0/Tpls/Tpl_0/Content.xml",
            "Doc_0/PublicRes.xml",
        ],
    ),
    ("zip", &["a.docx", "b.jpg", "c.zip", "d.txt", "folder/e.png"]),
];

const ODF: &[&str] = &[
    "content.xml",
    "styles.xml",
    "meta.xml",
    "settings.xml",
    "META-INF/manifest.xml",
    "Object 1/content.xml",
    "Pictures/a.png",
];

/// What an archive of a type holds when the input does not say otherwise: as much as it takes to be known as one.
fn frame(kind: &str) -> Package {
    let mut package = Package::empty();
    let odf = match kind {
        "odt" => "text",
        "ods" => "spreadsheet",
        _ => "presentation",
    };
    let main = match kind {
        "docx" => "word/document.xml",
        "xlsx" => "xl/workbook.xml",
        "pptx" => "ppt/presentation.xml",
        "ofd" => {
            package.set("OFD.xml", OFD.into());
            return package;
        }
        "zip" => return package,
        _ => {
            package.set("mimetype", format!("application/vnd.oasis.opendocument.{odf}").into_bytes());
            return package;
        }
    };
    package.set("[Content_Types].xml", b"<Types/>".to_vec());
    let root = format!(
        "<Relationships><Relationship Id=\"a\" Type=\"t/officeDocument\" Target=\"{main}\"/></Relationships>"
    );
    package.set("_rels/.rels", root.into_bytes());
    package.set(main, b"<a/>".to_vec());
    package
}

const OFD: &str = "<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>";

/// An archive: a byte for its type; then for each part a byte for its name, its content, and a zero.
pub fn archive(bytes: &[u8]) -> Option<Vec<u8>> {
    let (which, parts) = bytes.split_first()?;
    let (kind, names) = ARCHIVES.get(usize::from(*which) % ARCHIVES.len())?;
    let mut package = frame(kind);
    for part in parts.split(|byte| *byte == 0) {
        if let Some((name, content)) = part.split_first() {
            package.set(names[usize::from(*name) % names.len()], content.to_vec());
        }
    }
    package.write().ok()
}

/// The input of which [`archive`] makes `file`; parts that it has no name for are left out.
pub fn input_of_archive(kind: &str, file: &Package) -> Option<Vec<u8>> {
    let which = ARCHIVES.iter().position(|(own, _)| *own == kind)?;
    let mut out = vec![u8::try_from(which).ok()?];
    for (at, name) in (b'!'..).zip(ARCHIVES[which].1) {
        let names = ARCHIVES[which].1.len();
        // A letter that stands for the name, so that an input can be read.
        let letter = (at..=u8::MAX).find(|letter| usize::from(*letter) % names == usize::from(at - b'!'))?;
        if let Some(content) = file.get(name).filter(|content| !content.contains(&0)) {
            out.push(letter);
            out.extend(content);
            out.push(0);
        }
    }
    Some(out)
}

/// A PDF: objects numbered from 1, the catalog, with a zero after each; what stands behind a byte 1 is its stream.
pub fn pdf(bytes: &[u8]) -> Vec<u8> {
    let mut out = b"%PDF-1.5\n".to_vec();
    let mut table = String::new();
    let mut size = 1;
    for object in bytes.split(|byte| *byte == 0) {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.extend(format!("{size} 0 obj\n").bytes());
        match object.iter().position(|byte| *byte == 1) {
            Some(at) => {
                let (head, content) = (&object[..at], &object[at + 1..]);
                out.extend(b"<< ");
                out.extend(head);
                out.extend(format!(" /Length {} >>\nstream\n", content.len()).bytes());
                out.extend(content);
                out.extend(b"\nendstream");
            }
            None => out.extend(object),
        }
        out.extend(b"\nendobj\n");
        size += 1;
    }
    let start = out.len();
    let tail = format!(
        "xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF"
    );
    out.extend(tail.bytes());
    out
}
