//! Text of a table's cells: blanks, parentheses, lists and numbers.

/// The text without any blank, with digits and parentheses in one form, for comparing.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_whitespace())
        .map(|character| match character {
            '(' => '（',
            ')' => '）',
            ':' => '：',
            ',' => '，',
            ';' => '；',
            '０'..='９' => {
                char::from_u32(u32::from(character) - u32::from('０') + u32::from('0')).unwrap_or(character)
            }
            _ => character,
        })
        .collect()
}

/// Splits at any of the marks that stands outside parentheses, without empty parts; a line's end splits too.
pub(super) fn split(text: &str, marks: &[char]) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0usize;
    for character in text.chars() {
        match character {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && (marks.contains(&character) || character == '\n') {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(character);
        }
    }
    parts.iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// A number at the beginning that is followed by `mark`, and what comes after the mark.
pub(super) fn number_before<'a>(text: &'a str, mark: &str) -> Option<(i16, &'a str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at_checked(digits)?;
    Some((number.parse().ok()?, rest.strip_prefix(mark)?))
}

/// A group in parentheses outside any other: where it begins and ends in bytes, marks included, and what it holds.
pub(super) struct Bracket<'a> {
    pub(super) end: usize,
    pub(super) inside: &'a str,
}

/// Every outermost group in parentheses; one that is never closed is none.
pub(super) fn brackets(text: &str) -> Vec<Bracket<'_>> {
    let mut found = Vec::new();
    let mut depth = 0usize;
    let mut start = 0;
    for (at, character) in text.char_indices() {
        match character {
            '（' | '(' => {
                if depth == 0 {
                    start = at + character.len_utf8();
                }
                depth += 1;
            }
            '）' | ')' if 0 < depth => {
                depth -= 1;
                if depth == 0 {
                    let inside = text.get(start..at).unwrap_or_default();
                    found.push(Bracket { end: at + character.len_utf8(), inside });
                }
            }
            _ => {}
        }
    }
    found
}

/// A chapter is counted `一、`.
pub(super) fn is_chapter(text: &str) -> bool {
    text.split_once('、').is_some_and(|(count, _)| is_count(count))
}

/// A section is counted `（一）`.
pub(super) fn is_section(text: &str) -> bool {
    let text = plain(text);
    let count = text.strip_prefix('（').and_then(|rest| rest.split_once('）'));
    count.is_some_and(|(count, _)| is_count(count))
}

fn is_count(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|character| "一二三四五六七八九十".contains(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_in_parentheses_do_not_split() {
        let marks = ['、', '，'];
        assert_eq!(
            split("市级有关部门（单位），各县（市、区）政府", &marks),
            ["市级有关部门（单位）", "各县（市、区）政府"]
        );
        assert_eq!(split("、甲、 乙\n丙，", &marks), ["甲", "乙", "丙"]);
    }

    #[test]
    fn headings_are_known_by_how_they_are_counted() {
        assert!(is_chapter("一、着眼稳定预期") && is_chapter("十二、其他"));
        assert!(!is_chapter("市发改委、市财政局") && !is_chapter("、") && !is_chapter("1、甲"));
        assert!(is_section("（一）深入解读重要政策") && is_section("( 十 )"));
        assert!(!is_section("（1）甲") && !is_section("一、甲"));
    }

    #[test]
    fn only_outermost_brackets_that_close_are_found() {
        let inside: Vec<&str> = brackets("甲（乙（丙）丁）戊)（己").iter().map(|it| it.inside).collect();
        assert_eq!(inside, ["乙（丙）丁"]);
    }
}
