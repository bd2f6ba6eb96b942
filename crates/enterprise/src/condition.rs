//! The condition language (条件): a small typed subset of CEL, kept as a tree with places.
//!
//! `region.startsWith('3304') && size in ['small', 'micro'] && rd_ratio >= 0.03 && !('serious_dishonesty' in flags)`

mod lex;
mod parse;
mod print;
mod sentence;

use jiff::civil::Date;

use crate::attribute::Field;
use crate::number::Number;
use crate::problem::Span;
use crate::size::SizeClass;

pub(crate) use parse::date;
pub use parse::parse;

/// Bounds on what is read, so that no text can exhaust memory or the stack.
pub mod bounds {
    /// Longest text, in bytes.
    pub const TEXT_BYTES: usize = 64 * 1024;
    /// Deepest nesting.
    pub const DEPTH: usize = 50;
    /// Most parts of a tree.
    pub const NODES: usize = 2_000;
    /// Most entries of a list.
    pub const LIST: usize = 2_000;
}

/// A condition or a part of one, with its place in the text.
///
/// Two are equal when they say the same; where they stand does not matter.
#[derive(Debug, Clone)]
pub struct Condition {
    /// What it says.
    pub says: Says,
    /// Where it stands.
    pub span: Span,
}

impl Condition {
    /// The smallest part that stands at a place.
    pub fn at(&self, span: Span) -> Option<&Condition> {
        let inner = match &self.says {
            Says::All(parts) | Says::Any(parts) => parts.iter().find_map(|part| part.at(span)),
            Says::Not(inner) => match inner.says {
                // "not this" is read as one.
                Says::Test(_) if inner.span == span => Some(self),
                Says::Test(_) | Says::All(_) | Says::Any(_) | Says::Not(_) | Says::Always(_) => {
                    inner.at(span)
                }
            },
            Says::Test(_) | Says::Always(_) => None,
        };
        inner.or_else(|| (self.span == span).then_some(self))
    }
}

impl PartialEq for Condition {
    fn eq(&self, other: &Condition) -> bool {
        self.says == other.says
    }
}

/// What a condition says.
#[derive(Debug, Clone, PartialEq)]
pub enum Says {
    /// All of them (并且); at least two.
    All(Vec<Condition>),
    /// One of them (或者); at least two.
    Any(Vec<Condition>),
    /// Not (不).
    Not(Box<Condition>),
    /// A test of one attribute.
    Test(Test),
    /// `true` or `false`.
    Always(bool),
}

/// A test of one attribute; its value has the attribute's kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// `staff >= 100`.
    Compare(Field, Comparison, Literal),
    /// `size in ['small', 'micro']`.
    OneOf(Field, Vec<Literal>),
    /// `region.startsWith('3304')`.
    StartsWith(Field, String),
    /// `'高新技术企业' in qualifications`.
    Holds(Field, String),
}

impl Test {
    /// What it asks about.
    pub fn field(&self) -> Field {
        match self {
            Test::Compare(field, ..)
            | Test::OneOf(field, _)
            | Test::StartsWith(field, _)
            | Test::Holds(field, _) => *field,
        }
    }
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

impl Comparison {
    /// The sign.
    pub fn sign(self) -> &'static str {
        match self {
            Comparison::Equal => "==",
            Comparison::Unequal => "!=",
            Comparison::Less => "<",
            Comparison::AtMost => "<=",
            Comparison::More => ">",
            Comparison::AtLeast => ">=",
        }
    }

    /// Does it hold of two values in this order?
    pub fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Comparison::Equal => order.is_eq(),
            Comparison::Unequal => order.is_ne(),
            Comparison::Less => order.is_lt(),
            Comparison::AtMost => order.is_le(),
            Comparison::More => order.is_gt(),
            Comparison::AtLeast => order.is_ge(),
        }
    }

    /// The one that says the same with its sides swapped.
    fn mirrored(self) -> Comparison {
        match self {
            Comparison::Equal | Comparison::Unequal => self,
            Comparison::Less => Comparison::More,
            Comparison::AtMost => Comparison::AtLeast,
            Comparison::More => Comparison::Less,
            Comparison::AtLeast => Comparison::AtMost,
        }
    }
}

/// A value written in a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// `0.03`
    Number(Number),
    /// `'2020-01-01'` beside a date.
    Date(Date),
    /// `'330482'`
    Text(String),
    /// `'small'` beside a size.
    Size(SizeClass),
}
