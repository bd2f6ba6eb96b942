//! Requests that look alike (可能重复): proposed with reasons, never merged silently.

use std::collections::BTreeSet;

use gongkai_statute::regulation::art44;

use crate::number::CaseNumber;

/// From this share of common pairs of signs on, two subjects look alike.
pub const ALIKE: f64 = 0.6;

/// Words every subject may have, which tell nothing.
const COMMON: [&str; 9] = ["关于", "申请", "公开", "政府", "信息", "有关", "相关", "情况", "文件"];

/// Another request, as far as a comparison needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its number.
    pub number: CaseNumber,
    /// Keyed hash of the requester's identity.
    pub identity_hash: String,
    /// What it is about.
    pub subject: String,
}

/// Two requests look alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness {
    /// The other request.
    pub number: CaseNumber,
    /// The same person asked.
    pub same_requester: bool,
    /// Share of common pairs of signs, 0 to 1.
    pub share: f64,
}

impl Likeness {
    /// Why they look alike, in a sentence.
    pub fn reason(&self) -> String {
        let who = if self.same_requester { "同一申请人" } else { "不同申请人" };
        let percent = (self.share * 100.0).round();
        format!("{who}，事项摘要有 {percent}% 相同。")
    }
}

/// Those of `candidates` that look like the request, the same requester's first, then by share.
pub fn likely_duplicates(own: &Candidate, candidates: impl IntoIterator<Item = Candidate>) -> Vec<Likeness> {
    let mine = pairs(&own.subject);
    let mut found: Vec<Likeness> = candidates
        .into_iter()
        .filter(|other| other.number != own.number)
        .map(|other| Likeness {
            number: other.number,
            same_requester: !own.identity_hash.is_empty() && other.identity_hash == own.identity_hash,
            share: share(&mine, &pairs(&other.subject)),
        })
        .filter(|likeness| ALIKE <= likeness.share)
        .collect();
    found.sort_by(|a, b| {
        b.same_requester
            .cmp(&a.same_requester)
            .then(b.share.total_cmp(&a.share))
            .then(b.number.cmp(&a.number))
    });
    found
}

/// Whether several people asked for the same, so that publishing it proactively is to be proposed (Art. 44).
pub fn proposes_publication(own: &Candidate, alike: &[Likeness], candidates: &[Candidate]) -> bool {
    let mut people: BTreeSet<&str> = BTreeSet::from([own.identity_hash.as_str()]);
    for likeness in alike {
        people.extend(
            candidates
                .iter()
                .filter(|other| other.number == likeness.number && !other.identity_hash.is_empty())
                .map(|other| other.identity_hash.as_str()),
        );
    }
    art44::suggests_publication(people.len(), true)
}

/// How much two subjects have in common, 0 to 1 (Dice's measure over pairs of signs).
pub fn similarity(one: &str, other: &str) -> f64 {
    share(&pairs(one), &pairs(other))
}

/// The pairs of neighbouring signs of a subject without what every subject has.
fn pairs(subject: &str) -> BTreeSet<(char, char)> {
    let mut plain: String = subject.chars().filter(|sign| sign.is_alphanumeric()).collect();
    for word in COMMON {
        plain = plain.replace(word, "");
    }
    let signs: Vec<char> = plain.to_lowercase().chars().collect();
    signs.iter().copied().zip(signs.iter().copied().skip(1)).collect()
}

#[expect(clippy::cast_precision_loss, reason = "subjects have at most some hundred signs")]
fn share(one: &BTreeSet<(char, char)>, other: &BTreeSet<(char, char)>) -> f64 {
    if one.is_empty() || other.is_empty() {
        return 0.0;
    }
    2.0 * one.intersection(other).count() as f64 / (one.len() + other.len()) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(number: &str, hash: &str, subject: &str) -> Candidate {
        Candidate {
            number: CaseNumber::parse(number).unwrap(),
            identity_hash: hash.to_owned(),
            subject: subject.to_owned(),
        }
    }

    #[test]
    fn the_same_subject_in_other_words_looks_alike_and_another_subject_does_not() {
        let one = "关于样例路改造工程环评批复的申请";
        assert!(ALIKE <= similarity(one, "申请公开样例路改造工程的环评批复文件"));
        assert!(similarity(one, "某小学食堂采购合同") < ALIKE);
        assert!(similarity("关于申请公开政府信息", "有关情况的申请") < ALIKE, "common words tell nothing");
    }

    #[test]
    fn the_same_requester_comes_first_and_each_says_why() {
        let own = candidate("2021-000009", "h-1", "样例路改造工程环评批复");
        let others = [
            candidate("2021-000007", "h-2", "样例路改造工程环评批复"),
            candidate("2021-000008", "h-1", "样例路改造工程的环评批复"),
            candidate("2021-000006", "h-3", "某小学食堂采购合同"),
            own.clone(),
        ];
        let alike = likely_duplicates(&own, others.clone());
        let numbers: Vec<String> = alike.iter().map(|it| it.number.to_string()).collect();
        assert_eq!(numbers, ["2021-000008", "2021-000007"]);
        assert!(alike[0].reason().starts_with("同一申请人") && alike[1].reason().starts_with("不同申请人"));
        assert!(proposes_publication(&own, &alike, &others), "two people asked for it");
        let same = likely_duplicates(&own, [others[1].clone()]);
        assert!(!proposes_publication(&own, &same, &others), "one person asked twice");
    }
}
