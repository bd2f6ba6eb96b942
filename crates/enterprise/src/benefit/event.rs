//! What happens to a benefit.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Terms;

/// An event of stream `benefit/<agency>/<n>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub enum BenefitEvent {
    /// It was written, or written anew.
    #[serde(rename = "benefit.drafted.v1")]
    Drafted(Box<Drafted>),
    /// It was handed in for approval.
    #[serde(rename = "benefit.handed_in.v1")]
    HandedIn {
        /// Login of whoever did it.
        by: String,
    },
    /// It was sent back to be changed.
    #[serde(rename = "benefit.sent_back.v1")]
    SentBack {
        /// Why.
        reason: String,
        /// Login of whoever did it.
        by: String,
    },
    /// It was approved and is public from now on.
    #[serde(rename = "benefit.published.v1")]
    Published(Box<Published>),
    /// It is no longer offered.
    #[serde(rename = "benefit.closed.v1")]
    Closed {
        /// Why.
        reason: String,
        /// Since when.
        on: Date,
        /// Login of whoever did it.
        by: String,
    },
    /// It was pushed to the enterprises it fits.
    #[serde(rename = "benefit.pushed.v1")]
    Pushed(Pushed),
}

/// What it is taken from (政策依据).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Index number of the item that holds the policy.
    pub item: String,
    /// Its edition.
    pub edition: u32,
    /// Number path of the clause as the text has it: 一、（二）.
    pub clause: String,
}

/// A benefit as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drafted {
    /// The agency that offers it.
    pub agency: String,
    /// The text it is taken from.
    pub source: Source,
    /// What it says.
    pub terms: Terms,
    /// Login of the author.
    pub by: String,
}

/// A benefit as it was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// Its version, from 1.
    pub version: u32,
    /// The text it is taken from.
    pub source: Source,
    /// What it says.
    pub terms: Terms,
    /// Since when.
    pub on: Date,
    /// Logins of the authors, joined by 、.
    pub drafted_by: String,
    /// Login of whoever approved it.
    pub by: String,
}

/// A push: to whom exactly is the table of its candidates, of which this is the hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pushed {
    /// The version that was pushed.
    pub version: u32,
    /// The application year.
    pub year: i16,
    /// Enterprises it fits.
    pub met: u64,
    /// Enterprises it may fit.
    pub unknown: u64,
    /// Of both, those who had been told in an earlier push of the same window.
    pub told_before: u64,
    /// SHA-256 of the candidates' lines `credit_code,result`, sorted, each ended by a line feed; hexadecimal. A blob of that
    /// name holds the lines.
    pub candidates: String,
    /// The day.
    pub on: Date,
    /// Login of whoever did it.
    pub by: String,
}
