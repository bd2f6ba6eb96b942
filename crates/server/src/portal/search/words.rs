//! The words of a search, each in the ways it may be written in a title or number.
//!
//! 〔2021〕30号, (2021)30号, ［２０２１］30号 and 2021-30 name one document. Titles and numbers are kept as they were
//! issued, so it is the question that is written in every way.

/// Words looked for; more than these are left out.
pub(super) const MOST: usize = 8;

/// Brackets around the year of a document number (文号), small letters.
const BRACKETS: [(char, char); 6] =
    [('〔', '〕'), ('(', ')'), ('（', '）'), ('[', ']'), ('［', '］'), ('【', '】')];

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::portal) struct Words {
    /// Every word, in each of its ways of writing.
    pub(in crate::portal) ways: Vec<Vec<String>>,
    /// Whole document numbers among the words, in each of their ways.
    pub(in crate::portal) numbers: Vec<String>,
    /// Were there more words than [`MOST`]?
    pub(super) left_out: bool,
}

/// The words of `query`, which stand between spaces.
pub(in crate::portal) fn of(query: &str) -> Words {
    let mut all = Words { left_out: query.split_whitespace().count() > MOST, ..Words::default() };
    for word in query.split_whitespace().take(MOST) {
        let word = folded(word);
        let mut ways = written(&word);
        if let Some(number) = with_dash(&word) {
            ways.extend(written(&number));
            ways.extend(written(&number.replace(')', ")第")));
            all.numbers.extend(written(&number));
        } else if word.contains(')') && word.ends_with('号') {
            all.numbers.extend(written(&word));
        }
        all.ways.push(ways);
    }
    all
}

/// Letters small, full-width forms plain, every bracket the same.
fn folded(text: &str) -> String {
    let plain = |character: char| match character {
        '！'..='～' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
        other => other,
    };
    let bracket = |character: char| {
        if BRACKETS.iter().any(|(open, _)| *open == character) {
            '('
        } else if BRACKETS.iter().any(|(_, close)| *close == character) {
            ')'
        } else {
            plain(character)
        }
    };
    text.chars().map(bracket).flat_map(char::to_lowercase).collect()
}

/// A folded word in every way it may stand in a text: with each kind of brackets, with full-width letters and digits.
fn written(word: &str) -> Vec<String> {
    let widths = if word.chars().any(|one| one.is_ascii_alphanumeric()) {
        vec![word.to_owned(), wide(word)]
    } else {
        vec![word.to_owned()]
    };
    if !word.contains(['(', ')']) {
        return widths;
    }
    let bracketed = |word: &String| {
        let word = word.clone();
        BRACKETS.map(|(open, close)| word.replace('(', &open.to_string()).replace(')', &close.to_string()))
    };
    widths.iter().flat_map(bracketed).collect()
}

/// Letters and digits as wide as Chinese characters.
fn wide(word: &str) -> String {
    let wide = |one: char| match one {
        '0'..='9' | 'a'..='z' => char::from_u32(u32::from(one) + 0xFEE0).unwrap_or(one),
        other => other,
    };
    word.chars().map(wide).collect()
}

/// `示经信2021-30` as `示经信(2021)30号`: a year, a dash, a number.
fn with_dash(word: &str) -> Option<String> {
    let is_dash = |one: char| matches!(one, '-' | '—' | '–' | '－' | '~');
    let (before, number) = word.rsplit_once(is_dash)?;
    let number = number.strip_suffix('号').unwrap_or(number);
    let number = number.strip_prefix('第').unwrap_or(number).trim_start_matches('0');
    let before = before.trim_end_matches(')');
    let start = before.char_indices().rev().nth(3)?.0;
    let (issuer, year) = before.split_at_checked(start)?;
    let issuer = issuer.trim_end_matches('(');
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_number =
        digits(number) && number.len() <= 4 && !issuer.ends_with(|one: char| one.is_ascii_digit());
    // What is longer or follows a slash is an index number.
    (is_number && digits(year) && !issuer.contains('/')).then(|| format!("{issuer}({year}){number}号"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Would an item with this title or number be found?
    fn finds(query: &str, text: &str) -> bool {
        let text = text.to_lowercase();
        of(query).ways.iter().all(|ways| ways.iter().any(|way| text.contains(way.as_str())))
    }

    #[test]
    fn a_document_number_is_found_however_it_is_typed_and_printed() {
        for typed in [
            "示经信〔2021〕30号",
            "示经信[2021]30号",
            "示经信（2021）30号",
            "示经信【２０２１】30号",
            "示经信2021-30",
            "示经信〔2021〕-30号",
            "2021-30",
            "(2021)30号",
        ] {
            for printed in
                ["示经信〔2021〕30号", "示经信(2021)30号", "示经信［2021］30号", "示经信〔２０２１〕３０号"]
            {
                assert!(finds(typed, printed), "{typed} in {printed}");
            }
            assert!(!finds(typed, "示经信〔2021〕3号"), "{typed}");
            assert!(!finds(typed, "示经信〔2020〕30号"), "{typed}");
        }
        assert!(finds("2021-30", "示政发〔2021〕第30号"));
        assert!(!finds("2021-3", "示政发〔2021〕30号"));
    }

    #[test]
    fn every_word_must_be_there() {
        let title = "关于ABC项目补助（第二批）的通知";
        for query in ["补助 通知", "abc", "ＡＢＣ　通知", "(第二批)", "【第二批】 补助"] {
            assert!(finds(query, title), "{query}");
        }
        assert!(!finds("补助 公告", title));
        assert!(finds("330482/2021-00178", "330482/2021-00178"));
    }

    #[test]
    fn a_whole_number_is_meant_exactly() {
        assert!(of("示经信2021-30").numbers.contains(&"示经信〔2021〕30号".to_owned()));
        assert!(of("示经信[2021]30号").numbers.contains(&"示经信〔2021〕30号".to_owned()));
        assert!(of("通知 330482/2021-00178").numbers.is_empty());
    }

    #[test]
    fn a_question_of_many_words_is_cut() {
        let words = of("一 二 三 四 五 六 七 八 九");
        assert_eq!((words.ways.len(), words.left_out), (8, true));
        assert_eq!(of("   "), Words::default());
    }
}
