//! 索引号: one per item, by the agency's template, never used again.

use jiff::civil::Date;

use crate::Refusal;

/// A template of index numbers (索引号模板), e.g. `{region}/{year}-{serial:5}`.
///
/// Parts: `{region}` `{credit_code}` `{organisation_code}` `{agency}` `{section}` `{category}` `{year}` `{month}`
/// `{day}` and once `{serial:N}` with N digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexTemplate {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Value(Value),
    Serial(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Value {
    Region,
    CreditCode,
    OrganisationCode,
    Agency,
    Section,
    Category,
    Year,
    Month,
    Day,
}

/// What a template is filled with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndexValues {
    /// Region code.
    pub region: String,
    /// 统一社会信用代码, when the agency has one.
    pub credit_code: Option<String>,
    /// Code of the agency on the platform.
    pub agency: String,
    /// Responsible section.
    pub section: Option<String>,
    /// First category code.
    pub category: Option<String>,
    /// Date of the information (生成日期).
    pub generated_on: Date,
}

/// An index number with the series it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexNumber {
    /// The whole number, e.g. `330482/2021-00178`.
    pub text: String,
    /// The number with `*` for the serial: numbers of one series count on.
    pub series: String,
    /// Place within the series, from 1.
    pub serial: u32,
}

const RULE: &str = "index_template";

impl IndexTemplate {
    /// Reads a template.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] naming the part that is not known, or a missing serial.
    pub fn parse(text: &str) -> Result<IndexTemplate, Refusal> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            push_text(&mut parts, before)?;
            let Some((name, after)) = after.split_once('}') else {
                return Err(Refusal::new(RULE, "索引号模板缺少右花括号，请核对。"));
            };
            parts.push(part(name)?);
            rest = after;
        }
        push_text(&mut parts, rest)?;
        match parts.iter().filter(|part| matches!(part, Part::Serial(_))).count() {
            1 => Ok(IndexTemplate { parts }),
            _ => Err(Refusal::new(RULE, "索引号模板须有且只有一个流水号，例如 {serial:5}。")),
        }
    }

    /// The series in which the next number is counted.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when the template asks for a value the agency or item does not have.
    pub fn series(&self, values: &IndexValues) -> Result<String, Refusal> {
        self.fill(values, |_| "*".to_owned())
    }

    /// The number with this serial.
    ///
    /// # Errors
    ///
    /// As [`IndexTemplate::series`].
    pub fn number(&self, values: &IndexValues, serial: u32) -> Result<IndexNumber, Refusal> {
        let text = self.fill(values, |digits| format!("{serial:0digits$}"))?;
        Ok(IndexNumber { text, series: self.series(values)?, serial })
    }

    fn fill(&self, values: &IndexValues, serial: impl Fn(usize) -> String) -> Result<String, Refusal> {
        let mut number = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => number.push_str(text),
                Part::Serial(digits) => number.push_str(&serial(*digits)),
                Part::Value(value) => number.push_str(&value.of(values)?),
            }
        }
        Ok(number)
    }
}

impl Value {
    fn of(self, values: &IndexValues) -> Result<String, Refusal> {
        let missing = |what: &str| Refusal::new(RULE, format!("索引号模板需要{what}，请先补充或修改模板。"));
        let generated_on = values.generated_on;
        Ok(match self {
            Value::Region => values.region.clone(),
            Value::CreditCode => {
                values.credit_code.clone().ok_or_else(|| missing("机关的统一社会信用代码"))?
            }
            Value::OrganisationCode => values
                .credit_code
                .as_deref()
                .and_then(|code| code.get(8..17))
                .ok_or_else(|| missing("机关的统一社会信用代码"))?
                .to_owned(),
            Value::Agency => values.agency.clone(),
            Value::Section => values.section.clone().ok_or_else(|| missing("责任科室"))?,
            Value::Category => values.category.clone().ok_or_else(|| missing("信息类别"))?,
            Value::Year => format!("{:04}", generated_on.year()),
            Value::Month => format!("{:02}", generated_on.month()),
            Value::Day => format!("{:02}", generated_on.day()),
        })
    }
}

fn part(name: &str) -> Result<Part, Refusal> {
    if let Some(digits) = name.strip_prefix("serial:") {
        return match digits.parse::<usize>() {
            Ok(digits @ 1..=9) => Ok(Part::Serial(digits)),
            Ok(_) | Err(_) => Err(Refusal::new(RULE, "流水号位数应为1至9，例如 {serial:5}。")),
        };
    }
    Ok(match name {
        "serial" => Part::Serial(1),
        "region" => Part::Value(Value::Region),
        "credit_code" => Part::Value(Value::CreditCode),
        "organisation_code" => Part::Value(Value::OrganisationCode),
        "agency" => Part::Value(Value::Agency),
        "section" => Part::Value(Value::Section),
        "category" => Part::Value(Value::Category),
        "year" => Part::Value(Value::Year),
        "month" => Part::Value(Value::Month),
        "day" => Part::Value(Value::Day),
        _ => return Err(Refusal::new(RULE, format!("索引号模板中有不认识的部分 {{{name}}}，请核对。"))),
    })
}

fn push_text(parts: &mut Vec<Part>, text: &str) -> Result<(), Refusal> {
    if !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'/' | b'_' | b'.')) {
        return Err(Refusal::new(RULE, "索引号只用字母、数字和 - / _ .，请修改模板。"));
    }
    if !text.is_empty() {
        parts.push(Part::Text(text.to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_shapes_seen_on_government_pages_can_all_be_made() {
        let values = IndexValues {
            region: "330523".to_owned(),
            credit_code: Some("11341702486344515H".to_owned()),
            agency: "aj".to_owned(),
            section: Some("01".to_owned()),
            category: Some("A20-01".to_owned()),
            generated_on: date(2021, 10, 8),
        };
        for (template, serial, number) in [
            ("{organisation_code}/{year}-{serial:5}", 110, "486344515/2021-00110"),
            ("{credit_code}/{year}{month}-{serial:5}", 13, "11341702486344515H/202110-00013"),
            ("{region}/{year}-{serial:5}", 6006, "330523/2021-06006"),
            ("{organisation_code}-{year}-{serial:6}", 153_077, "486344515-2021-153077"),
            ("{region}-{section}-{year}{month}{day}-{serial:3}", 7, "330523-01-20211008-007"),
        ] {
            let made = IndexTemplate::parse(template).unwrap().number(&values, serial).unwrap();
            assert_eq!(made.text, number);
            assert!(made.series.contains('*'));
        }
    }

    #[test]
    fn a_template_that_cannot_keep_numbers_apart_is_refused() {
        for bad in
            ["{year}", "{serial:5}{serial:5}", "{serial:0}", "{serial:5", "{name}-{serial:5}", "年{serial:5}"]
        {
            assert!(IndexTemplate::parse(bad).is_err(), "{bad}");
        }
        let template = IndexTemplate::parse("{credit_code}-{serial:5}").unwrap();
        assert!(template.series(&IndexValues::default()).is_err(), "no credit code to fill in");
    }
}
