//! The opening balance: what an agency had published before this platform counted (历史存量).

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{LegalKind, Refusal};

/// An event of stream `item/<agency>/opening`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum OpeningEvent {
    /// The agency stated how much it had published up to a day; a later statement replaces an earlier one.
    #[serde(rename = "opening.stated.v1")]
    Stated(Opening),
}

/// What had been published up to a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The agency.
    pub agency: String,
    /// Last day the statement covers. Items first published later are counted one by one.
    pub as_of: Date,
    /// All items first published up to then, imported here or not.
    pub items: u64,
    /// 规章 and 行政规范性文件 in force on that day, imported here or not.
    pub legal_stock: BTreeMap<LegalKind, u64>,
    /// Where the figures come from, e.g. last year's report and the old site's statistics.
    pub evidence: String,
    /// SHA-256 of a file that shows it.
    pub evidence_file: Option<String>,
    /// Login of the officer who answers for it.
    pub by: String,
}

/// The opening balance of one agency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Openings {
    /// The statement in force.
    pub stated: Option<Opening>,
}

impl Openings {
    /// Takes one event into the state.
    pub fn apply(&mut self, event: &OpeningEvent) {
        let OpeningEvent::Stated(opening) = event;
        self.stated = Some(opening.clone());
    }
}

/// States the opening balance, or corrects it (登记历史存量).
///
/// # Errors
///
/// A [`Refusal`] when the day lies ahead or no evidence is named.
pub fn state_opening(
    openings: &Openings,
    opening: Opening,
    today: Date,
) -> Result<Vec<OpeningEvent>, Refusal> {
    if today < opening.as_of {
        return Err(Refusal::new("opening_not_ahead", "存量截止日不能晚于今天，请核对。"));
    }
    if opening.evidence.trim().is_empty() {
        return Err(Refusal::new("opening_evidence", "请写明存量数字的来源，例如上年度报告和原网站统计。"));
    }
    if openings.stated.as_ref() == Some(&opening) {
        return Ok(Vec::new());
    }
    Ok(vec![OpeningEvent::Stated(opening)])
}
