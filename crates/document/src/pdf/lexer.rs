//! Tokens of a content stream or a character map.

/// A token.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Number(f64),
    Text(Vec<u8>),
    Name(Vec<u8>),
    Open,
    Close,
    Word(Vec<u8>),
}

/// Walks over the tokens of `bytes`; what is none is skipped.
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Lexer<'a> {
        Lexer { bytes, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    /// Skips the bytes of a picture in the stream, up to its `EI`.
    pub(super) fn skip_picture(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let data =
            rest.windows(3).position(|window| window == b"ID " || window == b"ID\n" || window == b"ID\r");
        let start = data.map_or(0, |data| data + 3);
        let tail = rest.get(start..).unwrap_or_default();
        let end = tail.windows(4).position(
            |window| matches!(window, [before, b'E', b'I', after] if is_blank(*before) && is_blank(*after)),
        );
        self.at += end.map_or(rest.len(), |end| start + end + 3);
    }

    pub(super) fn next(&mut self) -> Option<Token> {
        loop {
            match self.peek()? {
                byte if is_blank(byte) => self.at += 1,
                b'%' => {
                    while self.peek().is_some_and(|byte| byte != b'\n' && byte != b'\r') {
                        self.at += 1;
                    }
                }
                b'(' => return Some(Token::Text(self.literal())),
                b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => self.at += 2,
                b'>' | b'{' | b'}' | b')' => self.at += 1,
                b'<' => return Some(Token::Text(self.hexadecimal())),
                b'[' => {
                    self.at += 1;
                    return Some(Token::Open);
                }
                b']' => {
                    self.at += 1;
                    return Some(Token::Close);
                }
                b'/' => {
                    self.at += 1;
                    return Some(Token::Name(self.name()));
                }
                _ => {
                    let word = self.word();
                    return Some(number(&word).map_or(Token::Word(word), Token::Number));
                }
            }
        }
    }

    fn literal(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut out = Vec::new();
        let mut depth = 1;
        while let Some(byte) = self.take() {
            match byte {
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escaped(&mut out);
                    continue;
                }
                _ => {}
            }
            out.push(byte);
        }
        out
    }

    fn escaped(&mut self, out: &mut Vec<u8>) {
        let Some(byte) = self.take() else { return };
        match byte {
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'\r' => {
                if self.peek() == Some(b'\n') {
                    self.at += 1;
                }
            }
            b'\n' => {}
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    match self.peek() {
                        Some(digit @ b'0'..=b'7') => {
                            value = value * 8 + u32::from(digit - b'0');
                            self.at += 1;
                        }
                        _ => break,
                    }
                }
                out.push(u8::try_from(value & 0xff).unwrap_or(0));
            }
            other => out.push(other),
        }
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut digits: Vec<u8> = Vec::new();
        while let Some(byte) = self.take() {
            if byte == b'>' {
                break;
            }
            digits.extend(char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()));
        }
        digits
            .chunks(2)
            .map(|pair| pair.first().copied().unwrap_or(0) * 16 + pair.get(1).copied().unwrap_or(0))
            .collect()
    }

    fn name(&mut self) -> Vec<u8> {
        let raw = self.word();
        let mut out = Vec::with_capacity(raw.len());
        let mut rest = raw.as_slice();
        while let Some((&byte, tail)) = rest.split_first() {
            rest = tail;
            let hex = |at: usize| tail.get(at).and_then(|byte| char::from(*byte).to_digit(16));
            if byte == b'#'
                && let (Some(high), Some(low)) = (hex(0), hex(1))
            {
                out.push(u8::try_from(high * 16 + low).unwrap_or(0));
                rest = tail.get(2..).unwrap_or_default();
            } else {
                out.push(byte);
            }
        }
        out
    }

    fn word(&mut self) -> Vec<u8> {
        let start = self.at;
        while self.peek().is_some_and(|byte| !is_blank(byte) && !b"()<>[]{}/%".contains(&byte)) {
            self.at += 1;
        }
        self.bytes.get(start..self.at).unwrap_or_default().to_vec()
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0 | 12)
}

fn number(word: &[u8]) -> Option<f64> {
    let text = std::str::from_utf8(word).ok()?;
    if !text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+')) {
        return None;
    }
    // `--5` and `5-3` are met in the wild and mean what readers make of them.
    let text = text.trim_start_matches('+');
    let text = if text.starts_with("--") { text.trim_start_matches('-') } else { text };
    let end = text.char_indices().skip(1).find(|(_, ch)| *ch == '-').map_or(text.len(), |(at, _)| at);
    text.get(..end)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8]) -> Vec<Token> {
        let mut lexer = Lexer::new(bytes);
        std::iter::from_fn(|| lexer.next()).collect()
    }

    #[test]
    fn operands_and_operators_are_told_apart() {
        let tokens = all(b"/F1 12 Tf [(a\\)\\101) -.5 <4e2d>] TJ % note\nET");
        assert_eq!(tokens.len(), 10);
        assert_eq!(tokens[0], Token::Name(b"F1".to_vec()));
        assert_eq!(tokens[4], Token::Text(b"a)A".to_vec()));
        assert_eq!(tokens[5], Token::Number(-0.5));
        assert_eq!(tokens[6], Token::Text(vec![0x4e, 0x2d]));
        assert_eq!(tokens[9], Token::Word(b"ET".to_vec()));
    }

    #[test]
    fn a_stream_cut_short_ends() {
        assert_eq!(all(b"(abc").len(), 1);
        assert_eq!(all(b"<4e").len(), 1);
        assert!(all(b"<< >> } )").is_empty());
    }
}
