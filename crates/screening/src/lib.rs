//! Screening (敏感信息筛查) of text before publication: personal data, secrecy and draft marks, wrong words.
//!
//! Text is folded first (width, digits, traditional characters, invisible characters), findings point at the original
//! text in Unicode characters. What was not read is counted, and too much of it blocks: an unscreened page is not a
//! clean one. [`Rules`] are data; a [`Screener`] is made from them once and used for many texts.

#![allow(
    clippy::match_same_arms,
    clippy::nonminimal_bool,
    clippy::trivially_copy_pass_by_ref,
    clippy::unused_self,
    reason = "digits are listed by script, and conditions read as the identifiers' rules are written"
)]

pub mod checksum;
mod detect;
mod document;
mod finding;
mod fold;
mod mask;
mod names;
mod rules;
mod screener;
mod table;
mod words;

pub use document::{Content, Part, Unread};
pub use finding::{Confidence, Coverage, Finding, Kind, Mark, Screening, Span, Verdict};
pub use fold::Folding;
pub use mask::{Purpose, mask, masked};
pub use names::looks_like_a_name;
pub use rules::{RuleError, Rules, Sense, Word};
pub use screener::Screener;
