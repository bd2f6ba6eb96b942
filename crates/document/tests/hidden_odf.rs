//! What ODF files carry besides what they show; where `LibreOffice` is installed, files it made and what it reads of ours.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where it fails")]

mod office;

use std::path::Path;
use std::process::Command;

use gongkai_document::hidden::{Leak, LeakKind, inspect, strip, visible_text};
use gongkai_document::office::{Limits, Package};
use office::{archive, docx, p};

const N: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
    xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
    xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" \
    xmlns:config=\"urn:oasis:names:tc:opendocument:xmlns:config:1.0\" xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" \
    xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" office:version=\"1.3\"";

fn odf(kind: &str, styles: &str, body: &str) -> Vec<u8> {
    let mime = format!("application/vnd.oasis.opendocument.{kind}");
    let content = format!(
        "<office:document-content {N}><office:automatic-styles>{styles}</office:automatic-styles><office:body>{body}</office:body></office:document-content>"
    );
    let meta = format!(
        "<office:document-meta {N}><office:meta><dc:creator>甲某某</dc:creator><meta:user-defined meta:name=\"科室\">乙科</meta:user-defined></office:meta></office:document-meta>"
    );
    let settings = format!(
        "<office:document-settings {N}><office:settings><config:config-item-set config:name=\"ooo:configuration-settings\">\
         <config:config-item config:name=\"PrinterName\" config:type=\"string\">三楼打印机</config:config-item>\
         <config:config-item config:name=\"AddExternalLeading\" config:type=\"boolean\">true</config:config-item></config:config-item-set></office:settings></office:document-settings>"
    );
    let manifest = format!(
        "<manifest:manifest {N}><manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"{mime}\"/>\
         <manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/><manifest:file-entry manifest:full-path=\"meta.xml\" manifest:media-type=\"text/xml\"/>\
         <manifest:file-entry manifest:full-path=\"settings.xml\" manifest:media-type=\"text/xml\"/><manifest:file-entry manifest:full-path=\"Thumbnails/thumbnail.png\" manifest:media-type=\"image/png\"/></manifest:manifest>"
    );
    archive(&[
        ("mimetype", mime.as_bytes()),
        ("content.xml", content.as_bytes()),
        ("meta.xml", meta.as_bytes()),
        ("settings.xml", settings.as_bytes()),
        ("Thumbnails/thumbnail.png", b"\x89PNG"),
        ("META-INF/manifest.xml", manifest.as_bytes()),
    ])
}

fn letter() -> Vec<u8> {
    odf(
        "text",
        "<style:style style:name=\"T1\" style:family=\"text\"><style:text-properties text:display=\"none\"/></style:style>",
        "<office:text><text:tracked-changes><text:changed-region text:id=\"c1\"><text:deletion><office:change-info><dc:creator>丙某某</dc:creator></office:change-info>\
         <text:p>删去的一句</text:p></text:deletion></text:changed-region></text:tracked-changes>\
         <text:p>第一段<text:change text:change-id=\"c1\"/>。<office:annotation><dc:creator>丁某某</dc:creator><text:p>私下说明</text:p></office:annotation></text:p>\
         <text:p>可见<text:span text:style-name=\"T1\">藏着的</text:span><text:hidden-text text:string-value=\"条件藏字\"/>。</text:p>\
         <text:section text:name=\"s\" text:display=\"none\"><text:p>藏着的一节</text:p></text:section>\
         <text:p><text:a xlink:href=\"file:///D:/内部/a.doc\">旧件</text:a>，<text:initial-creator>某办</text:initial-creator></text:p></office:text>",
    )
}

fn table() -> Vec<u8> {
    let cell = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    odf(
        "spreadsheet",
        "<style:style style:name=\"ta2\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style>",
        &format!(
            "<office:spreadsheet><table:table table:name=\"公示\"><table:table-column/><table:table-column table:visibility=\"collapse\"/><table:table-column/>\
             <table:table-row>{}{}{}</table:table-row><table:table-row table:visibility=\"collapse\">{}</table:table-row>\
             <table:table-row><table:table-cell office:value-type=\"float\" office:value=\"5\" table:formula=\"of:=[$底稿.A1]\"><text:p>5</text:p></table:table-cell></table:table-row></table:table>\
             <table:table table:name=\"底稿\" table:style-name=\"ta2\"><table:table-row>{}</table:table-row></table:table>\
             <table:named-expressions><table:named-range table:name=\"名册\" table:cell-range-address=\"$底稿.$A$1\"/></table:named-expressions></office:spreadsheet>",
            cell("姓名"),
            cell("藏列号码"),
            cell("金额"),
            cell("藏行的人"),
            cell("底稿里的人")
        ),
    )
}

fn told(leaks: &[Leak]) -> Vec<String> {
    leaks.iter().map(|leak| format!("{} | {} | {}", leak.kind.label(), leak.place, leak.excerpt)).collect()
}

#[test]
fn every_planted_leak_of_a_text_is_told_and_gone() {
    let stripped = strip(&letter()).unwrap();
    insta::assert_snapshot!(told(&stripped.removed).join("\n"));
    assert_eq!(visible_text(&stripped.bytes).unwrap().unwrap(), "第一段。\n可见。\n旧件，某办\n");
    let package = Package::open(&stripped.bytes, &Limits::HOUSE).unwrap();
    let text: String =
        package.parts().iter().map(|part| String::from_utf8_lossy(&part.bytes).into_owned()).collect();
    for secret in ["某某", "删去", "私下", "藏着", "藏字", "内部", "打印机", "Thumbnails", "meta.xml"]
    {
        assert!(!text.contains(secret), "{secret}");
    }
    assert!(text.contains("AddExternalLeading"));
    assert_eq!(strip(&stripped.bytes).unwrap().removed, []);
}

#[test]
fn every_planted_leak_of_a_table_is_told_and_gone() {
    let stripped = strip(&table()).unwrap();
    insta::assert_snapshot!(told(&stripped.removed).join("\n"));
    assert_eq!(visible_text(&stripped.bytes).unwrap().unwrap(), "公示\n姓名\n金额\n5\n");
    let package = Package::open(&stripped.bytes, &Limits::HOUSE).unwrap();
    let content = String::from_utf8_lossy(package.get("content.xml").unwrap()).into_owned();
    for secret in ["藏", "底稿", "名册", "formula"] {
        assert!(!content.contains(secret), "{secret}");
    }
}

/// Converts a file with `LibreOffice`; nothing where it is not installed.
#[track_caller]
fn convert(folder: &Path, name: &str, bytes: &[u8], to: &str) -> Option<Vec<u8>> {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let run = Command::new("soffice")
        .arg(profile)
        .args(["--headless", "--convert-to", to, "--outdir"])
        .arg(folder.join("out"))
        .arg(&path)
        .output();
    let Ok(output) = run else {
        eprintln!("soffice is not installed: files are not converted with it");
        return None;
    };
    let ending = to.split(':').next().unwrap();
    let made = folder.join("out").join(Path::new(name).with_extension(ending));
    let made = std::fs::read(&made);
    if made.is_err() {
        eprintln!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    }
    made.ok()
}

#[test]
fn files_of_another_program_read_the_same_after_stripping() {
    let folder = tempfile::tempdir().unwrap();
    let body = [
        p("关于某项目的公示"),
        "<w:p><w:r><w:t>正文</w:t></w:r><w:del w:id=\"1\" w:author=\"甲\"><w:r><w:delText>删</w:delText></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r></w:p>".to_owned(),
        "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid><w:tr><w:tc><w:p><w:r><w:t>甲栏</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>乙栏</w:t></w:r></w:p></w:tc></w:tr></w:tbl>".to_owned(),
        p("完"),
    ]
    .concat();
    let ours = docx(&body, &[], &[]);
    let Some(odt) = convert(folder.path(), "a.docx", &ours, "odt") else { return };
    let stripped = strip(&odt).unwrap();
    let kinds: Vec<LeakKind> = inspect(&odt).unwrap().iter().map(|leak| leak.kind).collect();
    for kind in [LeakKind::Revision, LeakKind::HiddenText, LeakKind::Property] {
        assert!(kinds.contains(&kind), "{} in {kinds:?}", kind.label());
    }
    let before = convert(folder.path(), "before.odt", &odt, "txt:Text (encoded):UTF8").unwrap();
    let after = convert(folder.path(), "after.odt", &stripped.bytes, "txt:Text (encoded):UTF8").unwrap();
    let (before, after) = (String::from_utf8(before).unwrap(), String::from_utf8(after).unwrap());
    assert!(after.contains("关于某项目的公示") && after.contains("甲栏"), "{after}");
    // That program's text export writes what is deleted and what is hidden; its pages do not show the hidden.
    assert_eq!(before.replace(['删', '隐'], ""), after);
    // Our own Word file, stripped, opens there as well.
    let word = strip(&ours).unwrap();
    let text = convert(folder.path(), "word.docx", &word.bytes, "txt:Text (encoded):UTF8").unwrap();
    assert_eq!(String::from_utf8(text).unwrap(), after);

    if convert(folder.path(), "plain.csv", b"a,b\n", "ods").is_none() {
        eprintln!("soffice has no part for tables here: workbooks are not converted with it");
        return;
    }
    let sheet = convert(folder.path(), "table.ods", &table(), "xlsx").unwrap();
    let stripped = strip(&sheet).unwrap();
    let kinds: Vec<LeakKind> = stripped.removed.iter().map(|leak| leak.kind).collect();
    for kind in [LeakKind::HiddenSheet, LeakKind::HiddenRow, LeakKind::HiddenColumn, LeakKind::NamedRange] {
        assert!(kinds.contains(&kind), "{} in {kinds:?}", kind.label());
    }
    let csv =
        convert(folder.path(), "stripped.xlsx", &stripped.bytes, "csv:Text - txt - csv (StarCalc):44,34,76")
            .unwrap();
    let csv = String::from_utf8(csv).unwrap();
    assert!(csv.starts_with("姓名,,金额") && csv.contains('5') && !csv.contains('藏'), "{csv}");
}
