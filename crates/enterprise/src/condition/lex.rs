//! Words and signs of a condition, each with its place.

use crate::problem::{Problem, Span};

use super::bounds;

/// A word or sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Name(String),
    Text(String),
    Number(String),
    Sign(&'static str),
    End,
}

impl Token {
    /// For "found …" in messages.
    pub(super) fn shown(&self) -> String {
        match self {
            Token::Name(name) | Token::Number(name) => format!("“{name}”"),
            Token::Text(text) => format!("'{text}'"),
            Token::Sign(sign) => format!("“{sign}”"),
            Token::End => "条件结尾".to_owned(),
        }
    }
}

const SIGNS: [&str; 17] =
    ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "(", ")", "[", "]", ",", ".", "-", "+"];

struct Reader<'a> {
    rest: &'a str,
    at: Span,
}

impl<'a> Reader<'a> {
    fn take(&mut self, bytes: usize) -> (&'a str, Span) {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        let start = self.at;
        for character in taken.chars() {
            self.at.start += 1;
            self.at.column += 1;
            if character == '\n' {
                self.at.line += 1;
                self.at.column = 1;
            }
        }
        self.rest = rest;
        (taken, Span { end: self.at.start, ..start })
    }

    fn take_while(&mut self, fits: impl Fn(char) -> bool) -> (&'a str, Span) {
        let bytes = self.rest.find(|character| !fits(character)).unwrap_or(self.rest.len());
        self.take(bytes)
    }
}

/// Cuts the text into tokens, the last of which is [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, Span)>, Problem> {
    let start = Span { start: 0, end: 0, line: 1, column: 1 };
    if text.len() > bounds::TEXT_BYTES {
        return Err(Problem::error("too_complex", start, "条件过长（超过 64 KB），请拆成几个事项。"));
    }
    let mut reader = Reader { rest: text, at: start };
    let mut tokens = Vec::new();
    loop {
        reader.take_while(char::is_whitespace);
        let Some(first) = reader.rest.chars().next() else {
            tokens.push((Token::End, Span { end: reader.at.start, ..reader.at }));
            return Ok(tokens);
        };
        let token = match first {
            'a'..='z' | 'A'..='Z' | '_' => {
                let (name, span) =
                    reader.take_while(|character| character.is_ascii_alphanumeric() || character == '_');
                (Token::Name(name.to_owned()), span)
            }
            '0'..='9' => {
                let (number, span) = number(&mut reader);
                (Token::Number(number), span)
            }
            '\'' | '"' => quoted(&mut reader, first)?,
            _ => sign(&mut reader, first)?,
        };
        tokens.push(token);
    }
}

fn number(reader: &mut Reader<'_>) -> (String, Span) {
    let (whole, mut span) = reader.take_while(|character| character.is_ascii_digit());
    let mut number = whole.to_owned();
    let after = reader.rest.strip_prefix('.').and_then(|rest| rest.chars().next());
    if after.is_some_and(|digit| digit.is_ascii_digit()) {
        reader.take(1);
        let (fraction, place) = reader.take_while(|character| character.is_ascii_digit());
        number = format!("{number}.{fraction}");
        span = span.to(place);
    }
    (number, span)
}

fn sign(reader: &mut Reader<'_>, first: char) -> Result<(Token, Span), Problem> {
    if let Some(sign) = SIGNS.into_iter().find(|sign| reader.rest.starts_with(sign)) {
        let (_, span) = reader.take(sign.len());
        return Ok((Token::Sign(sign), span));
    }
    let (_, span) = reader.take(first.len_utf8());
    let hint = match first {
        '“' | '”' | '‘' | '’' => "文字请用英文单引号 ' 括起来。",
        '（' | '）' | '，' | '！' | '【' | '】' => "请改用英文半角标点。",
        '≥' => "请写作 >=。",
        '≤' => "请写作 <=。",
        '≠' => "请写作 !=。",
        '=' => "相等请写作两个等号 ==。",
        '&' => "“并且”请写作 &&。",
        '|' => "“或者”请写作 ||。",
        '%' => "百分数请写成小数，如 3% 写作 0.03。",
        _ => "条件只能由属性名、数字、单引号文字和 && || ! == != < <= > >= in startsWith 组成。",
    };
    Err(Problem::error("syntax", span, format!("不认识的字符“{first}”，{hint}")))
}

fn quoted(reader: &mut Reader<'_>, quote: char) -> Result<(Token, Span), Problem> {
    let (_, mut span) = reader.take(1);
    let mut text = String::new();
    loop {
        let Some(character) = reader.rest.chars().next() else {
            return Err(Problem::error("syntax", span, "文字没有结束，应在末尾补上引号。"));
        };
        let (_, place) = reader.take(character.len_utf8());
        span = span.to(place);
        match character {
            '\\' => {
                let escaped = reader.rest.chars().next();
                let (_, place) = reader.take(escaped.map_or(0, char::len_utf8));
                text.push(match escaped {
                    Some(kept @ ('\\' | '\'' | '"')) => kept,
                    Some('n') => '\n',
                    Some('r') => '\r',
                    Some('t') => '\t',
                    _ => {
                        let message = "反斜杠后应为 \\\\、\\'、\\\"、\\n、\\r 或 \\t。";
                        return Err(Problem::error("syntax", place, message));
                    }
                });
            }
            _ if character == quote => return Ok((Token::Text(text), span)),
            '\n' | '\r' => {
                return Err(Problem::error("syntax", place, "文字不能跨行，应在行末前补上引号。"));
            }
            _ => text.push(character),
        }
    }
}
