//! Addresses down to the house number (详细地址).

use crate::detect::{Hit, last_of};
use crate::finding::Kind;
use crate::fold::{View, digit_value, is_han};

/// Last characters of roads, villages and estates.
pub(crate) const ROADS: &str = "路街道巷弄村苑园庄区坊寓城里湾社";

const UNITS: &[&str] = &["号楼", "单元", "号", "弄", "幢", "栋", "室", "组", "户", "楼", "层", "座"];
const LABELS: &[&str] = &[
    "家庭住址",
    "家庭地址",
    "户籍地址",
    "户籍所在地",
    "户籍地",
    "现住址",
    "现住地",
    "居住地址",
    "居住地",
    "居住在",
    "现居住于",
    "通讯地址",
    "送达地址",
    "收件地址",
    "联系地址",
    "住址",
    "住所地",
    "住所",
    "地址",
    "家住",
    "现住",
    "暂住",
    "租住",
    "住在",
    "户籍",
    "籍贯",
    "住",
];
const STOPS: &[&str] = &[
    "位于", "坐落", "座落", "前往", "送达", "寄至", "寄往", "办公", "在", "于", "至", "为", "是", "系", "到",
    "从", "由", "的", "和", "与", "及", "将", "对",
];
/// Longest address in characters.
const LONGEST: usize = 48;

fn is_number(ch: char) -> bool {
    digit_value(ch).is_some() || matches!(ch, '十' | '百')
}

/// Number and unit at `at` (88号, 3幢, 12-3室): where they end.
fn numbered(view: &View, at: usize) -> Option<(usize, &'static str)> {
    let mut end = at;
    while end - at < 8
        && (is_number(view.ch(end))
            || end > at && matches!(view.ch(end), '-' | '之')
            || view.ch(end).is_ascii_uppercase())
    {
        end += 1;
    }
    if end == at || !(at..end).any(|place| is_number(view.ch(place))) {
        return None;
    }
    let unit = UNITS.iter().find(|unit| view.starts(end, unit))?;
    Some((end + unit.chars().count(), unit))
}

/// The address whose road ends at `road`.
pub(crate) fn at(view: &View, road: usize) -> Option<Hit> {
    let (mut end, unit) = numbered(view, road + 1)?;
    let ways = matches!(view.ch(road), '路' | '街' | '道' | '巷' | '弄' | '坊' | '里' | '湾' | '社');
    if ways && !matches!(unit, "号" | "弄" | "号楼" | "组") || !is_han(view.prev(road)) {
        return None;
    }
    let wrong = matches!(
        view.prev(road),
        '铁' | '线'
            | '管'
            | '电'
            | '水'
            | '渠'
            | '公'
            | '赛'
            | '频'
            | '轨'
            | '第'
            | '一'
            | '每'
            | '各'
            | '本'
    ) && matches!(view.ch(road), '路' | '道' | '里' | '区' | '村');
    let other = unit == "号"
        && matches!(
            view.ch(end),
            '线' | '文' | '令' | '桥' | '公' | '台' | '机' | '井' | '泵' | '点' | '矿' | '地' | '码'
        );
    if wrong || other || matches!(unit, "户" | "层") {
        return None;
    }
    let mut inside = false;
    while let Some(next) = continued(view, end) {
        if next - road > LONGEST {
            break;
        }
        end = next;
        inside = true;
    }
    let (start, label) = begin(view, road);
    if road - start < 1 {
        return None;
    }
    let admin = view.text(start, road).contains(['省', '市', '县', '区', '镇', '乡']);
    let confidence = match (label, inside, admin) {
        (true, _, _) => 0.95,
        (_, true, _) => 0.88,
        (_, _, true) => 0.7,
        _ => 0.6,
    };
    Some(Hit::new(Kind::Address, start, end, confidence))
}

/// Where the next part of an address ends: another number and unit, perhaps behind the name of an estate.
fn continued(view: &View, end: usize) -> Option<usize> {
    for gap in 0..=8 {
        if let Some((next, unit)) = numbered(view, end + gap) {
            return (gap == 0 || !matches!(unit, "组" | "户" | "层" | "楼")).then_some(next);
        }
        let ch = view.ch(end + gap);
        if !(is_han(ch) || gap == 0 && ch == ' ')
            || matches!(ch, '的' | '和' | '与' | '为' | '至' | '电' | '联' | '手' | '身')
        {
            return None;
        }
    }
    None
}

/// Where an address begins, and whether a word for dwelling stands before it.
fn begin(view: &View, road: usize) -> (usize, bool) {
    let mut start = road;
    while road - start < 30 && start > 0 && (is_han(view.prev(start)) || view.prev(start).is_ascii_digit()) {
        start -= 1;
    }
    let run = view.text(start, road);
    let cut = last_of(&run, LABELS).max(last_of(&run, STOPS)).unwrap_or(0);
    let before = run.get(..cut).unwrap_or_default();
    let skipped = before.chars().count();
    let context = format!("{}{before}", view.label_before(start, 10));
    let dwelling = last_of(&context, LABELS).is_some() && !context.contains("办公");
    (start + skipped, dwelling)
}
