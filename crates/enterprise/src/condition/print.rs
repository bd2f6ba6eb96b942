//! Tree → text that reads back as the same tree.

use std::fmt;

use super::{Condition, Literal, Says, Test};

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.says {
            Says::All(parts) => join(f, parts, " && "),
            Says::Any(parts) => join(f, parts, " || "),
            Says::Not(inner) => write!(f, "!({inner})"),
            Says::Test(test) => write!(f, "{test}"),
            Says::Always(value) => write!(f, "{value}"),
        }
    }
}

fn join(f: &mut fmt::Formatter<'_>, parts: &[Condition], sign: &str) -> fmt::Result {
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            f.write_str(sign)?;
        }
        match part.says {
            Says::All(_) | Says::Any(_) => write!(f, "({part})")?,
            Says::Not(_) | Says::Test(_) | Says::Always(_) => write!(f, "{part}")?,
        }
    }
    Ok(())
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Test::Compare(field, comparison, value) => write!(f, "{field} {} {value}", comparison.sign()),
            Test::OneOf(field, values) => {
                let values: Vec<String> = values.iter().map(Literal::to_string).collect();
                write!(f, "{field} in [{}]", values.join(", "))
            }
            Test::StartsWith(field, prefix) => write!(f, "{field}.startsWith({})", quoted(prefix)),
            Test::Holds(field, value) => write!(f, "{} in {field}", quoted(value)),
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Literal::Number(number) => write!(f, "{number}"),
            Literal::Date(date) => write!(f, "'{date}'"),
            Literal::Text(text) => f.write_str(&quoted(text)),
            Literal::Size(class) => write!(f, "'{}'", class.key()),
        }
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("'");
    for character in text.chars() {
        match character {
            '\\' => quoted.push_str("\\\\"),
            '\'' => quoted.push_str("\\'"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ => quoted.push(character),
        }
    }
    quoted.push('\'');
    quoted
}
