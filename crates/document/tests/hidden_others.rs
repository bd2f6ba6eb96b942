//! Slides, pictures and archives: what they carry besides what they show.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where it fails")]

mod office;

use gongkai_document::hidden::{HiddenError, Leak, LeakKind, inspect, strip, strip_within, visible_text};
use gongkai_document::office::{Limits, OfficeError, Package};
use office::{archive, docx, exif, jpeg, jpeg_with, png_with, rels, types};

const N: &str = "xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\" \
    xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

fn told(leaks: &[Leak]) -> Vec<String> {
    leaks.iter().map(|leak| format!("{} | {} | {}", leak.kind.label(), leak.place, leak.excerpt)).collect()
}

fn shape(text: &str, hidden: bool) -> String {
    let hidden = if hidden { " hidden=\"1\"" } else { "" };
    format!(
        "<p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"t\"{hidden}/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )
}

fn slide(show: bool, shapes: &str) -> String {
    let show = if show { "" } else { " show=\"0\"" };
    format!("<p:sld {N}{show}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>")
}

fn slides() -> Vec<u8> {
    let presentation = format!(
        "<p:presentation {N}><p:notesMasterIdLst><p:notesMasterId r:id=\"rId4\"/></p:notesMasterIdLst>\
         <p:sldIdLst><p:sldId id=\"256\" r:id=\"rId1\"/><p:sldId id=\"257\" r:id=\"rId2\"/></p:sldIdLst>\
         <p:extLst><p:ext uri=\"x\"><p14:sectionLst xmlns:p14=\"urn:p14\"><p14:section name=\"s\"><p14:sldIdLst><p14:sldId id=\"256\"/><p14:sldId id=\"257\"/></p14:sldIdLst></p14:section></p14:sectionLst></p:ext></p:extLst></p:presentation>"
    );
    let object = "<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id=\"5\" name=\"o\"/></p:nvGraphicFramePr><a:graphic><a:graphicData uri=\"ole\"><p:oleObj r:id=\"rId3\"><p:embed/>\
        <p:pic><p:nvPicPr><p:cNvPr id=\"0\" name=\"\"/></p:nvPicPr><p:blipFill><a:blip r:embed=\"rId5\"/></p:blipFill></p:pic></p:oleObj></a:graphicData></a:graphic></p:graphicFrame>";
    let first =
        slide(true, &[shape("公开的标题", false), shape("藏起来的框", true), object.to_owned()].concat());
    let second = slide(false, &shape("跳过的一页", false));
    let notes = format!(
        "<p:notes {N}><p:cSld><p:spTree>{}</p:spTree></p:cSld></p:notes>",
        shape("讲到这里先别提金额", false)
    );
    let comments = format!("<p:cmLst {N}><p:cm authorId=\"0\"><p:text>这页要删</p:text></p:cm></p:cmLst>");
    let authors = format!("<p:cmAuthorLst {N}><p:cmAuthor id=\"0\" name=\"甲某某\"/></p:cmAuthorLst>");
    let types = types(&[("ppt/presentation.xml", "presentationml.presentation.main")]);
    let root = rels(&[("rId1", "officeDocument", "ppt/presentation.xml")]);
    let main = rels(&[
        ("rId1", "slide", "slides/slide1.xml"),
        ("rId2", "slide", "slides/slide2.xml"),
        ("rId3", "commentAuthors", "commentAuthors.xml"),
        ("rId4", "notesMaster", "notesMasters/notesMaster1.xml"),
    ]);
    let first_rels = rels(&[
        ("rId1", "notesSlide", "../notesSlides/notesSlide1.xml"),
        ("rId2", "comments", "../comments/comment1.xml"),
        ("rId3", "package", "../embeddings/book.xlsx"),
        ("rId5", "image", "../media/image1.png"),
    ]);
    let picture = png_with(&[(b"tEXt", "Author\0乙某某".as_bytes().to_vec())], b"");
    archive(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("ppt/presentation.xml", presentation.as_bytes()),
        ("ppt/_rels/presentation.xml.rels", main.as_bytes()),
        ("ppt/slides/slide1.xml", first.as_bytes()),
        ("ppt/slides/_rels/slide1.xml.rels", first_rels.as_bytes()),
        ("ppt/slides/slide2.xml", second.as_bytes()),
        ("ppt/notesSlides/notesSlide1.xml", notes.as_bytes()),
        ("ppt/notesMasters/notesMaster1.xml", b"<m/>"),
        ("ppt/comments/comment1.xml", comments.as_bytes()),
        ("ppt/commentAuthors.xml", authors.as_bytes()),
        ("ppt/embeddings/book.xlsx", b"PK"),
        ("ppt/media/image1.png", &picture),
    ])
}

#[test]
fn slides_lose_what_is_skipped_noted_and_commented() {
    let stripped = strip(&slides()).unwrap();
    insta::assert_snapshot!(told(&stripped.removed).join("\n"));
    assert_eq!(stripped.left, []);
    assert_eq!(visible_text(&stripped.bytes).unwrap().unwrap(), "公开的标题\n");
    let package = Package::open(&stripped.bytes, &Limits::HOUSE).unwrap();
    let names: Vec<&str> = package.parts().iter().map(|part| part.name.as_str()).collect();
    assert!(names.contains(&"ppt/media/image1.png"), "{names:?}");
    assert!(
        !names.iter().any(|name| name.contains("slide2") || name.contains("notes") || name.contains("embed"))
    );
    let text: String =
        package.parts().iter().map(|part| String::from_utf8_lossy(&part.bytes).into_owned()).collect();
    for secret in ["跳过", "257", "藏起来", "先别提", "要删", "某某", "oleObj"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[test]
fn a_photo_loses_its_place_and_owner_but_not_its_turn_or_its_points() {
    let plain = jpeg();
    let camera = [b"Exif\0\0".as_slice(), &exif(6)].concat();
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>GPSLatitude 30,30N</x:xmpmeta>".to_vec();
    let photo = jpeg_with(
        &plain,
        &[
            (0xe1, camera),
            (0xe1, xmp),
            (0xed, b"Photoshop 3.0\0 IPTC city".to_vec()),
            (0xfe, "拍摄人甲某某".as_bytes().to_vec()),
        ],
        b"a second picture hidden after the end",
    );
    let stripped = strip(&photo).unwrap();
    insta::assert_snapshot!(told(&stripped.removed).join("\n"));
    let turn = strip(&stripped.bytes).unwrap();
    assert_eq!((turn.removed.len(), &turn.bytes), (0, &stripped.bytes));
    // What draws the picture is there byte for byte; beside it stands the turn only.
    let scan = plain.windows(2).position(|pair| pair == [0xff, 0xdb]).unwrap();
    assert!(stripped.bytes.ends_with(&plain[scan..]));
    assert_eq!(stripped.bytes.len(), plain.len() + 4 + 6 + 26);
    let upright =
        strip(&jpeg_with(&plain, &[(0xe1, [b"Exif\0\0".as_slice(), &exif(1)].concat())], b"")).unwrap();
    assert_eq!(upright.bytes, plain);
}

#[test]
fn a_png_keeps_the_chunks_that_draw_it() {
    let plain = png_with(&[], b"");
    let marked = png_with(
        &[
            (b"tEXt", b"Software\0ScreenShot of desk 12".to_vec()),
            (b"eXIf", exif(1)),
            (b"tIME", vec![0x07, 0xea, 11, 25, 9, 30, 0]),
            (b"prVt", b"private".to_vec()),
        ],
        b"PK\x03\x04 an archive after the end",
    );
    let stripped = strip(&marked).unwrap();
    assert_eq!(stripped.bytes, plain);
    let kinds: Vec<_> = stripped.removed.iter().map(|leak| leak.kind).collect();
    assert!(kinds.contains(&LeakKind::Location) && kinds.contains(&LeakKind::Leftover), "{kinds:?}");
    assert!(told(&stripped.removed).iter().any(|line| line.contains("2026-11-25 09:30:00")));
}

#[test]
fn an_archive_is_stripped_file_by_file_to_the_depth_of_the_house() {
    let letter = docx(
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>暗语</w:t></w:r><w:r><w:t>明文</w:t></w:r></w:p>",
        &[],
        &[],
    );
    let inner = archive(&[("信.docx", &letter), ("Thumbs.db", b"x")]);
    let photo = jpeg_with(&jpeg(), &[(0xe1, [b"Exif\0\0".as_slice(), &exif(1)].concat())], b"");
    let outer = archive(&[
        ("附件/内层.zip", &inner),
        ("照片.jpg", &photo),
        ("说明.txt", "说明".as_bytes()),
        ("程序.bin", b"\0\x01\x02\x03"),
    ]);
    let stripped = strip(&outer).unwrap();
    insta::assert_snapshot!(told(&stripped.removed).join("\n"));
    assert_eq!(told(&stripped.left), ["未检查的内容 | 程序.bin | 未知类型"]);
    let package = Package::open(&stripped.bytes, &Limits::HOUSE).unwrap();
    let inner = Package::open(package.get("附件/内层.zip").unwrap(), &Limits::HOUSE).unwrap();
    assert_eq!(visible_text(inner.get("信.docx").unwrap()).unwrap().unwrap(), "明文\n");

    let mut deep = archive(&[("a.txt", b"a")]);
    for _ in 0..3 {
        deep = archive(&[("inner.zip", &deep)]);
    }
    assert_eq!(strip(&deep), Err(HiddenError::Office(OfficeError::NestedTooDeep { limit: 3 })));
}

#[test]
fn archives_inside_archives_share_what_may_be_expanded() {
    // Each inner archive is within the limits; all of them together are not.
    let limits = Limits { total_bytes: 100_000, ..Limits::HOUSE };
    let inner = archive(&[("a.txt", &vec![b' '; 30_000])]);
    let three = archive(&[("1.zip", &inner), ("2.zip", &inner), ("3.zip", &inner)]);
    assert!(strip_within(&three, &limits).is_ok());
    let four = archive(&[("1.zip", &inner), ("2.zip", &inner), ("3.zip", &inner), ("4.zip", &inner)]);
    let error = strip_within(&four, &limits).unwrap_err();
    assert_eq!(error, HiddenError::Office(OfficeError::TooLargeTogether { limit: 100_000 }));
}

#[test]
fn what_is_not_known_is_refused_and_not_called_clean() {
    assert!(matches!(
        inspect(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old word"),
        Err(HiddenError::Unsupported(_))
    ));
    assert_eq!(strip(b"\xff\xd8\xff\xe0\0\x04ab"), Err(HiddenError::Picture));
    assert!(matches!(strip(b"GIF89a"), Err(HiddenError::Unsupported(_))));
}
