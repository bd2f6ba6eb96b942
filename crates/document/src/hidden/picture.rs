//! JPEG and PNG: everything but what draws the picture goes. The data of the picture itself is copied byte by byte.

mod exif;

use super::leak::{Findings, LeakKind};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";

/// The picture without its data about data; nothing when it is damaged.
pub(super) fn clean(bytes: &[u8], findings: &mut Findings) -> Option<Vec<u8>> {
    if bytes.starts_with(PNG) { png(bytes, findings) } else { jpeg(bytes, findings) }
}

fn jpeg(bytes: &[u8], findings: &mut Findings) -> Option<Vec<u8>> {
    let mut out = bytes.get(..2)?.to_vec();
    let mut at = 2;
    let mut orientation = 1;
    let mut drawn = false;
    // After the start and JFIF's header, where readers look for it.
    let mut turn_at = 2;
    while at < bytes.len() {
        // Fill bytes may stand before a marker.
        let marker = loop {
            if *bytes.get(at)? != 0xff {
                return None;
            }
            at += 1;
            match *bytes.get(at)? {
                0xff => {}
                marker => break marker,
            }
        };
        at += 1;
        if marker == 0xd9 {
            out.extend([0xff, 0xd9]);
            break;
        }
        if matches!(marker, 0x01 | 0xd0..=0xd8) {
            out.extend([0xff, marker]);
            continue;
        }
        let length = usize::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
        let segment = bytes.get(at..at + length)?;
        let content = segment.get(2..)?;
        at += length;
        if !is_kept(marker, content) {
            tell(marker, content, &mut orientation, findings);
            continue;
        }
        out.extend([0xff, marker]);
        out.extend(segment);
        if marker == 0xe0 && !drawn {
            turn_at = out.len();
        }
        if marker == 0xda {
            drawn = true;
            let end = end_of_scan(bytes, at);
            out.extend(bytes.get(at..end)?);
            at = end;
        }
    }
    if !drawn {
        return None;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    if rest.iter().any(|byte| *byte != 0) {
        findings.removed(LeakKind::Leftover, "", &format!("{} bytes", rest.len()));
    }
    if orientation != 1 {
        let turn = exif::orientation(orientation);
        let mut segment = vec![0xff, 0xe1];
        segment.extend(u16::try_from(turn.len() + EXIF.len() + 2).ok()?.to_be_bytes());
        segment.extend(EXIF);
        segment.extend(turn);
        out.splice(turn_at..turn_at, segment);
    }
    Some(out)
}

/// Where the data of a scan ends: at the next marker that is none of its own.
fn end_of_scan(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let end = rest
        .windows(2)
        .position(|pair| matches!(pair, [0xff, next] if !matches!(next, 0x00 | 0xd0..=0xd7 | 0xff)));
    end.map_or(bytes.len(), |end| from + end)
}

/// Segments that draw the picture or say how its colours are meant.
fn is_kept(marker: u8, content: &[u8]) -> bool {
    match marker {
        0xe0 => content.starts_with(b"JFIF\0") && content.get(12..14).is_none_or(|size| size == [0, 0]),
        0xe2 => content.starts_with(b"ICC_PROFILE\0"),
        0xee => content.starts_with(b"Adobe"),
        0xe1..=0xef | 0xfe => false,
        _ => true,
    }
}

fn tell(marker: u8, content: &[u8], orientation: &mut u16, findings: &mut Findings) {
    if marker == 0xe1
        && let Some(tiff) = content.strip_prefix(EXIF)
    {
        let read = exif::tell(tiff, findings);
        *orientation = read.unwrap_or(*orientation);
    } else if let Some(xmp) = content.strip_prefix(XMP) {
        findings.removed(LeakKind::PictureData, "XMP", &exif::plain(xmp));
    } else if marker == 0xfe {
        findings.removed(LeakKind::Comment, "COM", &exif::plain(content));
    } else if marker == 0xe0 {
        findings.removed(LeakKind::Thumbnail, "JFIF", "");
    } else {
        let place = format!("APP{}", marker & 0x0f);
        findings.removed(LeakKind::PictureData, &place, &exif::plain(content));
    }
}

fn png(bytes: &[u8], findings: &mut Findings) -> Option<Vec<u8>> {
    let mut out = PNG.to_vec();
    let mut at = PNG.len();
    let mut drawn = false;
    let mut ended = false;
    while at < bytes.len() {
        let length = bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes)?;
        let length = usize::try_from(length).ok()?;
        let kind: [u8; 4] = bytes.get(at + 4..at + 8)?.try_into().ok()?;
        let end = at.checked_add(length)?.checked_add(12)?;
        let chunk = bytes.get(at..end)?;
        let content = chunk.get(8..8 + length)?;
        at = end;
        if is_kept_chunk(kind) {
            out.extend(chunk);
        } else {
            tell_chunk(kind, content, &mut out, findings);
        }
        drawn |= &kind == b"IDAT";
        if &kind == b"IEND" {
            ended = true;
            break;
        }
    }
    if !drawn || !ended {
        return None;
    }
    if at < bytes.len() {
        findings.removed(LeakKind::Leftover, "", &format!("{} bytes", bytes.len() - at));
    }
    Some(out)
}

fn is_kept_chunk(kind: [u8; 4]) -> bool {
    matches!(
        &kind,
        b"IHDR"
            | b"PLTE"
            | b"IDAT"
            | b"IEND"
            | b"tRNS"
            | b"gAMA"
            | b"cHRM"
            | b"sRGB"
            | b"iCCP"
            | b"sBIT"
            | b"bKGD"
            | b"pHYs"
            | b"hIST"
            | b"sPLT"
            | b"acTL"
            | b"fcTL"
            | b"fdAT"
            | b"cICP"
            | b"mDCV"
            | b"cLLI"
    )
}

fn tell_chunk(kind: [u8; 4], content: &[u8], out: &mut Vec<u8>, findings: &mut Findings) {
    let name = String::from_utf8_lossy(&kind).into_owned();
    match &kind {
        b"eXIf" => {
            let turned = exif::tell(content, findings).filter(|orientation| *orientation != 1);
            if let Some(orientation) = turned {
                let turn = exif::orientation(orientation);
                let mut chunk = b"eXIf".to_vec();
                chunk.extend(&turn);
                out.extend(u32::try_from(turn.len()).unwrap_or(0).to_be_bytes());
                let check = crc(&chunk);
                out.extend(chunk);
                out.extend(check.to_be_bytes());
            }
        }
        b"tIME" => findings.removed(LeakKind::PictureData, &name, &time(content)),
        _ => findings.removed(LeakKind::PictureData, &name, &exif::plain(content)),
    }
}

fn time(content: &[u8]) -> String {
    match content {
        [high, low, month, day, hour, minute, second] => {
            let year = u16::from_be_bytes([*high, *low]);
            format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
        }
        _ => String::new(),
    }
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_sum_is_that_of_png() {
        assert_eq!(crc(b"IEND"), 0xae42_6082);
    }
}
