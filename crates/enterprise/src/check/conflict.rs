//! Can all terms of one conjunction hold of one enterprise?

use std::collections::BTreeMap;

use crate::attribute::Attribute;
use crate::demand::complement;
use crate::problem::Span;
use crate::rule::{Column, Range, Term, TextTest, Wanted};

use super::words;

/// Why a conjunction cannot hold.
pub(super) enum Conflict {
    /// No enterprise can meet it.
    Never { label: &'static str, earlier: Option<String>, at: Span },
    /// Only an enterprise with several industry codes can.
    SeveralCodesOnly { earlier: String, at: Span },
}

impl Conflict {
    pub(super) fn words(&self) -> (Span, String) {
        match self {
            Conflict::Never { label, earlier: Some(earlier), at } => {
                (*at, format!("{label}的要求与{earlier}的要求互相矛盾"))
            }
            Conflict::Never { label, earlier: None, at } => (*at, format!("没有企业的{label}会是这样")),
            Conflict::SeveralCodesOnly { earlier, at } => {
                (*at, format!("与{earlier}的行业代码要求不同，只有登记了多个行业代码的企业才可能同时满足。"))
            }
        }
    }
}

pub(super) fn conflict(row: &[&Term]) -> Option<Conflict> {
    let mut columns: BTreeMap<Column, Vec<&Term>> = BTreeMap::new();
    for term in row {
        columns.entry(term.atom.column).or_default().push(term);
    }
    columns.into_iter().find_map(|(column, mut terms)| {
        terms.sort_by_key(|term| term.span.start);
        // The first term that leaves nothing over is where the reader looks.
        (1..=terms.len()).find_map(|count| {
            let (last, before) = terms.get(..count)?.split_last()?;
            let possible = possible(column, terms.get(..count)?);
            let earlier = before
                .iter()
                .rev()
                .find(|term| possible_pair(column, term, last) != Possible::Yes)
                .or(before.last())
                .map(|term| words(term));
            match possible {
                Possible::Yes => None,
                Possible::Never => {
                    Some(Conflict::Never { label: column.attribute.label(), earlier, at: last.span })
                }
                Possible::SeveralCodesOnly => {
                    Some(Conflict::SeveralCodesOnly { earlier: earlier.unwrap_or_default(), at: last.span })
                }
            }
        })
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Possible {
    Yes,
    SeveralCodesOnly,
    Never,
}

fn possible_pair(column: Column, one: &Term, other: &Term) -> Possible {
    possible(column, &[one, other])
}

fn possible(column: Column, terms: &[&Term]) -> Possible {
    let met = match column.attribute {
        Attribute::Region => text_possible(terms),
        Attribute::Industry => return industry_possible(terms),
        Attribute::Qualifications | Attribute::Flags => set_possible(terms),
        Attribute::Founded
        | Attribute::Staff
        | Attribute::Revenue
        | Attribute::Assets
        | Attribute::Rd
        | Attribute::Size
        | Attribute::RdRatio
        | Attribute::Age => codes_possible(column.attribute, terms),
    };
    if met { Possible::Yes } else { Possible::Never }
}

fn set_possible(terms: &[&Term]) -> bool {
    terms.iter().all(|one| {
        terms.iter().all(|other| one.atom.wanted != other.atom.wanted || one.affirmed == other.affirmed)
    })
}

/// Texts among which one fits if any text does: every code named, a longer one behind each, and a stranger.
fn witnesses(terms: &[&Term]) -> Vec<String> {
    let mut found = vec!["\u{1}".to_owned()];
    for term in terms {
        let Wanted::Texts(tests) = &term.atom.wanted else { continue };
        for test in tests {
            let (TextTest::Whole(text) | TextTest::Prefix(text)) = test;
            found.push(format!("{text}\u{1}"));
            found.push(text.clone());
        }
    }
    found
}

fn text_possible(terms: &[&Term]) -> bool {
    let fits = |text: &String| {
        terms.iter().all(|term| term.atom.wanted.fits_texts(std::slice::from_ref(text)) == term.affirmed)
    };
    witnesses(terms).iter().any(fits)
}

/// An enterprise may have several industry codes: each demand may be met by another one, each exclusion holds of all.
fn industry_possible(terms: &[&Term]) -> Possible {
    if text_possible(terms) {
        return Possible::Yes;
    }
    let (demands, exclusions): (Vec<&Term>, Vec<&Term>) = terms.iter().partition(|term| term.affirmed);
    let each = demands.iter().all(|demand| {
        let alone: Vec<&Term> = exclusions.iter().copied().chain([*demand]).collect();
        text_possible(&alone)
    });
    if each && demands.len() > 1 { Possible::SeveralCodesOnly } else { Possible::Never }
}

/// What an attribute can be, and the step between two values.
fn domain(attribute: Attribute) -> (Range, i64) {
    match attribute {
        // Whole persons; codes are twice the millionths.
        Attribute::Staff => ((0, i64::MAX), 2_000_000),
        Attribute::Revenue | Attribute::Assets | Attribute::Rd => ((0, i64::MAX), 2),
        Attribute::RdRatio => ((0, i64::MAX), 1),
        Attribute::Size => ((0, 3), 1),
        Attribute::Founded
        | Attribute::Age
        | Attribute::Region
        | Attribute::Industry
        | Attribute::Qualifications
        | Attribute::Flags => ((i64::MIN, i64::MAX), 1),
    }
}

fn codes_possible(attribute: Attribute, terms: &[&Term]) -> bool {
    let (whole, step) = domain(attribute);
    let mut left = vec![whole];
    for term in terms {
        let Wanted::Codes(ranges) = &term.atom.wanted else { continue };
        let ranges = if term.affirmed { ranges.clone() } else { complement(ranges) };
        left = left
            .iter()
            .flat_map(|one| ranges.iter().map(|other| (one.0.max(other.0), one.1.min(other.1))))
            .filter(|(low, high)| low <= high)
            .collect();
    }
    left.iter().any(|(low, high)| {
        // Is there a multiple of the step within?
        step == 1 || high.div_euclid(step) >= low.saturating_add(step - 1).div_euclid(step)
    })
}
