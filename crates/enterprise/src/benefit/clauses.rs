//! Sentences of a policy that give something (可拆解的句子): found with their place, clause and amounts, one line of a
//! parallel list each.

use crate::amount::Amount;
use crate::attribute::Attribute;
use crate::number::Number;

/// Words that give something.
const GIVES: [&str; 8] = ["给予", "奖励", "补助", "补贴", "贴息", "减免", "返还", "资助"];
/// Longest text looked through, in characters.
const LONGEST: usize = 400_000;
/// Most members of a parallel list.
const MOST_PAIRS: usize = 20;

/// A sentence that gives something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Number path of its clause: 一、（二）.
    pub clause: String,
    /// Where it begins, in characters of the text.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The sentence.
    pub text: String,
    /// What is given for what: one pair for each member of a parallel list, else one.
    pub pairs: Vec<(String, Option<Amount>)>,
}

/// The sentences of `text` that give something, in order.
pub fn candidates(text: &str) -> Vec<Candidate> {
    let characters: Vec<char> = text.chars().take(LONGEST).collect();
    let mut found = Vec::new();
    let mut path: Vec<(u8, String)> = Vec::new();
    let mut start = 0;
    for place in 0..=characters.len() {
        let ends = match characters.get(place) {
            None => true,
            Some(character) => matches!(character, '。' | '；' | ';' | '\n' | '！'),
        };
        if !ends {
            continue;
        }
        let part: String = characters.get(start..place).map(|part| part.iter().collect()).unwrap_or_default();
        let lead = part.chars().take_while(|character| character.is_whitespace()).count();
        let sentence = part.trim().to_owned();
        if let Some((level, number)) = heading(&sentence) {
            path.retain(|(known, _)| *known < level);
            path.push((level, number));
        }
        if is_giving(&sentence) {
            found.push(Candidate {
                clause: path.iter().map(|(_, number)| number.as_str()).collect(),
                start: start + lead,
                end: start + lead + sentence.chars().count(),
                pairs: pairs(&sentence),
                text: sentence,
            });
        }
        start = place + 1;
    }
    found
}

/// It gives something, and says to whom.
fn is_giving(sentence: &str) -> bool {
    GIVES.iter().any(|word| sentence.contains(word)) && !amounts(sentence).is_empty()
}

/// `一、` is level 1, `（一）` 2, `1.` 3, `（1）` 4.
fn heading(sentence: &str) -> Option<(u8, String)> {
    const CHINESE: &str = "一二三四五六七八九十百";
    let numbers = |text: &str, of: fn(char) -> bool| {
        let count = text.chars().take_while(|one| of(*one)).count();
        (0 < count && count < 6).then(|| text.chars().take(count).collect::<String>())
    };
    let chinese: fn(char) -> bool = |one| CHINESE.contains(one);
    let digit: fn(char) -> bool = |one| one.is_ascii_digit();
    let follows = |number: &str, marks: &[char]| {
        let mark = sentence.chars().nth(number.chars().count());
        mark.filter(|mark| marks.contains(mark)).map(|mark| format!("{number}{mark}"))
    };
    if let Some(number) = numbers(sentence, chinese) {
        return follows(&number, &['、']).map(|number| (1, number));
    }
    if let Some(number) = numbers(sentence, digit) {
        return follows(&number, &['.', '．', '、']).map(|number| (3, number));
    }
    let inner = sentence.strip_prefix(['（', '('])?;
    let (level, number) = match (numbers(inner, chinese), numbers(inner, digit)) {
        (Some(number), _) => (2, number),
        (None, Some(number)) => (4, number),
        (None, None) => return None,
    };
    let closes = inner.chars().nth(number.chars().count()).is_some_and(|mark| matches!(mark, '）' | ')'));
    closes.then(|| (level, format!("（{number}）")))
}

/// Amounts of money or shares with their place in the sentence, in bytes.
fn amounts(sentence: &str) -> Vec<(usize, usize, Figure)> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(tail) = sentence.get(rest..)
        && let Some(offset) = tail.find(|one: char| one.is_ascii_digit())
    {
        let from = rest + offset;
        let digits = sentence.get(from..).unwrap_or_default();
        let length = digits
            .find(|one: char| !one.is_ascii_digit() && !matches!(one, '.' | ',' | '，'))
            .unwrap_or(digits.len());
        let (number, behind) = digits.split_at(length);
        // 1,000万元 is a thousand; a comma that ends a number ends it.
        let number = &number.replace([',', '，'], "");
        let unit = [("亿元", 10_000), ("万元", 1), ("%", 0), ("％", 0), ("元", -1)]
            .into_iter()
            .find(|(unit, _)| behind.starts_with(unit));
        rest = from + length.max(1);
        let Some((unit, scale)) = unit else { continue };
        let Some(number) = Number::parse(number) else { continue };
        let scaled = match scale {
            0 => Number::from_millionths(number.millionths() / 100).map(Figure::Share),
            -1 => Number::from_millionths(number.millionths() / 10_000).map(Figure::Money),
            scale => {
                number.millionths().checked_mul(scale).and_then(Number::from_millionths).map(Figure::Money)
            }
        };
        rest = from + length + unit.len();
        if let Some(figure) = scaled {
            found.push((from, rest, figure));
        }
    }
    found
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Figure {
    /// 万元.
    Money(Number),
    /// A share of 1.
    Share(Number),
}

/// What is given for what. A list of as many subjects as amounts, joined by 分别, is one pair each (分别给予).
fn pairs(sentence: &str) -> Vec<(String, Option<Amount>)> {
    let split = sentence.split_once("分别给予").or_else(|| sentence.split_once("分别奖励"));
    if let Some((before, behind)) = split {
        let given: Vec<Amount> = amounts(behind)
            .into_iter()
            .filter_map(|(.., figure)| match figure {
                Figure::Money(number) => Some(Amount::Fixed(number)),
                Figure::Share(_) => None,
            })
            .collect();
        let subjects = subjects(before);
        if 1 < given.len() && given.len() <= MOST_PAIRS && subjects.len() == given.len() {
            return subjects.into_iter().zip(given.into_iter().map(Some)).collect();
        }
    }
    vec![(subject(sentence), single(sentence))]
}

/// The members of the list right before 分别.
fn subjects(before: &str) -> Vec<String> {
    let list = before.trim_end_matches(['，', ',']).trim_end_matches('的');
    let list = list.rsplit(['，', ',', '：', ':']).next().unwrap_or(list);
    // "对新认定的甲、乙、丙": what all share stands before the first member.
    let (shared, members) = list.rsplit_once('的').unwrap_or(("", list));
    let members: Vec<&str> = members.split(['、', '和', '及']).filter(|one| !one.trim().is_empty()).collect();
    let shared = shared.trim_start_matches('对');
    members
        .into_iter()
        .map(|member| {
            let member = member.trim_start_matches('对').trim_end_matches("企业").trim();
            if shared.is_empty() { member.to_owned() } else { format!("{shared}的{member}") }
        })
        .collect()
}

/// "对…的，给予" names the subject.
fn subject(sentence: &str) -> String {
    let end = GIVES.iter().filter_map(|word| sentence.find(word)).min().unwrap_or(sentence.len());
    let before = sentence.get(..end).unwrap_or(sentence).trim_end_matches(['，', ',']).trim_end_matches('的');
    let from = before.rfind('对').map_or(0, |at| at + '对'.len_utf8());
    let named = before.get(from..).unwrap_or(before).trim();
    let named = if named.is_empty() { before } else { named };
    named.chars().take(60).collect()
}

/// The amount of a sentence with one: fixed, or a share of research costs up to a cap.
fn single(sentence: &str) -> Option<Amount> {
    let end = GIVES.iter().filter_map(|word| sentence.find(word)).min()?;
    let figures: Vec<Figure> = amounts(sentence.get(end..)?).into_iter().map(|(.., figure)| figure).collect();
    // 最高不超过50万元 without a share is a bound, not what is paid.
    let behind = sentence.get(end..)?;
    let bounded = ["最高", "不超过"].iter().any(|word| behind.contains(word));
    if let Some(share) = share_before(sentence, end, &figures) {
        return Some(share);
    }
    match figures.as_slice() {
        [Figure::Money(_)] if bounded => None,
        [Figure::Money(number)] => Some(Amount::Fixed(*number)),
        [Figure::Share(rate), rest @ ..] if sentence.contains("研发") => {
            let cap = match rest {
                [] => None,
                [Figure::Money(cap)] => Some(*cap),
                _ => return None,
            };
            Some(Amount::Share { of: Attribute::Rd, rate: *rate, cap })
        }
        _ => None,
    }
}

/// "按研发费用的10%给予补助，最高100万元": the share stands before the word.
fn share_before(sentence: &str, end: usize, behind: &[Figure]) -> Option<Amount> {
    let before = amounts(sentence.get(..end)?);
    match (before.last(), behind) {
        (Some((.., Figure::Share(rate))), [Figure::Money(cap)]) if sentence.contains("研发") => {
            Some(Amount::Share { of: Attribute::Rd, rate: *rate, cap: Some(*cap) })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Amount {
        Amount::Fixed(Number::parse(text).unwrap())
    }

    const TEXT: &str = "一、支持企业做强\n（一）智能制造。对新认定的省级未来工厂、省级智能工厂、省级数字化车间，分别给予100万元、30万元、10万元奖励。\
        同一企业就高不重复。\n（二）研发投入。1. 对上年度研发费用占比3%以上的企业，按研发费用的10%给予补助，最高不超过50万元；\
        2. 对首次认定的高新技术企业，给予20万元奖励。（责任单位：经信局）\n二、附则\n本政策自2025年1月1日起施行。";

    #[test]
    fn sentences_that_give_are_found_with_clause_and_place() {
        let found = candidates(TEXT);
        let clauses: Vec<&str> = found.iter().map(|one| one.clause.as_str()).collect();
        assert_eq!(clauses, ["一、（一）", "一、（二）1.", "一、（二）2."]);
        let characters: Vec<char> = TEXT.chars().collect();
        for one in &found {
            assert_eq!(characters[one.start..one.end].iter().collect::<String>(), one.text);
        }
    }

    #[test]
    fn a_parallel_list_is_one_pair_each() {
        let pairs = &candidates(TEXT)[0].pairs;
        let expected = [("省级未来工厂", "100"), ("省级智能工厂", "30"), ("省级数字化车间", "10")];
        let expected: Vec<_> =
            expected.iter().map(|(name, amount)| (format!("新认定的{name}"), Some(money(amount)))).collect();
        assert_eq!(*pairs, expected);
    }

    #[test]
    fn a_share_with_a_cap_and_a_fixed_sum_are_read() {
        let found = candidates(TEXT);
        let number = |text| Number::parse(text).unwrap();
        let share = Amount::Share { of: Attribute::Rd, rate: number("0.1"), cap: Some(number("50")) };
        assert_eq!(found[1].pairs[0].1, Some(share));
        assert_eq!(found[2].pairs, [("首次认定的高新技术企业".to_owned(), Some(money("20")))]);
    }

    #[test]
    fn as_many_subjects_as_amounts_or_none_is_split() {
        let odd = "对甲、乙分别给予10万元、20万元、30万元奖励";
        assert_eq!(candidates(odd)[0].pairs.len(), 1);
        assert!(candidates("对企业给予支持。奖励先进。").is_empty(), "nothing is given that can be counted");
        let bounded = "对企业给予最高不超过50万元补助";
        assert_eq!(candidates(bounded)[0].pairs[0].1, None, "a bound is no sum");
        assert_eq!(candidates("对企业给予1,000万元奖励，")[0].pairs[0].1, Some(money("1000")));
    }
}
