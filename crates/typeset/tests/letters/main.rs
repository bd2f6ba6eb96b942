//! Letters as they leave the house. One program, for linking the typesetter takes longer than the tests.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "helpers of tests"
)]

mod documents;
mod fonts;
mod layout;
mod sheets;
mod support;
mod templates;
