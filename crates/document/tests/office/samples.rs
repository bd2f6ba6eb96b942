//! Small sound files of every type, to be damaged.

use lopdf::{Document, Object, Stream, dictionary};

use super::{W, archive, docx, exif, jpeg, jpeg_with, p, png_with, rels, types};

/// The files, each with its type.
pub(crate) fn all() -> Vec<(&'static str, Vec<u8>)> {
    let photo = jpeg_with(&jpeg(), &[(0xe1, [b"Exif\0\0".as_slice(), &exif(6)].concat())], b"after");
    let picture = png_with(&[(b"eXIf", exif(3)), (b"tEXt", b"a\0b".to_vec())], b"after");
    let nested =
        archive(&[("a.docx", &letter()), ("b.jpg", &photo), ("c.zip", &archive(&[("d.txt", b"d")]))]);
    vec![
        ("docx", letter()),
        ("xlsx", workbook()),
        ("pptx", slides()),
        ("odt", odf("text", ODT)),
        ("ods", odf("spreadsheet", ODS)),
        ("ofd", ofd()),
        ("pdf", pdf()),
        ("jpg", photo),
        ("png", picture),
        ("zip", nested),
        ("html", HTML.into()),
        ("js.html", format!("var a = {HTML:?};").into_bytes()),
        ("md", MARKDOWN.into()),
        ("txt", "一、总体情况\n收件\t1\t2\n办结\t0\t1\n".into()),
        ("csv", "编号,\"说明\n两行\",=1+1\r\n1;2\n".into()),
    ]
}

/// A Word file with a table, fields, revisions, notes, lists and a picture.
pub(crate) fn letter() -> Vec<u8> {
    let table = format!(
        "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/><w:vMerge w:val=\"restart\"/></w:tcPr>{}</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>{}</w:tc></w:tr></w:tbl>",
        p("a"),
        p("b")
    );
    let fields = "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText>LINK x</w:instrText><w:fldChar w:fldCharType=\"separate\"/><w:t>t</w:t><w:fldChar w:fldCharType=\"end\"/></w:r>\
        <w:ins><w:r><w:t>i</w:t></w:r></w:ins><w:del><w:r><w:delText>d</w:delText></w:r></w:del></w:p>";
    let marked = "<w:p><w:pPr><w:pStyle w:val=\"1\"/><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr>\
        <w:r><w:rPr><w:b/><w:vanish/></w:rPr><w:t>h</w:t></w:r><w:r><w:footnoteReference w:id=\"1\"/></w:r><w:hyperlink r:id=\"rId7\"><w:r><w:t>l</w:t></w:r></w:hyperlink></w:p>\
        <w:p><w:r><w:drawing><wp:inline><wp:docPr id=\"1\" name=\"n\" descr=\"d\"/><a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed=\"rId1\"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>";
    let styles = format!(
        "<w:styles {W}><w:style w:type=\"paragraph\" w:styleId=\"1\"><w:name w:val=\"heading 1\"/><w:basedOn w:val=\"2\"/><w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr></w:style></w:styles>"
    );
    let numbering = format!(
        "<w:numbering {W}><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCounting\"/><w:lvlText w:val=\"%1、\"/></w:lvl></w:abstractNum>\
         <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>"
    );
    let notes = format!("<w:footnotes {W}><w:footnote w:id=\"1\">{}</w:footnote></w:footnotes>", p("n"));
    let comments =
        format!("<w:comments {W}><w:comment w:id=\"0\" w:author=\"A\">{}</w:comment></w:comments>", p("c"));
    docx(
        &format!("{}{table}{fields}{marked}", p("first")),
        &[
            ("rId1", "image", "media/a.png"),
            ("rId2", "styles", "styles.xml"),
            ("rId3", "numbering", "numbering.xml"),
            ("rId4", "footnotes", "footnotes.xml"),
            ("rId5", "comments", "comments.xml"),
            ("rId7", "hyperlink", "https://a.example/"),
        ],
        &[
            ("word/media/a.png", &png_with(&[], b"")),
            ("word/styles.xml", styles.as_bytes()),
            ("word/numbering.xml", numbering.as_bytes()),
            ("word/footnotes.xml", notes.as_bytes()),
            ("word/comments.xml", comments.as_bytes()),
        ],
    )
}

/// A workbook with a hidden row, a hidden sheet, a merged area and a name.
pub(crate) fn workbook() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "shown").unwrap();
    sheet.write(1, 0, "hidden").unwrap();
    sheet.write(2, 0, 2.5).unwrap();
    sheet.set_row_hidden(1).unwrap();
    sheet.merge_range(3, 0, 4, 2, "merged", &rust_xlsxwriter::Format::new()).unwrap();
    book.add_worksheet().set_hidden(true).write(0, 0, "secret").unwrap();
    book.define_name("a", "=Sheet1!$A$1").unwrap();
    book.save_to_buffer().unwrap()
}

/// Slides with notes, comments and one that is skipped.
fn slides() -> Vec<u8> {
    let slide = |show: &str| {
        format!(
            "<p:sld{show}><p:cSld><p:spTree><p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"t\" hidden=\"1\"/></p:nvSpPr><p:txBody><a:p><a:r><a:t>x</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
        )
    };
    let main = "<p:presentation><p:sldIdLst><p:sldId id=\"256\" r:id=\"rId1\"/><p:sldId id=\"257\" r:id=\"rId2\"/></p:sldIdLst></p:presentation>";
    let comments = "<p:cmLst><p:cm authorId=\"0\"><p:text>c</p:text></p:cm></p:cmLst>";
    archive(&[
        (
            "[Content_Types].xml",
            types(&[("ppt/presentation.xml", "presentationml.presentation.main")]).as_bytes(),
        ),
        ("_rels/.rels", rels(&[("rId1", "officeDocument", "ppt/presentation.xml")]).as_bytes()),
        ("ppt/presentation.xml", main.as_bytes()),
        (
            "ppt/_rels/presentation.xml.rels",
            rels(&[("rId1", "slide", "slides/slide1.xml"), ("rId2", "slide", "slides/slide2.xml")])
                .as_bytes(),
        ),
        ("ppt/slides/slide1.xml", slide("").as_bytes()),
        (
            "ppt/slides/_rels/slide1.xml.rels",
            rels(&[
                ("rId1", "notesSlide", "../notesSlides/notesSlide1.xml"),
                ("rId2", "comments", "../comments/comment1.xml"),
            ])
            .as_bytes(),
        ),
        ("ppt/slides/slide2.xml", slide(" show=\"0\"").as_bytes()),
        ("ppt/notesSlides/notesSlide1.xml", slide("").replace("p:sld", "p:notes").as_bytes()),
        ("ppt/comments/comment1.xml", comments.as_bytes()),
    ])
}

const ODT: &str = "<office:text><text:tracked-changes><text:changed-region text:id=\"c1\"><text:deletion><text:p>d</text:p></text:deletion></text:changed-region></text:tracked-changes>\
    <text:p>a<text:change text:change-id=\"c1\"/><office:annotation><text:p>n</text:p></office:annotation><text:span text:style-name=\"T1\">h</text:span></text:p>\
    <text:section text:name=\"s\" text:display=\"none\"><text:p>s</text:p></text:section></office:text>";

const ODS: &str = "<office:spreadsheet><table:table table:name=\"a\"><table:table-column table:number-columns-repeated=\"3\" table:visibility=\"collapse\"/>\
    <table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"float\" office:value=\"5\" table:formula=\"of:=[$b.A1]\"><text:p>5</text:p></table:table-cell>\
    <table:table-cell table:number-columns-spanned=\"2\"><text:p>x</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table>\
    <table:named-expressions><table:named-range table:name=\"n\" table:cell-range-address=\"$b.$A$1\"/></table:named-expressions></office:spreadsheet>";

fn odf(kind: &str, body: &str) -> Vec<u8> {
    let styles = "<style:style style:name=\"T1\" style:family=\"text\"><style:text-properties text:display=\"none\"/></style:style>";
    archive(&[
        ("mimetype", format!("application/vnd.oasis.opendocument.{kind}").as_bytes()),
        ("content.xml", format!("<office:document-content><office:automatic-styles>{styles}</office:automatic-styles><office:body>{body}</office:body></office:document-content>").as_bytes()),
        ("meta.xml", b"<office:document-meta><office:meta><dc:creator>c</dc:creator></office:meta></office:document-meta>"),
        ("META-INF/manifest.xml", b"<manifest:manifest><manifest:file-entry manifest:full-path=\"content.xml\"/></manifest:manifest>"),
    ])
}

/// An OFD of a page with a template, a ruled box and words in it.
pub(crate) fn ofd() -> Vec<u8> {
    let text = |x: usize, words: &str| {
        format!(
            "<ofd:TextObject Boundary=\"{x} 20 50 5\" Size=\"4\"><ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"g 3 2\">{words}</ofd:TextCode></ofd:TextObject>"
        )
    };
    let lines: String = ["M 0 0 L 80 0", "M 0 10 L 80 10", "M 0 0 L 0 10", "M 40 0 L 40 10", "M 80 0 L 80 10 C"]
        .map(|line| format!("<ofd:PathObject Boundary=\"18 18 80 10\" LineWidth=\"0.2\"><ofd:AbbreviatedData>{line}</ofd:AbbreviatedData></ofd:PathObject>"))
        .concat();
    let page = |template: &str, content: &str| {
        format!("<ofd:Page>{template}<ofd:Content><ofd:Layer>{content}</ofd:Layer></ofd:Content></ofd:Page>")
    };
    let document = "<ofd:Document><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:TemplatePage ID=\"9\" BaseLoc=\"Tpls/Tpl_0/Content.xml\"/></ofd:CommonData>\
        <ofd:Pages><ofd:Page ID=\"1\" BaseLoc=\"Pages/Page_0/Content.xml\"/></ofd:Pages></ofd:Document>";
    archive(&[
        (
            "OFD.xml",
            b"<ofd:OFD><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        ),
        ("Doc_0/Document.xml", document.as_bytes()),
        (
            "Doc_0/Pages/Page_0/Content.xml",
            page("<ofd:Template TemplateID=\"9\"/>", &[lines, text(20, "收件"), text(60, "12")].concat())
                .as_bytes(),
        ),
        ("Doc_0/Tpls/Tpl_0/Content.xml", page("", &text(20, "head")).as_bytes()),
    ])
}

/// A PDF whose first words stand in a layer that is off.
pub(crate) fn pdf() -> Vec<u8> {
    let mut doc = Document::with_version("1.5");
    let pages = doc.new_object_id();
    let layer = doc.add_object(dictionary! { "Type" => "OCG", "Name" => Object::string_literal("off") });
    let contents =
        doc.add_object(Stream::new(dictionary! {}, b"/OC /L BDC BT (x) Tj ET EMC BT (y) Tj ET".to_vec()));
    let page = doc.add_object(dictionary! { "Type" => "Page", "Parent" => pages, "Contents" => contents,
    "Resources" => dictionary! { "Properties" => dictionary! { "L" => layer } } });
    doc.objects.insert(
        pages,
        Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }),
    );
    let catalog = doc.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages,
        "OCProperties" => dictionary! { "OCGs" => vec![layer.into()], "D" => dictionary! { "OFF" => vec![layer.into()] } } });
    doc.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    doc.save_to(&mut bytes).unwrap();
    bytes
}

/// The objects of a PDF that draws a ruled table in three kinds of letters: text, and a stream where there is one.
pub(crate) const PDF_OBJECTS: [(&str, Option<&str>); 9] = [
    ("<< /Type /Catalog /Pages 2 0 R >>", None),
    ("<< /Type /Pages /Kids [3 0 R] /Count 1 >>", None),
    (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate 0 /Contents [4 0 R] /Annots [<< /Subtype /Text /Contents (n) >>] \
         /Resources << /Font << /F1 5 0 R /F2 8 0 R >> /XObject << /X 9 0 R >> >> >>",
        None,
    ),
    (
        "",
        Some(
            "q 1 0 0 1 10 10 cm 0 0 m 80 0 l S 0 20 80 20 re S 0 0 80 20 re f BT /F1 9 Tf 1 0 0 1 5 5 Tm [<4e00> -200 <4e01>] TJ ET \
             BT /F2 9 Tf 14 TL 50 5 Td (12) Tj T* (a\\051) ' 2 Tr (h) Tj ET /X Do Q",
        ),
    ),
    (
        "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        None,
    ),
    (
        "<< /Type /Font /Subtype /CIDFontType2 /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) >> /DW 1000 /W [0 10 500 20 [300 400]] >>",
        None,
    ),
    (
        "",
        Some(
            "begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfrange <4e00> <4eff> <4e00> endbfrange \
             1 beginbfchar <0001> <0041> endbfchar endcmap",
        ),
    ),
    (
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [65 /A /uni4E2D] >> /FirstChar 32 /LastChar 34 /Widths [250 300 400] >>",
        None,
    ),
    (
        "/Type /XObject /Subtype /Form /BBox [0 0 10 10] /Matrix [1 0 0 1 0 0] /Resources << >>",
        Some("BT /F2 9 Tf (z) Tj ET"),
    ),
];

const HTML: &str = "<!doctype html><html><head><title>t</title><meta charset=\"utf-8\"></head><body><div style=\"display: none\">h</div><p>段<br>b<sup>1</sup></p>\
    <table><tr><td rowspan=2 colspan=2>a</td><th>b</th></tr><tr><td><p>c</p><p>d</p><img></td></tr><tr><td><table><tr><td>i</td></tr></table></td></tr></table>\
    <script>var c = '<table class=\\'x\\'><tr><td>\\u4e00<\\/td><\\/tr><\\/table>';</script></body></html>";

const MARKDOWN: &str = "---\ntitle: \"t\"\n---\n# 标题\n| a | b |\n|---|:-:|\n| **1** | \\-2 \\| 3 |\n\n![](x.png)\n<table><tr><td colspan=2>1</td></tr></table>\n- [l](u)\n> q\n";
