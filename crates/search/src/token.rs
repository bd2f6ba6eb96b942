//! What the index holds of a text: pairs of neighbouring characters, and words of letters and digits.
//!
//! A text is read as units: a Chinese character is one, a word of letters or digits is one. Every two neighbouring
//! units, unless both are words, make a token; a word is a token besides; a character that stands alone is one too.
//! Spaces beside Chinese characters do not part them, because layout puts them there; a line end or a punctuation mark
//! does, and leaves a gap in the positions.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::fold::{fold, is_letter, is_sign};

/// Longest word of letters and digits; a longer one is cut.
const LONGEST_WORD: usize = 40;

/// A unit with its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unit {
    /// The character or word, folded.
    pub(crate) text: String,
    /// Is it a word of letters or digits?
    pub(crate) is_word: bool,
    /// Place in the text, counted in units and gaps.
    pub(crate) position: usize,
    /// Where it begins and ends in the text, in bytes.
    pub(crate) bytes: (usize, usize),
}

/// The units of `text`.
pub(crate) fn units(text: &str) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut gap = false;
    let mut space = false;
    let mut position = 0;
    for (byte, original) in text.char_indices() {
        let end = byte + original.len_utf8();
        let Some(one) = fold(original) else { continue };
        let is_word = is_letter(one);
        if !is_word && !is_sign(one) {
            if one.is_whitespace() && original != '\n' {
                space = true;
            } else {
                gap = true;
            }
            continue;
        }
        if gap && !units.is_empty() {
            position += 1;
        }
        if let Some(last) = units.last_mut()
            && is_word
            && last.is_word
            && !gap
            && !space
            && last.text.chars().count() < LONGEST_WORD
        {
            last.text.push(one);
            last.bytes.1 = end;
            continue;
        }
        units.push(Unit { text: one.to_string(), is_word, position, bytes: (byte, end) });
        position += 1;
        (gap, space) = (false, false);
    }
    units
}

/// Do the two make a pair?
pub(crate) fn pairs(left: &Unit, right: &Unit) -> bool {
    left.position + 1 == right.position && !(left.is_word && right.is_word)
}

/// The token of two neighbouring units.
pub(crate) fn pair(left: &Unit, right: &Unit) -> String {
    format!("{}{}", left.text, right.text)
}

/// Which tokens are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Pairs and words.
    Pairs,
    /// Pairs, words and every single character: for titles.
    PairsAndSigns,
    /// Each character once, without its place.
    Signs,
}

/// Makes tokens of a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bigrams(pub(crate) Way);

impl Bigrams {
    pub(crate) fn tokens(self, text: &str) -> Vec<Token> {
        let units = units(text);
        let mut tokens = Vec::with_capacity(units.len());
        if self.0 == Way::Signs {
            let mut seen: Vec<&Unit> = units.iter().filter(|unit| !unit.is_word).collect();
            seen.sort_by(|a, b| a.text.cmp(&b.text));
            seen.dedup_by(|a, b| a.text == b.text);
            tokens.extend(seen.into_iter().map(|unit| token(unit.text.clone(), unit, unit)));
            return tokens;
        }
        for (place, unit) in units.iter().enumerate() {
            let before = place.checked_sub(1).and_then(|place| units.get(place));
            let next = units.get(place + 1).filter(|next| pairs(unit, next));
            let alone = next.is_none() && before.is_none_or(|before| !pairs(before, unit));
            if unit.is_word || alone || self.0 == Way::PairsAndSigns {
                tokens.push(token(unit.text.clone(), unit, unit));
            }
            if let Some(next) = next {
                tokens.push(token(pair(unit, next), unit, next));
            }
        }
        tokens
    }
}

fn token(text: String, first: &Unit, last: &Unit) -> Token {
    Token {
        offset_from: first.bytes.0,
        offset_to: last.bytes.1,
        position: first.position,
        text,
        position_length: 1,
    }
}

impl Tokenizer for Bigrams {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        Tokens::new(self.tokens(text))
    }
}

/// Tokens that were made.
pub(crate) struct Tokens {
    made: Vec<Token>,
    next: usize,
    current: Token,
}

impl Tokens {
    pub(crate) fn new(tokens: Vec<Token>) -> Tokens {
        Tokens { made: tokens, next: 0, current: Token::default() }
    }
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        let Some(token) = self.made.get_mut(self.next) else { return false };
        self.current = std::mem::take(token);
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.current
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.current
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, way: Way) -> Vec<String> {
        Bigrams(way)
            .tokens(text)
            .into_iter()
            .map(|token| format!("{}@{}", token.text, token.position))
            .collect()
    }

    #[test]
    fn neighbours_make_pairs_and_punctuation_parts_them() {
        assert_eq!(told("待处理。水", Way::Pairs), ["待处@0", "处理@1", "水@4"]);
        assert_eq!(told("住 房", Way::Pairs), ["住房@0"]);
        assert_eq!(told("住\n房", Way::Pairs), ["住@0", "房@2"]);
    }

    #[test]
    fn words_of_letters_are_tokens_and_pair_with_characters() {
        assert_eq!(told("5G基站", Way::Pairs), ["5g@0", "5g基@0", "基站@1"]);
        assert_eq!(told("GB/T 9704", Way::Pairs), ["gb@0", "t@2", "9704@3"]);
        assert_eq!(told("2021年A股", Way::Pairs), ["2021@0", "2021年@0", "年a@1", "a@2", "a股@2"]);
    }

    #[test]
    fn titles_hold_single_characters_too() {
        assert_eq!(told("水利", Way::PairsAndSigns), ["水@0", "水利@0", "利@1"]);
        assert_eq!(told("水利水电", Way::Signs), ["利@1", "水@0", "电@3"]);
    }
}
