//! The words of a document without their looks (裸文本): the same on a page, in its print, and typed from paper.
//!
//! Characters are brought into one form (NFKC), and spaces, line ends, invisible characters and list marks are left
//! out, because each way of showing a text has its own.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

/// How many characters of the beginning an anchor keeps.
const BEGINS: usize = 16;

/// The words alone.
pub fn bare(text: &str) -> String {
    text.nfkc().filter(|c| !is_looks(*c)).collect()
}

/// Space, control or format character, or the mark of a list.
fn is_looks(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
        || matches!(c, '•' | '◦' | '▪' | '‣' | '●' | '○' | '■')
}

/// Where in a longer text the words of a document may begin, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// Characters of the bare text.
    pub characters: usize,
    /// Its first ones.
    pub begins: String,
}

impl Anchor {
    /// The anchor of a bare text.
    pub fn of(bare: &str) -> Anchor {
        Anchor { characters: bare.chars().count(), begins: bare.chars().take(BEGINS).collect() }
    }
}

/// The stretches of a bare text that may be the document: they begin as it does and are as long.
pub fn find<'a>(anchor: &'a Anchor, text: &'a str) -> impl Iterator<Item = &'a str> {
    let starts = text.match_indices(anchor.begins.as_str()).map(|(start, _)| start);
    starts.filter_map(move |start| {
        let rest = text.get(start..)?;
        let mut ends = rest.char_indices().map(|(end, _)| end).chain([rest.len()]);
        rest.get(..ends.nth(anchor.characters)?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_are_left_out_and_words_stay() {
        assert_eq!(
            bare("第一条\u{3000}为了 规范\r\n养犬，\u{feff}制定本办法。"),
            "第一条为了规范养犬,制定本办法。"
        );
        assert_eq!(bare("• 甲\n• 乙"), "甲乙");
        // What some PDF files have instead of the characters themselves.
        assert_eq!(bare("⽅⽋"), "方欠");
        assert_ne!(bare("3万元"), bare("8万元"));
    }

    #[test]
    fn a_document_is_found_within_a_page() {
        let words = bare("第一条 为了规范养犬行为，制定本办法。第二条 略。");
        let anchor = Anchor::of(&words);
        let page = bare(&format!("首页 第一条 为了规范养犬行为，还不是它。{words} 打印 关闭"));
        assert!(find(&anchor, &page).any(|found| found == words));
        assert_eq!(find(&anchor, &words).collect::<Vec<_>>(), [words.as_str()]);
        assert_eq!(find(&anchor, &bare("别的")).count(), 0);
        let cut: String = words.chars().take(20).collect();
        assert_eq!(find(&anchor, &cut).count(), 0, "shorter than the document");
    }

    #[test]
    fn an_empty_document_is_found_nowhere_by_mistake() {
        let anchor = Anchor::of("");
        assert!(find(&anchor, "甲乙").all(str::is_empty));
    }
}
