//! Dates that cannot be (2月30日, 13月).

use jiff::civil::Date;

use crate::detect::Hit;
use crate::finding::Kind;
use crate::fold::{View, digit_value};

fn is_part(ch: char) -> bool {
    digit_value(ch).is_some() || ch == '十'
}

/// The number that ends before `end`: its value and where it begins.
fn number_before(view: &View, end: usize) -> Option<(u32, usize)> {
    let mut start = end;
    while start > 0 && end - start < 5 && is_part(view.prev(start)) {
        start -= 1;
    }
    Some((value(&view.text(start, end))?, start))
}

fn number_after(view: &View, start: usize) -> Option<(u32, usize)> {
    let length = (0..5).take_while(|offset| is_part(view.ch(start + offset))).count();
    Some((value(&view.text(start, start + length))?, start + length))
}

/// 二十九, 29, 二〇二一.
fn value(text: &str) -> Option<u32> {
    if text.is_empty() || text.chars().count() > 4 {
        return None;
    }
    let Some((tens, ones)) = text.split_once('十') else {
        return text.chars().try_fold(0, |sum, ch| Some(sum * 10 + digit_value(ch)?));
    };
    let digit = |part: &str, empty: u32| match (part.chars().next(), part.chars().count()) {
        (None, _) => Some(empty),
        (Some(ch), 1) => digit_value(ch),
        _ => None,
    };
    Some(digit(tens, 1)? * 10 + digit(ones, 0)?)
}

fn exists(year: u32, month: u32, day: u32) -> bool {
    let parts = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
    matches!(parts, (Ok(year), Ok(month), Ok(day)) if Date::new(year, month, day).is_ok())
}

/// The date around the 年 or 月 at `at`.
pub(crate) fn at(view: &View, at: usize) -> Option<Hit> {
    let (before, start) = number_before(view, at)?;
    let (next, end) = number_after(view, at + 1)?;
    let wrong = |from: usize, to: usize| Some(Hit::new(Kind::Date, from, to, 0.95).with_note("没有这一天"));
    if view.ch(at) == '年' {
        // 2021年13月; whole dates are judged at their 月.
        let year = (1000..=2999).contains(&before);
        let counted = matches!(view.ch(end + 1), '以' | '内' | '的');
        let whole = number_after(view, end + 1).is_some_and(|(_, end)| matches!(view.ch(end), '日' | '号'));
        let month = view.ch(end) == '月' && (next == 0 || next > 12);
        return if year && month && !whole && !counted { wrong(start, end + 1) } else { None };
    }
    if view.ch(end) != '日' || end - at > 4 {
        return None;
    }
    let year = if view.prev(start) == '年' { number_before(view, start - 1) } else { None };
    let (year, start) = match year {
        Some((year, from)) if (1000..=2999).contains(&year) => (year, from),
        // A leap year allows most; 个月、工作日 do not come here.
        _ => (2000, start),
    };
    if exists(year, before, next) { None } else { wrong(start, end + 1) }
}

/// A date in figures (2021-02-30, 2021.2.30, 2021/2/30) at `start`.
pub(crate) fn in_figures(view: &View, start: usize) -> Option<Hit> {
    let digits = |from: usize| (0..5).take_while(|offset| view.ch(from + offset).is_ascii_digit()).count();
    let joint = view.ch(start + 4);
    if digits(start) != 4 || !matches!(joint, '-' | '.' | '/') || !matches!(view.ch(start), '1' | '2') {
        return None;
    }
    let number = |from: usize, length: usize| value(&view.text(from, from + length));
    let (year, month_length) = (number(start, 4)?, digits(start + 5));
    let day_at = start + 6 + month_length;
    let day_length = digits(day_at);
    let end = day_at + day_length;
    let border = !matches!(view.ch(end), '-' | '.' | '/' | '_') || !view.ch(end + 1).is_ascii_alphanumeric();
    let lone = !matches!(view.prev(start), '-' | '.' | '/' | '_') && !view.ch(end).is_ascii_alphanumeric();
    if !(1900..=2100).contains(&year)
        || !matches!((month_length, day_length), (1..=2, 1..=2))
        || view.ch(day_at - 1) != joint
    {
        return None;
    }
    let (month, day) = (number(start + 5, month_length)?, number(day_at, day_length)?);
    let impossible = (1..=12).contains(&month) && (28..=39).contains(&day) && !exists(year, month, day)
        || (13..=19).contains(&month)
            && (1..=31).contains(&day)
            && joint == '-'
            && month_length == 2
            && day_length == 2;
    (border && lone && impossible).then(|| Hit::new(Kind::Date, start, end, 0.75).with_note("没有这一天"))
}
