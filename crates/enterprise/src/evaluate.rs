//! The plain evaluator: three values, straight from the tree. Everything faster must agree with it.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt;

use crate::attribute::{Attribute, Field};
use crate::condition::{Condition, Literal, Says, Test};
use crate::profile::{Facts, Value};

/// One of three values (符合、可能符合、不符合), by Kleene's logic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// 不符合.
    Not,
    /// 可能符合: data are missing.
    Unknown,
    /// 符合.
    Met,
}

impl Truth {
    /// From a decided question.
    pub fn known(met: bool) -> Truth {
        if met { Truth::Met } else { Truth::Not }
    }

    /// The mark beside a condition.
    pub fn mark(self) -> &'static str {
        match self {
            Truth::Met => "✓",
            Truth::Unknown => "?",
            Truth::Not => "✗",
        }
    }

    /// The word for readers.
    pub fn label(self) -> &'static str {
        match self {
            Truth::Met => "符合",
            Truth::Unknown => "可能符合",
            Truth::Not => "不符合",
        }
    }

    /// The word for programs.
    pub fn key(self) -> &'static str {
        match self {
            Truth::Met => "met",
            Truth::Unknown => "unknown",
            Truth::Not => "not_met",
        }
    }
}

impl std::ops::Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        match self {
            Truth::Met => Truth::Not,
            Truth::Unknown => Truth::Unknown,
            Truth::Not => Truth::Met,
        }
    }
}

/// A missing datum (缺少的数据): a column and year, or a derived value that cannot be formed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// The attribute.
    pub attribute: Attribute,
    /// The calendar year, for yearly attributes.
    pub year: Option<i16>,
    /// Is it the year before the application year, so that the plain name will do?
    pub previous: bool,
}

impl Missing {
    /// In words.
    pub fn label(&self) -> String {
        match (self.year, self.attribute) {
            (Some(year), Attribute::RdRatio) => format!("{year}年研发占比（营业收入为 0，无法计算）"),
            (Some(year), Attribute::Size) => {
                format!("{year}年企业规模（行业不在划型办法之内或者代码不够细）")
            }
            (Some(year), attribute) => format!("{year}年{}", attribute.label()),
            (None, attribute) => attribute.label().to_owned(),
        }
    }
}

impl fmt::Display for Missing {
    /// As a column: `staff`, `revenue@2022`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.year {
            Some(year) if !self.previous => write!(f, "{}@{year}", self.attribute.key()),
            _ => f.write_str(self.attribute.key()),
        }
    }
}

/// The result for one enterprise, with what is missing when it is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The result.
    pub truth: Truth,
    /// The missing data that could decide it; empty unless unknown.
    pub missing: BTreeSet<Missing>,
}

/// Is the condition met?
pub fn evaluate(condition: &Condition, facts: &Facts<'_>) -> Truth {
    match &condition.says {
        Says::All(parts) => parts.iter().map(|part| evaluate(part, facts)).min().unwrap_or(Truth::Met),
        Says::Any(parts) => parts.iter().map(|part| evaluate(part, facts)).max().unwrap_or(Truth::Not),
        Says::Not(inner) => !evaluate(inner, facts),
        Says::Test(test) => evaluate_test(test, facts),
        Says::Always(value) => Truth::known(*value),
    }
}

/// Is the condition met, and what is missing if nobody can say?
pub fn judge(condition: &Condition, facts: &Facts<'_>) -> Verdict {
    let truth = evaluate(condition, facts);
    let mut missing = BTreeSet::new();
    if truth == Truth::Unknown {
        collect(condition, facts, &mut missing);
    }
    Verdict { truth, missing }
}

/// Only the unknown parts of an unknown whole can decide it.
fn collect(condition: &Condition, facts: &Facts<'_>, missing: &mut BTreeSet<Missing>) {
    match &condition.says {
        Says::All(parts) | Says::Any(parts) => {
            for part in parts.iter().filter(|part| evaluate(part, facts) == Truth::Unknown) {
                collect(part, facts, missing);
            }
        }
        Says::Not(inner) => collect(inner, facts, missing),
        Says::Test(test) => missing.extend(missing_for(test.field(), facts)),
        Says::Always(_) => {}
    }
}

/// What is missing to know a field.
pub(crate) fn missing_for(field: Field, facts: &Facts<'_>) -> Vec<Missing> {
    let Value::Unknown(missing) = facts.value(field.attribute, field.year.resolve(facts.year)) else {
        return Vec::new();
    };
    let missing = missing.into_iter().map(|(attribute, year)| Missing {
        attribute,
        year: attribute.is_yearly().then_some(year),
        previous: year == facts.year.saturating_sub(1),
    });
    missing.collect()
}

pub(crate) fn evaluate_test(test: &Test, facts: &Facts<'_>) -> Truth {
    let field = test.field();
    let value = facts.value(field.attribute, field.year.resolve(facts.year));
    if let Value::Unknown(_) = value {
        return Truth::Unknown;
    }
    Truth::known(match test {
        Test::Compare(_, comparison, literal) => match (&value, literal) {
            // Of several codes one is enough, and none may do so for the contrary.
            (Value::Texts(codes), Literal::Text(text)) => {
                let found = codes.contains(text);
                comparison.holds(if found { Ordering::Equal } else { Ordering::Less })
            }
            _ => order(&value, literal).is_some_and(|order| comparison.holds(order)),
        },
        Test::OneOf(_, literals) => literals.iter().any(|literal| match (&value, literal) {
            (Value::Texts(codes), Literal::Text(text)) => codes.contains(text),
            _ => order(&value, literal) == Some(Ordering::Equal),
        }),
        Test::StartsWith(_, prefix) => match value {
            Value::Texts(codes) => codes.iter().any(|code| code.starts_with(prefix)),
            _ => false,
        },
        Test::Holds(_, name) => match value {
            Value::Set(set) => set.contains(name),
            _ => false,
        },
    })
}

/// The order of a value beside a literal of its kind.
fn order(value: &Value<'_>, literal: &Literal) -> Option<Ordering> {
    match (value, literal) {
        (Value::Number(number), Literal::Number(literal)) => Some(number.cmp(literal)),
        (Value::Age(years), Literal::Number(literal)) => {
            Some((i128::from(*years) * 1_000_000).cmp(&i128::from(literal.millionths())))
        }
        (Value::Ratio { part, whole }, Literal::Number(literal)) => {
            // part / whole beside literal, both sides times whole: exact, no division.
            let left = i128::from(part.millionths()) * 1_000_000;
            let right = i128::from(literal.millionths()) * i128::from(whole.millionths());
            Some(if whole.millionths() > 0 { left.cmp(&right) } else { right.cmp(&left) })
        }
        (Value::Date(date), Literal::Date(literal)) => Some(date.cmp(literal)),
        (Value::Size(class), Literal::Size(literal)) => Some(class.cmp(literal)),
        _ => None,
    }
}
