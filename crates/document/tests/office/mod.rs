//! Office files written part by part, with what they should not carry.

#![allow(dead_code, reason = "each test file uses its share")]

pub(crate) mod samples;

use std::fmt::Write as _;

use gongkai_document::office::Package;

/// An archive of these parts.
pub(crate) fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut package = Package::empty();
    for (name, bytes) in parts {
        package.set(name, bytes.to_vec());
    }
    package.write().unwrap()
}

/// Relations: id, last word of the type, target. A target with `://` or `file:` is outside.
pub(crate) fn rels(relations: &[(&str, &str, &str)]) -> String {
    let mut out = String::from(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
    );
    for (id, kind, target) in relations {
        let mode = if target.contains(':') { " TargetMode=\"External\"" } else { "" };
        let family = match *kind {
            "core-properties" | "thumbnail" => {
                "http://schemas.openxmlformats.org/package/2006/relationships/metadata"
            }
            _ => "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        };
        let _ = write!(out, "<Relationship Id=\"{id}\" Type=\"{family}/{kind}\" Target=\"{target}\"{mode}/>");
    }
    out.push_str("</Relationships>");
    out
}

/// The list of types: parts and their types.
pub(crate) fn types(overrides: &[(&str, &str)]) -> String {
    let mut out = String::from(
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Default Extension=\"png\" ContentType=\"image/png\"/>\
         <Default Extension=\"jpeg\" ContentType=\"image/jpeg\"/>\
         <Default Extension=\"bin\" ContentType=\"application/octet-stream\"/>",
    );
    for (part, kind) in overrides {
        let kind = match kind.split_once(':') {
            Some((_, whole)) => whole.to_owned(),
            None => format!("application/vnd.openxmlformats-officedocument.{kind}+xml"),
        };
        let _ = write!(out, "<Override PartName=\"/{part}\" ContentType=\"{kind}\"/>");
    }
    out.push_str("</Types>");
    out
}

pub(crate) const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
     xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
     xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
     xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
     xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"";

/// A Word file of a body, with more parts and relations of the main part.
pub(crate) fn docx(body: &str, relations: &[(&str, &str, &str)], more: &[(&str, &[u8])]) -> Vec<u8> {
    let document = format!("<w:document {W}><w:body>{body}</w:body></w:document>");
    let root = rels(&[
        ("rId1", "officeDocument", "word/document.xml"),
        ("rId2", "core-properties", "docProps/core.xml"),
        ("rId3", "extended-properties", "docProps/app.xml"),
        ("rId4", "custom-properties", "docProps/custom.xml"),
    ]);
    let main = rels(relations);
    let mut overrides = vec![("word/document.xml", "wordprocessingml.document.main")];
    for (name, _) in more {
        let kind = match *name {
            "word/styles.xml" => "wordprocessingml.styles",
            "word/settings.xml" => "wordprocessingml.settings",
            "word/numbering.xml" => "wordprocessingml.numbering",
            "word/comments.xml" => "wordprocessingml.comments",
            "word/footnotes.xml" => "wordprocessingml.footnotes",
            "word/endnotes.xml" => "wordprocessingml.endnotes",
            "word/header1.xml" => "wordprocessingml.header",
            _ => continue,
        };
        overrides.push((name, kind));
    }
    if more.iter().any(|(name, _)| *name == "docProps/core.xml") {
        overrides.push(("docProps/core.xml", "x:application/vnd.openxmlformats-package.core-properties+xml"));
    }
    let types = types(&overrides);
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("word/document.xml", document.as_bytes()),
        ("word/_rels/document.xml.rels", main.as_bytes()),
    ];
    parts.extend(more.iter().map(|(name, bytes)| (*name, *bytes)));
    archive(&parts)
}

/// A paragraph of one run.
pub(crate) fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

/// An EXIF block with a camera, an owner, a position and a turn.
pub(crate) fn exif(orientation: u16) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08".to_vec();
    let mut entries: Vec<(u16, u16, u32, [u8; 4])> = Vec::new();
    let [high, low] = orientation.to_be_bytes();
    // Four entries of the first directory end at 8 + 2 + 48 + 4 = 62.
    entries.push((0x010f, 2, 10, 62_u32.to_be_bytes()));
    entries.push((0x0112, 3, 1, [high, low, 0, 0]));
    entries.push((0x013b, 2, 12, 72_u32.to_be_bytes()));
    entries.push((0x8825, 4, 1, 84_u32.to_be_bytes()));
    let directory = |entries: &[(u16, u16, u32, [u8; 4])], out: &mut Vec<u8>| {
        out.extend(u16::try_from(entries.len()).unwrap().to_be_bytes());
        for (tag, kind, count, value) in entries {
            out.extend(tag.to_be_bytes());
            out.extend(kind.to_be_bytes());
            out.extend(count.to_be_bytes());
            out.extend(value);
        }
        out.extend([0; 4]);
    };
    directory(&entries, &mut tiff);
    assert_eq!(tiff.len(), 62);
    tiff.extend(b"ACME Phone");
    tiff.extend(b"Nobody Real\0");
    assert_eq!(tiff.len(), 84);
    // 84 + 2 + 48 + 4 = 138
    let gps = [
        (1, 2, 2, *b"N\0\0\0"),
        (2, 5, 3, 138_u32.to_be_bytes()),
        (3, 2, 2, *b"E\0\0\0"),
        (4, 5, 3, 162_u32.to_be_bytes()),
    ];
    directory(&gps, &mut tiff);
    for value in [30, 30, 0, 120, 15, 36_u32] {
        tiff.extend(value.to_be_bytes());
        tiff.extend(1_u32.to_be_bytes());
    }
    tiff
}

/// Adds segments after the start of a JPEG, and bytes after its end.
pub(crate) fn jpeg_with(jpeg: &[u8], segments: &[(u8, Vec<u8>)], after: &[u8]) -> Vec<u8> {
    let mut out = jpeg[..2].to_vec();
    for (marker, content) in segments {
        out.extend([0xff, *marker]);
        out.extend(u16::try_from(content.len() + 2).unwrap().to_be_bytes());
        out.extend(content);
    }
    out.extend(&jpeg[2..]);
    out.extend(after);
    out
}

/// A JPEG of eight by eight grey points.
pub(crate) fn jpeg() -> Vec<u8> {
    let mut out = vec![0xff, 0xd8];
    let mut segment = |marker: u8, content: &[u8]| {
        out.extend([0xff, marker]);
        out.extend(u16::try_from(content.len() + 2).unwrap().to_be_bytes());
        out.extend(content);
    };
    segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    let mut table = vec![0];
    table.extend([1; 64]);
    segment(0xdb, &table);
    segment(0xc0, &[8, 0, 8, 0, 8, 1, 1, 0x11, 0]);
    let lengths = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    segment(0xc4, &[&[0x00][..], &lengths, &[0]].concat());
    segment(0xc4, &[&[0x10][..], &lengths, &[0]].concat());
    segment(0xda, &[1, 1, 0, 0, 63, 0]);
    out.extend([0x3f, 0xff, 0xd9]);
    out
}

/// A PNG of one point, with these chunks before its end and bytes after it.
pub(crate) fn png_with(chunks: &[(&[u8; 4], Vec<u8>)], after: &[u8]) -> Vec<u8> {
    fn chunk(out: &mut Vec<u8>, kind: [u8; 4], content: &[u8]) {
        out.extend(u32::try_from(content.len()).unwrap().to_be_bytes());
        let body = [&kind[..], content].concat();
        let mut crc = u32::MAX;
        for byte in &body {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
            }
        }
        out.extend(body);
        out.extend((!crc).to_be_bytes());
    }
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut out, *b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
    // zlib, stored: a filter byte and a grey one.
    chunk(&mut out, *b"IDAT", &[0x78, 0x01, 0x01, 2, 0, 0xfd, 0xff, 0, 0x80, 0, 0x82, 0, 0x81]);
    for (kind, content) in chunks {
        chunk(&mut out, **kind, content);
    }
    chunk(&mut out, *b"IEND", &[]);
    out.extend(after);
    out
}
