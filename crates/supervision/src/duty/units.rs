//! Units and what lists call them (责任单位): names, aliases, and words that stand for many.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::text::{plain, split};

/// A unit that may be named in a list (单位).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its code.
    pub code: String,
    /// Its full name and what else it is called.
    pub names: Vec<String>,
}

/// Words that stand for several units (集合单位), such as 各县（市、区）政府, with those of the annexed list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collective {
    /// What they are called together.
    pub names: Vec<String>,
    /// Their codes.
    pub members: Vec<String>,
}

/// A unit as a list names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedUnit {
    /// The words of the list.
    pub words: String,
    /// The units they mean; none when nobody knows, several for collective words.
    pub codes: Vec<String>,
}

/// Every name that is known, for reading a list.
#[derive(Debug, Clone, Default)]
pub struct Units(BTreeMap<String, Vec<String>>);

impl Units {
    /// The names of these units and collectives. A name that two of them bear means neither.
    pub fn new(units: &[Unit], collectives: &[Collective]) -> Units {
        let singles =
            units.iter().flat_map(|unit| unit.names.iter().map(|name| (name, vec![unit.code.clone()])));
        let many = collectives
            .iter()
            .flat_map(|collective| collective.names.iter().map(|name| (name, collective.members.clone())));
        let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, codes) in singles.chain(many) {
            known
                .entry(plain(name))
                .and_modify(|other| {
                    if *other != codes {
                        other.clear();
                    }
                })
                .or_insert(codes);
        }
        Units(known)
    }

    /// The unit or units these words mean.
    fn resolve(&self, words: &str) -> NamedUnit {
        let codes = self.0.get(&plain(words)).cloned().unwrap_or_default();
        NamedUnit { words: words.to_owned(), codes }
    }

    /// Reads the units of a cell or of a phrase.
    pub(super) fn read(&self, text: &str) -> Named {
        let mut named = Named::default();
        for words in split(text, &['、', '，', ',', '；', ';', '。']) {
            let (words, role) = strip_role(&words);
            let (words, is_open) = strip_open_end(words);
            named.is_open |= is_open;
            if !words.is_empty() {
                named.units.push((self.resolve(words), role));
            }
        }
        named
    }
}

/// The units read from a cell.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// Each with what is said of it in parentheses: does it lead?
    pub(super) units: Vec<(NamedUnit, Option<bool>)>,
    /// It ends with 等: others are meant that are not named.
    pub(super) is_open: bool,
}

/// `市财政局（牵头）` leads, `市教育局（配合）` does not.
fn strip_role(words: &str) -> (&str, Option<bool>) {
    for (mark, leads) in [("牵头", true), ("配合", false)] {
        for (open, close) in [('（', '）'), ('(', ')')] {
            let bare = words.strip_suffix(close).and_then(|words| words.strip_suffix(mark));
            if let Some(name) = bare.and_then(|words| words.strip_suffix(open)) {
                return (name.trim(), Some(leads));
            }
        }
    }
    (words, None)
}

/// `市财政局等部门` names one and means more.
fn strip_open_end(words: &str) -> (&str, bool) {
    for end in ["等有关部门", "等有关单位", "等相关部门", "等相关单位", "等部门", "等单位", "等"]
    {
        if let Some(name) = words.strip_suffix(end) {
            return (name.trim(), true);
        }
    }
    (words, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units() -> Units {
        let unit = |code: &str, names: &[&str]| Unit {
            code: code.to_owned(),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        };
        let counties = Collective {
            names: vec!["各县（市、区）政府".to_owned()],
            members: vec!["c1".to_owned(), "c2".to_owned()],
        };
        Units::new(
            &[
                unit("fg", &["市发展改革委", "市发改委", "市发改委"]),
                unit("cz", &["市财政局", "两可"]),
                unit("jy", &["两可"]),
            ],
            &[counties],
        )
    }

    fn read(text: &str) -> Vec<(String, Option<bool>)> {
        units().read(text).units.into_iter().map(|(unit, role)| (unit.codes.join("+"), role)).collect()
    }

    #[test]
    fn names_aliases_and_collective_words_are_resolved_however_they_are_set() {
        assert_eq!(
            read("市发改委、市财政局（牵头），各县(市、区)政府"),
            [("fg".to_owned(), None), ("cz".to_owned(), Some(true)), ("c1+c2".to_owned(), None)]
        );
        assert_eq!(
            read("市发展\n改革委"),
            [(String::new(), None), (String::new(), None)],
            "a line is a unit"
        );
    }

    #[test]
    fn what_is_unknown_ambiguous_or_open_is_kept_and_told() {
        assert_eq!(read("两可、市气象局").iter().filter(|(codes, _)| codes.is_empty()).count(), 2);
        let named = units().read("市财政局等有关单位");
        assert!(named.is_open);
        assert_eq!(
            named.units[0].0,
            NamedUnit { words: "市财政局".to_owned(), codes: vec!["cz".to_owned()] }
        );
    }
}
