//! What may have been meant (您是不是要找): titles that sound like the query, or differ from it by one character.

use std::collections::BTreeMap;

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, PhraseQuery, Query as Engine, TermQuery};
use tantivy::schema::{IndexRecordOption, Value as _};
use tantivy::{Searcher, TantivyDocument, Term};

use crate::SearchError;
use crate::query::whole;
use crate::schema::Fields;
use crate::sound::{reading, readings, syllables};
use crate::token::{Unit, units};

/// Most characters of a query that is put right.
const LONGEST: usize = 20;
/// Titles looked at.
const TITLES: usize = 30;
/// Most suggestions.
const MOST: usize = 3;

/// Another query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What to look for.
    pub text: String,
    /// Items whose titles say so.
    pub items: Vec<String>,
}

/// A title with its item.
struct Title {
    id: String,
    units: Vec<Unit>,
}

pub(crate) fn suggest(
    searcher: &Searcher,
    fields: &Fields,
    typed: &str,
) -> Result<Vec<Suggestion>, SearchError> {
    let typed = whole(typed);
    let asked = units(&typed);
    if asked.is_empty() || typed.chars().count() > LONGEST * 6 || asked.len() > LONGEST {
        return Ok(Vec::new());
    }
    let mut found = BTreeMap::new();
    for sounds in sounds(&asked) {
        for title in titles(searcher, fields, &*phrase(fields, &sounds))? {
            note(&mut found, &typed, title.id.clone(), sounding(&title.units, &sounds));
        }
    }
    if found.is_empty() && asked.len() >= 3 && asked.iter().all(|unit| !unit.is_word) {
        for title in titles(searcher, fields, &*most_signs(fields, &asked))? {
            note(&mut found, &typed, title.id.clone(), near(&title.units, &asked));
        }
    }
    let mut suggestions: Vec<Suggestion> =
        found.into_iter().map(|(text, items)| Suggestion { text, items }).collect();
    suggestions.sort_by(|a, b| b.items.len().cmp(&a.items.len()).then_with(|| a.text.cmp(&b.text)));
    suggestions.truncate(MOST);
    Ok(suggestions)
}

fn note(found: &mut BTreeMap<String, Vec<String>>, typed: &str, id: String, text: Option<String>) {
    if let Some(text) = text.filter(|text| text != typed) {
        found.entry(text).or_default().push(id);
    }
}

/// The ways in which the query sounds.
fn sounds(asked: &[Unit]) -> Vec<Vec<String>> {
    match asked {
        [only] if only.is_word && only.text.is_ascii() => {
            syllables(&only.text).into_iter().filter(|way| way.len() >= 2).collect()
        }
        _ if asked.len() >= 2 && asked.iter().all(|unit| !unit.is_word) => {
            vec![asked.iter().map(|unit| reading(&unit.text)).collect()]
        }
        _ => Vec::new(),
    }
}

fn phrase(fields: &Fields, sounds: &[String]) -> Box<dyn Engine> {
    Box::new(PhraseQuery::new(sounds.iter().map(|one| Term::from_field_text(fields.sound, one)).collect()))
}

/// Titles that have all characters of the query but one.
fn most_signs(fields: &Fields, asked: &[Unit]) -> Box<dyn Engine> {
    let mut signs: Vec<&str> = asked.iter().map(|unit| unit.text.as_str()).collect();
    signs.sort_unstable();
    signs.dedup();
    let least = signs.len().saturating_sub(1).max(2);
    let terms = signs.into_iter().map(|sign| {
        let term = Term::from_field_text(fields.title, sign);
        Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) as Box<dyn Engine>
    });
    Box::new(BooleanQuery::union_with_minimum_required_clauses(terms.collect(), least))
}

fn titles(searcher: &Searcher, fields: &Fields, query: &dyn Engine) -> Result<Vec<Title>, SearchError> {
    let best = searcher.search(query, &TopDocs::with_limit(TITLES).order_by_score())?;
    let mut titles = Vec::new();
    for (_, address) in best {
        let document: TantivyDocument = searcher.doc(address)?;
        let text = |field| document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default();
        titles.push(Title { id: text(fields.id).to_owned(), units: units(text(fields.name)) });
    }
    Ok(titles)
}

fn text_of(units: &[Unit]) -> String {
    units.iter().map(|unit| unit.text.as_str()).collect()
}

/// The stretch of a title that sounds so.
fn sounding(title: &[Unit], sounds: &[String]) -> Option<String> {
    let sounds_so = |window: &&[Unit]| {
        window.iter().zip(sounds).all(|(unit, sound)| readings(&unit.text).contains(sound))
    };
    title.windows(sounds.len()).find(sounds_so).map(text_of)
}

/// The stretch of a title that differs by one character: one is missing in the query, is another, or is too much.
fn near(title: &[Unit], asked: &[Unit]) -> Option<String> {
    let same = |a: &Unit, b: &Unit| a.text == b.text;
    let ends_alike = |window: &[Unit]| {
        let ends = |units: &[Unit]| Some((units.first()?.text.clone(), units.last()?.text.clone()));
        ends(window) == ends(asked)
    };
    let missing =
        title.windows(asked.len() + 1).find(|window| ends_alike(window) && lacks_one(window, asked));
    let other = || {
        let differs = |window: &&[Unit]| window.iter().zip(asked).filter(|(a, b)| !same(a, b)).count() == 1;
        title.windows(asked.len()).find(differs)
    };
    let too_much = || {
        (asked.len() > 3)
            .then(|| {
                title.windows(asked.len() - 1).find(|window| ends_alike(window) && lacks_one(asked, window))
            })
            .flatten()
    };
    missing.or_else(other).or_else(too_much).map(text_of)
}

/// Is `short` what is left of `long` without one unit?
fn lacks_one(long: &[Unit], short: &[Unit]) -> bool {
    let prefix = long.iter().zip(short).take_while(|(a, b)| a.text == b.text).count();
    let rest = long.get(prefix + 1..).unwrap_or_default();
    let left = short.get(prefix..).unwrap_or_default();
    rest.len() == left.len() && rest.iter().zip(left).all(|(a, b)| a.text == b.text)
}
