//! Character maps: which bytes are a code, and what a code means.

use super::lexer::{Lexer, Token};

/// Most ranges kept of one map.
const MOST: usize = 70_000;

/// A parsed character map.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct CMap {
    /// Codes of how many bytes, from which to which.
    spaces: Vec<(usize, u32, u32)>,
    /// Codes to text, sorted by code.
    texts: Vec<(u32, u32, Text)>,
    /// Codes to glyph numbers, sorted by code.
    cids: Vec<(u32, u32, u32)>,
    pub(super) upright: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Text {
    /// The text of the first code; the last character counts up.
    From(Vec<u16>),
    List(Vec<Vec<u16>>),
}

impl CMap {
    pub(super) fn parse(bytes: &[u8]) -> CMap {
        let mut map = CMap::default();
        let mut lexer = Lexer::new(bytes);
        let mut before: Option<Token> = None;
        while let Some(token) = lexer.next() {
            if let Token::Word(word) = &token {
                match word.as_slice() {
                    b"begincodespacerange" => map.read_spaces(&mut lexer),
                    b"beginbfchar" => map.read_texts(&mut lexer, false),
                    b"beginbfrange" => map.read_texts(&mut lexer, true),
                    b"begincidchar" => map.read_cids(&mut lexer, false),
                    b"begincidrange" => map.read_cids(&mut lexer, true),
                    _ => {}
                }
            }
            if let (Some(Token::Name(name)), Token::Number(mode)) = (&before, &token)
                && name == b"WMode"
            {
                map.upright = *mode > 0.5;
            }
            before = Some(token);
        }
        map.texts.sort_by_key(|(from, ..)| *from);
        map.cids.sort_by_key(|(from, ..)| *from);
        map
    }

    fn read_spaces(&mut self, lexer: &mut Lexer<'_>) {
        while let Some(Token::Text(from)) = lexer.next() {
            let Some(Token::Text(to)) = lexer.next() else { return };
            if self.spaces.len() < 64 {
                self.spaces.push((from.len(), value(&from), value(&to)));
            }
        }
    }

    fn read_texts(&mut self, lexer: &mut Lexer<'_>, range: bool) {
        while let Some(Token::Text(from)) = lexer.next() {
            let to = if range {
                let Some(Token::Text(to)) = lexer.next() else { return };
                value(&to)
            } else {
                value(&from)
            };
            let text = match lexer.next() {
                Some(Token::Text(text)) => Text::From(units(&text)),
                Some(Token::Open) => {
                    let mut list = Vec::new();
                    while let Some(Token::Text(text)) = lexer.next() {
                        list.push(units(&text));
                    }
                    Text::List(list)
                }
                _ => return,
            };
            if self.texts.len() < MOST {
                self.texts.push((value(&from), to, text));
            }
        }
    }

    fn read_cids(&mut self, lexer: &mut Lexer<'_>, range: bool) {
        while let Some(Token::Text(from)) = lexer.next() {
            let to = if range {
                let Some(Token::Text(to)) = lexer.next() else { return };
                value(&to)
            } else {
                value(&from)
            };
            let Some(Token::Number(first)) = lexer.next() else { return };
            if self.cids.len() < MOST {
                self.cids.push((value(&from), to, whole(first)));
            }
        }
    }

    /// Bytes of the code that `bytes` start with.
    pub(super) fn length(&self, bytes: &[u8]) -> usize {
        for length in 1..=4.min(bytes.len()) {
            let head = bytes.get(..length).unwrap_or_default();
            let fits = |&(size, from, to): &(usize, u32, u32)| {
                size == length
                    && (0..length).all(|at| {
                        let shift = 8 * (length - 1 - at);
                        let byte = |code: u32| u8::try_from((code >> shift) & 0xff).unwrap_or(0);
                        head.get(at).is_some_and(|head| byte(from) <= *head && *head <= byte(to))
                    })
            };
            if self.spaces.iter().any(fits) {
                return length;
            }
        }
        self.spaces.iter().map(|(size, ..)| *size).min().unwrap_or(2).max(1)
    }

    /// The text of a code.
    pub(super) fn text(&self, code: u32) -> Option<String> {
        let after = self.texts.partition_point(|(from, ..)| *from <= code);
        let found = self.texts.get(..after)?.iter().rev().take(4).find(|(_, to, _)| code <= *to)?;
        let (from, _, text) = found;
        let offset = code - from;
        let units = match text {
            Text::From(first) => {
                let mut units = first.clone();
                let last = units.last_mut()?;
                *last = last.wrapping_add(u16::try_from(offset).ok()?);
                units
            }
            Text::List(list) => list.get(usize::try_from(offset).ok()?)?.clone(),
        };
        String::from_utf16(&units).ok().filter(|text| !text.is_empty() && text != "\0")
    }

    /// The glyph number of a code.
    pub(super) fn cid(&self, code: u32) -> Option<u32> {
        let after = self.cids.partition_point(|(from, ..)| *from <= code);
        let (from, _, first) = self.cids.get(..after)?.iter().rev().take(4).find(|(_, to, _)| code <= *to)?;
        first.checked_add(code - from)
    }
}

/// Bytes as one number.
pub(super) fn value(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |value, byte| value << 8 | u32::from(*byte))
}

fn units(bytes: &[u8]) -> Vec<u16> {
    if let [only] = bytes {
        return vec![u16::from(*only)];
    }
    bytes.chunks_exact(2).map(|pair| u16::try_from(value(pair)).unwrap_or(0)).take(32).collect()
}

/// A number of a character map as a whole number.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the type")]
fn whole(number: f64) -> u32 {
    number.clamp(0.0, 16_777_215.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_text_by_character_and_by_range() {
        let map = CMap::parse(
            b"1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfchar <0003> <4e2d> endbfchar \
              2 beginbfrange <0010> <0019> <0030> <0020> <0021> [<56fd> <65870000>] endbfrange",
        );
        assert_eq!(map.length(&[0, 3]), 2);
        assert_eq!(map.text(3).as_deref(), Some("中"));
        assert_eq!(map.text(0x12).as_deref(), Some("2"));
        assert_eq!(map.text(0x20).as_deref(), Some("国"));
        assert_eq!(map.text(0x1a), None);
    }

    #[test]
    fn a_map_of_mixed_lengths_tells_them_by_the_first_byte() {
        let map = CMap::parse(
            b"2 begincodespacerange <00> <80> <8140> <fefe> endcodespacerange 1 begincidrange <20> <7e> 814 endcidrange",
        );
        assert_eq!(map.length(&[0x31, 0x32]), 1);
        assert_eq!(map.length(&[0xb9, 0xab]), 2);
        assert_eq!(map.cid(0x31), Some(814 + 0x11));
    }
}
