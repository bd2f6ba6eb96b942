//! One form for what is written in several ways: width, case, traditional characters, brackets.
//!
//! Each character becomes one character or none, so every place in the folded text leads back to the original.

use std::sync::LazyLock;

use gongkai_screening::Folding;

/// The characters of the tables, from the first.
const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9FFF;

struct Tables {
    plain: Folding,
    /// Simplified forms from [`FIRST`] on.
    simple: Vec<char>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let simple = (FIRST..=LAST).filter_map(char::from_u32).map(|one| {
        let mut buffer = [0; 4];
        fast2s::convert(one.encode_utf8(&mut buffer)).chars().next().unwrap_or(one)
    });
    Tables { plain: Folding::default(), simple: simple.collect() }
});

/// The folded character, `None` when it is left out.
pub(crate) fn fold(one: char) -> Option<char> {
    let plain = TABLES.plain.fold(one)?;
    let simple = match u32::from(plain).checked_sub(FIRST) {
        Some(place) => TABLES.simple.get(place as usize).copied().unwrap_or(plain),
        None => plain,
    };
    Some(match simple {
        '〔' | '[' | '［' | '【' | '（' | '〖' | '{' => '(',
        '〕' | ']' | '］' | '】' | '）' | '〗' | '}' => ')',
        other => other.to_lowercase().next().unwrap_or(other),
    })
}

/// `text` folded.
pub fn fold_text(text: &str) -> String {
    text.chars().filter_map(fold).collect()
}

/// Does it stand for itself, as Chinese characters do, instead of being a letter of a word?
pub(crate) fn is_sign(one: char) -> bool {
    u32::from(one) >= 0x2E80 && one.is_alphanumeric()
}

/// Is it a letter or digit of a word?
pub(crate) fn is_letter(one: char) -> bool {
    u32::from(one) < 0x2E80 && one.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_in_several_ways_has_one_form() {
        for (written, folded) in [
            ("ＡＢＣ１２３", "abc123"),
            ("〔２０２１〕30號", "(2021)30号"),
            ("【2021】", "(2021)"),
            ("資訊公開與臺灣", "资讯公开与台湾"),
            ("住\u{200b}房", "住房"),
            ("後發佈", "后发布"),
        ] {
            assert_eq!(fold_text(written), folded);
        }
    }

    #[test]
    fn simplified_text_stays_as_it_is() {
        let text = "第一条为了保障公民、法人和其他组织依法获取政府信息，了解着后面发展里程";
        assert_eq!(fold_text(text), text.replace('，', ","));
    }
}
