//! Query codes (查询码): what an applicant learns their request by, without an account.
//!
//! A code is 80 random bits in Crockford's base 32, four groups of four. The journal holds a keyed hash only, as the
//! name of a stream of its own; writing it together with the registration also makes a submission happen once.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::motion::Matter;

/// Crockford's digits: no I, L, O or U, which are read as others or not at all.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a code.
const LENGTH: usize = 16;

/// Something that happened to a query code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum CodeEvent {
    /// Given out for a request
    #[serde(rename = "query_code.issued.v1")]
    Issued(Issued),
}

/// Which request or motion a code opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    /// The agency.
    pub agency: String,
    /// The request or motion.
    pub number: Matter,
    /// Day.
    pub on: Date,
}

/// A code as the sum of its events.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QueryCode {
    /// What it opens; nothing when it was never given out.
    pub issued: Option<Issued>,
}

impl QueryCode {
    /// Takes an event into the state.
    pub fn apply(&mut self, event: &CodeEvent) {
        match event {
            CodeEvent::Issued(issued) => self.issued = Some(issued.clone()),
        }
    }
}

/// `bits` as a code in groups: `7K2M-9QXR-04TD-VWZ3`.
pub fn write(bits: [u8; 10]) -> String {
    let whole = bits.iter().fold(0_u128, |whole, byte| (whole << 8) | u128::from(*byte));
    let mut code = String::with_capacity(LENGTH + 3);
    for place in 0..LENGTH {
        if place > 0 && place.is_multiple_of(4) {
            code.push('-');
        }
        let digit = (whole >> (5 * (LENGTH - 1 - place))) & 31;
        let digit = usize::try_from(digit).ok().and_then(|digit| DIGITS.get(digit)).copied();
        code.push(char::from(digit.unwrap_or(b'0')));
    }
    code
}

/// A code as somebody typed it, in the one form it is hashed in; `None` when it can be no code.
///
/// Small letters, spaces, strokes and full-width characters are taken as meant; O is 0, I and L are 1.
pub fn read(typed: &str) -> Option<String> {
    let mut code = String::with_capacity(LENGTH);
    for sign in typed.chars() {
        let plain = match sign {
            '！'..='～' => char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign),
            other => other,
        };
        let digit = match plain.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            ' ' | '\u{3000}' | '-' | '—' | '–' | '_' | '\t' => continue,
            digit => digit,
        };
        if !u8::try_from(digit).is_ok_and(|digit| DIGITS.contains(&digit)) {
            return None;
        }
        code.push(digit);
    }
    (code.len() == LENGTH).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let code = write([0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0xDE, 0xF0, 0x11, 0xFF]);
        assert_eq!(code.len(), 19, "{code}");
        let plain = code.replace('-', "");
        assert_eq!(read(&code), Some(plain.clone()));
        assert_eq!(read(&code.to_lowercase().replace('-', " ")), Some(plain.clone()));
        let wide: String = code
            .chars()
            .map(|sign| if sign == '-' { '－' } else { char::from_u32(u32::from(sign) + 0xFEE0).unwrap() })
            .collect();
        assert_eq!(read(&wide), Some(plain));
    }

    #[test]
    fn letters_that_look_alike_are_one() {
        assert_eq!(read("O0Oo-IiLl-1111-2222"), Some("0000111111112222".to_owned()));
    }

    #[test]
    fn what_can_be_no_code_is_none() {
        for typed in ["", "1234", "U111-1111-1111-1111", "1111-1111-1111-11111", "查询码"] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }

    #[test]
    fn different_bits_are_different_codes() {
        assert_ne!(write([0; 10]), write([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]));
        assert_eq!(write([0; 10]), "0000-0000-0000-0000");
        assert_eq!(write([255; 10]), "ZZZZ-ZZZZ-ZZZZ-ZZZZ");
    }
}
