//! The annual report (政府信息公开工作年度报告): model, reading, invariants, tally, comparison, roll-up.
//!
//! Pure: figures come in as grids or as facts, and go out as values. One address, [`CellId`], names a figure
//! everywhere: in reading, checking, counting, correcting and on the page.

pub mod cell;
pub mod check;
mod codes;
pub mod compare;
pub mod draft;
pub mod form;
pub mod json;
pub mod ledger;
pub mod model;
pub mod read;
mod refusal;
pub mod rollup;
pub mod source;
pub mod tally;
pub mod workshop;

pub use cell::{CellId, Column, ProactiveCell, RemedyColumn, RemedyKind, Row};
pub use model::{AnnualReport, Cell, CellState, Equation, Form, Sections};
pub use refusal::Refusal;
