//! A condition compiled once, for both directions of matching (编译后的条件).
//!
//! Every test becomes an [`Atom`]: ordered values are integer codes and a test is a list of intervals of codes; texts
//! are tested by prefix or whole; sets by one name. Negations are pushed down to the atoms, which Kleene's logic
//! allows (De Morgan holds with three values).
//!
//! A number's code is twice its millionths; a ratio's is twice the whole millionths below it, plus one when something
//! is left over. So comparing codes is comparing the exact values, since literals have six places.

use jiff::civil::Date;

use crate::attribute::{Attribute, Field};
use crate::condition::{Comparison, Condition, Literal, Says, Test};
use crate::evaluate::Truth;
use crate::number::Number;
use crate::problem::Span;
use crate::profile::{Facts, Value};

/// A column of a register: an attribute, with its calendar year if it has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Column {
    pub(crate) attribute: Attribute,
    /// 0 for attributes without years.
    pub(crate) year: i16,
}

impl Column {
    pub(crate) fn of(field: Field, year: i16) -> Column {
        let attribute = match field.attribute {
            // An age is a question about the day of foundation.
            Attribute::Age => Attribute::Founded,
            attribute => attribute,
        };
        let year = if attribute.is_yearly() { field.year.resolve(year) } else { 0 };
        Column { attribute, year }
    }
}

/// An inclusive range of codes.
pub(crate) type Range = (i64, i64);

/// A test of a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum TextTest {
    Whole(String),
    Prefix(String),
}

impl TextTest {
    pub(crate) fn fits(&self, text: &str) -> bool {
        match self {
            TextTest::Whole(whole) => whole == text,
            TextTest::Prefix(prefix) => text.starts_with(prefix),
        }
    }
}

/// What an atom wants of its column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Wanted {
    /// A code in one of the ranges, which are sorted and do not touch.
    Codes(Vec<Range>),
    /// One of the codes passing one of the tests.
    Texts(Vec<TextTest>),
    /// The name being in the set.
    Holds(String),
}

/// The smallest question of a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Atom {
    pub(crate) column: Column,
    pub(crate) wanted: Wanted,
}

/// An atom or its contrary.
#[derive(Debug, Clone)]
pub(crate) struct Term {
    pub(crate) atom: Atom,
    pub(crate) affirmed: bool,
    pub(crate) span: Span,
}

/// A rule without negations above its terms.
#[derive(Debug, Clone)]
pub(crate) enum Plan {
    All(Vec<Plan>),
    Any(Vec<Plan>),
    Term(Term),
    Always(bool),
}

/// A compiled condition (编译后的条件), for applications of one year.
#[derive(Debug, Clone)]
pub struct Rule {
    pub(crate) plan: Plan,
    /// The application year.
    pub year: i16,
}

impl Rule {
    /// Compiles a condition for applications in `year`.
    pub fn compile(condition: &Condition, year: i16) -> Rule {
        Rule { plan: plan(condition, year, true), year }
    }

    /// Is it met by one enterprise? The same answer as [`crate::evaluate`] gives.
    pub fn evaluate(&self, facts: &Facts<'_>) -> Truth {
        self.plan.evaluate(facts)
    }
}

/// What a profile has in a column.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reading<'a> {
    Unknown,
    Code(i64),
    Texts(&'a [String]),
    Set(&'a std::collections::BTreeSet<String>),
}

impl<'a> Reading<'a> {
    pub(crate) fn of(facts: &Facts<'a>, column: Column) -> Reading<'a> {
        match facts.value(column.attribute, column.year) {
            Value::Unknown(_) => Reading::Unknown,
            Value::Texts(texts) => Reading::Texts(texts),
            Value::Set(set) => Reading::Set(set),
            Value::Number(number) => Reading::Code(number_code(number)),
            Value::Ratio { part, whole } => Reading::Code(ratio_code(part, whole)),
            Value::Date(date) => Reading::Code(date_code(date)),
            Value::Size(class) => Reading::Code(class as i64),
            // Columns never name an age; it is asked of the day of foundation.
            Value::Age(years) => Reading::Code(years),
        }
    }
}

impl Wanted {
    pub(crate) fn fits_code(&self, code: i64) -> bool {
        match self {
            Wanted::Codes(ranges) => ranges.iter().any(|(low, high)| (*low..=*high).contains(&code)),
            Wanted::Texts(_) | Wanted::Holds(_) => false,
        }
    }

    pub(crate) fn fits_texts(&self, texts: &[impl AsRef<str>]) -> bool {
        match self {
            Wanted::Texts(tests) => {
                texts.iter().any(|text| tests.iter().any(|test| test.fits(text.as_ref())))
            }
            Wanted::Codes(_) | Wanted::Holds(_) => false,
        }
    }
}

impl Term {
    pub(crate) fn evaluate(&self, reading: Reading<'_>) -> Truth {
        let fits = match (reading, &self.atom.wanted) {
            (Reading::Unknown, _) => return Truth::Unknown,
            (Reading::Code(code), wanted) => wanted.fits_code(code),
            (Reading::Texts(texts), wanted) => wanted.fits_texts(texts),
            (Reading::Set(set), Wanted::Holds(name)) => set.contains(name),
            (Reading::Set(_), Wanted::Codes(_) | Wanted::Texts(_)) => false,
        };
        Truth::known(fits == self.affirmed)
    }
}

impl Plan {
    pub(crate) fn evaluate(&self, facts: &Facts<'_>) -> Truth {
        match self {
            Plan::All(parts) => {
                let mut truth = Truth::Met;
                for part in parts {
                    truth = truth.min(part.evaluate(facts));
                    if truth == Truth::Not {
                        break;
                    }
                }
                truth
            }
            Plan::Any(parts) => {
                let mut truth = Truth::Not;
                for part in parts {
                    truth = truth.max(part.evaluate(facts));
                    if truth == Truth::Met {
                        break;
                    }
                }
                truth
            }
            Plan::Term(term) => term.evaluate(Reading::of(facts, term.atom.column)),
            Plan::Always(value) => Truth::known(*value),
        }
    }

    /// Cheap and selective questions first; order does not change the answer.
    fn rank(&self) -> (u8, Attribute) {
        match self {
            Plan::Always(_) => (0, Attribute::Region),
            Plan::Term(term) => (1, term.atom.column.attribute),
            Plan::All(_) | Plan::Any(_) => (2, Attribute::Region),
        }
    }
}

/// The compiled form of a condition, or of its contrary.
pub(crate) fn plan(condition: &Condition, year: i16, affirmed: bool) -> Plan {
    let parts = |parts: &[Condition]| {
        let mut plans: Vec<Plan> = parts.iter().map(|part| plan(part, year, affirmed)).collect();
        plans.sort_by_key(Plan::rank);
        plans
    };
    match (&condition.says, affirmed) {
        (Says::All(inner), true) | (Says::Any(inner), false) => Plan::All(parts(inner)),
        (Says::Any(inner), true) | (Says::All(inner), false) => Plan::Any(parts(inner)),
        (Says::Not(inner), affirmed) => plan(inner, year, !affirmed),
        (Says::Always(value), affirmed) => Plan::Always(*value == affirmed),
        (Says::Test(test), affirmed) => {
            let (wanted, straight) = wanted(test, year);
            let atom = Atom { column: Column::of(test.field(), year), wanted };
            Plan::Term(Term { atom, affirmed: straight == affirmed, span: condition.span })
        }
    }
}

/// What a test wants, and whether it wants that or its contrary.
fn wanted(test: &Test, year: i16) -> (Wanted, bool) {
    let field = test.field();
    match test {
        Test::Compare(_, comparison, Literal::Text(text)) => {
            (Wanted::Texts(vec![TextTest::Whole(text.clone())]), *comparison == Comparison::Equal)
        }
        Test::Compare(_, Comparison::Unequal, literal) => {
            (Wanted::Codes(range(field, Comparison::Equal, literal, year).into_iter().collect()), false)
        }
        Test::Compare(_, comparison, literal) => {
            (Wanted::Codes(range(field, *comparison, literal, year).into_iter().collect()), true)
        }
        Test::OneOf(_, literals) => {
            let texts: Vec<TextTest> = literals
                .iter()
                .filter_map(|literal| match literal {
                    Literal::Text(text) => Some(TextTest::Whole(text.clone())),
                    Literal::Number(_) | Literal::Date(_) | Literal::Size(_) => None,
                })
                .collect();
            if texts.is_empty() {
                let ranges =
                    literals.iter().filter_map(|literal| range(field, Comparison::Equal, literal, year));
                (Wanted::Codes(union(ranges.collect())), true)
            } else {
                (Wanted::Texts(texts), true)
            }
        }
        Test::StartsWith(_, prefix) => (Wanted::Texts(vec![TextTest::Prefix(prefix.clone())]), true),
        Test::Holds(_, name) => (Wanted::Holds(name.clone()), true),
    }
}

/// The codes a comparison admits; `None` when there are none.
fn range(field: Field, comparison: Comparison, literal: &Literal, year: i16) -> Option<Range> {
    let code = match literal {
        Literal::Number(number) if field.attribute == Attribute::Age => {
            return age_range(comparison, *number, year);
        }
        Literal::Number(number) => number_code(*number),
        Literal::Date(date) => date_code(*date),
        Literal::Size(class) => *class as i64,
        Literal::Text(_) => return None,
    };
    Some(match comparison {
        Comparison::Equal | Comparison::Unequal => (code, code),
        Comparison::Less => (i64::MIN, code - 1),
        Comparison::AtMost => (i64::MIN, code),
        Comparison::More => (code + 1, i64::MAX),
        Comparison::AtLeast => (code, i64::MAX),
    })
}

/// Ages as days of foundation: at least n years old on 1 January of Y means founded by 1 January of Y − n.
fn age_range(comparison: Comparison, number: Number, year: i16) -> Option<Range> {
    const ONE: i64 = 1_000_000;
    let floor = number.millionths().div_euclid(ONE);
    let ceiling = if number.is_whole() { floor } else { floor + 1 };
    // The oldest and youngest ages admitted; `None` is without end.
    let (least, most) = match comparison {
        Comparison::Equal | Comparison::Unequal => {
            if !number.is_whole() {
                return None;
            }
            (Some(floor), Some(floor))
        }
        Comparison::Less => (None, Some(ceiling - 1)),
        Comparison::AtMost => (None, Some(floor)),
        Comparison::More => (Some(floor + 1), None),
        Comparison::AtLeast => (Some(ceiling), None),
    };
    let new_year = |age: i64| day_code(i64::from(year) - age, 1, 1);
    let latest = least.map_or(i64::MAX, new_year);
    let earliest = most.map_or(i64::MIN, |most| new_year(most + 1) + 1);
    Some((earliest, latest))
}

/// Sorted ranges that do not touch.
pub(crate) fn union(mut ranges: Vec<Range>) -> Vec<Range> {
    ranges.sort_unstable();
    let mut joined: Vec<Range> = Vec::with_capacity(ranges.len());
    for (low, high) in ranges {
        match joined.last_mut() {
            Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
            _ => joined.push((low, high)),
        }
    }
    joined
}

/// Twice the millionths.
pub(crate) fn number_code(number: Number) -> i64 {
    number.millionths() * 2
}

/// Twice the whole millionths of `part / whole`, plus one when something is left over. `whole` is not 0.
pub(crate) fn ratio_code(part: Number, whole: Number) -> i64 {
    let (part, whole) = (i128::from(part.millionths()), i128::from(whole.millionths()));
    let (part, whole) = if whole < 0 { (-part, -whole) } else { (part, whole) };
    let scaled = part * 1_000_000;
    let code = scaled.div_euclid(whole) * 2 + i128::from(scaled.rem_euclid(whole) != 0);
    // Beyond any literal, so that comparisons stay right.
    let most = i128::from(Number::MOST) * 2 + 1;
    i64::try_from(code.clamp(-most, most)).unwrap_or(i64::MAX)
}

/// In the order of days, with gaps.
pub(crate) fn date_code(date: Date) -> i64 {
    day_code(i64::from(date.year()), i64::from(date.month()), i64::from(date.day()))
}

pub(crate) fn day_code(year: i64, month: i64, day: i64) -> i64 {
    year * 372 + (month - 1) * 31 + (day - 1)
}
