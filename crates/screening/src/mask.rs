//! Masking (脱敏): what is kept of a value when it must not be read whole.

use crate::finding::{Finding, Kind};
use crate::names;

/// What the masked text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Publication (对外公开)
    Publication,
    /// Lists inside the agency (内部名册)
    InternalList,
}

fn stars(count: usize) -> String {
    "*".repeat(count)
}

/// First and last characters kept, stars between.
fn ends(text: &str, first: usize, last: usize) -> String {
    let count = text.chars().count();
    if count <= first + last {
        return stars(count);
    }
    let head: String = text.chars().take(first).collect();
    let tail: String = text.chars().skip(count - last).collect();
    format!("{head}{}{tail}", stars(count - first - last))
}

/// A value of `kind` masked; kinds that need no masking come back as they are.
///
/// Digits in groups are joined first, so a masked number tells nothing of its groups.
pub fn mask(kind: Kind, text: &str, purpose: Purpose) -> String {
    let plain = || -> String { text.chars().filter(|ch| ch.is_alphanumeric()).collect() };
    match (kind, purpose) {
        (Kind::IdNumber, Purpose::Publication) => ends(&plain(), 1, 1),
        (Kind::IdNumber, Purpose::InternalList) => ends(&plain(), 6, 4),
        (Kind::Mobile, _) => mobile(&plain()),
        (Kind::BankCard, _) => ends(&plain(), 0, 4),
        (Kind::PersonName, _) => {
            let kept = names::surname(text).map_or(1, |(_, length)| length);
            ends(text, kept, 0)
        }
        (Kind::Address, _) => address(text),
        (Kind::Landline, _) => ends(&plain(), 4, 0),
        (Kind::Passport, _) => ends(&plain(), 1, 2),
        (Kind::Plate, _) => ends(text, 2, 1),
        (Kind::Email, _) => email(text),
        (
            Kind::CreditCode
            | Kind::SecrecyMark
            | Kind::DraftMark
            | Kind::WrongWord
            | Kind::DocumentNumber
            | Kind::Date
            | Kind::Metadata,
            _,
        ) => text.to_owned(),
    }
}

fn mobile(text: &str) -> String {
    let count = text.chars().count();
    // A country's number before it is dropped.
    let number: String = text.chars().skip(count.saturating_sub(11)).collect();
    ends(&number, 3, 4)
}

/// Down to county, city or district.
fn address(text: &str) -> String {
    let county = ['县', '市', '区', '旗'];
    let at = |sign: &char| {
        text.char_indices().filter(|(_, ch)| ch == sign).map(|(at, ch)| at + ch.len_utf8()).next_back()
    };
    let near =
        text.char_indices().find(|(_, ch)| matches!(ch, '路' | '街' | '道' | '镇' | '乡' | '村' | '0'..='9'));
    let limit = near.map_or(text.len(), |(at, _)| at);
    let cut = county.iter().filter_map(at).filter(|end| *end <= limit).max();
    let kept = cut.or_else(|| text.find('省').map(|at| at + '省'.len_utf8()).filter(|end| *end <= limit));
    format!("{}****", text.get(..kept.unwrap_or(0)).unwrap_or_default())
}

fn email(text: &str) -> String {
    match text.split_once(['@', '＠']) {
        Some((name, domain)) => format!("{}***@{domain}", name.chars().take(1).collect::<String>()),
        None => stars(text.chars().count()),
    }
}

/// `text` with every personal value of `findings` masked; the findings must be those of this text.
pub fn masked(text: &str, findings: &[Finding], purpose: Purpose) -> String {
    let mut marks: Vec<_> =
        findings.iter().flat_map(|finding| finding.marks.iter().map(|mark| (mark, finding.kind))).collect();
    marks.sort_by_key(|(mark, _)| mark.span);
    let mut out = String::with_capacity(text.len());
    let mut marks = marks.into_iter().peekable();
    let mut until = 0;
    for (at, ch) in text.chars().enumerate() {
        if let Some((mark, kind)) = marks.next_if(|(mark, _)| mark.span.start == at) {
            out.push_str(&mask(kind, &mark.text, purpose));
            until = mark.span.end;
        }
        if at >= until {
            out.push(ch);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_masked_as_the_reference_says() {
        let outside = |kind, text| mask(kind, text, Purpose::Publication);
        assert_eq!(outside(Kind::IdNumber, "33048220000229002X"), "3****************X");
        assert_eq!(mask(Kind::IdNumber, "33048220000229002X", Purpose::InternalList), "330482********002X");
        assert_eq!(outside(Kind::Mobile, "13812345678"), "138****5678");
        assert_eq!(outside(Kind::Mobile, "+86 138-1234-5678"), "138****5678");
        assert_eq!(outside(Kind::BankCard, "6222021234567890"), "************7890");
        assert_eq!(outside(Kind::PersonName, "张三"), "张*");
        assert_eq!(outside(Kind::PersonName, "欧阳样例"), "欧阳**");
        assert_eq!(outside(Kind::Address, "浙江省平湖市当湖街道样例路8号"), "浙江省平湖市****");
        assert_eq!(outside(Kind::CreditCode, "91350100M000100Y43"), "91350100M000100Y43");
        assert_eq!(outside(Kind::Email, "zhang@example.com"), "z***@example.com");
    }
}
