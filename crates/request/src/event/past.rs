//! Requests from the records an agency kept before this system (补录).

use gongkai_statute::Decision;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::code::{DeliveryWay, decision};

/// A request brought along from earlier records (补录). Always follows the registration in the same act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BroughtIn {
    /// Day of the import.
    pub on: Date,
    /// What makes the row one and the same in every try: its old number, or a keyed hash of the row.
    pub key: String,
    /// Keyed hash of the whole row, to tell a row sent again from another one of the same number.
    pub content: String,
    /// The number it had before (原编号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_number: Option<String>,
    /// How it ended there; `None` while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<PastEnd>,
}

/// How a request ended in the earlier records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastEnd {
    /// One of the 23 results.
    #[serde(with = "decision")]
    pub decision: Decision,
    /// Day of the result.
    pub on: Date,
    /// How the reply was delivered, when the records say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<DeliveryWay>,
    /// After the last day.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// Number of the reply, when the records say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}
