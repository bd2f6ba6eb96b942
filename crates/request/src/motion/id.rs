//! Numbers of motions, and of whatever bears a number: a request or a motion.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Kind;
use crate::number::CaseNumber;

/// Number of a motion within its agency: `correction-2021-000001`, for readers `更正2021-000001`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MotionId {
    /// Which motion.
    pub kind: Kind,
    /// Year of registration and place among its kind.
    pub number: CaseNumber,
}

impl MotionId {
    /// Reads `correction-2021-000001`.
    pub fn parse(text: &str) -> Option<MotionId> {
        let (kind, number) = text.split_once('-')?;
        Some(MotionId { kind: Kind::from_key(kind)?, number: CaseNumber::parse(number)? })
    }

    /// As people write it: `更正2021-000001`, or the number alone.
    pub fn is_typed_as(self, typed: &str) -> bool {
        is_typed_as(self.number, self.kind.mark(), typed)
    }

    /// As readers see it.
    pub fn label(self) -> String {
        format!("{}{}", self.kind.mark(), self.number)
    }

    /// The stream's id after `motion/`: `<agency>/<id>`.
    pub fn stream(self, agency: &str) -> String {
        format!("{agency}/{self}")
    }
}

impl fmt::Display for MotionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.kind.key(), self.number)
    }
}

/// What stands before the number of a message where people read it.
const INQUIRY_MARK: &str = "留言";
/// The same in addresses and streams.
const INQUIRY_KEY: &str = "inquiry";

/// Number of a message (咨询留言) within its agency: `inquiry-2021-000001`, for readers `留言2021-000001`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InquiryId(pub CaseNumber);

impl InquiryId {
    /// Reads `inquiry-2021-000001`.
    pub fn parse(text: &str) -> Option<InquiryId> {
        let (key, number) = text.split_once('-')?;
        (key == INQUIRY_KEY).then(|| CaseNumber::parse(number)).flatten().map(InquiryId)
    }

    /// As people write it: `留言2021-000001`, or the number alone.
    pub fn is_typed_as(self, typed: &str) -> bool {
        is_typed_as(self.0, INQUIRY_MARK, typed)
    }

    /// As readers see it.
    pub fn label(self) -> String {
        format!("{INQUIRY_MARK}{}", self.0)
    }

    /// The stream's id after `inquiry/`: `<agency>/<id>`.
    pub fn stream(self, agency: &str) -> String {
        format!("{agency}/{self}")
    }
}

impl fmt::Display for InquiryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{INQUIRY_KEY}-{}", self.0)
    }
}

/// A number with its mark, or alone; blanks are skipped.
fn is_typed_as(number: CaseNumber, mark: &str, typed: &str) -> bool {
    let bare: String = typed.chars().filter(|sign| !sign.is_whitespace()).collect();
    CaseNumber::parse(bare.strip_prefix(mark).unwrap_or(&bare)) == Some(number)
}

/// What a document number or a query code was given out for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matter {
    /// 申请
    Request(CaseNumber),
    /// 更正申请、主动公开建议
    Motion(MotionId),
    /// 咨询留言
    Inquiry(InquiryId),
}

impl Matter {
    /// Reads `2021-000123`, `correction-2021-000001` or `inquiry-2021-000001`.
    pub fn parse(text: &str) -> Option<Matter> {
        CaseNumber::parse(text)
            .map(Matter::Request)
            .or_else(|| MotionId::parse(text).map(Matter::Motion))
            .or_else(|| InquiryId::parse(text).map(Matter::Inquiry))
    }

    /// The request; `None` for anything else.
    pub const fn request(self) -> Option<CaseNumber> {
        match self {
            Matter::Request(number) => Some(number),
            Matter::Motion(_) | Matter::Inquiry(_) => None,
        }
    }

    /// As readers see it.
    pub fn label(self) -> String {
        match self {
            Matter::Request(number) => number.to_string(),
            Matter::Motion(id) => id.label(),
            Matter::Inquiry(id) => id.label(),
        }
    }
}

impl fmt::Display for Matter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Matter::Request(number) => number.fmt(f),
            Matter::Motion(id) => id.fmt(f),
            Matter::Inquiry(id) => id.fmt(f),
        }
    }
}

impl From<CaseNumber> for Matter {
    fn from(number: CaseNumber) -> Matter {
        Matter::Request(number)
    }
}

impl From<InquiryId> for Matter {
    fn from(id: InquiryId) -> Matter {
        Matter::Inquiry(id)
    }
}

impl From<MotionId> for Matter {
    fn from(id: MotionId) -> Matter {
        Matter::Motion(id)
    }
}

impl Serialize for MotionId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MotionId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        MotionId::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("not the number of a motion: {text:?}")))
    }
}

impl Serialize for InquiryId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for InquiryId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        InquiryId::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("not the number of a message: {text:?}")))
    }
}

impl Serialize for Matter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Matter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Matter::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("not a number: {text:?}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_a_motion_reads_as_it_is_written() {
        let id = MotionId::parse("correction-2021-000001").unwrap();
        assert_eq!(
            (id.to_string().as_str(), id.label().as_str()),
            ("correction-2021-000001", "更正2021-000001")
        );
        assert_eq!(Matter::parse("correction-2021-000001"), Some(Matter::Motion(id)));
        assert_eq!(Matter::parse("2021-000001"), CaseNumber::parse("2021-000001").map(Matter::Request));
        assert_eq!(Matter::parse("petition-2021-000001"), None);
    }

    #[test]
    fn people_type_it_with_its_mark_or_without() {
        let id = MotionId::parse("proposal-2021-000012").unwrap();
        for typed in ["建议2021-000012", "2021-000012", " 建议 2021-000012 "] {
            assert!(id.is_typed_as(typed), "{typed}");
        }
        for typed in ["更正2021-000012", "2021-000013", ""] {
            assert!(!id.is_typed_as(typed), "{typed}");
        }
    }
}
