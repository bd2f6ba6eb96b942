//! EXIF: what a camera or phone writes into a picture.

use super::super::leak::{Findings, LeakKind};

/// Most entries of one directory that are read.
const ENTRIES: usize = 512;

/// EXIF that says nothing but how the picture is turned.
pub(super) fn orientation(value: u16) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    tiff.extend(value.to_be_bytes());
    tiff.extend([0, 0, 0, 0, 0, 0]);
    tiff
}

/// Readable text of some bytes.
pub(super) fn plain(bytes: &[u8]) -> String {
    let head = bytes.get(..bytes.len().min(400)).unwrap_or_default();
    String::from_utf8_lossy(head).chars().map(|ch| if ch.is_control() { ' ' } else { ch }).collect()
}

struct Tiff<'a> {
    bytes: &'a [u8],
    little: bool,
}

/// One entry of a directory: its tag, its type, how many values, and its value or where that stands.
struct Entry {
    tag: u16,
    kind: u16,
    count: usize,
    at: usize,
}

impl Tiff<'_> {
    fn short(&self, at: usize) -> Option<u16> {
        let bytes: [u8; 2] = self.bytes.get(at..at + 2)?.try_into().ok()?;
        Some(if self.little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    }

    fn long(&self, at: usize) -> Option<u32> {
        let bytes: [u8; 4] = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    fn offset(&self, at: usize) -> Option<usize> {
        usize::try_from(self.long(at)?).ok().filter(|offset| *offset < self.bytes.len())
    }

    /// The entries of the directory at `at`, and where the next directory stands.
    fn directory(&self, at: usize) -> (Vec<Entry>, Option<usize>) {
        let Some(count) = self.short(at) else { return (Vec::new(), None) };
        let count = usize::from(count).min(ENTRIES);
        let mut entries = Vec::new();
        for index in 0..count {
            let start = at + 2 + index * 12;
            let (Some(tag), Some(kind), Some(many)) =
                (self.short(start), self.short(start + 2), self.long(start + 4))
            else {
                break;
            };
            let count = usize::try_from(many).unwrap_or(usize::MAX);
            let size = count.saturating_mul(match kind {
                3 => 2,
                4 | 9 => 4,
                5 | 10 => 8,
                _ => 1,
            });
            let place = if size <= 4 { Some(start + 8) } else { self.offset(start + 8) };
            entries.extend(place.map(|at| Entry { tag, kind, count, at }));
        }
        let next = self.offset(at + 2 + count * 12).filter(|next| *next > 0);
        (entries, next)
    }

    fn text(&self, entry: &Entry) -> String {
        match entry.kind {
            3 => self.short(entry.at).map(|value| value.to_string()).unwrap_or_default(),
            4 => self.long(entry.at).map(|value| value.to_string()).unwrap_or_default(),
            5 => self.rationals(entry).iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
            _ => {
                let end = entry.at.saturating_add(entry.count.min(400)).min(self.bytes.len());
                let bytes = self.bytes.get(entry.at..end).unwrap_or_default();
                // The tags of Windows are UTF-16.
                if (0x9c9b..=0x9c9f).contains(&entry.tag) {
                    let units: Vec<u16> = bytes
                        .chunks_exact(2)
                        .map(|pair| u16::from_le_bytes(pair.try_into().unwrap_or_default()))
                        .collect();
                    return plain(String::from_utf16_lossy(&units).as_bytes()).trim().to_owned();
                }
                plain(bytes).trim().to_owned()
            }
        }
    }

    fn rationals(&self, entry: &Entry) -> Vec<f64> {
        (0..entry.count.min(3))
            .filter_map(|index| {
                let at = entry.at.checked_add(index * 8)?;
                let below = self.long(at + 4).filter(|below| *below != 0)?;
                Some(f64::from(self.long(at)?) / f64::from(below))
            })
            .collect()
    }
}

fn name(tag: u16) -> Option<&'static str> {
    Some(match tag {
        0x010e => "ImageDescription",
        0x010f => "Make",
        0x0110 => "Model",
        0x0131 => "Software",
        0x0132 | 0x9003 => "DateTime",
        0x013b => "Artist",
        0x8298 => "Copyright",
        0x9286 => "UserComment",
        0x927c => "MakerNote",
        0x9c9b => "XPTitle",
        0x9c9c => "XPComment",
        0x9c9d => "XPAuthor",
        0x9c9e => "XPKeywords",
        0xa430 => "CameraOwnerName",
        0xa431 => "BodySerialNumber",
        0xa435 => "LensSerialNumber",
        _ => return None,
    })
}

/// Notes what EXIF says. Answers how the picture is turned, when it says that.
pub(super) fn tell(bytes: &[u8], findings: &mut Findings) -> Option<u16> {
    let little = bytes.starts_with(b"II*\0");
    if !little && !bytes.starts_with(b"MM\0*") {
        findings.removed(LeakKind::PictureData, "EXIF", "");
        return None;
    }
    let tiff = Tiff { bytes, little };
    let (entries, next) = tiff.offset(4).map(|at| tiff.directory(at)).unwrap_or_default();
    let mut orientation = None;
    let mut told = 0;
    for entry in &entries {
        match entry.tag {
            0x0112 => orientation = tiff.short(entry.at).filter(|value| (1..=8).contains(value)),
            0x8769 => {
                let inner = tiff.offset(entry.at).map(|at| tiff.directory(at).0).unwrap_or_default();
                for entry in &inner {
                    told += usize::from(tell_entry(&tiff, entry, findings));
                }
            }
            0x8825 => {
                let inner = tiff.offset(entry.at).map(|at| tiff.directory(at).0).unwrap_or_default();
                findings.removed(LeakKind::Location, "EXIF GPS", &position(&tiff, &inner));
                told += 1;
            }
            _ => told += usize::from(tell_entry(&tiff, entry, findings)),
        }
    }
    if next.is_some() {
        findings.removed(LeakKind::Thumbnail, "EXIF", "");
        told += 1;
    }
    if told == 0 && entries.iter().any(|entry| entry.tag != 0x0112) {
        findings.removed(LeakKind::PictureData, "EXIF", "");
    }
    orientation
}

fn tell_entry(tiff: &Tiff<'_>, entry: &Entry, findings: &mut Findings) -> bool {
    let Some(name) = name(entry.tag) else { return false };
    findings.removed(LeakKind::PictureData, &format!("EXIF {name}"), &tiff.text(entry));
    true
}

/// The position as degrees, the way maps take it.
fn position(tiff: &Tiff<'_>, entries: &[Entry]) -> String {
    let degrees = |reference: u16, value: u16| {
        let entry = entries.iter().find(|entry| entry.tag == value)?;
        let parts = tiff.rationals(entry);
        let sum = parts.iter().zip([1.0, 60.0, 3600.0]).map(|(part, by)| part / by).sum::<f64>();
        let side = entries.iter().find(|entry| entry.tag == reference).map(|entry| tiff.text(entry));
        Some(format!("{sum:.5}{}", side.unwrap_or_default()))
    };
    let place = [degrees(1, 2), degrees(3, 4)];
    place.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
