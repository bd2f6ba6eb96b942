//! Fonts: how wide a code is and what it says. A code whose meaning the file does not tell is `�`, never a guess.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Object};

use super::cmap::{CMap, value};
use super::{deref, number, stream};

/// What a code that the file does not explain becomes.
const UNKNOWN: &str = "\u{fffd}";

/// A font.
#[derive(Debug, Default)]
pub(super) struct Font {
    to_unicode: Option<CMap>,
    encoding: Encoding,
    widths: HashMap<u32, f64>,
    default_width: f64,
    /// Lines run from top to bottom.
    pub(super) upright: bool,
}

#[derive(Debug, Default)]
enum Encoding {
    /// One byte, with the names the font gives its codes.
    Simple { names: HashMap<u8, String>, ascii: bool },
    /// Two bytes, which are glyph numbers.
    #[default]
    Glyphs,
    /// Bytes in GBK or GB 18030.
    Gbk,
    /// UTF-16, high byte first.
    Utf16,
    /// By the map in the file.
    Map(CMap),
}

/// A code of a string.
pub(super) struct Code {
    pub(super) text: String,
    /// Width for type of size one.
    pub(super) width: f64,
    /// True for the one-byte blank that word spacing widens.
    pub(super) blank: bool,
}

impl Font {
    /// Reads a font; what it takes to read is taken from the room.
    pub(super) fn read(document: &Document, dictionary: &Dictionary, room: &mut usize) -> Font {
        let name =
            |key: &[u8]| dictionary.get_deref(key, document).ok().and_then(|object| object.as_name().ok());
        let to_unicode =
            stream(document, dictionary.get(b"ToUnicode").ok(), room).map(|bytes| CMap::parse(&bytes));
        if name(b"Subtype") == Some(b"Type0") {
            return Font { to_unicode, ..composite(document, dictionary, room) };
        }
        let mut font = Font { to_unicode, default_width: 0.5, ..Font::default() };
        font.encoding = simple(document, dictionary);
        let scale = if name(b"Subtype") == Some(b"Type3") {
            let matrix =
                dictionary.get_deref(b"FontMatrix", document).ok().and_then(|matrix| matrix.as_array().ok());
            matrix.and_then(|matrix| matrix.first()).and_then(number).unwrap_or(0.001)
        } else {
            0.001
        };
        let first = dictionary.get_deref(b"FirstChar", document).ok().and_then(|first| first.as_i64().ok());
        let widths = dictionary.get_deref(b"Widths", document).ok().and_then(|widths| widths.as_array().ok());
        if let (Some(first), Some(widths)) = (first.and_then(|first| u32::try_from(first).ok()), widths) {
            for (code, width) in (first..=255).zip(widths) {
                let width = deref(document, width).and_then(number);
                font.widths.extend(width.map(|width| (code, width * scale)));
            }
        }
        font
    }

    /// The codes of a string.
    pub(super) fn codes(&self, bytes: &[u8]) -> Vec<Code> {
        let mut out = Vec::with_capacity(bytes.len());
        let mut rest = bytes;
        while !rest.is_empty() {
            let length = self.length(rest).clamp(1, rest.len());
            let (head, tail) = rest.split_at(length);
            rest = tail;
            out.push(self.code(head));
        }
        out
    }

    fn length(&self, bytes: &[u8]) -> usize {
        match &self.encoding {
            Encoding::Simple { .. } => 1,
            Encoding::Glyphs => 2,
            Encoding::Map(map) => map.length(bytes),
            Encoding::Utf16 => match bytes {
                [0xd8..=0xdb, ..] => 4,
                _ => 2,
            },
            Encoding::Gbk => match bytes {
                [0..=0x80, ..] => 1,
                [_, 0x30..=0x39, ..] => 4,
                _ => 2,
            },
        }
    }

    fn code(&self, bytes: &[u8]) -> Code {
        let code = value(bytes);
        let blank = bytes == [0x20];
        let mut width = self.widths.get(&code).copied().unwrap_or(self.default_width);
        let own = match &self.encoding {
            Encoding::Simple { names, ascii } => bytes.first().and_then(|&byte| {
                let named = names.get(&byte).map(|name| named(name).unwrap_or_else(|| UNKNOWN.to_owned()));
                named.or_else(|| ascii.then(|| encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned()))
            }),
            Encoding::Glyphs => None,
            Encoding::Gbk => {
                if bytes.len() == 1 {
                    width = 0.5;
                }
                Some(encoding_rs::GB18030.decode(bytes).0.into_owned())
            }
            Encoding::Utf16 => {
                let units: Vec<u16> =
                    bytes.chunks_exact(2).map(|pair| u16::try_from(value(pair)).unwrap_or(0)).collect();
                if code < 0x80 {
                    width = 0.5;
                }
                String::from_utf16(&units).ok()
            }
            Encoding::Map(map) => {
                let cid = map.cid(code);
                width = cid.and_then(|cid| self.widths.get(&cid)).copied().unwrap_or(self.default_width);
                None
            }
        };
        let text = self.to_unicode.as_ref().and_then(|map| map.text(code)).or(own);
        Code { text: text.unwrap_or_else(|| UNKNOWN.to_owned()), width, blank }
    }
}

fn composite(document: &Document, dictionary: &Dictionary, room: &mut usize) -> Font {
    let mut font = Font { default_width: 1.0, ..Font::default() };
    match dictionary.get_deref(b"Encoding", document) {
        Ok(Object::Name(name)) => {
            font.upright = name.ends_with(b"-V");
            let starts = |prefix: &[u8]| name.starts_with(prefix);
            font.encoding = if starts(b"GB") {
                Encoding::Gbk
            } else if starts(b"Uni") && !name.windows(4).any(|window| window == b"UTF8") {
                Encoding::Utf16
            } else {
                Encoding::Glyphs
            };
        }
        Ok(object @ Object::Stream(_)) => {
            if let Some(bytes) = stream(document, Some(object), room) {
                let map = CMap::parse(&bytes);
                font.upright = map.upright;
                font.encoding = Encoding::Map(map);
            }
        }
        _ => {}
    }
    let descendant = dictionary
        .get_deref(b"DescendantFonts", document)
        .ok()
        .and_then(|list| list.as_array().ok())
        .and_then(|list| list.first())
        .and_then(|font| deref(document, font))
        .and_then(|font| font.as_dict().ok());
    if let Some(descendant) = descendant {
        let default = descendant.get_deref(b"DW", document).ok().and_then(number);
        font.default_width = default.map_or(1.0, |width| width / 1000.0);
        if let Ok(Object::Array(list)) = descendant.get_deref(b"W", document) {
            font.widths = cid_widths(document, list);
            *room = room.saturating_sub(8 * list.len().max(font.widths.len()));
        }
    }
    font
}

/// `c [w …]` and `from to w`.
fn cid_widths(document: &Document, list: &[Object]) -> HashMap<u32, f64> {
    let mut out = HashMap::new();
    let mut rest = list;
    // Widths may be said again and again for the same codes.
    let mut said = 0_usize;
    while let [first, second, tail @ ..] = rest {
        let Some(from) = deref(document, first).and_then(cid) else { break };
        match deref(document, second) {
            Some(Object::Array(widths)) => {
                rest = tail;
                said += widths.len();
                for (code, width) in (from..=0xff_ffff).zip(widths) {
                    out.extend(deref(document, width).and_then(number).map(|width| (code, width / 1000.0)));
                }
            }
            Some(last) => {
                let [third, tail @ ..] = tail else { break };
                rest = tail;
                let (Some(to), Some(width)) = (cid(last), deref(document, third).and_then(number)) else {
                    break;
                };
                if to.saturating_sub(from) <= 0xffff {
                    said += usize::try_from(to.saturating_sub(from)).unwrap_or(0);
                    out.extend((from..=to).map(|code| (code, width / 1000.0)));
                }
            }
            None => break,
        }
        if said > 200_000 {
            break;
        }
    }
    out
}

fn cid(object: &Object) -> Option<u32> {
    object.as_i64().ok().and_then(|value| u32::try_from(value).ok()).filter(|value| *value <= 0xff_ffff)
}

fn simple(document: &Document, dictionary: &Dictionary) -> Encoding {
    let mut names = HashMap::new();
    let descriptor =
        dictionary.get_deref(b"FontDescriptor", document).ok().and_then(|found| found.as_dict().ok());
    let flags = descriptor
        .and_then(|descriptor| descriptor.get_deref(b"Flags", document).ok())
        .and_then(|flags| flags.as_i64().ok())
        .unwrap_or(0);
    let embedded = descriptor.is_some_and(|descriptor| {
        [b"FontFile".as_slice(), b"FontFile2", b"FontFile3"].iter().any(|key| descriptor.has(key))
    });
    let mut based = false;
    match dictionary.get_deref(b"Encoding", document) {
        Ok(Object::Name(_)) => based = true,
        Ok(Object::Dictionary(encoding)) => {
            based = encoding.has(b"BaseEncoding");
            let differences =
                encoding.get_deref(b"Differences", document).ok().and_then(|list| list.as_array().ok());
            let mut code: Option<u8> = None;
            for object in differences.into_iter().flatten() {
                match deref(document, object) {
                    Some(Object::Integer(at)) => code = u8::try_from(*at).ok(),
                    Some(Object::Name(name)) => {
                        if let Some(at) = code {
                            names.insert(at, String::from_utf8_lossy(name).into_owned());
                            code = at.checked_add(1);
                        }
                    }
                    _ => {}
                }
            }
        }
        _ => {}
    }
    // A font with its own codes says nothing of what they mean.
    let own_codes = embedded && flags & 4 != 0 && !based;
    Encoding::Simple { names, ascii: !own_codes }
}

/// What a glyph's name says.
fn named(name: &str) -> Option<String> {
    const NAMES: &[(&str, char)] = &[
        ("zero", '0'),
        ("one", '1'),
        ("two", '2'),
        ("three", '3'),
        ("four", '4'),
        ("five", '5'),
        ("six", '6'),
        ("seven", '7'),
        ("eight", '8'),
        ("nine", '9'),
        ("space", ' '),
        ("period", '.'),
        ("comma", ','),
        ("hyphen", '-'),
        ("minus", '-'),
        ("endash", '–'),
        ("emdash", '—'),
        ("slash", '/'),
        ("percent", '%'),
        ("colon", ':'),
        ("semicolon", ';'),
        ("parenleft", '('),
        ("parenright", ')'),
        ("quotedblleft", '“'),
        ("quotedblright", '”'),
        ("quoteleft", '‘'),
        ("quoteright", '’'),
        ("quotedbl", '"'),
        ("quotesingle", '\''),
        ("plus", '+'),
        ("equal", '='),
        ("underscore", '_'),
        ("at", '@'),
        ("asterisk", '*'),
    ];
    let mut chars = name.chars();
    if let (Some(only), None) = (chars.next(), chars.next())
        && only.is_ascii_alphabetic()
    {
        return Some(only.to_string());
    }
    if let Some((_, ch)) = NAMES.iter().find(|(known, _)| *known == name) {
        return Some(ch.to_string());
    }
    let hex = name.strip_prefix("uni").or_else(|| name.strip_prefix('u'))?;
    let code = u32::from_str_radix(hex.get(..hex.len().min(6))?, 16).ok()?;
    (hex.len() >= 4).then(|| char::from_u32(code)).flatten().map(String::from)
}
