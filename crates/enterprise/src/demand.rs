//! A rule as alternatives, each a series of demands (要求), one for every datum asked about.
//!
//! An alternative is met when all its demands are; the rule when one alternative is. Tests of one number in the same
//! alternative become one demand, so "one demand short" (只差一项) means one datum short. Demands that cannot hold
//! together stay: with the datum missing they are unknown, as the tree says.

use crate::normal::alternatives;
use crate::problem::Span;
use crate::rule::{Column, Plan, Range, Term, TextTest, Wanted, union};

/// The most terms of a rule written as alternatives; beyond, a rule is answered from its tree.
const MOST_TERMS: usize = 2_000;

/// What a demand wants of its column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ask {
    /// A code in one of the ranges.
    Codes(Vec<Range>),
    /// The atom to hold.
    Some(Wanted),
    /// None of the atoms to hold.
    None(Vec<Wanted>),
}

/// A question about one datum.
#[derive(Debug, Clone)]
pub(crate) struct Demand {
    pub(crate) column: Column,
    pub(crate) ask: Ask,
    /// Where its terms stand in the condition.
    pub(crate) spans: Vec<Span>,
}

/// The alternatives of a rule; `None` when there are too many.
pub(crate) fn demands(plan: &Plan) -> Option<Vec<Vec<Demand>>> {
    Some(alternatives(plan, MOST_TERMS)?.iter().map(|row| joined(row)).collect())
}

fn joined(row: &[&Term]) -> Vec<Demand> {
    let mut demands: Vec<Demand> = Vec::new();
    for term in row {
        let column = term.atom.column;
        let ask = match (&term.atom.wanted, term.affirmed) {
            (Wanted::Codes(ranges), true) => Ask::Codes(ranges.clone()),
            (Wanted::Codes(ranges), false) => Ask::Codes(complement(ranges)),
            (wanted, true) => Ask::Some(wanted.clone()),
            (wanted, false) => Ask::None(vec![wanted.clone()]),
        };
        let same = demands.iter_mut().filter(|demand| demand.column == column);
        let kept = same.into_iter().find_map(|demand| match (&mut demand.ask, &ask) {
            (Ask::Codes(kept), Ask::Codes(ranges)) => {
                *kept = intersection(kept, ranges);
                Some(&mut demand.spans)
            }
            (Ask::None(kept), Ask::None(wanted)) => {
                kept.extend(wanted.iter().filter(|one| !kept.contains(one)).cloned().collect::<Vec<_>>());
                Some(&mut demand.spans)
            }
            (Ask::Some(kept), Ask::Some(wanted)) if kept == wanted => Some(&mut demand.spans),
            _ => None,
        });
        match kept {
            Some(spans) => spans.push(term.span),
            None => demands.push(Demand { column, ask, spans: vec![term.span] }),
        }
    }
    demands
}

impl Wanted {
    /// The tests of a text, or of a name of a set: one must fit one of them.
    pub(crate) fn tests(&self) -> Vec<TextTest> {
        match self {
            Wanted::Codes(_) => Vec::new(),
            Wanted::Texts(tests) => tests.clone(),
            Wanted::Holds(name) => vec![TextTest::Whole(name.clone())],
        }
    }
}

/// Every code outside the ranges.
pub(crate) fn complement(ranges: &[Range]) -> Vec<Range> {
    let mut left = Vec::new();
    let mut next = Some(i64::MIN);
    for (low, high) in union(ranges.to_vec()) {
        if let Some(start) = next
            && start < low
        {
            left.push((start, low - 1));
        }
        next = high.checked_add(1);
    }
    left.extend(next.map(|start| (start, i64::MAX)));
    left
}

fn intersection(one: &[Range], other: &[Range]) -> Vec<Range> {
    let pairs = one.iter().flat_map(|a| other.iter().map(|b| (a.0.max(b.0), a.1.min(b.1))));
    union(pairs.filter(|(low, high)| low <= high).collect())
}

/// The codes at which a range begins or has ended: between two of them the answer does not change.
pub(crate) fn cuts(ranges: &[Range]) -> impl Iterator<Item = i64> + '_ {
    ranges.iter().flat_map(|&(low, high)| [(low > i64::MIN).then_some(low), high.checked_add(1)]).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::parse;
    use crate::rule::Rule;

    fn shapes(text: &str) -> Vec<usize> {
        let rule = Rule::compile(&parse(text).unwrap(), 2024);
        demands(&rule.plan).unwrap().iter().map(Vec::len).collect()
    }

    #[test]
    fn tests_of_one_number_are_one_demand_and_each_qualification_is_its_own() {
        assert_eq!(shapes("staff >= 10 && staff < 100 && staff != 50"), [1]);
        assert_eq!(shapes("'A' in qualifications && 'B' in qualifications"), [2]);
        assert_eq!(shapes("!('a' in flags) && !('b' in flags)"), [1]);
        assert_eq!(shapes("staff > 3 && (region == '330482' || region == '330402')"), [2, 2]);
    }

    #[test]
    fn demands_that_exclude_each_other_stay() {
        let rule = Rule::compile(&parse("staff > 5 && staff < 3").unwrap(), 2024);
        let rows = demands(&rule.plan).unwrap();
        assert_eq!(rows[0][0].ask, Ask::Codes(vec![]));
    }

    #[test]
    fn too_many_alternatives_are_not_written_out() {
        let part = "(staff > 1 || revenue > 2 || assets > 3)";
        let rule = Rule::compile(&parse(&[part; 8].join(" && ")).unwrap(), 2024);
        assert!(demands(&rule.plan).is_none());
    }
}
