//! Signs of symbol fonts, which stand in the file as numbers without meaning.

/// The sign that `font` draws for `code`, as a character everybody's font has.
pub(super) fn sign(font: &str, code: &str) -> Option<char> {
    let code = u32::from_str_radix(code, 16).ok()?;
    // Word moves the codes of symbol fonts into the private area.
    let code = if (0xf000..=0xf0ff).contains(&code) { code - 0xf000 } else { code };
    match font.to_ascii_lowercase().as_str() {
        "wingdings" => wingdings(code),
        "wingdings 2" => Some(match code {
            0x50 => '✓',
            0x4f => '✗',
            0x52 => '☑',
            0x51 | 0x53 => '☒',
            0xa3 | 0x2a => '□',
            _ => return None,
        }),
        "symbol" => Some(match code {
            0xb0 => '°',
            0xb1 => '±',
            0xb3 => '≥',
            0xa3 => '≤',
            0xb4 => '×',
            0xb7 => '•',
            0xb8 => '÷',
            0xb9 => '≠',
            0xbb => '≈',
            0xa5 => '∞',
            0x61 => 'α',
            0x62 => 'β',
            0x6d => 'μ',
            0x70 => 'π',
            0x57 => 'Ω',
            0x53 => 'Σ',
            _ => return None,
        }),
        _ => char::from_u32(code).filter(|ch| !ch.is_control() && !(0xe000..=0xf8ff).contains(&code)),
    }
}

fn wingdings(code: u32) -> Option<char> {
    Some(match code {
        0x6c => '●',
        0x6d => '○',
        0x6e => '■',
        0x6f | 0xa8 | 0x71 | 0x72 => '□',
        0x75 => '◆',
        0xfc => '✓',
        0xfb => '✗',
        0xfe => '☑',
        0xfd => '☒',
        0xd8 => '➢',
        0xe0 => '→',
        0xab => '★',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_to_tick_are_signs_everybody_has() {
        assert_eq!(sign("Wingdings", "F0FE"), Some('☑'));
        assert_eq!(sign("Wingdings", "00A8"), Some('□'));
        assert_eq!(sign("Wingdings 2", "F052"), Some('☑'));
        assert_eq!(sign("宋体", "25A1"), Some('□'));
        assert_eq!(sign("Wingdings", "F0FF"), None);
        assert_eq!(sign("x", "zz"), None);
    }
}
