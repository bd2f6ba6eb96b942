//! Enterprise profiles and decomposed policies (惠企政策): conditions, three-valued matching, explanations.
//!
//! A condition is written as text ([`condition::parse`]), read against a [`Profile`] by the plain evaluator
//! ([`evaluate`]) and compiled once into a [`Rule`], whose atoms are what an index of enterprises or of items is built on.

pub mod account;
mod amount;
mod attribute;
pub mod benefit;
mod bits;
mod check;
pub mod claim;
pub mod condition;
mod demand;
mod evaluate;
mod explain;
mod index;
mod items;
mod load;
mod normal;
mod number;
mod problem;
mod profile;
mod register;
mod rule;
mod size;
mod sql;
mod table;
mod vocabulary;

pub use amount::{Amount, Cost, Counted, Reach};
pub use attribute::{Attribute, Field, Kind, Year};
pub use check::check;
pub use evaluate::{Missing, Truth, Verdict, evaluate, judge};
pub use explain::{Line, explain};
pub use index::{Answer, Index, Near, Query};
pub use items::{Fitting, Items, Reason, Scratch, Short};
pub use load::{LoadEvent, Loaded};
pub use number::Number;
pub use problem::{Problem, Severity, Span};
pub use profile::{Facts, Profile};
pub use register::{MOST_ENTERPRISES, Register};
pub use rule::Rule;
pub use size::{Bounds, CLASSIFICATIONS, Classification, Figures, Indicator, SizeClass, SizeRule, size_rule};
pub use table::{BadCell, Heads};
pub use vocabulary::{
    flag_code, flag_label, flags, is_industry, is_region, known_flag, known_qualification, qualifications,
};
