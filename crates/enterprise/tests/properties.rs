//! What holds of every condition and every enterprise.

mod generate;

use generate::{YEAR, condition, profile};
use gongkai_enterprise::condition::parse;
use gongkai_enterprise::{Facts, Rule, evaluate, judge};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_condition_reads_back_as_printed(condition in condition()) {
        let text = condition.to_string();
        prop_assert_eq!(parse(&text).map_err(|problems| format!("{text}: {problems:?}")), Ok(condition));
    }

    #[test]
    fn a_compiled_rule_answers_as_the_tree_does(condition in condition(), profile in profile()) {
        let facts = Facts::new(&profile, YEAR);
        let rule = Rule::compile(&condition, YEAR);
        prop_assert_eq!(rule.evaluate(&facts), evaluate(&condition, &facts), "{}", condition);
    }

    #[test]
    fn what_is_unknown_names_what_is_missing(condition in condition(), profile in profile()) {
        let verdict = judge(&condition, &Facts::new(&profile, YEAR));
        let unknown = verdict.truth == gongkai_enterprise::Truth::Unknown;
        prop_assert_eq!(unknown, !verdict.missing.is_empty());
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "[a-z0-9'\"\\[\\]().,!&|<>= \\\\-]{0,60}") {
        let _ = parse(&text);
    }
}
