//! How titles sound (拼音): for queries typed in pinyin or with another character of the same sound.

use pinyin::{ToPinyin as _, ToPinyinMulti as _};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::token::{Tokens, units};

/// Most ways of parting letters into syllables that are tried.
const MOST_WAYS: usize = 6;
/// Longest syllable.
const LONGEST: usize = 6;

/// Makes a token of every way a character may be read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sounds;

impl Tokenizer for Sounds {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        let mut tokens = Vec::new();
        for unit in units(text) {
            for text in readings(&unit.text) {
                tokens.push(Token {
                    offset_from: unit.bytes.0,
                    offset_to: unit.bytes.1,
                    position: unit.position,
                    text,
                    position_length: 1,
                });
            }
        }
        Tokens::new(tokens)
    }
}

// The stream is shared with the other tokenizer.
const _: fn(&Tokens) -> &Token = <Tokens as TokenStream>::token;

/// The syllables a unit may be read as; a word of letters as itself.
pub(crate) fn readings(unit: &str) -> Vec<String> {
    let mut signs = unit.chars();
    let (Some(sign), None) = (signs.next(), signs.next()) else { return vec![unit.to_owned()] };
    let mut readings: Vec<String> = match sign.to_pinyin_multi() {
        Some(all) => all.into_iter().map(|one| plain(one.plain())).collect(),
        None => sign.to_pinyin().map(|one| plain(one.plain())).into_iter().collect(),
    };
    if readings.is_empty() {
        readings.push(unit.to_owned());
    }
    readings.sort();
    readings.dedup();
    readings
}

fn plain(syllable: &str) -> String {
    syllable.replace('ü', "v")
}

/// The most usual reading of a unit.
pub(crate) fn reading(unit: &str) -> String {
    let mut signs = unit.chars();
    match (signs.next().and_then(|sign| sign.to_pinyin()), signs.next()) {
        (Some(one), None) => plain(one.plain()),
        _ => unit.to_owned(),
    }
}

/// The ways in which letters may be parted into syllables, the longest syllables first.
pub(crate) fn syllables(letters: &str) -> Vec<Vec<String>> {
    let mut ways = Vec::new();
    // Each step takes a syllable or goes back; letters are few, so is the work.
    let mut steps = 2_000_u32;
    part(letters, &mut Vec::new(), &mut ways, &mut steps);
    ways
}

fn part(rest: &str, taken: &mut Vec<String>, ways: &mut Vec<Vec<String>>, steps: &mut u32) {
    if rest.is_empty() {
        ways.push(taken.clone());
        return;
    }
    for length in (1..=LONGEST.min(rest.len())).rev() {
        if ways.len() >= MOST_WAYS || *steps == 0 {
            return;
        }
        *steps -= 1;
        let Some((syllable, after)) = rest.split_at_checked(length) else { continue };
        if is_syllable(syllable) {
            taken.push(syllable.to_owned());
            part(after, taken, ways, steps);
            taken.pop();
        }
    }
}

/// Initials and the finals that follow them, in the spelling of the standard.
fn is_syllable(text: &str) -> bool {
    const FINALS: &[(&str, &str)] = &[
        ("b", "a ai an ang ao ei en eng i ian iao ie in ing o u"),
        ("p", "a ai an ang ao ei en eng i ian iao ie in ing o ou u"),
        ("m", "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u"),
        ("f", "a an ang ei en eng o ou u"),
        ("d", "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo"),
        ("t", "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo"),
        ("n", "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve ue"),
        ("l", "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo v ve ue"),
        ("g", "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo"),
        ("k", "a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo"),
        ("h", "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo"),
        ("j", "i ia ian iang iao ie in ing iong iu u uan ue un"),
        ("q", "i ia ian iang iao ie in ing iong iu u uan ue un"),
        ("x", "i ia ian iang iao ie in ing iong iu u uan ue un"),
        ("zh", "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo"),
        ("ch", "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo"),
        ("sh", "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo"),
        ("r", "an ang ao e en eng i ong ou u ua uan ui un uo"),
        ("z", "a ai an ang ao e ei en eng i ong ou u uan ui un uo"),
        ("c", "a ai an ang ao e en eng i ong ou u uan ui un uo"),
        ("s", "a ai an ang ao e en eng i ong ou u uan ui un uo"),
        ("y", "a an ang ao e i in ing o ong ou u uan ue un"),
        ("w", "a ai an ang ei en eng o u"),
        ("", "a ai an ang ao e ei en eng er o ou"),
    ];
    FINALS.iter().any(|(initial, finals)| {
        text.strip_prefix(initial).is_some_and(|rest| finals.split(' ').any(|one| one == rest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_parted_into_syllables() {
        assert!(
            syllables("zhufanggongjijin")
                .contains(&["zhu", "fang", "gong", "ji", "jin"].map(str::to_owned).to_vec())
        );
        let xian = syllables("xian");
        assert!(
            xian.contains(&vec!["xian".to_owned()]) && xian.contains(&vec!["xi".to_owned(), "an".to_owned()])
        );
        assert!(syllables("http").is_empty());
        assert!(syllables(&"an".repeat(100)).len() <= MOST_WAYS);
    }

    #[test]
    fn a_character_with_several_readings_has_them_all() {
        assert!(readings("重").contains(&"chong".to_owned()) && readings("重").contains(&"zhong".to_owned()));
        assert_eq!(readings("5g"), ["5g"]);
        assert_eq!(reading("绿"), "lv");
    }
}
