//! A summary proposed from the text (内容概述建议), for the author to look over.

use crate::SUMMARY_CHARACTERS;

/// Shortest line that says something: below it are salutations, numbers and signatures.
const LINE: usize = 8;

/// The first sentences of `text` that say something, as many as fit; empty when there are none.
///
/// Lines that repeat the title, end in a colon as salutations do, or are headings are passed over.
pub fn propose_summary(title: &str, text: &str) -> String {
    let mut summary = String::new();
    let lines = text.lines().map(|line| line.trim_matches([' ', '\u{3000}', '\t', '\r']));
    for line in lines {
        let is_told = line.chars().count() >= LINE
            && line != title
            && !line.ends_with(['：', ':'])
            && line.contains(['。', '；', '，', '！']);
        if !is_told {
            continue;
        }
        for sentence in line.split_inclusive(['。', '！', '；']) {
            let room = SUMMARY_CHARACTERS - summary.chars().count();
            if sentence.chars().count() <= room {
                summary.push_str(sentence);
                continue;
            }
            if summary.is_empty() {
                // One sentence longer than all the room there is.
                summary.extend(sentence.chars().take(SUMMARY_CHARACTERS - 1));
                summary.push('…');
            }
            return summary;
        }
        // One paragraph is a summary; a short one is not yet.
        if summary.chars().count() >= SUMMARY_CHARACTERS / 3 {
            break;
        }
    }
    summary
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sentences_that_say_something_are_proposed_and_fit() {
        let text = "关于开展检查的通知\n各有关单位：\n一、总体要求\n　　为了规范道路养护，现就检查工作通知如下。各单位要按时完成。\n附件";
        assert_eq!(
            propose_summary("关于开展检查的通知", text),
            "为了规范道路养护，现就检查工作通知如下。各单位要按时完成。"
        );
        let long = format!("{}。", "很长的句子，".repeat(60));
        let proposed = propose_summary("题", &long);
        assert_eq!(proposed.chars().count(), SUMMARY_CHARACTERS);
        assert!(proposed.ends_with('…'));
        assert_eq!(propose_summary("题", "附件\n2021年"), "");
    }

    #[test]
    fn no_text_makes_it_longer_than_a_summary_may_be() {
        for length in [1, 49, 50, 51, 149, 150, 151, 400] {
            let text = format!("{}，完。{}。", "甲".repeat(length), "乙，".repeat(length));
            assert!(propose_summary("", &text).chars().count() <= SUMMARY_CHARACTERS, "{length}");
        }
    }
}
