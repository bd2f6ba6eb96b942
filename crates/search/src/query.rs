//! What people type, read (检索式): words, “exact phrases”, -words to leave out, document numbers.

use crate::fold::{fold, fold_text};
use crate::number::{self, Asked};
use crate::synonyms::Synonyms;
use crate::token::{Unit, units};

/// Longest text that is read, in characters.
pub const LONGEST: usize = 200;
/// Most words that are looked for; more are left out.
pub const MOST_WORDS: usize = 12;
/// Up to this many characters a word must stand as it is; a longer one may be spread, for people type whole sentences.
const STANDS: usize = 4;

/// A query that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// What must be there.
    pub(crate) wanted: Vec<Clause>,
    /// What must not.
    pub(crate) unwanted: Vec<Run>,
    /// Was something left out because it was too much?
    left_out: bool,
    /// All of it, folded, without spaces and signs: what a whole title would be.
    pub(crate) whole: String,
}

/// One word or phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clause {
    /// The ways in which it may be meant; any of them will do.
    pub(crate) ways: Vec<Vec<Run>>,
    /// When it is a document number.
    pub(crate) number: Option<Asked>,
}

/// Units to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    /// The units.
    pub(crate) units: Vec<Unit>,
    /// As they were typed, folded, without spaces.
    pub(crate) text: String,
    /// Must they stand side by side?
    pub(crate) stands: bool,
}

impl Query {
    /// Reads what was typed; any text can be read.
    pub fn read(typed: &str, synonyms: &Synonyms) -> Query {
        let mut query = Query { left_out: typed.chars().nth(LONGEST).is_some(), ..Query::default() };
        let typed: String = typed.chars().take(LONGEST).collect();
        query.whole = whole(&typed);
        for Word { text, is_phrase, is_unwanted } in words(&typed) {
            if query.wanted.len() + query.unwanted.len() >= MOST_WORDS {
                query.left_out = true;
                break;
            }
            if is_unwanted {
                query.unwanted.extend(run(&text, true));
            } else if is_phrase {
                query.want(run(&text, true).into_iter().collect(), None);
            } else if let Some(number) = number::asked(&text) {
                query.want(run(&number.printed, true).into_iter().collect(), Some(number));
            } else {
                query.want_word(&text, synonyms);
            }
        }
        query
    }

    /// Does it look for nothing?
    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty()
    }

    /// Was something left out because it was too much?
    pub fn is_cut(&self) -> bool {
        self.left_out
    }

    /// The words looked for, folded, with one space between them: what a log may keep.
    pub fn folded(&self) -> String {
        let words: Vec<&str> = self
            .wanted
            .iter()
            .filter_map(|clause| clause.ways.first())
            .flat_map(|runs| runs.iter().map(|run| run.text.as_str()))
            .collect();
        words.join(" ")
    }

    fn want(&mut self, runs: Vec<Run>, number: Option<Asked>) {
        if !runs.is_empty() {
            self.wanted.push(Clause { ways: vec![runs], number });
        }
    }

    fn want_word(&mut self, text: &str, synonyms: &Synonyms) {
        let ways: Vec<Vec<Run>> = synonyms
            .ways(&fold_text(text))
            .iter()
            .map(|way| runs(way))
            .filter(|runs| !runs.is_empty())
            .collect();
        if !ways.is_empty() {
            self.wanted.push(Clause { ways, number: None });
        }
    }
}

/// Letters and signs alone, folded.
pub(crate) fn whole(text: &str) -> String {
    text.chars().filter_map(fold).filter(|one| one.is_alphanumeric()).collect()
}

/// The runs of a word: what stands between punctuation marks; codes such as 330482/2021-00178 as one.
fn runs(text: &str) -> Vec<Run> {
    let all = units(text);
    if all.iter().all(|unit| unit.is_word) {
        return made(all, true).into_iter().collect();
    }
    let mut runs = Vec::new();
    let mut current: Vec<Unit> = Vec::new();
    for unit in all {
        if current.last().is_some_and(|last| last.position + 1 != unit.position) {
            runs.extend(made(std::mem::take(&mut current), false));
        }
        current.push(unit);
    }
    runs.extend(made(current, false));
    runs
}

fn run(text: &str, stands: bool) -> Option<Run> {
    made(units(text), stands)
}

fn made(mut units: Vec<Unit>, stands: bool) -> Option<Run> {
    let first = units.first()?.position;
    for unit in &mut units {
        unit.position -= first;
    }
    let text = units.iter().map(|unit| unit.text.as_str()).collect();
    let stands = stands || units.len() <= STANDS;
    Some(Run { units, text, stands })
}

struct Word {
    text: String,
    is_phrase: bool,
    is_unwanted: bool,
}

/// Words between spaces, and phrases between quotation marks; a mark that is not closed reaches to the end.
fn words(typed: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = typed.trim_start();
    while let Some(first) = rest.chars().next() {
        let is_unwanted = matches!(first, '-' | '－' | '−')
            && rest.chars().nth(1).is_some_and(|next| !next.is_whitespace());
        if is_unwanted {
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
        let open = rest.chars().next().unwrap_or_default();
        let close = closing(open);
        let (text, after) = if let Some(close) = close {
            let inside = rest.get(open.len_utf8()..).unwrap_or_default();
            match inside.char_indices().find(|(_, one)| close.contains(one)) {
                Some((end, mark)) => (
                    inside.get(..end).unwrap_or_default(),
                    inside.get(end + mark.len_utf8()..).unwrap_or_default(),
                ),
                None => (inside, ""),
            }
        } else {
            let end = rest
                .char_indices()
                .find(|(_, one)| one.is_whitespace() || closing(*one).is_some())
                .map_or(rest.len(), |(end, _)| end);
            rest.split_at_checked(end).unwrap_or((rest, ""))
        };
        if !text.trim().is_empty() {
            words.push(Word { text: text.to_owned(), is_phrase: close.is_some(), is_unwanted });
        }
        rest = after.trim_start();
    }
    words
}

/// The marks that close what `mark` opens; none when it is no quotation mark.
fn closing(mark: char) -> Option<&'static [char]> {
    Some(match mark {
        '"' | '＂' => &['"', '＂'],
        '“' | '”' => &['”', '“'],
        '「' => &['」'],
        '『' => &['』'],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> Query {
        Query::read(typed, &Synonyms::default())
    }

    fn texts(query: &Query) -> Vec<(String, bool)> {
        let runs = query.wanted.iter().flat_map(|clause| clause.ways.first().into_iter().flatten());
        runs.map(|run| (run.text.clone(), run.stands)).collect()
    }

    #[test]
    fn words_phrases_and_what_is_left_out_are_told_apart() {
        let query = read("补助 “数字 化改造” -公告 −\"结果 公示\" 住房公积金管理中心");
        let wanted = [("补助", true), ("数字化改造", true), ("住房公积金管理中心", false)];
        assert_eq!(texts(&query), wanted.map(|(text, stands)| (text.to_owned(), stands)));
        let unwanted: Vec<&str> = query.unwanted.iter().map(|run| run.text.as_str()).collect();
        assert_eq!(unwanted, ["公告", "结果公示"]);
    }

    #[test]
    fn a_sentence_is_cut_at_its_punctuation_and_a_code_is_not() {
        assert_eq!(texts(&read("遵循统筹、协调，保障安全")).len(), 3);
        assert_eq!(texts(&read("330482/2021-00178")), [("330482202100178".to_owned(), true)]);
    }

    #[test]
    fn numbers_are_recognised_and_dashes_inside_leave_nothing_out() {
        let query = read("示经信2021-30");
        assert_eq!(query.wanted.first().unwrap().number.as_ref().unwrap().key, "示经信(2021)30");
        assert!(query.unwanted.is_empty());
    }

    #[test]
    fn what_is_too_much_is_left_out_and_said() {
        let many = "一 二 三 四 五 六 七 八 九 十 百 千 万";
        assert!(read(many).is_cut());
        assert_eq!(read(many).wanted.len(), MOST_WORDS);
        assert!(read(&"字".repeat(LONGEST + 1)).is_cut());
        for nothing in ["", "  ", "，。", "“", "-", "--", "\u{0}", "“”"] {
            assert!(read(nothing).is_empty(), "{nothing:?}");
        }
    }
}
