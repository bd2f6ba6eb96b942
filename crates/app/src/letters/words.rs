//! How letters write days, periods and citations (文书用语).

use gongkai_statute::RequesterKind;
use gongkai_typeset::{LetterCode, Sample, fields_of};
use jiff::civil::Date;

/// `2021年3月5日`, as GB/T 9704 writes a day.
pub(crate) fn day(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// A last day as a period.
pub(crate) fn until(last: Date) -> String {
    format!("{}前（含当日）", day(last))
}

/// How the reader is addressed.
pub(crate) const fn address(kind: RequesterKind) -> &'static str {
    match kind {
        RequesterKind::NaturalPerson => "你",
        RequesterKind::Enterprise
        | RequesterKind::Research
        | RequesterKind::SocialWelfare
        | RequesterKind::LegalService
        | RequesterKind::Other => "你单位",
    }
}

/// The articles of a document as it cites them.
pub(crate) fn citation(code: LetterCode) -> String {
    fields_of(code)
        .iter()
        .find(|field| field.name == "法律依据")
        .and_then(|field| match field.sample {
            Sample::Text(text) => Some(text.to_owned()),
            _ => None,
        })
        .unwrap_or_default()
}

/// A sentence without its full stop: the template sets one.
pub(crate) fn clause(text: &str) -> String {
    text.trim().trim_end_matches(['。', '.', '；', ';']).to_owned()
}

/// A sentence with its full stop.
pub(crate) fn sentence(text: &str) -> String {
    format!("{}。", clause(text))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_are_written_without_leading_zeros() {
        assert_eq!(day(date(2021, 3, 5)), "2021年3月5日");
        assert_eq!(until(date(2021, 12, 31)), "2021年12月31日前（含当日）");
    }

    #[test]
    fn every_letter_cites_its_articles_where_an_article_is_behind_it() {
        // A confirmation asked for and 其他 stand in the report's form only: no article to cite.
        let without = [LetterCode::R20, LetterCode::R23];
        for code in LetterCode::ALL {
            assert_eq!(citation(code).contains('《'), !without.contains(&code), "{code:?}");
        }
    }

    #[test]
    fn a_sentence_has_one_full_stop() {
        assert_eq!(sentence("属于过程稿。"), "属于过程稿。");
        assert_eq!(sentence("属于过程稿"), "属于过程稿。");
        assert_eq!(clause("属于过程稿。"), "属于过程稿");
    }
}
