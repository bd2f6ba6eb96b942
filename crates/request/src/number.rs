//! The number of a request (申请登记编号): `2021-000123`.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Number of a request within its agency: year of registration and six digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseNumber {
    /// Year of registration.
    pub year: i16,
    /// Place within the year, from 1.
    pub sequence: u32,
}

impl CaseNumber {
    /// Reads `2021-000123`.
    pub fn parse(text: &str) -> Option<CaseNumber> {
        let (year, sequence) = text.split_once('-')?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if year.len() != 4 || sequence.len() != 6 || !digits(year) || !digits(sequence) {
            return None;
        }
        let number = CaseNumber { year: year.parse().ok()?, sequence: sequence.parse().ok()? };
        (number.sequence > 0).then_some(number)
    }

    /// The stream's id after `request/`: `<agency>/<number>`.
    pub fn stream(self, agency: &str) -> String {
        format!("{agency}/{self}")
    }

    /// Agency and number from a stream's id.
    pub fn from_stream(id: &str) -> Option<(&str, CaseNumber)> {
        let (agency, number) = id.rsplit_once('/')?;
        Some((agency, CaseNumber::parse(number)?))
    }
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:06}", self.year, self.sequence)
    }
}

impl Serialize for CaseNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CaseNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        CaseNumber::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("not a request number: {text:?}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_reads_as_it_is_written() {
        let number = CaseNumber { year: 2021, sequence: 123 };
        assert_eq!(number.to_string(), "2021-000123");
        assert_eq!(CaseNumber::parse("2021-000123"), Some(number));
        assert_eq!(CaseNumber::from_stream("330482-jxj/2021-000123"), Some(("330482-jxj", number)));
    }

    #[test]
    fn other_texts_are_no_numbers() {
        for text in ["2021-123", "21-000123", "2021-000000", "2021-+00123", "2021000123", ""] {
            assert_eq!(CaseNumber::parse(text), None, "{text}");
        }
    }
}
