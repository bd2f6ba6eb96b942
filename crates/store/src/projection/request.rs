//! Projecting requests and remedies.

use gongkai_journal::Recorded;

use crate::{ProjectError, Statement};

/// The tables this area's events are projected into, parents before children.
pub(crate) const TABLES: &[&str] = &[];

/// What `event` changes in them.
pub(crate) fn project(event: &Recorded) -> Result<Vec<Statement>, ProjectError> {
    Err(ProjectError::unknown(event))
}
