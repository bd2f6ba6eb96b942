//! Tree → a Chinese sentence.

use crate::attribute::{Attribute, Field};
use crate::vocabulary::flag_label;

use super::{Comparison, Condition, Literal, Says, Test};

impl Condition {
    /// The condition in words (条件的中文表述).
    pub fn sentence(&self) -> String {
        match &self.says {
            Says::All(parts) => series(parts, "，并且"),
            Says::Any(parts) => series(parts, "，或者"),
            Says::Not(inner) => match &inner.says {
                Says::Test(test) => test.sentence(false),
                Says::All(_) | Says::Any(_) | Says::Not(_) | Says::Always(_) => {
                    format!("不属于（{}）", inner.sentence())
                }
            },
            Says::Test(test) => test.sentence(true),
            Says::Always(true) => "不限条件".to_owned(),
            Says::Always(false) => "一律不符合".to_owned(),
        }
    }
}

fn series(parts: &[Condition], joint: &str) -> String {
    let parts: Vec<String> = parts
        .iter()
        .map(|part| match part.says {
            Says::All(_) | Says::Any(_) => format!("（{}）", part.sentence()),
            Says::Not(_) | Says::Test(_) | Says::Always(_) => part.sentence(),
        })
        .collect();
    parts.join(joint)
}

impl Test {
    /// The test in words, or its contrary.
    pub fn sentence(&self, affirmed: bool) -> String {
        let field = self.field();
        let label = field.label();
        match self {
            Test::Compare(_, comparison, value) => {
                let comparison = if affirmed { *comparison } else { contrary(*comparison) };
                let words = match (comparison, field.attribute) {
                    (Comparison::Equal, _) => "为",
                    (Comparison::Unequal, _) => "不为",
                    (Comparison::Less, Attribute::Founded) => "早于",
                    (Comparison::AtMost, Attribute::Founded) => "不晚于",
                    (Comparison::More, Attribute::Founded) => "晚于",
                    (Comparison::AtLeast, Attribute::Founded) => "不早于",
                    (Comparison::Less, _) => "低于",
                    (Comparison::AtMost, _) => "不高于",
                    (Comparison::More, _) => "高于",
                    (Comparison::AtLeast, _) => "不低于",
                };
                format!("{label}{words}{}", value.words(field))
            }
            Test::OneOf(_, values) => {
                let words: Vec<String> = values.iter().map(|value| value.words(field)).collect();
                let not = if affirmed { "" } else { "不" };
                format!("{label}{not}为{}", words.join("、"))
                    + if words.len() > 1 {
                        if affirmed { "之一" } else { "中的任何一个" }
                    } else {
                        ""
                    }
            }
            Test::StartsWith(_, prefix) => {
                format!("{label}{}以“{prefix}”开头", if affirmed { "" } else { "不" })
            }
            Test::Holds(_, value) => match (field.attribute, affirmed) {
                (Attribute::Flags, true) => format!("有“{}”标记", flag_label(value)),
                (Attribute::Flags, false) => format!("没有“{}”标记", flag_label(value)),
                (_, true) => format!("具有“{value}”资质"),
                (_, false) => format!("不具有“{value}”资质"),
            },
        }
    }
}

fn contrary(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Equal => Comparison::Unequal,
        Comparison::Unequal => Comparison::Equal,
        Comparison::Less => Comparison::AtLeast,
        Comparison::AtMost => Comparison::More,
        Comparison::More => Comparison::AtMost,
        Comparison::AtLeast => Comparison::Less,
    }
}

impl Literal {
    /// The value in words.
    pub(crate) fn words(&self, field: Field) -> String {
        match self {
            Literal::Number(number) if field.attribute == Attribute::RdRatio => number
                .millionths()
                .checked_mul(100)
                .and_then(crate::number::Number::from_millionths)
                .map_or_else(|| number.to_string(), |percent| format!("{percent}%")),
            Literal::Number(number) => format!("{number}{}", field.attribute.unit()),
            Literal::Date(date) => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
            Literal::Text(text) => format!("“{text}”"),
            Literal::Size(class) => class.label().to_owned(),
        }
    }
}
