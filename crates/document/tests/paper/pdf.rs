//! A PDF of pages, in the ways programs write them.

use std::fmt::Write as _;

use super::Dice;
use super::page::{Mark, Pages, width};

/// How the codes of the font are told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Coding {
    /// Glyph numbers and a map to Unicode.
    Mapped,
    /// The same, the map giving radicals for some characters.
    Radicals,
    /// UTF-16.
    Utf16,
    /// GBK.
    Gbk,
}

/// How ruled lines are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Ruling {
    Strokes,
    ThinBoxes,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ink {
    pub(crate) coding: Coding,
    pub(crate) ruling: Ruling,
    /// Each character is placed by itself.
    pub(crate) single: bool,
    /// The page is drawn turned and told to be shown upright.
    pub(crate) turned: bool,
}

impl Ink {
    pub(crate) fn by(dice: &mut Dice) -> Ink {
        Ink {
            coding: dice.of(&[Coding::Mapped, Coding::Mapped, Coding::Radicals, Coding::Utf16, Coding::Gbk]),
            ruling: dice.of(&[Ruling::Strokes, Ruling::ThinBoxes]),
            single: dice.coin(),
            turned: dice.roll(6) == 0,
        }
    }
}

fn codes(text: &str, coding: Coding) -> String {
    let mut out = String::new();
    match coding {
        Coding::Gbk => {
            let bytes = encoding_rs::GBK.encode(text).0;
            bytes.iter().for_each(|byte| {
                let _ = write!(out, "{byte:02x}");
            });
        }
        _ => text.encode_utf16().for_each(|unit| {
            let _ = write!(out, "{unit:04x}");
        }),
    }
    out
}

/// The file.
pub(crate) fn pdf(pages: &Pages, ink: &Ink) -> Vec<u8> {
    let mut objects: Vec<String> = Vec::new();
    let kids: String = (0..pages.len()).map(|at| format!("{} 0 R ", 6 + at * 2)).collect();
    objects.push("<< /Type /Catalog /Pages 2 0 R >>".to_owned());
    objects.push(format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", pages.len()));
    let encoding = match ink.coding {
        Coding::Mapped | Coding::Radicals => "Identity-H",
        Coding::Utf16 => "UniGB-UCS2-H",
        Coding::Gbk => "GBK-EUC-H",
    };
    let to_unicode = if encoding == "Identity-H" { "/ToUnicode 5 0 R" } else { "" };
    objects.push(format!("<< /Type /Font /Subtype /Type0 /BaseFont /Made /Encoding /{encoding} /DescendantFonts [4 0 R] {to_unicode} >>"));
    objects.push("<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Made /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 /W [0 127 500] >>".to_owned());
    objects.push(stream(&to_unicode_map(ink.coding == Coding::Radicals)));
    for (at, page) in pages.iter().enumerate() {
        let turn = if ink.turned { "/MediaBox [0 0 842 595] /Rotate 90" } else { "/MediaBox [0 0 595 842]" };
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R {turn} /Contents {} 0 R /Resources << /Font << /F1 3 0 R >> >> >>",
            7 + at * 2
        ));
        objects.push(stream(&content(page, ink)));
    }
    let mut out = b"%PDF-1.5\n".to_vec();
    let mut offsets = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).bytes());
    }
    let xref = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for offset in offsets {
        out.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    out.extend(
        format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF", objects.len() + 1).bytes(),
    );
    out
}

fn stream(content: &str) -> String {
    format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len())
}

fn to_unicode_map(radicals: bool) -> String {
    let mut out = String::from("begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange\n");
    for high in 0..=0xff_u32 {
        let _ = writeln!(out, "1 beginbfrange <{high:02x}00> <{high:02x}ff> <{high:02x}00> endbfrange");
    }
    if radicals {
        // 人 自 行 文 止 民
        for (code, radical) in [
            (0x4eba, 0x2f08),
            (0x81ea, 0x2f83),
            (0x884c, 0x2f8f),
            (0x6587, 0x2f42),
            (0x6b62, 0x2f4c),
            (0x6c11, 0x2ea0),
        ] {
            let _ = writeln!(out, "1 beginbfchar <{code:04x}> <{radical:04x}> endbfchar");
        }
    }
    out.push_str("endcmap");
    out
}

fn content(page: &[Mark], ink: &Ink) -> String {
    let mut out = String::from("q\n");
    if ink.turned {
        // Drawn so that the page, turned a quarter clockwise, stands upright.
        out.push_str("0 1 -1 0 842 0 cm\n");
    }
    for mark in page {
        match mark {
            Mark::Text { x, y, size, text } => {
                let base = 842.0 - y;
                if ink.single {
                    let mut at = *x;
                    for ch in text.chars() {
                        let one = ch.to_string();
                        let _ = writeln!(
                            out,
                            "BT /F1 {size} Tf 1 0 0 1 {at:.2} {base:.2} Tm <{}> Tj ET",
                            codes(&one, ink.coding)
                        );
                        at += width(&one, *size);
                    }
                } else {
                    let _ = writeln!(
                        out,
                        "BT /F1 {size} Tf {x:.2} {base:.2} Td <{}> Tj ET",
                        codes(text, ink.coding)
                    );
                }
            }
            Mark::Line { from, to } => {
                let (x0, y0, x1, y1) = (from.0, 842.0 - from.1, to.0, 842.0 - to.1);
                match ink.ruling {
                    Ruling::Strokes => {
                        let _ = writeln!(out, "0.5 w {x0:.2} {y0:.2} m {x1:.2} {y1:.2} l S");
                    }
                    Ruling::ThinBoxes => {
                        let (left, low) = (x0.min(x1), y0.min(y1));
                        let (wide, high) = ((x1 - x0).abs().max(0.5), (y1 - y0).abs().max(0.5));
                        let _ = writeln!(out, "{left:.2} {low:.2} {wide:.2} {high:.2} re f");
                    }
                }
            }
        }
    }
    out.push('Q');
    out
}
