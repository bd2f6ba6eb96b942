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
    /// The senses as people write them in a list.
    pub const IN_LISTS: [(&'static str, Sense); 5] = [
        ("错词", Sense::Wrong),
        ("密级", Sense::SecrecyLevel),
        ("内部", Sense::SecrecyNotice),
        ("草稿", Sense::Draft),
        ("姓名", Sense::NameLabel),
    ];

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
    /// A line of a list written by people.
    #[error("第 {line} 行不合格式：{why}")]
    Listed {
        /// Line number, from 1
        line: usize,
        /// What is wrong and how to put it right.
        why: &'static str,
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

    /// Adds a list as people write it: kind, word and note in a line, separated by commas or tabs; `例外` is a number,
    /// an address or a code that is never found. Empty lines and lines that begin with `#` say nothing.
    ///
    /// # Errors
    ///
    /// [`RuleError::Listed`] for the first line that does not read so; then nothing is added.
    pub fn add_list(&mut self, list: &str) -> Result<(), RuleError> {
        let (mut words, mut contacts) = (Vec::new(), Vec::new());
        for (at, line) in list.lines().enumerate() {
            let line_text = line.trim();
            if line_text.is_empty() || line_text.starts_with('#') {
                continue;
            }
            let fault = |why| RuleError::Listed { line: at + 1, why };
            let mut parts = line_text.splitn(3, [',', '，', '\t']).map(str::trim);
            let (Some(kind), Some(text)) = (parts.next(), parts.next()) else {
                return Err(fault("应为“种类，词，说明”，用逗号分开"));
            };
            let note = parts.next().filter(|note| !note.is_empty()).map(str::to_owned);
            if !(2..=32).contains(&text.chars().count()) {
                return Err(fault("词应为 2 至 32 个字"));
            }
            if kind == EXEMPT {
                contacts.push(text.to_owned());
                continue;
            }
            let sense = Sense::IN_LISTS.into_iter().find(|(name, _)| *name == kind).map(|(_, sense)| sense);
            let sense = sense.ok_or_else(|| fault("种类应为 错词、密级、内部、草稿、姓名、例外 之一"))?;
            words.push(Word { text: text.to_owned(), sense, confidence: LISTED, note });
        }
        self.words.extend(words);
        self.contacts.extend(contacts);
        Ok(())
    }
}

/// What is never found, in a list written by people.
const EXEMPT: &str = "例外";
/// How sure a hit of a word is that somebody put on the list.
const LISTED: f64 = 0.9;

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
    fn a_list_written_by_people_is_read_line_by_line() {
        let mut rules = Rules::built_in();
        let before = rules.words.len();
        rules
            .add_list(
                "# 本机关词表\n\n错词，云浦县，已改称云浦市\n密级,工作秘密\n例外，0573-85000000，值班电话\n",
            )
            .unwrap();
        assert_eq!((rules.words.len() - before, rules.contacts.len()), (2, 1));
        let added = rules.words.last().unwrap();
        assert_eq!(
            (added.text.as_str(), added.sense, added.note.as_deref()),
            ("工作秘密", Sense::SecrecyLevel, None)
        );
        for (list, line) in [("错词，甲", 1), ("错词，甲乙\n丙丁", 2), ("怪词，甲乙，丙", 1)]
        {
            let error = rules.add_list(list).unwrap_err();
            assert!(matches!(error, RuleError::Listed { line: at, .. } if at == line), "{list}: {error}");
        }
        assert_eq!(rules.contacts.len(), 1, "a list with a fault adds nothing");
    }

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
