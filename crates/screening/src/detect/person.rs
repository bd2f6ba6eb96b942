//! Names of persons (自然人姓名) behind a label, before a number, with a sex, or in a list of names.

use crate::detect::{Hit, last_of};
use crate::finding::Kind;
use crate::fold::{View, is_han};
use crate::names::{Surname, looks_like_name, surname};

/// What may follow a name in a sentence.
const FOLLOWS: &str = ",。;、:()[]【】/|男女于在的因系与和及等不向对提要是为住持到已未称将从身电手联诉被给以自同先女年性证户籍家·公居出现其";
/// Words before a list of names.
const LISTS: &[&str] = &[
    "名单",
    "如下",
    "人员",
    "低保",
    "救助",
    "困难",
    "患者",
    "录用",
    "获奖",
    "学生",
    "申请人",
    "公示对象",
    "户主",
];

fn border(ch: char) -> bool {
    !is_han(ch) && !ch.is_ascii_alphanumeric() || ch.is_ascii_digit()
}

/// The name at `start`, ended by a border or by a word that follows names.
fn name_at(view: &View, start: usize) -> Option<(usize, Surname)> {
    let most = surname(&view.text(start, start + 2)).map(|(_, length)| length + 2)?;
    for length in (2..=most).rev() {
        let next = view.ch(start + length);
        let ends = border(next) || FOLLOWS.contains(next);
        if let Some(sure) = looks_like_name(&view.text(start, start + length)).filter(|_| ends) {
            // 张明于2021: what follows names is no given name.
            let last = view.ch(start + length - 1);
            if length > 2 && FOLLOWS.contains(last) {
                continue;
            }
            return Some((start + length, sure));
        }
    }
    None
}

/// The name behind the label that ends at `end`.
pub(crate) fn behind_label(view: &View, end: usize) -> Option<Hit> {
    let mut at = end;
    let mut marked = false;
    while at < end + 4 {
        match view.ch(at) {
            ':' | '是' | '为' | '|' | '\t' => marked = true,
            ' ' | '(' => {}
            _ => break,
        }
        at += 1;
    }
    let (stop, sure) = name_at(view, at)?;
    let plain = at == end;
    // 申请人应当: without a colon only a strong surname counts, and only where the name plainly ends.
    if sure == Surname::Weak && !marked || plain && !marked && view.ch(stop) == '的' {
        return None;
    }
    let confidence = match (marked, sure) {
        (true, Surname::Strong) => 0.95,
        (true, Surname::Weak) => 0.85,
        _ => 0.75,
    };
    Some(Hit::new(Kind::PersonName, at, stop, confidence))
}

/// The name right before a number or a label such as 身份证 that begins at `start`.
pub(crate) fn before(view: &View, start: usize) -> Option<Hit> {
    const BETWEEN: [&str; 14] = [
        "公民身份号码",
        "身份证号码",
        "身份证号",
        "身份证",
        "联系电话",
        "手机号码",
        "手机号",
        "手机",
        "电话",
        "卡号",
        "银行卡号",
        "证件号码",
        "户籍",
        "家住",
    ];
    let mut at = start;
    for _ in 0..3 {
        while at > 0 && matches!(view.prev(at), ' ' | ':' | '(' | ',' | '\t' | '|' | '-') {
            at -= 1;
        }
        let from = at.saturating_sub(6);
        let run = view.text(from, at);
        let Some(word) = BETWEEN.iter().find(|word| run.ends_with(**word)) else { break };
        at -= word.chars().count();
    }
    ending(view, at)
}

/// The name that ends at `end` and begins at a border.
fn ending(view: &View, end: usize) -> Option<Hit> {
    for length in [4, 3, 2] {
        let Some(from) = end.checked_sub(length) else { continue };
        let prev = view.prev(from);
        let begins = !is_han(prev) && !prev.is_ascii_alphanumeric();
        let name = view.text(from, end);
        if begins && looks_like_name(&name).is_some() {
            return Some(Hit::new(Kind::PersonName, from, end, 0.85));
        }
    }
    None
}

/// Names before 男 or 女 set off by a comma or bracket (张三，男，).
pub(crate) fn with_sex(view: &View, at: usize) -> Option<Hit> {
    let next = view.ch(at + 1);
    let prev = view.prev(at);
    let set_off =
        matches!(prev, ',' | '(' | ' ' | '、') && matches!(next, ',' | ')' | '、' | ' ' | '。' | ';');
    if !set_off {
        return None;
    }
    let mut end = at - 1;
    while end > 0 && view.prev(end) == ' ' {
        end -= 1;
    }
    for length in [3, 2, 4] {
        let Some(from) = end.checked_sub(length) else { continue };
        let before = view.prev(from);
        let label = view.label_before(from, 4);
        let begins = !is_han(before)
            || ["人", "者", "生", "是", "为", "主", "象"].iter().any(|word| label.ends_with(word));
        if begins && looks_like_name(&view.text(from, end)).is_some() {
            return Some(Hit::new(Kind::PersonName, from, end, 0.95));
        }
    }
    None
}

/// A list of names (张三、李四、王五) that begins behind `start`, when a word for such lists stands before.
///
/// Answers the names and where the list ends.
pub(crate) fn list(view: &View, start: usize) -> (Vec<Hit>, usize) {
    let mut hits = Vec::new();
    let mut strong = 0;
    let mut at = start;
    loop {
        let length = (0..5).take_while(|offset| is_han(view.ch(at + offset))).count();
        let name = view.text(at, at + length);
        let tail = matches!(view.ch(at + length), '、' | ',' | ' ' | '。' | ';' | '\n' | '\0' | ')' | '\r');
        let Some(sure) = looks_like_name(&name).filter(|_| tail) else { break };
        strong += usize::from(sure == Surname::Strong);
        hits.push(Hit::new(Kind::PersonName, at, at + length, 0.85));
        at += length;
        if !matches!(view.ch(at), '、' | ',' | ' ') {
            break;
        }
        at += 1;
        while view.ch(at) == ' ' {
            at += 1;
        }
    }
    let told = || last_of(&view.label_before(start, 24), LISTS).is_some();
    if hits.len() < 3 || strong * 3 < hits.len() * 2 || !told() {
        hits.clear();
    }
    (hits, at)
}
