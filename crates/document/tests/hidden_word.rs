//! What a Word file carries besides its text is found, told and taken out; the text stays.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where it fails")]

mod office;

use gongkai_document::hidden::{Leak, LeakKind, inspect, strip, visible_text};
use gongkai_document::office::{Limits, Package};
use office::{W, docx, exif, jpeg, jpeg_with, p};

const CORE: &[u8] = "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
    xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:creator>甲某某</dc:creator><cp:lastModifiedBy>乙某某</cp:lastModifiedBy></cp:coreProperties>"
    .as_bytes();
const APP: &[u8] = "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\"><Company>某某科技公司</Company></Properties>".as_bytes();
const CUSTOM: &[u8] = "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" \
    xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\">\
    <property fmtid=\"{D5CDD505-2E9C-101B-9397-08002B2CF9AE}\" pid=\"2\" name=\"承办人\"><vt:lpwstr>丙某某</vt:lpwstr></property></Properties>"
    .as_bytes();

fn comments() -> String {
    format!(
        "<w:comments {W}><w:comment w:id=\"0\" w:author=\"丁某某\"><w:p><w:r><w:t>这句话不能对外讲</w:t></w:r></w:p></w:comment></w:comments>"
    )
}

fn styles() -> String {
    format!(
        "<w:styles {W}><w:style w:type=\"character\" w:styleId=\"Quiet\"><w:name w:val=\"quiet\"/><w:rPr><w:vanish/></w:rPr></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"QuietP\"><w:basedOn w:val=\"Loop\"/><w:name w:val=\"q\"/><w:rPr><w:vanish/></w:rPr></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"Loop\"><w:basedOn w:val=\"QuietP\"/></w:style></w:styles>"
    )
}

fn settings() -> String {
    format!(
        "<w:settings {W}><w:attachedTemplate r:id=\"rId9\"/><w:trackRevisions/><w:rsids><w:rsidRoot w:val=\"00AB12CD\"/></w:rsids>\
         <w:docVars><w:docVar w:name=\"送审人\" w:val=\"戊某某\"/></w:docVars></w:settings>"
    )
}

/// Everything at once.
fn planted() -> Vec<u8> {
    let picture = "<w:p><w:r><w:drawing><wp:inline><wp:extent cx=\"914400\" cy=\"914400\"/><wp:docPr id=\"1\" name=\"图1\" descr=\"D:\\桌面\\内部\\现场.jpg\"/>\
        <a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic><pic:nvPicPr><pic:cNvPr id=\"1\" name=\"1.jpg\"/><pic:cNvPicPr/></pic:nvPicPr>\
        <pic:blipFill><a:blip r:embed=\"rId4\"/><a:srcRect l=\"20000\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>\
        <pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"914400\" cy=\"914400\"/></a:xfrm><a:prstGeom prst=\"rect\"/></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>";
    let body = [
        p("关于公开某项目情况的通知"),
        "<w:p><w:commentRangeStart w:id=\"0\"/><w:r><w:t>正文第一段。</w:t></w:r><w:commentRangeEnd w:id=\"0\"/><w:r><w:commentReference w:id=\"0\"/></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:t>拨付</w:t></w:r><w:del w:id=\"1\" w:author=\"己某某\"><w:r><w:delText>九十八万元</w:delText></w:r></w:del>\
         <w:ins w:id=\"2\" w:author=\"己某某\"><w:r><w:t>专项资金</w:t></w:r></w:ins><w:r><w:t>。</w:t></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:t>可见。</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏起来的话</w:t></w:r><w:r><w:rPr><w:rStyle w:val=\"Quiet\"/></w:rPr><w:t>样式藏的话</w:t></w:r></w:p>".to_owned(),
        "<w:p><w:pPr><w:pStyle w:val=\"Loop\"/></w:pPr><w:r><w:t>整段都藏</w:t></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:rPr><w:color w:val=\"FFFFFF\"/></w:rPr><w:t>白字</w:t></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> INCLUDETEXT \"\\\\\\\\nas01\\\\内部\\\\底稿.docx\" </w:instrText></w:r>\
         <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>引用的文字</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>\
         <w:hyperlink r:id=\"rId7\"><w:r><w:t>官网</w:t></w:r></w:hyperlink><w:hyperlink r:id=\"rId8\"><w:r><w:t>内网文件</w:t></w:r></w:hyperlink></w:p>".to_owned(),
        picture.to_owned(),
        "<w:p><w:r><w:object><v:shape xmlns:v=\"urn:schemas-microsoft-com:vml\"/><o:OLEObject xmlns:o=\"urn:schemas-microsoft-com:office:office\" Type=\"Embed\" r:id=\"rId5\"/></w:object></w:r></w:p>".to_owned(),
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>表内</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:trPr><w:hidden/></w:trPr><w:tc><w:p><w:r><w:t>藏行</w:t></w:r></w:p></w:tc></w:tr></w:tbl>".to_owned(),
        p("完"),
    ]
    .concat();
    let header = format!(
        "<w:hdr {W}><w:p><w:ins w:author=\"庚某某\"><w:r><w:t>页眉</w:t></w:r></w:ins></w:p></w:hdr>"
    );
    let photo = jpeg_with(&jpeg(), &[(0xe1, [b"Exif\0\0".as_slice(), &exif(1)].concat())], b"");
    let settings_rels = office::rels(&[("rId9", "attachedTemplate", "file:///D:/模板/内部.dotm")]);
    docx(
        &body,
        &[
            ("rId1", "styles", "styles.xml"),
            ("rId2", "settings", "settings.xml"),
            ("rId3", "comments", "comments.xml"),
            ("rId4", "image", "media/image1.jpeg"),
            ("rId5", "package", "embeddings/table.xlsx"),
            ("rId6", "header", "header1.xml"),
            ("rId7", "hyperlink", "https://www.example.gov.cn/"),
            ("rId8", "hyperlink", "file:///D:/内部/清单.xlsx"),
            ("rId10", "customXml", "../customXml/item1.xml"),
            ("rId11", "vbaProject", "vbaProject.bin"),
        ],
        &[
            ("docProps/core.xml", CORE),
            ("docProps/app.xml", APP),
            ("docProps/custom.xml", CUSTOM),
            ("word/styles.xml", styles().as_bytes()),
            ("word/settings.xml", settings().as_bytes()),
            ("word/_rels/settings.xml.rels", settings_rels.as_bytes()),
            ("word/comments.xml", comments().as_bytes()),
            ("word/media/image1.jpeg", &photo),
            ("word/embeddings/table.xlsx", b"PK embedded"),
            ("word/header1.xml", header.as_bytes()),
            ("customXml/item1.xml", "<form><phone>13000000000</phone></form>".as_bytes()),
            ("word/vbaProject.bin", b"macro"),
            ("word/old.xml", "<old>没有人引用的旧稿</old>".as_bytes()),
        ],
    )
}

fn excerpts(leaks: &[Leak], kind: LeakKind) -> Vec<&str> {
    leaks.iter().filter(|leak| leak.kind == kind).map(|leak| leak.excerpt.as_str()).collect()
}

#[test]
fn every_planted_leak_is_told_with_its_place() {
    let leaks = inspect(&planted()).unwrap();
    let told: Vec<String> = leaks
        .iter()
        .map(|leak| format!("{} | {} | {}", leak.kind.label(), leak.place, leak.excerpt))
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn nothing_planted_is_in_the_stripped_file() {
    let stripped = strip(&planted()).unwrap();
    let package = Package::open(&stripped.bytes, &Limits::HOUSE).unwrap();
    let secrets = [
        "某某",
        "不能对外讲",
        "九十八万",
        "藏起来",
        "样式藏",
        "整段都藏",
        "藏行",
        "nas01",
        "INCLUDETEXT",
        "内部",
        "rsid",
        "13000000000",
        "旧稿",
        "ACME",
        "Nobody",
        "Exif",
    ];
    for part in package.parts() {
        let text = String::from_utf8_lossy(&part.bytes).into_owned();
        for secret in secrets {
            assert!(!text.contains(secret), "{secret} in {}", part.name);
        }
    }
    let names: Vec<&str> = package.parts().iter().map(|part| part.name.as_str()).collect();
    assert!(
        !names
            .iter()
            .any(|name| name.contains("embeddings") || name.contains("vba") || name.contains("customXml"))
    );
    assert_eq!(excerpts(&stripped.left, LeakKind::HiddenText), ["白字"]);
    assert_eq!(excerpts(&stripped.left, LeakKind::CroppedPicture), ["l=20000"]);
}

#[test]
fn the_visible_text_is_the_same_before_and_after() {
    let before = visible_text(&planted()).unwrap().unwrap();
    let after = visible_text(&strip(&planted()).unwrap().bytes).unwrap().unwrap();
    assert_eq!(before, after);
    let lines: Vec<&str> = after.lines().collect();
    assert_eq!(
        lines,
        [
            "关于公开某项目情况的通知",
            "正文第一段。",
            "拨付专项资金。",
            "可见。",
            "白字",
            "引用的文字",
            "官网内网文件",
            "表内",
            "完",
            "页眉"
        ]
    );
}

#[test]
fn a_stripped_file_is_found_clean_but_for_what_somebody_must_judge() {
    let once = strip(&planted()).unwrap();
    let twice = strip(&once.bytes).unwrap();
    assert_eq!(twice.removed, []);
    assert_eq!(twice.left, once.left);
    assert_eq!(twice.bytes, once.bytes);
}

#[test]
fn a_paragraph_whose_mark_was_deleted_before_a_table_is_stripped_as_well() {
    let body = "<w:p><w:pPr><w:rPr><w:del w:author=\"甲\"/></w:rPr></w:pPr><w:r><w:t>上文</w:t></w:r></w:p>\
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>表</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:altChunk r:id=\"x\"/>";
    let stripped = strip(&docx(body, &[], &[])).unwrap();
    assert_eq!(visible_text(&stripped.bytes).unwrap().unwrap(), "上文\n表\n");
    assert_eq!(excerpts(&stripped.left, LeakKind::NotInspected), ["altChunk"]);
}
