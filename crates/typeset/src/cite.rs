//! Citations as a letter prints them (法律依据).

use gongkai_statute::source::chinese_number;
use gongkai_statute::{Article, REGULATION_2019};

/// Several articles in one phrase, the instrument named where it changes.
pub(crate) fn cite(articles: &[Article]) -> String {
    let mut phrase = String::new();
    let mut before = None;
    for article in articles {
        if !phrase.is_empty() {
            phrase.push('、');
        }
        let instrument = article.instrument();
        if before != Some(instrument) {
            phrase.push_str(&title(article));
            before = Some(instrument);
        }
        if article.number() > 0 {
            phrase.push_str(&in_words(&article.short()));
        }
    }
    phrase
}

fn title(article: &Article) -> String {
    let instrument = article.instrument();
    let state = if instrument == &REGULATION_2019 { "中华人民共和国" } else { "" };
    format!("《{state}{}》", instrument.title)
}

/// The citation with its numbers in Chinese, as statutes are cited in letters: 第33条第2款 becomes 第三十三条第二款.
fn in_words(short: &str) -> String {
    let mut words = String::new();
    let mut digits = String::new();
    for character in short.chars() {
        if character.is_ascii_digit() {
            digits.push(character);
            continue;
        }
        words.push_str(&number_in_words(&digits));
        digits.clear();
        words.push(character);
    }
    words.push_str(&number_in_words(&digits));
    words
}

fn number_in_words(digits: &str) -> String {
    match digits.parse::<u8>() {
        Ok(number @ 0..=99) => chinese_number(number),
        _ => digits.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use gongkai_statute::Decision;
    use gongkai_statute::source::FEE_RULES_2020;

    use super::*;

    #[test]
    fn a_citation_names_the_instrument_once_and_counts_in_chinese() {
        assert_eq!(
            cite(Decision::InternalAffairs.articles()),
            "《中华人民共和国政府信息公开条例》第十六条第一款、第三十六条第（三）项"
        );
        assert_eq!(cite(&[REGULATION_2019.article(30)]), "《中华人民共和国政府信息公开条例》第三十条");
        assert!(cite(&[REGULATION_2019.article(42), FEE_RULES_2020.article(0)]).contains("条、《"));
        assert_eq!(cite(&[]), "");
    }
}
