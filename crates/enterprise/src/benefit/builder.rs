//! Conditions from a form: what is asked of which datum, in the condition language.

use crate::attribute::{Attribute, Kind};
use crate::condition::parse;
use crate::size::SizeClass;
use crate::vocabulary::flag_code;

/// What is asked of a datum (要求).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// 为其中之一; codes by their first characters.
    OneOf,
    /// 不为其中任何一个
    NoneOf,
    /// 不低于
    AtLeast,
    /// 高于
    More,
    /// 不高于
    AtMost,
    /// 低于
    Less,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Relation; 6] = [
        Relation::OneOf,
        Relation::NoneOf,
        Relation::AtLeast,
        Relation::More,
        Relation::AtMost,
        Relation::Less,
    ];

    /// The name in forms.
    pub const fn key(self) -> &'static str {
        match self {
            Relation::OneOf => "one_of",
            Relation::NoneOf => "none_of",
            Relation::AtLeast => "at_least",
            Relation::More => "more",
            Relation::AtMost => "at_most",
            Relation::Less => "less",
        }
    }

    /// The name for readers.
    pub const fn label(self) -> &'static str {
        match self {
            Relation::OneOf => "是（具有）其中之一",
            Relation::NoneOf => "不是（不具有）其中任何一个",
            Relation::AtLeast => "不低于（日期：当天或者以后）",
            Relation::More => "高于（日期：以后）",
            Relation::AtMost => "不高于（日期：当天或者以前）",
            Relation::Less => "低于（日期：以前）",
        }
    }

    /// The relation of that name.
    pub fn from_key(key: &str) -> Option<Relation> {
        Relation::ALL.into_iter().find(|relation| relation.key() == key)
    }

    const fn sign(self) -> &'static str {
        match self {
            Relation::OneOf => "==",
            Relation::NoneOf => "!=",
            Relation::AtLeast => ">=",
            Relation::More => ">",
            Relation::AtMost => "<=",
            Relation::Less => "<",
        }
    }
}

/// Writes a condition: `value` holds one value, or several separated by `、`, `；`, `;`, commas or lines.
///
/// # Errors
///
/// What is wrong with the value, in Chinese.
pub fn build(attribute: Attribute, relation: Relation, value: &str) -> Result<String, String> {
    let values: Vec<&str> = value
        .split(['、', '；', ';', '，', ',', '\n', '\r'])
        .map(str::trim)
        .filter(|one| !one.is_empty())
        .collect();
    let [first, rest @ ..] = values.as_slice() else { return Err("请填写值".to_owned()) };
    let key = attribute.key();
    let is_choice = matches!(relation, Relation::OneOf | Relation::NoneOf);
    let is_ordered = matches!(attribute.kind(), Kind::Number | Kind::Date);
    if !is_choice && !is_ordered {
        return Err(format!("{}不能比较高低，请选择“是”或者“不是”", attribute.label()));
    }
    if !is_choice && !rest.is_empty() {
        return Err("比较高低只填写一个值".to_owned());
    }
    if let Some(bad) = values.iter().find(|one| one.contains(['\'', '"', '\\'])) {
        return Err(format!("“{bad}”含有引号，请去掉"));
    }
    let one = |value: &str| match attribute.kind() {
        Kind::Set if attribute == Attribute::Flags => {
            format!("'{}' in {key}", flag_code(value).unwrap_or(value))
        }
        Kind::Size => {
            let class = SizeClass::ALL.into_iter().find(|class| class.label() == value);
            format!("{key} == '{}'", class.map_or(value, |class| class.key()))
        }
        Kind::Text => format!("{key}.startsWith('{value}')"),
        Kind::Set => format!("'{value}' in {key}"),
        Kind::Number => format!("{key} == {value}"),
        Kind::Date => format!("{key} == '{value}'"),
    };
    let text = if is_choice {
        let any: Vec<String> = values.iter().map(|value| one(value)).collect();
        match (relation, any.as_slice()) {
            (Relation::NoneOf, [only]) => format!("!({only})"),
            (Relation::NoneOf, _) => format!("!({})", any.join(" || ")),
            (_, _) => any.join(" || "),
        }
    } else {
        let quoted = attribute.kind() != Kind::Number;
        let mark = if quoted { "'" } else { "" };
        format!("{key} {} {mark}{first}{mark}", relation.sign())
    };
    match parse(&text) {
        Ok(_) => Ok(text),
        Err(problems) => Err(problems
            .first()
            .map_or_else(|| "值不对，请核对".to_owned(), |problem| problem.message.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_form_says_is_a_condition() {
        let build = |attribute, relation, value| build(attribute, relation, value).unwrap();
        assert_eq!(
            build(Attribute::Region, Relation::OneOf, "3304、3305"),
            "region.startsWith('3304') || region.startsWith('3305')"
        );
        assert_eq!(build(Attribute::RdRatio, Relation::AtLeast, "0.03"), "rd_ratio >= 0.03");
        assert_eq!(build(Attribute::Founded, Relation::Less, "2020-01-01"), "founded < '2020-01-01'");
        assert_eq!(
            build(Attribute::Size, Relation::OneOf, "小型、micro"),
            "size == 'small' || size == 'micro'"
        );
        assert_eq!(
            build(Attribute::Flags, Relation::NoneOf, "列入严重违法失信名单"),
            "!('serious_dishonesty' in flags)"
        );
    }

    #[test]
    fn what_cannot_be_meant_is_said() {
        let refused = |attribute, relation, value| build(attribute, relation, value).unwrap_err();
        assert_eq!(refused(Attribute::Staff, Relation::AtLeast, " 、"), "请填写值");
        assert_eq!(
            refused(Attribute::Region, Relation::More, "3304"),
            "注册地区划代码不能比较高低，请选择“是”或者“不是”"
        );
        assert_eq!(refused(Attribute::Staff, Relation::More, "3；4"), "比较高低只填写一个值");
        assert_eq!(
            refused(Attribute::Qualifications, Relation::OneOf, "x' in flags || 'y"),
            "“x' in flags || 'y”含有引号，请去掉"
        );
        assert!(!refused(Attribute::Staff, Relation::AtLeast, "三十").is_empty());
    }
}
