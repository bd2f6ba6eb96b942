//! Exact decimal numbers with six places.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A number in a condition or a profile, exact to a millionth.
///
/// **Unit**: millionths of the attribute's unit (万元, 人, 年, or 1 for a ratio).
/// **Invariant**: at most [`Number::MOST`] in either direction, so that comparisons cannot overflow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Number(i64);

const PLACES: usize = 6;
const ONE: i64 = 1_000_000;

impl Number {
    /// The largest magnitude: 10¹² units.
    pub const MOST: i64 = 1_000_000_000_000 * ONE;

    /// A whole number of units, if it is not too large.
    pub fn whole(units: i64) -> Option<Number> {
        units.checked_mul(ONE).and_then(Number::from_millionths)
    }

    /// From millionths, if it is not too large.
    pub fn from_millionths(millionths: i64) -> Option<Number> {
        (-Self::MOST..=Self::MOST).contains(&millionths).then_some(Number(millionths))
    }

    /// In millionths.
    pub fn millionths(self) -> i64 {
        self.0
    }

    /// Is it without a fraction?
    pub fn is_whole(self) -> bool {
        self.0 % ONE == 0
    }

    /// Reads `-12.5`: digits with at most six places, no exponent, no grouping.
    pub fn parse(text: &str) -> Option<Number> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let fraction = if fraction.len() > PLACES { fraction.trim_end_matches('0') } else { fraction };
        let fraction = if fraction.is_empty() && digits.contains('.') { "0" } else { fraction };
        if !plain(whole) || !plain(fraction) || fraction.len() > PLACES || digits.ends_with('.') {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let fraction: i64 = format!("{fraction:0<6}").parse().ok()?;
        let value = whole.checked_mul(ONE)?.checked_add(fraction)?;
        Number::from_millionths(if negative { -value } else { value })
    }
}

impl From<Number> for String {
    fn from(number: Number) -> String {
        number.to_string()
    }
}

impl TryFrom<String> for Number {
    type Error = String;

    fn try_from(text: String) -> Result<Number, String> {
        Number::parse(&text).ok_or_else(|| format!("not a number of six places: {text}"))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.unsigned_abs();
        let one = ONE.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}", magnitude / one)?;
        let fraction = format!("{:06}", magnitude % one);
        let fraction = fraction.trim_end_matches('0');
        if fraction.is_empty() { Ok(()) } else { write!(f, ".{fraction}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_reads_back_as_printed() {
        for text in ["0", "1", "-1", "0.03", "12345.678901", "-0.5", "1000000000000"] {
            assert_eq!(Number::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Number::parse("1.50").unwrap().to_string(), "1.5");
        assert_eq!(Number::parse("1.50000000").unwrap().to_string(), "1.5");
    }

    #[test]
    fn what_is_not_a_plain_number_is_refused() {
        for text in
            ["", "-", ".5", "5.", "1e3", "1,000", "１", "0.0000001", "1000000000001", "NaN", " 1", "--1"]
        {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }
}
