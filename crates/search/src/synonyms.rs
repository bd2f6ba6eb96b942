//! Words that mean the same (同义词): agencies' short names, and what the office maintains.

use std::collections::HashMap;

use crate::fold::fold_text;

/// Most ways a word is looked for in.
const MOST_WAYS: usize = 12;

/// Groups of words that mean the same.
#[derive(Debug, Clone, Default)]
pub struct Synonyms {
    groups: Vec<Vec<String>>,
    /// Groups by the first character of a member.
    by_first: HashMap<char, Vec<(String, usize)>>,
}

impl Synonyms {
    /// Makes the groups ready; members shorter than two characters are left out.
    pub fn new(groups: impl IntoIterator<Item = Vec<String>>) -> Synonyms {
        let mut all = Synonyms::default();
        for group in groups {
            let mut members: Vec<String> = group
                .iter()
                .map(|word| fold_text(word.trim()))
                .filter(|word| word.chars().nth(1).is_some())
                .collect();
            members.sort();
            members.dedup();
            if members.len() < 2 {
                continue;
            }
            for member in &members {
                if let Some(first) = member.chars().next() {
                    all.by_first.entry(first).or_default().push((member.clone(), all.groups.len()));
                }
            }
            all.groups.push(members);
        }
        all
    }

    /// The ways in which a folded word may be meant, itself first: with the longest word in it that has synonyms
    /// replaced by each of them.
    pub(crate) fn ways(&self, word: &str) -> Vec<String> {
        let mut ways = vec![word.to_owned()];
        let mut best: Option<(usize, &str)> = None;
        for (byte, first) in word.char_indices() {
            let rest = word.get(byte..).unwrap_or_default();
            for (member, _) in self.by_first.get(&first).into_iter().flatten() {
                if rest.starts_with(member.as_str()) && best.is_none_or(|(_, held)| held.len() < member.len())
                {
                    best = Some((byte, member));
                }
            }
        }
        let Some((byte, member)) = best else { return ways };
        let before = word.get(..byte).unwrap_or_default();
        let after = word.get(byte + member.len()..).unwrap_or_default();
        let first = member.chars().next().unwrap_or_default();
        let groups = self.by_first.get(&first).into_iter().flatten().filter(|(held, _)| held == member);
        for other in groups.filter_map(|(_, group)| self.groups.get(*group)).flatten() {
            let way = format!("{before}{other}{after}");
            if ways.len() < MOST_WAYS && !ways.contains(&way) {
                ways.push(way);
            }
        }
        ways
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_stands_for_the_long_one_also_within_a_word() {
        let groups =
            [vec!["经信局".to_owned(), "经济和信息化局".to_owned()], vec!["单".to_owned(), "词".to_owned()]];
        let synonyms = Synonyms::new(groups);
        assert_eq!(synonyms.ways("经信局"), ["经信局", "经济和信息化局"]);
        assert_eq!(synonyms.ways("平湖市经信局公告"), ["平湖市经信局公告", "平湖市经济和信息化局公告"]);
        assert_eq!(synonyms.ways("单"), ["单"]);
    }
}
