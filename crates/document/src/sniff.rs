//! What a file is, told by its first bytes and, in an archive, by the parts it holds.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::Kind;

/// Longest directory of an archive that is looked through.
const DIRECTORY: usize = 65_535;

/// The type of a file that is no text; nothing for text.
pub(crate) fn binary(bytes: &[u8]) -> Option<Kind> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let inner = |from: usize, magic: &[u8]| bytes.get(from..).is_some_and(|rest| rest.starts_with(magic));
    if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        return Some(archive(bytes));
    }
    if starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Some(Kind::Ole);
    }
    if starts(b"{\\rtf") {
        return Some(Kind::Rtf);
    }
    if starts(b"\x89PNG\r\n\x1a\n") {
        return Some(Kind::Png);
    }
    if starts(b"\xff\xd8\xff") {
        return Some(Kind::Jpeg);
    }
    if starts(b"\x1f\x8b") || starts(b"7z\xbc\xaf\x27\x1c") || starts(b"Rar!") {
        return Some(Kind::Archive);
    }
    let bitmap = starts(b"BM") && inner(6, b"\0\0\0\0");
    let picture = starts(b"GIF8")
        || bitmap
        || starts(b"II*\0")
        || starts(b"MM\0*")
        || starts(b"RIFF") && inner(8, b"WEBP")
        || inner(4, b"ftypheic")
        || inner(4, b"ftypavif");
    if picture {
        return Some(Kind::Picture);
    }
    // Mail gateways put lines before a PDF; a picture or an archive may hold the mark by chance.
    let head = bytes.get(..1024).unwrap_or(bytes);
    head.windows(5).any(|window| window == b"%PDF-").then_some(Kind::Pdf)
}

/// The type of an archive, by the parts it names.
fn archive(bytes: &[u8]) -> Kind {
    let entries = bytes.windows(4).filter(|window| window == b"PK\x01\x02").take(DIRECTORY + 1).count();
    if entries > DIRECTORY {
        return Kind::Archive;
    }
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return damaged(bytes) };
    let has = |name: &str| archive.index_for_name(name).is_some();
    if has("OFD.xml") {
        return Kind::Ofd;
    }
    if let Some(index) = archive.index_for_name("mimetype") {
        let mut kind = String::new();
        if let Ok(file) = archive.by_index(index)
            && file.take(128).read_to_string(&mut kind).is_ok()
        {
            match kind.trim() {
                "application/vnd.oasis.opendocument.text" => return Kind::Odt,
                "application/vnd.oasis.opendocument.spreadsheet" => return Kind::Ods,
                "application/vnd.oasis.opendocument.presentation" => return Kind::Odp,
                _ => {}
            }
        }
    }
    let has = |name: &str| archive.index_for_name(name).is_some();
    // Without its list of types an archive is no Office file, whatever its folders are called.
    if !has("[Content_Types].xml") {
        return Kind::Archive;
    }
    let holds = |folder: &str, file: &str| {
        (0..archive.len()).any(|index| {
            let name = archive.name_for_index(index).and_then(Result::ok);
            name.is_some_and(|name| name.starts_with(folder) && name.ends_with(file))
        })
    };
    if holds("word/", "document.xml") {
        Kind::Docx
    } else if holds("xl/", "workbook.xml") {
        Kind::Xlsx
    } else if holds("ppt/", "presentation.xml") {
        Kind::Pptx
    } else {
        Kind::Archive
    }
}

/// What an archive without its directory was meant to be: enough to say so to whoever sent it.
fn damaged(bytes: &[u8]) -> Kind {
    let holds = |name: &[u8]| bytes.windows(name.len()).any(|window| window == name);
    if holds(b"word/document.xml") {
        Kind::Docx
    } else if holds(b"xl/workbook.xml") {
        Kind::Xlsx
    } else if holds(b"ppt/presentation.xml") {
        Kind::Pptx
    } else if holds(b"OFD.xml") {
        Kind::Ofd
    } else {
        Kind::Archive
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::Package;

    fn archive_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut package = Package::empty();
        for (name, bytes) in parts {
            package.set(name, bytes.to_vec());
        }
        package.write().unwrap()
    }

    #[test]
    fn the_content_tells_the_type() {
        let types: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");
        let docx = archive_of(&[types, ("word/document.xml", b"<a/>")]);
        let cases: [(&[u8], Kind); 12] = [
            (&docx, Kind::Docx),
            (&archive_of(&[types, ("xl/workbook.xml", b"<a/>")]), Kind::Xlsx),
            (&archive_of(&[types, ("ppt/presentation.xml", b"<a/>")]), Kind::Pptx),
            (&archive_of(&[("mimetype", b"application/vnd.oasis.opendocument.text")]), Kind::Odt),
            (&archive_of(&[("OFD.xml", b"<a/>")]), Kind::Ofd),
            (&archive_of(&[("a.txt", b"a")]), Kind::Archive),
            // A Word file inside an archive does not make the archive one.
            (&archive_of(&[("inner.docx", &docx)]), Kind::Archive),
            (&docx[..docx.len() / 2], Kind::Docx),
            (b"\xff\xd8\xff\xe0", Kind::Jpeg),
            (b"\x89PNG\r\n\x1a\n%PDF-1.4", Kind::Png),
            (b"\n%PDF-1.7", Kind::Pdf),
            (b"RIFF\0\0\0\0WEBP", Kind::Picture),
        ];
        for (bytes, kind) in cases {
            assert_eq!(binary(bytes), Some(kind));
        }
        assert_eq!(binary("文字".as_bytes()), None);
    }
}
