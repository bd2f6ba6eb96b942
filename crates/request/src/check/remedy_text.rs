//! Whether what a text says of remedies (救济告知) fits the decision and its day, Art. 51.
//!
//! The letters carry the right paragraph by themselves. This looks at what somebody wrote into the body by hand.

use gongkai_statute::remedy::{Advice, Block, advice};

use super::{Finding, Sending, block, warning};
use crate::act::Act;
use crate::decide::Context;
use crate::refusal::Rule;
use crate::state::Draft;

pub(super) fn check(draft: &Draft, context: &Context, sending: &Sending) -> Vec<Finding> {
    let Some(body) = sending.body else { return Vec::new() };
    let text: String = body.chars().filter(|sign| !sign.is_whitespace()).collect();
    if !["行政复议", "行政诉讼", "起诉"].iter().any(|word| text.contains(word)) {
        return Vec::new();
    }
    let Ok(due) = advice(draft.reply.decision, context.today, sending.agency, sending.readings) else {
        return Vec::new();
    };
    let mut found: Vec<Finding> = order(&text, &due).into_iter().collect();
    found.extend(periods(&text, &due));
    found
}

/// Reconsideration first, or the choice: what the text says is what the law of the day says.
fn order(text: &str, due: &[Advice]) -> Option<Finding> {
    let says_first = first_to_reconsideration(text);
    let first = due.iter().any(|advice| advice.block == Block::B);
    let choice = due.iter().any(|advice| advice.block != Block::B);
    let articles = due.first().and_then(|advice| advice.articles.first().copied());
    let message = match (first, choice, says_first) {
        (true, _, false) => {
            "正文的救济告知没有写明应当先申请行政复议：自2024年1月1日起，对不予公开不服的，应当先申请行政复议，对复议决定不服的再起诉。请删去手写的救济告知或者改正。"
        }
        (true, false, true) if offers_choice(text) => {
            "正文的救济告知把起诉写成可以直接选择：对不予公开不服的，应当先申请行政复议。请删去手写的救济告知或者改正。"
        }
        (false, true, true) => {
            "正文的救济告知要求先申请行政复议，而对这一答复可以直接起诉。请删去手写的救济告知或者改正。"
        }
        _ => return None,
    };
    let mut finding = block(Rule::RemedyTextWrong, message, Act::DraftReply);
    if let Some(article) = articles {
        finding.refusal = finding.refusal.under(article);
    }
    Some(finding)
}

/// `应当先…申请行政复议`, with what may stand between.
fn first_to_reconsideration(text: &str) -> bool {
    text.match_indices('先').any(|(at, _)| near(text, at, "行政复议"))
}

/// `或者…起诉`
fn offers_choice(text: &str) -> bool {
    text.match_indices("或者").any(|(at, _)| near(text, at, "诉讼") || near(text, at, "起诉"))
}

/// Whether `word` follows within the same clause of some forty characters.
fn near(text: &str, at: usize, word: &str) -> bool {
    let rest: String = text.get(at..).unwrap_or_default().chars().take(40).collect();
    let clause = rest.split(['。', '；']).next().unwrap_or_default();
    clause.contains(word)
}

/// A remedy without its period lets the longest one run.
fn periods(text: &str, due: &[Advice]) -> Option<Finding> {
    let named = |label: &str| text.contains(label) || text.contains(&in_words(label));
    let missing =
        due.iter().find(|advice| !named(&advice.reconsideration.label()) || !named(&advice.suit.label()))?;
    Some(warning(
        Rule::RemedyPeriodMissing,
        format!(
            "正文的救济告知没有写明期限：申请行政复议{}，提起行政诉讼{}。",
            missing.reconsideration.label(),
            missing.suit.label()
        ),
        Some(Act::DraftReply),
    ))
}

/// The period with its number in words, as letters often write it.
fn in_words(label: &str) -> String {
    label.replace("60", "六十").replace("15", "十五").replace('6', "六")
}
