//! Mail addresses around an `@`.

use crate::detect::Hit;
use crate::finding::Kind;
use crate::fold::View;

/// The address around the `@` at `at`.
pub(crate) fn at(view: &View, at: usize) -> Option<Hit> {
    let mut start = at;
    while at - start < 64 && start > 0 && is_local(view.prev(start)) {
        start -= 1;
    }
    while start < at && matches!(view.ch(start), '.' | '-' | '+' | '%') {
        start += 1;
    }
    let mut end = at + 1;
    let mut dots = 0;
    let mut label = 0;
    let mut last_label = end;
    while end - at < 255 {
        match view.ch(end) {
            ch if ch.is_ascii_alphanumeric() || ch == '-' && label > 0 => label += 1,
            '.' if label > 0 && view.ch(end + 1).is_ascii_alphanumeric() => {
                dots += 1;
                label = 0;
                last_label = end + 1;
            }
            _ => break,
        }
        end += 1;
    }
    let name = view.text(last_label, end);
    let top = (2..=24).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    if start == at || dots == 0 || !top {
        return None;
    }
    // A mailbox of an organ is probably statutory content.
    let organ = view.text(at, end).to_ascii_lowercase().ends_with(".gov.cn");
    Some(Hit::new(Kind::Email, start, end, if organ { 0.7 } else { 0.97 }))
}

fn is_local(ch: char) -> bool {
    ch.is_ascii_alphanumeric() || matches!(ch, '.' | '_' | '%' | '+' | '-')
}
