//! What an address asks of the interface: each parameter is described once, checked by it, and told in its words.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use gongkai_publication::{Genre, Validity};
use gongkai_statute::Category;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::Problem;

/// What a parameter may be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form {
    /// A code of an agency or column.
    Code,
    /// Words, at most so many characters.
    Words(usize),
    /// A name that is or is not on record.
    Name,
    /// One of a closed list.
    Key(fn() -> Vec<&'static str>),
    /// A number within bounds; the last is what holds without it.
    Number(u64, u64, u64),
    /// A year.
    Year,
    /// A civil date.
    Day,
    /// Where the next part begins, as an answer gave it.
    Cursor(&'static str, fn(&str) -> bool),
}

/// A parameter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) form: Form,
    pub(super) meaning: &'static str,
    pub(super) required: bool,
}

pub(super) const fn may(name: &'static str, form: Form, meaning: &'static str) -> Parameter {
    Parameter { name, form, meaning, required: false }
}

pub(super) const fn must(name: &'static str, form: Form, meaning: &'static str) -> Parameter {
    Parameter { name, form, meaning, required: true }
}

pub(super) fn genres() -> Vec<&'static str> {
    Genre::ALL.iter().map(|genre| genre.key()).collect()
}

pub(super) fn validities() -> Vec<&'static str> {
    Validity::ALL.iter().map(|validity| validity.key()).collect()
}

pub(super) fn categories() -> Vec<&'static str> {
    Category::all().map(Category::code).collect()
}

impl Form {
    fn is_year(text: &str) -> bool {
        text.len() == 4 && text.parse::<i16>().is_ok_and(|year| (1900..=2199).contains(&year))
    }

    /// What is wrong with a value; nothing when it is right.
    fn flaw(self, text: &str) -> Option<String> {
        match self {
            Form::Code if is_code(text) => None,
            Form::Code => Some("应当是小写字母、数字和连字符组成的代码".to_owned()),
            Form::Words(most) => match text.chars().count() {
                0 => Some("不能为空".to_owned()),
                count if count > most => Some(format!("最多 {most} 个字，现在有 {count} 个字")),
                _ if text.trim().is_empty() => Some("不能只有空格".to_owned()),
                _ => None,
            },
            Form::Name => None,
            Form::Key(all) => {
                let all = all();
                (!all.contains(&text)).then(|| format!("应当是下列之一：{}", all.join("、")))
            }
            Form::Number(least, most, _) => {
                let is_right = text.parse::<u64>().is_ok_and(|number| (least..=most).contains(&number));
                (!is_right).then(|| format!("应当是 {least} 至 {most} 的整数"))
            }
            Form::Year => (!Form::is_year(text)).then(|| "应当是四位数的年份".to_owned()),
            Form::Day => (text.len() != 10 || text.parse::<Date>().is_err())
                .then(|| "应当是“2021-12-31”格式的日期".to_owned()),
            Form::Cursor(_, is_right) => (!is_right(text)).then(|| "应当照抄上一次结果中的 next".to_owned()),
        }
    }

    fn schema(self) -> Value {
        match self {
            Form::Code => json!({ "type": "string", "pattern": "^[a-z0-9-]{1,64}$" }),
            Form::Words(most) => {
                json!({ "type": "string", "minLength": 1, "maxLength": most, "pattern": "\\S" })
            }
            Form::Name => json!({ "type": "string", "minLength": 1 }),
            Form::Key(all) => json!({ "type": "string", "enum": all() }),
            Form::Number(least, most, or) => {
                json!({ "type": "integer", "minimum": least, "maximum": most, "default": or })
            }
            Form::Year => json!({ "type": "integer", "minimum": 1900, "maximum": 2199 }),
            Form::Day => json!({ "type": "string", "format": "date" }),
            Form::Cursor(pattern, _) => json!({ "type": "string", "pattern": pattern, "maxLength": 200 }),
        }
    }
}

/// Is it a code, as agencies and columns have?
pub(super) fn is_code(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// Is it so many digits?
pub(super) fn is_digits(text: &str, many: RangeInclusive<usize>) -> bool {
    many.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A parameter as OpenAPI describes it.
pub(super) fn described(parameter: &Parameter, place: &str) -> Value {
    json!({
        "name": parameter.name, "in": place, "required": parameter.required || place == "path",
        "description": parameter.meaning, "schema": parameter.form.schema(),
    })
}

/// What was asked, each value checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Given {
    values: BTreeMap<&'static str, String>,
}

impl Given {
    /// Reads the part of an address behind the question mark.
    ///
    /// # Errors
    ///
    /// [`Problem::Parameter`] naming the parameter and what it should be.
    pub(super) fn read(parameters: &'static [Parameter], query: Option<&str>) -> Result<Given, Problem> {
        let mut given = Given::default();
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        for (name, value) in pairs {
            let Some(parameter) = parameters.iter().find(|parameter| parameter.name == name) else {
                return Err(wrong(&name, "没有这个参数"));
            };
            if let Some(flaw) = parameter.form.flaw(&value) {
                return Err(wrong(&name, &flaw));
            }
            if given.values.insert(parameter.name, value.into_owned()).is_some() {
                return Err(wrong(&name, "只能出现一次"));
            }
        }
        let missing = parameters.iter().find(|it| it.required && !given.values.contains_key(it.name));
        match missing {
            Some(missing) => Err(wrong(missing.name, "必须填写")),
            None => Ok(given),
        }
    }

    /// The value; empty when it was not given.
    pub(super) fn text(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// The value when it was given.
    pub(super) fn maybe(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// The number, or what holds without it.
    pub(super) fn number(&self, name: &str, parameters: &[Parameter]) -> u64 {
        let or = parameters.iter().find(|parameter| parameter.name == name).map(|parameter| parameter.form);
        let or = if let Some(Form::Number(_, _, or)) = or { or } else { 0 };
        self.maybe(name).and_then(|text| text.parse().ok()).unwrap_or(or)
    }

    /// Everything that was given, with some otherwise.
    pub(super) fn with<'a>(&'a self, changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let kept = self.values.iter().map(|(name, value)| (*name, value.as_str()));
        let kept = kept.filter(|(name, _)| !changed.iter().any(|(other, _)| other == name));
        kept.chain(changed.iter().copied()).collect()
    }
}

fn wrong(name: &str, flaw: &str) -> Problem {
    Problem::Parameter { name: name.chars().take(64).collect(), flaw: flaw.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &[Parameter] = &[
        must("q", Form::Words(5), ""),
        may("limit", Form::Number(1, 100, 20), ""),
        may("year", Form::Year, ""),
        may("day", Form::Day, ""),
        may("genre", Form::Key(genres), ""),
        may("agency", Form::Code, ""),
    ];

    fn flaw(query: &str) -> String {
        match Given::read(ALL, Some(query)) {
            Err(Problem::Parameter { name, flaw }) => format!("{name}：{flaw}"),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (query, expected) in [
            ("", "q：必须填写"),
            ("q=", "q：不能为空"),
            ("q=%20", "q：不能只有空格"),
            ("q=123456", "q：最多 5 个字，现在有 6 个字"),
            ("q=1&q=2", "q：只能出现一次"),
            ("q=1&limit=0", "limit：应当是 1 至 100 的整数"),
            ("q=1&limit=1e3", "limit：应当是 1 至 100 的整数"),
            ("q=1&year=21", "year：应当是四位数的年份"),
            ("q=1&day=2021-02-30", "day：应当是“2021-12-31”格式的日期"),
            ("q=1&agency=A_", "agency：应当是小写字母、数字和连字符组成的代码"),
            ("q=1&colour=red", "colour：没有这个参数"),
        ] {
            assert_eq!(flaw(query), expected, "{query}");
        }
        assert!(flaw("q=1&genre=novel").starts_with("genre：应当是下列之一："));
    }

    #[test]
    fn what_is_right_is_read() {
        let given = Given::read(ALL, Some("q=%E8%A1%A5+%E5%8A%A9&year=2021")).unwrap();
        assert_eq!((given.text("q"), given.number("limit", ALL)), ("补 助", 20));
        assert_eq!(given.with(&[("q", "x")]), [("year", "2021"), ("q", "x")]);
    }
}
