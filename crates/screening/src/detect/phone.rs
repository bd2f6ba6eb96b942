//! Telephones: mobiles, landlines with extension; service numbers are never found.

use crate::detect::cluster::Atom;
use crate::detect::{Hit, is_unit, labelled};
use crate::finding::Kind;
use crate::fold::View;

const WORDS: &[&str] = &[
    "电话",
    "手机",
    "联系",
    "传真",
    "热线",
    "座机",
    "号码",
    "微信",
    "致电",
    "拨打",
    "咨询",
    "tel",
    "Tel",
    "TEL",
    "phone",
    "Phone",
    "mobile",
    "Mobile",
    "办公室",
    "值班",
];

/// Groups in which people write a mobile number.
const MOBILE_GROUPS: &[&[usize]] =
    &[&[11], &[3, 4, 4], &[3, 3, 5], &[3, 8], &[7, 4], &[4, 4, 3], &[4, 3, 4], &[3, 2, 2, 2, 2], &[1; 11]];

fn is_mobile(digits: &str) -> bool {
    let mut bytes = digits.bytes();
    digits.len() == 11
        && bytes.next() == Some(b'1')
        && matches!(bytes.next(), Some(b'3'..=b'9'))
        && bytes.all(|byte| byte.is_ascii_digit())
}

/// The number behind +86 or behind `Tel` in the same run, and how many characters stand before it.
fn bare(value: &str) -> (&str, usize) {
    let letters = value.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, rest) = value.split_at(letters);
    let known = ["tel", "phone", "mobile", "mob", "m", "t", "p", "ph", "sj", "dh", "wx", "vx"];
    if letters > 0 && !known.contains(&word.to_ascii_lowercase().as_str()) {
        return (value, 0);
    }
    for prefix in ["0086", "86"] {
        if let Some(number) = rest.strip_prefix(prefix).filter(|number| is_mobile(number)) {
            return (number, letters + prefix.len());
        }
    }
    (rest, letters)
}

/// A mobile number made of `atoms`.
pub(crate) fn mobile(view: &View, atoms: &[Atom], value: &str) -> Option<Hit> {
    let (number, before) = bare(value);
    if !is_mobile(number) {
        return None;
    }
    let (first, last) = (atoms.first()?, atoms.last()?);
    let mut lengths: Vec<usize> = atoms.iter().map(Atom::len).collect();
    if let Some(head) = lengths.first_mut() {
        *head = head.checked_sub(before)?;
    }
    // +86 138…: the country's number is a group of its own.
    let country = lengths.first() == Some(&0);
    let groups = lengths.get(usize::from(country)..)?;
    let joint = atoms.get(1 + usize::from(country)).map_or(' ', |atom| atom.joint);
    let same = atoms.iter().skip(1 + usize::from(country)).all(|atom| atom.joint == joint);
    if !MOBILE_GROUPS.contains(&groups) || !same || joint == '\n' || joint == '_' {
        return None;
    }
    let start = if country { first.start } else { first.start + letters(value) };
    let prev = view.prev(first.start);
    let (next, after) = (view.ch(last.end), view.ch(last.end + 1));
    let grouped = groups.len() > 1;
    let decimal = matches!(next, '.' | ',')
        && after.is_ascii_digit()
        && !view.ch(last.end + 12).is_ascii_digit()
        && next == '.';
    let tail = matches!(next, '-' | '_' | '/') && after.is_ascii_digit() && !long_number(view, last.end + 1);
    let stuck =
        matches!(prev, '.' | '-' | '_' | '/' | '¥' | '$' | '#' | '№') && !after_label(view, first.start);
    if decimal || tail || stuck || is_unit(next) || (grouped && view.ch(last.end).is_ascii_digit()) {
        return None;
    }
    let label = view.label_before(first.start, 14);
    let confidence = match labelled(&label, WORDS) {
        Some(true) => 0.98,
        Some(false) => return None,
        None if grouped => 0.85,
        None => 0.9,
    };
    Some(Hit::new(Kind::Mobile, start, last.end, confidence))
}

fn letters(value: &str) -> usize {
    value.bytes().take_while(u8::is_ascii_alphabetic).count()
}

/// A second telephone behind a slash or hyphen, not the rest of a serial number.
fn long_number(view: &View, start: usize) -> bool {
    (start..start + 7).all(|at| view.ch(at).is_ascii_digit())
}

/// `电话-138…`, `86-138…`, `138…/139…`: the sign before is no part of a serial number.
fn after_label(view: &View, start: usize) -> bool {
    let before = start.saturating_sub(2);
    let prev = view.prev(start);
    crate::fold::is_han(view.ch(before))
        || view.starts(before.saturating_sub(1), "86")
        || prev == '/' && view.ch(before).is_ascii_digit()
}

fn area(code: &str) -> bool {
    let mut bytes = code.bytes();
    let zero = bytes.next() == Some(b'0');
    let second = bytes.next();
    zero && match code.len() {
        3 => {
            second == Some(b'1') && bytes.next() == Some(b'0')
                || second == Some(b'2') && bytes.next() != Some(b'6')
        }
        4 => matches!(second, Some(b'3'..=b'9')),
        _ => false,
    }
}

fn local(number: &str) -> bool {
    matches!(number.len(), 7 | 8)
        && matches!(number.as_bytes().first(), Some(b'2'..=b'9'))
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// A landline: area code and number, or a number right behind a word for telephone.
pub(crate) fn landline(view: &View, atoms: &[Atom]) -> Option<Hit> {
    let first = atoms.first()?;
    if !(3..=12).contains(&first.len()) {
        return None;
    }
    let head = view.text(first.start, first.end);
    let prev = view.prev(first.start);
    if area(&head) {
        let bracket = prev == '(' && matches!(view.ch(first.end), ')');
        let stuck = matches!(prev, '-' | '/' | '.' | '_') && !after_label(view, first.start);
        if stuck {
            return None;
        }
        let end = if bracket {
            let at = first.end + 1 + usize::from(view.ch(first.end + 1) == ' ');
            local_end(view, &super::cluster::atoms(view, at))?
        } else {
            local_end(
                view,
                atoms
                    .get(1..)?
                    .split_first()
                    .filter(|(atom, _)| matches!(atom.joint, '-' | ' '))
                    .and_then(|_| atoms.get(1..))?,
            )?
        };
        let label = view.label_before(first.start, 14);
        let start = if bracket { first.start - 1 } else { first.start };
        return match labelled(&label, WORDS) {
            Some(false) => None,
            Some(true) => Some(Hit::new(Kind::Landline, start, extended(view, end), 0.95)),
            None => Some(Hit::new(Kind::Landline, start, extended(view, end), 0.85)),
        };
    }
    if matches!(prev, '-' | '/' | '.' | '_') {
        return None;
    }
    let joined = matches!(head.len(), 10..=12)
        && [3, 4].iter().any(|size| {
            head.split_at_checked(*size).is_some_and(|(code, number)| area(code) && local(number))
        });
    let end = if joined { first.end } else { local_end(view, atoms)? };
    // The words before are looked at last: they cost more than the shape.
    let label = view.label_before(first.start, 10);
    if labelled(&label, &["电话", "传真", "座机", "热线", "Tel", "TEL", "tel"]) == Some(true) {
        let confidence = if joined { 0.9 } else { 0.8 };
        return Some(Hit::new(Kind::Landline, first.start, extended(view, end), confidence));
    }
    None
}

/// Where a local number in one or two groups ends.
fn local_end(view: &View, atoms: &[Atom]) -> Option<usize> {
    let first = atoms.first()?;
    if !matches!(first.len(), 3 | 4 | 7 | 8) {
        return None;
    }
    let one = view.text(first.start, first.end);
    if local(&one) {
        return (!is_unit(view.ch(first.end))).then_some(first.end);
    }
    let second = atoms.get(1).filter(|atom| matches!(atom.joint, ' ' | '-'))?;
    let two = format!("{one}{}", view.text(second.start, second.end));
    (matches!((first.len(), second.len()), (3 | 4, 4)) && local(&two)).then_some(second.end)
}

/// The end with the extension (-8001, 转8001, 分机8001) included.
fn extended(view: &View, end: usize) -> usize {
    let mut at = end;
    while view.ch(at) == ' ' && at < end + 2 {
        at += 1;
    }
    let word =
        ["转分机", "分机号", "分机", "转", "-", "ext.", "ext"].into_iter().find(|word| view.starts(at, word));
    let Some(word) = word else { return end };
    at += word.chars().count();
    while matches!(view.ch(at), ' ' | ':') && at < end + 8 {
        at += 1;
    }
    let digits = (0..7).take_while(|offset| view.ch(at + offset).is_ascii_digit()).count();
    if (1..=6).contains(&digits) { at + digits } else { end }
}
