//! What a PDF carries besides its pages is found, told and taken out; the pages stay.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where it fails")]

mod office;

use std::fmt::Write as _;
use std::process::Command;

use gongkai_document::hidden::{HiddenError, Leak, LeakKind, inspect, strip};
use lopdf::{Dictionary, Document, IncrementalDocument, Object, Stream, dictionary};
use office::{exif, jpeg, jpeg_with};

fn string(text: &str) -> Object {
    if text.is_ascii() {
        return Object::string_literal(text);
    }
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    Object::string_literal([b"\xfe\xff".as_slice(), &wide].concat())
}

/// Everything at once.
fn planted() -> Vec<u8> {
    let mut doc = Document::with_version("1.7");
    let pages = doc.new_object_id();
    let font =
        doc.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
    let shown = doc.add_object(dictionary! { "Type" => "OCG", "Name" => string("底图") });
    let off = doc.add_object(dictionary! { "Type" => "OCG", "Name" => string("内部批示层") });
    let photo = jpeg_with(&jpeg(), &[(0xe1, [b"Exif\0\0".as_slice(), &exif(1)].concat())], b"");
    let image = doc.add_object(
        Stream::new(
            dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 8, "Height" => 8, "BitsPerComponent" => 8,
                "ColorSpace" => "DeviceGray", "Filter" => "DCTDecode" },
            photo,
        )
        .with_compression(false),
    );
    let stamp = doc.add_object(Stream::new(
        dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 9.into(), 9.into()], "OC" => off },
        b"BT /F1 9 Tf (draft stamp) Tj ET".to_vec(),
    ));
    let content = b"BT /F1 12 Tf 72 700 Td (Public text) Tj ET\n/OC /L1 BDC BT /F1 12 Tf 72 680 Td (On the map) Tj ET EMC\n\
        /OC /L2 BDC q 1 0 0 rg BT /F1 12 Tf 72 660 Td (Secret remark) Tj ET 0 0 5 5 re f Q EMC\n/X1 Do q 50 0 0 50 72 500 cm /I1 Do Q\n\
        BT 3 Tr /F1 12 Tf 72 640 Td (under the scan) Tj ET BT 0 Tr 72 620 Td /F1 12 Tf (Last line) Tj ET";
    let contents = doc.add_object(Stream::new(Dictionary::new(), content.to_vec()));
    let note = doc.add_object(dictionary! { "Type" => "Annot", "Subtype" => "Text", "Rect" => vec![0.into(), 0.into(), 9.into(), 9.into()],
        "T" => string("甲某某"), "Contents" => string("此页领导要求删去") });
    let file =
        doc.add_object(Stream::new(dictionary! { "Type" => "EmbeddedFile" }, "名单".as_bytes().to_vec()));
    let filespec = doc.add_object(
        dictionary! { "Type" => "Filespec", "F" => string("list.xlsx"), "UF" => string("低保名单.xlsx"),
        "EF" => dictionary! { "F" => file } },
    );
    let script = doc.add_object(dictionary! { "S" => "JavaScript", "JS" => string("app.alert(1)") });
    let launch = doc.add_object(dictionary! { "Type" => "Annot", "Subtype" => "Link", "Rect" => vec![0.into(), 0.into(), 9.into(), 9.into()],
        "A" => dictionary! { "S" => "Launch", "F" => string("D:/x.exe") } });
    let link = doc.add_object(dictionary! { "Type" => "Annot", "Subtype" => "Link", "Rect" => vec![0.into(), 0.into(), 9.into(), 9.into()],
        "A" => dictionary! { "S" => "URI", "URI" => string("https://www.example.gov.cn/") } });
    let page = doc.add_object(dictionary! { "Type" => "Page", "Parent" => pages, "Contents" => contents,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font }, "XObject" => dictionary! { "X1" => stamp, "I1" => image },
            "Properties" => dictionary! { "L1" => shown, "L2" => off } },
        "Annots" => vec![note.into(), launch.into(), link.into()], "PieceInfo" => dictionary! { "Maker" => string("乙某某") } });
    doc.objects.insert(
        pages,
        Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }),
    );
    let xmp = doc.add_object(Stream::new(
        dictionary! { "Type" => "Metadata", "Subtype" => "XML" },
        "<x:xmpmeta><dc:creator>丙某某</dc:creator><rdf:Description pdfaid:part=\"2\" pdfaid:conformance=\"A\"/></x:xmpmeta>".as_bytes().to_vec(),
    ));
    let names = dictionary! {
        "EmbeddedFiles" => dictionary! { "Names" => vec![string("低保名单.xlsx"), filespec.into()] },
        "JavaScript" => dictionary! { "Names" => vec![string("start"), script.into()] },
    };
    let catalog = doc.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages, "Metadata" => xmp, "Names" => names, "OpenAction" => script,
        "OCProperties" => dictionary! { "OCGs" => vec![shown.into(), off.into()], "D" => dictionary! { "OFF" => vec![off.into()] } } });
    let info = doc.add_object(dictionary! { "Author" => string("丁某某"), "Title" => string("内部稿") });
    doc.trailer.set("Root", catalog);
    doc.trailer.set("Info", info);
    let mut bytes = Vec::new();
    doc.save_to(&mut bytes).unwrap();
    bytes
}

/// The same saved once more with its text replaced; the first text is still in the file.
fn saved_twice() -> Vec<u8> {
    let first = planted();
    let mut doc = IncrementalDocument::create_from(first.clone(), Document::load_mem(&first).unwrap());
    let page = *doc.get_prev_documents().get_pages().get(&1).unwrap();
    let contents = doc.get_prev_documents().get_page_contents(page)[0];
    let new = Stream::new(Dictionary::new(), b"BT /F1 12 Tf 72 700 Td (Corrected text) Tj ET".to_vec());
    doc.new_document.objects.insert(contents, Object::Stream(new));
    let mut bytes = Vec::new();
    doc.save_to(&mut bytes).unwrap();
    bytes
}

fn told(leaks: &[Leak]) -> Vec<String> {
    leaks.iter().map(|leak| format!("{} | {} | {}", leak.kind.label(), leak.place, leak.excerpt)).collect()
}

/// All bytes of a PDF with its streams expanded.
fn everything(bytes: &[u8]) -> String {
    let mut doc = Document::load_mem(bytes).unwrap();
    doc.decompress();
    let mut out = String::new();
    for object in doc.objects.values() {
        let _ = write!(out, "{object:?}");
        if let Object::Stream(stream) = object {
            out.push_str(&String::from_utf8_lossy(&stream.content));
        }
    }
    out
}

/// The text as poppler reads it; nothing where it is not installed.
fn text_of(bytes: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.pdf");
    std::fs::write(&path, bytes).unwrap();
    let Ok(output) = Command::new("pdftotext").arg("-layout").arg(&path).arg("-").output() else {
        eprintln!("pdftotext is not installed: the text of the PDF is not compared");
        return None;
    };
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn every_planted_leak_is_told_with_its_place() {
    insta::assert_snapshot!(told(&inspect(&planted()).unwrap()).join("\n"));
}

#[test]
fn nothing_planted_is_in_the_stripped_file() {
    let stripped = strip(&planted()).unwrap();
    let text = everything(&stripped.bytes);
    for secret in [
        "Secret remark",
        "draft stamp",
        "JavaScript",
        "Launch",
        "D:/x.exe",
        "list.xlsx",
        "ACME",
        "PieceInfo",
        "xmp:",
        "某某",
    ] {
        assert!(!text.contains(secret), "{secret}");
        let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert!(!stripped.bytes.windows(wide.len()).any(|window| window == wide), "{secret}");
    }
    for kept in ["Public text", "On the map", "Last line", "www.example.gov.cn"] {
        assert!(text.contains(kept), "{kept}");
    }
    // What the file says of PDF/A is about its form, not about anybody.
    assert!(text.contains("pdfaid:part"));
    assert_eq!(told(&stripped.left), ["隐藏文字 | page 1 | 3 Tr"]);
    let twice = strip(&stripped.bytes).unwrap();
    assert_eq!(told(&twice.removed), Vec::<String>::new());
}

#[test]
fn the_text_is_the_same_but_for_the_hidden_layer() {
    let stripped = strip(&planted()).unwrap();
    let (Some(before), Some(after)) = (text_of(&planted()), text_of(&stripped.bytes)) else { return };
    // Poppler leaves a layer that is off out of the text as well.
    assert!(!before.contains("Secret remark"), "{before}");
    assert_eq!(before, after);
    assert!(after.contains("On the map"));
}

#[test]
fn an_earlier_version_does_not_survive_a_later_save() {
    let bytes = saved_twice();
    let stripped = strip(&bytes).unwrap();
    assert!(
        stripped.removed.iter().any(|leak| leak.kind == LeakKind::EarlierRevision),
        "{:?}",
        told(&stripped.removed)
    );
    let text = everything(&stripped.bytes);
    assert!(text.contains("Corrected text") && !text.contains("Public text"));
    let (Some(before), Some(after)) = (text_of(&bytes), text_of(&stripped.bytes)) else { return };
    assert_eq!(before, after);
}

#[test]
fn another_program_finds_the_stripped_file_sound() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.pdf");
    std::fs::write(&path, strip(&planted()).unwrap().bytes).unwrap();
    let Ok(output) = Command::new("qpdf").arg("--check").arg(&path).output() else {
        eprintln!("qpdf is not installed: the stripped file is not checked with it");
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn what_is_no_pdf_or_locked_is_refused() {
    assert_eq!(strip(b"%PDF-1.7 and nothing else"), Err(HiddenError::Pdf));
    let half = planted();
    let result = strip(&half[..half.len() / 3]);
    assert!(result.is_err() || inspect(&half[..half.len() / 3]).is_ok());
}

#[test]
fn published_files_read_the_same_after_stripping() {
    let Some(folder) = std::env::var_os("GONGKAI_REAL_DATA") else {
        eprintln!("GONGKAI_REAL_DATA is not set: published files are not stripped");
        return;
    };
    let folder = std::path::PathBuf::from(folder).join("reports");
    let pdf = std::fs::read(folder.join("huaian-city-2024.pdf")).unwrap();
    let stripped = strip(&pdf).unwrap();
    assert!(!stripped.removed.is_empty());
    assert_eq!(strip(&stripped.bytes).unwrap().removed, []);
    if let (Some(before), Some(after)) = (text_of(&pdf), text_of(&stripped.bytes)) {
        assert!(before.contains("政府信息公开"));
        assert_eq!(before, after);
    }
    let form = std::fs::read(folder.join("form-2021-blank.docx")).unwrap();
    let stripped = strip(&form).unwrap();
    assert_eq!(strip(&stripped.bytes).unwrap().removed, []);
    let read = |bytes: &[u8]| gongkai_document::article::text(&gongkai_document::word::read(bytes).unwrap());
    assert_eq!(read(&form), read(&stripped.bytes));
}

#[test]
fn a_pdf_of_another_program_reads_the_same_after_stripping() {
    let folder = tempfile::tempdir().unwrap();
    let body = [office::p("关于公开某项目情况的通知"), office::p("第一条　本市各有关单位。")].concat();
    std::fs::write(folder.path().join("a.docx"), office::docx(&body, &[], &[])).unwrap();
    let run = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", folder.path().join("profile").display()))
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder.path())
        .arg(folder.path().join("a.docx"))
        .output();
    if run.is_err() {
        eprintln!("soffice is not installed: no PDF of its is stripped");
        return;
    }
    let pdf = std::fs::read(folder.path().join("a.pdf")).unwrap();
    let stripped = strip(&pdf).unwrap();
    assert!(
        stripped.removed.iter().any(|leak| leak.kind == LeakKind::Property),
        "{:?}",
        told(&stripped.removed)
    );
    let (Some(before), Some(after)) = (text_of(&pdf), text_of(&stripped.bytes)) else { return };
    assert!(before.contains("第一条"), "{before}");
    assert_eq!(before, after);
}
