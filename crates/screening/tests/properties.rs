//! What holds for every text.
#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    reason = "tests measure time and may fail loudly"
)]

use std::fmt::Write as _;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use gongkai_screening::{Purpose, Rules, Screener, Screening, masked};
use proptest::prelude::*;

static SCREENER: LazyLock<Screener> = LazyLock::new(|| Screener::new(&Rules::built_in()));

fn spans_hold(text: &str, screening: &Screening) {
    let chars: Vec<char> = text.chars().collect();
    let mut places: Vec<_> = screening.each().map(|(_, mark)| mark).collect();
    places.sort_by_key(|mark| mark.span);
    let mut end = 0;
    for mark in places {
        assert!(end <= mark.span.start && mark.span.start < mark.span.end, "{:?}", mark.span);
        let there: String =
            chars.iter().skip(mark.span.start).take(mark.span.end - mark.span.start).collect();
        assert_eq!(there, mark.text);
        end = mark.span.end;
    }
    for (finding, _) in screening.each() {
        assert!((0.0..=1.0).contains(&finding.confidence.0));
    }
    assert_eq!(screening.coverage.characters + screening.coverage.unreadable, chars.len());
}

proptest! {
    #[test]
    fn any_text_is_screened_and_spans_point_into_it(text in any::<String>()) {
        let screening = SCREENER.screen(&text, None);
        spans_hold(&text, &screening);
        masked(&text, &screening.findings, Purpose::Publication);
    }

    #[test]
    fn texts_of_telling_pieces_are_screened(pieces in proptest::collection::vec(prop_oneof![
        Just("13812345678"), Just("330482200002290013"), Just("姓名："), Just("张三"), Just("\t"), Just("|"), Just("\n"), Just(" "),
        Just("-"), Just("@"), Just("example.com"), Just("机密"), Just("★"), Just("浙F"), Just("88号"), Just("路"), Just("〔2021〕"),
        Just("发"), Just("2月30日"), Just("２０２１年"), Just("①"), Just("一三八"), Just("\u{200b}"), Just("、"), Just("男，"), Just("0573"),
        Just("("), Just(")"), Just("转"), Just("征求意见稿"), Just("X"), Just("𝟙"),
    ], 0..40)) {
        let text = pieces.concat();
        spans_hold(&text, &SCREENER.screen(&text, None));
    }

    #[test]
    fn what_stands_before_does_not_hide_a_number(length in 0usize..3, fill in "[的字 ]") {
        // Around the border of a window.
        let text = format!("{}身份证330482200002290013。", fill.repeat(64 * 1024 - 520 + length * 13));
        let screening = SCREENER.screen(&text, None);
        prop_assert_eq!(screening.findings.len(), 1);
        spans_hold(&text, &screening);
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test measures time, the crate does not")]
fn a_megabyte_of_anything_takes_linear_time() {
    let mut names = String::from("名单：");
    for _ in 0..100_000 {
        names.push_str("张三、");
    }
    let mut table = String::from("姓名\t身份证\n");
    for _ in 0..20_000 {
        writeln!(table, "张三\t330482200002290013").unwrap();
    }
    let hostile = [
        "1".repeat(1 << 20),
        "1 ".repeat(1 << 19),
        "1-".repeat(1 << 19),
        "a@".repeat(1 << 19),
        "@".repeat(1 << 20),
        "a.".repeat(1 << 19) + "@" + &"a.".repeat(1 << 18),
        "路1号".repeat(1 << 17),
        "一".repeat(1 << 18),
        "机 ".repeat(1 << 18),
        "〔2021〕".repeat(1 << 16),
        "年1月1日".repeat(1 << 16),
        "13812345678 ".repeat(80_000),
        "|".repeat(1 << 20),
        "姓名：".repeat(1 << 16),
        "：".repeat(1 << 18),
        "\u{200b}".repeat(1 << 18),
        "征求意见稿".repeat(1 << 15),
        "\t\n".repeat(1 << 19),
        names,
        table,
    ];
    for text in &hostile {
        let start = Instant::now();
        let screening = SCREENER.screen(text, None);
        let took = start.elapsed();
        spans_hold(text, &screening);
        // A quadratic step would take hours; the limit leaves room for a slow, busy machine without optimisation.
        assert!(took < Duration::from_secs(90), "{took:?} {}", text.chars().take(12).collect::<String>());
    }
}
