//! Runs of letters and digits, also in groups: identity numbers, credit codes, cards, mobiles, passports.

use crate::checksum;
use crate::detect::{Context, Hit, is_unit, labelled, phone};
use crate::finding::Kind;
use crate::fold::{View, digit_value};

/// Longest identifier in characters.
const LONGEST: usize = 22;

/// A run of letters and digits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Atom {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// What joins it to the atom before: `\0` for nothing.
    pub(crate) joint: char,
}

impl Atom {
    pub(crate) fn len(&self) -> usize {
        self.end - self.start
    }
}

/// Looks at the run that begins at `start`; answers the hit, if any, and where to look on.
pub(crate) fn at(view: &View, start: usize, context: Context) -> (Option<Hit>, usize) {
    if !view.ch(start).is_ascii_alphanumeric() || digit_value(view.prev(start)).is_some() {
        if let Some(hit) = spelled(view, start, context) {
            let end = hit.end;
            return (Some(hit), end);
        }
        return (None, start + 1);
    }
    if let Some(hit) = spelled(view, start, context) {
        let end = hit.end;
        return (Some(hit), end);
    }
    let atoms = atoms(view, start);
    let first_end = atoms.first().map_or(start + 1, |atom| atom.end);
    match best(view, &atoms, context) {
        Some(hit) => {
            let end = hit.end.max(start + 1);
            (Some(hit), end)
        }
        None => (None, first_end),
    }
}

/// Digits written in characters or circles, alone or mixed with plain ones (一三八…, ①③⑧…).
fn spelled(view: &View, start: usize, context: Context) -> Option<Hit> {
    if digit_value(view.prev(start)).is_some() {
        return None;
    }
    let mut end = start;
    let mut plain = true;
    let mut value = String::new();
    while let Some(digit) = digit_value(view.ch(end)) {
        if value.len() > LONGEST {
            return None;
        }
        plain &= view.ch(end).is_ascii_digit();
        value.extend(char::from_digit(digit, 10));
        end += 1;
    }
    if matches!(view.ch(end), 'X' | 'x') && value.len() == 17 {
        value.push('X');
        end += 1;
    }
    if plain || value.len() < 11 || view.ch(end).is_ascii_alphanumeric() {
        return None;
    }
    let atom = [Atom { start, end, joint: '\0' }];
    identifier(view, &atom, &value, context)
}

/// The atoms that begin at `start`, as far as an identifier could reach.
pub(crate) fn atoms(view: &View, start: usize) -> Vec<Atom> {
    let mut atoms = Vec::new();
    let (mut at, mut joint, mut total) = (start, '\0', 0);
    loop {
        let mut end = at;
        while view.ch(end).is_ascii_alphanumeric() {
            end += 1;
        }
        if end == at {
            return atoms;
        }
        atoms.push(Atom { start: at, end, joint });
        total += end - at;
        if total > LONGEST {
            return atoms;
        }
        (at, joint) = joined(view, end);
    }
}

/// Where the next atom begins and what joins it.
fn joined(view: &View, end: usize) -> (usize, char) {
    let mut at = end;
    let mut joint = '\0';
    while at < end + 3 {
        let ch = view.ch(at);
        joint = match (joint, ch) {
            ('\0' | ' ', '-' | '.' | '·' | '_') | ('\0', '\n' | ' ') => ch,
            ('\0', '\r') if view.ch(at + 1) == '\n' => '\0',
            (kept, ' ') if kept != '\n' => kept,
            _ => break,
        };
        at += 1;
    }
    (at, joint)
}

fn best(view: &View, atoms: &[Atom], context: Context) -> Option<Hit> {
    let mut value = String::new();
    let mut best: Option<Hit> = None;
    for (last, atom) in atoms.iter().enumerate() {
        if value.len() + atom.len() > LONGEST {
            break;
        }
        value.extend((atom.start..atom.end).map(|at| view.ch(at)));
        // Nothing looked for has another length; the check keeps long rows of short groups cheap.
        let length = match last {
            0 => matches!(value.len(), 8 | 9 | 11..=LONGEST),
            _ => matches!(value.len(), 11 | 13 | 15..=19),
        };
        if !length {
            continue;
        }
        let taken = atoms.get(..=last).unwrap_or_default();
        let Some(hit) = identifier(view, taken, &value, context) else { continue };
        let stronger = best.as_ref().is_none_or(|kept| (hit.kind, kept.end) <= (kept.kind, hit.end));
        if stronger {
            best = Some(hit);
        }
    }
    best.or_else(|| phone::landline(view, atoms))
}

fn identifier(view: &View, atoms: &[Atom], value: &str, context: Context) -> Option<Hit> {
    let (first, last) = (atoms.first()?, atoms.last()?);
    let (start, end) = (first.start, last.end);
    let hit = |kind, confidence| Some(Hit::new(kind, start, end, confidence));
    let digits = value.bytes().all(|byte| byte.is_ascii_digit());
    let mut taken = None;
    match value.len() {
        18 => {
            if checksum::id_number(value, context.today) {
                return hit(Kind::IdNumber, 0.99);
            }
            if credit(view, atoms, value) {
                return hit(Kind::CreditCode, 0.98);
            }
            // The words before are looked at last: they cost more than the shape.
            if atoms.len() == 1
                && checksum::looks_like_id(value, context.today)
                && label_of_id(&view.label_before(start, 14))
            {
                return Some(Hit::new(Kind::IdNumber, start, end, 0.5).with_note("校验码不符，可能有误"));
            }
        }
        15 if digits && atoms.len() == 1 && checksum::old_id_number(value) => {
            taken = old_id(view, start, end);
        }
        8 | 9 if atoms.len() == 1 => taken = passport(view, start, end, value),
        _ => {}
    }
    if taken.is_none() && digits && (13..=19).contains(&value.len()) {
        taken = card(view, atoms, value);
    }
    taken.or_else(|| phone::mobile(view, atoms, value))
}

fn label_of_id(label: &str) -> bool {
    labelled(label, &["身份证", "身份号", "证件号", "证件编号", "ID"]) == Some(true)
}

fn old_id(view: &View, start: usize, end: usize) -> Option<Hit> {
    let label = view.label_before(start, 14);
    let confidence = match labelled(&label, &["身份证", "身份号", "证件号"]) {
        Some(true) => 0.9,
        Some(false) => return None,
        None => 0.6,
    };
    let free = !matches!(view.ch(end), '-' | '/' | '.') && !matches!(view.prev(start), '-' | '/' | '.');
    (free && !is_unit(view.ch(end))).then(|| Hit::new(Kind::IdNumber, start, end, confidence))
}

/// A credit code; the head of an index number (代码/年份-序号) is none.
fn credit(view: &View, atoms: &[Atom], value: &str) -> bool {
    let upper = value.to_ascii_uppercase();
    let Some(last) = atoms.last() else { return false };
    let index = view.ch(last.end) == '/' && view.ch(last.end + 1).is_ascii_digit();
    let broken = atoms.iter().skip(1).any(|atom| !matches!(atom.joint, ' ' | '-'));
    if index || broken || !checksum::credit_code(&upper) {
        return false;
    }
    // Of serial numbers made of digits alone one in 31 passes by chance: the organisation's own check digit, or a
    // word, must agree.
    let body = upper.get(8..17).unwrap_or_default();
    let first = atoms.first().map_or(last.start, |atom| atom.start);
    let told = || labelled(&view.label_before(first, 14), &["信用代码", "机构代码", "纳税人识别号", "税号"]);
    !upper.bytes().all(|byte| byte.is_ascii_digit())
        || match told() {
            Some(true) => true,
            Some(false) => false,
            None => checksum::organisation_code(body),
        }
}

/// A bank card: groups as printed on cards, prefix, Luhn.
fn card(view: &View, atoms: &[Atom], value: &str) -> Option<Hit> {
    let (first, last) = (atoms.first()?, atoms.last()?);
    if !matches!(value.as_bytes().first(), Some(b'3'..=b'6' | b'9')) || !checksum::luhn(value) {
        return None;
    }
    let lengths: Vec<usize> = atoms.iter().map(Atom::len).collect();
    let printed = match lengths.as_slice() {
        [_] | [6, _] => true,
        [head @ .., tail] => {
            head.iter().all(|length| *length == 4) && *tail <= 4 || lengths.iter().all(|length| *length == 1)
        }
        [] => false,
    };
    let joined = atoms.iter().skip(1).all(|atom| matches!(atom.joint, ' ' | '-'));
    let (prev, next) = (view.prev(first.start), view.ch(last.end));
    let serial = matches!(next, '.' | '-' | '/') && view.ch(last.end + 1).is_ascii_digit();
    let stuck = prev.is_ascii_alphanumeric() || matches!(prev, '-' | '.' | '/' | '¥' | '$' | '_');
    let border = !(stuck || serial || is_unit(next));
    if !printed || !joined || !border {
        return None;
    }
    let label = view.label_before(first.start, 14);
    let wanted = [
        "银行",
        "卡号",
        "账号",
        "帐号",
        "账户",
        "帐户",
        "开户",
        "借记卡",
        "信用卡",
        "存折",
        "工资卡",
        "社保卡",
        "card",
    ];
    let usual = match value.len() {
        16 => {
            value.starts_with("62")
                || value.starts_with('4')
                || value.starts_with("35")
                || value.get(..2).is_some_and(|head| ("51"..="55").contains(&head))
        }
        17..=19 => value.starts_with("62"),
        _ => false,
    };
    let confidence = match labelled(&label, &wanted) {
        Some(true) => 0.98,
        Some(false) => return None,
        None if !usual => return None,
        None if value.starts_with("62") => 0.9,
        None => 0.75,
    };
    Some(Hit::new(Kind::BankCard, first.start, last.end, confidence))
}

/// Passports and permits: the shape is common, so a word beside it must say what it is.
fn passport(view: &View, start: usize, end: usize, value: &str) -> Option<Hit> {
    let mut chars = value.chars();
    let head = chars.next()?.to_ascii_uppercase();
    let rest = chars.as_str();
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let new = head == 'E'
        && rest.len() == 8
        && rest.get(1..).is_some_and(digits)
        && rest.starts_with(|ch: char| ch.is_ascii_alphabetic() && !matches!(ch, 'I' | 'O' | 'i' | 'o'));
    let old = matches!(head, 'E' | 'G' | 'D' | 'S' | 'P' | 'H' | 'M' | 'C' | 'K' | 'L' | 'W' | 'T')
        && digits(rest)
        && (rest.len() == 8 || rest.len() == 7 && matches!(head, 'D' | 'S' | 'P'));
    if !new && !old {
        return None;
    }
    let label = view.label_before(start, 24);
    let words = ["护照", "通行证", "出入境证", "回乡证", "台胞证", "assport", "PASSPORT"];
    (labelled(&label, &words) == Some(true)).then(|| Hit::new(Kind::Passport, start, end, 0.95))
}
