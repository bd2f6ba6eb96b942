//! Why an enterprise does or does not fit: every condition with actual and required value.

use crate::attribute::{Attribute, Field};
use crate::condition::{Condition, Says, Test};
use crate::evaluate::{Truth, evaluate, evaluate_test, missing_for};
use crate::number::Number;
use crate::problem::Span;
use crate::profile::{Facts, Value};
use crate::vocabulary::flag_label;

/// One line of an explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// How deep it stands in the tree.
    pub depth: usize,
    /// Its result.
    pub truth: Truth,
    /// What is required, in words.
    pub required: String,
    /// What the enterprise has; `None` for a group.
    pub actual: Option<String>,
    /// The part as text, for programs.
    pub condition: String,
    /// Where the part stands in the condition.
    pub span: Span,
}

/// Explains every part of a condition, groups before their members.
pub fn explain(condition: &Condition, facts: &Facts<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    walk(condition, facts, 0, &mut lines);
    lines
}

fn walk(condition: &Condition, facts: &Facts<'_>, depth: usize, lines: &mut Vec<Line>) {
    let truth = evaluate(condition, facts);
    let line = |required: String, actual| Line {
        depth,
        truth,
        required,
        actual,
        condition: condition.to_string(),
        span: condition.span,
    };
    match &condition.says {
        Says::All(parts) => {
            lines.push(line("以下各项全部满足".to_owned(), None));
            for part in parts {
                walk(part, facts, depth + 1, lines);
            }
        }
        Says::Any(parts) => {
            lines.push(line("以下各项满足其一".to_owned(), None));
            for part in parts {
                walk(part, facts, depth + 1, lines);
            }
        }
        Says::Not(inner) => match &inner.says {
            Says::Test(test) => lines.push(line(condition.sentence(), Some(actual(test, facts)))),
            Says::All(_) | Says::Any(_) | Says::Not(_) | Says::Always(_) => {
                lines.push(line("不得属于以下情形".to_owned(), None));
                walk(inner, facts, depth + 1, lines);
            }
        },
        Says::Test(test) => {
            debug_assert_eq!(truth, evaluate_test(test, facts));
            lines.push(line(condition.sentence(), Some(actual(test, facts))));
        }
        Says::Always(_) => lines.push(line(condition.sentence(), None)),
    }
}

fn actual(test: &Test, facts: &Facts<'_>) -> String {
    let field = test.field();
    match facts.value(field.attribute, field.year.resolve(facts.year)) {
        Value::Unknown(_) => {
            let missing: Vec<String> =
                missing_for(field, facts).iter().map(crate::evaluate::Missing::label).collect();
            format!("未知，缺少：{}", missing.join("、"))
        }
        value => shown(&value, field),
    }
}

fn shown(value: &Value<'_>, field: Field) -> String {
    let list = |items: Vec<&str>| if items.is_empty() { "无".to_owned() } else { items.join("、") };
    match value {
        Value::Texts(codes) => list(codes.iter().map(String::as_str).collect()),
        Value::Set(set) if field.attribute == Attribute::Flags => {
            list(set.iter().map(|flag| flag_label(flag)).collect())
        }
        Value::Set(set) => list(set.iter().map(String::as_str).collect()),
        Value::Number(number) => format!("{number}{}", field.attribute.unit()),
        Value::Ratio { part, whole } => {
            // Two places of a percent are enough to read; the comparison itself is exact.
            let scaled = i128::from(part.millionths()) * 10_000 / i128::from(whole.millionths());
            let percent =
                i64::try_from(scaled).ok().and_then(|value| Number::from_millionths(value * 10_000));
            let percent = percent.map_or_else(|| "过大".to_owned(), |percent| format!("{percent}%"));
            format!("{percent}（研发费用{part}万元÷营业收入{whole}万元）")
        }
        Value::Date(date) => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        Value::Size(class) => class.label().to_owned(),
        Value::Age(years) => format!("{years}年"),
        Value::Unknown(_) => "未知".to_owned(),
    }
}
