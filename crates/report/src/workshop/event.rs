//! What can happen to a report in the workshop.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::cell::CellId;
use crate::codes;
use crate::draft::Section;

/// An event of stream `report/<agency>/<year>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum WorkshopEvent {
    /// The year's report was begun.
    #[serde(rename = "report.opened.v1")]
    Opened(Opened),
    /// A section text was written.
    #[serde(rename = "report.text_edited.v1")]
    TextEdited(TextEdited),
    /// A figure was corrected by hand.
    #[serde(rename = "report.figure_corrected.v1")]
    FigureCorrected(Corrected),
    /// A hand correction was taken back.
    #[serde(rename = "report.correction_withdrawn.v1")]
    CorrectionWithdrawn(CorrectionWithdrawn),
    /// A person answered for a warning.
    #[serde(rename = "report.finding_acknowledged.v1")]
    FindingAcknowledged(Acknowledged),
    /// The difference to last year's 结转 was explained.
    #[serde(rename = "report.carry_over_explained.v1")]
    CarryOverExplained(Explained),
    /// It was handed to the head.
    #[serde(rename = "report.submitted.v1")]
    Submitted(Reasoned),
    /// The head, or whoever found something, sent it back.
    #[serde(rename = "report.returned.v1")]
    Returned(Reasoned),
    /// The head signed it.
    #[serde(rename = "report.signed_off.v1")]
    SignedOff(SignedOff),
    /// It was published.
    #[serde(rename = "report.published.v1")]
    Published(Published),
    /// It was handed to the 主管部门.
    #[serde(rename = "report.submitted_to_authority.v1")]
    SubmittedToAuthority(AuthoritySubmission),
    /// Work on a corrected edition began.
    #[serde(rename = "report.reopened.v1")]
    Reopened(Reasoned),
    /// A report published before the platform was there was taken over.
    #[serde(rename = "report.recorded.v1")]
    Recorded(EarlierReport),
}

/// The report was begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The agency's code.
    pub agency: String,
    /// The report year.
    pub year: i16,
    /// Login of whoever began it.
    pub by: String,
    /// The day.
    pub on: Date,
}

/// A section text with the figures it was written with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextEdited {
    /// Which section.
    #[serde(with = "codes::section")]
    pub section: Section,
    /// The text; `{{key}}` stands for a figure.
    pub text: String,
    /// The figures as they stood.
    pub figures: BTreeMap<String, String>,
    /// Login of whoever wrote it.
    pub by: String,
    /// The day.
    pub on: Date,
}

/// A hand correction beside the computed figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrected {
    /// Which figure.
    #[serde(with = "codes::cell")]
    pub cell: CellId,
    /// What the records gave then; `None` when they gave nothing.
    #[serde(with = "codes::optional_decimal")]
    pub computed: Option<Decimal>,
    /// What the report says instead.
    #[serde(with = "codes::decimal")]
    pub value: Decimal,
    /// Why.
    pub reason: String,
    /// Login of whoever answers for it.
    pub by: String,
    /// The day.
    pub on: Date,
}

/// A correction taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionWithdrawn {
    /// Which figure.
    #[serde(with = "codes::cell")]
    pub cell: CellId,
    /// Why.
    pub reason: String,
    /// Login of whoever took it back.
    pub by: String,
    /// The day.
    pub on: Date,
}

/// A warning a person answered for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledged {
    /// What identifies the finding.
    pub fingerprint: String,
    /// Its rule.
    pub rule: String,
    /// What it said.
    pub message: String,
    /// Why it may stand.
    pub reason: String,
    /// Login of whoever answers for it.
    pub by: String,
    /// The day.
    pub on: Date,
}

/// Why 上年结转 differs from last year's 结转下年度.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    /// The reason: a merger, a reform, a corrected edition.
    pub reason: String,
    /// Login of whoever answers for it.
    pub by: String,
    /// The day.
    pub on: Date,
}

/// A step with a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reasoned {
    /// Why; empty where none is asked for.
    pub reason: String,
    /// Login of whoever took it.
    pub by: String,
    /// The day.
    pub on: Date,
}

/// The head's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedOff {
    /// Journal position up to which the figures were counted: the cut-off.
    pub position: u64,
    /// SHA-256 of the edition signed, hexadecimal.
    pub content_hash: String,
    /// Login of the head.
    pub by: String,
    /// The day.
    pub on: Date,
}

/// A published edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// Its number, from 1.
    pub edition: u32,
    /// The cut-off.
    pub position: u64,
    /// SHA-256 of the edition, hexadecimal.
    pub content_hash: String,
    /// Login of whoever published it.
    pub by: String,
    /// The day.
    pub on: Date,
}

/// The report handed to the 主管部门.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthoritySubmission {
    /// To whom.
    pub authority: String,
    /// The day.
    pub on: Date,
    /// What shows its receipt.
    pub receipt: String,
    /// Login of whoever recorded it.
    pub by: String,
}

/// A report published elsewhere before the platform was there (往年年报补录).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierReport {
    /// SHA-256 of the edition read from the file, hexadecimal.
    pub content_hash: String,
    /// SHA-256 of the file as it was handed in, hexadecimal.
    pub file_hash: String,
    /// Where it was published.
    pub source: String,
    /// The day it was published there.
    pub published_on: Date,
    /// Login of whoever recorded it.
    pub by: String,
    /// The day it was recorded.
    pub on: Date,
}

impl EarlierReport {
    /// The edition it stands for: the first, counted from no record of this journal.
    pub fn as_edition(&self) -> Published {
        Published {
            edition: 1,
            position: 0,
            content_hash: self.content_hash.clone(),
            by: self.by.clone(),
            on: self.published_on,
        }
    }
}
