//! Document numbers (发文字号) that are not written as GB/T 9704 asks.

use crate::detect::Hit;
use crate::finding::Kind;
use crate::fold::{View, is_han};

/// Longest agency code in characters.
const CODE: usize = 12;

/// The number whose bracket stands at `open`; `original` tells whether a folded character was written so.
pub(crate) fn at(view: &View, open: usize, original: impl Fn(usize) -> char) -> Option<Hit> {
    let year_digits = (1..6).take_while(|offset| view.ch(open + offset).is_ascii_digit()).count();
    let close = open + year_digits + 1;
    if !matches!(year_digits, 2 | 4) || !matches!(view.ch(close), '〕' | ']' | ')' | '】') {
        return None;
    }
    let year = view.text(open + 1, close);
    if year_digits == 4 && !(year.starts_with("19") || year.starts_with("20")) {
        return None;
    }
    let mut at = close + 1;
    let spaced = view.ch(at) == ' ';
    at += usize::from(spaced);
    let ordinal = view.ch(at) == '第';
    at += usize::from(ordinal);
    let from = at;
    while view.ch(at).is_ascii_digit() && at - from < 6 {
        at += 1;
    }
    let serial = view.text(from, at);
    let inner_space = view.ch(at) == ' ' && view.ch(at + 1) == '号';
    let ended = view.ch(at + usize::from(inner_space)) == '号';
    if serial.is_empty() || view.ch(at).is_ascii_alphanumeric() {
        return None;
    }
    let start = code_start(view, open)?;
    let mut wrong = Vec::new();
    if !(original(open) == '〔' && original(close) == '〕') {
        wrong.push("年份应当用六角括号〔〕括入");
    }
    if year_digits == 2 {
        wrong.push("年份应当写全四位");
    }
    if ordinal {
        wrong.push("序号前不加“第”");
    }
    if serial.starts_with('0') {
        wrong.push("序号不编虚位");
    }
    if !ended {
        wrong.push("序号后应当加“号”");
    }
    if spaced || inner_space {
        wrong.push("不留空格");
    }
    if (open + 1..close).chain(from..at).any(|place| !original(place).is_ascii_digit()) {
        wrong.push("应当用阿拉伯数字");
    }
    if wrong.is_empty() || !ended && view.ch(open) == '(' {
        return None;
    }
    let end = if ended { at + usize::from(inner_space) + 1 } else { at };
    Some(
        Hit::new(Kind::DocumentNumber, start, end, if ended { 0.9 } else { 0.7 })
            .with_note(&wrong.join("；")),
    )
}

/// Where the agency code before the bracket begins, if what stands there is one.
fn code_start(view: &View, open: usize) -> Option<usize> {
    const LAST: &str = "发函字办令通告政委局厅党组规备审批建许罚决复答意电会计财教卫环商监管执民";
    let last = view.prev(open);
    if !LAST.contains(last) {
        return None;
    }
    let mut start = open;
    while start > 0
        && open - start < CODE
        && (is_han(view.prev(start)) || view.prev(start).is_ascii_alphabetic())
    {
        start -= 1;
    }
    let run = view.text(start, open);
    let mut cut = 0;
    for word in [
        "根据", "按照", "按", "依据", "依照", "参照", "印发", "转发", "文件", "原", "见", "及", "和", "与",
        "以", "对", "的", "将", "收到", "附",
    ] {
        if let Some(at) = run.rfind(word) {
            let end = at + word.len();
            if end < run.len() {
                cut = cut.max(end);
            }
        }
    }
    let start = start + run.get(..cut).unwrap_or_default().chars().count();
    (open - start >= 2).then_some(start)
}
