//! Supervision (监督保障): inspections, duty lists, collection of annual reports, campaigns, assessment, accountability.
//!
//! Pure: what is known comes in as values, the day is an argument. Sources: Arts. 46, 47, 49, 53 of the Regulation and
//! the notices each module names.

pub mod accountability;
pub mod assessment;
pub mod campaign;
pub mod collection;
mod context;
pub mod duty;
pub mod inspection;

pub use context::Context;
pub use gongkai_statute::Refusal;
