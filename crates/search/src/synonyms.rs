//! Words that mean the same (同义词): agencies' short names, and what the office maintains.

use std::collections::HashMap;

use crate::fold::fold_text;

/// Most ways a word is looked for in.
const MOST_WAYS: usize = 12;

/// Most lines of a list.
const MOST_LINES: usize = 5_000;
/// Longest word of a list, in characters.
const LONGEST_WORD: usize = 20;

/// Why a line of a list is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WordFlaw {
    /// One word alone.
    Alone,
    /// A word of one character.
    Short(String),
    /// A word too long.
    Long(String),
    /// A word that stands in another line already.
    Again(String, usize),
    /// Too many lines.
    TooMany,
}

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

    /// Reads a list: one group a line, its words parted by 、 or a comma; lines that begin with `#` are remarks.
    ///
    /// # Errors
    ///
    /// The first line that cannot be read, from 1, and why.
    pub fn read(text: &str) -> Result<Vec<Vec<String>>, (usize, WordFlaw)> {
        let mut groups = Vec::new();
        let mut seen: HashMap<String, usize> = HashMap::new();
        for (number, line) in (1..).zip(text.lines()) {
            if number > MOST_LINES {
                return Err((number, WordFlaw::TooMany));
            }
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let words = line.split(['、', ',', '，', '\t']).map(str::trim).filter(|word| !word.is_empty());
            let group: Vec<String> = words.map(str::to_owned).collect();
            for word in &group {
                let flaw = match word.chars().count() {
                    0 | 1 => Some(WordFlaw::Short(word.clone())),
                    count if count > LONGEST_WORD => Some(WordFlaw::Long(word.clone())),
                    _ => None,
                };
                if let Some(flaw) = flaw {
                    return Err((number, flaw));
                }
                match seen.insert(fold_text(word), number) {
                    Some(before) if before != number => {
                        return Err((number, WordFlaw::Again(word.clone(), before)));
                    }
                    _ => {}
                }
            }
            if group.len() < 2 {
                return Err((number, WordFlaw::Alone));
            }
            groups.push(group);
        }
        Ok(groups)
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

    #[test]
    fn a_list_is_read_line_by_line_and_the_wrong_line_is_named() {
        let list = "# 补助\n补助、补贴，奖补\n\n公积金\t住房公积金\n";
        assert_eq!(
            Synonyms::read(list).unwrap(),
            [vec!["补助", "补贴", "奖补"], vec!["公积金", "住房公积金"]]
        );
        let long = "长".repeat(21);
        for (text, line, flaw) in [
            ("补助、补贴\n奖补", 2, WordFlaw::Alone),
            ("补助、补", 1, WordFlaw::Short("补".to_owned())),
            ("a、b\n", 1, WordFlaw::Short("a".to_owned())),
            ("补助、补贴\n\n奖补、補貼", 3, WordFlaw::Again("補貼".to_owned(), 1)),
            (&format!("补助、{long}"), 1, WordFlaw::Long(long.clone())),
            (&"#\n".repeat(5_001), 5_001, WordFlaw::TooMany),
        ] {
            assert_eq!(Synonyms::read(text), Err((line, flaw)), "{text:?}");
        }
    }
}
