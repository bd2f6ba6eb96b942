//! From a query to what the engine is asked.
//!
//! What must be there is looked for in one field that holds all text. Where it stands adds whole steps to the score:
//! a document number or a whole title, the title, a heading; see [`crate::collect`].

use tantivy::Term;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query as Engine, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use crate::collect::{EXACT, HEADING, PHRASE, TITLE};
use crate::document::Facet;
use crate::query::{Clause, Query, Run};
use crate::schema::Fields;
use crate::token::{Unit, pair, pairs};

/// Most pairs of one run that are asked for.
const MOST_PAIRS: usize = 60;

type Asked = Box<dyn Engine>;

/// The query that finds documents with all that is wanted; `strict` unset, with most of it.
pub(crate) fn plan(fields: &Fields, query: &Query, filters: &[(Facet, String)], strict: bool) -> Asked {
    let mut parts: Vec<(Occur, Asked)> = Vec::new();
    if strict {
        for clause in &query.wanted {
            parts.push((Occur::Must, clause_in(fields, fields.all, clause)));
        }
    } else {
        parts.push((Occur::Must, most(fields, query)));
    }
    let everywhere = |field| -> Asked {
        let all = query.wanted.iter().map(|clause| clause_in(fields, field, clause)).collect();
        Box::new(BooleanQuery::intersection(all))
    };
    add_step(&mut parts, everywhere(fields.title), TITLE);
    add_step(&mut parts, everywhere(fields.heading), HEADING);
    add_step(&mut parts, exact(fields, query), EXACT);
    if let Some(phrase) = spread(fields, query) {
        add_step(&mut parts, phrase, PHRASE);
    }
    // A word in the title says more about a document than one in its text.
    for clause in &query.wanted {
        let boosted = BoostQuery::new(clause_in(fields, fields.title, clause), 3.0);
        parts.push((Occur::Should, Box::new(boosted)));
    }
    for run in &query.unwanted {
        parts.push((Occur::MustNot, run_in(fields, fields.all, run)));
    }
    for (facet, value) in filters {
        let Some(field) = fields.facet(*facet) else { continue };
        let query = TermQuery::new(Term::from_field_text(field, value), IndexRecordOption::Basic);
        parts.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(query), 0.0))));
    }
    Box::new(BooleanQuery::new(parts))
}

fn add_step(parts: &mut Vec<(Occur, Asked)>, query: Asked, step: f32) {
    parts.push((Occur::Should, Box::new(ConstScoreQuery::new(query, step))));
}

/// A document number that is meant, or a whole title or index number.
fn exact(fields: &Fields, query: &Query) -> Asked {
    let mut terms = vec![Term::from_field_text(fields.exact, &query.whole)];
    let keys = query.wanted.iter().filter_map(|clause| clause.number.as_ref());
    terms.extend(keys.map(|asked| Term::from_field_text(fields.number, &asked.key)));
    let terms =
        terms.into_iter().map(|term| Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Asked);
    any(terms.collect())
}

/// Long words side by side, where a document need only have their pairs.
fn spread(fields: &Fields, query: &Query) -> Option<Asked> {
    let runs = query.wanted.iter().filter_map(|clause| clause.ways.first()).flatten();
    let long: Vec<Asked> =
        runs.filter(|run| !run.stands).map(|run| side_by_side(fields, fields.all, &run.units)).collect();
    (!long.is_empty()).then(|| any(long))
}

fn clause_in(fields: &Fields, field: Field, clause: &Clause) -> Asked {
    let mut ways: Vec<Asked> = clause
        .ways
        .iter()
        .map(|runs| {
            let mut runs: Vec<Asked> = runs.iter().map(|run| run_in(fields, field, run)).collect();
            match (runs.len(), runs.pop()) {
                (1, Some(only)) => only,
                (_, Some(last)) => {
                    runs.push(last);
                    Box::new(BooleanQuery::intersection(runs))
                }
                (_, None) => Box::new(EmptyQuery),
            }
        })
        .collect();
    if let Some(asked) = clause.number.as_ref().filter(|_| field == fields.all) {
        let key = Term::from_field_text(fields.number, &asked.key);
        let key = TermQuery::new(key, IndexRecordOption::Basic);
        ways.push(Box::new(ConstScoreQuery::new(Box::new(key), 1.0)));
    }
    any(ways)
}

fn any(mut ways: Vec<Asked>) -> Asked {
    match (ways.len(), ways.pop()) {
        (1, Some(only)) => only,
        (_, Some(last)) => {
            ways.push(last);
            Box::new(BooleanQuery::union(ways))
        }
        (_, None) => Box::new(EmptyQuery),
    }
}

fn run_in(fields: &Fields, field: Field, run: &Run) -> Asked {
    if run.stands { side_by_side(fields, field, &run.units) } else { all_pairs(field, &run.units) }
}

fn term(field: Field, text: &str, option: IndexRecordOption) -> Asked {
    Box::new(TermQuery::new(Term::from_field_text(field, text), option))
}

/// The units side by side: every second pair is enough, with their places.
fn side_by_side(fields: &Fields, field: Field, units: &[Unit]) -> Asked {
    let [first, rest @ ..] = units else { return Box::new(EmptyQuery) };
    if rest.is_empty() && !first.is_word {
        // A single character: titles hold them, other texts say only whether it is there.
        if field == fields.all {
            let query =
                TermQuery::new(Term::from_field_text(fields.signs, &first.text), IndexRecordOption::Basic);
            return Box::new(ConstScoreQuery::new(Box::new(query), 1.0));
        }
        return term(field, &first.text, IndexRecordOption::WithFreqs);
    }
    let mut tokens: Vec<(usize, String)> = Vec::new();
    let mut place = 0;
    while let Some(unit) = units.get(place) {
        let next = units.get(place + 1).filter(|next| pairs(unit, next));
        let before =
            place.checked_sub(1).and_then(|place| units.get(place)).filter(|before| pairs(before, unit));
        match (next, before) {
            (Some(next), _) => {
                tokens.push((unit.position, pair(unit, next)));
                place += 1;
            }
            (None, Some(before)) if !unit.is_word => tokens.push((before.position, pair(before, unit))),
            (None, _) => tokens.push((unit.position, unit.text.clone())),
        }
        place += 1;
    }
    if let [(_, only)] = tokens.as_slice() {
        return term(field, only, IndexRecordOption::WithFreqs);
    }
    let terms = tokens.iter().map(|(place, text)| (*place, Term::from_field_text(field, text)));
    Box::new(PhraseQuery::new_with_offset(terms.collect()))
}

/// Every pair of the units, wherever it stands.
fn all_pairs(field: Field, units: &[Unit]) -> Asked {
    let tokens = tokens(units);
    let terms = tokens.iter().take(MOST_PAIRS).map(|text| term(field, text, IndexRecordOption::WithFreqs));
    Box::new(BooleanQuery::intersection(terms.collect()))
}

/// The pairs, words and lone characters of the units, each once.
fn tokens(units: &[Unit]) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    for (place, unit) in units.iter().enumerate() {
        let next = units.get(place + 1).filter(|next| pairs(unit, next));
        if let Some(next) = next {
            tokens.push(pair(unit, next));
        } else if unit.is_word {
            tokens.push(unit.text.clone());
        }
    }
    tokens.sort();
    tokens.dedup();
    tokens
}

/// Most of the pairs that are wanted.
fn most(fields: &Fields, query: &Query) -> Asked {
    let runs = query.wanted.iter().filter_map(|clause| clause.ways.first()).flatten();
    let mut all: Vec<String> = runs.flat_map(|run| tokens(&run.units)).collect();
    all.sort();
    all.dedup();
    all.truncate(MOST_PAIRS);
    if all.len() < 3 {
        return Box::new(EmptyQuery);
    }
    let least = (all.len() * 7).div_ceil(10);
    let terms = all.iter().map(|text| term(fields.all, text, IndexRecordOption::WithFreqs));
    Box::new(BooleanQuery::union_with_minimum_required_clauses(terms.collect(), least))
}
