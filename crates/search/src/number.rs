//! Document numbers (文号) as people type them and as they are printed.
//!
//! 〔2021〕30号, (2021)30号, [2021]第030号 and 2021-30 name one document, with the agency's word (机关代字) before them or
//! without it or with its end only. Each way leads to one key; a document has a key for every end of its word.

use crate::fold::{fold_text, is_sign};

/// Most characters of an agency's word that are looked at.
const LONGEST_WORD: usize = 16;

/// A number taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Number {
    word: String,
    year: Option<String>,
    serial: String,
}

impl Number {
    fn key(&self, word: &str) -> String {
        match &self.year {
            Some(year) => format!("{word}({year}){}", self.serial),
            None => format!("{word}第{}", self.serial),
        }
    }
}

/// The keys under which a document with this number is found.
pub(crate) fn keys(number: &str) -> Vec<String> {
    let Some(number) = read(&tight(number)) else { return Vec::new() };
    let signs: Vec<char> = number.word.chars().collect();
    let first = signs.len().saturating_sub(LONGEST_WORD);
    (first..=signs.len())
        .map(|start| number.key(&signs.get(start..).unwrap_or_default().iter().collect::<String>()))
        .collect()
}

/// What a word of a query looks for, when it is a document number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    /// The key of the documents meant.
    pub(crate) key: String,
    /// The number as texts print it, to find documents that quote it.
    pub(crate) printed: String,
}

/// The document number in `word`, if it is one.
pub(crate) fn asked(word: &str) -> Option<Asked> {
    let folded = tight(word);
    let number = read(&folded).or_else(|| read_dashed(&folded))?;
    let printed = match &number.year {
        Some(year) => format!("{}〔{year}〕{}号", number.word, number.serial),
        None => format!("{}第{}号", number.word, number.serial),
    };
    Some(Asked { key: number.key(&number.word), printed })
}

fn tight(text: &str) -> String {
    fold_text(text).chars().filter(|one| !one.is_whitespace()).collect()
}

/// `word(year)serial号`, `year年第serial号` or `word第serial号`, folded.
fn read(text: &str) -> Option<Number> {
    let (before, year, after) = match text.split_once('(') {
        Some((word, rest)) => {
            let (year, after) = rest.split_once(')')?;
            (word, Some(year), after)
        }
        None => {
            if let Some((before, after)) = text.split_once("年第") {
                let (word, year) = before.split_at_checked(before.len().checked_sub(4)?)?;
                (word, Some(year), after)
            } else {
                let (word, after) = text.split_once('第')?;
                (word, None, after.strip_suffix('号')?)
            }
        }
    };
    let after = after.trim_start_matches('-');
    let after = after.strip_prefix('第').unwrap_or(after);
    let after = after.strip_suffix('号').unwrap_or(after);
    number(before, year, after)
}

/// `word2021-30`, folded: a year, a dash, a number.
fn read_dashed(text: &str) -> Option<Number> {
    let (before, after) = text.rsplit_once(['-', '~'])?;
    let after = after.strip_suffix('号').unwrap_or(after);
    let after = after.strip_prefix('第').unwrap_or(after);
    let (word, year) = before.split_at_checked(before.len().checked_sub(4)?)?;
    let is_end = word.chars().next_back().is_none_or(is_sign);
    // What is longer or follows a slash is an index number.
    if after.len() > 4 || !is_end { None } else { number(word, Some(year), after) }
}

fn number(word: &str, year: Option<&str>, serial: &str) -> Option<Number> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let serial = serial.trim_start_matches('0');
    let is_year =
        year.is_none_or(|year| year.len() == 4 && digits(year) && matches!(year.get(..2), Some("19" | "20")));
    let is_word = word.chars().all(|one| is_sign(one) || one.is_ascii_alphabetic());
    (is_year && is_word && digits(serial) && serial.len() <= 6).then(|| Number {
        word: word.to_owned(),
        year: year.map(str::to_owned),
        serial: serial.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_typing_a_number_leads_to_the_document() {
        let held = keys("示经信〔2021〕30号");
        for typed in [
            "示经信〔2021〕30号",
            "示经信[2021]30号",
            "示经信（2021）第030号",
            "示经信【２０２１】30号",
            "示经信2021-30",
            "示经信〔2021〕-30号",
            "经信〔2021〕30",
            "2021-30",
            "(2021)30号",
            "〔2021〕 30 号",
        ] {
            let asked = asked(typed).unwrap_or_else(|| panic!("{typed}"));
            assert!(held.contains(&asked.key), "{typed}: {}", asked.key);
        }
        for other in ["〔2021〕3号", "〔2020〕30号", "示政〔2021〕30号"] {
            assert!(!held.contains(&asked(other).unwrap().key), "{other}");
        }
        assert!(keys("省政府令第302号").contains(&asked("第302号").unwrap().key));
        assert!(keys("2021年第5号").contains(&asked("2021-5").unwrap().key));
    }

    #[test]
    fn other_words_are_no_document_numbers() {
        for word in [
            "330482/2021-00178",
            "养犬",
            "第三条",
            "13800000000",
            "2021",
            "0571-8888",
            "(试行)",
            "",
            "-",
            "年第",
        ] {
            assert_eq!(asked(word), None, "{word}");
        }
    }
}
