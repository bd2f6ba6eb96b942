//! Codes and values that no enterprise can have.

use crate::attribute::Attribute;
use crate::condition::{Condition, Literal, Says, Test};
use crate::problem::{Problem, Span};
use crate::vocabulary::{is_industry, is_region, known_flag, known_qualification};

pub(super) fn check(condition: &Condition, problems: &mut Vec<Problem>) {
    match &condition.says {
        Says::All(parts) | Says::Any(parts) => parts.iter().for_each(|part| check(part, problems)),
        Says::Not(inner) => check(inner, problems),
        Says::Test(test) => check_test(test, condition.span, problems),
        Says::Always(_) => {}
    }
}

fn check_test(test: &Test, span: Span, problems: &mut Vec<Problem>) {
    let attribute = test.field().attribute;
    match test {
        Test::StartsWith(_, prefix) => code(attribute, prefix, false, span, problems),
        Test::Compare(_, _, value) => literal(attribute, value, span, problems),
        Test::OneOf(_, values) => {
            for (place, value) in values.iter().enumerate() {
                literal(attribute, value, span, problems);
                if values.iter().take(place).any(|earlier| earlier == value) {
                    let message = format!("列表中 {value} 重复。");
                    problems.push(Problem::warning("redundant", span, message));
                }
            }
        }
        Test::Holds(_, name) => {
            let (known, what) = if attribute == Attribute::Flags {
                (known_flag(name), "标记")
            } else {
                (known_qualification(name), "资质")
            };
            if !known {
                let message = format!("“{name}”不在已知的{what}名称之中，请核对写法；写错则没有企业会符合。");
                problems.push(Problem::warning("unknown_code", span, message));
            }
        }
    }
}

fn literal(attribute: Attribute, value: &Literal, span: Span, problems: &mut Vec<Problem>) {
    match value {
        Literal::Text(text) => code(attribute, text, true, span, problems),
        Literal::Number(number) if attribute == Attribute::RdRatio && number.millionths() > 1_000_000 => {
            let message = format!("研发占比是小数，{number} 表示 {number} 倍；百分之几请写成 0.03 的形式。");
            problems.push(Problem::warning("suspicious", span, message));
        }
        Literal::Number(number)
            if matches!(attribute, Attribute::Staff | Attribute::Age) && !number.is_whole() =>
        {
            let message = format!("{}是整数，{number} 请核对。", attribute.label());
            problems.push(Problem::warning("suspicious", span, message));
        }
        Literal::Number(_) | Literal::Date(_) | Literal::Size(_) => {}
    }
}

fn code(attribute: Attribute, text: &str, whole: bool, span: Span, problems: &mut Vec<Problem>) {
    match attribute {
        Attribute::Region if !is_region(text) => {
            let message = format!("“{text}”不是行政区划代码：应为六位数字或其开头几位，前两位为省级代码。");
            problems.push(Problem::error("unknown_code", span, message));
        }
        Attribute::Region if whole && text.len() < 6 => {
            let message = format!(
                "“{text}”不足六位，与企业登记的区划代码不会相等，应写作 region.startsWith('{text}')。"
            );
            problems.push(Problem::warning("suspicious", span, message));
        }
        Attribute::Industry if !is_industry(text) => {
            let message = format!("“{text}”不是行业代码：应为门类字母加该门类的至多四位数字，如 C3911。");
            problems.push(Problem::error("unknown_code", span, message));
        }
        _ => {}
    }
}
