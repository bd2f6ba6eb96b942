//! Words of the rules found in one pass: by the first two characters, the longest first.

use std::collections::HashMap;

use crate::fold::{Folder, View, is_han};
use crate::rules::{Rules, Sense, Word};

/// Most spaces skipped between two characters of a mark (`机　密`).
const SPACES: usize = 4;
/// A line no longer than this may be a mark of its own.
const SHORT_LINE: usize = 24;

struct Entry {
    chars: Vec<char>,
    word: usize,
}

/// The words of the rules, ready to be looked up.
pub(crate) struct Words {
    table: HashMap<(char, char), Vec<Entry>>,
    words: Vec<Word>,
}

/// A word that stands in the text and counts there.
pub(crate) struct Hit<'a> {
    pub(crate) word: &'a Word,
    pub(crate) end: usize,
    pub(crate) confidence: f64,
}

impl Words {
    pub(crate) fn new(rules: &Rules, folder: &Folder) -> Words {
        let mut table: HashMap<(char, char), Vec<Entry>> = HashMap::new();
        for (word, rule) in rules.words.iter().enumerate() {
            let chars: Vec<char> = rule.text.chars().filter_map(|ch| folder.fold(ch)).collect();
            if let [first, second, ..] = chars.as_slice() {
                table.entry((*first, *second)).or_default().push(Entry { chars, word });
            }
        }
        for entries in table.values_mut() {
            entries.sort_by_key(|entry| std::cmp::Reverse(entry.chars.len()));
        }
        Words { table, words: rules.words.clone() }
    }

    /// The longest word that begins at `start` and counts there.
    pub(crate) fn at(&self, view: &View, start: usize) -> Option<Hit<'_>> {
        let second = skip_spaces(view, start + 1);
        let entries = self.table.get(&(view.ch(start), view.ch(second)))?;
        entries.iter().find_map(|entry| {
            let word = self.words.get(entry.word)?;
            let end = ends_at(view, start, entry, word.sense.may_be_spaced())?;
            let confidence = counts(view, start, end, word)?;
            Some(Hit { word, end, confidence })
        })
    }
}

fn skip_spaces(view: &View, from: usize) -> usize {
    let spaces = (0..SPACES).take_while(|offset| view.ch(from + offset) == ' ').count();
    from + spaces
}

fn ends_at(view: &View, start: usize, entry: &Entry, spaced: bool) -> Option<usize> {
    let mut at = start;
    for (place, expected) in entry.chars.iter().enumerate() {
        if spaced && place > 0 {
            at = skip_spaces(view, at);
        }
        if view.ch(at) != *expected {
            return None;
        }
        at += 1;
    }
    Some(at)
}

fn counts(view: &View, start: usize, end: usize, word: &Word) -> Option<f64> {
    let here = match word.sense {
        Sense::SecrecyLevel => level_marks(view, start, end),
        Sense::SecrecyNotice => notice_marks(view, start, end),
        Sense::Draft => bracketed(view, start, end) || ends_line(view, end) && title_before(view, start),
        Sense::Wrong => right_border(view, start, end, word),
        Sense::SecrecyAlways | Sense::DraftAlways | Sense::NameLabel => true,
    };
    here.then_some(word.confidence)
}

fn opens(ch: char) -> bool {
    matches!(ch, '(' | '[' | '【' | '〔' | '<' | '〈' | '「' | '『' | '{')
}

fn closes(ch: char) -> bool {
    matches!(ch, ')' | ']' | '】' | '〕' | '>' | '〉' | '」' | '』' | '}')
}

fn skip_back(view: &View, mut at: usize) -> usize {
    while at > 0 && view.prev(at) == ' ' {
        at -= 1;
    }
    at
}

fn bracketed(view: &View, start: usize, end: usize) -> bool {
    // 《办法（征求意见稿第二稿）》 is a draft too.
    let close = (end..end + 6).find(|at| closes(view.ch(*at)) || !is_han(view.ch(*at)));
    opens(view.prev(skip_back(view, start))) && close.is_some_and(|at| closes(view.ch(skip_spaces(view, at))))
}

fn ends_line(view: &View, end: usize) -> bool {
    matches!(view.ch(skip_spaces(view, end)), '\n' | '\r' | '\0' | '》' | '\t' | '|')
}

fn begins_line(view: &View, start: usize) -> bool {
    matches!(view.prev(skip_back(view, start)), '\n' | '\0' | '\t' | '|' | '#' | '*')
}

/// A title before a draft's name: no sentence, so no punctuation back to the line's beginning.
fn title_before(view: &View, start: usize) -> bool {
    (0..60)
        .map(|offset| start.checked_sub(offset + 1).map_or('\0', |at| view.ch(at)))
        .find(|ch| matches!(ch, '\n' | '\0' | '。' | ',' | ';' | '、' | '\t' | '|'))
        .is_some_and(|ch| matches!(ch, '\n' | '\0' | '\t' | '|'))
}

fn level_marks(view: &View, start: usize, end: usize) -> bool {
    let next = skip_spaces(view, end);
    let level = if view.ch(next) == '级' { skip_spaces(view, next + 1) } else { next };
    let label = view.label_before(start, 6);
    matches!(view.ch(next), '★' | '*')
        || label.contains("密级:")
        || label.contains("密级 ")
        || label.ends_with("密级")
        || (begins_line(view, start) || opens(view.prev(skip_back(view, start))))
            && (ends_line(view, level) || closes(view.ch(level)))
}

fn notice_marks(view: &View, start: usize, end: usize) -> bool {
    const SELF: [&str; 12] = [
        "本文件",
        "此文件",
        "该文件",
        "本件",
        "此件",
        "本材料",
        "本资料",
        "本报告",
        "本通知",
        "本函",
        "附件为",
        "属于",
    ];
    let own = view.label_before(start, 14);
    let next =
        (end..end + 3).find(|at| !matches!(view.ch(*at), ',' | ' ' | '、' | '。' | '!')).unwrap_or(end);
    let warns = ["不得", "请勿", "严禁", "注意保", "妥善保", "仅供", "禁止"];
    let doubled = next > end && warns.iter().any(|word| view.starts(next, word)) && !own.contains("涉及");
    bracketed(view, start, end)
        || alone(view, start, end)
        || SELF.iter().take(11).any(|word| own.contains(word)) && !own.contains("的,")
        || doubled && !own.contains('的')
}

/// A short line without a predicate: the notice and little else.
fn alone(view: &View, start: usize, end: usize) -> bool {
    let left = (0..SHORT_LINE)
        .take_while(|back| *back < start && !matches!(view.ch(start - back - 1), '\n' | '\0' | '\t' | '|'));
    let left = left.count();
    let right = (end..end + SHORT_LINE)
        .take_while(|at| !matches!(view.ch(*at), '\n' | '\r' | '\0' | '\t' | '|'))
        .count();
    let quiet = |from: usize, to: usize| !view.text(from, to).contains(['的', '或', '和', '应', '等']);
    left <= 4
        && left + right + (end - start) <= SHORT_LINE
        && quiet(start - left, start)
        && quiet(end, end + right)
}

/// 国土资源部门 is not 国土资源部, 其他 after 尤 is not 其它.
fn right_border(view: &View, start: usize, end: usize, word: &Word) -> bool {
    let cut = word.text.ends_with('部') && view.ch(end) == '门';
    // 付+食, 极+其+它: a word of two characters may be the seam of two others.
    let seam = word.text == "其它" && matches!(view.prev(start), '极' | '尤' | '与')
        || word.text == "反应情况" && view.prev(start) == '应'
        || word.text == "欠收" && matches!(view.prev(start), '拖' | '亏' | '补')
        || word.text == "既使" && matches!(view.ch(end), '用' | '得' | '被' | '其')
        || word.text == "银监会" && view.prev(start) == '国';
    !cut && !seam
}
