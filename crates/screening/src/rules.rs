//! The rules as data (筛查规则): words an agency may add to, contacts that are its own.

/// What a word in the rules means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sense {
    /// A level of secrecy (绝密、机密、秘密): a mark beside ★, in brackets or alone on a line
    SecrecyLevel,
    /// A notice (内部资料、不得公开): a mark alone, in brackets, or about this very document
    SecrecyNotice,
    /// A sentence that can only be a secrecy mark
    SecrecyAlways,
    /// The name of a draft: a mark in brackets or at the end of a line
    Draft,
    /// Remains of revision or approval, wherever they stand
    DraftAlways,
    /// A wrong word or an outdated name
    Wrong,
    /// A word after which a person's name is expected
    NameLabel,
}

impl Sense {
    fn from_key(key: &str) -> Option<Sense> {
        Some(match key {
            "secrecy_level" => Sense::SecrecyLevel,
            "secrecy_notice" => Sense::SecrecyNotice,
            "secrecy" => Sense::SecrecyAlways,
            "draft" => Sense::Draft,
            "draft_always" => Sense::DraftAlways,
            "wrong" => Sense::Wrong,
            "name_label" => Sense::NameLabel,
            _ => return None,
        })
    }

    /// True when the word may be written with spaces between its characters.
    pub(crate) fn may_be_spaced(self) -> bool {
        matches!(self, Sense::SecrecyLevel | Sense::SecrecyNotice | Sense::SecrecyAlways | Sense::Draft)
    }
}

/// A word and what it means (词条).
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// The word; at least two characters.
    pub text: String,
    /// What it means.
    pub sense: Sense,
    /// How sure a hit is.
    pub confidence: f64,
    /// What to write instead, or why it is found.
    pub note: Option<String>,
}

/// Why a line of a word list was not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// The line has no known sense, no word, or no number between 0 and 1.
    #[error("第 {line} 行不合格式：应为“种类、词、把握程度（0–1）、说明”，用制表符分隔；词至少两个字")]
    Line {
        /// Line number, from 1
        line: usize,
    },
}

/// The rules of a screening (筛查规则).
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// Version, kept with every result.
    pub version: String,
    /// Words and what they mean.
    pub words: Vec<Word>,
    /// The agency's own telephones, mail addresses, addresses and codes: statutory content, never found.
    pub contacts: Vec<String>,
    /// How many of 1,000 characters may be unreadable before the verdict is blocked.
    pub unreadable_per_mille: usize,
    /// A secrecy mark at least this sure blocks.
    pub blocks_from: f64,
}

impl Rules {
    /// Version of the built-in words.
    pub const VERSION: &'static str = "2026-11";

    /// The built-in rules.
    pub fn built_in() -> Rules {
        Rules {
            version: Rules::VERSION.to_owned(),
            // The built-in list is tested whole, so nothing is lost here.
            words: parse_words(include_str!("../data/words.tsv")).unwrap_or_default(),
            contacts: Vec::new(),
            unreadable_per_mille: 10,
            blocks_from: 0.8,
        }
    }

    /// Adds an agency's words, one a line: sense, word, confidence and note, separated by tabs; `#` begins a comment.
    ///
    /// # Errors
    ///
    /// [`RuleError::Line`] for the first line that does not read so; then nothing is added.
    pub fn add_words(&mut self, list: &str) -> Result<(), RuleError> {
        self.words.extend(parse_words(list)?);
        Ok(())
    }
}

impl Default for Rules {
    fn default() -> Rules {
        Rules::built_in()
    }
}

fn parse_words(list: &str) -> Result<Vec<Word>, RuleError> {
    let lines = list.lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|(at, line)| parse_word(line).ok_or(RuleError::Line { line: at + 1 }))
        .collect()
}

fn parse_word(line: &str) -> Option<Word> {
    let mut fields = line.split('\t').map(str::trim);
    let sense = Sense::from_key(fields.next()?)?;
    let text = fields.next().filter(|word| (2..=32).contains(&word.chars().count()))?.to_owned();
    let confidence = fields.next()?.parse().ok().filter(|share| (0.0..=1.0).contains(share))?;
    let note = fields.next().filter(|note| !note.is_empty()).map(str::to_owned);
    Some(Word { text, sense, confidence, note })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_list_is_read_whole() {
        assert!(parse_words(include_str!("../data/words.tsv")).unwrap().len() > 150);
    }

    #[test]
    fn an_agency_adds_words_and_hears_of_a_bad_line() {
        let mut rules = Rules::built_in();
        let count = rules.words.len();
        rules.add_words("# 本局\nwrong\t测试错词\t0.9\t应为“测试对词”\n").unwrap();
        assert_eq!(rules.words.len(), count + 1);
        for bad in ["wrong\t字\t0.9", "wrong\t两字\t1.5", "other\t两字\t0.5", "wrong"] {
            assert_eq!(rules.add_words(&format!("\n{bad}")), Err(RuleError::Line { line: 2 }), "{bad}");
        }
    }
}
