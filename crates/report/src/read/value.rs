//! What stands in a cell: a number, nothing, a number with a remark, or something else.

use std::str::FromStr;

use rust_decimal::Decimal;

use super::fold::half_width;

/// The unit a cell's figure is kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// A count
    Count,
    /// 万元
    TenThousandYuan,
    /// 元
    Yuan,
}

/// The meaning of a cell's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// Nothing, or a mark that stands for nothing.
    Blank,
    /// A plain number.
    Number(Decimal),
    /// A number with a unit or remark, which is kept as the source writes it.
    Annotated(Decimal, String),
    /// Neither: no figure is taken from it.
    Unreadable,
}

impl Value {
    pub(super) fn number(&self) -> Option<Decimal> {
        match self {
            Value::Number(number) | Value::Annotated(number, _) => Some(*number),
            Value::Blank | Value::Unreadable => None,
        }
    }
}

/// Reads a cell.
pub(super) fn parse(text: &str, unit: Unit) -> Value {
    let text: String = text.chars().filter(|&ch| !is_invisible(ch)).map(half_width).collect();
    let text = text.trim();
    if text.chars().all(|ch| is_dash(ch) || matches!(ch, '/' | '\\' | '∕')) {
        return Value::Blank;
    }
    let Some((number, rest)) = leading_number(text) else { return Value::Unreadable };
    if rest.is_empty() {
        return Value::Number(number);
    }
    match remark(rest, unit) {
        Some(factor) => match number.checked_mul(factor) {
            Some(number) => Value::Annotated(number.normalize(), text.to_owned()),
            None => Value::Unreadable,
        },
        None => Value::Unreadable,
    }
}

/// True of characters that take no room.
pub(super) fn is_invisible(ch: char) -> bool {
    matches!(ch, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

pub(super) fn is_dash(ch: char) -> bool {
    matches!(ch, '-' | '—' | '–' | '―' | '─' | '－' | '﹣' | '−' | '‐' | '‑')
}

/// The number `text` starts with, and what follows it.
fn leading_number(text: &str) -> Option<(Decimal, &str)> {
    let (negative, body) = match text.chars().next()? {
        ch if is_dash(ch) => (true, text.get(ch.len_utf8()..)?),
        '+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    let end = body
        .char_indices()
        .find(|&(_, ch)| !(ch.is_ascii_digit() || is_separator(ch) || ch == '.'))
        .map_or(body.len(), |(index, _)| index);
    let (figure, mut rest) = body.split_at(end);
    // A separator at the end belongs to the remark, not to the number.
    let figure = figure.trim_end_matches(|ch| is_separator(ch) || ch == '.');
    if figure.len() != end {
        rest = body.get(figure.len()..)?;
    }
    let (whole, fraction) = match figure.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (figure, None),
    };
    let whole = ungroup(whole)?;
    if whole.is_empty() || whole.len() > 1 && whole.starts_with('0') {
        // Two zeros in a cell are two cells run together, not a number.
        return None;
    }
    let plain = match fraction {
        Some(fraction) if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) => {
            return None;
        }
        Some(fraction) => format!("{whole}.{fraction}"),
        None => whole,
    };
    let number = Decimal::from_str(&plain).ok()?;
    Some((if negative { -number } else { number }, rest))
}

fn is_separator(ch: char) -> bool {
    matches!(ch, ',' | '\'' | '\u{2009}' | '\u{202f}')
}

/// The digits without thousands separators; `None` when they do not stand every three digits.
fn ungroup(whole: &str) -> Option<String> {
    let mut groups = whole.split(is_separator);
    let first = groups.next()?;
    let mut digits = first.to_owned();
    let mut grouped = false;
    for group in groups {
        grouped = true;
        if group.len() != 3 {
            return None;
        }
        digits.push_str(group);
    }
    if grouped && !(1..=3).contains(&first.len()) {
        return None;
    }
    digits.bytes().all(|byte| byte.is_ascii_digit()).then_some(digits)
}

/// What to multiply by so that the number is in `unit`; `None` when the rest is no unit and no remark.
fn remark(rest: &str, unit: Unit) -> Option<Decimal> {
    let rest = rest.trim_start();
    let tenth_of_thousandth = Decimal::new(1, 4);
    let (ten_thousand, hundred_million) = (Decimal::new(10_000, 0), Decimal::new(100_000_000, 0));
    let (after, factor) = if let Some(after) = strip(rest, &["亿元", "亿"]) {
        (after, if unit == Unit::TenThousandYuan { ten_thousand } else { hundred_million })
    } else if let Some(after) = strip(rest, &["万元", "万"]) {
        (after, if unit == Unit::TenThousandYuan { Decimal::ONE } else { ten_thousand })
    } else if let Some(after) = strip(rest, &["元"]) {
        (after, if unit == Unit::TenThousandYuan { tenth_of_thousandth } else { Decimal::ONE })
    } else {
        (rest, Decimal::ONE)
    };
    let after =
        strip(after, &["件", "条", "个", "项", "宗", "份", "次", "部", "起"]).unwrap_or(after).trim_start();
    let is_note = match after.chars().next() {
        None => true,
        Some(ch) => {
            matches!(ch, '(' | '[' | '〔' | '【' | '*' | '※') || ch.is_numeric() && !ch.is_ascii_digit()
        }
    };
    is_note.then_some(factor)
}

fn strip<'a>(text: &'a str, prefixes: &[&str]) -> Option<&'a str> {
    prefixes.iter().find_map(|prefix| text.strip_prefix(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Value {
        Value::Number(Decimal::from_str(text).unwrap())
    }

    #[test]
    fn blank_marks_are_blank_and_zero_is_zero() {
        for blank in ["", " ", "\u{a0}", "/", "／", "-", "——", "－", "\u{200b}"] {
            assert_eq!(parse(blank, Unit::Count), Value::Blank, "{blank:?}");
        }
        assert_eq!(parse("0", Unit::Count), number("0"));
        assert_eq!(parse("０", Unit::Count), number("0"));
    }

    #[test]
    fn numbers_are_read_in_every_dress() {
        assert_eq!(parse("11398889", Unit::Count), number("11398889"));
        assert_eq!(parse("１１，３９８，８８９", Unit::Count), number("11398889"));
        assert_eq!(parse("1,234.5", Unit::TenThousandYuan), number("1234.5"));
        assert_eq!(parse("24252.311082", Unit::TenThousandYuan), number("24252.311082"));
        assert_eq!(parse("-18", Unit::Count), number("-18"));
        assert_eq!(parse("－18", Unit::Count), number("-18"));
        assert_eq!(parse("0.5", Unit::Count), number("0.5"));
    }

    #[test]
    fn remarks_and_units_are_kept_beside_the_number() {
        let annotated =
            |text: &str, value: &str| Value::Annotated(Decimal::from_str(value).unwrap(), text.to_owned());
        assert_eq!(parse("22（其中修订16件）", Unit::Count), annotated("22(其中修订16件)", "22"));
        assert_eq!(parse("251000元", Unit::Yuan), annotated("251000元", "251000"));
        assert_eq!(parse("75394432.52元", Unit::Yuan), annotated("75394432.52元", "75394432.52"));
        assert_eq!(parse("459000元", Unit::TenThousandYuan), annotated("459000元", "45.9"));
        assert_eq!(parse("45.9万元", Unit::TenThousandYuan), annotated("45.9万元", "45.9"));
        assert_eq!(parse("12①", Unit::Count), annotated("12①", "12"));
        assert_eq!(parse("12²", Unit::Count), annotated("12²", "12"));
    }

    #[test]
    fn what_is_no_figure_gives_none() {
        for text in [
            "无", "1 2", "1\n2", "12-13", "12/13", "100%", "00", "007", "1,23", "约12", "1.", "1.2.3", "O",
            "(12)",
        ] {
            let value = parse(text, Unit::Count);
            assert!(value == Value::Unreadable, "{text:?} read as {value:?}");
        }
    }
}
