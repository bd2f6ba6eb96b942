//! Number plates (机动车号牌).

use crate::detect::Hit;
use crate::finding::Kind;
use crate::fold::View;

/// Signs of the provinces.
pub(crate) const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

/// The plate whose province stands at `start`.
pub(crate) fn at(view: &View, start: usize) -> Option<Hit> {
    let letter = view.ch(start + 1).to_ascii_uppercase();
    if !letter.is_ascii_uppercase() || matches!(letter, 'I' | 'O') {
        return None;
    }
    let mut body = start + 2;
    if matches!(view.ch(body), '·' | ' ' | '-' | '.') {
        body += 1;
    }
    let mut end = body;
    let (mut digits, mut bad) = (0, false);
    while view.ch(end).is_ascii_alphanumeric() && end - body < 8 {
        digits += usize::from(view.ch(end).is_ascii_digit());
        bad |= matches!(view.ch(end), 'I' | 'O' | 'i' | 'o');
        end += 1;
    }
    let length = end - body;
    let special = matches!(view.ch(end), '学' | '警' | '挂' | '领' | '试' | '港' | '澳');
    let green = |ch: char| matches!(ch.to_ascii_uppercase(), 'A'..='H' | 'J' | 'K');
    let shape = match length {
        4 => special && digits >= 1,
        5 => digits >= 2,
        6 => digits >= 4 && (green(view.ch(body)) || green(view.ch(end - 1))),
        _ => false,
    };
    let tail = matches!(view.ch(end), '-' | '/') && view.ch(end + 1).is_ascii_alphanumeric();
    let car = view.label_before(start, 12);
    let about_car = car.contains('车') || car.contains("号牌") || car.contains("牌照");
    if !shape || bad || tail || view.ch(end) == '号' && !about_car {
        return None;
    }
    let end = end + usize::from(length == 4);
    Some(Hit::new(Kind::Plate, start, end, if about_car { 0.97 } else { 0.88 }))
}
